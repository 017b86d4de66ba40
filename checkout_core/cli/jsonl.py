"""Files of one document a line: numbered lines in bounded memory, and progress where somebody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import BinaryIO

from checkout_core.cli.reading import MAX_BYTES, Unreadable, named, reason

LONGEST_LINE = 2**30
"""A line that is still not over after so many bytes ends the run."""


def numbered_lines(path: str, stack: ExitStack) -> Iterator[tuple[int, bytes]]:
    """The lines of the file, or of standard input for ``-``, with their numbers from 1. Raises `Unreadable`."""
    return _lines(path, _open(path, stack))


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


def tracked(lines: Iterable[tuple[int, bytes]], stack: ExitStack, done: str) -> Iterable[tuple[int, bytes]]:
    """The same lines, with a count of what is ``done`` and a rate on standard error if that is a terminal."""
    if not sys.stderr.isatty():
        return lines
    from rich.console import Console
    from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TimeElapsedColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many are done, and how many a second; there is no speed before the first."""

        def render(self, task: Task) -> Text:
            return Text(f"{task.completed:.0f} {done}, {task.speed or 0:.0f}/s")

    columns = (SpinnerColumn(), Rate(), TimeElapsedColumn())
    progress = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
    return progress.track(lines, total=None)
