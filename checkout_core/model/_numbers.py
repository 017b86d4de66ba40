"""What a number or an amount of the model may be: range, decimals, sign. The other limits are in `_limits`."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import attrs

from checkout_core.model._limits import Limit
from checkout_core.money import Money

MAX_AMOUNT = 10**15
"""Largest published amount, in major units (MultiCurrencyPrice)."""


MAX_SHORT_AMOUNT = 999_999_999
"""Largest amount of a price override or a deposit, in major units."""


@attrs.frozen
class Whole(Limit):
    """A whole number in a range, both ends included."""

    least: int
    most: int

    def fits(self, value: Any) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and self.least <= value <= self.most

    @property
    def allowed(self) -> str:
        return f"a whole number from {self.least} to {self.most}"


@attrs.frozen
class Number(Limit):
    """A finite decimal in a range, with a bounded number of decimals; ``above`` excludes the lower end."""

    least: Decimal
    most: Decimal
    scale: int
    above: bool = False

    def fits(self, value: Any) -> bool:
        if not isinstance(value, Decimal) or not value.is_finite():
            return False
        if value < self.least or value > self.most or (self.above and value == self.least):
            return False
        return decimals(value) <= self.scale

    @property
    def allowed(self) -> str:
        start = f"above {self.least}, up to {self.most}" if self.above else f"from {self.least} to {self.most}"
        return f"a Decimal {start}, at most {self.scale} decimals"

    @property
    def in_json(self) -> str:
        return self.allowed.replace("a Decimal", "a decimal", 1)


@attrs.frozen
class Amount(Limit):
    """Money in a range of major units, with a bounded number of decimals; ``above`` excludes zero."""

    SCALE: ClassVar[int] = 12

    most: int | Decimal = MAX_AMOUNT
    scale: int = SCALE
    above: bool = False

    def fits(self, value: Any) -> bool:
        if not isinstance(value, Money):
            return False
        number = value.amount
        if number < 0 or number > self.most or (self.above and number == 0):
            return False
        return decimals(number) <= self.scale

    @property
    def allowed(self) -> str:
        start = f"above 0, up to {self.most}" if self.above else f"from 0 to {self.most}"
        return f"Money {start}, at most {self.scale} decimals"

    @property
    def in_json(self) -> str:
        return self.allowed.replace("Money", "an amount", 1)


@attrs.frozen
class Computed(Limit):
    """Money that somebody has computed, of any size that Money holds; below zero only where ``negative``."""

    negative: bool = False

    def fits(self, value: Any) -> bool:
        return (
            isinstance(value, Money) and (self.negative or value.amount >= 0) and decimals(value.amount) <= Amount.SCALE
        )

    @property
    def allowed(self) -> str:
        return f"Money{'' if self.negative else ' from 0'}, at most {Amount.SCALE} decimals"

    @property
    def in_json(self) -> str:
        return self.allowed.replace("Money", "an amount", 1)


def decimals(number: Decimal) -> int:
    """How many decimals the finite number needs; trailing zeros do not count. Bounded time for any exponent."""
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or exponent >= 0 or number == 0:
        return 0
    zeros = 0
    for digit in reversed(digits):
        if digit:
            break
        zeros += 1
    return max(0, -exponent - zeros)
