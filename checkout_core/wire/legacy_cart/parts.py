"""Puts the members of a Stores cart where their rows lead, and makes buyer, addresses and persons of what is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import attrs

from checkout_core.model._converters import as_json
from checkout_core.model._limits import Json
from checkout_core.model.json_value import JsonValue
from checkout_core.model.parties import Address, AddressLocation, AddressWithContact, BuyerInfo, ContactDetails
from checkout_core.wire.legacy_cart.members import members
from checkout_core.wire.legacy_cart.reader import Leaf, LegacyCart
from checkout_core.wire.legacy_cart.rows import Change
from checkout_core.wire.names import spellings

Values: TypeAlias = Mapping[str, Any]
"""Values by the paths of the checkout that they go to."""


@attrs.frozen
class Assumed:
    """What the cart does not say and the checkout needs: JSON path in the checkout, value, and why it is that."""

    path: str
    value: JsonValue = attrs.field(converter=as_json, validator=Json())
    why: str


@attrs.frozen
class Placed:
    """What the cart states by where it goes: of the checkout, and of each line."""

    values: Values
    lines: tuple[Values, ...]


def place(cart: LegacyCart) -> Placed:
    """Put every member that has a place there.

    Where several have one place, an unchanged one stays, then the first of `members`: the others are told.
    """
    by_source: dict[str, list[Leaf]] = {}
    for leaf in cart.leaves:
        by_source.setdefault(leaf.source, []).append(leaf)
    values: dict[str, Any] = {}
    lines: tuple[dict[str, Any], ...] = tuple({} for _ in range(cart.line_count))
    for row in sorted((member.row for member in members()), key=lambda row: row.change is not Change.UNCHANGED):
        if not row.target or row.change is Change.COMPUTED:
            continue
        for leaf in by_source.get(row.source, ()):
            if applies(row.when, leaf, cart):
                (values if leaf.line is None else lines[leaf.line]).setdefault(row.target, leaf.value)
    return Placed(values, lines)


def applies(when: tuple[str, str] | None, leaf: Leaf, cart: LegacyCart) -> bool:
    """Whether the cart says what a row asks for."""
    if when is None:
        return True
    path, wanted = when
    said = leaf.value if path == leaf.source else cart.said(path)
    return bool(said == wanted)


# --- who buys, and where ----------------------------------------------------------------------------------------------


def party_at(path: str, values: Values) -> AddressWithContact | None:
    """The address and the person at a path; None where the cart states nothing of them."""
    location = _noun_at(f"{path}.address.location", AddressLocation, values)
    address = _noun_at(f"{path}.address", Address, values, location=location)
    contact = _noun_at(f"{path}.contactDetails", ContactDetails, values)
    return AddressWithContact(address=address, contact_details=contact) if address or contact else None


def buyer_of(values: Values) -> BuyerInfo | None:
    """The buyer; None where the cart states nothing of them."""
    found: BuyerInfo | None = _noun_at("buyerInfo", BuyerInfo, values)
    return found


def _noun_at(path: str, kind: Any, values: Values, **made: Any) -> Any:
    """The object whose fields stand under the path; None where none does."""
    fields = ((field.name, f"{path}.{spellings(field.name)[0]}") for field in attrs.fields(kind) if field.init)
    given = {name: values[place] for name, place in fields if place in values}
    given |= {name: value for name, value in made.items() if value is not None}
    return kind(**given) if given else None
