"""Checkouts as rows of Arrow: what a price depends on, looked up once, so that scenarios need not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import attrs
import pyarrow as pa

from checkout_core import wire
from checkout_core.currencies import exponent
from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.model._converters import as_tuple
from checkout_core.model._limits import A
from checkout_core.model._numbers import MAX_SHORT_AMOUNT, decimals
from checkout_core.model.catalog import CatalogItem, CatalogReference
from checkout_core.model.checkout import Checkout
from checkout_core.model.gift_card import GiftCardStatus
from checkout_core.model.line_item import LineItem
from checkout_core.model.payment_options import Due, PaymentOptionType
from checkout_core.model.scenario import CHANGE
from checkout_core.model.store import Store
from checkout_core.model.tax import TaxRates
from checkout_core.money import Money
from checkout_core.pricing.instants import instant_of
from checkout_core.pricing.resolve import resolve
from checkout_core.pricing.shipping import Selection, select_shipping
from checkout_core.pricing.tax import line_rates, tax_table
from checkout_core.whatif.changes import SHORT_DECIMALS
from checkout_core.whatif.schema import CARTS, with_store

LARGEST: Final = 2**62
"""Larger numbers are left to `price`."""

HIGHEST_FACTOR: Final = 1 + int(CHANGE.most)
"""What a scenario may multiply a price by at most."""

CONTRACT = "a subscription, or a line for a membership to pay"
MERCHANT = "merchant discounts"
FINE = "an amount finer than the price"
LARGE = "an amount too large"
OVERRIDE = "an overridden price that scenarios change otherwise than the catalog's"


def carts_to_arrow(checkouts: Iterable[Checkout], store: Store, *, documents: bool = True) -> pa.RecordBatch:
    """Return the checkouts as carts, a row each, with the store in the metadata of the schema `CARTS`.

    The store's catalog is cut down to the items of these checkouts. With ``documents`` each row holds its checkout as
    JSON, too, which is what `price_batch` needs for carts and scenarios that only `price` can price.

    Raises `CurrencyMismatch` for a checkout in another currency than the store's, `InvalidField` for what is none.
    """
    A(Store).check("carts_to_arrow.store", store)
    given: Any = as_tuple(checkouts)
    if not isinstance(given, tuple):
        raise InvalidField("carts_to_arrow.checkouts", given, "an iterable of Checkout")
    for index, checkout in enumerate(given):
        A(Checkout).check(f"carts_to_arrow.checkouts[{index}]", checkout)
    rows = [cart_row(checkout, store, document=documents) for checkout in given]
    return batch_of(rows, with_store(CARTS, _with_items_of(given, store)))


def batch_of(rows: list[dict[str, Any]], schema: pa.Schema) -> pa.RecordBatch:
    """Return rows of `cart_row` as a batch."""
    columns = [pa.array([row[field.name] for row in rows], field.type) for field in schema]
    return pa.record_batch(columns, schema=schema)


def cart_row(checkout: Checkout, store: Store, *, document: bool) -> dict[str, Any]:
    """One checkout as the columns of `CARTS`."""
    if checkout.currency != store.currency:
        raise CurrencyMismatch(f"the checkout is in {checkout.currency.code}, the store in {store.currency.code}")
    items = resolve(checkout, store)
    table = tax_table(checkout, store, items)
    rates = line_rates(checkout, store, items, table)
    selection, _ = select_shipping(checkout, store, [])
    problems = [*_problems(checkout, store, items, selection)]
    lines = zip(checkout.line_items, items, rates, strict=True)
    row: dict[str, Any] = {
        "id": checkout.id,
        "lines": [_line_row(line, None if problems else item, rate) for line, item, rate in lines],
        "coupon": checkout.coupon_code,
        "instant": instant_of(checkout, store),
        "email": None if checkout.buyer_info is None else checkout.buyer_info.email,
        "shipping_ppm": table.shipping.ppm,
        "shipping_taxes": _positions(table.shipping),
        "fee_ppm": table.fees.ppm,
        "fee_taxes": _positions(table.fees),
        "gift_card": _balance(checkout, store),
        "redeem": _floor(checkout.gift_card_redeem_amount),
        **_shipping_row(None if problems else selection),
        "scalar": next(iter(problems), None),
        "checkout": wire.dumps(wire.dump_checkout(checkout)) if document else None,
    }
    return row


def _problems(
    checkout: Checkout, store: Store, items: list[CatalogItem | None], selection: Selection | None
) -> Iterator[str]:
    """Why only `price` can price the checkout."""
    if any(item is not None and item.is_contract for item in items):
        yield CONTRACT
    if checkout.merchant_discounts:
        yield MERCHANT
    amounts = [] if selection is None else [selection.option.cost, *(fee.price for fee in selection.option.fees)]
    for line, item in zip(checkout.line_items, items, strict=True):
        if item is not None:
            parts = _parts(item)
            amounts += [amount * parts for amount in (item.price, item.modifiers_total_price, _deposit(item))]
            if _is_otherwise_changed(line, store):
                yield OVERRIDE
    for numerator, denominator in (amount.minor_ratio for amount in amounts if amount is not None):
        if denominator != 1:
            yield FINE
        if numerator >= LARGEST:
            yield LARGE


def _is_otherwise_changed(line: LineItem, store: Store) -> bool:
    """Whether a scenario may do to the line what the kernel, which does not see what the line overrides, does not.

    It rounds an overridden price to few decimals, and may refuse to raise the catalog's own price or deposit so far.
    """
    fields, reference = line.catalog_override_fields, line.catalog_reference
    if fields is None or fields.price is None or reference is None:
        return False
    item = store.catalog.get(reference) or store.catalog.get(reference.without_options or reference)
    if item is None or exponent(store.currency) > SHORT_DECIMALS:
        return item is not None
    most = MAX_SHORT_AMOUNT if item.deposit_amount is None else MAX_SHORT_AMOUNT // HIGHEST_FACTOR
    return item.unit_price.amount > most


def _parts(item: CatalogItem) -> int:
    """How many parts of a minor unit the price is exact to: a power of ten."""
    return int(10 ** max(0, decimals(item.price.amount) - exponent(item.currency)))


def _deposit(item: CatalogItem) -> Money:
    """What a unit asks at once of what it costs; nothing where it asks for no deposit."""
    asks = item.payment_option is PaymentOptionType.DEPOSIT_ONLINE and item.deposit_amount is not None
    return item.deposit_amount if asks and item.deposit_amount is not None else Money(0, item.currency)


def _line_row(line: LineItem, item: CatalogItem | None, rates: TaxRates) -> dict[str, Any]:
    row: dict[str, Any] = {"quantity": line.quantity, "price": 0, "tax_ppm": rates.ppm, "taxes": _positions(rates)}
    if item is None:
        return row | {"found": False}
    parts = _parts(item)
    return row | {
        "item": None if line.catalog_reference is None else line.catalog_reference.catalog_item_id,
        "price": (item.price * parts).minor_units,
        "parts": parts,
        "modifiers": (item.modifiers_total_price * parts).minor_units,
        "deposit": (_deposit(item) * parts).minor_units or None,
        "later": item.due is Due.LATER,
        "found": True,
        "in_stock": item.quantity_available != 0,
        "scopes": _scopes(item),
    }


def _scopes(item: CatalogItem) -> str | None:
    """The item's scopes, each as namespace, group and entity."""
    return wire.dumps([list(scope.key) for scope in item.coupon_scopes]) if item.coupon_scopes else None


