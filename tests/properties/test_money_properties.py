"""The laws of exact amounts, checked against fractions and against the decimal module's own rounding."""

import copy
import decimal
import math
import pickle
from decimal import Decimal
from fractions import Fraction

import moneyed
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from checkout_core.currencies import currency, exponent
from checkout_core.errors import CurrencyMismatch, InvalidAmount
from checkout_core.formatting import format_money
from checkout_core.money import MAX_DIGITS, Money, money, round_money, total
from checkout_core.rounding import Rounding

CODES = ["USD", "JPY", "KWD", "CLF", "EUR", "XCG"]
roundings = st.sampled_from(Rounding)
codes = st.sampled_from(CODES)


@st.composite
def decimals(draw, digits=20):
    """A finite Decimal of at most `digits` digits, trailing zeros and all."""
    coefficient = draw(st.integers(-200, 200) | st.integers(-(10**digits) + 1, 10**digits - 1))
    return Decimal(coefficient).scaleb(-draw(st.integers(0, digits)), decimal.Context(prec=MAX_DIGITS))


def moneys(code="USD", digits=20):
    """Amounts of one currency."""
    return decimals(digits).map(lambda amount: Money(amount, code))


def exact(m: Money) -> Fraction:
    """The amount as a fraction of major units."""
    return Fraction(*m.amount.as_integer_ratio())


def rounded(x: Fraction, rounding: Rounding) -> int:
    """`x` rounded by the definition of each mode."""
    below, above = math.floor(x), math.ceil(x)
    inward, outward = (below, above) if x > 0 else (above, below)
    nearest = min(below, above, key=lambda n: abs(n - x))
    tie = x - below == above - x
    return {
        Rounding.FLOOR: below,
        Rounding.CEILING: above,
        Rounding.DOWN: inward,
        Rounding.UP: outward,
        Rounding.HALF_DOWN: inward if tie else nearest,
        Rounding.HALF_UP: outward if tie else nearest,
        Rounding.HALF_EVEN: (below if below % 2 == 0 else above) if tie else nearest,
    }[rounding]


class TestRounding:
    @given(
        st.integers(-40, 40) | st.integers(-(10**30), 10**30),
        st.integers(1, 12) | st.integers(1, 10**25),
        roundings,
    )
    @example(5, 2, Rounding.HALF_EVEN)
    @example(-5, 2, Rounding.HALF_EVEN)
    @example(-7, 2, Rounding.HALF_EVEN)
    @example(7, 2, Rounding.HALF_DOWN)
    def test_is_its_definition(self, numerator, denominator, rounding):
        """Each mode rounds an exact ratio as its definition says, for ints of any size."""
        expected = rounded(Fraction(numerator, denominator), rounding)

        assert expected == rounding.divide(numerator, denominator)
        assert expected == rounding.divider(numerator, denominator)

    @given(st.integers(-(10**12), 10**12), st.integers(0, 6), roundings)
    def test_is_the_decimal_modules(self, numerator, places, rounding):
        """Each mode agrees with the decimal module's mode of the same name."""
        expected = Decimal(numerator).scaleb(-places).to_integral_value(rounding=f"ROUND_{rounding.name}")

        assert int(expected) == rounding.divide(numerator, 10**places)

    @given(st.integers(-(10**9), 10**9), st.integers(1, 1000), roundings)
    def test_symmetry(self, numerator, denominator, rounding):
        """All modes but CEILING and FLOOR treat a negative number as the mirror; those two mirror each other."""
        mirror = {Rounding.CEILING: Rounding.FLOOR, Rounding.FLOOR: Rounding.CEILING}.get(rounding, rounding)

        assert -rounding.divide(numerator, denominator) == mirror.divide(-numerator, denominator)

    @given(st.integers(-1000, 1000), st.integers(1, 60), st.integers(1, 10**12), roundings)
    def test_depends_on_the_ratio_only(self, numerator, denominator, factor, rounding):
        """Cancelling a common factor changes nothing."""
        assert rounding.divide(numerator, denominator) == rounding.divide(numerator * factor, denominator * factor)

    @given(decimals(), codes, roundings)
    def test_round_money(self, amount, code, rounding):
        """An amount is rounded to the nearest minor units by the definition, and rounding again changes nothing."""
        m = Money(amount, code)
        once = round_money(m, rounding)

        assert rounded(exact(m) * 10 ** exponent(code), rounding) == once.minor_units
        assert once.amount.as_tuple().exponent == -exponent(code)
        assert once.currency is m.currency
        assert round_money(once, rounding).amount.compare_total(once.amount) == 0


