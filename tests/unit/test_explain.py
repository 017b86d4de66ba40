"""The story of a price: complete, exact, and the same numbers as the price."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
import samples
from quick import (
    MEMBER,
    coupon,
    delivery,
    item,
    items,
    lesson,
    membership,
    merchant,
    priced,
    quantity_of,
    rule,
    subscription,
    subtotal_of,
    tax,
)
from samples import guid

import checkout_core as cc
from checkout_core.model.calculation_errors import CarrierError, CarrierErrors, SystemError  # noqa: A004 - the wire's name
from checkout_core.pricing.wording import Words, percent, plain


def story(price):
    """The receipt's steps as (subject, label, amount, formula, note)."""
    return [
        (step.subject, step.label, None if step.amount is None else str(step.amount.amount), step.formula, step.note)
        for step in cc.explain(price).steps
    ]


def test_the_receipt_of_the_full_checkout():
    """Line, rule, coupon, merchant discount, tax, delivery, fee, sums, payments, card, findings: all told."""
    receipt = str(cc.explain(cc.price(samples.full_checkout(), samples.full_store())))
    for words in (
        "Amounts in USD; tax is added to prices; rounded HALF_UP, tax by LINE",
        "2 x 0.75",
        "20.00 + 1.50",
        "21.50 x (100 % - 10 %)",
        "64.50 - 58.05",
        "3 x 19.35  (instead of 22.50 each)",
        "85.00 - 5.00",
        "4.86 x 58.05 / 173.55  (exactly 1.625600…: whole cents and an odd cent, by largest remainder)",
        "the lesser of 10.00 and 7.50, off one unit of the cheapest line",
        "paid by the membership Gold, 2 credits, nothing remains",
        "75.82 x 4.5 %  (exactly 3.4119, rounded HALF_UP)",
        "0.26 x 4.5 % / 8.5 %  (exactly 0.137647…: whole cents and an odd cent, by largest remainder)",
        "the catalog does not know this item: nothing is charged",
        "2.5 % of 194.50, once, shared out over what is left of the lines  (exactly 4.8625, rounded HALF_UP)",
        "fixed for line 1",
        "2.5 % of 168.69  (exactly 4.21725, rounded HALF_UP)",
        "comes with the delivery",
        "subtotal 183.05 + shipping 10.00 + fees 9.72 + tax 11.18 - discount 14.36",
        "deposit 3 x 5.00",
        "4.80 x 15.00 / 61.22  (exactly 1.176086…, rounded HALF_UP)",
        "61.22 - 15.00: price 43.83 - discount 1.23 + tax 3.62",
        "free trial: price 30.00 - discount 0.84 + tax 1.31",
        "subtotal 30.00 + tax 1.31 - discount 0.84  (cycles 1 and on, the first on 2022-08-01)",
        "the least of balance 25.00, requested 20.00, total 199.59",
        "199.59 x 0.9  (for display; each amount is converted and rounded by itself)",
        "MEMBERSHIP_NOT_FOUND: a line is to be paid by a membership, and none that the buyer holds is selected for it",
        "can pay line 5",
        "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS: a subscription must be the only line",
        "ERROR: the subtotal, USD 183.05, is below the least an order may be worth, USD 1000.00",
    ):
        assert words in receipt, words
    assert "GIFT-CARD-QXY1" not in receipt


