"""What was paid for an order. Source: OrderTransactions (Payment, TransactionStatus)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_instant, as_money
from checkout_core.model._limits import GUID, A, Flag, Instant, Text
from checkout_core.model._numbers import Computed, Whole
from checkout_core.model._rules import OneOf, Rule, follow_rules
from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.money import Money


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
        """Whether it is money; only such a payment becomes REFUNDED. A gift card keeps its status beside a refund."""
        return self.regular_payment_details is not None

    def may_be(self, status: TransactionStatus) -> bool:
        """Whether a payment by these means can stand so at all."""
        return self.is_regular or status in WITHOUT_REFUNDS
