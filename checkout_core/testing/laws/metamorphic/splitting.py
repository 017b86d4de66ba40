"""Splitting a line by quantity changes at most the stated rounding."""

from fractions import Fraction
from itertools import count

import attrs

from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import Coupon
from checkout_core.model.line_item import line_id as numbered
from checkout_core.model.priced import PricedCheckout
from checkout_core.testing.laws.basics import equal, holds
from checkout_core.testing.laws.discounts import is_for_one_unit, is_one_amount
from checkout_core.testing.laws.metamorphic.pairs import (
    chooses_the_cheapest,
    gap,
    held_coupon,
    line_of,
    live_rules,
    measures,
    moves,
    require,
    same_store,
    steps,
    tax_steps,
)
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Amount, Line, ReferencePrice, Summary
from checkout_core.testing.reference.published import published

NamedLine = tuple[str, int, Line]
"""A line's id, its quantity and its figures."""


def split_line(checkout: Checkout, line_id: str, first_quantity: int, *, new_id: str | None = None) -> Checkout:
    """The checkout with this line as two neighbours: so many units, and under a new id the rest.

    Merchant discounts and memberships that name the line name both. The new id is the first number that no
    line has and nothing names, or the given.
    """
    place, line = line_of(checkout, line_id)
    if not 0 < first_quantity < line.quantity:
        raise ValueError(f"first_quantity: got {first_quantity}, allowed: from 1 to {line.quantity - 1}")
    taken = {entry.id.lower() for entry in checkout.line_items} | _named(checkout)
    added = next(free for free in map(numbered, count(1)) if free not in taken) if new_id is None else new_id
    first = attrs.evolve(line, quantity=first_quantity)
    second = attrs.evolve(line, id=added, quantity=line.quantity - first_quantity)
    lines = checkout.line_items
    split = attrs.evolve(checkout, line_items=(*lines[:place], first, second, *lines[place + 1 :]))
    return _naming(split, line.id, added)


def _named(checkout: Checkout) -> set[str]:
    """The ids that merchant discounts and selected memberships name, in lower case. Not each need have a line."""
    selected = checkout.membership_options.selected_memberships.memberships
    paid = {name.lower() for entry in selected for name in entry.line_item_ids}
    return paid | {name.lower() for entry in checkout.merchant_discounts for name in entry.line_item_ids}


