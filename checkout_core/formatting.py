"""Amounts as people read them, in the words and order of a locale.

:func:`format_money` takes signs, separators and grouping from the locale's CLDR pattern, but the number of
decimals from the amount and ISO 4217: CLDR gives thirteen currencies fewer decimals than ISO does and would
round the rest away without a word. Nothing is rounded here, no matter how fine the amount is, and the answer
depends on the two arguments only: not on the process's locale, its environment or the thread's decimal
context.

For logs and data use ``str(m)`` (``USD 1234.50``), which never changes with a CLDR release.

This is the only module that imports ``babel``. Parsed patterns are remembered per locale.
"""

import copy
import decimal
import functools
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.numbers import NumberPattern

from checkout_core.errors import InvalidField
from checkout_core.money import MAX_DIGITS, AnyMoney, money

__all__ = ["format_money"]

_ALLOWED: Final = "the identifier of a locale known to CLDR, such as 'en_US'"
_LONGEST_LOCALE: Final = 64
# Room for every digit of an amount before the point and as many after it, so that Babel's own Decimal steps
# are exact.
_CONTEXT: Final = decimal.Context(
    prec=2 * MAX_DIGITS,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-2 * MAX_DIGITS,
    Emax=2 * MAX_DIGITS,
    clamp=0,
    traps=[decimal.Inexact, decimal.InvalidOperation],
)


def format_money(m: AnyMoney, locale: str = "en_US") -> str:
    """Return ``m`` as text for people who read ``locale``, with its currency symbol.

    At least the decimals of the currency's minor unit are shown, and all of an amount that is finer (a unit
    price of 0.125 USD); trailing zeros beyond the minor unit are not. A negative amount carries the locale's
    minus; zero never does.

    Args:
        m: the amount, in major units.
        locale: a CLDR locale identifier, ``"de_CH"`` or ``"de-CH"``.

    Raises:
        InvalidField: when ``locale`` names no locale that is known.

    >>> from checkout_core.money import Money
    >>> format_money(Money("-1234.5", "USD"))
    '-$1,234.50'
    >>> format_money(Money("12.34", "RSD")), format_money(Money(12, "JPY"))
    ('RSD12.34', '¥12')
    """
    m = money(m)
    code, _, digits = str(m).partition(" ")
    decimals = len(digits.partition(".")[2])
    given: object = locale
    if not isinstance(given, str):
        raise InvalidField("locale", given, _ALLOWED)
    try:
        parsed, pattern = _layout(locale, decimals)
    except (UnknownLocaleError, ValueError):
        raise InvalidField("locale", given, _ALLOWED) from None
    with decimal.localcontext(_CONTEXT):
        return str(pattern.apply(m.amount, parsed, currency=code, currency_digits=False))


@functools.lru_cache(maxsize=1024)
def _layout(locale: str, decimals: int) -> tuple[Locale, NumberPattern]:
    """Return a locale and a copy of its currency pattern that shows exactly ``decimals`` decimals."""
    if len(locale) > _LONGEST_LOCALE:
        raise ValueError(locale)
    parsed = Locale.parse(locale.replace("-", "_"))
    pattern: NumberPattern = copy.copy(parsed.currency_formats["standard"])
    pattern.frac_prec = (decimals, decimals)
    return parsed, pattern
