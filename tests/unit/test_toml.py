"""TOML text: read as exactly and as strictly as JSON, and never without bounds."""

import time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_core import wire
from checkout_core.errors import InvalidDocument
from checkout_core.wire.text import MAX_DEPTH
from checkout_core.wire.toml import MAX_BYTES

NUMBER = "a number of at most 64 significant digits and an exponent of at most 100"
DEEP = ("$", "nesting deeper than 64 levels", "at most 64 levels")
SECONDS = 10
"""Far more than any of this takes; a quadratic reader needs minutes."""


def problems(text):
    """What `parse_toml` finds wrong."""
    with pytest.raises(InvalidDocument) as caught:
        wire.parse_toml(text)
    return [tuple(problem) for problem in caught.value.problems]


class TestReading:
    def test_every_kind_of_value(self):
        """As the same document in JSON is read."""
        toml = """
            whole = 3
            exact = -2.50
            text = "a \\"b\\" \\u00e9"
            literal = 'C:\\temp'
            flag = true
            array = [1, 2.5, [], {a = 1}]
            dotted."any key".b = 1
            [table]
            x = 1
            [[tables]]
            y = 1
            [[tables]]
        """
        json = r"""{
            "whole": 3, "exact": -2.50, "text": "a \"b\" é", "literal": "C:\\temp", "flag": true,
            "array": [1, 2.5, [], {"a": 1}], "dotted": {"any key": {"b": 1}},
            "table": {"x": 1}, "tables": [{"y": 1}, {}]
        }"""
        assert repr(wire.parse_toml(toml)) == repr(wire.parse(json))

    def test_bytes_are_utf_8(self):
        """Bytes and text of the same document read the same."""
        assert (
            wire.parse_toml('name = "Crème £"'.encode()) == wire.parse_toml('name = "Crème £"') == {"name": "Crème £"}
        )

    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("10.00", "10.00"),
            ("-0.1", "-0.1"),
            ("+1e1", "1E+1"),
            ("1_000.5", "1000.5"),
            ("0.1000000000000000000000000000000000000000001", "0.1000000000000000000000000000000000000000001"),
            ("1E+100", "1E+100"),
            ("1e-100", "1E-100"),
        ],
    )
    def test_numbers_digit_for_digit(self, text, number):
        """No number becomes a float."""
        value = wire.parse_toml(f"x = {text}")["x"]
        assert type(value) is Decimal
        assert str(value) == number

    @pytest.mark.parametrize(("text", "number"), [("9" * 64, int("9" * 64)), ("-1_000", -1_000), ("0xff", 255)])
    def test_whole_numbers_are_ints(self, text, number):
        """In any of TOML's spellings."""
        assert wire.parse_toml(f"x = {text}") == {"x": number}

    def test_nothing_is_an_empty_document(self):
        """An object without members."""
        assert wire.parse_toml("# only a comment") == {}


class TestProblems:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("x", "expected '=' after a key in a key/value pair at end of document"),
            ("a = 1\nb = 2 c", "expected newline or end of document after a statement at line 2, column 7"),
            ("a = 1\na = 2\n", "cannot overwrite a value at line 2, column 6"),
            ("[a]\n[a]\n", "cannot declare ('a',) twice at line 2, column 3"),
            ('a = "\\q"', "unescaped '\\' in a string at line 1, column 8"),
            ('a = "\\ud800"', "escaped character is not a Unicode scalar value at line 1, column 12"),
            ("a = 2026-13-01", "expected newline or end of document after a statement at line 1, column 9"),
            ("= 1", "invalid statement at line 1, column 1"),
        ],
    )
    def test_of_syntax_with_their_place(self, text, found):
        """The one reason, with line and column where they are known."""
        assert problems(text) == [("$", f"no TOML ({found})", "TOML text")]

    @pytest.mark.parametrize("moment", ["2026-03-01T12:00:00Z", "2026-03-01 12:00:00.5", "2026-03-01", "12:00:00"])
    def test_dates_and_times(self, moment):
        """JSON has none: they are told where they stand."""
        [(path, found, allowed)] = problems(f"[[a]]\n[[a]]\nb = [1, {moment}]")
        assert path == "$.a[1].b[1]"
        assert found.startswith("the date or time ")
        assert allowed == 'text in quotes: an instant is "2026-03-01T12:00:00Z"'

    @pytest.mark.parametrize(
        "text",
        [
            "9" * 65,
            "-" + "9" * 65,
            "0x" + "f" * 5_000,
            "0." + "1" * 65,
            "1e101",
            "1e-101",
            "-1E-999999999",
            "0e101",
            "1e99999999999999999999",
        ],
    )
    def test_numbers_without_bounds(self, text):
        """More than 64 digits, or an exponent beyond 100."""
        [(path, found, allowed)] = problems(f"a = [0, {text}]")
        assert (path, allowed) == ("$.a[1]", NUMBER)
        assert len(found) <= 80

    def test_numbers_of_thousands_of_digits(self):
        """Python does not make ints of them; where they stand is not known."""
        assert problems("a = " + "9" * 5_000) == [("$", "a number of thousands of digits", NUMBER)]

    def test_what_is_no_number(self):
        """NaN and the infinities."""
        assert problems("a = nan\nb = -inf\nc = +inf") == [
            ("$.a", "NaN", "a finite number"),
            ("$.b", "-Infinity", "a finite number"),
            ("$.c", "Infinity", "a finite number"),
        ]

    def test_all_at_once(self):
        """In the order of the document, but those of its syntax."""
        text = '"the price" = 1e999\n[a]\nstart = 2026-03-01\n[b]\nc = [nan, 1]'
        assert [path for path, *_ in problems(text)] == ['$["the price"]', "$.a.start", "$.b.c[0]"]
        assert len(problems("a = [" + "nan, " * 10_001 + "]")) == 10_000

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            (b'a = "\xff"', ("$", "no UTF-8 at byte 5", "TOML text in UTF-8")),
            ('a = "\ud800"', ("$", "no UTF-8 at byte 5", "TOML text in UTF-8")),
            ("\ufeffa = 1", ("$", "a byte order mark", "TOML text in UTF-8, without a byte order mark")),
            (b"#" * (MAX_BYTES + 1), ("$", "more than 4194304 bytes", "at most 4194304 bytes")),
            ("é" * (MAX_BYTES // 2 + 1), ("$", "more than 4194304 bytes", "at most 4194304 bytes")),
        ],
    )
    def test_of_the_text(self, text, problem):
        """Its encoding and its size."""
        assert problems(text) == [problem]


