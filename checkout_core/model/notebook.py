"""What a notebook shows of a price and of an order: the lines, then the totals, as a table in HTML."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from checkout_core.markup import html_table

if TYPE_CHECKING:
    from checkout_core.model.order import Order
    from checkout_core.model.priced import PricedCheckout

HEAD = ("", "quantity", "price", "discount", "tax", "total")
TOTALS = ("subtotal", "shipping", "tax", "discount", "total")


def priced_html(priced: PricedCheckout) -> str:
    """The lines and the summary; what is paid now, where that is not all; findings and violations are counted."""
    rows: list[tuple[Any, ...]] = [
        (
            _name(None if line.item is None else line.item.product_name, line.id),
            line.quantity,
            line.line_item_price.amount,
            line.discount.amount,
            line.tax_details.total_tax.amount,
            line.total_price_after_tax.amount,
        )
        for line in priced.lines
    ]
    rows += _totals(priced.summary, priced.summary.additional_fees.amount)
    if priced.pay_now.total != priced.summary.total:
        rows.append(_last("pay now", priced.pay_now.total.amount))
    caption = f"Priced checkout in {priced.currency.code}"
    if priced.blocking_violations:
        caption += f"; {len(priced.blocking_violations)} violations block the order"
    return html_table(caption, HEAD, rows)


def order_html(order: Order) -> str:
    """The lines, the summary and what is still to be paid."""
    rows: list[tuple[Any, ...]] = [
        (
            _name(line.product_name, line.id),
            line.quantity,
            line.line_item_price.amount,
            line.total_discount.amount,
            line.tax_info.tax_amount.amount,
            line.total_price_after_tax.amount,
        )
        for line in order.line_items
    ]
    rows += _totals(order.price_summary, order.price_summary.total_additional_fees.amount)
    rows.append(_last("balance", order.balance_summary.balance.amount))
    states = f"{order.status}, {order.payment_status}, {order.fulfillment_status}"
    return html_table(f"Order {order.number} in {order.currency.code}: {states}", HEAD, rows)


def _totals(summary: Any, fees: object) -> Iterator[tuple[Any, ...]]:
    for name in TOTALS:
        yield _last(name, getattr(summary, name).amount)
        if name == "shipping":
            yield _last("fees", fees)


def _last(name: str, amount: object) -> tuple[Any, ...]:
    return (name, "", "", "", "", amount)


def _name(name: Any, other: str) -> str:
    return other if name is None else name.original
