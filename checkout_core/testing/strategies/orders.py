"""Strategies for orders that were placed: then paid, sent, refunded, called off, each as far as it goes.

`placed_orders()` draws from the checkouts that prices are tested with, and mends what stands against an order; so an
order may have whatever a price may have.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import attrs
from hypothesis import assume
from hypothesis import strategies as st

import checkout_core as cc
from checkout_core.testing.strategies.basics import ADDRESSES, GUID_END, line_guid, mostly
from checkout_core.testing.strategies.buyer import BY_MEMBERSHIP, NOTHING_SELECTED
from checkout_core.testing.strategies.checkouts import priced_inputs

BILLED = cc.AddressWithContact(address=ADDRESSES[0])
CARRIER = GUID_END.format(0xCAFE)
EVERYWHERE = cc.ShippingRegion(id=CARRIER, name="everywhere")
FETCHED = cc.DeliveryLogistics(pickup_details=cc.PickupDetails(address=ADDRESSES[1]))
MOST_MENDED = 12
"""Things that are mended before a checkout is given up."""

Inputs = tuple[cc.Checkout, cc.Store]
Operation = Callable[[st.DrawFn, cc.Order, int], cc.Order]


@st.composite
def used_orders(draw: st.DrawFn) -> cc.Order:
    """Orders in any state, of any currency."""
    order = draw(placed_orders())
    if draw(st.booleans()) and order.balance_summary.balance:
        order = cc.record_payment(order, _payment(order, 0, order.balance_summary.balance), now=_later(order))
    for number in range(1, draw(st.integers(0, 6)) + 1):
        operation = draw(st.sampled_from(OPERATIONS))
        try:
            order = operation(draw, order, number)
        except cc.OrderRejected:
            continue  # what cannot be done now is left out
    return order


@st.composite
def placed_orders(draw: st.DrawFn) -> cc.Order:
    """Orders as they are created."""
    checkout, store = draw(priced_inputs(max_lines=3))
    options = cc.OrderOptions(save_payment_method=True, delay_capture=draw(st.booleans()))
    fetched = draw(mostly(False, True))
    for _ in range(MOST_MENDED):
        priced = cc.price(checkout, store)
        reasons = cc.order_rejections(priced, store, now=checkout.updated_date, options=options)
        if not reasons:
            break
        checkout, store = _mended(priced, reasons[0], fetched=fetched)
    assume(not reasons)
    return cc.create_order(
        priced,
        store,
        order_id=GUID_END.format(1),
        number="10001",
        now=checkout.updated_date,
        options=options,
        payment_gateway_order_id=draw(st.sampled_from([None, GUID_END.format(2)])),
    )


# --- what stands against an order -------------------------------------------------------------------------------------


def _mended(priced: cc.PricedCheckout, reason: cc.Rejection, *, fetched: bool) -> Inputs:
    """The checkout and the store without this reason."""
    checkout, store = priced.checkout, priced.store
    match reason.code:
        case "CALCULATION_ERROR":
            checkout, store = _without_errors(priced, fetched=fetched)
        case "EMPTY_CHECKOUT" | "FULL_OUT_OF_STOCK" | "SUBSCRIPTION_WITH_ZERO_TOTAL":
            plain = cc.CatalogItem(price=cc.Money(7, store.currency))
            checkout = attrs.evolve(checkout, line_items=[cc.LineItem(id=line_guid(1), custom_item=plain)])
        case "PARTIAL_OUT_OF_STOCK":
            checkout = _without(priced, set(reason.data["lineItemIds"]))
        case "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS":
            checkout = _alike(priced)
        case "SUBSCRIPTION_WITH_GIFT_CARD" | "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD":
            checkout = attrs.evolve(checkout, gift_card_code=None)
        case "COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD":
            checkout = attrs.evolve(checkout, coupon_code=None)
        case "MISSING_BILLING_ADDRESS":
            checkout = attrs.evolve(checkout, billing_info=BILLED)
        case "VIOLATIONS_WITH_ERROR_SEVERITY":
            store = attrs.evolve(store, minimum_order_subtotal=None)
        case _:
            checkout, store = _delivered(priced, fetched=fetched)
    return checkout, store


def _without_errors(priced: cc.PricedCheckout, *, fetched: bool) -> Inputs:
    """The checkout and the store without the first of the price's calculation errors."""
    checkout, store, errors = priced.checkout, priced.store, priced.calculation_errors
    if errors.coupon_calculation_error is not None:
        checkout = attrs.evolve(checkout, coupon_code=None)
    elif errors.gift_card_calculation_error is not None:
        checkout = attrs.evolve(checkout, gift_card_code=None)
    elif errors.discounts_calculation_error is not None:
        checkout = attrs.evolve(checkout, merchant_discounts=())
    elif errors.tax_calculation_error is not None:
        store = attrs.evolve(store, business_address=ADDRESSES[0])
    elif errors.membership_error is not None:
        asking = {line.id for line in priced.lines if line.payment_option in BY_MEMBERSHIP}
        checkout = attrs.evolve(_without(priced, asking), membership_options=NOTHING_SELECTED)
    elif errors.order_validation_errors:
        deposits = {line.id for line in priced.lines if line.payment_option is cc.PaymentOptionType.DEPOSIT_ONLINE}
        checkout = _without(priced, deposits)
    else:
        checkout, store = _delivered(priced, fetched=fetched)
    return checkout, store


