"""Coupons as the merchant defines them, and discounts as a price applies them. Source: coupon API, AppliedDiscount."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

import attrs

from checkout_core.model._converters import as_instant, as_json_object, as_money
from checkout_core.model._limits import GUID, A, Amount, Flag, Instant, Json, Number, Text, Whole
from checkout_core.model._rules import NotBelow, OneOf, Rule, follow_rules
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.item_details import Scope
from checkout_core.model.json_value import JsonObject
from checkout_core.money import Money

MAX_USES = 10**9
"""Largest count of a coupon's uses."""

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


@attrs.frozen(kw_only=True)
class Coupon:
    """A coupon's definition.

    One of ``scope`` (reaches the lines inside it) and ``minimum_subtotal`` (reaches every line once the subtotal is at
    least this). One of ``money_off_amount`` (major units) and ``percent_off_rate`` (``20`` is 20 %). Valid from
    ``start_time`` on and before ``expiration_time``. ``usage_by_customer`` counts uses by email.
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

    RULES: ClassVar[tuple[Rule, ...]] = (
        OneOf(("scope", "minimum_subtotal")),
        OneOf(("money_off_amount", "percent_off_rate")),
        NotBelow(("expiration_time", "start_time"), "an instant not before"),
    )

    ratio: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)
    """Money off in minor units, or percent off as a fraction of one: numerator and denominator. Derived."""
    uses_by_email: Mapping[str, int] = attrs.field(init=False, eq=False, repr=False)
    """``usage_by_customer`` by email in lower case, uses under several spellings added. Derived."""
    reaches_one_item: bool = attrs.field(init=False, eq=False, repr=False)
    """Whether only one unit of the cheapest line is discounted: if limited so, and for bookings always. Derived."""

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        uses: dict[str, int] = {}
        for email, count in self.usage_by_customer.items():
            Whole(0, MAX_USES).check(f"Coupon.usage_by_customer[{email!r}]", count)
            uses[email.casefold()] = uses.get(email.casefold(), 0) + count
        object.__setattr__(self, "uses_by_email", FrozenDict(uses))

        value = self.money_off_amount
        if value is not None:
            ratio = value.minor_ratio
        else:
            numerator, denominator = (self.percent_off_rate or Decimal(0)).as_integer_ratio()
            ratio = (numerator, 100 * denominator)
        object.__setattr__(self, "ratio", ratio)
        for_bookings = self.scope is not None and self.scope.namespace == "bookings"
        object.__setattr__(self, "reaches_one_item", self.limited_to_one_item or for_bookings)

    @property
    def coupon_type(self) -> CouponType:
        """The kind, told by which amount is given."""
        return CouponType.MONEY_OFF if self.money_off_amount is not None else CouponType.PERCENT_OFF


@attrs.frozen(kw_only=True)
class AppliedCoupon:
    """A held coupon and what it really took off; zero where it reached nothing."""

    id: str
    code: str
    amount: Money
    name: str
    coupon_type: CouponType


@attrs.frozen(kw_only=True)
class LineItemDiscount:
    """One line's part of an applied discount."""

    id: str
    total_discount_amount: Money


@attrs.frozen(kw_only=True)
class AppliedDiscount:
    """A discount in force. ``line_item_ids`` is empty for GLOBAL; the parts in ``line_item_discounts`` add up."""

    discount_type: DiscountType
    line_item_ids: tuple[str, ...]
    coupon: AppliedCoupon
    line_item_discounts: tuple[LineItemDiscount, ...]
