"""All that an operation on an order is refused with, and all that may become of orders, payments and refunds."""

STATUSES = {
    "INVALID_ORDER_STATUS": 428,
    "PAYMENT_ALREADY_EXISTS": 409,
    "PAYMENT_NOT_FOUND": 404,
    "INVALID_PAYMENT_STATUS": 428,
    "PAYMENT_EXCEEDS_BALANCE": 428,
    "REFUND_ALREADY_EXISTS": 409,
    "REFUND_NOT_FOUND": 404,
    "INVALID_REFUND_STATUS": 428,
    "LINE_ITEM_NOT_FOUND": 404,
    "REFUND_EXCEEDS_CHARGE": 428,
    "NOTHING_TO_REFUND": 428,
    "REFUND_EXCEEDS_PAID": 428,
    "FULFILLMENT_EXCEEDS_QUANTITY": 428,
}
"""Every refusal of an operation on an order, with its status."""

ORDER_MOVES = {
    (None, "INITIALIZED"),
    (None, "APPROVED"),
    ("INITIALIZED", "PENDING"),
    ("INITIALIZED", "APPROVED"),
    ("INITIALIZED", "CANCELED"),
    ("PENDING", "INITIALIZED"),
    ("PENDING", "APPROVED"),
    ("PENDING", "CANCELED"),
    ("PENDING", "REJECTED"),
    ("APPROVED", "CANCELED"),
}
"""All that may become of an order."""
PAYMENT_MOVES = {
    (None, "APPROVED"),
    (None, "AUTHORIZED"),
    (None, "PENDING"),
    (None, "PENDING_MERCHANT"),
    (None, "DECLINED"),
    ("PENDING", "PENDING_MERCHANT"),
    ("PENDING", "AUTHORIZED"),
    ("PENDING", "APPROVED"),
    ("PENDING", "DECLINED"),
    ("PENDING", "CANCELED"),
    ("PENDING_MERCHANT", "AUTHORIZED"),
    ("PENDING_MERCHANT", "APPROVED"),
    ("PENDING_MERCHANT", "DECLINED"),
    ("PENDING_MERCHANT", "CANCELED"),
    ("AUTHORIZED", "APPROVED"),
    ("AUTHORIZED", "VOIDED"),
    ("APPROVED", "VOIDED"),
    ("CANCELED", "APPROVED"),
    ("APPROVED", "PARTIALLY_REFUNDED"),
    ("APPROVED", "REFUNDED"),
    ("PARTIALLY_REFUNDED", "REFUNDED"),
}
"""All that may become of a payment."""
REFUND_MOVES = {(None, "PENDING"), (None, "SUCCEEDED"), ("PENDING", "SUCCEEDED"), ("PENDING", "FAILED")}
"""All that may become of a refund."""
