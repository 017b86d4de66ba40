"""Bodies of operations: what an update states and removes, lines, quantities, ids; every problem at its place."""

import contextlib
import json
import pickle
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples import NOW, guid

import checkout_core as cc
from checkout_core import wire
from checkout_core.errors import InvalidDocument, UnknownCurrency
from checkout_core.lifecycle.changes import CHANGEABLE, ELSEWHERE
from checkout_core.testing import priced_inputs
from checkout_core.wire.names import spelling

REFERENCE = {"appId": "app", "catalogItemId": "shirt"}
LINE = {"quantity": 1, "catalogReference": REFERENCE}
CUSTOM = {"price": "5", "itemType": "PHYSICAL"}
GUID = "a GUID such as 00000000-0000-0000-0000-000000000001"
QUANTITY = "a whole number from 1 to 100000"
STORE = cc.Store(currency="USD")
CHANGES = ", ".join(spelling(name, "rest") for name in CHANGEABLE)
STATED = {
    "checkout": {
        "id": guid(9),
        "billingInfo": {"address": {"country": "US"}},
        "shippingInfo": {"selectedCarrierServiceOption": {"code": "post"}},
        "buyerNote": "Ring twice.",
        "buyerInfo": {"email": "ann@example.com"},
        "taxExemptGroupId": guid(3),
        "customFields": [{"title": "Size", "value": Decimal("1.10")}],
        "merchantDiscounts": [{"amount": Decimal("0.10")}],
        "membershipOptions": {"selectedMemberships": {"memberships": []}},
        "customContentReference": {"appId": guid(1), "componentId": guid(2)},
        "businessLocationId": guid(4),
        "extendedFields": {"namespaces": {"app": {"weight": Decimal("0.1")}}},
    },
    "couponCode": "SAVE",
    "giftCardCode": "SECRETCODE",
    "giftCardRedeemAmount": "2.50",
    "overrideCheckoutUrl": "https://shop.example/pay",
}
"""An update that changes everything that can be changed."""
BESIDE = tuple(STATED)[1:]
"""What stands beside the checkout."""
EMPTY = cc.MembershipOptions()


def changes(document, **options):
    """The changes that the body states."""
    return wire.load_changes(document, "USD", **options).value


def problems(load, *arguments, **options):
    """What loading finds wrong, as (path, found, allowed)."""
    with pytest.raises(InvalidDocument) as caught:
        load(*arguments, **options)
    assert pickle.loads(pickle.dumps(caught.value)).problems == caught.value.problems
    return [tuple(problem) for problem in caught.value.problems]


def checkout(**members):
    """A checkout of one line."""
    lines = [cc.LineItem(id=guid(1), catalog_reference=cc.CatalogReference("app", "shirt"))]
    fields = {"id": guid(9), "currency": "USD", "channel_type": cc.ChannelType.WEB, "line_items": lines}
    return cc.Checkout(**fields, created_date=NOW, updated_date=NOW, **members)


