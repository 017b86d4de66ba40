"""What of the shop's can be used: coupons (C3), gift cards (G1), delivery options (S1 to S4)."""

from datetime import datetime

from shop import ABROAD, CARDS, COUPONS, HOME, OPTIONS, POST, Shop


def coupon_refusal(code: str, shop: Shop, at: datetime, email: str | None) -> str | None:
    """C3: why this coupon cannot be used."""
    entry = COUPONS.get(code.upper())
    if entry is None:
        return "ERROR_COUPON_DOES_NOT_EXIST"
    ended = code.upper() in shop.dropped_coupons or ("end" in entry and at >= entry["end"])
    reasons = {
        "ERROR_COUPON_IS_DISABLED": not entry.get("active", True),
        "ERROR_COUPON_IS_NOT_ACTIVE_YET": "start" in entry and at < entry["start"],
        "ERROR_COUPON_HAS_EXPIRED": ended,
        "ERROR_COUPON_USAGE_EXCEEDED": "limit" in entry,
        "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED": email is not None and email.lower() == entry.get("customer"),
    }
    return next((code for code, holds in reasons.items() if holds), None)


def card_refusal(code: str, shop: Shop) -> str | None:
    """G1: why this gift card cannot pay."""
    if code not in CARDS:
        return "GIFT_CARD_NOT_FOUND"
    status = CARDS[code].get("status", "VALID")
    if status != "VALID":
        return f"GIFT_CARD_{status}"
    return "GIFT_CARD_IS_EMPTY" if code in shop.spent_cards or CARDS[code]["balance"] == 0 else None


def option_refusal(place: str | None, option: tuple[str | None, str] | None, shop: Shop) -> str | None:
    """S4: why this delivery option cannot be selected."""
    if option is None or in_force(place, option, shop) == (option[1], True):
        return None
    known = shop.option_of(*option) is not None
    return "INVALID_SELECTED_CARRIER_SERVICE_OPTION" if known else "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"


def in_force(place: str | None, option: tuple[str | None, str] | None, shop: Shop) -> tuple[str, bool] | None:
    """S1 to S3: the code of the option in force and whether it is the one that was asked for; None if none is."""
    if place is None or option is None:
        return None
    offered = [
        (carrier, code)
        for carrier in ([POST] if place == HOME else []) + [ABROAD]
        for code in OPTIONS[carrier]
        if code not in shop.dropped_options
    ]
    named = option[0] and option[0].lower()
    asked = [code for carrier, code in offered if code == option[1] and named in {None, carrier}]
    return (asked[0], True) if asked else (offered[0][1], False)
