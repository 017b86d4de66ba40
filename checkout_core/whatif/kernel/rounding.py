"""Rounded division on int64, and the bound under which products fit. Namesake: `checkout_core.rounding`."""

from __future__ import annotations

from typing import Final

from checkout_core.rounding import Rounding
from checkout_core.whatif.kernel.compiled import part

# Written out, not counted from the enumeration: what is compiled depends on no text but the kernel's own.
HALF_UP: Final = 0
HALF_EVEN: Final = 1
HALF_DOWN: Final = 2
UP: Final = 3
DOWN: Final = 4
CEILING: Final = 5
FLOOR: Final = 6

MODES: Final = {
    Rounding.HALF_UP: HALF_UP,
    Rounding.HALF_EVEN: HALF_EVEN,
    Rounding.HALF_DOWN: HALF_DOWN,
    Rounding.UP: UP,
    Rounding.DOWN: DOWN,
    Rounding.CEILING: CEILING,
    Rounding.FLOOR: FLOOR,
}
"""Each mode's number in the kernel."""

LARGEST: Final = 2**60
"""Numerators and denominators stay below this, so that twice one plus the other is an int64."""


@part
def fits(one: int, other: int) -> bool:
    """Whether the product of two numbers of zero or more may be computed."""
    return float(one) * float(other) < float(LARGEST)


@part
def is_small(amount: int) -> bool:
    """Whether an amount of zero or more may be added to another one, and divided."""
    return amount < LARGEST


@part
def divide(numerator: int, denominator: int, mode: int) -> int:
    """Divide a numerator of zero or more by a denominator above zero; both below `LARGEST`."""
    if mode == HALF_UP:
        return (2 * numerator + denominator) // (2 * denominator)
    quotient = numerator // denominator
    rest = 2 * (numerator - quotient * denominator)
    if mode == HALF_EVEN:
        return quotient + (rest > denominator or (rest == denominator and quotient % 2 == 1))
    if mode == HALF_DOWN:
        return quotient + (rest > denominator)
    return quotient + (rest > 0 and (mode in (UP, CEILING)))
