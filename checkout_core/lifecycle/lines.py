"""Adding lines to a checkout and removing them. Source: addToCheckout, removeLineItems. Conventions O9 to O12."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import attrs

from checkout_core.errors import InvalidField
from checkout_core.lifecycle.arguments import check_currency, check_store, checked
from checkout_core.lifecycle.codes import refused
from checkout_core.lifecycle.numbering import line_ids, line_items, next_number
from checkout_core.lifecycle.refusals import refuse_unknown_lines
from checkout_core.lifecycle.transitions import moved, transition_of
from checkout_core.model._converters import as_tuple
from checkout_core.model._limits import GUID, A, Many
from checkout_core.model._numbers import Whole
from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.model.checkout import MAX_LINES, Checkout, unique_ids
from checkout_core.model.discounts import MerchantDiscount
from checkout_core.model.line_item import LineItem, LineRequest, content_of
from checkout_core.model.memberships import MembershipOptions, SelectedMembership, SelectedMemberships
from checkout_core.model.store import Store
from checkout_core.pricing.resolve import resolve_line

MAX_ADDED = 100
"""Most lines of one addition, catalog and custom together."""


def add_to_checkout(
    checkout: Checkout, store: Store, lines: Iterable[LineRequest], *, now: datetime, merge_equal_lines: bool = False
) -> Checkout:
    """Return the checkout with 1 to 100 more lines, as addToCheckout does.

    Lines without an id are numbered, above the numbers that are there. With ``merge_equal_lines`` a line that equals
    one before it in everything but id and quantity is no line of its own: its quantity is added to that line's; items
    of fixed quantity stay apart. Stock is not looked at: what is short is told by the price. The last change is
    ``now``, but never moves back.

    Raises `InvalidField` for another number of lines, for two lines of one id, and where a merged quantity would be
    above 100,000; `CurrencyMismatch` for a store in another currency; `CheckoutRejected` for (in this order) a
    completed checkout, ids that the checkout has already (ALREADY_EXISTS), and more than 300 lines in all
    (MAX_LINE_ITEMS_EXCEEDED).
    """
    instant = checked("add_to_checkout", checkout, now, merge_equal_lines=merge_equal_lines)
    check_store("add_to_checkout", store)
    requests = as_tuple(lines)
    Many(A(LineRequest), 1, MAX_ADDED).check("add_to_checkout.lines", requests)
    unique_ids(requests, "add_to_checkout.lines")
    for index, request in enumerate(requests):  # a cart's line may have none
        Whole(1, MAX_QUANTITY).check(f"add_to_checkout.lines[{index}].quantity", request.quantity)
    transition = transition_of(checkout, "add_to_checkout")
    check_currency(checkout, store)
    taken = {line.id.lower() for line in checkout.line_items}
    known = [request.id for request in requests if request.id is not None and request.id.lower() in taken]
    if known:
        raise refused("ALREADY_EXISTS", {"lineItemIds": known})
    held = checkout.line_items
    if merge_equal_lines:
        held, requests = _merged(held, requests, store)
    count = len(held) + len(requests)
    if count > MAX_LINES:
        raise refused("MAX_LINE_ITEMS_EXCEEDED", {"limit": MAX_LINES, "lineItems": count})
    ids = line_ids(requests, taken, next_number(held))
    return moved(checkout, transition, instant, line_items=(*held, *line_items(requests, ids)))


def _merged(
    held: tuple[LineItem, ...], requests: tuple[LineRequest, ...], store: Store
) -> tuple[tuple[LineItem, ...], tuple[LineRequest, ...]]:
    """The held lines with what was added to them, and the requests that are lines of their own."""
    lines: list[LineItem | LineRequest] = [*held]
    places = {content_of(line): place for place, line in reversed(list(enumerate(held)))}  # of equals, the first
    for index, request in enumerate(requests):
        item = resolve_line(request, store)
        is_fixed = item is not None and item.fixed_quantity
        place = len(lines) if is_fixed else places.setdefault(content_of(request), len(lines))
        if place == len(lines):
            lines.append(request)
            continue
        room = MAX_QUANTITY - lines[place].quantity
        if request.quantity > room:
            name = f"add_to_checkout.lines[{index}].quantity"
            raise InvalidField(name, request.quantity, f"at most {room} more of what the checkout has already")
        lines[place] = attrs.evolve(lines[place], quantity=lines[place].quantity + request.quantity)
    return tuple(lines[: len(held)]), tuple(lines[len(held) :])  # type: ignore[arg-type]  # requests follow the held


def remove_line_items(checkout: Checkout, line_item_ids: Iterable[str], *, now: datetime) -> Checkout:
    """Return the checkout without these 1 to 300 lines (all of them, if you like), as removeLineItems does.

    Ids match whatever their case; one that is given twice counts once. Selected memberships and merchant discounts
    forget the lines, and vanish where they named no other: a discount on removed lines does not become one on all.
    The last change is ``now``, but never moves back.

    Raises `InvalidField` for arguments of another kind, and `CheckoutRejected` if the checkout is completed or has no
    line of one of the ids (NOT_FOUND): then none is removed.
    """
    instant = checked("remove_line_items", checkout, now)
    ids = as_tuple(line_item_ids)
    Many(GUID, 1, MAX_LINES).check("remove_line_items.line_item_ids", ids)
    transition = transition_of(checkout, "remove_line_items")
    refuse_unknown_lines(checkout, ids)
    gone = {own.lower() for own in ids}
    return moved(
        checkout,
        transition,
        instant,
        line_items=tuple(line for line in checkout.line_items if line.id.lower() not in gone),
        membership_options=_memberships_without(gone, checkout.membership_options),
        merchant_discounts=_discounts_without(gone, checkout.merchant_discounts),
    )


def _memberships_without(gone: set[str], options: MembershipOptions) -> MembershipOptions:
    """The selection for the lines that are left."""
    kept: list[SelectedMembership] = []
    for entry in options.selected_memberships.memberships:
        left = _without(gone, entry.line_item_ids)
        if left:
            kept.append(attrs.evolve(entry, line_item_ids=left))
    return attrs.evolve(options, selected_memberships=SelectedMemberships(memberships=kept))


def _discounts_without(gone: set[str], discounts: tuple[MerchantDiscount, ...]) -> tuple[MerchantDiscount, ...]:
    """The merchant discounts on the lines that are left; one that names no line is on all of them."""
    kept: list[MerchantDiscount] = []
    for entry in discounts:
        left = _without(gone, entry.line_item_ids)
        if left or not entry.line_item_ids:
            kept.append(attrs.evolve(entry, line_item_ids=left))
    return tuple(kept)


def _without(gone: set[str], ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(own for own in ids if own.lower() not in gone)
