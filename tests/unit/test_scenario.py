"""Scenarios as nouns: what they take, what they refuse, what they say they change."""

import copy
import pickle
from collections import OrderedDict
from decimal import Decimal

import attrs
import moneyed
import pytest
from quick import coupon, rule
from samples import usd

import checkout_core as cc
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.scenario import BASELINE, Scenario, check_names

FEE = cc.AdditionalFee(code="wrap", name="Wrap", price=usd("3"))
EVERYTHING = {
    "quantity_factor": 2,
    "quantities": {"shirt": 3},
    "coupon": "TEN",
    "price_change": Decimal("-0.1"),
    "prices": {"shirt": usd("9.99")},
    "deposit_share": Decimal("0.5"),
    "discount_rules": (rule("10"),),
    "tax": {"VAT": Decimal("0.2")},
    "tax_included": True,
    "shipping": {"std": usd("5")},
    "free_shipping_from": {"std": usd("50"), "express": None},
    "fees": (FEE,),
    "gift_card_balance": usd("25"),
    "policy": cc.PricingPolicy(rounding=cc.Rounding.FLOOR),
}
"""A change of every field."""


def test_every_change_is_here():
    """The table above misses no field."""
    assert set(EVERYTHING) == {field.name for field in attrs.fields(Scenario)} - {"name"}


