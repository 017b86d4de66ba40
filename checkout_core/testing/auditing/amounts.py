"""Laws of every single amount, wherever it stands: whole, not negative, and the same on display."""

from __future__ import annotations

import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Final

from checkout_core.testing.auditing.document import Document, minor_unit
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, digits_of, neighbours
from checkout_core.testing.auditing.node import Node
from checkout_core.testing.auditing.places import SIGNED
from checkout_core.wire.numbers import plain

LONGEST: Final = 400
"""Characters of a text that are looked at: no amount is longer."""


def whole_units(document: Document) -> Breaches:
    """What is finer than the minor unit and must not be."""
    unit = document.unit
    for amount in document.amounts if unit is not None else ():
        number = amount.leaf.number
        if number is not None and unit is not None and not amount.may_be_finer and (number / unit).denominator != 1:
            yield Breach(amount.node, f"{neighbours(number, unit)}: whole minor units")


def not_negative(document: Document) -> Breaches:
    """What is below zero and must not be."""
    for amount in document.amounts:
        number = amount.leaf.number
        if number is not None and number < 0 and amount.name not in SIGNED:
            yield Breach(amount.node, "0 or more")


def rounds_to(number: Fraction, exact: Fraction, unit: Fraction) -> bool:
    """Whether the number is one of the two whole units next to the exact amount, or the amount itself."""
    return (number / unit).denominator == 1 and abs(number - exact) < unit


def converted(document: Document) -> Breaches:
    """What is shown in the display currency and does not follow from the amount and the rate."""
    root = document.root
    rate, display = root.at("conversionInfo").at("conversionRate").number, root.at("conversionCurrency")
    unit = minor_unit(display) if rate is not None else None
    is_one = rate is None and display and display.text == root.at("currency").text
    for amount in document.amounts if is_one or unit is not None else ():
        number, shown = amount.leaf.number, _beside(amount.node, "convertedAmount")
        if shown.number is None or number is None:
            continue
        exact = number if rate is None else number * rate
        if shown.number != exact and not (unit is not None and rounds_to(shown.number, exact, unit)):
            yield Breach(shown, digits_of(exact) if unit is None else neighbours(exact, unit))


def formatted(document: Document) -> Breaches:
    """Texts whose digits are not those of the amount beside them. What has no digits says nothing."""
    units = document.unit, minor_unit(document.root.at("conversionCurrency"))
    for amount in document.amounts:
        shown = amount.leaf, _beside(amount.node, "convertedAmount")
        texts = _beside(amount.node, "formattedAmount"), _beside(amount.node, "formattedConvertedAmount")
        for place, text, unit in zip(shown, texts, units, strict=True):
            exact, digits = place.decimal, _digits(text.text)
            if exact is not None and digits is not None and not _says(digits, exact, unit):
                yield Breach(text, f"the digits of {digits_of(Fraction(exact))}")


def _beside(amount: Node, name: str) -> Node:
    """A member beside the number of an amount; nothing where the amount is its number alone."""
    return amount.at(name) if isinstance(amount.value, dict) else Node(None, amount.notes, amount, name)


def _digits(text: str | None) -> int | None:
    """The number that the decimal digits of a text make, of whatever script, without a point; None where it has none.

    Nor where it is too long for an amount.
    """
    if text is None or len(text) > LONGEST:
        return None
    digits = "".join(str(digit) for sign in text if (digit := unicodedata.decimal(sign, None)) is not None)
    return int(digits) if digits else None


def _says(digits: int, exact: Decimal, unit: Fraction | None) -> bool:
    """Whether the digits are those of the amount: as it is written, without idle zeros, or to the minor unit."""
    number = abs(Fraction(exact))
    scales = (len(text.partition(".")[2]) for text in (f"{exact:f}", plain(exact)))
    return digits in {number * 10**scale for scale in scales} or (unit is not None and abs(digits - number / unit) < 1)


def one_currency(document: Document) -> Breaches:
    """Currencies that stand beside an amount and are not the document's."""
    code = document.root.at("currency").text
    for amount in document.amounts if code is not None else ():
        beside = _beside(amount.node, "currency")
        if beside.text not in {None, code}:
            yield Breach(beside, str(code))


LAWS: Final = (
    Law("currency", "an amount that states a currency states that of the document", one_currency),
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
        " the display currency; in the same currency it is the amount",
        converted,
    ),
    Law(
        "formatted",
        "the digits of a formatted amount, of whatever script, are those of the amount beside it, exact or rounded to"
        " a neighbouring minor unit",
        formatted,
    ),
)
