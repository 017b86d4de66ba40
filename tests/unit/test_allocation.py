"""Sharing out: the examples that the laws in tests/properties leave to chance, and what refusals say."""

from decimal import Decimal

import pytest

from checkout_core.allocation import allocate, split
from checkout_core.errors import InvalidAllocation
from checkout_core.money import Money

ONE = Money("1.00", "USD")


def told(parts):
    """The parts in minor units."""
    return [part.minor_units for part in parts]


@pytest.mark.parametrize(
    ("weights", "parts"),
    [
        ([1, Decimal(1)], [50, 50]),
        ([1, Decimal("0.5")], [67, 33]),
        ([Decimal("0.25"), 3, Decimal("0.75")], [6, 75, 19]),
        ([Decimal("0.0"), 3, Decimal("1.0")], [0, 75, 25]),
    ],
    ids=str,
)
def test_ints_beside_decimals(weights, parts):
    """An int weighs what the same Decimal would."""
    assert told(allocate(ONE, weights)) == parts


@pytest.mark.parametrize(
    ("bad", "text"),
    [(-1, "-1"), (1.5, "1.5"), (Decimal("NaN"), "Decimal('NaN')"), ("1", "'1'"), (Decimal("-0.5"), "Decimal('-0.5')")],
    ids=str,
)
def test_a_refused_weight_is_shown(bad, text):
    """With its place, and what would be allowed."""
    with pytest.raises(InvalidAllocation) as caught:
        allocate(ONE, [1, 1, bad])
    allowed = "an int or a finite Decimal of zero or more, at most 64 digits"
    assert str(caught.value) == f"weights[2]: got {text}, allowed: {allowed}"


@pytest.mark.parametrize(
    ("bad", "text"),
    [(0, "0"), (1_000_001, "1000001"), (2.0, "2.0"), (True, "True")],
    ids=["0", "1000001", "2.0", "True"],
)
def test_a_refused_number_of_parts_is_shown(bad, text):
    """With what would be allowed."""
    with pytest.raises(InvalidAllocation) as caught:
        split(ONE, bad)
    assert str(caught.value) == f"n: got {text}, allowed: an int from 1 to 1000000"
