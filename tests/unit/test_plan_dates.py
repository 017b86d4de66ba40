"""When orders of plans begin, turn and end: the documented examples, month ends, pauses. Conventions PP1 to PP6."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from plan_books import a_plan, offline, online, utc

import checkout_core as cc
from checkout_core import plans

DAY, WEEK, MONTH, YEAR = ((1, unit) for unit in ("DAY", "WEEK", "MONTH", "YEAR"))
HOUR = timedelta(hours=1)
NEXT = plans.CancellationEffectiveAt.NEXT_PAYMENT_DATE


def starts(order, count):
    """The days on which the first payments are due."""
    dates = (payment.date for payment in plans.payments(order))
    return [f"{next(dates):%Y-%m-%d}" for _ in range(count)]


def cycle(order, instant):
    """The number, begin and end of the cycle at an instant, by day; None where there is none."""
    current = plans.at(order, instant).current_cycle
    ended = current and current.ended_date
    return current and (current.index, f"{current.started_date:%m-%d}", ended and f"{ended:%m-%d}")


def run(order, *events):
    """The order after pauses and resumptions, in turn, at these instants."""
    for number, instant in enumerate(events):
        order = (plans.resume if number % 2 else plans.pause)(order, now=instant)
    return order


class TestExamples:
    """The orders that the service's pages print."""

    @pytest.mark.parametrize(
        ("plan", "start", "end"),
        [
            (a_plan(every=WEEK, cycles=26), utc(2022, 8, 1, 11), utc(2023, 1, 30, 11)),
            (a_plan(every=DAY, cycles=3), utc(2022, 6, 25, 8), utc(2022, 6, 28, 8)),
            (a_plan(every=MONTH, cycles=3, trial=1), utc(2021, 11, 19, 11), utc(2022, 2, 20, 11)),
            (a_plan(lasts=(3, "MONTH")), utc(2022, 4, 27, 13, 38), utc(2022, 7, 27, 13, 38)),
            (a_plan(every=MONTH), utc(2022, 4, 27), None),
            (a_plan(), utc(2022, 4, 27), None),
        ],
        ids=["26 weeks", "3 days", "3 months after a day", "3 months at once", "until canceled", "unlimited"],
    )
    def test_end(self, plan, start, end):
        """It follows from the start; the earliest end is the same."""
        order = online(plan, utc(2021, 1, 1), start)
        assert (order.start_date, order.end_date, order.earliest_end_date) == (start, end, end)
        if end is not None:
            assert order.end_date.isoformat().endswith(f"{start:%H:%M}:00+00:00")

    def test_the_first_paid_cycle_begins_when_the_free_day_is_over(self):
        """One day after the start; the free day is cycle 0."""
        order = offline(a_plan(every=MONTH, cycles=3, trial=1), utc(2021, 11, 19, 11))
        assert cycle(order, utc(2021, 11, 20, 10, 59)) == (0, "11-19", "11-20")
        assert cycle(order, utc(2021, 11, 20, 11)) == (1, "11-20", "12-20")
        assert cycle(order, utc(2022, 2, 20, 10, 59)) == (3, "01-20", "02-20")
        assert cycle(order, utc(2022, 2, 20, 11)) is None

    def test_a_single_payment_is_one_cycle(self):
        """To the order's end, or without one."""
        limited, unlimited = (offline(plan, utc(2022, 4, 27)) for plan in (a_plan(lasts=(3, "MONTH")), a_plan()))
        assert cycle(limited, utc(2022, 7, 26)) == (1, "04-27", "07-27")
        assert cycle(unlimited, utc(2522, 7, 26)) == (1, "04-27", None)

    def test_a_cycle_of_several_units(self):
        """Twice two months are four."""
        order = offline(a_plan(every=(2, "MONTH"), cycles=2), utc(2022, 12, 31))
        assert starts(order, 2) == ["2022-12-31", "2023-02-28"]
        assert order.end_date == utc(2023, 4, 30)


