"""Hypothesis strategies for checkouts and stores, made so that features meet each other.

`stores()` draws a merchant, `checkouts(store)` a buyer at this merchant, `priced_inputs()` a pair of both. Ids, codes,
places and item names come from small pools, so that coupons mostly reach lines, taxes mostly match addresses, etc.
Each choice names the plainest first: a failing example shrinks towards one line of quantity 1 and nothing else.
"""

import functools
import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, ParamSpec, TypeVar, cast

from exact import decimals
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from checkout_core.model.catalog import CatalogItem, CatalogOverrideFields, CatalogReference, PaymentOptionType
from checkout_core.model.checkout import ChannelType, Checkout
from checkout_core.model.discounts import Coupon
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.gift_card import GiftCard, GiftCardStatus
from checkout_core.model.item_details import ItemType, ItemTypePreset, PhysicalProperties, Scope, ScopeGroup
from checkout_core.model.line_item import LineItem, line_id
from checkout_core.model.memberships import MembershipOptions, SelectedMembership, SelectedMemberships
from checkout_core.model.parties import Address, AddressWithContact, BuyerInfo
from checkout_core.model.shipping import (
    SelectedCarrierServiceOption,
    ShippingCarrier,
    ShippingInfo,
    ShippingOption,
    ShippingRegion,
)
from checkout_core.model.store import Conversion, GiftCardCap, PricingPolicy, Store, TaxRounding
from checkout_core.model.tax import Tax, TaxableAddress, TaxableAddressType
from checkout_core.money import Money
from checkout_core.rounding import Rounding

__all__ = [
    "CURRENCIES",
    "amounts",
    "checkouts",
    "crowded_inputs",
    "deposits_above_the_price",
    "priced_inputs",
    "sample",
    "stores",
]

P = ParamSpec("P")
T = TypeVar("T")

CURRENCIES = ("USD", "JPY", "KWD", "CLF", "EUR")
"""Currencies of 2, 0, 3 and 4 decimals."""

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
INSTANTS = (NOW, BEFORE, AFTER)
WINDOWS = ((BEFORE, AFTER), (NOW, None), (AFTER, None), (None, NOW), (None, BEFORE), (BEFORE, NOW), (NOW, NOW))

APP = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
ITEM_IDS = ("shirt", "mug", "lamp")
ITEM_TYPES = (*(ItemType(preset=preset) for preset in list(ItemTypePreset)[1:]), ItemType(custom="gadget"))
OPTIONS: Sequence[Mapping[str, Any] | None] = (None, {"size": "M"}, {"size": "L"})
REFERENCES = tuple(CatalogReference(APP, item, options) for options in OPTIONS for item in ITEM_IDS)
GONE = CatalogReference(APP, "gone")
GROUPS = ("food", "books")
SCOPES = (
    Scope(namespace="stores"),
    Scope(namespace="stores", group=ScopeGroup(name="product")),
    Scope(namespace="stores", group=ScopeGroup(name="product", entity_id="shirt")),
    Scope(namespace="stores", group=ScopeGroup(name="collection", entity_id="summer")),
    Scope(namespace="bookings"),
    Scope(namespace="bookings", group=ScopeGroup(name="service", entity_id="massage")),
)
FLAWS = (*["none"] * 16, *["window"] * 3, "active", *["usage"] * 2, *["customer"] * 4, *["minimum"] * 2)
ITEM_SCOPES = (SCOPES[2:4], SCOPES[:1], SCOPES[2:3], SCOPES[2:4], SCOPES[3:], SCOPES[4:5], SCOPES[5:])
ADDRESSES = (
    Address(country="US"),
    Address(country="US", subdivision="US-NY"),
    Address(country="DE"),
    Address(),
    Address(subdivision="US-NY"),
)
RATES = tuple(map(Decimal, ("0.1", "0.2", "0.04", "0.5", "1", "0", "0.088875", "0.333333", "0.000001", "0.07", "0.25")))
PERCENTAGES = tuple(map(Decimal, ("10", "50", "100", "5", "33.333333", "0.5", "0.000001", "12.5", "99.999999")))
EMAILS = ("ann@example.com", "Ann@Example.com", "bob@example.com")
EXEMPT = ("00000000-0000-0000-0000-0000000000e1", "00000000-0000-0000-0000-0000000000e2")
MEMBERSHIPS = (
    MembershipOptions(),
    MembershipOptions(
        selected_memberships=SelectedMemberships(
            memberships=(SelectedMembership(id="gold", app_id=APP, line_item_ids=(line_id(1),)),)
        )
    ),
)
CARRIERS = ("00000000-0000-0000-0000-0000000000c1", "00000000-0000-0000-0000-0000000000c2")
DELIVERIES = ("standard", "express")
COUPON_CODES = ("SUMMER", "Winter-10", "spaß 5")
CARD_CODES = ("CARD-0001", "CARD-0002", "card-0001")
GUID_END = "00000000-0000-0000-0000-{:012d}"


