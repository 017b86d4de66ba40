"""Exact money: a strict, frozen amount in an ISO 4217 currency, and what may be done to it.

:class:`Money` is a subclass of py-moneyed's ``Money``, so code written for that type accepts it, but none of
that type's arithmetic is used: here every result is exact or an error, floats never enter, and neither the
thread's decimal context nor its locale can change an answer. Rounding happens only where a :class:`Rounding`
is named, and an amount is shared out only by the functions of :mod:`checkout_core.allocation`.

Amounts are in major units (``Decimal("43.58")`` dollars) unless a name says *minor* (``4358`` cents). Signs
are the ordinary ones; minus zero does not exist. The number of decimals of each currency is ISO 4217's.

Beside :mod:`checkout_core.currencies` this is the only module that imports ``moneyed``.
"""

from __future__ import annotations

import decimal
import math
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType
from typing import Final, NoReturn, Self

import moneyed
from attrs.exceptions import FrozenInstanceError

from checkout_core.currencies import Currency, currency
from checkout_core.errors import CurrencyMismatch, InvalidAmount, InvalidField, shown
from checkout_core.iso4217 import EXPONENTS
from checkout_core.rounding import Rounding

__all__ = [
    "MAX_DIGITS",
    "AnyMoney",
    "Money",
    "money",
    "round_money",
    "total",
]

AnyMoney = moneyed.Money
"""What every door takes: py-moneyed's own type, of which :class:`Money` is one."""

MAX_DIGITS: Final = 64
"""The most digits of an amount, before and after the point together; a lone zero before it is free."""


_resolve: Final = currency  # parameters named ``currency`` hide the function


# --- exactness ----------------------------------------------------------------------------------------------

# Etiny = Emin - prec + 1 = -64 decimals at most; clamp folds 1E+3 into 1000, so no amount has a positive
# exponent. ``_EXACT`` computes: dropping a non-zero digit or passing 64 integer digits raises. ``_STRICT``
# admits: it refuses a 65th digit even when that digit is zero. Both work in constant time on huge exponents.
# Only their flags ever change, and nothing reads those.
_BOUNDS: Final = {
    "prec": MAX_DIGITS,
    "Emin": -1,
    "Emax": MAX_DIGITS - 1,
    "clamp": 1,
    "rounding": decimal.ROUND_HALF_EVEN,
}
_FATAL: Final = [decimal.Inexact, decimal.Overflow, decimal.InvalidOperation]
_EXACT: Final = decimal.Context(**_BOUNDS, traps=_FATAL)  # type: ignore[arg-type]
_STRICT: Final = decimal.Context(**_BOUNDS, traps=[*_FATAL, decimal.Rounded])  # type: ignore[arg-type]

_ZERO: Final = Decimal(0)
_QUANTA: Final[Mapping[str, Decimal]] = MappingProxyType(
    {code: Decimal((0, (1,), -decimals)) for code, decimals in EXPONENTS.items()}
)
_LIMIT: Final = 10**MAX_DIGITS
_WIDEST_FACTOR_BITS: Final = 512  # an int wider than this takes any non-zero amount past 64 digits
_LONGEST_TEXT: Final = MAX_DIGITS + len("-0.")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _admit(amount: object) -> Decimal:
    """Return ``amount`` as a finite Decimal without minus zero or positive exponent; raise InvalidAmount."""
    exact = None
    try:
        if isinstance(amount, Decimal):
            exact = _STRICT.plus(amount)
        elif isinstance(amount, str):
            if len(amount) <= _LONGEST_TEXT and _NUMBER.fullmatch(amount):
                exact = _STRICT.plus(Decimal(amount))
        elif isinstance(amount, int) and not isinstance(amount, bool) and -_LIMIT < amount < _LIMIT:
            exact = Decimal(amount)
    except decimal.DecimalException:
        pass
    if exact is None or not exact.is_finite():
        raise InvalidAmount(
            f"Money.amount: got {shown(amount)}, allowed: a finite Decimal, an int, or text such as '12.34',"
            f" of at most {MAX_DIGITS} digits"
        )
    return exact if exact or exact.adjusted() > -MAX_DIGITS else _ZERO


def _refuse(operation: str, instead: str) -> NoReturn:
    raise TypeError(f"Money {operation}: {instead}")


def _inexact(operation: str) -> InvalidAmount:
    return InvalidAmount(f"{operation}: the exact result is not finite or has more than {MAX_DIGITS} digits")


