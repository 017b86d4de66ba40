"""Places of a foreign document, read tolerantly.

What is absent has no value; null and empty text are absent, too. What is there and cannot be read has none either, and
is noted: numbers are JSON numbers or text of any scale, never floats; an amount is an object with the member
``amount``, or its number.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from checkout_core.wire import numbers
from checkout_core.wire.paths import ROOT, joined, step

A_NUMBER: Final = f"{numbers.ALLOWED}, written exactly: as text, or as JSON that `parse` has read"

NOTHING: Final = ""
"""The documents print it where a line that is gone has no amount."""

Notes = dict[str, tuple["Node", str]]
"""What could not be read, by its path: the place, and what would have been."""


NO_MEMBERS: Final[dict[str, Node]] = {}
"""Of a node none of whose members was asked for yet; never written to."""


class Node:
    """A value of the document and its place; the value is None where there is nothing."""

    __slots__ = ("_entries", "_members", "_number", "key", "notes", "parent", "value")

    def __init__(self, value: Any, notes: Notes, parent: Node | None = None, key: object = None) -> None:
        self.value = value
        self.notes = notes
        self.parent = parent
        self.key = key
        self._number: Fraction | bool | None = False
        self._members: dict[str, Node] = NO_MEMBERS
        self._entries: tuple[Node, ...] | None = None

    def __bool__(self) -> bool:
        """Whether anything stands there."""
        return self.value is not None

    def at(self, *names: str) -> Node:
        """The member of the first of these names that is there."""
        if isinstance(self.value, dict):
            for name in names:
                value = self.value.get(name)
                if value is not None and value != NOTHING:
                    return self._members.get(name) or self._member(name, value)
        elif self:
            self.note("an object")
        return Node(None, self.notes, self, names[0])

    def _member(self, name: str, value: Any) -> Node:
        """A member that is asked for the first time, remembered with what will be read of it."""
        if self._members is NO_MEMBERS:
            self._members = {}
        return self._members.setdefault(name, Node(value, self.notes, self, name))

    @property
    def is_list(self) -> bool:
        """Whether an array stands there."""
        return isinstance(self.value, list | tuple)

    @property
    def entries(self) -> tuple[Node, ...]:
        """The entries of an array."""
        if self._entries is None:
            listed = self.value if isinstance(self.value, list | tuple) else ()
            self._entries = tuple(Node(value, self.notes, self, index) for index, value in enumerate(listed))
            if self and not self.is_list:
                self.note("an array")
        return self._entries

    @property
    def text(self) -> str | None:
        """A text."""
        if self and not isinstance(self.value, str):
            self.note("text")
        return self.value if isinstance(self.value, str) else None

    @property
    def flag(self) -> bool | None:
        """True or false."""
        if self and not isinstance(self.value, bool):
            self.note("true or false")
        return self.value if isinstance(self.value, bool) else None

    @property
    def number(self) -> Fraction | None:
        """A number, digit for digit."""
        if self._number is False:
            exact = self.decimal
            self._number = None if exact is None else Fraction(exact)
            if exact is None and self:
                self.note(A_NUMBER)
        return None if isinstance(self._number, bool) else self._number

    @property
    def decimal(self) -> Decimal | None:
        """The same as a Decimal; nothing is noted."""
        return numbers.from_json(self.value)

    @property
    def leaf(self) -> Node:
        """Where the number of an amount stands: the member ``amount`` of an object that has one, else here."""
        held = self.at("amount") if isinstance(self.value, dict) else self
        return held or self

    @property
    def amount(self) -> Fraction | None:
        """An amount of money, in major units."""
        if not isinstance(self.value, dict):
            return self.number
        if self._number is False:
            self._number = self.at("amount").number
        return None if isinstance(self._number, bool) else self._number

    @property
    def path(self) -> str:
        """The place as a JSON path."""
        steps: list[str] = []
        node = self
        while node.parent is not None:
            steps.append(step(node.key))
            node = node.parent
        path = ROOT
        for taken in reversed(steps):
            path = joined(path, taken)
        return path

    def note(self, expected: str) -> None:
        """Remember that what stands here cannot be read."""
        self.notes.setdefault(self.path, (self, expected))


def plus(amounts: Iterable[Fraction | None]) -> Fraction | None:
    """The sum of amounts; None where one of them is not known."""
    total = Fraction(0)
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def less(amount: Fraction | None, *others: Fraction | None) -> Fraction | None:
    """The amount without the others; None where one of them is not known."""
    off = plus(others)
    return None if amount is None or off is None else amount - off
