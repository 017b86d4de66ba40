"""`checkout-core what-if`: one checkout and files of them, from scenarios of a file and of options."""

import csv
import io
import json
import os
import sys
from decimal import Decimal
from pathlib import Path

import attrs
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli import app
from checkout_core.whatif import carts_to_arrow

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
REQUEST, STORE = EXAMPLES / "request.json", EXAMPLES / "store.json"
OPTION = "ed5bbce2-9533-dff4-7db0-13702fd139c5"
UNIX = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
SCENARIOS = b"""\
[[scenarios]]
name = "ten off"

[scenarios.coupon]
id = "00000000-0000-0000-0000-000000000009"
name = "ten"
code = "TENOFF"
percentOffRate = 10
minimumSubtotal = "50"

[grid]
quantityFactor = [2, 3]
"""


@pytest.fixture
def run(capfdbinary, monkeypatch, tmp_path):
    """Run the command in this process, in a folder of its own; give exit code, output and error text."""
    monkeypatch.chdir(tmp_path)
    Path("scenarios.toml").write_bytes(SCENARIOS)

    def runner(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = app.run(["what-if", *map(str, arguments)])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in out + err
        return code, out.decode(), err.decode()

    return runner


@pytest.fixture
def carts(run):
    """A file of six requests of one to six of the first item each, but for two lines that cannot be read."""
    request = json.loads(REQUEST.read_text(encoding="utf-8"))
    lines = []
    for number in range(1, 7):
        request["lineItems"][0]["quantity"] = number
        lines.append(json.dumps(request))
    lines.insert(2, "no JSON")
    lines.append(json.dumps(request).replace('"quantity": 6', '"quantity": 0'))
    Path("carts.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return "carts.jsonl"


def rows_of(path):
    """The rows of a CSV file."""
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def prices_by_hand(coupon=None, times=1):
    """The total of each sound line of `carts`: 30.00 a piece of it, 85.00 beside, delivery 10.00, 10.00 off 30.00."""
    totals = []
    for number in (1, 2, 3, 4, 5, 6):
        subtotal = times * (10 * number + 85)
        off = Decimal(10) if coupon is None else Decimal(subtotal) * coupon / 100
        totals.append(subtotal + 10 - off)
    return totals


class TestOne:
    """One checkout."""

    def test_table(self, run):
        code, out, err = run(REQUEST, "--store", STORE, "--coupon", "", "--price-change", "0.05")
        assert (code, err) == (0, "")
        heads, *rows = (line.split("  ") for line in out.splitlines())
        assert [cell.strip() for cell in heads if cell][:3] == ["scenario", "subtotal", "shipping"]
        assert [[cell.strip() for cell in row if cell.strip()] for row in rows] == [
            ["baseline", "115.00", "10.00", "0.00", "0.00", "10.00", "115.00", "0.00", "115.00"],
            ["what if", "120.75", "10.00", "0.00", "0.00", "0.00", "130.75", "15.75", "130.75"],
        ]

    def test_json_has_every_column(self, run):
        code, out, _ = run(REQUEST, "--store", STORE, "--scenarios", "scenarios.toml", "--json")
        baseline, ten_off, twice, thrice = json.loads(out)
        assert code == 0
        assert [row["scenario"] for row in (twice, thrice)] == ["quantity_factor=2", "quantity_factor=3"]
        assert (baseline["total"], baseline["pay_later_total_difference"]) == ("115.00", "0.00")
        assert (ten_off["discount"], ten_off["discount_difference"], ten_off["total"]) == ("11.50", "1.50", "113.50")

    @pytest.mark.parametrize(
        ("options", "total"),
        [
            (["--quantity-factor", "2"], "230.00"),
            (["--shipping", f"{OPTION}=4.90"], "109.90"),
            (["--free-from", f"{OPTION}=100"], "105.00"),
            (["--free-from", f"{OPTION}=never"], "115.00"),
            (["--gift-card-balance", "5"], "115.00"),
            (["--deposit-share", "0.5"], "115.00"),
            (["--tax-included"], "115.00"),
        ],
    )
    def test_options(self, run, options, total):
        code, out, err = run(REQUEST, "--store", STORE, *options, "--json")
        assert (code, err) == (0, "")
        assert json.loads(out)[1]["total"] == total

    def test_tax_by_name(self, run):
        store = json.loads(STORE.read_text(encoding="utf-8"))
        store["taxes"] = [{"name": "a=b", "rate": "0.1"}]
        Path("store.json").write_text(json.dumps(store), encoding="utf-8")
        _, out, _ = run(REQUEST, "--store", "store.json", "--tax", "a=b=0.2", "--json")
        baseline, changed = json.loads(out)
        assert (baseline["tax"], changed["tax"]) == ("11.50", "23.00")  # of 105.00 and 10.00 for delivery

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ([], "no scenario: give --scenarios, or an option"),
            (["--coupon", "X" * 21], "options: $.scenarios[0].coupon: found"),
            (["--tax", "VAT"], "--tax VAT: allowed is NAME=VALUE"),
            (["--tax", "VAT=0.2"], "Scenario.tax: got 'VAT', allowed: a tax of the store"),
            (["--coupon", "", "--out", "x.csv"], "--out is for many carts"),
            (["--coupon", "", "--plot", "x.svg"], "--plot is for many carts"),
            (["--coupon", "", "--engine", "dask"], "--engine is for many carts"),
            (["--coupon", "", "--processes", "2"], "--processes is for many carts"),
            (["--scenarios", "nowhere.toml"], "nowhere.toml: no such file"),
        ],
    )
    def test_refused(self, run, arguments, words):
        code, out, err = run(REQUEST, "--store", STORE, *arguments)
        assert (code, out) == (2, "")
        assert words in err
        assert err.count("\n") == 1

    def test_a_store_is_needed(self, run):
        code, _, err = run(REQUEST, "--coupon", "")
        assert (code, "--store" in err) == (2, True)

    def test_broken_toml(self, run):
        Path("scenarios.toml").write_bytes(b"[[scenarios]\n")
        code, _, err = run(REQUEST, "--store", STORE, "--scenarios", "scenarios.toml")
        assert code == 2
        assert err.startswith("checkout-core: scenarios.toml: ")

    def test_scenarios_as_json(self, run):
        Path("scenarios.json").write_text('{"scenarios": [{"name": "twice", "quantityFactor": 2}]}', encoding="ascii")
        code, out, _ = run(REQUEST, "--store", STORE, "--scenarios", "scenarios.json", "--json")
        assert (code, json.loads(out)[1]["total"]) == (0, "230.00")

    def test_a_refused_request(self, run):
        request = json.loads(REQUEST.read_text(encoding="utf-8")) | {"couponCode": ""}
        Path("request.json").write_text(json.dumps(request), encoding="utf-8")
        code, out, _ = run("request.json", "--store", STORE, "--quantity-factor", "2")
        assert code == 1
        assert "details" in json.loads(out)


