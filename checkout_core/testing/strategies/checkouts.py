"""Hypothesis strategies for checkouts and stores, made so that features meet each other.

`stores()` draws a merchant, `checkouts(store)` a buyer at this merchant, `priced_inputs()` a pair of both. Ids, codes,
places and item names come from small pools, so that coupons mostly reach lines, taxes mostly match addresses, etc.
Each choice names the plainest first: a failing example shrinks towards one line of quantity 1 and nothing else.

The parts are in `strategies_goods` (items), `strategies_merchant` (coupons, taxes, carriers, …), `strategies_rules`
(discount rules), `strategies_buyer` (lines, codes, memberships selected, …) and `strategies_corners`.
"""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from checkout_core.model.checkout import ChannelType, Checkout, CustomSettings
from checkout_core.model.store import Conversion, Store
from checkout_core.testing.strategies.basics import (
    ADDRESSES,
    BEFORE,
    CARD_CODES,
    CARRIERS,
    COUPON_CODES,
    CURRENCIES,
    EXEMPT,
    GUID_END,
    INSTANTS,
    LAST_DAYS,
    MEMBERSHIP_IDS,
    amounts,
    line_guid,
    maybe,
    mostly,
    remembered,
    spelt,
    threshold,
    usually,
)
from checkout_core.testing.strategies.buyer import (
    buyer,
    held_codes,
    line,
    membership_options,
    merchant_discounts,
    places,
    shipping_info,
)
from checkout_core.testing.strategies.corners import crowded_inputs, deposits_above_the_price, subtotals_at_the_edge
from checkout_core.testing.strategies.discount_rules import discount_rule
from checkout_core.testing.strategies.goods import catalogs
from checkout_core.testing.strategies.merchant import carrier, coupon, fees, gift_cards, memberships, policies, taxes

__all__ = [
    "CURRENCIES",
    "amounts",
    "checkouts",
    "crowded_inputs",
    "deposits_above_the_price",
    "priced_inputs",
    "stores",
    "subtotals_at_the_edge",
]

WITHOUT_RULES = CustomSettings(disabled_discount_rules_calculation=True)


def stores(*, currencies: Sequence[str] = CURRENCIES, tax_included: bool | None = None) -> st.SearchStrategy[Store]:
    """Merchants. ``currencies``: codes to choose among. ``tax_included``: None draws either."""
    if not currencies:
        raise ValueError("currencies: got none, allowed: at least one ISO 4217 code")
    return _stores(currencies=tuple(currencies), tax_included=tax_included)


@remembered
@st.composite
def _stores(draw: st.DrawFn, *, currencies: tuple[str, ...], tax_included: bool | None) -> Store:
    currency = draw(st.sampled_from(currencies))
    catalog = draw(catalogs(currency))
    prices = [item.unit_price for item in catalog.values()]
    codes = COUPON_CODES[: draw(mostly(0, 1, 2, 3, weight=1))]
    cards = CARD_CODES[: draw(mostly(0, 1, 3, weight=1))]
    rules = draw(mostly(0, 1, 2, 3, weight=3))
    rate = draw(mostly(None, Decimal("0.91"), Decimal("147.123456"), weight=4))
    served = draw(mostly((), CARRIERS[:1], CARRIERS, CARRIERS, weight=1))
    return Store(
        currency=currency,
        tax_included_in_price=draw(st.booleans()) if tax_included is None else tax_included,
        as_of=draw(mostly(None, *INSTANTS, *INSTANTS, *LAST_DAYS, weight=6)),
        conversion=None if rate is None else Conversion(currency=draw(st.sampled_from(CURRENCIES)), rate=rate),
        minimum_order_subtotal=threshold(draw, prices) if draw(mostly(False, True)) else None,
        policy=draw(policies()),
        catalog=catalog,
        coupons=[coupon(draw, currency, code, prices) for code in codes],
        discount_rules=[discount_rule(draw, currency, number, prices) for number in range(rules)],
        gift_cards=[draw(gift_cards(currency, code)) for code in cards],
        taxes=draw(st.lists(taxes(), max_size=3)),
        business_address=draw(maybe(st.sampled_from(ADDRESSES))),
        tax_exempt_groups=draw(mostly((), EXEMPT[:1], weight=1)),
        shipping=[carrier(draw, currency, carrier_id, prices) for carrier_id in served],
        additional_fees=draw(st.lists(fees(currency), max_size=2)),
        memberships=[draw(memberships(name)) for name in MEMBERSHIP_IDS[: draw(mostly(0, 1, 2, 3, weight=1))]],
    )


def checkouts(store: Store, *, max_lines: int = 5) -> st.SearchStrategy[Checkout]:
    """Buyers at this store, with 1 to ``max_lines`` lines; rarely with none at all."""
    if max_lines < 1:
        raise ValueError(f"max_lines: got {max_lines}, allowed: 1 or more")
    return _checkouts(store, max_lines)


@st.composite
def _checkouts(draw: st.DrawFn, store: Store, max_lines: int) -> Checkout:
    code = store.currency.code
    count = draw(st.integers(1, max_lines) if draw(mostly(True, False, weight=40)) else st.just(0))
    lines = [line(draw, store, number) for number in range(1, count + 1)]
    who = buyer(draw, store)
    held = draw(held_codes(tuple(entry.code for entry in store.coupons), "NOBODY'S"))
    group = draw(mostly(None, *EXEMPT, *EXEMPT[:1] * 2, weight=10))
    return Checkout(
        id=GUID_END.format(0),
        currency=store.currency,
        channel_type=ChannelType.WEB,
        line_items=lines,
        billing_info=draw(usually(places())),
        shipping_info=shipping_info(draw, store),
        buyer_info=who,
        tax_exempt_group_id=None if group is None else spelt(draw, group),
        merchant_discounts=draw(merchant_discounts(code, tuple(line_guid(number + 1) for number in range(count)))),
        membership_options=membership_options(draw, store, who, lines),
        custom_settings=draw(mostly(None, WITHOUT_RULES, CustomSettings(), weight=12)),
        coupon_code=None if held is None else spelt(draw, held),
        gift_card_code=draw(held_codes(tuple(card.code for card in store.gift_cards), "CARD-9999")),
        gift_card_redeem_amount=draw(maybe(amounts(code, scale=3))),
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