def _without(priced: cc.PricedCheckout, line_ids: set[str]) -> cc.Checkout:
    """The checkout without these lines."""
    kept = [line for line in priced.checkout.line_items if line.id not in line_ids]
    return attrs.evolve(priced.checkout, line_items=kept)


def _alike(priced: cc.PricedCheckout) -> cc.Checkout:
    """The checkout with its first line alone if that is a subscription, else without all that are."""
    started = {line.id for line in priced.lines if line.item is not None and line.item.is_subscription}
    others = {line.id for line in priced.lines[1:]}
    return _without(priced, others if priced.lines[0].id in started else started)


def _delivered(priced: cc.PricedCheckout, *, fetched: bool) -> Inputs:
    """The checkout with an option that goes everywhere, or is ``fetched``; and the store that offers it."""
    option = cc.ShippingOption(
        code="any", title="Any", cost=cc.Money(3, priced.currency), logistics=FETCHED if fetched else None
    )
    carrier = cc.ShippingCarrier(carrier_id=CARRIER, region=EVERYWHERE, options=[option])
    chosen = cc.SelectedCarrierServiceOption(carrier_id=CARRIER, code="any")
    shipping = cc.ShippingInfo(shipping_destination=BILLED, selected_carrier_service_option=chosen)
    return (
        attrs.evolve(priced.checkout, shipping_info=shipping),
        attrs.evolve(priced.store, shipping=[*priced.store.shipping, carrier]),
    )


# --- what happens to an order -----------------------------------------------------------------------------------------


def _later(order: cc.Order) -> datetime:
    """A minute after the last change."""
    return order.updated_date + timedelta(minutes=1)


def _part(draw: st.DrawFn, whole: cc.Money) -> cc.Money:
    """All of an amount, or at least one minor unit of it; or a unit where there is nothing."""
    most = max(1, whole.minor_units)
    return cc.Money.from_minor(draw(st.just(most) | st.integers(1, most)), whole.currency)


def _payment(order: cc.Order, number: int, amount: cc.Money, status: str = "APPROVED", **fields: bool) -> cc.Payment:
    """A payment of money."""
    return cc.Payment(
        id=GUID_END.format(700 + number),
        created_date=order.updated_date,
        amount=amount,
        status=cc.TransactionStatus[status],
        regular_payment_details=cc.RegularPaymentDetails(),
        **fields,
    )


def _pay(draw: st.DrawFn, order: cc.Order, number: int) -> cc.Order:
    status = draw(mostly("APPROVED", "AUTHORIZED", "PENDING", "PENDING_MERCHANT", "DECLINED"))
    amount, disabled = _part(draw, order.balance_summary.balance), draw(mostly(False, True))
    payment = _payment(order, number, amount, status, refund_disabled=disabled)
    return cc.record_payment(order, payment, now=_later(order))


def _decide(draw: st.DrawFn, order: cc.Order, _: int) -> cc.Order:
    if not order.payments:
        return order
    payment = draw(st.sampled_from(order.payments))
    status = draw(st.sampled_from(["APPROVED", "DECLINED", "CANCELED", "VOIDED", "AUTHORIZED"]))
    return cc.change_payment(order, payment.id, cc.TransactionStatus[status], now=_later(order))


def _send(draw: st.DrawFn, order: cc.Order, _: int) -> cc.Order:
    line = draw(st.sampled_from(order.line_items))
    return cc.fulfill_line_items(order, {line.id: draw(st.integers(1, line.quantity))}, now=_later(order))


def _refund(draw: st.DrawFn, order: cc.Order, number: int) -> cc.Order:
    line = draw(st.sampled_from(order.line_items))
    amount, units = _part(draw, line.total_price_after_tax), draw(st.integers(1, line.quantity))
    asked = draw(
        st.sampled_from(
            [
                cc.RefundLine(amount=amount),
                cc.RefundLine(quantity=units),
                cc.RefundLine(quantity=units, restock=True),
                cc.RefundLine(quantity=units, amount=amount),
                cc.RefundLine(quantity=units, amount=amount * 0, restock=True),
            ]
        )
    )
    delivery = None if order.shipping_info is None else order.shipping_info.cost.total_price_after_tax
    return cc.refund_order(
        order,
        refund_id=GUID_END.format(800 + number),
        now=_later(order),
        lines={line.id: asked} if not delivery or draw(st.booleans()) else None,
        shipping=_part(draw, delivery) if delivery and draw(st.booleans()) else None,
        status=cc.RefundStatus[draw(mostly("SUCCEEDED", "PENDING"))],
        reason=draw(st.sampled_from([None, "broken"])),
    )


def _refunded(draw: st.DrawFn, order: cc.Order, _: int) -> cc.Order:
    if not order.refunds:
        return order
    refund, status = draw(st.sampled_from(order.refunds)), draw(st.sampled_from(["SUCCEEDED", "FAILED"]))
    return cc.change_refund(order, refund.id, cc.RefundStatus[status], now=_later(order))


def _cancel(_: st.DrawFn, order: cc.Order, __: int) -> cc.Order:
    return cc.cancel_order(order, now=_later(order))


OPERATIONS: tuple[Operation, ...] = (*[_pay] * 4, _decide, _decide, _send, _send, *[_refund] * 4, _refunded, _cancel)
