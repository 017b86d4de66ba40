"""Which fees are charged, for which lines, and their price. Conventions F1, F2, F4, S6."""

from __future__ import annotations

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.store import Store
from checkout_core.pricing.shipping import Selection
from checkout_core.rounding import Divide

Charge = tuple[AdditionalFee, tuple[int, ...], int]
"""A fee that is charged, the positions of the lines it is bound to (none: whole checkout), its price."""


def charge_fees(
    checkout: Checkout,
    store: Store,
    items: list[CatalogItem | None],
    discounted: list[int],
    selection: Selection | None,
    divide: Divide,
) -> list[Charge]:
    """Return the store's fees that apply, in its order, and those of the delivery option, priced in minor units.

    ``discounted`` is each line's price less its discount, which percentages are taken of.
    """
    charges: list[Charge] = []
    for fee in store.additional_fees if any(items) else ():
        lines: tuple[int, ...] = ()
        if fee.catalog_item_ids is not None:
            lines = _bound(fee.catalog_item_ids, checkout, items)
            if not lines:
                continue
        numerator, denominator = fee.ratio
        if fee.price is None:
            numerator *= sum([discounted[index] for index in lines]) if lines else sum(discounted)
        charges.append((fee, lines, divide(numerator, denominator)))
    if selection is not None and selection.option.fees:
        charges += [(fee, (), divide(*fee.ratio)) for fee in selection.option.fees]
    return charges


def _bound(catalog_item_ids: tuple[str, ...], checkout: Checkout, items: list[CatalogItem | None]) -> tuple[int, ...]:
    """Positions of the found lines of these catalog items."""
    wanted = frozenset(catalog_item_ids)
    references = [line.catalog_reference for line in checkout.line_items]
    return tuple(
        index
        for index, (item, reference) in enumerate(zip(items, references, strict=True))
        if item is not None and reference is not None and reference.catalog_item_id in wanted
    )
