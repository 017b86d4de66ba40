"""`checkout-core schema`: what the documents look like, as JSON Schema."""

from __future__ import annotations

import click

from checkout_core import wire
from checkout_core.cli.shared import dialect_option, print_json


@click.command(short_help="Print the JSON Schema of a kind of document.")
@click.argument("name", type=click.Choice(wire.SCHEMAS))
@dialect_option
def schema(name: wire.SchemaName, dialect: wire.Dialect) -> int:
    """Print the JSON Schema (draft 2020-12) of a kind of document.

    It allows all that this program reads and writes. What it refuses is refused when it is read; the reverse does not
    hold, for of what several values must be together a schema says little.

    \b
    checkout-core schema store > store.schema.json
    checkout-core schema request | check-jsonschema --schemafile - request.json
    """  # noqa: D301  # the backspace tells click to keep the lines
    print_json(wire.schema(name, dialect), indent=2)
    return 0
