"""`checkout_core.testing` from outside: what importing Hypothesis loads, what is said where Hypothesis is missing."""

import os
import subprocess
import sys

import pytest

from checkout_core import testing

FIND = """
from hypothesis import Phase, find, settings, strategies as st
import checkout_core as cc
for kind in (cc.Checkout, cc.Store, cc.Order):
    first = settings(database=None, phases=[Phase.generate])
    assert isinstance(find(st.from_type(kind), lambda _: True, settings=first), kind)
"""
LOADED = "print(sorted(name for name in sys.modules if not name.startswith('hypothesis')))"
WITHOUT_HYPOTHESIS = "import sys; sys.modules['hypothesis'] = None; "


def python(script, folder, **env):
    """The standard output of a fresh interpreter in which every warning is an error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        env={**os.environ, "PYTHONPATH": "", **env},
        capture_output=True,
        text=True,
        check=True,
        cwd=folder,
        timeout=120,
    )
    return done.stdout


class TestEntryPoint:
    def test_types_are_known_without_an_import(self, tmp_path):
        """Importing Hypothesis is enough, before or after the package."""
        python(FIND, tmp_path)
        python("import checkout_core\n" + FIND, tmp_path)

    def test_it_loads_no_more_than_the_package(self, tmp_path):
        """Two small modules beside what has public types: no strategies, no wire, no command line, no other extra."""
        script = f"import hypothesis, checkout_core.plans, sys; {LOADED}"
        with_plugin = set(eval(python(script, tmp_path, HYPOTHESIS_NO_PLUGINS="")))  # noqa: S307 - our own list
        without = set(eval(python(script, tmp_path, HYPOTHESIS_NO_PLUGINS="1")))  # noqa: S307
        assert with_plugin - without == {"checkout_core.testing", "checkout_core.testing._entry_point"}
        light = {"cattrs", "click", "rich", "numpy", "checkout_core.wire", "checkout_core.cli"}
        assert not with_plugin & light

    def test_it_can_be_switched_off(self, tmp_path):
        """With HYPOTHESIS_NO_PLUGINS nothing is loaded or registered; the strategies themselves work as ever."""
        off = {"HYPOTHESIS_NO_PLUGINS": "1"}
        assert python("import hypothesis, sys; print('checkout_core' in sys.modules)", tmp_path, **off) == "False\n"
        assert python("import hypothesis, sys; print('checkout_core' in sys.modules)", tmp_path) == "True\n"
        script = """
from hypothesis import Phase, find, settings
import checkout_core as cc
from checkout_core.testing import checkouts, for_type
for strategy in (checkouts(), for_type(cc.Checkout)):
    first = settings(database=None, phases=[Phase.generate])
    assert isinstance(find(strategy, lambda _: True, settings=first), cc.Checkout)
"""
        python(script, tmp_path, **off)

    @pytest.mark.parametrize(
        "first", ["checkout_core.testing.strategies.by_type", "checkout_core.testing.stateful.machine"]
    )
    def test_any_module_may_be_imported_first(self, tmp_path, first):
        """A module that imports Hypothesis, whose import runs the entry point, while it is itself being imported."""
        script = """
from hypothesis import find, settings
from hypothesis import strategies as st
import checkout_core as cc
print(find(st.from_type(cc.Money), lambda _: True, settings=settings(database=None)))
"""
        assert python(f"import {first}\n" + script, tmp_path) == "USD 0.00\n"

    def test_hypothesis_may_be_imported_halfway(self, tmp_path):
        """While the package is being imported its types are not there yet: nothing is registered, nothing fails."""
        script = """
import builtins, sys
real = builtins.__import__
def hooked(name, *rest, **others):
    if name == "checkout_core.lifecycle" and "hypothesis" not in sys.modules:
        real("hypothesis")
    return real(name, *rest, **others)
builtins.__import__ = hooked
import checkout_core
builtins.__import__ = real
from hypothesis import find, settings
from checkout_core.testing import moneys
print(find(moneys(), lambda _: True, settings=settings(database=None)))
"""
        assert python(script, tmp_path) == "USD 0.00\n"

    def test_others_draw_none_of_it(self, tmp_path):
        """What somebody else draws as `object` or `Hashable` stays what it was."""
        script = """
import collections.abc, warnings, hypothesis, checkout_core
from hypothesis import strategies as st
warnings.simplefilter("ignore")
texts = [str(st.from_type(kind)) for kind in (object, collections.abc.Hashable, collections.abc.Sized, dict, tuple)]
print([word for word in ("objects", "picked", "_pairs", "_used") for text in texts if word in text])
"""
        assert python(script, tmp_path) == "[]\n"


class TestWithoutHypothesis:
    @pytest.mark.parametrize("name", ["checkouts", "moneys", "orders", "for_type", "CheckoutMachine"])
    def test_one_line_names_the_extra(self, tmp_path, name):
        """Instead of a traceback through our modules: what is missing, and how to get it."""
        script = (
            WITHOUT_HYPOTHESIS
            + f"""
try:
    from checkout_core.testing import {name}
except ImportError as error:
    print(type(error).__name__, error.name, error, error.__cause__, error.__suppress_context__)
"""
        )
        told = f"checkout_core.testing.{name} needs Hypothesis: pip install 'checkout-core[testing]'"
        assert python(script, tmp_path) == f"ImportError hypothesis {told} None True\n"

    def test_the_rest_needs_none(self, tmp_path):
        """Laws, the reference and the audit come without it; so does the package itself."""
        script = (
            WITHOUT_HYPOTHESIS + "from checkout_core.testing import LAWS, audit, reference_price; print(len(LAWS) > 5)"
        )
        assert python(script, tmp_path) == "True\n"


def test_the_public_names_are_there():
    """``__all__`` is what ``dir`` shows, and each name loads."""
    assert dir(testing) == sorted(testing.__all__)
    assert all(getattr(testing, name) is not None for name in testing.__all__)


def test_an_unknown_name_is_an_attribute_error():
    """As for any module."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        testing.nothing  # noqa: B018


@pytest.mark.parametrize("name", [name for name in testing.__all__ if name[0].islower()])
def test_every_function_says_what_it_is(name):
    """In a docstring of its own."""
    assert len(getattr(testing, name).__doc__) > 40
