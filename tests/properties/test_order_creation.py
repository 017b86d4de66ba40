"""Whatever the checkout: reasons are found without raising, there is an order if there is none, and it closes."""

import pickle
from datetime import timedelta
from operator import attrgetter

import pytest
from drawn import drawn
from hypothesis import given
from hypothesis import strategies as st
from orders import ORDER_ID
from strategies_orders import orderable_prices, seen_prices, stores_later

import checkout_core as cc
from checkout_core.orders.codes import ORDER_CODES

PUBLISHED = [entry.code for entry in ORDER_CODES]
AGREED = cc.OrderOptions(save_payment_method=True)
NAMES = {"order_id": ORDER_ID, "number": "1", "payment_gateway_order_id": ORDER_ID}
ERROR = cc.Violation(severity=cc.Severity.ERROR, description="no")


def contexts():
    """What the outside may say."""
    earlier = st.builds(
        cc.EarlierOrder,
        order_id=st.just(ORDER_ID),
        status=st.sampled_from(cc.OrderStatus),
        payment_status=st.sampled_from(cc.PaymentStatus),
    )
    return st.builds(
        cc.OrderContext,
        earlier_orders=st.lists(earlier, max_size=3),
        payment_provider_available=st.booleans(),
        violations_unavailable=st.booleans(),
        gift_card_failure=st.none() | st.just("blocked"),
        payment_failure=st.none() | st.just(cc.PaymentFailure()),
    )


@given(
    priced=seen_prices() | orderable_prices(),
    context=st.just(cc.OrderContext()) | contexts(),
    save=st.booleans(),
    forbidden=st.booleans(),
    seconds=st.integers(0, 10**8),
)
def test_reasons_come_in_the_published_order_and_always_the_same(priced, context, save, forbidden, seconds):
    """Nothing that a buyer or the outside does makes them raise; with a rule that forbids the order there is one."""
    keywords = {
        "now": priced.checkout.updated_date + timedelta(seconds=seconds),
        "context": context,
        "options": cc.OrderOptions(save_payment_method=save),
    }
    asked = cc.price(priced.checkout, priced.store, [lambda _: [ERROR]] if forbidden else [])
    found = cc.order_rejections(asked, priced.store, **keywords)
    codes = [rejection.code for rejection in found]
    assert codes == sorted(set(codes), key=PUBLISHED.index)
    assert cc.order_rejections(asked, pickle.loads(pickle.dumps(priced.store)), **keywords) == found
    assert bool({"VIOLATIONS_WITH_ERROR_SEVERITY", "FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS"} & {*codes}) >= forbidden
    if not found:
        assert cc.create_order(asked, priced.store, **keywords, **NAMES).id == ORDER_ID
        return
    with pytest.raises(cc.OrderRejected) as raised:
        cc.create_order(asked, priced.store, **keywords, **NAMES)
    error, first = raised.value, found[0]
    assert (error.code, error.status, error.data) == (first.code, first.status, first.data)


def test_many_drawn_checkouts_become_orders():
    """At least 40 of 100: the laws below say something. Many short runs, since these vary more than a long one."""
    prices = [priced for number in range(20) for priced in drawn(orderable_prices(), number)]
    made = [
        not cc.order_rejections(priced, priced.store, now=priced.checkout.updated_date, options=AGREED)
        for priced in prices
    ]
    assert sum(made) >= 0.4 * len(made)


def placed(priced):
    """The order; None if there is a reason against it."""
    now = priced.checkout.updated_date
    if cc.order_rejections(priced, priced.store, now=now, options=AGREED):
        return None
    return cc.create_order(priced, priced.store, now=now, options=AGREED, **NAMES)


TOTALS = {
    **{f"priceSummary.{name}": f"summary.{name}" for name in ("subtotal", "shipping", "tax", "discount", "total")},
    "priceSummary.additionalFees": "summary.additional_fees",
    "payNow.total": "pay_now.total",
    "payAfterFreeTrial.total": "pay_after_free_trial.total",
    "payNowTotalAfterGiftCard": "pay_now_total_after_gift_card",
    "totalAfterGiftCard": "total_after_gift_card",
}
LINE_AMOUNTS = {
    "price": "price",
    "lineItemPrice": "line_item_price",
    "discount": "discount",
    "totalPriceAfterTax": "total_price_after_tax",
}
"""What is compared (convention N2): where it is published, and where it is in a price."""


def compared(priced, *, lines):
    """Everything of a price that is compared, by the place where it is published."""
    found = {field: attrgetter(path)(priced) for field, path in TOTALS.items()}
    for line in priced.lines if lines else ():
        place = f"lineItems[{line.id}]"
        found |= {f"{place}.{field}": getattr(line, name) for field, name in LINE_AMOUNTS.items()}
        info = line.item and line.item.subscription_option_info
        settings = "subscriptionOptionInfo.subscriptionSettings"
        found[f"{place}.{settings}"] = info and (info.subscription_settings,)
    return found


