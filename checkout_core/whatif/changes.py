"""A checkout and a store as they would be in a scenario; `price` does the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import attrs

from checkout_core.currencies import Currency, exponent
from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.model._limits import A
from checkout_core.model._numbers import Amount, decimals
from checkout_core.model.catalog import CatalogItem, CatalogOverrideFields, CatalogReference
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import Coupon
from checkout_core.model.figures import Ratio
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.line_item import LineItem
from checkout_core.model.scenario import Scenario
from checkout_core.model.shipping import ShippingCarrier, ShippingOption
from checkout_core.model.store import Store
from checkout_core.model.tax import Tax
from checkout_core.money import Money
from checkout_core.pricing.resolve import resolve_line
from checkout_core.rounding import Divide

SHORT_DECIMALS = 3
"""Most decimals of a deposit and of a price that overrides the catalog's, as documented."""


def store_in(scenario: Scenario, store: Store, *, whole: bool = True) -> Store:
    """Return the store as it would be in the scenario. Not ``whole``: it has not all of its items, so none is missed.

    Raises `InvalidField` where the scenario names a tax, a delivery option or a catalog item that the store has not (a
    catalog that is the caller's own mapping is not searched), and `CurrencyMismatch` for amounts in another currency.
    """
    A(Scenario).check("store_in.scenario", scenario)
    A(Store).check("store_in.store", store)
    _check_names("Scenario.tax", scenario.tax, (tax.name for tax in store.taxes), "a tax")
    options = [option for carrier in store.shipping for option in carrier.options]
    for field in ("shipping", "free_shipping_from"):
        _check_names(f"Scenario.{field}", getattr(scenario, field), (option.code for option in options), "an option")
    if whole and isinstance(store.catalog, FrozenDict):
        ids = [reference.catalog_item_id for reference in store.catalog]
        for field in ("prices", "quantities"):
            _check_names(f"Scenario.{field}", getattr(scenario, field), ids, "an item")
    _check_currency(scenario, store.currency)
    changes: dict[str, Any] = {
        "discount_rules": scenario.discount_rules,
        "additional_fees": scenario.fees,
        "policy": scenario.policy,
        "tax_included_in_price": scenario.tax_included,
        "coupons": _coupons(scenario.coupon, store) if isinstance(scenario.coupon, Coupon) else None,
        "taxes": _taxes(scenario.tax, store) if scenario.tax else None,
        "shipping": _carriers(scenario, store) if scenario.shipping or scenario.free_shipping_from else None,
        "gift_cards": None if scenario.gift_card_balance is None else _gift_cards(scenario.gift_card_balance, store),
        "catalog": ChangedCatalog(store.catalog, scenario, _divide(scenario, store))
        if scenario.changes_items
        else None,
    }
    given = {name: value for name, value in changes.items() if value is not None}
    return attrs.evolve(store, **given) if given else store


def checkout_in(scenario: Scenario, checkout: Checkout, store: Store) -> Checkout:
    """Return the checkout as it would be in the scenario; ``store`` is the store as it is.

    Raises `InvalidField` where a quantity grows beyond what a line may hold.
    """
    changes: dict[str, Any] = {}
    if scenario.coupon is not None:
        code = scenario.coupon.code if isinstance(scenario.coupon, Coupon) else scenario.coupon
        changes["coupon_code"] = code or None
    if scenario.quantity_factor is not None or scenario.quantities or scenario.changes_items:
        divide = _divide(scenario, store)
        changes["line_items"] = tuple(_line_in(scenario, line, store, divide) for line in checkout.line_items)
    return attrs.evolve(checkout, **changes) if changes else checkout


class ChangedCatalog(Mapping[CatalogReference, CatalogItem]):
    """A catalog with other prices and deposits. Items are changed when they are asked for."""

    def __init__(self, catalog: Mapping[CatalogReference, CatalogItem], scenario: Scenario, divide: Divide) -> None:
        self._catalog = catalog
        self._scenario = scenario
        self._divide = divide
        self._changed = lru_cache(maxsize=2**16)(self._change)

    def __getitem__(self, reference: CatalogReference) -> CatalogItem:
        return self._changed(reference)

    def __iter__(self) -> Iterator[CatalogReference]:
        return iter(self._catalog)

    def __len__(self) -> int:
        return len(self._catalog)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle what it was made of: what it remembers stays behind."""
        return type(self), (self._catalog, self._scenario, self._divide)

    def _change(self, reference: CatalogReference) -> CatalogItem:
        return item_in(self._scenario, self._catalog[reference], reference.catalog_item_id, self._divide)


def item_in(scenario: Scenario, item: CatalogItem, item_id: str | None, divide: Divide) -> CatalogItem:
    """Return the item as it would be in the scenario; ``item_id`` is None where no catalog reference names it."""
    price = _price_in(scenario, item.price, item_id, divide)
    if price != item.price:
        full = item.full_price
        item = attrs.evolve(item, price=price, full_price=None if full is None or full < price else full)
    deposit = _deposit_in(scenario, item, divide)
    return item if deposit == item.deposit_amount else attrs.evolve(item, deposit_amount=deposit)


def _line_in(scenario: Scenario, line: LineItem, store: Store, divide: Divide) -> LineItem:
    """The line with its new quantity, and with new amounts where it states them itself."""
    reference, fields = line.catalog_reference, line.catalog_override_fields
    item_id = None if reference is None else reference.catalog_item_id
    quantity = scenario.quantities.get(item_id or "", line.quantity * (scenario.quantity_factor or 1))
    changes: dict[str, Any] = {} if quantity == line.quantity else {"quantity": quantity}
    if scenario.changes_items and line.custom_item is not None:
        changes["custom_item"] = item_in(scenario, line.custom_item, item_id, divide)
    elif scenario.changes_items and fields is not None:
        item = resolve_line(line, store)
        if item is not None:
            changes["catalog_override_fields"] = _overrides_in(scenario, fields, item, item_id, divide)
    return attrs.evolve(line, **changes) if changes else line


def _overrides_in(
    scenario: Scenario, fields: CatalogOverrideFields, item: CatalogItem, item_id: str | None, divide: Divide
) -> CatalogOverrideFields:
    """The price and the deposit that a line states in place of the catalog's; ``item`` is the item so overridden."""
    if fields.price is None or item_id in scenario.prices:  # the catalog's price, as it is then
        fields = attrs.evolve(fields, price=None)
        item = item_in(scenario, item, item_id, divide)
    else:
        price = _price_in(scenario, fields.price, item_id, divide, SHORT_DECIMALS)
        full = fields.full_price
        fields = attrs.evolve(fields, price=price, full_price=None if full is None or full < price else full)
        item = attrs.evolve(item, price=price, full_price=None)
    if scenario.deposit_share is None:
        return fields
    return attrs.evolve(fields, deposit_amount=_deposit_in(scenario, item, divide))


