"""Every law holds for every checkout that the strategies can think of, and none for a price that was doctored."""

from fractions import Fraction

import attrs
import pytest
from hypothesis import given
from quick import (
    MEMBER,
    coupon,
    delivery,
    extras,
    items,
    lesson,
    membership,
    merchant,
    pays,
    priced,
    rule,
    subscription,
    tax,
)

import checkout_core as cc
from checkout_core.pricing.engine import price
from checkout_core.testing.laws import prices as laws
from checkout_core.testing.laws.basics import shares_fit
from checkout_core.testing.strategies.checkouts import crowded_inputs, priced_inputs, subtotals_at_the_edge


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
@given(priced_input=priced_inputs() | crowded_inputs() | subtotals_at_the_edge())
def test_law_holds(law, priced_input: tuple[cc.Checkout, cc.Store]):
    """The law holds for the price of any checkout."""
    law(price(*priced_input))


# --- doctored prices --------------------------------------------------------------------------------------------------


def rich(**changes):
    """A price of everything: a line that a rule lowers, a subscription with a trial, a line that a membership pays."""
    given_ = {
        "rules": [rule("10", scopes=[items("item-1")])],
        "coupon": coupon(percent="5", minimum="0", applies_to_subscriptions=True),
        "merchants": [merchant("2.00")],
        "options": [delivery("5.00", charges=[("INSURANCE", "1.00")])],
        "fees": [cc.AdditionalFee(code="packing", name="Packing", price=cc.Money("0.50", "USD"))],
        "card": "3.00",
        "memberships": [membership(left=5)],
        "member": MEMBER,
        "selected": [pays("gold", 3)],
        "taxes": [tax("0.08"), tax("0.02", "City")],
        "minimum": "100",
    }
    return priced(
        ("10.00", 2),
        (subscription("20.00", cycles=12, trial=("WEEK", 1)), 1),
        (lesson("30.00", modifier_groups=extras("1.50")), 1),
        **given_ | changes,
    )


PRICED = rich()
FIGURES = PRICED.figures


def doctored(figures=FIGURES, **columns):
    """The price with other figures than the engine's."""
    return attrs.evolve(PRICED, figures=figures._replace(**columns))


def swapped(column, place, value):
    """The column with another value at one place."""
    return (*column[:place], value, *column[place + 1 :])


def moved(first, second, **amounts):
    """The price with so much taken from one payment and added to another."""
    sums = {name: getattr(FIGURES, name) for name in (first, second)}
    for field, units in amounts.items():
        sums[first] = sums[first]._replace(**{field: getattr(sums[first], field) - units})
        sums[second] = sums[second]._replace(**{field: getattr(sums[second], field) + units})
    return doctored(**sums)


def saying(name, value):
    """The price with a property that says something else."""
    liar = type("Liar", (cc.PricedCheckout,), {name: property(lambda _: value)})
    return liar(*(getattr(PRICED, field.name) for field in attrs.fields(cc.PricedCheckout)))


def at_another_store(**changes):
    """The price, taken for that of a store with other terms."""
    return attrs.evolve(PRICED, store=attrs.evolve(PRICED.store, **changes))


def of_another_checkout(**changes):
    """The price, taken for that of a checkout with other terms."""
    return attrs.evolve(PRICED, checkout=attrs.evolve(PRICED.checkout, **changes))


SUMMARY, SHIPPING, RULE = FIGURES.summary, FIGURES.shipping, FIGURES.rules[0]
MERCHANT, CHARGED, MEMBERS = FIGURES.merchant[0], FIGURES.subscriptions[0], FIGURES.memberships
APPLIED = PRICED.applied_discounts
NOTHING = attrs.evolve(
    APPLIED[0],
    discount_rule=attrs.evolve(APPLIED[0].discount_rule, amount=cc.Money(0, "USD")),
    line_item_ids=(),
    line_item_discounts=(),
)
WITHOUT_RULES = cc.CustomSettings(disabled_discount_rules_calculation=True)

