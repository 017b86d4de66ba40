"""Opening a checkout: what is taken over, what is numbered, what is refused and with which code."""

import pickle
from datetime import UTC, datetime
from decimal import Decimal

import attrs
import pytest
import samples
from samples import NOW, SHIRT, SHOE, guid, usd

import checkout_core as cc

LINES = [cc.LineRequest(SHOE, quantity=2)]


def store(**changes):
    """The full store, changed."""
    return attrs.evolve(samples.full_store(), **changes)


def coupon(**changes):
    """The store's summer coupon, changed, in a store of its own."""
    return store(coupons=[attrs.evolve(samples.full_store().coupons[0], **changes)])


def card(**changes):
    """The store's gift card, changed, in a store of its own."""
    return store(gift_cards=[attrs.evolve(samples.full_store().gift_cards[0], **changes)])


def opened(in_store=None, **changes):
    """A checkout of two shoes, opened with these arguments."""
    arguments = {"lines": LINES, "channel_type": cc.ChannelType.WEB, "checkout_id": guid(9), "now": NOW, **changes}
    return cc.create_checkout(in_store or store(), **arguments)


def shipped_to(country="US", subdivision="US-NY", code="standard", carrier=samples.CARRIER):
    """What a buyer states who selects a delivery option."""
    destination = cc.AddressWithContact(address=samples.address(country, subdivision)) if country else None
    return cc.CheckoutInfo(
        shipping_info=cc.ShippingInfo(
            shipping_destination=destination,
            selected_carrier_service_option=cc.SelectedCarrierServiceOption(code=code, carrier_id=carrier),
        )
    )


BUYER = cc.CheckoutInfo(buyer_info=cc.BuyerInfo(email="JANE@example.com"))
DAY = datetime(2022, 7, 18, tzinfo=UTC)

REFUSALS = [
    # code, status, store, arguments
    ("SITE_MUST_ACCEPT_PAYMENTS", 428, store(accepts_payments=False), {}),
    ("ERROR_COUPON_DOES_NOT_EXIST", 404, None, {"coupon_code": "NOPE"}),
    ("ERROR_COUPON_DOES_NOT_EXIST", 404, None, {"coupon_code": " SUMMERSALE10"}),
    ("ERROR_COUPON_IS_DISABLED", 428, coupon(active=False), {"coupon_code": "SUMMERSALE10"}),
    ("ERROR_COUPON_IS_NOT_ACTIVE_YET", 428, coupon(start_time=datetime(2022, 7, 19, tzinfo=UTC)),
     {"coupon_code": "SUMMERSALE10"}),
    ("ERROR_COUPON_HAS_EXPIRED", 428, coupon(expiration_time=NOW), {"coupon_code": "SUMMERSALE10"}),
    ("ERROR_COUPON_USAGE_EXCEEDED", 428, coupon(usage_limit=3), {"coupon_code": "SUMMERSALE10"}),
    ("ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED", 428, coupon(limit_per_customer=1),
     {"coupon_code": "SUMMERSALE10", "checkout_info": BUYER}),
    ("GIFT_CARD_CODE_INVALID", 404, None, {"gift_card_code": "SHORT"}),
    ("GIFT_CARD_CODE_INVALID", 404, None, {"gift_card_code": "L" * 21}),
    ("GIFT_CARD_NOT_FOUND", 404, None, {"gift_card_code": "GIFT-CARD-0000"}),
    ("GIFT_CARD_DISABLED", 428, card(status=cc.GiftCardStatus.DISABLED), {"gift_card_code": "GIFT-CARD-QXY1"}),
    ("GIFT_CARD_EXPIRED", 428, card(status=cc.GiftCardStatus.EXPIRED), {"gift_card_code": "GIFT-CARD-QXY1"}),
    ("GIFT_CARD_IS_EMPTY", 428, card(balance=usd("0")), {"gift_card_code": "GIFT-CARD-QXY1"}),
    ("GIFT_CARD_CURRENCY_MISMATCH", 428, card(balance=cc.Money("5", "EUR")), {"gift_card_code": "GIFT-CARD-QXY1"}),
    ("SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND", 404, None, {"checkout_info": shipped_to(code="nope")}),
    ("SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND", 404, None, {"checkout_info": shipped_to(carrier=guid(1))}),
    ("INVALID_SELECTED_CARRIER_SERVICE_OPTION", 428, None, {"checkout_info": shipped_to("DE", "DE-BE")}),
    ("INVALID_SELECTED_CARRIER_SERVICE_OPTION", 428, None, {"checkout_info": shipped_to("US", "US-CA")}),
    ("INVALID_SELECTED_CARRIER_SERVICE_OPTION", 428, None, {"checkout_info": shipped_to(None)}),
]  # fmt: skip


