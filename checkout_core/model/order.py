"""The order: what was bought, at which price, how it is paid and sent. Source: Order, OrderStatus."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import ClassVar

import attrs

from checkout_core.currencies import Currency, currency
from checkout_core.model._converters import as_instant, as_json_object, as_money, as_objects, as_tuple
from checkout_core.model._limits import GUID, A, Flag, Instant, Json, Many, Text
from checkout_core.model._numbers import Computed, Number
from checkout_core.model._rules import NotBelow, Rule, follow_rules
from checkout_core.model.checkout import CHANNEL, MAX_LINES, ChannelType, CustomField
from checkout_core.model.discounts import AppliedDiscount
from checkout_core.model.json_value import JsonObject
from checkout_core.model.notebook import order_html
from checkout_core.model.order_account import check_account
from checkout_core.model.order_balance import BalanceSummary, balance_of, payment_status_of
from checkout_core.model.order_lines import OrderAdditionalFee, OrderLineItem, OrderShippingInfo
from checkout_core.model.order_payments import Payment, PaymentStatus
from checkout_core.model.order_refunds import Refund, unsent_units
from checkout_core.model.parties import AddressWithContact, BuyerInfo, CreatedBy
from checkout_core.model.store import WeightUnit
from checkout_core.model.tax import TaxBreakdown
from checkout_core.money import Money

MAX_PAYMENTS = 1_000
"""Most payments, and most refunds, of an order."""
NUMBER = Text(1, 50)
"""What an order is called."""


class OrderStatus(StrEnum):
    """Whether the order stands: made, to be finished by the buyer, approved, canceled, or refused for want of money."""

    INITIALIZED = "INITIALIZED"
    PENDING = "PENDING"
    APPROVED = "APPROVED"
    CANCELED = "CANCELED"
    REJECTED = "REJECTED"


class FulfillmentStatus(StrEnum):
    """Whether the goods have been sent."""

    NOT_FULFILLED = "NOT_FULFILLED"
    PARTIALLY_FULFILLED = "PARTIALLY_FULFILLED"
    FULFILLED = "FULFILLED"


@attrs.frozen(kw_only=True)
class ChannelInfo:
    """Where the order was placed, and what it is called there."""

    type: ChannelType = attrs.field(validator=CHANNEL)
    external_order_id: str | None = attrs.field(default=None, validator=Text(1, 100))
    external_order_url: str | None = attrs.field(default=None, validator=Text(1, 1_000))


@attrs.frozen(kw_only=True)
class BusinessLocation:
    """The merchant's place that the order belongs to."""

    id: str = attrs.field(validator=GUID)
    name: str | None = attrs.field(default=None, validator=Text(0, 250))


@attrs.frozen(kw_only=True)
class CurrencyConversionDetails:
    """Where the order's amounts were converted: from which currency, at which rate."""

    original_currency: Currency = attrs.field(converter=currency)
    conversion_rate: Decimal = attrs.field(validator=Number(Decimal(0), Decimal(10**15), 15, above=True))


@attrs.frozen(kw_only=True)
class OrderPriceSummary:
    """total = subtotal + shipping + total_additional_fees + tax - discount; tax inside prices is not added again."""

    subtotal: Money = attrs.field(converter=as_money, validator=Computed())
    shipping: Money = attrs.field(converter=as_money, validator=Computed())
    tax: Money = attrs.field(converter=as_money, validator=Computed())
    discount: Money = attrs.field(converter=as_money, validator=Computed())
    total: Money = attrs.field(converter=as_money, validator=Computed())
    total_additional_fees: Money = attrs.field(converter=as_money, validator=Computed())


@attrs.frozen(kw_only=True)
class OrderTax:
    """The tax of the whole order: lines, delivery and fees, and what of it is which tax."""

    total_tax: Money = attrs.field(converter=as_money, validator=Computed())
    tax_breakdown: tuple[TaxBreakdown, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(TaxBreakdown), most=100_000)
    )


