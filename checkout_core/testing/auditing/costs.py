"""Laws of what bears tax: lines, the delivery, fees. Discount, price before and after tax, the tax and its parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Final

import attrs

from checkout_core.testing.auditing.document import ZERO, Cost, Document
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, digits_of, neighbours
from checkout_core.testing.auditing.node import Node, less, plus
from checkout_core.wire.paths import found


def differs(place: Node, expected: Fraction | None) -> Breaches:
    """A breach if the amount at this place is another one; nothing if either is not known."""
    if expected is not None and place.amount is not None and place.amount != expected:
        yield Breach(place, digits_of(expected))


def exceeds(place: Node, most: Fraction | None) -> Breaches:
    """A breach if the amount at this place is more; nothing if either is not known."""
    if most is not None and place.amount is not None and place.amount > most:
        yield Breach(place, f"at most {digits_of(most)}")


def discount_bounds(document: Document) -> Breaches:
    """Discounts above the price that they are taken off."""
    for cost in document.costs:
        if cost.discount is not None:
            yield from exceeds(cost.discount, cost.known(cost.price))


def before_tax(document: Document) -> Breaches:
    """Prices before tax that are not the price less its discount and the tax inside it."""
    for cost in document.costs:
        expected = less(cost.known(cost.price), cost.known(cost.discount), cost.inner_tax)
        yield from differs(cost.before, expected)


def after_tax(document: Document) -> Breaches:
    """Prices after tax that are not the price before tax with the tax."""
    for cost in document.costs:
        yield from differs(cost.after, plus([cost.before.amount, cost.known(cost.tax)]))


def taxable_amounts(document: Document) -> Breaches:
    """Taxable amounts that are, with what is exempt, not the price before tax. Where nothing is taxable, none is."""
    for cost in document.costs:
        taxable, exempt = cost.details.at("taxableAmount"), cost.details.at("exemptAmount")
        if taxable.amount == 0 and not exempt and not cost.tax.amount:
            continue
        yield from differs(taxable, less(cost.before.amount, exempt.amount if exempt else ZERO))


# --- how much tax -----------------------------------------------------------------------------------------------------


@attrs.frozen
class Levied:
    """A tax that can be held against its rate.

    Attributes:
        place: where it stands.
        stated, exact: the tax that is stated, and the one that is not rounded.
        units: of how many units it is.
        details: which taxes it is made of.
        is_all: whether it leaves nothing of the price it is inside.
    """

    place: Node
    stated: Fraction
    exact: Fraction
    units: Fraction
    details: Node
    is_all: bool

    def is_rounded_alone(self, unit: Fraction) -> bool:
        """Whether it is the exact tax rounded once, or that of one unit rounded, times the units."""
        off = abs(self.stated - self.exact)
        by_unit = self.is_all or (self.stated / unit / self.units).denominator == 1
        return off < unit or (by_unit and off < unit * self.units)


def tax_amounts(document: Document) -> Breaches:
    """Taxes that are not the taxable amount times the rate, however it is rounded."""
    unit = document.unit
    if unit is None:
        return
    levied = [entry for cost in document.costs if (entry := _levied(cost)) is not None]
    odd = [entry for entry in levied if not entry.is_rounded_alone(unit)]
    if odd and not _are_rounded_together(levied, odd, unit):
        for entry in odd:
            yield Breach(entry.place, neighbours(entry.exact, unit))


def _are_rounded_together(levied: Sequence[Levied], odd: Sequence[Levied], unit: Fraction) -> bool:
    """Whether each of the taxes was rounded once over everything, and shared out."""
    off = sum((entry.stated - entry.exact for entry in levied), ZERO)
    most: dict[tuple[str, ...], int] = {}
    for entry in levied:
        for tax, times in _taxes_of(entry.details).items():
            most[tax] = max(times, most.get(tax, 0))
    are_near = all(abs(entry.stated - entry.exact) < 2 * _taxes_of(entry.details).total() * unit for entry in odd)
    return are_near and abs(off) < sum(most.values()) * unit


def _levied(cost: Cost) -> Levied | None:
    """The tax of this cost; None where something of it is not known."""
    base, rate, stated = cost.details.at("taxableAmount").amount, cost.details.at("taxRate").number, cost.tax.amount
    if base is None or rate is None or stated is None or rate < 0 or (cost.included is None and rate and stated):
        return None
    exact = (base + stated) * rate / (1 + rate) if cost.included else base * rate
    units = cost.quantity if cost.quantity is not None and cost.quantity >= 1 else Fraction(1)
    is_all = bool(cost.included) and base == 0
    return Levied(cost.tax, stated, exact, units, cost.details, is_all)


def _taxes_of(details: Node) -> Counter[tuple[str, ...]]:
    """The taxes of a breakdown by what is said of them; one without a name where there is none."""
    lists = [parts.entries for parts, _ in breakdowns(details)]
    names = ("name", "taxName", "taxType", "jurisdiction", "rate")
    longest = max(lists, key=len)
    return Counter(tuple(found(part.at(name).value) for name in names) for part in longest) or Counter([()])


# --- its parts --------------------------------------------------------------------------------------------------------


def breakdowns(details: Node) -> tuple[tuple[Node, str], ...]:
    """The two lists of a tax's parts, each with the name of the amount in it."""
    return (details.at("rateBreakdown"), "tax"), (details.at("taxBreakdown"), "taxAmount")


def tax_rates(document: Document) -> Breaches:
    """Rates that are not the sum of their parts'."""
    for cost in document.costs:
        place = cost.details.at("taxRate")
        for parts, _ in breakdowns(cost.details):
            rates = plus(part.at("rate").number for part in parts.entries)
            if parts.entries and rates is not None and place.number not in {None, rates}:
                yield Breach(place, digits_of(rates))


def tax_parts(document: Document) -> Breaches:
    """Taxes that are not the sum of their parts."""
    whole = document.root.at("taxInfo")
    for details in (*(cost.details for cost in document.costs), whole):
        for parts, name in breakdowns(details):
            if parts.entries:
                taxes = plus(part.at(name).amount for part in parts.entries)
                yield from differs(details.at("totalTax", "taxAmount"), taxes)


LAWS: Final = (
    Law("discount-bounds", "a line, and the delivery, has no more discount than price", discount_bounds),
    Law("before-tax", "price before tax = price - discount; where prices include tax, - tax", before_tax),
    Law("after-tax", "price after tax = price before tax + tax", after_tax),
    Law(
        "taxable",
        "taxableAmount + exemptAmount = price before tax, unless nothing is taxable and nothing is levied",
        taxable_amounts,
    ),
    Law(
        "tax",
        "tax = taxable amount x rate, rounded to a neighbouring minor unit: once, or for one unit of the line, or each"
        " tax once over everything (then a part may be off by less than two minor units a tax)",
        tax_amounts,
    ),
    Law("tax-rates", "the rates of a breakdown add up to the tax rate", tax_rates),
    Law("tax-parts", "the taxes of a breakdown add up to the tax", tax_parts),
)
