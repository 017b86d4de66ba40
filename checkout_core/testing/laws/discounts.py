"""Laws 6, 8 and 17: what takes what off which lines, and in which shares. Amounts are compared in minor units."""

import math
from collections.abc import Iterator
from fractions import Fraction

from checkout_core.model.discounts import Coupon
from checkout_core.model.priced import PricedCheckout
from checkout_core.testing.laws.allocation import check_allocation
from checkout_core.testing.laws.basics import at_most, equal, holds
from checkout_core.testing.reference.coupons import has_scope
from checkout_core.testing.reference.exact import minor, rounded
from checkout_core.testing.reference.figures import Amount, Discount, ReferencePrice
from checkout_core.testing.reference.published import published


def parts_of(discount: Discount, ids: tuple[str, ...]) -> list[Amount]:
    """What the discount takes off each line, in the order of lines; each part is of a line of its own, and of some."""
    by_line, what = dict(discount.parts), f"{discount.kind} {discount.key}"
    equal(f"{what}: lines", len(by_line), len(discount.parts))
    holds(set(by_line) <= set(ids), f"{what}: takes off {', '.join(sorted(set(by_line) - set(ids)))}, no lines")
    equal(f"{what}: parts of nothing", [line_id for line_id, part in by_line.items() if part <= 0], [])
    return [by_line.get(line_id, 0) for line_id in ids]


def check_discounts(priced: PricedCheckout) -> None:
    """Law 6 (D7, C10, C13): coupon and merchant discounts add up to the discount; so do their parts, by line.

    What free shipping takes off is the delivery's discount. A discount names the lines of its parts, or none.
    """
    figures, ids = published(priced), tuple(line.id for line in priced.lines)
    off_delivery = 0 if figures.shipping is None else figures.shipping.discount
    outside = [entry for entry in figures.discounts if entry.kind != "rule"]
    equal("sum of applied discounts", sum(entry.amount for entry in outside), figures.summary.discount)
    by_line: list[Amount] = [0] * len(ids)
    for applied in outside:
        parts = parts_of(applied, ids)
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
        off = {line.lower() for line, _ in entry.parts}
        holds(not named or off <= named, f"merchant {index}: takes off {', '.join(sorted(off - named))}, not named")
        if discount.amount is not None:
            at_most(f"merchant {index}", entry.amount, math.ceil(minor(discount.amount)))
        equal(f"merchant {index}: type", entry.discount_type, "SPECIFIC_ITEMS" if named else "GLOBAL")


# --- shares -----------------------------------------------------------------------------------------------------------


def check_shares(priced: PricedCheckout) -> None:
    """Law 8 (R5, T8): a discount is shared out over lines, and a tax over its rates, as `check_allocation` says.

    Where tax is rounded in total its parts are shares of other sums (T6), which a price does not show.
    """
    figures = published(priced)
    if priced.store.policy.tax_rounding.value != "TOTAL":
        costs = [line.cost for line in figures.lines] + [fee.cost for fee in figures.fees]
        for index, cost in enumerate(costs if figures.shipping is None else [*costs, figures.shipping.cost]):
            rates = [rate for _, rate, _ in cost.levied.parts]
            if any(rates):
                parts = [part for _, _, part in cost.levied.parts]
                check_allocation(sum(parts), rates, parts, what=f"cost {index}: tax by rate")
    for what, rooms, parts in shared_out_over_lines(priced, figures):
        check_allocation(sum(parts), rooms, parts, what=what)


def shared_out_over_lines(
    priced: PricedCheckout, figures: ReferencePrice
) -> Iterator[tuple[str, list[Amount], list[Amount]]]:
    """Each discount that is one amount for several lines: its name, its weights and its parts, line by line."""
    ids = tuple(line.id for line in priced.lines)
    left: list[Amount] = [line.cost.price for line in figures.lines]
    if figures.coupon is not None:
        parts = parts_of(figures.coupon, ids)
        (coupon,) = [coupon for coupon in priced.store.coupons if coupon.id == figures.coupon.key]
        if any(parts) and is_one_amount(coupon):
            yield "coupon by line", _reached(priced, coupon, figures), parts
        left = [one - part for one, part in zip(left, parts, strict=True)]
    stated, applied = priced.checkout.merchant_discounts, figures.discounts_of("merchant")
    equal("merchant discounts", len(applied), len(stated))
    for discount, entry in zip(stated, applied, strict=True):
        parts, named = parts_of(entry, ids), {line.lower() for line in discount.line_item_ids}
        rooms = [room if not named or line.lower() in named else 0 for line, room in zip(ids, left, strict=True)]
        if any(parts):
            yield "merchant discount by line", rooms, parts
        left = [one - part for one, part in zip(left, parts, strict=True)]


def is_one_amount(coupon: Coupon) -> bool:
    """C8, C9: whether the coupon is one amount off the lines that it reaches, and not unit by unit."""
    if coupon.percent_off_rate is not None:
        return not is_for_one_unit(coupon)
    return coupon.money_off_amount is not None and coupon.minimum_subtotal is not None


def is_for_one_unit(coupon: Coupon) -> bool:
    """C5: whether the coupon is for one unit of the cheapest line, or of more where it is money off the whole (C8)."""
    return coupon.limited_to_one_item or (coupon.scope is not None and coupon.scope.namespace == "bookings")


def _reached(priced: PricedCheckout, coupon: Coupon, figures: ReferencePrice) -> list[Amount]:
    """C4: the prices of the lines that the coupon reaches, 0 for the others."""
    reached = [
        line.item is not None
        and (coupon.scope is None or has_scope(line.item, coupon.scope))
        and (coupon.applies_to_subscriptions or line.item.subscription_option_info is None)
        for line in priced.lines
    ]
    return [line.cost.price if hit else 0 for line, hit in zip(figures.lines, reached, strict=True)]


# --- discount rules ---------------------------------------------------------------------------------------------------


def check_discount_rules(priced: PricedCheckout) -> None:
    """Law 17 (R2, D6): what rules take off a line is what its price falls by; each rule named takes off something.

    A line's price is its unit price x quantity, rounded once by the store's policy.
    """
    figures, ids = published(priced), tuple(line.id for line in priced.lines)
    by_line: list[Amount] = [0] * len(ids)
    for applied in figures.discounts_of("rule"):
        parts = parts_of(applied, ids)
        equal(f"rule {applied.key}: type", applied.discount_type, "SPECIFIC_ITEMS")
        equal(f"rule {applied.key}: sum of parts", sum(parts), applied.amount)
        at_most(f"rule {applied.key}: takes off something", 1, applied.amount)
        by_line = [one + other for one, other in zip(by_line, parts, strict=True)]
    mode = priced.store.policy.rounding
    for index, (line, figure) in enumerate(zip(priced.lines, figures.lines, strict=True)):
        before = rounded(Fraction(figure.before_discounts * line.quantity), mode)
        equal(f"lines[{index}]: off by rules", by_line[index], before - figure.cost.price)
        now = rounded(Fraction(figure.price * line.quantity), mode)
        equal(f"lines[{index}]: price", figure.cost.price, now)
    settings = priced.checkout.custom_settings
    if settings is not None and settings.disabled_discount_rules_calculation:
        equal("rules that apply though they are disabled", [entry.key for entry in figures.discounts_of("rule")], [])
