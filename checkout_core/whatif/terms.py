"""What scenarios say, as the kernel wants it, and which carts it cannot price by that."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any, Final, NamedTuple

import numpy as np

from checkout_core.errors import InvalidField
from checkout_core.model._limits import MAX_SHORT_AMOUNT, decimals
from checkout_core.model.discounts import Coupon, CouponType
from checkout_core.model.scenario import Scenario
from checkout_core.model.store import GiftCardCap, Store, TaxRounding
from checkout_core.money import Money, exponent
from checkout_core.whatif.carts import LARGEST, ceiling_of
from checkout_core.whatif.changes import SHORT_DECIMALS, price_factor, store_in
from checkout_core.whatif.columns import Columns, Names, carts_of
from checkout_core.whatif.kernel import coupons as kinds
from checkout_core.whatif.kernel.columns import (
    NOBODY,
    NONE,
    TOO_LARGE,
    UNCHANGED,
    Carts,
    Codes,
    Flags,
    Ints,
    Terms,
    unwritable,
)
from checkout_core.whatif.kernel.rounding import MODES
from checkout_core.whatif.kernel.tax import LEVELS

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
SMALL: Final = 2**59
"""Both parts of a ratio must be below this, for the kernel."""

FIRST: Final = -(2**63)
LAST: Final = 2**63 - 1
"""The first and the last instant there is, in microseconds."""

MAX_DIGITS: Final = 6
"""Most digits of a tax's position."""


class Asked(NamedTuple):
    """Carts and scenarios for the kernel; ``held`` tells by scenario and cart what it can price."""

    carts: Carts
    terms: Terms
    held: Flags


def asked(columns: Columns, store: Store, scenarios: Sequence[Scenario]) -> Asked:
    """Put the question: these carts of the store in these scenarios. Raises what `store_in` raises."""
    stores = [store_in(scenario, store) for scenario in scenarios]
    held = np.ones((len(scenarios), columns.count), np.bool_)
    held &= _is_null(columns, "scalar")
    for row, changed in enumerate(stores):
        if any(rule.active for rule in changed.discount_rules):
            held[row] = False
    items = _items(columns, scenarios, stores)
    coupons, scopes = _coupon_terms(columns, scenarios, stores, held)
    taxes, tax_codes = _tax_terms(columns, store, stores)
    options, option_codes = _option_terms(columns, scenarios, stores)
    terms = Terms(
        **_policy_terms(stores),
        **_line_terms(scenarios, stores, items.texts),
        **coupons,
        **options,
        **_fee_terms(stores, items.texts, held),
        **taxes,
        gift_card=_ints(map(_balance, scenarios)),
    )
    carts = carts_of(columns, items=items.codes, scopes=scopes, taxes=tax_codes, option=option_codes)
    return Asked(unwritable(carts), unwritable(terms), held)


def _policy_terms(stores: Sequence[Store]) -> dict[str, Any]:
    policies = [store.policy for store in stores]
    return {
        "rounding": _ints(MODES[policy.rounding] for policy in policies),
        "tax_rounding": _ints(LEVELS[policy.tax_rounding] for policy in policies),
        "included": np.array([store.tax_included_in_price for store in stores]),
        "caps_at_pay_now": np.array([policy.gift_card_cap is GiftCardCap.PAY_NOW for policy in policies]),
    }


def _items(columns: Columns, scenarios: Sequence[Scenario], stores: Sequence[Store]) -> Names:
    """The lines' items, if something depends on them."""
    asked_for = any(scenario.prices or scenario.quantities for scenario in scenarios)
    bound = any(fee.catalog_item_ids is not None for store in stores for fee in store.additional_fees)
    return columns.line_names("item") if asked_for or bound else _no_names(columns.line_count)


def _line_terms(scenarios: Sequence[Scenario], stores: Sequence[Store], items: Sequence[str]) -> dict[str, Any]:
    stated = any(scenario.prices or scenario.quantities for scenario in scenarios)
    shape = len(scenarios), 1 + len(items) if stated else 0
    quantity, price, parts = (np.full(shape, NONE, np.int64) for _ in range(3))
    for row, scenario in enumerate(scenarios):
        for code, item in enumerate(items if stated else (), start=1):
            quantity[row, code] = scenario.quantities.get(item, NONE)
            if item in scenario.prices:
                price[row, code], parts[row, code] = _in_parts(scenario.prices[item])
    factors = list(map(price_factor, scenarios))
    shares = [(scenario.deposit_share or Decimal(0)).as_integer_ratio() for scenario in scenarios]
    return {
        "quantity_factor": _ints(scenario.quantity_factor or 1 for scenario in scenarios),
        "item_quantity": quantity,
        "item_price": price,
        "item_parts": parts,
        "change": _ints(numerator for numerator, _ in factors),
        "change_of": _ints(denominator for _, denominator in factors),
        "share": _ints(numerator for numerator, _ in shares),
        "share_of": _ints(denominator for _, denominator in shares),
        "deposit_step": 10 ** max(0, exponent(stores[0].currency) - SHORT_DECIMALS),
        "most": MAX_SHORT_AMOUNT * 10 ** exponent(stores[0].currency),
    }


