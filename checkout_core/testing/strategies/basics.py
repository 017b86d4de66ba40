"""What the strategies draw from: small pools of ids, places and numbers, and building blocks that are built once."""

import functools
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, ParamSpec, TypeVar, cast

from hypothesis import strategies as st

from checkout_core.currencies import exponent
from checkout_core.model.catalog import CatalogReference
from checkout_core.model.parties import Address
from checkout_core.money import Money

P = ParamSpec("P")
T = TypeVar("T")

CURRENCIES = ("USD", "JPY", "KWD", "CLF", "EUR")
"""Currencies of 2, 0, 3 and 4 decimals."""

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(days=1), NOW + timedelta(days=1)
INSTANTS = (NOW, BEFORE, AFTER)
LAST_DAYS = (
    datetime(2028, 1, 31, tzinfo=UTC),
    datetime(2028, 2, 29, 23, 59, 59, tzinfo=UTC),
    datetime(9999, 12, 31, tzinfo=UTC),
)
"""Ends of months, one of them the calendar's: what is a month or a year later?"""
WINDOWS = ((BEFORE, AFTER), (NOW, None), (AFTER, None), (None, NOW), (None, BEFORE), (BEFORE, NOW), (NOW, NOW))

GUID_END = "00000000-0000-0000-0000-{:012d}"
APP = "215238eb-22a5-4c36-9e7b-e7c08025e04e"
OTHER_APP = "215238eb-22a5-4c36-9e7b-00000000e04e"
ITEM_IDS = ("shirt", "mug", "lamp")
ROOT = "goods"
"""The root id of what has one; memberships mostly name it."""
OPTIONS: Sequence[Mapping[str, Any] | None] = (None, {"size": "M"}, {"size": "L"})
OWN_REFERENCES = tuple(CatalogReference(APP, item, options) for options in OPTIONS for item in ITEM_IDS)
OTHER_REFERENCES = tuple(CatalogReference(OTHER_APP, item) for item in ITEM_IDS[:2])
"""Items of another app, which has the same ids for them."""
REFERENCES = (*OWN_REFERENCES, *OTHER_REFERENCES)
GONE = CatalogReference(APP, "gone")
COLLECTIONS = ("summer", "winter")
GROUPS = ("food", "books")
ADDRESSES = (
    Address(country="US"),
    Address(country="US", subdivision="US-NY"),
    Address(country="DE"),
    Address(),
    Address(subdivision="US-NY"),
)
PERCENTAGES = tuple(map(Decimal, ("10", "50", "100", "5", "33.333333", "0.5", "0.000001", "12.5", "99.999999")))
EMAILS = ("ann@example.com", "Ann@Example.com", "bob@example.com", "straße@example.com", "STRASSE@example.com")
"""Three people: for the third, ignoring case takes more than lower case."""
MEMBERS = ("00000000-0000-0000-0000-00000000aaaa", "00000000-0000-0000-0000-00000000bbbb")
MEMBERSHIP_IDS = ("gold", "silver", "Bronze")
COUPON_CODES = ("SUMMER", "Winter-10", "spaß 5")
CARD_CODES = ("CARD-0001", "CARD-0002", "card-0001")
CARRIERS = ("00000000-0000-0000-0000-0000000000c1", "00000000-0000-0000-0000-0000000000c2")
EXEMPT = ("00000000-0000-0000-0000-0000000000e1", "00000000-0000-0000-0000-0000000000e2")
NO_LINE = "00000000-0000-0000-0000-00000000dead"
"""An id that no line has."""


def line_guid(number: int) -> str:
    """The id of the n-th line: with letters, so that it can be spelt in two ways."""
    return f"00000000-0000-0000-0000-abcd{number:08d}"


def remembered(make: Callable[P, T]) -> Callable[P, T]:
    """Build a strategy once: most of the time of a draw would go into building and checking strategies."""
    return cast("Callable[P, T]", functools.lru_cache(maxsize=None, typed=True)(make))


@remembered
def mostly(usual: T, *others: T, weight: int = 3) -> st.SearchStrategy[T]:
    """The first value ``weight`` times as often as each of the others."""
    return st.sampled_from([usual] * weight + list(others))


@remembered
def maybe(strategy: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """None, or what the strategy draws."""
    return st.none() | strategy


@remembered
def likely() -> st.SearchStrategy[bool]:
    """True in five of six, and yet False is the plainest."""
    return st.sampled_from([False, *[True] * 5])


@remembered
@st.composite
def usually(draw: st.DrawFn, strategy: st.SearchStrategy[T]) -> T | None:
    """What the strategy draws, and None in one of six."""
    return draw(strategy) if draw(likely()) else None


@remembered
def some_of(values: tuple[T, ...], most: int) -> st.SearchStrategy[tuple[T, ...]]:
    """One to so many of the values, in any order, the same one perhaps twice."""
    return st.lists(st.sampled_from(values), min_size=1, max_size=most).map(tuple)


def spelt(draw: st.DrawFn, text: str) -> str:
    """The text, now and then in another case: of ids, codes and emails the case does not matter."""
    how = draw(mostly("", "upper", "lower", "swapcase", weight=5))
    return getattr(text, how)() if how else text


@remembered
@st.composite
def amounts(
    draw: st.DrawFn,
    currency: str,
    *,
    finest: int = 0,
    largest: int = 10**15,
    scale: int = 12,
    positive: bool = False,
) -> Money:
    """Amounts of the currency: mostly ordinary ones, zero, the smallest, the largest.

    ``finest``: how many decimals beyond the minor unit. ``scale``: most decimals at all. ``largest``: in major units.
    """
    places = min(scale, exponent(currency) + draw(mostly(0, *range(1, finest + 1))))
    least = 1 if positive else 0
    kinds = [
        st.integers(least, 10 * 10**places),
        st.integers(least, 1_000 * 10**places),
        st.integers(least, 9),
        st.integers(least, min(largest, 10**6) * 10**places),
        st.integers(largest * 10**places - 9, largest * 10**places),
    ]
    units = draw(kinds[draw(st.sampled_from([0, 0, 0, 1, 1, 2, 2, 3, 4]))])
    return Money(Decimal(f"{units}E-{places}"), currency)


@remembered
def small_amounts(currency: str) -> st.SearchStrategy[Money]:
    """Amounts above zero as a deposit or an override may have: at most 999,999,999 and three decimals."""
    return amounts(currency, finest=3, largest=999_999_999, scale=3, positive=True)


@remembered
def percentages() -> st.SearchStrategy[Decimal]:
    """Percentages above zero, up to 100."""
    return st.sampled_from((*PERCENTAGES, Decimal(100))) | st.decimals("0.0001", "100", places=4)


def threshold(draw: st.DrawFn, prices: Sequence[Money]) -> Money:
    """An amount that a subtotal may just reach: nothing, or what one unit or two of an item of the store cost."""
    price = draw(st.sampled_from(prices))
    times = draw(st.sampled_from((0, 1, 1, 1, 2)))
    smallest = Decimal(f"1E-{min(4, exponent(price.currency.code))}")
    exact = min(price.amount * times, Decimal(10**15)).quantize(smallest, ROUND_HALF_UP)
    return Money(exact, price.currency)
