"""Lines as JSON Schema: a catalog line or, if it says so, a custom one."""

from __future__ import annotations

from collections.abc import Callable

from checkout_core.wire.json_schema.objects import Book, present, said_to_be
from checkout_core.wire.json_schema.values import Schema
from checkout_core.wire.names import spellings
from checkout_core.wire.tables import Table


def any_line(catalog: Schema, custom: Schema) -> Schema:
    """A line that stands among others."""
    return {"type": "object", "if": said_to_be("customLineItem", value=True), "then": custom, "else": catalog}


def custom_line_of(book: Book, name: str, table: Callable[[bool], Table]) -> Schema:
    """A custom line; ``table`` tells its members, given whether its price is undetermined."""
    undetermined = table(True)
    needed = {member.name for member in table(False).required} - {member.name for member in undetermined.required}
    determined = {"allOf": [present(wire_name) for each in sorted(needed) for wire_name in spellings(each)]}
    condition = {"if": said_to_be("priceUndetermined", value=True), "else": determined}
    return book.noun(name, undetermined, condition)
