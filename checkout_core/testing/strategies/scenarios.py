"""Strategies for scenarios of what-if: changes that fit a store, each of them by itself and beside others."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st

from checkout_core.errors import InvalidField
from checkout_core.model._numbers import MAX_AMOUNT, MAX_SHORT_AMOUNT
from checkout_core.model.scenario import BASELINE, Scenario
from checkout_core.model.store import Store
from checkout_core.money import Money
from checkout_core.testing.strategies.arguments import Currencies, codes_of
from checkout_core.testing.strategies.basics import (
    COUPON_CODES,
    amounts,
    maybe,
    mostly,
    remembered,
    spelt,
    threshold,
)
from checkout_core.testing.strategies.checkouts import stores
from checkout_core.testing.strategies.coupons import coupon
from checkout_core.testing.strategies.discount_rules import discount_rule
from checkout_core.testing.strategies.merchant import RATES, fees, policies

T = TypeVar("T")

FIELDS = tuple(field.name for field in attrs.fields(Scenario) if field.name != "name")
"""What a scenario may change."""
NAMES = ("s", "10 % less, VAT=0.2", "Größe", "x" * 100)
PRICE_CHANGES = tuple(map(Decimal, ("-0.1", "-0.5", "0", "-1", "-0.333333", "-0.000001", "0.1", "0.05", "1.5")))
"""The first ones are no rise, so that any price can take them."""
SHARES = tuple(map(Decimal, ("0.5", "0.1", "1", "0.333333", "0.000001")))
FREE = Decimal(0)

Draw = Callable[[st.DrawFn, Store], Any]


def scenarios(
    store: Store | None = None, *, currencies: Currencies = None, fields: Iterable[str] | None = None
) -> st.SearchStrategy[Scenario]:
    """What-if scenarios of this store, or, without one, of any with one of the currencies; they shrink to no change.

    They name taxes, delivery options and catalog items that the store has, and the largest price in its catalog can
    take their changes; lines of a checkout that state quantities and prices of their own may not. ``fields``: what
    they may change, fields of `Scenario`; None for all of them.

    Raises:
        InvalidField: for fields that are none, for currencies beside a store, and where there is no currency to choose.
    """
    changed = _checked_fields(fields)
    given: object = store
    if given is None:
        return _of_some_store(codes_of(currencies), changed)
    if not isinstance(given, Store):
        raise InvalidField("store", given, "a Store, or None for one that is drawn")
    if currencies is not None:
        raise InvalidField("currencies", currencies, "nothing beside a store, which decides it")
    return _scenarios(given, changed)


def _checked_fields(fields: Iterable[str] | None) -> tuple[str, ...]:
    """The fields in the order of the class."""
    if fields is None:
        return FIELDS
    given: object = fields
    wanted = () if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    if not wanted or not set(wanted) <= set(FIELDS):
        raise InvalidField("fields", given, f"some of {', '.join(FIELDS)}, or None for all of them")
    return tuple(field for field in FIELDS if field in wanted)


@remembered
@st.composite
def _of_some_store(draw: st.DrawFn, codes: tuple[str, ...], fields: tuple[str, ...]) -> Scenario:
    return draw(_scenarios(draw(stores(currencies=codes)), fields))


@st.composite
def _scenarios(draw: st.DrawFn, store: Store, fields: tuple[str, ...]) -> Scenario:
    weight = min(3, len(fields))  # each is changed in a quarter of the draws; few, more often
    given = {field: DRAWS[field](draw, store) for field in fields if draw(mostly(False, True, weight=weight))}
    if "deposit_share" in given and _has_large_deposits(store, given.get("price_change"), given.get("prices")):
        del given["deposit_share"]
    return Scenario(name=draw(_names()), **{field: value for field, value in given.items() if value is not None})


def _has_large_deposits(store: Store, change: Decimal | None, prices: Mapping[str, Money] | None) -> bool:
    """Whether the new price of an item with a deposit may be more than a deposit can be."""
    rise = max(FREE, change or FREE)
    stated = [amount.amount for amount in (prices or {}).values()]
    of = [item for item in store.catalog.values() if item.deposit_amount is not None]
    new = [max(item.price.amount * (1 + rise), *stated, FREE) + item.modifiers_total_price.amount for item in of]
    return max(new, default=FREE) > MAX_SHORT_AMOUNT


@remembered
def _names() -> st.SearchStrategy[str]:
    drawn = st.text(st.characters(codec="utf-8"), min_size=1, max_size=12).filter(lambda name: name != BASELINE)
    return st.sampled_from(NAMES) | drawn


# --- one field each; None where the store has nothing that could change -----------------------------------------------


def _quantity_factor(draw: st.DrawFn, _: Store) -> int:
    return draw(st.sampled_from((2, 1, 3, 10)))


def _quantities(draw: st.DrawFn, store: Store) -> Mapping[str, int] | None:
    return draw(_by_name(_item_ids(store), st.integers(1, 3) | st.sampled_from((20, 100_000))))


def _coupon(draw: st.DrawFn, store: Store) -> Any:
    """No coupon, a code of the store's, a code of nobody's, a coupon that the store has not, or has otherwise."""
    codes = tuple(entry.code for entry in store.coupons)
    kind = draw(mostly("none", "code", "code", "definition", "definition", "nobody's", weight=1))
    if kind == "definition":
        prices = [item.unit_price for item in store.catalog.values()] or [Money(1, store.currency)]
        return coupon(draw, store.currency.code, draw(st.sampled_from(COUPON_CODES)), prices)
    if kind == "code" and codes:
        return spelt(draw, draw(st.sampled_from(codes)))
    return "" if kind == "none" else "NOBODY'S"


def _price_change(draw: st.DrawFn, store: Store) -> Decimal:
    highest = max((item.price.amount for item in store.catalog.values()), default=FREE)
    known = [change for change in PRICE_CHANGES if change <= 0 or highest * (1 + change) < MAX_AMOUNT]
    return draw(st.sampled_from(known) | st.decimals(-1, 0, places=6))


def _prices(draw: st.DrawFn, store: Store) -> Mapping[str, Money] | None:
    return draw(_by_name(_item_ids(store), amounts(store.currency.code, finest=3)))


def _deposit_share(draw: st.DrawFn, _: Store) -> Decimal:
    return draw(st.sampled_from(SHARES) | st.decimals("0.000001", 1, places=6))


def _discount_rules(draw: st.DrawFn, store: Store) -> Any:
    prices = [item.unit_price for item in store.catalog.values()] or [Money(1, store.currency)]
    count = draw(mostly(0, 1, 2, weight=1))
    return tuple(discount_rule(draw, store.currency.code, number, prices) for number in range(count))


def _tax(draw: st.DrawFn, store: Store) -> Mapping[str, Decimal] | None:
    names = dict.fromkeys(tax.name for tax in store.taxes)
    return draw(_by_name(names, st.sampled_from(RATES) | st.decimals(0, 1, places=6)))


def _tax_included(draw: st.DrawFn, _: Store) -> bool:
    return draw(st.booleans())


def _shipping(draw: st.DrawFn, store: Store) -> Mapping[str, Money] | None:
    return draw(_by_name(_options(store), amounts(store.currency.code, finest=1)))


def _free_shipping_from(draw: st.DrawFn, store: Store) -> Mapping[str, Money | None] | None:
    """Never, or what one unit or two of an item cost."""
    prices = [item.unit_price for item in store.catalog.values()] or [Money(1, store.currency)]
    return draw(_by_name(_options(store), maybe(st.just(threshold(draw, prices)))))


def _fees(draw: st.DrawFn, store: Store) -> Any:
    return tuple(draw(st.lists(fees(store.currency.code), max_size=2)))


def _gift_card_balance(draw: st.DrawFn, store: Store) -> Money:
    return draw(amounts(store.currency.code, finest=2, largest=MAX_SHORT_AMOUNT))


def _policy(draw: st.DrawFn, _: Store) -> Any:
    return draw(policies())


DRAWS: Mapping[str, Draw] = MappingProxyType(
    {
        "quantity_factor": _quantity_factor,
        "quantities": _quantities,
        "coupon": _coupon,
        "price_change": _price_change,
        "prices": _prices,
        "deposit_share": _deposit_share,
        "discount_rules": _discount_rules,
        "tax": _tax,
        "tax_included": _tax_included,
        "shipping": _shipping,
        "free_shipping_from": _free_shipping_from,
        "fees": _fees,
        "gift_card_balance": _gift_card_balance,
        "policy": _policy,
    }
)
"""By field: what draws it for a store."""


def _item_ids(store: Store) -> Iterable[str]:
    return dict.fromkeys(reference.catalog_item_id for reference in store.catalog)


def _options(store: Store) -> Iterable[str]:
    return dict.fromkeys(option.code for carrier in store.shipping for option in carrier.options)


def _by_name(names: Iterable[str], values: st.SearchStrategy[T]) -> st.SearchStrategy[dict[str, T] | None]:
    """One or two of the names with a value each; None where there is no name."""
    known = tuple(names)
    return st.dictionaries(st.sampled_from(known), values, min_size=1, max_size=2) if known else st.none()
