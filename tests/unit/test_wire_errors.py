"""Errors as the service answers them."""

import pytest
import samples
from attrs.exceptions import FrozenInstanceError
from samples import NOW, guid

import checkout_core as cc
from checkout_core import wire
from checkout_core.orders.codes import ORDER_CODES

VIOLATIONS = [
    {"severity": "ERROR", "target": {"other": {"name": "OTHER_DEFAULT"}}, "description": "closed"},
    {
        "severity": "ERROR",
        "target": {"lineItem": {"name": "LINE_ITEM_DEFAULT", "_id": guid(1)}},
        "description": "too many",
        "data": {"_id": "theirs"},
    },
]


def violated():
    """An order that two violations forbid."""
    return cc.OrderRejected("VIOLATIONS_WITH_ERROR_SEVERITY", 428, "forbidden", {"violations": VIOLATIONS})


def raised(call):
    """The error that the call raises."""
    with pytest.raises(cc.CheckoutCoreError) as caught:
        call()
    return caught.value


class TestRejected:
    """Refusals have a status and a body of their own."""

    @pytest.mark.parametrize("entry", ORDER_CODES, ids=lambda entry: entry.code)
    def test_every_code_of_create_order(self, entry):
        """As the exception, and as the value that `order_rejections` gives."""
        data = {"lineItemIds": [guid(1)]}
        body = {
            "message": entry.description,
            "details": {
                "applicationError": {"code": entry.code, "description": entry.description, "data": data},
            },
        }
        error = cc.OrderRejected(entry.code, entry.status, entry.description, data)
        value = cc.Rejection(code=entry.code, status=entry.status, description=entry.description, data=data)
        assert wire.dump_error(error) == wire.dump_error(value) == wire.ErrorResponse(entry.status, body)

    def test_without_data_there_is_none(self):
        """The member is left out."""
        body = wire.dump_error(cc.OrderRejected("EMPTY_CHECKOUT", 428, "no lines")).body
        assert body["details"]["applicationError"] == {"code": "EMPTY_CHECKOUT", "description": "no lines"}

    def test_the_line_of_a_violation_is_called_as_in_the_dialect(self):
        """And nothing else: its data are the merchant's."""
        for dialect, name in (("velo", "_id"), ("rest", "id")):
            data = wire.dump_error(violated(), dialect).body["details"]["applicationError"]["data"]
            assert data["violations"][0] == VIOLATIONS[0]
            assert data["violations"][1]["target"] == {"lineItem": {"name": "LINE_ITEM_DEFAULT", name: guid(1)}}
            assert data["violations"][1]["data"] == {"_id": "theirs"}
        assert VIOLATIONS[1]["target"]["lineItem"]["_id"] == guid(1)

    @pytest.mark.parametrize("dialect", ["velo", "rest"])
    def test_a_real_violation(self, dialect):
        """Of a validator, as `create_order` and `order_rejections` tell it."""
        checkout, store = samples.full_checkout(), samples.full_store()

        def two_a_customer(priced):
            line_id = priced.lines[0].id
            yield cc.Violation(severity=cc.Severity.ERROR, line_item_id=line_id, description="two a customer")

        priced = cc.price(checkout, store, validators=[two_a_customer])
        rejections = cc.order_rejections(priced, store, now=checkout.updated_date)
        [rejection] = [entry for entry in rejections if entry.code == "VIOLATIONS_WITH_ERROR_SEVERITY"]
        data = wire.dump_error(rejection, dialect).body["details"]["applicationError"]["data"]
        published = wire.dump_priced(priced, dialect=dialect)["violations"]
        assert data["violations"] == published

    @pytest.mark.parametrize(
        ("buyer", "blamed"),
        [
            (None, [("buyerInfo.email", "REQUIRED_FIELD")]),
            (
                cc.BuyerInfo(contact_id=guid(1), member_id=guid(1)),
                [("buyerInfo.contactId", "FIELD_NOT_ALLOWED"), ("buyerInfo.memberId", "FIELD_NOT_ALLOWED")],
            ),
        ],
    )
    def test_a_refusal_may_blame_fields(self, buyer, blamed):
        """With 400, and no code: the email that would be lost, the ids that say that somebody else buys."""
        checkout = samples.full_checkout()
        error = raised(lambda: cc.update_checkout(checkout, samples.full_store(), buyer_info=buyer, now=NOW))
        answer = wire.dump_error(error)
        assert answer.status == 400
        details = answer.body["details"]
        assert list(details) == ["validationError"]
        violations = details["validationError"]["fieldViolations"]
        assert [(violation["field"], violation["violatedRule"]) for violation in violations] == blamed
        assert {violation["description"] for violation in violations} == {answer.body["message"]}

    def test_the_body_is_plain_json_of_its_own(self):
        """Even where the data are frozen: calculation errors."""
        checkout, store = samples.full_checkout(), samples.full_store()
        priced = cc.price(checkout, store)
        for rejection in cc.order_rejections(priced, store, now=checkout.updated_date):
            body = wire.dump_error(rejection).body
            assert kinds(body) <= {dict, list, str, int, bool}
            assert wire.parse(wire.dumps(body)) == body


