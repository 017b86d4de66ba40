"""What has changed between the price that the buyer saw and the price now. Convention N2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from checkout_core.model._documents import document
from checkout_core.model.explanation import amount_text
from checkout_core.model.order_context import SeenPrice
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.model.subscriptions import SubscriptionSettings
from checkout_core.money import Money


def changes_of(shown: PricedCheckout, current: PricedCheckout, seen: SeenPrice | None) -> list[dict[str, Any]]:
    """Return every difference as data: field, seen, now, and the difference of amounts (digits, major units).

    Compared are the amounts in ``seen``; where that is None, all that ``shown`` says in total and line by line.
    """
    now, told = SeenPrice.of(current), SeenPrice.of(shown) if seen is None else seen
    changes = [_change(field, getattr(told, name), getattr(now, name)) for name, field in PUBLISHED.items()]
    if seen is None:
        for old, new in zip(shown.lines, current.lines, strict=True):
            changes += _changes_of_line(old, new)
    return [change for change in changes if change is not None]


def _changes_of_line(old: PricedLine, new: PricedLine) -> Iterator[dict[str, Any] | None]:
    """What has changed of a line: its amounts, and how often it is charged."""
    place = f"lineItems[{old.id}]"
    yield _change(f"{place}.price", old.price, new.price)
    yield _change(f"{place}.lineItemPrice", old.line_item_price, new.line_item_price)
    yield _change(f"{place}.discount", old.discount, new.discount)
    yield _change(f"{place}.totalPriceAfterTax", old.total_price_after_tax, new.total_price_after_tax)
    before, after = _charged_every(old), _charged_every(new)
    if before != after:
        field = f"{place}.subscriptionOptionInfo.subscriptionSettings"
        yield {"field": field, "seen": document(before), "now": document(after)}


def _charged_every(line: PricedLine) -> SubscriptionSettings | None:
    info = None if line.item is None else line.item.subscription_option_info
    return None if info is None else info.subscription_settings


def _change(field: str, seen: Money | None, now: Money) -> dict[str, Any] | None:
    """A difference as data; None where there is none, or the amount was not shown."""
    if seen is None or seen == now:
        return None
    change = {"field": field, "seen": amount_text(seen), "now": amount_text(now)}
    return change | {"difference": amount_text(now - seen)} if seen.currency == now.currency else change


PUBLISHED: Final = {
    "subtotal": "priceSummary.subtotal",
    "shipping": "priceSummary.shipping",
    "tax": "priceSummary.tax",
    "discount": "priceSummary.discount",
    "total": "priceSummary.total",
    "additional_fees": "priceSummary.additionalFees",
    "pay_now_total": "payNow.total",
    "pay_after_free_trial_total": "payAfterFreeTrial.total",
    "pay_now_total_after_gift_card": "payNowTotalAfterGiftCard",
    "total_after_gift_card": "totalAfterGiftCard",
}
"""Where the amounts that a buyer sees are published."""
