"""Strategies for coupons: every kind, every reach, usable or not."""

from collections.abc import Collection, Sequence
from typing import Any

from hypothesis import strategies as st

from checkout_core.model.discounts import BuyXGetY, Coupon
from checkout_core.money import Money
from checkout_core.testing.strategies.basics import (
    COUPON_CODES,
    EMAILS,
    GUID_END,
    WINDOWS,
    amounts,
    maybe,
    mostly,
    percentages,
    remembered,
    threshold,
)
from checkout_core.testing.strategies.goods import SCOPES

REASONS = ("window", "active", "usage", "customer", "minimum")
"""Why a coupon may not be usable, the last only where it has no scope."""
FLAWS = (*["none"] * 24, *["window"] * 2, "usage", *["customer"] * 2, *["minimum"] * 7, *REASONS)
KINDS = (
    "percent",
    "percent",
    "money",
    "money",
    "fixed price",
    "fixed price",
    "x and y",
    "x and y",
    "x and y",
    "shipping",
    "shipping",
)


def coupon(draw: st.DrawFn, currency: str, code: str, prices: Sequence[Money]) -> Coupon:
    """A coupon with this code, mostly usable; otherwise not for one reason, or for two."""
    flaws = _flaws(draw)
    kind = draw(st.sampled_from(KINDS))
    start, end = draw(st.sampled_from(WINDOWS)) if "window" in flaws else (None, None)
    scope = draw(maybe(mostly(*SCOPES, SCOPES[5], weight=4)))
    minimum = None
    if scope is None and (kind != "shipping" or draw(st.booleans())):
        minimum = threshold(draw, prices) if "minimum" in flaws else Money(0, currency)
    return Coupon(
        id=GUID_END.format(COUPON_CODES.index(code) + 1),
        name=code,
        code=code,
        start_time=start,
        expiration_time=end,
        active="active" not in flaws,
        usage_limit=draw(st.sampled_from((1, 2))) if "usage" in flaws else None,
        usage_count=draw(st.integers(0, 2)) if "usage" in flaws else 0,
        limit_per_customer=draw(st.sampled_from((1, 2))) if "customer" in flaws else None,
        usage_by_customer=draw(customer_uses()) if "customer" in flaws else {},
        limited_to_one_item=draw(mostly(False, True, weight=1)),
        applies_to_subscriptions=draw(mostly(False, True, True, weight=1)),
        discounted_cycle_count=draw(mostly(None, 2, weight=9)),
        scope=scope,
        minimum_subtotal=minimum,
        **_what_it_gives(draw, currency, kind),
    )


def _flaws(draw: st.DrawFn) -> Collection[str]:
    """Why the coupon may not be usable: mostly nothing, one thing, now and then two things."""
    first = draw(st.sampled_from(FLAWS))
    if first == "none" or not draw(mostly(False, True, weight=1)):
        return (first,)
    return first, draw(st.sampled_from(REASONS))


def _what_it_gives(draw: st.DrawFn, currency: str, kind: str) -> dict[str, Any]:
    match kind:
        case "percent":
            return {"percent_off_rate": draw(percentages())}
        case "money":
            return {"money_off_amount": draw(amounts(currency, finest=1, positive=True))}
        case "fixed price":
            return {"fixed_price_amount": draw(amounts(currency, finest=1))}
        case "x and y":
            x, y = draw(mostly((1, 1), (2, 1), (1, 2), (3, 2), (1, 3), (100_000, 1), weight=4))
            return {"buy_x_get_y": BuyXGetY(x=x, y=y)}
    return {"free_shipping": True}


@remembered
def customer_uses() -> st.SearchStrategy[dict[str, int]]:
    """How often which customers used a coupon; the one spelling of an email that no other shares stays for buyers."""
    return st.dictionaries(st.sampled_from(EMAILS[:-1]), st.integers(0, 3), min_size=1, max_size=3)


@remembered
@st.composite
def coupons_at(draw: st.DrawFn, currency: str) -> Coupon:
    """Coupons of any store with this currency."""
    prices = draw(st.lists(amounts(currency), min_size=1, max_size=2))
    return coupon(draw, currency, draw(st.sampled_from(COUPON_CODES)), prices)
