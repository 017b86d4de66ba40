"""Memberships that a buyer selects to pay lines with. Source: MembershipOptions, SelectedMembership."""

from __future__ import annotations

import attrs

from checkout_core.model._converters import as_tuple
from checkout_core.model._limits import GUID, A, Many, Text

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