def _naming(checkout: Checkout, old: str, new: str) -> Checkout:
    """The checkout whose merchant discounts and memberships name the new line wherever they name the old one."""

    def both(ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(name for own in ids for name in ((own, new) if own.lower() == old.lower() else (own,)))

    selected = checkout.membership_options.selected_memberships
    memberships = [attrs.evolve(entry, line_item_ids=both(entry.line_item_ids)) for entry in selected.memberships]
    named = attrs.evolve(selected, memberships=memberships)
    discounts = [attrs.evolve(entry, line_item_ids=both(entry.line_item_ids)) for entry in checkout.merchant_discounts]
    options = attrs.evolve(checkout.membership_options, selected_memberships=named)
    return attrs.evolve(checkout, merchant_discounts=discounts, membership_options=options)


def check_split_line(priced: PricedCheckout, split: PricedCheckout) -> None:
    """A line split by quantity costs what it cost, but for the roundings that are now made twice.

    For two prices in one store, the second of a checkout that `split_line` made of the first. With unit prices (before
    and after discount rules) that are whole minor units for both quantities, prices, shipping and the discount stay.
    What a shared discount takes off another line, and off both halves together, can change by one unit. The total
    changes only by taxes, where they are added, and by fees that are a percentage:

    - of the halves: by LINE one unit; by UNIT nothing, unless a discount makes their exact taxes for one unit differ:
      then that, rounded up, for each unit of the larger half; in TOTAL nothing;
    - of each amount that changed: its tax of the change, rounded up (see `check_larger_discount`).

    With a finer unit price the halves can cost one unit more or less, and what is off unit by unit can differ by one.

    Refused are lines that a selected membership names (it pays in full or not at all), a discount rule for the cheapest
    line, two discounts (the second is shared out by what the first leaves), and finer unit prices where a discount is
    shared out or a subtotal is looked at.
    """
    place = _place_of_split(priced, split)
    before, after = published(priced), published(split)
    finer = any(
        (unit * line.quantity).denominator != 1
        for line, figure in zip(split.lines[place : place + 2], after.lines[place : place + 2], strict=True)
        for unit in (Fraction(figure.before_discounts), Fraction(figure.price))
    )
    _refuse_others(priced, priced.lines[place].id, finer=finer)
    coupon = held_coupon(priced)
    is_shared = bool(priced.checkout.merchant_discounts) or (coupon is not None and is_one_amount(coupon))
    by_unit = 1 if _is_rounded_by_unit(coupon, Fraction(before.lines[place].price), finer=finer) else 0
    shared = 1 if is_shared else 0

    old, halves = before.lines[place], after.lines[place : place + 2]
    for half in halves:
        equal(f"lines[{place}]: unit price before rules", half.before_discounts, old.before_discounts)
        equal(f"lines[{place}]: unit price", half.price, old.price)
    price, discount = sum(half.cost.price for half in halves), sum(half.discount for half in halves)
    _within(f"lines[{place}]: price", old.cost.price, price, 1 if finer else 0)
    _within(f"lines[{place}]: discount", old.discount, discount, shared or by_unit)
    _within("discount", before.summary.discount, after.summary.discount, by_unit)
    equal("shipping", after.summary.shipping, before.summary.shipping)
    slack = _slack_of_halves(priced, split, place)
    for (name, quantity, line), (_, _, other) in zip(_others(priced, place, 1), _others(split, place, 2), strict=True):
        equal(f"line {name}: price", other.cost.price, line.cost.price)
        _within(f"line {name}: discount", line.discount, other.discount, shared)
        slack += _tax_of(line, quantity, gap(line.discount, other.discount), priced)
    slack += _slack_of_fees(priced, split, before, after)
    _within("shipping, fees and added tax", _beside(before.summary), _beside(after.summary), slack)


def _within(what: str, old: Amount, new: Amount, most: int) -> None:
    holds(gap(old, new) <= most, f"{what}: {new} where it was {old}, more than {most} apart")


def _beside(summary: Summary) -> Amount:
    """What the total holds beside the lines."""
    return summary.total - summary.subtotal + summary.discount


# --- how much a rounding may change -----------------------------------------------------------------------------------


def _is_rounded_by_unit(coupon: Coupon | None, unit_price: Fraction, *, finer: bool) -> bool:
    """Whether what the coupon takes off unit by unit has to be rounded (C7, C11, C12)."""
    if coupon is None or coupon.free_shipping or is_one_amount(coupon) or is_for_one_unit(coupon):
        return False
    if coupon.buy_x_get_y is not None:  # any number of units can be free
        return unit_price.denominator != 1
    amounts = (coupon.money_off_amount, coupon.fixed_price_amount)
    return finer or any(amount is not None and minor(amount).denominator != 1 for amount in amounts)


def _others(priced: PricedCheckout, place: int, count: int) -> list[NamedLine]:
    """The lines but for so many from a place on."""
    lines = [
        (line.id, line.quantity, figure) for line, figure in zip(priced.lines, published(priced).lines, strict=True)
    ]
    return lines[:place] + lines[place + count :]


def _tax_of(line: Line, quantity: int, change: int, priced: PricedCheckout) -> int:
    """How much the added tax of a line can change with what is left of its price."""
    return 0 if priced.store.tax_included_in_price else tax_steps(line.cost, quantity, change, priced.store)


def _slack_of_halves(priced: PricedCheckout, split: PricedCheckout, place: int) -> int:
    """How much the tax of both halves together may differ from that of the line."""
    old, *halves = published(priced).lines[place], *published(split).lines[place : place + 2]
    left, *lefts = (line.cost.price - line.discount for line in (old, *halves))
    change, rate, store = gap(left, sum(lefts)), old.cost.levied.rate, priced.store
    if store.tax_included_in_price or rate == 0:
        return 0
    match store.policy.tax_rounding.value:
        case "LINE":
            return steps(rate, change, store) + (0 if rate.denominator == 1 else 1)
        case "UNIT":
            counts = [line.quantity for line in split.lines[place : place + 2]]
            first, second = (rate * amount / count for amount, count in zip(lefts, counts, strict=True))
            apart = max(counts) * moves(abs(first - second), store)
            return apart + tax_steps(old.cost, sum(counts), change, store)
    return tax_steps(old.cost, priced.lines[place].quantity, change, store)


def _slack_of_fees(priced: PricedCheckout, split: PricedCheckout, before: ReferencePrice, after: ReferencePrice) -> int:
    """How much percentage fees, and taxes on them, may differ: as far as what they are a percentage of does."""
    slack = 0
    pairs = zip(priced.figures.fees, before.fees, after.fees, strict=True)
    for figures, fee, other in pairs:
        if figures.fee.percentage is None:
            continue
        bases = (_base(priced, fee.line_item_ids), _base(split, other.line_item_ids))
        more = steps(Fraction(figures.fee.percentage) / 100, gap(*bases), priced.store)
        slack += more + (0 if priced.store.tax_included_in_price else tax_steps(fee.cost, 1, more, priced.store))
    return slack


def _base(priced: PricedCheckout, ids: tuple[str, ...]) -> Amount:
    """What is left of the prices of these lines, or of all."""
    lines = zip(priced.lines, published(priced).lines, strict=True)
    return sum(figure.cost.price - figure.discount for line, figure in lines if not ids or line.id in ids)


# --- which pairs ------------------------------------------------------------------------------------------------------


def _place_of_split(priced: PricedCheckout, split: PricedCheckout) -> int:
    """Where the line stands that was split; refuses what `split_line` did not make."""
    same_store(priced, split)
    lines, others = priced.checkout.line_items, split.checkout.line_items
    require(len(others) == len(lines) + 1, f"{len(others)} lines, where {len(lines)} and one half more should be")
    place = next((index for index, line in enumerate(lines) if line != others[index]), None)
    if place is None or not (others[place].id == lines[place].id and others[place].quantity < lines[place].quantity):
        raise ValueError("outside of this law: no line was split")
    first, second = others[place : place + 2]
    require(second.id.lower() not in _named(priced.checkout), "a discount or a membership names the new line already")
    rebuilt = split_line(priced.checkout, first.id, first.quantity, new_id=second.id)
    require(rebuilt == split.checkout, "the second checkout is not what split_line makes of the first")
    return place


def _refuse_others(priced: PricedCheckout, line_id: str, *, finer: bool) -> None:
    checkout, store, coupon = priced.checkout, priced.store, held_coupon(priced)
    selected = checkout.membership_options.selected_memberships.memberships
    named = {name.lower() for entry in selected for name in entry.line_item_ids}
    require(line_id.lower() not in named, "a membership pays the line in full or not at all")
    rules = live_rules(checkout, store)
    require(not chooses_the_cheapest(rules), "a discount rule reaches the cheapest line in all its quantity")
    discounts = len(checkout.merchant_discounts) + (coupon is not None)
    require(discounts <= 1, f"{discounts} discounts: each is shared out by what the one before leaves")
    if not finer:
        return
    is_shared = bool(checkout.merchant_discounts) or (coupon is not None and is_one_amount(coupon))
    require(not is_shared, "a discount is shared out over line prices that are rounded")
    looks = "SUBTOTAL_RANGE" in measures(rules) or (coupon is not None and coupon.minimum_subtotal is not None)
    options = (option for carrier in store.shipping for option in carrier.options)
    looks = looks or any(option.free_from_subtotal is not None for option in options)
    require(not looks, "something looks at a subtotal of line prices that are rounded")
