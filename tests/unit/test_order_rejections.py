"""Why a checkout does not become an order: every reason alone and with every other, and what is no reason."""

import itertools
import json
import pickle
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import attrs
import pytest
from orders import (
    HOME,
    LATER,
    MONTHLY,
    ORDER_ID,
    WORLDWIDE,
    Case,
    coming_later,
    fee,
    goods,
    living_at,
    pickup,
    repriced,
)
from quick import (
    MEMBER,
    carrier,
    coupon,
    delivery,
    item,
    items,
    lesson,
    membership,
    merchant,
    pays,
    rule,
    subscription,
    tax,
)
from samples import APP, CARRIER, NOW, guid

import checkout_core as cc
from checkout_core.orders.codes import ORDER_CODES

ONE, TWO, THREE = guid(1), guid(2), guid(3)
OrderStatus, PaymentStatus = cc.OrderStatus, cc.PaymentStatus
FREE = merchant(percent="100")


def data_of(rejection):
    """The data as a program reads it: JSON."""
    return None if rejection.data is None else json.loads(cc.wire.dumps(rejection.data))


# --- each reason alone ------------------------------------------------------------------------------------------------


def paid_before(case):
    """An earlier order of this checkout is paid."""
    earlier = cc.EarlierOrder(order_id=guid(71), status=OrderStatus.APPROVED, payment_status=PaymentStatus.PAID)
    case.context.setdefault("earlier_orders", []).append(earlier)


def being_paid(case):
    """An earlier order, a subscription, is not."""
    case.context.setdefault("earlier_orders", []).append(cc.EarlierOrder(subscription_id=guid(72)))


def empty(case):
    """There are no lines."""
    case.lines = []


def sold_out(case):
    """Nothing is left of anything."""
    for number in range(len(case.lines)):
        case.change(number, quantity_available=0)


def one_sold_out(case):
    """A third line, of which nothing is left."""
    case.lines.append((goods("3.00", quantity_available=0), 1))


def members_only(case):
    """The first item is for members only, and the buyer is nobody."""
    case.change(0, members_only=True)


def subscribed_with_more(case):
    """The first line is a subscription, and there is another."""
    case.change(0, subscription_option_info=MONTHLY)
    if len(case.lines) == 1:
        case.lines.append((goods("3.00"), 1))


def subscribed_for_nothing(case):
    """The line, the delivery and all: only a discount of the merchant's makes a price of zero of it."""
    del case.lines[1:]
    case.change(0, subscription_option_info=MONTHLY)
    options = [attrs.evolve(option, cost=cc.Money(0, "USD")) for option in case.keywords["options"]]
    case.keywords |= {"options": options, "fees": [], "merchants": [*case.keywords["merchants"], FREE]}


def subscribed_by_gift_card(case):
    """The only line is a subscription, and a gift card is held."""
    del case.lines[1:]
    case.change(0, subscription_option_info=MONTHLY)
    case.keywords["card"] = "5.00"


def gift_card_by_gift_card(case):
    """The first line is a gift card, and a gift card is held."""
    case.change(0, item_type=cc.ItemTypePreset.GIFT_CARD)
    case.keywords["card"] = "5.00"


def gift_card_by_coupon(case):
    """The first line is a gift card, and a coupon is held."""
    case.change(0, item_type=cc.ItemTypePreset.GIFT_CARD)
    case.keywords["coupon"] = coupon(percent="10", applies_to_subscriptions=True)


def miscalculated(case):
    """A discount is on a line that there is not."""
    case.keywords["merchants"] = [*case.keywords["merchants"], merchant("1.00", lines=[99])]


def no_option(case):
    """No delivery option is selected."""
    case.asked = None


def option_gone(case):
    """The selected delivery option is not offered."""
    case.asked = "gone"


def no_delivery_address(case):
    """The goods are sent, and the destination says nothing."""
    case.destination = WORLDWIDE


def no_pickup_details(case):
    """The goods are fetched, and the option does not say where."""
    case.keywords["options"] = [pickup("5.00", None, "std")]


def no_billing_address(case):
    """Nobody is billed."""
    case.info["billing_info"] = None


def violations_unavailable(case):
    """The merchant's rules could not be asked."""
    case.context["violations_unavailable"] = True


def at_most_one(priced):
    """A rule of a merchant's."""
    yield cc.Violation(severity=cc.Severity.ERROR, description="Only one each.", data={"most": 1})


def violated(case):
    """A rule of the merchant's is broken."""
    case.keywords["validators"] = [at_most_one]


def changed(case):
    """The buyer saw another total."""
    case.context["seen"] = cc.SeenPrice(total=cc.Money("1234.00", "USD"))


def not_confirmed(case):
    """The first item wants the payment method to be saved."""
    case.change(0, save_payment_method=True)


def no_payments(case):
    """The site takes no payments."""
    case.keywords["accepts_payments"] = False


def no_provider(case):
    """Nobody is there to take the payment."""
    case.context["payment_provider_available"] = False


def not_redeemed(case):
    """The gift card could not be redeemed."""
    case.context["gift_card_failure"] = "the card is blocked"


def payment_failed(case):
    """The payment failed, and the provider says why."""
    case.context["payment_failure"] = cc.PaymentFailure(
        payment_response_token="token-1",  # noqa: S106  # no secret
        transaction_status="DECLINED",
        failure_details="Insufficient funds.",
    )


SITUATIONS = [
    ("CHECKOUT_ALREADY_PAID", 409, paid_before, {"orderId": guid(71)}),
    ("CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS", 409, being_paid, {"subscriptionId": guid(72)}),
    ("EMPTY_CHECKOUT", 428, empty, None),
    ("FULL_OUT_OF_STOCK", 428, sold_out, {"lineItemIds": [ONE, TWO]}),
    ("PARTIAL_OUT_OF_STOCK", 428, one_sold_out, {"lineItemIds": [THREE]}),
    ("MEMBERS_ONLY_ITEM", 428, members_only, {"lineItemIds": [ONE]}),
    ("SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS", 428, subscribed_with_more, None),
    ("SUBSCRIPTION_WITH_ZERO_TOTAL", 428, subscribed_for_nothing, None),
    ("SUBSCRIPTION_WITH_GIFT_CARD", 428, subscribed_by_gift_card, None),
    ("GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD", 428, gift_card_by_gift_card, {"lineItemIds": [ONE]}),
    ("COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD", 428, gift_card_by_coupon, {"lineItemIds": [ONE]}),
    (
        "CALCULATION_ERROR",
        428,
        miscalculated,
        {
            "discountsCalculationError": {
                "applicationError": {
                    "code": "LINE_ITEM_NOT_FOUND",
                    "description": "the checkout has no line of this id",
                    "data": {"lineItemIds": [guid(99)]},
                }
            },
            "orderValidationErrors": [],
        },
    ),
    ("NO_SELECTED_CARRIER_SERVICE_OPTION", 428, no_option, None),
    (
        "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE",
        428,
        option_gone,
        {"requested": {"code": "gone"}, "inForce": {"carrierId": CARRIER, "code": "std"}},
    ),
    ("MISSING_DELIVERY_ADDRESS", 428, no_delivery_address, None),
    ("MISSING_PICKUP_DETAILS", 428, no_pickup_details, None),
    ("MISSING_BILLING_ADDRESS", 428, no_billing_address, None),
    ("FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS", 500, violations_unavailable, None),
    (
        "VIOLATIONS_WITH_ERROR_SEVERITY",
        428,
        violated,
        {
            "violations": [
                {
                    "severity": "ERROR",
                    "target": {"other": {"name": "OTHER_DEFAULT"}},
                    "description": "Only one each.",
                    "data": {"most": 1},
                }
            ]
        },
    ),
    (
        "CHECKOUT_CHANGED",
        428,
        changed,
        {
            "changes": [
                {"field": "priceSummary.total", "seen": "1234.00", "now": "61.50", "difference": "-1172.50"},
            ]
        },
    ),
    ("NO_SAVE_PAYMENT_METHOD_CONFIRMATION", 428, not_confirmed, {"lineItemIds": [ONE]}),
    ("SITE_NOT_ACCEPTING_PAYMENTS", 428, no_payments, None),
    ("PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE", 428, no_provider, None),
    ("REDEEM_GIFT_CARD_ERROR", 428, not_redeemed, {"reason": "the card is blocked"}),
    (
        "PAYMENT_ERROR",
        400,
        payment_failed,
        {
            "paymentResponseToken": "token-1",
            "transactionStatus": "DECLINED",
            "failureDetails": "Insufficient funds.",
        },
    ),
]
"""Every reason in the published order, its status, what brings it about, and its data."""

