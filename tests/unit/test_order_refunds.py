"""Refunds, to the cent: by units, by amount, for delivery and fees, and from which payments. Conventions N20 to N23."""

import sys
from datetime import datetime, timedelta

import attrs
import moneyed
import pytest
from placed import (
    FIRST,
    LATER,
    SECOND,
    account,
    by_card,
    by_membership,
    decide,
    money,
    paid,
    part,
    placed,
    record,
    refund,
    refusal,
    standing,
    statuses,
    units,
)
from quick import item, tax
from samples import NOW, guid

import checkout_core as cc

RATE = tax("0.0825", applies_to_shipping=True, applies_to_fees=True)
FEE = cc.AdditionalFee(code="wrap", name="Wrap", price=cc.Money("3", "USD"), taxable=True)
THREE = ("10", 3)


def goods(*, included=False):
    """Three units, paid: 32.48, of it 2.48 tax; or 30.00, of it 2.29 tax."""
    return paid(placed(THREE, taxes=[RATE], included=included))


def everything(*payments):
    """Three units for 32.48 (2.48 tax), two for 9.74 (0.74), delivery 5.41 (0.41), a fee 3.25 (0.25): 50.88."""
    order = placed(THREE, ("4.50", 2), taxes=[RATE], shipping="5", fees=[FEE])
    return record(order, *payments) if payments else paid(order)


def pair(piece):
    """Amount and tax as text."""
    return piece and f"{piece.amount.amount} tax {piece.tax.amount}"


def told(order):
    """The last refund: what it comes to, its lines, delivery and fees."""
    last = order.refunds[-1]
    lines = [f"{int(line.line_item_id[-4:])}: {line.quantity} for {pair(line)}" for line in last.lines]
    return [pair(last), lines, pair(last.shipping), pair(last.additional_fees)]


def sources(order):
    """Which payments give the last refund back, and how much of it."""
    return [f"{int(entry.payment_id[-4:])}: {entry.amount.amount}" for entry in order.refunds[-1].payments]


def run(order, *asked):
    """What each refund of the first line comes to."""
    answers = []
    for number, wanted in enumerate(asked, 80):
        order = refund(order, number, {FIRST: wanted})
        answers.append(pair(order.refunds[-1]))
    return answers


