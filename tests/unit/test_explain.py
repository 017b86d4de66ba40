"""The story of a price: complete, exact, and the same numbers as the price."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
import samples
from quick import coupon, item, priced, tax
from samples import guid

import checkout_core as cc
from checkout_core.pricing.wording import Words, percent, plain


def story(price):
    """The receipt's steps as (subject, label, amount, formula, note)."""
    return [
        (step.subject, step.label, None if step.amount is None else str(step.amount.amount), step.formula, step.note)
        for step in cc.explain(price).steps
    ]


def test_the_receipt_of_the_full_checkout():
    """Line, coupon, tax by rate, shipping, fee, sums, deposit, gift card, display currency, finding: all told."""
    receipt = str(cc.explain(cc.price(samples.full_checkout(), samples.full_store())))
    for words in (
        "Amounts in USD; tax is added to prices; rounded HALF_UP, tax by LINE",
        "3 x 20.00",
        "the lesser of 10.00 and 7.50, off one unit of the cheapest line",
        "85.00 x 4.5 %  (exactly 3.825, rounded HALF_UP)",
        "0.26 x 4.5 % / 8.5 %  (exactly 0.137647…: whole cents and an odd cent, by largest remainder)",
        "the catalog does not know this item: nothing is charged",
        "fixed for line 1",
        "2.5 % of 152.50  (exactly 3.8125, rounded HALF_UP)",
        "subtotal 160.00 + shipping 10.00 + fees 6.81 + tax 10.38 - discount 7.50",
        "deposit 3 x 5.00",
        "5.10 x 15.00 / 65.10  (exactly 1.175115…, rounded HALF_UP)",
        "65.10 - 15.00: price 46.18 - discount 0.00 + tax 3.92",
        "the least of balance 25.00, requested 20.00, total 179.69",
        "179.69 x 0.9  (for display; each amount is converted and rounded by itself)",
        "a line is to be paid by a membership, and none is known",
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
    assert told["Line 1: Shirt, signed", "price"] == price.lines[0].line_item_price
    assert told["Line 1: Shirt, signed", "to pay"] == price.lines[0].total_price_after_tax
    assert told["Line 3: custom item", "coupon SUMMERSALE10"] == price.lines[2].discount
    assert told["Shipping: Standard", "tax (State, City)"] == price.shipping.cost.tax_details.total_tax
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

    def test_other_units_are_not_cents(self):
        """A yen has none."""
        assert "odd unit" in Words(cc.currency("JPY"), cc.Rounding.HALF_UP).share(Fraction(5, 2), 3)
