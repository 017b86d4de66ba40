"""Why a checkout cannot become an order: one rule for each reason, in the published order. Conventions N1 to N9.

Source: createOrder of the Wix eCommerce Checkout API, version 1: its preconditions and its error codes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Final, NamedTuple

import attrs

from checkout_core.model._limits import A
from checkout_core.model.calculation_errors import CalculationErrors
from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import OrderOptions
from checkout_core.model.item_details import ItemTypePreset
from checkout_core.model.line_item import ItemAvailabilityStatus
from checkout_core.model.order import OrderStatus
from checkout_core.model.order_context import EarlierOrder, OrderContext, Rejection
from checkout_core.model.order_payments import PaymentStatus
from checkout_core.model.parties import Address
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.refusals import RefusalCode
from checkout_core.model.store import Store
from checkout_core.orders import codes
from checkout_core.orders.current import current_price
from checkout_core.orders.seen_price import changes_of

SOLD: Final = (ItemAvailabilityStatus.AVAILABLE, ItemAvailabilityStatus.PARTIALLY_AVAILABLE)
OVER: Final = (OrderStatus.CANCELED, OrderStatus.REJECTED)
MONEY_LEFT: Final = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_PAID, PaymentStatus.PARTIALLY_REFUNDED)
MONEY_CAME: Final = (PaymentStatus.PAID, PaymentStatus.PARTIALLY_REFUNDED, PaymentStatus.FULLY_REFUNDED)
SUBSCRIPTION_CODES: Final = frozenset(
    entry.code
    for entry in (codes.SUBSCRIPTION_NOT_ALONE, codes.SUBSCRIPTION_FOR_NOTHING, codes.SUBSCRIPTION_BY_GIFT_CARD)
)


class Case(NamedTuple):
    """What the rules look at: the price now, the price that was handed in, what the outside says, what was agreed."""

    priced: PricedCheckout
    shown: PricedCheckout
    context: OrderContext
    options: OrderOptions


Rule = Callable[[Case], Iterable[Rejection]]


def order_rejections(
    priced: PricedCheckout,
    store: Store,
    *,
    now: datetime,
    context: OrderContext = OrderContext(),  # noqa: B008  # frozen
    options: OrderOptions = OrderOptions(),  # noqa: B008  # frozen
) -> tuple[Rejection, ...]:
    """Return every reason why this checkout cannot become an order at this instant, in the published order.

    ``priced`` is what the buyer saw (unless ``context.seen`` says otherwise), ``store`` the merchant's side as it is
    now: the checkout is priced again, and a difference is a reason of its own. Empty: `create_order` makes the order.
    Raises `InvalidField` and `CurrencyMismatch` for a caller's bugs.
    """
    return tuple(rejections_of(case_of(priced, store, now=now, context=context, options=options)))


def case_of(
    priced: PricedCheckout, store: Store, *, now: datetime, context: OrderContext, options: OrderOptions
) -> Case:
    """What there is to be decided, its price made now."""
    A(PricedCheckout).check("create_order.priced", priced)
    A(OrderContext).check("create_order.context", context)
    A(OrderOptions).check("create_order.options", options)
    return Case(current_price(priced, store, now), priced, context, options)


def rejections_of(case: Case) -> Iterator[Rejection]:
    """Every reason against the order, one after the other."""
    for rule in ORDER_RULES:
        yield from rule(case)


def _rejection(entry: RefusalCode, data: dict[str, Any] | None = None) -> Rejection:
    return Rejection(
        code=entry.code, status=entry.status, description=entry.description, data=data, documented=entry.documented
    )


def check_earlier_orders(case: Case) -> Iterator[Rejection]:
    """No order of this checkout is paid, and none is being paid; a completed checkout had one."""
    alive = [order for order in case.context.earlier_orders if not _is_over(order)]
    paid = [order for order in alive if _is_paid(order)]
    if paid:
        yield _rejection(codes.ALREADY_PAID, _id_of(paid[0]))
    elif case.priced.checkout.completed:
        own = case.priced.checkout.order_id
        yield _rejection(codes.ALREADY_PAID, None if own is None else {"orderId": own})
    waiting = [order for order in alive if order not in paid]
    if waiting:
        yield _rejection(codes.IN_PROGRESS, _id_of(waiting[0]))


def _is_over(order: EarlierOrder) -> bool:
    """Whether nothing will come of the order any more, and no money of the buyer's is left in it."""
    return order.status in OVER and order.payment_status not in MONEY_LEFT


