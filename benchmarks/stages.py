"""Where the time of `price` goes: each stage of the engine by itself, on the benchmark's checkouts.

    python benchmarks/stages.py

A stage is timed with the inputs that the stages before it give. What is left between their sum and the whole is the
calls themselves and the freeing of what was made.
"""

from __future__ import annotations

import gc
import sys
import timeit
from collections.abc import Callable
from operator import sub
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run from anywhere, installed or not

from benchmarks import carts
from checkout_core.model.checkout import Checkout
from checkout_core.model.figures import Figures
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.pricing.coupons import coupon_discounts
from checkout_core.pricing.engine import price
from checkout_core.pricing.fees import charge_fees
from checkout_core.pricing.gift_card import redeem
from checkout_core.pricing.line_items import line_prices, unit_prices
from checkout_core.pricing.payment_split import split_payment
from checkout_core.pricing.resolve import resolve
from checkout_core.pricing.shipping import select_shipping
from checkout_core.pricing.summary import summarize
from checkout_core.pricing.tax import levy, line_rates, tax_table
from checkout_core.validation import validate

SIZES = (3, 10, 50)
REPEATS = 15


def stages(checkout: Checkout, store: Store) -> dict[str, Callable[[], Any]]:
    """The engine's stages in their order, each ready to run."""
    divide, included = store.policy.divide, store.tax_included_in_price
    quantities = checkout.quantities
    items = resolve(checkout, store)
    special = [index for index, item in enumerate(items) if item is not None and not item.is_plain]
    units = unit_prices(items)
    prices = line_prices(quantities, units, divide)
    coupon, discounts = coupon_discounts(checkout, store, items, units, prices, divide)
    net = list(map(sub, prices, discounts))
    selection, problem = select_shipping(checkout, store, prices)
    charges = charge_fees(checkout, store, items, net, selection, divide)
    table = tax_table(checkout, store, items)
    rates = line_rates(checkout, store, items, table)
    taxes, parts, shipping, fees = levy(quantities, net, rates, selection, 0, charges, table, store)
    total = summarize(prices, discounts, taxes, shipping, fees, included=included)
    columns = prices, discounts, taxes
    payments = split_payment(quantities, items, special, columns, shipping, fees, total, divide, included=included)
    card = redeem(checkout, store, total.total, payments[0].total)

    def result() -> PricedCheckout:
        kept = tuple(items), tuple(units), (), tuple(prices), tuple(discounts), tuple(taxes), tuple(rates)
        discounted = None, (), coupon, ()
        figures = Figures(*kept, parts, *discounted, shipping, problem, fees, card, total, *payments, ())
        return PricedCheckout(checkout, store, figures, validate)

    return {
        "resolve": lambda: resolve(checkout, store),
        "special lines": lambda: [index for index, item in enumerate(items) if item is not None and not item.is_plain],
        "unit_prices": lambda: unit_prices(items),
        "line_prices": lambda: line_prices(quantities, units, divide),
        "coupon_discounts": lambda: coupon_discounts(checkout, store, items, units, prices, divide),
        "prices - discounts": lambda: list(map(sub, prices, discounts)),
        "select_shipping": lambda: select_shipping(checkout, store, prices),
        "charge_fees": lambda: charge_fees(checkout, store, items, net, selection, divide),
        "tax_table": lambda: tax_table(checkout, store, items),
        "line_rates": lambda: line_rates(checkout, store, items, table),
        "levy": lambda: levy(quantities, net, rates, selection, 0, charges, table, store),
        "summarize": lambda: summarize(prices, discounts, taxes, shipping, fees, included=included),
        "split_payment": lambda: split_payment(
            quantities, items, special, columns, shipping, fees, total, divide, included=included
        ),
        "redeem": lambda: redeem(checkout, store, total.total, payments[0].total),
        "result objects": result,
        "price": lambda: price(checkout, store),
    }


def microseconds(run: Callable[[], Any]) -> float:
    """Best time of one call."""
    number = 2_000
    gc.disable()
    best = min(timeit.repeat(run, number=number, repeat=REPEATS))
    gc.enable()
    return best / number * 1e6


def main() -> None:
    """Print the table."""
    store = carts.make_store()
    code = next(iter(carts.VARIANTS.values()))
    columns = [
        {name: microseconds(run) for name, run in stages(carts.make_checkout(size, code), store).items()}
        for size in SIZES
    ]
    print(f"{'µs, item coupon':<20}" + "".join(f"{f'{size} lines':>10}" for size in SIZES))
    for name in columns[0]:
        if name == "price":
            sums = [sum(column.values()) - column["price"] for column in columns]
            print(f"{'sum of the stages':<20}" + "".join(f"{value:>10.1f}" for value in sums))
        print(f"{name:<20}" + "".join(f"{column[name]:>10.1f}" for column in columns))


if __name__ == "__main__":
    main()
