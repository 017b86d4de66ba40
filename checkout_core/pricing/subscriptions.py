"""What subscriptions charge after the order. Conventions U3 to U5."""

from __future__ import annotations

from datetime import datetime
from operator import add

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.figures import SubscriptionFigures, Sums, make
from checkout_core.model.payment_options import Due
from checkout_core.model.store import Store
from checkout_core.model.subscriptions import SubscriptionSettings
from checkout_core.pricing.instants import instant_of, later
from checkout_core.pricing.summary import NOTHING, add_up, remainder


def future_cycles(
    checkout: Checkout,
    store: Store,
    items: list[CatalogItem | None],
    contracts: list[int],
    columns: tuple[list[int], list[int], list[int]],
    pay_after: Sums,
) -> tuple[SubscriptionFigures, ...]:
    """Return the cycles that each subscription still charges once the order is placed.

    ``contracts`` are the positions of subscriptions, and of the lines that a membership is to pay; ``columns`` the
    lines' prices, discounts and taxes. ``pay_after`` is what is due after the trial: what of it is no line's comes with
    cycle 1 of the first subscription that has a trial (convention U4).
    """
    rows: list[SubscriptionFigures] = []
    found = [(index, item) for index, item in ((index, items[index]) for index in contracts) if item is not None]
    sums = {index: _line_sums(index, columns, included=store.tax_included_in_price) for index in contracts}
    rest = pay_after
    for index, item in found:
        rest = remainder(rest, sums[index]) if item.due is Due.AFTER_TRIAL else rest
    for index, item in found:
        info = item.subscription_option_info
        if info is None:
            continue
        whole = _cycles(index, info.subscription_settings, instant_of(checkout, store), sums[index])
        if item.due is Due.AFTER_TRIAL and any(rest):
            rows += _with_first_apart(whole, info.subscription_settings, rest)
            rest = NOTHING
        else:
            rows.append(whole)
    return tuple(row for row in rows if row.cycles != 0)


def _line_sums(index: int, columns: tuple[list[int], list[int], list[int]], *, included: bool) -> Sums:
    """What the line at this position comes to, as a summary of its own."""
    price, discount, tax = (column[index] for column in columns)
    return add_up(price, 0, tax, discount, 0, included=included)


def _cycles(index: int, settings: SubscriptionSettings, instant: datetime, sums: Sums) -> SubscriptionFigures:
    """All cycles left of the subscription on the line at this position; it may be none (conventions U3, U5)."""
    trial = settings.free_trial_period
    first, wait = (2, settings) if trial is None else (1, trial)
    cycles = None
    if settings.billing_cycles is not None and not settings.auto_renewal:
        cycles = settings.billing_cycles - first + 1
    return SubscriptionFigures(index, first, cycles, later(instant, wait.frequency, wait.interval), sums)


def _with_first_apart(
    whole: SubscriptionFigures, settings: SubscriptionSettings, rest: Sums
) -> tuple[SubscriptionFigures, SubscriptionFigures]:
    """The cycles with the first of them by itself, since it charges more than its line."""
    both = make(Sums, map(add, whole.sums, rest))
    date = whole.billing_date
    date = None if date is None else later(date, settings.frequency, settings.interval)
    left = None if whole.cycles is None else whole.cycles - 1
    return whole._replace(cycles=1, sums=both), whole._replace(first=whole.first + 1, cycles=left, billing_date=date)