def _is_paid(order: EarlierOrder) -> bool:
    """Whether what had to be paid has been: all of it, or what was due at once; or money is left in a dead order."""
    partly = order.status in (OrderStatus.APPROVED, *OVER) and order.payment_status is PaymentStatus.PARTIALLY_PAID
    return partly or order.payment_status in MONEY_CAME


def _id_of(order: EarlierOrder) -> dict[str, Any]:
    return {"orderId": order.order_id} if order.subscription_id is None else {"subscriptionId": order.subscription_id}


def check_lines(case: Case) -> Iterator[Rejection]:
    """There are lines, and each can be sold, in part at least."""
    lines = case.priced.lines
    gone = [line.id for line in lines if line.availability.status not in SOLD]
    if not lines:
        yield _rejection(codes.EMPTY)
    elif gone:
        entry = codes.FULL_OUT_OF_STOCK if len(gone) == len(lines) else codes.PARTIAL_OUT_OF_STOCK
        yield _rejection(entry, {"lineItemIds": gone})


def _lines_where(case: Case, is_so: Callable[[CatalogItem], bool]) -> list[str]:
    """The ids of the found lines whose item is so."""
    return [line.id for line in case.priced.lines if line.item is not None and is_so(line.item)]


def check_members_only(case: Case) -> Iterator[Rejection]:
    """What is for members only is bought by a member."""
    buyer = case.priced.checkout.buyer_info
    lines = _lines_where(case, lambda item: item.members_only)
    if lines and (buyer is None or buyer.member_id is None):
        yield _rejection(codes.MEMBERS_ONLY, {"lineItemIds": lines})


def check_subscriptions(case: Case) -> Iterator[Rejection]:
    """A subscription is the only line, costs something, and is not paid by gift card: what the price found (U2)."""
    found = {error.code for error in case.priced.calculation_errors.order_validation_errors}
    for entry in (codes.SUBSCRIPTION_NOT_ALONE, codes.SUBSCRIPTION_FOR_NOTHING, codes.SUBSCRIPTION_BY_GIFT_CARD):
        if entry.code in found:
            yield _rejection(entry)


def check_gift_card_items(case: Case) -> Iterator[Rejection]:
    """A gift card is bought with money: neither with a gift card nor with a coupon."""
    lines = _lines_where(case, lambda item: item.item_type.preset is ItemTypePreset.GIFT_CARD)
    checkout = case.priced.checkout
    if lines and checkout.gift_card_code is not None:
        yield _rejection(codes.GIFT_CARD_BY_GIFT_CARD, {"lineItemIds": lines})
    if lines and checkout.coupon_code is not None:
        yield _rejection(codes.GIFT_CARD_BY_COUPON, {"lineItemIds": lines})


def check_calculation(case: Case) -> Iterator[Rejection]:
    """The price has no calculation errors, but for those on subscriptions, which have codes of their own."""
    errors = case.priced.calculation_errors
    others = tuple(error for error in errors.order_validation_errors if error.code not in SUBSCRIPTION_CODES)
    rest: CalculationErrors = attrs.evolve(errors, order_validation_errors=others)
    if rest:
        yield _rejection(codes.CALCULATION_ERROR, errors.to_json())


