"""Many carts of a file under scenarios: read, priced and written chunk by chunk."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path

import attrs
import click

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli.jsonl import numbered_lines
from checkout_core.cli.progress import watched
from checkout_core.cli.reading import Unreadable, load, named, read_bytes, reason, say
from checkout_core.cli.shared import NO, needed, print_json
from checkout_core.cli.tables import in_json, write_table
from checkout_core.cli.what_if import tell_unknown_coupons
from checkout_core.model.scenario import Scenario
from checkout_core.whatif.changes import store_in
from checkout_core.whatif.chunks import Chunk, Failure, Outcome, chunks_of_lines, price_chunk
from checkout_core.whatif.comparison import Comparison
from checkout_core.whatif.engines import in_processes
from checkout_core.whatif.files import FORMATS, CartFile, Failures, Totals
from checkout_core.whole_files import check_place, in_place_of

TOLD = 10
"""Failures, and members that were not understood, that are told on standard error; other failures are counted."""


@attrs.frozen
class Run:
    """What the command was asked for."""

    path: str
    store_path: str | None
    scenarios_path: str | None
    out: str | None
    errors: str | None
    plot: str | None
    engine: str
    scheduler: str | None
    processes: int
    as_json: bool

    @property
    def errors_path(self) -> str | None:
        """Where failures go: the named file, or one beside the totals."""
        return self.errors or (None if self.out is None else f"{self.out}.errors.csv")


def compare_carts(run: Run, scenarios_of: Callable[[cc.Currency], tuple[Scenario, ...]]) -> int:
    """Price all carts of the file in all scenarios, write what was asked for, print the comparison."""
    _check(run)
    with ExitStack() as stack:
        file = _opened(run.path) if Path(run.path).suffix.lower() == ".parquet" else None
        store = _store(run, file)
        scenarios = scenarios_of(store.currency)
        for scenario in scenarios:
            store_in(scenario, store)  # raises for names that the store does not know, before anything is written
        tell_unknown_coupons(scenarios, store)
        names = [scenario.name for scenario in scenarios]
        comparison = Comparison(store.currency, names)
        totals, failures = _outputs(run, store, names, stack)
        chunks: Iterable[Chunk] = (
            chunks_of_lines(numbered_lines(run.path, stack), len(scenarios))
            if file is None
            else file.chunks(len(scenarios))
        )
        unknown = _Told(run.path)
        advance = watched(stack, None if file is None else file.count)
        for outcome in _outcomes(run, chunks, store, scenarios):
            comparison.add(outcome.totals)
            comparison.errors += len(outcome.failures)
            if totals is not None:
                totals.write(outcome)
            failures(outcome.failures)
            unknown([(number, f"{member}: not understood, ignored") for number, member in outcome.unknown])
            carts = outcome.totals.num_rows + len(outcome.failures)
            advance(carts, carts)
    _show(comparison, as_json=run.as_json)
    if run.plot is not None:
        with in_place_of(Path(run.plot)) as unfinished:
            needed("cli.plots", "--plot").plot_comparison(comparison, unfinished, Path(run.plot).suffix)
    return NO if comparison.errors else 0


def _check(run: Run) -> None:
    """Refuse at once what would fail at the end of a long run."""
    if run.out is not None and Path(run.out).suffix not in FORMATS:
        raise click.UsageError(f"--out {named(run.out)}: allowed is a name that ends in {' or '.join(FORMATS)}")
    if run.plot is not None:
        needed("cli.plots", "--plot").check_plot(run.plot)
    _check_outputs(run)
    if run.scheduler is not None and run.engine != "dask":
        raise click.UsageError("--scheduler is for --engine dask")


def _check_outputs(run: Run) -> None:
    """Refuse outputs that would displace an input, one another, or what is no file."""
    read = (run.path, run.store_path, run.scenarios_path)
    inputs = [Path(path).resolve() for path in read if path not in (None, "-")]
    outputs: list[Path] = []
    for option, given in (("out", run.out), ("errors", run.errors_path), ("plot", run.plot)):
        if given is None:
            continue
        path = Path(given).resolve()
        if path in inputs:
            raise click.UsageError(f"--{option} {named(given)}: this file is read")
        if path in outputs:
            raise click.UsageError(f"--{option} {named(given)}: this file is written already, for another option")
        if not path.parent.is_dir():
            raise click.UsageError(f"--{option} {named(given)}: no such folder")
        check_place(path)
        outputs.append(path)


def _opened(path: str) -> CartFile:
    try:
        if stat.S_ISFIFO(Path(path).stat().st_mode):
            raise Unreadable(f"{named(path)}: is a pipe, and Parquet is read from its end")
        Path(path).open("rb").close()  # so that what is wrong is told as everywhere
        return CartFile(path)
    except OSError as error:
        raise Unreadable(f"{named(path)}: {reason(error)}") from None


def _store(run: Run, file: CartFile | None) -> cc.Store:
    """The store of the file, or the one that is given; one of them."""
    own = None if file is None else file.store()
    if own is not None and run.store_path is not None:
        raise click.UsageError(f"{named(run.path)} holds its store; --store cannot be given, too")
    if own is not None:
        return own
    if run.store_path is None:
        raise click.UsageError("Missing option '--store'.")
    if run.store_path == run.path == "-":
        raise click.UsageError("FILE and --store cannot both be standard input")
    return load(run.store_path, read_bytes(run.store_path), wire.load_store)


def _outcomes(run: Run, chunks: Iterable[Chunk], store: cc.Store, scenarios: tuple[Scenario, ...]) -> Iterator[Outcome]:
    """What becomes of the chunks, in order, wherever they are priced."""
    if run.engine == "dask":
        dask = needed("whatif.dask", "--engine dask")
        return dask.on_dask(  # type: ignore[no-any-return]  # a module that is loaded by name
            price_chunk, chunks, store, scenarios, scheduler=run.scheduler, processes=run.processes
        )
    return in_processes(partial(price_chunk, store=store, scenarios=scenarios), chunks, run.processes)


def _outputs(
    run: Run, store: cc.Store, names: list[str], stack: ExitStack
) -> tuple[Totals | None, Callable[[list[Failure]], None]]:
    """The file of totals if there is to be one, and what failures are handed to."""
    totals = None
    if run.out is not None:
        unfinished = stack.enter_context(in_place_of(Path(run.out)))
        totals = stack.enter_context(closing(Totals(unfinished, Path(run.out).suffix, store.currency, names)))
    if run.errors_path is None:
        return totals, _told(run.path)
    unfinished = stack.enter_context(in_place_of(Path(run.errors_path)))
    return totals, stack.enter_context(closing(Failures(unfinished))).write


def _told(path: str) -> Callable[[list[Failure]], None]:
    """Tells the first failures on standard error."""
    tell = _Told(path)
    return lambda failures: tell([(failure.cart, failure.error) for failure in failures])


class _Told:
    """Tells the first of what is to be said of carts on standard error."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._left = TOLD

    def __call__(self, notes: list[tuple[int, str]]) -> None:
        for cart, note in notes[: self._left]:
            say(f"checkout-core: {named(self._path)}:{cart}: {note}")
        self._left = max(0, self._left - len(notes))


HEADS = {
    "scenario": "scenario",
    "total": "total",
    "difference": "difference",
    "better_off": "pay less",
    "worse_off": "pay more",
    "q5": "5 %",
    "q50": "half",
    "q95": "95 %",
}
"""The columns that are printed, and their heads."""


def _show(comparison: Comparison, *, as_json: bool) -> None:
    rows = list(comparison.table().rows())
    counts = {"carts": comparison.carts, "errors": comparison.errors, "scalar": comparison.scalar}
    if as_json:
        print_json({**counts, "scenarios": [in_json(row) for row in rows]}, indent=2)
        return
    write_table(list(HEADS.values()), [[row[name] for name in HEADS] for row in rows])
    by_engine = f", {comparison.scalar:,} of them one by one" if comparison.scalar else ""
    say(f"{comparison.carts:,} carts in {comparison.currency.code}{by_engine}; {comparison.errors:,} without a price")
