"""The service of docs/examples over real HTTP: operations, errors, restarts, and many clients at once."""

import asyncio
import json
import sqlite3

import attrs
import httpx
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from samples import NOW as OPENED
from samples import guid

import checkout_core as cc
from checkout_core import wire
from checkout_core.testing import CheckoutMachine, Service
from checkout_core.wire import ErrorResponse
from checkout_core.wire.names import spelling

CHECKOUTS, ORDERS = "/ecom/v1/checkouts", "/ecom/v1/orders"
APP = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
HOME = {"address": {"country": "US", "city": "New York", "addressLine1": "235 West 23rd Street"}}
DELIVERY = {"shippingDestination": HOME, "selectedCarrierServiceOption": {"code": "standard"}}
INFO = {"billingInfo": HOME, "shippingInfo": DELIVERY}
CART = guid(77)


def line(item, quantity=1, **members):
    """A line of a request."""
    return {"quantity": quantity, "catalogReference": {"appId": APP, "catalogItemId": item}, **members}


def opened(client, *lines, **members):
    """Open a checkout; what the service answers."""
    body = {"channelType": "WEB", "lineItems": list(lines) or [line("shirt", 2)], **members}
    return answered(client.post(CHECKOUTS, json=body))["checkout"]


def answered(response, status=200):
    """The body of an answer that has this status; numbers digit for digit."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    return wire.parse(response.content)


def refused(response, status, code):
    """The data of the application error that was answered."""
    body = answered(response, status)
    error = body["details"]["applicationError"]
    assert (error["code"], error["description"]) == (code, body["message"])
    return error.get("data")


def violations(response):
    """The fields that a 400 blames."""
    body = answered(response, 400)
    found = body["details"]["validationError"]["fieldViolations"]
    first = found[0]
    assert body["message"].startswith(f"{first['field']}: " if first["field"] else first["description"])
    return [violation["field"] for violation in found]


def at(checkout, path=""):
    """The address of the checkout, or of an operation on it."""
    return f"{CHECKOUTS}/{checkout['id']}{path and '/'}{path}"


def total(checkout):
    """What the checkout comes to."""
    return checkout["priceSummary"]["total"]["amount"]


def at_once(servers, requests):
    """Send the requests all at once, by turns to each server; the answers in their order."""

    async def send():
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(limits=limits, timeout=60) as client:
            calls = [
                client.request(method, servers[number % len(servers)].url + path, json=body)
                for number, (method, path, body) in enumerate(requests)
            ]
            return await asyncio.gather(*calls)

    return asyncio.run(send())


def rows(database, query, *values):
    """What the database answers."""
    connection = sqlite3.connect(database, isolation_level=None)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


# --- operations -------------------------------------------------------------------------------------------------------


def test_from_an_empty_checkout_to_an_order(client):
    """Every operation once, in the order of a visit."""
    checkout = opened(client, checkoutInfo={"cartId": CART}, checkoutId=guid(1), now="2001-01-01T00:00:00Z")
    assert checkout["id"] != guid(1)
    assert checkout["createdDate"] > "2026"
    assert total(checkout) == "43.28"
    assert answered(client.get(at(checkout)))["checkout"] == checkout
    assert answered(client.get(f"{CHECKOUTS}/by-cart-id/{CART.upper()}"))["checkout"] == checkout
    assert answered(client.get(at(checkout, "checkout-url"))) == {
        "checkoutUrl": f"https://shop.example/checkout/{checkout['id']}"
    }

    body = {"lineItems": [line("mug", _id=guid(5))], "customLineItems": [{"price": 0.1, "itemType": "SERVICE"}]}
    checkout = answered(client.post(at(checkout, "add-to-checkout"), json=body))["checkout"]
    assert [entry["lineItemPrice"]["amount"] for entry in checkout["lineItems"]] == ["39.98", "7.5", "0.1"]
    shirts, mugs, extra = (entry["id"] for entry in checkout["lineItems"])
    body = {"lineItems": [{"id": shirts, "quantity": 1}, {"_id": mugs, "quantity": 9}]}
    checkout = answered(client.post(at(checkout, "update-line-items-quantity"), json=body))["checkout"]
    assert [entry["quantity"] for entry in checkout["lineItems"]] == [1, 5, 1]
    checkout = answered(client.post(at(checkout, "remove-line-items"), json={"lineItemIds": [extra]}))["checkout"]
    assert len(checkout["lineItems"]) == 2

    codes = {"couponCode": "tenth", "giftCardCode": "GIFT-0000-0050", "giftCardRedeemAmount": "5"}
    body = {"checkout": {**INFO, "buyerNote": "Ring twice."}, "overrideCheckoutUrl": "https://pay.example", **codes}
    response = client.patch(at(checkout), json=body)
    checkout = answered(response)["checkout"]
    assert response.headers["etag"] == '"5"'
    assert (checkout["buyerNote"], checkout["giftCard"]["amount"]["amount"]) == ("Ring twice.", "5")
    assert answered(client.get(at(checkout, "checkout-url"))) == {"checkoutUrl": "https://pay.example"}
    checkout = answered(client.post(at(checkout, "remove-gift-card")))["checkout"]
    assert "giftCard" not in checkout
    assert total(checkout) == "61.3"
    checkout = answered(client.post(at(checkout, "remove-coupon")))["checkout"]
    assert (total(checkout), checkout["appliedDiscounts"]) == ("67.53", [])
    client.post(at(checkout, "remove-override-checkout-url"))
    assert answered(client.get(at(checkout, "checkout-url")))["checkoutUrl"].startswith("https://shop.example/")
    checkout = answered(client.patch(at(checkout), json={"checkout": {"buyerNote": None}}))["checkout"]
    assert "buyerNote" not in checkout

    created = answered(client.post(at(checkout, "create-order"), json={"delayCapture": True}))
    order = answered(client.get(f"{ORDERS}/{created['orderId']}"))["order"]
    assert order["priceSummary"]["total"]["amount"] == total(checkout)
    assert (order["status"], order["checkoutId"]) == ("INITIALIZED", checkout["id"])
    assert not answered(client.get(at(checkout)))["checkout"]["completed"]
    assert answered(client.post(at(checkout, "mark-as-completed"), json=created)) == {}
    checkout = answered(client.get(at(checkout)))["checkout"]
    assert (checkout["completed"], checkout["orderId"]) == (True, created["orderId"])


def test_an_order_of_which_nothing_is_to_be_paid(client):
    """The order and the end of the checkout are kept together."""
    checkout = opened(client, line("song"), giftCardCode="GIFT-0000-0050", checkoutInfo={"billingInfo": HOME})
    created = answered(client.post(at(checkout, "create-order")))
    assert answered(client.get(f"{ORDERS}/{created['orderId']}"))["order"]["status"] == "APPROVED"
    assert answered(client.get(at(checkout)))["checkout"]["orderId"] == created["orderId"]
    assert refused(client.post(at(checkout, "create-order")), 409, "CHECKOUT_ALREADY_PAID") == created
    assert refused(client.post(at(checkout, "remove-coupon")), 428, "CHECKOUT_IS_COMPLETE") == created


def test_an_order_is_kept_whole_or_not_at_all(client, database):
    """A fault after the checkout was completed, before the order is there: neither has happened."""
    checkout = opened(client, line("song"), giftCardCode="GIFT-0000-0050", checkoutInfo={"billingInfo": HOME})
    fault = "CREATE TRIGGER fault BEFORE INSERT ON orders BEGIN SELECT RAISE(ABORT, 'disk full'); END"
    rows(database, fault)
    try:
        refused(client.post(at(checkout, "create-order")), 500, "INTERNAL")
    finally:
        rows(database, "DROP TRIGGER fault")
    after = client.get(at(checkout))
    assert (after.headers["etag"], answered(after)["checkout"]["completed"]) == ('"1"', False)
    answered(client.post(at(checkout, "create-order")))


# --- errors -----------------------------------------------------------------------------------------------------------

NOWHERE = f"{CHECKOUTS}/{guid(404)}"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "", None, 404, "NOT_FOUND"),
        ("GET", "/checkout-url", None, 404, "NOT_FOUND"),
        ("PATCH", "", {"couponCode": "A"}, 404, "NOT_FOUND"),
        ("POST", "/add-to-checkout", {"lineItems": [line("mug")]}, 404, "NOT_FOUND"),
        ("POST", "/remove-line-items", {"lineItemIds": [guid(1)]}, 404, "NOT_FOUND"),
        ("POST", "/update-line-items-quantity", {"lineItems": [{"id": guid(1), "quantity": 1}]}, 404, "NOT_FOUND"),
        ("POST", "/remove-coupon", None, 404, "NOT_FOUND"),
        ("POST", "/remove-gift-card", None, 404, "NOT_FOUND"),
        ("POST", "/remove-override-checkout-url", None, 404, "NOT_FOUND"),
        ("POST", "/mark-as-completed", None, 404, "NOT_FOUND"),
        ("POST", "/create-order", None, 404, "NOT_FOUND"),
        ("POST", "/sell", None, 404, "NOT_FOUND"),
        ("DELETE", "", None, 405, "METHOD_NOT_ALLOWED"),
    ],
)
def test_what_is_not_there(client, method, path, body, status, code):
    """Checkouts and routes alike, in the documented envelope."""
    refused(client.request(method, NOWHERE + path, json=body), status, code)


@pytest.mark.parametrize("path", [f"{ORDERS}/{guid(404)}", f"{CHECKOUTS}/by-cart-id/{guid(404)}", "/", f"{ORDERS}/%00"])
def test_what_else_is_not_there(client, path):
    """Orders, carts, pages."""
    refused(client.get(path), 404, "NOT_FOUND")


def test_what_stands_against_an_order(client):
    """Each reason with its status, until nothing does."""
    checkout = opened(client, line("mug"))
    order = at(checkout, "create-order")
    refused(client.post(order), 428, "NO_SELECTED_CARRIER_SERVICE_OPTION")
    client.patch(at(checkout), json={"checkout": {"shippingInfo": DELIVERY}})
    refused(client.post(order), 428, "MISSING_BILLING_ADDRESS")
    client.post(at(checkout, "remove-line-items"), json={"lineItemIds": [guid(1)]})
    refused(client.post(order), 428, "EMPTY_CHECKOUT")
    client.post(at(checkout, "add-to-checkout"), json={"lineItems": [line("ghost", id=guid(2))]})
    assert refused(client.post(order), 428, "FULL_OUT_OF_STOCK") == {"lineItemIds": [guid(2)]}


def test_what_an_operation_refuses(client):
    """The library's codes and data go through as they are; nothing has happened then."""
    checkout = opened(client, line("mug"))
    data = refused(client.patch(at(checkout), json={"couponCode": "NOPE"}), 404, "ERROR_COUPON_DOES_NOT_EXIST")
    assert data == {"couponCode": "NOPE"}
    refused(client.patch(at(checkout), json={"giftCardCode": "short"}), 404, "GIFT_CARD_CODE_INVALID")
    ids = {"lineItemIds": [guid(9)]}
    assert refused(client.post(at(checkout, "remove-line-items"), json=ids), 404, "NOT_FOUND") == ids
    lines = {"lineItems": [line("mug", id=guid(1))]}
    known = client.post(at(checkout, "add-to-checkout"), json=lines)
    assert refused(known, 409, "ALREADY_EXISTS") == {"lineItemIds": [guid(1)]}
    client.patch(at(checkout), json={"checkout": {"buyerInfo": {"email": "ann@example.com"}}})
    answer = answered(client.patch(at(checkout), json={"checkout": {"buyerInfo": None}}), 400)
    [violation] = answer["details"]["validationError"]["fieldViolations"]
    assert (violation["field"], violation["violatedRule"]) == ("buyerInfo.email", "REQUIRED_FIELD")
    after = answered(client.get(at(checkout)))["checkout"]
    assert after["lineItems"] == checkout["lineItems"]


