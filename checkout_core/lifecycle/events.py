"""What has happened between two states of a checkout, as events. Convention O17."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from checkout_core.errors import InvalidField
from checkout_core.model._limits import A
from checkout_core.model.checkout import Checkout
from checkout_core.model.checkout_events import CheckoutEvent, CheckoutEventType
from checkout_core.model.gift_card import obfuscated
from checkout_core.model.line_item import LineItem, content_of


def checkout_events(before: Checkout | None, after: Checkout) -> tuple[CheckoutEvent, ...]:
    """Return the events that led from one state of a checkout to another; ``before`` is None when it was created.

    Told in the order of `CheckoutEventType`: CREATED or, if anything differs, UPDATED; lines removed (in their old
    order), added and changed in quantity (in their new order); coupon and gift card, removed before added; COMPLETED.
    A creation adds all that the checkout begins with. All happened at the last change of ``after``. Equal checkouts
    have no events. Raises `InvalidField` for arguments of another kind and for two different checkouts.
    """
    A(Checkout).check("checkout_events.after", after)
    if before is not None:
        A(Checkout).check("checkout_events.before", before)
        if before.id.lower() != after.id.lower():
            raise InvalidField("checkout_events.after", after.id, f"a later state of the checkout {before.id}")
        if before == after:
            return ()
    return tuple(_told(before, after))


def _told(before: Checkout | None, after: Checkout) -> Iterator[CheckoutEvent]:
    """The events, in their order."""
    event = partial(CheckoutEvent, checkout_id=after.id, at=after.updated_date)
    yield event(type=CheckoutEventType.CREATED if before is None else CheckoutEventType.UPDATED)
    yield from _of_lines(() if before is None else before.line_items, after.line_items, event)
    old, new = None if before is None else before.coupon_code, after.coupon_code
    if (old and old.casefold()) != (new and new.casefold()):
        if old is not None:
            yield event(type=CheckoutEventType.COUPON_REMOVED, coupon_code=old)
        if new is not None:
            yield event(type=CheckoutEventType.COUPON_ADDED, coupon_code=new)
    old, new = None if before is None else before.gift_card_code, after.gift_card_code
    if old != new:
        if old is not None:
            yield event(type=CheckoutEventType.GIFT_CARD_REMOVED, obfuscated_code=obfuscated(old))
        if new is not None:
            yield event(type=CheckoutEventType.GIFT_CARD_ADDED, obfuscated_code=obfuscated(new))
    if after.completed and not (before is not None and before.completed):
        yield event(type=CheckoutEventType.COMPLETED)


def _of_lines(
    before: tuple[LineItem, ...], after: tuple[LineItem, ...], event: partial[CheckoutEvent]
) -> Iterator[CheckoutEvent]:
    """What has happened to the lines. One that has become another under its id was removed and added."""
    old = {line.id.lower(): line for line in before}
    new = {line.id.lower(): line for line in after}
    same = {own for own in old.keys() & new.keys() if content_of(old[own]) == content_of(new[own])}
    for own, line in old.items():
        if own not in same:
            yield event(type=CheckoutEventType.LINE_ITEM_REMOVED, line_item_id=line.id, quantity=line.quantity)
    for own, line in new.items():
        if own not in same:
            yield event(type=CheckoutEventType.LINE_ITEM_ADDED, line_item_id=line.id, quantity=line.quantity)
    for own, line in new.items():
        if own in same and line.quantity != old[own].quantity:
            yield event(
                type=CheckoutEventType.LINE_ITEM_QUANTITY_UPDATED,
                line_item_id=line.id,
                quantity=line.quantity,
                previous_quantity=old[own].quantity,
            )
