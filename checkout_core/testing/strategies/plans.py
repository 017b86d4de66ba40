"""Strategies for plans and their orders: any model, any coupon and tax, any life up to some day."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from types import MappingProxyType
from typing import Any, TypeVar

from hypothesis import strategies as st

from checkout_core import plans as life
from checkout_core.errors import PlanOrderRejected
from checkout_core.model.discounts import Coupon
from checkout_core.model.plan import MODELS, Duration, PeriodUnit, Plan, PlanFee, PlanPricing, PlanSubscription
from checkout_core.model.plan_order import (
    CancellationCause,
    CancellationEffectiveAt,
    PlanBuyer,
    PlanCancellation,
    PlanFormData,
    PlanOrder,
    PlanOrderMethod,
    PlanOrderPricing,
)
from checkout_core.model.plan_periods import PausePeriod, PlanCycle
from checkout_core.model.plan_prices import PlanCoupon, PlanPrice, PlanPriceSpan, PlanTax
from checkout_core.model.plan_state import PlanOrderState, PlanPayment
from checkout_core.model.store import Store
from checkout_core.model.tax import Tax
from checkout_core.money import Money
from checkout_core.testing.strategies.basics import (
    ADDRESSES,
    GUID_END,
    LAST_DAYS,
    MEMBERS,
    NOW,
    amounts,
    maybe,
    mostly,
    remembered,
)

T = TypeVar("T")

UNITS = (PeriodUnit.MONTH, PeriodUnit.WEEK, PeriodUnit.DAY, PeriodUnit.YEAR)
STARTS = (NOW, *LAST_DAYS[:2])
"""When plans are ordered: an ordinary day, and ends of months."""
STEPS = tuple(timedelta(days=days) for days in (0, 1, 10, 31, 100, 400))
"""How much later something happens."""
FORM = PlanFormData(form_id=GUID_END.format(61), submission_id=GUID_END.format(62), submission_data={"size": "M"})
MOST_STEPS = 4
LARGEST = 10**12 - 1
"""In major units, of prices and fees."""
MEMBER = PlanBuyer(member_id=MEMBERS[0], contact_id=GUID_END.format(60))


@remembered
def durations() -> st.SearchStrategy[Duration]:
    """So many of a unit: few."""
    return st.builds(Duration, count=mostly(1, 2, 3, weight=2), unit=st.sampled_from(UNITS))


@remembered
@st.composite
def pricings_at(draw: st.DrawFn, currency: str) -> PlanPricing:
    """What a plan costs, each way to pay; now and then nothing."""
    model = draw(st.sampled_from(MODELS))
    price = draw(mostly(None, Money(0, currency), weight=9)) or draw(
        amounts(currency, finest=1, largest=LARGEST, scale=3)
    )
    if model == "single_payment_unlimited":
        return PlanPricing(single_payment_unlimited=True, price=price)
    duration = draw(durations())
    if model == "single_payment_for_duration":
        return PlanPricing(single_payment_for_duration=duration, price=price)
    cycles = PlanSubscription(cycle_duration=duration, cycle_count=draw(mostly(3, 0, 1, 12, weight=1)))
    return PlanPricing(subscription=cycles, price=price, free_trial_days=draw(mostly(None, 1, 14, weight=1)))


@remembered
@st.composite
def plans_at(draw: st.DrawFn, currency: str) -> Plan:
    """Plans that can be ordered, mostly."""
    fee = PlanFee(name="Sign-up", amount=draw(amounts(currency, largest=LARGEST, scale=3, positive=True)))
    return Plan(
        id=GUID_END.format(draw(st.integers(50, 52))),
        name=draw(st.sampled_from(("Gold", "Silver", "x" * 50))),
        description=draw(maybe(st.just("Every class, every day"))),
        perks=draw(mostly((), ("A towel", "Tea"), weight=2)),
        pricing=draw(pricings_at(currency)),
        fees=draw(mostly((), (fee,), weight=3)),
        public=draw(mostly(True, False)),
        archived=draw(mostly(False, True, weight=9)),
        primary=draw(mostly(False, True)),
        has_orders=draw(mostly(False, True)),
        max_purchases_per_buyer=draw(mostly(0, 1)),
        allow_future_start_date=draw(mostly(True, False)),
        buyer_can_cancel=draw(st.booleans()),
        terms_and_conditions=draw(maybe(st.just("No refunds"))),
        form_id=draw(maybe(st.just(FORM.form_id))),
        slug=draw(maybe(st.just("gold"))),
    )


@remembered
@st.composite
def plan_orders_at(draw: st.DrawFn, currency: str) -> PlanOrder:
    """Orders in any state: made online or by the merchant, then whatever the order allows, up to four times."""
    plan = draw(plans_at(currency).filter(lambda plan: not plan.archived))
    now = draw(st.sampled_from(STARTS))
    order = _ordered(draw, plan, _merchant(draw, currency, plan), now)
    for _ in range(draw(st.integers(0, MOST_STEPS))):
        now += draw(st.sampled_from(STEPS))
        with suppress(PlanOrderRejected):
            order = draw(st.sampled_from(OPERATIONS))(draw, order, plan, now)
    return order


def _merchant(draw: st.DrawFn, currency: str, plan: Plan) -> Store:
    """A store with the plan, a tax or none, and a coupon or none."""
    off: dict[str, Any] = draw(
        st.sampled_from([{"percent_off_rate": Decimal(50)}, {"money_off_amount": Money(3, currency)}])
    )
    coupon = Coupon(
        id=GUID_END.format(58),
        name="Taste",
        code="TASTE",
        minimum_subtotal=Money(0, currency),
        discounted_cycle_count=draw(mostly(None, 1, 2, weight=2)),
        applies_to_subscriptions=draw(mostly(False, True)),
        **off,
    )
    rate = draw(mostly(None, Decimal("0.21"), Decimal("0.088875"), weight=1))
    return Store(
        currency=currency,
        tax_included_in_price=draw(st.booleans()),
        plans=[plan],
        coupons=draw(mostly((), (coupon,), weight=1)),
        taxes=[] if rate is None else [Tax(name="VAT", rate=rate)],
        business_address=ADDRESSES[0],
    )


def _ordered(draw: st.DrawFn, plan: Plan, store: Store, now: datetime) -> PlanOrder:
    """An order of the plan, with the store's coupon where that takes something off."""
    is_offline = draw(mostly(False, True, weight=2))
    coupon = None if plan.is_free or not store.coupons else store.coupons[0].code
    start = now + draw(st.sampled_from(STEPS)) if plan.allow_future_start_date or is_offline else None
    given: dict[str, Any] = {
        "store": store,
        "order_id": GUID_END.format(55),
        "subscription_id": draw(maybe(st.just(GUID_END.format(56)))),
        "now": now,
        "form_data": draw(maybe(st.just(FORM))),
    }
    if is_offline:
        return life.create_offline_order(plan, MEMBER, start, coupon, paid=draw(st.booleans()), **given)
    given["order_method"] = draw(mostly(None, PlanOrderMethod.MOTO))
    given["wix_pay_order_id"] = draw(maybe(st.just(GUID_END.format(57))))
    return life.create_online_order(plan, MEMBER, start, coupon, **given)


