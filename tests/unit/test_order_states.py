"""The states of orders, payments and refunds: each way that the tables know is gone, and every other is refused."""

import itertools
import pickle
from pathlib import Path

import attrs
import pytest
from placed import (
    FIRST,
    LATER,
    by_card,
    by_membership,
    change,
    decide,
    money,
    placed,
    record,
    refund,
    refusal,
    standing,
    statuses,
    units,
)
from quick import item
from samples import guid

import checkout_core as cc
from checkout_core.orders import transitions
from checkout_core.orders.codes import OPERATION_CODES
from checkout_core.orders.transitions import ORDER_TRANSITIONS, PAYMENT_TRANSITIONS, REFUND_TRANSITIONS

OFFLINE = item("10", payment_option=cc.PaymentOptionType.FULL_PAYMENT_OFFLINE)
NEW = placed(("10", 2))
"""INITIALIZED: 20.00 are due now."""


def refunding(status="PENDING"):
    """Refund 81: one of the two units, from payment 71."""
    ten, zero = cc.Money("10", "USD"), cc.Money("0", "USD")
    return cc.Refund(
        id=guid(81),
        created_date=LATER,
        amount=ten,
        tax=zero,
        status=cc.RefundStatus[status],
        lines=[cc.RefundedLine(line_item_id=FIRST, quantity=1, amount=ten, tax=zero)],
        payments=[cc.RefundedPayment(payment_id=guid(71), amount=ten)],
    )


def at(status, *payments, refund=None):
    """The order in this status, with these payments and this refund."""
    if refund is None:
        return standing(NEW, status, *payments)
    line = attrs.evolve(NEW.line_items[0], refund_quantity=1)
    if refund.status == "SUCCEEDED":
        payments = [attrs.evolve(payment, status=cc.TransactionStatus.PARTIALLY_REFUNDED) for payment in payments]
    return standing(NEW, status, *payments, refunds=[refund], line_items=[line])


def recording(amount="20", status="APPROVED"):
    """Record payment 79."""
    return lambda order: record(order, money(79, amount, status))


def changing(status, number=71):
    """Say what became of a payment."""
    return lambda order: change(order, number, status)


def refunds(quantity, status="SUCCEEDED"):
    """Refund so many units as refund 89."""
    return lambda order: refund(order, 89, {FIRST: units(quantity)}, status)


def deciding(status):
    """Say what became of refund 81."""
    return lambda order: decide(order, 81, status)


def fulfill(order):
    """Send one unit."""
    return cc.fulfill_line_items(order, {FIRST: 1}, now=LATER)


def cancel(order):
    """Call the order off."""
    return cc.cancel_order(order, now=LATER)


def told(table):
    """The rows of a table as text, without the words."""
    return {(row.source and row.source.value, row.operation.value, row.target.value) for row in table}


SENT = attrs.evolve(placed(("10", 2), shipping="0"), status=cc.OrderStatus.APPROVED)
"""With a delivery: nothing has been sent yet."""
PAID = money(71, "20")
ONE, OTHER = money(71, "1", "PENDING"), money(72, "1", "PENDING")
ALL = money(71, "20", "PENDING")