class TestChanges:
    def test_everything_that_can_be_changed(self):
        """Each as the noun that `update_checkout` takes, exactly."""
        loaded = wire.load_changes(STATED, "USD", strict=True)
        assert loaded.unknown == ()
        assert set(loaded.value) == set(CHANGEABLE)
        assert loaded.value["gift_card_redeem_amount"] == cc.Money("2.50", "USD")
        assert loaded.value["merchant_discounts"][0].amount == cc.Money("0.10", "USD")
        assert loaded.value["custom_fields"][0].value == Decimal("1.10")
        assert loaded.value["billing_info"].address == cc.Address(country="US")

    def test_what_is_absent_stays_and_what_is_null_goes(self):
        """Of the checkout's members, and of the amount asked of the gift card."""
        assert changes({"checkout": {"buyerNote": None}, "couponCode": "SAVE"}) == {
            "buyer_note": None,
            "coupon_code": "SAVE",
        }
        removable = dict.fromkeys(STATED["checkout"])
        assert set(changes({"checkout": removable, "giftCardRedeemAmount": None}).values()) == {None}
        held = checkout(buyer_note="Ring twice.", gift_card_redeem_amount=cc.Money(5, "USD"))
        stated = changes({"checkout": removable, "giftCardRedeemAmount": None})
        assert cc.update_checkout(held, STORE, now=NOW, **stated) == checkout()

    def test_null_at_the_top_is_absent(self):
        """As everywhere."""
        assert changes({"checkout": None, "couponCode": "A"}) == {"coupon_code": "A"}

    def test_what_has_an_operation_of_its_own_is_not_removed_by_null(self):
        """Nor is it left as if nothing had been said."""
        body = {"checkout": {"buyerNote": 7}, "couponCode": None, "giftCardCode": None, "overrideCheckoutUrl": None}
        assert problems(changes, body) == [
            ("$.checkout.buyerNote", "7", "text of 0 to 1000 characters"),
            ("$.couponCode", "null", "another value: it is removed by removeCoupon"),
            ("$.giftCardCode", "null", "another value: it is removed by removeGiftCard"),
            ("$.overrideCheckoutUrl", "null", "another value: it is removed by removeOverrideCheckoutUrl"),
        ]

    def test_what_an_update_does_not_change_is_told(self):
        """Each with the reason; the id may stand there, null says nothing."""
        lines = "is changed by addToCheckout, removeLineItems and updateLineItemsQuantity"
        body = {"checkout": {"id": guid(9), "completed": True, "lineItems": [LINE], "cartId": None}, "lineItems": []}
        assert problems(changes, body) == [
            ("$.checkout.completed", "true", "none in an update: it is set by markCheckoutAsCompleted"),
            ("$.checkout.lineItems", "an array of 1 entry", f"none in an update: it {lines}"),
            ("$.lineItems", "an array of 0 entries", f"none in an update: it {lines}"),
        ]

    def test_every_member_of_a_kept_checkout_is_known(self):
        """Changed, refused or passed over, but never called unknown."""
        for name in (*CHANGEABLE, *ELSEWHERE):
            spelt = spelling(name, "rest")
            body = {spelt: False} if spelt in BESIDE else {"checkout": {spelt: False}}
            found = problems(changes, body, strict=True)
            assert [what for _, what, _ in found] == ["no change" if name == "id" else "false"], name

    @pytest.mark.parametrize("body", [{}, {"checkout": {}}, {"checkout": None}, {"checkout": {"_id": guid(9)}}])
    def test_a_body_that_changes_nothing(self, body):
        """It would be a caller's bug."""
        assert problems(changes, body) == [("$", "no change", f"one or more of {CHANGES}")]

    def test_members_that_are_not_understood(self):
        """Listed, or refused; where nothing else is there they may be what was meant."""
        loaded = wire.load_changes({"checkout": {"buyerNotes": "x"}, "couponCode": "A", "coupon": 1}, "USD")
        assert loaded.unknown == ("$.checkout.buyerNotes", "$.coupon")
        assert problems(changes, {"coupon": 1})[0][1] == "no change (not understood: coupon)"
        assert [path for path, *_ in problems(changes, {"checkout": {"x": 1}, "y": 2}, strict=True)] == [
            "$.checkout.x",
            "$.y",
        ]

    def test_all_problems_at_once(self):
        """At their places; a gift card's code is not repeated."""
        body = {"checkout": {"billingInfo": {"address": {"country": "usa"}}}, "giftCardCode": 12345678, "couponCode": 1}
        assert [path for path, *_ in problems(changes, body)] == [
            "$.checkout.billingInfo.address.country",
            "$.giftCardCode",
            "$.couponCode",
        ]
        long = {"giftCardCode": "S" * 1_001}
        assert problems(changes, long) == [
            ("$.giftCardCode", "text of 1001 characters", "text of 0 to 1000 characters")
        ]

    @given(drawn=priced_inputs(currencies=["USD"], max_lines=2), dialect=st.sampled_from(("velo", "rest")))
    def test_the_members_of_any_checkout(self, drawn, dialect):
        """What a kept checkout says is what an update of it says, in both dialects."""
        held, _ = drawn
        document = wire.parse(wire.dumps(wire.dump_checkout(held, dialect)))
        body = {name: document[name] for name in BESIDE if name in document}
        inside = {spelling(name, dialect) for name in CHANGEABLE} - {*BESIDE}
        body["checkout"] = {"buyerNote": None, **{name: document[name] for name in inside if name in document}}
        stated = wire.load_changes(body, "USD", strict=True).value
        assert {name: getattr(held, name) for name in stated} == stated
        assert set(stated) >= {name for name in CHANGEABLE if getattr(held, name) not in (None, (), EMPTY)}


