"""What the merchant takes off this one checkout. Conventions D7, D8."""

from __future__ import annotations

from operator import sub

from checkout_core.allocation import allocate_units
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import MerchantDiscount
from checkout_core.model.figures import MerchantFigures, Ratio
from checkout_core.pricing.line_items import line_prices
from checkout_core.rounding import Divide


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
        part, whole = discount.ratio
        if discount.amount is None:
            part *= sum(price for price, hit in zip(before, reached, strict=True) if hit)
        wanted = divide(part, whole)
        amount = min(wanted, sum(rooms))
        parts = allocate_units(amount, rooms)
        applied.append(MerchantFigures(discount, amount, tuple(parts), tuple(rooms)))
        left = list(map(sub, left, parts))
    return tuple(applied), left


def _reached(discount: MerchantDiscount, checkout: Checkout) -> list[bool]:
    """Which lines the discount reaches: those it names, whatever the case of the ids; all where it names none."""
    if not discount.line_item_ids:
        return [True] * len(checkout.line_items)
    named = {line_id.lower() for line_id in discount.line_item_ids}
    return [line.id.lower() in named for line in checkout.line_items]
