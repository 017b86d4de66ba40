"""Which operation is possible in which state of a checkout. Conventions O1 to O3."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import attrs

from checkout_core.errors import CheckoutRejected
from checkout_core.lifecycle.codes import refused
from checkout_core.model.checkout import Checkout
from checkout_core.model.transitions import Transition


class CheckoutState(StrEnum):
    """OPEN until an order is paid or the checkout is marked as completed."""

    OPEN = "OPEN"
    COMPLETED = "COMPLETED"


OPEN, COMPLETED = CheckoutState.OPEN, CheckoutState.COMPLETED

CHECKOUT_TRANSITIONS: tuple[Transition, ...] = (
    Transition(OPEN, "update_checkout", OPEN),
    Transition(OPEN, "add_to_checkout", OPEN),
    Transition(OPEN, "remove_line_items", OPEN),
    Transition(OPEN, "update_line_items_quantity", OPEN),
    Transition(OPEN, "remove_coupon", OPEN),
    Transition(OPEN, "remove_gift_card", OPEN),
    Transition(OPEN, "remove_override_checkout_url", OPEN),
    Transition(OPEN, "mark_checkout_as_completed", COMPLETED),
    Transition(COMPLETED, "mark_checkout_as_completed", COMPLETED),
)
"""Every change that is possible. A checkout is created OPEN; what only reads is possible in every state."""


def state_of(checkout: Checkout) -> CheckoutState:
    """Return the checkout's state."""
    return COMPLETED if checkout.completed else OPEN


def transition_of(checkout: Checkout, operation: str) -> Transition:
    """Return the row for the operation in the checkout's state.

    Raises `CheckoutRejected` (CHECKOUT_IS_COMPLETE) if there is none.
    """
    state = state_of(checkout)
    for row in CHECKOUT_TRANSITIONS:
        if row.source is state and row.operation == operation:
            return row
    raise is_complete(checkout)


def is_complete(checkout: Checkout) -> CheckoutRejected:
    """Return the refusal of what a completed checkout does not allow."""
    return refused("CHECKOUT_IS_COMPLETE", None if checkout.order_id is None else {"orderId": checkout.order_id})


def moved(checkout: Checkout, transition: Transition, now: datetime, **changes: Any) -> Checkout:
    """Return the checkout with the changes, in the state that the transition leads to.

    Its last change is ``now``, or stays where that lies later: clocks of servers differ.
    """
    completed = transition.target is COMPLETED
    latest = max(checkout.updated_date, now)
    return attrs.evolve(checkout, **changes, completed=completed, updated_date=latest)