def _price_in(scenario: Scenario, price: Money, item_id: str | None, divide: Divide, most: int = Amount.SCALE) -> Money:
    """The price in the scenario; a share of it is rounded to the minor unit, or to as many decimals as it has."""
    if item_id is not None and item_id in scenario.prices:
        return scenario.prices[item_id]
    if scenario.price_change is None:
        return price
    places = min(max(exponent(price.currency), decimals(price.amount)), most)
    return _part_of(price, price_factor(scenario), places, divide)


def _deposit_in(scenario: Scenario, item: CatalogItem, divide: Divide) -> Money | None:
    """The deposit in the scenario: a share of the unit price, at least the smallest amount."""
    if scenario.deposit_share is None or item.deposit_amount is None or not item.unit_price:
        return item.deposit_amount
    places = min(exponent(item.currency), SHORT_DECIMALS)
    smallest = Money(Decimal(f"1E-{places}"), item.currency)
    return max(smallest, _part_of(item.unit_price, scenario.deposit_share.as_integer_ratio(), places, divide))


def price_factor(scenario: Scenario) -> Ratio:
    """What prices are multiplied by: 1 and the change, exactly."""
    change, of = (scenario.price_change or Decimal(0)).as_integer_ratio()
    return of + change, of


def _part_of(amount: Money, part: Ratio, places: int, divide: Divide) -> Money:
    """The amount times the part, rounded to so many decimals."""
    numerator, denominator = amount.amount.as_integer_ratio()
    times, of = part
    units = divide(numerator * times * 10**places, denominator * of)
    return Money(Decimal(f"{units}E-{places}"), amount.currency)  # from text, which no ambient context rounds


def _coupons(coupon: Coupon, store: Store) -> tuple[Coupon, ...]:
    """The store's coupons with this one, in place of one with the same code."""
    code = coupon.code.casefold()
    return (*(entry for entry in store.coupons if entry.code.casefold() != code), coupon)


def _taxes(rates: Mapping[str, Decimal], store: Store) -> tuple[Tax, ...]:
    return tuple(attrs.evolve(tax, rate=rates.get(tax.name, tax.rate)) for tax in store.taxes)


def _carriers(scenario: Scenario, store: Store) -> tuple[ShippingCarrier, ...]:
    return tuple(
        attrs.evolve(carrier, options=tuple(_option(scenario, option) for option in carrier.options))
        for carrier in store.shipping
    )


def _option(scenario: Scenario, option: ShippingOption) -> ShippingOption:
    cost = scenario.shipping.get(option.code, option.cost)
    free_from = scenario.free_shipping_from.get(option.code, option.free_from_subtotal)
    return attrs.evolve(option, cost=cost, free_from_subtotal=free_from)


def _gift_cards(balance: Money, store: Store) -> tuple[GiftCard, ...]:
    return tuple(
        attrs.evolve(card, balance=balance) if card.balance.currency == store.currency else card
        for card in store.gift_cards
    )


def _divide(scenario: Scenario, store: Store) -> Divide:
    """The rounding of the policy that is in force in the scenario."""
    return (store.policy if scenario.policy is None else scenario.policy).divide


def _check_names(field: str, names: Iterable[str], known: Iterable[str], what: str) -> None:
    """Raise `InvalidField` for the first name that the store does not know: a slip of the pen would change nothing."""
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise InvalidField(field, unknown[0], f"{what} of the store")


def _check_currency(scenario: Scenario, currency: Currency) -> None:
    amounts = [("gift_card_balance", scenario.gift_card_balance)]
    for field in ("prices", "shipping", "free_shipping_from"):
        amounts += [(f"{field}[{name!r}]", amount) for name, amount in getattr(scenario, field).items()]
    for field, amount in amounts:
        if amount is not None and amount.currency != currency:
            raise CurrencyMismatch(f"Scenario.{field}: {amount} is not in the store's currency, {currency.code}")
