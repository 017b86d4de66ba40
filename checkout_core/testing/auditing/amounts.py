"""Laws of every single amount, wherever it stands: whole minor units, not negative, the same in both currencies."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

from checkout_core.testing.auditing.document import Document, minor_unit
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, digits_of, neighbours
from checkout_core.testing.auditing.node import Node

AMOUNTS: Final = frozenset(
    {
        *("subtotal", "shipping", "tax", "discount", "total", "additionalFees", "totalAdditionalFees"),
        *("price", "fullPrice", "priceBeforeDiscounts", "lineItemPrice", "depositAmount", "modifiersTotalPrice"),
        *("totalPriceBeforeTax", "totalPriceAfterTax", "priceBeforeTax", "priceAfterTax", "totalDiscount"),
        *("taxableAmount", "exemptAmount", "nonTaxableAmount", "totalTax", "taxAmount", "totalExempt"),
        *("amount", "totalDiscountAmount", "requestedAmount", "lineItemsSubtotal"),
        *("payNowTotalAfterGiftCard", "totalAfterGiftCard"),
        *("balance", "paid", "refunded", "authorized", "pending", "pendingRefund", "cashRoundingAdjustment"),
    }
)
"""What amounts are called."""
FINER: Final = frozenset(
    {"fullPrice", "priceBeforeDiscounts", "depositAmount", "modifiersTotalPrice", "requestedAmount"}
)
"""Amounts that may be finer than the minor unit: they repeat what somebody stated, or are for one unit."""
FINER_PRICES: Final = frozenset({"lineItems", "modifiers", "otherCharges"})
"""Lists whose entries have a price that may be finer."""
SIGNED: Final = frozenset({"balance", "cashRoundingAdjustment"})
"""Amounts that may be negative."""
FREE: Final = frozenset(
    {
        *("data", "extendedFields", "customFields", "options", "activities", "tags", "credits"),
        *("catalogOverrideFields", "merchantDiscounts"),
    }
)
"""Members whose content is anybody's, or input: no published amounts stand there."""


class Amount(NamedTuple):
    """An amount of the document: its name, its place, the place of its number, and whether it may be finer."""

    name: object
    node: Node
    leaf: Node
    may_be_finer: bool


def amounts(document: Document) -> Iterator[Amount]:
    """Every amount of the document, in its order."""
    left = [document.root]
    while left:
        node = left.pop()
        value = node.value
        if isinstance(value, dict):
            if not isinstance(value.get("amount"), dict | list | bool | None) and node.key in AMOUNTS:
                yield _amount(node)
            else:
                inner = [Node(entry, node.notes, node, key) for key, entry in value.items() if key not in FREE]
                left += reversed(inner)
        elif isinstance(value, list | tuple):
            left += [Node(value[index], node.notes, node, index) for index in reversed(range(len(value)))]
        elif node.key in AMOUNTS and value is not None and not isinstance(value, bool):
            yield _amount(node)


def _amount(node: Node) -> Amount:
    holder = node.parent and node.parent.parent
    is_unit = node.key == "price" and holder is not None and holder.key in FINER_PRICES
    return Amount(node.key, node, node.leaf, is_unit or node.key in FINER)


def whole_units(document: Document) -> Breaches:
    """What is finer than the minor unit and must not be."""
    unit = document.unit
    for amount in amounts(document) if unit is not None else ():
        number = amount.leaf.number
        if number is not None and unit is not None and not amount.may_be_finer and (number / unit).denominator != 1:
            yield Breach(amount.node, f"{neighbours(number, unit)}: whole minor units")


def not_negative(document: Document) -> Breaches:
    """What is below zero and must not be."""
    for amount in amounts(document):
        number = amount.leaf.number
        if number is not None and number < 0 and amount.name not in SIGNED:
            yield Breach(amount.node, "0 or more")


def converted(document: Document) -> Breaches:
    """What is shown in the display currency and does not follow from the amount and the rate."""
    root = document.root
    rate, display = root.at("conversionInfo").at("conversionRate").number, root.at("conversionCurrency")
    unit = minor_unit(display) if rate is not None else None
    is_one = rate is None and (not display or display.text == root.at("currency").text)
    for amount in amounts(document) if is_one or unit is not None else ():
        number, shown = (
            amount.leaf.number,
            amount.node.at("convertedAmount") if amount.leaf is not amount.node else None,
        )
        if shown is None or number is None or shown.number is None:
            continue
        exact = number if rate is None else number * rate
        if shown.number != exact and not (unit is not None and rounds_to(shown.number, exact, unit)):
            yield Breach(shown, digits_of(exact) if unit is None else neighbours(exact, unit))


def rounds_to(number: Fraction, exact: Fraction, unit: Fraction) -> bool:
    """Whether the number is one of the two whole units next to the exact amount, or the amount itself."""
    return (number / unit).denominator == 1 and abs(number - exact) < unit


LAWS: Final = (
    Law(
        "whole-units",
        "an amount is a whole number of minor units of its currency; unit prices, modifiers, deposits, charges on offer"
        " and the amount asked of a gift card may be finer",
        whole_units,
    ),
    Law("not-negative", "no amount but a balance and a cash rounding is negative", not_negative),
    Law(
        "converted",
        "a converted amount is the amount times the conversion rate, exact or rounded to a neighbouring minor unit of"
        " the display currency; without a conversion it is the amount",
        converted,
    ),
)
