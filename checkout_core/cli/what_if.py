"""`checkout-core what-if`: one checkout, or a file of carts, under scenarios."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import attrs
import click

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli.reading import load, named, read_bytes, say
from checkout_core.cli.shared import NO, asked_in, needed, print_json
from checkout_core.cli.tables import in_json, write_table
from checkout_core.model.scenario import Scenario
from checkout_core.whatif import grid, what_if

MANY = (".jsonl", ".ndjson", ".parquet")
"""Endings of files that hold carts, not one checkout."""
FLAGGED = "what if"
"""The name of the scenario that the options make."""


@click.command("what-if", short_help="Compare prices under many scenarios, of one cart or of millions.")
@click.argument("path", metavar="FILE")
@click.option(
    "--store", "store_path", metavar="STORE", help="The store's JSON; a Parquet file of carts may hold its own."
)
@click.option("--scenarios", "scenarios_path", metavar="TOML", help="Scenarios, as TOML or JSON.")
@click.option("--coupon", help='Code of the coupon that everybody holds; "" for none.')
@click.option("--price-change", help="Change of all unit prices, a fraction: -0.1 is 10 % less.")
@click.option("--quantity-factor", type=int, help="Every quantity times this.")
@click.option("--tax", multiple=True, metavar="NAME=RATE", help="Rate of the taxes of this name, a fraction.")
@click.option("--tax-included/--tax-excluded", default=None, help="Whether prices include tax.")
@click.option("--shipping", multiple=True, metavar="CODE=AMOUNT", help="Cost of the delivery option of this code.")
@click.option("--free-from", multiple=True, metavar="CODE=AMOUNT", help='Subtotal from which it is free, or "never".')
@click.option("--deposit-share", help="Part of the unit price that deposits ask for, a fraction.")
@click.option("--gift-card-balance", help="Balance of every gift card.")
@click.option("--jsonl", is_flag=True, help="FILE holds one request or checkout a line.")
@click.option("--out", metavar="FILE", help="Write the totals of every cart, to .parquet or .csv.")
@click.option("--errors", metavar="FILE", help="Write the carts that have no price, as CSV. Default: beside --out.")
@click.option("--plot", metavar="FILE", help="Draw totals and differences, as .svg or .png.")
@click.option("--engine", type=click.Choice(["local", "dask"]), default="local", show_default=True)
@click.option(
    "--scheduler", metavar="ADDRESS", help="Address of a Dask scheduler; without, Dask starts processes here."
)
@click.option(
    "--processes", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes on this machine."
)
@click.option("--json", "as_json", is_flag=True, help="Print the table as JSON, with all its columns.")
def what_if_command(path: str, **given: Any) -> int:
    """Price the checkout in FILE, or every cart in it, as it is and in each scenario, and compare.

    FILE holds one checkout or request, as for the command price; or many: one a line (.jsonl, or --jsonl), or a Parquet
    file of carts. Scenarios come from a file, and one more, called "what if", from the options that change something.
    Prices are exact.

    \b
    checkout-core what-if request.json --store store.json --coupon "" --price-change 0.05
    checkout-core what-if carts.jsonl --store store.json --scenarios scenarios.toml --plot differences.svg
    checkout-core what-if carts.parquet --scenarios scenarios.toml --out totals.parquet --processes 4

    Of many carts it prints for each scenario the total, its difference, how many carts pay less or more, and between
    which differences most of them lie. A cart that cannot be read or priced is told, the rest go on, and the exit code
    is 1. What scenarios may hold: docs/format.md.
    """  # noqa: D301  # the backspace tells click to keep the lines
    ending = Path(path).suffix.lower()
    if given["jsonl"] and ending == ".parquet":
        raise click.UsageError("--jsonl is for text, and FILE is Parquet")
    if not given["jsonl"] and ending not in MANY:
        return _compare_one(path, given)
    carts = needed("cli.what_if_carts", "what-if over many carts")
    names = [field.name for field in attrs.fields(carts.Run) if field.name != "path"]
    run = carts.Run(path=path, **{name: given[name] for name in names})
    return carts.compare_carts(run, lambda currency: _scenarios(given, currency))  # type: ignore[no-any-return]


def _compare_one(path: str, given: dict[str, Any]) -> int:
    """One checkout in all scenarios."""
    usual = {"engine": "local", "processes": 1}
    for option in ("out", "errors", "plot", "scheduler", *usual):
        if given[option] != usual.get(option):
            raise click.UsageError(f"--{option} is for many carts: a Parquet file, or one a line with --jsonl")
    if given["store_path"] is None:
        raise click.UsageError("Missing option '--store'.")
    store = load(given["store_path"], read_bytes(given["store_path"]), wire.load_store)
    try:
        checkout = asked_in(path, read_bytes(path), store).checkout
    except cc.CheckoutRejected as error:
        print_json(error.envelope(), indent=2)
        return NO
    scenarios = _scenarios(given, store.currency)
    tell_unknown_coupons(scenarios, store)
    table = what_if(checkout, store, scenarios)
    if given["as_json"]:
        print_json([in_json(row) for row in table.rows()], indent=2)
    else:
        write_table(list(SHOWN.values()), [[row[name] for name in SHOWN] for row in table.rows()])
    return 0


def tell_unknown_coupons(scenarios: Iterable[Scenario], store: cc.Store) -> None:
    """Say which codes the store does not know: a slip of the pen takes nothing off, and looks like an answer."""
    for scenario in scenarios:
        code = scenario.coupon
        if isinstance(code, str) and code and code.casefold() not in store.coupons_by_code:
            say(f"checkout-core: scenario {named(scenario.name)}: the store has no coupon {named(code)}")


SHOWN = {
    "scenario": "scenario",
    "subtotal": "subtotal",
    "shipping": "shipping",
    "additional_fees": "fees",
    "tax": "tax",
    "discount": "discount",
    "total": "total",
    "total_difference": "difference",
    "pay_now_total": "pay now",
    "findings": "findings",
}
"""The columns that are printed, and their heads."""


def _scenarios(given: dict[str, Any], currency: cc.Currency) -> tuple[Scenario, ...]:
    """The scenarios of the file, its grid, and the one of the options."""
    path = given["scenarios_path"]
    found: tuple[Scenario, ...] = ()
    if path is not None:
        text = read_bytes(path)
        parse = wire.parse_toml if Path(path).suffix.lower() == ".toml" else wire.parse
        found = load(path, text, lambda document: _read(document, currency), parse)
    changes = {name: value for name, value in _changes(given).items() if value not in (None, {})}
    if changes:
        document = {"scenarios": [{"name": FLAGGED, **changes}]}
        found += load("options", wire.dumps(document).encode(), lambda known: wire.load_scenarios(known, currency))
    if not found:
        raise click.UsageError("no scenario: give --scenarios, or an option that changes something, such as --coupon")
    return found


def _read(document: wire.JsonDocument, currency: cc.Currency) -> wire.Loaded[tuple[Scenario, ...]]:
    """The scenarios of a document, and those of its grid."""
    listed = wire.load_scenarios(document, currency)
    choices = wire.load_choices(document, currency)
    scenarios = listed.value + (grid(**choices.value) if choices.value else ())
    return wire.Loaded(scenarios, listed.unknown + choices.unknown)


def _changes(given: dict[str, Any]) -> dict[str, Any]:
    """What the options change, as the member of a scenario."""
    return {
        "coupon": given["coupon"],
        "priceChange": given["price_change"],
        "quantityFactor": given["quantity_factor"],
        "tax": _pairs("--tax", given["tax"]),
        "taxIncluded": given["tax_included"],
        "shipping": _pairs("--shipping", given["shipping"]),
        "freeShippingFrom": _pairs("--free-from", given["free_from"]),
        "depositShare": given["deposit_share"],
        "giftCardBalance": given["gift_card_balance"],
    }


def _pairs(option: str, texts: Iterable[str]) -> dict[str, str]:
    """``NAME=VALUE`` texts as a mapping."""
    pairs = {}
    for text in texts:
        name, equals, value = text.rpartition("=")
        if not equals:
            raise click.UsageError(f"{option} {text}: allowed is NAME=VALUE")
        if name in pairs:
            raise click.UsageError(f"{option} {text}: {name} is given twice")
        pairs[name] = value
    return pairs
