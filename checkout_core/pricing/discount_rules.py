"""Which discount rules apply, and the unit prices that they leave. Conventions D1 to D6."""

from __future__ import annotations

from collections.abc import Iterable

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.discount_rules import (
    AppliedSubjectType,
    DiscountRule,
    DiscountRuleStatus,
    PurchaseType,
    RuleDiscount,
    RuleDiscountType,
)
from checkout_core.model.figures import Ratio, RuleFigures
from checkout_core.model.store import Store
from checkout_core.model.triggers import (
    CustomerEligibility,
    DiscountTrigger,
    ItemQuantityRange,
    RuleScope,
    ScopeKey,
    SubtotalRange,
    keys_of,
)
from checkout_core.money import Money
from checkout_core.pricing.instants import instant_of
from checkout_core.pricing.line_items import cheapest, line_prices
from checkout_core.rounding import Divide


def apply_rules(
    checkout: Checkout, store: Store, items: list[CatalogItem | None], units: list[Ratio], divide: Divide
) -> tuple[tuple[RuleFigures, ...], list[Ratio]]:
    """Return what the store's rules took off, in its order, and the unit prices that they leave."""
    if are_switched_off(checkout):
        return (), units
    instant = instant_of(checkout, store)
    live = [rule for rule in store.discount_rules if rule.active and rule.status(instant) is DiscountRuleStatus.LIVE]
    if not live:
        return (), units
    cart = Cart(checkout, items, line_prices(checkout.quantities, units, divide))
    left, prices = list(units), list(cart.prices)
    applied: list[RuleFigures] = []
    for rule in live:
        if rule.trigger is None or holds(rule.trigger, cart):
            before, left, parts = left, list(left), [0] * len(items)
            for index in _reached(rule, cart, left):
                numerator, denominator = left[index] = discounted(left[index], rule.discount, divide)
                price = divide(numerator * checkout.quantities[index], denominator)
                parts[index] = prices[index] - price
                prices[index] = price
            if left != before:
                applied.append(RuleFigures(rule, sum(parts), tuple(parts), tuple(left)))
    return tuple(applied), left


def are_switched_off(checkout: Checkout) -> bool:
    """Whether this checkout wants no discount rules."""
    settings = checkout.custom_settings
    return settings is not None and settings.disabled_discount_rules_calculation


class Cart:
    """What triggers are measured on: found lines by scope, their prices before discounts, quantities, the buyer."""

    def __init__(self, checkout: Checkout, items: list[CatalogItem | None], prices: list[int]) -> None:
        self.items = items
        self.quantities: tuple[int, ...] = checkout.quantities
        self.prices = prices
        buyer = checkout.buyer_info
        known = () if buyer is None else (buyer.member_id, buyer.email)
        self.buyer: frozenset[str] = frozenset(key.casefold() for key in known if key is not None)
        self._positions: dict[ScopeKey, list[int]] = {}
        for index, (line, item) in enumerate(zip(checkout.line_items, items, strict=True)):
            if item is not None and line.catalog_reference is not None:
                for key in keys_of(line.catalog_reference, item.collection_ids):
                    self._positions.setdefault(key, []).append(index)

    def lines_in(self, scopes: Iterable[RuleScope]) -> set[int]:
        """Positions of the lines in one of the scopes (convention D3)."""
        found: set[int] = set()
        for scope in scopes:
            for key in scope.keys & self._positions.keys():
                found.update(self._positions[key])
        return found


def holds(trigger: DiscountTrigger, cart: Cart) -> bool:
    """Whether the trigger holds for the cart (convention D2)."""
    if trigger.and_ is not None:
        return all(holds(inner, cart) for inner in trigger.and_.triggers)
    if trigger.or_ is not None:
        return any(holds(inner, cart) for inner in trigger.or_.triggers)
    if trigger.subtotal_range is not None:
        return _subtotal_holds(trigger.subtotal_range, cart)
    if trigger.item_quantity_range is not None:
        return _quantity_holds(trigger.item_quantity_range, cart)
    return _customer_holds(trigger.customer_eligibility, cart)


def _subtotal_holds(wanted: SubtotalRange, cart: Cart) -> bool:
    subtotal = sum(cart.prices[index] for index in cart.lines_in(wanted.scopes))
    return not _is_below(subtotal, wanted.from_) and (wanted.to is None or not _is_above(subtotal, wanted.to))


def _is_below(units: int, bound: Money | None) -> bool:
    numerator, denominator = (0, 1) if bound is None else bound.minor_ratio
    return units * denominator < numerator


def _is_above(units: int, bound: Money) -> bool:
    numerator, denominator = bound.minor_ratio
    return units * denominator > numerator


def _quantity_holds(wanted: ItemQuantityRange, cart: Cart) -> bool:
    quantity = sum(cart.quantities[index] for index in cart.lines_in(wanted.scopes))
    return (wanted.from_ is None or quantity >= wanted.from_) and (wanted.to is None or quantity <= wanted.to)


def _customer_holds(wanted: CustomerEligibility | None, cart: Cart) -> bool:
    return wanted is not None and not wanted.keys.isdisjoint(cart.buyer)


def _reached(rule: DiscountRule, cart: Cart, units: list[Ratio]) -> list[int]:
    """Positions of the lines that the rule reaches, in their order (convention D4)."""
    purchase = rule.settings.purchase_type
    positions = sorted(
        index
        for index in cart.lines_in(rule.discount.specific_items_info.scopes)
        if _is_bought_so(purchase, cart.items[index])
    )
    if positions and rule.settings.applied_subject_type is AppliedSubjectType.LOWEST_PRICED_ITEM:
        return [cheapest(positions, units)]
    return positions


def _is_bought_so(purchase: PurchaseType, item: CatalogItem | None) -> bool:
    """Whether the item is bought once, or by subscription, as the rule wants."""
    if purchase is PurchaseType.ALL_PURCHASE_TYPES:
        return True
    return item is not None and item.is_subscription is (purchase is PurchaseType.ONLY_SUBSCRIPTION)


def discounted(unit: Ratio, discount: RuleDiscount, divide: Divide) -> Ratio:
    """The unit price that the discount leaves: rounded to a minor unit, and never above what it was (D5)."""
    numerator, denominator = unit
    part, whole = discount.ratio
    if discount.discount_type is RuleDiscountType.PERCENTAGE:
        price = divide(numerator * part, denominator * whole)
    elif discount.discount_type is RuleDiscountType.FIXED_AMOUNT:
        price = divide(max(0, numerator * whole - part * denominator), denominator * whole)
    else:
        price = divide(part, whole)
    return (price, 1) if price * denominator < numerator else unit
