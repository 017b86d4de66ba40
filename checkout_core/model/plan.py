"""Plans: what a member can order, for how long and at which price. Source: Pricing Plans, Plan."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias

import attrs

from checkout_core.currencies import Currency
from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.model._converters import as_money, as_tuple
from checkout_core.model._limits import GUID, A, Flag, Many, Text
from checkout_core.model._numbers import Amount, Whole
from checkout_core.model._rules import OneOf, Rule, follow_rules
from checkout_core.model.subscriptions import SubscriptionFrequency
from checkout_core.money import Money

MAX_CYCLES = 2_000
"""Most cycles of a subscription to a plan."""
MAX_TRIAL_DAYS = 999
MAX_FEES = 100
MAX_COUNT = 10**9
"""Most units in a duration: more than the calendar has."""
PLAN_NAME = Text(1, 50)
PLAN_DESCRIPTION = Text(0, 450)
PLAN_AMOUNT = Amount(most=Decimal("999999999999.999"), scale=3)
"""A plan's price, in major units."""


PeriodUnit: TypeAlias = SubscriptionFrequency
"""The unit of a duration: the same as that of a subscription to an item."""


@attrs.frozen(kw_only=True)
class Duration:
    """So many of a unit: a calendar month is not 30 days."""

    count: int = attrs.field(default=1, validator=Whole(1, MAX_COUNT))
    unit: PeriodUnit = attrs.field(validator=A(PeriodUnit))


@attrs.frozen(kw_only=True)
class PlanSubscription:
    """Paid once in every cycle, ``cycle_count`` times; 0: until it is canceled."""

    cycle_duration: Duration = attrs.field(validator=A(Duration))
    cycle_count: int = attrs.field(default=0, validator=Whole(0, MAX_CYCLES))


MODELS = ("subscription", "single_payment_for_duration", "single_payment_unlimited")
"""The three ways to pay; a plan and an order have exactly one of them."""


class _TrialOfASubscription(Rule):
    """Only what is paid again and again can be tried first."""

    names = ("free_trial_days", "subscription")

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        days = values.get("free_trial_days")
        if days is not None and values.get("subscription") is None:
            raise InvalidField(f"{owner}.free_trial_days", days, "none without a subscription")


@attrs.frozen(kw_only=True)
class PlanPricing:
    """What a plan costs: each cycle of a subscription, or once. A subscription may begin with free days.

    ``price`` is in major units, with or without tax as the store says (``Store.tax_included_in_price``).
    """

    subscription: PlanSubscription | None = attrs.field(default=None, validator=A(PlanSubscription))
    single_payment_for_duration: Duration | None = attrs.field(default=None, validator=A(Duration))
    single_payment_unlimited: bool = attrs.field(default=False, validator=Flag())
    price: Money = attrs.field(converter=as_money, validator=PLAN_AMOUNT)
    free_trial_days: int | None = attrs.field(default=None, validator=Whole(1, MAX_TRIAL_DAYS))

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(MODELS), _TrialOfASubscription())

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class PlanFee:
    """What is charged once beside the plan, with the first payment, without tax. Major units."""

    name: str = attrs.field(validator=Text(1, 40))
    amount: Money = attrs.field(converter=as_money, validator=attrs.evolve(PLAN_AMOUNT, above=True))


@attrs.frozen(kw_only=True)
class Plan:
    """A plan of the store. ``max_purchases_per_buyer`` is 0 (no limit) or 1."""

    id: str = attrs.field(validator=GUID)
    name: str = attrs.field(validator=PLAN_NAME)
    description: str | None = attrs.field(default=None, validator=PLAN_DESCRIPTION)
    perks: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(Text(1, 400), most=100))
    pricing: PlanPricing = attrs.field(validator=A(PlanPricing))
    fees: tuple[PlanFee, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(A(PlanFee), most=MAX_FEES))
    public: bool = attrs.field(default=True, validator=Flag())
    archived: bool = attrs.field(default=False, validator=Flag())
    primary: bool = attrs.field(default=False, validator=Flag())
    has_orders: bool = attrs.field(default=False, validator=Flag())
    max_purchases_per_buyer: int = attrs.field(default=0, validator=Whole(0, 1))
    allow_future_start_date: bool = attrs.field(default=False, validator=Flag())
    buyer_can_cancel: bool = attrs.field(default=False, validator=Flag())
    terms_and_conditions: str | None = attrs.field(default=None, validator=Text(0, 3_000))
    form_id: str | None = attrs.field(default=None, validator=GUID)
    slug: str | None = attrs.field(default=None, validator=Text(1, 100))

    def __attrs_post_init__(self) -> None:
        for index, fee in enumerate(self.fees):
            if fee.amount.currency != self.currency:
                raise CurrencyMismatch(f"Plan.fees[{index}].amount: {fee.amount} is not in {self.currency.code}")

    @property
    def currency(self) -> Currency:
        """The currency of its price."""
        return self.pricing.price.currency

    @property
    def is_free(self) -> bool:
        """Whether nothing is ever charged."""
        return not self.pricing.price and not self.fees
