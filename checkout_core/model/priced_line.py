"""A line with its amounts, and whether it can be sold. Source: LineItem, ItemAvailabilityStatus."""

from __future__ import annotations

import attrs

from checkout_core.currencies import Currency
from checkout_core.model.catalog import CatalogItem
from checkout_core.model.figures import Ratio
from checkout_core.model.line_item import ItemAvailabilityStatus, LineItem
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.tax import (
    TaxDetails,
    TaxRates,
)
from checkout_core.money import Money


@attrs.frozen
class Availability:
    """Whether a line can be sold, and how many are left (None: unlimited or not known)."""

    status: ItemAvailabilityStatus
    quantity_available: int | None


@attrs.frozen
class PricedLine:
    """A line with its amounts: unit prices as given, everything else in whole minor units."""

    line: LineItem
    item: CatalogItem | None
    """What the catalog or the line itself says of the item; None where the catalog does not know it."""
    currency: Currency
    _unit_price: Ratio
    _undiscounted: Ratio
    _line_price: int
    _discount: int
    _tax: int
    _rates: TaxRates
    _tax_parts: tuple[int, ...] | None
    _tax_included: bool
    _tax_exempt: bool

    @property
    def id(self) -> str:
        """The line's id."""
        return self.line.id

    @property
    def quantity(self) -> int:
        """How many were asked for."""
        return self.line.quantity

    @property
    def payment_option(self) -> PaymentOptionType:
        """When and by what the line is paid."""
        return PaymentOptionType.FULL_PAYMENT_ONLINE if self.item is None else self.item.payment_option

    @property
    def availability(self) -> Availability:
        """Whether the line can be sold, and how many are left."""
        if self.item is None:
            return Availability(ItemAvailabilityStatus.NOT_FOUND, None)
        left = self.item.quantity_available
        return Availability(availability_status(left, self.line.quantity), left)

    @property
    def price(self) -> Money:
        """Unit price with modifiers, after memberships and discount rules; may be finer than the minor unit.

        Zero where the item is not found.
        """
        return self._money(self._unit_price)

    @property
    def price_before_discounts(self) -> Money:
        """Unit price before discount rules."""
        return self._money(self._undiscounted)

    @property
    def full_price(self) -> Money:
        """Unit price with modifiers, before the catalog's own sale and whatever a membership pays."""
        if self.item is None:
            return Money.from_minor(0, self.currency)
        full = self.item.full_price
        return self.item.unit_price if full is None else full + self.item.modifiers_total_price

    def _money(self, unit_price: Ratio) -> Money:
        """The unit price: the item's own, what its modifiers cost, or whole minor units."""
        numerator, denominator = unit_price
        if self.item is not None and unit_price == self.item.price_ratio:
            return self.item.unit_price
        if self.item is not None and denominator != 1:
            return self.item.modifiers_total_price
        return Money.from_minor(numerator, self.currency)

    @property
    def line_item_price(self) -> Money:
        """Unit price x quantity, rounded once."""
        return Money.from_minor(self._line_price, self.currency)

    @property
    def discount(self) -> Money:
        """The line's part of coupon and merchant discounts, for its whole quantity; 0 to ``line_item_price``."""
        return Money.from_minor(self._discount, self.currency)

    @property
    def total_price_before_tax(self) -> Money:
        """After discounts, without tax."""
        return Money.from_minor(self._legs[0], self.currency)

    @property
    def total_price_after_tax(self) -> Money:
        """After discounts, with tax."""
        return Money.from_minor(self._legs[1], self.currency)

    @property
    def _legs(self) -> tuple[int, int]:
        return legs(self._line_price - self._discount, self._tax, included=self._tax_included)

    @property
    def tax_included(self) -> bool:
        """Whether the line's prices include its tax."""
        return self._tax_included

    @property
    def tax_details(self) -> TaxDetails:
        """The line's tax, by rate and by tax."""
        return TaxDetails(self._legs[0], self._tax_exempt, self._tax, self._rates, self._tax_parts, self.currency)


def availability_status(left: int | None, quantity: int) -> ItemAvailabilityStatus:
    """The status of a found item of which so many are left (None: unlimited) and so many are asked for."""
    if left is None or left >= quantity:
        return ItemAvailabilityStatus.AVAILABLE
    return ItemAvailabilityStatus.PARTIALLY_AVAILABLE if left else ItemAvailabilityStatus.NOT_AVAILABLE


def legs(price: int, tax: int, *, included: bool) -> tuple[int, int]:
    """The amount without and with its tax: where prices include tax it comes off, else it goes on."""
    return (price - tax, price) if included else (price, price + tax)
