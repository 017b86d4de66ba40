"""What pricing remembers about a store between prices: answers that depend on the store alone, which cannot change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from checkout_core.model.store import Store

T = TypeVar("T")

SIZE = 1_024
"""Most answers remembered for a store: one that names many countries and subdivisions has many places."""


def remember(store: Store, key: tuple[Any, ...], make: Callable[..., T]) -> T:
    """Return ``make(store, *key[1:])``, made once for each key. ``key[0]`` names the question."""
    memo = store._memo  # noqa: SLF001  # kept for pricing, and for nobody else
    found: T | None = memo.get(key)
    if found is None:
        found = make(store, *key[1:])
        if len(memo) >= SIZE:
            memo.clear()
        memo[key] = found
    return found