def test_the_amounts_told_are_the_amounts_of_the_price():
    """Every amount of lines, summary and payments appears under its label."""
    price = cc.price(samples.full_checkout(), samples.full_store())
    told = {(step.subject, step.label): step.amount for step in cc.explain(price).steps}
    assert told["Total", "total"] == price.summary.total
    assert told["Total", "subtotal"] == price.summary.subtotal
    assert told["Total", "tax"] == price.summary.tax
    assert told["Payments", "pay now"] == price.pay_now.total
    assert told["Payments", "pay later"] == price.pay_later.total
    assert told["Payments", "pay after the free trial"] == price.pay_after_free_trial.total
    assert told["Line 1: Shirt, signed", "unit price"] == price.lines[0].price
    assert told["Line 1: Shirt, signed", "price"] == price.lines[0].line_item_price
    assert told["Line 1: Shirt, signed", "to pay"] == price.lines[0].total_price_after_tax
    coupon, merchant = (told["Line 3: custom item", name] for name in ("coupon SUMMERSALE10", "merchant discount 2"))
    assert coupon + merchant == price.lines[2].discount
    by_rule = [discount for discount in price.applied_discounts if discount.discount_rule]
    applied = {discount.discount_rule.name.original: discount for discount in by_rule}
    assert told["Line 1: Shirt, signed", "rule Winter"] == applied["Winter"].discount_rule.amount
    assert told["Merchant discount 2", "discount"] == price.applied_discounts[-1].merchant_discount.amount
    assert told["Shipping: Standard", "tax (State, City)"] == price.shipping.cost.tax_details.total_tax
    (charges,) = price.subscription_charges
    assert told["Subscriptions", "line 6 each cycle"] == charges.charges[0].price_summary.total
    assert told["Gift card **********QXY1", "redeemed"] == price.gift_card.amount


def test_a_spread_says_who_got_the_odd_cent():
    """Three equal shares of 10.00: the first line got it."""
    price = priced(("40", 1), ("40", 1), ("40", 1), coupon=coupon(money="10", minimum="100"))
    notes = [step[4] for step in story(price) if step[1] == "coupon C"]
    exact = "exactly 3.333333…: whole cents"
    assert notes == [
        f"{exact} and an odd cent, by largest remainder",
        f"{exact}, by largest remainder",
        f"{exact}, by largest remainder",
    ]
    total = next(step for step in story(price) if step[0] == "Coupon C")
    assert total[2:4] == ("10.00", "the lesser of 10.00 and 120.00, once, shared out over the lines")


@pytest.mark.parametrize(
    ("given", "formula", "note"),
    [
        ({"percent": "7"}, "0.70 x 9.99 / 9.99", ""),
        ({"percent": "7", "limited_to_one_item": True}, "7 % of 3.33, one unit of the cheapest line",
         "exactly 0.2331, rounded HALF_UP"),
        ({"money": "1.5"}, "the lesser of 1.50 and 3.33, off each of 3", ""),
        ({"money": "5"}, "the lesser of 5.00 and 3.33, off each of 3", ""),
        ({"fixed": "3"}, "3 x (3.33 - 3.00), off each of 3", ""),
        ({"fixed": "3", "limited_to_one_item": True}, "1 x (3.33 - 3.00), off one unit of the cheapest line", ""),
        ({"groups": (1, 1)}, "1 x 3.33", "free: buy 1 get 1"),
        ({"groups": (1, 2)}, "2 x 3.33", "free: buy 1 get 2"),
        ({"groups": (1, 2), "limited_to_one_item": True}, "1 x 3.33", "free: buy 1 get 2"),
    ],
)  # fmt: skip
def test_each_kind_of_coupon_has_its_formula(given, formula, note):
    """What came off the line, in numbers."""
    steps = story(priced(("3.33", 3), coupon=coupon(**given)))
    assert [step[3:] for step in steps if step[1] == "coupon C"] == [(formula, note)]


def test_a_percentage_of_the_order_is_told_with_its_rounding():
    """5 % of 216.25 is 10.8125."""
    steps = story(priced(("70", 1), ("146.25", 1), coupon=coupon(percent="5")))
    assert ("Coupon C", "discount", "10.81", "5 % of 216.25, once, shared out over the lines",
            "exactly 10.8125, rounded HALF_UP") in steps  # fmt: skip


def test_a_useless_coupon_is_told_with_its_code():
    """The receipt says why nothing came off."""
    steps = story(priced(("1", 1), coupon=coupon(money="1", minimum="50")))
    assert ("Coupon C", "discount", "0.00", "takes off nothing: MIN_SUBTOTAL_NOT_REACHED", "") in steps


