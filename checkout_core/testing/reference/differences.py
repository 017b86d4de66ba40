"""Two prices compared field by field."""

from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any


def differences(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Every place where two figures differ, as ``lines[0].cost.levied.tax: expected 5, got 6``."""
    if is_dataclass(expected) and type(expected) is type(actual):
        pairs = [(f"{path}.{field.name}".lstrip("."), field.name) for field in fields(expected)]
        return [
            text for place, name in pairs for text in differences(getattr(expected, name), getattr(actual, name), place)
        ]
    if isinstance(expected, tuple) and isinstance(actual, tuple) and len(expected) == len(actual):
        pairs_of = enumerate(zip(expected, actual, strict=True))
        return [text for index, (one, other) in pairs_of for text in differences(one, other, f"{path}[{index}]")]
    return [] if expected == actual else [f"{path}: expected {_shown(expected)}, got {_shown(actual)}"]


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, Fraction | int) else repr(value)
