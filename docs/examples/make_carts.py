"""Make carts of a shop that does not exist, to try what-if on.

Writes a Parquet file of carts (the schema is checkout_core.whatif.CARTS, the store is in its metadata), and the store
as JSON beside it. The same seed gives the same carts, and the first carts of a larger file are those of a smaller one.

The shop has 60 items. Their prices are the quantiles of a log-normal distribution (median 18 dollars, sigma 0.75),
rounded to 2.99, 3.99 and so on. An item is wanted by Zipf's law: the second half as often as the first, the third a
third as often. A cart has 1 to 10 lines, half of the carts 1, a quarter 2, and so on; an item drawn twice is there
once. 85 % of the lines have a quantity of 1. The buyers live in eight states; taxes are those of one city in each. The
delivery costs 5.90 and nothing from 75 dollars on; every tenth buyer takes the express for 14.90. 9 % of the carts hold
a coupon, 3 % a gift card. Carts are of the first quarter of 2026, evenly.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import accumulate
from pathlib import Path
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import checkout_core as cc
from checkout_core import wire
from checkout_core.whatif import CARTS, LINE, with_store

APP = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
CARRIER = "c8a08776-c095-4dec-8553-8f9698d86adc"
GUID = "00000000-0000-4000-8000-{:012d}"

ITEMS = 60
MEDIAN, SIGMA = 18, 0.75
COLOURS = ("Blue", "Green", "Red", "White", "Black", "Yellow")
THINGS = ("mug", "shirt", "scarf", "candle", "poster", "bag", "lamp", "bowl", "blanket", "notebook")
SCOPE = cc.Scope(namespace="stores")

BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)


class Place(NamedTuple):
    """A state: how many of a hundred buyers live there, its taxes, and whether they are levied on the delivery."""

    subdivision: str
    buyers: int
    taxes: tuple[tuple[str, str], ...]
    on_delivery: bool


PLACES = (
    Place("US-CA", 27, (("California", "0.0725"), ("Los Angeles", "0.025")), on_delivery=False),
    Place("US-TX", 20, (("Texas", "0.0625"), ("Houston", "0.02")), on_delivery=True),
    Place("US-FL", 15, (("Florida", "0.06"), ("Miami", "0.01")), on_delivery=False),
    Place("US-NY", 14, (("New York", "0.04"), ("New York City", "0.045"), ("MCTD", "0.00375")), on_delivery=True),
    Place("US-IL", 9, (("Illinois", "0.0625"), ("Chicago", "0.04")), on_delivery=True),
    Place("US-WA", 6, (("Washington", "0.065"), ("Seattle", "0.0385")), on_delivery=True),
    Place("US-CO", 5, (("Colorado", "0.029"), ("Denver", "0.0591")), on_delivery=False),
    Place("US-OR", 4, (), on_delivery=False),
)

# Weights of what is drawn. They are whole numbers, so that no rounding decides what a seed gives.
WANTED = [10**6 // rank for rank in range(1, ITEMS + 1)]
LINES = [2**power for power in range(9, -1, -1)]
QUANTITIES = [85, 10, 3, 2]
BUYERS = [place.buyers for place in PLACES]
OPTIONS = {"standard": 90, "express": 10}
COUPONS = {None: 91, "WELCOME10": 5, "SAVE5": 4}
BALANCES = {None: 970, 25: 15, 50: 10, 100: 5}


def shop() -> cc.Store:
    """The store: catalog, coupons, gift cards, taxes, delivery."""
    return cc.Store(
        currency="USD",
        catalog={
            cc.CatalogReference(APP, item_id(rank)): cc.CatalogItem(
                product_name=name_of(rank),
                price=cc.Money.from_minor(cents, "USD"),
                physical_properties=cc.PhysicalProperties(shippable=True),
                coupon_scopes=[SCOPE],
            )
            for rank, cents in enumerate(prices())
        },
        coupons=[
            cc.Coupon(id=GUID.format(1), name="Welcome", code="WELCOME10", scope=SCOPE, percent_off_rate=Decimal(10)),
            cc.Coupon(
                id=GUID.format(2),
                name="Save five",
                code="SAVE5",
                minimum_subtotal=cc.Money(40, "USD"),
                money_off_amount=cc.Money(5, "USD"),
                expiration_time=datetime(2026, 3, 1, tzinfo=UTC),
            ),
        ],
        gift_cards=[
            cc.GiftCard(code=f"GIFTCARD-{balance}", balance=cc.Money(balance, "USD"))
            for balance in BALANCES
            if balance is not None
        ],
        taxes=[
            cc.Tax(
                name=name,
                rate=Decimal(rate),
                country="US",
                subdivision=place.subdivision,
                applies_to_shipping=place.on_delivery,
            )
            for place in PLACES
            for name, rate in place.taxes
        ],
        shipping=[
            cc.ShippingCarrier(
                carrier_id=CARRIER,
                region=cc.ShippingRegion(id=GUID.format(3), name="United States", countries=["US"]),
                options=[
                    cc.ShippingOption(
                        code="standard",
                        title="Standard",
                        cost=cc.Money("5.90", "USD"),
                        free_from_subtotal=cc.Money(75, "USD"),
                    ),
                    cc.ShippingOption(code="express", title="Express", cost=cc.Money("14.90", "USD")),
                ],
            )
        ],
    )


def item_id(rank: int) -> str:
    return f"item-{rank + 1:02}"


def name_of(rank: int) -> str:
    return f"{COLOURS[rank // len(THINGS)]} {THINGS[rank % len(THINGS)]}"


def prices() -> list[int]:
    """The items' prices in cents, the most wanted item first: how dear an item is says nothing of how wanted it is."""
    quantiles = [NormalDist().inv_cdf((place + 0.5) / ITEMS) for place in range(ITEMS)]
    dollars = [max(3, round(MEDIAN * math.exp(SIGMA * quantile))) for quantile in quantiles]
    return [100 * dollars[(29 + 37 * rank) % ITEMS] - 1 for rank in range(ITEMS)]


