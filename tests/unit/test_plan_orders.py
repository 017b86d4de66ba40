"""Orders of plans: who gets one and who does not, and what can be done to it. Conventions PP7, PP8, PP14 to PP25."""

from datetime import timedelta
from decimal import Decimal

import attrs
import pytest
from plan_books import BUYER, EMAIL, MEMBER, ORDER, PLAN, STRANGER, a_coupon, a_plan, offline, online, refusal, utc
from quick import tax
from samples import guid

import checkout_core as cc
from checkout_core import plans
from checkout_core.plans.transitions import PlanOperation, leads

NOW = utc(2022, 7, 13, 4, 37)
DAY, MONTH = timedelta(days=1), (1, "MONTH")
SECOND = timedelta(seconds=1)
IMMEDIATELY, NEXT = plans.CancellationEffectiveAt
OWNER, BUYERS = plans.CancellationCause.OWNER_ACTION, plans.CancellationCause.MEMBER_ACTION
MONTHLY = a_plan(every=MONTH, cycles=6, buyer_can_cancel=True)
TRIED = a_plan(every=MONTH, cycles=6, trial=7, buyer_can_cancel=True)
FREE = a_plan("0", lasts=(3, "MONTH"))
COUPON_DATA = {"couponCode": "SAVE", "planId": PLAN}


def a_store(*coupons, **fields):
    """A store with the plan and coupons."""
    return cc.Store(**{"currency": "USD", "coupons": coupons} | fields)


def known(**fields):
    """What is known of the site."""
    return plans.PlanOrderContext(**fields)


def scoped(group=None, entity=None, namespace="pricingPlans"):
    """A coupon for what a scope names."""
    return a_coupon(
        "10", scope=cc.Scope(namespace=namespace, group=group and cc.ScopeGroup(name=group, entity_id=entity))
    )


BOUGHT = offline(MONTHLY, NOW - 900 * DAY)
ONCE = attrs.evolve(MONTHLY, max_purchases_per_buyer=1)
SHIPS_FREE = cc.Coupon(
    id=guid(330), name="Ships", code="SAVE", free_shipping=True, scope=cc.Scope(namespace="pricingPlans")
)
FIXED = cc.Coupon(
    id=guid(330),
    name="Fixed",
    code="SAVE",
    fixed_price_amount=cc.Money("1", "USD"),
    scope=cc.Scope(namespace="pricingPlans"),
)
SPENT = {"limit_per_customer": 2, "usage_by_customer": {EMAIL: 2}}
HERE = cc.Address(country="US")

CREATION = [
    ("MEMBER_REQUIRED", 428, None, {"buyer": None}),
    ("member_not_found", 404, {"memberId": MEMBER}, {"context": known(members=[STRANGER])}),
    ("plan_not_found", 404, {"planId": guid(9)}, {"plan": guid(9)}),
    ("archived_plan", 428, {"planId": PLAN}, {"plan": attrs.evolve(MONTHLY, archived=True)}),
    ("UNKNOWN_ORDER_METHOD", 400, None, {"order_method": plans.PlanOrderMethod.UNKNOWN}),
    ("RECURRING_POS_UNSUPPORTED", 400, None, {"order_method": plans.PlanOrderMethod.POS}),
    ("purchases_limit_reached", 428, {"planId": PLAN}, {"plan": ONCE, "context": known(orders=[BOUGHT])}),
    (
        "invalid_start_date",
        400,
        {"startDate": "2022-07-13T04:35:59+00:00"},
        {"start": NOW - timedelta(seconds=61)},
    ),
    (
        "buyer_can_not_pick_future_start_date",
        428,
        {"startDate": "2022-07-14T04:37:00+00:00"},
        {"start": NOW + DAY, "plan": attrs.evolve(MONTHLY, allow_future_start_date=False)},
    ),
    ("accept_payment_feature_missing", 428, None, {"store": a_store(accepts_payments=False)}),
    ("ERROR_COUPON_DOES_NOT_EXIST", 404, COUPON_DATA, {"store": a_store(attrs.evolve(scoped(), code="OTHER"))}),
    ("ERROR_COUPON_IS_DISABLED", 428, COUPON_DATA, {"store": a_store(a_coupon("10", active=False))}),
    (
        "ERROR_COUPON_IS_NOT_ACTIVE_YET",
        428,
        COUPON_DATA,
        {"store": a_store(a_coupon("10", start_time=NOW + SECOND))},
    ),
    ("ERROR_COUPON_HAS_EXPIRED", 428, COUPON_DATA, {"store": a_store(a_coupon("10", expiration_time=NOW))}),
    (
        "ERROR_COUPON_USAGE_EXCEEDED",
        428,
        COUPON_DATA,
        {"store": a_store(a_coupon("10", usage_limit=3, usage_count=3))},
    ),
    (
        "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED",
        428,
        COUPON_DATA,
        {"store": a_store(a_coupon("10", **SPENT)), "context": known(email=EMAIL.upper())},
    ),
    ("ERROR_COUPON_NOT_APPLICABLE_FOR_PLAN", 428, COUPON_DATA, {"store": a_store(scoped(namespace="stores"))}),
    ("ERROR_INVALID_SUBTOTAL", 428, COUPON_DATA, {"store": a_store(a_coupon("10", minimum="10.01"))}),
    ("MISSING_BUSINESS_ADDRESS_COUNTRY", 428, None, {"store": a_store(taxes=[tax("0.1", country="US")])}),
    (
        "MISSING_BUSINESS_ADDRESS_STATE",
        428,
        None,
        {"store": a_store(taxes=[tax("0.1", country="US", subdivision="US-NY")], business_address=HERE)},
    ),
]
"""The codes in their order: status, data, and what leads to each of them."""


def asked(create=online, **how):
    """Order as told, with the coupon SAVE where the store has coupons."""
    store = how.get("store")
    coupon = "SAVE" if store is not None and store.coupons else None
    return create(**{"plan": MONTHLY, "now": NOW, "coupon": coupon} | how)


