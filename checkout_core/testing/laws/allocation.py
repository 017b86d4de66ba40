"""Law 8: an amount is shared out by largest remainder. For anybody's split, of ints or of Money.

The rule decides every unit, so a split that obeys it is the only one that does. That shares mirror their sign, stay
where they are when all weights are multiplied, and move with their weights when these are reordered, but for ties,
follows from it.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from checkout_core.money import AnyMoney, Money, money
from checkout_core.testing.laws.basics import at_most, equal, holds
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Amount


def check_allocation(
    whole: AnyMoney | Amount,
    weights: Sequence[Decimal | Amount],
    shares: Sequence[AnyMoney | Amount],
    *,
    what: str = "shares",
) -> None:
    """Law 8 (R5): the sum is exact, each share within a unit of its ideal, zero weight gets zero, by largest remainder.

    Each share first gets its ideal, ``whole`` x weight / sum of weights, cut to a whole minor unit towards zero; of the
    units left, one each goes to the largest remainders, ties to the earlier share. So a larger weight never gets less.
    Numbers are minor units; with Money, whole and shares are of one currency. Nothing to share out is shared among any
    weights, all zero ones too. Raises `ValueError` for weights below zero, or none above zero for something.
    """
    units, ratios = _units(what, whole, shares), [Fraction(weight) for weight in weights]
    equal(f"{what}: how many", len(shares), len(weights))
    total, sign = units[0], -1 if units[0] < 0 else 1
    if any(ratio < 0 for ratio in ratios) or (total and not any(ratios)):
        raise ValueError(f"weights: got {[str(weight) for weight in weights]}, allowed: from 0, one above 0")
    sizes, ideals = [sign * units_ for units_ in units[1:]], _ideals(abs(total), ratios)
    for index, size in enumerate(sizes):
        holds(size.denominator == 1, f"{what}[{index}]: {sign * size} is no whole minor unit")
    equal(f"{what}: sum", sum(units[1:]), total)
    for index, (size, ratio) in enumerate(zip(sizes, ratios, strict=True)):
        equal(f"{what}[{index}]: share of no weight", sign * size if ratio == 0 else 0, 0)
    for index, (size, ideal) in enumerate(zip(sizes, ideals, strict=True)):
        message = f"{what}[{index}]: {sign * size} is a unit or more from its ideal, {sign * ideal}"
        holds(abs(size - ideal) < 1, message)
    by_weight = sorted(range(len(sizes)), key=lambda index: (ratios[index], sizes[index]))
    at_most(f"{what}: sizes by weight", *(sizes[index] for index in by_weight))
    _goes_by_remainder(what, sizes, ideals)


def _goes_by_remainder(what: str, sizes: Sequence[Amount], ideals: Sequence[Fraction]) -> None:
    """Of two shares, the one with the larger remainder got the unit; of equal ones, the earlier."""
    remainders = [ideal - ideal.__floor__() for ideal in ideals]
    ranking = sorted(range(len(sizes)), key=lambda index: (-remainders[index], index))
    for first, second in pairwise(ranking):
        rounded_up = [sizes[index] > ideals[index] for index in (first, second)]
        why = "an equal, later one" if remainders[first] == remainders[second] else f"the smaller, {remainders[second]}"
        passed_over = sizes[first] < ideals[first] and rounded_up[1]
        message = f"{what}[{first}]: a unit is missing to the remainder {remainders[first]}"
        holds(not passed_over, f"{message}; {what}[{second}] has {why}, and got one")


def _ideals(size: Amount, ratios: Sequence[Fraction]) -> list[Fraction]:
    whole = sum(ratios, Fraction(0))
    return [Fraction(size) * ratio / whole if whole else Fraction(0) for ratio in ratios]


def _units(what: str, whole: AnyMoney | Amount, shares: Sequence[AnyMoney | Amount]) -> list[Fraction]:
    """The whole and its shares in minor units."""
    units = []
    currencies = {entry.currency for entry in (whole, *shares) if isinstance(entry, AnyMoney)}
    holds(len(currencies) < 2, f"{what}: in {' and '.join(sorted(str(entry) for entry in currencies))}")  # noqa: PLR2004  # two would be one too many
    for entry in (whole, *shares):
        if isinstance(entry, AnyMoney):
            amount = entry if isinstance(entry, Money) else money(entry)
            units.append(minor(amount))
        elif currencies:
            raise AssertionError(f"{what}: {entry} is no Money, as the others are")
        else:
            units.append(Fraction(entry))
    return units
