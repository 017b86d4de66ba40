"""Why a plan cannot be ordered. Source: createOnlineOrder; conventions PP14 to PP17."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from checkout_core.errors import CurrencyMismatch, InvalidField, PlanOrderRejected
from checkout_core.model._limits import A
from checkout_core.model.discounts import Coupon, CouponType
from checkout_core.model.plan import Plan
from checkout_core.model.plan_order import PlanBuyer, PlanOrderStatus
from checkout_core.model.plan_order_context import PlanOrderContext
from checkout_core.model.refusals import RefusalCode
from checkout_core.model.store import Store
from checkout_core.model.tax import NO_TAX, TaxRates
from checkout_core.plans import codes
from checkout_core.pricing import coupons
from checkout_core.pricing.tax import table_at

TOLERANCE: Final = timedelta(minutes=1)
"""How long before now an online order may start: as long as a request may take."""

NAMESPACE: Final = "pricingPlans"
"""The scope of coupons for plans."""

_STANDING: Final = {
    coupons.DISABLED: codes.COUPON_DISABLED,
    coupons.NOT_YET: codes.COUPON_NOT_YET,
    coupons.EXPIRED: codes.COUPON_EXPIRED,
    coupons.USED_UP: codes.COUPON_USED_UP,
    coupons.USED_UP_BY_CUSTOMER: codes.COUPON_USED_UP_BY_BUYER,
}


def refused(entry: RefusalCode, data: Mapping[str, Any] | None = None) -> PlanOrderRejected:
    """The exception that an operation is refused with."""
    return PlanOrderRejected(entry.code, entry.status, entry.description, data, documented=entry.documented)


def member(buyer: PlanBuyer | None, context: PlanOrderContext) -> PlanBuyer:
    """The buyer, who must be a member that the site knows."""
    if buyer is None:
        raise refused(codes.MEMBER_REQUIRED)
    A(PlanBuyer).check("buyer", buyer)
    if context.members is not None and buyer.member_id.lower() not in context.known_members:
        raise refused(codes.MEMBER_UNKNOWN, {"memberId": buyer.member_id})
    return buyer


def ordered_plan(plan: Plan | str, store: Store) -> Plan:
    """The plan itself, or the store's of this id; it must not be archived, and be in the store's currency."""
    found = store.plans_by_id.get(plan.lower()) if isinstance(plan, str) else plan
    if found is None and plan is not None:
        raise refused(codes.PLAN_UNKNOWN, {"planId": plan})
    if not isinstance(found, Plan):
        raise InvalidField("plan", found, "a Plan, or the id of one of the store's")
    if found.currency != store.currency:
        raise CurrencyMismatch(f"the plan is in {found.currency.code}, the store in {store.currency.code}")
    if found.archived:
        raise refused(codes.ARCHIVED, {"planId": found.id})
    return found


def refuse_bought(plan: Plan, buyer: PlanBuyer, context: PlanOrderContext) -> None:
    """Refuse a second purchase of a plan that can be bought once."""
    if plan.max_purchases_per_buyer and has_bought(plan, buyer, context):
        raise refused(codes.LIMIT_REACHED, {"planId": plan.id})


def has_bought(plan: Plan, buyer: PlanBuyer, context: PlanOrderContext) -> bool:
    """Whether the member has an order of the plan; one that was never paid is none."""
    return any(
        order.plan_id.lower() == plan.id.lower()
        and order.buyer.member_id.lower() == buyer.member_id.lower()
        and order.status is not PlanOrderStatus.DRAFT
        for order in context.orders
    )


def refuse_start(plan: Plan, start: datetime, now: datetime) -> None:
    """Refuse a start in the past, and one to come that the plan does not let buyers choose."""
    if now - start > TOLERANCE:
        raise refused(codes.WRONG_START, {"startDate": start.isoformat()})
    if start > now and not plan.allow_future_start_date:
        raise refused(codes.NO_FUTURE_START, {"startDate": start.isoformat()})


def held_coupon(code: str | None, plan: Plan, store: Store, now: datetime, email: str | None) -> Coupon | None:
    """The coupon of this code, which must stand and be for this plan."""
    if code is None:
        return None
    data = {"couponCode": code, "planId": plan.id}
    coupon = store.coupons_by_code.get(code.casefold())
    if coupon is None:
        raise refused(codes.COUPON_UNKNOWN, data)
    problem = coupons.standing_problem(coupon, email, store.as_of or now)
    if problem is not None:
        raise refused(_STANDING[problem], data)
    if plan.is_free or not _is_for(coupon, plan):
        raise refused(codes.COUPON_NOT_FOR_PLAN, data)
    if coupon.minimum_subtotal is not None and plan.pricing.price < coupon.minimum_subtotal:
        raise refused(codes.BELOW_MINIMUM, data)
    return coupon


def _is_for(coupon: Coupon, plan: Plan) -> bool:
    """Whether the coupon takes money or a percentage off everything, off plans, or off this plan."""
    if coupon.coupon_type not in {CouponType.MONEY_OFF, CouponType.PERCENT_OFF}:
        return False
    if coupon.scope is None:
        return True
    namespace, group, entity = coupon.scope.key
    is_it = entity is None or entity.lower() == plan.id.lower()
    return namespace == NAMESPACE and group in {None, "plan"} and is_it


def tax_rates(plan: Plan, store: Store) -> TaxRates:
    """The taxes at the store's own address, which must be known as far as they depend on it; none on what is free."""
    if plan.is_free or not store.taxes:
        return NO_TAX
    address = store.business_address
    country, subdivision = (None, None) if address is None else (address.country, address.subdivision)
    rows = [tax for tax in store.taxes if tax.tax_group_ids is None]
    if country is None and any(tax.country is not None for tax in rows):
        raise refused(codes.NO_COUNTRY)
    if subdivision is None and any(tax.subdivision is not None and tax.country == country for tax in rows):
        raise refused(codes.NO_STATE)
    return table_at(address, store).by_group[None]
