"""The sums of a cart, and of its payments. Namesake: `checkout_core.pricing.summary`."""

from __future__ import annotations

from typing import Final

from checkout_core.whatif.kernel.columns import Ints, Rows
from checkout_core.whatif.kernel.compiled import part
from checkout_core.whatif.kernel.rounding import is_small

FIELDS: Final = 6
"""How many figures make a summary: subtotal, shipping, tax, discount, total, fees."""
TOTAL: Final = 4
"""The total's place in a summary."""

PAY_NOW: Final = FIELDS
PAY_LATER: Final = 2 * FIELDS
GIFT_CARD: Final = 4 * FIELDS
FIGURE_COUNT: Final = 4 * FIELDS + 1
"""Places among the figures (of `checkout_core.whatif.what_if.FIGURES`), and how many there are."""


@part
def has_sum(rows: Rows, subtotal: int, lines: int, count: int) -> bool:
    """Whether the subtotal and the prices of the rows after the lines add up to a small number."""
    whole = subtotal
    for row in range(lines, count):
        if not is_small(rows.price[row]):
            return False
        whole += rows.price[row]
        if not is_small(whole):
            return False
    return True


@part
def summarize(rows: Rows, lines: int, first_fee: int, count: int, taxed: int, figures: Ints) -> None:
    """Fill the summary of all rows; no part of it is due later yet. ``taxed`` is 1 where tax is added, else 0."""
    subtotal, shipping, tax, discount, fees = 0, 0, 0, 0, 0
    for row in range(lines):
        subtotal += rows.price[row]
    if first_fee > lines:
        shipping = rows.price[lines]
    for row in range(first_fee):
        discount += rows.discount[row]
    for row in range(first_fee, count):
        fees += rows.price[row]
    for row in range(count):
        tax += rows.tax[row]
    add_up(figures, 0, subtotal, shipping, tax, discount, fees, taxed * tax)
    for figure in range(FIELDS, FIGURE_COUNT):
        figures[figure] = 0


@part
def total_of(rows: Rows, first_fee: int, count: int, taxed: int) -> int:
    """The total of all rows, as `summarize` fills it in."""
    total = 0
    for row in range(count):
        total += rows.price[row] + taxed * rows.tax[row]
    for row in range(first_fee):
        total -= rows.discount[row]
    return total


@part
def add_up(
    figures: Ints, place: int, subtotal: int, shipping: int, tax: int, discount: int, fees: int, added: int
) -> None:
    """Fill a summary with its total; ``added`` is the tax that prices do not include."""
    figures[place], figures[place + 1], figures[place + 2], figures[place + 3] = subtotal, shipping, tax, discount
    figures[place + TOTAL] = subtotal + shipping + fees - discount + added
    figures[place + 5] = fees
