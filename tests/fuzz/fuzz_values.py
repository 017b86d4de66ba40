"""Hostile values: what no document should hold, and what is just inside or outside of what it may."""

import re
from random import Random
from typing import Any

import attrs


@attrs.frozen
class Raw:
    """JSON text that stands in a document as it is, be it JSON or not."""

    text: str


DIGITS = ["9" * 64, "9" * 65, "1" + "0" * 70, "0." + "3" * 63, "0." + "0" * 12 + "1", "1" * 40 + "." + "1" * 24]
TINY_AND_HUGE = [
    *("1e999999999", "1e-999999999", "-1E+999999999", "1e100", "1e101", "1e-100", "0e101", "1E-12", "0e-5"),
    *("1e99999999999999999999", "1e-99999999999999999999", "-0e99999999999999999999"),  # no Decimal at all
]
NUMBERS = [
    *("0", "-0", "-0.0", "-1", "1", "2", "3.0", "0.005", "0.0000001", "0.5", "1.000001", "99.999999", "100", "100.01"),
    *("1000", "100000", "100001", "999999999", "999999999.999999999999", "1000000000", "1e9", "2147483648", "-1e15"),
    *("1000000000000000", "1000000000000000.01", "999999999999999.99", "9223372036854775808", "1e15", "1e16"),
    *DIGITS,
    *TINY_AND_HUGE,
]
NO_NUMBERS = ["NaN", "Infinity", "-Infinity", "nan", "+1", "01", ".5", "1.", "0x10", "1_000", "--1", "1e", "1,5"]
WORDS = ["true", "false", "null"]
NUMBER_TEXTS = [*NUMBERS, *NO_NUMBERS, "", " 1", "1 ", "1\n", "\uff11", "\u0663", "1\u00a0000", "\u00bd", "USD 5", "5€"]

SURROGATES = ["\ud800", "\udfff", "\ude00\ud83d", "a\ud83d"]
TEXTS = [
    *("", " ", "x", "null", "0", "true", "[]", "$", "$.currency", "a.b", "\\", '"', "%s%n", "{checkoutId}", "{0}"),
    *("\x00", "\x07", "\x1b[31m", "\x7f", "\x85", "\r\n", "\t", "\u2028", "\u2029", "\u202e", "\u2066", "\u200f"),
    *("\ufeff", "\ufffe", "\ufffd", "\U0001f600", "\U0010ffff", "e\u0301", "\u00df", "\u0130", "\u0149", "\ufdfa"),
    *("x" * 50, "x" * 51, "x" * 100, "x" * 101, "x" * 1_001, "x" * 5_001, "\u00e9" * 600, "\U0001f600" * 2_001),
    *SURROGATES,
]
GUIDS = [
    *("00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-000000000001"),
    *("FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "ffffffff-ffff-ffff-ffff-ffffffffffff"),
    *("{00000000-0000-0000-0000-000000000001}", "00000000000000000000000000000001"),
    *("00000000-0000-0000-0000-00000000000g", "00000000-0000-0000-0000-000000000001\n"),
    *("urn:uuid:00000000-0000-0000-0000-000000000001", "\uff10" + "0000000-0000-0000-0000-000000000001"),
]
INSTANTS = [
    *("0000-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00-23:59"),
    *("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.999999Z", "9999-12-31T23:59:59.999999999Z"),
    *("9999-12-31T23:59:59.999999-23:59", "9999-12-31T23:59:59.999999+23:59", "9999-12-01T00:00:00Z"),
    *("10000-01-01T00:00:00Z", "-0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2024-02-29T00:00:00Z"),
    *("2023-02-29T00:00:00Z", "2022-06-30T23:59:60Z", "2022-07-18T24:00:00Z", "2022-07-18T13:25Z", "2022-07-18"),
    *("2022-07-18T13:25:22", "2022-07-18T13:25:22z", "2022-07-18t13:25:22Z", "2022-07-18T13:25:22+99:99"),
    *("2022-07-18T13:25:22-00:00", "2022-W29-1T13:25:22Z", "20220718T132522Z", "1658150722", "now"),
]
CURRENCIES = ["USD", "EUR", "JPY", "KWD", "CLF", "XXX", "XTS", "XAU", "usd", "US", "USDT", "ZZZ", "DEM", "\uff35SD"]
COUNTRIES = ["US", "DE", "us", "USA", "U", "ZZ", "\uff35\uff33", "U\n", "US-NY", "KP"]
EMAILS = ["a@b", "@", "a@", "@b", "a@b@c", "a b@c", "ANN@EXAMPLE.COM", "\u00e9@\u00fc.example", "x" * 65 + "@y"]
KEYS = [
    *("", " ", "a", "__proto__", "__class__", "constructor", "$ref", "@type", "_id", "id", "ID", "currency", "amount"),
    *("\x00", "\x1b[2J", "\u202e", "\ud800", "k" * 200, "k" * 201, "k" * 10_000, "a.b", "a[0]", '"', "\u00e9"),
]
EMPTY = ["{}", "[]", "[[]]", "[{}]", "[null]", '{"":null}', '{"amount":"1"}', '{"amount":{}}', '{"a":{"b":[1]}}']
"""Text, so that no later change can change the constant."""
LONGEST_REPEATED = 2_000
"""Only what is shorter is repeated hundreds of times: several such changes would make more than can be read."""

_SHAPES = [
    (re.compile(r"[0-9a-fA-F]{8}-.{27}"), GUIDS),
    (re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T.*"), INSTANTS),
    (re.compile(r"-?[0-9.]+(?:[eE][+-]?[0-9]+)?"), NUMBER_TEXTS),
    (re.compile(r"[A-Z]{3}"), CURRENCIES),
    (re.compile(r"[A-Z]{2}"), COUNTRIES),
    (re.compile(r"[^@]+@[^@]+"), EMAILS),
]


def anything(rng: Random) -> Any:
    """Return any hostile value."""
    kind = rng.randrange(8)
    if kind < 2:
        return Raw(rng.choice(NUMBERS + NO_NUMBERS + WORDS))
    if kind == 2:
        return rng.choice(NUMBER_TEXTS)
    if kind == 3:
        return Raw(rng.choice(EMPTY))
    return rng.choice(rng.choice([TEXTS, WORDS, GUIDS, INSTANTS, CURRENCIES, COUNTRIES, EMAILS]))


def near(value: Any, rng: Random) -> Any:
    """Return a value of the same kind at or beyond the edge of what may be there."""
    if isinstance(value, bool) or value is None:
        return Raw(rng.choice(WORDS))
    if isinstance(value, int | Raw):
        return rng.choice([Raw, str])(rng.choice(NUMBERS))
    if isinstance(value, list):
        many = [value[:1] * 101, value[:1] * 301] if len(str(value[:1])) < LONGEST_REPEATED else []
        return rng.choice([[], value[:1], value + value, value[::-1], *many])
    if isinstance(value, dict):
        return rng.choice([{}, dict(list(value.items())[::-1]), dict.fromkeys(value), {"value": value}])
    for shape, values in _SHAPES:
        if shape.fullmatch(value) and rng.random() < 0.8:
            return rng.choice(values)
    return _twisted(value, rng)


def _twisted(text: str, rng: Random) -> str:
    """Return the text in other case, doubled, cut, or with a strange character in it."""
    place = rng.randint(0, len(text))
    inside = text[:place] + rng.choice(TEXTS[:45] + SURROGATES) + text[place:]
    changes = [text.lower(), text.upper(), text.swapcase(), text[:-1], text * 2, text * 100, f" {text}", f"{text}\n"]
    return rng.choice([*changes, inside, inside])
