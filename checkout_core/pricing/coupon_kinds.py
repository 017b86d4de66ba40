"""What each kind of coupon takes off the lines it reaches, unit by unit. Conventions C5 to C7, C9, C11, C12."""

from __future__ import annotations

from checkout_core.model.discounts import Coupon, CouponType
from checkout_core.model.figures import Ratio
from checkout_core.pricing.line_items import FREE, cheapest, line_prices, on_one_scale
from checkout_core.rounding import Divide

# Bound once: looking a member up in its enumeration takes ten times as long in Python 3.11.
PERCENT_OFF, FIXED_PRICE, BUY_X_GET_Y = CouponType.PERCENT_OFF, CouponType.FIXED_PRICE, CouponType.BUY_X_GET_Y


def off_a_unit(coupon: Coupon, unit: Ratio) -> Ratio:
    """What a unit of this price is discounted by, exactly, if it is discounted."""
    numerator, denominator = unit
    part, whole = coupon.ratio
    kind = coupon.coupon_type
    if kind is PERCENT_OFF:
        return numerator * part, denominator * whole
    if kind is FIXED_PRICE:
        above = numerator * whole - part * denominator
        return (above, denominator * whole) if above > 0 else FREE
    if kind is BUY_X_GET_Y:
        return unit
    return unit if numerator * whole <= part * denominator else coupon.ratio


def off_one_unit(coupon: Coupon, reached: list[bool], units: list[Ratio], divide: Divide) -> list[int]:
    """Off one unit of the cheapest line (C5)."""
    discounts = [0] * len(units)
    places = [index for index, hit in enumerate(reached) if hit]
    if places:
        place = cheapest(places, units)
        discounts[place] = divide(*off_a_unit(coupon, units[place]))
    return discounts


def off_each_unit(
    coupon: Coupon, reached: list[bool], quantities: tuple[int, ...], units: list[Ratio], divide: Divide
) -> list[int]:
    """Off every unit, rounded once a line (C7, C11)."""
    offs = [off_a_unit(coupon, unit) if hit else FREE for unit, hit in zip(units, reached, strict=True)]
    return line_prices(quantities, offs, divide)


def money_off_each_unit(
    coupon: Coupon, reached: list[bool], quantities: tuple[int, ...], units: list[Ratio], divide: Divide
) -> list[int]:
    """The same for money off, `off_a_unit` written out: the usual kind, and a call a line is most of its cost (C7)."""
    most, parts = coupon.ratio
    discounts: list[int] = []
    for quantity, (part, whole), hit in zip(quantities, units, reached, strict=True):
        if not hit:
            discounts.append(0)
        elif part * parts > most * whole:
            discounts.append(most * quantity if parts == 1 else divide(most * quantity, parts))
        else:
            discounts.append(part * quantity if whole == 1 else divide(part * quantity, whole))
    return discounts


def off_the_dearest_groups(
    coupon: Coupon, reached: list[bool], quantities: tuple[int, ...], units: list[Ratio], divide: Divide
) -> list[int]:
    """Off the free units of each line, rounded once a line (C12)."""
    discounts = [0] * len(units)
    for index, free in free_units(coupon, reached, quantities, units).items():
        numerator, denominator = units[index]
        discounts[index] = divide(numerator * free, denominator)
    return discounts


def free_units(coupon: Coupon, reached: list[bool], quantities: tuple[int, ...], units: list[Ratio]) -> dict[int, int]:
    """How many units of each line are free: of each full group of x + y, dearest first, the last y (C12).

    Lines stand as runs of units, so that the cost grows with lines and not with quantities.
    """
    assert coupon.buy_x_get_y is not None  # noqa: S101  # the coupon is of this kind
    paid, group = coupon.buy_x_get_y.x, coupon.buy_x_get_y.group
    positions = [index for index, hit in enumerate(reached) if hit]
    end_of_groups = sum(quantities[index] for index in positions) // group * group
    free: dict[int, int] = {}
    start = 0
    prices = on_one_scale(positions, units)
    for index in sorted(positions, key=lambda index: -prices[index]):
        end = start + quantities[index]
        free[index] = _free_before(min(end, end_of_groups), paid, group) - _free_before(
            min(start, end_of_groups), paid, group
        )
        start = end
    return free


def _free_before(place: int, paid: int, group: int) -> int:
    """How many of the first so many units are free."""
    groups, rest = divmod(place, group)
    return groups * (group - paid) + max(0, rest - paid)
