"""The active currencies of ISO 4217, as py-moneyed's objects, and how many decimals each has."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from moneyed import Currency, get_currency

from checkout_core.errors import UnknownCurrency, shown
from checkout_core.iso4217 import EXPONENTS

__all__ = ["Currency", "currency", "exponent"]

# Active codes newer than the last py-moneyed release; its registry is everybody's, so they stay out of it.
_SUPPLIED: Final = {
    "XAD": Currency("XAD", numeric="396", sub_unit=100, name="Arab Accounting Dinar"),
    "XCG": Currency("XCG", numeric="532", sub_unit=100, name="Caribbean Guilder"),
    "ZWG": Currency("ZWG", numeric="924", sub_unit=100, name="Zimbabwe Gold"),
}
_CURRENCIES: Final[Mapping[str, Currency]] = MappingProxyType(
    {code: _SUPPLIED.get(code) or get_currency(code) for code in EXPONENTS}
)


def currency(code: str | Currency) -> Currency:
    """Return the one currency object of an active ISO 4217 code.

    ``code`` is the exact upper-case text, or a currency object carrying it. The same code gives the same
    object each time, py-moneyed's own where it has one. Codes that ISO 4217 has withdrawn (DEM, HRK, BGN) and
    codes it never had are refused.

    Raises:
        UnknownCurrency: for anything else; the message names what was given.

    >>> currency("USD")
    USD
    """
    key: object = code.code if isinstance(code, Currency) else code
    found = _CURRENCIES.get(key) if isinstance(key, str) else None
    if found is None:
        raise UnknownCurrency(
            f"currency: got {shown(code)}, allowed: an active ISO 4217 code in upper case, such as 'USD'"
        )
    return found


def exponent(currency: Currency | str) -> int:
    """Return how many decimals the minor unit of ``currency`` has in ISO 4217: USD 2, JPY 0, KWD 3, CLF 4.

    Codes without a minor unit (metals, funds, ``XXX``) have 0. Read from this library's own table, so changing
    ``sub_unit`` of a currency object has no effect.

    Raises:
        UnknownCurrency: when ``currency`` is not an active code.

    >>> exponent("JPY"), exponent("USD"), exponent("KWD")
    (0, 2, 3)
    """
    return EXPONENTS[_resolve(currency).code]


_resolve: Final = currency  # a parameter named ``currency`` hides the function
