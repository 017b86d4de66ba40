"""Gift cards: what the merchant knows of them, and what a price redeems. Source: GiftCard, gift voucher API."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import attrs

from checkout_core.model._converters import as_money
from checkout_core.model._limits import GUID, A, Text
from checkout_core.model._numbers import Amount
from checkout_core.money import Money

MAX_BALANCE = Decimal("999999999.99")
"""Largest balance of a card, in major units."""

CODE = Text(8, 20)
"""Length of a gift card code."""


class GiftCardStatus(StrEnum):
    """Whether a card can be redeemed."""

    VALID = "VALID"
    EXPIRED = "EXPIRED"
    DISABLED = "DISABLED"


@attrs.frozen(kw_only=True)
class GiftCard:
    """A gift card of the store, with its balance in the card's own currency."""

    code: str = attrs.field(validator=CODE, repr=False)
    balance: Money = attrs.field(converter=as_money, validator=Amount(MAX_BALANCE))
    status: GiftCardStatus = attrs.field(default=GiftCardStatus.VALID, validator=A(GiftCardStatus))
    app_id: str | None = attrs.field(default=None, validator=GUID)
    external_id: str | None = attrs.field(default=None, validator=Text(1, 50))

    whole_units: int = attrs.field(init=False, eq=False, repr=False)
    """The balance in minor units, rounded down: a card never pays more than it holds. Derived."""

    def __attrs_post_init__(self) -> None:
        numerator, denominator = self.balance.minor_ratio
        object.__setattr__(self, "whole_units", numerator // denominator)


@attrs.frozen(kw_only=True)
class RedeemedGiftCard:
    """What a price takes from a card. ``amount`` is really redeemed, ``requested_amount`` what the buyer asked for."""

    obfuscated_code: str
    amount: Money
    requested_amount: Money | None
    app_id: str | None
    external_id: str | None


def obfuscated(code: str) -> str:
    """The code with all but its last four characters starred."""
    return "*" * (len(code) - 4) + code[-4:]
