"""What an order is when it is born: the price that was agreed, and how it stands."""

import copy
import pickle
from datetime import timedelta
from decimal import Decimal

import attrs
import pytest
from orders import GATEWAY_ID, HOME, LATER, ORDER_ID, Case, coming_later, fee, goods, living_at, pickup, repriced
from placed import placed
from quick import (
    MEMBER,
    coupon,
    delivery,
    extras,
    item,
    items,
    lesson,
    membership,
    merchant,
    numbers,
    pays,
    rule,
    subscription,
    tax,
)
from samples import APP, CARRIER, NOW, guid

import checkout_core as cc
from checkout_core.orders.snapshot import order_line

OFFLINE = cc.PaymentOptionType.FULL_PAYMENT_OFFLINE
DEPOSIT = cc.PaymentOptionType.DEPOSIT_ONLINE
ONE, TWO, THREE = guid(1), guid(2), guid(3)


def usd(amount):
    """Dollars."""
    return cc.Money(amount, "USD")


def texts(noun, *names):
    """Amounts of a noun as text in major units."""
    return numbers(getattr(noun, name) for name in names)


LINE = ("price", "line_item_price", "total_discount", "total_price_before_tax", "total_price_after_tax")
SUMMARY = ("subtotal", "shipping", "total_additional_fees", "tax", "discount", "total")


def taxes_of(info):
    """Name, taxable amount and tax of each entry of a breakdown."""
    rows = info.tax_breakdown
    return [(row.tax_name, str(row.taxable_amount.amount), str(row.tax_amount.amount)) for row in rows]


def big():
    """Three shirts with a bow, of which two are left; a lamp with a deposit; two lessons by membership.

    ========  ======  ===  ======  =====  ========  ======  =====  =====  ======
    what      price   n    lines   10 %   merchant  net     State  City   gross
    ========  ======  ===  ======  =====  ========  ======  =====  =====  ======
    shirt      20.99   3    62.97   6.30      1.22   55.45   4.44   1.11   61.00
    lamp       40.00   1    40.00   4.00      0.78   35.22   2.82   0.70   38.74
    lesson      0.00   2     0.00                     0.00
    delivery    5.00                                  5.00   0.40           5.40
    packing     3.00                                  3.00   0.24           3.24
    sum                    102.97  10.30      2.00   98.67   7.90   1.81  108.38
    ========  ======  ===  ======  =====  ========  ======  =====  =====  ======

    The coupon is 10.297, rounded, shared as 6.2988 and 4.0011; 5.545 and 3.522 are the taxes of the goods, shared by
    rate. Due now: 61.00, the deposit of 10.00, delivery and packing: 79.64, of which a gift card pays 8.00.
    """
    case = Case()
    case.lines = [
        (goods("19.99", modifier_groups=extras("1.00"), quantity_available=2), 3),
        (goods("40.00", payment_option=DEPOSIT, deposit_amount=usd("10.00")), 1),
        (lesson("30.00"), 2),
    ]
    case.keywords |= {
        "coupon": coupon(percent="10"),
        "merchants": [merchant("2.00")],
        "taxes": [
            tax("0.08", "State", applies_to_shipping=True, applies_to_fees=True),
            tax("0.02", "City", applies_to_shipping=False, applies_to_fees=False),
        ],
        "fees": [fee("3.00", taxable=True)],
        "memberships": [membership(left=5)],
        "member": MEMBER,
        "selected": [pays("gold", 3)],
        "card": "8.00",
    }
    return case


def inside():
    """Two mugs for 24.00 each with 20 % tax inside, 10 % off: 43.20, of it 7.20 tax; 6.00 and 3.00 with 1.00 and 0.50.

    Total: 48.00 + 6.00 + 3.00 - 4.80 = 52.20; tax 8.70.
    """
    case = Case()
    case.lines = [(goods("24.00"), 2)]
    case.keywords |= {
        "options": [delivery("6.00")],
        "fees": [fee("3.00", taxable=True)],
        "coupon": coupon(percent="10"),
        "taxes": [tax("0.2", "VAT", applies_to_fees=True)],
        "included": True,
    }
    return case


# --- the price, as it was agreed --------------------------------------------------------------------------------------


def test_amounts_with_tax_added():
    """The table of `big`."""
    order = big().order()
    assert texts(order.price_summary, *SUMMARY) == ["102.97", "5.00", "3.00", "9.71", "12.30", "108.38"]
    assert [texts(line, *LINE) for line in order.line_items] == [
        ["20.99", "62.97", "7.52", "55.45", "61.00"],
        ["40.00", "40.00", "4.78", "35.22", "38.74"],
        ["0.00", "0.00", "0.00", "0.00", "0.00"],
    ]
    assert [texts(line.tax_info, "taxable_amount", "tax_amount") for line in order.line_items] == [
        ["55.45", "5.55"],
        ["35.22", "3.52"],
        ["0.00", "0.00"],
    ]
    assert texts(order.pay_now, "total", "shipping", "total_additional_fees") == ["79.64", "5.00", "3.00"]
    assert order.pay_after_free_trial is None
    assert order.tax_included_in_prices is False
    assert {line.tax_info.tax_included_in_price for line in order.line_items} == {False}


