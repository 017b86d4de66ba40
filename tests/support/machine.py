"""The lifecycle machines: operations on checkouts, orders, payments and refunds in any order, against the books."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from laws import LAWS
from machine_basics import CARTS, MINUTES, lines_of, minutes, ready
from machine_checkout import CheckoutRules
from machine_ordering import Ordering, OrderingRules
from machine_orders import OrderRules
from translation import books

import checkout_core as cc

currencies = st.sampled_from(("USD", "JPY", "KWD"))
ORDERED = CARTS[:10]
"""Carts that can be ordered as they are."""

TEMPTING = (
    ((("voucher", 1),), {"card": "CARD-RICH"}),
    ((("voucher", 1),), {"coupon": "TENTH"}),
    ((("paper", 1),), {"merchants": [(99_000, ())], "option": None}),
    ((("paper", 1),), {"card": "CARD-RICH"}),
    ((("shirt", 1),), {"coupon": "ONCE", "email": "Ann@example.com"}),
    ((("shirt", 1),), {"coupon": "ENDING", "card": "CARD-SMALL", "locks": (True, True)}),
    ((("shirt", 1),), {"coupon": "LATER"}),
    ((("shirt", 1), ("vase", 1)), {}),
    ((("vase", 1),), {}),
    ((("club", 1),), {"member": False}),
    ((("shirt", 1),), {"option": None}),
    ((("shirt", 1),), {"place": "empty", "option": (None, "world")}),
    ((("shirt", 1),), {"option": (None, "locker")}),
    ((("song", 1),), {"billing": "empty"}),
    ((("rent", 1),), {"note": "I do not agree to anything."}),
)
"""What does not go together: a cart, and what the buyer states; who writes a note agrees to nothing."""


class Lifecycle(CheckoutRules, OrderingRules, OrderRules):
    """All rules, and what holds after each of them."""

    @initialize(currency=currencies, included=st.booleans(), cart=st.sampled_from(CARTS))
    def begin(self, currency, included, cart):
        """A shop and a first checkout."""
        self.begin_with(currency, included, cart)

    @precondition(lambda self: len(self.past) > 1)
    @rule(what=st.sampled_from(TEMPTING), minutes=minutes)
    def tempt(self, what, minutes):
        """Open a checkout of what does not go together, and order it all the same."""
        cart, given = what
        self.open("create_checkout", lines_of(cart), ready(cart) | given)
        self.make_order(minutes, consents="note" not in given)
        if "locks" in given:
            self.drop("coupon", minutes, locks_hold=True)
            self.update({"redeem": 1}, minutes, locks_hold=True)

    @precondition(lambda self: not self.basket.completed)
    @rule(minutes=minutes)
    def mend_and_order(self, minutes):
        """Put right what is in the way of an order, and order."""
        self.mend_all(minutes)
        self.make_order(minutes, as_seen=True)

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
                {"option": None},
                {"place": "FR", "option": (None, "world")},
            )
        ),
        status=st.sampled_from((None, "APPROVED", "APPROVED", "APPROVED", "AUTHORIZED", "PENDING", "PENDING_MERCHANT")),
        parts=st.sampled_from((1, 1, 2, 3)),
    )
    def begin(self, currency, included, cart, more, status, parts):
        """A shop, a checkout, an order; it is paid in one part or two, or only a third of it, or not at all."""
        self.begin_with(currency, included, cart, **more)
        self.make_order(MINUTES[0])
        if not self.orders:  # no coupon or gift card goes with every cart
            self.begin_with(currency, included, cart)
            self.make_order(MINUTES[0])
        balance = self.orders[0][1].sums()["balance"]
        if status is not None and balance > 1:
            first = balance // parts
            self.pay(first, status)
            if parts == 2:
                self.pay(balance - first, "APPROVED", disabled=balance % 3 == 0)

    def over(self):
        """Whether the last order leaves room for another."""
        return bool(self.orders) and self.orders[-1][1].over()

    @precondition(over)
    @rule(minutes=minutes)
    def order_again(self, minutes):
        """An order that is over is followed by the next."""
        self.make_order(minutes)
