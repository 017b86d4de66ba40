"""Payments of an order, step by step: how it stands after each. Conventions N10, N12 and N15 to N19."""

from datetime import UTC, datetime, timedelta, timezone

import attrs
import moneyed
import pytest
from placed import (
    FIRST,
    LATER,
    account,
    by_card,
    by_membership,
    change,
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
from quick import MEMBER, extras, item, lesson, membership, pays, subscription
from samples import NOW, guid

import checkout_core as cc

DEPOSIT = cc.PaymentOptionType.DEPOSIT_ONLINE
OFFLINE = cc.PaymentOptionType.FULL_PAYMENT_OFFLINE
TWENTY = ("10", 2)


def history(order, *steps):
    """How the order stands at first and after each step: a payment, or (number of a payment, its new status)."""
    told = [account(order)]
    for step in steps:
        order = record(order, step) if isinstance(step, cc.Payment) else change(order, *step)
        told.append(account(order))
    return told


WAIT = "PENDING PENDING balance 0.00 pending 20.00"
HOLD = "APPROVED PENDING_MERCHANT balance 0.00 authorized 20.00"
DONE = "APPROVED PAID balance 0.00 paid 20.00"
PENDING = money(71, "20", "PENDING")
PROMISED = money(71, "20", "AUTHORIZED")
HELD = {"memberships": [membership()], "member": MEMBER}


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([money(71, "20")], [DONE]),
        (
            [money(71, "7.50"), money(72, "12.50")],
            ["INITIALIZED PARTIALLY_PAID balance 12.50 paid 7.50", DONE],
        ),
        ([PENDING, (71, "APPROVED")], [WAIT, DONE]),
        ([PENDING, (71, "DECLINED")], [WAIT, "REJECTED DECLINED balance 20.00"]),
        ([PENDING, (71, "CANCELED")], [WAIT, "REJECTED CANCELED balance 20.00"]),
        ([PENDING, (71, "AUTHORIZED"), (71, "APPROVED")], [WAIT, HOLD, DONE]),
        (
            [PENDING, (71, "PENDING_MERCHANT"), (71, "APPROVED")],
            [WAIT, "PENDING PENDING_MERCHANT balance 0.00 pending 20.00", DONE],
        ),
        (
            [money(71, "20", "PENDING_MERCHANT"), (71, "DECLINED")],
            ["PENDING PENDING_MERCHANT balance 0.00 pending 20.00", "REJECTED DECLINED balance 20.00"],
        ),
        ([PROMISED, (71, "APPROVED")], [HOLD, DONE]),
        ([PROMISED, (71, "VOIDED")], [HOLD, "APPROVED CANCELED balance 20.00"]),
        (
            [money(71, "20", "DECLINED"), money(72, "20")],
            ["INITIALIZED DECLINED balance 20.00", DONE],
        ),
        # what is on its way tells more than what failed, and PENDING more than PENDING_MERCHANT
        (
            [money(71, "5", "AUTHORIZED"), money(72, "5", "PENDING"), money(73, "10", "DECLINED"), (72, "DECLINED")],
            [
                "INITIALIZED PENDING_MERCHANT balance 15.00 authorized 5.00",
                "PENDING PENDING balance 10.00 pending 5.00 authorized 5.00",
                "PENDING PENDING balance 10.00 pending 5.00 authorized 5.00",
                "REJECTED DECLINED balance 20.00",
            ],
        ),
        # of two that are pending, one fails, then the other
        (
            [money(71, "5", "PENDING"), money(72, "5", "PENDING"), (72, "CANCELED"), (71, "DECLINED")],
            [
                "PENDING PENDING balance 15.00 pending 5.00",
                "PENDING PENDING balance 10.00 pending 10.00",
                "PENDING PENDING balance 15.00 pending 5.00",
                "REJECTED CANCELED balance 20.00",
            ],
        ),
        # paid in part and authorized in part is what is due now
        (
            [
                money(71, "12"),
                money(72, "8", "AUTHORIZED"),
                (72, "VOIDED"),
                money(73, "8", "PENDING"),
                (73, "DECLINED"),
            ],
            [
                "INITIALIZED PARTIALLY_PAID balance 8.00 paid 12.00",
                "APPROVED PARTIALLY_PAID balance 0.00 paid 12.00 authorized 8.00",
                "APPROVED PARTIALLY_PAID balance 8.00 paid 12.00",
                "APPROVED PARTIALLY_PAID balance 0.00 paid 12.00 pending 8.00",
                "APPROVED PARTIALLY_PAID balance 8.00 paid 12.00",
            ],
        ),
        # paid in part, and the rest fails: what was paid stays, to be refunded
        (
            [money(71, "12"), money(72, "8", "PENDING"), (72, "DECLINED")],
            [
                "INITIALIZED PARTIALLY_PAID balance 8.00 paid 12.00",
                "PENDING PARTIALLY_PAID balance 0.00 paid 12.00 pending 8.00",
                "REJECTED PARTIALLY_PAID balance 8.00 paid 12.00",
            ],
        ),
    ],
)
def test_steps(steps, told):
    """An order of 20.00, all due now."""
    assert history(placed(TWENTY), *steps) == ["INITIALIZED NOT_PAID balance 20.00", *told]


