"""JSON text: read strictly and exactly, written the same way every time."""

import json
import sys
import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_core import wire
from checkout_core.errors import InvalidDocument, InvalidField, Problem

NUMBER = "a number of at most 64 significant digits and an exponent of at most 100"
SECONDS = 10
"""Far more than any of this takes; a quadratic reader needs minutes."""


def problems(text):
    """What `parse` finds wrong."""
    with pytest.raises(InvalidDocument) as caught:
        wire.parse(text)
    return [tuple(problem) for problem in caught.value.problems]


class TestParse:
    def test_reads_every_kind_of_value(self):
        """Objects, arrays, text, numbers and words become dict, list, str, int, Decimal, bool and None."""
        document = wire.parse('{"a": [1, -2.50, "x", true, false, null], "b": {}}')
        assert document == {"a": [1, Decimal("-2.50"), "x", True, False, None], "b": {}}

    def test_reads_bytes_as_utf_8(self):
        """Bytes and text of the same document read the same."""
        assert wire.parse('"Crème £"'.encode()) == wire.parse('"Crème £"') == "Crème £"

    @pytest.mark.parametrize(
        ("text", "kind", "digits"),
        [
            ("10", int, "10"),
            ("-0", int, "0"),
            ("10.00", Decimal, "10.00"),
            ("1e1", Decimal, "1E+1"),
            ("0.1", Decimal, "0.1"),
            ("9" * 64, int, "9" * 64),
            ("1E+100", Decimal, "1E+100"),
            ("1e-100", Decimal, "1E-100"),
        ],
    )
    def test_keeps_numbers_digit_for_digit(self, text, kind, digits):
        """Whole numbers are ints, all others Decimals with the digits they are written in; none is a float."""
        number = wire.parse(text)
        assert type(number) is kind
        assert str(number) == digits

    @pytest.mark.parametrize(
        "text",
        [
            *("9" * 65, "0." + "1" * 65, "1e101", "1e-101", "1e999999999", "-1E-999999999", "0e101", "9" * 5_000),
            *("1e99999999999999999999", "-1E-99999999999999999999", "0e99999999999999999999"),  # no Decimal at all
        ],
    )
    def test_refuses_numbers_without_bounds(self, text):
        """More than 64 digits or an exponent beyond 100 is a problem at the number's place."""
        [(path, found, allowed)] = problems(f'{{"a": [0, {text}]}}')
        assert (path, allowed) == ("$.a[1]", NUMBER)
        assert text.startswith(found.removesuffix(".."))

    @pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
    def test_refuses_what_is_no_number(self, word):
        """NaN and the infinities are no JSON."""
        assert problems(f'{{"a": {word}}}') == [("$.a", word, "a finite number")]

    def test_names_repeated_keys_and_their_objects(self):
        """Each repeated key is a problem at the object that repeats it, once."""
        text = '{"a": 1, "b": [{"c": 1, "d": 2, "c": 3, "c": 4}], "a": 2}'
        assert problems(text) == [
            ("$", 'the key "a" more than once', "each key once"),
            ("$.b[0]", 'the key "c" more than once', "each key once"),
        ]

    def test_refuses_lone_surrogates(self):
        """Half a surrogate pair is a problem, in text and in keys, escaped or not; a whole pair is a character."""
        assert problems('{"a b": ["\\ud83d", "\\ude00"]}') == [
            ('$["a b"][0]', '"\\ud83d"', "text without lone surrogates"),
            ('$["a b"][1]', '"\\ude00"', "text without lone surrogates"),
        ]
        assert problems('{"\\udfff": 1}') == [("$", 'the key "\\udfff"', "text without lone surrogates")]
        assert problems('"\ud800"') == [("$", '"\\ud800"', "text without lone surrogates")]
        assert wire.parse('"\\ud83d\\ude00"') == "\N{GRINNING FACE}"

    def test_reports_all_flaws_at_once(self):
        """Different flaws of one document come together, in its order."""
        paths = [path for path, _, _ in problems('{"a": NaN, "b": 1e999, "c": {"d": 1, "d": 2}, "e": "\\ud800"}')]
        assert paths == ["$.a", "$.b", "$.c", "$.e"]

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", "expecting value at line 1, column 1"),
            ('{"a": 1,}', "illegal trailing comma before end of object at line 1, column 8"),
            ('\n{"a" 1}', "expecting ':' delimiter at line 2, column 6"),
            ('{"a": 1} x', "extra data at line 1, column 10"),
            ('"a\tb"', "invalid control character at line 1, column 3"),
            ("'a'", "expecting value at line 1, column 1"),
        ],
    )
    def test_says_where_text_is_no_json(self, text, found):
        """The line and column of what cannot be read."""
        if "trailing comma" in found and sys.version_info < (3, 13):
            found = "expecting property name enclosed in double quotes at line 1, column 9"
        assert problems(text) == [("$", f"no JSON ({found})", "JSON text")]

    def test_takes_utf_8_only(self):
        """Other encodings and a byte order mark are refused, not guessed."""
        assert problems(b'"\xff"') == [("$", "no UTF-8 at byte 1", "JSON text in UTF-8")]
        assert problems('"a"'.encode("utf-16"))[0][2] == "JSON text in UTF-8"
        mark = ("$", "a byte order mark", "JSON text in UTF-8, without a byte order mark")
        assert problems("\ufeff{}".encode()) == problems("\ufeff{}") == [mark]

    @pytest.mark.parametrize("start", ["[", '{"a":', '[{"[":'])
    def test_refuses_deep_nesting_before_it_recurses(self, start):
        """A hundred thousand levels are one problem, whether or not they are closed."""
        deep = [("$", "nesting deeper than 64 levels", "at most 64 levels")]
        assert problems(start * 100_000) == deep
        assert problems("[" * 65 + "]" * 65) == deep

    def test_counts_only_brackets_outside_text(self):
        """64 levels are fine, and brackets in text are text."""
        assert wire.parse("[" * 64 + "]" * 64)
        assert wire.parse('["' + "[{" * 100 + '\\"[[", 1]') == ["[{" * 100 + '"[[', 1]
        assert len(wire.parse("[" + ",".join(["[]"] * 1_000) + "]")) == 1_000

    @pytest.mark.parametrize("text", ["é" * (16 * 2**20), "a" * (32 * 2**20), b"a" * (32 * 2**20)])
    def test_refuses_documents_over_32_mib(self, text):
        """Counted in bytes of UTF-8, quotes included."""
        quote = b'"' if isinstance(text, bytes) else '"'
        size = 32 * 2**20
        assert problems(quote + text + quote) == [("$", f"more than {size} bytes", f"at most {size} bytes")]

    @pytest.mark.parametrize(
        "text",
        ['"' + "\\n" * 2**20, '"' * 2**20, "[" * 2**20, "[]" * 2**20, '"\\' * 2**20, "9" * 2**20, '{"":1,' * 2**20],
        ids=["escapes", "quotes", "brackets", "pairs", "backslashes", "digits", "objects"],
    )
    def test_refuses_hostile_text_in_linear_time(self, text):
        """No text of a megabyte keeps the reader busy."""
        start = time.perf_counter()
        assert problems(text)
        assert time.perf_counter() - start < SECONDS


