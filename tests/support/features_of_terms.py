"""What a drawn pair reaches in discounts, memberships and subscriptions, by name; see `features`."""

from collections.abc import Iterator
from datetime import timedelta

from checkout_core.model.checkout import Checkout
from checkout_core.model.discount_rules import DiscountRule
from checkout_core.model.discounts import Coupon
from checkout_core.model.store import Store
from checkout_core.model.triggers import DiscountTrigger
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Discount, ReferencePrice
from checkout_core.testing.strategies.buyer import item_of

# --- discounts --------------------------------------------------------------------------------------------------------


def discounts(checkout: Checkout, store: Store, figures: ReferencePrice) -> Iterator[str]:
    """Rules, the coupon, merchant discounts, and which of them meet."""
    took = {entry.kind for entry in figures.discounts if entry.amount}
    yield from (f"discounts: {one} and {other}" for one in took for other in took if one < other)
    yield from _rules(checkout, store, figures)
    held = [entry for entry in store.coupons if entry.code.casefold() == str(checkout.coupon_code).casefold()]
    for coupon in held:
        yield from _unusable(checkout, store, coupon, figures)
    if figures.coupon is not None and figures.coupon.amount:
        (coupon,) = held
        yield from _coupon(checkout, coupon, figures, figures.coupon)
        yield from _subscriptions_reached(checkout, store, figures.coupon)
    merchants = figures.discounts_of("merchant")
    if len(merchants) > 1:
        yield "merchant: several"
    for index, discount in enumerate(merchants):
        named = checkout.merchant_discounts[index].line_item_ids
        yield from _merchant(discount, named, {line.id for line in checkout.line_items})


def _rules(checkout: Checkout, store: Store, figures: ReferencePrice) -> Iterator[str]:
    by_id = {rule.id: rule for rule in store.discount_rules}
    applied = figures.discounts_of("rule")
    for entry in applied:
        yield from _rule(by_id[str(entry.key)], entry)
    reached = [line for entry in applied for line, _ in entry.parts]
    if len(reached) > len(set(reached)):
        yield "rule: several on a line"
    settings = checkout.custom_settings
    if settings is not None and settings.disabled_discount_rules_calculation and store.discount_rules:
        yield "rule: none, as rules are disabled"
        return
    instant = store.as_of or checkout.updated_date
    for rule in store.discount_rules:
        if not rule.active:
            yield "rule: inactive"
        elif rule.status(instant).value != "LIVE":
            yield f"rule: {rule.status(instant).value}"
        elif rule.id not in {entry.key for entry in applied}:
            yield "rule: takes off nothing"


def _rule(rule: DiscountRule, entry: Discount) -> Iterator[str]:
    yield f"rule: {rule.discount.discount_type.value}"
    yield f"rule: {rule.settings.applied_subject_type.value}"
    yield f"rule: {rule.settings.purchase_type.value}"
    scopes = rule.discount.specific_items_info.scopes
    yield from (f"rule: scope {scope.type.value}" for scope in scopes)
    if len(entry.parts) > 1:
        yield "rule: several lines"
    if rule.active_time_info.start or rule.active_time_info.end:
        yield "rule: within its time"
    if rule.trigger is None:
        yield "rule: without a trigger"
    else:
        yield from _trigger(rule.trigger)


def _trigger(trigger: DiscountTrigger, around: str = "") -> Iterator[str]:
    name = trigger.trigger_type.value
    yield f"rule: trigger {name}{around}"
    group = trigger.and_ or trigger.or_
    for inner in () if group is None else group.triggers:
        if inner.and_ or inner.or_:
            yield from _trigger(inner, f" inside {name}")
    exact = trigger.subtotal_range
    if exact is not None and exact.from_ is not None and exact.from_ == exact.to and minor(exact.from_):
        yield f"rule: trigger {name} on one subtotal alone"


def _unusable(checkout: Checkout, store: Store, coupon: Coupon, figures: ReferencePrice) -> Iterator[str]:
    """Whether two checks fail at once; whether a use is counted only for those who ignore case beyond lower case."""
    instant = store.as_of or checkout.updated_date
    email = None if checkout.buyer_info is None else checkout.buyer_info.email
    limit, minimum = coupon.limit_per_customer, coupon.minimum_subtotal
    used = 0 if email is None else coupon.uses_by_email.get(email.casefold(), 0)
    problems = (
        not coupon.active,
        coupon.start_time is not None and instant < coupon.start_time,
        coupon.expiration_time is not None and instant >= coupon.expiration_time,
        coupon.usage_limit is not None and coupon.usage_count >= coupon.usage_limit,
        limit is not None and used >= limit,
        minimum is not None and minor(minimum) > figures.summary.subtotal,
    )
    if sum(problems) > 1:
        yield "coupon: cannot be used for two reasons"
    if used and email is not None and email.lower() not in {name.lower() for name in coupon.usage_by_customer}:
        yield "coupon: used by an email that lower case does not find"


