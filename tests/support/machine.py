"""The lifecycle machines: operations on checkouts, orders, payments and refunds in any order, against the books."""

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule
from machine_basics import CARTS, MINUTES, lines_of, minutes, ready
from machine_checkout import CheckoutRules
from machine_ordering import Ordering, OrderingRules
from machine_orders import OrderRules
from machine_sending import SendingRules
from machine_updates import UpdateRules
from translation import books

import checkout_core as cc
from checkout_core.testing.laws.prices import LAWS

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
    ((("club", 1),), {"person": None}),
    ((("shirt", 1),), {"option": None}),
    ((("shirt", 1),), {"place": "empty", "option": (None, "world")}),
    ((("shirt", 1),), {"option": (None, "locker")}),
    ((("song", 1),), {"billing": "empty"}),
    ((("rent", 1),), {"note": "I do not agree to anything."}),
)
"""What does not go together: a cart, and what the buyer states; who writes a note agrees to nothing."""

PAIRS = (
    (("set", 1), ("club", 1)),
    (("shirt", 2), ("rent", 2)),
    (("song", 1), ("mug", 1), ("dinner", 1)),
    (("box", 1),),
    (("paper", 2),),
)
"""Carts whose lines can change prices, or be billed otherwise."""
PARCELS = (
    (("shirt", 3),),
    (("mug", 4), ("shirt", 1)),
    (("shirt", 2), ("gift", 3)),
    (("lamp", 2), ("set", 2), ("song", 2)),
)
"""Carts of several units that are sent."""


class Lifecycle(CheckoutRules, UpdateRules, OrderingRules, OrderRules, SendingRules):
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

    @precondition(lambda self: len(self.past) > 2)
    @rule(cart=st.sampled_from(PAIRS), how=st.sampled_from(("swapped", "other cycles", "other trial")), minutes=minutes)
    def deceive(self, cart, how, minutes):
        """Order what costs the same in all as it did, but not line by line, or is billed otherwise."""
        self.open("create_checkout", lines_of(cart), ready(cart))
        self.make_order(minutes, how)

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


class OrderLife(Ordering, OrderRules, SendingRules):
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


class Parcels(Ordering, SendingRules):
    """Paid orders of several units, so that all that sending and refunding can make of each other is reached."""

    @initialize(
        currency=currencies, cart=st.sampled_from(PARCELS), coupon=st.booleans(), part=st.sampled_from((1, 1, 1, 2))
    )
    def begin(self, currency, cart, coupon, part):
        """A shop and a first order."""
        self.begin_with(currency, False, cart, **({"coupon": "TENTH"} if coupon else {}))
        self.order_and_pay(part)

    @precondition(lambda self: not any(self.orders[-1][1].left(line)[2] for line in self.orders[-1][1].lines()))
    @rule(cart=st.sampled_from(PARCELS), part=st.sampled_from((1, 1, 1, 2)))
    def order_more(self, cart, part):
        """The next order, once all units of the last have come back."""
        self.open("create_checkout", lines_of(cart), ready(cart))
        self.order_and_pay(part)

    def order_and_pay(self, part):
        """An order of what is held; it is paid, or half of it."""
        self.make_order(MINUTES[0])
        self.pay(self.orders[-1][1].sums()["balance"] // part, "APPROVED")
        if part > 1:
            self.pay(self.orders[-1][1].sums()["balance"], "AUTHORIZED")
