"""The reference of discount rules: rules D1 to D6 of `docs/conventions.md`."""

from fractions import Fraction

from checkout_core.model.checkout import Checkout
from checkout_core.model.discount_rules import DiscountRule
from checkout_core.model.store import Store
from checkout_core.model.triggers import CustomerEligibility, DiscountTrigger, RuleScope
from checkout_core.testing.reference.exact import minor, rounded
from checkout_core.testing.reference.figures import Discount
from checkout_core.testing.reference.line_items import Row, at_price, line_price, now_of


def ruled(rows: list[Row], checkout: Checkout, store: Store) -> tuple[list[Row], list[Discount]]:
    """D1, D6: the lines at the unit prices that the rules leave, and what each rule took off."""
    settings = checkout.custom_settings
    if settings is not None and settings.disabled_discount_rules_calculation:
        return rows, []
    applied, undiscounted = [], rows
    for rule in store.discount_rules:
        if not is_in_force(rule, undiscounted, checkout, store):
            continue
        reached = {row.place for row in reached_by(rule, rows)}
        after = [at_price(row, new_price(rule, row, store), store) if row.place in reached else row for row in rows]
        off = [(row.line.id, row.line_price - later.line_price) for row, later in zip(rows, after, strict=True)]
        parts = tuple((line_id, amount) for line_id, amount in off if amount)
        if parts:
            ids = tuple(line_id for line_id, _ in parts)
            amount = sum(amount for _, amount in parts)
            applied.append(Discount("rule", rule.id, amount, "SPECIFIC_ITEMS", ids, parts))
        rows = after
    return rows, applied


def is_in_force(rule: DiscountRule, rows: list[Row], checkout: Checkout, store: Store) -> bool:
    """D1: active, live, and triggered."""
    now, start, end = now_of(checkout, store), rule.active_time_info.start, rule.active_time_info.end
    live = (start is None or start <= now) and (end is None or now < end)
    return rule.active and live and (rule.trigger is None or holds(rule.trigger, rows, checkout, store))


# --- triggers ---------------------------------------------------------------------------------------------------------


def holds(trigger: DiscountTrigger, rows: list[Row], checkout: Checkout, store: Store) -> bool:
    """D2: whether the trigger lets its rule apply; ``rows`` are the lines before any discount.

    A trigger has one of its members: a group of triggers, a range, or a list of customers.
    """
    if trigger.and_ is not None:
        return all(holds(inner, rows, checkout, store) for inner in trigger.and_.triggers)
    if trigger.or_ is not None:
        return any(holds(inner, rows, checkout, store) for inner in trigger.or_.triggers)
    if trigger.subtotal_range is not None:
        subtotals = trigger.subtotal_range
        lines = in_scopes(subtotals.scopes, rows)
        measure = sum(line_price(row.before_discounts, row.line, store) for row in lines)
        least, most = (None if bound is None else minor(bound) for bound in (subtotals.from_, subtotals.to))
        return (least is None or least <= measure) and (most is None or measure <= most)
    if trigger.item_quantity_range is not None:
        quantities = trigger.item_quantity_range
        count = sum(row.quantity for row in in_scopes(quantities.scopes, rows))
        fewest, largest = quantities.from_, quantities.to
        return (fewest is None or fewest <= count) and (largest is None or count <= largest)
    return trigger.customer_eligibility is not None and is_listed(trigger.customer_eligibility, checkout)


def is_listed(listed: CustomerEligibility, checkout: Checkout) -> bool:
    """D2: whether the buyer is one of the customers, by member or by email, whatever the case."""
    buyer = checkout.buyer_info
    if buyer is None:
        return False
    member = buyer.member_id is not None and buyer.member_id.casefold() in [one.casefold() for one in listed.member_ids]
    return member or (buyer.email is not None and buyer.email.casefold() in [one.casefold() for one in listed.emails])


def in_scopes(scopes: tuple[RuleScope, ...], rows: list[Row]) -> list[Row]:
    """D3: the lines in at least one of the scopes."""
    return [row for row in rows if any(in_scope(scope, row) for scope in scopes)]


def in_scope(scope: RuleScope, row: Row) -> bool:
    """D3: by app and item, or by app and collection; a line without a reference is in none."""
    reference = row.line.catalog_reference
    if reference is None:
        return False
    if scope.catalog_item_filter is not None:
        listed = scope.catalog_item_filter
        of_app = reference.app_id == listed.catalog_app_id
        return of_app and (listed.catalog_item_ids is None or reference.catalog_item_id in listed.catalog_item_ids)
    wanted = scope.custom_filter
    if wanted is None:
        return False
    in_collection = any(entry in wanted.params.collection_ids for entry in row.item.collection_ids)
    return reference.app_id == wanted.app_id and in_collection


# --- what a rule does -------------------------------------------------------------------------------------------------


def reached_by(rule: DiscountRule, rows: list[Row]) -> list[Row]:
    """D4: the lines of its scopes and its kind of purchase, or only the one of the lowest unit price now."""
    purchase, subject = rule.settings.purchase_type.value, rule.settings.applied_subject_type.value
    reached = in_scopes(rule.discounts.values[0].specific_items_info.scopes, rows)
    if purchase != "ALL_PURCHASE_TYPES":
        subscriptions = purchase == "ONLY_SUBSCRIPTION"
        reached = [row for row in reached if (row.subscription is not None) == subscriptions]
    if subject == "LOWEST_PRICED_ITEM" and reached:
        return [min(reached, key=lambda row: (row.price, row.place))]
    return reached


def new_price(rule: DiscountRule, row: Row, store: Store) -> Fraction:
    """D5: the unit price after the rule; the same if the rule does not lower it."""
    discount = rule.discounts.values[0]
    exact = row.price
    if discount.percentage is not None:
        exact = row.price * (100 - Fraction(discount.percentage)) / 100
    elif discount.fixed_amount is not None:
        exact = max(Fraction(0), row.price - minor(discount.fixed_amount))
    elif discount.fixed_price is not None:
        exact = minor(discount.fixed_price)
    return min(row.price, Fraction(rounded(exact, store.policy.rounding)))
