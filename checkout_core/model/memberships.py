"""Memberships: what the merchant has sold, and what a buyer pays lines with. Source: MembershipOptions, Membership."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import attrs

from checkout_core.model._converters import as_instant, as_json_object, as_tuple
from checkout_core.model._limits import GUID, A, Instant, Json, Many, Text
from checkout_core.model._numbers import Whole
from checkout_core.model._rules import NotBelow, Rule, follow_rules
from checkout_core.model.item_details import TranslatableString, as_translatable, name_of
from checkout_core.model.json_value import JsonObject

MAX_MEMBERSHIPS = 300
"""Most memberships of a checkout, and most lines of a membership."""


@attrs.frozen(kw_only=True)
class SelectedMembership:
    """A membership and the lines it shall pay."""

    id: str = attrs.field(validator=Text(1, 200))
    app_id: str = attrs.field(validator=GUID)
    line_item_ids: tuple[str, ...] = attrs.field(converter=as_tuple, validator=Many(GUID, 1, MAX_MEMBERSHIPS))


@attrs.frozen(kw_only=True)
class SelectedMemberships:
    """The selection as the wire nests it."""

    memberships: tuple[SelectedMembership, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(SelectedMembership), most=MAX_MEMBERSHIPS)
    )


@attrs.frozen(kw_only=True)
class MembershipOptions:
    """What the buyer chose among memberships."""

    selected_memberships: SelectedMemberships = attrs.field(
        default=SelectedMemberships(), validator=A(SelectedMemberships)
    )


@attrs.frozen(kw_only=True)
class Credits:
    """How many units a membership pays in all, and how many it still does."""

    total: int = attrs.field(validator=Whole(1, 10**9))
    remaining: int = attrs.field(validator=Whole(0, 10**9))

    RULES: ClassVar[tuple[Rule, ...]] = (NotBelow(("total", "remaining"), "at least"),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)


@attrs.frozen(kw_only=True)
class Membership:
    """A membership that the merchant has sold to a member: it pays items of these root ids, one credit a unit.

    Without ``credits`` there is no bound. It pays nothing from ``expiration_date`` on.
    """

    id: str = attrs.field(validator=Text(1, 200))
    app_id: str = attrs.field(validator=GUID)
    name: TranslatableString = attrs.field(converter=as_translatable, validator=name_of(100, 100))
    member_id: str = attrs.field(validator=GUID)
    root_catalog_item_ids: tuple[str, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(Text(1, 36), most=100_000)
    )
    credits: Credits | None = attrs.field(default=None, validator=A(Credits))
    expiration_date: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    additional_data: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )

    root_ids: frozenset[str] = attrs.field(init=False, eq=False, repr=False)
    """``root_catalog_item_ids``, quick to look up. Derived."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "root_ids", frozenset(self.root_catalog_item_ids))

    @property
    def key(self) -> tuple[str, str]:
        """App (in lower case) and id: what a selection names."""
        return membership_key(self.app_id, self.id)


def membership_key(app_id: str, membership_id: str) -> tuple[str, str]:
    """What a membership is known by; the case of the app's id does not matter."""
    return app_id.lower(), membership_id


@attrs.frozen(kw_only=True)
class FittingMembership:
    """A membership of the buyer's and the lines that it fits; ``reason`` is why it cannot pay them, None if it can."""

    membership: Membership
    line_item_ids: tuple[str, ...]
    reason: str | None