class TestOfALine:
    @pytest.mark.parametrize(
        ("asked", "answers"),
        [
            # 32.48 / 3 is 10.82 2/3, 2.48 / 3 is 0.82 2/3: whoever comes last takes the rest
            ([units(1), units(1), units(1)], ["10.83 tax 0.83", "10.83 tax 0.83", "10.82 tax 0.82"]),
            ([units(2), units(1)], ["21.65 tax 1.65", "10.83 tax 0.83"]),
            ([units(1), units(2)], ["10.83 tax 0.83", "21.65 tax 1.65"]),
            ([units(3)], ["32.48 tax 2.48"]),
            # 2.48 x 5 / 32.48 is 0.38; then 2.10 x 0.01 / 27.48 is nothing
            ([part("5"), part("0.01"), part("27.47")], ["5.00 tax 0.38", "0.01 tax 0.00", "27.47 tax 2.10"]),
            ([part("32.48")], ["32.48 tax 2.48"]),
            ([part("0.07"), part("0.06")], ["0.07 tax 0.01", "0.06 tax 0.00"]),
            # units are worth their part of what is left, and an amount takes no units
            ([part("2.48"), units(1), units(2)], ["2.48 tax 0.19", "10.00 tax 0.76", "20.00 tax 1.53"]),
            ([units(1), part("1.65"), units(2)], ["10.83 tax 0.83", "1.65 tax 0.13", "20.00 tax 1.52"]),
            ([units(2), part("10.83")], ["21.65 tax 1.65", "10.83 tax 0.83"]),
        ],
    )
    def test_tax_added(self, asked, answers):
        """3 x 10.00 and 8.25 %: 32.48, of it 2.48 tax."""
        assert run(goods(), *asked) == answers

    @pytest.mark.parametrize(
        ("asked", "answers"),
        [
            ([units(1), units(1), units(1)], ["10.00 tax 0.76", "10.00 tax 0.77", "10.00 tax 0.76"]),
            ([part("10.01"), units(3)], ["10.01 tax 0.76", "19.99 tax 1.53"]),
        ],
    )
    def test_tax_included(self, asked, answers):
        """3 x 10.00 with 8.25 % inside: 30.00, of it 2.29 tax."""
        assert run(goods(included=True), *asked) == answers

    @pytest.mark.parametrize(
        ("currency", "price", "answers"),
        [
            ("JPY", "33", ["36 tax 3", "36 tax 3", "35 tax 2"]),  # 107, of it 8
            ("KWD", "10.001", ["10.826 tax 0.825", "10.826 tax 0.825", "10.826 tax 0.825"]),
        ],
    )
    def test_in_other_currencies(self, currency, price, answers):
        """Of none and of three decimals."""
        order = paid(placed((price, 3), taxes=[RATE], currency=currency))
        assert run(order, units(1), units(1), units(1)) == answers

    def test_units_for_nothing(self):
        """The amount went before the units: they still go, alone or beside something that is worth something."""
        order = refund(everything(), 81, {FIRST: part("32.48")})
        alone = refund(order, 82, {FIRST: units(1, restock=True)})
        assert told(alone) == ["0.00 tax 0.00", ["1: 1 for 0.00 tax 0.00"], None, None]
        assert (alone.refunds[1].payments, alone.line_items[0].restock_quantity) == ((), 1)
        order = refund(order, 82, {FIRST: units(3), SECOND: units(1)})
        assert told(order) == ["4.87 tax 0.37", ["1: 3 for 0.00 tax 0.00", "2: 1 for 4.87 tax 0.37"], None, None]

    def test_units_for_an_amount(self):
        """The merchant's own amount, with its part of the tax: 5.00 of 32.48 with 2.48 tax."""
        order = refund(everything(), 81, {FIRST: units(2, amount=cc.Money("5", "USD"), restock=True)})
        assert told(order) == ["5.00 tax 0.38", ["1: 2 for 5.00 tax 0.38"], None, None]
        assert (order.line_items[0].refund_quantity, order.line_items[0].restock_quantity) == (2, 2)
        assert run(order, units(1)) == ["27.48 tax 2.10"]
        answer = ("REFUND_EXCEEDS_CHARGE", 428, {"parts": [{"lineItemId": FIRST, "asked": 2, "left": 1}]})
        assert refusal(lambda: refund(order, 82, {FIRST: units(2, amount=cc.Money("1", "USD"))})) == answer

    def test_a_unit_of_a_deposit(self):
        """Worth more than has been paid: by an amount it goes."""
        deposit = item("50", payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=cc.Money("10", "USD"))
        order = record(placed((deposit, 1)), money(71, "10"))
        answer = ("REFUND_EXCEEDS_PAID", 428, {"amount": "50.00", "refundable": "10.00"})
        assert refusal(lambda: refund(order, 81, {FIRST: units(1)})) == answer
        order = refund(order, 81, {FIRST: units(1, amount=cc.Money("10", "USD"))})
        assert account(order) == "APPROVED FULLY_REFUNDED balance 40.00 paid 10.00 refunded 10.00"

    def test_units_and_restock_are_counted(self):
        """Of each line; amounts count no units."""
        order = refund(everything(), 81, {FIRST: units(2, restock=True), SECOND: units(1)})
        order = refund(order, 82, {FIRST: part("1")})
        order = refund(order, 83, {FIRST: units(1)}, "PENDING")
        counts = [(line.refund_quantity, line.restock_quantity) for line in order.line_items]
        assert counts == [(3, 2), (1, 0)]

    def test_a_failed_refund_gives_its_units_and_restock_back(self):
        order = refund(everything(), 81, {FIRST: units(1, restock=True)})
        order = refund(order, 82, {FIRST: units(2, restock=True), SECOND: units(1)}, "PENDING")
        failed = decide(order, 82, "FAILED")
        assert [(line.refund_quantity, line.restock_quantity) for line in order.line_items] == [(3, 3), (1, 0)]
        assert [(line.refund_quantity, line.restock_quantity) for line in failed.line_items] == [(1, 1), (0, 0)]
        assert failed.line_items == refund(everything(), 81, {FIRST: units(1, restock=True)}).line_items
        assert decide(order, 82, "SUCCEEDED").line_items == order.line_items
        assert run(failed, units(2)) == ["21.65 tax 1.65"]

    @pytest.mark.parametrize("spelt", [str.lower, str.upper])
    def test_ids_whatever_their_case(self, spelt):
        """Of lines; the answer has the line's own."""
        own = spelt("abcdefab-0000-0000-0000-000000000001")
        order = paid(placed(("10", 3, {"id": own})))
        order = refund(order, 81, {own.swapcase(): units(1, restock=True)})
        assert [line.line_item_id for line in order.refunds[0].lines] == [own]
        assert (order.line_items[0].refund_quantity, order.line_items[0].restock_quantity) == (1, 1)
        shouted = attrs.evolve(order.refunds[0].lines[0], line_item_id=own.swapcase())
        order = attrs.evolve(order, refunds=[attrs.evolve(order.refunds[0], lines=[shouted])])
        answer = ("REFUND_EXCEEDS_CHARGE", 428, {"parts": [{"lineItemId": own, "asked": "20.01", "left": "20.00"}]})
        assert refusal(lambda: refund(order, 82, {own.swapcase(): part("20.01")})) == answer
        assert pair(refund(order, 82, {own: units(2)}).refunds[1]) == "20.00 tax 0.00"
        pending = attrs.evolve(order.refunds[0], status=cc.RefundStatus.PENDING)
        held = [attrs.evolve(order.payments[0], status=cc.TransactionStatus.APPROVED)]
        (line,) = decide(attrs.evolve(order, refunds=[pending], payments=held), 81, "FAILED").line_items
        assert (line.refund_quantity, line.restock_quantity) == (0, 0)


