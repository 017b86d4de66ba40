"""What the cart's coupon takes off each line. Namesakes: `checkout_core.pricing.coupons` and `coupon_kinds`."""

from __future__ import annotations

from typing import Final

from checkout_core.whatif.kernel.allocation import allocate
from checkout_core.whatif.kernel.columns import NOBODY, TOO_LARGE, Carts, Rows, Terms
from checkout_core.whatif.kernel.compiled import part
from checkout_core.whatif.kernel.rounding import divide, fits

MONEY_OFF_ALL: Final = 0
PERCENT_OFF_ALL: Final = 1
MONEY_OFF_EACH: Final = 2
FIXED_PRICE_EACH: Final = 3
MONEY_OFF_ONE: Final = 4
PERCENT_OFF_ONE: Final = 5
FIXED_PRICE_ONE: Final = 6
FREE_SHIPPING: Final = 7


@part
def coupon_in_force(terms: Terms, scenario: int, cart: int, subtotal: int) -> int:
    """The cart's coupon if it has one that the subtotal is enough for, else `NOBODY`."""
    coupon: int = terms.coupon[scenario, cart]
    return NOBODY if coupon != NOBODY and subtotal < terms.coupon_minimum[coupon] else coupon


@part
def discount_lines(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows, coupon: int) -> bool:
    """Fill what the coupon takes off the lines, so far nothing; False where a number is too large."""
    if coupon == NOBODY or terms.coupon_kind[coupon] == FREE_SHIPPING:
        return True
    if terms.coupon_kind[coupon] <= PERCENT_OFF_ALL:
        return _off_all(carts, terms, scenario, cart, rows, coupon)
    if terms.coupon_kind[coupon] <= FIXED_PRICE_EACH:
        return _off_each(carts, terms, scenario, cart, rows, coupon)
    return _off_one(carts, terms, scenario, cart, rows, coupon)


@part
def _off_all(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows, coupon: int) -> bool:
    """One amount, shared out over the lines that are reached."""
    mode = terms.rounding[scenario]
    first = carts.first[cart]
    count = carts.first[cart + 1] - first
    base = 0
    for row in range(count):
        reached = terms.coupon_reaches[coupon, carts.scopes[first + row]]
        rows.weight[row] = rows.price[row] if reached else 0
        base += rows.weight[row]
    off, of = terms.coupon_part[coupon], terms.coupon_whole[coupon]
    if terms.coupon_kind[coupon] == PERCENT_OFF_ALL:
        if not fits(off, base):
            return False
        amount = divide(off * base, of, mode)
    else:
        amount = min(divide(off, of, mode), base)
    if amount == 0:
        return True
    if not fits(amount, base):
        return False
    allocate(amount, base, count, rows.weight, rows.discount, rows.rest)
    return True


@part
def _off_unit(terms: Terms, coupon: int, unit: int, parts: int) -> tuple[int, int]:
    """What a unit of this price is discounted by, as a numerator and a denominator; or `TOO_LARGE`."""
    off, of = terms.coupon_part[coupon], terms.coupon_whole[coupon]
    kind = terms.coupon_kind[coupon]
    if not fits(unit, max(of, off)) or not fits(off, parts) or not fits(parts, of):
        return TOO_LARGE, 1
    if kind == PERCENT_OFF_ONE:
        return unit * off, parts * of
    above = unit * of - off * parts
    if kind in (FIXED_PRICE_EACH, FIXED_PRICE_ONE):
        return (above, parts * of) if above > 0 else (0, 1)
    return (off, of) if above > 0 else (unit, parts)


@part
def _off_each(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows, coupon: int) -> bool:
    """Off every unit of the lines that are reached, rounded once a line."""
    mode = terms.rounding[scenario]
    first = carts.first[cart]
    for row in range(carts.first[cart + 1] - first):
        if terms.coupon_reaches[coupon, carts.scopes[first + row]]:
            off, of = _off_unit(terms, coupon, rows.unit[row], rows.parts[row])
            if off == TOO_LARGE or not fits(off, rows.quantity[row]):
                return False
            amount = off * rows.quantity[row]
            rows.discount[row] = divide(amount, of, mode) if of != 1 else amount
    return True


@part
def _off_one(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows, coupon: int) -> bool:
    """Off one unit of the cheapest line that is reached and costs something."""
    first = carts.first[cart]
    best = NOBODY
    for row in range(carts.first[cart + 1] - first):
        if rows.unit[row] > 0 and terms.coupon_reaches[coupon, carts.scopes[first + row]]:
            if best == NOBODY:
                best = row
            elif not fits(rows.unit[row], rows.parts[best]) or not fits(rows.unit[best], rows.parts[row]):
                return False
            elif rows.unit[row] * rows.parts[best] < rows.unit[best] * rows.parts[row]:
                best = row
    if best == NOBODY:
        return True
    off, of = _off_unit(terms, coupon, rows.unit[best], rows.parts[best])
    if off == TOO_LARGE:
        return False
    rows.discount[best] = divide(off, of, terms.rounding[scenario])
    return True
