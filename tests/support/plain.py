"""Checkouts and stores that the kernel can hold: drawn ones made plain, and many at once by a source of chance."""

from decimal import ROUND_DOWN, Decimal
from itertools import product

import attrs

import checkout_core as cc
from checkout_core.currencies import exponent
from checkout_core.model.discounts import CouponType
from checkout_core.model.payment_options import BY_MEMBERSHIP
from checkout_core.model.scenario import Scenario
from checkout_core.testing.strategies.basics import (
    ADDRESSES,
    APP,
    BEFORE,
    CARD_CODES,
    CARRIERS,
    COUPON_CODES,
    EMAILS,
    EXEMPT,
    GUID_END,
    INSTANTS,
    WINDOWS,
    line_guid,
)
from checkout_core.testing.strategies.goods import ITEM_SCOPES, SCOPES
from checkout_core.testing.strategies.merchant import RATES

ONLINE, OFFLINE = cc.PaymentOptionType.FULL_PAYMENT_ONLINE, cc.PaymentOptionType.FULL_PAYMENT_OFFLINE
DEPOSIT = cc.PaymentOptionType.DEPOSIT_ONLINE

# --- drawn pairs made plain -------------------------------------------------------------------------------------------


def plain_store(store):
    """The store without rules, subscriptions, memberships and coupons that count units, with moderate amounts."""
    return attrs.evolve(
        store,
        catalog={reference: plain_item(entry) for reference, entry in store.catalog.items()},
        discount_rules=(),
        coupons=tuple(map(plain_coupon, store.coupons)),
        shipping=tuple(
            attrs.evolve(carrier, options=tuple(map(_plain_option, carrier.options))) for carrier in store.shipping
        ),
        additional_fees=tuple(map(plain_fee, store.additional_fees)),
    )


def plain_checkout(checkout, store):
    """The checkout without merchant discounts, with moderate amounts and quantities; ``store`` is plain."""
    lines = tuple(_plain_line(line, store) for line in checkout.line_items)
    return attrs.evolve(checkout, line_items=lines, merchant_discounts=())


def plain_item(item):
    """The item, as it is paid without contracts, at a price below 100, no amount of it finer than that."""
    places = min(3, exponent(item.currency))
    deposit = item.deposit_amount and _moderate(item.deposit_amount, places)
    groups = [
        attrs.evolve(group, modifiers=[_plain_modifier(entry, places) for entry in group.modifiers])
        for group in item.modifier_groups
    ]
    return attrs.evolve(
        item,
        price=_moderate(item.price),
        full_price=None,
        payment_option=OFFLINE if item.payment_option in BY_MEMBERSHIP else item.payment_option,
        subscription_option_info=None,
        deposit_amount=deposit or None,
        modifier_groups=groups,
    )


def _plain_modifier(modifier, places):
    price = modifier.price and _moderate(modifier.price, places)
    return attrs.evolve(modifier, price=price, quantity=min(modifier.quantity, 9))


def plain_coupon(coupon):
    """The coupon, if it does not count units, else 10 % off; no amount of it above 100."""
    if coupon.coupon_type is CouponType.BUY_X_GET_Y:
        return attrs.evolve(coupon, buy_x_get_y=None, percent_off_rate=Decimal(10))
    off, fixed = coupon.money_off_amount, coupon.fixed_price_amount
    changes = {} if fixed is None else {"fixed_price_amount": _moderate(fixed)}
    if off is not None and off.amount > 100:
        changes["money_off_amount"] = cc.Money(100, off.currency)
    return attrs.evolve(coupon, **changes)


def plain_fee(fee):
    """The fee, below 100."""
    return fee if fee.price is None else attrs.evolve(fee, price=_moderate(fee.price))


def _plain_option(option):
    places = exponent(option.cost.currency)
    charges = [attrs.evolve(entry, price=_moderate(entry.price, places)) for entry in option.other_charges]
    return attrs.evolve(option, cost=_moderate(option.cost, places), other_charges=charges)


def _plain_line(line, store):
    changes = {"quantity": (line.quantity - 1) % 20 + 1}
    fields, reference = line.catalog_override_fields, line.catalog_reference
    if line.custom_item is not None:
        changes["custom_item"] = plain_item(line.custom_item)
    if fields is not None:
        item = store.catalog.get(reference) or store.catalog.get(reference.without_options)
        places = min(3, exponent(store.currency))
        as_it_is = exponent(store.currency) > 3 or (item is not None and item.deposit_amount is not None)
        deposit = fields.deposit_amount and _moderate(fields.deposit_amount, places)
        changes["catalog_override_fields"] = attrs.evolve(
            fields,
            price=None if as_it_is or fields.price is None else _moderate(fields.price),
            full_price=None,
            deposit_amount=deposit or None,
            payment_option=OFFLINE if fields.payment_option in BY_MEMBERSHIP else fields.payment_option,
        )
    return attrs.evolve(line, **changes)


def _moderate(amount, places=12):
    """What the amount is above a multiple of 100, cut to so many decimals."""
    return cc.Money((amount.amount % 100).quantize(Decimal(1).scaleb(-places), ROUND_DOWN), amount.currency)