ORDER_WAYS = [
    (None, "create_order", "INITIALIZED", lambda _: placed(("10", 2))),
    (None, "create_order", "APPROVED", lambda _: placed((OFFLINE, 2))),
    (at("INITIALIZED"), "record_payment", "INITIALIZED", recording("20", "DECLINED")),
    (at("INITIALIZED"), "record_payment", "INITIALIZED", recording("19.99")),
    (at("INITIALIZED"), "record_payment", "INITIALIZED", recording("19.99", "AUTHORIZED")),
    (at("INITIALIZED"), "record_payment", "PENDING", recording("0.01", "PENDING")),
    (at("INITIALIZED"), "record_payment", "PENDING", recording("20", "PENDING_MERCHANT")),
    (at("INITIALIZED"), "record_payment", "APPROVED", recording("20")),
    (at("INITIALIZED"), "record_payment", "APPROVED", recording("20", "AUTHORIZED")),
    (at("INITIALIZED", money(71, "1")), "record_payment", "APPROVED", recording("19", "AUTHORIZED")),
    (at("INITIALIZED", money(71, "1", "AUTHORIZED")), "change_payment", "INITIALIZED", changing("VOIDED")),
    (at("INITIALIZED"), "cancel_order", "CANCELED", cancel),
    # an INITIALIZED order with pending payments, and a PENDING one without: others made them
    (at("INITIALIZED", ONE, OTHER), "change_payment", "PENDING", changing("DECLINED")),
    (at("INITIALIZED", ALL), "change_payment", "APPROVED", changing("APPROVED")),
    (at("INITIALIZED", ALL), "change_payment", "INITIALIZED", changing("DECLINED")),
    (at("PENDING"), "record_payment", "INITIALIZED", recording("1")),
    (at("PENDING", ONE), "record_payment", "PENDING", recording("18")),
    (at("PENDING", ONE), "record_payment", "PENDING", recording("1", "DECLINED")),
    (at("PENDING", ONE, money(72, "9")), "record_payment", "PENDING", recording("10")),
    (at("PENDING", money(72, "9")), "record_payment", "APPROVED", recording("11")),
    (at("PENDING", ONE, OTHER), "change_payment", "PENDING", changing("CANCELED")),
    (at("PENDING", ONE, OTHER), "change_payment", "PENDING", changing("APPROVED")),
    (at("PENDING", ONE), "change_payment", "PENDING", changing("PENDING_MERCHANT")),
    (at("PENDING", ONE), "change_payment", "INITIALIZED", changing("APPROVED")),
    (at("PENDING", ONE), "change_payment", "INITIALIZED", changing("AUTHORIZED")),
    (at("PENDING", ALL), "change_payment", "APPROVED", changing("APPROVED")),
    (at("PENDING", ALL), "change_payment", "APPROVED", changing("AUTHORIZED")),
    (at("PENDING", ALL), "change_payment", "REJECTED", changing("DECLINED")),
    (at("PENDING", ALL), "change_payment", "REJECTED", changing("CANCELED")),
    (at("PENDING", money(71, "1", "AUTHORIZED")), "change_payment", "REJECTED", changing("VOIDED")),
    (at("PENDING", ONE, by_membership(72, "PENDING")), "change_payment", "REJECTED", changing("DECLINED")),
    (at("PENDING", ALL), "cancel_order", "CANCELED", cancel),
    (at("APPROVED"), "record_payment", "APPROVED", recording("1", "PENDING")),
    (at("APPROVED", ALL), "change_payment", "APPROVED", changing("DECLINED")),
    (at("APPROVED", PAID), "refund_order", "APPROVED", refunds(2)),
    (at("APPROVED", PAID, refund=refunding()), "change_refund", "APPROVED", deciding("SUCCEEDED")),
    (SENT, "fulfill_line_items", "APPROVED", fulfill),
    (at("APPROVED", PAID), "cancel_order", "CANCELED", cancel),
    (at("CANCELED", PAID), "refund_order", "CANCELED", refunds(2)),
    (at("CANCELED", PAID, refund=refunding()), "change_refund", "CANCELED", deciding("FAILED")),
    (at("CANCELED"), "record_payment", "CANCELED", recording("20")),
    (at("CANCELED", money(71, "20", "CANCELED")), "change_payment", "CANCELED", changing("APPROVED")),
    (at("REJECTED"), "record_payment", "REJECTED", recording("20", "PENDING")),
    (at("REJECTED", ALL), "change_payment", "REJECTED", changing("APPROVED")),
    (at("REJECTED", PAID), "refund_order", "REJECTED", refunds(1)),
    (at("REJECTED", PAID, refund=refunding()), "change_refund", "REJECTED", deciding("SUCCEEDED")),
]
"""(an order, what is done to it, the status that it then has, how to do it)."""