@given(st.data(), orderable_prices() | seen_prices(), st.booleans())
def test_what_has_changed_is_what_both_prices_say(data, priced, stated):
    """Every difference and nothing else, whatever the store has changed; the lines unless amounts are stated."""
    then = data.draw(stores_later(priced.store))
    now = priced.checkout.updated_date
    context = cc.OrderContext(seen=cc.SeenPrice.of(priced)) if stated else cc.OrderContext()
    found = {entry.code: entry.data for entry in cc.order_rejections(priced, then, now=now, context=context)}
    told = found.get("CHECKOUT_CHANGED", {"changes": ()})["changes"]
    before = compared(priced, lines=not stated)
    after = compared(cc.price(priced.checkout, then), lines=not stated)
    assert [change["field"] for change in told] == [field for field in before if before[field] != after[field]]
    for change in told:
        old, new = before[change["field"]], after[change["field"]]
        if isinstance(old, cc.Money):
            amounts = [cc.Money(change[name], priced.currency) for name in ("seen", "now", "difference")]
            assert amounts == [old, new, new - old]
        else:
            assert "difference" not in change
            assert [change["seen"] is None, change["now"] is None] == [old is None, new is None]


@given(orderable_prices())
def test_an_order_is_what_was_seen(priced):
    """Every amount of the price, line by line, in the same order."""
    order = placed(priced)
    if order is None:
        return
    for summary, seen in ((order.price_summary, priced.summary), (order.pay_now, priced.pay_now)):
        assert summary == cc.OrderPriceSummary(
            subtotal=seen.subtotal,
            shipping=seen.shipping,
            tax=seen.tax,
            discount=seen.discount,
            total=seen.total,
            total_additional_fees=seen.additional_fees,
        )
    names = ("id", "quantity", "price", "price_before_discounts", "line_item_price")
    names += ("total_price_before_tax", "total_price_after_tax", "payment_option")
    for line, shown in zip(order.line_items, priced.lines, strict=True):
        assert [getattr(line, name) for name in names] == [getattr(shown, name) for name in names]
        assert line.total_discount == shown.discount
        assert line.tax_info.tax_amount == shown.tax_details.total_tax
        assert line.tax_info.tax_breakdown == shown.tax_details.tax_breakdown
    assert order.applied_discounts == priced.applied_discounts
    place = priced.checkout.business_location_id
    assert order.business_location == (place and cc.BusinessLocation(id=place))


@given(orderable_prices())
def test_an_order_closes(priced):
    """Its parts are its total, their taxes its tax, also tax by tax; what is paid and what is not is the total."""
    order = placed(priced)
    if order is None:
        return
    currency, shipping = order.currency, order.shipping_info
    gross = [line.total_price_after_tax for line in order.line_items]
    net = [line.total_price_before_tax for line in order.line_items]
    infos = [line.tax_info for line in order.line_items]
    gross += [fee.price_after_tax for fee in order.additional_fees]
    net += [fee.price_before_tax for fee in order.additional_fees]
    infos += [fee.tax_info for fee in order.additional_fees]
    if shipping is not None:
        gross.append(shipping.cost.total_price_after_tax)
        net.append(shipping.cost.total_price_before_tax)
        infos.append(shipping.cost.tax_info)
    assert cc.total(gross, currency) == order.price_summary.total
    assert (
        cc.total((info.tax_amount for info in infos), currency) == order.price_summary.tax == order.tax_info.total_tax
    )
    assert cc.total(net, currency) + order.price_summary.tax == order.price_summary.total
    whole = order.tax_info.tax_breakdown
    for name in ("tax_amount", "taxable_amount", "non_taxable_amount"):
        parts = [getattr(row, name) for info in infos for row in info.tax_breakdown]
        assert cc.total(parts, currency) == cc.total((getattr(row, name) for row in whole), currency)
    assert cc.total((row.tax_amount for row in whole), currency) == order.tax_info.total_tax
    assert {info.tax_included_in_price for info in infos} <= {order.tax_included_in_prices}
    balance = order.balance_summary
    assert balance.balance + balance.paid == order.price_summary.total
    assert balance.pending == balance.authorized == balance.refunded == cc.Money(0, currency)


@given(orderable_prices())
def test_how_an_order_is_born(priced):
    """It waits for money if and only if some is due now beside the gift card; first payments are numbered."""
    order = placed(priced)
    if order is None:
        return
    due = bool(priced.pay_now_total_after_gift_card)
    assert order.status is (cc.OrderStatus.INITIALIZED if due else cc.OrderStatus.APPROVED)
    assert (order.payment_gateway_order_id is not None) is due
    assert (order.pay_after_free_trial is not None) is bool(priced.pay_after_free_trial.total)
    card = priced.gift_card
    assert order.balance_summary.paid == (cc.Money(0, order.currency) if card is None else card.amount)
    assert len({payment.id for payment in order.payments}) == len(order.payments)
    subscribes = any(line.subscription_info is not None for line in order.line_items)
    assert (order.subscription_id is not None) is subscribes
    is_sent = order.shipping_info is not None
    assert (order.fulfillment_status is cc.FulfillmentStatus.FULFILLED) is not is_sent


@given(orderable_prices())
def test_an_order_survives_a_pickle(priced):
    """As a value with all that follows from it."""
    order = placed(priced)
    if order is None:
        return
    again = pickle.loads(pickle.dumps(order))
    assert (again, hash(again)) == (order, hash(order))
    assert again.balance_summary == order.balance_summary
