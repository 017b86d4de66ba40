"""Opening a checkout. Source: createCheckout of the Wix eCommerce Checkout API, version 1, and the cart's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import attrs

from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.lifecycle.codes import refused
from checkout_core.lifecycle.numbering import line_ids, line_items
from checkout_core.lifecycle.refusals import (
    refuse_coupon,
    refuse_gift_card,
    refuse_malformed_codes,
    refuse_shipping_option,
)
from checkout_core.model._converters import as_instant, as_tuple
from checkout_core.model._limits import GUID, A, Instant, Many
from checkout_core.model.checkout import MAX_LINES, ChannelType, Checkout, CheckoutInfo, CheckoutRequest
from checkout_core.model.line_item import CartLine, LineRequest, line_id
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.store import Store
from checkout_core.money import AnyMoney

PAID_IN_FULL = (PaymentOptionType.FULL_PAYMENT_ONLINE, PaymentOptionType.FULL_PAYMENT_OFFLINE)
"""How a custom line of a cart may be paid."""


def create_checkout(
    store: Store,
    *,
    lines: Iterable[LineRequest],
    channel_type: ChannelType,
    checkout_id: str,
    now: datetime,
    coupon_code: str | None = None,
    gift_card_code: str | None = None,
    gift_card_redeem_amount: AnyMoney | None = None,
    override_checkout_url: str | None = None,
    checkout_info: CheckoutInfo = CheckoutInfo(),  # noqa: B008  # frozen
) -> Checkout:
    """Open a checkout for these lines, as createCheckout does.

    Lines without an id are numbered. An item that the catalog does not know is no error here: its line is NOT_FOUND
    when priced. Raises `InvalidField` for what no checkout may hold, and `CheckoutRejected` with the documented code
    for a store that takes no payments, a coupon or gift card that cannot be used, or a delivery option that is not
    offered.
    """
    return create_from_request(
        store,
        CheckoutRequest(
            lines=lines,
            channel_type=channel_type,
            coupon_code=coupon_code,
            gift_card_code=gift_card_code,
            gift_card_redeem_amount=gift_card_redeem_amount,
            override_checkout_url=override_checkout_url,
            checkout_info=checkout_info,
            checkout_id=checkout_id,
            now=now,
        ),
    )


def create_from_request(store: Store, request: CheckoutRequest) -> Checkout:
    """Open the checkout that the request asks for; see `create_checkout`.

    Without ``checkout_id`` the checkout gets the first id of the documents' numbering; without ``now`` it is opened at
    ``store.as_of``. Raises `InvalidField` if there is neither.
    """
    A(Store).check("create_checkout.store", store)
    A(CheckoutRequest).check("create_checkout.request", request)
    now = request.now or store.as_of
    if now is None:
        raise InvalidField("CheckoutRequest.now", None, "an instant, here or as the store's as_of")
    amount = request.gift_card_redeem_amount
    if amount is not None and amount.currency != store.currency:
        message = f"CheckoutRequest.gift_card_redeem_amount: {amount} is not in {store.currency.code}"
        raise CurrencyMismatch(message)
    if not store.accepts_payments:
        raise refused("SITE_MUST_ACCEPT_PAYMENTS")
    refuse_malformed_codes(request.coupon_code, request.gift_card_code)
    info = request.checkout_info
    checkout = Checkout(
        **{**_fields_of(info), "created_by": info.opened_by},
        id=request.checkout_id or line_id(1),
        line_items=line_items(request.lines, line_ids(request.lines)),
        currency=store.currency,
        channel_type=request.channel_type,
        coupon_code=request.coupon_code,
        gift_card_code=request.gift_card_code,
        gift_card_redeem_amount=amount,
        override_checkout_url=request.override_checkout_url,
        created_date=now,
        updated_date=now,
    )
    refuse_coupon(checkout, store)
    refuse_gift_card(checkout, store)
    refuse_shipping_option(checkout, store)
    return checkout


def create_from_cart(
    store: Store,
    *,
    cart_id: str,
    lines: Iterable[CartLine],
    channel_type: ChannelType,
    checkout_id: str,
    now: datetime,
    coupon_code: str | None = None,
    gift_card_code: str | None = None,
    gift_card_redeem_amount: AnyMoney | None = None,
    override_checkout_url: str | None = None,
    checkout_info: CheckoutInfo = CheckoutInfo(),  # noqa: B008  # frozen
) -> Checkout:
    """Open a checkout for what a cart holds, as the cart's createCheckout does.

    As `create_checkout`, and the checkout remembers ``cart_id``, whatever ``checkout_info`` says of carts. The codes of
    its own, in the order of the checks: SITE_MUST_ACCEPT_PAYMENTS_TO_CREATE_CHECKOUT, LINE_ITEM_WITH_ZERO_QUANTITY, and
    CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE for custom lines that are not paid in full, online or
    offline. CUSTOM_LINE_ITEM_MUST_HAVE_EXACTLY_ONE_PROPERTIES_TYPE cannot come: an `ItemType` is of one kind.
    """
    A(Store).check("create_from_cart.store", store)
    GUID.check("create_from_cart.cart_id", cart_id)
    cart = as_tuple(lines)
    Many(A(CartLine), 1, MAX_LINES).check("create_from_cart.lines", cart)
    A(CheckoutInfo).check("create_from_cart.checkout_info", checkout_info)
    Instant().check("create_from_cart.now", as_instant(now))
    request = CheckoutRequest(
        lines=cart,
        channel_type=channel_type,
        coupon_code=coupon_code,
        gift_card_code=gift_card_code,
        gift_card_redeem_amount=gift_card_redeem_amount,
        override_checkout_url=override_checkout_url,
        checkout_info=attrs.evolve(checkout_info, cart_id=cart_id),
        checkout_id=checkout_id,
        now=now,
    )
    _refuse_cart(store, cart)
    return create_from_request(store, request)


def _refuse_cart(store: Store, cart: tuple[CartLine, ...]) -> None:
    """Refuse what only a cart can hold, or only a store behind a cart is asked."""
    if not store.accepts_payments:
        raise refused("SITE_MUST_ACCEPT_PAYMENTS_TO_CREATE_CHECKOUT")
    named = list(zip(line_ids(cart), cart, strict=True))
    empty = [own for own, line in named if line.quantity == 0]
    if empty:
        raise refused("LINE_ITEM_WITH_ZERO_QUANTITY", {"lineItemIds": empty})
    unpayable = [
        own
        for own, line in named
        if line.custom_item is not None and line.custom_item.payment_option not in PAID_IN_FULL
    ]
    if unpayable:
        raise refused("CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE", {"lineItemIds": unpayable})


def _fields_of(info: CheckoutInfo) -> dict[str, Any]:
    return {field.name: getattr(info, field.name) for field in attrs.fields(CheckoutInfo)}
