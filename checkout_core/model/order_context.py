"""What creating an order has to know besides the price: what the outside answered. And why there is no order."""

from __future__ import annotations

from typing import ClassVar, Final, Self

import attrs

from checkout_core.model._converters import as_json_object, as_money, as_tuple
from checkout_core.model._limits import GUID, A, Flag, Json, Many, Text
from checkout_core.model._numbers import Computed, Whole
from checkout_core.model._rules import OneOf, Rule, SameCurrency, SomeOf, follow_rules
from checkout_core.model.json_value import JsonObject
from checkout_core.model.order import Order, OrderStatus
from checkout_core.model.order_payments import PaymentStatus
from checkout_core.model.price_summary import PriceSummary
from checkout_core.model.priced import PricedCheckout
from checkout_core.money import Money


@attrs.frozen(kw_only=True)
class EarlierOrder:
    """An order that this checkout has already led to: its id, or its subscription's, and how it stands."""

    order_id: str | None = attrs.field(default=None, validator=GUID)
    subscription_id: str | None = attrs.field(default=None, validator=GUID)
    status: OrderStatus = attrs.field(default=OrderStatus.INITIALIZED, validator=A(OrderStatus))
    payment_status: PaymentStatus = attrs.field(default=PaymentStatus.NOT_PAID, validator=A(PaymentStatus))

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(("order_id", "subscription_id")),)

    def __attrs_post_init__(self) -> None:
        follow_rules(self)

    @classmethod
    def of(cls, order: Order) -> Self:
        """What has to be known of this order."""
        A(Order).check("EarlierOrder.of", order)
        return cls(
            order_id=order.id if order.subscription_id is None else None,
            subscription_id=order.subscription_id,
            status=order.status,
            payment_status=order.payment_status,
        )


_SEEN: Final = (
    *("subtotal", "shipping", "tax", "discount", "total", "additional_fees"),
    *("pay_now_total", "pay_after_free_trial_total"),
    *("pay_now_total_after_gift_card", "total_after_gift_card"),
)


@attrs.frozen(kw_only=True)
class SeenPrice:
    """The amounts that the buyer was shown; what is None was not shown, or need not be compared."""

    subtotal: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )
    shipping: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )
    tax: Money | None = attrs.field(default=None, converter=attrs.converters.optional(as_money), validator=Computed())
    discount: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )
    total: Money | None = attrs.field(default=None, converter=attrs.converters.optional(as_money), validator=Computed())
    additional_fees: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )
    pay_now_total: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )

    pay_after_free_trial_total: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )
    pay_now_total_after_gift_card: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )
    total_after_gift_card: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Computed()
    )

    RULES: ClassVar[tuple[Rule, ...]] = (SomeOf(_SEEN), SameCurrency(_SEEN))

    def __attrs_post_init__(self) -> None:
        follow_rules(self)

    @classmethod
    def of(cls, priced: PricedCheckout) -> Self:
        """All the amounts of a price."""
        A(PricedCheckout).check("SeenPrice.of", priced)
        summary: PriceSummary = priced.summary
        return cls(
            subtotal=summary.subtotal,
            shipping=summary.shipping,
            tax=summary.tax,
            discount=summary.discount,
            total=summary.total,
            additional_fees=summary.additional_fees,
            pay_now_total=priced.pay_now.total,
            pay_after_free_trial_total=priced.pay_after_free_trial.total,
            pay_now_total_after_gift_card=priced.pay_now_total_after_gift_card,
            total_after_gift_card=priced.total_after_gift_card,
        )


@attrs.frozen(kw_only=True)
class PaymentFailure:
    """What the payment provider said when the payment failed."""

    payment_response_token: str | None = attrs.field(default=None, validator=Text(1, 1_000))
    transaction_status: str | None = attrs.field(default=None, validator=Text(1, 100))
    failure_details: str | None = attrs.field(default=None, validator=Text(0, 1_000))

    def to_json(self) -> dict[str, str]:
        """Return it as the data of a rejection."""
        members = {
            "paymentResponseToken": self.payment_response_token,
            "transactionStatus": self.transaction_status,
            "failureDetails": self.failure_details,
        }
        return {name: text for name, text in members.items() if text is not None}


@attrs.frozen(kw_only=True)
class OrderContext:
    """What the outside answered, as plain values. The defaults are those of a fresh checkout with nothing in its way.

    ``seen`` is the price that the buyer was shown, where that is not the `PricedCheckout` itself.
    ``gift_card_failure`` is the reason why the gift card could not be redeemed, ``payment_failure`` what became of the
    payment attempt; ``violations_unavailable`` says that a validation service could not be asked.
    """

    earlier_orders: tuple[EarlierOrder, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(EarlierOrder))
    )
    seen: SeenPrice | None = attrs.field(default=None, validator=A(SeenPrice))
    payment_provider_available: bool = attrs.field(default=True, validator=Flag())
    violations_unavailable: bool = attrs.field(default=False, validator=Flag())
    gift_card_failure: str | None = attrs.field(default=None, validator=Text(1, 1_000))
    payment_failure: PaymentFailure | None = attrs.field(default=None, validator=A(PaymentFailure))


@attrs.frozen(kw_only=True)
class Rejection:
    """One reason why there is no order. ``documented`` False: the code is this library's own, not the service's."""

    code: str = attrs.field(validator=Text(1, 100))
    status: int = attrs.field(validator=Whole(400, 599))
    description: str = attrs.field(validator=Text(1, 1_000))
    data: JsonObject | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_json_object), validator=Json(object_only=True)
    )
    documented: bool = attrs.field(default=True, validator=Flag())
