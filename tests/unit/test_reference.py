"""The reference pricing itself, against figures from published orders and figures worked out by hand."""

from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from exact import decimals, minor, rounded, shared_out
from figures import Summary, differences
from reference import reference_price

import checkout_core as cc
from checkout_core.model.discounts import Coupon
from checkout_core.model.item_details import Scope, ScopeGroup
from checkout_core.model.shipping import (
    SelectedCarrierServiceOption,
    ShippingCarrier,
    ShippingInfo,
    ShippingOption,
    ShippingRegion,
)

NOW = datetime(2026, 3, 1, tzinfo=UTC)
GUID = "00000000-0000-0000-0000-000000000001"
STORES = Scope(namespace="stores")


def usd(amount: str) -> cc.Money:
    """Dollars."""
    return cc.Money(amount, "USD")


def item(price: str, **fields) -> cc.CatalogItem:
    """An item of any shop, reached by coupons for the scope ``stores``."""
    return cc.CatalogItem(price=usd(price), **{"coupon_scopes": (STORES,), **fields})


def checkout(*items: tuple[cc.CatalogItem | None, int], **fields) -> cc.Checkout:
    """A checkout of custom items with their quantities; None is an item that no catalog knows."""
    gone = cc.CatalogReference("app", "gone")
    lines = tuple(
        cc.LineItem(
            id=f"00000000-0000-0000-0000-{number:012d}",
            quantity=quantity,
            custom_item=entry,
            catalog_reference=gone if entry is None else None,
        )
        for number, (entry, quantity) in enumerate(items, 1)
    )
    return cc.Checkout(
        id=GUID,
        currency="USD",
        channel_type=cc.ChannelType.WEB,
        line_items=lines,
        created_date=NOW,
        updated_date=NOW,
        **fields,
    )


def coupon(**fields) -> Coupon:
    """A coupon ``SAVE`` for the scope ``stores``, unless told otherwise."""
    reach = {} if "minimum_subtotal" in fields or "scope" in fields else {"scope": STORES}
    return Coupon(id=GUID, name="save", code="SAVE", **reach, **fields)


def store(**fields) -> cc.Store:
    """A store that sells in dollars."""
    return cc.Store(currency="USD", **fields)


def tax(rate: str, **fields) -> cc.Tax:
    """A tax that applies everywhere."""
    return cc.Tax(name=f"{rate} tax", rate=Decimal(rate), **fields)


def delivery(cost: str) -> dict[str, object]:
    """One carrier with one option at this cost, as fields of a store."""
    region = ShippingRegion(id=GUID, name="everywhere")
    options = (ShippingOption(code="standard", cost=usd(cost)),)
    return {"shipping": (ShippingCarrier(carrier_id=GUID, region=region, options=options),)}


def to_new_york() -> ShippingInfo:
    """Deliver to New York by the option ``standard``."""
    return ShippingInfo(
        shipping_destination=cc.AddressWithContact(address=cc.Address(country="US", subdivision="US-NY")),
        selected_carrier_service_option=SelectedCarrierServiceOption(code="standard"),
    )


def discounts(coupon: Coupon, *items: tuple[cc.CatalogItem | None, int]) -> list[Fraction | int]:
    """What the coupon takes off each line, in cents."""
    priced = reference_price(checkout(*items, coupon_code="SAVE"), store(coupons=(coupon,)))
    return [line.discount for line in priced.lines]


# --- published orders -------------------------------------------------------------------------------------------------


