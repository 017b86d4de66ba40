"""The figures of a price as plain values, so that two prices can be compared field by field.

`published(priced)` reads them from the public properties of the library's result; `reference.reference_price` makes the
same out of the documents. Amounts are fractions of minor units. `differences` names every field that differs.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

import attrs
from exact import minor

from checkout_core.model.calculation_errors import ApplicationError, CalculationErrors, CarrierErrors, Details
from checkout_core.model.discounts import AppliedDiscount
from checkout_core.model.memberships import FittingMembership
from checkout_core.model.price_summary import PriceSummary, SubscriptionCharges
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.model.shipping import PricedShipping
from checkout_core.model.tax import TaxDetails
from checkout_core.money import Money

Amount = Fraction | int


@dataclass(frozen=True)
class Levied:
    """The tax of a line, of shipping or of a fee: on what and what not, at which summed rate, each tax's part of it."""

    taxable: Amount
    exempt: Amount
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
    before_discounts: Amount
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
class Discount:
    """An applied discount: what it took off, and of which lines.

    ``kind`` is rule, coupon or merchant; ``key`` is the id of a rule or a coupon, the percentage of a merchant
    discount, None where that is an amount.
    """

    kind: str
    key: str | Fraction | None
    amount: Amount
    discount_type: str
    line_item_ids: tuple[str, ...]
    parts: tuple[tuple[str, Amount], ...]


@dataclass(frozen=True)
class Shipping:
    """The delivery option in force, and what is taken off its price."""

    carrier_id: str
    code: str
    requested: bool
    discount: Amount
    cost: Cost


@dataclass(frozen=True)
class Offer:
    """A delivery option that a carrier has for the destination, and what it would cost."""

    carrier_id: str
    code: str
    price: Amount


@dataclass(frozen=True)
class Fee:
    """A fee in force, where it comes from, and the lines it is bound to."""

    code: str
    source: str
    line_item_ids: tuple[str, ...]
    cost: Cost


@dataclass(frozen=True)
class Fitting:
    """A membership of the buyer's, the lines that it fits, and why it cannot pay them (None: it can)."""

    id: str
    line_item_ids: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True)
class MembershipProblem:
    """Why lines are not paid: the code, the membership if one was selected, the lines' ids."""

    code: str
    membership_id: str | None
    line_item_ids: tuple[str, ...]


@dataclass(frozen=True)
class Charge:
    """What a subscription charges after the order: so many cycles (None: without end), each of them this."""

    line_item_ids: tuple[str, ...]
    cycle_from: int
    cycle_count: int | None
    summary: Summary
    billing_date: datetime | None


@dataclass(frozen=True)
class Breach:
    """A violation: how bad, of which line, and its data."""

    severity: str
    line_item_id: str | None
    data: dict[str, Any] | None


Findings = tuple[tuple[str, tuple[str, ...]], ...]
"""The codes found, by member of CalculationErrors; members without any are left out."""


@dataclass(frozen=True)
class Figures:
    """Everything a price says in numbers, and the codes of what it found wrong."""

    lines: tuple[Line, ...]
    discounts: tuple[Discount, ...]
    shipping: Shipping | None
    offers: tuple[Offer, ...]
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
    exempt: Amount
    line_tax: Amount
    payment_required: bool
    eligible_memberships: tuple[Fitting, ...]
    invalid_memberships: tuple[Fitting, ...]
    membership_problems: tuple[MembershipProblem, ...]
    subscription_charges: tuple[Charge, ...]
    violations: tuple[Breach, ...]
    findings: Findings

    def discounts_of(self, kind: str) -> tuple[Discount, ...]:
        """The applied discounts of this kind."""
        return tuple(entry for entry in self.discounts if entry.kind == kind)

    @property
    def coupon(self) -> Discount | None:
        """The held coupon; None where the store does not know it."""
        return next(iter(self.discounts_of("coupon")), None)


# --- as published -----------------------------------------------------------------------------------------------------


def published(priced: PricedCheckout) -> Figures:
    """The figures as the library's public properties give them."""
    shipping, card = priced.shipping, priced.gift_card
    return Figures(
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
    coupon, merchant, rule = applied.coupon, applied.merchant_discount, applied.discount_rule
    kinds = {"rule": rule, "coupon": coupon, "merchant": merchant}
    ((kind, source),) = ((kind, source) for kind, source in kinds.items() if source is not None)
    percentage = None if merchant is None or merchant.percentage is None else Fraction(merchant.percentage)
    return Discount(
        kind=kind,
        key=percentage if merchant is not None else source.id,
        amount=minor(source.amount),
        discount_type=applied.discount_type.value,
        line_item_ids=applied.line_item_ids,
        parts=tuple((part.id, minor(part.total_discount_amount)) for part in applied.line_item_discounts),
    )


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
    rates = tuple((entry.name, Fraction(entry.rate), minor(entry.tax)) for entry in details.rate_breakdown)
    taxes = tuple((entry.tax_name, Fraction(entry.rate), minor(entry.tax_amount)) for entry in details.tax_breakdown)
    assert rates == taxes, f"two breakdowns of one tax: {rates} and {taxes}"
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