class TestDueNow:
    """What has to be paid to place the order, which may be less than all of it."""

    def test_a_deposit(self):
        """3.00 of each 10.00: approved with it, balance the total less what was due now."""
        order = placed((item("10", payment_option=DEPOSIT, deposit_amount=cc.Money("3", "USD")), 2))
        assert history(order, money(71, "5.99"), money(72, "0.01"), money(73, "14")) == [
            "INITIALIZED NOT_PAID balance 20.00",
            "INITIALIZED PARTIALLY_PAID balance 14.01 paid 5.99",
            "APPROVED PARTIALLY_PAID balance 14.00 paid 6.00",
            "APPROVED PAID balance 0.00 paid 20.00",
        ]

    def test_more_than_the_deposit_at_once(self):
        """All that is to be paid may be paid."""
        order = placed((item("10", payment_option=DEPOSIT, deposit_amount=cc.Money("3", "USD")), 2))
        assert account(paid(order)) == DONE

    def test_all_of_it_later(self):
        """Approved from the start, and whatever becomes of payments."""
        order = placed((item("10", payment_option=OFFLINE), 2))
        assert history(order, PENDING, (71, "DECLINED"), money(72, "20")) == [
            "APPROVED NOT_PAID balance 20.00",
            "APPROVED PENDING balance 0.00 pending 20.00",
            "APPROVED DECLINED balance 20.00",
            DONE,
        ]

    def test_after_a_trial(self):
        """A subscription with a free trial: nothing now."""
        assert account(placed((subscription("30", trial=("WEEK", 2)), 1))) == "APPROVED NOT_PAID balance 30.00"

    def test_nothing_at_all(self):
        """An order of total zero is paid, and nothing more can be paid."""
        order = placed(("0", 1))
        assert account(order) == "APPROVED PAID balance 0.00"
        answer = ("PAYMENT_EXCEEDS_BALANCE", 428, {"amount": "0.01", "balance": "0.00"})
        assert refusal(lambda: record(order, money(71, "0.01"))) == answer
        assert account(cc.cancel_order(order, now=LATER)) == "CANCELED PAID balance 0.00"


