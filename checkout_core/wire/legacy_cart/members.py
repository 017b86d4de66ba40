"""Every member of a Stores cart: the rows of the tables with addresses written out, and what each may hold.

What a member may hold is what the field may hold that it goes to; of numbers that are only compared, any size.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import attrs

from checkout_core.model._limits import GUID, A, Json, Limit, Many, Text
from checkout_core.model._numbers import MAX_AMOUNT, Amount, Number, Whole
from checkout_core.model.catalog import MAX_QUANTITY, CatalogReference
from checkout_core.model.checkout import MAX_LINES, Checkout
from checkout_core.model.discounts import Coupon
from checkout_core.model.item_details import PhysicalProperties
from checkout_core.model.line_item import LineItem
from checkout_core.model.parties import Address, AddressLocation, BuyerInfo, ContactDetails
from checkout_core.model.shipping import DeliveryLogistics, ShippingOption, ShippingRegion
from checkout_core.model.store import Conversion, Store
from checkout_core.wire import scalars
from checkout_core.wire.legacy_cart.rows import (
    ADDRESS_ROWS,
    CART_ROWS,
    CONTACT_ROWS,
    LATER_ADDRESS_ROWS,
    CartRow,
    Change,
)
from checkout_core.wire.reader import read_entries, table
from checkout_core.wire.spot import BAD, Spot, entries_of, member_of, one_each
from checkout_core.wire.tables import Hook, Member, Table

TEXT_FIELDS: Final = 19
"""Most custom text fields of a line: with its notes they are its description, of at most 20 lines."""


class IdentityType(StrEnum):
    """Whose id the id of a cart's buyer is. Source: IdentityType of the Stores cart."""

    ADMIN = "ADMIN"
    MEMBER = "MEMBER"
    VISITOR = "VISITOR"
    CONTACT = "CONTACT"


class LineItemType(StrEnum):
    """What a line of a cart sells. Source: LineItemType of the Stores cart."""

    PHYSICAL = "PHYSICAL"
    DIGITAL = "DIGITAL"
    CUSTOM_AMOUNT_ITEM = "CUSTOM_AMOUNT_ITEM"


@attrs.frozen
class CartMember:
    """A member of the cart: its row, its paths written out from the root, and how it is read."""

    row: CartRow
    reads: Member


@functools.cache
def members() -> tuple[CartMember, ...]:
    """Every member: those of the cart table in its order, then those inside contact details and addresses."""
    own = (CartMember(row, _reads(row)) for row in CART_ROWS if row.source not in _WHOLES)
    return (*own, *_inside())


@functools.cache
def rows_of(source: str) -> tuple[CartRow, ...]:
    """The rows of a member: several where another member decides which of them it follows."""
    return tuple(member.row for member in members() if member.row.source == source)


# --- rows of whole objects --------------------------------------------------------------------------------------------

_DESTINATION: Final = "shippingInfo.shippingDestination"
_POINT: Final = "shippingInfo.selectedCarrierServiceOption.logistics.pickupDetails"
_ADDRESS: Final = (*ADDRESS_ROWS, *LATER_ADDRESS_ROWS)

_WHOLES: Final[Mapping[str, tuple[str, tuple[CartRow, ...]]]] = {
    "shippingInfo.shippingAddress.contactDetails": (_DESTINATION, CONTACT_ROWS),
    "billingAddress.address": ("billingInfo", _ADDRESS),
    "shippingInfo.shippingAddress.address": (_DESTINATION, _ADDRESS),
    "shippingInfo.pickupDetails.pickupAddress": (_POINT, _ADDRESS),
}
"""Rows of whole objects: what stands around each of them in the checkout, and the rows of its members."""


def _inside() -> Iterator[CartMember]:
    """The members inside contact details and addresses."""
    for whole, (around, rows) in _WHOLES.items():
        for row in rows:
            source = f"{whole}.{row.source.partition('.')[2]}"
            target = row.target if row.target.startswith("buyerInfo.") else f"{around}.{row.target}"
            full = attrs.evolve(row, source=source, target=target)
            if around == _POINT and not row.target.startswith("address."):
                note = "a place of pickup is an address, and nobody's"
                full = attrs.evolve(full, target="", change=Change.DROPPED, note=note)
            yield CartMember(full, _reads(row))


# --- how members are read ---------------------------------------------------------------------------------------------


def _of(kind: Any, name: str, *, required: bool = False) -> Member:
    return attrs.evolve(table(kind).by_key[name], required=required)


