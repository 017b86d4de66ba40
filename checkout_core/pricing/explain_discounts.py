"""The story of coupon and merchant discounts: in all, and off each line. Told by `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from checkout_core.model.applied_discounts import coupon_parts
from checkout_core.model.discounts import Coupon, CouponType
from checkout_core.model.explanation import Step
from checkout_core.model.figures import CouponFigures
from checkout_core.model.priced import PricedCheckout
from checkout_core.pricing.coupon_kinds import free_units, off_a_unit
from checkout_core.pricing.coupons import reached_lines
from checkout_core.pricing.line_items import line_prices
from checkout_core.pricing.wording import Words, harmless, plain


def line_discount_steps(priced: PricedCheckout, words: Words, index: int, subject: str) -> Iterator[Step]:
    """What the coupon and each merchant discount take off a line."""
    figures = priced.figures
    given = coupon_parts(figures)[index]
    if given:
        yield _coupon_part(priced, words, index, subject, given)
    for number, merchant in enumerate(figures.merchant, 1):
        part = merchant.parts[index]
        if part:
            room, rooms = merchant.rooms[index], sum(merchant.rooms)
            yield Step(
                stage="merchant discount",
                subject=subject,
                label=_merchant_label(priced, number),
                amount=words.money(part),
                formula=f"{words.amount(merchant.amount)} x {words.amount(room)} / {words.amount(rooms)}",
                note=words.share(Fraction(merchant.amount * room, rooms), part),
            )


def _coupon_part(priced: PricedCheckout, words: Words, index: int, subject: str, given: int) -> Step:
    """What the coupon takes off a line: its share of one amount, or unit by unit."""
    figures = priced.figures
    assert figures.coupon is not None  # noqa: S101  # a discount comes of a coupon
    assert figures.coupon.coupon is not None  # noqa: S101  # that the store knows
    coupon, base = figures.coupon.coupon, figures.coupon.base
    if base is not None:
        amount, price = figures.coupon.amount, figures.line_prices[index]
        formula = f"{words.amount(amount)} x {words.amount(price)} / {words.amount(base)}"
        note = words.share(Fraction(amount * price, base), given)
    else:
        formula, note = _by_unit(priced, words, index, coupon)
    label = f"coupon {harmless(coupon.code)}"
    return Step(stage="coupon", subject=subject, label=label, amount=words.money(given), formula=formula, note=note)


def _by_unit(priced: PricedCheckout, words: Words, index: int, coupon: Coupon) -> tuple[str, str]:
    """How units of a line are discounted, and a note on the rounding."""
    unit = priced.figures.unit_prices[index]
    price, off = words.given(priced.lines[index].price), Fraction(*off_a_unit(coupon, unit))
    units = 1 if coupon.reaches_one_item else priced.checkout.quantities[index]
    which = "one unit of the cheapest line" if coupon.reaches_one_item else f"each of {units}"
    kind = coupon.coupon_type
    if kind is CouponType.BUY_X_GET_Y and coupon.buy_x_get_y is not None:
        offer = f"buy {coupon.buy_x_get_y.x} get {coupon.buy_x_get_y.y}"
        free = 1 if coupon.reaches_one_item else _free_units(priced, coupon)[index]
        return f"{free} x {price}", words.notes(f"free: {offer}", words.rounded(off * free))
    if kind is CouponType.PERCENT_OFF:
        return f"{percent_off(coupon)} of {price}, {which}", words.rounded(off * units)
    if kind is CouponType.FIXED_PRICE and coupon.fixed_price_amount is not None:
        fixed = words.given(coupon.fixed_price_amount)
        return f"{units} x ({price} - {fixed}), off {which}", words.rounded(off * units)
    most = "" if coupon.money_off_amount is None else words.given(coupon.money_off_amount)
    return f"the lesser of {most} and {price}, off {which}", words.rounded(off * units)


def _free_units(priced: PricedCheckout, coupon: Coupon) -> dict[int, int]:
    """How many units of each line buy X get Y makes free: of lines that it reaches."""
    figures = priced.figures
    items, units = list(figures.items), list(figures.unit_prices)
    reached = reached_lines(coupon, items, units, coupon.applies_to_subscriptions)
    return free_units(coupon, reached, priced.checkout.quantities, units)


def percent_off(coupon: Coupon) -> str:
    """The coupon's percentage in words."""
    return f"{plain(coupon.percent_off_rate or Decimal(0))} %"


def coupon_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """What the coupon takes off in all, or why it takes off nothing."""
    figures = priced.figures.coupon
    if figures is None:
        return
    coupon = figures.coupon
    code = priced.checkout.coupon_code or "" if coupon is None else coupon.code
    formula, note = f"takes off nothing: {figures.problem}", ""
    if figures.problem is None and coupon is not None:
        formula, note = _whole(figures, coupon, words)
    yield Step(
        stage="coupon",
        subject=f"Coupon {harmless(code)}",
        label="discount",
        amount=words.money(figures.amount),
        formula=formula,
        note=note,
    )


def _whole(figures: CouponFigures, coupon: Coupon, words: Words) -> tuple[str, str]:
    """How all that the coupon takes off came about, and a note on the rounding."""
    if coupon.free_shipping:
        return "the price of the delivery", ""
    if figures.base is None:
        return "sum of the lines' parts", ""
    ratio, base = Fraction(*coupon.ratio), words.amount(figures.base)
    if coupon.money_off_amount is None:
        return f"{percent_off(coupon)} of {base}, once, shared out over the lines", words.rounded(ratio * figures.base)
    most = words.given(coupon.money_off_amount)
    note = words.rounded(ratio) if figures.amount < figures.base else ""
    return f"the lesser of {most} and {base}, once, shared out over the lines", note


def merchant_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """What each merchant discount takes off in all."""
    figures = priced.figures
    before = line_prices(
        priced.checkout.quantities, list(figures.undiscounted or figures.unit_prices), priced.store.policy.divide
    )
    for number, merchant in enumerate(figures.merchant, 1):
        left, discount = sum(merchant.rooms), merchant.discount
        named = {line_id.lower() for line_id in discount.line_item_ids}
        lines = priced.checkout.line_items
        base = sum(price for line, price in zip(lines, before, strict=True) if not named or line.id.lower() in named)
        exact = Fraction(*discount.ratio)
        if discount.amount is not None:
            formula = words.given(discount.amount)
        else:
            exact *= base
            formula = f"{plain(discount.percentage or Decimal(0))} % of {words.amount(base)}"
        wanted = priced.store.policy.divide(*exact.as_integer_ratio())
        cut = f"cut at the {words.amount(left)} that other discounts leave" if wanted > left else ""
        yield Step(
            stage="merchant discount",
            subject=_merchant_label(priced, number).capitalize(),
            label="discount",
            amount=words.money(merchant.amount),
            formula=f"{formula}, once, shared out over what is left of the lines",
            note=words.notes(words.rounded(exact), cut),
        )


def _merchant_label(priced: PricedCheckout, number: int) -> str:
    """What a receipt calls a merchant discount: by its number, if there are several."""
    return "merchant discount" + (f" {number}" if len(priced.figures.merchant) > 1 else "")
