"""A member orders a plan. Source: createOnlineOrder, createOfflineOrder; conventions PP9 to PP17."""

from __future__ import annotations

from datetime import datetime

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_instant
from checkout_core.model._limits import A, Flag, Instant, Text
from checkout_core.model.plan import Plan
from checkout_core.model.plan_order import (
    PlanBuyer,
    PlanFormData,
    PlanOrder,
    PlanOrderMethod,
    PlanOrderPricing,
    PlanOrderStatus,
    PlanOrderType,
    PlanPaymentStatus,
)
from checkout_core.model.plan_order_context import PlanOrderContext
from checkout_core.model.plan_order_request import PlanOrderRequest
from checkout_core.model.store import Store
from checkout_core.model.tax import NO_TAX
from checkout_core.plans import codes
from checkout_core.plans.dates import agreed_end
from checkout_core.plans.prices import price_plan
from checkout_core.plans.refusals import (
    has_bought,
    held_coupon,
    member,
    ordered_plan,
    refuse_bought,
    refuse_start,
    refused,
    tax_rates,
)
from checkout_core.plans.state import current_cycle

NO_CONTEXT = PlanOrderContext()


def create_online_order(
    plan: Plan | str,
    buyer: PlanBuyer | None,
    start_date: datetime | None = None,
    coupon: str | None = None,
    *,
    store: Store,
    order_id: str,
    now: datetime,
    subscription_id: str | None = None,
    wix_pay_order_id: str | None = None,
    order_method: PlanOrderMethod | None = None,
    form_data: PlanFormData | None = None,
    context: PlanOrderContext = NO_CONTEXT,
) -> PlanOrder:
    """Order a plan of the store, itself or by its id, for a member who is logged in, from now or a later start on.

    What costs something is a DRAFT until a payment is recorded (`record_payment`), and keeps ``wix_pay_order_id``; what
    is free is PENDING until its start, or ACTIVE. ``subscription_id`` is the order's id unless it is given. ``coupon``
    is a code. ``order_method`` says how somebody orders on behalf of the member; None: the member does. Only the first
    order of a plan by a member has its free days.

    Raises `PlanOrderRejected` with the first code that applies, in the order of `PLAN_ORDER_CODES`; `InvalidField` for
    a caller's bugs, and `CurrencyMismatch` for a plan that is not in the store's currency.
    """
    _check_arguments("create_online_order", store, context)
    now = _instant("create_online_order.now", now)
    start = now if start_date is None else _instant("create_online_order.start_date", start_date)
    buyer = member(buyer, context)
    plan = ordered_plan(plan, store)
    _refuse_method(plan, order_method)
    refuse_bought(plan, buyer, context)
    refuse_start(plan, start, now)
    if not plan.is_free and not store.accepts_payments:
        raise refused(codes.NO_PAYMENTS)
    pricing = _pricing(plan, coupon, store, now, context)
    order = _order(plan, buyer, pricing, start, now, order_id, subscription_id, form_data, context)
    order = attrs.evolve(order, order_method=order_method or PlanOrderMethod.UNKNOWN)
    if pricing.is_free:
        return begun(order, PlanPaymentStatus.NOT_APPLICABLE, now)
    return attrs.evolve(order, wix_pay_order_id=wix_pay_order_id)


def create_offline_order(
    plan: Plan | str,
    buyer: PlanBuyer | None,
    start_date: datetime | None = None,
    coupon: str | None = None,
    *,
    store: Store,
    order_id: str,
    now: datetime,
    paid: bool = False,
    subscription_id: str | None = None,
    form_data: PlanFormData | None = None,
    context: PlanOrderContext = NO_CONTEXT,
) -> PlanOrder:
    """Order a plan for a member, as the merchant: in force from its start on, whether or not it is ``paid``.

    The start may be in the past, if the order is not over before it is made; limits of purchases do not count.
    Otherwise as `create_online_order`.
    """
    _check_arguments("create_offline_order", store, context)
    now = _instant("create_offline_order.now", now)
    start = now if start_date is None else _instant("create_offline_order.start_date", start_date)
    Flag().check("create_offline_order.paid", paid)
    buyer = member(buyer, context)
    plan = ordered_plan(plan, store)
    bare = price_plan(plan, None, NO_TAX, store)
    order = _order(plan, buyer, bare, start, now, order_id, subscription_id, form_data, context)
    if order.end_date is not None and order.end_date <= now:
        raise refused(codes.WRONG_START, {"startDate": start.isoformat()})
    pricing = _pricing(plan, coupon, store, now, context)
    order = attrs.evolve(order, type=PlanOrderType.OFFLINE, pricing=pricing)
    status = PlanPaymentStatus.PAID if paid else PlanPaymentStatus.UNPAID
    return begun(order, PlanPaymentStatus.NOT_APPLICABLE if pricing.is_free else status, now)


