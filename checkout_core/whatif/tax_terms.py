"""The taxes of scenarios as the kernel wants them, and which carts state taxes that cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, Final, NamedTuple

import numpy as np

from checkout_core.model.store import Store, TaxRounding
from checkout_core.whatif.columns import Columns, Names, ints, no_names
from checkout_core.whatif.kernel.columns import NONE, Codes, Flags

MAX_DIGITS: Final = 6
"""Most digits of a tax's position."""
WHY: Final = "taxes change in a scenario, or are rounded in total"

Positions = tuple[int, ...]


class TaxTerms(NamedTuple):
    """Columns of the kernel's terms; the codes of the taxes of lines, delivery and fees; carts whose taxes are wrong.

    Wrong are texts that are no positions, and positions whose rates do not come to the rate that stands beside them.
    """

    terms: dict[str, Any]
    lines: Codes
    shipping: Codes
    fees: Codes
    wrong: Flags


def tax_terms(columns: Columns, store: Store, stores: Sequence[Store]) -> TaxTerms:
    """Which taxes stand behind the codes, their rates, and by how much these differ from those of the carts.

    Raises `InvalidField` where the columns of the taxes are needed and not there.
    """
    by_tax = any(entry.policy.tax_rounding is TaxRounding.TOTAL or entry.taxes != store.taxes for entry in stores)
    if not by_tax:
        lines, carts = no_names(columns.line_count).codes, no_names(columns.count).codes
        return TaxTerms(_terms([()], store, stores), lines, carts, carts, np.zeros(columns.count, np.bool_))
    charged = columns.has("charges") or any(entry.additional_fees for entry in stores)
    for name, is_used in (("lines.taxes", True), ("shipping_taxes", columns.has("shipping")), ("fee_taxes", charged)):
        if is_used and store.taxes:
            columns.need(name, WHY)
    names = [columns.line_names("taxes"), columns.names("shipping_taxes"), columns.names("fee_taxes")]
    texts = sorted({text for found in names for text in found.texts})
    known = [_positions(text, len(store.taxes)) for text in texts]
    sets: list[Positions] = [(), *(entry or () for entry in known)]
    lines, shipping, fees = (_recoded(found, texts) for found in names)
    is_bad = np.array([False, *(entry is None for entry in known)])
    rates = ints(sum(store.taxes[position].ppm for position in entry) for entry in sets)
    wrong = columns.carts_with(is_bad[lines] | (rates[lines] != columns.line_numbers("tax_ppm", 0)))
    delivered = columns.numbers("shipping", NONE) != NONE
    wrong |= is_bad[shipping] | (delivered & (rates[shipping] != columns.numbers("shipping_ppm", 0)))
    wrong |= is_bad[fees] | (charged & (rates[fees] != columns.numbers("fee_ppm", 0)))
    return TaxTerms(_terms(sets, store, stores), lines, shipping, fees, wrong)


def _terms(sets: Sequence[Positions], store: Store, stores: Sequence[Store]) -> dict[str, Any]:
    """The columns of the terms: taxes of each code, rates of each tax, and how much these differ from the carts'."""
    used = sorted({position for entry in sets for position in entry})
    places = {position: place for place, position in enumerate(used)}
    members = [[places[position] for position in entry] for entry in sets]
    old = _rates(store, used)
    ppm = np.array([_rates(entry, used) for entry in stores], np.int64).reshape(len(stores), len(used))
    change = [[sum(int(row[place] - old[place]) for place in entry) for entry in members] for row in ppm]
    return {
        "first_tax": ints([0, *accumulate(map(len, members))]),
        "tax": ints(place for entry in members for place in entry),
        "tax_ppm": ppm,
        "ppm_change": np.array(change, np.int64),
    }


def _positions(text: str, count: int) -> Positions | None:
    """The positions in the store's taxes, of which there are so many; None where these are none."""
    words = text.split(" ")
    known = range(count)
    if len(set(words)) < len(words) or not all(_is_whole(word) and int(word) in known for word in words):
        return None
    return tuple(map(int, words))


def _is_whole(word: str) -> bool:
    """Whether the word is a whole number, not so long that reading it takes time."""
    return word.isascii() and word.isdigit() and len(word) <= MAX_DIGITS


def _rates(store: Store, positions: Sequence[int]) -> list[int]:
    return [store.taxes[position].ppm for position in positions]


def _recoded(names: Names, texts: Sequence[str]) -> Codes:
    """The codes by another list of texts, in which each of them stands."""
    place = {text: code for code, text in enumerate(texts, start=1)}
    return np.array([0, *(place[text] for text in names.texts)], np.int32)[names.codes]
