"""`explain`: how every amount of a price came about, for a shop owner to read and an auditor to check."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checkout_core.model._limits import A
from checkout_core.model.calculation_errors import Details
from checkout_core.model.explanation import Explanation, Step
from checkout_core.model.figures import Sums
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import GiftCardCap
from checkout_core.pricing.conversion import convert
from checkout_core.pricing.explain_parts import PARTS
from checkout_core.pricing.payment_split import DEPOSIT, later_part
from checkout_core.pricing.wording import Words, plain

LISTED_LINES = 6
"""Up to so many lines are written out in a sum."""


def explain(priced: PricedCheckout) -> Explanation:
    """Return every amount of the price with its formula, rate and rounding, in the order it was computed.

    ``str()`` of it is a receipt; ``to_json()`` is data. Tells what is in ``priced`` and computes no amount anew but
    the exact values before rounding.
    """
    A(PricedCheckout).check("explain.priced", priced)
    store = priced.store
    words = Words(store.currency, store.policy.rounding)
    stages = (*PARTS, summary_steps, payment_steps, gift_card_steps, display_steps, finding_steps)
    return Explanation(
        currency=store.currency.code,
        rounding=store.policy.rounding.name,
        tax_rounding=store.policy.tax_rounding.value,
        tax_included=store.tax_included_in_price,
        steps=tuple(step for stage in stages for step in stage(priced, words)),
    )


def _total_formula(words: Words, sums: Sums, *, included: bool) -> str:
    parts = [("subtotal", sums.subtotal), ("shipping", sums.shipping), ("fees", sums.additional_fees)]
    parts += [] if included else [("tax", sums.tax)]
    text = " + ".join(f"{name} {words.amount(units)}" for name, units in parts if units) or words.amount(0)
    text += f" - discount {words.amount(sums.discount)}" if sums.discount else ""
    return text + (f"; tax {words.amount(sums.tax)} is inside" if included and sums.tax else "")


def summary_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """The fields of the summary and how the total adds up."""
    figures, sums = priced.figures, priced.figures.summary
    count = len(figures.line_prices)
    listed = words.sum(list(figures.line_prices)) if count <= LISTED_LINES else f"sum of {count} lines"
    other_tax = [0 if figures.shipping is None else figures.shipping.tax, *(fee.tax for fee in figures.fees)]
    rows = [
        ("subtotal", sums.subtotal, listed),
        ("discount", sums.discount, "sum of the lines' discounts"),
        ("shipping", sums.shipping, "the option's price"),
        ("fees", sums.additional_fees, words.sum([fee.price for fee in figures.fees])),
        ("tax", sums.tax, f"lines {words.amount(sum(figures.taxes))} + others {words.amount(sum(other_tax))}"),
    ]
    for label, units, formula in rows:
        if units or label == "subtotal":
            yield Step(stage="summary", subject="Total", label=label, amount=words.money(units), formula=formula)
    formula = _total_formula(words, sums, included=priced.store.tax_included_in_price)
    yield Step(stage="summary", subject="Total", label="total", amount=words.money(sums.total), formula=formula)


def payment_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """Which lines fall later, in full or beyond their deposit, and both payments."""
    for index in range(len(priced.lines)):
        yield from _later_steps(priced, words, index)
    for label, sums in (("pay now", priced.figures.pay_now), ("pay later", priced.figures.pay_later)):
        formula = _total_formula(words, sums, included=priced.store.tax_included_in_price)
        yield Step(stage="payment", subject="Payments", label=label, amount=words.money(sums.total), formula=formula)


def _later_steps(priced: PricedCheckout, words: Words, index: int) -> Iterator[Step]:
    """The deposit of a line, if it has one, and what of the line falls later."""
    figures, included, line = priced.figures, priced.store.tax_included_in_price, priced.lines[index]
    price, discount, tax = whole = figures.line_prices[index], figures.discounts[index], figures.taxes[index]
    later = later_part(whole, line.item, line.quantity, priced.store.policy.divide, included=included)
    if line.item is None or not any(later):
        return

    def step(label: str, units: int, formula: str, note: str = "") -> Step:
        amount = words.money(units)
        return Step(stage="payment", subject="Payments", label=label, amount=amount, formula=formula, note=note)

    price_later, discount_later, tax_later = later
    total = price - discount + (0 if included else tax)
    due = price_later - discount_later + (0 if included else tax_later)
    formula = "paid offline"
    if line.item.payment_option is DEPOSIT and line.item.deposit_amount is not None:
        deposit, unit = total - due, line.item.deposit_amount
        exact = Fraction(*unit.minor_ratio) * line.quantity
        formula = f"deposit {line.quantity} x {words.unit_price(unit)}, at most the line's {words.amount(total)}"
        for name, units, left in (("tax", tax, tax_later), ("discount", discount, discount_later)):
            if units and total:
                exact_part = Fraction(units * deposit, total)
                rounded = "" if exact_part.denominator == 1 else f" → {words.amount(units - left)}"
                formula += f"; {name} in it {words.amount(units)} x {words.amount(deposit)} / {words.amount(total)}"
                formula += f" = {words.amount(exact_part)}{rounded}"
        yield step(f"line {index + 1} now", deposit, formula, words.rounded(exact) if deposit != total else "")
        formula = f"{words.amount(total)} - {words.amount(deposit)}"
    formula += f": price {words.amount(price_later)} - discount {words.amount(discount_later)}"
    formula += "" if included else f" + tax {words.amount(tax_later)}"
    yield step(f"line {index + 1} later", due, formula)


def gift_card_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """What the gift card pays, and what remains."""
    figures, card = priced.figures.gift_card, priced.gift_card
    if figures is None:
        return
    subject = "Gift card" if card is None else f"Gift card {card.obfuscated_code}"
    if figures.problem is not None or figures.card is None or card is None:
        formula = f"pays nothing: {figures.problem}"
        yield Step(stage="gift card", subject=subject, label="redeemed", amount=words.money(0), formula=formula)
        return
    capped_now = priced.store.policy.gift_card_cap is GiftCardCap.PAY_NOW
    cap = priced.figures.pay_now.total if capped_now else priced.figures.summary.total
    asked = "" if card.requested_amount is None else f", requested {words.unit_price(card.requested_amount)}"
    formula = f"the least of balance {words.unit_price(figures.card.balance)}{asked}"
    formula += f", {'due now' if capped_now else 'total'} {words.amount(cap)}"
    fine = any(
        limit is not None and limit.minor_ratio[1] > 1 for limit in (figures.card.balance, card.requested_amount)
    )
    note = f"a card pays whole {words.unit}s, rounded down" if fine else ""
    yield Step(stage="gift card", subject=subject, label="redeemed", amount=card.amount, formula=formula, note=note)
    for label, amount, whole in (
        ("still due now", priced.pay_now_total_after_gift_card, priced.figures.pay_now.total),
        ("total after", priced.total_after_gift_card, priced.figures.summary.total),
    ):
        formula = f"{words.amount(whole)} - {words.amount(figures.redeemed)}"
        formula += ", not below zero" if figures.redeemed > whole else ""
        yield Step(stage="gift card", subject=subject, label=label, amount=amount, formula=formula)


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
    """What is wrong with the price."""
    errors = priced.calculation_errors
    single = [
        errors.selected_shipping_option_error,
        errors.tax_calculation_error,
        errors.coupon_calculation_error,
        errors.gift_card_calculation_error,
        errors.membership_error,
    ]
    found = [entry.application_error for entry in single if isinstance(entry, Details)]
    for error in (*found, *errors.order_validation_errors):
        if error is not None:
            yield Step(
                stage="finding", subject="To be mended", label=error.code, amount=None, formula=error.description
            )
