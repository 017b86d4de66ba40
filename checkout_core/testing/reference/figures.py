"""The figures of a price as plain values, so that two prices can be compared field by field.

`published(priced)` reads them from the public properties of the library's result; `reference_price` makes the same out
of checkout and store. Amounts are fractions of minor units. `differences` names every field that differs.
"""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

Amount = Fraction | int


@dataclass(frozen=True)
class Levied:
    """The tax of a line, of shipping or of a fee: on what and what not, at which summed rate, each tax's part of it."""

    taxable: Amount
    exempt: Amount
    rate: Fraction
    tax: Amount
    parts: tuple[tuple[str, Fraction, Amount], ...]


@dataclass(frozen=True)
class Cost:
    """Something with a price: as asked, without and with its tax."""

    price: Amount
    before_tax: Amount
    after_tax: Amount
    levied: Levied


@dataclass(frozen=True)
class Line:
    """A line's figures; unit prices may be finer than the minor unit."""

    status: str
    payment_option: str
    price: Amount
    before_discounts: Amount
    full_price: Amount
    discount: Amount
    cost: Cost


@dataclass(frozen=True)
class Summary:
    """A price summary."""

    subtotal: Amount
    shipping: Amount
    tax: Amount
    discount: Amount
    total: Amount
    additional_fees: Amount


@dataclass(frozen=True)
class Discount:
    """An applied discount: what it took off, and of which lines.

    ``kind`` is rule, coupon or merchant; ``key`` is the id of a rule or a coupon, the percentage of a merchant
    discount, None where that is an amount.
    """

    kind: str
    key: str | Fraction | None
    amount: Amount
    discount_type: str
    line_item_ids: tuple[str, ...]
    parts: tuple[tuple[str, Amount], ...]


@dataclass(frozen=True)
class Shipping:
    """The delivery option in force, and what is taken off its price."""

    carrier_id: str
    code: str
    requested: bool
    discount: Amount
    cost: Cost


@dataclass(frozen=True)
class Offer:
    """A delivery option that a carrier has for the destination, and what it would cost."""

    carrier_id: str
    code: str
    price: Amount


@dataclass(frozen=True)
class Fee:
    """A fee in force, where it comes from, and the lines it is bound to."""

    code: str
    source: str
    line_item_ids: tuple[str, ...]
    cost: Cost


@dataclass(frozen=True)
class Fitting:
    """A membership of the buyer's, the lines that it fits, and why it cannot pay them (None: it can)."""

    id: str
    line_item_ids: tuple[str, ...]
    reason: str | None


@dataclass(frozen=True)
class MembershipProblem:
    """Why lines are not paid: the code, the membership if one was selected, the lines' ids."""

    code: str
    membership_id: str | None
    line_item_ids: tuple[str, ...]


@dataclass(frozen=True)
class Charge:
    """What a subscription charges after the order: so many cycles (None: without end), each of them this."""

    line_item_ids: tuple[str, ...]
    cycle_from: int
    cycle_count: int | None
    summary: Summary
    billing_date: datetime | None


@dataclass(frozen=True)
class Breach:
    """A violation: how bad, of which line, and its data."""

    severity: str
    line_item_id: str | None
    data: dict[str, Any] | None


Findings = tuple[tuple[str, tuple[str, ...]], ...]
"""The codes found, by member of CalculationErrors; members without any are left out."""


@dataclass(frozen=True)
class ReferencePrice:
    """Everything a price says in numbers, and the codes of what it found wrong."""

    lines: tuple[Line, ...]
    discounts: tuple[Discount, ...]
    shipping: Shipping | None
    offers: tuple[Offer, ...]
    fees: tuple[Fee, ...]
    summary: Summary
    pay_now: Summary
    pay_later: Summary
    pay_after_free_trial: Summary
    line_items_subtotal: Amount
    redeemed: Amount | None
    pay_now_total_after_gift_card: Amount
    total_after_gift_card: Amount
    taxable: Amount
    exempt: Amount
    line_tax: Amount
    payment_required: bool
    eligible_memberships: tuple[Fitting, ...]
    invalid_memberships: tuple[Fitting, ...]
    membership_problems: tuple[MembershipProblem, ...]
    subscription_charges: tuple[Charge, ...]
    violations: tuple[Breach, ...]
    findings: Findings

    def discounts_of(self, kind: str) -> tuple[Discount, ...]:
        """The applied discounts of this kind."""
        return tuple(entry for entry in self.discounts if entry.kind == kind)

    @property
    def coupon(self) -> Discount | None:
        """The held coupon; None where the store does not know it."""
        return next(iter(self.discounts_of("coupon")), None)