PART, AUTHORIZED = money(71, "20", "PARTIALLY_REFUNDED"), money(71, "20", "AUTHORIZED")
MOST_BACK = money(71, "15", "PARTIALLY_REFUNDED")
MERCHANT = money(71, "20", "PENDING_MERCHANT")


def approved(payment, refund=None):
    """An approved order with this payment."""
    return at("APPROVED", payment, refund=refund)


PAYMENT_WAYS = [
    (at("APPROVED"), "record_payment", "APPROVED", recording()),
    (at("APPROVED"), "record_payment", "PENDING", recording("20", "PENDING")),
    (at("APPROVED"), "record_payment", "PENDING_MERCHANT", recording("20", "PENDING_MERCHANT")),
    (at("APPROVED"), "record_payment", "AUTHORIZED", recording("20", "AUTHORIZED")),
    (at("APPROVED"), "record_payment", "DECLINED", recording("20", "DECLINED")),
    (approved(ALL), "change_payment", "PENDING_MERCHANT", changing("PENDING_MERCHANT")),
    (approved(ALL), "change_payment", "AUTHORIZED", changing("AUTHORIZED")),
    (approved(ALL), "change_payment", "APPROVED", changing("APPROVED")),
    (approved(ALL), "change_payment", "DECLINED", changing("DECLINED")),
    (approved(ALL), "change_payment", "CANCELED", changing("CANCELED")),
    (approved(MERCHANT), "change_payment", "AUTHORIZED", changing("AUTHORIZED")),
    (approved(MERCHANT), "change_payment", "APPROVED", changing("APPROVED")),
    (approved(MERCHANT), "change_payment", "DECLINED", changing("DECLINED")),
    (approved(MERCHANT), "change_payment", "CANCELED", changing("CANCELED")),
    (approved(AUTHORIZED), "change_payment", "APPROVED", changing("APPROVED")),
    (approved(AUTHORIZED), "change_payment", "VOIDED", changing("VOIDED")),
    (approved(money(71, "20", "CANCELED")), "change_payment", "APPROVED", changing("APPROVED")),
    (approved(ALL), "cancel_order", "CANCELED", cancel),
    (approved(MERCHANT), "cancel_order", "CANCELED", cancel),
    (approved(AUTHORIZED), "cancel_order", "VOIDED", cancel),
    (approved(by_card(71, "20")), "cancel_order", "VOIDED", cancel),
    (approved(by_membership(71)), "cancel_order", "VOIDED", cancel),
    (approved(PAID), "refund_order", "PARTIALLY_REFUNDED", refunds(1)),
    (approved(PAID), "refund_order", "REFUNDED", refunds(2)),
    (approved(PART), "refund_order", "PARTIALLY_REFUNDED", refunds(1)),
    (approved(PART), "refund_order", "REFUNDED", refunds(2)),
    (approved(PAID, refunding()), "change_refund", "PARTIALLY_REFUNDED", deciding("SUCCEEDED")),
    (approved(money(71, "10"), refunding()), "change_refund", "REFUNDED", deciding("SUCCEEDED")),
    (approved(PART, refunding()), "change_refund", "PARTIALLY_REFUNDED", deciding("SUCCEEDED")),
    (approved(MOST_BACK, refunding()), "change_refund", "REFUNDED", deciding("SUCCEEDED")),
]
"""(an order with such a payment or none, what is done to it, the status that the payment then has, how to do it)."""

REFUND_WAYS = [
    (approved(PAID), "refund_order", "PENDING", refunds(1, "PENDING")),
    (approved(PAID), "refund_order", "SUCCEEDED", refunds(1)),
    (approved(PAID, refunding()), "change_refund", "SUCCEEDED", deciding("SUCCEEDED")),
    (approved(PAID, refunding()), "change_refund", "FAILED", deciding("FAILED")),
]
"""(an order with such a refund or none, what is done to it, the status that the refund then has, how to do it)."""


