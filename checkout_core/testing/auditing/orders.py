"""Laws of an order's account: balance, refunds, and the payment status."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

from checkout_core.testing.auditing.costs import differs
from checkout_core.testing.auditing.document import ZERO, Document
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, digits_of
from checkout_core.testing.auditing.node import less, plus


def balances(document: Document) -> Breaches:
    """A balance that is not what is left to pay."""
    account = document.root.at("balanceSummary")
    gone = (account.at(name) for name in ("pending", "authorized", "cashRoundingAdjustment"))
    others = [place.amount for place in gone if place]
    expected = less(document.summary.at("total").amount, account.at("paid").amount, *others)
    yield from differs(account.at("balance"), expected)


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
    if paid is None or total is None or back is None or not is_told:
        return
    decided = decided_status(paid, total, back)
    if status.text in DECIDED and status.text != decided:
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


LAWS: Final = (
    Law("balance", "balance = total - paid - pending - authorized, of what is given", balances),
    Law("refunds", "no more is refunded, and asked to be, than was paid", refunds),
    Law("payment-status", "paymentStatus follows from total, paid and refunded, where these decide it", payment_status),
)
