"""What was ordered, as a snapshot: lines, delivery and fees with their amounts. Source: Order, OrderLineItem."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import attrs

from checkout_core.model._converters import as_json_object, as_json_text, as_money, as_objects, as_tuple
from checkout_core.model._limits import GUID, TEXT_OR_OBJECT, A, Flag, Json, Many, Text
from checkout_core.model._numbers import Computed, Number, Whole
from checkout_core.model._rules import NotBelow, OneOf, Rule, follow_rules
from checkout_core.model.catalog import MAX_QUANTITY, CatalogReference
from checkout_core.model.fees import AdditionalFeeSource
from checkout_core.model.item_details import (
    DescriptionLine,
    ItemType,
    PhysicalProperties,
    TranslatableString,
    as_item_type,
    as_translatable,
    name_of,
)
from checkout_core.model.json_value import JsonObject
from checkout_core.model.modifiers import ModifierGroup
from checkout_core.model.parties import AddressWithContact
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.shipping import DeliveryTimeSlot, PickupDetails
from checkout_core.model.subscriptions import SubscriptionSettings
from checkout_core.model.tax import RATE_SCALE, TaxableAddress, TaxBreakdown
from checkout_core.money import Money

SUMMED_RATE = Number(Decimal(0), Decimal(10**6), RATE_SCALE)
"""Several tax rates together, as a fraction."""


@attrs.frozen(kw_only=True)
class OrderTaxInfo:
    """The tax of a line, of the delivery or of a fee. ``tax_rate`` is a fraction: the sum of the breakdown's rates."""

    tax_amount: Money = attrs.field(converter=as_money, validator=Computed())
    taxable_amount: Money = attrs.field(converter=as_money, validator=Computed())
    tax_rate: Decimal = attrs.field(validator=SUMMED_RATE)
    tax_group_id: str | None = attrs.field(default=None, validator=Text(1, 100))
    tax_included_in_price: bool = attrs.field(validator=Flag())
    tax_breakdown: tuple[TaxBreakdown, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(TaxBreakdown), most=100_000)
    )


@attrs.frozen(kw_only=True)
class SubscriptionInfo:
    """The subscription that a line is: its id, which of its cycles this order pays, and when it is billed."""

    id: str = attrs.field(validator=GUID)
    cycle_number: int = attrs.field(default=1, validator=Whole(1, 10**6))
    title: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(150, 300)
    )
    description: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(500, 1_000)
    )
    subscription_settings: SubscriptionSettings = attrs.field(validator=A(SubscriptionSettings))


