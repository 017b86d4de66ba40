"""Coupons and merchant discounts, and discounts as a price applies them. Source: coupon API, AppliedDiscount."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

import attrs

from checkout_core.model._converters import as_instant, as_json_object, as_money, as_tuple
from checkout_core.model._limits import GUID, A, Flag, Instant, Json, Many, Text
from checkout_core.model._numbers import Amount, Computed, Number, Whole
from checkout_core.model._rules import NotBelow, OneOf, Rule, SameCurrency, SomeOf, follow_rules
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.item_details import Scope, TranslatableString, as_translatable, name_of
from checkout_core.model.json_value import JsonObject
from checkout_core.money import Money

MAX_USES = 10**9
"""Largest count of a coupon's uses."""

MAX_GROUP = 100_000
"""Largest X and Y of buy X get Y."""

PERCENT_SCALE = 6
"""Decimals of a percentage."""


class DiscountType(StrEnum):
    """What an applied discount reaches: everything, named lines, or shipping."""

    GLOBAL = "GLOBAL"
    SPECIFIC_ITEMS = "SPECIFIC_ITEMS"
    SHIPPING = "SHIPPING"


class CouponType(StrEnum):
    """Kinds of coupon, spelt as on the wire."""

    MONEY_OFF = "MoneyOff"
    PERCENT_OFF = "PercentOff"
    FREE_SHIPPING = "FreeShipping"
    FIXED_PRICE = "FixedPrice"
    BUY_X_GET_Y = "BuyXGetY"


@attrs.frozen(kw_only=True)
class BuyXGetY:
    """Of every ``x + y`` units, ``y`` are free."""

    x: int = attrs.field(validator=Whole(1, MAX_GROUP))
    y: int = attrs.field(validator=Whole(1, MAX_GROUP))

    @property
    def group(self) -> int:
        """How many units make one offer."""
        return self.x + self.y


def ratio_of(amount: Money | None, percentage: Decimal | None) -> tuple[int, int]:
    """The amount in minor units, else the percentage (``20`` is 20 %) as a fraction of one, exactly; else nothing."""
    if amount is not None:
        return amount.minor_ratio
    numerator, denominator = (0, 1) if percentage is None else percentage.as_integer_ratio()
    return numerator, 100 * denominator


@attrs.frozen(kw_only=True)
class Coupon:
    """A coupon's definition.

    One of ``scope`` (reaches the lines inside it) and ``minimum_subtotal`` (reaches every line once the subtotal is at
    least this); free shipping may have neither. One of ``money_off_amount`` (major units), ``percent_off_rate`` (``20``
    is 20 %), ``fixed_price_amount`` (what a unit costs then, major units), ``buy_x_get_y`` and ``free_shipping``. Valid
    from ``start_time`` on and before ``expiration_time``. Subscriptions are reached only if
    ``applies_to_subscriptions``. Of a plan so many cycles are discounted (``discounted_cycle_count``), else the first;
    all if it ``applies_to_subscriptions``. ``usage_by_customer`` counts uses by email.
    """

    id: str = attrs.field(validator=GUID)
    name: str = attrs.field(validator=Text(1, 256))
    code: str = attrs.field(validator=Text(1, 20))
    start_time: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    expiration_time: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    active: bool = attrs.field(default=True, validator=Flag())
    usage_limit: int | None = attrs.field(default=None, validator=Whole(1, MAX_USES))
    usage_count: int = attrs.field(default=0, validator=Whole(0, MAX_USES))
    limit_per_customer: int | None = attrs.field(default=None, validator=Whole(1, MAX_USES))
    usage_by_customer: JsonObject = attrs.field(
        factory=JsonObject, converter=as_json_object, validator=Json(object_only=True)
    )
    limited_to_one_item: bool = attrs.field(default=False, validator=Flag())
    applies_to_subscriptions: bool = attrs.field(default=False, validator=Flag())
    discounted_cycle_count: int | None = attrs.field(default=None, validator=Whole(1, 999))
    scope: Scope | None = attrs.field(default=None, validator=A(Scope))
    minimum_subtotal: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount()
    )
    money_off_amount: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount(above=True)
    )
    percent_off_rate: Decimal | None = attrs.field(
        default=None, validator=Number(Decimal(0), Decimal(100), PERCENT_SCALE, above=True)
    )
    fixed_price_amount: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount()
    )
    buy_x_get_y: BuyXGetY | None = attrs.field(default=None, validator=A(BuyXGetY))
    free_shipping: bool = attrs.field(default=False, validator=Flag())

    RULES: ClassVar[tuple[Rule, ...]] = (
        OneOf(("scope", "minimum_subtotal"), none_may=True),
        SomeOf(("scope", "minimum_subtotal", "free_shipping")),
        OneOf(("money_off_amount", "percent_off_rate", "fixed_price_amount", "buy_x_get_y", "free_shipping")),
        NotBelow(("expiration_time", "start_time"), "an instant not before"),
        SameCurrency(("minimum_subtotal", "money_off_amount", "fixed_price_amount")),
    )

    coupon_type: CouponType = attrs.field(init=False, eq=False, repr=False)
    """The kind, told by which of its amounts is given. Derived."""
    ratio: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)
    """Money off or fixed price in minor units, or percent off as a fraction: numerator and denominator. Derived."""
    uses_by_email: Mapping[str, int] = attrs.field(init=False, eq=False, repr=False)
    """``usage_by_customer`` by email in lower case, uses under several spellings added. Derived."""
    is_one_amount: bool = attrs.field(init=False, eq=False, repr=False)
    """Whether it takes off one amount, shared out over the lines that it reaches, and not unit by unit. Derived."""
    reaches_one_item: bool = attrs.field(init=False, eq=False, repr=False)
    """Whether only one unit of the cheapest line is discounted: if limited so, and for bookings always. Derived."""

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        uses: dict[str, int] = {}
        for email, count in self.usage_by_customer.items():
            Whole(0, MAX_USES).check(f"Coupon.usage_by_customer[{email!r}]", count)
            uses[email.casefold()] = uses.get(email.casefold(), 0) + count
        object.__setattr__(self, "uses_by_email", FrozenDict(uses))

        amount = self.money_off_amount if self.fixed_price_amount is None else self.fixed_price_amount
        object.__setattr__(self, "ratio", ratio_of(amount, self.percent_off_rate))
        kind = next(kind for name, kind in _KINDS.items() if getattr(self, name) not in (None, False))
        object.__setattr__(self, "coupon_type", kind)
        for_bookings = self.scope is not None and self.scope.namespace == "bookings"
        one_item = self.limited_to_one_item or for_bookings
        object.__setattr__(self, "reaches_one_item", one_item)
        of_the_order = kind is CouponType.MONEY_OFF and self.scope is None
        object.__setattr__(self, "is_one_amount", of_the_order or (kind is CouponType.PERCENT_OFF and not one_item))


