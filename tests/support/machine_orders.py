"""Rules of the lifecycle machine: orders are paid and called off."""

from bookkeeping_orders import Paid
from bookkeeping_tables import PAYMENT_MOVES
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from machine_basics import GUIDS, MINUTES, TAKEN, Basics, minutes
from order_books import CARD, MEMBERSHIP, MONEY, follows
from translation import money

import checkout_core as cc

picks = st.sampled_from((0, 0, 0, 0, 1, 2))
"""Which order: the last, mostly."""


def ordered(machine):
    """Whether there is an order."""
    return bool(machine.orders)


class OrderBasics(Basics):
    """Doing something to an order."""

    def on_order(self, pick, rule_, predict, call, *args, **kwargs):
        """Do something to an order: first in the books, then by the library, and compare."""
        place = -1 - pick % len(self.orders)
        held, account = self.orders[place]
        expected = predict(account)
        made = self.attempt(rule_, expected, call, held, *args, **kwargs)
        if expected is None:
            self.orders[place] = (made, account)
            follows(held, made, account, self.tally)
            if self.number() % 3 == 0:
                self.send_order_away(made)
        else:
            follows(held, held, account, self.tally)

    def send_order_away(self, order):
        """The order goes away as JSON and comes back."""
        self.tally.rules["dump_order"] += 1
        assert cc.wire.load_order(cc.wire.parse(cc.wire.dumps(cc.wire.dump_order(order)))).value == order

    def picked(self, pick):
        """The books of the order that the same pick chooses."""
        return self.orders[-1 - pick % len(self.orders)][1]

    def currency_of(self, pick):
        """The currency of the order."""
        return self.orders[-1 - pick % len(self.orders)][0].currency

    def pay(self, units, status, *, disabled=False):
        """So much of the last order is paid, pending or promised."""
        name, now = f"faded000-0000-4000-8000-{self.number():012d}", self.at(MINUTES[0])
        payment = cc.Payment(
            id=name,
            created_date=now,
            amount=money(units, self.currency_of(0)),
            status=cc.TransactionStatus(status),
            refund_disabled=disabled,
            regular_payment_details=cc.RegularPaymentDetails(),
        )
        paid = Paid(units, status, "money", disabled)
        call = cc.record_payment
        self.on_order(0, "record_payment", lambda account: account.record(name, paid, now), call, payment, now=now)


class OrderRules(OrderBasics):
    """Paying, calling off."""

    @precondition(ordered)
    @rule(
        pick=picks,
        much=st.sampled_from(("due", "due", "rest", "half", "one", "over", "foreign", "fine")),
        status=st.sampled_from(
            (
                "APPROVED",
                "APPROVED",
                "AUTHORIZED",
                "PENDING",
                "PENDING",
                "DECLINED",
                "CANCELED",
                "PENDING_MERCHANT",
                "VOIDED",
            )
        ),
        means=st.sampled_from((MONEY, MONEY, MONEY, CARD, CARD, MEMBERSHIP)),
        name=st.sampled_from((None, None, None, None, *GUIDS[:1], GUIDS[0].upper())),
        disabled=st.sampled_from((False, False, False, True)),
        minutes=minutes,
    )
    def record_payment(self, pick, much, status, means, name, disabled, minutes):
        """A payment comes: of what is due, of the rest, of too much."""
        account, now = self.picked(pick), self.at(minutes)
        sums = account.sums()
        due = account.due - sums["paid"] - sums["authorized"] - sums["pending"]
        units = {"due": due, "rest": sums["balance"], "half": sums["balance"] // 2, "over": sums["balance"] + 1}
        amount = money(max(1, units.get(much, 1)), "EUR" if much == "foreign" else self.currency_of(pick))
        if much == "fine":
            amount = cc.Money("0.00001", self.currency_of(pick))
        status = status if means == MONEY or status in {"APPROVED", "PENDING", "DECLINED"} else "APPROVED"
        wrong = much in {"foreign", "fine"} and means != MEMBERSHIP
        if means == MEMBERSHIP:
            amount = money(0, self.currency_of(pick))
        name = name or f"faded000-0000-4000-8000-{self.number():012d}"
        payment = cc.Payment(
            id=name,
            created_date=now,
            amount=amount,
            status=cc.TransactionStatus(status),
            refund_disabled=disabled,
            **MEANS[means],
        )
        kind = {MONEY: "money", CARD: "card", MEMBERSHIP: "membership"}[means]
        paid = Paid(0 if wrong else amount.minor_units, status, kind, disabled, wrong)
        self.on_order(
            pick,
            "record_payment",
            lambda account: account.record(name, paid, now),
            cc.record_payment,
            payment,
            now=now,
        )

    @precondition(ordered)
    @rule(
        pick=picks,
        which=st.integers(0, 3),
        undecided=st.sampled_from((True, True, True, False)),
        status=st.sampled_from(
            (
                "APPROVED",
                "APPROVED",
                "DECLINED",
                "CANCELED",
                "VOIDED",
                "PENDING",
                "PENDING_MERCHANT",
                "REFUNDED",
                "AUTHORIZED",
                "AUTHORIZED",
            )
        ),
        move=st.none() | st.integers(0, 4),
        upper=st.booleans(),
        minutes=minutes,
    )
    def change_payment(self, pick, which, undecided, status, move, upper, minutes):
        """A payment is decided: one that is open, mostly, or one that nobody knows."""
        payments, now = self.picked(pick).payments, self.at(minutes)
        open_ = [
            one
            for one, paid in payments.items()
            if paid.status in {"PENDING", "PENDING_MERCHANT", "AUTHORIZED", "CANCELED"}
        ]
        names = (open_ if undecided else list(payments)) or [TAKEN]
        name = names[which % len(names)]
        if move is not None and name in payments:  # one of those that there are
            source = payments[name].status
            moves = sorted(target for start, target in PAYMENT_MOVES if start == source and "REFUNDED" not in target)
            status = moves[move % len(moves)] if moves else status
        self.decide(pick, name.upper() if upper else name, status, now)

    def called_off(self):
        """Payments of the last order that were canceled."""
        return [one for one, paid in self.orders[-1][1].payments.items() if paid.status == "CANCELED"]

    @precondition(lambda self: self.orders and self.called_off())
    @rule(which=st.integers(0, 3), minutes=minutes)
    def arrive_late(self, which, minutes):
        """A payment that was canceled comes in all the same, which only money does."""
        names = self.called_off()
        self.decide(0, names[which % len(names)], "APPROVED", self.at(minutes))

    def decide(self, pick, name, status, now):
        """The payment becomes this."""
        self.on_order(
            pick,
            "change_payment",
            lambda account: account.change(name, status, now),
            cc.change_payment,
            name,
            cc.TransactionStatus(status),
            now=now,
        )

    @precondition(ordered)
    @rule(pick=picks, really=st.sampled_from((False, False, False, True)), minutes=minutes)
    def cancel(self, pick, really, minutes):
        """The order is called off, if it is meant."""
        if really:
            now, call = self.at(minutes), cc.cancel_order
            self.on_order(pick, "cancel_order", lambda account: account.cancel(now), call, now=now)


MEANS = {
    MONEY: {"regular_payment_details": cc.RegularPaymentDetails()},
    CARD: {"giftcard_payment_details": cc.GiftCardPaymentDetails()},
    MEMBERSHIP: {
        "membership_payment_details": cc.MembershipPaymentDetails(
            membership_id="gold", app_id=TAKEN, line_item_id=TAKEN, credits=1
        )
    },
}
