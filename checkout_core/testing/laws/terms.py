"""Laws of memberships, subscriptions, delivery and minimum subtotal; see `laws`."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from checkout_core.model.memberships import Membership
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.testing.laws.basics import PAYMENTS, equal, has_trial
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Charge, ReferencePrice, Summary
from checkout_core.testing.reference.published import published

# --- memberships ------------------------------------------------------------------------------------------------------


def check_memberships(priced: PricedCheckout) -> None:
    """Law 11: a line that a membership pays costs its modifiers, offline nothing; others cost what the item states.

    A line is paid only by a selected membership of the buyer's that fits it, and by no more credits than are left.
    """
    figures, paid = published(priced), {} if priced.figures.memberships is None else priced.figures.memberships.paid
    for place, (line, figure) in enumerate(zip(priced.lines, figures.lines, strict=True)):
        if line.item is None:
            continue
        modifiers = [entry for group in line.item.modifier_groups for entry in group.modifiers if entry.price]
        added = sum((minor(entry.price) * entry.quantity for entry in modifiers), Fraction(0))
        offline = figure.payment_option == "MEMBERSHIP_OFFLINE"
        stated = (0 if offline else added) if place in paid else minor(line.item.price) + added
        equal(f"lines[{place}]: unit price before discounts", figure.before_discounts, stated)
    by_membership: dict[tuple[str, str], int] = {}
    for place, membership in paid.items():
        line = priced.lines[place]
        assert _fits(priced, membership, line), f"lines[{place}]: {membership.id} does not fit"
        assert _selected(priced, membership, line.id), f"lines[{place}]: {membership.id} is not selected"
        by_membership[membership.key] = by_membership.get(membership.key, 0) + line.quantity
    for membership in priced.store.memberships:
        used = by_membership.get(membership.key, 0)
        left = used if membership.credits is None else membership.credits.remaining
        assert used <= left, f"{membership.id}: pays {used} units with {left} credits"


def check_fitting_memberships(priced: PricedCheckout) -> None:
    """Law 12: each of the buyer's memberships that fits a line is eligible or invalid, with the lines that it fits."""
    figures = published(priced)
    fitting = [
        (membership.id, tuple(line.id for line in priced.lines if _fits(priced, membership, line)))
        for membership in priced.store.memberships
    ]
    told = [(entry.id, entry.line_item_ids) for entry in (*figures.eligible_memberships, *figures.invalid_memberships)]
    equal("memberships that fit", sorted(told), sorted((name, lines) for name, lines in fitting if lines))
    for fits in (figures.eligible_memberships, figures.invalid_memberships):
        order = [name for name, _ in fitting if name in {entry.id for entry in fits}]
        equal("order of memberships", [entry.id for entry in fits], order)
    equal("reasons of eligible memberships", {entry.reason for entry in figures.eligible_memberships} - {None}, set())
    reasons = {entry.reason for entry in figures.invalid_memberships}
    assert reasons <= {"EXPIRED", "INSUFFICIENT_FUNDS"}, f"reasons of invalid memberships: {reasons}"
    named = {(entry.code, entry.membership_id) for entry in figures.membership_problems}
    for entry in figures.invalid_memberships:
        equal(f"{entry.id}: a problem of the other kind", (_other(entry.reason), entry.id) in named, False)


def _other(reason: str | None) -> str:
    return "INSUFFICIENT_FUNDS" if reason == "EXPIRED" else "EXPIRED"


def _fits(priced: PricedCheckout, membership: Membership, line: PricedLine) -> bool:
    buyer = priced.checkout.buyer_info
    if (
        line.item is None
        or buyer is None
        or buyer.member_id is None
        or not line.payment_option.startswith("MEMBERSHIP")
    ):
        return False
    reference = line.line.catalog_reference
    root = line.item.root_catalog_item_id or (None if reference is None else reference.catalog_item_id)
    return buyer.member_id.lower() == membership.member_id.lower() and root in membership.root_catalog_item_ids


def _selected(priced: PricedCheckout, membership: Membership, line_id: str) -> bool:
    return any(
        (entry.app_id.lower(), entry.id) == (membership.app_id.lower(), membership.id)
        and line_id.lower() in {name.lower() for name in entry.line_item_ids}
        for entry in priced.checkout.membership_options.selected_memberships.memberships
    )


# --- subscriptions ----------------------------------------------------------------------------------------------------


