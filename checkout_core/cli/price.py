"""`checkout-core price`: requests or checkouts and a store in, priced checkouts or receipts out."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

import click

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli.jsonl import numbered_lines, tracked
from checkout_core.cli.reading import Unreadable, load, read_bytes
from checkout_core.cli.receipt import show_receipt
from checkout_core.cli.shared import (
    NO,
    asked_in,
    check_arguments,
    dialect_option,
    locale_option,
    print_json,
    store_option,
)


@click.command(short_help="Price a checkout or a request, and explain it.")
@click.argument("path", metavar="FILE")
@store_option
@click.option("--jsonl", is_flag=True, help="FILE holds one of them a line; print one result a line, in order.")
@click.option("--explain", is_flag=True, help="Print a receipt that explains every amount, instead of JSON.")
@click.option("--strict", is_flag=True, help="Exit 1 if the price has calculation errors.")
@locale_option
@dialect_option
def price(
    path: str, store_path: str, *, jsonl: bool, explain: bool, strict: bool, locale: str, dialect: wire.Dialect
) -> int:
    """Price the checkout in FILE, or the one that a request in FILE asks for, as STORE stands.

    A request is what createCheckout takes. A checkout is what this command has printed, what the service has answered,
    or one that was kept; it is priced as it is, without the checks of createCheckout. The code of its gift card is not
    published: put giftCardCode beside giftCard.

    Prints the priced checkout as JSON. A refused request prints the error and exits 1.

    \b
    checkout-core price request.json --store store.json > priced.json
    checkout-core price request.json --store store.json --explain
    checkout-core price priced.json --store dearer_store.json
    checkout-core price carts.jsonl --store store.json --jsonl > prices.jsonl

    With --jsonl a line that cannot be read or is refused becomes {"error": ...}, the rest go on, and the exit code
    is 1. What requests, checkouts and stores may hold: docs/format.md.
    """  # noqa: D301  # the backspace tells click to keep the lines
    if jsonl and explain:
        raise click.UsageError("--explain explains one checkout; it cannot be combined with --jsonl")
    check_arguments(path, store_path, locale)
    store = load(store_path, read_bytes(store_path), wire.load_store)
    if jsonl:
        return _price_lines(path, store, strict=strict, locale=locale, dialect=dialect)
    try:
        priced = _priced(path, read_bytes(path), store)
    except cc.CheckoutRejected as error:
        print_json(error.envelope(), indent=2)
        return NO
    if explain:
        show_receipt(cc.explain(priced))
    else:
        print_json(wire.dump_priced(priced, locale=locale, dialect=dialect), indent=2)
    return NO if strict and priced.calculation_errors else 0


def _priced(path: str, text: bytes, store: cc.Store) -> cc.PricedCheckout:
    return cc.price(asked_in(path, text, store).checkout, store)


def _price_lines(path: str, store: cc.Store, *, strict: bool, locale: str, dialect: wire.Dialect) -> int:
    """One result a line; a line that cannot be read or is refused becomes ``{"error": …}`` and the rest go on."""
    code = 0
    with ExitStack() as stack:
        for number, text in tracked(numbered_lines(path, stack), stack, "priced"):
            try:
                priced = _priced(f"{path}:{number}", text, store)
            except cc.CheckoutRejected as error:
                result: dict[str, Any] = {"error": error.envelope()}
                code = NO
            except (Unreadable, cc.CheckoutCoreError) as error:
                result = {"error": {"message": str(error)}}
                code = NO
            else:
                result = wire.dump_priced(priced, locale=locale, dialect=dialect)
                code = NO if strict and priced.calculation_errors else code
            print_json(result)
    return code