# --- building blocks --------------------------------------------------------------------------------------------------


def remembered(make: Callable[P, T]) -> Callable[P, T]:
    """Build a strategy once: most of the time of a draw would go into building and checking strategies."""
    return cast("Callable[P, T]", functools.cache(make))


@remembered
def mostly(usual: T, *others: T, weight: int = 3) -> st.SearchStrategy[T]:
    """The first value ``weight`` times as often as each of the others."""
    return st.sampled_from([usual] * weight + list(others))


@remembered
def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """None, or what the strategy draws."""
    return st.none() | strategy


@remembered
@st.composite
def usually(draw: st.DrawFn, strategy: st.SearchStrategy[T]) -> T | None:
    """What the strategy draws, and None in one of six."""
    return draw(strategy) if draw(st.sampled_from([False] + [True] * 5)) else None


@remembered
@st.composite
def amounts(
    draw: st.DrawFn,
    currency: str,
    *,
    finest: int = 0,
    largest: int = 10**15,
    scale: int = 12,
    positive: bool = False,
) -> Money:
    """Amounts of the currency: mostly ordinary ones, zero, the smallest, the largest.

    ``finest``: how many decimals beyond the minor unit. ``scale``: most decimals at all. ``largest``: in major units.
    """
    places = min(scale, decimals(currency) + draw(mostly(0, *range(1, finest + 1))))
    least = 1 if positive else 0
    kinds = [
        st.integers(least, 10 * 10**places),
        st.integers(least, 1_000 * 10**places),
        st.integers(least, 9),
        st.integers(least, min(largest, 10**6) * 10**places),
        st.integers(largest * 10**places - 9, largest * 10**places),
    ]
    units = draw(kinds[draw(st.sampled_from([0, 0, 0, 1, 1, 2, 2, 3, 4]))])
    return Money(Decimal(f"{units}E-{places}"), currency)


@remembered
def small_amounts(currency: str) -> st.SearchStrategy[Money]:
    """Amounts above zero as a deposit or an override may have: at most 999,999,999 and three decimals."""
    return amounts(currency, finest=3, largest=999_999_999, scale=3, positive=True)


# --- the merchant -----------------------------------------------------------------------------------------------------


@remembered
@st.composite
def items(draw: st.DrawFn, currency: str) -> CatalogItem:
    """Items, in a catalog or on a custom line."""
    price = draw(amounts(currency, finest=3))
    more = draw(maybe(amounts(currency)))
    paid = draw(mostly(PaymentOptionType.FULL_PAYMENT_ONLINE, *list(PaymentOptionType)[1:], weight=6))
    deposit = draw(deposits(price))
    return CatalogItem(
        price=price,
        full_price=None if more is None or (price + more).amount > 10**15 else price + more,
        quantity_available=draw(mostly(None, 0, 1, 3, 100_000, weight=5)),
        item_type=draw(mostly(*ITEM_TYPES, weight=8)),
        physical_properties=draw(maybe(shippables())),
        coupon_scopes=draw(mostly((), *ITEM_SCOPES, weight=1)),
        tax_group_id=draw(maybe(st.sampled_from(GROUPS))),
        payment_option=paid,
        deposit_amount=deposit,
        save_payment_method=draw(mostly(False, True, weight=9)),
    )


@remembered
def shippables() -> st.SearchStrategy[PhysicalProperties]:
    """Physical properties, mostly of what is sent."""
    return mostly(True, False).map(lambda sent: PhysicalProperties(shippable=sent))


