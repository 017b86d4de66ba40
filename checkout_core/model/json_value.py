"""Free-form JSON that the library carries but does not interpret: catalog options, custom field values, extensions.

Held deeply frozen, so that it hashes and cannot change under a price. Numbers are int or Decimal, never a float.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from checkout_core.errors import InvalidField
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.money import MAX_DIGITS

MAX_EXPONENT = 100
"""Largest exponent of ten of a number, above and below zero."""

_LIMIT: int = 10**MAX_DIGITS
_SURROGATE = re.compile("[\ud800-\udfff]")
_ALLOWED = (
    "a JSON value: text without lone surrogates, an int or Decimal of at most 64 digits and exponent 100, "
    "true, false, null, an array or an object"
)

MAX_DEPTH = 32
"""Deepest nesting of a free-form value."""


class JsonObject(FrozenDict[str, Any]):
    """A JSON object that cannot be changed. Made by `freeze`.

    Equal to another of the same content as JSON sees it, where true is not 1 (see `canonical`); to a plain dict as
    Python sees it.
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return canonical(self) == canonical(other) if isinstance(other, JsonObject) else dict.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:  # type: ignore[override]  # dict has none; a frozen one can
        return hash(canonical(self))


JsonValue: TypeAlias = str | int | Decimal | bool | tuple[Any, ...] | JsonObject | None


def bounded(number: Decimal | int) -> bool:
    """Whether the number is finite, of at most 64 digits and exponent 100; in constant time for any exponent."""
    if isinstance(number, int):
        return abs(number) < _LIMIT
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int):
        return False  # NaN or an infinity
    return len(digits) <= MAX_DIGITS and -MAX_EXPONENT <= exponent <= MAX_EXPONENT


def sound(text: str) -> bool:
    """Whether the text can be written as UTF-8: it holds no half of a surrogate pair."""
    return text.isascii() or _SURROGATE.search(text) is None


def canonical(value: Any) -> str:
    """The value as text that equal values share and different kinds do not: true is not 1, 1.0 is 1.

    What JSON objects are compared and hashed by. (Ints hash to themselves, so a hash of the values could be forged.)
    """
    if isinstance(value, bool) or value is None:
        return str(value)
    if isinstance(value, str):
        return repr(value)
    if isinstance(value, int | Decimal):
        sign, digits, exponent = Decimal(value).as_tuple()
        number = "".join(map(str, digits)).lstrip("0")
        power = int(exponent) + len(number) - len(number.rstrip("0"))
        return f"{'-' * sign}{number.rstrip('0')}e{power}" if number else "0"
    if isinstance(value, tuple):
        return f"[{','.join(map(canonical, value))}]"
    return "{" + ",".join(f"{key!r}:{canonical(value[key])}" for key in sorted(value)) + "}"


def freeze(value: Any, depth: int = 0) -> Any:
    """Return the JSON value with every object as a `JsonObject` and every array as a tuple.

    Raises `InvalidField` for what JSON cannot say exactly (a float, NaN, a key that is no text) and beyond
    `MAX_DEPTH` levels.
    """
    if depth > MAX_DEPTH:
        raise InvalidField("", "deeper nesting", f"JSON of at most {MAX_DEPTH} levels")
    if value is None or (isinstance(value, str) and sound(value)):
        return value
    if isinstance(value, int | Decimal) and bounded(value):
        return value
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str) or not sound(key):
                raise InvalidField("", key, "text without lone surrogates as the key of a JSON object")
        return JsonObject({key: freeze(entry, depth + 1) for key, entry in value.items()})
    if isinstance(value, list | tuple):
        return tuple(freeze(entry, depth + 1) for entry in value)
    raise InvalidField("", value, _ALLOWED)
