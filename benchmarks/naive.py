"""The same price as an ordinary program would work it out: py-moneyed's `Money` and `Decimal`, in major units.

It reads the same `Checkout` and `Store` and gives every amount of every line at once. It is written to be read, with
the care of a decent programmer: what belongs to the whole checkout is worked out once, nothing is computed twice on
purpose.

It knows what the benchmark's checkouts need: catalog items, prices without tax, rounding per line, coupons for money
off, deposits, tax by rate. It knows no overrides, custom lines, line addresses, percentages, other roundings,
memberships or findings.

`plain_store` is not timed. The library's `Money` is a subclass of py-moneyed's with stricter operators; so that those
are not what is measured, this engine is given a copy of the store that holds py-moneyed's own.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import attrs
from moneyed import USD, Money

from checkout_core.model.line_item import ItemAvailabilityStatus, LineItem
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.store import Store
from checkout_core.model.tax import Tax

CENT = Decimal("0.01")
ZERO = Money(Decimal("0.00"), USD)

Checkout = Any
"""A `checkout_core` checkout that has every optional member this engine reads."""


@dataclass
class Line:
    """A line with its amounts."""

    line: LineItem
    item: Any
    availability: ItemAvailabilityStatus
    price: Money
    discount: Money = ZERO
    tax: Money = ZERO
    before_tax: Money = ZERO
    after_tax: Money = ZERO
    tax_by_rate: list[Money] = field(default_factory=list)


@dataclass
class Summary:
    """The totals of the checkout or of one payment."""

    subtotal: Money
    shipping: Money
    tax: Money
    discount: Money
    total: Money
    fees: Money


@dataclass
class Result:
    """Everything there is to know."""

    lines: list[Line]
    summary: Summary
    pay_now: Summary
    pay_later: Summary
    redeemed: Money


def price(checkout: Checkout, store: Any) -> Result:
    """Price the checkout."""
    lines = [price_line(line, store) for line in checkout.line_items]
    subtotal = add(line.price for line in lines)
    coupon = find_coupon(checkout, store, subtotal)
    if coupon is not None:
        discount_lines(lines, coupon)

    taxes = taxes_at_destination(checkout, store)
    for line in lines:
        line.before_tax = line.price - line.discount
        if line.item is not None:
            rates = rates_for_group(taxes, line.item.tax_group_id)
            line.tax = tax_of(line.before_tax, sum(rates, Decimal(0)))
            line.tax_by_rate = spread(line.tax, rates)
        line.after_tax = line.before_tax + line.tax

    shipping = shipping_price(checkout, store)
    shipping_tax = tax_of(shipping, sum((tax.rate for tax in taxes if tax.applies_to_shipping), Decimal(0)))
    fees = [fee for fee in store.additional_fees if fee.price is not None]
    fee_rate = sum((tax.rate for tax in taxes if tax.applies_to_fees), Decimal(0))
    fee_total = add(rounded(fee.price) for fee in fees)
    fee_tax = add(tax_of(rounded(fee.price), fee_rate) for fee in fees if fee.taxable)

    summary = summarize(
        subtotal,
        shipping,
        add(line.tax for line in lines) + shipping_tax + fee_tax,
        add(line.discount for line in lines),
        fee_total,
    )
    pay_later = later(lines, shipping, fee_total, shipping_tax + fee_tax)
    pay_now = Summary(
        summary.subtotal - pay_later.subtotal,
        summary.shipping - pay_later.shipping,
        summary.tax - pay_later.tax,
        summary.discount - pay_later.discount,
        summary.total - pay_later.total,
        summary.fees - pay_later.fees,
    )
    return Result(lines, summary, pay_now, pay_later, redeem(checkout, store, summary.total))


def rounded(amount: Money) -> Money:
    """To the cent, half away from zero."""
    return Money(amount.amount.quantize(CENT, rounding=ROUND_HALF_UP), amount.currency)


def add(amounts) -> Money:
    """The sum, zero of nothing."""
    return sum(amounts, ZERO)


def tax_of(amount: Money, rate: Decimal) -> Money:
    """Tax on top of the amount."""
    return rounded(amount * rate)


def summarize(subtotal: Money, shipping: Money, tax: Money, discount: Money, fees: Money) -> Summary:
    """The summary with its total."""
    return Summary(subtotal, shipping, tax, discount, subtotal + shipping + fees + tax - discount, fees)


def price_line(line: LineItem, store: Any) -> Line:
    """Look the item up; unit price x quantity."""
    item = store.catalog.get(line.catalog_reference)
    if item is None:
        return Line(line, None, ItemAvailabilityStatus.NOT_FOUND, ZERO)
    left = item.quantity_available
    if left is None or left >= line.quantity:
        availability = ItemAvailabilityStatus.AVAILABLE
    elif left:
        availability = ItemAvailabilityStatus.PARTIALLY_AVAILABLE
    else:
        availability = ItemAvailabilityStatus.NOT_AVAILABLE
    return Line(line, item, availability, rounded(item.price * line.quantity))


def find_coupon(checkout: Checkout, store: Any, subtotal: Money) -> Any:
    """The held coupon if it can be used now."""
    coupon = store.coupons_by_code.get((checkout.coupon_code or "").casefold())
    if coupon is None or not coupon.active:
        return None
    now = store.as_of or checkout.updated_date
    if coupon.start_time is not None and now < coupon.start_time:
        return None
    if coupon.expiration_time is not None and now >= coupon.expiration_time:
        return None
    if coupon.usage_limit is not None and coupon.usage_count >= coupon.usage_limit:
        return None
    if coupon.minimum_subtotal is not None and subtotal < coupon.minimum_subtotal:
        return None
    return coupon


def discount_lines(lines: list[Line], coupon: Any) -> None:
    """Money off every unit in the coupon's scope, or once off the order, shared out over its lines."""
    off = coupon.money_off_amount
    if coupon.scope is None:
        found = [line for line in lines if line.item is not None]
        whole = add(line.price for line in found)
        shares = spread(min(rounded(off), whole), [line.price.amount for line in found])
        for line, share in zip(found, shares, strict=True):
            line.discount = share
        return
    for line in lines:
        if line.item is not None and coupon.scope.key in line.item.scope_keys:
            line.discount = rounded(min(off, line.item.price) * line.line.quantity)


