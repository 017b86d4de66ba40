"""Places of a document as JSON paths, and what is found there, in a readable length."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from checkout_core.errors import SHOWN_LENGTH, shown

ROOT: Final = "$"
"""The document itself."""

_LONGEST_KEY: Final = 200
_LONGEST_PATH: Final = 1_000
_CUT: Final = "…"
_STEP: Final = re.compile(r'\.([A-Za-z_]\w*)|\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]')
_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def step(key: object) -> str:
    """Return one step of a path: ``.name``, ``["any key"]`` or ``[3]``; a key of more than 200 characters is cut.

    >>> step("quantity"), step("birthday card"), step(3)
    ('.quantity', '["birthday card"]', '[3]')
    """
    if isinstance(key, int):
        return f"[{key}]"
    text = key if isinstance(key, str) else shown(key)
    if len(text) > _LONGEST_KEY:
        text = text[: _LONGEST_KEY - 3] + "..."
    return f".{text}" if _PLAIN_KEY.fullmatch(text) else f"[{json.dumps(text, ensure_ascii=not _printable(text))}]"


def joined(path: str, next_step: str) -> str:
    """Return the path with one step more; beyond 1,000 characters it is cut, and stays so.

    >>> joined("$.lineItems", "[3]")
    '$.lineItems[3]'
    """
    if path.endswith(_CUT):
        return path
    longer = path + next_step
    return longer if len(longer) <= _LONGEST_PATH else path[:_LONGEST_PATH] + _CUT


def steps(path: str) -> Iterator[str | int]:
    """The keys and indices of a path.

    >>> list(steps('$.lineItems[3]["odd key"]'))
    ['lineItems', 3, 'odd key']
    """
    for name, key, index in _STEP.findall(path):
        yield int(index) if index else name or json.loads(f'"{key}"')


def found(value: object) -> str:
    """Return what a document holds: a short value as JSON, an object or array in words.

    >>> found("abc"), found(None), found([1, 2]), found({})
    ('"abc"', 'null', 'an array of 2 entries', 'an object')
    """
    if isinstance(value, str):
        return cut(json.dumps(value[: SHOWN_LENGTH + 1], ensure_ascii=not _printable(value)))
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, Decimal):
        return shown(str(value))[1:-1]
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, list | tuple):
        return "an array of 1 entry" if len(value) == 1 else f"an array of {len(value)} entries"
    return shown(value)


def cut(text: str) -> str:
    """Return the text in a readable length."""
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 3] + "..."


def _printable(text: str) -> bool:
    """Whether the text can be shown as it is: on one line, without escapes to the terminal, in UTF-8."""
    return text[: _LONGEST_KEY + 1].isprintable()
