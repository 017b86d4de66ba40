"""One reading of one document: where we are in it, what is wrong with it, what of it is not understood.

The hooks of `checkout_core.wire.reader` are given a `Spot` instead of a bare value. A hook returns what the value
means, or notes a problem and returns `BAD`; so one pass finds every problem, each at its place, and raises nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final, Generic, TypeVar

import attrs

from checkout_core.currencies import Currency
from checkout_core.errors import InvalidDocument, InvalidField, Problem, shown
from checkout_core.model._limits import A, Limit, Many, untold
from checkout_core.wire.names import in_wire_names, spellings
from checkout_core.wire.paths import ROOT, cut, found, joined, step
from checkout_core.wire.text import MAX_PROBLEMS

T = TypeVar("T")

BAD: Final[Any] = type("Bad", (), {"__repr__": lambda _: "BAD", "__slots__": ()})()
"""What a hook returns for a value that cannot be read; the problem has been noted."""

IGNORED_LISTED: Final = 10
"""How many members that were not understood a problem lists; the others are counted."""

_FIELD_STEP: Final = re.compile(r"\.?([a-z_][a-z0-9_]*)|\[([0-9]+)\]")


@attrs.frozen
class Loaded(Generic[T]):
    """What a document means, and what of it was not understood."""

    value: T
    unknown: tuple[str, ...] = ()
    """JSON paths of the members that were not understood, in the document's order."""


class _Enough(Exception):
    """There are `MAX_PROBLEMS` problems."""


class Reading:
    """What is gathered while one document is read."""

    __slots__ = ("currency", "problems", "strict", "unknown")

    def __init__(self, currency: Currency, *, strict: bool) -> None:
        self.currency = currency
        """The currency that plain amounts are in, at this moment."""
        self.strict = strict
        self.problems: list[Problem] = []
        self.unknown: list[str] = []


class Spot:
    """A value of the document and its place.

    Attributes:
        value: the JSON value.
        reading: the reading it belongs to.
        parent: the object or array around it, None for the document itself.
        key: its name or index there.
        limit: what may stand there, if it is the value of a field.
        secret: whether problems must not repeat the value.
    """

    __slots__ = ("key", "limit", "parent", "reading", "secret", "value")

    def __init__(
        self,
        value: Any,
        reading: Reading,
        parent: Spot | None = None,
        key: object = None,
        limit: Limit | None = None,
        secret: bool = False,  # noqa: FBT001, FBT002 - made for every value: keywords cost
    ) -> None:
        self.value = value
        self.reading = reading
        self.parent = parent
        self.key = key
        self.limit = limit
        self.secret = secret

    def at(self, key: object, limit: Limit | None = None) -> Spot:
        """The entry or member of this name; its value is None where there is none."""
        value = self.value
        inside = key in value if isinstance(value, dict) else isinstance(key, int) and key < len(value)
        return Spot(value[key] if inside else None, self.reading, self, key, limit)

    @property
    def path(self) -> str:
        """The place as a JSON path."""
        steps: list[str] = []
        spot: Spot | None = self
        while spot is not None and spot.parent is not None:
            steps.append(step(spot.key))
            spot = spot.parent
        path = ROOT
        for taken in reversed(steps):
            path = joined(path, taken)
        return path

    def refuse(self, allowed: str | None = None, what: str | None = None) -> Any:
        """Note that the value cannot stay and return `BAD`. Left out: the limit's words, the value itself."""
        if what is None:
            if isinstance(self.value, float):
                what = "a float; give a string or use parse"
            elif self.secret and isinstance(self.value, str):
                what = untold(self.value)
            else:
                what = found(self.value)
        problems = self.reading.problems
        problems.append(Problem(self.path, what, words(self.limit) if allowed is None else allowed))
        if len(problems) >= MAX_PROBLEMS:
            raise _Enough
        return BAD

    def surplus(self, known: str) -> bool:
        """Note a member that is not understood; whether reading may go on as if it were not there."""
        if self.reading.strict or not isinstance(self.key, str):
            self.refuse(f"one of {known}", "an unknown member")
            return False
        self.reading.unknown.append(self.path)
        return True

    def blame(self, error: InvalidField) -> Any:
        """Note the problem that an object's own rule found in this value: at the field it names."""
        spot: Spot = self
        rest = error.field.partition(".")[2]
        while match := _FIELD_STEP.match(rest):
            spot = spot._inner(match[1], match[2])
            rest = rest[match.end() :]
        if spot.value is not None and not isinstance(spot.value, dict | list):
            spot.secret = "gift_card" in error.field
            return spot.refuse(in_wire_names(error.allowed))
        stated = in_wire_names(error.given) if isinstance(error.given, str) else shown(error.given)
        what = "nothing" if spot.value is None or error.given is None else stated
        return spot.refuse(in_wire_names(error.allowed), what + spot.ignored())

    def _inner(self, name: str | None, index: str | None) -> Spot:
        """The member of this Python name or the entry of this index, by the name the document uses."""
        if name is not None and isinstance(self.value, dict):
            return member_of(self, name)
        return self.at(int(index)) if index is not None and isinstance(self.value, list) else self

    def ignored(self) -> str:
        """Words about the members of this object that were not understood: they may be what a rule misses."""
        here = self.path
        starts = f"{here}.", f"{here}["
        names: list[str] = []
        for path in reversed(self.reading.unknown):
            if not path.startswith(starts):
                break
            names.append(path.removeprefix(here).removeprefix("."))
        listed = ", ".join(map(cut, names[: -IGNORED_LISTED - 1 : -1]))
        more = f" and {len(names) - IGNORED_LISTED} more" if len(names) > IGNORED_LISTED else ""
        return f" (not understood: {listed}{more})" if names else ""


def words(limit: Limit | None) -> str:
    """What a limit allows, in the words of JSON."""
    if type(limit) is A and attrs.has(limit.kind):
        return "an object"
    return "another value" if limit is None else in_wire_names(limit.in_json)


def member_of(spot: Spot, name: str, *, secret: bool = False) -> Spot:
    """The member of this Python name, by the name the document uses."""
    names = spellings(name)
    found_name = next((spelt for spelt in names if spelt in spot.value), names[0])
    member = spot.at(found_name)
    member.secret = secret
    return member


def entries_of(array: Spot) -> Iterator[Spot]:
    """The objects in an array; none where it is none, or longer than its limit allows."""
    entries, limit = array.value, array.limit
    if isinstance(entries, list | tuple) and not (isinstance(limit, Many) and len(entries) > limit.most):
        yield from (array.at(index) for index, entry in enumerate(entries) if isinstance(entry, dict))


def one_each(spots: Iterable[Spot], allowed: str, alike: Callable[[str], str] = str) -> bool:
    """Whether no text stands at two of the spots; the later of two is refused."""
    seen: set[str] = set()
    sound = True
    for spot in spots:
        if isinstance(spot.value, str):
            text = alike(spot.value)
            if text in seen:
                sound = spot.refuse(allowed) is not BAD
            seen.add(text)
    return sound


def read(document: object, currency: Currency, hook: Callable[[Spot], Any], *, strict: bool) -> Loaded[Any]:
    """Return what the hook makes of the document.

    Raises:
        InvalidDocument: with every problem that the hook noted, at most `MAX_PROBLEMS`.
    """
    reading = Reading(currency, strict=strict)
    try:
        value = hook(Spot(document, reading))
    except _Enough:
        value = BAD
    if reading.problems:
        raise InvalidDocument(tuple(reading.problems))
    return Loaded(value, tuple(reading.unknown))
