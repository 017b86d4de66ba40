"""Why a checkout cannot become an order: every code in the published order, by the conventions N1 to N9.

What only a price can tell (totals, findings) is taken from the reference's figures.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bookkeeping import Basket
from bookkeeping_offers import in_force
from shop import ITEMS, PICKUPS, Shop

from checkout_core.testing.reference.figures import ReferencePrice

STATUSES = {
    "CHECKOUT_ALREADY_PAID": 409,
    "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS": 409,
    "EMPTY_CHECKOUT": 428,
    "FULL_OUT_OF_STOCK": 428,
    "PARTIAL_OUT_OF_STOCK": 428,
    "MEMBERS_ONLY_ITEM": 428,
    "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS": 428,
    "SUBSCRIPTION_WITH_ZERO_TOTAL": 428,
    "SUBSCRIPTION_WITH_GIFT_CARD": 428,
    "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD": 428,
    "COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD": 428,
    "CALCULATION_ERROR": 428,
    "NO_SELECTED_CARRIER_SERVICE_OPTION": 428,
    "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE": 428,
    "MISSING_DELIVERY_ADDRESS": 428,
    "MISSING_PICKUP_DETAILS": 428,
    "MISSING_BILLING_ADDRESS": 428,
    "FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS": 500,
    "VIOLATIONS_WITH_ERROR_SEVERITY": 428,
    "CHECKOUT_CHANGED": 428,
    "NO_SAVE_PAYMENT_METHOD_CONFIRMATION": 428,
    "SITE_NOT_ACCEPTING_PAYMENTS": 428,
    "PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE": 428,
    "REDEEM_GIFT_CARD_ERROR": 428,
    "PAYMENT_ERROR": 400,
}
"""Every reason against an order, in the order in which they are looked for, with its status."""
OWN = {"MISSING_DELIVERY_ADDRESS", "MISSING_PICKUP_DETAILS", "MISSING_BILLING_ADDRESS"}
"""Those that the service has no code for."""
OF_SUBSCRIPTIONS = {
    "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS",
    "SUBSCRIPTION_WITH_ZERO_TOTAL",
    "SUBSCRIPTION_WITH_GIFT_CARD",
}
NOWHERE = {None, "empty"}
"""Places that say nothing."""


@dataclass
class Outside:
    """What the outside says, and what the buyer agrees to. Earlier orders as (status, payment status)."""

    earlier: list[tuple[str, str]] = field(default_factory=list)
    provider: bool = True
    unavailable: bool = False
    raises: bool = False
    blocks: bool = False
    card_failed: bool = False
    payment_failed: bool = False
    consents: bool = True


@dataclass(frozen=True)
class Seen:
    """What the buyer saw: amounts, and of each line what it cost, and a subscription's settings; no lines: unsaid."""

    amounts: dict[str, int]
    prices: dict[str, tuple] = field(default_factory=dict)
    settings: dict[str, tuple | None] = field(default_factory=dict)

    def changed(self, now: "Seen") -> set[str]:
        """N2: what is another now: `amounts`, and `prices` and `settings` of lines."""
        kinds = ("amounts", "prices", "settings")
        return {kind for kind in kinds if getattr(self, kind).items() - getattr(now, kind).items()}

    def counted(self, now: "Seen") -> dict[str | None, int]:
        """How much is another now: of each line by its id, of the amounts by None."""
        counts: dict[str | None, int] = {None: len(self.amounts.items() - now.amounts.items())}
        for name, costs in self.prices.items():
            counts[name] = sum(old != new for old, new in zip(costs, now.prices[name], strict=True))
            counts[name] += self.settings[name] != now.settings[name]
        return {name: count for name, count in counts.items() if count}


def sight(basket: Basket, shop: Shop, figures: ReferencePrice) -> Seen:
    """Everything that a whole price shows (N2)."""
    rows = [
        (line.id, (row.price, row.cost.price, row.discount, row.cost.after_tax), shop.settings_of(line.item))
        for line, row in zip(basket.lines, figures.lines, strict=True)
    ]
    prices = {name: costs for name, costs, _ in rows}
    return Seen(amounts(figures), prices, {name: settings for name, _, settings in rows})


