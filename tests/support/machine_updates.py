"""Rules of the lifecycle machine: changing everything of a checkout but its lines."""

from bookkeeping import BUG
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from machine_basics import TAKEN, Basics, minutes, ready
from samples import APP
from shop import ABROAD, CARDS, CONTACTS, COUPONS, HOME, PEOPLE, POST
from translation import changes

import checkout_core as cc

places = st.sampled_from((HOME, HOME, HOME, "FR", "empty", None))
options = st.sampled_from(
    (
        (None, "std"),
        (None, "std"),
        (POST, "fast"),
        (POST.upper(), "std"),
        (None, "pickup"),
        (POST, "locker"),
        (None, "world"),
        (ABROAD, "std"),
        (None, "drone"),
        None,
    )
)
coupons = st.sampled_from((*COUPONS, "tenth", "TENTH", "NOPE", "N" * 21, ""))
cards = st.sampled_from((*CARDS, "CARD-RICH", "CARD-SMALL", "card-rich", "CARD-NOBODY", "SHORT", "L" * 21))
buyers = st.fixed_dictionaries(
    {
        "email": st.sampled_from(("ann@example.com", "Bob@example.com", None, None)),
        "person": st.sampled_from((*PEOPLE, PEOPLE[0], PEOPLE[0], None, None, None)),
        "contact": st.sampled_from((*CONTACTS, None, None, None, None)),
    }
)
"""Whoever buys: a member, a visitor, a contact, somebody of whom only the email is known, nobody."""


class UpdateRules(Basics):
    """Everything that an update can change, and what it cannot."""

    def update(self, new, minutes, *, locks_hold=False, rule_="update_checkout"):
        """Change fields of the checkout."""
        now, keywords = self.at(minutes), changes(new, self.shop.currency)
        keywords |= {"locks_hold": True} if locks_hold else {}
        return self.change(
            rule_,
            lambda basket: basket.update(self.shop, now, new, locks_hold=locks_hold),
            cc.update_checkout,
            self.store,
            now=now,
            **keywords,
        )

    @rule(place=places, option=options, minutes=minutes)
    def update_delivery(self, place, option, minutes):
        """Send it elsewhere, or otherwise."""
        self.update({"place": place, "option": option}, minutes)

    @rule(buyer=buyers, minutes=minutes)
    def update_buyer(self, buyer, minutes):
        """Another email, a visitor who becomes a member; another buyer, or none, which cannot be."""
        self.update(buyer, minutes)

    @rule(
        billing=st.sampled_from(("full", "empty", None)),
        note=st.sampled_from(("please", "", None)),
        url=st.sampled_from(("https://pay.example", "", None)),
        which=st.sets(st.sampled_from(("billing", "note", "url")), max_size=2),
        minutes=minutes,
    )
    def update_words(self, billing, note, url, which, minutes):
        """Billing address, note, page; nothing at all is refused, and so is a page that is None."""
        new = {"billing": billing, "note": note, "url": url}
        self.update({name: new[name] for name in sorted(which)}, minutes)

    @rule(
        coupon=coupons,
        card=cards,
        redeem=st.sampled_from((None, 1, 400, 5000)),
        which=st.sampled_from((("coupon",), ("card",), ("redeem",), ("coupon", "card"), ("card", "redeem"))),
        locks_hold=st.booleans(),
        minutes=minutes,
    )
    def update_codes(self, coupon, card, redeem, which, locks_hold, minutes):
        """Another coupon, another gift card, another amount of it."""
        new = {"coupon": coupon, "card": card, "redeem": redeem}
        self.update({name: new[name] for name in which}, minutes, locks_hold=locks_hold)

    @rule(
        merchants=st.lists(st.tuples(st.sampled_from((50, 1999)), st.integers(-1, 4)), max_size=2),
        members=st.lists(st.tuples(st.sampled_from(("gold", "gold", "bronze", "iron")), st.integers(0, 4)), max_size=2),
        which=st.sampled_from(("merchants", "memberships")),
        minutes=minutes,
    )
    def update_lists(self, merchants, members, which, minutes):
        """What the merchant takes off, and which memberships shall pay."""
        ids = [line.id for line in self.basket.lines] or [TAKEN]
        ids[0] = ids[0].upper()  # ids match whatever their case
        new = {
            "merchants": [(units, () if pick < 0 else (ids[pick % len(ids)],)) for units, pick in merchants],
            "memberships": [(name, tuple(dict.fromkeys((ids[pick % len(ids)], ids[0])))) for name, pick in members],
        }
        self.update({which: new[which]}, minutes)

    @precondition(lambda self: len(self.past) % 3 == 2)
    @rule(
        wrong=st.sampled_from(
            (
                {"custom_settings": cc.CustomSettings()},
                {"external_reference": cc.ExternalReference(app_id=APP, resource_id="1")},
                {"line_items": ()},
                {"completed": True},
                {"coupon_code": None},
                {"gift_card_code": None},
                {"override_checkout_url": None},
                {"buyer_note": "n" * 1001},
                {"gift_card_redeem_amount": cc.Money("1", "EUR")},
            )
        ),
        minutes=minutes,
    )
    def update_wrongly(self, wrong, minutes):
        """Change what cannot be changed here."""
        foreign = "gift_card_redeem_amount" in wrong and self.basket.completed
        expected = "CHECKOUT_IS_COMPLETE" if foreign else BUG
        call = cc.update_checkout
        self.attempt("update_checkout", expected, call, self.checkout, self.store, now=self.at(minutes), **wrong)

    @rule(minutes=minutes)
    def mend(self, minutes):
        """What a buyer does who wants to order."""
        self.mend_all(minutes)

    def mend_all(self, minutes):
        """Whatever is in the way of an order goes, what is missing comes."""
        now, held = self.at(minutes), self.basket
        bad = [line.id for line in held.lines if not line.known or self.shop.stock.get(line.item) == 0]
        renewing = [line.id for line in held.lines if line.known.get("subscription")]
        bad += renewing if len(held.lines) > 1 else []
        if bad and not held.completed:
            call = cc.remove_line_items
            self.change("remove_line_items", lambda basket: basket.remove(bad, now), call, bad, now=now)
        self.drop("coupon", minutes, locks_hold=False)
        self.drop("card", minutes, locks_hold=False)
        lessons = tuple(line.id for line in self.basket.lines if line.known.get("membership"))
        paid = {"merchants": [], "memberships": [("gold", lessons)] if lessons else []}
        stays = {"person": self.basket.person} if self.basket.member else {}
        self.update(ready() | paid | stays, minutes)

    @rule(what=st.sampled_from(("coupon", "card", "url")), locks_hold=st.booleans(), minutes=minutes)
    def drop(self, what, minutes, locks_hold):
        """Remove coupon, gift card or page."""
        now = self.at(minutes)
        calls = {
            "coupon": cc.remove_coupon,
            "card": cc.remove_gift_card,
            "url": cc.remove_override_checkout_url,
        }
        hold = locks_hold and what != "url"
        keywords = {"locks_hold": True} if hold else {}
        self.change(
            calls[what].__name__,
            lambda basket: basket.drop(what, now, locks_hold=hold),
            calls[what],
            now=now,
            **keywords,
        )