def _positions(rates: TaxRates) -> str | None:
    return " ".join(map(str, rates.positions)) or None


def _shipping_row(selection: Selection | None) -> dict[str, Any]:
    if selection is None:
        return {"option": None, "shipping": None, "free_from": None, "charges": None}
    option = selection.option
    return {
        "option": option.code,
        "shipping": option.cost.minor_units,
        "free_from": ceiling_of(option.free_from_subtotal),
        "charges": [fee.price.minor_units for fee in option.fees if fee.price is not None],
    }


def ceiling_of(amount: Money | None) -> int | None:
    """The least whole number of minor units that is not below the amount: what a sum of them must reach."""
    if amount is None:
        return None
    numerator, denominator = amount.minor_ratio
    return min(-(-numerator // denominator), LARGEST)


def _floor(amount: Money | None) -> int | None:
    if amount is None:
        return None
    numerator, denominator = amount.minor_ratio
    return min(numerator // denominator, LARGEST)


def _balance(checkout: Checkout, store: Store) -> int | None:
    """What the held card could pay; None where there is none, or it cannot be used."""
    card = None if checkout.gift_card_code is None else store.gift_cards_by_code.get(checkout.gift_card_code)
    usable = card is not None and card.status is GiftCardStatus.VALID and card.balance.currency == store.currency
    return card.whole_units if usable and card is not None else None


def _with_items_of(checkouts: Iterable[Checkout], store: Store) -> Store:
    """The store with no other items in its catalog than these checkouts may mean."""
    items: dict[CatalogReference, CatalogItem] = {}
    for checkout in checkouts:
        for line in checkout.line_items:
            reference = line.catalog_reference
            for named in (reference, None if reference is None else reference.without_options):
                item = None if named is None else store.catalog.get(named)
                if named is not None and item is not None:
                    items[named] = item
    return attrs.evolve(store, catalog=items)
