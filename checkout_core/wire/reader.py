"""The cattrs converter that reads documents: its structure hooks make the nouns of the model of `Spot`s.

The nouns know nothing of JSON. What follows from a class (names, types, limits) is taken from it; the few members whose
wire form differs are stated here. The converter is private, built once when first needed, and never changed after.
"""

from __future__ import annotations

import functools
import typing
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Final

import attrs
import cattrs

from checkout_core.currencies import Currency
from checkout_core.model._limits import ByName, Many
from checkout_core.model.catalog import CatalogOverrideFields
from checkout_core.model.discounts import Coupon
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.item_details import ItemType, ItemTypePreset, TranslatableString
from checkout_core.model.json_value import JsonObject, JsonValue
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.plan import PlanFee, PlanPricing
from checkout_core.model.triggers import MAX_TRIGGER_DEPTH, TRIGGERS, DiscountTrigger, TriggerGroup
from checkout_core.money import Money
from checkout_core.wire import scalars
from checkout_core.wire.spot import BAD, Spot, words
from checkout_core.wire.tables import CurrencyCode, Hook, Member, Table, built, checked, given_kind, table_of

NEVER: Final = "never"
"""What may stand for null where that is an entry of a mapping: TOML has no null."""


@functools.cache
def reader() -> cattrs.Converter:
    """The converter whose structure hooks read a `Spot`."""
    converter = cattrs.Converter()
    converter.register_structure_hook_func(attrs.has, _read_object)
    converter.register_structure_hook_factory(_is_array, lambda kind: _array_hook(kind, converter))
    converter.register_structure_hook_factory(_is_mapping, lambda kind: _mapping_hook(kind, converter))
    for kind, hook in (
        (str, scalars.read_text),
        (bool, scalars.read_flag),
        (int, scalars.read_whole),
        (Decimal, scalars.read_decimal),
        (datetime, scalars.read_instant),
        (Money, scalars.read_money),
        (Currency, scalars.read_currency),
        (JsonObject, scalars.read_json_object),
        (Enum, scalars.read_enum),
        (StrEnum, scalars.read_enum),
        (GiftCard, _read_gift_card),
        (ItemType, _read_item_type),
        (TranslatableString, _read_translatable),
        (DiscountTrigger, _read_trigger),
    ):
        converter.register_structure_hook(kind, hook)
    converter.register_structure_hook_func(lambda kind: kind == JsonValue, scalars.read_json)
    converter.register_structure_hook_func(lambda kind: kind == str | JsonObject, scalars.read_text_or_object)
    converter.register_structure_hook_func(lambda kind: kind == str | Coupon, _read_code_or_coupon)
    return converter


@functools.cache
def table(kind: Any) -> Table:
    """The members of an attrs class on the wire."""
    plain = table_of(kind, reader())
    otherwise: dict[Any, tuple[str, Hook]] = {
        CatalogOverrideFields: ("payment_option", _read_payment_option),
        Coupon: ("usage_by_customer", scalars.read_counts),
        PlanFee: ("amount", scalars.read_plan_money),
        PlanPricing: ("price", scalars.read_plan_money),
    }
    if kind in otherwise:
        return plain.with_hook(*otherwise[kind])
    if kind is GiftCard:
        return plain.changed(Member("currency", scalars.read_currency, limit=CurrencyCode()))
    if kind is TriggerGroup:
        return plain.with_limits({"triggers": TRIGGERS})
    return plain


def _is_array(kind: Any) -> bool:
    return typing.get_origin(kind) is tuple


def _is_mapping(kind: Any) -> bool:
    return typing.get_origin(kind) is Mapping and typing.get_args(kind)[0] is str


def _read_object(spot: Spot, kind: Any) -> Any:
    """An object as an attrs class."""
    return built(spot, kind, table(kind).fill(spot))


def _read_translatable(spot: Spot, kind: Any) -> Any:
    """A text and its translation; plain text has none."""
    if isinstance(spot.value, dict):
        return _read_object(spot, kind)
    original = scalars.read_text(spot)
    return BAD if original is BAD else built(spot, TranslatableString, {"original": original})


