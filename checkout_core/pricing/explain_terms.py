"""The story of the buyer's memberships and of the discount rules that did not apply. Told by `explain`."""

from __future__ import annotations

from collections.abc import Iterator

from checkout_core.model.discount_rules import DiscountRule, DiscountRuleStatus
from checkout_core.model.explanation import Step
from checkout_core.model.priced import PricedCheckout
from checkout_core.pricing.discount_rules import Cart, are_switched_off, holds
from checkout_core.pricing.instants import instant_of
from checkout_core.pricing.line_items import line_prices
from checkout_core.pricing.wording import Words, harmless


def membership_steps(priced: PricedCheckout, _words: Words) -> Iterator[Step]:
    """The buyer's memberships that fit a line: whether they can pay it."""
    numbers = {line.id: str(number) for number, line in enumerate(priced.checkout.line_items, 1)}
    for entry in (*priced.eligible_memberships, *priced.invalid_memberships):
        lines = ", ".join(numbers[line_id] for line_id in entry.line_item_ids)
        fits = f"line{'s' * (len(entry.line_item_ids) > 1)} {lines}"
        able = f"can pay {fits}" if entry.reason is None else f"fits {fits}, but cannot pay: {entry.reason}"
        left = entry.membership.credits
        yield Step(
            stage="membership",
            subject="Memberships of the buyer",
            label=harmless(entry.membership.name.original),
            amount=None,
            formula=able,
            note="" if left is None else f"{left.remaining} of {left.total} credits left before this checkout",
        )


def idle_rule_steps(priced: PricedCheckout, _words: Words) -> Iterator[Step]:
    """The discount rules that take off nothing, and why."""
    store, checkout, figures = priced.store, priced.checkout, priced.figures
    at_work = {rule.rule.id for rule in figures.rules}
    idle = [rule for rule in store.discount_rules if rule.id not in at_work]
    if not idle:
        return
    units = list(figures.undiscounted or figures.unit_prices)
    prices = line_prices(checkout.quantities, units, store.policy.divide)
    cart = Cart(checkout, list(figures.items), prices)
    for rule in idle:
        why = "switched off for this checkout" if are_switched_off(checkout) else _why_idle(rule, priced, cart)
        yield Step(
            stage="rules", subject="Rules that do not apply", label=harmless(rule.name), amount=None, formula=why
        )


def _why_idle(rule: DiscountRule, priced: PricedCheckout, cart: Cart) -> str:
    """Why the rule takes off nothing."""
    if not rule.active:
        return "not active"
    status = rule.status(instant_of(priced.checkout, priced.store))
    if status is not DiscountRuleStatus.LIVE:
        return f"its time is not now: {status.value}"
    if rule.trigger is not None and not holds(rule.trigger, cart):
        return "its trigger does not hold"
    return "no line whose price it lowers"