class TestCalendar:
    """Months and years end where they end."""

    @pytest.mark.parametrize(
        ("every", "start", "dates"),
        [
            (MONTH, (2023, 1, 31), ["2023-01-31", "2023-02-28", "2023-03-31", "2023-04-30", "2023-05-31"]),
            (MONTH, (2024, 1, 31), ["2024-01-31", "2024-02-29", "2024-03-31"]),
            (MONTH, (2023, 1, 30), ["2023-01-30", "2023-02-28", "2023-03-30"]),
            (MONTH, (2024, 1, 30), ["2024-01-30", "2024-02-29", "2024-03-30"]),
            (MONTH, (2024, 2, 29), ["2024-02-29", "2024-03-29", "2024-04-29"]),
            (MONTH, (2022, 11, 30), ["2022-11-30", "2022-12-30", "2023-01-30", "2023-02-28", "2023-03-30"]),
            (YEAR, (2024, 2, 29), ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
            (YEAR, (2096, 2, 29), ["2096-02-29", "2097-02-28", "2098-02-28", "2099-02-28", "2100-02-28"]),
            ((18, "MONTH"), (2022, 8, 31), ["2022-08-31", "2024-02-29", "2025-08-31"]),
            (WEEK, (2024, 2, 23), ["2024-02-23", "2024-03-01", "2024-03-08"]),
            ((30, "DAY"), (2023, 1, 31), ["2023-01-31", "2023-03-02", "2023-04-01"]),
        ],
    )
    def test_cycles_are_counted_from_the_first(self, every, start, dates):
        """A short month does not shorten those after it."""
        order = offline(a_plan(every=every), utc(*start))
        assert starts(order, len(dates)) == dates
        for number, (begun, ended) in enumerate(pairwise(dates), 1):
            begin, end = (datetime.fromisoformat(f"{day}T00:00:00Z") for day in (begun, ended))
            for instant in (begin, end - timedelta.resolution):
                assert plans.at(order, instant).current_cycle == plans.PlanCycle(
                    index=number, started_date=begin, ended_date=end
                )

    def test_after_free_days_the_first_paid_day_counts(self):
        """The anchor is where cycle 1 begins."""
        assert starts(offline(a_plan(every=MONTH, trial=2), utc(2023, 1, 29)), 3) == [
            "2023-01-31",
            "2023-02-28",
            "2023-03-31",
        ]

    @pytest.mark.parametrize(("plan", "end"), [(a_plan(every=MONTH, cycles=1), 28), (a_plan(lasts=MONTH), 28)])
    def test_the_time_of_day_stays(self, plan, end):
        """To the microsecond."""
        order = offline(plan, utc(2023, 1, 31, 23, 59, 59, 987_654))
        assert order.end_date == utc(2023, 2, end, 23, 59, 59, 987_654)

    def test_the_calendar_is_that_of_utc(self):
        """An offset is converted first: 1 February in Berlin is still 31 January."""
        berlin = timezone(timedelta(hours=1))
        order = offline(a_plan(every=MONTH, cycles=1), datetime(2023, 2, 1, 0, 30, tzinfo=berlin))
        assert (order.start_date, order.end_date) == (utc(2023, 1, 31, 23, 30), utc(2023, 2, 28, 23, 30))
        assert order.start_date.tzinfo is order.end_date.tzinfo is order.created_date.tzinfo is UTC
        local = datetime(2023, 3, 1, 0, 30, tzinfo=berlin)
        assert plans.at(order, local - timedelta.resolution).status == "ACTIVE"
        assert plans.at(order, local).status == "ENDED"
        later = plans.postpone(order, datetime(2023, 3, 9, 1, tzinfo=berlin), now=local - HOUR)
        assert later.end_date == utc(2023, 3, 9)
        assert later.updated_date == utc(2023, 2, 28, 22, 30)


class TestEndOfTime:
    """The calendar ends with the year 9999."""

    @pytest.mark.parametrize(
        "plan",
        [
            a_plan(every=MONTH, cycles=2),
            a_plan(every=YEAR, cycles=1),
            a_plan(every=DAY, cycles=1, trial=31),
            a_plan(lasts=(5, "WEEK")),
            a_plan(lasts=(10**6, "YEAR")),
            a_plan(lasts=(10**6, "WEEK")),
        ],
    )
    def test_an_end_beyond_it_is_refused(self, plan):
        """The start is to blame."""
        for create in (online, offline):
            with pytest.raises(cc.InvalidField, match="year 9999") as caught:
                create(plan, utc(9999, 12, 1))
            assert caught.value.field == "start_date"

    def test_an_end_before_it_is_fine(self):
        """To the last second."""
        order = offline(a_plan(every=MONTH, cycles=1), utc(9999, 11, 30, 23, 59, 59))
        assert order.end_date == utc(9999, 12, 30, 23, 59, 59)

    def test_a_pause_beyond_it_is_refused(self):
        """An end that would come after the last year cannot be told."""
        order = plans.pause(offline(a_plan(every=YEAR, cycles=5), utc(9990, 1, 1)), now=utc(9990, 2, 1))
        with pytest.raises(cc.InvalidField):
            plans.resume(order, now=utc(9999, 6, 1))

    def test_an_order_without_an_end_goes_on_to_it(self):
        """Its last cycle has no end that could be told, and no payment follows."""
        order = plans.pause(offline(a_plan(every=YEAR), utc(9990, 1, 1)), now=utc(9990, 2, 1))
        order = plans.resume(order, now=utc(9999, 6, 1))
        assert (order.current_cycle.index, order.current_cycle.ended_date) == (1, None)
        assert plans.at(order, utc(9999, 12, 31)).next_payment is None
        assert [payment.cycle for payment in plans.payments(order)] == [1]

    @pytest.mark.parametrize("every", [(10**9, "DAY"), (10**9, "WEEK"), (10**9, "YEAR"), (8000, "YEAR")])
    def test_a_cycle_may_be_longer_than_it(self, every):
        """It begins, and lasts."""
        order = plans.record_payment(online(a_plan(every=every), utc(2026, 1, 31)), now=utc(2026, 1, 31))
        there = plans.at(order, utc(9999, 12, 31))
        assert (there.current_cycle.index, there.current_cycle.ended_date) == (1, None)
        assert [payment.cycle for payment in plans.payments(order)] == [1]
        assert plans.cancel(order, now=utc(2026, 2, 1), effective_at=NEXT).end_date is None

    def test_a_daily_order_reaches_its_last_day(self):
        """There are fewer days than cycles may be counted."""
        order = offline(a_plan(every=DAY), utc(1, 1, 1))
        cycle = plans.at(order, utc(9999, 12, 31)).current_cycle
        assert (cycle.index, cycle.started_date, cycle.ended_date) == (3_652_059, utc(9999, 12, 31), None)

    def test_free_days_beyond_it_are_refused(self):
        """Also where the order has no end."""
        with pytest.raises(cc.InvalidField, match="year 9999"):
            online(a_plan(every=DAY, trial=31), utc(9999, 12, 1))

    def test_the_first_instants_of_the_calendar_will_do(self):
        """An order can begin with it."""
        order = online(a_plan("0"), utc(1, 1, 1))
        assert (order.status, order.start_date) == ("ACTIVE", utc(1, 1, 1))


class TestPauses:
    """While an order is paused its clock stands still."""

    ORDER = offline(a_plan(every=MONTH, cycles=3), utc(2023, 1, 31))
    """January 31, February 28, March 31, to April 30."""

    @pytest.mark.parametrize(
        ("events", "cycles", "end"),
        [
            ([utc(2023, 2, 10), utc(2023, 2, 13)], [("01-31", "03-03"), ("03-03", "04-03"), ("04-03", "05-03")], 3),
            # on the boundary: the cycle that begins there has begun
            ([utc(2023, 2, 28), utc(2023, 3, 3)], [("01-31", "02-28"), ("02-28", "04-03"), ("04-03", "05-03")], 3),
            # a moment before it: all of the next cycle is to come
            (
                [utc(2023, 2, 28) - timedelta.resolution, utc(2023, 3, 3) - timedelta.resolution],
                [("01-31", "03-03"), ("03-03", "04-03"), ("04-03", "05-03")],
                3,
            ),
            ([utc(2023, 3, 1), utc(2023, 3, 4)], [("01-31", "02-28"), ("02-28", "04-03"), ("04-03", "05-03")], 3),
            # at the very start, and in the last cycle
            ([utc(2023, 1, 31), utc(2023, 2, 3)], [("01-31", "03-03"), ("03-03", "04-03"), ("04-03", "05-03")], 3),
            ([utc(2023, 4, 29), utc(2023, 5, 2)], [("01-31", "02-28"), ("02-28", "03-31"), ("03-31", "05-03")], 3),
            # several, one of which begins when the one before it ends, and one over nothing
            (
                [
                    utc(2023, 2, 27),
                    utc(2023, 3, 1),
                    utc(2023, 3, 1),
                    utc(2023, 3, 2),
                    utc(2023, 3, 20),
                    utc(2023, 3, 20),
                ],
                [("01-31", "03-03"), ("03-03", "04-03"), ("04-03", "05-03")],
                3,
            ),
            # resumed and paused again on a boundary
            (
                [utc(2023, 2, 28), utc(2023, 3, 1), utc(2023, 3, 1), utc(2023, 3, 3)],
                [("01-31", "02-28"), ("02-28", "04-03"), ("04-03", "05-03")],
                3,
            ),
            ([utc(2023, 2, 28), utc(2023, 2, 28)], [("01-31", "02-28"), ("02-28", "03-31"), ("03-31", "04-30")], 0),
        ],
    )
    def test_what_has_not_come_comes_later(self, events, cycles, end):
        """By the length of the pauses; what has begun has begun."""
        order = run(self.ORDER, *events)
        assert order.end_date == order.earliest_end_date == utc(2023, 4, 30) + timedelta(days=end)
        assert order.status == "ACTIVE"
        days = [payment.date.strftime("%m-%d") for payment in plans.payments(order)]
        assert days == [begin for begin, _ in cycles]
        for number, (begin, ended) in enumerate(cycles, 1):
            last = datetime.fromisoformat(f"2023-{ended}T00:00:00Z") - timedelta.resolution
            if last >= order.updated_date:
                assert cycle(order, last) == (number, begin, ended)
        assert plans.at(order, order.end_date - timedelta.resolution).status == "ACTIVE"
        assert plans.at(order, order.end_date).status == "ENDED"

    def test_while_it_lasts_nothing_moves(self):
        """Not the cycle, not the end; and there is no next payment."""
        order = run(self.ORDER, utc(2023, 2, 28))
        for instant in (utc(2023, 2, 28), utc(2023, 12, 31), utc(9999, 12, 31)):
            state = plans.at(order, instant)
            assert (state.status, state.next_payment) == ("PAUSED", None)
            assert state.end_date == state.earliest_end_date == utc(2023, 4, 30)
            assert cycle(order, instant) == (2, "02-28", "03-31")
        assert starts(order, 3) == ["2023-01-31", "2023-02-28", "2023-03-31"]

    def test_it_is_on_record(self):
        """With its begin, and its end once that is known."""
        periods = run(self.ORDER, utc(2023, 2, 1), utc(2023, 2, 2), utc(2023, 2, 3)).pause_periods
        told = [
            (pause.status.value, pause.pause_date.day, pause.resume_date and pause.resume_date.day) for pause in periods
        ]
        assert told == [("ENDED", 1, 2), ("ACTIVE", 3, None)]

    def test_without_an_end_cycles_move_too(self):
        """Neither the end nor the earliest end comes into being."""
        order = run(offline(a_plan(every=WEEK), utc(2023, 1, 1)), utc(2023, 1, 5), utc(2023, 1, 15))
        assert (order.end_date, order.earliest_end_date) == (None, None)
        assert cycle(order, utc(2023, 1, 17)) == (1, "01-01", "01-18")
        assert cycle(order, utc(2023, 1, 18)) == (2, "01-18", "01-25")
        assert plans.at(order, utc(2023, 1, 17)).next_payment.date == utc(2023, 1, 18)

    def test_a_single_payment_lasts_longer(self):
        """Its one cycle ends with it."""
        order = run(offline(a_plan(lasts=MONTH), utc(2023, 1, 31)), utc(2023, 2, 10), utc(2023, 2, 12))
        assert order.end_date == utc(2023, 3, 2)
        assert cycle(order, utc(2023, 3, 1)) == (1, "01-31", "03-02")

    def test_a_postponed_end_moves_as_well(self):
        """Postponing does not touch the earliest end, the pause does."""
        order = plans.postpone(self.ORDER, utc(2023, 5, 20), now=utc(2023, 2, 1))
        assert (order.end_date, order.earliest_end_date) == (utc(2023, 5, 20), utc(2023, 4, 30))
        assert cycle(order, utc(2023, 5, 19)) == (3, "03-31", "05-20")
        assert starts(order, 3) == ["2023-01-31", "2023-02-28", "2023-03-31"]
        order = run(order, utc(2023, 5, 1), utc(2023, 5, 11))
        assert (order.end_date, order.earliest_end_date) == (utc(2023, 5, 30), utc(2023, 5, 10))
        assert cycle(order, utc(2023, 5, 29)) == (3, "03-31", "05-30")

    def test_a_cancellation_waits_for_the_pause(self):
        """It takes effect later by its length."""
        order = plans.cancel(self.ORDER, now=utc(2023, 2, 1), effective_at=NEXT)
        assert order.end_date == utc(2023, 2, 28)
        order = run(order, utc(2023, 2, 10), utc(2023, 3, 10))
        assert order.end_date == utc(2023, 3, 28)
        assert plans.at(order, utc(2023, 3, 27)).status == "ACTIVE"
        assert plans.at(order, utc(2023, 3, 28)).status == "CANCELED"
