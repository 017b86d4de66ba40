"""The checkout and pricing core: `Checkout` and `Store` in, `PricedCheckout` out, every cent explained.

Everything public is here, but the JSON boundary, which is `checkout_core.wire` and loads when first used.
"""

from typing import TYPE_CHECKING, Any

from checkout_core.allocation import allocate, split
from checkout_core.errors import (
    CheckoutCoreError,
    CheckoutRejected,
    CurrencyMismatch,
    InvalidAllocation,
    InvalidAmount,
    InvalidDocument,
    InvalidField,
    Problem,
    Rejected,
    UnknownCurrency,
)
from checkout_core.formatting import format_money
from checkout_core.lifecycle import create_checkout, create_from_request
from checkout_core.model.calculation_errors import (
    ApplicationError,
    CalculationErrors,
    CarrierError,
    CarrierErrors,
    Details,
    FieldViolation,
    RuleType,
    ValidationError,
)
from checkout_core.model.catalog import CatalogItem, CatalogOverrideFields, CatalogReference
from checkout_core.model.checkout import (
    ChannelType,
    Checkout,
    CheckoutInfo,
    CheckoutRequest,
    CustomContentReference,
    CustomField,
    CustomSettings,
    ExternalReference,
    OrderOptions,
)
from checkout_core.model.discount_rules import (
    ActiveTimeInfo,
    AppliedSubjectType,
    DiscountRule,
    DiscountRuleSettings,
    DiscountRuleStatus,
    PurchaseType,
    RuleDiscount,
    RuleDiscounts,
    RuleDiscountType,
    RuleTargetType,
    SpecificItemsInfo,
)
from checkout_core.model.discounts import (
    AppliedCoupon,
    AppliedDiscount,
    AppliedDiscountRule,
    AppliedMerchantDiscount,
    BuyXGetY,
    Coupon,
    CouponType,
    DiscountType,
    LineItemDiscount,
    MerchantDiscount,
)
from checkout_core.model.explanation import Explanation, Step
from checkout_core.model.fees import AdditionalFee, AdditionalFeeSource, PricedFee
from checkout_core.model.figures import Figures, Sums
from checkout_core.model.gift_card import GiftCard, GiftCardStatus, RedeemedGiftCard
from checkout_core.model.item_details import (
    ColorInfo,
    DescriptionLine,
    DescriptionLineType,
    ItemType,
    ItemTypePreset,
    PhysicalProperties,
    Policy,
    Scope,
    ScopeGroup,
    ServiceProperties,
    TranslatableString,
)
from checkout_core.model.json_value import JsonObject
from checkout_core.model.line_item import ItemAvailabilityStatus, LineItem, LineRequest
from checkout_core.model.memberships import (
    Credits,
    FittingMembership,
    Membership,
    MembershipOptions,
    SelectedMembership,
    SelectedMemberships,
)
from checkout_core.model.modifiers import Modifier, ModifierGroup
from checkout_core.model.parties import (
    Address,
    AddressLocation,
    AddressWithContact,
    BuyerInfo,
    ContactDetails,
    CreatedBy,
    StreetAddress,
    VatId,
    VatType,
)
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.price_summary import PriceSummary, SubscriptionCharge, SubscriptionCharges
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import Availability, PricedLine
from checkout_core.model.shipping import (
    CarrierServiceOption,
    ChargeType,
    DeliveryLogistics,
    DeliveryTimeSlot,
    OfferedOption,
    OtherCharge,
    PickupDetails,
    PickupMethod,
    PricedShipping,
    SelectedCarrierServiceOption,
    ShippingCarrier,
    ShippingCost,
    ShippingInfo,
    ShippingOption,
    ShippingRegion,
)
from checkout_core.model.store import Conversion, GiftCardCap, PricingPolicy, Store, TaxRounding, WeightUnit
from checkout_core.model.subscriptions import (
    FreeTrialPeriod,
    SubscriptionFrequency,
    SubscriptionOptionInfo,
    SubscriptionSettings,
)
from checkout_core.model.tax import (
    JurisdictionType,
    Tax,
    TaxableAddress,
    TaxableAddressType,
    TaxBreakdown,
    TaxDetails,
    TaxRateBreakdown,
    TaxRates,
    TaxSummary,
)
from checkout_core.model.triggers import (
    CatalogItemFilter,
    Collections,
    CustomerEligibility,
    CustomFilter,
    DiscountTrigger,
    ItemQuantityRange,
    RuleScope,
    RuleScopeType,
    SubtotalRange,
    TriggerGroup,
    TriggerType,
)
from checkout_core.model.violations import Severity, Violation
from checkout_core.money import Currency, Money, currency, exponent, money, round_money, total
from checkout_core.pricing.engine import price
from checkout_core.pricing.explain import explain
from checkout_core.rounding import Rounding
from checkout_core.validation import CHECKS, validate

