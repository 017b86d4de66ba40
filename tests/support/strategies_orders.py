"""Hypothesis strategies for orders: drawn checkouts, given what an order needs, so that many of them become one."""

import attrs
from hypothesis import strategies as st

import checkout_core as cc
from checkout_core.testing.strategies.basics import ADDRESSES
from checkout_core.testing.strategies.checkouts import crowded_inputs, priced_inputs, subtotals_at_the_edge


def seen_prices() -> st.SearchStrategy[cc.PricedCheckout]:
    """Prices of any checkout, most of which cannot become an order."""
    return (priced_inputs() | crowded_inputs() | subtotals_at_the_edge()).map(lambda pair: cc.price(*pair))


@st.composite
def orderable_prices(draw: st.DrawFn) -> cc.PricedCheckout:
    """Prices of checkouts of which most can: with addresses and an option, and without what cannot be had."""
    checkout, store = draw(priced_inputs() | crowded_inputs())
    priced = cc.price(with_addresses(checkout, store, draw(st.sampled_from(ADDRESSES))), store)
    return cc.price(without_trouble(priced), store)


@st.composite
def stores_later(draw: st.DrawFn, store: cc.Store) -> cc.Store:
    """The store when the order is placed: items have changed places, or some of what there was is gone."""
    items = list(store.catalog.values())
    prices = draw(st.permutations([item.price for item in items]))
    infos = draw(st.permutations([item.subscription_option_info for item in items]))
    catalog = {}
    for reference, item, price, info in zip(store.catalog, items, prices, infos, strict=True):
        full = item.full_price if item.full_price is None or item.full_price >= price else None
        catalog[reference] = attrs.evolve(item, price=price, full_price=full)
        if draw(st.booleans()):
            catalog[reference] = attrs.evolve(catalog[reference], subscription_option_info=info)
    gone = ("taxes", "additional_fees", "gift_cards", "coupons", "discount_rules", "memberships", "shipping")
    changes = dict.fromkeys(draw(st.sets(st.sampled_from(gone), max_size=2)), ())
    if draw(st.booleans()):
        changes["catalog"] = catalog
    return attrs.evolve(store, **changes)


def with_addresses(checkout: cc.Checkout, store: cc.Store, address: cc.Address) -> cc.Checkout:
    """The checkout, sent and billed to this address, by the first option there."""
    party = cc.AddressWithContact(address=address)
    offered = [option for carrier in store.carriers_to(address) for option in carrier.options]
    chosen = cc.SelectedCarrierServiceOption(code=offered[0].code) if offered else None
    shipping = cc.ShippingInfo(shipping_destination=party, selected_carrier_service_option=chosen)
    return attrs.evolve(checkout, billing_info=party, shipping_info=shipping)


def without_trouble(priced: cc.PricedCheckout) -> cc.Checkout:
    """The checkout without codes and lines that the price finds something wrong with."""
    checkout, errors = priced.checkout, priced.calculation_errors
    lines = [line for line in priced.lines if _can_be_had(line, paid=errors.membership_error is None)]
    alone = [line for line in lines if line.item.is_subscription][:1]
    kept = alone or lines
    changes = {
        "line_items": [line.line for line in kept],
        "gift_card_code": None if alone or errors.gift_card_calculation_error else checkout.gift_card_code,
        "coupon_code": None if errors.coupon_calculation_error else checkout.coupon_code,
        "merchant_discounts": [attrs.evolve(entry, line_item_ids=[]) for entry in checkout.merchant_discounts],
    }
    if len(kept) < len(priced.lines):
        changes["line_items"] = [line.line for line in kept if not line.item.asks_membership]
        changes["membership_options"] = cc.MembershipOptions()
    return attrs.evolve(checkout, **changes)


def _can_be_had(line: cc.PricedLine, *, paid: bool) -> bool:
    return line.item is not None and line.item.quantity_available != 0 and (paid or not line.item.asks_membership)