OWN = {"MISSING_DELIVERY_ADDRESS", "MISSING_PICKUP_DETAILS", "MISSING_BILLING_ADDRESS"}
"""The codes that are the library's own."""
PUBLISHED = [code for code, *_ in SITUATIONS]
STATUS = {code: status for code, status, *_ in SITUATIONS}
CHANGE = {code: change for code, _, change, _ in SITUATIONS}


def test_the_codes_are_those_of_the_service():
    """22 of the service's, split by status as its pages count them, and three of the library's own."""
    documented = {
        "PAYMENT_ERROR",
        "CHECKOUT_ALREADY_PAID",
        "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS",
        "PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE",
        "CALCULATION_ERROR",
        "REDEEM_GIFT_CARD_ERROR",
        "PARTIAL_OUT_OF_STOCK",
        "FULL_OUT_OF_STOCK",
        "EMPTY_CHECKOUT",
        "CHECKOUT_CHANGED",
        "SUBSCRIPTION_WITH_ZERO_TOTAL",
        "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS",
        "SUBSCRIPTION_WITH_GIFT_CARD",
        "NO_SELECTED_CARRIER_SERVICE_OPTION",
        "VIOLATIONS_WITH_ERROR_SEVERITY",
        "NO_SAVE_PAYMENT_METHOD_CONFIRMATION",
        "FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS",
        "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE",
        "MEMBERS_ONLY_ITEM",
        "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD",
        "COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD",
        "SITE_NOT_ACCEPTING_PAYMENTS",
    }
    assert {entry.code for entry in ORDER_CODES if entry.documented} == documented
    assert {entry.code for entry in ORDER_CODES if not entry.documented} == OWN
    statuses = sorted(entry.status for entry in ORDER_CODES if entry.documented)
    assert statuses == [400, 409, 409, *[428] * 18, 500]


def test_the_table_above_has_every_code():
    """In the same order, with the same statuses."""
    assert [(code, status) for code, status, *_ in SITUATIONS] == [(entry.code, entry.status) for entry in ORDER_CODES]


def test_nothing_speaks_against_the_usual_case():
    """So what a situation finds is due to its one change."""
    assert Case().rejections() == ()
    assert Case().order().number == "10001"


@pytest.mark.parametrize(("code", "status", "change", "data"), SITUATIONS, ids=PUBLISHED)
def test_one_change_is_one_reason(code, status, change, data):
    """With its status, its data, and whose code it is; and that is what `create_order` raises."""
    case = Case()
    change(case)
    (found,) = case.rejections()
    assert (found.code, found.status, found.documented) == (code, status, code not in OWN)
    assert data_of(found) == data
    with pytest.raises(cc.OrderRejected) as raised:
        case.order()
    body = json.loads(cc.wire.dumps(raised.value.envelope()))
    said = {"code": code, "description": found.description} | ({} if data is None else {"data": data})
    assert (raised.value.status, raised.value.documented) == (status, code not in OWN)
    assert body == {"message": found.description, "details": {"applicationError": said}}


@pytest.mark.parametrize("entry", ORDER_CODES, ids=PUBLISHED)
def test_every_code_comes_with_its_words(entry):
    """And with data where the table of codes says so."""
    case = Case()
    CHANGE[entry.code](case)
    (found,) = case.rejections()
    assert found.description == entry.description
    assert (found.data is not None) == bool(entry.data)


# --- the six preconditions of createOrder -----------------------------------------------------------------------------


def test_precondition_1_no_calculation_errors():
    """A held coupon that the store does not have."""
    (found,) = checked(Case(), coupon_code="unknown")
    assert found.code == "CALCULATION_ERROR"
    assert found.data["couponCalculationError"]["applicationError"]["code"] == "ERROR_COUPON_DOES_NOT_EXIST"


def checked(case, **fields):
    """Every reason against the order of a checkout with other fields."""
    seen = case.seen
    priced = cc.price(attrs.evolve(seen.checkout, **fields), seen.store)
    return cc.order_rejections(priced, seen.store, **case.arguments)


def test_precondition_2_a_line_of_the_catalog_or_a_custom_one():
    """One is enough."""
    case = Case()
    case.lines = []
    assert case.codes() == ["EMPTY_CHECKOUT"]
    case.lines = [(None, 1, {"catalog_reference": None, "custom_item": goods("7.50")})]
    assert case.codes() == []


@pytest.mark.parametrize(
    ("left", "quantity", "codes"),
    [
        (None, 5, []),
        (5, 5, []),
        (4, 5, []),
        (1, 5, []),
        (0, 5, ["PARTIAL_OUT_OF_STOCK"]),
        ("unknown", 5, ["PARTIAL_OUT_OF_STOCK"]),
    ],
)
def test_precondition_3_every_line_can_be_sold(left, quantity, codes):
    """In part at least (PARTIALLY_AVAILABLE passes); an item that the catalog does not know cannot."""
    case = Case()
    case.lines[0] = (None, quantity) if left == "unknown" else (goods("20.00", quantity_available=left), quantity)
    assert case.codes() == codes


def test_all_lines_out_of_stock_for_several_reasons():
    """Not found, and none left."""
    case = Case()
    case.lines = [(None, 1), (goods("10.00", quantity_available=0), 1)]
    (found,) = case.rejections()
    assert (found.code, data_of(found)) == ("FULL_OUT_OF_STOCK", {"lineItemIds": [ONE, TWO]})


NOWHERE = [None, cc.AddressWithContact(), cc.AddressWithContact(address=cc.Address())]
EMPTY_FORM = cc.Address(
    address_line1="",
    city="",
    postal_code="",
    street_address=cc.StreetAddress(number=""),
    location=cc.AddressLocation(),
)
"""What a form sends that nobody filled in."""


@pytest.mark.parametrize("party", [*NOWHERE, living_at(EMPTY_FORM)])
def test_precondition_4_a_billing_address_unless_it_costs_nothing(party):
    """A person without an address is not enough, nor is an address that says nothing."""
    case = Case()
    case.info["billing_info"] = party
    assert case.codes() == ["MISSING_BILLING_ADDRESS"]
    case.keywords |= {"merchants": [FREE], "options": [delivery("0.00")], "fees": []}
    assert case.codes() == []


@pytest.mark.parametrize(
    "address",
    [
        cc.Address(city="Tel Aviv"),
        cc.Address(country="IL"),
        cc.Address(street_address=cc.StreetAddress(number="5")),
        cc.Address(location=cc.AddressLocation(latitude=Decimal(0))),
    ],
)
def test_an_address_may_say_little(address):
    """What is enough to deliver is for the carrier to know."""
    case = Case()
    case.info["billing_info"] = living_at(address)
    case.destination = living_at(address)
    assert case.codes() == []