def test_published_order_with_percent_coupon_and_tax():
    """Order 10108 of the documentation: 5 % off 70.00 and 146.25, tax 4 %, shipping 2.00, total 215.66."""
    priced = reference_price(
        checkout((item("70.00"), 1), (item("146.25"), 1), coupon_code="SAVE", shipping_info=to_new_york()),
        store(
            coupons=(coupon(minimum_subtotal=usd("0"), percent_off_rate=Decimal(5)),),
            taxes=(tax("0.04", applies_to_shipping=False),),
            **delivery("2.00"),
        ),
    )
    assert [line.discount for line in priced.lines] == [350, 731]
    assert [line.cost.levied.taxable for line in priced.lines] == [6650, 13894]
    assert [line.cost.levied.tax for line in priced.lines] == [266, 556]
    assert [line.cost.after_tax for line in priced.lines] == [6916, 14450]
    assert priced.coupon is not None
    assert priced.coupon.amount == 1081
    assert priced.summary == Summary(21625, 200, 822, 1081, 21566, 0)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([(10, 3), (85, 1)], [1000, 0]),
        ([(85, 1), (10, 1)], [0, 1000]),
        ([(30, 1), (10, 2)], [0, 1000]),
        ([(10, 3)], [1000]),
    ],
    ids=["createCheckout", "getCheckout", "webhook", "removeLineItems"],
)
def test_published_money_off_coupons(lines, expected):
    """The published checkouts with one MoneyOff 10 take it all off one unit of the cheapest line."""
    held = coupon(money_off_amount=usd("10"), limited_to_one_item=True)
    assert discounts(held, *((item(str(price)), quantity) for price, quantity in lines)) == expected


def test_published_checkout_with_an_unknown_item():
    """30 + 85, an item that is gone, shipping 10, coupon 10: total 115, and the third line is zero throughout."""
    priced = reference_price(
        checkout((item("10"), 3), (item("85"), 1), (None, 1), coupon_code="SAVE", shipping_info=to_new_york()),
        store(coupons=(coupon(money_off_amount=usd("10"), limited_to_one_item=True),), **delivery("10")),
    )
    assert priced.summary == Summary(11500, 1000, 0, 1000, 11500, 0)
    gone = priced.lines[2]
    assert (gone.status, gone.price, gone.discount, gone.cost.after_tax) == ("NOT_FOUND", 0, 0, 0)
    assert priced.findings == ()


def test_published_plan_with_included_tax():
    """330.00 including 21 % is 272.73 and 57.27, and the tax does not raise the total."""
    priced = reference_price(checkout((item("330.00"), 1)), store(taxes=(tax("0.21"),), tax_included_in_price=True))
    (line,) = priced.lines
    assert (line.cost.before_tax, line.cost.levied.tax, line.cost.after_tax) == (27273, 5727, 33000)
    assert line.cost.levied.taxable == 27273
    assert priced.summary == Summary(33000, 0, 5727, 0, 33000, 0)


# --- coupons by hand --------------------------------------------------------------------------------------------------


def test_money_off_a_scope_is_off_each_unit():
    """10 off makes items of 8 free, each unit of them, and takes 10 off each of the dearer ones."""
    assert discounts(coupon(money_off_amount=usd("10")), (item("8"), 2), (item("25"), 3)) == [1600, 3000]


def test_money_off_one_item_stops_at_its_price():
    """10 off one item takes 8 off an item of 8."""
    held = coupon(money_off_amount=usd("10"), limited_to_one_item=True)
    assert discounts(held, (item("8"), 2), (item("25"), 1)) == [800, 0]


def test_money_off_the_order_is_shared_by_line_price():
    """10 off 30 and 85 is 2.61 and 7.39; off an order of 6 it is 6."""
    held = coupon(money_off_amount=usd("10"), minimum_subtotal=usd("0"))
    assert discounts(held, (item("10"), 3), (item("85"), 1)) == [261, 739]
    assert discounts(held, (item("2"), 1), (item("4"), 1)) == [200, 400]


def test_percent_off_one_item_is_off_one_unit():
    """20 % off one item is 20 % of one unit of the cheapest line."""
    held = coupon(percent_off_rate=Decimal(20), limited_to_one_item=True)
    assert discounts(held, (item("10"), 3), (item("85"), 1)) == [200, 0]


def test_bookings_are_always_limited_to_one_item():
    """A coupon for bookings takes its amount off one unit only."""
    scope = Scope(namespace="bookings")
    held = coupon(money_off_amount=usd("3"), scope=scope)
    assert discounts(held, (item("10", coupon_scopes=(scope,)), 4)) == [300]