class TestGiftCard:
    """It pays first, and gets its own back."""

    def test_part_of_the_order(self):
        assert history(placed(TWENTY, card="8"), money(71, "12")) == [
            "INITIALIZED PARTIALLY_PAID balance 12.00 paid 8.00",
            DONE,
        ]

    def test_all_of_the_order(self):
        assert account(placed(TWENTY, card="50")) == DONE

    def test_what_is_due_now_and_not_the_rest(self):
        """Of a deposit."""
        order = placed((item("10", payment_option=DEPOSIT, deposit_amount=cc.Money("3", "USD")), 2), card="6")
        assert account(order) == "APPROVED PARTIALLY_PAID balance 14.00 paid 6.00"

    def test_is_given_back_when_the_order_is_rejected(self):
        """And what was authorized is voided, what came in stays."""
        order = record(
            placed(TWENTY, card="8"), money(71, "2", "AUTHORIZED"), money(72, "3"), money(73, "7", "PENDING")
        )
        assert account(order) == "PENDING PARTIALLY_PAID balance 0.00 paid 11.00 pending 7.00 authorized 2.00"
        rejected = change(order, 73, "CANCELED")
        assert account(rejected) == "REJECTED PARTIALLY_PAID balance 17.00 paid 3.00"
        assert statuses(rejected) == "VOIDED VOIDED APPROVED CANCELED"

    def test_is_given_back_when_the_order_is_canceled(self):
        order = cc.cancel_order(placed(TWENTY, card="50"), now=LATER)
        assert account(order) == "CANCELED CANCELED balance 20.00"
        assert statuses(order) == "VOIDED"

    def test_a_second_card(self):
        """May wait to be redeemed."""
        assert history(placed(TWENTY, card="8"), by_card(71, "12", "PENDING"), (71, "APPROVED")) == [
            "INITIALIZED PARTIALLY_PAID balance 12.00 paid 8.00",
            "PENDING PARTIALLY_PAID balance 0.00 paid 8.00 pending 12.00",
            DONE,
        ]


class TestMembership:
    """It pays lines, not money: how the money stands, it does not say."""

    def test_redeemed(self):
        """And given back when the order is canceled."""
        order = placed((lesson("15", modifier_groups=extras("2")), 1), selected=[pays("gold", 1)], **HELD)
        assert account(order) == "INITIALIZED NOT_PAID balance 2.00"
        assert statuses(order) == "APPROVED"
        order = paid(order)
        assert account(order) == "APPROVED PAID balance 0.00 paid 2.00"
        assert statuses(cc.cancel_order(order, now=LATER)) == "VOIDED APPROVED"

    def test_redeemed_by_hand(self):
        """Pending, while no money is: the order is not."""
        line = (lesson("15", "MEMBERSHIP_OFFLINE"), 1)
        order = placed(line, TWENTY, selected=[pays("gold", 1)], **HELD)
        assert account(order) == "INITIALIZED NOT_PAID balance 20.00"
        assert statuses(order) == "PENDING"
        number = int(order.payments[0].id[-4:])
        assert account(change(order, number, "DECLINED")) == "INITIALIZED NOT_PAID balance 20.00"
        assert account(record(order, money(71, "20", "DECLINED"))) == "INITIALIZED DECLINED balance 20.00"
        assert statuses(change(order, number, "APPROVED")) == "APPROVED"
        assert statuses(cc.cancel_order(order, now=LATER)) == "CANCELED"

    def test_fails_last(self):
        """While a payment of money is pending, the order is; once that has failed, it is rejected."""
        order = record(placed(TWENTY), by_membership(72, "PENDING"), PENDING)
        assert account(change(order, 72, "DECLINED")) == WAIT
        rejected = change(order, 71, "DECLINED")
        assert account(rejected) == "REJECTED DECLINED balance 20.00"
        assert statuses(rejected) == "CANCELED DECLINED"

    @pytest.mark.parametrize("status", ["APPROVED", "PENDING", "DECLINED", "CANCELED", "VOIDED"])
    def test_says_nothing_of_money(self, status):
        """Not even as the last payment."""
        assert account(standing(placed(TWENTY), "APPROVED", by_membership(72, status))).startswith("APPROVED NOT_PAID ")
        order = standing(placed(TWENTY), "APPROVED", money(71, "20", "DECLINED"), by_membership(72, status))
        assert account(order).startswith("APPROVED DECLINED ")