REFUSED = {
    "no body": (b"", ["channelType", "lineItems"]),
    "no JSON": (b"{", [""]),
    "no UTF-8": (b'{"couponCode":"\xff"}', [""]),
    "no object": (b"[1,2]", [""]),
    "a key twice": (b'{"channelType":"WEB","channelType":"POS"}', [""]),
    "numbers without bounds": (
        b'{"giftCardRedeemAmount":1e999,"lineItems":[{"quantity":NaN}]}',
        ["giftCardRedeemAmount", "lineItems[0].quantity"],
    ),
    "half a character": (rb'{"couponCode":"\ud800"}', ["couponCode"]),
    "nesting without end": (b"[" * 100_000, [""]),
    "more digits than an amount has": (
        json.dumps({"channelType": "WEB", "lineItems": [line("mug")], "giftCardRedeemAmount": 0.0001}).encode(),
        ["giftCardRedeemAmount"],
    ),
    "fields": (
        json.dumps({"channelType": "TV", "lineItems": [line("mug", 0)], "cuponCode": "X"}).encode(),
        ["channelType", "lineItems[0].quantity", "cuponCode"],
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_body_is_a_bad_request(client, name):
    """With every place that is wrong, as a JSON path."""
    body, fields = REFUSED[name]
    assert violations(client.post(CHECKOUTS, content=body)) == fields


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", ""),
        ("POST", "add-to-checkout"),
        ("POST", "remove-line-items"),
        ("POST", "update-line-items-quantity"),
        ("POST", "mark-as-completed"),
        ("POST", "create-order"),
    ],
)
def test_every_operation_refuses_what_it_does_not_understand(client, method, path):
    """Nothing is passed over in silence."""
    checkout = opened(client)
    for body in (b'{"surprise":1}', b'"text"', b"\x00"):
        assert violations(client.request(method, at(checkout, path), content=body))
    assert client.get(at(checkout)).headers["etag"] == '"1"'