class TestOfTheOrder:
    def test_all_at_once(self):
        """And all is closed then."""
        order = refund(
            everything(), 81, {SECOND: units(2), FIRST: part("32.48")}, shipping="5.41", additional_fees="3.25"
        )
        lines = ["1: 0 for 32.48 tax 2.48", "2: 2 for 9.74 tax 0.74"]
        assert told(order) == ["50.88 tax 3.88", lines, "5.41 tax 0.41", "3.25 tax 0.25"]
        assert account(order) == "APPROVED FULLY_REFUNDED balance 0.00 paid 50.88 refunded 50.88"
        assert statuses(order) == "REFUNDED"

    def test_delivery_and_fees_in_pieces(self):
        """Their tax goes along: 0.41 x 2 / 5.41 is 0.15, 0.25 x 1 / 3.25 is 0.08."""
        order = refund(everything(), 81, shipping="2", additional_fees="1")
        assert told(order) == ["3.00 tax 0.23", [], "2.00 tax 0.15", "1.00 tax 0.08"]
        order = refund(order, 82, shipping="3.41", additional_fees="2.25")
        assert told(order) == ["5.66 tax 0.43", [], "3.41 tax 0.26", "2.25 tax 0.17"]

    def test_several_fees_are_one(self):
        """3.25 and 2.17 with their tax."""
        other = cc.AdditionalFee(code="box", name="Box", price=cc.Money("2", "USD"), taxable=True)
        order = paid(placed(("10", 1), taxes=[RATE], fees=[FEE, other]))
        order = refund(order, 81, additional_fees="5.42")
        assert told(order) == ["5.42 tax 0.42", [], None, "5.42 tax 0.42"]

    def test_a_discounted_delivery(self):
        """What was paid for it is refunded, not what was asked."""
        free = cc.Coupon(id=guid(500), name="C", code="CCCC", free_shipping=True)
        order = paid(placed(("10", 1), shipping="5", coupon=free))
        answer = ("REFUND_EXCEEDS_CHARGE", 428, {"parts": [{"part": "shipping", "asked": "0.01", "left": "0.00"}]})
        assert refusal(lambda: refund(order, 81, shipping="0.01")) == answer

    def test_nothing_of_a_part_is_no_refund_of_it(self):
        """Zero may be asked, beside something."""
        order = refund(goods(), 81, {FIRST: units(1)}, shipping="0", additional_fees="0")
        assert told(order) == ["10.83 tax 0.83", ["1: 1 for 10.83 tax 0.83"], "0.00 tax 0.00", "0.00 tax 0.00"]

    def test_what_it_is_called(self):
        """Its id, its instant and its reason are kept."""
        order = refund(goods(), 81, {FIRST: units(1)}, reason="Torn")
        last = order.refunds[0]
        assert (last.id, last.created_date, last.reason) == (guid(81), LATER, "Torn")

    def test_money_of_py_moneyed_is_welcome(self):
        """As everywhere."""
        assert pair(refund(everything(), 81, shipping=moneyed.Money("5.41", "USD")).refunds[0]) == "5.41 tax 0.41"


class TestStatus:
    def test_pending_holds_back_and_failed_lets_go(self):
        order = refund(goods(), 81, {FIRST: units(3)}, "PENDING")
        assert account(order) == "APPROVED PAID balance 0.00 paid 32.48 pending_refund 32.48"
        assert statuses(order) == "APPROVED"
        left = {"parts": [{"lineItemId": FIRST, "asked": 1, "left": 0}]}
        assert refusal(lambda: refund(order, 82, {FIRST: units(1)})) == ("REFUND_EXCEEDS_CHARGE", 428, left)
        failed = decide(order, 81, "FAILED")
        assert account(failed) == "APPROVED PAID balance 0.00 paid 32.48"
        assert statuses(failed) == "APPROVED"
        assert run(failed, units(3)) == ["32.48 tax 2.48"]

    def test_pending_then_succeeded(self):
        order = refund(goods(), 81, {FIRST: units(1)}, "PENDING")
        order = refund(order, 82, {FIRST: units(1)})
        assert account(order) == (
            "APPROVED PARTIALLY_REFUNDED balance 0.00 paid 32.48 refunded 10.83 pending_refund 10.83"
        )
        assert statuses(order) == "PARTIALLY_REFUNDED"
        order = decide(order, 81, "SUCCEEDED")
        assert account(order) == "APPROVED PARTIALLY_REFUNDED balance 0.00 paid 32.48 refunded 21.66"
        order = refund(order, 83, {FIRST: units(1)}, "PENDING")
        assert statuses(order) == "PARTIALLY_REFUNDED"
        order = decide(order, 83, "SUCCEEDED")
        assert account(order) == "APPROVED FULLY_REFUNDED balance 0.00 paid 32.48 refunded 32.48"
        assert statuses(order) == "REFUNDED"

    def test_a_refund_that_fails_leaves_the_marks_of_others(self):
        order = refund(refund(goods(), 81, {FIRST: units(1)}), 82, {FIRST: units(2)}, "PENDING")
        failed = decide(order, 82, "FAILED")
        assert statuses(failed) == "PARTIALLY_REFUNDED"
        assert account(failed) == "APPROVED PARTIALLY_REFUNDED balance 0.00 paid 32.48 refunded 10.83"

    def test_after_the_order_was_canceled(self):
        """Money that has come in goes back then, and a refund on its way arrives."""
        order = cc.cancel_order(refund(goods(), 81, {FIRST: units(1)}, "PENDING"), now=LATER)
        assert account(order) == "CANCELED PAID balance 0.00 paid 32.48 pending_refund 10.83"
        order = refund(decide(order, 81, "SUCCEEDED"), 82, {FIRST: units(2)})
        assert account(order) == "CANCELED FULLY_REFUNDED balance 0.00 paid 32.48 refunded 32.48"

    def test_ids_whatever_their_case(self):
        own = "abcdefab-0000-0000-0000-000000000081"
        asked = {"lines": {FIRST: units(1)}, "now": LATER, "status": cc.RefundStatus.PENDING}
        order = refund(cc.refund_order(goods(), refund_id=own, **asked), 82, {FIRST: units(1)}, "PENDING")
        again = ("REFUND_ALREADY_EXISTS", 409, {"refundId": own.upper()})
        assert refusal(lambda: cc.refund_order(order, refund_id=own.upper(), **asked)) == again
        changed = cc.change_refund(order, own.upper(), cc.RefundStatus.SUCCEEDED, now=LATER)
        assert [entry.status for entry in changed.refunds] == ["SUCCEEDED", "PENDING"]
        assert changed.refunds[0].id == own


