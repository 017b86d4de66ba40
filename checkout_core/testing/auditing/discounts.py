"""Laws of the discounts in force: their parts, the lines they name, and what they take off which amounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

import attrs

from checkout_core.testing.auditing.costs import differs
from checkout_core.testing.auditing.document import ZERO, Document
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, neighbours
from checkout_core.testing.auditing.lines import own_id
from checkout_core.testing.auditing.node import Node, less, plus

RULE: Final = "discountRule"
KINDS: Final = ("coupon", "merchantDiscount", RULE)
"""What a discount comes of."""


@attrs.frozen
class Applied:
    """A discount in force.

    Attributes:
        node: its place.
        amount: what it takes off.
        kind: what it comes of; nothing where that is not known.
    """

    node: Node
    amount: Node
    kind: object

    @property
    def is_rule(self) -> bool:
        """Whether it is inside the prices, and no part of the discounts."""
        return self.kind == RULE

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
    """The discounts in force."""
    for node in document.root.at("appliedDiscounts").entries:
        source = node.at(*KINDS)
        yield Applied(node, source.at("amount"), source.key if source else None)


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
        seen: set[str] = set()
        for part in discount.parts:
            line = own_id(part)
            if line is None:
                continue
            if line in seen or line not in ids or (named and line not in named):
                yield Breach(part.at("_id", "id"), "the id of a line that the discount is for, each once")
            seen.add(line)


def applied_sum(document: Document) -> Breaches:
    """A discount sum that is not the sum of coupon and merchant discounts."""
    if document.root.at("appliedDiscounts"):
        outside = (discount.amount.amount for discount in applied(document) if not discount.is_rule)
        yield from differs(document.summary.at("discount"), plus(outside))


def line_discounts(document: Document) -> Breaches:
    """Discounts of lines that are not what coupon and merchant discounts take off them."""
    outside = [discount for discount in applied(document) if not discount.is_rule]
    if not document.root.at("appliedDiscounts") or not all(discount.kind for discount in outside):
        return
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
    """Line prices that have not fallen by what discount rules take off them; by nothing where none is told of."""
    discounts = list(applied(document))
    rules = [discount for discount in discounts if discount.is_rule]
    shares, unit = _by_line(rules), document.unit
    is_told = document.root.at("appliedDiscounts").is_list and all(discount.kind for discount in discounts)
    is_told = is_told and all(rule.parts for rule in rules)
    for line in document.lines if unit is not None and None not in shares else ():
        before, own = line.node.at("priceBeforeDiscounts").amount, own_id(line.node)
        is_known = own in shares or (is_told and not _is_paid_by_membership(line.node))
        if before is None or line.quantity is None or own is None or not is_known:
            continue
        exact, stated = less(before * line.quantity, shares[own]), line.price.amount
        if exact is not None and stated is not None and unit is not None and abs(stated - exact) >= unit:
            yield Breach(line.price, neighbours(exact, unit))


def _is_paid_by_membership(line: Node) -> bool:
    """Whether a membership may pay the line: then its price may be 0, and that before discounts what it would be."""
    return (line.at("paymentOption").text or "").startswith("MEMBERSHIP")


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