@pytest.mark.parametrize("size", [256 * 1024 + 1, 3 * 2**20])
def test_a_body_that_is_too_long(client, size):
    """Is not kept in memory, and answered."""
    assert refused(client.post(CHECKOUTS, content=b" " * size), 413, "BODY_TOO_LARGE") == {"limit": 256 * 1024}
    assert violations(client.post(CHECKOUTS, content=b" " * (256 * 1024)))


def test_amounts_are_exact(client):
    """No digit is lost on the way in, in the file, or on the way out."""
    fields = {"namespaces": {"app": {"weight": 0.1, "digits": "PLACEHOLDER"}}}
    body = json.dumps({"channelType": "WEB", "lineItems": [line("mug")], "checkoutInfo": {"extendedFields": fields}})
    digits = "12345678901234567890.12345678901234567890"
    created = client.post(CHECKOUTS, content=body.replace('"PLACEHOLDER"', digits))
    answer = client.get(at(answered(created)["checkout"]))
    assert digits in answer.text
    assert '"weight":0.1,' in answer.text


# --- restarts ---------------------------------------------------------------------------------------------------------


def test_a_restart_loses_nothing_and_other_prices_are_told(serve, store_file, tmp_path):
    """What was answered is there after a power cut; an order at a price that nobody saw is refused."""
    first = serve(store_file, tmp_path / "shop.sqlite")
    checkout = opened(first.client, checkoutInfo=INFO)
    other = opened(first.client, line("mug"), checkoutInfo=INFO)
    ordered = answered(first.client.post(at(other, "create-order")))
    before = first.client.get(f"{ORDERS}/{ordered['orderId']}").content
    first.stop()

    store = json.loads(store_file.read_text())
    store["catalog"][0]["price"] = "21.99"
    (tmp_path / "store.json").write_text(json.dumps(store))
    second = serve(tmp_path / "store.json", tmp_path / "shop.sqlite").client
    assert second.get(f"{ORDERS}/{ordered['orderId']}").content == before
    assert answered(second.get(at(other)))["checkout"] == other
    assert refused(second.post(at(other, "create-order")), 409, "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS") == ordered

    changes = refused(second.post(at(checkout, "create-order")), 428, "CHECKOUT_CHANGED")["changes"]
    assert {"field": "priceSummary.subtotal", "seen": "39.98", "now": "43.98", "difference": "4.00"} in changes
    assert answered(second.get(at(checkout)))["checkout"]["priceSummary"]["subtotal"]["amount"] == "43.98"
    answered(second.post(at(checkout, "create-order")))

    spoil = "UPDATE checkouts SET document = '{}' WHERE id = ?"  # a fault of ours is not told as the client's
    rows(tmp_path / "shop.sqlite", spoil, checkout["id"])
    refused(second.get(at(checkout)), 500, "INTERNAL")


