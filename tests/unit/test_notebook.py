"""What a notebook shows: a price, an order, a what-if table, everything from outside escaped."""

from decimal import Decimal
from html.parser import HTMLParser

import attrs
import pytest
import sample_orders
import samples

import checkout_core as cc
from checkout_core import wire
from checkout_core.markup import MOST_ROWS, html_table
from checkout_core.whatif import Scenario, what_if

HOSTILE = '<script>alert("1")</script>&<img src=x onerror=y>\x00\x1b[2J\u202e'


class Cells(HTMLParser):
    """Tags and the texts of cells."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.rows, self.caption = [], [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        assert all(name in {"style", "colspan"} for name, _ in attributes)
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows:
            self.rows[-1][-1] += data
        else:
            self.caption += data


ALLOWED = {"table", "caption", "thead", "tbody", "tr", "th", "td"}


def shirts(name="Shirt", quantity=2):
    """A price of shirts, and of a coupon."""
    item = cc.CatalogItem(product_name=name, price=samples.usd("10"))
    store = cc.Store(
        currency="USD", as_of=samples.NOW, catalog={samples.SHIRT: item}, taxes=[cc.Tax(name="t", rate=Decimal("0.1"))]
    )
    request = cc.CheckoutRequest(
        lines=[cc.LineRequest(samples.SHIRT, quantity=quantity)], channel_type=cc.ChannelType.WEB
    )
    checkout = cc.create_from_request(store, request)
    return checkout, store, cc.price(checkout, store)


def test_a_price():
    """Lines, then totals."""
    shown = Cells(shirts()[2]._repr_html_())
    assert shown.caption == "Priced checkout in USD"
    assert shown.rows[:2] == [
        ["", "quantity", "line price", "discount", "tax", "total"],
        ["Shirt", "2", "20.00", "0.00", "2.00", "22.00"],
    ]
    assert [(row[0], row[-1]) for row in shown.rows[2:]] == [
        ("subtotal", "20.00"),
        ("shipping", "0.00"),
        ("fees", "0.00"),
        ("tax", "2.00"),
        ("discount", "0.00"),
        ("total", "22.00"),
    ]


def test_a_full_price_and_a_full_order():
    """Every line has a row; what is paid now, and what is left to be paid, stands below."""
    priced = cc.price(samples.full_checkout(), samples.full_store())
    shown = Cells(priced._repr_html_())
    assert len(shown.rows) == 1 + len(priced.lines) + 6 + 1
    assert shown.rows[-1] == ["pay now", "", "", "", "", str(priced.pay_now.total.amount)]
    assert shown.caption.endswith("; a violation blocks the order")
    no = [lambda _: [cc.Violation(severity=cc.Severity.ERROR, description="no")]]
    several = cc.price(samples.full_checkout(), samples.full_store(), validators=no)
    assert Cells(several._repr_html_()).caption.endswith("; 2 violations block the order")
    order = sample_orders.used_order()
    shown = Cells(order._repr_html_())
    assert shown.caption == f"Order 10001 in USD: {order.status}, {order.payment_status}, {order.fulfillment_status}"
    assert [row[-1] for row in shown.rows[1 : 1 + len(order.line_items)]] == [
        str(line.total_price_after_tax.amount) for line in order.line_items
    ]
    assert shown.rows[-1][0::5] == ["balance", str(order.balance_summary.balance.amount)]


def test_a_table():
    """A row for each scenario."""
    checkout, store, _ = shirts()
    table = what_if(checkout, store, [Scenario(name=HOSTILE, price_change=Decimal("0.5"))])
    shown = Cells(table._repr_html_())
    assert shown.rows[0] == [*table.columns]
    assert shown.rows[1][0] == "baseline"
    assert len(shown.rows) == 3
    assert set(shown.tags) <= ALLOWED


def test_nothing_from_outside_is_markup():
    """Names of products are text, whatever stands in them."""
    text = shirts(name=HOSTILE)[2]._repr_html_()
    assert "<script" not in text
    assert "<img" not in text
    assert not any(char in text for char in "\x00\x1b\u202e")
    assert set(Cells(text).tags) <= ALLOWED
    assert Cells(text).rows[1][0].startswith('<script>alert("1")</script>&<img')
    order = attrs.evolve(sample_orders.placed_order(), number="<b>1</b>")
    assert "<b>" not in order._repr_html_()


@pytest.mark.parametrize("count", [0, 1, MOST_ROWS, MOST_ROWS + 1, 10_000])
def test_long_tables_are_cut(count):
    """And say by how many rows."""
    shown = Cells(html_table("t", ["a", "b"], ((number, None) for number in range(count))))
    rest = count - MOST_ROWS
    assert len(shown.rows) == 1 + min(count, MOST_ROWS) + (rest > 0)
    assert rest <= 0 or shown.rows[-1] == [f"and {rest} more"]


def test_amounts_have_their_currencys_decimals():
    """However they were written: an order that was read has 20, and 115.00 was computed."""
    read = wire.load_order(wire.parse(wire.dumps(wire.dump_order(sample_orders.full_order())))).value
    shown = Cells(read._repr_html_())
    amounts = [cell for row in shown.rows[1:] for cell in row[2:] if cell]
    assert amounts
    assert all(len(amount.partition(".")[2]) == 2 for amount in amounts)
