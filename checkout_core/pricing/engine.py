"""`price`: the fold over the stages. Pure: the same checkout and store always give the same cents."""

from __future__ import annotations

from operator import sub

from checkout_core.errors import CurrencyMismatch
from checkout_core.model._limits import A
from checkout_core.model.checkout import Checkout
from checkout_core.model.figures import Figures
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.pricing.coupons import coupon_discounts
from checkout_core.pricing.fees import charge_fees
from checkout_core.pricing.gift_card import redeem
from checkout_core.pricing.line_items import line_prices
from checkout_core.pricing.payment_split import split_payment
from checkout_core.pricing.resolve import resolve
from checkout_core.pricing.shipping import select_shipping
from checkout_core.pricing.summary import NOTHING, summarize
from checkout_core.pricing.tax import levy, line_rates, tax_table
from checkout_core.validation import validate


def price(checkout: Checkout, store: Store) -> PricedCheckout:
    """Price the checkout as the store stands: every line, discount, tax, delivery, fee, payment and gift card.

    What is wrong with the checkout (an expired coupon, an unknown item, …) is told by the result's
    ``calculation_errors`` and lines; `price` does not raise for that. Raises `CurrencyMismatch` where checkout and
    store, or a catalog item and the store, are in different currencies, and `InvalidField` for arguments of another
    kind: a caller's bugs.
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
    prices = line_prices(quantities, items, divide)
    coupon, discounts = coupon_discounts(checkout, store, items, prices, divide)
    discounted = list(map(sub, prices, discounts))
    selection, shipping_problem = select_shipping(checkout, store)
    charges = charge_fees(checkout, store, items, discounted, divide)
    table = tax_table(checkout, store, items)
    rates = line_rates(checkout, store, items, table)
    taxes, tax_parts, shipping, fees = levy(quantities, discounted, rates, selection, charges, table, store)
    summary = summarize(prices, discounts, taxes, shipping, fees, included=included)
    columns = prices, discounts, taxes
    pay_now, pay_later = split_payment(quantities, items, columns, shipping, fees, summary, divide, included=included)
    figures = Figures(
        tuple(items),
        tuple(prices),
        tuple(discounts),
        tuple(taxes),
        tuple(rates),
        tax_parts,
        coupon,
        shipping,
        shipping_problem,
        fees,
        redeem(checkout, store, summary.total, pay_now.total),
        summary,
        pay_now,
        pay_later,
        NOTHING,
    )
    return PricedCheckout(checkout, store, figures, validate)
