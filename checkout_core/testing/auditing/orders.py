"""Laws of how an order stands: its balance, whether it is paid, and whether it has been sent."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from checkout_core.model.order import FulfillmentStatus
from checkout_core.testing.auditing.costs import differs
from checkout_core.testing.auditing.document import ZERO, Document
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, digits_of
from checkout_core.testing.auditing.node import less, plus


def balances(document: Document) -> Breaches:
    """A balance that is not what is left to pay. A rounding of cash is part of it, whichever way it is counted."""
    balance_summary = document.root.at("balanceSummary")
    gone = (balance_summary.at(name) for name in ("pending", "authorized"))
    others = [place.amount for place in gone if place]
    expected = less(document.summary.at("total").amount, balance_summary.at("paid").amount, *others)
    rounding, stated = balance_summary.at("cashRoundingAdjustment"), balance_summary.at("balance")
    off = rounding.amount if rounding else ZERO
    if expected is not None and off is not None and stated.amount not in {expected + off, expected - off}:
        yield from differs(stated, expected - off)


def refunds(document: Document) -> Breaches:
    """More refunded than was paid."""
    account = document.root.at("balanceSummary")
    paid, asked = account.at("paid").amount, account.at("pendingRefund")
    given = plus([account.at("refunded").amount, asked.amount if asked else ZERO])
    if paid is not None and given is not None and given > paid:
        left = max(ZERO, paid - (asked.amount or ZERO))
        yield Breach(account.at("refunded"), f"at most {digits_of(left)}")


def payment_status(document: Document) -> Breaches:
    """A payment status that the account contradicts."""
    account, status = document.root.at("balanceSummary"), document.root.at("paymentStatus")
    paid, total = account.at("paid").amount, document.summary.at("total").amount
    back = account.at("refunded").amount if account.at("refunded") else ZERO
    is_told = bool(account.at("refunded")) or status.text not in {"PARTIALLY_REFUNDED", "FULLY_REFUNDED"}
    if paid is None or total is None or back is None or not is_told or status.text not in DECIDED:
        return
    decided = decided_status(paid, total, back)
    if status.text != decided and not (total == paid == 0 and status.text == "NOT_PAID"):
        yield Breach(status, decided)


DECIDED: Final = ("NOT_PAID", "PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED", "FULLY_REFUNDED")
"""Payment statuses that an account decides; the others say what payments are waiting for, or why they failed."""


def decided_status(paid: Fraction, total: Fraction, back: Fraction) -> str:
    """Which of the statuses `DECIDED` the account leads to."""
    if back:
        return "FULLY_REFUNDED" if back >= paid else "PARTIALLY_REFUNDED"
    if paid >= total:
        return "PAID"
    return "PARTIALLY_PAID" if paid else "NOT_PAID"


def fulfillment_status(document: Document) -> Breaches:
    """A fulfillment status that what was sent contradicts. Units that were refunded may, and need not, be left out."""
    status = document.root.at("fulfillmentStatus")
    sent = [line.node.at("fulfilledQuantity").number for line in document.lines]
    unsent = [less(line.quantity, number) for line, number in zip(document.lines, sent, strict=True)]
    back = [line.node.at("refundQuantity").number or ZERO for line in document.lines]
    if not sent or None in sent or None in unsent:
        return
    if not any(sent):
        if status.text == FULFILLMENTS[1]:
            yield Breach(status, FULFILLMENTS[0])
    elif status.text == FULFILLMENTS[0] or (status.text == FULFILLMENTS[1] and not any(unsent)):
        yield Breach(status, FULFILLMENTS[1] if any(unsent) else FULFILLMENTS[2])
    elif status.text == FULFILLMENTS[2] and any((left or ZERO) > most for left, most in zip(unsent, back, strict=True)):
        yield Breach(status, FULFILLMENTS[1])


FULFILLMENTS: Final = tuple(status.value for status in FulfillmentStatus)
"""Nothing, something, everything has been sent."""


LAWS: Final = (
    Law(
        "balance",
        "balance = total - paid - pending - authorized, of what is given; a rounding of cash may be counted either way",
        balances,
    ),
    Law("refunds", "no more is refunded, and asked to be, than was paid", refunds),
    Law(
        "fulfillment-status",
        "fulfillmentStatus follows from quantity and fulfilledQuantity of the lines; refunded units need not be sent",
        fulfillment_status,
    ),
    Law("payment-status", "paymentStatus follows from total, paid and refunded, where these decide it", payment_status),
)
