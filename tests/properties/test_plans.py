"""Orders of plans, however they are made and whatever becomes of them: what the books say, and what always holds."""

from datetime import timedelta
from itertools import islice, pairwise

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from plan_books import (
    NOON,
    asks,
    calm,
    cost,
    done,
    gaps,
    instants,
    lives,
    ordered,
    perform,
    place,
    price_told,
    shops,
    stands,
    stated,
    told,
    ways,
    when,
)

import checkout_core as cc
from checkout_core import plans, wire

half = settings(max_examples=settings.default.max_examples // 2)
INSTANT = timedelta.resolution


def paid_cycles(book):
    """The numbers of the cycles to look at: the first ones, the last one and the one after it."""
    last = book["cycles"] if book["recurs"] else 1
    return sorted({1, 2, 3, 5, *([last, last + 1] if last else [99])})


class TestCreation:
    """What is ordered, and why not."""

    @given(st.data())
    def test_is_what_the_books_say(self, data):
        """The first reason against it, or dates, status and the price of each cycle."""
        shop = data.draw(shops())
        ask = data.draw(asks(shop, data.draw(instants)))
        code, book = ordered(shop, ask)
        if code:
            with pytest.raises(cc.PlanOrderRejected) as caught:
                place(shop, ask)
            assert caught.value.code == code
            return
        order = place(shop, ask)
        assert told(order, ask["now"]) == stands(book, ask["now"])
        assert order.type.value == ask["type"]
        for cycle in paid_cycles(book):
            price = order.pricing.price_of(cycle)
            exists = cycle == 1 or (book["recurs"] and (not book["cycles"] or cycle <= book["cycles"]))
            assert (price and price_told(price)) == (cost(book["terms"], cycle) if exists else None)

    @half
    @given(st.data())
    def test_prices_that_do_not_change_are_told_once(self, data):
        """Neighbouring spans differ, and a price speaks of a coupon where it is discounted."""
        shop = data.draw(shops())
        shop, ask = calm(shop, data.draw(asks(shop, NOON)))
        code, book = ordered(shop, ask)
        assume(code is None)
        spans = place(shop, ask).pricing.prices
        assert all(one.price != other.price for one, other in pairwise(spans))
        coupon = book["terms"]["coupon"]
        for span in spans:
            assert (span.price.coupon is not None) == (coupon is not None and span.cycle_from <= coupon["cycles"])


class TestTime:
    """What time makes of an order."""

    @given(lives(), st.lists(gaps, min_size=1, max_size=5))
    def test_is_what_the_books_say(self, life, steps):
        """At every instant to come."""
        _, _, order, book, now = life
        for gap in steps:
            now = when(book, now, gap)
            assert told(order, now) == stands(book, now)
            assert told(order, now + INSTANT) == stands(book, now + INSTANT)

    @half
    @given(lives(), st.lists(gaps, min_size=1, max_size=3), gaps, ways)
    def test_is_the_same_in_one_step_or_in_many(self, life, steps, gap, way):
        """An operation after a long time finds what it finds in an order that was looked at all the time."""
        currency, offer, order, book, now = life
        stepped = order
        for step in steps:
            now = when(book, now, step)
            state = plans.at(stepped, now)
            stepped = attrs.evolve(stepped, status=state.status, current_cycle=state.current_cycle, updated_date=now)
        now = when(book, now, gap)
        assert plans.at(stepped, now) == plans.at(order, now)
        how = stated(way, book, now, offer)
        for what in ("record_payment", "pause", "resume", "postpone", "cancel"):
            results = [outcome(given_, [what], now, how, currency) for given_ in (order, stepped)]
            assert results[0] == results[1]

    @half
    @given(lives())
    def test_the_end_is_not_before_the_earliest(self, life):
        """Unless it was called off; and there are both or neither."""
        order = life[2]
        if order.cancellation is None:
            assert (order.end_date is None) == (order.earliest_end_date is None)
            assert order.end_date is None or order.end_date >= order.earliest_end_date

    @half
    @given(lives(used=True))
    def test_cycles_tile_the_time(self, life):
        """Each begins where the one before it ends, with the next number, until the order is over."""
        _, _, order, _, now = life
        assume(plans.at(order, now).status == "ACTIVE")
        state = plans.at(order, now)
        cycle = state.current_cycle
        for _ in range(8):
            assert cycle.started_date <= now
            assert cycle.ended_date is None or now < cycle.ended_date
            if cycle.ended_date is None:
                assert (state.end_date, order.pricing.subscription) == (None, None)
                return
            assert plans.at(order, cycle.ended_date - INSTANT).current_cycle == cycle
            now = cycle.ended_date
            state, before = plans.at(order, now), cycle
            if state.end_date == now:
                assert state.status in {"ENDED", "CANCELED"}
                assert state.current_cycle is state.next_payment is None
                return
            cycle = state.current_cycle
            assert (cycle.index, cycle.started_date) == (before.index + 1, before.ended_date)

    @half
    @given(lives(used=True), st.integers(1, 400).map(lambda number: timedelta(hours=number)))
    def test_a_pause_moves_what_is_to_come(self, life, length):
        """By its length: the end, the cycle's end, the next payment and the payments after it."""
        _, _, order, _, now = life
        before = plans.at(order, now)
        assume(before.status == "ACTIVE" and before.current_cycle.index > 0)
        resumed = plans.resume(plans.pause(order, now=now), now=now + length)
        after = plans.at(resumed, now + length)
        assert after.end_date == (before.end_date and before.end_date + length)
        assert after.earliest_end_date == (before.earliest_end_date and before.earliest_end_date + length)
        assert after.current_cycle.index == before.current_cycle.index
        assert after.current_cycle.started_date == before.current_cycle.started_date
        ended = before.current_cycle.ended_date
        assert after.current_cycle.ended_date == (ended and ended + length)
        if before.next_payment is not None:
            assert after.next_payment == attrs.evolve(before.next_payment, date=before.next_payment.date + length)
        for was, is_ in zip(islice(plans.payments(order), 6), islice(plans.payments(resumed), 6), strict=True):
            assert is_.date == (was.date + length if was.date > now else was.date)

    @half
    @given(lives(used=True))
    def test_a_pause_that_ends_at_once_changes_nothing(self, life):
        """But that it is on record."""
        _, _, order, _, now = life
        state = plans.at(order, now)
        assume(state.status == "ACTIVE" and state.current_cycle.index > 0)
        resumed = plans.resume(plans.pause(order, now=now), now=now)
        pause = plans.PausePeriod(status=plans.PausePeriodStatus.ENDED, pause_date=now, resume_date=now)
        changed = {"status": state.status, "current_cycle": state.current_cycle, "updated_date": now}
        assert resumed == attrs.evolve(order, pause_periods=[*order.pause_periods, pause], **changed)
        for later in (now, now + INSTANT, *(payment.date for payment in islice(plans.payments(order), 4))):
            if later >= now:
                assert plans.at(resumed, later) == plans.at(order, later)


def outcome(order, names, now, how, currency):
    """The order after some operations at one instant, or the code of the refusal; a pause is over at once."""
    try:
        for name in names:
            order = perform(order, name, now, how, currency)
            if name == "pause":
                order = plans.resume(order, now=now)
    except cc.PlanOrderRejected as error:
        return error.code
    return order


class TestPayments:
    """What is charged."""

    @given(lives())
    def test_add_up_to_what_the_prices_say(self, life):
        """Cycle by cycle; what costs nothing is left out, and the days are those on which cycles begin."""
        _, _, order, book, _ = life
        cycles = range(1, (book["cycles"] or 12) + 1 if book["recurs"] else 2)
        expected = {cycle: cost(book["terms"], cycle)["total"] for cycle in cycles}
        charged = [payment for payment in islice(plans.payments(order), 12) if payment.cycle in expected]
        totals = [payment.price.total.minor_units for payment in charged]
        assert sum(totals) == sum(expected.values())
        assert dict(zip([payment.cycle for payment in charged], totals, strict=True)) == {
            cycle: total for cycle, total in expected.items() if total
        }

    @half
    @given(lives())
    def test_the_next_one_is_one_of_them(self, life):
        """And comes when the cycle that the order is in is over; there is none for whom nothing goes on."""
        _, _, order, _, now = life
        state = plans.at(order, now)
        coming = state.next_payment
        if state.status in {"PAUSED", "ENDED", "CANCELED"} or order.auto_renew_canceled:
            assert coming is None
        elif coming is not None:
            assert coming in list(islice(plans.payments(order), coming.cycle))
            assert state.current_cycle is None or coming.date >= state.current_cycle.ended_date

    @half
    @given(lives())
    def test_have_prices_that_close(self, life):
        """Total = subtotal - discount + tax + fees, and a coupon takes off no more than there is."""
        for span in life[2].pricing.prices:
            price = span.price
            told_ = price_told(price)
            assert told_["total"] == told_["subtotal"] - told_["discount"] + told_["tax"] + told_["fees"]
            assert 0 <= told_["discount"] <= told_["subtotal"]


class TestOperations:
    """What is done to an order."""

    PAIRS = (
        ("postpone", "record_payment"),
        ("postpone", "fail_payment"),
        ("postpone", "mark_as_paid"),
        ("cancel", "record_payment"),
        ("pause", "postpone"),
    )
    """What has nothing to do with each other where both may be done."""

    @half
    @given(lives(), gaps, ways)
    def test_what_is_independent_commutes(self, life, gap, way):
        """What may both be done at one instant may be done in either order, and the same comes of it."""
        currency, offer, order, book, now = life
        now = when(book, now, gap)
        how = stated(way, book, now, offer) | {"effect": "NEXT_PAYMENT_DATE"}
        for pair in self.PAIRS:
            if not any(isinstance(outcome(order, [name], now, how, currency), str) for name in pair):
                one, other = (outcome(order, names, now, how, currency) for names in (pair, pair[::-1]))
                assert one == other
                assert isinstance(one, plans.PlanOrder)

    @half
    @given(lives(), gaps, ways)
    def test_what_is_refused_has_a_published_code(self, life, gap, way):
        """With one of the published codes where the books refuse too; and whatever is done, the given order stays."""
        currency, offer, order, book, now = life
        now = when(book, now, gap)
        how = stated(way, book, now, offer)
        known = {entry.code: entry for entry in (*plans.PLAN_OPERATION_CODES, *plans.PLAN_ORDER_CODES)}
        kept = wire.dump_plan_order(order)
        for what in (
            "record_payment",
            "fail_payment",
            "mark_as_paid",
            "change_start_date",
            "pause",
            "resume",
            "cancel",
        ):
            if done(book, what, now, how)[0] is None:
                assert perform(order, what, now, how, currency).updated_date == now
                continue
            with pytest.raises(cc.PlanOrderRejected) as caught:
                perform(order, what, now, how, currency)
            entry = known[caught.value.code]
            assert (caught.value.status, caught.value.documented) == (entry.status, entry.documented)
        assert wire.dump_plan_order(order) == kept

    @half
    @given(lives(), st.timedeltas(min_value=INSTANT, max_value=timedelta(days=900)))
    def test_the_past_is_not_known(self, life, before):
        """Nothing can be asked or done before the last change."""
        order = life[2]
        instant = order.updated_date - before
        for ask in (plans.at, *(lambda order, now, do=do: do(order, now=now) for do in (plans.pause, plans.cancel))):
            with pytest.raises(cc.InvalidField, match="not before the order's last change"):
                ask(order, instant)


class TestWire:
    """What is written is read."""

    @given(lives(), st.sampled_from(("velo", "rest")))
    def test_round_trip(self, life, dialect):
        """In both dialects, through text, strictly, and without `priceDetails` too."""
        order = life[2]
        document = wire.parse(wire.dumps(wire.dump_plan_order(order, dialect)))
        assert wire.load_plan_order(document, strict=True) == wire.Loaded(order)
        del document["priceDetails"]
        assert wire.load_plan_order({"order": document}, strict=True).value == order

    @half
    @given(lives())
    def test_the_older_details_are_enough_for_one_price(self, life):
        """Where there is one price for all cycles, and no fees."""
        order = life[2]
        assume(len(order.pricing.prices) == 1 and not order.pricing.prices[0].price.fees)
        document = wire.dump_plan_order(order)
        del document["pricing"]
        assert wire.load_plan_order(document, strict=True).value == order
