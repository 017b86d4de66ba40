"""Rules of the lifecycle machine: the buyer sees the price, orders, and the checkout is completed."""

import re
from collections import Counter
from dataclasses import replace

import attrs
from bookkeeping import BUG
from bookkeeping_orders import Account, Paid, Part
from bookkeeping_rejections import OWN, STATUSES, Outside, Seen, amounts, rejections, sight
from hypothesis import strategies as st
from hypothesis.stateful import rule
from machine_basics import TAKEN, Basics, minutes
from order_books import follows, snapshot
from translation import money

import checkout_core as cc
from checkout_core.testing.reference.engine import reference_price

FLAWS = (
    *(None,) * 18,
    *("provider", "unavailable", "raises", "blocks", "warns", "card failed", "payment failed"),
    *("swapped", "other cycles", "other trial"),
    *(
        "closed",
        "no provider",
        "dearer",
        "sold out",
        "saw another price",
        "saw another price",
        "saw an old price",
        "saw little",
    ),
    *("earlier order",) * 5,
)
"""What stands in the way of an order, one at a time."""
EARLIER = (
    *((status, payment) for status in cc.OrderStatus for payment in cc.PaymentStatus),
    *((cc.OrderStatus.APPROVED, payment) for payment in cc.PaymentStatus),
    *((cc.OrderStatus.APPROVED, cc.PaymentStatus.PARTIALLY_PAID),) * 9,
    *((cc.OrderStatus.CANCELED, cc.PaymentStatus.PARTIALLY_PAID),) * 5,
)
"""How an order may stand that was made before; what is easily mistaken more often."""


class Ordering(Basics):
    """Pricing a checkout and ordering it, as a rule does."""

    def look_at_price(self):
        """The buyer sees the price, which is the reference's."""
        self.tally.rules["price"] += 1
        priced, figures = cc.price(self.checkout, self.store), reference_price(self.checkout, self.store)
        seen = cc.SeenPrice.of(priced)
        assert {name: getattr(seen, name).minor_units for name in amounts(figures)} == amounts(figures)
        self.seen = (self.checkout, priced, sight(self.basket, self.shop, figures))

    def outside(self, flaw, earlier, consents):
        """What the outside says, and the shop that it says it of."""
        history = [(a.status, a.payment_status()) for _, a in self.orders if a.checkout == self.basket.id]
        history += [earlier] if flaw == "earlier order" else []
        outside = Outside(
            earlier=history,
            provider=flaw != "provider",
            unavailable=flaw == "unavailable",
            raises=flaw == "raises",
            blocks=flaw == "blocks",
            card_failed=flaw == "card failed",
            payment_failed=flaw == "payment failed",
            consents=consents,
        )
        shop = replace(self.shop, accepts=self.shop.accepts and flaw != "closed")
        shop = replace(shop, provider=shop.provider and flaw != "no provider")
        known = [line.item for line in self.basket.lines if line.item in shop.prices]
        if flaw in {"dearer", "sold out"} and known:
            shop = shop.changed("price" if flaw == "dearer" else "sold", known[0])
        if flaw == "swapped" and known:
            shop = shop.swapped(known[0], known[-1])
        if flaw in {"other cycles", "other trial"}:
            shop = shop.changed(flaw, "")
        return outside, shop

    def context(self, flaw, outside, earlier):
        """The same for the library, and the amounts that the buyer saw where they were stated."""
        orders = [cc.EarlierOrder.of(order) for order, a in self.orders if a.checkout == self.basket.id]
        if flaw == "earlier order":
            orders.append(cc.EarlierOrder(subscription_id=TAKEN, status=earlier[0], payment_status=earlier[1]))
        seen = None
        if flaw == "saw an old price" and self.seen is not None:
            seen = self.seen[2].amounts
        elif flaw in {"saw another price", "saw little"}:
            now = amounts(reference_price(self.checkout, self.store))
            seen = {"total": now["total"], "pay_now_total": now["pay_now_total"] + (flaw == "saw another price")}
        stated = None if seen is None else {name: money(units, self.shop.currency) for name, units in seen.items()}
        return seen, cc.OrderContext(
            earlier_orders=orders,
            seen=None if stated is None else cc.SeenPrice(**stated),
            payment_provider_available=outside.provider,
            violations_unavailable=outside.unavailable,
            gift_card_failure="lost" if outside.card_failed else None,
            payment_failure=cc.PaymentFailure(failure_details="no") if outside.payment_failed else None,
        )

    def make_order(self, minutes, flaw=None, earlier=None, *, as_seen=False, delay=False, consents=True):
        """Order the checkout: every reason against it is told, and without any there is an order."""
        now = self.at(minutes)
        outside, shop = self.outside(flaw, earlier, consents)
        store = self.store if shop == self.shop else shop.store()
        validators = {"raises": [_raising], "blocks": [_blocking], "warns": [_warning]}.get(flaw, [])
        if as_seen and not validators and self.seen is not None and self.seen[0] is self.checkout:
            priced, saw = self.seen[1:]
        else:
            priced = cc.price(self.checkout, self.store, validators=validators)
            saw = sight(self.basket, self.shop, reference_price(self.checkout, self.store))
        stated, context = self.context(flaw, outside, earlier)
        saw = saw if stated is None else Seen(stated)
        figures = reference_price(self.checkout, attrs.evolve(store, as_of=max(now, self.basket.updated)))
        sees = sight(self.basket, shop, figures)
        expected = rejections(self.basket, shop, figures, saw, outside)
        options = cc.OrderOptions(save_payment_method=outside.consents, delay_capture=delay)

        ask = {"now": now, "context": context, "options": options}
        if now < self.basket.created:
            self.attempt("order_rejections", BUG, cc.order_rejections, priced, store, **ask)
            return
        met = self.attempt("order_rejections", None, cc.order_rejections, priced, store, **ask)
        codes = [one.code for one in met]
        assert codes == expected, f"refused with {codes}, the books say {expected}"
        assert [(one.code, one.status, one.documented) for one in met] == [
            (code, STATUSES[code], code not in OWN) for code in expected
        ]
        if "CHECKOUT_CHANGED" in expected:
            self.blame_changes(met[expected.index("CHECKOUT_CHANGED")].data["changes"], saw, sees)
        for code in expected[1:]:
            self.tally.refusals[code] += 1
        name = f"0dde0000-0000-4000-8000-{self.number():012d}"
        made = self.attempt(
            "create_order",
            expected[0] if expected else None,
            cc.create_order,
            priced,
            store,
            order_id=name,
            number=str(self.numbers),
            payment_gateway_order_id=TAKEN,
            **ask,
        )
        if not expected:
            living = [a.id for _, a in self.orders if a.checkout == self.basket.id and not a.over()]
            assert not living, f"{living} were not over"
            account = self.account(name, figures, now)
            snapshot(made, self.basket, shop, figures, account, options)
            follows(None, made, account, self.tally)
            self.orders.append((made, account))

    def blame_changes(self, changes, saw, sees):
        """N2: told is all that has changed of amounts and lines, each once; the tally counts what of it came alone."""
        assert len({change["field"] for change in changes}) == len(changes)
        lines = [re.match(r"lineItems\[(.*)\]\.", change["field"]) for change in changes]
        assert Counter(line and line[1] for line in lines) == saw.counted(sees)
        assert all(change["seen"] != change["now"] for change in changes)
        self.tally.met[f"changed: {' and '.join(sorted(saw.changed(sees)))}"] += 1

    def account(self, name, figures, now):
        """The books of a new order: what each part comes to, and what is paid with it (N12)."""
        costs = {line.id.lower(): cost.cost for line, cost in zip(self.basket.lines, figures.lines, strict=True)}
        units = {line.id.lower(): line.quantity for line in self.basket.lines}
        parts = {one: Part(cost.after_tax, cost.levied.tax, units[one]) for one, cost in costs.items()}
        if figures.shipping is not None:
            cost = figures.shipping.cost
            parts["delivery"] = Part(cost.after_tax, cost.levied.tax)
        fees = [fee.cost for fee in figures.fees]
        parts["fees"] = Part(sum(fee.after_tax for fee in fees), sum(fee.levied.tax for fee in fees))
        paid = [Paid(figures.redeemed, "APPROVED", "card")] if figures.redeemed else []
        for line in self.basket.lines:
            how = line.known.get("membership")
            paid += [Paid(0, "APPROVED" if how == "MEMBERSHIP" else "PENDING", "membership")] if how else []
        return Account(
            id=name,
            checkout=self.basket.id,
            total=figures.summary.total,
            due=figures.pay_now.total,
            parts=parts,
            updated=now,
            shipped=figures.shipping is not None,
            payments={f"00000000-0000-0000-0000-{number:012d}": one for number, one in enumerate(paid, 1)},
        )


