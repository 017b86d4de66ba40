"""Numbers in the JSON Schemas: whatever a limit allows, however it is written, and as little else as can be said."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from checkout_core import wire
from checkout_core.errors import CheckoutCoreError
from checkout_core.model._numbers import Amount, Computed, Number, Whole
from checkout_core.money import Money
from checkout_core.wire.json_schema.values import number
from checkout_core.wire.numbers import from_json

LIMITS = [
    Whole(0, 100_000),
    Whole(1, 999),
    Whole(7, 10),
    Number(Decimal(0), Decimal(1), 6),
    Number(Decimal(0), Decimal(10**15), 15, above=True),
    Number(Decimal("0.1"), Decimal(100), 6),
    Number(Decimal(-90), Decimal(90), 15),
    Amount(),
    Amount(999_999_999, 2),
    Amount(Decimal("9999.5"), 3, above=True),
    Computed(),
    Computed(negative=True),
]
EDGES = [0, 1, 7, 10, 90, 100, 999, 9_999, 10_000, 100_000, 999_999_999, 10**15, Decimal("0.1"), Decimal("9999.5")]
steps = st.integers(0, 16).map(lambda places: Decimal(1).scaleb(-places))
values = st.builds(
    lambda edge, step, sign: edge + sign * step, st.sampled_from(EDGES), steps, st.sampled_from([-1, 0, 1])
)
signed = st.builds(lambda value, negative: -value if negative else value, values, st.booleans())


@st.composite
def written(draw):
    """A number in one of the ways to write it: as JSON's, or as text, with zeros at its end, with an exponent."""
    value = draw(signed)
    shift = draw(st.sampled_from([None, None, -20, -3, 0, 2, 20]))
    if shift is None:
        text = f"{value:f}"
        zeros = draw(st.sampled_from(["", "0", "0" * 16]))
        text = text + zeros if "." in text else text + (f".{zeros}" if zeros else "")
    else:
        mark = draw(st.sampled_from(["e", "E", "e+" if shift <= 0 else "e"]))
        text = f"{value.scaleb(shift):f}{mark}{-shift}"
    return wire.parse(text) if draw(st.booleans()) else text


def read(limit, value):
    """Whether the value is a number that the limit allows, in dollars where it is an amount."""
    found = from_json(value)
    if found is None:
        return False
    try:
        if isinstance(limit, Whole):
            return found == int(found) and limit.fits(int(found))
        return limit.fits(found if isinstance(limit, Number) else Money(found, "USD"))
    except CheckoutCoreError:
        return False


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.allowed)
@given(data=st.data())
def test_numbers_that_are_read_are_valid(limit, data):
    """At, near and beyond the limit's ends."""
    value = data.draw(written())
    if read(limit, value):
        assert Draft202012Validator(number(limit)).is_valid(value)


@pytest.mark.parametrize(
    ("limit", "values"),
    [
        (
            Whole(1, 999),
            [0, 1000, "0", "-1", "1000", "1.5", Decimal("1.5"), "01", "+1", "1.", ".5", "", "x", True, None],
        ),
        (Number(Decimal(0), Decimal(1), 6), [-1, 2, "-1", "10", "0.0000001", "0x1", " 1", [], {}]),
        (Amount(999_999_999, 2, above=True), [0, "0", "0.00", "0e3", "0.001", "1000000000", 10**9]),
        (Computed(), [-1, "-1", "1" + "." + "1" * 13, "1,5"]),
    ],
)
def test_others_are_not(limit, values):
    """Out of bounds, too many decimals, no numbers at all; none of them is read."""
    for value in values:
        assert not read(limit, value)
        assert not Draft202012Validator(number(limit)).is_valid(value), value
