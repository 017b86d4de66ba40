"""Operations on a checkout: pure functions from one frozen checkout to the next.

All or nothing: an operation returns the new checkout, or raises and nothing has happened. `CheckoutRejected` is what
the service would answer; `InvalidField` and `CurrencyMismatch` are a caller's bugs.
"""

from checkout_core.lifecycle.changes import CheckoutChanges, remove_coupon, remove_gift_card, update_checkout
from checkout_core.lifecycle.codes import LIFECYCLE_CODES
from checkout_core.lifecycle.completion import mark_checkout_as_completed
from checkout_core.lifecycle.creation import create_checkout, create_from_cart, create_from_request
from checkout_core.lifecycle.events import checkout_events
from checkout_core.lifecycle.lines import add_to_checkout, remove_line_items
from checkout_core.lifecycle.page import get_checkout_url, remove_override_checkout_url
from checkout_core.lifecycle.quantities import update_line_items_quantity
from checkout_core.lifecycle.transitions import CHECKOUT_TRANSITIONS, CheckoutState

__all__ = [
    "CHECKOUT_TRANSITIONS",
    "LIFECYCLE_CODES",
    "CheckoutChanges",
    "CheckoutState",
    "add_to_checkout",
    "checkout_events",
    "create_checkout",
    "create_from_cart",
    "create_from_request",
    "get_checkout_url",
    "mark_checkout_as_completed",
    "remove_coupon",
    "remove_gift_card",
    "remove_line_items",
    "remove_override_checkout_url",
    "update_checkout",
    "update_line_items_quantity",
]
