"""The discounts of the published form."""

from __future__ import annotations

from typing import Any

from checkout_core.model.discounts import AppliedDiscount
from checkout_core.wire.numbers import plain
from checkout_core.wire.published import Form, given


def applied_discount(discount: AppliedDiscount, form: Form) -> dict[str, Any]:
    """A discount in force, with what it took off each line; one of the three sources is there."""
    return given(
        {
            "discountType": discount.discount_type.value,
            "lineItemIds": list(discount.line_item_ids),
            "coupon": _coupon(discount, form),
            "merchantDiscount": _merchant_discount(discount, form),
            "discountRule": _discount_rule(discount, form),
            "lineItemDiscounts": [
                {form.id: part.id, "totalDiscountAmount": form.money(part.total_discount_amount)}
                for part in discount.line_item_discounts
            ],
        }
    )


def _coupon(discount: AppliedDiscount, form: Form) -> dict[str, Any] | None:
    coupon = discount.coupon
    if coupon is None:
        return None
    return {
        form.id: coupon.id,
        "code": coupon.code,
        "amount": form.money(coupon.amount),
        "name": coupon.name,
        "couponType": coupon.coupon_type.value,
    }


def _merchant_discount(discount: AppliedDiscount, form: Form) -> dict[str, Any] | None:
    merchant = discount.merchant_discount
    if merchant is None:
        return None
    percentage = None if merchant.percentage is None else plain(merchant.percentage)
    return given({"amount": form.money(merchant.amount), "percentage": percentage})


def _discount_rule(discount: AppliedDiscount, form: Form) -> dict[str, Any] | None:
    rule = discount.discount_rule
    if rule is None:
        return None
    return {
        form.id: rule.id,
        "name": form.convert(rule.name),
        "amount": form.money(rule.amount),
    }
