"""A shop that has something of everything, as plain values that a model can look up, and the store made of them.

Amounts are whole minor units. `Shop` is what changes while a machine runs: prices, stock, what is offered.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from quick import STORES, extras, items, quantity_of
from samples import APP, guid

import checkout_core as cc

OPENED = datetime(2026, 3, 30, 22, 0, tzinfo=UTC)
"""When the first checkout is opened."""
DAY = timedelta(days=1)
MEMBER = "abcdefab-0000-4000-8000-000000000001"
"""The member that may buy what is for members, and who holds the memberships."""
PEOPLE = (
    ("member", MEMBER),
    ("member", "abcdefab-0000-4000-8000-000000000002"),
    ("visitor", "abcdefab-0000-4000-8000-000000000003"),
    ("visitor", "abcdefab-0000-4000-8000-000000000004"),
)
"""Who buys."""
CONTACTS = ("c0c0c0c0-0000-4000-8000-000000000001", "c0c0c0c0-0000-4000-8000-000000000002")
POST = "cafe0000-0000-4000-8000-000000000001"
ABROAD = "cafe0000-0000-4000-8000-000000000002"
"""The carriers: of one country, of all others."""

ITEMS = {
    "shirt": {"price": 1999, "ships": True},
    "mug": {"price": 850, "ships": True, "stock": 4},
    "lamp": {"price": 3333, "ships": True, "stock": 2},
    "vase": {"price": 4100, "ships": True, "stock": 0},
    "set": {"price": 2750, "fixed": True},
    "kit": {"price": 1600, "fixed": True, "stock": 2},
    "club": {"price": 1200, "members": True},
    "song": {"price": 99},
    "voucher": {"price": 2500, "gift": True},
    "tour": {"price": 10_000, "deposit": 2500},
    "dinner": {"price": 4501, "offline": True},
    "pizza": {"price": 1000, "extras": 151},
    "rent": {"price": 700, "saves": True},
    "box": {"price": 3000, "subscription": True, "trial": True},
    "paper": {"price": 450, "subscription": True},
    "lesson": {"price": 1500, "membership": "MEMBERSHIP"},
    "sauna": {"price": 900, "membership": "MEMBERSHIP_OFFLINE"},
    "gift": {"price": 0},
}
"""What is sold. ``extras`` is what the modifiers of a unit cost; without ``stock`` there is no end of it."""
UNKNOWN = "ghost"
"""An item that the catalog does not know."""

COUPONS = {
    "TENTH": {"percent": 10},
    "FIVE": {"money": 500},
    "BIG": {"percent": 20, "minimum": 90_000},
    "SHIPFREE": {"free_shipping": True},
    "LATER": {"percent": 5, "start": OPENED + DAY},
    "ENDING": {"percent": 15, "end": OPENED + DAY},
    "ENDED": {"percent": 5, "end": OPENED - DAY},
    "USED": {"percent": 5, "limit": 3},
    "ONCE": {"percent": 5, "customer": "ann@example.com"},
    "ASLEEP": {"percent": 5, "active": False},
}
"""Coupons by code: what they take off, and what stands against them."""

CARDS = {
    "CARD-RICH": {"balance": 50_000},
    "CARD-SMALL": {"balance": 700},
    "CARD-EMPTY": {"balance": 0},
    "CARD-ASLEEP": {"balance": 900, "status": "DISABLED"},
    "CARD-EXPIRED": {"balance": 900, "status": "EXPIRED"},
}
"""Gift cards by code."""

OPTIONS = {
    POST: {"std": 495, "fast": 1500, "pickup": 0, "locker": 100},
    ABROAD: {"world": 3000},
}
"""What each carrier asks for which option. `pickup` and `locker` are fetched; of `locker` nobody says where."""
HOME = "US"
PICKUPS = {"pickup": cc.Address(city="New York"), "locker": None}

MEMBERSHIPS = {"gold": 3, "bronze": 0}
"""Memberships of `MEMBER` for lessons and saunas: the credits that are left."""


_STORES: dict[str, cc.Store] = {}


@dataclass(frozen=True)
class Shop:
    """How the shop is now."""

    currency: str
    included: bool = False
    prices: dict[str, int] = field(default_factory=lambda: {name: entry["price"] for name, entry in ITEMS.items()})
    stock: dict[str, int | None] = field(
        default_factory=lambda: {name: entry.get("stock") for name, entry in ITEMS.items()}
    )
    dropped_options: frozenset[str] = frozenset()
    dropped_coupons: frozenset[str] = frozenset()
    spent_cards: frozenset[str] = frozenset()
    minimum: int | None = None
    accepts: bool = True
    provider: bool = True
    terms: tuple[int, int] = (6, 1)

    def changed(self, how: str, item: str) -> "Shop":
        """The shop after a change of this kind."""
        if how == "price":
            return replace(self, prices=self.prices | {item: self.prices[item] + 7})
        if how == "sold":
            left = self.stock[item]
            return replace(self, stock=self.stock | {item: 0 if left is None else max(0, left - 1)})
        if how == "restocked":
            return replace(self, stock=self.stock | {item: ITEMS[item].get("stock")})
        fields = {
            "other cycles": {"terms": (self.terms[0] + 1, self.terms[1])},
            "other trial": {"terms": (self.terms[0], self.terms[1] + 1)},
            "coupons end": {"dropped_coupons": frozenset({"TENTH", "FIVE"})},
            "option ends": {"dropped_options": frozenset({"std"})},
            "cards are spent": {"spent_cards": frozenset({"CARD-SMALL"})},
            "minimum": {"minimum": 2000},
            "closes": {"accepts": False},
            "provider leaves": {"provider": False},
            "all is well": {
                "dropped_coupons": frozenset(),
                "dropped_options": frozenset(),
                "spent_cards": frozenset(),
                "minimum": None,
                "accepts": True,
                "provider": True,
            },
        }
        return replace(self, **fields[how])

    def swapped(self, one: str, other: str) -> "Shop":
        """The shop after these two items have changed prices."""
        prices = self.prices | {one: self.prices[other], other: self.prices[one]}
        return replace(self, prices=prices)

    def settings_of(self, item: str) -> tuple[int, int | None] | None:
        """How often a subscription is billed and how many weeks of trial come before; None if it is none."""
        entry = ITEMS.get(item, {})
        return (self.terms[0], self.terms[1] if entry.get("trial") else None) if entry.get("subscription") else None

    def option_of(self, carrier: str | None, code: str) -> str | None:
        """The carrier that has the option, for whatever destination; None if nobody has it."""
        for known, options in OPTIONS.items():
            if (carrier and carrier.lower()) in {None, known} and code in options and code not in self.dropped_options:
                return known
        return None

    def store(self) -> cc.Store:
        """The store that the library is given; made once for each state of the shop."""
        if repr(self) not in _STORES:
            _STORES[repr(self)] = self._store()
        return _STORES[repr(self)]

    def _store(self) -> cc.Store:
        return cc.Store(
            currency=self.currency,
            tax_included_in_price=self.included,
            accepts_payments=self.accepts,
            payment_provider_connected=self.provider,
            minimum_order_subtotal=self._money(self.minimum),
            checkout_url="https://shop.example/pay/{checkoutId}",
            catalog={cc.CatalogReference(APP, name): self._item(name) for name in ITEMS},
            coupons=[self._coupon(number, code) for number, code in enumerate(COUPONS)],
            gift_cards=[
                cc.GiftCard(
                    code=code,
                    balance=self._money(0 if code in self.spent_cards else card["balance"]),
                    status=cc.GiftCardStatus(card.get("status", "VALID")),
                )
                for code, card in CARDS.items()
            ],
            taxes=[
                cc.Tax(name="State", rate=Decimal("0.0825"), country=HOME, applies_to_shipping=True),
                cc.Tax(name="City", rate=Decimal("0.01"), country=HOME, applies_to_fees=True),
                cc.Tax(name="VAT", rate=Decimal("0.2"), country="FR", applies_to_shipping=True, applies_to_fees=True),
            ],
            shipping=[self._carrier(POST, [HOME]), self._carrier(ABROAD, ["FR"])],
            additional_fees=[
                cc.AdditionalFee(code="service", name="Service", percentage=Decimal("1.5")),
                cc.AdditionalFee(
                    code="wrap", name="Wrap", price=self._money(120), taxable=True, catalog_item_ids=["mug"]
                ),
            ],
            discount_rules=[self._rule()],
            memberships=[
                cc.Membership(
                    id=name,
                    app_id=APP,
                    name=name,
                    member_id=MEMBER,
                    root_catalog_item_ids=["lesson", "sauna"],
                    credits=cc.Credits(total=10, remaining=left),
                )
                for name, left in MEMBERSHIPS.items()
            ],
        )

    def _money(self, units: int | None) -> cc.Money | None:
        return None if units is None else cc.Money.from_minor(units, self.currency)

    def _item(self, name: str) -> cc.CatalogItem:
        entry = ITEMS[name]
        is_plain = not (entry.get("gift") or name == "song")
        kind = cc.ItemTypePreset.PHYSICAL if is_plain else cc.ItemTypePreset.DIGITAL
        option = "DEPOSIT_ONLINE" if "deposit" in entry else "FULL_PAYMENT_ONLINE"
        option = "FULL_PAYMENT_OFFLINE" if entry.get("offline") else entry.get("membership", option)
        more = self._money(entry.get("extras"))
        return cc.CatalogItem(
            product_name=name.title(),
            price=self._money(self.prices[name]),
            quantity_available=self.stock[name],
            item_type=cc.ItemTypePreset.GIFT_CARD if entry.get("gift") else kind,
            physical_properties=cc.PhysicalProperties(shippable=True) if entry.get("ships") else None,
            coupon_scopes=[STORES],
            payment_option=cc.PaymentOptionType(option),
            deposit_amount=self._money(entry.get("deposit")),
            subscription_option_info=None if self.settings_of(name) is None else _subscription(*self.settings_of(name)),
            modifier_groups=() if more is None else extras(more.amount, currency=self.currency),
            members_only=entry.get("members", False),
            save_payment_method=entry.get("saves", False),
            fixed_quantity=entry.get("fixed", False),
        )

    def _coupon(self, number: int, code: str) -> cc.Coupon:
        entry = COUPONS[code]
        free, ended = entry.get("free_shipping", False), code in self.dropped_coupons
        return cc.Coupon(
            id=guid(500 + number),
            name=code,
            code=code,
            start_time=entry.get("start"),
            expiration_time=OPENED - DAY if ended else entry.get("end"),
            active=entry.get("active", True),
            usage_limit=entry.get("limit"),
            usage_count=3,
            limit_per_customer=1 if "customer" in entry else None,
            usage_by_customer={entry["customer"]: 1} if "customer" in entry else {},
            scope=STORES if "money" in entry else None,
            minimum_subtotal=None if free or "money" in entry else self._money(entry.get("minimum", 0)),
            money_off_amount=self._money(entry.get("money")),
            percent_off_rate=Decimal(entry["percent"]) if "percent" in entry else None,
            free_shipping=free,
        )

    def _carrier(self, carrier: str, countries: list[str]) -> cc.ShippingCarrier:
        options = [
            cc.ShippingOption(
                code=code,
                cost=self._money(cost),
                logistics=cc.DeliveryLogistics(pickup_details=cc.PickupDetails(address=PICKUPS[code]))
                if code in PICKUPS
                else None,
                other_charges=[cc.OtherCharge(type=cc.ChargeType.INSURANCE, price=self._money(33))]
                if code == "fast"
                else [],
            )
            for code, cost in OPTIONS[carrier].items()
            if code not in self.dropped_options
        ]
        # abroad is also every place that nobody has stated
        region = cc.ShippingRegion(id=guid(600), name="region", countries=countries if carrier == POST else None)
        return cc.ShippingCarrier(carrier_id=carrier, region=region, options=options)

    def _rule(self) -> cc.DiscountRule:
        mugs = items("mug")
        discount = cc.RuleDiscount(
            discount_type=cc.RuleDiscountType.PERCENTAGE,
            specific_items_info=cc.SpecificItemsInfo(scopes=[mugs]),
            percentage=Decimal(10),
        )
        trigger = quantity_of(3, None, mugs)
        return cc.DiscountRule(
            id=guid(800), name="Three mugs", trigger=trigger, discounts=cc.RuleDiscounts(values=[discount])
        )


def _subscription(cycles: int, weeks: int | None) -> cc.SubscriptionOptionInfo:
    week = cc.SubscriptionFrequency.WEEK
    trial = None if weeks is None else cc.FreeTrialPeriod(frequency=week, interval=weeks)
    settings = cc.SubscriptionSettings(
        frequency=cc.SubscriptionFrequency.MONTH, billing_cycles=cycles, free_trial_period=trial
    )
    return cc.SubscriptionOptionInfo(subscription_settings=settings)
