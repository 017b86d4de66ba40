"""Amounts in the buyer's display currency. Convention Y1: for display only, each amount by itself."""

from __future__ import annotations

from checkout_core.currencies import exponent
from checkout_core.model.store import Conversion
from checkout_core.money import Money
from checkout_core.rounding import Rounding


def convert(amount: Money, conversion: Conversion, rounding: Rounding) -> Money:
    """Return amount x rate in the display currency, rounded once to its minor unit."""
    currency = conversion.currency
    units, parts = amount.amount.as_integer_ratio()
    rate, base = conversion.rate.as_integer_ratio()
    return Money.from_minor(rounding.divide(units * rate * 10 ** exponent(currency), parts * base), currency)
