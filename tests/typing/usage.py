"""What type checkers make of the library: checked by mypy and by pyright, never run.

`assert_type` states what both must see. A line that is wrong carries an `ignore` of each checker; each complains
where an `ignore` is not needed, so that what they do not refuse is an error, too.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, assert_type

from pydantic import BaseModel

import checkout_core as cc
from checkout_core import plans, whatif, wire
from checkout_core.pydantic import AsJson


class Payout(BaseModel):
    """A model of somebody else's."""

    amount: Annotated[cc.Money, AsJson()]
    orders: list[Annotated[cc.Order, AsJson("rest")]] = []


def right(checkout: cc.Checkout, store: cc.Store, now: datetime, plan: plans.Plan, buyer: plans.PlanBuyer) -> None:
    """Prices, orders, documents, plans and scenarios have the types that are written at them."""
    priced = cc.price(checkout, store)
    assert_type(priced, cc.PricedCheckout)
    assert_type(priced.summary.total, cc.Money)
    assert_type(priced.summary.total.amount, Decimal)
    assert_type(priced.summary.total.minor_units, int)
    assert_type(priced.lines[0].tax_details.rate_breakdown[0].rate, Decimal)
    assert_type(priced.gift_card, cc.RedeemedGiftCard | None)
    assert_type(cc.explain(priced).steps[0].amount, cc.Money | None)
    order = cc.create_order(priced, store, order_id="id", number="1", now=now)
    assert_type(order, cc.Order)
    assert_type(order.balance_summary.balance, cc.Money)
    assert_type(cc.order_rejections(priced, store, now=now), tuple[cc.Rejection, ...])
    assert_type(cc.Money("1", "USD") + cc.Money("2", "USD"), cc.Money)
    assert_type(cc.Money("1", "USD") * 3, cc.Money)
    assert_type(cc.allocate(cc.Money("1", "USD"), [1, 2]), tuple[cc.Money, ...])
    assert_type(wire.load_store(wire.parse("{}")), wire.Loaded[cc.Store])
    assert_type(wire.load_store(wire.parse("{}")).value, cc.Store)
    assert_type(
        plans.at(plans.create_online_order(plan, buyer, store=store, order_id="id", now=now), now).status,
        plans.PlanOrderStatus,
    )
    assert_type(wire.schema("order")["$id"], Any)
    payout = Payout(amount=cc.Money("1", "USD"))
    assert_type(payout.amount, cc.Money)
    assert_type(payout.orders, list[cc.Order])
    assert_type(whatif.what_if(checkout, store, [whatif.Scenario(name="s")]), whatif.Table)


def validator(priced: cc.PricedCheckout) -> Iterator[cc.Violation]:
    """A rule of one's own."""
    yield cc.Violation(severity=cc.Severity.ERROR, description="no")


def wrong(checkout: cc.Checkout, store: cc.Store, now: datetime) -> None:
    """What must be refused before it runs."""
    cc.Money(0.1, "USD")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cc.Money("1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    cc.Money("1", "USD") * 0.5  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    cc.Money("1", "USD") + 1  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
    cc.price(checkout)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    cc.price(store, checkout)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cc.price(checkout, store, validators=[validator])
    cc.price(checkout, store, validators=[len])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    cc.create_order(cc.price(checkout, store), store, number="1", now=now)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    cc.Tax(name="VAT", rate=0.2)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cc.Tax("VAT", Decimal("0.2"))  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    cc.Tax(name="VAT", rate=Decimal("0.2"), regoin="US")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    checkout.coupon_code = "X"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    store.catalog["x"] = 1  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    Payout(amount="12.50")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AsJson("soap")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    wire.schema("cart")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    wire.dump_store(store, "soap")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