def test_the_tax_of_the_whole_order():
    """Tax by tax, over lines, delivery and fees."""
    order = big().order()
    assert str(order.tax_info.total_tax) == "USD 9.71"
    assert taxes_of(order.tax_info) == [("State", "98.67", "7.90"), ("City", "90.67", "1.81")]
    assert [row.rate for row in order.tax_info.tax_breakdown] == [Decimal("0.08"), Decimal("0.02")]
    assert {row.non_taxable_amount for row in order.tax_info.tax_breakdown} == {usd("0.00")}
    assert taxes_of(order.line_items[0].tax_info) == [("State", "55.45", "4.44"), ("City", "55.45", "1.11")]
    assert order.line_items[0].tax_info.tax_rate == Decimal("0.10")


def test_taxes_are_told_apart_by_all_that_they_are():
    """Name, kind, authority, its level, and rate: what differs in one is another tax; what differs in none is one."""
    tax_of = {"tax_type": "Sales", "jurisdiction": "NY", "jurisdiction_type": cc.JurisdictionType.STATE}
    others = [
        {"tax_type": "Use"},
        {"jurisdiction": "NJ"},
        {"jurisdiction_type": cc.JurisdictionType.CITY},
    ]
    case = Case()
    case.keywords["taxes"] = [
        *(tax("0.01", **tax_of | other) for other in [{}, *others]),
        tax("0.01", "Other", **tax_of),
        tax("0.02", **tax_of),
        tax("0.01", **tax_of),
    ]
    (first, *more) = case.order().tax_info.tax_breakdown
    assert [str(entry.tax_amount.amount) for entry in (first, *more)] == ["1.10", *["0.55"] * 4, "1.10"]
    assert (first.tax_type, first.jurisdiction, first.jurisdiction_type) == ("Sales", "NY", cc.JurisdictionType.STATE)
    assert [entry.tax_type for entry in more] == ["Use", "Sales", "Sales", "Sales", "Sales"]


def test_the_tax_of_one_amount_is_that_of_the_order():
    """A download, and nothing else."""
    case = Case()
    case.lines = [(item("10.00"), 1)]
    case.asked, case.keywords["fees"] = None, []
    order = case.order()
    assert taxes_of(order.tax_info) == taxes_of(order.line_items[0].tax_info) == [("Tax", "10.00", "1.00")]


def test_an_exempt_order_has_no_tax():
    """Nor a breakdown."""
    case = Case()
    case.keywords["tax_exempt_groups"] = [guid(88)]
    case.info["tax_exempt_group_id"] = guid(88)
    order = case.order()
    assert (str(order.tax_info.total_tax), order.price_summary.total) == ("USD 0.00", usd("56.00"))
    assert all(not row.tax_amount for row in order.tax_info.tax_breakdown)


def test_amounts_with_tax_inside():
    """The numbers of `inside`."""
    order = inside().order()
    assert texts(order.price_summary, *SUMMARY) == ["48.00", "6.00", "3.00", "8.70", "4.80", "52.20"]
    (line,) = order.line_items
    assert texts(line, *LINE) == ["24.00", "48.00", "4.80", "36.00", "43.20"]
    assert order.tax_included_in_prices is True
    cost, (packing,) = order.shipping_info.cost, order.additional_fees
    assert texts(cost, "price", "total_price_before_tax", "total_price_after_tax") == ["6.00", "5.00", "6.00"]
    assert texts(packing, "price", "price_before_tax", "price_after_tax") == ["3.00", "2.50", "3.00"]
    infos = [line.tax_info, cost.tax_info, packing.tax_info]
    assert [texts(info, "taxable_amount", "tax_amount") for info in infos] == [
        ["36.00", "7.20"],
        ["5.00", "1.00"],
        ["2.50", "0.50"],
    ]
    assert [info.tax_included_in_price for info in infos] == [True, True, True]
    assert taxes_of(order.tax_info) == [("VAT", "43.50", "8.70")]


