"""Goods sent. Convention N24."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._ids import by_lower_id
from checkout_core.model._numbers import Whole
from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.model.order import Order
from checkout_core.model.order_refunds import unsent_units
from checkout_core.orders import codes
from checkout_core.orders.payments import begin, evolved, refused
from checkout_core.orders.transitions import Operation


def fulfill_line_items(order: Order, quantities: Mapping[str, int], *, now: datetime) -> Order:
    """Send so many units of lines (by id): they come on top of what was sent before.

    Units that were refunded before they were sent are not sent any more.

    Raises `OrderRejected` for an order that is not APPROVED, an unknown line, or more units than are left to send;
    `InvalidField` for a caller's bugs.
    """
    begin(order, Operation.FULFILL_LINE_ITEMS, now)
    asked = by_lower_id("fulfill_line_items.quantities", quantities, Whole(1, MAX_QUANTITY))
    if not asked:
        raise InvalidField("fulfill_line_items.quantities", "none", "at least one line")
    by_id = {line.id.lower(): line for line in order.line_items}
    missing = [line_id for line_id in quantities if line_id.lower() not in by_id]
    if missing:
        raise refused(codes.LINE_UNKNOWN, {"lineItemIds": missing})
    unsent = unsent_units(order.refunds)
    left = {own: by_id[own].quantity - by_id[own].fulfilled_quantity - unsent.get(own, 0) for own in asked}
    excess: list[object] = [
        {"lineItemId": by_id[line_id].id, "asked": quantity, "left": left[line_id]}
        for line_id, quantity in asked.items()
        if quantity > left[line_id]
    ]
    if excess:
        raise refused(codes.ABOVE_QUANTITY, {"parts": excess})
    lines = tuple(
        attrs.evolve(line, fulfilled_quantity=line.fulfilled_quantity + asked.get(line.id.lower(), 0))
        for line in order.line_items
    )
    return evolved(order, now, line_items=lines)
