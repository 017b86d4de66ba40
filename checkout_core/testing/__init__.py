"""For testers: draw checkouts, hold prices against laws, audit foreign documents, drive a service beside the library.

Names load when they are first used. Strategies and the state machine need Hypothesis, which the extra ``testing``
brings; laws, the reference and the audit need nothing more than the library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checkout_core.testing.auditing.audit import audit
    from checkout_core.testing.auditing.finding import Finding
    from checkout_core.testing.laws.prices import LAWS
    from checkout_core.testing.reference.differences import differences
    from checkout_core.testing.reference.engine import reference_price
    from checkout_core.testing.reference.figures import ReferencePrice
    from checkout_core.testing.reference.published import published
    from checkout_core.testing.strategies.checkouts import checkouts, priced_inputs, stores

__all__ = [
    "LAWS",
    "Finding",
    "ReferencePrice",
    "audit",
    "checkouts",
    "differences",
    "priced_inputs",
    "published",
    "reference_price",
    "stores",
]

_HOMES = {
    "auditing.audit": ("audit",),
    "auditing.finding": ("Finding",),
    "laws.prices": ("LAWS",),
    "reference.differences": ("differences",),
    "reference.engine": ("reference_price",),
    "reference.figures": ("ReferencePrice",),
    "reference.published": ("published",),
    "strategies.checkouts": ("checkouts", "priced_inputs", "stores"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load the module of this name. Raises `ImportError` naming the extra where that needs Hypothesis and has none."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'checkout_core.testing' has no attribute {name!r}")
    try:
        module = import_module(f"{__name__}.{home}")
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        raise ImportError(
            f"checkout_core.testing.{name} needs Hypothesis: pip install 'checkout-core[testing]'", name="hypothesis"
        ) from None
    return getattr(module, name)


def __dir__() -> list[str]:
    return __all__
