"""Facts about `checkout_core.money` and the errors it raises, one per test."""


# ruff: noqa: SIM201, SIM202 - `not a == b` asks another method than `a != b`

import ast
import contextlib
import copy
import decimal
import enum
import importlib
import inspect
import pickle
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any

import iso4217
import moneyed
import pytest
from attrs.exceptions import FrozenInstanceError

from checkout_core import errors
from checkout_core.currencies import currency, exponent
from checkout_core.errors import (
    CheckoutCoreError,
    CurrencyMismatch,
    InvalidAllocation,
    InvalidAmount,
    InvalidField,
    UnknownCurrency,
)
from checkout_core.money import MAX_DIGITS, Money, money, round_money, total
from checkout_core.rounding import Rounding

# Not by attribute: the package may export the function `money` under the same name.
money_module = importlib.import_module("checkout_core.money")
currencies_module = importlib.import_module("checkout_core.currencies")
rounding_module = importlib.import_module("checkout_core.rounding")

USD = currency("USD")
ISO = {c.code: c.exponent or 0 for c in iso4217.Currency}


def rows(names, values):
    """Parametrize with numbered ids: many values here have no printable text."""
    values = list(values)
    return pytest.mark.parametrize(names, values, ids=map(str, range(len(values))))


@contextlib.contextmanager
def hostile():
    """Make the thread's decimal context as unhelpful as it can be."""
    everything = [
        decimal.Inexact,
        decimal.Rounded,
        decimal.Clamped,
        decimal.Subnormal,
        decimal.FloatOperation,
        decimal.InvalidOperation,
    ]
    with decimal.localcontext(
        decimal.Context(prec=4, rounding=decimal.ROUND_UP, Emin=-3, Emax=3, clamp=1, capitals=0, traps=everything)
    ):
        yield


def exactly(m: moneyed.Money) -> tuple[type, str, str]:
    """Everything there is to see of an amount, its trailing zeros too."""
    return type(m), f"{m.amount:f}", m.currency.code


class TestConstructor:
    @rows(
        ("given", "amount"),
        [
            ("12.34", "12.34"),
            ("-12.34", "-12.34"),
            ("007.50", "7.50"),
            ("0", "0"),
            ("-0.00", "0.00"),
            (12, "12"),
            (-12, "-12"),
            (0, "0"),
            (Decimal("12.340"), "12.340"),
            (Decimal("-0.0"), "0.0"),
            (Decimal("1E+3"), "1000"),
            (Decimal("0E+7"), "0"),
            (Decimal("1E-7"), "0.0000001"),
            ("9" * 64, "9" * 64),
            (10**64 - 1, "9" * 64),
            (1 - 10**64, "-" + "9" * 64),
            (Decimal("9" * 64), "9" * 64),
            ("-0." + "1" * 64, "-0." + "1" * 64),
            ("0." + "0" * 63, "0." + "0" * 63),
            (Decimal("1E+63"), "1" + "0" * 63),
            (Decimal("1E-64"), "0." + "0" * 63 + "1"),
        ],
    )
    def test_accepts_exact_numbers(self, given, amount):
        """Decimals, ints and plain text are kept to the digit, without minus zero or positive exponents."""
        m = Money(given, "USD")

        assert (Money, amount, "USD") == exactly(m)
        assert not m.amount.is_signed() or m.amount < 0
        assert int(m.amount.as_tuple().exponent) <= 0

    @rows(
        "given",
        [
            0.1 + 0.2,
            1.0,
            float("nan"),
            True,
            False,
            None,
            b"1",
            Fraction(1, 2),
            [1],
            1j,
            Decimal("NaN"),
            Decimal("sNaN"),
            Decimal("Infinity"),
            Decimal("-Infinity"),
            "",
            "-",
            "NaN",
            "Infinity",
            "1e3",
            "1E3",
            "+1",
            ".5",
            "5.",
            "--1",
            "1_0",
            " 1_0 ",
            " 1",
            "1 ",
            "1\n",
            "1,5",
            "0x10",
            "\u0661\u0662",  # Arabic-Indic digits
            "\uff11",  # a full-width digit
            "1.\u0662",
            "1" * 65,
            "0." + "0" * 64 + "1",
            "1." + "0" * 64,
            "0" * 68,
            10**64,
            -(10**64),
            10**5000,
            Decimal("1." + "0" * 64),
            Decimal("1E+64"),
            Decimal("1E-65"),
            Decimal("1E+999999999"),
            Decimal("1E-999999999"),
            "1" * 10**6,
        ],
    )
    def test_refuses_everything_else(self, given):
        """A float, a bool, None, NaN, an infinity, loose text or more than 64 digits is an InvalidAmount."""
        with pytest.raises(InvalidAmount) as info:
            Money(given, "USD")

        assert f"Money.amount: got {errors.shown(given)}, allowed: " in str(info.value)
        assert info.value.__cause__ is None

    @rows("given", ["0E-64", "0E-999999999", "-0E-70", "0E+999999999"])
    def test_endless_zero_is_plain_zero(self, given):
        """A zero with 64 decimals or more, or with a huge exponent, becomes plain 0."""
        assert (Money, "0", "USD") == exactly(Money(Decimal(given), "USD"))

    def test_longest_text(self):
        """Text of a sign, a lone zero, a point and 64 decimals is the longest admitted."""
        longest = "-0." + "3" * 64

        assert longest == f"{Money(longest, 'USD').amount:f}"
        with pytest.raises(InvalidAmount):
            Money("-00." + "3" * 64, "USD")

    def test_subclasses_of_numbers(self):
        """Subclasses of Decimal, int and str are admitted and turned into plain Decimals."""

        class Precise(Decimal):
            pass

        class Count(enum.IntEnum):
            DOZEN = 12

        assert type(Money(Precise("1.50"), "USD").amount) is Decimal
        assert Money("12", "USD") == Money(Count.DOZEN, "USD") == Money.from_minor(Count.DOZEN * 100, "USD")
        assert type(Money(Count.DOZEN, "USD").amount) is Decimal
        assert Money("0.12", "USD") == Money.from_minor(Count.DOZEN, "USD")

    def test_keywords_and_currency_objects(self):
        """Both parts may be named, and the currency may be an object with an active code."""
        assert Money("1", "USD") == Money(amount="1", currency=moneyed.USD) == Money("1", copy.deepcopy(moneyed.USD))

    def test_missing_currency(self):
        """There is no default currency."""
        with pytest.raises(TypeError):
            Money("1")  # type: ignore[call-arg]

    def test_is_a_moneyed_money(self):
        """Code written for py-moneyed accepts ours."""
        assert isinstance(Money(1, "USD"), moneyed.Money)