@pytest.mark.parametrize(
    ("destination", "asked", "codes"),
    [
        (living_at(HOME), "std", []),
        (living_at(HOME), None, ["NO_SELECTED_CARRIER_SERVICE_OPTION"]),
        (WORLDWIDE, "std", ["MISSING_DELIVERY_ADDRESS"]),
        (living_at(EMPTY_FORM), "std", ["MISSING_DELIVERY_ADDRESS"]),
        (WORLDWIDE, None, ["NO_SELECTED_CARRIER_SERVICE_OPTION", "MISSING_DELIVERY_ADDRESS"]),
        (None, None, ["NO_SELECTED_CARRIER_SERVICE_OPTION", "MISSING_DELIVERY_ADDRESS"]),
        # without an address no option can be found, which is an error of the calculation
        (None, "std", ["CALCULATION_ERROR", "MISSING_DELIVERY_ADDRESS"]),
        (cc.AddressWithContact(), "std", ["CALCULATION_ERROR", "MISSING_DELIVERY_ADDRESS"]),
    ],
)
def test_precondition_5_an_option_and_an_address_for_what_is_sent(destination, asked, codes):
    """Each of the two, and both."""
    case = Case()
    case.destination, case.asked = destination, asked
    assert case.codes() == codes


def test_nothing_may_be_said_of_delivery_at_all():
    """Then goods have neither an option nor an address, and downloads need none."""
    case = Case()
    case.info["shipping_info"] = None
    assert case.codes() == ["NO_SELECTED_CARRIER_SERVICE_OPTION", "MISSING_DELIVERY_ADDRESS"]
    not_shippable(case)
    assert case.codes() == []
    assert case.order().recipient_info == living_at(HOME)


@pytest.mark.parametrize(
    ("address", "codes"),
    [
        (HOME, []),
        (None, ["MISSING_PICKUP_DETAILS"]),
        (cc.Address(), ["MISSING_PICKUP_DETAILS"]),
        (EMPTY_FORM, ["MISSING_PICKUP_DETAILS"]),
    ],
)
def test_precondition_6_the_place_of_a_pickup(address, codes):
    """The option in force has to say it; where the buyer lives does not matter then."""
    case = Case()
    case.keywords["options"] = [pickup("0.00", address)]
    case.asked, case.destination = "shop", WORLDWIDE
    assert case.codes() == codes


# --- each reason with each other --------------------------------------------------------------------------------------

NO_LINE = "without lines nothing is sold out, for members, a subscription, a gift card, to be sent or to be saved for"
CANNOT_BE = {
    **dict.fromkeys(
        (
            ("EMPTY_CHECKOUT", "FULL_OUT_OF_STOCK"),
            ("EMPTY_CHECKOUT", "PARTIAL_OUT_OF_STOCK"),
            ("EMPTY_CHECKOUT", "MEMBERS_ONLY_ITEM"),
            ("EMPTY_CHECKOUT", "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS"),
            ("EMPTY_CHECKOUT", "SUBSCRIPTION_WITH_ZERO_TOTAL"),
            ("EMPTY_CHECKOUT", "SUBSCRIPTION_WITH_GIFT_CARD"),
            ("EMPTY_CHECKOUT", "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD"),
            ("EMPTY_CHECKOUT", "COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD"),
            ("EMPTY_CHECKOUT", "NO_SELECTED_CARRIER_SERVICE_OPTION"),
            ("EMPTY_CHECKOUT", "MISSING_DELIVERY_ADDRESS"),
            ("EMPTY_CHECKOUT", "NO_SAVE_PAYMENT_METHOD_CONFIRMATION"),
        ),
        NO_LINE,
    ),
    ("FULL_OUT_OF_STOCK", "PARTIAL_OUT_OF_STOCK"): "all is not some",
    ("SUBSCRIPTION_WITH_ZERO_TOTAL", "MISSING_BILLING_ADDRESS"): "who pays nothing is not billed",
    (
        "NO_SELECTED_CARRIER_SERVICE_OPTION",
        "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE",
    ): "what was not selected cannot have gone",
    ("NO_SELECTED_CARRIER_SERVICE_OPTION", "MISSING_PICKUP_DETAILS"): "without an option it is no pickup",
    ("MISSING_DELIVERY_ADDRESS", "MISSING_PICKUP_DETAILS"): "what is fetched is not sent",
    (
        "FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS",
        "VIOLATIONS_WITH_ERROR_SEVERITY",
    ): "rules that could not be asked said nothing",
}
"""Pairs of reasons that no checkout has at once, and why."""

ALONE, BY_CARD = "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS", "SUBSCRIPTION_WITH_GIFT_CARD"
BRINGS = {
    # some lines are sold out: so there are several
    ("PARTIAL_OUT_OF_STOCK", "SUBSCRIPTION_WITH_ZERO_TOTAL"): ALONE,
    ("PARTIAL_OUT_OF_STOCK", "SUBSCRIPTION_WITH_GIFT_CARD"): ALONE,
    # a gift card is held: so it is with a subscription, too
    (ALONE, "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD"): BY_CARD,
    ("SUBSCRIPTION_WITH_ZERO_TOTAL", "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD"): BY_CARD,
    # a gift card is held and another one bought
    (BY_CARD, "COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD"): "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD",
}
"""Pairs that cannot be without a third."""


def both(*codes):
    """The case with several changes, made one after the other."""
    case = Case()
    for code in codes:
        CHANGE[code](case)
    return case


PAIRS = list(itertools.combinations(PUBLISHED, 2))


@pytest.mark.parametrize(("first", "second"), [pair for pair in PAIRS if pair not in CANNOT_BE])
def test_two_changes_are_two_reasons(first, second):
    """In the published order, whatever happened first; the first of them is raised."""
    case = both(second, first)
    found = case.rejections()
    wanted = {first, second} | {BRINGS[pair] for pair in [(first, second)] if pair in BRINGS}
    assert [rejection.code for rejection in found] == [code for code in PUBLISHED if code in wanted]
    with pytest.raises(cc.OrderRejected) as raised:
        case.order()
    error = raised.value
    assert (error.code, error.status) == (found[0].code, STATUS[found[0].code])
    assert (error.description, error.data) == (found[0].description, found[0].data)


@pytest.mark.parametrize(("first", "second"), CANNOT_BE)
def test_two_reasons_that_cannot_be_at_once(first, second):
    """Whichever change is made last wins."""
    for codes in ((first, second), (second, first)):
        try:
            found = set(both(*codes).codes())
        except IndexError:  # the other change has left no line to be changed
            assert first == "EMPTY_CHECKOUT"
            continue
        assert not {first, second} <= found


def test_every_pair_is_one_or_the_other():
    """No pair is left out, and none is listed that is none."""
    assert set(CANNOT_BE) | set(BRINGS) <= set(PAIRS)
    assert len(PAIRS) == 300
    assert len(CANNOT_BE) == 17


def test_all_reasons_that_can_be_at_once_come_in_the_published_order():
    """As many as one checkout can have."""
    left_out = {
        "EMPTY_CHECKOUT",
        "FULL_OUT_OF_STOCK",
        "MISSING_DELIVERY_ADDRESS",
        "MISSING_BILLING_ADDRESS",
        "NO_SELECTED_CARRIER_SERVICE_OPTION",
        "VIOLATIONS_WITH_ERROR_SEVERITY",
    }
    wanted = [code for code in PUBLISHED if code not in left_out]
    case = both(*reversed(wanted))
    assert case.codes() == wanted
    with pytest.raises(cc.OrderRejected, match="CHECKOUT_ALREADY_PAID"):
        case.order()