def spread(amount: Money, weights: list[Decimal]) -> list[Money]:
    """Share the amount out in proportion to the weights, by largest remainder."""
    whole = sum(weights, Decimal(0))
    if not whole:
        return [ZERO] * len(weights)
    parts = [divmod(amount.amount * weight * 100, whole) for weight in weights]
    shares = [Money(cents * CENT, amount.currency) for cents, _ in parts]
    left = int((amount - add(shares)).amount / CENT)
    ranking = sorted(range(len(parts)), key=lambda index: parts[index][1], reverse=True)
    for index in ranking[:left]:
        shares[index] += Money(CENT, amount.currency)
    return shares


def taxes_at_destination(checkout: Checkout, store: Any) -> list[Tax]:
    """The taxes of the place that the goods go to."""
    address = checkout.shipping_info.shipping_destination.address
    return [
        tax
        for tax in store.taxes
        if tax.country in (None, address.country) and tax.subdivision in (None, address.subdivision)
    ]


def rates_for_group(taxes: list[Tax], group: str | None) -> list[Decimal]:
    """The rates that a tax group bears."""
    return [tax.rate for tax in taxes if tax.tax_group_ids is None or group in tax.tax_group_ids]


def shipping_price(checkout: Checkout, store: Any) -> Money:
    """The price of the selected delivery option."""
    info = checkout.shipping_info
    selected = info.selected_carrier_service_option
    for carrier in store.carriers_to(info.shipping_destination.address):
        for option in carrier.options:
            if carrier.carrier_id == selected.carrier_id and option.code == selected.code:
                return rounded(option.cost)
    return ZERO


def later(lines: list[Line], shipping: Money, fees: Money, extra_tax: Money) -> Summary:
    """What is due after the order: offline lines, and what deposits leave open."""
    subtotal = discount = tax = ZERO
    online = False
    for line in lines:
        if line.item is None:
            continue
        option = line.item.payment_option
        if option is PaymentOptionType.FULL_PAYMENT_OFFLINE:
            subtotal, discount, tax = subtotal + line.price, discount + line.discount, tax + line.tax
            continue
        if line.availability is not ItemAvailabilityStatus.NOT_AVAILABLE:
            online = True
        if option is PaymentOptionType.DEPOSIT_ONLINE and line.item.deposit_amount is not None:
            deposit = min(rounded(line.item.deposit_amount * line.line.quantity), line.after_tax)
            part = deposit / line.after_tax if line.after_tax else Decimal(0)
            discount_now, tax_now = rounded(line.discount * part), rounded(line.tax * part)
            subtotal += line.price - (deposit + discount_now - tax_now)
            discount += line.discount - discount_now
            tax += line.tax - tax_now
    if online or all(line.availability is ItemAvailabilityStatus.NOT_AVAILABLE for line in lines):
        return summarize(subtotal, ZERO, tax, discount, ZERO)
    return summarize(subtotal, shipping, tax + extra_tax, discount, fees)


def redeem(checkout: Checkout, store: Any, total: Money) -> Money:
    """What the gift card pays."""
    card = store.gift_cards_by_code.get(checkout.gift_card_code)
    return ZERO if card is None else min(card.balance, total)


def plain_store(store: Store) -> Store:
    """The store with py-moneyed's own amounts."""
    return attrs.evolve(
        store,
        catalog={reference: with_plain_money(item) for reference, item in store.catalog.items()},
        coupons=[with_plain_money(coupon) for coupon in store.coupons],
        gift_cards=[with_plain_money(card) for card in store.gift_cards],
        shipping=[
            attrs.evolve(carrier, options=[with_plain_money(option) for option in carrier.options])
            for carrier in store.shipping
        ],
        additional_fees=[with_plain_money(fee) for fee in store.additional_fees],
    )


def with_plain_money(noun: Any) -> Any:
    """A copy of the noun with py-moneyed's own amounts; past its converters, which would make them strict again."""
    twin = copy(noun)
    for attribute in attrs.fields(type(noun)):
        amount = getattr(noun, attribute.name)
        if isinstance(amount, Money):
            object.__setattr__(twin, attribute.name, Money(amount.amount, amount.currency))
    return twin