def check_free_trials(priced: PricedCheckout) -> None:
    """Law 13: what starts with a free trial is due after it, whole and alone of all lines."""
    figures = published(priced)
    waiting = [figure for line, figure in zip(priced.lines, figures.lines, strict=True) if has_trial(line)]
    after = figures.pay_after_free_trial
    equal("subtotal after the trial", after.subtotal, sum(figure.cost.price for figure in waiting))
    off_delivery = figures.shipping.discount if after.shipping and figures.shipping is not None else 0
    equal("discount after the trial", after.discount, sum(figure.discount for figure in waiting) + off_delivery)
    if not waiting:
        equal("due after a trial that nobody has", {getattr(after, name) for name in Summary.__dataclass_fields__}, {0})
    if figures.shipping is not None and figures.shipping.cost.price:
        bearers = [name for name in PAYMENTS if getattr(figures, name).shipping]
        equal("payments with shipping", len(bearers), 1)


def check_subscription_charges(priced: PricedCheckout) -> None:
    """Law 14: each cycle of a subscription costs what its line costs now; with the first ones there are enough of them.

    The order pays the first cycle, unless a free trial comes first; then the first cycles are what is due after it.
    """
    figures = published(priced)
    expected = [(line.id,) for line in priced.lines if _cycles_left(line) != 0]
    charged = list(dict.fromkeys(charge.line_item_ids for charge in figures.subscription_charges))
    equal("lines charged", charged, expected)
    for line, figure in zip(priced.lines, figures.lines, strict=True):
        entries = list(_charges_of(line, figures))
        if not entries:
            continue
        cost = figure.cost
        cycle = Summary(cost.price, 0, cost.levied.tax, figure.discount, cost.after_tax, 0)
        for charge in entries if charge_is_alike(entries) else entries[1:]:
            equal(f"{line.id}: each cycle", charge.summary, cycle)
        equal(f"{line.id}: first cycle", entries[0].cycle_from, 1 if has_trial(line) else 2)
        counts = [charge.cycle_count for charge in entries]
        equal(f"{line.id}: cycles", None if None in counts else sum(counts), _cycles_left(line))
        instant = priced.store.as_of or priced.checkout.updated_date
        dates = [instant, *(charge.billing_date for charge in entries if charge.billing_date is not None)]
        assert dates == sorted(set(dates)), f"{line.id}: billed in another order"
    firsts = [charge.summary for charge in figures.subscription_charges if charge.cycle_from == 1]
    for name in Summary.__dataclass_fields__:
        due = sum(getattr(first, name) for first in firsts)
        equal(f"first cycles: {name}", due, getattr(figures.pay_after_free_trial, name))


def charge_is_alike(entries: list[Charge]) -> bool:
    """Whether no entry is a first cycle that charges delivery or fees, too: that one has no shipping and no fees."""
    first = entries[0].summary
    return (first.shipping, first.additional_fees) == (0, 0) and len(entries) == 1


def _charges_of(line: PricedLine, figures: ReferencePrice) -> Iterator[Charge]:
    return (charge for charge in figures.subscription_charges if charge.line_item_ids == (line.id,))


def _cycles_left(line: PricedLine) -> int | None:
    """How many cycles follow the order: 0 where the line is no subscription, None where there is no end."""
    info = None if line.item is None else line.item.subscription_option_info
    if info is None:
        return 0
    cycles = info.subscription_settings.billing_cycles
    if cycles is None or info.subscription_settings.auto_renewal:
        return None
    return cycles if has_trial(line) else cycles - 1


# --- delivery and minimum subtotal ------------------------------------------------------------------------------------


def check_shipping(priced: PricedCheckout) -> None:
    """Law 15: the option in force is offered at its very price, and is free wholly or not at all.

    It comes with its other charges, and these with nothing else.
    """
    figures = published(priced)
    force = figures.shipping
    charged = [fee.code for fee in figures.fees if fee.source == "SHIPPING"]
    if force is None:
        equal("other charges without a delivery", charged, [])
        return
    offered = {(entry.carrier_id, entry.code): entry.price for entry in figures.offers}
    equal("price of the option in force", force.cost.price, offered.get((force.carrier_id, force.code)))
    assert force.discount in {0, force.cost.price}, f"shipping: {force.discount} off {force.cost.price}"
    assert priced.shipping is not None
    stated = [charge.type.value for charge in priced.shipping.option.other_charges]
    assert charged in ([], stated), f"other charges: {charged}, where the option states {stated}"


def check_minimum_subtotal(priced: PricedCheckout) -> None:
    """Law 16: a subtotal below the store's minimum is an error that says what is missing; there is no other one."""
    least, subtotal = priced.store.minimum_order_subtotal, minor(priced.summary.subtotal)
    found = published(priced).violations
    equal("below the minimum", len(found), 0 if least is None or minor(least) <= subtotal else 1)
    for breach in found:
        assert least is not None
        assert breach.data is not None
        equal("severity", breach.severity, "ERROR")
        equal("of the checkout", breach.line_item_id, None)
        equal("the minimum", Decimal(breach.data["minimumOrderSubtotal"]), least.amount)
        equal("what is missing", Decimal(breach.data["remainingAmount"]), least.amount - priced.summary.subtotal.amount)
