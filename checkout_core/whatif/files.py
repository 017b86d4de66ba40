"""Files of carts and of totals: Parquet in, Parquet and CSV out, piece by piece; no output is ever half written."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from checkout_core.currencies import Currency, exponent
from checkout_core.errors import InvalidDocument, InvalidField
from checkout_core.model.scenario import BASELINE
from checkout_core.model.store import Store
from checkout_core.whatif.chunks import BYTES_EACH, ROWS_EACH, Failure, Outcome, Rows, carts_each, chunks_of_rows
from checkout_core.whatif.schema import CARTS, STORE_KEY, store_of
from checkout_core.whole_files import writing

FORMATS: Final = (".parquet", ".csv")
"""Endings of files of totals."""

GROUP: Final = 2**16
"""Carts of a row group of a Parquet file of totals."""


class CartFile:
    """A Parquet file of carts (`CARTS`), read piece by piece; columns of other names are left alone."""

    def __init__(self, path: str) -> None:
        """Open the file. Raises OSError, and `InvalidField` where it is no Parquet."""
        self._path = path
        try:
            self._file = pq.ParquetFile(path, pre_buffer=False, buffer_size=2**20)  # not a whole row group at a time
        except (pa.ArrowException, UnicodeDecodeError) as error:
            raise self._not_carts(error) from None

    @property
    def count(self) -> int:
        """How many carts there are."""
        return int(self._file.metadata.num_rows)

    def store(self) -> Store | None:
        """The store in the file's metadata, if there is one."""
        schema = self._file.schema_arrow
        try:
            return store_of(schema) if STORE_KEY in (schema.metadata or {}) else None
        except InvalidDocument as error:
            place = f"{self._path}: the metadata {STORE_KEY.decode()}"
            raise InvalidDocument(
                tuple(problem._replace(path=f"{place}: {problem.path}") for problem in error.problems)
            ) from None

    def chunks(self, scenarios: int = 1) -> Iterator[Rows]:
        """The carts, in pieces for so many scenarios. Raises `InvalidField` where the file is damaged."""
        try:
            for chunk in chunks_of_rows(self._batches(carts_each(ROWS_EACH, scenarios))):
                chunk.batch.validate(full=True)
                yield chunk
        except (OSError, pa.ArrowException, UnicodeDecodeError) as error:
            raise self._not_carts(error) from None

    def _batches(self, most: int) -> Iterator[pa.RecordBatch]:
        """One row group after the other: Arrow cannot read lists of structs across them."""
        columns = [name for name in self._file.schema_arrow.names if name in CARTS.names]
        for number in range(self._file.num_row_groups):
            group = self._file.metadata.row_group(number)
            fitting = BYTES_EACH * group.num_rows // max(1, group.total_byte_size)
            each = max(1, min(most, fitting))
            yield from self._file.iter_batches(batch_size=each, row_groups=[number], columns=columns)

    def _not_carts(self, error: Exception) -> InvalidField:
        return InvalidField(self._path, str(error), "a Parquet file of carts")


class Totals:
    """Writes the totals of carts: a row each with ``cart`` (its number), ``id``, the baseline, every scenario.

    Amounts are exact decimals of major units. Methods raise `Unwritable`.
    """

    def __init__(self, path: Path, kind: str, currency: Currency, scenarios: Iterable[str]) -> None:
        """Begin the file, of a kind that is one of `FORMATS`. Raises `InvalidField` for a scenario called "cart"."""
        self._path = path
        self._amount = pa.decimal128(38, exponent(currency))
        self._names = [BASELINE, *scenarios]
        for name in self._names:
            if name in {"cart", "id"}:
                raise InvalidField(
                    "Scenario.name", name, 'a name other than "cart" and "id", which files of totals have'
                )
        self._schema = pa.schema(
            [("cart", pa.int64()), ("id", pa.string()), *((name, self._amount) for name in self._names)]
        )
        self._waiting: list[pa.RecordBatch] = []
        with writing(path):
            self._file = pa.OSFile(str(path), "wb")
            writer = pq.ParquetWriter if kind == ".parquet" else pa_csv.CSVWriter
            self._writer = writer(self._file, self._schema)

    def write(self, outcome: Outcome) -> None:
        """Append the totals of a chunk."""
        totals = outcome.totals
        amounts = [_as_amounts(totals.column(name), self._amount) for name in self._names]
        columns = [pa.array(outcome.carts, pa.int64()), totals.column("id"), *amounts]
        self._waiting.append(pa.record_batch(columns, schema=self._schema))
        if sum(batch.num_rows for batch in self._waiting) >= GROUP:
            self._write_waiting()

    def _write_waiting(self) -> None:
        table = pa.Table.from_batches(self._waiting, self._schema)
        self._waiting = []
        with writing(self._path):
            self._writer.write_table(table)

    def close(self) -> None:
        """End the file."""
        try:
            if self._waiting:
                self._write_waiting()
        finally:
            with writing(self._path), self._file:
                self._writer.close()


def _as_amounts(units: pa.Array, kind: pa.DataType) -> pa.Array:
    """Minor units, none of them null, as decimals of so many places: the same numbers in 128 bits."""
    low = units.to_numpy()
    words = np.stack([low, low >> 63], axis=1)  # the upper half repeats the sign
    return pa.Array.from_buffers(kind, len(low), [None, pa.py_buffer(words.tobytes())])


class Failures:
    """Writes the carts that could not be read or priced, as CSV: ``cart``, ``id``, ``error``. Raises `Unwritable`."""

    def __init__(self, path: Path) -> None:
        """Begin the file."""
        self._path = path
        with writing(path):
            self._file = path.open("w", encoding="utf-8", newline="")
            self._writer: Any = csv.writer(self._file)
            self._writer.writerow(Failure._fields)

    def write(self, failures: Iterable[Failure]) -> None:
        """Append some."""
        with writing(self._path):
            self._writer.writerows(failures)

    def close(self) -> None:
        """End the file."""
        with writing(self._path):
            self._file.close()
