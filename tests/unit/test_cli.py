"""The command line: exit codes, one clear line for what went wrong, and never a traceback."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import samples

import checkout_core as cc
from checkout_core.cli import app, receipt

EXAMPLES = Path(__file__).parents[1] / "examples"
REQUEST = str(EXAMPLES / "request_full.json")
STORE = str(EXAMPLES / "store.json")


@pytest.fixture
def run(capfdbinary, monkeypatch):
    """Run the command line in this process; give exit code, output and error text."""

    def runner(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = app.run([str(argument) for argument in arguments])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in out + err
        return code, out.decode(), err.decode()

    return runner


@pytest.fixture
def file(tmp_path):
    """Write a file and give its path."""

    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return path

    return write


def request_document(**changes):
    """The documented request, changed."""
    return json.loads(Path(REQUEST).read_text(encoding="utf-8")) | changes


def store_document(**changes):
    """The documented store, changed."""
    return json.loads(Path(STORE).read_text(encoding="utf-8")) | changes


class TestPrice:
    """`checkout-core price`."""

    def test_prints_the_priced_checkout_as_json(self, run):
        """The documented figures, in UTF-8, nothing on standard error."""
        code, out, err = run("price", REQUEST, "--store", STORE)
        found = json.loads(out)
        assert (code, err) == (0, "")
        assert found["priceSummary"]["total"]["amount"] == "115"
        assert found["lineItems"][0]["discount"]["amount"] == "10"
        assert found["lineItems"][2]["availability"]["status"] == "NOT_FOUND"
        assert out.endswith("}\n")

    def test_the_same_input_gives_the_same_bytes(self, run):
        """Twice."""
        assert run("price", REQUEST, "--store", STORE) == run("price", REQUEST, "--store", STORE)

    def test_reads_standard_input(self, run):
        """As request or as store."""
        expected = run("price", REQUEST, "--store", STORE)
        assert run("price", "-", "--store", STORE, stdin=Path(REQUEST).read_bytes()) == expected
        assert run("price", REQUEST, "--store", "-", stdin=Path(STORE).read_bytes()) == expected

    def test_explains(self, run):
        """A receipt in plain text where standard output is no terminal."""
        code, out, _ = run("price", REQUEST, "--store", STORE, "--explain")
        assert code == 0
        assert out.startswith("Amounts in USD")
        assert "subtotal 115.00 + shipping 10.00 - discount 10.00" in out

    def test_speaks_both_dialects(self, run):
        """``_id`` by default, ``id`` for REST."""
        velo = json.loads(run("price", REQUEST, "--store", STORE)[1])
        rest = json.loads(run("price", REQUEST, "--store", STORE, "--dialect", "rest")[1])
        assert velo["_id"] == rest["id"]
        assert "_id" not in rest

    def test_formats_for_a_locale(self, run):
        """Text only; the amounts stay."""
        found = json.loads(run("price", REQUEST, "--store", STORE, "--locale", "de_DE")[1])
        assert found["priceSummary"]["total"]["formattedAmount"] == "115,00\N{NO-BREAK SPACE}$"
        assert found["priceSummary"]["total"]["amount"] == "115"

    def test_strict_exits_1_on_calculation_errors(self, run, file):
        """The price is printed all the same; without --strict the exit code is 0."""
        low = file("store.json", store_document(coupons=[
            {"_id": samples.guid(1), "name": "n", "code": "SUMMERSALE10", "minimumSubtotal": "500", "percentOffRate": 5}
        ]))  # fmt: skip
        code, out, _ = run("price", REQUEST, "--store", low, "--strict")
        error = json.loads(out)["calculationErrors"]["couponCalculationError"]["applicationError"]
        assert (code, error["code"]) == (1, "MIN_SUBTOTAL_NOT_REACHED")
        assert run("price", REQUEST, "--store", low)[0] == 0
        assert run("price", REQUEST, "--store", STORE, "--strict")[0] == 0

    def test_a_refused_request_prints_the_error_and_exits_1(self, run, file):
        """The service's error body on standard output."""
        code, out, err = run("price", file("r.json", request_document(couponCode="NOPE")), "--store", STORE)
        assert (code, err) == (1, "")
        assert json.loads(out)["details"]["applicationError"]["code"] == "ERROR_COUPON_DOES_NOT_EXIST"

    def test_members_that_are_not_understood_are_said(self, run, file):
        """On standard error, with file and path; the price goes on."""
        request = file("r.json", request_document(colour="red"))
        code, out, err = run("price", request, "--store", STORE)
        assert code == 0
        assert json.loads(out)
        assert err == f"checkout-core: {request}: $.colour: not understood, ignored\n"


