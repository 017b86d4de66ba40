"""What subscriptions charge after the order. Conventions U3, U5."""

from __future__ import annotations

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.figures import SubscriptionFigures
from checkout_core.model.store import Store
from checkout_core.model.subscriptions import SubscriptionOptionInfo
from checkout_core.pricing.instants import instant_of, later


def future_cycles(
    checkout: Checkout, store: Store, items: list[CatalogItem | None], contracts: list[int]
) -> tuple[SubscriptionFigures, ...]:
    """Return the cycles that each subscription still charges once the order is placed.

    ``contracts`` are the positions of subscriptions, and of the lines that a membership is to pay.
    """
    infos = [(index, _info(items[index])) for index in contracts]
    rows = (_cycles(index, info, checkout, store) for index, info in infos if info is not None)
    return tuple(row for row in rows if row.cycles != 0)


def _info(item: CatalogItem | None) -> SubscriptionOptionInfo | None:
    return None if item is None else item.subscription_option_info


def _cycles(index: int, info: SubscriptionOptionInfo, checkout: Checkout, store: Store) -> SubscriptionFigures:
    """The cycles left of the subscription on the line at this position; it may be none."""
    settings = info.subscription_settings
    trial = settings.free_trial_period
    first, wait = (2, settings) if trial is None else (1, trial)
    cycles = None
    if settings.billing_cycles is not None and not settings.auto_renewal:
        cycles = settings.billing_cycles - first + 1
    date = later(instant_of(checkout, store), wait.frequency, wait.interval)
    return SubscriptionFigures(index, first, cycles, date)
