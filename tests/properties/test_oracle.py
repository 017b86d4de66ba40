"""The library's price and the reference, written independently from the conventions, agree to the last cent."""

from hypothesis import given

from checkout_core.pricing.engine import price
from checkout_core.testing.reference.differences import differences
from checkout_core.testing.reference.engine import reference_price
from checkout_core.testing.reference.published import published
from checkout_core.testing.strategies.checkouts import (
    crowded_inputs,
    deposits_above_the_price,
    priced_inputs,
    subtotals_at_the_edge,
)
from checkout_core.validation import validate


def agrees_with_the_reference(checkout, store):
    """Raise with every field in which price and reference differ."""
    different = differences(reference_price(checkout, store), published(price(checkout, store)))
    assert not different, "\n".join(different)


@given(priced_inputs())
def test_price_is_the_reference(priced_input):
    """Every published figure and every finding's code is the reference's."""
    agrees_with_the_reference(*priced_input)


@given(crowded_inputs())
def test_crowded_price_is_the_reference(priced_input):
    """So it is where many taxes crowd into included prices of a few minor units (T7)."""
    agrees_with_the_reference(*priced_input)


@given(priced_inputs())
def test_findings_are_what_validate_returns(priced_input):
    """`calculation_errors` of a price is what `validate` returns for it, and false where nothing is found."""
    checkout, store = priced_input
    priced = price(checkout, store)
    assert priced.calculation_errors == validate(priced, store)
    assert bool(priced.calculation_errors) == (reference_price(checkout, store).findings != ())


@given(deposits_above_the_price())
def test_deposit_above_the_price_is_the_reference(priced_input):
    """So it is where a deposit is larger than the unit price, taxes and coupons aside (L5, P3)."""
    agrees_with_the_reference(*priced_input)


@given(subtotals_at_the_edge())
def test_subtotal_at_the_edge_is_the_reference(priced_input):
    """So it is where the subtotal is just what a rule, a coupon, a carrier or the store asks for (D2, C3, S5, V1)."""
    agrees_with_the_reference(*priced_input)