class TestRefusals:
    """Why there is no order."""

    def test_the_table_has_every_code(self):
        """In the published order."""
        assert [row[0] for row in CREATION] == [entry.code for entry in plans.PLAN_ORDER_CODES]

    @pytest.mark.parametrize(("code", "status", "data", "how"), CREATION, ids=[row[0] for row in CREATION])
    def test_code(self, code, status, data, how):
        """With status and data, and the words of its entry."""
        error = refusal(asked, **how)
        assert (error.code, error.status, error.data, error.documented) == (code, status, data, True)
        [entry] = [entry for entry in plans.PLAN_ORDER_CODES if entry.code == code]
        assert error.description == entry.description
        assert entry.data == ("" if data is None else "{" + ", ".join(data) + "}")

    PAIRS = (
        {"buyer": None, "plan": guid(9)},
        {"context": known(members=[STRANGER]), "plan": guid(9)},
        {"plan": attrs.evolve(MONTHLY, archived=True), "order_method": plans.PlanOrderMethod.UNKNOWN},
        {"order_method": plans.PlanOrderMethod.UNKNOWN, "plan": ONCE, "context": known(orders=[BOUGHT])},
        {"order_method": plans.PlanOrderMethod.POS, "plan": ONCE, "context": known(orders=[BOUGHT])},
        {"plan": ONCE, "context": known(orders=[BOUGHT]), "start": NOW - DAY},
        {"start": NOW - DAY, "store": a_store(accepts_payments=False)},
        {
            "plan": attrs.evolve(MONTHLY, allow_future_start_date=False),
            "start": NOW + DAY,
            "store": a_store(accepts_payments=False),
        },
        {"store": a_store(a_coupon("10", active=False), accepts_payments=False)},
        {"store": a_store(attrs.evolve(scoped(), code="X"), taxes=[tax("0.1", country="US")])},
        {"store": a_store(a_coupon("10", active=False, start_time=NOW + DAY, usage_limit=1, usage_count=1))},
        {"store": a_store(a_coupon("10", start_time=NOW + DAY, usage_limit=1, usage_count=1))},
        {"store": a_store(a_coupon("10", expiration_time=NOW, usage_limit=1, usage_count=1))},
        {
            "store": a_store(a_coupon("10", usage_limit=1, usage_count=1, **SPENT)),
            "context": known(email=EMAIL),
        },
        {
            "store": a_store(a_coupon("10", scope=cc.Scope(namespace="stores"), **SPENT)),
            "context": known(email=EMAIL),
        },
        {"store": a_store(attrs.evolve(SHIPS_FREE, scope=None, minimum_subtotal=cc.Money("99", "USD")))},
        {"store": a_store(a_coupon("10", minimum="99"), taxes=[tax("0.1", country="US")])},
        {
            "store": a_store(taxes=[tax("0.1", country="US"), tax("0.1", country="US", subdivision="US-NY")]),
        },
    )
    """Two reasons at once each; the first of them is that of the code in the same place of `FIRST`."""
    FIRST = (
        "MEMBER_REQUIRED",
        "member_not_found",
        "archived_plan",
        "UNKNOWN_ORDER_METHOD",
        "RECURRING_POS_UNSUPPORTED",
        "purchases_limit_reached",
        "invalid_start_date",
        "buyer_can_not_pick_future_start_date",
        "accept_payment_feature_missing",
        "ERROR_COUPON_DOES_NOT_EXIST",
        "ERROR_COUPON_IS_DISABLED",
        "ERROR_COUPON_IS_NOT_ACTIVE_YET",
        "ERROR_COUPON_HAS_EXPIRED",
        "ERROR_COUPON_USAGE_EXCEEDED",
        "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED",
        "ERROR_COUPON_NOT_APPLICABLE_FOR_PLAN",
        "ERROR_INVALID_SUBTOTAL",
        "MISSING_BUSINESS_ADDRESS_COUNTRY",
    )

    @pytest.mark.parametrize(("how", "code"), list(zip(PAIRS, FIRST, strict=True)))
    def test_the_first_reason_is_told(self, how, code):
        """Of two."""
        assert refusal(asked, **how).code == code

    def test_an_offline_order_tells_the_first_reason_too(self):
        """That it would be over already comes before what is wrong with the coupon and the address."""
        over = {"plan": a_plan(lasts=(1, "DAY")), "start": NOW - 2 * DAY}
        for store in (a_store(scoped(namespace="stores")), a_store(taxes=[tax("0.1", country="US")])):
            assert refusal(asked, offline, store=store, **over).code == "invalid_start_date"

    @pytest.mark.parametrize(
        "how",
        [
            {"order_method": plans.PlanOrderMethod.MOTO},
            {"order_method": plans.PlanOrderMethod.POS, "plan": a_plan(lasts=MONTH)},
            {"order_method": plans.PlanOrderMethod.POS, "plan": a_plan("0", every=MONTH)},
            {"context": known(members=[STRANGER, MEMBER.upper()])},
            {"plan": ONCE, "context": known(orders=[online(MONTHLY, NOW)])},
            {"plan": ONCE, "context": known(orders=[attrs.evolve(BOUGHT, plan_id=guid(8))])},
            {"plan": ONCE, "context": known(orders=[attrs.evolve(BOUGHT, buyer=plans.PlanBuyer(member_id=STRANGER))])},
            {"plan": MONTHLY, "context": known(orders=[BOUGHT])},
            {"start": NOW - timedelta(seconds=60)},
            {"start": NOW, "plan": attrs.evolve(MONTHLY, allow_future_start_date=False)},
            {"plan": FREE, "store": a_store(accepts_payments=False)},
            {"store": a_store(a_coupon("10", start_time=NOW, expiration_time=NOW + SECOND))},
            {"store": a_store(a_coupon("10", usage_limit=3, usage_count=2))},
            {"store": a_store(a_coupon("10", **SPENT))},
            {"store": a_store(a_coupon("10", **SPENT)), "context": known(email="other@example.com")},
            {"store": a_store(scoped())},
            {"store": a_store(scoped("plan"))},
            {"store": a_store(scoped("plan", PLAN))},
            {"store": a_store(a_coupon("10", minimum="10"))},
            {"store": a_store(taxes=[tax("0.1", country="US")], business_address=HERE)},
            {"store": a_store(taxes=[tax("0.1", country="DE", subdivision="DE-BE")], business_address=HERE)},
            {"store": a_store(taxes=[tax("0.1")])},
            {"plan": FREE, "store": a_store(taxes=[tax("0.1", country="US")])},
        ],
    )
    def test_what_is_just_allowed(self, how):
        """The other side of each limit."""
        assert isinstance(asked(**how), plans.PlanOrder)

    @pytest.mark.parametrize(
        "coupon",
        [
            SHIPS_FREE,
            FIXED,
            scoped("plan", guid(8)),
            scoped("service"),
            scoped("service", PLAN),
            scoped(namespace="bookings"),
        ],
    )
    def test_coupons_that_are_not_for_the_plan(self, coupon):
        """By what they do or by their scope; and none is for a free plan."""
        for create in (online, offline):
            assert refusal(asked, create, store=a_store(coupon)).code == "ERROR_COUPON_NOT_APPLICABLE_FOR_PLAN"
            free = refusal(asked, create, plan=FREE, store=a_store(scoped()))
            assert free.code == "ERROR_COUPON_NOT_APPLICABLE_FOR_PLAN"

    @pytest.mark.parametrize("code", ["S", "S" * 20])
    def test_the_shortest_and_the_longest_code(self, code):
        """Are codes like any other."""
        order = asked(store=a_store(attrs.evolve(scoped(), code=code)), coupon=code)
        assert order.pricing.prices[0].price.coupon.code == code

    def test_the_stores_instant_decides_about_coupons(self):
        """Where it has one."""
        store = a_store(a_coupon("10", expiration_time=NOW), as_of=NOW - SECOND)
        assert asked(store=store).pricing.prices[0].price.discount == cc.Money("1", "USD")

    def test_offline_orders_ignore_what_is_about_buyers(self):
        """The limit, payments on the site, the choice of a start."""
        plan = attrs.evolve(ONCE, allow_future_start_date=False)
        context = known(orders=[BOUGHT])
        for start in (NOW - 100 * DAY, NOW + DAY):
            order = offline(plan, NOW, start, store=a_store(accepts_payments=False), context=context)
            assert order.start_date == start

    @pytest.mark.parametrize(
        ("plan", "start", "status"),
        [
            (a_plan(lasts=(10, "DAY")), NOW - 10 * DAY, None),
            (a_plan(lasts=(10, "DAY")), NOW - 10 * DAY + SECOND, "ACTIVE"),
            (a_plan(every=MONTH), NOW - 5_000 * DAY, "ACTIVE"),
            (a_plan(), NOW - 5_000 * DAY, "ACTIVE"),
            (a_plan("0", lasts=(10, "DAY")), NOW - 11 * DAY, None),
        ],
    )
    def test_an_offline_order_may_begin_in_the_past(self, plan, start, status):
        """Unless it is over already."""
        if status is None:
            error = refusal(offline, plan, NOW, start)
            assert (error.code, error.data) == ("invalid_start_date", {"startDate": start.isoformat()})
        else:
            assert offline(plan, NOW, start).status == status


