"""Doctored prices, one figure changed in each, and which laws say what about them."""

from typing import NamedTuple

import attrs
from doctored import (
    APPLIED,
    BREACH,
    CARD,
    CHARGED,
    COUPON,
    FIGURES,
    MEMBERS,
    PRICED,
    RULE,
    SHIPPING,
    SUMMARY,
    at_another_store,
    doctored,
    moved,
    of_another_checkout,
    rich,
    saying,
    swapped,
    usd,
    with_discount,
    with_line,
    with_summary,
    with_tax,
    with_tax_summary,
)
from quick import MEMBER, coupon, membership, merchant, pays, priced
from quick import subscription as subscribed
from samples import guid

import checkout_core as cc
from checkout_core.model.figures import MembershipProblem


class Fault(NamedTuple):
    """A doctored price, the law that speaks of it, its first words, and which laws speak, too: the figure is theirs."""

    law: str
    price: cc.PricedCheckout
    says: str
    also: tuple[str, ...] = ()


PLAIN = priced(("10.00", 1))
FREE = priced(
    ("10.00", 1),
    coupon=cc.Coupon(id=guid(5), name="C", code="C", free_shipping=True),
    shipping="5.00",
    merchants=[merchant(percent="100")],
)
WITHOUT_TRIAL = priced(("10.00", 2), ("30.00", 1), coupon=coupon(percent="5", minimum="0"))
ONLY_MERCHANT = priced(("10.00", 2), ("30.00", 1), merchants=[merchant("2.00")])
EXEMPT = priced(("10.00", 1), tax_exempt_groups=[MEMBER], info={"tax_exempt_group_id": MEMBER})
LATER_ON = priced((subscribed("20.00", cycles=12), 1))
TWO_FIT = rich(memberships=[membership(left=5), membership("silver")])
PARTS = APPLIED[1].line_item_discounts
REACHED = at_another_store(minimum_order_subtotal=usd("39.50"))
PAY_NOW = attrs.evolve(PRICED.store, policy=cc.PricingPolicy(gift_card_cap=cc.GiftCardCap.PAY_NOW))
DETAILS = PRICED.lines[0].tax_details
RATES_OF_LESS = (attrs.evolve(DETAILS.rate_breakdown[0], tax=usd("1.29")), DETAILS.rate_breakdown[1])
TAXES_OF_LESS = (attrs.evolve(DETAILS.tax_breakdown[0], tax_amount=usd("1.29")), DETAILS.tax_breakdown[1])
EXPIRED = tuple(attrs.evolve(entry, reason="EXPIRED") for entry in PRICED.eligible_memberships)
REFUSED = MembershipProblem("INSUFFICIENT_FUNDS", pays("gold", 3), (guid(3),))
NOTHING = attrs.evolve(
    APPLIED[0],
    discount_rule=attrs.evolve(APPLIED[0].discount_rule, amount=usd(0)),
    line_item_ids=(),
    line_item_discounts=(),
)
DEPOSIT = cc.CalculationErrors(order_validation_errors=[cc.ApplicationError(code="DEPOSIT", description="")])


def selected(*memberships):
    """These memberships, selected."""
    return cc.MembershipOptions(selected_memberships=cc.SelectedMemberships(memberships=memberships))