def create_from_request(
    store: Store,
    request: PlanOrderRequest,
    *,
    order_id: str,
    subscription_id: str | None = None,
    wix_pay_order_id: str | None = None,
    offline: bool = False,
    paid: bool = False,
) -> PlanOrder:
    """Order the plan that the request asks for; see `create_online_order` and, if ``offline``, the other one.

    Who orders on behalf of a member comes before the member who is logged in. Without ``now`` it is ``store.as_of``.
    Raises `InvalidField` if there is neither.
    """
    A(Store).check("create_from_request.store", store)
    A(PlanOrderRequest).check("create_from_request.request", request)
    now = request.now or store.as_of
    if now is None:
        raise InvalidField("PlanOrderRequest.now", None, "an instant, here or as the store's as_of")
    behalf, buyer = request.on_behalf, request.buyer
    if behalf is not None:
        is_same = buyer is not None and buyer.member_id.lower() == behalf.member_id.lower()
        buyer = buyer if is_same else PlanBuyer(member_id=behalf.member_id)
    method = None if behalf is None else behalf.order_method
    asked = (request.plan_id, buyer, request.start_date, request.coupon_code)
    if offline:
        order = create_offline_order(
            *asked,
            store=store,
            order_id=order_id,
            now=now,
            paid=paid,
            subscription_id=subscription_id,
            form_data=request.form_data,
            context=request.context,
        )
        return order if method is None else attrs.evolve(order, order_method=method)
    return create_online_order(
        *asked,
        store=store,
        order_id=order_id,
        now=now,
        subscription_id=subscription_id,
        wix_pay_order_id=wix_pay_order_id,
        order_method=method,
        form_data=request.form_data,
        context=request.context,
    )


def begun(order: PlanOrder, payment: PlanPaymentStatus, now: datetime) -> PlanOrder:
    """The order as it is once it is in force: PENDING until its start, then ACTIVE in a cycle."""
    status = PlanOrderStatus.PENDING if order.start_date > now else PlanOrderStatus.ACTIVE
    order = attrs.evolve(order, status=status, last_payment_status=payment, updated_date=now)
    return attrs.evolve(order, current_cycle=current_cycle(order, now))


def _pricing(
    plan: Plan, coupon: str | None, store: Store, now: datetime, context: PlanOrderContext
) -> PlanOrderPricing:
    """What each cycle costs; the coupon and the taxes must be known."""
    if coupon is not None:
        Text(1, 20).check("coupon", coupon)
    held = held_coupon(coupon, plan, store, now, context.email)
    return price_plan(plan, held, tax_rates(plan, store), store)


def _order(
    plan: Plan,
    buyer: PlanBuyer,
    pricing: PlanOrderPricing,
    start: datetime,
    now: datetime,
    order_id: str,
    subscription_id: str | None,
    form_data: PlanFormData | None,
    context: PlanOrderContext,
) -> PlanOrder:
    """The order as a draft, with its dates."""
    is_recurring = pricing.subscription is not None
    tries = is_recurring and not has_bought(plan, buyer, context)
    order = PlanOrder(
        id=order_id,
        plan_id=plan.id,
        subscription_id=order_id if subscription_id is None else subscription_id,
        buyer=buyer,
        pricing=pricing,
        type=PlanOrderType.ONLINE,
        status=PlanOrderStatus.DRAFT,
        auto_renew_canceled=False if is_recurring else None,
        last_payment_status=PlanPaymentStatus.UNPAID,
        start_date=start,
        free_trial_days=plan.pricing.free_trial_days if tries else None,
        plan_name=plan.name,
        plan_description=plan.description,
        plan_price=plan.pricing.price,
        form_data=form_data,
        created_date=now,
        updated_date=now,
    )
    return dated(order)


def dated(order: PlanOrder) -> PlanOrder:
    """The order with the ends that follow from its start."""
    end = agreed_end(order)
    return attrs.evolve(order, end_date=end, earliest_end_date=end)


def _refuse_method(plan: Plan, method: PlanOrderMethod | None) -> None:
    """Refuse to order on behalf of a member in a way that is not known, or that cannot be paid."""
    if method is None:
        return
    A(PlanOrderMethod).check("create_online_order.order_method", method)
    if method is PlanOrderMethod.UNKNOWN:
        raise refused(codes.UNKNOWN_METHOD)
    if method is PlanOrderMethod.POS and plan.pricing.subscription is not None and not plan.is_free:
        raise refused(codes.RECURRING_BY_POS)


def _check_arguments(name: str, store: Store, context: PlanOrderContext) -> None:
    A(Store).check(f"{name}.store", store)
    A(PlanOrderContext).check(f"{name}.context", context)


def _instant(name: str, instant: datetime) -> datetime:
    """The instant in UTC; `InvalidField` where it is none."""
    found = as_instant(instant)
    Instant().check(name, found)
    return found
