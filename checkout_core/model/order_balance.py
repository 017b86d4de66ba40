"""The account of an order, and how its payments stand together. Source: BalanceSummary, PaymentStatus."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from checkout_core.model._converters import as_money
from checkout_core.model._numbers import Computed
from checkout_core.model.order_payments import PAID, PENDING, Payment, PaymentStatus, TransactionStatus
from checkout_core.model.order_refunds import Refund, RefundStatus
from checkout_core.money import Money, total


@attrs.frozen(kw_only=True)
class BalanceSummary:
    """The order's account: ``balance`` = total - ``paid`` - ``pending`` - ``authorized`` is what is still to be paid.

    ``paid`` is gross of refunds, of which ``refunded`` have gone out and ``pending_refund`` are on their way.
    """

    balance: Money = attrs.field(converter=as_money, validator=Computed(negative=True))
    paid: Money = attrs.field(converter=as_money, validator=Computed())
    refunded: Money = attrs.field(converter=as_money, validator=Computed())
    authorized: Money = attrs.field(converter=as_money, validator=Computed())
    pending: Money = attrs.field(converter=as_money, validator=Computed())
    pending_refund: Money = attrs.field(converter=as_money, validator=Computed())


def balance_of(to_pay: Money, payments: Iterable[Payment], refunds: Iterable[Refund]) -> BalanceSummary:
    """The account of an order of this total. Source: BalanceSummary."""
    payments, refunds = tuple(payments), tuple(refunds)
    currency = to_pay.currency
    paid = total((payment.amount for payment in payments if payment.status in PAID), currency)
    pending = total((payment.amount for payment in payments if payment.status in PENDING), currency)
    authorized = total(
        (payment.amount for payment in payments if payment.status is TransactionStatus.AUTHORIZED), currency
    )
    by_status = {
        status: total((refund.amount for refund in refunds if refund.status is status), currency)
        for status in RefundStatus
    }
    return BalanceSummary(
        balance=to_pay - paid - pending - authorized,
        paid=paid,
        refunded=by_status[RefundStatus.SUCCEEDED],
        authorized=authorized,
        pending=pending,
        pending_refund=by_status[RefundStatus.PENDING],
    )


_UNDECIDED = {
    TransactionStatus.PENDING: PaymentStatus.PENDING,
    TransactionStatus.PENDING_MERCHANT: PaymentStatus.PENDING_MERCHANT,
    TransactionStatus.AUTHORIZED: PaymentStatus.PENDING_MERCHANT,
}
_FAILED = {
    TransactionStatus.DECLINED: PaymentStatus.DECLINED,
    TransactionStatus.CANCELED: PaymentStatus.CANCELED,
    TransactionStatus.VOIDED: PaymentStatus.CANCELED,
}


def payment_status_of(to_pay: Money, payments: Iterable[Payment], refunds: Iterable[Refund]) -> PaymentStatus:
    """How the payments stand together: money that came and went first, then money that is on its way, then failures."""
    moneyed = [payment for payment in payments if payment.membership_payment_details is None]
    account = balance_of(to_pay, moneyed, refunds)
    if account.refunded:
        is_all = account.refunded == account.paid
        return PaymentStatus.FULLY_REFUNDED if is_all else PaymentStatus.PARTIALLY_REFUNDED
    if account.paid == to_pay:
        return PaymentStatus.PAID
    if account.paid:
        return PaymentStatus.PARTIALLY_PAID
    last = moneyed[-1].status if moneyed else None
    undecided = [_UNDECIDED[payment.status] for payment in moneyed if payment.status in _UNDECIDED]
    if undecided:
        return PaymentStatus.PENDING if PaymentStatus.PENDING in undecided else PaymentStatus.PENDING_MERCHANT
    return PaymentStatus.NOT_PAID if last is None else _FAILED[last]