# --- earlier orders (convention N3) -----------------------------------------------------------------------------------

GRID = """
                    INITIALIZED PENDING APPROVED CANCELED REJECTED
UNSPECIFIED         running     running running  room     room
NOT_PAID            running     running running  room     room
PAID                paid        paid    paid     paid     paid
PARTIALLY_REFUNDED  paid        paid    paid     paid     paid
FULLY_REFUNDED      paid        paid    paid     room     room
PENDING             running     running running  room     room
PARTIALLY_PAID      running     running paid     paid     paid
PENDING_MERCHANT    running     running running  room     room
CANCELED            running     running running  room     room
DECLINED            running     running running  room     room
"""
STATUSES, *ROWS = (line.split() for line in GRID.strip().splitlines())
EARLIER = [
    (status, row[0], says) for row in ROWS for status, says in zip(STATUSES, row[1:], strict=True)
]  # fmt: skip
SAYS = {"paid": ["CHECKOUT_ALREADY_PAID"], "running": ["CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS"], "room": []}


@pytest.mark.parametrize(("status", "payment_status", "says"), EARLIER)
def test_what_an_earlier_order_says(status, payment_status, says):
    """It is paid, its payment is running, or it leaves room for another: only if it is over and no money is in it."""
    case = Case()
    earlier = cc.EarlierOrder(
        order_id=guid(71), status=OrderStatus[status], payment_status=PaymentStatus[payment_status]
    )
    case.context["earlier_orders"] = [earlier]
    assert case.codes() == SAYS[says]


def test_the_grid_above_has_every_status():
    """And every payment status."""
    assert len(EARLIER) == len(OrderStatus) * len(PaymentStatus)


def test_the_first_of_several_earlier_orders_is_named():
    """One that leaves room is never; the paid and the running ones each."""
    over = cc.EarlierOrder(order_id=guid(70), status=OrderStatus.CANCELED)
    paid = [
        cc.EarlierOrder(subscription_id=guid(number), status=OrderStatus.APPROVED, payment_status=PaymentStatus.PAID)
        for number in (71, 72)
    ]
    running = [cc.EarlierOrder(order_id=guid(number)) for number in (73, 74)]
    case = Case()
    case.context["earlier_orders"] = [over, running[0], *paid, running[1]]
    assert [(found.code, data_of(found)) for found in case.rejections()] == [
        ("CHECKOUT_ALREADY_PAID", {"subscriptionId": guid(71)}),
        ("CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS", {"orderId": guid(73)}),
    ]


@pytest.mark.parametrize(
    ("own", "earlier", "data"),
    [
        (guid(70), [], {"orderId": guid(70)}),
        (None, [], None),
        (
            guid(70),
            [cc.EarlierOrder(order_id=guid(71), status=OrderStatus.APPROVED, payment_status=PaymentStatus.PAID)],
            {"orderId": guid(71)},
        ),
        (guid(70), [cc.EarlierOrder(order_id=guid(70), status=OrderStatus.CANCELED)], {"orderId": guid(70)}),
    ],
)
def test_a_completed_checkout_counts_as_paid(own, earlier, data):
    """Its order is named if it is known, unless an earlier order says more."""
    case = Case()
    case.context["earlier_orders"] = earlier
    (found,) = checked(case, completed=True, order_id=own)
    assert (found.code, data_of(found)) == ("CHECKOUT_ALREADY_PAID", data)


def test_an_order_tells_what_an_earlier_one_has_to_say():
    """Its id, or its subscription's; and so a second order of the checkout is refused with that id."""
    case = Case()
    running = cc.EarlierOrder.of(case.order())
    case.keywords["card"] = "61.50"
    paid = cc.EarlierOrder.of(case.order())
    assert (running.status, running.payment_status) == (OrderStatus.INITIALIZED, PaymentStatus.NOT_PAID)
    assert (paid.status, paid.payment_status) == (OrderStatus.APPROVED, PaymentStatus.PAID)
    case.context["earlier_orders"] = [running]
    with pytest.raises(cc.OrderRejected, match="CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS") as raised:
        case.order(order_id=guid(4002))
    assert (raised.value.status, dict(raised.value.data)) == (409, {"orderId": ORDER_ID})
    case = Case()
    case.lines = [(subscription("10.00"), 1)]
    assert cc.EarlierOrder.of(case.order()).subscription_id == ORDER_ID
    assert cc.EarlierOrder.of(case.order()).order_id is None


def test_an_order_makes_room_once_its_money_has_gone_back():
    """Declined, it waits for the next attempt; canceled, for the money to be refunded, to the last cent."""

    def says(order):
        case.context["earlier_orders"] = [cc.EarlierOrder.of(order)]
        return case.codes()

    case = Case()
    payment = cc.Payment(
        id=guid(1),
        created_date=LATER,
        amount=cc.Money("61.50", "USD"),
        status=cc.TransactionStatus.DECLINED,
        regular_payment_details=cc.RegularPaymentDetails(),
    )
    order = cc.record_payment(case.order(), payment, now=LATER)
    assert (order.status, order.payment_status) == (OrderStatus.INITIALIZED, PaymentStatus.DECLINED)
    assert says(order) == SAYS["running"]
    paid = attrs.evolve(payment, id=guid(2), status=cc.TransactionStatus.APPROVED)
    order = cc.cancel_order(cc.record_payment(order, paid, now=LATER), now=LATER)
    assert says(order) == SAYS["paid"]
    some = {ONE: cc.RefundLine(quantity=2), TWO: cc.RefundLine(quantity=1)}
    order = cc.refund_order(order, refund_id=guid(3), now=LATER, lines=some, shipping=cc.Money("5.49", "USD"))
    assert order.payment_status is PaymentStatus.PARTIALLY_REFUNDED
    assert says(order) == SAYS["paid"]
    rest = {"shipping": cc.Money("0.01", "USD"), "additional_fees": cc.Money("1.00", "USD")}
    order = cc.refund_order(order, refund_id=guid(4), now=LATER, **rest)
    assert order.payment_status is PaymentStatus.FULLY_REFUNDED
    assert says(order) == []


# --- the price that was seen (convention N2) --------------------------------------------------------------------------


def changes_of(case):
    """What has changed of the price, as data, where that is the only reason; none where there is no reason."""
    found = case.rejections()
    if not found:
        return []
    (only,) = found
    assert only.code == "CHECKOUT_CHANGED"
    return data_of(only)["changes"]


def line_change(field, seen, now, difference, line=ONE):
    """How the change of an amount of a line is told."""
    return {"field": f"lineItems[{line}].{field}", "seen": seen, "now": now, "difference": difference}


def test_a_price_that_the_store_has_changed():
    """20.00 has become 21.00: two of them, and their tax."""
    case = Case()
    case.then = repriced("21.00")
    (found,) = case.rejections()
    assert (found.code, data_of(found)) == (
        "CHECKOUT_CHANGED",
        {
            "changes": [
                {"field": "priceSummary.subtotal", "seen": "50.00", "now": "52.00", "difference": "2.00"},
                {"field": "priceSummary.tax", "seen": "5.50", "now": "5.70", "difference": "0.20"},
                {"field": "priceSummary.total", "seen": "61.50", "now": "63.70", "difference": "2.20"},
                {"field": "payNow.total", "seen": "61.50", "now": "63.70", "difference": "2.20"},
                {"field": "payNowTotalAfterGiftCard", "seen": "61.50", "now": "63.70", "difference": "2.20"},
                {"field": "totalAfterGiftCard", "seen": "61.50", "now": "63.70", "difference": "2.20"},
                line_change("price", "20.00", "21.00", "1.00"),
                line_change("lineItemPrice", "40.00", "42.00", "2.00"),
                line_change("totalPriceAfterTax", "44.00", "46.20", "2.20"),
            ]
        },
    )