def first(entries):
    """The status of the first of some payments or refunds."""
    return entries[0].status.value if entries else None


class TestEveryRow:
    """Of the tables, by literal states; and no row that nothing here reaches."""

    @pytest.mark.parametrize(("order", "operation", "target", "step"), ORDER_WAYS)
    def test_of_an_order(self, order, operation, target, step):
        assert step(order).status == target
        assert (order and order.status.value, operation, target) in told(ORDER_TRANSITIONS)

    @pytest.mark.parametrize(("order", "operation", "target", "step"), PAYMENT_WAYS)
    def test_of_a_payment(self, order, operation, target, step):
        assert first(step(order).payments) == target
        assert (first(order.payments), operation, target) in told(PAYMENT_TRANSITIONS)

    @pytest.mark.parametrize(("order", "operation", "target", "step"), REFUND_WAYS)
    def test_of_a_refund(self, order, operation, target, step):
        assert first(step(order).refunds) == target
        assert (first(order.refunds), operation, target) in told(REFUND_TRANSITIONS)

    def test_is_reached_here(self):
        """Each row once, and by a row of ours."""
        assert {(order and order.status.value, *row) for order, *row, _ in ORDER_WAYS} == told(ORDER_TRANSITIONS)
        assert {(first(order.payments), *row) for order, *row, _ in PAYMENT_WAYS} == told(PAYMENT_TRANSITIONS)
        assert {(first(order.refunds), *row) for order, *row, _ in REFUND_WAYS} == told(REFUND_TRANSITIONS)
        for table in (ORDER_TRANSITIONS, PAYMENT_TRANSITIONS, REFUND_TRANSITIONS):
            assert len(table) == len(told(table))


PAGE = (Path(__file__).parents[2] / "docs" / "states.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("title", "made"),
    [
        ("Order", transitions._order_transitions),
        ("Payment", transitions._payment_transitions),
        ("Refund", transitions._refund_transitions),
    ],
)
def test_the_tables_are_the_pages(title, made):
    """Row by row, with the case in which each applies: what is made here anew is what the page of states says."""
    section = PAGE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
    rows = [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in section.splitlines() if "`" in line]
    table = [line for line in rows if len(line) == 4 and line[1].startswith("`")]
    told = [(str(row.source or "*start*"), f"`{row.operation}`", str(row.target), row.when) for row in made()]
    assert told == table


DONE = {
    "record_payment": recording(),
    "change_payment": changing("APPROVED"),
    "refund_order": refunds(1),
    "change_refund": deciding("FAILED"),
    "fulfill_line_items": fulfill,
    "cancel_order": cancel,
}
"""Everything that can be done to an order."""
MAY = {
    "INITIALIZED": {"record_payment", "change_payment", "cancel_order"},
    "PENDING": {"record_payment", "change_payment", "cancel_order"},
    "APPROVED": set(DONE),
    "CANCELED": {"record_payment", "change_payment", "refund_order", "change_refund"},
    "REJECTED": {"record_payment", "change_payment", "refund_order", "change_refund"},
}
CHANGES = {
    "PENDING": {"PENDING_MERCHANT", "AUTHORIZED", "APPROVED", "DECLINED", "CANCELED"},
    "PENDING_MERCHANT": {"AUTHORIZED", "APPROVED", "DECLINED", "CANCELED"},
    "AUTHORIZED": {"APPROVED", "VOIDED"},
    "CANCELED": {"APPROVED"},
}
BY_CARD = {"PENDING": {"APPROVED", "DECLINED", "CANCELED"}}
ENDS = {"PENDING": "CANCELED", "PENDING_MERCHANT": "CANCELED", "AUTHORIZED": "VOIDED"}
"""What becomes of a payment when the order is canceled, if it is not left as it is."""


