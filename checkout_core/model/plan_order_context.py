"""What ordering a plan has to know besides plan and store: what the outside answered."""

from __future__ import annotations

from functools import cached_property

import attrs

from checkout_core.model._converters import as_tuple
from checkout_core.model._limits import EMAIL, GUID, A, Many
from checkout_core.model.plan_order import PlanOrder

MAX_ORDERS = 100_000
MAX_MEMBERS = 10**6


@attrs.frozen(kw_only=True)
class PlanOrderContext:
    """The orders that there are (at least the buyer's of this plan), the site's members, and the buyer's email.

    ``members`` None: every member is known. Without ``email`` a coupon's limit per customer is not enforced.
    """

    orders: tuple[PlanOrder, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(PlanOrder), most=MAX_ORDERS)
    )
    members: tuple[str, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_tuple), validator=Many(GUID, most=MAX_MEMBERS)
    )
    email: str | None = attrs.field(default=None, validator=EMAIL)

    @cached_property
    def known_members(self) -> frozenset[str]:
        """The members' ids in lower case."""
        return frozenset(member.lower() for member in self.members or ())
