"""Lines on the wire: a catalog line names its item, a custom line has the item's members inline.

A custom line stands in ``customLineItems``, or among other lines with ``customLineItem: true``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any, Final

import cattrs

from checkout_core.currencies import Currency
from checkout_core.errors import CurrencyMismatch
from checkout_core.model._limits import Flag
from checkout_core.model.catalog import CatalogItem
from checkout_core.model.line_item import CUSTOM_ITEM_LIMITS, LineItem, LineRequest
from checkout_core.money import Money
from checkout_core.wire import scalars
from checkout_core.wire.names import Dialect, spelling
from checkout_core.wire.reader import table
from checkout_core.wire.spot import BAD, Spot, entries_of, member_of, one_each
from checkout_core.wire.tables import Member, Table, built

LINE: Final = ("id", "quantity", "catalog_reference", "catalog_override_fields", "taxable_address", "extended_fields")
"""Fields of a line that are not its item's."""

_FLAG: Final = Member("custom_line_item", scalars.read_flag, limit=Flag())


def read_line(spot: Spot, kind: Any) -> Any:
    """A catalog line, or a custom one if it says so; ``kind`` is `LineItem` or `LineRequest`."""
    if isinstance(spot.value, dict) and spot.value.get("customLineItem") is True:
        return read_custom_line(spot, kind)
    values = catalog_line(kind).fill(spot)
    if values is not BAD:
        values.pop("custom_line_item", None)
    return built(spot, kind, values)


def read_custom_line(spot: Spot, kind: Any) -> Any:
    """A custom line: the members of the line and of its item. Without a price if that is undetermined: then 0."""
    undetermined = isinstance(spot.value, dict) and spot.value.get("priceUndetermined") is True
    values = custom_line(kind, undetermined).fill(spot)
    if values is BAD:
        return BAD
    values.pop("custom_line_item", None)
    line = {name: values.pop(name) for name in LINE if name in values}
    values.setdefault("price", Money.from_minor(0, spot.reading.currency))
    item = built(spot, CatalogItem, values)
    return BAD if item is BAD else built(spot, kind, {**line, "custom_item": item})


def one_id_each(*arrays: Spot) -> bool:
    """Whether no two of the lines in these arrays have one id; the later of two is refused."""
    ids = (member_of(line, "id") for array in arrays for line in entries_of(array))
    return one_each(ids, "an id that no other line has", str.lower)


def write_line(line: LineItem | LineRequest, converter: cattrs.Converter, dialect: Dialect) -> dict[str, Any]:
    """The line as JSON; a custom one is marked, with its item's members inline."""
    document: dict[str, Any] = converter.unstructure(line)
    item = document.pop("customItem", None)
    if item is None:
        return document
    first = {name: document.pop(name) for name in (spelling("id", dialect), "quantity") if name in document}
    return {**first, "customLineItem": True, **item, **document}


def are_enough(arrays: list[Spot], most: int) -> bool:
    """Whether there is a line in one of the arrays, and no more than may be; one that is none has been refused."""
    given = [array.value for array in arrays if array.value is not None]
    if any(not isinstance(entries, list | tuple) or len(entries) > most for entries in given):
        return False
    count = sum(map(len, given))
    allowed = f"1 to {most} entries in lineItems and customLineItems together"
    return 1 <= count <= most or arrays[0].refuse(allowed, f"{count} entries") is not BAD


def check_currency(amounts: Iterable[Money], currency: Currency | None = None) -> None:
    """Raise `CurrencyMismatch` unless all amounts are in the currency, or in one: the document names it only once."""
    for amount in amounts:
        currency = amount.currency if currency is None else currency
        if amount.currency != currency:
            raise CurrencyMismatch(f"{amount} is not in the currency of the document, {currency.code}")


def amounts_of(lines: Iterable[LineItem | LineRequest]) -> Iterator[Money]:
    """Every currency that amounts of the lines are in, by an amount of it."""
    for line in lines:
        fields = line.catalog_override_fields
        if line.custom_item is not None:
            yield line.custom_item.price
        if fields is not None:
            amounts = (fields.price, fields.full_price, fields.deposit_amount)
            yield from (amount for amount in amounts if amount is not None)


@functools.cache
def catalog_line(kind: Any) -> Table:
    """The members of a line that names its item."""
    members = table(kind).with_required(quantity=True, catalog_reference=True)
    return members.changed(_FLAG, without=("custom_item",))


@functools.cache
def custom_line(kind: Any, undetermined: bool) -> Table:  # noqa: FBT001 - a cache's key
    """The members of a line that describes its item; ``undetermined``: it needs no price."""
    item = table(CatalogItem).with_required(price=not undetermined, item_type=True).with_limits(CUSTOM_ITEM_LIMITS)
    line = table(kind).changed(_FLAG, without=("custom_item",))
    return item.changed(*line.members)
