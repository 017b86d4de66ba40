"""Makes lines, and the catalog that they are sold from, of what a Stores cart states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import attrs

from checkout_core.currencies import Currency
from checkout_core.lifecycle.numbering import line_ids, line_items
from checkout_core.model.catalog import CatalogItem, CatalogReference
from checkout_core.model.item_details import (
    DescriptionLine,
    ItemType,
    ItemTypePreset,
    PhysicalProperties,
    TranslatableString,
)
from checkout_core.model.line_item import CUSTOM_ITEM_LIMITS, LineItem, LineRequest, line_id
from checkout_core.money import Money
from checkout_core.wire.legacy_cart.members import LineItemType
from checkout_core.wire.legacy_cart.parts import Assumed, Placed, Values
from checkout_core.wire.legacy_cart.reader import LegacyCart
from checkout_core.wire.spot import BAD

STORES: Final = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
"""The app id of Wix Stores, whose catalog the products of a Stores cart are in."""
NOTES: Final = "Notes"
"""What the description line is called that holds a line's notes."""

_DESCRIPTION: Final = CUSTOM_ITEM_LIMITS["description_lines"]


@attrs.frozen
class Goods:
    """The lines, the catalog that their products make, and what had to be assumed."""

    lines: tuple[LineItem, ...]
    catalog: Mapping[CatalogReference, CatalogItem]
    assumed: tuple[Assumed, ...]


def goods_of(cart: LegacyCart, placed: Placed, currency: Currency) -> Any:
    """The lines and their catalog, or `BAD`.

    A line without a product describes its item itself; so does one that says otherwise than an earlier line of the same
    product with the same options and custom texts, for the catalog can say only one thing.
    """
    catalog: dict[CatalogReference, CatalogItem] = {}
    requests: list[LineRequest] = []
    sound = True
    for index, values in enumerate(placed.lines):
        reference, item = reference_of(values), _item(values, currency)
        describes_itself = reference is None or catalog.setdefault(reference, item) != item
        if describes_itself and not _DESCRIPTION.fits(item.description_lines):
            sound = _refuse_long_description(cart, index, len(item.description_lines))
        else:
            requests.append(_request(values, reference, item if describes_itself else None))
    if not sound:
        return BAD
    lines = line_items(requests, line_ids(requests))
    return Goods(lines, catalog, tuple(_assumed(placed, lines)))


def _request(values: Values, reference: CatalogReference | None, own: CatalogItem | None) -> LineRequest:
    number = values.get("lineItems[i]._id")
    return LineRequest(
        reference,
        quantity=values["lineItems[i].quantity"],
        id=None if number is None else line_id(number),
        custom_item=own,
    )


def _refuse_long_description(cart: LegacyCart, line: int, count: int) -> bool:
    """Refuse the custom text fields of a line that describes its item itself."""
    allowed = "at most 10 entries with the notes, where the line describes its item itself"
    leaves = (leaf for leaf in cart.leaves if leaf.source == "lineItems[i].customTextFields" and leaf.line == line)
    return next(leaves).spot.refuse(allowed, f"{count} entries with the notes") is not BAD


def _assumed(placed: Placed, lines: tuple[LineItem, ...]) -> Iterator[Assumed]:
    """What the lines of the cart do not say."""
    paths = [f"$.lineItems[{index}]" for index in range(len(lines))]
    products = [path for path, line in zip(paths, lines, strict=True) if line.catalog_reference is not None]
    if products:
        why = "the products of such a cart are of Wix Stores, in this line and in all others"
        yield Assumed(f"{products[0]}.catalogReference.appId", STORES, why)
    for path, values, line in zip(paths, placed.lines, lines, strict=True):
        if "lineItems[i]._id" not in values:
            yield Assumed(f"{path}._id", line.id, "the line has no id")
        if line.catalog_reference is not None and line.custom_item is not None:
            why = "an earlier line of this product says otherwise, so this one describes its item itself"
            yield Assumed(f"{path}.customLineItem", True, why)
        if not {"lineItems[i].itemType.preset", "lineItems[i].itemType.custom"} & values.keys():
            yield Assumed(f"{path}.itemType.preset", "PHYSICAL", "the line has no lineItemType")


def reference_of(values: Values) -> CatalogReference | None:
    """Which item of the catalog the line is of; None for an amount of the merchant's own, and without a product."""
    product = values.get("lineItems[i].catalogReference.catalogItemId")
    if product is None or "lineItems[i].itemType.custom" in values:
        return None
    parts = {
        "options": values.get("lineItems[i].catalogReference.options"),
        "customTextFields": values.get("lineItems[i].descriptionLines"),
    }
    return CatalogReference(STORES, product, {name: dict(pairs) for name, pairs in parts.items() if pairs} or None)


def _item(values: Values, currency: Currency) -> CatalogItem:
    name, custom = values.get("lineItems[i].productName.original"), values.get("lineItems[i].itemType.custom")
    preset = ItemTypePreset(values.get("lineItems[i].itemType.preset", LineItemType.PHYSICAL).value)
    shippable = custom is None and preset is ItemTypePreset.PHYSICAL
    physical = {key: values.get(f"lineItems[i].physicalProperties.{key}") for key in ("weight", "sku")}
    pictures = {key: values.get(f"lineItems[i].media.{key}") for key in ("url", "width", "height")}
    media = {key: value for key, value in pictures.items() if value is not None}
    has_body = shippable or any(value is not None for value in physical.values())
    return CatalogItem(
        product_name=None if name is None else TranslatableString(original=name),
        price=Money(values["lineItems[i].price.amount"], currency),
        item_type=ItemType(preset=preset) if custom is None else ItemType(custom=custom.value),
        physical_properties=PhysicalProperties(**physical, shippable=shippable) if has_body else None,
        media=media or None,
        description_lines=tuple(_description(values)),
    )


def _description(values: Values) -> Iterator[DescriptionLine]:
    """The custom texts, then the notes."""
    for title, text in values.get("lineItems[i].descriptionLines", ()):
        yield DescriptionLine(name=title, plain_text=text)
    notes = values.get("lineItems[i].descriptionLines[i].plainText.original")
    if notes is not None:
        yield DescriptionLine(name=NOTES, plain_text=notes)
