"""Checkouts to operate on: small ones in the full store, changed by keyword."""

from datetime import timedelta

import attrs
import pytest
import samples
from samples import NOW, SHOE, guid

import checkout_core as cc

LINES = [cc.LineRequest(SHOE, quantity=2)]
LATER = NOW + timedelta(minutes=5)
CARD = "GIFT-CARD-QXY1"
"""The gift card of the full store."""


def store(**changes):
    """The full store, changed."""
    return attrs.evolve(samples.full_store(), **changes)


def coupon(**changes):
    """The store's summer coupon, changed, in a store of its own."""
    return store(coupons=[attrs.evolve(samples.full_store().coupons[0], **changes)])


def card(**changes):
    """The store's gift card, changed, in a store of its own."""
    return store(gift_cards=[attrs.evolve(samples.full_store().gift_cards[0], **changes)])


def opened(in_store=None, **changes):
    """A checkout of two shoes, opened with these arguments."""
    arguments = {"lines": LINES, "channel_type": cc.ChannelType.WEB, "checkout_id": guid(9), "now": NOW, **changes}
    return cc.create_checkout(in_store or store(), **arguments)


def from_cart(in_store=None, **changes):
    """A checkout of a cart with two shoes."""
    lines = [cc.CartLine(SHOE, quantity=2)]
    arguments = {"lines": lines, "channel_type": cc.ChannelType.WEB, "checkout_id": guid(9), "now": NOW, **changes}
    return cc.create_from_cart(in_store or store(), **{"cart_id": guid(70), **arguments})


def shipped_to(country="US", subdivision="US-NY", code="standard", carrier=samples.CARRIER):
    """What a buyer states who selects a delivery option."""
    destination = cc.AddressWithContact(address=samples.address(country, subdivision)) if country else None
    return cc.CheckoutInfo(
        shipping_info=cc.ShippingInfo(
            shipping_destination=destination,
            selected_carrier_service_option=cc.SelectedCarrierServiceOption(code=code, carrier_id=carrier),
        )
    )


def completed(**changes):
    """The full checkout, completed."""
    return attrs.evolve(samples.full_checkout(), completed=True, **changes)


def many(count):
    """A checkout of so many lines of shoes, numbered from 1."""
    return opened(lines=[cc.LineRequest(SHOE)] * count)


def ids(checkout):
    """The ids of the lines as the numbers of `samples.guid`."""
    return [int(line.id[-12:]) for line in checkout.line_items]


def quantities(checkout):
    """The quantities of the lines."""
    return [line.quantity for line in checkout.line_items]


def refusal(call):
    """The refusal that the call ends with."""
    with pytest.raises(cc.CheckoutRejected) as caught:
        call()
    return caught.value


def changed_fields(before, after):
    """Names of the fields in which two checkouts differ."""
    fields = [field.name for field in attrs.fields(cc.Checkout) if field.init]
    return {name for name in fields if getattr(before, name) != getattr(after, name)}


OPERATIONS = {
    # each changes the full checkout in the full store
    "update_checkout": lambda checkout, now=LATER: cc.update_checkout(checkout, store(), now=now, buyer_note="Thanks"),
    "add_to_checkout": lambda checkout, now=LATER: cc.add_to_checkout(checkout, store(), LINES, now=now),
    "remove_line_items": lambda checkout, now=LATER: cc.remove_line_items(checkout, [guid(6)], now=now),
    "update_line_items_quantity": lambda checkout, now=LATER: cc.update_line_items_quantity(
        checkout, store(), {guid(2): 7}, now=now
    ),
    "remove_coupon": lambda checkout, now=LATER: cc.remove_coupon(checkout, now=now),
    "remove_gift_card": lambda checkout, now=LATER: cc.remove_gift_card(checkout, now=now),
    "remove_override_checkout_url": lambda checkout, now=LATER: cc.remove_override_checkout_url(checkout, now=now),
    "mark_checkout_as_completed": lambda checkout, now=LATER: cc.mark_checkout_as_completed(checkout, now=now),
}