# --- what happens to an order -----------------------------------------------------------------------------------------

Operation = Callable[[st.DrawFn, PlanOrder, Plan, datetime], PlanOrder]


def _pay(draw: st.DrawFn, order: PlanOrder, _: Plan, now: datetime) -> PlanOrder:
    return life.record_payment(order, now=now, pending=draw(mostly(False, True)))


def _fail(_: st.DrawFn, order: PlanOrder, __: Plan, now: datetime) -> PlanOrder:
    return life.fail_payment(order, now=now)


def _mark(_: st.DrawFn, order: PlanOrder, __: Plan, now: datetime) -> PlanOrder:
    return life.mark_as_paid(order, now=now)


def _move(draw: st.DrawFn, order: PlanOrder, plan: Plan, now: datetime) -> PlanOrder:
    return life.change_start_date(order, now + draw(st.sampled_from(STEPS)), plan, now=now)


def _pause(_: st.DrawFn, order: PlanOrder, __: Plan, now: datetime) -> PlanOrder:
    return life.pause(order, now=now)


def _resume(_: st.DrawFn, order: PlanOrder, __: Plan, now: datetime) -> PlanOrder:
    return life.resume(order, now=now)


def _postpone(draw: st.DrawFn, order: PlanOrder, _: Plan, now: datetime) -> PlanOrder:
    return life.postpone(order, (order.end_date or now) + draw(st.sampled_from(STEPS[1:])), now=now)


