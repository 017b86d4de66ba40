"""Time many carts: the kernel against `price`, against py-moneyed's operators, and against copying memory.

    python benchmarks/bench_batch.py [--quick] [--json]

First all engines must give the same figures; if they do not, the difference is printed and the exit code is 1.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run from anywhere, installed or not

from benchmarks import carts, naive
from checkout_core.model.scenario import Scenario
from checkout_core.model.store import Store
from checkout_core.pricing.engine import price
from checkout_core.whatif.batch import price_batch, sweep
from checkout_core.whatif.carts import carts_to_arrow
from checkout_core.whatif.chunks import price_chunk
from checkout_core.whatif.comparison import Comparison
from checkout_core.whatif.dask import on_dask
from checkout_core.whatif.engines import in_processes
from checkout_core.whatif.files import CartFile
from checkout_core.whatif.what_if import figures_of

LINES: Final = 4
DIFFERENT: Final = 2_000
"""Carts that are made one by one; the others are these again."""
EACH: Final = 2**16
"""Carts of a batch."""
SCENARIOS: Final = tuple(
    Scenario(name=f"{percent:+} %", price_change=Decimal(percent) / 100)
    for percent in (-20, -15, -10, -5, 0, 5, 10, 15, 20)
)
"""With the carts as they are, ten."""


def main() -> int:
    """Compare the figures, then time."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("--quick", action="store_true", help="fewer carts and rounds: a first look")
    parser.add_argument("--json", action="store_true", help="for a program")
    parser.add_argument("--memory", metavar="FILE", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory:
        return _tell_memory(arguments.memory)
    store = carts.make_store()
    codes = list(carts.VARIANTS.values())
    checkouts = [carts.make_checkout(LINES, codes[start % 2], start) for start in range(DIFFERENT)]
    sample = carts_to_arrow(checkouts, store, documents=False)
    found = differences(checkouts, store, sample)
    if found:
        print("\n".join(found))
        return 1
    largest = 10**5 if arguments.quick else 10**6
    results = {
        "machine": f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}",
        "engines": engines(checkouts, store, sample, rounds=3 if arguments.quick else 9),
        "sizes": sizes(sample, largest),
        "files": files(sample, largest),
    }
    print(json.dumps(results, indent=2) if arguments.json else report(results))
    return 0


# --- the same figures -------------------------------------------------------------------------------------------------


def differences(checkouts: list[Any], store: Store, sample: pa.RecordBatch) -> list[str]:
    """Where the engines disagree on a cart; empty where they all say the same."""
    plain = naive.plain_store(store)
    columns = price_batch(sample).columns[1:26]
    rows = zip(*(column.to_pylist() for column in columns), strict=True)
    found = []
    for number, (checkout, row) in enumerate(zip(checkouts, rows, strict=True)):
        expected = figures_of(price(checkout, store))
        if expected != row:
            found.append(f"cart {number}: price says {expected}, price_batch {row}")
        total = int(naive.price(checkout, plain).summary.total.amount * 100)
        if total != expected[4]:
            found.append(f"cart {number}: price says {expected[4]}, naive {total}")
    swept = sweep(sample, SCENARIOS)
    return found + [
        f"{scenario.name}: sweep and price_batch differ"
        for scenario in SCENARIOS
        if price_batch(sample, scenario).column("total") != swept.column(scenario.name)
    ]


# --- engines ----------------------------------------------------------------------------------------------------------