@pytest.mark.parametrize("make", [Case, big, inside])
def test_everything_adds_up(make):
    """Lines, delivery and fees, each after its tax, are the total; their taxes are the order's."""
    order = make().order()
    parts = [line.total_price_after_tax for line in order.line_items]
    parts += [
        order.shipping_info.cost.total_price_after_tax,
        *(entry.price_after_tax for entry in order.additional_fees),
    ]
    infos = [line.tax_info for line in order.line_items]
    infos += [order.shipping_info.cost.tax_info, *(entry.tax_info for entry in order.additional_fees)]
    assert cc.total(parts, "USD") == order.price_summary.total
    assert cc.total((info.tax_amount for info in infos), "USD") == order.tax_info.total_tax == order.price_summary.tax
    assert cc.total((row.tax_amount for row in order.tax_info.tax_breakdown), "USD") == order.tax_info.total_tax


def test_a_rule_lowers_the_price_of_the_unit():
    """And the order tells what it was before."""
    case = Case()
    case.change(0, full_price=usd("25.00"))
    seen = case.order().line_items[0]
    assert texts(seen, "price", "price_before_discounts") == ["20.00", "20.00"]
    case.keywords["rules"] = [rule("10", scopes=[items("item-1")])]
    order = case.order()
    assert texts(order.line_items[0], "price", "price_before_discounts") == ["18.00", "20.00"]
    (applied,) = order.applied_discounts
    assert applied == case.seen.applied_discounts[0]
    assert applied.discount_rule.amount == usd("4.00")


def test_discounts_are_kept():
    """The coupon, and the merchant's own."""
    held, own = big().order().applied_discounts
    assert (held.coupon.code, str(held.coupon.amount)) == ("C", "USD 10.30")
    assert str(own.merchant_discount.amount) == "USD 2.00"


def test_the_price_is_the_one_now_where_nobody_was_told_another():
    """A price that is not compared may have changed: then the order has the new one, and the new store's words."""
    case = Case()
    case.context["seen"] = cc.SeenPrice(shipping=usd("5.00"))
    case.then = lambda store: attrs.evolve(repriced("21.00")(store), site_language="de")
    order = case.order()
    assert (order.price_summary.total, order.site_language) == (usd("63.70"), "de")
    assert order.line_items[0].price == usd("21.00")


# --- lines ------------------------------------------------------------------------------------------------------------


def test_a_line_that_is_short_is_taken_as_it_was_shown():
    """Three shirts are ordered and charged, and the order tells that two were there; elsewhere it is not known."""
    first, second, _ = big().order().line_items
    assert (first.quantity, first.quantity_available) == (3, 2)
    assert (second.quantity, second.quantity_available) == (1, None)


FULL_ITEM = {
    "product_name": cc.TranslatableString(original="Shirt", translated="Hemd"),
    "description_lines": (cc.DescriptionLine(name="Color", plain_text="Brown"),),
    "item_type": cc.ItemType(custom="made to measure"),
    "physical_properties": cc.PhysicalProperties(weight=Decimal("0.25"), sku="364115", shippable=True),
    "price_description": cc.TranslatableString(original="per piece"),
    "price_undetermined": True,
    "fixed_quantity": True,
    "modifier_groups": tuple(extras("1.00")),
}
FULL_LINE = {
    "taxable_address": cc.TaxableAddress(address_type=cc.TaxableAddressType.BILLING),
    "extended_fields": {"colour": "red"},
    "catalog_reference": cc.CatalogReference(APP, "item-1", {"size": "L"}),
}


def test_a_line_keeps_what_its_item_says():
    """Whatever becomes of the item."""
    case = Case()
    item = goods("19.00", media="wix:image://v1/shirt.jpg", tax_group_id="clothing", **FULL_ITEM)
    case.lines = [(item, 1, FULL_LINE), (goods("1.00"), 1)]
    line, plain = case.order().line_items
    assert {name: getattr(line, name) for name in FULL_ITEM} == FULL_ITEM
    assert {name: getattr(line, name) for name in FULL_LINE} == FULL_LINE
    assert (line.id, line.image, line.tax_info.tax_group_id) == (ONE, "wix:image://v1/shirt.jpg", "clothing")
    assert (plain.id, plain.image, plain.tax_info.tax_group_id) == (TWO, None, None)
    assert (plain.price_undetermined, plain.fixed_quantity, plain.modifier_groups) == (False, False, ())
    assert (plain.refund_quantity, plain.restock_quantity, plain.fulfiller_id, plain.locations) == (0, 0, None, ())


def test_a_line_keeps_what_the_cart_put_in_place():
    """An override is part of the price; so is a custom item."""
    case = Case()
    own = cc.CatalogOverrideFields(product_name="Shirt, signed", price=usd("22.00"), payment_option=OFFLINE)
    custom = {"catalog_reference": None, "custom_item": goods("7.50", product_name="Engraving")}
    case.lines = [(goods("20.00", product_name="Shirt"), 2, {"catalog_override_fields": own}), (None, 1, custom)]
    signed, engraved = case.order().line_items
    assert (signed.product_name.original, signed.payment_option, signed.price) == ("Shirt, signed", OFFLINE, usd("22"))
    assert (engraved.product_name.original, engraved.catalog_reference) == ("Engraving", None)
    assert engraved.price == usd("7.50")


