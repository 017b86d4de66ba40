"""What pricing remembers about a store between prices: answers that depend on the store and a place alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from checkout_core.model.parties import Address
from checkout_core.model.store import Store

T = TypeVar("T")

SIZE = 1_024
"""Most answers remembered for a store: one that names many countries and subdivisions has many places."""


def at_place(
    store: Store, question: str, address: Address | None, answer: Callable[[Store, str | None, str | None], T]
) -> T:
    """Return ``answer(store, country, subdivision)`` for the address, made once for each place.

    Country and subdivision are None where no tax and no region of the store names them: all such places are alike.
    """
    memo = store._memo  # noqa: SLF001  # kept for pricing, and for nobody else
    place = NOWHERE if address is None else address.place
    found: T | None = memo.get((question, place))
    if found is None:
        country, subdivision = (name if name in store.places else None for name in place)
        found = memo.get((question, (country, subdivision)))
        if found is None:
            found = answer(store, country, subdivision)
        if len(memo) >= SIZE:
            memo.clear()
        memo[question, place] = memo[question, (country, subdivision)] = found
    return found


NOWHERE = (None, None)
"""The place of an address that is not known."""
