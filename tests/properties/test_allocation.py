"""The laws of sharing out an amount, and the examples that pin its tie rule."""

import decimal
import math
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import moneyed
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from checkout_core.allocation import MAX_PARTS, allocate, allocate_units, split
from checkout_core.currencies import currency
from checkout_core.errors import InvalidAllocation, InvalidAmount
from checkout_core.money import Money
from checkout_core.testing import check_allocation

# Small numbers make ties and exact divisions common; large ones go past 64 bits and past a float's precision.
units = st.integers(-60, 60) | st.integers(-(10**30), 10**30)
weight = st.integers(0, 6) | st.integers(0, 10**6) | st.integers(0, 10**25)
weights = (
    st.lists(st.integers(0, 6), min_size=1, max_size=12)
    | st.lists(weight, min_size=1, max_size=12)
    | st.lists(weight, min_size=1, max_size=60)
).filter(any)


def hamilton(total: int, shares: list[int]) -> list[int]:
    """The method as a textbook states it, in fractions: lower quotas, then one seat each by largest fraction."""
    ideal = [Fraction(abs(total) * share, sum(shares)) for share in shares]
    seats = [math.floor(x) for x in ideal]
    by_fraction = sorted(range(len(shares)), key=lambda i: (seats[i] - ideal[i], i))
    for i in by_fraction[: abs(total) - sum(seats)]:
        seats[i] += 1
    return [seat if total >= 0 else -seat for seat in seats]


def remainders(total: int, shares: list[int]) -> list[int]:
    """What is cut off each ideal share, in units of one over the sum of the weights."""
    return [abs(total) * share % sum(shares) for share in shares]


