"""The end of a checkout. Source: markCheckoutAsCompleted. Convention O2."""

from __future__ import annotations

from datetime import datetime

from checkout_core.lifecycle.arguments import checked
from checkout_core.lifecycle.transitions import COMPLETED, is_complete, moved, state_of, transition_of
from checkout_core.model._limits import GUID
from checkout_core.model.checkout import Checkout


def mark_checkout_as_completed(checkout: Checkout, *, now: datetime, order_id: str | None = None) -> Checkout:
    """Return the checkout as completed, with the id of its order if there is one.

    For a checkout whose order is paid, or was made elsewhere. A completed checkout that learns nothing new comes back
    itself; an order id that it lacks is recorded. The last change is ``now``, but never moves back.

    Raises `InvalidField` for arguments of another kind, and `CheckoutRejected` (CHECKOUT_IS_COMPLETE) if the checkout
    has another order already.
    """
    instant = checked("mark_checkout_as_completed", checkout, now)
    if order_id is not None:
        GUID.check("mark_checkout_as_completed.order_id", order_id)
    transition = transition_of(checkout, "mark_checkout_as_completed")
    held = checkout.order_id
    if held is not None and order_id is not None and held.lower() != order_id.lower():
        raise is_complete(checkout)
    order_id = held or order_id
    if state_of(checkout) is COMPLETED and order_id == held:
        return checkout
    return moved(checkout, transition, instant, order_id=order_id)