@pytest.mark.parametrize(
    ("name", "field", "now"),
    [
        ("subtotal", "priceSummary.subtotal", "50.00"),
        ("shipping", "priceSummary.shipping", "5.00"),
        ("tax", "priceSummary.tax", "5.40"),
        ("discount", "priceSummary.discount", "1.00"),
        ("total", "priceSummary.total", "60.40"),
        ("additional_fees", "priceSummary.additionalFees", "1.00"),
        ("pay_now_total", "payNow.total", "29.40"),
        ("pay_now_total_after_gift_card", "payNowTotalAfterGiftCard", "20.40"),
        ("total_after_gift_card", "totalAfterGiftCard", "51.40"),
    ],
)
def test_each_amount_that_was_seen_is_compared(name, field, now):
    """A cent is enough. Line 1 costs 40.00 less 0.80, with tax 43.12, of which a deposit of 12.12 is due now."""
    case = Case()
    case.keywords |= {"merchants": [merchant("1.00")], "card": "9.00"}
    case.change(0, payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=cc.Money("6.06", "USD"))
    right = cc.SeenPrice.of(case.seen)
    case.context["seen"] = right
    assert case.codes() == []
    seen = getattr(right, name) - cc.Money("0.01", "USD")
    case.context["seen"] = attrs.evolve(right, **{name: seen})
    (found,) = case.rejections()
    (change,) = data_of(found)["changes"]
    assert change == {"field": field, "seen": str(seen.amount), "now": now, "difference": "0.01"}


@pytest.mark.parametrize("cent", ["0.01", "-0.01"])
def test_what_is_due_after_a_free_trial_is_compared(cent):
    """Nothing is due now: 5 of 30.00, the delivery of 5.00 and their tax, and the fee of 1.00 are due then."""
    case = Case()
    trial(case)
    case.context["seen"] = cc.SeenPrice(pay_after_free_trial_total=cc.Money("171.50", "USD"))
    assert case.codes() == []
    seen = cc.Money("171.50", "USD") - cc.Money(cent, "USD")
    case.context["seen"] = cc.SeenPrice(pay_after_free_trial_total=seen)
    assert changes_of(case) == [
        {"field": "payAfterFreeTrial.total", "seen": str(seen.amount), "now": "171.50", "difference": cent}
    ]


def test_what_is_due_after_a_free_trial_may_be_the_delivery_alone():
    """The thing costs nothing; the order says what is due then all the same."""
    case = Case()
    case.lines = [(subscription("0.00", trial=("WEEK", 2)), 1)]
    later = case.order().pay_after_free_trial
    assert (str(later.subtotal.amount), str(later.total.amount)) == ("0.00", "6.50")


def test_the_amounts_of_a_price_are_all_its_amounts():
    """Each by itself: no two of them are the same, but what is due after a trial, which is nothing here."""
    case = Case()
    case.keywords |= {"merchants": [merchant("2.00")], "card": "9.00", "fees": [fee("1.50")]}
    case.change(0, payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=cc.Money("6.06", "USD"))
    seen = cc.SeenPrice.of(case.seen)
    assert {name: str(amount.amount) for name, amount in attrs.asdict(seen, recurse=False).items()} == {
        "subtotal": "50.00",
        "shipping": "5.00",
        "tax": "5.30",
        "discount": "2.00",
        "total": "59.80",
        "additional_fees": "1.50",
        "pay_now_total": "29.68",
        "pay_after_free_trial_total": "0.00",
        "pay_now_total_after_gift_card": "20.68",
        "total_after_gift_card": "50.80",
    }


# line by line, where the whole price is handed in


def changed_items(**fields):
    """What `Case.then` may be: items by number (``item_1``), each with other fields when the order is placed."""

    def change(store):
        catalog = dict(store.catalog)
        for name, new in fields.items():
            reference = cc.CatalogReference(APP, name.replace("_", "-"))
            catalog[reference] = attrs.evolve(catalog[reference], **new)
        return attrs.evolve(store, catalog=catalog)

    return change


def one_of_each(first="20.00", second="10.00", **fields):
    """A case with one unit of each of two things."""
    case = Case()
    case.lines = [(goods(first, **fields), 1), (goods(second), 1)]
    return case


def test_two_lines_that_swap_their_prices_have_changed():
    """All sums are the same."""
    case = one_of_each()
    case.then = changed_items(item_1={"price": cc.Money("10.00", "USD")}, item_2={"price": cc.Money("20.00", "USD")})
    assert changes_of(case) == [
        line_change("price", "20.00", "10.00", "-10.00"),
        line_change("lineItemPrice", "20.00", "10.00", "-10.00"),
        line_change("totalPriceAfterTax", "22.00", "11.00", "-11.00"),
        line_change("price", "10.00", "20.00", "10.00", TWO),
        line_change("lineItemPrice", "10.00", "20.00", "10.00", TWO),
        line_change("totalPriceAfterTax", "11.00", "22.00", "11.00", TWO),
    ]


def test_a_unit_price_below_the_minor_unit_is_compared():
    """The line costs the same, its unit does not."""
    case = one_of_each("10.001")
    case.then = repriced("10.002")
    assert changes_of(case) == [line_change("price", "10.001", "10.002", "0.001")]
    case.then = repriced("10.0010")
    assert changes_of(case) == []


def test_a_discount_rule_that_has_ended_has_changed_the_unit_price():
    """The price before it is the same."""
    case = one_of_each()
    case.keywords |= {"taxes": [], "rules": [rule("10", scopes=[items("item-1")])]}
    case.then = coming_later(discount_rules=[])
    told = [change for change in changes_of(case) if change["field"].startswith("lineItems")]
    assert told == [
        line_change("price", "18.00", "20.00", "2.00"),
        line_change("lineItemPrice", "18.00", "20.00", "2.00"),
        line_change("totalPriceAfterTax", "18.00", "20.00", "2.00"),
    ]


def test_a_discount_that_goes_to_another_line_has_changed():
    """The coupon is for the other thing now; both cost 10.00."""
    case = one_of_each("10.00")
    case.change(1, coupon_scopes=[])
    case.keywords["coupon"] = coupon("1.00")
    assert case.codes() == []
    case.then = changed_items(item_1={"coupon_scopes": []}, item_2={"coupon_scopes": case.lines[0][0].coupon_scopes})
    assert changes_of(case) == [
        line_change("discount", "1.00", "0.00", "-1.00"),
        line_change("totalPriceAfterTax", "9.90", "11.00", "1.10"),
        line_change("discount", "0.00", "1.00", "1.00", TWO),
        line_change("totalPriceAfterTax", "11.00", "9.90", "-1.10", TWO),
    ]


def test_a_tax_that_goes_to_another_line_has_changed():
    """Only what the lines come to tells."""
    case = one_of_each("10.00", tax_group_id=guid(88))
    case.keywords["taxes"] = [tax("0.1", tax_group_ids=[guid(88)])]
    case.then = changed_items(item_1={"tax_group_id": None}, item_2={"tax_group_id": guid(88)})
    assert changes_of(case) == [
        line_change("totalPriceAfterTax", "11.00", "10.00", "-1.00"),
        line_change("totalPriceAfterTax", "10.00", "11.00", "1.00", TWO),
    ]