class TestLateMoney:
    """Comes in for an order that is over, and can be paid back then."""

    @pytest.mark.parametrize("status", ["CANCELED", "REJECTED"])
    def test_of_a_canceled_payment(self, status):
        order = standing(placed(TWENTY), status, money(71, "20", "CANCELED"))
        order = change(order, 71, "APPROVED")
        assert account(order) == f"{status} PAID balance 0.00 paid 20.00"
        order = refund(order, 81, {FIRST: units(2)})
        assert account(order) == f"{status} FULLY_REFUNDED balance 0.00 paid 20.00 refunded 20.00"

    @pytest.mark.parametrize("status", ["CANCELED", "REJECTED"])
    def test_that_nobody_knew_of(self, status):
        order = record(standing(placed(TWENTY), status), money(71, "5"))
        assert account(order) == f"{status} PARTIALLY_PAID balance 15.00 paid 5.00"

    def test_beyond_the_balance(self):
        """Somebody else has paid in the meantime."""
        order = standing(placed(TWENTY), "APPROVED", money(71, "10", "CANCELED"), money(72, "10.01"))
        answer = ("PAYMENT_EXCEEDS_BALANCE", 428, {"amount": "10.00", "balance": "9.99"})
        assert refusal(lambda: change(order, 71, "APPROVED")) == answer
        order = standing(placed(TWENTY), "APPROVED", money(71, "10", "CANCELED"), money(72, "10"))
        assert account(change(order, 71, "APPROVED")) == "APPROVED PAID balance 0.00 paid 20.00"

    @pytest.mark.parametrize("make", [lambda: by_card(71, "20", "CANCELED"), lambda: by_membership(71, "CANCELED")])
    def test_of_a_card_or_membership_never_comes(self, make):
        order = standing(placed(TWENTY), "CANCELED", make())
        refused = ("INVALID_PAYMENT_STATUS", 428, {"paymentId": guid(71), "from": "CANCELED", "to": "APPROVED"})
        assert refusal(lambda: change(order, 71, "APPROVED")) == refused

    @pytest.mark.parametrize("status", ["CANCELED", "REJECTED"])
    @pytest.mark.parametrize(
        ("first", "steps", "told"),
        [
            ("PENDING", ["APPROVED"], ["PENDING balance 0.00 pending 20.00", "PAID balance 0.00 paid 20.00"]),
            ("PENDING", ["DECLINED"], ["PENDING balance 0.00 pending 20.00", "DECLINED balance 20.00"]),
            (
                "PENDING",
                ["CANCELED", "APPROVED"],
                ["PENDING balance 0.00 pending 20.00", "CANCELED balance 20.00", "PAID balance 0.00 paid 20.00"],
            ),
            (
                "AUTHORIZED",
                ["APPROVED"],
                ["PENDING_MERCHANT balance 0.00 authorized 20.00", "PAID balance 0.00 paid 20.00"],
            ),
            ("AUTHORIZED", ["VOIDED"], ["PENDING_MERCHANT balance 0.00 authorized 20.00", "CANCELED balance 20.00"]),
        ],
    )
    def test_step_by_step(self, status, first, steps, told):
        """The order stays as it is, whatever comes and goes."""
        order = standing(placed(TWENTY), status)
        steps = [money(71, "20", first), *((71, step) for step in steps)]
        assert history(order, *steps) == [f"{status} {text}" for text in ("NOT_PAID balance 20.00", *told)]

    @pytest.mark.parametrize("status", ["CANCELED", "REJECTED"])
    def test_of_an_order_that_is_over_is_at_most_the_balance_too(self, status):
        order = standing(placed(TWENTY), status, money(71, "15"))
        answer = ("PAYMENT_EXCEEDS_BALANCE", 428, {"amount": "5.01", "balance": "5.00"})
        assert refusal(lambda: record(order, money(72, "5.01"))) == answer
        assert account(record(order, money(72, "5"))) == f"{status} PAID balance 0.00 paid 20.00"
        canceled = standing(placed(TWENTY), status, money(71, "15"), money(72, "5.01", "CANCELED"))
        assert refusal(lambda: change(canceled, 72, "APPROVED")) == answer
        assert statuses(record(canceled, money(73, "9", "DECLINED"))) == "APPROVED CANCELED DECLINED"

    def test_leaves_the_other_payments_alone(self):
        """They ended when the order was canceled, and end once."""
        order = cc.cancel_order(record(placed(TWENTY, card="5"), money(71, "15", "PENDING")), now=LATER)
        assert statuses(order) == "VOIDED CANCELED"
        order = change(record(order, money(72, "1", "PENDING")), 71, "APPROVED")
        assert (order.status, statuses(order)) == ("CANCELED", "VOIDED APPROVED PENDING")
        order = record(order, money(73, "1", "AUTHORIZED"))
        assert account(order) == "CANCELED PARTIALLY_PAID balance 3.00 paid 15.00 pending 1.00 authorized 1.00"
        order = refund(order, 81, {FIRST: cc.RefundLine(amount=cc.Money("15", "USD"))})
        answer = ("REFUND_EXCEEDS_PAID", 428, {"amount": "0.01", "refundable": "0.00"})
        assert refusal(lambda: refund(order, 82, {FIRST: cc.RefundLine(amount=cc.Money("0.01", "USD"))})) == answer

    def test_after_a_rejection(self):
        """A declined payment does not come; a canceled one does, and goes back."""
        order = record(placed(TWENTY), money(71, "20", "PENDING"))
        declined = change(order, 71, "DECLINED")
        refused = ("INVALID_PAYMENT_STATUS", 428, {"paymentId": guid(71), "from": "DECLINED", "to": "APPROVED"})
        assert refusal(lambda: change(declined, 71, "APPROVED")) == refused
        late = change(change(order, 71, "CANCELED"), 71, "APPROVED")
        assert account(late) == "REJECTED PAID balance 0.00 paid 20.00"
        assert account(refund(late, 81, {FIRST: units(2)})) == (
            "REJECTED FULLY_REFUNDED balance 0.00 paid 20.00 refunded 20.00"
        )

    def test_makes_an_order_that_is_not_over_approved(self):
        """A payment was canceled, another one is pending: what arrives late pays."""
        order = record(placed(TWENTY), money(71, "20", "PENDING"), money(72, "1", "DECLINED"))
        order = standing(order, "INITIALIZED", money(71, "20", "CANCELED"))
        assert account(change(order, 71, "APPROVED")) == DONE
        pending = standing(order, "PENDING", money(71, "12", "CANCELED"), money(72, "8", "PENDING"))
        assert account(change(pending, 71, "APPROVED")) == (
            "PENDING PARTIALLY_PAID balance 0.00 paid 12.00 pending 8.00"
        )

    def test_a_rejected_order_is_rejected_once(self):
        """What comes in later is not given back at once: a card that is recorded then stays."""
        order = record(standing(placed(TWENTY), "REJECTED"), by_card(71, "20"))
        assert (statuses(order), order.status) == ("APPROVED", "REJECTED")