class TestPriceAgain:
    """`checkout-core price` of what was dumped before."""

    @pytest.mark.parametrize("dialect", ["velo", "rest"])
    def test_what_was_printed_is_printed_again(self, run, file, dialect):
        """The same bytes, whatever the dialect that was printed."""
        arguments = ("--store", STORE, "--dialect", dialect)
        first = run("price", REQUEST, *arguments)
        assert run("price", file("priced.json", first[1].encode()), *arguments) == first
        assert run("price", "-", "--store", STORE, stdin=first[1].encode()) == run("price", REQUEST, "--store", STORE)

    def test_a_kept_checkout_is_priced(self, run, file):
        """Whatever was refused at creation, for a checkout exists: here the coupon is gone."""
        store = cc.wire.load_store(store_document()).value
        request = cc.wire.load_request(request_document(), store.currency).value
        kept = file("kept.json", cc.wire.dump_checkout(cc.create_from_request(store, request)))
        assert run("price", kept, "--store", STORE) == run("price", REQUEST, "--store", STORE)
        code, out, _ = run("price", kept, "--store", file("s.json", store_document(coupons=[])), "--strict")
        error = json.loads(out)["calculationErrors"]["couponCalculationError"]["applicationError"]
        assert (code, error["code"]) == (1, "ERROR_COUPON_DOES_NOT_EXIST")

    def test_another_store_makes_another_price(self, run, file):
        """What would it cost there? Explained as any price is."""
        priced = file("priced.json", run("price", REQUEST, "--store", STORE)[1].encode())
        store = store_document()
        store["catalog"][1]["price"] = "100"
        dearer = file("dearer.json", store)
        assert json.loads(run("price", priced, "--store", dearer)[1])["priceSummary"]["total"]["amount"] == "130"
        assert "subtotal 130.00" in run("price", priced, "--store", dearer, "--explain")[1]

    def test_the_instant_is_that_of_the_last_change(self, run, file):
        """There is no ``now`` to ask for."""
        priced = json.loads(run("price", REQUEST, "--store", STORE)[1])
        store = store_document()
        store["coupons"][0]["expirationTime"] = "2022-07-18T13:25:22.141Z"
        expired = run("price", file("p.json", priced), "--store", file("s.json", store), "--strict")
        assert (expired[0], "ERROR_COUPON_HAS_EXPIRED" in expired[1]) == (1, True)

    def test_its_currency_must_be_the_stores(self, run, file):
        """One line, exit 2: nothing is converted."""
        euro = EXAMPLES / "update_checkout.json"
        words = f"checkout-core: {euro}: $.currency: found EUR, allowed USD, the store's currency\n"
        assert run("price", euro, "--store", STORE) == (2, "", words)

    def test_a_gift_card_needs_its_code(self, run, file):
        """The line says what to do, and doing it helps."""
        store = file("s.json", store_document(giftCards=[{"code": "GIFT-CARD-QXY1", "balance": "5"}]))
        first = run("price", file("r.json", request_document(giftCardCode="GIFT-CARD-QXY1")), "--store", store)
        priced = file("p.json", first[1].encode())
        found = "a gift card without its code, which is never published"
        allowed = "that with the code put into the checkout, as giftCardCode"
        said = f"checkout-core: {priced}: $.giftCard: found {found}, allowed {allowed}\n"
        assert run("price", priced, "--store", store) == (2, "", said)
        document = json.loads(first[1]) | {"giftCardCode": "GIFT-CARD-QXY1"}
        assert run("price", file("p.json", document), "--store", store) == first
        code, _, err = run("price", file("p.json", document | {"giftCardCode": "GIFT-CARD-QXY2"}), "--store", store)
        assert (code, "QXY2" in err, "$.giftCardCode" in err) == (2, False, True)

    def test_members_that_are_not_understood_are_said(self, run, file):
        """What is computed is understood."""
        priced = json.loads(run("price", REQUEST, "--store", STORE)[1])
        path = file("p.json", priced | {"colour": 1, "priceSummary": {"colour": 1}})
        assert run("price", path, "--store", STORE)[2] == f"checkout-core: {path}: $.colour: not understood, ignored\n"

    def test_lines_of_every_kind(self, run, file):
        """A request, a kept checkout, a printed one, one in another currency: a result for each."""
        request = request_document()
        store = cc.wire.load_store(store_document()).value
        loaded = cc.wire.load_request(request, store.currency).value
        kept = cc.wire.dump_checkout(cc.create_from_request(store, loaded))
        printed = json.loads(run("price", REQUEST, "--store", STORE)[1])
        euro = json.loads((EXAMPLES / "update_checkout.json").read_text(encoding="utf-8"))
        lines = [json.dumps(document) for document in (request, kept, printed, {"checkout": printed}, euro)]
        path = file("carts.jsonl", "\n".join(lines).encode())
        code, out, err = run("price", path, "--store", STORE, "--jsonl")
        *priced, error = map(json.loads, out.splitlines())
        assert (code, err) == (1, "")
        assert priced == [printed] * 4
        assert error["error"]["message"].startswith(f"{path}:5: $.currency: found EUR")


