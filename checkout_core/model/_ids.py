"""Ids that are one whatever their case (convention Q3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from checkout_core.errors import InvalidField
from checkout_core.model._limits import GUID, A, Limit

T = TypeVar("T")


def by_lower_id(name: str, values: Mapping[str, T], limit: Limit) -> dict[str, T]:
    """Return the values by id in lower case. Raises `InvalidField` with this name for what is no such mapping.

    That is: ids that are none, values beyond the limit, and an id that is there twice in different spellings.
    """
    A(Mapping).check(name, values)
    found: dict[str, Any] = {}
    for own, value in values.items():
        GUID.check(name, own)
        limit.check(f"{name}[{own!r}]", value)
        if own.lower() in found:
            raise InvalidField(name, own, "each id once, whatever its case")
        found[own.lower()] = value
    return found