class TestLimits:
    @pytest.mark.parametrize(
        ("field", "values"),
        [
            ("name", ["s", "x" * 100, "Größe", "Baseline"]),
            ("quantity_factor", [1, 100_000]),
            ("quantities", [{}, {"x" * 36: 1, "y": 100_000}]),
            ("coupon", ["", "x" * 20, coupon(percent="10")]),
            ("price_change", [Decimal(-1), Decimal(0), Decimal("-0.000001"), Decimal(1_000)]),
            ("prices", [{"a": usd("0")}, {"a": usd("1000000000000000")}, {"a": usd("0.000000000001")}]),
            ("deposit_share", [Decimal("0.000001"), Decimal(1)]),
            ("discount_rules", [(), (rule("10"),)]),
            ("tax", [{"x" * 100: Decimal(0), "y": Decimal(1), "z": Decimal("0.000001")}]),
            ("tax_included", [True, False]),
            ("shipping", [{"x" * 100: usd("0")}]),
            ("free_shipping_from", [{"std": None}, {"std": usd("0")}]),
            ("fees", [(), (FEE,) * 90]),
            ("gift_card_balance", [usd("0"), usd("999999999.99")]),
            ("policy", [cc.PricingPolicy()]),
        ],
    )
    def test_takes(self, field, values):
        """The ends of what is allowed."""
        for value in values:
            assert getattr(Scenario(**{"name": "s", field: value}), field) == value

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("name", "", r"Scenario.name: got '', allowed: text of 1 to 2000 characters"),
            ("name", "x" * 2001, "Scenario.name"),
            ("name", None, "Scenario.name: got None"),
            ("name", "\ud800", "Scenario.name"),
            ("quantity_factor", 0, "Scenario.quantity_factor: got 0, allowed: a whole number from 1 to 100000"),
            ("quantity_factor", 100_001, "Scenario.quantity_factor"),
            ("quantity_factor", True, "Scenario.quantity_factor: got True"),
            ("quantity_factor", Decimal(2), "Scenario.quantity_factor"),
            ("quantities", {"shirt": 0}, r"Scenario.quantities\['shirt'\]: got 0, allowed: a whole number"),
            ("quantities", {"x" * 37: 1}, "Scenario.quantities, a name: got 'xxx.*, allowed: text of 1 to 36"),
            ("quantities", {"": 1}, "Scenario.quantities, a name: got ''"),
            ("quantities", {5: 1}, "Scenario.quantities, a name: got 5"),
            ("quantities", [("shirt", 1)], r"Scenario.quantities: got \[.*, allowed: a mapping of at most 100000"),
            ("quantities", {str(n): 1 for n in range(100_001)}, "Scenario.quantities: got '100001 entries'"),
            ("coupon", "x" * 21, "Scenario.coupon: got 'xxx.*, allowed: text of 0 to 20 characters or a Coupon"),
            ("coupon", 5, "Scenario.coupon: got 5"),
            ("price_change", Decimal("-1.000001"), "Scenario.price_change: .* allowed: a Decimal from -1 to 1000"),
            ("price_change", Decimal("1000.1"), "Scenario.price_change"),
            ("price_change", Decimal("0.0000001"), "Scenario.price_change: .* at most 6 decimals"),
            ("price_change", Decimal("NaN"), "Scenario.price_change"),
            ("price_change", -0.1, "Scenario.price_change: got -0.1"),
            ("price_change", 0, "Scenario.price_change: got 0"),
            ("prices", {"shirt": None}, r"Scenario.prices\['shirt'\]: got None, allowed: Money from 0"),
            ("prices", {"shirt": usd("-0.01")}, r"Scenario.prices\['shirt'\]"),
            ("prices", {"shirt": Decimal(1)}, r"Scenario.prices\['shirt'\]: got Decimal\('1'\)"),
            ("prices", "shirt", "Scenario.prices: got 'shirt'"),
            ("deposit_share", Decimal(0), "Scenario.deposit_share: .* allowed: a Decimal above 0, up to 1"),
            ("deposit_share", Decimal("1.000001"), "Scenario.deposit_share"),
            ("discount_rules", ["10 %"], r"Scenario.discount_rules\[0\]: got '10 %', allowed: a DiscountRule"),
            ("discount_rules", (rule("10"),) * 201, "Scenario.discount_rules: got '201 entries'"),
            ("discount_rules", "10 %", "Scenario.discount_rules: got '10 %'"),
            ("tax", {"VAT": Decimal("1.01")}, r"Scenario.tax\['VAT'\]: .* allowed: a Decimal from 0 to 1"),
            ("tax", {"VAT": Decimal("0.0000001")}, r"Scenario.tax\['VAT'\]"),
            ("tax", {"VAT": 20}, r"Scenario.tax\['VAT'\]: got 20"),
            ("tax", None, "Scenario.tax: got None"),
            ("tax_included", "no", "Scenario.tax_included: got 'no', allowed: true or false"),
            ("shipping", {"std": None}, r"Scenario.shipping\['std'\]: got None"),
            ("shipping", {"x" * 2001: usd("1")}, "Scenario.shipping, a name"),
            ("free_shipping_from", {"std": "never"}, r"free_shipping_from\['std'\]: got 'never', allowed: .* or None"),
            ("free_shipping_from", {"std": usd("-1")}, r"Scenario.free_shipping_from\['std'\]"),
            ("fees", [None], r"Scenario.fees\[0\]: got None"),
            ("fees", (FEE,) * 91, "Scenario.fees: got '91 entries'"),
            ("gift_card_balance", usd("1000000000"), "Scenario.gift_card_balance"),
            ("gift_card_balance", Decimal(5), "Scenario.gift_card_balance: got Decimal"),
            ("policy", "HALF_UP", "Scenario.policy: got 'HALF_UP', allowed: a PricingPolicy"),
        ],
    )
    def test_refuses(self, field, value, words):
        """In words that name the field, and the entry where there are several."""
        with pytest.raises(cc.InvalidField, match=words):
            Scenario(**{"name": "s", field: value})

    def test_the_name_must_be_given_and_everything_by_name(self):
        """No positional arguments."""
        with pytest.raises(TypeError):
            Scenario()
        with pytest.raises(TypeError):
            Scenario("s")

    def test_none_leaves_as_it_is(self):
        """Where a field has one value, None is no change."""
        single = [name for name, value in EVERYTHING.items() if not isinstance(value, dict)]
        assert Scenario(name="s", **dict.fromkeys(single)) == Scenario(name="s")


