"""What is left to refund of an order, and cutting parts out of it. Conventions N20, N21."""

from __future__ import annotations

from typing import Any, NamedTuple

from checkout_core.allocation import allocate_units
from checkout_core.model.explanation import amount_text
from checkout_core.model.order import Order
from checkout_core.model.order_account import charges
from checkout_core.model.order_lines import OrderLineItem
from checkout_core.model.order_refunds import RefundedLine, RefundedPart, RefundLine, unsent_units
from checkout_core.money import AnyMoney, Money
from checkout_core.orders import codes
from checkout_core.orders.payments import refused, whole_amount


class Room(NamedTuple):
    """What is left to refund of a line, the delivery or the fees: amount with its tax, and the tax (minor units)."""

    amount: int
    tax: int


def rooms_of(order: Order) -> dict[str, Room]:
    """What is left of each line (by id in lower case), of ``shipping`` and of ``additional_fees``."""
    left = {name: Room(amount.minor_units, tax.minor_units) for name, (amount, tax) in charges(order).items()}
    for refund in order.refunds:
        for name, part in refund.named_parts if refund.counts else ():
            room = left[name]
            left[name] = Room(room.amount - part.amount.minor_units, room.tax - part.tax.minor_units)
    return left


class PartsOf:
    """Cuts parts out of what is left of an order, and notes where more is asked than is left."""

    def __init__(self, order: Order) -> None:
        self._order = order
        self._rooms = rooms_of(order)
        self._unsent = unsent_units(order.refunds)
        self._excess: list[dict[str, Any]] = []

    def line(self, line: OrderLineItem, asked: RefundLine) -> RefundedLine:
        """The part of a line: the amount asked for, else the units' share of what is left."""
        room, own = self._rooms[line.id.lower()], {"lineItemId": line.id}
        units, left = asked.quantity or 0, line.quantity - line.refund_quantity
        if units > left:
            self._excess.append({**own, "asked": units, "left": left})
        if asked.amount is not None:
            amount, tax = self._cut(f"lines[{line.id!r}].amount", asked.amount, room, own)
        else:
            shares = [units, max(left - units, 0)]
            amount, tax = (allocate_units(rest, shares)[0] for rest in room)
        return RefundedLine(
            line_item_id=line.id,
            quantity=units,
            unsent_quantity=self._unsent_of(line, units),
            amount=self._money(amount),
            tax=self._money(tax),
            restock=asked.restock,
        )

    def _unsent_of(self, line: OrderLineItem, units: int) -> int:
        """How many of these units were never sent: those that were come first, less those refunded already."""
        unsent = self._unsent.get(line.id.lower(), 0)
        returned = line.refund_quantity - unsent  # perhaps more than was sent: by refunds that the order does not hold
        return max(0, units - max(0, line.fulfilled_quantity - returned))

    def part(self, name: str, amount: AnyMoney) -> RefundedPart:
        """The part of the delivery (``shipping``) or of the fees (``additional_fees``)."""
        told = "additionalFees" if name == "additional_fees" else name
        units, tax = self._cut(name, amount, self._rooms[name], {"part": told})
        return RefundedPart(amount=self._money(units), tax=self._money(tax))

    def _cut(self, name: str, amount: AnyMoney, room: Room, own: dict[str, str]) -> tuple[int, int]:
        """The amount in minor units, and its part of the tax that is left."""
        exact = whole_amount(f"refund_order.{name}", amount, self._order)
        units = exact.minor_units
        if units > room.amount:
            self._excess.append({**own, "asked": amount_text(exact), "left": amount_text(self._money(room.amount))})
            return units, 0
        return units, allocate_units(room.tax, [units, room.amount - units])[0]

    def refuse_excess(self) -> None:
        """Refuse if more was asked anywhere than was left, with every such part."""
        if self._excess:
            raise refused(codes.ABOVE_CHARGE, {"parts": self._excess})

    def _money(self, units: int) -> Money:
        return Money.from_minor(units, self._order.currency)