class TestFrozen:
    def test_attributes_cannot_be_set(self):
        """`m.amount = 5` and any new attribute raise and change nothing."""
        m = Money("1.00", "USD")

        for name in ("amount", "currency", "note"):
            with pytest.raises(FrozenInstanceError):
                setattr(m, name, 5)

        assert {"amount": Decimal("1.00"), "currency": USD} == vars(m)

    def test_attributes_cannot_be_deleted(self):
        """`del m.amount` raises and changes nothing."""
        m = Money("1.00", "USD")

        for name in ("amount", "currency", "note"):
            with pytest.raises(FrozenInstanceError):
                delattr(m, name)

        assert {"amount": Decimal("1.00"), "currency": USD} == vars(m)

    def test_cannot_be_initialised_twice(self):
        """Calling `__init__` again on a live amount raises and changes nothing."""
        m = Money("1.00", "USD")

        with pytest.raises(FrozenInstanceError):
            m.__init__("5", "EUR")  # type: ignore[misc]

        assert (Money, "1.00", "USD") == exactly(m)

    def test_arithmetic_leaves_operands_alone(self):
        """`+=` makes a new amount."""
        first = m = Money("1.00", "USD")
        m += Money("1.00", "USD")

        assert (Money, "1.00", "USD") == exactly(first)
        assert (Money, "2.00", "USD") == exactly(m)


