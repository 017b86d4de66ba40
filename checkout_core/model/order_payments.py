"""What was paid for an order and what was paid back. Source: OrderTransactions (Payment, Refund), BalanceSummary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_instant, as_money, as_tuple
from checkout_core.model._limits import GUID, A, Computed, Flag, Instant, Many, Text, Whole
from checkout_core.model._rules import OneOf, Rule, follow_rules
from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.money import Money, total


class TransactionStatus(StrEnum):
    """How a payment stands."""

    APPROVED = "APPROVED"
    PENDING = "PENDING"
    PENDING_MERCHANT = "PENDING_MERCHANT"
    CANCELED = "CANCELED"
    DECLINED = "DECLINED"
    REFUNDED = "REFUNDED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    AUTHORIZED = "AUTHORIZED"
    VOIDED = "VOIDED"


class PaymentStatus(StrEnum):
    """How the payments of an order stand together."""

    UNSPECIFIED = "UNSPECIFIED"
    NOT_PAID = "NOT_PAID"
    PAID = "PAID"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED"
    FULLY_REFUNDED = "FULLY_REFUNDED"
    PENDING = "PENDING"
    PARTIALLY_PAID = "PARTIALLY_PAID"
    PENDING_MERCHANT = "PENDING_MERCHANT"
    CANCELED = "CANCELED"
    DECLINED = "DECLINED"


PAID = frozenset({TransactionStatus.APPROVED, TransactionStatus.REFUNDED, TransactionStatus.PARTIALLY_REFUNDED})
"""Payments whose money has come in, whatever became of it later."""
PENDING = frozenset({TransactionStatus.PENDING, TransactionStatus.PENDING_MERCHANT})
"""Payments that somebody has to decide."""
WITHOUT_REFUNDS = frozenset(TransactionStatus) - {
    TransactionStatus.PENDING_MERCHANT,
    TransactionStatus.REFUNDED,
    TransactionStatus.PARTIALLY_REFUNDED,
    TransactionStatus.AUTHORIZED,
}
"""How payments by gift card and membership may stand."""


@attrs.frozen(kw_only=True)
class RegularPaymentDetails:
    """Money, by a payment provider or (``offline_payment``) by hand."""

    offline_payment: bool = attrs.field(default=False, validator=Flag())
    payment_method: str | None = attrs.field(default=None, validator=Text(1, 100))
    gateway_transaction_id: str | None = attrs.field(default=None, validator=Text(1, 100))


@attrs.frozen(kw_only=True)
class GiftCardPaymentDetails:
    """A gift card, by its starred code: the code itself is a secret."""

    obfuscated_code: str | None = attrs.field(default=None, validator=Text(1, 20))
    app_id: str | None = attrs.field(default=None, validator=GUID)
    external_id: str | None = attrs.field(default=None, validator=Text(1, 50))


@attrs.frozen(kw_only=True)
class MembershipPaymentDetails:
    """A membership that pays a line by so many credits; no money moves."""

    membership_id: str = attrs.field(validator=Text(1, 200))
    app_id: str = attrs.field(validator=GUID)
    line_item_id: str = attrs.field(validator=GUID)
    credits: int = attrs.field(validator=Whole(1, MAX_QUANTITY))


class _AmountFitsMeans(Rule):
    """A membership pays no money, every other payment some."""

    names = ("amount", "membership_payment_details")

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        amount, by_membership = values.get("amount"), values.get("membership_payment_details") is not None
        if amount is not None and bool(amount) is by_membership:
            allowed = "zero, as a membership pays no money" if by_membership else "more than zero"
            raise InvalidField(f"{owner}.amount", str(amount), allowed)


class _StatusFitsMeans(Rule):
    """A payment by gift card or membership is neither authorized nor refunded."""

    names = ("status", "regular_payment_details")

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        status = values.get("status")
        if values.get("regular_payment_details") is None and status is not None and status not in WITHOUT_REFUNDS:
            allowed = ", ".join(member for member in TransactionStatus if member in WITHOUT_REFUNDS)
            raise InvalidField(f"{owner}.status", str(status), f"one of {allowed} without regular_payment_details")


@attrs.frozen(kw_only=True)
class Payment:
    """One payment of an order: ``amount`` in the order's currency (major units), how it stands, and by what means."""

    id: str = attrs.field(validator=GUID)
    created_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    amount: Money = attrs.field(converter=as_money, validator=Computed())
    status: TransactionStatus = attrs.field(validator=A(TransactionStatus))
    regular_payment_details: RegularPaymentDetails | None = attrs.field(
        default=None, validator=A(RegularPaymentDetails)
    )
    giftcard_payment_details: GiftCardPaymentDetails | None = attrs.field(
        default=None, validator=A(GiftCardPaymentDetails)
    )
    membership_payment_details: MembershipPaymentDetails | None = attrs.field(
        default=None, validator=A(MembershipPaymentDetails)
    )
    refund_disabled: bool = attrs.field(default=False, validator=Flag())

    RULES: ClassVar[tuple[Rule, ...]] = (
        OneOf(("regular_payment_details", "giftcard_payment_details", "membership_payment_details")),
        _AmountFitsMeans(),
        _StatusFitsMeans(),
    )

    def __attrs_post_init__(self) -> None:
        follow_rules(self)

    @property
    def is_regular(self) -> bool:
        """Whether it is money, which alone can be refunded: a card or membership gets its own back (VOIDED)."""
        return self.regular_payment_details is not None

    def may_be(self, status: TransactionStatus) -> bool:
        """Whether a payment by these means can stand so at all."""
        return self.is_regular or status in WITHOUT_REFUNDS