def _in_parts(price: Money) -> tuple[int, int]:
    """A price that is exact to a power of ten of parts of the minor unit, and that power; or `TOO_LARGE`."""
    parts = 10 ** max(0, decimals(price.amount) - exponent(price.currency))
    units = (price * parts).minor_units
    return (units, parts) if units < LARGEST else (TOO_LARGE, 1)


def _coupon_terms(
    columns: Columns, scenarios: Sequence[Scenario], stores: Sequence[Store], held: Flags
) -> tuple[dict[str, Any], Codes]:
    """The coupons in force, and the codes of the lines' scopes; carts with a coupon that counts units are not held."""
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
    plain = np.array([entry.coupon_type is not CouponType.BUY_X_GET_Y and _is_small(*entry.ratio) for entry in coupons])
    if not plain.all():
        held &= np.append(plain, True)[coupon]
    scoped = any(entry.scope is not None for entry in coupons)
    scopes = columns.line_names("scopes") if scoped else _no_names(columns.line_count)
    return {
        "coupon": coupon,
        "coupon_kind": _ints(map(_kind, coupons)),
        "coupon_part": _ints(min(entry.ratio[0], LARGEST) for entry in coupons),
        "coupon_whole": _ints(min(entry.ratio[1], LARGEST) for entry in coupons),
        "coupon_minimum": _ints(ceiling_of(entry.minimum_subtotal) or 0 for entry in coupons),
        "coupon_reaches": np.array([_reaches(entry, scopes.texts) for entry in coupons], np.bool_).reshape(
            len(coupons), 1 + len(scopes.texts)
        ),
    }, scopes.codes


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


def _reaches(coupon: Coupon, scopes: Sequence[str]) -> list[bool]:
    """For each code of scopes whether the coupon reaches lines with it."""
    if coupon.scope is None:
        return [True] * (1 + len(scopes))
    namespace, group, entity = coupon.scope.key
    return [False, *(_is_inside((namespace, group, entity), json.loads(text)) for text in scopes)]


def _is_inside(wanted: tuple[str, str | None, str | None], scopes: list[list[str | None]]) -> bool:
    return any(
        wanted in ((namespace, None, None), (namespace, group, None), (namespace, group, entity))
        for namespace, group, entity in scopes
    )


def _usable(columns: Columns, coupons: Sequence[Coupon], coupon: Codes) -> Flags:
    """By scenario and cart, whether its coupon stands: active, in time, not used up (conventions C1 to C3)."""
    standing = [entry.active and not _is_used_up(entry) for entry in coupons]
    usable: Flags = np.array([*standing, False])[coupon]
    starts = [FIRST if entry.start_time is None else _microseconds(entry.start_time) for entry in coupons]
    ends = [LAST if entry.expiration_time is None else _microseconds(entry.expiration_time) for entry in coupons]
    if any(start != FIRST for start in starts) or any(end != LAST for end in ends):
        instants, known = columns.instants()
        in_time = (instants >= _ints([*starts, 0])[coupon]) & (instants < _ints([*ends, 0])[coupon])
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


def _option_terms(
    columns: Columns, scenarios: Sequence[Scenario], stores: Sequence[Store]
) -> tuple[dict[str, Any], Codes]:
    """Other costs of delivery options, and the codes of the carts' options."""
    changed = any(scenario.shipping or scenario.free_shipping_from for scenario in scenarios)
    options = columns.names("option") if changed else _no_names(columns.count)
    cost = np.full((len(scenarios), 1 + len(options.texts) if changed else 0), UNCHANGED, np.int64)
    free_from = cost.copy()
    for row, (scenario, store) in enumerate(zip(scenarios, stores, strict=True)):
        for code, option in enumerate(options.texts, start=1):
            if option in scenario.shipping:
                cost[row, code] = min(store.policy.divide(*scenario.shipping[option].minor_ratio), LARGEST)
            if option in scenario.free_shipping_from:
                reached = ceiling_of(scenario.free_shipping_from[option])
                free_from[row, code] = NONE if reached is None else reached
    return {"option_cost": cost, "option_free_from": free_from}, options.codes


