"""The checkout that a Stores cart becomes, and the store in which it comes to the cart's own totals.

The store has the products of the lines at their prices, one delivery option at its cost, and terms that come to the
cart's discount, tax and converted amounts. What is made up so is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import attrs

from checkout_core.currencies import Currency
from checkout_core.model._converters import as_instant
from checkout_core.model._limits import GUID, Instant
from checkout_core.model.checkout import CHANNEL, ChannelType, Checkout
from checkout_core.model.line_item import line_id
from checkout_core.model.parties import Address, AddressWithContact
from checkout_core.model.shipping import (
    DeliveryLogistics,
    PickupDetails,
    SelectedCarrierServiceOption,
    ShippingCarrier,
    ShippingInfo,
    ShippingOption,
    ShippingRegion,
)
from checkout_core.model.store import Store
from checkout_core.money import Money
from checkout_core.wire.legacy_cart.lines import Goods
from checkout_core.wire.legacy_cart.parts import Assumed, Placed, buyer_of, party_at
from checkout_core.wire.legacy_cart.reader import LegacyCart
from checkout_core.wire.legacy_cart.terms import Draft, cents, conversion_of, discounted, taxed
from checkout_core.wire.numbers import plain

CARRIER: Final = "c8a08776-c095-4dec-8553-8f9698d86adc"
"""The carrier of the published examples: a cart names none."""

_OPTION: Final = "shippingInfo.selectedCarrierServiceOption"


@attrs.frozen(kw_only=True)
class Opening:
    """What the caller says of the checkout, since no cart does."""

    checkout_id: str = attrs.field(validator=GUID)
    now: datetime = attrs.field(converter=as_instant, validator=Instant())
    channel_type: ChannelType = attrs.field(validator=CHANNEL)


def draft_of(cart: LegacyCart, placed: Placed, goods: Goods, currency: Currency, opening: Opening) -> Draft:
    """The checkout and the store of the cart, with its discount and its tax."""
    values = placed.values
    has_option = any(path.startswith((f"{_OPTION}.", "shippingInfo.region.")) for path in values)
    is_pickup = any(leaf.source.startswith("shippingInfo.pickupDetails.") for leaf in cart.leaves)
    cost = cents(placed, "priceSummary.shipping.amount", currency) or Money.from_minor(0, currency)
    carriers: tuple[ShippingCarrier, ...] = ()
    selected, assumed = None, goods.assumed
    if has_option or is_pickup or cost.amount:
        option = _option(placed, cost, is_pickup=is_pickup)
        region = ShippingRegion(id=values.get("shippingInfo.region._id", line_id(1)), name="")
        carriers = (ShippingCarrier(carrier_id=CARRIER, region=region, options=(option,)),)
        selected = SelectedCarrierServiceOption(carrier_id=CARRIER, code=option.code)
        assumed = (*assumed, *_assumed_of_delivery(placed, option))
    unit = {} if "weightUnit" not in values else {"weight_unit": values["weightUnit"]}
    store = Store(
        currency=currency,
        catalog=goods.catalog,
        shipping=carriers,
        conversion=conversion_of(placed, currency),
        as_of=opening.now,
        **unit,
    )
    checkout = Checkout(
        id=opening.checkout_id,
        line_items=goods.lines,
        currency=currency,
        channel_type=opening.channel_type,
        billing_info=party_at("billingInfo", values),
        shipping_info=_shipping_info(placed, selected),
        buyer_info=buyer_of(values),
        buyer_note=values.get("buyerNote"),
        created_date=opening.now,
        updated_date=opening.now,
    )
    draft = Draft(checkout, store, assumed)
    if not unit:
        draft = draft.assuming("$.weightUnit", store.weight_unit.value, "the cart has no weightUnit")
    if store.conversion is not None:
        why = "the shortest rate that gives the cart's converted amounts"
        draft = draft.assuming("$.conversionInfo.conversionRate", plain(store.conversion.rate), why)
    return taxed(discounted(draft, placed), placed)


# --- delivery ---------------------------------------------------------------------------------------------------------


def _option(placed: Placed, cost: Money, *, is_pickup: bool) -> ShippingOption:
    values = placed.values
    point = party_at(f"{_OPTION}.logistics.pickupDetails", values)
    logistics = DeliveryLogistics(
        delivery_time=values.get(f"{_OPTION}.logistics.deliveryTime"),
        instructions=values.get(f"{_OPTION}.logistics.instructions"),
        pickup_details=PickupDetails(address=None if point is None else point.address) if is_pickup else None,
    )
    return ShippingOption(
        code=values.get(f"{_OPTION}.code", "shipping"),
        title=values.get(f"{_OPTION}.title", ""),
        cost=cost,
        logistics=None if logistics == DeliveryLogistics() else logistics,
    )


def _shipping_info(placed: Placed, selected: SelectedCarrierServiceOption | None) -> ShippingInfo | None:
    """Where to and how. An option is offered to an address, so that one without gets an empty one."""
    destination = party_at("shippingInfo.shippingDestination", placed.values)
    if selected is not None and (destination is None or destination.address is None):
        destination = attrs.evolve(destination or AddressWithContact(), address=Address())
    if destination is None:
        return None
    return ShippingInfo(shipping_destination=destination, selected_carrier_service_option=selected)


def _assumed_of_delivery(placed: Placed, option: ShippingOption) -> Iterator[Assumed]:
    values = placed.values
    yield Assumed(f"$.{_OPTION}.carrierId", CARRIER, "the cart names no carrier: that of the published examples")
    if f"{_OPTION}.code" not in values:
        yield Assumed(f"$.{_OPTION}.code", option.code, "the cart names no delivery option")
    if "shippingInfo.region._id" not in values:
        yield Assumed("$.shippingInfo.region._id", line_id(1), "the cart names no shipping rule")
    if not any(path.startswith("shippingInfo.shippingDestination.address.") for path in values):
        why = "a delivery goes to an address, and the cart has none"
        yield Assumed("$.shippingInfo.shippingDestination.address", {}, why)
