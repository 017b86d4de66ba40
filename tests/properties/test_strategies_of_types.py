"""Every public type can be drawn by its type alone, and the same seed draws the same objects."""

import subprocess
import sys
from enum import Enum

import attrs
import pytest
from drawn import drawn, moneys_in
from hypothesis import strategies as st

import checkout_core as cc
from checkout_core import testing
from checkout_core.testing._entry_point import public_types

TYPES = public_types()


class TestEveryPublicType:
    def test_there_are_many(self):
        """All classes are meant, and neither exceptions nor typed dicts."""
        assert {cc.Checkout, cc.Money, cc.Currency, cc.Rounding, cc.Figures, cc.JsonObject} < set(TYPES)
        assert not {cc.CheckoutCoreError, cc.CheckoutChanges} & set(TYPES)

    @pytest.mark.parametrize("kind", TYPES, ids=lambda kind: kind.__name__)
    def test_is_drawn(self, kind):
        """`st.from_type` draws objects of the type that differ, where there is more than one; each in one currency.

        But for explanations: they tell of gift cards in other currencies.
        """
        values = drawn(st.from_type(kind))
        assert all(isinstance(value, kind) for value in values)
        assert len({repr(value) for value in values}) >= min(2, len(kind) if issubclass(kind, Enum) else 2)
        if kind is not cc.Explanation:
            assert all(len({amount.currency for amount in moneys_in(value)}) <= 1 for value in values)

    @pytest.mark.parametrize(
        "kind",
        [cc.Address, cc.CheckoutInfo, cc.OrderLineItem, cc.OrderContext, cc.SeenPrice],
        ids=lambda kind: kind.__name__,
    )
    def test_is_drawn_with_each_field_given_and_not(self, kind):
        """No optional field is always left out, and none is always given."""
        values = [
            value for number in range(8) for value in drawn(testing.for_type(kind), number)
        ]  # many short runs vary more
        for field in attrs.fields(kind):
            if field.init and field.default is not attrs.NOTHING:
                defaults = {getattr(value, field.name) == field.default for value in values}
                assert defaults == {True, False}, field.name

    @pytest.mark.parametrize("kind", [int, cc.InvalidField, cc.CheckoutChanges, "Checkout", [], None], ids=repr)
    def test_and_no_other(self, kind):
        """What is no public type is refused in words."""
        with pytest.raises(cc.InvalidField, match=r"kind: got .*, allowed: a public class"):
            testing.for_type(kind)


# --- the same again ---------------------------------------------------------------------------------------------------

DRAW = """
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
import checkout_core as cc
for kind in (cc.Checkout, cc.Store, cc.Order, cc.PricedCheckout, cc.OrderLineItem, cc.Payment, cc.Money):
    @seed(3)
    @settings(max_examples=4, database=None, phases=[Phase.generate], deadline=None, suppress_health_check=HealthCheck)
    @given(st.from_type(kind))
    def draw(value):
        print(repr(value).encode())
    draw()
"""


def test_a_seed_draws_the_same_again():
    """In one process."""
    for strategy in (testing.priced_inputs(), testing.orders(), testing.catalog_items()):
        assert drawn(strategy, number=5) == drawn(strategy, number=5)
        assert drawn(strategy, number=5) != drawn(strategy, number=6)


def test_a_seed_draws_the_same_in_another_process(tmp_path):
    """Whatever the order of sets is there."""
    texts = {
        subprocess.run(
            [sys.executable, "-c", DRAW],
            env={"PYTHONHASHSEED": hash_seed, "PATH": ""},
            capture_output=True,
            check=True,
            cwd=tmp_path,
            timeout=120,
        ).stdout
        for hash_seed in ("1", "2")
    }
    assert len(texts) == 1
    assert len(texts.pop()) > 1_000