@pytest.mark.parametrize(
    ("level", "included", "formula", "note"),
    [
        ("LINE", False, "9.99 x 20 %", "exactly 1.998, rounded HALF_UP"),
        ("LINE", True, "9.99 x 20 % / (100 % + 20 %)", "exactly 1.665, rounded HALF_UP"),
        ("UNIT", False, "3 x 0.67, the tax of one: 3.33 x 20 %", "exactly 0.666, rounded HALF_UP"),
        ("UNIT", True, "3 x 0.56, the tax of one: 3.33 x 20 % / (100 % + 20 %)", "exactly 0.555, rounded HALF_UP"),
        ("TOTAL", False, "its shares of the taxes' totals, told below", ""),
    ],
)
def test_each_level_of_tax_rounding_has_its_formula(level, included, formula, note):
    """Rate, base, exact value."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding[level])
    steps = story(priced(("3.33", 3), taxes=[tax("0.2", "VAT")], included=included, policy=policy))
    assert [step[3:] for step in steps if step[1] == "tax (VAT)"] == [(formula, note)]
    totals = [step[1:] for step in steps if step[0] == "Tax VAT 20 %"]
    assert totals == ([] if level != "TOTAL" else [
        ("total", "2.00", "over 1 amount, rounded once and shared out", "exactly 1.998, rounded HALF_UP"),
        ("  line 1", "2.00", "9.99 x 20 % = 1.998", ""),
    ])  # fmt: skip


def test_tax_in_total_says_who_got_the_odd_cent():
    """0.86 over four equal lines: 0.215 each, the first two got one more."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL)
    steps = story(priced(*[("2.50", 1)] * 4, taxes=[tax("0.08625")], policy=policy))
    exact = "exactly 0.215: whole cents"
    assert [step[1:] for step in steps if step[0] == "Tax Tax 8.625 %"] == [
        ("total", "0.86", "over 4 amounts, rounded once and shared out", "exactly 0.8625, rounded HALF_UP"),
        ("  line 1", "0.22", "2.50 x 8.625 % = 0.215625", f"{exact} and an odd cent, by largest remainder"),
        ("  line 2", "0.22", "2.50 x 8.625 % = 0.215625", f"{exact} and an odd cent, by largest remainder"),
        ("  line 3", "0.21", "2.50 x 8.625 % = 0.215625", f"{exact}, by largest remainder"),
        ("  line 4", "0.21", "2.50 x 8.625 % = 0.215625", f"{exact}, by largest remainder"),
    ]


def test_included_tax_that_finds_no_room_is_told():
    """Nine taxes of 100 % in 0.06: rounded up they come to more than there is."""
    taxes = [tax("1", f"T{number}") for number in range(9)]
    up = {"rounding": cc.Rounding.UP}
    total = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL, **up)
    notes = [step[4] for step in story(priced(("0.06", 1), taxes=taxes, included=True, policy=total))]
    assert "exactly 0.006, rounded UP; 0.01 found no room and is not levied" in notes
    unit = cc.PricingPolicy(tax_rounding=cc.TaxRounding.UNIT, **up)
    notes = [step[4] for step in story(priced(("0.006", 10), taxes=taxes, included=True, policy=unit))]
    assert "exactly 0.0054, rounded UP; 0.10 cut at the amount" in notes


def test_included_tax_that_finds_some_room_tells_what_is_missing():
    """Three taxes of 100 %, each rounded up to 0.02 in 0.05: the last finds 0.01."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL, rounding=cc.Rounding.UP)
    taxes = [tax("1", f"T{number}") for number in range(3)]
    steps = story(priced(("0.05", 1), taxes=taxes, included=True, policy=policy))
    assert [step[:3] + step[4:] for step in steps if step[1] == "total" and step[0] != "Total"] == [
        ("Tax T0 100 %", "total", "0.02", "exactly 0.0125, rounded UP"),
        ("Tax T1 100 %", "total", "0.02", "exactly 0.0125, rounded UP"),
        ("Tax T2 100 %", "total", "0.01", "exactly 0.0125, rounded UP; 0.01 found no room and is not levied"),
    ]


def test_a_tax_of_nothing_in_total_is_nothing():
    """Of a rate of zero and of amounts of zero: no shares, and nothing about odd cents."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL)
    steps = story(priced(("10", 1), taxes=[tax("0")], policy=policy))
    assert [step[1:] for step in steps if step[0] == "Tax Tax 0 %"] == [
        ("total", "0.00", "over 1 amount, rounded once and shared out", ""),
        ("  line 1", "0.00", "10.00 x 0 % = 0.00", ""),
    ]


