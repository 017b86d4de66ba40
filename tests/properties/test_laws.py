"""Every law holds for every checkout that the strategies can think of."""

import laws
import pytest
from hypothesis import given
from strategies import crowded_inputs, priced_inputs

from checkout_core.model.checkout import Checkout
from checkout_core.model.store import Store
from checkout_core.pricing.engine import price


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
@given(priced_input=priced_inputs() | crowded_inputs())
def test_law_holds(law, priced_input: tuple[Checkout, Store]):
    """The law holds for the price of any checkout."""
    law(price(*priced_input))
