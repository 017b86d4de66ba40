"""Laws of two prices: they hold for drawn pairs, say what is wrong with doctored ones, refuse the others with a reason.

The bounds that are not zero are attained by the examples in `docs/laws.md`, which run as tests, and by those below.
"""

from decimal import Decimal

import attrs
import pytest
from doctored import doctored, lying, saying, swapped, usd
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from quick import (
    coupon,
    delivery,
    extras,
    item,
    lesson,
    membership,
    merchant,
    pays,
    priced,
    quantity_of,
    rule,
    subscription,
    subtotal_of,
    tax,
)
from samples import guid

import checkout_core as cc
from checkout_core.pricing.engine import price
from checkout_core.rounding import Rounding
from checkout_core.testing.laws.metamorphic.discounts import check_larger_discount, with_larger_discount
from checkout_core.testing.laws.metamorphic.quantity import check_more_quantity, with_quantity
from checkout_core.testing.laws.metamorphic.reordering import check_reordering, reordered, ties
from checkout_core.testing.laws.metamorphic.scaling import check_scaling, rounded_in, scaled
from checkout_core.testing.laws.metamorphic.splitting import check_split_line, split_line
from checkout_core.testing.strategies.checkouts import priced_inputs

MEMBER = guid(700)
LEVELS = st.sampled_from(cc.TaxRounding)


@st.composite
def small_prices(draw):
    """Prices of a few cents each, with a discount that is shared out and taxes: where every cent is rounded."""
    groups = st.sampled_from([None, "food", "books"])
    goods = st.tuples(st.integers(0, 60), st.sampled_from([0, 0, 0, 1, 2, 5]), groups, st.integers(1, 7))
    lines = [
        (item(Decimal(f"{cents}{finer}") / 1000, tax_group_id=group), quantity)
        for cents, finer, group, quantity in draw(st.lists(goods, min_size=1, max_size=5))
    ]
    rates = st.sampled_from(["0.05", "0.1", "0.2", "0.25", "0.5", "1", "0.333333", "0.0825"])
    kinds = st.sampled_from([None, ["food"], ["books"], ["food", "books"]])
    taxes = [
        tax(rate, tax_group_ids=of, applies_to_fees=on_fees)
        for rate, of, on_fees in draw(st.lists(st.tuples(rates, kinds, st.booleans()), max_size=3))
    ]
    fee = cc.AdditionalFee(
        code="fee",
        name="Fee",
        percentage=Decimal(draw(st.sampled_from(["10", "50", "100", "33.3"]))),
        taxable=draw(st.booleans()),
        catalog_item_ids=draw(st.sampled_from([None, ["item-1", "item-2"], ["item-2"]])),
    )
    return priced(
        *lines,
        taxes=taxes,
        fees=[fee] if draw(st.booleans()) else [],
        included=draw(st.booleans()),
        policy=cc.PricingPolicy(rounding=draw(st.sampled_from(Rounding)), tax_rounding=draw(LEVELS)),
        **draw(some_discount()),
    )


@st.composite
def some_discount(draw):
    """One discount as arguments of `priced`, or none."""
    cents, percent = draw(st.integers(1, 60)), str(draw(st.integers(1, 60)))
    amount = f"0.{cents:02d}"
    return draw(
        st.sampled_from(
            [
                {},
                {"merchants": [merchant(amount)]},
                {"merchants": [merchant(amount, lines=[1])]},
                {"merchants": [merchant(percent=percent)]},
                {"coupon": coupon(percent=percent)},
                {"coupon": coupon(amount, minimum="0")},
                {"coupon": coupon(f"{amount}5")},
                {"coupon": coupon(fixed=f"{amount}5")},
                {"coupon": coupon(groups=(2, 1))},
                {"coupon": coupon(percent=percent, limited_to_one_item=True)},
            ]
        )
    )


any_price = small_prices() | priced_inputs(max_lines=4).map(lambda pair: price(*pair))


def or_refused(law, *pair):
    """Hold the pair against the law; a pair that is outside of it is no example."""
    try:
        law(*pair)
    except ValueError:
        assume(False)


