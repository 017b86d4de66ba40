"""What a field of the model may hold: kind, range, length and shape, each with words that say so.

A limit is an attrs validator. A value that does not fit raises `InvalidField` naming class and field, what was given
and what is allowed. ``None`` passes where the field's default is ``None``. The numbers themselves stand at the fields
and are those of the Wix eCommerce documentation, or chosen where it gives none (conventions, Q4).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.json_value import JsonObject, sound

_GUID = re.compile(r"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\Z")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


def untold(secret: str) -> str:
    """Words for a text that no message may repeat."""
    return f"text of {len(secret)} characters"


@attrs.frozen
class Limit:
    """A validator with words; subclasses say what fits."""

    def fits(self, value: Any) -> bool:
        """Whether the value is allowed; never raises."""
        raise AssertionError(value)

    @property
    def allowed(self) -> str:
        """What is allowed, for the error's text."""
        raise AssertionError

    @property
    def in_json(self) -> str:
        """What is allowed, in the words of JSON, which knows no classes."""
        return self.allowed

    def check(self, name: str, value: Any) -> None:
        """Raise `InvalidField` with this name unless the value fits."""
        if not self.fits(value):
            raise InvalidField(name, value, self.allowed)

    def __call__(self, instance: object, attribute: attrs.Attribute[Any], value: Any) -> None:
        if value is None and attribute.default is None:
            return
        name = f"{type(instance).__name__}.{attribute.name}"
        if attribute.repr is False and isinstance(value, str) and not self.fits(value):
            raise InvalidField(name, untold(value), self.allowed)
        self.check(name, value)


@attrs.frozen
class Text(Limit):
    """Text of a bounded number of characters."""

    least: int = 0
    most: int = 5_000

    def fits(self, value: Any) -> bool:
        # str's own length: a subclass could tell another
        return isinstance(value, str) and self.least <= str.__len__(value) <= self.most and sound(value)

    @property
    def allowed(self) -> str:
        return f"text of {self.least} to {self.most} characters"


@attrs.frozen
class Pattern(Limit):
    """Text of a fixed shape."""

    shape: re.Pattern[str]
    words: str

    def fits(self, value: Any) -> bool:
        return isinstance(value, str) and self.shape.match(value) is not None

    @property
    def allowed(self) -> str:
        return self.words


GUID = Pattern(_GUID, "a GUID such as 00000000-0000-0000-0000-000000000001")
EMAIL = Pattern(_EMAIL, "an email address")
COUNTRY = Pattern(_COUNTRY, "a two-letter upper-case ISO 3166-1 country code")


@attrs.frozen
class Flag(Limit):
    """True or false."""

    def fits(self, value: Any) -> bool:
        return isinstance(value, bool)

    @property
    def allowed(self) -> str:
        return "true or false"


@attrs.frozen
class Instant(Limit):
    """A point in time with a time zone."""

    def fits(self, value: Any) -> bool:
        return isinstance(value, datetime) and value.tzinfo is UTC

    @property
    def allowed(self) -> str:
        return "an instant with a time zone, in the years 1 to 9999 of UTC"


@attrs.frozen
class Json(Limit):
    """Any JSON value, frozen; `JsonObject` where ``object_only``."""

    object_only: bool = False

    def fits(self, value: Any) -> bool:
        return isinstance(value, JsonObject) or not self.object_only

    @property
    def allowed(self) -> str:
        return "a JSON object" if self.object_only else "a JSON value"


@attrs.frozen
class Either(Limit):
    """What fits one of two limits."""

    first: Limit
    second: Limit

    def fits(self, value: Any) -> bool:
        return self.first.fits(value) or self.second.fits(value)

    @property
    def allowed(self) -> str:
        return f"{self.first.allowed} or {self.second.allowed}"

    @property
    def in_json(self) -> str:
        return f"{self.first.in_json} or {self.second.in_json}"


TEXT_OR_OBJECT = Either(Text(0, 2_000), Json(object_only=True))
"""A link or picture: one string in the velo dialect, an object in the REST dialect."""


@attrs.frozen
class A(Limit):
    """An instance of one class; a member of one enumeration."""

    kind: type[Any]

    def fits(self, value: Any) -> bool:
        return isinstance(value, self.kind)

    @property
    def allowed(self) -> str:
        name = self.kind.__name__
        named = f"{'an' if name[0] in 'AEIO' else 'a'} {name}"
        return f"{named}, {self.in_json}" if issubclass(self.kind, Enum) else named

    @property
    def in_json(self) -> str:
        if issubclass(self.kind, Enum):
            return "one of " + ", ".join(str(member.value) for member in self.kind)
        return self.allowed


@attrs.frozen
class Many(Limit):
    """A tuple of a bounded number of entries that each fit the same limit."""

    entry: Limit
    least: int = 0
    most: int = 1_000

    def fits(self, value: Any) -> bool:
        return (
            isinstance(value, tuple)
            and self.least <= len(value) <= self.most
            and all(self.entry.fits(entry) for entry in value)
        )

    def check(self, name: str, value: Any) -> None:
        """As `Limit.check`; names the entry that does not fit."""
        if not isinstance(value, tuple) or not self.least <= len(value) <= self.most:
            given = f"{len(value)} entries" if isinstance(value, tuple) else value
            raise InvalidField(name, given, self.allowed)
        for index, entry in enumerate(value):
            self.entry.check(f"{name}[{index}]", entry)

    @property
    def allowed(self) -> str:
        return f"{self.least} to {self.most} entries, each {self.entry.allowed}"

    @property
    def in_json(self) -> str:
        return f"an array of {self.least} to {self.most} entries"


@attrs.frozen
class ByName(Limit):
    """A frozen mapping of a bounded number of entries; names fit one limit, values another."""

    name: Limit
    entry: Limit
    most: int = 1_000

    def fits(self, value: Any) -> bool:
        return (
            isinstance(value, FrozenDict)
            and len(value) <= self.most
            and all(self.name.fits(name) and self.entry.fits(entry) for name, entry in value.items())
        )

    def check(self, name: str, value: Any) -> None:
        """As `Limit.check`; names the entry that does not fit."""
        if not isinstance(value, FrozenDict) or len(value) > self.most:
            given = f"{len(value)} entries" if isinstance(value, FrozenDict) else value
            raise InvalidField(name, given, self.allowed)
        for key, entry in value.items():
            self.name.check(f"{name}, a name", key)
            self.entry.check(f"{name}[{key!r}]", entry)

    @property
    def allowed(self) -> str:
        return f"a mapping of at most {self.most} entries: {self.name.allowed} to {self.entry.allowed}"

    @property
    def in_json(self) -> str:
        return f"an object of at most {self.most} members"