if TYPE_CHECKING:
    from checkout_core import wire

__all__ = [
    "CHECKS",
    "ActiveTimeInfo",
    "AdditionalFee",
    "AdditionalFeeSource",
    "Address",
    "AddressLocation",
    "AddressWithContact",
    "ApplicationError",
    "AppliedCoupon",
    "AppliedDiscount",
    "AppliedDiscountRule",
    "AppliedMerchantDiscount",
    "AppliedSubjectType",
    "Availability",
    "BuyXGetY",
    "BuyerInfo",
    "CalculationErrors",
    "CarrierError",
    "CarrierErrors",
    "CarrierServiceOption",
    "CatalogItem",
    "CatalogItemFilter",
    "CatalogOverrideFields",
    "CatalogReference",
    "ChannelType",
    "ChargeType",
    "Checkout",
    "CheckoutCoreError",
    "CheckoutInfo",
    "CheckoutRejected",
    "CheckoutRequest",
    "Collections",
    "ColorInfo",
    "ContactDetails",
    "Conversion",
    "Coupon",
    "CouponType",
    "CreatedBy",
    "Credits",
    "Currency",
    "CurrencyMismatch",
    "CustomContentReference",
    "CustomField",
    "CustomFilter",
    "CustomSettings",
    "CustomerEligibility",
    "DeliveryLogistics",
    "DeliveryTimeSlot",
    "DescriptionLine",
    "DescriptionLineType",
    "Details",
    "DiscountRule",
    "DiscountRuleSettings",
    "DiscountRuleStatus",
    "DiscountTrigger",
    "DiscountType",
    "Explanation",
    "ExternalReference",
    "FieldViolation",
    "Figures",
    "FittingMembership",
    "FreeTrialPeriod",
    "GiftCard",
    "GiftCardCap",
    "GiftCardStatus",
    "InvalidAllocation",
    "InvalidAmount",
    "InvalidDocument",
    "InvalidField",
    "ItemAvailabilityStatus",
    "ItemQuantityRange",
    "ItemType",
    "ItemTypePreset",
    "JsonObject",
    "JurisdictionType",
    "LineItem",
    "LineItemDiscount",
    "LineRequest",
    "Membership",
    "MembershipOptions",
    "MerchantDiscount",
    "Modifier",
    "ModifierGroup",
    "Money",
    "OfferedOption",
    "OrderOptions",
    "OtherCharge",
    "PaymentOptionType",
    "PhysicalProperties",
    "PickupDetails",
    "PickupMethod",
    "Policy",
    "PriceSummary",
    "PricedCheckout",
    "PricedFee",
    "PricedLine",
    "PricedShipping",
    "PricingPolicy",
    "Problem",
    "PurchaseType",
    "RedeemedGiftCard",
    "Rejected",
    "Rounding",
    "RuleDiscount",
    "RuleDiscountType",
    "RuleDiscounts",
    "RuleScope",
    "RuleScopeType",
    "RuleTargetType",
    "RuleType",
    "Scope",
    "ScopeGroup",
    "SelectedCarrierServiceOption",
    "SelectedMembership",
    "SelectedMemberships",
    "ServiceProperties",
    "Severity",
    "ShippingCarrier",
    "ShippingCost",
    "ShippingInfo",
    "ShippingOption",
    "ShippingRegion",
    "SpecificItemsInfo",
    "Step",
    "Store",
    "StreetAddress",
    "SubscriptionCharge",
    "SubscriptionCharges",
    "SubscriptionFrequency",
    "SubscriptionOptionInfo",
    "SubscriptionSettings",
    "SubtotalRange",
    "Sums",
    "Tax",
    "TaxBreakdown",
    "TaxDetails",
    "TaxRateBreakdown",
    "TaxRates",
    "TaxRounding",
    "TaxSummary",
    "TaxableAddress",
    "TaxableAddressType",
    "TranslatableString",
    "TriggerGroup",
    "TriggerType",
    "UnknownCurrency",
    "ValidationError",
    "VatId",
    "VatType",
    "Violation",
    "WeightUnit",
    "allocate",
    "create_checkout",
    "create_from_request",
    "currency",
    "explain",
    "exponent",
    "format_money",
    "money",
    "price",
    "round_money",
    "split",
    "total",
    "validate",
    "wire",
]


def __getattr__(name: str) -> Any:
    """Load the JSON boundary when it is first asked for, and read the version from the installed package."""
    if name == "wire":
        import importlib

        return importlib.import_module("checkout_core.wire")
    if name == "__version__":
        from importlib.metadata import version

        return version("checkout-core")
    raise AttributeError(f"module 'checkout_core' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