def _read_item_type(spot: Spot, kind: Any) -> Any:
    """A kind of item: an object with ``preset`` or ``custom``, or the bare preset."""
    if isinstance(spot.value, dict):
        return _read_object(spot, kind)
    if isinstance(spot.value, str) and spot.value in ItemTypePreset.__members__:
        return ItemType(preset=ItemTypePreset[spot.value])
    return spot.refuse(f"one of {', '.join(ItemTypePreset)}, or an object with preset or custom")


def _read_trigger(spot: Spot, kind: Any) -> Any:
    """A trigger; one that stands too deep inside others is refused without a look at what is in it."""
    depth, around = 1, spot.parent
    while around is not None:
        depth += around.key == "triggers"
        around = around.parent
    if depth > MAX_TRIGGER_DEPTH:
        return spot.refuse(f"at most {MAX_TRIGGER_DEPTH} levels of triggers", "deeper nesting")
    return _read_object(spot, kind)


def _array_hook(kind: Any, converter: cattrs.Converter) -> Hook:
    """Reads an array as a tuple; one that is too long is refused without a look at its entries."""
    entry_kind = typing.get_args(kind)[0]
    entry_hook = converter.get_structure_hook(entry_kind)

    def read_array(spot: Spot, _: Any = None) -> Any:
        return read_entries(spot, entry_hook, entry_kind)

    return read_array


def read_entries(spot: Spot, hook: Hook, kind: Any = None) -> Any:
    """Return the array's entries as a tuple, each as the hook reads it, or `BAD`; the spot's limit counts them."""
    entries, limit = spot.value, spot.limit
    if not isinstance(entries, list | tuple):
        return spot.refuse()
    entry_limit = None
    if isinstance(limit, Many):
        entry_limit = limit.entry
        if not limit.least <= len(entries) <= limit.most:
            return spot.refuse(what=f"{len(entries)} entries")
    results = []
    for index, entry in enumerate(entries):
        place = Spot(entry, spot.reading, spot, index, entry_limit)
        results.append(checked(place, hook(place, kind)))
    return BAD if any(result is BAD for result in results) else tuple(results)


def _mapping_hook(kind: Any, converter: cattrs.Converter) -> Hook:
    """Reads an object as a frozen mapping of its names; where an entry may be None, null and "never" mean that."""
    _, stated = typing.get_args(kind)
    entry_kind = given_kind(stated)
    entry_hook = converter.get_structure_hook(entry_kind)
    nones = (None, NEVER) if entry_kind is not stated else ()

    def read_mapping(spot: Spot, _: Any = None) -> Any:
        members, limit = spot.value, spot.limit
        if not isinstance(members, dict) or not isinstance(limit, ByName):
            return spot.refuse()
        if len(members) > limit.most:
            return spot.refuse(what=f"{len(members)} members")
        results = {}
        for name, value in members.items():
            place = Spot(value, spot.reading, spot, name, limit.entry)
            if not limit.name.fits(name):
                results[name] = place.refuse(f"{words(limit.name)} as the key", "another key")
            else:
                results[name] = None if value in nones else checked(place, entry_hook(place, entry_kind))
        return BAD if any(result is BAD for result in results.values()) else FrozenDict(results)

    return read_mapping


def _read_code_or_coupon(spot: Spot, _: Any = None) -> Any:
    """A coupon by its code, or its definition."""
    return _read_object(spot, Coupon) if isinstance(spot.value, dict) else scalars.read_text(spot)


def _read_payment_option(spot: Spot, _: Any = None) -> Any:
    """An overriding payment option: ``{"value": …}`` as documented, or the bare value."""
    if not isinstance(spot.value, dict):
        return scalars.read_enum(spot, PaymentOptionType)
    value = Member("value", scalars.read_enum, PaymentOptionType, spot.limit, required=True)
    values = Table((value,)).fill(spot)
    return BAD if values is BAD else values["value"]


def _read_gift_card(spot: Spot, _: Any = None) -> Any:
    """A gift card: its balance is in the currency it names, by default the store's."""
    reading, around = spot.reading, spot.reading.currency
    named = spot.value.get("currency") if isinstance(spot.value, dict) else None
    own = scalars.known_currency(named)
    reading.currency = around if own is None else own
    try:
        values = table(GiftCard).fill(spot)
    finally:
        reading.currency = around
    if values is not BAD:
        values.pop("currency", None)
    return built(spot, GiftCard, values)
