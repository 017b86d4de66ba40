"""The checkout and pricing core: `Checkout` and `Store` in, `PricedCheckout` out, every cent explained.

Everything public is here, but the JSON boundary, `checkout_core.wire`, scenarios, `checkout_core.whatif`, and orders of
plans, `checkout_core.plans`, which load when first used; and two that are imported by their names,
`checkout_core.testing` for testers and `checkout_core.pydantic` for fields of models.
"""

from typing import TYPE_CHECKING, Any

from checkout_core.allocation import allocate, split
from checkout_core.currencies import Currency, currency, exponent
from checkout_core.errors import (
    CheckoutCoreError,
    CheckoutRejected,
    CurrencyMismatch,
    InvalidAllocation,
    InvalidAmount,
    InvalidDocument,
    InvalidField,
    OrderRejected,
    PlanOrderRejected,
    Problem,
    Rejected,
    UnknownCurrency,
)
from checkout_core.formatting import format_money
from checkout_core.lifecycle import (
    CHECKOUT_TRANSITIONS,
    LIFECYCLE_CODES,
    CheckoutChanges,
    CheckoutState,
    add_to_checkout,
    checkout_events,
    create_checkout,
    create_from_cart,
    create_from_request,
    get_checkout_url,
    mark_checkout_as_completed,
    remove_coupon,
    remove_gift_card,
    remove_line_items,
    remove_override_checkout_url,
    update_checkout,
    update_line_items_quantity,
)
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
from checkout_core.model.checkout_events import CheckoutEvent, CheckoutEventType
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
from checkout_core.model.line_item import CartLine, ItemAvailabilityStatus, LineItem, LineRequest
from checkout_core.model.memberships import (
    Credits,
    FittingMembership,
    Membership,
    MembershipOptions,
    SelectedMembership,
    SelectedMemberships,
)
from checkout_core.model.modifiers import Modifier, ModifierGroup
from checkout_core.model.order import (
    BusinessLocation,
    ChannelInfo,
    CurrencyConversionDetails,
    FulfillmentStatus,
    Order,
    OrderPriceSummary,
    OrderStatus,
    OrderTax,
)
from checkout_core.model.order_balance import BalanceSummary
from checkout_core.model.order_context import EarlierOrder, OrderContext, PaymentFailure, Rejection, SeenPrice
from checkout_core.model.order_lines import (
    OrderAdditionalFee,
    OrderLineItem,
    OrderLogistics,
    OrderRegion,
    OrderShippingCost,
    OrderShippingInfo,
    OrderTaxInfo,
    SubscriptionInfo,
)
from checkout_core.model.order_payments import (
    GiftCardPaymentDetails,
    MembershipPaymentDetails,
    Payment,
    PaymentStatus,
    RegularPaymentDetails,
    TransactionStatus,
)
from checkout_core.model.order_refunds import (
    Refund,
    RefundedLine,
    RefundedPart,
    RefundedPayment,
    RefundLine,
    RefundStatus,
)
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
from checkout_core.model.refusals import RefusalCode
from checkout_core.model.scenario import Scenario
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
from checkout_core.model.transitions import Transition
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
from checkout_core.money import Money, money, round_money, total
from checkout_core.orders.cancellation import cancel_order
from checkout_core.orders.codes import OPERATION_CODES, ORDER_CODES
from checkout_core.orders.creation import create_order
from checkout_core.orders.fulfillment import fulfill_line_items
from checkout_core.orders.payments import change_payment, record_payment
from checkout_core.orders.refunds import change_refund, refund_order
from checkout_core.orders.rejections import order_rejections
from checkout_core.orders.transitions import ORDER_TRANSITIONS, PAYMENT_TRANSITIONS, REFUND_TRANSITIONS
from checkout_core.pricing.engine import price
from checkout_core.pricing.explain import explain
from checkout_core.rounding import Rounding
from checkout_core.validation import CHECKS, validate

if TYPE_CHECKING:
    from checkout_core import plans, whatif, wire

