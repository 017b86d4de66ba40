"""The times of an order of a plan: its pauses, and the cycle it is in. Source: Pricing Plans, Order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_instant
from checkout_core.model._limits import A, Instant
from checkout_core.model._numbers import Whole
from checkout_core.model._rules import NotBelow, Rule, follow_rules

MAX_INDEX = 10**7
"""Largest number of a cycle: more than the calendar has days."""


class PausePeriodStatus(StrEnum):
    """Whether the pause lasts."""

    ACTIVE = "ACTIVE"
    ENDED = "ENDED"


class _ResumedWhereEnded(Rule):
    """A pause has an end where it is over, and only there."""

    names: tuple[str, ...] = ("status", "resume_date")

    def check(self, owner: str, values: Mapping[str, Any]) -> None:
        status, resumed = values.get("status"), values.get("resume_date")
        if (status is PausePeriodStatus.ENDED) != (resumed is not None):
            given = "none" if resumed is None else resumed.isoformat()
            raise InvalidField(f"{owner}.resume_date", given, "an instant where the status is ENDED, else none")


@attrs.frozen(kw_only=True)
class PausePeriod:
    """A time in which the order was paused, or is: then it has no ``resume_date``."""

    status: PausePeriodStatus = attrs.field(validator=A(PausePeriodStatus))
    pause_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    resume_date: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )

    RULES: ClassVar[tuple[Rule, ...]] = (
        NotBelow(("resume_date", "pause_date"), "an instant not before"),
        _ResumedWhereEnded(),
    )

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class PlanCycle:
    """The time that one payment pays for; number 0 is the free trial. Without an end where there is none."""

    index: int = attrs.field(validator=Whole(0, MAX_INDEX))
    started_date: datetime = attrs.field(converter=as_instant, validator=Instant())
    ended_date: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )

    RULES: ClassVar[tuple[Rule, ...]] = (NotBelow(("ended_date", "started_date"), "an instant not before"),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