@pytest.mark.parametrize(
    ("own", "reached"),
    [
        ([Scope(namespace="stores", group=ScopeGroup(name="product", entity_id="a"))], True),
        ([Scope(namespace="stores", group=ScopeGroup(name="product", entity_id="b"))], False),
        ([Scope(namespace="stores", group=ScopeGroup(name="product"))], False),
        ([Scope(namespace="stores", group=ScopeGroup(name="collection", entity_id="a"))], False),
        ([Scope(namespace="events", group=ScopeGroup(name="product", entity_id="a"))], False),
        ([STORES], False),
    ],
)
def test_scope_reaches_itself_and_narrower_ones(own, reached):
    """A coupon for one product reaches lines of that product only."""
    scope = Scope(namespace="stores", group=ScopeGroup(name="product", entity_id="a"))
    held = coupon(money_off_amount=usd("1"), scope=scope)
    assert discounts(held, (item("10", coupon_scopes=own), 1)) == [100 if reached else 0]


def test_minimum_subtotal_is_inclusive():
    """A minimum of 30.00 is reached by 30.00 and not by 29.99."""
    held = coupon(money_off_amount=usd("1"), minimum_subtotal=usd("30"))
    assert discounts(held, (item("10"), 3)) == [100]
    assert discounts(held, (item("29.99"), 1)) == [0]


# --- tax and payments by hand -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "expected"), [("LINE", [1, 1]), ("UNIT", [0, 1]), ("TOTAL", [1, 0])], ids=["LINE", "UNIT", "TOTAL"]
)
def test_tax_is_rounded_at_the_level_of_the_policy(level, expected):
    """Ten percent of 3 x 0.02 and of 1 x 0.05: 0.6 + 0.5 cents, 3 x 0.2 + 0.5 cents, 1.1 cents."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding(level))
    priced = reference_price(checkout((item("0.02"), 3), (item("0.05"), 1)), store(taxes=(tax("0.1"),), policy=policy))
    assert [line.cost.levied.tax for line in priced.lines] == expected


def test_a_tax_without_room_goes_elsewhere():
    """Four taxes of 100 % inside 2 cents and 3 cents: 0.4 + 0.6 cents each, so 1 each, until the room is used."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL)
    taxes = tuple(tax("1") for _ in range(4))
    priced = reference_price(
        checkout((item("0.02"), 1), (item("0.03"), 1)), store(taxes=taxes, tax_included_in_price=True, policy=policy)
    )
    assert [[part for *_, part in line.cost.levied.parts] for line in priced.lines] == [[0, 0, 0, 1], [1, 1, 1, 0]]


def test_tax_is_allocated_to_its_rates():
    """8.875 % of 10.00 is 0.89: 0.40 for 4 %, 0.45 for 4.5 % and 0.04 for 0.375 %."""
    priced = reference_price(checkout((item("10"), 1)), store(taxes=(tax("0.04"), tax("0.045"), tax("0.00375"))))
    assert [part for *_, part in priced.lines[0].cost.levied.parts] == [40, 45, 4]


def test_a_deposit_splits_subtotal_discount_and_tax():
    """2 x 50.00 less 10.00 plus 20 % is 108.00; a deposit of 2 x 18.00 is a third of it: 1/3 of each part."""
    deposit = item("50", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=usd("18"))
    priced = reference_price(
        checkout((deposit, 2), coupon_code="SAVE"),
        store(taxes=(tax("0.2"),), coupons=(coupon(money_off_amount=usd("10"), minimum_subtotal=usd("0")),)),
    )
    assert priced.summary == Summary(10000, 0, 1800, 1000, 10800, 0)
    assert priced.pay_now == Summary(3333, 0, 600, 333, 3600, 0)
    assert priced.pay_later == Summary(6667, 0, 1200, 667, 7200, 0)


