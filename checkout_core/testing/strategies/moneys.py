"""Strategies for money: currencies, and amounts between two bounds."""

from decimal import Decimal
from typing import Final

from hypothesis import strategies as st

from checkout_core.currencies import Currency, currency, exponent
from checkout_core.errors import InvalidAmount, InvalidField
from checkout_core.iso4217 import EXPONENTS
from checkout_core.model._numbers import MAX_AMOUNT, Amount
from checkout_core.money import Money
from checkout_core.testing.strategies.arguments import Currencies, codes_of
from checkout_core.testing.strategies.basics import CURRENCIES

FINEST = 3
"""Most decimals beyond the minor unit."""
FURTHEST: Final = Decimal(10**40)
"""Bounds may be as large, above and below zero; an amount between them fits into Money's 64 digits."""
ORDINARY = 1_000
FEW = 9

Bound = Decimal | int | str


def currencies() -> st.SearchStrategy[Currency]:
    """Every active currency of ISO 4217; more often USD (the plainest), JPY, KWD, CLF and EUR.

    These have 2, 0, 3, 4 and 2 decimals.
    """
    return (st.sampled_from(CURRENCIES) | st.sampled_from(tuple(EXPONENTS))).map(currency)


def moneys(
    *, currencies: Currencies = None, min_value: Bound = 0, max_value: Bound = MAX_AMOUNT, allow_finer: bool = False
) -> st.SearchStrategy[Money]:
    """Amounts in major units, from ``min_value`` to ``max_value``: ordinary ones, the smallest, the bounds.

    Whole minor units of the currency (cents, yen, fils); with ``allow_finer`` also up to three decimals more, as unit
    prices may have. ``currencies``: codes to choose among; None for USD, JPY, KWD, CLF and EUR. The bounds are exact
    (Decimal, int, or text such as "12.34"); the largest that any field of the model holds is the default.

    They shrink towards zero, or the bound that is nearest to it, of the first currency.

    Raises:
        InvalidField: for a bound that is no exact number, and where no amount of a currency lies between the bounds.

    >>> from hypothesis import find
    >>> find(moneys(currencies=["JPY"], min_value="99.5"), lambda amount: True)
    Money('100', 'JPY')
    """
    least, most = _bound("min_value", min_value), _bound("max_value", max_value)
    if most < least:
        raise InvalidField("max_value", max_value, f"at least min_value, {min_value}")
    choices = [_between(code, least, most, finest=FINEST if allow_finer else 0) for code in codes_of(currencies)]
    return choices[0] if len(choices) == 1 else st.sampled_from(choices).flatmap(lambda choice: choice)


def _bound(name: str, value: Bound) -> Decimal:
    try:
        number = Money(value, "XXX").amount
    except InvalidAmount:
        number = None
    if number is None or not -FURTHEST <= number <= FURTHEST:
        raise InvalidField(name, value, "a finite Decimal, an int, or text such as '12.34', from -1E+40 to 1E+40")
    return number


def _between(code: str, least: Decimal, most: Decimal, *, finest: int) -> st.SearchStrategy[Money]:
    """Amounts of one currency, by the number of their decimals."""
    own = exponent(code)
    scales = [scale for scale in range(own, own + finest + 1) if scale <= Amount.SCALE]
    ranges = [(scale, -_units(-least, scale), _units(most, scale)) for scale in scales]
    drawn = [_scaled(code, scale, low, high) for scale, low, high in ranges if low <= high]
    if not drawn:
        between, fitting = f"nothing from {least} to {most}", f"{code} of at most {scales[-1]} decimals"
        raise InvalidField("min_value, max_value", between, f"bounds with an amount of {fitting} between them")
    return drawn[0] if len(drawn) == 1 else st.sampled_from([*drawn[:1] * 3, *drawn[1:]]).flatmap(lambda kind: kind)


def _units(bound: Decimal, scale: int) -> int:
    """The bound in units of so many decimals, rounded down."""
    numerator, denominator = bound.as_integer_ratio()
    units: int = numerator * 10**scale // denominator
    return units


def _scaled(code: str, scale: int, low: int, high: int) -> st.SearchStrategy[Money]:
    nearest = min(max(0, low), high)
    kinds = [
        st.integers(max(low, nearest - width), min(high, nearest + width))
        for width in (ORDINARY * 10**scale, FEW, abs(high) + abs(low))
    ]
    units = st.one_of(kinds[0], kinds[0], *kinds, st.sampled_from(sorted({low, high}, key=abs)))
    return units.map(lambda number: Money(Decimal(f"{number}E-{scale}"), code))
