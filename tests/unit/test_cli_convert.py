"""`checkout-core convert`: the checkout of a Stores cart, the report, and the store in which it has that price."""

import io
import json
import os
import sys
from pathlib import Path

import pytest
from samples import guid

from checkout_core import wire
from checkout_core.cli import app

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
CART = str(EXAMPLES / "legacy_cart.json")
UNEVEN = {
    "currency": {"code": "USD"},
    "weightUnit": "KG",
    "lineItems": [{"id": 1, "quantity": 1, "lineItemType": "PHYSICAL", "priceData": {"price": 10}}],
    "totals": {"total": "11"},
}
"""A cart whose total is another."""
DIFFERENCES = (
    (
        "$.appliedCoupon.discountValue: 2 in the cart, none in the checkout: a checkout holds a coupon by its code, "
        "and the cart has none"
    ),
    "$.totals.total: 11 in the cart, 10 in the checkout: follows from the lines and the other totals",
)
"""What is said of it, and of a coupon without a code."""


@pytest.fixture
def run(capfdbinary, monkeypatch):
    """Run a command in this process; give exit code, output and error text."""

    def runner(*arguments, stdin=b"", command="convert"):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = app.run([command, *map(str, arguments)])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in out + err
        return code, out.decode(), err.decode()

    return runner


@pytest.fixture
def file(tmp_path):
    """Write a document and give its path."""

    def write(name, content):
        path = tmp_path / name
        path.write_text(content if isinstance(content, str) else wire.dumps(content), encoding="utf-8")
        return path

    return write


class TestConvert:
    """What is printed."""

    def test_the_checkout_and_the_report(self, run):
        """As JSON on standard output; a line for each entry of the report on standard error."""
        code, out, err = run(CART)
        converted = wire.convert_cart(wire.parse(Path(CART).read_bytes()))
        assert (code, out) == (0, wire.dumps(wire.dump_priced(converted.priced), indent=2) + "\n")
        assert len(err.splitlines()) == len(converted.dropped) + len(converted.assumed)
        start = f"checkout-core: {CART}: "
        assert all(line.startswith(start) for line in err.splitlines())
        assert f'{start}$.status: no place for "INCOMPLETE": a cart\'s status says nothing of the checkout made' in err
        assert f'{start}checkout $.conversionInfo.conversionRate: assumed "0.92": the shortest rate that gives' in err

    def test_a_difference(self, run, file):
        """Both numbers and the reason; none is said where the checkout has no such number."""
        path = file("cart.json", UNEVEN | {"appliedCoupon": {"discountValue": 2}})
        code, _, err = run(path)
        assert (code, err.splitlines()) == (
            0,
            [f"checkout-core: {path}: {line}" for line in DIFFERENCES],
        )

    def test_json(self, run, file):
        """Checkout, store and report as one object; nothing on standard error."""
        code, out, err = run(CART, "--json")
        document = json.loads(out)
        assert (code, err) == (0, "")
        assert list(document) == ["checkout", "store", "dropped", "differences", "assumed"]
        assert document["checkout"] == json.loads(run(CART)[1])
        assert document["dropped"][0] == {
            "path": "$.id",
            "value": "055e1808-b236-48dc-94d5-45288e06ef9c",
            "why": "a checkout has an id of its own; its cartId names an eCommerce cart",
        }
        assert {made["path"]: made["value"] for made in document["assumed"]}["$.priceSummary.tax"]["rate"] == "0.0825"
        [other] = json.loads(run(file("cart.json", UNEVEN), "--json")[1])["differences"]
        assert other == {
            "path": "$.totals.total",
            "inCart": "11",
            "inCheckout": "10",
            "why": "follows from the lines and the other totals",
        }

    def test_strict(self, run, file):
        """A number that differs is exit code 1; what is dropped or assumed is not. The output is the same."""
        path = file("cart.json", UNEVEN)
        assert run(path, "--strict") == (1, *run(path)[1:])
        assert run(path, "--strict", "--json")[0] == 1
        assert run(CART, "--strict") == run(CART)

    def test_reads_standard_input(self, run):
        """The same, under the name "-"."""
        code, out, err = run("-", stdin=Path(CART).read_bytes())
        assert (code, out) == run(CART)[:2]
        assert err == run(CART)[2].replace(CART, "-")

    def test_an_answer_of_the_service(self, run, file):
        """The cart in it is converted."""
        assert run(file("answer.json", {"cart": UNEVEN}))[:2] == run(file("cart.json", UNEVEN))[:2]

    def test_what_no_cart_says(self, run):
        """Id, instant and channel; without them the checkout is of no time."""
        names = ("--checkout-id", guid(7), "--now", "2026-11-23T10:30:00+01:00", "--channel-type", "POS")
        found = json.loads(run(CART, *names)[1])
        assert [found[name] for name in ("_id", "_createdDate", "_updatedDate", "channelType")] == [
            *(guid(7), "2026-11-23T09:30:00.000Z", "2026-11-23T09:30:00.000Z", "POS"),
        ]
        default = json.loads(run(CART)[1])
        assert [default[name] for name in ("_id", "_createdDate", "channelType")] == [
            *(guid(1), "1970-01-01T00:00:00.000Z", "WEB"),
        ]

    def test_speaks_both_dialects_and_formats_for_a_locale(self, run):
        """``_id`` or ``id``, in checkout and store; the numbers stay."""
        rest = json.loads(run(CART, "--json", "--dialect", "rest", "--locale", "de_DE")[1])
        assert rest["checkout"]["id"] == guid(1)
        assert "_id" not in json.dumps(rest)
        assert rest["checkout"]["priceSummary"]["total"] == {
            "amount": "135.19",
            "convertedAmount": "124.37",
            "formattedAmount": "135,19\N{NO-BREAK SPACE}$",
            "formattedConvertedAmount": "124,37\N{NO-BREAK SPACE}€",
        }


