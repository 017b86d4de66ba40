"""Laws 11 and 12: what memberships pay, and which of them fit. A credit is one unit of a line."""

from collections import Counter
from fractions import Fraction
from typing import Any

from checkout_core.model.memberships import Membership
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.testing.laws.basics import equal, holds
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.published import published


def check_memberships(priced: PricedCheckout) -> None:
    """Law 11 (M4 to M7): a line that a membership pays costs its modifiers, or nothing; others what is stated.

    A line is paid once, by a selected membership of the buyer's that fits it, by no more credits than are left.
    """
    figures, paid = published(priced), paid_lines(priced)
    for index, (line, figure) in enumerate(zip(priced.lines, figures.lines, strict=True)):
        if line.item is None:
            continue
        modifiers = [entry for group in line.item.modifier_groups for entry in group.modifiers]
        prices = (minor(entry.price) * entry.quantity for entry in modifiers if entry.price is not None)
        added = sum(prices, Fraction(0))
        offline = figure.payment_option == "MEMBERSHIP_OFFLINE"
        stated = (0 if offline else added) if line.id.lower() in paid else minor(line.item.price) + added
        equal(f"lines[{index}]: unit price before discounts", figure.before_discounts, stated)
    by_id = {line.id.lower(): line for line in priced.lines}
    held = {(entry.app_id.lower(), entry.id): entry for entry in priced.store.memberships}
    used: Counter[tuple[str, str]] = Counter()
    for line_id, keys in paid.items():
        equal(f"line {line_id}: memberships that pay it", len(keys), 1)
        fits = line_id in by_id and keys[0] in held and _fits(priced, held[keys[0]], by_id[line_id])
        holds(fits, f"line {line_id}: {keys[0][1]} does not fit")
        used[keys[0]] += by_id[line_id].quantity
    for key, units in used.items():
        credits_ = held[key].credits
        left = units if credits_ is None else credits_.remaining
        holds(units <= left, f"{key[1]}: pays {units} units with {left} credits")


def paid_lines(priced: PricedCheckout) -> dict[str, list[tuple[str, str]]]:
    """Which lines (by id in lower case) are paid by which memberships (app and id): selected, not refused (M5)."""
    asked: Counter[tuple[str, str, str]] = Counter()
    for entry in priced.checkout.membership_options.selected_memberships.memberships:
        asked.update((line_id, entry.app_id.lower(), entry.id) for line_id in {*map(str.lower, entry.line_item_ids)})
    for refused in _refusals(priced):
        if "membershipId" in refused:
            key = (refused["appId"].lower(), refused["membershipId"])
            asked.subtract((line_id, *key) for line_id in {*map(str.lower, refused["lineItemIds"])})
    paid: dict[str, list[tuple[str, str]]] = {}
    for (line_id, app, name), times in asked.items():
        for _ in range(times):
            paid.setdefault(line_id, []).append((app, name))
    return paid


def _refusals(priced: PricedCheckout) -> list[Any]:
    error = priced.calculation_errors.membership_error
    told = None if error is None or error.application_error is None else error.application_error.data
    return [] if told is None else list(told["errors"])


def check_fitting_memberships(priced: PricedCheckout) -> None:
    """Law 12 (M3): each of the buyer's memberships that fits a line is eligible or invalid, with its lines.

    In the store's order. Only the invalid ones have a reason, EXPIRED or INSUFFICIENT_FUNDS; no problem says another.
    """
    figures = published(priced)
    fitting = [
        (membership.id, tuple(line.id for line in priced.lines if _fits(priced, membership, line)))
        for membership in priced.store.memberships
    ]
    told = [(entry.id, entry.line_item_ids) for entry in (*figures.eligible_memberships, *figures.invalid_memberships)]
    equal("memberships that fit", sorted(told), sorted((name, lines) for name, lines in fitting if lines))
    for fits in (figures.eligible_memberships, figures.invalid_memberships):
        order = [name for name, _ in fitting if name in {entry.id for entry in fits}]
        equal("order of memberships", [entry.id for entry in fits], order)
    reasons = {str(entry.reason) for entry in figures.eligible_memberships} - {"None"}
    equal("reasons of eligible memberships", sorted(reasons), [])
    reasons = {str(entry.reason) for entry in figures.invalid_memberships} - {"EXPIRED", "INSUFFICIENT_FUNDS"}
    equal("other reasons of invalid memberships", sorted(reasons), [])
    named = {(entry.code, entry.membership_id) for entry in figures.membership_problems}
    for entry in figures.invalid_memberships:
        other = "INSUFFICIENT_FUNDS" if entry.reason == "EXPIRED" else "EXPIRED"
        holds((other, entry.id) not in named, f"{entry.id}: {entry.reason} here, {other} in the membership error")


def _fits(priced: PricedCheckout, membership: Membership, line: PricedLine) -> bool:
    """M1: it is the buyer's, and for the item of this line, which is to be paid by a membership."""
    member = None if priced.checkout.buyer_info is None else priced.checkout.buyer_info.member_id
    if line.item is None or member is None or not line.payment_option.startswith("MEMBERSHIP"):
        return False
    reference = line.line.catalog_reference
    root = line.item.root_catalog_item_id or (None if reference is None else reference.catalog_item_id)
    return member.lower() == membership.member_id.lower() and root in membership.root_catalog_item_ids
