"""What is read at single places of a published checkout, as JSON Schema."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Final

from checkout_core.model.checkout import COUPON_CODE
from checkout_core.model.shipping import SelectedCarrierServiceOption
from checkout_core.wire.json_schema.lines import any_line, custom_line_of
from checkout_core.wire.json_schema.objects import Book, Shape, array_of
from checkout_core.wire.json_schema.values import Schema, nullable, text
from checkout_core.wire.published_checkouts import (
    _coupon,
    _discount,
    _errors,
    _gift_card,
    _membership_options,
    _selected_option,
    _shipping_info,
    published_checkout,
)
from checkout_core.wire.published_lines import _availability, published_custom_line, published_line
from checkout_core.wire.reader import table
from checkout_core.wire.tables import Hook, Table

_FREE: Final[Schema] = {"type": "object"}
_COUPON_DATA: Final[Schema] = {"type": "object", "properties": {"couponCode": nullable(text(COUPON_CODE))}}


@functools.cache
def shapes() -> Mapping[Hook, Shape]:
    """What is read, by the hook that reads it."""
    at, error_at = published_checkout().by_key, _errors().by_key
    return {
        at["lineItems"].hook: lambda book, _, limit: array_of(_line(book), limit),
        at["shippingInfo"].hook: _noun("PublishedShippingInfo", _shipping_info),
        at["membershipOptions"].hook: _noun("PublishedMembershipOptions", _membership_options),
        at["appliedDiscounts"].hook: lambda book, _, limit: array_of(
            book.noun("PublishedDiscount", _discount()), limit
        ),
        at["calculationErrors"].hook: _noun("PublishedCalculationErrors", _errors),
        at["giftCard"].hook: _noun("PublishedGiftCard", _gift_card),
        _shipping_info().by_key["selectedCarrierServiceOption"].hook: _noun(
            "PublishedSelectedOption", _selected_option
        ),
        _discount().by_key["coupon"].hook: _noun("PublishedCoupon", _coupon),
        published_custom_line(True).by_key["availability"].hook: _noun("Availability", _availability),
        error_at["couponCalculationError"].hook: lambda *_: _error(_COUPON_DATA),
        error_at["selectedShippingOptionError"].hook: lambda book, *_: _error(
            book.noun("SelectedCarrierServiceOption", table(SelectedCarrierServiceOption))
        ),
        error_at["giftCardCalculationError"].hook: lambda *_: _error(_FREE),
        error_at["membershipError"].hook: lambda *_: _error(_FREE),
    }


def _noun(name: str, members: Callable[[], Table]) -> Shape:
    """Objects of a table."""
    return lambda book, *_: book.noun(name, members())


def _line(book: Book) -> Schema:
    """A published line."""
    custom = custom_line_of(book, "PublishedCustomLine", published_custom_line)
    return any_line(book.noun("PublishedCatalogLine", published_line()), custom)


def _error(data: Schema) -> Schema:
    """A finding with such data: what stands around them may be absent."""
    told: Schema = {"type": "object", "properties": {"data": nullable(data)}}
    return {"type": "object", "properties": {"applicationError": nullable(told)}}
