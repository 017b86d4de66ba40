"""What was paid back of an order, and what is asked to be. Source: OrderTransactions (Refund)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_instant, as_money, as_tuple
from checkout_core.model._limits import GUID, A, Flag, Instant, Many, Text
from checkout_core.model._numbers import Computed, Whole
from checkout_core.model._rules import NotBelow, Rule, SomeOf, follow_rules
from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.money import Money, total


class RefundStatus(StrEnum):
    """How a refund stands."""

    PENDING = "PENDING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


@attrs.frozen(kw_only=True)
class RefundedLine:
    """What is paid back for a line: ``amount`` with the tax, ``tax`` of it, and of how many units (0: an amount only).

    ``restock`` says that the units are taken back; ``unsent_quantity`` of them were never sent.
    """

    line_item_id: str = attrs.field(validator=GUID)
    quantity: int = attrs.field(default=0, validator=Whole(0, MAX_QUANTITY))
    unsent_quantity: int = attrs.field(default=0, validator=Whole(0, MAX_QUANTITY))
    amount: Money = attrs.field(converter=as_money, validator=Computed())
    tax: Money = attrs.field(converter=as_money, validator=Computed())
    restock: bool = attrs.field(default=False, validator=Flag())

    RULES: ClassVar[tuple[Rule, ...]] = (NotBelow(("quantity", "unsent_quantity"), "at least the"),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class RefundedPart:
    """What is paid back for delivery or fees: ``amount`` with the tax, and ``tax`` of it."""

    amount: Money = attrs.field(converter=as_money, validator=Computed())
    tax: Money = attrs.field(converter=as_money, validator=Computed())


@attrs.frozen(kw_only=True)
class RefundedPayment:
    """How much of a refund one payment gives back."""

    payment_id: str = attrs.field(validator=GUID)
    amount: Money = attrs.field(converter=as_money, validator=Computed())


class _AddsUp(Rule):
    """What is refunded by line, delivery and fees is what the payments give back, and the tax is part of it."""

    names = ("lines", "shipping", "additional_fees", "payments", "amount", "tax")

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        amount, tax = values.get("amount"), values.get("tax")
        if amount is None or tax is None:
            return
        others = [values.get("shipping"), values.get("additional_fees")]
        parts = [*(values.get("lines") or ()), *(part for part in others if part is not None)]
        payments = values.get("payments") or ()
        moneys = [*(part.amount for part in (*parts, *payments)), *(part.tax for part in parts), tax]
        if any(money.currency != amount.currency for money in moneys):
            raise InvalidField(owner, "amounts in several currencies", f"amounts in {amount.currency.code}")
        sums = {
            "amount": total((part.amount for part in parts), amount.currency) == amount,
            "tax": total((part.tax for part in parts), amount.currency) == tax,
            "payments": total((part.amount for part in payments), amount.currency) == amount,
        }
        for name, closes in sums.items():
            if not closes:
                given = f"{amount}, of it tax {tax}"
                raise InvalidField(f"{owner}.{name}", given, "what lines, shipping, fees and payments add up to")
        ids = [line.line_item_id.lower() for line in values.get("lines") or ()]
        if len(set(ids)) < len(ids):
            raise InvalidField(f"{owner}.lines", f"{len(ids)} lines, some twice", "each line once")
        if any(part.tax > part.amount for part in parts):
            raise InvalidField(f"{owner}.tax", str(tax), "no more tax in a part than the part comes to")


@attrs.frozen(kw_only=True)
class Refund:
    """Money paid back: ``amount`` with the tax, ``tax`` of it, for what, and by which payments. Each adds up."""

    id: str = attrs.field(validator=GUID)
    created_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    amount: Money = attrs.field(converter=as_money, validator=Computed())
    tax: Money = attrs.field(converter=as_money, validator=Computed())
    status: RefundStatus = attrs.field(validator=A(RefundStatus))
    lines: tuple[RefundedLine, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(RefundedLine), most=300)
    )
    shipping: RefundedPart | None = attrs.field(default=None, validator=A(RefundedPart))
    additional_fees: RefundedPart | None = attrs.field(default=None, validator=A(RefundedPart))
    payments: tuple[RefundedPayment, ...] = attrs.field(converter=as_tuple, validator=Many(A(RefundedPayment)))
    reason: str | None = attrs.field(default=None, validator=Text(1, 1_000))

    RULES: ClassVar[tuple[Rule, ...]] = (_AddsUp(),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)

    @property
    def named_parts(self) -> tuple[tuple[str, RefundedLine | RefundedPart], ...]:
        """Everything that is refunded: lines by their id in lower case, ``shipping``, ``additional_fees``."""
        others = (("shipping", self.shipping), ("additional_fees", self.additional_fees))
        lines = ((line.line_item_id.lower(), line) for line in self.lines)
        return (*lines, *((name, part) for name, part in others if part is not None))

    @property
    def counts(self) -> bool:
        """Whether the money is gone or going: all but FAILED."""
        return self.status is not RefundStatus.FAILED


class _UnitsComeBack(Rule):
    """What is taken back is counted in units."""

    names = ("quantity", "restock")

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        if values.get("restock") and values.get("quantity") is None:
            raise InvalidField(f"{owner}.restock", "true without a quantity", "with the quantity that is taken back")


@attrs.frozen(kw_only=True)
class RefundLine:
    """What is asked to be refunded of a line: so many units, an amount with its tax (major units), or both.

    Units without an amount are worth their part of what is left of the line. ``restock``: the units are taken back.
    """

    quantity: int | None = attrs.field(default=None, validator=Whole(1, MAX_QUANTITY))
    amount: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )
    restock: bool = attrs.field(default=False, validator=Flag())

    RULES: ClassVar[tuple[Rule, ...]] = (SomeOf(("quantity", "amount")), _UnitsComeBack())

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


def unsent_units(refunds: Iterable[Refund]) -> dict[str, int]:
    """How many units of each line (by id in lower case) were refunded before they were sent: they stay."""
    units: dict[str, int] = {}
    for refund in refunds:
        for line in refund.lines if refund.counts else ():
            own = line.line_item_id.lower()
            units[own] = units.get(own, 0) + line.unsent_quantity
    return units