def monthly(**fields):
    """Settings of a subscription as data."""
    usual = {"frequency": "MONTH", "interval": 1, "autoRenewal": False, "enableCustomerCancellation": False}
    return usual | fields


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (subscription("30.00", "YEAR"), monthly(frequency="YEAR")),
        (subscription("30.00", every=2), monthly(interval=2)),
        (subscription("30.00", cycles=12), monthly(billingCycles=12)),
        (subscription("30.00", renews=True), monthly(autoRenewal=True)),
        (item("30.00"), None),
    ],
)
def test_a_subscription_that_is_charged_at_other_times_has_changed(new, told):
    """Its price is the same; as it would be if it had become one, or none any more."""
    for seen, now, before, after in (
        (subscription("30.00"), new, monthly(), told),
        (new, subscription("30.00"), told, monthly()),
    ):
        case = Case()
        case.lines = [(seen, 1)]
        case.then = changed_items(item_1={"subscription_option_info": now.subscription_option_info})
        field = f"lineItems[{ONE}].subscriptionOptionInfo.subscriptionSettings"
        assert changes_of(case) == [{"field": field, "seen": before, "now": after}]


def test_other_words_on_a_subscription_are_no_change():
    """Nor is another name of the thing."""
    case = Case()
    case.lines = [(subscription("30.00", title="Monthly"), 1)]
    info = subscription("30.00", title="Every month").subscription_option_info
    case.then = changed_items(item_1={"subscription_option_info": info, "product_name": "Box"})
    assert case.codes() == []


def test_a_gift_card_that_holds_less_has_changed_even_where_nothing_is_due_now():
    """Everything is paid offline; the card would have paid 20.00 of it, and pays 19.99."""
    case = Case()
    offline(case)
    case.keywords["card"] = "20.00"
    assert case.codes() == []
    case.then = lambda store: attrs.evolve(
        store, gift_cards=[attrs.evolve(store.gift_cards[0], balance=cc.Money("19.99", "USD"))]
    )
    assert changes_of(case) == [{"field": "totalAfterGiftCard", "seen": "41.50", "now": "41.51", "difference": "0.01"}]


def swapped(case):
    """Line prices."""
    case.lines = one_of_each().lines
    case.then = changed_items(item_1={"price": cc.Money("10.00", "USD")}, item_2={"price": cc.Money("20.00", "USD")})


def yearly(case):
    """How often a subscription is charged."""
    case.lines = [(subscription("30.00"), 1)]
    info = subscription("30.00", "YEAR").subscription_option_info
    case.then = changed_items(item_1={"subscription_option_info": info})


@pytest.mark.parametrize("change", [swapped, yearly])
def test_lines_are_compared_only_where_the_price_itself_was_seen(change):
    """Amounts that are stated are compared alone, even if they are all of the price's."""
    case = Case()
    change(case)
    assert case.codes() == ["CHECKOUT_CHANGED"]
    case.context["seen"] = cc.SeenPrice.of(case.seen)
    assert case.codes() == []


def test_lines_that_are_gone_are_compared_too():
    """The item is not found any more: its line costs nothing."""
    case = one_of_each()
    case.then = lambda store: attrs.evolve(
        store, catalog={key: thing for key, thing in store.catalog.items() if key.catalog_item_id == "item-2"}
    )
    gone, more = case.rejections()
    assert (gone.code, more.code) == ("PARTIAL_OUT_OF_STOCK", "CHECKOUT_CHANGED")
    told = [change for change in data_of(more)["changes"] if change["field"].startswith("lineItems")]
    assert told == [
        line_change("price", "20.00", "0.00", "-20.00"),
        line_change("lineItemPrice", "20.00", "0.00", "-20.00"),
        line_change("totalPriceAfterTax", "22.00", "0.00", "-22.00"),
    ]


def test_what_was_not_seen_is_not_compared():
    """Here only the total was, and it is the same: what the delivery costs more the fee costs less."""
    case = Case()
    case.context["seen"] = cc.SeenPrice(total=cc.Money("61.50", "USD"))
    case.then = coming_later(additional_fees=[], taxes=[])
    case.keywords["options"] = [delivery("11.50")]
    assert case.codes() == []
    del case.context["seen"]
    assert case.codes() == ["CHECKOUT_CHANGED"]


def test_a_price_seen_in_another_currency_has_changed():
    """By how much cannot be said."""
    case = Case()
    case.context["seen"] = cc.SeenPrice(total=cc.Money("61.50", "EUR"))
    (found,) = case.rejections()
    assert data_of(found) == {"changes": [{"field": "priceSummary.total", "seen": "61.50", "now": "61.50"}]}


def expiring(at):
    """A case with a coupon that expires then."""
    case = Case()
    case.keywords["coupon"] = coupon(percent="10", expiration_time=at)
    return case


def test_a_coupon_that_expires_between_seeing_and_ordering():
    """Its 5.00 and the tax on them are due again."""
    case = expiring(LATER)
    case.now = LATER - timedelta(microseconds=1)
    assert case.codes() == []
    case.now = LATER
    gone, more = case.rejections()
    assert (gone.code, more.code) == ("CALCULATION_ERROR", "CHECKOUT_CHANGED")
    assert gone.data["couponCalculationError"]["applicationError"]["code"] == "ERROR_COUPON_HAS_EXPIRED"
    assert [tuple(change.values()) for change in data_of(more)["changes"]] == [
        ("priceSummary.tax", "5.00", "5.50", "0.50"),
        ("priceSummary.discount", "5.00", "0.00", "-5.00"),
        ("priceSummary.total", "56.00", "61.50", "5.50"),
        ("payNow.total", "56.00", "61.50", "5.50"),
        ("payNowTotalAfterGiftCard", "56.00", "61.50", "5.50"),
        ("totalAfterGiftCard", "56.00", "61.50", "5.50"),
        (f"lineItems[{ONE}].discount", "4.00", "0.00", "-4.00"),
        (f"lineItems[{ONE}].totalPriceAfterTax", "39.60", "44.00", "4.40"),
        (f"lineItems[{TWO}].discount", "1.00", "0.00", "-1.00"),
        (f"lineItems[{TWO}].totalPriceAfterTax", "9.90", "11.00", "1.10"),
    ]


def test_a_store_that_has_an_instant_of_its_own():
    """Its windows are read then, not when the order is placed."""
    case = expiring(LATER)
    case.keywords["as_of"] = NOW
    assert case.codes() == []
    case.then = coming_later(as_of=LATER)
    assert case.codes() == ["CALCULATION_ERROR", "CHECKOUT_CHANGED"]
    case.then = coming_later(as_of=None)
    assert case.codes() == ["CALCULATION_ERROR", "CHECKOUT_CHANGED"]


def test_the_clock_may_lag_behind_the_checkouts_last_change():
    """Then that is the instant: windows do not open again. Before the checkout was made there is no order."""
    case = expiring(LATER)
    case.now = LATER - timedelta(seconds=1)
    assert [found.code for found in checked(case, updated_date=LATER)] == ["CALCULATION_ERROR"]
    case.now = NOW - timedelta(microseconds=1)
    with pytest.raises(
        cc.InvalidField, match=r"create_order\.now: .*, allowed: an instant not before .*2022-07-18T13:25"
    ):
        case.rejections()


def test_the_same_rules_are_asked_again():
    """Of the store as it is now, and its minimum with them."""
    case = Case()
    asked = []
    case.keywords["validators"] = [lambda priced: asked.append(priced.store.site_language) or ()]
    case.then = coming_later(site_language="de", minimum_order_subtotal=cc.Money("50.01", "USD"))
    (found,) = case.rejections()
    assert asked == ["de"]
    (violation,) = data_of(found)["violations"]
    assert violation["data"] == {"minimumOrderSubtotal": "50.01", "remainingAmount": "0.01"}


