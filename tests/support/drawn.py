"""Many draws at once, for tests that count, compare or print."""

import math
from functools import cache

import attrs
from hypothesis import HealthCheck, Phase, given, seed, settings

import checkout_core as cc
from checkout_core.model.checkout import Checkout
from checkout_core.model.store import Store
from checkout_core.testing.strategies.checkouts import priced_inputs

FEW = settings(max_examples=20, database=None)
BATCH = 10


@cache
def sample(count: int) -> list[tuple[Checkout, Store]]:
    """Draw so many pairs, the same each time (for one version of Hypothesis).

    In batches: within one run Hypothesis varies what it drew before, so a long run is less varied than many short ones.
    """
    pairs: list[tuple[Checkout, Store]] = []
    for number in range(math.ceil(count / BATCH)):

        @seed(number)
        @settings(
            max_examples=BATCH,
            database=None,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(priced_inputs())
        def draw_all(pair: tuple[Checkout, Store]) -> None:
            pairs.append(pair)

        draw_all()
    return pairs[:count]


def drawn(strategy, number=0, count=20):
    """So many draws, the same for the same number."""
    values = []

    @seed(number)
    @settings(FEW, max_examples=count, phases=[Phase.generate])
    @given(strategy)
    def draw(value):
        values.append(value)

    draw()
    return values


def moneys_in(value):
    """Every amount in an object, but those on gift cards."""
    if isinstance(value, cc.Money):
        yield value
    elif attrs.has(type(value)) and not isinstance(value, cc.GiftCard):
        for field in attrs.fields(type(value)):
            yield from moneys_in(getattr(value, field.name))
    elif isinstance(value, tuple):
        for entry in value:
            yield from moneys_in(entry)
    elif isinstance(value, dict):
        for entry in value.values():
            yield from moneys_in(entry)
