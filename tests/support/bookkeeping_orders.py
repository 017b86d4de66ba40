"""What an order must be after each operation: whole minor units, written from `docs/conventions.md` (N10 to N24).

`Account` is the books of one order, which work as `bookkeeping.Basket` does. What may become of orders, payments and
refunds stands in `bookkeeping_tables`.
"""

from dataclasses import dataclass, field
from datetime import datetime

from bookkeeping import BUG
from bookkeeping_tables import PAYMENT_MOVES, REFUND_MOVES

from checkout_core.testing.reference.exact import shared_out

CAME_IN = {"APPROVED", "PARTIALLY_REFUNDED", "REFUNDED"}
OPEN = {"PENDING", "PENDING_MERCHANT"}


@dataclass
class Part:
    """A line, the delivery or the fees: what it comes to with tax, the tax of it, and how many units it has."""

    gross: int
    tax: int
    units: int = 0


@dataclass
class Paid:
    """A payment; ``kind`` is money, card, membership. ``wrong``: of another currency, or finer than the minor unit."""

    amount: int
    status: str
    kind: str = "money"
    disabled: bool = False
    wrong: bool = False


@dataclass(frozen=True)
class Ask:
    """What is asked to be refunded of a part: so many units, so much, or units for an amount; to be taken back."""

    units: int | None = None
    amount: int | None = None
    restock: bool = False


@dataclass
class Given:
    """A refund: of each part (line id, `delivery`, `fees`) amount, tax, units, units taken back; by which payments."""

    status: str
    parts: dict[str, tuple[int, int, int, int]]
    payments: dict[str, int]
    unsent: dict[str, int] = field(default_factory=dict)

    @property
    def amount(self) -> int:
        """What is paid back in all."""
        return sum(part[0] for part in self.parts.values())


