"""Whether the columns of a cart hold what they may. What they may not is told by its place in `PROBLEMS`."""

from __future__ import annotations

from typing import Final

from checkout_core.whatif.kernel.columns import NONE, Carts, Ints
from checkout_core.whatif.kernel.compiled import compiled, part
from checkout_core.whatif.kernel.line_items import MAX_QUANTITY

MAX_LINES: Final = 300
MAX_PPM: Final = 1_200 * 10**6
"""A place has at most 300 taxes of at most 100 %; an address is at four: anywhere, by country, subdivision, both."""
MAX_PARTS: Final = 10**12

PROBLEMS: Final = (
    "",
    f"lines: allowed are at most {MAX_LINES}",
    f"lines.quantity: allowed is a whole number from 1 to {MAX_QUANTITY}",
    "lines.price: allowed is an amount from 0",
    "lines.modifiers: allowed is an amount from 0",
    "lines.deposit: allowed is an amount from 0",
    f"lines.parts: allowed is a power of ten from 1 to {MAX_PARTS}",
    f"lines.tax_ppm: allowed is a rate from 0 to {MAX_PPM} parts per million",
    "shipping: allowed is an amount from 0",
    "free_from: allowed is an amount from 0",
    "charges: allowed are amounts from 0",
    f"shipping_ppm, fee_ppm: allowed is a rate from 0 to {MAX_PPM} parts per million",
    "gift_card: allowed is an amount from 0",
    "redeem: allowed is an amount from 0",
    "lines.scopes: allowed is a JSON array of scopes, each an array of namespace, group and entity",
    "lines.taxes, shipping_taxes, fee_taxes: allowed are positions of taxes of the store whose rates come to the ppm",
)
SCOPES: Final = 14
TAXES: Final = 15
"""The last two are found before the kernel runs."""


@compiled
def find_problems(carts: Carts, problems: Ints) -> None:
    """Fill the place in `PROBLEMS` of the first that is wrong with each cart; 0 where nothing is."""
    for cart in range(problems.size):
        first, end = carts.first[cart], carts.first[cart + 1]
        problem = 1 if end - first > MAX_LINES else 0
        for line in range(first, end):
            if problem == 0:
                problem = _problem_of_line(carts, line)
        problems[cart] = problem if problem != 0 else _problem_beside_lines(carts, cart)


@part
def _problem_of_line(carts: Carts, line: int) -> int:
    problem = 0
    if not 1 <= carts.quantity[line] <= MAX_QUANTITY:
        problem = 2
    elif carts.price[line] < 0:
        problem = 3
    elif carts.modifiers[line] < 0:
        problem = 4
    elif _is_below_zero(carts.deposit[line]):
        problem = 5
    elif not _is_power_of_ten(carts.parts[line]):
        problem = 6
    elif not 0 <= carts.ppm[line] <= MAX_PPM:
        problem = 7
    return problem


@part
def _problem_beside_lines(carts: Carts, cart: int) -> int:
    problem = 0
    for charge in range(carts.first_charge[cart], carts.first_charge[cart + 1]):
        if carts.charge[charge] < 0:
            problem = 10
    if _is_below_zero(carts.shipping[cart]):
        problem = 8
    elif _is_below_zero(carts.free_from[cart]):
        problem = 9
    elif not 0 <= carts.shipping_ppm[cart] <= MAX_PPM or not 0 <= carts.fee_ppm[cart] <= MAX_PPM:
        problem = 11
    elif _is_below_zero(carts.gift_card[cart]):
        problem = 12
    elif _is_below_zero(carts.redeem[cart]):
        problem = 13
    return problem


@part
def _is_below_zero(amount: int) -> bool:
    return amount < 0 and amount != NONE


@part
def _is_power_of_ten(number: int) -> bool:
    power = 1
    while power < number and power < MAX_PARTS:
        power *= 10
    return power == number
