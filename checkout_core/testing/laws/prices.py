"""The laws that every price obeys, as functions of a priced checkout that raise AssertionError with the difference.

Each law says something of the published figures alone, beside what was given: it does not know how a price is made.
Amounts are compared in minor units. Laws of discounts are in `laws_of_discounts`, those of memberships, subscriptions,
delivery and minimum subtotal in `laws_of_terms`.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

import attrs

from checkout_core.model.priced import PricedCheckout
from checkout_core.money import Money
from checkout_core.testing.laws.basics import FIELDS, PAYMENTS, at_most, costs_of, equal, is_exempt, summaries
from checkout_core.testing.laws.discounts import check_discount_rules, check_discounts, check_shares
from checkout_core.testing.laws.terms import (
    check_fitting_memberships,
    check_free_trials,
    check_memberships,
    check_minimum_subtotal,
    check_shipping,
    check_subscription_charges,
)
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Amount, Cost
from checkout_core.testing.reference.published import published

# --- 1: whole minor units, never a float ------------------------------------------------------------------------------


def check_minor_units(priced: PricedCheckout) -> None:
    """Law 1: every published amount is a whole number of minor units; a unit price may be finer; nothing is a float."""
    for path, value in published_values(priced):
        assert not isinstance(value, float), f"{path}: {value!r} is a float"
        if isinstance(value, Money):
            assert isinstance(value.amount, Decimal), f"{path}: {value.amount!r} is no Decimal"
            equal(f"{path}.currency", value.currency == priced.currency, True)
            finer_allowed = path.startswith("lines[") and path.endswith((".price", ".full_price", "_before_discounts"))
            assert finer_allowed or minor(value).denominator == 1, f"{path}: {value} is finer than the minor unit"


def published_values(priced: PricedCheckout) -> Iterator[tuple[str, object]]:
    """Everything the price says, with its path; what the caller gave (checkout, store, items, options) is left out."""
    names = [name for name in dir(type(priced)) if not name.startswith("_")]
    for name in sorted({*names} - {"checkout", "store", "figures", "calculation_errors"}):
        yield from _values(name, getattr(priced, name))


GIVEN = {"line", "item", "option", "region", "requested_amount", "membership", "checkout", "store"}


def _values(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _values(f"{path}[{index}]", entry)
    elif attrs.has(type(value)):
        for name in dir(type(value)):
            if not name.startswith("_") and name not in GIVEN and not callable(getattr(value, name)):
                yield from _values(f"{path}.{name}", getattr(value, name))
    else:
        yield path, value


# --- 2 to 4: sums -----------------------------------------------------------------------------------------------------


def check_totals(priced: PricedCheckout) -> None:
    """Law 2: total = subtotal + shipping + fees + tax - discount, without the tax where prices include it."""
    figures = published(priced)
    cycles = [(f"each cycle of {charge.line_item_ids}", charge.summary) for charge in figures.subscription_charges]
    for name, entry in (*summaries(figures), *cycles):
        tax = 0 if priced.store.tax_included_in_price else entry.tax
        parts = entry.subtotal + entry.shipping + entry.additional_fees + tax - entry.discount
        equal(f"{name}.total", entry.total, parts)


def check_addition(priced: PricedCheckout) -> None:
    """Law 3: the lines add up to the summary, and price - discount + tax = after, for lines, shipping and fees."""
    figures = published(priced)
    whole, line_costs = figures.summary, [line.cost for line in figures.lines]
    equal("subtotal", whole.subtotal, sum(cost.price for cost in line_costs))
    equal("line_items_subtotal", figures.line_items_subtotal, whole.subtotal)
    equal("shipping", whole.shipping, 0 if figures.shipping is None else figures.shipping.cost.price)
    equal("additional_fees", whole.additional_fees, sum(fee.cost.price for fee in figures.fees))
    everything = list(costs_of(figures))
    equal("discount", whole.discount, sum(discount for _, _, discount in everything))
    equal("tax", whole.tax, sum(cost.levied.tax for _, cost, _ in everything))
    equal("total", whole.total, sum(cost.after_tax for _, cost, _ in everything))
    equal("tax_summary.total_tax", figures.line_tax, sum(cost.levied.tax for cost in line_costs))
    equal("tax_summary.taxable_amount", figures.taxable, sum(cost.levied.taxable for cost in line_costs))
    equal("tax_summary.total_exempt", figures.exempt, sum(cost.levied.exempt for cost in line_costs))
    for name, cost, discount in everything:
        equal(f"{name}: before + tax", cost.before_tax + cost.levied.tax, cost.after_tax)
        paid = cost.after_tax if priced.store.tax_included_in_price else cost.before_tax
        equal(f"{name}: price - discount", cost.price - discount, paid)


def check_payment_split(priced: PricedCheckout) -> None:
    """Law 4: pay now + pay later + pay after the free trial = summary, field by field."""
    figures = published(priced)
    payments = [getattr(figures, name) for name in PAYMENTS]
    for field in FIELDS:
        equal(field, getattr(figures.summary, field), sum(getattr(payment, field) for payment in payments))


# --- 5: bounds --------------------------------------------------------------------------------------------------------


def check_bounds(priced: PricedCheckout) -> None:
    """Law 5: 0 <= discount <= price, nothing is negative, no unit price rises, what is 100 % off is 0 in every leg."""
    figures = published(priced)
    for index, line in enumerate(figures.lines):
        at_most(f"lines[{index}]: unit prices", 0, line.price, line.before_discounts, line.full_price)
    for name, cost, discount in costs_of(figures):
        at_most(f"{name}.discount", 0, discount, cost.price)
        at_most(f"{name}: 0, before tax, after tax", 0, cost.before_tax, cost.after_tax)
        if discount == cost.price:
            _is_free(name, cost)
    for name, entry in summaries(figures):
        for field in FIELDS:
            at_most(f"{name}.{field}", 0, getattr(entry, field))
    if figures.summary.discount == figures.summary.subtotal + figures.summary.shipping:
        for name, entry in summaries(figures):
            equal(f"{name}: everything is 100 % off", entry.subtotal + entry.shipping, entry.discount)


def _is_free(what: str, cost: Cost) -> None:
    for name, amount in (("before", cost.before_tax), ("after", cost.after_tax), ("tax", cost.levied.tax)):
        equal(f"{what}: 100 % off, {name}", amount, 0)


# --- 7: gift card -----------------------------------------------------------------------------------------------------


def check_gift_card(priced: PricedCheckout) -> None:
    """Law 7: 0 <= redeemed <= balance, requested amount, cap; the fields after the gift card close."""
    total, now = minor(priced.summary.total), minor(priced.pay_now.total)
    redeemed: Amount = 0
    if priced.gift_card is not None:
        redeemed = minor(priced.gift_card.amount)
        cap = now if priced.store.policy.gift_card_cap.value == "PAY_NOW" else total
        (card,) = [card for card in priced.store.gift_cards if card.code == priced.checkout.gift_card_code]
        asked = priced.checkout.gift_card_redeem_amount
        at_most("redeemed, cap", 0, redeemed, cap)
        at_most("redeemed, requested", redeemed, redeemed if asked is None else minor(asked))
        at_most("redeemed, balance", redeemed, minor(card.balance) if card.balance.currency == priced.currency else 0)
    equal("total_after_gift_card", minor(priced.total_after_gift_card), total - redeemed)
    equal("pay_now_total_after_gift_card", minor(priced.pay_now_total_after_gift_card), max(0, now - redeemed))


# --- 9: taxes ---------------------------------------------------------------------------------------------------------


def check_taxes(priced: PricedCheckout) -> None:
    """Law 9: the taxes of a breakdown add up to the tax, its rates to the rate; what is exempt bears none.

    Taxable and exempt amount add up to the amount before tax, and one of them is 0.
    """
    figures = published(priced)
    for what, cost, _ in costs_of(figures):
        levied = cost.levied
        equal(f"{what}: taxes", sum(part for _, _, part in levied.parts), levied.tax)
        equal(f"{what}: rates", sum(rate for _, rate, _ in levied.parts), levied.rate)
        equal(f"{what}: taxable + exempt", levied.taxable + levied.exempt, cost.before_tax)
        equal(f"{what}: taxable or exempt", min(levied.taxable, levied.exempt), 0)
        if levied.exempt:
            equal(f"{what}: tax of what is exempt", levied.tax, 0)
    if is_exempt(priced):
        equal("taxable amount of an exempt checkout", figures.taxable, 0)
        equal("tax of an exempt checkout", figures.summary.tax, 0)


LAWS: tuple[Callable[[PricedCheckout], None], ...] = (
    check_minor_units,
    check_totals,
    check_addition,
    check_payment_split,
    check_bounds,
    check_discounts,
    check_gift_card,
    check_shares,
    check_taxes,
    check_discount_rules,
    check_memberships,
    check_fitting_memberships,
    check_free_trials,
    check_subscription_charges,
    check_shipping,
    check_minimum_subtotal,
)
"""Laws 1 to 16, in order."""