# --- quantity ---------------------------------------------------------------------------------------------------------


@given(any_price, st.data())
def test_more_quantity_never_lowers_the_line_price(fewer, data):
    """More units of a line cost no less."""
    assume(fewer.checkout.line_items)
    line = data.draw(st.sampled_from(fewer.checkout.line_items))
    more = with_quantity(fewer.checkout, line.id, min(100_000, line.quantity + data.draw(st.integers(1, 9))))
    or_refused(check_more_quantity, fewer, price(more, fewer.store))


TWO = priced(("10.00", 2), ("5.00", 1))
"""The price that most pairs start from."""


def more_of(first=TWO, quantity=3, **changes):
    """The same with so many units of the first line, and with other changes."""
    checkout = with_quantity(first.checkout, guid(1), quantity)
    return price(attrs.evolve(checkout, **changes), first.store)


def test_fewer_cents_for_more_units_are_told():
    """A line price that falls is told with both prices."""
    with pytest.raises(AssertionError, match=r"^lines\[0\]: price of 2 and of 3 units: not 2000 <= 1999$"):
        check_more_quantity(TWO, doctored(more_of(), line_prices=(1999, 500)))


def bulk(trigger):
    """Two units, and a store that sells for half the price when the trigger holds."""
    return priced(("10.00", 2), ("5.00", 1), rules=[rule("50", trigger=trigger)])


def by_credit(quantity):
    """Two lessons that share three credits, the cheaper of all lessons being half the price."""
    return priced(
        (lesson("10.00"), quantity),
        (lesson("4.00", modifier_groups=extras("1.00")), 2),
        rules=[rule("50", lowest=True)],
        memberships=[membership(left=3)],
        member=MEMBER,
        selected=[pays("gold", 1, 2)],
    )


@pytest.mark.parametrize(
    ("fewer", "more", "why"),
    [
        (TWO, TWO, "0 lines differ, where one should"),
        (TWO, price(TWO.checkout, attrs.evolve(TWO.store, taxes=[tax("0.1")])), "the stores differ"),
        (TWO, more_of(quantity=1), "1 units are not more than 2"),
        (TWO, more_of(buyer_note="quick"), "the checkouts differ in more than the quantity of one line"),
        (bulk(quantity_of(3)), more_of(bulk(quantity_of(3))), "a discount rule looks at ITEM_QUANTITY_RANGE"),
        (bulk(subtotal_of("30")), more_of(bulk(subtotal_of("30"))), "a discount rule looks at SUBTOTAL_RANGE"),
        (by_credit(1), more_of(by_credit(1)), "a discount rule reaches the cheapest line, which a membership may pay"),
    ],
)
def test_refused_quantities(fewer, more, why):
    """What the law does not speak of is a ValueError that says why."""
    with pytest.raises(ValueError, match=f"^outside of this law: {why}"):
        check_more_quantity(fewer, more)


def test_bulk_prices_are_lower_which_is_why_they_are_refused():
    """Three units at half the price cost less than two."""
    pair = bulk(quantity_of(4)), more_of(bulk(quantity_of(4)))
    assert [str(entry.lines[0].line_item_price) for entry in pair] == ["USD 20.00", "USD 15.00"]


def test_rules_that_are_off_are_no_reason_to_refuse():
    """A rule that is not active, not live or disabled lets the law speak."""
    for held in (
        priced(("10.00", 2), rules=[rule("50", trigger=quantity_of(3), active=False)]),
        priced(("10.00", 2), rules=[rule("50", trigger=quantity_of(3), window=(None, TWO.checkout.updated_date))]),
        priced(
            ("10.00", 2),
            rules=[rule("50", trigger=quantity_of(3))],
            info={"custom_settings": cc.CustomSettings(disabled_discount_rules_calculation=True)},
        ),
    ):
        check_more_quantity(held, more_of(held))


# --- discounts --------------------------------------------------------------------------------------------------------


