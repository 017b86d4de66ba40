"""The story of the parts of a price: lines, coupon, shipping, fees. Told by `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from checkout_core.model.discounts import Coupon
from checkout_core.model.explanation import Step
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.pricing.explain_tax import Taxed, tax_steps, tax_total_steps
from checkout_core.pricing.wording import Words, harmless, plain


def line_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """Each line: price, discount, tax, and what it comes to."""
    figures = priced.figures
    for index, line in enumerate(priced.lines):
        subject = subject_of(index, line)
        if line.item is None:
            formula = "the catalog does not know this item: nothing is charged"
            yield Step(stage="line", subject=subject, label="price", amount=line.price, formula=formula)
            continue
        price, discount, tax = figures.line_prices[index], figures.discounts[index], figures.taxes[index]
        exact = Fraction(*line.item.price_ratio) * line.quantity
        yield Step(
            stage="line",
            subject=subject,
            label="price",
            amount=words.money(price),
            formula=f"{line.quantity} x {words.given(line.price)}",
            note=words.notes(words.rounded(exact), _instead_of(line, words), _shortage(line)),
        )
        if discount:
            yield _line_discount(priced, words, index, subject)
        parts = None if figures.tax_parts is None else figures.tax_parts[index]
        yield from tax_steps(
            priced, words, subject, Taxed(price - discount, line.quantity, tax, figures.rates[index], parts)
        )
        included = priced.store.tax_included_in_price
        formula = words.sum([price], [discount], [] if included else [tax])
        note = f"without tax {words.amount(price - discount - tax)}" if included and tax else ""
        amount = line.total_price_after_tax
        yield Step(stage="line", subject=subject, label="to pay", amount=amount, formula=formula, note=note)


def _instead_of(line: PricedLine, words: Words) -> str:
    """A note on the full price, if the catalog states one above the price."""
    return f"instead of {words.given(line.full_price)} each" if line.full_price > line.price else ""


def _shortage(line: PricedLine) -> str:
    """A note on stock that does not suffice."""
    left = line.availability.quantity_available
    if left is None or left >= line.quantity:
        return ""
    return f"only {left} left" if left else "out of stock"


def subject_of(index: int, line: PricedLine) -> str:
    """What a receipt calls the line."""
    name = None if line.item is None else line.item.product_name
    reference = line.line.catalog_reference
    reference_name = "custom item" if reference is None else reference.catalog_item_id
    called = reference_name if name is None else name.original
    return f"Line {index + 1}: {harmless(called)}"


def _line_discount(priced: PricedCheckout, words: Words, index: int, subject: str) -> Step:
    figures, line = priced.figures, priced.lines[index]
    assert figures.coupon is not None  # noqa: S101  # a discount comes of a coupon
    assert figures.coupon.coupon is not None  # noqa: S101  # that the store knows
    assert line.item is not None  # noqa: S101  # and of a found item
    coupon, base = figures.coupon.coupon, figures.coupon.base
    given, unit = figures.discounts[index], Fraction(*line.item.price_ratio)
    step = {"stage": "coupon", "subject": subject, "label": f"coupon {harmless(coupon.code)}"}
    if base is not None:
        amount, price = figures.coupon.amount, figures.line_prices[index]
        formula = f"{words.amount(amount)} x {words.amount(price)} / {words.amount(base)}"
        note = words.share(Fraction(amount * price, base), given)
        return Step(**step, amount=words.money(given), formula=formula, note=note)
    units = 1 if coupon.reaches_one_item else line.quantity
    ratio = Fraction(*coupon.ratio)
    which = "one unit of the cheapest line" if coupon.reaches_one_item else f"each of {units}"
    if coupon.money_off_amount is None:
        exact = ratio * unit * units
        formula = f"{percent_off(coupon)} of {words.given(line.price)}, {which}"
    else:
        exact = min(ratio, unit) * units
        formula = f"the lesser of {words.given(coupon.money_off_amount)} and {words.given(line.price)}, off {which}"
    return Step(**step, amount=words.money(given), formula=formula, note=words.rounded(exact))


def percent_off(coupon: Coupon) -> str:
    """The coupon's percentage in words."""
    return f"{plain(coupon.percent_off_rate or Decimal(0))} %"


def coupon_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """What the coupon takes off in all, or why it takes off nothing."""
    figures = priced.figures.coupon
    if figures is None:
        return
    coupon = figures.coupon
    subject = f"Coupon {harmless(priced.checkout.coupon_code or '' if coupon is None else coupon.code)}"
    note = ""
    if figures.problem is not None or coupon is None:
        formula = f"takes off nothing: {figures.problem}"
    elif figures.base is None:
        formula = "sum of the lines' parts"
    elif coupon.money_off_amount is None:
        formula = f"{percent_off(coupon)} of {words.amount(figures.base)}, once, shared out over the lines"
        note = words.rounded(Fraction(*coupon.ratio) * figures.base)
    else:
        ratio, most = Fraction(*coupon.ratio), words.given(coupon.money_off_amount)
        formula = f"the lesser of {most} and {words.amount(figures.base)}, once, shared out over the lines"
        note = words.rounded(ratio) if figures.amount < figures.base else ""
    yield Step(
        stage="coupon",
        subject=subject,
        label="discount",
        amount=words.money(figures.amount),
        formula=formula,
        note=note,
    )


def shipping_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """The delivery option and its tax."""
    shipping = priced.figures.shipping
    if shipping is None:
        return
    subject = f"Shipping: {harmless(shipping.option.title or shipping.option.code)}"
    formula = "as selected" if shipping.requested else "the first option offered, since the selected one is not"
    note = words.rounded(Fraction(*shipping.option.cost.minor_ratio))
    yield Step(
        stage="shipping", subject=subject, label="price", amount=words.money(shipping.price), formula=formula, note=note
    )
    yield from tax_steps(
        priced, words, subject, Taxed(shipping.price, 1, shipping.tax, shipping.rates, shipping.tax_parts)
    )


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
        yield Step(
            stage="fees",
            subject=subject,
            label="price",
            amount=words.money(row.price),
            formula=formula,
            note=words.rounded(exact),
        )
        yield from tax_steps(priced, words, subject, Taxed(row.price, 1, row.tax, row.rates, row.tax_parts))


PARTS = (line_steps, coupon_steps, shipping_steps, fee_steps, tax_total_steps)
"""The stages that this file tells, in the order they are computed."""
