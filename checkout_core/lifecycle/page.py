"""Where the buyer finds the checkout. Source: getCheckoutUrl, removeOverrideCheckoutUrl. Conventions O8, O14."""

from __future__ import annotations

from datetime import datetime

from checkout_core.errors import InvalidField
from checkout_core.lifecycle.arguments import check_store, checked
from checkout_core.lifecycle.transitions import moved, transition_of
from checkout_core.model._limits import A
from checkout_core.model.checkout import Checkout
from checkout_core.model.store import Store

PLACEHOLDER = "{checkoutId}"
"""What stands for the checkout's id in the store's URL."""


def get_checkout_url(checkout: Checkout, store: Store) -> str:
    """Return the address of the checkout's page: its own, else the store's with the checkout's id in it.

    Possible in every state. Raises `InvalidField` for arguments of another kind, and if there is neither.
    """
    A(Checkout).check("get_checkout_url.checkout", checkout)
    check_store("get_checkout_url", store)
    if checkout.override_checkout_url:
        return checkout.override_checkout_url
    if store.checkout_url is None:
        raise InvalidField("Store.checkout_url", None, "a URL, where the checkout has none of its own")
    return store.checkout_url.replace(PLACEHOLDER, checkout.id)


def remove_override_checkout_url(checkout: Checkout, *, now: datetime) -> Checkout:
    """Return the checkout without an address of its own; itself if it has none.

    The last change is ``now``, but never moves back. Raises `InvalidField` for arguments of another kind, and
    `CheckoutRejected` if the checkout is completed.
    """
    instant = checked("remove_override_checkout_url", checkout, now)
    transition = transition_of(checkout, "remove_override_checkout_url")
    if checkout.override_checkout_url is None:
        return checkout
    return moved(checkout, transition, instant, override_checkout_url=None)
