"""The delivery option in force, and its price. Conventions S1 to S3."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from checkout_core.model.checkout import Checkout
from checkout_core.model.parties import Address
from checkout_core.model.shipping import SelectedCarrierServiceOption, ShippingCarrier, ShippingOption
from checkout_core.model.store import Store
from checkout_core.pricing.memo import at_place

NOT_OFFERED = "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"


class Selection(NamedTuple):
    """An option of a carrier, whether it is the one asked for, and its price in minor units (before S5)."""

    carrier: ShippingCarrier
    option: ShippingOption
    requested: bool
    price: int


def select_shipping(checkout: Checkout, store: Store, prices: list[int]) -> tuple[Selection | None, str | None]:
    """Return the option in force and None, or None and the code of why there is none; (None, None): none asked for.

    An option that is no longer offered gives way to the first that is, and is not requested; nor is one that an earlier
    price chose so. From some subtotal on, the sum of the lines'
    ``prices``, it may cost nothing (S5).
    """
    info = checkout.shipping_info
    selected = None if info is None else info.selected_carrier_service_option
    if selected is None:
        return None, None
    offers = offers_to(checkout, store)
    if not offers:
        return None, NOT_OFFERED
    chosen = find(selected, offers)
    if chosen is None or not selected.requested_shipping_option:
        chosen = (chosen or offers[0])._replace(requested=False)
    if chosen.option.free_from_subtotal is not None:
        chosen = chosen._replace(price=chosen.option.units(sum(prices), store.policy.divide))
    return chosen, None


def offers_to(checkout: Checkout, store: Store) -> tuple[Selection, ...]:
    """Every option offered to the checkout's destination, in the store's order; none without an address."""
    address = checkout.destination
    return () if address is None else at_place(store, "offers", address, _offers_at)


def _offers_at(store: Store, country: str | None, subdivision: str | None) -> tuple[Selection, ...]:
    return options_of(store.carriers_to(Address(country=country, subdivision=subdivision)), store)


def options_of(carriers: Iterable[ShippingCarrier], store: Store) -> tuple[Selection, ...]:
    """Every option of the carriers, priced."""
    divide = store.policy.divide
    return tuple(
        Selection(carrier, option, True, divide(*option.cost.minor_ratio))
        for carrier in carriers
        for option in carrier.options
    )


def find(selected: SelectedCarrierServiceOption, offers: Iterable[Selection]) -> Selection | None:
    """The first offer with the selected code and, if one is named, of the selected carrier."""
    code, carrier_id = selected.code, selected.carrier_id
    for offer in offers:
        if offer.option.code == code and (carrier_id is None or _is_alike(carrier_id, offer.carrier.carrier_id)):
            return offer
    return None


def _is_alike(one: str, other: str) -> bool:
    """Whether two ids are one, whatever their case (convention Q3)."""
    return one == other or one.lower() == other.lower()