@pytest.mark.parametrize(("code", "status", "in_store", "arguments"), REFUSALS)
def test_what_cannot_be_used_is_refused_with_its_code_and_status(code, status, in_store, arguments):
    """Each documented code of createCheckout is reached, with its status, words and error body."""
    with pytest.raises(cc.CheckoutRejected) as caught:
        opened(in_store, **arguments)
    error = caught.value
    assert (error.code, error.status) == (code, status)
    assert error.description
    body = error.envelope()
    assert body["message"] == error.description
    assert body["details"]["applicationError"]["code"] == code
    assert body["details"]["applicationError"]["description"] == error.description
    assert body["details"]["applicationError"].get("data") == error.data
    assert pickle.loads(pickle.dumps(error)).envelope() == body


def test_a_gift_card_code_never_appears_in_a_refusal():
    """The code is a secret: neither the message nor the data repeats it."""
    for code in ("GIFT-CARD-0000", "SHORT"):
        with pytest.raises(cc.CheckoutRejected) as caught:
            opened(gift_card_code=code)
        assert code not in f"{caught.value} {caught.value.envelope()}"


def test_the_data_of_a_refused_option_is_the_shipping_part_of_the_calculation_errors():
    """It names carrier and code under ``selectedShippingOptionError``."""
    with pytest.raises(cc.CheckoutRejected) as caught:
        opened(checkout_info=shipped_to(code="nope"))
    error = caught.value.data["selectedShippingOptionError"]["applicationError"]
    assert error["data"] == {"carrierId": samples.CARRIER, "code": "nope"}


@pytest.mark.parametrize(
    ("in_store", "arguments"),
    [
        (coupon(usage_limit=4), {"coupon_code": "summersale10"}),
        (coupon(limit_per_customer=1), {"coupon_code": "SUMMERSALE10"}),
        (coupon(limit_per_customer=2), {"coupon_code": "SUMMERSALE10", "checkout_info": BUYER}),
        (coupon(start_time=NOW), {"coupon_code": "SUMMERSALE10"}),
        (None, {"coupon_code": "TENTH", "lines": [cc.LineRequest(SHIRT)]}),
        (None, {"gift_card_code": "GIFT-CARD-QXY1", "gift_card_redeem_amount": usd("1000")}),
        (None, {"checkout_info": shipped_to()}),
        (None, {"checkout_info": shipped_to(carrier=None)}),
        (None, {"lines": [cc.LineRequest(cc.CatalogReference(samples.APP, "gone"))]}),
    ],
)
def test_what_can_be_used_is_accepted(in_store, arguments):
    """Limits not reached, a start right now, a coupon below its minimum, an option by code alone, an unknown item."""
    opened(in_store, **arguments)


def test_a_coupon_window_is_read_at_the_stores_instant():
    """``Store.as_of`` decides, not ``now``; without it ``now`` does."""
    late = datetime(2022, 9, 1, tzinfo=UTC)
    opened(now=late, coupon_code="SUMMERSALE10")
    with pytest.raises(cc.CheckoutRejected, match="HAS_EXPIRED"):
        opened(store(as_of=None), now=late, coupon_code="SUMMERSALE10")


