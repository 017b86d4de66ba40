"""Why there is no order, or why an operation on one is refused: every code with its status, trigger and data.

The service documents codes, but neither their words nor which status belongs to which code; the statuses are inferred
from how often each occurs on its pages. The library's own codes stand apart (``documented=False``).
"""

from __future__ import annotations

from typing import Final

from checkout_core.model.refusals import RefusalCode

ORDER_DATA: Final = "{orderId} or {subscriptionId}"
LINES_DATA: Final = "{lineItemIds}"

ALREADY_PAID: Final = RefusalCode(
    "CHECKOUT_ALREADY_PAID",
    409,
    "the checkout has already led to an order that is paid",
    f"{ORDER_DATA}; none for a completed checkout without an order id",
)
IN_PROGRESS: Final = RefusalCode(
    "CHECKOUT_PAYMENT_ALREADY_IN_PROGRESS",
    409,
    "the checkout has already led to an order, whose payment is not over",
    ORDER_DATA,
)
EMPTY: Final = RefusalCode("EMPTY_CHECKOUT", 428, "the checkout has no lines")
FULL_OUT_OF_STOCK: Final = RefusalCode(
    "FULL_OUT_OF_STOCK", 428, "no line can be sold: all are out of stock or not found", LINES_DATA
)
PARTIAL_OUT_OF_STOCK: Final = RefusalCode(
    "PARTIAL_OUT_OF_STOCK", 428, "some lines cannot be sold: they are out of stock or not found", LINES_DATA
)
MEMBERS_ONLY: Final = RefusalCode(
    "MEMBERS_ONLY_ITEM", 428, "an item is for members only, and the buyer is not logged in as one", LINES_DATA
)
SUBSCRIPTION_NOT_ALONE: Final = RefusalCode(
    "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS", 428, "a subscription is not the only line"
)
SUBSCRIPTION_FOR_NOTHING: Final = RefusalCode(
    "SUBSCRIPTION_WITH_ZERO_TOTAL", 428, "the checkout has a subscription and a total of zero"
)
SUBSCRIPTION_BY_GIFT_CARD: Final = RefusalCode(
    "SUBSCRIPTION_WITH_GIFT_CARD", 428, "the checkout has a subscription and holds a gift card"
)
GIFT_CARD_BY_GIFT_CARD: Final = RefusalCode(
    "GIFT_CARD_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD",
    428,
    "a line is a gift card and the checkout holds a gift card",
    LINES_DATA,
)
GIFT_CARD_BY_COUPON: Final = RefusalCode(
    "COUPON_CANNOT_BE_USED_TO_PURCHASE_GIFT_CARD",
    428,
    "a line is a gift card and the checkout holds a coupon",
    LINES_DATA,
)
CALCULATION_ERROR: Final = RefusalCode(
    "CALCULATION_ERROR", 428, "the price has calculation errors", "the calculation errors, as in a price"
)
NO_OPTION: Final = RefusalCode(
    "NO_SELECTED_CARRIER_SERVICE_OPTION", 428, "something has to be sent, and no delivery option is selected"
)
OPTION_GONE: Final = RefusalCode(
    "SELECTED_CARRIER_SERVICE_OPTION_NO_LONGER_AVAILABLE",
    428,
    "the selected delivery option is not offered any more, and another stands in its place",
    "{requested, inForce}, each {carrierId, code}; only inForce where an earlier price has replaced the request",
)
NO_DELIVERY_ADDRESS: Final = RefusalCode(
    "MISSING_DELIVERY_ADDRESS", 428, "something has to be sent, and nobody knows where to", documented=False
)
NO_PICKUP_DETAILS: Final = RefusalCode(
    "MISSING_PICKUP_DETAILS",
    428,
    "the goods are to be fetched, and the delivery option does not say where",
    documented=False,
)
NO_BILLING_ADDRESS: Final = RefusalCode(
    "MISSING_BILLING_ADDRESS", 428, "the total is above zero, and there is no billing address", documented=False
)
NO_VIOLATIONS: Final = RefusalCode(
    "FAILED_TO_RETRIEVE_VALIDATIONS_VIOLATIONS", 500, "the merchant's validation rules could not be asked"
)
VIOLATIONS: Final = RefusalCode(
    "VIOLATIONS_WITH_ERROR_SEVERITY", 428, "a validation rule of the merchant's forbids the order", "{violations}"
)
CHANGED: Final = RefusalCode(
    "CHECKOUT_CHANGED",
    428,
    "the price is not the one that the buyer saw",
    "{changes}, each {field, seen, now} and, of an amount, {difference}",
)
NOT_CONFIRMED: Final = RefusalCode(
    "NO_SAVE_PAYMENT_METHOD_CONFIRMATION",
    428,
    "an item wants the payment method to be saved, and the buyer has not agreed",
    LINES_DATA,
)
NO_PAYMENTS: Final = RefusalCode("SITE_NOT_ACCEPTING_PAYMENTS", 428, "the site does not accept payments")
NO_PROVIDER: Final = RefusalCode(
    "PAYMENT_PROVIDER_IS_NOT_AVAILABLE_ON_SITE",
    428,
    "money has to be charged or a payment method saved, and no payment provider is available",
)
NOT_REDEEMED: Final = RefusalCode("REDEEM_GIFT_CARD_ERROR", 428, "the gift card could not be redeemed", "{reason}")
PAYMENT_FAILED: Final = RefusalCode(
    "PAYMENT_ERROR", 400, "the payment failed", "{paymentResponseToken, transactionStatus, failureDetails}"
)

