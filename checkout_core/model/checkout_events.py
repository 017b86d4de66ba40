"""What has happened to a checkout, for whoever wants to know. Source: the checkout's events."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs

from checkout_core.model._converters import as_instant
from checkout_core.model._limits import GUID, A, Instant
from checkout_core.model._numbers import Whole
from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.model.checkout import COUPON_CODE
from checkout_core.model.gift_card import CODE as GIFT_CARD_CODE


class CheckoutEventType(StrEnum):
    """Kinds of event, in the order in which the events of one change are told.

    The service publishes CREATED, UPDATED and COMPLETED; the others say what exactly has changed.
    """

    CREATED = "CREATED"
    UPDATED = "UPDATED"
    LINE_ITEM_REMOVED = "LINE_ITEM_REMOVED"
    LINE_ITEM_ADDED = "LINE_ITEM_ADDED"
    LINE_ITEM_QUANTITY_UPDATED = "LINE_ITEM_QUANTITY_UPDATED"
    COUPON_REMOVED = "COUPON_REMOVED"
    COUPON_ADDED = "COUPON_ADDED"
    GIFT_CARD_REMOVED = "GIFT_CARD_REMOVED"
    GIFT_CARD_ADDED = "GIFT_CARD_ADDED"
    COMPLETED = "COMPLETED"

    @property
    def slug(self) -> str | None:
        """The name under which the service publishes the event; None where it does not."""
        return f"wix.ecom.v1.checkout_{self.lower()}" if self in _PUBLISHED else None


_PUBLISHED = (CheckoutEventType.CREATED, CheckoutEventType.UPDATED, CheckoutEventType.COMPLETED)


@attrs.frozen(kw_only=True)
class CheckoutEvent:
    """One thing that has happened to a checkout, and when.

    Of a line: ``line_item_id`` and ``quantity``, the units that it has now, or had when it was removed;
    ``previous_quantity`` where that is another. Of a coupon: ``coupon_code``. Of a gift card: ``obfuscated_code``,
    which shows the last four characters, since the code is a secret.
    """

    type: CheckoutEventType = attrs.field(validator=A(CheckoutEventType))
    checkout_id: str = attrs.field(validator=GUID)
    at: datetime = attrs.field(converter=as_instant, validator=Instant())
    line_item_id: str | None = attrs.field(default=None, validator=GUID)
    quantity: int | None = attrs.field(default=None, validator=Whole(1, MAX_QUANTITY))
    previous_quantity: int | None = attrs.field(default=None, validator=Whole(1, MAX_QUANTITY))
    coupon_code: str | None = attrs.field(default=None, validator=COUPON_CODE)
    obfuscated_code: str | None = attrs.field(default=None, validator=GIFT_CARD_CODE)
