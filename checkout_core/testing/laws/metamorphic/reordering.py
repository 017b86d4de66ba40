"""Reordering unrelated lines changes nothing but ties."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

import attrs

from checkout_core.model.checkout import Checkout
from checkout_core.model.priced import PricedCheckout
from checkout_core.testing.laws.basics import has_trial, holds
from checkout_core.testing.laws.discounts import is_for_one_unit, is_one_amount, shared_out_over_lines
from checkout_core.testing.laws.metamorphic.pairs import (
    chooses_the_cheapest,
    held_coupon,
    live_rules,
    require,
    same_store,
)
from checkout_core.testing.reference.differences import differences
from checkout_core.testing.reference.figures import Amount, ReferencePrice
from checkout_core.testing.reference.published import published

PPM = 10**6


def reordered(checkout: Checkout, order: Sequence[int]) -> Checkout:
    """The checkout with its lines in another order: ``order`` holds the place of each line before, from 0 on."""
    count = len(checkout.line_items)
    if sorted(order) != list(range(count)):
        raise ValueError(f"order: got {list(order)}, allowed: each number from 0 to {count - 1} once")
    return attrs.evolve(checkout, line_items=[checkout.line_items[place] for place in order])


def check_reordering(priced: PricedCheckout, other: PricedCheckout) -> None:
    """Lines in another order cost the same, each of them and together; nothing is told differently.

    For two prices in one store of checkouts that differ in the order of their lines. Refused are pairs where the order
    tells something: ties (`ties`), which go to the earlier line; a fee that is bound to lines which are paid at
    different times, as it is due with the first of them (P4); and another first line with a free trial: that one bears
    what else is due after a trial (U4).
    """
    same_store(priced, other)
    lines = {line.id: line for line in priced.checkout.line_items}
    require(lines == {line.id: line for line in other.checkout.line_items}, "the lines differ in more than their order")
    rebuilt = attrs.evolve(priced.checkout, line_items=other.checkout.line_items)
    require(rebuilt == other.checkout, "the checkouts differ in more than the order of lines")
    for tie in ties(priced):
        require(None, f"a tie: {tie}")
    firsts, others_ = _firsts(priced), _firsts(other)
    require(firsts == others_, "another line is the first of those that decide when something is due")
    different = differences(_by_id(priced), _by_id(other))
    holds(not different, "in another order (lines by id):\n" + "\n".join(different))


def _firsts(priced: PricedCheckout) -> list[object]:
    """How the first line of each fee is paid, and which line is the first with a free trial."""
    terms = {line.id: (line.payment_option, has_trial(line)) for line in priced.lines}
    fees: list[object] = [terms[fee.line_item_ids[0]] for fee in priced.additional_fees if fee.line_item_ids]
    return [*fees, next((line.id for line in priced.lines if has_trial(line)), None)]


def _by_id(priced: PricedCheckout) -> ReferencePrice:
    """The figures with everything in the order of the lines' ids."""
    figures = published(priced)
    by_id = sorted(zip((line.id for line in priced.lines), figures.lines, strict=True), key=lambda entry: entry[0])
    return replace(
        figures,
        lines=tuple(line for _, line in by_id),
        discounts=tuple(
            replace(entry, parts=tuple(sorted(entry.parts)), line_item_ids=_sorted(entry.line_item_ids))
            for entry in figures.discounts
        ),
        fees=tuple(replace(fee, line_item_ids=_sorted(fee.line_item_ids)) for fee in figures.fees),
        eligible_memberships=tuple(
            replace(entry, line_item_ids=_sorted(entry.line_item_ids)) for entry in figures.eligible_memberships
        ),
        invalid_memberships=tuple(
            replace(entry, line_item_ids=_sorted(entry.line_item_ids)) for entry in figures.invalid_memberships
        ),
        membership_problems=tuple(
            replace(entry, line_item_ids=_sorted(entry.line_item_ids)) for entry in figures.membership_problems
        ),
        subscription_charges=tuple(sorted(figures.subscription_charges, key=lambda charge: charge.line_item_ids)),
        violations=tuple(sorted(figures.violations, key=repr)),
    )


