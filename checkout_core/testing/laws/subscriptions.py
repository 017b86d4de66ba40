"""Laws 13 and 14: free trials, and what subscriptions charge after the order. Amounts are compared in minor units."""

from collections.abc import Iterator

from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.testing.laws.basics import FIELDS, PAYMENTS, equal, has_trial, holds
from checkout_core.testing.reference.figures import Charge, ReferencePrice, Summary
from checkout_core.testing.reference.published import published


def check_free_trials(priced: PricedCheckout) -> None:
    """Law 13 (P2, P4): what starts with a free trial is due after it, whole and alone of all lines.

    The delivery is due at once with one of the payments.
    """
    figures = published(priced)
    waiting = [figure for line, figure in zip(priced.lines, figures.lines, strict=True) if has_trial(line)]
    after = figures.pay_after_free_trial
    equal("subtotal after the trial", after.subtotal, sum(figure.cost.price for figure in waiting))
    off_delivery = figures.shipping.discount if after.shipping and figures.shipping is not None else 0
    equal("discount after the trial", after.discount, sum(figure.discount for figure in waiting) + off_delivery)
    if not waiting:
        due = [name for name in FIELDS if getattr(after, name)]
        equal("due after a trial that nobody has", due, [])
    if figures.shipping is not None and figures.shipping.cost.price:
        bearers = [name for name in PAYMENTS if getattr(figures, name).shipping]
        equal("payments with shipping", len(bearers), 1)


def check_subscription_charges(priced: PricedCheckout) -> None:
    """Law 14 (U3 to U5): each cycle costs what its line costs now; there are as many as are left, one after the other.

    The order pays the first cycle, unless a free trial comes first; then the first cycles are what is due after it.
    """
    figures = published(priced)
    expected = [(line.id,) for line in priced.lines if _cycles_left(line) != 0]
    charged = list(dict.fromkeys(charge.line_item_ids for charge in figures.subscription_charges))
    equal("lines charged", charged, expected)
    instant = priced.store.as_of or priced.checkout.updated_date
    for line, figure in zip(priced.lines, figures.lines, strict=True):
        entries = list(_charges_of(line, figures))
        if not entries:
            continue
        cost = figure.cost
        cycle = Summary(cost.price, 0, cost.levied.tax, figure.discount, cost.after_tax, 0)
        for charge in entries if _are_alike(entries) else entries[1:]:
            for name in FIELDS:
                equal(f"{line.id}: {name} of each cycle", getattr(charge.summary, name), getattr(cycle, name))
        equal(f"{line.id}: first cycle", entries[0].cycle_from, 1 if has_trial(line) else 2)
        counts = [charge.cycle_count for charge in entries]
        known = [count for count in counts if count is not None]
        equal(f"{line.id}: cycles", sum(known) if len(known) == len(counts) else None, _cycles_left(line))
        dates = [instant, *(charge.billing_date for charge in entries if charge.billing_date is not None)]
        in_order = dates == sorted(set(dates))
        holds(in_order, f"{line.id}: placed, billed: not {' < '.join(date.isoformat() for date in dates)}")
    firsts = [charge.summary for charge in figures.subscription_charges if charge.cycle_from == 1]
    for name in FIELDS:
        due = sum(getattr(first, name) for first in firsts)
        equal(f"first cycles: {name}", due, getattr(figures.pay_after_free_trial, name))


def _are_alike(entries: list[Charge]) -> bool:
    """Whether no entry is a first cycle that charges delivery or fees, too: such a one stands alone."""
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
