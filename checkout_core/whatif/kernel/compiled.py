"""How the kernel is compiled: once for each version of its sources, and kept on disk."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., Any])


def version_of(folder: Path) -> str:
    """A text that is another one as soon as any source in the folder is."""
    sources = sorted(folder.glob("*.py"))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in sources)).hexdigest()[:16]


VERSION: Final = version_of(Path(__file__).parent)
"""Numba tells by time and size of one file whether what it kept is still good. Cents want better: every file's text."""

_OPTIONS: Final[dict[str, Any]] = {
    "error_model": "numpy",  # no check for zero at each division: denominators are above zero
    "_nrt": False,  # arrays belong to the caller; counting who uses them takes twenty times as long as pricing
}


def compiled(function: Function) -> Function:
    """Compile the function. It releases the interpreter's lock, so that threads price side by side."""
    function.__qualname__ += f"_{VERSION}"
    return cast("Function", numba.njit(function, cache=True, nogil=True, **_OPTIONS))


def part(function: Function) -> Function:
    """Compile the function as a part of those that call it."""
    return cast("Function", numba.njit(function, forceinline=True, **_OPTIONS))