class TestPayments:
    """First come first, of those that can give back."""

    def test_several(self):
        order = everything(money(71, "10"), money(72, "0.88"), money(73, "40"))
        order = refund(order, 81, {FIRST: part("10.50")})
        assert sources(order) == ["71: 10.00", "72: 0.50"]
        assert statuses(order) == "REFUNDED PARTIALLY_REFUNDED APPROVED"
        order = refund(order, 82, {FIRST: part("1")}, "PENDING")
        assert sources(order) == ["72: 0.38", "73: 0.62"]
        assert statuses(order) == "REFUNDED PARTIALLY_REFUNDED APPROVED"
        order = refund(order, 83, {FIRST: part("0.01")})
        assert sources(order) == ["73: 0.01"]
        order = decide(order, 82, "FAILED")
        assert statuses(order) == "REFUNDED PARTIALLY_REFUNDED PARTIALLY_REFUNDED"
        order = refund(order, 84, {FIRST: part("1")})
        assert sources(order) == ["72: 0.38", "73: 0.62"]
        assert statuses(order) == "REFUNDED REFUNDED PARTIALLY_REFUNDED"

    def test_the_exact_rest_of_a_payment(self):
        """Marks it refunded, and touches no other."""
        order = refund(everything(money(71, "10"), money(72, "40.88")), 81, {FIRST: part("10")})
        assert sources(order) == ["71: 10.00"]
        assert statuses(order) == "REFUNDED APPROVED"

    @pytest.mark.parametrize(
        "other",
        [
            money(71, "10", refund_disabled=True),
            money(71, "10", "PENDING"),
            money(71, "10", "PENDING_MERCHANT"),
            money(71, "10", "AUTHORIZED"),
            money(71, "10", "DECLINED"),
            money(71, "10", "CANCELED"),
            money(71, "10", "VOIDED"),
            by_card(71, "10", "VOIDED"),
            by_membership(71),
        ],
    )
    def test_that_cannot_give_back(self, other):
        """Are passed over, and one cent more than the others hold is too much."""
        order = standing(everything(), "APPROVED", other, money(72, "22.50"))
        answer = ("REFUND_EXCEEDS_PAID", 428, {"amount": "22.51", "refundable": "22.50"})
        assert refusal(lambda: refund(order, 81, {FIRST: part("22.51")})) == answer
        order = refund(order, 81, {FIRST: part("22.50")})
        assert sources(order) == ["72: 22.50"]
        assert statuses(order) == f"{other.status} REFUNDED"

    def test_that_are_taken_already(self):
        """By what was refunded, and by what is on its way; not by what failed."""
        order = standing(everything(), "APPROVED", money(71, "20"))
        order = refund(order, 81, {FIRST: part("5")})
        order = refund(order, 82, {FIRST: part("7")}, "PENDING")
        order = decide(refund(order, 83, {FIRST: part("8")}, "PENDING"), 83, "FAILED")
        answer = ("REFUND_EXCEEDS_PAID", 428, {"amount": "8.01", "refundable": "8.00"})
        assert refusal(lambda: refund(order, 84, {FIRST: part("8.01")})) == answer
        assert sources(refund(order, 84, {FIRST: part("8")})) == ["71: 8.00"]

    def test_by_gift_card(self):
        """Money first, then the card; its status stays, and what is left of it is refunded even after a cancel."""
        order = paid(placed(THREE, card="20"))
        order = refund(order, 81, {FIRST: units(2)})
        assert sources(order) == ["71: 10.00", "1: 10.00"]
        assert statuses(order) == "APPROVED REFUNDED"
        assert account(order) == "APPROVED PARTIALLY_REFUNDED balance 0.00 paid 30.00 refunded 20.00"
        order = cc.cancel_order(order, now=LATER)
        assert statuses(order) == "APPROVED REFUNDED"
        order = refund(order, 82, {FIRST: units(1)})
        assert sources(order) == ["1: 10.00"]
        assert account(order) == "CANCELED FULLY_REFUNDED balance 0.00 paid 30.00 refunded 30.00"

    def test_money_first_wherever_it_stands(self):
        """Cards before, between and after it wait; each kind in its order, to the cent."""
        order = everything(by_card(71, "10"), money(72, "8"), by_card(73, "12"), money(74, "20.88"))
        order = refund(order, 81, {FIRST: part("28.88")})
        assert sources(order) == ["72: 8.00", "74: 20.88"]
        order = refund(order, 82, {FIRST: part("0.01")}, "PENDING")
        assert sources(order) == ["71: 0.01"]
        order = refund(order, 83, {SECOND: part("9.74")}, shipping="5.41")
        assert sources(order) == ["71: 9.99", "73: 5.16"]
        assert statuses(order) == "APPROVED REFUNDED APPROVED REFUNDED"
        failed = decide(order, 82, "FAILED")
        final = refund(failed, 84, {FIRST: part("3.60")}, additional_fees="3.25")
        assert sources(final) == ["71: 0.01", "73: 6.84"]
        assert account(final) == "APPROVED FULLY_REFUNDED balance 0.00 paid 50.88 refunded 50.88"

    def test_money_that_has_not_come_in_does_not_keep_a_card(self):
        """Nor money that must not be refunded; a card that must not be is passed over, too."""
        order = standing(
            everything(),
            "APPROVED",
            money(71, "10", "AUTHORIZED"),
            money(72, "10", refund_disabled=True),
            by_card(73, "5", refund_disabled=True),
            by_card(74, "5"),
            by_card(75, "5", "PENDING"),
        )
        answer = ("REFUND_EXCEEDS_PAID", 428, {"amount": "5.01", "refundable": "5.00"})
        assert refusal(lambda: refund(order, 81, {FIRST: part("5.01")})) == answer
        order = refund(order, 81, {FIRST: part("5")})
        assert sources(order) == ["74: 5.00"]
        assert statuses(order) == "AUTHORIZED APPROVED APPROVED APPROVED PENDING"

    def test_a_card_of_which_something_was_refunded_is_not_given_back(self):
        """When the order is canceled; others are. The rest is refunded, to the cent."""
        order = everything(by_card(71, "20"), by_card(72, "20.88"), money(73, "10"), by_membership(74))
        order = refund(order, 81, {FIRST: part("10.01")})
        assert sources(order) == ["73: 10.00", "71: 0.01"]
        order = cc.cancel_order(order, now=LATER)
        assert statuses(order) == "APPROVED VOIDED REFUNDED VOIDED"
        assert account(order) == "CANCELED PARTIALLY_REFUNDED balance 20.88 paid 30.00 refunded 10.01"
        answer = ("REFUND_EXCEEDS_PAID", 428, {"amount": "20.00", "refundable": "19.99"})
        assert refusal(lambda: refund(order, 82, {FIRST: part("20")})) == answer
        order = refund(order, 82, {FIRST: part("19.99")})
        assert account(order) == "CANCELED FULLY_REFUNDED balance 20.88 paid 30.00 refunded 30.00"

    def test_a_card_whose_refund_fails_after_the_cancel(self):
        """It was kept for that refund: all of it is refunded then."""
        order = cc.cancel_order(refund(placed(THREE, card="30"), 81, {FIRST: units(1)}, "PENDING"), now=LATER)
        assert account(order) == "CANCELED PAID balance 0.00 paid 30.00 pending_refund 10.00"
        order = decide(order, 81, "FAILED")
        assert account(order) == "CANCELED PAID balance 0.00 paid 30.00"
        order = refund(order, 82, {FIRST: units(3)})
        assert account(order) == "CANCELED FULLY_REFUNDED balance 0.00 paid 30.00 refunded 30.00"

    def test_a_card_whose_id_is_spelt_otherwise(self):
        """Is the same card."""
        own = "abcdefab-0000-0000-0000-000000000071"
        order = standing(goods(), "APPROVED", attrs.evolve(by_card(1, "32.48"), id=own.upper()))
        order = refund(order, 81, {FIRST: units(1)})
        taken = attrs.evolve(order.refunds[0].payments[0], payment_id=own)
        order = attrs.evolve(order, refunds=[attrs.evolve(order.refunds[0], payments=[taken])])
        assert statuses(cc.cancel_order(order, now=LATER)) == "APPROVED"

    def test_when_an_order_is_rejected(self):
        """The same: the card that has given something stays, the other gets its own back."""
        order = placed(THREE)
        given = refund(standing(order, "APPROVED", by_card(71, "1")), 81, {FIRST: part("0.50")}).refunds
        order = standing(order, "PENDING", by_card(71, "1"), by_card(72, "1"), money(73, "5", "PENDING"), refunds=given)
        order = cc.change_payment(order, guid(73), cc.TransactionStatus.DECLINED, now=LATER)
        assert (order.status, statuses(order)) == ("REJECTED", "APPROVED VOIDED DECLINED")

    def test_by_gift_card_alone(self):
        """To the cent, no cent more; one that has given nothing gets its own back when the order is canceled."""
        order = placed(THREE, card="30")
        answer = ("REFUND_EXCEEDS_CHARGE", 428, {"parts": [{"lineItemId": FIRST, "asked": "30.01", "left": "30.00"}]})
        assert refusal(lambda: refund(order, 81, {FIRST: part("30.01")})) == answer
        assert account(refund(order, 81, {FIRST: units(3)})) == (
            "APPROVED FULLY_REFUNDED balance 0.00 paid 30.00 refunded 30.00"
        )
        assert statuses(cc.cancel_order(order, now=LATER)) == "VOIDED"
        held = refund(order, 81, {FIRST: units(1)}, "PENDING")
        assert statuses(cc.cancel_order(held, now=LATER)) == "APPROVED"
        failed = decide(held, 81, "FAILED")
        assert statuses(cc.cancel_order(failed, now=LATER)) == "VOIDED"

    def test_ids_of_any_case(self):
        """As the payment spells it."""
        own = "abcdefab-0000-0000-0000-000000000071"
        order = standing(goods(), "APPROVED", attrs.evolve(money(1, "32.48"), id=own.upper()))
        order = refund(order, 81, {FIRST: units(1)})
        taken = attrs.evolve(order.refunds[0].payments[0], payment_id=own)
        order = attrs.evolve(order, refunds=[attrs.evolve(order.refunds[0], payments=[taken])])
        assert statuses(refund(order, 82, {FIRST: units(2)})) == "REFUNDED"


