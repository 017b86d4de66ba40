"""Whole receipts, to the letter: the files beside this one are what a shop owner reads."""

from decimal import Decimal
from pathlib import Path

import attrs
import pytest
import samples
from quick import (
    MEMBER,
    coupon,
    delivered,
    extras,
    item,
    items,
    lesson,
    membership,
    merchant,
    pays,
    priced,
    rule,
    subscription,
    tax,
)
from samples import guid

import checkout_core as cc

RECEIPTS = Path(__file__).with_name("receipts")
TWO_TAXES = [tax("0.07", "City", applies_to_fees=True, applies_to_shipping=True), tax("0.19", "Country")]
TOTAL = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL)
OFFLINE = {"payment_option": cc.PaymentOptionType.FULL_PAYMENT_OFFLINE}


def usd(amount):
    """Dollars."""
    return cc.Money(amount, "USD")


def deposit(price, amount, **fields):
    """An item whose deposit is paid at once."""
    return item(price, payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=usd(amount), **fields)


def fee(code, price=None, percentage=None, lines=(), **fields):
    """A fee, on lines by number or on all."""
    bound = [f"item-{number}" for number in lines] or None
    amount = {"price": price and usd(price), "percentage": percentage and Decimal(percentage)}
    return cc.AdditionalFee(code=code, name=code.title(), catalog_item_ids=bound, **amount, **fields)


def terms(*, included):
    """A deposit with a discount, a line paid at the counter and a trial, all taxed, with delivery and fees."""
    return priced(
        (deposit("33.35", "10"), 3),
        (item("20.10", **OFFLINE), 1),
        (subscription("9.99", trial=("DAY", 3)), 1),
        ("4.05", 2),
        taxes=TWO_TAXES,
        included=included,
        shipping="5",
        fees=[fee("handling", "2", lines=(2,), taxable=True), fee("service", percentage="2.5"), fee("wrap", "1")],
        coupon=coupon(percent="10", minimum="50"),
        merchants=[merchant("3"), merchant(percent="5", lines=(1, 4))],
        card="15",
    )


def nothing_now(*, included, line):
    """One line of which nothing is paid at once, and so neither delivery nor fees."""
    return priced(
        (line, 2),
        taxes=TWO_TAXES,
        included=included,
        shipping="5.01",
        fees=[fee("wrap", "1", taxable=True), fee("own", "2", lines=(1,), taxable=True)],
        coupon=coupon(free_shipping=True),
    )


def memberships():
    """Lines that memberships pay: of many credits, of none to count, of one, and what modifiers add."""
    return priced(
        (lesson("10", modifier_groups=extras("1.25", ("0.50", 2))), 2),
        (lesson("12", root_catalog_item_id="chess"), 3),
        (lesson("8"), 1),
        (lesson("7", root_catalog_item_id="judo"), 1),
        (lesson("6", root_catalog_item_id="rowing"), 1),
        memberships=[
            membership(left=9),
            membership("free", roots=("chess",)),
            membership("old", roots=("judo",), expiration_date=samples.NOW),
        ],
        member=MEMBER,
        selected=[pays("gold", 1, 3), pays("free", 2), pays("old", 4), pays("none", 5)],
    )


def total_tax(*, included):
    """Taxes rounded in total, over lines, delivery and fees."""
    return priced(
        ("3.33", 3),
        ("0.95", 1),
        ("7.77", 1),
        taxes=TWO_TAXES,
        included=included,
        policy=TOTAL,
        shipping="5.05",
        fees=[fee("wrap", "1.11", taxable=True)],
        merchants=[merchant("1")],
    )


def rules():
    """A percentage, money off that is less, as much as and more than the price, and a price of its own."""
    off = [
        rule(scopes=[items(f"item-{number}")], name=name, **given)
        for number, (name, given) in enumerate(
            [
                ("Percent", {"percent": "7.5"}),
                ("Less", {"money": "1.5"}),
                ("Equal", {"money": "3.335"}),
                ("More", {"money": "4"}),
                ("Fixed", {"fixed": "2.505"}),
            ],
            1,
        )
    ]
    return priced(*[("3.335", 3)] * 5, rules=off)


def fine_prices(**given):
    """Prices and discounts finer than a cent."""
    return priced(
        ("3.335", 3),
        ("0.005", 1),
        shipping="1.005",
        fees=[fee("thirds", percentage="3.3"), fee("some", "1.005", lines=(1, 2))],
        **given,
    )


def findings():
    """A price in which much is wrong."""
    return priced(
        (deposit("1", "2", quantity_available=1), 1),
        (item("2", quantity_available=0), 2),
        (item("3", quantity_available=1), 2),
        (None, 1),
        coupon=coupon("1", active=False),
        merchants=[merchant("1", lines=(5, 6))],
        member=MEMBER,
        memberships=[membership(left=0)],
        selected=[pays("gold", 1), pays("none", 2, 3)],
        minimum="1000",
        info={"gift_card_code": "NOSUCHCARD"},
    )


def converted(cap):
    """A gift card and another currency to show the total in."""
    return priced(
        (deposit("20", "5"), 1),
        card="12.345",
        policy=cc.PricingPolicy(gift_card_cap=cap, rounding=cc.Rounding.HALF_EVEN),
        conversion=cc.Conversion(currency="JPY", rate=Decimal("149.5")),
        info={"gift_card_redeem_amount": usd("6")},
    )


def unit_tax(*, included):
    """Taxes rounded by unit, of one and of several."""
    unit = cc.PricingPolicy(tax_rounding=cc.TaxRounding.UNIT)
    fees = [fee("wrap", "1.11", taxable=True)]
    lines = ("3.33", 1), ("3.33", 3)
    return priced(*lines, taxes=TWO_TAXES, included=included, policy=unit, shipping="2.22", fees=fees)


