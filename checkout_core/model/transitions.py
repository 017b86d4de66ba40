"""One row of a table of states: which operation leads from which state to which."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Transition(NamedTuple):
    """The ``operation`` (a function's name) leads from the ``source`` (None: the start) to the ``target``.

    ``when`` says in which case, where the operation can lead elsewhere as well.
    """

    source: StrEnum | None
    operation: str
    target: StrEnum
    when: str = ""