@attrs.frozen(kw_only=True)
class OrderLineItem:
    """A line as it was ordered: what it is, how many, at which prices. Amounts are those that the buyer was shown.

    ``price`` is the unit price and may be finer than the minor unit; all other amounts are for the whole quantity.
    ``quantity_available`` says how many the merchant had: fewer than ``quantity`` where the line was short of stock.
    ``refund_quantity`` of them were refunded, ``restock_quantity`` taken back, ``fulfilled_quantity`` sent.
    """

    id: str = attrs.field(validator=GUID)
    product_name: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(200, 400)
    )
    catalog_reference: CatalogReference | None = attrs.field(default=None, validator=A(CatalogReference))
    quantity: int = attrs.field(validator=Whole(1, MAX_QUANTITY))
    quantity_available: int | None = attrs.field(default=None, validator=Whole(0, 10**9))
    total_discount: Money = attrs.field(converter=as_money, validator=Computed())
    description_lines: tuple[DescriptionLine, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(DescriptionLine), most=20)
    )
    image: str | JsonObject | None = attrs.field(default=None, converter=as_json_text, validator=TEXT_OR_OBJECT)
    physical_properties: PhysicalProperties | None = attrs.field(default=None, validator=A(PhysicalProperties))
    item_type: ItemType = attrs.field(converter=as_item_type, validator=A(ItemType))
    fulfiller_id: str | None = attrs.field(default=None, validator=GUID)
    refund_quantity: int = attrs.field(default=0, validator=Whole(0, MAX_QUANTITY))
    restock_quantity: int = attrs.field(default=0, validator=Whole(0, MAX_QUANTITY))
    fulfilled_quantity: int = attrs.field(default=0, validator=Whole(0, MAX_QUANTITY))
    price: Money = attrs.field(converter=as_money, validator=Computed())
    price_before_discounts: Money = attrs.field(converter=as_money, validator=Computed())
    line_item_price: Money = attrs.field(converter=as_money, validator=Computed())
    total_price_before_tax: Money = attrs.field(converter=as_money, validator=Computed())
    total_price_after_tax: Money = attrs.field(converter=as_money, validator=Computed())
    payment_option: PaymentOptionType = attrs.field(validator=A(PaymentOptionType))
    deposit_amount: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )
    tax_info: OrderTaxInfo = attrs.field(validator=A(OrderTaxInfo))
    digital_file: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )
    subscription_info: SubscriptionInfo | None = attrs.field(default=None, validator=A(SubscriptionInfo))
    price_description: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(100, 100)
    )
    locations: tuple[JsonObject, ...] = attrs.field(
        default=(), converter=as_objects, validator=Many(Json(object_only=True), most=5)
    )
    taxable_address: TaxableAddress | None = attrs.field(default=None, validator=A(TaxableAddress))
    price_undetermined: bool = attrs.field(default=False, validator=Flag())
    fixed_quantity: bool = attrs.field(default=False, validator=Flag())
    modifier_groups: tuple[ModifierGroup, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(ModifierGroup), most=25)
    )
    extended_fields: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )

    RULES: ClassVar[tuple[Rule, ...]] = (
        NotBelow(("quantity", "refund_quantity"), "at least the"),
        NotBelow(("quantity", "fulfilled_quantity"), "at least the"),
        NotBelow(("refund_quantity", "restock_quantity"), "at least the"),
    )

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class OrderLogistics:
    """How the goods reach the buyer: they are sent to an address, or fetched."""

    shipping_destination: AddressWithContact | None = attrs.field(default=None, validator=A(AddressWithContact))
    pickup_details: PickupDetails | None = attrs.field(default=None, validator=A(PickupDetails))
    delivery_time: str | None = attrs.field(default=None, validator=Text(0, 500))
    instructions: str | None = attrs.field(default=None, validator=Text(0, 1_000))
    delivery_time_slot: DeliveryTimeSlot | None = attrs.field(default=None, validator=A(DeliveryTimeSlot))

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(("shipping_destination", "pickup_details"), none_may=True),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class OrderShippingCost:
    """What the delivery costs: asked, taken off, without and with tax."""

    price: Money = attrs.field(converter=as_money, validator=Computed())
    total_price_before_tax: Money = attrs.field(converter=as_money, validator=Computed())
    total_price_after_tax: Money = attrs.field(converter=as_money, validator=Computed())
    tax_info: OrderTaxInfo = attrs.field(validator=A(OrderTaxInfo))
    discount: Money = attrs.field(converter=as_money, validator=Computed())


@attrs.frozen(kw_only=True)
class OrderRegion:
    """The region that the goods go to, by name."""

    name: str = attrs.field(validator=Text(0, 100))


@attrs.frozen(kw_only=True)
class OrderShippingInfo:
    """The delivery that was ordered."""

    carrier_id: str = attrs.field(validator=Text(1, 100))
    code: str = attrs.field(validator=Text(1, 100))
    title: str = attrs.field(validator=Text(0, 250))
    logistics: OrderLogistics = attrs.field(validator=A(OrderLogistics))
    cost: OrderShippingCost = attrs.field(validator=A(OrderShippingCost))
    region: OrderRegion | None = attrs.field(default=None, validator=A(OrderRegion))


@attrs.frozen(kw_only=True)
class OrderAdditionalFee:
    """A fee as it was charged: what is asked, without and with tax, and the lines it is for (empty: the whole)."""

    code: str = attrs.field(validator=Text(1, 100))
    name: str = attrs.field(validator=Text(1, 50))
    price: Money = attrs.field(converter=as_money, validator=Computed())
    price_before_tax: Money = attrs.field(converter=as_money, validator=Computed())
    price_after_tax: Money = attrs.field(converter=as_money, validator=Computed())
    tax_info: OrderTaxInfo = attrs.field(validator=A(OrderTaxInfo))
    provider_app_id: str | None = attrs.field(default=None, validator=Text(1, 100))
    line_item_ids: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(GUID))
    source: AdditionalFeeSource = attrs.field(validator=A(AdditionalFeeSource))
