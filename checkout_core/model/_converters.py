"""What a field of the model takes besides its own type: any iterable for a tuple, py-moneyed for Money, JSON unfrozen.

What no converter knows passes unchanged: the field's limit refuses it and names the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from checkout_core.model.json_value import JsonObject, JsonValue, freeze
from checkout_core.money import AnyMoney, Money, money


def as_tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    """Converter: any iterable as a tuple. What is no iterable (or is text) stays for the validator to refuse."""
    given: object = values
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        return given  # type: ignore[return-value]  # the validator refuses it, and names the field
    return tuple(values)


def as_money(value: AnyMoney) -> Money:
    """Converter: a py-moneyed amount through the strict door; anything else stays for the validator to refuse."""
    given: object = value
    if isinstance(given, AnyMoney):
        return money(given)
    return given  # type: ignore[return-value]  # the validator refuses it, and names the field


def as_instant(value: datetime) -> datetime:
    """Converter: an aware datetime in UTC; anything else stays for the validator to refuse."""
    given: object = value
    if isinstance(given, datetime) and given.tzinfo is not None:
        try:
            return given.astimezone(UTC)
        except (OverflowError, TypeError, ValueError):  # beyond the calendar, or a zone that tells no offset
            return value
    return given  # type: ignore[return-value]  # the validator refuses it, and names the field


def as_json(value: JsonValue | Mapping[str, Any] | list[Any]) -> JsonValue:
    """Converter: a JSON value, deeply frozen."""
    frozen: JsonValue = freeze(value)
    return frozen


def as_json_object(value: Mapping[str, Any]) -> JsonObject:
    """Converter: a JSON object, deeply frozen; anything else stays for the validator to refuse."""
    given: object = value
    if isinstance(given, Mapping):
        frozen: JsonObject = freeze(given)
        return frozen
    return given  # type: ignore[return-value]  # the validator refuses it, and names the field


def as_json_text(value: str | Mapping[str, Any] | None) -> str | JsonObject | None:
    """Converter: text, or a JSON object deeply frozen."""
    return as_json_object(value) if isinstance(value, Mapping) else value


def as_objects(values: Iterable[Mapping[str, Any]]) -> tuple[JsonObject, ...]:
    """Converter: any iterable of JSON objects as a tuple of them, deeply frozen."""
    given: object = as_tuple(values)
    return tuple(map(as_json_object, given)) if isinstance(given, tuple) else values  # type: ignore[return-value]