def kinds(value):
    """The classes of everything in a document."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {type(value)}.union(*map(kinds, inside))


class TestBadRequest:
    """What is no refusal is 400."""

    def test_a_document_blames_every_field(self):
        """Without the leading ``$.``; missing ones are told from bad ones."""
        bad = {"lineItems": [{"quantity": 0}], "channelType": 7, "checkoutInfo": {"buyerInfo": {"email": "x"}}}
        error = raised(lambda: wire.load_request(bad, "USD"))
        answer = wire.dump_error(error)
        violations = answer.body["details"]["validationError"]["fieldViolations"]
        assert answer.status == 400
        assert [(entry["field"], entry["violatedRule"]) for entry in violations] == [
            ("lineItems[0].quantity", "VALIDATION"),
            ("lineItems[0].catalogReference", "REQUIRED_FIELD"),
            ("channelType", "VALIDATION"),
            ("checkoutInfo.buyerInfo.email", "VALIDATION"),
        ]
        assert violations[0]["description"] == "found 0, allowed a whole number from 1 to 100000"
        assert answer.body["message"] == f"lineItems[0].quantity: {violations[0]['description']} (and 3 more)"

    def test_a_missing_member_is_required_whatever_stands_beside_it(self):
        """The words may say which members were not understood."""
        error = raised(lambda: wire.load_order({"order": {"nr": "1"}}))
        rules = {entry["violatedRule"] for entry in violations_of(error)}
        assert rules == {"REQUIRED_FIELD"}
        assert "nothing (not understood: nr)" in str(error)

    def test_the_text_nothing_is_not_nothing(self):
        """A value is told as JSON, in quotes."""
        error = raised(lambda: wire.load_store({"currency": "nothing"}))
        assert [entry["violatedRule"] for entry in violations_of(error)] == ["VALIDATION"]

    @pytest.mark.parametrize(("document", "field"), [(7, ""), ([1], ""), ({"": 1, "currency": "USD"}, '[""]')])
    def test_the_document_itself_has_no_name(self, document, field):
        """Nor a place in front of the message."""
        answer = wire.dump_error(raised(lambda: wire.load_store(document, strict=True)))
        [violation] = answer.body["details"]["validationError"]["fieldViolations"]
        assert violation["field"] == field
        assert answer.body["message"] == (f"{field}: " if field else "") + violation["description"]

    @pytest.mark.parametrize(
        ("name", "velo", "rest"),
        [
            ("LineItem.quantity", "quantity", "quantity"),
            ("create_order.order_id", "orderId", "orderId"),
            ("Order.line_items[3].id", "lineItems[3]._id", "lineItems[3].id"),
            ("Checkout.updated_date", "_updatedDate", "updatedDate"),
            ("locale", "locale", "locale"),
        ],
    )
    def test_a_refused_value_blames_one_field(self, name, velo, rest):
        """By its wire name, without the class or function that refused it."""
        error = cc.InvalidField(name, 0, "not below full_price")
        for dialect, field in (("velo", velo), ("rest", rest)):
            answer = wire.dump_error(error, dialect)
            words = "found 0, allowed not below fullPrice"
            violation = {"field": field, "description": words, "violatedRule": "VALIDATION"}
            assert answer.status == 400
            assert answer.body == {
                "message": f"{field}: {words}",
                "details": {"validationError": {"fieldViolations": [violation]}},
            }

    @pytest.mark.parametrize(
        "error", [cc.CurrencyMismatch("EUR 1.00 is not in USD"), cc.InvalidField("", 7, "a number")]
    )
    def test_any_other_error_is_a_message(self, error):
        """No field is to blame."""
        assert wire.dump_error(error) == wire.ErrorResponse(400, {"message": str(error)})


def violations_of(error):
    """The fields that an error blames."""
    return wire.dump_error(error).body["details"]["validationError"]["fieldViolations"]


class TestArguments:
    """What is no error, and no dialect."""

    @pytest.mark.parametrize("error", [None, "EMPTY_CHECKOUT", ValueError("x"), cc.Problem("$", "a", "b")])
    def test_what_is_no_error_is_refused(self, error):
        """By name."""
        with pytest.raises(cc.InvalidField, match=r"dump_error\.error"):
            wire.dump_error(error)

    def test_an_unknown_dialect_is_refused(self):
        """Whatever the error."""
        with pytest.raises(cc.InvalidField, match="dialect"):
            wire.dump_error(violated(), "soap")

    def test_a_response_cannot_be_changed(self):
        """It is a value."""
        with pytest.raises(FrozenInstanceError):
            wire.dump_error(violated()).status = 200
