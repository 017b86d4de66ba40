"""One strategy for each public type: what `st.from_type` draws."""

from collections.abc import Callable, Mapping
from enum import Enum
from functools import partial
from types import MappingProxyType
from typing import Any, TypeVar

from hypothesis import strategies as st

import checkout_core as cc
from checkout_core.errors import InvalidField
from checkout_core.model.scenario import Scenario
from checkout_core.testing._entry_point import public_types
from checkout_core.testing.strategies.basics import CURRENCIES, remembered
from checkout_core.testing.strategies.checkouts import checkouts, priced_checkouts, stores
from checkout_core.testing.strategies.fields import json_objects, objects
from checkout_core.testing.strategies.moneys import currencies, moneys
from checkout_core.testing.strategies.nouns import addresses
from checkout_core.testing.strategies.order_parts import payments_at, refund_lines_at, refunds_at, requests_at
from checkout_core.testing.strategies.orders import orders
from checkout_core.testing.strategies.plans import PLAN_PARTS, picked_of_plans
from checkout_core.testing.strategies.price_parts import PARTS, picked
from checkout_core.testing.strategies.scenarios import scenarios

T = TypeVar("T")

LARGEST = 10**15
TRANSITIONS = (
    *(*cc.CHECKOUT_TRANSITIONS, *cc.ORDER_TRANSITIONS, *cc.PAYMENT_TRANSITIONS, *cc.REFUND_TRANSITIONS),
    *cc.plans.PLAN_ORDER_TRANSITIONS,
)
REFUSALS = (
    *(*cc.LIFECYCLE_CODES, *cc.ORDER_CODES, *cc.OPERATION_CODES),
    *(*cc.plans.PLAN_ORDER_CODES, *cc.plans.PLAN_OPERATION_CODES),
)

WHOLE: Mapping[type, Callable[[], st.SearchStrategy[Any]]] = MappingProxyType(
    {
        cc.Address: addresses,
        cc.Checkout: checkouts,
        cc.Currency: currencies,
        cc.JsonObject: json_objects,
        cc.Money: lambda: moneys(min_value=-LARGEST, max_value=LARGEST, allow_finer=True),
        cc.Order: orders,
        cc.PricedCheckout: priced_checkouts,
        cc.Problem: lambda: st.builds(cc.Problem, st.just("$.currency"), st.text(max_size=20), st.text(max_size=20)),
        cc.RefusalCode: lambda: st.sampled_from(REFUSALS),
        cc.Store: stores,
        cc.Transition: lambda: st.sampled_from(TRANSITIONS),
    }
)
"""By class: what draws it, in whatever currency."""
AT: Mapping[type, Callable[[str], st.SearchStrategy[Any]]] = MappingProxyType(
    {
        cc.CheckoutRequest: requests_at,
        cc.Payment: payments_at,
        cc.Refund: refunds_at,
        cc.RefundLine: refund_lines_at,
        Scenario: lambda code: scenarios(currencies=[code]),
        **{kind: partial(picked_of_plans, kind) for kind in PLAN_PARTS},
    }
)
"""By class: what draws it in one currency, because its fields must fit each other."""


def for_type(kind: type[T]) -> st.SearchStrategy[T]:
    """What `st.from_type` draws for a public type of `checkout_core`: any object of it, in one currency.

    Checkouts, stores, orders and the like come from their own strategies; parts of prices out of a drawn price; all
    other classes are built field by field within the model's limits and rules.

    Raises:
        InvalidField: for anything else, and for the exceptions.
    """
    if kind not in public_types():
        raise InvalidField("kind", kind, "a public class of checkout_core that is no exception")
    return _for_public(kind)


@remembered
def _for_public(kind: type[Any]) -> st.SearchStrategy[Any]:
    if kind in WHOLE:
        return WHOLE[kind]()
    if kind in PARTS:
        return picked(kind)
    if issubclass(kind, Enum):
        return st.sampled_from(kind)
    make = AT.get(kind, lambda code: objects(kind, code))
    return st.sampled_from(CURRENCIES).flatmap(make)
