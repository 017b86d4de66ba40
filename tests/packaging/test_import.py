"""What `import checkout_core` loads, and what the package shows."""

import os
import subprocess
import sys

import pytest

import checkout_core as cc

HEAVY = ("cattrs", "hypothesis", "numpy", "click", "rich", "pydantic")


def python(script):
    """The standard output of a fresh interpreter, in which nothing measures coverage."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    command = [sys.executable, "-I", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=environment)
    return done.stdout


def test_import_is_light():
    """None of the optional or heavy packages is loaded."""
    loaded = python(f"import checkout_core, sys; print({set(HEAVY)!r} & set(sys.modules))")
    assert loaded == "set()\n"


ALLOWED = {"attr", "attrs", "babel", "checkout_core", "moneyed", "typing_extensions"}
"""What is loaded beside the standard library."""
MOST = 8
"""Times as long as its two dependencies alone; it takes about four and a half times."""
RACE = """
import time
begin = time.perf_counter()
import attrs, moneyed
between = time.perf_counter()
import checkout_core
print((time.perf_counter() - begin) / (between - begin))
"""


def test_it_loads_nothing_else():
    """No package that it does not need."""
    script = "import sys; known = {*sys.modules}; import checkout_core; print(*{*sys.modules} - known)"
    packages = {name.partition(".")[0] for name in python(script).split()}
    assert {name for name in packages if name not in sys.stdlib_module_names} <= ALLOWED


def test_it_takes_few_times_what_its_dependencies_take():
    """A ratio, since machines differ; the best of three, since they are busy."""
    assert min(float(python(RACE)) for _ in range(3)) < MOST


def test_wire_loads_when_asked_for():
    """``checkout_core.wire`` is an attribute; cattrs comes with it and not before."""
    script = "import checkout_core as cc, sys; cc.wire.load_store({'currency': 'USD'}); print('cattrs' in sys.modules)"
    assert python(script) == "True\n"
    assert python("import checkout_core as cc; print(cc.wire.__name__)") == "checkout_core.wire\n"


def test_the_public_names_are_there():
    """``__all__`` is complete for ``import *`` and what ``dir`` shows."""
    assert all(hasattr(cc, name) for name in cc.__all__)
    assert set(dir(cc)) == {*cc.__all__, "__version__"}
    assert cc.__version__.count(".") == 2


def test_an_unknown_name_is_an_attribute_error():
    """As for any module."""
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        cc.nothing  # noqa: B018
