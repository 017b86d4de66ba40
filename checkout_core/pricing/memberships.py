"""Which lines memberships pay, and why they do not pay others. Conventions M1 to M7."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.figures import MembershipFigures, MembershipProblem, Ratio
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.line_item import LineItem
from checkout_core.model.memberships import FittingMembership, Membership, SelectedMembership, membership_key
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.store import Store
from checkout_core.pricing.instants import instant_of
from checkout_core.pricing.line_items import FREE

OFFLINE: Final = PaymentOptionType.MEMBERSHIP_OFFLINE

UNKNOWN = "MEMBERSHIP_NOT_FOUND"
EXPIRED = "EXPIRED"
NO_CREDITS = "INSUFFICIENT_FUNDS"
UNFIT = "NOT_APPLICABLE_TO_LINE_ITEMS"
NO_LINE = "LINE_ITEM_NOT_FOUND"


def pay_by_memberships(
    checkout: Checkout, store: Store, items: list[CatalogItem | None], contracts: list[int], units: list[Ratio]
) -> tuple[MembershipFigures | None, list[Ratio]]:
    """Return what memberships pay, and the unit prices that are left; None if nothing asks for a membership.

    ``contracts`` are the positions of the lines that a membership is to pay, and of subscriptions.
    """
    selected = checkout.membership_options.selected_memberships.memberships
    asking = [index for index in contracts if _asks(items[index])]
    if not asking and not selected:
        return None, units
    payers = _Payers(checkout, store, items, asking)
    for selection in selected:
        payers.pay(selection)
    named = {line_id.lower() for selection in selected for line_id in selection.line_item_ids}
    lines = checkout.line_items
    alone = [lines[index].id for index in asking if lines[index].id.lower() not in named]
    if alone:
        payers.problems.append(MembershipProblem(UNKNOWN, None, tuple(alone)))
    left = list(units)
    for index in payers.paid:
        left[index] = _left_of(items[index])
    return MembershipFigures(FrozenDict(payers.paid), tuple(payers.fitting()), tuple(payers.problems)), left


class _Payers:
    """The buyer's memberships at work: what they pay, what is left of their credits, what is wrong."""

    def __init__(self, checkout: Checkout, store: Store, items: list[CatalogItem | None], asking: list[int]) -> None:
        self.lines = checkout.line_items
        self.root_ids = {index: _root_id(self.lines[index], items[index]) for index in asking}
        self.instant = instant_of(checkout, store)
        self.store = store
        member = None if checkout.buyer_info is None else checkout.buyer_info.member_id
        self.member = None if member is None else member.lower()
        self.positions = {line.id.lower(): index for index, line in enumerate(self.lines)}
        self.credits: dict[tuple[str, str], int] = {}
        self.paid: dict[int, Membership] = {}
        self.problems: list[MembershipProblem] = []

    def pay(self, selection: SelectedMembership) -> None:
        """Pay the lines of a selection, or note why not (conventions M4, M5)."""
        first: dict[str, str] = {}
        for line_id in selection.line_item_ids:
            first.setdefault(line_id.lower(), line_id)
        line_ids = tuple(first.values())
        membership = self.store.memberships_by_key.get(membership_key(selection.app_id, selection.id))
        if membership is None or membership.member_id.lower() != self.member:
            self.problems.append(MembershipProblem(UNKNOWN, selection, line_ids))
        elif _is_expired(membership, self.instant):
            self.problems.append(MembershipProblem(EXPIRED, selection, line_ids))
        else:
            for line_id in line_ids:
                problem = self._pay_line(membership, self.positions.get(line_id.lower()))
                if problem is not None:
                    self.problems.append(MembershipProblem(problem, selection, (line_id,)))

    def _pay_line(self, membership: Membership, index: int | None) -> str | None:
        if index is None:
            return NO_LINE
        if index in self.paid or self.root_ids.get(index) not in membership.root_ids:
            return UNFIT
        quantity = self.lines[index].quantity
        if membership.credits is not None:
            left = self.credits.get(membership.key, membership.credits.remaining)
            if left < quantity:
                return NO_CREDITS
            self.credits[membership.key] = left - quantity
        self.paid[index] = membership
        return None

    def fitting(self) -> Iterator[FittingMembership]:
        """The buyer's memberships that fit a line (convention M3)."""
        for membership in self.store.memberships_by_member.get(self.member or "", ()):
            fits = [self.lines[index] for index, root_id in self.root_ids.items() if root_id in membership.root_ids]
            if fits:
                least = min(line.quantity for line in fits)
                reason = EXPIRED if _is_expired(membership, self.instant) else None
                if reason is None and membership.credits is not None and membership.credits.remaining < least:
                    reason = NO_CREDITS
                line_ids = tuple(line.id for line in fits)
                yield FittingMembership(membership=membership, line_item_ids=line_ids, reason=reason)


def _asks(item: CatalogItem | None) -> bool:
    return item is not None and item.asks_membership


def _root_id(line: LineItem, item: CatalogItem | None) -> str | None:
    """What memberships know the line's item by."""
    if item is not None and item.root_catalog_item_id is not None:
        return item.root_catalog_item_id
    return None if line.catalog_reference is None else line.catalog_reference.catalog_item_id


def _is_expired(membership: Membership, instant: datetime) -> bool:
    return membership.expiration_date is not None and instant >= membership.expiration_date


def _left_of(item: CatalogItem | None) -> Ratio:
    """What a unit still costs when a membership pays it (convention M7)."""
    return FREE if item is None or item.payment_option is OFFLINE else item.modifiers_total_price.minor_ratio
