"""Every figure of a price as ints of minor units: the engine computes them, and Money is made of them when read."""

from __future__ import annotations

from typing import NamedTuple

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.discounts import (
    Coupon,
)
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.shipping import (
    ShippingCarrier,
    ShippingOption,
)
from checkout_core.model.tax import (
    TaxRates,
)


class Sums(NamedTuple):
    """A price summary in minor units, as the wire orders it."""

    subtotal: int
    shipping: int
    tax: int
    discount: int
    total: int
    additional_fees: int


class CouponFigures(NamedTuple):
    """What became of the held coupon: what it took off in all, or the code of why it took off nothing.

    ``base`` is what the lines it was shared out over cost together; None where it is no one amount for all of them.
    """

    coupon: Coupon | None
    amount: int
    problem: str | None
    base: int | None = None


class ShippingFigures(NamedTuple):
    """The option in force, whether it is the one asked for, its price and tax (minor units)."""

    carrier: ShippingCarrier
    option: ShippingOption
    requested: bool
    price: int
    tax: int
    rates: TaxRates
    tax_parts: tuple[int, ...] | None


class FeeFigures(NamedTuple):
    """A fee in force, the lines it is bound to (by position), its price and tax (minor units)."""

    fee: AdditionalFee
    lines: tuple[int, ...]
    price: int
    tax: int
    rates: TaxRates
    tax_parts: tuple[int, ...] | None


class GiftCardFigures(NamedTuple):
    """What becomes of the held gift card: what is redeemed (minor units), or the code of why nothing is."""

    card: GiftCard | None
    redeemed: int
    problem: str | None


class Figures(NamedTuple):
    """Every figure of a price. Columns run along the checkout's lines; amounts are minor units.

    ``tax_parts`` holds each line's tax by tax where the policy rounds tax in total; else None, and a line's tax is
    allocated to its rates when that is read.
    """

    items: tuple[CatalogItem | None, ...]
    line_prices: tuple[int, ...]
    discounts: tuple[int, ...]
    taxes: tuple[int, ...]
    rates: tuple[TaxRates, ...]
    tax_parts: tuple[tuple[int, ...], ...] | None
    coupon: CouponFigures | None
    shipping: ShippingFigures | None
    shipping_problem: str | None
    fees: tuple[FeeFigures, ...]
    gift_card: GiftCardFigures | None
    summary: Sums
    pay_now: Sums
    pay_later: Sums
    pay_after_free_trial: Sums
