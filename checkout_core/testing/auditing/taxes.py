"""Laws of the tax of lines, delivery and fees: what it is levied on, at which rate, and of which taxes it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Final, TypeAlias

import attrs

from checkout_core.testing.auditing.costs import differs
from checkout_core.testing.auditing.document import ZERO, Cost, Document
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, digits_of, neighbours
from checkout_core.testing.auditing.node import Node, less, plus
from checkout_core.wire.paths import found

# --- on what ----------------------------------------------------------------------------------------------------------


def taxable_amounts(document: Document) -> Breaches:
    """Taxable amounts that are, with what is exempt, not the price before tax. Where nothing is taxable, none is."""
    for cost in document.costs:
        taxable, exempt = cost.details.at("taxableAmount"), cost.details.at("exemptAmount")
        if not exempt and (_is_free(cost) or _is_taxed_in_part(cost)):
            continue
        yield from differs(taxable, less(cost.before.amount, exempt.amount if exempt else ZERO))


def _is_free(cost: Cost) -> bool:
    """Whether nothing is taxable and nothing levied: then it is exempt, be that said or not."""
    return cost.details.at("taxableAmount").amount == 0 and not cost.tax.amount


def _is_taxed_in_part(cost: Cost) -> bool:
    """Whether a part of the price is free of one of its taxes."""
    return any(part.at("nonTaxableAmount").amount for part in cost.details.at("taxBreakdown").entries)


def tax_bases(document: Document) -> Breaches:
    """Amounts that a single tax is, and is not, levied on, and that are not the whole together."""
    for cost in document.costs:
        wholes = [place.amount for place in (cost.details.at("taxableAmount"), cost.before) if place.amount is not None]
        for part in cost.details.at("taxBreakdown").entries if wholes else ():
            levied_on, free = part.at("taxableAmount"), part.at("nonTaxableAmount")
            if levied_on.amount is None or free.amount is None or levied_on.amount + free.amount in wholes:
                continue
            if levied_on.amount in wholes:
                yield Breach(free, "0")
            else:
                yield Breach(levied_on, digits_of(wholes[0] - free.amount))


# --- how much ---------------------------------------------------------------------------------------------------------


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
        """Whether each of its taxes is the exact one rounded once, or that of one unit rounded, times the units."""
        off, most = abs(self.stated - self.exact), unit * _taxes_of(self.details).total()
        by_unit = self.is_all or (self.stated / unit / self.units).denominator == 1
        return off < most or (by_unit and off < most * self.units)


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
    most: dict[Tax, int] = {}
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
    if _is_taxed_in_part(cost):
        by_tax = None if cost.included else plus(map(_exact_part, cost.details.at("taxBreakdown").entries))
        if by_tax is None:
            return None
        exact = by_tax
    units = cost.quantity if cost.quantity is not None and cost.quantity >= 1 else Fraction(1)
    is_all = bool(cost.included) and base == 0
    return Levied(cost.tax, stated, exact, units, cost.details, is_all)


def _exact_part(part: Node) -> Fraction | None:
    base, rate = part.at("taxableAmount").amount, part.at("rate").number
    return None if base is None or rate is None else base * rate


# --- its parts --------------------------------------------------------------------------------------------------------

Tax: TypeAlias = tuple[str, ...]
"""What is said of a tax, so that it is known again."""
NAMES: Final = ("name", "taxName", "taxType", "jurisdiction", "jurisdictionType")


def tax_named(part: Node) -> Tax:
    """Which tax this is; its rate, which comes last, is empty where it is not known."""
    rate = part.at("rate").number
    return (*(found(part.at(name).value) for name in NAMES), "" if rate is None else digits_of(rate))


def _taxes_of(details: Node) -> Counter[Tax]:
    """The taxes of a breakdown by what is said of them; one without a name where there is none."""
    longest = max((parts.entries for parts, _ in breakdowns(details)), key=len)
    return Counter(map(tax_named, longest)) or Counter([()])


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
    Law(
        "taxable",
        "taxableAmount + exemptAmount = price before tax, unless nothing is taxable and nothing is levied, or a tax is"
        " levied on a part only",
        taxable_amounts,
    ),
    Law("tax-bases", "of each tax, taxableAmount + nonTaxableAmount = the taxable amount, or the price", tax_bases),
    Law(
        "tax",
        "tax = taxable amount x rate, rounded to a neighbouring minor unit a tax: once, or for one unit of the line, or"
        " each tax once over everything (then a part may be off by less than two minor units a tax)",
        tax_amounts,
    ),
    Law("tax-rates", "the rates of a breakdown add up to the tax rate", tax_rates),
    Law("tax-parts", "the taxes of a breakdown add up to the tax", tax_parts),
)
