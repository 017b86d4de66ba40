"""Strategies for what the merchant decides: taxes, carriers, fees, gift cards, memberships, the policy."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from checkout_core.model.fees import AdditionalFee
from checkout_core.model.gift_card import GiftCard, GiftCardStatus
from checkout_core.model.memberships import Credits, Membership
from checkout_core.model.shipping import (
    ChargeType,
    DeliveryLogistics,
    OtherCharge,
    PickupDetails,
    ShippingCarrier,
    ShippingOption,
    ShippingRegion,
)
from checkout_core.model.store import GiftCardCap, PricingPolicy, TaxRounding
from checkout_core.model.tax import Tax
from checkout_core.money import Money
from checkout_core.rounding import Rounding
from checkout_core.testing.strategies.basics import (
    APP,
    BEFORE,
    CARRIERS,
    INSTANTS,
    ITEM_IDS,
    MEMBERS,
    PERCENTAGES,
    ROOT,
    amounts,
    maybe,
    mostly,
    remembered,
    spelt,
    threshold,
)

RATES = tuple(map(Decimal, ("0.1", "0.2", "0.04", "0.5", "1", "0", "0.088875", "0.333333", "0.000001", "0.07", "0.25")))
DELIVERIES = ("standard", "express")
PICKUP = DeliveryLogistics(pickup_details=PickupDetails())
FROM_ROOTS = ((*ITEM_IDS, ROOT), (ROOT,), ITEM_IDS[:1], ())
CREDITS = (
    Credits(total=10, remaining=3),
    Credits(total=3, remaining=0),
    Credits(total=1, remaining=1),
    Credits(total=10**9, remaining=10**9),
)


@remembered
@st.composite
def taxes(draw: st.DrawFn) -> Tax:
    """Rows of a tax table: rates from 0 to 1, mostly of every place and every tax group."""
    where = draw(mostly((None, None), ("US", None), ("US", "US-NY"), ("DE", None), (None, "US-NY"), weight=4))
    return Tax(
        name=draw(st.sampled_from(("VAT", "state", "city"))),
        rate=draw(st.sampled_from(RATES) | st.integers(0, 10**6).map(lambda ppm: Decimal(f"{ppm}E-6"))),
        country=where[0],
        subdivision=where[1],
        tax_group_ids=draw(mostly(None, ("food",), ("food", "books"), (), weight=6)),
        applies_to_shipping=draw(mostly(True, False)),
        applies_to_fees=draw(mostly(True, False)),
    )


def carrier(draw: st.DrawFn, currency: str, carrier_id: str, prices: Sequence[Money]) -> ShippingCarrier:
    """A carrier with this id: a region and up to two options there."""
    region = ShippingRegion(
        id=carrier_id,
        name="region",
        countries=draw(mostly(None, ("US",), ("US", "DE"), (), weight=6)),
        subdivisions=draw(mostly(None, ("US-NY",), weight=9)),
    )
    codes = draw(mostly(DELIVERIES[:1], DELIVERIES[::-1], DELIVERIES, (), weight=2))
    options = [
        ShippingOption(
            code=code,
            cost=draw(amounts(currency, finest=1)),
            free_from_subtotal=threshold(draw, prices) if draw(mostly(False, True)) else None,
            logistics=draw(mostly(None, PICKUP, weight=4)),
            other_charges=draw(other_charges(currency)),
        )
        for code in codes
    ]
    return ShippingCarrier(carrier_id=carrier_id, region=region, options=options)


@remembered
@st.composite
def carriers_at(draw: st.DrawFn, currency: str) -> ShippingCarrier:
    """Carriers of any store with this currency."""
    prices = draw(st.lists(amounts(currency), min_size=1, max_size=2))
    return carrier(draw, currency, draw(st.sampled_from(CARRIERS)), prices)


@remembered
@st.composite
def other_charges(draw: st.DrawFn, currency: str) -> tuple[OtherCharge, ...]:
    """What an option charges beside the delivery: mostly nothing, one charge or two."""
    kinds = draw(mostly((), (ChargeType.HANDLING_FEE,), tuple(ChargeType), weight=3))
    return tuple(OtherCharge(type=kind, price=draw(amounts(currency, finest=1))) for kind in kinds)


@remembered
@st.composite
def fees(draw: st.DrawFn, currency: str) -> AdditionalFee:
    """Fees, fixed or by percentage, of the whole checkout or bound to items."""
    percentage = draw(maybe(st.sampled_from((*PERCENTAGES, Decimal(0)))))
    return AdditionalFee(
        code=draw(st.sampled_from(("packing", "service"))),
        name="fee",
        price=None if percentage is not None else draw(amounts(currency, finest=1)),
        percentage=percentage,
        taxable=draw(st.booleans()),
        catalog_item_ids=draw(mostly(None, ("shirt",), ("mug", "lamp"), (), weight=4)),
    )


@remembered
@st.composite
def gift_cards_coded(draw: st.DrawFn, currency: str, code: str) -> GiftCard:
    """Gift cards with this code, mostly usable; now and then of another currency."""
    foreign = draw(mostly(False, True, weight=9))
    other = "USD" if currency != "USD" else "JPY"
    return GiftCard(
        code=code,
        balance=draw(amounts(other if foreign else currency, finest=2, largest=999_999_999)),
        status=draw(mostly(GiftCardStatus.VALID, GiftCardStatus.EXPIRED, GiftCardStatus.DISABLED, weight=8)),
    )


@remembered
@st.composite
def memberships_named(draw: st.DrawFn, name: str) -> Membership:
    """Memberships of this id: mostly the first member's, for most items, with few credits or any number."""
    return Membership(
        id=name,
        app_id=spelt(draw, APP),
        name=name,
        member_id=spelt(draw, draw(mostly(*MEMBERS, weight=6))),
        root_catalog_item_ids=draw(mostly(*FROM_ROOTS, weight=6)),
        credits=draw(mostly(None, *CREDITS, weight=6)),
        expiration_date=draw(mostly(None, BEFORE, *INSTANTS, weight=16)),
    )


@remembered
@st.composite
def policies(draw: st.DrawFn) -> PricingPolicy:
    """The choices that decide a cent."""
    return PricingPolicy(
        rounding=draw(mostly(Rounding.HALF_UP, *list(Rounding)[1:])),
        tax_rounding=draw(st.sampled_from(TaxRounding)),
        gift_card_cap=draw(st.sampled_from(GiftCardCap)),
    )
