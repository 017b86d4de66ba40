"""Where the goods go and who is billed."""

from __future__ import annotations

from checkout_core.model.checkout import Checkout
from checkout_core.model.parties import Address


def shipping_address(checkout: Checkout) -> Address | None:
    """The destination's address; None where it is not known."""
    info = checkout.shipping_info
    return None if info is None or info.shipping_destination is None else info.shipping_destination.address


def billing_address(checkout: Checkout) -> Address | None:
    """The billing address; None where it is not known."""
    return None if checkout.billing_info is None else checkout.billing_info.address
