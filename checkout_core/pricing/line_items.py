"""The price of a unit, and of a line: unit price x quantity, the one place where a finer price is rounded."""

from __future__ import annotations

from math import lcm

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.figures import Ratio
from checkout_core.rounding import Divide

FREE: Ratio = (0, 1)
"""The unit price of what costs nothing."""


def unit_prices(items: list[CatalogItem | None]) -> list[Ratio]:
    """Return each line's exact unit price with modifiers; nothing where the item is not found (conventions L1, L6)."""
    return [FREE if item is None else item.price_ratio for item in items]


def line_prices(quantities: tuple[int, ...], units: list[Ratio], divide: Divide) -> list[int]:
    """Return each line's price in minor units: exact unit price x quantity, rounded once (convention R2).

    ``divide`` is the policy's rounded division.
    """
    columns = zip(quantities, units)  # noqa: B905  # of one length; the check costs as much as a line
    return [quantity * part if whole == 1 else divide(quantity * part, whole) for quantity, (part, whole) in columns]


def cheapest(positions: list[int], units: list[Ratio]) -> int:
    """Return the position of the lowest exact unit price, the earliest of several."""
    prices = on_one_scale(positions, units)
    return min(positions, key=prices.__getitem__)


def on_one_scale(positions: list[int], units: list[Ratio]) -> dict[int, int]:
    """Return the unit prices at these positions as ints of one common part of a minor unit, so that they compare."""
    common = lcm(*{units[index][1] for index in positions})
    return {index: units[index][0] * (common // units[index][1]) for index in positions}
