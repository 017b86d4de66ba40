"""What if, on Spark: every cart of a Parquet file, as it is and in each scenario.

    pip install 'checkout-core[batch]' 'pyspark[sql]' 'pandas<3'
    python docs/examples/make_carts.py --carts 20000 --out carts.parquet
    spark-submit --master 'local[2]' docs/examples/spark_what_if.py carts.parquet docs/examples/what_if.toml totals

Another --master is another cluster. Each of its machines needs checkout-core[batch] in the version that is here, and
must find the files under the same names. `totals` is a new folder of Parquet files with a row for each cart: its `id`,
its total as it is (`baseline`) and in each scenario in minor units, `scalar` and `error` as `sweep` tells them. A cart
with an error is there, too, without totals.

docs/clusters.md tells of memory, lost machines, and who must be trusted.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

import checkout_core as cc
from checkout_core import wire
from checkout_core.whatif import BASELINE, Scenario, store_of, sweep

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

KINDS = {"int64": "long", "bool": "boolean", "string": "string"}
"""Types of Arrow, and what Spark calls them."""


def totals_of(carts: DataFrame, schema: pa.Schema, scenarios: tuple[Scenario, ...]) -> DataFrame:
    """The totals of the carts, on the machines that hold them."""
    from pyspark.sql.types import StructType

    store, version = schema.metadata, cc.__version__  # the store is in the metadata, which Spark leaves behind

    def price(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        if cc.__version__ != version:
            raise RuntimeError(f"a worker has checkout_core {cc.__version__}, allowed: {version}")
        for batch in batches:
            yield sweep(batch.replace_schema_metadata(store), scenarios)

    columns = StructType()
    for field in sweep(pa.RecordBatch.from_pylist([], schema), scenarios).schema:  # refuses here what cannot be priced
        columns.add(field.name, KINDS[str(field.type)])
    return carts.mapInArrow(price, columns)


def show(totals: DataFrame, names: list[str], currency: cc.Currency) -> None:
    """Print the sum of each scenario. Sums of whole numbers are exact; one that is too large is an error in Spark 4."""
    from pyspark.sql import functions

    sums = [functions.sum(totals["`" + name.replace("`", "``") + "`"]) for name in names]
    found = totals.agg(functions.count("*"), functions.count("error"), *sums).first()
    count, errors, *units = found or (0, 0)
    for name, total in zip(names, units, strict=True):
        print(f"{cc.Money.from_minor(total or 0, currency).amount:>20,}  {name}")
    print(f"{count:,} carts in {currency.code}; {errors:,} without a price")


def main() -> None:
    """Run the recipe."""
    from pyspark.sql import SparkSession

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("carts", help="a Parquet file of carts, with their store in its metadata")
    parser.add_argument("scenarios", type=Path, help="scenarios, as TOML")
    parser.add_argument("out", help="the folder to make")
    given = parser.parse_args()

    schema = pq.read_schema(given.carts)
    currency = store_of(schema).currency
    scenarios = wire.load_scenarios(wire.parse_toml(given.scenarios.read_bytes()), currency).value

    # Without this, "Sale" and "sale" would be one name to Spark.
    spark = SparkSession.builder.appName("what-if").config("spark.sql.caseSensitive", "true").getOrCreate()
    totals_of(spark.read.parquet(given.carts), schema, scenarios).write.parquet(given.out)  # an error if it is there
    show(spark.read.parquet(given.out), [BASELINE, *(scenario.name for scenario in scenarios)], currency)
    spark.stop()


if __name__ == "__main__":
    main()
