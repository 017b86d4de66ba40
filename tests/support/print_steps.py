"""How many steps the lifecycle machines take, how often each rule runs, and what they meet.

    python tests/support/print_steps.py [EXAMPLES] [STEPS]

The runs are the same each time (for one version of Hypothesis).
"""

import math
import sys
import time

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from machine import Lifecycle, OrderLife, Parcels
from machine_basics import Tally

EXAMPLES = 300
STEPS = 30
BATCH = 10
"""In batches: within one run Hypothesis varies what it drew before, so many short runs are more varied than one."""


def run(examples=EXAMPLES, steps=STEPS, machines=(Lifecycle, OrderLife, Parcels)):
    """Run so many examples of each machine, of so many steps at most, and return the tally of all."""
    tally = Tally()
    for machine in machines:
        counted = type(machine.__name__, (machine,), {"tally": tally})
        for number in range(math.ceil(examples / BATCH)):
            run_state_machine_as_test(
                seed(number)(lambda counted=counted: counted()),
                settings=settings(
                    max_examples=min(BATCH, examples - number * BATCH),
                    stateful_step_count=steps,
                    database=None,
                    deadline=None,
                    phases=[Phase.generate],
                    suppress_health_check=list(HealthCheck),
                ),
            )
    return tally


def table(tally):
    """The tally as text: rules, refusals, everything else that was met, rarest last."""
    parts = [f"{tally.examples} machines, {tally.steps} steps, {sum(tally.refusals.values())} refusals"]
    for title, counts in (("rules", tally.rules), ("refusals", tally.refusals), ("met", tally.met)):
        parts += [f"\n{title}", *(f"{count:7}  {name}" for name, count in counts.most_common())]
    return "\n".join(parts)


if __name__ == "__main__":
    start = time.perf_counter()
    print(table(run(*map(int, sys.argv[1:]))))
    print(f"\n{time.perf_counter() - start:.1f} seconds")