# --- many at once -----------------------------------------------------------------------------------------------------


def test_writers_at_once_do_not_lose_what_the_other_wrote(server, twin, client):
    """Without a revision both are done, one after the other."""
    checkout = opened(client)
    added = [
        ("POST", at(checkout, "add-to-checkout"), {"lineItems": [line("mug", id=guid(100 + n))]}) for n in range(24)
    ]
    answers = at_once([server, twin], added)
    assert [answer.status_code for answer in answers] == [200] * 24
    after = client.get(at(checkout))
    assert after.headers["etag"] == '"25"'
    assert {entry["id"] for entry in answered(after)["checkout"]["lineItems"]} == {
        guid(1),
        *(guid(100 + n) for n in range(24)),
    }
    assert sorted(int(answer.headers["etag"].strip('"')) for answer in answers) == list(range(2, 26))


def test_who_names_the_revision_changes_no_other(client):
    """The later of two who have seen the same is told so, and what the revision is now."""
    checkout = opened(client)
    seen = {"If-Match": client.get(at(checkout)).headers["etag"]}
    mine, yours = ({"checkout": {"buyerNote": note}} for note in ("mine", "yours"))
    answered(client.patch(at(checkout), json=mine, headers=seen))
    assert refused(client.patch(at(checkout), json=yours, headers=seen), 412, "REVISION_MISMATCH") == {"revision": 2}
    for revision in ('W/"2"', "2", "x"):
        refused(client.post(at(checkout, "create-order"), headers={"If-Match": revision}), 412, "REVISION_MISMATCH")
    assert answered(client.get(at(checkout)))["checkout"]["buyerNote"] == "mine"
    answered(client.patch(at(checkout), json=yours, headers={"If-Match": "*"}))