class TestStoreOut:
    """The store in which the checkout has this price."""

    @pytest.mark.parametrize("dialect", ["velo", "rest"])
    def test_the_price_again(self, run, tmp_path, dialect):
        """The same bytes, from the two files."""
        store, checkout = tmp_path / "store.json", tmp_path / "checkout.json"
        arguments = ("--dialect", dialect)
        first = run(CART, "--store-out", store, *arguments)
        assert first == run(CART, *arguments)
        checkout.write_text(first[1], encoding="utf-8")
        assert run(checkout, "--store", store, *arguments, command="price") == (0, first[1], "")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["checkout.json", "store.json"]
        assert json.loads(store.read_text(encoding="utf-8")) == json.loads(run(CART, "--json", *arguments)[1])["store"]

    def test_takes_the_place_of_a_file(self, run, tmp_path):
        """Also where a link leads to it; the link stays."""
        store, link = tmp_path / "store.json", tmp_path / "link.json"
        store.write_text("old", encoding="utf-8")
        link.symlink_to(store)
        assert run(CART, "--store-out", link)[0] == 0
        assert link.is_symlink()
        assert json.loads(store.read_text(encoding="utf-8"))["currency"] == "USD"
        assert len(list(tmp_path.iterdir())) == 2

    def test_a_cart_that_cannot_be_read_leaves_the_old_one(self, run, file, tmp_path):
        """Nothing is written."""
        store = file("store.json", "old")
        assert run(file("cart.json", {}), "--store-out", store)[0] == 2
        assert store.read_text(encoding="utf-8") == "old"
        assert len(list(tmp_path.iterdir())) == 2

    @pytest.mark.parametrize("out", ["cart.json", "./cart.json", "link.json"])
    def test_never_the_file_that_is_read(self, run, file, tmp_path, monkeypatch, out):
        """Under any of its names."""
        monkeypatch.chdir(tmp_path)
        cart = file("cart.json", UNEVEN)
        Path("link.json").symlink_to(cart)
        before = cart.read_bytes()
        code, printed, err = run(cart.name, "--store-out", out)
        assert (code, printed) == (2, "")
        assert f"--store-out {out}: this file is read" in err
        assert cart.read_bytes() == before

    @pytest.mark.parametrize(
        ("stream", "words"), [("stdin", "this file is read"), ("stdout", "the checkout is written there")]
    )
    def test_nor_what_a_stream_is(self, capfd, file, monkeypatch, stream, words):
        """The file that the shell reads from, or writes to."""
        path = file("cart.json", UNEVEN)
        with path.open("r+", encoding="utf-8") as opened:
            monkeypatch.setattr(sys, stream, opened)
            code = app.run(["convert", "-" if stream == "stdin" else CART, "--store-out", str(path)])
            monkeypatch.undo()
        assert code == 2
        assert f"--store-out {path}: {words}" in capfd.readouterr().err
        assert path.read_text(encoding="utf-8") == wire.dumps(UNEVEN)

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
    def test_never_a_pipe_or_device(self, run, tmp_path):
        """It stays what it is, and is not waited for."""
        os.mkfifo(tmp_path / "store.json")
        code, out, err = run(CART, "--store-out", tmp_path / "store.json")
        assert (code, out) == (2, "")
        assert "store.json: is a device or pipe" in err
        assert [(path.name, path.is_fifo()) for path in tmp_path.iterdir()] == [("store.json", True)]

    @pytest.mark.parametrize(
        ("out", "words"),
        [
            (".", "is a directory"),
            ("", "is a directory"),
            ("nowhere/store.json", "nowhere/store.json: no such file or directory"),
            ("file/store.json", "file/store.json: not a directory"),
        ],
    )
    def test_where_nothing_can_be_written(self, run, file, tmp_path, monkeypatch, out, words):
        """One line, and no checkout."""
        monkeypatch.chdir(tmp_path)
        file("file", "old")
        code, printed, err = run(CART, "--store-out", out)
        assert (code, printed) == (2, "")
        assert words in err
        assert len(err.splitlines()) == 1
        assert [path.name for path in tmp_path.iterdir()] == ["file"]


