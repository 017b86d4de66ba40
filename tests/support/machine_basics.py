"""What the rules of the lifecycle machines have in common: shop, clock, books, and calls that are predicted."""

from collections import Counter
from datetime import timedelta
from typing import ClassVar

import bookkeeping
import bookkeeping_rejections
from bookkeeping import BUG, CUSTOM, CUSTOMS, NUMBERED, Basket, Line, numbered, unpayable
from bookkeeping_events import events
from bookkeeping_tables import STATUSES as OF_ORDERS
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine
from shop import HOME, ITEMS, OPENED, PEOPLE, UNKNOWN, Shop
from translation import books, creation, requests, starred, told

import checkout_core as cc

STATUSES = bookkeeping.STATUSES | OF_ORDERS | bookkeeping_rejections.STATUSES
BEFORE = timedelta(minutes=-7)
MINUTES = (timedelta(minutes=5), timedelta(0), BEFORE, timedelta(hours=2), timedelta(hours=9))
"""How long after the last step the next comes: also before it, since clocks of servers differ."""
CARTS = (
    (("shirt", 2),),
    (("mug", 3), ("song", 1)),
    (("tour", 1), ("pizza", 2)),
    (("dinner", 2),),
    (("box", 1),),
    (("paper", 1),),
    (("lesson", 2),),
    (("sauna", 1), ("lamp", 3)),
    (("gift", 1),),
    (("rent", 1), (CUSTOM, 3)),
    (("voucher", 1),),
    (("shirt", 1), ("set", 2), ("gift", 1)),
    (("vase", 1), ("club", 1)),
    ((UNKNOWN, 1),),
    (("kit", 2), ("set", 1)),
    (("kit", 3),),
    *((("song", 1), (custom, 2)) for custom in CUSTOMS if custom != CUSTOM),
)
"""What checkouts begin with."""
GUIDS = tuple(f"beefbeef-0000-4000-8000-00000000000{digit}" for digit in "1234")
"""Ids that callers give to lines."""
FIRST = "feedface-0000-4000-8000-000000000001"
TAKEN = f"{GUIDS[0][:-1]}f"

BLAMING = {"LINE_ITEM_WITH_ZERO_QUANTITY", "CUSTOM_LINE_ITEM_ONLY_ACCEPTS_PAYMENTS_ONLINE_AND_OFFLINE"}
"""Refusals that name the lines that are to blame."""

minutes = st.sampled_from(MINUTES)


class Tally:
    """How many machines and steps ran, how often each rule, and what they met."""

    def __init__(self):
        self.examples = 0
        self.rules = Counter()
        self.refusals = Counter()
        self.met = Counter()

    @property
    def steps(self):
        """How many operations and checks ran in all."""
        return self.rules.total()


