"""Payments of an order: recorded, decided, ended. Conventions N15 to N19; statuses: OrderTransactions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from checkout_core.errors import CurrencyMismatch, InvalidField, OrderRejected
from checkout_core.model._converters import as_instant, as_money
from checkout_core.model._limits import GUID, A, Instant
from checkout_core.model._numbers import Computed
from checkout_core.model.explanation import amount_text
from checkout_core.model.order import Order, OrderStatus
from checkout_core.model.order_payments import PENDING, Payment, TransactionStatus
from checkout_core.model.refusals import RefusalCode
from checkout_core.money import AnyMoney, Money
from checkout_core.orders import codes
from checkout_core.orders.transitions import Operation, allows, leads

RECORD, CHANGE, CANCEL = Operation.RECORD_PAYMENT, Operation.CHANGE_PAYMENT, Operation.CANCEL_ORDER
FAILED = (TransactionStatus.DECLINED, TransactionStatus.CANCELED, TransactionStatus.VOIDED)
OVER = (OrderStatus.CANCELED, OrderStatus.REJECTED)


def record_payment(order: Order, payment: Payment, *, now: datetime) -> Order:
    """Add a payment: APPROVED (the money is there), AUTHORIZED (promised), PENDING, PENDING_MERCHANT or DECLINED.

    Its amount (major units, the order's currency, whole minor units) is at most the balance, unless it is DECLINED.
    The order becomes APPROVED once what is due now is paid or authorized, PENDING if it is not, but a payment is
    pending; if it is canceled or rejected it stays so, and money that comes in all the same can be refunded. Raises
    `OrderRejected` for an id that is known, a status that no payment starts with, an amount above the balance;
    `InvalidField` and `CurrencyMismatch` for a caller's bugs.
    """
    begin(order, RECORD, now)
    A(Payment).check("record_payment.payment", payment)
    if any(known.id.lower() == payment.id.lower() for known in order.payments):
        raise refused(codes.PAYMENT_KNOWN, {"paymentId": payment.id})
    if not leads(None, RECORD, payment.status):
        raise refused(codes.WRONG_PAYMENT_STATUS, {"paymentId": payment.id, "from": None, "to": payment.status.value})
    whole_amount("record_payment.payment.amount", payment.amount, order)
    _refuse_above_balance(order, payment)
    return _settled(order, (*order.payments, payment), RECORD, now)


def _refuse_above_balance(order: Order, payment: Payment) -> None:
    """Refuse money, come or promised, beyond what is to be paid."""
    balance = order.balance_summary.balance
    if payment.status not in FAILED and payment.amount > balance:
        data = {"amount": amount_text(payment.amount), "balance": amount_text(balance)}
        raise refused(codes.ABOVE_BALANCE, data)


def change_payment(order: Order, payment_id: str, status: TransactionStatus, *, now: datetime) -> Order:
    """Say what became of a payment, as `PAYMENT_TRANSITIONS` lists it.

    A pending one is approved, authorized, declined, canceled or left to the merchant; an authorized one captured or
    voided.

    APPROVED of an AUTHORIZED payment is its capture, in full. The order follows: APPROVED once what is due now is paid
    or authorized, REJECTED if it was PENDING and the last pending payment failed; what a gift card or membership has
    paid is given back then. APPROVED of a CANCELED payment of money is money that came in late. Raises
    `OrderRejected` for an unknown payment, a change that `PAYMENT_TRANSITIONS` does not know, late money beyond the
    balance; `InvalidField` for a caller's bugs.
    """
    begin(order, CHANGE, now)
    GUID.check("change_payment.payment_id", payment_id)
    A(TransactionStatus).check("change_payment.status", status)
    payment = next((known for known in order.payments if known.id.lower() == payment_id.lower()), None)
    if payment is None:
        raise refused(codes.PAYMENT_UNKNOWN, {"paymentId": payment_id})
    late = payment.status is TransactionStatus.CANCELED
    if not leads(payment.status, CHANGE, status) or not payment.may_be(status) or (late and not payment.is_regular):
        data = {"paymentId": payment.id, "from": payment.status.value, "to": status.value}
        raise refused(codes.WRONG_PAYMENT_STATUS, data)
    changed = attrs.evolve(payment, status=status)
    if late:
        _refuse_above_balance(order, changed)
    payments = tuple(changed if known is payment else known for known in order.payments)
    return _settled(order, payments, CHANGE, now, failed=status in FAILED)


def _settled(
    order: Order, payments: tuple[Payment, ...], operation: Operation, now: datetime, *, failed: bool = False
) -> Order:
    """The order with these payments, in the state that they bring it to."""
    paid = evolved(order, now, payments=payments)
    target = _status_of(paid, failed=failed)
    if not leads(order.status, operation, target):
        raise AssertionError(f"{order.status} by {operation} to {target}: a row is missing in ORDER_TRANSITIONS")
    if target is OrderStatus.REJECTED and order.status is not target:
        payments = given_back(paid)
    return attrs.evolve(paid, status=target, payments=payments)


def _status_of(order: Order, *, failed: bool) -> OrderStatus:
    """The status that the payments bring the order to."""
    if order.status in OVER:
        return order.status
    account = order.balance_summary
    if order.status is OrderStatus.APPROVED or account.paid + account.authorized >= order.pay_now.total:
        return OrderStatus.APPROVED
    if any(payment.status in PENDING and payment.amount for payment in order.payments):
        return OrderStatus.PENDING
    return OrderStatus.REJECTED if failed and order.status is OrderStatus.PENDING else OrderStatus.INITIALIZED


def given_back(order: Order) -> tuple[Payment, ...]:
    """The payments of an order that is over: what is pending or promised ends, a card or membership gets its own back.

    Money that has come in stays, to be refunded; so does a card of which something has been refunded.
    """
    refunded = {part.payment_id.lower() for refund in order.refunds if refund.counts for part in refund.payments}
    return tuple(
        payment if payment.id.lower() in refunded else attrs.evolve(payment, status=_end_of(payment))
        for payment in order.payments
    )


def _end_of(payment: Payment) -> TransactionStatus:
    if payment.is_regular and payment.status is TransactionStatus.APPROVED:
        return payment.status
    ends = (TransactionStatus.CANCELED, TransactionStatus.VOIDED)
    return next((end for end in ends if leads(payment.status, CANCEL, end)), payment.status)


def begin(order: Order, operation: Operation, now: datetime) -> None:
    """Raise unless this may be done to an order of this status, and the arguments are what they should be."""
    A(Order).check(f"{operation}.order", order)
    Instant().check(f"{operation}.now", as_instant(now))
    if not allows(order.status, operation):
        raise refused(codes.WRONG_ORDER_STATUS, {"status": order.status.value})


def evolved(order: Order, now: datetime, **changes: object) -> Order:
    """The order with changes at this instant; ``updated_date`` never moves back, since servers' clocks differ."""
    return attrs.evolve(order, updated_date=max(order.updated_date, as_instant(now)), **changes)  # type: ignore[arg-type]


def whole_amount(name: str, amount: AnyMoney, order: Order) -> Money:
    """The amount, if it is whole minor units of the order's currency and not below zero."""
    exact = as_money(amount)
    Computed().check(name, exact)
    if exact.currency != order.currency:
        raise CurrencyMismatch(f"{name}: {exact} is not in {order.currency.code}")
    if exact.minor_ratio[1] != 1:
        raise InvalidField(name, str(exact), f"whole minor units of {order.currency.code}")
    return exact


def refused(entry: RefusalCode, data: Mapping[str, Any] | None = None) -> OrderRejected:
    """The exception that an operation is refused with."""
    return OrderRejected(entry.code, entry.status, entry.description, data, documented=entry.documented)
