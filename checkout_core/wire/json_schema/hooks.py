"""What the hooks that all documents share read, as JSON Schema: what the tables do not tell, stated once for each hook.

What is read at single places stands in `checkout_core.wire.json_schema.documents` and `…published`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from enum import Enum
from typing import Any

from checkout_core.iso4217 import EXPONENTS
from checkout_core.model._limits import Limit
from checkout_core.model._numbers import Whole
from checkout_core.model.catalog import CatalogOverrideFields, CatalogReference
from checkout_core.model.discounts import MAX_USES, Coupon
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.item_details import ItemType, ItemTypePreset, ShortName, TranslatableString
from checkout_core.model.triggers import DiscountTrigger
from checkout_core.wire import scalars
from checkout_core.wire.json_schema.objects import Book, Shape
from checkout_core.wire.json_schema.values import ANY, Schema, instant, number, text
from checkout_core.wire.reader import reader, table
from checkout_core.wire.scalars import _amount, _price
from checkout_core.wire.spot import words
from checkout_core.wire.tables import Hook, pass_over


@functools.cache
def shapes() -> Mapping[Hook, Shape]:
    """What is read, by the hook that reads it."""
    hook_of = reader().get_structure_hook
    return {
        pass_over: lambda *_: ANY,
        scalars.read_json: lambda *_: ANY,
        scalars.read_json_object: lambda *_: {"type": "object"},
        scalars.read_text_or_object: lambda _, __, limit: {"anyOf": [text(limit), {"type": "object"}]},
        scalars.read_text: lambda _, __, limit: text(limit),
        scalars.read_flag: lambda *_: {"type": "boolean"},
        scalars.read_whole: lambda _, __, limit: number(limit),
        scalars.read_decimal: lambda _, __, limit: number(limit),
        scalars.read_instant: lambda book, *_: book.define("Instant", instant()),
        scalars.read_enum: lambda _, kind, limit: _members(kind, limit),
        scalars.read_currency: lambda book, *_: book.define("Currency", {"enum": sorted(EXPONENTS)}),
        scalars.read_money: _money,
        scalars.read_plan_money: _plan_money,
        _amount: lambda _, __, limit: number(limit),
        # objects as their classes have them
        **dict.fromkeys(map(hook_of, (CatalogReference, DiscountTrigger, GiftCard)), _noun),
        # and what may be said in fewer words
        hook_of(TranslatableString): _translatable,
        hook_of(ItemType): lambda book, kind, _: {
            "anyOf": [{"enum": list(ItemTypePreset.__members__)}, _noun(book, kind)]
        },
        table(CatalogOverrideFields).by_key["paymentOption"].hook: _payment_option,
        table(Coupon).by_key["usageByCustomer"].hook: lambda *_: {
            "type": "object",
            "additionalProperties": number(Whole(0, MAX_USES)),
        },
    }


def _noun(book: Book, kind: Any, _: Limit | None = None) -> Schema:
    """An object of a class, by the class's name."""
    return book.noun(kind.__name__, table(kind))


def _members(kind: type[Enum], limit: Limit | None) -> Schema:
    """The members of an enumeration that the limit allows."""
    return {"enum": [member.value for member in kind if limit is None or limit.fits(member)]}


def _translatable(book: Book, kind: Any, limit: Limit | None) -> Schema:
    """A text, or an object of it and its translation; a limit may shorten both."""
    plain, both = text(table(kind).by_key["original"].limit), _noun(book, kind)
    if not isinstance(limit, ShortName):
        return {"anyOf": [plain, both]}
    # A translation that repeats the text is none, and may be as long as the text.
    lengths = {"original": limit.original, "translated": max(limit.original, limit.translated)}
    shorter = {name: {"maxLength": length} for name, length in lengths.items()}
    return {"anyOf": [{**plain, "maxLength": limit.original}, {**both, "properties": shorter}]}


def _payment_option(_: Book, kind: Any, limit: Limit | None) -> Schema:
    """The bare value, or an object that holds it."""
    bare = _members(kind, limit)
    return {"anyOf": [bare, {"type": "object", "properties": {"value": bare}, "required": ["value"]}]}


def _money(book: Book, _: Any, limit: Limit | None) -> Schema:
    """An amount, or an object that holds it, as prices are published."""
    return book.define(_slug(limit), {"anyOf": [number(limit), book.object(_price(limit))]})


def _plan_money(book: Book, kind: Any, limit: Limit | None) -> Schema:
    """An amount, or an object that holds it, as prices of plans are published; or as elsewhere."""
    currency = book.value(scalars.read_currency, None, None)
    own = {"value": number(limit), "currency": {"anyOf": [currency, {"type": "null"}]}}
    priced = {"type": "object", "properties": own, "required": ["value"]}
    return book.define(f"{_slug(limit)}-of-a-plan", {"anyOf": [_money(book, kind, limit), priced]})


def _slug(limit: Limit | None) -> str:
    """What the limit allows, as a name."""
    return re.sub(r"\W+", "-", words(limit))
