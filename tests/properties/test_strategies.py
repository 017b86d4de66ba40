"""The strategies draw what the other properties rely on, and shrink to what a reader can take in."""

import pytest
from drawn import sample
from features import features
from hypothesis import Phase, find, given, settings
from print_features import DRAWS, reached, table

from checkout_core.model.catalog import BY_MEMBERSHIP, CatalogItem, PaymentOptionType
from checkout_core.model.discount_rules import AppliedSubjectType, PurchaseType, RuleDiscountType
from checkout_core.model.discounts import DiscountType
from checkout_core.model.memberships import MembershipOptions
from checkout_core.model.subscriptions import SubscriptionFrequency
from checkout_core.model.triggers import RuleScopeType, TriggerType
from checkout_core.pricing.engine import price
from checkout_core.testing.reference.differences import differences
from checkout_core.testing.reference.engine import reference_price
from checkout_core.testing.reference.published import published
from checkout_core.testing.strategies.checkouts import priced_inputs, subtotals_at_the_edge

BRIEF = settings(database=None, phases=[Phase.generate, Phase.shrink], max_examples=30)

EXPECTED = {
    *(f"currency: {places} decimals" for places in (0, 2, 3, 4)),
    *(f"tax rounding: {level}" for level in ("LINE", "UNIT", "TOTAL")),
    *(f"rounding: {mode}" for mode in ("HALF_UP", "HALF_EVEN", "HALF_DOWN", "UP", "DOWN", "CEILING", "FLOOR")),
    *(f"prices include tax: {included}" for included in (True, False)),
    "conversion",
    "no lines",
    "one line",
    *(f"line: {status}" for status in ("AVAILABLE", "PARTIALLY_AVAILABLE", "NOT_AVAILABLE", "NOT_FOUND")),
    *(f"line: {option.value}" for option in PaymentOptionType),
    "line: price finer than the minor unit",
    "line: price zero",
    "line: full price above the price",
    "line: quantity above 1000",
    "line: more than 10 to the 12th minor units",
    "line: custom",
    "line: of another app",
    "line: price overridden",
    "line: modifiers",
    "line: price overridden with modifiers",
    "line: modifiers more than once",
    "line: modifiers finer than the minor unit",
    *(f"line: taxed at {place}" for place in ("BUSINESS", "BILLING", "SHIPPING")),
    "line: 100 % off",
    *(
        f"membership: {code}{selected}"
        for code, selected in (
            ("MEMBERSHIP_NOT_FOUND", ""),
            ("MEMBERSHIP_NOT_FOUND", " where nothing is selected"),
            ("EXPIRED", ""),
            ("INSUFFICIENT_FUNDS", ""),
            ("NOT_APPLICABLE_TO_LINE_ITEMS", ""),
            ("LINE_ITEM_NOT_FOUND", ""),
        )
    ),
    *(f"membership: pays {option.value}" for option in BY_MEMBERSHIP),
    "membership: selected",
    "membership: a line named twice",
    "membership: several problems",
    "membership: pays all but the modifiers",
    "membership: pays a line spelt in another case",
    "membership: eligible",
    "membership: several fit",
    "membership: invalid EXPIRED",
    "membership: invalid INSUFFICIENT_FUNDS",
    *(f"rule: {kind.value}" for kind in (*RuleDiscountType, *AppliedSubjectType, *PurchaseType)),
    *(f"rule: scope {kind.value}" for kind in RuleScopeType),
    *(f"rule: trigger {kind.value}" for kind in TriggerType),
    "rule: trigger AND inside OR",
    "rule: trigger OR inside AND",
    "rule: without a trigger",
    "rule: several lines",
    "rule: several on a line",
    "rule: within its time",
    "rule: PENDING",
    "rule: EXPIRED",
    "rule: inactive",
    "rule: none, as rules are disabled",
    "rule: takes off nothing",
    *(
        f"coupon: {kind} {reach}{limited}"
        for kind in ("MoneyOff", "PercentOff", "FixedPrice", "BuyXGetY")
        for reach in ("scope", "minimum")
        for limited in ("", " limited")
    ),
    *(f"coupon: FreeShipping {reach}" for reach in ("scope", "minimum", "alone")),
    *(f"coupon: {kind} off several lines" for kind in ("MoneyOff", "PercentOff", "FixedPrice", "BuyXGetY")),
    *(f"coupon: {kind.value}" for kind in DiscountType),
    "coupon: spelt in another case",
    "coupon: bookings",
    "coupon: cannot be used for two reasons",
    "coupon: used by an email that lower case does not find",
    "coupon: more than the subtotal",
    "coupon: 100 %",
    "coupon: on a line that a rule lowered",
    "coupon: on a subscription",
    "coupon: past a subscription",
    *(f"merchant: {kind} {reach}" for kind in ("amount", "percentage") for reach in ("GLOBAL", "SPECIFIC_ITEMS")),
    "merchant: several",
    "merchant: several lines",
    "merchant: a line named twice",
    "merchant: lines spelt in another case",
    "merchant: takes off nothing",
    "discounts: coupon and rule",
    "discounts: coupon and merchant",
    "discounts: merchant and rule",
    "tax: several on a line",
    "tax: some match, some do not",
    "tax: on a discounted line",
    "tax: on a line that a rule lowered",
    "tax: by group",
    "tax: on shipping",
    "tax: on a fee",
    "exempt: lines",
    "exempt: shipping",
    "exempt: a fee of an exempt checkout",
    "exempt: a fee that is not taxable",
    "exempt: the group spelt in another case",
    "shipping: requested True",
    "shipping: requested False",
    "shipping: none though the store has carriers",
    "shipping: pickup",
    "shipping: free from a subtotal",
    "shipping: not yet free from a subtotal",
    "fee: fixed",
    "fee: percentage",
    "fee: bound to lines",
    "fee: whole checkout",
    "fee: of a delivery option",
    "fee: of a delivery option that costs nothing",
    "payments: now and later",
    "payments: now, later and after the trial",
    "payments: a deposit",
    *(f"payments: {what} {when}" for what in ("shipping", "fees", "discount") for when in ("later", "after the trial")),
    "payments: discount now and later",
    "payments: required though nothing is due now",
    "gift card: redeemed, cap ORDER_TOTAL",
    "gift card: redeemed, cap PAY_NOW",
    "gift card: pays more than is due now",
    "gift card: pays everything",
    "subscription: from cycle 1",
    "subscription: from cycle 2",
    "subscription: so many cycles",
    "subscription: without end",
    "subscription: no cycle left",
    "subscription: renews by itself after the last cycle",
    "subscription: discounted in each cycle",
    "subscription: billed beyond the calendar",
    "subscription: billed on the last day of a shorter month",
    *(f"subscription: by {frequency.value}" for frequency in SubscriptionFrequency),
    "violation: below the minimum",
    "violation: none, above the minimum",
    *(
        f"{member}: {code}"
        for member, codes in {
            "coupon_calculation_error": (
                "ERROR_COUPON_DOES_NOT_EXIST",
                "ERROR_COUPON_IS_DISABLED",
                "ERROR_COUPON_IS_NOT_ACTIVE_YET",
                "ERROR_COUPON_HAS_EXPIRED",
                "ERROR_COUPON_USAGE_EXCEEDED",
                "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED",
                "MIN_SUBTOTAL_NOT_REACHED",
                "MIN_LINE_ITEM_QUANTITY_NOT_REACHED",
                "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS",
                "NOT_APPLICABLE_TO_SUBSCRIPTIONS",
            ),
            "gift_card_calculation_error": (
                "GIFT_CARD_NOT_FOUND",
                "GIFT_CARD_EXPIRED",
                "GIFT_CARD_DISABLED",
                "GIFT_CARD_IS_EMPTY",
                "GIFT_CARD_CURRENCY_MISMATCH",
            ),
            "membership_error": (
                "MEMBERSHIP_NOT_FOUND",
                "EXPIRED",
                "INSUFFICIENT_FUNDS",
                "NOT_APPLICABLE_TO_LINE_ITEMS",
                "LINE_ITEM_NOT_FOUND",
            ),
            "order_validation_errors": (
                "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE",
                "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS",
                "SUBSCRIPTION_WITH_ZERO_TOTAL",
                "SUBSCRIPTION_WITH_GIFT_CARD",
            ),
            "discounts_calculation_error": ("LINE_ITEM_NOT_FOUND",),
            "selected_shipping_option_error": ("SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND",),
            "tax_calculation_error": ("MISSING_BUSINESS_ADDRESS_COUNTRY",),
        }.items()
        for code in codes
    ),
}
"""What the draws reach."""

