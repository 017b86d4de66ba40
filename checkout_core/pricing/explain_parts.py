"""The story of the parts of a price: lines, coupon, taxes, shipping, fees. Told by `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from checkout_core.model.discounts import Coupon
from checkout_core.model.explanation import Step
from checkout_core.model.priced import PricedCheckout, PricedLine
from checkout_core.model.store import TaxRounding
from checkout_core.model.tax import TaxRates, tax_by_rate
from checkout_core.pricing.tax import MILLION
from checkout_core.pricing.wording import Words, percent, plain


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
            formula=f"{line.quantity} x {words.unit_price(line.price)}",
            note=words.rounded(exact),
        )
        if discount:
            yield _line_discount(priced, words, index, subject)
        parts = None if figures.tax_parts is None else figures.tax_parts[index]
        yield from _tax(priced, words, subject, price - discount, line.quantity, tax, figures.rates[index], parts)
        included = priced.store.tax_included_in_price
        formula = words.sum([price], [discount], [] if included else [tax])
        yield Step(stage="line", subject=subject, label="to pay", amount=line.total_price_after_tax, formula=formula)


def subject_of(index: int, line: PricedLine) -> str:
    """What a receipt calls the line."""
    name = None if line.item is None else line.item.product_name
    if name is not None:
        return f"Line {index + 1}: {name.original}"
    reference = line.line.catalog_reference
    return f"Line {index + 1}: {'custom item' if reference is None else reference.catalog_item_id}"


def _line_discount(priced: PricedCheckout, words: Words, index: int, subject: str) -> Step:
    figures, line = priced.figures, priced.lines[index]
    coupon = None if figures.coupon is None else figures.coupon.coupon
    assert coupon is not None  # noqa: S101  # a discount comes of a coupon
    assert line.item is not None  # noqa: S101  # and of a found item
    given, unit = figures.discounts[index], Fraction(*line.item.price_ratio)
    step = {"stage": "coupon", "subject": subject, "label": f"coupon {coupon.code}"}
    if _is_spread(coupon):
        base = _eligible_base(priced, coupon)
        amount, price = sum(figures.discounts), figures.line_prices[index]
        formula = f"{words.amount(amount)} x {words.amount(price)} / {words.amount(base)}"
        note = words.share(Fraction(amount * price, base), given)
        return Step(**step, amount=words.money(given), formula=formula, note=note)
    units = 1 if coupon.reaches_one_item else line.quantity
    ratio = Fraction(*coupon.ratio)
    which = "one unit of the cheapest line" if coupon.reaches_one_item else f"each of {units}"
    if coupon.money_off_amount is None:
        exact = ratio * unit * units
        formula = f"{percent_off(coupon)} of {words.unit_price(line.price)}, {which}"
    else:
        exact = min(ratio, unit) * units
        formula = f"the lesser of {words.amount(ratio)} and {words.unit_price(line.price)}, off {which}"
    return Step(**step, amount=words.money(given), formula=formula, note=words.rounded(exact))


def percent_off(coupon: Coupon) -> str:
    """The coupon's percentage in words."""
    return f"{plain(coupon.percent_off_rate or Decimal(0))} %"


def _is_spread(coupon: Coupon) -> bool:
    """Whether the coupon is one amount shared out over lines."""
    if coupon.money_off_amount is not None:
        return coupon.minimum_subtotal is not None
    return not coupon.reaches_one_item


def _eligible_base(priced: PricedCheckout, coupon: Coupon) -> int:
    key = None if coupon.scope is None else coupon.scope.key
    return sum(
        price
        for item, price in zip(priced.figures.items, priced.figures.line_prices, strict=True)
        if item is not None and (key is None or key in item.scope_keys)
    )


def coupon_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """What the coupon takes off in all, or why it takes off nothing."""
    figures = priced.figures.coupon
    if figures is None:
        return
    coupon = figures.coupon
    subject = f"Coupon {priced.checkout.coupon_code if coupon is None else coupon.code}"
    note = ""
    if figures.problem is not None or coupon is None:
        formula = f"takes off nothing: {figures.problem}"
    elif not _is_spread(coupon):
        formula = "sum of the lines' parts"
    elif coupon.money_off_amount is None:
        base = _eligible_base(priced, coupon)
        formula = f"{percent_off(coupon)} of {words.amount(base)}, once, shared out over the lines"
        note = words.rounded(Fraction(*coupon.ratio) * base)
    else:
        base = _eligible_base(priced, coupon)
        ratio = Fraction(*coupon.ratio)
        formula = f"the lesser of {words.amount(ratio)} and {words.amount(base)}, once, shared out over the lines"
        note = words.rounded(ratio) if figures.amount < base else ""
    yield Step(
        stage="coupon",
        subject=subject,
        label="discount",
        amount=words.money(figures.amount),
        formula=formula,
        note=note,
    )


