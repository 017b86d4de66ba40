"""An order of a plan and a request that fill every field of the model once, for tests that must not miss one."""

from datetime import timedelta

import attrs
from samples import NOW, PLAN_ID, full_plan, full_store, guid, usd

import checkout_core as cc
from checkout_core import plans

PLAN_ORDER_ID = guid(61)
MEMBER = plans.PlanBuyer(member_id=guid(62), contact_id=guid(63))
FORM = plans.PlanFormData(form_id=full_plan().form_id, submission_id=guid(65), submission_data={"size": "M"})

DOCUMENTED = {
    "_id": "73a646b3-6aff-4fc6-a18b-9e30cf725aa5",
    "planId": "aef93bb6-aaaa-4965-966e-bd68dd2a1cc2",
    "subscriptionId": "f713e998-8344-4791-8c54-00d578746ff4",
    "wixPayOrderId": "6a5c0cfc-490b-4120-a704-c49facae1172",
    "buyer": {
        "memberId": "ea3d74df-b7dc-4ca1-a7c9-c416b9017a86",
        "contactId": "ea3d74df-b7dc-4ca1-a7c9-c416b9017a86",
    },
    "priceDetails": {
        "subtotal": "2",
        "discount": "0",
        "total": "2",
        "planPrice": "2",
        "currency": "USD",
        "subscription": {"cycleDuration": {"count": 1, "unit": "WEEK"}, "cycleCount": 26},
    },
    "pricing": {
        "subscription": {"cycleDuration": {"count": 1, "unit": "WEEK"}, "cycleCount": 26},
        "prices": [
            {
                "duration": {"cycleFrom": 1, "numberOfCycles": 26},
                "price": {"subtotal": "2", "discount": "0", "total": "2", "currency": "USD"},
            }
        ],
    },
    "type": "ONLINE",
    "orderMethod": "UNKNOWN",
    "status": "DRAFT",
    "autoRenewCanceled": False,
    "lastPaymentStatus": "UNPAID",
    "startDate": "2022-08-01T11:00:00.000Z",
    "endDate": "2023-01-30T11:00:00.000Z",
    "pausePeriods": [],
    "earliestEndDate": "2023-01-30T11:00:00.000Z",
    "planName": "Cooking for Kids",
    "planDescription": "Get easy-to-make recipes that kids can prepare on their own!",
    "planPrice": "2",
    "_createdDate": "2022-07-13T04:37:11.197Z",
    "_updatedDate": "2022-07-13T04:37:11.197Z",
}
"""The order that the page of createOnlineOrder prints."""


def full_plan_order() -> plans.PlanOrder:
    """An order with every field: tried, paid, paused, resumed, and to be canceled with its first paid month."""
    order = plans.create_online_order(
        full_plan(),
        MEMBER,
        NOW,
        "SUMMERSALE10",
        store=attrs.evolve(full_store(), coupons=[attrs.evolve(full_store().coupons[0], scope=plan_scope())]),
        order_id=PLAN_ORDER_ID,
        now=NOW,
        subscription_id=guid(66),
        wix_pay_order_id=guid(67),
        order_method=plans.PlanOrderMethod.MOTO,
        form_data=FORM,
    )
    order = plans.record_payment(order, now=NOW)
    order = plans.pause(order, now=NOW + timedelta(days=10))
    order = plans.resume(order, now=NOW + timedelta(days=12))
    effective = plans.CancellationEffectiveAt.NEXT_PAYMENT_DATE
    order = plans.cancel(order, now=NOW + timedelta(days=13), effective_at=effective)
    first, *others = order.pricing.prices
    prorated = attrs.evolve(first, price=attrs.evolve(first.price, proration=usd("-1")))
    return attrs.evolve(order, pricing=attrs.evolve(order.pricing, prices=[prorated, *others]))


def plan_scope() -> cc.Scope:
    """Coupons of this plan."""
    return cc.Scope(namespace="pricingPlans", group=cc.ScopeGroup(name="plan", entity_id=PLAN_ID))


def full_plan_request() -> plans.PlanOrderRequest:
    """A request with every field."""
    return plans.PlanOrderRequest(
        plan_id=PLAN_ID,
        start_date=NOW,
        coupon_code="SUMMERSALE10",
        buyer=MEMBER,
        on_behalf=plans.OnBehalf(member_id=MEMBER.member_id, order_method=plans.PlanOrderMethod.MOTO),
        form_data=FORM,
        now=NOW,
        email="jane@example.com",
        orders=[full_plan_order()],
    )


def full_plan_state() -> plans.PlanOrderState:
    """How the order is when nobody has canceled it: with a payment to come."""
    order = attrs.evolve(full_plan_order(), auto_renew_canceled=False, cancellation=None)
    return plans.at(order, order.updated_date)


def full_plan_context() -> plans.PlanOrderContext:
    """A context with every field."""
    return plans.PlanOrderContext(orders=[full_plan_order()], members=[MEMBER.member_id], email="jane@example.com")
