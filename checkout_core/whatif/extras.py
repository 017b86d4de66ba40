"""Modules that need an extra: loaded when they are first asked for, with one line on what brings it."""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

EXTRAS: Final = {
    "dask": "dask",
    "distributed": "dask",
    "matplotlib": "plot",
    "numba": "batch",
    "numpy": "batch",
    "pyarrow": "batch",
}
"""The extra that brings each package."""


def load_module(name: str, what: str) -> Any:
    """Import the module of this package. Raises ImportError naming the extra if a package that it needs is missing."""
    try:
        return import_module(f"checkout_core.{name}")
    except ModuleNotFoundError as error:
        extra = EXTRAS.get((error.name or "").partition(".")[0])
        if extra is None:
            raise
        message = f"{what} needs {error.name}: pip install 'checkout-core[{extra}]'"
        raise ImportError(message, name=error.name) from None