@attrs.frozen(kw_only=True)
class Order:
    """A placed order: a snapshot of the price that was agreed, and what has been paid, refunded and sent since.

    Nothing of it follows from a store any more. ``payments`` and ``refunds`` (which the service keeps apart) are its
    account; `balance_summary`, `payment_status` and `fulfillment_status` follow from it. ``pay_now`` is what had to be
    paid to place it. ``payment_gateway_order_id`` names it at the payment provider, where money must be charged.
    ``subscription_id`` is there where the order is the first of a subscription.
    """

    id: str = attrs.field(validator=GUID)
    number: str = attrs.field(validator=NUMBER)
    created_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    updated_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    purchased_date: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    line_items: tuple[OrderLineItem, ...] = attrs.field(
        converter=as_tuple, validator=Many(A(OrderLineItem), 1, MAX_LINES)
    )
    buyer_info: BuyerInfo | None = attrs.field(default=None, validator=A(BuyerInfo))
    status: OrderStatus = attrs.field(validator=A(OrderStatus))
    price_summary: OrderPriceSummary = attrs.field(validator=A(OrderPriceSummary))
    pay_now: OrderPriceSummary = attrs.field(validator=A(OrderPriceSummary))
    pay_after_free_trial: OrderPriceSummary | None = attrs.field(default=None, validator=A(OrderPriceSummary))
    payments: tuple[Payment, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(Payment), most=MAX_PAYMENTS)
    )
    refunds: tuple[Refund, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(Refund), most=MAX_PAYMENTS)
    )
    billing_info: AddressWithContact | None = attrs.field(default=None, validator=A(AddressWithContact))
    shipping_info: OrderShippingInfo | None = attrs.field(default=None, validator=A(OrderShippingInfo))
    recipient_info: AddressWithContact | None = attrs.field(default=None, validator=A(AddressWithContact))
    currency: Currency = attrs.field(converter=currency)
    currency_conversion_details: CurrencyConversionDetails | None = attrs.field(
        default=None, validator=A(CurrencyConversionDetails)
    )
    weight_unit: WeightUnit = attrs.field(validator=A(WeightUnit))
    buyer_language: str = attrs.field(validator=Text(2, 35))
    site_language: str = attrs.field(validator=Text(2, 35))
    tax_included_in_prices: bool = attrs.field(validator=Flag())
    buyer_note: str | None = attrs.field(default=None, validator=Text(0, 1_000))
    tax_info: OrderTax = attrs.field(validator=A(OrderTax))
    applied_discounts: tuple[AppliedDiscount, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(AppliedDiscount), most=320)
    )
    additional_fees: tuple[OrderAdditionalFee, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(OrderAdditionalFee), most=100)
    )
    custom_fields: tuple[CustomField, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(A(CustomField)))
    channel_info: ChannelInfo = attrs.field(validator=A(ChannelInfo))
    created_by: CreatedBy | None = attrs.field(default=None, validator=A(CreatedBy))
    checkout_id: str | None = attrs.field(default=None, validator=GUID)
    purchase_flow_id: str | None = attrs.field(default=None, validator=GUID)
    payment_gateway_order_id: str | None = attrs.field(default=None, validator=GUID)
    subscription_id: str | None = attrs.field(default=None, validator=GUID)
    save_payment_method: bool = attrs.field(default=False, validator=Flag())
    delay_capture: bool = attrs.field(default=False, validator=Flag())
    activities: tuple[JsonObject, ...] = attrs.field(
        default=(), converter=as_objects, validator=Many(Json(object_only=True), most=1_000)
    )
    archived: bool = attrs.field(default=False, validator=Flag())
    attribution_source: str | None = attrs.field(default=None, validator=Text(1, 50))
    seen_by_a_human: bool | None = attrs.field(default=None, validator=Flag())
    business_location: BusinessLocation | None = attrs.field(default=None, validator=A(BusinessLocation))
    tags: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )
    imported: bool | None = attrs.field(default=None, validator=Flag())
    extended_fields: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )

    RULES: ClassVar[tuple[Rule, ...]] = (NotBelow(("updated_date", "created_date"), "an instant not before"),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        check_account(self)

    def _repr_html_(self) -> str:
        return order_html(self)

    @cached_property
    def balance_summary(self) -> BalanceSummary:
        """The account: what is still to be paid, what has been paid, refunded, authorized."""
        return balance_of(self.price_summary.total, self.payments, self.refunds)

    @property
    def payment_status(self) -> PaymentStatus:
        """How the payments stand together; an order of total zero is PAID."""
        return payment_status_of(self.price_summary.total, self.payments, self.refunds)

    @property
    def fulfillment_status(self) -> FulfillmentStatus:
        """Whether the goods have been sent; an order without shipping info is FULFILLED from the start.

        Units that were refunded before they were sent need not be sent any more.
        """
        if not any(line.fulfilled_quantity for line in self.line_items):
            return FulfillmentStatus.NOT_FULFILLED
        unsent = unsent_units(self.refunds)
        left = (line.quantity - line.fulfilled_quantity - unsent.get(line.id.lower(), 0) for line in self.line_items)
        return FulfillmentStatus.PARTIALLY_FULFILLED if any(left) else FulfillmentStatus.FULFILLED
