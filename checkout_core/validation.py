"""What is wrong with a price, as values. Source: CalculationErrors.

Each check looks at one thing and returns what it found, or None. The codes are those of createCheckout and of the
coupon API; where the documented lists have none, reason names of the cart's successor API, or a code of this library's
own, which the description says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from checkout_core.model.calculation_errors import NOTHING_WRONG, ApplicationError, CalculationErrors, Details
from checkout_core.model.explanation import amount_text
from checkout_core.model.memberships import SelectedMembership
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.priced import PricedCheckout, Validator
from checkout_core.model.store import Store
from checkout_core.model.tax import TaxableAddressType
from checkout_core.model.violations import Severity, Violation
from checkout_core.money import Money

Finding = tuple[str, Any]
"""The member of `CalculationErrors` that a check fills, and what it puts there."""

Check = Callable[[PricedCheckout, Store], Finding | None]

DESCRIPTIONS = {
    "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND": "the selected delivery option is not offered to the destination",
    "ERROR_COUPON_DOES_NOT_EXIST": "the store has no coupon of this code",
    "ERROR_COUPON_IS_DISABLED": "the coupon is disabled",
    "ERROR_COUPON_IS_NOT_ACTIVE_YET": "the coupon is not valid yet",
    "ERROR_COUPON_HAS_EXPIRED": "the coupon has expired",
    "ERROR_COUPON_USAGE_EXCEEDED": "the coupon has been used as often as it may be",
    "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED": "this customer has used the coupon as often as one may",
    "MIN_SUBTOTAL_NOT_REACHED": "the subtotal is below the coupon's minimum",
    "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS": "the coupon reaches none of the lines",
    "GIFT_CARD_NOT_FOUND": "the store has no gift card of this code",
    "GIFT_CARD_DISABLED": "the gift card is disabled",
    "GIFT_CARD_EXPIRED": "the gift card has expired",
    "GIFT_CARD_IS_EMPTY": "the gift card has no balance",
    "GIFT_CARD_CURRENCY_MISMATCH": "the gift card is in another currency than the store",
    "MISSING_BUSINESS_ADDRESS_COUNTRY": "a line is taxed at the store's address, whose country is not known",
    "NOT_APPLICABLE_TO_SUBSCRIPTIONS": "the coupon reaches no subscription, and no other line",
    "MIN_LINE_ITEM_QUANTITY_NOT_REACHED": "the lines that the coupon reaches have too few units",
    "MEMBERSHIP_NOT_FOUND": "a line is to be paid by a membership, and none that the buyer holds is selected for it",
    "EXPIRED": "the selected membership has expired",
    "INSUFFICIENT_FUNDS": "the selected membership has too few credits left",
    "NOT_APPLICABLE_TO_LINE_ITEMS": "the selected membership does not pay this line",
    "LINE_ITEM_NOT_FOUND": "the checkout has no line of this id",
    "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS": "a subscription must be the only line",
    "SUBSCRIPTION_WITH_ZERO_TOTAL": "a subscription cannot be bought for nothing",
    "SUBSCRIPTION_WITH_GIFT_CARD": "a gift card cannot pay a subscription",
    "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE": "the deposit is larger than the unit price",
}
"""Every code that a check or a refused request can carry, in words."""


def validate(priced: PricedCheckout, store: Store) -> CalculationErrors:
    """Return everything found wrong with the price; falsy when nothing is. Never raises on data."""
    found: dict[str, Any] = {}
    for check in CHECKS:
        finding = check(priced, store)
        if finding is not None:
            member, value = finding
            found[member] = (*found.get(member, ()), *value) if isinstance(value, tuple) else value
    return CalculationErrors(**found) if found else NOTHING_WRONG


def check_shipping(priced: PricedCheckout, _store: Store) -> Finding | None:
    """A delivery option is selected, and nothing is offered in its place either."""
    problem = priced.figures.shipping_problem
    if problem is None:
        return None
    info = priced.checkout.shipping_info
    selected = None if info is None else info.selected_carrier_service_option
    return "selected_shipping_option_error", _details(problem, None if selected is None else selected.to_json())


def check_tax(priced: PricedCheckout, store: Store) -> Finding | None:
    """A line is taxed at the store's own address, and the store does not state its country."""
    known = store.business_address is not None and store.business_address.country is not None
    if known or not store.taxes or store.exempts(priced.checkout.tax_exempt_group_id):
        return None
    lines = [
        line.id
        for line, item in zip(priced.checkout.line_items, priced.figures.items, strict=True)
        if item is not None
        and line.taxable_address is not None
        and line.taxable_address.address_type is TaxableAddressType.BUSINESS
    ]
    if not lines:
        return None
    return "tax_calculation_error", _details("MISSING_BUSINESS_ADDRESS_COUNTRY", {"lineItemIds": lines})


