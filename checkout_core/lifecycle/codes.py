"""Every code that an operation on a checkout is refused with.

Source: the error lists of createCheckout, updateCheckout, addToCheckout and the cart's createCheckout, and the standard
errors. Where they have none, a code of this library's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checkout_core.errors import CheckoutRejected
from checkout_core.model.refusals import RefusalCode
from checkout_core.validation import DESCRIPTIONS

_COUPON = "{couponCode}, as it was given"
_LINES = "{lineItemIds}"
_OPTION = "{selectedShippingOptionError}, as among the calculation errors"
_NO_PAYMENTS = "the site must accept payments"


def _as_found(code: str, status: int, data: str = "", *, documented: bool = True) -> RefusalCode:
    """A code that a check finds, too: the words are the same."""
    return RefusalCode(code, status, DESCRIPTIONS[code], data, documented)


LIFECYCLE_CODES: tuple[RefusalCode, ...] = (
    RefusalCode("SITE_MUST_ACCEPT_PAYMENTS", 428, _NO_PAYMENTS),
    RefusalCode("SITE_MUST_ACCEPT_PAYMENTS_TO_CREATE_CHECKOUT", 428, _NO_PAYMENTS),
    RefusalCode("LINE_ITEM_WITH_ZERO_QUANTITY", 428, "a line of the cart has the quantity 0", _LINES),
    RefusalCode(
        "CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE",
        428,
        "a custom line of a cart is paid in full, online or offline",
        _LINES,
    ),
    _as_found("ERROR_COUPON_DOES_NOT_EXIST", 404, _COUPON),
    _as_found("ERROR_COUPON_IS_DISABLED", 428, _COUPON, documented=False),
    _as_found("ERROR_COUPON_IS_NOT_ACTIVE_YET", 428, _COUPON),
    _as_found("ERROR_COUPON_HAS_EXPIRED", 428, _COUPON),
    _as_found("ERROR_COUPON_USAGE_EXCEEDED", 428, _COUPON),
    _as_found("ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED", 428, _COUPON),
    RefusalCode("GIFT_CARD_CODE_INVALID", 404, "a gift card code has 8 to 20 characters"),
    _as_found("GIFT_CARD_NOT_FOUND", 404),
    _as_found("GIFT_CARD_DISABLED", 428),
    _as_found("GIFT_CARD_EXPIRED", 428),
    _as_found("GIFT_CARD_IS_EMPTY", 428),
    _as_found("GIFT_CARD_CURRENCY_MISMATCH", 428, documented=False),
    # the check of the same name finds less: no option at all is left
    RefusalCode(
        "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND",
        404,
        "the store has no delivery option of this code and carrier",
        _OPTION,
    ),
    RefusalCode(
        "INVALID_SELECTED_CARRIER_SERVICE_OPTION",
        428,
        "the selected delivery option is not offered to this destination",
        _OPTION,
    ),
    RefusalCode("CHECKOUT_IS_COMPLETE", 428, "the checkout is completed", "{orderId}, where there is one"),
    RefusalCode(
        "INVALID_ARGUMENT",
        400,
        "the buyer's email is replaced, not removed, and the buyer stays the same",
        "{fieldViolations}, in place of data",
    ),
    RefusalCode("NOT_FOUND", 404, DESCRIPTIONS["LINE_ITEM_NOT_FOUND"], _LINES),
    RefusalCode("ALREADY_EXISTS", 409, "the checkout has a line of this id already", _LINES),
    RefusalCode(
        "MAX_LINE_ITEMS_EXCEEDED",
        428,
        "the checkout would have too many lines",
        "{limit, lineItems}: how many there may be, how many there would be",
        documented=False,
    ),
    RefusalCode("FIXED_QUANTITY_ITEM", 428, "the quantity of the item is fixed", _LINES, documented=False),
    RefusalCode("COUPON_LOCKED", 428, "the checkout's settings lock its coupon", documented=False),
    RefusalCode("GIFT_CARD_LOCKED", 428, "the checkout's settings lock its gift card", documented=False),
)
"""Every code, in the order of the operations. The codes of cart lines that `ItemType` makes impossible are not here."""

BY_CODE = {entry.code: entry for entry in LIFECYCLE_CODES}


def refused(
    code: str, data: Mapping[str, Any] | None = None, field_violations: tuple[Mapping[str, Any], ...] = ()
) -> CheckoutRejected:
    """Return the refusal with this code of the table."""
    entry = BY_CODE[code]
    return CheckoutRejected(code, entry.status, entry.description, data, field_violations, documented=entry.documented)