# --- the merchant's rules (convention N8) -----------------------------------------------------------------------------


def breaks(priced):
    """A rule that cannot be asked."""
    raise ConnectionError("no answer")


@pytest.mark.parametrize("validators", [[breaks], [at_most_one, breaks]])
def test_a_rule_that_raises_could_not_be_asked(validators):
    """Whatever it raises, and whatever another said, or the store's own minimum would say."""
    case = Case()
    case.keywords["minimum"] = "1000.00"
    case.keywords["validators"] = validators
    (found,) = case.rejections()
    assert (found.code, found.status, found.data) == ("FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS", 500, None)
    with pytest.raises(cc.OrderRejected) as raised:
        case.order()
    assert raised.value.status == 500


def test_rules_are_not_asked_where_they_cannot_answer():
    """The caller knows."""
    case = Case()
    violations_unavailable(case)
    case.keywords["validators"] = [lambda priced: pytest.fail("was asked")]
    assert case.codes() == ["FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS"]


def test_a_warning_lets_the_order_through():
    """Only errors are named."""
    warning = cc.Violation(severity=cc.Severity.WARNING, description="Fragile.", line_item_id=ONE)
    error = cc.Violation(severity=cc.Severity.ERROR, description="Too far.", line_item_id=TWO)
    case = Case()
    case.keywords["validators"] = [lambda priced: [warning]]
    assert case.codes() == []
    case.keywords["validators"] = [lambda priced: [warning, error, error]]
    (found,) = case.rejections()
    assert data_of(found) == {
        "violations": [
            {
                "severity": "ERROR",
                "target": {"lineItem": {"name": "LINE_ITEM_DEFAULT", "_id": TWO}},
                "description": "Too far.",
            }
        ]
        * 2
    }


# --- what is no reason ------------------------------------------------------------------------------------------------


def member(case):
    """Members only, and the buyer is one."""
    members_only(case)
    case.keywords["member"] = MEMBER


def agreed(case):
    """The payment method is to be saved, and the buyer agrees."""
    not_confirmed(case)
    case.agreed["save_payment_method"] = True


def agreed_for_nothing(case):
    """The buyer agrees to what nobody asks for."""
    case.agreed["save_payment_method"] = True


def downloads(case):
    """Even if flagged as shippable."""
    for number in (0, 1):
        case.change(number, item_type=cc.ItemTypePreset.DIGITAL)
    case.asked = case.destination = None


def not_shippable(case):
    """Things that are not sent."""
    for number in (0, 1):
        case.change(number, physical_properties=None)
    case.asked = case.destination = None


def gift_card_bought(case):
    """With money."""
    case.change(0, item_type=cc.ItemTypePreset.GIFT_CARD)


def gift_card_with_merchant_discount(case):
    """A discount of the merchant's is no coupon."""
    gift_card_bought(case)
    case.keywords["merchants"] = [merchant("1.00")]


def paid_by_gift_card_and_coupon(case):
    """Shirts may be."""
    case.keywords |= {"card": "5.00", "coupon": coupon(percent="10")}


def covered_without_provider(case):
    """The gift card pays all: a provider is not needed."""
    case.keywords["card"] = "61.50"
    no_provider(case)


def offline(case):
    """Everything is paid later."""
    for number in (0, 1):
        case.change(number, payment_option=cc.PaymentOptionType.FULL_PAYMENT_OFFLINE)


def offline_without_provider(case):
    """Nobody has to take a payment."""
    offline(case)
    case.keywords["payment_provider_connected"] = False


def trial(case):
    """Nothing is due now, and the total is above zero; several units are one line."""
    case.lines = [(subscription("30.00", trial=("WEEK", 2)), 5)]


def deposit(case):
    """Part of it is due later."""
    case.change(0, payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=cc.Money("5", "USD"))


def paid_by_membership(case):
    """By credits."""
    case.lines = [(lesson("30.00"), 2)]
    case.keywords |= {"memberships": [membership()], "member": MEMBER, "selected": [pays("gold", 1)]}


def merchant_rule_kept(case):
    """The minimum is reached exactly."""
    case.keywords["minimum"] = "50.00"


@pytest.mark.parametrize(
    "change",
    [
        member,
        agreed,
        agreed_for_nothing,
        downloads,
        not_shippable,
        gift_card_bought,
        gift_card_with_merchant_discount,
        paid_by_gift_card_and_coupon,
        covered_without_provider,
        offline_without_provider,
        trial,
        deposit,
        paid_by_membership,
        merchant_rule_kept,
    ],
)
def test_no_reason(change):
    """The order is made."""
    case = Case()
    change(case)
    assert case.codes() == []
    assert case.order().id == ORDER_ID


def visitor(case):
    """Somebody, but no member."""
    members_only(case)
    case.info["buyer_info"] = cc.BuyerInfo(visitor_id=guid(5), email="jane@example.com")


def almost_covered_without_provider(case):
    """A cent is left to be paid."""
    case.keywords["card"] = "61.49"
    no_provider(case)


def not_connected(case):
    """The store itself has no provider."""
    case.keywords["payment_provider_connected"] = False


def trial_without_provider(case):
    """Nothing is due now, and later it will be."""
    trial(case)
    no_provider(case)


def trial_among_others_without_provider(case):
    """The other line is paid offline: only the subscription needs a provider."""
    offline_without_provider(case)
    case.lines.append((subscription("30.00", trial=("WEEK", 2)), 1))


def offline_without_billing_address(case):
    """Nothing is due now, and still the total is above zero."""
    offline_without_provider(case)
    no_billing_address(case)


def saved_without_provider(case):
    """Nothing is due now, and the payment method has to be saved."""
    offline_without_provider(case)
    agreed(case)


def covered_on_closed_site(case):
    """Even if no money is to be charged."""
    case.keywords["card"] = "61.50"
    no_payments(case)


def unknown_coupon_on_gift_card(case):
    """A code is held, whatever becomes of it."""
    case.change(0, item_type=cc.ItemTypePreset.GIFT_CARD)
    case.keywords["coupon"] = coupon(percent="10")
    case.then = coming_later(coupons=[])


def download_fetched(case):
    """The option in force is a pickup, even if there is nothing to fetch."""
    downloads(case)
    case.asked, case.destination = "shop", living_at(HOME)
    case.keywords["options"] = [pickup("0.00", None)]


def gone_for_downloads(case):
    """An option was asked for; that nothing is sent does not make it another's price."""
    downloads(case)
    case.asked, case.destination = "gone", living_at(HOME)


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        (visitor, ["MEMBERS_ONLY_ITEM"]),
        (almost_covered_without_provider, ["PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE"]),
        (not_connected, ["PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE"]),
        (trial_without_provider, ["PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE"]),
        (trial_among_others_without_provider, [ALONE, "PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE"]),
        (offline_without_billing_address, ["MISSING_BILLING_ADDRESS"]),
        (saved_without_provider, ["PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE"]),
        (covered_on_closed_site, ["SITE_NOT_ACCEPTING_PAYMENTS"]),
        (
            unknown_coupon_on_gift_card,
            ["COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD", "CALCULATION_ERROR", "CHECKOUT_CHANGED"],
        ),
        (download_fetched, ["MISSING_PICKUP_DETAILS"]),
        (gone_for_downloads, ["SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE"]),
    ],
)
def test_still_a_reason(change, codes):
    """Close to one that is none."""
    case = Case()
    change(case)
    assert case.codes() == codes


