"""What every operation asks of its arguments, before it looks at the checkout's state."""

from __future__ import annotations

from datetime import datetime

from checkout_core.errors import CurrencyMismatch
from checkout_core.model._converters import as_instant
from checkout_core.model._limits import A, Flag, Instant
from checkout_core.model.checkout import Checkout
from checkout_core.model.store import Store


def checked(operation: str, checkout: Checkout, now: datetime, **flags: bool) -> datetime:
    """Return the instant in UTC. Raises `InvalidField` unless checkout, instant and flags are of their kinds."""
    A(Checkout).check(f"{operation}.checkout", checkout)
    for name, flag in flags.items():
        Flag().check(f"{operation}.{name}", flag)
    instant = as_instant(now)
    Instant().check(f"{operation}.now", instant)
    return instant


def check_store(operation: str, store: Store) -> None:
    """Raise `InvalidField` unless the store is one."""
    A(Store).check(f"{operation}.store", store)


def check_currency(checkout: Checkout, store: Store) -> None:
    """Raise `CurrencyMismatch` if this cannot be the checkout's store."""
    if checkout.currency != store.currency:
        raise CurrencyMismatch(f"the checkout is in {checkout.currency.code}, the store in {store.currency.code}")
