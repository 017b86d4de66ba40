"""What can be sold: catalog references and the items behind them. Source: CatalogReference, CustomLineItem."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import attrs

from checkout_core.currencies import Currency
from checkout_core.errors import CurrencyMismatch
from checkout_core.model._converters import as_json_object, as_json_text, as_money, as_tuple
from checkout_core.model._limits import GUID, TEXT_OR_OBJECT, A, Flag, Json, Many, Text
from checkout_core.model._numbers import MAX_SHORT_AMOUNT, Amount, Whole
from checkout_core.model._rules import NotBelow, Rule, SameCurrency, follow_rules
from checkout_core.model.item_details import (
    DescriptionLine,
    ItemType,
    ItemTypePreset,
    PhysicalProperties,
    Policy,
    Scope,
    ServiceProperties,
    TranslatableString,
    as_item_type,
    as_translatable,
    name_of,
)
from checkout_core.model.json_value import JsonObject
from checkout_core.model.modifiers import ModifierGroup
from checkout_core.model.payment_options import BY_MEMBERSHIP, PAID_ONLINE, Due, PaymentOptionType
from checkout_core.model.subscriptions import SubscriptionOptionInfo
from checkout_core.money import Money

MAX_QUANTITY = 100_000
"""Largest quantity of a line and of a custom item's stock."""


NEVER_SHIPPED = (ItemTypePreset.GIFT_CARD, ItemTypePreset.DIGITAL, ItemTypePreset.SERVICE)
"""Kinds of item that are never sent, whatever their flag says."""


@attrs.frozen(cache_hash=True)
class CatalogReference:
    """Names an item: which app's catalog, which item, which options of it (free JSON of the catalog's own)."""

    app_id: str = attrs.field(validator=Text(1, 1_000))
    catalog_item_id: str = attrs.field(validator=Text(1, 36))
    options: JsonObject | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_json_object),
        validator=Json(object_only=True),
    )
    without_options: CatalogReference | None = attrs.field(init=False, eq=False, repr=False, default=None)
    """The same item whatever its options; None where there are none. Derived."""

    @property
    def plain_key(self) -> tuple[str, str] | None:
        """App and item; None where there are options."""
        return (self.app_id, self.catalog_item_id) if self.options is None else None

    def __attrs_post_init__(self) -> None:
        if self.options is not None:
            object.__setattr__(self, "without_options", CatalogReference(self.app_id, self.catalog_item_id))


