"""The state machine: operations of the lifecycle in any order, by the library and by a service beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

import checkout_core as cc
from checkout_core.testing.stateful.driver import Driver
from checkout_core.testing.stateful.mending import Mending, first_mending
from checkout_core.testing.stateful.service import Service
from checkout_core.testing.strategies.checkouts import checkouts

_Rule = TypeVar("_Rule", bound=Callable[..., None])
_MOST_MENDED = 8
_CHANGED = ("coupon_code", "gift_card_code", "shipping_info", "billing_info", "merchant_discounts", "buyer_note")


def _if(operation: str, is_time: Callable[[Any], Any]) -> Callable[[_Rule], _Rule]:
    """A rule for services that have this operation, when it is time for it."""

    def when(rule: _Rule) -> _Rule:
        return precondition(lambda self: self.can(operation) and is_time(self))(rule)

    return when


class CheckoutMachine(Driver):
    """Drives a service and the library by the same operations, and fails where their answers differ.

    Subclass it and say by `start_service` what to drive; run it as any state machine, by its ``TestCase``. Merchants,
    carts and operations are drawn; what fails shrinks to a short story.

    Attributes:
        currencies, tax_included, max_lines: which merchants and how large carts, as in `checkouts`.
        operations: what the service can do; what is not in it is not asked.
        compared: which members of checkouts and orders must be the same.
    """

    ours: Service
    service: Service
    now: datetime
    checkout_id: str | None
    order_id: str | None

    # --- checkouts ----------------------------------------------------------------------------------------------------

    @initialize(data=st.data())
    def open_shop(self, data: st.DataObject) -> None:
        """A merchant, and both services."""
        store = data.draw(self.stores(), "store")
        self.ours, self.service = Service(store), self.start_service(store)
        self.create_checkout(data)

    @precondition(lambda self: not self.has_checkout() or self.has_order())
    @rule(data=st.data())
    def create_checkout(self, data: st.DataObject) -> None:
        """A buyer comes with a cart."""
        cart = self._wish(data)
        self.now = cart.updated_date if self.checkout_id is None else self.now
        request = self._request(cart)
        if self.ask("create_checkout", request):
            self.checkout_id, self.order_id = request.checkout_id, None

    @_if("add_to_checkout", Driver.is_shopping)
    @rule(data=st.data())
    def add_to_checkout(self, data: st.DataObject) -> None:
        """The buyer adds lines."""
        lines = [_asked(line, self.new_id()) for line in self._wish(data).line_items]
        self.ask("add_to_checkout", self.checkout_id, lines, now=self.later())

    @_if("remove_line_items", lambda self: self.is_shopping() and self.checkout.line_items)
    @rule(data=st.data())
    def remove_line_items(self, data: st.DataObject) -> None:
        """The buyer removes a line."""
        line = data.draw(st.sampled_from(self.checkout.line_items), "line")
        self.ask("remove_line_items", self.checkout_id, [line.id], now=self.later())

    @_if("update_line_items_quantity", lambda self: self.has_checkout() and self.checkout.line_items)
    @rule(data=st.data(), quantity=st.integers(1, 5))
    def update_line_items_quantity(self, data: st.DataObject, quantity: int) -> None:
        """The buyer wants more or less of a line."""
        line = data.draw(st.sampled_from(self.checkout.line_items), "line")
        self.ask("update_line_items_quantity", self.checkout_id, {line.id: quantity}, now=self.later())

    @_if("update_checkout", Driver.is_shopping)
    @rule(data=st.data())
    def update_checkout(self, data: st.DataObject) -> None:
        """The buyer states something else: a code, an address, an option."""
        wish = self._wish(data)
        names = data.draw(st.sets(st.sampled_from(_CHANGED), min_size=1, max_size=2), "changes")
        changes = {name: getattr(wish, name) for name in sorted(names)}
        stated = {name: value for name, value in changes.items() if value is not None}
        if stated:
            self.ask("update_checkout", self.checkout_id, now=self.later(), **stated)

    @_if("remove_coupon", Driver.has_checkout)
    @rule()
    def remove_coupon(self) -> None:
        """The buyer takes the coupon back."""
        self.ask("remove_coupon", self.checkout_id, now=self.later())

    @_if("remove_gift_card", Driver.has_checkout)
    @rule()
    def remove_gift_card(self) -> None:
        """The buyer takes the gift card back."""
        self.ask("remove_gift_card", self.checkout_id, now=self.later())

    @_if("get_checkout", Driver.has_checkout)
    @rule()
    def get_checkout(self) -> None:
        """The buyer looks again."""
        self.ask("get_checkout", self.checkout_id)

    # --- orders -------------------------------------------------------------------------------------------------------

    @_if("create_order", Driver.is_shopping)
    @rule(is_mended=st.sampled_from((True, True, False)))
    def create_order(self, *, is_mended: bool) -> None:
        """The buyer orders; or first puts right what stands against it."""
        for _ in range(_MOST_MENDED if is_mended else 0):
            mending = first_mending(self.checkout, self.ours.store, self.now, self.new_id())
            if mending is None or not self._mend(mending):
                break
        self._order()

    @_if("create_order", Driver.has_order)
    @rule()
    def create_order_again(self) -> None:
        """The buyer presses the button twice."""
        self._order()

    @_if("mark_checkout_as_completed", lambda self: self.has_order() and not self.checkout.completed)
    @rule()
    def mark_checkout_as_completed(self) -> None:
        """The order is approved, and the checkout over."""
        if self.order.status is cc.OrderStatus.APPROVED:
            self.ask("mark_checkout_as_completed", self.checkout_id, self.order_id, now=self.later())

    @_if("record_payment", Driver.is_ordered)
    @rule(data=st.data(), status=st.sampled_from((*["APPROVED"] * 4, "AUTHORIZED", "DECLINED")))
    def record_payment(self, data: st.DataObject, status: str) -> None:
        """Money comes: all that is due, or a part of it."""
        due = max(1, self.order.balance_summary.balance.minor_units)
        units = data.draw(st.sampled_from((due, due, due, 1 + due // 2)), "minor units")
        payment = cc.Payment(
            id=self.new_id(),
            created_date=self.now,
            amount=cc.Money.from_minor(units, self.order.currency),
            status=cc.TransactionStatus[status],
            regular_payment_details=cc.RegularPaymentDetails(),
        )
        self.ask("record_payment", self.order_id, payment, now=self.later())

    @_if("fulfill_line_items", Driver.is_ordered)
    @rule(data=st.data())
    def fulfill_line_items(self, data: st.DataObject) -> None:
        """Units of a line are sent."""
        line_id, quantity = self._units(data)
        self.ask("fulfill_line_items", self.order_id, {line_id: quantity}, now=self.later())

    @_if("refund_order", Driver.is_ordered)
    @rule(data=st.data())
    def refund_order(self, data: st.DataObject) -> None:
        """Units of a line are paid back."""
        line_id, quantity = self._units(data)
        lines = {line_id: cc.RefundLine(quantity=quantity)}
        self.ask("refund_order", self.order_id, refund_id=self.new_id(), lines=lines, now=self.later())

    @_if("cancel_order", Driver.has_order)
    @rule()
    def cancel_order(self) -> None:
        """The order is called off."""
        self.ask("cancel_order", self.order_id, now=self.later())

    def _order(self) -> None:
        order_id = self.new_id()
        if self.ask("create_order", self.checkout_id, order_id=order_id, number=str(self.numbers), now=self.later()):
            self.order_id = order_id

    def _mend(self, mending: Mending) -> bool:
        return self.ask(mending.operation, self.checkout_id, *mending.args, now=self.later(), **mending.changes)

    # --- what is drawn ------------------------------------------------------------------------------------------------

    def _wish(self, data: st.DataObject) -> cc.Checkout:
        """What a buyer at this store might want."""
        carts = checkouts(self.ours.store, max_lines=self.max_lines)
        return data.draw(carts.filter(lambda cart: bool(cart.line_items)), "wish")

    def _units(self, data: st.DataObject) -> tuple[str, int]:
        """A line of the order and so many units of it: one, all of them, or one too many."""
        line = data.draw(st.sampled_from(self.order.line_items), "line")
        return line.id, data.draw(st.sampled_from((1, line.quantity, line.quantity, line.quantity + 1)), "units")

    def _request(self, cart: cc.Checkout) -> cc.CheckoutRequest:
        """The request for a checkout like this one, by ids of this run."""
        names = {field.name for field in attrs.fields(cc.CheckoutInfo)} - {"created_by"}
        info = cc.CheckoutInfo(**{name: getattr(cart, name) for name in names})
        return cc.CheckoutRequest(
            lines=[_asked(line, line.id) for line in cart.line_items],
            channel_type=cart.channel_type,
            coupon_code=cart.coupon_code,
            gift_card_code=cart.gift_card_code,
            gift_card_redeem_amount=cart.gift_card_redeem_amount,
            checkout_info=info,
            checkout_id=self.new_id(),
            now=self.now,
        )


def _asked(line: cc.LineItem, line_id: str) -> cc.LineRequest:
    """The request for a line like this one."""
    values = {field.name: getattr(line, field.name) for field in attrs.fields(cc.LineRequest)}
    return cc.LineRequest(**{**values, "id": line_id})
