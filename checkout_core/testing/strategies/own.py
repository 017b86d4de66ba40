"""Which strategies draw which nouns, all amounts in one currency: what `fields` would draw too much at random."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from hypothesis import strategies as st

from checkout_core.model.catalog import CatalogItem, CatalogOverrideFields, CatalogReference
from checkout_core.model.checkout import Checkout
from checkout_core.model.discount_rules import DiscountRule
from checkout_core.model.discounts import Coupon, MerchantDiscount
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.line_item import CartLine, LineItem, LineRequest
from checkout_core.model.memberships import Membership
from checkout_core.model.parties import VatId, VatType
from checkout_core.model.plan import Plan, PlanPricing
from checkout_core.model.plan_order import PlanOrder
from checkout_core.model.shipping import ShippingCarrier
from checkout_core.model.store import Store
from checkout_core.model.subscriptions import SubscriptionOptionInfo, SubscriptionSettings
from checkout_core.model.tax import Tax
from checkout_core.model.triggers import DiscountTrigger, TriggerGroup
from checkout_core.testing.strategies.basics import (
    CARD_CODES,
    MEMBERSHIP_IDS,
    REFERENCES,
    line_guid,
    mostly,
    remembered,
)
from checkout_core.testing.strategies.buyer import line, merchant_discount
from checkout_core.testing.strategies.checkouts import checkouts, stores
from checkout_core.testing.strategies.coupons import coupons_at
from checkout_core.testing.strategies.discount_rules import discount_rules_at, triggers_at
from checkout_core.testing.strategies.goods import items, overrides, subscriptions
from checkout_core.testing.strategies.merchant import carriers_at, fees, gift_cards_coded, memberships_named, taxes
from checkout_core.testing.strategies.plans import plan_orders_at, plans_at, pricings_at

VAT_TYPES = (VatType.CPF, VatType.CNPJ)
LINES = tuple(map(line_guid, range(1, 4)))
"""The ids that merchant discounts and drawn lines have in common."""


@remembered
@st.composite
def line_items_at(draw: st.DrawFn, currency: str) -> LineItem:
    """Lines of a checkout at any store with this currency."""
    return draw(lines_of(draw(stores(currencies=[currency]))))


@st.composite
def lines_of(draw: st.DrawFn, store: Store) -> LineItem:
    """Lines of a checkout at this store."""
    return line(draw, store, draw(st.integers(1, len(LINES))))


@remembered
@st.composite
def line_requests_at(draw: st.DrawFn, currency: str) -> LineRequest:
    """Lines as they are asked for, with or without an id."""
    return LineRequest(**_of_line(draw, currency))


@remembered
@st.composite
def cart_lines_at(draw: st.DrawFn, currency: str) -> CartLine:
    """Lines of a cart: now and then of quantity 0."""
    fields = _of_line(draw, currency)
    return CartLine(**fields | {"quantity": 0 if draw(mostly(False, True)) else fields["quantity"]})


def _of_line(draw: st.DrawFn, currency: str) -> dict[str, Any]:
    drawn = draw(line_items_at(currency))
    names = ("quantity", "catalog_reference", "custom_item", "catalog_override_fields", "taxable_address")
    return {name: getattr(drawn, name) for name in names} | {"id": draw(mostly(None, drawn.id))}


@remembered
@st.composite
def merchant_discounts_at(draw: st.DrawFn, currency: str, line_ids: tuple[str, ...] = LINES) -> MerchantDiscount:
    """Merchant discounts off everything or off some of these lines."""
    return merchant_discount(draw, currency, line_ids)


@remembered
def gift_cards_at(currency: str) -> st.SearchStrategy[GiftCard]:
    """Gift cards of any store with this currency."""
    return st.sampled_from(CARD_CODES).flatmap(lambda code: gift_cards_coded(currency, code))


@remembered
def groups_at(currency: str) -> st.SearchStrategy[TriggerGroup]:
    """Two or three triggers under AND or OR."""
    return triggers_at(currency).map(
        lambda trigger: trigger.and_ or trigger.or_ or TriggerGroup(triggers=[trigger] * 2)
    )


@remembered
def vat_ids() -> st.SearchStrategy[VatId]:
    """Brazilian tax ids: none, one of either kind, a kind without an id."""
    given = st.builds(VatId, id=st.text("0123456789", max_size=14), type=st.sampled_from(VAT_TYPES))
    return st.just(VatId()) | given | st.sampled_from(VatType).map(lambda kind: VatId(type=kind))


Make = Callable[[str], st.SearchStrategy[Any]]

OWN: Mapping[type, Make] = MappingProxyType(
    {
        AdditionalFee: fees,
        CartLine: cart_lines_at,
        CatalogItem: items,
        CatalogOverrideFields: overrides,
        CatalogReference: lambda _: st.sampled_from(REFERENCES),
        Checkout: lambda currency: checkouts(currencies=[currency]),
        Coupon: coupons_at,
        DiscountRule: discount_rules_at,
        DiscountTrigger: triggers_at,
        GiftCard: gift_cards_at,
        LineItem: line_items_at,
        LineRequest: line_requests_at,
        Membership: lambda _: st.sampled_from(MEMBERSHIP_IDS).flatmap(memberships_named),
        MerchantDiscount: merchant_discounts_at,
        Plan: plans_at,
        PlanOrder: plan_orders_at,
        PlanPricing: pricings_at,
        ShippingCarrier: carriers_at,
        Store: lambda currency: stores(currencies=[currency]),
        SubscriptionOptionInfo: lambda _: subscriptions(),
        SubscriptionSettings: lambda _: subscriptions().map(lambda info: info.subscription_settings),
        Tax: lambda _: taxes(),
        TriggerGroup: groups_at,
        VatId: lambda _: vat_ids(),
    }
)
"""By class: what draws it in a currency."""
