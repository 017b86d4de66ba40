"""One amount shared out by largest remainder. Namesake: `checkout_core.allocation`."""

from __future__ import annotations

from typing import Final

from checkout_core.whatif.kernel.columns import Ints
from checkout_core.whatif.kernel.compiled import part

FEW: Final = 60
"""Up to so many are looked for one by one; for more the line between them and the rest is found by halving."""


@part
def allocate(units: int, whole: int, count: int, weight: Ints, share: Ints, rest: Ints) -> None:
    """Share out the units by the first ``count`` weights, which add up to ``whole``, above zero.

    ``units x whole`` must fit.
    """
    left = units
    for row in range(count):
        product = units * weight[row]
        share[row] = product // whole
        rest[row] = product - share[row] * whole
        left -= share[row]
    award(left, count, rest, share)


@part
def award(units: int, count: int, rest: Ints, share: Ints) -> None:
    """One more for each of the so many rows with the largest remainders, the earlier of equal ones; none below zero."""
    if units > FEW:
        least = _least_of_the_largest(units, count, rest)
        for row in range(count):
            if rest[row] > least:
                share[row] += 1
                units -= 1
        for row in range(count):
            if rest[row] == least and units > 0:
                share[row] += 1
                units -= 1
        return
    for _ in range(units):
        best = 0
        for row in range(1, count):
            if rest[row] > rest[best]:
                best = row
        share[best] += 1
        rest[best] = -1


@part
def _least_of_the_largest(units: int, count: int, rest: Ints) -> int:
    """The least of the so many largest remainders."""
    low, high = 0, 0
    for row in range(count):
        high = max(high, rest[row])
    while low < high:
        middle = high - (high - low) // 2
        reaching = 0
        for row in range(count):
            reaching += rest[row] >= middle
        if reaching >= units:
            low = middle
        else:
            high = middle - 1
    return low