class TestLines:
    def test_both_kinds_in_their_order(self):
        """Catalog lines first, wherever they stand."""
        body = {"customLineItems": [CUSTOM | {"_id": guid(5)}], "lineItems": [LINE | {"quantity": "3"}]}
        first, second = wire.load_lines(body, "EUR", strict=True).value
        assert first == cc.LineRequest(cc.CatalogReference("app", "shirt"), quantity=3)
        assert (second.id, second.custom_item.price) == (guid(5), cc.Money(5, "EUR"))

    @pytest.mark.parametrize(
        ("body", "count"),
        [({}, 0), ({"lineItems": []}, 0), ({"lineItems": [LINE] * 60, "customLineItems": [CUSTOM] * 41}, 101)],
        ids=["none", "empty", "too many"],
    )
    def test_one_to_a_hundred(self, body, count):
        """Of both kinds together."""
        allowed = "1 to 100 entries in lineItems and customLineItems together"
        assert problems(wire.load_lines, body, "USD") == [("$.lineItems", f"{count} entries", allowed)]

    def test_a_hundred(self):
        """Are not too many."""
        assert len(wire.load_lines({"lineItems": [LINE] * 60, "customLineItems": [CUSTOM] * 40}, "USD").value) == 100

    def test_arrays_that_are_none_or_too_long(self):
        """Each is told once."""
        found = problems(wire.load_lines, {"lineItems": [LINE] * 101, "customLineItems": 5}, "USD")
        assert [(path, what) for path, what, _ in found] == [("$.lineItems", "101 entries"), ("$.customLineItems", "5")]

    def test_ids_differ(self):
        """Across both arrays, whatever their case."""
        body = {"lineItems": [LINE | {"id": "AAAAAAAA" + guid(1)[8:]}]}
        body["customLineItems"] = [CUSTOM | {"id": "aaaaaaaa" + guid(1)[8:]}]
        [(path, _, allowed)] = problems(wire.load_lines, body, "USD")
        assert (path, allowed) == ("$.customLineItems[0].id", "an id that no other line has")

    def test_all_problems_at_once(self):
        """Of lines, and of the body."""
        body = {"lineItems": [LINE | {"quantity": 0}, {"quantity": 1}], "lines": []}
        assert [path for path, *_ in problems(wire.load_lines, body, "USD", strict=True)] == [
            "$.lineItems[0].quantity",
            "$.lineItems[1].catalogReference",
            "$.lines",
        ]


