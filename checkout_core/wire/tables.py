"""Tables: which members an object has on the wire, and how each of them is read.

A table follows from an attrs class: its fields under their wire names, their types and limits. Where the wire nests
fields otherwise than the class, a table is put together from parts.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias, Union

import attrs
import cattrs

from checkout_core.currencies import Currency
from checkout_core.errors import CheckoutCoreError, InvalidField
from checkout_core.model._limits import Limit, Many
from checkout_core.model._rules import Rule
from checkout_core.wire.names import spellings
from checkout_core.wire.spot import BAD, Spot

Hook: TypeAlias = Callable[[Spot, Any], Any]
"""Reads the value at a spot as a type, as cattrs calls it."""


@attrs.frozen
class CurrencyCode(Limit):
    """A currency by its code: the classes check it in a converter, which has no words for JSON."""

    def fits(self, value: Any) -> bool:
        return isinstance(value, Currency)

    @property
    def allowed(self) -> str:
        return "an active ISO 4217 code in upper case, such as USD"


@attrs.frozen
class AnObject(Limit):
    """An object whose members are read as a dict, by a table of its own."""

    def fits(self, _: Any) -> bool:
        return True

    @property
    def allowed(self) -> str:
        return "an object"


@attrs.frozen
class Member:
    """One member of an object: its Python name, how it is read, and what it may hold."""

    name: str
    hook: Hook
    type: Any = None
    limit: Limit | None = None
    required: bool = False
    secret: bool = False


def pass_over(_: Spot, __: Any) -> None:
    """Hook: the member is known, and not read, since what it says follows from others."""


def passed_over(*names: str) -> tuple[Member, ...]:
    """Members of these Python names that are known, and not read: `Table.fill` leaves them out."""
    return tuple(Member(name, pass_over) for name in names)


class Table:
    """The members of an object by each of their spellings."""

    __slots__ = ("by_key", "known", "members", "required", "rules")

    def __init__(self, members: Iterable[Member], rules: Iterable[Rule] = ()) -> None:
        self.members = tuple(members)
        self.rules = tuple(rules)
        self.by_key = {key: member for member in self.members for key in spellings(member.name)}
        self.required = tuple(member for member in self.members if member.required)
        self.known = ", ".join(spellings(member.name)[0] for member in self.members)

    def changed(self, *members: Member, without: Iterable[str] = ()) -> Table:
        """This table with members added or replaced, and without those of some names."""
        gone = {*without, *(member.name for member in members)}
        return Table((*(member for member in self.members if member.name not in gone), *members), self.rules)

    def with_required(self, **required: bool) -> Table:
        """This table with members made required or optional."""
        return self._each(lambda member: attrs.evolve(member, required=required.get(member.name, member.required)))

    def with_limits(self, limits: Mapping[str, Limit]) -> Table:
        """This table with other limits for the members of these names."""
        return self._each(lambda member: attrs.evolve(member, limit=limits.get(member.name, member.limit)))

    def with_hook(self, name: str, hook: Hook) -> Table:
        """This table with one member read another way."""
        return self._each(lambda member: attrs.evolve(member, hook=hook) if member.name == name else member)

    def _each(self, change: Callable[[Member], Member]) -> Table:
        return Table((change(member) for member in self.members), self.rules)

    def fill(self, spot: Spot) -> Any:
        """Return the values of the object's members by Python name, or `BAD`.

        null stands for an absent member, but where the member is required. Every member is read, and every rule held
        against the members it speaks of, whatever is wrong with the others.
        """
        document = spot.value
        if not isinstance(document, dict):
            return spot.refuse("an object")
        values: dict[str, Any] = {}
        seen: dict[str, str] = {}
        bad: set[str] = set()
        sound = True
        for key, value in document.items():
            member = self.by_key.get(key)
            if member is None:
                sound = spot.at(key).surplus(self.known) and sound
                continue
            place = Spot(value, spot.reading, spot, key, member.limit, member.secret)
            if member.name in seen:
                place.refuse(f"only one of {seen[member.name]} and {key}")
                bad.add(member.name)
                continue
            seen[member.name] = key
            if member.hook is pass_over or (value is None and not member.required):
                continue
            result = values[member.name] = checked(place, member.hook(place, member.type))
            if result is BAD:
                bad.add(member.name)
        for member in self.required:
            if member.name not in seen:
                spot.at(spellings(member.name)[0], member.limit).refuse(what=f"nothing{spot.ignored()}")
                bad.add(member.name)
        for rule in self.rules:
            sound = (not bad.isdisjoint(rule.names) or _holds(rule, spot, values)) and sound
        return values if sound and not bad else BAD


def _holds(rule: Rule, spot: Spot, values: Mapping[str, Any]) -> bool:
    """Whether the members fulfil the rule; a problem at the object or the member where they do not."""
    try:
        rule.check("", values)
    except InvalidField as error:
        spot.blame(error)
        return False
    except CheckoutCoreError as error:
        return spot.refuse("values that go together", str(error)) is not BAD
    return True


def checked(spot: Spot, result: Any) -> Any:
    """Return what a hook made of the spot if the spot's limit allows it, else `BAD`."""
    limit = spot.limit
    if result is BAD or limit is None or type(limit) is Many or limit.fits(result):
        return result  # the hook of arrays has seen to every entry
    return spot.refuse()


def built(spot: Spot, kind: Callable[..., Any], values: Any) -> Any:
    """Return the object of these values, or `BAD` if they are, or if its own rules refuse them together."""
    if values is BAD:
        return BAD
    try:
        return kind(**values)
    except InvalidField as error:
        return spot.blame(error)
    except CheckoutCoreError as error:
        return spot.refuse("values that go together", str(error))


def table_of(kind: type[Any], converter: cattrs.Converter) -> Table:
    """Return the table of an attrs class."""
    types_by_name = typing.get_type_hints(kind)
    members = (_member(field, types_by_name[field.name], converter) for field in attrs.fields(kind) if field.init)
    return Table(members, getattr(kind, "RULES", ()))


def _member(field: attrs.Attribute[Any], annotation: Any, converter: cattrs.Converter) -> Member:
    required = field.default is attrs.NOTHING
    wanted = annotation if required else given_kind(annotation)
    limit = field.validator if isinstance(field.validator, Limit) else None
    if wanted is Currency:
        limit = CurrencyCode()
    hook = converter.get_structure_hook(wanted)
    return Member(field.name, hook, wanted, limit, required, field.repr is False)


_UNIONS: Final = (Union, types.UnionType)


def given_kind(annotation: Any) -> Any:
    """The type of an optional field's value where there is one."""
    if typing.get_origin(annotation) not in _UNIONS:
        return annotation
    kinds = [kind for kind in typing.get_args(annotation) if kind is not type(None)]
    return kinds[0] if len(kinds) == 1 else Union[tuple(kinds)]  # noqa: UP007 - made at run time
