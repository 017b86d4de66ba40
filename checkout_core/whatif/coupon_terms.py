"""The coupons of scenarios as the kernel wants them: which is in force where, what it does, what it reaches."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import numpy as np

from checkout_core import wire
from checkout_core.errors import InvalidDocument
from checkout_core.model.discounts import Coupon, CouponType
from checkout_core.model.scenario import Scenario
from checkout_core.model.store import Store
from checkout_core.whatif.carts import LARGEST, ceiling_of
from checkout_core.whatif.columns import Columns, ints, is_small, no_names
from checkout_core.whatif.kernel import coupons as kinds
from checkout_core.whatif.kernel.columns import NOBODY, Codes, Flags

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
FIRST: Final = -(2**63)
LAST: Final = 2**63 - 1
"""The first and the last instant there is, in microseconds."""
WHY: Final = "a coupon reaches only some items"

Scope = tuple[str, str | None, str | None]


class CouponTerms(NamedTuple):
    """Columns of the kernel's terms; the codes of the lines' scopes; carts whose scopes are no scopes."""

    terms: dict[str, Any]
    scopes: Codes
    wrong: Flags


def coupon_terms(columns: Columns, scenarios: Sequence[Scenario], stores: Sequence[Store], held: Flags) -> CouponTerms:
    """The coupons in force. Carts with a coupon that counts units are not held.

    Raises `InvalidField` where the lines' scopes are needed and not there.
    """
    held_codes = columns.names("coupon")
    found: dict[int, tuple[int, Coupon]] = {}
    asked_for: list[Scenario] = []
    place = [_place_in(asked_for, scenario) for scenario in scenarios]
    coupon = np.full((len(asked_for), columns.count), NOBODY, np.int32)
    for row, scenario in enumerate(asked_for):
        known_by = stores[place.index(row)].coupons_by_code
        table = [NOBODY]
        for code in held_codes.texts if scenario.coupon is None else (_code(scenario.coupon),):
            known = known_by.get(code.casefold())
            table.append(NOBODY if known is None else found.setdefault(id(known), (len(found), known))[0])
        chosen = held_codes.codes if scenario.coupon is None else np.ones(columns.count, np.int32)
        coupon[row] = np.array(table, np.int32)[chosen]
    coupons = [entry for _, entry in found.values()]
    coupon = np.where(_usable(columns, coupons, coupon), coupon, np.int32(NOBODY))[place]
    plain = np.array([entry.coupon_type is not CouponType.BUY_X_GET_Y and is_small(*entry.ratio) for entry in coupons])
    if not plain.all():
        held &= np.append(plain, True)[coupon]
    scoped = any(entry.scope is not None for entry in coupons)
    if scoped:
        columns.need("lines.scopes", WHY)
    names = columns.line_names("scopes") if scoped else no_names(columns.line_count)
    scopes = [_scopes(text) for text in names.texts]
    wrong = columns.carts_with(np.array([False, *(entry is None for entry in scopes)])[names.codes])
    terms = {
        "coupon": coupon,
        "coupon_kind": ints(map(_kind, coupons)),
        "coupon_part": ints(min(entry.ratio[0], LARGEST) for entry in coupons),
        "coupon_whole": ints(min(entry.ratio[1], LARGEST) for entry in coupons),
        "coupon_minimum": ints(ceiling_of(entry.minimum_subtotal) or 0 for entry in coupons),
        "coupon_reaches": np.array([_reaches(entry, scopes) for entry in coupons], np.bool_).reshape(
            len(coupons), 1 + len(scopes)
        ),
    }
    return CouponTerms(terms, names.codes, wrong)


def _place_in(asked_for: list[Scenario], scenario: Scenario) -> int:
    """The place of the scenario; those that leave the carts' coupons alone have one place, since they are many."""
    for place, other in enumerate(asked_for):
        if scenario.coupon is None and other.coupon is None:
            return place
    asked_for.append(scenario)
    return len(asked_for) - 1


def _code(coupon: str | Coupon) -> str:
    return coupon.code if isinstance(coupon, Coupon) else coupon


def _kind(coupon: Coupon) -> int:
    """The kernel's number for what the coupon does; of one that counts units any, no cart with it is held."""
    kind = coupon.coupon_type
    if kind is CouponType.FREE_SHIPPING:
        return kinds.FREE_SHIPPING
    if coupon.is_one_amount:
        return kinds.MONEY_OFF_ALL if kind is CouponType.MONEY_OFF else kinds.PERCENT_OFF_ALL
    if kind is CouponType.PERCENT_OFF:
        return kinds.PERCENT_OFF_ONE
    if kind is CouponType.FIXED_PRICE:
        return kinds.FIXED_PRICE_ONE if coupon.reaches_one_item else kinds.FIXED_PRICE_EACH
    return kinds.MONEY_OFF_ONE if coupon.reaches_one_item else kinds.MONEY_OFF_EACH


def _reaches(coupon: Coupon, scopes: Sequence[list[Scope] | None]) -> list[bool]:
    """For each code of scopes whether the coupon reaches lines with it."""
    if coupon.scope is None:
        return [True] * (1 + len(scopes))
    wanted = coupon.scope.key
    return [False, *(any(_is_inside(wanted, scope) for scope in entry or ()) for entry in scopes)]


def _is_inside(wanted: Scope, scope: Scope) -> bool:
    namespace, group, entity = scope
    return wanted in ((namespace, None, None), (namespace, group, None), (namespace, group, entity))


def _scopes(text: str) -> list[Scope] | None:
    """The scopes of an item, as `carts_to_arrow` writes them; None where these are none."""
    try:
        found = wire.parse(text)
    except InvalidDocument:
        return None
    return [tuple(entry) for entry in found] if isinstance(found, list) and all(map(_is_scope, found)) else None


def _is_scope(entry: object) -> bool:
    """Whether this is a namespace, and a group and an entity or null."""
    if not isinstance(entry, list) or len(entry) != 3 or not isinstance(entry[0], str):  # noqa: PLR2004  # these three
        return False
    return all(part is None or isinstance(part, str) for part in entry)


def _usable(columns: Columns, coupons: Sequence[Coupon], coupon: Codes) -> Flags:
    """By scenario and cart, whether its coupon stands: active, in time, not used up (conventions C1 to C3)."""
    standing = [entry.active and not _is_used_up(entry) for entry in coupons]
    usable: Flags = np.array([*standing, False])[coupon]
    starts = [FIRST if entry.start_time is None else _microseconds(entry.start_time) for entry in coupons]
    ends = [LAST if entry.expiration_time is None else _microseconds(entry.expiration_time) for entry in coupons]
    if any(start != FIRST for start in starts) or any(end != LAST for end in ends):
        instants, known = columns.instants()
        in_time = (instants >= ints([*starts, 0])[coupon]) & (instants < ints([*ends, 0])[coupon])
        usable &= in_time | ~known
    for place, entry in enumerate(coupons):
        if entry.limit_per_customer is not None:
            emails = columns.texts("email").to_pylist()
            for row, cart in zip(*np.nonzero(usable & (coupon == place)), strict=True):
                email = emails[cart]
                if email is not None and entry.uses_by_email.get(email.casefold(), 0) >= entry.limit_per_customer:
                    usable[row, cart] = False
    return usable


def _is_used_up(coupon: Coupon) -> bool:
    return coupon.usage_limit is not None and coupon.usage_count >= coupon.usage_limit


def _microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)
