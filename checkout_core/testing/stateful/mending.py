"""What a buyer does who wants to order: put right what stands against it, one thing at a time."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

import attrs

import checkout_core as cc
from checkout_core.testing.strategies.basics import ADDRESSES


@attrs.frozen
class Mending:
    """An operation on the checkout: its name, and what it takes beside the checkout and the instant."""

    operation: str
    args: tuple[Any, ...] = ()
    changes: dict[str, Any] = attrs.field(factory=dict)


_NOTHING_LEFT: Final = ("EMPTY_CHECKOUT", "FULL_OUT_OF_STOCK", "SUBSCRIPTION_WITH_ZERO_TOTAL")
_TAKEN_BACK: Final = MappingProxyType(
    {
        "COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD": Mending("remove_coupon"),
        "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD": Mending("remove_gift_card"),
        "SUBSCRIPTION_WITH_GIFT_CARD": Mending("remove_gift_card"),
        "coupon_calculation_error": Mending("remove_coupon"),
        "gift_card_calculation_error": Mending("remove_gift_card"),
        "discounts_calculation_error": Mending("update_checkout", changes={"merchant_discounts": ()}),
    }
)
"""What is done about a reason against an order, or about a calculation error."""


def first_mending(checkout: cc.Checkout, store: cc.Store, now: datetime, spare_id: str) -> Mending | None:
    """Return what to do first; None where nothing stands against an order, or the buyer cannot help it.

    ``spare_id`` is the id of a line that is added where nothing that is in the checkout can be had.
    """
    priced = cc.price(checkout, store)
    reasons = cc.order_rejections(priced, store, now=now, options=cc.OrderOptions(save_payment_method=True))
    if not reasons:
        return None
    code = reasons[0].code
    if code in _NOTHING_LEFT:
        item = cc.CatalogItem(price=cc.Money(7, store.currency))
        return Mending("add_to_checkout", ([cc.LineRequest(custom_item=item, id=spare_id)],))
    if code == "CALCULATION_ERROR":
        errors = priced.calculation_errors
        code = next(field.name for field in attrs.fields(type(errors)) if getattr(errors, field.name))
    unwanted = [line.id for line in priced.lines if _is_unwanted(line, code)]
    if unwanted:
        return Mending("remove_line_items", (unwanted,))
    return _TAKEN_BACK.get(code) or _delivery(checkout, store)


def _is_unwanted(line: cc.PricedLine, code: str) -> bool:
    """Whether it is the line that this stands against."""
    item = line.item
    match code:
        case "PARTIAL_OUT_OF_STOCK":
            return item is None or item.quantity_available == 0
        case "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS":
            return item is not None and item.is_subscription
        case "membership_error":
            return item is not None and item.asks_membership
        case "order_validation_errors":
            return line.payment_option is cc.PaymentOptionType.DEPOSIT_ONLINE
    return False


def _delivery(checkout: cc.Checkout, store: cc.Store) -> Mending | None:
    """Addresses and an option that is offered there; None where the buyer has stated them."""
    offered = [
        (address, carrier.carrier_id, option.code)
        for address in ADDRESSES
        for carrier in store.carriers_to(address)
        for option in carrier.options
    ]
    address, carrier_id, code = offered[0] if offered else (ADDRESSES[0], None, None)
    chosen = None if code is None else cc.SelectedCarrierServiceOption(carrier_id=carrier_id, code=code)
    party = cc.AddressWithContact(address=address)
    shipping = cc.ShippingInfo(shipping_destination=party, selected_carrier_service_option=chosen)
    changes = {"billing_info": party, "shipping_info": shipping}
    is_stated = all(getattr(checkout, name) == value for name, value in changes.items())
    return None if is_stated else Mending("update_checkout", changes=changes)
