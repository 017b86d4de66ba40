"""Reading input files: one clear line, or a list, for what cannot be read; a note for what is not understood."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

import click

from checkout_core import wire
from checkout_core.cli.carets import excerpt
from checkout_core.errors import InvalidDocument

T = TypeVar("T")

MAX_BYTES = 32 * 2**20
"""Largest document, in bytes."""


SHOWN = 5
"""Problems of a document whose places are shown on a terminal."""


class Unreadable(Exception):
    """Input that cannot be read; the text names the file, the place and what was expected."""


def read_bytes(path: str) -> bytes:
    """Return the file's bytes, or standard input's for ``-``. Raises `Unreadable`."""
    try:
        if path == "-":
            content = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with open(path, "rb") as file:  # noqa: PTH123  # a path or a pipe, as the shell gave it
                content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Unreadable(f"{named(path)}: {reason(error)}") from None
    if len(content) > MAX_BYTES:
        raise Unreadable(f"{named(path)}: larger than {MAX_BYTES >> 20} MiB")
    return content


def load(
    path: str,
    text: bytes,
    loader: Callable[[Any], wire.Loaded[T]],
    parse: Callable[[bytes], wire.JsonDocument] = wire.parse,
) -> T:
    """Parse and load a document; say on standard error which members were not understood.

    Raises `Unreadable` with every problem of the document, each with file and JSON path.
    """
    try:
        loaded = loader(parse(text))
    except InvalidDocument as error:
        raise Unreadable("\n".join(_told(path, text if parse is wire.parse else None, error))) from None
    for member in loaded.unknown:
        say(f"checkout-core: {named(path)}: {member}: not understood, ignored")
    return loaded.value


def _told(path: str, text: bytes | None, error: InvalidDocument) -> Iterator[str]:
    """A line for each problem; on a terminal also the first places in the text, with a caret under them."""
    lines = str(error).split("\n")
    for number, line in enumerate(lines):
        yield f"{named(path)}: {line}"
        if text is None or number >= min(SHOWN, len(error.problems)) or not sys.stderr.isatty():
            continue
        place = excerpt(text, error.problems[number])
        if place is not None:
            yield place


def say(text: str) -> None:
    """A line on standard error; where that cannot be written, the work goes on without."""
    with suppress(OSError):
        click.echo(text, err=True)


def named(path: str) -> str:
    """The file's name on one line, without anything that could move a terminal's cursor."""
    return path if path.isprintable() else ascii(path)


def reason(error: OSError) -> str:
    """Why a file cannot be read or written, in words."""
    return (error.strerror or str(error)).lower()
