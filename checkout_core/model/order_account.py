"""What must hold between the parts of an order: one id each, one currency, and an account that closes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.model.order_payments import (
    PAID,
    Payment,
    RefundedLine,
    RefundedPart,
    RefundStatus,
    TransactionStatus,
)
from checkout_core.money import Money, total

if TYPE_CHECKING:
    from checkout_core.model.order import Order


def check_account(order: Order) -> None:
    """Raise `InvalidField` or `CurrencyMismatch` for the first thing that contradicts another in the order."""
    for name, ids in (("line_items", order.line_items), ("payments", order.payments), ("refunds", order.refunds)):
        _one_id_each(f"Order.{name}", (entry.id for entry in ids))
    for name, amount in _amounts(order):
        if amount.currency != order.currency:
            raise CurrencyMismatch(f"Order.{name}: {amount} is not in {order.currency.code}")
        if amount.minor_ratio[1] != 1:
            raise InvalidField(f"Order.{name}", str(amount), f"whole minor units of {order.currency.code}")
    balance = order.balance_summary
    if balance.refunded + balance.pending_refund > balance.paid:
        given = f"{balance.refunded + balance.pending_refund} refunded, {balance.paid} paid"
        raise InvalidField("Order.refunds", given, "no more refunded than was paid")
    if order.refunds or any(payment.status in REFUNDED for payment in order.payments):
        _check_refunded_lines(order)
        _check_refunded_parts(order)
        _check_refunded_payments(order)


REFUNDED = (TransactionStatus.REFUNDED, TransactionStatus.PARTIALLY_REFUNDED)


def _amounts(order: Order) -> Iterator[tuple[str, Money]]:
    """The amounts that are counted with: they must be in one currency, and whole."""
    yield "price_summary.total", order.price_summary.total
    yield "pay_now.total", order.pay_now.total
    if order.pay_after_free_trial is not None:
        yield "pay_after_free_trial.total", order.pay_after_free_trial.total
    if order.shipping_info is not None:
        cost = order.shipping_info.cost
        yield "shipping_info.cost.total_price_after_tax", cost.total_price_after_tax
        yield "shipping_info.cost.tax_info.tax_amount", cost.tax_info.tax_amount
    for index, fee in enumerate(order.additional_fees):
        yield f"additional_fees[{index}].price_after_tax", fee.price_after_tax
        yield f"additional_fees[{index}].tax_info.tax_amount", fee.tax_info.tax_amount
    yield "tax_info.total_tax", order.tax_info.total_tax
    for index, line in enumerate(order.line_items):
        yield f"line_items[{index}].total_price_after_tax", line.total_price_after_tax
        yield f"line_items[{index}].tax_info.tax_amount", line.tax_info.tax_amount
    for index, payment in enumerate(order.payments):
        yield f"payments[{index}].amount", payment.amount
    for index, refund in enumerate(order.refunds):
        yield f"refunds[{index}].amount", refund.amount
        for _, part in refund.named_parts:
            yield f"refunds[{index}].amount", part.amount
            yield f"refunds[{index}].tax", part.tax
        for given in refund.payments:
            yield f"refunds[{index}].payments.amount", given.amount


def _check_refunded_lines(order: Order) -> None:
    """Refunds name lines of the order, and the lines count the units."""
    units = {line.id.lower(): 0 for line in order.line_items}
    for index, refund in enumerate(order.refunds):
        for part in refund.lines:
            own = part.line_item_id.lower()
            if own not in units:
                raise InvalidField(f"Order.refunds[{index}].lines", part.line_item_id, "the id of a line of the order")
            units[own] += part.quantity if refund.counts else 0
    for place, line in enumerate(order.line_items):
        counted = units[line.id.lower()]
        if counted > line.refund_quantity:
            raise InvalidField(
                f"Order.line_items[{place}].refund_quantity", line.refund_quantity, f"at least {counted}"
            )


def _check_refunded_parts(order: Order) -> None:
    """No more is refunded of a line, of the delivery or of the fees than they came to, nor of their tax."""
    gone: defaultdict[str, list[RefundedLine | RefundedPart]] = defaultdict(list)
    for refund in order.refunds:
        for name, part in refund.named_parts if refund.counts else ():
            gone[name].append(part)
    for name, (amount, tax) in _charges(order).items():
        refunded = total((part.amount for part in gone[name]), order.currency)
        of_tax = total((part.tax for part in gone[name]), order.currency)
        if refunded > amount or of_tax > tax:
            given = f"{refunded}, of it tax {of_tax}, of {name}"
            raise InvalidField("Order.refunds", given, f"at most what it came to, {amount}, of it tax {tax}")


def _charges(order: Order) -> dict[str, tuple[Money, Money]]:
    """What each line, the delivery and the fees came to: with tax, and the tax."""
    nothing = Money.from_minor(0, order.currency)
    cost = None if order.shipping_info is None else order.shipping_info.cost
    return {
        **{line.id.lower(): (line.total_price_after_tax, line.tax_info.tax_amount) for line in order.line_items},
        "shipping": (nothing, nothing) if cost is None else (cost.total_price_after_tax, cost.tax_info.tax_amount),
        "additional_fees": (
            total((fee.price_after_tax for fee in order.additional_fees), order.currency),
            total((fee.tax_info.tax_amount for fee in order.additional_fees), order.currency),
        ),
    }


def _check_refunded_payments(order: Order) -> None:
    """What payments gave back is theirs to give, and their status says so."""
    known = {payment.id.lower(): payment for payment in order.payments}
    held: defaultdict[str, int] = defaultdict(int)
    gone: defaultdict[str, int] = defaultdict(int)
    for index, refund in enumerate(order.refunds):
        for part in refund.payments:
            payment = known.get(part.payment_id.lower())
            if payment is None or (refund.counts and not _can_give(payment)):
                allowed = "the id of a payment of money that has come in"
                raise InvalidField(f"Order.refunds[{index}].payments", part.payment_id, allowed)
            held[payment.id] += part.amount.minor_units if refund.counts else 0
            gone[payment.id] += part.amount.minor_units if refund.status is RefundStatus.SUCCEEDED else 0
    for place, payment in enumerate(order.payments):
        if held[payment.id] > payment.amount.minor_units:
            allowed = f"no more refunded than was paid, {payment.amount}"
            raise InvalidField(f"Order.payments[{place}]", str(_money(order, held[payment.id])), allowed)
        if payment.status in PAID and payment.status is not status_after(payment.amount.minor_units, gone[payment.id]):
            given = f"{payment.status} and {_money(order, gone[payment.id])} refunded of {payment.amount}"
            raise InvalidField(f"Order.payments[{place}].status", given, "what the refunds say")


def _can_give(payment: Payment) -> bool:
    return payment.is_regular and payment.status in PAID


def status_after(amount: int, gone: int) -> TransactionStatus:
    """How a payment of this amount stands that has given so much back (minor units)."""
    if not gone:
        return TransactionStatus.APPROVED
    return TransactionStatus.REFUNDED if gone == amount else TransactionStatus.PARTIALLY_REFUNDED


def _money(order: Order, units: int) -> Money:
    return Money.from_minor(units, order.currency)


def _one_id_each(name: str, ids: Iterable[str]) -> None:
    """Raise `InvalidField` for the first id that occurs twice, whatever its case."""
    seen: set[str] = set()
    for index, own in enumerate(ids):
        if own.lower() in seen:
            raise InvalidField(f"{name}[{index}].id", own, "an id that no other entry has")
        seen.add(own.lower())