class TestBadInput:
    """Exit 2 and one clear line, or a list of them."""

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "$: "),
            (b"{", "$: "),
            (b"[1]", "$: found "),
            (b'{"lineItems": 1e999999999}', "$.lineItems"),
            (b'{"a": NaN}', "NaN"),
            (b'{"a": 1, "a": 2}', '"a"'),
            (b"\xff", "UTF-8"),
            (b"[" * 100_000, "nest"),
            (json.dumps(request_document(lineItems=[])).encode(), "lineItems"),
            (json.dumps(request_document(channelType="UNSPECIFIED")).encode(), "$.channelType: found"),
            (json.dumps(request_document(lineItems=[{"quantity": 0}])).encode(), "$.lineItems[0].quantity: found 0"),
            (json.dumps({"lineItems": [{}] * 100_000}).encode(), "100000"),
        ],
    )
    def test_an_unreadable_request_is_said_with_its_place(self, run, file, content, words):
        """Every line names the file; at least one the place and what was expected."""
        path = file("bad.json", content)
        code, out, err = run("price", path, "--store", STORE)
        assert (code, out) == (2, "")
        assert words in err
        assert all(f"{path}: " in line for line in err.splitlines())

    def test_all_problems_are_said_at_once(self, run, file):
        """Three mistakes, three lines."""
        path = file("bad.json", {"lineItems": [{"quantity": "x"}], "channelType": 7, "now": "today"})
        err = run("price", path, "--store", STORE)[2]
        for place in ("$.lineItems[0].quantity", "$.lineItems[0].catalogReference", "$.channelType", "$.now"):
            assert f"{path}: {place}: " in err

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("price",), "Missing argument 'FILE'"),
            (("price", REQUEST), "Missing option '--store'"),
            (("price", "nowhere.json", "--store", STORE), "nowhere.json: no such file or directory"),
            (("price", REQUEST, "--store", "nowhere.json"), "nowhere.json: no such file or directory"),
            (("price", str(EXAMPLES), "--store", STORE), "is a directory"),
            (("price", REQUEST, "--store", STORE, "--locale", "xx_YY"), "xx_YY"),
            (("price", REQUEST, "--store", STORE, "--dialect", "x"), "'x' is not one of"),
            (("price", REQUEST, "--store", STORE, "--nope"), "No such option"),
            (("price", REQUEST, "--store", STORE, "--jsonl", "--explain"), "cannot be combined"),
            (("price", "-", "--store", "-"), "cannot both be standard input"),
            (("nope",), "No such command 'nope'"),
        ],
    )
    def test_bad_usage_is_one_line(self, run, arguments, words):
        """It starts with the program's name."""
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert words in err
        assert err.startswith("checkout-core")
        assert err.count("\n") == 1

    def test_without_now_and_without_as_of_there_is_no_instant(self, run, file):
        """There is no clock in the library; the command line does not read one either."""
        request = request_document()
        del request["now"]
        path = file("r.json", request)
        code, _, err = run("price", path, "--store", STORE)
        assert code == 2
        assert "$.now: found nothing" in err
        assert run("price", path, "--store", file("s.json", store_document(asOf="2022-07-18T00:00:00Z")))[0] == 0


