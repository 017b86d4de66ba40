"""Checkouts read back from their published form, as `dump_priced` writes it (conventions X1 to X8).

What a price has computed is known and passed over: it is computed anew. Of codes and choices that are published only
where they took effect, or failed to, the places stand below; what cannot be told from the document is refused there,
with words that say what to state.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs

from checkout_core.model._limits import Json, Many, Text
from checkout_core.model.calculation_errors import CalculationErrors
from checkout_core.model.checkout import COUPON_CODE, Checkout
from checkout_core.model.memberships import MembershipOptions
from checkout_core.model.shipping import SelectedCarrierServiceOption, ShippingInfo
from checkout_core.money import Money
from checkout_core.wire.published_lines import read_published_lines
from checkout_core.wire.reader import read_entries, table
from checkout_core.wire.scalars import read_money, read_text
from checkout_core.wire.spot import BAD, Spot, entries_of, member_of
from checkout_core.wire.tables import Hook, Member, Table, built, checked, passed_over

COMPUTED: Final = (
    *("price_summary", "pay_now", "pay_later", "pay_after_free_trial", "pay_now_total_after_gift_card"),
    *("total_after_gift_card", "line_items_subtotal", "payment_required", "subscription_charges", "violations"),
    *("additional_fees", "tax_summary"),
)
"""What a price says of the checkout, and nothing is read of."""

OF_THE_STORE: Final = (
    *("conversion_currency", "payment_currency", "conversion_info", "tax_included_in_price", "weight_unit"),
    "site_language",
)
"""What the store says that the checkout is priced with."""

NO_CARD_CODE: Final = (
    "that with the code put into the checkout, as giftCardCode",
    "a gift card without its code, which is never published",
)
NO_COUPON_CODE: Final = ("that with the code put into the checkout, as couponCode", "a coupon without its code")
NO_OPTION: Final = (
    "that with the option put into shippingInfo, as selectedCarrierServiceOption",
    "a delivery option without its code",
)
NO_DISCOUNTS: Final = (
    "that with the checkout's own discounts put into it, as merchantDiscounts",
    "a merchant discount, of which only the effect is told",
)
"""What is refused where the document does not tell what it speaks of: what to do, and what was found."""

_DISCOUNTS: Final = Many(Json())


def read_published(spot: Spot) -> Any:
    """The checkout of a published document."""
    values = published_checkout().fill(spot)
    for check in (_check_coupon, _check_card, _check_option, _check_discounts):
        check(spot)
    if values is BAD:
        return BAD
    values.pop("applied_discounts", None)
    card, errors = values.pop("gift_card", {}), values.pop("calculation_errors", {})
    values["coupon_code"] = next((place.value for place in _coupon_codes(spot)), None)
    asked = card.get("requested_amount")
    if asked is not None and values.setdefault("gift_card_redeem_amount", asked) != asked:
        return spot.at("giftCardRedeemAmount").refuse("the requestedAmount of giftCard")
    info, lost = values.get("shipping_info", ShippingInfo()), errors.get("selected_shipping_option_error")
    if info.selected_carrier_service_option is None:
        info = attrs.evolve(info, selected_carrier_service_option=lost)
    values["shipping_info"] = None if info == ShippingInfo() else info
    return built(spot, Checkout, values)


# --- what several members tell, and what none does --------------------------------------------------------------------


def _coupon_codes(spot: Spot) -> Iterator[Spot]:
    """Where the held coupon's code stands: as stated, as the buyer wrote it (in a finding), as the coupon has it."""
    error = spot.at("calculationErrors").at("couponCalculationError").at("applicationError")
    applied = entries_of(spot.at("appliedDiscounts", _DISCOUNTS))
    places = (
        spot.at("couponCode"),
        error.at("data").at("couponCode"),
        *(each.at("coupon").at("code") for each in applied),
    )
    return (place for place in places if isinstance(place.value, str))


def _check_coupon(spot: Spot) -> None:
    """Refuse a coupon whose code is nowhere, and all codes that are not the first."""
    places = list(_coupon_codes(spot))
    error = spot.at("calculationErrors").at("couponCalculationError")
    if not places and isinstance(error.value, dict):
        error.refuse(*NO_COUPON_CODE)
    for place in places:
        if place.value.casefold() != places[0].value.casefold():
            place.refuse(f"the code at {places[0].path}, whatever its case: a checkout holds one coupon")


def _check_card(spot: Spot) -> None:
    """Refuse a gift card without its code, and a code that is not what is published of it."""
    card, error = spot.at("giftCard"), spot.at("calculationErrors").at("giftCardCalculationError")
    code, shown = member_of(spot, "gift_card_code", secret=True), card.at("obfuscatedCode").value
    if code.value is None:
        held = [place for place in (card, error) if isinstance(place.value, dict)]
        for place in held[:1]:
            place.refuse(*NO_CARD_CODE)
    elif isinstance(shown, str) and isinstance(code.value, str) and _seen(code.value) != _seen(shown):
        code.refuse(f"a code of {len(shown)} characters that ends as giftCard shows")


