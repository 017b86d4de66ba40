"""At which instant a price is made, and which instant lies a period later. Conventions C2, U5."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, datetime, timedelta

from checkout_core.model.checkout import Checkout
from checkout_core.model.store import Store
from checkout_core.model.subscriptions import SubscriptionFrequency

DAYS = {SubscriptionFrequency.DAY: 1, SubscriptionFrequency.WEEK: 7}
MONTHS = {SubscriptionFrequency.MONTH: 1, SubscriptionFrequency.YEAR: 12}


def instant_of(checkout: Checkout, store: Store) -> datetime:
    """The instant that the store speaks for, else the checkout's last change."""
    return store.as_of or checkout.updated_date


def later(instant: datetime, frequency: SubscriptionFrequency, count: int) -> datetime | None:
    """The instant so many periods later, at the end of the month where that has no such day; None after year 9999."""
    if frequency in DAYS:
        try:
            return instant + timedelta(days=DAYS[frequency] * count)
        except OverflowError:
            return None
    years, month = divmod(instant.month - 1 + MONTHS[frequency] * count, 12)
    year = instant.year + years
    if year > MAXYEAR:
        return None
    last = monthrange(year, month + 1)[1]
    return instant.replace(year=year, month=month + 1, day=min(instant.day, last))