def _plain(amount: Decimal, decimals: int) -> str:
    """Return ``amount`` in ASCII digits with at least ``decimals`` decimals, more only where it is finer."""
    whole, _, fraction = f"{amount:f}".partition(".")
    fraction = fraction.rstrip("0").ljust(decimals, "0")
    return f"{whole}.{fraction}" if fraction else whole


# --- the type -----------------------------------------------------------------------------------------------


class Money(moneyed.Money):
    """An exact, immutable amount of one currency.

    ``amount`` is in major units, any sign, never minus zero, at most :data:`MAX_DIGITS` digits; it may be
    finer than the minor unit (a unit price of 0.125 USD). ``+``, ``-``, ``*`` by a number, ``abs`` and the
    comparisons are exact; nothing here rounds. Amounts that are equal are equal whatever their number of
    trailing zeros, and have one hash and one ``str``. ``==`` across currencies is False; every other
    operation across currencies raises :class:`~checkout_core.errors.CurrencyMismatch`. A plain
    ``moneyed.Money`` operand passes :func:`money` first.

    Args:
        amount: a finite ``Decimal``, an ``int``, or text of ASCII digits such as ``"-12.34"``. Floats,
            booleans, ``None``, NaN and infinities are refused, and exponents, spaces and separators in text.
            A zero with 64 decimals or more becomes plain 0.
        currency: an active ISO 4217 code in upper case, or a currency object with such a code.

    Raises:
        InvalidAmount: when ``amount`` is none of these or too long.
        UnknownCurrency: when ``currency`` is none of these.

    >>> Money("12.50", "USD") * 3 + Money("6.08", "USD")
    Money('43.58', 'USD')
    """

    amount: Final[Decimal]  # type: ignore[misc]  # assigned through __dict__: setattr is closed
    currency: Final[Currency]  # type: ignore[misc]

    def __init__(self, amount: Decimal | int | str, currency: str | Currency) -> None:
        """Check both parts and keep them; a second call on the same object raises, as any other change."""
        state = self.__dict__
        if state:
            raise FrozenInstanceError
        exact, known = _admit(amount), _resolve(currency)
        state["amount"] = exact
        state["currency"] = known

    @classmethod
    def _make(cls, amount: Decimal, currency: Currency) -> Self:
        """Wrap parts that are known to be admissible, unchecked."""
        self = cls.__new__(cls)
        state = self.__dict__
        state["amount"] = amount
        state["currency"] = currency
        return self

    @classmethod
    def from_minor(cls, units: int, currency: Currency | str) -> Self:
        """Return the amount of ``units`` whole minor units (cents, yen, fils), of any sign; exact.

        The amount carries exactly the currency's decimals: 1200 cents are ``12.00``.

        Raises:
            InvalidAmount: when ``units`` is not an int of at most 64 digits (a bool is not one).
            UnknownCurrency: when ``currency`` is not an active code.

        >>> Money.from_minor(-4358, "USD")
        Money('-43.58', 'USD')
        """
        known = _resolve(currency)
        given: object = units
        if isinstance(given, int) and not isinstance(given, bool) and -_LIMIT < given < _LIMIT:
            return cls._make(_EXACT.multiply(given, _QUANTA[known.code]), known)
        raise InvalidAmount(f"Money.from_minor: got {shown(given)}, allowed: an int of at most {MAX_DIGITS} digits")

    @property
    def minor_units(self) -> int:
        """The amount as a whole number of minor units: 4358 for 43.58 USD.

        Raises:
            InvalidAmount: when the amount is finer than the minor unit; :func:`round_money` first.
        """
        numerator, denominator = self.minor_ratio
        if denominator != 1:
            raise InvalidAmount(
                f"Money.minor_units: {self} is not a whole number of minor units; use round_money first"
            )
        return numerator

    @cached_property
    def minor_ratio(self) -> tuple[int, int]:
        """The exact amount in minor units as (numerator, denominator > 0), in lowest terms.

        0.125 USD is 12.5 cents: ``(25, 2)``. The sign is the numerator's.
        """
        numerator, denominator = self.amount.as_integer_ratio()
        scale = 10 ** EXPONENTS[self.currency.code]
        common = math.gcd(scale, denominator)
        return numerator * (scale // common), denominator // common

    def get_amount_in_sub_unit(self) -> int:
        """Return :attr:`minor_units`; unlike py-moneyed's own, never cuts a fraction off."""
        return self.minor_units

    def round(self, ndigits: int | None = None) -> NoReturn:
        """Refuse: py-moneyed's rounding ignores the currency; use :func:`round_money`."""
        _refuse(f"has no round({shown(ndigits)})", "use round_money(m, rounding)")

    def __round__(self, ndigits: int | None = None) -> NoReturn:
        self.round(ndigits)

    # Arithmetic: exact, in this currency, or an error. The signatures are narrower than py-moneyed's on
    # purpose, so that a type checker refuses what would raise.

    def __add__(self, other: moneyed.Money) -> Self:  # type: ignore[override]
        theirs = self._operand(other, "+")
        if theirs is None:
            return NotImplemented
        try:
            return self._make(_EXACT.add(self.amount, theirs), self.currency)
        except decimal.DecimalException:
            raise _inexact("Money + Money") from None

    def __radd__(self, other: moneyed.Money) -> Self:  # type: ignore[override]
        return self.__add__(other)

    def __sub__(self, other: moneyed.Money) -> Self:  # type: ignore[override]
        theirs = self._operand(other, "-")
        if theirs is None:
            return NotImplemented
        try:
            return self._make(_EXACT.subtract(self.amount, theirs), self.currency)
        except decimal.DecimalException:
            raise _inexact("Money - Money") from None

    def __rsub__(self, other: moneyed.Money) -> Self:  # type: ignore[override]
        difference = self.__sub__(other)
        return difference if difference is NotImplemented else -difference

    def __mul__(self, other: Decimal | int) -> Self:  # type: ignore[override]
        factor: object = other
        if isinstance(factor, int) and not isinstance(factor, bool):
            if factor.bit_length() > _WIDEST_FACTOR_BITS:
                raise _inexact("Money * int")
        elif not isinstance(factor, Decimal):
            if isinstance(factor, bool | float | moneyed.Money):
                _refuse(f"* {type(factor).__name__}", "multiply by an int or a Decimal")
            return NotImplemented
        try:
            product = _EXACT.multiply(self.amount, other)
        except decimal.DecimalException:
            raise _inexact("Money * number") from None
        if not product.is_finite():
            raise _inexact("Money * number")
        return self._make(product or _EXACT.plus(product), self.currency)  # plus: zero times -1 is not -0

    def __rmul__(self, other: Decimal | int) -> Self:  # type: ignore[override]
        return self.__mul__(other)

    def __neg__(self) -> Self:
        return self._make(_EXACT.minus(self.amount), self.currency)

    def __pos__(self) -> Self:
        return self

    def __abs__(self) -> Self:
        return -self if self.amount < _ZERO else self

    def __bool__(self) -> bool:
        return bool(self.amount)

    def _undivided(self, other: object) -> NoReturn:
        """Refuse every kind of division: a share of money is only exact as one of several."""
        _refuse(f"cannot be divided (with {type(other).__name__})", "share it out by allocate or split")

    def __truediv__(self, other: object) -> NoReturn:
        self._undivided(other)

    def __rtruediv__(self, other: object) -> NoReturn:
        self._undivided(other)

    def __floordiv__(self, other: object) -> NoReturn:
        self._undivided(other)

    def __rfloordiv__(self, other: object) -> NoReturn:
        self._undivided(other)

    def __mod__(self, other: object) -> NoReturn:
        self._undivided(other)

    def __rmod__(self, other: object) -> NoReturn:
        self._undivided(other)

    def __divmod__(self, other: object) -> NoReturn:
        self._undivided(other)

    def __rdivmod__(self, other: object) -> NoReturn:
        self._undivided(other)

    # Comparison: by value and code; ordering only within one currency.

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, moneyed.Money):
            return NotImplemented
        theirs: object = other.amount
        return (
            self.currency.code == other.currency.code
            and isinstance(theirs, Decimal)
            and theirs.is_finite()
            and self.amount == theirs
        )

    def __ne__(self, other: object) -> bool:
        equal = self.__eq__(other)
        return equal if equal is NotImplemented else not equal

    def __hash__(self) -> int:
        return hash((self.amount, self.currency.code))

    def __lt__(self, other: moneyed.Money) -> bool:  # type: ignore[override]
        theirs = self._operand(other, "<")
        return NotImplemented if theirs is None else self.amount < theirs

    def __le__(self, other: moneyed.Money) -> bool:  # type: ignore[override]
        theirs = self._operand(other, "<=")
        return NotImplemented if theirs is None else self.amount <= theirs

    def __gt__(self, other: moneyed.Money) -> bool:  # type: ignore[override]
        theirs = self._operand(other, ">")
        return NotImplemented if theirs is None else self.amount > theirs

    def __ge__(self, other: moneyed.Money) -> bool:  # type: ignore[override]
        theirs = self._operand(other, ">=")
        return NotImplemented if theirs is None else self.amount >= theirs

    def _operand(self, other: object, sign: str) -> Decimal | None:
        """Return the amount of ``other``, or None when it is neither money nor a number."""
        if not isinstance(other, Money):
            if isinstance(other, int | float | Decimal):
                _refuse(f"{sign} {type(other).__name__}", "both sides must be Money; sum amounts with total")
            if not isinstance(other, moneyed.Money):
                return None
            other = money(other)
        if other.currency is not self.currency:
            raise CurrencyMismatch(
                f"{self.currency.code} {sign} {other.currency.code}: both amounts must be in one currency"
            )
        return other.amount

    # Text, copies and the frozen state.

    def __str__(self) -> str:
        """Return ``USD 1234.50``: the code, then ASCII digits with at least the currency's decimals."""
        return f"{self.currency.code} {_plain(self.amount, EXPONENTS[self.currency.code])}"

    def __repr__(self) -> str:
        return f"Money('{self.amount:f}', '{self.currency.code}')"

    def __format__(self, spec: str) -> str:
        """Return ``str(self)``; a format specification is a TypeError: the currency decides about digits."""
        if spec:
            _refuse(f"has no format {shown(spec)}", "use formatting.format_money for people, str for logs")
        return str(self)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[type[Self], tuple[str, str]]:
        """Pickle by digits and code, so loading passes the constructor's checks again."""
        return type(self), (f"{self.amount:f}", self.currency.code)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError


