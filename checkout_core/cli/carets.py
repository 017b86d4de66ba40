"""Where a JSON path stands in the text of a document, shown by a caret under the place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from json.decoder import JSONDecoder, scanstring  # type: ignore[attr-defined]  # the stubs leave it out
from typing import Final

from checkout_core.errors import Problem
from checkout_core.wire.paths import steps

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_PLACE_IN_WORDS: Final = re.compile(r"at line (\d+), column (\d+)")
_SECRET: Final = re.compile(r"text of \d+ characters")
"""What is found where the value must not be repeated."""
_BEFORE: Final = 60
"""Characters of the line that are shown before the place, and after it."""


def excerpt(text: bytes, problem: Problem) -> str | None:
    """Return the line in which the problem is, and a caret under it; None where that cannot be told, or is secret.

    What is missing is looked for in what is around it. A text that is no JSON is shown where the problem says, "at line
    3, column 7".
    """
    if _SECRET.fullmatch(problem.found):
        return None
    try:
        document = text.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    in_words = _PLACE_IN_WORDS.search(problem.found) if problem.path == "$" else None
    if in_words:
        return _shown(document, _offset(document, int(in_words[1]), int(in_words[2])))
    try:
        return _shown(document, _place(document, [*steps(problem.path)]))
    except (ValueError, RecursionError):
        return None


_DECODER: Final = JSONDecoder(parse_int=str, parse_float=str)  # as long as anybody likes


def _place(text: str, steps: list[str | int]) -> int:
    """Where the value at the end of the steps begins, or the nearest one around it. Raises ValueError for no JSON."""
    place = _after_space(text, 0)
    for step in steps:
        inside = _members(text, place) if isinstance(step, str) else _entries(text, place)
        found = next((start for key, start in inside if key == step), None)
        if found is None:
            break
        place = found
    return place


def _members(text: str, place: int) -> Iterator[tuple[str, int]]:
    """The keys of an object, and where their values begin."""
    if text[place : place + 1] != "{":
        return
    place = _after_space(text, place + 1)
    while text[place : place + 1] == '"':
        key, place = scanstring(text, place + 1, True)
        place = _after_space(text, _after_space(text, place) + 1)
        yield key, place
        place = _after_value(text, place)


def _entries(text: str, place: int) -> Iterator[tuple[int, int]]:
    """The indices of an array, and where its entries begin."""
    if text[place : place + 1] != "[":
        return
    place, index = _after_space(text, place + 1), 0
    while text[place : place + 1] not in {"]", ""}:
        yield index, place
        place, index = _after_value(text, place), index + 1


def _after_value(text: str, place: int) -> int:
    """Where the next value or key begins, or the end of what is around."""
    _, end = _DECODER.raw_decode(text, place)
    end = _after_space(text, end)
    return _after_space(text, end + 1) if text[end : end + 1] == "," else end


def _after_space(text: str, place: int) -> int:
    found = _SPACE.match(text, place)
    return place if found is None else found.end()


def _offset(text: str, line: int, column: int) -> int:
    lines = text.splitlines(keepends=True)
    return min(len(text), sum(map(len, lines[: line - 1])) + column - 1)


def _shown(text: str, place: int) -> str:
    """The line around a place, with its number, and a caret below."""
    start = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
    number = text.count("\n", 0, place) + 1
    first = max(start, place - _BEFORE)
    rest = re.split(r"[\r\n]", text[place : place + _BEFORE], maxsplit=1)[0]
    before, after = _printable(text[first:place]), _printable(rest)
    margin = f"  {number} | "
    lead = "" if first == start else "…"
    return f"{margin}{lead}{before}{after}\n{' ' * (len(margin) - 2)}| {' ' * (len(lead) + _width(before))}^"


def _printable(text: str) -> str:
    """The text without anything that could move a terminal's cursor."""
    return "".join(char if char.isprintable() else " " for char in text)


def _width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)
