"""Every code that an operation on a checkout is refused with: when it comes, with which status, words and data."""

import ast
import pickle
import re
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
import samples
from opened import CARD, LATER, LINES, OPERATIONS, card, completed, coupon, from_cart, many, opened, refusal, shipped_to
from opened import store as changed_store
from samples import NOW, SHIRT, SHOE, guid, simple_item, usd

import checkout_core as cc
from checkout_core import lifecycle
from checkout_core.lifecycle import codes
from checkout_core.model.refusals import RefusalCode

STORE = samples.full_store()
FULL = samples.full_checkout()
BUYER = cc.CheckoutInfo(buyer_info=cc.BuyerInfo(email="JANE@example.com"))
SUMMER = {"couponCode": "SUMMERSALE10"}


def updated(checkout=FULL, in_store=STORE, **changes):
    """The full checkout, updated."""
    return cc.update_checkout(checkout, in_store, now=LATER, **changes)


def option(code="standard", country="US", subdivision="US-NY"):
    """Where to and how, as an update states it."""
    return shipped_to(country, subdivision, code).shipping_info


def cart_line(**fields):
    """A line of a cart that describes its item itself."""
    return cc.CartLine(custom_item=simple_item("5", **fields))


REFUSALS = [
    # code, status, what is refused
    ("SITE_MUST_ACCEPT_PAYMENTS", 428, lambda: opened(changed_store(accepts_payments=False))),
    ("ERROR_COUPON_DOES_NOT_EXIST", 404, lambda: opened(coupon_code="NOPE")),
    ("ERROR_COUPON_DOES_NOT_EXIST", 404, lambda: opened(coupon_code=" SUMMERSALE10")),
    ("ERROR_COUPON_IS_DISABLED", 428, lambda: opened(coupon(active=False), coupon_code="SUMMERSALE10")),
    ("ERROR_COUPON_IS_NOT_ACTIVE_YET", 428,
     lambda: opened(coupon(start_time=datetime(2022, 7, 19, tzinfo=UTC)), coupon_code="SUMMERSALE10")),
    ("ERROR_COUPON_HAS_EXPIRED", 428, lambda: opened(coupon(expiration_time=NOW), coupon_code="SUMMERSALE10")),
    ("ERROR_COUPON_USAGE_EXCEEDED", 428, lambda: opened(coupon(usage_limit=3), coupon_code="SUMMERSALE10")),
    ("ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED", 428,
     lambda: opened(coupon(limit_per_customer=1), coupon_code="SUMMERSALE10", checkout_info=BUYER)),
    ("GIFT_CARD_CODE_INVALID", 404, lambda: opened(gift_card_code="SHORT")),
    ("GIFT_CARD_CODE_INVALID", 404, lambda: opened(gift_card_code="L" * 21)),
    ("GIFT_CARD_NOT_FOUND", 404, lambda: opened(gift_card_code="GIFT-CARD-0000")),
    ("GIFT_CARD_DISABLED", 428, lambda: opened(card(status=cc.GiftCardStatus.DISABLED), gift_card_code=CARD)),
    ("GIFT_CARD_EXPIRED", 428, lambda: opened(card(status=cc.GiftCardStatus.EXPIRED), gift_card_code=CARD)),
    ("GIFT_CARD_IS_EMPTY", 428, lambda: opened(card(balance=usd("0")), gift_card_code=CARD)),
    ("GIFT_CARD_CURRENCY_MISMATCH", 428, lambda: opened(card(balance=cc.Money("5", "EUR")), gift_card_code=CARD)),
    ("SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND", 404, lambda: opened(checkout_info=shipped_to(code="nope"))),
    ("SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND", 404, lambda: opened(checkout_info=shipped_to(carrier=guid(1)))),
    ("INVALID_SELECTED_CARRIER_SERVICE_OPTION", 428, lambda: opened(checkout_info=shipped_to("DE", "DE-BE"))),
    ("INVALID_SELECTED_CARRIER_SERVICE_OPTION", 428, lambda: opened(checkout_info=shipped_to("US", "US-CA"))),
    ("INVALID_SELECTED_CARRIER_SERVICE_OPTION", 428, lambda: opened(checkout_info=shipped_to(None))),
    # from a cart
    ("SITE_MUST_ACCEPT_PAYMENTS_TO_CREATE_CHECKOUT", 428, lambda: from_cart(changed_store(accepts_payments=False))),
    ("LINE_ITEM_WITH_ZERO_QUANTITY", 428, lambda: from_cart(lines=[cc.CartLine(SHOE, quantity=0)])),
    ("CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE", 428,
     lambda: from_cart(lines=[cart_line(payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE)])),
    ("CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE", 428,
     lambda: from_cart(lines=[cart_line(payment_option=cc.PaymentOptionType.MEMBERSHIP)])),
    ("ERROR_COUPON_DOES_NOT_EXIST", 404, lambda: from_cart(coupon_code="NOPE")),
    # in an update, as at creation
    ("ERROR_COUPON_DOES_NOT_EXIST", 404, lambda: updated(coupon_code="NOPE")),
    ("ERROR_COUPON_DOES_NOT_EXIST", 404, lambda: updated(coupon_code="N" * 21)),
    ("ERROR_COUPON_HAS_EXPIRED", 428,
     lambda: updated(in_store=coupon(expiration_time=NOW), coupon_code="SUMMERSALE10")),
    ("ERROR_COUPON_HAS_EXPIRED", 428,
     lambda: updated(in_store=attrs.evolve(coupon(expiration_time=LATER), as_of=None), coupon_code="SUMMERSALE10")),
    ("ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED", 428,
     lambda: updated(opened(), coupon(limit_per_customer=1), coupon_code="SUMMERSALE10", buyer_info=BUYER.buyer_info)),
    ("GIFT_CARD_CODE_INVALID", 404, lambda: updated(gift_card_code="SHORT")),
    ("GIFT_CARD_NOT_FOUND", 404, lambda: updated(gift_card_code="GIFT-CARD-0000")),
    ("GIFT_CARD_IS_EMPTY", 428, lambda: updated(in_store=card(balance=usd("0")), gift_card_code=CARD)),
    ("SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND", 404, lambda: updated(shipping_info=option("nope"))),
    ("INVALID_SELECTED_CARRIER_SERVICE_OPTION", 428, lambda: updated(shipping_info=option(country="DE"))),
    ("INVALID_ARGUMENT", 400, lambda: updated(buyer_info=None)),
    ("INVALID_ARGUMENT", 400, lambda: updated(buyer_info=cc.BuyerInfo(member_id=guid(13)))),
    # lines
    ("ALREADY_EXISTS", 409, lambda: cc.add_to_checkout(FULL, STORE, [cc.LineRequest(SHOE, id=guid(42))], now=LATER)),
    ("MAX_LINE_ITEMS_EXCEEDED", 428, lambda: cc.add_to_checkout(many(299), STORE, LINES * 2, now=LATER)),
    ("NOT_FOUND", 404, lambda: cc.remove_line_items(FULL, [guid(1), guid(77)], now=LATER)),
    ("NOT_FOUND", 404, lambda: cc.update_line_items_quantity(FULL, STORE, {guid(77): 1}, now=LATER)),
    ("FIXED_QUANTITY_ITEM", 428, lambda: cc.update_line_items_quantity(FULL, STORE, {guid(1): 4}, now=LATER)),
    # locks
    ("COUPON_LOCKED", 428, lambda: updated(coupon_code="TENTH", locks_hold=True)),
    ("COUPON_LOCKED", 428, lambda: cc.remove_coupon(FULL, now=LATER, locks_hold=True)),
    ("GIFT_CARD_LOCKED", 428, lambda: updated(gift_card_code=CARD, locks_hold=True)),
    ("GIFT_CARD_LOCKED", 428, lambda: updated(gift_card_redeem_amount=usd("1"), locks_hold=True)),
    ("GIFT_CARD_LOCKED", 428, lambda: cc.remove_gift_card(FULL, now=LATER, locks_hold=True)),
    # completed
    ("CHECKOUT_IS_COMPLETE", 428, lambda: updated(completed(), buyer_note="x")),
    ("CHECKOUT_IS_COMPLETE", 428,
     lambda: cc.mark_checkout_as_completed(completed(order_id=guid(3)), now=LATER, order_id=guid(4))),
]  # fmt: skip


