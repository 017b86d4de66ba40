"""What became of each member of a Stores cart: looked up in the finished checkout, so that nothing is lost unsaid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from checkout_core.currencies import Currency
from checkout_core.model._converters import as_json
from checkout_core.model._limits import Json
from checkout_core.model.json_value import JsonValue
from checkout_core.model.line_item import line_id
from checkout_core.wire import numbers
from checkout_core.wire.legacy_cart.members import rows_of
from checkout_core.wire.legacy_cart.parts import applies
from checkout_core.wire.legacy_cart.reader import Leaf, LegacyCart
from checkout_core.wire.legacy_cart.reasons import Document, why_absent, why_nobodys, why_not_there, why_other
from checkout_core.wire.legacy_cart.rows import CartRow
from checkout_core.wire.writer import writer


@attrs.frozen
class Dropped:
    """A member of the cart that the checkout does not hold: JSON path in the cart, value, and why."""

    path: str
    value: JsonValue = attrs.field(converter=as_json, validator=Json())
    why: str


@attrs.frozen
class Difference:
    """A number of the cart that the checkout does not come to: JSON path in the cart, both as digits, and why.

    ``in_checkout`` is None where the checkout has no such number.
    """

    path: str
    in_cart: str
    in_checkout: str | None
    why: str


_COMPARED: Final = ("totals.", "convertedTotals.", "lineItems[i].priceData.", "lineItems[i].convertedPriceData.")
_WORTH: Final = ("appliedCoupon.discountValue", "appliedCoupon.convertedDiscountValue")


def dropped_of(cart: LegacyCart, document: Document) -> Iterator[Dropped]:
    """What the published checkout does not hold, in the order of the rows; then what no row knows."""
    for leaf in cart.leaves:
        why = None if _is_compared(leaf) else _why_dropped(leaf, cart, document)
        if why is not None:
            yield Dropped(leaf.spot.path, leaf.spot.value, why)
    for stranger in cart.strangers:
        yield Dropped(stranger.path, stranger.value, "no row of the table knows it")


def differences_of(cart: LegacyCart, document: Document, currency: Currency) -> Iterator[Difference]:
    """The numbers that the published checkout does not come to, in the order of the rows."""
    others: set[tuple[str, int | None]] = set()
    for leaf in filter(_is_compared, cart.leaves):
        [row] = rows_of(leaf.source)
        there = [numbers.from_json(number) for number in _there(row, leaf, document)]
        if leaf.value not in there:
            ours = None if not there or there[0] is None else numbers.plain(there[0])
            why = why_other(leaf, cart, document, currency, others) if there else why_absent(row)
            others.add((leaf.source, leaf.line))
            yield Difference(leaf.spot.path, numbers.plain(Decimal(leaf.value)), ours, why)


def _is_compared(leaf: Leaf) -> bool:
    """Whether it is an amount or a sum, which the checkout comes to or not."""
    return leaf.source.startswith(_COMPARED) or leaf.source in _WORTH


# --- what is there ----------------------------------------------------------------------------------------------------


def _there(row: CartRow, leaf: Leaf, document: Document) -> list[Any]:
    """What stands where the row leads: nothing, one value, or each of several that would do."""
    look = _LOOKS.get(row.source)
    if look is not None:
        line = document if leaf.line is None else document["lineItems"][leaf.line]
        return look(leaf, line)
    value: Any = document
    for step in row.target.split("."):
        name = step.removesuffix("[i]")
        value = value.get(name) if isinstance(value, dict) else None
        if value is not None and name != step:
            value = _entry(name, value, leaf)
    return [] if value is None else [value]


def _entry(name: str, entries: list[Any], leaf: Leaf) -> Any:
    """The leaf's own line; the discount that has a coupon."""
    if name == "lineItems" and leaf.line is not None:
        return entries[leaf.line]
    return next((entry for entry in entries if "coupon" in entry), None)


def _weights(_: Leaf, document: Document) -> list[Any]:
    weights = [(line.get("physicalProperties", {}).get("weight", "0"), line["quantity"]) for line in _lines(document)]
    return [sum((Decimal(weight) * quantity for weight, quantity in weights), Decimal(0))]


def _quantities(_: Leaf, document: Document) -> list[Any]:
    return [sum(line["quantity"] for line in _lines(document))]


def _lines(document: Document) -> list[Any]:
    lines: list[Any] = document["lineItems"]
    return lines


def _line_prices(name: str) -> Callable[[Leaf, Document], list[Any]]:
    """The unit price times the quantity, and the same rounded once."""
    return lambda _, line: [line["lineItemPrice"][name], Decimal(line["price"][name]) * line["quantity"]]


def _texts(_: Leaf, line: Document) -> list[Any]:
    return [entry["plainText"]["original"] for entry in line["descriptionLines"]]


def _titled_texts(leaf: Leaf, line: Document) -> list[Any]:
    pairs = [(entry["name"]["original"], entry["plainText"]["original"]) for entry in line["descriptionLines"]]
    return [tuple(pairs[: len(leaf.value)])]


def _options(_: Leaf, line: Document) -> list[Any]:
    options = line.get("catalogReference", {}).get("options", {}).get("options")
    return [] if options is None else [tuple(options.items())]


_LOOKS: Final[Mapping[str, Callable[[Leaf, Document], list[Any]]]] = {
    "totals.weight": _weights,
    "convertedTotals.weight": _weights,
    "totals.quantity": _quantities,
    "convertedTotals.quantity": _quantities,
    "lineItems[i].priceData.totalPrice": _line_prices("amount"),
    "lineItems[i].convertedPriceData.totalPrice": _line_prices("convertedAmount"),
    "lineItems[i].notes": _texts,
    "lineItems[i].customTextFields": _titled_texts,
    "lineItems[i].options": _options,
}
"""Members that do not stand at one path alone."""


def _stands(leaf: Leaf, there: Any) -> bool:
    """Whether this is what the member says."""
    value = leaf.value
    if leaf.source == "lineItems[i].id":
        return bool(there == line_id(value))
    if leaf.source == "appliedCoupon.couponType":
        return bool(there.casefold() == value.casefold())
    if isinstance(value, Currency):
        return bool(there == value.code)
    if isinstance(value, Decimal):
        return numbers.from_json(there) == value
    return bool(there == (writer("velo").unstructure(value) if attrs.has(type(value)) else value))


def _why_dropped(leaf: Leaf, cart: LegacyCart, document: Document) -> str | None:
    """Why the checkout does not hold the member; None where it does."""
    row = next((row for row in rows_of(leaf.source) if applies(row.when, leaf, cart)), None)
    if row is None:
        return why_nobodys(leaf, cart)
    if not row.target:
        return row.note
    there = _there(row, leaf, document)
    return None if any(_stands(leaf, value) for value in there) else why_not_there(row, there)
