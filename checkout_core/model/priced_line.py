"""A line with its amounts, and whether it can be sold. Source: LineItem, ItemAvailabilityStatus."""

from __future__ import annotations

import attrs

from checkout_core.model.catalog import CatalogItem, PaymentOptionType
from checkout_core.model.line_item import ItemAvailabilityStatus, LineItem
from checkout_core.model.tax import (
    TaxDetails,
    TaxRates,
)
from checkout_core.money import Currency, Money


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
    _line_price: int
    _discount: int
    _tax: int
    _rates: TaxRates
    _tax_parts: tuple[int, ...] | None
    _tax_included: bool

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
        """Unit price; may be finer than the minor unit. Zero where the item is not found."""
        return Money.from_minor(0, self.currency) if self.item is None else self.item.price

    @property
    def price_before_discounts(self) -> Money:
        """Unit price before automatic discounts."""
        return self.price

    @property
    def full_price(self) -> Money:
        """Unit price before the catalog's own sale."""
        full = None if self.item is None else self.item.full_price
        return self.price if full is None else full

    @property
    def line_item_price(self) -> Money:
        """Unit price x quantity, rounded once."""
        return Money.from_minor(self._line_price, self.currency)

    @property
    def discount(self) -> Money:
        """The line's part of the coupon, for its whole quantity; 0 to ``line_item_price``."""
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
    def tax_details(self) -> TaxDetails:
        """The line's tax, by rate and by tax."""
        return TaxDetails(self._legs[0], self._tax, self._rates, self._tax_parts, self.currency)


def availability_status(left: int | None, quantity: int) -> ItemAvailabilityStatus:
    """The status of a found item of which so many are left (None: unlimited) and so many are asked for."""
    if left is None or left >= quantity:
        return ItemAvailabilityStatus.AVAILABLE
    return ItemAvailabilityStatus.PARTIALLY_AVAILABLE if left else ItemAvailabilityStatus.NOT_AVAILABLE


def legs(price: int, tax: int, *, included: bool) -> tuple[int, int]:
    """The amount without and with its tax: where prices include tax it comes off, else it goes on."""
    return (price - tax, price) if included else (price, price + tax)