def engines(checkouts: list[Any], store: Store, sample: pa.RecordBatch, rounds: int) -> dict[str, float]:
    """Carts a second of each engine, for ten scenarios carts times scenarios; best of so many rounds, in turns."""
    batch = repeated(sample, EACH)
    plain = naive.plain_store(store)
    some = checkouts[:500]
    bytes_of_carts = batch.nbytes
    block = np.zeros(2**25, np.int64)
    copy = np.empty_like(block)
    tasks: dict[str, tuple[Callable[[], Any], int]] = {
        "naive": (lambda: [naive.price(checkout, plain) for checkout in some], len(some)),
        "price": (lambda: [price(checkout, store) for checkout in some], len(some)),
        "price_batch": (partial(price_batch, batch), EACH),
        "price_batch, lines": (partial(price_batch, batch, lines=True), EACH),
        "price_batch, 2 threads": (partial(price_batch, batch, threads=2), EACH),
        "sweep of 10": (partial(sweep, batch, SCENARIOS), EACH * (1 + len(SCENARIOS))),
        "sweep of 10, 2 threads": (partial(sweep, batch, SCENARIOS, threads=2), EACH * (1 + len(SCENARIOS))),
        "copy": (lambda: np.copyto(copy, block), block.nbytes * EACH // bytes_of_carts),
    }
    best = dict.fromkeys(tasks, float("inf"))
    gc.collect()
    gc.disable()
    for _ in range(rounds + 1):  # the first one warms up
        for name, (task, _) in tasks.items():
            start = perf_counter()
            task()
            best[name] = min(best[name], perf_counter() - start)
    gc.enable()
    return {name: count / best[name] for name, (_, count) in tasks.items()}


def repeated(sample: pa.RecordBatch, count: int) -> pa.RecordBatch:
    """So many carts: those of the sample again and again, in one batch."""
    table = pa.concat_tables([pa.Table.from_batches([sample])] * -(-count // sample.num_rows))
    return table.slice(0, count).combine_chunks().to_batches()[0]


# --- sizes ------------------------------------------------------------------------------------------------------------


def sizes(sample: pa.RecordBatch, largest: int) -> dict[int, float]:
    """Nanoseconds a cart for 10^4, 10^5, … carts, in batches."""
    found = {}
    for count in (10**4, 10**5, 10**6):
        if count <= largest:
            batch = repeated(sample, min(count, EACH))
            times = []
            for _ in range(3):
                start = perf_counter()
                for first in range(0, count, EACH):
                    price_batch(batch.slice(0, min(EACH, count - first)))
                times.append(perf_counter() - start)
            found[count] = min(times) / count * 1e9
    return found


# --- files ------------------------------------------------------------------------------------------------------------


def files(sample: pa.RecordBatch, count: int) -> dict[str, Any]:
    """Seconds to sweep a Parquet file of so many carts by each engine, and the memory that one process takes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "carts.parquet"
        with pq.ParquetWriter(path, sample.schema) as writer:
            for first in range(0, count, EACH):
                writer.write_batch(repeated(sample, min(EACH, count - first)))
        found: dict[str, Any] = {"carts": count}
        expected = None
        for name in ("1 process", "2 processes", "Dask, 2 processes"):
            start = perf_counter()
            table = compared(path, name)
            found[name] = perf_counter() - start
            expected = expected or table
            if table != expected:
                raise SystemExit(f"{name} gives other totals")
        memory = subprocess.run([sys.executable, __file__, "--memory", str(path)], check=True, capture_output=True)
        found["peak memory, MiB"] = int(memory.stdout)
    return found


def compared(path: Path, engine: str) -> dict[str, Any]:
    """The table of all carts of the file."""
    file = CartFile(str(path))
    store = file.store()
    assert store is not None  # the file was written with it
    comparison = Comparison(store.currency, [scenario.name for scenario in SCENARIOS])
    for outcome in _outcomes(engine, file, store):
        comparison.add(outcome.totals)
    return dict(comparison.table().columns)


def _outcomes(engine: str, file: CartFile, store: Store) -> Iterator[Any]:
    if engine.startswith("Dask"):
        return on_dask(price_chunk, file.chunks(), store, SCENARIOS, scheduler=None, processes=2)
    task = partial(price_chunk, store=store, scenarios=SCENARIOS)
    return in_processes(task, file.chunks(), int(engine[0]))


def _tell_memory(path: str) -> int:
    compared(Path(path), "1 process")
    status = Path("/proc/self/status").read_text(encoding="ascii")  # Linux; getrusage would tell of the parent's, too
    print(int(status.partition("VmHWM:")[2].split()[0]) >> 10)
    return 0


# --- report -----------------------------------------------------------------------------------------------------------


def report(results: dict[str, Any]) -> str:
    """The results as text."""
    rates = results["engines"]
    lines = [f"{results['machine']}; carts of {LINES} lines with coupon, tax, delivery, fee, deposit and gift card", ""]
    lines += [
        f"{name:24} {rate:14,.0f} carts/s  {rate / rates['price']:8.1f} x price  {rate / rates['naive']:8.0f} x naive"
        for name, rate in rates.items()
    ]
    lines += [
        "",
        *(f"{count:>9,} carts: {nanoseconds:6.0f} ns each" for count, nanoseconds in results["sizes"].items()),
    ]
    lines += ["", *(f"{name}: {value:,.1f}" for name, value in results["files"].items())]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