def test_a_deposit_as_large_as_the_line_is_not_cut():
    """5.00 of 5.00: nothing is left for later, and nothing was cut."""
    line = item("5", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=cc.Money("5", "USD"))
    payments = [step[1:] for step in story(priced((line, 1))) if step[0] == "Payments"]
    assert payments[0] == ("line 1 now", "5.00", "deposit 1 x 5.00", "")


def test_a_line_says_what_is_left_and_what_it_cost_before():
    """Stock that does not suffice, and the full price."""
    lines = [
        (item("5", quantity_available=2, full_price=cc.Money("6.5", "USD")), 3),
        (item("5", quantity_available=0), 1),
    ]
    notes = [step[4] for step in story(priced(*lines)) if step[1] == "price"]
    assert notes == ["instead of 6.50 each; only 2 left", "out of stock"]


def test_a_deposit_line_with_nothing_left_to_pay_is_told():
    """100 % off: the deposit is nothing, too."""
    line = item("100", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=cc.Money("30", "USD"))
    steps = story(priced((line, 1), coupon=coupon(percent="100")))
    assert ("Payments", "line 1 now", "0.00", "deposit 1 x 30.00", "cut at the line's 0.00") in steps


def test_a_deposit_larger_than_the_line_is_told():
    """All of it is due now, and the receipt says why."""
    line = item("1", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=cc.Money("500", "USD"))
    steps = story(priced((line, 10)))
    assert ("Payments", "line 1 now", "10.00", "deposit 10 x 500.00", "cut at the line's 10.00") in steps


def test_shipping_and_fees_that_fall_later_are_told():
    """With the line they are bound to, or because nothing is paid online; what falls later adds up."""
    offline = item("20", payment_option=cc.PaymentOptionType.FULL_PAYMENT_OFFLINE)
    fees = [
        cc.AdditionalFee(
            code="a", name="Handling", price=cc.Money("2", "USD"), taxable=True, catalog_item_ids=["item-1"]
        ),
        cc.AdditionalFee(code="b", name="Handling", price=cc.Money("1", "USD")),
    ]
    alone = story(priced((offline, 1), fees=fees, shipping="3", taxes=[tax("0.1")]))
    assert [step[1:] for step in alone if "later" in step[1]] == [
        ("line 1 later", "22.00", "paid offline: price 20.00 - discount 0.00 + tax 2.00", ""),
        ("shipping later", "3.30", "3.00 + 0.30", "nothing is paid online"),
        ("fee a later", "2.20", "2.00 + 0.20", "with line 1"),
        ("fee b later", "1.00", "1.00", "nothing is paid online"),
        ("pay later", "28.50", "subtotal 20.00 + shipping 3.00 + fees 3.00 + tax 2.50", ""),
    ]
    beside = story(priced((offline, 1), ("5", 1), fees=fees, shipping="3", taxes=[tax("0.1")]))
    assert [step[1] for step in beside if "later" in step[1]] == ["line 1 later", "fee a later", "pay later"]
    assert {step[0] for step in alone if step[0].startswith("Fee")} == {"Fee: Handling (a)", "Fee: Handling (b)"}


def test_what_is_stated_is_told_in_full():
    """Inputs are never cut, however fine."""
    steps = story(priced((item("0.123456789012", currency="KWD"), 7), currency="KWD"))
    assert steps[0][3] == "7 x 0.123456789012"


def test_findings_name_their_lines():
    """Two bad deposits are two findings."""
    bad = item("1", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=cc.Money("2", "USD"))
    findings = [step[3:] for step in story(priced((bad, 1), (bad, 1))) if step[1] == "finding"]
    words = "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE: the deposit is larger than the unit price"
    assert findings == [(words, f"lineItemId {guid(1)}"), (words, f"lineItemId {guid(2)}")]