def _cancel(draw: st.DrawFn, order: PlanOrder, plan: Plan, now: datetime) -> PlanOrder:
    cause, effective = draw(st.sampled_from(CancellationCause)), draw(st.sampled_from(CancellationEffectiveAt))
    return life.cancel(order, now=now, cause=cause, effective_at=effective, plan=plan)


OPERATIONS: tuple[Operation, ...] = (
    *[_pay] * 3,
    _fail,
    _mark,
    _move,
    *[_pause] * 2,
    *[_resume] * 2,
    _postpone,
    _cancel,
)


# --- parts of orders --------------------------------------------------------------------------------------------------


@st.composite
def picked_of_plans(draw: st.DrawFn, kind: type[T], currency: str) -> T:
    """A part of a drawn order; where that has none, of one in its currency that has everything."""
    order, pick = draw(plan_orders_at(currency)), PLAN_PARTS[kind]
    found: tuple[T, ...] = tuple(pick(order)) or tuple(pick(draw(_everything(currency))))
    return draw(st.sampled_from(found))


def _prices(order: PlanOrder) -> list[PlanPrice]:
    return [span.price for span in order.pricing.prices]


def _present(*parts: T | None) -> tuple[T, ...]:
    return tuple(part for part in parts if part is not None)


PLAN_PARTS: Mapping[type, Callable[[PlanOrder], Iterable[Any]]] = MappingProxyType(
    {
        PausePeriod: lambda order: order.pause_periods,
        PlanCancellation: lambda order: _present(order.cancellation),
        PlanCoupon: lambda order: _present(*(price.coupon for price in _prices(order))),
        PlanCycle: lambda order: _present(order.current_cycle),
        PlanOrderPricing: lambda order: [order.pricing],
        PlanOrderState: lambda order: [life.at(order, order.updated_date)],
        PlanPayment: lambda order: islice(life.payments(order), 3),
        PlanPrice: _prices,
        PlanPriceSpan: lambda order: order.pricing.prices,
        PlanTax: lambda order: _present(*(price.tax for price in _prices(order))),
    }
)
"""By class: where an order of a plan holds it."""


@st.composite
def _everything(draw: st.DrawFn, currency: str) -> PlanOrder:
    """An order that was discounted, taxed, paused, resumed and is canceled from the next payment on."""
    pricing = PlanPricing(
        subscription=PlanSubscription(cycle_duration=Duration(unit=PeriodUnit.MONTH)), price=Money(20, currency)
    )
    plan = Plan(id=GUID_END.format(50), name="Gold", pricing=pricing, buyer_can_cancel=True)
    tenth = Coupon(
        id=GUID_END.format(58),
        name="Taste",
        code="TASTE",
        minimum_subtotal=Money(0, currency),
        percent_off_rate=Decimal(10),
    )
    store = Store(currency=currency, plans=[plan], coupons=[tenth], taxes=[Tax(name="VAT", rate=Decimal("0.21"))])
    order = life.create_offline_order(plan, MEMBER, None, "TASTE", store=store, order_id=GUID_END.format(55), now=NOW)
    order = life.resume(life.pause(order, now=NOW), now=NOW + draw(st.sampled_from(STEPS)))
    cause, effective = draw(st.sampled_from(CancellationCause)), CancellationEffectiveAt.NEXT_PAYMENT_DATE
    return life.cancel(order, now=order.updated_date + STEPS[1], cause=cause, effective_at=effective, plan=plan)
