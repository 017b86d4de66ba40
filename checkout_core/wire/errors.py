"""Errors as the service answers them: an HTTP status, and a body of one shape for all of them."""

from __future__ import annotations

import re
from typing import Any, Final

import attrs

from checkout_core.errors import CheckoutCoreError, InvalidDocument, InvalidField, Problem, Rejected, shown
from checkout_core.model.calculation_errors import RuleType
from checkout_core.model.order_context import Rejection
from checkout_core.orders.codes import VIOLATIONS
from checkout_core.orders.creation import rejected
from checkout_core.wire.names import Dialect, check_dialect, in_wire_names, spelling
from checkout_core.wire.paths import ROOT
from checkout_core.wire.writer import thawed

BAD_REQUEST: Final = 400

_NAME: Final = re.compile(r"(?<![^.])[a-z_][a-z0-9_]*")


@attrs.frozen
class ErrorResponse:
    """What the service answers when it refuses: the HTTP status, and the body as JSON-ready data."""

    status: int
    body: dict[str, Any]


def dump_error(error: CheckoutCoreError | Rejection, dialect: Dialect = "velo") -> ErrorResponse:
    """Return what the service would answer instead of this error, or of this reason against an order.

    A refusal has a status, a code and data of its own. A document that cannot be read, and a value that is refused, are
    400 and name the fields that are to blame; any other error of this library is 400 with a message alone.

    Raises:
        InvalidField: when ``error`` is none of these, or ``dialect`` no dialect.
    """
    check_dialect(dialect)
    if isinstance(error, Rejection):
        error = rejected(error)
    if isinstance(error, Rejected):
        return ErrorResponse(error.status, _envelope(error, dialect))
    if isinstance(error, InvalidDocument):
        return _blaming([_of_problem(problem) for problem in error.problems])
    if isinstance(error, InvalidField) and error.field:
        return _blaming([_of_field(error, dialect)])
    if isinstance(error, CheckoutCoreError):
        return ErrorResponse(BAD_REQUEST, {"message": str(error)})
    raise InvalidField("dump_error.error", error, "an error of this library, or a Rejection")


def _envelope(error: Rejected, dialect: Dialect) -> dict[str, Any]:
    """The refusal's own body; of violations, the ids of lines are called as in the dialect."""
    body: dict[str, Any] = thawed(error.envelope())
    data = body["details"].get("applicationError", {}).get("data", {})
    if error.code == VIOLATIONS.code and "violations" in data:
        data["violations"] = [_in_dialect(violation, dialect) for violation in data["violations"]]
    return body


def _in_dialect(violation: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    """The violation with the id in its target called as in the dialect; its data are the merchant's."""
    own = spelling("id", dialect)
    target = {
        kind: {own if name == "_id" else name: value for name, value in inside.items()}
        for kind, inside in violation["target"].items()
    }
    return {**violation, "target": target}


def _blaming(violations: list[dict[str, str]]) -> ErrorResponse:
    """The body that names fields; its message is the first one's."""
    first = violations[0]
    others = f" (and {len(violations) - 1} more)" if len(violations) > 1 else ""
    place = f"{first['field']}: " if first["field"] else ""
    details = {"validationError": {"fieldViolations": violations}}
    return ErrorResponse(BAD_REQUEST, {"message": f"{place}{first['description']}{others}", "details": details})


def _of_problem(problem: Problem) -> dict[str, str]:
    """The field at the problem's place; empty where that is the document itself."""
    is_missing = problem.found.partition(" ")[0] == "nothing"
    return _violation(
        problem.path.removeprefix(ROOT).removeprefix("."),
        f"found {problem.found}, allowed {problem.allowed}",
        RuleType.REQUIRED_FIELD if is_missing else RuleType.VALIDATION,
    )


def _of_field(error: InvalidField, dialect: Dialect) -> dict[str, str]:
    """The field that was refused, by its wire name, without the class or function that refused it."""
    _, _, inside = error.field.partition(".")
    field = _NAME.sub(lambda match: spelling(match[0], dialect), inside or error.field)
    words = f"found {shown(error.given)}, allowed {in_wire_names(error.allowed)}"
    return _violation(field, words, RuleType.VALIDATION)


def _violation(field: str, description: str, rule: RuleType) -> dict[str, str]:
    return {"field": field, "description": description, "violatedRule": rule.value}