class TestArithmetic:
    @given(moneys(), moneys())
    def test_sum_and_difference_are_exact(self, a, b):
        """Sums and differences are those of fractions."""
        assert exact(a + b) == exact(a) + exact(b)
        assert exact(a - b) == exact(a) - exact(b)
        assert a + b == b + a
        assert a - b == -(b - a) == a + -b
        assert total([a, b, a], "USD") == a + b + a

    @given(moneys(), st.integers(-(10**20), 10**20) | decimals(19))
    def test_product_is_exact(self, a, factor):
        """Products are those of fractions, on either side."""
        assert exact(a * factor) == exact(a) * Fraction(factor)
        assert a * factor == factor * a
        assert -(a * factor) == -a * factor == a * -factor

    @given(moneys(), moneys(), st.integers(-1000, 1000))
    def test_distributes(self, a, b, n):
        """Multiplying a sum is summing the products."""
        assert (a + b) * n == a * n + b * n

    @given(moneys())
    def test_signs(self, a):
        """Minus twice is nothing, abs has no sign, and no zero has one."""
        minus = -a
        assert -minus == a == +a
        assert exact(abs(a)) == abs(exact(a))
        assert not abs(a).amount.is_signed()
        assert not (a - a).amount.is_signed()
        assert not (a * 0).amount.is_signed()
        assert not (a * -0).amount.is_signed()
        assert bool(a) == bool(exact(a))

    @given(
        st.integers(1 - 10**64, 10**64 - 1), st.integers(0, 64), st.integers(1 - 10**64, 10**64 - 1), st.integers(0, 64)
    )
    def test_exact_or_refused(self, m, p, n, q):
        """A result is exact or an InvalidAmount, and only refused when it needs more than 64 digits."""
        wide = decimal.Context(prec=400)
        a, b = Decimal(m).scaleb(-p, wide), Decimal(n).scaleb(-q, wide)
        ours = Money(a, "USD"), Money(b, "USD")
        for result, expected in (
            (lambda: ours[0] + ours[1], wide.add(a, b)),
            (lambda: ours[0] - ours[1], wide.subtract(a, b)),
            (lambda: ours[0] * b, wide.multiply(a, b)),
        ):
            short = expected.normalize(wide)
            places = max(0, -int(short.as_tuple().exponent))
            if (
                len(str(abs(int(short.scaleb(places, wide))))) <= MAX_DIGITS
                and places <= MAX_DIGITS
                and -(10**64) < short < 10**64
            ):
                assert result().amount == expected
            else:
                with pytest.raises(InvalidAmount):
                    result()

    @given(moneys(), moneys(), decimals(15), codes)
    def test_ambient_context_is_ignored(self, a, b, factor, code):
        """Under `prec=4`, `ROUND_UP` and traps, every result is the same to the digit."""

        def everything():
            return repr(
                [a + b, a - b, a * factor, -a, abs(a), a < b, a == b, str(a), a.minor_ratio, round_money(a), hash(a),
                 total([a, b], "USD"), Money(factor, code), format_money(a), format_money(b, "de")]
            )  # fmt: skip

        calm = everything()
        with decimal.localcontext(
            decimal.Context(
                prec=4,
                rounding=decimal.ROUND_UP,
                Emin=-2,
                Emax=2,
                traps=[decimal.Inexact, decimal.Rounded, decimal.Subnormal, decimal.InvalidOperation],
            )
        ):
            assert calm == everything()


