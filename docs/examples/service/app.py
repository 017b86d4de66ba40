"""The service over HTTP: routes, bodies, and errors in the documented envelope. README.md tells how to start it."""

# ruff: noqa: FAST003  # `Change` takes the id

import os
import re
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Header, Request, Response
from starlette.exceptions import HTTPException

import checkout_core as cc
from checkout_core import wire
from service.shop import Operation, Shop, Shown
from service.storage import Storage

MAX_BODY = 256 * 1024
"""Longest body that is read, in bytes."""

# --- what comes in ----------------------------------------------------------------------------------------------------


async def _body(request: Request) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        if len(body) <= MAX_BODY:  # what comes after that is thrown away, so that the client hears the answer
            body += chunk
    if len(body) > MAX_BODY:
        raise cc.CheckoutRejected("BODY_TOO_LARGE", 413, "the body is too long", {"limit": MAX_BODY})
    return bytes(body)


def _document(body: Annotated[bytes, Depends(_body)]) -> Any:
    """The body as JSON, numbers digit for digit and never as floats; no body is an empty object."""
    return wire.parse(body or b"{}")


def _revision(if_match: Annotated[str | None, Header()] = None) -> int | None:
    """The revision that the client has seen, as the ETag said; None: any."""
    if if_match is None or if_match == "*":
        return None
    named = re.fullmatch(r'"([0-9]{1,18})"', if_match, re.ASCII)
    return int(named[1]) if named else 0


def _shop(request: Request) -> Shop:
    shop: Shop = request.app.state.shop
    return shop


Body = Annotated[Any, Depends(_document)]
Revision = Annotated[int | None, Depends(_revision)]
TheShop = Annotated[Shop, Depends(_shop)]


def _change(shop: TheShop, checkout_id: str, revision: Revision) -> Callable[[Operation], Response]:
    """What a route calls to change the checkout that its path names."""
    return lambda operation: _checkout(shop.change(checkout_id, revision, operation))


Change = Annotated[Callable[[Operation], Response], Depends(_change)]

# --- what goes out ----------------------------------------------------------------------------------------------------