class TestForNothing:
    """Units that are taken back, or will not be sent, for an amount of zero."""

    NONE = units(2, amount=cc.Money("0", "USD"), restock=True)

    def test_of_an_order_that_nobody_has_paid(self):
        """To be paid later."""
        order = placed((item("10", payment_option=cc.PaymentOptionType.FULL_PAYMENT_OFFLINE), 3))
        order = refund(order, 81, {FIRST: self.NONE})
        assert account(order) == "APPROVED NOT_PAID balance 30.00"
        assert (sources(order), order.line_items[0].refund_quantity) == ([], 2)

    @pytest.mark.parametrize("status", ["SUCCEEDED", "PENDING"])
    def test_leaves_the_payments_alone(self, status):
        order = refund(goods(), 81, {FIRST: self.NONE}, status)
        assert (account(order), statuses(order)) == ("APPROVED PAID balance 0.00 paid 32.48", "APPROVED")
        assert [order.line_items[0].refund_quantity, order.line_items[0].restock_quantity] == [2, 2]
        # what is left is worth all of the money
        assert run(order, units(1)) == ["32.48 tax 2.48"]

    def test_failed(self):
        order = decide(refund(goods(), 81, {FIRST: self.NONE}, "PENDING"), 81, "FAILED")
        assert order.line_items == goods().line_items

    def test_is_at_most_the_units_that_are_left(self):
        order = refund(goods(), 81, {FIRST: self.NONE})
        answer = ("REFUND_EXCEEDS_CHARGE", 428, {"parts": [{"lineItemId": FIRST, "asked": 2, "left": 1}]})
        assert refusal(lambda: refund(order, 82, {FIRST: self.NONE})) == answer

    def test_of_an_order_that_is_canceled(self):
        """Also where no payment can give anything back any more."""
        order = cc.cancel_order(placed(THREE, card="30"), now=LATER)
        order = refund(order, 81, {FIRST: self.NONE})
        assert account(order) == "CANCELED CANCELED balance 30.00"

    def test_a_line_that_was_free(self):
        """Units of it are worth nothing, and go back all the same."""
        order = refund(paid(placed(("0", 2), ("10", 1))), 81, {FIRST: units(2, restock=True)})
        assert told(order) == ["0.00 tax 0.00", ["1: 2 for 0.00 tax 0.00"], None, None]