def test_a_card_of_fractions_pays_whole_cents_and_says_so():
    """50.005 is 50.00."""
    steps = story(priced(("100", 1), card="50.005"))
    note = "a card pays whole cents, rounded down"
    assert ("Gift card ****CARD", "redeemed", "50.00", "the least of balance 50.005, total 100.00", note) in steps


def test_names_cannot_forge_the_receipt():
    """Line breaks, terminal escapes and text direction marks in a name are replaced."""
    name = "x\n\nTotal\n  total  0.00 \x1b[31m\u2028\u202e"
    receipt = str(cc.explain(priced((item("1", product_name=name), 1))))
    assert "\x1b" not in receipt
    assert "\u2028" not in receipt
    assert "\u202e" not in receipt
    assert receipt.count("\nTotal\n") == 1


def test_an_offline_line_is_told():
    """It falls later in full."""
    steps = story(priced((item("5", payment_option=cc.PaymentOptionType.FULL_PAYMENT_OFFLINE), 1)))
    assert ("Payments", "line 1 later", "5.00", "paid offline: price 5.00 - discount 0.00 + tax 0.00", "") in steps


def test_many_lines_are_summed_in_words():
    """Up to six are written out."""
    assert ("Total", "subtotal", "6.00", "1.00 + 1.00 + 1.00 + 1.00 + 1.00 + 1.00", "") in story(
        priced(*[("1", 1)] * 6)
    )
    assert ("Total", "subtotal", "7.00", "sum of 7 lines", "") in story(priced(*[("1", 1)] * 7))


def test_the_data_is_json():
    """Amounts are decimal strings; the whole survives JSON."""
    data = cc.explain(cc.price(samples.full_checkout(), samples.full_store())).to_json()
    assert json.loads(json.dumps(data)) == data
    assert data["currency"] == "USD"
    assert {"stage", "subject", "label", "amount", "formula", "note"} == set(data["steps"][0])


@pytest.mark.parametrize("included", [True, False])
def test_the_data_begins_with_the_policy(included):
    """Whether prices include tax is true or false, nothing else."""
    policy = cc.PricingPolicy(rounding=cc.Rounding.DOWN, tax_rounding=cc.TaxRounding.UNIT)
    data = cc.explain(priced(("10", 1, {}), included=included, policy=policy)).to_json()
    del data["steps"]
    assert json.dumps(data) == json.dumps(
        {"currency": "USD", "rounding": "DOWN", "taxRounding": "UNIT", "taxIncludedInPrice": included}
    )


def test_findings_of_other_kinds_are_named():
    """A carrier or a service that failed, which an embedder may state: the member, and no words of ours."""
    down = cc.Details(system_error=SystemError(error_code="DOWN"))
    carriers = CarrierErrors(errors=[CarrierError(carrier_id=guid(1), error=down)])
    errors = cc.CalculationErrors(carrier_errors=carriers, tax_calculation_error=down)
    price = attrs.evolve(priced(("1", 1)), validate=lambda *_: errors)
    findings = [step for step in cc.explain(price).steps if step.stage == "finding"]
    assert findings == [
        cc.Step(stage="finding", subject="To be mended", label="finding", amount=None, formula=member)
        for member in ("carrier_errors", "tax_calculation_error")
    ]


def test_only_a_price_is_explained():
    """What is none is named."""
    with pytest.raises(cc.InvalidField) as caught:
        cc.explain("a price")
    assert str(caught.value) == "explain.priced: got 'a price', allowed: a PricedCheckout"