class TestLines:
    """Lines keep what was asked for; ids are given or numbered."""

    def test_lines_without_an_id_are_numbered_from_one(self):
        """As in the documents: …0001, …0002."""
        checkout = opened(lines=[cc.LineRequest(SHOE), cc.LineRequest(SHIRT)])
        assert [line.id for line in checkout.line_items] == [guid(1), guid(2)]

    def test_a_number_that_is_taken_is_passed_over(self):
        """Given ids stay; numbered ones never meet them."""
        requests = [cc.LineRequest(SHOE), cc.LineRequest(SHIRT, id=guid(1)), cc.LineRequest(SHOE), cc.LineRequest(SHOE)]
        checkout = opened(lines=requests)
        assert [line.id for line in checkout.line_items] == [guid(2), guid(1), guid(3), guid(4)]

    def test_equal_references_stay_separate_lines(self):
        """Nothing is merged."""
        assert len(opened(lines=[cc.LineRequest(SHOE), cc.LineRequest(SHOE)]).line_items) == 2

    def test_everything_of_a_request_reaches_the_checkout(self):
        """Every field of request, info and lines is taken over as it is."""
        request = samples.full_request()
        checkout = cc.create_from_request(samples.full_store(), request)
        for field in attrs.fields(cc.CheckoutInfo):
            assert getattr(checkout, field.name) == getattr(request.checkout_info, field.name), field.name
        for name in (
            "channel_type",
            "coupon_code",
            "gift_card_code",
            "gift_card_redeem_amount",
            "override_checkout_url",
        ):
            assert getattr(checkout, name) == getattr(request, name), name
        for line, asked in zip(checkout.line_items, request.lines, strict=True):
            for field in attrs.fields(cc.LineRequest):
                if field.name != "id" or asked.id is not None:
                    assert getattr(line, field.name) == getattr(asked, field.name), field.name
        assert (checkout.id, checkout.currency.code) == (guid(1000), "USD")
        assert (checkout.created_date, checkout.updated_date, checkout.completed) == (NOW, NOW, False)


class TestCreatedBy:
    """Who opened the checkout."""

    def test_the_buyer_did_unless_somebody_else_is_named(self):
        """A member or visitor who buys has opened the checkout."""
        member = cc.CheckoutInfo(buyer_info=cc.BuyerInfo(member_id=guid(3)))
        visitor = cc.CheckoutInfo(buyer_info=cc.BuyerInfo(visitor_id=guid(4)))
        assert opened(checkout_info=member).created_by == cc.CreatedBy(member_id=guid(3))
        assert opened(checkout_info=visitor).created_by == cc.CreatedBy(visitor_id=guid(4))

    def test_a_stated_creator_stays(self):
        """An app that opens a checkout for a member is its creator."""
        info = cc.CheckoutInfo(buyer_info=cc.BuyerInfo(member_id=guid(3)), created_by=cc.CreatedBy(app_id=guid(5)))
        assert opened(checkout_info=info).created_by == cc.CreatedBy(app_id=guid(5))

    def test_nobody_known_is_nobody(self):
        """An email alone identifies no creator."""
        assert opened(checkout_info=BUYER).created_by is None


class TestInstantAndId:
    """A pure library takes both from outside."""

    REQUEST = cc.CheckoutRequest(lines=LINES, channel_type=cc.ChannelType.WEB)

    def test_without_now_the_store_tells_the_instant(self):
        """``as_of`` is when the checkout is opened."""
        assert cc.create_from_request(store(as_of=DAY), self.REQUEST).created_date == DAY

    def test_without_either_there_is_no_instant(self):
        """There is no clock to ask."""
        with pytest.raises(cc.InvalidField, match="an instant"):
            cc.create_from_request(store(as_of=None), self.REQUEST)

    def test_without_an_id_the_checkout_is_the_first(self):
        """It is numbered as lines are."""
        assert cc.create_from_request(store(), self.REQUEST).id == guid(1)


def test_a_redeem_amount_in_another_currency_is_a_callers_bug():
    """It is an exception, no refusal."""
    with pytest.raises(cc.CurrencyMismatch):
        opened(gift_card_code="GIFT-CARD-QXY1", gift_card_redeem_amount=cc.Money("1", "EUR"))


def test_a_py_moneyed_amount_is_taken():
    """The door accepts what py-moneyed users have."""
    import moneyed

    checkout = opened(gift_card_code="GIFT-CARD-QXY1", gift_card_redeem_amount=moneyed.Money("1.5", "USD"))
    assert checkout.gift_card_redeem_amount == usd("1.5")
    assert type(checkout.gift_card_redeem_amount) is cc.Money


@pytest.mark.parametrize("count", [0, 301])
def test_a_checkout_is_opened_with_1_to_300_lines(count):
    """None and 301 are refused."""
    with pytest.raises(cc.InvalidField, match="1 to 300"):
        opened(lines=LINES * count)


def test_an_amount_finer_than_a_cent_can_be_asked_of_a_gift_card():
    """The documented scale is three decimals; a card pays whole cents, rounded down."""
    checkout = opened(gift_card_code="GIFT-CARD-QXY1", gift_card_redeem_amount=usd("1.999"))
    assert cc.price(checkout, store()).gift_card.amount == cc.Money(Decimal("1.99"), "USD")
