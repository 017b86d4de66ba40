"""Numbers on the wire: read exactly or refused, written without trailing zeros or exponent.

A number has at most 64 significant digits, as an amount of money has, and an exponent of at most 100, so that no short
text stands for a number that is expensive to work with.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from checkout_core.model.json_value import MAX_EXPONENT, bounded
from checkout_core.money import MAX_DIGITS

ALLOWED: Final = f"a number of at most {MAX_DIGITS} significant digits and an exponent of at most {MAX_EXPONENT}"

_LONGEST: Final = MAX_DIGITS + MAX_EXPONENT + len("-0.E-100")
_LONGEST_EXPONENT: Final = 9
"""Digits of an exponent that every Decimal can hold, whatever the ambient context."""
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def whole(text: str) -> int | None:
    """Return the int that the digits say, None where there are too many of them."""
    return int(text) if len(text.lstrip("-")) <= MAX_DIGITS else None


def decimal(text: str) -> Decimal | None:
    """Return the Decimal that a JSON number says, digit for digit; None where it is out of bounds."""
    if len(text) > _LONGEST:
        return None
    number = _exact(text)
    return number if number is not None and bounded(number) else None


def from_json(value: object) -> Decimal | None:
    """Return the number that a JSON number or a text of one says, never minus zero; None for anything else."""
    if isinstance(value, str):
        if len(value) > _LONGEST or not _NUMBER.fullmatch(value):
            return None
        number: Decimal | int | None = _exact(value)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = value
    else:
        return None
    return (Decimal(number) or Decimal(0)) if number is not None and bounded(number) else None


def _exact(text: str) -> Decimal | None:
    """The number that the text of one says; None where Decimal itself could not hold its exponent."""
    exponent = text.lower().partition("e")[2]
    return None if len(exponent.lstrip("+-0")) > _LONGEST_EXPONENT else Decimal(text)


def plain(number: Decimal) -> str:
    """Return the finite number in digits: no exponent, no trailing zeros, no minus zero.

    >>> plain(Decimal("10.00")), plain(Decimal("8.2200")), plain(Decimal("1E+1"))
    ('10', '8.22', '10')
    """
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if number else "0"
