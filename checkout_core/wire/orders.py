"""Orders as documents.

What follows from payments, refunds and lines (`DERIVED`) is written, and held against them where a document states it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Final

from checkout_core.errors import CurrencyMismatch
from checkout_core.formatting import format_money
from checkout_core.model._limits import A
from checkout_core.model.order import FulfillmentStatus, Order
from checkout_core.model.order_balance import BalanceSummary
from checkout_core.model.order_payments import PaymentStatus
from checkout_core.money import Money
from checkout_core.wire.names import Dialect, check_dialect
from checkout_core.wire.numbers import plain
from checkout_core.wire.published import with_amounts
from checkout_core.wire.reader import table
from checkout_core.wire.scalars import read_enum
from checkout_core.wire.spot import BAD, Loaded, Spot, member_of, read
from checkout_core.wire.stores import named_currency
from checkout_core.wire.tables import Member, Table, built
from checkout_core.wire.text import JsonDocument
from checkout_core.wire.writer import ordered, publisher

DERIVED: Final = ("payment_status", "fulfillment_status", "balance_summary")
"""Members of an order that say nothing new."""


def load_order(document: JsonDocument, *, strict: bool = False) -> Loaded[Order]:
    """Return the order that the document states, its amounts in the document's ``currency``.

    An amount is an object, of which only ``amount`` is read, or a plain decimal. ``paymentStatus``,
    ``fulfillmentStatus`` and ``balanceSummary`` may be absent; what they say must follow from the payments, the refunds
    and the lines. The service's ``{"order": …}`` is read inside. null stands for an absent member. With ``strict``
    members that are not understood are problems, else they are named in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
    """
    return read(document, named_currency(_answered(document)), _read_answered, strict=strict)


def dump_order(order: Order, *, locale: str = "en_US", dialect: Dialect = "velo") -> dict[str, Any]:
    """Return the order as the service publishes it, JSON-ready; `load_order` reads it back to an equal order.

    Each amount has two members: ``amount``, and ``formattedAmount``, the same as text in ``locale``. A text is
    published with its translation, or twice where it has none. Payments and refunds, which the service keeps apart,
    stand in the order.

    Raises:
        InvalidField: when ``locale`` names no known locale, or ``dialect`` no dialect.
        CurrencyMismatch: when an amount is not in the order's currency: the document names only one.
    """
    check_dialect(dialect)
    convert = publisher(dialect).unstructure
    document = {
        **convert(order),
        "paymentStatus": order.payment_status.value,
        "fulfillmentStatus": order.fulfillment_status.value,
        "balanceSummary": convert(order.balance_summary),
    }
    return ordered(with_amounts(document, _writes_amounts(order, locale)), Order, dialect)


def dump_created(order: Order) -> dict[str, str]:
    """Return what createOrder answers: the id of the order or of the subscription, never both.

    ``paymentGatewayOrderId`` is there if money must be charged and the order has one.
    """
    started = order.subscription_id
    created = {"orderId": order.id} if started is None else {"subscriptionId": started}
    gateway_id = order.payment_gateway_order_id
    return created if gateway_id is None else {**created, "paymentGatewayOrderId": gateway_id}


def _writes_amounts(order: Order, locale: str) -> Callable[[Money], dict[str, str]]:
    """Writes an amount of the order as a number and as text."""

    def write(amount: Money) -> dict[str, str]:
        if amount.currency != order.currency:
            raise CurrencyMismatch(f"{amount} is not in the currency of the order, {order.currency.code}")
        return {"amount": plain(amount.amount), "formattedAmount": format_money(amount, locale)}

    return write


@functools.cache
def order_table() -> Table:
    """The members of an order: its fields, and what follows from them."""
    return table(Order).changed(
        Member("payment_status", read_enum, PaymentStatus, A(PaymentStatus)),
        Member("fulfillment_status", read_enum, FulfillmentStatus, A(FulfillmentStatus)),
        Member("balance_summary", lambda spot, _: balance_table().fill(spot), BalanceSummary),
    )


@functools.cache
def balance_table() -> Table:
    """The members of an account: each may be absent, since all of them follow from the payments."""
    plain_table = table(BalanceSummary)
    return plain_table.with_required(**{member.name: False for member in plain_table.members})


def _answered(document: JsonDocument) -> Any:
    """The order inside an answer of the service, else the document itself."""
    wrapped = isinstance(document, dict) and document.keys() == {"order"}
    return document["order"] if wrapped else document


def _read_answered(spot: Spot) -> Any:
    return _read_order(spot if _answered(spot.value) is spot.value else spot.at("order"))


def _read_order(spot: Spot) -> Any:
    values = order_table().fill(spot)
    if values is BAD:
        return BAD
    stated = {name: values.pop(name) for name in DERIVED if name in values}
    order = built(spot, Order, values)
    return order if order is not BAD and _agrees(spot, stated, order) else BAD


def _agrees(spot: Spot, stated: dict[str, Any], order: Order) -> bool:
    """Whether the derived members that are stated say what the order says; each that does not is refused."""
    payments = "payments and refunds" + ("" if order.payments else ", and the document states no payments")
    places = [
        (member_of(spot, "payment_status"), stated.get("payment_status"), order.payment_status, payments),
        (
            member_of(spot, "fulfillment_status"),
            stated.get("fulfillment_status"),
            order.fulfillment_status,
            "the fulfilledQuantity of the lines and the unsentQuantity of refunds",
        ),
    ]
    account = member_of(spot, "balance_summary")
    for name, amount in stated.get("balance_summary", {}).items():
        places.append((member_of(account, name), amount, getattr(order.balance_summary, name), payments))
    sound = True
    for place, given, follows, source in places:
        if given is not None and given != follows:
            sound = place.refuse(f"{_words(follows)}, which follows from {source}", _words(given)) is not BAD
    return sound


def _words(value: Any) -> str:
    """An amount as its number, a status by its name."""
    return plain(value.amount) if isinstance(value, Money) else str(value)