def check_coupon(priced: PricedCheckout, _store: Store) -> Finding | None:
    """A coupon is held and takes off nothing, for a reason."""
    coupon = priced.figures.coupon
    if coupon is None or coupon.problem is None:
        return None
    return "coupon_calculation_error", _details(coupon.problem, {"couponCode": priced.checkout.coupon_code})


def check_gift_card(priced: PricedCheckout, _store: Store) -> Finding | None:
    """A gift card is held and cannot pay."""
    card = priced.figures.gift_card
    if card is None or card.problem is None:
        return None
    return "gift_card_calculation_error", _details(card.problem, None)


def check_membership(priced: PricedCheckout, _store: Store) -> Finding | None:
    """A line is to be paid by a membership, and none pays it; or a selected one cannot pay what it is to (M5, M6)."""
    memberships = priced.figures.memberships
    if memberships is None or not memberships.problems:
        return None
    errors = [
        {"code": code, **_selection(selected), "lineItemIds": lines} for code, selected, lines in memberships.problems
    ]
    return "membership_error", _details(memberships.problems[0].code, {"errors": errors})


def _selection(selected: SelectedMembership | None) -> dict[str, str]:
    """Which membership a problem is about, as data."""
    return {} if selected is None else {"membershipId": selected.id, "appId": selected.app_id}


def check_discounts(priced: PricedCheckout, _store: Store) -> Finding | None:
    """A merchant discount names a line that is not there."""
    known = {line.id.lower() for line in priced.checkout.line_items}
    named = (line_id for discount in priced.checkout.merchant_discounts for line_id in discount.line_item_ids)
    missing = list(dict.fromkeys(line_id for line_id in named if line_id.lower() not in known))
    if not missing:
        return None
    return "discounts_calculation_error", _details("LINE_ITEM_NOT_FOUND", {"lineItemIds": missing})


def check_deposits(priced: PricedCheckout, _store: Store) -> Finding | None:
    """A line's deposit is larger than its unit price."""
    columns = zip(priced.checkout.line_items, priced.figures.items, priced.figures.unit_prices, strict=True)
    errors = tuple(
        _error("DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE", {"lineItemId": line.id})
        for line, item, unit_price in columns
        if item is not None
        and item.payment_option is PaymentOptionType.DEPOSIT_ONLINE
        and item.deposit_amount is not None
        and _is_above(item.deposit_amount.minor_ratio, unit_price)
    )
    return ("order_validation_errors", errors) if errors else None


def check_subscriptions(priced: PricedCheckout, _store: Store) -> Finding | None:
    """A subscription is not alone, costs nothing, or is to be paid by a gift card (convention U2)."""
    if not any(item is not None and item.is_subscription for item in priced.figures.items):
        return None
    rules = (
        ("SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS", len(priced.checkout.line_items) > 1),
        ("SUBSCRIPTION_WITH_ZERO_TOTAL", priced.figures.summary.total == 0),
        ("SUBSCRIPTION_WITH_GIFT_CARD", priced.checkout.gift_card_code is not None),
    )
    errors = tuple(_error(code, None) for code, is_broken in rules if is_broken)
    return ("order_validation_errors", errors) if errors else None


def _is_above(amount: tuple[int, int], other: tuple[int, int]) -> bool:
    return amount[0] * other[1] > other[0] * amount[1]


def _error(code: str, data: dict[str, Any] | None) -> ApplicationError:
    return ApplicationError(code=code, description=DESCRIPTIONS[code], data=data)


def _details(code: str, data: dict[str, Any] | None) -> Details:
    return Details(application_error=_error(code, data))


def below_minimum(priced: PricedCheckout) -> Iterable[Violation]:
    """The store's own rule: an order is worth at least so much (convention V1)."""
    least = priced.store.minimum_order_subtotal
    subtotal = priced.summary.subtotal
    if least is None or subtotal >= least:
        return ()
    missing = least - subtotal
    data = {"minimumOrderSubtotal": _digits(least), "remainingAmount": _digits(missing)}
    description = f"the subtotal, {subtotal}, is below the least an order may be worth, {least}"
    return (Violation(severity=Severity.ERROR, description=description, data=data),)


def _digits(amount: Money) -> str:
    """The amount as digits without trailing zeros, as numbers are published."""
    text = amount_text(amount)
    return text.rstrip("0").rstrip(".") if "." in text else text


OWN_VALIDATORS: tuple[Validator, ...] = (below_minimum,)
"""The rules that the library itself asks for violations; the caller's follow."""

CHECKS: tuple[Check, ...] = (
    check_shipping,
    check_tax,
    check_coupon,
    check_gift_card,
    check_membership,
    check_discounts,
    check_deposits,
    check_subscriptions,
)
"""Every check, in the order of the members they fill. Of a list, each check fills its part."""