@st.composite
def deposits(draw: st.DrawFn, price: Money) -> Money | None:
    """None, any deposit, or one that is near the price: below, equal or above."""
    kind = draw(mostly("none", "half", "half", "price", "above", "any", weight=4))
    times = {"half": "0.5", "price": "1", "above": "1.05"}.get(kind, "0")
    near = (price.amount * Decimal(times)).quantize(Decimal("0.001"))
    if 0 < near <= 999_999_999:
        return Money(near, price.currency)
    return None if kind == "none" else draw(small_amounts(price.currency.code))


@remembered
def catalogs(currency: str) -> st.SearchStrategy[dict[CatalogReference, CatalogItem]]:
    """One to four items, some of them by options."""
    references = st.sampled_from(REFERENCES[: len(ITEM_IDS)]) | st.sampled_from(REFERENCES)
    return st.dictionaries(references, items(currency), min_size=1, max_size=4)


@remembered
@st.composite
def coupons(draw: st.DrawFn, currency: str, code: str) -> Coupon:
    """Coupons with this code, mostly usable; otherwise for one reason."""
    flaw = draw(st.sampled_from(FLAWS))
    start, end = draw(st.sampled_from(WINDOWS)) if flaw == "window" else (None, None)
    scope = draw(maybe(mostly(*SCOPES, SCOPES[5], weight=2)))
    minimum = (
        None if scope is not None else draw(amounts(currency, finest=1)) if flaw == "minimum" else Money(0, currency)
    )
    percent = draw(percentages()) if draw(st.booleans()) else None
    return Coupon(
        id=GUID_END.format(COUPON_CODES.index(code) + 1),
        name=code,
        code=code,
        start_time=start,
        expiration_time=end,
        active=flaw != "active",
        usage_limit=draw(st.sampled_from((1, 2))) if flaw == "usage" else None,
        usage_count=draw(st.integers(0, 2)) if flaw == "usage" else 0,
        limit_per_customer=draw(st.sampled_from((1, 2))) if flaw == "customer" else None,
        usage_by_customer=draw(customer_uses()) if flaw == "customer" else {},
        limited_to_one_item=draw(mostly(False, True, weight=2)),
        scope=scope,
        minimum_subtotal=minimum,
        money_off_amount=None if percent is not None else draw(amounts(currency, finest=1, positive=True)),
        percent_off_rate=percent,
    )


@remembered
def percentages() -> st.SearchStrategy[Decimal]:
    """Percentages above zero, up to 100."""
    return st.sampled_from(PERCENTAGES) | st.decimals("0.0001", "100", places=4)


@remembered
def customer_uses() -> st.SearchStrategy[dict[str, int]]:
    """How often which customers used a coupon."""
    return st.dictionaries(st.sampled_from(EMAILS), st.integers(0, 3), min_size=1, max_size=3)


@remembered
@st.composite
def taxes(draw: st.DrawFn) -> Tax:
    """Rows of the tax table."""
    where = draw(mostly((None, None), ("US", None), ("US", "US-NY"), ("DE", None), (None, "US-NY"), weight=4))
    return Tax(
        name=draw(st.sampled_from(("VAT", "state", "city"))),
        rate=draw(st.sampled_from(RATES) | st.integers(0, 10**6).map(lambda ppm: Decimal(f"{ppm}E-6"))),
        country=where[0],
        subdivision=where[1],
        tax_group_ids=draw(mostly(None, ("food",), ("food", "books"), (), weight=6)),
        applies_to_shipping=draw(mostly(True, False)),
        applies_to_fees=draw(mostly(True, False)),
    )


@remembered
@st.composite
def carriers(draw: st.DrawFn, currency: str, carrier_id: str) -> ShippingCarrier:
    """Carriers with this id: a region and up to two options there."""
    region = ShippingRegion(
        id=carrier_id,
        name="region",
        countries=draw(mostly(None, ("US",), ("US", "DE"), (), weight=4)),
        subdivisions=draw(mostly(None, ("US-NY",), weight=6)),
    )
    codes = draw(mostly(DELIVERIES[:1], DELIVERIES[::-1], DELIVERIES, (), weight=2))
    options = [ShippingOption(code=code, cost=draw(amounts(currency, finest=1))) for code in codes]
    return ShippingCarrier(carrier_id=carrier_id, region=region, options=options)