def refused_as(order, step):
    """Code, status and data; the order is what it was."""
    before = pickle.dumps(order)
    answer = refusal(lambda: step(order))
    assert order == pickle.loads(before)
    return answer


def pairs(statuses):
    """Every status with every other and itself."""
    return list(itertools.product([status.value for status in statuses], repeat=2))


class TestEveryOtherWay:
    """That is not in the tables is refused, and the order is what it was."""

    @pytest.mark.parametrize("status", MAY)
    @pytest.mark.parametrize("operation", DONE)
    def test_of_an_order(self, status, operation):
        order = at(status, ALL)
        if operation in MAY[status]:
            assert operation in {row[1] for row in told(ORDER_TRANSITIONS) if row[0] == status}
        else:
            refused = ("INVALID_ORDER_STATUS", 428, {"status": status})
            assert refused_as(order, DONE[operation]) == refused

    @pytest.mark.parametrize("status", cc.TransactionStatus)
    def test_of_a_new_payment(self, status):
        """Nothing starts canceled, voided or refunded."""
        if status in {"APPROVED", "AUTHORIZED", "PENDING", "PENDING_MERCHANT", "DECLINED"}:
            assert statuses(recording("20", status)(NEW)) == status
        else:
            refused = ("INVALID_PAYMENT_STATUS", 428, {"paymentId": guid(79), "from": None, "to": status.value})
            assert refused_as(NEW, recording("20", status)) == refused

    @pytest.mark.parametrize(("source", "target"), pairs(cc.TransactionStatus))
    @pytest.mark.parametrize("status", ["INITIALIZED", "PENDING", "APPROVED"])
    def test_of_a_payment(self, status, source, target):
        """Money."""
        order = at(status, money(71, "20", source))
        if target in CHANGES.get(source, ()):
            assert first(change(order, 71, target).payments) == target
        else:
            refused = ("INVALID_PAYMENT_STATUS", 428, {"paymentId": guid(71), "from": source, "to": target})
            assert refused_as(order, changing(target)) == refused

    @pytest.mark.parametrize(("source", "target"), pairs(cc.TransactionStatus))
    @pytest.mark.parametrize(
        "make", [lambda status: by_card(71, "20", status), lambda status: by_membership(71, status)]
    )
    def test_of_a_payment_by_card_or_membership(self, make, source, target):
        """Which is neither authorized nor refunded."""
        if source in {"PENDING_MERCHANT", "AUTHORIZED", "PARTIALLY_REFUNDED", "REFUNDED"}:
            with pytest.raises(
                cc.InvalidField, match=r"^Payment\.status: got .*, allowed: one of APPROVED, PENDING, CANC"
            ):
                make(source)
            return
        order = at("APPROVED", make(source))
        if target in BY_CARD.get(source, ()):
            assert first(change(order, 71, target).payments) == target
        else:
            refused = ("INVALID_PAYMENT_STATUS", 428, {"paymentId": guid(71), "from": source, "to": target})
            assert refused_as(order, changing(target)) == refused

    @pytest.mark.parametrize(("source", "target"), pairs(cc.RefundStatus))
    @pytest.mark.parametrize("status", ["APPROVED", "CANCELED", "REJECTED"])
    def test_of_a_refund(self, status, source, target):
        order = at(status, PAID, refund=refunding(source))
        if source == "PENDING" and target != "PENDING":
            assert first(decide(order, 81, target).refunds) == target
        else:
            refused = ("INVALID_REFUND_STATUS", 428, {"refundId": guid(81), "from": source, "to": target})
            assert refused_as(order, deciding(target)) == refused

    @pytest.mark.parametrize("status", cc.TransactionStatus)
    @pytest.mark.parametrize("before", ["INITIALIZED", "PENDING", "APPROVED"])
    def test_of_a_canceled_orders_payment(self, before, status):
        """Money that has come in stays."""
        assert statuses(cancel(at(before, money(71, "20", status)))) == ENDS.get(status, status)

    @pytest.mark.parametrize(
        ("status", "end"),
        [
            ("APPROVED", "VOIDED"),
            ("PENDING", "CANCELED"),
            ("CANCELED", "CANCELED"),
            ("DECLINED", "DECLINED"),
            ("VOIDED", "VOIDED"),
        ],
    )
    def test_of_a_canceled_orders_gift_card(self, status, end):
        """It gets its own back."""
        assert statuses(cancel(at("APPROVED", by_card(71, "20", status)))) == end
        assert statuses(cancel(at("APPROVED", by_membership(71, status)))) == end


