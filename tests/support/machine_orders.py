"""Rules of the lifecycle machine: whatever becomes of an order."""

from bookkeeping_orders import Paid
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from machine_basics import GUIDS, MINUTES, TAKEN, Basics, minutes
from order_books import CARD, MEMBERSHIP, MONEY, follows
from translation import money

import checkout_core as cc

picks = st.sampled_from((0, 0, 0, 0, 1, 2))
"""Which order: the last, mostly."""
WORDS = {
    "units": lambda account, one: ("units", 1),
    "all units": lambda account, one: ("units", max(1, account.left(one)[2])),
    "more units": lambda account, one: ("units", account.left(one)[2] + 1),
    "amount": lambda account, one: ("amount", max(1, account.left(one)[0] // 3)),
    "all": lambda account, one: ("amount", account.left(one)[0]),
    "more": lambda account, one: ("amount", account.left(one)[0] + 1),
    "affordable": lambda account, one: ("amount", min(account.left(one)[0], refundable(account))),
}
"""What may be asked to be refunded of a part."""


def refundable(account):
    """What payments can still give back."""
    return sum(account.refundable(payment) for payment in account.payments)


class OrderRules(Basics):
    """Paying, sending, refunding, calling off."""

    def ordered(self):
        """Whether there is an order."""
        return bool(self.orders)

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

    def currency_of(self, pick):
        """The currency of the order."""
        return self.orders[-1 - pick % len(self.orders)][0].currency

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
            )
        ),
        upper=st.booleans(),
        minutes=minutes,
    )
    def change_payment(self, pick, which, undecided, status, upper, minutes):
        """A payment is decided: one that is open, mostly, or one that nobody knows."""
        payments, now = self.picked(pick).payments, self.at(minutes)
        open_ = [one for one, paid in payments.items() if paid.status in {"PENDING", "PENDING_MERCHANT", "AUTHORIZED"}]
        names = (open_ if undecided else list(payments)) or [TAKEN]
        name = names[which % len(names)]
        name = name.upper() if upper else name
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
    @rule(
        pick=picks,
        asked=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(tuple(WORDS)), st.booleans()), max_size=2),
        odd=st.sampled_from((None, None, None, None, None, "unknown", "same id")),
        status=st.sampled_from(("SUCCEEDED", "SUCCEEDED", "PENDING", "PENDING", "FAILED")),
        minutes=minutes,
    )
    def refund(self, pick, asked, odd, status, minutes):
        """Money goes back: for units, for amounts, for the delivery and the fees, too much, nothing."""
        account = self.picked(pick)
        names = [*account.parts, *(["delivery"] if "delivery" not in account.parts else [])]
        wanted = {}
        for number, word, restock in asked:
            name = names[number % len(names)]
            word_ = word if name in account.lines() or "unit" not in word else "all"
            wanted[name] = (*WORDS[word_](account, name), restock)
        if odd == "unknown":
            wanted[TAKEN] = ("units", 1, False)
        self.refund_parts(pick, wanted, odd == "same id", status, minutes)

    @precondition(ordered)
    @rule(pick=picks, by_units=st.booleans(), status=st.sampled_from(("SUCCEEDED", "PENDING")), minutes=minutes)
    def refund_rest(self, pick, by_units, status, minutes):
        """Everything that is left goes back."""
        account = self.picked(pick)
        wanted = {}
        for name in account.parts:
            amount, _, units = account.left(name)
            wanted[name] = ("units", units, True) if by_units and units else ("amount", amount, False)
        self.refund_parts(pick, wanted, False, status, minutes)

    def refund_parts(self, pick, wanted, same, status, minutes):
        """Refund these parts."""
        account, now, code = self.picked(pick), self.at(minutes), self.currency_of(pick)
        name = f"decade00-0000-4000-8000-{self.number():012d}"
        name = next(iter(account.refunds), name).upper() if same else name
        wanted = {part.upper() if len(part) == 36 else part: entry for part, entry in wanted.items()}
        lines = {
            part: cc.RefundLine(quantity=many, restock=back)
            if kind == "units"
            else cc.RefundLine(amount=money(many, code), restock=back)
            for part, (kind, many, back) in wanted.items()
            if part not in {"delivery", "fees"}
        }
        other = {part: money(wanted[part][1], code) for part in ("delivery", "fees") if part in wanted}
        self.on_order(
            pick,
            "refund_order",
            lambda account: account.refund(name, wanted, status, now),
            cc.refund_order,
            refund_id=name,
            lines=lines,
            shipping=other.get("delivery"),
            additional_fees=other.get("fees"),
            status=cc.RefundStatus(status),
            now=now,
        )

    @precondition(lambda self: any(account.refunds for _, account in self.orders))
    @rule(
        pick=picks,
        which=st.integers(0, 3),
        status=st.sampled_from(("SUCCEEDED", "SUCCEEDED", "FAILED", "PENDING")),
        minutes=minutes,
    )
    def change_refund(self, pick, which, status, minutes):
        """A refund is decided."""
        refunds, now = self.picked(pick).refunds, self.at(minutes)
        open_ = [one for one, entry in refunds.items() if entry.status == "PENDING"]
        names = open_ + list(refunds) + [TAKEN]
        name = names[min(which, len(names) - 1)].upper()
        self.on_order(
            pick,
            "change_refund",
            lambda account: account.change_refund(name, status, now),
            cc.change_refund,
            name,
            cc.RefundStatus(status),
            now=now,
        )

    @precondition(ordered)
    @rule(
        pick=picks,
        sent=st.lists(st.tuples(st.integers(0, 3), st.integers(1, 3)), min_size=1, max_size=2),
        odd=st.sampled_from((None, None, None, None, "all", "all", "unknown", "nothing", "zero")),
        minutes=minutes,
    )
    def fulfill(self, pick, sent, odd, minutes):
        """Goods are sent: some, all, too many, none."""
        account, now = self.picked(pick), self.at(minutes)
        lines = account.lines()
        quantities = {lines[number % len(lines)].upper(): many for number, many in sent}
        if odd == "all":
            left = {one: account.parts[one].units - account.sent[one] for one in lines}
            quantities = {one: many for one, many in left.items() if many}
        quantities |= {TAKEN: 1} if odd == "unknown" else {}
        if odd in {"nothing", "zero"}:
            quantities = {} if odd == "nothing" else {lines[0]: 0}
        call = cc.fulfill_line_items
        self.on_order(
            pick, "fulfill_line_items", lambda account: account.fulfill(quantities, now), call, quantities, now=now
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
