"""The fees of a cart, as rows after its lines and delivery. Namesake: `checkout_core.pricing.fees`."""

from __future__ import annotations

from checkout_core.whatif.kernel.columns import TOO_LARGE, Carts, Rows, Terms
from checkout_core.whatif.kernel.compiled import part
from checkout_core.whatif.kernel.rounding import divide, fits


@part
def charge_fees(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows, row: int) -> int:
    """Fill the fees from this row on; the row after the last, or `TOO_LARGE`.

    Of each fee: its price, its rate (none where it is not taxable), whether the line that it is bound to is due later.
    """
    mode, taxes = terms.rounding[scenario], carts.fee_taxes[cart]
    ppm = carts.fee_ppm[cart] + terms.ppm_change[scenario, taxes]
    for fee in range(terms.fee_count[scenario] if _finds_some(carts, cart) else 0):
        lines, base, is_later = _reached(carts, terms, scenario, cart, rows, fee)
        bound = terms.fee_is_bound[scenario, fee]
        if bound and lines == 0:
            continue
        numerator = terms.fee_part[scenario, fee]
        if terms.fee_is_percentage[scenario, fee]:
            if not fits(numerator, base):
                return TOO_LARGE
            numerator *= base
        taxable = terms.fee_is_taxable[scenario, fee]
        price = divide(numerator, terms.fee_whole[scenario, fee], mode)
        _fill(rows, row, price, taxes if taxable else 0, ppm if taxable else 0)
        rows.is_bound[row], rows.is_later[row] = bound, is_later
        row += 1
    for charge in range(carts.first_charge[cart], carts.first_charge[cart + 1]):
        _fill(rows, row, carts.charge[charge], taxes, ppm)
        rows.is_bound[row] = False
        row += 1
    return row


@part
def _finds_some(carts: Carts, cart: int) -> bool:
    """Whether the catalog knows the item of some line: without one nothing is charged."""
    found = False
    for line in range(carts.first[cart], carts.first[cart + 1]):
        found |= carts.found[line]
    return found


@part
def _reached(carts: Carts, terms: Terms, scenario: int, cart: int, rows: Rows, fee: int) -> tuple[int, int, bool]:
    """How many lines the fee is for, what they cost discounted, and whether the first of them is due later."""
    first, bound = carts.first[cart], terms.fee_is_bound[scenario, fee]
    lines, base, is_later = 0, 0, False
    for line in range(first, carts.first[cart + 1]):
        if not bound or (carts.found[line] and terms.fee_reaches[scenario, fee, carts.item[line]]):
            if lines == 0:
                is_later = carts.later[line]
            base += rows.taxed[line - first]
            lines += 1
    return lines, base, is_later


@part
def _fill(rows: Rows, row: int, price: int, taxes: int, ppm: int) -> None:
    """Price and rate of a fee."""
    rows.price[row], rows.taxed[row], rows.taxes[row], rows.ppm[row] = price, price, taxes, ppm
