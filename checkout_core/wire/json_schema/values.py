"""What single values look like in JSON Schema, by the limit that holds for them.

A schema never refuses what a limit allows, however it is written: a number may be its text (``3``, ``"3.0"``,
``"3e0"``), and its bounds are told in whole numbers, so that it does not matter whether a validator reads decimals or
floats.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Any, Final, TypeAlias

from checkout_core.model._limits import Either, Limit, Pattern, Text
from checkout_core.model._numbers import Amount, Computed, Number, Whole
from checkout_core.wire.scalars import _INSTANT, _INSTANT_WORDS, _LONGEST_INSTANT
from checkout_core.wire.spot import words

Schema: TypeAlias = dict[str, Any]
"""A JSON Schema, or a part of one, JSON-ready."""

ANY: Final[Schema] = {}
"""Whatever JSON can say."""

_ECMA: Final = {
    r"\Z": "$",
    # What is white space to Python; ECMAScript's own \s is not the same.
    r"\s": r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
}
_TRANSLATED: Final = re.compile(r"\\Z|\\s(?=\])")
_SAME_IN_BOTH: Final = re.compile(r"\(\?:|\((?!\?)|\\\.|[^\\(]")


def nullable(schema: Schema) -> Schema:
    """What is allowed, or null."""
    if not schema:
        return schema
    if schema.keys() == {"enum"}:
        return {"enum": [*schema["enum"], None]}
    if "type" in schema:
        kinds = schema["type"]
        return {**schema, "type": [*([kinds] if isinstance(kinds, str) else kinds), "null"]}
    choices = schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]
    return {"anyOf": [*choices, {"type": "null"}]}


def text(limit: Limit | None) -> Schema:
    """Text of some length or shape. Raises `TypeError` for a limit that says nothing of text."""
    match limit:
        case Text():
            least = {"minLength": limit.least} if limit.least else {}
            return {"type": "string", **least, "maxLength": limit.most}
        case Pattern():
            return {"type": "string", "pattern": ecma(limit.shape), "description": words(limit)}
        case Either():
            return text(limit.first)
    raise TypeError(f"no schema for text of {limit}")


def ecma(shape: re.Pattern[str]) -> str:
    r"""Return, for ECMAScript and Python alike, what the shape matches from the start.

    Raises:
        ValueError: for a shape with what the two do not share.

    >>> ecma(re.compile(r"[A-Z]{2}\Z"))
    '^(?:[A-Z]{2}$)'
    """
    if shape.flags != re.UNICODE or _SAME_IN_BOTH.sub("", _TRANSLATED.sub("", shape.pattern)):
        raise ValueError(f"cannot say in ECMAScript: {shape}")
    return f"^(?:{_TRANSLATED.sub(lambda match: _ECMA[match[0]], shape.pattern)})"


def instant() -> Schema:
    """A point in time, as `checkout_core.wire.scalars.read_instant` reads it."""
    pattern = f"{ecma(_INSTANT)}$"
    return {"type": "string", "pattern": pattern, "maxLength": _LONGEST_INSTANT, "description": _INSTANT_WORDS}


def number(limit: Limit | None) -> Schema:
    """A number or its text. Raises `TypeError` for a limit that says nothing of numbers."""
    match limit:
        case Whole():
            least, most, scale, above = Decimal(limit.least), Decimal(limit.most), 0, limit.least == 1
        case Number():
            least, most, scale, above = limit.least, limit.most, limit.scale, limit.above
        case Amount():
            least, most, scale, above = Decimal(0), Decimal(limit.most), limit.scale, limit.above
        case Computed():
            least, most = Decimal("-Infinity" if limit.negative else 0), Decimal("Infinity")
            scale, above = Amount.SCALE, False
        case _:
            raise TypeError(f"no schema for a number of {limit}")
    bounds = _bounds(least, most, above=above)
    schema = {"type": ["number", "string"], **bounds, "pattern": _number_text(least, most, scale, above=above)}
    if isinstance(limit, Whole):
        # Only of what is in bounds: Python's Decimal has no remainder of what is very large.
        schema |= {"if": {"type": "number", **bounds}, "then": {"multipleOf": 1}}
    return {**schema, "description": words(limit)}


def _bounds(least: Decimal, most: Decimal, *, above: bool) -> Schema:
    """The bounds of a JSON number, as whole numbers."""
    low = {} if least.is_infinite() else {"minimum": math.floor(least)}
    if above and least == 0:
        low = {"exclusiveMinimum": 0}
    return low if most.is_infinite() else {**low, "maximum": math.ceil(most)}


def _number_text(least: Decimal, most: Decimal, scale: int, *, above: bool) -> str:
    """The pattern of a number's text: sign, digits before and behind the point; with an exponent all are free."""
    more = "*" if most.is_infinite() else f"{{0,{len(str(math.ceil(max(most, abs(least))))) - 1}}}"
    decimals = rf"\.[0-9]{{1,{scale}}}0*" if scale else r"\.0+"
    plain = rf"(?:0|[1-9][0-9]{more})(?:{decimals})?"
    free = r"(?:0|[1-9][0-9]*)(?:\.[0-9]+)?[eE][+-]?[0-9]+"
    if least < 0:
        return f"^-?(?:{plain}|{free})$"
    if above:
        return f"^(?=[^eE]*[1-9])(?:{plain}|{free})$"
    return rf"^(?:{plain}|{free}|-0(?:\.0+)?(?:[eE][+-]?[0-9]+)?)$"
