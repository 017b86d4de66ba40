"""The documents as JSON Schema, and what is read at single places of stores, requests, checkouts, orders and plans."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, TypeAlias

from checkout_core.model.line_item import LineItem, LineRequest
from checkout_core.wire.checkouts import PUBLISHED, _checkout
from checkout_core.wire.json_schema.lines import any_line, custom_line_of
from checkout_core.wire.json_schema.objects import Book, Shape, answered, array_of, present
from checkout_core.wire.json_schema.values import Schema
from checkout_core.wire.lines import catalog_line, custom_line
from checkout_core.wire.orders import balance_table, order_table
from checkout_core.wire.plan_orders import (
    _details_table,
    _duration_table,
    _order_table,
    _price_table,
    _pricing_table,
    _span_table,
)
from checkout_core.wire.plan_requests import _request as _plan_request
from checkout_core.wire.published_checkouts import published_checkout
from checkout_core.wire.requests import _request
from checkout_core.wire.stores import _catalog_entry, _store
from checkout_core.wire.tables import Hook, Table

SchemaName: TypeAlias = Literal["checkout", "store", "request", "order", "plan-order", "plan-request"]
"""The documents that have a schema."""

_SOME_LINE: Final[Schema] = {
    "anyOf": [
        {"required": [name], "properties": {name: {"type": "array", "minItems": 1}}}
        for name in ("lineItems", "customLineItems")
    ]
}
_SOME_PRICE: Final[Schema] = {"anyOf": [present("pricing"), present("priceDetails")]}


def _checkout_document(book: Book) -> Schema:
    """A checkout, which is published if it has a summary, else kept; by itself or in an answer."""
    kept, published = book.noun("Checkout", _checkout()), book.noun("PublishedCheckout", published_checkout())
    either: Schema = {"type": "object", "if": present(PUBLISHED), "then": published, "else": kept}
    return answered("checkout", book.define("KeptOrPublishedCheckout", either))


def _plan_order(book: Book) -> Schema:
    """An order of a plan, by itself or in an answer; one of the forms of its prices must be there."""
    return answered("order", book.noun("PlanOrder", _order_table(), _SOME_PRICE))


DOCUMENTS: Final[Mapping[SchemaName, Callable[[Book], Schema]]] = {
    "checkout": _checkout_document,
    "store": lambda book: book.noun("Store", _store()),
    "request": lambda book: book.noun("CheckoutRequest", _request(), _SOME_LINE),
    "order": lambda book: answered("order", book.noun("Order", order_table())),
    "plan-order": _plan_order,
    "plan-request": lambda book: book.noun("PlanOrderRequest", _plan_request()),
}
"""The schema of each document, its definitions put into the book."""


@functools.cache
def shapes() -> Mapping[Hook, Shape]:
    """What is read, by the hook that reads it."""
    at_store, at_request, at_plan_order = _store().by_key, _request().by_key, _order_table().by_key
    listed = ("coupons", "discountRules", "giftCards", "memberships", "plans")
    return {
        **{at_store[name].hook: lambda book, kind, limit: book.array(kind, limit) for name in listed},
        at_store["catalog"].hook: lambda book, _, limit: array_of(book.noun("CatalogEntry", _catalog_entry()), limit),
        at_request["lineItems"].hook: lambda book, _, limit: array_of(_line(book, LineRequest), limit),
        at_request["customLineItems"].hook: lambda book, _, limit: array_of(_custom_line(book, LineRequest), limit),
        _checkout().by_key["lineItems"].hook: lambda book, _, limit: array_of(_line(book, LineItem), limit),
        order_table().by_key["balanceSummary"].hook: _noun("BalanceSummary", balance_table),
        at_plan_order["pricing"].hook: _noun("PlanOrderPricing", _pricing_table),
        at_plan_order["priceDetails"].hook: _noun("PriceDetails", _details_table),
        _pricing_table().by_key["prices"].hook: lambda book, _, limit: array_of(
            book.noun("PlanPriceSpan", _span_table()), limit
        ),
        _span_table().by_key["price"].hook: _noun("PlanPrice", _price_table),
        _span_table().by_key["duration"].hook: _noun("PlanPriceDuration", _duration_table),
        _plan_request().by_key["orders"].hook: lambda book, _, limit: array_of(_plan_order(book), limit),
    }


def _noun(name: str, table: Callable[[], Table]) -> Shape:
    """Objects of a table."""
    return lambda book, *_: book.noun(name, table())


def _line(book: Book, kind: Any) -> Schema:
    """A line of a request or of a kept checkout."""
    return any_line(book.noun("CatalogLine", catalog_line(kind)), _custom_line(book, kind))


def _custom_line(book: Book, kind: Any) -> Schema:
    return custom_line_of(book, "CustomLine", functools.partial(custom_line, kind))
