"""The buyer's side: which items, how many, where to, by which codes. Holds no computed amount. Source: Checkout."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import attrs

from checkout_core.currencies import Currency, currency
from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.model._converters import as_instant, as_json, as_json_object, as_money, as_tuple
from checkout_core.model._limits import GUID, A, Flag, Instant, Json, Many, Text
from checkout_core.model._numbers import MAX_AMOUNT, Amount
from checkout_core.model._rules import NotBelow, Rule, follow_rules
from checkout_core.model.discounts import MerchantDiscount
from checkout_core.model.gift_card import CODE as GIFT_CARD_CODE
from checkout_core.model.json_value import JsonObject, JsonValue, canonical
from checkout_core.model.line_item import LineItem, LineRequest
from checkout_core.model.memberships import MembershipOptions
from checkout_core.model.parties import Address, AddressWithContact, BuyerInfo, CreatedBy
from checkout_core.model.shipping import ShippingInfo
from checkout_core.money import Money

MAX_LINES = 300
"""Most lines of a checkout, catalog and custom together."""

COUPON_CODE = Text(1, 20)
_REDEEM = Amount(MAX_AMOUNT, 3)
_URL = Text(0, 1_000)
_NOTE = Text(0, 1_000)
_LANGUAGE = Text(2, 35)


class ChannelType(StrEnum):
    """Where the checkout was opened. UNSPECIFIED is refused."""

    UNSPECIFIED = "UNSPECIFIED"
    WEB = "WEB"
    POS = "POS"
    EBAY = "EBAY"
    AMAZON = "AMAZON"
    OTHER_PLATFORM = "OTHER_PLATFORM"
    WIX_APP_STORE = "WIX_APP_STORE"
    WIX_INVOICES = "WIX_INVOICES"
    BACKOFFICE_MERCHANT = "BACKOFFICE_MERCHANT"
    WISH = "WISH"
    CLASS_PASS = "CLASS_PASS"  # noqa: S105  # the wire's name of a sales channel, no secret
    GLOBAL_E = "GLOBAL_E"
    FACEBOOK = "FACEBOOK"
    ETSY = "ETSY"
    TIKTOK = "TIKTOK"
    FAIRE_COM = "FAIRE_COM"
    PAYPAL_AGENTIC_CHECKOUT = "PAYPAL_AGENTIC_CHECKOUT"
    STRIPE_AGENTIC_CHECKOUT = "STRIPE_AGENTIC_CHECKOUT"
    WIX_INVOICES_PLATFORM = "WIX_INVOICES_PLATFORM"
    UCP_AGENTIC_CHECKOUT = "UCP_AGENTIC_CHECKOUT"


@attrs.frozen
class Channel(A):
    """A channel other than UNSPECIFIED."""

    def fits(self, value: Any) -> bool:
        return isinstance(value, ChannelType) and value is not ChannelType.UNSPECIFIED

    @property
    def in_json(self) -> str:
        return "one of " + ", ".join(member for member in ChannelType if member is not ChannelType.UNSPECIFIED)


CHANNEL = Channel(ChannelType)


@attrs.frozen(kw_only=True)
class CustomField:
    """A field of the merchant's own; any JSON value, and it must be given."""

    value: JsonValue = attrs.field(eq=canonical, converter=as_json, validator=Json())
    title: str | None = attrs.field(default=None, validator=Text(1, 500))
    translated_title: str | None = attrs.field(default=None, validator=Text(1, 500))


@attrs.frozen(kw_only=True)
class CustomSettings:
    """What the checkout page locks or hides. Given at creation only."""

    lock_gift_card: bool = attrs.field(default=False, validator=Flag())
    lock_coupon_code: bool = attrs.field(default=False, validator=Flag())
    disabled_policy_agreement_checkbox: bool = attrs.field(default=False, validator=Flag())
    disabled_manual_payment: bool = attrs.field(default=False, validator=Flag())
    disabled_discount_rules_calculation: bool = attrs.field(default=False, validator=Flag())


