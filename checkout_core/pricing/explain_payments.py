"""The story of the payments: what falls later, deposits, the gift card. Told by `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.explanation import Step
from checkout_core.model.figures import FeeFigures, ShippingFigures, Sums
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import GiftCardCap
from checkout_core.pricing.payment_split import (
    AFTER_TRIAL,
    DEPOSIT,
    NOW,
    LineAmounts,
    due_of,
    fee_is_due,
    later_part,
    rest_is_due,
)
from checkout_core.pricing.wording import Words, harmless


def payment_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """Deposits, everything that is not due now, and the payments."""
    figures, included = priced.figures, priced.store.tax_included_in_price
    if any(figures.pay_later) or any(figures.pay_after_free_trial) or any(map(_has_deposit, figures.items)):
        for index in range(len(priced.lines)):
            yield from _line_steps(priced, words, index)
        yield from _others_not_now(priced, words)
    payments = [("pay now", figures.pay_now), ("pay later", figures.pay_later)]
    if any(due_of(item) is AFTER_TRIAL for item in figures.items):
        payments.append(("pay after the free trial", figures.pay_after_free_trial))
    for label, sums in payments:
        yield _step(words, label, sums.total, total_formula(words, sums, included=included))


def total_formula(words: Words, sums: Sums, *, included: bool) -> str:
    """How a total adds up, zeros left out."""
    parts = [("subtotal", sums.subtotal), ("shipping", sums.shipping), ("fees", sums.additional_fees)]
    parts += [] if included else [("tax", sums.tax)]
    text = " + ".join(f"{name} {words.amount(units)}" for name, units in parts if units) or words.amount(0)
    text += f" - discount {words.amount(sums.discount)}" if sums.discount else ""
    return text + (f"; tax {words.amount(sums.tax)} is inside" if included and sums.tax else "")


def _step(words: Words, label: str, units: int, formula: str, note: str = "") -> Step:
    amount = words.money(units)
    return Step(stage="payment", subject="Payments", label=label, amount=amount, formula=formula, note=note)


def _has_deposit(item: CatalogItem | None) -> bool:
    if item is None or item.due is AFTER_TRIAL:
        return False
    return item.payment_option is DEPOSIT and item.deposit_amount is not None


def _line_steps(priced: PricedCheckout, words: Words, index: int) -> Iterator[Step]:
    """The deposit of a line, if it has one, and what of the line falls later."""
    figures, included, line = priced.figures, priced.store.tax_included_in_price, priced.lines[index]
    whole = figures.line_prices[index], figures.discounts[index], figures.taxes[index]
    if due_of(line.item) is AFTER_TRIAL:
        if any(whole):
            yield _line_not_now(words, f"line {index + 1} after the trial", "free trial", whole, included=included)
        return
    later = later_part(whole, line.item, line.quantity, priced.store.policy.divide, included=included)
    total, due = _due(whole, included=included), _due(later, included=included)
    if _has_deposit(line.item):
        yield from _deposit_steps(priced, words, index, total - due, later)
        formula = f"{words.amount(total)} - {words.amount(total - due)}"
    else:
        formula = "paid offline"
    if any(later):
        yield _line_not_now(words, f"line {index + 1} later", formula, later, included=included)


def _line_not_now(words: Words, label: str, why: str, amounts: LineAmounts, *, included: bool) -> Step:
    """What of a line is not due now, and why."""
    price, discount, tax = amounts
    formula = f"{why}: price {words.amount(price)} - discount {words.amount(discount)}"
    added = "" if included else f" + tax {words.amount(tax)}"
    return _step(words, label, _due(amounts, included=included), formula + added)


def _due(amounts: LineAmounts, *, included: bool) -> int:
    price, discount, tax = amounts
    return price - discount + (0 if included else tax)


def _deposit_steps(
    priced: PricedCheckout, words: Words, index: int, deposit: int, later: LineAmounts
) -> Iterator[Step]:
    """What the deposit of a line comes to, and the parts of tax and discount in it."""
    figures, line = priced.figures, priced.lines[index]
    unit = None if line.item is None else line.item.deposit_amount
    assert unit is not None  # noqa: S101  # the line has a deposit
    _, discount, tax = whole = figures.line_prices[index], figures.discounts[index], figures.taxes[index]
    total = _due(whole, included=priced.store.tax_included_in_price)
    exact = Fraction(*unit.minor_ratio) * line.quantity
    label = f"line {index + 1} now"
    cut = f"cut at the line's {words.amount(total)}" if exact > total else words.rounded(exact)
    yield _step(words, label, deposit, f"deposit {line.quantity} x {words.given(unit)}", cut)
    for name, units, left in (("tax", tax, later[2]), ("discount", discount, later[1])):
        if units and total:
            formula = f"{words.amount(units)} x {words.amount(deposit)} / {words.amount(total)}"
            note = words.rounded(Fraction(units * deposit, total))
            yield _step(words, f"  {name} in it", units - left, formula, note)


def _others_not_now(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """Shipping and fees that are not due now, with their tax."""
    figures, included = priced.figures, priced.store.tax_included_in_price
    rest = rest_is_due(figures.items)
    rows: list[tuple[str, ShippingFigures | FeeFigures, tuple[int, ...]]] = []
    if figures.shipping is not None:
        rows.append(("shipping", figures.shipping, ()))
    rows += [(f"fee {harmless(fee.fee.code)}", fee, fee.lines) for fee in figures.fees]
    for name, row, lines in rows:
        due = fee_is_due(lines, figures.items, rest)
        if due is NOW:
            continue
        discount = row.discount if isinstance(row, ShippingFigures) else 0
        tax = 0 if included else row.tax
        why = "nothing is paid online" + (" before the trial ends" if due is AFTER_TRIAL else "")
        note = f"with line {lines[0] + 1}" if lines else why
        formula = words.sum([row.price], [discount], [tax])
        yield _step(words, f"{name} {due.value}", row.price - discount + tax, formula, note)


def subscription_steps(priced: PricedCheckout, words: Words) -> Iterator[Step]:
    """What each subscription charges after the order."""
    for row in priced.figures.subscriptions:
        last = "" if row.cycles is None else f" to {row.first + row.cycles - 1}"
        cycles = f"cycle {row.first}" if row.cycles == 1 else f"cycles {row.first}{last or ' and on'}"
        date = "" if row.billing_date is None else f", the first on {row.billing_date.date()}"
        yield Step(
            stage="subscription",
            subject="Subscriptions",
            label=f"line {row.line + 1} each cycle",
            amount=words.money(row.sums.total),
            formula=total_formula(words, row.sums, included=priced.store.tax_included_in_price),
            note=cycles + date,
        )


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
    asked = "" if card.requested_amount is None else f", requested {words.given(card.requested_amount)}"
    formula = f"the least of balance {words.given(figures.card.balance)}{asked}"
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
