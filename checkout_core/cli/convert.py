"""`checkout-core convert`: a cart of the Stores API in, the checkout that it becomes and the report out."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO, Any

import click

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli.order import IS_GUID
from checkout_core.cli.reading import load, named, read_bytes, say
from checkout_core.cli.shared import NO, dialect_option, locale_option, print_json
from checkout_core.model._converters import as_instant
from checkout_core.model._limits import Instant
from checkout_core.model.checkout import CHANNEL
from checkout_core.model.line_item import line_id
from checkout_core.whole_files import check_place, in_place_of, writing
from checkout_core.wire.legacy_cart import NO_DATE
from checkout_core.wire.paths import cut, found
from checkout_core.wire.writer import instant, thawed

CHANNELS = [member.value for member in cc.ChannelType if CHANNEL.fits(member)]


def _as_instant(_: click.Context, __: click.Parameter, text: str) -> datetime:
    """The instant that an option states."""
    with suppress(ValueError):
        moment = as_instant(datetime.fromisoformat(text))
        if Instant().fits(moment):
            return moment
    raise click.BadParameter(
        f"got {found(text)}, allowed: an ISO 8601 instant with Z or an offset, of the years 1 to 9999"
    )


@click.command(short_help="Make a checkout of a cart of the Stores API.")
@click.argument("path", metavar="CART")
@click.option("--json", "as_json", is_flag=True, help="Print checkout, store and report as one JSON object.")
@click.option("--strict", is_flag=True, help="Exit 1 where the checkout does not come to the cart's own numbers.")
@click.option("--store-out", metavar="FILE", help="Write the store in which the checkout has these prices.")
@click.option(
    "--checkout-id",
    metavar="GUID",
    callback=IS_GUID,
    default=line_id(1),
    show_default=True,
    help="Id of the checkout; the cart's own does not carry over.",
)
@click.option(
    "--now",
    metavar="INSTANT",
    callback=_as_instant,
    default=instant(NO_DATE),
    show_default=True,
    help="When the checkout is opened; a cart has no date.",
)
@click.option(
    "--channel-type", type=click.Choice(CHANNELS), default="WEB", show_default=True, help="Where it is opened."
)
@locale_option
@dialect_option
def convert(
    path: str,
    *,
    as_json: bool,
    strict: bool,
    store_out: str | None,
    checkout_id: str,
    now: datetime,
    channel_type: str,
    locale: str,
    dialect: wire.Dialect,
) -> int:
    """Convert the cart of the Stores API in CART to a checkout, by the published conversion table.

    Prints the checkout with its prices as JSON, and on standard error what has no place in it, which of the cart's
    numbers it does not come to, and what had to be assumed; each with its JSON path and the reason. "-" reads standard
    input. A member that the table does not know is told, too.

    The cart states amounts, not prices and rates to come. --store-out writes the store made of it, with which
    checkout-core price gives the same bytes again.

    \b
    checkout-core convert cart.json > checkout.json
    checkout-core convert cart.json --store-out store.json > checkout.json
    checkout-core convert cart.json --json --strict

    Exit codes: 0 fine, 1 a number differs and --strict, 2 a cart that cannot be read. The table: docs/legacy_cart.md.
    """  # noqa: D301  # the backspace tells click to keep the lines
    cc.format_money(cc.Money(0, "USD"), locale)  # raises for a locale that is none
    if store_out is not None:
        _check_output(store_out, path)
    channel = cc.ChannelType(channel_type)

    def converter(document: wire.JsonDocument) -> wire.Loaded[wire.Converted]:
        return wire.Loaded(wire.convert_cart(document, checkout_id=checkout_id, now=now, channel_type=channel))

    converted = load(path, read_bytes(path), converter)
    checkout = wire.dump_priced(converted.priced, locale=locale, dialect=dialect)
    store = wire.dump_store(converted.store, dialect)
    if store_out is not None:
        _write(Path(store_out), store)
    if as_json:
        print_json({"checkout": checkout, "store": store, **_report(converted)}, indent=2)
    else:
        _say_report(path, converted)
        print_json(checkout, indent=2)
    return NO if strict and converted.differences else 0


def _check_output(given: str, path: str) -> None:
    """Refuse to write what is no file, the file that is read, or where the checkout is written to."""
    output = Path(given)
    read = None if path == "-" else Path(path).resolve()
    if read == output.resolve() or _is(output, sys.stdin):
        raise click.UsageError(f"--store-out {named(given)}: this file is read")
    if given == "-" or _is(output, sys.stdout):
        raise click.UsageError(f"--store-out {named(given)}: the checkout is written there")
    check_place(output)


def _is(path: Path, stream: IO[Any]) -> bool:
    """Whether the stream is a file, and this is its name."""
    with suppress(OSError, ValueError):
        there = os.fstat(stream.fileno())
        return stat.S_ISREG(there.st_mode) and os.path.samestat(there, path.stat())
    return False


def _write(path: Path, store: dict[str, Any]) -> None:
    """Write the store to a file, which is whole or not there. Raises `Unwritable`."""
    with in_place_of(path) as unfinished, writing(path):
        unfinished.write_bytes(wire.dumps(store, indent=2).encode() + b"\n")


def _report(converted: wire.Converted) -> dict[str, Any]:
    """The report for programs."""
    return {
        "dropped": [
            {"path": entry.path, "value": thawed(entry.value), "why": entry.why} for entry in converted.dropped
        ],
        "differences": [
            {"path": entry.path, "inCart": entry.in_cart, "inCheckout": entry.in_checkout, "why": entry.why}
            for entry in converted.differences
        ],
        "assumed": [
            {"path": entry.path, "value": thawed(entry.value), "why": entry.why} for entry in converted.assumed
        ],
    }


def _say_report(path: str, converted: wire.Converted) -> None:
    """The report for people, a line an entry, on standard error."""
    start = f"checkout-core: {named(path)}"
    for gone in converted.dropped:
        say(f"{start}: {gone.path}: no place for {_shown(gone.value)}: {gone.why}")
    for other in converted.differences:
        ours = "none" if other.in_checkout is None else other.in_checkout
        say(f"{start}: {other.path}: {other.in_cart} in the cart, {ours} in the checkout: {other.why}")
    for made in converted.assumed:
        say(f"{start}: checkout {made.path}: assumed {_shown(made.value)}: {made.why}")


def _shown(value: Any) -> str:
    """A value on one line, in a readable length, without anything that could move a terminal's cursor."""
    text = wire.dumps(thawed(value))
    return cut(text if text.isprintable() else ascii(text)[1:-1])
