"""The story of delivery and fees. Told by `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checkout_core.model.explanation import Step
from checkout_core.model.fees import AdditionalFeeSource
from checkout_core.model.priced import PricedCheckout
from checkout_core.pricing.explain_tax import Taxed, tax_steps
from checkout_core.pricing.wording import Words, harmless, plain


def shipping_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """The delivery option, its discount and its tax."""
    shipping = priced.figures.shipping
    if shipping is None:
        return
    option = shipping.option
    subject = f"{'Pickup' if option.is_pickup else 'Shipping'}: {harmless(option.title or option.code)}"
    formula = "as selected" if shipping.requested else "in place of the option asked for, which is not offered"
    note = words.rounded(Fraction(*option.cost.minor_ratio))
    if option.free_from_subtotal is not None and not shipping.price and option.cost.amount:
        note = f"free from a subtotal of {words.given(option.free_from_subtotal)}"
    amount = words.money(shipping.price)
    yield Step(stage="shipping", subject=subject, label="price", amount=amount, formula=formula, note=note)
    coupon = priced.figures.coupon
    if shipping.discount and coupon is not None and coupon.coupon is not None:
        yield Step(
            stage="shipping",
            subject=subject,
            label=f"coupon {harmless(coupon.coupon.code)}",
            amount=words.money(shipping.discount),
            formula="free shipping: all of its price",
        )
    taxed = Taxed(shipping.price - shipping.discount, 1, shipping.tax, shipping.rates, shipping.tax_parts)
    yield from tax_steps(priced, words, subject, taxed)


def fee_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """Each fee and its tax."""
    figures = priced.figures
    for row in figures.fees:
        subject = f"Fee: {harmless(row.fee.name)} ({harmless(row.fee.code)})"
        bound = row.lines or range(len(figures.items))
        base = sum(figures.line_prices[index] - figures.discounts[index] for index in bound)
        numbers = ", ".join(str(index + 1) for index in row.lines)
        lines = f" for line{'s' * (len(row.lines) > 1)} {numbers}" if row.lines else ""
        exact = Fraction(*row.fee.ratio)
        formula = f"fixed{lines}"
        if row.fee.percentage is not None:
            exact *= base
            formula = f"{plain(row.fee.percentage)} % of {words.amount(base)}{lines}"
        elif row.fee.source is AdditionalFeeSource.SHIPPING:
            formula = "comes with the delivery"
        yield Step(
            stage="fees",
            subject=subject,
            label="price",
            amount=words.money(row.price),
            formula=formula,
            note=words.rounded(exact),
        )
        yield from tax_steps(priced, words, subject, Taxed(row.price, 1, row.tax, row.rates, row.tax_parts))