class TestMany:
    """Files of carts."""

    def test_totals_and_failures(self, run, carts):
        code, out, err = run(carts, "--store", STORE, "--scenarios", "scenarios.toml", "--out", "totals.csv")
        rows = rows_of("totals.csv")
        assert code == 1
        assert [row["cart"] for row in rows] == ["1", "2", "4", "5", "6", "7"]
        assert [Decimal(row["baseline"]) for row in rows] == prices_by_hand()
        assert [Decimal(row["ten off"]) for row in rows] == prices_by_hand(coupon=10)
        assert [Decimal(row["quantity_factor=3"]) for row in rows] == prices_by_hand(times=3)
        assert [(row["cart"], row["error"].partition(":")[0]) for row in rows_of("totals.csv.errors.csv")] == [
            ("3", "$"),
            ("8", "$.lineItems[0].quantity"),
        ]
        assert "6 carts in USD; 2 without a price" in err
        total, twice = sum(prices_by_hand()), sum(prices_by_hand(times=2))
        assert f"{total:,}" in out.splitlines()[1]
        assert f"{twice - total:,}" in out.splitlines()[3]

    def test_failures_are_told_where_they_are_not_written(self, run, carts):
        code, _, err = run(carts, "--store", STORE, "--quantity-factor", "2")
        assert code == 1
        assert [line.partition(" $")[0] for line in err.splitlines()[:2]] == [
            "checkout-core: carts.jsonl:3:",
            "checkout-core: carts.jsonl:8:",
        ]

    def test_json_counts(self, run, carts):
        _, out, _ = run(carts, "--store", STORE, "--quantity-factor", "2", "--json", "--errors", "errors.csv")
        found = json.loads(out)
        assert (found["carts"], found["errors"], found["scalar"]) == (6, 2, 0)
        [baseline, twice] = found["scenarios"]
        assert (baseline["worse_off"], twice["worse_off"], twice["better_off"]) == (0, 6, 0)
        assert (twice["least"], twice["most"]) == ("95.00", "145.00")
        assert len(rows_of("errors.csv")) == 2

    def test_standard_input(self, run, carts):
        text = Path(carts).read_bytes()
        code, out, _ = run("-", "--jsonl", "--store", STORE, "--quantity-factor", "2", "--json", stdin=text)
        assert (code, json.loads(out)["carts"]) == (1, 6)

    def test_processes_change_nothing(self, run, carts):
        outputs = []
        for number in (1, 2):
            path = f"totals{number}.parquet"
            arguments = (carts, "--store", STORE, "--quantity-factor", "2", "--out", path, "--processes", number)
            outputs.append((run(*arguments), pq.read_table(path)))
        assert outputs[0] == outputs[1]
        assert outputs[0][1].schema.field("what if").type == pa.decimal128(38, 2)

    def test_picture(self, run, carts):
        run(carts, "--store", STORE, "--quantity-factor", "2", "--plot", "out.svg")
        assert Path("out.svg").read_text(encoding="utf-8").startswith("<?xml")
        assert sorted(path.name for path in Path().iterdir()) == ["carts.jsonl", "out.svg", "scenarios.toml"]

    @pytest.fixture
    def carts_parquet(self, run):
        """Two carts with their store."""
        store = wire.load_store(wire.parse(STORE.read_bytes())).value
        request = wire.load_request(wire.parse(REQUEST.read_bytes()), store.currency).value
        checkout = cc.create_from_request(store, request)
        batch = carts_to_arrow([checkout, attrs.evolve(checkout, coupon_code=None)], store)
        pq.write_table(pa.Table.from_batches([batch]), "carts.parquet")
        return "carts.parquet"

    def test_parquet_with_its_store(self, run, carts_parquet):
        code, out, _ = run("carts.parquet", "--coupon", "", "--json")
        assert (code, json.loads(out)["scenarios"][1]["total"]) == (0, "250.00")
        code, _, err = run("carts.parquet", "--coupon", "", "--store", STORE)
        assert (code, "holds its store" in err) == (2, True)

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["--out", "totals.txt"], "allowed is a name that ends in .parquet or .csv"),
            (["--plot", "out.gif"], ".svg"),
            (["--scheduler", "tcp://nowhere:1"], "--scheduler is for --engine dask"),
            (["--tax", "VAT=0.1", "--tax", "VAT=0.2"], "--tax VAT=0.2: VAT is given twice"),
            (["--tax", "VTA=0.1"], "Scenario.tax: got 'VTA', allowed: a tax of the store"),
            (["--processes", "0"], "--processes"),
            (["--errors", "carts.jsonl"], "--errors carts.jsonl: this file is read"),
            (["--errors", "scenarios.toml", "--scenarios", "scenarios.toml"], "scenarios.toml: this file is read"),
            (["--out", "a.csv", "--errors", "a.csv"], "--errors a.csv: this file is written already"),
            (["--plot", "out.svg", "--errors", "out.svg"], "--plot out.svg: this file is written already"),
            (["--plot", "nowhere/out.svg"], "--plot nowhere/out.svg: no such folder"),
        ],
    )
    def test_refused_before_the_run(self, run, carts, arguments, words):
        code, out, err = run(carts, "--store", STORE, "--coupon", "", *arguments)
        assert (code, out) == (2, "")
        assert words in err

    @UNIX
    @pytest.mark.parametrize("option", ["--out", "--errors", "--plot"])
    def test_a_pipe_is_not_displaced(self, run, carts, option):
        os.mkfifo("pipe.csv")
        Path("pipe.svg").symlink_to("pipe.csv")
        name = "pipe.svg" if option == "--plot" else "pipe.csv"
        code, out, err = run(carts, "--store", STORE, "--coupon", "", option, name)
        assert (code, out) == (2, "")
        assert "pipe.csv: is a device or pipe; allowed is a file" in err
        assert Path("pipe.csv").is_fifo()

    def test_members_that_are_not_understood_are_told(self, run):
        request = {**json.loads(REQUEST.read_bytes()), "cuponCode": "X"}
        Path("carts.JSONL").write_text("\n".join([json.dumps(request)] * 12), encoding="utf-8")
        code, _, err = run("carts.JSONL", "--store", STORE, "--coupon", "")
        lines = [
            f"checkout-core: carts.JSONL:{number}: $.cuponCode: not understood, ignored" for number in range(1, 11)
        ]
        assert (code, err.splitlines()) == (0, [*lines, "12 carts in USD; 0 without a price"])

    def test_a_coupon_that_the_store_has_not_is_told(self, run, carts):
        words = "checkout-core: scenario what if: the store has no coupon WELCOM10\n"
        assert run(carts, "--store", STORE, "--coupon", "WELCOM10")[2].startswith(words)
        assert run(REQUEST, "--store", STORE, "--coupon", "WELCOM10")[2] == words

    def test_a_broken_store_is_told_with_its_file(self, run, carts_parquet):
        table = pq.read_table(carts_parquet)
        for text, words in ((b"{", "found"), (b"{}", "checkout_core.store: $.currency: found nothing")):
            pq.write_table(table.replace_schema_metadata({"checkout_core.store": text}), "broken.PARQUET")
            code, out, err = run("broken.PARQUET", "--coupon", "")
            assert (code, out) == (2, "")
            assert err.startswith("checkout-core: broken.PARQUET: the metadata checkout_core.store: $")
            assert words in err

    @UNIX
    def test_parquet_from_a_pipe(self, run):
        """It is not waited for."""
        os.mkfifo("carts.parquet")
        code, out, err = run("carts.parquet", "--coupon", "")
        assert (code, out, err) == (
            2,
            "",
            "checkout-core: carts.parquet: is a pipe, and Parquet is read from its end\n",
        )

    def test_a_column_that_is_needed(self, run, carts_parquet):
        table = pq.read_table(carts_parquet)
        pq.write_table(table.drop_columns(["option"]), "short.parquet")
        code, out, err = run("short.parquet", "--free-from", f"{OPTION}=50")
        assert (code, out) == (2, "")
        assert "batch.option: got None, allowed: a column, since a scenario names delivery options" in err

    def test_no_parquet(self, run):
        Path("carts.parquet").write_bytes(b"no parquet")
        code, _, err = run("carts.parquet", "--store", STORE, "--coupon", "")
        assert (code, "a Parquet file of carts" in err) == (2, True)
        code, _, err = run("nowhere.parquet", "--store", STORE, "--coupon", "")
        assert (code, "nowhere.parquet: no such file" in err) == (2, True)

    def test_a_missing_extra_is_named(self, run, carts, monkeypatch):
        for name in [
            name for name in sys.modules if name.startswith(("numba", "checkout_core.whatif", "checkout_core.cli.what"))
        ]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "numba", None)
        code, out, err = run(carts, "--store", STORE, "--coupon", "")
        assert (code, out) == (2, "")
        assert err == "checkout-core: what-if over many carts needs numba: pip install 'checkout-core[batch]'\n"
