"""Opening a checkout: what is taken over, what is numbered. What is refused stands in test_lifecycle_refusals."""

import inspect
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import attrs
import pytest
import samples
from opened import LINES, coupon, from_cart, opened, shipped_to, store
from samples import NOW, SHIRT, SHOE, guid, simple_item, usd

import checkout_core as cc

BUYER = cc.CheckoutInfo(buyer_info=cc.BuyerInfo(email="JANE@example.com"))
DAY = datetime(2022, 7, 18, tzinfo=UTC)


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


def test_every_argument_is_taken_over():
    """`create_checkout` opens what `create_from_request` opens for a request of the same members."""
    full = samples.full_request()
    names = inspect.signature(cc.create_checkout).parameters.keys() - {"store", "now"}
    arguments = {name: getattr(full, name) for name in names}
    assert all(value is not None for value in arguments.values())
    assert cc.create_checkout(store(), now=NOW, **arguments) == samples.full_checkout()


class TestFromCart:
    """A cart becomes a checkout."""

    def test_it_is_the_checkout_that_create_checkout_opens_and_knows_its_cart(self):
        """Everything else is the same, line ids among it."""
        full = samples.full_request()
        fields = [field.name for field in attrs.fields(cc.LineRequest)]
        cart = [cc.CartLine(**{name: getattr(line, name) for name in fields}) for line in full.lines]
        names = ("coupon_code", "gift_card_code", "gift_card_redeem_amount", "override_checkout_url", "checkout_info")
        arguments = {name: getattr(full, name) for name in names} | {"checkout_id": full.checkout_id}
        assert from_cart(lines=cart, **arguments) == attrs.evolve(samples.full_checkout(), cart_id=guid(70))

    def test_it_is_opened_at_the_callers_instant(self):
        """Not at the store's, where they differ."""
        checkout = from_cart(store(as_of=NOW - timedelta(days=1)), now=NOW)
        assert (checkout.created_date, checkout.updated_date) == (NOW, NOW)

    def test_an_item_type_of_two_kinds_cannot_be_built(self):
        """So the cart's fourth code of its own cannot come."""
        with pytest.raises(cc.InvalidField, match="exactly one of"):
            cc.ItemType(preset=cc.ItemTypePreset.PHYSICAL, custom="engraving")

    @pytest.mark.parametrize("option", ["FULL_PAYMENT_ONLINE", "FULL_PAYMENT_OFFLINE"])
    def test_a_custom_line_that_is_paid_in_full_is_taken(self, option):
        """Online and offline."""
        item = simple_item("5", payment_option=cc.PaymentOptionType[option])
        assert from_cart(lines=[cc.CartLine(custom_item=item)]).line_items[0].custom_item == item

    def test_a_catalog_line_is_not_asked_how_it_is_paid(self):
        """The rule is for custom lines: the shirt takes a deposit."""
        assert len(from_cart(lines=[cc.CartLine(SHIRT)]).line_items) == 1

    @pytest.mark.parametrize(
        ("changes", "name"),
        [
            ({"cart_id": "cart"}, "create_from_cart.cart_id"),
            ({"cart_id": None}, "create_from_cart.cart_id"),
            ({"lines": []}, "create_from_cart.lines"),
            ({"lines": [cc.CartLine(SHOE)] * 301}, "create_from_cart.lines"),
            ({"lines": [cc.LineRequest(SHOE)]}, "create_from_cart.lines[0]"),
            ({"lines": [cc.CartLine(SHOE, id=guid(1))] * 2}, "CheckoutRequest.lines[1].id"),
            ({"now": datetime(2022, 7, 18)}, "create_from_cart.now"),
            ({"now": None}, "create_from_cart.now"),
            ({"checkout_info": None}, "create_from_cart.checkout_info"),
            ({"channel_type": "WEB"}, "CheckoutRequest.channel_type"),
            ({"checkout_id": "one"}, "CheckoutRequest.checkout_id"),
        ],
    )
    def test_a_wrong_argument_is_named(self, changes, name):
        """Whatever else is wrong."""
        with pytest.raises(cc.InvalidField) as caught:
            from_cart(store(accepts_payments=False), **changes)
        assert caught.value.field == name

    def test_a_store_is_a_store(self):
        """Its name is told."""
        with pytest.raises(cc.InvalidField, match=r"create_from_cart\.store"):
            from_cart(samples.full_checkout())

    @pytest.mark.parametrize("quantity", [-1, 100_001, 1.0, True])
    def test_a_carts_line_holds_0_to_100000(self, quantity):
        """0 is a quantity there, but none of a checkout's."""
        assert cc.CartLine(SHOE, quantity=0).quantity == 0
        assert cc.CartLine(SHOE, quantity=100_000).quantity == 100_000
        with pytest.raises(cc.InvalidField, match="from 0 to 100000"):
            cc.CartLine(SHOE, quantity=quantity)
        with pytest.raises(cc.InvalidField, match="from 1 to 100000"):
            opened(lines=[cc.CartLine(SHOE, quantity=0)])
