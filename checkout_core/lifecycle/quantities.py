"""Changing quantities of lines. Source: updateLineItemsQuantity. Convention O13."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from checkout_core.errors import InvalidField
from checkout_core.lifecycle.arguments import check_currency, check_store, checked
from checkout_core.lifecycle.codes import refused
from checkout_core.lifecycle.refusals import refuse_unknown_lines
from checkout_core.lifecycle.transitions import moved, transition_of
from checkout_core.model._limits import GUID, A
from checkout_core.model._numbers import Whole
from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.model.checkout import Checkout
from checkout_core.model.line_item import LineItem
from checkout_core.model.store import Store
from checkout_core.pricing.resolve import resolve_line

MAX_UPDATED = 100
"""Most lines whose quantity changes at once."""


def update_line_items_quantity(
    checkout: Checkout, store: Store, quantities: Mapping[str, int], *, now: datetime
) -> Checkout:
    """Return the checkout with these new quantities (units in all, not more or less), as updateLineItemsQuantity does.

    ``quantities`` has 1 to 100 entries, by the lines' ids, whatever their case. What is more than the stock left
    becomes the stock left; where none is left, or the catalog does not know the item, the quantity is as asked. The
    last change is ``now``, but never moves back.

    Raises `InvalidField` for arguments of another kind, a quantity outside 1 to 100,000 and a line named twice;
    `CurrencyMismatch` for a store in another currency; `CheckoutRejected` for (in this order) a completed checkout, an
    id that is no line's (NOT_FOUND) and an item whose quantity is fixed and would change (FIXED_QUANTITY_ITEM).
    """
    instant = checked("update_line_items_quantity", checkout, now)
    check_store("update_line_items_quantity", store)
    asked = _asked(quantities)
    transition = transition_of(checkout, "update_line_items_quantity")
    check_currency(checkout, store)
    refuse_unknown_lines(checkout, quantities)
    lines, fixed = list(checkout.line_items), []
    for place, line in enumerate(lines):
        if line.id.lower() not in asked:
            continue
        quantity = _possible(line, asked[line.id.lower()], store)
        if quantity is None:
            fixed.append(line.id)
        else:
            lines[place] = attrs.evolve(line, quantity=quantity)
    if fixed:
        raise refused("FIXED_QUANTITY_ITEM", {"lineItemIds": fixed})
    return moved(checkout, transition, instant, line_items=lines)


def _possible(line: LineItem, asked: int, store: Store) -> int | None:
    """The line's new quantity; None if it is fixed at another."""
    item = resolve_line(line, store)
    if item is None:
        return asked
    possible = min(asked, item.quantity_available or asked)
    if not item.fixed_quantity:
        return possible
    return line.quantity if line.quantity in {asked, possible} else None


def _asked(quantities: Mapping[str, int]) -> dict[str, int]:
    """The quantities by id in lower case; `InvalidField` unless all fit and no line is named twice."""
    name = "update_line_items_quantity.quantities"
    A(Mapping).check(name, quantities)
    if not 1 <= len(quantities) <= MAX_UPDATED:
        raise InvalidField(name, f"{len(quantities)} entries", f"1 to {MAX_UPDATED} entries")
    asked: dict[str, int] = {}
    for own, quantity in quantities.items():
        GUID.check(name, own)
        Whole(1, MAX_QUANTITY).check(f"{name}[{own!r}]", quantity)
        if own.lower() in asked:
            raise InvalidField(name, own, "ids that differ in more than case")
        asked[own.lower()] = quantity
    return asked