@attrs.frozen(kw_only=True)
class CatalogItem:
    """What is sold, whether it stands in a catalog or is given with a custom line.

    ``price`` is the unit price in the store's currency, after any sale of the catalog's own, without modifiers and
    before everything the library computes; it may be finer than the minor unit. ``full_price`` is the same before that
    sale and defaults to ``price``. ``quantity_available`` None means unlimited. ``deposit_amount`` is the part of the
    unit price due at once with DEPOSIT_ONLINE.
    """

    product_name: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(200, 400)
    )
    price: Money = attrs.field(converter=as_money, validator=Amount())
    full_price: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount()
    )
    quantity_available: int | None = attrs.field(default=None, validator=Whole(0, 10**9))
    item_type: ItemType = attrs.field(
        default=ItemType(preset=ItemTypePreset.PHYSICAL), converter=as_item_type, validator=A(ItemType)
    )
    physical_properties: PhysicalProperties | None = attrs.field(default=None, validator=A(PhysicalProperties))
    url: str | JsonObject | None = attrs.field(default=None, converter=as_json_text, validator=TEXT_OR_OBJECT)
    media: str | JsonObject | None = attrs.field(default=None, converter=as_json_text, validator=TEXT_OR_OBJECT)
    description_lines: tuple[DescriptionLine, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(DescriptionLine), most=20)
    )
    coupon_scopes: tuple[Scope, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(A(Scope)))
    collection_ids: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(Text(1, 100)))
    tax_group_id: str | None = attrs.field(default=None, validator=Text(1, 100))
    payment_option: PaymentOptionType = attrs.field(
        default=PaymentOptionType.FULL_PAYMENT_ONLINE, validator=A(PaymentOptionType)
    )
    deposit_amount: Money | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_money),
        validator=Amount(MAX_SHORT_AMOUNT, 3, above=True),
    )
    subscription_option_info: SubscriptionOptionInfo | None = attrs.field(
        default=None, validator=A(SubscriptionOptionInfo)
    )
    modifier_groups: tuple[ModifierGroup, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(ModifierGroup), most=25)
    )
    members_only: bool = attrs.field(default=False, validator=Flag())
    save_payment_method: bool = attrs.field(default=False, validator=Flag())
    fixed_quantity: bool = attrs.field(default=False, validator=Flag())
    root_catalog_item_id: str | None = attrs.field(default=None, validator=Text(1, 36))
    price_description: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(100, 100)
    )
    price_undetermined: bool = attrs.field(default=False, validator=Flag())
    service_properties: ServiceProperties | None = attrs.field(default=None, validator=A(ServiceProperties))
    consent_required_payment_policy: str | None = attrs.field(default=None, validator=Text(1, 2_500))
    policies: tuple[Policy, ...] = attrs.field(default=(), converter=as_tuple, validator=Many(A(Policy), most=5))
    delivery_profile_id: str | None = attrs.field(default=None, validator=GUID)

    RULES: ClassVar[tuple[Rule, ...]] = (NotBelow(("full_price", "price"), "at least the"),)

    scope_keys: frozenset[tuple[str, str | None, str | None]] = attrs.field(init=False, eq=False, repr=False)
    """Every scope key that reaches this item. Derived."""
    modifiers_total_price: Money = attrs.field(init=False, eq=False, repr=False)
    """What the modifiers of one unit cost: sum of price x quantity, exact. Derived."""
    unit_price: Money = attrs.field(init=False, eq=False, repr=False)
    """``price`` with the modifiers: what one unit costs before any discount. Derived."""
    currency: Currency = attrs.field(init=False, eq=False, repr=False)
    """The currency of ``price``. Derived."""
    price_ratio: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)
    """``unit_price`` in minor units as an exact fraction (numerator, denominator). Derived, once: pricing reads it."""
    is_shippable: bool = attrs.field(init=False, eq=False, repr=False)
    """Whether the item is sent: so flagged, and no gift card, download or service. Derived."""
    asks_membership: bool = attrs.field(init=False, eq=False, repr=False)
    """Whether a membership is to pay the item. Derived."""
    is_subscription: bool = attrs.field(init=False, eq=False, repr=False)
    """Whether the item is billed again and again. Derived."""
    due: Due = attrs.field(init=False, eq=False, repr=False)
    """When a line of this item is to be paid; of a deposit: its first part. Derived."""
    is_plain: bool = attrs.field(init=False, eq=False, repr=False)
    """Whether the line is simply paid when the order is placed: no deposit, membership or subscription, and not
    offline. Derived."""
    is_contract: bool = attrs.field(init=False, eq=False, repr=False)
    """Whether a membership or a subscription is at work. Derived."""

    def __attrs_post_init__(self) -> None:
        for name, amount in self._amounts():
            if amount is not None and amount.currency != self.price.currency:
                message = f"CatalogItem.{name}: {amount} is not in the price's currency, {self.price.currency.code}"
                raise CurrencyMismatch(message)
        follow_rules(self)
        set_ = object.__setattr__
        info = self.subscription_option_info
        set_(self, "scope_keys", frozenset(key for scope in self.coupon_scopes for key in _reach(scope)))
        set_(self, "currency", self.price.currency)
        modifiers = [modifier for group in self.modifier_groups for modifier in group.modifiers]
        added = [modifier.price * modifier.quantity for modifier in modifiers if modifier.price is not None]
        set_(self, "modifiers_total_price", sum(added, Money(0, self.currency)))
        set_(self, "unit_price", self.price + self.modifiers_total_price if added else self.price)
        set_(self, "price_ratio", self.unit_price.minor_ratio)
        flagged = self.physical_properties is not None and self.physical_properties.shippable
        set_(self, "is_shippable", flagged and self.item_type.preset not in NEVER_SHIPPED)
        set_(self, "is_subscription", info is not None)
        set_(self, "asks_membership", self.payment_option in BY_MEMBERSHIP)
        has_trial = info is not None and info.subscription_settings.free_trial_period is not None
        paid_then = Due.NOW if self.payment_option in PAID_ONLINE else Due.LATER
        set_(self, "due", Due.AFTER_TRIAL if has_trial else paid_then)
        without_deposit = self.payment_option is PaymentOptionType.DEPOSIT_ONLINE and self.deposit_amount is None
        paid_now = without_deposit or self.payment_option is PaymentOptionType.FULL_PAYMENT_ONLINE
        set_(self, "is_plain", paid_now and not self.is_subscription)
        set_(self, "is_contract", self.asks_membership or self.is_subscription)

    def _amounts(self) -> Iterator[tuple[str, Money | None]]:
        """Every amount that must be in the price's currency, with its place."""
        yield "full_price", self.full_price
        yield "deposit_amount", self.deposit_amount
        for index, group in enumerate(self.modifier_groups):
            for place, modifier in enumerate(group.modifiers):
                yield f"modifier_groups[{index}].modifiers[{place}].price", modifier.price


def _reach(scope: Scope) -> tuple[tuple[str, str | None, str | None], ...]:
    """The scope's own key and those of the wider scopes around it."""
    namespace, group, entity = scope.key
    return (namespace, None, None), (namespace, group, None), (namespace, group, entity)


@attrs.frozen(kw_only=True)
class CatalogOverrideFields:
    """What a merchant states for one line in place of the catalog's own (admin only)."""

    product_name: TranslatableString | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_translatable), validator=name_of(200, 400)
    )
    price: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount(MAX_SHORT_AMOUNT, 3)
    )
    full_price: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount(MAX_SHORT_AMOUNT, 3)
    )
    description_lines: tuple[DescriptionLine, ...] | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_tuple),
        validator=Many(A(DescriptionLine), most=20),
    )
    physical_properties: PhysicalProperties | None = attrs.field(default=None, validator=A(PhysicalProperties))
    image: str | JsonObject | None = attrs.field(default=None, converter=as_json_text, validator=TEXT_OR_OBJECT)
    payment_option: PaymentOptionType | None = attrs.field(default=None, validator=A(PaymentOptionType))
    deposit_amount: Money | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_money),
        validator=Amount(MAX_SHORT_AMOUNT, 3, above=True),
    )
    save_payment_method: bool | None = attrs.field(default=None, validator=Flag())
    inventory_app_id: str | None = attrs.field(default=None, validator=GUID)

    RULES: ClassVar[tuple[Rule, ...]] = (
        SameCurrency(("price", "full_price", "deposit_amount")),
        NotBelow(("full_price", "price"), "at least the"),
    )

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
