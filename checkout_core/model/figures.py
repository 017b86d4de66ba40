"""Every figure of a price as ints of minor units: the engine computes them, and Money is made of them when read."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.discount_rules import DiscountRule
from checkout_core.model.discounts import Coupon, MerchantDiscount
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.memberships import FittingMembership, Membership, SelectedMembership
from checkout_core.model.shipping import ShippingCarrier, ShippingOption
from checkout_core.model.tax import TaxRates

make: Final = tuple.__new__
"""Makes a named tuple of a tuple of its fields: half the time of calling its class, and a price makes a dozen."""

Ratio = tuple[int, int]
"""An exact amount in minor units: numerator and denominator."""


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


class RuleFigures(NamedTuple):
    """A discount rule that changed unit prices: what it took off each line, and in all (minor units).

    That is inside the prices. ``units`` are the unit prices that the rule left.
    """

    rule: DiscountRule
    amount: int
    parts: tuple[int, ...]
    units: tuple[Ratio, ...]


class MerchantFigures(NamedTuple):
    """A merchant discount: off each line, and in all; ``rooms`` is what was left of each line that it may reach."""

    discount: MerchantDiscount
    amount: int
    parts: tuple[int, ...]
    rooms: tuple[int, ...]


class MembershipProblem(NamedTuple):
    """Why lines are not paid by a membership: the code, the selection if there is one, the lines' ids."""

    code: str
    selected: SelectedMembership | None
    line_item_ids: tuple[str, ...]


class MembershipFigures(NamedTuple):
    """Which lines (by position) which memberships pay, which of the buyer's fit, what is wrong with the selection."""

    paid: FrozenDict[int, Membership]
    fitting: tuple[FittingMembership, ...]
    problems: tuple[MembershipProblem, ...]


class SubscriptionFigures(NamedTuple):
    """What a subscription (a line, by position) will charge after the order, in cycles that are alike.

    ``cycles`` of them (None: without end) from the ``first`` on, each of them ``sums``. The first of them is billed at
    ``billing_date``, None where that lies beyond the calendar.
    """

    line: int
    first: int
    cycles: int | None
    billing_date: datetime | None
    sums: Sums


class ShippingFigures(NamedTuple):
    """The option in force, whether it is the one asked for, its price, discount and tax (minor units)."""

    carrier: ShippingCarrier
    option: ShippingOption
    requested: bool
    price: int
    discount: int
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

    ``undiscounted`` holds the unit prices before discount rules; it is empty where there are none.
    ``tax_parts`` holds each line's tax by tax where the policy rounds tax in total; else None, and a line's tax is
    allocated to its rates when that is read.
    """

    items: tuple[CatalogItem | None, ...]
    unit_prices: tuple[Ratio, ...]
    undiscounted: tuple[Ratio, ...]
    line_prices: tuple[int, ...]
    discounts: tuple[int, ...]
    taxes: tuple[int, ...]
    rates: tuple[TaxRates, ...]
    tax_parts: tuple[tuple[int, ...], ...] | None
    memberships: MembershipFigures | None
    rules: tuple[RuleFigures, ...]
    coupon: CouponFigures | None
    merchant: tuple[MerchantFigures, ...]
    shipping: ShippingFigures | None
    shipping_problem: str | None
    fees: tuple[FeeFigures, ...]
    gift_card: GiftCardFigures | None
    summary: Sums
    pay_now: Sums
    pay_later: Sums
    pay_after_free_trial: Sums
    subscriptions: tuple[SubscriptionFigures, ...]
