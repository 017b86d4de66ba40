"""What is refused in more than one operation: codes and options that cannot be used, unknown lines, locks."""

from __future__ import annotations

from collections.abc import Iterable

from checkout_core.errors import CheckoutRejected
from checkout_core.lifecycle.codes import BY_CODE, refused
from checkout_core.model.checkout import COUPON_CODE, Checkout, CustomSettings
from checkout_core.model.gift_card import CODE as GIFT_CARD_CODE
from checkout_core.model.shipping import SelectedCarrierServiceOption
from checkout_core.model.store import Store
from checkout_core.pricing.coupons import UNKNOWN as UNKNOWN_COUPON
from checkout_core.pricing.coupons import email_of, standing_problem
from checkout_core.pricing.gift_card import UNKNOWN as UNKNOWN_GIFT_CARD
from checkout_core.pricing.gift_card import card_problem
from checkout_core.pricing.instants import instant_of
from checkout_core.pricing.shipping import NOT_OFFERED, find, offers_to, options_of

MALFORMED_GIFT_CARD = "GIFT_CARD_CODE_INVALID"
UNUSABLE_OPTION = "INVALID_SELECTED_CARRIER_SERVICE_OPTION"


def refuse_malformed_codes(coupon_code: str | None, gift_card_code: str | None) -> None:
    """Refuse codes of a length that no coupon or gift card has."""
    if coupon_code is not None and not COUPON_CODE.fits(coupon_code):
        raise refused(UNKNOWN_COUPON, {"couponCode": coupon_code})
    if gift_card_code is not None and not GIFT_CARD_CODE.fits(gift_card_code):
        raise refused(MALFORMED_GIFT_CARD)


def refuse_coupon(checkout: Checkout, store: Store) -> None:
    """Refuse a coupon that cannot be used; one that reaches nothing yet stays, and pricing says so."""
    code = checkout.coupon_code
    if code is None:
        return
    coupon = store.coupons_by_code.get(code.casefold())
    if coupon is None:
        raise refused(UNKNOWN_COUPON, {"couponCode": code})
    problem = standing_problem(coupon, email_of(checkout), instant_of(checkout, store))
    if problem is not None:
        raise refused(problem, {"couponCode": code})


def refuse_gift_card(checkout: Checkout, store: Store) -> None:
    """Refuse a gift card that cannot pay. The code is a secret and does not appear."""
    if checkout.gift_card_code is None:
        return
    card = store.gift_cards_by_code.get(checkout.gift_card_code)
    if card is None:
        raise refused(UNKNOWN_GIFT_CARD)
    problem = card_problem(card, store.currency)
    if problem is not None:
        raise refused(problem)


def refuse_shipping_option(checkout: Checkout, store: Store) -> None:
    """Refuse a selected delivery option that is not offered; the code tells whether the store knows it at all."""
    info = checkout.shipping_info
    selected = None if info is None else info.selected_carrier_service_option
    if selected is None or find(selected, offers_to(checkout, store)) is not None:
        return
    is_known = find(selected, options_of(store.shipping, store)) is not None
    raise _refused_option(UNUSABLE_OPTION if is_known else NOT_OFFERED, selected)


def _refused_option(code: str, selected: SelectedCarrierServiceOption) -> CheckoutRejected:
    """The refusal of a delivery option; its data is the shipping part of the calculation errors."""
    error = {"code": code, "description": BY_CODE[code].description, "data": selected.to_json()}
    return refused(code, {"selectedShippingOptionError": {"applicationError": error}})


def refuse_unknown_lines(checkout: Checkout, ids: Iterable[str]) -> None:
    """Refuse ids that are no line's, whatever their case; each is told once."""
    known = {line.id.lower() for line in checkout.line_items}
    unknown = {own.lower(): own for own in ids if own.lower() not in known}
    if unknown:
        raise refused("NOT_FOUND", {"lineItemIds": list(unknown.values())})


def refuse_locked(checkout: Checkout, *, coupon: bool = False, gift_card: bool = False) -> None:
    """Refuse to touch a coupon or a gift card that the checkout's settings lock."""
    settings = checkout.custom_settings or CustomSettings()
    if coupon and settings.lock_coupon_code:
        raise refused("COUPON_LOCKED")
    if gift_card and settings.lock_gift_card:
        raise refused("GIFT_CARD_LOCKED")