@pytest.mark.parametrize(
    ("payments", "told"),
    [
        ([money(71, "20", "VOIDED")], "CANCELED"),
        ([money(71, "20", "CANCELED"), money(72, "20", "DECLINED")], "DECLINED"),
        ([money(71, "20", "DECLINED"), money(72, "20", "CANCELED")], "CANCELED"),
        ([money(71, "20", "AUTHORIZED"), money(72, "5", "DECLINED")], "PENDING_MERCHANT"),
        ([money(71, "5", "PENDING_MERCHANT"), money(72, "5", "PENDING")], "PENDING"),
        ([money(71, "5", "PENDING"), money(72, "5", "AUTHORIZED")], "PENDING"),
        ([money(71, "6", "PARTIALLY_REFUNDED"), money(72, "14", "PENDING")], "PARTIALLY_REFUNDED"),
        ([money(71, "20", "REFUNDED")], "FULLY_REFUNDED"),
        ([], "NOT_PAID"),
    ],
)
def test_payment_status(payments, told):
    """Conventions N16."""
    assert standing(placed(TWENTY), "APPROVED", *payments).payment_status == told


class TestTooMuch:
    """A payment is at most the balance."""

    @pytest.mark.parametrize(
        ("currency", "price", "balance", "above"),
        [
            ("USD", "10.25", "10.25", "10.26"),
            ("JPY", "1000", "1000", "1001"),
            ("KWD", "10.125", "10.125", "10.126"),
        ],
    )
    @pytest.mark.parametrize("status", ["APPROVED", "PENDING", "PENDING_MERCHANT", "AUTHORIZED"])
    def test_by_the_least_amount(self, currency, price, balance, above, status):
        order = placed((price, 1), currency=currency)
        answer = ("PAYMENT_EXCEEDS_BALANCE", 428, {"amount": above, "balance": balance})
        assert refusal(lambda: record(order, money(71, above, status, currency))) == answer
        assert statuses(record(order, money(71, balance, status, currency))) == status

    def test_what_was_declined_is_no_money(self):
        """It may be any amount, also where nothing is left to pay; but whole, and in the order's currency."""
        order = record(placed(TWENTY), money(71, "20", "PENDING"), money(72, "20", "DECLINED"))
        assert account(order) == "PENDING PENDING balance 0.00 pending 20.00"
        assert account(record(placed(TWENTY), money(71, "99", "DECLINED"))) == "INITIALIZED DECLINED balance 20.00"
        with pytest.raises(cc.InvalidField, match="whole minor units"):
            record(placed(TWENTY), money(71, "0.001", "DECLINED"))
        with pytest.raises(cc.CurrencyMismatch):
            record(placed(TWENTY), money(71, "1", "DECLINED", "EUR"))

    def test_what_is_on_its_way_counts(self):
        """Pending, authorized and paid alike; what failed does not."""
        before = [money(71, "3", "PENDING"), money(72, "4", "AUTHORIZED"), money(73, "5"), money(74, "8", "DECLINED")]
        order = record(placed(TWENTY), *before)
        answer = ("PAYMENT_EXCEEDS_BALANCE", 428, {"amount": "8.01", "balance": "8.00"})
        assert refusal(lambda: record(order, money(75, "8.01"))) == answer
        assert account(record(order, money(75, "8"))) == (
            "PENDING PARTIALLY_PAID balance 0.00 paid 13.00 pending 3.00 authorized 4.00"
        )

    def test_refunds_leave_nothing_more_to_pay(self):
        """Paid is gross of refunds."""
        order = refund(paid(placed(TWENTY, shipping="1")), 81, shipping="1")
        assert refusal(lambda: record(order, money(72, "0.01")))[0] == "PAYMENT_EXCEEDS_BALANCE"


