"""The JSON Schemas themselves: sound, whole, of the tables; and that a wrong one would be noticed."""

import re
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

import checkout_core as cc
from checkout_core import wire
from checkout_core.model._limits import EMAIL, Flag
from checkout_core.wire.json_schema.objects import Book
from checkout_core.wire.json_schema.values import ecma, number, text
from checkout_core.wire.names import spelling
from checkout_core.wire.reader import reader, table
from checkout_core.wire.scalars import read_flag
from checkout_core.wire.tables import Table

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
NAMES = {
    "full_order": "order",
    "full_request": "request",
    "full_store": "store",
    "order": "order",
    "plan_request": "plan-request",
    "plan_store": "store",
    "request": "request",
    "store": "store",
}
"""Which schema an example is of."""
OTHERS = {"legacy_cart"}
"""Examples of what is not ours."""
every = pytest.mark.parametrize("name", wire.SCHEMAS)
dialects = pytest.mark.parametrize("dialect", ["velo", "rest"])


def parts(schema):
    """Every object in a schema, however deep."""
    if isinstance(schema, dict):
        yield schema
        schema = list(schema.values())
    if isinstance(schema, list):
        for entry in schema:
            yield from parts(entry)


@every
@dialects
def test_it_is_sound(name, dialect):
    """By the meta-schema; every definition is there, and used; the same each time."""
    schema = wire.schema(name, dialect)
    Draft202012Validator.check_schema(schema)
    assert schema == wire.schema(name, dialect)
    assert list(schema["$defs"]) == sorted(schema["$defs"])
    spoken_of = {part["$ref"] for part in parts(schema) if "$ref" in part}
    assert spoken_of == {f"#/$defs/{defined}" for defined in schema["$defs"]}


@dialects
@pytest.mark.parametrize(
    ("name", "kind"), [("store", cc.Tax), ("store", cc.Coupon), ("request", cc.BuyerInfo), ("order", cc.Address)]
)
def test_it_has_the_members_of_the_tables(name, kind, dialect):
    """In their order, under the dialect's names; all of the required ones."""
    members = [member for member in table(kind).members if member.name != "id"]
    schema = wire.schema(name, dialect)["$defs"][kind.__name__]
    assert [key for key in schema["properties"] if key not in ("_id", "id")] == [
        spelling(member.name, dialect) for member in members
    ]
    assert schema.get("required", []) == [spelling(member.name, dialect) for member in members if member.required]


def test_a_changed_schema_changes_no_other():
    """What is returned is the caller's."""
    before = repr(wire.schema("checkout"))
    for part in list(parts(wire.schema("checkout"))):
        part.clear()
    assert repr(wire.schema("checkout")) == before


@pytest.mark.parametrize(("name", "dialect"), [("cart", "velo"), ("Store", "velo"), ("store", "json")])
def test_it_must_be_one_that_there_is(name, dialect):
    """As everywhere."""
    with pytest.raises(cc.InvalidField, match=r"^(name|dialect): "):
        wire.schema(name, dialect)


# --- examples ---------------------------------------------------------------------------------------------------------


def test_every_example_is_of_a_schema():
    """But the one that is another's."""
    assert {path.stem for path in EXAMPLES.glob("*.json")} == NAMES.keys() | OTHERS


@dialects
@pytest.mark.parametrize("example", NAMES)
def test_the_examples_are_valid(example, dialect):
    """Against their schema."""
    document = wire.parse((EXAMPLES / f"{example}.json").read_bytes())
    assert not list(Draft202012Validator(wire.schema(NAMES[example], dialect)).iter_errors(document))


# --- wrong ones -------------------------------------------------------------------------------------------------------


def test_the_meta_schema_refuses_a_wrong_one():
    """So that it is known to look."""
    with pytest.raises(SchemaError):
        Draft202012Validator.check_schema(wire.schema("store") | {"type": "text"})


@pytest.mark.parametrize(
    "change",
    [
        lambda schema: schema["$defs"]["Store"]["required"].append("taxes"),
        lambda schema: schema["$defs"]["Tax"]["properties"]["name"].update(maxLength=3),
        lambda schema: schema["$defs"]["Tax"].update(additionalProperties=False),
        lambda schema: schema["$defs"]["Currency"]["enum"].remove("EUR"),
        lambda schema: schema["$defs"]["Tax"]["properties"].update(rate={"type": "number"}),
    ],
)
def test_a_stricter_one_refuses_what_is_read(change):
    """What the properties look for is there to be found."""
    documents = [{"currency": "EUR"}, {"currency": "EUR", "taxes": [{"name": "Sales", "rate": "0.1", "note": 1}]}]
    schema = wire.schema("store")
    assert all(map(Draft202012Validator(schema).is_valid, documents))
    change(schema)
    assert not all(map(Draft202012Validator(schema).is_valid, documents))
    assert all(map(wire.load_store, documents))


# --- what cannot be said ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shape", [r"\d+\Z", r"(?=a)b\Z", r"(?P<name>a)\Z", r"\bword\Z", re.compile(r"a\Z", re.IGNORECASE)]
)
def test_a_pattern_must_be_one_that_ecmascript_reads_alike(shape):
    """Rather than a schema that means another thing elsewhere."""
    with pytest.raises(ValueError, match="ECMAScript"):
        ecma(re.compile(shape))


def test_white_space_is_the_same_to_both():
    """ECMAScript's own has a byte order mark, and no separators of files."""
    pattern = text(EMAIL)["pattern"]
    assert r"\s" not in pattern
    for character in map(chr, range(0x10000)):
        address = f"{character}a@example.com"
        assert (re.search(pattern, address) is None) == (not EMAIL.fits(address))


def test_what_nothing_is_stated_of_is_a_fault_of_ours():
    """A new hook, a limit of another kind, two things of one name: an error here, not a schema that allows too much."""
    book = Book("velo", {})
    with pytest.raises(LookupError, match="read_flag"):
        book.value(read_flag, bool, Flag())
    for said in (text, number):
        with pytest.raises(TypeError, match="no schema"):
            said(Flag())
    first, second = Table(()), Table(())
    assert book.noun("Noun", first) == book.noun("Noun", first) == {"$ref": "#/$defs/Noun"}
    with pytest.raises(ValueError, match="two tables of Noun"):
        book.noun("Noun", second)
    assert book.define("Word", {"type": "string"}) == book.define("Word", {"type": "string"})
    with pytest.raises(ValueError, match="two definitions of Word"):
        book.define("Word", {})


def test_arrays_are_told_by_their_hook():
    """Of whatever entries."""
    book = Book("velo", {reader().get_structure_hook(bool): lambda *_: {"type": "boolean"}})
    hook = reader().get_structure_hook(tuple[bool, ...])
    assert book.value(hook, tuple[bool, ...], None) == {"type": "array", "items": {"type": "boolean"}}
