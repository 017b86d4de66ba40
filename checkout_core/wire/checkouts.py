"""Checkouts as documents: kept, which is the buyer's side alone, or published, with everything that was computed."""

from __future__ import annotations

import functools
from typing import Any, Final

from checkout_core.model.checkout import Checkout
from checkout_core.model.line_item import LineItem
from checkout_core.wire.lines import amounts_of, check_currency, one_id_each, read_line, write_line
from checkout_core.wire.names import Dialect, check_dialect, spellings
from checkout_core.wire.published_checkouts import read_published
from checkout_core.wire.reader import read_entries, table
from checkout_core.wire.spot import BAD, Loaded, Spot, read
from checkout_core.wire.stores import named_currency
from checkout_core.wire.tables import Table, built
from checkout_core.wire.text import JsonDocument
from checkout_core.wire.writer import ordered, writer


def load_checkout(document: JsonDocument, *, strict: bool = False) -> Loaded[Checkout]:
    """Return the checkout that the document states, its amounts in the document's ``currency``.

    Reads what `dump_checkout` writes, and what `dump_priced` writes: a document with a ``priceSummary``. Of that, what
    a price computes is passed over; a gift card's code, which is never published, must be put beside it. The service's
    ``{"checkout": …}`` is read inside. null stands for an absent member. With ``strict`` members that are not
    understood are problems, else they are named in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
    """
    return read(document, named_currency(_answered(document)), _read_either, strict=strict)


def is_checkout(document: JsonDocument) -> bool:
    """Whether the document is a checkout, kept or published, for `load_checkout`, rather than a request for one."""
    checkout = _answered(document)
    return isinstance(checkout, dict) and any(checkout.get(name) is not None for name in _MARKS)


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


PUBLISHED: Final = "priceSummary"
"""The member that tells a published checkout from a kept one."""

_DATES: Final = tuple(name for date in ("created_date", "updated_date") for name in spellings(date))
_MARKS: Final = (PUBLISHED, *_DATES, "completed", "orderId")
"""Members that a checkout has, and a request has not."""


def _answered(document: JsonDocument) -> Any:
    """The checkout inside an answer of the service, else the document itself."""
    wrapped = isinstance(document, dict) and document.keys() == {"checkout"}
    return document["checkout"] if wrapped else document


def _read_either(spot: Spot) -> Any:
    checkout = spot if _answered(spot.value) is spot.value else spot.at("checkout")
    published = isinstance(checkout.value, dict) and checkout.value.get(PUBLISHED) is not None
    return read_published(checkout) if published else _read_kept(checkout)


@functools.cache
def _checkout() -> Table:
    return table(Checkout).with_hook("line_items", _read_lines)


def _read_kept(spot: Spot) -> Any:
    return built(spot, Checkout, _checkout().fill(spot))


def _read_lines(spot: Spot, _: Any) -> Any:
    lines = read_entries(spot, read_line, LineItem)
    return lines if one_id_each(spot) else BAD
