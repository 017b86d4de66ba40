"""What scenarios say, as the kernel wants it, and which carts it cannot price by that."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

from checkout_core.currencies import exponent
from checkout_core.model._numbers import MAX_SHORT_AMOUNT, decimals
from checkout_core.model.scenario import Scenario
from checkout_core.model.store import GiftCardCap, Store
from checkout_core.money import Money
from checkout_core.whatif.carts import LARGEST, ceiling_of
from checkout_core.whatif.changes import SHORT_DECIMALS, price_factor, store_in
from checkout_core.whatif.columns import Columns, Names, carts_of, ints, is_small, no_names
from checkout_core.whatif.coupon_terms import coupon_terms
from checkout_core.whatif.kernel.checks import SCOPES, TAXES
from checkout_core.whatif.kernel.columns import NONE, TOO_LARGE, UNCHANGED, Carts, Codes, Flags, Ints, Terms, unwritable
from checkout_core.whatif.kernel.rounding import MODES
from checkout_core.whatif.kernel.tax import LEVELS
from checkout_core.whatif.tax_terms import tax_terms


class Asked(NamedTuple):
    """Carts and scenarios for the kernel; ``held`` tells by scenario and cart what it can price.

    ``problems`` tells by cart what of it cannot be read, as a place in `PROBLEMS`; 0 where nothing is.
    """

    carts: Carts
    terms: Terms
    held: Flags
    problems: Ints


def asked(columns: Columns, store: Store, scenarios: Sequence[Scenario]) -> Asked:
    """Put the question: these carts of the store in these scenarios.

    Raises what `store_in` raises, and `InvalidField` where a scenario needs a column that is not there.
    """
    stores = [store_in(scenario, store, whole=False) for scenario in scenarios]
    held = np.ones((len(scenarios), columns.count), np.bool_)
    held &= _is_null(columns, "scalar")
    for row, changed in enumerate(stores):
        if any(rule.active for rule in changed.discount_rules):
            held[row] = False
    items = _items(columns, scenarios, stores)
    coupons = coupon_terms(columns, scenarios, stores, held)
    taxes = tax_terms(columns, store, stores)
    options, option_codes = _option_terms(columns, scenarios, stores)
    problems = np.where(coupons.wrong, SCOPES, np.where(taxes.wrong, TAXES, 0))
    terms = Terms(
        **_policy_terms(stores),
        **_line_terms(scenarios, stores, items.texts),
        **coupons.terms,
        **options,
        **_fee_terms(stores, items.texts, held),
        **taxes.terms,
        gift_card=ints(map(_balance, scenarios)),
    )
    carts = carts_of(
        columns,
        items=items.codes,
        scopes=coupons.scopes,
        taxes=(taxes.lines, taxes.shipping, taxes.fees),
        option=option_codes,
    )
    return Asked(unwritable(carts), unwritable(terms), held, problems)


def _policy_terms(stores: Sequence[Store]) -> dict[str, Any]:
    policies = [store.policy for store in stores]
    return {
        "rounding": ints(MODES[policy.rounding] for policy in policies),
        "tax_rounding": ints(LEVELS[policy.tax_rounding] for policy in policies),
        "included": np.array([store.tax_included_in_price for store in stores]),
        "caps_at_pay_now": np.array([policy.gift_card_cap is GiftCardCap.PAY_NOW for policy in policies]),
    }


def _items(columns: Columns, scenarios: Sequence[Scenario], stores: Sequence[Store]) -> Names:
    """The lines' items, if something depends on them."""
    asked_for = any(scenario.prices or scenario.quantities for scenario in scenarios)
    bound = any(fee.catalog_item_ids is not None for store in stores for fee in store.additional_fees)
    if not (asked_for or bound):
        return no_names(columns.line_count)
    columns.need("lines.item", "a scenario names items, or a fee is bound to some")
    return columns.line_names("item")


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
        "quantity_factor": ints(scenario.quantity_factor or 1 for scenario in scenarios),
        "item_quantity": quantity,
        "item_price": price,
        "item_parts": parts,
        "change": ints(numerator for numerator, _ in factors),
        "change_of": ints(denominator for _, denominator in factors),
        "share": ints(numerator for numerator, _ in shares),
        "share_of": ints(denominator for _, denominator in shares),
        "deposit_step": 10 ** max(0, exponent(stores[0].currency) - SHORT_DECIMALS),
        "most": MAX_SHORT_AMOUNT * 10 ** exponent(stores[0].currency),
    }


def _in_parts(price: Money) -> tuple[int, int]:
    """A price that is exact to a power of ten of parts of the minor unit, and that power; or `TOO_LARGE`."""
    parts = 10 ** max(0, decimals(price.amount) - exponent(price.currency))
    units = (price * parts).minor_units
    return (units, parts) if units < LARGEST else (TOO_LARGE, 1)


def _option_terms(
    columns: Columns, scenarios: Sequence[Scenario], stores: Sequence[Store]
) -> tuple[dict[str, Any], Codes]:
    """Other costs of delivery options, and the codes of the carts' options."""
    changed = any(scenario.shipping or scenario.free_shipping_from for scenario in scenarios)
    if changed:
        columns.need("option", "a scenario names delivery options")
    options = columns.names("option") if changed else no_names(columns.count)
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
            if not is_small(*fee.ratio):
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
        "fee_count": ints(len(store.additional_fees) for store in stores),
    }


def _is_null(columns: Columns, name: str) -> Flags:
    return np.asarray(columns.texts(name).is_null().to_numpy(zero_copy_only=False))


def _balance(scenario: Scenario) -> int:
    if scenario.gift_card_balance is None:
        return UNCHANGED
    numerator, denominator = scenario.gift_card_balance.minor_ratio
    return numerator // denominator