class TestBirth:
    """How an order stands when it is made."""

    @pytest.mark.parametrize("start", [NOW - 10 * DAY, NOW, NOW + DAY], ids=["past", "now", "future"])
    @pytest.mark.parametrize("plan", [MONTHLY, TRIED, FREE], ids=["paid", "tried", "free"])
    @pytest.mark.parametrize("buys", ["online", "unpaid", "paid"])
    def test_status(self, start, plan, buys):
        """Drafts wait for their payment, everything else for its start."""
        if buys == "online" and start < NOW:
            assert refusal(online, plan, NOW, start).code == "invalid_start_date"
            return
        order = online(plan, NOW, start) if buys == "online" else offline(plan, NOW, start, paid=buys == "paid")
        in_force = "PENDING" if start > NOW else "ACTIVE"
        assert order.status == ("DRAFT" if buys == "online" and plan is not FREE else in_force)
        payment = "PAID" if buys == "paid" else "UNPAID"
        assert order.last_payment_status == ("NOT_APPLICABLE" if plan is FREE else payment)
        assert order.type == ("ONLINE" if buys == "online" else "OFFLINE")
        assert (order.current_cycle is not None) == (order.status == "ACTIVE")
        assert order.free_trial_days == (7 if plan is TRIED else None)
        assert order.auto_renew_canceled == (None if plan is FREE else False)
        assert order.created_date == order.updated_date == NOW
        assert (order.pause_periods, order.cancellation) == ((), None)

    @pytest.mark.parametrize("start", [NOW, NOW + DAY])
    @pytest.mark.parametrize("plan", [MONTHLY, TRIED])
    @pytest.mark.parametrize("pending", [False, True])
    def test_a_payment_makes_a_draft_an_order(self, start, plan, pending):
        """In force by its start; with free days the payment is pending."""
        draft = plans.fail_payment(online(plan, NOW, start), now=NOW)
        assert (draft.status, draft.last_payment_status) == ("DRAFT", "FAILED")
        order = plans.record_payment(draft, now=NOW + SECOND, pending=pending)
        assert order.status == ("ACTIVE" if start == NOW else "PENDING")
        assert order.last_payment_status == ("PENDING" if pending or plan is TRIED else "PAID")
        assert (order.start_date, order.end_date) == (draft.start_date, draft.end_date)
        again = plans.record_payment(order, now=NOW + 2 * SECOND)
        paid = plans.PlanPaymentStatus.PAID
        assert again == attrs.evolve(order, last_payment_status=paid, updated_date=NOW + 2 * SECOND)

    @pytest.mark.parametrize("create", [online, offline])
    @pytest.mark.parametrize(
        ("before", "days"),
        [
            ([], 7),
            ([online(TRIED, NOW - DAY)], 7),
            ([attrs.evolve(BOUGHT, buyer=plans.PlanBuyer(member_id=STRANGER))], 7),
            ([attrs.evolve(BOUGHT, plan_id=guid(8))], 7),
            ([BOUGHT], None),
            ([plans.cancel(BOUGHT, now=NOW - 899 * DAY)], None),
            ([online(TRIED, NOW - DAY), BOUGHT], None),
        ],
        ids=["first", "draft", "another's", "another plan", "second", "canceled", "both"],
    )
    def test_only_the_first_order_has_free_days(self, create, before, days):
        """A draft was never bought."""
        order = create(TRIED, NOW, context=known(orders=before))
        assert order.free_trial_days == days
        assert order.end_date == (utc(2023, 1, 20, 4, 37) if days else utc(2023, 1, 13, 4, 37))

    @pytest.mark.parametrize("spelt", [str.lower, str.upper])
    def test_ids_are_the_same_in_any_case(self, spelt):
        """Of members and plans."""
        plan, member = "aef93bb6-aaaa-4965-966e-bd68dd2a1cc2", "ea3d74df-b7dc-4ca1-a7c9-c416b9017a86"
        bought = attrs.evolve(BOUGHT, plan_id=plan, buyer=plans.PlanBuyer(member_id=member))
        how = {
            "plan": spelt(plan),
            "buyer": plans.PlanBuyer(member_id=spelt(member)),
            "store": a_store(plans=[attrs.evolve(ONCE, id=plan.upper())]),
        }
        assert refusal(asked, **how, context=known(orders=[bought], members=[member])).code == "purchases_limit_reached"
        assert asked(**how, context=known(members=[member.upper()])).plan_id == plan.upper()

    def test_the_payment_provider_knows_what_costs_something(self):
        """Free orders have no `wix_pay_order_id`, whatever is given."""
        assert online(MONTHLY, NOW, wix_pay_order_id=guid(5)).wix_pay_order_id == guid(5)
        assert online(MONTHLY, NOW).wix_pay_order_id is None
        assert online(FREE, NOW, wix_pay_order_id=guid(5)).wix_pay_order_id is None

    @pytest.mark.parametrize("plan", [a_plan(lasts=MONTH), MONTHLY, TRIED])
    @pytest.mark.parametrize("create", [online, offline])
    def test_what_a_coupon_makes_free_for_good_is_free(self, create, plan):
        """Nothing is to be paid, but a subscription stays one; one payment that is left makes it cost something."""
        store = a_store(a_coupon("100", applies_to_subscriptions=True))
        order = create(plan, NOW, coupon="SAVE", store=store)
        assert (order.status, order.last_payment_status) == ("ACTIVE", "NOT_APPLICABLE")
        assert (order.pricing.subscription, order.free_trial_days) == (
            plan.pricing.subscription,
            plan.pricing.free_trial_days,
        )
        assert (order.wix_pay_order_id, list(plans.payments(order))) == (None, [])
        assert refusal(plans.record_payment, order, now=NOW).code == "PLAN_ORDER_ALREADY_PAID"
        spent = create(plan, NOW, coupon="SAVE", store=a_store(a_coupon("100", cycles=5)))
        is_free = plan.pricing.subscription is None
        assert spent.last_payment_status == ("NOT_APPLICABLE" if is_free else "UNPAID")
        assert online(plan, NOW, coupon="SAVE", store=store, wix_pay_order_id=guid(5)).wix_pay_order_id is None

    def test_what_the_plan_says_is_kept(self):
        """And what the buyer filled in, and how it was ordered."""
        plan = attrs.evolve(MONTHLY, name="Gym", description="All of it.")
        form = plans.PlanFormData(form_id=guid(6), submission_data={"size": "XL"})
        moto = plans.PlanOrderMethod.MOTO
        order = online(plan, NOW, form_data=form, subscription_id=guid(7), order_method=moto)
        assert (order.id, order.plan_id, order.subscription_id, order.buyer) == (ORDER, PLAN, guid(7), BUYER)
        assert (order.plan_name, order.plan_description) == ("Gym", "All of it.")
        assert (order.plan_price, order.form_data, order.order_method) == (cc.Money("10", "USD"), form, moto)
        assert online(plan, NOW).subscription_id == ORDER
        assert online(plan, NOW).order_method == "UNKNOWN"

    def test_a_plan_is_found_in_the_store(self):
        """By its id."""
        store = a_store(plans=[MONTHLY, attrs.evolve(FREE, id=guid(8))])
        assert online(guid(8), NOW, store=store) == online(attrs.evolve(FREE, id=guid(8)), NOW)

    def test_a_request_is_ordered(self):
        """Online or offline, now or when the store says; who orders on behalf comes before who is logged in."""
        store = a_store(a_coupon("10"), plans=[MONTHLY])
        request = plans.PlanOrderRequest(
            plan_id=PLAN, start_date=NOW + DAY, coupon_code="SAVE", buyer=BUYER, now=NOW, orders=[BOUGHT], email=EMAIL
        )
        made = {"order_id": ORDER, "subscription_id": guid(7)}
        order = plans.create_from_request(store, request, wix_pay_order_id=guid(5), **made)
        context = {"context": known(orders=[BOUGHT], email=EMAIL), "subscription_id": guid(7)}
        assert order == online(MONTHLY, NOW, NOW + DAY, "SAVE", store, wix_pay_order_id=guid(5), **context)
        order = plans.create_from_request(store, request, offline=True, paid=True, **made)
        assert order == offline(MONTHLY, NOW, NOW + DAY, "SAVE", store, paid=True, **context)
        behalf = plans.OnBehalf(member_id=STRANGER, order_method=plans.PlanOrderMethod.MOTO)
        order = plans.create_from_request(store, attrs.evolve(request, on_behalf=behalf), **made)
        assert (order.buyer, order.order_method) == (plans.PlanBuyer(member_id=STRANGER), "MOTO")
        order = plans.create_from_request(store, attrs.evolve(request, on_behalf=behalf), offline=True, **made)
        assert (order.type, order.order_method) == ("OFFLINE", "MOTO")
        own = attrs.evolve(behalf, member_id=BUYER.member_id.upper())
        assert plans.create_from_request(store, attrs.evolve(request, on_behalf=own), **made).buyer == BUYER
        behalf = attrs.evolve(request, on_behalf=plans.OnBehalf(member_id=STRANGER))
        assert refusal(plans.create_from_request, store, behalf, **made).code == "UNKNOWN_ORDER_METHOD"
        timeless = attrs.evolve(request, now=None, start_date=None)
        later = attrs.evolve(store, as_of=NOW + 9 * DAY)
        assert plans.create_from_request(later, timeless, **made).start_date == NOW + 9 * DAY
        with pytest.raises(cc.InvalidField, match="as_of") as caught:
            plans.create_from_request(store, timeless, **made)
        assert caught.value.field == "PlanOrderRequest.now"


