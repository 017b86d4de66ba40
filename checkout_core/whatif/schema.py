"""Carts as Arrow: one row a cart, its lines a list of structs. Amounts are int64 minor units, rates parts per million.

The store that the carts are of stands in the schema's metadata, as JSON. Columns that are left out, and nulls, mean
what is said of each; a scenario that names items, options or taxes, or a coupon with a scope, needs their columns.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import pyarrow as pa

from checkout_core import wire
from checkout_core.errors import InvalidField
from checkout_core.model.store import Store
from checkout_core.whatif.what_if import FIGURES

_NAME: Final = pa.dictionary(pa.int32(), pa.string())

LINE: Final = pa.struct(
    [
        pa.field("item", _NAME),  # id of the catalog item; null: none, or not found
        pa.field("quantity", pa.int64(), nullable=False),
        pa.field("price", pa.int64(), nullable=False),  # unit price without modifiers, in 1/parts minor units
        pa.field("parts", pa.int64()),  # a power of ten, for prices finer than the minor unit; null: 1
        pa.field("modifiers", pa.int64()),  # what a unit's modifiers cost, in 1/parts minor units; null: 0
        pa.field("deposit", pa.int64()),  # a unit's deposit, in 1/parts minor units; null: none
        pa.field("later", pa.bool_()),  # paid after the order; null: with it
        pa.field("found", pa.bool_()),  # whether the catalog knows the item; null: it does
        pa.field("in_stock", pa.bool_()),  # whether there is any; null: there is
        pa.field("scopes", _NAME),  # the item's coupon scopes, as JSON; null: none
        pa.field("tax_ppm", pa.int64()),  # summed rate of the line's taxes; null: 0
        pa.field("taxes", _NAME),  # positions of these in the store's taxes, apart by spaces; null: none
    ]
)

CARTS: Final = pa.schema(
    [
        pa.field("id", pa.string()),
        pa.field("lines", pa.list_(LINE), nullable=False),
        pa.field("coupon", _NAME),  # code of the held coupon; null: none
        pa.field("instant", pa.timestamp("us", tz="UTC")),  # at which coupons are looked at; null: they are in time
        pa.field("email", pa.string()),  # the buyer's; null: not known
        pa.field("option", _NAME),  # code of the delivery option in force
        pa.field("shipping", pa.int64()),  # what it costs; null: no delivery
        pa.field("free_from", pa.int64()),  # the subtotal from which it costs nothing; null: never
        pa.field("shipping_ppm", pa.int64()),  # summed rate of the delivery's taxes; null: 0
        pa.field("shipping_taxes", _NAME),  # as those of a line
        pa.field("charges", pa.list_(pa.int64())),  # taxable fees of this cart alone, such as an option's insurance
        pa.field("fee_ppm", pa.int64()),  # summed rate of the taxes on fees; null: 0
        pa.field("fee_taxes", _NAME),  # as those of a line
        pa.field("gift_card", pa.int64()),  # what the held card could pay; null: none, or it cannot be used
        pa.field("redeem", pa.int64()),  # what the buyer wants it to pay; null: as much as it can
        pa.field("scalar", pa.string()),  # why only `price` can price this cart; null: the kernel can, too
        pa.field("checkout", pa.string()),  # the checkout as JSON, for `price`
    ]
)

PRICED_LINE: Final = pa.struct([(name, pa.int64()) for name in ("price", "discount", "tax")])

PRICES: Final = pa.schema(
    [
        pa.field("id", pa.string()),
        *(pa.field(name, pa.int64()) for name in FIGURES),
        pa.field("scalar", pa.bool_()),  # whether `price` has priced this cart, and not the kernel
        pa.field("error", pa.string()),  # why the cart has no price; the figures are null then
    ]
)

STORE_KEY: Final = b"checkout_core.store"


def with_store(schema: pa.Schema, store: Store) -> pa.Schema:
    """Return the schema with the store in its metadata."""
    document = wire.dumps(wire.dump_store(store))
    return schema.with_metadata({STORE_KEY: document.encode()})


def store_of(schema: pa.Schema) -> Store:
    """Return the store in the schema's metadata. Raises `InvalidField` where there is none."""
    text = (schema.metadata or {}).get(STORE_KEY)
    if text is None:
        raise InvalidField("batch.schema.metadata", None, f"the store's JSON as {STORE_KEY.decode()}")
    return _load_store(text)


@lru_cache(maxsize=8)
def _load_store(text: bytes) -> Store:
    return wire.load_store(wire.parse(text)).value


def as_table(columns: dict[str, tuple[Any, ...]]) -> pa.Table:
    """Return plain columns as an Arrow table."""
    return pa.table({name: list(values) for name, values in columns.items()})
