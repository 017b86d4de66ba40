"""Goods sent, and orders called off. Conventions N19, N24."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._limits import GUID, A, Whole
from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.model.order import Order, OrderStatus
from checkout_core.orders import codes
from checkout_core.orders.payments import begin, evolved, given_back, refused
from checkout_core.orders.transitions import Operation


def fulfill_line_items(order: Order, quantities: Mapping[str, int], *, now: datetime) -> Order:
    """Send so many units of lines (by id): they come on top of what was sent before.

    Raises `OrderRejected` for an order that is not APPROVED, an unknown line, or more units than are left to send;
    `InvalidField` for a caller's bugs.
    """
    begin(order, Operation.FULFILL_LINE_ITEMS, now)
    asked = _checked(quantities)
    by_id = {line.id.lower(): line for line in order.line_items}
    missing = [line_id for line_id in quantities if line_id.lower() not in by_id]
    if missing:
        raise refused(codes.LINE_UNKNOWN, {"lineItemIds": missing})
    left = {line_id: by_id[line_id].quantity - by_id[line_id].fulfilled_quantity for line_id in asked}
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


def _checked(quantities: Mapping[str, int]) -> dict[str, int]:
    """The quantities by line id in lower case; raises for arguments that are none."""
    A(Mapping).check("fulfill_line_items.quantities", quantities)
    if not quantities:
        raise InvalidField("fulfill_line_items.quantities", "none", "at least one line")
    asked: dict[str, int] = {}
    for line_id, quantity in quantities.items():
        GUID.check("fulfill_line_items.quantities", line_id)
        Whole(1, MAX_QUANTITY).check(f"fulfill_line_items.quantities[{line_id!r}]", quantity)
        if line_id.lower() in asked:
            raise InvalidField("fulfill_line_items.quantities", line_id, "each line once, whatever the case of its id")
        asked[line_id.lower()] = quantity
    return asked


def cancel_order(order: Order, *, now: datetime) -> Order:
    """Call the order off: what is pending is canceled, what is authorized is voided.

    Gift cards and memberships get their own back; money that has come in stays until it is refunded. Raises
    `OrderRejected` for an order that is canceled or rejected already; `InvalidField` for a caller's bugs.
    """
    begin(order, Operation.CANCEL_ORDER, now)
    return evolved(order, now, status=OrderStatus.CANCELED, payments=given_back(order.payments))
