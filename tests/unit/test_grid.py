"""Grids: the product of choices, and what its scenarios are called."""

from decimal import Decimal

import pytest
from quick import coupon, rule
from samples import usd

import checkout_core as cc
from checkout_core.model.scenario import Scenario, check_names
from checkout_core.whatif.grid import MAX_SCENARIOS, grid


def names(**choices):
    """What the scenarios are called."""
    return [scenario.name for scenario in grid(**choices)]


class TestProduct:
    def test_every_combination_the_last_varying_fastest(self):
        """Two by three."""
        changes = [Decimal("-0.1"), Decimal(0), Decimal("0.1")]
        found = grid(coupon=["", "TEN"], price_change=changes)
        assert [(scenario.coupon, scenario.price_change) for scenario in found] == [
            ("", Decimal("-0.1")),
            ("", Decimal(0)),
            ("", Decimal("0.1")),
            ("TEN", Decimal("-0.1")),
            ("TEN", Decimal(0)),
            ("TEN", Decimal("0.1")),
        ]
        assert found[1].name == "coupon=none, price_change=0"
        check_names(found, "grid")

    def test_the_order_is_that_of_the_arguments(self):
        """And not that of the class."""
        assert names(tax_included=[True], coupon=["A", "B"]) == [
            "tax_included=true, coupon=A",
            "tax_included=true, coupon=B",
        ]

    def test_what_is_not_chosen_stays(self):
        """A scenario of a grid changes the fields of the grid, and no others."""
        (scenario,) = grid(quantity_factor=[2])
        assert scenario == Scenario(name="quantity_factor=2", quantity_factor=2)

    def test_none_leaves_as_it_is(self):
        """Beside values that do not."""
        left, given = grid(gift_card_balance=[None, usd("25")])
        assert left == Scenario(name="gift_card_balance=unchanged")
        assert given.gift_card_balance == usd("25")

    def test_values_may_come_from_any_iterable(self):
        """Once."""
        assert names(quantity_factor=(number for number in (1, 2))) == ["quantity_factor=1", "quantity_factor=2"]


class TestLabels:
    def test_given_ones(self):
        """A mapping's keys, whatever the values are."""
        found = grid(tax={"low": {"VAT": Decimal("0.07")}, "high": {"VAT": Decimal("0.19")}})
        assert [scenario.name for scenario in found] == ["tax=low", "tax=high"]
        assert [scenario.tax["VAT"] for scenario in found] == [Decimal("0.07"), Decimal("0.19")]

    @pytest.mark.parametrize(
        ("choice", "label"),
        [
            ({"coupon": [""]}, "none"),
            ({"coupon": ["TEN"]}, "TEN"),
            ({"coupon": [coupon(percent="10")]}, "C"),
            ({"coupon": [None]}, "unchanged"),
            ({"tax_included": [False]}, "false"),
            ({"tax_included": [True]}, "true"),
            ({"price_change": [Decimal("-0.10")]}, "-0.10"),
            ({"quantity_factor": [3]}, "3"),
            ({"gift_card_balance": [usd("7.5")]}, "USD 7.50"),
            ({"tax": [{"VAT": Decimal(0)}]}, "1"),
            ({"discount_rules": [[rule("10")]]}, "1"),
            ({"fees": [()]}, "1"),
            ({"policy": [cc.PricingPolicy()]}, "1"),
        ],
    )
    def test_of_values(self, choice, label):
        """A text is its own label, a coupon has its code, what has parts its number."""
        (field,) = choice
        assert names(**choice) == [f"{field}={label}"]

    def test_numbers_count_from_one(self):
        """By position."""
        policies = [cc.PricingPolicy(rounding=mode) for mode in (cc.Rounding.FLOOR, cc.Rounding.CEILING)]
        assert names(policy=policies) == ["policy=1", "policy=2"]


class TestRefusals:
    @pytest.mark.parametrize(
        ("choices", "words"),
        [
            ({"colour": ["red"]}, "grid: got 'colour', allowed: one of quantity_factor, quantities, coupon"),
            ({"name": ["s"]}, "grid: got 'name'"),
            ({"coupon": "TEN"}, "grid.coupon: got 'TEN', allowed: an iterable of values, or a mapping"),
            ({"quantity_factor": 2}, "grid.quantity_factor: got 2"),
            ({}, "grid: got 'no choices', allowed: one of "),
            ({"coupon": ["TEN", "", "TEN"]}, "grid.coupon: got 'TEN', allowed: values with labels of their own"),
            ({"coupon": []}, "grid.coupon: got '0 combinations', allowed: 1 to 10000"),
            ({"coupon": {}}, "grid.coupon: got '0 combinations'"),
            ({"quantity_factor": [1, 0]}, "Scenario.quantity_factor: got 0"),
            ({"tax": {"VAT": Decimal("0.2")}}, "Scenario.tax: got Decimal"),
        ],
    )
    def test_in_words(self, choices, words):
        """A field that there is not, no values, a value that the field does not take."""
        with pytest.raises(cc.InvalidField, match=words):
            grid(**choices)

    def test_too_many(self):
        """10,000 are taken; one choice more is told at once, and not when all have been made."""
        hundred = range(1, 101)
        assert len(grid(quantity_factor=hundred, coupon=map(str, hundred))) == MAX_SCENARIOS
        with pytest.raises(cc.InvalidField, match=r"grid.coupon: got '10100 combinations'"):
            grid(quantity_factor=hundred, coupon=map(str, range(101)))
