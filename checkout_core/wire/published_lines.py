"""Lines read back from a published checkout: what the buyer's side said of them (conventions X5, X6).

A catalog line is read as it is kept; what is published of its item is the store's. A custom line describes its item
itself, and its published unit prices hold what was computed: modifiers, discount rules, what a membership pays.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

import attrs

from checkout_core.model._limits import Json, Many
from checkout_core.model._numbers import Amount, Computed
from checkout_core.model.catalog import CatalogItem
from checkout_core.model.line_item import CUSTOM_ITEM_LIMITS, LineItem
from checkout_core.money import Money
from checkout_core.wire.lines import LINE, catalog_line, custom_line, one_id_each
from checkout_core.wire.reader import read_entries, table
from checkout_core.wire.scalars import read_money, read_whole
from checkout_core.wire.spot import BAD, Spot, entries_of, member_of
from checkout_core.wire.tables import Member, Table, built, passed_over

PRICES: Final = ("price", "full_price", "price_before_discounts")
"""The published unit prices."""

COMPUTED: Final = (
    "line_item_price",
    "total_price_after_tax",
    "total_price_before_tax",
    "tax_details",
    "discount",
    "modifiers_total_price",
)
"""What a price says of every line, and nothing is read of."""

STATED: Final = Amount()
"""What the stated unit prices may be."""

UNPUBLISHED: Final = ("quantity_available", "collection_ids")
"""Fields of a catalog's item that its lines do not publish under these names."""

_MANY: Final = Many(Json(), most=100_000)


def read_published_lines(spot: Spot, _: Any) -> Any:
    """The lines of a published checkout."""
    paid = paid_by_memberships(spot.parent) if spot.parent is not None else frozenset()
    lines = read_entries(spot, lambda line, _: _read_line(line, paid), LineItem)
    return lines if one_id_each(spot) else BAD


def paid_by_memberships(checkout: Spot) -> frozenset[str]:
    """Ids, in lower case, of the lines that a membership pays.

    These are the lines that are selected once more than they are refused: each selection of a line either pays it, and
    only one can, or is listed in the membership error (M5).
    """
    details = checkout.at("calculationErrors").at("membershipError").at("applicationError")
    times = Counter(_named(checkout.at("membershipOptions").at("selectedMemberships").at("memberships", _MANY)))
    times.subtract(_named(details.at("data").at("errors", _MANY)))
    return frozenset(line_id for line_id, count in times.items() if count > 0)


def _named(array: Spot) -> Iterator[str]:
    """The line ids that the entries name, in lower case, each once an entry."""
    for entry in entries_of(array):
        line_ids = entry.at("lineItemIds").value
        if isinstance(line_ids, list | tuple):
            yield from {line_id.lower() for line_id in line_ids if isinstance(line_id, str)}


def _read_line(spot: Spot, paid: frozenset[str]) -> Any:
    if isinstance(spot.value, dict) and spot.value.get("customLineItem") is True:
        return _read_custom_line(spot, paid)
    values = published_line().fill(spot)
    if values is not BAD:
        values.pop("custom_line_item", None)
    return built(spot, LineItem, values)


def _read_custom_line(spot: Spot, paid: frozenset[str]) -> Any:
    """A line that describes its item: the price that it states is told from the published ones."""
    values = published_custom_line(spot.value.get("priceUndetermined") is True).fill(spot)
    if values is BAD:
        return BAD
    values.pop("custom_line_item")
    line = {name: values.pop(name) for name in LINE if name in values}
    prices = {name: values.pop(name) for name in PRICES if name in values}
    values["quantity_available"] = values.pop("availability", None)
    item = built(spot, CatalogItem, {**values, "price": Money(0, spot.reading.currency)})
    if item is BAD:
        return BAD
    is_paid = line["id"].lower() in paid
    stated = built(spot, _stated, {"prices": prices, "modifiers": item.modifiers_total_price, "is_paid": is_paid})
    if stated is BAD:
        return BAD
    for name, amount in stated.items():
        if amount is not None and not STATED.fits(amount):
            return member_of(spot, name).refuse(STATED.in_json, f"{amount} without its modifiers")
    item = built(spot, functools.partial(attrs.evolve, item), stated)
    return BAD if item is BAD else built(spot, LineItem, {**line, "custom_item": item})


def _stated(*, prices: dict[str, Money], modifiers: Money, is_paid: bool) -> dict[str, Money | None]:
    """The price and full price that the line states: without modifiers, and before rules and memberships.

    Where a membership pays the line, its price is not published, and the full price stands for it.
    """
    full = prices.get("full_price")
    price = prices.get("price_before_discounts", prices.get("price", modifiers))
    if is_paid and price <= modifiers and full is not None:
        price = full
    return {"price": price - modifiers, "full_price": None if full is None or full == price else full - modifiers}


@functools.cache
def published_line() -> Table:
    """The members of a published line whose item the store knows."""
    item = (member.name for member in table(CatalogItem).members if member.name not in {*UNPUBLISHED, *PRICES})
    return catalog_line(LineItem).changed(*passed_over(*item, *PRICES, *COMPUTED, "availability"))


@functools.cache
def published_custom_line(undetermined: bool) -> Table:  # noqa: FBT001 - a cache's key
    """The members of a published line that describes its item; ``undetermined``: it needs no price."""
    prices = [Member(name, read_money, Money, Computed()) for name in PRICES]
    changed = custom_line(LineItem, undetermined).changed(
        *prices, Member("availability", _read_availability), *passed_over(*COMPUTED), without=("quantity_available",)
    )
    # Without the rules of an item, which hold for the stated prices.
    return Table(changed.with_required(price=not undetermined).members)


@functools.cache
def _availability() -> Table:
    left = Member("quantity_available", read_whole, int, CUSTOM_ITEM_LIMITS["quantity_available"])
    return Table((left, *passed_over("status")))


def _read_availability(spot: Spot, _: Any) -> Any:
    """How many there are, None where that is not bounded."""
    values = _availability().fill(spot)
    return BAD if values is BAD else values.get("quantity_available")
