"""One checkout under many scenarios, as a table: its columns, its figures by hand, what it refuses."""

from decimal import Decimal

import pytest
from quick import coupon, delivery, extras, item, merchant, priced, rule, subscription, tax
from samples import CARRIER, usd

import checkout_core as cc
from checkout_core.model.calculation_errors import SystemError as ServiceError
from checkout_core.model.scenario import Scenario
from checkout_core.whatif.grid import grid
from checkout_core.whatif.table import Table
from checkout_core.whatif.what_if import FIGURES, codes_of, figures_of, what_if

DEPOSIT = cc.PaymentOptionType.DEPOSIT_ONLINE
BASE = priced(("10.00", 2), ("5.00", 1), coupon=coupon(percent="10"), taxes=[tax("0.2")], shipping="4.00", card="7.00")
"""25.00 less 2.50, delivered for 4.00, with 5.30 of tax on 26.50: 31.80, of which a card pays 7.00."""


def compared(*scenarios, base=BASE):
    """The table of the base under these scenarios."""
    return what_if(base.checkout, base.store, scenarios)


def column(table, name):
    """A column as text."""
    return [str(value) for value in table[name]]


class TestColumns:
    def test_are_those_of_the_summaries(self):
        """Every field of the four summaries and the gift card, each with its difference, between names and findings."""
        fields = ["subtotal", "shipping", "tax", "discount", "total", "additional_fees"]
        figures = [
            payment + field for payment in ("", "pay_now_", "pay_later_", "pay_after_free_trial_") for field in fields
        ]
        assert (*figures, "gift_card") == FIGURES
        with_differences = [name for figure in FIGURES for name in (figure, f"{figure}_difference")]
        assert list(compared().columns) == ["scenario", "currency", *with_differences, "findings"]

    def test_the_baseline_comes_first(self):
        """Then the scenarios in their order; a row each."""
        table = compared(Scenario(name="b", coupon=""), Scenario(name="a", quantity_factor=2))
        assert table["scenario"] == ("baseline", "b", "a")
        assert len(table) == 3
        assert table["currency"] == ("USD",) * 3

    def test_without_scenarios_there_is_the_baseline(self):
        """And nothing differs from itself."""
        table = compared()
        assert column(table, "total") == ["31.80"]
        assert {table[f"{figure}_difference"] for figure in FIGURES} == {(Decimal(0),)}