class TestWrongAmounts:
    """A caller's bugs."""

    @pytest.mark.parametrize(
        ("currency", "amount"), [("USD", "0.001"), ("USD", "19.995"), ("JPY", "0.5"), ("KWD", "0.0001")]
    )
    def test_finer_than_the_minor_unit(self, currency, amount):
        order = placed(TWENTY, currency=currency)
        with pytest.raises(
            cc.InvalidField,
            match=rf"^record_payment\.payment\.amount: got .*, allowed: whole minor units of {currency}$",
        ):
            record(order, money(71, amount, currency=currency))

    def test_another_currency(self):
        with pytest.raises(cc.CurrencyMismatch, match=r"^record_payment\.payment\.amount: EUR 20\.00 is not in USD$"):
            record(placed(TWENTY), money(71, "20", currency="EUR"))

    @pytest.mark.parametrize(
        "make",
        [
            lambda: money(71, "0"),
            lambda: by_card(71, "0"),
            lambda: attrs.evolve(by_membership(71), amount=cc.Money("1", "USD")),
        ],
    )
    def test_that_no_payment_has(self, make):
        """A membership pays no money, every other payment some."""
        with pytest.raises(
            cc.InvalidField, match=r"^Payment\.amount: got 'USD [01]\.00', allowed: (zero, as|more than)"
        ):
            make()

    def test_one_means_each(self):
        """Neither none nor two."""
        for two in ({"regular_payment_details": None}, {"giftcard_payment_details": cc.GiftCardPaymentDetails()}):
            with pytest.raises(cc.InvalidField, match=r"^Payment: got '.*', allowed: exactly one of regular_payment_d"):
                money(71, "1", **two)

    def test_money_of_py_moneyed_is_welcome(self):
        """As everywhere."""
        payment = attrs.evolve(PENDING, amount=moneyed.Money("20", "USD"))
        assert account(record(placed(TWENTY), payment)) == WAIT