def _sorted(ids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(ids))


# --- ties -------------------------------------------------------------------------------------------------------------


def ties(priced: PricedCheckout) -> Iterator[str]:
    """What the order of lines decides, or might: equal unit prices where one is chosen, equal remainders of shares.

    A few that are named decide nothing in the end: whether a rule or coupon reaches both lines is not asked.
    """
    figures, coupon = priced.figures, held_coupon(priced)
    found = [item is not None for item in figures.items]
    if chooses_the_cheapest(live_rules(priced.checkout, priced.store)):
        for units in (figures.undiscounted or figures.unit_prices, *(rule.units for rule in figures.rules)):
            yield from _equal("a rule reaches the cheapest line", units, found)
    if coupon is not None and not is_one_amount(coupon) and (is_for_one_unit(coupon) or coupon.buy_x_get_y is not None):
        yield from _equal("the coupon goes by unit prices", figures.unit_prices, found)
    for what, weights, parts in shared_out_over_lines(priced, published(priced)):
        yield from _equal_remainders(what, list(map(Fraction, weights)), parts, len(parts))
    if priced.store.policy.tax_rounding.value == "TOTAL":
        yield from _ties_of_taxes(priced)


def _equal(what: str, units: Sequence[tuple[int, int]], found: list[bool]) -> Iterator[str]:
    """Two lines of one unit price, which is more than nothing."""
    seen: dict[Fraction, int] = {}
    for index, (unit, is_found) in enumerate(zip(units, found, strict=True)):
        price = Fraction(*unit)
        if is_found and price in seen and price:
            yield f"{what}; lines {seen[price]} and {index} have one unit price"
        seen.setdefault(price, index)


def _equal_remainders(what: str, weights: Sequence[Fraction], parts: Sequence[Amount], lines: int) -> Iterator[str]:
    """Two lines whose shares have equal remainders, one of which got a unit and the other did not."""
    whole, total = sum(parts), sum(weights, Fraction(0))
    ideals = [Fraction(whole) * weight / total if total else Fraction(0) for weight in weights]
    seen: dict[Fraction, tuple[int, Amount]] = {}
    for index, (ideal, part) in enumerate(zip(ideals[:lines], parts[:lines], strict=True)):
        remainder, more = ideal % 1, part - ideal.__floor__()
        if weights[index] and seen.setdefault(remainder, (index, more))[1] != more:
            yield f"{what}; lines {seen[remainder][0]} and {index} have one remainder"


def _ties_of_taxes(priced: PricedCheckout) -> Iterator[str]:
    """The same of each tax of the table, rounded in total and shared out over lines, delivery and fees (T6)."""
    figures, included = priced.figures, priced.store.tax_included_in_price
    lines = zip(figures.line_prices, figures.discounts, figures.rates, figures.tax_parts or (), strict=False)
    rows = [(line_price - off, rates, parts) for line_price, off, rates, parts in lines]
    shipping = figures.shipping
    charged = [] if shipping is None else [(shipping.price - shipping.discount, shipping.rates, shipping.tax_parts)]
    charged += [(fee.price, fee.rates, fee.tax_parts) for fee in figures.fees]
    for position in sorted({position for _, rates, _ in rows for position in rates.positions}):
        weights, shares = [], []
        for amount, rates, parts in (*rows, *charged):
            slot = rates.positions.index(position) if position in rates.positions else None
            base = PPM + rates.ppm if included else PPM
            weights.append(Fraction(0) if slot is None else Fraction(amount * rates.taxes[slot].ppm, base))
            shares.append(0 if slot is None or parts is None else parts[slot])
        yield from _equal_remainders(f"tax {position}", weights, shares, len(rows))