class Basics(RuleBasedStateMachine):
    """State of the machine: the library's values, and the books that they must agree with."""

    tally: ClassVar[Tally] = Tally()

    def __init__(self):
        super().__init__()
        self.tally.examples += 1
        self.now = OPENED
        self.shop = self.store = self.checkout = self.basket = self.seen = None
        self.past = []
        self.orders = []
        self.numbers = 0
        self.turn = 0
        self.checked = None
        self.refusal = None

    def number(self):
        """A number that was not used before in this run."""
        self.numbers += 1
        return self.numbers

    def at(self, minutes):
        """The instant of the step."""
        instant = self.now + minutes
        self.now = max(self.now, instant)
        return instant

    def attempt(self, rule, expected, call, *args, **kwargs):
        """Call the operation, which must be refused as expected (None: not at all); return what it returned."""
        self.tally.rules[rule] += 1
        result, met, note, self.refusal = None, None, "", None
        try:
            result = call(*args, **kwargs)
        except cc.Rejected as refusal:
            met, self.refusal = _code_of(refusal), refusal
        except (cc.InvalidField, cc.CurrencyMismatch) as bug:
            met, note = BUG, f" ({bug})"
        if met is not None:
            code, *blamed = met.split()
            self.tally.refusals[code] += 1
            self.tally.met.update(f"{blamed[0]}: {field}" for field in blamed[1:])
        assert met == expected, f"{rule}: refused with {met}{note}, the books say {expected}"
        return result

    def change(self, rule, predict, call, *args, **kwargs):
        """Do something to the checkout: first in the books, by ``predict`` on a copy, then by the library.

        What came of it must be the same, and the events must be those of the books. A refusal leaves all as it was.
        """
        after = self.basket.copy()
        expected = predict(after)
        held = self.checkout
        changed = self.attempt(rule, expected, call, held, *args, **kwargs)
        if expected is not None:
            return False
        self.become(after, changed)
        assert [told(event) for event in cc.checkout_events(held, changed)] == [
            starred(event) for event in events(self.past[-2][1], after)
        ]
        assert changed.updated_date >= held.updated_date
        return True

    def become(self, basket: Basket, checkout):
        """Hold another state of the checkout, which must be what the books say."""
        read = books(checkout)
        assert read == basket, f"\n{read}\nthe books say\n{basket}"
        self.basket, self.checkout = basket, checkout
        self.past.append((checkout, basket.copy()))

    def begin_with(self, currency, included, cart, **more):
        """A shop, and a first checkout, ready for an order as far as its lines allow."""
        self.shop = Shop(currency, included)
        self.store = self.shop.store()
        self.open("create_checkout", lines_of(cart), ready(cart) | more)

    def open(self, rule_, lines, given):
        """Open another checkout; the old one stays if that is refused."""
        name = f"c0ffee00-0000-4000-8000-{self.number():012d}"
        basket = Basket(name, self.now, self.now)
        cart = f"{TAKEN[:-2]}cc" if rule_ == "create_from_cart" else None
        expected = basket.open(self.shop, lines, given, cart=cart)
        keywords = {
            "lines": requests(lines, self.shop.currency, cc.LineRequest if cart is None else cc.CartLine),
            "channel_type": cc.ChannelType.WEB,
            "checkout_id": name,
            "now": self.now,
            **creation(given, self.shop.currency),
        }
        if rule_ == "create_from_request":
            request = cc.CheckoutRequest(**keywords)
            made = self.attempt(rule_, expected, cc.create_from_request, self.store, request)
        elif cart is None:
            made = self.attempt(rule_, expected, cc.create_checkout, self.store, **keywords)
        else:
            made = self.attempt(rule_, expected, cc.create_from_cart, self.store, cart_id=cart, **keywords)
        if expected in BLAMING:
            bad = {line.id for line in numbered(lines, set(), 1) if line.quantity == 0}
            blamed = bad if expected == "LINE_ITEM_WITH_ZERO_QUANTITY" else set(unpayable(lines))
            assert set(self.refusal.data["lineItemIds"]) == blamed
        if expected is None:
            self.past = []
            self.become(basket, made)
            self.seen = None
            self.events_since_it_was_opened()

    def events_since_it_was_opened(self):
        """The events of a whole history are those of the books."""
        before = [None, *self.past][len(self.past) // 2 :][0]
        old, books = (None, None) if before is None else before
        met = self.attempt("checkout_events", None, cc.checkout_events, old, self.checkout)
        assert [told(event) for event in met] == [starred(event) for event in events(books, self.basket)]
        assert all((event.at, event.checkout_id) == (self.basket.updated, self.basket.id) for event in met)


def _code_of(refusal):
    """The code of the refusal, whose status and body must be those that go with it."""
    body = refusal.envelope()
    assert refusal.status == STATUSES[refusal.code]
    assert body["message"] == refusal.description
    assert ("applicationError" in body["details"]) == (not refusal.field_violations)
    blamed = [f"{entry['violatedRule']} {entry['field']}" for entry in refusal.field_violations]
    rules = list(dict.fromkeys(one.split()[0] for one in blamed))
    return " ".join([refusal.code, *rules, *(one.split()[1] for one in blamed)])


def lines_of(cart):
    """The lines of a cart; the first has an id with letters, which may be written in either case."""
    first = Line(*cart[0], id=FIRST)
    return [first, *(Line(*entry) for entry in cart[1:])]


def ready(cart=()):
    """Fields of a checkout that can be ordered, as far as its lines can."""
    lessons = tuple(
        FIRST if number == 1 else f"{NUMBERED}{number:012d}"
        for number, (item, _) in enumerate(cart, 1)
        if ITEMS.get(item, {}).get("membership")
    )
    delivered = {"billing": "full", "place": HOME, "option": (None, "std")}
    buyer = {"email": "cy@example.com", "person": PEOPLE[0], "contact": None}
    return delivered | buyer | {"memberships": [("gold", lessons)] if lessons else []}