class TestRefused:
    """Exit code 2 and clear lines."""

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "$: found no JSON"),
            ("no JSON", "$: found no JSON"),
            ("[]", "$: found an array of 0 entries, allowed an object"),
            ('{"totals": {"tax": NaN}}', "$.totals.tax: found NaN"),
            ('{"totals": {"tax": 1e999}}', "$.totals.tax: found 1e999"),
            ('{"id": 1, "id": 2}', 'the key "id" more than once'),
            ("[" * 100_000, "found nesting deeper than 64 levels"),
            (json.dumps(UNEVEN | {"lineItems": [{}] * 100_000}), "$.lineItems: found 100000 entries"),
        ],
        ids=lambda _: "",
    )
    def test_what_is_no_cart(self, run, file, text, words):
        """With the file, and the place in it."""
        path = file("cart.json", text)
        code, out, err = run(path)
        assert (code, out) == (2, "")
        assert words in err
        assert err.startswith(f"checkout-core: {path}: $")

    def test_all_that_is_wrong(self, run, file):
        """A line each."""
        path = file("cart.json", {"currency": {"code": "X"}, "lineItems": [{"quantity": 0}], "totals": 7})
        code, _, err = run(path)
        assert code == 2
        found = [line.removeprefix("checkout-core: ").removeprefix(f"{path}: ") for line in err.splitlines()]
        assert [line.partition(": ")[0] for line in found] == [
            "$.currency.code",
            "$.lineItems[0].quantity",
            "$.lineItems[0].priceData",
            "$.totals",
        ]

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (["nowhere.json"], "nowhere.json: no such file or directory"),
            (["."], "is a directory"),
            ([], "Missing argument 'CART'"),
            ([CART, "--now", "today"], 'got "today", allowed: an ISO 8601 instant with Z or an offset'),
            ([CART, "--now", "2026-11-23T09:30:00"], "allowed: an ISO 8601 instant with Z or an offset"),
            ([CART, "--now", "0001-01-01T00:00:00+14:00"], "of the years 1 to 9999"),
            ([CART, "--checkout-id", "7"], "allowed: a GUID such as"),
            ([CART, "--channel-type", "SHOP"], "'SHOP' is not one of"),
            ([CART, "--channel-type", "UNSPECIFIED"], "'UNSPECIFIED' is not one of"),
            ([CART, "--locale", "xx_YY"], "xx_YY"),
            ([CART, "--dialect", "soap"], "'soap' is not one of"),
            ([CART, "--store-out", "-"], "--store-out -: the checkout is written there"),
        ],
    )
    def test_arguments(self, run, arguments, words):
        """One line that says what is allowed."""
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert words in err
        assert len(err.splitlines()) == 1


class TestHostile:
    """What a cart holds cannot steer a terminal from the report."""

    HOSTILE = "\x1b[2J\n\N{RIGHT-TO-LEFT OVERRIDE}checkout-core: fine"

    def test_names_and_values(self, run, file):
        """Every entry is one line of printable text."""
        hostile = self.HOSTILE
        cart = UNEVEN | {
            "status": hostile,
            hostile: {hostile: [hostile] * 1_000},
            "billingAddress": {"contactDetails": {"firstName": hostile, "company": "Doe"}},
            "buyerInfo": {"firstName": f"{hostile}2", "lastName": hostile},
            "appliedCoupon": {"couponId": guid(1), "name": hostile},
        }
        code, out, err = run(file("cart.json", cart), "--store-out", file("store.json", ""))
        assert code == 0
        assert len(err.splitlines()) == 6
        assert all(line.isprintable() and len(line) < 600 for line in err.splitlines())
        assert json.loads(out)["billingInfo"]["contactDetails"]["firstName"] == hostile

    def test_the_name_of_the_file(self, run, file):
        """In one line, too."""
        _, _, err = run(file("a\n\x1b[2J.json", UNEVEN))
        assert all(line.isprintable() for line in err.splitlines())
        _, _, err = run(file("b\n\x1b[2J.json", "no JSON"))
        assert all(line.isprintable() for line in err.splitlines())
        _, _, err = run(CART, "--store-out", "nowhere\n\x1b[2J/store.json")
        assert [line.isprintable() for line in err.splitlines()] == [True]

    def test_long_values_are_cut(self, run, file):
        """The JSON report has them in full."""
        cart = file("cart.json", UNEVEN | {"new": ["x" * 50] * 5_000})
        assert len(run(cart)[2]) < 1_000
        [gone] = json.loads(run(cart, "--json")[1])["dropped"]
        assert gone["value"] == ["x" * 50] * 5_000