# --- functions on money -------------------------------------------------------------------------------------


def money(value: Money | moneyed.Money | Decimal | int | str, currency: str | Currency | None = None) -> Money:
    """Return ``value`` as :class:`Money`: the door through which amounts enter.

    A :class:`Money` is returned as it is, a plain ``moneyed.Money`` passes the strict constructor, and a
    number or text in major units needs ``currency``.

    Raises:
        InvalidAmount: as :class:`Money` does, also for a plain ``moneyed.Money`` that holds a float or NaN.
        UnknownCurrency: when the currency is missing or not an active code.
        CurrencyMismatch: when ``value`` is money in another currency than ``currency``.

    >>> money("9.99", "EUR")
    Money('9.99', 'EUR')
    """
    if not isinstance(value, moneyed.Money):
        return Money(value, currency)  # type: ignore[arg-type]  # None is refused there by name
    ours = value if isinstance(value, Money) else Money(value.amount, value.currency)
    if currency is not None and _resolve(currency) is not ours.currency:
        raise CurrencyMismatch(f"money: got {ours}, allowed: an amount in {_resolve(currency).code}")
    return ours


def total(moneys: Iterable[moneyed.Money], currency: str | Currency) -> Money:
    """Return the exact sum of ``moneys``, all in ``currency``; of no moneys, zero in that currency.

    Unlike ``sum``, which starts from the number 0, the result is Money in every case.

    Raises:
        CurrencyMismatch: at the first amount in another currency.
        TypeError: at the first item that is not money.
        InvalidAmount: when the sum needs more than 64 digits.

    >>> total([], "USD")
    Money('0.00', 'USD')
    """
    zero = Money.from_minor(0, currency)
    amount = zero.amount
    try:
        for item in moneys:
            theirs = zero._operand(item, "+")  # noqa: SLF001 - our own class, in its own module
            if theirs is None:
                _refuse(f"+ {type(item).__name__}", "total sums Money")
            amount = _EXACT.add(amount, theirs)
    except decimal.DecimalException:
        raise _inexact("total") from None
    return zero._make(amount, zero.currency)


def round_money(m: moneyed.Money, rounding: Rounding = Rounding.HALF_UP) -> Money:
    """Return ``m`` rounded once to its currency's minor unit; the result carries exactly that many decimals.

    A tie goes away from zero unless another ``rounding`` is named.

    Raises:
        InvalidAmount: when the decimals of the minor unit no longer fit into 64 digits, or ``m`` is no Money.
        InvalidField: when ``rounding`` is no Rounding.

    >>> round_money(Money("0.125", "USD"))
    Money('0.13', 'USD')
    """
    given: object = rounding
    if not isinstance(given, Rounding):
        raise InvalidField("rounding", given, f"one of {', '.join(mode.name for mode in Rounding)}")
    ours = money(m)
    return type(ours).from_minor(given.divider(*ours.minor_ratio), ours.currency)
