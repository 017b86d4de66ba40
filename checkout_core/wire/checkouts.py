"""Checkouts as they are kept: the buyer's side alone, under the documented member names."""

from __future__ import annotations

import functools
from typing import Any

from checkout_core.model.checkout import Checkout
from checkout_core.model.line_item import LineItem
from checkout_core.wire.lines import amounts_of, check_currency, one_id_each, read_line, write_line
from checkout_core.wire.names import Dialect, check_dialect
from checkout_core.wire.reader import read_entries, table
from checkout_core.wire.spot import BAD, Loaded, Spot, read
from checkout_core.wire.stores import named_currency
from checkout_core.wire.tables import Table, built
from checkout_core.wire.text import JsonDocument
from checkout_core.wire.writer import ordered, writer


def load_checkout(document: JsonDocument, *, strict: bool = False) -> Loaded[Checkout]:
    """Return the checkout that the document states, its amounts in the document's ``currency``.

    Reads what `dump_checkout` writes. In a published checkout everything computed is not understood. null stands for
    an absent member. With ``strict`` members that are not understood are problems, else they are named in
    `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
    """
    return read(document, named_currency(document), _read_checkout, strict=strict)


def dump_checkout(checkout: Checkout, dialect: Dialect = "velo") -> dict[str, Any]:
    """Return the checkout as a JSON-ready dict, which `load_checkout` reads back to an equal checkout.

    This form is for keeping, not for publishing: it holds the gift card's code in clear and no computed amount. A
    custom line is marked ``customLineItem: true`` and has its item's members inline.

    Raises:
        CurrencyMismatch: when a line states an amount in another currency than the checkout's.
    """
    check_dialect(dialect)
    check_currency(amounts_of(checkout.line_items), checkout.currency)
    converter = writer(dialect)
    lines = [write_line(line, converter, dialect) for line in checkout.line_items]
    return ordered({**converter.unstructure(checkout), "lineItems": lines}, Checkout, dialect)


@functools.cache
def _checkout() -> Table:
    return table(Checkout).with_hook("line_items", _read_lines)


def _read_checkout(spot: Spot) -> Any:
    return built(spot, Checkout, _checkout().fill(spot))


def _read_lines(spot: Spot, _: Any) -> Any:
    lines = read_entries(spot, read_line, LineItem)
    return lines if one_id_each(spot) else BAD
