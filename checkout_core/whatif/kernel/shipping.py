"""Delivery, as the row after the lines. Namesake: `checkout_core.pricing.shipping`."""

from __future__ import annotations

from checkout_core.whatif.kernel.columns import NOBODY, NONE, UNCHANGED, Carts, Rows, Terms
from checkout_core.whatif.kernel.compiled import part
from checkout_core.whatif.kernel.coupons import FREE_SHIPPING


@part
def deliver(
    carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows, row: int, subtotal: int, coupon: int
) -> int:
    """Fill delivery as this row, if there is one; the row after it. ``coupon`` is the one in force, or `NOBODY`."""
    price = _price(carts, terms, scenario, cart, subtotal)
    if price == NONE:
        return row
    free = price if coupon != NOBODY and terms.coupon_kind[coupon] == FREE_SHIPPING else 0
    rows.price[row], rows.discount[row], rows.taxed[row] = price, free, price - free
    rows.taxes[row] = carts.shipping_taxes[cart]
    rows.ppm[row] = carts.shipping_ppm[cart] + terms.ppm_change[scenario, carts.shipping_taxes[cart]]
    return row + 1


@part
def _price(carts: Carts, terms: Terms, scenario: int, cart: int, subtotal: int) -> int:
    """What delivery costs at this subtotal; `NONE` where there is none."""
    price, free_from = carts.shipping[cart], carts.free_from[cart]
    if price == NONE:
        return NONE
    if terms.option_cost.shape[1] > 0:
        option = carts.option[cart]
        if terms.option_cost[scenario, option] != UNCHANGED:
            price = terms.option_cost[scenario, option]
        if terms.option_free_from[scenario, option] != UNCHANGED:
            free_from = terms.option_free_from[scenario, option]
    return 0 if free_from != NONE and subtotal >= free_from else price
