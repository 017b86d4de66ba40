"""Goods sent, and orders called off. Conventions N14, N19, N24."""

from datetime import datetime, timedelta

import attrs
import pytest
from placed import (
    FIRST,
    LATER,
    SECOND,
    account,
    decide,
    money,
    paid,
    placed,
    record,
    refund,
    refusal,
    standing,
    statuses,
    units,
)
from samples import NOW, guid

import checkout_core as cc

OWN = "abcdefab-0000-0000-0000-000000000001"


def sent(order, quantities, now=LATER):
    """The order after so many units of lines were sent."""
    return cc.fulfill_line_items(order, quantities, now=now)


def delivered(*lines):
    """An order of these lines with a delivery, paid."""
    return paid(placed(*(lines or (("10", 3), ("4.50", 2))), shipping="5"))


def counts(order):
    """How many units of each line were sent."""
    return [line.fulfilled_quantity for line in order.line_items]


def unsent(entry):
    """How many units of a refund of one line were never sent."""
    return entry.lines[0].unsent_quantity


def test_step_by_step():
    """From none to all."""
    order = delivered()
    told = [(order.fulfillment_status, counts(order))]
    for quantities in ({FIRST: 1}, {SECOND: 2}, {FIRST: 2}):
        order = sent(order, quantities)
        told.append((order.fulfillment_status, counts(order)))
    assert told == [
        ("NOT_FULFILLED", [0, 0]),
        ("PARTIALLY_FULFILLED", [1, 0]),
        ("PARTIALLY_FULFILLED", [1, 2]),
        ("FULFILLED", [3, 2]),
    ]
    assert account(order) == account(delivered())


def test_all_at_once():
    """From none to all, too."""
    order = sent(delivered(), {SECOND: 2, FIRST: 3})
    assert (order.fulfillment_status, counts(order)) == ("FULFILLED", [3, 2])


def test_nothing_to_send():
    """Without delivery an order is fulfilled from the start."""
    order = placed(("10", 3))
    assert (order.fulfillment_status, counts(order)) == ("FULFILLED", [3])
    answer = ("FULFILLMENT_EXCEEDS_QUANTITY", 428, {"parts": [{"lineItemId": FIRST, "asked": 1, "left": 0}]})
    assert refusal(lambda: sent(paid(order), {FIRST: 1})) == answer


def test_too_many():
    """Every line that is short, in the order asked; nothing is sent then."""
    order = sent(delivered(), {FIRST: 2})
    parts = [{"lineItemId": SECOND, "asked": 3, "left": 2}, {"lineItemId": FIRST, "asked": 2, "left": 1}]
    answer = ("FULFILLMENT_EXCEEDS_QUANTITY", 428, {"parts": parts})
    assert refusal(lambda: sent(order, {SECOND: 3, FIRST: 2})) == answer
    answer = ("FULFILLMENT_EXCEEDS_QUANTITY", 428, {"parts": parts[1:]})
    assert refusal(lambda: sent(order, {SECOND: 2, FIRST: 2})) == answer
    assert counts(sent(order, {FIRST: 1})) == [3, 0]


def test_unknown_lines():
    """All of them, before quantities are looked at."""
    answer = ("LINE_ITEM_NOT_FOUND", 404, {"lineItemIds": [guid(7), guid(8)]})
    assert refusal(lambda: sent(delivered(), {guid(7): 1, FIRST: 99, guid(8): 1})) == answer
    answer = ("LINE_ITEM_NOT_FOUND", 404, {"lineItemIds": [guid(7)]})
    assert refusal(lambda: sent(delivered(), {FIRST: 1, guid(7): 1})) == answer


@pytest.mark.parametrize("status", ["INITIALIZED", "PENDING", "CANCELED", "REJECTED"])
def test_not_approved(status):
    """Nothing is sent before, nor when the order is over."""
    order = standing(delivered(), status)
    assert refusal(lambda: sent(order, {FIRST: 1})) == ("INVALID_ORDER_STATUS", 428, {"status": status})


