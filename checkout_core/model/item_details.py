"""The parts of an item: names, description lines, kind, weight, coupon scopes, policies. Source: LineItem."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

import attrs

from checkout_core.model._converters import as_instant
from checkout_core.model._limits import A, Flag, Instant, Text
from checkout_core.model._numbers import Number, Whole
from checkout_core.model._rules import OneOf, Rule, follow_rules


class ItemTypePreset(StrEnum):
    """Kinds of item the service knows by name."""

    UNRECOGNISED = "UNRECOGNISED"
    PHYSICAL = "PHYSICAL"
    DIGITAL = "DIGITAL"
    GIFT_CARD = "GIFT_CARD"
    SERVICE = "SERVICE"


class DescriptionLineType(StrEnum):
    """What a description line shows."""

    UNRECOGNISED = "UNRECOGNISED"
    PLAIN_TEXT = "PLAIN_TEXT"
    COLOR = "COLOR"


@attrs.frozen(kw_only=True)
class TranslatableString:
    """A text in the site's language and, if there is one, in the buyer's. A translation that repeats it is None."""

    original: str = attrs.field(validator=Text(1, 1_000))
    translated: str | None = attrs.field(default=None, validator=Text(1, 1_000))

    def __attrs_post_init__(self) -> None:
        _drop_repetition(self)


def _drop_repetition(text: TranslatableString | ColorInfo) -> None:
    """Where the translation repeats the text there is none: that is how both are published."""
    if text.translated == text.original:
        object.__setattr__(text, "translated", None)


def as_translatable(value: str | TranslatableString) -> TranslatableString:
    """Converter: a plain text is an original without translation."""
    return TranslatableString(original=value) if isinstance(value, str) else value


@attrs.frozen
class ShortName(A):
    """A translatable text with its own limits."""

    original: int = 200
    translated: int = 400

    def fits(self, value: Any) -> bool:
        return (
            isinstance(value, TranslatableString)
            and len(value.original) <= self.original
            and len(value.translated or "") <= self.translated
        )

    @property
    def allowed(self) -> str:
        return f"text of 1 to {self.original} characters, its translation of 1 to {self.translated}"


def name_of(original: int, translated: int) -> ShortName:
    """Limit: a `TranslatableString` with these largest lengths."""
    return ShortName(TranslatableString, original, translated)


@attrs.frozen(kw_only=True)
class ColorInfo:
    """A colour by name and code. A translation that repeats the name is None."""

    original: str = attrs.field(validator=Text(0, 500))
    translated: str | None = attrs.field(default=None, validator=Text(0, 500))
    code: str | None = attrs.field(default=None, validator=Text(0, 100))

    def __attrs_post_init__(self) -> None:
        _drop_repetition(self)


@attrs.frozen(kw_only=True)
class DescriptionLine:
    """One property of an item shown to the buyer: a name and a text or a colour."""

    name: TranslatableString = attrs.field(converter=as_translatable, validator=name_of(200, 400))
    plain_text: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(600, 1_000)
    )
    color_info: ColorInfo | None = attrs.field(default=None, validator=A(ColorInfo))
    line_type: DescriptionLineType | None = attrs.field(default=None, validator=A(DescriptionLineType))
    color: str | None = attrs.field(default=None, validator=Text(0, 100))
    plain_text_value: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(600, 1_000)
    )
    """The text once more, as older checkouts carry it."""


@attrs.frozen(kw_only=True)
class PhysicalProperties:
    """Weight (in the site's unit), stock keeping unit, and whether the item is sent."""

    weight: Decimal | None = attrs.field(default=None, validator=Number(Decimal(0), Decimal(10**9), 6))
    sku: str | None = attrs.field(default=None, validator=Text(0, 40))
    shippable: bool = attrs.field(default=False, validator=Flag())


@attrs.frozen(kw_only=True)
class ItemType:
    """A preset kind or a kind of the caller's own: exactly one of the two."""

    preset: ItemTypePreset | None = attrs.field(default=None, validator=A(ItemTypePreset))
    custom: str | None = attrs.field(default=None, validator=Text(1, 50))

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(("preset", "custom")),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


def as_item_type(value: ItemType | ItemTypePreset) -> ItemType:
    """Converter: a preset stands for the item type of that preset."""
    return ItemType(preset=value) if isinstance(value, ItemTypePreset) else value


@attrs.frozen(kw_only=True)
class ScopeGroup:
    """A group inside a namespace (``product``, ``collection``, …) and, if given, one entity of it."""

    name: str = attrs.field(validator=Text(1, 100))
    entity_id: str | None = attrs.field(default=None, validator=Text(1, 100))


@attrs.frozen(kw_only=True)
class Scope:
    """What a coupon reaches, and what an item lets itself be reached by, such as ``stores/collection/1``."""

    namespace: str = attrs.field(validator=Text(1, 100))
    group: ScopeGroup | None = attrs.field(default=None, validator=A(ScopeGroup))

    key: tuple[str, str | None, str | None] = attrs.field(init=False, eq=False, repr=False)
    """Namespace, group name and entity id; None where the scope does not narrow down. Derived."""

    def __attrs_post_init__(self) -> None:
        group = self.group
        key = (self.namespace, None, None) if group is None else (self.namespace, group.name, group.entity_id)
        object.__setattr__(self, "key", key)


@attrs.frozen(kw_only=True)
class ServiceProperties:
    """When a booked service takes place and for how many."""

    scheduled_date: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    number_of_participants: int | None = attrs.field(default=None, validator=Whole(1, 10_000))
    end_date: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )


@attrs.frozen(kw_only=True)
class Policy:
    """A policy the buyer must agree to."""

    title: str | None = attrs.field(default=None, validator=Text(1, 29))
    content: str = attrs.field(validator=Text(1, 3_000))
