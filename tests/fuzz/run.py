"""Try hostile documents on the JSON boundary, and on everything that lies behind it.

    python tests/fuzz/run.py [--inputs N] [--seed S] [--processes P] [--minutes M] [--only NUMBER] [--failures FOLDER]

Input n of a seed is always the same (for one version of Hypothesis, which draws the good documents). What escapes is
written to a folder, and tried again with ``--only``. Exit code 1 if something has escaped. See docs/fuzzing.md.
"""

import argparse
import gc
import multiprocessing
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))  # where checkouts and stores are drawn

from fuzz_inputs import make
from fuzz_seeds import Seed, seeds
from fuzz_tally import Tally, keep, report, tally

BLOCK = 500
"""Inputs that a process is handed at a time."""


def blocks(inputs: int) -> Iterator[range]:
    """The numbers of the inputs, in blocks."""
    return (range(start, min(start + BLOCK, inputs)) for start in range(0, inputs, BLOCK))


_GOOD: dict[str, list[Seed]] = {}
"""The good documents of this process."""


def _good() -> dict[str, list[Seed]]:
    if not _GOOD:
        _GOOD.update(seeds())
        gc.freeze()  # they stay, and need not be looked at again and again
    return _GOOD


def _tally(task: tuple[range, str]) -> Tally:
    """A block in a process of its own."""
    return tally(*task, _good())


def tallies(arguments: argparse.Namespace) -> Iterator[Tally]:
    """The blocks' tallies as they come."""
    tasks = ((numbers, arguments.seed) for numbers in blocks(arguments.inputs))
    _good()  # a forked process has them then
    if arguments.processes == 1:
        yield from map(_tally, tasks)
        return
    with multiprocessing.Pool(arguments.processes) as pool:
        yield from pool.imap_unordered(_tally, tasks)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Try hostile documents on checkout_core.wire.")
    parser.add_argument("--inputs", type=int, default=20_000, help="how many (20000)")
    parser.add_argument("--seed", default="0", help="any text: the name of the run (0)")
    parser.add_argument("--processes", type=int, default=1, help="how many at once (1)")
    parser.add_argument("--minutes", type=float, default=None, help="stop after so many, if there are inputs left")
    parser.add_argument("--only", type=int, default=None, metavar="NUMBER", help="try one input and print it")
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"), help="folder (fuzz-failures)")
    return parser.parse_args()


def main() -> int:
    """Run the command."""
    arguments = _arguments()
    if arguments.only is not None:
        good = seeds()
        item = make(arguments.only, arguments.seed, good)
        print(f"{item.kind}, as {item.target}, strict {item.strict}, {len(item.data):,} long\n{item.data[:4_000]!r}")
        print(*(trace for *_, trace in tally(range(arguments.only, arguments.only + 1), arguments.seed, good).escapes))
        return 0
    start, total = time.monotonic(), Tally()
    for counted in tallies(arguments):
        total.merge(counted)
        minutes = (time.monotonic() - start) / 60
        print(f"{sum(total.kinds.values()):,} inputs, {minutes:.1f} minutes", file=sys.stderr, flush=True)
        print(*keep(counted, arguments.failures, arguments.seed), sep="", end="", file=sys.stderr, flush=True)
        if arguments.minutes is not None and minutes >= arguments.minutes:
            break
    print("\n".join(report(total, time.monotonic() - start)))
    return 1 if total.escapes else 0


if __name__ == "__main__":
    sys.exit(main())