def _seen(code: str) -> tuple[int, str]:
    """What an obfuscated code tells: the length, and the last four characters."""
    return len(code), code[-4:]


def _check_option(spot: Spot) -> None:
    """Refuse a finding about a delivery option that nothing names."""
    error = spot.at("calculationErrors").at("selectedShippingOptionError")
    selected = spot.at("shippingInfo").at("selectedCarrierServiceOption")
    told = selected.value is not None or error.at("applicationError").at("data").value is not None
    if isinstance(error.value, dict) and not told:
        error.refuse(*NO_OPTION)


def _check_discounts(spot: Spot) -> None:
    """Refuse merchant discounts in force where the checkout's own are not stated."""
    applied = (entry.at("merchantDiscount") for entry in entries_of(spot.at("appliedDiscounts", _DISCOUNTS)))
    taken = [place for place in applied if place.value is not None]
    if taken and spot.at("merchantDiscounts").value is None:
        taken[0].refuse(*NO_DISCOUNTS)


# --- tables -----------------------------------------------------------------------------------------------------------


@functools.cache
def published_checkout() -> Table:
    """The members of a published checkout."""
    members = table(Checkout).with_hook("line_items", read_published_lines)
    members = members.with_hook("shipping_info", _reads(_shipping_info, ShippingInfo))
    members = members.with_hook("membership_options", _reads(_membership_options, MembershipOptions))
    return members.changed(
        Member("applied_discounts", lambda spot, _: read_entries(spot, _reads(_discount)), limit=_DISCOUNTS),
        Member("calculation_errors", _reads(_errors)),
        Member("gift_card", _reads(_gift_card)),
        *passed_over(*COMPUTED, *OF_THE_STORE),
    )


def _reads(members: Callable[[], Table], kind: Callable[..., Any] = dict) -> Hook:
    """The hook that reads an object of these members as one of this kind."""
    return lambda spot, _: built(spot, kind, members().fill(spot))


@functools.cache
def _shipping_info() -> Table:
    hook = _reads(_selected_option, SelectedCarrierServiceOption)
    info = table(ShippingInfo).with_hook("selected_carrier_service_option", hook)
    return info.changed(*passed_over("region", "carrier_service_options"))


@functools.cache
def _selected_option() -> Table:
    return table(SelectedCarrierServiceOption).changed(*passed_over("title", "logistics", "cost", "other_charges"))


@functools.cache
def _membership_options() -> Table:
    return table(MembershipOptions).changed(*passed_over("eligible_memberships", "invalid_memberships"))


@functools.cache
def _discount() -> Table:
    others = ("discount_type", "line_item_ids", "merchant_discount", "discount_rule", "line_item_discounts")
    return Table((Member("coupon", _reads(_coupon)), *passed_over(*others)))


@functools.cache
def _coupon() -> Table:
    code = Member("code", read_text, str, COUPON_CODE, required=True)
    return Table((code, *passed_over("id", "amount", "name", "coupon_type")))


@functools.cache
def _gift_card() -> Table:
    shown = Member("obfuscated_code", read_text, str, Text(0, 100))
    requested = Member("requested_amount", read_money, Money, table(Checkout).by_key["giftCardRedeemAmount"].limit)
    return Table((shown, requested, *passed_over("amount", "app_id", "external_id")))


@functools.cache
def _errors() -> Table:
    others = passed_over(*(field.name for field in attrs.fields(CalculationErrors)))
    return Table(others).changed(
        Member("coupon_calculation_error", _reads_data(_read_coupon_data)),
        Member("selected_shipping_option_error", _reads_data(_read_option_data)),
        *(Member(name, _reads_data(_read_free)) for name in ("gift_card_calculation_error", "membership_error")),
    )


def _reads_data(hook: Hook) -> Hook:
    """The hook that reads a finding as its data, None where it has none."""
    error = Table((Member("data", hook), *passed_over("code", "description")))
    details = Table(
        (Member("application_error", _reads(lambda: error)), *passed_over("validation_error", "system_error"))
    )

    def read_data(spot: Spot, _: Any) -> Any:
        values = details.fill(spot)
        return BAD if values is BAD else values.get("application_error", {}).get("data")

    return read_data


def _read_free(spot: Spot, _: Any) -> Any:
    """Data that is an object, and not read."""
    return None if isinstance(spot.value, dict) else spot.refuse("an object")


def _read_coupon_data(spot: Spot, _: Any) -> Any:
    """The code of the coupon that a finding speaks of; the rest of its data is free."""
    if not isinstance(spot.value, dict):
        return spot.refuse("an object")
    code = spot.at("couponCode", COUPON_CODE)
    return None if code.value is None else checked(code, read_text(code))


def _read_option_data(spot: Spot, _: Any) -> Any:
    """The delivery option that a finding speaks of."""
    return built(spot, SelectedCarrierServiceOption, table(SelectedCarrierServiceOption).fill(spot))
