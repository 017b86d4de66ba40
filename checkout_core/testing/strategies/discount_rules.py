"""Strategies for discount rules: every discount, every trigger, AND and OR inside one another, scopes and times."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from checkout_core.model.discount_rules import (
    ActiveTimeInfo,
    AppliedSubjectType,
    DiscountRule,
    DiscountRuleSettings,
    PurchaseType,
    RuleDiscount,
    RuleDiscounts,
    RuleDiscountType,
    SpecificItemsInfo,
)
from checkout_core.model.triggers import (
    CatalogItemFilter,
    Collections,
    CustomerEligibility,
    CustomFilter,
    DiscountTrigger,
    ItemQuantityRange,
    RuleScope,
    RuleScopeType,
    SubtotalRange,
    TriggerGroup,
    TriggerType,
)
from checkout_core.money import Money
from checkout_core.testing.strategies.basics import (
    APP,
    COLLECTIONS,
    EMAILS,
    GUID_END,
    ITEM_IDS,
    MEMBERS,
    OTHER_APP,
    WINDOWS,
    amounts,
    mostly,
    remembered,
    threshold,
)


def _of_items(app: str, *ids: str) -> RuleScope:
    return RuleScope(
        type=RuleScopeType.CATALOG_ITEM,
        catalog_item_filter=CatalogItemFilter(catalog_app_id=app, catalog_item_ids=ids or None),
    )


def _of_collections(*ids: str) -> RuleScope:
    return RuleScope(
        type=RuleScopeType.CUSTOM_FILTER,
        custom_filter=CustomFilter(app_id=APP, params=Collections(collection_ids=ids)),
    )


ALL_ITEMS = (_of_items(APP),)
SCOPES = (
    (_of_items(APP, ITEM_IDS[0]),),
    (_of_items(APP, *ITEM_IDS[1:]),),
    (_of_collections(COLLECTIONS[0]),),
    (_of_collections(*COLLECTIONS),),
    (_of_items(APP, ITEM_IDS[0]), _of_collections(COLLECTIONS[1])),
    (_of_items(OTHER_APP),),
)
QUANTITIES = ((1, None), (2, None), (None, 3), (2, 5), (4, 4), (None, None))
ELIGIBLE = (
    CustomerEligibility(emails=EMAILS[:1]),
    CustomerEligibility(member_ids=(MEMBERS[0].upper(),)),
    CustomerEligibility(member_ids=MEMBERS, emails=EMAILS[1:]),
    CustomerEligibility(),
)
RATES = tuple(map(Decimal, ("10", "50", "100", "0.1", "33.333333", "12.5", "99.999999")))
EVERYTHING = DiscountRuleSettings()
LOWEST = DiscountRuleSettings(applied_subject_type=AppliedSubjectType.LOWEST_PRICED_ITEM)
SETTINGS = (
    LOWEST,
    LOWEST,
    DiscountRuleSettings(purchase_type=PurchaseType.ONLY_ONE_TIME_PURCHASE),
    DiscountRuleSettings(purchase_type=PurchaseType.ONLY_SUBSCRIPTION),
    DiscountRuleSettings(
        applied_subject_type=AppliedSubjectType.LOWEST_PRICED_ITEM, purchase_type=PurchaseType.ONLY_ONE_TIME_PURCHASE
    ),
)
TIMES = tuple(ActiveTimeInfo(start=start, end=end) for start, end in WINDOWS)
LEAVES = ("subtotal", "quantity", "customer")
INNER = {"and": LEAVES[:2], "or": LEAVES[1:]}


def discount_rule(draw: st.DrawFn, currency: str, number: int, prices: Sequence[Money]) -> DiscountRule:
    """A rule that mostly is active and live and reaches every item, with or without a trigger."""
    return DiscountRule(
        id=GUID_END.format(number),
        name=f"rule {number}",
        active=draw(mostly(True, False, weight=12)),
        active_time_info=draw(mostly(ActiveTimeInfo(), *TIMES, weight=24)),
        trigger=_trigger(draw, prices, draw(mostly("none", *LEAVES, *["and", "or"] * 2, weight=3))),
        discounts=RuleDiscounts(values=(_discount(draw, currency),)),
        settings=draw(mostly(EVERYTHING, *SETTINGS, weight=8)),
    )


@remembered
@st.composite
def discount_rules_at(draw: st.DrawFn, currency: str) -> DiscountRule:
    """Discount rules of any store with this currency."""
    prices = draw(st.lists(amounts(currency), min_size=1, max_size=2))
    return discount_rule(draw, currency, draw(st.integers(0, 9)), prices)


@remembered
@st.composite
def triggers_at(draw: st.DrawFn, currency: str) -> DiscountTrigger:
    """Triggers of any kind; AND and OR once inside one another."""
    prices = draw(st.lists(amounts(currency), min_size=1, max_size=2))
    return _some_trigger(draw, prices, draw(st.sampled_from((*LEAVES, *INNER))))


def _discount(draw: st.DrawFn, currency: str) -> RuleDiscount:
    kind = draw(st.sampled_from(RuleDiscountType))
    value: dict[str, Any] = {"percentage": None}
    match kind:
        case RuleDiscountType.PERCENTAGE:
            value = {"percentage": draw(st.sampled_from(RATES))}
        case RuleDiscountType.FIXED_AMOUNT:
            value = {"fixed_amount": draw(amounts(currency, finest=1, positive=True))}
        case RuleDiscountType.FIXED_PRICE:
            value = {"fixed_price": draw(amounts(currency, finest=1))}
    return RuleDiscount(
        discount_type=kind,
        specific_items_info=SpecificItemsInfo(scopes=draw(mostly(ALL_ITEMS, *SCOPES, weight=8))),
        **value,
    )


def _trigger(draw: st.DrawFn, prices: Sequence[Money], kind: str) -> DiscountTrigger | None:
    return None if kind == "none" else _some_trigger(draw, prices, kind)


def _some_trigger(draw: st.DrawFn, prices: Sequence[Money], kind: str) -> DiscountTrigger:
    match kind:
        case "subtotal":
            return DiscountTrigger(trigger_type=TriggerType.SUBTOTAL_RANGE, subtotal_range=_range(draw, prices))
        case "quantity":
            least, most = draw(st.sampled_from(QUANTITIES))
            scopes = draw(mostly(ALL_ITEMS, *SCOPES, weight=8))
            quantities = ItemQuantityRange(scopes=scopes, from_=least, to=most)
            return DiscountTrigger(trigger_type=TriggerType.ITEM_QUANTITY_RANGE, item_quantity_range=quantities)
        case "customer":
            listed = draw(st.sampled_from(ELIGIBLE))
            return DiscountTrigger(trigger_type=TriggerType.CUSTOMER_ELIGIBILITY, customer_eligibility=listed)
    return _group(draw, prices, kind)


def _group(draw: st.DrawFn, prices: Sequence[Money], kind: str) -> DiscountTrigger:
    """Two or three triggers under AND or OR, perhaps with the other one inside."""
    other = "or" if kind == "and" else "and"
    names = draw(mostly(LEAVES[::2], LEAVES[1:], LEAVES[:2], (*LEAVES[:2], other), (other, "customer"), weight=1))
    inside = []
    for name in names:
        deeper = name in INNER
        triggers = [_some_trigger(draw, prices, leaf) for leaf in INNER[name]] if deeper else ()
        inside.append(_under(name, triggers) if deeper else _some_trigger(draw, prices, name))
    return _under(kind, inside)


def _under(kind: str, triggers: Iterable[DiscountTrigger]) -> DiscountTrigger:
    group = TriggerGroup(triggers=triggers)
    if kind == "and":
        return DiscountTrigger(trigger_type=TriggerType.AND, and_=group)
    return DiscountTrigger(trigger_type=TriggerType.OR, or_=group)


def _range(draw: st.DrawFn, prices: Sequence[Money]) -> SubtotalRange:
    """From what some item costs, up to that, or just that."""
    edge, kind = threshold(draw, prices), draw(mostly("from", "to", "both", "none", weight=2))
    return SubtotalRange(
        scopes=draw(mostly(ALL_ITEMS, *SCOPES, weight=8)),
        from_=edge if kind in {"from", "both"} else None,
        to=edge if kind in {"to", "both"} else None,
    )
