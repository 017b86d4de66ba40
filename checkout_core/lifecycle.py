"""Operations on a checkout. Source: createCheckout of the Wix eCommerce Checkout API, version 1.

All or nothing: an operation returns the new checkout, or raises `CheckoutRejected` and nothing has happened.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import attrs

from checkout_core.errors import CheckoutRejected, CurrencyMismatch, InvalidField
from checkout_core.model._limits import A
from checkout_core.model.checkout import COUPON_CODE, ChannelType, Checkout, CheckoutInfo, CheckoutRequest
from checkout_core.model.gift_card import CODE as GIFT_CARD_CODE
from checkout_core.model.line_item import LineItem, LineRequest, line_id
from checkout_core.model.parties import CreatedBy
from checkout_core.model.shipping import SelectedCarrierServiceOption
from checkout_core.model.store import Store
from checkout_core.money import AnyMoney
from checkout_core.pricing.coupons import UNKNOWN as UNKNOWN_COUPON
from checkout_core.pricing.coupons import standing_problem
from checkout_core.pricing.gift_card import UNKNOWN as UNKNOWN_GIFT_CARD
from checkout_core.pricing.gift_card import card_problem
from checkout_core.pricing.instants import instant_of
from checkout_core.pricing.shipping import NOT_OFFERED, find, offers_to, options_of
from checkout_core.validation import DESCRIPTIONS

NOT_FOUND = 404
FAILED_PRECONDITION = 428

MALFORMED_GIFT_CARD = "GIFT_CARD_CODE_INVALID"
UNUSABLE_OPTION = "INVALID_SELECTED_CARRIER_SERVICE_OPTION"
NO_PAYMENTS = "SITE_MUST_ACCEPT_PAYMENTS"


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
        raise CheckoutRejected(NO_PAYMENTS, FAILED_PRECONDITION, "the site must accept payments")
    if request.coupon_code is not None and not COUPON_CODE.fits(request.coupon_code):
        raise _rejected(UNKNOWN_COUPON, NOT_FOUND, {"couponCode": request.coupon_code})
    if request.gift_card_code is not None and not GIFT_CARD_CODE.fits(request.gift_card_code):
        raise CheckoutRejected(MALFORMED_GIFT_CARD, NOT_FOUND, "a gift card code has 8 to 20 characters")
    info = request.checkout_info
    checkout = Checkout(
        **{**_fields_of(info), "created_by": _created_by(info)},
        id=request.checkout_id or line_id(1),
        line_items=_numbered(request.lines),
        currency=store.currency,
        channel_type=request.channel_type,
        coupon_code=request.coupon_code,
        gift_card_code=request.gift_card_code,
        gift_card_redeem_amount=amount,
        override_checkout_url=request.override_checkout_url,
        created_date=now,
        updated_date=now,
    )
    _refuse_coupon(checkout, store)
    _refuse_gift_card(checkout, store)
    _refuse_shipping_option(checkout, store)
    return checkout


def _fields_of(info: CheckoutInfo) -> dict[str, Any]:
    return {field.name: getattr(info, field.name) for field in attrs.fields(CheckoutInfo)}


def _created_by(info: CheckoutInfo) -> CreatedBy | None:
    """Who opened the checkout: as stated, else the buyer as member or visitor."""
    buyer = info.buyer_info
    if info.created_by is not None or buyer is None or (buyer.member_id is None and buyer.visitor_id is None):
        return info.created_by
    return CreatedBy(member_id=buyer.member_id, visitor_id=buyer.visitor_id)


def _numbered(requests: tuple[LineRequest, ...]) -> tuple[LineItem, ...]:
    """The lines; one without an id gets the number of its place, or the next that is free."""
    taken = {request.id for request in requests if request.id is not None}
    lines = []
    for number, request in enumerate(requests, 1):
        own = request.id
        while own is None or (request.id is None and own in taken):
            own = line_id(number)
            number += 1  # noqa: PLW2901  # the next free one
        taken.add(own)
        lines.append(
            LineItem(
                id=own,
                quantity=request.quantity,
                catalog_reference=request.catalog_reference,
                custom_item=request.custom_item,
                catalog_override_fields=request.catalog_override_fields,
                taxable_address=request.taxable_address,
                extended_fields=request.extended_fields,
            )
        )
    return tuple(lines)


def _refuse_coupon(checkout: Checkout, store: Store) -> None:
    """Refuse a coupon that cannot be used; one that reaches nothing yet stays, and pricing says so."""
    code = checkout.coupon_code
    if code is None:
        return
    coupon = store.coupons_by_code.get(code.casefold())
    if coupon is None:
        raise _rejected(UNKNOWN_COUPON, NOT_FOUND, {"couponCode": code})
    problem = standing_problem(coupon, checkout, instant_of(checkout, store))
    if problem is not None:
        raise _rejected(problem, FAILED_PRECONDITION, {"couponCode": code})


def _refuse_gift_card(checkout: Checkout, store: Store) -> None:
    """Refuse a gift card that cannot pay. The code is a secret and does not appear."""
    if checkout.gift_card_code is None:
        return
    card = store.gift_cards_by_code.get(checkout.gift_card_code)
    if card is None:
        raise _rejected(UNKNOWN_GIFT_CARD, NOT_FOUND)
    problem = card_problem(card, store.currency)
    if problem is not None:
        raise _rejected(problem, FAILED_PRECONDITION)


def _refuse_shipping_option(checkout: Checkout, store: Store) -> None:
    """Refuse a selected delivery option that is not offered; the code tells whether the store knows it at all."""
    info = checkout.shipping_info
    selected = None if info is None else info.selected_carrier_service_option
    if selected is None or find(selected, offers_to(checkout, store)) is not None:
        return
    if find(selected, options_of(store.shipping, store)) is not None:
        description = "the selected delivery option is not offered to this destination"
        data = _shipping_error(selected, UNUSABLE_OPTION, description)
        raise CheckoutRejected(UNUSABLE_OPTION, FAILED_PRECONDITION, description, data)
    description = "the store has no delivery option of this code and carrier"
    data = _shipping_error(selected, NOT_OFFERED, description)
    raise CheckoutRejected(NOT_OFFERED, NOT_FOUND, description, data)


def _shipping_error(selected: SelectedCarrierServiceOption, code: str, description: str) -> dict[str, Any]:
    """The shipping part of the calculation errors, as the data of the refusal."""
    error = {"code": code, "description": description, "data": selected.to_json()}
    return {"selectedShippingOptionError": {"applicationError": error}}


def _rejected(code: str, status: int, data: dict[str, Any] | None = None) -> CheckoutRejected:
    return CheckoutRejected(code, status, DESCRIPTIONS[code], data)
