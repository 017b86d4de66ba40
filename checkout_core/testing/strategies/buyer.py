"""Strategies for the buyer's side: lines, delivery, codes, what the merchant takes off, which memberships pay."""

from collections.abc import Sequence

from hypothesis import strategies as st

from checkout_core.model.catalog import CatalogItem, CatalogReference
from checkout_core.model.discounts import MerchantDiscount
from checkout_core.model.line_item import LineItem
from checkout_core.model.memberships import MembershipOptions, SelectedMembership, SelectedMemberships
from checkout_core.model.parties import AddressWithContact, BuyerInfo
from checkout_core.model.payment_options import BY_MEMBERSHIP
from checkout_core.model.shipping import SelectedCarrierServiceOption, ShippingInfo
from checkout_core.model.store import Store
from checkout_core.model.tax import TaxableAddress, TaxableAddressType
from checkout_core.testing.strategies.basics import (
    ADDRESSES,
    APP,
    CARRIERS,
    EMAILS,
    GONE,
    GUID_END,
    MEMBERS,
    MEMBERSHIP_IDS,
    NO_LINE,
    OTHER_APP,
    REFERENCES,
    amounts,
    likely,
    line_guid,
    mostly,
    percentages,
    remembered,
    some_of,
    spelt,
    usually,
)
from checkout_core.testing.strategies.goods import items, overrides

NOTHING_SELECTED = MembershipOptions()


def line(draw: st.DrawFn, store: Store, number: int) -> LineItem:
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
    overridden = custom is None and draw(mostly(False, True))
    return LineItem(
        id=line_guid(number),
        quantity=draw(st.integers(1, draw(mostly(3, 20, 100_000)))),
        catalog_reference=reference,
        custom_item=custom,
        catalog_override_fields=draw(overrides(code)) if overridden else None,
        taxable_address=None if where is None else TaxableAddress(address_type=where),
    )


# --- delivery ---------------------------------------------------------------------------------------------------------


@remembered
def places() -> st.SearchStrategy[AddressWithContact]:
    """Addresses, now and then without one."""
    return mostly(*ADDRESSES, None, weight=2).map(lambda address: AddressWithContact(address=address))


def shipping_info(draw: st.DrawFn, store: Store) -> ShippingInfo | None:
    """Where to, and by which option; None, rarely, for nothing said of either."""
    if not draw(likely()):
        return None
    asked = draw(likely() if store.shipping else mostly(False, True))
    return ShippingInfo(
        shipping_destination=draw(usually(places())),
        selected_carrier_service_option=_selection(draw, store) if asked else None,
    )


def _selection(draw: st.DrawFn, store: Store) -> SelectedCarrierServiceOption:
    """The buyer's choice among the options, mostly one that is offered somewhere."""
    offered = [(carrier.carrier_id, option.code) for carrier in store.shipping for option in carrier.options]
    gone = (CARRIERS[1], "drone")
    carrier, code = draw(st.sampled_from([*offered * 4, gone, (CARRIERS[1], "standard")]))
    return SelectedCarrierServiceOption(carrier_id=carrier if draw(st.booleans()) else None, code=code)


# --- codes and discounts ----------------------------------------------------------------------------------------------


@remembered
@st.composite
def held_codes(draw: st.DrawFn, own: tuple[str, ...], foreign: str) -> str | None:
    """None, mostly one of the store's codes, or a foreign one."""
    kind = draw(st.sampled_from(["none", *["own"] * 10, "foreign"]))
    if kind == "none" or (kind == "own" and not own):
        return None
    return draw(st.sampled_from(own)) if kind == "own" else foreign


@remembered
@st.composite
def given_discounts(draw: st.DrawFn, currency: str, line_ids: tuple[str, ...]) -> tuple[MerchantDiscount, ...]:
    """None, one or several: amounts and percentages, off everything or off named lines, now and then unknown ones."""
    return tuple(merchant_discount(draw, currency, line_ids) for _ in range(draw(mostly(0, 1, 1, 2, 3, weight=8))))