@remembered
@st.composite
def fees(draw: st.DrawFn, currency: str) -> AdditionalFee:
    """Fees, fixed or by percentage, of the whole checkout or bound to items."""
    percentage = draw(maybe(st.sampled_from((*PERCENTAGES, Decimal(0)))))
    return AdditionalFee(
        code=draw(st.sampled_from(("packing", "service"))),
        name="fee",
        price=None if percentage is not None else draw(amounts(currency, finest=1)),
        percentage=percentage,
        taxable=draw(st.booleans()),
        catalog_item_ids=draw(mostly(None, ("shirt",), ("mug", "lamp"), (), weight=4)),
    )


@remembered
@st.composite
def gift_cards(draw: st.DrawFn, currency: str, code: str) -> GiftCard:
    """Gift cards with this code, mostly usable."""
    foreign = draw(mostly(False, True, weight=9))
    other = "USD" if currency != "USD" else "JPY"
    return GiftCard(
        code=code,
        balance=draw(amounts(other if foreign else currency, finest=2, largest=999_999_999)),
        status=draw(mostly(GiftCardStatus.VALID, GiftCardStatus.EXPIRED, GiftCardStatus.DISABLED, weight=8)),
    )


@remembered
@st.composite
def policies(draw: st.DrawFn) -> PricingPolicy:
    """The choices that decide a cent."""
    return PricingPolicy(
        rounding=draw(mostly(Rounding.HALF_UP, *list(Rounding)[1:])),
        tax_rounding=draw(st.sampled_from(TaxRounding)),
        gift_card_cap=draw(st.sampled_from(GiftCardCap)),
    )


def stores(*, currencies: Sequence[str] = CURRENCIES, tax_included: bool | None = None) -> st.SearchStrategy[Store]:
    """Merchants. ``currencies``: codes to choose among. ``tax_included``: None draws either."""
    if not currencies:
        raise ValueError("currencies: got none, allowed: at least one ISO 4217 code")
    return _stores(currencies=tuple(currencies), tax_included=tax_included)


@remembered
@st.composite
def _stores(draw: st.DrawFn, *, currencies: tuple[str, ...], tax_included: bool | None) -> Store:
    currency = draw(st.sampled_from(currencies))
    codes = COUPON_CODES[: draw(mostly(0, 1, 2, 3, weight=1))]
    cards = CARD_CODES[: draw(mostly(0, 1, 3, weight=1))]
    rate = draw(mostly(None, Decimal("0.91"), Decimal("147.123456"), weight=4))
    return Store(
        currency=currency,
        tax_included_in_price=draw(st.booleans()) if tax_included is None else tax_included,
        as_of=draw(mostly(None, *INSTANTS)),
        conversion=None if rate is None else Conversion(currency=draw(st.sampled_from(CURRENCIES)), rate=rate),
        policy=draw(policies()),
        catalog=draw(catalogs(currency)),
        coupons=[draw(coupons(currency, code)) for code in codes],
        gift_cards=[draw(gift_cards(currency, code)) for code in cards],
        taxes=draw(st.lists(taxes(), max_size=3)),
        business_address=draw(maybe(st.sampled_from(ADDRESSES))),
        tax_exempt_groups=draw(mostly((), EXEMPT[:1], weight=1)),
        shipping=[
            draw(carriers(currency, carrier))
            for carrier in draw(mostly((), CARRIERS[:1], CARRIERS, CARRIERS, weight=1))
        ],
        additional_fees=draw(st.lists(fees(currency), max_size=2)),
    )


# --- the buyer --------------------------------------------------------------------------------------------------------


@remembered
@st.composite
def overrides(draw: st.DrawFn, currency: str) -> CatalogOverrideFields:
    """What a merchant states for one line in place of the catalog's own."""
    price, more = draw(maybe(small_amounts(currency))), draw(maybe(small_amounts(currency)))
    full = more if price is None or more is None or more >= price else None
    return CatalogOverrideFields(
        price=price,
        full_price=full,
        physical_properties=draw(maybe(shippables())),
        payment_option=draw(mostly(None, *PaymentOptionType, weight=6)),
        deposit_amount=draw(maybe(small_amounts(currency))),
        save_payment_method=draw(mostly(None, True, False)),
    )


