"""`explain`: how every amount of a price came about, for a shop owner to read and an auditor to check."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from checkout_core.model._limits import A
from checkout_core.model.calculation_errors import ApplicationError, CalculationErrors, Details
from checkout_core.model.explanation import Explanation, Step
from checkout_core.model.figures import ShippingFigures
from checkout_core.model.priced import PricedCheckout
from checkout_core.pricing.conversion import convert
from checkout_core.pricing.explain_charges import fee_steps, shipping_steps
from checkout_core.pricing.explain_discounts import coupon_steps, merchant_steps
from checkout_core.pricing.explain_lines import line_steps
from checkout_core.pricing.explain_payments import gift_card_steps, payment_steps, subscription_steps, total_formula
from checkout_core.pricing.explain_tax import tax_total_steps
from checkout_core.pricing.explain_terms import idle_rule_steps, membership_steps
from checkout_core.pricing.wording import Words, harmless, plain

LISTED_LINES = 6
"""Up to so many lines are written out in a sum."""


def explain(priced: PricedCheckout) -> Explanation:
    """Return every amount of the price with its formula, rate and rounding, in the order of a receipt.

    ``str()`` of it is a receipt; ``to_json()`` is data. Tells what is in ``priced`` and computes no amount anew but
    the exact values before rounding. Raises what the caller's validators raise: violations are told, too.
    """
    A(PricedCheckout).check("explain.priced", priced)
    store = priced.store
    words = Words(store.currency, store.policy.rounding)
    return Explanation(
        currency=store.currency.code,
        rounding=store.policy.rounding.name,
        tax_rounding=store.policy.tax_rounding.value,
        tax_included=store.tax_included_in_price,
        steps=tuple(step for stage in STAGES for step in stage(priced, words)),
    )


def summary_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """The fields of the summary and how the total adds up."""
    figures, sums = priced.figures, priced.figures.summary
    count = len(figures.line_prices)
    listed = words.sum(list(figures.line_prices)) if count <= LISTED_LINES else f"sum of {count} lines"
    other_tax = [0 if figures.shipping is None else figures.shipping.tax, *(fee.tax for fee in figures.fees)]
    rows = [
        ("subtotal", sums.subtotal, listed),
        ("discount", sums.discount, _discount_formula(words, sum(figures.discounts), figures.shipping)),
        ("shipping", sums.shipping, "the option's price"),
        ("fees", sums.additional_fees, words.sum([fee.price for fee in figures.fees])),
        ("tax", sums.tax, f"lines {words.amount(sum(figures.taxes))} + others {words.amount(sum(other_tax))}"),
    ]
    for label, units, formula in rows:
        if units or label == "subtotal":
            yield Step(stage="summary", subject="Total", label=label, amount=words.money(units), formula=formula)
    formula = total_formula(words, sums, included=priced.store.tax_included_in_price)
    yield Step(stage="summary", subject="Total", label="total", amount=words.money(sums.total), formula=formula)


def _discount_formula(words: Words, of_lines: int, shipping: ShippingFigures | None) -> str:
    if shipping is None or not shipping.discount:
        return "sum of the lines' discounts"
    return f"lines {words.amount(of_lines)} + shipping {words.amount(shipping.discount)}"


def exemption_steps(priced: PricedCheckout, _words: Words) -> Iterator[Step]:
    """That the checkout pays no tax, if it is of a tax exempt group."""
    if priced.store.exempts(priced.checkout.tax_exempt_group_id):
        amount, formula = priced.tax_summary.total_exempt, "the checkout's group bears no tax on its lines"
        yield Step(stage="tax", subject="Tax", label="exempt", amount=amount, formula=formula)


def display_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """The total in the buyer's display currency."""
    conversion = priced.store.conversion
    if conversion is None:
        return
    total = priced.figures.summary.total
    yield Step(
        stage="display",
        subject=f"Shown in {conversion.currency.code}",
        label="total",
        amount=convert(words.money(total), conversion, priced.store.policy.rounding),
        formula=f"{words.amount(total)} x {plain(conversion.rate)}",
        note="for display; each amount is converted and rounded by itself",
    )


def finding_steps(priced: PricedCheckout, _words: Words) -> Iterator[Step]:
    """What is wrong with the price, member by member."""
    for field in attrs.fields(CalculationErrors):
        value = getattr(priced.calculation_errors, field.name)
        for entry in value if isinstance(value, tuple) else (value,):
            error = entry.application_error if isinstance(entry, Details) else entry
            if isinstance(error, ApplicationError):
                note = harmless(", ".join(f"{key} {_told(data)}" for key, data in (error.data or {}).items()))
                yield Step(
                    stage="finding",
                    subject="To be mended",
                    label="finding",
                    amount=None,
                    formula=f"{error.code}: {error.description}",
                    note=note,
                )
            elif entry is not None:
                yield Step(
                    stage="finding", subject="To be mended", label="finding", amount=None, formula=field.name, note=""
                )


def _told(data: object) -> str:
    """The data of a finding in words."""
    if isinstance(data, Mapping):
        return " ".join(f"{key} {_told(entry)}" if key != "code" else f"{entry}:" for key, entry in data.items())
    return ", ".join(map(_told, data)) if isinstance(data, tuple) else str(data)


def violation_steps(priced: PricedCheckout, _words: Words) -> Iterator[Step]:
    """What the merchant's own rules say against the checkout."""
    for violation in priced.violations:
        about = "" if violation.line_item_id is None else f"line {violation.line_item_id}"
        formula = f"{violation.severity.value}: {harmless(violation.description)}"
        subject = "Against the shop's rules"
        yield Step(stage="violation", subject=subject, label="violation", amount=None, formula=formula, note=about)


STAGES = (
    membership_steps,
    line_steps,
    idle_rule_steps,
    coupon_steps,
    merchant_steps,
    shipping_steps,
    fee_steps,
    tax_total_steps,
    exemption_steps,
    summary_steps,
    payment_steps,
    subscription_steps,
    gift_card_steps,
    display_steps,
    finding_steps,
    violation_steps,
)
"""Everything that is told, in the order of a receipt."""
