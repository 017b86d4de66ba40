"""Strategies for orders: placed, then paid, sent, refunded, called off, each as far as it goes.

They begin with the checkouts that prices are tested with, and mend what stands against an order; so an order may have
whatever a price may have.
"""

import attrs
from hypothesis import assume
from hypothesis import strategies as st

import checkout_core as cc
from checkout_core.errors import InvalidField
from checkout_core.model.payment_options import BY_MEMBERSHIP
from checkout_core.testing.strategies.arguments import Currencies
from checkout_core.testing.strategies.basics import ADDRESSES, GUID_END, line_guid, mostly, remembered
from checkout_core.testing.strategies.buyer import NOTHING_SELECTED
from checkout_core.testing.strategies.checkouts import priced_inputs
from checkout_core.testing.strategies.order_operations import OPERATIONS, later, payment_of

BILLED = cc.AddressWithContact(address=ADDRESSES[0])
CARRIER = GUID_END.format(0xCAFE)
EVERYWHERE = cc.ShippingRegion(id=CARRIER, name="everywhere")
FETCHED = cc.DeliveryLogistics(pickup_details=cc.PickupDetails(address=ADDRESSES[1]))
MOST_MENDED = 12
"""Things that are mended before a checkout is given up."""

Inputs = tuple[cc.Checkout, cc.Store]


def orders(
    *, currencies: Currencies = None, tax_included: bool | None = None, max_lines: int = 3, fresh: bool = False
) -> st.SearchStrategy[cc.Order]:
    """Orders in any state: paid in part, sent, refunded, canceled; with ``fresh`` as they are when they are placed.

    The other filters are those of `checkouts`. They shrink to one line of quantity 1 that nobody has paid.

    Raises:
        InvalidField: for a filter that is refused there, and for ``fresh`` that is no flag.
    """
    checked: object = fresh
    if not isinstance(checked, bool):
        raise InvalidField("fresh", fresh, "True or False")
    inputs = priced_inputs(currencies=currencies, tax_included=tax_included, max_lines=max_lines)
    return _placed(inputs) if fresh else _used(inputs)


def used_orders() -> st.SearchStrategy[cc.Order]:
    """Orders in any state."""
    return orders()


def placed_orders() -> st.SearchStrategy[cc.Order]:
    """Orders as they are created."""
    return orders(fresh=True)


@remembered
@st.composite
def _used(draw: st.DrawFn, inputs: st.SearchStrategy[Inputs]) -> cc.Order:
    order = draw(_placed(inputs))
    if draw(st.booleans()) and order.balance_summary.balance:
        order = cc.record_payment(order, payment_of(order, 0, order.balance_summary.balance), now=later(order))
    for number in range(1, draw(st.integers(0, 6)) + 1):
        operation = draw(st.sampled_from(OPERATIONS))
        try:
            order = operation(draw, order, number)
        except cc.OrderRejected:
            continue  # what cannot be done now is left out
    return order


@remembered
@st.composite
def _placed(draw: st.DrawFn, inputs: st.SearchStrategy[Inputs]) -> cc.Order:
    checkout, store = draw(inputs)
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
            checkout = _without(priced, set((reason.data or cc.JsonObject())["lineItemIds"]))
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
