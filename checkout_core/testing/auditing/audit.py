"""The audit: every law that a foreign checkout or order breaks. It needs no store, and knows no price but the stated.

Each law speaks of what is stated, and is silent where something that it needs is absent.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import Final

from checkout_core.testing.auditing import accounts, amounts, costs, discounts, lines, orders, taxes, totals
from checkout_core.testing.auditing.document import Document, opened
from checkout_core.testing.auditing.finding import Breach, Breaches, Finding, Law
from checkout_core.wire.text import MAX_PROBLEMS, JsonDocument, parse


def _unreadable(document: Document) -> Breaches:
    """What the laws before came across and could not read."""
    yield from (Breach(node, expected) for node, expected in document.notes.values())


LAWS: Final[tuple[Law, ...]] = (
    *lines.LAWS,
    *costs.LAWS,
    *taxes.LAWS,
    *discounts.LAWS,
    *totals.LAWS,
    *orders.LAWS,
    *accounts.LAWS,
    *amounts.LAWS,
    Law("readable", "what a law looks at is of its kind: an exact number, text, a list, an object", _unreadable),
)
"""The laws, in the order in which they speak."""


def audit(document: JsonDocument | bytes) -> tuple[Finding, ...]:
    """Return a finding for every place of a checkout or order that breaks a law.

    The document is that of the service or of another program: a checkout, an order, or an answer with one of them as
    ``checkout`` or ``order``, in either dialect; amounts are objects or plain decimals, numbers JSON numbers or text of
    any scale. Text is read by `checkout_core.wire.parse`, so that no number passes through a float. What is absent is
    not missed. The first 10,000 findings are told.

    Raises:
        InvalidDocument: when it is no JSON, nested deeper than 64 levels, or neither a checkout nor an order.

    >>> audit('{"currency": "USD", "priceSummary": {"subtotal": "10", "shipping": "0", "tax": "0", "discount": "0",'
    ...       ' "total": "9.99"}}')[0].expected
    '10'
    """
    looked_at = opened(parse(document) if isinstance(document, str | bytes) else document)
    return tuple(islice(chain.from_iterable(law.findings(looked_at) for law in LAWS), MAX_PROBLEMS))