class TestArithmetic:
    a = Money("10.25", "USD")
    b = Money("3.75", "USD")
    plain = moneyed.Money("3.75", "USD")

    def test_add_and_subtract(self):
        """Sums and differences are exact and keep the finer scale."""
        assert (Money, "14.00", "USD") == exactly(self.a + self.b)
        assert (Money, "6.50", "USD") == exactly(self.a - self.b)
        assert (Money, "-6.50", "USD") == exactly(self.b - self.a)
        assert (Money, "10.375", "USD") == exactly(self.a + Money("0.125", "USD"))

    def test_unary(self):
        """Minus, plus, abs and bool do as numbers do, and minus zero never appears."""
        assert (Money, "-10.25", "USD") == exactly(-self.a)
        assert (Money, "10.25", "USD") == exactly(abs(-self.a))
        assert (Money, "10.25", "USD") == exactly(abs(self.a))
        assert +self.a is self.a
        assert (Money, "0.00", "USD") == exactly(-Money("0.00", "USD"))
        assert self.a
        assert -self.a
        assert not Money("0.00", "USD")

    def test_multiply(self):
        """Products with ints and Decimals are exact, on either side."""
        assert (Money, "30.75", "USD") == exactly(self.a * 3)
        assert (Money, "30.75", "USD") == exactly(3 * self.a)
        assert (Money, "0.845625", "USD") == exactly(self.a * Decimal("0.0825"))
        assert (Money, "0.845625", "USD") == exactly(Decimal("0.0825") * self.a)
        assert (Money, "10250", "USD") == exactly(self.a * Decimal("1E+3"))
        assert str((self.a * Decimal("1E+5")).amount) == "1025000"

    @rows("factor", [-1, Decimal(-1), Decimal("-0"), Decimal("-0.000")])
    def test_no_product_is_minus_zero(self, factor):
        """Zero times anything negative is plain zero."""
        product = Money("0.00", "USD") * factor

        assert not product.amount.is_signed()
        assert not (self.a * Decimal("-0")).amount.is_signed()

    @rows("factor", [True, False, 1.5, 0.0, None, "2", Fraction(1, 2), Money(2, "USD"), plain, [2], 2j])
    def test_multiply_refuses(self, factor):
        """A float, a bool, text or money is no factor."""
        with pytest.raises(TypeError):
            self.a * factor
        with pytest.raises(TypeError):
            factor * self.a

    @rows("factor", [True, 1.5, Money(2, "USD")])
    def test_multiply_says_what_to_use(self, factor):
        """The refusal of a factor names the types that are allowed."""
        with pytest.raises(TypeError, match=f"^Money \\* {type(factor).__name__}: multiply by an int or a Decimal$"):
            self.a * factor

    @rows(
        "factor",
        [10**64, 1 << 513, -(1 << 513), 10**10**5, Decimal("1E+999999999"), Decimal("1E-999999999"), Decimal("1E-70")]
        + [Decimal(x) for x in ("NaN", "sNaN", "Infinity", "-Infinity")],
    )
    def test_inexact_product_raises(self, factor):
        """A product that 64 digits cannot hold is an InvalidAmount, found in constant time."""
        with pytest.raises(InvalidAmount, match="exact result"):
            Money("1.10", "USD") * factor

    def test_inexact_product_says_what_was_multiplied(self):
        """A factor that is far too wide and a product that is too long are told apart."""
        too_long = "the exact result is not finite or has more than 64 digits"
        with pytest.raises(InvalidAmount, match=f"^Money \\* int: {too_long}$"):
            self.a * (1 << 513)
        with pytest.raises(InvalidAmount, match=f"^Money \\* number: {too_long}$"):
            self.a * 10**64
        with pytest.raises(InvalidAmount, match=f"^Money \\* number: {too_long}$"):
            self.a * Decimal("Infinity")

    def test_widest_product(self):
        """The largest factor on the smallest amount fills all 64 digits before the point."""
        smallest = Money(Decimal("1E-64"), "USD")

        assert (Money, "9" * 64, "USD") == exactly(smallest * ((10**64 - 1) * 10**64))
        assert smallest * 10**127 == Money(Decimal("1E+63"), "USD")
        with pytest.raises(InvalidAmount):
            smallest * 10**128
        with pytest.raises(InvalidAmount):
            Money(0, "USD") * (1 << 512)
        assert Money(0, "USD") * ((1 << 512) - 1) == Money(0, "USD")

    def test_inexact_sum_raises(self):
        """A sum or difference that 64 digits cannot hold is an InvalidAmount; trailing zeros do not count."""
        most = Money("9" * 64, "USD")
        long = Money("1." + "0" * 63, "USD")

        assert most - long == Money("9" * 63 + "8", "USD")
        assert long + Money(10, "USD") == Money(11, "USD") == total([long, Money(10, "USD")], "USD")
        for operation in (
            lambda: most + Money(1, "USD"),
            lambda: -most - Money(1, "USD"),
            lambda: most + Money("0.1", "USD"),
            lambda: most - Money("0.1", "USD"),
            lambda: total([most, Money(1, "USD")], "USD"),
        ):
            with pytest.raises(InvalidAmount, match=r"^(Money [+-] Money|total): the exact result"):
                operation()

    @rows("number", [0, 0.0, False, True, 1, 1.5, Decimal(0), Decimal(1)])
    def test_numbers_are_not_added(self, number):
        """`m + 0`, `m - 0` and their mirrors raise and name `total`."""
        for operation in (
            lambda: self.a + number,
            lambda: number + self.a,
            lambda: self.a - number,
            lambda: number - self.a,
        ):
            with pytest.raises(TypeError, match="total"):
                operation()

    @rows("other", [None, "1", [], object()])
    def test_strangers_are_not_added(self, other):
        """Anything that is neither money nor a number is an ordinary TypeError."""
        for operation in (
            lambda: self.a + other,
            lambda: other + self.a,
            lambda: self.a - other,
            lambda: other - self.a,
        ):
            with pytest.raises(TypeError):
                operation()

    def test_subtracting_from_a_stranger_is_told_in_pythons_words(self):
        """Both types are named, as for any two types that know nothing of each other."""
        with pytest.raises(TypeError, match=r"^unsupported operand type\(s\) for -: 'NoneType' and 'Money'$"):
            None - self.a

    def test_other_types_get_their_turn(self):
        """A foreign operand that knows what to do with money is asked."""

        class Foreign:
            def __radd__(self, other):
                return "radd"

            __rsub__ = __rmul__ = __gt__ = __lt__ = __ge__ = __le__ = __eq__ = __ne__ = __radd__

            def __hash__(self):
                return 0

        f = Foreign()

        m = self.a

        assert {"radd"} == {m + f, m - f, m * f, m < f, m > f, m <= f, m >= f, m == f, m != f}

    def test_sum_points_to_total(self):
        """`sum` starts from the number 0, so it raises and names `total`."""
        with pytest.raises(TypeError, match="total"):
            sum([self.a, self.b])  # type: ignore[list-item]

    def test_currencies_do_not_mix(self):
        """Adding or subtracting another currency is a CurrencyMismatch that names both."""
        euro = Money(1, "EUR")

        for other in (euro, moneyed.Money(1, "EUR")):
            for operation in (lambda: self.a + other, lambda: self.a - other):  # noqa: B023 - called at once
                with pytest.raises(CurrencyMismatch, match=r"^USD [+-] EUR"):
                    operation()
            with pytest.raises(CurrencyMismatch):
                other + self.a
            with pytest.raises(CurrencyMismatch):
                other - self.a

    def test_plain_money_becomes_ours(self):
        """Arithmetic with a plain py-moneyed amount gives ours whichever side it is on."""
        assert (Money, "14.00", "USD") == exactly(self.a + self.plain)
        assert (Money, "14.00", "USD") == exactly(self.plain + self.a)
        assert (Money, "6.50", "USD") == exactly(self.a - self.plain)
        assert (Money, "-6.50", "USD") == exactly(self.plain - self.a)

    def test_plain_money_passes_the_door(self):
        """A plain amount of NaN cannot slip in through `+`."""
        bad = moneyed.Money(Decimal("NaN"), "USD")

        for operation in (lambda: self.a + bad, lambda: bad + self.a, lambda: self.a < bad):
            with pytest.raises(InvalidAmount):
                operation()

    @rows("other", [2, Decimal(2), 2.0, Money(2, "USD"), plain, None])
    def test_nothing_is_divided(self, other):
        """Every kind of division raises and names `allocate` and `split`."""
        for operation in (
            lambda: self.a / other,
            lambda: self.a // other,
            lambda: self.a % other,
            lambda: divmod(self.a, other),
            lambda: other / self.a,
            lambda: other // self.a,
            lambda: other % self.a,
            lambda: divmod(other, self.a),
        ):
            with pytest.raises(TypeError, match="allocate or split"):
                operation()

    def test_division_says_what_to_use(self):
        """The refusal names the other operand's type and the functions that share out."""
        with pytest.raises(
            TypeError, match=r"^Money cannot be divided \(with int\): share it out by allocate or split$"
        ):
            self.a / 2

    def test_subclass_stays(self):
        """Arithmetic keeps the class of the left operand."""

        class Price(Money):
            pass

        p = Price("1.50", "USD")
        results = [p + self.a, p - self.a, p * 2, -p, abs(-p), round_money(p), copy.copy(p), Price.from_minor(1, "USD")]

        assert {Price} == {type(x) for x in results}

    def test_ambient_context_is_ignored(self):
        """Under `prec=4`, `ROUND_UP` and every trap, results and texts are the same to the digit."""
        plain = moneyed.Money(Decimal("12345.67"), "USD")

        def everything():
            m = Money("1234567.891", "USD")
            return [
                exactly(x)
                for x in (
                    m, Money(Decimal("1234567.8910"), "USD"), Money(12345678, "USD"), m + m, m - m, m * 3, -m, abs(-m),
                    m * Decimal("0.000123"), Money("0." + "0" * 9, "USD") * -1, m + plain, plain - m, money(plain),
                    round_money(m), total([m, m], "USD"),
                    round_money(m, Rounding.DOWN), Money.from_minor(123456789, "KWD"), Money("0.0000001", "USD"),
                    pickle.loads(pickle.dumps(m)),
                )
            ] + [
                str(m), repr(m), hash(m), m.minor_ratio, m < m * 2, m == m + Money("0.0000001", "USD"),
                Money("123456.78", "USD").minor_units, bool(Money("0.0000001", "USD")), m == plain, m >= plain,
            ]  # fmt: skip

        calm = everything()
        with hostile():
            stormy = everything()

        assert calm == stormy

    def test_ambient_context_does_not_soften_refusals(self):
        """Under a context that traps nothing, inexact results and signalling NaNs are still refused."""
        with decimal.localcontext(decimal.Context(prec=4, traps=[])):
            for operation in (
                lambda: Money("9" * 64, "USD") + Money("0.1", "USD"),
                lambda: Money(Decimal("sNaN"), "USD"),
                lambda: Money("9" * 64, "USD") * 10,
                lambda: Money(1, "USD") * Decimal("sNaN"),
            ):
                with pytest.raises(InvalidAmount):
                    operation()

    def test_default_context_is_ignored(self):
        """Spoiling `decimal.DefaultContext` before the import changes nothing."""
        code = (
            "import decimal; d = decimal.DefaultContext\n"
            "d.prec, d.Emin, d.Emax, d.rounding, d.clamp, d.capitals = 3, -2, 2, decimal.ROUND_UP, 1, 0\n"
            "decimal.setcontext(d)\n"
            "from checkout_core.money import Money\n"
            "from checkout_core.formatting import format_money\n"
            "m = Money('123456.785', 'USD') * 2\n"
            "print(m, repr(m), format_money(m))"
        )

        ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert ran.stdout == "USD 246913.57 Money('246913.570', 'USD') $246,913.57\n"


