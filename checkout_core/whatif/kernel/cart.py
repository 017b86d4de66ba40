"""One cart in one scenario, from quantities to what the gift card pays. Namesake: `checkout_core.pricing.engine`."""

from __future__ import annotations

from checkout_core.whatif.kernel.columns import NONE, TOO_LARGE, UNCHANGED, Carts, Ints, Rows, Terms
from checkout_core.whatif.kernel.compiled import part
from checkout_core.whatif.kernel.coupons import coupon_in_force, discount_lines
from checkout_core.whatif.kernel.fees import charge_fees
from checkout_core.whatif.kernel.line_items import price_lines
from checkout_core.whatif.kernel.payment_split import has_later, split_payment
from checkout_core.whatif.kernel.shipping import deliver
from checkout_core.whatif.kernel.summary import (
    FIELDS,
    GIFT_CARD,
    PAY_LATER,
    PAY_NOW,
    TOTAL,
    has_sum,
    summarize,
    total_of,
)
from checkout_core.whatif.kernel.tax import levy


@part
def price_cart(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows, figures: Ints) -> bool:
    """Fill the figures (of `checkout_core.whatif.what_if.FIGURES`) and the rows; False where a number is too large."""
    first_fee, count = _price_rows(carts, terms, scenario, cart, rows)
    if count == TOO_LARGE:
        return False
    lines = carts.first[cart + 1] - carts.first[cart]
    summarize(rows, lines, first_fee, count, 0 if terms.included[scenario] else 1, figures)
    if has_later(carts, cart) and not split_payment(carts, terms, scenario, cart, rows, first_fee, count, figures):
        return False
    for figure in range(FIELDS):
        figures[PAY_NOW + figure] = figures[figure] - figures[PAY_LATER + figure]
    if carts.gift_card[cart] != NONE:
        figures[GIFT_CARD] = _redeemed(carts, terms, scenario, cart, figures)
    return True


@part
def total_cart(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows) -> int:
    """The total alone, or `TOO_LARGE`: who pays it when, and with what, changes nothing about it."""
    first_fee, count = _price_rows(carts, terms, scenario, cart, rows)
    return TOO_LARGE if count == TOO_LARGE else total_of(rows, first_fee, count, 0 if terms.included[scenario] else 1)


@part
def _price_rows(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows) -> tuple[int, int]:
    """Fill the rows with prices, discounts, taxes. The row of the first fee, and how many rows, or `TOO_LARGE`."""
    lines = carts.first[cart + 1] - carts.first[cart]
    subtotal = price_lines(carts, terms, scenario, cart, rows)
    if subtotal == TOO_LARGE:
        return 0, TOO_LARGE
    coupon = coupon_in_force(terms, scenario, cart, subtotal)
    if not discount_lines(carts, terms, scenario, cart, rows, coupon):
        return 0, TOO_LARGE
    _rate_lines(carts, terms, scenario, cart, rows)
    first_fee = deliver(carts, terms, scenario, cart, rows, lines, subtotal, coupon)
    count = charge_fees(carts, terms, scenario, cart, rows, first_fee)
    if count == TOO_LARGE or not has_sum(rows, subtotal, lines, count) or not levy(terms, scenario, rows, lines, count):
        return 0, TOO_LARGE
    return first_fee, count


@part
def _rate_lines(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows) -> None:
    """Fill what of each line is taxed, and at which rate."""
    first = carts.first[cart]
    for row in range(carts.first[cart + 1] - first):
        taxes = carts.taxes[first + row]
        rows.taxed[row] = rows.price[row] - rows.discount[row]
        rows.taxes[row] = taxes
        rows.ppm[row] = carts.ppm[first + row] + terms.ppm_change[scenario, taxes]


@part
def _redeemed(carts: Carts, terms: Terms, scenario: int, cart: int, figures: Ints) -> int:
    """What the gift card pays. Namesake: `checkout_core.pricing.gift_card`."""
    redeemed: int = figures[PAY_NOW + TOTAL] if terms.caps_at_pay_now[scenario] else figures[TOTAL]
    balance, most = terms.gift_card[scenario], carts.redeem[cart]
    redeemed = min(redeemed, carts.gift_card[cart] if balance == UNCHANGED else balance)
    return redeemed if most == NONE else min(redeemed, most)