@attrs.frozen(kw_only=True)
class CustomContentReference:
    """A component that an app shows on the checkout page."""

    app_id: str = attrs.field(validator=GUID)
    component_id: str = attrs.field(validator=GUID)


@attrs.frozen(kw_only=True)
class ExternalReference:
    """The caller's own object that the checkout belongs to. Given at creation only."""

    app_id: str = attrs.field(validator=GUID)
    resource_id: str = attrs.field(validator=Text(1, 100))


@attrs.frozen(kw_only=True)
class OrderOptions:
    """What the caller says when the checkout becomes an order."""

    save_payment_method: bool = attrs.field(default=False, validator=Flag())
    delay_capture: bool = attrs.field(default=False, validator=Flag())


@attrs.frozen(kw_only=True)
class CheckoutInfo:
    """The members that the buyer's side may write, of a request and of a checkout alike."""

    billing_info: AddressWithContact | None = attrs.field(default=None, validator=A(AddressWithContact))
    shipping_info: ShippingInfo | None = attrs.field(default=None, validator=A(ShippingInfo))
    buyer_note: str | None = attrs.field(default=None, validator=_NOTE)
    buyer_info: BuyerInfo | None = attrs.field(default=None, validator=A(BuyerInfo))
    buyer_language: str | None = attrs.field(default=None, validator=_LANGUAGE)
    tax_exempt_group_id: str | None = attrs.field(default=None, validator=GUID)
    custom_fields: tuple[CustomField, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(A(CustomField)))
    merchant_discounts: tuple[MerchantDiscount, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(MerchantDiscount), most=100)
    )
    membership_options: MembershipOptions = attrs.field(default=MembershipOptions(), validator=A(MembershipOptions))
    custom_settings: CustomSettings | None = attrs.field(default=None, validator=A(CustomSettings))
    custom_content_reference: CustomContentReference | None = attrs.field(
        default=None, validator=A(CustomContentReference)
    )
    external_reference: ExternalReference | None = attrs.field(default=None, validator=A(ExternalReference))
    business_location_id: str | None = attrs.field(default=None, validator=GUID)
    cart_id: str | None = attrs.field(default=None, validator=GUID)
    purchase_flow_id: str | None = attrs.field(default=None, validator=GUID)
    created_by: CreatedBy | None = attrs.field(default=None, validator=A(CreatedBy))
    extended_fields: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )

    @property
    def opened_by(self) -> CreatedBy | None:
        """Who opened the checkout: as stated, else the buyer as member or visitor; None if neither is known."""
        buyer = self.buyer_info
        if self.created_by is not None or buyer is None or (buyer.member_id is None and buyer.visitor_id is None):
            return self.created_by
        return CreatedBy(member_id=buyer.member_id, visitor_id=buyer.visitor_id)


@attrs.frozen(kw_only=True)
class CheckoutRequest:
    """What createCheckout takes. Codes of the wrong length are no error here: no coupon or card has them.

    ``checkout_id`` and ``now`` may be left to the caller of `create_checkout`.
    """

    lines: tuple[LineRequest, ...] = attrs.field(converter=as_tuple, validator=Many(A(LineRequest), 1, MAX_LINES))
    channel_type: ChannelType = attrs.field(validator=CHANNEL)
    coupon_code: str | None = attrs.field(default=None, validator=Text(0, 1_000))
    gift_card_code: str | None = attrs.field(default=None, validator=Text(0, 1_000), repr=False)
    gift_card_redeem_amount: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=_REDEEM
    )
    override_checkout_url: str | None = attrs.field(default=None, validator=_URL)
    checkout_info: CheckoutInfo = attrs.field(default=CheckoutInfo(), validator=A(CheckoutInfo))
    checkout_id: str | None = attrs.field(default=None, validator=GUID)
    now: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    options: OrderOptions = attrs.field(default=OrderOptions(), validator=A(OrderOptions))

    def __attrs_post_init__(self) -> None:
        unique_ids(self.lines, "CheckoutRequest.lines")


