"""The delivery option in force, and its price. Conventions S1 to S3."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from checkout_core.model.checkout import Checkout
from checkout_core.model.parties import Address
from checkout_core.model.shipping import SelectedCarrierServiceOption, ShippingCarrier, ShippingOption
from checkout_core.model.store import Store
from checkout_core.pricing.addresses import place_of, shipping_address
from checkout_core.pricing.memo import remember

NOT_OFFERED = "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"


class Selection(NamedTuple):
    """The option in force, whether it is the one asked for, and its price in minor units."""

    carrier: ShippingCarrier
    option: ShippingOption
    requested: bool
    price: int


def select_shipping(checkout: Checkout, store: Store) -> tuple[Selection | None, str | None]:
    """Return the option in force and None, or None and the code of why there is none; (None, None): none asked for.

    An option that is no longer offered gives way to the first that is.
    """
    info = checkout.shipping_info
    selected = None if info is None else info.selected_carrier_service_option
    if selected is None:
        return None, None
    address = shipping_address(checkout)
    offers = () if address is None else remember(store, ("offers", *place_of(address, store)), _priced_offers)
    if not offers:
        return None, NOT_OFFERED
    code, carrier_id = selected.code, selected.carrier_id
    for offer in offers:
        if offer.option.code == code and carrier_id in (None, offer.carrier.carrier_id):
            return offer, None
    return offers[0]._replace(requested=False), None


def _priced_offers(store: Store, country: str | None, subdivision: str | None) -> tuple[Selection, ...]:
    offers = _offered_at(Address(country=country, subdivision=subdivision), store)
    return tuple(
        Selection(carrier, option, True, store.policy.divide(*option.cost.minor_ratio)) for carrier, option in offers
    )


def offered(checkout: Checkout, store: Store) -> list[tuple[ShippingCarrier, ShippingOption]]:
    """Every option offered to the checkout's destination, in the store's order."""
    return _offered_at(shipping_address(checkout), store)


def _offered_at(address: Address | None, store: Store) -> list[tuple[ShippingCarrier, ShippingOption]]:
    return [(carrier, option) for carrier in store.carriers_to(address) for option in carrier.options]


def find(
    selected: SelectedCarrierServiceOption, offers: Sequence[tuple[ShippingCarrier, ShippingOption]]
) -> tuple[ShippingCarrier, ShippingOption] | None:
    """The first offer with the selected code and, if one is named, the selected carrier."""
    for carrier, option in offers:
        if option.code == selected.code and selected.carrier_id in (None, carrier.carrier_id):
            return carrier, option
    return None
