"""What the payments for a plan come to. Conventions PP9 to PP13."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import attrs

from checkout_core.model.discounts import Coupon, CouponType
from checkout_core.model.plan import Duration, Plan, PlanSubscription
from checkout_core.model.plan_order import PlanOrderPricing
from checkout_core.model.plan_periods import MAX_INDEX
from checkout_core.model.plan_prices import PlanCoupon, PlanPrice, PlanPriceSpan, PlanTax
from checkout_core.model.store import Store
from checkout_core.model.tax import TaxRates
from checkout_core.money import Money
from checkout_core.pricing.tax import MILLION

ALL = MAX_INDEX
"""More cycles than any order comes to."""


def price_plan(plan: Plan, coupon: Coupon | None, rates: TaxRates, store: Store) -> PlanOrderPricing:
    """Price every cycle of the plan: those that the coupon reaches, the first with the fees, the others.

    Amounts are rounded to the minor unit by the store's policy: the price, the discount and the tax, each once.
    """
    subscription, duration, unlimited = _model(plan)
    cycles = 1 if subscription is None else subscription.cycle_count or None
    discounted = 0 if coupon is None else _discounted_cycles(coupon)
    turns = {1, *([2] if plan.fees else []), *([discounted + 1] if 0 < discounted < ALL else [])}
    starts = sorted(turn for turn in turns if cycles is None or turn <= cycles)
    ends = [*(following for _, following in pairwise(starts)), None if cycles is None else cycles + 1]
    spans = [
        PlanPriceSpan(
            cycle_from=start,
            number_of_cycles=None if end is None else end - start,
            price=_price(plan, coupon if start <= discounted else None, rates, store, with_fees=start == 1),
        )
        for start, end in zip(starts, ends, strict=True)
    ]
    return PlanOrderPricing(
        subscription=subscription,
        single_payment_for_duration=duration,
        single_payment_unlimited=unlimited,
        prices=spans,
    )


def _discounted_cycles(coupon: Coupon) -> int:
    """How many cycles the coupon reaches, from the first on."""
    return ALL if coupon.applies_to_subscriptions else coupon.discounted_cycle_count or 1


def _model(plan: Plan) -> tuple[PlanSubscription | None, Duration | None, bool]:
    """How the order is paid: as the plan says; but what is free is not paid again and again."""
    pricing = plan.pricing
    if pricing.subscription is None or not plan.is_free:
        return pricing.subscription, pricing.single_payment_for_duration, pricing.single_payment_unlimited
    cycle, count = pricing.subscription.cycle_duration, pricing.subscription.cycle_count
    return None, attrs.evolve(cycle, count=cycle.count * count) if count else None, count == 0


def _price(plan: Plan, coupon: Coupon | None, rates: TaxRates, store: Store, *, with_fees: bool) -> PlanPrice:
    """One payment. Where the plan's price includes tax, so does what the coupon takes off; what is told does not."""
    divide, included = store.policy.divide, store.tax_included_in_price
    whole = divide(*plan.pricing.price.minor_ratio)
    off = 0 if coupon is None else _taken_off(coupon, whole, store)
    base = MILLION + rates.ppm if included else MILLION
    tax = divide((whole - off) * rates.ppm, base)
    subtotal = whole - divide(whole * rates.ppm, base) if included else whole
    net = whole - off - tax if included else whole - off
    money = plan.currency
    charged = [(fee, divide(*fee.amount.minor_ratio)) for fee in (plan.fees if with_fees else ())]
    fees = [attrs.evolve(fee, amount=Money.from_minor(units, money)) for fee, units in charged if units]
    return PlanPrice(
        subtotal=Money.from_minor(subtotal, money),
        coupon=None
        if coupon is None
        else PlanCoupon(code=coupon.code, amount=Money.from_minor(off, money), id=coupon.id),
        discount=Money.from_minor(subtotal - net, money),
        tax=_tax(rates, Money.from_minor(tax, money), included=included),
        total=sum((fee.amount for fee in fees), Money.from_minor(net + tax, money)),
        fees=fees,
    )


def _taken_off(coupon: Coupon, whole: int, store: Store) -> int:
    """What the coupon takes off a payment, at most all of it."""
    part, of = coupon.ratio
    if coupon.coupon_type is CouponType.PERCENT_OFF:
        return store.policy.divide(whole * part, of)
    return min(store.policy.divide(part, of), whole)


def _tax(rates: TaxRates, amount: Money, *, included: bool) -> PlanTax | None:
    """The taxes as one, by all their names; none where there are none."""
    if not rates.taxes:
        return None
    name = ", ".join(tax.name for tax in rates.taxes)
    return PlanTax(name=name, included_in_price=included, rate=Decimal(f"{rates.ppm}E-4"), amount=amount)
