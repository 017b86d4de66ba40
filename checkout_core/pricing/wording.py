"""Numbers and roundings in words, for the story that `explain` tells. Exact: from ints and fractions, never a float."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from checkout_core.currencies import Currency, exponent
from checkout_core.model.explanation import amount_text
from checkout_core.money import Money
from checkout_core.rounding import Rounding

EXTRA_DECIMALS = 4
"""Decimals shown beyond the minor unit where an exact value is told."""


class Words:
    """Speaks of amounts of one currency, rounded by one mode."""

    def __init__(self, currency: Currency, rounding: Rounding) -> None:
        self.currency = currency
        self.decimals: int = exponent(currency)
        self.rounding = rounding.name
        self.unit = "cent" if self.decimals == 2 else "unit"  # noqa: PLR2004  # cents are hundredths

    def money(self, units: int) -> Money:
        """Minor units as Money."""
        return Money.from_minor(units, self.currency)

    def amount(self, units: int | Fraction) -> str:
        """Minor units, whole or not, as major-unit digits: exact if it fits, else cut with an ellipsis."""
        exact = Fraction(units)
        sign = "-" if exact < 0 else ""
        fine = abs(exact) * 10**EXTRA_DECIMALS
        digits = fine.numerator // fine.denominator
        text = f"{digits:0{self.decimals + EXTRA_DECIMALS + 1}d}"
        point = len(text) - self.decimals - EXTRA_DECIMALS
        whole, tail, extra = text[:point], text[point : point + self.decimals], text[point + self.decimals :]
        cut = fine.denominator != 1
        extra = extra if cut else extra.rstrip("0")
        decimals = tail + extra
        return f"{sign}{whole}{'.' if decimals else ''}{decimals}{'…' if cut else ''}"

    def sum(self, added: Sequence[int], taken: Sequence[int] = (), tax: Sequence[int] = ()) -> str:
        """Amounts added, taken away, and tax added, with zeros left out."""
        text = " + ".join(self.amount(units) for units in added if units) or self.amount(0)
        text += "".join(f" - {self.amount(units)}" for units in taken if units)
        return text + "".join(f" + {self.amount(units)}" for units in tax if units)

    @staticmethod
    def given(amount: Money) -> str:
        """An amount that somebody stated, in major units, with all its digits."""
        return amount_text(amount)

    def rounded(self, exact: Fraction) -> str:
        """A note on the rounding, empty where nothing was rounded."""
        return "" if exact.denominator == 1 else f"exactly {self.amount(exact)}, rounded {self.rounding}"

    def share(self, exact: Fraction, given: int) -> str:
        """A note on a share by largest remainder: what it is exactly, and whether it got an odd minor unit."""
        whole = exact.numerator // exact.denominator
        if given < whole:
            return f"exactly {self.amount(exact)}, but there is no room for more"
        if exact.denominator == 1 and given == whole:
            return ""
        odd = {0: "", 1: f" and an odd {self.unit}"}.get(given - whole, f" and {given - whole} odd {self.unit}s")
        return f"exactly {self.amount(exact)}: whole {self.unit}s{odd}, by largest remainder"

    @staticmethod
    def notes(*notes: str) -> str:
        """Several notes as one; empty ones do not count."""
        return "; ".join(note for note in notes if note)


def harmless(text: str) -> str:
    """The text on one line, with whatever could move a terminal's cursor or feign another line replaced."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def percent(rate: Decimal) -> str:
    """A rate given as a fraction, as a percentage: ``0.0825`` is ``8.25 %``."""
    return f"{plain(rate, 2)} %"


def plain(number: Decimal, shift: int = 0) -> str:
    """The number times 10 to the shift, exactly, without exponent or trailing zeros."""
    sign, digits, power = number.as_tuple()
    text = f"{Decimal((sign, digits, int(power) + shift)):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
