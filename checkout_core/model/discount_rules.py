"""Discount rules: discounts that apply by themselves and change the unit price. Source: DiscountRule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

import attrs

from checkout_core.model._converters import as_instant, as_money, as_tuple
from checkout_core.model._limits import GUID, A, Flag, Instant, Many, Text
from checkout_core.model._numbers import Amount, Number
from checkout_core.model._rules import NotBelow, Rule, Tagged, follow_rules
from checkout_core.model.discounts import PERCENT_SCALE, ratio_of
from checkout_core.model.triggers import SCOPES, DiscountTrigger, RuleScope
from checkout_core.money import Money


class RuleDiscountType(StrEnum):
    """How a rule changes a unit price."""

    PERCENTAGE = "PERCENTAGE"
    FIXED_AMOUNT = "FIXED_AMOUNT"
    FIXED_PRICE = "FIXED_PRICE"


class RuleTargetType(StrEnum):
    """What a rule's discount reaches: items, never the whole checkout."""

    SPECIFIC_ITEMS = "SPECIFIC_ITEMS"


class AppliedSubjectType(StrEnum):
    """Whether a rule reaches every item of its scopes or only the cheapest."""

    ALL_ITEMS = "ALL_ITEMS"
    LOWEST_PRICED_ITEM = "LOWEST_PRICED_ITEM"


class PurchaseType(StrEnum):
    """Whether a rule reaches subscriptions, everything else, or both."""

    ONLY_ONE_TIME_PURCHASE = "ONLY_ONE_TIME_PURCHASE"
    ONLY_SUBSCRIPTION = "ONLY_SUBSCRIPTION"
    ALL_PURCHASE_TYPES = "ALL_PURCHASE_TYPES"


class DiscountRuleStatus(StrEnum):
    """Where an instant stands to a rule's time: before, within, after."""

    PENDING = "PENDING"
    LIVE = "LIVE"
    EXPIRED = "EXPIRED"


@attrs.frozen(kw_only=True)
class SpecificItemsInfo:
    """The items that a rule's discount reaches."""

    scopes: tuple[RuleScope, ...] = attrs.field(converter=as_tuple, validator=SCOPES)


@attrs.frozen(kw_only=True)
class RuleDiscount:
    """What a rule does to a unit price: a percentage off (``20`` is 20 %), an amount off, or a price of its own.

    Amounts are major units. The member that ``discount_type`` names is given, and no other.
    """

    discount_type: RuleDiscountType = attrs.field(validator=A(RuleDiscountType))
    target_type: RuleTargetType = attrs.field(default=RuleTargetType.SPECIFIC_ITEMS, validator=A(RuleTargetType))
    specific_items_info: SpecificItemsInfo = attrs.field(validator=A(SpecificItemsInfo))
    percentage: Decimal | None = attrs.field(
        default=None, validator=Number(Decimal("0.1"), Decimal(100), PERCENT_SCALE)
    )
    fixed_amount: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount(above=True)
    )
    fixed_price: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount()
    )

    RULES: ClassVar[tuple[Rule, ...]] = (
        Tagged(
            "discount_type",
            {"PERCENTAGE": "percentage", "FIXED_AMOUNT": "fixed_amount", "FIXED_PRICE": "fixed_price"},
        ),
    )

    ratio: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)
    """What is left of a price as a fraction of one, or the amount in minor units: numerator, denominator. Derived."""

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        part, whole = ratio_of(self.fixed_amount if self.fixed_price is None else self.fixed_price, self.percentage)
        object.__setattr__(self, "ratio", (part if self.percentage is None else whole - part, whole))


@attrs.frozen(kw_only=True)
class RuleDiscounts:
    """The discounts of a rule: exactly one."""

    values: tuple[RuleDiscount, ...] = attrs.field(converter=as_tuple, validator=Many(A(RuleDiscount), 1, 1))


@attrs.frozen(kw_only=True)
class ActiveTimeInfo:
    """From when (included) to when (excluded) a rule is live; absent: open."""

    start: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    end: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )

    RULES: ClassVar[tuple[Rule, ...]] = (NotBelow(("end", "start"), "an instant not before"),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class DiscountRuleSettings:
    """Which of the items in scope a rule reaches."""

    applied_subject_type: AppliedSubjectType = attrs.field(
        default=AppliedSubjectType.ALL_ITEMS, validator=A(AppliedSubjectType)
    )
    purchase_type: PurchaseType = attrs.field(default=PurchaseType.ALL_PURCHASE_TYPES, validator=A(PurchaseType))


@attrs.frozen(kw_only=True)
class DiscountRule:
    """A discount that applies by itself while its trigger holds, always where it has none. It changes unit prices."""

    id: str = attrs.field(validator=GUID)
    name: str = attrs.field(validator=Text(1, 50))
    active: bool = attrs.field(default=True, validator=Flag())
    active_time_info: ActiveTimeInfo = attrs.field(default=ActiveTimeInfo(), validator=A(ActiveTimeInfo))
    trigger: DiscountTrigger | None = attrs.field(default=None, validator=A(DiscountTrigger))
    discounts: RuleDiscounts = attrs.field(validator=A(RuleDiscounts))
    settings: DiscountRuleSettings = attrs.field(default=DiscountRuleSettings(), validator=A(DiscountRuleSettings))

    @property
    def discount(self) -> RuleDiscount:
        """The one discount of the rule."""
        return self.discounts.values[0]

    def status(self, instant: datetime) -> DiscountRuleStatus:
        """Whether the instant lies before, within or after the rule's time."""
        start, end = self.active_time_info.start, self.active_time_info.end
        if start is not None and instant < start:
            return DiscountRuleStatus.PENDING
        if end is not None and instant >= end:
            return DiscountRuleStatus.EXPIRED
        return DiscountRuleStatus.LIVE

    def amounts(self) -> Iterator[tuple[str, Money | None]]:
        """Every amount in the rule, with its place."""
        yield "discounts.values[0].fixed_amount", self.discount.fixed_amount
        yield "discounts.values[0].fixed_price", self.discount.fixed_price
        for place, amount in () if self.trigger is None else self.trigger.amounts():
            yield f"trigger.{place}", amount