class TestDumps:
    def test_writes_one_line_without_spaces(self):
        """Members in their order; Decimals as exact numbers; characters as themselves."""
        document = {"b": [1, Decimal("2.50"), Decimal("1E+5")], "a": {"é": None, "t": True, "f": False}, "e": []}
        assert wire.dumps(document) == '{"b":[1,2.50,1E+5],"a":{"é":null,"t":true,"f":false},"e":[]}'

    def test_indents_as_json_does(self):
        """With ``indent`` the text is that of the json module."""
        document = {"a": [1, [], {}, {"b": ["x"]}], "c": {"d": None}}
        assert wire.dumps(document, indent=2) == json.dumps(document, indent=2)

    @pytest.mark.parametrize("character", ["\x1b", "\x7f", "\x85", "\x9b", "\u202e", "\u2066"])
    def test_what_a_terminal_would_obey_is_escaped(self, character):
        """Controls, and what turns the direction; it reads back as it was."""
        text = wire.dumps({character: f"é{character}"})
        assert character not in text
        assert wire.parse(text) == {character: f"é{character}"}

    def test_escapes_what_utf_8_cannot_say(self):
        """Control characters and lone surrogates are escaped, so that the text can be encoded."""
        text = wire.dumps('"\n\ud800é')
        assert text == '"\\"\\n\\ud800é"'
        assert text.encode()

    @pytest.mark.parametrize("value", [0.1, Decimal("NaN"), {1: 2}, {"a": [b"x"]}, object()])
    def test_refuses_what_json_cannot_say_exactly(self, value):
        """A float, NaN, a key that is no text, an object of another kind."""
        with pytest.raises(InvalidField):
            wire.dumps(value)

    @given(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers(-(10**63), 10**63)
            | st.decimals(allow_nan=False, allow_infinity=False, places=3)
            | st.text(st.characters(codec="utf-8")),
            lambda inner: (
                st.lists(inner, max_size=4)
                | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=4)
            ),
            max_leaves=20,
        ),
        st.sampled_from([None, 0, 1, 4]),
    )
    def test_is_undone_by_parse(self, document, indent):
        """Whatever is written reads back, numbers digit for digit."""
        text = wire.dumps(document, indent=indent)
        assert wire.parse(text) == document
        assert wire.dumps(wire.parse(text), indent=indent) == text


def test_invalid_document_lists_a_hundred_problems():
    """The message has a line for each of the first hundred and counts the others."""
    error = InvalidDocument(tuple(Problem(f"$[{index}]", "0", "1") for index in range(103)))
    lines = str(error).splitlines()
    assert lines[0] == "$[0]: found 0, allowed 1"
    assert (len(lines), lines[-1]) == (101, "and 3 more")


def test_problems_and_their_paths_are_bounded():
    """Ten thousand problems are told, each with at most a thousand characters of path."""
    text = '{"' + "k" * 200 + '":'
    nested = text * 60 + "[" + ",".join(['{"":0,"":0}'] * 20_000) + "]" + "}" * 60
    with pytest.raises(InvalidDocument) as caught:
        wire.parse(nested)
    assert len(caught.value.problems) == 10_000
    assert max(len(problem.path) for problem in caught.value.problems) <= 1_001


@pytest.mark.parametrize("indent", [-1, 17, True, "x", 10**9])
def test_an_indent_is_a_small_whole_number(indent):
    """Anything else is named."""
    with pytest.raises(InvalidField, match="indent"):
        wire.dumps({}, indent=indent)


def test_what_has_no_end_cannot_be_written():
    """A list inside itself, and an int beyond Python's own limit."""
    endless = []
    endless.append(endless)
    for document in (endless, 10**5000):
        with pytest.raises(InvalidField):
            wire.dumps(document)
