"""Time `price` against the same job in py-moneyed's operators and against a hand-written loop on ints.

    python benchmarks/bench_price.py [--quick] [--json]

All three must give the same figures first; if they do not, the difference is printed and the exit code is 1.
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import statistics
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter_ns
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run from anywhere, installed or not

from benchmarks import carts, floor, naive
from checkout_core.model.checkout import Checkout
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.pricing.engine import price

ENGINES = ("price", "price, read", "naive", "floor")
Case = tuple[str, int]
"""Variant and number of lines."""


def cases(store: Store) -> dict[Case, dict[str, Callable[[], Any]]]:
    """Every checkout to price, and each engine ready to price it."""
    shop, plain = floor.digest_store(store), naive.plain_store(store)
    made: dict[Case, dict[str, Callable[[], Any]]] = {}
    for variant, code in carts.VARIANTS.items():
        for size in carts.SIZES:
            checkout = carts.make_checkout(size, code)
            cart = floor.digest_checkout(checkout, store)
            made[variant, size] = {
                "price": partial(price, checkout, store),
                "price, read": partial(price_and_read, checkout, store),
                "naive": partial(naive.price, checkout, plain),
                "floor": partial(floor.price, cart, shop),
            }
    return made


def price_and_read(checkout: Checkout, store: Store) -> None:
    """Price and read what a page shows: `price` makes Money only when it is read, and this reads it."""
    priced = price(checkout, store)
    _ = priced.summary.total, priced.pay_now.total
    for line in priced.lines:
        _ = line.discount, line.tax_details.total_tax


# --- the same figures -------------------------------------------------------------------------------------------------

SUMMARY = ("subtotal", "shipping", "tax", "discount", "total", "additional_fees")


def figures_of_price(priced: PricedCheckout) -> dict[str, Any]:
    """What `price` says, read through its Money."""

    def cents(summary: Any) -> tuple[int, ...]:
        return tuple(getattr(summary, name).minor_units for name in SUMMARY)

    redeemed = priced.summary.total - priced.total_after_gift_card
    lines = [(line.line_item_price, line.discount, line.tax_details.total_tax) for line in priced.lines]
    return {
        "lines": [tuple(amount.minor_units for amount in line) for line in lines],
        "summary": cents(priced.summary),
        "pay now": cents(priced.pay_now),
        "pay later": cents(priced.pay_later),
        "gift card": redeemed.minor_units,
        "tax by rate": [
            tuple(entry.tax.minor_units for entry in line.tax_details.rate_breakdown) for line in priced.lines
        ],
    }


def figures_of_naive(result: naive.Result) -> dict[str, Any]:
    """What the naive engine says, in cents."""

    def cents(*amounts: Any) -> tuple[int, ...]:
        return tuple(int(amount.amount * 100) for amount in amounts)

    def of_summary(found: naive.Summary) -> tuple[int, ...]:
        return cents(found.subtotal, found.shipping, found.tax, found.discount, found.total, found.fees)

    return {
        "lines": [cents(line.price, line.discount, line.tax) for line in result.lines],
        "tax by rate": [cents(*line.tax_by_rate) for line in result.lines],
        "summary": of_summary(result.summary),
        "pay now": of_summary(result.pay_now),
        "pay later": of_summary(result.pay_later),
        "gift card": cents(result.redeemed)[0],
    }


def figures_of_floor(result: tuple[Any, ...]) -> dict[str, Any]:
    """What the floor says."""
    return dict(zip(("lines", "summary", "pay now", "pay later", "gift card"), result, strict=True))


def differences(engines: dict[str, Callable[[], Any]]) -> list[str]:
    """Where the engines disagree on one checkout; empty where they all say the same."""
    expected = figures_of_price(engines["price"]())
    others = {
        "naive": figures_of_naive(engines["naive"]()),
        "floor": figures_of_floor(engines["floor"]()),
    }
    return [
        f"{part}: price says {expected[part]}, {name} says {found[part]}"
        for name, found in others.items()
        for part in found
        if expected[part] != found[part]
    ]


# --- time -------------------------------------------------------------------------------------------------------------


def measure(engines: dict[str, Callable[[], Any]], rounds: int, round_ns: int) -> dict[str, dict[str, float]]:
    """Best and median µs per call of each engine.

    The engines take turns, so that a slow moment of the machine hits all of them; each turn lasts about ``round_ns``.
    The garbage collector is off meanwhile.
    """
    counts = {name: max(1, round_ns // max(1, _once(engine, 3))) for name, engine in engines.items()}
    times: dict[str, list[float]] = {name: [] for name in engines}
    gc.collect()
    gc.disable()
    try:
        for _ in range(rounds):
            for name, engine in engines.items():
                times[name].append(_once(engine, counts[name]) / 1000)
    finally:
        gc.enable()
    return {name: {"best": min(found), "median": statistics.median(found)} for name, found in times.items()}


def _once(engine: Callable[[], Any], count: int) -> int:
    """Nanoseconds per call over so many calls."""
    turns = range(count)
    start = perf_counter_ns()
    for _ in turns:
        engine()
    return (perf_counter_ns() - start) // count


def results(store: Store, *, quick: bool) -> list[dict[str, Any]]:
    """A row per checkout: its size, µs by engine, ratios of the best times."""
    rounds, round_ns = (5, 2_000_000) if quick else (40, 6_000_000)
    rows = []
    for (variant, size), engines in cases(store).items():
        micros = measure(engines, rounds, round_ns)
        best = {name: found["best"] for name, found in micros.items()}
        rows.append(
            {
                "variant": variant,
                "lines": size,
                "microseconds": micros,
                "microseconds_per_line": {name: value / size for name, value in best.items()},
                "naive_over_price": best["naive"] / best["price"],
                "price_over_floor": best["price"] / best["floor"],
            }
        )
    return rows


def growth(rows: list[dict[str, Any]], variant: str) -> float:
    """µs per line of `price` at 300 lines over that at 50."""
    per_line: dict[int, float] = {
        row["lines"]: row["microseconds_per_line"]["price"] for row in rows if row["variant"] == variant
    }
    return per_line[300] / per_line[50]


def reaches(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is to be reached, the worst found, and whether it holds."""
    slowest = min(row["naive_over_price"] for row in rows if row["lines"] >= 3)
    farthest = max(row["price_over_floor"] for row in rows if row["lines"] >= 10)
    steepest = max(growth(rows, variant) for variant in carts.VARIANTS)
    return [
        {"reach": "at least 12 x faster than naive from 3 lines on", "found": slowest, "holds": slowest >= 12},
        {"reach": "at most 2.5 x the floor from 10 lines on", "found": farthest, "holds": farthest <= 2.5},
        {
            "reach": "µs per line at 300 lines at most 1.25 x that at 50",
            "found": steepest,
            "holds": steepest <= 1.25,
        },
    ]


