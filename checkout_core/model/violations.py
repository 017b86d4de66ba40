"""Violations: what the merchant's own rules say against a checkout. Source: Violation, Severity."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any

import attrs

from checkout_core.model._converters import as_json_object
from checkout_core.model._documents import document
from checkout_core.model._limits import GUID, A, Json, Text
from checkout_core.model.json_value import JsonObject


class Severity(StrEnum):
    """Whether the order may go on all the same (WARNING) or is blocked (ERROR)."""

    WARNING = "WARNING"
    ERROR = "ERROR"


_LINK = re.compile(r"<a href=([\"'])https?://[^\"'<>]*\1>|</a>")
_TAG = re.compile(r"<[A-Za-z/!?]")


@attrs.frozen
class Linked(Text):
    """Text that may hold links to web pages, and no other markup: it is shown on a page."""

    def fits(self, value: Any) -> bool:
        return super().fits(value) and not _TAG.search(_LINK.sub("", value))

    @property
    def allowed(self) -> str:
        return f'{super().allowed}, no markup but <a href="https://…">'


@attrs.frozen(kw_only=True)
class Violation:
    """A rule of the merchant's that a checkout breaks: how badly, in words, and with data for programs.

    It is about one line, or about the checkout as a whole where ``line_item_id`` is None.
    """

    severity: Severity = attrs.field(validator=A(Severity))
    description: str = attrs.field(validator=Linked(1, 1_000))
    line_item_id: str | None = attrs.field(default=None, validator=GUID)
    data: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )

    def to_json(self, id_name: str = "_id") -> dict[str, Any]:
        """Return it as the service publishes it, the line's id under this name."""
        target: dict[str, Any] = {"other": {"name": "OTHER_DEFAULT"}}
        if self.line_item_id is not None:
            target = {"lineItem": {"name": "LINE_ITEM_DEFAULT", id_name: self.line_item_id}}
        members = {"severity": self.severity.value, "target": target, "description": self.description}
        return members if self.data is None else {**members, "data": document(self.data)}
