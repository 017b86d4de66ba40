"""Reads a Stores cart: every member that has a row, each at its place, and what has none.

null and empty text stand for an absent member, as older services write them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice
from typing import Any, Final, TypeAlias

import attrs

from checkout_core.model._limits import Json, Many
from checkout_core.model.checkout import MAX_LINES
from checkout_core.wire import numbers, scalars
from checkout_core.wire.legacy_cart.members import identity_type, members
from checkout_core.wire.reader import read_entries
from checkout_core.wire.spot import BAD, Spot, entries_of, member_of
from checkout_core.wire.tables import AnObject, Member, Table

IDENTITY: Final = "buyerInfo.identityType"
"""The one member without a row of its own: it says which of three rows the buyer's id follows."""

_Node: TypeAlias = "dict[str, Member | _Node]"
_CAPITAL: Final = re.compile(r"[A-Z]")
_STEP: Final = re.compile(r"[.\[]")
_DEEPEST: Final = 8
"""More steps than lead to any object of a cart."""
_LINES: Final = Many(Json(), 0, MAX_LINES)


@attrs.frozen(eq=False)
class Leaf:
    """A member that the cart states: the path of its row, where it stands, what it means, in which line (from 0)."""

    source: str
    spot: Spot
    value: Any
    line: int | None


@attrs.frozen(eq=False)
class LegacyCart:
    """What a cart states, in the order of the rows, and the members that no row knows, in the document's order."""

    leaves: tuple[Leaf, ...]
    strangers: tuple[Spot, ...]
    line_count: int

    def said(self, source: str, line: int | None = None) -> Any:
        """The value of a member, None where the cart does not state it."""
        return next((leaf.value for leaf in self.leaves if leaf.source == source and leaf.line == line), None)


def read_cart(spot: Spot) -> Any:
    """The cart in a document, or `BAD`. An answer's ``{"cart": …}`` is read inside."""
    if isinstance(spot.value, dict) and spot.value.keys() == {"cart"}:
        spot = spot.at("cart")
    values = _read_object(spot, _table_of(()))
    strangers = tuple(_strangers(spot))
    sound = [values is not BAD, _unique_ids(spot), *(scalars.read_json(stranger) is not BAD for stranger in strangers)]
    if not all(sound):
        return BAD
    return LegacyCart(tuple(_leaves(spot, _tree(), values)), strangers, len(values.get("line_items", ())))


def _unique_ids(spot: Spot) -> bool:
    """Whether no two lines have one id; the later of two is refused."""
    seen: set[Decimal] = set()
    sound = True
    for line in entries_of(spot.at("lineItems", _LINES)):
        place = member_of(line, "id")
        number = numbers.from_json(place.value)
        if number is not None:
            if number in seen:
                sound = place.refuse("an id that no other line has") is not BAD
            seen.add(number)
    return sound


# --- tables made of the rows ------------------------------------------------------------------------------------------


@functools.cache
def _tree() -> _Node:
    """The members by the steps of their paths."""
    root: _Node = {}
    for path, reads in (*((member.row.source, member.reads) for member in members()), (IDENTITY, identity_type())):
        *around, last = path.split(".")
        node: Any = root
        for step in around:
            node = node.setdefault(step, {})
        node[last] = reads
    return root


def _node(path: tuple[str, ...]) -> _Node:
    node: Any = _tree()
    for step in path:
        node = node[step]
    return node  # type: ignore[no-any-return]  # a step that is no leaf


@functools.cache
def _table_of(path: tuple[str, ...]) -> Table:
    """The members of the object at this path."""
    return Table(_member(step, (*path, step), child) for step, child in _node(path).items())


def _member(step: str, path: tuple[str, ...], child: Any) -> Member:
    name = _snake(step)
    if isinstance(child, Member):
        return attrs.evolve(child, name=name)
    inside = _table_of(path)
    if step.endswith("[i]"):
        return Member(
            name, lambda spot, _: read_entries(spot, lambda line, _: _read_object(line, inside)), limit=_LINES
        )
    return Member(name, lambda spot, _: _read_object(spot, inside), limit=AnObject(), required=bool(inside.required))


def _read_object(spot: Spot, table: Table) -> Any:
    """The object's members, those that are empty text as if they were absent."""
    if not isinstance(spot.value, dict):
        return spot.refuse("an object")
    inner = {key: _stated(value) if isinstance(value, dict) else value for key, value in spot.value.items()}
    return table.fill(Spot(_stated(inner), spot.reading, spot.parent, spot.key, spot.limit))


def _stated(members: dict[Any, Any]) -> dict[Any, Any]:
    """The members with null for empty text."""
    return {key: None if value == "" else value for key, value in members.items()}


def _snake(step: str) -> str:
    return _CAPITAL.sub(lambda match: f"_{match[0].lower()}", step.removesuffix("[i]"))


# --- what was found ---------------------------------------------------------------------------------------------------


def _leaves(spot: Spot, node: Any, values: dict[str, Any], before: str = "", line: int | None = None) -> Iterator[Leaf]:
    for step, child in node.items():
        name = _snake(step)
        if name not in values:
            continue
        path, place, value = f"{before}{step}", member_of(spot, name), values[name]
        if isinstance(child, Member):
            yield Leaf(path, place, value, line)
        elif step.endswith("[i]"):
            for index, entry in enumerate(value):
                yield from _leaves(place.at(index), child, entry, f"{path}.", index)
        else:
            yield from _leaves(place, child, value, f"{path}.", line)


def _strangers(spot: Spot) -> Iterator[Spot]:
    """The members that were not understood, in the order of the document; only what is around them is entered."""
    unknown = set(spot.reading.unknown)
    around = {path[: end.start()] for path in unknown for end in islice(_STEP.finditer(path), _DEEPEST)}

    def inside(spot: Spot) -> Iterator[Spot]:
        for key in spot.value if isinstance(spot.value, dict) else range(len(spot.value)):
            place = spot.at(key)
            if place.path in unknown:
                yield place
            elif place.path in around:
                yield from inside(place)

    return inside(spot) if unknown else iter(())