class TestUnitsForAnAmount:
    """Both are bounded, each for itself."""

    def test_both_are_short(self):
        order = everything()
        asked = units(4, amount=cc.Money("32.49", "USD"))
        parts = [
            {"lineItemId": FIRST, "asked": 4, "left": 3},
            {"lineItemId": FIRST, "asked": "32.49", "left": "32.48"},
        ]
        assert refusal(lambda: refund(order, 81, {FIRST: asked})) == ("REFUND_EXCEEDS_CHARGE", 428, {"parts": parts})

    def test_all_of_both(self):
        order = refund(everything(), 81, {FIRST: units(3, amount=cc.Money("32.48", "USD"))})
        assert told(order) == ["32.48 tax 2.48", ["1: 3 for 32.48 tax 2.48"], None, None]

    def test_the_last_unit_takes_the_rest(self):
        """One for more than its part, one for less: the third is worth what they left."""
        dear, cheap = units(1, amount=cc.Money("20", "USD")), units(1, amount=cc.Money("0.01", "USD"))
        assert run(goods(), dear, cheap, units(1)) == ["20.00 tax 1.53", "0.01 tax 0.00", "12.47 tax 0.95"]

    def test_an_amount_counts_no_units(self):
        """Without a quantity."""
        order = refund(goods(), 81, {FIRST: part("32.48")})
        assert order.line_items == goods().line_items


def calls_of(step):
    """How many functions of Python the step calls."""
    count = 0

    def counting(_frame, event, _argument):
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        step()
    finally:
        sys.setprofile(before)
    return count


def refunded_line_by_line(lines, times):
    """Each refund takes one unit of every line of a long order."""
    order = paid(placed(*(("10", 30) for _ in range(lines)), taxes=[RATE]))
    every = {line.id: units(1) for line in order.line_items}

    def step():
        nonlocal order
        for number in range(times):
            order = refund(order, 100 + number, every)

    return step


def test_many_refunds_of_many_lines():
    """Three times the lines are three times the work; twice the refunds at most four times: each sees those before."""
    fewer, all_lines = calls_of(refunded_line_by_line(100, 25)), calls_of(refunded_line_by_line(300, 25))
    assert all_lines < 3.3 * fewer
    assert fewer < 4.4 * calls_of(refunded_line_by_line(100, 12))


