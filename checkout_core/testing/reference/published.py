"""The price that the library publishes, in the form of the reference, so that the two can be compared."""

from collections.abc import Iterator
from dataclasses import fields
from fractions import Fraction

import attrs

from checkout_core.model.calculation_errors import ApplicationError, CalculationErrors, CarrierErrors, Details
from checkout_core.model.discounts import AppliedDiscount
from checkout_core.model.memberships import FittingMembership
from checkout_core.model.price_summary import PriceSummary, SubscriptionCharges
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.model.shipping import PricedShipping
from checkout_core.model.tax import TaxDetails
from checkout_core.money import Money
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import (
    Breach,
    Charge,
    Cost,
    Discount,
    Fee,
    Findings,
    Fitting,
    Levied,
    Line,
    MembershipProblem,
    Offer,
    ReferencePrice,
    Shipping,
    Summary,
)


def published(priced: PricedCheckout) -> ReferencePrice:
    """The figures as the library's public properties give them."""
    shipping, card = priced.shipping, priced.gift_card
    return ReferencePrice(
        lines=tuple(_line(line) for line in priced.lines),
        discounts=tuple(_discount(applied) for applied in priced.applied_discounts),
        shipping=None if shipping is None else _shipping(shipping),
        offers=tuple(
            Offer(carrier.carrier_id, offered.option.code, minor(offered.price))
            for carrier in priced.carrier_service_options
            for offered in carrier.shipping_options
        ),
        fees=tuple(
            Fee(
                fee.code,
                fee.source.value,
                fee.line_item_ids,
                _cost(fee.price, fee.price_before_tax, fee.price_after_tax, fee.tax_details),
            )
            for fee in priced.additional_fees
        ),
        summary=summary_of(priced.summary),
        pay_now=summary_of(priced.pay_now),
        pay_later=summary_of(priced.pay_later),
        pay_after_free_trial=summary_of(priced.pay_after_free_trial),
        line_items_subtotal=minor(priced.line_items_subtotal),
        redeemed=None if card is None else minor(card.amount),
        pay_now_total_after_gift_card=minor(priced.pay_now_total_after_gift_card),
        total_after_gift_card=minor(priced.total_after_gift_card),
        taxable=minor(priced.tax_summary.taxable_amount),
        exempt=minor(priced.tax_summary.total_exempt),
        line_tax=minor(priced.tax_summary.total_tax),
        payment_required=priced.payment_required,
        eligible_memberships=_fitting(priced.eligible_memberships),
        invalid_memberships=_fitting(priced.invalid_memberships),
        membership_problems=_problems(priced.calculation_errors.membership_error),
        subscription_charges=tuple(charge for entry in priced.subscription_charges for charge in _charges(entry)),
        violations=tuple(
            Breach(entry.severity.value, entry.line_item_id, None if entry.data is None else dict(entry.data))
            for entry in priced.violations
        ),
        findings=_findings(priced.calculation_errors),
    )


def _line(line: PricedLine) -> Line:
    return Line(
        status=line.availability.status.value,
        payment_option=line.payment_option.value,
        price=minor(line.price),
        before_discounts=minor(line.price_before_discounts),
        full_price=minor(line.full_price),
        discount=minor(line.discount),
        cost=_cost(line.line_item_price, line.total_price_before_tax, line.total_price_after_tax, line.tax_details),
    )


def _discount(applied: AppliedDiscount) -> Discount:
    rule, coupon, merchant = applied.discount_rule, applied.coupon, applied.merchant_discount
    parts = tuple((part.id, minor(part.total_discount_amount)) for part in applied.line_item_discounts)
    rest = applied.discount_type.value, applied.line_item_ids, parts
    if rule is not None:
        return Discount("rule", rule.id, minor(rule.amount), *rest)
    if coupon is not None:
        return Discount("coupon", coupon.id, minor(coupon.amount), *rest)
    if merchant is None:
        raise ValueError("an applied discount that is none of rule, coupon and merchant discount")
    percentage = None if merchant.percentage is None else Fraction(merchant.percentage)
    return Discount("merchant", percentage, minor(merchant.amount), *rest)


def _shipping(shipping: PricedShipping) -> Shipping:
    cost = shipping.cost
    return Shipping(
        carrier_id=shipping.carrier_id,
        code=shipping.option.code,
        requested=shipping.requested_shipping_option,
        discount=minor(cost.total_discount),
        cost=_cost(cost.price, cost.total_price_before_tax, cost.total_price_after_tax, cost.tax_details),
    )


def _fitting(memberships: tuple[FittingMembership, ...]) -> tuple[Fitting, ...]:
    return tuple(Fitting(entry.membership.id, entry.line_item_ids, entry.reason) for entry in memberships)


def _problems(error: Details | None) -> tuple[MembershipProblem, ...]:
    if error is None or error.application_error is None or error.application_error.data is None:
        return ()
    entries = error.application_error.data["errors"]
    return tuple(
        MembershipProblem(entry["code"], entry.get("membershipId"), tuple(entry["lineItemIds"])) for entry in entries
    )


def _charges(entry: SubscriptionCharges) -> Iterator[Charge]:
    for charge in entry.charges:
        of_cycle = summary_of(charge.price_summary)
        yield Charge(entry.line_item_ids, charge.cycle_from, charge.cycle_count, of_cycle, charge.cycle_billing_date)


def _cost(price: Money, before_tax: Money, after_tax: Money, details: TaxDetails) -> Cost:
    taxes = tuple((entry.tax_name, Fraction(entry.rate), minor(entry.tax_amount)) for entry in details.tax_breakdown)
    levied = Levied(
        taxable=minor(details.taxable_amount),
        exempt=minor(details.exempt_amount),
        rate=Fraction(details.tax_rate),
        tax=minor(details.total_tax),
        parts=taxes,
    )
    return Cost(minor(price), minor(before_tax), minor(after_tax), levied)


def summary_of(summary: PriceSummary) -> Summary:
    """The six fields of a published summary."""
    return Summary(*(minor(getattr(summary, field.name)) for field in fields(Summary)))


def _findings(errors: CalculationErrors) -> Findings:
    members = ((field.name, getattr(errors, field.name)) for field in attrs.fields(CalculationErrors))
    found = ((name, tuple(_codes(member))) for name, member in members)
    return tuple(sorted((name, codes) for name, codes in found if codes))


def _codes(member: Details | CarrierErrors | tuple[ApplicationError, ...] | None) -> Iterator[str]:
    if isinstance(member, tuple):
        yield from (error.code for error in member)
    elif isinstance(member, CarrierErrors):
        for error in member.errors:
            yield from _codes(error.error)
    elif member is not None and member.application_error is not None:
        yield member.application_error.code
    elif member is not None:
        yield repr(member)