__all__ = [
    "CHECKOUT_TRANSITIONS",
    "CHECKS",
    "LIFECYCLE_CODES",
    "OPERATION_CODES",
    "ORDER_CODES",
    "ORDER_TRANSITIONS",
    "PAYMENT_TRANSITIONS",
    "REFUND_TRANSITIONS",
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
    "BalanceSummary",
    "BusinessLocation",
    "BuyXGetY",
    "BuyerInfo",
    "CalculationErrors",
    "CarrierError",
    "CarrierErrors",
    "CarrierServiceOption",
    "CartLine",
    "CatalogItem",
    "CatalogItemFilter",
    "CatalogOverrideFields",
    "CatalogReference",
    "ChannelInfo",
    "ChannelType",
    "ChargeType",
    "Checkout",
    "CheckoutChanges",
    "CheckoutCoreError",
    "CheckoutEvent",
    "CheckoutEventType",
    "CheckoutInfo",
    "CheckoutRejected",
    "CheckoutRequest",
    "CheckoutState",
    "Collections",
    "ColorInfo",
    "ContactDetails",
    "Conversion",
    "Coupon",
    "CouponType",
    "CreatedBy",
    "Credits",
    "Currency",
    "CurrencyConversionDetails",
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
    "EarlierOrder",
    "Explanation",
    "ExternalReference",
    "FieldViolation",
    "Figures",
    "FittingMembership",
    "FreeTrialPeriod",
    "FulfillmentStatus",
    "GiftCard",
    "GiftCardCap",
    "GiftCardPaymentDetails",
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
    "MembershipPaymentDetails",
    "MerchantDiscount",
    "Modifier",
    "ModifierGroup",
    "Money",
    "OfferedOption",
    "Order",
    "OrderAdditionalFee",
    "OrderContext",
    "OrderLineItem",
    "OrderLogistics",
    "OrderOptions",
    "OrderPriceSummary",
    "OrderRegion",
    "OrderRejected",
    "OrderShippingCost",
    "OrderShippingInfo",
    "OrderStatus",
    "OrderTax",
    "OrderTaxInfo",
    "OtherCharge",
    "Payment",
    "PaymentFailure",
    "PaymentOptionType",
    "PaymentStatus",
    "PhysicalProperties",
    "PickupDetails",
    "PickupMethod",
    "PlanOrderRejected",
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
    "Refund",
    "RefundLine",
    "RefundStatus",
    "RefundedLine",
    "RefundedPart",
    "RefundedPayment",
    "RefusalCode",
    "RegularPaymentDetails",
    "Rejected",
    "Rejection",
    "Rounding",
    "RuleDiscount",
    "RuleDiscountType",
    "RuleDiscounts",
    "RuleScope",
    "RuleScopeType",
    "RuleTargetType",
    "RuleType",
    "Scenario",
    "Scope",
    "ScopeGroup",
    "SeenPrice",
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
    "SubscriptionInfo",
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
    "TransactionStatus",
    "Transition",
    "TranslatableString",
    "TriggerGroup",
    "TriggerType",
    "UnknownCurrency",
    "ValidationError",
    "VatId",
    "VatType",
    "Violation",
    "WeightUnit",
    "add_to_checkout",
    "allocate",
    "cancel_order",
    "change_payment",
    "change_refund",
    "checkout_events",
    "create_checkout",
    "create_from_cart",
    "create_from_request",
    "create_order",
    "currency",
    "explain",
    "exponent",
    "format_money",
    "fulfill_line_items",
    "get_checkout_url",
    "mark_checkout_as_completed",
    "money",
    "order_rejections",
    "plans",
    "price",
    "record_payment",
    "refund_order",
    "remove_coupon",
    "remove_gift_card",
    "remove_line_items",
    "remove_override_checkout_url",
    "round_money",
    "split",
    "total",
    "update_checkout",
    "update_line_items_quantity",
    "validate",
    "whatif",
    "wire",
]


def __getattr__(name: str) -> Any:
    """Load what is big when it is first asked for, and read the version from the installed package."""
    if name in {"plans", "whatif", "wire"}:
        import importlib

        return importlib.import_module(f"checkout_core.{name}")
    if name == "__version__":
        from importlib.metadata import version

        return version("checkout-core")
    raise AttributeError(f"module 'checkout_core' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
