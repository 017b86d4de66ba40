"""What of a cart is due later. Namesake: `checkout_core.pricing.payment_split`; there are no free trials here."""

from __future__ import annotations

from checkout_core.whatif.kernel.columns import NONE, TOO_LARGE, Carts, Ints, Rows, Terms
from checkout_core.whatif.kernel.compiled import part
from checkout_core.whatif.kernel.rounding import divide, fits
from checkout_core.whatif.kernel.summary import PAY_LATER, add_up


@part
def split_payment(
    carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows, first_fee: int, count: int, figures: Ints
) -> bool:
    """Fill what is due later; False where a number is too large. Fees stand from the row ``first_fee`` on."""
    lines, rest = carts.first[cart + 1] - carts.first[cart], _rest_is_later(carts, cart)
    price, discount, tax, shipping, fees = 0, 0, 0, 0, 0
    for row in range(lines):
        sound, part_price, part_discount, part_tax = _later_part(carts, terms, scenario, cart, rows, row)
        if not sound:
            return False
        price += part_price
        discount += part_discount
        tax += part_tax
    if rest and first_fee > lines:
        shipping = rows.price[lines]
        discount += rows.discount[lines]
        tax += rows.tax[lines]
    for row in range(first_fee, count):
        if rows.is_later[row] if rows.is_bound[row] else rest:
            fees += rows.price[row]
            tax += rows.tax[row]
    add_up(figures, PAY_LATER, price, shipping, tax, discount, fees, 0 if terms.included[scenario] else tax)
    return True


@part
def has_later(carts: Carts, cart: int) -> bool:
    """Whether something of a line may be due later."""
    found = False
    for line in range(carts.first[cart], carts.first[cart + 1]):
        found |= carts.later[line] or carts.deposit[line] != NONE
    return found


@part
def _rest_is_later(carts: Carts, cart: int) -> bool:
    """Whether delivery and the fees of the whole cart are due later: with the lines, if they all are."""
    later = False
    for line in range(carts.first[cart], carts.first[cart + 1]):
        if carts.found[line] and carts.in_stock[line]:
            if not carts.later[line]:
                return False
            later = True
    return later


@part
def _later_part(
    carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows, row: int
) -> tuple[bool, int, int, int]:
    """The part of a line's price, discount and tax that is due later; False first where a number is too large."""
    price, discount, tax = rows.price[row], rows.discount[row], rows.tax[row]
    line, mode, included = carts.first[cart] + row, terms.rounding[scenario], terms.included[scenario]
    if carts.later[line]:
        return True, price, discount, tax
    if carts.deposit[line] == NONE:
        return True, 0, 0, 0
    whole = price - discount + (0 if included else tax)
    if whole == 0:
        return True, price, discount, tax
    deposit, of = _deposit(carts, terms, scenario, line, rows, row)
    if deposit == TOO_LARGE or not fits(deposit, rows.quantity[row]):
        return False, 0, 0, 0
    now = min(divide(deposit * rows.quantity[row], of, mode), whole)
    if not fits(max(discount, tax), now):
        return False, 0, 0, 0
    discount_now = divide(discount * now, whole, mode)
    tax_now = divide(tax * now, whole, mode)
    price_now = now + discount_now - (0 if included else tax_now)
    return True, price - price_now, discount - discount_now, tax - tax_now


@part
def _deposit(carts: Carts, terms: Terms, scenario: int, line: int, rows: Rows, row: int) -> tuple[int, int]:
    """What a unit asks at once, as a numerator and a denominator; `TOO_LARGE` where a number is too large."""
    share, unit = terms.share[scenario], rows.unit[row]
    if share == 0 or unit == 0:
        return carts.deposit[line], carts.parts[line]
    step = terms.deposit_step
    of = terms.share_of[scenario] * step
    if not fits(unit, share) or not fits(rows.parts[row], of):
        return TOO_LARGE, 1
    return max(divide(unit * share, rows.parts[row] * of, terms.rounding[scenario]), 1) * step, 1
