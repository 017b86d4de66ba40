"""Good documents to begin with: the examples of `docs/`, and drawn checkouts, stores, requests and orders as dumped."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
import sample_orders
from drawn import sample
from hypothesis import HealthCheck, Phase, given, seed, settings

import checkout_core as cc
from checkout_core import wire
from checkout_core.testing.strategies.orders import used_orders

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PAIRS, ORDERS = 200, 60
"""How many checkouts with their stores, and how many orders, are drawn."""


@attrs.frozen
class Seed:
    """A good document: what it is, its text, and what it is priced with."""

    kind: str
    """``store``, ``request``, ``checkout`` (as kept), ``published`` or ``order``."""
    text: str
    checkout: cc.Checkout | None
    store: cc.Store


def seeds(pairs: int = PAIRS, orders: int = ORDERS) -> dict[str, list[Seed]]:
    """Return good documents by kind, short ones first, the same each time (for one version of Hypothesis)."""
    found: dict[str, list[Seed]] = {}
    for entry in [*_examples(), *_drawn(pairs), *_orders(orders)]:
        found.setdefault(entry.kind, []).append(entry)
    return {kind: sorted(entries, key=lambda entry: len(entry.text)) for kind, entries in found.items()}


def _examples() -> Iterator[Seed]:
    """The examples of the documentation, each request with its store."""
    for size in ("", "full_"):
        store_text, request_text = (
            (EXAMPLES / f"{size}{name}.json").read_text("utf-8") for name in ("store", "request")
        )
        store = wire.load_store(wire.parse(store_text)).value
        request = wire.load_request(wire.parse(request_text), store.currency).value
        checkout = cc.create_from_request(store, request)
        yield Seed("store", store_text, checkout, store)
        yield Seed("request", request_text, checkout, store)
        yield from _of_checkout(checkout, store, "rest")
        yield Seed("order", (EXAMPLES / f"{size}order.json").read_text("utf-8"), checkout, store)


def _drawn(count: int) -> Iterator[Seed]:
    """Drawn checkouts and stores in turn in one dialect and the other."""
    for number, (checkout, store) in enumerate(sample(count)):
        dialect: wire.Dialect = "rest" if number % 2 else "velo"
        yield Seed("store", wire.dumps(wire.dump_store(store, dialect)), checkout, store)
        if checkout.line_items:
            yield Seed("request", wire.dumps(wire.dump_request(_request(checkout), dialect)), checkout, store)
        yield from _of_checkout(checkout, store, dialect)


def _of_checkout(checkout: cc.Checkout, store: cc.Store, dialect: wire.Dialect) -> Iterator[Seed]:
    """The checkout as it is kept, and as it is published with its gift card's code put beside it."""
    yield Seed("checkout", wire.dumps(wire.dump_checkout(checkout, dialect)), checkout, store)
    yield Seed("published", wire.dumps(published(cc.price(checkout, store), dialect)), checkout, store)


def _orders(count: int) -> Iterator[Seed]:
    """Orders in any state, and one that has every field."""
    store, request = sample_orders.order_store(), sample_orders.order_request()
    checkout = cc.create_from_request(store, request)
    orders = [sample_orders.full_order()]

    @seed(0)
    @settings(
        max_examples=count,
        database=None,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(used_orders())
    def draw_all(order: cc.Order) -> None:
        orders.append(order)

    draw_all()
    for number, order in enumerate(orders[: count + 1]):
        dialect: wire.Dialect = "rest" if number % 2 else "velo"
        yield Seed("order", wire.dumps(wire.dump_order(order, dialect=dialect)), checkout, store)


def published(priced: cc.PricedCheckout, dialect: wire.Dialect = "velo") -> dict[str, Any]:
    """Return the document of this price with the one thing in it that is never published."""
    code = priced.checkout.gift_card_code
    return wire.dump_priced(priced, dialect=dialect) | ({} if code is None else {"giftCardCode": code})


def _request(checkout: cc.Checkout) -> cc.CheckoutRequest:
    """The request that asks for this checkout."""
    lines = [
        cc.LineRequest(**{field.name: getattr(line, field.name) for field in attrs.fields(cc.LineRequest)})
        for line in checkout.line_items
    ]
    info = cc.CheckoutInfo(**{field.name: getattr(checkout, field.name) for field in attrs.fields(cc.CheckoutInfo)})
    return cc.CheckoutRequest(
        lines=lines,
        channel_type=checkout.channel_type,
        coupon_code=checkout.coupon_code,
        gift_card_code=checkout.gift_card_code,
        gift_card_redeem_amount=checkout.gift_card_redeem_amount,
        checkout_info=info,
        checkout_id=checkout.id,
        now=checkout.updated_date,
    )
