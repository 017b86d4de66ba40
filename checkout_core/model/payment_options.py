"""When and by what an item is paid. Source: PaymentOptionType."""

from __future__ import annotations

from enum import Enum, StrEnum


class PaymentOptionType(StrEnum):
    """When and by what an item is paid."""

    FULL_PAYMENT_ONLINE = "FULL_PAYMENT_ONLINE"
    FULL_PAYMENT_OFFLINE = "FULL_PAYMENT_OFFLINE"
    MEMBERSHIP = "MEMBERSHIP"
    DEPOSIT_ONLINE = "DEPOSIT_ONLINE"
    MEMBERSHIP_OFFLINE = "MEMBERSHIP_OFFLINE"
    MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER = "MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER"


class Due(Enum):
    """When something is to be paid: with the order, after it, or once a free trial ends."""

    NOW = "now"
    LATER = "later"
    AFTER_TRIAL = "after the trial"


PAID_NOW = (PaymentOptionType.FULL_PAYMENT_ONLINE, PaymentOptionType.MEMBERSHIP)
"""Options by which a line is paid when the order is placed."""
BY_MEMBERSHIP = (
    PaymentOptionType.MEMBERSHIP,
    PaymentOptionType.MEMBERSHIP_OFFLINE,
    PaymentOptionType.MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER,
)
"""Options by which a membership pays a line."""
PAID_ONLINE = (*PAID_NOW, PaymentOptionType.DEPOSIT_ONLINE)
"""Options by which something is paid when the order is placed."""
