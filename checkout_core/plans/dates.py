"""When an order of a plan begins, turns and ends. Conventions PP1 to PP6.

Cycles are counted on the order's own clock, which stands still while it is paused. On that clock they are anchored:
cycle k begins k - 1 periods after the first one began, days that a month has not being its last, so that 31 January is
followed by 28 February and then by 31 March. `on_calendar` tells when an own time is in ours, `own_time` the reverse.
The calendar ends with the year 9999: a cycle that would begin or end after it does so at no instant that can be told.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from checkout_core.errors import InvalidField
from checkout_core.model.plan import Duration, PeriodUnit
from checkout_core.model.plan_order import PlanOrder
from checkout_core.model.plan_periods import PlanCycle
from checkout_core.pricing.instants import DAYS, MONTHS, later


def after(start: datetime, duration: Duration, times: int = 1) -> datetime:
    """So many durations after the start, at the same time of day; a day that the month has not is its last.

    Raises `InvalidField` beyond the year 9999.
    """
    end = later(start, duration.unit, duration.count * times)
    if end is None:
        allowed = "one from which the schedule ends in the year 9999 or before"
        raise InvalidField("start_date", start.isoformat(), allowed)
    return end


def first_cycle_start(order: PlanOrder) -> datetime:
    """When the first paid cycle begins on the order's own clock: at its start, or when the free trial is over."""
    return after(order.start_date, Duration(unit=PeriodUnit.DAY), order.free_trial_days or 0)


def agreed_end(order: PlanOrder) -> datetime | None:
    """The end as it was agreed at first, on the order's own clock; None where there is none."""
    pricing, first = order.pricing, first_cycle_start(order)
    if pricing.single_payment_for_duration is not None:
        return after(order.start_date, pricing.single_payment_for_duration)
    if pricing.subscription is None or pricing.subscription.cycle_count == 0:
        return None
    return after(first, pricing.subscription.cycle_duration, pricing.subscription.cycle_count)


def turn(order: PlanOrder, first: datetime, length: Duration, number: int) -> datetime | None:
    """When so many durations after the first instant of the order's clock are over; None beyond the year 9999."""
    own = later(first, length.unit, length.count * number)
    return None if own is None else on_calendar(order, own)


def on_calendar(order: PlanOrder, own: datetime) -> datetime | None:
    """When the order's clock shows this time, not counting a pause that lasts: nobody knows how long it will.

    What falls on the moment of a pause comes before it. None beyond the year 9999.
    """
    shift = timedelta()
    for pause in order.pause_periods:
        if pause.resume_date is None or pause.pause_date - shift >= own:
            break
        shift += pause.resume_date - pause.pause_date
    try:
        return own + shift
    except OverflowError:
        return None


def shifted(instant: datetime, by: timedelta) -> datetime:
    """So much later. Raises `InvalidField` beyond the year 9999."""
    try:
        return instant + by
    except OverflowError:
        allowed = "pauses after which the schedule ends in the year 9999 or before"
        raise InvalidField("pause_periods", f"{by.days} days of them", allowed) from None


def own_time(order: PlanOrder, instant: datetime) -> datetime:
    """What the order's clock shows at an instant."""
    shift = timedelta()
    for pause in order.pause_periods:
        if pause.pause_date >= instant:
            break
        shift += min(instant, pause.resume_date or instant) - pause.pause_date
    return instant - shift


def cycle_at(order: PlanOrder, instant: datetime) -> PlanCycle:
    """The cycle that an order is in which has begun and is not over; the last one lasts as long as the order."""
    own = own_time(order, instant)
    subscription = order.pricing.subscription
    if subscription is None:
        return PlanCycle(index=1, started_date=order.start_date, ended_date=order.end_date)
    first = first_cycle_start(order)
    index, ends = 0, on_calendar(order, first)
    begins: datetime | None = order.start_date
    if own >= first:
        length, count = subscription.cycle_duration, subscription.cycle_count
        index = 1 + _passed(first, length, own)
        if count:
            index = min(index, count)
        begins, ends = turn(order, first, length, index - 1), turn(order, first, length, index)
        if index == count:
            ends = order.end_date
    return PlanCycle(index=index, started_date=begins or instant, ended_date=ends)


def _passed(first: datetime, length: Duration, own: datetime) -> int:
    """How many durations fit between the two instants."""
    if length.unit in DAYS:
        return (own - first).days // (length.count * DAYS[length.unit])
    passed = (_months(own) - _months(first)) // (length.count * MONTHS[length.unit])
    return passed if after(first, length, passed) <= own else passed - 1


def _months(instant: datetime) -> int:
    """Months since the year 0."""
    return instant.year * 12 + instant.month - 1
