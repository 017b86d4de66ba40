"""A short run of `tests/fuzz`: the same inputs each time, and none of them escapes. The long run: docs/fuzzing.md."""

from itertools import count

import attrs
import fuzz_trials
import pytest
from fuzz_inputs import HEAVY, HEAVY_EVERY, make
from fuzz_seeds import seeds
from fuzz_tally import Tally, keep, report, tally

from checkout_core import wire

INPUTS = 1_800
RUN = "short"


@pytest.fixture(scope="module")
def good():
    """Few good documents of each kind."""
    return seeds(pairs=20, orders=5)


SLOW = {"heavy: giant", "heavy: many nouns"}
"""Kinds that take seconds, since there is much to be read."""


def heavy_inputs(good):
    """The first heavy input of each kind, but for the slow ones."""
    wanted = {f"heavy: {name}" for name in HEAVY} - SLOW
    numbers = count(HEAVY_EVERY - 1, HEAVY_EVERY)
    while wanted:
        item = make(next(numbers), RUN, good)
        if item.kind in wanted:
            wanted.remove(item.kind)
            yield item


def test_nothing_escapes(good):
    """Every input ends as documented, and each way of ending is met."""
    counted = tally(range(INPUTS), RUN, good)
    assert [(number, trace) for number, _, _, trace in counted.escapes] == []
    ends = {"no JSON", "refused", "loaded", "rejected", "with findings", "without findings", "ordered"}
    assert ends <= counted.outcomes.keys()
    assert sum(counted.kinds.values()) == INPUTS
    assert list(report(counted, 1.0))[-1] == "escaped: none"


def test_nothing_heavy_escapes(good):
    """100,000 entries, members, digits, levels, and a million characters."""
    assert {"no JSON", "refused"} <= {fuzz_trials.tried(item).outcome for item in heavy_inputs(good)}


def test_an_input_does_not_depend_on_those_before(good):
    """Number n is number n."""
    first = [make(number, RUN, good) for number in range(300)]
    assert [make(number, RUN, good) for number in reversed(range(300))] == first[::-1]
    assert make(0, "other", good) != first[0]


@pytest.mark.parametrize("error", [RecursionError("deep"), MemoryError(), UserWarning("odd"), KeyError("x")])
def test_what_escapes_is_kept(good, error, monkeypatch, tmp_path):
    """With its input, and how to try it again."""

    def broken(*_, **__):
        raise error

    monkeypatch.setitem(fuzz_trials.LOADERS, "store", broken)
    counted = tally(range(40), RUN, good)
    assert counted.escapes
    assert {kind.rpartition(" as ")[2] for _, kind, _, _ in counted.escapes} == {"store"}
    number, _, data, trace = counted.escapes[0]
    assert type(error).__name__ in trace
    lines = "\n".join(keep(counted, tmp_path, RUN))
    assert f"--seed {RUN} --only {number}" in lines
    kept = (tmp_path / f"{RUN}-{number}.json").read_bytes()
    assert kept == (data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))


def _without_coupons(store, dialect):
    return wire.dump_store(attrs.evolve(store, coupons=()), dialect)


def test_a_broken_law_escapes(good, monkeypatch):
    """Here: a store that is not dumped as it is."""
    monkeypatch.setitem(fuzz_trials.DUMPERS, "store", _without_coupons)
    assert any("loads as it was" in trace for *_, trace in tally(range(200), RUN, good).escapes)


def test_tallies_add_up(good):
    """Two halves are one whole, but for the times."""
    whole, halves = tally(range(60), RUN, good), Tally()
    for numbers in (range(30), range(30, 60)):
        halves.merge(tally(numbers, RUN, good))
    for name in ("kinds", "targets", "outcomes", "reached", "size", "largest", "longest_text", "longest_problem"):
        assert getattr(whole, name) == getattr(halves, name)
