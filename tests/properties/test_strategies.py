"""The strategies draw what the other properties rely on, and shrink to what a reader can take in."""

from collections import Counter

import pytest
from features import features
from hypothesis import Phase, find, given, settings
from reference import reference_price
from strategies import priced_inputs, sample

DRAWS = 1_000
LEAST = 2
BRIEF = settings(database=None, phases=[Phase.generate, Phase.shrink], max_examples=30)

EXPECTED = {
    *(f"currency: {places} decimals" for places in (0, 2, 3, 4)),
    *(f"tax rounding: {level}" for level in ("LINE", "UNIT", "TOTAL")),
    *(f"rounding: {mode}" for mode in ("HALF_UP", "HALF_EVEN", "HALF_DOWN", "UP", "DOWN", "CEILING", "FLOOR")),
    *(f"prices include tax: {included}" for included in (True, False)),
    "conversion",
    "tax exempt",
    "membership selected",
    "no lines",
    "one line",
    *(f"line: {status}" for status in ("AVAILABLE", "PARTIALLY_AVAILABLE", "NOT_AVAILABLE", "NOT_FOUND")),
    "line: FULL_PAYMENT_ONLINE",
    "line: FULL_PAYMENT_OFFLINE",
    "line: DEPOSIT_ONLINE",
    "line: MEMBERSHIP",
    "line: MEMBERSHIP_OFFLINE",
    "line: MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER",
    "line: price finer than the minor unit",
    "line: price zero",
    "line: full price above the price",
    "line: quantity above 1000",
    "line: more than 10 to the 12th minor units",
    "line: custom",
    "line: price overridden",
    *(f"line: taxed at {place}" for place in ("BUSINESS", "BILLING", "SHIPPING")),
    "line: 100 % off",
    *(
        f"coupon: {kind} {reach}{limited}"
        for kind in ("MoneyOff", "PercentOff")
        for reach in ("scope", "minimum")
        for limited in ("", " limited")
    ),
    "coupon: GLOBAL",
    "coupon: SPECIFIC_ITEMS",
    "coupon: spelt in another case",
    "coupon: several lines",
    "coupon: bookings",
    "coupon: more than the subtotal",
    "coupon: 100 %",
    "tax: several on a line",
    "tax: some match, some do not",
    "tax: on a discounted line",
    "tax: by group",
    "tax: on shipping",
    "tax: on a fee",
    "shipping: requested True",
    "shipping: requested False",
    "shipping: none though the store has carriers",
    "fee: fixed",
    "fee: percentage",
    "fee: bound to lines",
    "fee: whole checkout",
    "payments: now and later",
    "payments: a deposit",
    "payments: shipping later",
    "payments: fees later",
    "payments: discount now and later",
    "gift card: redeemed, cap ORDER_TOTAL",
    "gift card: redeemed, cap PAY_NOW",
    "gift card: pays more than is due now",
    "gift card: pays everything",
    *(
        f"finding: {code}"
        for code in (
            "ERROR_COUPON_DOES_NOT_EXIST",
            "ERROR_COUPON_IS_DISABLED",
            "ERROR_COUPON_IS_NOT_ACTIVE_YET",
            "ERROR_COUPON_HAS_EXPIRED",
            "ERROR_COUPON_USAGE_EXCEEDED",
            "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED",
            "MIN_SUBTOTAL_NOT_REACHED",
            "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS",
            "GIFT_CARD_NOT_FOUND",
            "GIFT_CARD_EXPIRED",
            "GIFT_CARD_DISABLED",
            "GIFT_CARD_IS_EMPTY",
            "GIFT_CARD_CURRENCY_MISMATCH",
            "MEMBERSHIP_NOT_FOUND",
            "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE",
            "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND",
            "MISSING_BUSINESS_ADDRESS_COUNTRY",
        )
    ),
}


def test_every_feature_is_reached():
    """Each feature occurs a few times in a thousand draws, and no feature occurs that nobody expects."""
    reached = Counter(
        feature
        for checkout, store in sample(DRAWS)
        for feature in features(checkout, store, reference_price(checkout, store))
    )
    rare = {feature: reached[feature] for feature in EXPECTED if reached[feature] < LEAST}
    assert rare == {}
    assert set(reached) - EXPECTED <= {"tax: fills the whole included price"}


def test_simplest_pair_is_one_line():
    """What any failure shrinks towards: one line of quantity 1, nothing held, nothing to pay but the line."""
    checkout, store = find(priced_inputs(), lambda _: True, settings=BRIEF)
    (line,) = checkout.line_items
    assert line.quantity == 1
    held = (checkout.coupon_code, checkout.gift_card_code, checkout.shipping_info, checkout.billing_info)
    assert held == (None, None, None, None)
    assert (store.coupons, store.gift_cards, store.taxes, store.shipping, store.additional_fees) == ((), (), (), (), ())
    assert len(store.catalog) == 1


@given(priced_inputs(currencies=["KWD", "JPY"], tax_included=True, max_lines=2))
def test_filters_are_obeyed(priced_input):
    """`currencies`, `tax_included` and `max_lines` narrow what is drawn."""
    checkout, store = priced_input
    assert store.currency.code in {"KWD", "JPY"}
    assert store.tax_included_in_price
    assert len(checkout.line_items) <= 2


@pytest.mark.parametrize("bad", [{"currencies": ()}, {"max_lines": 0}], ids=["currencies", "max_lines"])
def test_bad_filters_are_refused(bad):
    """No currency to choose among, or no line to draw, is a bug of the caller."""
    with pytest.raises(ValueError, match="allowed"):
        priced_inputs(**bad)
