"""Stores: the merchant's snapshot as JSON."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

from checkout_core.currencies import currency
from checkout_core.model._limits import A
from checkout_core.model.catalog import CatalogItem, CatalogReference
from checkout_core.model.memberships import membership_key
from checkout_core.model.store import Store
from checkout_core.wire.lines import check_currency
from checkout_core.wire.names import Dialect, check_dialect
from checkout_core.wire.reader import read_entries, reader, table
from checkout_core.wire.scalars import known_currency
from checkout_core.wire.spot import BAD, Loaded, Reading, Spot, entries_of, member_of, one_each, read
from checkout_core.wire.tables import Member, Table, built
from checkout_core.wire.text import JsonDocument
from checkout_core.wire.writer import ordered, writer

STAND_IN = currency("XXX")
"""What amounts are read in while their document names no currency: it is refused anyway."""


def load_store(document: JsonDocument, *, strict: bool = False) -> Loaded[Store]:
    """Return the store that the document states, its amounts in the document's ``currency``.

    A gift card may name a currency of its own. null stands for an absent member. With ``strict`` members that are not
    understood are problems, else they are named in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
    """
    return read(document, named_currency(document), _read_store, strict=strict)


def dump_store(store: Store, dialect: Dialect = "velo") -> dict[str, Any]:
    """Return the store as a JSON-ready dict, which `load_store` reads back to an equal store.

    It holds the codes of the gift cards in clear. The catalog is written in the order of its mapping.

    Raises:
        CurrencyMismatch: when an item of the catalog is priced in another currency than the store's.
    """
    check_dialect(dialect)
    convert = writer(dialect).unstructure
    check_currency((item.price for item in store.catalog.values()), store.currency)
    catalog = [{"catalogReference": convert(reference), **convert(item)} for reference, item in store.catalog.items()]
    document = {**convert(store), **({"catalog": catalog} if catalog else {})}
    return ordered(document, Store, dialect)


def named_currency(document: JsonDocument) -> Any:
    """The currency that the document names for its amounts, or the stand-in."""
    named = document.get("currency") if isinstance(document, dict) else None
    return known_currency(named) or STAND_IN


@functools.cache
def _store() -> Table:
    members = table(Store)
    for name, hook in (
        ("coupons", _read_coupons),
        ("discount_rules", _read_discount_rules),
        ("gift_cards", _read_gift_cards),
        ("memberships", _read_memberships),
        ("plans", _read_plans),
    ):
        members = members.with_hook(name, hook)
    return members.changed(Member("catalog", _read_catalog))


@functools.cache
def _catalog_entry() -> Table:
    hook = reader().get_structure_hook(CatalogReference)
    reference = Member("catalog_reference", hook, CatalogReference, A(CatalogReference), required=True)
    return table(CatalogItem).changed(reference)


def _read_store(spot: Spot) -> Any:
    return built(spot, Store, _store().fill(spot))


def _read_coupons(spot: Spot, kind: Any) -> Any:
    """The coupons; the later of two with one code, whatever its case, is refused."""
    coupons = reader().get_structure_hook(kind)(spot, kind)
    codes = (member_of(coupon, "code") for coupon in entries_of(spot))
    return coupons if one_each(codes, "a code that no other coupon has", str.casefold) else BAD


def _read_discount_rules(spot: Spot, kind: Any) -> Any:
    """The discount rules; the later of two with one id, whatever its case, is refused."""
    rules = reader().get_structure_hook(kind)(spot, kind)
    ids = (member_of(rule, "id") for rule in entries_of(spot))
    return rules if one_each(ids, "an id that no other discount rule has", str.lower) else BAD


def _read_memberships(spot: Spot, kind: Any) -> Any:
    """The memberships; the later of two with one id in one app is refused."""
    memberships = reader().get_structure_hook(kind)(spot, kind)
    seen: set[tuple[str, str]] = set()
    sound = True
    for entry in entries_of(spot):
        app, place = member_of(entry, "app_id").value, member_of(entry, "id")
        if isinstance(app, str) and isinstance(place.value, str):
            key = membership_key(app, place.value)
            if key in seen:
                sound = place.refuse("an id that no other membership of its app has") is not BAD
            seen.add(key)
    return memberships if sound else BAD


def _read_plans(spot: Spot, kind: Any) -> Any:
    """The plans; the later of two with one id, whatever its case, is refused."""
    plans = reader().get_structure_hook(kind)(spot, kind)
    ids = (member_of(plan, "id") for plan in entries_of(spot))
    return plans if one_each(ids, "an id that no other plan has", str.lower) else BAD


def _read_gift_cards(spot: Spot, kind: Any) -> Any:
    """The gift cards; the later of two with one code is refused."""
    cards = reader().get_structure_hook(kind)(spot, kind)
    codes = (member_of(card, "code", secret=True) for card in entries_of(spot))
    return cards if one_each(codes, "a code that no other gift card has") else BAD


def _read_catalog(spot: Spot, _: Any) -> Any:
    """The items by reference; the later of two entries with one reference is refused."""
    if not isinstance(spot.value, list | tuple):
        return spot.refuse("an array")
    entries = read_entries(spot, _read_entry)
    references = _readable_references(spot) if entries is BAD else [reference for reference, _ in entries]
    sound = _one_reference_each(spot, references)
    return dict(entries) if sound and entries is not BAD else BAD


def _readable_references(catalog: Spot) -> Iterator[Any]:
    """The reference of each object in the catalog, whatever else is wrong with it; `BAD` where it has none."""
    hook = reader().get_structure_hook(CatalogReference)
    for entry in entries_of(catalog):
        place = member_of(entry, "catalog_reference")
        yield hook(Spot(place.value, Reading(place.reading.currency, strict=False)), CatalogReference)


def _one_reference_each(catalog: Spot, references: Iterable[Any]) -> bool:
    """Whether no two objects in the catalog have one reference; the later of two is refused."""
    seen: set[CatalogReference] = set()
    sound = True
    for entry, reference in zip(entries_of(catalog), references, strict=True):
        if reference is BAD:
            continue
        if reference in seen:
            place = member_of(entry, "catalog_reference")
            sound = place.refuse("a reference that no other entry has", "a reference given before") is not BAD
        seen.add(reference)
    return sound


def _read_entry(spot: Spot, _: Any = None) -> Any:
    values = _catalog_entry().fill(spot)
    if values is BAD:
        return BAD
    reference = values.pop("catalog_reference")
    item = built(spot, CatalogItem, values)
    return BAD if item is BAD else (reference, item)
