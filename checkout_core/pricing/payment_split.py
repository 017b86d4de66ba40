"""What is due now, what later, and what after a free trial, field by field. Conventions P2 to P5."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.figures import FeeFigures, ShippingFigures, Sums
from checkout_core.model.payment_options import PAID_NOW, Due, PaymentOptionType
from checkout_core.pricing.summary import NOTHING, add_up, remainder
from checkout_core.rounding import Divide

DEPOSIT: Final = PaymentOptionType.DEPOSIT_ONLINE

LineAmounts = tuple[int, int, int]
"""A line's price, discount and tax, or one payment's part of them (minor units)."""


# Bound once: looking a member up in its enumeration takes ten times as long in Python 3.11.
NOW, LATER, AFTER_TRIAL = Due.NOW, Due.LATER, Due.AFTER_TRIAL


def split_payment(
    quantities: tuple[int, ...],
    items: Sequence[CatalogItem | None],
    special: Sequence[int],
    columns: tuple[Sequence[int], Sequence[int], Sequence[int]],
    shipping: ShippingFigures | None,
    fees: Sequence[FeeFigures],
    summary: Sums,
    divide: Divide,
    *,
    included: bool,
) -> tuple[Sums, Sums, Sums]:
    """Return (pay now, pay later, pay after free trial); field by field they add up to the summary.

    ``special`` are the positions of lines that are not simply paid now, ``columns`` the lines' prices, discounts and
    taxes. Only what is not due now is computed; now is the rest.
    """
    if not special:
        return summary, NOTHING, NOTHING
    prices, discounts, taxes = columns
    rest = rest_is_due(items)
    price = discount = tax = shipping_later = fees_later = 0
    trials: list[LineAmounts] = []
    for index in special:
        item, line = items[index], (prices[index], discounts[index], taxes[index])
        if due_of(item) is AFTER_TRIAL:
            trials.append(line)
            continue
        later = later_part(line, item, quantities[index], divide, included=included)
        price += later[0]
        discount += later[1]
        tax += later[2]
    if shipping is not None and rest is LATER:
        shipping_later = shipping.price
        discount += shipping.discount
        tax += shipping.tax
    for fee in fees:
        if fee_is_due(fee.lines, items, rest) is LATER:
            fees_later += fee.price
            tax += fee.tax
    pay_later = add_up(price, shipping_later, tax, discount, fees_later, included=included)
    pay_now = remainder(summary, pay_later)
    if not trials:
        return pay_now, pay_later, NOTHING
    trial_fees = [fee for fee in fees if fee_is_due(fee.lines, items, rest) is AFTER_TRIAL]
    pay_after = _after_trial(trials, shipping if rest is AFTER_TRIAL else None, trial_fees, included=included)
    return remainder(pay_now, pay_after), pay_later, pay_after


def _after_trial(
    lines: list[LineAmounts], shipping: ShippingFigures | None, fees: list[FeeFigures], *, included: bool
) -> Sums:
    """What these lines, the delivery and these fees come to."""
    price, discount, tax = (sum(column) for column in zip(*lines, strict=True))
    delivery = 0
    if shipping is not None:
        delivery = shipping.price
        discount += shipping.discount
        tax += shipping.tax
    tax += sum(fee.tax for fee in fees)
    return add_up(price, delivery, tax, discount, sum(fee.price for fee in fees), included=included)


def due_of(item: CatalogItem | None) -> Due:
    """When a line of this item is to be paid; of a deposit: its first part (convention P2)."""
    return NOW if item is None else item.due


def later_part(
    line: LineAmounts, item: CatalogItem | None, quantity: int, divide: Divide, *, included: bool
) -> LineAmounts:
    """The part of a line without a trial that is due later: nothing, all of it, or what the deposit leaves (P3)."""
    if item is None or item.payment_option in PAID_NOW:
        return 0, 0, 0
    if item.payment_option is not DEPOSIT:
        return line
    if item.deposit_amount is None:
        return 0, 0, 0
    price, discount, tax = line
    added = 0 if included else tax
    whole = price - discount + added
    if whole == 0:
        return line
    numerator, denominator = item.deposit_amount.minor_ratio
    deposit = min(divide(numerator * quantity, denominator), whole)
    discount_now = divide(discount * deposit, whole)
    tax_now = divide(tax * deposit, whole)
    price_now = deposit + discount_now - (0 if included else tax_now)
    return price - price_now, discount - discount_now, tax - tax_now


def rest_is_due(items: Sequence[CatalogItem | None]) -> Due:
    """When shipping and the fees of the whole checkout are to be paid (convention P4)."""
    rest, unsold = None, NOW
    for item in items:
        if item is None:
            continue
        due = item.due
        if item.quantity_available != 0:
            if due is NOW:
                return NOW  # of most checkouts: the first line decides
            rest = AFTER_TRIAL if AFTER_TRIAL in (due, rest) else LATER
        elif due is AFTER_TRIAL:
            unsold = AFTER_TRIAL
    return rest or unsold


def fee_is_due(lines: tuple[int, ...], items: Sequence[CatalogItem | None], rest: Due) -> Due:
    """When a fee is to be paid: with the first line it is bound to, else with the rest of the checkout."""
    return due_of(items[lines[0]]) if lines else rest
