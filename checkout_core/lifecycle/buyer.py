"""Who buys: the email is replaced, the person stays. Source: updateCheckout, BuyerInfo. Convention O5."""

from __future__ import annotations

from typing import Any

import attrs

from checkout_core.errors import CheckoutRejected
from checkout_core.lifecycle.codes import BY_CODE, refused
from checkout_core.model._documents import camel
from checkout_core.model.calculation_errors import RuleType
from checkout_core.model.parties import BuyerInfo


def merged_buyer(held: BuyerInfo | None, new: BuyerInfo | None) -> BuyerInfo | None:
    """Return the buyer after a change: what is stated replaces, what is not stays; a visitor may become a member.

    Raises `CheckoutRejected` (INVALID_ARGUMENT, with the fields) where an email would be lost, or the buyer would
    become another one.
    """
    if held is None:
        return new
    if new is None:
        if held.email is not None:
            raise _refused({"email": RuleType.REQUIRED_FIELD})
        return held
    others = {
        name: RuleType.FIELD_NOT_ALLOWED
        for name in ("contact_id", "visitor_id", "member_id")
        if _is_another(name, held, new)
    }
    if others:
        raise _refused(others)
    stated = {name: value for name, value in attrs.asdict(new, recurse=False).items() if value is not None}
    if new.member_id is not None:
        stated["visitor_id"] = None
    merged: BuyerInfo = attrs.evolve(held, **stated)
    return merged


def _is_another(name: str, held: BuyerInfo, new: BuyerInfo) -> bool:
    """Whether the id says that somebody else buys; a member does not become a visitor."""
    own, stated = getattr(held, name), getattr(new, name)
    if stated is None:
        return False
    if name == "visitor_id" and held.member_id is not None:
        return True
    return own is not None and own.lower() != stated.lower()


def _refused(fields: dict[str, RuleType]) -> CheckoutRejected:
    code = "INVALID_ARGUMENT"
    violations: list[dict[str, Any]] = [
        {"field": f"buyerInfo.{camel(name)}", "description": BY_CODE[code].description, "violatedRule": rule.value}
        for name, rule in fields.items()
    ]
    return refused(code, None, tuple(violations))
