"""Strategies for single nouns: what a store has, and what a checkout holds.

All amounts of one object are in one currency. Ids, codes and places come from small pools, so that nouns that are drawn
apart often fit together.
"""

from hypothesis import strategies as st

from checkout_core.errors import InvalidField
from checkout_core.model.catalog import CatalogItem, CatalogReference
from checkout_core.model.discount_rules import DiscountRule
from checkout_core.model.discounts import Coupon, MerchantDiscount
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.line_item import LineItem
from checkout_core.model.memberships import Membership
from checkout_core.model.parties import Address
from checkout_core.model.plan import Plan
from checkout_core.model.plan_order import PlanOrder
from checkout_core.model.shipping import ShippingCarrier
from checkout_core.model.store import Store
from checkout_core.testing.strategies.arguments import Currencies, in_one_of
from checkout_core.testing.strategies.basics import ADDRESSES, CURRENCIES, MEMBERSHIP_IDS, REFERENCES
from checkout_core.testing.strategies.coupons import coupons_at
from checkout_core.testing.strategies.discount_rules import discount_rules_at
from checkout_core.testing.strategies.fields import objects
from checkout_core.testing.strategies.goods import items
from checkout_core.testing.strategies.merchant import carriers_at, fees, memberships_named, taxes
from checkout_core.testing.strategies.own import gift_cards_at, line_items_at, lines_of, merchant_discounts_at
from checkout_core.testing.strategies.plans import plan_orders_at, plans_at

__all__ = [
    "additional_fees",
    "addresses",
    "catalog_items",
    "catalog_references",
    "coupons",
    "discount_rules",
    "gift_cards",
    "line_items",
    "memberships",
    "merchant_discounts",
    "plan_orders",
    "plans",
    "shipping_carriers",
    "taxes",
]


def catalog_references() -> st.SearchStrategy[CatalogReference]:
    """References to the items that `stores` sell: three items, with and without options, and two of another app."""
    return st.sampled_from(REFERENCES)


def catalog_items(*, currencies: Currencies = None) -> st.SearchStrategy[CatalogItem]:
    """Items with a price, finer than the minor unit now and then; with modifiers, deposits, subscriptions.

    ``currencies``, here and below: ISO 4217 codes to choose among; None for USD, JPY, KWD, CLF and EUR.

    Raises:
        InvalidField: where there is no currency to choose, or a code is not active.
    """
    return in_one_of(currencies, items)


def coupons(*, currencies: Currencies = None) -> st.SearchStrategy[Coupon]:
    """Coupons of every kind and reach; most can be used, the others cannot for one reason or for two.

    Raises:
        InvalidField: as `catalog_items` does.
    """
    return in_one_of(currencies, coupons_at)


def discount_rules(*, currencies: Currencies = None) -> st.SearchStrategy[DiscountRule]:
    """Discount rules: every discount, with every trigger or none; most are active and live.

    Raises:
        InvalidField: as `catalog_items` does.
    """
    return in_one_of(currencies, discount_rules_at)


def merchant_discounts(*, currencies: Currencies = None) -> st.SearchStrategy[MerchantDiscount]:
    """Amounts and percentages off everything, or off some of the first three lines that `checkouts` draw.

    Raises:
        InvalidField: as `catalog_items` does.
    """
    return in_one_of(currencies, merchant_discounts_at)


def gift_cards(*, currencies: Currencies = None) -> st.SearchStrategy[GiftCard]:
    """Gift cards of stores with one of the currencies: mostly valid; now and then the card itself is in another one.

    Raises:
        InvalidField: as `catalog_items` does.
    """
    return in_one_of(currencies, gift_cards_at)


def additional_fees(*, currencies: Currencies = None) -> st.SearchStrategy[AdditionalFee]:
    """Fees, fixed or by percentage, of the whole checkout or bound to items.

    Raises:
        InvalidField: as `catalog_items` does.
    """
    return in_one_of(currencies, fees)


def shipping_carriers(*, currencies: Currencies = None) -> st.SearchStrategy[ShippingCarrier]:
    """Carriers with a region and up to two options there.

    Raises:
        InvalidField: as `catalog_items` does.
    """
    return in_one_of(currencies, carriers_at)


def plans(*, currencies: Currencies = None) -> st.SearchStrategy[Plan]:
    """Plans of every model, with fees and free days now and then; most can be ordered.

    Raises:
        InvalidField: as `catalog_items` does.
    """
    return in_one_of(currencies, plans_at)


def plan_orders(*, currencies: Currencies = None) -> st.SearchStrategy[PlanOrder]:
    """Orders of plans in any state, discounted, taxed, paused, postponed, called off.

    Raises:
        InvalidField: as `catalog_items` does.
    """
    return in_one_of(currencies, plan_orders_at)


def memberships() -> st.SearchStrategy[Membership]:
    """Memberships that a merchant has sold: with credits or without a bound, expired now and then."""
    return st.sampled_from(MEMBERSHIP_IDS).flatmap(memberships_named)


def addresses() -> st.SearchStrategy[Address]:
    """Addresses: mostly a place that taxes and carriers of drawn stores know, else with any fields of an address."""
    return st.sampled_from(ADDRESSES) | objects(Address, CURRENCIES[0])


def line_items(store: Store | None = None, *, currencies: Currencies = None) -> st.SearchStrategy[LineItem]:
    """Lines of a checkout at this store, or, without one, at any with one of the currencies.

    Mostly items that the store sells; also custom items, overridden ones, and items that it does not know.

    Raises:
        InvalidField: as `catalog_items` does, and for currencies beside a store.
    """
    given: object = store
    if given is None:
        return in_one_of(currencies, line_items_at)
    if not isinstance(given, Store):
        raise InvalidField("store", given, "a Store, or None for one that is drawn")
    if currencies is not None:
        raise InvalidField("currencies", currencies, "nothing beside a store, which decides it")
    return lines_of(given)
