"""The story of tax: of each amount, and of each tax where it is rounded in total. Told by `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from checkout_core.model.explanation import Step
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import TaxRounding
from checkout_core.model.tax import Tax, TaxRates, tax_by_rate
from checkout_core.pricing.tax import MILLION
from checkout_core.pricing.wording import Words, harmless, percent


class Taxed(NamedTuple):
    """An amount after discount (minor units), its quantity, its tax, its rates and, in total mode, its parts."""

    amount: int
    quantity: int
    tax: int
    rates: TaxRates
    parts: tuple[int, ...] | None

    def exact(self, ppm: int, *, included: bool) -> Fraction:
        """The tax at a rate (ppm) before rounding; included tax is a part of the amount at the summed rate."""
        return Fraction(self.amount * ppm, MILLION + self.rates.ppm if included else MILLION)


def tax_steps(priced: PricedCheckout, words: Words, subject: str, taxed: Taxed) -> Iterator[Step]:
    """The tax of one amount, and its parts where it bears several taxes."""
    rates = taxed.rates
    if not rates.taxes:
        return
    included = priced.store.tax_included_in_price
    exact = taxed.exact(rates.ppm, included=included)
    formula, note = _at_rate(words, Fraction(taxed.amount), rates.ppm, rates, included=included), words.rounded(exact)
    if taxed.parts is not None:
        formula, note = "its shares of the taxes' totals, told below", ""
    elif priced.store.policy.tax_rounding is TaxRounding.UNIT and taxed.quantity > 1:
        unit = exact / taxed.quantity
        one = _at_rate(words, Fraction(taxed.amount, taxed.quantity), rates.ppm, rates, included=included)
        each = priced.store.policy.divide(*unit.as_integer_ratio())
        rounded = taxed.quantity * each
        cut = f"{words.amount(rounded)} cut at the amount" if taxed.tax < rounded else ""
        formula = f"{taxed.quantity} x {words.amount(each)}, the tax of one: {one}"
        note = words.notes(words.rounded(unit), cut)
    label = f"tax ({', '.join(harmless(tax.name) for tax in rates.taxes)})"
    amount = words.money(taxed.tax)
    yield Step(stage="tax", subject=subject, label=label, amount=amount, formula=formula, note=note)
    if len(rates.taxes) > 1 and taxed.parts is None and rates.ppm:
        for tax, part in zip(rates.taxes, tax_by_rate(taxed.tax, rates), strict=True):
            yield Step(
                stage="tax",
                subject=subject,
                label=f"  of it {harmless(tax.name)}",
                amount=words.money(part),
                formula=f"{words.amount(taxed.tax)} x {percent(tax.rate)} / {_summed(rates)}",
                note=words.share(Fraction(taxed.tax * tax.ppm, rates.ppm), part),
            )


def tax_total_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """Where tax is rounded in total: each tax over everything that bears it, and what each amount was handed."""
    if priced.figures.tax_parts is None:
        return
    rows = _rows(priced)
    for position, tax in enumerate(priced.store.taxes):
        bearing = [(name, taxed) for name, taxed in rows if position in taxed.rates.positions]
        if bearing:
            yield from _one_total(priced, words, position, tax, bearing)


def _one_total(
    priced: PricedCheckout, words: Words, position: int, tax: Tax, bearing: list[tuple[str, Taxed]]
) -> Iterator[Step]:
    included = priced.store.tax_included_in_price
    subject = f"Tax {harmless(tax.name)} {percent(tax.rate)}"
    exacts = [taxed.exact(tax.ppm, included=included) for _, taxed in bearing]
    parts = [(taxed.parts or ())[taxed.rates.positions.index(position)] for _, taxed in bearing]
    whole = sum(exacts, Fraction(0))
    rounded = priced.store.policy.divide(*whole.as_integer_ratio())
    missing = f"{words.amount(rounded - sum(parts))} found no room and is not levied" if sum(parts) < rounded else ""
    yield Step(
        stage="tax",
        subject=subject,
        label="total",
        amount=words.money(sum(parts)),
        formula=f"over {len(bearing)} amount{'s' * (len(bearing) > 1)}, rounded once and shared out",
        note=words.notes(words.rounded(whole), missing),
    )
    for (name, taxed), exact, part in zip(bearing, exacts, parts, strict=True):
        ideal = rounded * exact / whole if whole else Fraction(0)
        formula = _at_rate(words, Fraction(taxed.amount), tax.ppm, taxed.rates, included=included)
        yield Step(
            stage="tax",
            subject=subject,
            label=f"  {name}",
            amount=words.money(part),
            formula=f"{formula} = {words.amount(exact)}",
            note=words.share(ideal, part),
        )


def _rows(priced: PricedCheckout) -> list[tuple[str, Taxed]]:
    """Everything that may bear tax, in the order of the computation, by a short name."""
    figures = priced.figures
    parts = figures.tax_parts or ()
    columns = zip(figures.line_prices, figures.discounts, figures.taxes, figures.rates, parts, strict=True)
    rows = [
        (f"line {number}", Taxed(price - discount, 1, tax, rates, part))
        for number, (price, discount, tax, rates, part) in enumerate(columns, 1)
    ]
    if figures.shipping is not None:
        row = figures.shipping
        rows.append(("shipping", Taxed(row.price - row.discount, 1, row.tax, row.rates, row.tax_parts)))
    fees = [
        (f"fee {harmless(fee.fee.code)}", Taxed(fee.price, 1, fee.tax, fee.rates, fee.tax_parts))
        for fee in figures.fees
    ]
    return rows + fees


def _summed(rates: TaxRates) -> str:
    return percent(Decimal(f"{rates.ppm}E-6"))


def _at_rate(words: Words, amount: Fraction, ppm: int, rates: TaxRates, *, included: bool) -> str:
    """An amount times a rate; where tax is included, divided by all of it."""
    text = f"{words.amount(amount)} x {percent(Decimal(f'{ppm}E-6'))}"
    return text + (f" / (100 % + {_summed(rates)})" if included else "")
