"""Arguments of the public strategies, checked where they are given and not at the first draw."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

from checkout_core.currencies import Currency, currency
from checkout_core.errors import InvalidField, UnknownCurrency
from checkout_core.model.checkout import MAX_LINES
from checkout_core.testing.strategies.basics import CURRENCIES

T = TypeVar("T")

Currencies = Sequence[str | Currency] | None
"""ISO 4217 codes or currencies to choose among; None for `CURRENCIES`."""


def codes_of(currencies: Currencies) -> tuple[str, ...]:
    """The codes to choose among. Raises `InvalidField` for none, for one text, and for a code that is not active."""
    if currencies is None:
        return CURRENCIES
    given: object = currencies
    if not isinstance(given, Sequence) or isinstance(given, str | bytes) or not given:
        raise InvalidField("currencies", given, "a sequence of at least one ISO 4217 code, such as ['USD']")
    return tuple(_code(index, code) for index, code in enumerate(currencies))


def _code(index: int, code: str | Currency) -> str:
    try:
        return currency(code).code
    except UnknownCurrency:
        allowed = "an active ISO 4217 code in upper case, such as 'USD'"
        raise InvalidField(f"currencies[{index}]", code, allowed) from None


def checked_flag(name: str, value: bool | None) -> bool | None:  # noqa: FBT001 - the value that is checked
    """Return it. Raises `InvalidField` unless it is True, False or None."""
    given: object = value
    if given is None or isinstance(given, bool):
        return value
    raise InvalidField(name, value, "True, False, or None for either")


def checked_lines(max_lines: int) -> int:
    """Return it. Raises `InvalidField` unless a checkout may have so many lines."""
    given: object = max_lines
    if isinstance(given, int) and not isinstance(given, bool) and 1 <= given <= MAX_LINES:
        return max_lines
    raise InvalidField("max_lines", max_lines, f"a whole number from 1 to {MAX_LINES}")


def in_one_of(currencies: Currencies, make: Callable[[str], st.SearchStrategy[T]]) -> st.SearchStrategy[T]:
    """What ``make`` makes for one of the currencies' codes: all its amounts are in that one."""
    codes = codes_of(currencies)
    return make(codes[0]) if len(codes) == 1 else st.sampled_from(codes).flatmap(make)