class TestQuantities:
    def test_by_id(self):
        """In both dialects, and in the order of the document."""
        body = {"lineItems": [{"_id": guid(2), "quantity": 3}, {"id": guid(1), "quantity": "4"}]}
        assert list(wire.load_quantities(body, strict=True).value.items()) == [(guid(2), 3), (guid(1), 4)]

    def test_all_problems_at_once(self):
        """A quantity that is none, an id that is missing, one that is there twice."""
        entries = [{"id": guid(1), "quantity": 0}, {"quantity": 1}, {"id": guid(1), "quantity": 2}, 7]
        assert problems(wire.load_quantities, {"lineItems": entries}) == [
            ("$.lineItems[0].quantity", "0", QUANTITY),
            ("$.lineItems[1]._id", "nothing", GUID),
            ("$.lineItems[3]", "7", "an object"),
            ("$.lineItems[2].id", f'"{guid(1)}"', "an id that no other line has"),
        ]

    @pytest.mark.parametrize("count", [0, 101])
    def test_one_to_a_hundred(self, count):
        """As `update_line_items_quantity` takes."""
        entries = [{"id": guid(number), "quantity": 1} for number in range(count)]
        [(path, what, _)] = problems(wire.load_quantities, {"lineItems": entries})
        assert (path, what) == ("$.lineItems", f"{count} entries")

    def test_other_members_of_a_line(self):
        """Are listed, or refused."""
        body = {"lineItems": [{"id": guid(1), "quantity": 1, "price": "1"}]}
        assert wire.load_quantities(body).unknown == ("$.lineItems[0].price",)
        assert problems(wire.load_quantities, body, strict=True)[0][0] == "$.lineItems[0].price"


class TestSmallBodies:
    def test_line_ids(self):
        """1 to 300 GUIDs."""
        assert wire.load_line_ids({"lineItemIds": [guid(2), guid(1)]}).value == (guid(2), guid(1))
        assert problems(wire.load_line_ids, {"lineItemIds": [guid(1), "x", 5]}) == [
            ("$.lineItemIds[1]", '"x"', GUID),
            ("$.lineItemIds[2]", "5", GUID),
        ]
        for entries in ([], [guid(1)] * 301):
            [(path, what, _)] = problems(wire.load_line_ids, {"lineItemIds": entries})
            assert (path, what) == ("$.lineItemIds", f"{len(entries)} entries")

    def test_order_options(self):
        """Both false unless they are stated."""
        assert wire.load_order_options({}).value == cc.OrderOptions()
        stated = wire.load_order_options({"savePaymentMethod": True, "delayCapture": None}, strict=True).value
        assert stated == cc.OrderOptions(save_payment_method=True)
        [(path, *_)] = problems(wire.load_order_options, {"savePaymentMethod": "yes"})
        assert path == "$.savePaymentMethod"

    def test_order_id(self):
        """None where none is stated."""
        assert wire.load_order_id({}).value is None
        assert wire.load_order_id({"orderId": guid(7)}).value == guid(7)
        assert problems(wire.load_order_id, {"orderId": "7"}) == [("$.orderId", '"7"', GUID)]

    @pytest.mark.parametrize("name", ["load_line_ids", "load_quantities"])
    def test_what_must_be_there(self, name):
        """Is missed at its place."""
        [(path, what, _)] = problems(getattr(wire, name), {})
        assert (path, what) == ("$.lineItemIds" if name == "load_line_ids" else "$.lineItems", "nothing")


LOADERS = [
    lambda body: wire.load_changes(body, "USD"),
    lambda body: wire.load_lines(body, "USD"),
    wire.load_quantities,
    wire.load_line_ids,
    wire.load_order_options,
    wire.load_order_id,
]


@pytest.mark.parametrize("load", LOADERS)
@pytest.mark.parametrize("body", [None, 7, "text", [], [{}], True], ids=json.dumps)
def test_a_body_that_is_no_object(load, body):
    """Is told so, once."""
    [(path, _, allowed)] = problems(load, body)
    assert (path, allowed) == ("$", "an object")


@pytest.mark.parametrize("load", [wire.load_changes, wire.load_lines])
def test_a_currency_that_is_none(load):
    """Is the caller's bug."""
    with pytest.raises(UnknownCurrency):
        load({}, "usd")


KEYS = ["checkout", "lineItems", "customLineItems", "lineItemIds", "couponCode", "orderId", "_id", "id", "quantity"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.decimals(allow_nan=False) | st.sampled_from([guid(1), "", "x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize("load", LOADERS)
@given(body=JSON)
def test_any_json_is_read_or_refused(load, body):
    """Nothing but `InvalidDocument` comes of it."""
    with contextlib.suppress(InvalidDocument):
        load(body)
