"""Delivery: the merchant's carriers and options, the buyer's choice, and its price. Source: ShippingInfo & co."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

import attrs

from checkout_core.model._converters import as_instant, as_money, as_tuple
from checkout_core.model._limits import COUNTRY, GUID, A, Flag, Instant, Many, Text
from checkout_core.model._numbers import Amount
from checkout_core.model._rules import Rule, SameCurrency, follow_rules
from checkout_core.model.fees import AdditionalFee, AdditionalFeeSource
from checkout_core.model.parties import Address, AddressWithContact
from checkout_core.model.tax import TaxDetails
from checkout_core.money import Money
from checkout_core.rounding import Divide


class PickupMethod(StrEnum):
    """How a pickup works."""

    STORE_PICKUP = "STORE_PICKUP"
    PICKUP_POINT = "PICKUP_POINT"


@attrs.frozen(kw_only=True)
class PickupDetails:
    """Where the buyer fetches the goods. An option whose logistics carry this is a pickup."""

    address: Address | None = attrs.field(default=None, validator=A(Address))
    pickup_method: PickupMethod | None = attrs.field(default=None, validator=A(PickupMethod))


@attrs.frozen(kw_only=True)
class DeliveryTimeSlot:
    """From when to when the delivery arrives."""

    from_: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    to: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )


@attrs.frozen(kw_only=True)
class DeliveryLogistics:
    """When and how the delivery arrives, in words, or where it is picked up."""

    delivery_time: str | None = attrs.field(default=None, validator=Text(0, 500))
    instructions: str | None = attrs.field(default=None, validator=Text(0, 1_000))
    pickup_details: PickupDetails | None = attrs.field(default=None, validator=A(PickupDetails))
    delivery_time_slot: DeliveryTimeSlot | None = attrs.field(default=None, validator=A(DeliveryTimeSlot))


class ChargeType(StrEnum):
    """What an option charges beside the delivery."""

    HANDLING_FEE = "HANDLING_FEE"
    INSURANCE = "INSURANCE"


@attrs.frozen(kw_only=True)
class OtherCharge:
    """A charge that comes with a delivery option: it is no shipping, but an additional fee."""

    type: ChargeType = attrs.field(validator=A(ChargeType))
    price: Money = attrs.field(converter=as_money, validator=Amount())
    details: str | None = attrs.field(default=None, validator=Text(0, 250))


@attrs.frozen(kw_only=True)
class ShippingOption:
    """One way to have the goods delivered. ``cost`` is before discount and tax (gross where prices include tax).

    It costs nothing once the subtotal is at least ``free_from_subtotal``. ``other_charges`` become fees.
    """

    code: str = attrs.field(validator=Text(1, 100))
    title: str = attrs.field(default="", validator=Text(0, 250))
    cost: Money = attrs.field(converter=as_money, validator=Amount())
    free_from_subtotal: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount()
    )
    logistics: DeliveryLogistics | None = attrs.field(default=None, validator=A(DeliveryLogistics))
    other_charges: tuple[OtherCharge, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(OtherCharge), most=10)
    )

    RULES: ClassVar[tuple[Rule, ...]] = (SameCurrency(("cost", "free_from_subtotal")),)

    fees: tuple[AdditionalFee, ...] = attrs.field(init=False, eq=False, repr=False)
    """``other_charges`` as the fees that they become. Derived."""

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        object.__setattr__(self, "fees", tuple(_as_fee(charge) for charge in self.other_charges))

    def units(self, subtotal: int, divide: Divide) -> int:
        """What the option costs at this subtotal (both in minor units): nothing from `free_from_subtotal` on."""
        if self.free_from_subtotal is not None:
            numerator, denominator = self.free_from_subtotal.minor_ratio
            if subtotal * denominator >= numerator:
                return 0
        return divide(*self.cost.minor_ratio)

    @property
    def is_pickup(self) -> bool:
        """Whether the buyer fetches the goods."""
        return self.logistics is not None and self.logistics.pickup_details is not None


def _as_fee(charge: OtherCharge) -> AdditionalFee:
    """The charge as a taxable fee of the whole checkout; code and name are those of its type."""
    return AdditionalFee(
        code=charge.type.value,
        name=charge.type.value.replace("_", " ").capitalize(),
        price=charge.price,
        taxable=True,
        source=AdditionalFeeSource.SHIPPING,
    )


@attrs.frozen(kw_only=True)
class ShippingRegion:
    """Where a carrier delivers: countries and subdivisions, each absent for all of them."""

    id: str = attrs.field(validator=GUID)
    name: str = attrs.field(validator=Text(0, 100))
    countries: tuple[str, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_tuple), validator=Many(COUNTRY)
    )
    subdivisions: tuple[str, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_tuple), validator=Many(Text(1, 50))
    )

    def covers(self, address: Address) -> bool:
        """Whether the address lies in the region."""
        return (self.countries is None or address.country in self.countries) and (
            self.subdivisions is None or address.subdivision in self.subdivisions
        )


@attrs.frozen(kw_only=True)
class ShippingCarrier:
    """A carrier of the store: its region and its options there."""

    carrier_id: str = attrs.field(validator=GUID)
    region: ShippingRegion = attrs.field(validator=A(ShippingRegion))
    options: tuple[ShippingOption, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(A(ShippingOption)))


@attrs.frozen(kw_only=True)
class SelectedCarrierServiceOption:
    """The buyer's choice among the options, by carrier and code.

    ``requested_shipping_option`` False: an earlier price has put it in place of another one, which was not offered.
    """

    carrier_id: str | None = attrs.field(default=None, validator=GUID)
    code: str = attrs.field(validator=Text(1, 100))
    requested_shipping_option: bool = attrs.field(default=True, validator=Flag())

    def to_json(self) -> dict[str, str]:
        """Return the choice as the data of a finding."""
        carrier = {} if self.carrier_id is None else {"carrierId": self.carrier_id}
        return carrier | {"code": self.code}


@attrs.frozen(kw_only=True)
class ShippingInfo:
    """The buyer's side of delivery: where to, and by which option."""

    shipping_destination: AddressWithContact | None = attrs.field(default=None, validator=A(AddressWithContact))
    selected_carrier_service_option: SelectedCarrierServiceOption | None = attrs.field(
        default=None, validator=A(SelectedCarrierServiceOption)
    )


@attrs.frozen(kw_only=True)
class OfferedOption:
    """An option with what it would cost this checkout, before discount and tax."""

    option: ShippingOption
    price: Money


@attrs.frozen(kw_only=True)
class CarrierServiceOption:
    """What one carrier offers to the destination."""

    carrier_id: str
    shipping_options: tuple[OfferedOption, ...]


@attrs.frozen(kw_only=True)
class ShippingCost:
    """The price of the selected option: asked, taken off, without and with tax."""

    price: Money
    total_discount: Money
    total_price_before_tax: Money
    tax_details: TaxDetails
    total_price_after_tax: Money


@attrs.frozen(kw_only=True)
class PricedShipping:
    """The option in force. ``requested_shipping_option`` False: the asked one was gone, this is the first instead."""

    carrier_id: str
    option: ShippingOption
    region: ShippingRegion
    cost: ShippingCost
    requested_shipping_option: bool