DOCTORED = {
    "a subtotal finer than a cent": (
        laws.check_minor_units,
        saying("line_items_subtotal", cc.Money("0.001", "USD")),
    ),
    "a float": (laws.check_minor_units, saying("line_items_subtotal", 0.1)),
    "an offer finer than a cent": (
        laws.check_minor_units,
        saying("carrier_service_options", (cc.OfferedOption(option=SHIPPING.option, price=cc.Money("0.001", "USD")),)),
    ),
    "a total that is too high": (laws.check_totals, doctored(summary=SUMMARY._replace(total=SUMMARY.total + 1))),
    "a subtotal of no lines": (
        laws.check_addition,
        doctored(summary=SUMMARY._replace(subtotal=SUMMARY.subtotal + 1, total=SUMMARY.total + 1)),
    ),
    "a discount of the delivery that the summary does not know": (
        laws.check_addition,
        doctored(shipping=SHIPPING._replace(discount=1)),
    ),
    "a payment too much": (
        laws.check_payment_split,
        doctored(pay_later=FIGURES.pay_later._replace(subtotal=1, total=1)),
    ),
    "a line with more discount than price": (
        laws.check_bounds,
        doctored(discounts=swapped(FIGURES.discounts, 0, FIGURES.line_prices[0] + 1)),
    ),
    "more off the delivery than it costs": (
        laws.check_bounds,
        doctored(shipping=SHIPPING._replace(discount=SHIPPING.price + 1)),
    ),
    "a unit price that a rule raises": (
        laws.check_bounds,
        doctored(undiscounted=swapped(FIGURES.undiscounted, 0, (899, 1))),
    ),
    "a full price below the price": (
        laws.check_bounds,
        doctored(undiscounted=swapped(FIGURES.undiscounted, 0, (1001, 1))),
    ),
    "a free line with tax": (
        laws.check_bounds,
        doctored(discounts=swapped(FIGURES.discounts, 0, FIGURES.line_prices[0])),
    ),
    "a coupon that took more than the lines say": (
        laws.check_discounts,
        doctored(coupon=FIGURES.coupon._replace(amount=FIGURES.coupon.amount + 1)),
    ),
    "a merchant discount that took more than stated": (
        laws.check_discounts,
        doctored(
            discounts=swapped(FIGURES.discounts, 0, FIGURES.discounts[0] + 1),
            merchant=(
                MERCHANT._replace(amount=MERCHANT.amount + 1, parts=swapped(MERCHANT.parts, 0, MERCHANT.parts[0] + 1)),
            ),
            summary=SUMMARY._replace(discount=SUMMARY.discount + 1),
        ),
    ),
    "a rule that does not name its lines": (
        laws.check_discounts,
        saying("applied_discounts", (attrs.evolve(APPLIED[0], line_item_ids=()), *APPLIED[1:])),
    ),
    "a merchant discount that is not listed": (
        laws.check_discounts,
        of_another_checkout(merchant_discounts=()),
    ),
    "a discount of the delivery without free shipping": (
        laws.check_discounts,
        doctored(shipping=SHIPPING._replace(discount=1), summary=SUMMARY._replace(discount=SUMMARY.discount + 1)),
    ),
    "a card that pays more than it holds": (
        laws.check_gift_card,
        doctored(gift_card=FIGURES.gift_card._replace(redeemed=301)),
    ),
    "a coupon that one line bears": (
        laws.check_shares,
        doctored(discounts=(FIGURES.discounts[0] + 20, FIGURES.discounts[1] - 20, FIGURES.discounts[2])),
    ),
    "a merchant discount that one line bears": (
        laws.check_shares,
        doctored(merchant=(MERCHANT._replace(parts=(MERCHANT.amount, 0, 0)),), discounts=(290, 100, 8)),
    ),
    "tax of an exempt checkout": (
        laws.check_taxes,
        attrs.evolve(
            at_another_store(tax_exempt_groups=[MEMBER]),
            checkout=attrs.evolve(PRICED.checkout, tax_exempt_group_id=MEMBER),
        ),
    ),
    "a rate of no tax": (
        laws.check_taxes,
        doctored(rates=swapped(FIGURES.rates, 0, attrs.evolve(FIGURES.rates[0], ppm=100_001))),
    ),
    "a rule that took more than the prices say": (
        laws.check_discount_rules,
        doctored(rules=(RULE._replace(amount=RULE.amount + 1, parts=swapped(RULE.parts, 0, RULE.parts[0] + 1)),)),
    ),
    "a rule that takes off nothing": (laws.check_discount_rules, saying("applied_discounts", (NOTHING,))),
    "a line price that is no multiple": (
        laws.check_discount_rules,
        doctored(
            line_prices=swapped(FIGURES.line_prices, 0, 1801),
            rules=(RULE._replace(amount=RULE.amount - 1, parts=swapped(RULE.parts, 0, RULE.parts[0] - 1)),),
        ),
    ),
    "a rule though rules are disabled": (
        laws.check_discount_rules,
        of_another_checkout(custom_settings=WITHOUT_RULES),
    ),
    "a paid line that costs more than its modifiers": (
        laws.check_memberships,
        doctored(undiscounted=swapped(FIGURES.undiscounted, 2, (3150, 1))),
    ),
    "a line that is not paid and costs nothing": (
        laws.check_memberships,
        doctored(memberships=MEMBERS._replace(paid={})),
    ),
    "a membership without credits that pays": (
        laws.check_memberships,
        at_another_store(memberships=[membership(left=0)]),
    ),
    "a membership that pays unasked": (
        laws.check_memberships,
        of_another_checkout(membership_options=cc.MembershipOptions()),
    ),
    "a membership of somebody else's that pays": (
        laws.check_memberships,
        of_another_checkout(buyer_info=cc.BuyerInfo(email="ann@example.com")),
    ),
    "a membership that is not told": (
        laws.check_fitting_memberships,
        doctored(memberships=MEMBERS._replace(fitting=())),
    ),
    "a membership that is told twice": (
        laws.check_fitting_memberships,
        doctored(
            memberships=MEMBERS._replace(fitting=(*MEMBERS.fitting, attrs.evolve(MEMBERS.fitting[0], reason="EXPIRED")))
        ),
    ),
    "a membership for another line": (
        laws.check_fitting_memberships,
        doctored(
            memberships=MEMBERS._replace(
                fitting=(attrs.evolve(MEMBERS.fitting[0], line_item_ids=(PRICED.lines[0].id,)),)
            )
        ),
    ),
    "a trial that is paid now": (
        laws.check_free_trials,
        moved("pay_after_free_trial", "pay_now", subtotal=2000, discount=FIGURES.discounts[1]),
    ),
    "shipping in two payments": (laws.check_free_trials, moved("pay_now", "pay_later", shipping=100, total=100)),
    "a first cycle that is paid twice": (
        laws.check_subscription_charges,
        doctored(subscriptions=(CHARGED._replace(first=2),)),
    ),
    "a cycle too few": (laws.check_subscription_charges, doctored(subscriptions=(CHARGED._replace(cycles=11),))),
    "a cycle of another line": (laws.check_subscription_charges, doctored(subscriptions=(CHARGED._replace(line=0),))),
    "a subscription without charges": (laws.check_subscription_charges, doctored(subscriptions=())),
    "a delivery at another price": (
        laws.check_shipping,
        doctored(shipping=SHIPPING._replace(price=499)),
    ),
    "a delivery that is half free": (
        laws.check_shipping,
        doctored(shipping=SHIPPING._replace(discount=250)),
    ),
    "a charge of a delivery that nobody chose": (laws.check_shipping, doctored(shipping=None)),
    "no word of the minimum": (laws.check_minimum_subtotal, saying("violations", ())),
    "a violation without a minimum": (
        laws.check_minimum_subtotal,
        saying("violations", (*PRICED.violations, cc.Violation(severity=cc.Severity.WARNING, description="late"))),
    ),
}