# --- report -----------------------------------------------------------------------------------------------------------


def machine() -> str:
    """Where this was measured."""
    model = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return f"{platform.python_implementation()} {platform.python_version()}, {platform.system()}, {model}"


def show(rows: list[dict[str, Any]]) -> None:
    """Print the tables."""
    print(machine())
    print("µs, best (median); ratios and µs per line are those of the best")
    for variant in carts.VARIANTS:
        print(f"\n{variant}")
        titles = "".join(f"{name:>19}" for name in ENGINES)
        print(f"{'lines':>5}{titles}{'naive/price':>13}{'price/floor':>13}")
        mine = [row for row in rows if row["variant"] == variant]
        for row in mine:
            found = [row["microseconds"][name] for name in ENGINES]
            cells = "".join("{best:.1f} ({median:.1f})".format(**times).rjust(19) for times in found)
            print(f"{row['lines']:>5}{cells}{row['naive_over_price']:>13.1f}{row['price_over_floor']:>13.2f}")
        print("per line")
        for row in mine:
            cells = "".join(f"{row['microseconds_per_line'][name]:>19.2f}" for name in ENGINES)
            print(f"{row['lines']:>5}{cells}")
        print(f"µs per line of price, 300 lines : 50 lines = {growth(rows, variant):.2f}")
    print()
    for reach in reaches(rows):
        print(f"{'holds' if reach['holds'] else 'MISSED':>6}  {reach['reach']} (worst: {reach['found']:.2f})")


def main() -> int:
    """Compare, time, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds: a first look")
    options = parser.parse_args()
    store = carts.make_store()
    wrong = [
        f"{variant}, {size} lines, {difference}"
        for (variant, size), engines in cases(store).items()
        for difference in differences(engines)
    ]
    if wrong:
        print("the engines disagree, so nothing was timed", *wrong, sep="\n", file=sys.stderr)
        return 1
    rows = results(store, quick=options.quick)
    if options.json:
        report = {
            "machine": machine(),
            "rows": rows,
            "growth_50_to_300": {variant: growth(rows, variant) for variant in carts.VARIANTS},
            "reaches": reaches(rows),
        }
        print(json.dumps(report, indent=2, ensure_ascii=False))
    else:
        show(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
