"""The states of an order, of its payments and of its refunds, and what leads from one to another.

These tables decide: the operations ask them, and the diagrams in the documentation are drawn from them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from checkout_core.model.order import OrderStatus
from checkout_core.model.order_payments import TransactionStatus
from checkout_core.model.order_refunds import RefundStatus
from checkout_core.model.transitions import Transition


class Operation(StrEnum):
    """What can be done to an order: the names of the functions that do it."""

    CREATE_ORDER = "create_order"
    RECORD_PAYMENT = "record_payment"
    CHANGE_PAYMENT = "change_payment"
    REFUND_ORDER = "refund_order"
    CHANGE_REFUND = "change_refund"
    FULFILL_LINE_ITEMS = "fulfill_line_items"
    CANCEL_ORDER = "cancel_order"


CREATE, RECORD, CHANGE = Operation.CREATE_ORDER, Operation.RECORD_PAYMENT, Operation.CHANGE_PAYMENT
REFUND, CHANGE_REFUND = Operation.REFUND_ORDER, Operation.CHANGE_REFUND
FULFILL, CANCEL = Operation.FULFILL_LINE_ITEMS, Operation.CANCEL_ORDER


def _order_transitions() -> tuple[Transition, ...]:
    initialized, pending, approved = OrderStatus.INITIALIZED, OrderStatus.PENDING, OrderStatus.APPROVED
    canceled, rejected = OrderStatus.CANCELED, OrderStatus.REJECTED
    covered = "what is due now is paid or authorized"
    return (
        Transition(None, CREATE, initialized, "something is due now"),
        Transition(None, CREATE, approved, "nothing is due now"),
        Transition(initialized, RECORD, initialized, "declined, or less than is due now"),
        Transition(initialized, RECORD, pending, "pending"),
        Transition(initialized, RECORD, approved, covered),
        Transition(initialized, CHANGE, initialized, "less than is due now"),
        Transition(initialized, CHANGE, pending, "another one is pending"),
        Transition(initialized, CHANGE, approved, covered),
        Transition(initialized, CANCEL, canceled),
        Transition(pending, RECORD, initialized, "none is pending, less than is due now"),
        Transition(pending, RECORD, pending, "one is pending"),
        Transition(pending, RECORD, approved, covered),
        Transition(pending, CHANGE, pending, "another one is pending"),
        Transition(pending, CHANGE, initialized, "less than is due now"),
        Transition(pending, CHANGE, approved, covered),
        Transition(pending, CHANGE, rejected, "it failed, and no other is pending"),
        Transition(pending, CANCEL, canceled),
        *(Transition(approved, operation, approved) for operation in (RECORD, CHANGE, REFUND, CHANGE_REFUND, FULFILL)),
        Transition(approved, CANCEL, canceled),
        *(
            Transition(over, operation, over)
            for over in (canceled, rejected)
            for operation in (RECORD, CHANGE, REFUND, CHANGE_REFUND)
        ),
    )


def _payment_transitions() -> tuple[Transition, ...]:
    approved, authorized = TransactionStatus.APPROVED, TransactionStatus.AUTHORIZED
    pending, merchant = TransactionStatus.PENDING, TransactionStatus.PENDING_MERCHANT
    declined, canceled, voided = TransactionStatus.DECLINED, TransactionStatus.CANCELED, TransactionStatus.VOIDED
    part, refunded = TransactionStatus.PARTIALLY_REFUNDED, TransactionStatus.REFUNDED
    given_back = "a gift card or membership"
    return (
        *(Transition(None, RECORD, first) for first in (approved, pending, merchant, authorized, declined)),
        *(Transition(pending, CHANGE, then) for then in (merchant, authorized, approved, declined, canceled)),
        *(Transition(merchant, CHANGE, then) for then in (authorized, approved, declined, canceled)),
        Transition(authorized, CHANGE, approved, "captured"),
        Transition(authorized, CHANGE, voided),
        Transition(canceled, CHANGE, approved, "money came in late"),
        *(Transition(source, CANCEL, canceled) for source in (pending, merchant)),
        Transition(authorized, CANCEL, voided),
        Transition(approved, CANCEL, voided, given_back),
        *(
            Transition(source, operation, target)
            for source in (approved, part)
            for operation in (REFUND, CHANGE_REFUND)
            for target in (part, refunded)
        ),
    )


def _refund_transitions() -> tuple[Transition, ...]:
    pending, succeeded, failed = RefundStatus.PENDING, RefundStatus.SUCCEEDED, RefundStatus.FAILED
    return (
        Transition(None, REFUND, pending),
        Transition(None, REFUND, succeeded),
        Transition(pending, CHANGE_REFUND, succeeded),
        Transition(pending, CHANGE_REFUND, failed),
    )


ORDER_TRANSITIONS: Final = _order_transitions()
PAYMENT_TRANSITIONS: Final = _payment_transitions()
REFUND_TRANSITIONS: Final = _refund_transitions()

_ALLOWED: Final = {
    type(table[0].target): frozenset((row.source, row.operation, row.target) for row in table)
    for table in (ORDER_TRANSITIONS, PAYMENT_TRANSITIONS, REFUND_TRANSITIONS)
}
_STARTS: Final = frozenset((row.source, row.operation) for row in ORDER_TRANSITIONS)


def leads(source: StrEnum | None, operation: Operation, target: StrEnum) -> bool:
    """Whether the operation may lead from the one state to the other; both are of one kind, which the target tells."""
    return (source, operation, target) in _ALLOWED[type(target)]


def allows(status: OrderStatus, operation: Operation) -> bool:
    """Whether the operation may be done to an order of this status at all."""
    return (status, operation) in _STARTS