def test_a_deposit_is_told_where_it_is_asked():
    """A deposit that the payment option does not ask for is none."""
    case = big()
    assert [line.deposit_amount for line in case.order().line_items] == [None, usd("10.00"), None]
    assert [line.payment_option.value for line in case.order().line_items] == [
        "FULL_PAYMENT_ONLINE",
        "DEPOSIT_ONLINE",
        "MEMBERSHIP",
    ]
    case.change(1, payment_option=OFFLINE)
    assert [line.deposit_amount for line in case.order().line_items] == [None, None, None]


def trial():
    """30.00 a month, 3 of tax, after two weeks for nothing."""
    case = Case()
    title = cc.TranslatableString(original="Monthly", translated="Monatlich")
    case.lines = [(subscription("30.00", trial=("WEEK", 2), cycles=6, title=title), 1)]
    case.keywords |= {"options": [delivery("0.00")], "fees": []}
    return case


def test_a_subscription():
    """The order is its first, and its id is the subscription's."""
    order = trial().order()
    (line,) = order.line_items
    info = line.subscription_info
    assert (order.subscription_id, info.id, info.cycle_number) == (ORDER_ID, ORDER_ID, 1)
    assert (info.title.translated, info.description) == ("Monatlich", None)
    assert info.subscription_settings.billing_cycles == 6
    assert texts(order.pay_after_free_trial, *SUMMARY) == ["30.00", "0.00", "0.00", "3.00", "0.00", "33.00"]
    assert texts(order.pay_now, "total") == ["0.00"]
    assert order.price_summary == order.pay_after_free_trial


def test_what_is_no_subscription_has_none():
    """Neither the order nor its lines."""
    order = Case().order()
    assert order.subscription_id is None
    assert [line.subscription_info for line in order.line_items] == [None, None]


# --- how it stands at first -------------------------------------------------------------------------------------------


def online():
    """Everything is due now."""
    return Case()


def offline():
    """Everything is due later."""
    case = Case()
    for number in (0, 1):
        case.change(number, payment_option=OFFLINE)
    return case


def half_offline():
    """The first line is due later."""
    case = Case()
    case.change(0, payment_option=OFFLINE)
    return case


def for_nothing():
    """A discount of the merchant's leaves nothing to be paid."""
    case = Case()
    case.keywords |= {"merchants": [merchant(percent="100")], "options": [delivery("0.00")], "fees": []}
    return case


def with_card(amount):
    """A gift card pays so much of 61.50."""
    case = Case()
    case.keywords["card"] = amount
    return case


def with_deposit():
    """61.50, and of 44.00 only 10.00 is due now: 27.50."""
    case = Case()
    case.change(0, payment_option=DEPOSIT, deposit_amount=usd("5.00"))
    return case


def deposit_by_card(amount):
    """A gift card pays so much of 27.50 that is due now."""
    case = with_deposit()
    case.keywords["card"] = amount
    return case


def by_membership(option="MEMBERSHIP"):
    """Two lessons, by credits alone."""
    case = Case()
    case.lines = [(lesson("30.00", option), 2)]
    case.keywords |= {"memberships": [membership()], "member": MEMBER, "selected": [pays("gold", 1)]}
    case.keywords |= {"options": [delivery("0.00")], "fees": []}
    return case


def subscribed():
    """A subscription without a trial."""
    case = Case()
    case.lines = [(subscription("30.00"), 1)]
    return case


@pytest.mark.parametrize(
    ("case", "status", "payment_status", "balance", "charged"),
    [
        (online(), "INITIALIZED", "NOT_PAID", "61.50", True),
        (offline(), "APPROVED", "NOT_PAID", "61.50", False),
        (half_offline(), "INITIALIZED", "NOT_PAID", "61.50", True),
        (for_nothing(), "APPROVED", "PAID", "0.00", False),
        (with_card("61.50"), "APPROVED", "PAID", "0.00", False),
        (with_card("99.00"), "APPROVED", "PAID", "0.00", False),
        (with_card("61.49"), "INITIALIZED", "PARTIALLY_PAID", "0.01", True),
        (with_deposit(), "INITIALIZED", "NOT_PAID", "61.50", True),
        (deposit_by_card("27.49"), "INITIALIZED", "PARTIALLY_PAID", "34.01", True),
        (deposit_by_card("27.50"), "APPROVED", "PARTIALLY_PAID", "34.00", False),
        (deposit_by_card("30.00"), "APPROVED", "PARTIALLY_PAID", "31.50", False),
        (trial(), "APPROVED", "NOT_PAID", "33.00", False),
        (subscribed(), "INITIALIZED", "NOT_PAID", "39.50", True),
        (by_membership(), "APPROVED", "PAID", "0.00", False),
        (by_membership("MEMBERSHIP_OFFLINE"), "APPROVED", "PAID", "0.00", False),
    ],
)
def test_how_an_order_is_born(case, status, payment_status, balance, charged):
    """Approved at once where nothing must be charged now; and only else it has an id at the payment provider."""
    order = case.order()
    assert (order.status.value, order.payment_status.value) == (status, payment_status)
    assert str(order.balance_summary.balance.amount) == balance
    assert order.payment_gateway_order_id == (GATEWAY_ID if charged else None)
    assert case.order(payment_gateway_order_id=None).payment_gateway_order_id is None


