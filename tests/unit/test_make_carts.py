"""`docs/examples/make_carts.py`: the rows are those of checkouts, the same each time, and of the shape it tells of."""

import hashlib
import importlib.util
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import checkout_core as cc
from checkout_core import wire
from checkout_core.whatif import FIGURES, carts_to_arrow, price_batch
from checkout_core.whatif.files import CartFile
from checkout_core.whatif.schema import CARTS, store_of
from checkout_core.whatif.what_if import figures_of

SCRIPT = Path(__file__).parents[2] / "docs" / "examples" / "make_carts.py"


@pytest.fixture(scope="module")
def script():
    """The script as a module of its own."""
    spec = importlib.util.spec_from_file_location("make_carts", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# By hand: which taxes are levied where, and which cards there are.
PLACES = {
    "0 1": "US-CA",
    "2 3": "US-TX",
    "4 5": "US-FL",
    "6 7 8": "US-NY",
    "9 10": "US-IL",
    "11 12": "US-WA",
    "13 14": "US-CO",
    None: "US-OR",
}
CARDS = {None: None, 2_500: "GIFTCARD-25", 5_000: "GIFTCARD-50", 10_000: "GIFTCARD-100"}


def checkout_of(row, script):
    """The checkout that the row is of, from what a buyer would say: items, quantities, place, option, codes."""
    address = cc.Address(country="US", subdivision=PLACES[row["fee_taxes"]])
    return cc.Checkout(
        id=row["id"],
        currency="USD",
        channel_type=cc.ChannelType.WEB,
        created_date=row["instant"],
        updated_date=row["instant"],
        coupon_code=row["coupon"],
        gift_card_code=CARDS[row["gift_card"]],
        line_items=[
            cc.LineItem(
                id=f"00000000-0000-0000-0000-{number:012d}",
                quantity=line["quantity"],
                catalog_reference=cc.CatalogReference(script.APP, line["item"]),
            )
            for number, line in enumerate(row["lines"])
        ],
        shipping_info=cc.ShippingInfo(
            shipping_destination=cc.AddressWithContact(address=address),
            selected_carrier_service_option=cc.SelectedCarrierServiceOption(code=row["option"]),
        ),
    )


def test_rows_are_those_of_checkouts(script):
    """Column by column what `carts_to_arrow` makes, and cent by cent what `price` says."""
    batch = script.make_carts(400, 3)
    store = script.shop()
    checkouts = [checkout_of(row, script) for row in batch.to_pylist()]
    assert {*PLACES.values()} == {checkout.destination.subdivision for checkout in checkouts}
    assert {*CARDS.values()} == {checkout.gift_card_code for checkout in checkouts}
    expected = carts_to_arrow(checkouts, store, documents=False)
    assert batch.schema.equals(expected.schema)
    assert batch.to_pylist() == expected.to_pylist()

    priced = price_batch(batch)
    assert not pc.any(priced.column("scalar")).as_py()
    assert priced.column("error").null_count == 400
    figures = zip(*(priced.column(name).to_pylist() for name in FIGURES), strict=True)
    assert list(figures) == [figures_of(cc.price(checkout, store)) for checkout in checkouts]


def test_a_seed_gives_the_same_carts(script):
    """Here and on any machine; another seed gives others, and more carts begin with those of fewer."""
    rows = script.make_carts(1_000, 7).to_pylist()
    assert rows == script.make_carts(1_000, 7).to_pylist()
    assert rows[:10] == script.make_carts(10, 7).to_pylist()
    others = script.make_carts(10, 8).to_pylist()
    assert not {row["id"] for row in rows} & {row["id"] for row in others}
    assert [row["lines"] for row in rows[:10]] != [row["lines"] for row in others]
    names = ("id", "coupon", "option", "gift_card", "fee_taxes", "instant")
    drawn = [
        [*(row[name] for name in names), *((line["item"], line["quantity"]) for line in row["lines"])] for row in rows
    ]
    text = json.dumps(drawn, default=datetime.isoformat)
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "02d8eedf93a5e5f2"


def test_the_shape_is_as_told(script):
    """Within what chance allows for 20,000 carts."""
    batch = script.make_carts(20_000, 1)
    assert batch.schema.equals(CARTS)
    assert batch.validate(full=True) is None
    rows = batch.to_pylist()
    lines = [line for row in rows for line in row["lines"]]
    assert len({row["id"] for row in rows}) == 20_000

    sizes = Counter(len(row["lines"]) for row in rows)
    assert 1 <= min(sizes) <= max(sizes) <= 10
    assert 0.49 < sizes[1] / 20_000 < 0.56  # some of two lines, too, where an item was drawn twice
    wanted = Counter(line["item"] for line in lines)
    assert len(wanted) == 60
    assert [item for item, _ in wanted.most_common(3)] == ["item-01", "item-02", "item-03"]
    assert 1.7 < wanted["item-01"] / wanted["item-02"] < 2.05
    assert 0.84 < sum(line["quantity"] == 1 for line in lines) / len(lines) < 0.86
    assert all(len({line["item"] for line in row["lines"]}) == len(row["lines"]) for row in rows)

    assert 0.085 < sum(row["coupon"] is not None for row in rows) / 20_000 < 0.095
    assert 0.027 < sum(row["gift_card"] is not None for row in rows) / 20_000 < 0.033
    assert {(row["option"], row["shipping"], row["free_from"]) for row in rows} == {
        ("standard", 590, 7_500),
        ("express", 1_490, None),
    }
    instants = [row["instant"] for row in rows]
    assert datetime(2026, 1, 1, tzinfo=UTC) <= min(instants) <= max(instants) < datetime(2026, 4, 1, tzinfo=UTC)

    prices = sorted(script.prices())
    assert all(price % 100 == 99 for price in prices)
    assert (prices[0], prices[29], prices[30], prices[-1]) == (299, 1_799, 1_799, 10_799)


def run(script, monkeypatch, *arguments):
    """Run the command; its exit code."""
    monkeypatch.setattr(sys, "argv", ["make_carts.py", *map(str, arguments)])
    try:
        script.main()
    except SystemExit as end:
        return end.code
    return 0


def test_the_command(script, monkeypatch, tmp_path, capsys):
    """Carts with their store in one file, the store in another."""
    out = tmp_path / "some.parquet"
    assert run(script, monkeypatch, "--carts", 50, "--seed", 7, "--out", out) == 0
    beside = tmp_path / "some.store.json"
    assert capsys.readouterr().out == f"{out}: 50 carts; {beside}: their store\n"
    assert wire.load_store(wire.parse(beside.read_bytes())).value == script.shop()
    assert CartFile(str(out)).store() == script.shop()
    read = pq.read_table(out)
    assert read.to_pylist() == script.make_carts(50, 7).to_pylist()
    [batch] = read.to_batches()
    assert store_of(batch.schema) == script.shop()
    assert price_batch(batch).equals(price_batch(script.make_carts(50, 7)))


@pytest.mark.parametrize("arguments", [("--carts", 0), ("--carts", 10**7 + 1), ("--seed", -1), ("--carts", "many")])
def test_refused(script, monkeypatch, tmp_path, capsys, arguments):
    """Usage and why, and no file."""
    assert run(script, monkeypatch, *arguments, "--out", tmp_path / "carts.parquet") == 2
    assert "error: " in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_one_cart(script):
    """The smallest file."""
    batch = script.make_carts(1, 0)
    assert isinstance(batch, pa.RecordBatch)
    assert batch.num_rows == len(batch.column("lines")) == 1
