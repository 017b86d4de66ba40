"""The six fields of a price summary and how they add up. Convention P1."""

from __future__ import annotations

from operator import sub

from checkout_core.model.figures import FeeFigures, ShippingFigures, Sums, make

NOTHING = Sums(0, 0, 0, 0, 0, 0)
"""A payment of nothing."""


def add_up(subtotal: int, shipping: int, tax: int, discount: int, fees: int, *, included: bool) -> Sums:
    """Return the summary with its total, in minor units; tax is added only where prices exclude it."""
    total = subtotal + shipping + fees - discount
    return make(Sums, (subtotal, shipping, tax, discount, total if included else total + tax, fees))


def summarize(
    prices: list[int],
    discounts: list[int],
    taxes: list[int],
    shipping: ShippingFigures | None,
    fees: tuple[FeeFigures, ...],
    *,
    included: bool,
) -> Sums:
    """Return the summary of the whole checkout."""
    tax, discount, shipping_price, charged = sum(taxes), sum(discounts), 0, 0
    if shipping is not None:
        shipping_price = shipping.price
        discount += shipping.discount
        tax += shipping.tax
    for fee in fees:
        charged += fee.price
        tax += fee.tax
    return add_up(sum(prices), shipping_price, tax, discount, charged, included=included)


def remainder(whole: Sums, part: Sums) -> Sums:
    """What is left of each field when the part is taken away."""
    return make(Sums, map(sub, whole, part))
