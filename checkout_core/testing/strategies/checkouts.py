"""Hypothesis strategies for checkouts and stores, made so that features meet each other.

`stores()` draws a merchant, `checkouts(store)` a buyer at this merchant, `priced_inputs()` a pair of both. Ids, codes,
places and item names come from small pools, so that coupons mostly reach lines, taxes mostly match addresses, etc.
Each choice names the plainest first: a failing example shrinks towards one line of quantity 1 and nothing else.

The parts are in `goods` (items), `coupons`, `discount_rules`, `merchant` (taxes, carriers, …), `buyer` (lines, codes,
memberships selected, …) and `corners`.
"""

from decimal import Decimal

from hypothesis import strategies as st

from checkout_core.errors import InvalidField
from checkout_core.model.checkout import ChannelType, Checkout, CustomSettings
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Conversion, Store
from checkout_core.pricing.engine import price
from checkout_core.testing.strategies.arguments import Currencies, checked_flag, checked_lines, codes_of
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
    given_discounts,
    held_codes,
    line,
    membership_options,
    places,
    shipping_info,
)
from checkout_core.testing.strategies.corners import crowded_inputs, deposits_above_the_price, subtotals_at_the_edge
from checkout_core.testing.strategies.coupons import coupon
from checkout_core.testing.strategies.discount_rules import discount_rule
from checkout_core.testing.strategies.goods import catalogs
from checkout_core.testing.strategies.merchant import (
    carrier,
    fees,
    gift_cards_coded,
    memberships_named,
    policies,
    taxes,
)
from checkout_core.testing.strategies.plans import plans_at

__all__ = [
    "CURRENCIES",
    "amounts",
    "checkouts",
    "crowded_inputs",
    "deposits_above_the_price",
    "priced_checkouts",
    "priced_inputs",
    "stores",
    "subtotals_at_the_edge",
]

MOST_LINES = 5
"""Most lines of a checkout where nothing else is asked for."""
WITHOUT_RULES = CustomSettings(disabled_discount_rules_calculation=True)


def stores(*, currencies: Currencies = None, tax_included: bool | None = None) -> st.SearchStrategy[Store]:
    """Merchants: one to four items, and some coupons, rules, taxes, carriers, fees, gift cards and memberships.

    ``currencies``: ISO 4217 codes to choose among; None for USD, JPY, KWD, CLF and EUR. ``tax_included``: whether
    prices include tax; None draws either.

    Raises:
        InvalidField: where there is no currency to choose, or an argument is none of these.
    """
    return _stores(currencies=codes_of(currencies), tax_included=checked_flag("tax_included", tax_included))


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
        gift_cards=[draw(gift_cards_coded(currency, code)) for code in cards],
        taxes=draw(st.lists(taxes(), max_size=3)),
        business_address=draw(maybe(st.sampled_from(ADDRESSES))),
        tax_exempt_groups=draw(mostly((), EXEMPT[:1], weight=1)),
        shipping=[carrier(draw, currency, carrier_id, prices) for carrier_id in served],
        additional_fees=draw(st.lists(fees(currency), max_size=2)),
        plans=[draw(plans_at(currency))] if draw(mostly(False, True, weight=9)) else (),
        memberships=[draw(memberships_named(name)) for name in MEMBERSHIP_IDS[: draw(mostly(0, 1, 2, 3, weight=1))]],
    )


def checkouts(
    store: Store | None = None,
    *,
    currencies: Currencies = None,
    tax_included: bool | None = None,
    max_lines: int = MOST_LINES,
) -> st.SearchStrategy[Checkout]:
    """Buyers at this store, or, without one, at a store of `stores`; 1 to ``max_lines`` lines, rarely none at all.

    The other filters are those of `stores`, for a checkout without one. They shrink to one line of quantity 1.

    Raises:
        InvalidField: for ``max_lines`` that a checkout cannot have, and for other filters beside a store.
    """
    if store is None:
        return priced_inputs(currencies=currencies, tax_included=tax_included, max_lines=max_lines).map(_checkout_of)
    given: object = store
    if not isinstance(given, Store):
        raise InvalidField("store", given, "a Store, or None for one that is drawn")
    for name, filter_ in (("currencies", currencies), ("tax_included", tax_included)):
        if filter_ is not None:
            raise InvalidField(name, filter_, "nothing beside a store, which decides it")
    return _checkouts(store, checked_lines(max_lines))


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
        merchant_discounts=draw(given_discounts(code, tuple(line_guid(number + 1) for number in range(count)))),
        membership_options=membership_options(draw, store, who, lines),
        custom_settings=draw(mostly(None, WITHOUT_RULES, CustomSettings(), weight=12)),
        coupon_code=None if held is None else spelt(draw, held),
        gift_card_code=draw(held_codes(tuple(card.code for card in store.gift_cards), "CARD-9999")),
        gift_card_redeem_amount=draw(maybe(amounts(code, scale=3))),
        created_date=BEFORE,
        updated_date=draw(mostly(*INSTANTS)),
    )


def priced_inputs(
    *, currencies: Currencies = None, tax_included: bool | None = None, max_lines: int = MOST_LINES
) -> st.SearchStrategy[tuple[Checkout, Store]]:
    """Pairs for `price`: a checkout and the store that it is at. Filters as in `checkouts` and `stores`.

    Raises:
        InvalidField: for an argument that is refused there.
    """
    return _pairs(stores(currencies=currencies, tax_included=tax_included), checked_lines(max_lines))


@remembered
@st.composite
def _pairs(draw: st.DrawFn, merchants: st.SearchStrategy[Store], max_lines: int) -> tuple[Checkout, Store]:
    store = draw(merchants)
    return draw(_checkouts(store, max_lines)), store


def _checkout_of(pair: tuple[Checkout, Store]) -> Checkout:
    return pair[0]


def priced_checkouts(
    *, currencies: Currencies = None, tax_included: bool | None = None, max_lines: int = MOST_LINES
) -> st.SearchStrategy[PricedCheckout]:
    """Prices of `priced_inputs`, with the same filters.

    Raises:
        InvalidField: for an argument that is refused there.
    """
    return priced_inputs(currencies=currencies, tax_included=tax_included, max_lines=max_lines).map(_priced)


def _priced(pair: tuple[Checkout, Store]) -> PricedCheckout:
    return price(*pair)
