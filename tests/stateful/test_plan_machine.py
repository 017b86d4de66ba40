"""Orders of plans, whatever is done to them in whatever order: the library and the books never disagree."""

from collections import Counter
from itertools import pairwise
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from plan_books import (
    ALLOWED,
    asks,
    calm,
    done,
    gaps,
    instants,
    ordered,
    passed,
    perform,
    place,
    shops,
    stands,
    stated,
    told,
    ways,
    when,
)

import checkout_core as cc
from checkout_core import plans

SCALE = 3, 10
"""How many machines run for so many examples of the profile: a machine takes many steps."""
STEPS = 20
BATCH = 10
"""In batches: short runs are more varied than a long one, within which draws resemble each other."""


class PlanLife(RuleBasedStateMachine):
    """One order at a time, in the library and in the books."""

    tally: ClassVar[Counter] = Counter()

    def __init__(self):
        super().__init__()
        self.order = self.book = None

    @initialize(data=st.data(), now=instants)
    def begin(self, data, now):
        """A shop and a first order."""
        self.now = now
        self.shop = data.draw(shops(most=1))
        self.place(data)

    @precondition(lambda self: self.book is not None and self.book["status"] in {"ENDED", "CANCELED"})
    @rule(data=st.data())
    def begin_again(self, data):
        """Another order of the same shop, once the one before is over."""
        self.place(data)

    def place(self, data):
        """Order what nothing speaks against."""
        shop, ask = calm(self.shop, data.draw(asks(self.shop, self.now)))
        code, book = ordered(shop, ask)
        if code is not None:  # the offline order would be over already
            with pytest.raises(cc.PlanOrderRejected) as caught:
                place(shop, ask)
            assert caught.value.code == code
            return
        self.book, self.order, self.offer, self.currency = book, place(shop, ask), ask["offer"], shop["currency"]
        self.meet(None, f"create_{ask['type'].lower()}_order", book["status"])

    def meet(self, source, operation, target):
        """Count what led from which status to which."""
        self.tally[source, operation, target] += 1

    @precondition(lambda self: self.book is not None)
    @rule(gap=gaps)
    def wait(self, gap):
        """Time passes."""
        old = stands(self.book, self.now)
        self.now = when(self.book, self.now, gap)
        new = stands(self.book, self.now)
        steps = [old["status"], *(["ACTIVE"] if old["status"] == "PENDING" and new["status"] == "ENDED" else [])]
        if new["status"] != steps[-1] or (steps == ["ACTIVE"] and new["cycle"][0] != old["cycle"][0]):
            for source, target in pairwise([*steps, new["status"]]):
                self.meet(source, "at", target)

    @precondition(lambda self: self.book is not None)
    @rule(gap=gaps, what=st.sampled_from(sorted(ALLOWED)), way=ways)
    def operate(self, gap, what, way):
        """Something is done, or refused."""
        self.wait(gap)
        self.do(what, way)

    @precondition(lambda self: self.book is not None)
    @rule(gap=gaps, number=st.integers(0, 11), way=ways)
    def operate_rightly(self, gap, number, way):
        """Something is done that the status allows, after a short time."""
        self.wait(gap if gap in {"now", "start"} else "now")
        status = passed(self.book, self.now)["status"]
        allowed = [what for what in sorted(ALLOWED) if status in ALLOWED[what]]
        if allowed:
            self.do(allowed[number % len(allowed)], way)

    def do(self, what, way):
        """Do something now."""
        how = stated(way, self.book, self.now, self.offer)
        code, book = done(self.book, what, self.now, how)
        if code is None:
            source, self.book = passed(self.book, self.now)["status"], book
            self.order = perform(self.order, what, self.now, how, self.currency)
            assert self.order.updated_date == self.now
            self.meet(source, what, book["status"])
            return
        self.tally[code] += 1
        with pytest.raises(cc.PlanOrderRejected) as caught:
            perform(self.order, what, self.now, how, self.currency)
        assert caught.value.code == code

    @invariant()
    def agree(self):
        """The order stands as the books say."""
        if self.book is not None:
            assert told(self.order, self.now) == stands(self.book, self.now)
            assert self.order.status.value == self.book["status"]


def test_the_books_agree():
    """Whatever is done, in whatever order: what comes of it, or why it is refused, is what the books say."""
    scaled = settings(
        max_examples=settings.default.max_examples * SCALE[0] // SCALE[1],
        stateful_step_count=STEPS,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(PlanLife, settings=scaled)


def run(examples):
    """What so many machines meet, the same ones each time."""
    tally = Counter()
    counted = type("Counted", (PlanLife,), {"tally": tally})
    for number in range(examples // BATCH):
        run_state_machine_as_test(
            seed(number)(lambda: counted()),
            settings=settings(
                max_examples=BATCH,
                stateful_step_count=STEPS,
                database=None,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            ),
        )
    return tally


def test_everything_is_met():
    """A fixed run meets every change of the table, no other one, and every reason against an operation."""
    tally = run(examples=150)
    print(tally)  # `-rP` shows it
    rows = {
        (row.source and row.source.value, row.operation.value, row.target.value) for row in plans.PLAN_ORDER_TRANSITIONS
    }
    codes = {entry.code for entry in plans.PLAN_OPERATION_CODES}
    of_starts = {"invalid_start_date", "buyer_can_not_pick_future_start_date"}
    assert {what for what in tally if isinstance(what, tuple)} == rows
    assert {what for what in tally if isinstance(what, str)} == codes | of_starts
