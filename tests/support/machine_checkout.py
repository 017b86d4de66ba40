"""Rules of the lifecycle machine: opening checkouts, their lines, looking at them, and what the merchant does."""

from dataclasses import replace

from bookkeeping import BUG, CUSTOMS, Line
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from machine_basics import CARTS, GUIDS, TAKEN, Basics, lines_of, minutes, ready
from machine_updates import buyers, cards, coupons, options, places
from samples import APP
from shop import ITEMS, UNKNOWN
from translation import requests

import checkout_core as cc

items = st.sampled_from((*ITEMS, "shirt", "mug", "lamp", "song", "pizza", "set", "set", "kit", *CUSTOMS, UNKNOWN))
new_lines = st.builds(
    Line,
    item=items,
    quantity=st.integers(1, 4),
    colour=st.sampled_from((None, None, None, "red")),
    id=st.sampled_from((None, None, None, None, *GUIDS, GUIDS[0].upper())),
).map(lambda line: replace(line, colour=None) if line.item in CUSTOMS else line)


class CheckoutRules(Basics):
    """Opening and filling a checkout."""

    def anew(self):
        """Whether it is time for another checkout."""
        return self.basket is not None and (self.basket.completed or len(self.past) > 6 or len(self.orders) > 1)

    @precondition(anew)
    @rule(
        cart=st.sampled_from(CARTS),
        how=st.sampled_from(("create_checkout", "create_from_request", "create_from_cart", "create_from_cart")),
        own=st.sampled_from((None, None, *CUSTOMS)),
        coupon=st.none() | coupons,
        card=st.none() | cards,
        place=places,
        option=options,
        locks=st.tuples(st.booleans(), st.booleans()),
        buyer=buyers,
        odd=st.sampled_from((None, None, None, "nothing", "closed")),
    )
    def open_another(self, cart, how, own, coupon, card, place, option, locks, buyer, odd):
        """Open the next checkout, with whatever may be refused."""
        lines = [Line(*entry) for entry in cart] + ([] if own is None else [Line(own)])
        if odd == "nothing" and how == "create_from_cart":
            lines[0].quantity = 0
        given = ready() | {"place": place, "option": option, "locks": locks} | buyer
        given |= {} if coupon is None else {"coupon": coupon}
        given |= {} if card is None else {"card": card, "redeem": 400}
        shop, store = self.shop, self.store
        if odd == "closed":
            self.change_shop("closes", "shirt")
        self.open(how, lines, given)
        self.shop, self.store = shop, store

    @precondition(anew)
    @rule(cart=st.sampled_from(CARTS[:12]))
    def open_ready(self, cart):
        """Open the next checkout, ready for an order."""
        self.open("create_checkout", lines_of(cart), ready(cart))

    # --- lines --------------------------------------------------------------------------------------------------------

    @rule(lines=st.lists(new_lines, max_size=3), merge=st.booleans(), minutes=minutes)
    def add(self, lines, merge, minutes):
        """Add a few lines, or none, which is refused."""
        now, keywords = self.at(minutes), {"merge_equal_lines": True} if merge else {}
        asked = requests(lines, self.shop.currency)
        self.change(
            "add_to_checkout",
            lambda basket: basket.add(lines, now, merge=merge),
            cc.add_to_checkout,
            self.store,
            asked,
            now=now,
            **keywords,
        )

    @precondition(lambda self: len(self.past) % 5 == 4)
    @rule(item=st.sampled_from(("song", "gift")), minutes=minutes)
    def overfill(self, item, minutes):
        """On the side, add lines until there are too many."""
        now, basket, checkout = self.at(minutes), self.basket.copy(), self.checkout
        counts = [100, 100, max(1, 100 - len(basket.lines)), 1]
        for count in [101, *counts]:
            lines = [Line(item)] * count
            expected = basket.add(lines, now)
            asked = requests(lines, self.shop.currency)
            made = self.attempt("overfill", expected, cc.add_to_checkout, checkout, self.store, asked, now=now)
            if expected == "CHECKOUT_IS_COMPLETE":
                return
            checkout = made or checkout

    @rule(
        picks=st.lists(st.integers(0, 5), min_size=1, max_size=2),
        unknown=st.sampled_from((False, False, False, False, True)),
        upper=st.booleans(),
        minutes=minutes,
    )
    def remove(self, picks, unknown, upper, minutes):
        """Remove a line or two, or what is not there."""
        held = [line.id for line in self.basket.lines]
        ids = [held[pick % len(held)] for pick in picks] if held else []
        ids += [TAKEN] if unknown else []
        ids = [one.upper() for one in ids] if upper else ids
        now = self.at(minutes)
        call = cc.remove_line_items
        self.change("remove_line_items", lambda basket: basket.remove(ids, now), call, ids, now=now)

    @rule(
        picks=st.lists(st.tuples(st.integers(0, 5), st.integers(1, 6)), min_size=1, max_size=2),
        odd=st.sampled_from((None, None, None, None, "unknown", "nothing", "zero", "many", "twice")),
        minutes=minutes,
    )
    def requantify(self, picks, odd, minutes):
        """Set other quantities, also some that cannot be."""
        held = [line.id for line in self.basket.lines]
        asked = {held[pick % len(held)]: many for pick, many in picks} if held else {}
        if odd == "unknown":
            asked[TAKEN] = 2
        if odd == "nothing":
            asked = {}
        if asked and odd in {"zero", "many"}:
            asked[next(iter(asked))] = 0 if odd == "zero" else 100_001
        if held and odd == "twice":
            asked[GUIDS[0]], asked[GUIDS[0].upper()] = 1, 2
        now, call = self.at(minutes), cc.update_line_items_quantity
        self.change(
            "update_line_items_quantity",
            lambda basket: basket.requantify(self.shop, asked, now),
            call,
            self.store,
            asked,
            now=now,
        )

    @rule(what=st.sampled_from(("page", "events", "json")))
    def look(self, what):
        """What can be done in every state: find the page, read the events, send the checkout away."""
        {"page": self.find_page, "events": self.events_since_it_was_opened, "json": self.send_away}[what]()

    def find_page(self):
        """The checkout's page is its own, else the shop's."""
        url = self.basket.url or f"https://shop.example/pay/{self.basket.id}"
        assert self.attempt("get_checkout_url", None, cc.get_checkout_url, self.checkout, self.store) == url

    def send_away(self):
        """The checkout goes away as JSON and comes back."""
        self.tally.rules["dump_checkout"] += 1
        text = cc.wire.dumps(cc.wire.dump_checkout(self.checkout))
        assert cc.wire.load_checkout(cc.wire.parse(text)).value == self.checkout

    @rule(
        how=st.sampled_from(
            (
                *("price", "sold", "sold", "restocked", "all is well", "all is well"),
                *("coupons end", "option ends", "cards are spent", "minimum", "closes", "provider leaves"),
                *("swapped", "other cycles", "other trial"),
            )
        ),
        item=st.sampled_from(("shirt", "mug", "lamp", "tour", "vase")),
    )
    def change_shop(self, how, item):
        """The merchant does something; the checkout knows nothing of it yet."""
        self.tally.rules["change_shop"] += 1
        self.shop = self.shop.swapped(item, "mug") if how == "swapped" else self.shop.changed(how, item)
        self.store = self.shop.store()

    @precondition(lambda self: len(self.past) % 3 == 1)
    @rule(wrong=st.booleans())
    def other_currency(self, wrong):
        """A store of another currency is none of this checkout's."""
        store = replace(self.shop, currency="EUR").store()
        expected = "CHECKOUT_IS_COMPLETE" if self.basket.completed else BUG
        lines, call = [cc.LineRequest(cc.CatalogReference(APP, "shirt"))], cc.add_to_checkout
        if wrong:
            self.attempt("add_to_checkout", expected, call, self.checkout, store, lines, now=self.now)
        else:
            call = cc.update_checkout
            self.attempt("update_checkout", expected, call, self.checkout, store, now=self.now, buyer_note="x")
