"""Two answers compared: what they contradict each other in, place by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from checkout_core.testing.stateful.service import Answer
from checkout_core.wire.errors import ErrorResponse
from checkout_core.wire.numbers import from_json
from checkout_core.wire.paths import ROOT, found, joined, step

COMPARED: Final = (
    *("lineItems", "appliedDiscounts", "giftCard", "priceSummary", "payNow", "payLater", "payAfterFreeTrial"),
    *("totalAfterGiftCard", "payNowTotalAfterGiftCard", "taxSummary", "additionalFees", "shippingInfo"),
    *("calculationErrors", "violations", "subscriptionCharges", "currency", "completed"),
    *("status", "paymentStatus", "fulfillmentStatus", "balanceSummary"),
)
"""Members of a checkout and of an order that a service must answer with as the library does."""
REQUIRED: Final = (
    *("id", "quantity", "lineItemPrice", "amount", "status"),
    *("subtotal", "shipping", "additionalFees", "tax", "discount", "total", "balance", "paid"),
)
"""Members, wherever they stand, that must be there where the library states them."""
TEXTS: Final = frozenset({"formattedAmount", "formattedConvertedAmount", "message", "description"})
"""Members whose words are anybody's own."""


def contradictions(ours: Answer, theirs: Answer, compared: tuple[str, ...] = COMPARED) -> list[str]:
    """Every place where two answers differ, as ``$.priceSummary.total.amount: 10.80, and theirs 10.79``.

    Of the members ``compared``, what we state must be what they state. What they leave out further down is no
    difference unless it is `REQUIRED`; nor is null or empty where we have nothing. Whether a name has a leading
    underscore does not matter, nor how a number is written, nor whether an amount is an object or its number alone. Of
    two errors the codes must be the same, and the statuses where they state one.
    """
    one, other = _body(ours), _body(theirs)
    mine, yours = _codes(one), _codes(other)
    if mine or yours:
        return list(_of_refusals(ours, theirs)) if mine == yours else [f"we {_told(mine)}, they {_told(yours)}"]
    return [text for name in compared for text in _of_member(one.get(name), other.get(name), joined(ROOT, step(name)))]


def _of_refusals(ours: Answer, theirs: Answer) -> Iterator[str]:
    """What refusals of one code differ in: the status, where both say one."""
    mine, yours = (answer.status if isinstance(answer, ErrorResponse) else None for answer in (ours, theirs))
    if None not in {mine, yours} and mine != yours:
        yield f"status: {mine}, and theirs {yours}"


def _of_member(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    """A member of the checkout or order itself: what we state must be there."""
    if theirs is not None:
        yield from _differences(ours, theirs, path)
    elif not _is_nothing(ours):
        yield f"{path}: {found(ours)}, and theirs nothing"


def _differences(ours: Any, theirs: Any, path: str) -> Iterator[str]:
    if _is_nothing(ours) and _is_nothing(theirs):
        return
    if isinstance(ours, Mapping) and "amount" in ours and not isinstance(theirs, Mapping):
        ours = ours["amount"]
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        yield from _of_members(_bare(ours), _bare(theirs), path)
    elif isinstance(ours, list) and isinstance(theirs, list):
        yield from _of_entries(ours, theirs, path)
    elif not _is_same(ours, theirs):
        yield f"{path}: {found(ours)}, and theirs {found(theirs)}"


def _of_members(ours: dict[str, Any], theirs: dict[str, Any], path: str) -> Iterator[str]:
    lacking = [name for name in REQUIRED if theirs.get(name) is None and not _is_nothing(ours.get(name))]
    for name in lacking:
        yield f"{joined(path, step(name))}: {found(ours[name])}, and theirs nothing"
    for name, value in theirs.items():
        if value is not None and name not in TEXTS:
            yield from _differences(ours.get(name), value, joined(path, step(name)))


def _of_entries(ours: list[Any], theirs: list[Any], path: str) -> Iterator[str]:
    if len(ours) != len(theirs):
        yield f"{path}: {found(ours)}{_ids(ours)}, and theirs {found(theirs)}{_ids(theirs)}"
        return
    for index, (left, right) in enumerate(zip(ours, theirs, strict=True)):
        yield from _differences(left, right, joined(path, step(index)))


def _ids(entries: list[Any]) -> str:
    """Which they are, if they have ids."""
    ids = [str(_bare(entry).get("id")) for entry in entries if isinstance(entry, Mapping)]
    return f" ({', '.join(ids)})" if ids and "None" not in ids else ""


def _bare(members: Mapping[str, Any]) -> dict[str, Any]:
    """The members by their names without the leading underscore of one dialect."""
    return {name.removeprefix("_"): value for name, value in members.items()}


def _is_nothing(value: Any) -> bool:
    """Whether it says nothing: null, an empty list or object, or one of such."""
    if isinstance(value, Mapping):
        return all(_is_nothing(entry) for entry in value.values())
    return value is None or value in ("", [], ())


def _is_same(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    left, right = from_json(ours), from_json(theirs)
    return bool(ours == theirs) if left is None or right is None else left == right


def _body(answer: Answer) -> dict[str, Any]:
    """The members of the checkout or order, or of the error."""
    body: Mapping[str, Any] = answer.body if isinstance(answer, ErrorResponse) else answer
    inner = body.get("checkout") or body.get("order") or body
    return _bare(inner)


def _codes(body: Mapping[str, Any]) -> tuple[str, ...]:
    """The codes of an error: the application's, or the rules that its fields violate; none of anything else."""
    details = body.get("details")
    if not isinstance(details, Mapping):
        return ()
    application, validation = details.get("applicationError") or {}, details.get("validationError") or {}
    violated = [str(entry.get("violatedRule")) for entry in validation.get("fieldViolations", ())]
    return tuple([str(application["code"])] if "code" in application else violated)


def _told(codes: tuple[str, ...]) -> str:
    return f"refuse with {' and '.join(codes)}" if codes else "do it"
