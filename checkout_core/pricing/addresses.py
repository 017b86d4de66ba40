"""Where the goods go and who is billed."""

from __future__ import annotations

from checkout_core.model.checkout import Checkout
from checkout_core.model.parties import Address
from checkout_core.model.store import Store


def shipping_address(checkout: Checkout) -> Address | None:
    """The destination's address; None where it is not known."""
    info = checkout.shipping_info
    return None if info is None or info.shipping_destination is None else info.shipping_destination.address


def place_of(address: Address | None, store: Store) -> tuple[str | None, str | None]:
    """Country and subdivision, None for those that no tax and no region of the store names: they are all alike."""
    if address is None:
        return None, None
    places = store.places
    country, subdivision = address.country, address.subdivision
    return country if country in places else None, subdivision if subdivision in places else None


def billing_address(checkout: Checkout) -> Address | None:
    """The billing address; None where it is not known."""
    return None if checkout.billing_info is None else checkout.billing_info.address
