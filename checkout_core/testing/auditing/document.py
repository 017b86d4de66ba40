"""A foreign checkout or order by its parts. One view of both: where their members differ in name, either is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any, Final

import attrs

from checkout_core.currencies import exponent
from checkout_core.errors import InvalidDocument, Problem, UnknownCurrency
from checkout_core.testing.auditing.node import Node, Notes, plus
from checkout_core.testing.auditing.places import Amount, amounts_of
from checkout_core.wire.paths import ROOT, found
from checkout_core.wire.text import MAX_BYTES, MAX_DEPTH

ZERO: Final = Fraction(0)
FEES: Final = ("additionalFees", "totalAdditionalFees")
"""What the fees of a summary are called: by a checkout, by an order."""

MAX_VALUES: Final = MAX_BYTES // 2
"""Most values of a document: a text of the longest holds no more."""

_IN_FORCE: Final = ("cost", "code", "title", "carrierId", "logistics", "selectedCarrierServiceOption")


@attrs.frozen
class Cost:
    """What bears tax: a line, the delivery or a fee, with the places of its amounts.

    Attributes:
        node: the place of the whole.
        price: what is asked, before discounts: the line price of a line.
        discount: what is taken off; None for a fee.
        before, after: the price after discounts, before and after tax.
        details: the tax, with its rates.
        quantity: the units of a line; 1 for delivery and fees.
        included: whether the tax is inside the price.
    """

    node: Node
    price: Node
    discount: Node | None
    before: Node
    after: Node
    details: Node
    quantity: Fraction | None
    included: bool | None

    @property
    def tax(self) -> Node:
        """How much tax it bears."""
        return self.details.at("totalTax", "taxAmount")

    @cached_property
    def is_nothing(self) -> bool:
        """Whether it is a line without a price, whose absent amounts are zero: not found, or a unit price of zero."""
        if self.node.at("availability").at("status").text == "NOT_FOUND":
            return True
        return not self.price and self.node.at("price").amount == 0

    def known(self, place: Node | None) -> Fraction | None:
        """The amount at this place of it."""
        return ZERO if place is None or (not place and self.is_nothing) else place.amount

    @property
    def added_tax(self) -> Fraction | None:
        """The tax that comes on top of the price: none where it is inside; None where either is not known."""
        tax = self.known(self.tax)
        if tax == 0 or self.included:
            return ZERO
        return None if self.included is None else tax

    @property
    def inner_tax(self) -> Fraction | None:
        """The tax inside the price."""
        tax, added = self.known(self.tax), self.added_tax
        return None if tax is None or added is None else tax - added


@attrs.frozen
class Document:
    """A checkout or order, and what could not be read in it."""

    root: Node
    notes: Notes

    @cached_property
    def summary(self) -> Node:
        """The summary of the whole."""
        return self.root.at("priceSummary")

    @cached_property
    def unit(self) -> Fraction | None:
        """One minor unit of the currency."""
        return minor_unit(self.root.at("currency"))

    @cached_property
    def included(self) -> bool | None:
        """Whether prices include tax."""
        return self.root.at("taxIncludedInPrice", "taxIncludedInPrices").flag

    @cached_property
    def amounts(self) -> tuple[Amount, ...]:
        """Every amount, wherever it stands."""
        return tuple(amounts_of(self.root))

    @cached_property
    def lines(self) -> tuple[Cost, ...]:
        """The lines."""
        return tuple(self._line(node) for node in self.root.at("lineItems").entries)

    @cached_property
    def fees(self) -> tuple[Cost, ...]:
        """The additional fees."""
        return tuple(self._fee(node) for node in self.root.at("additionalFees").entries)

    @cached_property
    def delivery(self) -> Cost | None:
        """The delivery in force."""
        info = self.root.at("shippingInfo")
        option = info.at("selectedCarrierServiceOption")
        cost = (option or info).at("cost")
        if not cost:
            return None
        details = cost.at("taxDetails", "taxInfo")
        return Cost(
            node=cost,
            price=cost.at("price"),
            discount=cost.at("totalDiscount", "discount"),
            before=cost.at("totalPriceBeforeTax"),
            after=cost.at("totalPriceAfterTax"),
            details=details,
            quantity=Fraction(1),
            included=self._included(details),
        )

    @property
    def costs(self) -> Iterator[Cost]:
        """Everything that bears tax."""
        yield from self.lines
        if self.delivery is not None:
            yield self.delivery
        yield from self.fees

    def _line(self, node: Node) -> Cost:
        details = node.at("taxDetails", "taxInfo")
        return Cost(
            node=node,
            price=node.at("lineItemPrice"),
            discount=node.at("discount", "totalDiscount"),
            before=node.at("totalPriceBeforeTax"),
            after=node.at("totalPriceAfterTax"),
            details=details,
            quantity=node.at("quantity").number,
            included=self._included(details),
        )

    def _fee(self, node: Node) -> Cost:
        details = node.at("taxDetails", "taxInfo")
        return Cost(
            node=node,
            price=node.at("price"),
            discount=None,
            before=node.at("priceBeforeTax"),
            after=node.at("priceAfterTax"),
            details=details,
            quantity=Fraction(1),
            included=self._included(details),
        )

    def _included(self, details: Node) -> bool | None:
        own = details.at("isTaxIncluded", "taxIncludedInPrice").flag
        return self.included if own is None else own

    def on_lines(self, pick: Callable[[Cost], Node | None]) -> Fraction | None:
        """The sum of one amount of all lines; None where it is not known of one."""
        return plus(line.known(pick(line)) for line in self.lines) if self.root.at("lineItems").is_list else None

    def on_delivery(self, pick: Callable[[Cost], Node | None]) -> Fraction | None:
        """One amount of the delivery; nothing where none is in force."""
        if self.delivery is not None:
            return self.delivery.known(pick(self.delivery))
        info = self.root.at("shippingInfo")
        is_told = bool(info) and not any(info.at(name) for name in _IN_FORCE)
        return ZERO if is_told or (not info and self.summary.at("shipping").amount == 0) else None

    def on_fees(self, pick: Callable[[Cost], Node | None]) -> Fraction | None:
        """The sum of one amount of all fees; nothing where there are none."""
        listed = self.root.at("additionalFees")
        if not listed.is_list and (listed or self.summary.at(*FEES).amount not in {None, ZERO}):
            return None
        return plus(fee.known(pick(fee)) for fee in self.fees)


def minor_unit(code: Node) -> Fraction | None:
    """One minor unit of the currency of this code."""
    if code.text is None:
        return None
    try:
        return Fraction(1, 10 ** exponent(code.text))
    except UnknownCurrency:
        code.note("an active ISO 4217 code in upper case")
        return None


def opened(document: Any) -> Document:
    """Look at a checkout or order, or at the answer that holds one. Raises `InvalidDocument` where it is neither."""
    _check_depth(document)
    notes: Notes = {}
    root = Node(document, notes)
    if isinstance(document, dict) and not {"priceSummary", "lineItems"} & document.keys():
        root = root.at("checkout", "order") or root
    if not isinstance(root.value, dict):
        raise _refused(root.path, found(root.value))
    lines = root.value.get("lineItems")
    is_priced = any(isinstance(line, dict) and line.keys() & {"price", "lineItemPrice"} for line in _listed(lines))
    if root.value.get("priceSummary") is None and not is_priced:
        raise _refused(root.path, "an object without priceSummary and without a line that has a price")
    return Document(root, notes)


def _listed(value: Any) -> list[Any] | tuple[Any, ...]:
    return value if isinstance(value, list | tuple) else ()


def _refused(path: str, what: str) -> InvalidDocument:
    return InvalidDocument((Problem(path, what, "a checkout or an order with its prices"),))


def _check_depth(document: Any) -> None:
    """Raise `InvalidDocument` where the document is nested too deep, without end, or larger than any text says."""
    left, seen = [(document, 1)], 0
    while left:
        value, depth = left.pop()
        seen += 1
        if isinstance(value, dict | list | tuple):
            if depth > MAX_DEPTH:
                raise InvalidDocument((Problem(ROOT, f"nesting deeper than {MAX_DEPTH} levels", _ALLOWED_DEPTH),))
            if seen + len(left) + len(value) > MAX_VALUES:  # one list can stand at many places
                raise InvalidDocument((Problem(ROOT, f"more than {MAX_VALUES} values", "fewer"),))
            left += [(entry, depth + 1) for entry in (value.values() if isinstance(value, dict) else value)]


_ALLOWED_DEPTH: Final = f"at most {MAX_DEPTH} levels"
