"""Bodies of the operations on a checkout: what updateCheckout, addToCheckout and the others take, as JSON."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any, Final, cast

from checkout_core.currencies import Currency, currency
from checkout_core.lifecycle.changes import CHANGEABLE, ELSEWHERE, REMOVED_BY, CheckoutChanges
from checkout_core.lifecycle.lines import MAX_ADDED
from checkout_core.lifecycle.quantities import MAX_UPDATED
from checkout_core.model._limits import GUID, A, Many
from checkout_core.model.checkout import MAX_LINES, CheckoutInfo, CheckoutRequest, OrderOptions
from checkout_core.model.line_item import LineItem, LineRequest
from checkout_core.wire import scalars
from checkout_core.wire.lines import are_enough, one_id_each, read_custom_line, read_line
from checkout_core.wire.names import in_wire_names
from checkout_core.wire.reader import read_entries, table
from checkout_core.wire.spot import BAD, Loaded, Spot, read
from checkout_core.wire.stores import STAND_IN
from checkout_core.wire.tables import AnObject, Hook, Member, Table, built, passed_over
from checkout_core.wire.text import JsonDocument

_ADDED: Final = Many(A(LineRequest), 0, MAX_ADDED)
_UPDATED: Final = Many(AnObject(), 1, MAX_UPDATED)
_REMOVED: Final = Many(GUID, 1, MAX_LINES)
_BESIDE: Final = ("coupon_code", "gift_card_code", "gift_card_redeem_amount", "override_checkout_url")
"""What an update states beside the checkout, as creation does; all else stands in it."""
_resolve = currency  # parameters named ``currency`` hide the function


def load_changes(document: JsonDocument, currency: str | Currency, *, strict: bool = False) -> Loaded[CheckoutChanges]:
    """Return what `update_checkout` is to change, from the body of updateCheckout; amounts are in ``currency``.

    The members of ``checkout``, and ``couponCode``, ``giftCardCode``, ``giftCardRedeemAmount`` and
    ``overrideCheckoutUrl`` beside it. An absent member leaves the field; null removes it. A member of a checkout that
    an update does not change is a problem, but for its id; so is a body that changes nothing. With ``strict`` members
    that are not understood are problems, else they are named in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
        UnknownCurrency: when ``currency`` is none.
    """
    return read(document, _resolve(currency), _read_changes, strict=strict)


def load_lines(
    document: JsonDocument, currency: str | Currency, *, strict: bool = False
) -> Loaded[tuple[LineRequest, ...]]:
    """Return the lines to add, from the body of addToCheckout: 1 to 100, their amounts in ``currency``.

    Those of ``lineItems``, then those of ``customLineItems``. null stands for an absent member. With ``strict`` members
    that are not understood are problems, else they are named in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
        UnknownCurrency: when ``currency`` is none.
    """
    return read(document, _resolve(currency), _read_lines, strict=strict)


def load_quantities(document: JsonDocument, *, strict: bool = False) -> Loaded[dict[str, int]]:
    """Return the new quantities by the lines' ids, from the body of updateLineItemsQuantity: 1 to 100.

    With ``strict`` members that are not understood are problems, else they are named in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
    """
    return read(document, STAND_IN, _read_quantities, strict=strict)


def load_line_ids(document: JsonDocument, *, strict: bool = False) -> Loaded[tuple[str, ...]]:
    """Return the ids of the lines to remove, from the body of removeLineItems: 1 to 300.

    With ``strict`` members that are not understood are problems, else they are named in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
    """
    member = Member("line_item_ids", _entries_by(scalars.read_text), limit=_REMOVED, required=True)
    return read(document, STAND_IN, lambda spot: _only(member, spot), strict=strict)


def load_order_options(document: JsonDocument, *, strict: bool = False) -> Loaded[OrderOptions]:
    """Return what the buyer agrees to, from the body of createOrder.

    null stands for an absent member. With ``strict`` members that are not understood are problems, else they are named
    in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
    """
    return read(document, STAND_IN, _read_options, strict=strict)


def load_order_id(document: JsonDocument, *, strict: bool = False) -> Loaded[str | None]:
    """Return the id of the order that was made, from the body of markCheckoutAsCompleted; None where it states none.

    null stands for an absent member. With ``strict`` members that are not understood are problems, else they are named
    in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
    """
    member = Member("order_id", scalars.read_text, limit=GUID)
    return read(document, STAND_IN, lambda spot: _only(member, spot), strict=strict)


def _only(member: Member, spot: Spot) -> Any:
    """The value of the body's only member; None where it is absent."""
    values = Table((member,)).fill(spot)
    return BAD if values is BAD else values.get(member.name)