class Draws:
    """Random numbers, a stream of its own for each thing that is drawn."""

    def __init__(self, seed: int) -> None:
        self._seeds = np.random.SeedSequence(seed)

    def uniform(self, count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Numbers from 0 to below 1, of the next stream."""
        (seed,) = self._seeds.spawn(1)
        return np.random.Generator(np.random.PCG64(seed)).random(count)

    def choices(self, weights: Sequence[int], count: int) -> np.ndarray[Any, np.dtype[np.int64]]:
        """Places of the weights, each drawn as often as it weighs."""
        ends = np.array(list(accumulate(weights)))
        return np.asarray(np.searchsorted(ends, self.uniform(count) * ends[-1], side="right"))


def make_carts(count: int, seed: int) -> pa.RecordBatch:
    """So many carts as a batch of `CARTS`, what `carts_to_arrow` would make of their checkouts, without documents."""
    store, draws = shop(), Draws(seed)
    place = draws.choices(BUYERS, count)
    option = draws.choices(list(OPTIONS.values()), count)
    held = draws.choices(list(COUPONS.values()), count)
    card = draws.choices(list(BALANCES.values()), count)
    seconds = (draws.uniform(count) * (END - BEGIN).total_seconds()).astype(np.int64)

    drawn = draws.choices(LINES, count) + 1
    cart = np.repeat(np.arange(count), drawn)
    item = draws.choices(WANTED, cart.size)
    quantity = draws.choices(QUANTITIES, cart.size) + 1
    _, first = np.unique(cart * ITEMS + item, return_index=True)
    first.sort()
    cart, item, quantity = cart[first], item[first], quantity[first]

    levied = [*positions()]
    taxes = [" ".join(map(str, found)) or None for found in levied]
    on_delivery = [text if where.on_delivery else None for text, where in zip(taxes, PLACES, strict=True)]
    ppm = np.array([sum(store.taxes[position].ppm for position in found) for found in levied])
    ships_at = np.array([int(where.on_delivery) for where in PLACES])
    options = store.shipping[0].options

    lines = {
        "item": names([item_id(rank) for rank in range(ITEMS)], item),
        "quantity": quantity,
        "price": np.array(prices())[item],
        "parts": np.ones(item.size, np.int64),
        "modifiers": np.zeros(item.size, np.int64),
        "later": np.zeros(item.size, np.bool_),
        "found": np.ones(item.size, np.bool_),
        "in_stock": np.ones(item.size, np.bool_),
        "scopes": names([wire.dumps([list(SCOPE.key)])], np.zeros(item.size, np.int64)),
        "tax_ppm": ppm[place[cart]],
        "taxes": names(taxes, place[cart]),
    }
    ends = np.searchsorted(cart, np.arange(count + 1)).astype(np.int32)
    carts = {
        "id": [f"{number:08x}-0000-4000-8000-{seed:012x}" for number in range(1, count + 1)],
        "lines": pa.ListArray.from_arrays(ends, pa.StructArray.from_arrays(filled(LINE, lines), fields=list(LINE))),
        "coupon": names(list(COUPONS), held),
        "instant": int(BEGIN.timestamp()) * 10**6 + seconds * 10**6,
        "option": names(list(OPTIONS), option),
        "shipping": np.array([entry.cost.minor_units for entry in options])[option],
        "free_from": names(
            [None if (m := entry.free_from_subtotal) is None else m.minor_units for entry in options], option
        ),
        "shipping_ppm": (ppm * ships_at)[place],
        "shipping_taxes": names(on_delivery, place),
        "charges": [[]] * count,
        "fee_ppm": ppm[place],
        "fee_taxes": names(taxes, place),
        "gift_card": names([None if dollars is None else 100 * dollars for dollars in BALANCES], card),
    }
    return pa.record_batch(filled(CARTS, carts), schema=with_store(CARTS, store))


def positions() -> Iterator[list[int]]:
    """For each place the positions of its taxes in the store's."""
    numbers = iter(range(sum(len(place.taxes) for place in PLACES)))
    for place in PLACES:
        yield [next(numbers) for _ in place.taxes]


def names(values: Sequence[str | int | None], places: np.ndarray[Any, Any]) -> pa.Array:
    """The values at these places; texts are kept once each."""
    kept = [value for value in values if value is not None]
    codes = np.array([-1 if value is None else kept.index(value) for value in values])[places]
    indices = pa.array(codes, pa.int32(), mask=codes < 0)
    found = pa.DictionaryArray.from_arrays(indices, pa.array(kept))
    return found if isinstance(kept[0], str) else found.dictionary_decode()


def filled(schema: pa.Schema | pa.StructType, columns: dict[str, Any]) -> list[pa.Array]:
    """The columns in the order and of the types of the schema; those that are not given are nulls."""
    count = len(next(iter(columns.values())))
    return [
        column if isinstance(column, pa.Array) else pa.array(column, field.type)
        for field in schema
        for column in [columns.get(field.name, pa.nulls(count, field.type))]
    ]


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--carts", type=int, default=20_000, help="how many (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=7, help="a whole number from 0 (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=Path("carts.parquet"), help="the file (default: %(default)s)")
    given = parser.parse_args()
    if not 1 <= given.carts <= 10**7 or not 0 <= given.seed < 16**12:
        parser.error("--carts: from 1 to 10,000,000; --seed: from 0 to 281,474,976,710,655")
    if not given.out.parent.is_dir():
        parser.error(f"--out {given.out}: no such folder")
    batch = make_carts(given.carts, given.seed)
    pq.write_table(pa.Table.from_batches([batch]), given.out, row_group_size=2**16)
    beside = given.out.with_suffix(".store.json")
    beside.write_text(wire.dumps(wire.dump_store(shop()), indent=1) + "\n", encoding="utf-8", newline="\n")
    print(f"{given.out}: {batch.num_rows:,} carts; {beside}: their store")


if __name__ == "__main__":
    main()
