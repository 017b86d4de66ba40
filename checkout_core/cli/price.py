"""`checkout-core price`: requests or checkouts and a store in, priced checkouts or receipts out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Any, BinaryIO

import click

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli.reading import MAX_BYTES, Unreadable, load, named, read_bytes, reason
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

LONGEST_LINE = 2**30
"""A line that is still not over after so many bytes ends the run."""


@click.command()
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
        file = _open(path, stack)
        for number, text in _tracked(_lines(path, file), stack):
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


def _open(path: str, stack: ExitStack) -> BinaryIO:
    if path == "-":
        return sys.stdin.buffer
    try:
        return stack.enter_context(open(path, "rb"))  # noqa: PTH123  # a path or a pipe, as the shell gave it
    except OSError as error:
        raise Unreadable(f"{named(path)}: {reason(error)}") from None


def _lines(path: str, file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The lines with their numbers, from 1; one that is too long is cut, so that reading it fails in bounded memory.

    Raises `Unreadable` where the file cannot be read further, or does not come to the end of a line.
    """
    number = 0
    try:
        while line := file.readline(MAX_BYTES + 1):
            number += 1
            yield number, line.rstrip(b"\r\n")
            parts = 0
            while len(line) > MAX_BYTES and not line.endswith(b"\n"):
                line = file.readline(MAX_BYTES + 1)
                parts += 1
                if parts > LONGEST_LINE // MAX_BYTES:
                    raise Unreadable(f"{named(path)}: line {number} is longer than {LONGEST_LINE >> 20} MiB")
    except OSError as error:
        raise Unreadable(f"{named(path)}: {reason(error)}") from None


def _tracked(lines: Iterable[tuple[int, bytes]], stack: ExitStack) -> Iterable[tuple[int, bytes]]:
    """The same lines, with a count and a rate on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        return lines
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TimeElapsedColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """Requests priced, and how many a second; there is no speed before the first."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.completed:.0f} priced, {task.speed or 0:.0f}/s")

    columns = (SpinnerColumn(), Rate(), TimeElapsedColumn())
    progress = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
    return progress.track(lines, total=None)
