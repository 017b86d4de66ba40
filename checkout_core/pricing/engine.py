"""`price`: the fold over the stages. Pure: the same checkout and store always give the same cents."""

from __future__ import annotations

from collections.abc import Iterable
from operator import sub

from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.model._converters import as_tuple
from checkout_core.model._limits import A
from checkout_core.model.checkout import Checkout
from checkout_core.model.figures import Figures, MembershipFigures, MerchantFigures, RuleFigures
from checkout_core.model.priced import PricedCheckout, Validator
from checkout_core.model.store import Store
from checkout_core.pricing.coupons import coupon_discounts, free_shipping
from checkout_core.pricing.discount_rules import apply_rules
from checkout_core.pricing.fees import charge_fees
from checkout_core.pricing.gift_card import redeem
from checkout_core.pricing.line_items import line_prices, unit_prices
from checkout_core.pricing.memberships import pay_by_memberships
from checkout_core.pricing.merchant_discounts import take_off
from checkout_core.pricing.payment_split import split_payment
from checkout_core.pricing.resolve import resolve
from checkout_core.pricing.shipping import select_shipping
from checkout_core.pricing.subscriptions import future_cycles
from checkout_core.pricing.summary import summarize
from checkout_core.pricing.tax import levy, line_rates, tax_table
from checkout_core.validation import OWN_VALIDATORS, validate


def price(checkout: Checkout, store: Store, validators: Iterable[Validator] = ()) -> PricedCheckout:
    """Price the checkout as the store stands: every line, discount, tax, delivery, fee, payment and gift card.

    What is wrong with the checkout (an expired coupon, an unknown item, …) is told by the result's
    ``calculation_errors`` and lines; `price` does not raise for that. ``validators`` are rules of the caller's own:
    functions that take the `PricedCheckout` and state `Violation`; they are asked when ``violations`` is read, and
    change no amount. Raises `CurrencyMismatch` where checkout and store, or a catalog item and the store, are in
    different currencies, and `InvalidField` for arguments of another kind: a caller's bugs.
    """
    if type(checkout) is not Checkout or type(store) is not Store:
        A(Checkout).check("price.checkout", checkout)
        A(Store).check("price.store", store)
    if checkout.currency is not store.currency and checkout.currency != store.currency:
        message = f"the checkout is in {checkout.currency.code}, the store in {store.currency.code}"
        raise CurrencyMismatch(message)
    divide, included = store.policy.divide, store.tax_included_in_price
    quantities = checkout.quantities
    items = resolve(checkout, store)
    special = [index for index, item in enumerate(items) if item is not None and not item.is_plain]
    contracts = [index for index in special if items[index].is_contract]  # type: ignore[union-attr]  # they are found

    memberships: MembershipFigures | None = None
    rules: tuple[RuleFigures, ...] = ()
    merchant: tuple[MerchantFigures, ...] = ()
    units = unit_prices(items)
    if contracts or checkout.selects_memberships:
        memberships, units = pay_by_memberships(checkout, store, items, contracts, units)
    undiscounted = units
    if store.discount_rules:
        rules, units = apply_rules(checkout, store, items, units, divide)
    prices = line_prices(quantities, units, divide)
    coupon, discounts = coupon_discounts(checkout, store, items, units, prices, divide, subscriptions=bool(contracts))
    discounted = list(map(sub, prices, discounts))
    if checkout.merchant_discounts:
        merchant, discounted = take_off(checkout, undiscounted, discounted, divide)
        discounts = list(map(sub, prices, discounted))

    selection, shipping_problem = select_shipping(checkout, store, prices)
    coupon, shipping_discount = free_shipping(coupon, selection)
    charges = charge_fees(checkout, store, items, discounted, selection, divide)
    table = tax_table(checkout, store, items)
    rates = line_rates(checkout, store, items, table)
    taxes, tax_parts, shipping, fees = levy(
        quantities, discounted, rates, selection, shipping_discount, charges, table, store
    )
    summary = summarize(prices, discounts, taxes, shipping, fees, included=included)
    columns = prices, discounts, taxes
    pay_now, pay_later, pay_after = split_payment(
        quantities, items, special, columns, shipping, fees, summary, divide, included=included
    )
    figures = Figures(
        tuple(items),
        tuple(units),
        () if units is undiscounted else tuple(undiscounted),
        tuple(prices),
        tuple(discounts),
        tuple(taxes),
        tuple(rates),
        tax_parts,
        memberships,
        rules,
        coupon,
        merchant,
        shipping,
        shipping_problem,
        fees,
        redeem(checkout, store, summary.total, pay_now.total),
        summary,
        pay_now,
        pay_later,
        pay_after,
        future_cycles(checkout, store, items, contracts, columns, pay_after) if contracts else (),
    )
    asked = OWN_VALIDATORS if validators == () else (*OWN_VALIDATORS, *_callables(validators))
    return PricedCheckout(checkout, store, figures, validate, asked)


def _callables(validators: Iterable[Validator]) -> tuple[Validator, ...]:
    """The validators as a tuple; `InvalidField` for what is none."""
    given: object = as_tuple(validators)
    if not isinstance(given, tuple) or not all(map(callable, given)):
        raise InvalidField("price.validators", given, "an iterable of functions that take a PricedCheckout")
    return given