class TestWording:
    """Exact values in words."""

    @pytest.mark.parametrize(
        ("currency", "units", "text"),
        [
            ("USD", 0, "0.00"),
            ("USD", 5, "0.05"),
            ("USD", -250, "-2.50"),
            ("USD", Fraction(1, 3), "0.003333…"),
            ("USD", Fraction(5, 2), "0.025"),
            ("USD", Fraction(1, 10**6), "0.000000…"),
            ("JPY", 1234, "1234"),
            ("JPY", Fraction(1, 2), "0.5"),
            ("KWD", 1, "0.001"),
            ("KWD", Fraction(-1, 8), "-0.000125"),
        ],
    )
    def test_amounts_are_exact_or_cut_with_an_ellipsis(self, currency, units, text):
        """Minor units, whole or not, as major units with the currency's decimals and up to four more."""
        assert Words(cc.currency(currency), cc.Rounding.HALF_UP).amount(units) == text

    @pytest.mark.parametrize(
        ("rate", "text"),
        [("0.0825", "8.25 %"), ("0.2", "20 %"), ("1", "100 %"), ("0", "0 %"), ("0.000001", "0.0001 %")],
    )
    def test_rates_read_as_percentages(self, rate, text):
        """A fraction times a hundred, without trailing zeros."""
        assert percent(Decimal(rate)) == text

    def test_plain_numbers_have_no_exponent(self):
        """Whatever the Decimal's own form."""
        assert [plain(Decimal(text)) for text in ("1E+3", "1.500", "100", "0.0")] == ["1000", "1.5", "100", "0"]

    @pytest.mark.parametrize(
        ("exact", "given", "text"),
        [
            (Fraction(5), 5, ""),
            (Fraction(5), 6, "exactly 0.05: whole cents and an odd cent, by largest remainder"),
            (Fraction(5, 2), 2, "exactly 0.025: whole cents, by largest remainder"),
            (Fraction(5, 2), 3, "exactly 0.025: whole cents and an odd cent, by largest remainder"),
            (Fraction(5, 2), 5, "exactly 0.025: whole cents and 3 odd cents, by largest remainder"),
            (Fraction(5, 2), 1, "exactly 0.025, but there is no room for more"),
        ],
    )
    def test_a_share_says_what_it_got_beyond_whole_cents(self, exact, given, text):
        """Nothing where it is exact; more than one where others found no room."""
        assert Words(cc.currency("USD"), cc.Rounding.HALF_UP).share(exact, given) == text

    def test_sums_leave_zeros_out(self):
        """Amounts are added, others taken away, tax is added; of nothing at all, zero."""
        words = Words(cc.currency("USD"), cc.Rounding.HALF_UP)
        assert words.sum([100, 0, 250], [5, 0, 10], [1, 0, 2]) == "1.00 + 2.50 - 0.05 - 0.10 + 0.01 + 0.02"
        assert words.sum([0], [0], [0]) == words.sum([]) == "0.00"
        assert words.sum([], [7]) == "0.00 - 0.07"

    def test_other_units_are_not_cents(self):
        """A yen has none."""
        assert "odd unit" in Words(cc.currency("JPY"), cc.Rounding.HALF_UP).share(Fraction(5, 2), 3)


