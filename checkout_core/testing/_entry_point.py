"""What Hypothesis calls when it is imported, so that ``st.from_type(checkout_core.Checkout)`` works by itself.

It runs in every process that imports Hypothesis where both are installed, so it does no more than ``import
checkout_core``: each type is registered with a function, and strategies are made when that is first called.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, is_typeddict


def register() -> None:
    """Tell Hypothesis how to draw every public type, but enumerations, which it knows how to draw itself.

    Does nothing where something imports Hypothesis while `checkout_core` is still being imported.
    """
    from hypothesis import strategies as st

    for kind in public_types():
        if not issubclass(kind, Enum):
            st.register_type_strategy(kind, _when_asked(kind))


def public_types() -> tuple[type[Any], ...]:
    """Every class that `checkout_core` and `checkout_core.plans` show, but exceptions and typed dicts.

    None while `checkout_core` is being imported.
    """
    import checkout_core

    shown = vars(checkout_core)  # not getattr: that would load checkout_core.wire
    if "__all__" not in shown:
        return ()
    from checkout_core import plans

    kinds = [*(shown.get(name) for name in shown["__all__"]), *(vars(plans)[name] for name in plans.__all__)]
    return tuple(
        kind
        for kind in kinds
        if isinstance(kind, type) and not issubclass(kind, BaseException) and not is_typeddict(kind)
    )


def _when_asked(kind: type[Any]) -> Callable[[Any], Any]:
    """A function for Hypothesis, which asks for superclasses as well: what others draw as `object` is not for us."""

    def strategy(asked: Any) -> Any:
        if asked is not kind:
            return NotImplemented
        from checkout_core.testing.strategies.by_type import for_type

        return for_type(kind)

    return strategy
