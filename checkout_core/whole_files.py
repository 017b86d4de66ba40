"""Output files that are whole or not there: written beside their place, which they take at the end."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from checkout_core.errors import CheckoutCoreError


class Unwritable(CheckoutCoreError):
    """An output that cannot be written; the text names the file and why."""


def check_place(path: Path) -> None:
    """Raise `Unwritable` for what is there and no file: a folder, and a device or pipe, which a file would displace."""
    if path.is_dir():
        raise Unwritable(f"{_named(path)}: is a directory")
    if path.exists() and not path.is_file():
        allowed = "allowed is a file, which a whole one can take the place of"
        raise Unwritable(f"{_named(path)}: is a device or pipe; {allowed}")


@contextmanager
def in_place_of(path: Path) -> Iterator[Path]:
    """Yield the name of a file beside this one, which takes its place once it is whole; an error leaves neither.

    The name is nobody else's, so that two programs may write to one place: the last one has it. A link is followed:
    what it leads to is replaced; the file's mode stays. Raises `Unwritable` where it cannot, as `check_place` does.
    """
    check_place(path)
    target = path.resolve()
    unfinished = target.with_name(f"{target.name}.{secrets.token_hex(4)}.unfinished")
    try:
        yield unfinished
        with writing(path):
            if target.exists():
                shutil.copymode(target, unfinished)
            unfinished.replace(target)
    finally:
        with suppress(OSError):
            unfinished.unlink()


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Tell what goes wrong inside as `Unwritable`, under the name of this file."""
    try:
        yield
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)  # Arrow's own text tells the name once more
        raise Unwritable(f"{_named(path)}: {reason.lower()}") from None


def _named(path: Path) -> str:
    """The file's name on one line, without anything that could move a terminal's cursor."""
    name = str(path)
    return name if name.isprintable() else ascii(name)
