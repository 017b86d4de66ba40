"""Terms that come to the amounts of a Stores cart: what a coupon takes off, a rate of tax, a rate of conversion.

A cart states amounts and not the rules that they came of. The shortest rate that gives them is taken, and told.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import attrs

from checkout_core.currencies import Currency, exponent
from checkout_core.model._numbers import decimals
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import PERCENT_SCALE, Coupon, CouponType, MerchantDiscount
from checkout_core.model.item_details import Scope
from checkout_core.model.line_item import line_id
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Conversion, PricingPolicy, Store, TaxRounding
from checkout_core.model.tax import RATE_SCALE, Tax
from checkout_core.money import Money, round_money
from checkout_core.pricing.engine import price
from checkout_core.rounding import half_up
from checkout_core.wire.legacy_cart.parts import Assumed, Placed
from checkout_core.wire.numbers import plain

_COUPON: Final = "appliedDiscounts[i].coupon"
_RATE_DECIMALS: Final = 15
_WHOLE: Final = 100
"""Per cent."""


@attrs.frozen
class Draft:
    """A checkout and its store, and what was assumed of them so far."""

    checkout: Checkout
    store: Store
    assumed: tuple[Assumed, ...]

    def priced(self) -> PricedCheckout:
        """The price of the checkout in the store."""
        return price(self.checkout, self.store)

    def assuming(self, path: str, value: Any, why: str) -> Draft:
        """The draft with one assumption more."""
        return attrs.evolve(self, assumed=(*self.assumed, Assumed(path, value, why)))


def cents(placed: Placed, path: str, currency: Currency) -> Money | None:
    """An amount that the cart states, rounded to a minor unit; None where it states none."""
    stated = placed.values.get(path)
    return None if stated is None else round_money(Money(stated, currency))


# --- conversion -------------------------------------------------------------------------------------------------------


def conversion_of(placed: Placed, currency: Currency) -> Conversion | None:
    """The shortest rate that gives the cart's converted amounts, or most of them.

    None where the cart names no other currency, or has no amount above zero to tell the rate by.
    """
    display = placed.values.get("conversionCurrency")
    if display is None or display == currency:
        return None
    half = Fraction(1, 2 * 10 ** exponent(display))
    low, high = Fraction(1, 10**_RATE_DECIMALS), Fraction(10**_RATE_DECIMALS)
    known = False
    for amount, converted in _converted(placed):
        # Of one of the two ends it is known that it is rounded the other way; no cart has such an amount in practice.
        least, most = max(low, (converted - half) / amount), min(high, (converted + half) / amount)
        if least < most:
            low, high, known = least, most, True
    return Conversion(currency=display, rate=_shortest(low, high)) if known else None


def _converted(placed: Placed) -> Iterator[tuple[Fraction, Fraction]]:
    """Every amount above zero that the cart states in both currencies, the largest sums first."""
    sums = [f"priceSummary.{name}" for name in ("total", "subtotal", "shipping", "tax", "discount")]
    places = [(placed.values, path) for path in (*sums, f"{_COUPON}.amount")]
    places += [(line, "lineItems[i].price") for line in placed.lines]
    for values, path in places:
        amount, converted = values.get(f"{path}.amount"), values.get(f"{path}.convertedAmount")
        if amount and converted is not None:
            yield Fraction(amount), Fraction(converted)


def _shortest(low: Fraction, high: Fraction) -> Decimal:
    """The number of fewest decimals from ``low`` to below ``high``; of these the least."""
    for scale in range(_RATE_DECIMALS):
        units = math.ceil(low * 10**scale)
        if units < high * 10**scale:
            return Decimal(units).scaleb(-scale)
    return Decimal(math.ceil(low * 10**_RATE_DECIMALS)).scaleb(-_RATE_DECIMALS)


# --- discount ---------------------------------------------------------------------------------------------------------


def discounted(draft: Draft, placed: Placed) -> Draft:
    """The draft with the cart's coupon, and a merchant discount of what the cart takes off beside it."""
    currency, values = draft.store.currency, placed.values
    nothing = Money.from_minor(0, currency)
    taken, code = cents(placed, "priceSummary.discount.amount", currency), values.get(f"{_COUPON}.code")
    by_coupon = nothing
    if code is not None:
        terms, by_coupon = _terms(draft, placed, taken)
        own = {"id": values.get(f"{_COUPON}._id"), "name": values.get(f"{_COUPON}.name")}
        coupon = Coupon(id=own["id"] or line_id(1), name=own["name"] or code, code=code, **terms)
        draft = attrs.evolve(
            draft,
            checkout=attrs.evolve(draft.checkout, coupon_code=code),
            store=attrs.evolve(draft.store, coupons=(coupon,)),
        )
        for name, member in (("_id", coupon.id), ("name", coupon.name)):
            if f"{_COUPON}.{name}" not in values:
                draft = draft.assuming(f"$.appliedDiscounts[0].coupon.{name}", member, "the cart does not say")
        if coupon.percent_off_rate is not None and coupon.percent_off_rate != values.get(f"{_COUPON}.amount.amount"):
            why = "the shortest percentage that takes off the coupon's amount"
            terms = {"percentOffRate": plain(coupon.percent_off_rate)}
            draft = draft.assuming("$.appliedDiscounts[0].coupon.amount", terms, why)
    rest = (taken or nothing) - by_coupon
    if rest.amount <= 0:
        return draft
    discount = MerchantDiscount(amount=rest)
    checkout = attrs.evolve(draft.checkout, merchant_discounts=(discount,))
    why = (
        "what totals.discount takes off beside the coupon" if code is not None else "totals.discount, without a coupon"
    )
    return attrs.evolve(draft, checkout=checkout).assuming("$.merchantDiscounts[0].amount", plain(rest.amount), why)


