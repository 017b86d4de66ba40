"""Laws 9, 15, 16 and 18: taxes, the delivery, the least subtotal, and what is found wrong. In minor units."""

from decimal import Decimal

import attrs

from checkout_core.model.calculation_errors import CalculationErrors
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.tax import TaxDetails
from checkout_core.testing.laws.basics import costs_of, equal, holds, is_exempt
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.published import published
from checkout_core.validation import validate


def check_taxes(priced: PricedCheckout) -> None:
    """Law 9 (T8, T9): the taxes of a breakdown add up to the tax, its rates to the rate; what is exempt bears none.

    Taxable and exempt amount add up to the amount before tax, and one of them is 0. Both breakdowns say the same.
    """
    figures = published(priced)
    for what, cost, _ in costs_of(figures):
        levied = cost.levied
        equal(f"{what}: taxes", sum(part for _, _, part in levied.parts), levied.tax)
        equal(f"{what}: rates", sum(rate for _, rate, _ in levied.parts), levied.rate)
        equal(f"{what}: taxable + exempt", levied.taxable + levied.exempt, cost.before_tax)
        equal(f"{what}: taxable or exempt", min(levied.taxable, levied.exempt), 0)
        if levied.exempt:
            equal(f"{what}: tax of what is exempt", levied.tax, 0)
    for index, line in enumerate(priced.lines):
        _breakdowns_agree(f"lines[{index}]", line.tax_details)
    for index, fee in enumerate(priced.additional_fees):
        _breakdowns_agree(f"fees[{index}]", fee.tax_details)
    if priced.shipping is not None:
        _breakdowns_agree("shipping", priced.shipping.cost.tax_details)
    if is_exempt(priced):
        equal("taxable amount of an exempt checkout", figures.taxable, 0)
        equal("tax of an exempt checkout", figures.summary.tax, 0)


def _breakdowns_agree(what: str, details: TaxDetails) -> None:
    rates = [(entry.name, entry.rate, entry.tax) for entry in details.rate_breakdown]
    taxes = [(entry.tax_name, entry.rate, entry.tax_amount) for entry in details.tax_breakdown]
    equal(f"{what}: rate breakdown", rates, taxes)


def check_shipping(priced: PricedCheckout) -> None:
    """Law 15 (S3, S6, C13): the option in force is offered at its very price, and is free wholly or not at all.

    It comes with its other charges, and these with nothing else.
    """
    figures, shipping = published(priced), priced.shipping
    force = figures.shipping
    charged = [fee.code for fee in figures.fees if fee.source == "SHIPPING"]
    if force is None or shipping is None:
        equal("other charges without a delivery", charged, [])
        return
    offered = {(entry.carrier_id, entry.code): entry.price for entry in figures.offers}
    equal("price of the option in force", force.cost.price, offered.get((force.carrier_id, force.code)))
    holds(force.discount in {0, force.cost.price}, f"shipping: {force.discount} off {force.cost.price}")
    stated = [charge.type.value for charge in shipping.option.other_charges]
    holds(charged in ([], stated), f"other charges: {charged}, where the option states {stated}")


def check_minimum_subtotal(priced: PricedCheckout) -> None:
    """Law 16 (V1): a subtotal below the store's minimum is an error that says what is missing; there is no other one.

    Of the violations that the caller's own validators state, nothing is said.
    """
    least, subtotal = priced.store.minimum_order_subtotal, minor(priced.summary.subtotal)
    own = [breach for breach in published(priced).violations if "minimumOrderSubtotal" in (breach.data or {})]
    if least is None or minor(least) <= subtotal:
        equal("below the minimum", len(own), 0)
        return
    equal("below the minimum", len(own), 1)
    data = own[0].data or {}
    equal("below the minimum: severity", own[0].severity, "ERROR")
    equal("below the minimum: line", own[0].line_item_id, None)
    equal("below the minimum: the minimum", Decimal(data["minimumOrderSubtotal"]), least.amount)
    missing = least.amount - priced.summary.subtotal.amount
    equal("below the minimum: what is missing", Decimal(data["remainingAmount"]), missing)


def check_findings(priced: PricedCheckout) -> None:
    """Law 18 (C3, C14, G1, S3): what was found wrong has no effect; what has none although asked for was found wrong.

    A coupon takes something off, or is free shipping, or is a finding; a gift card that is a finding pays nothing; an
    option that was asked for is in force, or is a finding. `validate` finds the same again.
    """
    figures, checkout = published(priced), priced.checkout
    found = dict(figures.findings)
    info = checkout.shipping_info
    asked = info is not None and info.selected_carrier_service_option is not None
    coupon = figures.coupon
    works = coupon is not None and (coupon.amount > 0 or coupon.discount_type == "SHIPPING")
    expected = checkout.coupon_code is not None and "coupon_calculation_error" in found
    if coupon is None or coupon.discount_type != "SHIPPING":
        equal("coupon without effect", checkout.coupon_code is not None and not works, expected)
    elif expected:
        equal("amount of a coupon that is a finding", coupon.amount, 0)
    if checkout.gift_card_code is None or "gift_card_calculation_error" in found:
        equal("redeemed from a card that cannot pay", figures.redeemed or 0, 0)
    equal("option without effect", asked and figures.shipping is None, "selected_shipping_option_error" in found)
    for name, held in (
        ("coupon_calculation_error", checkout.coupon_code),
        ("gift_card_calculation_error", checkout.gift_card_code),
    ):
        holds(held is not None or name not in found, f"{name}: {found.get(name)}, and nothing is held")
    found_again = validate(priced, priced.store)
    for field in attrs.fields(CalculationErrors):
        equal(
            f"findings: {field.name}", getattr(priced.calculation_errors, field.name), getattr(found_again, field.name)
        )
