"""Many carts in a scenario, or in several at once: the kernel prices what it can hold, `price` the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final

import numpy as np
import pyarrow as pa

from checkout_core import wire
from checkout_core.errors import CheckoutCoreError, InvalidField
from checkout_core.model._converters import as_tuple
from checkout_core.model._limits import A
from checkout_core.model._numbers import Whole
from checkout_core.model.checkout import Checkout
from checkout_core.model.figures import Figures
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.scenario import BASELINE, Scenario, check_names
from checkout_core.model.store import Store
from checkout_core.pricing.engine import price
from checkout_core.whatif.changes import checkout_in, store_in
from checkout_core.whatif.columns import Columns
from checkout_core.whatif.kernel.checks import PROBLEMS, find_problems
from checkout_core.whatif.kernel.columns import Carts, Flags, Ints, Rows, Terms
from checkout_core.whatif.kernel.sweep import price_carts, sweep_totals
from checkout_core.whatif.schema import PRICED_LINE, PRICES, store_of
from checkout_core.whatif.terms import asked
from checkout_core.whatif.what_if import FIGURES, figures_of

SCALAR_KEY: Final = b"checkout_core.scalar"
"""In the metadata of a result: how many of its carts `price` has priced."""
PADDING: Final = 8
"""Columns whose lengths in bytes are powers of two would meet in the same few lines of the cache."""


THREADS: Final = Whole(1, 1_024)
INT64: Final = range(-(2**63), 2**63)

Source = Callable[[int], Checkout]
"""Finds the checkout of a row."""


class _Run:
    """A batch of carts in some scenarios: what the kernel can price, and what is left to `price`."""

    def __init__(self, batch: pa.RecordBatch, store: Store, scenarios: Sequence[Scenario], source: Source) -> None:
        columns = Columns(batch)
        self.ids = columns.texts("id")
        self.store = store
        self.scenarios = scenarios
        self.source = source
        self.carts, self.terms, self.held, unreadable = asked(columns, store, scenarios)
        self.count = columns.count
        problems = np.zeros(self.count, np.int64)
        find_problems(self.carts, problems)
        problems = np.where(problems == 0, unreadable, problems)
        self.errors: dict[int, str] = {int(cart): PROBLEMS[problems[cart]] for cart in np.flatnonzero(problems)}
        self.held &= problems == 0

    def run(self, kernel: Callable[..., None], threads: int, *results: Ints) -> None:
        """Let the kernel price all carts, on so many threads."""
        ends = np.linspace(0, self.count, max(1, min(threads, self.count)) + 1).astype(int).tolist()
        parts = [(start, end, _room(self.carts, self.terms)) for start, end in pairwise(ends)]
        if len(parts) == 1:
            start, end, room = parts[0]
            kernel(self.carts, self.terms, self.held, start, end, *room, *results)
            return
        with ThreadPoolExecutor(len(parts)) as pool:
            for done in [
                pool.submit(kernel, self.carts, self.terms, self.held, start, end, *room, *results)
                for start, end, room in parts
            ]:
                done.result()

    def prices(self) -> Iterator[tuple[int, int, PricedCheckout]]:
        """Scenario, cart and price of each cart that is left to `price`; why it has none stands in ``errors``."""
        stores = [store_in(scenario, self.store, whole=False) for scenario in self.scenarios]
        for cart in np.flatnonzero(~self.held.all(axis=0)).tolist():
            if cart in self.errors:
                continue
            left = np.flatnonzero(~self.held[:, cart]).tolist()
            row = left[0]
            try:
                checkout = self.source(cart)
                for row in left:
                    changed = checkout_in(self.scenarios[row], checkout, self.store)
                    yield row, cart, _fitting(price(changed, stores[row]))
            except CheckoutCoreError as error:
                self.errors[cart] = f"in {self.scenarios[row].name}: {error}" if row else str(error)


def price_batch(
    batch: pa.RecordBatch, scenario: Scenario | None = None, *, lines: bool = False, threads: int = 1
) -> pa.RecordBatch:
    """Price a batch of carts (`CARTS`) in a scenario, by default as they are; a row each, in order (`PRICES`).

    The figures are int64 minor units, the same as those of `price`, cent by cent. ``lines`` adds the column ``lines``
    with price, discount and tax of each line. A cart that the kernel cannot hold is priced by `price` from the row's
    ``checkout``, which the column ``scalar`` says, and how many there are, the metadata under `SCALAR_KEY`. What cannot
    be priced at all has an ``error``, no figures and no lines. Items that a scenario names are not searched: the store
    of a batch need not have any but those of its carts.

    Raises `InvalidField` where the batch has not the store or a column that it must have or that the scenario needs, or
    one of another kind, and what `store_in` raises.
    """
    A(pa.RecordBatch).check("price_batch.batch", batch)
    A(Scenario).check("price_batch.scenario", scenario or AS_IT_IS)
    THREADS.check("price_batch.threads", threads)
    run = _Run(batch, store_of(batch.schema), [scenario or AS_IT_IS], documents_of(batch))
    figures = np.zeros((len(FIGURES), run.count + PADDING), np.int64)
    parts = np.zeros((len(PRICED_LINE), int(run.carts.first[-1]) if lines else 0), np.int64)
    run.run(price_carts, threads, figures, parts)
    scalar = np.zeros(run.count, np.bool_)
    for _, cart, priced in run.prices():
        if lines and not _keep_lines(run, parts, cart, priced.figures):
            continue
        figures[:, cart] = figures_of(priced)
        scalar[cart] = True
    unpriced = _unpriced(run)
    columns = [
        run.ids,
        *(pa.array(column[: run.count], mask=unpriced) for column in figures),
        pa.array(scalar),
        _errors(run),
    ]
    schema = PRICES.with_metadata({SCALAR_KEY: str(int(scalar.sum())).encode()})
    if lines:
        values = pa.StructArray.from_arrays(list(map(pa.array, parts)), fields=list(PRICED_LINE))
        mask = None if unpriced is None else pa.array(unpriced)
        columns.append(pa.ListArray.from_arrays(pa.array(run.carts.first, pa.int32()), values, mask=mask))
        schema = schema.append(pa.field("lines", pa.list_(PRICED_LINE)))
    return pa.record_batch(columns, schema=schema)


def sweep(batch: pa.RecordBatch, scenarios: Iterable[Scenario], *, threads: int = 1) -> pa.RecordBatch:
    """Return the total of each cart (`CARTS`) as it is and in each scenario, minor units, priced in one pass.

    Columns: ``id``, ``baseline``, one by the name of each scenario, ``scalar`` (whether `price` has priced the cart in
    some of them), ``error`` (why a cart has no totals: they are null in all scenarios). Otherwise as `price_batch`.

    Raises `InvalidField` for scenarios without a name of their own, too.
    """
    A(pa.RecordBatch).check("sweep.batch", batch)
    THREADS.check("sweep.threads", threads)
    given: object = as_tuple(scenarios)
    if not isinstance(given, tuple):
        raise InvalidField("sweep.scenarios", given, "an iterable of Scenario")
    return swept(batch, store_of(batch.schema), given, documents_of(batch), threads)


def swept(
    batch: pa.RecordBatch, store: Store, scenarios: tuple[Scenario, ...], source: Source, threads: int
) -> pa.RecordBatch:
    """`sweep`, where store and checkouts are at hand."""
    check_names(scenarios, "sweep.scenarios")
    run = _Run(batch, store, [AS_IT_IS, *scenarios], source)
    totals = np.zeros((len(run.scenarios), run.count), np.int64)
    run.run(sweep_totals, threads, totals)
    scalar = np.zeros(run.count, np.bool_)
    for row, cart, priced in run.prices():
        totals[row, cart] = priced.figures.summary.total
        scalar[cart] = True
    unpriced = _unpriced(run)
    names = ["id", *(scenario.name for scenario in run.scenarios), "scalar", "error"]
    columns = [run.ids, *(pa.array(column, mask=unpriced) for column in totals), pa.array(scalar), _errors(run)]
    return pa.record_batch(columns, names=names, metadata={SCALAR_KEY: str(int(scalar.sum())).encode()})


def _fitting(priced: PricedCheckout) -> PricedCheckout:
    """The price. Raises `InvalidField` where a figure of it is more than a column holds."""
    for name, figure in zip(FIGURES, figures_of(priced), strict=True):
        if figure not in INT64:
            raise InvalidField(name, figure, f"at most {INT64[-1]} minor units: a column holds no more")
    return priced


AS_IT_IS: Final = Scenario(name=BASELINE)
"""The scenario that changes nothing."""


def documents_of(batch: pa.RecordBatch) -> Source:
    """Reads the checkouts of the batch from its documents."""
    place = batch.schema.get_field_index("checkout")

    def checkout_of(cart: int) -> Checkout:
        text = None if place < 0 else batch.column(place)[cart].as_py()
        if not isinstance(text, str):
            raise InvalidField("checkout", text, "the checkout as JSON: only the exact engine can price this cart")
        return wire.load_checkout(wire.parse(text)).value

    return checkout_of


def _keep_lines(run: _Run, parts: Ints, cart: int, figures: Figures) -> bool:
    """Write the lines of a price where those of the cart stand; False where there are not as many."""
    first, end = run.carts.first[cart : cart + 2].tolist()
    columns = (figures.line_prices, figures.discounts, figures.taxes)
    if end - first != len(figures.line_prices):
        run.errors[cart] = f"lines: got {end - first}, allowed: {len(figures.line_prices)}, those of the checkout"
        return False
    parts[:, first:end] = columns
    return True


def _unpriced(run: _Run) -> Flags | None:
    """Which carts have no price; None where all have."""
    if not run.errors:
        return None
    unpriced = np.zeros(run.count, np.bool_)
    unpriced[list(run.errors)] = True
    return unpriced


def _errors(run: _Run) -> pa.Array:
    if not run.errors:
        return pa.nulls(run.count, pa.string())
    return pa.array([run.errors.get(cart) for cart in range(run.count)], pa.string())


def _room(carts: Carts, terms: Terms) -> tuple[Rows, Ints]:
    """Rows for the largest cart, and the figures of one."""
    most = [int(np.diff(column).max(initial=0)) for column in (carts.first, carts.first_charge)]
    size = sum(most) + 1 + terms.fee_part.shape[1]
    kinds = {"taxes": np.int32, "is_bound": np.bool_, "is_later": np.bool_}
    rows = Rows(*(np.zeros(size, kinds.get(name, np.int64)) for name in Rows._fields))
    return rows, np.zeros(len(FIGURES), np.int64)