DRAFT = online(MONTHLY, NOW)
PENDING = offline(MONTHLY, NOW, NOW + DAY)
ACTIVE = offline(MONTHLY, NOW)
PAUSED = plans.pause(ACTIVE, now=NOW)
CANCELED = plans.cancel(ACTIVE, now=NOW)
LEAVING = plans.cancel(ACTIVE, now=NOW, effective_at=NEXT)
ENDLESS = offline(a_plan(every=MONTH), NOW)
TRYING = offline(TRIED, NOW)
ONE_PAYMENT = offline(a_plan(lasts=MONTH), NOW)
END = utc(2023, 1, 13, 4, 37)

STANDING = {
    "DRAFT": (DRAFT, NOW + SECOND),
    "PENDING": (PENDING, NOW + SECOND),
    "ACTIVE": (ACTIVE, NOW + SECOND),
    "PAUSED": (PAUSED, NOW + SECOND),
    "ENDED": (ACTIVE, END),
    "CANCELED": (CANCELED, NOW + SECOND),
}
"""An order of each status, and an instant at which it has it."""

DEEDS = {
    "record_payment": lambda order, now: plans.record_payment(order, now=now),
    "fail_payment": lambda order, now: plans.fail_payment(order, now=now),
    "mark_as_paid": lambda order, now: plans.mark_as_paid(order, now=now),
    "change_start_date": lambda order, now: plans.change_start_date(order, now, MONTHLY, now=now),
    "pause": lambda order, now: plans.pause(order, now=now),
    "resume": lambda order, now: plans.resume(order, now=now),
    "postpone": lambda order, now: plans.postpone(order, END + DAY, now=now),
    "cancel": lambda order, now: plans.cancel(order, now=now),
}


def leave(order, now, **how):
    """Cancel at the next payment."""
    return plans.cancel(order, now=now, effective_at=NEXT, **how)