def _fee_terms(stores: Sequence[Store], items: Sequence[str], held: Flags) -> dict[str, Any]:
    most = max(len(store.additional_fees) for store in stores)
    shape = len(stores), most
    part, whole = np.zeros(shape, np.int64), np.ones(shape, np.int64)
    percentage, taxable, bound = (np.zeros(shape, np.bool_) for _ in range(3))
    reaches = np.zeros((*shape, 1 + len(items)), np.bool_)
    for row, store in enumerate(stores):
        for place, fee in enumerate(store.additional_fees):
            if not _is_small(*fee.ratio):
                held[row] = False
                continue
            part[row, place], whole[row, place] = fee.ratio
            percentage[row, place] = fee.price is None
            taxable[row, place] = fee.taxable
            bound[row, place] = fee.catalog_item_ids is not None
            wanted = frozenset(fee.catalog_item_ids or ())
            reaches[row, place, 1:] = [item in wanted for item in items]
    return {
        "fee_part": part,
        "fee_whole": whole,
        "fee_is_percentage": percentage,
        "fee_is_taxable": taxable,
        "fee_is_bound": bound,
        "fee_reaches": reaches,
        "fee_count": _ints(len(store.additional_fees) for store in stores),
    }


def _tax_terms(
    columns: Columns, store: Store, stores: Sequence[Store]
) -> tuple[dict[str, Any], tuple[Codes, Codes, Codes]]:
    """Which taxes stand behind the codes, their rates, and by how much these differ from those of the carts."""
    by_tax = any(entry.policy.tax_rounding is TaxRounding.TOTAL or entry.taxes != store.taxes for entry in stores)
    three: dict[str, Names] = {}
    if by_tax:
        three = {"lines.taxes": columns.line_names("taxes")}
        three |= {name: columns.names(name) for name in ("shipping_taxes", "fee_taxes")}
    known = {text: _positions(name, text, len(store.taxes)) for name, names in three.items() for text in names.texts}
    texts = sorted(known)
    sets = [(), *(known[text] for text in texts)]
    used = sorted({position for entry in sets for position in entry})
    old = _rates(store, used)
    ppm = np.array([_rates(entry, used) for entry in stores], np.int64).reshape(len(stores), len(used))
    places = {position: place for place, position in enumerate(used)}
    members = [[places[position] for position in entry] for entry in sets]
    change = [[sum(int(row[place] - old[place]) for place in entry) for entry in members] for row in ppm]
    codes = [_recoded(names, texts) for names in three.values()]
    if not codes:
        codes = [_no_names(count).codes for count in (columns.line_count, columns.count, columns.count)]
    return {
        "first_tax": _ints([0, *accumulate(map(len, members))]),
        "tax": _ints(place for entry in members for place in entry),
        "tax_ppm": ppm,
        "ppm_change": np.array(change, np.int64),
    }, (codes[0], codes[1], codes[2])


def _positions(name: str, text: str, count: int) -> tuple[int, ...]:
    known = range(count)
    words = text.split(" ")
    if len(set(words)) < len(words) or not all(_is_whole(word) and int(word) in known for word in words):
        raise InvalidField(f"batch.{name}", text, f"positions of the store's {count} taxes, apart by spaces")
    return tuple(map(int, words))


def _is_whole(word: str) -> bool:
    """Whether the word is a whole number, not so long that reading it takes time."""
    return word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS


def _rates(store: Store, positions: Sequence[int]) -> list[int]:
    return [store.taxes[position].ppm for position in positions]


def _recoded(names: Names, texts: Sequence[str]) -> Codes:
    """The codes by another list of texts, in which each of them stands."""
    place = {text: code for code, text in enumerate(texts, start=1)}
    return np.array([0, *(place[text] for text in names.texts)], np.int32)[names.codes]


def _no_names(count: int) -> Names:
    return Names(np.zeros(count, np.int32), [])


def _is_null(columns: Columns, name: str) -> Flags:
    return np.asarray(columns.texts(name).is_null().to_numpy(zero_copy_only=False))


def _is_small(numerator: int, denominator: int) -> bool:
    return numerator < SMALL and denominator < SMALL


def _balance(scenario: Scenario) -> int:
    if scenario.gift_card_balance is None:
        return UNCHANGED
    numerator, denominator = scenario.gift_card_balance.minor_ratio
    return numerator // denominator


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), np.int64)


def _microseconds(instant: datetime) -> int:
    return (instant - EPOCH) // timedelta(microseconds=1)
