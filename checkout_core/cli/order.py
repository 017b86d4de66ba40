"""`checkout-core order`: a request or checkout and a store in, the order or the reasons against it out."""

from __future__ import annotations

from collections.abc import Callable

import click

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli.reading import load, read_bytes
from checkout_core.cli.shared import (
    NO,
    asked_in,
    check_arguments,
    dialect_option,
    locale_option,
    print_json,
    store_option,
)
from checkout_core.errors import shown
from checkout_core.model._limits import GUID, Limit, Text
from checkout_core.model.line_item import line_id


def _fits(limit: Limit) -> Callable[[click.Context, click.Parameter, str | None], str | None]:
    """Callback of an option whose text must fit a limit of the model."""

    def check(_: click.Context, __: click.Parameter, text: str | None) -> str | None:
        if text is None or limit.fits(text):
            return text
        raise click.BadParameter(f"got {shown(text)}, allowed: {limit.allowed}")

    return check


IS_GUID = _fits(GUID)
IS_NUMBER = _fits(Text(1, 50))


@click.command(short_help="Make the order of a checkout, or say why not.")
@click.argument("path", metavar="FILE")
@store_option
@click.option(
    "--order-id",
    metavar="GUID",
    callback=IS_GUID,
    default=line_id(1),
    show_default=True,
    help="Id of the order, and of the subscription that it starts.",
)
@click.option("--number", callback=IS_NUMBER, default="10001", show_default=True, help="Number of the order.")
@click.option(
    "--payment-gateway-order-id",
    metavar="GUID",
    callback=IS_GUID,
    help="What the payment provider calls the order. Kept only where money must be charged now.  [default: none]",
)
@click.option("--save-payment-method", is_flag=True, help="The buyer agreed to that, as options in a request may say.")
@click.option("--delay-capture", is_flag=True, help="Charge later, as options in a request may say.")
@click.option("--all", "every", is_flag=True, help="Print every reason against the order, not only the first.")
@locale_option
@dialect_option
def order(
    path: str,
    store_path: str,
    *,
    order_id: str,
    number: str,
    payment_gateway_order_id: str | None,
    save_payment_method: bool,
    delay_capture: bool,
    every: bool,
    locale: str,
    dialect: wire.Dialect,
) -> int:
    """Make the order of the checkout in FILE, or of the one that a request in FILE asks for, as STORE stands.

    FILE is what checkout-core price reads; a request may state options: savePaymentMethod, delayCapture. The order is
    placed at the request's now, or when the checkout was last updated. What only the outside knows (earlier orders,
    what the payment provider or a gift card answered) is for Python, not for this command: it is taken to be fine.

    Prints the order as JSON. Where there is a reason against it, prints the error that createOrder (or createCheckout)
    answers and exits 1; with --all prints {"rejections": [...]}, all the errors in the published order.

    \b
    checkout-core order request.json --store store.json > order.json
    checkout-core order priced.json --store store.json --all

    What orders hold: docs/format.md.
    """  # noqa: D301  # the backspace tells click to keep the lines
    check_arguments(path, store_path, locale)
    store = load(store_path, read_bytes(store_path), wire.load_store)
    try:
        checkout, stated = asked_in(path, read_bytes(path), store)
        options = cc.OrderOptions(
            save_payment_method=save_payment_method or stated.save_payment_method,
            delay_capture=delay_capture or stated.delay_capture,
        )
        priced, now = cc.price(checkout, store), checkout.updated_date
        if every:
            rejections = cc.order_rejections(priced, store, now=now, options=options)
            if rejections:
                return _say_no([wire.dump_error(entry, dialect).body for entry in rejections], every=every)
        placed = cc.create_order(
            priced,
            store,
            order_id=order_id,
            number=number,
            now=now,
            options=options,
            payment_gateway_order_id=payment_gateway_order_id,
        )
    except cc.Rejected as error:
        return _say_no([wire.dump_error(error, dialect).body], every=every)
    print_json(wire.dump_order(placed, locale=locale, dialect=dialect), indent=2)
    return 0


def _say_no(errors: list[dict[str, object]], *, every: bool) -> int:
    """Print the first error, or all of them, and return the exit code."""
    print_json({"rejections": errors} if every else errors[0], indent=2)
    return NO
