"""`checkout-core plan-order`: the order of a plan, or why there is none."""

import io
import json
import sys
from pathlib import Path

import pytest
from plan_books import EMAIL, a_plan, offline, utc
from samples import guid

from checkout_core import plans, wire
from checkout_core.cli import app

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
REQUEST, STORE = str(EXAMPLES / "plan_request.json"), str(EXAMPLES / "plan_store.json")


@pytest.fixture
def run(capfdbinary, monkeypatch):
    """Run the command in this process; give exit code, output and error text."""

    def runner(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = app.run(["plan-order", *map(str, arguments)])
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


def changed(path, **changes):
    """An example, changed; None takes a member away."""
    document = json.loads(Path(path).read_text(encoding="utf-8")) | changes
    return {name: value for name, value in document.items() if value is not None}


class TestPlanOrder:
    """What is printed."""

    def test_the_example_of_the_documentation(self, run):
        """The documented order; its ids are numbered, and nothing is said besides."""
        code, out, err = run(REQUEST, "--store", STORE)
        order = json.loads(out)
        assert (code, err) == (0, "")
        assert (order["_id"], order["subscriptionId"], order["status"]) == (guid(1), guid(1), "DRAFT")
        assert (order["startDate"], order["endDate"]) == ("2022-08-01T11:00:00.000Z", "2023-01-30T11:00:00.000Z")
        assert order["pricing"]["prices"][0]["price"]["total"] == "2"
        assert "wixPayOrderId" not in order
        store = wire.load_store(changed(STORE)).value
        request = wire.load_plan_request(changed(REQUEST)).value
        assert wire.load_plan_order(order).value == plans.create_from_request(store, request, order_id=guid(1))

    def test_reads_standard_input(self, run):
        """As request or as store, not as both."""
        expected = run(REQUEST, "--store", STORE)
        assert run("-", "--store", STORE, stdin=Path(REQUEST).read_bytes()) == expected
        assert run(REQUEST, "--store", "-", stdin=Path(STORE).read_bytes()) == expected
        code, out, err = run("-", "--store", "-")
        assert (code, out) == (2, "")
        assert "cannot both be standard input" in err

    def test_takes_ids(self, run, file):
        """The payment provider's only where something is to be paid."""
        ids = ("--order-id", guid(5), "--wix-pay-order-id", guid(6))
        order = json.loads(run(REQUEST, "--store", STORE, *ids)[1])
        assert (order["_id"], order["subscriptionId"], order["wixPayOrderId"]) == (guid(5), guid(5), guid(6))
        order = json.loads(run(REQUEST, "--store", STORE, *ids, "--subscription-id", guid(7))[1])
        assert (order["_id"], order["subscriptionId"]) == (guid(5), guid(7))
        store = changed(STORE)
        store["plans"][0]["pricing"]["price"] = "0"
        order = json.loads(run(REQUEST, "--store", file("s.json", store), *ids)[1])
        assert (order["status"], order["lastPaymentStatus"]) == ("PENDING", "NOT_APPLICABLE")
        assert "wixPayOrderId" not in order

    @pytest.mark.parametrize("option", ["--order-id", "--subscription-id", "--wix-pay-order-id"])
    def test_ids_are_guids(self, run, option):
        """Anything else is a wrong use."""
        code, out, err = run(REQUEST, "--store", STORE, option, "x")
        assert (code, out) == (2, "")
        assert option in err

    def test_speaks_both_dialects(self, run):
        """``_id`` or ``id``."""
        rest = run(REQUEST, "--store", STORE, "--dialect", "rest")[1]
        assert json.loads(rest)["id"] == guid(1)
        assert '"_' not in rest

    @pytest.mark.parametrize(
        ("flags", "payment", "type_"),
        [(["--offline"], "UNPAID", "OFFLINE"), (["--offline", "--paid"], "PAID", "OFFLINE"), ([], "UNPAID", "ONLINE")],
    )
    def test_orders_offline(self, run, flags, payment, type_):
        """As the merchant, who may have been paid."""
        order = json.loads(run(REQUEST, "--store", STORE, *flags)[1])
        assert (order["type"], order["lastPaymentStatus"]) == (type_, payment)
        assert order["status"] == ("PENDING" if flags else "DRAFT")

    def test_paid_goes_with_offline(self, run):
        """A buyer pays on the site."""
        code, out, err = run(REQUEST, "--store", STORE, "--paid")
        assert (code, out) == (2, "")
        assert "--paid goes with --offline" in err

    def test_the_order_is_made_when_the_request_says(self, run, file):
        """At its now, else at the store's asOf; without both nobody knows when."""
        timeless = file("r.json", changed(REQUEST, now=None))
        store = file("s.json", changed(STORE, asOf="2022-07-20T00:00:00Z"))
        assert json.loads(run(timeless, "--store", store)[1])["_createdDate"] == "2022-07-20T00:00:00.000Z"
        code, out, err = run(timeless, "--store", STORE)
        assert (code, out) == (2, "")
        assert "$.now: found nothing" in err

    def test_a_coupon_counts(self, run, file):
        """For its first four weeks."""
        order = json.loads(run(file("r.json", changed(REQUEST, couponCode="taste")), "--store", STORE)[1])
        spans = [(span["duration"], span["price"]["total"]) for span in order["pricing"]["prices"]]
        assert spans == [({"cycleFrom": 1, "numberOfCycles": 4}, "1"), ({"cycleFrom": 5, "numberOfCycles": 22}, "2")]


class TestRefusal:
    """What is printed where there is no order."""

    @pytest.mark.parametrize(
        ("changes", "code", "data"),
        [
            ({"buyer": None}, "MEMBER_REQUIRED", None),
            ({"planId": guid(9)}, "plan_not_found", {"planId": guid(9)}),
            ({"startDate": "2022-07-01T00:00:00Z"}, "invalid_start_date", {"startDate": "2022-07-01T00:00:00+00:00"}),
            (
                {"couponCode": "NONE"},
                "ERROR_COUPON_DOES_NOT_EXIST",
                {"couponCode": "NONE", "planId": "aef93bb6-aaaa-4965-966e-bd68dd2a1cc2"},
            ),
            (
                {"onBehalf": {"memberId": guid(2), "orderMethod": "POS"}},
                "RECURRING_POS_UNSUPPORTED",
                None,
            ),
        ],
    )
    def test_code(self, run, file, changes, code, data):
        """The error that the service answers, and exit code 1."""
        found, out, err = run(file("r.json", changed(REQUEST, **changes)), "--store", STORE)
        assert (found, err) == (1, "")
        error = json.loads(out)["details"]["applicationError"]
        assert (error["code"], error.get("data")) == (code, data)

    def test_what_the_member_has_bought_counts(self, run, file):
        """As the request's orders tell."""
        plan = wire.load_store(changed(STORE)).value.plans[0]
        buyer = wire.load_plan_request(changed(REQUEST)).value.buyer
        bought = wire.dump_plan_order(offline(plan, utc(2022, 1, 1), buyer=buyer))
        other = wire.dump_plan_order(offline(a_plan(), utc(2022, 1, 1), buyer=buyer))
        store = changed(STORE)
        store["plans"][0]["maxPurchasesPerBuyer"] = 1
        store = file("s.json", store)
        for orders, code in (([other], 0), ([other, bought], 1)):
            request = file("r.json", changed(REQUEST, orders=orders, email=EMAIL))
            found, out, _ = run(request, "--store", store)
            assert found == code
        assert json.loads(out)["details"]["applicationError"]["code"] == "purchases_limit_reached"

    def test_what_cannot_be_read_is_told(self, run, file):
        """With the file and the place, on standard error."""
        code, out, err = run(file("r.json", changed(REQUEST, planId=5)), "--store", STORE)
        assert (code, out) == (2, "")
        assert "r.json" in err
        assert "$.planId" in err
        store = file("s.json", changed(STORE, plans=[{}]))
        assert "$.plans[0]._id" in run(REQUEST, "--store", store)[2]
        assert "nowhere.json" in run(REQUEST, "--store", "nowhere.json")[2]
