"""An order that fills every field of the model once, for tests that must not miss one."""

from datetime import timedelta
from decimal import Decimal

import attrs
import samples
from samples import APP, CARRIER, CLASS, NOW, SHIRT, SHOE, guid, usd

import checkout_core as cc

ORDER_ID, GATEWAY_ID = guid(900), guid(901)
PAID, SENT = NOW + timedelta(minutes=1), NOW + timedelta(hours=1)


def order_store() -> cc.Store:
    """The full store, but for its least subtotal."""
    return attrs.evolve(samples.full_store(), minimum_order_subtotal=None)


def order_request() -> cc.CheckoutRequest:
    """The full request with three lines that can be ordered: deposits, a shoe, a class that a membership pays."""
    gold = cc.SelectedMembership(id="gold", app_id=APP, line_item_ids=[guid(3)])
    selected = cc.MembershipOptions(selected_memberships=cc.SelectedMemberships(memberships=[gold]))
    full = samples.full_request()
    return attrs.evolve(
        full,
        lines=[
            attrs.evolve(full.lines[0], catalog_override_fields=None),
            cc.LineRequest(SHOE),
            cc.LineRequest(CLASS, quantity=2),
        ],
        checkout_info=attrs.evolve(samples.full_info(), membership_options=selected),
    )


def placed_order() -> cc.Order:
    """The order that the request leads to, with a gift card's and a membership's payment."""
    store, request = order_store(), order_request()
    priced = cc.price(cc.create_from_request(store, request), store)
    return cc.create_order(
        priced,
        store,
        order_id=ORDER_ID,
        number="10001",
        now=NOW,
        options=request.options,
        payment_gateway_order_id=GATEWAY_ID,
    )


def used_order() -> cc.Order:
    """The same, paid by hand, a shirt sent and taken back, and a shoe that was never sent refunded in part."""
    details = cc.RegularPaymentDetails(offline_payment=True, payment_method="Cash", gateway_transaction_id="till-7")
    payment = cc.Payment(
        id=guid(71),
        created_date=PAID,
        amount=usd("100"),
        status=cc.TransactionStatus.APPROVED,
        regular_payment_details=details,
    )
    order = cc.record_payment(placed_order(), payment, now=PAID)
    order = cc.fulfill_line_items(order, {guid(1): 2}, now=SENT)
    order = cc.refund_order(
        order,
        refund_id=guid(81),
        now=SENT,
        lines={guid(1): cc.RefundLine(quantity=1, restock=True)},
        shipping=usd("2.5"),
        additional_fees=usd("1"),
        reason="Too small",
    )
    shoe = {guid(2): cc.RefundLine(quantity=1, amount=usd("5"))}
    return cc.refund_order(order, refund_id=guid(82), now=SENT, lines=shoe, status=cc.RefundStatus.PENDING)


def full_order() -> cc.Order:
    """The same with every field that only the service, or only another kind of order, has."""
    order = used_order()
    shirt, *others = order.line_items
    return attrs.evolve(
        order,
        line_items=[_full_line(shirt), *others],
        pay_after_free_trial=order.pay_now,
        payments=[attrs.evolve(payment, refund_disabled=index == 2) for index, payment in enumerate(order.payments)],
        shipping_info=attrs.evolve(order.shipping_info, logistics=_full_logistics(order.shipping_info.logistics)),
        currency_conversion_details=cc.CurrencyConversionDetails(
            original_currency="EUR", conversion_rate=Decimal("1.1")
        ),
        channel_info=cc.ChannelInfo(
            type=cc.ChannelType.EBAY, external_order_id="e-1", external_order_url="https://ebay.example/e-1"
        ),
        subscription_id=ORDER_ID,
        activities=[{"type": "ORDER_PLACED"}],
        archived=True,
        attribution_source="FACEBOOK_ADS",
        seen_by_a_human=False,
        business_location=attrs.evolve(order.business_location, name="Soho"),
        tags={"privateTags": {"tagIds": ["vip"]}},
        imported=False,
    )


def _full_logistics(logistics: cc.OrderLogistics) -> cc.OrderLogistics:
    """Logistics with a time slot; what is sent has no pickup details."""
    return attrs.evolve(logistics, delivery_time_slot=cc.DeliveryTimeSlot(from_=NOW, to=SENT))


def _full_line(line: cc.OrderLineItem) -> cc.OrderLineItem:
    """The line with every field."""
    info = samples.subscription().subscription_option_info
    return attrs.evolve(
        line,
        catalog_reference=attrs.evolve(SHIRT, options={"size": "M"}),
        fulfiller_id=CARRIER,
        digital_file={"fileId": "f1"},
        subscription_info=cc.SubscriptionInfo(
            id=ORDER_ID,
            cycle_number=2,
            title=info.title,
            description=info.description,
            subscription_settings=info.subscription_settings,
        ),
        locations=[{"name": "Soho"}],
        price_undetermined=True,
    )


def full_context() -> cc.OrderContext:
    """What the outside answers, in every field."""
    failure = cc.PaymentFailure(transaction_status="DECLINED", failure_details="no funds")
    return cc.OrderContext(
        earlier_orders=[cc.EarlierOrder.of(full_order())],
        seen=cc.SeenPrice(total=usd("1")),
        payment_provider_available=False,
        violations_unavailable=True,
        gift_card_failure="gone",
        payment_failure=failure,
    )