class TestIds:
    """One payment each, whatever the case."""

    ID = "abcdefab-0000-0000-0000-00000000000a"

    def test_twice(self):
        order = record(placed(TWENTY), attrs.evolve(money(1, "1"), id=self.ID))
        again = attrs.evolve(money(1, "1"), id=self.ID.upper())
        assert refusal(lambda: record(order, again)) == ("PAYMENT_ALREADY_EXISTS", 409, {"paymentId": self.ID.upper()})

    def test_an_order_with_an_id_twice(self):
        """Nobody makes one."""
        payments = [attrs.evolve(money(1, "1"), id=own) for own in (self.ID, self.ID.upper())]
        with pytest.raises(
            cc.InvalidField, match=rf"^Order\.payments\[1\]\.id: got '{self.ID.upper()}', allowed: an id that no "
        ):
            standing(placed(TWENTY), "APPROVED", *payments)

    @pytest.mark.parametrize("spelt", [str.lower, str.upper])
    def test_found(self, spelt):
        """The one that is meant, and no other."""
        order = record(
            placed(TWENTY), money(71, "1", "PENDING"), attrs.evolve(money(1, "1", "PENDING"), id=self.ID.upper())
        )
        changed = cc.change_payment(order, spelt(self.ID), cc.TransactionStatus.APPROVED, now=LATER)
        assert statuses(changed) == "PENDING APPROVED"
        assert changed.payments[1].id == self.ID.upper()


EURO = cc.Money("1", "EUR")
WRAP = cc.AdditionalFee(code="wrap", name="Wrap", price=cc.Money("3", "USD"))
OPERATIONS = [
    ("record_payment", lambda now: record(placed(TWENTY), PENDING, now=now)),
    ("change_payment", lambda now: change(record(placed(TWENTY), PENDING, now=NOW), 71, "APPROVED", now=now)),
    ("cancel_order", lambda now: cc.cancel_order(placed(TWENTY), now=now)),
]


@pytest.mark.parametrize(("name", "operation"), OPERATIONS)
class TestWhen:
    """`updated_date` moves, and never back; nothing else does."""

    def test_it_moves(self, name, operation):
        order = operation(LATER)
        assert order.updated_date == LATER
        assert (order.created_date, order.purchased_date) == (NOW, NOW)

    def test_it_does_not_move_back(self, name, operation):
        """Servers' clocks differ."""
        assert operation(NOW - timedelta(days=1)).updated_date == NOW

    def test_in_any_zone(self, name, operation):
        order = operation(datetime(2022, 7, 19, 1, tzinfo=timezone(timedelta(hours=2))))
        assert order.updated_date == datetime(2022, 7, 18, 23, tzinfo=UTC)
        assert order.updated_date.tzinfo is UTC

    @pytest.mark.parametrize("now", [datetime(2022, 7, 19), "2022-07-19T00:00:00Z", None, 0])
    def test_at_no_instant(self, name, operation, now):
        """A naive datetime is none."""
        with pytest.raises(cc.InvalidField, match=rf"^{name}\.now: got .*, allowed: an instant with a time zone"):
            operation(now)


@pytest.mark.parametrize(
    ("field", "call"),
    [
        ("record_payment.order", lambda order: cc.record_payment(None, PENDING, now=LATER)),
        ("record_payment.payment", lambda order: cc.record_payment(order, cc.Money("1", "USD"), now=LATER)),
        ("record_payment.payment", lambda order: cc.record_payment(order, None, now=LATER)),
        (
            "change_payment.order",
            lambda order: cc.change_payment("", guid(71), cc.TransactionStatus.APPROVED, now=LATER),
        ),
        (
            "change_payment.payment_id",
            lambda order: cc.change_payment(order, "71", cc.TransactionStatus.VOIDED, now=LATER),
        ),
        (
            "change_payment.payment_id",
            lambda order: cc.change_payment(order, PENDING, cc.TransactionStatus.VOIDED, now=LATER),
        ),
        ("change_payment.status", lambda order: cc.change_payment(order, guid(71), "APPROVED", now=LATER)),
        (
            "change_payment.status",
            lambda order: cc.change_payment(order, guid(71), cc.PaymentStatus.CANCELED, now=LATER),
        ),
        ("cancel_order.order", lambda order: cc.cancel_order(order.id, now=LATER)),
    ],
)
def test_wrong_arguments(field, call):
    """A caller's bug, named."""
    with pytest.raises(cc.InvalidField) as caught:
        call(record(placed(TWENTY), PENDING))
    assert caught.value.field == field