TABLE = [
    (None, "create_online_order", "DRAFT", lambda: online(MONTHLY, NOW)),
    (None, "create_online_order", "PENDING", lambda: online(FREE, NOW, NOW + DAY)),
    (None, "create_online_order", "ACTIVE", lambda: online(FREE, NOW)),
    (None, "create_offline_order", "PENDING", lambda: offline(MONTHLY, NOW, NOW + DAY)),
    (None, "create_offline_order", "ACTIVE", lambda: offline(MONTHLY, NOW)),
    ("DRAFT", "change_start_date", "DRAFT", lambda: DEEDS["change_start_date"](DRAFT, NOW + DAY)),
    ("DRAFT", "fail_payment", "DRAFT", lambda: DEEDS["fail_payment"](DRAFT, NOW)),
    ("DRAFT", "record_payment", "PENDING", lambda: plans.record_payment(online(MONTHLY, NOW, NOW + DAY), now=NOW)),
    ("DRAFT", "record_payment", "ACTIVE", lambda: DEEDS["record_payment"](DRAFT, NOW)),
    ("DRAFT", "record_payment", "ENDED", lambda: plans.record_payment(DRAFT, now=DRAFT.end_date)),
    *(
        (status, name, status, lambda order=order, name=name: DEEDS[name](order, NOW))
        for status, order in (("PENDING", PENDING), ("ACTIVE", ACTIVE))
        for name in ("record_payment", "fail_payment", "mark_as_paid")
    ),
    ("PENDING", "at", "ACTIVE", lambda: plans.at(PENDING, NOW + DAY)),
    ("PENDING", "cancel", "CANCELED", lambda: plans.cancel(PENDING, now=NOW)),
    ("ACTIVE", "at", "ACTIVE", lambda: plans.at(ACTIVE, NOW + 40 * DAY)),
    ("ACTIVE", "at", "ENDED", lambda: plans.at(ACTIVE, END)),
    ("ACTIVE", "at", "CANCELED", lambda: plans.at(LEAVING, LEAVING.end_date)),
    ("ACTIVE", "pause", "PAUSED", lambda: plans.pause(ACTIVE, now=NOW)),
    ("ACTIVE", "postpone", "ACTIVE", lambda: plans.postpone(ACTIVE, END + DAY, now=NOW)),
    ("ACTIVE", "cancel", "ACTIVE", lambda: leave(ACTIVE, NOW)),
    ("ACTIVE", "cancel", "CANCELED", lambda: plans.cancel(ACTIVE, now=NOW)),
    ("PAUSED", "resume", "ACTIVE", lambda: plans.resume(PAUSED, now=NOW + DAY)),
    ("PAUSED", "cancel", "CANCELED", lambda: plans.cancel(PAUSED, now=NOW + DAY)),
]
"""Every change of status: from, by what, to; and how it comes about."""


class TestStates:
    """What may follow what."""

    def test_the_table_is_complete(self):
        """It is that of the documentation."""
        published = [(row.source, row.operation, row.target) for row in plans.PLAN_ORDER_TRANSITIONS]
        assert sorted(map(str, published)) == sorted(
            map(str, ((_member(a), PlanOperation(b), _member(c)) for a, b, c, _ in TABLE))
        )

    @pytest.mark.parametrize(("source", "operation", "target", "do"), TABLE)
    def test_change(self, source, operation, target, do):
        """It comes about."""
        assert do().status == target
        assert leads(_member(source), PlanOperation(operation), _member(target))

    @pytest.mark.parametrize("status", STANDING)
    @pytest.mark.parametrize("name", DEEDS)
    def test_what_is_not_in_the_table_is_refused(self, status, name):
        """With the status as data."""
        order, now = STANDING[status]
        assert plans.at(order, now).status == status
        if any((row[0], row[1]) == (status, name) for row in TABLE):
            assert DEEDS[name](order, now).updated_date == now
            return
        error = refusal(DEEDS[name], order, now)
        assert (error.code, error.status, error.data) == ("INVALID_PLAN_ORDER_STATUS", 428, {"status": status})
        assert not error.documented

    def test_nothing_but_the_table_leads_anywhere(self):
        """Between any two statuses."""
        rows = {(_member(row[0]), PlanOperation(row[1]), _member(row[2])) for row in TABLE}
        for source in (None, *plans.PlanOrderStatus):
            for operation in PlanOperation:
                for target in plans.PlanOrderStatus:
                    assert leads(source, operation, target) == ((source, operation, target) in rows)


def _member(status):
    """The status of a name."""
    return status and plans.PlanOrderStatus(status)


CLOSED = attrs.evolve(MONTHLY, buyer_can_cancel=False)
SINGLE = a_plan(lasts=MONTH)
FREED = offline(FREE, NOW)

OPERATIONS = [
    ("INVALID_PLAN_ORDER_STATUS", {"status": "PAUSED"}, lambda: leave(PAUSED, NOW)),
    ("INVALID_PLAN_ORDER_STATUS", {"status": "PENDING"}, lambda: leave(PENDING, NOW, cause=BUYERS, plan=CLOSED)),
    ("INVALID_PLAN_ORDER_STATUS", {"status": "PENDING"}, lambda: leave(offline(SINGLE, NOW, NOW + DAY), NOW)),
    ("PLAN_ORDER_IN_TRIAL", None, lambda: plans.pause(TRYING, now=NOW)),
    ("PLAN_ORDER_IN_TRIAL", None, lambda: plans.pause(TRYING, now=NOW + 7 * DAY - SECOND)),
    ("BUYER_CAN_NOT_CANCEL", {"planId": PLAN}, lambda: plans.cancel(ACTIVE, now=NOW, cause=BUYERS, plan=CLOSED)),
    ("BUYER_CAN_NOT_CANCEL", {"planId": PLAN}, lambda: leave(ONE_PAYMENT, NOW, cause=BUYERS, plan=SINGLE)),
    ("PLAN_ORDER_NOT_RECURRING", None, lambda: leave(ONE_PAYMENT, NOW)),
    ("PLAN_ORDER_NOT_RECURRING", None, lambda: leave(FREED, NOW)),
    ("PLAN_ORDER_ALREADY_CANCELED", None, lambda: leave(LEAVING, NOW)),
    ("PLAN_ORDER_ALREADY_CANCELED", None, lambda: plans.postpone(LEAVING, END + DAY, now=NOW)),
    ("PLAN_ORDER_ALREADY_CANCELED", None, lambda: plans.postpone(LEAVING, NOW, now=NOW)),
    ("PLAN_ORDER_WITHOUT_END", None, lambda: plans.postpone(ENDLESS, END, now=NOW)),
    ("PLAN_ORDER_WITHOUT_END", None, lambda: plans.postpone(offline(a_plan(), NOW), END, now=NOW)),
    ("PLAN_ORDER_END_NOT_LATER", {"endDate": END.isoformat()}, lambda: plans.postpone(ACTIVE, END, now=NOW)),
    ("PLAN_ORDER_END_NOT_LATER", {"endDate": END.isoformat()}, lambda: plans.postpone(ACTIVE, NOW, now=NOW)),
    ("PLAN_ORDER_NOT_OFFLINE", None, lambda: plans.mark_as_paid(plans.record_payment(DRAFT, now=NOW), now=NOW)),
    ("PLAN_ORDER_NOT_OFFLINE", None, lambda: plans.mark_as_paid(online(FREE, NOW), now=NOW)),
    ("PLAN_ORDER_ALREADY_PAID", None, lambda: plans.mark_as_paid(offline(MONTHLY, NOW, paid=True), now=NOW)),
    ("PLAN_ORDER_ALREADY_PAID", None, lambda: plans.mark_as_paid(plans.mark_as_paid(ACTIVE, now=NOW), now=NOW)),
    ("PLAN_ORDER_ALREADY_PAID", None, lambda: plans.mark_as_paid(FREED, now=NOW)),
    ("PLAN_ORDER_ALREADY_PAID", None, lambda: plans.record_payment(FREED, now=NOW)),
    ("PLAN_ORDER_ALREADY_PAID", None, lambda: plans.fail_payment(online(FREE, NOW), now=NOW)),
]
"""Why an operation is refused: code, data, and what leads to it."""


