"""Numbers of the reference pricing: minor units as fractions, the seven roundings, the largest remainder.

Written from `docs/conventions.md` (R1, R3, R5, T7). Of the library only how many decimals a currency has, which
its tests hold against the table of ISO 4217, and the names of the roundings.
"""

import math
from collections.abc import Sequence
from fractions import Fraction

from checkout_core.currencies import exponent
from checkout_core.money import Money
from checkout_core.rounding import Rounding


def minor(amount: Money) -> Fraction:
    """R1: the exact amount in minor units: 12.345 USD is 1234 1/2."""
    return Fraction(amount.amount) * Fraction(10 ** exponent(amount.currency.code))


def rounded(exact: Fraction, mode: Rounding) -> int:
    """R3: the whole number that the mode chooses; "half" modes differ in ties only."""
    below, above = math.floor(exact), math.ceil(exact)
    toward_zero, away_from_zero = (below, above) if exact >= 0 else (above, below)
    even = below if below % 2 == 0 else above
    tie = {"HALF_UP": away_from_zero, "HALF_DOWN": toward_zero, "HALF_EVEN": even}
    if mode.value in tie:
        if exact - below == above - exact:
            return tie[mode.value]
        return below if exact - below < above - exact else above
    return {"UP": away_from_zero, "DOWN": toward_zero, "CEILING": above, "FLOOR": below}[mode.value]


def shared_out(total: int, weights: Sequence[Fraction | int], room: Sequence[int] | None = None) -> list[int]:
    """R5: whole units first, then one each by largest remainder, ties to the earlier part.

    T7: with ``room`` no part passes its room. A unit without room goes to the next largest remainder that has some,
    and to nobody if there is none; only parts with a weight take any.
    """
    if total == 0:
        return [0] * len(weights)
    ideals = [Fraction(total * weight) / sum(weights) for weight in weights]
    wholes = [math.floor(ideal) for ideal in ideals]
    limits = [total] * len(weights) if room is None else room
    parts = [min(whole, limit) for whole, limit in zip(wholes, limits, strict=True)]
    by_remainder = sorted(range(len(parts)), key=lambda place: (wholes[place] - ideals[place], place))
    takers = [place for place in by_remainder if weights[place] > 0]
    left = total - sum(parts)
    while left and (open_ := [place for place in takers if parts[place] < limits[place]]):
        for place in open_[:left]:
            parts[place] += 1
        left = total - sum(parts)
    return parts