def _coupon(checkout: Checkout, coupon: Coupon, figures: ReferencePrice, entry: Discount) -> Iterator[str]:
    kind = coupon.coupon_type.value
    reach = "scope" if coupon.scope is not None else "minimum" if coupon.minimum_subtotal is not None else "alone"
    limited = " limited" if coupon.limited_to_one_item and not coupon.free_shipping else ""
    yield f"coupon: {kind} {reach}{limited}"
    yield f"coupon: {entry.discount_type}"
    if checkout.coupon_code != coupon.code:
        yield "coupon: spelt in another case"
    if len(entry.parts) > 1:
        yield f"coupon: {kind} off several lines"
    if coupon.scope is not None and coupon.scope.namespace == "bookings" and entry.parts:
        yield "coupon: bookings"
    if coupon.money_off_amount is not None and minor(coupon.money_off_amount) > figures.summary.subtotal:
        yield "coupon: more than the subtotal"
    if coupon.minimum_subtotal is not None and 0 < minor(coupon.minimum_subtotal) == figures.summary.subtotal:
        yield "coupon: a minimum that is just reached"
    if coupon.percent_off_rate == 100:
        yield "coupon: 100 %"
    by_rules = {line for rule in figures.discounts_of("rule") for line, _ in rule.parts}
    if by_rules.intersection(line for line, _ in entry.parts):
        yield "coupon: on a line that a rule lowered"


def _subscriptions_reached(checkout: Checkout, store: Store, entry: Discount) -> Iterator[str]:
    reached = {line for line, _ in entry.parts}
    for line in checkout.line_items:
        item = item_of(line, store)
        if item is not None and item.is_subscription:
            yield f"coupon: {'on' if line.id in reached else 'past'} a subscription"


def _merchant(entry: Discount, named: tuple[str, ...], lines: set[str]) -> Iterator[str]:
    kind = "amount" if entry.key is None else "percentage"
    yield f"merchant: {kind} {entry.discount_type}" if entry.amount else "merchant: takes off nothing"
    if entry.amount and any(name.lower() in lines and name not in lines for name in named):
        yield "merchant: lines spelt in another case"
    if entry.amount and len({name.lower() for name in named}) < len(named):
        yield "merchant: a line named twice"
    if entry.amount and len(entry.parts) > 1:
        yield "merchant: several lines"


# --- memberships ------------------------------------------------------------------------------------------------------


def memberships(checkout: Checkout, figures: ReferencePrice) -> Iterator[str]:
    """Which lines memberships pay, which fit, what is wrong with the selection."""
    selected = checkout.membership_options.selected_memberships.memberships
    if selected:
        yield "membership: selected"
    if any(len({name.lower() for name in entry.line_item_ids}) < len(entry.line_item_ids) for entry in selected):
        yield "membership: a line named twice"
    yield from _paid_lines(checkout, figures)
    for problem in figures.membership_problems:
        yield f"membership: {problem.code}{'' if problem.membership_id else ' where nothing is selected'}"
    if len(figures.membership_problems) > 1:
        yield "membership: several problems"
    if figures.eligible_memberships:
        yield "membership: eligible"
    if len(figures.eligible_memberships + figures.invalid_memberships) > 1:
        yield "membership: several fit"
    for entry in figures.invalid_memberships:
        yield f"membership: invalid {entry.reason}"


def _paid_lines(checkout: Checkout, figures: ReferencePrice) -> Iterator[str]:
    selected = checkout.membership_options.selected_memberships.memberships
    unpaid = {name.lower() for problem in figures.membership_problems for name in problem.line_item_ids}
    for line, figure in zip(checkout.line_items, figures.lines, strict=True):
        if figure.payment_option.startswith("MEMBERSHIP") and figure.status != "NOT_FOUND" and line.id not in unpaid:
            yield f"membership: pays {figure.payment_option}"
            if figure.before_discounts:
                yield "membership: pays all but the modifiers"
            if all(line.id not in entry.line_item_ids for entry in selected):
                yield "membership: pays a line spelt in another case"


# --- subscriptions ----------------------------------------------------------------------------------------------------


def subscriptions(checkout: Checkout, store: Store, figures: ReferencePrice) -> Iterator[str]:
    """Trials, and what will be charged from which cycle on."""
    by_line = {line.id: item_of(line, store) for line in checkout.line_items}
    for charge in figures.subscription_charges:
        yield f"subscription: from cycle {charge.cycle_from}"
        yield f"subscription: {'without end' if charge.cycle_count is None else 'so many cycles'}"
        if charge.summary.discount:
            yield "subscription: discounted in each cycle"
        if charge.billing_date is None:
            yield "subscription: billed beyond the calendar"
        elif (charge.billing_date + timedelta(days=1)).day == 1 and charge.billing_date.day < 31:
            yield "subscription: billed on the last day of a shorter month"
        item = by_line[charge.line_item_ids[0]]
        if item is not None and item.subscription_option_info is not None:
            settings = item.subscription_option_info.subscription_settings
            yield f"subscription: by {settings.frequency.value}"
            if settings.auto_renewal and settings.billing_cycles is not None:
                yield "subscription: renews by itself after the last cycle"
    charged = {charge.line_item_ids[0] for charge in figures.subscription_charges}
    if any(item is not None and item.is_subscription and line not in charged for line, item in by_line.items()):
        yield "subscription: no cycle left"
