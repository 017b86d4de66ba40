"""What a notebook shows of a price and of an order: the lines, then the totals, as a table in HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checkout_core.markup import html_table
from checkout_core.money import Money

if TYPE_CHECKING:
    from checkout_core.model.order import Order
    from checkout_core.model.priced import PricedCheckout

HEAD = ("", "quantity", "line price", "discount", "tax", "total")
TOTALS = ("subtotal", "shipping", "tax", "discount", "total")


def priced_html(priced: PricedCheckout) -> str:
    """The lines and the summary; what is paid now, where that is not all; findings and violations are counted."""
    rows: list[tuple[Any, ...]] = [
        (
            _name(None if line.item is None else line.item.product_name, line.id),
            line.quantity,
            _digits(line.line_item_price),
            _digits(line.discount),
            _digits(line.tax_details.total_tax),
            _digits(line.total_price_after_tax),
        )
        for line in priced.lines
    ]
    rows += _totals(priced.summary, priced.summary.additional_fees)
    if priced.pay_now.total != priced.summary.total:
        rows.append(_last("pay now", priced.pay_now.total))
    caption = f"Priced checkout in {priced.currency.code}"
    blocking = len(priced.blocking_violations)
    if blocking:
        caption += "; a violation blocks the order" if blocking == 1 else f"; {blocking} violations block the order"
    return html_table(caption, HEAD, rows)


def order_html(order: Order) -> str:
    """The lines, the summary and what is still to be paid."""
    rows: list[tuple[Any, ...]] = [
        (
            _name(line.product_name, line.id),
            line.quantity,
            _digits(line.line_item_price),
            _digits(line.total_discount),
            _digits(line.tax_info.tax_amount),
            _digits(line.total_price_after_tax),
        )
        for line in order.line_items
    ]
    rows += _totals(order.price_summary, order.price_summary.total_additional_fees)
    rows.append(_last("balance", order.balance_summary.balance))
    states = f"{order.status}, {order.payment_status}, {order.fulfillment_status}"
    return html_table(f"Order {order.number} in {order.currency.code}: {states}", HEAD, rows)


def _totals(summary: Any, fees: Money) -> Iterator[tuple[Any, ...]]:
    for name in TOTALS:
        yield _last(name, getattr(summary, name))
        if name == "shipping":
            yield _last("fees", fees)


def _last(name: str, amount: Money) -> tuple[Any, ...]:
    return (name, "", "", "", "", _digits(amount))


def _digits(amount: Money) -> str:
    """The amount with its currency's decimals; the caption names the currency."""
    return str(amount).partition(" ")[2]


def _name(name: Any, other: str) -> str:
    return other if name is None else name.original