@st.composite
def lines(draw: st.DrawFn, store: Store, number: int) -> LineItem:
    """The checkout's n-th line: an item of the catalog, a custom item, or one that nobody knows."""
    code = store.currency.code
    kind = draw(mostly("known", "custom", "any", "any", "gone", "custom known", weight=8))
    reference: CatalogReference | None = draw(st.sampled_from(list(store.catalog)))
    if kind == "any":
        reference = draw(st.sampled_from(REFERENCES))
    elif not kind.endswith("known"):
        reference = {"custom": None, "gone": GONE}[kind]
    custom = draw(items(code)) if kind.startswith("custom") else None
    where = draw(mostly(None, *TaxableAddressType, weight=6))
    return LineItem(
        id=line_id(number),
        quantity=draw(st.integers(1, draw(mostly(3, 20, 100_000)))),
        catalog_reference=reference,
        custom_item=custom,
        catalog_override_fields=draw(mostly(st.none(), overrides(code)).flatmap(lambda s: s))
        if custom is None
        else None,
        taxable_address=None if where is None else TaxableAddress(address_type=where),
    )


@st.composite
def selections(draw: st.DrawFn, store: Store) -> SelectedCarrierServiceOption:
    """The buyer's choice among the options, mostly one that is offered somewhere."""
    offered = [(carrier.carrier_id, option.code) for carrier in store.shipping for option in carrier.options]
    gone = (CARRIERS[1], "drone")
    carrier, code = draw(st.sampled_from([*offered * 3, gone, (CARRIERS[1], "standard")]))
    return SelectedCarrierServiceOption(carrier_id=carrier if draw(st.booleans()) else None, code=code)


@remembered
def places() -> st.SearchStrategy[AddressWithContact]:
    """Addresses, now and then without one."""
    return mostly(*ADDRESSES, None, weight=2).map(lambda address: AddressWithContact(address=address))


def shipping_infos(store: Store) -> st.SearchStrategy[ShippingInfo]:
    """Where to, and by which option."""
    where, chosen = usually(places()), usually(selections(store))
    return st.builds(ShippingInfo, shipping_destination=where, selected_carrier_service_option=chosen)


@remembered
@st.composite
def held_codes(draw: st.DrawFn, own: tuple[str, ...], foreign: str) -> str | None:
    """None, mostly one of the store's codes in some spelling, or a foreign one."""
    kind = draw(st.sampled_from(["none", *["own"] * 10, "foreign"]))
    if kind == "none" or (kind == "own" and not own):
        return None
    return draw(st.sampled_from(own)) if kind == "own" else foreign


def checkouts(store: Store, *, max_lines: int = 5) -> st.SearchStrategy[Checkout]:
    """Buyers at this store, with 1 to ``max_lines`` lines; rarely with none at all."""
    if max_lines < 1:
        raise ValueError(f"max_lines: got {max_lines}, allowed: 1 or more")
    return _checkouts(store, max_lines)


@st.composite
def _checkouts(draw: st.DrawFn, store: Store, max_lines: int) -> Checkout:
    count = draw(st.integers(1, max_lines) if draw(mostly(True, False, weight=40)) else st.just(0))
    coupon = draw(held_codes(tuple(coupon.code for coupon in store.coupons), "NOBODY'S"))
    card = draw(held_codes(tuple(card.code for card in store.gift_cards), "CARD-9999"))
    email = draw(usually(st.sampled_from(EMAILS)))
    spelt = draw(mostly("", "upper", "lower", "swapcase"))
    return Checkout(
        id=GUID_END.format(0),
        currency=store.currency,
        channel_type=ChannelType.WEB,
        line_items=[draw(lines(store, number)) for number in range(1, count + 1)],
        billing_info=draw(usually(places())),
        shipping_info=draw(usually(shipping_infos(store))),
        buyer_info=None if email is None else BuyerInfo(email=email),
        tax_exempt_group_id=draw(mostly(None, *EXEMPT, weight=10)),
        membership_options=draw(mostly(*MEMBERSHIPS, weight=15)),
        coupon_code=coupon if coupon is None or not spelt else getattr(coupon, spelt)(),
        gift_card_code=card,
        gift_card_redeem_amount=draw(maybe(amounts(store.currency.code, scale=3))),
        created_date=BEFORE,
        updated_date=draw(mostly(*INSTANTS)),
    )


