"""Tables as plain text: a line for the heads, a line a row, amounts to the right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.cells import cell_len

from checkout_core.cli.findings import write_line


def write_table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Print the rows under their heads, columns two spaces apart."""
    texts = [list(heads), *([_text(value) for value in row] for row in rows)]
    kinds = [isinstance(value, str) for value in next(iter(rows), heads)]
    widths = [max(map(cell_len, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        cells = zip(row, widths, kinds, strict=True)
        write_line("  ".join(_padded(text, width, to_left=to_left) for text, width, to_left in cells).rstrip())


def in_json(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as JSON: amounts are text, as everywhere."""
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in row.items()}


def _padded(text: str, width: int, *, to_left: bool) -> str:
    space = " " * (width - cell_len(text))
    return text + space if to_left else space + text


def _text(value: Any) -> str:
    """The value in a cell: numbers with commas between thousands, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return value if value.isprintable() else ascii(value)
