"""Tables as JSON Schema: one definition for each, from its members and its rules."""

from __future__ import annotations

import itertools
import typing
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from checkout_core.model._limits import Limit, Many
from checkout_core.model._rules import OneOf, Rule, SomeOf, Tagged
from checkout_core.wire.json_schema.values import Schema, nullable
from checkout_core.wire.names import Dialect, spelling, spellings
from checkout_core.wire.reader import reader
from checkout_core.wire.tables import Hook, Member, Table, pass_over

Shape: TypeAlias = Callable[["Book", Any, Limit | None], Schema]
"""The schema of what a hook reads as a type, within a limit."""


class Book:
    """The definitions of one schema, written as they are first spoken of.

    Attributes:
        definitions: the schemas by name.
    """

    def __init__(self, dialect: Dialect, shapes: Mapping[Hook, Shape]) -> None:
        self.definitions: dict[str, Schema] = {}
        self._dialect = dialect
        self._shapes = shapes
        self._tables: dict[str, Table] = {}

    def value(self, hook: Hook, kind: Any, limit: Limit | None) -> Schema:
        """What the hook reads. Raises `LookupError` for a hook that nothing is stated of."""
        shape = self._shapes.get(hook)
        if shape is not None:
            return shape(self, kind, limit)
        if _is_of_arrays(hook):
            return self.array(kind, limit)
        raise LookupError(f"no schema for what {hook.__module__}.{hook.__qualname__} reads as {kind}")

    def array(self, kind: Any, limit: Limit | None) -> Schema:
        """The array that is read as a tuple type, its entries as the reader reads them everywhere."""
        entry = typing.get_args(kind)[0]
        within = limit.entry if isinstance(limit, Many) else None
        return array_of(self.value(reader().get_structure_hook(entry), entry, within), limit)

    def define(self, name: str, schema: Schema) -> Schema:
        """The reference to a definition, now or long since written. Raises `ValueError` for another of this name."""
        if self.definitions.setdefault(name, schema) != schema:
            raise ValueError(f"two definitions of {name}")
        return _reference(name)

    def noun(self, name: str, table: Table, *more: Schema) -> Schema:
        """The reference to the objects of a table, for which ``more`` must hold besides.

        Raises:
            ValueError: for another table of this name.
        """
        known = self._tables.setdefault(name, table)
        if known is not table:
            raise ValueError(f"two tables of {name}")
        if name not in self.definitions:
            self.definitions[name] = {}  # a table may hold itself
            self.definitions[name] = self.object(table, *more)
        return _reference(name)

    def object(self, table: Table, *more: Schema) -> Schema:
        """An object of these members, which may have others, and for which ``more`` must hold besides."""
        schema: Schema = {"type": "object", "properties": {}}
        required: list[str] = []
        conditions: list[Schema] = []
        for member in table.members:
            own, names = spelling(member.name, self._dialect), spellings(member.name)
            value = self._member(member)
            schema["properties"][own] = value
            for other in names:
                if other != own:
                    schema["properties"][other] = {**value, "$comment": f"{own}, as the other dialect has it"}
            if len(names) > 1:
                one = [{"required": [name]} for name in names]
                conditions.append({"oneOf": one} if member.required else {"not": {"required": list(names)}})
            elif member.required:
                required.append(own)
        said = (_RULES[type(rule)](rule, table) for rule in table.rules if type(rule) in _RULES)
        conditions += itertools.chain(*said, more)
        parts = {"required": required, "allOf": conditions}
        return schema | {keyword: listed for keyword, listed in parts.items() if listed}

    def _member(self, member: Member) -> Schema:
        """What may stand for a member: null, too, where it may be absent."""
        value = self.value(member.hook, member.type, member.limit)
        return value if member.required else nullable(value)


def _is_of_arrays(hook: Hook) -> bool:
    """Whether this is the reader's own hook of a tuple type: it makes many, of one code."""
    return getattr(hook, "__code__", None) is reader().get_structure_hook(tuple[str, ...]).__code__


def array_of(entry: Schema, limit: Limit | None) -> Schema:
    """An array of such entries, as many as the limit allows."""
    schema: Schema = {"type": "array", "items": entry}
    if isinstance(limit, Many):
        schema |= {**({"minItems": limit.least} if limit.least else {}), "maxItems": limit.most}
    return schema


def answered(name: str, schema: Schema) -> Schema:
    """An object, by itself or as the one member of this name: the service's answer."""
    wrapped = {"required": [name], "maxProperties": 1}
    return {"type": "object", "if": wrapped, "then": {"properties": {name: schema}}, "else": schema}


def said_to_be(name: str, value: object) -> Schema:
    """An object that has the member with this value."""
    return {"required": [name], "properties": {name: {"const": value}}}


def present(name: str) -> Schema:
    """An object that has the member: null stands for an absent one."""
    return {"required": [name], "properties": {name: {"not": {"type": "null"}}}}


def given(name: str) -> Schema:
    """An object in which the member is given, as rules understand it: a flag that is false is not."""
    return {"required": [name], "properties": {name: {"not": {"enum": [None, False]}}}}


def _reference(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


# --- rules between members --------------------------------------------------------------------------------------------


def _each(table: Table, names: tuple[str, ...], there: Callable[[str], Schema]) -> list[Schema]:
    """For each of the members that the table reads: that it is there."""
    read = {member.name for member in table.members if member.hook is not pass_over}
    return [_any([there(spelt) for spelt in spellings(name)]) for name in names if name in read]


def _any(choices: list[Schema]) -> Schema:
    """Any of the choices; where there is one, that."""
    return choices[0] if len(choices) == 1 else {"anyOf": choices}


def _one_of(rule: OneOf, table: Table) -> list[Schema]:
    choices = _each(table, rule.names, given)
    return [{"oneOf": [*choices, {"not": _any(choices)}] if rule.none_may else choices}]


def _some_of(rule: SomeOf, table: Table) -> list[Schema]:
    return [_any(_each(table, rule.names, given))]


def _tagged(rule: Tagged, table: Table) -> list[Schema]:
    (tag,) = spellings(rule.tag)
    conditions = []
    for value, wanted in rule.fields.items():
        others = tuple(name for name in rule.fields.values() if name != wanted)
        then = [*_each(table, (wanted,), present), {"not": _any(_each(table, others, present))}]
        conditions.append({"if": said_to_be(tag, value), "then": {"allOf": then}})
    return conditions


_RULES: Final[Mapping[type[Rule], Callable[[Any, Table], list[Schema]]]] = {
    OneOf: _one_of,
    SomeOf: _some_of,
    Tagged: _tagged,
}
"""The rules that JSON Schema can say: whether members are given, not how their values compare."""
