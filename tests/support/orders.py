"""A checkout that can become an order, to be changed in one thing: what it holds, what the outside says, and when."""

from datetime import timedelta

import attrs
from quick import carrier, delivery, item, priced, tax
from samples import APP, NOW, guid

import checkout_core as cc

HOME = cc.Address(country="US", subdivision="US-NY", city="New York")
"""Where the buyer of `Case` lives."""
WORLDWIDE = cc.AddressWithContact(address=cc.Address())
"""A destination that says nothing, and that a carrier without a region still delivers to."""
ORDER_ID = guid(4000)
GATEWAY_ID = guid(4001)
LATER = NOW + timedelta(minutes=5)
"""When the order is placed, unless a test says otherwise."""
MONTHLY = cc.SubscriptionOptionInfo(
    subscription_settings=cc.SubscriptionSettings(frequency=cc.SubscriptionFrequency.MONTH)
)


def goods(price, **fields):
    """An item that has to be sent."""
    return item(price, **{"physical_properties": cc.PhysicalProperties(shippable=True)} | fields)


def fee(price, code="packing", **fields):
    """A fee of the store's."""
    return cc.AdditionalFee(code=code, name="Packing", price=cc.Money(price, "USD"), **fields)


def living_at(address):
    """A party at this address."""
    return cc.AddressWithContact(address=address)


def pickup(cost, address, code="shop"):
    """An option to fetch the goods at this address; None: it does not say where."""
    logistics = cc.DeliveryLogistics(pickup_details=cc.PickupDetails(address=address))
    return attrs.evolve(delivery(cost, code), logistics=logistics)


class Case:
    """Two units of one thing and one of another, sent home for 5.00, with a fee of 1.00 and 10 % tax but on the fee.

    ========  =====  ========  ====
    what      price  quantity  tax
    ========  =====  ========  ====
    line 1    20.00  2         4.00
    line 2    10.00  1         1.00
    delivery   5.00            0.50
    fee        1.00
    ========  =====  ========  ====

    Total 61.50. Everything may be changed before it is asked for: `lines` as `quick.priced` takes them, `keywords` of
    it, the buyer's `info`, what the outside says (`context`), what the buyer agreed to (`agreed`), the store between
    seeing and ordering (`then`), and the instant of the order (`now`).
    """

    def __init__(self):
        self.lines = [(goods("20.00"), 2), (goods("10.00"), 1)]
        self.keywords = {
            "options": [delivery("5.00"), delivery("9.00", "fast")],
            "fees": [fee("1.00")],
            "taxes": [tax("0.1")],
            "merchants": [],
            "validators": [],
        }
        self.asked = "std"
        self.destination = living_at(HOME)
        self.info = {"billing_info": living_at(HOME)}
        self.context = {}
        self.agreed = {}
        self.then = lambda store: store
        self.now = LATER

    def change(self, line, **fields):
        """Change the item of a line, the first being 0."""
        item_, quantity, *more = self.lines[line]
        self.lines[line] = (attrs.evolve(item_, **fields), quantity, *more)

    @property
    def seen(self):
        """The price that the buyer was shown."""
        choice = self.asked and cc.SelectedCarrierServiceOption(code=self.asked)
        shipping = cc.ShippingInfo(
            shipping_destination=self.destination, selected_carrier_service_option=choice or None
        )
        keywords = dict(self.keywords)
        keywords["carriers"] = [carrier(*keywords.pop("options"))]
        return priced(*self.lines, info={"shipping_info": shipping} | self.info, **keywords)

    @property
    def arguments(self):
        """The keywords that both functions take."""
        return {
            "now": self.now,
            "context": cc.OrderContext(**self.context),
            "options": cc.OrderOptions(**self.agreed),
        }

    def rejections(self):
        """Every reason against the order."""
        seen = self.seen
        return cc.order_rejections(seen, self.then(seen.store), **self.arguments)

    def codes(self):
        """The codes of every reason against the order."""
        return [rejection.code for rejection in self.rejections()]

    def order(self, **keywords):
        """The order, by id `ORDER_ID` and number 10001."""
        seen = self.seen
        names = {"order_id": ORDER_ID, "number": "10001", "payment_gateway_order_id": GATEWAY_ID}
        return cc.create_order(seen, self.then(seen.store), **self.arguments, **names | keywords)


def coming_later(**fields):
    """What `Case.then` may be: the store with other fields when the order is placed."""
    return lambda store: attrs.evolve(store, **fields)


def repriced(price):
    """What `Case.then` may be: the first item costs something else when the order is placed."""

    def change(store):
        reference = cc.CatalogReference(APP, "item-1")
        catalog = {**store.catalog, reference: attrs.evolve(store.catalog[reference], price=cc.Money(price, "USD"))}
        return attrs.evolve(store, catalog=catalog)

    return change