def test_ids_whatever_their_case():
    """The line keeps its own."""
    order = sent(delivered(("10", 3, {"id": OWN})), {OWN.upper(): 2})
    assert [(line.id, line.fulfilled_quantity) for line in order.line_items] == [(OWN, 2)]
    shouted = sent(delivered(("10", 3, {"id": OWN.upper()})), {OWN: 2})
    assert [(line.id, line.fulfilled_quantity) for line in shouted.line_items] == [(OWN.upper(), 2)]
    answer = {"parts": [{"lineItemId": OWN.upper(), "asked": 2, "left": 1}]}
    assert refusal(lambda: sent(shouted, {OWN: 2})) == ("FULFILLMENT_EXCEEDS_QUANTITY", 428, answer)


def test_a_line_twice():
    """In two spellings."""
    order = delivered(("10", 3, {"id": OWN}))
    with pytest.raises(cc.InvalidField, match=r"^fulfill_line_items\.quantities: got 'ABCD.*, allowed: each id once"):
        sent(order, {OWN: 1, OWN.upper(): 1})


@pytest.mark.parametrize(
    ("field", "quantities"),
    [
        ("quantities", {}),
        ("quantities", None),
        ("quantities", [FIRST]),
        ("quantities", {"first": 1}),
        ("quantities", {1: 1}),
        (f"quantities['{FIRST}']", {FIRST: 0}),
        (f"quantities['{FIRST}']", {FIRST: -1}),
        (f"quantities['{FIRST}']", {FIRST: True}),
        (f"quantities['{FIRST}']", {FIRST: "1"}),
        (f"quantities['{FIRST}']", {FIRST: 100_001}),
    ],
)
def test_wrong_quantities(field, quantities):
    """A caller's bug, named."""
    with pytest.raises(cc.InvalidField) as caught:
        sent(delivered(), quantities)
    assert caught.value.field == f"fulfill_line_items.{field}"


def test_wrong_order_and_instant():
    """Likewise."""
    with pytest.raises(cc.InvalidField, match=r"^fulfill_line_items\.order: "):
        sent(None, {FIRST: 1})
    with pytest.raises(cc.InvalidField, match=r"^fulfill_line_items\.now: .* an instant with a time zone"):
        sent(delivered(), {FIRST: 1}, now=datetime(2022, 7, 19))


def test_when():
    """`updated_date` moves, and never back."""
    order = delivered()
    later = LATER + timedelta(days=1)
    assert sent(order, {FIRST: 1}, now=later).updated_date == later
    assert sent(order, {FIRST: 1}, now=NOW).updated_date == LATER
    assert cc.cancel_order(order, now=later).updated_date == later


@pytest.mark.parametrize("name", ["fulfilled_quantity", "refund_quantity", "restock_quantity"])
def test_an_order_has_no_more_sent_or_refunded_than_ordered(name):
    """Nobody makes a line that has; and none is restocked that is not refunded."""
    (line, _) = delivered().line_items
    allowed = 0 if name == "restock_quantity" else 3
    assert getattr(attrs.evolve(line, **{name: allowed}), name) == allowed
    with pytest.raises(cc.InvalidField, match=r"^OrderLineItem\.(refund_)?quantity: got .*, allowed: at least the "):
        attrs.evolve(line, **{name: allowed + 1})


FIVES = [money(71, "5"), money(72, "5", "AUTHORIZED"), money(73, "5", "PENDING")]


@pytest.mark.parametrize(
    ("order", "told", "payments"),
    [
        (placed(("10", 2)), "CANCELED NOT_PAID balance 20.00", ""),
        (
            record(
                placed(("10", 2), card="5"), money(71, "5"), money(72, "5", "AUTHORIZED"), money(73, "5", "PENDING")
            ),
            "CANCELED PARTIALLY_PAID balance 15.00 paid 5.00",
            "VOIDED APPROVED VOIDED CANCELED",
        ),
        (record(placed(("10", 2)), money(71, "20", "AUTHORIZED")), "CANCELED CANCELED balance 20.00", "VOIDED"),
        (record(placed(("10", 2)), money(71, "20", "DECLINED")), "CANCELED DECLINED balance 20.00", "DECLINED"),
        (paid(placed(("10", 2))), "CANCELED PAID balance 0.00 paid 20.00", "APPROVED"),
    ],
)
def test_cancel(order, told, payments):
    """From INITIALIZED, PENDING and APPROVED: what is pending or promised ends, what came in stays."""
    canceled = cc.cancel_order(order, now=LATER)
    assert (account(canceled), statuses(canceled)) == (told, payments)
    assert canceled.fulfillment_status == order.fulfillment_status
    refused = ("INVALID_ORDER_STATUS", 428, {"status": "CANCELED"})
    assert refusal(lambda: cc.cancel_order(canceled, now=LATER)) == refused