class OrderingRules(Ordering):
    """Seeing the price, ordering, completing."""

    @rule()
    def see_price(self):
        """The buyer sees the price."""
        self.look_at_price()

    @rule(
        flaw=st.sampled_from(FLAWS),
        earlier=st.sampled_from(EARLIER),
        as_seen=st.booleans(),
        delay=st.booleans(),
        consents=st.sampled_from((True, True, False)),
        minutes=minutes,
    )
    def order(self, flaw, earlier, as_seen, delay, consents, minutes):
        """Order the checkout, with something in the way or not."""
        self.make_order(minutes, flaw, earlier, as_seen=as_seen, delay=delay, consents=consents)

    @rule(how=st.sampled_from(("own", "own", "none", "other")), again=st.booleans(), minutes=minutes)
    def complete(self, how, again, minutes):
        """The checkout is completed, once there is an approved order of it, or by whoever had one made elsewhere."""
        own = [a.id for _, a in self.orders if a.checkout == self.basket.id and a.status == "APPROVED"]
        if not (own or self.basket.completed or (again and len(self.past) > 8)):
            return
        name = {"own": own[0] if own else TAKEN, "none": None, "other": TAKEN.upper()}[how]
        now = self.at(minutes)
        self.change(
            "mark_checkout_as_completed",
            lambda basket: basket.complete(now, name),
            cc.mark_checkout_as_completed,
            now=now,
            order_id=name,
        )


def _raising(priced):
    """A rule of the merchant's that breaks."""
    raise ConnectionError(str(priced.currency))


def _blocking(priced):
    """A rule of the merchant's against the order."""
    return [cc.Violation(severity=cc.Severity.ERROR, description=f"not in {priced.currency}")]


def _warning(priced):
    """A rule of the merchant's that only warns."""
    return [cc.Violation(severity=cc.Severity.WARNING, description=f"in {priced.currency}?")]