class TestJsonl:
    """One request a line, one result a line."""

    def test_a_bad_line_becomes_an_error_and_the_rest_go_on(self, run, file):
        """In order; the exit code tells that something was wrong."""
        good, refused = request_document(), request_document(couponCode="NOPE")
        lines = [json.dumps(good), "nonsense", json.dumps(refused), "", json.dumps(good | {"colour": 1})]
        path = file("carts.jsonl", "\n".join(lines).encode())
        code, out, err = run("price", path, "--store", STORE, "--jsonl")
        results = [json.loads(line) for line in out.splitlines()]
        assert code == 1
        assert len(results) == 5
        assert results[0]["priceSummary"] == results[4]["priceSummary"]
        assert f"{path}:2: " in results[1]["error"]["message"]
        assert results[2]["error"]["details"]["applicationError"]["code"] == "ERROR_COUPON_DOES_NOT_EXIST"
        assert "message" in results[3]["error"]
        assert err == f"checkout-core: {path}:5: $.colour: not understood, ignored\n"

    def test_good_lines_exit_0(self, run):
        """Standard input in, the same bytes a line out."""
        line = json.dumps(request_document()).encode()
        code, out, err = run("price", "-", "--store", STORE, "--jsonl", stdin=line + b"\n" + line + b"\n")
        assert (code, err) == (0, "")
        assert len(set(out.splitlines())) == 1
        assert out.count("\n") == 2

    def test_strict_counts_every_line(self, run, file):
        """One calculation error is enough for exit 1."""
        low = file("store.json", store_document(coupons=[
            {"_id": samples.guid(1), "name": "n", "code": "SUMMERSALE10", "minimumSubtotal": "500", "percentOffRate": 5}
        ]))  # fmt: skip
        line = json.dumps(request_document()).encode() + b"\n"
        assert run("price", "-", "--store", low, "--jsonl", "--strict", stdin=line)[0] == 1
        assert run("price", "-", "--store", low, "--jsonl", stdin=line)[0] == 0

    def test_a_missing_file_is_one_line(self, run):
        """Exit 2."""
        code, out, err = run("price", "nowhere.jsonl", "--store", STORE, "--jsonl")
        assert (code, out) == (2, "")
        assert err == "checkout-core: nowhere.jsonl: no such file or directory\n"


class TestHelp:
    """What it says of itself."""

    def test_version_and_help(self, run):
        """Both exit 0."""
        code, out, _ = run("--version")
        assert (code, out) == (0, f"checkout-core {cc.__version__}\n")
        code, out, _ = run("price", "--help")
        assert code == 0
        assert "\\b" not in out
        assert "\n  checkout-core price request.json --store store.json --explain\n" in out
        for option in ("--store", "--jsonl", "--explain", "--strict", "--locale", "--dialect"):
            assert option in out

    def test_no_command_shows_the_help(self, run):
        """On standard error, exit 2."""
        code, out, err = run()
        assert (code, out) == (2, "")
        assert "Usage" in err


def test_the_receipt_table_shows_every_step():
    """On a terminal the same steps stand in a table, and markup in a product's name is only text."""
    from rich.console import Console

    priced = cc.price(samples.full_checkout(), samples.full_store())
    explanation = cc.explain(priced)
    console = Console(width=200, record=True, file=io.StringIO())
    console.print(receipt.receipt_table(explanation))
    text = console.export_text()
    for step in explanation.steps:
        assert step.subject in text
        assert step.label in text
        assert step.amount is None or receipt.amount_text(step.amount) in text


