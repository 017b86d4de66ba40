"""Orders of plans: made, paid, paused, postponed, called off; and what time makes of them.

Plans are part of a store (``Store.plans``); the other nouns of theirs are only here.
"""

from checkout_core.model.plan import Duration, Plan, PlanFee, PlanPricing, PlanSubscription
from checkout_core.model.plan_order import (
    CancellationCause,
    CancellationEffectiveAt,
    PlanBuyer,
    PlanCancellation,
    PlanFormData,
    PlanOrder,
    PlanOrderMethod,
    PlanOrderPricing,
    PlanOrderStatus,
    PlanOrderType,
    PlanPaymentStatus,
)
from checkout_core.model.plan_order_context import PlanOrderContext
from checkout_core.model.plan_order_request import OnBehalf, PlanOrderRequest
from checkout_core.model.plan_periods import PausePeriod, PausePeriodStatus, PlanCycle
from checkout_core.model.plan_prices import PlanCoupon, PlanPrice, PlanPriceSpan, PlanTax
from checkout_core.model.plan_state import PlanOrderState, PlanPayment
from checkout_core.plans.codes import PLAN_OPERATION_CODES, PLAN_ORDER_CODES
from checkout_core.plans.creation import create_from_request, create_offline_order, create_online_order
from checkout_core.plans.life import (
    cancel,
    change_start_date,
    fail_payment,
    mark_as_paid,
    pause,
    postpone,
    record_payment,
    resume,
)
from checkout_core.plans.state import at, payments
from checkout_core.plans.transitions import PLAN_ORDER_TRANSITIONS

__all__ = [
    "PLAN_OPERATION_CODES",
    "PLAN_ORDER_CODES",
    "PLAN_ORDER_TRANSITIONS",
    "CancellationCause",
    "CancellationEffectiveAt",
    "Duration",
    "OnBehalf",
    "PausePeriod",
    "PausePeriodStatus",
    "Plan",
    "PlanBuyer",
    "PlanCancellation",
    "PlanCoupon",
    "PlanCycle",
    "PlanFee",
    "PlanFormData",
    "PlanOrder",
    "PlanOrderContext",
    "PlanOrderMethod",
    "PlanOrderPricing",
    "PlanOrderRequest",
    "PlanOrderState",
    "PlanOrderStatus",
    "PlanOrderType",
    "PlanPayment",
    "PlanPaymentStatus",
    "PlanPrice",
    "PlanPriceSpan",
    "PlanPricing",
    "PlanSubscription",
    "PlanTax",
    "at",
    "cancel",
    "change_start_date",
    "create_from_request",
    "create_offline_order",
    "create_online_order",
    "fail_payment",
    "mark_as_paid",
    "pause",
    "payments",
    "postpone",
    "record_payment",
    "resume",
]