def test_an_order_may_be_approved_by_a_payment_while_another_is_pending():
    """And stays so when that fails."""
    order = placed((item("10", payment_option=DEPOSIT, deposit_amount=cc.Money("5", "USD")), 2))
    assert history(order, money(71, "10", "PENDING"), money(72, "10"), (71, "DECLINED")) == [
        "INITIALIZED NOT_PAID balance 20.00",
        "PENDING PENDING balance 10.00 pending 10.00",
        "APPROVED PARTIALLY_PAID balance 0.00 paid 10.00 pending 10.00",
        "APPROVED PARTIALLY_PAID balance 10.00 paid 10.00",
    ]


def test_an_order_has_no_more_refunded_than_was_paid():
    """Nobody makes one that has; what is on its way counts."""
    order = refund(paid(placed(TWENTY, shipping="1")), 81, shipping="0.4")
    order = refund(order, 82, shipping="0.6", status="PENDING")
    with pytest.raises(cc.InvalidField, match=r"^Order\.refunds: got 'USD 1\.00 refunded, USD 0\.99 paid'"):
        attrs.evolve(order, payments=[money(71, "0.99")])
    assert account(attrs.evolve(order, payments=[money(71, "1", "PARTIALLY_REFUNDED")])) == (
        "APPROVED PARTIALLY_REFUNDED balance 20.00 paid 1.00 refunded 0.40 pending_refund 0.60"
    )


ORDER = refund(record(placed(TWENTY, shipping="1", fees=[WRAP]), money(71, "24")), 81, shipping="1")


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("price_summary.total", {"price_summary": attrs.evolve(ORDER.price_summary, total=EURO)}),
        ("pay_now.total", {"pay_now": attrs.evolve(ORDER.pay_now, total=EURO)}),
        ("tax_info.total_tax", {"tax_info": attrs.evolve(ORDER.tax_info, total_tax=EURO)}),
        (
            "line_items[0].total_price_after_tax",
            {"line_items": [attrs.evolve(ORDER.line_items[0], total_price_after_tax=EURO)]},
        ),
        (
            "shipping_info.cost.total_price_after_tax",
            {
                "shipping_info": attrs.evolve(
                    ORDER.shipping_info, cost=attrs.evolve(ORDER.shipping_info.cost, total_price_after_tax=EURO)
                )
            },
        ),
        (
            "additional_fees[0].price_after_tax",
            {"additional_fees": [attrs.evolve(ORDER.additional_fees[0], price_after_tax=EURO)]},
        ),
        ("payments[0].amount", {"payments": [money(71, "1", currency="EUR")]}),
        (
            "refunds[0].amount",
            {
                "refunds": [
                    attrs.evolve(
                        ORDER.refunds[0],
                        amount=EURO,
                        tax=cc.Money(0, "EUR"),
                        shipping=cc.RefundedPart(amount=EURO, tax=cc.Money(0, "EUR")),
                        payments=[cc.RefundedPayment(payment_id=guid(71), amount=EURO)],
                    )
                ]
            },
        ),
    ],
)
def test_an_order_is_in_one_currency(field, changes):
    """All that can be paid or refunded."""
    with pytest.raises(cc.CurrencyMismatch) as caught:
        attrs.evolve(ORDER, **changes)
    assert str(caught.value) == f"Order.{field}: EUR 1.00 is not in USD"


def test_what_cannot_be_refunded_is_paid_all_the_same():
    """`refund_disabled` is about refunds."""
    assert account(record(placed(TWENTY), money(71, "20", refund_disabled=True))) == DONE
