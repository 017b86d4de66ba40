"""The cattrs converters that write the nouns of the model as JSON-ready values, one for each dialect.

What follows from a class (names, defaults, order) is taken from it; what differs stands in the tables below. The
converters are private, built once when first needed, and never changed after.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

import attrs
import cattrs
from cattrs.gen import make_dict_unstructure_fn, override

from checkout_core.currencies import Currency
from checkout_core.model.calculation_errors import CalculationErrors
from checkout_core.model.catalog import CatalogItem, CatalogOverrideFields, CatalogReference
from checkout_core.model.checkout import Checkout, CheckoutRequest, CustomSettings
from checkout_core.model.discount_rules import DiscountRule, RuleDiscount
from checkout_core.model.discounts import Coupon
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.item_details import ColorInfo, PhysicalProperties, TranslatableString
from checkout_core.model.json_value import JsonObject, JsonValue
from checkout_core.model.line_item import LineItem, LineRequest
from checkout_core.model.memberships import MembershipOptions, SelectedMemberships
from checkout_core.model.modifiers import Modifier
from checkout_core.model.order import Order, OrderTax
from checkout_core.model.order_lines import OrderLineItem, OrderTaxInfo, SubscriptionInfo
from checkout_core.model.order_payments import RegularPaymentDetails
from checkout_core.model.plan import Duration, PlanSubscription
from checkout_core.model.plan_order import PlanOrder
from checkout_core.model.plan_prices import PlanPriceSpan
from checkout_core.model.shipping import SelectedCarrierServiceOption
from checkout_core.model.store import Store
from checkout_core.model.subscriptions import FreeTrialPeriod, SubscriptionSettings
from checkout_core.model.tax import TaxBreakdown
from checkout_core.money import Money
from checkout_core.wire import numbers
from checkout_core.wire.names import Dialect, spelling

ALWAYS: Final[Mapping[type[Any], frozenset[str]]] = {
    CalculationErrors: frozenset({"order_validation_errors"}),
    CatalogItem: frozenset({"item_type"}),
    Checkout: frozenset({"completed"}),
    Coupon: frozenset({"active"}),
    CustomSettings: frozenset(field.name for field in attrs.fields(CustomSettings)),
    DiscountRule: frozenset({"active"}),
    FreeTrialPeriod: frozenset({"interval"}),
    GiftCard: frozenset({"status"}),
    LineItem: frozenset({"quantity"}),
    LineRequest: frozenset({"quantity"}),
    MembershipOptions: frozenset({"selected_memberships"}),
    Modifier: frozenset({"quantity"}),
    Order: frozenset({"payments", "refunds", "applied_discounts", "additional_fees", "custom_fields", "archived"}),
    OrderLineItem: frozenset({"description_lines", "refund_quantity", "restock_quantity", "fulfilled_quantity"}),
    OrderTax: frozenset({"tax_breakdown"}),
    OrderTaxInfo: frozenset({"tax_breakdown"}),
    Duration: frozenset({"count"}),
    PhysicalProperties: frozenset({"shippable"}),
    PlanOrder: frozenset({"order_method", "pause_periods"}),
    PlanPriceSpan: frozenset({"cycle_from"}),
    PlanSubscription: frozenset({"cycle_count"}),
    RegularPaymentDetails: frozenset({"offline_payment"}),
    RuleDiscount: frozenset({"target_type"}),
    SelectedMemberships: frozenset({"memberships"}),
    Store: frozenset({"tax_included_in_price", "weight_unit", "site_language"}),
    SubscriptionInfo: frozenset({"cycle_number"}),
    SubscriptionSettings: frozenset({"interval", "auto_renewal"}),
    TaxBreakdown: frozenset({"jurisdiction_type"}),
}
"""Fields that are written even where they hold their default; all others are then left out."""

FIRST: Final[Mapping[type[Any], tuple[str, ...]]] = {
    CatalogReference: ("catalog_item_id", "app_id"),
    Checkout: (
        *("id", "line_items", "billing_info", "shipping_info", "buyer_note", "buyer_info"),
        *("coupon_code", "gift_card_code", "gift_card_redeem_amount", "override_checkout_url"),
        *("custom_fields", "currency", "channel_type", "buyer_language", "completed", "order_id"),
        *("created_by", "created_date", "updated_date"),
    ),
    CheckoutRequest: ("checkout_id", "now", "line_items", "custom_line_items"),
    GiftCard: ("code", "balance", "currency"),
    Order: (
        *("id", "number", "created_date", "updated_date", "purchased_date", "line_items", "buyer_info"),
        *("status", "payment_status", "fulfillment_status", "price_summary", "balance_summary"),
    ),
    PlanOrder: ("id", "plan_id", "subscription_id", "wix_pay_order_id", "buyer", "price_details"),
    SelectedCarrierServiceOption: ("code",),
}
"""What is documented to come first, where the class has another order."""

ELSEWHERE: Final[Mapping[type[Any], frozenset[str]]] = {
    Checkout: frozenset({"line_items"}),
    CheckoutRequest: frozenset({"lines"}),
    Store: frozenset({"catalog"}),
}
"""Fields whose wire form is another, written by the module of their class."""


_FREE_FORM: Final = (JsonValue, str | JsonObject | None, JsonObject | None)


@functools.cache
def writer(dialect: Dialect) -> cattrs.Converter:
    """The converter whose unstructure hooks write JSON-ready values in one dialect."""
    return _converter(dialect)


@functools.cache
def publisher(dialect: Dialect) -> cattrs.Converter:
    """The converter of what is published: it writes translations everywhere, and leaves amounts to its caller.

    A text without a translation stands for it.
    """
    converter = _converter(dialect)
    for kind in (TranslatableString, ColorInfo):
        converter.register_unstructure_hook(kind, _translated(kind, converter, dialect))
    converter.register_unstructure_hook(Money, lambda money: money)
    return converter


def _converter(dialect: Dialect) -> cattrs.Converter:
    converter = cattrs.Converter(unstruct_collection_overrides={tuple: list})
    converter.register_unstructure_hook_factory(attrs.has, lambda kind: _object_writer(kind, converter, dialect))
    converter.register_unstructure_hook(Money, lambda money: numbers.plain(money.amount))
    converter.register_unstructure_hook(Decimal, numbers.plain)
    converter.register_unstructure_hook(datetime, instant)
    converter.register_unstructure_hook(Currency, lambda currency: currency.code)
    converter.register_unstructure_hook(StrEnum, lambda member: member.value)
    converter.register_unstructure_hook(JsonObject, thawed)
    converter.register_unstructure_hook_func(_FREE_FORM.__contains__, thawed)
    return converter


def _object_writer(kind: Any, converter: cattrs.Converter, dialect: Dialect) -> Callable[[Any], dict[str, Any]]:
    """Writes an attrs object: wire names, fields at their default left out but for `ALWAYS`."""
    always, elsewhere = ALWAYS.get(kind, frozenset()), ELSEWHERE.get(kind, frozenset())
    renamed = {
        field.name: override(
            rename=spelling(field.name, dialect),
            omit=field.name in elsewhere,
            omit_if_default=field.default is not attrs.NOTHING and field.name not in always,
        )
        for field in attrs.fields(kind)
        if field.init
    }
    write = make_dict_unstructure_fn(kind, converter, **renamed)  # type: ignore[arg-type]  # overrides by name

    def write_object(value: Any) -> dict[str, Any]:
        document = write(value)
        if kind is GiftCard:
            document["currency"] = value.balance.currency.code
        elif kind is CatalogOverrideFields and "paymentOption" in document:
            document["paymentOption"] = {"value": document["paymentOption"]}
        return ordered(document, kind, dialect)

    return write_object


def _translated(kind: Any, converter: cattrs.Converter, dialect: Dialect) -> Callable[[Any], dict[str, Any]]:
    """Writes a text with its translation, which is the text itself where there is none."""
    write = _object_writer(kind, converter, dialect)

    def write_both(value: Any) -> dict[str, Any]:
        document = write(value)
        return ordered({"translated": document["original"], **document}, kind, dialect)

    return write_both


def ordered(document: dict[str, Any], kind: Any, dialect: Dialect) -> dict[str, Any]:
    """Return the members of an object of this class in their documented order."""
    return {name: document[name] for name in _order(kind, dialect) if name in document}


@functools.cache
def _order(kind: Any, dialect: Dialect) -> tuple[str, ...]:
    first = FIRST.get(kind, ())
    names = [*first, *(field.name for field in attrs.fields(kind) if field.name not in first)]
    return tuple(spelling(name, dialect) for name in names)


def instant(moment: datetime) -> str:
    """Return the UTC instant as on the wire: milliseconds, microseconds only where it has them."""
    finest = "microseconds" if moment.microsecond % 1_000 else "milliseconds"
    return moment.replace(tzinfo=None).isoformat(timespec=finest) + "Z"


def thawed(value: Any) -> Any:
    """Return a frozen JSON value as lists and dicts of its own."""
    if isinstance(value, dict):
        return {key: thawed(entry) for key, entry in value.items()}
    return [thawed(entry) for entry in value] if isinstance(value, tuple) else value