@dataclass
class Account:
    """The books of an order."""

    id: str
    checkout: str
    total: int
    due: int
    parts: dict[str, Part]
    updated: datetime
    shipped: bool
    status: str = ""
    payments: dict[str, Paid] = field(default_factory=dict)
    refunds: dict[str, Given] = field(default_factory=dict)
    sent: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """N10, N14: how an order begins. Gift card and memberships stand among the payments already."""
        self.status = "APPROVED" if self.covered() else "INITIALIZED"
        self.sent = {one: 0 if self.shipped else self.parts[one].units for one in self.lines()}

    # --- the account --------------------------------------------------------------------------------------------------

    def lines(self) -> list[str]:
        """The ids of the lines."""
        return [one for one in self.parts if one not in {"delivery", "fees"}]

    def sums(self) -> dict[str, int]:
        """N15: what is paid, pending, authorized, refunded, about to be refunded, and what is left to be paid."""
        by = {
            "paid": sum(paid.amount for paid in self.payments.values() if paid.status in CAME_IN),
            "pending": sum(paid.amount for paid in self.payments.values() if paid.status in OPEN),
            "authorized": sum(paid.amount for paid in self.payments.values() if paid.status == "AUTHORIZED"),
            "refunded": sum(one.amount for one in self.refunds.values() if one.status == "SUCCEEDED"),
            "pending_refund": sum(one.amount for one in self.refunds.values() if one.status == "PENDING"),
        }
        return by | {"balance": self.total - by["paid"] - by["pending"] - by["authorized"]}

    def covered(self) -> bool:
        """Whether what is due now is paid or promised."""
        return self.sums()["paid"] + self.sums()["authorized"] >= self.due

    def payment_status(self) -> str:
        """N16. Memberships move no money."""
        sums = self.sums()
        statuses = [paid.status for paid in self.payments.values() if paid.kind != "membership"]
        if sums["refunded"]:
            return "FULLY_REFUNDED" if sums["refunded"] == sums["paid"] else "PARTIALLY_REFUNDED"
        if sums["paid"]:
            return "PAID" if sums["paid"] == self.total else "PARTIALLY_PAID"
        if self.total == 0:
            return "PAID"
        if "PENDING" in statuses:
            return "PENDING"
        if {"AUTHORIZED", "PENDING_MERCHANT"} & set(statuses):
            return "PENDING_MERCHANT"
        last = statuses[-1] if statuses else None
        return {"DECLINED": "DECLINED", "CANCELED": "CANCELED", "VOIDED": "CANCELED"}.get(last, "NOT_PAID")

    def fulfillment(self) -> str:
        """N24."""
        if not any(self.sent.values()):
            return "NOT_FULFILLED"
        return "PARTIALLY_FULFILLED" if any(self.to_send(one) for one in self.lines()) else "FULFILLED"

    def to_send(self, name: str) -> int:
        """N24: the units that were neither sent nor refunded before that."""
        gone = sum(one.unsent.get(name, 0) for one in self.refunds.values() if one.status != "FAILED")
        return self.parts[name].units - self.sent[name] - gone

    def _unsent(self, name: str, units: int) -> int:
        """N24: how many of so many units, refunded now, had not been sent; those that had been count first."""
        live = [one for one in self.refunds.values() if one.status != "FAILED" and name in one.parts]
        back = sum(one.parts[name][2] - one.unsent.get(name, 0) for one in live)
        return max(0, units - (self.sent[name] - back))

    def over(self) -> bool:
        """N3: whether it leaves room for another order."""
        kept = self.payment_status() in {"PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED"}
        return self.status in {"CANCELED", "REJECTED"} and not kept

    def left(self, name: str) -> tuple[int, int, int]:
        """What is left to refund of a part: amount, tax, units (N22: what is pending is held back)."""
        part = self.parts.get(name, Part(0, 0))
        taken = [one.parts[name] for one in self.refunds.values() if one.status != "FAILED" and name in one.parts]
        return tuple(
            whole - sum(entry[place] for entry in taken)
            for place, whole in enumerate((part.gross, part.tax, part.units))
        )

    def refundable(self, payment: str, statuses: tuple[str, ...] = ("PENDING", "SUCCEEDED")) -> int:
        """N21: what a payment can still give back, beside the refunds of these statuses."""
        paid = self.payments[payment]
        if paid.kind == "membership" or paid.disabled or paid.status not in CAME_IN:
            return 0
        return paid.amount - sum(
            one.payments.get(payment, 0) for one in self.refunds.values() if one.status in statuses
        )

    # --- operations ---------------------------------------------------------------------------------------------------

    def record(self, payment: str, paid: Paid, now: datetime) -> str | None:
        """N17: add a payment."""
        if payment.lower() in self.payments:
            return "PAYMENT_ALREADY_EXISTS"
        if (None, paid.status) not in PAYMENT_MOVES:
            return "INVALID_PAYMENT_STATUS"
        if paid.wrong:
            return BUG
        if paid.status != "DECLINED" and paid.amount > self.sums()["balance"]:
            return "PAYMENT_EXCEEDS_BALANCE"
        self.payments[payment.lower()] = paid
        self._settle(now)
        return None

    def change(self, payment: str, status: str, now: datetime) -> str | None:
        """N17, N18: say what became of a payment."""
        if payment.lower() not in self.payments:
            return "PAYMENT_NOT_FOUND"
        paid = self.payments[payment.lower()]
        if paid.status not in {*OPEN, "AUTHORIZED", "CANCELED"} or (paid.status, status) not in PAYMENT_MOVES:
            return "INVALID_PAYMENT_STATUS"
        if paid.status == "CANCELED" and paid.kind != "money":
            return "INVALID_PAYMENT_STATUS"
        if paid.status == "CANCELED" and paid.amount > self.sums()["balance"]:
            return "PAYMENT_EXCEEDS_BALANCE"
        if paid.kind != "money" and status in {"PENDING_MERCHANT", "AUTHORIZED"}:
            return "INVALID_PAYMENT_STATUS"
        failed, paid.status = paid.status in OPEN and status in {"DECLINED", "CANCELED"}, status
        self._settle(now, failed=failed)
        return None

    def _settle(self, now: datetime, *, failed: bool = False) -> None:
        self.updated = max(self.updated, now)
        if self.status in {"APPROVED", "CANCELED", "REJECTED"}:
            return
        if self.covered():
            self.status = "APPROVED"
        elif any(paid.status in OPEN and paid.kind != "membership" for paid in self.payments.values()):
            self.status = "PENDING"
        elif failed and self.status == "PENDING":
            self._end("REJECTED")
        else:
            self.status = "INITIALIZED"

    def _end(self, status: str) -> None:
        """N19."""
        self.status = status
        going = [one for one in self.refunds.values() if one.status != "FAILED"]
        for name, paid in self.payments.items():
            if any(name in one.payments for one in going):
                continue
            if paid.status in OPEN:
                paid.status = "CANCELED"
            elif paid.status == "AUTHORIZED" or (paid.status == "APPROVED" and paid.kind != "money"):
                paid.status = "VOIDED"

    def cancel(self, now: datetime) -> str | None:
        """N19: call the order off."""
        if self.status in {"CANCELED", "REJECTED"}:
            return "INVALID_ORDER_STATUS"
        self._end("CANCELED")
        self.updated = max(self.updated, now)
        return None

    def fulfill(self, quantities: dict[str, int], now: datetime) -> str | None:
        """N24: send units."""
        if self.status != "APPROVED":
            return "INVALID_ORDER_STATUS"
        if not quantities or not all(1 <= many <= 100_000 for many in quantities.values()):
            return BUG
        asked = {one.lower(): many for one, many in quantities.items()}
        if set(asked) - set(self.lines()):
            return "LINE_ITEM_NOT_FOUND"
        if any(many > self.to_send(one) for one, many in asked.items()):
            return "FULFILLMENT_EXCEEDS_QUANTITY"
        for one, many in asked.items():
            self.sent[one] += many
        self.updated = max(self.updated, now)
        return None

    def refund(self, refund: str, asked: dict[str, Ask], status: str, now: datetime) -> str | None:
        """N20 to N23."""
        asked = {name.lower(): entry for name, entry in asked.items()}
        refusal = self._refund_refusal(refund, asked, status)
        if refusal is not None:
            return refusal
        parts = {name: self._refunded(name, entry) for name, entry in asked.items()}
        rest = sum(part[0] for part in parts.values())
        if rest == 0 and not any(part[2] for part in parts.values()):
            return "NOTHING_TO_REFUND"
        if rest > sum(self.refundable(payment) for payment in self.payments):
            return "REFUND_EXCEEDS_PAID"
        shares = {}
        for payment in sorted(self.payments, key=lambda one: self.payments[one].kind != "money"):
            shares[payment] = min(rest, self.refundable(payment))
            rest -= shares[payment]
        taken = {payment: share for payment, share in shares.items() if share}
        unsent = {name: self._unsent(name, part[2]) for name, part in parts.items() if part[2]}
        self.refunds[refund.lower()] = Given(status, parts, taken, unsent)
        self._mark(refund.lower(), now)
        return None

    def _refund_refusal(self, refund: str, asked: dict[str, Ask], status: str) -> str | None:
        reasons = {
            "INVALID_ORDER_STATUS": self.status in {"INITIALIZED", "PENDING"},
            BUG: (None, status) not in REFUND_MOVES,
            "REFUND_ALREADY_EXISTS": refund.lower() in self.refunds,
            "LINE_ITEM_NOT_FOUND": bool(set(asked) - {*self.lines(), "delivery", "fees"}),
            "REFUND_EXCEEDS_CHARGE": any(
                (one.units or 0) > self.left(name)[2] or (one.amount or 0) > self.left(name)[0]
                for name, one in asked.items()
            ),
        }
        return next((code for code, holds in reasons.items() if holds), None)

    def _refunded(self, name: str, one: Ask) -> tuple[int, int, int, int]:
        """N20: the amount, the tax of it, the units and those taken back."""
        gross, tax, left = self.left(name)
        units = one.units or 0
        back = units if one.restock else 0
        if one.amount is not None:
            return one.amount, _share(tax, one.amount, gross), units, back
        return _share(gross, units, left), _share(tax, units, left), units, back

    def change_refund(self, refund: str, status: str, now: datetime) -> str | None:
        """N22: say what became of a pending refund."""
        if self.status in {"INITIALIZED", "PENDING"}:
            return "INVALID_ORDER_STATUS"
        if refund.lower() not in self.refunds:
            return "REFUND_NOT_FOUND"
        entry = self.refunds[refund.lower()]
        if (entry.status, status) not in REFUND_MOVES:
            return "INVALID_REFUND_STATUS"
        entry.status = status
        self._mark(refund.lower(), now)
        return None

    def _mark(self, refund: str, now: datetime) -> None:
        self.updated = max(self.updated, now)
        if self.refunds[refund].status == "SUCCEEDED":
            for payment in self.refunds[refund].payments:
                if self.payments[payment].kind != "money":
                    continue
                left = self.refundable(payment, ("SUCCEEDED",))
                self.payments[payment].status = "PARTIALLY_REFUNDED" if left else "REFUNDED"


def _share(whole: int, asked: int, left: int) -> int:
    """R5: the part of what is asked for in what is left."""
    return whole if asked == left else shared_out(whole, [asked, left - asked])[0]
