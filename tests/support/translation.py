"""From the books to the library's values and back: what is given to an operation, and what it has made."""

from bookkeeping import CUSTOMS, Basket, Line
from samples import APP

import checkout_core as cc

FULL = cc.AddressWithContact(
    address=cc.Address(country="US", city="Springfield"), contact_details=cc.ContactDetails(first_name="Ann")
)
EMPTY = cc.AddressWithContact(address=cc.Address())
BILLED = {None: None, "empty": EMPTY, "full": FULL}


def money(units, currency):
    """So many minor units; None stays."""
    return None if units is None else cc.Money.from_minor(units, currency)


def minor_units(amount):
    """The amount in minor units; None stays."""
    return None if amount is None else amount.minor_units


def requests(lines, currency, kind=cc.LineRequest):
    """The lines as they are asked for."""
    return [_request(line, currency, kind) for line in lines]


def _request(line, currency, kind):
    if line.item in CUSTOMS:
        item = cc.CatalogItem(price=money(640, currency), payment_option=cc.PaymentOptionType(CUSTOMS[line.item]))
        return kind(quantity=line.quantity, id=line.id, custom_item=item)
    options = None if line.colour is None else {"colour": line.colour}
    return kind(cc.CatalogReference(APP, line.item, options), quantity=line.quantity, id=line.id)


def shipping_info(place, option):
    """Where to, and by which option."""
    if place is None and option is None:
        return None
    to = None if place is None else cc.Address() if place == "empty" else cc.Address(country=place)
    return cc.ShippingInfo(
        shipping_destination=None if to is None else cc.AddressWithContact(address=to),
        selected_carrier_service_option=None
        if option is None
        else cc.SelectedCarrierServiceOption(carrier_id=option[0], code=option[1]),
    )


def changes(new, currency):
    """Fields of the books as the keywords of `update_checkout`."""
    given = {}
    if "option" in new:
        given["shipping_info"] = shipping_info(new["place"], new["option"])
    if "email" in new:
        who = {"email": new["email"], "contact_id": new["contact"]}
        who |= {} if new["person"] is None else {f"{new['person'][0]}_id": new["person"][1]}
        given["buyer_info"] = cc.BuyerInfo(**who) if any(who.values()) else None
    if "billing" in new:
        given["billing_info"] = BILLED[new["billing"]]
    if "merchants" in new:
        given["merchant_discounts"] = [
            cc.MerchantDiscount(amount=money(units, currency), line_item_ids=ids) for units, ids in new["merchants"]
        ]
    if "memberships" in new:
        chosen = [cc.SelectedMembership(id=name, app_id=APP, line_item_ids=ids) for name, ids in new["memberships"]]
        given["membership_options"] = cc.MembershipOptions(
            selected_memberships=cc.SelectedMemberships(memberships=chosen)
        )
    names = {"note": "buyer_note", "coupon": "coupon_code", "card": "gift_card_code", "url": "override_checkout_url"}
    given |= {names[name]: value for name, value in new.items() if name in names}
    if "redeem" in new:
        given["gift_card_redeem_amount"] = money(new["redeem"], currency)
    return given


def creation(given, currency):
    """Fields of the books as the keywords of `create_checkout`."""
    keywords = changes({name: value for name, value in given.items() if name != "locks"}, currency)
    direct = {"coupon_code", "gift_card_code", "gift_card_redeem_amount", "override_checkout_url"}
    info = {name: value for name, value in keywords.items() if name not in direct}
    locks = given.get("locks", (False, False))
    if any(locks):
        info["custom_settings"] = cc.CustomSettings(lock_coupon_code=locks[0], lock_gift_card=locks[1])
    kept = {name: value for name, value in keywords.items() if name in direct}
    return kept | {"checkout_info": cc.CheckoutInfo(**info)}


def books(checkout):
    """The books that the library's checkout agrees with."""
    buyer, shipping = checkout.buyer_info, checkout.shipping_info
    settings = checkout.custom_settings or cc.CustomSettings()
    option = None if shipping is None else shipping.selected_carrier_service_option
    return Basket(
        id=checkout.id,
        created=checkout.created_date,
        updated=checkout.updated_date,
        lines=[_line(line) for line in checkout.line_items],
        coupon=checkout.coupon_code,
        card=checkout.gift_card_code,
        redeem=minor_units(checkout.gift_card_redeem_amount),
        url=checkout.override_checkout_url,
        email=None if buyer is None else buyer.email,
        person=None if buyer is None else _person(buyer),
        contact=None if buyer is None else buyer.contact_id,
        billing={None: None, EMPTY: "empty", FULL: "full"}[checkout.billing_info],
        place=_place(checkout.destination),
        option=None if option is None else (option.carrier_id, option.code),
        note=checkout.buyer_note,
        cart=checkout.cart_id,
        merchants=[(minor_units(entry.amount), entry.line_item_ids) for entry in checkout.merchant_discounts],
        memberships=[
            (entry.id, entry.line_item_ids) for entry in checkout.membership_options.selected_memberships.memberships
        ],
        locks=(settings.lock_coupon_code, settings.lock_gift_card),
        completed=checkout.completed,
        order=checkout.order_id,
    )


def _person(buyer):
    people = [("member", buyer.member_id), ("visitor", buyer.visitor_id)]
    return next((person for person in people if person[1] is not None), None)


def _place(address):
    return None if address is None else address.country or "empty"


def _line(line):
    if line.custom_item is not None:
        kinds = {option: name for name, option in CUSTOMS.items()}
        return Line(kinds[line.custom_item.payment_option.value], line.quantity, None, line.id)
    options = line.catalog_reference.options
    colour = None if options is None else options["colour"]
    return Line(line.catalog_reference.catalog_item_id, line.quantity, colour, line.id)


def told(event):
    """An event as the books tell it."""
    kind, card = event.type.value, event.obfuscated_code
    details = (event.line_item_id, event.quantity, event.previous_quantity, event.coupon_code, card)
    return (kind, *(detail for detail in details if detail is not None))


def starred(event):
    """An event of the books with its gift card's code as it may be told."""
    kind, *details = event
    return (kind, "*" * (len(details[0]) - 4) + details[0][-4:]) if kind.startswith("GIFT_CARD") else event