class TestOperationRefusals:
    """Why an operation on an order is refused."""

    def test_the_table_has_every_code(self):
        """In the published order."""
        assert list(dict.fromkeys(row[0] for row in OPERATIONS)) == [entry.code for entry in plans.PLAN_OPERATION_CODES]

    @pytest.mark.parametrize(("code", "data", "do"), OPERATIONS)
    def test_code(self, code, data, do):
        """With status and data; none of them is the service's own."""
        error = refusal(do)
        assert (error.code, error.status, error.data, error.documented) == (code, 428, data, False)
        [entry] = [entry for entry in plans.PLAN_OPERATION_CODES if entry.code == code]
        assert error.description == entry.description
        assert entry.data == ("" if data is None else "{" + ", ".join(data) + "}")


class TestStart:
    """A draft can begin at another time."""

    @pytest.mark.parametrize(
        ("start", "allows", "code"),
        [
            (NOW + 9 * DAY, True, None),
            (NOW + 9 * DAY, False, "buyer_can_not_pick_future_start_date"),
            (NOW + DAY, False, None),
            (NOW + DAY - timedelta(seconds=60), False, None),
            (NOW + DAY - timedelta(seconds=61), True, "invalid_start_date"),
        ],
    )
    def test_as_the_plan_allows_it(self, start, allows, code):
        """Held against the present, as when it was ordered; the ends follow."""
        plan = attrs.evolve(TRIED, allow_future_start_date=allows)
        draft, now = online(TRIED, NOW), NOW + DAY
        if code is not None:
            assert refusal(plans.change_start_date, draft, start, plan, now=now).code == code
            return
        order = plans.change_start_date(draft, start, plan, now=now)
        assert order == attrs.evolve(online(TRIED, NOW, start), updated_date=now)


class TestCancellation:
    """What calling off an order does."""

    @pytest.mark.parametrize("order", [ACTIVE, PENDING, PAUSED, ENDLESS, TRYING, ONE_PAYMENT, LEAVING, FREED])
    def test_at_once(self, order):
        """It ends now; the pause that lasts too."""
        now = NOW + SECOND
        canceled = plans.cancel(order, now=now)
        assert (canceled.status, canceled.end_date, canceled.current_cycle) == ("CANCELED", now, None)
        assert canceled.cancellation == plans.PlanCancellation(
            requested_date=now, cause=OWNER, effective_at=IMMEDIATELY
        )
        assert canceled.auto_renew_canceled == (None if order.pricing.subscription is None else True)
        assert [pause.resume_date for pause in canceled.pause_periods] == [now for _ in order.pause_periods]
        assert plans.at(canceled, now + 999 * DAY).status == "CANCELED"

    @pytest.mark.parametrize("order", [ACTIVE, ENDLESS])
    def test_at_the_next_payment(self, order):
        """The order is in use until its cycle is over, and no payment comes any more."""
        order = leave(order, NOW + 40 * DAY)
        end = utc(2022, 9, 13, 4, 37)
        assert (order.status, order.end_date, order.auto_renew_canceled) == ("ACTIVE", end, True)
        assert order.cancellation.requested_date == NOW + 40 * DAY
        assert order.cancellation.effective_at == NEXT
        assert plans.at(order, end - SECOND).next_payment is None
        assert plans.at(order, end - SECOND).current_cycle.index == 2
        state = plans.at(order, end)
        assert (state.status, state.current_cycle, state.end_date) == ("CANCELED", None, end)

    @pytest.mark.parametrize(("plan", "days"), [(MONTHLY, 31), (TRIED, 7)])
    def test_at_the_next_payment_of_what_is_active_before_its_start(self, plan, days):
        """As the service has offline orders: it ends with its first cycle, or with its free days."""
        order = attrs.evolve(offline(plan, NOW, NOW + 9 * DAY), status=plans.PlanOrderStatus.ACTIVE)
        order = leave(order, NOW + DAY)
        assert order.end_date == NOW + 9 * DAY + days * DAY
        assert plans.at(order, order.end_date).status == "CANCELED"

    def test_in_the_last_cycle(self):
        """It ends with the order, postponed as it may be."""
        order = plans.postpone(ACTIVE, END + 9 * DAY, now=NOW)
        order = leave(order, END + DAY)
        assert order.end_date == END + 9 * DAY
        assert plans.at(order, order.end_date).status == "CANCELED"

    @pytest.mark.parametrize("effective_at", [IMMEDIATELY, NEXT])
    def test_by_a_buyer_in_the_free_days(self, effective_at):
        """Takes effect when they are over."""
        order = plans.cancel(TRYING, now=NOW + DAY, effective_at=effective_at, cause=BUYERS, plan=TRIED)
        end = NOW + 7 * DAY
        assert (order.status, order.end_date, order.cancellation.effective_at) == ("ACTIVE", end, NEXT)
        assert plans.at(order, end - SECOND).next_payment is None
        assert plans.at(order, end).status == "CANCELED"

    @pytest.mark.parametrize(("effective_at", "status"), [(IMMEDIATELY, "CANCELED"), (NEXT, "ACTIVE")])
    def test_by_the_merchant_in_the_free_days(self, effective_at, status):
        """As they choose."""
        order = plans.cancel(TRYING, now=NOW + DAY, effective_at=effective_at)
        assert order.status == status
        assert order.end_date == (NOW + DAY if status == "CANCELED" else NOW + 7 * DAY)
        assert plans.at(order, NOW + DAY).next_payment is None

    @pytest.mark.parametrize("order", [TRYING, PENDING, ACTIVE])
    def test_by_a_buyer_otherwise(self, order):
        """At once, if they ask for it and the plan lets them."""
        canceled = plans.cancel(order, now=NOW + 7 * DAY, cause=BUYERS, plan=TRIED)
        assert (canceled.status, canceled.cancellation.cause) == ("CANCELED", BUYERS)

    def test_by_a_buyer_before_the_free_days(self):
        """At once: they have not begun."""
        waiting = offline(TRIED, NOW, NOW + DAY)
        assert plans.cancel(waiting, now=NOW, cause=BUYERS, plan=TRIED).status == "CANCELED"

    @pytest.mark.parametrize("cause", [cause for cause in plans.CancellationCause if cause is not BUYERS])
    def test_by_anybody_else(self, cause):
        """Needs no plan."""
        assert plans.cancel(ACTIVE, now=NOW, cause=cause).cancellation.cause is cause


