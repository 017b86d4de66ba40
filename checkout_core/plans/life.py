"""What happens to an order of a plan. Conventions PP7 and PP18 to PP25.

Each function first lets the time until ``now`` pass (`checkout_core.plans.at`), asks `PLAN_ORDER_TRANSITIONS`, and
gives back the order as it is then. All raise `PlanOrderRejected` where the order does not allow it, and `InvalidField`
for a caller's bugs, among them a ``now`` before the order's last change. Nothing has happened then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_instant
from checkout_core.model._limits import A, Flag, Instant
from checkout_core.model.plan import Plan
from checkout_core.model.plan_order import (
    CancellationCause,
    CancellationEffectiveAt,
    PlanCancellation,
    PlanOrder,
    PlanOrderStatus,
    PlanOrderType,
    PlanPaymentStatus,
)
from checkout_core.model.plan_periods import PausePeriod, PausePeriodStatus
from checkout_core.plans import codes
from checkout_core.plans.creation import begun, dated
from checkout_core.plans.dates import cycle_at, shifted
from checkout_core.plans.refusals import refuse_start, refused
from checkout_core.plans.state import advanced, current_cycle, instant_after
from checkout_core.plans.transitions import PlanOperation, allows

IMMEDIATELY, NEXT_PAYMENT_DATE = CancellationEffectiveAt


def record_payment(order: PlanOrder, *, now: datetime, pending: bool = False) -> PlanOrder:
    """A payment has come in, or is ``pending``. A draft is in force then; with free days its payment is pending anyway.

    Later payments of a subscription change nothing but the last payment's status.
    """
    order, now = _begin(order, PlanOperation.RECORD_PAYMENT, now)
    Flag().check("record_payment.pending", pending)
    _refuse_free(order)
    is_draft = order.status is PlanOrderStatus.DRAFT
    waits = pending or (is_draft and order.free_trial_days is not None)
    status = PlanPaymentStatus.PENDING if waits else PlanPaymentStatus.PAID
    return advanced(begun(order, status, now), now) if is_draft else _changed(order, now, last_payment_status=status)


def fail_payment(order: PlanOrder, *, now: datetime) -> PlanOrder:
    """A payment did not come in. A draft stays a draft, and what is in force stays so until somebody cancels it."""
    order, now = _begin(order, PlanOperation.FAIL_PAYMENT, now)
    _refuse_free(order)
    return _changed(order, now, last_payment_status=PlanPaymentStatus.FAILED)


def mark_as_paid(order: PlanOrder, *, now: datetime) -> PlanOrder:
    """The merchant has been paid for an offline order; once."""
    order, now = _begin(order, PlanOperation.MARK_AS_PAID, now)
    if order.type is not PlanOrderType.OFFLINE:
        raise refused(codes.NOT_OFFLINE)
    _refuse_free(order)
    if order.last_payment_status is PlanPaymentStatus.PAID:
        raise refused(codes.ALREADY_PAID)
    return _changed(order, now, last_payment_status=PlanPaymentStatus.PAID)


def change_start_date(order: PlanOrder, start_date: datetime, plan: Plan, *, now: datetime) -> PlanOrder:
    """Let a draft of this plan begin at another instant, which the plan must allow as when it was ordered."""
    order, now = _begin(order, PlanOperation.CHANGE_START_DATE, now)
    _check_plan("change_start_date", order, plan)
    start = as_instant(start_date)
    Instant().check("change_start_date.start_date", start)
    refuse_start(plan, start, now)
    return dated(_changed(order, now, start_date=start))


def pause(order: PlanOrder, *, now: datetime) -> PlanOrder:
    """Stop the order's clock, until `resume`. Free days cannot be paused."""
    order, now = _begin(order, PlanOperation.PAUSE, now)
    if order.current_cycle is not None and order.current_cycle.index == 0:
        raise refused(codes.IN_TRIAL)
    begins = PausePeriod(status=PausePeriodStatus.ACTIVE, pause_date=now)
    return _changed(order, now, status=PlanOrderStatus.PAUSED, pause_periods=(*order.pause_periods, begins))


def resume(order: PlanOrder, *, now: datetime) -> PlanOrder:
    """Let the order's clock go on: whatever has not come yet comes later by as long as the pause was."""
    order, now = _begin(order, PlanOperation.RESUME, now)
    lost = now - order.pause_periods[-1].pause_date
    return _changed(
        order,
        now,
        status=PlanOrderStatus.ACTIVE,
        pause_periods=_pauses_until(order, now),
        end_date=_later(order.end_date, lost),
        earliest_end_date=_later(order.earliest_end_date, lost),
    )


