"""Codes of refused operations: their status, when they come, and what data goes with them."""

from __future__ import annotations

import attrs


@attrs.frozen
class RefusalCode:
    """A code that an operation is refused with.

    ``description`` says in words what is wrong, ``data`` what a program is told besides (JSON, in words; empty where
    nothing is). ``documented`` False: the service has no code for this, and the library uses one of its own.
    """

    code: str
    status: int
    description: str
    data: str = ""
    documented: bool = True
