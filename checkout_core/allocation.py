"""Exact shares of an amount: the largest-remainder method (Hamilton's).

Each part first gets its ideal share, amount x weight / sum of weights, cut to a whole minor unit. The few
units left over go, one each, to the parts with the largest cut-off remainders; among equal remainders the
earlier part wins. So the parts always add up to the amount, each is less than one minor unit from its ideal,
a zero weight gets nothing, a larger weight never gets less, and multiplying all weights by one factor changes
nothing. A negative amount is shared as the mirror of the positive one.

:func:`allocate` and :func:`split` take and return :class:`~checkout_core.money.Money` and check their
arguments; :func:`allocate_units` is the same rule on plain ints, for code that has checked already.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from checkout_core.errors import InvalidAllocation, shown
from checkout_core.money import MAX_DIGITS, AnyMoney, Money
from checkout_core.money import money as as_money

__all__ = ["MAX_PARTS", "allocate", "allocate_units", "split"]

MAX_PARTS: Final = 1_000_000
"""The most parts :func:`split` makes of one amount."""


def allocate_units(units: int, weights: Sequence[int]) -> list[int]:
    """Share ``units`` minor units, of any sign, in proportion to ``weights``: one part per weight, in order.

    The hot path: ``weights`` must be ints of zero or more, which is not checked. Nothing to share is nothing
    for everybody: zero units give zeros whatever the weights are, even none or all zero.

    Raises:
        InvalidAllocation: when there are units to share and the weights add up to nothing.

    >>> allocate_units(100, [1, 1, 1])
    [34, 33, 33]
    >>> allocate_units(-100, [1, 1, 1])
    [-34, -33, -33]
    """
    if units == 0:
        return [0] * len(weights)
    whole = sum(weights)
    if whole <= 0:
        raise InvalidAllocation(
            f"weights: got {len(weights)} adding up to {shown(whole)}, allowed: at least one above zero"
        )
    size = abs(units)
    parts: list[int] = []
    remainders: list[int] = []
    for weight in weights:
        part, remainder = divmod(size * weight, whole)
        parts.append(part)
        remainders.append(remainder)
    left = size - sum(parts)
    if left:  # fewer than there are non-zero remainders, so a zero weight never gains one
        ranking = sorted(range(len(parts)), key=remainders.__getitem__, reverse=True)  # stable: ties stay in order
        for index in ranking[:left]:
            parts[index] += 1
    return parts if units > 0 else [-part for part in parts]


def allocate(money: AnyMoney, weights: Iterable[Decimal | int]) -> tuple[Money, ...]:
    """Share ``money``, of any sign, in proportion to ``weights``: one part per weight, in order.

    The parts add up to ``money``. Weights are ints or Decimals of zero or more; only their ratios matter.
    Every part is a whole number of minor units; nothing is rounded but by the rule of this module.

    Raises:
        InvalidAmount: when ``money`` is finer than the minor unit; round it first.
        InvalidAllocation: when there are no weights, all are zero, one is negative, or one is not an int or a
            finite Decimal of at most 64 digits (floats and booleans are neither).

    >>> from checkout_core.money import Money
    >>> allocate(Money("0.05", "USD"), [3, 7])
    (Money('0.02', 'USD'), Money('0.03', 'USD'))
    """
    money = as_money(money)
    units = money.minor_units
    ratios = [_ratio(index, weight) for index, weight in enumerate(weights)]
    scale = math.lcm(*(denominator for _, denominator in ratios))
    whole = [numerator * (scale // denominator) for numerator, denominator in ratios]
    if not any(whole):
        raise InvalidAllocation(f"weights: got {len(whole)} of them, none above zero, allowed: at least one above zero")
    make, currency = type(money).from_minor, money.currency
    return tuple(make(part, currency) for part in allocate_units(units, whole))


def split(money: AnyMoney, n: int) -> tuple[Money, ...]:
    """Share ``money``, of any sign, into ``n`` parts at most one minor unit apart, the larger ones first.

    The same as :func:`allocate` with ``n`` equal weights: the parts add up to ``money``, and "larger" is by
    size, so a negative amount is the mirror of the positive one.

    Raises:
        InvalidAmount: when ``money`` is finer than the minor unit; round it first.
        InvalidAllocation: when ``n`` is not an int from 1 to 1,000,000.

    >>> from checkout_core.money import Money
    >>> split(Money("10.00", "USD"), 3)
    (Money('3.34', 'USD'), Money('3.33', 'USD'), Money('3.33', 'USD'))
    """
    money = as_money(money)
    units = money.minor_units
    given: object = n
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= n <= MAX_PARTS:
        raise InvalidAllocation(f"n: got {shown(n)}, allowed: an int from 1 to {MAX_PARTS}")
    part, larger = divmod(abs(units), n)
    sign = 1 if units >= 0 else -1
    make, currency = type(money).from_minor, money.currency
    return (make(sign * (part + 1), currency),) * larger + (make(sign * part, currency),) * (n - larger)


def _ratio(index: int, weight: object) -> tuple[int, int]:
    """Return ``weight`` as an exact (numerator, denominator), or raise InvalidAllocation naming its place."""
    if isinstance(weight, int) and not isinstance(weight, bool):
        if weight >= 0:
            return int(weight), 1
    elif isinstance(weight, Decimal) and weight.is_finite() and not weight < 0:
        decimals = -int(weight.as_tuple().exponent)
        if not weight:
            return 0, 1
        if decimals <= MAX_DIGITS and weight.adjusted() < MAX_DIGITS and len(weight.as_tuple().digits) <= MAX_DIGITS:
            return weight.as_integer_ratio()
    raise InvalidAllocation(
        f"weights[{index}]: got {shown(weight)}, allowed: an int or a finite Decimal of zero or more,"
        f" at most {MAX_DIGITS} digits"
    )
