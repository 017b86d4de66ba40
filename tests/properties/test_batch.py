"""A batch of carts is priced as `price` prices each of them, cent by cent, or says why it has no price."""

import io
from collections import Counter
from decimal import Decimal
from random import Random

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from batches import priced_alike, rows_of
from hypothesis import given, settings
from hypothesis import strategies as st
from large import large_cart, large_scenario, large_shop
from plain import CODES, cart, plain_checkout, plain_coupon, plain_fee, plain_store, scenario, shop, shops

import checkout_core as cc
from checkout_core.model.scenario import BASELINE, Scenario
from checkout_core.testing.strategies.checkouts import checkouts, stores
from checkout_core.testing.strategies.corners import crowded_inputs, deposits_above_the_price, subtotals_at_the_edge
from checkout_core.testing.strategies.scenarios import FIELDS, scenarios
from checkout_core.whatif.batch import price_batch, sweep
from checkout_core.whatif.carts import carts_to_arrow
from checkout_core.whatif.schema import CARTS, LINE, store_of, with_store

SOME = settings(max_examples=settings.default.max_examples // 2)
FEW = settings(max_examples=settings.default.max_examples // 4)
CARTS_EACH = max(1, settings.default.max_examples * 6 // 100)
"""Carts of each of 336 stores: 2,016 carts in all, at night 201,600."""


@st.composite
def carts_of_a_store(draw, *, plain=False, most=3):
    """One to so many checkouts of one store."""
    store = draw(stores())
    given_ = draw(st.lists(checkouts(store), min_size=1, max_size=most))
    if not plain:
        return given_, store
    store = plain_store(store)
    return [plain_checkout(checkout, store) for checkout in given_], store


def cut(checkouts_, store):
    """The store as a batch of these carts knows it: with the items that are in the carts."""
    return store_of(carts_to_arrow(checkouts_, store).schema)


# --- drawn carts ------------------------------------------------------------------------------------------------------


@given(carts_of_a_store(most=4))
def test_drawn_carts(drawn):
    """Carts as they are drawn, several of one store in a batch."""
    priced_alike(*drawn)


@given(carts_of_a_store(plain=True))
def test_plain_carts_need_no_documents(drawn):
    """What is no contract and no large number the kernel prices by itself, but for prices that include many taxes."""
    checkouts_, store = drawn
    without = carts_to_arrow(checkouts_, store, documents=False)
    assert without.column("checkout").null_count == len(checkouts_)
    if store.policy.tax_rounding is cc.TaxRounding.TOTAL and store.tax_included_in_price:
        priced_alike(checkouts_, store)
    else:
        _, result = priced_alike(checkouts_, store, documents=False)
        assert result.column("scalar").to_pylist() == [False] * len(checkouts_)


@pytest.mark.parametrize("draw", [crowded_inputs, deposits_above_the_price, subtotals_at_the_edge])
def test_corners(draw):
    """Carts of a few cents with many taxes inside, deposits above the price, subtotals at the edge of an offer."""

    @given(draw())
    def check(pair):
        priced_alike([pair[0]], pair[1])

    check()


# --- scenarios --------------------------------------------------------------------------------------------------------


@SOME
@given(st.data())
def test_drawn_scenarios(data):
    """Any scenario of the store, on carts as they are drawn."""
    drawn, store = data.draw(carts_of_a_store())
    priced_alike(drawn, store, data.draw(scenarios(cut(drawn, store))))


@SOME
@given(st.data())
def test_plain_carts_in_scenarios(data):
    """Any scenario, on carts that the kernel can price."""
    drawn, store = data.draw(carts_of_a_store(plain=True))
    priced_alike(drawn, store, plain_scenario(data.draw(scenarios(cut(drawn, store)))))


def plain_scenario(scenario):
    """The scenario without what only `price` can price."""
    changes = {"discount_rules": None}
    if isinstance(scenario.coupon, cc.Coupon):
        changes["coupon"] = plain_coupon(scenario.coupon)
    if scenario.fees is not None:
        changes["fees"] = tuple(map(plain_fee, scenario.fees))
    return attrs.evolve(scenario, **changes)


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_by_itself(field):
    """Every field of a scenario changes what it says, and nothing else."""

    @FEW
    @given(st.data())
    def check(data):
        drawn, store = data.draw(carts_of_a_store(plain=True))
        scenario = data.draw(scenarios(cut(drawn, store), fields=[field]))
        priced_alike(drawn, store, scenario)

    check()


@FEW
@given(st.data())
def test_sweep_is_price_batch(data):
    """A sweep has the totals of `price_batch` in each scenario, if it has some in all of them."""
    drawn, store = data.draw(carts_of_a_store())
    batch = carts_to_arrow(drawn, store)
    chosen = data.draw(st.lists(scenarios(store_of(batch.schema)), max_size=3, unique_by=lambda entry: entry.name))
    chosen = [entry for entry in chosen if entry.name not in {"id", "scalar", "error"}]
    swept = sweep(batch, chosen)
    alone = [price_batch(batch, scenario) for scenario in (None, *chosen)]
    assert swept.schema.names == ["id", BASELINE, *(scenario.name for scenario in chosen), "scalar", "error"]
    for row, checkout in enumerate(drawn):
        errors = [one.column("error")[row].as_py() for one in alone]
        named = zip(("", *(f"in {scenario.name}: " for scenario in chosen)), errors, strict=True)
        errors = [error and start + error for start, error in named]
        totals = [swept.column(name)[row].as_py() for name in swept.schema.names[1:-2]]
        first = next(filter(None, errors), None)
        assert totals == [None if first else one.column("total")[row].as_py() for one in alone], checkout
        assert swept.column("error")[row].as_py() == first
        if first is None:
            # Numbers that are too large for the payments alone are none of its business.
            assert swept.column("scalar")[row].as_py() <= any(one.column("scalar")[row].as_py() for one in alone)


# --- many, and large ones ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def bulk():
    """Carts of every currency exponent and policy with what `price` makes of them: batch, result, prices."""
    return [
        (*priced_alike(drawn, store), [cc.price(checkout, store) for checkout in drawn])
        for store, drawn in shops(Random(1), CARTS_EACH)
    ]


def test_every_exponent_and_policy(bulk):
    """All carts are priced as `price` prices them, nearly all of them by the kernel."""
    assert len(bulk) == len(CODES) * len(cc.Rounding) * len(cc.TaxRounding) * 2 * len(cc.GiftCardCap)
    assert {batch.num_rows for batch, _, _ in bulk} == {CARTS_EACH}
    rerouted = sum(sum(result.column("scalar").to_pylist()) for _, result, _ in bulk)
    assert 0 < rerouted < len(bulk) * CARTS_EACH // 10
    assert {result.column("error").null_count for _, result, _ in bulk} == {CARTS_EACH}


def test_every_exponent_and_policy_in_scenarios():
    """As many carts again, each shop in a scenario of its own that changes several things at once."""
    random, changed, carts_ = Random(2), Counter(), 0
    for store, drawn in shops(random, CARTS_EACH):
        chosen = scenario(random, cut(drawn, store))
        _, result = priced_alike(drawn, store, chosen)
        kernel = result.column("scalar").to_pylist().count(False)
        changed.update(dict.fromkeys(chosen.changes, kernel))
        carts_ += kernel
    assert set(changed) == set(FIELDS) - {"discount_rules"}  # which only `price` knows
    assert min(changed.values()) > carts_ // 5


def test_many_carts_reach_every_feature(bulk):
    """Of the carts that the kernel priced, many reach whatever a cart can have."""
    tally = Counter(
        feature
        for _, result, prices in bulk
        for priced, scalar in zip(prices, result.column("scalar").to_pylist(), strict=True)
        if not scalar
        for feature in features(priced.figures)
    )
    kinds = {kind.value for kind in cc.CouponType} - {"BuyXGetY"}
    named = {
        "card",
        "tax",
        "shipping",
        "free shipping",
        "fees",
        "bound fee",
        "later",
        "both",
        "gone",
        "no lines",
        *kinds,
    }
    least = len(bulk) * CARTS_EACH // 200
    assert {name: tally[name] for name in named if tally[name] < least} == {}


def features(figures):
    """What the cart has that may go wrong, by name."""
    coupon, shipping = figures.coupon, figures.shipping
    named = {
        "no lines": not figures.items,
        "gone": None in figures.items,
        "card": figures.gift_card is not None and figures.gift_card.redeemed,
        "tax": figures.summary.tax,
        "shipping": figures.summary.shipping,
        "free shipping": shipping is not None and shipping.price == 0,
        "fees": figures.fees,
        "bound fee": any(fee.lines for fee in figures.fees),
        "later": figures.pay_later.total,
        "both": figures.pay_later.total and figures.pay_now.total,
        "coupon": False,
    }
    if coupon is not None and coupon.amount:
        named[coupon.coupon.coupon_type.value] = True
    return [name for name, is_so in named.items() if is_so]


@SOME
@given(st.integers(0, 2**32))
def test_large_numbers(seed):
    """Near the bound of int64 a cart is priced by the kernel or by `price`, and never to another cent."""
    random = Random(seed)
    store = large_shop(random)
    drawn = [large_cart(random, store) for _ in range(4)]
    priced_alike(drawn, store, large_scenario(random, cut(drawn, store)))


# --- however the batch is laid out ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def batch():
    """Carts of a store with some of everything, and documents."""
    random = Random(7)
    store = shop(random, "KWD")
    return carts_to_arrow([cart(random, store) for _ in range(60)], store)


@pytest.fixture(scope="module")
def whole(batch):
    """What the batch is priced at."""
    result = price_batch(batch, lines=True)
    assert result.column("error").null_count == batch.num_rows
    assert 0 < sum(result.column("scalar").to_pylist()) < batch.num_rows
    return result


def joined(results):
    """Batches of results as one, for comparison."""
    return pa.Table.from_batches(results).replace_schema_metadata(None).combine_chunks()


@pytest.mark.parametrize("threads", [2, 3, 7, 1_000])
def test_threads_change_nothing(batch, whole, threads):
    """On however many threads, even more than there are carts."""
    result = price_batch(batch, lines=True, threads=threads)
    assert result.equals(whole, check_metadata=True)
    scenarios_ = [Scenario(name="less", price_change=Decimal("-0.25")), Scenario(name="twice", quantity_factor=2)]
    assert sweep(batch, scenarios_, threads=threads).equals(sweep(batch, scenarios_), check_metadata=True)


@pytest.mark.parametrize("size", [1, 7, 59])
def test_slices_are_priced_alike(batch, whole, size):
    """A piece of a batch, which lies in the whole one's memory, is priced as it is there."""
    pieces = [price_batch(batch.slice(start, size), lines=True) for start in range(0, batch.num_rows, size)]
    assert joined(pieces).equals(joined([whole]))
    again = pa.Table.from_batches([batch.slice(start, size) for start in range(0, batch.num_rows, size)])
    [put_together] = again.combine_chunks().to_batches()
    assert price_batch(put_together, lines=True).equals(whole)


def test_parquet_changes_nothing(batch, whole):
    """Written to Parquet and read again, in row groups of other sizes, with the store in the file."""
    file = io.BytesIO()
    pq.write_table(pa.Table.from_batches([batch]), file, row_group_size=25)
    read = pq.ParquetFile(file)
    pieces = [piece for group in range(3) for piece in read.iter_batches(batch_size=16, row_groups=[group])]
    assert [piece.num_rows for piece in pieces] == [16, 9, 16, 9, 10]
    assert joined([price_batch(piece, lines=True) for piece in pieces]).equals(joined([whole]))


def plain_kinds(kind):
    """The kind of a column with texts for codes, and no narrower lists."""
    if pa.types.is_dictionary(kind):
        return pa.string()
    if pa.types.is_struct(kind):
        return pa.struct([field.with_type(plain_kinds(field.type)) for field in kind])
    return pa.large_list(plain_kinds(kind.value_type)) if pa.types.is_list(kind) else kind


def test_other_kinds_of_columns(batch, whole):
    """Texts instead of codes, wide lists, narrow integers, naive instants."""
    wide = pa.schema([field.with_type(plain_kinds(field.type)) for field in batch.schema], batch.schema.metadata)
    assert price_batch(batch.cast(wide), lines=True).equals(whole)
    narrow = {
        "quantity": pa.int32(),
        "parts": pa.int16(),
        "tax_ppm": pa.uint32(),
        "item": pa.dictionary(pa.int8(), pa.string()),
    }
    lines = pa.list_(pa.struct([field.with_type(narrow.get(field.name, field.type)) for field in LINE]))
    kinds = {"lines": lines, "instant": pa.timestamp("ns"), "id": pa.large_string(), "shipping": pa.int32()}
    other = pa.schema([field.with_type(kinds.get(field.name, field.type)) for field in CARTS], batch.schema.metadata)
    assert price_batch(batch.cast(other), lines=True).equals(whole)


def without(batch, *names):
    """The batch without these columns, of carts or of lines."""
    place = batch.schema.get_field_index("lines")
    column = batch.column(place)
    kept = [field for field in column.type.value_type if field.name not in names]
    fields = [column.values.field(field.name) for field in kept]
    lines = pa.ListArray.from_arrays(column.offsets, pa.StructArray.from_arrays(fields, fields=kept))
    return batch.set_column(place, "lines", lines).drop_columns([name for name in names if name in batch.schema.names])


def nulled(batch, *names):
    """The batch with nothing but nulls in these columns."""
    rows = batch.to_pylist()
    for row in rows:
        row.update({name: None for name in names if name in row})
        for line in row["lines"]:
            line.update({name: None for name in names if name in line})
    return pa.RecordBatch.from_pylist(rows, batch.schema)


OPTIONAL = [field.name for field in (*CARTS, *LINE) if field.nullable]


@pytest.mark.parametrize("name", OPTIONAL)
def test_a_column_left_out_is_all_nulls(batch, name):
    """What is left out means what a null means, in every column that may be; but for what the store's terms need."""
    if name in {"item", "scopes"}:
        with pytest.raises(cc.InvalidField, match=f"lines.{name}: got None, allowed: a column, since "):
            price_batch(without(batch, name))
        return
    assert price_batch(without(batch, name), lines=True).equals(price_batch(nulled(batch, name), lines=True))


def test_only_what_must_be(batch):
    """Quantities and prices are enough."""
    bare = without(batch, *OPTIONAL).replace_schema_metadata(with_store(CARTS, cc.Store(currency="KWD")).metadata)
    assert bare.schema.names == ["lines"]
    result = price_batch(bare, lines=True)
    subtotals = [sum(line["price"] for line in row) for row in result.column("lines").to_pylist()]
    counted = [[line["quantity"] * line["price"] for line in row] for row in bare.column("lines").to_pylist()]
    assert result.column("total").to_pylist() == subtotals == [sum(row) for row in counted]
    assert result.column("error").null_count == result.column("id").null_count == batch.num_rows


def test_no_carts_and_no_lines(batch):
    """Nothing is priced at nothing: no rows, carts without lines or with none said."""
    for none in (batch.slice(0, 0), batch.slice(30, 0), pa.RecordBatch.from_pylist([], batch.schema)):
        assert price_batch(none, lines=True, threads=4).num_rows == 0
        assert sweep(none, [Scenario(name="less")]).num_rows == 0
    empty = pa.RecordBatch.from_pylist([{"id": "a", "lines": []}, {"id": "b", "lines": None}], batch.schema)
    result = price_batch(empty, lines=True)
    assert [row for row, _ in rows_of(result)] == [(0,) * 25] * 2
    assert result.column("lines").to_pylist() == [[], []]