class TestFigures:
    def test_of_the_baseline(self):
        """25.00 + 4.00 - 2.50 is 26.50; a fifth more is 31.80; the card has 7.00."""
        (row,) = compared().rows()
        shown = {name: str(row[name]) for name in (*FIGURES[:6], "gift_card")}
        assert shown == {
            "subtotal": "25.00",
            "shipping": "4.00",
            "tax": "5.30",
            "discount": "2.50",
            "total": "31.80",
            "additional_fees": "0.00",
            "gift_card": "7.00",
        }

    def test_of_scenarios_and_their_differences(self):
        """Without the coupon 29.00 and 5.80; a tenth less 22.50 less 2.25 and 4.00 are 24.25, and 4.85; no tax."""
        table = compared(
            Scenario(name="no coupon", coupon=""),
            Scenario(name="cheaper", price_change=Decimal("-0.1")),
            Scenario(name="no tax", tax={"Tax": Decimal(0)}, gift_card_balance=usd("100")),
        )
        assert column(table, "total") == ["31.80", "34.80", "29.10", "26.50"]
        assert column(table, "total_difference") == ["0.00", "3.00", "-2.70", "-5.30"]
        assert column(table, "discount") == ["2.50", "0.00", "2.25", "2.50"]
        assert column(table, "discount_difference") == ["0.00", "-2.50", "-0.25", "0.00"]
        assert column(table, "tax_difference") == ["0.00", "0.50", "-0.45", "-5.30"]
        assert column(table, "gift_card") == ["7.00", "7.00", "7.00", "26.50"]
        assert column(table, "gift_card_difference") == ["0.00", "0.00", "0.00", "19.50"]

    def test_of_payments(self):
        """Of 100.00 a deposit of 20.00, then of 30.00; 9.00 after a trial, then 18.00."""
        goods = item("100.00", payment_option=DEPOSIT, deposit_amount=usd("20"))
        base = priced((goods, 1), (subscription("9.00", trial=("WEEK", 2)), 1))
        table = compared(
            Scenario(name="30 %", deposit_share=Decimal("0.3")),
            Scenario(name="two", quantities={"item-2": 2}),
            base=base,
        )
        assert column(table, "pay_now_total") == ["20.00", "30.00", "20.00"]
        assert column(table, "pay_later_total_difference") == ["0.00", "-10.00", "0.00"]
        assert column(table, "pay_after_free_trial_subtotal") == ["9.00", "9.00", "18.00"]
        assert column(table, "pay_after_free_trial_total_difference") == ["0.00", "0.00", "9.00"]

    @pytest.mark.parametrize(
        ("currency", "price", "nothing", "difference"),
        [
            ("JPY", "999", "0", "-100"),  # 899.1
            ("KWD", "1.234", "0.000", "-0.123"),  # 1.1106
            ("CLF", "1.2345", "0.0000", "-0.1234"),  # 1.11105
        ],
    )
    def test_have_the_decimals_of_the_currency(self, currency, price, nothing, difference):
        """A tenth less of a price in 0, 3 and 4 decimals."""
        base = priced((price, 1), currency=currency)
        table = compared(Scenario(name="s", price_change=Decimal("-0.1")), base=base)
        assert column(table, "total")[0] == price
        assert column(table, "total_difference") == [nothing, difference]

    def test_are_the_same_ones_that_are_compared(self):
        """In minor units, in the order of the columns."""
        assert figures_of(BASE)[:6] == (2500, 400, 530, 250, 3180, 0)
        assert figures_of(BASE)[-1] == 700
        assert figures_of(priced(("1.00", 1)))[-1] == 0
        assert len(figures_of(BASE)) == len(FIGURES)

    def test_everything_at_once(self):
        """Rules, merchant discounts, modifiers: a scenario changes what it names, and what follows from it.

        5.00 less half is 2.50, with 1.00 of extras 3.50, twice is 7.00, less 10 % of the rule: 6.30, less 1.00: 5.30;
        delivered for 3.00, since 6.30 are less than 10.00.
        """
        base = priced(
            (item("5.00", modifier_groups=extras("1.00")), 2),
            rules=[rule("10")],
            merchants=[merchant("1.00")],
            options=[delivery("3.00", free_from="10.00")],
        )
        table = compared(Scenario(name="half", price_change=Decimal("-0.5")), base=base)
        assert column(table, "total") == ["9.80", "8.30"]
        assert column(table, "shipping") == ["0.00", "3.00"]


class TestFindings:
    def test_of_each_scenario(self):
        """A coupon that is switched off; nothing wrong without it; one that nobody has."""
        base = priced(("10.00", 1), coupon=coupon(percent="10", active=False))
        table = compared(Scenario(name="none", coupon=""), Scenario(name="other", coupon="NONE"), base=base)
        assert table["findings"] == ("ERROR_COUPON_IS_DISABLED", "", "ERROR_COUPON_DOES_NOT_EXIST")

    def test_none(self):
        """No codes, an empty text."""
        assert codes(cc.CalculationErrors()) == []
        assert compared()["findings"] == ("",)

    def test_codes_in_the_order_of_the_fields(self):
        """Of each kind of error; a field violation has the name of its rule, or the rule."""
        errors = cc.CalculationErrors(
            carrier_errors=cc.CarrierErrors(
                errors=[
                    cc.CarrierError(carrier_id=CARRIER, error=application("CARRIER")),
                    cc.CarrierError(carrier_id=CARRIER, error=cc.Details(system_error=ServiceError(error_code="DOWN"))),
                ]
            ),
            tax_calculation_error=violations(("OTHER", "NEXUS"), ("MAX", None)),
            coupon_calculation_error=application("COUPON"),
            gift_card_calculation_error=application("CARD"),
            membership_error=application("MEMBER"),
            discounts_calculation_error=application("RULE"),
            order_validation_errors=[cc.ApplicationError(code=code, description="") for code in ("A", "B", "A")],
        )
        first = ["CARRIER", "DOWN", "NEXUS", "MAX", "COUPON", "CARD", "MEMBER", "RULE"]
        assert codes(errors) == [*first, "A", "B", "A"]

    @pytest.mark.parametrize("field", ["general_shipping_calculation_error", "selected_shipping_option_error"])
    def test_of_delivery(self, field):
        """Instead of the carriers' errors, which cannot stand beside them."""
        errors = cc.CalculationErrors(**{field: application("SHIPPING"), "membership_error": application("MEMBER")})
        assert codes(errors) == ["SHIPPING", "MEMBER"]


