"""What createOnlineOrder of a plan takes, and what a pure program cannot find out by itself."""

from __future__ import annotations

from datetime import datetime

import attrs

from checkout_core.model._converters import as_instant, as_tuple
from checkout_core.model._limits import EMAIL, GUID, A, Instant, Many, Text
from checkout_core.model.plan_order import PlanBuyer, PlanFormData, PlanOrder, PlanOrderMethod
from checkout_core.model.plan_order_context import MAX_ORDERS, PlanOrderContext


@attrs.frozen(kw_only=True)
class OnBehalf:
    """For which member somebody else orders, and how: by mail or telephone, or at a till."""

    member_id: str = attrs.field(validator=GUID)
    order_method: PlanOrderMethod = attrs.field(default=PlanOrderMethod.UNKNOWN, validator=A(PlanOrderMethod))


@attrs.frozen(kw_only=True)
class PlanOrderRequest:
    """Which plan is ordered, by whom (``buyer`` is who is logged in), from when on, with which coupon.

    ``now``, the orders that there are (at least the buyer's of this plan) and the buyer's email are what a service
    knows by itself.
    """

    plan_id: str = attrs.field(validator=GUID)
    start_date: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    coupon_code: str | None = attrs.field(default=None, validator=Text(1, 20))
    buyer: PlanBuyer | None = attrs.field(default=None, validator=A(PlanBuyer))
    on_behalf: OnBehalf | None = attrs.field(default=None, validator=A(OnBehalf))
    form_data: PlanFormData | None = attrs.field(default=None, validator=A(PlanFormData))
    now: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    email: str | None = attrs.field(default=None, validator=EMAIL)
    orders: tuple[PlanOrder, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(PlanOrder), most=MAX_ORDERS)
    )

    @property
    def context(self) -> PlanOrderContext:
        """What ordering has to know besides."""
        return PlanOrderContext(orders=self.orders, email=self.email)
