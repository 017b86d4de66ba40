"""Laws of single lines: their ids, quantities and unit prices."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import Final

from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.testing.auditing.amounts import rounds_to
from checkout_core.testing.auditing.document import Document
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, digits_of, neighbours
from checkout_core.testing.auditing.node import Node

UNIT_PRICES: Final = ("fullPrice", "priceBeforeDiscounts", "price")
"""What a unit costs, highest first."""
WITH_IDS: Final = ("lineItems", "payments", "refunds")
COUNTED: Final = ("refundQuantity", "restockQuantity", "fulfilledQuantity")
"""How many units of an order's line have met some fate."""


def own_id(node: Node) -> str | None:
    """The id of an object, in lower case: ids are one if they differ in case only."""
    text = node.at("_id", "id").text
    return None if text is None else text.lower()


def unique_ids(document: Document) -> Breaches:
    """Ids that an earlier entry of the same list has."""
    for name in WITH_IDS:
        seen: set[str] = set()
        for entry in document.root.at(name).entries:
            own = own_id(entry)
            if own in seen:
                yield Breach(entry.at("_id", "id"), f"an id that no other of the {name} has")
            elif own is not None:
                seen.add(own)


def quantities(document: Document) -> Breaches:
    """Quantities that are no whole number from 1 to 100,000, and more units sent or refunded than there are."""
    for line in document.lines:
        place, asked = line.node.at("quantity"), line.quantity
        if asked is not None and not (asked.denominator == 1 and 1 <= asked <= MAX_QUANTITY):
            yield Breach(place, f"a whole number from 1 to {MAX_QUANTITY}")
        for name in COUNTED:
            counted = line.node.at(name).number
            if counted is not None and asked is not None and not (counted.denominator == 1 and 0 <= counted <= asked):
                yield Breach(line.node.at(name), f"a whole number from 0 to {digits_of(asked)}")


def unit_prices(document: Document) -> Breaches:
    """Unit prices that are below what is left of them after a discount."""
    for line in document.lines:
        stated = [place for name in UNIT_PRICES if (place := line.node.at(name)).amount is not None]
        for higher, lower in pairwise(stated):
            before, after = higher.amount, lower.amount
            if before is not None and after is not None and before < after:
                yield Breach(higher, f"{digits_of(after)} or more")


def line_prices(document: Document) -> Breaches:
    """Line prices that are not the unit price times the quantity."""
    for line in document.lines:
        unit_price, stated = line.node.at("price").amount, line.price.amount
        if unit_price is None or stated is None or line.quantity is None or document.unit is None:
            continue
        exact = unit_price * line.quantity
        if stated != exact and not rounds_to(stated, exact, document.unit):
            yield Breach(line.price, neighbours(exact, document.unit))


def not_found(document: Document) -> Breaches:
    """Amounts of lines whose item is gone."""
    for line in document.lines:
        if line.node.at("availability").at("status").text != "NOT_FOUND":
            continue
        unit_prices = [line.node.at(name) for name in UNIT_PRICES]
        for place in (*unit_prices, line.price, line.discount, line.before, line.after, line.tax):
            if place is not None and place.amount not in {None, Fraction(0)}:
                yield Breach(place, "0")


def modifiers(document: Document) -> Breaches:
    """What the modifiers of a line are told to cost, and is not the sum of them; of one unit, or of all."""
    for line in document.lines:
        entries = [entry for group in line.node.at("modifierGroups").entries for entry in group.at("modifiers").entries]
        whole = line.node.at("modifiersTotalPrice")
        if not entries or whole.amount is None:
            continue
        prices = [times(entry.at("price").amount, entry.at("quantity").number) for entry in entries]
        least, quantity = sum((price for price in prices if price is not None), Fraction(0)), line.quantity or 1
        if None in prices:
            if whole.amount < least:
                yield Breach(whole, f"{digits_of(least)} or more")
        elif whole.amount not in {least, least * quantity}:
            yield Breach(whole, digits_of(least))


def times(price: Fraction | None, quantity: Fraction | None) -> Fraction | None:
    """The price of so many; None where either is not known."""
    return None if price is None or quantity is None else price * quantity


LAWS: Final = (
    Law("unique-ids", "no two lines, payments or refunds have one id, whatever its case", unique_ids),
    Law(
        "quantity",
        "a quantity is a whole number from 1 to 100000; no more units are refunded, taken back or sent than there are",
        quantities,
    ),
    Law("unit-prices", "fullPrice >= priceBeforeDiscounts >= price", unit_prices),
    Law(
        "modifiers",
        "modifiersTotalPrice is the sum of price x quantity of the modifiers, of one unit or of all; no less where a"
        " modifier states no price",
        modifiers,
    ),
    Law("line-price", "lineItemPrice = price x quantity, exact or rounded to a neighbouring minor unit", line_prices),
    Law("not-found", "a line that is NOT_FOUND costs nothing", not_found),
)
