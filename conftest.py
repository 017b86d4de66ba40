"""Test set-up: how hard Hypothesis tries, and the Markdown whose Python blocks run as tests."""

import os

from hypothesis import HealthCheck, Phase, settings
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

# Neither a deadline nor `too_slow`: they measure how busy the machine is, and the tests run in parallel.
_common = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

# On a desk: thousands of tests in three minutes, other examples each time, failures remembered in .hypothesis/.
settings.register_profile("default", _common, max_examples=30)
# On each change: the same examples every time, so a red run is due to the change and not to the draw.
settings.register_profile("ci", _common, max_examples=30, derandomize=True, print_blob=True)
# At night: the search for what the other two have not met, and how to reproduce what it finds.
settings.register_profile("nightly", _common, max_examples=10_000, print_blob=True)
# For each mutant: few examples, always the same ones, and no search for the smallest, since red is the answer. mutmut
# runs each test several times in one process, where a method meets a new object of its class: no fault of the test.
settings.register_profile(
    "mutation",
    _common,
    max_examples=15,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)

_usual = "ci" if os.environ.get("CI", "").lower() == "true" else "default"
if "MUTANT_UNDER_TEST" in os.environ:  # set by mutmut
    _usual = "mutation"
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or _usual)


# Every ```python block of the Markdown files that pytest is pointed at (`testpaths`) runs, from top to
# bottom and in one namespace per file; a block that starts with `>>>` is a doctest. xdist's `loadscope`
# keeps a file on one worker; another distribution would tear it apart.
pytest_collect_file = Sybil(parsers=[PythonCodeBlockParser(), SkipParser()], pattern="*.md").pytest()