UNKNOWN = guid(77)

REFUSALS = {
    "INVALID_ORDER_STATUS": (428, {"status": "CANCELED"}, at("CANCELED"), cancel),
    "PAYMENT_ALREADY_EXISTS": (409, {"paymentId": guid(79)}, at("APPROVED", money(79, "1")), recording("1")),
    "PAYMENT_NOT_FOUND": (404, {"paymentId": UNKNOWN}, NEW, changing("APPROVED", 77)),
    "INVALID_PAYMENT_STATUS": (
        428,
        {"paymentId": guid(79), "from": None, "to": "CANCELED"},
        NEW,
        recording("20", "CANCELED"),
    ),
    "PAYMENT_EXCEEDS_BALANCE": (428, {"amount": "20.01", "balance": "20.00"}, NEW, recording("20.01")),
    "REFUND_ALREADY_EXISTS": (
        409,
        {"refundId": guid(81)},
        approved(PAID, refunding()),
        lambda order: refund(order, 81, {FIRST: units(1)}),
    ),
    "REFUND_NOT_FOUND": (404, {"refundId": guid(81)}, approved(PAID), deciding("FAILED")),
    "INVALID_REFUND_STATUS": (
        428,
        {"refundId": guid(81), "from": "FAILED", "to": "SUCCEEDED"},
        approved(PAID, refunding("FAILED")),
        deciding("SUCCEEDED"),
    ),
    "LINE_ITEM_NOT_FOUND": (
        404,
        {"lineItemIds": [UNKNOWN]},
        approved(PAID),
        lambda order: refund(order, 89, {FIRST: units(1), UNKNOWN: units(9)}),
    ),
    "REFUND_EXCEEDS_CHARGE": (
        428,
        {"parts": [{"lineItemId": FIRST, "asked": 3, "left": 2}]},
        approved(PAID),
        refunds(3),
    ),
    "NOTHING_TO_REFUND": (428, None, approved(PAID), lambda order: refund(order, 89)),
    "REFUND_EXCEEDS_PAID": (428, {"amount": "10.00", "refundable": "0.00"}, at("APPROVED"), refunds(1)),
    "FULFILLMENT_EXCEEDS_QUANTITY": (
        428,
        {"parts": [{"lineItemId": FIRST, "asked": 3, "left": 2}]},
        SENT,
        lambda order: cc.fulfill_line_items(order, {FIRST: 3}, now=LATER),
    ),
}
"""Every code of an operation: its status, its data, an order, and what is refused with it."""


@pytest.mark.parametrize("code", REFUSALS)
def test_every_code(code):
    """With its status and data, and the words of the table."""
    status, data, order, step = REFUSALS[code]
    assert refused_as(order, step) == (code, status, data)
    (entry,) = (entry for entry in OPERATION_CODES if entry.code == code)
    with pytest.raises(cc.OrderRejected) as caught:
        step(order)
    assert caught.value.description == entry.description
    assert bool(entry.data) is bool(data)
    assert not entry.documented
    assert caught.value.documented is False
    assert not pickle.loads(pickle.dumps(caught.value)).documented


def test_every_code_is_here():
    """None that no operation is refused with."""
    assert {entry.code for entry in OPERATION_CODES} == set(REFUSALS)
