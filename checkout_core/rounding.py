"""How an exact ratio becomes a whole number: seven named modes, on ints of any size.

Plain functions for loops, which want a denominator above zero and do not check it, and `Rounding`, which names them.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from checkout_core.errors import shown

Divide: TypeAlias = Callable[[int, int], int]
"""A rounded division: (numerator, denominator above zero) -> whole number."""


def half_up(numerator: int, denominator: int) -> int:
    """Divide to the nearest integer, a tie away from zero; symmetric: ``f(-n, d) == -f(n, d)``."""
    if numerator < 0:
        return -((denominator - 2 * numerator) // (2 * denominator))
    return (denominator + 2 * numerator) // (2 * denominator)


def half_down(numerator: int, denominator: int) -> int:
    """Divide to the nearest integer, a tie towards zero; symmetric: ``f(-n, d) == -f(n, d)``."""
    if numerator < 0:
        return (denominator + 2 * numerator) // (2 * denominator)
    return -((denominator - 2 * numerator) // (2 * denominator))


def half_even(numerator: int, denominator: int) -> int:
    """Divide to the nearest integer, a tie to the even one; symmetric: ``f(-n, d) == -f(n, d)``."""
    quotient, rest = divmod(numerator, denominator)
    rest *= 2
    if rest > denominator or (rest == denominator and quotient % 2):
        return quotient + 1
    return quotient


def up(numerator: int, denominator: int) -> int:
    """Divide to the integer at or next away from zero; symmetric: ``f(-n, d) == -f(n, d)``."""
    return numerator // denominator if numerator < 0 else -(-numerator // denominator)


def down(numerator: int, denominator: int) -> int:
    """Divide to the integer at or next towards zero; symmetric: ``f(-n, d) == -f(n, d)``."""
    return -(-numerator // denominator) if numerator < 0 else numerator // denominator


def ceiling(numerator: int, denominator: int) -> int:
    """Divide to the integer at or next above; not symmetric: ``ceiling(-n, d) == -floor(n, d)``."""
    return -(-numerator // denominator)


def floor(numerator: int, denominator: int) -> int:
    """Divide to the integer at or next below; not symmetric: ``floor(-n, d) == -ceiling(n, d)``."""
    return numerator // denominator


class Rounding(enum.Enum):
    """How an exact ratio becomes a whole number; the value of each mode is its own name.

    ``HALF_UP``, ``HALF_DOWN``, ``HALF_EVEN``, ``UP`` and ``DOWN`` treat a negative amount as the mirror of
    the positive one ("up" is away from zero); ``CEILING`` and ``FLOOR`` do not.
    """

    HALF_UP = "HALF_UP"
    HALF_EVEN = "HALF_EVEN"
    HALF_DOWN = "HALF_DOWN"
    UP = "UP"
    DOWN = "DOWN"
    CEILING = "CEILING"
    FLOOR = "FLOOR"

    @property
    def divider(self) -> Callable[[int, int], int]:
        """The mode as a plain function ``(numerator, denominator > 0) -> int`` for loops; unchecked."""
        return _DIVIDERS[self]

    def divide(self, numerator: int, denominator: int) -> int:
        """Return ``numerator / denominator`` rounded to an integer by this mode; exact for ints of any size.

        Raises:
            ValueError: when ``denominator`` is not above zero.

        >>> Rounding.HALF_UP.divide(-25, 2), Rounding.HALF_EVEN.divide(25, 2)
        (-13, 12)
        """
        if denominator <= 0:
            raise ValueError(f"denominator: got {shown(denominator)}, allowed: an int above zero")
        return _DIVIDERS[self](numerator, denominator)


_DIVIDERS: Final[Mapping[Rounding, Callable[[int, int], int]]] = MappingProxyType(
    {
        Rounding.HALF_UP: half_up,
        Rounding.HALF_EVEN: half_even,
        Rounding.HALF_DOWN: half_down,
        Rounding.UP: up,
        Rounding.DOWN: down,
        Rounding.CEILING: ceiling,
        Rounding.FLOOR: floor,
    }
)