def test_what_the_gift_card_pays_may_end_at_what_is_due_now():
    """That is a policy: 30.00 on the card, 27.50 due now."""
    case = deposit_by_card("30.00")
    case.keywords["policy"] = cc.PricingPolicy(gift_card_cap=cc.GiftCardCap.PAY_NOW)
    order = case.order()
    assert (order.payments[0].amount, order.status) == (usd("27.50"), cc.OrderStatus.APPROVED)


def test_the_gift_card_is_the_first_payment_and_memberships_follow():
    """By its starred code; a membership pays no money."""
    case = big()
    case.lines.append((lesson("20.00", "MEMBERSHIP_OFFLINE"), 1))
    case.keywords["selected"] = [pays("gold", 4, 3)]
    card, first, second = case.order().payments
    assert (card.id, card.amount, card.status.value, card.created_date) == (ONE, usd("8.00"), "APPROVED", LATER)
    assert card.giftcard_payment_details.obfuscated_code.endswith("CARD")
    assert "*" in card.giftcard_payment_details.obfuscated_code
    details = [payment.membership_payment_details for payment in (first, second)]
    assert [(entry.membership_id, entry.app_id, entry.line_item_id, entry.credits) for entry in details] == [
        ("gold", APP, THREE, 2),
        ("gold", APP, guid(4), 1),
    ]
    assert [(entry.id, entry.amount, entry.status.value, entry.created_date) for entry in (first, second)] == [
        (TWO, usd("0.00"), "APPROVED", LATER),
        (THREE, usd("0.00"), "PENDING", LATER),
    ]
    assert not any(payment.is_regular or payment.refund_disabled for payment in (card, first, second))


def test_memberships_without_a_gift_card():
    """Are numbered from one."""
    assert [payment.id for payment in by_membership().order().payments] == [ONE]


def test_the_gift_card_as_its_app_knows_it():
    """For whoever charges the card. One that pays nothing is no payment."""
    card = cc.GiftCard(code="GIFTCARD", balance=usd("8.00"), app_id=APP, external_id="card-1")
    case = with_card("8.00")
    case.then = coming_later(gift_cards=[card])
    (payment,) = case.order().payments
    assert payment.giftcard_payment_details == cc.GiftCardPaymentDetails(
        obfuscated_code=payment.giftcard_payment_details.obfuscated_code, app_id=APP, external_id="card-1"
    )
    free = for_nothing()
    free.keywords["card"] = "8.00"
    assert free.order().payments == ()


def test_nothing_has_been_refunded_or_sent():
    """It is new."""
    order = Case().order()
    assert (order.payments, order.refunds, order.activities, order.archived) == ((), (), (), False)
    assert order.fulfillment_status is cc.FulfillmentStatus.NOT_FULFILLED
    assert [line.fulfilled_quantity for line in order.line_items] == [0, 0]
    assert order.created_date == order.updated_date == order.purchased_date == LATER


# --- who, where to, how -----------------------------------------------------------------------------------------------

ELSEWHERE = living_at(cc.Address(country="CA", city="Toronto"))


def test_goods_are_sent_to_the_destination():
    """Who gets them is not who pays."""
    case = Case()
    case.info["billing_info"] = ELSEWHERE
    slot = cc.DeliveryTimeSlot(from_=NOW, to=LATER)
    told = cc.DeliveryLogistics(delivery_time="3-5 days", instructions="Ring twice.", delivery_time_slot=slot)
    option = attrs.evolve(delivery("5.00"), title="Standard", logistics=told)
    case.keywords |= {"options": [option], "coupon": coupon(free_shipping=True)}
    order = case.order()
    assert (order.recipient_info, order.billing_info) == (living_at(HOME), ELSEWHERE)
    shipping = order.shipping_info
    assert (shipping.carrier_id, shipping.code, shipping.title) == (CARRIER, "std", "Standard")
    assert shipping.region.name == "region"
    assert shipping.logistics == cc.OrderLogistics(
        shipping_destination=living_at(HOME),
        delivery_time="3-5 days",
        instructions="Ring twice.",
        delivery_time_slot=slot,
    )
    cost = ("price", "discount", "total_price_before_tax", "total_price_after_tax")
    assert texts(shipping.cost, *cost) == ["5.00", "5.00", "0.00", "0.00"]


