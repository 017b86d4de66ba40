"""What `import checkout_core` loads, and what the package shows."""

import subprocess
import sys

import pytest

import checkout_core as cc

HEAVY = ("cattrs", "hypothesis", "numpy", "click", "rich", "pydantic")


def python(script):
    """The standard output of a fresh interpreter."""
    done = subprocess.run([sys.executable, "-I", "-c", script], capture_output=True, text=True, check=True, timeout=60)
    return done.stdout


def test_import_is_light():
    """None of the optional or heavy packages is loaded."""
    loaded = python(f"import checkout_core, sys; print({set(HEAVY)!r} & set(sys.modules))")
    assert loaded == "set()\n"


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
