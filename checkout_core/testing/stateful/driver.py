"""What every machine that drives a service has: the two services, the clock, ids, and the comparison of answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

import checkout_core as cc
from checkout_core.testing.stateful.comparison import COMPARED, contradictions
from checkout_core.testing.stateful.service import Answer, Service
from checkout_core.testing.strategies.basics import CURRENCIES, GUID_END
from checkout_core.testing.strategies.checkouts import stores
from checkout_core.wire.errors import ErrorResponse, dump_error

OPERATIONS = frozenset(name for name in vars(Service) if not name.startswith("_"))
"""What a service may be asked."""
_OVER = (cc.OrderStatus.CANCELED, cc.OrderStatus.REJECTED)


class Driver(RuleBasedStateMachine):
    """Asks a service and the library the same, and fails where their answers differ. It has no rules of its own."""

    currencies: ClassVar[tuple[str, ...]] = CURRENCIES
    tax_included: ClassVar[bool | None] = None
    max_lines: ClassVar[int] = 3
    operations: ClassVar[frozenset[str]] = OPERATIONS
    compared: ClassVar[tuple[str, ...]] = COMPARED

    ours: Service
    service: Service
    now: datetime

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse operations that there are not, and a service that cannot even open a checkout."""
        super().__init_subclass__(**kwargs)
        unknown = sorted(set(cls.operations) - OPERATIONS)
        if unknown or "create_checkout" not in cls.operations:
            given = ", ".join(unknown) or "no create_checkout"
            raise cc.InvalidField(
                f"{cls.__name__}.operations", given, "create_checkout, and any of " + ", ".join(sorted(OPERATIONS))
            )

    def __init__(self) -> None:
        super().__init__()
        self.numbers: int = 0
        self.checkout_id: str | None = None
        self.order_id: str | None = None

    # --- what a subclass says -----------------------------------------------------------------------------------------

    def start_service(self, store: cc.Store) -> Service:
        """Return the service to drive, which sells what this store has."""
        return Service(store)

    def stores(self) -> st.SearchStrategy[cc.Store]:
        """Return the merchants to draw from."""
        return stores(currencies=self.currencies, tax_included=self.tax_included)

    def compare(self, operation: str, ours: Answer, theirs: Answer) -> None:
        """Raise `AssertionError` with all places where the answers differ."""
        found = contradictions(ours, theirs, self.compared)
        if found:
            raise AssertionError("\n".join([f"{operation}: the library's answer, and the service's", *found]))

    # --- how it goes on -----------------------------------------------------------------------------------------------

    def can(self, operation: str) -> bool:
        """Whether the service has this operation."""
        return operation in self.operations

    def ask(self, operation: str, *args: Any, **kwargs: Any) -> bool:
        """Let both do it and compare; return whether it was done. What the service cannot do is left out."""
        if not self.can(operation):
            return False
        ours = _answer(self.ours, operation, args, kwargs)
        self.compare(operation, ours, _answer(self.service, operation, args, kwargs))
        return isinstance(ours, Mapping)

    def later(self) -> datetime:
        """The instant of the next step, a minute after the last."""
        self.now += timedelta(minutes=1)
        return self.now

    def new_id(self) -> str:
        """An id that was not used before in this run."""
        self.numbers += 1
        return GUID_END.format(self.numbers)

    @property
    def checkout(self) -> cc.Checkout:
        """The checkout that the rules work on, as the library holds it."""
        return self.ours.checkouts[self.checkout_id or ""]

    @property
    def order(self) -> cc.Order:
        """The order that was made last, as the library holds it."""
        return self.ours.orders[self.order_id or ""]

    def has_checkout(self) -> bool:
        """Whether there is a checkout to work on."""
        return self.checkout_id is not None

    def has_order(self) -> bool:
        """Whether there is an order to work on."""
        return self.order_id is not None

    def is_ordered(self) -> bool:
        """Whether there is an order that is still in force."""
        return self.has_order() and self.order.status not in _OVER

    def is_shopping(self) -> bool:
        """Whether there is a checkout, and no order of it that is in force."""
        return self.has_checkout() and not self.is_ordered()


def _answer(service: Service, operation: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Answer:
    try:
        answer: Answer = getattr(service, operation)(*args, **kwargs)
    except cc.Rejected as refusal:
        return dump_error(refusal)
    if not isinstance(answer, Mapping | ErrorResponse):
        raise cc.InvalidField(f"answer to {operation}", answer, "the body of a checkout, of an order, or of an error")
    return answer
