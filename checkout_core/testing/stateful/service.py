"""A service as the state machine sees it: operations by name, and answers as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeAlias, Unpack

import checkout_core as cc
from checkout_core.wire import dump_order, dump_priced
from checkout_core.wire.errors import ErrorResponse

Answer: TypeAlias = Mapping[str, Any] | ErrorResponse
"""The body of an answer: a published checkout, an order, or the envelope of an error; the latter also with its status.
A refusal may also be raised, as `CheckoutRejected` or `OrderRejected`."""


class Service:
    """The library as a service that keeps checkouts and orders in memory.

    Each method is an operation of the lifecycle: it takes what the operation takes, with ``now`` for the clock and ids
    chosen by the caller, and answers with the checkout at its price, or with the order, as the wire publishes them. To
    drive another implementation, subclass and override every method that it has; a service that makes ids of its own
    keeps a table of them there.
    """

    def __init__(self, store: cc.Store) -> None:
        """Open for business with this store."""
        self.store = store
        self.checkouts: dict[str, cc.Checkout] = {}
        self.orders: dict[str, cc.Order] = {}

    # --- checkouts ----------------------------------------------------------------------------------------------------

    def create_checkout(self, request: cc.CheckoutRequest) -> Answer:
        """Open a checkout; the request says its id, the ids of its lines, and the instant."""
        return self._held(cc.create_from_request(self.store, request))

    def get_checkout(self, checkout_id: str) -> Answer:
        """Return the checkout at its present price."""
        return self._held(self.checkouts[checkout_id])

    def update_checkout(self, checkout_id: str, *, now: datetime, **changes: Unpack[cc.CheckoutChanges]) -> Answer:
        """Change what the buyer's side may change."""
        return self._held(cc.update_checkout(self.checkouts[checkout_id], self.store, now=now, **changes))

    def add_to_checkout(self, checkout_id: str, lines: Iterable[cc.LineRequest], *, now: datetime) -> Answer:
        """Add lines, whose ids are given."""
        return self._held(cc.add_to_checkout(self.checkouts[checkout_id], self.store, lines, now=now))

    def remove_line_items(self, checkout_id: str, line_item_ids: Iterable[str], *, now: datetime) -> Answer:
        """Remove lines."""
        return self._held(cc.remove_line_items(self.checkouts[checkout_id], line_item_ids, now=now))

    def update_line_items_quantity(self, checkout_id: str, quantities: Mapping[str, int], *, now: datetime) -> Answer:
        """Set quantities of lines."""
        checkout = self.checkouts[checkout_id]
        return self._held(cc.update_line_items_quantity(checkout, self.store, quantities, now=now))

    def remove_coupon(self, checkout_id: str, *, now: datetime) -> Answer:
        """Remove the coupon."""
        return self._held(cc.remove_coupon(self.checkouts[checkout_id], now=now))

    def remove_gift_card(self, checkout_id: str, *, now: datetime) -> Answer:
        """Remove the gift card."""
        return self._held(cc.remove_gift_card(self.checkouts[checkout_id], now=now))

    def mark_checkout_as_completed(self, checkout_id: str, order_id: str, *, now: datetime) -> Answer:
        """Say that the checkout has become this order."""
        return self._held(cc.mark_checkout_as_completed(self.checkouts[checkout_id], now=now, order_id=order_id))

    def create_order(self, checkout_id: str, *, order_id: str, number: str, now: datetime) -> Answer:
        """Order the checkout at its present price."""
        priced = cc.price(self.checkouts[checkout_id], self.store)
        earlier = [cc.EarlierOrder.of(order) for order in self.orders.values() if order.checkout_id == checkout_id]
        context = cc.OrderContext(earlier_orders=earlier)
        options = cc.OrderOptions(save_payment_method=True)
        return self._kept(
            cc.create_order(
                priced, self.store, order_id=order_id, number=number, now=now, context=context, options=options
            )
        )

    # --- orders -------------------------------------------------------------------------------------------------------

    def record_payment(self, order_id: str, payment: cc.Payment, *, now: datetime) -> Answer:
        """Record a payment of money."""
        return self._kept(cc.record_payment(self.orders[order_id], payment, now=now))

    def fulfill_line_items(self, order_id: str, quantities: Mapping[str, int], *, now: datetime) -> Answer:
        """Send units of lines."""
        return self._kept(cc.fulfill_line_items(self.orders[order_id], quantities, now=now))

    def refund_order(
        self, order_id: str, *, refund_id: str, lines: Mapping[str, cc.RefundLine], now: datetime
    ) -> Answer:
        """Pay back units of lines."""
        return self._kept(cc.refund_order(self.orders[order_id], refund_id=refund_id, lines=lines, now=now))

    def cancel_order(self, order_id: str, *, now: datetime) -> Answer:
        """Call the order off."""
        return self._kept(cc.cancel_order(self.orders[order_id], now=now))

    # --- what is kept -------------------------------------------------------------------------------------------------

    def _held(self, checkout: cc.Checkout) -> Answer:
        self.checkouts[checkout.id] = checkout
        return dump_priced(cc.price(checkout, self.store))

    def _kept(self, order: cc.Order) -> Answer:
        self.orders[order.id] = order
        return dump_order(order)
