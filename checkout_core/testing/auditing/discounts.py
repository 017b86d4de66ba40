"""Laws of the discounts in force: their parts, the lines they name, and what they take off which amounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import attrs

from checkout_core.testing.auditing.costs import differs
from checkout_core.testing.auditing.document import ZERO, Cost, Document
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, neighbours
from checkout_core.testing.auditing.lines import own_id
from checkout_core.testing.auditing.node import Node, less, plus


@attrs.frozen
class Applied:
    """A discount in force."""

    node: Node
    amount: Node
    is_rule: bool

    @property
    def is_shipping(self) -> bool:
        """Whether it takes off the delivery."""
        return self.node.at("discountType").text == "SHIPPING"

    @property
    def named(self) -> tuple[Node, ...]:
        """The lines it is for; none: all."""
        return self.node.at("lineItemIds").entries

    @property
    def parts(self) -> tuple[Node, ...]:
        """What it takes off each line."""
        return self.node.at("lineItemDiscounts").entries


def applied(document: Document) -> Iterator[Applied]:
    """The discounts in force, but for those that are of no known kind."""
    for node in document.root.at("appliedDiscounts").entries:
        for kind in ("coupon", "merchantDiscount", "discountRule"):
            source = node.at(kind)
            if source:
                yield Applied(node, source.at("amount"), kind == "discountRule")


def discount_parts(document: Document) -> Breaches:
    """Discounts that are not the sum of their parts."""
    for discount in applied(document):
        if discount.parts and not discount.is_shipping:
            parts = plus(part.at("totalDiscountAmount").amount for part in discount.parts)
            yield from differs(discount.amount, parts)


def discount_lines(document: Document) -> Breaches:
    """Parts and names of lines that are no lines, twice the same, or not among the lines that the discount is for."""
    ids = {own_id(line.node) for line in document.lines}
    if None in ids or not document.root.at("lineItems").is_list:
        return
    for discount in applied(document):
        named = {place.text.lower(): place for place in discount.named if place.text is not None}
        for own, place in named.items():
            if own not in ids:
                yield Breach(place, "the id of a line")
        left = ids & named.keys() if named else set(ids)
        for part in discount.parts:
            line = own_id(part)
            if line is not None and line not in left:
                yield Breach(part.at("_id", "id"), "the id of a line that the discount is for, each once")
            left.discard(line)


def applied_sum(document: Document) -> Breaches:
    """A discount sum that is not the sum of coupon and merchant discounts."""
    if document.root.at("appliedDiscounts"):
        outside = (discount.amount.amount for discount in applied(document) if not discount.is_rule)
        yield from differs(document.summary.at("discount"), plus(outside))


def line_discounts(document: Document) -> Breaches:
    """Discounts of lines that are not what coupon and merchant discounts take off them."""
    if not document.root.at("appliedDiscounts"):
        return
    outside = [discount for discount in applied(document) if not discount.is_rule]
    off_lines = [discount for discount in outside if not discount.is_shipping]
    if all(discount.parts or discount.amount.amount == 0 for discount in off_lines):
        shares = _by_line(outside)
        for line in document.lines:
            own = own_id(line.node)
            if line.discount is not None and own is not None and None not in shares:
                yield from differs(line.discount, shares[own])
    elif len(document.lines) == 1 and document.lines[0].discount is not None:
        whole = plus(discount.amount.amount for discount in off_lines)
        yield from differs(document.lines[0].discount, whole)


def _by_line(discounts: list[Applied]) -> dict[str | None, Fraction | None]:
    """What the discounts take off each line, by its id; None is there where a part names no line."""
    shares: defaultdict[str | None, Fraction | None] = defaultdict(lambda: ZERO)
    for discount in discounts:
        for part in discount.parts:
            own = own_id(part)
            shares[own] = plus([shares[own], part.at("totalDiscountAmount").amount])
    return shares


def rule_discounts(document: Document) -> Breaches:
    """Line prices that have not fallen by what discount rules take off them."""
    shares = _by_line([discount for discount in applied(document) if discount.is_rule])
    lines: dict[str | None, Cost] = {own_id(line.node): line for line in document.lines}
    unit = document.unit
    for own, share in shares.items() if None not in shares else ():
        line = lines.get(own)
        before = None if line is None else line.node.at("priceBeforeDiscounts").amount
        if line is None or before is None or line.quantity is None or unit is None:
            continue
        exact = less(before * line.quantity, share)
        stated = line.price.amount
        if exact is not None and stated is not None and abs(stated - exact) >= unit:
            yield Breach(line.price, neighbours(exact, unit))


LAWS: Final = (
    Law("discount-parts", "the lineItemDiscounts of a discount add up to its amount", discount_parts),
    Law("discount-lines", "a discount names lines of the document, and takes off those it names", discount_lines),
    Law("applied-sum", "coupon and merchant discounts add up to priceSummary.discount; rules are no part", applied_sum),
    Law(
        "line-discounts",
        "a line's discount is what coupon and merchant discounts take off it; rules are no part",
        line_discounts,
    ),
    Law(
        "rule-discounts",
        "lineItemPrice = priceBeforeDiscounts x quantity - what discount rules take off, less than a minor unit off",
        rule_discounts,
    ),
)
