"""Requests: what createCheckout takes, as JSON."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

from checkout_core.currencies import Currency, currency
from checkout_core.model._limits import A, Many
from checkout_core.model.checkout import MAX_LINES, CheckoutRequest
from checkout_core.model.line_item import LineRequest
from checkout_core.money import Money
from checkout_core.wire.lines import (
    amounts_of,
    are_enough,
    check_currency,
    one_id_each,
    read_custom_line,
    read_line,
    write_line,
)
from checkout_core.wire.names import Dialect, check_dialect
from checkout_core.wire.reader import read_entries, table
from checkout_core.wire.spot import BAD, Loaded, Spot, read
from checkout_core.wire.tables import Member, Table, built
from checkout_core.wire.text import JsonDocument
from checkout_core.wire.writer import ordered, writer

_LINES = Many(A(LineRequest), 0, MAX_LINES)
_resolve = currency  # parameters named ``currency`` hide the function


def load_request(document: JsonDocument, currency: str | Currency, *, strict: bool = False) -> Loaded[CheckoutRequest]:
    """Return the request that the document states, its amounts in ``currency``.

    The lines are those of ``lineItems``, then those of ``customLineItems``. null stands for an absent member. With
    ``strict`` members that are not understood are problems, else they are named in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
        UnknownCurrency: when ``currency`` is none.
    """
    return read(document, _resolve(currency), _read_request, strict=strict)


def dump_request(request: CheckoutRequest, dialect: Dialect = "velo") -> dict[str, Any]:
    """Return the request as a JSON-ready dict, which `load_request` reads back to an equal request.

    Custom lines follow the catalog lines in ``customLineItems``; where their order is another, all lines stand in
    ``lineItems``, the custom ones marked ``customLineItem: true``.

    Raises:
        CurrencyMismatch: when the request's amounts are in several currencies: the document names none.
    """
    check_dialect(dialect)
    check_currency(amounts_in(request))
    document: dict[str, Any] = writer(dialect).unstructure(request)
    lines = [write_line(line, writer(dialect), dialect) for line in request.lines]
    marked = [line.custom_item is not None for line in request.lines]
    first_custom = marked.index(True) if True in marked else len(lines)
    if not all(marked[first_custom:]):
        first_custom = len(lines)
    for line in lines[first_custom:]:
        del line["customLineItem"]
    both = {"lineItems": lines[:first_custom], "customLineItems": lines[first_custom:]}
    given = {name: entries for name, entries in both.items() if entries}
    return ordered({**document, **given}, CheckoutRequest, dialect)


def amounts_in(request: CheckoutRequest) -> Iterator[Money]:
    """Every currency that amounts of the request are in, by an amount of it."""
    yield from amounts_of(request.lines)
    others = [request.gift_card_redeem_amount, *(entry.amount for entry in request.checkout_info.merchant_discounts)]
    yield from (amount for amount in others if amount is not None)


@functools.cache
def _request() -> Table:
    catalog = Member("line_items", _entries_by(read_line), limit=_LINES)
    custom = Member("custom_line_items", _entries_by(read_custom_line), limit=_LINES)
    return Table((catalog, custom, *table(CheckoutRequest).changed(without=("lines",)).members))


def _entries_by(read_entry: Any) -> Any:
    return lambda spot, _: read_entries(spot, read_entry, LineRequest)


def _read_request(spot: Spot) -> Any:
    values = _request().fill(spot)
    if not isinstance(spot.value, dict):
        return BAD
    arrays = [spot.at(name, _LINES) for name in ("lineItems", "customLineItems")]
    sound = one_id_each(*arrays) and are_enough(arrays, MAX_LINES)
    if values is BAD or not sound:
        return BAD
    lines = (*values.pop("line_items", ()), *values.pop("custom_line_items", ()))
    return built(spot, CheckoutRequest, {**values, "lines": lines})
