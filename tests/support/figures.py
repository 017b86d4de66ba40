"""The figures of a price as plain values, so that two prices can be compared field by field.

`published(priced)` reads them from the public properties of the library's result; `reference.reference_price` makes the
same out of the documents. Amounts are fractions of minor units. `differences` names every field that differs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import Any

import attrs
from exact import minor

from checkout_core.model.calculation_errors import ApplicationError, CalculationErrors, CarrierErrors, Details
from checkout_core.model.priced import PricedCheckout, PriceSummary
from checkout_core.model.priced_line import PricedLine
from checkout_core.model.tax import TaxDetails
from checkout_core.money import Money

Amount = Fraction | int


@dataclass(frozen=True)
class Levied:
    """The tax of a line, of shipping or of a fee: on what, at which summed rate, and each tax's part of it."""

    taxable: Amount
    rate: Fraction
    tax: Amount
    parts: tuple[tuple[str, Fraction, Amount], ...]


@dataclass(frozen=True)
class Cost:
    """Something with a price: as asked, without and with its tax."""

    price: Amount
    before_tax: Amount
    after_tax: Amount
    levied: Levied


@dataclass(frozen=True)
class Line:
    """A line's figures; unit prices may be finer than the minor unit."""

    status: str
    payment_option: str
    price: Amount
    full_price: Amount
    discount: Amount
    cost: Cost


@dataclass(frozen=True)
class Summary:
    """A price summary."""

    subtotal: Amount
    shipping: Amount
    tax: Amount
    discount: Amount
    total: Amount
    additional_fees: Amount


@dataclass(frozen=True)
class HeldCoupon:
    """The held coupon: what it took off, and of which lines."""

    amount: Amount
    discount_type: str
    line_item_ids: tuple[str, ...]
    parts: tuple[tuple[str, Amount], ...]


@dataclass(frozen=True)
class Shipping:
    """The delivery option in force."""

    carrier_id: str
    code: str
    requested: bool
    cost: Cost


@dataclass(frozen=True)
class Fee:
    """A fee in force, and the lines it is bound to."""

    code: str
    line_item_ids: tuple[str, ...]
    cost: Cost


Findings = tuple[tuple[str, tuple[str, ...]], ...]
"""The codes found, by member of CalculationErrors; members without any are left out."""


@dataclass(frozen=True)
class Figures:
    """Everything a price says in numbers, and the codes of what it found wrong."""

    lines: tuple[Line, ...]
    coupon: HeldCoupon | None
    shipping: Shipping | None
    fees: tuple[Fee, ...]
    summary: Summary
    pay_now: Summary
    pay_later: Summary
    pay_after_free_trial: Summary
    line_items_subtotal: Amount
    redeemed: Amount | None
    pay_now_total_after_gift_card: Amount
    total_after_gift_card: Amount
    taxable: Amount
    line_tax: Amount
    payment_required: bool
    findings: Findings


# --- as published -----------------------------------------------------------------------------------------------------


def published(priced: PricedCheckout) -> Figures:
    """The figures as the library's public properties give them."""
    discounts, shipping, card = priced.applied_discounts, priced.shipping, priced.gift_card
    assert len(discounts) <= 1, "one coupon, one applied discount"
    return Figures(
        lines=tuple(_line(line) for line in priced.lines),
        coupon=None
        if not discounts
        else HeldCoupon(
            amount=minor(discounts[0].coupon.amount),
            discount_type=discounts[0].discount_type.value,
            line_item_ids=discounts[0].line_item_ids,
            parts=tuple((part.id, minor(part.total_discount_amount)) for part in discounts[0].line_item_discounts),
        ),
        shipping=None
        if shipping is None
        else Shipping(
            carrier_id=shipping.carrier_id,
            code=shipping.option.code,
            requested=shipping.requested_shipping_option,
            cost=_cost(
                shipping.cost.price,
                shipping.cost.total_price_before_tax,
                shipping.cost.total_price_after_tax,
                shipping.cost.tax_details,
            ),
        ),
        fees=tuple(
            Fee(
                fee.code,
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
        line_tax=minor(priced.tax_summary.total_tax),
        payment_required=priced.payment_required,
        findings=_findings(priced.calculation_errors),
    )


def _line(line: PricedLine) -> Line:
    return Line(
        status=line.availability.status.value,
        payment_option=line.payment_option.value,
        price=minor(line.price),
        full_price=minor(line.full_price),
        discount=minor(line.discount),
        cost=_cost(line.line_item_price, line.total_price_before_tax, line.total_price_after_tax, line.tax_details),
    )


def _cost(price: Money, before_tax: Money, after_tax: Money, details: TaxDetails) -> Cost:
    rates = tuple((entry.name, Fraction(entry.rate), minor(entry.tax)) for entry in details.rate_breakdown)
    taxes = tuple((entry.tax_name, Fraction(entry.rate), minor(entry.tax_amount)) for entry in details.tax_breakdown)
    assert rates == taxes, f"two breakdowns of one tax: {rates} and {taxes}"
    levied = Levied(minor(details.taxable_amount), Fraction(details.tax_rate), minor(details.total_tax), taxes)
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


# --- compared ---------------------------------------------------------------------------------------------------------


def differences(expected: Any, actual: Any, path: str = "") -> list[str]:
    """Every place where two figures differ, as ``lines[0].cost.levied.tax: expected 5, got 6``."""
    if is_dataclass(expected) and type(expected) is type(actual):
        pairs = [(f"{path}.{field.name}".lstrip("."), field.name) for field in fields(expected)]
        return [
            text for place, name in pairs for text in differences(getattr(expected, name), getattr(actual, name), place)
        ]
    if isinstance(expected, tuple) and isinstance(actual, tuple) and len(expected) == len(actual):
        pairs_of = enumerate(zip(expected, actual, strict=True))
        return [text for index, (one, other) in pairs_of for text in differences(one, other, f"{path}[{index}]")]
    return [] if expected == actual else [f"{path}: expected {_shown(expected)}, got {_shown(actual)}"]


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, Fraction | int) else repr(value)
