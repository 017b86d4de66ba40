"""Every exception this library raises on purpose.

One root, :class:`CheckoutCoreError`, so an embedder can catch all of ours and nothing else. A class that is
about a bad value is also a ``ValueError``, which code that knows nothing of this library understands. All of
them survive pickling, because a worker process hands its exceptions to its parent that way.

The rule for messages: say what was given, cut to :data:`SHOWN_LENGTH` characters, and what would have been
allowed. This module imports nothing but the standard library, so every other module may import it.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

__all__ = [
    "CheckoutCoreError",
    "CheckoutRejected",
    "CurrencyMismatch",
    "InvalidAllocation",
    "InvalidAmount",
    "InvalidDocument",
    "InvalidField",
    "OrderRejected",
    "Problem",
    "Rejected",
    "UnknownCurrency",
    "shown",
]

SHOWN_LENGTH: Final = 80
"""How many characters of an offending value a message repeats at most."""

_WIDEST_INT: Final = 10**SHOWN_LENGTH


class CheckoutCoreError(Exception):
    """Root of every exception raised by this library on purpose."""


class InvalidAmount(CheckoutCoreError, ValueError):
    """A value that is no exact amount of money, or a result that cannot be held exactly.

    Raised for floats, booleans, ``None``, NaN and infinities, text other than plain ASCII digits, more than
    64 digits, and for reading an amount finer than the minor unit as whole minor units.
    """


class UnknownCurrency(CheckoutCoreError, ValueError):
    """A currency that is not an active ISO 4217 code written in upper case."""


class CurrencyMismatch(CheckoutCoreError, ValueError):
    """Two amounts in different currencies were added, subtracted, ordered or summed."""


class InvalidAllocation(CheckoutCoreError, ValueError):
    """An amount cannot be shared out as asked: no weights, a negative weight, or nothing but zero weights."""


class InvalidField(CheckoutCoreError, ValueError):
    """A value refused at the moment an object is built or a function is called.

    Attributes:
        field: the owner and name of the field, such as ``"LineItem.quantity"``; empty when no single field is
            to blame.
        given: the refused value itself.
        allowed: what would have been accepted, in words.

    >>> print(InvalidField("LineItem.quantity", 0, "a whole number from 1 to 100000"))
    LineItem.quantity: got 0, allowed: a whole number from 1 to 100000
    """

    field: str
    given: object
    allowed: str

    def __init__(self, field: str, given: object, allowed: str) -> None:
        """Keep the three parts and join them into the message."""
        prefix = f"{field}: " if field else ""
        super().__init__(f"{prefix}got {shown(given)}, allowed: {allowed}")
        self.field = field
        self.given = given
        self.allowed = allowed

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the three parts; a ``given`` that cannot be pickled travels as the text shown for it."""
        parts = {"field", "given", "allowed"}
        rest = {name: value for name, value in self.__dict__.items() if name not in parts}
        return type(self), (self.field, _portable(self.given), self.allowed), rest or None


class _Shown(str):
    """The text of a value that could not be pickled; its ``repr`` is that text, so messages stay the same."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def shown(value: object) -> str:
    """Return ``repr(value)`` in at most :data:`SHOWN_LENGTH` characters; never raises.

    Integers too long for Python's limit on converting digits are described by their size, and a value whose
    ``repr`` fails by its type.

    >>> shown(0.1)
    '0.1'
    >>> shown(10**5000)
    '<int of 16610 bits>'
    """
    if isinstance(value, int) and not -_WIDEST_INT < value < _WIDEST_INT:
        return f"<int of {value.bit_length()} bits>"
    if type(value) is str:
        value = value[: SHOWN_LENGTH + 1]  # a longer repr is cut below anyway
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - any object may arrive here, and an error message must not fail
        text = f"<{type(value).__name__}>"
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 3] + "..."


def _portable(value: object) -> object:
    """Return ``value``, or its shown text when pickling it fails."""
    try:
        pickle.dumps(value)
    except Exception:  # noqa: BLE001 - pickling runs foreign code, which may raise anything
        return _Shown(shown(value))
    return value


class Rejected(CheckoutCoreError):
    """An operation that was refused: nothing has happened.

    Attributes:
        code: the service's own, or one of this library's where the service has none.
        status: the HTTP status that goes with it.
        description: in words.
        data: JSON for programs, or None.
        field_violations: the fields that are to blame (JSON objects as the service publishes them); empty where the
            error is the application's.
        documented: whether the code is the service's own.
    """

    def __init__(
        self,
        code: str,
        status: int,
        description: str,
        data: Mapping[str, Any] | None = None,
        field_violations: tuple[Mapping[str, Any], ...] = (),
        *,
        documented: bool = True,
    ) -> None:
        super().__init__(f"{code} ({status}): {description}")
        self.code = code
        self.status = status
        self.description = description
        self.data = data
        self.field_violations = field_violations
        self.documented = documented

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the positional parts; the rest travels as state."""
        parts = (self.code, self.status, self.description, self.data, self.field_violations)
        return type(self), parts, {"documented": self.documented}

    def envelope(self) -> dict[str, Any]:
        """Return the service's error body: a message, and details of the one or the other kind.

        That is the application error with code, description and data, or the fields that are to blame.
        """
        if self.field_violations:
            violations = [dict(violation) for violation in self.field_violations]
            return {"message": self.description, "details": {"validationError": {"fieldViolations": violations}}}
        error: dict[str, Any] = {"code": self.code, "description": self.description}
        if self.data is not None:
            error["data"] = dict(self.data)
        return {"message": self.description, "details": {"applicationError": error}}


class CheckoutRejected(Rejected):
    """An operation on a checkout that was refused."""


class OrderRejected(Rejected):
    """An order that was not created, or an operation on an order that was refused."""


class PlanOrderRejected(Rejected):
    """An order of a plan that was not created, or an operation on one that was refused."""


class Problem(NamedTuple):
    """What one place of a document holds and what it may hold.

    >>> print(Problem("$.lineItems[3].quantity", "0", "a whole number from 1 to 100000"))
    $.lineItems[3].quantity: found 0, allowed a whole number from 1 to 100000
    """

    path: str
    """The place as a JSON path, in the names that the document itself uses."""
    found: str
    """What is there, as JSON cut to a readable length, or in words; ``nothing`` where a member is missing."""
    allowed: str
    """What may be there, in words."""

    def __str__(self) -> str:
        return f"{self.path}: found {self.found}, allowed {self.allowed}"


class InvalidDocument(CheckoutCoreError, ValueError):
    """A JSON document that cannot be read, with everything that is wrong with it at once.

    Attributes:
        problems: what is wrong, in the order of the document; never empty.
    """

    LISTED: Final = 100
    """How many problems the message lists; the others are counted."""

    problems: tuple[Problem, ...]

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Keep the problems; the message has one line for each."""
        lines = [str(problem) for problem in problems[: self.LISTED]]
        if len(problems) > self.LISTED:
            lines.append(f"and {len(problems) - self.LISTED} more")
        super().__init__("\n".join(lines))
        self.problems = problems

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle by the problems; the message follows from them."""
        return type(self), (self.problems,)
