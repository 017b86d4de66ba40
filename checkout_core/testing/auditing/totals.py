"""Laws of sums: the lines make the summary, the summary its total, the payments the summary; and the gift card."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import Final

from checkout_core.testing.auditing.costs import differs, exceeds
from checkout_core.testing.auditing.document import FEES, ZERO, Cost, Document
from checkout_core.testing.auditing.finding import Breach, Breaches, Law
from checkout_core.testing.auditing.node import Node, less, plus
from checkout_core.testing.auditing.taxes import Tax, tax_named

FIELDS: Final = (("subtotal",), ("shipping",), ("tax",), ("discount",), ("total",), FEES)
"""The members of a summary, by every name they have."""
PAYMENTS: Final = ("payNow", "payLater", "payAfterFreeTrial")


def subtotals(document: Document) -> Breaches:
    """Subtotals that are not the sum of line prices."""
    expected = document.on_lines(lambda line: line.price)
    yield from differs(document.summary.at("subtotal"), expected)
    yield from differs(document.root.at("lineItemsSubtotal"), expected)


def shipping(document: Document) -> Breaches:
    """A shipping sum that is not the price of the option in force."""
    yield from differs(document.summary.at("shipping"), document.on_delivery(lambda delivery: delivery.price))


def fees(document: Document) -> Breaches:
    """A fee sum that is not the sum of fees."""
    yield from differs(document.summary.at(*FEES), document.on_fees(lambda fee: fee.price))


def discounts(document: Document) -> Breaches:
    """A discount sum that is not the sum of what is taken off lines and the delivery."""
    off = (document.on_lines(lambda line: line.discount), document.on_delivery(lambda delivery: delivery.discount))
    yield from differs(document.summary.at("discount"), plus(off))


def taxes(document: Document) -> Breaches:
    """A tax sum that is not the sum of the taxes."""
    parts = (part(lambda cost: cost.tax) for part in (document.on_lines, document.on_delivery, document.on_fees))
    yield from differs(document.summary.at("tax"), plus(parts))
    yield from differs(document.root.at("taxInfo").at("totalTax"), document.summary.at("tax").amount)


def tax_summary(document: Document) -> Breaches:
    """A tax summary that is neither that of the lines nor that of everything."""
    summary = document.root.at("taxSummary")
    for name, pick in (("taxableAmount", _taxable), ("totalTax", lambda cost: cost.tax), ("totalExempt", _exempt)):
        place = summary.at(name)
        sums = [part(pick) for part in (document.on_lines, document.on_delivery, document.on_fees)]
        if place.amount != plus(sums):
            yield from differs(place, sums[0])


def _taxable(cost: Cost) -> Node:
    return cost.details.at("taxableAmount")


def _exempt(cost: Cost) -> Node | None:
    """What is exempt of it: nothing where that is not said and everything is taxable."""
    exempt = cost.details.at("exemptAmount")
    return None if not exempt and _taxable(cost).amount == cost.before.amount else exempt


def tax_info(document: Document) -> Breaches:
    """Taxes of the whole order that are not the sum of the same taxes of lines, delivery and fees."""
    entries = document.root.at("taxInfo").at("taxBreakdown").entries
    named = [tax_named(entry) for entry in entries]
    same: defaultdict[Tax, list[Node]] = defaultdict(list)
    for cost in document.costs:
        for part in cost.details.at("taxBreakdown").entries:
            same[tax_named(part)].append(part)
    if not _are_all_taxes_told(document) or not _are_the_same(named, same):
        return
    rates = {tax[:-1]: tax[-1] for tax in same}
    for tax, entry in zip(named, entries, strict=True):
        for name in ("taxAmount", "taxableAmount", "nonTaxableAmount") if tax in same else ():
            yield from differs(entry.at(name), plus(part.at(name).amount for part in same[tax]))
        if tax not in same:
            yield Breach(entry.at("rate"), f"a rate at which it is levied, such as {rates[tax[:-1]]}")


def _are_all_taxes_told(document: Document) -> bool:
    """Whether everything that bears tax says of which taxes that is made."""
    parts = (part(lambda cost: cost.tax) for part in (document.on_lines, document.on_delivery, document.on_fees))
    listed = (cost.details.at("taxBreakdown").is_list or cost.tax.amount == 0 for cost in document.costs)
    return plus(parts) is not None and all(listed)


def _are_the_same(named: Sequence[Tax], others: Collection[Tax]) -> bool:
    """Whether both speak of the same taxes, the first of each once; but for their rates, which are known."""
    are_unique, have_rates = len(set(named)) == len(named), all(tax[-1] for tax in (*named, *others))
    return are_unique and have_rates and {tax[:-1] for tax in named} == {tax[:-1] for tax in others}


def totals(document: Document) -> Breaches:
    """Totals that are not the sum of what stands beside them."""
    is_told = document.included is not None and all(cost.included == document.included for cost in document.costs)
    for summary in _summaries(document):
        tax = summary.at("tax").amount
        if tax != 0 and not is_told:
            continue
        if document.included:
            tax = ZERO
        parts = [summary.at(name).amount for name in ("subtotal", "shipping")]
        yield from differs(
            summary.at("total"), less(plus([*parts, _fees_of(summary, document), tax]), summary.at("discount").amount)
        )


def _fees_of(summary: Node, document: Document) -> Fraction | None:
    """The fees of a summary. Old documents have no such member, and no fees."""
    place = summary.at(*FEES)
    return ZERO if not place and not document.root.at("additionalFees").entries else place.amount


def _summaries(document: Document) -> Iterator[Node]:
    """Every summary of the document."""
    yield document.summary
    yield from (document.root.at(name) for name in PAYMENTS)
    for subscription in document.root.at("subscriptionCharges").entries:
        yield from (charge.at("priceSummary") for charge in subscription.at("charges").entries)


def payments(document: Document) -> Breaches:
    """Members of the summary that are not the sum of those of the payments, or less than those that are stated."""
    now, later, after = places = [document.root.at(name) for name in PAYMENTS]
    has_trial = any(_has_trial(line.node) for line in document.lines)
    is_all = bool(now and later and (after or not has_trial))  # old documents know no free trial
    for names in FIELDS:
        whole = document.summary.at(*names)
        parts = [place.at(*names) for place in places if place]
        if is_all:
            yield from differs(whole, plus(part.amount for part in parts))
        elif parts:
            others = (part.amount if part else ZERO for part in parts[1:])
            yield from exceeds(parts[0], less(whole.amount, *others))


def _has_trial(line: Node) -> bool:
    return bool(line.at("subscriptionOptionInfo").at("subscriptionSettings").at("freeTrialPeriod"))


def gift_cards(document: Document) -> Breaches:
    """A gift card that pays more than there is to pay, or than was asked of it."""
    card = document.root.at("giftCard")
    paid = card.at("amount")
    for most in (document.summary.at("total").amount, card.at("requestedAmount").amount):
        yield from exceeds(paid, most)


def after_gift_card(document: Document) -> Breaches:
    """Amounts after the gift card that are not those without what it pays."""
    root, card = document.root, document.root.at("giftCard")
    total, now = document.summary.at("total").amount, root.at("payNow").at("total").amount
    after, now_after = root.at("totalAfterGiftCard"), root.at("payNowTotalAfterGiftCard")
    paid = card.at("amount").amount if card else _paid_by_card(total, after, now, now_after)
    yield from differs(after, less(total, paid))
    left = less(now, paid)
    yield from differs(now_after, None if left is None else max(ZERO, left))
    if paid is None:
        yield from exceeds(after, total)
        yield from exceeds(now_after, now)


def _paid_by_card(total: Fraction | None, after: Node, now: Fraction | None, now_after: Node) -> Fraction | None:
    """What a card that is not stated has paid: nothing, if either amount says so; else what the total is less."""
    if now_after and now_after.amount == now != 0:
        return ZERO
    paid = less(total, after.amount)
    return None if paid is None else max(ZERO, paid)


LAWS: Final = (
    Law("subtotal", "the line prices add up to the subtotal, and to lineItemsSubtotal", subtotals),
    Law("shipping", "priceSummary.shipping is the price of the delivery in force, 0 if there is none", shipping),
    Law("fees", "the prices of the fees add up to those of priceSummary", fees),
    Law("discount", "the discounts of the lines and of the delivery add up to priceSummary.discount", discounts),
    Law(
        "tax-sum",
        "the taxes of lines, delivery and fees add up to priceSummary.tax, and that is taxInfo.totalTax",
        taxes,
    ),
    Law("tax-summary", "taxSummary is the sum of the lines, or of lines, delivery and fees", tax_summary),
    Law("tax-info", "an order's taxInfo adds up the taxBreakdown of lines, delivery and fees, tax by tax", tax_info),
    Law(
        "total",
        "total = subtotal + shipping + fees + tax - discount; tax that is inside prices is not added",
        totals,
    ),
    Law(
        "payments",
        "payNow + payLater + payAfterFreeTrial = priceSummary, member by member; no more, where one is absent",
        payments,
    ),
    Law("gift-card", "the gift card pays at most the total, and what was asked of it", gift_cards),
    Law(
        "after-gift-card",
        "totalAfterGiftCard = total - what the gift card pays; payNowTotalAfterGiftCard the same, at least 0; without a"
        " gift card they say the same of one",
        after_gift_card,
    ),
)
