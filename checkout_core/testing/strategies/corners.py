"""Strategies for corners that draws of everything at once rarely reach."""

from decimal import Decimal

from hypothesis import strategies as st

from checkout_core.model.catalog import CatalogItem, CatalogReference
from checkout_core.model.checkout import ChannelType, Checkout
from checkout_core.model.discount_rules import (
    DiscountRule,
    RuleDiscount,
    RuleDiscounts,
    RuleDiscountType,
    SpecificItemsInfo,
)
from checkout_core.model.discounts import Coupon
from checkout_core.model.line_item import LineItem, line_id
from checkout_core.model.parties import AddressWithContact
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.shipping import (
    SelectedCarrierServiceOption,
    ShippingCarrier,
    ShippingInfo,
    ShippingOption,
    ShippingRegion,
)
from checkout_core.model.store import PricingPolicy, Store, TaxRounding
from checkout_core.model.tax import Tax
from checkout_core.model.triggers import DiscountTrigger, ItemQuantityRange, SubtotalRange, TriggerType
from checkout_core.money import Money
from checkout_core.rounding import Rounding
from checkout_core.testing.strategies.basics import ADDRESSES, APP, CARRIERS, GROUPS, GUID_END, NOW, mostly
from checkout_core.testing.strategies.discount_rules import ALL_ITEMS
from checkout_core.testing.strategies.merchant import RATES

ANYWHERE = ShippingRegion(id=CARRIERS[0], name="everywhere")


@st.composite
def crowded_inputs(draw: st.DrawFn) -> tuple[Checkout, Store]:
    """Pairs whose prices, of a few minor units each, have hardly room for the many taxes inside them."""
    rates = st.sampled_from(tuple(map(Decimal, ("0.5", "1", "0.9", "0.1", "0.05", "0.333333"))))
    groups = st.sampled_from((None, ("food",), ("books",), ("food", "books")))
    rows = st.builds(Tax, name=st.just("VAT"), rate=rates, tax_group_ids=groups)
    goods = st.builds(
        CatalogItem,
        price=st.integers(0, 6).map(lambda units: Money(units, "JPY")),
        tax_group_id=st.sampled_from((None, *GROUPS)),
    )
    custom_lines = st.tuples(goods, st.integers(1, 4))
    store = Store(
        currency="JPY",
        tax_included_in_price=draw(mostly(True, False)),
        policy=PricingPolicy(
            rounding=draw(st.sampled_from(Rounding)),
            tax_rounding=draw(st.sampled_from((TaxRounding.TOTAL, TaxRounding.UNIT))),
        ),
        taxes=draw(st.lists(rows, min_size=1, max_size=7)),
    )
    checkout = Checkout(
        id=GUID_END.format(0),
        currency="JPY",
        channel_type=ChannelType.WEB,
        line_items=[
            LineItem(id=line_id(number), quantity=quantity, custom_item=item)
            for number, (item, quantity) in enumerate(draw(st.lists(custom_lines, min_size=1, max_size=6)), 1)
        ],
        created_date=NOW,
        updated_date=NOW,
    )
    return checkout, store


@st.composite
def deposits_above_the_price(draw: st.DrawFn) -> tuple[Checkout, Store]:
    """Pairs of one line whose deposit is larger than its unit price, with or without a tax and a coupon."""
    cents, more, off = draw(st.tuples(st.integers(1, 99), st.integers(1, 20), st.integers(0, 100)))
    deposit = CatalogItem(
        price=Money.from_minor(cents, "USD"),
        payment_option=PaymentOptionType.DEPOSIT_ONLINE,
        deposit_amount=Money.from_minor(cents + more, "USD"),
    )
    coupon = Coupon(
        id=GUID_END.format(1),
        name="percent",
        code="PERCENT",
        minimum_subtotal=Money(0, "USD"),
        percent_off_rate=Decimal(off or 1),
    )
    rate = draw(st.sampled_from((*RATES, None)))
    store = Store(
        currency="USD",
        tax_included_in_price=draw(st.booleans()),
        coupons=[coupon],
        taxes=() if rate is None else (Tax(name="VAT", rate=rate),),
    )
    checkout = Checkout(
        id=GUID_END.format(0),
        currency="USD",
        channel_type=ChannelType.WEB,
        line_items=[LineItem(id=line_id(1), quantity=draw(st.integers(1, 3)), custom_item=deposit)],
        coupon_code=coupon.code if off else None,
        created_date=NOW,
        updated_date=NOW,
    )
    return checkout, store


