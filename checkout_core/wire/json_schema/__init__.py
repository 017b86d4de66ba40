"""The documents that the wire layer reads and writes, as JSON Schema, made of the tables that it reads with."""

from __future__ import annotations

import copy
from typing import Any, Final

from checkout_core.errors import InvalidField
from checkout_core.wire.json_schema import documents, hooks, published
from checkout_core.wire.json_schema.documents import DOCUMENTS, SchemaName
from checkout_core.wire.json_schema.objects import Book
from checkout_core.wire.names import Dialect, check_dialect

__all__ = ["SCHEMAS", "SchemaName", "schema"]

SCHEMAS: Final[tuple[SchemaName, ...]] = tuple(DOCUMENTS)
"""The documents that have a schema."""


def schema(name: SchemaName, dialect: Dialect = "velo") -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the documents of this name, JSON-ready.

    It allows whatever ``load_…`` reads and ``dump_…`` writes, in both dialects: ``dialect`` decides only which of two
    spellings comes first. A ``"checkout"`` is one that is kept or published; checkouts and orders may be wrapped as the
    service answers them. What the schema refuses, ``load_…`` refuses. The reverse does not hold: of what the values of
    several members must be together it says little. Members that are not known are allowed.

    Every noun is a definition in ``$defs``, by the name of its class.

    Raises:
        InvalidField: for another name or dialect.

    >>> schema("store")["$defs"]["Scope"]["required"]
    ['namespace']
    """
    if name not in DOCUMENTS:
        raise InvalidField("name", name, f"one of {', '.join(DOCUMENTS)}")
    check_dialect(dialect)
    book = Book(dialect, {**hooks.shapes(), **documents.shapes(), **published.shapes()})
    document = DOCUMENTS[name](book)
    told = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:checkout-core:{name}:{dialect}",
        "title": name,
        **document,
        "$defs": {defined: book.definitions[defined] for defined in sorted(book.definitions)},
    }
    return copy.deepcopy(told)  # parts of it are the same everywhere: what is returned is the caller's
