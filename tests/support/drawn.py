"""Many drawn pairs at once, for tests that count or print."""

import math

from hypothesis import HealthCheck, Phase, given, seed, settings

from checkout_core.model.checkout import Checkout
from checkout_core.model.store import Store
from checkout_core.testing.strategies.checkouts import priced_inputs


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


BATCH = 10