def _entries_by(read_entry: Hook, kind: Any = None) -> Hook:
    return lambda spot, _: read_entries(spot, read_entry, kind)


def _read_options(spot: Spot) -> Any:
    return built(spot, OrderOptions, table(OrderOptions).fill(spot))


# --- changes ----------------------------------------------------------------------------------------------------------


@functools.cache
def _update() -> Table:
    """The members of the body."""
    beside = (member for member in table(CheckoutRequest).members if member.name in _BESIDE)
    checkout = Member("checkout", lambda spot, _: _read_stated(_checkout(), spot))
    lines = (_elsewhere(name, ELSEWHERE["line_items"]) for name in ("line_items", "custom_line_items"))
    return Table((checkout, *beside, *lines))


@functools.cache
def _checkout() -> Table:
    """The members of the checkout in it."""
    changeable = (member for member in table(CheckoutInfo).members if member.name in CHANGEABLE)
    others = (_elsewhere(name, why) for name, why in ELSEWHERE.items() if name != "id")
    return Table((*changeable, *others, *passed_over("id")))


def _elsewhere(name: str, why: str) -> Member:
    """A member that an update does not change: it is refused with the reason."""
    return Member(name, lambda spot, _: spot.refuse(f"none in an update: it {in_wire_names(why)}"))


def _read_changes(spot: Spot) -> Any:
    values = _read_stated(_update(), spot)
    if values is BAD:
        return BAD
    changes = {**(values.pop("checkout", None) or {}), **values}
    if changes:
        return cast("CheckoutChanges", changes)
    return spot.refuse(in_wire_names(f"one or more of {', '.join(CHANGEABLE)}"), f"no change{spot.ignored()}")


def _read_stated(members: Table, spot: Spot) -> Any:
    """The values of the members; None where null is stated, which removes what an update can remove."""
    values = members.fill(spot)
    if not isinstance(spot.value, dict):
        return BAD
    nulls = {members.by_key[key].name: key for key in spot.value if key in members.by_key and spot.value[key] is None}
    kept = [spot.at(key).refuse(_not_removed(name)) for name, key in nulls.items() if name in REMOVED_BY]
    if kept or values is BAD:
        return BAD
    return {**values, **{name: None for name in nulls if name in CHANGEABLE}}


def _not_removed(name: str) -> str:
    return f"another value: it {in_wire_names(REMOVED_BY[name])}"


# --- lines ------------------------------------------------------------------------------------------------------------


@functools.cache
def _additions() -> Table:
    return Table(
        (
            Member("line_items", _entries_by(read_line, LineRequest), limit=_ADDED),
            Member("custom_line_items", _entries_by(read_custom_line, LineRequest), limit=_ADDED),
        )
    )


def _read_lines(spot: Spot) -> Any:
    values = _additions().fill(spot)
    if not isinstance(spot.value, dict):
        return BAD
    arrays = [spot.at(name, _ADDED) for name in ("lineItems", "customLineItems")]
    sound = one_id_each(*arrays) and are_enough(arrays, MAX_ADDED)
    if values is BAD or not sound:
        return BAD
    return (*values.get("line_items", ()), *values.get("custom_line_items", ()))


@functools.cache
def _quantity() -> Table:
    """The members of a line whose quantity changes."""
    members: Iterator[Member] = (member for member in table(LineItem).members if member.name in {"id", "quantity"})
    return Table(members).with_required(id=True, quantity=True)


def _read_quantities(spot: Spot) -> Any:
    hook = _entries_by(lambda line, _: _quantity().fill(line))
    entries = _only(Member("line_items", hook, limit=_UPDATED, required=True), spot)
    sound = isinstance(spot.value, dict) and one_id_each(spot.at("lineItems", _UPDATED))
    if entries is BAD or not sound:
        return BAD
    return {entry["id"]: entry["quantity"] for entry in entries}
