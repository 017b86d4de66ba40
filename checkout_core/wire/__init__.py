"""The JSON boundary: text, documents in two dialects, and the model's nouns.

``parse`` and ``dumps`` turn text into documents and back; ``load_…`` and ``dump_…`` turn documents into nouns and
back. A document is plain JSON data: dict, list, str, int, Decimal, bool, None.
"""

from checkout_core.wire.checkouts import dump_checkout, is_checkout, load_checkout
from checkout_core.wire.errors import ErrorResponse, dump_error
from checkout_core.wire.json_schema import SCHEMAS, SchemaName, schema
from checkout_core.wire.legacy_cart import Converted, convert_cart
from checkout_core.wire.names import Dialect
from checkout_core.wire.operations import (
    load_changes,
    load_line_ids,
    load_lines,
    load_order_id,
    load_order_options,
    load_quantities,
)
from checkout_core.wire.orders import dump_created, dump_order, load_order
from checkout_core.wire.plan_orders import dump_plan_order, load_plan_order
from checkout_core.wire.plan_requests import dump_plan_request, load_plan_request
from checkout_core.wire.priced import dump_priced
from checkout_core.wire.requests import dump_request, load_request
from checkout_core.wire.scenarios import dump_scenarios, load_choices, load_scenarios
from checkout_core.wire.spot import Loaded
from checkout_core.wire.stores import dump_store, load_store
from checkout_core.wire.text import JsonDocument, dumps, parse
from checkout_core.wire.toml import parse_toml

__all__ = [
    "SCHEMAS",
    "Converted",
    "Dialect",
    "ErrorResponse",
    "JsonDocument",
    "Loaded",
    "SchemaName",
    "convert_cart",
    "dump_checkout",
    "dump_created",
    "dump_error",
    "dump_order",
    "dump_plan_order",
    "dump_plan_request",
    "dump_priced",
    "dump_request",
    "dump_scenarios",
    "dump_store",
    "dumps",
    "is_checkout",
    "load_changes",
    "load_checkout",
    "load_choices",
    "load_line_ids",
    "load_lines",
    "load_order",
    "load_order_id",
    "load_order_options",
    "load_plan_order",
    "load_plan_request",
    "load_quantities",
    "load_request",
    "load_scenarios",
    "load_store",
    "parse",
    "parse_toml",
    "schema",
]