def test_lines_of_several_kinds_are_all_named():
    """Those that are meant, and no other."""
    case = Case()
    case.lines = [
        (goods("1.00", members_only=True, save_payment_method=True), 1),
        (goods("2.00"), 1),
        (None, 1),
        (goods("3.00", members_only=True, save_payment_method=True), 1),
    ]
    found = {rejection.code: data_of(rejection) for rejection in case.rejections()}
    assert found == {
        "PARTIAL_OUT_OF_STOCK": {"lineItemIds": [guid(3)]},
        "MEMBERS_ONLY_ITEM": {"lineItemIds": [guid(1), guid(4)]},
        "NO_SAVE_PAYMENT_METHOD_CONFIRMATION": {"lineItemIds": [guid(1), guid(4)]},
    }


def test_other_errors_of_the_calculation_bring_those_on_subscriptions_along():
    """Convention N5: alone they are no CALCULATION_ERROR."""
    case = both("CALCULATION_ERROR", "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS")
    _, found = case.rejections()
    assert found.code == "CALCULATION_ERROR"
    assert [error["code"] for error in data_of(found)["orderValidationErrors"]] == [ALONE]


def test_a_deposit_above_the_price_is_an_error_of_the_calculation():
    """It stands beside those on subscriptions, and is none."""
    case = Case()
    case.change(0, payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE, deposit_amount=cc.Money("20.01", "USD"))
    (found,) = case.rejections()
    assert found.code == "CALCULATION_ERROR"
    (error,) = data_of(found)["orderValidationErrors"]
    assert error["code"] == "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE"


def test_an_option_that_an_earlier_price_put_in_place_was_not_asked_for():
    """It is offered, and still it is not what the buyer chose, whom nobody can ask any more."""
    case = Case()
    seen = case.seen
    info = cc.ShippingInfo(
        shipping_destination=living_at(HOME),
        selected_carrier_service_option=cc.SelectedCarrierServiceOption(
            carrier_id=CARRIER, code="fast", requested_shipping_option=False
        ),
    )
    priced = cc.price(attrs.evolve(seen.checkout, shipping_info=info), seen.store)
    (found,) = cc.order_rejections(priced, seen.store, now=LATER)
    assert found.code == "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE"
    assert data_of(found) == {"inForce": {"carrierId": CARRIER, "code": "fast"}}


def test_an_option_that_goes_between_seeing_and_ordering():
    """Another one of the same price stands in: that is no change of the price, and still not what was chosen."""
    case = Case()
    case.keywords["options"] = [delivery("5.00"), delivery("5.00", "green")]
    case.asked = "green"
    case.then = coming_later(shipping=[carrier(delivery("5.00"))])
    (found,) = case.rejections()
    assert data_of(found) == {"requested": {"code": "green"}, "inForce": {"carrierId": CARRIER, "code": "std"}}
    case.then = coming_later(shipping=[])
    assert case.codes() == ["CALCULATION_ERROR", "CHECKOUT_CHANGED"]


# --- arguments --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"priced": None}, "create_order.priced"),
        ({"store": "USD"}, "create_order.store"),
        ({"now": "2022-07-18"}, "create_order.now"),
        ({"now": datetime(2022, 7, 19, 12)}, "create_order.now"),
        ({"now": NOW - timedelta(microseconds=1)}, "create_order.now"),
        ({"context": None}, "create_order.context"),
        ({"options": {"save_payment_method": True}}, "create_order.options"),
        ({"order_id": "10001"}, "create_order.order_id"),
        ({"order_id": None}, "create_order.order_id"),
        ({"number": ""}, "create_order.number"),
        ({"number": 10001}, "create_order.number"),
        ({"payment_gateway_order_id": ""}, "create_order.payment_gateway_order_id"),
    ],
)
@pytest.mark.parametrize("refused", [False, True])
def test_a_wrong_argument_is_named(wrong, named, refused):
    """Whether or not something else speaks against the order."""
    case = Case()
    if refused:
        no_billing_address(case)
    seen = case.seen
    right = {"priced": seen, "store": seen.store, "now": LATER}
    with pytest.raises(cc.InvalidField, match=named):
        cc.create_order(**right | {"order_id": ORDER_ID, "number": "1"} | wrong)
    if set(wrong) <= {*right, "context", "options"}:
        with pytest.raises(cc.InvalidField, match=named):
            cc.order_rejections(**right | wrong)


def test_the_order_may_come_at_the_instant_of_the_checkout():
    """Not before; and wherever the clock stands, the instant counts."""
    case = Case()
    for now in (NOW, NOW.astimezone(None), datetime(2022, 7, 18, 13, 25, 22, 141_000, tzinfo=UTC)):
        case.now = now
        assert case.order().created_date == NOW


def test_a_store_of_another_currency_cannot_place_the_order():
    """That is a mix-up, no reason."""
    case = Case()
    seen = case.seen
    with pytest.raises(cc.CurrencyMismatch):
        cc.order_rejections(seen, cc.Store(currency="EUR"), now=LATER)
    with pytest.raises(cc.CurrencyMismatch):
        cc.create_order(seen, cc.Store(currency="EUR"), order_id=ORDER_ID, number="1", now=LATER)


def test_what_is_raised_survives_a_pickle():
    """As on its way from a worker process."""
    case = Case()
    violated(case)
    with pytest.raises(cc.OrderRejected) as raised:
        case.order()
    again = pickle.loads(pickle.dumps(raised.value))
    assert type(again) is cc.OrderRejected
    assert again.envelope() == raised.value.envelope()
    assert (again.status, str(again)) == (428, str(raised.value))
    assert not isinstance(again, cc.CheckoutRejected)


def test_rejections_are_values():
    """They can be kept, compared and pickled."""
    case = Case()
    changed(case)
    first, second = case.rejections(), case.rejections()
    assert first == second
    assert hash(first) == hash(second)
    assert pickle.loads(pickle.dumps(first)) == first


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (lambda: cc.EarlierOrder(), "exactly one of order_id, subscription_id"),
        (lambda: cc.EarlierOrder(order_id=ONE, subscription_id=ONE), "exactly one of order_id, subscription_id"),
        (lambda: cc.EarlierOrder(order_id="1"), r"EarlierOrder\.order_id"),
        (lambda: cc.EarlierOrder(order_id=ONE, status="PAID"), r"EarlierOrder\.status"),
        (lambda: cc.EarlierOrder.of(ONE), r"EarlierOrder\.of"),
        (lambda: cc.SeenPrice(), "at least one of subtotal, shipping"),
        (lambda: cc.SeenPrice(total=5.0), r"SeenPrice\.total"),
        (lambda: cc.SeenPrice.of(None), r"SeenPrice\.of"),
        (lambda: cc.OrderContext(gift_card_failure=""), r"OrderContext\.gift_card_failure"),
        (lambda: cc.OrderContext(payment_failure="declined"), r"OrderContext\.payment_failure"),
        (lambda: cc.OrderContext(earlier_orders=[ONE]), r"OrderContext\.earlier_orders"),
        (lambda: cc.OrderContext(violations_unavailable=1), r"OrderContext\.violations_unavailable"),
    ],
)
def test_what_the_outside_says_is_checked(make, named):
    """Each field by its name."""
    with pytest.raises(cc.InvalidField, match=named):
        make()


def test_a_payment_failure_says_what_is_known():
    """And nothing else; at least that the payment failed."""
    case = Case()
    case.context["payment_failure"] = cc.PaymentFailure(transaction_status="DECLINED")
    (found,) = case.rejections()
    assert data_of(found) == {"transactionStatus": "DECLINED"}
    case.context["payment_failure"] = cc.PaymentFailure()
    (found,) = case.rejections()
    assert (found.code, data_of(found)) == ("PAYMENT_ERROR", {})