class TestTooMuch:
    """One cent, one unit: of each part that is short, what was asked and what is left."""

    @pytest.mark.parametrize(
        ("asked", "parts"),
        [
            ({"lines": {FIRST: part("32.49")}}, [{"lineItemId": FIRST, "asked": "32.49", "left": "32.48"}]),
            ({"lines": {FIRST: units(4)}}, [{"lineItemId": FIRST, "asked": 4, "left": 3}]),
            ({"shipping": "5.42"}, [{"part": "shipping", "asked": "5.42", "left": "5.41"}]),
            ({"additional_fees": "3.26"}, [{"part": "additionalFees", "asked": "3.26", "left": "3.25"}]),
            (
                {
                    "lines": {SECOND: units(3), FIRST: part("100")},
                    "shipping": "6",
                    "additional_fees": "3.25",
                },
                [
                    {"lineItemId": FIRST, "asked": "100.00", "left": "32.48"},
                    {"lineItemId": SECOND, "asked": 3, "left": 2},
                    {"part": "shipping", "asked": "6.00", "left": "5.41"},
                ],
            ),
        ],
    )
    def test_of_a_part(self, asked, parts):
        order = everything()
        assert refusal(lambda: refund(order, 81, **asked)) == ("REFUND_EXCEEDS_CHARGE", 428, {"parts": parts})

    @pytest.mark.parametrize(
        ("first", "then", "own", "left"),
        [
            ({"lines": {FIRST: units(1)}}, {"lines": {FIRST: part("21.66")}}, {"lineItemId": FIRST}, "21.65"),
            ({"lines": {FIRST: part("1")}}, {"lines": {FIRST: part("31.49")}}, {"lineItemId": FIRST}, "31.48"),
            ({"shipping": "1"}, {"shipping": "4.42"}, {"part": "shipping"}, "4.41"),
            ({"additional_fees": "1"}, {"additional_fees": "2.26"}, {"part": "additionalFees"}, "2.25"),
        ],
    )
    @pytest.mark.parametrize("status", ["SUCCEEDED", "PENDING"])
    def test_of_what_is_left(self, first, then, own, left, status):
        """After a refund, also one on its way; but not after one that failed."""
        order = refund(everything(), 81, status=status, **first)
        _, _, data = refusal(lambda: refund(order, 82, **then))
        (short,) = data["parts"]
        assert {**own, "left": left} == {name: value for name, value in short.items() if name != "asked"}
        if status == "PENDING":
            assert refund(decide(order, 81, "FAILED"), 82, **then).refunds[-1].counts

    def test_where_there_is_no_delivery_and_no_fee(self):
        parts = [
            {"part": "shipping", "asked": "0.01", "left": "0.00"},
            {"part": "additionalFees", "asked": "0.01", "left": "0.00"},
        ]
        answer = ("REFUND_EXCEEDS_CHARGE", 428, {"parts": parts})
        assert refusal(lambda: refund(goods(), 81, shipping="0.01", additional_fees="0.01")) == answer

    def test_unknown_lines(self):
        """All of them, before anything else is looked at."""
        asked = {guid(7): units(1), FIRST: units(99), guid(8): part("1")}
        answer = ("LINE_ITEM_NOT_FOUND", 404, {"lineItemIds": [guid(7), guid(8)]})
        assert refusal(lambda: refund(goods(), 81, asked)) == answer

    @pytest.mark.parametrize(
        "asked", [{}, {"lines": {}}, {"shipping": "0"}, {"lines": {FIRST: part("0")}, "additional_fees": "0"}]
    )
    def test_nothing(self, asked):
        order = everything()
        assert refusal(lambda: refund(order, 81, **asked)) == ("NOTHING_TO_REFUND", 428, None)


ONE_UNIT = {FIRST: units(1)}


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        ("refund_order.refund_id", {"refund_id": "81"}),
        ("refund_order.refund_id", {"refund_id": None}),
        ("refund_order.now", {"now": datetime(2022, 7, 19)}),
        ("refund_order.now", {"now": None}),
        ("refund_order.status", {"status": "PENDING"}),
        ("refund_order.status", {"status": cc.RefundStatus.FAILED}),
        ("refund_order.status", {"status": cc.TransactionStatus.PENDING}),
        ("refund_order.reason", {"reason": ""}),
        ("refund_order.reason", {"reason": 5}),
        ("refund_order.lines", {"lines": [FIRST]}),
        ("refund_order.lines", {"lines": []}),
        ("refund_order.lines", {"lines": {"first": units(1)}}),
        ("refund_order.lines", {"lines": {1: units(1)}}),
        (f"refund_order.lines['{FIRST}']", {"lines": {FIRST: 1}}),
        (f"refund_order.lines['{FIRST}']", {"lines": {FIRST: None}}),
        (f"refund_order.lines['{FIRST}'].amount", {"lines": {FIRST: part("0.001")}}),
        ("refund_order.shipping", {"shipping": "5"}),
        ("refund_order.shipping", {"shipping": cc.Money("-1", "USD")}),
        ("refund_order.shipping", {"shipping": cc.Money("0.001", "USD")}),
        ("refund_order.additional_fees", {"additional_fees": 5}),
        ("refund_order.additional_fees", {"additional_fees": cc.Money("1.005", "USD")}),
    ],
)
def test_wrong_arguments(field, asked):
    """A caller's bug, named."""
    keywords = {"refund_id": guid(81), "now": LATER, "lines": ONE_UNIT} | asked
    with pytest.raises(cc.InvalidField) as caught:
        cc.refund_order(everything(), **keywords)
    assert caught.value.field == field