class TestAt:
    """How an order stands at an instant."""

    @pytest.mark.parametrize(
        ("order", "after", "status", "index", "payment"),
        [
            (DRAFT, 0, "DRAFT", None, (1, "2022-07-13")),
            (DRAFT, 900, "DRAFT", None, (1, "2022-07-13")),
            (online(TRIED, NOW), 0, "DRAFT", None, (1, "2022-07-20")),
            (PENDING, 0, "PENDING", None, (2, "2022-08-14")),
            (PENDING, 1, "ACTIVE", 1, (2, "2022-08-14")),
            (PENDING, 900, "ENDED", None, None),
            (offline(TRIED, NOW, NOW + DAY), 0, "PENDING", None, (1, "2022-07-21")),
            (TRYING, 0, "ACTIVE", 0, (1, "2022-07-20")),
            (TRYING, 7, "ACTIVE", 1, (2, "2022-08-20")),
            (ACTIVE, 0, "ACTIVE", 1, (2, "2022-08-13")),
            (ACTIVE, 31, "ACTIVE", 2, (3, "2022-09-13")),
            (ACTIVE, 183, "ACTIVE", 6, None),
            (ACTIVE, 184, "ENDED", None, None),
            (ENDLESS, 0, "ACTIVE", 1, (2, "2022-08-13")),
            (ENDLESS, 3653, "ACTIVE", 121, (122, "2032-08-13")),
            (PAUSED, 900, "PAUSED", 1, None),
            (LEAVING, 30, "ACTIVE", 1, None),
            (LEAVING, 31, "CANCELED", None, None),
            (CANCELED, 900, "CANCELED", None, None),
            (ONE_PAYMENT, 0, "ACTIVE", 1, None),
            (online(SINGLE, NOW), 0, "DRAFT", None, (1, "2022-07-13")),
            (FREED, 0, "ACTIVE", 1, None),
            (FREED, 92, "ENDED", None, None),
        ],
    )
    def test_status_cycle_and_next_payment(self, order, after, status, index, payment):
        """As time passes; the order itself stays what it was."""
        state = plans.at(order, NOW + after * DAY)
        assert state.status == status
        assert (state.current_cycle and state.current_cycle.index) == index
        found = state.next_payment
        assert (found and (found.cycle, f"{found.date:%Y-%m-%d}")) == payment
        if found is not None:
            assert found.price == order.pricing.price_of(found.cycle)

    def test_the_past_is_not_known(self):
        """Before the last change."""
        assert plans.at(ACTIVE, NOW).status == "ACTIVE"
        for do in (plans.at, *DEEDS.values()):
            with pytest.raises(cc.InvalidField, match="not before the order's last change") as caught:
                do(ACTIVE, NOW - timedelta.resolution)
            assert caught.value.given == (NOW - timedelta.resolution).isoformat()

    def test_what_is_done_later_is_done_to_what_the_order_is_then(self):
        """A failed payment of an order whose cycle has turned."""
        order = plans.fail_payment(PENDING, now=NOW + 40 * DAY)
        assert (order.status, order.current_cycle.index, order.last_payment_status) == ("ACTIVE", 2, "FAILED")

    def test_payments_go_on(self):
        """Without end for an endless plan, as many as there are else."""
        assert [payment.cycle for payment in plans.payments(ACTIVE)] == [1, 2, 3, 4, 5, 6]
        endless = plans.payments(ENDLESS)
        assert [next(endless).cycle for _ in range(500)][-1] == 500
        [single] = plans.payments(ONE_PAYMENT)
        assert (single.cycle, single.date, single.price.total) == (1, NOW, cc.Money("10", "USD"))


NAIVE = NOW.replace(tzinfo=None)
ONLINE, OFFLINE = "create_online_order", "create_offline_order"


class TestArguments:
    """What is no argument at all is named."""

    @pytest.mark.parametrize(("create", "name"), [(online, ONLINE), (offline, OFFLINE)])
    @pytest.mark.parametrize(
        ("argument", "value"),
        [
            ("now", NAIVE),
            ("now", "2022-07-13"),
            ("start", NAIVE),
            ("start", 5),
            ("buyer", MEMBER),
            ("buyer", {"member_id": MEMBER}),
            ("plan", 5),
            ("plan", None),
            ("coupon", 5),
            ("coupon", ""),
            ("coupon", "x" * 21),
            ("store", 5),
            ("context", 5),
            ("context", {}),
            ("order_id", "x"),
            ("order_id", None),
            ("subscription_id", 5),
            ("form_data", {}),
        ],
    )
    def test_of_creation(self, create, name, argument, value):
        """Whatever else is known of the site."""
        argument = "start_date" if argument == "start" else argument
        given = {"plan": MONTHLY, "buyer": BUYER, "store": a_store(), "order_id": ORDER, "now": NOW}
        given |= {"context": known(members=[MEMBER], orders=[BOUGHT])} | {argument: value}
        with pytest.raises(cc.InvalidField) as caught:
            getattr(plans, name)(**given)
        assert caught.value.field.split(".")[-1] == ("id" if argument == "order_id" else argument)
        assert caught.value.given == value

    @pytest.mark.parametrize(
        ("field", "do"),
        [
            ("create_online_order.order_method", lambda: online(MONTHLY, NOW, order_method="MOTO")),
            ("PlanOrder.wix_pay_order_id", lambda: online(MONTHLY, NOW, wix_pay_order_id="x")),
            ("create_offline_order.paid", lambda: offline(MONTHLY, NOW, paid=1)),
            ("create_from_request.store", lambda: plans.create_from_request(None, None, order_id=ORDER)),
            ("create_from_request.request", lambda: plans.create_from_request(a_store(), None, order_id=ORDER)),
            ("at.order", lambda: plans.at(None, NOW)),
            ("at.instant", lambda: plans.at(ACTIVE, NAIVE)),
            ("payments.order", lambda: plans.payments(None)),
            ("record_payment.pending", lambda: plans.record_payment(DRAFT, now=NOW, pending=None)),
            ("change_start_date.start_date", lambda: plans.change_start_date(DRAFT, NAIVE, MONTHLY, now=NOW)),
            ("change_start_date.plan", lambda: plans.change_start_date(DRAFT, NOW, None, now=NOW)),
            (
                "change_start_date.plan",
                lambda: plans.change_start_date(DRAFT, NOW, attrs.evolve(MONTHLY, id=guid(8)), now=NOW),
            ),
            ("postpone.end_date", lambda: plans.postpone(ACTIVE, NAIVE, now=NOW)),
            ("cancel.effective_at", lambda: plans.cancel(ACTIVE, now=NOW, effective_at="IMMEDIATELY")),
            ("cancel.cause", lambda: plans.cancel(ACTIVE, now=NOW, cause=None)),
            ("cancel.plan", lambda: plans.cancel(ACTIVE, now=NOW, cause=BUYERS)),
            (
                "cancel.plan",
                lambda: plans.cancel(ACTIVE, now=NOW, cause=BUYERS, plan=attrs.evolve(MONTHLY, id=guid(8))),
            ),
            *((f"{name}.order", lambda do=do: do(PLAN, NOW)) for name, do in DEEDS.items()),
            *((f"{name}.now", lambda do=do: do(ACTIVE, NAIVE)) for name, do in DEEDS.items()),
        ],
    )
    def test_of_operations(self, field, do):
        """By function and name."""
        with pytest.raises(cc.InvalidField) as caught:
            do()
        assert caught.value.field == field

    def test_too_many_pauses(self):
        """There is a limit."""
        over = plans.PausePeriod(status=plans.PausePeriodStatus.ENDED, pause_date=NOW, resume_date=NOW)
        order = attrs.evolve(ACTIVE, pause_periods=[over] * 1_000)
        with pytest.raises(cc.InvalidField, match="1000 entries") as caught:
            plans.pause(order, now=NOW)
        assert caught.value.field == "PlanOrder.pause_periods"


