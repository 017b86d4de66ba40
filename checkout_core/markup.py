"""Tables in HTML, for notebooks: everything from outside is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

MOST_ROWS: Final = 100
"""Rows that are shown; the others are counted."""


def html_table(caption: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a table with this caption; the first column is text, the others are set to the right.

    >>> html_table("USD", ["line", "total"], [["<b>Shirt</b>", "20.00"]]).count("<b>")
    0
    """
    every = [tuple(row) for row in rows]
    body = [_row("td", row) for row in every[:MOST_ROWS]]
    if len(every) > MOST_ROWS:
        body.append(f'<tr><td colspan="{len(head)}">and {len(every) - MOST_ROWS} more</td></tr>')
    top = f"<caption>{_text(caption)}</caption><thead>{_row('th', head)}</thead>"
    return f"<table>{top}<tbody>{''.join(body)}</tbody></table>"


def _row(tag: str, values: Sequence[object]) -> str:
    sides = ("left", *["right"] * (len(values) - 1))
    cells = (
        f'<{tag} style="text-align:{side}">{_text(value)}</{tag}>' for side, value in zip(sides, values, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"


def _text(value: object) -> str:
    """The value's text; nothing for None, and no character that a page could not show."""
    shown = "" if value is None else str(value)
    return escape("".join(char if char.isprintable() else "�" for char in shown))
