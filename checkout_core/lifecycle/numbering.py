"""Ids of lines: the caller's own, else numbers. Convention O9."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import count

from checkout_core.model.checkout import MAX_LINES
from checkout_core.model.line_item import LineItem, LineRequest, line_id

_DIGITS = 12
_PREFIX = line_id(0)[:-_DIGITS]
_LAST = 10**_DIGITS - 1 - 2 * MAX_LINES
"""From here on the numbers might not suffice."""


def line_ids(requests: Sequence[LineRequest], taken: Iterable[str] = (), first: int = 1) -> list[str]:
    """Return an id for each request: its own, else the number of its place (from ``first`` on) or the next free."""
    used = {*taken, *(request.id for request in requests if request.id is not None)}
    ids = []
    for place, request in enumerate(requests, first):
        own = request.id
        if own is None:
            own = next(numbered for numbered in map(line_id, count(place)) if numbered not in used)
            used.add(own)
        ids.append(own)
    return ids


def next_number(lines: Iterable[LineItem]) -> int:
    """Return the number after the highest that a line has, so that a line removed from among them does not return.

    1 where only few numbers are left above.
    """
    tails = (line.id[-_DIGITS:] for line in lines if line.id.startswith(_PREFIX))
    highest = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return highest + 1 if highest <= _LAST else 1


def line_items(requests: Sequence[LineRequest], ids: Iterable[str]) -> tuple[LineItem, ...]:
    """Return the lines that were asked for, under these ids."""
    return tuple(
        LineItem(
            id=own,
            quantity=request.quantity,
            catalog_reference=request.catalog_reference,
            custom_item=request.custom_item,
            catalog_override_fields=request.catalog_override_fields,
            taxable_address=request.taxable_address,
            extended_fields=request.extended_fields,
        )
        for request, own in zip(requests, ids, strict=True)
    )