class TestComparison:
    def test_equal_by_value(self):
        """Trailing zeros do not matter for `==`, hash or str."""
        a, b = Money("1.0", "USD"), Money("1.00", "USD")

        assert a == b
        assert not a != b
        assert hash(a) == hash(b)
        assert str(a) == str(b)
        assert {a} == {b}

    def test_equal_to_plain(self):
        """A plain py-moneyed amount of the same value is equal from both sides, with the same hash."""
        ours, plain = Money("1.00", "USD"), moneyed.Money("1.0", "USD")

        assert ours == plain
        assert plain == ours
        assert hash(ours) == hash(plain)
        assert ours != moneyed.Money("1.01", "USD")
        assert moneyed.Money("1.01", "USD") != ours
        assert not ours != plain

    def test_unequal(self):
        """Another amount, another currency, a number or text is simply not equal."""
        a = Money("1", "USD")

        assert a != Money("1.01", "USD")
        assert a != Money("1", "EUR")
        assert not a == Money("1", "EUR")
        assert Money(0, "USD") != 0
        assert not Money(0, "USD") == 0
        assert a != "USD 1.00"
        assert a != None  # noqa: E711 - the operator is under test

    @rows("amount", [Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity")])
    def test_equality_with_broken_plain_money(self, amount):
        """Comparing for equality with a plain NaN is False and never raises."""
        assert Money(1, "USD") != moneyed.Money(amount, "USD")
        assert not moneyed.Money(amount, "USD") == Money(1, "USD")

    def test_equality_with_altered_plain_money(self):
        """A plain amount that somebody overwrote with a number is not equal to an amount."""
        plain = moneyed.Money(1, "USD")
        plain.amount = 1  # type: ignore[misc,assignment]

        assert Money(1, "USD") != plain

    def test_hashes_differ_by_currency(self):
        """The currency is part of the hash."""
        assert len({hash(Money(1, code)) for code in ("USD", "EUR", "JPY", "GBP")}) == 4

    @rows("kind", [Money, moneyed.Money])
    def test_order(self, kind):
        """Amounts of one currency are ordered by value, also against plain amounts from both sides."""
        low, same, high = Money(1, "USD"), kind("1.0", "USD"), kind("1.01", "USD")

        assert (low < high, low <= high, low > high, low >= high) == (True, True, False, False)
        assert (low < same, low <= same, low > same, low >= same) == (False, True, False, True)
        assert (high < low, high <= low, high > low, high >= low) == (False, False, True, True)
        assert (same < low, same <= low, same > low, same >= low) == (False, True, False, True)

    @rows(("name", "answers"), [("__lt__", (True, False, False)), ("__le__", (True, True, False)),
                                ("__gt__", (False, False, True)), ("__ge__", (False, True, True))])  # fmt: skip
    def test_order_does_not_lean_on_the_other_side(self, name, answers):
        """Each comparison answers by itself; Python would otherwise ask the right operand the other way round."""
        compare = getattr(Money(2, "USD"), name)

        assert tuple(compare(Money(amount, "USD")) for amount in (3, 2, 1)) == answers

    @rows("other", [Money(2, "EUR"), moneyed.Money(2, "EUR")])
    def test_order_across_currencies(self, other):
        """Ordering across currencies is a CurrencyMismatch."""
        a = Money(1, "USD")

        for operation in (lambda: a < other, lambda: a <= other, lambda: a > other, lambda: a >= other):
            with pytest.raises(CurrencyMismatch, match=r"^USD [<>]=? EUR: "):
                operation()

    @rows("other", [0, 1.5, Decimal(1), "1", None])
    def test_order_against_numbers(self, other):
        """Money is not ordered against numbers or anything else."""
        a = Money(1, "USD")

        for operation in (lambda: a < other, lambda: a <= other, lambda: a > other, lambda: a >= other):
            with pytest.raises(TypeError):
                operation()


class TestMinorUnits:
    @rows(
        ("amount", "code", "units"),
        [("43.58", "USD", 4358), ("-43.58", "USD", -4358), ("0", "USD", 0), ("12", "JPY", 12), ("1.234", "KWD", 1234),
         ("1.0001", "CLF", 10001), ("1.500", "USD", 150), ("9" * 64, "CLF", int("9" * 64) * 10**4)],
    )  # fmt: skip
    def test_whole(self, amount, code, units):
        """`minor_units` counts the currency's smallest unit, also under py-moneyed's own name for it."""
        m = Money(amount, code)

        assert units == m.minor_units == m.get_amount_in_sub_unit()
        assert (units, 1) == m.minor_ratio
        assert type(m.minor_units) is int

    @rows(
        ("amount", "code", "ratio"),
        [("0.125", "USD", (25, 2)), ("-0.125", "USD", (-25, 2)), ("1.999", "USD", (1999, 10)), ("0.5", "JPY", (1, 2)),
         ("0.00002", "CLF", (1, 5)), ("0.004", "USD", (2, 5))],
    )  # fmt: skip
    def test_finer(self, amount, code, ratio):
        """An amount finer than the minor unit has an exact ratio; asking for whole units raises, never truncates."""
        m = Money(amount, code)

        assert ratio == m.minor_ratio
        with pytest.raises(InvalidAmount, match=f"{m} is not a whole number of minor units"):
            m.minor_units  # noqa: B018 - the property raises
        with pytest.raises(InvalidAmount):
            m.get_amount_in_sub_unit()

    @rows(
        ("units", "code", "amount"),
        [(4358, "USD", "43.58"), (-4358, "USD", "-43.58"), (0, "USD", "0.00"), (1200, "USD", "12.00"), (7, "JPY", "7"),
         (1, "KWD", "0.001"), (-1, "CLF", "-0.0001"), (10**64 - 1, "USD", "9" * 62 + ".99"),
         (10**64 - 1, "JPY", "9" * 64),
         (1 - 10**64, "USD", "-" + "9" * 62 + ".99")],
    )  # fmt: skip
    def test_from_minor(self, units, code, amount):
        """`from_minor` is exact and carries exactly the currency's decimals."""
        assert (
            (Money, amount, code)
            == exactly(Money.from_minor(units, code))
            == exactly(Money.from_minor(units, currency(code)))
        )

    @rows("units", [True, False, 1.0, "1", None, Decimal(1), 10**64, -(10**64), 10**5000])
    def test_from_minor_refuses(self, units):
        """Minor units are an int of at most 64 digits."""
        with pytest.raises(InvalidAmount, match=r"^Money.from_minor: got "):
            Money.from_minor(units, USD)

    @rows(("units", "text"), [(1.0, "1.0"), (True, "True"), (10**64, "1" + "0" * 64)])
    def test_from_minor_shows_what_was_given(self, units, text):
        """And how long an int may be."""
        with pytest.raises(InvalidAmount) as caught:
            Money.from_minor(units, USD)
        assert str(caught.value) == f"Money.from_minor: got {text}, allowed: an int of at most 64 digits"

    def test_from_minor_currency(self):
        """The currency of `from_minor` is checked and made canonical."""
        with pytest.raises(UnknownCurrency):
            Money.from_minor(1, "usd")
        with pytest.raises(UnknownCurrency):
            Money.from_minor(1, moneyed.get_currency("DEM"))
        assert Money.from_minor(1, copy.deepcopy(moneyed.USD)).currency is moneyed.USD


class TestText:
    @rows(
        ("amount", "code", "text"),
        [("1234.5", "USD", "USD 1234.50"), ("0.125", "USD", "USD 0.125"), ("1.500", "USD", "USD 1.50"),
         ("12", "JPY", "JPY 12"),
         ("12.0", "JPY", "JPY 12"), ("0.5", "JPY", "JPY 0.5"), ("-5", "KWD", "KWD -5.000"), ("0", "USD", "USD 0.00"),
         ("0.0000001", "USD", "USD 0.0000001"), ("100", "JPY", "JPY 100"), ("1.10", "CLF", "CLF 1.1000"),
         ("1.2500", "USD", "USD 1.25"), ("1.000000", "KWD", "KWD 1.000")],
    )  # fmt: skip
    def test_str(self, amount, code, text):
        """`str` is the code and plain digits: the currency's decimals, more only where the amount is finer."""
        m = Money(amount, code)

        assert text == str(m) == f"{m}" == format(m)

    def test_repr(self):
        """`repr` is the call that makes the amount, without exponents."""
        assert repr(Money("43.58", "USD")) == "Money('43.58', 'USD')"
        assert repr(Money("0.0000001", "USD")) == "Money('0.0000001', 'USD')"
        assert repr(Money(Decimal("1E+3"), "USD")) == "Money('1000', 'USD')"

    @rows("spec", [".2f", "s", ">10", " "])
    def test_format_spec(self, spec):
        """A format specification raises and points to `format_money`."""
        with pytest.raises(TypeError, match="format_money"):
            format(Money(1, "USD"), spec)

    def test_format_spec_says_what_to_use(self):
        """The refusal shows the specification and names both kinds of text."""
        text = r"^Money has no format '\.2f': use formatting\.format_money for people, str for logs$"
        with pytest.raises(TypeError, match=text):
            format(Money(1, "USD"), ".2f")

    def test_locale_independent(self):
        """`LC_NUMERIC`, even an unknown one, changes no text."""
        code = "from checkout_core.money import Money; print(str(Money('1234.5', 'USD')))"

        for locale in ("C", "de_DE.UTF-8", "xx_YY", ""):
            env = {"LC_ALL": locale, "LC_NUMERIC": locale, "LANG": locale}
            ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)

            assert ran.stdout == "USD 1234.50\n"

    def test_rounding_without_currency(self):
        """py-moneyed's `round` and the builtin raise and point to `round_money`."""
        m = Money("2.50", "USD")

        for operation in (m.round, lambda: m.round(2), lambda: round(m), lambda: round(m, 2)):
            with pytest.raises(TypeError, match="round_money"):
                operation()

    @rows(("operation", "digits"), [(lambda m: m.round(2), "2"), (lambda m: round(m, 2), "2"), (round, "None")])
    def test_rounding_without_currency_says_what_to_use(self, operation, digits):
        """The refusal shows the number of digits that was asked for."""
        with pytest.raises(TypeError, match=f"^Money has no round\\({digits}\\): use round_money\\(m, rounding\\)$"):
            operation(Money("2.50", "USD"))


class TestCopies:
    def test_copies_are_the_same_object(self):
        """What cannot change needs no copy."""
        m = Money("1.00", "USD")

        assert copy.copy(m) is m
        assert copy.deepcopy(m) is m
        assert copy.deepcopy([m])[0] is m

    @rows("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
    @rows("amount", ["1.50", "-0.125", "1.500", "0", "0." + "0" * 63 + "1", "-" + "9" * 64])
    def test_pickle(self, protocol, amount):
        """A pickle keeps every digit and gives back the one currency object."""
        m = Money(amount, "USD")

        back = pickle.loads(pickle.dumps(m, protocol))

        assert exactly(m) == exactly(back)
        assert back.currency is m.currency

    def test_pickle_is_small(self):
        """A pickle holds digits and a code, not a currency object."""
        assert len(pickle.dumps(Money("43.58", "USD"))) < 100

    def test_pickle_of_supplied_currency(self):
        """Currencies that py-moneyed lacks are pickled too."""
        assert Money(1, "XCG") == pickle.loads(pickle.dumps(Money(1, "XCG")))


class TestCurrency:
    def test_active_codes_are_those_of_iso(self):
        """Exactly the codes of the published ISO 4217 table are known, with its decimals."""
        assert {code: exponent(code) for code in ISO} == ISO
        assert set(ISO) == set(money_module.EXPONENTS)

    @rows(("code", "decimals"), [("USD", 2), ("JPY", 0), ("KWD", 3), ("CLF", 4), ("UYW", 4), ("XAU", 0)])
    def test_exponent(self, code, decimals):
        """Decimals are ISO 4217's, by code or by object."""
        assert decimals == exponent(code) == exponent(currency(code))

    def test_one_object_per_code(self):
        """The same code gives the same object, py-moneyed's own where it has one."""
        for code in ISO:
            found = currency(code)

            assert found.code == code
            assert currency(code) is found
            assert currency(found) is found
            assert currency(copy.deepcopy(found)) is found
            if code in moneyed.CURRENCIES:
                assert moneyed.CURRENCIES[code] is found

    def test_supplied_codes(self):
        """XCG, ZWG and XAD exist here with their ISO numbers, and not in py-moneyed's registry."""
        for code in ("XCG", "ZWG", "XAD"):
            found = currency(code)

            assert isinstance(found, moneyed.Currency)
            assert code not in moneyed.CURRENCIES
            assert found.numeric == str(iso4217.Currency(code).number)
            assert found.sub_unit == 100
            assert found.name != code

    @rows(
        "code",
        ["usd", "Usd", " USD", "USD ", "", "US", "ZZZ", "DEM", "ADP", "HRK", "BGN", "ZWL", "840", None, 840, b"USD",
         [], True, moneyed.get_currency("DEM"), moneyed.Currency("BTC"), moneyed.Currency("usd"),
         moneyed.Currency(None)],  # type: ignore[arg-type]
    )  # fmt: skip
    def test_unknown(self, code):
        """Anything but an active upper-case code is an UnknownCurrency that names what was given."""
        for operation in (
            lambda: currency(code),
            lambda: exponent(code),
            lambda: Money(1, code),
            lambda: total([], code),
        ):
            with pytest.raises(UnknownCurrency) as info:
                operation()

            assert f"got {errors.shown(code)}, allowed: an active ISO 4217 code" in str(info.value)

    def test_sub_unit_of_the_object_is_ignored(self):
        """Changing py-moneyed's global currency object changes no amount of ours."""
        usd = moneyed.USD
        before = usd.sub_unit
        usd.sub_unit = 7  # type: ignore[misc]
        try:
            assert exponent("USD") == 2
            assert Money("1.50", usd).minor_units == 150
            assert (Money, "1.50", "USD") == exactly(Money.from_minor(150, usd))
            assert (Money, "0.13", "USD") == exactly(round_money(Money("0.125", usd)))
        finally:
            usd.sub_unit = before  # type: ignore[misc]

    def test_tables_are_read_only(self):
        """The tables cannot be changed."""
        for table in (
            money_module.EXPONENTS,
            currencies_module._CURRENCIES,
            money_module._QUANTA,
            rounding_module._DIVIDERS,
        ):
            with pytest.raises(TypeError):
                table["USD"] = 7


class TestDoor:
    def test_ours_passes(self):
        """Our own amounts are returned as they are."""
        m = Money("1.00", "USD")

        assert money(m) is m
        assert money(m, "USD") is m
        assert money(m, moneyed.USD) is m

    def test_plain_is_converted(self):
        """A plain py-moneyed amount becomes ours."""
        assert (Money, "1.50", "USD") == exactly(money(moneyed.Money("1.50", "USD")))
        assert (Money, "1.50", "USD") == exactly(money(moneyed.Money("1.50", "USD"), "USD"))

    def test_numbers_need_a_currency(self):
        """Numbers and text in major units need a currency."""
        for value in (Decimal("1.50"), "1.50"):
            assert (Money, "1.50", "USD") == exactly(money(value, "USD"))
            with pytest.raises(UnknownCurrency, match="got None"):
                money(value)
        assert (Money, "2", "JPY") == exactly(money(2, "JPY"))

    def test_currencies_must_agree(self):
        """Money in another currency than the one asked for is a CurrencyMismatch."""
        for value in (Money("1.00", "USD"), moneyed.Money("1.00", "USD")):
            with pytest.raises(CurrencyMismatch, match=r"got USD 1\.00, allowed: an amount in EUR"):
                money(value, "EUR")
            with pytest.raises(UnknownCurrency):
                money(value, "eur")

    @rows("amount", [0.1, None, True])
    def test_altered_plain_money(self, amount):
        """A plain amount that somebody overwrote with a float is refused."""
        plain = moneyed.Money(1, "USD")
        plain.amount = amount  # type: ignore[misc]

        with pytest.raises(InvalidAmount):
            money(plain)

    @rows("value", [1.5, None, True, [], Decimal("NaN")])
    def test_refuses_the_rest(self, value):
        """The door refuses what the constructor refuses."""
        with pytest.raises(InvalidAmount):
            money(value, "USD")


class TestTotal:
    def test_sums(self):
        """`total` is the exact sum, of any iterable, plain amounts included."""
        plain: Any = moneyed.Money("-0.005", "USD")
        amounts = [Money("0.10", "USD"), Money("0.20", "USD"), plain]

        assert (Money, "0.295", "USD") == exactly(total(iter(amounts), "USD"))
        assert (Money, "10.00", "USD") == exactly(total([Money(10, "USD")], USD))

    def test_of_nothing(self):
        """The total of no amounts is zero money with the currency's decimals."""
        assert (Money, "0.00", "USD") == exactly(total([], "USD"))
        assert (Money, "0", "JPY") == exactly(total([], "JPY"))

    def test_other_currency(self):
        """One amount in another currency is a CurrencyMismatch, even zero."""
        with pytest.raises(CurrencyMismatch, match=r"^USD \+ EUR: both amounts must be in one currency$"):
            total([Money(1, "USD"), Money(0, "EUR")], "USD")
        with pytest.raises(CurrencyMismatch):
            total([Money(1, "EUR")], "USD")

    @rows(("item", "text"), [(0, r"Money \+ int: both sides must be Money; sum amounts with total"),
                             (Decimal(1), r"Money \+ Decimal: both sides must be Money; sum amounts with total"),
                             (None, r"Money \+ NoneType: total sums Money"),
                             ("1", r"Money \+ str: total sums Money")])  # fmt: skip
    def test_not_money(self, item, text):
        """Only money is summed; the refusal names the type of what is not."""
        with pytest.raises(TypeError, match=f"^{text}$"):
            total([Money(1, "USD"), item], "USD")


class TestRounding:
    def test_names(self):
        """There are seven modes, and the value of each is its name."""
        assert {"HALF_UP", "HALF_EVEN", "HALF_DOWN", "UP", "DOWN", "CEILING", "FLOOR"} == {r.value for r in Rounding}
        assert all(r.name == r.value and Rounding(r.name) is r and pickle.loads(pickle.dumps(r)) is r for r in Rounding)

    @rows(
        ("rounding", "expected"),
        [
            #                       -3.5 -2.6 -2.5 -2.4 -2  -0.5  0  0.5 2.4 2.5 2.6 3.5
            (Rounding.HALF_UP, [-4, -3, -3, -2, -2, -1, 0, 1, 2, 3, 3, 4]),
            (Rounding.HALF_EVEN, [-4, -3, -2, -2, -2, 0, 0, 0, 2, 2, 3, 4]),
            (Rounding.HALF_DOWN, [-3, -3, -2, -2, -2, 0, 0, 0, 2, 2, 3, 3]),
            (Rounding.UP, [-4, -3, -3, -3, -2, -1, 0, 1, 3, 3, 3, 4]),
            (Rounding.DOWN, [-3, -2, -2, -2, -2, 0, 0, 0, 2, 2, 2, 3]),
            (Rounding.CEILING, [-3, -2, -2, -2, -2, 0, 0, 1, 3, 3, 3, 4]),
            (Rounding.FLOOR, [-4, -3, -3, -3, -2, -1, 0, 0, 2, 2, 2, 3]),
        ],
    )
    def test_table(self, rounding, expected):
        """Each mode by example, through the method, the plain function and `round_money`."""
        tenths = [-35, -26, -25, -24, -20, -5, 0, 5, 24, 25, 26, 35]

        assert expected == [rounding.divide(n, 10) for n in tenths]
        assert expected == [rounding.divider(n, 10) for n in tenths]
        assert expected == [getattr(rounding_module, rounding.name.lower())(n, 10) for n in tenths]
        assert expected == [round_money(Money(Decimal(n).scaleb(-1), "JPY"), rounding).minor_units for n in tenths]

    @rows("rounding", Rounding)
    @rows("denominator", [0, -1, -10])
    def test_denominator(self, rounding, denominator):
        """A denominator of zero or less is a ValueError in every mode."""
        with pytest.raises(ValueError, match=f"denominator: got {denominator}, allowed: an int above zero"):
            rounding.divide(1, denominator)
        assert rounding.divide(7, 1) == 7

    def test_round_money(self):
        """Rounding goes to the currency's own minor unit, half away from zero unless told otherwise."""
        assert (Money, "0.13", "USD") == exactly(round_money(Money("0.125", "USD")))
        assert (Money, "-0.13", "USD") == exactly(round_money(Money("-0.125", "USD")))
        assert (Money, "0.12", "USD") == exactly(round_money(Money("0.125", "USD"), Rounding.HALF_EVEN))
        assert (Money, "3", "JPY") == exactly(round_money(Money("2.50", "JPY")))
        assert (Money, "2.5000", "CLF") == exactly(round_money(Money("2.5", "CLF")))
        assert (Money, "2.50", "USD") == exactly(round_money(Money("2.500", "USD"), rounding=Rounding.UP))
        assert (Money, "0.00", "USD") == exactly(round_money(Money("-0.001", "USD")))
        assert inspect.signature(round_money).parameters["rounding"].default.name == "HALF_UP"

    @rows("given", ["HALF_UP", None, decimal.ROUND_HALF_UP, 2])
    def test_round_money_by_no_mode(self, given):
        """What is not a mode is an InvalidField that lists the modes."""
        modes = "HALF_UP, HALF_EVEN, HALF_DOWN, UP, DOWN, CEILING, FLOOR"
        with pytest.raises(InvalidField) as caught:
            round_money(Money("2.50", "USD"), given)
        assert str(caught.value) == f"rounding: got {given!r}, allowed: one of {modes}"

    def test_round_money_too_long(self):
        """An amount with no room left for the currency's decimals is an InvalidAmount."""
        with pytest.raises(InvalidAmount):
            round_money(Money("9" * 64, "USD"))
        assert round_money(Money("9" * 64, "JPY")) == Money("9" * 64, "JPY")


class Opaque:
    """A value whose repr fails."""

    def __repr__(self):
        raise RuntimeError


class TestErrors:
    @rows("kind", [InvalidAmount, UnknownCurrency, CurrencyMismatch, InvalidAllocation, InvalidField])
    def test_family(self, kind):
        """Every error is a CheckoutCoreError and a ValueError."""
        assert issubclass(kind, CheckoutCoreError)
        assert issubclass(kind, ValueError)

    @rows("kind", [CheckoutCoreError, InvalidAmount, UnknownCurrency, CurrencyMismatch, InvalidAllocation])
    def test_pickle(self, kind):
        """Errors survive pickling and copying with their message."""
        error = kind("what happened")

        for back in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
            assert type(back) is kind
            assert str(back) == "what happened"

    def test_invalid_field(self):
        """The message joins field, value and what is allowed; without a field it starts with the value."""
        error = InvalidField("LineItem.quantity", 0, "a whole number from 1 to 100000")

        assert str(error) == "LineItem.quantity: got 0, allowed: a whole number from 1 to 100000"
        assert (error.field, error.given, error.allowed) == ("LineItem.quantity", 0, "a whole number from 1 to 100000")
        assert str(InvalidField("", "x", "y")) == "got 'x', allowed: y"

    def test_invalid_field_pickles(self):
        """The three parts, the message and notes survive pickling and copying."""
        error = InvalidField("A.b", {"c": 1}, "d")
        error.add_note("seen at noon")

        for back in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
            assert (back.field, back.given, back.allowed) == ("A.b", {"c": 1}, "d")
            assert str(back) == str(error)
            assert back.__notes__ == ["seen at noon"]

    def test_invalid_field_with_unpicklable_value(self):
        """A value that cannot be pickled travels as the text shown for it, and the message stays the same."""
        error = InvalidField("A.b", lambda: 0, "d")

        back = pickle.loads(pickle.dumps(error))

        assert str(back) == str(error)
        assert errors.shown(error.given) == back.given

    @rows(
        ("value", "text"),
        [
            (0.1, "0.1"),
            ("x" * 78, "'" + "x" * 78 + "'"),
            ("x" * 79, "'" + "x" * 76 + "..."),
            (10**80 - 1, "9" * 80),
            (1 - 10**80, "-" + "9" * 76 + "..."),
            (10**80, "<int of 266 bits>"),
            (-(10**80), "<int of 266 bits>"),
            (10**5000, "<int of 16610 bits>"),
            ([10**5000], "<list>"),
            (Opaque(), "<Opaque>"),
            (None, "None"),
            (True, "True"),
        ],
    )
    def test_shown(self, value, text):
        """A value is shown in at most 80 characters, and showing it never raises."""
        assert text == errors.shown(value)
        assert len(text) <= 80

    def test_shown_cuts_long_text_first(self):
        """A long text is cut before its repr is made."""
        assert errors.shown("x" * 10**8).endswith("x...")

    def test_errors_imports_only_the_standard_library(self):
        """Every other module may import `errors`, so it imports none of them."""
        nodes = list(ast.walk(ast.parse(inspect.getsource(errors))))
        imported = [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)]
        imported += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]

        assert imported
        assert {name.partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_max_digits():
    """Amounts have at most 64 digits."""
    assert MAX_DIGITS == 64