ORDER_CODES: Final = (
    ALREADY_PAID,
    IN_PROGRESS,
    EMPTY,
    FULL_OUT_OF_STOCK,
    PARTIAL_OUT_OF_STOCK,
    MEMBERS_ONLY,
    SUBSCRIPTION_NOT_ALONE,
    SUBSCRIPTION_FOR_NOTHING,
    SUBSCRIPTION_BY_GIFT_CARD,
    GIFT_CARD_BY_GIFT_CARD,
    GIFT_CARD_BY_COUPON,
    CALCULATION_ERROR,
    NO_OPTION,
    OPTION_GONE,
    NO_DELIVERY_ADDRESS,
    NO_PICKUP_DETAILS,
    NO_BILLING_ADDRESS,
    NO_VIOLATIONS,
    VIOLATIONS,
    CHANGED,
    NOT_CONFIRMED,
    NO_PAYMENTS,
    NO_PROVIDER,
    NOT_REDEEMED,
    PAYMENT_FAILED,
)
"""Every reason why there is no order, in the published order: of several, the first is raised."""

WRONG_ORDER_STATUS: Final = RefusalCode(
    "INVALID_ORDER_STATUS", 428, "an order of this status does not allow it", "{status}", documented=False
)
WRONG_PAYMENT_STATUS: Final = RefusalCode(
    "INVALID_PAYMENT_STATUS",
    428,
    "a payment does not go from the one status to the other",
    "{paymentId, from, to}",
    documented=False,
)
PAYMENT_KNOWN: Final = RefusalCode(
    "PAYMENT_ALREADY_EXISTS", 409, "the order has a payment of this id", "{paymentId}", documented=False
)
PAYMENT_UNKNOWN: Final = RefusalCode(
    "PAYMENT_NOT_FOUND", 404, "the order has no payment of this id", "{paymentId}", documented=False
)
ABOVE_BALANCE: Final = RefusalCode(
    "PAYMENT_EXCEEDS_BALANCE", 428, "more is paid than is to be paid", "{amount, balance}", documented=False
)
REFUND_KNOWN: Final = RefusalCode(
    "REFUND_ALREADY_EXISTS", 409, "the order has a refund of this id", "{refundId}", documented=False
)
REFUND_UNKNOWN: Final = RefusalCode(
    "REFUND_NOT_FOUND", 404, "the order has no refund of this id", "{refundId}", documented=False
)
WRONG_REFUND_STATUS: Final = RefusalCode(
    "INVALID_REFUND_STATUS",
    428,
    "a refund does not go from the one status to the other",
    "{refundId, from, to}",
    documented=False,
)
ABOVE_CHARGE: Final = RefusalCode(
    "REFUND_EXCEEDS_CHARGE",
    428,
    "more is to be refunded than is left of a line, the delivery or the fees",
    "{parts}, each {lineItemId or part, asked, left}",
    documented=False,
)
ABOVE_PAID: Final = RefusalCode(
    "REFUND_EXCEEDS_PAID",
    428,
    "more is to be refunded than payments that can be refunded have left",
    "{amount, refundable}",
    documented=False,
)
NOTHING_TO_REFUND: Final = RefusalCode(
    "NOTHING_TO_REFUND", 428, "what is to be refunded comes to nothing", documented=False
)
LINE_UNKNOWN: Final = RefusalCode(
    "LINE_ITEM_NOT_FOUND", 404, "the order has no line of this id", LINES_DATA, documented=False
)
ABOVE_QUANTITY: Final = RefusalCode(
    "FULFILLMENT_EXCEEDS_QUANTITY",
    428,
    "more units are sent than are left to send",
    "{parts}, each {lineItemId, asked, left}",
    documented=False,
)

OPERATION_CODES: Final = (
    WRONG_ORDER_STATUS,
    PAYMENT_KNOWN,
    PAYMENT_UNKNOWN,
    WRONG_PAYMENT_STATUS,
    ABOVE_BALANCE,
    REFUND_KNOWN,
    REFUND_UNKNOWN,
    WRONG_REFUND_STATUS,
    LINE_UNKNOWN,
    ABOVE_CHARGE,
    NOTHING_TO_REFUND,
    ABOVE_PAID,
    ABOVE_QUANTITY,
)
"""Why an operation on an order is refused: all of them the library's own, since no page shows these operations."""