# --- many, by a source of chance --------------------------------------------------------------------------------------

CODES = ("JPY", "USD", "KWD", "CLF")
"""A currency of each exponent: 0, 2, 3, 4."""
ITEMS = 12
REFERENCES = tuple(
    cc.CatalogReference(APP, f"item {number}", {"size": "L"} if number % 5 == 4 else None) for number in range(ITEMS)
)


def shops(random, carts_each):
    """A store of every exponent, rounding, level of tax rounding, side of tax and cap of the card, with some carts."""
    sides = (False, True)
    for code, rounding, level, side, cap in product(CODES, cc.Rounding, cc.TaxRounding, sides, cc.GiftCardCap):
        policy = cc.PricingPolicy(rounding=rounding, tax_rounding=level, gift_card_cap=cap)
        store = shop(random, code, policy=policy, tax_included_in_price=side)
        yield store, [cart(random, store) for _ in range(carts_each)]


def shop(random, code, **fields):
    """A merchant with some of everything that the kernel prices, and now and then a coupon that it does not."""
    region = cc.ShippingRegion(id=CARRIERS[0], name="region", countries=random.choice((None, ("US", "DE"))))
    options = [_option(random, code, name) for name in ("standard", "express")]
    taxes = [
        cc.Tax(
            name=random.choice(("VAT", "city")),
            rate=random.choice(RATES),
            country=random.choice((None, None, "US")),
            tax_group_ids=random.choice((None, None, ("food",))),
            applies_to_shipping=random.random() < 0.7,
            applies_to_fees=random.random() < 0.7,
        )
        for _ in range(random.randrange(4))
    ]
    return cc.Store(
        currency=code,
        as_of=random.choice((None, None, *INSTANTS)),
        catalog={reference: _item(random, code) for reference in REFERENCES},
        coupons=[_coupon(random, code, number) for number in range(len(COUPON_CODES))],
        gift_cards=[cc.GiftCard(code=CARD_CODES[0], balance=_amount(random, code, most=10**4, finer=2))],
        taxes=taxes,
        business_address=random.choice(ADDRESSES),
        tax_exempt_groups=EXEMPT[:1],
        shipping=[cc.ShippingCarrier(carrier_id=CARRIERS[0], region=region, options=options)],
        additional_fees=[_fee(random, code) for _ in range(random.randrange(3))],
        **fields,
    )


def cart(random, store):
    """A buyer at this store: up to eight lines, a coupon, a card, delivery, each mostly."""
    some = random.random
    code, known = store.currency.code, list(store.catalog)
    place = cc.SelectedCarrierServiceOption(code=random.choice(("standard", "express", "gone")))
    where = cc.AddressWithContact(address=random.choice(ADDRESSES))
    selected = place if some() < 0.8 else None
    discount = cc.MerchantDiscount(percentage=Decimal(5))
    return cc.Checkout(
        id=GUID_END.format(random.randrange(10**6)),
        currency=code,
        channel_type=cc.ChannelType.WEB,
        line_items=[_line(random, code, number, known) for number in range(random.choice((0, 1, 1, 2, 3, 5, 8)))],
        billing_info=cc.AddressWithContact(address=random.choice(ADDRESSES)) if some() < 0.5 else None,
        shipping_info=cc.ShippingInfo(shipping_destination=where, selected_carrier_service_option=selected),
        buyer_info=cc.BuyerInfo(email=random.choice(EMAILS)) if some() < 0.5 else None,
        tax_exempt_group_id=EXEMPT[0] if some() < 0.05 else None,
        merchant_discounts=[discount] if some() < 0.02 else (),
        coupon_code=random.choice((*COUPON_CODES, COUPON_CODES[0].lower())) if some() < 0.8 else None,
        gift_card_code=CARD_CODES[0] if some() < 0.5 else None,
        gift_card_redeem_amount=cc.Money(random.randrange(90), code) if some() < 0.2 else None,
        created_date=BEFORE,
        updated_date=random.choice(INSTANTS),
    )


def scenario(random, store):
    """Some changes at once: each field of a scenario that the store has room for, now and then."""
    code, ids = store.currency.code, sorted({reference.catalog_item_id for reference in store.catalog})
    options = [option.code for carrier in store.shipping for option in carrier.options]
    known = (*COUPON_CODES, "", attrs.evolve(_coupon(random, code, 1), active=True))
    policy = cc.PricingPolicy(
        rounding=random.choice(tuple(cc.Rounding)),
        tax_rounding=random.choice(tuple(cc.TaxRounding)),
        gift_card_cap=random.choice(tuple(cc.GiftCardCap)),
    )
    fields = {
        "quantity_factor": random.randrange(1, 9),
        "quantities": {name: random.randrange(1, 50) for name in ids if random.random() < 0.5},
        "coupon": random.choice(known),
        "price_change": Decimal(random.randrange(-100, 200)) / 100,
        "prices": {name: _amount(random, code, finer=3) for name in ids if random.random() < 0.5},
        "deposit_share": Decimal(random.randrange(1, 101)) / 100,
        "tax": {tax.name: random.choice(RATES) for tax in store.taxes if random.random() < 0.7},
        "tax_included": random.random() < 0.5,
        "shipping": {name: _amount(random, code) for name in options if random.random() < 0.7},
        "free_shipping_from": {name: _amount(random, code) for name in options if random.random() < 0.7},
        "fees": [_fee(random, code) for _ in range(random.randrange(4))],
        "gift_card_balance": _amount(random, code, most=10**4, finer=2),
        "policy": policy,
    }
    return Scenario(name="some", **{name: value for name, value in fields.items() if random.random() < 0.4})


