"""The reference of subscriptions: rules U2 to U5 of `docs/conventions.md`; the calendar is its own."""

from datetime import MAXYEAR, UTC, datetime, timedelta

from checkout_core.model.checkout import Checkout
from checkout_core.model.store import Store
from checkout_core.model.subscriptions import SubscriptionSettings
from checkout_core.testing.reference.figures import Amount, Charge, Cost, Summary
from checkout_core.testing.reference.line_items import Row, now_of
from checkout_core.testing.reference.payment_split import NOTHING, added, remainder, summary

DAYS = {"DAY": 1, "WEEK": 7}
MONTHS = {"MONTH": 1, "YEAR": 12}
FEBRUARY = 2
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def last_day(year: int, month: int) -> int:
    """U5: how many days the month has."""
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == FEBRUARY and leap else LENGTHS[month - 1]


def later(instant: datetime, frequency: str, interval: int) -> datetime | None:
    """U5: so many days, weeks, months or years later, at the month's end at most; None beyond the calendar."""
    if frequency in DAYS:
        days = DAYS[frequency] * interval
        return instant + timedelta(days=days) if days <= (datetime.max.replace(tzinfo=UTC) - instant).days else None
    years, month = divmod(instant.month - 1 + MONTHS[frequency] * interval, 12)
    year = instant.year + years
    if year > MAXYEAR:
        return None
    return instant.replace(year=year, month=month + 1, day=min(instant.day, last_day(year, month + 1)))


def first_billing(settings: SubscriptionSettings, now: datetime) -> datetime | None:
    """U5: when the trial ends, or one interval after the order."""
    wait = settings if settings.free_trial_period is None else settings.free_trial_period
    return later(now, wait.frequency.value, wait.interval)


def cycles(settings: SubscriptionSettings) -> tuple[int, int | None]:
    """U3: the first cycle after the order, and how many there are from it on (None: without end)."""
    first = 2 if settings.free_trial_period is None else 1
    if settings.billing_cycles is None or settings.auto_renewal:
        return first, None
    return first, settings.billing_cycles - first + 1


def charges(rows: list[Row], costs: list[Cost], after_trial: Summary, checkout: Checkout, store: Store) -> list[Charge]:
    """U3, U4: what each subscription charges after the order; ``after_trial`` is all that is due then."""
    each = {
        row.place: summary(
            included=store.tax_included_in_price, lines=row.line_price, tax=cost.levied.tax, discount=row.discount
        )
        for row, cost in zip(rows, costs, strict=True)
    }
    rest = remainder(after_trial, added(each[row.place] for row in rows if row.has_trial))
    found: list[Charge] = []
    for row in rows:
        if row.subscription is not None:
            with_rest = rest if row.has_trial else NOTHING
            now = now_of(checkout, store).astimezone(UTC)
            found += line_charges(row, row.subscription, each[row.place], with_rest, now)
            rest = remainder(rest, with_rest)
    return found


def line_charges(row: Row, settings: SubscriptionSettings, each: Summary, rest: Summary, now: datetime) -> list[Charge]:
    """U3 to U5: one subscription's cycles; where cycle 1 charges something else beside the line, it stands alone."""
    first, count = cycles(settings)
    billing = first_billing(settings, now)
    if rest == NOTHING:
        return [] if count == 0 else [Charge((row.line.id,), first, count, each, billing)]
    alone = Charge((row.line.id,), first, 1, added([each, rest]), billing)
    second = None if billing is None else later(billing, settings.frequency.value, settings.interval)
    left = None if count is None else count - 1
    others = [] if left == 0 else [Charge((row.line.id,), first + 1, left, each, second)]
    return [alone, *others]


def subscription_problems(rows: list[Row], checkout: Checkout, *, total: Amount) -> list[str]:
    """U2: what does not go together with a subscription."""
    if all(row.subscription is None for row in rows):
        return []
    checks = (
        (len(checkout.line_items) > 1, "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS"),
        (total == 0, "SUBSCRIPTION_WITH_ZERO_TOTAL"),
        (checkout.gift_card_code is not None, "SUBSCRIPTION_WITH_GIFT_CARD"),
    )
    return [code for wrong, code in checks if wrong]
