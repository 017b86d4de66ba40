"""Why there is no order of a plan, or why an operation on one is refused. The service's codes are as it spells them."""

from __future__ import annotations

from typing import Final

from checkout_core.model.refusals import RefusalCode

COUPON_DATA: Final = "{couponCode, planId}"
PLAN_DATA: Final = "{planId}"

PLAN_UNKNOWN: Final = RefusalCode("plan_not_found", 404, "the store has no plan of this id", PLAN_DATA)
MEMBER_REQUIRED: Final = RefusalCode("MEMBER_REQUIRED", 428, "only members can order a plan, and nobody is logged in")
MEMBER_UNKNOWN: Final = RefusalCode("member_not_found", 404, "the store has no member of this id", "{memberId}")
ARCHIVED: Final = RefusalCode("archived_plan", 428, "the plan is archived", PLAN_DATA)
LIMIT_REACHED: Final = RefusalCode(
    "purchases_limit_reached", 428, "the plan can be bought once, and the member has bought it", PLAN_DATA
)
NO_FUTURE_START: Final = RefusalCode(
    "buyer_can_not_pick_future_start_date", 428, "the plan does not let buyers choose a later start", "{startDate}"
)
WRONG_START: Final = RefusalCode("invalid_start_date", 400, "the start date is in the past", "{startDate}")
NO_PAYMENTS: Final = RefusalCode(
    "accept_payment_feature_missing", 428, "the plan costs something, and the site cannot take payments"
)
COUPON_UNKNOWN: Final = RefusalCode(
    "ERROR_COUPON_DOES_NOT_EXIST", 404, "the store has no coupon of this code", COUPON_DATA
)
COUPON_DISABLED: Final = RefusalCode("ERROR_COUPON_IS_DISABLED", 428, "the coupon is switched off", COUPON_DATA)
COUPON_NOT_YET: Final = RefusalCode(
    "ERROR_COUPON_IS_NOT_ACTIVE_YET", 428, "the coupon's time has not come", COUPON_DATA
)
COUPON_EXPIRED: Final = RefusalCode("ERROR_COUPON_HAS_EXPIRED", 428, "the coupon's time is over", COUPON_DATA)
COUPON_USED_UP: Final = RefusalCode(
    "ERROR_COUPON_USAGE_EXCEEDED", 428, "the coupon has been used as often as it may be", COUPON_DATA
)
COUPON_USED_UP_BY_BUYER: Final = RefusalCode(
    "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED",
    428,
    "the buyer has used the coupon as often as each may",
    COUPON_DATA,
)
COUPON_NOT_FOR_PLAN: Final = RefusalCode(
    "ERROR_COUPON_NOT_APPLICABLE_FOR_PLAN", 428, "the coupon is not for this plan, or not for plans", COUPON_DATA
)
BELOW_MINIMUM: Final = RefusalCode(
    "ERROR_INVALID_SUBTOTAL", 428, "the plan costs less than the coupon asks for", COUPON_DATA
)
NO_COUNTRY: Final = RefusalCode(
    "MISSING_BUSINESS_ADDRESS_COUNTRY", 428, "tax depends on where the business is, and its country is not known"
)
NO_STATE: Final = RefusalCode(
    "MISSING_BUSINESS_ADDRESS_STATE", 428, "tax depends on where the business is, and its state is not known"
)
UNKNOWN_METHOD: Final = RefusalCode(
    "UNKNOWN_ORDER_METHOD", 400, "who orders on behalf of a member must say how: MOTO or POS"
)
RECURRING_BY_POS: Final = RefusalCode(
    "RECURRING_POS_UNSUPPORTED", 400, "what is paid again and again cannot be paid at a till"
)

PLAN_ORDER_CODES: Final = (
    MEMBER_REQUIRED,
    MEMBER_UNKNOWN,
    PLAN_UNKNOWN,
    ARCHIVED,
    UNKNOWN_METHOD,
    RECURRING_BY_POS,
    LIMIT_REACHED,
    WRONG_START,
    NO_FUTURE_START,
    NO_PAYMENTS,
    COUPON_UNKNOWN,
    COUPON_DISABLED,
    COUPON_NOT_YET,
    COUPON_EXPIRED,
    COUPON_USED_UP,
    COUPON_USED_UP_BY_BUYER,
    COUPON_NOT_FOR_PLAN,
    BELOW_MINIMUM,
    NO_COUNTRY,
    NO_STATE,
)
"""Why a plan is not ordered: of several reasons the first is raised. The service knows two more, of its own insides:
meta_site_id_missing and undefined_not_allowed."""

WRONG_STATUS: Final = RefusalCode(
    "INVALID_PLAN_ORDER_STATUS", 428, "an order of this status does not allow it", "{status}", documented=False
)
NOT_RECURRING: Final = RefusalCode(
    "PLAN_ORDER_NOT_RECURRING", 428, "there is no next payment: the order is paid once", documented=False
)
IN_TRIAL: Final = RefusalCode("PLAN_ORDER_IN_TRIAL", 428, "the free days cannot be paused", documented=False)
NO_END: Final = RefusalCode(
    "PLAN_ORDER_WITHOUT_END", 428, "an order without an end cannot be postponed", documented=False
)
NOT_LATER: Final = RefusalCode(
    "PLAN_ORDER_END_NOT_LATER", 428, "the new end is not after the old one", "{endDate}", documented=False
)
NOT_BY_BUYER: Final = RefusalCode(
    "BUYER_CAN_NOT_CANCEL", 428, "the plan does not let buyers cancel", PLAN_DATA, documented=False
)
NOT_OFFLINE: Final = RefusalCode(
    "PLAN_ORDER_NOT_OFFLINE", 428, "only orders that the merchant has made are marked as paid", documented=False
)
ALREADY_PAID: Final = RefusalCode(
    "PLAN_ORDER_ALREADY_PAID", 428, "the order is marked as paid, or nothing is to be paid", documented=False
)
ALREADY_CANCELED: Final = RefusalCode(
    "PLAN_ORDER_ALREADY_CANCELED", 428, "the order ends with what is paid already", documented=False
)

PLAN_OPERATION_CODES: Final = (
    WRONG_STATUS,
    IN_TRIAL,
    NOT_BY_BUYER,
    NOT_RECURRING,
    ALREADY_CANCELED,
    NO_END,
    NOT_LATER,
    NOT_OFFLINE,
    ALREADY_PAID,
)
"""Why an operation on an order of a plan is refused, of several reasons the first: all the library's own, since no page
lists the service's."""