def test_two_clients_order_at_once(server, twin, client):
    """Again and again: one order each time, and the other is told its id."""
    for _ in range(10):
        checkout = opened(client, checkoutInfo=INFO)
        first, second = sorted(
            at_once([server, twin], [("POST", at(checkout, "create-order"), {})] * 2), key=lambda own: own.status_code
        )
        created = answered(first)
        assert refused(second, 409, "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS") == created


def test_a_hundred_order_at_once(server, twin, client, database):
    """Two processes, one database: one order, 99 times its id, no fault, nothing lost."""
    checkout = opened(client, checkoutInfo=INFO)
    bystanders = [opened(client, line("mug"), checkoutInfo=INFO) for _ in range(4)]
    before = rows(database, "SELECT count(*) FROM orders")[0][0]
    answers = at_once([server, twin], [("POST", at(checkout, "create-order"), {})] * 100)
    won = [answer for answer in answers if answer.status_code == 200]
    lost = [answer for answer in answers if answer.status_code == 409]
    assert (len(won), len(lost)) == (1, 99)
    created = answered(won[0])
    code = "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS"
    assert [refused(answer, 409, code) for answer in lost] == [created] * 99
    assert rows(database, "SELECT count(*) FROM orders")[0][0] == before + 1
    assert rows(database, "SELECT id FROM orders WHERE checkout_id = ?", checkout["id"]) == [(created["orderId"],)]
    assert total(answered(client.get(f"{ORDERS}/{created['orderId']}"))["order"]) == total(checkout)
    for bystander in bystanders:
        assert answered(client.get(at(bystander)))["checkout"] == bystander
    assert client.get(at(checkout)).headers["etag"] == '"2"'


def test_ordering_while_others_still_add(server, twin, client):
    """The order is what the checkout was at one revision, with the lines and the total of that one."""
    checkout = opened(client, line("song"), checkoutInfo={"billingInfo": HOME})
    adding = [("POST", at(checkout, "add-to-checkout"), {"lineItems": [line("song")]}) for _ in range(12)]
    ordering = [("POST", at(checkout, "create-order"), {}) for _ in range(12)]
    answers = at_once([server, twin], [request for pair in zip(adding, ordering, strict=True) for request in pair])
    assert [answer.status_code for answer in answers[::2]] == [200] * 12
    assert sorted(answer.status_code for answer in answers[1::2]) == [200, *[409] * 11]
    [created] = [answered(answer) for answer in answers[1::2] if answer.status_code == 200]
    order = answered(client.get(f"{ORDERS}/{created['orderId']}"))["order"]
    known = {
        len(shown["lineItems"]): total(shown) for shown in (answered(answer)["checkout"] for answer in answers[::2])
    }
    known[1] = total(checkout)
    assert known[len(order["lineItems"])] == total(order)
    assert len(answered(client.get(at(checkout)))["checkout"]["lineItems"]) == 13


def test_every_order_has_a_number_of_its_own(server, twin, client):
    """However many checkouts are ordered at once."""
    checkouts = [opened(client, checkoutInfo=INFO) for _ in range(10)]
    answers = at_once([server, twin], [("POST", at(checkout, "create-order"), {}) for checkout in checkouts])
    orders = [answered(client.get(f"{ORDERS}/{answered(answer)['orderId']}"))["order"] for answer in answers]
    assert len({order["number"] for order in orders}) == 10


# --- beside the library -----------------------------------------------------------------------------------------------


