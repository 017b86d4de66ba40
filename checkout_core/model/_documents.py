"""Nouns as JSON where a refusal has to tell them: wire names, nothing that is absent."""

from __future__ import annotations

from enum import Enum
from typing import Any

import attrs


def camel(name: str) -> str:
    """Return a Python name as on the wire.

    >>> camel("order_validation_errors")
    'orderValidationErrors'
    """
    first, *others = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


def document(value: Any) -> Any:
    """Return a noun without amounts or ids of its own (findings, violations) as JSON-ready data."""
    if attrs.has(type(value)):
        fields = ((field.name, getattr(value, field.name)) for field in attrs.fields(type(value)))
        return {camel(name): document(entry) for name, entry in fields if entry is not None}
    if isinstance(value, dict):
        return {key: document(entry) for key, entry in value.items()}
    if isinstance(value, tuple):
        return [document(entry) for entry in value]
    return value.value if isinstance(value, Enum) else value