class TestLaws:
    @given(units, weights)
    @example(100, [1, 1, 1])
    @example(-5, [3, 3, 3, 1])
    def test_is_hamiltons_method(self, total, shares):
        """The parts are those of the largest-remainder method, with ties to the earlier part."""
        assert hamilton(total, shares) == allocate_units(total, shares)

    @given(units, weights)
    def test_obeys_the_law(self, total, shares):
        """The law for anybody's split: exact sum, within a unit of the ideal, monotone, by largest remainder, ties."""
        check_allocation(total, shares, allocate_units(total, shares))

    @given(units, weights)
    def test_exact_shares_are_given_exactly(self, total, shares):
        """A part whose exact share is whole gets exactly that."""
        for part, share in zip(allocate_units(total, shares), shares, strict=True):
            if total * share % sum(shares) == 0:
                assert part == total * share // sum(shares)

    @given(units, weights, st.data())
    def test_zero_weight_gets_zero(self, total, shares, data):
        """A zero weight gets nothing and takes nothing from the others, wherever it stands."""
        at = data.draw(st.integers(0, len(shares)))
        parts = allocate_units(total, [*shares[:at], 0, *shares[at:]])

        assert parts.pop(at) == 0
        assert allocate_units(total, shares) == parts

    @given(units, weights, st.data(), st.integers(1, 10) | st.integers(1, 10**25))
    def test_monotone_in_a_weight(self, total, shares, data, more):
        """Raising one weight alone never makes its part smaller."""
        at = data.draw(st.integers(0, len(shares) - 1))
        raised = [share + more * (i == at) for i, share in enumerate(shares)]

        assert abs(allocate_units(total, shares)[at]) <= abs(allocate_units(total, raised)[at])

    @given(units, weights, st.randoms(use_true_random=False))
    def test_order_matters_only_to_ties(self, total, shares, random):
        """Reordering the weights reorders the parts, but for units that parts of equal remainder tie for."""
        order = list(range(len(shares)))
        random.shuffle(order)
        before = list(zip(shares, remainders(total, shares), allocate_units(total, shares), strict=True))
        moved = [shares[i] for i in order]
        after = list(zip(moved, remainders(total, moved), allocate_units(total, moved), strict=True))

        def extras(rows):
            floors = [abs(total) * share // sum(shares) for share, _, _ in rows]
            return Counter((rest, abs(part) - floor) for (_, rest, part), floor in zip(rows, floors, strict=True))

        assert extras(before) == extras(after)
        split_ranks = {rest for rest, extra in extras(before) if (rest, 1 - extra) in extras(before)}
        assert len(split_ranks) <= 1
        for place, i in enumerate(order):
            if before[i][1] not in split_ranks:
                assert before[i][2] == after[place][2]

    @given(units, weights)
    def test_sign_symmetric(self, total, shares):
        """A negative amount is shared as the mirror of the positive one."""
        assert [-part for part in allocate_units(total, shares)] == allocate_units(-total, shares)

    @given(units, weights, st.integers(1, 12) | st.integers(1, 10**20))
    def test_scaling_of_weights_changes_nothing(self, total, shares, factor):
        """Only the ratios of the weights matter."""
        assert allocate_units(total, shares) == allocate_units(total, [share * factor for share in shares])

    @given(units, weights, st.integers(1, 1000))
    def test_whole_rounds_are_shared_exactly(self, total, shares, rounds):
        """Adding a multiple of the sum of the weights gives each part that multiple of its weight."""
        total = abs(total)
        more = allocate_units(total + rounds * sum(shares), shares)

        assert [
            part + rounds * share for part, share in zip(allocate_units(total, shares), shares, strict=True)
        ] == more

    @given(units, weights)
    def test_arguments_stay_as_they_are(self, total, shares):
        """The weights are not changed, and may be a tuple."""
        kept = list(shares)

        assert allocate_units(total, shares) == allocate_units(total, tuple(shares))
        assert kept == shares


class TestKernel:
    @pytest.mark.parametrize(
        ("total", "shares", "parts"),
        [
            (100, [1, 1, 1], [34, 33, 33]),
            (-100, [1, 1, 1], [-34, -33, -33]),
            (101, [1, 1, 1], [34, 34, 33]),
            (5, [3, 7], [2, 3]),  # ideals 1.5 and 3.5: a tie
            (5, [7, 3], [4, 1]),
            (10, [1, 2, 4], [1, 3, 6]),  # remainders 3, 6, 5 of 7
            (1, [1, 1, 1, 1], [1, 0, 0, 0]),
            (1, [1, 2, 2], [0, 1, 0]),
            (3, [0, 1, 0, 1], [0, 2, 0, 1]),
            (7, [5], [7]),
            (0, [1, 2], [0, 0]),
            (0, [0, 0], [0, 0]),
            (0, [], []),
            (2, [0, 3], [0, 2]),
        ],
        ids=str,
    )
    def test_examples(self, total, shares, parts):
        """Small cases worked by hand."""
        assert parts == allocate_units(total, shares)

    @pytest.mark.parametrize("total", [1, -1, 10**30])
    @pytest.mark.parametrize("shares", [[], [0], [0, 0, 0]], ids=str)
    def test_nobody_to_give_to(self, total, shares):
        """Units that no weight may take are an InvalidAllocation, never lost."""
        with pytest.raises(InvalidAllocation, match=f"^weights: got {len(shares)} adding up to 0, allowed: "):
            allocate_units(total, shares)

    def test_returns_plain_ints(self):
        """Parts are ints in a new list."""
        shares = [1, 2]
        parts = allocate_units(3, shares)

        assert type(parts) is list
        assert parts is not shares
        assert {int} == {type(part) for part in parts}


class TestCheckAllocation:
    """The law itself: it is silent for nothing but the one right split, and says what is wrong with another."""

    @given(units, weights, st.data())
    def test_any_other_split_is_told(self, total, shares, data):
        """One unit moved from one share to another is against the law."""
        assume(len(shares) > 1)
        parts = allocate_units(total, shares)
        giver, taker = data.draw(st.permutations(range(len(parts))))[:2]
        parts[giver] -= 1
        parts[taker] += 1
        with pytest.raises(AssertionError):
            check_allocation(total, shares, parts)

    @pytest.mark.parametrize(
        ("whole", "weights", "shares", "words"),
        [
            (3, [1, 1], [3], "shares: how many: 1 is not 2"),
            (1, [1, 1], [Fraction(1, 2)] * 2, r"shares\[0\]: 1/2 is no whole minor unit"),
            (3, [1, 1, 1], [1, 1, 2], "shares: sum: 4 is not 3"),
            (3, [1, 0], [2, 1], r"shares\[1\]: share of no weight: 1 is not 0"),
            (4, [1, 1, 2], [2, 0, 2], r"shares\[0\]: 2 is a unit or more from its ideal, 1"),
            (-4, [1, 1, 2], [0, -2, -2], r"shares\[0\]: 0 is a unit or more from its ideal, -1"),
            (4, [4, 4, 3], [1, 1, 2], "shares: sizes by weight: not 2 <= 1 <= 1"),
            (
                5,
                [1, 2, 4],
                [1, 2, 2],
                r"shares\[2\]: a unit is missing to the remainder 6/7; shares\[0\] has the smaller",
            ),
            (
                2,
                [1, 1, 1],
                [0, 1, 1],
                r"shares\[0\]: a unit is missing to the remainder 2/3; shares\[1\] has an equal, lat",
            ),
            (Money("0.03", "USD"), [1, 1], [Money("0.02", "USD"), Money("0.02", "USD")], "shares: sum: 4 is not 3"),
            (Money("0.03", "USD"), [1], [Money("0.03", "EUR")], "shares: in EUR and USD"),
            (Money("0.03", "USD"), [1], [3], "shares: 3 is no Money, as the others are"),
        ],
    )
    def test_words(self, whole, weights, shares, words):
        """Each clause in its own words."""
        with pytest.raises(AssertionError, match=f"^{words}"):
            check_allocation(whole, weights, shares)

    def test_money_and_decimal_weights(self):
        """Money of one currency, and weights as `allocate` takes them, are held against the same law."""
        whole, shares = Money("-10.00", "USD"), [Decimal("19.99"), Decimal("5.01"), 0]
        check_allocation(whole, shares, allocate(whole, shares))
        check_allocation(moneyed.Money("0.03", "USD"), [1, 1], [moneyed.Money("0.02", "USD"), Money("0.01", "USD")])
        check_allocation(0, [0, 0], [0, 0])
        check_allocation(0, [], [])

    @pytest.mark.parametrize("bad", [[-1, 2], [0, 0], []], ids=str)
    def test_weights_that_share_nothing(self, bad):
        """They are a mistake of the caller's."""
        with pytest.raises(ValueError, match=r"^weights: got \[.*\], allowed: from 0, one above 0$"):
            check_allocation(1, bad, [0] * len(bad))


amounts = st.builds(Money.from_minor, units, st.sampled_from([currency(c) for c in ("USD", "JPY", "KWD", "CLF")]))


class TestAllocate:
    @given(amounts, weights)
    def test_is_the_kernel_on_minor_units(self, m, shares):
        """`allocate` shares minor units and keeps the currency and its decimals."""
        parts = allocate(m, shares)

        assert type(parts) is tuple
        assert tuple(Money.from_minor(x, m.currency) for x in allocate_units(m.minor_units, shares)) == parts
        assert all(part.amount.same_quantum(m.amount) and part.currency is m.currency for part in parts)

    @given(amounts, weights, st.integers(0, 30))
    def test_decimal_weights(self, m, shares, places):
        """Decimal weights mean the same as ints in the same ratio, also beside ints, and from any iterable."""
        fine = [Decimal(share).scaleb(-places) for share in shares]

        assert allocate(m, shares) == allocate(m, iter(fine))
        mixed = [int(x) if x == x.to_integral_value() else x for x in fine]
        assert allocate(m, shares) == allocate(m, mixed)

    @given(amounts, weights)
    def test_ambient_context_is_ignored(self, m, shares):
        """Under `prec=4`, `ROUND_UP` and traps, the parts are the same."""
        fine = [Decimal(share).scaleb(-3) for share in shares]
        calm = allocate(m, fine), split(m, 7)
        with decimal.localcontext(
            decimal.Context(
                prec=4,
                rounding=decimal.ROUND_UP,
                Emax=5,
                Emin=-5,
                traps=[decimal.Inexact, decimal.Rounded, decimal.InvalidOperation],
            )
        ):
            assert calm == (allocate(m, fine), split(m, 7))

    def test_examples(self):
        """A tie, a discount over lines and a currency without decimals."""
        assert allocate(Money("0.05", "USD"), [3, 7]) == (Money("0.02", "USD"), Money("0.03", "USD"))
        assert allocate(Money("-10.00", "USD"), [Decimal("19.99"), Decimal("5.01"), 0]) == (
            Money("-8.00", "USD"), Money("-2.00", "USD"), Money(0, "USD")
        )  # fmt: skip
        assert allocate(Money(100, "JPY"), [1, 1, 1]) == (Money(34, "JPY"), Money(33, "JPY"), Money(33, "JPY"))

    @pytest.mark.parametrize("m", [Money("1.00", "USD"), Money(0, "USD")], ids=str)
    @pytest.mark.parametrize("shares", [[], [0], [0, Decimal("0.00")]], ids=str)
    def test_nothing_to_go_by(self, m, shares):
        """No weights, or none above zero, are refused even for a zero amount."""
        with pytest.raises(InvalidAllocation, match=f"^weights: got {len(shares)} of them, none above zero, allowed: "):
            allocate(m, shares)

    @pytest.mark.parametrize(
        "bad",
        [-1, Decimal("-0.5"), 1.0, 0.0, True, False, None, "1", Fraction(1, 2), Money(1, "USD"), Decimal("NaN"),
         Decimal("sNaN"), Decimal("Infinity"), Decimal("1E+64"), Decimal("1E-65"), Decimal("1E+999999999"),
         Decimal("1E-999999999"), Decimal("1." + "1" * 64), -(10**5000)],
        ids=[str(i) for i in range(19)],
    )  # fmt: skip
    def test_bad_weight(self, bad):
        """A weight that is no exact number of zero or more is refused, with its place."""
        with pytest.raises(InvalidAllocation, match=r"^weights\[1\]: got .*, allowed: an int or a finite Decimal"):
            allocate(Money("1.00", "USD"), [1, bad])

    @pytest.mark.parametrize(
        "fine", [Decimal("1E+63"), Decimal("1E-64"), Decimal("9" * 64), Decimal("0." + "9" * 64), 10**5000], ids="abcde"
    )
    def test_widest_weights(self, fine):
        """Weights of up to 64 digits, and ints of any size, are exact."""
        assert allocate(Money("0.01", "USD"), [0, fine, Decimal("0E+999999999")])[1] == Money("0.01", "USD")
        assert allocate(Money("0.03", "USD"), [fine, fine]) == (Money("0.02", "USD"), Money("0.01", "USD"))

    def test_zero_weights_of_every_form(self):
        """Minus zero and a zero with a huge exponent are zero weights."""
        zeros: list[Decimal | int] = [Decimal("-0"), Decimal("0E-999999999"), Decimal("0E+999999999"), 0]

        assert allocate(Money("1.00", "USD"), [*zeros, 1])[-1] == Money("1.00", "USD")

    def test_finer_than_minor_unit(self):
        """An amount that is not whole minor units must be rounded first."""
        with pytest.raises(InvalidAmount, match="round_money"):
            allocate(Money("0.125", "USD"), [1])
        with pytest.raises(InvalidAmount, match="round_money"):
            split(Money("0.125", "USD"), 1)


class TestSplit:
    @given(amounts, st.integers(1, 50))
    def test_is_allocate_with_equal_weights(self, m, n):
        """`split` is `allocate` with equal weights: exact, larger parts first, at most one unit apart."""
        parts = split(m, n)

        assert allocate(m, [1] * n) == parts
        assert type(parts) is tuple
        assert n == len(parts)
        assert m.minor_units == sum(part.minor_units for part in parts)
        assert all(part.amount.same_quantum(m.amount) for part in parts)
        assert tuple(-part for part in parts) == split(-m, n)

    def test_examples(self):
        """Ten dollars among three, and fewer cents than parts."""
        assert [str(part) for part in split(Money("10.00", "USD"), 3)] == ["USD 3.34", "USD 3.33", "USD 3.33"]
        assert [part.minor_units for part in split(Money("-0.02", "USD"), 3)] == [-1, -1, 0]
        assert [part.minor_units for part in split(Money(0, "USD"), 2)] == [0, 0]

    @pytest.mark.parametrize(
        "n", [0, -1, True, False, 1.0, Decimal(2), "2", None, 1_000_001, 10**5000], ids=[str(i) for i in range(10)]
    )
    def test_bad_number(self, n):
        """The number of parts is an int from 1 to a million."""
        with pytest.raises(InvalidAllocation, match=r"^n: got .*, allowed: an int from 1 to 1000000$"):
            split(Money("1.00", "USD"), n)

    def test_most_parts(self):
        """A million parts are made at once."""
        parts = split(Money("10000.01", "USD"), MAX_PARTS)

        assert len(parts) == 1_000_000
        assert Counter(part.minor_units for part in parts) == {1: 999_999, 2: 1}


@given(weights)
def test_subclass_of_money_stays(shares):
    """Parts are of the amount's own class."""
    assume(len(shares) < 5)

    class Price(Money):
        pass

    assert {Price} == {type(part) for part in (*allocate(Price(1, "USD"), shares), *split(Price(1, "USD"), 3))}
