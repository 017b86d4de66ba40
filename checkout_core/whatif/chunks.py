"""Files of carts piece by piece, and what becomes of a piece: the unit of work of every engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import pyarrow as pa

from checkout_core import wire
from checkout_core.errors import CheckoutCoreError, InvalidField
from checkout_core.lifecycle import create_from_request
from checkout_core.model.checkout import Checkout
from checkout_core.model.scenario import Scenario
from checkout_core.model.store import Store
from checkout_core.whatif.batch import documents_of, swept
from checkout_core.whatif.carts import batch_of, cart_row
from checkout_core.whatif.schema import CARTS

ROWS_EACH: Final = 2**14
"""Carts of a chunk of rows: some megabytes, and some tens of milliseconds in ten scenarios."""
LINES_EACH: Final = 2**10
"""Carts of a chunk of lines: these have to be read and looked up first, about half a millisecond each."""
TOTALS_EACH: Final = 2**20
"""Totals of a chunk: the more scenarios, the fewer carts."""
BYTES_EACH: Final = 2**23
"""Bytes after which a chunk ends, however few carts they are."""


class Lines(NamedTuple):
    """Some lines of a file with their numbers, each a request or a checkout as JSON."""

    lines: list[tuple[int, bytes]]


class Failure(NamedTuple):
    """A cart that could not be read or priced: its number in the file, from 1, its id if it has one, and why."""

    cart: int
    id: str | None
    error: str


class Outcome(NamedTuple):
    """What became of a chunk: the totals of its carts (as of `sweep`) with their numbers, and those that have none.

    ``unknown`` are members of documents that were not understood, with the number of their cart.
    """

    carts: list[int]
    totals: pa.RecordBatch
    failures: list[Failure]
    unknown: Sequence[tuple[int, str]] = ()


class Rows(NamedTuple):
    """Some rows of a table of carts (`CARTS`), and the number of the first."""

    first: int
    batch: pa.RecordBatch


Chunk = Lines | Rows


def carts_each(most: int, scenarios: int) -> int:
    """How many carts a chunk has in so many scenarios, at ``most``."""
    return max(1, min(most, TOTALS_EACH // (1 + scenarios)))


def chunks_of_lines(lines: Iterable[tuple[int, bytes]], scenarios: int = 1) -> Iterator[Lines]:
    """Put numbered lines together, so many that a chunk is worth its way to another process."""
    each = carts_each(LINES_EACH, scenarios)
    gathered: list[tuple[int, bytes]] = []
    size = 0
    for number, line in lines:
        gathered.append((number, line))
        size += len(line)
        if len(gathered) >= each or size >= BYTES_EACH:
            yield Lines(gathered)
            gathered, size = [], 0
    if gathered:
        yield Lines(gathered)


def chunks_of_rows(batches: Iterable[pa.RecordBatch]) -> Iterator[Rows]:
    """Number the rows of batches of carts, from 1. The store in their metadata stays behind."""
    first = 1
    for batch in batches:
        yield Rows(first, batch.replace_schema_metadata())
        first += batch.num_rows


def price_chunk(chunk: Chunk, store: Store, scenarios: tuple[Scenario, ...]) -> Outcome:
    """Price the chunk's carts as they are and in each scenario."""
    if isinstance(chunk, Rows):
        totals = swept(chunk.batch, store, scenarios, documents_of(chunk.batch), threads=1)
        return _outcome(list(range(chunk.first, chunk.first + totals.num_rows)), totals, [])
    numbers: list[int] = []
    checkouts: list[Checkout] = []
    rows: list[dict[str, Any]] = []
    failures: list[Failure] = []
    unknown: list[tuple[int, str]] = []
    for number, line in chunk.lines:
        try:
            checkout, surplus = _checkout_in(line, store)
            rows.append(cart_row(checkout, store, document=False))
        except CheckoutCoreError as error:
            failures.append(Failure(number, None, str(error)))
        else:
            numbers.append(number)
            checkouts.append(checkout)
            unknown += [(number, member) for member in surplus]
    totals = swept(batch_of(rows, CARTS), store, scenarios, checkouts.__getitem__, threads=1)
    return _outcome(numbers, totals, failures, unknown)


def _checkout_in(line: bytes, store: Store) -> tuple[Checkout, tuple[str, ...]]:
    """The checkout that the line holds, or the one that the request in it asks for; and what was not understood."""
    document = wire.parse(line)
    if not wire.is_checkout(document):
        asked = wire.load_request(document, store.currency)
        return create_from_request(store, asked.value), asked.unknown
    kept = wire.load_checkout(document)
    if kept.value.currency != store.currency:
        raise InvalidField("$.currency", kept.value.currency.code, f"{store.currency.code}, the store's currency")
    return kept.value, kept.unknown


def _outcome(
    numbers: list[int], totals: pa.RecordBatch, failures: list[Failure], unknown: Sequence[tuple[int, str]] = ()
) -> Outcome:
    """The totals of the carts that have some; the others are failures, all by their numbers."""
    errors = totals.column("error")
    if errors.null_count < len(errors):
        ids = totals.column("id").to_pylist()
        columns = zip(numbers, ids, errors.to_pylist(), strict=True)
        failures = sorted([*failures, *(Failure(*entry) for entry in columns if entry[2] is not None)])
        sound = errors.is_null()
        numbers = [number for number, is_sound in zip(numbers, sound.to_pylist(), strict=True) if is_sound]
        totals = totals.filter(sound)
    return Outcome(numbers, totals, failures, unknown)
