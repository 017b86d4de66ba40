"""Which item each line means: the catalog's, overridden or not, or the line's own. Conventions L1, L3, L4."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from checkout_core.errors import CurrencyMismatch
from checkout_core.model.catalog import CatalogItem, CatalogOverrideFields
from checkout_core.model.checkout import Checkout
from checkout_core.model.line_item import LineItem, LineRequest
from checkout_core.model.store import Store


def resolve(checkout: Checkout, store: Store) -> list[CatalogItem | None]:
    """Return each line's item; None where the catalog does not know it.

    Raises `CurrencyMismatch` if an item is priced in another currency than the store's.
    """
    find: Callable[[tuple[str, str] | None], CatalogItem | None] = store.plain_items.get
    items = list(map(find, checkout.plain_keys))
    if all(items):
        return items
    lines = checkout.line_items
    return [item or resolve_line(line, store) for item, line in zip(items, lines, strict=True)]


def resolve_line(line: LineItem | LineRequest, store: Store) -> CatalogItem | None:
    """Return the line's item: its own, or the catalog's for the reference with its options, then without them."""
    item = line.custom_item
    reference = line.catalog_reference
    if item is None and reference is not None:
        item = store.catalog.get(reference)
        if item is None and reference.without_options is not None:
            item = store.catalog.get(reference.without_options)
        if item is not None and line.catalog_override_fields is not None:
            item = overridden(item, line.catalog_override_fields)
    if item is not None and item.currency != store.currency:
        message = f"line {line.id}: {item.price} is not in the store's currency, {store.currency.code}"
        raise CurrencyMismatch(message)
    return item


def overridden(item: CatalogItem, fields: CatalogOverrideFields) -> CatalogItem:
    """Return the item with every field that the line states in place of the catalog's own (convention L4)."""
    changes = {
        name: value
        for name, value in attrs.asdict(fields, recurse=False).items()
        if value is not None and name not in {"image", "inventory_app_id"}
    }
    if fields.image is not None:
        changes["media"] = fields.image
    price = changes.get("price", item.price)
    full_price = changes.get("full_price", None if fields.price is not None else item.full_price)
    changes["full_price"] = None if full_price is None or full_price < price else full_price
    return attrs.evolve(item, **changes)
