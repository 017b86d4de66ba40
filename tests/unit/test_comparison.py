"""What many carts come to: exact sums and quantiles in bounded memory, whatever the batches."""

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import checkout_core as cc
from checkout_core.whatif import Comparison
from checkout_core.whatif.comparison import ALL_BINS, LEAST_BINS, MAX_BINS, QUANTILES, Differences


def totals(baseline, changed, errors=None, scalar=None):
    """A batch as `sweep` returns it."""
    count = len(baseline)
    columns = {
        "id": [str(number) for number in range(count)],
        "baseline": pa.array(baseline, pa.int64()),
        "changed": pa.array(changed, pa.int64()),
        "scalar": pa.array(scalar or [False] * count, pa.bool_()),
        "error": pa.array(errors or [None] * count, pa.string()),
    }
    return pa.record_batch(columns)


def of(values, pieces=1):
    """The differences, counted in so many batches."""
    found = Differences()
    for part in np.array_split(np.array(values, np.int64), pieces):
        found.add(part)
    return found


def least_reaching(values, percentage):
    """The least value that so many per cent of all do not exceed, by looking at all of them."""
    ordered = sorted(values)
    for value in ordered:
        if Fraction(sum(other <= value for other in ordered), len(ordered)) >= Fraction(percentage, 100):
            return value
    raise AssertionError(percentage)


class TestDifferences:
    """Counts, sums and quantiles."""

    @given(st.lists(st.integers(-50, 50) | st.integers(-(10**12), 10**12), min_size=1, max_size=60), st.integers(1, 5))
    def test_as_looking_at_all_of_them(self, values, pieces):
        found = of(values, pieces)
        assert (found.carts, found.sum, found.width) == (len(values), sum(values), 1)
        assert (found.least, found.most) == (min(values), max(values))
        assert found.better == sum(value < 0 for value in values)
        assert found.worse == sum(value > 0 for value in values)
        assert found.quantiles() == [least_reaching(values, percentage) for percentage in QUANTILES]

    def test_nothing(self):
        found = of([])
        assert found.quantiles() == [None] * len(QUANTILES)
        assert (found.carts, found.least, found.most) == (0, None, None)

    def test_wider_bins_when_there_are_too_many(self):
        generator = random.Random(1)
        values = [generator.randrange(-(10**9), 10**9) for _ in range(3 * MAX_BINS)]
        found = of(values, pieces=7)
        ordered = sorted(values)
        assert len(found.counts) <= MAX_BINS
        assert sum(found.counts.values()) == len(values)
        assert (found.sum, found.least, found.most) == (sum(values), ordered[0], ordered[-1])
        assert found.width > 1
        for percentage, quantile in zip(QUANTILES, found.quantiles(), strict=True):
            exact = ordered[-(-percentage * len(values) // 100) - 1]
            assert exact - found.width < quantile <= exact

    def test_bins_do_not_depend_on_the_batches(self):
        values = [number * number for number in range(2 * MAX_BINS)]
        one, other = of(values, pieces=1), of(values[::-1], pieces=9)
        assert one.width == other.width
        assert one.counts == other.counts

    def test_sums_beyond_int64(self):
        found = of([2**62] * 8)
        assert found.sum == 2**65


class TestComparison:
    """The table of scenarios."""

    def test_worked_example(self):
        """Three carts: 10.00, 20.00 and 30.00; the scenario makes 9.50, 20.00 and 31.25 of them."""
        comparison = Comparison(cc.currency("USD"), ["changed"])
        comparison.add(totals([1000, 2000], [950, 2000], scalar=[False, True]))
        comparison.add(totals([3000, 0], [3125, 0], errors=[None, "broken"]))
        baseline, changed = comparison.table().rows()
        assert (comparison.carts, comparison.scalar, comparison.errors) == (3, 1, 1)
        assert (baseline["total"], baseline["difference"], baseline["q50"]) == (Decimal("60.00"), 0, 0)
        assert changed == {
            "scenario": "changed",
            "currency": "USD",
            "carts": 3,
            "total": Decimal("60.75"),
            "difference": Decimal("0.75"),
            "better_off": 1,
            "worse_off": 1,
            "least": Decimal("-0.50"),
            "q5": Decimal("-0.50"),
            "q25": Decimal("-0.50"),
            "q50": Decimal("0.00"),
            "q75": Decimal("1.25"),
            "q95": Decimal("1.25"),
            "most": Decimal("1.25"),
        }

    @pytest.mark.parametrize(("currency", "amount"), [("JPY", "7"), ("KWD", "0.007"), ("CLF", "0.0007")])
    def test_amounts_are_exact_in_every_currency(self, currency, amount):
        comparison = Comparison(cc.currency(currency), ["changed"])
        comparison.add(totals([0], [7]))
        assert [str(row["total"]) for row in comparison.table().rows()][1] == amount

    def test_no_carts(self):
        comparison = Comparison(cc.currency("USD"), ["changed"])
        [_, changed] = comparison.table().rows()
        assert (changed["carts"], changed["total"], changed["least"], changed["q50"]) == (0, 0, None, None)

    @pytest.mark.parametrize("names", [["a", "a"], ["baseline"], "abc"])
    def test_names_that_are_refused(self, names):
        """Each must have a column of its own."""
        with pytest.raises(cc.InvalidField, match=r"^Comparison\.scenarios: got .*names of scenarios, each only once"):
            Comparison(cc.currency("USD"), names)

    def test_a_batch_of_something_else(self):
        """It is refused as a whole."""
        comparison = Comparison(cc.currency("USD"), ["changed", "other"])
        with pytest.raises(cc.InvalidField, match=r"^Comparison\.add\.totals: got .*allowed: also other$"):
            comparison.add(totals([1000], [900]))
        [baseline, *_] = comparison.table().rows()
        assert (comparison.carts, baseline["carts"], baseline["total"]) == (0, 0, 0)

    def test_many_scenarios_share_the_room(self):
        """However many there are, all counts together are bounded, and each has some."""
        for count, expected in ((1, MAX_BINS), (15, MAX_BINS), (1023, 1024), (10_000, LEAST_BINS)):
            made = Comparison(cc.currency("USD"), map(str, range(count)))
            assert {found.bins for found in made.differences.values()} == {expected}
            assert expected == LEAST_BINS or expected * (1 + count) <= ALL_BINS