_KINDS = {
    "money_off_amount": CouponType.MONEY_OFF,
    "percent_off_rate": CouponType.PERCENT_OFF,
    "fixed_price_amount": CouponType.FIXED_PRICE,
    "buy_x_get_y": CouponType.BUY_X_GET_Y,
    "free_shipping": CouponType.FREE_SHIPPING,
}


@attrs.frozen(kw_only=True)
class MerchantDiscount:
    """What the merchant takes off this checkout: an ``amount`` (major units), or a ``percentage`` (``20`` is 20 %).

    Once, off the lines named in ``line_item_ids`` together, off all of them where none is named. A percentage is taken
    of the price before any other discount.
    """

    amount: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount(above=True)
    )
    percentage: Decimal | None = attrs.field(
        default=None, validator=Number(Decimal("0.01"), Decimal(100), PERCENT_SCALE)
    )
    line_item_ids: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(GUID, most=300))

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(("amount", "percentage")),)

    ratio: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)
    """Amount in minor units, or percentage as a fraction: numerator and denominator. Derived."""

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        object.__setattr__(self, "ratio", ratio_of(self.amount, self.percentage))


@attrs.frozen(kw_only=True)
class AppliedCoupon:
    """A held coupon and what it really took off; zero where it reached nothing."""

    id: str = attrs.field(validator=GUID)
    code: str = attrs.field(validator=Text(1, 20))
    amount: Money = attrs.field(converter=as_money, validator=Computed(negative=True))
    name: str = attrs.field(validator=Text(1, 256))
    coupon_type: CouponType = attrs.field(validator=A(CouponType))


@attrs.frozen(kw_only=True)
class AppliedMerchantDiscount:
    """A merchant discount and what it really took off; its percentage, if it is one (``20`` is 20 %)."""

    amount: Money = attrs.field(converter=as_money, validator=Computed(negative=True))
    percentage: Decimal | None = attrs.field(default=None, validator=Number(Decimal(0), Decimal(100), PERCENT_SCALE))


@attrs.frozen(kw_only=True)
class AppliedDiscountRule:
    """A discount rule and what it took off in all; that is inside the unit prices, and in no other discount."""

    id: str = attrs.field(validator=GUID)
    name: TranslatableString = attrs.field(converter=as_translatable, validator=name_of(256, 256))
    amount: Money = attrs.field(converter=as_money, validator=Computed(negative=True))


@attrs.frozen(kw_only=True)
class LineItemDiscount:
    """One line's part of an applied discount."""

    id: str = attrs.field(validator=GUID)
    total_discount_amount: Money = attrs.field(converter=as_money, validator=Computed(negative=True))


@attrs.frozen(kw_only=True)
class AppliedDiscount:
    """A discount in force: exactly one of a coupon, a merchant discount, a discount rule.

    ``line_item_ids`` is empty for GLOBAL and SHIPPING; the parts in ``line_item_discounts`` add up to its amount, but
    for SHIPPING, which takes off no line.
    """

    discount_type: DiscountType = attrs.field(validator=A(DiscountType))
    line_item_ids: tuple[str, ...] = attrs.field(converter=as_tuple, validator=Many(GUID))
    coupon: AppliedCoupon | None = attrs.field(default=None, validator=A(AppliedCoupon))
    merchant_discount: AppliedMerchantDiscount | None = attrs.field(default=None, validator=A(AppliedMerchantDiscount))
    discount_rule: AppliedDiscountRule | None = attrs.field(default=None, validator=A(AppliedDiscountRule))
    line_item_discounts: tuple[LineItemDiscount, ...] = attrs.field(
        converter=as_tuple, validator=Many(A(LineItemDiscount))
    )

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(("coupon", "merchant_discount", "discount_rule")),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