class TestConverters:
    def test_mappings_are_frozen_copies(self):
        """Later changes do not reach the scenario, and nobody can change it; any mapping will do."""
        given = {"VAT": Decimal("0.2")}
        scenario = Scenario(name="s", tax=given, quantities=OrderedDict(shirt=2))
        given["VAT"] = Decimal("0.3")
        assert scenario.tax == {"VAT": Decimal("0.2")}
        assert type(scenario.tax) is type(scenario.quantities) is type(scenario.prices) is FrozenDict
        with pytest.raises(TypeError, match="cannot be changed"):
            scenario.tax["VAT"] = Decimal("0.3")

    def test_any_iterable_is_a_tuple(self):
        """Of rules and fees."""
        scenario = Scenario(name="s", discount_rules=iter([rule("10")]), fees=[FEE])
        assert scenario.discount_rules == (rule("10"),)
        assert scenario.fees == (FEE,)

    def test_foreign_money_comes_through_the_strict_door(self):
        """py-moneyed's amounts are taken; floats in them are not."""
        theirs = moneyed.Money("5.00", "USD")
        scenario = Scenario(
            name="s", prices={"a": theirs}, shipping={"b": theirs}, free_shipping_from={"c": theirs, "d": None}
        )
        given = (scenario.prices["a"], scenario.shipping["b"], scenario.free_shipping_from["c"])
        assert given == (usd("5"),) * 3
        assert {type(amount) for amount in given} == {cc.Money}
        assert type(Scenario(name="s", gift_card_balance=theirs).gift_card_balance) is cc.Money
        theirs.amount = 5.0
        with pytest.raises(cc.InvalidAmount):
            Scenario(name="s", prices={"a": theirs})


class TestValue:
    def test_equal_ones_are_one_in_a_set(self):
        """Whatever the order of names and the zeros at the end."""
        first = Scenario(name="s", prices={"a": usd("1"), "b": usd("2")}, coupon=coupon(percent="10"))
        second = Scenario(name="s", prices={"b": usd("2.00"), "a": usd("1.0")}, coupon=coupon(percent="10.0"))
        assert len({first, second, Scenario(name="t")}) == 2

    @pytest.mark.parametrize("change", [{}, EVERYTHING, {"coupon": coupon(percent="10")}], ids=["none", "all", "one"])
    def test_survives_pickling_and_copying(self, change):
        """With every field."""
        scenario = Scenario(name="s", **change)
        assert pickle.loads(pickle.dumps(scenario)) == scenario
        assert copy.deepcopy(scenario) == scenario
        assert hash(pickle.loads(pickle.dumps(scenario))) == hash(scenario)

    @pytest.mark.parametrize("field", EVERYTHING)
    def test_each_field_makes_another(self, field):
        """Equality misses none, and neither does what is said to change."""
        scenario = Scenario(name="s", **{field: EVERYTHING[field]})
        assert scenario != Scenario(name="s")
        assert scenario.changes == {field: EVERYTHING[field]}

    def test_changes_in_order(self):
        """All that are given, as the class lists them; none of a scenario without any."""
        assert list(Scenario(name="s", **dict(reversed(EVERYTHING.items()))).changes) == list(EVERYTHING)
        assert Scenario(name="s").changes == {}

    def test_what_is_empty_but_given_is_a_change(self):
        """No coupon, no rules, no fees, prices without tax, the same price: they replace what the store has."""
        given = {
            "coupon": "",
            "discount_rules": (),
            "fees": (),
            "tax_included": False,
            "price_change": Decimal(0),
            "gift_card_balance": usd("0"),
        }
        assert set(Scenario(name="s", **given).changes) == set(given)
        assert Scenario(name="s", tax={}, prices={}).changes == {}

    def test_which_change_items(self):
        """Those of prices and deposits, also where the price stays."""
        changing = {name for name, value in EVERYTHING.items() if Scenario(name="s", **{name: value}).changes_items}
        assert changing == {"price_change", "prices", "deposit_share"}
        assert Scenario(name="s", price_change=Decimal(0)).changes_items


class TestNames:
    def test_names_of_their_own(self):
        """None at all, one, and some that differ by case."""
        check_names((), "f")
        check_names(tuple(Scenario(name=name) for name in ("a", "A", "Baseline", "baseline ")), "f")

    @pytest.mark.parametrize(
        ("names", "words"),
        [
            (["a", "b", "a"], r"f\[2\].name: got 'a', allowed: a name of its own, other than baseline"),
            ([BASELINE], r"f\[0\].name: got 'baseline'"),
        ],
    )
    def test_others_are_refused(self, names, words):
        """The later of two, and the baseline's."""
        with pytest.raises(cc.InvalidField, match=words):
            check_names(tuple(Scenario(name=name) for name in names), "f")

    def test_what_is_no_scenario_is_refused(self):
        """At its place."""
        with pytest.raises(cc.InvalidField, match=r"f\[1\]: got 'a', allowed: a Scenario"):
            check_names((Scenario(name="a"), "a"), "f")
