"""docs/reference lists every public name once, where Sphinx finds it."""

import importlib
import inspect
import re
from collections import Counter
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

PAGES = sorted((Path(__file__).parents[2] / "docs" / "reference").glob("*.md"))
MODULES = (
    "checkout_core",
    "checkout_core.plans",
    "checkout_core.pydantic",
    "checkout_core.testing",
    "checkout_core.whatif",
    "checkout_core.wire",
)
DIRECTIVE = re.compile(r"^\.\. auto(\w+):: (checkout_core[\w.]*)$", re.MULTILINE)
LISTED = [entry for page in PAGES for entry in DIRECTIVE.findall(page.read_text(encoding="utf-8"))]


def named(path):
    """What the dotted path names: one of the modules, or what one has (`checkout_core.money` is a function, too)."""
    if path in MODULES:
        return importlib.import_module(path)
    module, _, name = path.rpartition(".")
    return getattr(importlib.import_module(module), name)


def kind_of(thing):
    """The directive that suits it."""
    if isinstance(thing, ModuleType):
        return "module"
    if isinstance(inspect.unwrap(thing), FunctionType):  # `taxes` is a cached one
        return "function"
    if isinstance(thing, type) and thing is not Any:  # JsonDocument is an alias of Any
        return "exception" if issubclass(thing, BaseException) else "class"
    return "data"


def public_names():
    """Every public name: the modules themselves, and what their `__all__` lists."""
    for module in MODULES:
        yield module
        yield from (f"{module}.{name}" for name in importlib.import_module(module).__all__)


def test_the_pages_are_read():
    """Every page lists something, and nothing that begins like a directive is missed."""
    texts = {page.name: page.read_text(encoding="utf-8") for page in PAGES}
    assert all(DIRECTIVE.search(text) for text in texts.values())
    assert len(LISTED) == sum(text.count(".. auto") for text in texts.values())


def test_nothing_is_listed_twice():
    """By its path."""
    assert [path for path, times in Counter(path for _, path in LISTED).items() if times > 1] == []


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_is_listed(module):
    """Under this module or, the same object, under another."""
    paths = {path for _, path in LISTED}
    described = {id(named(path)) for kind, path in LISTED if kind != "data"}
    names = importlib.import_module(module).__all__
    missing = [name for name in names if f"{module}.{name}" not in paths]
    assert [name for name in missing if id(named(f"{module}.{name}")) not in described] == []
    assert module in paths
    assert len(set(names)) == len(names)


def test_only_public_names_are_listed():
    """No private helper, and nothing that is gone."""
    public = set(public_names())
    assert [path for _, path in LISTED if path not in public] == []


def test_no_object_is_described_under_two_names():
    """`Scenario` is public in two modules, and has one description."""
    described = Counter(id(named(path)) for kind, path in LISTED if kind != "data")
    assert [path for kind, path in LISTED if kind != "data" and described[id(named(path))] > 1] == []


@pytest.mark.parametrize(("kind", "path"), LISTED)
def test_the_directive_suits(kind, path):
    """Else Sphinx would show the wrong thing, or refuse; and what is shown has words."""
    thing = named(path)
    assert kind == kind_of(thing)
    if kind != "data":
        assert (thing.__doc__ or "").strip()
