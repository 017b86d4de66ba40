"""Laws of discounts: what takes what off which lines, and in which shares; see `laws`."""

import math
from fractions import Fraction

from checkout_core.model.priced import PricedCheckout
from checkout_core.testing.laws.basics import at_most, equal, shares_fit
from checkout_core.testing.reference.exact import minor, rounded
from checkout_core.testing.reference.figures import Discount, ReferencePrice
from checkout_core.testing.reference.published import published


def parts_of(discount: Discount, figures: ReferencePrice, ids: tuple[str, ...]) -> list[Fraction | int]:
    """What the discount takes off each line, in the order of lines."""
    by_line = dict(discount.parts)
    equal(f"{discount.kind} {discount.key}: lines", len(by_line), len(discount.parts))
    assert set(by_line) <= set(ids), f"{discount.kind} {discount.key}: takes off {set(by_line) - set(ids)}, no lines"
    assert all(part > 0 for part in by_line.values()), f"{discount.kind} {discount.key}: empty parts, {discount.parts}"
    return [by_line.get(line_id, 0) for line_id in ids]


def check_discounts(priced: PricedCheckout) -> None:
    """Law 6: coupon and merchant discounts add up to the discount, their parts to them and to the lines' discounts.

    What free shipping takes off is the delivery's discount. A discount names the lines of its parts, or none.
    """
    figures, ids = published(priced), tuple(line.id for line in priced.lines)
    off_delivery = 0 if figures.shipping is None else figures.shipping.discount
    outside = [entry for entry in figures.discounts if entry.kind != "rule"]
    equal("sum of applied discounts", sum(entry.amount for entry in outside), figures.summary.discount)
    by_line: list[Fraction | int] = [0] * len(ids)
    for applied in outside:
        parts = parts_of(applied, figures, ids)
        by_line = [one + other for one, other in zip(by_line, parts, strict=True)]
        on_lines = applied.amount - (off_delivery if applied.discount_type == "SHIPPING" else 0)
        equal(f"{applied.kind} {applied.key}: sum of parts", sum(parts), on_lines)
    equal("discounts of lines", [line.discount for line in figures.lines], by_line)
    for applied in figures.discounts:
        named = tuple(line for line, _ in applied.parts) if applied.discount_type == "SPECIFIC_ITEMS" else ()
        equal(f"{applied.kind} {applied.key}: lines named", applied.line_item_ids, named)
    if all(entry.discount_type != "SHIPPING" for entry in outside):
        equal("discount of the delivery without a coupon for it", off_delivery, 0)
    _merchant_discounts_are_kept(priced, figures)


def _merchant_discounts_are_kept(priced: PricedCheckout, figures: ReferencePrice) -> None:
    """Each merchant discount is listed, reaches only lines that it names, and takes off at most what it says."""
    stated, applied = priced.checkout.merchant_discounts, figures.discounts_of("merchant")
    equal("merchant discounts", len(applied), len(stated))
    for index, (discount, entry) in enumerate(zip(stated, applied, strict=True)):
        named = {line.lower() for line in discount.line_item_ids}
        if named:
            assert {line.lower() for line, _ in entry.parts} <= named, f"merchant {index}: {entry.parts} of {named}"
        if discount.amount is not None:
            at_most(f"merchant {index}", entry.amount, math.ceil(minor(discount.amount)))
        equal(f"merchant {index}: type", entry.discount_type, "SPECIFIC_ITEMS" if named else "GLOBAL")


def check_shares(priced: PricedCheckout) -> None:
    """Law 8: the shares of a tax, and of a discount that is shared out, are fair, as far as a price shows it."""
    figures, ids = published(priced), tuple(line.id for line in priced.lines)
    if priced.store.policy.tax_rounding.value != "TOTAL":
        costs = [line.cost for line in figures.lines] + [fee.cost for fee in figures.fees]
        for index, cost in enumerate(costs if figures.shipping is None else [*costs, figures.shipping.cost]):
            rates = [rate for _, rate, _ in cost.levied.parts]
            shares_fit(f"cost {index}: tax by rate", rates, [part for _, _, part in cost.levied.parts])
    left: list[Fraction | int] = [line.cost.price for line in figures.lines]
    if figures.coupon is not None:
        parts = parts_of(figures.coupon, figures, ids)
        if _is_shared_out(priced, str(figures.coupon.key)):
            shares_fit("coupon by line", _reached(priced, str(figures.coupon.key), left), parts)
        left = [one - part for one, part in zip(left, parts, strict=True)]
    for discount, entry in zip(priced.checkout.merchant_discounts, figures.discounts_of("merchant"), strict=True):
        parts, named = parts_of(entry, figures, ids), {line.lower() for line in discount.line_item_ids}
        rooms = [room if not named or line.lower() in named else 0 for line, room in zip(ids, left, strict=True)]
        shares_fit("merchant discount by line", rooms, parts)
        left = [one - part for one, part in zip(left, parts, strict=True)]


def _is_shared_out(priced: PricedCheckout, coupon_id: str) -> bool:
    """Whether the coupon is one amount off the whole checkout."""
    (coupon,) = [coupon for coupon in priced.store.coupons if coupon.id == coupon_id]
    one_unit = coupon.limited_to_one_item and coupon.percent_off_rate is not None
    once = coupon.percent_off_rate is not None or coupon.money_off_amount is not None
    return coupon.minimum_subtotal is not None and once and not one_unit


def _reached(priced: PricedCheckout, coupon_id: str, left: list[Fraction | int]) -> list[Fraction | int]:
    """What is left of the lines that the coupon reaches: all but subscriptions, if it is not for these."""
    (coupon,) = [coupon for coupon in priced.store.coupons if coupon.id == coupon_id]
    subscribed = [
        line.item is not None and line.item.subscription_option_info is not None and not coupon.applies_to_subscriptions
        for line in priced.lines
    ]
    return [0 if past else price for price, past in zip(left, subscribed, strict=True)]


def check_discount_rules(priced: PricedCheckout) -> None:
    """Law 10: what discount rules take off a line is what its price falls by; a rule is named only if it takes some."""
    figures, ids = published(priced), tuple(line.id for line in priced.lines)
    by_line: list[Fraction | int] = [0] * len(ids)
    for applied in figures.discounts_of("rule"):
        parts = parts_of(applied, figures, ids)
        equal(f"rule {applied.key}: type", applied.discount_type, "SPECIFIC_ITEMS")
        equal(f"rule {applied.key}: sum of parts", sum(parts), applied.amount)
        at_most(f"rule {applied.key}: takes off something", 1, applied.amount)
        by_line = [one + other for one, other in zip(by_line, parts, strict=True)]
    for index, (line, figure) in enumerate(zip(priced.lines, figures.lines, strict=True)):
        before = rounded(Fraction(figure.before_discounts * line.quantity), priced.store.policy.rounding)
        equal(f"lines[{index}]: off by rules", by_line[index], before - figure.cost.price)
        now = rounded(Fraction(figure.price * line.quantity), priced.store.policy.rounding)
        equal(f"lines[{index}]: unit price x quantity", now, figure.cost.price)
    settings = priced.checkout.custom_settings
    if settings is not None and settings.disabled_discount_rules_calculation:
        equal("rules that apply though they are disabled", figures.discounts_of("rule"), ())
