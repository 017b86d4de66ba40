"""The reference pricing of lines before any discount: rules L1 to L6, R2 and U1 of `docs/conventions.md`."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.line_item import LineItem
from checkout_core.model.store import Store
from checkout_core.model.subscriptions import SubscriptionSettings
from checkout_core.testing.reference.exact import minor, rounded

NOT_SHIPPABLE = {"GIFT_CARD", "DIGITAL", "SERVICE"}


@dataclass(frozen=True)
class Row:
    """L1: a found line: what is sold, at which terms, and what became of its price so far.

    ``modifiers``, ``before_discounts``, ``price`` and ``full_price`` are of one unit. ``before_discounts`` is the unit
    price before discount rules, ``price`` the one that the last of them left, ``line_price`` that times the quantity.
    ``discount`` is what coupon and merchant discounts have taken off the line.
    """

    place: int
    line: LineItem
    item: CatalogItem
    modifiers: Fraction
    before_discounts: Fraction
    price: Fraction
    full_price: Fraction
    payment_option: str
    deposit: Fraction | None
    saves_payment_method: bool
    shippable: bool
    line_price: int
    discount: int = 0

    @property
    def quantity(self) -> int:
        """How many were asked for."""
        return self.line.quantity

    @property
    def discounted(self) -> int:
        """R4: what is left after the discount; tax is computed on it."""
        return self.line_price - self.discount

    @property
    def status(self) -> str:
        """L2: whether so many can be sold; the price does not ask."""
        left = self.item.quantity_available
        if left is None or left >= self.quantity:
            return "AVAILABLE"
        return "NOT_AVAILABLE" if left == 0 else "PARTIALLY_AVAILABLE"

    @property
    def deposit_too_large(self) -> bool:
        """L5: whether the deposit is larger than the unit price."""
        return self.payment_option == "DEPOSIT_ONLINE" and self.deposit is not None and self.deposit > self.price

    @property
    def subscription(self) -> SubscriptionSettings | None:
        """U1: how the line is billed again, if it is a subscription."""
        info = self.item.subscription_option_info
        return None if info is None else info.subscription_settings

    @property
    def has_trial(self) -> bool:
        """P2: whether it is a subscription with a free trial."""
        return self.subscription is not None and self.subscription.free_trial_period is not None


def now_of(checkout: Checkout, store: Store) -> datetime:
    """C2: the instant at which windows are read."""
    return checkout.updated_date if store.as_of is None else store.as_of


def item_of(line: LineItem, store: Store) -> CatalogItem | None:
    """L3: a custom line describes its item itself; the catalog is asked with the options first, then without."""
    if line.custom_item is not None or line.catalog_reference is None:
        return line.custom_item
    found = store.catalog.get(line.catalog_reference)
    plain = line.catalog_reference.without_options
    return store.catalog.get(plain) if found is None and plain is not None else found


def found_rows(checkout: Checkout, store: Store) -> list[Row]:
    """L1: the lines whose item is known; the others take part in nothing."""
    items = [(place, line, item_of(line, store)) for place, line in enumerate(checkout.line_items)]
    return [row_of(place, line, item, store) for place, line, item in items if item is not None]


def modifiers_of(item: CatalogItem) -> Fraction:
    """L6: what the modifiers of one unit cost, exact."""
    modifiers = [modifier for group in item.modifier_groups for modifier in group.modifiers]
    prices = [minor(modifier.price) * modifier.quantity for modifier in modifiers if modifier.price is not None]
    return sum(prices, Fraction(0))


def line_price(unit: Fraction, line: LineItem, store: Store) -> int:
    """R2: the unit price times the quantity, rounded once."""
    return rounded(unit * line.quantity, store.policy.rounding)


def at_price(row: Row, unit: Fraction, store: Store) -> Row:
    """R2: the same line at another unit price."""
    return replace(row, price=unit, line_price=line_price(unit, row.line, store))


def row_of(place: int, line: LineItem, item: CatalogItem, store: Store) -> Row:
    """L4, L6, R2: what the item says, what the line overrides of it, the modifiers on top, and the line price."""
    price, full = minor(item.price), None if item.full_price is None else minor(item.full_price)
    option, deposit, saves = item.payment_option, item.deposit_amount, item.save_payment_method
    physical = item.physical_properties
    over = line.catalog_override_fields
    if over is not None:
        if over.price is not None:
            price, full = minor(over.price), None
        if over.full_price is not None:
            full = max(minor(over.full_price), price)
        option = over.payment_option or option
        deposit = over.deposit_amount or deposit
        physical = over.physical_properties or physical
        saves = saves if over.save_payment_method is None else over.save_payment_method
    preset = None if item.item_type.preset is None else item.item_type.preset.value
    modifiers = modifiers_of(item)
    return Row(
        place=place,
        line=line,
        item=item,
        modifiers=modifiers,
        before_discounts=price + modifiers,
        price=price + modifiers,
        full_price=(price if full is None else full) + modifiers,
        payment_option=option.value,
        deposit=None if deposit is None else minor(deposit),
        saves_payment_method=saves,
        shippable=physical is not None and physical.shippable and preset not in NOT_SHIPPABLE,
        line_price=line_price(price + modifiers, line, store),
    )
