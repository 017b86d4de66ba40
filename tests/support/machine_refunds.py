"""Rules of the lifecycle machine: money that goes back, units that come back."""

from bookkeeping_orders import Ask
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from machine_basics import TAKEN, minutes
from machine_orders import OrderBasics, ordered, picks
from translation import money

import checkout_core as cc

WORDS = {
    "unit": lambda account, one: (1, None),
    "all units": lambda account, one: (max(1, account.left(one)[2]), None),
    "more units": lambda account, one: (account.left(one)[2] + 1, None),
    "amount": lambda account, one: (None, max(1, account.left(one)[0] // 3)),
    "nothing": lambda account, one: (None, 0),
    "all": lambda account, one: (None, account.left(one)[0]),
    "more": lambda account, one: (None, account.left(one)[0] + 1),
    "affordable": lambda account, one: (None, min(account.left(one)[0], refundable(account))),
    "unit for an amount": lambda account, one: (1, account.left(one)[0] // 3),
    "units for nothing": lambda account, one: (max(1, account.left(one)[2]), 0),
    "two for an amount": lambda account, one: (2, account.left(one)[0] // 5),
    "unit for nothing": lambda account, one: (1, 0),
    "unit for all": lambda account, one: (1, account.left(one)[0]),
    "units for what is there": lambda account, one: (
        max(1, account.left(one)[2] - 1),
        min(account.left(one)[0], refundable(account)),
    ),
    "unit for more": lambda account, one: (1, account.left(one)[0] + 1),
    "more units for an amount": lambda account, one: (account.left(one)[2] + 1, account.left(one)[0] // 2),
}
"""What may be asked to be refunded of a line: so many units, so much."""
GUID_LENGTH = 36
AMOUNTS = ("amount", "nothing", "all", "more", "affordable")
"""What may be asked of the delivery and of the fees."""


def refundable(account):
    """What payments can still give back."""
    return sum(account.refundable(payment) for payment in account.payments)


class RefundRules(OrderBasics):
    """Refunding."""

    @precondition(ordered)
    @rule(
        pick=picks,
        asked=st.lists(st.tuples(st.integers(0, 5), st.sampled_from(tuple(WORDS)), st.booleans()), max_size=2),
        odd=st.sampled_from((None, None, None, None, None, "unknown", "same id")),
        status=st.sampled_from(("SUCCEEDED", "SUCCEEDED", "PENDING", "PENDING", "FAILED")),
        minutes=minutes,
    )
    def refund(self, pick, asked, odd, status, minutes):
        """Money goes back: for units, for amounts, for both, for the delivery and the fees, too much, nothing."""
        account = self.picked(pick)
        names = [*account.parts, *(["delivery"] if "delivery" not in account.parts else [])]
        wanted = {}
        for number, word, restock in asked:
            name = names[number % len(names)]
            word_ = word if name in account.lines() or word in AMOUNTS else "all"
            wanted[name] = ask(*WORDS[word_](account, name), restock)
        if odd == "unknown":
            wanted[TAKEN] = Ask(units=1)
        self.refund_parts(pick, wanted, odd == "same id", status, minutes)

    @precondition(ordered)
    @rule(
        pick=picks,
        how=st.sampled_from(("units", "amounts", "units for amounts")),
        status=st.sampled_from(("SUCCEEDED", "PENDING")),
        minutes=minutes,
    )
    def refund_rest(self, pick, how, status, minutes):
        """Everything that is left goes back."""
        account = self.picked(pick)
        wanted = {}
        for name in account.parts:
            amount, _, units = account.left(name)
            wanted[name] = ask(units if how != "amounts" else None, None if how == "units" and units else amount, True)
        self.refund_parts(pick, wanted, False, status, minutes)

    def refund_parts(self, pick, wanted, same, status, minutes):
        """Refund these parts."""
        account, now, code = self.picked(pick), self.at(minutes), self.currency_of(pick)
        name = f"decade00-0000-4000-8000-{self.number():012d}"
        name = next(iter(account.refunds), name).upper() if same else name
        wanted = {part.upper() if len(part) == GUID_LENGTH else part: entry for part, entry in wanted.items()}
        lines = {
            part: cc.RefundLine(quantity=one.units, amount=money(one.amount, code), restock=one.restock)
            for part, one in wanted.items()
            if part not in {"delivery", "fees"}
        }
        other = {part: money(wanted[part].amount, code) for part in ("delivery", "fees") if part in wanted}
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


def ask(units, amount, restock):
    """So many units, so much; only units come back, and no units are none at all."""
    return Ask(units or None, amount, bool(units) and restock)
