"""Requests for orders of plans: what createOnlineOrder takes, as JSON."""

from __future__ import annotations

import functools
from typing import Any

from checkout_core.model._limits import A, Many
from checkout_core.model.plan_order import PlanOrder
from checkout_core.model.plan_order_context import MAX_ORDERS
from checkout_core.model.plan_order_request import PlanOrderRequest
from checkout_core.wire.names import Dialect, check_dialect
from checkout_core.wire.plan_orders import dump_plan_order, read_plan_order
from checkout_core.wire.reader import read_entries, table
from checkout_core.wire.spot import Loaded, Spot, read
from checkout_core.wire.stores import STAND_IN
from checkout_core.wire.tables import Member, Table, built
from checkout_core.wire.text import JsonDocument
from checkout_core.wire.writer import ordered, writer


def load_plan_request(document: JsonDocument, *, strict: bool = False) -> Loaded[PlanOrderRequest]:
    """Return the request for an order of a plan that the document states.

    null stands for an absent member. With ``strict`` members that are not understood are problems, else they are named
    in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
    """
    return read(document, STAND_IN, _read_request, strict=strict)


def dump_plan_request(request: PlanOrderRequest, dialect: Dialect = "velo") -> dict[str, Any]:
    """Return the request as a JSON-ready dict, which `load_plan_request` reads back to an equal request."""
    check_dialect(dialect)
    document = writer(dialect).unstructure(request)
    if request.orders:
        document["orders"] = [dump_plan_order(order, dialect) for order in request.orders]
    return ordered(document, PlanOrderRequest, dialect)


@functools.cache
def _request() -> Table:
    orders = Member("orders", _read_orders, limit=Many(A(PlanOrder), most=MAX_ORDERS))
    return table(PlanOrderRequest).changed(orders)


def _read_orders(spot: Spot, _: Any) -> Any:
    return read_entries(spot, read_plan_order)


def _read_request(spot: Spot) -> Any:
    return built(spot, PlanOrderRequest, _request().fill(spot))
