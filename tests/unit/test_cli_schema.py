"""`checkout-core schema`: the JSON Schema of a kind of document."""

import json

import pytest

from checkout_core import wire
from checkout_core.cli import app


@pytest.mark.parametrize("dialect", ["velo", "rest"])
@pytest.mark.parametrize("name", wire.SCHEMAS)
def test_prints_the_schema(name, dialect, capfdbinary):
    """The same as the library's, the same text each time."""
    assert app.run(["schema", name, "--dialect", dialect]) == 0
    text = capfdbinary.readouterr().out
    assert app.run(["schema", name, "--dialect", dialect]) == 0
    assert capfdbinary.readouterr().out == text
    document = json.loads(text)
    assert document == wire.schema(name, dialect)
    assert document["$id"] == f"urn:checkout-core:{name}:{dialect}"


def test_the_dialect_comes_first():
    """Both spellings are allowed."""
    for dialect, first in (("velo", "_id"), ("rest", "id")):
        names = list(wire.schema("order", dialect)["$defs"]["Order"]["properties"])
        assert names[0] == first
        assert {"_id", "id"} <= set(names)


def test_another_name(capfd):
    """Usage that is wrong: exit code 2, the names that there are."""
    assert app.run(["schema", "cart"]) == 2
    told = capfd.readouterr().err
    assert "'cart'" in told
    assert "plan-order" in told


def test_help_shows_examples(capfd):
    """They name a schema that there is."""
    assert app.run(["schema", "--help"]) == 0
    assert "checkout-core schema store > store.schema.json" in capfd.readouterr().out