class RefundStatus(StrEnum):
    """How a refund stands."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@attrs.frozen(kw_only=True)
class RefundedLine:
    """What is paid back for a line: ``amount`` with the tax, ``tax`` of it, and of how many units (0: an amount only).

    ``restock`` says that the units are taken back.
    """

    line_item_id: str = attrs.field(validator=GUID)
    quantity: int = attrs.field(default=0, validator=Whole(0, MAX_QUANTITY))
    amount: Money = attrs.field(converter=as_money, validator=Computed())
    tax: Money = attrs.field(converter=as_money, validator=Computed())
    restock: bool = attrs.field(default=False, validator=Flag())


@attrs.frozen(kw_only=True)
class RefundedPart:
    """What is paid back for delivery or fees: ``amount`` with the tax, and ``tax`` of it."""

    amount: Money = attrs.field(converter=as_money, validator=Computed())
    tax: Money = attrs.field(converter=as_money, validator=Computed())


@attrs.frozen(kw_only=True)
class RefundedPayment:
    """How much of a refund one payment gives back."""

    payment_id: str = attrs.field(validator=GUID)
    amount: Money = attrs.field(converter=as_money, validator=Computed())


class _AddsUp(Rule):
    """What is refunded by line, delivery and fees is what the payments give back, and the tax is part of it."""

    names = ("lines", "shipping", "additional_fees", "payments", "amount", "tax")

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        amount, tax = values.get("amount"), values.get("tax")
        if amount is None or tax is None:
            return
        others = [values.get("shipping"), values.get("additional_fees")]
        parts = [*(values.get("lines") or ()), *(part for part in others if part is not None)]
        payments = values.get("payments") or ()
        moneys = [*(part.amount for part in (*parts, *payments)), *(part.tax for part in parts), tax]
        if any(money.currency != amount.currency for money in moneys):
            raise InvalidField(owner, "amounts in several currencies", f"amounts in {amount.currency.code}")
        sums = {
            "amount": total((part.amount for part in parts), amount.currency) == amount,
            "tax": total((part.tax for part in parts), amount.currency) == tax,
            "payments": total((part.amount for part in payments), amount.currency) == amount,
        }
        for name, closes in sums.items():
            if not closes:
                given = f"{amount}, of it tax {tax}"
                raise InvalidField(f"{owner}.{name}", given, "what lines, shipping, fees and payments add up to")
        if any(part.tax > part.amount for part in parts):
            raise InvalidField(f"{owner}.tax", str(tax), "no more tax in a part than the part comes to")


@attrs.frozen(kw_only=True)
class Refund:
    """Money paid back: ``amount`` with the tax, ``tax`` of it, for what, and by which payments. Each adds up."""

    id: str = attrs.field(validator=GUID)
    created_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    amount: Money = attrs.field(converter=as_money, validator=Computed())
    tax: Money = attrs.field(converter=as_money, validator=Computed())
    status: RefundStatus = attrs.field(validator=A(RefundStatus))
    lines: tuple[RefundedLine, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(RefundedLine), most=300)
    )
    shipping: RefundedPart | None = attrs.field(default=None, validator=A(RefundedPart))
    additional_fees: RefundedPart | None = attrs.field(default=None, validator=A(RefundedPart))
    payments: tuple[RefundedPayment, ...] = attrs.field(converter=as_tuple, validator=Many(A(RefundedPayment), 1))
    reason: str | None = attrs.field(default=None, validator=Text(1, 1_000))

    RULES: ClassVar[tuple[Rule, ...]] = (_AddsUp(),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)

    @property
    def named_parts(self) -> tuple[tuple[str, RefundedLine | RefundedPart], ...]:
        """Everything that is refunded: lines by their id in lower case, ``shipping``, ``additional_fees``."""
        others = (("shipping", self.shipping), ("additional_fees", self.additional_fees))
        lines = ((line.line_item_id.lower(), line) for line in self.lines)
        return (*lines, *((name, part) for name, part in others if part is not None))

    @property
    def counts(self) -> bool:
        """Whether the money is gone or going: all but FAILED."""
        return self.status is not RefundStatus.FAILED


@attrs.frozen(kw_only=True)
class RefundLine:
    """What is asked to be refunded of a line: so many units, or an amount with its tax (major units)."""

    quantity: int | None = attrs.field(default=None, validator=Whole(1, MAX_QUANTITY))
    amount: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )
    restock: bool = attrs.field(default=False, validator=Flag())

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(("quantity", "amount")),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class BalanceSummary:
    """The order's account: ``balance`` = total - ``paid`` - ``pending`` - ``authorized`` is what is still to be paid.

    ``paid`` is gross of refunds, of which ``refunded`` have gone out and ``pending_refund`` are on their way.
    """

    balance: Money = attrs.field(validator=Computed(negative=True))
    paid: Money = attrs.field(validator=Computed())
    refunded: Money = attrs.field(validator=Computed())
    authorized: Money = attrs.field(validator=Computed())
    pending: Money = attrs.field(validator=Computed())
    pending_refund: Money = attrs.field(validator=Computed())


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
