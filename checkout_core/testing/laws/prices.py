"""The laws that every price obeys: functions of a priced checkout that raise `AssertionError` with the difference.

Each says something of the published figures alone, beside what was given: it does not know how a price is made. Only
law 10 does, and prices anew. `docs/laws.md` lists them; numbers 1 to 10 are the project's, those above came later.

========  ==============  ==========================================================
laws      module          about
========  ==============  ==========================================================
1, 5      `amounts`       whole minor units, bounds
2-4, 7    `summary`       sums, payments, the gift card
6, 8, 17  `discounts`     applied discounts, their shares, discount rules
8         `allocation`    anybody's shares
9, 15-16  `charges`       taxes, the delivery, the least subtotal; 18: findings
10        `determinism`   the same again, in another order, after a way through JSON
11, 12    `memberships`   what memberships pay, and which of them fit
13, 14    `subscriptions` free trials, charges after the order
========  ==============  ==========================================================

Laws of two prices are in `metamorphic`, those of orders in `orders`.
"""

from collections.abc import Callable

from checkout_core.model.priced import PricedCheckout
from checkout_core.testing.laws.amounts import check_bounds, check_minor_units
from checkout_core.testing.laws.charges import check_findings, check_minimum_subtotal, check_shipping, check_taxes
from checkout_core.testing.laws.determinism import DETERMINISM
from checkout_core.testing.laws.discounts import check_discount_rules, check_discounts, check_shares
from checkout_core.testing.laws.memberships import check_fitting_memberships, check_memberships
from checkout_core.testing.laws.subscriptions import check_free_trials, check_subscription_charges
from checkout_core.testing.laws.summary import check_addition, check_gift_card, check_payment_split, check_totals

LAWS: tuple[Callable[[PricedCheckout], None], ...] = (
    check_minor_units,
    check_totals,
    check_addition,
    check_payment_split,
    check_bounds,
    check_discounts,
    check_gift_card,
    check_shares,
    check_taxes,
    *DETERMINISM,
    check_memberships,
    check_fitting_memberships,
    check_free_trials,
    check_subscription_charges,
    check_shipping,
    check_minimum_subtotal,
    check_discount_rules,
    check_findings,
)
"""Laws 1 to 18, in order; the tenth in three forms."""
