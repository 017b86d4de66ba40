"""The tax of the rows of a cart: lines, then delivery, then fees. Namesake: `checkout_core.pricing.tax`."""

from __future__ import annotations

from typing import Final

from checkout_core.model.store import TaxRounding
from checkout_core.whatif.kernel.allocation import award
from checkout_core.whatif.kernel.columns import NONE, TOO_LARGE, Rows, Terms
from checkout_core.whatif.kernel.compiled import part
from checkout_core.whatif.kernel.rounding import divide, fits, is_small

LINE: Final = 0
UNIT: Final = 1
TOTAL: Final = 2

LEVELS: Final = {TaxRounding.LINE: LINE, TaxRounding.UNIT: UNIT, TaxRounding.TOTAL: TOTAL}
"""Each level's number in the kernel."""

MILLION: Final = 10**6


@part
def levy(terms: Terms, scenario: int, rows: Rows, lines: int, count: int) -> bool:
    """Fill the tax of the first ``count`` rows, of which ``lines`` are lines; False where a number is too large."""
    level, mode, included = terms.tax_rounding[scenario], terms.rounding[scenario], terms.included[scenario]
    if level == TOTAL:
        return _levy_in_total(terms, scenario, rows, count)
    for row in range(count):
        amount, ppm = rows.taxed[row], rows.ppm[row]
        base = MILLION + ppm if included else MILLION
        if not fits(amount, max(ppm, 1)):
            return False
        if level == UNIT and row < lines:
            tax = rows.quantity[row] * divide(amount * ppm, base * rows.quantity[row], mode)
            rows.tax[row] = min(tax, amount) if included else tax
        else:
            rows.tax[row] = divide(amount * ppm, base, mode)
    return True


@part
def _levy_in_total(terms: Terms, scenario: int, rows: Rows, count: int) -> bool:
    """Each tax rounded once over all rows that bear it, and handed back to them."""
    mode, included = terms.rounding[scenario], terms.included[scenario]
    for row in range(count):
        rows.tax[row] = 0
    for tax in range(terms.tax_ppm.shape[1]):
        ppm, bearers = terms.tax_ppm[scenario, tax], _find_bearers(terms, rows, count, tax)
        common = _common_base(rows, bearers) if included else MILLION
        if common == TOO_LARGE:
            return False
        whole = _weigh(rows, bearers, common if included else 0)
        if whole == TOO_LARGE or not fits(whole, ppm):
            return False
        units = divide(whole * ppm, common, mode)
        if units == 0:
            continue
        if not fits(units, whole):
            return False
        for place in range(bearers):
            row = rows.bearer[place]
            rows.limit[place] = rows.taxed[row] - rows.tax[row] if included else units
        _share_out(units, whole, bearers, rows)
        for place in range(bearers):
            rows.tax[rows.bearer[place]] += rows.share[place]
    return True


@part
def _find_bearers(terms: Terms, rows: Rows, count: int, tax: int) -> int:
    """Fill the rows that bear the tax; how many there are."""
    bearers = 0
    for row in range(count):
        taxes, bears = rows.taxes[row], False
        for place in range(terms.first_tax[taxes], terms.first_tax[taxes + 1]):
            bears |= terms.tax[place] == tax
        if bears:
            rows.bearer[bearers] = row
            bearers += 1
    return bearers


@part
def _common_base(rows: Rows, bearers: int) -> int:
    """The least common multiple of the bearers' bases, a million and the rate each; or `TOO_LARGE`."""
    common = 1
    for place in range(bearers):
        base = MILLION + rows.ppm[rows.bearer[place]]
        times = base // gcd(common, base)
        if not fits(common, times):
            return TOO_LARGE
        common *= times
    return common


@part
def _weigh(rows: Rows, bearers: int, common: int) -> int:
    """Fill in which proportion they bear the tax; the sum, or `TOO_LARGE`. ``common`` is 0 where tax is added."""
    whole = 0
    for place in range(bearers):
        row = rows.bearer[place]
        factor = common // (MILLION + rows.ppm[row]) if common else 1
        if not fits(rows.taxed[row], factor):
            return TOO_LARGE
        rows.weight[place] = rows.taxed[row] * factor
        whole += rows.weight[place]
        if not is_small(whole):
            return TOO_LARGE
    return whole


@part
def _share_out(units: int, whole: int, count: int, rows: Rows) -> None:
    """Largest remainder, ties to the earlier, no share above its limit; what fits nowhere is not shared out."""
    left = units
    for place in range(count):
        product = units * rows.weight[place]
        share = product // whole
        rows.rest[place] = product - share * whole
        rows.share[place] = min(share, rows.limit[place])
        left -= rows.share[place]
    while left > 0:
        room = 0
        for place in range(count):
            if rows.share[place] < rows.limit[place]:
                room += 1
            else:
                rows.rest[place] = NONE
        if room == 0:
            return
        if room > left:
            award(left, count, rows.rest, rows.share)
            return
        for place in range(count):
            if rows.share[place] < rows.limit[place]:
                rows.share[place] += 1
        left -= room


@part
def gcd(one: int, other: int) -> int:
    """Greatest common divisor of two numbers above zero."""
    while other:
        one, other = other, one % other
    return one