def _tax(
    priced: PricedCheckout,
    words: Words,
    subject: str,
    amount: int,
    quantity: int,
    tax: int,
    rates: TaxRates,
    parts: tuple[int, ...] | None,
) -> Iterator[Step]:
    """The tax of one amount, and its parts where it bears several taxes."""
    if not rates.taxes:
        return
    included = priced.store.tax_included_in_price
    rate = percent(Decimal(f"{rates.ppm}E-6"))
    base = MILLION + rates.ppm if included else MILLION
    exact = Fraction(amount * rates.ppm, base)
    of = f"{words.amount(amount)} x {rate}" + (f" / (100 % + {rate}), included" if included else "")
    note = words.rounded(exact)
    if parts is not None:
        of, note = "its shares of the taxes' totals", f"by itself {words.amount(exact)}"
    elif priced.store.policy.tax_rounding is TaxRounding.UNIT and quantity > 1:
        unit = exact / quantity
        of = f"{quantity} x the tax of one, {words.amount(unit)}"
        note = words.rounded(unit) + (", cut at the amount" if included and tax == amount else "")
    names = ", ".join(entry.name for entry in rates.taxes)
    yield Step(stage="tax", subject=subject, label=f"tax ({names})", amount=words.money(tax), formula=of, note=note)
    if len(rates.taxes) > 1 and parts is None:
        for entry, part in zip(rates.taxes, tax_by_rate(tax, rates), strict=True):
            share = Fraction(tax * entry.ppm, rates.ppm) if rates.ppm else Fraction(0)
            yield Step(
                stage="tax",
                subject=subject,
                label=f"  of it {entry.name}",
                amount=words.money(part),
                formula=f"{words.amount(tax)} x {percent(entry.rate)} / {rate}",
                note=words.share(share, part),
            )


def taxes_in_total_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """Where tax is rounded in total: each tax over everything that bears it."""
    figures, included = priced.figures, priced.store.tax_included_in_price
    if figures.tax_parts is None:
        return
    gross = [price - discount for price, discount in zip(figures.line_prices, figures.discounts, strict=True)]
    rows = list(zip(gross, figures.rates, figures.tax_parts, strict=True))
    rows += [
        (row.price, row.rates, row.tax_parts or ()) for row in (figures.shipping, *figures.fees) if row is not None
    ]
    for position, tax in enumerate(priced.store.taxes):
        bearing = [
            (amount, rates, parts[rates.positions.index(position)])
            for amount, rates, parts in rows
            if position in rates.positions
        ]
        if not bearing:
            continue
        exact = sum(
            (Fraction(amount * tax.ppm, MILLION + rates.ppm if included else MILLION) for amount, rates, _ in bearing),
            Fraction(0),
        )
        yield Step(
            stage="tax",
            subject=f"Tax {tax.name} {percent(tax.rate)}",
            label="total",
            amount=words.money(sum(part for _, _, part in bearing)),
            formula=f"over {len(bearing)} amounts, shared out by largest remainder",
            note=words.rounded(exact),
        )


def shipping_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """The delivery option and its tax."""
    shipping = priced.figures.shipping
    if shipping is None:
        return
    subject = f"Shipping: {shipping.option.title or shipping.option.code}"
    formula = "as selected" if shipping.requested else "the first option offered, since the selected one is not"
    note = words.rounded(Fraction(*shipping.option.cost.minor_ratio))
    yield Step(
        stage="shipping", subject=subject, label="price", amount=words.money(shipping.price), formula=formula, note=note
    )
    yield from _tax(priced, words, subject, shipping.price, 1, shipping.tax, shipping.rates, shipping.tax_parts)


def fee_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """Each fee and its tax."""
    figures = priced.figures
    for row in figures.fees:
        subject = f"Fee: {row.fee.name}"
        bound = row.lines or range(len(figures.items))
        base = sum(figures.line_prices[index] - figures.discounts[index] for index in bound)
        lines = f" for line {', '.join(str(index + 1) for index in row.lines)}" if row.lines else ""
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
        yield from _tax(priced, words, subject, row.price, 1, row.tax, row.rates, row.tax_parts)


PARTS = (line_steps, coupon_steps, taxes_in_total_steps, shipping_steps, fee_steps)
"""The stages that this file tells, in the order they are computed."""