def _amount(random, code, *, most=200, least=0, finer=0):
    """An amount of the currency below ``most``, now and then so much finer than its minor unit."""
    places = exponent(code) + random.choice((0, 0, 0, *range(finer + 1)))
    return cc.Money(Decimal(f"{random.randrange(least, random.choice((10, most * 10**places)))}E-{places}"), code)


def _item(random, code):
    price, some = _amount(random, code, finer=3), random.random
    deposit = cc.Money(Decimal(random.randrange(1, 500)).scaleb(-min(3, exponent(code))), code)
    extra = cc.Modifier(id="extra", label="extra", quantity=2, price=cc.Money(random.randrange(3), code))
    return cc.CatalogItem(
        price=price,
        quantity_available=random.choice((None, None, None, 0, 9)),
        physical_properties=cc.PhysicalProperties(shippable=some() < 0.7),
        coupon_scopes=random.choice(((), *ITEM_SCOPES)),
        tax_group_id=random.choice((None, "food")),
        payment_option=random.choice((ONLINE, ONLINE, ONLINE, OFFLINE, DEPOSIT)),
        deposit_amount=deposit if some() < 0.3 else None,
        modifier_groups=[cc.ModifierGroup(id="extras", name="extras", modifiers=[extra])] if some() < 0.3 else (),
    )


def _line(random, code, number, known):
    kind, some = random.choice((*["known"] * 12, "custom", "custom", "overridden", "gone")), random.random
    address = cc.TaxableAddress(address_type=random.choice(tuple(cc.TaxableAddressType))) if some() < 0.1 else None
    fields = None
    if kind == "overridden":
        price = cc.Money(random.randrange(300), code) if exponent(code) < 4 else None
        fields = cc.CatalogOverrideFields(price=price, payment_option=ONLINE)
    return cc.LineItem(
        id=line_guid(number),
        quantity=random.choice((1, 1, 2, 3, random.randrange(1, 1_000))),
        catalog_reference=cc.CatalogReference(APP, "gone") if kind == "gone" else random.choice(known),
        custom_item=_item(random, code) if kind == "custom" else None,
        catalog_override_fields=fields,
        taxable_address=address,
    )


def _coupon(random, code, number):
    kind = random.choice(("money", "percent", "percent", "fixed", "shipping", "groups" if number == 2 else "money"))
    gives = {
        "money": {"money_off_amount": _amount(random, code, most=50, least=1, finer=1)},
        "percent": {"percent_off_rate": Decimal(random.randrange(1, 10_001)) / 100},
        "fixed": {"fixed_price_amount": _amount(random, code, most=50, finer=1)},
        "shipping": {"free_shipping": True},
        "groups": {"buy_x_get_y": cc.BuyXGetY(x=2, y=1)},
    }[kind]
    start, end = random.choice((*[(None, None)] * 20, *WINDOWS))
    scoped = random.random() < 0.5
    return cc.Coupon(
        id=GUID_END.format(number + 1),
        name="coupon",
        code=COUPON_CODES[number],
        start_time=start,
        expiration_time=end,
        active=random.random() < 0.95,
        usage_limit=random.choice((None, None, None, 3)),
        usage_count=random.randrange(4),
        limit_per_customer=random.choice((None, 2)),
        usage_by_customer={random.choice(EMAILS): random.randrange(4)},
        limited_to_one_item=random.random() < 0.3,
        scope=random.choice(SCOPES) if scoped else None,
        minimum_subtotal=None if scoped else _amount(random, code, finer=1),
        **gives,
    )


def _fee(random, code):
    percentage = Decimal(random.randrange(0, 1_000)) / 100 if random.random() < 0.5 else None
    bound = random.sample([reference.catalog_item_id for reference in REFERENCES], 3)
    return cc.AdditionalFee(
        code="fee",
        name="fee",
        price=_amount(random, code, most=20, finer=2) if percentage is None else None,
        percentage=percentage,
        taxable=random.random() < 0.5,
        catalog_item_ids=bound if random.random() < 0.4 else None,
    )


def _option(random, code, name):
    charge = cc.OtherCharge(type=cc.ChargeType.INSURANCE, price=cc.Money(random.randrange(5), code))
    return cc.ShippingOption(
        code=name,
        cost=_amount(random, code, most=20),
        free_from_subtotal=_amount(random, code, most=500, finer=1) if random.random() < 0.5 else None,
        other_charges=[charge] if random.random() < 0.4 else (),
    )
