"""Subscriptions: how often an item is billed again, and what will be charged when. Source: SubscriptionOptionInfo."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._limits import A, Flag
from checkout_core.model._numbers import Whole
from checkout_core.model._rules import Rule, follow_rules
from checkout_core.model.item_details import TranslatableString, as_translatable, name_of

MAX_CYCLES = 10**6
"""Largest number of billing cycles."""


class SubscriptionFrequency(StrEnum):
    """The unit of a billing cycle and of a trial."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    YEAR = "YEAR"


@attrs.frozen(kw_only=True)
class FreeTrialPeriod:
    """How long nothing is charged: so many of a unit."""

    frequency: SubscriptionFrequency = attrs.field(validator=A(SubscriptionFrequency))
    interval: int = attrs.field(default=1, validator=Whole(1, 999))


@attrs.frozen
class DaysAreWeeks(Rule):
    """A cycle that is counted in days has seven of them or more."""

    names: tuple[str, ...] = ("frequency", "interval")
    least: int = 7

    def check(self, owner: str, values: Any) -> None:
        interval = values.get("interval")
        interval = 1 if interval is None else interval
        if values.get("frequency") is SubscriptionFrequency.DAY and interval < self.least:
            raise InvalidField(f"{owner}.interval", interval, f"at least {self.least} where the frequency is DAY")


@attrs.frozen(kw_only=True)
class SubscriptionSettings:
    """When a subscription is billed: every ``interval`` of ``frequency``, ``billing_cycles`` times.

    Without an end if there are no ``billing_cycles``, and if it renews by itself. A free trial comes before the first
    cycle.
    """

    frequency: SubscriptionFrequency = attrs.field(validator=A(SubscriptionFrequency))
    interval: int = attrs.field(default=1, validator=Whole(1, 3_650))
    auto_renewal: bool = attrs.field(default=False, validator=Flag())
    billing_cycles: int | None = attrs.field(default=None, validator=Whole(1, MAX_CYCLES))
    enable_customer_cancellation: bool = attrs.field(default=False, validator=Flag())
    free_trial_period: FreeTrialPeriod | None = attrs.field(default=None, validator=A(FreeTrialPeriod))

    RULES: ClassVar[tuple[Rule, ...]] = (DaysAreWeeks(),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class SubscriptionOptionInfo:
    """What makes an item a subscription."""

    title: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(150, 300)
    )
    description: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(500, 1_000)
    )
    subscription_settings: SubscriptionSettings = attrs.field(validator=A(SubscriptionSettings))