FAULTS = {
    # 1
    "a subtotal finer than a cent": Fault(
        "minor_units",
        saying(line_items_subtotal=usd("39.505")),
        "line_items_subtotal: USD 39.505 is finer than the minor unit",
        ("addition",),
    ),
    "a float": Fault(
        "minor_units",
        with_line(0, availability=attrs.evolve(PRICED.lines[0].availability, quantity_available=2.0)),
        "lines[0].availability.quantity_available: 2.0 is a float",
    ),
    "an amount in another currency": Fault(
        "minor_units",
        saying(line_items_subtotal=cc.Money("39.50", "EUR")),
        "line_items_subtotal: currency: EUR is not USD",
    ),
    # 2
    "a payment that does not add up": Fault(
        "totals", moved("pay_now", "pay_later", subtotal=1), "pay_now.total: 2638 is not 2637"
    ),
    "a cycle that does not add up": Fault(
        "totals",
        doctored(subscriptions=(CHARGED._replace(sums=CHARGED.sums._replace(total=1)),)),
        "each cycle of #2.total: 1 is not 1979",
        ("subscription_charges",),
    ),
    # 3
    "a subtotal of no lines": Fault(
        "addition",
        with_summary(subtotal=SUMMARY.subtotal + 1, total=SUMMARY.total + 1),
        "subtotal: 3951 is not 3950",
        ("payment_split",),
    ),
    "another sum of lines": Fault(
        "addition", saying(line_items_subtotal=usd(1)), "line_items_subtotal: 100 is not 3950"
    ),
    "shipping of no delivery": Fault(
        "addition",
        with_summary(shipping=SUMMARY.shipping + 1, total=SUMMARY.total + 1),
        "shipping: 501 is not 500",
        ("payment_split",),
    ),
    "fees of no fee": Fault(
        "addition",
        with_summary(additional_fees=SUMMARY.additional_fees + 1, total=SUMMARY.total + 1),
        "additional_fees: 151 is not 150",
        ("payment_split",),
    ),
    "a discount of nothing": Fault(
        "addition",
        with_summary(discount=SUMMARY.discount + 1, total=SUMMARY.total - 1),
        "discount: 399 is not 398",
        ("discounts", "payment_split"),
    ),
    "a tax of nothing": Fault(
        "addition",
        with_summary(tax=SUMMARY.tax + 1, total=SUMMARY.total + 1),
        "tax: 416 is not 415",
        ("payment_split",),
    ),
    "lines that come to more than the total": Fault(
        "addition", with_line(0, total_price_after_tax=usd("17.82")), "total: 4617 is not 4618"
    ),
    "another tax of lines": Fault(
        "addition", with_tax_summary(total_tax=usd(1)), "tax_summary.total_tax: 100 is not 355"
    ),
    "another taxable amount": Fault(
        "addition", with_tax_summary(taxable_amount=usd(1)), "tax_summary.taxable_amount: 100 is not 3552"
    ),
    "another exempt amount": Fault(
        "addition", with_tax_summary(total_exempt=usd(1)), "tax_summary.total_exempt: 100 is not 0"
    ),
    "a line whose tax is not added": Fault(
        "addition",
        with_line(0, total_price_before_tax=usd("16.20")),
        "lines[0]: before + tax: 1782 is not 1781",
        ("taxes",),
    ),
    # 4
    "a payment too much": Fault(
        "payment_split",
        doctored(pay_later=FIGURES.pay_later._replace(subtotal=1, total=1)),
        "sum of payments: subtotal: 3951 is not 3950",
    ),
    # 5
    "a unit price that a rule raises": Fault(
        "bounds",
        doctored(undiscounted=swapped(FIGURES.undiscounted, 0, (899, 1))),
        "lines[0]: unit prices: not 0 <= 900 <= 899 <= 1000",
        ("discount_rules", "memberships"),
    ),
    "a full price below the price": Fault(
        "bounds", with_line(0, full_price=usd("9.99")), "lines[0]: unit prices: not 0 <= 900 <= 1000 <= 999"
    ),
    "more off a line than it costs": Fault(
        "bounds",
        doctored(discounts=swapped(FIGURES.discounts, 0, FIGURES.line_prices[0] + 1)),
        "lines[0]: discount: not 0 <= 1801 <= 1800",
        ("addition", "discounts", "shares", "taxes"),
    ),
    "more off the delivery than it costs": Fault(
        "bounds",
        doctored(shipping=SHIPPING._replace(discount=SHIPPING.price + 1)),
        "shipping: discount: not 0 <= 501 <= 500",
        ("addition", "discounts", "shipping", "taxes"),
    ),
    "a tax below zero": Fault(
        "bounds",
        doctored(taxes=swapped(FIGURES.taxes, 0, -1)),
        "lines[0]: 0, before tax, after tax: not 0 <= 1619 <= 1618",
        ("addition",),
    ),
    "a free line with tax": Fault(
        "bounds",
        doctored(discounts=swapped(FIGURES.discounts, 0, FIGURES.line_prices[0])),
        "lines[0]: 100 % off, after tax: 162 is not 0",
        ("addition", "discounts", "shares"),
    ),
    "a payment below zero": Fault(
        "bounds",
        moved("pay_later", "pay_now", shipping=1, total=1),
        "pay_later.shipping: not 0 <= -1",
        ("free_trials",),
    ),
    "a payment of what is 100 % off": Fault(
        "bounds",
        doctored(FREE, pay_now=FREE.figures.pay_now._replace(discount=499)),
        "pay_now: discount where everything is 100 % off: 499 is not 1500",
        ("payment_split", "totals"),
    ),
    # 6
    "a coupon that took more than the lines say": Fault(
        "discounts", with_discount(1, "coupon", amount=usd("1.99")), "sum of applied discounts: 399 is not 398"
    ),
    "a coupon that took more off a line": Fault(
        "discounts",
        with_discount(
            1, None, line_item_discounts=[*PARTS[:2], attrs.evolve(PARTS[2], total_discount_amount=usd("0.09"))]
        ),
        "coupon #500: sum of parts: 199 is not 198",
        ("shares",),
    ),
    "a discount of a line that nothing took off": Fault(
        "discounts",
        with_line(2, discount=usd("0.17")),
        "discounts of lines: [181, 201, 17] is not [181, 201, 16]",
        ("addition",),
    ),
    "a discount off no line": Fault(
        "discounts",
        with_discount(1, None, line_item_discounts=[*PARTS[:2], attrs.evolve(PARTS[2], id=guid(8))]),
        "coupon #500: takes off #8, no lines",
        ("shares",),
    ),
    "a discount off one line twice": Fault(
        "discounts",
        with_discount(1, None, line_item_discounts=(*PARTS, PARTS[0])),
        "coupon #500: lines: 3 is not 4",
        ("shares",),
    ),
    "a part of nothing": Fault(
        "discounts",
        with_discount(1, None, line_item_discounts=(*PARTS[:2], attrs.evolve(PARTS[2], total_discount_amount=usd(0)))),
        "coupon #500: parts of nothing: [#3] is not []",
        ("shares",),
    ),
    "a rule that does not name its lines": Fault(
        "discounts", with_discount(0, None, line_item_ids=()), "rule #800: lines named: () is not (#1)"
    ),
    "a discount of the delivery without a coupon for it": Fault(
        "discounts",
        doctored(shipping=SHIPPING._replace(discount=500)),
        "discount of the delivery without a coupon for it: 500 is not 0",
        ("addition", "bounds"),
    ),
    "a merchant discount that is not listed": Fault(
        "discounts", of_another_checkout(merchant_discounts=()), "merchant discounts: 1 is not 0", ("shares",)
    ),
    "a merchant discount off a line that it does not name": Fault(
        "discounts",
        of_another_checkout(merchant_discounts=[merchant("2.00", lines=[1])]),
        "merchant 0: takes off #2, #3, not named",
        ("shares",),
    ),
    "a merchant discount that took more than stated": Fault(
        "discounts", of_another_checkout(merchant_discounts=[merchant("1.99")]), "merchant 0: not 200 <= 199"
    ),
    "a merchant discount that names lines and says it does not": Fault(
        "discounts",
        of_another_checkout(merchant_discounts=[merchant("2.00", lines=[1, 2, 3])]),
        "merchant 0: type: GLOBAL is not SPECIFIC_ITEMS",
    ),
    # 7
    "a card that pays more than is due": Fault(
        "gift_card",
        attrs.evolve(doctored(pay_now=FIGURES.pay_now._replace(total=299)), store=PAY_NOW),
        "redeemed, cap: not 0 <= 300 <= 299",
        ("payment_split", "totals"),
    ),
    "a card that pays more than was asked of it": Fault(
        "gift_card", of_another_checkout(gift_card_redeem_amount=usd("2.99")), "redeemed, requested: not 300 <= 299"
    ),
    "a card that pays more than it holds": Fault(
        "gift_card", doctored(gift_card=CARD._replace(redeemed=301)), "redeemed, balance: not 301 <= 300"
    ),
    "a total that the card does not lower": Fault(
        "gift_card", saying(total_after_gift_card=PRICED.summary.total), "total_after_gift_card: 4617 is not 4317"
    ),
    "a payment that the card does not lower": Fault(
        "gift_card",
        saying(pay_now_total_after_gift_card=PRICED.pay_now.total),
        "pay_now_total_after_gift_card: 2638 is not 2338",
    ),
    # 8
    "a tax that one rate bears": Fault(
        "shares",
        doctored(tax_parts=tuple((tax_, 0) for tax_ in FIGURES.taxes)),
        "cost 0: tax by rate[0]: 162 is a unit or more from its ideal, 648/5",
    ),
    "a coupon that one line bears": Fault(
        "shares",
        doctored(WITHOUT_TRIAL, discounts=(WITHOUT_TRIAL.figures.coupon.amount, 0)),
        "coupon by line[0]: 250 is a unit or more from its ideal, 100",
    ),
    "a merchant discount that one line bears": Fault(
        "shares",
        doctored(
            ONLY_MERCHANT, discounts=(200, 0), merchant=(ONLY_MERCHANT.figures.merchant[0]._replace(parts=(200, 0)),)
        ),
        "merchant discount by line[0]: 200 is a unit or more from its ideal, 80",
    ),
    # 9
    "taxes that are less than the tax": Fault(
        "taxes", with_tax(rate_breakdown=RATES_OF_LESS, tax_breakdown=TAXES_OF_LESS), "lines[0]: taxes: 161 is not 162"
    ),
    "a rate of no tax": Fault(
        "taxes",
        doctored(rates=swapped(FIGURES.rates, 0, attrs.evolve(FIGURES.rates[0], ppm=100_001))),
        "lines[0]: rates: 1/10 is not 100001/1000000",
    ),
    "an amount that is neither taxable nor exempt": Fault(
        "taxes", with_tax(taxable_amount=usd("16.18")), "lines[0]: taxable + exempt: 1618 is not 1619", ("addition",)
    ),
    "an amount that is taxable and exempt": Fault(
        "taxes",
        with_tax(taxable_amount=usd("16.18"), exempt_amount=usd("0.01")),
        "lines[0]: taxable or exempt: 1 is not 0",
        ("addition",),
    ),
    "a tax of what is exempt": Fault(
        "taxes",
        with_tax(taxable_amount=usd(0), exempt_amount=PRICED.lines[0].tax_details.taxable_amount),
        "lines[0]: tax of what is exempt: 162 is not 0",
        ("addition",),
    ),
    "two breakdowns that differ": Fault(
        "taxes",
        with_tax(rate_breakdown=RATES_OF_LESS),
        "lines[0]: rate breakdown: [(Tax, 0.08, USD 1.29), (City, 0.02, USD 0.32)] is not [(Tax, 0.08, USD",
    ),
    "a taxable amount of an exempt checkout": Fault(
        "taxes",
        saying(EXEMPT, tax_summary=attrs.evolve(EXEMPT.tax_summary, taxable_amount=usd(10))),
        "taxable amount of an exempt checkout: 1000 is not 0",
        ("addition",),
    ),
    # 11
    "a paid line that costs more than its modifiers": Fault(
        "memberships",
        doctored(undiscounted=swapped(FIGURES.undiscounted, 2, (151, 1))),
        "lines[2]: unit price before discounts: 151 is not 150",
        ("discount_rules",),
    ),
    "a line that is not paid and costs nothing": Fault(
        "memberships",
        doctored(memberships=MEMBERS._replace(problems=(REFUSED,))),
        "lines[2]: unit price before discounts: 150 is not 3150",
    ),
    "a line that is paid twice": Fault(
        "memberships",
        of_another_checkout(membership_options=selected(pays("gold", 3), pays("silver", 3))),
        "line #3: memberships that pay it: 2 is not 1",
    ),
    "a membership of somebody else that pays": Fault(
        "memberships",
        of_another_checkout(buyer_info=cc.BuyerInfo(email="ann@example.com")),
        "line #3: gold does not fit",
        ("fitting_memberships",),
    ),
    "a membership without credits that pays": Fault(
        "memberships", at_another_store(memberships=[membership(left=0)]), "gold: pays 1 units with 0 credits"
    ),
    # 12
    "a membership that is not told": Fault(
        "fitting_memberships",
        doctored(memberships=MEMBERS._replace(fitting=())),
        "memberships that fit: [] is not [(gold, (#3))]",
    ),
    "memberships in another order": Fault(
        "fitting_memberships",
        saying(TWO_FIT, eligible_memberships=TWO_FIT.eligible_memberships[::-1]),
        "order of memberships: [silver, gold] is not [gold, silver]",
    ),
    "a membership that is eligible and has a reason": Fault(
        "fitting_memberships",
        saying(eligible_memberships=EXPIRED),
        "reasons of eligible memberships: [EXPIRED] is not []",
    ),
    "a membership that is invalid for no reason": Fault(
        "fitting_memberships",
        saying(eligible_memberships=(), invalid_memberships=PRICED.eligible_memberships),
        "other reasons of invalid memberships: [None] is not []",
    ),
    "a membership with two reasons": Fault(
        "fitting_memberships",
        saying(
            doctored(memberships=MEMBERS._replace(problems=(REFUSED,), paid={})),
            eligible_memberships=(),
            invalid_memberships=EXPIRED,
        ),
        "gold: EXPIRED here, INSUFFICIENT_FUNDS in the membership error",
        ("memberships",),
    ),
    # 13
    "a trial that is paid now": Fault(
        "free_trials",
        moved("pay_after_free_trial", "pay_now", subtotal=2000, total=2000),
        "subtotal after the trial: 0 is not 2000",
        ("bounds", "subscription_charges"),
    ),
    "a discount of the trial that is due now": Fault(
        "free_trials",
        moved("pay_after_free_trial", "pay_now", discount=1, total=-1),
        "discount after the trial: 200 is not 201",
        ("subscription_charges",),
    ),
    "something due after a trial that nobody has": Fault(
        "free_trials",
        doctored(PLAIN, pay_after_free_trial=PLAIN.figures.pay_later._replace(tax=1)),
        "due after a trial that nobody has: [tax] is not []",
        ("payment_split", "subscription_charges", "totals"),
    ),
    "shipping in two payments": Fault(
        "free_trials", moved("pay_now", "pay_later", shipping=100, total=100), "payments with shipping: 2 is not 1"
    ),
    # 14
    "a subscription without charges": Fault(
        "subscription_charges", doctored(subscriptions=()), "lines charged: [] is not [(#2)]"
    ),
    "a cycle at another price": Fault(
        "subscription_charges",
        doctored(
            LATER_ON,
            subscriptions=(
                LATER_ON.figures.subscriptions[0]._replace(sums=LATER_ON.figures.summary._replace(tax=1, total=2001)),
            ),
        ),
        "#1: tax of each cycle: 1 is not 0",
    ),
    "a first cycle that is paid twice": Fault(
        "subscription_charges", doctored(subscriptions=(CHARGED._replace(first=2),)), "#2: first cycle: 2 is not 1"
    ),
    "a cycle too few": Fault(
        "subscription_charges", doctored(subscriptions=(CHARGED._replace(cycles=11),)), "#2: cycles: 11 is not 12"
    ),
    "a cycle billed with the order": Fault(
        "subscription_charges",
        doctored(subscriptions=(CHARGED._replace(billing_date=PRICED.checkout.updated_date),)),
        "#2: placed, billed: not 2022-07-18T13:25:22.141000+00:00 < 2022-07-18T13:25:22.141000+00:00",
    ),
    "a trial that charges more than is due after it": Fault(
        "subscription_charges",
        moved("pay_after_free_trial", "pay_later", tax=1, total=1),
        "first cycles: tax: 180 is not 179",
    ),
    # 15
    "a delivery at another price": Fault(
        "shipping", saying(carrier_service_options=()), "price of the option in force: 500 is not None"
    ),
    "a delivery that is half free": Fault(
        "shipping",
        doctored(shipping=SHIPPING._replace(discount=250)),
        "shipping: 250 off 500",
        ("addition", "discounts"),
    ),
    "a charge of a delivery that nobody chose": Fault(
        "shipping",
        doctored(shipping=None),
        "other charges without a delivery: [INSURANCE] is not []",
        ("addition", "findings"),
    ),
    "a charge that the option does not state": Fault(
        "shipping",
        doctored(fees=(*FIGURES.fees, FIGURES.fees[-1])),
        "other charges: ['INSURANCE', 'INSURANCE'], where the option states ['INSURANCE']",
        ("addition",),
    ),
    # 16
    "a minimum that is reached": Fault(
        "minimum_subtotal", saying(REACHED, violations=PRICED.violations), "below the minimum: 1 is not 0"
    ),
    "a minimum twice": Fault(
        "minimum_subtotal", saying(violations=PRICED.violations * 2), "below the minimum: 2 is not 1"
    ),
    "no word of the minimum": Fault("minimum_subtotal", saying(violations=()), "below the minimum: 0 is not 1"),
    "a minimum that only warns": Fault(
        "minimum_subtotal",
        saying(violations=(attrs.evolve(BREACH, severity=cc.Severity.WARNING),)),
        "below the minimum: severity: WARNING is not ERROR",
    ),
    "a minimum of a line": Fault(
        "minimum_subtotal",
        saying(violations=(attrs.evolve(BREACH, line_item_id=guid(1)),)),
        "below the minimum: line: #1 is not None",
    ),
    "another minimum": Fault(
        "minimum_subtotal",
        saying(violations=(attrs.evolve(BREACH, data=BREACH.data | {"minimumOrderSubtotal": "1"}),)),
        "below the minimum: the minimum: 1 is not 100",
    ),
    "something else that is missing": Fault(
        "minimum_subtotal",
        saying(violations=(attrs.evolve(BREACH, data=BREACH.data | {"remainingAmount": "1"}),)),
        "below the minimum: what is missing: 1 is not 60.50",
    ),
    # 17
    "a rule of another type": Fault(
        "discount_rules",
        with_discount(0, None, discount_type=cc.DiscountType.GLOBAL, line_item_ids=()),
        "rule #800: type: GLOBAL is not SPECIFIC_ITEMS",
    ),
    "a rule that took more than its parts": Fault(
        "discount_rules",
        with_discount(0, "discount_rule", amount=usd("2.01")),
        "rule #800: sum of parts: 200 is not 201",
    ),
    "a rule that takes off nothing": Fault(
        "discount_rules", saying(applied_discounts=(*APPLIED, NOTHING)), "rule #800: takes off something: not 1 <= 0"
    ),
    "a rule that took more than the prices say": Fault(
        "discount_rules",
        doctored(rules=(RULE._replace(amount=RULE.amount + 1, parts=swapped(RULE.parts, 0, RULE.parts[0] + 1)),)),
        "lines[0]: off by rules: 201 is not 200",
    ),
    "a line price that is no multiple": Fault(
        "discount_rules", with_line(0, price=usd("9.01")), "lines[0]: price: 1800 is not 1802"
    ),
    "a rule though rules are disabled": Fault(
        "discount_rules",
        of_another_checkout(custom_settings=cc.CustomSettings(disabled_discount_rules_calculation=True)),
        "rules that apply though they are disabled: [#800] is not []",
    ),
    # 18
    "a coupon that takes off something and is a finding": Fault(
        "findings",
        doctored(coupon=COUPON._replace(problem="MIN_SUBTOTAL_NOT_REACHED")),
        "coupon without effect: False is not True",
    ),
    "free shipping that is a finding": Fault(
        "findings",
        doctored(FREE, coupon=FREE.figures.coupon._replace(problem="MIN_SUBTOTAL_NOT_REACHED")),
        "amount of a coupon that is a finding: 500 is not 0",
    ),
    "a card that pays and is a finding": Fault(
        "findings",
        doctored(gift_card=CARD._replace(problem="GIFT_CARD_EXPIRED")),
        "redeemed from a card that cannot pay: 300 is not 0",
    ),
    "an option in force that is a finding": Fault(
        "findings",
        doctored(shipping_problem="SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"),
        "option without effect: False is not True",
    ),
    "a finding about a coupon that nobody holds": Fault(
        "findings",
        doctored(PLAIN, coupon=COUPON._replace(coupon=None, amount=0, problem="MIN_SUBTOTAL_NOT_REACHED")),
        "coupon_calculation_error: ('MIN_SUBTOTAL_NOT_REACHED',), and nothing is held",
    ),
    "a finding that validate does not make": Fault(
        "findings",
        saying(calculation_errors=DEPOSIT),
        "findings: order_validation_errors: (ApplicationError(code='DEPOSIT', description='', data=None)) is",
    ),
}
"""By what is wrong. Ids are cut to their numbers in the words."""
