"""What the held coupon takes off each line, or why it takes off nothing. Conventions C1 to C10.

Discounts are positive minor units, subtracted by the summary, never above the line's price.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from checkout_core.allocation import allocate_units
from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import Coupon
from checkout_core.model.figures import CouponFigures
from checkout_core.model.store import Store

Divide = Callable[[int, int], int]

UNKNOWN = "ERROR_COUPON_DOES_NOT_EXIST"
DISABLED = "ERROR_COUPON_IS_DISABLED"
NOT_YET = "ERROR_COUPON_IS_NOT_ACTIVE_YET"
EXPIRED = "ERROR_COUPON_HAS_EXPIRED"
USED_UP = "ERROR_COUPON_USAGE_EXCEEDED"
USED_UP_BY_CUSTOMER = "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED"
BELOW_MINIMUM = "MIN_SUBTOTAL_NOT_REACHED"
NOTHING_ELIGIBLE = "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"


def coupon_discounts(
    checkout: Checkout, store: Store, items: list[CatalogItem | None], prices: list[int], divide: Divide
) -> tuple[CouponFigures | None, list[int]]:
    """Return what became of the held coupon, and each line's discount (minor units)."""
    nothing = [0] * len(prices)
    if checkout.coupon_code is None:
        return None, nothing
    coupon = store.coupons_by_code.get(checkout.coupon_code.casefold())
    if coupon is None:
        return CouponFigures(None, 0, UNKNOWN), nothing
    problem = standing_problem(coupon, email_of(checkout), store.as_of or checkout.updated_date)
    if problem is None and coupon.minimum_subtotal is not None:
        numerator, denominator = coupon.minimum_subtotal.minor_ratio
        problem = BELOW_MINIMUM if sum(prices) * denominator < numerator else None
    if problem is not None:
        return CouponFigures(coupon, 0, problem), nothing
    reached = _reached(coupon, items)
    if True not in reached:
        return CouponFigures(coupon, 0, NOTHING_ELIGIBLE), nothing
    discounts, base = _discounts(coupon, reached, checkout.quantities, items, prices, divide)
    return CouponFigures(coupon, sum(discounts), None, base), discounts


def standing_problem(coupon: Coupon, email: str | None, instant: datetime) -> str | None:
    """The code of why the coupon cannot be used at all at this instant by this customer; None if it can.

    Without an email the limit per customer is not enforced.
    """
    if not coupon.active:
        return DISABLED
    if coupon.start_time is not None and instant < coupon.start_time:
        return NOT_YET
    if coupon.expiration_time is not None and instant >= coupon.expiration_time:
        return EXPIRED
    if coupon.usage_limit is not None and coupon.usage_count >= coupon.usage_limit:
        return USED_UP
    if coupon.limit_per_customer is not None and email is not None:
        used = coupon.uses_by_email.get(email.casefold(), 0)
        return USED_UP_BY_CUSTOMER if used >= coupon.limit_per_customer else None
    return None


def email_of(checkout: Checkout) -> str | None:
    """The buyer's email, which limits per customer are counted by."""
    return None if checkout.buyer_info is None else checkout.buyer_info.email


def _reached(coupon: Coupon, items: list[CatalogItem | None]) -> list[bool]:
    """Which lines the coupon reaches (convention C4)."""
    if coupon.scope is None:
        return [item is not None for item in items]
    key = coupon.scope.key
    return [item is not None and key in item.scope_keys for item in items]


def _discounts(
    coupon: Coupon,
    reached: list[bool],
    quantities: tuple[int, ...],
    items: list[CatalogItem | None],
    prices: list[int],
    divide: Divide,
) -> tuple[list[int], int | None]:
    """Each line's discount by the coupon's kind, and what the lines cost that one amount was shared out over."""
    money_off = coupon.money_off_amount is not None
    if money_off and coupon.scope is None:
        return _off_the_order(coupon, prices, divide), sum(prices)
    if coupon.reaches_one_item:
        return _off_one_item(coupon, reached, items, divide), None
    if money_off:
        return _off_each_unit(coupon, reached, quantities, items, divide), None
    bases = [price if hit else 0 for price, hit in zip(prices, reached, strict=True)]
    numerator, denominator = coupon.ratio
    base = sum(bases)
    return allocate_units(divide(numerator * base, denominator), bases), base


def _off_the_order(coupon: Coupon, prices: list[int], divide: Divide) -> list[int]:
    """Money off once, at most everything, in proportion to the lines' prices (C8). Lines not found cost nothing."""
    return allocate_units(min(divide(*coupon.ratio), sum(prices)), prices)


def _off_one_item(coupon: Coupon, reached: list[bool], items: list[CatalogItem | None], divide: Divide) -> list[int]:
    """Off one unit of the cheapest line (C6, C9)."""
    candidates = [(item, index) for index, (item, hit) in enumerate(zip(items, reached, strict=True)) if item and hit]
    item, cheapest = min(candidates, key=lambda candidate: candidate[0].price.amount)
    numerator, denominator = coupon.ratio
    unit, unit_denominator = item.price_ratio
    discounts = [0] * len(items)
    if coupon.money_off_amount is None:
        discounts[cheapest] = divide(numerator * unit, denominator * unit_denominator)
    elif unit * denominator <= numerator * unit_denominator:
        discounts[cheapest] = divide(unit, unit_denominator)
    else:
        discounts[cheapest] = divide(numerator, denominator)
    return discounts


def _off_each_unit(
    coupon: Coupon, reached: list[bool], quantities: tuple[int, ...], items: list[CatalogItem | None], divide: Divide
) -> list[int]:
    """The lesser of amount and unit price, off every unit, rounded once a line (C7)."""
    numerator, denominator = coupon.ratio
    discounts: list[int] = []
    for quantity, item, hit in zip(quantities, items, reached, strict=True):
        if item is None or not hit:
            discounts.append(0)
            continue
        units, parts = item.price_ratio
        if units * denominator > numerator * parts:
            units, parts = numerator, denominator
        units *= quantity
        discounts.append(units if parts == 1 else divide(units, parts))
    return discounts