def postpone(order: PlanOrder, end_date: datetime, *, now: datetime) -> PlanOrder:
    """Let the order end later; payments stay as they are, and the last cycle lasts until the new end."""
    order, now = _begin(order, PlanOperation.POSTPONE, now)
    end = as_instant(end_date)
    Instant().check("postpone.end_date", end)
    if order.cancellation is not None:
        raise refused(codes.ALREADY_CANCELED)
    if order.end_date is None:
        raise refused(codes.NO_END)
    if end <= order.end_date:
        raise refused(codes.NOT_LATER, {"endDate": order.end_date.isoformat()})
    return _changed(order, now, end_date=end)


def cancel(
    order: PlanOrder,
    *,
    now: datetime,
    effective_at: CancellationEffectiveAt = IMMEDIATELY,
    cause: CancellationCause = CancellationCause.OWNER_ACTION,
    plan: Plan | None = None,
) -> PlanOrder:
    """Call the order off: at once, or when the next payment would be due, which only a subscription in use has.

    Where the ``cause`` is the buyer (MEMBER_ACTION), the ``plan`` must be given and let buyers cancel; what they cancel
    in their free days they can use until these are over, whatever they ask for.
    """
    order, now = _begin(order, PlanOperation.CANCEL, now)
    A(CancellationEffectiveAt).check("cancel.effective_at", effective_at)
    A(CancellationCause).check("cancel.cause", cause)
    if effective_at is NEXT_PAYMENT_DATE and order.status is not PlanOrderStatus.ACTIVE:
        raise refused(codes.WRONG_STATUS, {"status": order.status.value})
    if cause is CancellationCause.MEMBER_ACTION:
        if not _check_plan("cancel", order, plan).buyer_can_cancel:
            raise refused(codes.NOT_BY_BUYER, {"planId": order.plan_id})
        if order.current_cycle is not None and order.current_cycle.index == 0:
            effective_at = NEXT_PAYMENT_DATE
    cancellation = PlanCancellation(requested_date=now, cause=cause, effective_at=effective_at)
    if effective_at is NEXT_PAYMENT_DATE:
        return _canceled_later(order, cancellation, now)
    return _changed(
        order,
        now,
        status=PlanOrderStatus.CANCELED,
        cancellation=cancellation,
        auto_renew_canceled=None if order.pricing.subscription is None else True,
        end_date=now,
        pause_periods=_pauses_until(order, now),
    )


def _canceled_later(order: PlanOrder, cancellation: PlanCancellation, now: datetime) -> PlanOrder:
    """The order that ends with the cycle it is in."""
    if order.pricing.subscription is None:
        raise refused(codes.NOT_RECURRING)
    if order.cancellation is not None:
        raise refused(codes.ALREADY_CANCELED)
    cycle = order.current_cycle or cycle_at(order, order.start_date)  # it may be ACTIVE before its start
    end = cycle.ended_date
    return _changed(order, now, cancellation=cancellation, auto_renew_canceled=True, end_date=end)


def _begin(order: PlanOrder, operation: PlanOperation, now: datetime) -> tuple[PlanOrder, datetime]:
    """The order as it is now, and now in UTC; refused unless its status allows the operation."""
    A(PlanOrder).check(f"{operation}.order", order)
    now = instant_after(order, f"{operation}.now", now)
    order = advanced(order, now)
    if not allows(order.status, operation):
        raise refused(codes.WRONG_STATUS, {"status": order.status.value})
    return order, now


def _changed(order: PlanOrder, now: datetime, **changes: object) -> PlanOrder:
    """The order with these changes, in the cycle that follows from them."""
    order = attrs.evolve(order, **changes, updated_date=now)  # type: ignore[arg-type]  # the callers know the fields
    return attrs.evolve(order, current_cycle=current_cycle(order, now))


def _refuse_free(order: PlanOrder) -> None:
    if order.last_payment_status is PlanPaymentStatus.NOT_APPLICABLE:
        raise refused(codes.ALREADY_PAID)


def _check_plan(operation: str, order: PlanOrder, plan: Plan | None) -> Plan:
    """The plan. Raises `InvalidField` for another one than the order's."""
    if not isinstance(plan, Plan) or plan.id.lower() != order.plan_id.lower():
        raise InvalidField(f"{operation}.plan", plan, f"the Plan of the order, {order.plan_id}")
    return plan


def _pauses_until(order: PlanOrder, now: datetime) -> tuple[PausePeriod, ...]:
    """The pauses, the one that lasts ended now."""
    if order.status is not PlanOrderStatus.PAUSED:
        return order.pause_periods
    *over, last = order.pause_periods
    return (*over, attrs.evolve(last, status=PausePeriodStatus.ENDED, resume_date=now))


def _later(instant: datetime | None, lost: timedelta) -> datetime | None:
    return None if instant is None else shifted(instant, lost)
