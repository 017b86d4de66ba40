"""What the held gift card pays, or why it pays nothing. Convention G1."""

from __future__ import annotations

from checkout_core.currencies import Currency
from checkout_core.model.checkout import Checkout
from checkout_core.model.figures import GiftCardFigures, make
from checkout_core.model.gift_card import GiftCard, GiftCardStatus
from checkout_core.model.store import GiftCardCap, Store

VALID, PAY_NOW = GiftCardStatus.VALID, GiftCardCap.PAY_NOW

UNKNOWN = "GIFT_CARD_NOT_FOUND"
DISABLED = "GIFT_CARD_DISABLED"
EXPIRED = "GIFT_CARD_EXPIRED"
EMPTY = "GIFT_CARD_IS_EMPTY"
FOREIGN = "GIFT_CARD_CURRENCY_MISMATCH"
"""This library's own code: the documented lists have none for a card in another currency."""


def redeem(checkout: Checkout, store: Store, total: int, pay_now: int) -> GiftCardFigures | None:
    """Return what the held card pays of the total (minor units), by the policy at most what is due now."""
    if checkout.gift_card_code is None:
        return None
    card = store.gift_cards_by_code.get(checkout.gift_card_code)
    if card is None:
        return GiftCardFigures(None, 0, UNKNOWN)
    problem = card_problem(card, store.currency)
    if problem is not None:
        return GiftCardFigures(card, 0, problem)
    redeemed = min(card.whole_units, pay_now if store.policy.gift_card_cap is PAY_NOW else total)
    if checkout.gift_card_redeem_amount is not None:
        numerator, denominator = checkout.gift_card_redeem_amount.minor_ratio
        redeemed = min(redeemed, numerator // denominator)
    return make(GiftCardFigures, (card, redeemed, None))


def card_problem(card: GiftCard, currency: Currency) -> str | None:
    """The code of why the card cannot pay in this currency; None if it can."""
    if card.status is not VALID:
        return DISABLED if card.status is GiftCardStatus.DISABLED else EXPIRED
    if not card.whole_units:
        return EMPTY
    return None if card.balance.currency is currency or card.balance.currency == currency else FOREIGN