@attrs.frozen(kw_only=True)
class Checkout(CheckoutInfo):
    """A checkout as the buyer's side left it: no computed amount. `price` makes the amounts of it and a store."""

    id: str = attrs.field(validator=GUID)
    line_items: tuple[LineItem, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(LineItem), most=MAX_LINES)
    )
    currency: Currency = attrs.field(converter=currency)
    channel_type: ChannelType = attrs.field(validator=CHANNEL)
    coupon_code: str | None = attrs.field(default=None, validator=COUPON_CODE)
    gift_card_code: str | None = attrs.field(default=None, validator=GIFT_CARD_CODE, repr=False)
    gift_card_redeem_amount: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=_REDEEM
    )
    override_checkout_url: str | None = attrs.field(default=None, validator=_URL)
    completed: bool = attrs.field(default=False, validator=Flag())
    order_id: str | None = attrs.field(default=None, validator=GUID)
    created_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    updated_date: datetime = attrs.field(converter=as_instant, validator=Instant())

    RULES: ClassVar[tuple[Rule, ...]] = (NotBelow(("updated_date", "created_date"), "an instant not before"),)

    plain_keys: tuple[tuple[str, str] | None, ...] = attrs.field(init=False, eq=False, repr=False)
    """For each line the catalog key that alone says its item; None where there is more to it. Derived."""

    quantities: tuple[int, ...] = attrs.field(init=False, eq=False, repr=False)
    """The lines' quantities. Derived."""
    destination: Address | None = attrs.field(init=False, eq=False, repr=False)
    """Where the goods go; None where that is not known. Derived."""
    billing_address: Address | None = attrs.field(init=False, eq=False, repr=False)
    """The address that is billed; None where that is not known. Derived."""
    selects_memberships: bool = attrs.field(init=False, eq=False, repr=False)
    """Whether the buyer selected a membership. Derived."""
    own_addresses: tuple[int, ...] = attrs.field(init=False, eq=False, repr=False)
    """Positions of the lines that choose their taxable address themselves. Derived."""

    def __attrs_post_init__(self) -> None:
        unique_ids(self.line_items, "Checkout.line_items")
        object.__setattr__(self, "plain_keys", tuple(line.plain_key for line in self.line_items))
        object.__setattr__(self, "quantities", tuple(line.quantity for line in self.line_items))
        shipped = None if self.shipping_info is None else self.shipping_info.shipping_destination
        object.__setattr__(self, "destination", None if shipped is None else shipped.address)
        billed = self.billing_info
        object.__setattr__(self, "billing_address", None if billed is None else billed.address)
        selected = self.membership_options.selected_memberships.memberships
        object.__setattr__(self, "selects_memberships", bool(selected))
        own = (index for index, line in enumerate(self.line_items) if line.taxable_address is not None)
        object.__setattr__(self, "own_addresses", tuple(own))
        amounts = [("gift_card_redeem_amount", self.gift_card_redeem_amount)]
        discounts = enumerate(self.merchant_discounts)
        amounts += [(f"merchant_discounts[{index}].amount", discount.amount) for index, discount in discounts]
        for name, amount in amounts:
            if amount is not None and amount.currency != self.currency:
                raise CurrencyMismatch(f"Checkout.{name}: {amount} is not in {self.currency.code}")
        follow_rules(self)


def unique_ids(lines: Sequence[LineItem | LineRequest], name: str) -> None:
    """Raise `InvalidField` if two lines carry the same id."""
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if line.id is not None and line.id.lower() in seen:
            raise InvalidField(f"{name}[{index}].id", line.id, "an id that no other line has")
        if line.id is not None:
            seen.add(line.id.lower())
