"""What members are called on the wire: one table, two dialects.

A Python name is the wire name in snake case, so the wire name follows from it, but for the names in `EXCEPTIONS`. The
*velo* dialect writes ``_id``, ``_createdDate`` and ``_updatedDate``, the *rest* dialect writes them without the
underscore. Reading understands both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from checkout_core.errors import InvalidField
from checkout_core.model._documents import camel

Dialect: TypeAlias = Literal["velo", "rest"]
"""Which of the two spellings is written."""

EXCEPTIONS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "id": ("_id", "id"),
        "created_date": ("_createdDate", "createdDate"),
        "updated_date": ("_updatedDate", "updatedDate"),
        "and_": ("and", "and"),
        "from_": ("from", "from"),
        "or_": ("or", "or"),
    }
)
"""Python name → (velo, rest), where the rule does not tell."""

_SNAKE: Final = re.compile(r"\b[a-z][a-z0-9]*(?:(?:_[a-z0-9]+)+|_)\b")


def spellings(name: str) -> tuple[str, ...]:
    """Return every wire name of a Python name, velo first.

    >>> spellings("catalog_item_id"), spellings("id")
    (('catalogItemId',), ('_id', 'id'))
    """
    velo, rest = EXCEPTIONS.get(name) or (camel(name),) * 2
    return (velo,) if velo == rest else (velo, rest)


def spelling(name: str, dialect: Dialect) -> str:
    """Return the wire name of a Python name in one dialect.

    >>> spelling("created_date", "rest")
    'createdDate'
    """
    known = spellings(name)
    return known[-1] if dialect == "rest" else known[0]


def in_wire_names(words: str) -> str:
    """Return words about a field with its Python names as wire names.

    >>> in_wire_names("exactly one of scope, minimum_subtotal")
    'exactly one of scope, minimumSubtotal'
    >>> in_wire_names("at least from_, USD 5.00")
    'at least from, USD 5.00'
    """
    return _SNAKE.sub(lambda match: spellings(match[0])[0], words)


def check_dialect(dialect: str) -> None:
    """Raise `InvalidField` unless the dialect is one of the two."""
    if dialect not in ("velo", "rest"):
        raise InvalidField("dialect", dialect, "'velo' or 'rest'")