def rejections(basket: Basket, shop: Shop, now: ReferencePrice, seen: Seen, outside: Outside) -> list[str]:
    """Every reason, in the published order. ``now``: the price now; ``seen``: what the buyer saw."""
    found = {*_of_history(basket, outside), *_of_lines(basket, shop, now), *_of_delivery(basket, shop)}
    codes = {code for _, codes in now.findings for code in codes}
    least = (shop.minimum or 0) > now.summary.subtotal
    saves = any(line.known.get("saves") for line in basket.lines)
    renews = any(line.known.get("subscription") for line in basket.lines)
    needs_provider = now.pay_now_total_after_gift_card > 0 or saves or renews
    holds = {
        "CALCULATION_ERROR": bool(codes - OF_SUBSCRIPTIONS),
        "MISSING_BILLING_ADDRESS": now.summary.total > 0 and basket.billing in NOWHERE,
        "FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS": outside.unavailable or outside.raises,
        "VIOLATIONS_WITH_ERROR_SEVERITY": (least or outside.blocks) and not (outside.unavailable or outside.raises),
        "CHECKOUT_CHANGED": bool(seen.changed(sight(basket, shop, now))),
        "NO_SAVE_PAYMENT_METHOD_CONFIRMATION": saves and not outside.consents,
        "SITE_NOT_ACCEPTING_PAYMENTS": not shop.accepts,
        "PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE": needs_provider and not (outside.provider and shop.provider),
        "REDEEM_GIFT_CARD_ERROR": outside.card_failed,
        "PAYMENT_ERROR": outside.payment_failed,
    }
    found |= {code for code, is_so in holds.items() if is_so}
    return [code for code in STATUSES if code in found]


def amounts(figures: ReferencePrice) -> dict[str, int]:
    """The amounts that a buyer sees and that must be the same when the order is made (N2)."""
    names = ("subtotal", "shipping", "tax", "discount", "total", "additional_fees")
    after = figures.pay_now_total_after_gift_card
    now = {"pay_now_total": figures.pay_now.total, "pay_now_total_after_gift_card": after}
    now["pay_after_free_trial_total"] = figures.pay_after_free_trial.total
    now["total_after_gift_card"] = figures.total_after_gift_card
    return {name: getattr(figures.summary, name) for name in names} | now


def _of_history(basket: Basket, outside: Outside) -> Iterator[str]:
    """N3."""
    if basket.completed:
        yield "CHECKOUT_ALREADY_PAID"
    for status, payment in outside.earlier:
        if status in {"CANCELED", "REJECTED"} and payment not in {"PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED"}:
            continue
        paid = payment in {"PAID", "PARTIALLY_REFUNDED", "FULLY_REFUNDED"}
        paid = paid or (payment == "PARTIALLY_PAID" and status not in {"INITIALIZED", "PENDING"})
        yield "CHECKOUT_ALREADY_PAID" if paid else "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS"


def _of_lines(basket: Basket, shop: Shop, now: ReferencePrice) -> Iterator[str]:
    """N4, N5, and what stands in the table of codes."""
    known = [line for line in basket.lines if line.known]
    out = [line for line in basket.lines if not line.known or shop.stock.get(line.item) == 0]
    if not basket.lines:
        yield "EMPTY_CHECKOUT"
    elif out:
        yield "FULL_OUT_OF_STOCK" if len(out) == len(basket.lines) else "PARTIAL_OUT_OF_STOCK"
    if any(line.known.get("members") for line in known) and not basket.member:
        yield "MEMBERS_ONLY_ITEM"
    if any(line.known.get("subscription") for line in known):
        reasons = (len(basket.lines) > 1, now.summary.total == 0, basket.card is not None)
        names = ("SEVERAL_LINE_ITEMS", "ZERO_TOTAL", "GIFT_CARD")
        yield from (f"SUBSCRIPTION_WITH_{name}" for name, is_so in zip(names, reasons, strict=True) if is_so)
    if any(line.known.get("gift") for line in known):
        held = {"GIFT_CARD": basket.card, "COUPON": basket.coupon}
        yield from (f"{name}_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD" for name, code in held.items() if code is not None)


def _of_delivery(basket: Basket, shop: Shop) -> Iterator[str]:
    """N6."""
    chosen = in_force(basket.place, basket.option, shop)
    fetched = chosen is not None and chosen[0] in PICKUPS
    if any(ITEMS.get(line.item, {}).get("ships") for line in basket.lines) and not fetched:
        if basket.option is None:
            yield "NO_SELECTED_CARRIER_SERVICE_OPTION"
        if basket.place in NOWHERE:
            yield "MISSING_DELIVERY_ADDRESS"
    if chosen is not None and not chosen[1]:
        yield "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE"
    if fetched and PICKUPS[chosen[0]] is None:
        yield "MISSING_PICKUP_DETAILS"
