"""JSON text, both ways: `parse` reads it strictly and exactly, `dumps` writes it the same way every time.

Exactly means that a number never passes through a float: whole ones become int, all others Decimal with the digits
they are written in. Strictly means that what one reader could understand otherwise than another is refused: repeated
keys, NaN and infinities, numbers without bounds, half a surrogate pair.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import accumulate, islice
from json.encoder import encode_basestring
from typing import Any, Final, NamedTuple, TypeAlias

from checkout_core.errors import InvalidDocument, InvalidField, Problem, shown
from checkout_core.model._numbers import Whole
from checkout_core.model.json_value import bounded
from checkout_core.wire import numbers
from checkout_core.wire.paths import ROOT, found, joined, step

JsonDocument: TypeAlias = Any
"""Any JSON value: dict, list, str, int, Decimal, bool or None, and never a float."""

MAX_BYTES: Final = 32 * 2**20
"""Largest document, in bytes of UTF-8."""
MAX_PROBLEMS: Final = 10_000
"""Most problems of a document that are told."""
MAX_DEPTH: Final = 64
"""Deepest nesting of a document."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_ESCAPED: Final = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What is written as an escape: controls, overrides of the direction, lone surrogates."""
_NO_BRACKETS: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[^"\[\]{}]++', re.DOTALL)
_WORDS: Final = {None: "null", True: "true", False: "false"}
_WRITABLE: Final = "a JSON value: text, int, finite Decimal, true, false, null, list or dict"
_STEPS: Final = {"[": 1, "{": 1, "]": -1, "}": -1}


class _Flaw(NamedTuple):
    """Stands in a parsed document where something cannot be read."""

    found: str
    allowed: str


class _Repeated(dict[str, Any]):
    """An object some of whose keys occur more than once."""

    repeated: tuple[str, ...] = ()


def parse(text: str | bytes) -> JsonDocument:
    """Return the JSON document that the text says.

    Takes UTF-8 of at most 32 MiB, nested at most 64 levels deep. Numbers become int or Decimal, digit for digit.
    Time and memory are bounded by the length of the text; the first 10,000 problems are told.

    Raises:
        InvalidDocument: with every repeated key, number out of bounds (64 significant digits, exponent 100), NaN,
            infinity and lone surrogate, each at its place; or with the one reason why the text is no JSON.

    >>> parse('{"price": 10.50, "quantity": 3}')
    {'price': Decimal('10.50'), 'quantity': 3}
    """
    suspect = isinstance(text, str) and not text.isascii()
    text = _decoded(text)
    if _depth(text) > MAX_DEPTH:
        raise _refused(f"nesting deeper than {MAX_DEPTH} levels", f"at most {MAX_DEPTH} levels")
    flaws: list[object] = []
    try:
        document = _decoder(flaws).decode(text)
    except json.JSONDecodeError as error:
        reason = error.msg[0].lower() + error.msg[1:].removesuffix(" at")
        place = f"line {error.lineno}, column {error.colno}"
        raise _refused(f"no JSON ({reason} at {place})", "JSON text") from None
    if flaws or suspect or "\\u" in text:  # only then can there be a lone surrogate
        problems = tuple(islice(_problems(document, ROOT), MAX_PROBLEMS))
        if problems:
            raise InvalidDocument(problems)
    return document


def dumps(document: JsonDocument, *, indent: int | None = None) -> str:
    """Return the document as JSON text: keys in the given order, Decimals as exact numbers.

    Characters stand for themselves, but for controls and those that turn the direction of text: they are escaped, so
    that a terminal shows them and does not obey. The same document gives the same text. Without ``indent`` on one line,
    without spaces; with it one member a line, indented by so many spaces a level.

    Raises:
        InvalidField: for what JSON cannot say exactly (a float, NaN, an int of more than 64 digits, a key that is no
            text), nesting without end, an ``indent`` that is no whole number from 0 to 16.

    >>> dumps({"amount": Decimal("10.50"), "name": "Crème"})
    '{"amount":10.50,"name":"Crème"}'
    """
    if indent is not None:
        Whole(0, 16).check("indent", indent)
    try:
        return _written(document, None if indent is None else " " * indent, "\n")
    except RecursionError:
        raise InvalidField("document", "nesting without end or too deep", "a JSON value") from None


# --- reading ----------------------------------------------------------------------------------------------------------


def _refused(what: str, allowed: str) -> InvalidDocument:
    return InvalidDocument((Problem(ROOT, what, allowed),))


def _decoded(text: str | bytes) -> str:
    """The text as str, no longer than allowed."""
    large = _refused(f"more than {MAX_BYTES} bytes", f"at most {MAX_BYTES} bytes")
    if len(text) > MAX_BYTES:
        raise large
    if isinstance(text, str):
        if not text.isascii() and len(text.encode("utf-8", "surrogatepass")) > MAX_BYTES:
            raise large
    else:
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise _refused(f"no UTF-8 at byte {error.start}", "JSON text in UTF-8") from None
    if text.startswith("\ufeff"):
        raise _refused("a byte order mark", "JSON text in UTF-8, without a byte order mark")
    return text


def _depth(text: str) -> int:
    """How deep the brackets outside strings nest if that is too deep, else 0."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return 0
    depths = accumulate(map(_STEPS.__getitem__, _NO_BRACKETS.sub("", text)))
    return next((depth for depth in depths if depth > MAX_DEPTH), 0)


def _decoder(flaws: list[object]) -> json.JSONDecoder:
    """A decoder that puts a `_Flaw` or a `_Repeated` where something is wrong and into ``flaws``."""

    def flawed(words: str, allowed: str) -> _Flaw:
        flaw = _Flaw(words, allowed)
        flaws.append(flaw)
        return flaw

    def number(read: Callable[[str], int | Decimal | None]) -> Callable[[str], int | Decimal | _Flaw]:
        def parse_number(digits: str) -> int | Decimal | _Flaw:
            value = read(digits)
            return flawed(shown(digits)[1:-1], numbers.ALLOWED) if value is None else value

        return parse_number

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        document = dict(pairs)
        if len(document) == len(pairs):
            return document
        repeated = _Repeated(document)
        repeated.repeated = tuple(key for key, times in Counter(key for key, _ in pairs).items() if times > 1)
        flaws.append(repeated)
        return repeated

    return json.JSONDecoder(
        object_pairs_hook=members,
        parse_int=number(numbers.whole),
        parse_float=number(numbers.decimal),
        parse_constant=lambda name: flawed(name, "a finite number"),
    )


def _problems(value: object, path: str) -> Iterator[Problem]:
    """What is wrong in a parsed document, in its order."""
    if isinstance(value, _Flaw):
        yield Problem(path, value.found, value.allowed)
    elif isinstance(value, str):
        if _SURROGATE.search(value):
            yield Problem(path, found(value), "text without lone surrogates")
    elif isinstance(value, dict):
        for key in getattr(value, "repeated", ()):
            yield Problem(path, f"the key {found(key)} more than once", "each key once")
        for key, entry in value.items():
            if _SURROGATE.search(key):
                yield Problem(path, f"the key {found(key)}", "text without lone surrogates")
            yield from _problems(entry, joined(path, step(key)))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _problems(entry, joined(path, step(index)))


# --- writing ----------------------------------------------------------------------------------------------------------


def _written(value: Any, gap: str | None, line: str) -> str:
    """Return one value as text; ``line`` is the line break and indentation that it stands at."""
    if isinstance(value, str):
        return _text(value)
    inner = line if gap is None else line + gap
    if isinstance(value, dict):
        colon = ":" if gap is None else ": "
        members = [_text(key) + colon + _written(entry, gap, inner) for key, entry in value.items()]
        return _block("{", members, "}", gap, line)
    if isinstance(value, list | tuple):
        return _block("[", [_written(entry, gap, inner) for entry in value], "]", gap, line)
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, int):
        if bounded(value):
            return int.__repr__(value)
    elif isinstance(value, Decimal) and value.is_finite():
        return str(value)
    raise InvalidField("document", value, _WRITABLE)


def _block(start: str, entries: list[str], end: str, gap: str | None, line: str) -> str:
    """Return the entries of an object or array between their brackets."""
    if gap is None or not entries:
        return start + ",".join(entries) + end
    inner = line + gap
    return start + inner + f",{inner}".join(entries) + line + end


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise InvalidField("document", value, "text as the key of a JSON object")
    text: str = encode_basestring(value)
    if text.isascii() and "\x7f" not in text:
        return text
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
