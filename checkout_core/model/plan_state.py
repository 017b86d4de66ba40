"""How an order of a plan is at an instant, and what is paid when."""

from __future__ import annotations

from datetime import datetime

import attrs

from checkout_core.model.plan_order import PlanOrderStatus
from checkout_core.model.plan_periods import PlanCycle
from checkout_core.model.plan_prices import PlanPrice


@attrs.frozen(kw_only=True)
class PlanPayment:
    """What is charged for a cycle (from 1), and when."""

    cycle: int
    date: datetime
    price: PlanPrice


@attrs.frozen(kw_only=True)
class PlanOrderState:
    """How an order is at an instant: its status and dates, and the first payment after that; None where there is none.

    ``current_cycle`` is there while the order is ACTIVE or PAUSED. The order's own fields are as of its last change.
    """

    status: PlanOrderStatus
    current_cycle: PlanCycle | None
    end_date: datetime | None
    earliest_end_date: datetime | None
    next_payment: PlanPayment | None
