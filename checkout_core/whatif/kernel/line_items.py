"""Quantities, unit prices and line prices. Namesake: `checkout_core.pricing.line_items`."""

from __future__ import annotations

from typing import Final

from checkout_core.whatif.kernel.columns import NONE, TOO_LARGE, Carts, Rows, Terms
from checkout_core.whatif.kernel.compiled import part
from checkout_core.whatif.kernel.rounding import divide, fits, is_small

MAX_QUANTITY: Final = 100_000


@part
def price_lines(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows) -> int:
    """Fill quantity, unit, parts and price of the lines; the sum of the prices, or `TOO_LARGE`."""
    mode, factor = terms.rounding[scenario], terms.quantity_factor[scenario]
    by_item = terms.item_price.shape[1] > 0
    subtotal, first = 0, carts.first[cart]
    for row in range(carts.first[cart + 1] - first):
        line = first + row
        quantity = carts.quantity[line] * factor
        item = carts.item[line] if by_item else 0
        if by_item and terms.item_quantity[scenario, item] != NONE:
            quantity = terms.item_quantity[scenario, item]
        stated = terms.item_price[scenario, item] if by_item else NONE
        if stated == NONE:
            unit, parts = _unit_price(carts, terms, scenario, line)
        else:
            unit, parts = _stated_price(carts, line, stated, terms.item_parts[scenario, item])
        if unit == TOO_LARGE or quantity > MAX_QUANTITY or not fits(unit, quantity):
            return TOO_LARGE
        if terms.share[scenario] != 0 and unit // parts >= terms.most:  # a share of it may be no deposit
            return TOO_LARGE
        amount = unit * quantity
        if parts != 1:
            amount = divide(amount, parts, mode)
        rows.quantity[row], rows.unit[row], rows.parts[row], rows.price[row] = quantity, unit, parts, amount
        rows.discount[row] = 0
        subtotal += amount
        if not is_small(subtotal):
            return TOO_LARGE
    return subtotal


@part
def _unit_price(carts: Carts, terms: Terms, scenario: int, line: int) -> tuple[int, int]:
    """The line's own unit price, changed by the scenario's fraction, in parts, and the parts; or `TOO_LARGE`."""
    price, parts = carts.price[line], carts.parts[line]
    change, of = terms.change[scenario], terms.change_of[scenario]
    if change != of:
        if not fits(price, change):
            return TOO_LARGE, 1
        price = divide(price * change, of, terms.rounding[scenario])
        if price // parts >= terms.most:
            return TOO_LARGE, 1
    return _with_modifiers(price, carts.modifiers[line]), parts


@part
def _stated_price(carts: Carts, line: int, price: int, stated_in: int) -> tuple[int, int]:
    """The price that the scenario states, with the line's modifiers, in the finer one's parts; or `TOO_LARGE`."""
    parts, modifiers = carts.parts[line], carts.modifiers[line]
    common = max(parts, stated_in)  # both are powers of ten
    if price == TOO_LARGE or not fits(price, common // stated_in) or not fits(modifiers, common // parts):
        return TOO_LARGE, 1
    return _with_modifiers(price * (common // stated_in), modifiers * (common // parts)), common


@part
def _with_modifiers(price: int, modifiers: int) -> int:
    """Their sum, or `TOO_LARGE`."""
    return price + modifiers if is_small(price) and is_small(modifiers) else TOO_LARGE