BY_CHANCE = {
    "tax: fills the whole included price",
    "coupon: a minimum that is just reached",
    "rule: trigger SUBTOTAL_RANGE on one subtotal alone",
    "shipping: a subtotal that is just enough",
    "violation: none, just at the minimum",
}
"""What they reach now and then; `crowded_inputs` and `subtotals_at_the_edge` are made for it."""


def test_every_feature_is_reached():
    """Each feature occurs in eight hundred draws, and no feature occurs that nobody expects."""
    counts = reached()
    print(table(counts))  # `-rP` shows it
    assert EXPECTED - set(counts) == set()
    assert set(counts) - EXPECTED <= BY_CHANCE


def test_what_reaches_every_feature_has_the_price_of_the_reference():
    """The same eight hundred."""
    for checkout, store in sample(DRAWS):
        different = differences(reference_price(checkout, store), published(price(checkout, store)))
        assert not different, "\n".join(different)


@pytest.mark.parametrize("feature", sorted(BY_CHANCE - {"tax: fills the whole included price"}))
def test_subtotals_at_the_edge_are_drawn(feature):
    """What a subtotal just reaches is drawn on purpose, too."""

    def hit(pair):
        return feature in features(*pair, reference_price(*pair))

    find(subtotals_at_the_edge(), hit, settings=settings(BRIEF, max_examples=1_000))


def test_simplest_pair_is_one_line():
    """What any failure shrinks towards: one line of quantity 1, nothing held, nothing to pay but the line."""
    checkout, store = find(priced_inputs(), lambda _: True, settings=BRIEF)
    (line,) = checkout.line_items
    assert line.quantity == 1
    assert (line.custom_item, line.catalog_override_fields, line.taxable_address) == (None, None, None)
    held = (checkout.coupon_code, checkout.gift_card_code, checkout.shipping_info, checkout.billing_info)
    assert held == (None, None, None, None)
    assert (checkout.buyer_info, checkout.custom_settings, checkout.tax_exempt_group_id) == (None, None, None)
    assert (checkout.merchant_discounts, checkout.membership_options) == ((), MembershipOptions())
    assert (store.coupons, store.gift_cards, store.taxes, store.shipping, store.additional_fees) == ((), (), (), (), ())
    assert (store.discount_rules, store.memberships, store.minimum_order_subtotal) == ((), (), None)
    (item,) = store.catalog.values()
    assert item == CatalogItem(price=item.price)


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
