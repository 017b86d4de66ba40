"""Laws of what bears tax: lines, the delivery, fees. Their discount, and their price before and after tax."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from checkout_core.testing.auditing.document import Document
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, digits_of
from checkout_core.testing.auditing.node import Node, less, plus


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


LAWS: Final = (
    Law("discount-bounds", "a line, and the delivery, has no more discount than price", discount_bounds),
    Law("before-tax", "price before tax = price - discount; where prices include tax, - tax", before_tax),
    Law("after-tax", "price after tax = price before tax + tax", after_tax),
)
