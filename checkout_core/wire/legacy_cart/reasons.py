"""Why the checkout does not hold a member of a Stores cart, or comes to another number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, TypeAlias

from checkout_core.currencies import Currency, exponent
from checkout_core.model._numbers import decimals
from checkout_core.model.discounts import CouponType
from checkout_core.money import Money
from checkout_core.wire import numbers
from checkout_core.wire.legacy_cart.members import IdentityType
from checkout_core.wire.legacy_cart.reader import IDENTITY, Leaf, LegacyCart
from checkout_core.wire.legacy_cart.rows import CartRow
from checkout_core.wire.legacy_cart.terms import is_percentage
from checkout_core.wire.paths import found

Document: TypeAlias = Mapping[str, Any]
"""A published checkout."""

_CONVERTED: Final = re.compile(r"converted([A-Z])")
_NO_RATE: Final = "no amount above zero stands in both currencies, so that nothing tells the rate"


# --- no place ---------------------------------------------------------------------------------------------------------


def why_nobodys(leaf: Leaf, cart: LegacyCart) -> str | None:
    """Why the buyer's id, or whose it is, says nothing; None where the two together do."""
    if leaf.source == IDENTITY and leaf.value is not IdentityType.ADMIN and cart.said("buyerInfo.id") is not None:
        return None
    return "the buyer of a checkout has the id of a contact, a visitor or a member"


def why_not_there(row: CartRow, there: list[Any]) -> str:
    """Why something else stands where the row leads, or nothing."""
    if row.source == "convertedCurrency.code":
        return _NO_RATE
    if not there:
        return why_absent(row)
    if row.source == "appliedCoupon.couponType":
        return f"the cart does not say the coupon's terms; it takes off its amount as {there[0]}"
    return f"the checkout has {found(there[0])} there, which another member says"


def why_absent(row: CartRow) -> str:
    """Why nothing stands where the row leads."""
    if row.target.startswith("appliedDiscounts[i]"):
        return "a checkout holds a coupon by its code, and the cart has none"
    if row.target.startswith("lineItems[i].catalogReference"):
        return "the line has no catalogReference: it describes its item itself"
    return "the checkout has nothing there"


# --- another number ---------------------------------------------------------------------------------------------------

_SUMS: Final[Mapping[str, str]] = {
    "totals.weight": "the weights that the lines state come to this",
    "totals.quantity": "the quantities of the lines come to this",
    "convertedTotals.weight": "weights are not converted, and the lines' come to this",
    "convertedTotals.quantity": "the quantities of the lines come to this",
}
_AMOUNTS: Final[Mapping[str, str]] = {
    "totals.tax": "no one rate of at most 100 % and 6 decimals gives the cart's tax",
    "totals.discount": "no more can be taken off than the lines cost",
}


def why_other(leaf: Leaf, cart: LegacyCart, document: Document, currency: Currency, others: set[Any]) -> str:
    """Why the published checkout comes to another number; ``others``: (source, line) of what differs already."""
    if leaf.source in _SUMS:
        return _SUMS[leaf.source]
    if _CONVERTED.search(leaf.source):
        return _why_converted(leaf, cart, document, currency, others)
    if decimals(leaf.value) > exponent(currency):
        return _too_fine(currency)
    if leaf.source == "totals.total":
        return _why_total(cart)
    if leaf.source == "appliedCoupon.discountValue":
        return _why_coupon(leaf, document, currency)
    return _AMOUNTS.get(leaf.source, "the prices and quantities of the lines come to this")


def _too_fine(currency: Currency) -> str:
    return f"it is finer than the minor unit of {currency.code}"


def _why_converted(leaf: Leaf, cart: LegacyCart, document: Document, currency: Currency, others: set[Any]) -> str:
    display, amount = cart.said("convertedCurrency.code"), _CONVERTED.sub(lambda match: match[1].lower(), leaf.source)
    if (amount, leaf.line) in others:
        return f"{amount.replace('[i]', f'[{leaf.line}]')} is another, too"
    if display is None:
        return "the cart does not say in which currency it is, so nothing is converted"
    if display == currency:
        return "the cart names its own currency as the one to convert to"
    if document["conversionCurrency"] == currency.code:
        return _NO_RATE
    if decimals(leaf.value) > exponent(display):
        return _too_fine(display)
    return "no one rate of at most 15 decimals gives all converted amounts of the cart"


def _why_total(cart: LegacyCart) -> str:
    if cart.said("totals.subtotal") is None:
        return "follows from the lines and the other totals"
    subtotal, shipping, tax, discount, total = (
        cart.said(f"totals.{name}") or Decimal(0) for name in ("subtotal", "shipping", "tax", "discount", "total")
    )
    added = subtotal + shipping + tax - discount
    if total in {added, added - tax}:
        return "follows from the other totals"
    sums = f"{numbers.plain(added)} with the tax added, {numbers.plain(added - tax)} with the tax inside the prices"
    return f"the cart's own totals do not add up: they come to {sums}"


def _why_coupon(leaf: Leaf, document: Document, currency: Currency) -> str:
    coupon = next(entry["coupon"] for entry in document["appliedDiscounts"] if "coupon" in entry)
    taken, subtotal = (
        Money(there["amount"], currency) for there in (coupon["amount"], document["priceSummary"]["subtotal"])
    )
    if coupon["couponType"] == CouponType.PERCENT_OFF and is_percentage(leaf.value, subtotal, taken):
        return "it is the percentage; by it so much is taken off"
    if coupon["couponType"] == CouponType.FREE_SHIPPING:
        return "the coupon takes off what the delivery costs"
    return "the coupon takes off this: no more than totals.discount, or than the lines cost"
