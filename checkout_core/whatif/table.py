"""A table of plain columns, which polars, pandas and DuckDB take as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from checkout_core.markup import html_table
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.whatif.extras import load_module


def _frozen(columns: Mapping[str, tuple[Any, ...]]) -> Mapping[str, tuple[Any, ...]]:
    return FrozenDict(columns)


@attrs.frozen
class Table:
    """Columns of one length, by name, in order. Amounts are Decimals of major units in the currency of their row.

    ``polars.DataFrame(table)``, ``duckdb.sql("from table")`` and ``pyarrow.table(table)`` work, through Arrow, where
    pyarrow is installed (extra ``batch``); ``pandas.DataFrame(table.columns)`` needs nothing else.
    """

    columns: Mapping[str, tuple[Any, ...]] = attrs.field(converter=_frozen, repr=lambda columns: f"<{len(columns)}>")

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, name: str) -> tuple[Any, ...]:
        return self.columns[name]

    def _repr_html_(self) -> str:
        return html_table(f"{len(self)} rows", [*self.columns], zip(*self.columns.values(), strict=True))

    def rows(self) -> Iterator[dict[str, Any]]:
        """The rows, each by column name."""
        for values in zip(*self.columns.values(), strict=True):
            yield dict(zip(self.columns, values, strict=True))

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        """The table through Arrow's C stream interface, by which other libraries take it."""
        table = load_module("whatif.schema", "a Table as Arrow").as_table(self.columns)
        return table.__arrow_c_stream__(requested_schema)
