"""A member's order of a plan: its state, its schedule, its prices. Source: Pricing Plans, Order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any, ClassVar

import attrs

from checkout_core.currencies import Currency
from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.model._converters import as_instant, as_json_object, as_money, as_tuple
from checkout_core.model._limits import GUID, A, Flag, Instant, Json, Many
from checkout_core.model._numbers import Whole
from checkout_core.model._rules import NotBelow, OneOf, Rule, follow_rules
from checkout_core.model.json_value import JsonObject
from checkout_core.model.plan import (
    MAX_TRIAL_DAYS,
    MODELS,
    PLAN_AMOUNT,
    PLAN_DESCRIPTION,
    PLAN_NAME,
    Duration,
    PlanSubscription,
)
from checkout_core.model.plan_periods import PausePeriod, PlanCycle
from checkout_core.model.plan_prices import PlanPrice, PlanPriceSpan
from checkout_core.money import Money

MAX_PAUSES = 1_000


class PlanOrderStatus(StrEnum):
    """Not yet paid, waiting for its start, in use, paused, over, called off."""

    DRAFT = "DRAFT"
    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    PAUSED = "PAUSED"
    ENDED = "ENDED"
    CANCELED = "CANCELED"


class PlanPaymentStatus(StrEnum):
    """What became of the last payment."""

    PAID = "PAID"
    REFUNDED = "REFUNDED"
    FAILED = "FAILED"
    UNPAID = "UNPAID"
    PENDING = "PENDING"
    NOT_APPLICABLE = "NOT_APPLICABLE"


class PlanOrderType(StrEnum):
    """Where it was ordered: on the site, by hand, elsewhere."""

    ONLINE = "ONLINE"
    OFFLINE = "OFFLINE"
    EXTERNAL = "EXTERNAL"


class PlanOrderMethod(StrEnum):
    """How somebody ordered on behalf of the member: by mail or telephone, at a till. UNKNOWN: the member did."""

    UNKNOWN = "UNKNOWN"
    MOTO = "MOTO"
    POS = "POS"


class CancellationCause(StrEnum):
    """Who or what has called the order off."""

    OWNER_ACTION = "OWNER_ACTION"
    MEMBER_ACTION = "MEMBER_ACTION"
    PAYMENT_FAILURE = "PAYMENT_FAILURE"
    PAYMENT_SETUP_FAILURE = "PAYMENT_SETUP_FAILURE"
    UNKNOWN = "UNKNOWN"


class CancellationEffectiveAt(StrEnum):
    """When a cancellation takes effect."""

    IMMEDIATELY = "IMMEDIATELY"
    NEXT_PAYMENT_DATE = "NEXT_PAYMENT_DATE"


@attrs.frozen(kw_only=True)
class PlanBuyer:
    """The member who ordered."""

    member_id: str = attrs.field(validator=GUID)
    contact_id: str | None = attrs.field(default=None, validator=GUID)


def first_gap(spans: Iterable[PlanPriceSpan]) -> tuple[int, str] | None:
    """The first span that does not follow the one before it, from cycle 1 on: its place, and what is allowed."""
    following: int | None = 1
    for index, span in enumerate(spans):
        if span.cycle_from != following:
            return index, "no span after one without an end" if following is None else f"{following}, the next cycle"
        following = None if span.number_of_cycles is None else span.cycle_from + span.number_of_cycles
    return None


def wrong_end(subscription: PlanSubscription | None, spans: Sequence[PlanPriceSpan]) -> str | None:
    """How many cycles the last span may have, where it ends before the order's last cycle, or after it."""
    last = spans[-1]
    if last.number_of_cycles is None:
        return None
    count = 1 if subscription is None else subscription.cycle_count
    left = count - last.cycle_from + 1
    if last.number_of_cycles == left:
        return None
    return f"{left}, up to cycle {count}" if left > 0 else f"none: the order has {count or 'endless'} cycles"


class _Gapless(Rule):
    """Spans of prices follow each other from cycle 1 on; only the last may have no end."""

    names = ("prices",)

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        spans = values.get("prices") or ()
        gap = first_gap(spans)
        if gap is not None:
            index, allowed = gap
            raise InvalidField(f"{owner}.prices[{index}].cycle_from", spans[index].cycle_from, allowed)


class _PausesInTurn(Rule):
    """Pauses follow each other; only the last may last, and it does where the order is paused."""

    names = ("pause_periods", "status")

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        pauses: tuple[PausePeriod, ...] = values.get("pause_periods") or ()
        for index, (one, following) in enumerate(pairwise(pauses)):
            if one.resume_date is None or following.pause_date < one.resume_date:
                given = following.pause_date.isoformat()
                raise InvalidField(f"{owner}.pause_periods[{index + 1}].pause_date", given, "after the pause before it")
        lasts = bool(pauses) and pauses[-1].resume_date is None
        status = values.get("status")
        if status is PlanOrderStatus.PAUSED and not lasts:
            raise InvalidField(f"{owner}.pause_periods", f"{len(pauses)} that are over", "one that lasts: PAUSED")
        if lasts and status is not PlanOrderStatus.PAUSED:
            raise InvalidField(f"{owner}.pause_periods", "one that lasts", f"none: {status}")


