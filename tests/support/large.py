"""Stores and checkouts whose amounts are near the bounds of the kernel's int64."""

from decimal import Decimal

from plain import CODES

import checkout_core as cc
from checkout_core.currencies import exponent
from checkout_core.model.scenario import Scenario
from checkout_core.testing.strategies.basics import ADDRESSES, APP, BEFORE, CARD_CODES, CARRIERS, GUID_END, line_guid
from checkout_core.testing.strategies.goods import SCOPES

MOST = 10**15
"""The largest amount there is, in major units."""
MOST_SHORT = 999_999_999
"""The largest deposit."""
ITEMS = 8
REFERENCES = tuple(cc.CatalogReference(APP, f"item {number}") for number in range(ITEMS))


def large_shop(random):
    """A merchant of a few items, every number of whom is near a power of two: any, or prices near one and the same."""
    code = random.choice(CODES)
    included, level = random.random() < 0.5, random.choice(tuple(cc.TaxRounding))
    policy = cc.PricingPolicy(rounding=random.choice(tuple(cc.Rounding)), tax_rounding=level)
    finest, bits = random.choice((0, 0, 1, 12)), random.choice((None, random.randrange(28, 60)))
    option = cc.ShippingOption(code="far", cost=_amount(random, code), other_charges=_charges(random, code))
    carrier = cc.ShippingCarrier(
        carrier_id=CARRIERS[0], region=cc.ShippingRegion(id=CARRIERS[0], name="world"), options=[option]
    )
    groups = (None, ("food",), ("books",))
    return cc.Store(
        currency=code,
        policy=policy,
        tax_included_in_price=included,
        catalog={reference: _item(random, code, finest, bits) for reference in REFERENCES},
        coupons=[_coupon(random, code, finest)],
        gift_cards=[cc.GiftCard(code=CARD_CODES[0], balance=_amount(random, code, most=MOST_SHORT))],
        taxes=[
            cc.Tax(name="tax", rate=_rate(random), tax_group_ids=random.choice(groups))
            for _ in range(random.randrange(4))
        ],
        shipping=[carrier],
        additional_fees=[_fee(random, code)],
    )


def large_cart(random, store):
    """A buyer of these, few or very many."""
    where = cc.AddressWithContact(address=ADDRESSES[0])
    chosen = cc.SelectedCarrierServiceOption(code="far")
    some = random.random
    return cc.Checkout(
        id=GUID_END.format(0),
        currency=store.currency,
        channel_type=cc.ChannelType.WEB,
        line_items=[
            cc.LineItem(id=line_guid(number), quantity=_quantity(random), catalog_reference=random.choice(REFERENCES))
            for number in range(random.choice((1, 1, 2, 3, 20)))
        ],
        shipping_info=cc.ShippingInfo(
            shipping_destination=where, selected_carrier_service_option=chosen if some() < 0.3 else None
        ),
        coupon_code="LARGE" if some() < 0.6 else None,
        gift_card_code=CARD_CODES[0],
        created_date=BEFORE,
        updated_date=BEFORE,
    )


def large_scenario(random, store):
    """Prices and deposits changed, little or by much; or nothing."""
    code = store.currency.code
    stated = {reference.catalog_item_id: _amount(random, code, finer=3, most=10**9) for reference in store.catalog}
    given = random.choice(
        (
            {},
            {"price_change": Decimal(random.randrange(-(10**6), 10**9)).scaleb(-6)},
            {"prices": stated},
            {"deposit_share": _rate(random) or Decimal(1)},
            {"price_change": Decimal("0.000001"), "deposit_share": Decimal("0.333333")},
        )
    )
    return Scenario(name="large", **given)


def _near(random, most, bits=None):
    """A number near a power of two, of 2 to the power of ``bits`` if so many are given, that is not above ``most``."""
    power = random.randrange(1, most.bit_length() + 1) if bits is None else bits
    return min(max(0, 2**power + random.randrange(-3, 4)), most)


def _amount(random, code, *, finer=0, most=MOST, least=0, bits=None):
    places = min(12, exponent(code) + finer)
    return cc.Money(Decimal(f"{max(least, _near(random, int(most * 10**places), bits))}E-{places}"), code)


def _quantity(random):
    return random.choice((1, 2, max(1, _near(random, 100_000))))


def _rate(random):
    return Decimal(_near(random, 10**6)).scaleb(-6)


def _item(random, code, finest, bits):
    places = min(3, exponent(code))
    deposit = Decimal(max(1, _near(random, MOST_SHORT * 10**places))).scaleb(-places)
    extra = cc.Money(Decimal(_near(random, MOST * 10**places)).scaleb(-places), code)
    modifier = cc.Modifier(id="one", label="one", price=extra, quantity=random.choice((1, 100)))
    groups = [cc.ModifierGroup(id="more", name="more", modifiers=[modifier])]
    asks = random.random() < 0.3
    kind = cc.PaymentOptionType.DEPOSIT_ONLINE if asks else cc.PaymentOptionType.FULL_PAYMENT_ONLINE
    return cc.CatalogItem(
        price=_amount(random, code, finer=random.choice((0, finest)), bits=bits),
        coupon_scopes=SCOPES[:1],
        tax_group_id=random.choice((None, "food", "books")),
        payment_option=kind,
        deposit_amount=cc.Money(deposit, code) if asks else None,
        modifier_groups=groups if random.random() < 0.2 else (),
    )


def _coupon(random, code, finest):
    gives = random.choice(
        (
            {"money_off_amount": _amount(random, code, finer=random.choice((0, finest)), least=1)},
            {"percent_off_rate": Decimal(max(1, _near(random, 10**8))).scaleb(-6)},
            {"fixed_price_amount": _amount(random, code, finer=random.choice((0, finest)))},
        )
    )
    scoped = random.random() < 0.6
    return cc.Coupon(
        id=GUID_END.format(1),
        name="large",
        code="LARGE",
        limited_to_one_item=random.random() < 0.4,
        scope=SCOPES[0] if scoped else None,
        minimum_subtotal=None if scoped else cc.Money(0, code),
        **gives,
    )


def _fee(random, code):
    by_price = random.random() < 0.3
    return cc.AdditionalFee(
        code="fee",
        name="fee",
        price=_amount(random, code, finer=1) if by_price else None,
        percentage=None if by_price else Decimal(_near(random, 10**8)).scaleb(-6),
        taxable=True,
    )


def _charges(random, code):
    kinds = tuple(cc.ChargeType)
    return [
        cc.OtherCharge(type=random.choice(kinds), price=_amount(random, code)) for _ in range(random.choice((0, 0, 10)))
    ]
