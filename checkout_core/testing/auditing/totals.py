"""Laws of sums: the lines make the summary, the summary its total, the payments the summary; and the gift card."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from checkout_core.testing.auditing.costs import differs, exceeds
from checkout_core.testing.auditing.document import FEES, ZERO, Document
from checkout_core.testing.auditing.finding import Breaches, Law
from checkout_core.testing.auditing.node import Node, less, plus

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
    for name in ("taxableAmount", "totalTax"):
        place = summary.at(name)
        sums = [
            part(lambda cost: cost.details.at(name, "taxAmount"))  # noqa: B023 - called at once
            for part in (document.on_lines, document.on_delivery, document.on_fees)
        ]
        if place.amount != plus(sums):
            yield from differs(place, sums[0])


def totals(document: Document) -> Breaches:
    """Totals that are not the sum of what stands beside them."""
    for summary in _summaries(document):
        tax = summary.at("tax").amount
        if document.included or tax == 0:
            tax = ZERO
        elif document.included is None:
            continue
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
    """Members of the summary that are not the sum of those of the payments. Old documents know no free trial."""
    now, later, after = (document.root.at(name) for name in PAYMENTS)
    if not now or not later or (not after and any(_has_trial(line.node) for line in document.lines)):
        return
    for names in FIELDS:
        parts = [now.at(*names).amount, later.at(*names).amount, after.at(*names).amount if after else ZERO]
        yield from differs(document.summary.at(*names), plus(parts))


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
    root = document.root
    card = root.at("giftCard")
    paid = card.at("amount").amount if card else ZERO
    yield from differs(root.at("totalAfterGiftCard"), less(document.summary.at("total").amount, paid))
    now = less(root.at("payNow").at("total").amount, paid)
    yield from differs(root.at("payNowTotalAfterGiftCard"), None if now is None else max(ZERO, now))


LAWS: Final = (
    Law("subtotal", "the line prices add up to the subtotal, and to lineItemsSubtotal", subtotals),
    Law("shipping", "priceSummary.shipping is the price of the delivery in force, 0 if there is none", shipping),
    Law("fees", "the prices of the fees add up to those of priceSummary", fees),
    Law("discount", "the discounts of the lines and of the delivery add up to priceSummary.discount", discounts),
    Law(
        "tax-sum", "the taxes of lines, delivery and fees add up to priceSummary.tax, and to an order's taxInfo", taxes
    ),
    Law("tax-summary", "taxSummary is the sum of the lines, or of lines, delivery and fees", tax_summary),
    Law(
        "total",
        "total = subtotal + shipping + fees + tax - discount; tax that is inside prices is not added",
        totals,
    ),
    Law("payments", "payNow + payLater + payAfterFreeTrial = priceSummary, member by member", payments),
    Law("gift-card", "the gift card pays at most the total, and what was asked of it", gift_cards),
    Law(
        "after-gift-card",
        "totalAfterGiftCard = total - what the gift card pays; payNowTotalAfterGiftCard the same, at least 0",
        after_gift_card,
    ),
)
