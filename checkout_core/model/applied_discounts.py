"""The discounts in force, told from the figures of a price. Source: AppliedDiscount; conventions C10, C13, D6, D7."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checkout_core.currencies import Currency
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import (
    AppliedCoupon,
    AppliedDiscount,
    AppliedDiscountRule,
    AppliedMerchantDiscount,
    Coupon,
    DiscountType,
    LineItemDiscount,
)
from checkout_core.model.figures import CouponFigures, Figures
from checkout_core.money import Money


def applied_discounts(checkout: Checkout, figures: Figures, currency: Currency) -> Iterator[AppliedDiscount]:
    """Discount rules, then the coupon, then merchant discounts: the order in which they took effect."""
    for rule in figures.rules:
        if not rule.amount:
            continue
        parts = _parts(checkout, rule.parts, currency)
        amount = Money.from_minor(rule.amount, currency)
        yield AppliedDiscount(
            discount_type=DiscountType.SPECIFIC_ITEMS,
            line_item_ids=tuple(part.id for part in parts),
            discount_rule=AppliedDiscountRule(id=rule.rule.id, name=rule.rule.name, amount=amount),
            line_item_discounts=parts,
        )
    held = figures.coupon
    if held is not None and held.coupon is not None:
        yield _coupon(checkout, figures, held, held.coupon, currency)
    for merchant in figures.merchant:
        parts = _parts(checkout, merchant.parts, currency)
        specific = bool(merchant.discount.line_item_ids)
        amount = Money.from_minor(merchant.amount, currency)
        yield AppliedDiscount(
            discount_type=DiscountType.SPECIFIC_ITEMS if specific else DiscountType.GLOBAL,
            line_item_ids=tuple(part.id for part in parts) if specific else (),
            merchant_discount=AppliedMerchantDiscount(amount=amount, percentage=merchant.discount.percentage),
            line_item_discounts=parts,
        )


def _coupon(
    checkout: Checkout, figures: Figures, held: CouponFigures, coupon: Coupon, currency: Currency
) -> AppliedDiscount:
    parts = _parts(checkout, coupon_parts(figures), currency)
    specific = coupon.scope is not None and coupon.scope.group is not None and not coupon.free_shipping
    kind = DiscountType.SPECIFIC_ITEMS if specific else DiscountType.GLOBAL
    return AppliedDiscount(
        discount_type=DiscountType.SHIPPING if coupon.free_shipping else kind,
        line_item_ids=tuple(part.id for part in parts) if specific else (),
        coupon=AppliedCoupon(
            id=coupon.id,
            code=coupon.code,
            amount=Money.from_minor(held.amount, currency),
            name=coupon.name,
            coupon_type=coupon.coupon_type,
        ),
        line_item_discounts=parts,
    )


def coupon_parts(figures: Figures) -> Sequence[int]:
    """What the coupon took off each line: all discounts but the merchant's."""
    if not figures.merchant:
        return figures.discounts
    taken = [sum(column) for column in zip(*(merchant.parts for merchant in figures.merchant), strict=True)]
    return [discount - merchants for discount, merchants in zip(figures.discounts, taken, strict=True)]


def _parts(checkout: Checkout, amounts: Sequence[int], currency: Currency) -> tuple[LineItemDiscount, ...]:
    """The lines that something was taken off, with how much."""
    return tuple(
        LineItemDiscount(id=line.id, total_discount_amount=Money.from_minor(units, currency))
        for line, units in zip(checkout.line_items, amounts, strict=True)
        if units
    )
