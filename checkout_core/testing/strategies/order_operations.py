"""What happens to a drawn order: it is paid, sent, refunded, canceled, each in some part."""

from collections.abc import Callable
from datetime import datetime, timedelta

from hypothesis import strategies as st

import checkout_core as cc
from checkout_core.testing.strategies.basics import GUID_END, mostly

Operation = Callable[[st.DrawFn, cc.Order, int], cc.Order]


def later(order: cc.Order) -> datetime:
    """A minute after the last change."""
    return order.updated_date + timedelta(minutes=1)


def _part(draw: st.DrawFn, whole: cc.Money) -> cc.Money:
    """All of an amount, or at least one minor unit of it; or a unit where there is nothing."""
    most = max(1, whole.minor_units)
    return cc.Money.from_minor(draw(st.just(most) | st.integers(1, most)), whole.currency)


def payment_of(
    order: cc.Order, number: int, amount: cc.Money, status: str = "APPROVED", *, refund_disabled: bool = False
) -> cc.Payment:
    """A payment of money."""
    return cc.Payment(
        id=GUID_END.format(700 + number),
        created_date=order.updated_date,
        amount=amount,
        status=cc.TransactionStatus[status],
        regular_payment_details=cc.RegularPaymentDetails(),
        refund_disabled=refund_disabled,
    )


def _pay(draw: st.DrawFn, order: cc.Order, number: int) -> cc.Order:
    status = draw(mostly("APPROVED", "AUTHORIZED", "PENDING", "PENDING_MERCHANT", "DECLINED"))
    amount, disabled = _part(draw, order.balance_summary.balance), draw(mostly(False, True))
    payment = payment_of(order, number, amount, status, refund_disabled=disabled)
    return cc.record_payment(order, payment, now=later(order))


def _decide(draw: st.DrawFn, order: cc.Order, _: int) -> cc.Order:
    if not order.payments:
        return order
    payment = draw(st.sampled_from(order.payments))
    status = draw(st.sampled_from(["APPROVED", "DECLINED", "CANCELED", "VOIDED", "AUTHORIZED"]))
    return cc.change_payment(order, payment.id, cc.TransactionStatus[status], now=later(order))


def _send(draw: st.DrawFn, order: cc.Order, _: int) -> cc.Order:
    line = draw(st.sampled_from(order.line_items))
    return cc.fulfill_line_items(order, {line.id: draw(st.integers(1, line.quantity))}, now=later(order))


def _refund(draw: st.DrawFn, order: cc.Order, number: int) -> cc.Order:
    line = draw(st.sampled_from(order.line_items))
    amount, units = _part(draw, line.total_price_after_tax), draw(st.integers(1, line.quantity))
    asked = draw(
        st.sampled_from(
            [
                cc.RefundLine(amount=amount),
                cc.RefundLine(quantity=units),
                cc.RefundLine(quantity=units, restock=True),
                cc.RefundLine(quantity=units, amount=amount),
                cc.RefundLine(quantity=units, amount=amount * 0, restock=True),
            ]
        )
    )
    delivery = None if order.shipping_info is None else order.shipping_info.cost.total_price_after_tax
    return cc.refund_order(
        order,
        refund_id=GUID_END.format(800 + number),
        now=later(order),
        lines={line.id: asked} if not delivery or draw(st.booleans()) else None,
        shipping=_part(draw, delivery) if delivery and draw(st.booleans()) else None,
        status=cc.RefundStatus[draw(mostly("SUCCEEDED", "PENDING"))],
        reason=draw(st.sampled_from([None, "broken"])),
    )


def _refunded(draw: st.DrawFn, order: cc.Order, _: int) -> cc.Order:
    if not order.refunds:
        return order
    refund, status = draw(st.sampled_from(order.refunds)), draw(st.sampled_from(["SUCCEEDED", "FAILED"]))
    return cc.change_refund(order, refund.id, cc.RefundStatus[status], now=later(order))


def _cancel(_: st.DrawFn, order: cc.Order, __: int) -> cc.Order:
    return cc.cancel_order(order, now=later(order))


OPERATIONS: tuple[Operation, ...] = (*[_pay] * 4, _decide, _decide, _send, _send, *[_refund] * 4, _refunded, _cancel)