class TestDepth:
    def test_as_deep_as_json_may_be(self):
        """64 levels, in brackets, in the parts of a key, in a table's name."""
        for text in (
            "a = " + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1),
            "a = " + "{a = " * (MAX_DEPTH - 1) + "1" + "}" * (MAX_DEPTH - 1),
            ".".join("a" * MAX_DEPTH) + " = 1",
            "[" + ".".join("a" * (MAX_DEPTH - 1)) + "]",
        ):
            value = wire.parse_toml(text)
            assert wire.parse(wire.dumps(value)) == value

    @pytest.mark.parametrize(
        "text",
        [
            "a = " + "[" * 65 + "]" * 65,
            "a = " + "[" * 100_000,
            "a = " + "{a = " * 5_000 + "1" + "}" * 5_000,
            ".".join("a" * 65) + " = 1",
            " . ".join(["'a b'"] * 100_000) + " = 1",
            "[[" + ".\t".join("a" * 65) + "]]",
            "[a]\nb = [ # ]\n" + "[" * 65,
        ],
        ids=lambda text: text[:12],
    )
    def test_deeper_is_refused_before_it_is_read(self, text):
        """Whatever would nest."""
        assert problems(text) == [DEEP]

    def test_deeper_together(self):
        """A name of 40 parts and a key of 40: neither is too deep by itself."""
        text = f"[{'.'.join('a' * 40)}]\n{'.'.join('b' * 40)} = 1"
        [(path, found, allowed)] = problems(text)
        assert (path, found, allowed) == ("$" + ".a" * 40 + ".b" * 24, "deeper nesting", "at most 64 levels")

    @pytest.mark.parametrize(
        "text",
        [
            'a = "' + "[" * 100 + '"',
            "a = '" + "{" * 100 + "'",
            'a = """' + "[" * 50 + '\n"" \\""" ' + "[" * 50 + '"""',
            "a = '''" + "[" * 50 + "\n'' " + "[" * 50 + "'''",
            "# " + "[" * 100 + "\na = 1",
            'a = "' + "a." * 100 + '"',
            "a = [" + "1.5, " * 100 + "]",
            f'"{"a." * 100}" = 1',
        ],
        ids=lambda text: text[:9],
    )
    def test_what_stands_in_texts_and_comments_nests_nothing(self, text):
        """And neither do the points of numbers."""
        assert "a" in "".join(wire.parse_toml(text))


class TestTime:
    @pytest.mark.parametrize(
        "text",
        [
            ".".join("a" * 400_000) + " = 1",
            '"' * 400_000,
            "'" * 400_001,
            'a = """' + '""b' * 130_000,
            'a = "' + "\\" * 400_001,
            "[[" * 200_000,
            "a .\t" * 100_000,
            "-" * 400_000,
            "a = [" + "{}," * 60_000,
            "#" * 400_000,
            "a = '''" + "''b" * 130_000,
        ],
        ids=lambda text: text[:9],
    )
    def test_grows_with_the_length_alone(self, text):
        """Hundreds of thousands of anything are read or refused at once."""
        start = time.perf_counter()
        if problems_of(text):
            assert all(problem.path == "$" for problem in problems_of(text))
        assert time.perf_counter() - start < SECONDS


def problems_of(text):
    """What is found wrong, if anything; any other exception fails the test."""
    try:
        wire.parse_toml(text)
    except InvalidDocument as error:
        return error.problems
    return ()


@given(st.text() | st.binary() | st.text("[]{}\"'=.,#-\\\n 0aeTZ:", max_size=40))
def test_any_text_is_read_or_refused(text):
    """And what is read is JSON, which can be written and read again."""
    if not problems_of(text):
        document = wire.parse_toml(text)
        assert wire.parse(wire.dumps(document)) == document
