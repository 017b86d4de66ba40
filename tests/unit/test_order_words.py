"""What a caller reads who hands an operation on an order something that does not fit: the whole message."""

from types import MappingProxyType

import attrs
import pytest
from placed import FIRST, LATER, paid, placed, units
from quick import item, priced
from samples import guid

import checkout_core as cc
from checkout_core.orders import payments
from checkout_core.orders.snapshot import order_line

ORDER = paid(placed(("10", 3)))
PRICE = priced(("10", 1))
IN_EUROS = MappingProxyType({PRICE.checkout.line_items[0].catalog_reference: item("10", "EUR")})
"""A catalog that is looked into only when a price is made."""


def refunded(**changes):
    """The order after a refund of one unit, changed by keyword."""
    return cc.refund_order(ORDER, **({"refund_id": guid(81), "now": LATER, "lines": {FIRST: units(1)}} | changes))


def made(**changes):
    """The order of one line, changed by keyword."""
    return cc.create_order(PRICE, PRICE.store, **({"order_id": guid(900), "number": "10001", "now": LATER} | changes))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: cc.fulfill_line_items(ORDER, {}, now=LATER),
            "fulfill_line_items.quantities: got 'none', allowed: at least one line",
        ),
        (
            lambda: refunded(status=cc.RefundStatus.FAILED),
            "refund_order.status: got 'FAILED', allowed: PENDING or SUCCEEDED",
        ),
        (
            lambda: refunded(reason=""),
            "refund_order.reason: got '', allowed: text of 1 to 1000 characters",
        ),
        (
            lambda: refunded(shipping=cc.Money("1.005", "USD")),
            "refund_order.shipping: got 'USD 1.005', allowed: whole minor units of USD",
        ),
        (
            lambda: made(now=LATER.replace(year=2021)),
            ("create_order.now: got '2021-07-18T14:25:22.141000+00:00', allowed: an instant not before the checkout's"
            " created_date, 2022-07-18T13:25:22.141000+00:00"),
        ),
        (
            lambda: cc.create_order(PRICE, "mine", order_id=guid(900), number="1", now=LATER),
            "create_order.store: got 'mine', allowed: a Store",
        ),
        (
            lambda: cc.create_order("mine", PRICE.store, order_id=guid(900), number="1", now=LATER),
            "create_order.priced: got 'mine', allowed: a PricedCheckout",
        ),
        (
            lambda: made(context="mine"),
            "create_order.context: got 'mine', allowed: an OrderContext",
        ),
        (
            lambda: made(options="mine"),
            "create_order.options: got 'mine', allowed: an OrderOptions",
        ),
        (
            lambda: made(now="noon"),
            "create_order.now: got 'noon', allowed: an instant with a time zone, in the years 1 to 9999 of UTC",
        ),
        (
            lambda: made(number=""),
            "create_order.number: got '', allowed: text of 1 to 50 characters",
        ),
        (
            lambda: made(order_id="1"),
            f"create_order.order_id: got '1', allowed: a GUID such as {guid(1)}",
        ),
        (
            lambda: made(payment_gateway_order_id="1"),
            f"create_order.payment_gateway_order_id: got '1', allowed: a GUID such as {guid(1)}",
        ),
        (
            lambda: order_line(priced((None, 1)).lines[0], guid(900), is_sent=False),
            f"order_line.line: got '{guid(1)}', allowed: a line whose item is known",
        ),
        (
            lambda: cc.price("my checkout", PRICE.store),
            "price.checkout: got 'my checkout', allowed: a Checkout",
        ),
        (
            lambda: cc.price(PRICE.checkout, "my store"),
            "price.store: got 'my store', allowed: a Store",
        ),
        (
            lambda: priced(("10", 1), validators=5),
            "price.validators: got 5, allowed: an iterable of functions that take a PricedCheckout",
        ),
        (
            lambda: priced(("10", 1), validators=["mine"]),
            "price.validators: got ('mine',), allowed: an iterable of functions that take a PricedCheckout",
        ),
    ],
)  # fmt: skip
def test_a_wrong_argument(call, message):
    """Its name, what was given and what would be allowed."""
    with pytest.raises(cc.InvalidField) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: cc.price(PRICE.checkout, attrs.evolve(PRICE.store, catalog=IN_EUROS)),
            f"line {guid(1)}: EUR 10.00 is not in the store's currency, USD",
        ),
        (lambda: refunded(shipping=cc.Money("1", "EUR")), "refund_order.shipping: EUR 1.00 is not in USD"),
        (
            lambda: cc.price(priced(("10", 1)).checkout, cc.Store(currency="EUR")),
            "the checkout is in USD, the store in EUR",
        ),
        (
            lambda: cc.create_checkout(
                cc.Store(currency="USD"),
                lines=[cc.LineRequest(cc.CatalogReference(guid(5), "shoe"))],
                channel_type=cc.ChannelType.WEB,
                checkout_id=guid(9),
                now=LATER,
                gift_card_redeem_amount=cc.Money("1", "EUR"),
            ),
            "CheckoutRequest.gift_card_redeem_amount: EUR 1.00 is not in USD",
        ),
    ],
)
def test_another_currency(call, message):
    """Both are told."""
    with pytest.raises(cc.CurrencyMismatch) as caught:
        call()
    assert str(caught.value) == message


@pytest.mark.parametrize("length", [1, 1_000])
def test_a_reason_of_1_to_1000_characters(length):
    """Both bounds are inside; one more is refused."""
    assert refunded(reason="x" * length).refunds[0].reason == "x" * length
    with pytest.raises(
        cc.InvalidField, match=r"^refund_order\.reason: got '.*, allowed: text of 1 to 1000 characters$"
    ):
        refunded(reason="x" * 1_001)


def test_a_step_without_a_row_is_a_bug(monkeypatch):
    """It is told as one, with the row that is missing; the order is not changed."""
    monkeypatch.setattr(payments, "leads", lambda _source, _operation, target: not isinstance(target, cc.OrderStatus))
    with pytest.raises(AssertionError) as caught:
        paid(placed(("10", 1)))
    assert str(caught.value) == "INITIALIZED by record_payment to APPROVED: a row is missing in ORDER_TRANSITIONS"
