"""The six amounts that sum up a checkout or one of its payments. Source: PriceSummary, SubscriptionCharges."""

from __future__ import annotations

from datetime import datetime

import attrs

from checkout_core.currencies import Currency
from checkout_core.model.figures import Sums
from checkout_core.money import Money


@attrs.frozen
class PriceSummary:
    """Totals of the whole checkout or of one of its payments. ``total`` is after discounts and tax, before gift card.

    total = subtotal + shipping + additional_fees + tax - discount; where prices include tax it is shown, not added.
    """

    _sums: Sums
    currency: Currency

    @property
    def subtotal(self) -> Money:
        """All lines, before coupon and tax."""
        return Money.from_minor(self._sums.subtotal, self.currency)

    @property
    def shipping(self) -> Money:
        """Delivery, before discount and tax."""
        return Money.from_minor(self._sums.shipping, self.currency)

    @property
    def tax(self) -> Money:
        """Tax of lines, shipping and fees."""
        return Money.from_minor(self._sums.tax, self.currency)

    @property
    def discount(self) -> Money:
        """What discounts take off; subtracted, never negative."""
        return Money.from_minor(self._sums.discount, self.currency)

    @property
    def total(self) -> Money:
        """What is to be paid."""
        return Money.from_minor(self._sums.total, self.currency)

    @property
    def additional_fees(self) -> Money:
        """Fees, before tax where prices exclude it."""
        return Money.from_minor(self._sums.additional_fees, self.currency)


@attrs.frozen(kw_only=True)
class SubscriptionCharge:
    """Cycles that are billed alike: from ``cycle_from`` on, ``cycle_count`` of them (None: without end).

    ``cycle_billing_date`` is when the first of them is billed, None where that lies beyond the calendar.
    """

    cycle_from: int
    cycle_count: int | None
    price_summary: PriceSummary
    cycle_billing_date: datetime | None


@attrs.frozen(kw_only=True)
class SubscriptionCharges:
    """What a subscription charges after the order, in the order of time."""

    line_item_ids: tuple[str, ...]
    description: str | None
    charges: tuple[SubscriptionCharge, ...]
