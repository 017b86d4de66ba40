"""The tables of docs/format.md say what the code reads."""

import re
import typing
from pathlib import Path

import attrs
import pytest
import samples

import checkout_core as cc
from checkout_core.model.line_item import LineRequest
from checkout_core.wire import lines, requests, stores
from checkout_core.wire.names import spellings
from checkout_core.wire.reader import table
from checkout_core.wire.spot import words

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "format.md").read_text(encoding="utf-8")
SECTIONS = {
    name: dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", text, re.MULTILINE))
    for name, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
SPECIAL = {
    "Line": lambda: lines._catalog_line(LineRequest),
    "Custom line": lambda: lines._custom_line(LineRequest, False),
    "Store": stores._store,
    "Catalog entry": stores._catalog_entry,
}


def members_of(section):
    """What the code reads where the section speaks of it."""
    return SPECIAL[section]().members if section in SPECIAL else table(getattr(cc, section)).members


@pytest.mark.parametrize("section", [name for name in SECTIONS if name != "Request"])
def test_a_table_has_every_member_with_its_limit(section):
    """No member is missing or made up; what is allowed and what is required stands beside it."""
    members = {spellings(member.name)[0]: member for member in members_of(section)}
    rows = SECTIONS[section]
    assert set(rows) == set(members)
    for name, member in members.items():
        kind = typing.get_args(member.type)[0] if typing.get_origin(member.type) is tuple else member.type
        if isinstance(kind, type) and attrs.has(kind):
            assert f"[{kind.__name__}](#{kind.__name__.lower()})" in rows[name]
            assert kind.__name__ in SECTIONS
        elif name != "catalog" and typing.get_origin(member.type) is not tuple:
            assert words(member.limit) in rows[name]
        assert ("**must be given**" in rows[name]) is member.required


def test_the_request_has_every_member():
    """The two kinds of line beside what the code reads of the rest."""
    members = {spellings(member.name)[0] for member in requests._request().members}
    assert set(SECTIONS["Request"]) == members


def test_the_full_examples_are_what_they_say():
    """Every member once: the documents of the samples, which the model's tests hold complete."""
    for name, document in (
        ("full_request", cc.wire.dump_request(samples.full_request())),
        ("full_store", cc.wire.dump_store(samples.full_store())),
    ):
        text = (DOCS / "examples" / f"{name}.json").read_text(encoding="utf-8")
        assert text == cc.wire.dumps(document, indent=2) + "\n"
    store = cc.wire.load_store(cc.wire.parse((DOCS / "examples" / "full_store.json").read_bytes()), strict=True).value
    request = cc.wire.parse((DOCS / "examples" / "full_request.json").read_bytes())
    loaded = cc.wire.load_request(request, store.currency, strict=True).value
    assert cc.price(cc.create_from_request(store, loaded), store).summary.total == samples.usd("199.59")