def test_the_tax_of_delivery_and_fees_is_told():
    """As in the table of `big`."""
    order = big().order()
    cost, (packing,) = order.shipping_info.cost, order.additional_fees
    assert texts(cost, "price", "discount", "total_price_before_tax", "total_price_after_tax") == [
        "5.00",
        "0.00",
        "5.00",
        "5.40",
    ]
    assert texts(packing, "price", "price_before_tax", "price_after_tax") == ["3.00", "3.00", "3.24"]
    assert [taxes_of(part.tax_info) for part in (cost, packing)] == [
        [("State", "5.00", "0.40")],
        [("State", "3.00", "0.24")],
    ]
    assert (cost.tax_info.tax_rate, cost.tax_info.tax_group_id) == (Decimal("0.08"), None)
    assert (cost.tax_info.tax_included_in_price, packing.tax_info.tax_included_in_price) == (False, False)


def test_a_fee_is_kept_as_charged():
    """Of some lines, or of all; the option's own charges among them."""
    case = Case()
    bound = fee(
        "2.00",
        "wrap",
        catalog_item_ids=["item-2"],
        provider_app_id=APP,
        source=cc.AdditionalFeeSource.ITEM,
    )
    case.keywords |= {"fees": [bound], "options": [delivery("5.00", charges=[("INSURANCE", "1.00")])]}
    wrap, insurance = case.order().additional_fees
    assert (wrap.code, wrap.name, wrap.provider_app_id, wrap.line_item_ids, wrap.source.value) == (
        "wrap",
        "Packing",
        APP,
        (TWO,),
        "ITEM",
    )
    assert (insurance.code, insurance.name, insurance.line_item_ids, insurance.source.value) == (
        "INSURANCE",
        "Insurance",
        (),
        "SHIPPING",
    )


def test_goods_that_are_fetched():
    """The order says where, and not where the buyer lives; they are not handed over yet."""
    case = Case()
    case.keywords["options"] = [pickup("0.00", ELSEWHERE.address)]
    case.asked = "shop"
    order = case.order()
    assert order.shipping_info.logistics == cc.OrderLogistics(
        pickup_details=cc.PickupDetails(address=ELSEWHERE.address)
    )
    assert order.recipient_info == living_at(HOME)
    assert order.fulfillment_status is cc.FulfillmentStatus.NOT_FULFILLED


def test_downloads_are_not_sent():
    """They count as fulfilled, and their recipient is who is billed; if there is nobody, nobody."""
    case = Case()
    for number in (0, 1):
        case.change(number, item_type=cc.ItemTypePreset.DIGITAL)
    case.asked = case.destination = None
    order = case.order()
    assert (order.shipping_info, order.recipient_info) == (None, living_at(HOME))
    assert [line.fulfilled_quantity for line in order.line_items] == [2, 1]
    assert order.fulfillment_status is cc.FulfillmentStatus.FULFILLED
    case.keywords |= {"merchants": [merchant(percent="100")], "fees": []}
    case.info["billing_info"] = None
    assert case.order().recipient_info is None


def test_what_the_buyer_stated_is_kept():
    """Field by field."""
    info = {
        "billing_info": ELSEWHERE,
        "buyer_note": "Please wrap it up.",
        "buyer_info": cc.BuyerInfo(visitor_id=guid(5), email="jane@example.com"),
        "buyer_language": "fr",
        "custom_fields": (cc.CustomField(value={"id": "12345"}, title="Tax ID"),),
        "purchase_flow_id": guid(16),
        "created_by": cc.CreatedBy(user_id=guid(17)),
        "extended_fields": {"colour": "red"},
    }
    case = Case()
    case.info |= info
    case.keywords |= {"site_language": "en", "weight_unit": cc.WeightUnit.LB}
    order = case.order()
    assert {name: getattr(order, name) for name in info} == info
    assert (order.site_language, order.weight_unit, order.currency.code) == ("en", cc.WeightUnit.LB, "USD")
    assert (order.checkout_id, order.channel_info) == (guid(9), cc.ChannelInfo(type=cc.ChannelType.WEB))
    assert (order.id, order.number) == (ORDER_ID, "10001")
    assert order.currency_conversion_details is None


def test_what_the_buyer_did_not_state():
    """The site's language; and the buyer has opened the checkout."""
    case = Case()
    case.info["buyer_info"] = cc.BuyerInfo(visitor_id=guid(5))
    case.keywords["site_language"] = "de"
    order = case.order()
    assert order.buyer_language == "de"
    assert order.created_by == cc.CreatedBy(visitor_id=guid(5))


