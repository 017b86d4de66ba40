"""A checkout becomes an order. Source: createOrder; Order, OrderLineItem; conventions N1 to N14."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from checkout_core.errors import OrderRejected
from checkout_core.model._converters import as_instant
from checkout_core.model._limits import GUID
from checkout_core.model.checkout import OrderOptions
from checkout_core.model.gift_card import RedeemedGiftCard
from checkout_core.model.line_item import line_id
from checkout_core.model.order import NUMBER, BusinessLocation, ChannelInfo, Order, OrderPriceSummary, OrderStatus
from checkout_core.model.order_context import OrderContext, Rejection
from checkout_core.model.order_payments import (
    GiftCardPaymentDetails,
    MembershipPaymentDetails,
    Payment,
    TransactionStatus,
)
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.price_summary import PriceSummary
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.money import Money
from checkout_core.orders.rejections import case_of, rejections_of
from checkout_core.orders.snapshot import order_fee, order_line, order_shipping, order_tax


def create_order(
    priced: PricedCheckout,
    store: Store,
    *,
    order_id: str,
    number: str,
    now: datetime,
    context: OrderContext = OrderContext(),  # noqa: B008  # frozen
    options: OrderOptions = OrderOptions(),  # noqa: B008  # frozen
    payment_gateway_order_id: str | None = None,
) -> Order:
    """Make the order of this checkout, at the price it has now in ``store``, which must be the price that was seen.

    ``order_id`` also names the subscription, if it is one: ``subscription_id`` of the order then is there.
    ``payment_gateway_order_id`` is kept only if money must be charged now: not if nothing is due, or a gift card pays
    it. A redeemed gift card and the memberships that pay lines are the order's first payments; their ids are numbered
    as the lines of a checkout are. The order is INITIALIZED until what is due now is paid; APPROVED at once if nothing
    is. What the checkout becomes is for the caller to say, by `mark_checkout_as_completed`, once the order is APPROVED.

    Raises `OrderRejected` with the first reason of `order_rejections`, `InvalidField` and `CurrencyMismatch` for a
    caller's bugs. Nothing has happened then.
    """
    for name, given in (("order_id", order_id), ("payment_gateway_order_id", payment_gateway_order_id)):
        if given is not None or name == "order_id":
            GUID.check(f"create_order.{name}", given)
    NUMBER.check("create_order.number", number)
    case = case_of(priced, store, now=now, context=context, options=options)
    rejection = next(rejections_of(case), None)
    if rejection is not None:
        raise rejected(rejection)
    return _order(case.priced, order_id, number, as_instant(now), options, payment_gateway_order_id)


def rejected(rejection: Rejection) -> OrderRejected:
    """The exception that a rejection is raised as."""
    return OrderRejected(
        rejection.code, rejection.status, rejection.description, rejection.data, documented=rejection.documented
    )


def _order(
    priced: PricedCheckout, order_id: str, number: str, now: datetime, options: OrderOptions, gateway_id: str | None
) -> Order:
    checkout, store = priced.checkout, priced.store
    to_charge = bool(priced.pay_now_total_after_gift_card)
    is_subscription = any(line.item is not None and line.item.is_subscription for line in priced.lines)
    shipping, held = order_shipping(priced), checkout.shipping_info
    location = checkout.business_location_id
    return Order(
        id=order_id,
        number=number,
        created_date=now,
        updated_date=now,
        purchased_date=now,
        line_items=tuple(order_line(line, order_id, is_sent=shipping is not None) for line in priced.lines),
        buyer_info=checkout.buyer_info,
        status=OrderStatus.INITIALIZED if to_charge else OrderStatus.APPROVED,
        price_summary=_summary(priced.summary),
        pay_now=_summary(priced.pay_now),
        pay_after_free_trial=_summary(priced.pay_after_free_trial) if priced.pay_after_free_trial.total else None,
        payments=tuple(_first_payments(priced, now)),
        billing_info=checkout.billing_info,
        shipping_info=shipping,
        recipient_info=(held and held.shipping_destination) or checkout.billing_info,
        currency=store.currency,
        weight_unit=store.weight_unit,
        buyer_language=checkout.buyer_language or store.site_language,
        site_language=store.site_language,
        tax_included_in_prices=store.tax_included_in_price,
        buyer_note=checkout.buyer_note,
        tax_info=order_tax(priced),
        applied_discounts=priced.applied_discounts,
        additional_fees=tuple(order_fee(fee, included=store.tax_included_in_price) for fee in priced.additional_fees),
        custom_fields=checkout.custom_fields,
        channel_info=ChannelInfo(type=checkout.channel_type),
        created_by=checkout.opened_by,
        checkout_id=checkout.id,
        purchase_flow_id=checkout.purchase_flow_id,
        payment_gateway_order_id=gateway_id if to_charge else None,
        subscription_id=order_id if is_subscription else None,
        save_payment_method=options.save_payment_method,
        delay_capture=options.delay_capture,
        business_location=None if location is None else BusinessLocation(id=location),
        extended_fields=checkout.extended_fields,
    )


def _summary(summary: PriceSummary) -> OrderPriceSummary:
    return OrderPriceSummary(
        subtotal=summary.subtotal,
        shipping=summary.shipping,
        tax=summary.tax,
        discount=summary.discount,
        total=summary.total,
        total_additional_fees=summary.additional_fees,
    )


def _first_payments(priced: PricedCheckout, now: datetime) -> Iterator[Payment]:
    """What is paid with the order itself: by the gift card, then by memberships, line by line."""
    number = 1
    card = priced.gift_card
    if card is not None and card.amount:
        yield _by_gift_card(card, now)
        number += 1
    nothing = Money.from_minor(0, priced.currency)
    paid = {} if priced.figures.memberships is None else priced.figures.memberships.paid
    for line, membership in sorted(paid.items(), key=lambda entry: entry[0]):
        by_hand = priced.lines[line].payment_option is PaymentOptionType.MEMBERSHIP_OFFLINE
        details = MembershipPaymentDetails(
            membership_id=membership.id,
            app_id=membership.app_id,
            line_item_id=priced.lines[line].id,
            credits=priced.lines[line].quantity,
        )
        yield Payment(
            id=line_id(number),
            created_date=now,
            amount=nothing,
            status=TransactionStatus.PENDING if by_hand else TransactionStatus.APPROVED,
            membership_payment_details=details,
        )
        number += 1


def _by_gift_card(card: RedeemedGiftCard, now: datetime) -> Payment:
    details = GiftCardPaymentDetails(
        obfuscated_code=card.obfuscated_code, app_id=card.app_id, external_id=card.external_id
    )
    return Payment(
        id=line_id(1),
        created_date=now,
        amount=card.amount,
        status=TransactionStatus.APPROVED,
        giftcard_payment_details=details,
    )
