"""`checkout-core order`: the order, or why there is none."""

import io
import json
import sys
from pathlib import Path

import attrs
import pytest
import sample_orders
import samples
from samples import guid

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli import app

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
REQUEST, STORE = str(EXAMPLES / "request.json"), str(EXAMPLES / "store.json")


@pytest.fixture
def run(capfdbinary, monkeypatch):
    """Run the command in this process; give exit code, output and error text."""

    def runner(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = app.run(["order", *map(str, arguments)])
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


def request_document(**changes):
    """The example request, changed; None takes a member away."""
    document = json.loads(Path(REQUEST).read_text(encoding="utf-8")) | changes
    return {name: value for name, value in document.items() if value is not None}


def store_document(**changes):
    """The example store, changed."""
    return json.loads(Path(STORE).read_text(encoding="utf-8")) | changes


def code_of(envelope):
    """The code of an error as the service tells it."""
    return envelope["details"]["applicationError"]["code"]


class TestOrder:
    """What is printed."""

    def test_the_example_of_the_documentation(self, run):
        """Byte for byte, nothing on standard error; the same without reasons against it where all are asked for."""
        expected = (EXAMPLES / "order.json").read_text(encoding="utf-8")
        assert run(REQUEST, "--store", STORE) == (0, expected, "")
        assert run(REQUEST, "--store", STORE, "--all") == (0, expected, "")

    def test_reads_standard_input(self, run):
        """As request or as store."""
        expected = run(REQUEST, "--store", STORE)
        assert run("-", "--store", STORE, stdin=Path(REQUEST).read_bytes()) == expected
        assert run(REQUEST, "--store", "-", stdin=Path(STORE).read_bytes()) == expected

    def test_takes_ids_and_the_number(self, run):
        """In place of those that the documents print."""
        names = ("--order-id", guid(5), "--number", "A-7", "--payment-gateway-order-id", guid(6))
        found = json.loads(run(REQUEST, "--store", STORE, *names)[1])
        assert (found["_id"], found["number"], found["paymentGatewayOrderId"]) == (guid(5), "A-7", guid(6))
        default = json.loads(run(REQUEST, "--store", STORE)[1])
        assert (default["_id"], default["number"]) == (guid(1), "10001")
        assert "paymentGatewayOrderId" not in default

    def test_without_a_charge_the_gateway_has_no_order(self, run, file):
        """A gift card pays everything."""
        store = store_document(giftCards=[{"code": "GIFT-CARD-1", "balance": "500"}])
        arguments = ("--store", file("s.json", store), "--payment-gateway-order-id", guid(6))
        found = json.loads(run(file("r.json", request_document(giftCardCode="GIFT-CARD-1")), *arguments)[1])
        assert "paymentGatewayOrderId" not in found
        assert (found["status"], found["paymentStatus"]) == ("APPROVED", "PAID")
        assert "GIFT-CARD-1" not in json.dumps(found)

    def test_speaks_both_dialects_and_formats_for_a_locale(self, run):
        """``_id`` or ``id``; the numbers stay."""
        rest = json.loads(run(REQUEST, "--store", STORE, "--dialect", "rest", "--locale", "de_DE")[1])
        assert rest["id"] == guid(1)
        assert "_id" not in json.dumps(rest)
        assert rest["priceSummary"]["total"] == {"amount": "115", "formattedAmount": "115,00\N{NO-BREAK SPACE}$"}

    def test_the_order_is_placed_when_the_request_says(self, run, file):
        """At its now, else at the store's asOf."""
        assert json.loads(run(REQUEST, "--store", STORE)[1])["_createdDate"] == "2022-07-18T13:25:22.141Z"
        store = file("s.json", store_document(asOf="2022-08-01T00:00:00Z"))
        found = json.loads(run(file("r.json", request_document(now=None)), "--store", store)[1])
        assert found["purchasedDate"] == "2022-08-01T00:00:00.000Z"

    def test_the_requests_options_count(self, run, file):
        """Who buys what saves the payment method agrees, or gets no order."""
        store = store_document()
        store["catalog"][0]["savePaymentMethod"] = True
        arguments = ("--store", file("s.json", store))
        code, out, _ = run(REQUEST, *arguments)
        assert (code, code_of(json.loads(out))) == (1, "NO_SAVE_PAYMENT_METHOD_CONFIRMATION")
        agreed = request_document(options={"savePaymentMethod": True, "delayCapture": True})
        for every in ((), ("--all",)):
            found = json.loads(run(file("r.json", agreed), *arguments, *every)[1])
            assert found["savePaymentMethod"] is found["delayCapture"] is True

    @pytest.mark.parametrize(
        ("stated", "flags", "kept"),
        [
            (None, (), (False, False)),
            (None, ("--save-payment-method",), (True, False)),
            (None, ("--delay-capture",), (False, True)),
            (None, ("--save-payment-method", "--delay-capture"), (True, True)),
            ({"savePaymentMethod": True}, (), (True, False)),
            ({"savePaymentMethod": True}, ("--delay-capture",), (True, True)),
            ({"delayCapture": True}, ("--save-payment-method",), (True, True)),
            ({"savePaymentMethod": False, "delayCapture": False}, ("--save-payment-method",), (True, False)),
            ({"savePaymentMethod": True, "delayCapture": True}, ("--save-payment-method",), (True, True)),
        ],
    )
    def test_what_is_agreed_is_stated_by_the_request_or_by_an_option(self, run, file, stated, flags, kept):
        """Either is enough."""
        code, out, err = run(file("r.json", request_document(options=stated)), "--store", STORE, *flags)
        found = json.loads(out)
        assert (code, err) == (0, "")
        assert (found.get("savePaymentMethod", False), found.get("delayCapture", False)) == kept

    def test_everything_at_once(self, run, file):
        """The sample with every kind of line, by request and as the library does it."""
        store = file("s.json", wire.dump_store(sample_orders.order_store()))
        request = file("r.json", wire.dump_request(sample_orders.order_request()))
        names = ("--order-id", sample_orders.ORDER_ID, "--payment-gateway-order-id", sample_orders.GATEWAY_ID)
        expected = wire.dump_order(sample_orders.placed_order())
        assert run(request, "--store", store, *names) == (0, wire.dumps(expected, indent=2) + "\n", "")


class TestCheckout:
    """A checkout in place of a request."""

    @pytest.mark.parametrize("publish", [False, True])
    def test_a_checkout_is_ordered_when_it_was_last_updated(self, run, file, publish):
        """Kept or published; it states no options."""
        store = wire.load_store(wire.parse(Path(STORE).read_bytes())).value
        request = wire.load_request(wire.parse(Path(REQUEST).read_bytes()), "USD").value
        checkout = cc.create_from_request(store, request)
        later = attrs.evolve(checkout, updated_date=checkout.updated_date.replace(hour=20))
        document = wire.dump_priced(cc.price(later, store)) if publish else wire.dump_checkout(later)
        found = json.loads(run(file("c.json", document), "--store", STORE)[1])
        assert found["_createdDate"] == "2022-07-18T20:25:22.141Z"
        assert found["priceSummary"] == json.loads(run(REQUEST, "--store", STORE)[1])["priceSummary"]

    @pytest.mark.parametrize("publish", [False, True])
    def test_what_a_checkout_cannot_state_is_an_option(self, run, file, publish):
        """An item in it saves the payment method: without the option the file cannot become an order."""
        saving = store_document()
        saving["catalog"][0]["savePaymentMethod"] = True
        store = wire.load_store(saving).value
        request = wire.load_request(wire.parse(Path(REQUEST).read_bytes()), "USD").value
        checkout = cc.create_from_request(store, request)
        document = wire.dump_priced(cc.price(checkout, store)) if publish else wire.dump_checkout(checkout)
        arguments = (file("c.json", document), "--store", file("s.json", saving))
        code, out, _ = run(*arguments)
        assert (code, code_of(json.loads(out))) == (1, "NO_SAVE_PAYMENT_METHOD_CONFIRMATION")
        code, out, _ = run(*arguments, "--delay-capture", "--all")
        codes = [code_of(envelope) for envelope in json.loads(out)["rejections"]]
        assert (code, codes) == (1, ["NO_SAVE_PAYMENT_METHOD_CONFIRMATION"])
        for every in ((), ("--all",)):
            code, out, err = run(*arguments, "--save-payment-method", *every)
            found = json.loads(out)
            assert (code, err) == (0, "")
            assert found["savePaymentMethod"] is True
            assert "delayCapture" not in found

    def test_a_completed_checkout_is_paid(self, run, file):
        """Its order's id is the data."""
        kept = attrs.evolve(samples.full_checkout(), completed=True, order_id=guid(5))
        store = file("s.json", wire.dump_store(samples.full_store()))
        code, out, _ = run(file("c.json", wire.dump_checkout(kept)), "--store", store)
        error = json.loads(out)["details"]["applicationError"]
        assert (code, error["code"], error["data"]) == (1, "CHECKOUT_ALREADY_PAID", {"orderId": guid(5)})


class TestRejected:
    """Exit code 1, and the error on standard output."""

    def test_the_first_reason_is_printed(self, run, file):
        """As the service answers it; all of them where they are asked for, in the published order."""
        info = request_document()["checkoutInfo"]
        request = file("r.json", request_document(checkoutInfo={"buyerInfo": info["buyerInfo"]}))
        code, out, err = run(request, "--store", STORE)
        assert (code, err) == (1, "")
        assert code_of(json.loads(out)) == "NO_SELECTED_CARRIER_SERVICE_OPTION"
        code, out, err = run(request, "--store", STORE, "--all")
        assert (code, err) == (1, "")
        assert list(json.loads(out)) == ["rejections"]
        assert [code_of(envelope) for envelope in json.loads(out)["rejections"]] == [
            "NO_SELECTED_CARRIER_SERVICE_OPTION",
            "MISSING_DELIVERY_ADDRESS",
            "MISSING_BILLING_ADDRESS",
        ]

    def test_a_refused_request_prints_what_create_checkout_answers(self, run, file):
        """Asked for all reasons, that is the only one."""
        request = file("r.json", request_document(couponCode="NOPE"))
        code, out, err = run(request, "--store", STORE)
        assert (code, err) == (1, "")
        assert code_of(json.loads(out)) == "ERROR_COUPON_DOES_NOT_EXIST"
        code, out_of_all, _ = run(request, "--store", STORE, "--all")
        assert (code, json.loads(out_of_all)) == (1, {"rejections": [json.loads(out)]})

    def test_an_unknown_locale_is_bad_usage_even_where_there_is_no_order(self, run, file):
        """It is looked at first."""
        request = file("r.json", request_document(couponCode="NOPE"))
        code, out, err = run(request, "--store", STORE, "--locale", "xx_YY")
        assert (code, out) == (2, "")
        assert "xx_YY" in err

    @pytest.mark.parametrize("every", [(), ("--all",)])
    def test_errors_speak_the_dialect_too(self, run, monkeypatch, every):
        """As of the line that a violation is about: no rule that the command knows speaks of one."""
        violation = cc.Violation(severity=cc.Severity.ERROR, description="no", line_item_id=guid(1)).to_json()
        words = {"code": "VIOLATIONS_WITH_ERROR_SEVERITY", "status": 428, "description": "no"}
        rejection = cc.Rejection(**words, data={"violations": [violation]})

        def refuse(*_, **__):
            raise cc.OrderRejected(rejection.code, rejection.status, rejection.description, rejection.data)

        monkeypatch.setattr(cc, "order_rejections", lambda *_, **__: (rejection,))
        monkeypatch.setattr(cc, "create_order", refuse)
        code, out, _ = run(REQUEST, "--store", STORE, "--dialect", "rest", *every)
        assert code == 1
        assert "_id" not in out
        assert f'"id": "{guid(1)}"' in out

    def test_a_rule_of_the_stores_forbids_it(self, run, file):
        """A least subtotal."""
        store = file("s.json", store_document(minimumOrderSubtotal="1000"))
        code, out, _ = run(REQUEST, "--store", store, "--dialect", "rest")
        error = json.loads(out)["details"]["applicationError"]
        assert (code, error["code"]) == (1, "VIOLATIONS_WITH_ERROR_SEVERITY")
        assert error["data"]["violations"][0]["target"] == {"other": {"name": "OTHER_DEFAULT"}}


class TestBadInput:
    """Exit code 2, one clear line for each problem, nothing on standard output."""

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ((), "Missing argument 'FILE'"),
            ((REQUEST,), "Missing option '--store'"),
            (("nowhere.json", "--store", STORE), "nowhere.json: no such file or directory"),
            ((REQUEST, "--store", "nowhere.json"), "nowhere.json: no such file or directory"),
            (("-", "--store", "-"), "cannot both be standard input"),
            ((REQUEST, "--store", STORE, "--locale", "xx_YY"), "xx_YY"),
            ((REQUEST, "--store", STORE, "--dialect", "x"), "'x' is not one of"),
            ((REQUEST, "--store", STORE, "--order-id", "x\n"), "'--order-id': got 'x\\n', allowed: a GUID"),
            ((REQUEST, "--store", STORE, "--payment-gateway-order-id", ""), "'--payment-gateway-order-id': got ''"),
            ((REQUEST, "--store", STORE, "--number", ""), "'--number': got '', allowed: text of 1 to 50"),
            ((REQUEST, "--store", STORE, "--number", "1" * 51), "allowed: text of 1 to 50 characters"),
            ((REQUEST, "--store", STORE, "--jsonl"), "No such option"),
        ],
    )
    def test_bad_usage_is_one_line(self, run, arguments, words):
        """It starts with the program's name."""
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert words in err
        assert err.startswith("checkout-core")
        assert err.count("\n") == 1

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            ("{", "$: "),
            (request_document(channelType=7), "$.channelType: found 7"),
            (request_document(options={"delayCapture": "yes"}), '$.options.delayCapture: found "yes"'),
            (request_document(now=None), "$.now: found nothing, allowed an ISO instant"),
            (wire.dump_checkout(attrs.evolve(samples.full_checkout(), id=guid(3))) | {"currency": "EUR"}, "$.currency"),
        ],
    )
    def test_an_unreadable_file_is_said_with_its_place(self, run, file, content, words):
        """Every line names the file."""
        path = file("bad.json", content)
        code, out, err = run(path, "--store", STORE)
        assert (code, out) == (2, "")
        assert words in err
        assert all(f"{path}: " in line for line in err.splitlines())

    def test_members_that_are_not_understood_are_said(self, run, file):
        """On standard error; the order is made."""
        path = file("r.json", request_document(colour="red"))
        code, out, err = run(path, "--store", STORE)
        assert (code, err) == (0, f"checkout-core: {path}: $.colour: not understood, ignored\n")
        assert json.loads(out)


def test_help(run):
    """Two examples, and every option."""
    code, out, _ = run("--help")
    assert code == 0
    assert "\n  checkout-core order request.json --store store.json > order.json\n" in out
    assert "\n  checkout-core order priced.json --store store.json --all\n" in out
    names = "--store --order-id --number --payment-gateway-order-id --save-payment-method --delay-capture --all"
    for option in (*names.split(), "--locale", "--dialect"):
        assert option in out


def test_help_says_what_is_taken_to_be_fine(run):
    """What only the outside knows."""
    words = " ".join(run("--help")[1].split())
    assert "What only the outside knows (earlier orders, what the payment provider or a gift card answered)" in words
    assert "is for Python, not for this command: it is taken to be fine." in words
