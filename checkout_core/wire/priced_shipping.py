"""Delivery in the published form."""

from __future__ import annotations

from typing import Any

from checkout_core.model.priced import PricedCheckout
from checkout_core.model.shipping import OfferedOption, PricedShipping, ShippingCost, ShippingOption
from checkout_core.wire.published import Form, given


def shipping_info(priced: PricedCheckout, form: Form) -> dict[str, Any]:
    """Where to, the option in force with its price, its region, and everything on offer.

    A selected option that is not in force (nothing is offered) is not published: `calculationErrors` speaks of it.
    """
    held = priced.checkout.shipping_info
    destination = None if held is None else held.shipping_destination
    shipping = priced.shipping
    return given(
        {
            "shippingDestination": None if destination is None else form.convert(destination),
            "selectedCarrierServiceOption": None if shipping is None else _selected(shipping, form),
            "region": None if shipping is None else {form.id: shipping.region.id, "name": shipping.region.name},
            "carrierServiceOptions": [
                {
                    "carrierId": carrier.carrier_id,
                    "shippingOptions": [_offered(offer, form) for offer in carrier.shipping_options],
                }
                for carrier in priced.carrier_service_options
            ],
        }
    )


def _selected(shipping: PricedShipping, form: Form) -> dict[str, Any]:
    """The option in force. What it charges beside is among the fees."""
    return {
        **_described(shipping.option, form),
        "cost": _cost(shipping.cost, form),
        "requestedShippingOption": shipping.requested_shipping_option,
        "otherCharges": [],
        "carrierId": shipping.carrier_id,
    }


def _offered(offer: OfferedOption, form: Form) -> dict[str, Any]:
    """An option on offer: what it would cost, and what it would charge beside."""
    charges = form.convert(offer.option.other_charges)
    return {**_described(offer.option, form), "cost": {"price": form.money(offer.price), "otherCharges": charges}}


def _described(option: ShippingOption, form: Form) -> dict[str, Any]:
    """What the option is, without its price."""
    logistics = None if option.logistics is None else form.convert(option.logistics)
    return given({"code": option.code, "title": option.title, "logistics": logistics})


def _cost(cost: ShippingCost, form: Form) -> dict[str, Any]:
    return {
        "totalPriceAfterTax": form.money(cost.total_price_after_tax),
        "totalPriceBeforeTax": form.money(cost.total_price_before_tax),
        "taxDetails": form.tax_details(cost.tax_details),
        "price": form.money(cost.price),
        "totalDiscount": form.money(cost.total_discount),
    }
