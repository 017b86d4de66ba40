"""How single values are read: text, numbers, flags, instants, enumerations, amounts, free-form JSON."""

from __future__ import annotations

import functools
import re
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import Any, Final

from checkout_core.currencies import Currency, currency
from checkout_core.errors import InvalidAmount, UnknownCurrency
from checkout_core.model._limits import Limit
from checkout_core.model._numbers import Whole
from checkout_core.model.discounts import MAX_USES
from checkout_core.model.json_value import MAX_DEPTH, bounded, freeze
from checkout_core.money import Money
from checkout_core.wire import numbers
from checkout_core.wire.spot import BAD, Spot
from checkout_core.wire.tables import Member, Table, passed_over

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_INSTANT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_LONGEST_INSTANT: Final = len("2022-07-18T13:25:22.141000+00:00")
_INSTANT_WORDS: Final = "an ISO 8601 instant with Z or an offset and at most 6 decimals of a second"


def read_text(spot: Spot, _: Any = None) -> Any:
    """Text that can be written as UTF-8."""
    text = spot.value
    if not isinstance(text, str):
        return spot.refuse()
    if not text.isascii() and _SURROGATE.search(text):
        return spot.refuse("text without lone surrogates")
    return text


def read_flag(spot: Spot, _: Any = None) -> Any:
    """Either true or false; nothing else counts as one of them."""
    return spot.value if isinstance(spot.value, bool) else spot.refuse()


def read_whole(spot: Spot, _: Any = None) -> Any:
    """A whole number, however it is written: ``3``, ``3.0``, ``"3"``."""
    number = numbers.from_json(spot.value)
    return spot.refuse() if number is None or number.as_integer_ratio()[1] != 1 else int(number)


def read_decimal(spot: Spot, _: Any = None) -> Any:
    """A number or the text of one, exactly."""
    number = numbers.from_json(spot.value)
    return spot.refuse() if number is None else number


def known_currency(code: object) -> Currency | None:
    """The currency of a code, None where there is none."""
    try:
        return currency(code) if isinstance(code, str) else None
    except UnknownCurrency:
        return None


def read_currency(spot: Spot, _: Any = None) -> Any:
    """A currency by its code."""
    found = known_currency(spot.value)
    return spot.refuse() if found is None else found


def read_instant(spot: Spot, _: Any = None) -> Any:
    """A point in time, in UTC."""
    text = spot.value
    if not isinstance(text, str) or len(text) > _LONGEST_INSTANT or not _INSTANT.fullmatch(text):
        return spot.refuse(_INSTANT_WORDS)
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return spot.refuse(_INSTANT_WORDS)


def read_enum(spot: Spot, kind: type[Enum]) -> Any:
    """A member of an enumeration by its wire value."""
    try:
        return kind(spot.value) if isinstance(spot.value, str) else spot.refuse()
    except ValueError:
        return spot.refuse()


def read_json(spot: Spot, _: Any = None) -> Any:
    """Any JSON value, frozen."""
    return freeze(spot.value) if _is_json(spot, 0) else BAD


def read_json_object(spot: Spot, _: Any = None) -> Any:
    """A JSON object, frozen."""
    return read_json(spot) if isinstance(spot.value, dict) else spot.refuse()


def read_text_or_object(spot: Spot, _: Any = None) -> Any:
    """Text, or a JSON object, frozen."""
    return read_json(spot) if isinstance(spot.value, dict) else read_text(spot)


def _is_json(spot: Spot, depth: int) -> bool:
    """Whether everything at the spot is a JSON value; what is not has been noted."""
    value = spot.value
    if depth > MAX_DEPTH:
        return spot.refuse(f"JSON of at most {MAX_DEPTH} levels", "deeper nesting") is not BAD
    if isinstance(value, dict):
        sound = [_is_key(spot.at(key), key) and _is_json(spot.at(key), depth + 1) for key in value]
        return all(sound)  # of a list, so that every entry is looked at
    if isinstance(value, list | tuple):
        sound = [_is_json(spot.at(index), depth + 1) for index in range(len(value))]
        return all(sound)
    if isinstance(value, str):
        return read_text(spot) is not BAD
    if isinstance(value, int | Decimal):
        return bounded(value) or spot.refuse(numbers.ALLOWED) is not BAD
    return value is None or spot.refuse("a JSON value") is not BAD


def _is_key(spot: Spot, key: object) -> bool:
    if isinstance(key, str) and not _SURROGATE.search(key):
        return True
    return spot.refuse("text without lone surrogates as the key", "another key") is not BAD


def read_counts(spot: Spot, _: Any = None) -> Any:
    """An object of counts by email."""
    if not isinstance(spot.value, dict):
        return spot.refuse()
    limit = Whole(0, MAX_USES)
    counts = {}
    sound = True
    for key in spot.value:
        place = spot.at(key, limit)
        count = read_whole(place) if _is_key(place, key) else BAD
        if count is not BAD and not limit.fits(count):
            count = place.refuse()
        sound = sound and count is not BAD
        counts[key] = count
    return freeze(counts) if sound else BAD


# --- money ------------------------------------------------------------------------------------------------------------


def _amount(spot: Spot, _: Any = None) -> Any:
    number = numbers.from_json(spot.value)
    try:
        return spot.refuse() if number is None else Money(number, spot.reading.currency)
    except InvalidAmount:
        return spot.refuse()


@functools.cache
def _price(limit: Limit | None) -> Table:
    """The members of a price as the service publishes it: all but ``amount`` follow from it."""
    amount = Member("amount", _amount, limit=limit, required=True)
    return Table((amount, *passed_over("converted_amount", "formatted_amount", "formatted_converted_amount")))


def read_money(spot: Spot, _: Any = None) -> Any:
    """An amount in the document's currency: a plain decimal, or an object with the member ``amount``."""
    if not isinstance(spot.value, dict):
        return _amount(spot)
    values = _price(spot.limit).fill(spot)
    return BAD if values is BAD else values["amount"]


def read_plan_money(spot: Spot, _: Any = None) -> Any:
    """An amount as plans have it: ``{"value": …, "currency": …}``, in the document's currency; or as elsewhere."""
    if not isinstance(spot.value, dict) or "value" not in spot.value:
        return read_money(spot)
    value = Member("value", _amount, limit=spot.limit, required=True)
    values = Table((value, Member("currency", _own_currency))).fill(spot)
    return BAD if values is BAD else values["value"]


def _own_currency(spot: Spot, _: Any = None) -> Any:
    """The document's currency, named once more."""
    code = spot.reading.currency.code
    return code if spot.value == code else spot.refuse(f"{code}, as in the rest of the document")
