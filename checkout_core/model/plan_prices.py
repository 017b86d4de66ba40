"""What a plan's payments come to, cycle by cycle. Source: Pricing Plans, Order (Pricing, PriceDuration, Price)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import attrs

from checkout_core.currencies import Currency
from checkout_core.errors import CurrencyMismatch
from checkout_core.model._converters import as_money, as_tuple
from checkout_core.model._limits import GUID, A, Flag, Many, Text
from checkout_core.model._numbers import Computed, Number, Whole
from checkout_core.model.plan import MAX_CYCLES, MAX_FEES, PlanFee
from checkout_core.money import Money


@attrs.frozen(kw_only=True)
class PlanCoupon:
    """The coupon that was applied: what it takes off each payment of its cycles, major units."""

    code: str = attrs.field(validator=Text(1, 20))
    amount: Money = attrs.field(converter=as_money, validator=Computed())
    id: str | None = attrs.field(default=None, validator=GUID)


@attrs.frozen(kw_only=True)
class PlanTax:
    """The tax in or on each payment. ``rate`` is in per cent here: ``21`` is 21 %."""

    name: str = attrs.field(validator=Text(1, 100_000))
    included_in_price: bool = attrs.field(validator=Flag())
    rate: Decimal = attrs.field(validator=Number(Decimal(0), Decimal(100_000), 6))
    amount: Money = attrs.field(converter=as_money, validator=Computed())


@attrs.frozen(kw_only=True)
class PlanPrice:
    """One payment, in major units of one currency: as it was read, or total = subtotal - discount + tax + fees.

    ``subtotal`` and ``discount`` are without tax, whether the plan's price includes it or not.
    """

    subtotal: Money = attrs.field(converter=as_money, validator=Computed())
    coupon: PlanCoupon | None = attrs.field(default=None, validator=A(PlanCoupon))
    discount: Money = attrs.field(converter=as_money, validator=Computed())
    tax: PlanTax | None = attrs.field(default=None, validator=A(PlanTax))
    total: Money = attrs.field(converter=as_money, validator=Computed())
    proration: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed(negative=True)
    )
    fees: tuple[PlanFee, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(A(PlanFee), most=MAX_FEES))

    def __attrs_post_init__(self) -> None:
        for name, amount in self._amounts():
            if amount is not None and amount.currency != self.currency:
                raise CurrencyMismatch(f"PlanPrice.{name}: {amount} is not in the total's currency, {self.currency}")

    def _amounts(self) -> Iterator[tuple[str, Money | None]]:
        yield from (("subtotal", self.subtotal), ("discount", self.discount), ("proration", self.proration))
        yield "coupon.amount", None if self.coupon is None else self.coupon.amount
        yield "tax.amount", None if self.tax is None else self.tax.amount
        for index, fee in enumerate(self.fees):
            yield f"fees[{index}].amount", fee.amount

    @property
    def currency(self) -> Currency:
        """The currency of all its amounts."""
        return self.total.currency


@attrs.frozen(kw_only=True)
class PlanPriceSpan:
    """Cycles that cost the same: so many from ``cycle_from`` on, or all from there on."""

    cycle_from: int = attrs.field(default=1, validator=Whole(1, MAX_CYCLES))
    number_of_cycles: int | None = attrs.field(default=None, validator=Whole(1, MAX_CYCLES))
    price: PlanPrice = attrs.field(validator=A(PlanPrice))

    def covers(self, cycle: int) -> bool:
        """Whether the cycle (from 1) is one of them."""
        count = self.number_of_cycles
        return self.cycle_from <= cycle and (count is None or cycle < self.cycle_from + count)