class Remote(Service):
    """The service over HTTP. It makes ids of its own: ``ids`` tells which of them the machine calls how."""

    def __init__(self, store, client):
        super().__init__(store)
        self.client = client
        self.ids = {}

    def create_checkout(self, request):
        body = wire.dump_request(attrs.evolve(request, checkout_id=None, now=None), "rest")
        answer = self._asked("POST", CHECKOUTS, body)
        if isinstance(answer, dict):
            self.ids[request.checkout_id] = answer["checkout"]["id"]
        return answer

    def get_checkout(self, checkout_id):
        return self._asked("GET", self._at(checkout_id))

    def update_checkout(self, checkout_id, *, now, **changes):
        kept = wire.dump_checkout(attrs.evolve(self._blank(), **changes), "rest")
        body = {"checkout": {}}
        for name in changes:
            spelt = spelling(name, "rest")
            inside = body if name in {"coupon_code", "gift_card_code"} else body["checkout"]
            inside[spelt] = kept.get(spelt)
        return self._asked("PATCH", self._at(checkout_id), body)

    def add_to_checkout(self, checkout_id, lines, *, now):
        request = wire.dump_request(cc.CheckoutRequest(lines=lines, channel_type=cc.ChannelType.WEB))
        del request["channelType"]
        return self._asked("POST", self._at(checkout_id, "add-to-checkout"), request)

    def remove_line_items(self, checkout_id, line_item_ids, *, now):
        body = {"lineItemIds": list(line_item_ids)}
        return self._asked("POST", self._at(checkout_id, "remove-line-items"), body)

    def update_line_items_quantity(self, checkout_id, quantities, *, now):
        body = {"lineItems": [{"id": own, "quantity": quantity} for own, quantity in quantities.items()]}
        return self._asked("POST", self._at(checkout_id, "update-line-items-quantity"), body)

    def remove_coupon(self, checkout_id, *, now):
        return self._asked("POST", self._at(checkout_id, "remove-coupon"))

    def remove_gift_card(self, checkout_id, *, now):
        return self._asked("POST", self._at(checkout_id, "remove-gift-card"))

    def mark_checkout_as_completed(self, checkout_id, order_id, *, now):
        answer = self._asked("POST", self._at(checkout_id, "mark-as-completed"), {"orderId": self.ids[order_id]})
        return self.get_checkout(checkout_id) if answer == {} else answer

    def create_order(self, checkout_id, *, order_id, number, now):
        answer = self._asked("POST", self._at(checkout_id, "create-order"), {"savePaymentMethod": True})
        if isinstance(answer, ErrorResponse):
            return answer
        self.ids[order_id] = answer.get("orderId") or answer["subscriptionId"]
        return self._asked("GET", f"{ORDERS}/{self.ids[order_id]}")

    def _at(self, checkout_id, path=""):
        return at({"id": self.ids[checkout_id]}, path)

    def _blank(self):
        return cc.Checkout(
            id=guid(1),
            currency=self.store.currency,
            channel_type=cc.ChannelType.WEB,
            created_date=OPENED,
            updated_date=OPENED,
        )

    def _asked(self, method, path, body=None):
        content = None if body is None else wire.dumps(body).encode()
        response = self.client.request(method, path, content=content)
        document = wire.parse(response.content)
        return ErrorResponse(response.status_code, document) if response.is_error else document


def test_beside_the_library(client, store_file):
    """Drawn buyers, any operation in any order: the service answers what the library answers."""
    store = wire.load_store(wire.parse(store_file.read_bytes())).value
    done = []

    class Machine(CheckoutMachine):
        max_lines = 2
        operations = frozenset(vars(Remote)) & CheckoutMachine.operations
        compared = tuple(name for name in CheckoutMachine.compared if name != "subscriptionCharges")  # has dates

        def stores(self):
            return st.just(store)

        def start_service(self, store):
            return Remote(store, client)

        def ask(self, operation, *args, **kwargs):
            """Both do it; the service completes a checkout together with an order that is paid, the library later."""
            happened = super().ask(operation, *args, **kwargs)
            if happened:
                done.append(operation)
            if happened and operation == "create_order":
                order = self.ours.orders[kwargs["order_id"]]
                if order.status is cc.OrderStatus.APPROVED:
                    self.ask("mark_checkout_as_completed", args[0], order.id, now=kwargs["now"])
            return happened

    brief = settings(
        max_examples=10,
        stateful_step_count=15,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Machine, settings=brief)
    assert set(done) == Machine.operations