def codes(errors):
    """All codes."""
    return list(codes_of(errors))


def application(code):
    """An error with this code."""
    return cc.Details(application_error=cc.ApplicationError(code=code, description="d"))


def violations(*rules):
    """Fields that violate these rules, each with a name or without."""
    entries = [
        cc.FieldViolation(field="f", description="d", violated_rule=cc.RuleType[kind], rule_name=name)
        for kind, name in rules
    ]
    return cc.Details(validation_error=cc.ValidationError(field_violations=entries))


class TestArguments:
    def test_any_iterable_of_scenarios(self):
        """A grid, a generator."""
        table = what_if(BASE.checkout, BASE.store, (entry for entry in grid(coupon=["", None])))
        assert table["scenario"] == ("baseline", "coupon=none", "coupon=unchanged")
        assert column(table, "total_difference") == ["0.00", "3.00", "0.00"]

    @pytest.mark.parametrize(
        ("scenarios", "words"),
        [
            ("s", "what_if.scenarios: got 's', allowed: an iterable of Scenario"),
            (None, "what_if.scenarios: got None"),
            (Scenario(name="s"), "what_if.scenarios: got Scenario"),
            (["s"], r"what_if.scenarios\[0\]: got 's', allowed: a Scenario"),
            ([Scenario(name="a"), Scenario(name="a")], r"what_if.scenarios\[1\].name: got 'a'"),
            ([Scenario(name="baseline")], r"what_if.scenarios\[0\].name: got 'baseline'"),
            ([Scenario(name="s", tax={"VAT": Decimal(0)})], "Scenario.tax: got 'VAT'"),
            ([Scenario(name="s", quantity_factor=100_000)], "LineItem.quantity: got 200000"),
        ],
    )
    def test_others_are_refused(self, scenarios, words):
        """With the place; and so is what does not fit the store or the checkout."""
        with pytest.raises(cc.InvalidField, match=words):
            what_if(BASE.checkout, BASE.store, scenarios)

    def test_checkout_and_store_are_those_of_price(self):
        """Nothing else is priced."""
        with pytest.raises(cc.InvalidField, match=r"price\.checkout"):
            what_if("cart", BASE.store, [])
        with pytest.raises(cc.CurrencyMismatch):
            what_if(BASE.checkout, cc.Store(currency="EUR"), [])

    def test_they_are_not_changed(self):
        """The baseline is priced as it is, before and after."""
        compared(Scenario(name="s", price_change=Decimal("-0.5"), coupon="", quantity_factor=3))
        assert str(cc.price(BASE.checkout, BASE.store).summary.total) == "USD 31.80"


class TestTable:
    TABLE = Table({"name": ("a", "b"), "total": (Decimal("1.00"), Decimal("2.00"))})

    def test_rows_and_columns(self):
        """The same cells, either way."""
        assert list(self.TABLE.rows()) == [
            {"name": "a", "total": Decimal("1.00")},
            {"name": "b", "total": Decimal("2.00")},
        ]
        assert self.TABLE["total"] == (Decimal("1.00"), Decimal("2.00"))
        assert (len(self.TABLE), len(Table({})), list(Table({}).rows())) == (2, 0, [])

    def test_is_a_value(self):
        """It cannot be changed, and equal ones are equal."""
        with pytest.raises(TypeError, match="cannot be changed"):
            self.TABLE.columns["name"] = ()
        assert hash(self.TABLE) == hash(Table(dict(self.TABLE.columns)))
        with pytest.raises(KeyError):
            self.TABLE["colour"]
