"""Which members are amounts, and where they stand in a document."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from checkout_core.testing.auditing.node import Node

AMOUNTS: Final = frozenset(
    {
        *("subtotal", "shipping", "tax", "discount", "total", "additionalFees", "totalAdditionalFees"),
        *("price", "fullPrice", "priceBeforeDiscounts", "lineItemPrice", "depositAmount", "modifiersTotalPrice"),
        *("totalPriceBeforeTax", "totalPriceAfterTax", "priceBeforeTax", "priceAfterTax", "totalDiscount"),
        *("taxableAmount", "exemptAmount", "nonTaxableAmount", "totalTax", "taxAmount", "totalExempt"),
        *("amount", "totalDiscountAmount", "requestedAmount", "lineItemsSubtotal"),
        *("payNowTotalAfterGiftCard", "totalAfterGiftCard"),
        *("balance", "paid", "refunded", "authorized", "pending", "pendingRefund", "cashRoundingAdjustment"),
    }
)
"""What amounts are called."""
FINER: Final = frozenset(
    {"fullPrice", "priceBeforeDiscounts", "depositAmount", "modifiersTotalPrice", "requestedAmount"}
)
"""Amounts that may be finer than the minor unit: they repeat what somebody stated, or are for one unit."""
FINER_PRICES: Final = frozenset({"lineItems", "modifiers", "otherCharges"})
"""Lists whose entries have a price that may be finer."""
SIGNED: Final = frozenset({"balance", "cashRoundingAdjustment"})
"""Amounts that may be negative."""
FREE: Final = frozenset(
    {
        *("data", "extendedFields", "customFields", "options", "activities", "tags", "credits"),
        *("catalogOverrideFields", "merchantDiscounts"),
    }
)
"""Members whose content is anybody's, or input: no published amounts stand there."""


NOT_INSIDE: Final = FREE | {"amount", "convertedAmount", "formattedAmount", "formattedConvertedAmount"}
"""Members of an amount that are none themselves, and those."""


class Amount(NamedTuple):
    """An amount of the document: its name, its place, the place of its number, and whether it may be finer."""

    name: object
    node: Node
    leaf: Node
    may_be_finer: bool


def amounts_of(root: Node) -> Iterator[Amount]:
    """Every amount of a document, in its order."""
    left = [root]
    while left:
        node = left.pop()
        value, named = node.value, node.key in AMOUNTS
        if isinstance(value, dict):
            is_amount = named and not isinstance(value.get("amount"), dict | list | bool | None)
            if is_amount:
                yield _amount(node)
            own = NOT_INSIDE if is_amount else FREE
            inner = [node.at(key) for key in value if key not in own and isinstance(key, str)]
            left += reversed(inner)
        elif isinstance(value, list | tuple):
            left += reversed(node.entries)
        elif named and node and not isinstance(value, bool):
            yield _amount(node)


def _amount(node: Node) -> Amount:
    holder = node.parent and node.parent.parent
    is_unit = node.key == "price" and holder is not None and holder.key in FINER_PRICES
    return Amount(node.key, node, node.leaf, is_unit or node.key in FINER)