class TestComparison:
    @given(moneys(digits=3), moneys(digits=3))
    def test_order_is_that_of_fractions(self, a, b):
        """All comparisons within one currency are those of the exact values, and equal amounts hash alike."""
        x, y = exact(a), exact(b)

        assert (a < b, a <= b, a > b, a >= b, a == b, a != b) == (x < y, x <= y, x > y, x >= y, x == y, x != y)
        if a == b:
            assert hash(a) == hash(b)
            assert str(a) == str(b)

    @given(moneys("USD"), moneys("EUR"))
    def test_across_currencies(self, a, b):
        """Across currencies amounts are unequal and cannot be ordered, added or subtracted."""
        assert a != b
        for operation in ("__lt__", "__le__", "__gt__", "__ge__", "__add__", "__sub__", "__radd__", "__rsub__"):
            with pytest.raises(CurrencyMismatch):
                getattr(a, operation)(b)

    @given(decimals(), moneys())
    def test_with_plain_money(self, amount, m):
        """A plain py-moneyed amount compares and adds as ours of the same value would."""
        plain, ours = moneyed.Money(amount, "USD"), Money(amount, "USD")

        assert plain == ours
        assert hash(plain) == hash(ours)
        assert (m < plain, m == plain, plain < m, plain >= m) == (m < ours, m == ours, ours < m, ours >= m)
        assert (m + plain, plain + m, m - plain, plain - m) == (m + ours, ours + m, m - ours, ours - m)
        assert {Money} == {type(x) for x in (m + plain, plain + m, m - plain, plain - m, money(plain))}


class TestForms:
    @given(decimals(), codes)
    def test_repr_and_pickle_keep_every_digit(self, amount, code):
        """`repr` and pickle give the same amount back, digit by digit."""
        m = Money(amount, code)

        for back in (eval(repr(m)), pickle.loads(pickle.dumps(m)), copy.deepcopy(m)):  # noqa: S307
            assert back.amount.compare_total(m.amount) == 0
            assert back.currency is m.currency

    @given(decimals(), codes)
    def test_str(self, amount, code):
        """`str` is the code and the exact value, with the fewest decimals that are at least the currency's."""
        m = Money(amount, code)
        shown_code, _, digits = str(m).partition(" ")
        fraction = digits.partition(".")[2]

        assert code == shown_code
        assert exact(m) == Fraction(digits)
        assert len(fraction) >= exponent(code)
        assert len(fraction) == exponent(code) or not fraction.endswith("0")
        assert Money(digits, code) == m

    @given(decimals(), codes)
    def test_format_money_shows_every_digit(self, amount, code):
        """Locale text carries exactly the digits of `str`, in every locale's order."""
        m = Money(amount, code)
        digits = str(m).partition(" ")[2].replace("-", "").replace(".", "")

        for locale in ("en_US", "de_CH", "hi_IN", "he"):
            text = format_money(m, locale)
            assert digits == "".join(c for c in text if c.isdigit())
            assert ("-" in text) == (m.amount < 0)

    @given(st.integers(-(10**60), 10**60), codes)
    def test_minor_units(self, units, code):
        """`from_minor` and `minor_units` undo each other, for every currency and sign."""
        m = Money.from_minor(units, code)

        assert units == m.minor_units
        assert exact(m) == Fraction(units, 10 ** exponent(code))
        assert m.amount.as_tuple().exponent == -exponent(code)
        assert m.currency is currency(code)
        assert not m.amount.is_signed() or units < 0

    @given(decimals(), codes)
    def test_minor_ratio(self, amount, code):
        """`minor_ratio` is the exact value in minor units, in lowest terms."""
        m = Money(amount, code)
        numerator, denominator = m.minor_ratio
        ratio = exact(m) * 10 ** exponent(code)

        assert (ratio.numerator, ratio.denominator) == (numerator, denominator)
