"""The product of several choices, each combination a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice, product
from typing import Any

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model.discounts import Coupon
from checkout_core.model.scenario import Scenario

_FIELDS = tuple(field.name for field in attrs.fields(Scenario) if field.name != "name")

MAX_SCENARIOS = 10_000
"""Most scenarios of a grid."""


def grid(**choices: Iterable[Any] | Mapping[str, Any]) -> tuple[Scenario, ...]:
    """Return a scenario for each combination of the choices, the last one varying fastest.

    Each argument is a field of `Scenario` with the values it may take: an iterable, or a mapping from labels to them.
    The label of a value of an iterable is its text, of a coupon its code, of anything that has many parts its number
    from 1; None is left as it is, and ``coupon=""`` none. A scenario's name are its labels: ``"coupon=TEN, tax=2"``.

    Raises `InvalidField` for a field that `Scenario` has not, for no values, and for more than 10,000 combinations.

    >>> [scenario.name for scenario in grid(coupon=["", "TEN"], tax_included=[True, False])][1:3]
    ['coupon=none, tax_included=false', 'coupon=TEN, tax_included=true']
    """
    columns: list[list[tuple[str, Any]]] = []
    count = 1
    for field, values in choices.items():
        if field not in _FIELDS:
            raise InvalidField("grid", field, f"one of {', '.join(_FIELDS)}")
        columns.append(list(values.items()) if isinstance(values, Mapping) else _labelled(field, values))
        count *= len(columns[-1])
        if not 1 <= count <= MAX_SCENARIOS:
            raise InvalidField(f"grid.{field}", f"{count} combinations", f"1 to {MAX_SCENARIOS} of them")
    if not choices:
        raise InvalidField("grid", "no choices", f"one of {', '.join(_FIELDS)}, at least")
    scenarios = []
    for combination in product(*columns):
        named = list(zip(choices, combination, strict=True))
        name = ", ".join(f"{field}={label}" for field, (label, _) in named)
        changes = {field: value for field, (_, value) in named if value is not None}
        scenarios.append(Scenario(name=name, **changes))
    return tuple(scenarios)


def _labelled(field: str, values: Iterable[Any]) -> list[tuple[str, Any]]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InvalidField(f"grid.{field}", values, "an iterable of values, or a mapping from labels to them")
    given = islice(values, MAX_SCENARIOS + 1)  # it may have no end
    labelled = [(_label(value, number), value) for number, value in enumerate(given, start=1)]
    labels: set[str] = set()
    for label, _ in labelled:
        if label in labels:
            raise InvalidField(f"grid.{field}", label, "values with labels of their own; a mapping can give them")
        labels.add(label)
    return labelled


def _label(value: Any, number: int) -> str:
    """What a value is called in the name of a scenario."""
    match value:
        case None:
            return "unchanged"
        case bool():
            return "true" if value else "false"
        case Coupon():
            return value.code
        case str():
            return value or "none"
        case Mapping() | tuple() | list():
            return str(number)
        case _:
            return str(number) if attrs.has(type(value)) else str(value)
