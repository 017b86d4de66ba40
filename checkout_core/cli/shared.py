"""What the commands share: their options, the checkout that a file asks for, JSON on standard output."""

from __future__ import annotations

import sys
from typing import Any, NamedTuple

import click

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli.reading import Unreadable, load, named
from checkout_core.whatif.extras import load_module

NO = 1
"""The exit code where the answer is no."""

store_option = click.option("--store", "store_path", required=True, metavar="STORE", help="The store's JSON.")
locale_option = click.option(
    "--locale", default="en_US", show_default=True, help="Locale of the formatted amounts in the JSON."
)
dialect_option = click.option(
    "--dialect",
    type=click.Choice(["velo", "rest"]),
    default="velo",
    show_default=True,
    help="Names of ids and dates in the JSON: _id or id.",
)


def check_arguments(path: str, store_path: str, locale: str) -> None:
    """Raise unless the two files can both be read and the locale is known."""
    if path == store_path == "-":
        raise click.UsageError("FILE and --store cannot both be standard input")
    cc.format_money(cc.Money(0, "USD"), locale)


class Asked(NamedTuple):
    """What a file asks for: a checkout, and the options for its order; a checkout states none."""

    checkout: cc.Checkout
    options: cc.OrderOptions


def asked_in(path: str, text: bytes, store: cc.Store) -> Asked:
    """Return the checkout that the text of this file holds, or the one that the request in it asks for.

    Raises `Unreadable`, and `CheckoutRejected` where createCheckout refuses the request.
    """
    found = load(path, text, lambda document: _load_either(document, store))
    if isinstance(found, cc.Checkout):
        ours, theirs = store.currency.code, found.currency.code
        if theirs != ours:
            raise Unreadable(f"{named(path)}: $.currency: found {theirs}, allowed {ours}, the store's currency")
        return Asked(found, cc.OrderOptions())
    if found.now is None and store.as_of is None:
        raise Unreadable(f"{named(path)}: $.now: found nothing, allowed an ISO instant, here or as asOf in the store")
    return Asked(cc.create_from_request(store, found), found.options)


def _load_either(document: Any, store: cc.Store) -> wire.Loaded[Any]:
    """The checkout that was dumped, or the request."""
    return wire.load_checkout(document) if wire.is_checkout(document) else wire.load_request(document, store.currency)


def needed(module: str, what: str) -> Any:
    """The module of this package that needs an extra. Raises `Unreadable` saying which, where it is missing."""
    try:
        return load_module(module, what)
    except ImportError as error:
        raise Unreadable(str(error)) from None


def print_json(document: Any, indent: int | None = None) -> None:
    """Print the document as JSON in UTF-8, on one line or indented."""
    sys.stdout.buffer.write(wire.dumps(document, indent=indent).encode() + b"\n")
