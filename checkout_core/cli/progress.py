"""How far a long run has come, on standard error, where somebody watches: a bar, a count, a rate, the time left."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack

Advance = Callable[[int, int], None]
"""Takes how much more of the whole is done, and how many more carts that were."""


def watched(stack: ExitStack, whole: int | None) -> Advance:
    """Show progress until the stack is closed; ``whole`` is all that there is to do, None where that is not known."""
    if not sys.stderr.isatty():
        return lambda _done, _carts: None
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, Task, TimeElapsedColumn, TimeRemainingColumn
    from rich.text import Text

    class Rate(ProgressColumn):
        """How many carts are priced, and how many a second; there is no speed before the first."""

        def render(self, task: Task) -> Text:
            carts, seconds = task.fields["carts"], task.elapsed
            return Text(f"{carts:,} carts, {carts / seconds if seconds else 0:,.0f}/s")

    columns = (BarColumn(), Rate(), TimeElapsedColumn(), *(() if whole is None else (TimeRemainingColumn(),)))
    progress = stack.enter_context(Progress(*columns, console=Console(stderr=True), transient=True))
    task = progress.add_task("", total=whole, carts=0)
    carts_so_far = 0

    def advance(done: int, carts: int) -> None:
        nonlocal carts_so_far
        carts_so_far += carts
        progress.update(task, advance=done, carts=carts_so_far)

    return advance
