"""The store and the checkouts that the engines are timed on. Always the same ones: nothing here is random.

A checkout of n lines has quantities from 1 to 5, prices with cents, half of the lines in a tax group that bears a
second tax, one line paid by a deposit, a delivery option, a taxable fee and a gift card that pays a part. A checkout
holds one coupon, so there are two variants of each: money off every unit that the coupon's scope reaches, and money off
the order, shared out over the lines.

The lines come out of JSON text, as they would in a service: their references equal the catalog's keys and are other
objects.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal

from checkout_core.model.catalog import CatalogItem, CatalogReference
from checkout_core.model.checkout import ChannelType, Checkout
from checkout_core.model.discounts import Coupon
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.item_details import PhysicalProperties, Scope, ScopeGroup
from checkout_core.model.line_item import LineItem, line_id
from checkout_core.model.parties import Address, AddressWithContact, BuyerInfo
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.shipping import (
    SelectedCarrierServiceOption,
    ShippingCarrier,
    ShippingInfo,
    ShippingOption,
    ShippingRegion,
)
from checkout_core.model.store import Store
from checkout_core.model.tax import Tax
from checkout_core.money import Money

SIZES = (1, 3, 10, 50, 300)
VARIANTS = {"item coupon": "TWO-OFF-EACH", "order coupon": "TEN-OFF-ORDER"}
"""What is priced, and the coupon that it holds."""

APP = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
ITEMS = 1_000
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FROM, UNTIL = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)
DEPOSIT_ITEM = "made-to-order"
CARD = "GIFT-2026-0001"


def guid(number: int) -> str:
    """The n-th id of this module."""
    return f"{number:08x}-0000-4000-8000-000000000000"


def usd(cents: int) -> Money:
    """So many cents."""
    return Money.from_minor(cents, "USD")


def make_store() -> Store:
    """A store of 1,001 items: two taxes and delivery at the buyer's place, one fee, two coupons, one gift card."""
    catalog = {CatalogReference(APP, f"item-{number}"): _item(number) for number in range(ITEMS)}
    catalog[CatalogReference(APP, DEPOSIT_ITEM)] = CatalogItem(
        product_name="made to order",
        price=usd(6490),
        coupon_scopes=(Scope(namespace="stores"),),
        physical_properties=PhysicalProperties(shippable=True),
        payment_option=PaymentOptionType.DEPOSIT_ONLINE,
        deposit_amount=usd(2000),
    )
    return Store(
        currency="USD",
        as_of=NOW,
        catalog=catalog,
        coupons=(
            Coupon(
                id=guid(1),
                name="2.50 off each unit",
                code="TWO-OFF-EACH",
                start_time=FROM,
                expiration_time=UNTIL,
                usage_limit=10_000,
                usage_count=17,
                scope=Scope(namespace="stores"),
                money_off_amount=usd(250),
            ),
            Coupon(
                id=guid(2),
                name="9.99 off the order",
                code="TEN-OFF-ORDER",
                start_time=FROM,
                expiration_time=UNTIL,
                usage_limit=10_000,
                usage_count=17,
                minimum_subtotal=usd(2000),
                money_off_amount=usd(999),
            ),
        ),
        gift_cards=(GiftCard(code=CARD, balance=usd(1250)),),
        taxes=(
            Tax(name="state tax", rate=Decimal("0.0725"), country="US", subdivision="US-CA"),
            Tax(
                name="district tax",
                rate=Decimal("0.0125"),
                country="US",
                subdivision="US-CA",
                tax_group_ids=("district",),
                applies_to_shipping=False,
                applies_to_fees=False,
            ),
            Tax(name="sales tax abroad", rate=Decimal("0.19"), country="DE"),
        ),
        shipping=(
            _carrier(3, "DE", {"abroad": 1990}),
            _carrier(4, "US", {"standard": 495, "express": 1495}),
        ),
        additional_fees=(AdditionalFee(code="packing", name="packing", price=usd(150), taxable=True),),
    )


def _item(number: int) -> CatalogItem:
    """Half of the items bear the second tax, three of four the item coupon, one of fifty is sold out."""
    namespace = "events" if number % 4 == 3 else "stores"
    stock = None if number % 3 == 0 else 40 if number % 3 == 1 else 3
    return CatalogItem(
        product_name=f"item {number}",
        price=usd(199 + (number * 7919 + 2300) % 8800),
        quantity_available=0 if number % 50 == 49 else stock,
        physical_properties=PhysicalProperties(shippable=True, sku=f"SKU-{number}"),
        coupon_scopes=(
            Scope(namespace=namespace, group=ScopeGroup(name="collection", entity_id=f"collection-{number % 7}")),
        ),
        tax_group_id="district" if number % 4 in (1, 2) else None,
    )


def _carrier(number: int, country: str, options: dict[str, int]) -> ShippingCarrier:
    return ShippingCarrier(
        carrier_id=guid(number),
        region=ShippingRegion(id=guid(number + 10), name=country, countries=(country,)),
        options=tuple(ShippingOption(code=code, title=code, cost=usd(cost)) for code, cost in options.items()),
    )


def make_checkout(size: int, coupon_code: str, start: int = 0) -> Checkout:
    """A checkout of so many lines of different items, from one on; the middle one is paid by a deposit."""
    items = [DEPOSIT_ITEM if number == size // 2 else f"item-{(start + number * 37) % ITEMS}" for number in range(size)]
    request = [
        {"appId": APP, "catalogItemId": item, "quantity": 1 + (3 * number + 2) % 5} for number, item in enumerate(items)
    ]
    lines = [
        LineItem(
            id=line_id(number),
            quantity=entry["quantity"],
            catalog_reference=CatalogReference(entry["appId"], entry["catalogItemId"]),
        )
        for number, entry in enumerate(json.loads(json.dumps(request)), 1)
    ]
    address = AddressWithContact(address=Address(country="US", subdivision="US-CA", city="San Francisco"))
    return Checkout(
        id=guid(5),
        line_items=lines,
        currency="USD",
        channel_type=ChannelType.WEB,
        coupon_code=coupon_code,
        gift_card_code=CARD,
        created_date=NOW,
        updated_date=NOW,
        billing_info=address,
        buyer_info=BuyerInfo(email="buyer@example.com"),
        shipping_info=ShippingInfo(
            shipping_destination=address,
            selected_carrier_service_option=SelectedCarrierServiceOption(code="standard", carrier_id=guid(4)),
        ),
    )