def test_cancel_what_was_sent():
    """What has been sent stays sent."""
    order = cc.cancel_order(sent(delivered(), {FIRST: 1}), now=LATER)
    assert (order.status, order.fulfillment_status, counts(order)) == ("CANCELED", "PARTIALLY_FULFILLED", [1, 0])


class TestRefundedBeforeSent:
    """Units that were refunded before they were sent stay where they are; those that had been sent come first."""

    @staticmethod
    def left(order):
        """How many units of the first line can still be sent."""
        [part] = refusal(lambda: sent(order, {FIRST: 100}))[2]["parts"]
        return part["left"]

    def test_none_was_sent(self):
        order = refund(delivered(("10", 3)), 81, {FIRST: units(1)})
        assert (order.refunds[0].lines[0].unsent_quantity, self.left(order)) == (1, 2)
        order = sent(order, {FIRST: 2})
        assert (order.fulfillment_status, counts(order), self.left(order)) == ("FULFILLED", [2], 0)

    def test_all_were_sent(self):
        order = refund(sent(delivered(("10", 3)), {FIRST: 3}), 81, {FIRST: units(2)})
        assert (order.refunds[0].lines[0].unsent_quantity, order.fulfillment_status) == (0, "FULFILLED")

    def test_some_were_sent(self):
        """One of three: the first unit refunded had been sent, the second had not."""
        order = refund(sent(delivered(("10", 3)), {FIRST: 1}), 81, {FIRST: units(1)})
        assert (order.refunds[0].lines[0].unsent_quantity, self.left(order)) == (0, 2)
        order = refund(order, 82, {FIRST: units(1)})
        assert (order.refunds[1].lines[0].unsent_quantity, self.left(order)) == (1, 1)
        both = refund(sent(delivered(("10", 3)), {FIRST: 1}), 81, {FIRST: units(2)})
        assert (both.refunds[0].lines[0].unsent_quantity, self.left(both)) == (1, 1)
        assert sent(both, {FIRST: 1}).fulfillment_status == "FULFILLED"

    def test_all_went_back_and_none_was_sent(self):
        order = refund(delivered(("10", 3)), 81, {FIRST: units(3)})
        assert (order.fulfillment_status, self.left(order)) == ("NOT_FULFILLED", 0)

    def test_a_refund_that_failed_lets_go(self):
        order = refund(delivered(("10", 3)), 81, {FIRST: units(2)}, "PENDING")
        assert self.left(order) == 1
        assert self.left(decide(order, 81, "FAILED")) == 3
        assert self.left(decide(order, 81, "SUCCEEDED")) == 1

    def test_amounts_keep_nothing_back(self):
        order = refund(delivered(("10", 3)), 81, {FIRST: cc.RefundLine(amount=cc.Money("30", "USD"))})
        assert self.left(order) == 3

    def test_each_line_for_itself(self):
        order = refund(delivered(), 81, {FIRST: units(3)})
        order = sent(order, {SECOND: 1})
        assert order.fulfillment_status == "PARTIALLY_FULFILLED"
        assert sent(order, {SECOND: 1}).fulfillment_status == "FULFILLED"

    def test_a_failed_refund_among_others(self):
        """Each counts what it took when it was made; what fails lets go of its own."""
        order = refund(sent(delivered(("10", 5)), {FIRST: 1}), 81, {FIRST: units(2)}, "PENDING")
        order = refund(order, 82, {FIRST: units(1)}, "PENDING")
        assert ([unsent(entry) for entry in order.refunds], self.left(order)) == ([1, 1], 2)
        without_the_first = decide(order, 81, "FAILED")
        assert self.left(without_the_first) == 3
        # the unit that had been sent is with the buyer again: it comes first
        again = refund(without_the_first, 83, {FIRST: units(2)})
        assert (unsent(again.refunds[-1]), self.left(again)) == (1, 2)
        without_the_second = decide(order, 82, "FAILED")
        assert self.left(without_the_second) == 3
        again = refund(without_the_second, 83, {FIRST: units(1)})
        assert (unsent(again.refunds[-1]), self.left(again)) == (1, 2)
        neither = decide(without_the_second, 81, "FAILED")
        assert self.left(neither) == 4

    def test_sent_between_refunds(self):
        """Two of five go back unsent; of three that are sent then, two go back; the last refund takes the third."""
        order = refund(delivered(("10", 5)), 81, {FIRST: units(2)})
        order = sent(order, {FIRST: 3})
        assert (order.fulfillment_status, self.left(order)) == ("FULFILLED", 0)
        order = refund(order, 82, {FIRST: units(2)})
        order = refund(order, 83, {FIRST: units(1)})
        assert [unsent(entry) for entry in order.refunds] == [2, 0, 0]
        assert (order.fulfillment_status, counts(order)) == ("FULFILLED", [3])

    def test_sent_while_a_refund_is_pending(self):
        """What it holds back is not sent; once it has failed it is."""
        order = sent(refund(delivered(("10", 3)), 81, {FIRST: units(2)}, "PENDING"), {FIRST: 1})
        assert (order.fulfillment_status, self.left(order)) == ("FULFILLED", 0)
        assert decide(order, 81, "SUCCEEDED").fulfillment_status == "FULFILLED"
        failed = decide(order, 81, "FAILED")
        assert (failed.fulfillment_status, self.left(failed)) == ("PARTIALLY_FULFILLED", 2)
        assert (sent(failed, {FIRST: 2}).fulfillment_status, counts(sent(failed, {FIRST: 2}))) == ("FULFILLED", [3])

    def test_the_rest_is_refunded(self):
        """After some were sent: one unit more than those closes it."""
        order = sent(delivered(("10", 3)), {FIRST: 2})
        assert refund(order, 81, {FIRST: units(2)}).fulfillment_status == "PARTIALLY_FULFILLED"
        assert refund(order, 81, {FIRST: units(3)}).fulfillment_status == "FULFILLED"

    def test_units_for_an_amount_or_for_nothing(self):
        """They are units all the same."""
        for amount in ("1", "0"):
            asked = units(2, amount=cc.Money(amount, "USD"), restock=True)
            order = refund(delivered(("10", 3)), 81, {FIRST: asked})
            assert (unsent(order.refunds[0]), self.left(order)) == (2, 1)

    def test_without_delivery(self):
        """All was sent from the start."""
        order = refund(paid(placed(("10", 3))), 81, {FIRST: units(2)})
        assert (unsent(order.refunds[0]), order.fulfillment_status) == (0, "FULFILLED")

    def test_more_than_was_sent_had_been_refunded_elsewhere(self):
        """An order from elsewhere may count units without their refunds: those are not of this refund."""
        order = delivered(("10", 3))
        order = attrs.evolve(order, line_items=[attrs.evolve(order.line_items[0], refund_quantity=2)])
        assert self.left(order) == 3
        order = refund(order, 81, {FIRST: units(1)})
        assert (unsent(order.refunds[0]), self.left(order)) == (1, 2)

    def test_ids_whatever_their_case(self):
        order = refund(delivered(("10", 3, {"id": OWN.upper()})), 81, {OWN: units(2)})
        shouted = attrs.evolve(order.refunds[0].lines[0], line_item_id=OWN)
        order = attrs.evolve(order, refunds=[attrs.evolve(order.refunds[0], lines=[shouted])])
        answer = {"parts": [{"lineItemId": OWN.upper(), "asked": 2, "left": 1}]}
        assert refusal(lambda: sent(order, {OWN: 2})) == ("FULFILLMENT_EXCEEDS_QUANTITY", 428, answer)
        order = sent(order, {OWN: 1})
        assert order.fulfillment_status == "FULFILLED"
        assert unsent(refund(order, 82, {OWN: units(1)}).refunds[1]) == 0

    def test_nothing_is_sent_when_all_were_refunded(self):
        """And it is told with the others that are short."""
        order = refund(delivered(), 81, {FIRST: units(3), SECOND: units(1)})
        parts = [{"lineItemId": FIRST, "asked": 1, "left": 0}, {"lineItemId": SECOND, "asked": 2, "left": 1}]
        assert refusal(lambda: sent(order, {FIRST: 1, SECOND: 2})) == (
            "FULFILLMENT_EXCEEDS_QUANTITY",
            428,
            {"parts": parts},
        )