@st.composite
def subtotals_at_the_edge(draw: st.DrawFn) -> tuple[Checkout, Store]:
    """Pairs whose subtotal is what something asks for, or a cent less or more: a rule, a coupon, a carrier, the store.

    A rule, where there is one, lowers the subtotal by a cent a unit, so that it is seen whether the others measure it
    before or after that.
    """
    goods = draw(st.lists(st.tuples(st.integers(2, 999), st.integers(1, 3)), min_size=1, max_size=3))
    subtotal, units = sum(cents * quantity for cents, quantity in goods), sum(quantity for _, quantity in goods)
    steps = st.sampled_from((0, -1, 1, -units, -units - 1, -units + 1))

    def edge() -> Money:
        return Money.from_minor(subtotal + draw(steps), "USD")

    delivery = ShippingOption(code="standard", cost=Money(5, "USD"), free_from_subtotal=edge())
    coupon = Coupon(
        id=GUID_END.format(1), name="cent", code="CENT", minimum_subtotal=edge(), money_off_amount=Money("0.01", "USD")
    )
    store = Store(
        currency="USD",
        minimum_order_subtotal=edge(),
        catalog={
            CatalogReference(APP, f"item {number}"): CatalogItem(price=Money.from_minor(cents, "USD"))
            for number, (cents, _) in enumerate(goods)
        },
        coupons=[coupon],
        discount_rules=[_cent_off(draw, edge(), units)] if draw(st.booleans()) else [],
        shipping=[ShippingCarrier(carrier_id=CARRIERS[0], region=ANYWHERE, options=[delivery])],
    )
    checkout = Checkout(
        id=GUID_END.format(0),
        currency="USD",
        channel_type=ChannelType.WEB,
        line_items=[
            LineItem(
                id=line_id(number + 1), quantity=quantity, catalog_reference=CatalogReference(APP, f"item {number}")
            )
            for number, (_, quantity) in enumerate(goods)
        ],
        shipping_info=ShippingInfo(
            shipping_destination=AddressWithContact(address=ADDRESSES[0]),
            selected_carrier_service_option=SelectedCarrierServiceOption(code="standard"),
        ),
        coupon_code="CENT",
        created_date=NOW,
        updated_date=NOW,
    )
    return checkout, store


def _cent_off(draw: st.DrawFn, edge: Money, units: int) -> DiscountRule:
    """A rule that takes a cent off each unit, from a subtotal or a number of units on, or up to it."""
    from_, to = draw(st.sampled_from(((True, False), (False, True), (True, True))))
    count = max(1, units + draw(st.sampled_from((0, -1, 1))))
    if draw(st.booleans()):
        subtotals = SubtotalRange(scopes=ALL_ITEMS, from_=edge if from_ else None, to=edge if to else None)
        trigger = DiscountTrigger(trigger_type=TriggerType.SUBTOTAL_RANGE, subtotal_range=subtotals)
    else:
        quantities = ItemQuantityRange(scopes=ALL_ITEMS, from_=count if from_ else None, to=count if to else None)
        trigger = DiscountTrigger(trigger_type=TriggerType.ITEM_QUANTITY_RANGE, item_quantity_range=quantities)
    discount = RuleDiscount(
        discount_type=RuleDiscountType.FIXED_AMOUNT,
        fixed_amount=Money("0.01", "USD"),
        specific_items_info=SpecificItemsInfo(scopes=ALL_ITEMS),
    )
    return DiscountRule(
        id=GUID_END.format(2), name="cent", trigger=trigger, discounts=RuleDiscounts(values=(discount,))
    )
