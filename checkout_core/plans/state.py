"""What time makes of an order of a plan. Conventions PP1 to PP8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import count

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_instant
from checkout_core.model._limits import A, Instant
from checkout_core.model.plan import PlanSubscription
from checkout_core.model.plan_order import PlanOrder, PlanOrderStatus
from checkout_core.model.plan_periods import PlanCycle
from checkout_core.model.plan_prices import PlanPriceSpan
from checkout_core.model.plan_state import PlanOrderState, PlanPayment
from checkout_core.plans.dates import cycle_at, first_cycle_start, turn

IN_USE = (PlanOrderStatus.ACTIVE, PlanOrderStatus.PAUSED)
OVER = (PlanOrderStatus.ENDED, PlanOrderStatus.CANCELED)


def at(order: PlanOrder, instant: datetime) -> PlanOrderState:
    """Tell how the order is at an instant, if nobody does anything to it until then.

    Raises `InvalidField` for an instant before the order's last change: what it was before that is not recorded.
    """
    A(PlanOrder).check("at.order", order)
    now = instant_after(order, "at.instant", instant)
    order = advanced(order, now)
    return PlanOrderState(
        status=order.status,
        current_cycle=order.current_cycle,
        end_date=order.end_date,
        earliest_end_date=order.earliest_end_date,
        next_payment=_next_payment(order),
    )


def payments(order: PlanOrder) -> Iterator[PlanPayment]:
    """Yield what is charged from the first cycle to the last; where the order has no end, until the calendar's.

    Cycles that cost nothing are left out. Cancellations are not looked at, nor who has paid. A pause that lasts has not
    moved anything yet.
    """
    A(PlanOrder).check("payments.order", order)
    return _payments(order, 1)


def _payments(order: PlanOrder, first: int) -> Iterator[PlanPayment]:
    """The payments from this cycle on: span by span, since one that costs nothing may have no end."""
    subscription, begin = order.pricing.subscription, first_cycle_start(order)
    for span in order.pricing.prices:
        if not span.price.total:
            continue
        for cycle in _cycles(span, subscription, first):
            date = begin if subscription is None else turn(order, begin, subscription.cycle_duration, cycle - 1)
            if date is None:
                return
            yield PlanPayment(cycle=cycle, date=date, price=span.price)


def _cycles(span: PlanPriceSpan, subscription: PlanSubscription | None, first: int) -> Iterable[int]:
    """The cycles of the span, from this one on, that the order has."""
    ends = [1] if subscription is None else [subscription.cycle_count] if subscription.cycle_count else []
    if span.number_of_cycles is not None:
        ends.append(span.cycle_from + span.number_of_cycles - 1)
    begin = max(first, span.cycle_from)
    return range(begin, min(ends) + 1) if ends else count(begin)


def _next_payment(order: PlanOrder) -> PlanPayment | None:
    """The first payment that is to come: none while the order is paused, and none after a cancellation."""
    if order.status is PlanOrderStatus.PAUSED or order.status in OVER or order.auto_renew_canceled:
        return None
    if order.status is PlanOrderStatus.DRAFT:
        return next(_payments(order, 1), None)
    paid = 1 if order.free_trial_days is None else 0  # with the order, unless it begins with free days
    return next(_payments(order, 1 + (paid if order.current_cycle is None else order.current_cycle.index)), None)


def advanced(order: PlanOrder, now: datetime) -> PlanOrder:
    """The order as it is now: begun, in its cycle, over."""
    status = order.status
    if status is PlanOrderStatus.PENDING and order.start_date <= now:
        status = PlanOrderStatus.ACTIVE
    if status is PlanOrderStatus.ACTIVE and order.end_date is not None and order.end_date <= now:
        status = PlanOrderStatus.ENDED if order.cancellation is None else PlanOrderStatus.CANCELED
    order = attrs.evolve(order, status=status)
    return attrs.evolve(order, current_cycle=current_cycle(order, now))


def current_cycle(order: PlanOrder, now: datetime) -> PlanCycle | None:
    """The cycle that the order is in; none where it has not begun or is over, whatever its status says."""
    return cycle_at(order, now) if order.status in IN_USE and order.start_date <= now else None


def instant_after(order: PlanOrder, name: str, instant: datetime) -> datetime:
    """The instant in UTC. Raises `InvalidField` unless it is one, and not before the order's last change."""
    now = as_instant(instant)
    Instant().check(name, now)
    if now < order.updated_date:
        allowed = f"an instant not before the order's last change, {order.updated_date.isoformat()}"
        raise InvalidField(name, now.isoformat(), allowed)
    return now