def test_the_module_runs_as_a_program():
    """``python -m checkout_core`` is the command line; a closed pipe is no error."""
    command = [sys.executable, "-m", "checkout_core", "price", REQUEST, "--store", STORE]
    done = subprocess.run(command, capture_output=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["priceSummary"]["total"]["amount"] == "115"
    lines = (Path(REQUEST).read_text(encoding="utf-8").replace("\n", "") + "\n") * 500
    with subprocess.Popen(
        [sys.executable, "-m", "checkout_core", "price", "-", "--store", STORE, "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdout.close()
        try:
            process.stdin.write(lines.encode())
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.wait(timeout=60) == 0
        assert process.stderr.read() == b""
        process.stderr.close()


def test_without_the_extra_one_line_says_what_to_install():
    """Where click or rich is missing: exit 2, nothing on standard output."""
    script = "import sys; sys.modules['click'] = None\nfrom checkout_core.cli import main\nmain()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == "checkout-core: the command line needs click and rich: pip install 'checkout-core[cli]'\n"


def shell(command):
    """Exit code, output and error text of a shell command; ``$CC`` is the command line with the examples."""
    cc_line = f"{sys.executable} -m checkout_core price {REQUEST} --store {STORE}"
    done = subprocess.run(
        ["/bin/sh", "-c", command],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "CC": cc_line},
    )
    return done.returncode, done.stdout, done.stderr


UNIX = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full, /dev/zero and /proc")


@UNIX
@pytest.mark.parametrize(
    ("command", "error"),
    [
        ("$CC > /dev/full", "checkout-core: standard output: no space left on device\n"),
        ("$CC --explain > /dev/full", "checkout-core: standard output: no space left on device\n"),
        ("$CC >&-", ""),
        ("$CC <&-", ""),
    ],
)
def test_an_output_that_cannot_be_written_is_one_line_and_exit_2(command, error):
    """A full disk is said; with a closed standard stream there is nothing to be done."""
    code, _, said = shell(command)
    assert (code, said) == (2, error)


@UNIX
def test_an_endless_input_is_read_up_to_the_bound():
    """/dev/zero is too large, not a way to fill the memory."""
    code, out, said = shell("$CC --store /dev/zero")
    assert (code, out) == (2, "")
    assert said == "checkout-core: /dev/zero: larger than 32 MiB\n"


def on_a_terminal(arguments, **environment):
    """What a command writes to a terminal, standard output and error together, and its exit code."""
    import pty

    main, side = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "checkout_core", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=side,
        stderr=side,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100", **environment},
    ) as process:
        os.close(side)
        written = b""
        try:
            while part := os.read(main, 65_536):
                written += part
        except OSError:
            pass  # the terminal's other end is closed
        os.close(main)
        return process.wait(timeout=60), written.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
class TestTerminal:
    """What a person sees."""

    def test_progress_is_shown(self, file):
        """Requests priced, and how many a second."""
        path = file("carts.jsonl", json.dumps(request_document()).encode() + b"\n")
        code, seen = on_a_terminal(["price", path, "--store", STORE, "--jsonl"])
        assert code == 0
        assert "priced, " in seen
        assert "/s" in seen

    def test_the_receipt_is_a_table(self):
        """With lines; in plain text where the terminal is too narrow or not of UTF-8."""
        arguments = ["price", REQUEST, "--store", STORE, "--explain"]
        code, seen = on_a_terminal(arguments)
        assert code == 0
        assert "\N{BOX DRAWINGS LIGHT VERTICAL}" in seen
        for environment in ({"COLUMNS": "40"}, {"PYTHONIOENCODING": "ascii"}):
            code, seen = on_a_terminal(arguments, **environment)
            assert code == 0
            assert "subtotal 115.00 + shipping 10.00 - discount 10.00" in seen


@UNIX
def test_an_unreadable_rest_of_a_file_is_one_line():
    """An error after the file was opened."""
    code, out, said = shell(f"{sys.executable} -m checkout_core price /proc/self/mem --store {STORE} --jsonl")
    assert (code, out) == (2, "")
    assert said == "checkout-core: /proc/self/mem: input/output error\n"


@UNIX
def test_a_note_that_cannot_be_written_does_not_stop_the_price(file):
    """Standard error is full; the price is printed."""
    path = file("r.json", request_document(colour="red"))
    code, out, _ = shell(f"{sys.executable} -m checkout_core price {path} --store {STORE} 2>/dev/full")
    assert code == 0
    assert json.loads(out)


def test_a_file_name_cannot_move_the_cursor(run):
    """What cannot be printed is escaped."""
    assert run("price", "a\x1b[2J\n.json", "--store", STORE)[2] == (
        "checkout-core: 'a\\x1b[2J\\n.json': no such file or directory\n"
    )