def merchant_discount(draw: st.DrawFn, currency: str, line_ids: tuple[str, ...]) -> MerchantDiscount:
    """An amount or a percentage, off everything or off some of these lines."""
    named = draw(_named(line_ids)) if draw(mostly(False, True, weight=1)) else ()
    if draw(st.booleans()):
        return MerchantDiscount(amount=draw(amounts(currency, finest=1, positive=True)), line_item_ids=named)
    rate = draw(percentages())
    return MerchantDiscount(percentage=max(rate, type(rate)("0.01")), line_item_ids=named)


@remembered
def _named(line_ids: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    """One to three ids of lines, one perhaps twice, in another case, or of no line."""
    return some_of((*line_ids * 3, *(name.upper() for name in line_ids), *[NO_LINE] * max(1, len(line_ids))), 3)


# --- who buys, and by which memberships -------------------------------------------------------------------------------


def buyer(draw: st.DrawFn, store: Store) -> BuyerInfo | None:
    """Nobody known, a member (mostly one with a membership), a visitor, each with or without an email."""
    email = draw(usually(st.sampled_from(EMAILS)))
    kind = draw(mostly(None, "visitor", *["member"] * (6 if store.memberships else 2), weight=2))
    if email is None and kind is None:
        return None
    members = st.sampled_from((*(entry.member_id for entry in store.memberships), *MEMBERS))
    return BuyerInfo(
        email=email,
        member_id=spelt(draw, draw(members)) if kind == "member" else None,
        visitor_id=GUID_END.format(7) if kind == "visitor" else None,
    )


def membership_options(
    draw: st.DrawFn, store: Store, who: BuyerInfo | None, lines: Sequence[LineItem]
) -> MembershipOptions:
    """What the buyer selects: mostly their own memberships for the lines that a membership is to pay."""
    member = None if who is None or who.member_id is None else who.member_id.lower()
    own = [entry for entry in store.memberships if entry.member_id.lower() == member]
    asking = tuple(entry.id for entry in lines if _by_membership(entry, store))
    if not lines or not draw(
        mostly(False, *[True] * 5, weight=1) if asking and own else mostly(False, True, weight=20)
    ):
        return NOTHING_SELECTED
    known = [(entry.app_id, entry.id) for entry in (*own * 8, *store.memberships)]
    keys = st.sampled_from([*known, (APP, MEMBERSHIP_IDS[2]), (OTHER_APP, MEMBERSHIP_IDS[0])])
    everything = tuple(entry.id for entry in lines)
    selected = [_selected(draw, *draw(keys), asking or everything, everything) for _ in range(draw(mostly(1, 2, 3)))]
    return MembershipOptions(selected_memberships=SelectedMemberships(memberships=selected))


def _selected(
    draw: st.DrawFn, app: str, name: str, wanted: tuple[str, ...], everything: tuple[str, ...]
) -> SelectedMembership:
    ids = draw(mostly(wanted, wanted[:1], tuple(name.upper() for name in wanted[::-1]), None, None, weight=3))
    named = draw(_named(everything)) if ids is None else ids
    return SelectedMembership(id=name, app_id=spelt(draw, app), line_item_ids=named)


def _by_membership(entry: LineItem, store: Store) -> bool:
    """Whether a membership is to pay the line."""
    item, over = item_of(entry, store), entry.catalog_override_fields
    stated = None if over is None else over.payment_option
    return item is not None and (stated or item.payment_option) in BY_MEMBERSHIP


def item_of(entry: LineItem, store: Store) -> CatalogItem | None:
    """The item of the line, before what the line overrides of it; None where the catalog does not know it."""
    reference = entry.catalog_reference
    if entry.custom_item is not None or reference is None:
        return entry.custom_item
    return store.catalog.get(reference) or store.catalog.get(reference.without_options or reference)