def with_a_cent_more(checkout):
    """The checkout with a cent more of its last merchant discount by amount, or with one of a cent."""
    cent = cc.Money.from_minor(1, checkout.currency)
    amount = checkout.merchant_discounts[-1].amount if checkout.merchant_discounts else None
    last = cc.MerchantDiscount(amount=cent if amount is None else amount + cent)
    others = checkout.merchant_discounts[:-1] if amount is not None else checkout.merchant_discounts
    return attrs.evolve(checkout, merchant_discounts=[*others, last])


@given(any_price, st.integers(2, 9), st.booleans())
def test_a_larger_discount_raises_the_total_by_stated_cents_at_most(smaller, times, is_cent_more):
    """So many times the discount, or a cent more of it."""
    checkout, store = smaller.checkout, smaller.store
    try:
        changed = with_a_cent_more(checkout) if is_cent_more else None
        checkout, store = (changed, store) if changed else with_larger_discount(checkout, store, times)
    except ValueError:  # nothing to enlarge, or more than a discount may be
        assume(False)
    or_refused(check_larger_discount, smaller, price(checkout, store))


def off(amount, *lines, taxes=(), level="LINE", **more):
    """Lines with a merchant discount of so much, or none."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding[level])
    merchants = [] if amount is None else [merchant(amount)]
    return priced(*lines, merchants=merchants, taxes=taxes, policy=policy, **more)


BULBS = [(item("12.89"), 1)] * 3 + [(item("3.82"), 1)] * 2
"""Of 18.49 off, the small lines get a cent less each than of 18.48."""


def test_a_cent_more_off_can_raise_the_total_by_a_cent():
    """Two lines get a cent less off, and each costs a cent of tax more: the bound of LINE is attained."""
    smaller, larger = (off(amount, *BULBS, taxes=[tax("0.05")]) for amount in ("18.48", "18.49"))
    check_larger_discount(smaller, larger)
    assert [str(entry.discount) for entry in smaller.lines] == ["USD 5.14"] * 3 + ["USD 1.53"] * 2
    assert [str(entry.discount) for entry in larger.lines] == ["USD 5.15"] * 3 + ["USD 1.52"] * 2
    assert [str(entry.summary.tax) for entry in (smaller, larger)] == ["USD 1.39", "USD 1.41"]
    assert larger.summary.total - smaller.summary.total == usd("0.01")
    with pytest.raises(
        AssertionError, match=r"^total with 1 more off, .* with 2 of tax and fees back: not 2924 <= 2923$"
    ):
        check_larger_discount(smaller, doctored(larger, summary=larger.figures.summary._replace(total=2924)))


def test_by_unit_a_cent_more_off_can_raise_the_tax_of_each_unit():
    """A line of four units gets a cent less off and costs four cents of tax more: the bound of UNIT is attained."""
    lines = [("1.25", 3), ("0.10", 4), ("0.90", 4)]
    smaller, larger = (off(amount, *lines, taxes=[tax("1")], level="UNIT") for amount in ("0.50", "0.51"))
    check_larger_discount(smaller, larger)
    assert [line.discount.minor_units for line in smaller.lines] == [24, 3, 23]
    assert [line.discount.minor_units for line in larger.lines] == [25, 2, 24]
    assert larger.summary.total - smaller.summary.total == usd("0.03")


def test_in_total_a_cent_more_off_can_raise_each_tax_of_each_line_that_gets_less():
    """Two lines that alone are taxed, at 100 %, get a cent less off each: the bound of TOTAL is attained."""
    lines = [*BULBS[:3], *[(item("3.82", tax_group_id="food"), 1)] * 2]
    taxes = [tax("1", tax_group_ids=["food"])]
    smaller, larger = (off(amount, *lines, taxes=taxes, level="TOTAL") for amount in ("18.48", "18.49"))
    check_larger_discount(smaller, larger)
    assert larger.summary.total - smaller.summary.total == usd("0.01")


def with_discounts(of, *cents):
    """The price with other discounts of its lines, and their sum in the summary."""
    summary = of.figures.summary
    more = sum(cents) - summary.discount
    return doctored(of, discounts=cents, summary=summary._replace(discount=sum(cents), total=summary.total - more))


PLAIN = off("1.00", ("10.00", 1), ("5.00", 1))
MORE = off("2.00", ("10.00", 1), ("5.00", 1))


@pytest.mark.parametrize(
    ("larger", "words"),
    [
        (with_discounts(MORE, 33, 66), "discount, larger discount: not 100 <= 99"),
        (with_discounts(MORE, 65, 135), r"lines\[0\]: discount of the smaller, of the larger: not 66 <= 65"),
        (
            doctored(MORE, summary=MORE.figures.summary._replace(total=1301)),
            "total with 100 more off, total of the smaller less that and with 0 of tax and fees back: not 1301 <= 1300",
        ),
    ],
)
def test_doctored_discounts(larger, words):
    """A discount that falls, a line that loses more than a cent, a total that does not fall."""
    check_larger_discount(PLAIN, MORE)
    with pytest.raises(AssertionError, match=f"^{words}$"):
        check_larger_discount(PLAIN, larger)


def by_coupon(**fields):
    """A price with a coupon, or without."""
    return priced(("10.00", 2), ("5.00", 1), coupon=coupon(**fields) if fields else None)


FIVE = by_coupon(percent="5")
UNHELD = attrs.evolve(FIVE, checkout=attrs.evolve(FIVE.checkout, coupon_code=None))


@pytest.mark.parametrize(
    ("smaller", "larger", "why"),
    [
        (MORE, PLAIN, "the second merchant discount is not the larger one"),
        (PLAIN, price(MORE.checkout, attrs.evolve(MORE.store, taxes=[tax("0.1")])), "both a merchant discount and the"),
        (PLAIN, more_of(MORE), "the checkouts differ in more than merchant discounts"),
        (PLAIN, off("1.00", ("10.00", 1), ("5.00", 1), coupon=coupon(percent="5")), "merchant discounts follow"),
        (FIVE, FIVE, "no discount differs"),
        (by_coupon(), by_coupon(), "no discount differs"),
        (by_coupon(percent="6"), FIVE, "the second coupon is not the larger one"),
        (FIVE, by_coupon(money="5"), "a coupon of another kind"),
        (by_coupon(groups=(2, 1)), by_coupon(groups=(1, 1)), "a coupon of another kind"),
        (by_coupon(fixed="2"), by_coupon(fixed="3"), "the second coupon is not the larger one"),
        (FIVE, more_of(by_coupon(percent="6")), "the checkouts differ in more than a coupon"),
        (by_coupon(), FIVE, "both the coupon's code and the store differ"),
        (
            FIVE,
            priced(("10.00", 2), ("5.00", 1), coupon=coupon(percent="6"), taxes=[tax("0.1")]),
            "the stores differ in more than coupons",
        ),
        (
            priced(("10.00", 1), merchants=[merchant("1.00"), merchant("1.00")]),
            priced(("10.00", 1), merchants=[merchant("2.00"), merchant("1.00")]),
            "another merchant discount than the last one differs",
        ),
        (
            PLAIN,
            priced(("10.00", 1), ("5.00", 1), merchants=[merchant(percent="50")]),
            "a merchant discount of another kind",
        ),
    ],
)
def test_refused_discounts(smaller, larger, why):
    """What the law does not speak of is a ValueError that says why."""
    with pytest.raises(ValueError, match=f"^outside of this law: {why}"):
        check_larger_discount(smaller, larger)


def test_discounts_that_come_and_grow():
    """A coupon where none was held, a merchant discount after another, a lower fixed price."""
    check_larger_discount(price(UNHELD.checkout, UNHELD.store), FIVE)
    check_larger_discount(by_coupon(fixed="3"), by_coupon(fixed="2"))
    two = priced(("10.00", 1), ("5.00", 1), merchants=[merchant("1.00"), merchant(percent="10")])
    check_larger_discount(PLAIN, two)
    checkout, store = with_larger_discount(by_coupon(fixed="3").checkout, by_coupon(fixed="3").store, 3)
    assert store.coupons[0].fixed_price_amount == usd(1)
    assert checkout == by_coupon(fixed="3").checkout


@pytest.mark.parametrize("smaller", [by_coupon(), by_coupon(groups=(1, 1)), by_coupon(free_shipping=True)])
def test_discounts_without_a_size(smaller):
    """They cannot be made larger."""
    with pytest.raises(ValueError, match="got no discount, or one without a size"):
        with_larger_discount(smaller.checkout, smaller.store, 2)


# --- scaling ----------------------------------------------------------------------------------------------------------


@given(any_price, st.integers(1, 4))
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])  # most prices round somewhere
def test_an_exact_price_scales(held, power):
    """All amounts times a power of ten: all amounts of the price times that."""
    assume(rounded_in(held) is None)
    try:
        pair = scaled(held.checkout, held.store, power)
    except ValueError:
        assume(False)
    check_scaling(held, price(*pair), power)


EXACT = priced(
    (
        item("10.00", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=usd("2.475")),
        2,
    ),
    (subscription("20.00", cycles=12, trial=("WEEK", 1), modifier_groups=extras("5.00")), 1),
    coupon=coupon(percent="50", minimum="5", applies_to_subscriptions=True),
    taxes=[tax("0.08"), tax("0.02", "City")],
    options=[delivery("5.00", free_from="100", charges=[("INSURANCE", "1.00")])],
    card="3.00",
    minimum="100",
    rules=[rule(money="1.00")],
)


def test_an_exact_price_of_everything_scales():
    """Deposits, modifiers, coupons, rules, deliveries, cards and minimums are all scaled."""
    assert rounded_in(EXACT) is None
    larger = price(*scaled(EXACT.checkout, EXACT.store, 3))
    check_scaling(EXACT, larger, 3)
    assert larger.pay_now.total == EXACT.pay_now.total * 1000
    assert larger.violations[0].data["remainingAmount"] == "58000"
    summary = larger.figures.summary
    cent_more = doctored(larger, summary=summary._replace(tax=summary.tax + 1))
    with pytest.raises(AssertionError, match=r"^amounts times 10\^3, and the price is not:\nsummary.tax: expected "):
        check_scaling(EXACT, cent_more, 3)


@pytest.mark.parametrize(
    ("held", "where"),
    [
        (priced(("0.005", 1)), r"rounded down or up, lines\[0\].cost.price: expected 0, got 1"),
        (off(None, ("0.10", 1), ("0.10", 1), taxes=[tax("0.05")], level="TOTAL"), r"lines\[0\]: tax"),
        (priced(("0.10", 1), taxes=[tax("0.05"), tax("0.05")]), r"lines\[0\]: taxes by rate"),
        (off("0.01", ("1.00", 1), ("1.00", 1)), "merchant discount by line"),
        (priced(("1.00", 1), card="0.505"), "gift card: USD 0.505"),
    ],
)  # fmt: skip
def test_inexact_prices_are_refused(held, where):
    """What was rounded, or shared out unevenly, is named; it does not scale."""
    with pytest.raises(ValueError, match=f"^outside of this law: the price is not exact: {where}"):
        check_scaling(held, price(*scaled(held.checkout, held.store, 1)), 1)


def test_refused_powers():
    """A power below one, a pair of something else, and amounts that grow beyond what the model allows."""
    with pytest.raises(ValueError, match=r"^power: got 0, allowed: from 1"):
        scaled(EXACT.checkout, EXACT.store, 0)
    with pytest.raises(ValueError, match="the second price is not that of what scaled makes of the first"):
        check_scaling(EXACT, EXACT, 1)
    with pytest.raises(cc.errors.InvalidField, match=r"^ModifierGroup|^Modifier.price|^CatalogItem"):
        scaled(EXACT.checkout, EXACT.store, 20)


def test_a_rounded_price_does_not_scale():
    """Half a cent is a cent, and ten times half a cent is five: why such a price is refused."""
    held = priced(("0.005", 1))
    assert str(held.summary.total) == "USD 0.01"
    assert str(price(*scaled(held.checkout, held.store, 1)).summary.total) == "USD 0.05"


# --- order ------------------------------------------------------------------------------------------------------------


@given(any_price, st.randoms(use_true_random=False))
def test_another_order_of_lines_changes_nothing_but_ties(held, random):
    """The lines in any other order."""
    order = list(range(len(held.lines)))
    random.shuffle(order)
    or_refused(check_reordering, held, price(reordered(held.checkout, order), held.store))


def turned(held):
    """The same with the lines turned round."""
    return price(reordered(held.checkout, range(len(held.lines))[::-1]), held.store)


UNEVEN = off("0.50", ("10.00", 2), ("5.00", 1), ("3.00", 1), taxes=[tax("0.07")])


def test_doctored_orders():
    """A cent that moves from one line to another is told by both."""
    check_reordering(UNEVEN, turned(UNEVEN))
    taxes = turned(UNEVEN).figures.taxes
    moved = doctored(turned(UNEVEN), taxes=(taxes[0] + 1, taxes[1] - 1, taxes[2]))
    with pytest.raises(
        AssertionError, match=r"^in another order \(lines by id\):\nlines\[1\].cost.after_tax: expected"
    ):
        check_reordering(UNEVEN, moved)


def trials(*prices):
    """Subscriptions with free trials at these prices, and a delivery that is due after them."""
    return priced(*[(subscription(amount, trial=("WEEK", 1)), 1) for amount in prices], shipping="5.00")


BOUND = priced(
    (item("10.00", payment_option=cc.PaymentOptionType.FULL_PAYMENT_OFFLINE), 1),
    ("5.00", 1),
    fees=[cc.AdditionalFee(code="f", name="F", price=usd(1), catalog_item_ids=["item-1", "item-2"])],
)
IN_TOTAL = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL)


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (off("0.01", ("1.00", 1), ("1.00", 1)), "a tie: merchant discount by line; lines 0 and 1 have one remainder"),
        (priced(("1.00", 1), ("1.00", 1), coupon=coupon(percent="0.5")),
         "a tie: coupon by line; lines 0 and 1 have one remainder"),
        (priced(("1.00", 1), ("1.00", 2), coupon=coupon("0.50", limited_to_one_item=True)),
         "a tie: the coupon goes by unit prices; lines 0 and 1 have one unit price"),
        (priced(("1.00", 1), ("1.00", 2), coupon=coupon(groups=(1, 1))),
         "a tie: the coupon goes by unit prices; lines 0 and 1 have one unit price"),
        (priced(("1.00", 1), ("1.00", 2), rules=[rule("50", lowest=True)]),
         "a tie: a rule reaches the cheapest line; lines 0 and 1 have one unit price"),
        (priced(("0.10", 1), ("0.10", 1), taxes=[tax("0.05")], policy=IN_TOTAL),
         "a tie: tax 0; lines 0 and 1 have one remainder"),
        (BOUND, "another line is the first of those that decide when something is due"),
        (trials("10.00", "20.00"), "another line is the first of those that decide when something is due"),
    ],
)  # fmt: skip
def test_refused_orders(held, why):
    """Ties and first lines are refused; in each of these, something does change."""
    with pytest.raises(ValueError, match=f"^outside of this law: {why}$"):
        check_reordering(held, turned(held))


def test_refused_changes_of_lines():
    """Other lines, another store and other terms are no reordering."""
    with pytest.raises(ValueError, match="the lines differ in more than their order"):
        check_reordering(TWO, more_of())
    with pytest.raises(ValueError, match="the checkouts differ in more than the order of lines"):
        check_reordering(TWO, price(attrs.evolve(TWO.checkout, buyer_note="quick"), TWO.store))
    with pytest.raises(ValueError, match=r"^order: got \[0, 0\], allowed: each number from 0 to 1 once$"):
        reordered(TWO.checkout, [0, 0])


def test_ties_that_decide_nothing_are_none():
    """Equal prices are no tie where nothing is shared out, nor are shares that come out even."""
    for held in (priced(("1.00", 1), ("1.00", 1)), off("0.02", ("1.00", 1), ("1.00", 1)), UNEVEN):
        assert not list(ties(held))


# --- splitting --------------------------------------------------------------------------------------------------------


@given(any_price, st.data())
def test_a_line_that_is_split_costs_the_same_but_for_stated_roundings(held, data):
    """Any line of several units, split anywhere."""
    several = [line for line in held.checkout.line_items if line.quantity > 1]
    assume(several)
    line = data.draw(st.sampled_from(several))
    split = split_line(held.checkout, line.id, data.draw(st.integers(1, line.quantity - 1)))
    or_refused(check_split_line, held, price(split, held.store))


def halved(held, first=1, line=1):
    """The same with a line split after so many units."""
    return price(split_line(held.checkout, guid(line), first), held.store)


TAXED = priced(("0.05", 4), ("5.00", 1), taxes=[tax("0.1")])


def test_attained_roundings():
    """Each bound that is not zero is attained by some line."""
    finer = priced(("0.005", 2))
    check_split_line(finer, halved(finer))
    assert [entry.summary.subtotal.minor_units for entry in (finer, halved(finer))] == [1, 2]
    check_split_line(TAXED, halved(TAXED))
    assert [entry.summary.tax.minor_units for entry in (TAXED, halved(TAXED))] == [52, 53]
    by_unit = off("0.62", ("0.38", 4), taxes=[tax("0.2")], level="UNIT")
    check_split_line(by_unit, halved(by_unit, 3))
    assert [entry.summary.tax.minor_units for entry in (by_unit, halved(by_unit, 3))] == [20, 17]
    lines = [(item("0.28", tax_group_id="food"), 4), ("0.45", 4)]
    both = [tax("0.2", tax_group_ids=["food"]), tax("0.07", "City", tax_group_ids=["food"])]
    in_total = off("0.51", *lines, taxes=both, level="TOTAL")
    check_split_line(in_total, halved(in_total, 1, line=2))
    assert [entry.summary.tax.minor_units for entry in (in_total, halved(in_total, 1, line=2))] == [24, 26]


def test_splitting_names_both_halves():
    """A discount or membership that names the line names both, whatever the case; other lines keep their ids."""
    held = priced(
        ("1.00", 2), ("1.00", 1), merchants=[merchant("0.50", lines=[1])], selected=[pays("gold", guid(1), guid(2))]
    )
    split = split_line(held.checkout, guid(1).upper(), 1, new_id=guid(77))
    assert [line.id for line in split.line_items] == [guid(1), guid(77), guid(2)]
    assert split.merchant_discounts[0].line_item_ids == (guid(1), guid(77))
    selected = split.membership_options.selected_memberships.memberships[0]
    assert selected.line_item_ids == (guid(1), guid(77), guid(2))
    assert split_line(held.checkout, guid(1), 1).line_items[1].id == guid(3)
    for first in (0, 2):
        with pytest.raises(ValueError, match=rf"^first_quantity: got {first}, allowed: from 1 to 1$"):
            split_line(held.checkout, guid(1), first)
    with pytest.raises(ValueError, match=r"^line_id: got '.*', allowed: the id of a line of the checkout$"):
        split_line(held.checkout, guid(8), 1)


def test_the_new_half_is_a_line_that_nothing_names():
    """A discount may name a line that is not there; the second half does not become it."""
    held = priced(("5.00", 2), merchants=[merchant("1.00", lines=[2])], selected=[pays("gold", guid(3))])
    split = split_line(held.checkout, guid(1), 1)
    assert [line.id for line in split.line_items] == [guid(1), guid(4)]
    check_split_line(held, price(split, held.store))
    named = price(split_line(held.checkout, guid(1), 1, new_id=guid(2)), held.store)
    with pytest.raises(ValueError, match="a discount or a membership names the new line already"):
        check_split_line(held, named)


SPLIT = halved(TAXED, 2)
PLAIN_TWO = off("0.50", ("10.00", 2), ("5.00", 1))


@pytest.mark.parametrize(
    ("held", "split", "words"),
    [
        (TAXED, doctored(SPLIT, unit_prices=((5, 1), (4, 1), (500, 1))),
         r"lines\[0\]: unit price before rules: 4 is not 5"),
        (TAXED, saying(SPLIT, lines=swapped(SPLIT.lines, 0, lying(SPLIT.lines[0], price=usd("0.04")))),
         r"lines\[0\]: unit price: 4 is not 5"),
        (TAXED, doctored(SPLIT, line_prices=(10, 11, 500)),
         r"lines\[0\]: price: 21 where it was 20, more than 0 apart"),
        (TAXED, doctored(SPLIT, line_prices=(10, 10, 501)), "line .*2: price: 501 is not 500"),
        (TAXED, doctored(SPLIT, discounts=(1, 0, 0)), r"lines\[0\]: discount: 1 where it was 0, more than 0 apart"),
        (TAXED, doctored(SPLIT, discounts=(0, 0, 1)), "line .*2: discount: 1 where it was 0, more than 0 apart"),
        (TAXED, doctored(SPLIT, summary=SPLIT.figures.summary._replace(discount=1)),
         "discount: 1 where it was 0, more than 0 apart"),
        (TAXED, doctored(SPLIT, summary=SPLIT.figures.summary._replace(shipping=1)), "shipping: 1 is not 0"),
        (TAXED, doctored(SPLIT, summary=SPLIT.figures.summary._replace(total=SPLIT.figures.summary.total + 2)),
         "shipping, fees and added tax: 54 where it was 52, more than 1 apart"),
        (PLAIN_TWO, doctored(halved(PLAIN_TWO), discounts=(18, 18, 10)),
         r"lines\[0\]: discount: 36 where it was 40, more than 1 apart"),
    ],
)  # fmt: skip
def test_doctored_halves(held, split, words):
    """Each clause of the law, with both amounts."""
    with pytest.raises(AssertionError, match=f"^{words}$"):
        check_split_line(held, split)


def finer(**more):
    """Two units of half a cent each, and one that costs five dollars."""
    return priced(("0.005", 2), ("5.00", 1), **more)


@pytest.mark.parametrize(
    ("held", "split", "why"),
    [
        (TWO, TWO, "2 lines, where 2 and one half more should be"),
        (TWO, price(attrs.evolve(TWO.checkout, line_items=[*TWO.checkout.line_items[::-1], cc.LineItem(
            id=guid(7), custom_item=item("1"))]), TWO.store), "no line was split"),
        (TWO, price(attrs.evolve(halved(TWO).checkout, buyer_note="quick"), TWO.store), "the second checkout is not"),
        (TWO, price(halved(TWO).checkout, attrs.evolve(TWO.store, taxes=[tax("0.1")])), "the stores differ"),
        (by_credit(2), halved(by_credit(2)), "a membership pays the line in full or not at all"),
        *[(held, halved(held), why) for held, why in [
            (priced(("1.00", 2), rules=[rule("50", lowest=True)]), "a discount rule reaches the cheapest line"),
            (priced(("1.00", 2), merchants=[merchant("0.10")] * 2), "2 discounts: each is shared out by what"),
            (finer(merchants=[merchant("0.10")]), "a discount is shared out over line prices that are rounded"),
            (finer(rules=[rule("50", trigger=subtotal_of("5"))]), "something looks at a subtotal of line prices"),
            (finer(options=[delivery("5.00", free_from="5.02")]), "something looks at a subtotal of line prices"),
            (finer(coupon=coupon(groups=(1, 1), minimum="5")), "something looks at a subtotal of line prices"),
        ]],
    ],
)  # fmt: skip
def test_refused_splits(held, split, why):
    """What the law does not speak of is a ValueError that says why."""
    with pytest.raises(ValueError, match=f"^outside of this law: {why}"):
        check_split_line(held, split)