def _fits(hook: Hook, limit: Limit, kind: Any = None) -> Member:
    return Member("", hook, kind, limit)


def _number(scale: int = 20) -> Member:
    return _fits(scalars.read_decimal, Number(Decimal(0), Decimal(MAX_AMOUNT), scale))


def _text(least: int, most: int) -> Member:
    return _fits(scalars.read_text, Text(least, most))


_FIELDS: Final[Mapping[str, Any]] = {
    "address": Address,
    "buyerInfo": BuyerInfo,
    "catalogReference": CatalogReference,
    "contactDetails": ContactDetails,
    "coupon": Coupon,
    "lineItems[i]": LineItem,
    "location": AddressLocation,
    "logistics": DeliveryLogistics,
    "physicalProperties": PhysicalProperties,
    "region": ShippingRegion,
    "selectedCarrierServiceOption": ShippingOption,
}
"""The class of what stands under such a name in a checkout."""


def _reads(row: CartRow) -> Member:
    """How the row's member is read: in a way of its own, as a number, or as the field that it goes to."""
    special = _special().get(row.source)
    if special is not None:
        return special
    if "amount" in row.target.lower() or row.change is Change.COMPUTED:
        return _number()
    around, name = row.target.split(".")[-2:]
    return _of(_FIELDS[around], name)


@functools.cache
def _special() -> Mapping[str, Member]:
    size = _fits(scalars.read_whole, Whole(0, 10**6))
    count = _fits(scalars.read_whole, Whole(0, MAX_LINES * MAX_QUANTITY))
    return {
        **{name: _text(0, 100) for name in ("id", "status", "currency.symbol", "convertedCurrency.symbol")},
        "weightUnit": _of(Store, "weightUnit"),
        "buyerNote": _of(Checkout, "buyerNote"),
        "currency.code": _of(Checkout, "currency", required=True),
        "convertedCurrency.code": _of(Conversion, "currency"),
        "appliedCoupon.couponType": _text(0, 50),
        "totals.quantity": count,
        "convertedTotals.quantity": count,
        "buyerInfo.id": _fits(scalars.read_text, GUID),
        "lineItems[i].id": _fits(scalars.read_whole, Whole(0, 2**31 - 1)),
        "lineItems[i].quantity": _of(LineItem, "quantity", required=True),
        "lineItems[i].name": _text(1, 200),
        "lineItems[i].lineItemType": _fits(scalars.read_enum, A(LineItemType), LineItemType),
        "lineItems[i].notes": _text(1, 600),
        "lineItems[i].customTextFields": _fits(_pairs("title", "value", 600), Many(Json(), 0, TEXT_FIELDS)),
        "lineItems[i].mediaItem.mediaType": _text(0, 50),
        "lineItems[i].mediaItem.url": _text(1, 2_000),
        "lineItems[i].mediaItem.width": size,
        "lineItems[i].mediaItem.height": size,
        "lineItems[i].options": _fits(_pairs("option", "selection", 500), Many(Json(), 0, 100)),
        "lineItems[i].priceData.price": attrs.evolve(_number(Amount.SCALE), required=True),
    }


def identity_type() -> Member:
    """How the type of the buyer's identity is read, which has no row of its own."""
    return _fits(scalars.read_enum, A(IdentityType), IdentityType)


def _pairs(first: str, second: str, longest: int) -> Hook:
    """Reads an array of objects of two texts as pairs; no two may begin with one text, and one left empty is none."""
    title = Member(first, scalars.read_text, limit=Text(1, 200), required=True)
    pair = Table((title, Member(second, scalars.read_text, limit=Text(1, longest), required=True)))

    def read_pair(spot: Spot, _: Any = None) -> Any:
        stated, table = spot.value, pair
        if isinstance(stated, dict) and second in stated and stated[second] in ("", None):
            stated, table = {name: text for name, text in stated.items() if name != second}, Table((title,))
        values = table.fill(Spot(stated, spot.reading, spot.parent, spot.key, spot.limit))
        return BAD if values is BAD else (values[first], values.get(second))

    def read_pairs(spot: Spot, _: Any = None) -> Any:
        pairs = read_entries(spot, read_pair)
        names = (member_of(entry, first) for entry in entries_of(spot))
        if not one_each(names, "a text that no other entry has there") or pairs is BAD:
            return BAD
        return tuple((title, text) for title, text in pairs if text is not None)

    return read_pairs