@pytest.mark.parametrize("name", ["save_payment_method", "delay_capture"])
def test_what_the_buyer_agreed_to_is_kept(name):
    """For whoever charges the order; each by itself."""
    case = Case()
    case.agreed = {name: True}
    order = case.order()
    assert {flag: getattr(order, flag) for flag in ("save_payment_method", "delay_capture")} == {
        "save_payment_method": name == "save_payment_method",
        "delay_capture": name == "delay_capture",
    }


# --- a value ----------------------------------------------------------------------------------------------------------


def test_an_order_is_a_value():
    """Equal to its like, copied and pickled as such, also after its account was read; and it cannot be changed."""
    order, again = big().order(), big().order()
    assert (order, hash(order)) == (again, hash(again))
    balance = order.balance_summary
    for copied in (copy.deepcopy(order), copy.copy(order), pickle.loads(pickle.dumps(order))):
        assert (copied, hash(copied), copied.balance_summary) == (order, hash(order), balance)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        order.status = cc.OrderStatus.CANCELED
    assert attrs.evolve(order) == order


def test_an_order_with_other_payments_has_another_account():
    """What was read of the old one does not stay."""
    order = with_card("8.00").order()
    assert order.balance_summary.paid == usd("8.00")
    assert attrs.evolve(order, payments=[]).balance_summary.paid == usd("0.00")


def test_nothing_happens_to_what_the_order_is_made_of():
    """The price stays, and can be ordered again as another."""
    case = big()
    seen = case.seen
    before = pickle.dumps(seen.checkout)
    keywords = {"number": "1", **case.arguments}
    first = cc.create_order(seen, seen.store, order_id=guid(1), **keywords)
    second = cc.create_order(seen, seen.store, order_id=guid(2), **keywords)
    assert attrs.evolve(second, id=guid(1)) == first
    assert pickle.dumps(seen.checkout) == before


EUR = cc.Money("1.00", "EUR")


def in_euro(noun, name):
    """The noun with one amount in another currency."""
    return attrs.evolve(noun, **{name: EUR})


def payment(number, amount="61.50", **fields):
    """Money that came in."""
    fields = {"status": cc.TransactionStatus.APPROVED, "regular_payment_details": cc.RegularPaymentDetails()} | fields
    return cc.Payment(id=guid(number), created_date=NOW, amount=usd(amount), **fields)


def refund(number, amount="1.00", **fields):
    """Money of the first payment that went out for the delivery."""
    part = cc.RefundedPart(amount=usd(amount), tax=usd("0"))
    by = [cc.RefundedPayment(payment_id=ONE, amount=usd(amount))]
    fields = {"status": cc.RefundStatus.SUCCEEDED} | fields
    return cc.Refund(
        id=guid(number), created_date=NOW, amount=usd(amount), tax=usd("0"), shipping=part, payments=by, **fields
    )


PLACED = Case().order()
LINES = PLACED.line_items


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"line_items": []}, r"Order\.line_items"),
        ({"line_items": [LINES[0], attrs.evolve(LINES[1], id=ONE)]}, r"Order\.line_items\[1\]\.id"),
        (
            {
                "line_items": [
                    attrs.evolve(LINES[0], id="0000000a-0000-0000-0000-000000000001"),
                    attrs.evolve(LINES[1], id="0000000A-0000-0000-0000-000000000001"),
                ]
            },
            r"Order\.line_items\[1\]\.id",
        ),
        ({"payments": [payment(1, "1"), payment(2, "1"), payment(1, "2")]}, r"Order\.payments\[2\]\.id"),
        ({"payments": [payment(1)], "refunds": [refund(1), refund(1)]}, r"Order\.refunds\[1\]\.id"),
        ({"payments": [payment(1)], "refunds": [refund(1, "61.51")]}, r"Order\.refunds"),
        ({"payments": [payment(1)], "refunds": [refund(1, "60.00"), refund(2, "1.51")]}, r"Order\.refunds"),
        (
            {
                "payments": [payment(1)],
                "refunds": [refund(1, "60.00"), refund(2, "1.51", status=cc.RefundStatus.PENDING)],
            },
            "61.51 refunded, USD 61.50 paid",
        ),
        ({"payments": [payment(1, status=cc.TransactionStatus.PENDING)], "refunds": [refund(1)]}, r"Order\.refunds"),
        ({"updated_date": LATER - timedelta(microseconds=1)}, r"Order\.updated_date"),
        ({"number": ""}, r"Order\.number"),
        ({"checkout_id": "1"}, r"Order\.checkout_id"),
        ({"status": "APPROVED"}, r"Order\.status"),
    ],
)
def test_an_order_that_contradicts_itself_is_refused(changes, named):
    """Made by hand, or read from a document."""
    with pytest.raises(cc.InvalidField, match=named):
        attrs.evolve(PLACED, **changes)


