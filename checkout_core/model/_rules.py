"""What several fields of an object must fulfil together. A class lists its rules as ``RULES``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import pairwise
from typing import Any

import attrs

from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.money import Money


class Rule:
    """What several fields of an object must fulfil together. A class lists its rules as ``RULES``."""

    names: tuple[str, ...]

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        """Raise `InvalidField` unless the values (absent ones are None) fulfil the rule."""
        raise AssertionError(owner, values)


@attrs.frozen
class OneOf(Rule):
    """Exactly one of the fields is given; where ``none_may``, at most one. A flag that is false is not given."""

    names: tuple[str, ...]
    none_may: bool = False

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        given = [name for name in self.names if _is_given(values.get(name))]
        if len(given) > 1 or (not given and not self.none_may):
            how_many = "at most" if self.none_may else "exactly"
            raise InvalidField(owner, ", ".join(given) or "none", f"{how_many} one of {', '.join(self.names)}")


@attrs.frozen
class SomeOf(Rule):
    """At least one of the fields is given. A flag that is false is not given."""

    names: tuple[str, ...]

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        if not any(_is_given(values.get(name)) for name in self.names):
            raise InvalidField(owner, "none", f"at least one of {', '.join(self.names)}")


@attrs.frozen
class Tagged(Rule):
    """Of the fields, the one that the tag names is given, and no other. ``fields`` tells the field of each value."""

    tag: str
    fields: Mapping[str, str]

    @property
    def names(self) -> tuple[str, ...]:  # type: ignore[override]  # read only, as everywhere
        return (self.tag, *self.fields.values())

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        tag = values.get(self.tag)
        wanted = self.fields.get(str(tag))
        given = [name for name in self.fields.values() if values.get(name) is not None]
        if wanted is not None and given != [wanted]:
            allowed = f"exactly one of {', '.join(self.fields.values())}: {wanted}, as {self.tag} is {tag}"
            raise InvalidField(owner, ", ".join(given) or "none", allowed)


@attrs.frozen
class NotBelow(Rule):
    """Where both are given, the first field is not less than the second; ``words`` say so, such as "not before"."""

    names: tuple[str, str]
    words: str

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        above, below = (values.get(name) for name in self.names)
        if above is None or below is None:
            return
        if isinstance(above, Money) and isinstance(below, Money) and above.currency != below.currency:
            return  # a mismatch, which `SameCurrency` or the class itself refuses
        if above < below:
            allowed = f"{self.words} {self.names[1]}, {_text(below)}"
            raise InvalidField(f"{owner}.{self.names[0]}", _text(above), allowed)


@attrs.frozen
class SameCurrency(Rule):
    """The amounts that are given are in one currency."""

    names: tuple[str, ...]

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        """Raise `CurrencyMismatch` for the first amount in another currency than the amount before it."""
        given = [(name, values[name]) for name in self.names if values.get(name) is not None]
        for (first, amount), (name, other) in pairwise(given):
            if other.currency != amount.currency:
                raise CurrencyMismatch(f"{owner}.{name}: {other} is not in {amount.currency.code}, as {first} is")


def _is_given(value: Any) -> bool:
    """Whether a field has a value: zero is one."""
    return value is not None and value is not False


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def follow_rules(owner: object) -> None:
    """Raise `InvalidField` for the first rule of its class that the object breaks."""
    kind = type(owner)
    for rule in kind.RULES:  # type: ignore[attr-defined]  # the caller's class has them
        rule.check(kind.__name__, {name: getattr(owner, name) for name in rule.names})
