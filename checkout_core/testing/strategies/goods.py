"""Strategies for what is sold: items with modifiers, subscriptions and deposits, catalogs, overrides of a line."""

from decimal import Decimal

from hypothesis import strategies as st

from checkout_core.model._numbers import MAX_AMOUNT, MAX_SHORT_AMOUNT
from checkout_core.model.catalog import CatalogItem, CatalogOverrideFields, CatalogReference
from checkout_core.model.item_details import ItemType, ItemTypePreset, PhysicalProperties, Scope, ScopeGroup
from checkout_core.model.modifiers import Modifier, ModifierGroup
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.subscriptions import (
    FreeTrialPeriod,
    SubscriptionFrequency,
    SubscriptionOptionInfo,
    SubscriptionSettings,
)
from checkout_core.money import Money
from checkout_core.testing.strategies.basics import (
    COLLECTIONS,
    GROUPS,
    ITEM_IDS,
    REFERENCES,
    ROOT,
    amounts,
    maybe,
    mostly,
    remembered,
    small_amounts,
)

ITEM_TYPES = (*(ItemType(preset=preset) for preset in list(ItemTypePreset)[1:]), ItemType(custom="gadget"))
SCOPES = (
    Scope(namespace="stores"),
    Scope(namespace="stores", group=ScopeGroup(name="product")),
    Scope(namespace="stores", group=ScopeGroup(name="product", entity_id="shirt")),
    Scope(namespace="stores", group=ScopeGroup(name="collection", entity_id="summer")),
    Scope(namespace="bookings"),
    Scope(namespace="bookings", group=ScopeGroup(name="service", entity_id="massage")),
)
ITEM_SCOPES = (SCOPES[2:4], SCOPES[:1], SCOPES[2:3], SCOPES[2:4], SCOPES[3:], SCOPES[4:5], SCOPES[5:])
TRIALS = (
    FreeTrialPeriod(frequency=SubscriptionFrequency.DAY, interval=14),
    FreeTrialPeriod(frequency=SubscriptionFrequency.MONTH),
    FreeTrialPeriod(frequency=SubscriptionFrequency.YEAR, interval=999),
)


@remembered
@st.composite
def items(draw: st.DrawFn, currency: str) -> CatalogItem:
    """Items, in a catalog or on a custom line."""
    price = draw(amounts(currency, finest=3))
    more = draw(maybe(amounts(currency)))
    paid = draw(mostly(*PaymentOptionType, PaymentOptionType.MEMBERSHIP, weight=6))
    return CatalogItem(
        price=price,
        full_price=None if more is None or (price + more).amount > MAX_AMOUNT else price + more,
        quantity_available=draw(mostly(None, 0, 1, 3, 100_000, weight=5)),
        item_type=draw(mostly(*ITEM_TYPES, weight=8)),
        physical_properties=draw(maybe(shippables())),
        coupon_scopes=draw(mostly((), *ITEM_SCOPES, weight=1)),
        collection_ids=draw(mostly((), COLLECTIONS[:1], COLLECTIONS, COLLECTIONS[1:], weight=2)),
        tax_group_id=draw(maybe(st.sampled_from(GROUPS))),
        payment_option=paid,
        deposit_amount=draw(deposits(price)),
        subscription_option_info=draw(_some_subscription()),
        modifier_groups=draw(_some_modifiers(currency)),
        save_payment_method=draw(mostly(False, True, weight=9)),
        root_catalog_item_id=draw(mostly(None, ROOT, weight=1)),
    )


@remembered
def shippables() -> st.SearchStrategy[PhysicalProperties]:
    """Physical properties, mostly of what is sent."""
    return mostly(True, False).map(lambda sent: PhysicalProperties(shippable=sent))


@st.composite
def deposits(draw: st.DrawFn, price: Money) -> Money | None:
    """None, any deposit, or one that is near the price: below, equal or above."""
    kind = draw(mostly("none", "half", "half", "price", "above", "any", weight=4))
    times = {"half": "0.5", "price": "1", "above": "1.05"}.get(kind, "0")
    near = (price.amount * Decimal(times)).quantize(Decimal("0.001"))
    if 0 < near <= MAX_SHORT_AMOUNT:
        return Money(near, price.currency)
    return None if kind == "none" else draw(small_amounts(price.currency.code))


@remembered
@st.composite
def modifiers(draw: st.DrawFn, currency: str) -> tuple[ModifierGroup, ...]:
    """One group, or two, of one or two modifiers; some without a price, some finer than the minor unit."""
    groups = []
    for group in range(draw(mostly(1, 2))):
        chosen = [
            Modifier(
                id=f"modifier-{number}",
                label="extra",
                quantity=draw(mostly(1, 2, 3, 100_000, weight=5)),
                price=draw(_modifier_prices(currency)) if draw(mostly(True, False, weight=5)) else None,
            )
            for number in range(draw(mostly(1, 2)))
        ]
        groups.append(ModifierGroup(id=f"group-{group}", name="extras", modifiers=chosen))
    return tuple(groups)


@remembered
def _modifier_prices(currency: str) -> st.SearchStrategy[Money]:
    return amounts(currency, finest=2, scale=3)


@remembered
@st.composite
def _some_modifiers(draw: st.DrawFn, currency: str) -> tuple[ModifierGroup, ...]:
    return draw(modifiers(currency)) if draw(mostly(False, True)) else ()


@remembered
@st.composite
def subscriptions(draw: st.DrawFn) -> SubscriptionOptionInfo:
    """Subscriptions of every frequency: with an end, without one, renewed by themselves, with a free trial."""
    frequency = draw(mostly(SubscriptionFrequency.MONTH, *SubscriptionFrequency, weight=1))
    least = 7 if frequency is SubscriptionFrequency.DAY else 1
    return SubscriptionOptionInfo(
        title=draw(mostly(None, "by month", weight=1)),
        subscription_settings=SubscriptionSettings(
            frequency=frequency,
            interval=draw(mostly(least, 10, 3_650)),
            auto_renewal=draw(mostly(False, True)),
            billing_cycles=draw(mostly(None, 1, 2, 12, weight=2)),
            free_trial_period=draw(mostly(None, *TRIALS)),
        ),
    )


@remembered
@st.composite
def _some_subscription(draw: st.DrawFn) -> SubscriptionOptionInfo | None:
    return draw(subscriptions()) if draw(mostly(False, True, weight=4)) else None


@remembered
def catalogs(currency: str) -> st.SearchStrategy[dict[CatalogReference, CatalogItem]]:
    """One to four items, some of them by options."""
    references = st.sampled_from(REFERENCES[: len(ITEM_IDS)]) | st.sampled_from(REFERENCES)
    return st.dictionaries(references, items(currency), min_size=1, max_size=4)


@remembered
@st.composite
def overrides(draw: st.DrawFn, currency: str) -> CatalogOverrideFields:
    """What a merchant states for one line in place of the catalog's own."""
    price, more = draw(maybe(small_amounts(currency))), draw(maybe(small_amounts(currency)))
    full = more if price is None or more is None or more >= price else None
    return CatalogOverrideFields(
        price=price,
        full_price=full,
        physical_properties=draw(maybe(shippables())),
        payment_option=draw(mostly(None, *PaymentOptionType, weight=6)),
        deposit_amount=draw(maybe(small_amounts(currency))),
        save_payment_method=draw(mostly(None, True, False)),
    )