def test_plans_hold_what_they_may():
    """The limits of a plan's own fields."""
    for fields, field in (
        ({"every": MONTH, "cycles": 2_001}, "PlanSubscription.cycle_count"),
        ({"every": (0, "MONTH")}, "Duration.count"),
        ({"every": MONTH, "trial": 1_000}, "PlanPricing.free_trial_days"),
        ({"trial": 1}, "PlanPricing.free_trial_days"),
        ({"price": "-1"}, "PlanPricing.price"),
        ({"price": "1000000000000"}, "PlanPricing.price"),
        ({"price": "0.0001"}, "PlanPricing.price"),
        ({"fees": ["0"]}, "PlanFee.amount"),
        ({"name": ""}, "Plan.name"),
        ({"max_purchases_per_buyer": 2}, "Plan.max_purchases_per_buyer"),
    ):
        with pytest.raises(cc.InvalidField) as caught:
            a_plan(**fields)
        assert caught.value.field == field
    with pytest.raises(cc.CurrencyMismatch):
        attrs.evolve(MONTHLY, fees=[plans.PlanFee(name="Fee", amount=cc.Money(Decimal(1), "EUR"))])
    with pytest.raises(cc.InvalidField, match="exactly one of"):
        attrs.evolve(MONTHLY.pricing, single_payment_unlimited=True)


class TestCorners:
    """What is easily missed."""

    def test_a_draft_that_is_paid_after_its_end_is_over(self):
        """And not in use, as `at` would contradict at once."""
        order = online(a_plan("10", lasts=(1, "WEEK")), utc(2022, 7, 1))
        paid = plans.record_payment(order, now=utc(2022, 7, 8))
        assert (paid.status, paid.last_payment_status, paid.current_cycle) == ("ENDED", "PAID", None)
        assert plans.at(paid, utc(2022, 7, 8)).status == "ENDED"

    def test_an_order_in_use_before_its_start_is_in_no_cycle(self):
        """The service prints one; its first cycle is paid, and the next one is charged in time."""
        order = offline(a_plan("10", every=MONTH, cycles=3), utc(2022, 7, 1), start=utc(2022, 7, 20))
        odd = attrs.evolve(order, status=plans.PlanOrderStatus.ACTIVE)
        state = plans.at(odd, utc(2022, 7, 5))
        assert (state.status, state.current_cycle, state.next_payment.cycle) == ("ACTIVE", None, 2)

    def test_a_coupon_for_the_plan_by_its_id_in_another_case(self):
        """As ids match everywhere."""
        plan = attrs.evolve(a_plan("10"), id="0000000a-0000-4000-8000-00000000000b")
        scope = cc.Scope(namespace="pricingPlans", group=cc.ScopeGroup(name="plan", entity_id=plan.id.upper()))
        half = cc.Coupon(id=plan.id, name="half", code="HALF", scope=scope, percent_off_rate=Decimal(50))
        order = online(plan, utc(2022, 7, 1), coupon="HALF", store=cc.Store(currency="USD", coupons=[half]))
        assert order.pricing.prices[0].price.total == cc.Money(5, "USD")

    def test_taxes_of_groups_ask_for_no_address(self):
        """They never concern plans."""
        books = cc.Tax(name="books", rate=Decimal("0.1"), country="US", subdivision="US-NY", tax_group_ids=["books"])
        order = online(a_plan("10"), utc(2022, 7, 1), store=cc.Store(currency="USD", taxes=[books]))
        assert order.pricing.prices[0].price.tax is None


EURO = cc.Money("1", "EUR")
FIRST_IN_DOLLARS = [attrs.evolve(BOUGHT.pricing.prices[0], number_of_cycles=1)]
LATER_IN_EUROS = attrs.evolve(
    BOUGHT.pricing.prices[0],
    cycle_from=2,
    number_of_cycles=5,
    price=plans.PlanPrice(subtotal=EURO, discount=EURO * 0, total=EURO),
)


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: attrs.evolve(BOUGHT, plan_price=EURO), "PlanOrder.plan_price: EUR 1.00 is not in USD"),
        (
            lambda: plans.PlanPrice(subtotal=cc.Money("1", "USD"), discount=EURO, total=cc.Money("1", "USD")),
            "PlanPrice.discount: EUR 1.00 is not in the total's currency, USD",
        ),
        (
            lambda: attrs.evolve(BOUGHT.pricing, prices=[*FIRST_IN_DOLLARS, LATER_IN_EUROS]),
            r"PlanOrderPricing.prices\[1\]: EUR 1.00 is not in USD",
        ),
    ],
)
def test_an_order_has_one_currency(build, words):
    """Whoever puts one together by hand is told what is in another."""
    with pytest.raises(cc.CurrencyMismatch, match=words):
        build()


def test_the_spans_of_prices_follow_each_other():
    """From cycle 1 on."""
    late = attrs.evolve(BOUGHT.pricing.prices[0], cycle_from=2)
    with pytest.raises(cc.InvalidField, match=r"PlanOrderPricing.prices\[0\].cycle_from: got 2, allowed: 1"):
        attrs.evolve(BOUGHT.pricing, prices=[late])
