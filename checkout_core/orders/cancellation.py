"""Orders called off. Convention N19."""

from __future__ import annotations

from datetime import datetime

from checkout_core.model.order import Order, OrderStatus
from checkout_core.orders.payments import begin, evolved, given_back
from checkout_core.orders.transitions import Operation


def cancel_order(order: Order, *, now: datetime) -> Order:
    """Call the order off: what is pending is canceled, what is authorized is voided.

    Gift cards and memberships get their own back; money that has come in stays until it is refunded. Raises
    `OrderRejected` for an order that is canceled or rejected already; `InvalidField` for a caller's bugs.
    """
    begin(order, Operation.CANCEL_ORDER, now)
    return evolved(order, now, status=OrderStatus.CANCELED, payments=given_back(order))