@pytest.mark.parametrize(("code", "status", "call"), REFUSALS)
def test_what_cannot_be_done_is_refused_with_its_code_and_status(code, status, call):
    """The code, the status, the words of the table and the service's error body; a pickle keeps them."""
    error = refusal(call)
    assert (error.code, error.status) == (code, status)
    assert error.description
    body = error.envelope()
    assert body["message"] == error.description
    if code != "INVALID_ARGUMENT":
        assert body["details"]["applicationError"]["code"] == code
        assert body["details"]["applicationError"]["description"] == error.description
        assert body["details"]["applicationError"].get("data") == error.data
    twin = pickle.loads(pickle.dumps(error))
    assert (type(twin), twin.code, twin.status, twin.envelope()) == (cc.CheckoutRejected, code, status, body)
    assert twin.documented is error.documented


def test_the_table_of_codes_is_complete_and_holds_no_other():
    """Each of its codes is reached above, with its status and words."""
    reached = {code: refusal(call) for code, _, call in REFUSALS}
    table = {entry.code: entry for entry in cc.LIFECYCLE_CODES}
    assert len(table) == len(cc.LIFECYCLE_CODES)
    assert table.keys() == reached.keys()
    for code, entry in table.items():
        assert (entry.status, entry.description) == (reached[code].status, reached[code].description)
        assert entry.documented is reached[code].documented
    own = {code for code, error in reached.items() if not error.documented}
    assert {"MAX_LINE_ITEMS_EXCEEDED", "FIXED_QUANTITY_ITEM", "COUPON_LOCKED", "GIFT_CARD_LOCKED"} <= own
    assert not own & {"CHECKOUT_IS_COMPLETE", "GIFT_CARD_NOT_FOUND", "SITE_MUST_ACCEPT_PAYMENTS"}


