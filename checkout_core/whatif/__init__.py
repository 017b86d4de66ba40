"""What if: one checkout under many scenarios, and many carts under a few.

`Scenario`, `grid` and `what_if` need nothing more; what works on many carts needs the extra ``batch``, and loads when
it is first asked for.
"""

from typing import TYPE_CHECKING, Any

from checkout_core.model.scenario import BASELINE, Scenario
from checkout_core.whatif.extras import load_module
from checkout_core.whatif.grid import grid
from checkout_core.whatif.table import Table
from checkout_core.whatif.what_if import FIGURES, what_if

if TYPE_CHECKING:
    from checkout_core.whatif.batch import price_batch, sweep
    from checkout_core.whatif.carts import carts_to_arrow
    from checkout_core.whatif.comparison import Comparison
    from checkout_core.whatif.schema import CARTS, LINE, PRICES, store_of, with_store

__all__ = [
    "BASELINE",
    "CARTS",
    "FIGURES",
    "LINE",
    "PRICES",
    "Comparison",
    "Scenario",
    "Table",
    "carts_to_arrow",
    "grid",
    "price_batch",
    "store_of",
    "sweep",
    "what_if",
    "with_store",
]

_HOMES = {
    "CARTS": "schema",
    "LINE": "schema",
    "PRICES": "schema",
    "Comparison": "comparison",
    "carts_to_arrow": "carts",
    "price_batch": "batch",
    "store_of": "schema",
    "sweep": "batch",
    "with_store": "schema",
}
"""Where the names live that need the extra."""


def __getattr__(name: str) -> Any:
    """Load what needs the extra when it is first asked for, and say what brings it where it is missing."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'checkout_core.whatif' has no attribute {name!r}")
    return getattr(load_module(f"whatif.{home}", f"checkout_core.whatif.{name}"), name)


def __dir__() -> list[str]:
    return [*__all__]
