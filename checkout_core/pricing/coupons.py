"""What the held coupon takes off each line, or why it takes off nothing. Conventions C1 to C14.

Discounts are positive minor units, subtracted by the summary, never above the line's price.
"""

from __future__ import annotations

from datetime import datetime

from checkout_core.allocation import allocate_units
from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import Coupon, CouponType
from checkout_core.model.figures import CouponFigures, Ratio, make
from checkout_core.model.store import Store
from checkout_core.pricing.coupon_kinds import money_off_each_unit, off_each_unit, off_one_unit, off_the_dearest_groups
from checkout_core.pricing.instants import instant_of
from checkout_core.pricing.line_items import FREE
from checkout_core.pricing.shipping import Selection
from checkout_core.rounding import Divide

UNKNOWN = "ERROR_COUPON_DOES_NOT_EXIST"
DISABLED = "ERROR_COUPON_IS_DISABLED"
NOT_YET = "ERROR_COUPON_IS_NOT_ACTIVE_YET"
EXPIRED = "ERROR_COUPON_HAS_EXPIRED"
USED_UP = "ERROR_COUPON_USAGE_EXCEEDED"
USED_UP_BY_CUSTOMER = "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED"
BELOW_MINIMUM = "MIN_SUBTOTAL_NOT_REACHED"
NOTHING_ELIGIBLE = "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"
ONLY_SUBSCRIPTIONS = "NOT_APPLICABLE_TO_SUBSCRIPTIONS"
TOO_FEW = "MIN_LINE_ITEM_QUANTITY_NOT_REACHED"

MONEY_OFF, PERCENT_OFF = CouponType.MONEY_OFF, CouponType.PERCENT_OFF
BUY_X_GET_Y = CouponType.BUY_X_GET_Y


def coupon_discounts(
    checkout: Checkout,
    store: Store,
    items: list[CatalogItem | None],
    units: list[Ratio],
    prices: list[int],
    divide: Divide,
    *,
    subscriptions: bool = True,
) -> tuple[CouponFigures | None, list[int]]:
    """Return what became of the held coupon, and each line's discount (minor units).

    ``units`` and ``prices`` are the lines' unit prices and prices as the discount rules left them. ``subscriptions``
    False says that no line is a subscription. What free shipping takes off is decided by `free_shipping`.
    """
    nothing = [0] * len(prices)
    if checkout.coupon_code is None:
        return None, nothing
    coupon = store.coupons_by_code.get(checkout.coupon_code.casefold())
    if coupon is None:
        return CouponFigures(None, 0, UNKNOWN), nothing
    problem = standing_problem(coupon, email_of(checkout), instant_of(checkout, store))
    if problem is None and coupon.minimum_subtotal is not None:
        numerator, denominator = coupon.minimum_subtotal.minor_ratio
        problem = BELOW_MINIMUM if sum(prices) * denominator < numerator else None
    if problem is not None or coupon.free_shipping:
        return CouponFigures(coupon, 0, problem), nothing
    allowed = coupon.applies_to_subscriptions or not subscriptions
    if coupon.is_one_amount and coupon.scope is None and allowed:
        figures, discounts = _shared_out(coupon, prices, divide)  # it reaches all, and what is not found costs nothing
    else:
        reached = reached_lines(coupon, items, units, allowed)
        if coupon.buy_x_get_y is not None and _count(checkout.quantities, reached) < coupon.buy_x_get_y.group:
            code = TOO_FEW if True in reached else _why_nothing(coupon, items, units)
            return CouponFigures(coupon, 0, code), nothing
        if coupon.is_one_amount:
            bases = [price if hit else 0 for price, hit in zip(prices, reached, strict=True)]
            figures, discounts = _shared_out(coupon, bases, divide)
        else:
            discounts = _unit_by_unit(coupon, reached, checkout.quantities, units, divide)
            figures = make(CouponFigures, (coupon, sum(discounts), None, None))
    if figures.amount:
        return figures, discounts
    return CouponFigures(coupon, 0, _why_nothing(coupon, items, units)), nothing


