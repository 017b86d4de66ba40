"""The states of an order of a plan, and what leads from one to another. Convention PP7.

This table decides: the operations ask it, and the diagram in the documentation is drawn from it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from checkout_core.model.plan_order import PlanOrderStatus
from checkout_core.model.transitions import Transition


class PlanOperation(StrEnum):
    """What can happen to an order: the names of the functions; `AT` is the passing of time."""

    CREATE_ONLINE_ORDER = "create_online_order"
    CREATE_OFFLINE_ORDER = "create_offline_order"
    RECORD_PAYMENT = "record_payment"
    FAIL_PAYMENT = "fail_payment"
    MARK_AS_PAID = "mark_as_paid"
    CHANGE_START_DATE = "change_start_date"
    PAUSE = "pause"
    RESUME = "resume"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    AT = "at"


def _transitions() -> tuple[Transition, ...]:
    draft, pending, active = PlanOrderStatus.DRAFT, PlanOrderStatus.PENDING, PlanOrderStatus.ACTIVE
    paused, ended, canceled = PlanOrderStatus.PAUSED, PlanOrderStatus.ENDED, PlanOrderStatus.CANCELED
    does = PlanOperation
    later, now = "the start date is to come", "it has come"
    return (
        Transition(None, does.CREATE_ONLINE_ORDER, draft, "something is to be paid"),
        Transition(None, does.CREATE_ONLINE_ORDER, pending, f"free, and {later}"),
        Transition(None, does.CREATE_ONLINE_ORDER, active, f"free, and {now}"),
        Transition(None, does.CREATE_OFFLINE_ORDER, pending, later),
        Transition(None, does.CREATE_OFFLINE_ORDER, active, now),
        Transition(draft, does.CHANGE_START_DATE, draft),
        Transition(draft, does.FAIL_PAYMENT, draft),
        Transition(draft, does.RECORD_PAYMENT, pending, later),
        Transition(draft, does.RECORD_PAYMENT, active, now),
        Transition(draft, does.RECORD_PAYMENT, ended, "the end date has come, too"),
        *(
            Transition(status, operation, status)
            for status in (pending, active)
            for operation in (does.RECORD_PAYMENT, does.FAIL_PAYMENT, does.MARK_AS_PAID)
        ),
        Transition(pending, does.AT, active, "the start date comes"),
        Transition(pending, does.CANCEL, canceled),
        Transition(active, does.AT, active, "a cycle ends and another one begins"),
        Transition(active, does.AT, ended, "the end date comes"),
        Transition(active, does.AT, canceled, "the end date comes that a cancellation has set"),
        Transition(active, does.PAUSE, paused),
        Transition(active, does.POSTPONE, active),
        Transition(active, does.CANCEL, active, "from the next payment on"),
        Transition(active, does.CANCEL, canceled, "at once"),
        Transition(paused, does.RESUME, active),
        Transition(paused, does.CANCEL, canceled),
    )


PLAN_ORDER_TRANSITIONS: Final = _transitions()

_ALLOWED: Final = frozenset((row.source, row.operation, row.target) for row in PLAN_ORDER_TRANSITIONS)
_STARTS: Final = frozenset((row.source, row.operation) for row in PLAN_ORDER_TRANSITIONS)


def leads(source: PlanOrderStatus | None, operation: PlanOperation, target: PlanOrderStatus) -> bool:
    """Whether the operation may lead from the one state to the other."""
    return (source, operation, target) in _ALLOWED


def allows(status: PlanOrderStatus, operation: PlanOperation) -> bool:
    """Whether the operation may be done to an order of this status at all."""
    return (status, operation) in _STARTS
