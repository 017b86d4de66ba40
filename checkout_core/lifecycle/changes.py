"""Changing buyer, delivery, discounts. Source: updateCheckout, removeCoupon, removeGiftCard. Conventions O4 to O8."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, TypedDict, Unpack

import attrs

from checkout_core.errors import InvalidField
from checkout_core.lifecycle.arguments import check_currency, check_store, checked
from checkout_core.lifecycle.buyer import merged_buyer
from checkout_core.lifecycle.refusals import (
    refuse_coupon,
    refuse_gift_card,
    refuse_locked,
    refuse_malformed_codes,
    refuse_shipping_option,
)
from checkout_core.lifecycle.transitions import moved, transition_of
from checkout_core.model.checkout import Checkout, CheckoutInfo, CheckoutRequest, CustomContentReference, CustomField
from checkout_core.model.discounts import MerchantDiscount
from checkout_core.model.memberships import MembershipOptions
from checkout_core.model.parties import AddressWithContact, BuyerInfo
from checkout_core.model.shipping import ShippingInfo
from checkout_core.model.store import Store
from checkout_core.money import AnyMoney


class CheckoutChanges(TypedDict, total=False):
    """What `update_checkout` can change. A key that is absent leaves the field; None removes what it may remove."""

    billing_info: AddressWithContact | None
    shipping_info: ShippingInfo | None
    buyer_note: str | None
    buyer_info: BuyerInfo | None
    tax_exempt_group_id: str | None
    custom_fields: Iterable[CustomField] | None
    merchant_discounts: Iterable[MerchantDiscount] | None
    membership_options: MembershipOptions | None
    custom_content_reference: CustomContentReference | None
    business_location_id: str | None
    extended_fields: Mapping[str, Any] | None
    coupon_code: str
    gift_card_code: str
    gift_card_redeem_amount: AnyMoney | None
    override_checkout_url: str


CHANGEABLE = tuple(CheckoutChanges.__annotations__)
_FIELDS = MappingProxyType({**attrs.fields_dict(CheckoutRequest), **attrs.fields_dict(CheckoutInfo)})
"""What each change must fit is what it must fit at creation."""

_AT_CREATION = "is said at creation only"
_NEVER = "never changes"
ELSEWHERE: Mapping[str, str] = MappingProxyType(
    {
        "line_items": "is changed by add_to_checkout, remove_line_items and update_line_items_quantity",
        "completed": "is set by mark_checkout_as_completed",
        "order_id": "is set by mark_checkout_as_completed",
        "updated_date": "is the `now` of the update",
        "id": _NEVER,
        "currency": _NEVER,
        "created_date": _NEVER,
        "channel_type": _AT_CREATION,
        "buyer_language": _AT_CREATION,
        "custom_settings": _AT_CREATION,
        "external_reference": _AT_CREATION,
        "cart_id": _AT_CREATION,
        "purchase_flow_id": _AT_CREATION,
        "created_by": _AT_CREATION,
    }
)
"""The other fields of a checkout, and when they change."""

REMOVED_BY: Mapping[str, str] = MappingProxyType(
    {
        "coupon_code": "is removed by remove_coupon",
        "gift_card_code": "is removed by remove_gift_card",
        "override_checkout_url": "is removed by remove_override_checkout_url",
    }
)
"""What None does not remove."""


def update_checkout(
    checkout: Checkout, store: Store, *, now: datetime, locks_hold: bool = False, **changes: Unpack[CheckoutChanges]
) -> Checkout:
    """Change what the buyer's side may change, as updateCheckout does, and return the new checkout.

    A key replaces the field as a whole; an absent one leaves it; None removes it. Only the buyer is merged: what is
    stated replaces, a visitor may become a member, nobody becomes somebody else. A new coupon or gift card replaces
    the held one; with another card goes the amount that was asked of the old one. The last change is ``now``, but
    never moves back. With ``locks_hold`` the locks of the checkout's settings bind this function as they bind the page.

    Raises `InvalidField` where nothing is to be changed, or something that cannot be changed here, and for what no
    checkout may hold; `CurrencyMismatch` for amounts or a store in another currency; `CheckoutRejected` for (in this
    order) a completed checkout, a lock, an email that would be lost or another buyer (INVALID_ARGUMENT), and, as at
    creation, a coupon, a gift card or a delivery option that cannot be used. What is held and not among the changes
    is not asked again.
    """
    instant = checked("update_checkout", checkout, now, locks_hold=locks_hold)
    check_store("update_checkout", store)
    values = _values(changes)
    transition = transition_of(checkout, "update_checkout")
    check_currency(checkout, store)
    if locks_hold:
        of_the_card = "gift_card_code" in values or "gift_card_redeem_amount" in values
        refuse_locked(checkout, coupon="coupon_code" in values, gift_card=of_the_card)
    if "buyer_info" in values:
        values["buyer_info"] = merged_buyer(checkout.buyer_info, values["buyer_info"])
    refuse_malformed_codes(values.get("coupon_code"), values.get("gift_card_code"))
    if values.get("gift_card_code", checkout.gift_card_code) != checkout.gift_card_code:
        values.setdefault("gift_card_redeem_amount", None)
    changed = moved(checkout, transition, instant, **values)
    if "coupon_code" in values:
        refuse_coupon(changed, store)
    if "gift_card_code" in values:
        refuse_gift_card(changed, store)
    if "shipping_info" in values:
        refuse_shipping_option(changed, store)
    return changed


def remove_coupon(checkout: Checkout, *, now: datetime, locks_hold: bool = False) -> Checkout:
    """Return the checkout without its coupon; itself if it holds none.

    The last change is ``now``, but never moves back. Raises `InvalidField` for arguments of another kind, and
    `CheckoutRejected` if the checkout is completed or, with ``locks_hold``, its settings lock the coupon.
    """
    instant = checked("remove_coupon", checkout, now, locks_hold=locks_hold)
    transition = transition_of(checkout, "remove_coupon")
    if checkout.coupon_code is None:
        return checkout
    if locks_hold:
        refuse_locked(checkout, coupon=True)
    return moved(checkout, transition, instant, coupon_code=None)


def remove_gift_card(checkout: Checkout, *, now: datetime, locks_hold: bool = False) -> Checkout:
    """Return the checkout without its gift card and the amount asked of it; itself if it has neither.

    The last change is ``now``, but never moves back. Raises `InvalidField` for arguments of another kind, and
    `CheckoutRejected` if the checkout is completed or, with ``locks_hold``, its settings lock the gift card.
    """
    instant = checked("remove_gift_card", checkout, now, locks_hold=locks_hold)
    transition = transition_of(checkout, "remove_gift_card")
    if checkout.gift_card_code is None and checkout.gift_card_redeem_amount is None:
        return checkout
    if locks_hold:
        refuse_locked(checkout, gift_card=True)
    return moved(checkout, transition, instant, gift_card_code=None, gift_card_redeem_amount=None)


def _values(changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields' new values. Raises `InvalidField` with everything that cannot be changed here at once."""
    wrong = {name: why for name in changes if (why := _why_not(name, changes[name])) is not None}
    if wrong or not changes:
        given = ", ".join(wrong) or "no change"
        reasons = "".join(f"; {name} {why}" for name, why in wrong.items())
        raise InvalidField("update_checkout", given, f"one or more of {', '.join(CHANGEABLE)}{reasons}")
    return {name: _value(name, given) for name, given in changes.items()}


def _why_not(name: str, given: object) -> str | None:
    """Why this cannot be changed here; None if it can."""
    if name not in CHANGEABLE:
        return ELSEWHERE.get(name, "is no field of a checkout")
    return REMOVED_BY.get(name) if given is None else None


def _value(name: str, given: object) -> Any:
    """The field's new value, if it fits; where None removes it, what the field holds when nothing is given."""
    field: Any = _FIELDS[name]
    if given is None:
        return field.default
    try:
        value = field.converter(given) if field.converter else given
    except InvalidField as error:  # of free JSON, whose converter does not know the name
        raise InvalidField(f"update_checkout.{name}", error.given, error.allowed) from None
    field.validator.check(f"update_checkout.{name}", value)
    return value
