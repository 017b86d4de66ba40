"""Where a JSON path stands in a text: the line, and a caret under the place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_core import wire
from checkout_core.cli.carets import excerpt
from checkout_core.errors import InvalidDocument, Problem
from checkout_core.wire.paths import joined, step

TEXT = """\
{
  "lineItems": [
    {"quantity": 0, "odd key": {"a": [1, 2, {"b": "x"}]}},
    {"quantity": 1e999,
     "q": 12345678901234567890123}
  ],
  "currency" : "USD",
  "次": "五"
}
"""


def at(path, text=TEXT, found="0"):
    """What is shown: number of the line, the line, and what the caret is under."""
    shown = excerpt(text.encode(), Problem(path, found, "another"))
    line, caret = shown.split("\n")
    number, _, content = line.partition(" | ")
    place = caret.index("^") - len(number) - 3
    return int(number), content[place:].split(",")[0].rstrip("}] ")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", (1, "{")),
        ("$.lineItems", (2, "[")),
        ("$.lineItems[0]", (3, '{"quantity": 0')),
        ("$.lineItems[0].quantity", (3, "0")),
        ('$.lineItems[0]["odd key"].a[2].b', (3, '"x"')),
        ("$.lineItems[1].quantity", (4, "1e999")),
        ("$.lineItems[1].q", (5, "12345678901234567890123")),
        ("$.currency", (7, '"USD"')),
    ],
)
def test_the_caret_is_under_the_value(path, expected):
    """Wherever it stands."""
    assert at(path) == expected


@pytest.mark.parametrize(
    ("path", "around"), [("$.nothing", "$"), ("$.lineItems[7]", "$.lineItems"), ("$.currency.code", "$.currency")]
)
def test_what_is_missing_is_shown_in_what_is_around_it(path, around):
    """The nearest place that is there."""
    assert at(path) == at(around)


def test_a_syntax_error_is_shown_where_it_is():
    """As the problem tells line and column."""
    with pytest.raises(InvalidDocument) as caught:
        wire.parse('{"a": 1,\n "b": }')
    [problem] = caught.value.problems
    assert excerpt(b'{"a": 1,\n "b": }', problem).split("\n") == ['  2 |  "b": }', "    |       ^"]


def test_wide_characters_take_two_columns():
    """As a terminal shows them; marks on a letter take none."""
    line, caret = excerpt(TEXT.encode(), Problem('$["次"]', "1", "2")).split("\n")
    assert caret.index("^") == line.index('"五"') + 1
    line, caret = excerpt('{"e\u0301": 1}'.encode(), Problem('$["e\u0301"]', "1", "2")).split("\n")
    assert caret.index("^") == line.index("1}") - 1


def test_long_lines_are_cut():
    """Around the place, in characters."""
    text = json.dumps({"a": "x" * 500, "b": 1, "c": "y" * 500})
    line, caret = excerpt(text.encode(), Problem("$.b", "1", "2")).split("\n")
    assert len(line) < 140
    assert line[caret.index("^")] == "1"
    assert line.startswith("  1 | …")


@pytest.mark.parametrize(
    "text", ["", "{", '{"a', '{"a" 1}', "[1, 2", '{"a": nan, "b": 1}', "[" * 5_000, "\udcff", "a = 1"]
)
def test_texts_that_are_no_json(text):
    """Nothing is raised; a place is shown or none."""
    shown = excerpt(text.encode("utf-8", "surrogateescape"), Problem("$.a[3].b", "1", "2"))
    assert shown is None or shown.endswith("^")


def test_secrets_are_not_shown():
    """What the problem must not repeat, its place must not, either."""
    assert excerpt(TEXT.encode(), Problem("$.currency", "text of 3 characters", "another")) is None


def test_nothing_moves_the_cursor():
    """Control characters of the text are blank."""
    shown = excerpt(b'{"a\x1b[2J": 1, "b": 2}', Problem("$.b", "2", "3"))
    assert shown is None or "\x1b" not in shown


PLACES = st.recursive(
    st.integers() | st.text(max_size=3) | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


def paths(value, path="$"):
    """Every path of a document, with what stands there."""
    yield path, value
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield from paths(value[key], joined(path, step(key)))


@given(PLACES, st.sampled_from([None, 1, 3]))
def test_every_place_of_any_document_is_found(document, indent):
    """Where its value is written."""
    text = json.dumps(document, indent=indent)
    for path, value in paths(document):
        line, caret = excerpt(text.encode(), Problem(path, "x", "y")).split("\n")
        begins = json.dumps(value)[:1]
        assert line[caret.index("^")] == begins


class Terminal:
    """Standard error as a terminal."""

    def __init__(self):
        self.text = ""

    def write(self, text):
        self.text += text
        return len(text)

    def flush(self):
        """Nothing is held back."""

    def isatty(self):
        return True


def test_a_terminal_shows_the_first_places(monkeypatch, tmp_path):
    """Elsewhere a problem is one line, for programs."""
    from checkout_core.cli import app

    path = tmp_path / "store.json"
    path.write_text(
        '{"currency": "USD",\n "taxes": ' + json.dumps([{"name": "", "rate": 2}] * 9) + "}", encoding="utf-8"
    )
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    assert app.run(["price", "-", "--store", str(path)]) == 2
    lines = terminal.text.splitlines()
    assert lines[0] == f'checkout-core: {path}: $.taxes[0].name: found "", allowed text of 1 to 100 characters'
    assert lines[2].endswith("^")
    assert lines[1].startswith('  2 |  "taxes": [{"name": ""')
    assert sum(line.endswith("^") for line in lines) == 5
    assert sum("$.taxes" in line for line in lines) == 18
