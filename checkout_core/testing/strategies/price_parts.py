"""Strategies for what only a price holds: picked out of drawn prices, since nothing else makes it coherent."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

from hypothesis import strategies as st

import checkout_core as cc
from checkout_core.testing.strategies.basics import (
    ADDRESSES,
    APP,
    CARD_CODES,
    CARRIERS,
    GUID_END,
    MEMBERS,
    remembered,
)
from checkout_core.testing.strategies.checkouts import priced_checkouts

T = TypeVar("T")

Pick = Callable[[cc.PricedCheckout], Iterable[Any]]


@st.composite
def picked(draw: st.DrawFn, kind: type[T]) -> T:
    """A part of a drawn price; where that has none, of a price in its currency that has everything."""
    priced, pick = draw(priced_checkouts(max_lines=3)), PARTS[kind]
    found: tuple[T, ...] = tuple(pick(priced)) or tuple(pick(_everything(priced.currency.code)))
    return draw(st.sampled_from(found))


def _tax_details(priced: cc.PricedCheckout) -> Iterator[cc.TaxDetails]:
    yield from (line.tax_details for line in priced.lines)
    yield from (fee.tax_details for fee in priced.additional_fees)


def _present(*parts: T | None) -> tuple[T, ...]:
    return tuple(part for part in parts if part is not None)


PARTS: Mapping[type, Pick] = MappingProxyType(
    {
        cc.Availability: lambda priced: [line.availability for line in priced.lines],
        cc.CarrierServiceOption: lambda priced: priced.carrier_service_options,
        cc.Explanation: lambda priced: [cc.explain(priced)],
        cc.Figures: lambda priced: [priced.figures],
        cc.FittingMembership: lambda priced: (*priced.eligible_memberships, *priced.invalid_memberships),
        cc.OfferedOption: lambda priced: [
            option for carrier in priced.carrier_service_options for option in carrier.shipping_options
        ],
        cc.PriceSummary: lambda priced: (priced.summary, priced.pay_now, priced.pay_later, priced.pay_after_free_trial),
        cc.PricedFee: lambda priced: priced.additional_fees,
        cc.PricedLine: lambda priced: priced.lines,
        cc.PricedShipping: lambda priced: _present(priced.shipping),
        cc.RedeemedGiftCard: lambda priced: _present(priced.gift_card),
        cc.ShippingCost: lambda priced: [shipping.cost for shipping in _present(priced.shipping)],
        cc.Step: lambda priced: cc.explain(priced).steps,
        cc.SubscriptionCharge: lambda priced: [
            charge for charges in priced.subscription_charges for charge in charges.charges
        ],
        cc.SubscriptionCharges: lambda priced: priced.subscription_charges,
        cc.Sums: lambda priced: (priced.figures.summary, priced.figures.pay_now, priced.figures.pay_later),
        cc.TaxDetails: _tax_details,
        cc.TaxRateBreakdown: lambda priced: [
            rate for details in _tax_details(priced) for rate in details.rate_breakdown
        ],
        cc.TaxRates: lambda priced: priced.figures.rates,
        cc.TaxSummary: lambda priced: [priced.tax_summary],
    }
)
"""By class: where a price holds it."""


# --- a price that has everything --------------------------------------------------------------------------------------


@remembered
def _everything(currency: str) -> cc.PricedCheckout:
    """A subscription with a trial, a line that a membership pays, a delivery, a fee, a tax and a gift card."""
    now = datetime(2026, 3, 1, tzinfo=UTC)
    month = cc.SubscriptionSettings(frequency=cc.SubscriptionFrequency.MONTH, billing_cycles=12)
    goods = (
        cc.CatalogItem(
            price=cc.Money(20, currency),
            subscription_option_info=cc.SubscriptionOptionInfo(title="by month", subscription_settings=month),
        ),
        cc.CatalogItem(
            price=cc.Money(30, currency),
            payment_option=cc.PaymentOptionType.MEMBERSHIP,
            root_catalog_item_id="lesson",
        ),
    )
    home = cc.AddressWithContact(address=ADDRESSES[0])
    chosen = cc.SelectedCarrierServiceOption(code="standard")
    checkout = cc.Checkout(
        id=GUID_END.format(0),
        currency=currency,
        channel_type=cc.ChannelType.WEB,
        line_items=[cc.LineItem(id=GUID_END.format(place), custom_item=item) for place, item in enumerate(goods, 1)],
        billing_info=home,
        shipping_info=cc.ShippingInfo(shipping_destination=home, selected_carrier_service_option=chosen),
        buyer_info=cc.BuyerInfo(member_id=MEMBERS[0]),
        gift_card_code=CARD_CODES[0],
        created_date=now,
        updated_date=now,
    )
    return cc.price(checkout, _merchant(currency))


def _merchant(currency: str) -> cc.Store:
    option = cc.ShippingOption(code="standard", title="Standard", cost=cc.Money(5, currency))
    region = cc.ShippingRegion(id=CARRIERS[0], name="everywhere")
    lessons = cc.Membership(id="gold", app_id=APP, name="Gold", member_id=MEMBERS[0], root_catalog_item_ids=["lesson"])
    return cc.Store(
        currency=currency,
        taxes=[cc.Tax(name="VAT", rate=Decimal("0.2"))],
        business_address=ADDRESSES[0],
        shipping=[cc.ShippingCarrier(carrier_id=CARRIERS[0], region=region, options=[option])],
        additional_fees=[cc.AdditionalFee(code="packing", name="Packing", price=cc.Money(1, currency))],
        gift_cards=[cc.GiftCard(code=CARD_CODES[0], balance=cc.Money(3, currency))],
        memberships=[lessons],
    )