@attrs.frozen(kw_only=True)
class PlanCancellation:
    """Who asked for the end, when, and when it comes. It is there as soon as it is asked for."""

    requested_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    cause: CancellationCause = attrs.field(validator=A(CancellationCause))
    effective_at: CancellationEffectiveAt = attrs.field(validator=A(CancellationEffectiveAt))


@attrs.frozen(kw_only=True)
class PlanFormData:
    """What the buyer has filled in when ordering."""

    form_id: str = attrs.field(validator=GUID)
    submission_id: str | None = attrs.field(default=None, validator=GUID)
    submission_data: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )


@attrs.frozen(kw_only=True)
class PlanOrderPricing:
    """How and when the order is paid, and what each payment comes to: every cycle is covered by one span of prices."""

    subscription: PlanSubscription | None = attrs.field(default=None, validator=A(PlanSubscription))
    single_payment_for_duration: Duration | None = attrs.field(default=None, validator=A(Duration))
    single_payment_unlimited: bool = attrs.field(default=False, validator=Flag())
    prices: tuple[PlanPriceSpan, ...] = attrs.field(
        converter=as_tuple, validator=Many(A(PlanPriceSpan), least=1, most=100)
    )

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(MODELS), _Gapless())

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        allowed = wrong_end(self.subscription, self.prices)
        if allowed is not None:
            place = f"PlanOrderPricing.prices[{len(self.prices) - 1}].number_of_cycles"
            raise InvalidField(place, self.prices[-1].number_of_cycles, allowed)
        for index, span in enumerate(self.prices):
            if span.price.currency != self.currency:
                message = f"PlanOrderPricing.prices[{index}]: {span.price.total} is not in {self.currency}"
                raise CurrencyMismatch(message)

    @property
    def currency(self) -> Currency:
        """The currency of every payment."""
        return self.prices[0].price.currency

    @property
    def is_free(self) -> bool:
        """Whether no cycle costs anything: the plan does not, or a coupon takes off all of every payment."""
        return not any(span.price.total for span in self.prices)

    def price_of(self, cycle: int) -> PlanPrice | None:
        """What the cycle (from 1) costs; None where there is no such cycle."""
        return next((span.price for span in self.prices if span.covers(cycle)), None)


@attrs.frozen(kw_only=True)
class PlanOrder:
    """An order of a plan, as it was when it was last changed; `checkout_core.plans.at` tells how it is at an instant.

    What the plan is called and costs (``plan_price``: major units, as the plan states it) is of the moment of the
    order: later changes of the plan change nothing here.
    """

    id: str = attrs.field(validator=GUID)
    plan_id: str = attrs.field(validator=GUID)
    subscription_id: str = attrs.field(validator=GUID)
    wix_pay_order_id: str | None = attrs.field(default=None, validator=GUID)
    buyer: PlanBuyer = attrs.field(validator=A(PlanBuyer))
    pricing: PlanOrderPricing = attrs.field(validator=A(PlanOrderPricing))
    type: PlanOrderType = attrs.field(validator=A(PlanOrderType))
    order_method: PlanOrderMethod = attrs.field(default=PlanOrderMethod.UNKNOWN, validator=A(PlanOrderMethod))
    status: PlanOrderStatus = attrs.field(validator=A(PlanOrderStatus))
    auto_renew_canceled: bool | None = attrs.field(default=None, validator=Flag())
    cancellation: PlanCancellation | None = attrs.field(default=None, validator=A(PlanCancellation))
    last_payment_status: PlanPaymentStatus = attrs.field(validator=A(PlanPaymentStatus))
    start_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    end_date: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    pause_periods: tuple[PausePeriod, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(PausePeriod), most=MAX_PAUSES)
    )
    free_trial_days: int | None = attrs.field(default=None, validator=Whole(1, MAX_TRIAL_DAYS))
    earliest_end_date: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    current_cycle: PlanCycle | None = attrs.field(default=None, validator=A(PlanCycle))
    plan_name: str = attrs.field(validator=PLAN_NAME)
    plan_description: str | None = attrs.field(default=None, validator=PLAN_DESCRIPTION)
    plan_price: Money = attrs.field(converter=as_money, validator=PLAN_AMOUNT)
    form_data: PlanFormData | None = attrs.field(default=None, validator=A(PlanFormData))
    created_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    updated_date: datetime = attrs.field(converter=as_instant, validator=Instant())

    RULES: ClassVar[tuple[Rule, ...]] = (
        NotBelow(("updated_date", "created_date"), "an instant not before"),
        _PausesInTurn(),
    )

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        if self.plan_price.currency != self.pricing.currency:
            raise CurrencyMismatch(f"PlanOrder.plan_price: {self.plan_price} is not in {self.pricing.currency}")
