"""What the laws of two prices have in common: refusals, the rules in force, and how far a rounding can move."""

import math
from collections.abc import Iterator
from fractions import Fraction

from checkout_core.model.checkout import Checkout
from checkout_core.model.discount_rules import AppliedSubjectType, DiscountRule
from checkout_core.model.discounts import Coupon
from checkout_core.model.line_item import LineItem
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.model.triggers import DiscountTrigger
from checkout_core.testing.reference.coupons import coupon_of
from checkout_core.testing.reference.figures import Amount, Cost
from checkout_core.testing.reference.line_items import now_of


def require(truth: object, why: str) -> None:
    """Refuse the pair unless it is true."""
    if not truth:
        raise ValueError(f"outside of this law: {why}")


def same_store(first: PricedCheckout, second: PricedCheckout) -> None:
    """Refuse a pair of two stores."""
    require(first.store == second.store, "the stores differ")


def line_of(checkout: Checkout, line_id: str) -> tuple[int, LineItem]:
    """The line of this id, whatever its case, and its place."""
    for index, line in enumerate(checkout.line_items):
        if line.id.lower() == line_id.lower():
            return index, line
    raise ValueError(f"line_id: got {line_id!r}, allowed: the id of a line of the checkout")


def held_coupon(priced: PricedCheckout) -> Coupon | None:
    """The store's coupon of the code that is held."""
    return coupon_of(priced.checkout, priced.store)


# --- discount rules ---------------------------------------------------------------------------------------------------


def live_rules(checkout: Checkout, store: Store) -> list[DiscountRule]:
    """D1: the rules that are active and live, whether or not their triggers hold; none where they are disabled."""
    settings, now = checkout.custom_settings, now_of(checkout, store)
    if settings is not None and settings.disabled_discount_rules_calculation:
        return []
    return [rule for rule in store.discount_rules if rule.active and rule.status(now).value == "LIVE"]


def measures(rules: list[DiscountRule]) -> set[str]:
    """What the triggers of the rules look at, as names of trigger types."""
    return {kind for rule in rules for kind in _kinds(rule.trigger)}


def _kinds(trigger: DiscountTrigger | None) -> Iterator[str]:
    if trigger is None:
        return
    yield trigger.trigger_type.value
    for group in (trigger.and_, trigger.or_):
        for inner in () if group is None else group.triggers:
            yield from _kinds(inner)


def chooses_the_cheapest(rules: list[DiscountRule]) -> bool:
    """D4: whether a rule looks for the line of the lowest unit price."""
    return any(rule.settings.applied_subject_type is AppliedSubjectType.LOWEST_PRICED_ITEM for rule in rules)


# --- how far a rounding can move --------------------------------------------------------------------------------------


def moves(exact: Fraction, store: Store) -> int:
    """How many units a rounding can move at most when what is rounded moves by so much: that, rounded up.

    To the even neighbour it can be one more, from tie to tie: 0.5 is 0, 1.5 is 2.
    """
    between_ties = store.policy.rounding.value == "HALF_EVEN" and exact.denominator == 1
    return math.ceil(exact) + (1 if exact and between_ties else 0)


def steps(rate: Fraction, units: int, store: Store) -> int:
    """How many units round(rate x amount) can move at most when the amount, whole units, moves by so many."""
    return int(rate * units) if rate.denominator == 1 else moves(rate * units, store)


def gap(one: Amount, other: Amount) -> int:
    """How far two whole amounts are apart."""
    return int(max(one, other) - min(one, other))


def tax_steps(cost: Cost, quantity: int, units: int, store: Store) -> int:
    """How many units the tax on top of an amount can move at most when the amount moves by so many.

    By LINE the summed rate counts, by UNIT the rate of each unit as often as there are units, in TOTAL each tax.
    """
    match store.policy.tax_rounding.value:
        case "LINE":
            return steps(cost.levied.rate, units, store)
        case "UNIT":
            return quantity * steps(cost.levied.rate / quantity, units, store)
    return sum(steps(rate, units, store) for _, rate, _ in cost.levied.parts)
