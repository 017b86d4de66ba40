"""The library's price and the reference, written independently from the conventions, agree to the last cent."""

from figures import differences, published
from hypothesis import given
from reference import reference_price
from strategies import priced_inputs

from checkout_core.pricing.engine import price
from checkout_core.validation import validate


@given(priced_inputs())
def test_price_is_the_reference(priced_input):
    """Every published figure and every finding's code is the reference's."""
    different = differences(reference_price(*priced_input), published(price(*priced_input)))
    assert not different, "\n".join(different)


@given(priced_inputs())
def test_findings_are_what_validate_returns(priced_input):
    """`calculation_errors` of a price is what `validate` returns for it, and false where nothing is found."""
    checkout, store = priced_input
    priced = price(checkout, store)
    assert priced.calculation_errors == validate(priced, store)
    assert bool(priced.calculation_errors) == (reference_price(checkout, store).findings != ())
