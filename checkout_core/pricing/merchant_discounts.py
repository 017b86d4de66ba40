"""What the merchant takes off this one checkout. Conventions D7, D8."""

from __future__ import annotations

from collections.abc import Callable
from operator import sub

from checkout_core.allocation import allocate_units
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import MerchantDiscount
from checkout_core.model.figures import MerchantFigures, Ratio
from checkout_core.pricing.line_items import line_prices

Divide = Callable[[int, int], int]


def take_off(
    checkout: Checkout, undiscounted: list[Ratio], left: list[int], divide: Divide
) -> tuple[tuple[MerchantFigures, ...], list[int]]:
    """Return what each merchant discount takes off, and what all of them leave of the lines' prices.

    ``undiscounted`` are the unit prices before discount rules, ``left`` is what rules and coupon leave of each line.
    """
    before = line_prices(checkout.quantities, undiscounted, divide)
    applied: list[MerchantFigures] = []
    for discount in checkout.merchant_discounts:
        reached = _reached(discount, checkout)
        rooms = [room if hit else 0 for room, hit in zip(left, reached, strict=True)]
        if discount.amount is not None:
            wanted = divide(*discount.amount.minor_ratio)
        else:
            part, whole = percentage_ratio(discount)
            wanted = divide(part * sum(price for price, hit in zip(before, reached, strict=True) if hit), whole)
        amount = min(wanted, sum(rooms))
        parts = allocate_units(amount, rooms)
        applied.append(MerchantFigures(discount, amount, tuple(parts), tuple(rooms)))
        left = list(map(sub, left, parts))
    return tuple(applied), left


def percentage_ratio(discount: MerchantDiscount) -> Ratio:
    """The percentage as a fraction of one; nothing where it is an amount."""
    numerator, denominator = (0, 1) if discount.percentage is None else discount.percentage.as_integer_ratio()
    return numerator, 100 * denominator


def _reached(discount: MerchantDiscount, checkout: Checkout) -> list[bool]:
    """Which lines the discount reaches: those it names, whatever the case of the ids; all where it names none."""
    if not discount.line_item_ids:
        return [True] * len(checkout.line_items)
    named = {line_id.lower() for line_id in discount.line_item_ids}
    return [line.id.lower() in named for line in checkout.line_items]