class TestTheToolbox:
    """What rules, memberships, free shipping, trials and merchants did."""

    @pytest.mark.parametrize(
        ("given", "unit", "taken"),
        [
            ({"percent": "15"}, ("2.83", "3.33 x (100 % - 15 %)", "exactly 2.8305, rounded HALF_UP"),
             ("1.50", "9.99 - 8.49", "")),
            ({"money": "1.5"}, ("1.83", "3.33 - 1.50", ""), ("4.50", "9.99 - 5.49", "")),
            ({"money": "4"}, ("0.00", "4.00 off 3.33 leaves nothing", ""), ("9.99", "9.99 - 0.00", "")),
            ({"fixed": "2"}, ("2.00", "instead of 3.33, the rule's own price", ""), ("3.99", "9.99 - 6.00", "")),
        ],
    )  # fmt: skip
    def test_each_kind_of_rule_has_its_formula(self, given, unit, taken):
        """The unit price that it leaves, and what it takes off the line."""
        steps = story(priced(("3.33", 3), rules=[rule(**given)]))
        assert [step[1:] for step in steps if step[1] in {"unit price", "rule Rule"}] == [
            ("unit price", *unit), ("rule Rule", *taken)]  # fmt: skip

    def test_a_rule_that_leaves_a_line_alone_is_not_told_there(self):
        """Only the line that it reaches speaks of it, and each rule starts where the last one ended."""
        first = rule("50", scopes=[items("item-1")])
        second = rule(money="1", scopes=[items("item-1")], id=guid(801), name="Second")
        steps = story(priced(("10", 2), ("10", 1), rules=[first, second]))
        assert [step[:4] for step in steps if step[1].startswith("rule")] == [
            ("Line 1: item-1", "rule Rule", "10.00", "20.00 - 10.00"),
            ("Line 1: item-1", "rule Second", "2.00", "10.00 - 8.00"),
        ]

    def test_a_merchant_discount_that_finds_too_little_says_so(self):
        """12 wanted, 10 there."""
        steps = story(priced(("10", 1), merchants=[merchant("12")]))
        assert ("Merchant discount", "discount", "10.00",
                "12.00, once, shared out over what is left of the lines",
                "cut at the 10.00 that other discounts leave") in steps  # fmt: skip

    def test_free_shipping_is_told_at_the_delivery_and_in_the_sum(self):
        """Its price, what came off, and both discounts of the total."""
        steps = story(priced(("10", 1), shipping="5", coupon=coupon(free_shipping=True), merchants=[merchant("1")]))
        assert ("Coupon C", "discount", "5.00", "the price of the delivery", "") in steps
        assert ("Shipping: std", "coupon C", "5.00", "free shipping: all of its price", "") in steps
        assert ("Total", "discount", "6.00", "lines 1.00 + shipping 5.00", "") in steps

    def test_a_delivery_that_is_free_says_from_when(self):
        """5.00 else."""
        option = cc.ShippingOption(code="std", cost=cc.Money(5, "USD"), free_from_subtotal=cc.Money(10, "USD"))
        steps = story(priced(("10", 1), options=[option]))
        assert ("Shipping: std", "price", "0.00", "as selected", "free from a subtotal of 10.00") in steps

    @pytest.mark.parametrize(
        ("option", "subject", "note"),
        [
            (delivery("5.005", pickup=True), "Pickup: std", "exactly 5.005, rounded HALF_UP"),
            (delivery("5", free_from="10.01"), "Shipping: std", ""),
            (delivery("0", free_from="10"), "Shipping: std", ""),
            (delivery("0"), "Shipping: std", ""),
            (attrs.evolve(delivery("5", free_from="9.5"), title="By bike"), "Shipping: By bike",
             "free from a subtotal of 9.50"),
        ],
    )  # fmt: skip
    def test_a_delivery_has_its_name_and_its_note(self, option, subject, note):
        """Fetched or sent; rounded, or free from a subtotal where it would cost something."""
        steps = story(priced(("10", 1), options=[option]))
        assert [(step[0], step[4]) for step in steps if step[3] == "as selected"] == [(subject, note)]

    def test_a_delivery_in_place_of_another_says_so(self):
        """The option that was selected is gone, and the first one stands in."""
        steps = story(priced(("10", 1), options=[delivery("5", "slow")], select="fast"))
        formula = "in place of the option asked for, which is not offered"
        assert ("Shipping: slow", "price", "5.00", formula, "") in steps

    def test_an_exempt_checkout_says_so(self):
        """And how much that keeps from being taxable."""
        price = priced(
            ("10", 1), taxes=[tax("0.2")], tax_exempt_groups=[guid(5)], info={"tax_exempt_group_id": guid(5)}
        )
        assert ("Tax", "exempt", "10.00", "the checkout's group bears no tax on its lines", "") in story(price)

    @pytest.mark.parametrize(
        ("cycles", "trial", "note"),
        [(None, None, "cycles 2 and on"), (2, None, "cycle 2"), (12, None, "cycles 2 to 12"),
         (12, ("DAY", 3), "cycles 1 to 12")],
    )  # fmt: skip
    def test_a_subscription_says_what_it_will_charge(self, cycles, trial, note):
        """Each cycle's amount, and which cycles."""
        steps = story(priced((subscription("10", cycles=cycles, trial=trial), 1), taxes=[tax("0.2")]))
        (row,) = [step for step in steps if step[0] == "Subscriptions"]
        assert row[1:4] == ("line 1 each cycle", "12.00", "subtotal 10.00 + tax 2.00")
        assert row[4].split(", ")[0] == note

    @pytest.mark.parametrize(
        ("given", "why"),
        [
            ({"active": False}, "not active"),
            ({"window": (datetime(2030, 1, 1, tzinfo=UTC), None)}, "its time is not now: PENDING"),
            ({"window": (None, datetime(2020, 1, 1, tzinfo=UTC))}, "its time is not now: EXPIRED"),
            ({"trigger": quantity_of(2)}, "its trigger does not hold"),
            ({"scopes": [items("other")]}, "no line whose price it lowers"),
        ],
    )
    def test_a_rule_that_does_not_apply_says_why(self, given, why):
        """And one that does is not among them."""
        steps = story(priced(("10", 1), rules=[rule("10", **given), rule("10", id=guid(801), name="Works")]))
        assert [step for step in steps if step[0] == "Rules that do not apply"] == [
            ("Rules that do not apply", "Rule", None, why, "")
        ]

    @pytest.mark.parametrize(
        ("least", "why"), [("20", "no line whose price it lowers"), ("20.01", "its trigger does not hold")]
    )
    @pytest.mark.parametrize("others", [[], [rule("50", id=guid(801), name="Works")]])
    def test_a_trigger_looks_at_prices_before_rules(self, least, why, others):
        """20.00 are in the cart, whatever another rule has made of them."""
        idle = rule("10", scopes=[items("other")], trigger=subtotal_of(least))
        steps = story(priced(("10", 2), rules=[*others, idle]))
        assert [step[3] for step in steps if step[0] == "Rules that do not apply"] == [why]

    def test_rules_that_are_switched_off_say_so(self):
        """By the checkout itself."""
        off = {"custom_settings": cc.CustomSettings(disabled_discount_rules_calculation=True)}
        steps = story(priced(("10", 1), rules=[rule("10")], info=off))
        assert ("Rules that do not apply", "Rule", None, "switched off for this checkout", "") in steps

    def test_memberships_say_what_they_can_pay(self):
        """One that can, one that cannot; a stranger's is not the buyer's."""
        held = [membership(left=5), membership("old", left=0), membership("other", member=guid(9))]
        steps = story(priced((lesson("10"), 2), ("5", 1), (lesson("10"), 1), memberships=held, member=MEMBER))
        assert [step[1:] for step in steps if step[0] == "Memberships of the buyer"] == [
            ("gold", None, "can pay lines 1, 3", "5 of 1000000 credits left before this checkout"),
            ("old", None, "fits lines 1, 3, but cannot pay: INSUFFICIENT_FUNDS",
             "0 of 1000000 credits left before this checkout"),
        ]  # fmt: skip

    def test_a_tax_in_total_does_not_see_what_free_shipping_took_off(self):
        """Convention S7: nothing is left of the delivery to be taxed."""
        policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL)
        free = {"shipping": "10", "coupon": coupon(free_shipping=True), "policy": policy}
        steps = story(priced(("20", 1), taxes=[tax("0.1")], **free))
        assert [step[1:] for step in steps if step[0] == "Tax Tax 10 %"] == [
            ("total", "2.00", "over 2 amounts, rounded once and shared out", ""),
            ("  line 1", "2.00", "20.00 x 10 % = 2.00", ""),
            ("  shipping", "0.00", "0.00 x 10 % = 0.00", ""),
        ]

    def test_a_violation_is_told_without_escape_codes(self):
        """A validator's words are the caller's: nothing in them moves the cursor."""
        price = priced(("1", 1), validators=[lambda _: [cc.Violation(severity="WARNING", description="a\x1b[2Jb")]])
        with pytest.raises(cc.InvalidField):
            cc.explain(price)
        stated = cc.Violation(severity=cc.Severity.WARNING, description="a\x1b[2Jb", line_item_id=guid(1))
        steps = story(priced(("1", 1), validators=[lambda _: [stated]]))
        assert steps[-1] == ("Against the shop's rules", "violation", None, "WARNING: a\N{REPLACEMENT CHARACTER}[2Jb",
                             f"line {guid(1)}")  # fmt: skip
