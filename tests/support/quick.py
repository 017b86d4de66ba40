"""Prices in a few words: lines as (unit price, quantity), everything else by keyword."""

from decimal import Decimal

from samples import APP, CARRIER, NOW, guid

import checkout_core as cc

STORES = cc.Scope(namespace="stores")


def item(price, currency="USD", **fields):
    """An item of the namespace ``stores``."""
    fields.setdefault("coupon_scopes", [STORES])
    return cc.CatalogItem(price=cc.Money(price, currency), **fields)


def tax(rate, name="Tax", **fields):
    """A tax that applies everywhere."""
    return cc.Tax(name=name, rate=Decimal(rate), **fields)


def coupon(money=None, percent=None, minimum=None, currency="USD", **fields):
    """A coupon with code C; on the namespace ``stores`` unless it has a minimum."""
    if minimum is None:
        fields.setdefault("scope", STORES)
    else:
        fields["minimum_subtotal"] = cc.Money(minimum, currency)
    if money is not None:
        fields["money_off_amount"] = cc.Money(money, currency)
    if percent is not None:
        fields["percent_off_rate"] = Decimal(percent)
    return cc.Coupon(id=guid(500), name="C", code="C", **fields)


def priced(
    *lines,
    currency="USD",
    coupon=None,
    taxes=(),
    included=False,
    shipping=None,
    fees=(),
    card=None,
    info=None,
    policy=None,
    **store,
):
    """Price lines given as (unit price, quantity) or (item, quantity); shipping and gift card as amounts."""
    catalog, asked = {}, []
    for number, (price, quantity) in enumerate(lines, 1):
        reference = cc.CatalogReference(APP, f"item-{number}")
        if price is not None:
            catalog[reference] = price if isinstance(price, cc.CatalogItem) else item(price, currency)
        asked.append(cc.LineItem(id=guid(number), quantity=quantity, catalog_reference=reference))
    fields = dict(info or {})
    if shipping is not None:
        option = cc.ShippingOption(code="std", cost=cc.Money(shipping, currency))
        region = cc.ShippingRegion(id=guid(600), name="everywhere")
        store["shipping"] = [cc.ShippingCarrier(carrier_id=CARRIER, region=region, options=[option])]
        fields["shipping_info"] = cc.ShippingInfo(
            shipping_destination=cc.AddressWithContact(address=cc.Address(country="US")),
            selected_carrier_service_option=cc.SelectedCarrierServiceOption(code="std"),
        )
    if card is not None:
        store["gift_cards"] = [cc.GiftCard(code="GIFTCARD", balance=cc.Money(card, currency))]
        fields["gift_card_code"] = "GIFTCARD"
    shop = cc.Store(
        currency=currency,
        catalog=catalog,
        coupons=[] if coupon is None else [coupon],
        taxes=taxes,
        tax_included_in_price=included,
        additional_fees=fees,
        policy=policy or cc.PricingPolicy(),
        **store,
    )
    checkout = cc.Checkout(
        id=guid(9),
        currency=currency,
        channel_type=cc.ChannelType.WEB,
        created_date=NOW,
        updated_date=NOW,
        line_items=asked,
        coupon_code=None if coupon is None else coupon.code,
        **fields,
    )
    return cc.price(checkout, shop)


def numbers(moneys):
    """Amounts as text in major units."""
    return [str(amount.amount) for amount in moneys]


def column(price, name):
    """One amount of every line as text in major units."""
    return numbers(getattr(line, name) for line in price.lines)


def six(summary):
    """The fields of a summary as text: subtotal, shipping, fees, tax, discount, total."""
    names = ("subtotal", "shipping", "additional_fees", "tax", "discount", "total")
    return numbers(getattr(summary, name) for name in names)
