"""For testers: draw checkouts, hold prices against laws, audit foreign documents, drive a service beside the library.

Names load when they are first used. Strategies and the state machine need Hypothesis, which the extra ``testing``
brings; laws, the reference and the audit need nothing more than the library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checkout_core.testing.auditing.audit import audit
    from checkout_core.testing.auditing.finding import Finding
    from checkout_core.testing.laws.allocation import check_allocation
    from checkout_core.testing.laws.amounts import check_bounds, check_minor_units
    from checkout_core.testing.laws.charges import check_findings, check_minimum_subtotal, check_shipping, check_taxes
    from checkout_core.testing.laws.determinism import check_determinism, check_order_of_input, check_roundtrip
    from checkout_core.testing.laws.discounts import check_discount_rules, check_discounts, check_shares
    from checkout_core.testing.laws.memberships import check_fitting_memberships, check_memberships
    from checkout_core.testing.laws.metamorphic.discounts import check_larger_discount, with_larger_discount
    from checkout_core.testing.laws.metamorphic.quantity import check_more_quantity, with_quantity
    from checkout_core.testing.laws.metamorphic.reordering import check_reordering, reordered, ties
    from checkout_core.testing.laws.metamorphic.scaling import check_scaling, rounded_in, scaled
    from checkout_core.testing.laws.metamorphic.splitting import check_split_line, split_line
    from checkout_core.testing.laws.orders import ORDER_LAWS, check_order
    from checkout_core.testing.laws.prices import LAWS
    from checkout_core.testing.laws.subscriptions import check_free_trials, check_subscription_charges
    from checkout_core.testing.laws.summary import check_addition, check_gift_card, check_payment_split, check_totals
    from checkout_core.testing.reference.differences import differences
    from checkout_core.testing.reference.engine import reference_price
    from checkout_core.testing.reference.figures import ReferencePrice
    from checkout_core.testing.reference.published import published
    from checkout_core.testing.stateful.comparison import contradictions
    from checkout_core.testing.stateful.machine import CheckoutMachine
    from checkout_core.testing.stateful.service import Service
    from checkout_core.testing.strategies.by_type import for_type
    from checkout_core.testing.strategies.checkouts import checkouts, priced_checkouts, priced_inputs, stores
    from checkout_core.testing.strategies.corners import crowded_inputs, deposits_above_the_price, subtotals_at_the_edge
    from checkout_core.testing.strategies.moneys import currencies, moneys
    from checkout_core.testing.strategies.nouns import (
        additional_fees,
        addresses,
        catalog_items,
        catalog_references,
        coupons,
        discount_rules,
        gift_cards,
        line_items,
        memberships,
        merchant_discounts,
        plan_orders,
        plans,
        shipping_carriers,
        taxes,
    )
    from checkout_core.testing.strategies.orders import orders
    from checkout_core.testing.strategies.scenarios import scenarios

__all__ = [
    "LAWS",
    "ORDER_LAWS",
    "CheckoutMachine",
    "Finding",
    "ReferencePrice",
    "Service",
    "additional_fees",
    "addresses",
    "audit",
    "catalog_items",
    "catalog_references",
    "check_addition",
    "check_allocation",
    "check_bounds",
    "check_determinism",
    "check_discount_rules",
    "check_discounts",
    "check_findings",
    "check_fitting_memberships",
    "check_free_trials",
    "check_gift_card",
    "check_larger_discount",
    "check_memberships",
    "check_minimum_subtotal",
    "check_minor_units",
    "check_more_quantity",
    "check_order",
    "check_order_of_input",
    "check_payment_split",
    "check_reordering",
    "check_roundtrip",
    "check_scaling",
    "check_shares",
    "check_shipping",
    "check_split_line",
    "check_subscription_charges",
    "check_taxes",
    "check_totals",
    "checkouts",
    "contradictions",
    "coupons",
    "crowded_inputs",
    "currencies",
    "deposits_above_the_price",
    "differences",
    "discount_rules",
    "for_type",
    "gift_cards",
    "line_items",
    "memberships",
    "merchant_discounts",
    "moneys",
    "orders",
    "plan_orders",
    "plans",
    "priced_checkouts",
    "priced_inputs",
    "published",
    "reference_price",
    "reordered",
    "rounded_in",
    "scaled",
    "scenarios",
    "shipping_carriers",
    "split_line",
    "stores",
    "subtotals_at_the_edge",
    "taxes",
    "ties",
    "with_larger_discount",
    "with_quantity",
]

_HOMES = {
    "auditing.audit": ("audit",),
    "auditing.finding": ("Finding",),
    "laws.allocation": ("check_allocation",),
    "laws.amounts": ("check_bounds", "check_minor_units"),
    "laws.charges": ("check_findings", "check_minimum_subtotal", "check_shipping", "check_taxes"),
    "laws.determinism": ("check_determinism", "check_order_of_input", "check_roundtrip"),
    "laws.discounts": ("check_discount_rules", "check_discounts", "check_shares"),
    "laws.memberships": ("check_fitting_memberships", "check_memberships"),
    "laws.metamorphic.discounts": ("check_larger_discount", "with_larger_discount"),
    "laws.metamorphic.quantity": ("check_more_quantity", "with_quantity"),
    "laws.metamorphic.reordering": ("check_reordering", "reordered", "ties"),
    "laws.metamorphic.scaling": ("check_scaling", "rounded_in", "scaled"),
    "laws.metamorphic.splitting": ("check_split_line", "split_line"),
    "laws.orders": ("ORDER_LAWS", "check_order"),
    "laws.prices": ("LAWS",),
    "laws.subscriptions": ("check_free_trials", "check_subscription_charges"),
    "laws.summary": ("check_addition", "check_gift_card", "check_payment_split", "check_totals"),
    "reference.differences": ("differences",),
    "reference.engine": ("reference_price",),
    "reference.figures": ("ReferencePrice",),
    "reference.published": ("published",),
    "stateful.comparison": ("contradictions",),
    "stateful.machine": ("CheckoutMachine",),
    "stateful.service": ("Service",),
    "strategies.by_type": ("for_type",),
    "strategies.checkouts": ("checkouts", "priced_checkouts", "priced_inputs", "stores"),
    "strategies.corners": ("crowded_inputs", "deposits_above_the_price", "subtotals_at_the_edge"),
    "strategies.moneys": ("currencies", "moneys"),
    "strategies.nouns": (
        "additional_fees",
        "addresses",
        "catalog_items",
        "catalog_references",
        "coupons",
        "discount_rules",
        "gift_cards",
        "line_items",
        "memberships",
        "merchant_discounts",
        "plan_orders",
        "plans",
        "shipping_carriers",
        "taxes",
    ),
    "strategies.orders": ("orders",),
    "strategies.scenarios": ("scenarios",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Load the module of this name. Raises `ImportError` naming the extra where that needs Hypothesis and has none."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'checkout_core.testing' has no attribute {name!r}")
    try:
        module = import_module(f"{__name__}.{home}")
    except ModuleNotFoundError as error:
        if error.name != "hypothesis":
            raise
        raise ImportError(
            f"checkout_core.testing.{name} needs Hypothesis: pip install 'checkout-core[testing]'", name="hypothesis"
        ) from None
    return getattr(module, name)


def __dir__() -> list[str]:
    return __all__
