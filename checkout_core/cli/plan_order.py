"""`checkout-core plan-order`: a request and a store in, the order of a plan or the reason against it out."""

from __future__ import annotations

import click

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli.order import IS_GUID
from checkout_core.cli.reading import Unreadable, load, named, read_bytes
from checkout_core.cli.shared import NO, dialect_option, print_json, store_option
from checkout_core.model.line_item import line_id
from checkout_core.plans import create_from_request


@click.command("plan-order", short_help="Order a plan, or say why not.")
@click.argument("path", metavar="REQUEST")
@store_option
@click.option(
    "--order-id",
    metavar="GUID",
    callback=IS_GUID,
    default=line_id(1),
    show_default=True,
    help="Id of the order.",
)
@click.option(
    "--subscription-id", metavar="GUID", callback=IS_GUID, help="Id of its subscription.  [default: the order's]"
)
@click.option(
    "--wix-pay-order-id",
    metavar="GUID",
    callback=IS_GUID,
    help="What the payment provider calls the order. Kept only where something is to be paid.  [default: none]",
)
@click.option("--offline", is_flag=True, help="Order as the merchant, without payment on the site.")
@click.option("--paid", is_flag=True, help="With --offline: the merchant has been paid.")
@dialect_option
def plan_order(
    path: str,
    store_path: str,
    *,
    order_id: str,
    subscription_id: str | None,
    wix_pay_order_id: str | None,
    offline: bool,
    paid: bool,
    dialect: wire.Dialect,
) -> int:
    """Order the plan that REQUEST asks for, of the plans in STORE.

    REQUEST is what createOnlineOrder takes (planId, startDate, couponCode, onBehalf), and what a service knows by
    itself: the buyer {memberId} who is logged in, now, the orders that there are. Prints the order as JSON, or the
    error that the service answers, and exits 1 then.

    \b
    checkout-core plan-order plan_request.json --store plan_store.json > order.json

    What orders of plans hold: docs/plans.md.
    """  # noqa: D301  # the backspace tells click to keep the lines
    if path == store_path == "-":
        raise click.UsageError("REQUEST and --store cannot both be standard input")
    if paid and not offline:
        raise click.UsageError("--paid goes with --offline")
    store = load(store_path, read_bytes(store_path), wire.load_store)
    request = load(path, read_bytes(path), wire.load_plan_request)
    if request.now is None and store.as_of is None:
        raise Unreadable(f"{named(path)}: $.now: found nothing, allowed an ISO instant, here or as asOf in the store")
    try:
        placed = create_from_request(
            store,
            request,
            order_id=order_id,
            subscription_id=subscription_id,
            wix_pay_order_id=wix_pay_order_id,
            offline=offline,
            paid=paid,
        )
    except cc.Rejected as error:
        print_json(wire.dump_error(error, dialect).body, indent=2)
        return NO
    print_json(wire.dump_plan_order(placed, dialect), indent=2)
    return 0
