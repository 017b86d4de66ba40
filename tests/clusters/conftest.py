"""Carts for the recipes, and what `sweep` says of them. Without Spark and Ray, which run.py installs, nothing runs."""

import os
import runpy
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import checkout_core as cc
from checkout_core import wire
from checkout_core.whatif import CARTS, carts_to_arrow, sweep

collect_ignore_glob = [] if find_spec("pyspark") and find_spec("ray") else ["test_*.py"]

SHOP = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "examples" / "make_carts.py"))
MADE, GROUP = 3_000, 400
GUID = "00000000-0000-4000-8000-{:012d}"
SCENARIOS = """
[[scenarios]]
name = "Sale"
priceChange = -0.1

[[scenarios]]
name = "sale"  # another one, though not to everybody
priceChange = -0.2

[[scenarios]]
name = "`5.90` is free, from 50"
freeShippingFrom.standard = 50

[[scenarios]]
name = "everybody saves five"  # in time, which takes the carts' instants
coupon = "SAVE5"
"""


def by_price(store):
    """A checkout that only `price` can price."""
    lines = [cc.LineRequest(cc.CatalogReference(SHOP["APP"], "item-01"), quantity=2)]
    ids = {"checkout_id": GUID.format(1), "now": datetime(2026, 2, 1, 12, tzinfo=UTC)}
    checkout = cc.create_checkout(store, lines=lines, channel_type=cc.ChannelType.WEB, **ids)
    discount = cc.MerchantDiscount(percentage=Decimal(5), line_item_ids=[line.id for line in checkout.line_items])
    return attrs.evolve(checkout, merchant_discounts=[discount])


@attrs.frozen
class Case:
    """Files of carts and of scenarios, and the row of totals that each cart must have."""

    carts: Path
    scenarios: Path
    rows: dict[str, dict[str, object]]

    def check(self, folder):
        """The files of the folder hold each cart once, with its totals or its error; how many files there are."""
        files = sorted(folder.glob("*.parquet"))
        rows = [row for file in files for row in pq.ParquetFile(file).read().to_pylist()]
        assert len(rows) == len(self.rows)
        assert {row["id"]: row for row in rows} == self.rows
        return len(files)

    def is_told(self, text):
        """Whether the text ends with the sums of all scenarios and the numbers of carts and errors."""
        first, *_ = self.rows.values()
        names = [name for name in first if name not in {"id", "scalar", "error"}]
        sums = [Decimal(sum(row[name] or 0 for row in self.rows.values())) / 100 for name in names]
        errors = sum(row["error"] is not None for row in self.rows.values())
        lines = [f"{total:>20,.2f}  {name}" for name, total in zip(names, sums, strict=True)]
        lines.append(f"{len(self.rows):,} carts in USD; {errors} without a price")
        return text.splitlines()[-len(lines) :] == lines


@pytest.fixture(scope="session")
def case(tmp_path_factory):
    """Made carts, one for the exact engine, one that it would need a document for, and one that nobody can price."""
    made = SHOP["make_carts"](MADE, seed=5)
    [row] = carts_to_arrow([by_price(SHOP["shop"]())], SHOP["shop"]()).to_pylist()
    [line] = row["lines"]
    others = [
        row,
        {**row, "id": GUID.format(2), "checkout": None},
        {**row, "id": GUID.format(3), "scalar": None, "checkout": None, "lines": [{**line, "quantity": 0}]},
    ]
    batches = [pa.RecordBatch.from_pylist(others, made.schema), made]
    folder = tmp_path_factory.mktemp("case")
    scenarios = wire.load_scenarios(wire.parse_toml(SCENARIOS), "USD").value
    rows = [found for batch in batches for found in sweep(batch, scenarios).to_pylist()]
    assert made.schema.equals(CARTS)
    assert [found["scalar"] for found in rows[:4]] == [True, False, False, False]
    assert [found["error"] is None for found in rows[:4]] == [True, False, False, True]
    assert sum(found["everybody saves five"] != found["baseline"] for found in rows) > MADE / 5

    case = Case(folder / "carts.parquet", folder / "scenarios.toml", {found["id"]: found for found in rows})
    pq.write_table(pa.Table.from_batches(batches), case.carts, row_group_size=GROUP)
    case.scenarios.write_text(SCENARIOS, encoding="utf-8")
    return case


@pytest.fixture
def command(tmp_path):
    """Runs a command as somebody would who has activated this environment; what it has printed, and its exit code."""
    environment = {
        **os.environ,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
        "RAY_ADDRESS": "local",
        "RAY_USAGE_STATS_ENABLED": "0",
        "SPARK_LOCAL_IP": "127.0.0.1",
        "TZ": "Asia/Kathmandu",
    }

    def run(*words):
        done = subprocess.run(
            list(map(str, words)),
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        print(done.stdout, done.stderr)  # for whom it fails
        return done

    return run


OLDER = """
import runpy, sys
import checkout_core

checkout_core.__version__ = "0.0.1"
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


@pytest.fixture
def older(tmp_path):
    """A script that runs a recipe as an older version of the library would."""
    path = tmp_path / "older.py"
    path.write_text(OLDER, encoding="utf-8")
    return path
