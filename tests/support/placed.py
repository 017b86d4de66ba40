"""Orders in a few words: placed from lines as in `quick`, paid, and told as text."""

from datetime import timedelta

import attrs
import pytest
from quick import priced
from samples import APP, NOW, guid

import checkout_core as cc

LATER = NOW + timedelta(hours=1)
BILLED = cc.AddressWithContact(address=cc.Address(country="US"))
FIRST, SECOND = guid(1), guid(2)
"""The ids of the first lines."""


def placed(*lines, info=None, **keywords):
    """The order of these lines; keywords as for `priced`."""
    price = priced(*lines, info={"billing_info": BILLED} | (info or {}), **keywords)
    return cc.create_order(price, price.store, order_id=guid(900), number="10001", now=NOW)


def money(number, amount, status="APPROVED", currency="USD", **fields):
    """A payment of money, by number: 71 is guid(71)."""
    fields.setdefault("regular_payment_details", cc.RegularPaymentDetails())
    return cc.Payment(
        id=guid(number),
        created_date=NOW,
        amount=cc.Money(amount, currency),
        status=cc.TransactionStatus[status],
        **fields,
    )


def by_card(number, amount, status="APPROVED", currency="USD", **fields):
    """A payment by gift card."""
    fields |= {"giftcard_payment_details": cc.GiftCardPaymentDetails(obfuscated_code="****1234")}
    return money(number, amount, status, currency, regular_payment_details=None, **fields)


def by_membership(number, status="APPROVED", line=FIRST):
    """A payment by membership."""
    details = cc.MembershipPaymentDetails(membership_id="gold", app_id=APP, line_item_id=line, credits=1)
    return money(number, "0", status, regular_payment_details=None, membership_payment_details=details)


def record(order, *payments, now=LATER):
    """The order after these payments."""
    for payment in payments:
        order = cc.record_payment(order, payment, now=now)
    return order


def change(order, number, status, now=LATER):
    """The order after this became of a payment."""
    return cc.change_payment(order, guid(number), cc.TransactionStatus[status], now=now)


def paid(order):
    """The order after all that is left to pay has been paid, by payment 71."""
    return record(order, money(71, order.balance_summary.balance.amount, currency=order.currency))


def standing(order, status, *payments, refunds=(), **fields):
    """The order in this status with these payments, however it came there.

    A payment that is marked so has given back: all of it, or 5.00 of it.
    """
    gone = [returned(payment) for payment in payments if "REFUNDED" in payment.status]
    return attrs.evolve(order, status=cc.OrderStatus[status], payments=payments, refunds=[*refunds, *gone], **fields)


def returned(payment):
    """The refund of the first line that explains a payment's mark."""
    currency = payment.amount.currency
    amount = payment.amount if payment.status == "REFUNDED" else cc.Money("5", currency)
    zero = cc.Money("0", currency)
    return cc.Refund(
        id=guid(80),
        created_date=LATER,
        amount=amount,
        tax=zero,
        status=cc.RefundStatus.SUCCEEDED,
        lines=[cc.RefundedLine(line_item_id=FIRST, amount=amount, tax=zero)],
        payments=[cc.RefundedPayment(payment_id=payment.id, amount=amount)],
    )


def units(quantity, **fields):
    """So many units of a line, to be refunded."""
    return cc.RefundLine(quantity=quantity, **fields)


def part(amount, currency="USD", **fields):
    """So much of a line, to be refunded."""
    return cc.RefundLine(amount=cc.Money(amount, currency), **fields)


def refund(order, number, lines=None, status="SUCCEEDED", now=LATER, **keywords):
    """The order after a refund, by number; delivery and fees as text in dollars."""
    for name in ("shipping", "additional_fees"):
        if isinstance(keywords.get(name), str):
            keywords[name] = cc.Money(keywords[name], "USD")
    return cc.refund_order(
        order, refund_id=guid(number), lines=lines, status=cc.RefundStatus[status], now=now, **keywords
    )


def decide(order, number, status, now=LATER):
    """The order after this became of a refund."""
    return cc.change_refund(order, guid(number), cc.RefundStatus[status], now=now)


def account(order):
    """How the order stands: its status, its payment status, its balance, and what else is not zero."""
    summary = order.balance_summary
    rest = [
        f"{name} {getattr(summary, name).amount}"
        for name in ("paid", "pending", "authorized", "refunded", "pending_refund")
        if getattr(summary, name)
    ]
    return " ".join([order.status, order.payment_status, f"balance {summary.balance.amount}", *rest])


def statuses(order):
    """How the payments stand, first come first."""
    return " ".join(payment.status for payment in order.payments)


def refusal(call):
    """Code, status and data that the call is refused with."""
    with pytest.raises(cc.OrderRejected) as caught:
        call()
    return caught.value.code, caught.value.status, caught.value.data