def test_a_deposit_above_the_price_is_a_finding_and_due_as_it_stands():
    """5.00 plus 20 % with a deposit of 5.50: just that is due now, of it tax 5.50 x 1.00 / 6.00 = 0.92."""
    deposit = item("5", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=usd("5.50"))
    priced = reference_price(checkout((deposit, 1)), store(taxes=(tax("0.2"),)))
    assert priced.summary == Summary(500, 0, 100, 0, 600, 0)
    assert priced.pay_now == Summary(458, 0, 92, 0, 550, 0)
    assert priced.findings == (("order_validation_errors", ("DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE",)),)


def test_a_gift_card_pays_beyond_what_is_due_now():
    """A card of 80.00 pays an order of 100.00 of which 30.00 is due now: nothing remains now, 20.00 in all."""
    deposit = item("100", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=usd("30"))
    held = checkout((deposit, 1), gift_card_code="CARD-0001")
    cards = (cc.GiftCard(code="CARD-0001", balance=usd("80")),)
    priced = reference_price(held, store(gift_cards=cards))
    assert (priced.redeemed, priced.pay_now_total_after_gift_card, priced.total_after_gift_card) == (8000, 0, 2000)
    policy = cc.PricingPolicy(gift_card_cap=cc.GiftCardCap.PAY_NOW)
    priced = reference_price(held, store(gift_cards=cards, policy=policy))
    assert (priced.redeemed, priced.pay_now_total_after_gift_card, priced.total_after_gift_card) == (3000, 0, 7000)


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("HALF_UP", [1, 2, 3, 1, 2, -1, -2, -3, 1]),
        ("HALF_EVEN", [0, 2, 2, 1, 2, 0, -2, -2, 1]),
        ("HALF_DOWN", [0, 1, 2, 1, 2, 0, -1, -2, 1]),
        ("UP", [1, 2, 3, 1, 2, -1, -2, -3, 1]),
        ("DOWN", [0, 1, 2, 0, 1, 0, -1, -2, 1]),
        ("CEILING", [1, 2, 3, 1, 2, 0, -1, -2, 1]),
        ("FLOOR", [0, 1, 2, 0, 1, -1, -2, -3, 1]),
    ],
)
def test_rounding(mode, expected):
    """Each mode's answers to 0.5, 1.5, 2.5, 0.7, 1.7, their negatives and 1."""
    tenths = [5, 15, 25, 7, 17, -5, -15, -25, 10]
    assert [rounded(Fraction(tenth, 10), cc.Rounding(mode)) for tenth in tenths] == expected


@pytest.mark.parametrize(
    ("total", "weights", "room", "expected"),
    [
        (100, [1, 1, 1], None, [34, 33, 33]),
        (5, [3, 7], None, [2, 3]),
        (0, [0, 0], None, [0, 0]),
        (3, [0, 1], None, [0, 3]),
        (3, [1, 1, 1], [0, 2, 2], [0, 2, 1]),
        (3, [1, 1], [1, 1], [1, 1]),
        (2, [0, 1], [9, 1], [0, 1]),
    ],
)
def test_shares(total, weights, room, expected):
    """Whole units first, then the largest remainders, ties to the earlier; never more than the room."""
    assert shared_out(total, weights, room) == expected


def test_minor_units():
    """Amounts in minor units are exact, by each currency's own number of decimals."""
    assert [decimals(code) for code in ("JPY", "USD", "KWD", "CLF", "XAU")] == [0, 2, 3, 4, 0]
    assert minor(usd("0.125")) == Fraction(25, 2)
    assert minor(cc.Money("1.5", "KWD")) == 1500


def test_differences_name_the_field():
    """The comparison names each differing field with both values."""
    one = Summary(1, 2, 3, 4, 5, 6)
    assert differences((one,), (one,)) == []
    assert differences((one,), (Summary(1, 2, 3, 9, 5, 6),)) == ["[0].discount: expected 4, got 9"]
    assert differences((), (one,)) == [f": expected (), got {(one,)!r}"]
