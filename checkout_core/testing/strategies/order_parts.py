"""Strategies for parts of orders and requests whose members must add up, or fit each other."""

from hypothesis import strategies as st

import checkout_core as cc
from checkout_core.model.order_payments import WITHOUT_REFUNDS
from checkout_core.testing.strategies.basics import GUID_END, INSTANTS, amounts, line_guid, maybe, mostly, remembered
from checkout_core.testing.strategies.fields import objects

MEANS = ("regular_payment_details", "giftcard_payment_details", "membership_payment_details")
DETAILS: tuple[type, ...] = (cc.RegularPaymentDetails, cc.GiftCardPaymentDetails, cc.MembershipPaymentDetails)


@remembered
@st.composite
def payments_at(draw: st.DrawFn, code: str) -> cc.Payment:
    """Payments by money, gift card or membership, in any status that these means can have."""
    place = draw(st.sampled_from(range(len(MEANS))))
    name, details = MEANS[place], draw(objects(DETAILS[place], code))
    by_money = name == MEANS[0]
    return cc.Payment(
        id=GUID_END.format(700 + draw(st.integers(0, 9))),
        created_date=draw(st.sampled_from(INSTANTS)),
        amount=cc.Money(0, code) if name == MEANS[2] else draw(amounts(code, positive=True)),
        status=draw(
            st.sampled_from([status for status in cc.TransactionStatus if by_money or status in WITHOUT_REFUNDS])
        ),
        refund_disabled=draw(mostly(False, True)),
        **{name: details},
    )


@remembered
@st.composite
def refunds_at(draw: st.DrawFn, code: str) -> cc.Refund:
    """Refunds of lines, delivery and fees by one payment or two: everything adds up."""
    numbers = range(1, draw(st.integers(0, 2)) + 1)
    lines = [
        cc.RefundedLine(
            line_item_id=line_guid(number), quantity=draw(st.integers(0, 3)), amount=part.amount, tax=part.tax
        )
        for number in numbers
        for part in [draw(_refunded_parts(code))]
    ]
    part = maybe(_refunded_parts(code))
    shipping, fees = (draw(part) if lines else draw(_refunded_parts(code))), draw(part)
    parts = [*lines, *(entry for entry in (shipping, fees) if entry is not None)]
    amount, tax = (cc.total((getattr(entry, name) for entry in parts), code) for name in ("amount", "tax"))
    first = cc.Money.from_minor(draw(st.integers(0, amount.minor_units)), code)
    given = [first, amount - first] if draw(mostly(False, True)) else [amount]
    return cc.Refund(
        id=GUID_END.format(800 + draw(st.integers(0, 9))),
        created_date=draw(st.sampled_from(INSTANTS)),
        amount=amount,
        tax=tax,
        status=draw(st.sampled_from(cc.RefundStatus)),
        lines=lines,
        shipping=shipping,
        additional_fees=fees,
        payments=[
            cc.RefundedPayment(payment_id=GUID_END.format(700 + place), amount=share)
            for place, share in enumerate(given)
        ],
        reason=draw(st.sampled_from([None, "broken"])),
    )


@remembered
@st.composite
def _refunded_parts(draw: st.DrawFn, code: str) -> cc.RefundedPart:
    amount = draw(amounts(code, positive=True))
    return cc.RefundedPart(amount=amount, tax=cc.Money.from_minor(draw(st.integers(0, amount.minor_units)), code))


@remembered
@st.composite
def refund_lines_at(draw: st.DrawFn, code: str) -> cc.RefundLine:
    """What is asked to be refunded of a line: units, an amount, or both; only units are taken back."""
    quantity, amount = draw(st.sampled_from([(True, False), (False, True), (True, True)]))
    return cc.RefundLine(
        quantity=draw(st.integers(1, 3)) if quantity else None,
        amount=draw(amounts(code)) if amount else None,
        restock=quantity and draw(st.booleans()),
    )


@remembered
@st.composite
def requests_at(draw: st.DrawFn, code: str) -> cc.CheckoutRequest:
    """What createCheckout takes: one to three lines, each with an id of its own or with none."""
    lines = draw(st.lists(objects(cc.LineRequest, code), min_size=1, max_size=3, unique_by=_own_id))
    return cc.CheckoutRequest(
        lines=lines,
        channel_type=cc.ChannelType.WEB,
        coupon_code=draw(st.sampled_from([None, "SUMMER", ""])),
        gift_card_code=draw(st.sampled_from([None, "CARD-0001", "short"])),
        gift_card_redeem_amount=draw(maybe(amounts(code, scale=3))),
        checkout_info=draw(st.just(cc.CheckoutInfo()) | objects(cc.CheckoutInfo, code)),
        checkout_id=draw(st.sampled_from([None, GUID_END.format(0)])),
        now=draw(st.sampled_from([None, *INSTANTS])),
        options=draw(objects(cc.OrderOptions, code)),
    )


def _own_id(line: cc.LineRequest) -> object:
    """What no two lines have in common: the id, where there is one."""
    return id(line) if line.id is None else line.id
