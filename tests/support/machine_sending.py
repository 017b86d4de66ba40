"""Rules of the lifecycle machine: goods are sent, and units come back before or after that (N24)."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from machine_basics import TAKEN, minutes
from machine_orders import ordered, picks
from machine_refunds import WORDS, RefundRules, ask

import checkout_core as cc


class SendingRules(RefundRules):
    """Sending, and sending beside refunding."""

    def send(self, pick, quantities, minutes):
        """So many units are sent."""
        now, call = self.at(minutes), cc.fulfill_line_items
        self.on_order(
            pick, "fulfill_line_items", lambda account: account.fulfill(quantities, now), call, quantities, now=now
        )

    @precondition(ordered)
    @rule(
        pick=picks,
        sent=st.lists(st.tuples(st.integers(0, 3), st.sampled_from((1, 1, 1, 2, 3))), min_size=1, max_size=2),
        odd=st.sampled_from((None, None, None, None, "all", "all", "unknown", "nothing", "zero")),
        minutes=minutes,
    )
    def fulfill(self, pick, sent, odd, minutes):
        """Goods are sent: some, all, too many, none."""
        account = self.picked(pick)
        lines = account.lines()
        quantities = {lines[number % len(lines)].upper(): many for number, many in sent}
        if odd == "all":
            left = {one: account.to_send(one) for one in lines}
            quantities = {one: many for one, many in left.items() if many}
        quantities |= {TAKEN: 1} if odd == "unknown" else {}
        if odd in {"nothing", "zero"}:
            quantities = {} if odd == "nothing" else {lines[0]: 0}
        self.send(pick, quantities, minutes)

    @precondition(ordered)
    @rule(
        pick=picks,
        number=st.integers(0, 3),
        word=st.sampled_from(("unit for nothing", "unit", "units for nothing", "two for an amount")),
        status=st.sampled_from(("SUCCEEDED", "PENDING")),
        first=st.sampled_from((None, None, "one", "rest")),
        then=st.sampled_from((None, None, "all", "rest", "one")),
        minutes=minutes,
    )
    def take_back(self, pick, number, word, status, first, then, minutes):
        """Units of a line come back; before that and then some are sent, also as many as if none had come back."""
        account = self.picked(pick)
        name = account.lines()[number % len(account.lines())]
        self.send_some(pick, name, first, minutes)
        self.refund_parts(pick, {name: ask(*WORDS[word](account, name), True)}, False, status, minutes)
        self.send_some(pick, name, then, minutes)

    def send_some(self, pick, name, which, minutes):
        """One unit, the rest, or all that were never sent; None: nothing."""
        account = self.picked(pick)
        many = {"all": account.parts[name].units - account.sent[name], "rest": account.to_send(name), "one": 1}
        if many.get(which):
            self.send(pick, {name: many[which]}, minutes)
