"""The price of a line: unit price x quantity, the one place where a price finer than the minor unit is rounded."""

from __future__ import annotations

from collections.abc import Callable

from checkout_core.model.catalog import CatalogItem


def line_prices(
    quantities: tuple[int, ...], items: list[CatalogItem | None], divide: Callable[[int, int], int]
) -> list[int]:
    """Return each line's price in minor units: exact unit price x quantity, rounded once (convention R2).

    Zero where the item is not found. ``divide`` is the policy's rounded division.
    """
    prices: list[int] = []
    for quantity, item in zip(quantities, items):  # noqa: B905  # of one length; the check costs as much as a line
        if item is None:
            prices.append(0)
        else:
            numerator, denominator = item.price_ratio
            units = numerator * quantity
            prices.append(units if denominator == 1 else divide(units, denominator))
    return prices
