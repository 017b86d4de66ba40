"""The reference of memberships: rules M1 to M7 of `docs/conventions.md`."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from checkout_core.model.checkout import Checkout
from checkout_core.model.memberships import Membership, SelectedMembership
from checkout_core.model.store import Store
from checkout_core.testing.reference.figures import Fitting, MembershipProblem
from checkout_core.testing.reference.line_items import Row, at_price, now_of

MEMBERSHIP = {"MEMBERSHIP", "MEMBERSHIP_OFFLINE", "MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER"}


def membership_rows(rows: list[Row]) -> list[Row]:
    """M1: the found lines that a membership shall pay."""
    return [row for row in rows if row.payment_option in MEMBERSHIP]


def root_of(row: Row) -> str | None:
    """M1: by what a membership knows the line's item."""
    if row.item.root_catalog_item_id is not None:
        return row.item.root_catalog_item_id
    reference = row.line.catalog_reference
    return None if reference is None else reference.catalog_item_id


def of_buyer(checkout: Checkout, store: Store) -> list[Membership]:
    """M1: the memberships that the buyer holds, in the store's order."""
    member = None if checkout.buyer_info is None else checkout.buyer_info.member_id
    return [entry for entry in store.memberships if member is not None and entry.member_id.lower() == member.lower()]


def fits(membership: Membership, row: Row) -> bool:
    """M1: whether it is for the line; that the buyer holds it is settled elsewhere."""
    return row.payment_option in MEMBERSHIP and root_of(row) in membership.root_catalog_item_ids


def is_expired(membership: Membership, now: datetime) -> bool:
    """M2: from its date on."""
    return membership.expiration_date is not None and now >= membership.expiration_date


def reaches(membership: Membership, row: Row, spent: int = 0) -> bool:
    """M2: whether the credits, less those spent, pay the line in full, one for each unit."""
    return membership.credits is None or membership.credits.remaining - spent >= row.quantity


def fitting(rows: list[Row], checkout: Checkout, store: Store) -> list[Fitting]:
    """M3: the buyer's memberships that fit a line, each with the lines and what keeps it from paying any of them."""
    found = []
    for membership in of_buyer(checkout, store):
        fitted = [row for row in rows if fits(membership, row)]
        reason = None
        if is_expired(membership, now_of(checkout, store)):
            reason = "EXPIRED"
        elif not any(reaches(membership, row) for row in fitted):
            reason = "INSUFFICIENT_FUNDS"
        if fitted:
            found.append(Fitting(membership.id, tuple(row.line.id for row in fitted), reason))
    return found


def selected_ids(selected: SelectedMembership) -> list[str]:
    """M4: the lines it shall pay, as spelt there; an id named twice counts once."""
    first: dict[str, str] = {}
    for line_id in selected.line_item_ids:
        first.setdefault(line_id.lower(), line_id)
    return list(first.values())


def name_of(entry: Membership | SelectedMembership) -> tuple[str, str]:
    """M4: what a selection and a membership have in common."""
    return entry.app_id.lower(), entry.id


def payments(rows: list[Row], checkout: Checkout, store: Store) -> tuple[set[int], list[MembershipProblem]]:
    """M4, M5, M6: the places of the lines that are paid, and every problem."""
    paid: set[int] = set()
    spent: dict[tuple[str, str], int] = {}
    problems: list[MembershipProblem] = []
    held = {name_of(membership): membership for membership in of_buyer(checkout, store)}
    ids = {line.id.lower() for line in checkout.line_items}
    by_id = {row.line.id.lower(): row for row in rows}
    selections = checkout.membership_options.selected_memberships.memberships
    for selected in selections:
        named, membership = selected_ids(selected), held.get(name_of(selected))
        if membership is None:
            problems.append(MembershipProblem("MEMBERSHIP_NOT_FOUND", selected.id, tuple(named)))
            continue
        if is_expired(membership, now_of(checkout, store)):
            problems.append(MembershipProblem("EXPIRED", selected.id, tuple(named)))
            continue
        for line_id in named:
            row, code = by_id.get(line_id.lower()), None
            if line_id.lower() not in ids:
                code = "LINE_ITEM_NOT_FOUND"
            elif row is None or not fits(membership, row) or row.place in paid:
                code = "NOT_APPLICABLE_TO_LINE_ITEMS"
            elif not reaches(membership, row, spent.get(name_of(membership), 0)):
                code = "INSUFFICIENT_FUNDS"
            else:
                paid.add(row.place)
                spent[name_of(membership)] = spent.get(name_of(membership), 0) + row.quantity
            if code is not None:
                problems.append(MembershipProblem(code, selected.id, (line_id,)))
    named_anywhere = {line_id.lower() for selected in selections for line_id in selected.line_item_ids}
    left = tuple(row.line.id for row in membership_rows(rows) if row.line.id.lower() not in named_anywhere)
    return paid, [*problems, MembershipProblem("MEMBERSHIP_NOT_FOUND", None, left)] if left else problems


def with_payments(rows: list[Row], paid: set[int], store: Store) -> list[Row]:
    """M7: what a membership pays costs what its modifiers do, or nothing where they are paid offline."""
    return [paid_row(row, store) if row.place in paid else row for row in rows]


def paid_row(row: Row, store: Store) -> Row:
    """M7: the line as a membership leaves it."""
    unit = Fraction(0) if row.payment_option == "MEMBERSHIP_OFFLINE" else row.modifiers
    return replace(at_price(row, unit, store), before_discounts=unit)