PLAIN = priced(("10.00", 1))
WITHOUT_MERCHANT = rich(merchants=())
OFFER = PRICED.carrier_service_options[0].shipping_options[0]
BREACH = PRICED.violations[0]


def taxed(**amounts):
    """The price with a tax summary that says something else."""
    return saying("tax_summary", attrs.evolve(PRICED.tax_summary, **amounts))


def with_summary(**amounts):
    """The price with other amounts in its summary."""
    return doctored(summary=SUMMARY._replace(**amounts))


DOCTORED |= {
    # law 1
    "an amount in another currency": (laws.check_minor_units, saying("line_items_subtotal", cc.Money(1, "EUR"))),
    # law 3, one sum each
    "fees of no fee": (
        laws.check_addition,
        with_summary(additional_fees=SUMMARY.additional_fees + 1, total=SUMMARY.total + 1),
    ),
    "shipping of no delivery": (
        laws.check_addition,
        with_summary(shipping=SUMMARY.shipping + 1, total=SUMMARY.total + 1),
    ),
    "a tax of nothing": (laws.check_addition, with_summary(tax=SUMMARY.tax + 1, total=SUMMARY.total + 1)),
    "another sum of lines": (laws.check_addition, saying("line_items_subtotal", cc.Money(1, "USD"))),
    "another tax of lines": (laws.check_addition, taxed(total_tax=cc.Money(1, "USD"))),
    "another taxable amount": (laws.check_addition, taxed(taxable_amount=cc.Money(1, "USD"))),
    "another exempt amount": (laws.check_addition, taxed(total_exempt=cc.Money(1, "USD"))),
    # law 5
    "a payment below zero": (
        laws.check_bounds,
        doctored(pay_later=FIGURES.pay_later._replace(tax=-1)),
    ),
    # law 6
    "a merchant discount that names no line and says it does": (
        laws.check_discounts,
        of_another_checkout(merchant_discounts=[merchant("2.00", lines=[1, 2, 3])]),
    ),
    "a merchant discount off a line that it does not name": (
        laws.check_discounts,
        attrs.evolve(
            doctored(merchant=(MERCHANT._replace(discount=merchant("2.00", lines=[1])),)),
            checkout=attrs.evolve(PRICED.checkout, merchant_discounts=[merchant("2.00", lines=[1])]),
        ),
    ),
    # law 7
    "a card that pays more than was asked of it": (
        laws.check_gift_card,
        of_another_checkout(gift_card_redeem_amount=cc.Money("2.99", "USD")),
    ),
    "a card that pays more than is due": (
        laws.check_gift_card,
        attrs.evolve(
            doctored(pay_now=FIGURES.pay_now._replace(total=299)),
            store=attrs.evolve(PRICED.store, policy=cc.PricingPolicy(gift_card_cap=cc.GiftCardCap.PAY_NOW)),
        ),
    ),
    "a total that the card does not lower": (
        laws.check_gift_card,
        saying("total_after_gift_card", PRICED.summary.total),
    ),
    "a payment that the card does not lower": (
        laws.check_gift_card,
        saying("pay_now_total_after_gift_card", PRICED.pay_now.total),
    ),
    # law 8
    "a tax that one rate bears": (laws.check_shares, doctored(tax_parts=tuple((tax, 0) for tax in FIGURES.taxes))),
    "a coupon that one line bears, and no merchant discount": (
        laws.check_shares,
        attrs.evolve(
            WITHOUT_MERCHANT,
            figures=WITHOUT_MERCHANT.figures._replace(discounts=(WITHOUT_MERCHANT.figures.coupon.amount, 0, 0)),
        ),
    ),
    # law 9
    "taxes that are less than the tax": (laws.check_taxes, doctored(tax_parts=((1, 1), *[(0, 0)] * 2))),
    # law 12
    "a membership that is eligible and has a reason": (
        laws.check_fitting_memberships,
        saying(
            "eligible_memberships",
            tuple(attrs.evolve(entry, reason="EXPIRED") for entry in PRICED.eligible_memberships),
        ),
    ),
    # law 13
    "a discount of the trial that is due now": (
        laws.check_free_trials,
        moved("pay_after_free_trial", "pay_now", discount=1),
    ),
    "something due after a trial that nobody has": (
        laws.check_free_trials,
        attrs.evolve(
            PLAIN, figures=PLAIN.figures._replace(pay_after_free_trial=PLAIN.figures.pay_later._replace(tax=1))
        ),
    ),
    # law 14
    "a cycle at another price": (
        laws.check_subscription_charges,
        saying(
            "subscription_charges",
            tuple(
                attrs.evolve(entry, charges=[attrs.evolve(entry.charges[0], price_summary=PRICED.summary)])
                for entry in PRICED.subscription_charges
            ),
        ),
    ),
    "a cycle billed with the order": (
        laws.check_subscription_charges,
        doctored(subscriptions=(CHARGED._replace(billing_date=PRICED.checkout.updated_date),)),
    ),
    # law 15
    "a charge that the option does not state": (
        laws.check_shipping,
        doctored(fees=(*FIGURES.fees, FIGURES.fees[-1])),
    ),
    # law 16
    "a minimum that only warns": (
        laws.check_minimum_subtotal,
        saying("violations", (attrs.evolve(BREACH, severity=cc.Severity.WARNING),)),
    ),
    "a minimum of a line": (
        laws.check_minimum_subtotal,
        saying("violations", (attrs.evolve(BREACH, line_item_id=MEMBER),)),
    ),
    "another minimum": (
        laws.check_minimum_subtotal,
        saying("violations", (attrs.evolve(BREACH, data=dict(BREACH.data) | {"minimumOrderSubtotal": "1"}),)),
    ),
    "something else that is missing": (
        laws.check_minimum_subtotal,
        saying("violations", (attrs.evolve(BREACH, data=dict(BREACH.data) | {"remainingAmount": "1"}),)),
    ),
}


