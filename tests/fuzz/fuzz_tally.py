"""What came of many inputs: counted, reported, and kept where something has escaped."""

import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import attrs
from fuzz_inputs import Input, make
from fuzz_outcomes import Escape, Trial
from fuzz_seeds import Seed
from fuzz_trials import tried


def peak_mib() -> float:
    """Most memory that this process has held, where the system tells."""
    try:
        import resource
    except ImportError:
        return 0.0
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


@attrs.define
class Tally:
    """What came of many inputs."""

    kinds: Counter[str] = attrs.field(factory=Counter)
    targets: Counter[str] = attrs.field(factory=Counter)
    outcomes: Counter[str] = attrs.field(factory=Counter)
    reached: Counter[str] = attrs.field(factory=Counter)
    seconds: Counter[str] = attrs.field(factory=Counter)
    """CPU time by kind."""
    size: int = 0
    """Characters or bytes of all inputs."""
    largest: int = 0
    peak: tuple[float, str] = (0.0, "")
    """Most memory, and the input that it was reached with; nothing where it was before."""
    slowest: tuple[float, str] = (0.0, "")
    longest_text: tuple[int, str] = (0, "")
    longest_problem: tuple[int, str] = (0, "")
    escapes: list[tuple[int, str, str | bytes, str]] = attrs.field(factory=list)
    """Number, kind, data and traceback of what escaped."""

    def add(self, item: Input, trial: Trial | None) -> None:
        """Count one input; None stands for one that escaped."""
        name = f"{item.kind}, as {item.target} (number {item.number}, {len(item.data):,} long)"
        self.kinds[item.kind] += 1
        self.targets[item.target] += 1
        self.size += len(item.data)
        self.largest = max(self.largest, len(item.data))
        self.peak = max(self.peak, (peak_mib(), name), key=itemgetter(0))
        if trial is None:
            self.outcomes["escaped"] += 1
            return
        self.outcomes[trial.outcome] += 1
        self.reached.update(trial.reached)
        self.seconds[item.kind] += trial.seconds
        self.slowest = max(self.slowest, (trial.seconds, name))
        self.longest_text = max(self.longest_text, (trial.longest_text, name))
        self.longest_problem = max(self.longest_problem, (trial.longest_problem, name))

    def merge(self, other: "Tally") -> None:
        """Add what another process has counted."""
        for name in ("kinds", "targets", "outcomes", "reached", "seconds"):
            getattr(self, name).update(getattr(other, name))
        for name in ("largest", "peak", "slowest", "longest_text", "longest_problem"):
            setattr(self, name, max(getattr(self, name), getattr(other, name)))
        self.size += other.size
        self.escapes += other.escapes


def tally(numbers: range, run: str, good: dict[str, list[Seed]]) -> Tally:
    """Try these inputs, one after the other."""
    counted = Tally(peak=(peak_mib(), ""))
    for number in numbers:
        item = make(number, run, good)
        try:
            counted.add(item, tried(item))
        except (Exception, Escape) as error:  # noqa: BLE001 - what may escape is not known
            counted.add(item, None)
            trace = "".join(traceback.format_exception(error, limit=-12))[-6_000:]
            counted.escapes.append((number, f"{item.kind}, as {item.target}", item.data, trace))
    return counted


def report(total: Tally, seconds: float) -> Iterator[str]:
    """The lines of the report."""
    count = sum(total.kinds.values())
    yield f"{count:,} inputs, {total.size:,} characters or bytes, the largest {total.largest:,}"
    yield f"{seconds:,.0f} seconds, {count / seconds:,.0f} inputs a second"
    yield "\nkind                        inputs    CPU ms each"
    for kind, times in total.kinds.most_common():
        yield f"{kind:24} {times:9,} {1_000 * total.seconds[kind] / times:14,.2f}"
    for title, counts in (("read as", total.targets), ("how it ended", total.outcomes), ("reached", total.reached)):
        yield f"\n{title}"
        yield from (f"{name:24} {times:9,}" for name, times in counts.most_common())
    yield f"\npeak memory of a process {total.peak[0]:,.0f} MiB: {total.peak[1]}"
    yield f"longest single input {total.slowest[0]:.2f} CPU seconds: {total.slowest[1]}"
    yield f"longest error {total.longest_text[0]:,} characters: {total.longest_text[1]}"
    yield f"longest problem {total.longest_problem[0]:,} characters: {total.longest_problem[1]}"
    yield f"escaped: {len(total.escapes) or 'none'}"


def keep(total: Tally, folder: Path, run: str) -> Iterator[str]:
    """Write what escaped to files, and say how each is tried again."""
    for number, kind, data, trace in total.escapes:
        folder.mkdir(parents=True, exist_ok=True)
        text = data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass")
        (folder / f"{run}-{number}.json").write_bytes(text)
        (folder / f"{run}-{number}.txt").write_text(f"{kind}\n{trace}", encoding="utf-8", errors="backslashreplace")
        yield f"{kind}: {trace.splitlines()[-1][:200]}\n  again with --seed {run} --only {number}; in {folder}\n"