def test_the_table_says_what_data_goes_with_a_code():
    """The members of the data are named, and nothing is promised where there is none."""
    table = {entry.code: entry for entry in cc.LIFECYCLE_CODES}
    for code, _, call in REFUSALS:
        error = refusal(call)
        members = {"fieldViolations"} if error.field_violations else set(error.data or ())
        named = {name for braces in re.findall(r"\{(.*?)\}", table[code].data) for name in braces.split(", ")}
        assert members == named or (code == "CHECKOUT_IS_COMPLETE" and not members), code


def test_no_refusal_is_made_beside_the_table():
    """The class is called at one place of the package, which reads the table."""
    calls = [
        (path.name, node.lineno)
        for path in Path(lifecycle.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "CheckoutRejected"
    ]
    assert [name for name, _ in calls] == ["codes.py"]


def test_the_conventions_name_every_code_of_the_librarys_own():
    """What the table marks as not documented stands in the page's list of such codes."""
    page = (Path(__file__).parents[2] / "docs" / "conventions.md").read_text(encoding="utf-8")
    section = page.split("## Codes that are not the service's own")[1].split("\n## ")[0]
    named = set(re.findall(r"[A-Z]+(?:_[A-Z]+)+", section))
    own = {entry.code for entry in cc.LIFECYCLE_CODES if not entry.documented}
    assert named & {entry.code for entry in cc.LIFECYCLE_CODES} == own


DATA = [
    (lambda: updated(coupon_code="summersale10", in_store=coupon(active=False)), {"couponCode": "summersale10"}),
    (lambda: opened(gift_card_code="SHORT"), None),
    (lambda: from_cart(lines=[cc.CartLine(SHOE), cc.CartLine(SHOE, quantity=0), cart_line(),
                              cc.CartLine(SHIRT, quantity=0, id=guid(50))]),
     {"lineItemIds": [guid(2), guid(50)]}),
    (lambda: from_cart(lines=[cc.CartLine(SHOE), cart_line(payment_option=cc.PaymentOptionType.MEMBERSHIP_OFFLINE)]),
     {"lineItemIds": [guid(2)]}),
    (lambda: cc.add_to_checkout(FULL, STORE, [cc.LineRequest(SHOE, id=guid(n)) for n in (9, 2, 42)], now=LATER),
     {"lineItemIds": [guid(2), guid(42)]}),
    (lambda: cc.add_to_checkout(many(299), STORE, LINES * 2, now=LATER), {"limit": 300, "lineItems": 301}),
    (lambda: cc.remove_line_items(FULL, [guid(78), guid(1), guid(77), guid(78)], now=LATER),
     {"lineItemIds": [guid(78), guid(77)]}),
    (lambda: cc.update_line_items_quantity(FULL, STORE, {guid(77): 1, guid(2): 1}, now=LATER),
     {"lineItemIds": [guid(77)]}),
    (lambda: cc.update_line_items_quantity(FULL, STORE, {guid(2): 1, guid(1): 1}, now=LATER),
     {"lineItemIds": [guid(1)]}),
    (lambda: cc.remove_coupon(completed(), now=LATER), None),
    (lambda: cc.remove_coupon(completed(order_id=guid(3)), now=LATER), {"orderId": guid(3)}),
]  # fmt: skip


@pytest.mark.parametrize(("call", "data"), DATA)
def test_a_refusal_tells_programs_what_is_to_blame(call, data):
    """Codes of coupons as they were given, ids of lines in order and once each, limits; never a gift card's code."""
    assert refusal(call).data == data


@pytest.mark.parametrize(
    "call",
    [lambda: opened(checkout_info=shipped_to(code="nope")), lambda: updated(shipping_info=option("nope"))],
)
def test_the_data_of_a_refused_option_is_the_shipping_part_of_the_calculation_errors(call):
    """It names carrier and code under ``selectedShippingOptionError``, with the refusal's own words."""
    error = refusal(call)
    inner = error.data["selectedShippingOptionError"]["applicationError"]
    assert inner["data"] == {"carrierId": samples.CARRIER, "code": "nope"}
    assert (inner["code"], inner["description"]) == (error.code, error.description)


def test_a_lost_email_blames_the_field():
    """The body is that of a validation error: the field, the words, the rule."""
    error = refusal(lambda: updated(buyer_info=None))
    violation = {"field": "buyerInfo.email", "description": error.description, "violatedRule": "REQUIRED_FIELD"}
    assert error.envelope()["details"] == {"validationError": {"fieldViolations": [violation]}}


def test_another_buyer_blames_every_field():
    """In the order of the documents; the body is that of a validation error."""
    error = refusal(lambda: updated(buyer_info=cc.BuyerInfo(contact_id=guid(99), visitor_id=guid(99))))
    words = {"description": error.description, "violatedRule": "FIELD_NOT_ALLOWED"}
    violations = [{"field": "buyerInfo.contactId", **words}, {"field": "buyerInfo.visitorId", **words}]
    assert error.envelope()["details"] == {"validationError": {"fieldViolations": violations}}


@pytest.mark.parametrize("code", ["GIFT-CARD-0000", "SHORT"])
@pytest.mark.parametrize("call", [lambda code: opened(gift_card_code=code), lambda code: updated(gift_card_code=code)])
def test_a_gift_card_code_never_appears_in_a_refusal(code, call):
    """The code is a secret: neither the message nor the data repeats it."""
    error = refusal(lambda: call(code))
    assert code not in f"{error} {error.envelope()}"


SEVERAL_REASONS = [
    # of what is wrong at once, the first that is told
    ("SITE_MUST_ACCEPT_PAYMENTS_TO_CREATE_CHECKOUT",
     lambda: from_cart(changed_store(accepts_payments=False), lines=[cc.CartLine(SHOE, quantity=0)])),
    ("LINE_ITEM_WITH_ZERO_QUANTITY",
     lambda: from_cart(lines=[cart_line(payment_option=cc.PaymentOptionType.MEMBERSHIP),
                              cc.CartLine(SHOE, quantity=0)])),
    ("CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE",
     lambda: from_cart(lines=[cart_line(payment_option=cc.PaymentOptionType.MEMBERSHIP)], coupon_code="NOPE")),
    ("COUPON_LOCKED", lambda: updated(coupon_code="NOPE", gift_card_code="NOPE", buyer_info=None, locks_hold=True)),
    ("INVALID_ARGUMENT", lambda: updated(coupon_code="NOPE", gift_card_code="NOPE", buyer_info=None)),
    ("INVALID_ARGUMENT",
     lambda: updated(coupon_code="NOPE", gift_card_code="NOPE", buyer_info=cc.BuyerInfo(member_id=guid(13)))),
    ("ERROR_COUPON_DOES_NOT_EXIST",
     lambda: updated(coupon_code="NOPE", gift_card_code="GIFT-CARD-0000", shipping_info=option("nope"))),
    ("GIFT_CARD_CODE_INVALID", lambda: updated(coupon_code="NOPE", gift_card_code="SHORT")),
    ("GIFT_CARD_NOT_FOUND", lambda: updated(gift_card_code="GIFT-CARD-0000", shipping_info=option("nope"))),
    ("ALREADY_EXISTS",
     lambda: cc.add_to_checkout(many(300), STORE, [cc.LineRequest(SHOE, id=guid(1))], now=LATER)),
    ("NOT_FOUND", lambda: cc.update_line_items_quantity(FULL, STORE, {guid(1): 4, guid(77): 1}, now=LATER)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "call"), SEVERAL_REASONS)
def test_the_order_of_the_checks_is_fixed(code, call):
    """Where several things are wrong the first of the documented order is told."""
    assert refusal(call).code == code


DONE = completed(order_id=guid(3))
AFTER_COMPLETION = [
    lambda: cc.update_checkout(DONE, STORE, now=LATER, coupon_code="NOPE", buyer_info=None, locks_hold=True),
    lambda: cc.update_checkout(DONE, STORE, now=LATER, gift_card_redeem_amount=cc.Money("1", "EUR")),
    lambda: cc.update_checkout(DONE, cc.Store(currency="EUR"), now=LATER, buyer_note="x"),
    lambda: cc.add_to_checkout(DONE, STORE, [cc.LineRequest(SHOE, id=guid(1))], now=LATER),
    lambda: cc.add_to_checkout(DONE, cc.Store(currency="EUR"), LINES, now=LATER),
    lambda: cc.remove_line_items(DONE, [guid(77)], now=LATER),
    lambda: cc.update_line_items_quantity(DONE, STORE, {guid(77): 1, guid(1): 1}, now=LATER),
    lambda: cc.remove_coupon(DONE, now=LATER, locks_hold=True),
    lambda: cc.remove_coupon(attrs.evolve(DONE, coupon_code=None), now=LATER),
    lambda: cc.remove_gift_card(DONE, now=LATER, locks_hold=True),
    lambda: cc.remove_gift_card(attrs.evolve(DONE, gift_card_code=None, gift_card_redeem_amount=None), now=LATER),
    lambda: cc.remove_override_checkout_url(attrs.evolve(DONE, override_checkout_url=None), now=LATER),
    *(lambda call=call: call(DONE) for name, call in OPERATIONS.items() if name != "mark_checkout_as_completed"),
]


@pytest.mark.parametrize("call", AFTER_COMPLETION)
def test_a_completed_checkout_refuses_every_change_before_anything_else_is_looked_at(call):
    """Also one that is refused for another reason, and one that would change nothing."""
    assert refusal(call).code == "CHECKOUT_IS_COMPLETE"


def test_a_code_that_a_check_finds_too_has_its_words():
    """Its status, its data and whose it is are the operation's own."""
    assert codes._as_found("GIFT_CARD_DISABLED", 428) == RefusalCode(
        code="GIFT_CARD_DISABLED", status=428, description="the gift card is disabled", data="", documented=True
    )
    assert codes._as_found("ERROR_COUPON_HAS_EXPIRED", 404, "{couponCode}", documented=False) == RefusalCode(
        code="ERROR_COUPON_HAS_EXPIRED",
        status=404,
        description="the coupon has expired",
        data="{couponCode}",
        documented=False,
    )


@pytest.mark.parametrize("code", ["", "x" * 21, "x" * 1_000])
def test_a_coupon_code_that_no_coupon_has(code):
    """At creation as in an update: it is a refusal, not a bug of the caller's."""
    for call in (lambda: opened(coupon_code=code), lambda: updated(coupon_code=code)):
        refused = refusal(call)
        assert (refused.code, refused.data) == ("ERROR_COUPON_DOES_NOT_EXIST", {"couponCode": code})
