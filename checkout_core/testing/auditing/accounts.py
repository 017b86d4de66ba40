"""Laws of an order's payments and refunds, where it states them: they make the balance, and no part gives back more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from checkout_core.model.order_payments import PAID, PENDING, TransactionStatus
from checkout_core.model.order_refunds import RefundStatus
from checkout_core.testing.auditing.costs import differs
from checkout_core.testing.auditing.document import ZERO, Document
from checkout_core.testing.auditing.finding import Breach, Breaches, Law, digits_of
from checkout_core.testing.auditing.lines import own_id
from checkout_core.testing.auditing.node import Node, less, plus

ACCOUNT: Final = (
    ("payments", "paid", PAID),
    ("payments", "pending", PENDING),
    ("payments", "authorized", {TransactionStatus.AUTHORIZED}),
    ("refunds", "refunded", {RefundStatus.SUCCEEDED}),
    ("refunds", "pendingRefund", {RefundStatus.PENDING}),
)
"""Which entries of which list make which member of the balance."""
KNOWN: Final = {"payments": frozenset(TransactionStatus), "refunds": frozenset(RefundStatus)}
OTHERS: Final = ("shipping", "additionalFees")
"""What a refund may be for beside lines."""


def account(document: Document) -> Breaches:
    """Members of the balance that are not the sum of payments or refunds of their status."""
    for listed, name, statuses in ACCOUNT:
        entries = document.root.at(listed)
        told = [(entry.at("status").text, entry.at("amount").amount) for entry in entries.entries]
        if entries.is_list and all(status in KNOWN[listed] for status, _ in told):
            expected = plus(amount for status, amount in told if status in statuses)
            yield from differs(document.root.at("balanceSummary").at(name), expected)


def refund_sums(document: Document) -> Breaches:
    """Refunds that are not the sum of what they are for, nor of what payments give back for them."""
    for refund in document.root.at("refunds").entries:
        parts = list(_parts(refund))
        for name in ("amount", "tax") if parts else ():
            yield from differs(refund.at(name), plus(part.at(name).amount for _, part in parts))
        given = refund.at("payments").entries
        if given:
            yield from differs(refund.at("amount"), plus(part.at("amount").amount for part in given))


def _parts(refund: Node) -> Iterator[tuple[str | None, Node]]:
    """What a refund is for: lines by their id, the delivery, the fees."""
    for line in refund.at("lines").entries:
        own = line.at("lineItemId").text
        yield None if own is None else own.lower(), line
    yield from ((name, refund.at(name)) for name in OTHERS if refund.at(name))


def refund_bounds(document: Document) -> Breaches:
    """More refunded of a line, of the delivery, of the fees than they cost, of a payment than it paid, or in units."""
    counting = [refund for refund in document.root.at("refunds").entries if refund.at("status").text != "FAILED"]
    most = dict(_most(document))
    gone: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for refund in counting:
        for own, part in _parts(refund):
            for name in ("amount", "tax", "quantity", "unsentQuantity"):
                yield from _counted((own or "", name), part.at(name), gone, most)
        for part in refund.at("payments").entries:
            own = part.at("paymentId").text
            yield from _counted((f"payment {(own or '').lower()}", "amount"), part.at("amount"), gone, most)


def _counted(
    what: tuple[str, str],
    place: Node,
    gone: defaultdict[tuple[str, str], Fraction],
    most: dict[tuple[str, str], Fraction | None],
) -> Breaches:
    """Count what is refunded here; a breach if that is more than is left."""
    bound, counted = most.get(what), place.amount
    if bound is None or counted is None:
        return
    if gone[what] + counted > bound:
        yield Breach(place, f"at most {digits_of(max(ZERO, bound - gone[what]))}")
    gone[what] += counted


def _most(document: Document) -> Iterator[tuple[tuple[str, str], Fraction | None]]:
    """How much can be refunded of what: by the name of the part, and of the member."""
    for line in document.lines:
        own = own_id(line.node)
        if own is not None:
            yield (own, "amount"), line.after.amount
            yield (own, "tax"), line.tax.amount
            yield (own, "quantity"), line.node.at("refundQuantity").number
            yield (own, "unsentQuantity"), less(line.quantity, line.node.at("fulfilledQuantity").number)
    if document.delivery is not None:
        yield ("shipping", "amount"), document.delivery.after.amount
        yield ("shipping", "tax"), document.delivery.tax.amount
    if document.root.at("additionalFees").is_list:
        yield ("additionalFees", "amount"), plus(fee.after.amount for fee in document.fees)
        yield ("additionalFees", "tax"), plus(fee.tax.amount for fee in document.fees)
    for payment in document.root.at("payments").entries:
        own = own_id(payment)
        if own is not None:
            yield (f"payment {own}", "amount"), payment.at("amount").amount


def refunded_ids(document: Document) -> Breaches:
    """Refunds of lines or by payments that the order does not have."""
    root = document.root
    for listed, parts, name in (("lineItems", "lines", "lineItemId"), ("payments", "payments", "paymentId")):
        ids = {own_id(entry) for entry in root.at(listed).entries}
        if None in ids or not root.at(listed).is_list:
            continue
        for refund in root.at("refunds").entries:
            for part in refund.at(parts).entries:
                named = part.at(name)
                if named.text is not None and named.text.lower() not in ids:
                    yield Breach(named, f"the id of one of the {listed}")


LAWS: Final = (
    Law(
        "account",
        "paid, pending and authorized of the balance add up the order's payments, refunded and pendingRefund its"
        " refunds, by their status",
        account,
    ),
    Law(
        "refund-sums",
        "the amount and the tax of a refund add up what it is for; so does what payments give back for it",
        refund_sums,
    ),
    Law(
        "refund-bounds",
        "no more is refunded of a line, of the delivery, of the fees than they cost, nor of a payment than it paid, nor"
        " more units than the line says",
        refund_bounds,
    ),
    Law("refund-ids", "a refund names lines and payments of the order", refunded_ids),
)