@pytest.mark.parametrize("law", laws.LAWS, ids=lambda law: law.__name__)
def test_law_holds_before_doctoring(law):
    """The price that is doctored obeys every law; so does one whose delivery a coupon pays."""
    law(PRICED)
    law(rich(coupon=cc.Coupon(id=MEMBER, name="C", code="C", free_shipping=True)))


@pytest.mark.parametrize("what", DOCTORED)
def test_law_fails_for_a_doctored_price(what):
    """Each law notices what it is there for."""
    law, price_ = DOCTORED[what]
    with pytest.raises(AssertionError):
        law(price_)


def test_every_law_can_fail():
    """There is a doctored price for each law."""
    assert {law for law, _ in DOCTORED.values()} == set(laws.LAWS)


@pytest.mark.parametrize(
    ("weights", "shares", "words"),
    [
        ([0, 0], [1, 0], "shares of no weight"),
        ([1, 1], [2, 0], "a unit or more from its ideal"),
        ([1, 2], [Fraction(1, 2), Fraction(1, 2)], "is not whole"),
        ([3, 4, 3], [2, 1, 1], "by weight"),
        ([1, 1, 1], [0, 1, 0], "equal weights"),
    ],
)
def test_doctored_shares_are_unfair(weights, shares, words):
    """Each clause of what a fair share is."""
    with pytest.raises(AssertionError, match=words):
        shares_fit("shares", weights, shares)


def test_shares_by_largest_remainder_are_fair():
    """Largest remainder fits."""
    shares_fit("shares", [1, 1, 1, 0], [34, 33, 33, 0])