def _json(document: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    return Response(wire.dumps(document), status, headers, media_type="application/json")


def _checkout(shown: Shown) -> Response:
    document = {"checkout": wire.dump_priced(shown.priced, dialect="rest")}
    return _json(document, headers={"ETag": f'"{shown.revision}"'})


def _refused(_: Request, error: Any) -> Response:
    """Whatever the library refuses: it knows the status and the body."""
    answer = wire.dump_error(error, "rest")
    return _json(answer.body, answer.status)


def _unknown_route(request: Request, error: Any) -> Response:
    """What is none of the routes below, in the same envelope."""
    code = HTTPStatus(error.status_code).name
    return _refused(request, cc.CheckoutRejected(code, error.status_code, error.detail))


def _failed(_: Request, __: Exception) -> Response:
    """A fault of ours. The log has it; the client learns nothing of our insides, and that the connection ends."""
    answer = wire.dump_error(cc.CheckoutRejected("INTERNAL", 500, "something went wrong here"), "rest")
    return _json(answer.body, answer.status, {"Connection": "close"})


# --- routes -----------------------------------------------------------------------------------------------------------

checkouts = APIRouter(prefix="/ecom/v1/checkouts")
orders = APIRouter(prefix="/ecom/v1/orders")


@checkouts.post("")
def create_checkout(shop: TheShop, body: Body) -> Response:
    return _checkout(shop.open(wire.load_request(body, shop.store.currency, strict=True).value))


@checkouts.get("/{checkout_id}")
def get_checkout(shop: TheShop, checkout_id: str) -> Response:
    return _checkout(shop.show(shop.storage.checkout(checkout_id)))


@checkouts.get("/by-cart-id/{cart_id}")
def get_checkout_by_cart_id(shop: TheShop, cart_id: str) -> Response:
    return _checkout(shop.show(shop.storage.checkout_of_cart(cart_id)))


@checkouts.get("/{checkout_id}/checkout-url")
def get_checkout_url(shop: TheShop, checkout_id: str) -> Response:
    return _json({"checkoutUrl": shop.url(shop.storage.checkout(checkout_id))})


@checkouts.patch("/{checkout_id}")
def update_checkout(shop: TheShop, change: Change, body: Body) -> Response:
    changes = wire.load_changes(body, shop.store.currency, strict=True).value
    return change(lambda checkout, store, now: cc.update_checkout(checkout, store, now=now, **changes))


@checkouts.post("/{checkout_id}/add-to-checkout")
def add_to_checkout(shop: TheShop, change: Change, body: Body) -> Response:
    lines = wire.load_lines(body, shop.store.currency, strict=True).value
    return change(lambda checkout, store, now: cc.add_to_checkout(checkout, store, lines, now=now))


@checkouts.post("/{checkout_id}/remove-line-items")
def remove_line_items(change: Change, body: Body) -> Response:
    ids = wire.load_line_ids(body, strict=True).value
    return change(lambda checkout, _, now: cc.remove_line_items(checkout, ids, now=now))


@checkouts.post("/{checkout_id}/update-line-items-quantity")
def update_line_items_quantity(change: Change, body: Body) -> Response:
    wanted = wire.load_quantities(body, strict=True).value
    return change(lambda checkout, store, now: cc.update_line_items_quantity(checkout, store, wanted, now=now))


@checkouts.post("/{checkout_id}/remove-coupon")
def remove_coupon(change: Change) -> Response:
    return change(lambda checkout, _, now: cc.remove_coupon(checkout, now=now))


@checkouts.post("/{checkout_id}/remove-gift-card")
def remove_gift_card(change: Change) -> Response:
    return change(lambda checkout, _, now: cc.remove_gift_card(checkout, now=now))


@checkouts.post("/{checkout_id}/remove-override-checkout-url")
def remove_override_checkout_url(change: Change) -> Response:
    return change(lambda checkout, _, now: cc.remove_override_checkout_url(checkout, now=now))


@checkouts.post("/{checkout_id}/mark-as-completed")
def mark_as_completed(change: Change, body: Body) -> Response:
    order_id = wire.load_order_id(body, strict=True).value
    change(lambda checkout, _, now: cc.mark_checkout_as_completed(checkout, now=now, order_id=order_id))
    return _json({})


@checkouts.post("/{checkout_id}/create-order")
def create_order(shop: TheShop, checkout_id: str, revision: Revision, body: Body) -> Response:
    options = wire.load_order_options(body, strict=True).value
    return _json(wire.dump_created(shop.order(checkout_id, revision, options)))


@orders.get("/{order_id}")
def get_order(shop: TheShop, order_id: str) -> Response:
    return _json({"order": wire.dump_order(shop.placed(order_id), dialect="rest")})


# --- start ------------------------------------------------------------------------------------------------------------


def create_app(store: cc.Store, storage: Storage) -> FastAPI:
    """Return the service for this store. Its answers are made by `wire`, so FastAPI has no models to describe."""
    app = FastAPI(title="Checkouts", openapi_url=None)
    app.state.shop = Shop(store, storage)
    app.include_router(checkouts)
    app.include_router(orders)
    app.add_exception_handler(cc.CheckoutCoreError, _refused)
    app.add_exception_handler(HTTPException, _unknown_route)
    app.add_exception_handler(Exception, _failed)
    return app


def from_environment() -> FastAPI:
    """Return the service for the store in the file CHECKOUT_STORE, kept in the file CHECKOUT_DATABASE."""
    environment = os.environ  # noqa: TID251  # uvicorn has no other way to tell
    store = wire.load_store(wire.parse(Path(environment["CHECKOUT_STORE"]).read_bytes()), strict=True).value
    return create_app(store, Storage(Path(environment["CHECKOUT_DATABASE"])))
