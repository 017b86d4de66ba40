"""TOML text as a document: what `checkout_core.wire.text` does for JSON, for files that people write.

Python's own reader knows no bounds: a key of many parts costs it quadratic time and memory, deep brackets its stack. So
both are measured before it is called, and what it read is held against the bounds of JSON documents afterwards.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal, DecimalException
from itertools import accumulate, islice
from typing import Any, Final

from checkout_core.errors import InvalidDocument, Problem
from checkout_core.model.json_value import bounded
from checkout_core.wire import numbers
from checkout_core.wire.paths import ROOT, cut, found, joined, step
from checkout_core.wire.text import MAX_DEPTH, MAX_PROBLEMS, JsonDocument

MAX_BYTES: Final = 4 * 2**20
"""Largest document, in bytes of UTF-8: reading takes a second then."""

_UNQUOTED: Final = re.compile(
    r'"""(?:[^"\\]++|\\.|"(?!""))*+(?:"""|\Z)'
    r"|'''(?:[^']++|'(?!''))*+(?:'''|\Z)"
    r'|"(?:[^"\\\n]++|\\.)*+"?'
    r"|'[^'\n]*+'?"
    r"|\#[^\n]*+",
    re.DOTALL,
)
"""A text or a comment, also one that does not end."""
_LONG_KEY: Final = re.compile(rf"(?<![\w.-])(?:[\w-]++[ \t]*+\.[ \t]*+){{{MAX_DEPTH}}}")
"""A key of too many parts, once the texts are single letters."""
_NO_BRACKETS: Final = re.compile(r"[^\[\]{}]++")
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_PLACED: Final = re.compile(r"(?P<reason>.*) \((?P<place>at [^()]*)\)", re.DOTALL)
_DEEP: Final = f"at most {MAX_DEPTH} levels"


def parse_toml(text: bytes | str) -> JsonDocument:
    r"""Return the document that the TOML text says, as `parse` would return the same document in JSON.

    Takes UTF-8 of at most 4 MiB, nested at most 64 levels deep. Numbers become int or Decimal, digit for digit. TOML
    has no null, and its dates and times are refused: an instant is text.

    Raises:
        InvalidDocument: with every date, time and number out of bounds (64 significant digits, exponent 100), NaN and
            infinity, each at its place; or with the one reason why the text is no TOML.

    >>> parse_toml('name = "spring"\npriceChange = -0.10')
    {'name': 'spring', 'priceChange': Decimal('-0.10')}
    """
    decoded = _decoded(text)
    if _is_deep(decoded):
        raise _refused(f"nesting deeper than {MAX_DEPTH} levels", _DEEP)
    try:
        document = tomllib.loads(decoded, parse_float=_number)
    except tomllib.TOMLDecodeError as error:
        match = _PLACED.fullmatch(str(error))
        reason, place = match.group("reason", "place") if match else (str(error), "")
        raise _refused(f"no TOML ({reason[:1].lower()}{reason[1:]} {place}".rstrip() + ")", "TOML text") from None
    except ValueError:  # Python turns no more than 4,300 digits into an int
        raise _refused("a number of thousands of digits", numbers.ALLOWED) from None
    problems = tuple(islice(_problems(document, ROOT, 1), MAX_PROBLEMS))
    if problems:
        raise InvalidDocument(problems)
    return document


def _refused(what: str, allowed: str) -> InvalidDocument:
    return InvalidDocument((Problem(ROOT, what, allowed),))


def _decoded(text: bytes | str) -> str:
    """The text as str, no longer than allowed."""
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(content) > MAX_BYTES:
        raise _refused(f"more than {MAX_BYTES} bytes", f"at most {MAX_BYTES} bytes")
    try:
        decoded = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refused(f"no UTF-8 at byte {error.start}", "TOML text in UTF-8") from None
    if decoded.startswith("\ufeff"):
        raise _refused("a byte order mark", "TOML text in UTF-8, without a byte order mark")
    return decoded


def _is_deep(text: str) -> bool:
    """Whether brackets nest too deep or a key has too many parts."""
    bare = _UNQUOTED.sub("x", text)
    depths = accumulate(map(_STEPS.__getitem__, _NO_BRACKETS.sub("", bare)))
    return any(depth > MAX_DEPTH for depth in depths) or _LONG_KEY.search(bare) is not None


class _Large(str):
    """The digits of a number whose exponent is more than a Decimal can hold."""

    __slots__ = ()


def _number(digits: str) -> Decimal | _Large:
    try:
        return Decimal(digits)
    except DecimalException:
        return _Large(digits)


def _problems(value: object, path: str, depth: int) -> Iterator[Problem]:
    """What no JSON document could hold, in the document's order."""
    if isinstance(value, dict | list):
        if depth > MAX_DEPTH:
            yield Problem(path, "deeper nesting", _DEEP)
            return
        entries: Any = value.items() if isinstance(value, dict) else enumerate(value)
        for key, entry in entries:
            yield from _problems(entry, joined(path, step(key)), depth + 1)
    elif isinstance(value, dt.date | dt.time):
        yield Problem(path, f"the date or time {value}", 'text in quotes: an instant is "2026-03-01T12:00:00Z"')
    elif isinstance(value, Decimal) and not value.is_finite():
        yield Problem(path, str(value), "a finite number")
    elif isinstance(value, _Large) or (isinstance(value, int | Decimal) and not bounded(value)):
        yield Problem(path, cut(value) if isinstance(value, _Large) else found(value), numbers.ALLOWED)
