"""Lines: what the buyer asked for, and whether it can be had. Source: LineItem, ItemAvailabilityStatus."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_json_object
from checkout_core.model._limits import GUID, A, Json, Limit, Many, Text
from checkout_core.model._numbers import Whole
from checkout_core.model.catalog import MAX_QUANTITY, CatalogItem, CatalogOverrideFields, CatalogReference
from checkout_core.model.item_details import DescriptionLine
from checkout_core.model.json_value import JsonObject
from checkout_core.model.tax import TaxableAddress


class ItemAvailabilityStatus(StrEnum):
    """Whether a line can be sold: in full, not at all, in part, or because the item no longer exists."""

    AVAILABLE = "AVAILABLE"
    NOT_FOUND = "NOT_FOUND"
    NOT_AVAILABLE = "NOT_AVAILABLE"
    PARTIALLY_AVAILABLE = "PARTIALLY_AVAILABLE"


@attrs.frozen(kw_only=True)
class LineItem:
    """One line of a checkout: a catalog item by reference, or a custom item that the line itself describes."""

    id: str = attrs.field(validator=GUID)
    quantity: int = attrs.field(default=1, validator=Whole(1, MAX_QUANTITY))
    catalog_reference: CatalogReference | None = attrs.field(default=None, validator=A(CatalogReference))
    custom_item: CatalogItem | None = attrs.field(default=None, validator=A(CatalogItem))
    catalog_override_fields: CatalogOverrideFields | None = attrs.field(
        default=None, validator=A(CatalogOverrideFields)
    )
    taxable_address: TaxableAddress | None = attrs.field(default=None, validator=A(TaxableAddress))
    extended_fields: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )

    @property
    def plain_key(self) -> tuple[str, str] | None:
        """The reference's key if that alone says which item is meant: no options, no overrides, no custom item."""
        if self.custom_item is not None or self.catalog_override_fields is not None:
            return None
        return None if self.catalog_reference is None else self.catalog_reference.plain_key

    def __attrs_post_init__(self) -> None:
        check_line(self)


@attrs.frozen
class LineRequest:
    """A line as asked for: a `LineItem` whose ``id`` may be left to the library."""

    catalog_reference: CatalogReference | None = attrs.field(default=None, validator=A(CatalogReference))
    quantity: int = attrs.field(default=1, kw_only=True, validator=Whole(1, MAX_QUANTITY))
    id: str | None = attrs.field(default=None, kw_only=True, validator=GUID)
    custom_item: CatalogItem | None = attrs.field(default=None, kw_only=True, validator=A(CatalogItem))
    catalog_override_fields: CatalogOverrideFields | None = attrs.field(
        default=None, kw_only=True, validator=A(CatalogOverrideFields)
    )
    taxable_address: TaxableAddress | None = attrs.field(default=None, kw_only=True, validator=A(TaxableAddress))
    extended_fields: JsonObject | None = attrs.field(
        default=None,
        kw_only=True,
        converter=attrs.converters.optional(as_json_object),
        validator=Json(object_only=True),
    )

    def __attrs_post_init__(self) -> None:
        check_line(self)


@attrs.frozen
class CartLine(LineRequest):
    """A line of a cart: a `LineRequest` whose quantity may be 0, which no checkout takes."""

    quantity: int = attrs.field(default=1, kw_only=True, validator=Whole(0, MAX_QUANTITY))


CUSTOM_ITEM_LIMITS: Mapping[str, Limit] = MappingProxyType(
    {
        "description_lines": Many(A(DescriptionLine), most=10),
        "quantity_available": Whole(0, MAX_QUANTITY),
        "consent_required_payment_policy": Text(1, 1_000),
    }
)
"""Fields of an item that are narrower where a line describes it itself (CustomLineItem)."""


def check_line(line: LineItem | LineRequest) -> None:
    """Raise `InvalidField` unless the line names or describes its item; a custom item cannot be overridden."""
    owner = type(line).__name__
    if line.catalog_reference is None and line.custom_item is None:
        raise InvalidField(owner, "neither", "a catalog_reference or a custom_item")
    if line.custom_item is None:
        return
    for name, limit in CUSTOM_ITEM_LIMITS.items():
        value = getattr(line.custom_item, name)
        if value is not None:
            limit.check(f"{owner}.custom_item.{name}", value)
    if line.catalog_override_fields is not None:
        allowed = "none on a custom line, which states its own fields"
        raise InvalidField(f"{owner}.catalog_override_fields", "overrides", allowed)


def content_of(line: LineItem | LineRequest) -> tuple[object, ...]:
    """Everything about the line but its id and quantity: what is sold, and on which terms."""
    return (
        line.catalog_reference,
        line.custom_item,
        line.catalog_override_fields,
        line.taxable_address,
        line.extended_fields,
    )


def line_id(number: int) -> str:
    """The id of the n-th line (from 1) where none is given; the first is ``00000000-0000-0000-0000-000000000001``."""
    return f"00000000-0000-0000-0000-{number:012d}"
