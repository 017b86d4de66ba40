"""What if, on Ray: every cart of a Parquet file, as it is and in each scenario.

    pip install 'checkout-core[batch]' 'ray[data]'
    python docs/examples/make_carts.py --carts 20000 --out carts.parquet
    python docs/examples/ray_what_if.py carts.parquet docs/examples/what_if.toml totals

With RAY_ADDRESS set, or by `ray job submit`, it runs on that cluster, otherwise on the processors of this machine. Each
machine needs checkout-core[batch] in the version that is here, and must find the files under the same names. `totals`
is a new folder of Parquet files with a row for each cart: its `id`, its total as it is (`baseline`) and in each
scenario in minor units, `scalar` and `error` as `sweep` tells them. A cart with an error is there, too, without totals.

docs/clusters.md tells of memory, lost machines, and who must be trusted.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

import checkout_core as cc
from checkout_core import wire
from checkout_core.whatif import BASELINE, Scenario, store_of, sweep

if TYPE_CHECKING:
    from ray.data import Dataset


def totals_of(carts: Dataset, schema: pa.Schema, scenarios: tuple[Scenario, ...]) -> Dataset:
    """The totals of the carts, on the machines that hold them."""
    store, version = schema.metadata, cc.__version__  # the store is in the metadata, which Ray leaves behind
    nothing = sweep(pa.RecordBatch.from_pylist([], schema), scenarios)  # refuses here what cannot be priced
    columns = nothing.schema.remove_metadata()

    def price(table: pa.Table) -> pa.Table:
        if cc.__version__ != version:
            raise RuntimeError(f"a worker has checkout_core {cc.__version__}, allowed: {version}")
        batches = [sweep(batch.replace_schema_metadata(store), scenarios) for batch in table.to_batches()]
        return pa.Table.from_batches([batch.replace_schema_metadata() for batch in batches], columns)

    return carts.map_batches(price, batch_format="pyarrow", batch_size=None)  # a block at a time


def show(totals: Dataset, names: list[str], currency: cc.Currency) -> None:
    """Print the sum of each scenario. Sums of whole numbers are exact."""
    from ray.data.aggregate import Count, Sum

    sums = [Sum(name, alias_name=name) for name in names]
    found = totals.aggregate(Count(), Count("error", ignore_nulls=True), *sums)
    for name in names:
        print(f"{cc.Money.from_minor(found[name] or 0, currency).amount:>20,}  {name}")
    print(f"{found['count()']:,} carts in {currency.code}; {found['count(error)']:,} without a price")


def main() -> None:
    """Run the recipe."""
    import ray.data

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("carts", help="a Parquet file of carts, with their store in its metadata")
    parser.add_argument("scenarios", type=Path, help="scenarios, as TOML")
    parser.add_argument("out", help="the folder to make")
    parser.add_argument("--each", type=int, default=2**16, help="carts of a task at most (default: %(default)s)")
    given = parser.parse_args()

    schema = pq.read_schema(given.carts)
    currency = store_of(schema).currency
    scenarios = wire.load_scenarios(wire.parse_toml(given.scenarios.read_bytes()), currency).value

    carts = ray.data.read_parquet(given.carts).repartition(target_num_rows_per_block=given.each)
    totals = totals_of(carts, schema, scenarios)
    totals.write_parquet(given.out, mode=ray.data.SaveMode.ERROR)  # an error if it is there
    show(ray.data.read_parquet(given.out), [BASELINE, *(scenario.name for scenario in scenarios)], currency)


if __name__ == "__main__":
    main()
