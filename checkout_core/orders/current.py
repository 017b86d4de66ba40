"""The price at the moment of the order."""

from __future__ import annotations

from datetime import datetime

import attrs

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_instant
from checkout_core.model._limits import A, Instant
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.pricing.engine import price
from checkout_core.validation import OWN_VALIDATORS


def current_price(priced: PricedCheckout, store: Store, now: datetime) -> PricedCheckout:
    """Price the same checkout again, in the store as it is now and asking the same validators.

    A store without ``as_of`` speaks for ``now``, or for the checkout's last change if the clock lags behind that. The
    windows of coupons, rules and memberships are read then.
    """
    A(Store).check("create_order.store", store)
    now = as_instant(now)
    Instant().check("create_order.now", now)
    checkout = priced.checkout
    if now < checkout.created_date:
        allowed = f"an instant not before the checkout's created_date, {checkout.created_date.isoformat()}"
        raise InvalidField("create_order.now", now.isoformat(), allowed)
    if store.as_of is None and now > checkout.updated_date:
        checkout = attrs.evolve(checkout, updated_date=now)
    return price(checkout, store, priced.validators[len(OWN_VALIDATORS) :])
