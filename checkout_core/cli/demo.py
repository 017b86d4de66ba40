"""`checkout-core demo`: a shipped example, priced and explained; and its files, to start from."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli.receipt import show_receipt
from checkout_core.whole_files import check_place, in_place_of, writing

FILES = ("request.json", "store.json")
"""What the buyer wants, and what the merchant offers."""


@click.command(short_help="Price a shipped example and explain it.")
@click.option("--save", metavar="FOLDER", help="Write the example's files there, to change them.")
def demo(save: str | None) -> int:
    """Price an example and explain where every cent comes from.

    Three shirts and a pair of shoes, a coupon, a delivery.

    \b
    checkout-core demo
    checkout-core demo --save example
    checkout-core price example/request.json --store example/store.json --explain
    """  # noqa: D301  # the backspace tells click to keep the lines
    texts = {name: files("checkout_core.cli").joinpath("example", name).read_bytes() for name in FILES}
    if save is not None:
        _save(Path(save), texts)
        return 0
    request_text, store_text = texts.values()
    store = wire.load_store(wire.parse(store_text), strict=True).value
    request = wire.load_request(wire.parse(request_text), store.currency, strict=True).value
    show_receipt(cc.explain(cc.price(cc.create_from_request(store, request), store)))
    return 0


def _save(folder: Path, texts: dict[str, bytes]) -> None:
    """Write the files, none of them over one that is there. Raises `click.UsageError`, `Unwritable`."""
    for name in texts:
        if (folder / name).exists():
            raise click.UsageError(f"--save {folder}: {name} is there already")
        check_place(folder / name)
    with writing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        with in_place_of(folder / name) as unfinished, writing(folder / name):
            unfinished.write_bytes(text)
        click.echo(folder / name)
