"""What is due now and what later, field by field. Conventions P2 to P5."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from checkout_core.model.catalog import PAID_ONLINE, CatalogItem, PaymentOptionType
from checkout_core.model.figures import FeeFigures, ShippingFigures, Sums
from checkout_core.pricing.summary import NOTHING, add_up, remainder

Divide = Callable[[int, int], int]

DEPOSIT = PaymentOptionType.DEPOSIT_ONLINE

LineAmounts = tuple[int, int, int]
"""A line's price, discount and tax, or one payment's part of them (minor units)."""


def split_payment(
    quantities: tuple[int, ...],
    items: Sequence[CatalogItem | None],
    columns: tuple[Sequence[int], Sequence[int], Sequence[int]],
    shipping: ShippingFigures | None,
    fees: Sequence[FeeFigures],
    summary: Sums,
    divide: Divide,
    *,
    included: bool,
) -> tuple[Sums, Sums]:
    """Return (pay now, pay later); field by field they add up to the summary.

    ``columns`` are the lines' prices, discounts and taxes. Only what falls later is computed; now is the rest.
    """
    exceptions = [index for index, item in enumerate(items) if item is not None and not item.is_due_now]
    if not exceptions:
        return summary, NOTHING
    price = discount = tax = shipping_later = fees_later = 0
    prices, discounts, taxes = columns
    for index in exceptions:
        line = prices[index], discounts[index], taxes[index]
        later = later_part(line, items[index], quantities[index], divide, included=included)
        price += later[0]
        discount += later[1]
        tax += later[2]
    all_later = rest_is_later(items)
    if shipping is not None and all_later:
        shipping_later = shipping.price
        tax += shipping.tax
    for fee in fees:
        if fee_is_later(fee.lines, items, all_later=all_later):
            fees_later += fee.price
            tax += fee.tax
    pay_later = add_up(price, shipping_later, tax, discount, fees_later, included=included)
    return remainder(summary, pay_later), pay_later


def later_part(
    line: LineAmounts, item: CatalogItem | None, quantity: int, divide: Divide, *, included: bool
) -> LineAmounts:
    """The part of a line that is due later: nothing, all of it, or what the deposit leaves (convention P3)."""
    if item is None or item.is_due_now:
        return 0, 0, 0
    if item.payment_option is not DEPOSIT or item.deposit_amount is None:
        return line
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


def rest_is_later(items: Sequence[CatalogItem | None]) -> bool:
    """Whether shipping and the fees of the whole checkout are due later: lines can be sold, and none is paid online."""
    sold = False
    for item in items:
        if item is not None and item.quantity_available != 0:
            if item.payment_option in PAID_ONLINE:
                return False
            sold = True
    return sold


def fee_is_later(lines: tuple[int, ...], items: Sequence[CatalogItem | None], *, all_later: bool) -> bool:
    """Whether a fee is due later: with the first line it is bound to, else with the rest of the checkout."""
    first = items[lines[0]] if lines else None
    return all_later if first is None else first.payment_option not in PAID_ONLINE
