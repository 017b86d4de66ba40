"""All carts in one scenario with all figures, or in all scenarios with their totals alone, in one pass."""

from __future__ import annotations

from checkout_core.whatif.kernel.cart import price_cart, total_cart
from checkout_core.whatif.kernel.columns import TOO_LARGE, Carts, Flags, Ints, Rows, Terms
from checkout_core.whatif.kernel.compiled import compiled
from checkout_core.whatif.kernel.summary import FIGURE_COUNT


@compiled
def price_carts(
    carts: Carts, terms: Terms, held: Flags, start: int, end: int, rows: Rows, one: Ints, figures: Ints, lines: Ints
) -> None:
    """Price the carts from ``start`` to before ``end`` in the first scenario.

    Fills ``figures`` (figure, cart), which must be zeros, and, unless it is empty, ``lines`` (price, discount, tax by
    line). Clears ``held`` (scenario, cart) where a number is too large. ``one`` is room for the figures of a cart.
    """
    for cart in range(start, end):
        if held[0, cart]:
            held[0, cart] = price_cart(carts, terms, 0, cart, rows, one)
            for figure in range(FIGURE_COUNT):
                if one[figure] != 0:  # most are, and a row is far from the next one in memory
                    figures[figure, cart] = one[figure]
            if lines.shape[1] > 0:
                first = carts.first[cart]
                for line in range(first, carts.first[cart + 1]):
                    lines[0, line] = rows.price[line - first]
                    lines[1, line] = rows.discount[line - first]
                    lines[2, line] = rows.tax[line - first]


@compiled
def sweep_totals(
    carts: Carts, terms: Terms, held: Flags, start: int, end: int, rows: Rows, _: Ints, totals: Ints
) -> None:
    """Fill ``totals`` (scenario, cart) of these carts; clear ``held`` where a number is too large."""
    for cart in range(start, end):
        for scenario in range(totals.shape[0]):
            if held[scenario, cart]:
                totals[scenario, cart] = total_cart(carts, terms, scenario, cart, rows)
                held[scenario, cart] = totals[scenario, cart] != TOO_LARGE
