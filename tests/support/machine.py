"""The lifecycle machines: operations on checkouts, orders, payments and refunds in any order, against the books."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from laws import LAWS
from machine_basics import CARTS, MINUTES, minutes
from machine_checkout import CheckoutRules
from machine_ordering import Ordering, OrderingRules
from machine_orders import OrderRules
from translation import books

import checkout_core as cc

currencies = st.sampled_from(("USD", "JPY", "KWD"))
ORDERED = CARTS[:10]
"""Carts that can be ordered as they are."""


class Lifecycle(CheckoutRules, OrderingRules, OrderRules):
    """All rules, and what holds after each of them."""

    @initialize(currency=currencies, included=st.booleans(), cart=st.sampled_from(CARTS))
    def begin(self, currency, included, cart):
        """A shop and a first checkout."""
        self.begin_with(currency, included, cart)

    @invariant()
    def price_obeys_the_laws(self):
        """The price of what is held now obeys the next law, unless nothing has changed since the last step."""
        now = (self.checkout, self.store)
        if self.checkout is None or self.checked == now:
            return
        self.checked = now
        law = LAWS[self.turn % len(LAWS)]
        self.turn += 1
        law(cc.price(self.checkout, self.store))

    @invariant()
    def checkout_is_whole(self):
        """What is held is what the books say; nothing changed it by the way."""
        if self.checkout is not None:
            assert books(self.checkout) == self.basket


class OrderLife(Ordering, OrderRules):
    """Orders alone, so that all that can become of them is reached: made at once, then paid, sent, refunded."""

    @initialize(
        currency=currencies,
        included=st.booleans(),
        cart=st.sampled_from(ORDERED),
        more=st.sampled_from(
            (
                {},
                {},
                {"coupon": "TENTH"},
                {"card": "CARD-SMALL"},
                {"card": "CARD-RICH", "redeem": 301},
                {"coupon": "SHIPFREE", "option": (None, "fast")},
                {"option": (None, "pickup")},
                {"place": "FR", "option": (None, "world")},
            )
        ),
        status=st.sampled_from((None, "APPROVED", "APPROVED", "APPROVED", "AUTHORIZED", "PENDING")),
        parts=st.sampled_from((1, 1, 2)),
    )
    def begin(self, currency, included, cart, more, status, parts):
        """A shop, a checkout, an order, paid in one part or two, or not yet."""
        self.begin_with(currency, included, cart, **more)
        self.make_order(None, None, False, False, MINUTES[0])
        if not self.orders:  # no coupon or gift card goes with every cart
            self.begin_with(currency, included, cart)
            self.make_order(None, None, False, False, MINUTES[0])
        balance = self.orders[0][1].sums()["balance"]
        if status is not None and balance > 1:
            first = balance // parts
            self.pay(first, status)
            if first < balance:
                self.pay(balance - first, "APPROVED", disabled=balance % 3 == 0)

    def over(self):
        """Whether the last order leaves room for another."""
        return bool(self.orders) and self.orders[-1][1].over()

    @precondition(over)
    @rule(minutes=minutes)
    def order_again(self, minutes):
        """An order that is over is followed by the next."""
        self.make_order(None, None, False, False, minutes)