def _why_nothing(coupon: Coupon, items: list[CatalogItem | None], units: list[Ratio]) -> str:
    """The code of why the coupon takes off nothing: no line is eligible (C4), or there is nothing to take off (C14)."""
    with_subscriptions = _worth(reached_lines(coupon, items, units, allowed=True), units)
    without = _worth(reached_lines(coupon, items, units, allowed=coupon.applies_to_subscriptions), units)
    return ONLY_SUBSCRIPTIONS if True in with_subscriptions and True not in without else NOTHING_ELIGIBLE


def free_shipping(held: CouponFigures | None, selection: Selection | None) -> tuple[CouponFigures | None, int]:
    """Return what became of the coupon, and what it takes off the delivery option in force.

    All of it if it is a free shipping coupon that can be used, nothing otherwise (convention C13).
    """
    if held is None or held.coupon is None or not held.coupon.free_shipping or held.problem is not None:
        return held, 0
    if selection is None:
        return held._replace(problem=NOTHING_ELIGIBLE), 0
    return held._replace(amount=selection.price), selection.price


def email_of(checkout: Checkout) -> str | None:
    """The buyer's email, if it is known."""
    return None if checkout.buyer_info is None else checkout.buyer_info.email


def standing_problem(coupon: Coupon, email: str | None, instant: datetime) -> str | None:
    """The code of why the coupon cannot be used at all at this instant by the buyer with this email; None if it can.

    Without the buyer's email the limit per customer is not enforced.
    """
    if not coupon.active:
        return DISABLED
    if coupon.start_time is not None and instant < coupon.start_time:
        return NOT_YET
    if coupon.expiration_time is not None and instant >= coupon.expiration_time:
        return EXPIRED
    if coupon.usage_limit is not None and coupon.usage_count >= coupon.usage_limit:
        return USED_UP
    if coupon.limit_per_customer is None or email is None:
        return None
    used = coupon.uses_by_email.get(email.casefold(), 0)
    return USED_UP_BY_CUSTOMER if used >= coupon.limit_per_customer else None


def reached_lines(
    coupon: Coupon,
    items: list[CatalogItem | None],
    units: list[Ratio],
    allowed: bool,  # noqa: FBT001  # on the hot path, where a keyword costs
) -> list[bool]:
    """Which lines the coupon reaches, subscriptions among them if they are allowed (convention C4).

    Where it counts units, those that cost nothing are left out; elsewhere nothing can be taken off them anyway.
    """
    key = None if coupon.scope is None else coupon.scope.key
    if key is None:
        reached = [item is not None for item in items]
    else:
        reached = [item is not None and key in item.scope_keys for item in items]
    if not allowed:
        columns = zip(items, reached, strict=True)
        reached = [hit and item is not None and not item.is_subscription for item, hit in columns]
    return _worth(reached, units) if coupon.reaches_one_item or coupon.buy_x_get_y is not None else reached


def _worth(reached: list[bool], units: list[Ratio]) -> list[bool]:
    """Of the lines that are reached, those that cost something."""
    return [hit and unit != FREE for unit, hit in zip(units, reached, strict=True)]


def _count(quantities: tuple[int, ...], reached: list[bool]) -> int:
    """How many units the coupon reaches."""
    return sum(quantity for quantity, hit in zip(quantities, reached, strict=True) if hit)


def _shared_out(coupon: Coupon, bases: list[int], divide: Divide) -> tuple[CouponFigures, list[int]]:
    """One amount off the lines that cost so much, in proportion to that (C8, C9)."""
    base = sum(bases)
    numerator, denominator = coupon.ratio
    if coupon.coupon_type is PERCENT_OFF:
        amount = divide(numerator * base, denominator)
    else:
        amount = min(divide(numerator, denominator), base)
    return make(CouponFigures, (coupon, amount, None, base)), allocate_units(amount, bases)


def _unit_by_unit(
    coupon: Coupon, reached: list[bool], quantities: tuple[int, ...], units: list[Ratio], divide: Divide
) -> list[int]:
    """Each line's discount where units are discounted, one or each."""
    if coupon.reaches_one_item:
        return off_one_unit(coupon, reached, units, divide)
    if coupon.coupon_type is BUY_X_GET_Y:
        return off_the_dearest_groups(coupon, reached, quantities, units, divide)
    off_units = money_off_each_unit if coupon.coupon_type is MONEY_OFF else off_each_unit
    return off_units(coupon, reached, quantities, units, divide)
