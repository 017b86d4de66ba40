"""Money paid back, to the cent: by line, for the delivery, for the fees. Conventions N20 to N23.

Whatever is refunded of a line takes its part of the line's tax along, and what is refunded last takes the rest: so the
parts of a line add up to the line, and their taxes to its tax. Every split is an allocation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_instant
from checkout_core.model._ids import by_lower_id
from checkout_core.model._limits import GUID, A, Text
from checkout_core.model.explanation import amount_text
from checkout_core.model.order import Order
from checkout_core.model.order_account import status_after
from checkout_core.model.order_lines import OrderLineItem
from checkout_core.model.order_payments import PAID, Payment
from checkout_core.model.order_refunds import (
    Refund,
    RefundedLine,
    RefundedPart,
    RefundedPayment,
    RefundLine,
    RefundStatus,
)
from checkout_core.money import AnyMoney, Money, total
from checkout_core.orders import codes
from checkout_core.orders.payments import begin, evolved, refused
from checkout_core.orders.refund_parts import PartsOf
from checkout_core.orders.transitions import Operation, leads

REFUND, CHANGE = Operation.REFUND_ORDER, Operation.CHANGE_REFUND


def refund_order(
    order: Order,
    *,
    refund_id: str,
    now: datetime,
    lines: Mapping[str, RefundLine] | None = None,
    shipping: AnyMoney | None = None,
    additional_fees: AnyMoney | None = None,
    status: RefundStatus = RefundStatus.SUCCEEDED,
    reason: str | None = None,
) -> Order:
    """Pay back so many units or so much of lines (by id), of the delivery, of the fees: amounts with their tax.

    Units without an amount are worth their part of what is left of the line; the tax in an amount is its part of the
    tax that is left. It comes from what was paid, unless ``refund_disabled``: first from money, then from gift cards,
    first come first. Units may be counted for an amount of zero. PENDING holds all of it back until `change_refund`
    says what became of it. Raises `OrderRejected` for an order that may not be refunded, an id that is known, an
    unknown line, more than is left of a part or of the payments, or nothing at all; `InvalidField` and
    `CurrencyMismatch` for a caller's bugs.
    """
    begin(order, REFUND, now)
    asked = _checked(refund_id, {} if lines is None else lines, status, reason)
    if any(known.id.lower() == refund_id.lower() for known in order.refunds):
        raise refused(codes.REFUND_KNOWN, {"refundId": refund_id})
    _refuse_unknown_lines(order, () if lines is None else lines)
    parts = PartsOf(order)
    of_lines = [(line, asked.get(line.id.lower())) for line in order.line_items]
    given_lines = tuple(parts.line(line, wanted) for line, wanted in of_lines if wanted is not None)
    delivery = None if shipping is None else parts.part("shipping", shipping)
    fees = None if additional_fees is None else parts.part("additional_fees", additional_fees)
    parts.refuse_excess()
    every: list[RefundedLine | RefundedPart] = [*given_lines, *(part for part in (delivery, fees) if part is not None)]
    amount = total((part.amount for part in every), order.currency)
    if not amount and not any(line.quantity for line in given_lines):
        raise refused(codes.NOTHING_TO_REFUND)
    refund = Refund(
        id=refund_id,
        created_date=as_instant(now),
        amount=amount,
        tax=total((part.tax for part in every), order.currency),
        status=status,
        lines=given_lines,
        shipping=delivery,
        additional_fees=fees,
        payments=tuple(_from_payments(order, amount)),
        reason=reason,
    )
    return _with_refunds(order, (*order.refunds, refund), _counted(order, refund, 1), now)


def change_refund(order: Order, refund_id: str, status: RefundStatus, *, now: datetime) -> Order:
    """Say what became of a pending refund: SUCCEEDED, or FAILED; then its units and money can be refunded again.

    Raises `OrderRejected` for an order that may not be refunded, an unknown refund, or one that is not pending;
    `InvalidField` for a caller's bugs.
    """
    begin(order, CHANGE, now)
    GUID.check("change_refund.refund_id", refund_id)
    A(RefundStatus).check("change_refund.status", status)
    refund = next((known for known in order.refunds if known.id.lower() == refund_id.lower()), None)
    if refund is None:
        raise refused(codes.REFUND_UNKNOWN, {"refundId": refund_id})
    if not leads(refund.status, CHANGE, status):
        data = {"refundId": refund.id, "from": refund.status.value, "to": status.value}
        raise refused(codes.WRONG_REFUND_STATUS, data)
    changed = attrs.evolve(refund, status=status)
    refunds = tuple(changed if known is refund else known for known in order.refunds)
    lines = order.line_items if changed.counts else _counted(order, refund, -1)
    return _with_refunds(order, refunds, lines, now)


def _checked(
    refund_id: str, lines: Mapping[str, RefundLine], status: RefundStatus, reason: str | None
) -> dict[str, RefundLine]:
    """The lines asked for by id in lower case; raises for arguments that are none."""
    GUID.check("refund_order.refund_id", refund_id)
    A(RefundStatus).check("refund_order.status", status)
    if not leads(None, REFUND, status):
        raise InvalidField("refund_order.status", status.value, "PENDING or SUCCEEDED")
    if reason is not None:
        Text(1, 1_000).check("refund_order.reason", reason)
    return by_lower_id("refund_order.lines", lines, A(RefundLine))


def _refuse_unknown_lines(order: Order, ids: Iterable[str]) -> None:
    known = {line.id.lower() for line in order.line_items}
    missing = [line_id for line_id in ids if line_id.lower() not in known]
    if missing:
        raise refused(codes.LINE_UNKNOWN, {"lineItemIds": missing})


def _from_payments(order: Order, amount: Money) -> Iterator[RefundedPayment]:
    """Which payments give it back: those that can, money before gift cards, first come first."""
    money_first = sorted(order.payments, key=lambda payment: not payment.is_regular)
    rooms = [(payment, payment_room(order, payment)) for payment in money_first]
    refundable, left = sum(room for _, room in rooms), amount.minor_units
    if left > refundable:
        data = {
            "amount": amount_text(amount),
            "refundable": amount_text(Money.from_minor(refundable, order.currency)),
        }
        raise refused(codes.ABOVE_PAID, data)
    for payment, room in rooms:
        taken = min(room, left)
        left -= taken
        if taken:
            yield RefundedPayment(payment_id=payment.id, amount=Money.from_minor(taken, order.currency))


def payment_room(order: Order, payment: Payment) -> int:
    """What a payment can still give back (minor units); nothing if it has not come in, or must not be refunded."""
    if payment.refund_disabled or payment.status not in PAID:
        return 0
    counting = [refund for refund in order.refunds if refund.counts]
    return payment.amount.minor_units - _given_back(payment, counting)


def _given_back(payment: Payment, refunds: Iterable[Refund]) -> int:
    """What these refunds take from a payment (minor units)."""
    return sum(
        part.amount.minor_units
        for refund in refunds
        for part in refund.payments
        if part.payment_id.lower() == payment.id.lower()
    )


def _counted(order: Order, refund: Refund, sign: int) -> tuple[OrderLineItem, ...]:
    """The order's lines with the refund's units counted in (1) or out again (-1)."""
    parts = {part.line_item_id.lower(): part for part in refund.lines}
    return tuple(
        attrs.evolve(
            line,
            refund_quantity=line.refund_quantity + sign * part.quantity,
            restock_quantity=line.restock_quantity + (sign * part.quantity if part.restock else 0),
        )
        if (part := parts.get(line.id.lower())) is not None
        else line
        for line in order.line_items
    )


def _with_refunds(order: Order, refunds: tuple[Refund, ...], lines: tuple[OrderLineItem, ...], now: datetime) -> Order:
    """The order with these refunds; payments that gave something back, once that has succeeded, say so."""
    succeeded = [refund for refund in refunds if refund.status is RefundStatus.SUCCEEDED]
    payments = tuple(
        attrs.evolve(payment, status=status_after(payment.amount.minor_units, gone))
        if payment.is_regular and (gone := _given_back(payment, succeeded))
        else payment
        for payment in order.payments
    )
    return evolved(order, now, refunds=refunds, line_items=lines, payments=payments)
