"""One checkout under many scenarios: the exact engine prices each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_tuple
from checkout_core.model.calculation_errors import CalculationErrors, Details
from checkout_core.model.checkout import Checkout
from checkout_core.model.figures import Sums
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.scenario import BASELINE, Scenario, check_names
from checkout_core.model.store import Store
from checkout_core.money import Money
from checkout_core.pricing.engine import price
from checkout_core.whatif.changes import checkout_in, store_in
from checkout_core.whatif.table import Table

PAYMENTS = ("", "pay_now_", "pay_later_", "pay_after_free_trial_")
"""The four summaries by the prefix of their figures: of the whole checkout, and of each payment."""

FIGURES = (*(payment + field for payment in PAYMENTS for field in Sums._fields), "gift_card")
"""The figures of a price that scenarios are compared by: every field of every summary, and what the card pays."""


def what_if(checkout: Checkout, store: Store, scenarios: Iterable[Scenario]) -> Table:
    """Price the checkout as it is and in each scenario; a row each, the baseline first.

    Columns: ``scenario``, ``currency``, each of `FIGURES`, each of them with ``_difference`` (scenario less baseline),
    and ``findings``, the codes of the price's calculation errors, apart by spaces. Amounts are Decimals, major units.

    Raises `InvalidField` for scenarios without a name of their own, and what `store_in` and `checkout_in` raise.
    """
    given: object = as_tuple(scenarios)
    if not isinstance(given, tuple):
        raise InvalidField("what_if.scenarios", given, "an iterable of Scenario")
    check_names(given, "what_if.scenarios")
    prices = [price(checkout, store)]
    prices += [price(checkout_in(entry, checkout, store), store_in(entry, store)) for entry in given]
    rows = [figures_of(priced) for priced in prices]
    columns: dict[str, Iterable[Any]] = {
        "scenario": (BASELINE, *(scenario.name for scenario in given)),
        "currency": [store.currency.code] * len(rows),
    }
    for name, units in zip(FIGURES, zip(*rows, strict=True), strict=True):
        columns[name] = [Money.from_minor(unit, store.currency).amount for unit in units]
        columns[f"{name}_difference"] = [Money.from_minor(unit - units[0], store.currency).amount for unit in units]
    columns["findings"] = [" ".join(codes_of(priced.calculation_errors)) for priced in prices]
    return Table({name: tuple(values) for name, values in columns.items()})


def figures_of(priced: PricedCheckout) -> tuple[int, ...]:
    """Each of `FIGURES`, in minor units."""
    figures = priced.figures
    card = 0 if figures.gift_card is None else figures.gift_card.redeemed
    return (*figures.summary, *figures.pay_now, *figures.pay_later, *figures.pay_after_free_trial, card)


def codes_of(errors: CalculationErrors) -> Iterator[str]:
    """The codes of all findings, in the order of the fields."""
    carriers = () if errors.carrier_errors is None else errors.carrier_errors.errors
    details = (
        errors.general_shipping_calculation_error,
        *(entry.error for entry in carriers),
        errors.selected_shipping_option_error,
        errors.tax_calculation_error,
        errors.coupon_calculation_error,
        errors.gift_card_calculation_error,
        errors.membership_error,
        errors.discounts_calculation_error,
    )
    for entry in details:
        yield from () if entry is None else _codes(entry)
    yield from (error.code for error in errors.order_validation_errors)


def _codes(details: Details) -> Iterator[str]:
    if details.application_error is not None:
        yield details.application_error.code
    if details.system_error is not None:
        yield details.system_error.error_code
    for violation in () if details.validation_error is None else details.validation_error.field_violations:
        yield violation.rule_name or violation.violated_rule.value