def test_a_line_twice():
    """In two spellings."""
    own = "abcdefab-0000-0000-0000-000000000001"
    order = paid(placed(("10", 3, {"id": own})))
    with pytest.raises(cc.InvalidField, match=r"^refund_order\.lines: got 'ABCD.*, allowed: each id once, whatever"):
        refund(order, 81, {own: units(1), own.upper(): units(1)})


def test_units_or_an_amount():
    """One of them at least; what is taken back is counted in units."""
    with pytest.raises(cc.InvalidField, match=r"^RefundLine: got 'none', allowed: at least one of quantity, amount$"):
        cc.RefundLine()
    with pytest.raises(
        cc.InvalidField, match=r"^RefundLine\.restock: .* allowed: with the quantity that is taken back$"
    ):
        part("1", restock=True)
    assert units(1, restock=True, amount=cc.Money("1", "USD")).restock


@pytest.mark.parametrize("asked", [{"quantity": 0}, {"quantity": -1}, {"quantity": True}, {"amount": "1"}])
def test_that_many_or_that_much(asked):
    """One unit at least; money."""
    with pytest.raises(cc.InvalidField, match=r"^RefundLine\."):
        cc.RefundLine(**asked)


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("refund_order.order", lambda _: cc.refund_order(None, refund_id=guid(81), now=LATER)),
        ("change_refund.order", lambda _: cc.change_refund(5, guid(81), cc.RefundStatus.FAILED, now=LATER)),
        ("change_refund.now", lambda order: decide(order, 81, "FAILED", now=datetime(2022, 7, 19))),
        ("change_refund.refund_id", lambda order: cc.change_refund(order, "81", cc.RefundStatus.FAILED, now=LATER)),
        ("change_refund.status", lambda order: cc.change_refund(order, guid(81), "FAILED", now=LATER)),
    ],
)
def test_wrong_arguments_of_a_change(field, call):
    """A caller's bug, named."""
    with pytest.raises(cc.InvalidField) as caught:
        call(goods())
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("field", "asked"),
    [
        (f"refund_order.lines['{FIRST}'].amount", {"lines": {FIRST: part("1", "EUR")}}),
        ("refund_order.shipping", {"shipping": cc.Money("1", "EUR")}),
        ("refund_order.additional_fees", {"additional_fees": cc.Money("1", "EUR")}),
    ],
)
def test_another_currency(field, asked):
    """A caller's bug, of a kind of its own."""
    with pytest.raises(cc.CurrencyMismatch) as caught:
        refund(everything(), 81, **asked)
    assert str(caught.value) == f"{field}: EUR 1.00 is not in USD"


def test_when():
    """`updated_date` moves, and never back; the refund's own instant is that of the call."""
    early = NOW - timedelta(days=1)
    order = refund(goods(), 81, ONE_UNIT, "PENDING")
    assert order.updated_date == LATER
    later = LATER + timedelta(days=1)
    changed = decide(order, 81, "SUCCEEDED", now=later)
    assert (changed.updated_date, changed.refunds[0].created_date) == (later, LATER)
    assert decide(order, 81, "SUCCEEDED", now=early).updated_date == LATER
    order = refund(order, 82, ONE_UNIT, now=early)
    assert (order.updated_date, order.refunds[1].created_date) == (LATER, early)


ZERO = cc.Money("0", "USD")
PIECE = {"amount": cc.Money("10.83", "USD"), "tax": cc.Money("0.83", "USD")}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": cc.Money("10.84", "USD")}, "Refund.amount"),
        ({"tax": cc.Money("0.84", "USD")}, "Refund.tax"),
        ({"payments": [cc.RefundedPayment(payment_id=guid(71), amount=cc.Money("10.82", "USD"))]}, "Refund.payments"),
        ({"payments": []}, "Refund.payments"),
        (
            {
                "lines": [
                    cc.RefundedLine(line_item_id=FIRST, **PIECE),
                    cc.RefundedLine(line_item_id=FIRST, amount=ZERO, tax=ZERO),
                ]
            },
            "Refund.lines",
        ),
        ({"shipping": cc.RefundedPart(amount=cc.Money("1", "USD"), tax=cc.Money("0", "USD"))}, "Refund.amount"),
        ({"additional_fees": cc.RefundedPart(amount=cc.Money("1", "USD"), tax=cc.Money("0", "USD"))}, "Refund.amount"),
        ({"lines": []}, "Refund.amount"),
        (
            {"lines": [cc.RefundedLine(line_item_id=FIRST, **{**PIECE, "tax": cc.Money("0.83", "EUR")})]},
            "Refund",
        ),
        ({"tax": cc.Money("0.83", "EUR")}, "Refund"),
        (
            {
                "lines": [cc.RefundedLine(line_item_id=FIRST, amount=PIECE["amount"], tax=cc.Money("10.84", "USD"))],
                "tax": cc.Money("10.84", "USD"),
            },
            "Refund.tax",
        ),
    ],
)
def test_a_refund_adds_up(changes, said):
    """Nobody makes one that does not."""
    (whole,) = refund(goods(), 81, ONE_UNIT).refunds
    with pytest.raises(cc.InvalidField) as caught:
        attrs.evolve(whole, **changes)
    assert caught.value.field == said
