"""What many carts come to in each scenario: totals, differences to the baseline, who is better off. Bounded memory."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from checkout_core.currencies import Currency
from checkout_core.errors import InvalidField
from checkout_core.model.scenario import BASELINE
from checkout_core.money import Money
from checkout_core.whatif.table import Table

QUANTILES: Final = (5, 25, 50, 75, 95)
"""Percentages of the carts below the quantiles of the table."""

MAX_BINS: Final = 2**16
"""Most different differences that are counted each by itself, in a scenario."""
ALL_BINS: Final = 2**20
"""The same, in all scenarios together; each has `LEAST_BINS`."""
LEAST_BINS: Final = 2**8


class Differences:
    """How many carts differ by how much (minor units): exact counts, in wider and wider bins where these get too many.

    A bin of width w holds the differences d with d // w equal; a quantile is the least difference of its bin, exact
    while ``width`` is 1. Bins of the same carts are the same, in whatever order these came.
    """

    def __init__(self, bins: int = MAX_BINS) -> None:
        self.width: int = 1
        self.bins: int = bins
        self.counts: dict[int, int] = {}
        self.carts: int = 0
        self.sum: int = 0
        self.better: int = 0
        self.worse: int = 0
        self.least: int | None = None
        self.most: int | None = None

    def add(self, differences: npt.NDArray[np.int64]) -> None:
        """Count the differences (scenario less baseline) of some carts."""
        if not differences.size:
            return
        values, counts = np.unique(differences, return_counts=True)
        for value, count in zip(values.tolist(), counts.tolist(), strict=True):
            place = value // self.width
            self.counts[place] = self.counts.get(place, 0) + count
            self.sum += value * count
        self.carts += int(differences.size)
        self.better += int((differences < 0).sum())
        self.worse += int((differences > 0).sum())
        least, most = int(values[0]), int(values[-1])
        self.least = least if self.least is None else min(least, self.least)
        self.most = most if self.most is None else max(most, self.most)
        while len(self.counts) > self.bins:
            self._widen()

    def _widen(self) -> None:
        self.width *= 2
        wider: dict[int, int] = {}
        for place, count in self.counts.items():
            wider[place // 2] = wider.get(place // 2, 0) + count
        self.counts = wider

    def quantiles(self, percentages: Sequence[int] = QUANTILES) -> list[int | None]:
        """For each percentage the least difference that so many of the carts do not exceed; None of no carts."""
        if not self.carts:
            return [None] * len(percentages)
        places = sorted(self.counts)
        reached = list(accumulate(self.counts[place] for place in places))
        ranks = [max(1, -(-percentage * self.carts // 100)) for percentage in percentages]
        found = [places[bisect_left(reached, rank)] * self.width for rank in ranks]
        return [value if self.least is None else max(value, self.least) for value in found]


class Comparison:
    """Scenarios side by side, over carts that come batch by batch."""

    def __init__(self, currency: Currency, scenarios: Iterable[str]) -> None:
        """Begin with no carts. Raises `InvalidField` unless the scenarios have a name each."""
        names = tuple(scenarios)
        if isinstance(scenarios, str) or len({BASELINE, *names}) != 1 + len(names):
            raise InvalidField("Comparison.scenarios", scenarios, "names of scenarios, each only once")
        self.currency: Currency = currency
        self.names: tuple[str, ...] = (BASELINE, *names)
        bins = max(LEAST_BINS, min(MAX_BINS, ALL_BINS // len(self.names)))
        self.differences: dict[str, Differences] = {name: Differences(bins) for name in self.names}
        self.carts: int = 0
        self.scalar: int = 0
        self.errors: int = 0
        self.baseline: int = 0

    def add(self, totals: pa.RecordBatch) -> None:
        """Add a batch of totals, as `sweep` returns it. Carts without totals are counted as errors.

        Raises `InvalidField`, and adds nothing, where a column is missing.
        """
        missing = {*self.names, "scalar", "error"} - {*totals.schema.names}
        if missing:
            raise InvalidField("Comparison.add.totals", totals.schema.names, f"also {', '.join(sorted(missing))}")
        sound = totals.filter(pc.is_null(totals.column("error")))
        self.carts += sound.num_rows
        self.errors += totals.num_rows - sound.num_rows
        self.scalar += int(sound.column("scalar").to_numpy(zero_copy_only=False).sum())
        baseline = sound.column(BASELINE).to_numpy()
        for name in self.names:
            differences = sound.column(name).to_numpy() - baseline
            self.differences[name].add(differences)
        self.baseline += sum(baseline.tolist())

    def table(self) -> Table:
        """A row for each scenario, the baseline first.

        Columns: ``scenario``, ``currency``, ``carts``, ``total`` and ``difference`` (of all carts together),
        ``better_off`` and ``worse_off`` (how many carts pay less, or more), ``least``, ``q5`` to ``q95`` and ``most``
        (of the carts' own differences). Amounts are Decimals, major units; None where there are no carts.
        """
        rows = [self._row(name) for name in self.names]
        return Table({column: tuple(row[column] for row in rows) for column in rows[0]})

    def _row(self, name: str) -> dict[str, Any]:
        found = self.differences[name]
        quantiles = zip(QUANTILES, found.quantiles(), strict=True)
        return {
            "scenario": name,
            "currency": self.currency.code,
            "carts": self.carts,
            "total": self._amount(self.baseline + found.sum),
            "difference": self._amount(found.sum),
            "better_off": found.better,
            "worse_off": found.worse,
            "least": self._amount(found.least),
            **{f"q{percentage}": self._amount(value) for percentage, value in quantiles},
            "most": self._amount(found.most),
        }

    def _amount(self, units: int | None) -> Decimal | None:
        return None if units is None else Money.from_minor(units, self.currency).amount