def check_delivery(case: Case) -> Iterator[Rejection]:
    """What has to be sent has an option, still the one asked for, and an address; what is fetched has a place."""
    checkout, shipping = case.priced.checkout, case.priced.shipping
    info = checkout.shipping_info
    asked = None if info is None else info.selected_carrier_service_option
    is_fetched = shipping is not None and shipping.option.is_pickup
    is_sent = not is_fetched and bool(_lines_where(case, lambda item: item.is_shippable))
    if is_sent and asked is None:
        yield _rejection(codes.NO_OPTION)
    if asked is not None and shipping is not None and not shipping.requested_shipping_option:
        requested = {"requested": asked.to_json()} if asked.requested_shipping_option else {}
        instead = {"carrierId": shipping.carrier_id, "code": shipping.option.code}
        yield _rejection(codes.OPTION_GONE, {**requested, "inForce": instead})
    if is_sent and not _is_stated(checkout.destination):
        yield _rejection(codes.NO_DELIVERY_ADDRESS)
    logistics = None if shipping is None else shipping.option.logistics
    place = None if logistics is None else logistics.pickup_details
    if place is not None and not _is_stated(place.address):
        yield _rejection(codes.NO_PICKUP_DETAILS)


def _is_stated(address: Address | None) -> bool:
    """Whether the address says anything at all: empty texts say nothing."""
    return address is not None and _says(attrs.asdict(address, filter=lambda field, _: field.init))


def _says(value: Any) -> bool:
    return any(map(_says, value.values())) if isinstance(value, dict) else value not in (None, "")


def check_billing(case: Case) -> Iterator[Rejection]:
    """Who pays something states a billing address."""
    if case.priced.summary.total and not _is_stated(case.priced.checkout.billing_address):
        yield _rejection(codes.NO_BILLING_ADDRESS)


def check_violations(case: Case) -> Iterator[Rejection]:
    """The merchant's rules could be asked, and none of them forbids the order."""
    try:
        blocking = () if case.context.violations_unavailable else case.priced.blocking_violations
    except Exception:  # noqa: BLE001  # a rule of the caller's own may raise anything: it could not be asked
        blocking = None
    if case.context.violations_unavailable or blocking is None:
        yield _rejection(codes.NO_VIOLATIONS)
    elif blocking:
        yield _rejection(codes.VIOLATIONS, {"violations": [violation.to_json() for violation in blocking]})


def check_seen_price(case: Case) -> Iterator[Rejection]:
    """The buyer saw the price that is asked now."""
    changes = changes_of(case.shown, case.priced, case.context.seen)
    if changes:
        yield _rejection(codes.CHANGED, {"changes": changes})


def check_saved_method(case: Case) -> Iterator[Rejection]:
    """Who buys what saves the payment method has agreed to that."""
    lines = _lines_where(case, lambda item: item.save_payment_method)
    if lines and not case.options.save_payment_method:
        yield _rejection(codes.NOT_CONFIRMED, {"lineItemIds": lines})


def check_payments(case: Case) -> Iterator[Rejection]:
    """The site takes payments, and somebody is there to take this one."""
    priced = case.priced
    if not priced.store.accepts_payments:
        yield _rejection(codes.NO_PAYMENTS)
    connected = priced.store.payment_provider_connected and case.context.payment_provider_available
    saves = any(line.item is not None and line.item.save_payment_method for line in priced.lines)
    starts_later = any(line.item is not None and line.item.is_subscription for line in priced.lines)
    if not connected and (priced.pay_now_total_after_gift_card or saves or starts_later):
        yield _rejection(codes.NO_PROVIDER)


def check_gift_card(case: Case) -> Iterator[Rejection]:
    """The gift card could be redeemed."""
    if case.context.gift_card_failure is not None:
        yield _rejection(codes.NOT_REDEEMED, {"reason": case.context.gift_card_failure})


def check_payment(case: Case) -> Iterator[Rejection]:
    """The payment did not fail."""
    if case.context.payment_failure is not None:
        yield _rejection(codes.PAYMENT_FAILED, case.context.payment_failure.to_json())


ORDER_RULES: Final[tuple[Rule, ...]] = (
    check_earlier_orders,
    check_lines,
    check_members_only,
    check_subscriptions,
    check_gift_card_items,
    check_calculation,
    check_delivery,
    check_billing,
    check_violations,
    check_seen_price,
    check_saved_method,
    check_payments,
    check_gift_card,
    check_payment,
)
"""Every rule, in the published order: of several reasons, the first is raised."""
