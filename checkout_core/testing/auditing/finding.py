"""What an audit is made of: laws, the places that break them, and the findings that tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

import attrs

from checkout_core.testing.auditing.document import Document
from checkout_core.testing.auditing.node import Node
from checkout_core.wire.numbers import plain
from checkout_core.wire.paths import found


@attrs.frozen
class Finding:
    """One place of a document that breaks a law. All of it is text.

    Attributes:
        path: the place, as a JSON path.
        law: the law's id.
        description: what the law says.
        stated: what stands there.
        expected: what would follow the law, given the rest of the document.
    """

    path: str
    law: str
    description: str
    stated: str
    expected: str


MOST_DECIMALS: Final = 400
"""Decimals that an amount is told with: a product of three numbers of the longest has no more."""
MOST_SHOWN: Final = 200
"""Characters that an amount is told with."""


_JSON: Final = (bool, int, float, Decimal, dict, list, tuple)
"""What a document is made of, beside text and null."""


class Breach(NamedTuple):
    """A place that breaks a law, and what would not."""

    node: Node
    expected: str

    @property
    def stated(self) -> str:
        """What stands there: a number in digits, text as it is but for what cannot be printed, else what kind it is."""
        leaf = self.node.leaf
        if leaf.decimal is not None:
            return plain(leaf.decimal)
        words = found(leaf.value)
        if isinstance(leaf.value, str):
            return words.removeprefix('"').removesuffix('"')
        return (
            words if leaf.value is None or isinstance(leaf.value, _JSON) else f"{words}, a {type(leaf.value).__name__}"
        )


Breaches: TypeAlias = Iterator[Breach]


@attrs.frozen
class Law:
    """A law of published figures: its id, what it says, and where a document breaks it."""

    id: str
    says: str
    check: Callable[[Document], Breaches]

    def findings(self, document: Document) -> Iterator[Finding]:
        """Every place that breaks it, in the order in which it is looked at."""
        for breach in self.check(document):
            yield Finding(breach.node.leaf.path, self.id, self.says, breach.stated, breach.expected)


def neighbours(exact: Fraction, unit: Fraction) -> str:
    """The whole minor units next to an exact amount, in words.

    >>> neighbours(Fraction("2.655"), Fraction("0.01")), neighbours(Fraction("2.66"), Fraction("0.01"))
    ('2.65 or 2.66', '2.66')
    """
    units = exact / unit
    lower, upper = units.numerator // units.denominator, -(-units.numerator // units.denominator)
    below, above = (digits_of(count * unit) for count in (lower, upper))
    return below if lower == upper else f"{below} or {above}"


def digits_of(amount: Fraction) -> str:
    """An amount in digits; those after the 400th decimal are not told, nor more than 200 characters in all.

    >>> digits_of(Fraction(5, 2)), digits_of(Fraction(-3)), digits_of(Fraction(1, 3))[:7]
    ('2.5', '-3', '0.33333')
    """
    scale = next((scale for scale in range(MOST_DECIMALS) if not pow(10, scale) % amount.denominator), MOST_DECIMALS)
    whole, rest = divmod(abs(amount.numerator) * 10**scale, amount.denominator)
    digits = str(whole).rjust(scale + 1, "0")
    text = ("-" if amount < 0 else "") + (f"{digits[:-scale]}.{digits[-scale:]}" if scale else digits)
    return text if not rest and len(text) <= MOST_SHOWN else f"{text[:MOST_SHOWN]}…"
