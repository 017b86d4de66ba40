"""What must hold between the parts of an order: one id each, one currency, and an account that closes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.model.order_payments import PAID, Payment, TransactionStatus
from checkout_core.model.order_refunds import Refund, RefundedLine, RefundedPart, RefundStatus, unsent_units
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
    if order.pay_now.total > order.price_summary.total:
        allowed = f"at most the order's total, {order.price_summary.total}"
        raise InvalidField("Order.pay_now.total", str(order.pay_now.total), allowed)
    for name, (amount, tax) in charges(order).items():
        if tax > amount:
            raise InvalidField("Order", f"{tax} tax in {amount} of {name}", "no more tax than amount")
    balance = order.balance_summary
    if balance.refunded + balance.pending_refund > balance.paid:
        given = f"{balance.refunded + balance.pending_refund} refunded, {balance.paid} paid"
        raise InvalidField("Order.refunds", given, "no more refunded than was paid")
    if order.refunds or any(payment.status in REFUNDED for payment in order.payments):
        _check_refunded_lines(order)
        _check_refunded_parts(order)
        _check_refunded_payments(order)


SUMMARY = ("subtotal", "shipping", "tax", "discount", "total", "total_additional_fees")
OF_A_LINE = ("line_item_price", "total_discount", "total_price_before_tax", "total_price_after_tax")
REFUNDED = (TransactionStatus.REFUNDED, TransactionStatus.PARTIALLY_REFUNDED)


def _amounts(order: Order) -> Iterator[tuple[str, Money]]:
    """The amounts that are counted with: they must be in one currency, and whole."""
    for name in ("price_summary", "pay_now", "pay_after_free_trial"):
        yield from _each(name, getattr(order, name), SUMMARY)
    yield "tax_info.total_tax", order.tax_info.total_tax
    for index, line in enumerate(order.line_items):
        name = f"line_items[{index}]"
        yield from _each(name, line, OF_A_LINE)
        yield f"{name}.tax_info.tax_amount", line.tax_info.tax_amount
    if order.shipping_info is not None:
        cost = order.shipping_info.cost
        yield "shipping_info.cost.total_price_after_tax", cost.total_price_after_tax
        yield "shipping_info.cost.tax_info.tax_amount", cost.tax_info.tax_amount
    for index, fee in enumerate(order.additional_fees):
        yield f"additional_fees[{index}].price_after_tax", fee.price_after_tax
        yield f"additional_fees[{index}].tax_info.tax_amount", fee.tax_info.tax_amount
    for index, payment in enumerate(order.payments):
        yield f"payments[{index}].amount", payment.amount
    for index, refund in enumerate(order.refunds):
        yield from _of_refund(f"refunds[{index}]", refund)


def _of_refund(name: str, refund: Refund) -> Iterator[tuple[str, Money]]:
    yield from _each(name, refund, ("amount", "tax"))
    for own, part in refund.named_parts:
        yield from _each(f"{name}: {own}", part, ("amount", "tax"))
    for given in refund.payments:
        yield f"{name}.payments.amount", given.amount


def _each(name: str, owner: object, fields: tuple[str, ...]) -> Iterator[tuple[str, Money]]:
    """Fields of an object with their place; none where there is no object."""
    for field in fields if owner is not None else ():
        yield f"{name}.{field}", getattr(owner, field)


def _check_refunded_lines(order: Order) -> None:
    """Refunds name lines of the order, and the lines count the units."""
    lines = {line.id.lower(): line for line in order.line_items}
    refunded = dict.fromkeys(lines, 0)
    restocked = dict.fromkeys(lines, 0)
    for index, refund in enumerate(order.refunds):
        for part in refund.lines:
            own = part.line_item_id.lower()
            if own not in lines:
                raise InvalidField(f"Order.refunds[{index}].lines", part.line_item_id, "the id of a line of the order")
            refunded[own] += part.quantity if refund.counts else 0
            restocked[own] += part.quantity if refund.counts and part.restock else 0
    unsent = unsent_units(order.refunds)
    for place, (own, line) in enumerate(lines.items()):
        if line.fulfilled_quantity + unsent.get(own, 0) > line.quantity:
            allowed = f"at most {line.quantity - unsent[own]}: the others were refunded before they were sent"
            raise InvalidField(f"Order.line_items[{place}].fulfilled_quantity", line.fulfilled_quantity, allowed)
        for name, counted in (("refund_quantity", refunded[own]), ("restock_quantity", restocked[own])):
            if counted > getattr(line, name):
                raise InvalidField(f"Order.line_items[{place}].{name}", getattr(line, name), f"at least {counted}")


def _check_refunded_parts(order: Order) -> None:
    """No more is refunded of a line, of the delivery or of the fees than they came to, nor of their tax."""
    gone: defaultdict[str, list[RefundedLine | RefundedPart]] = defaultdict(list)
    for refund in order.refunds:
        for name, part in refund.named_parts if refund.counts else ():
            gone[name].append(part)
    for name, (amount, tax) in charges(order).items():
        refunded = total((part.amount for part in gone[name]), order.currency)
        of_tax = total((part.tax for part in gone[name]), order.currency)
        if refunded > amount or of_tax > tax:
            given = f"{refunded}, of it tax {of_tax}, of {name}"
            raise InvalidField("Order.refunds", given, f"at most what it came to, {amount}, of it tax {tax}")


def charges(order: Order) -> dict[str, tuple[Money, Money]]:
    """What each line (by id in lower case), ``shipping`` and ``additional_fees`` came to: with tax, and the tax."""
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
                allowed = "the id of a payment that has come in, by no membership"
                raise InvalidField(f"Order.refunds[{index}].payments", part.payment_id, allowed)
            held[payment.id] += part.amount.minor_units if refund.counts else 0
            gone[payment.id] += part.amount.minor_units if refund.status is RefundStatus.SUCCEEDED else 0
    for place, payment in enumerate(order.payments):
        name, units = f"Order.payments[{place}]", payment.amount.minor_units
        if held[payment.id] > units:
            raise InvalidField(name, str(_money(order, held[payment.id])), f"no more refunded than {payment.amount}")
        told = payment.is_regular and payment.status in PAID
        if told and payment.status is not status_after(units, gone[payment.id]):
            given = f"{payment.status} and {_money(order, gone[payment.id])} refunded of {payment.amount}"
            raise InvalidField(f"{name}.status", given, "what the refunds say")


def _can_give(payment: Payment) -> bool:
    return payment.membership_payment_details is None and payment.status in PAID


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