def test_refunds_up_to_what_was_paid_are_none():
    """A failed one does not count."""
    order = cc.record_payment(PLACED, payment(1), now=NOW)
    order = cc.refund_order(
        order,
        refund_id=guid(1),
        lines={line.id: cc.RefundLine(quantity=line.quantity) for line in LINES},
        shipping=PLACED.shipping_info.cost.total_price_after_tax,
        additional_fees=cc.total((fee.price_after_tax for fee in PLACED.additional_fees), "USD"),
        now=NOW,
    )
    order = attrs.evolve(order, refunds=[*order.refunds, refund(2, "1.00", status=cc.RefundStatus.FAILED)])
    assert order.payment_status is cc.PaymentStatus.FULLY_REFUNDED


SHIPPING = PLACED.shipping_info


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"currency": "EUR"}, r"price_summary\.subtotal"),
        ({"price_summary": in_euro(PLACED.price_summary, "total")}, r"price_summary\.total"),
        ({"pay_now": in_euro(PLACED.pay_now, "total")}, r"pay_now\.total"),
        ({"pay_after_free_trial": in_euro(PLACED.pay_now, "total")}, r"pay_after_free_trial\.total"),
        ({"tax_info": cc.OrderTax(total_tax=EUR)}, r"tax_info\.total_tax"),
        ({"line_items": [LINES[0], in_euro(LINES[1], "total_price_after_tax")]}, r"line_items\[1\]\.total_price"),
        (
            {"shipping_info": attrs.evolve(SHIPPING, cost=in_euro(SHIPPING.cost, "total_price_after_tax"))},
            r"shipping_info\.cost\.total_price_after_tax",
        ),
        ({"additional_fees": [in_euro(PLACED.additional_fees[0], "price_after_tax")]}, r"additional_fees\[0\]\.price"),
        ({"payments": [payment(2, "1"), in_euro(payment(1), "amount")]}, r"payments\[1\]\.amount"),
    ],
)
def test_an_order_in_several_currencies_is_refused(changes, named):
    """Told by the place of the amount."""
    with pytest.raises(cc.CurrencyMismatch, match=rf"Order\.{named}.* is not in (USD|EUR)$"):
        attrs.evolve(PLACED, **changes)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"refund_quantity": 3}, "quantity"),
        ({"fulfilled_quantity": 3}, "quantity"),
        ({"refund_quantity": 1, "restock_quantity": 2}, "refund_quantity"),
        ({"quantity": 0}, "quantity"),
        ({"total_discount": usd("-0.01")}, "total_discount"),
        ({"price": "20.00"}, "price"),
    ],
)
def test_a_line_that_contradicts_itself_is_refused(changes, named):
    """Of two units, at most two are refunded or sent; what is taken back was refunded."""
    with pytest.raises(cc.InvalidField, match=rf"OrderLineItem\.{named}"):
        attrs.evolve(LINES[0], **changes)
    assert attrs.evolve(LINES[0], refund_quantity=2, restock_quantity=2, fulfilled_quantity=2).quantity == 2


def test_goods_are_sent_or_fetched_not_both():
    """Neither may be known."""
    with pytest.raises(cc.InvalidField, match="at most one of shipping_destination, pickup_details"):
        cc.OrderLogistics(shipping_destination=ELSEWHERE, pickup_details=cc.PickupDetails())
    assert cc.OrderLogistics().pickup_details is None


def test_a_line_that_nobody_knows_cannot_be_ordered():
    """Such a checkout is refused before; who takes the line alone is told."""
    case = Case()
    case.lines[0] = (None, 1)
    line = case.seen.lines[0]
    with pytest.raises(cc.InvalidField, match="a line whose item is known"):
        order_line(line, ORDER_ID, is_sent=True)


@pytest.mark.parametrize("location", [guid(14), None])
def test_where_the_goods_come_from_is_kept(location):
    """The checkout's business location is the order's; none stays none."""
    order = placed(("10", 1), info={"business_location_id": location})
    assert order.business_location == (location and cc.BusinessLocation(id=location))


def test_a_subscription_is_named_and_described():
    """As the item says; its id is the order's."""
    option = attrs.evolve(subscription("9").subscription_option_info, title="Box", description="Four loaves a week")
    [line] = placed((item("9", subscription_option_info=option), 1)).line_items
    told = line.subscription_info
    assert (told.id, told.title.original, told.description.original) == (guid(900), "Box", "Four loaves a week")
    assert told.subscription_settings == option.subscription_settings