def lost_option():
    """A delivery option that no carrier offers, and a rule that forbids a line."""

    def forbidden(price):
        yield cc.Violation(severity=cc.Severity.WARNING, description="not today", line_item_id=price.lines[0].id)

    info = {"shipping_info": delivered("gone", carrier_id=samples.CARRIER)}
    return priced(("5", 1), info=info, validators=[forbidden])


def unknown_coupon():
    """A coupon code that the store does not know."""
    price = priced(("5", 1))
    return cc.price(attrs.evolve(price.checkout, coupon_code="Nope"), price.store)


def merchant_discounts():
    """A percentage of a line named in another case, and all that is left, to the cent."""
    letters = "abcdefab-0000-0000-0000-000000000001"
    first = attrs.evolve(merchant(percent="10"), line_item_ids=[letters.upper()])
    return priced(("10", 1, {"id": letters}), ("5", 1), merchants=[first, merchant("14")])


def expired_card():
    """A gift card that the store knows and that has expired."""
    price = priced(("5", 1), card="9")
    [card] = price.store.gift_cards
    expired = attrs.evolve(card, status=cc.GiftCardStatus.EXPIRED)
    return cc.price(price.checkout, attrs.evolve(price.store, gift_cards=[expired]))


PRICES = {
    "full": lambda: cc.price(samples.full_checkout(), samples.full_store()),
    "terms": lambda: terms(included=False),
    "terms_tax_included": lambda: terms(included=True),
    "offline": lambda: nothing_now(included=False, line=item("7.77", **OFFLINE)),
    "offline_tax_included": lambda: nothing_now(included=True, line=item("7.77", **OFFLINE)),
    "trial": lambda: nothing_now(included=False, line=subscription("7.77", trial=("MONTH", 1), cycles=6)),
    "memberships": memberships,
    "total_tax": lambda: total_tax(included=False),
    "total_tax_included": lambda: total_tax(included=True),
    "fine": fine_prices,
    "fine_money_off": lambda: fine_prices(coupon=coupon(money="1.005")),
    "fine_fixed_price": lambda: fine_prices(coupon=coupon(fixed="3.001")),
    "fine_groups": lambda: fine_prices(coupon=coupon(groups=(1, 2))),
    "fine_percent": lambda: fine_prices(coupon=coupon(percent="12.5")),
    "fine_minimum": lambda: fine_prices(coupon=coupon(money="1.005", minimum="1")),
    "fine_minimum_above": lambda: fine_prices(coupon=coupon(money="50.005", minimum="1")),
    "rules": rules,
    "card_expired": expired_card,
    "unit_tax": lambda: unit_tax(included=False),
    "unit_tax_included": lambda: unit_tax(included=True),
    "lost_option": lost_option,
    "exempt_and_free": lambda: priced(
        ("0", 1), taxes=TWO_TAXES, tax_exempt_groups=[guid(5)], info={"tax_exempt_group_id": guid(5)}, shipping="2"
    ),
    "coupon_unknown": unknown_coupon,
    "merchant": merchant_discounts,
    "subscription": lambda: priced(
        (subscription("10", "WEEK", every=2, cycles=3, trial=("WEEK", 1)), 1), taxes=[tax("0.1")], included=True
    ),
    "findings": findings,
    "card_of_the_total": lambda: converted(cc.GiftCardCap.ORDER_TOTAL),
    "card_of_what_is_due": lambda: converted(cc.GiftCardCap.PAY_NOW),
}


@pytest.mark.parametrize("name", PRICES)
def test_a_receipt(name):
    """Every word and every number; `tests/properties/test_explain.py` does the arithmetic again."""
    expected = (RECEIPTS / f"{name}.txt").read_text(encoding="utf-8")
    assert str(cc.explain(PRICES[name]())) == expected


def test_every_file_is_read():
    """None is left behind."""
    assert {path.stem for path in RECEIPTS.iterdir()} == set(PRICES)


STAGES = {
    "membership": {"Memberships of the buyer"},
    "unit price": {"Line"},
    "line": {"Line"},
    "rules": {"Rules that do not apply"},
    "coupon": {"Line", "Coupon"},
    "merchant discount": {"Line", "Merchant discount"},
    "shipping": {"Shipping"},
    "fees": {"Fee"},
    "tax": {"Line", "Shipping", "Fee", "Tax"},
    "summary": {"Total"},
    "payment": {"Payments"},
    "subscription": {"Subscriptions"},
    "gift card": {"Gift card"},
    "display": {"Shown in"},
    "finding": {"To be mended"},
    "violation": {"Against the shop's rules"},
}
"""Which stage of the computation says something about what."""


def stage_of(step):
    """The stage that a step must be of, by what it is about and by its label."""
    if step.label.startswith(("tax (", "  of it")):
        return "tax"
    if step.subject.startswith("Line "):
        words = {"rule": "unit price", "modifiers": "unit price", "unit": "unit price", "coupon": "coupon"}
        return words.get(step.label.split()[0], "merchant discount" if "merchant" in step.label else "line")
    return next(stage for stage, subjects in STAGES.items() if step.subject.startswith(tuple(subjects)))


def test_every_step_is_of_its_stage():
    """Programs sort the steps by it."""
    steps = [step for price in PRICES.values() for step in cc.explain(price()).steps]
    assert [step.stage for step in steps] == [stage_of(step) for step in steps]
    assert {step.stage for step in steps} == set(STAGES)
