"""Free-form JSON that the library carries but does not interpret: catalog options, custom field values, extensions.

Held deeply frozen, so that it hashes and cannot change under a price. Numbers are int or Decimal, never a float.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from checkout_core.errors import InvalidField
from checkout_core.model.frozen_dict import FrozenDict

MAX_DEPTH = 32
"""Deepest nesting of a free-form value."""


class JsonObject(FrozenDict[str, Any]):
    """A JSON object that cannot be changed. Made by `freeze`; equal to the dict of the same content."""

    __slots__ = ()


JsonValue: TypeAlias = str | int | Decimal | bool | tuple[Any, ...] | JsonObject | None


def typed(value: Any) -> Any:
    """A key by which JSON values are equal only if they are of one kind: true is not 1."""
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, JsonObject):
        return frozenset((key, typed(entry)) for key, entry in value.items())
    return tuple(typed(entry) for entry in value) if isinstance(value, tuple) else value


def freeze(value: Any, depth: int = 0) -> Any:
    """Return the JSON value with every object as a `JsonObject` and every array as a tuple.

    Raises `InvalidField` for what JSON cannot say exactly (a float, NaN, a key that is no text) and beyond
    `MAX_DEPTH` levels.
    """
    if depth > MAX_DEPTH:
        raise InvalidField("", "deeper nesting", f"JSON of at most {MAX_DEPTH} levels")
    if value is None or isinstance(value, str | int):
        return value
    if isinstance(value, Decimal) and value.is_finite():
        return value
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise InvalidField("", key, "text as the key of a JSON object")
        return JsonObject({key: freeze(entry, depth + 1) for key, entry in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(entry, depth + 1) for entry in value)
    raise InvalidField("", value, "a JSON value: text, int, Decimal, true, false, null, an array or an object")