def priced_inputs(
    *,
    currencies: Sequence[str] = CURRENCIES,
    tax_included: bool | None = None,
    max_lines: int = 5,
) -> st.SearchStrategy[tuple[Checkout, Store]]:
    """Pairs for ``price``: a checkout and the store it is at."""
    if max_lines < 1:
        raise ValueError(f"max_lines: got {max_lines}, allowed: 1 or more")
    return _pairs(stores(currencies=currencies, tax_included=tax_included), max_lines)


@st.composite
def _pairs(draw: st.DrawFn, merchants: st.SearchStrategy[Store], max_lines: int) -> tuple[Checkout, Store]:
    store = draw(merchants)
    return draw(checkouts(store, max_lines=max_lines)), store


@st.composite
def crowded_inputs(draw: st.DrawFn) -> tuple[Checkout, Store]:
    """Pairs whose prices, of a few minor units each, have hardly room for the many taxes inside them."""
    rates = st.sampled_from(tuple(map(Decimal, ("0.5", "1", "0.9", "0.1", "0.05", "0.333333"))))
    groups = st.sampled_from((None, ("food",), ("books",), ("food", "books")))
    rows = st.builds(Tax, name=st.just("VAT"), rate=rates, tax_group_ids=groups)
    goods = st.builds(
        CatalogItem,
        price=st.integers(0, 6).map(lambda units: Money(units, "JPY")),
        tax_group_id=st.sampled_from((None, *GROUPS)),
    )
    custom_lines = st.tuples(goods, st.integers(1, 4))
    store = Store(
        currency="JPY",
        tax_included_in_price=draw(mostly(True, False)),
        policy=PricingPolicy(
            rounding=draw(st.sampled_from(Rounding)),
            tax_rounding=draw(st.sampled_from((TaxRounding.TOTAL, TaxRounding.UNIT))),
        ),
        taxes=draw(st.lists(rows, min_size=1, max_size=7)),
    )
    checkout = Checkout(
        id=GUID_END.format(0),
        currency="JPY",
        channel_type=ChannelType.WEB,
        line_items=[
            LineItem(id=line_id(number), quantity=quantity, custom_item=item)
            for number, (item, quantity) in enumerate(draw(st.lists(custom_lines, min_size=1, max_size=6)), 1)
        ],
        created_date=NOW,
        updated_date=NOW,
    )
    return checkout, store


@st.composite
def deposits_above_the_price(draw: st.DrawFn) -> tuple[Checkout, Store]:
    """Pairs of one line whose deposit is larger than its unit price, with or without a tax and a coupon."""
    cents, more, off = draw(st.tuples(st.integers(1, 99), st.integers(1, 20), st.integers(0, 100)))
    deposit = CatalogItem(
        price=Money.from_minor(cents, "USD"),
        payment_option=PaymentOptionType.DEPOSIT_ONLINE,
        deposit_amount=Money.from_minor(cents + more, "USD"),
    )
    coupon = Coupon(
        id=GUID_END.format(1),
        name="percent",
        code="PERCENT",
        minimum_subtotal=Money(0, "USD"),
        percent_off_rate=Decimal(off or 1),
    )
    rate = draw(st.sampled_from((*RATES, None)))
    store = Store(
        currency="USD",
        tax_included_in_price=draw(st.booleans()),
        coupons=[coupon],
        taxes=() if rate is None else (Tax(name="VAT", rate=rate),),
    )
    checkout = Checkout(
        id=GUID_END.format(0),
        currency="USD",
        channel_type=ChannelType.WEB,
        line_items=[LineItem(id=line_id(1), quantity=draw(st.integers(1, 3)), custom_item=deposit)],
        coupon_code=coupon.code if off else None,
        created_date=NOW,
        updated_date=NOW,
    )
    return checkout, store


def sample(count: int) -> list[tuple[Checkout, Store]]:
    """Draw so many pairs, the same each time (for one version of Hypothesis).

    In batches: within one run Hypothesis varies what it drew before, so a long run is less varied than many short ones.
    """
    pairs: list[tuple[Checkout, Store]] = []
    for number in range(math.ceil(count / BATCH)):

        @seed(number)
        @settings(
            max_examples=BATCH,
            database=None,
            phases=[Phase.generate],
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(priced_inputs())
        def draw_all(pair: tuple[Checkout, Store]) -> None:
            pairs.append(pair)

        draw_all()
    return pairs[:count]


BATCH = 20