def _terms(draft: Draft, placed: Placed, taken: Money | None) -> tuple[dict[str, Any], Money]:
    """The terms of the coupon, and what it takes off so: what it says, no more than the totals do.

    Free shipping stays that where the totals take off as much; a percentage does at the rate that the cart states, or
    else at the shortest that gives the amount. All else is money off.
    """
    bare, currency = draft.priced(), draft.store.currency
    value = placed.values.get(f"{_COUPON}.amount.amount")
    kind = str(placed.values.get(f"{_COUPON}.couponType", "")).casefold()
    subtotal, delivery, nothing = bare.summary.subtotal, bare.summary.shipping, Money.from_minor(0, currency)
    anywhere = {"minimum_subtotal": nothing}
    if kind == CouponType.FREE_SHIPPING.casefold() and (taken is None or taken >= delivery):
        return {"free_shipping": True}, delivery
    is_percent = kind == CouponType.PERCENT_OFF.casefold()
    if is_percent and value is not None and taken is not None and is_percentage(value, subtotal, taken):
        return {"percent_off_rate": value, **anywhere}, taken
    stated = taken if value is None else round_money(Money(value, currency))
    off = min(amount for amount in (stated, taken, subtotal) if amount is not None)
    if is_percent and off.amount and (rate := _percentage(subtotal, off)) is not None:
        return {"percent_off_rate": rate, **anywhere}, off
    if off.amount:
        return {"money_off_amount": off, **anywhere}, off
    # A coupon that reaches no line: it is held, and takes off nothing.
    return {"money_off_amount": Money.from_minor(1, currency), "scope": Scope(namespace="none")}, nothing


def is_percentage(value: Decimal, subtotal: Money, taken: Money) -> bool:
    """Whether so many percent of the subtotal are what was taken off, and more than nothing."""
    if not taken.amount or not 0 < value <= _WHOLE or decimals(value) > PERCENT_SCALE:
        return False
    parts, whole = value.as_integer_ratio()
    return half_up(subtotal.minor_units * parts, _WHOLE * whole) == taken.minor_units


def _percentage(subtotal: Money, taken: Money) -> Decimal | None:
    """The shortest percentage of the subtotal that is this much; None where none of so few decimals is."""
    least = Fraction(_WHOLE * (2 * taken.minor_units - 1), 2 * subtotal.minor_units)
    most = Fraction(_WHOLE * (2 * taken.minor_units + 1), 2 * subtotal.minor_units)
    rate = min(_shortest(least, most), Decimal(_WHOLE))
    return rate if is_percentage(rate, subtotal, taken) else None


# --- tax --------------------------------------------------------------------------------------------------------------


def taxed(draft: Draft, placed: Placed) -> Draft:
    """The draft with one tax, at the shortest rate that gives the cart's tax; the nearest one where none does."""
    tax = cents(placed, "priceSummary.tax.amount", draft.store.currency)
    if tax is None or not tax.amount:
        return draft
    best, least = draft, tax.minor_units
    included = _is_included(placed, draft.store.currency)
    for candidate in _taxations(draft, tax.minor_units, included=included):
        off = abs(candidate.priced().figures.summary.tax - tax.minor_units)
        if off < least:
            best, least = candidate, off
        if not off:
            break
    [rate, *_] = best.store.taxes or (None,)
    if rate is None:
        return draft
    terms = {
        "rate": plain(rate.rate),
        "appliesToShipping": rate.applies_to_shipping,
        "rounding": best.store.policy.tax_rounding.value,
        "taxIncludedInPrice": included,
    }
    why = "the nearest rate to the cart's tax" if least else "the shortest rate that gives the cart's tax"
    return best.assuming("$.priceSummary.tax", terms, why)


def _is_included(placed: Placed, currency: Currency) -> bool:
    """Whether the cart's total holds its tax already, in its prices."""
    names = ("subtotal", "shipping", "tax", "discount", "total")
    amounts = [cents(placed, f"priceSummary.{name}.amount", currency) for name in names]
    subtotal, shipping, tax, discount, total = (amount.minor_units if amount else 0 for amount in amounts)
    return amounts[-1] is not None and subtotal + shipping - discount == total and tax > 0


def _taxations(draft: Draft, tax: int, *, included: bool) -> Iterator[Draft]:
    """The draft at every rate that may give the tax, shortest first: of lines or of delivery, too; both roundings."""
    bare = draft.priced()
    lines = sum(line.total_price_before_tax.minor_units for line in bare.lines)
    delivery = 0 if bare.shipping is None else bare.shipping.cost.total_price_before_tax.minor_units
    tried = set()
    for scale in range(2, RATE_SCALE + 1):
        for with_delivery in (False, True) if delivery else (True,):
            base = lines + (delivery if with_delivery else 0) - (tax if included else 0)
            units = half_up(tax * 10**scale, base) if base > 0 else 0
            rate = Decimal(units).scaleb(-scale)
            if not 0 < rate <= 1 or (rate, with_delivery) in tried:
                continue
            tried.add((rate, with_delivery))
            for rounding in (TaxRounding.LINE, TaxRounding.TOTAL):
                store = attrs.evolve(
                    draft.store,
                    tax_included_in_price=included,
                    taxes=(Tax(name="Tax", rate=rate, applies_to_shipping=with_delivery),),
                    policy=PricingPolicy(tax_rounding=rounding),
                )
                yield attrs.evolve(draft, store=store)
