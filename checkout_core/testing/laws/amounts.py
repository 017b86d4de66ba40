"""Laws 1 and 5: of which kind an amount is, and between which bounds it lies."""

from collections.abc import Iterator
from decimal import Decimal

import attrs

from checkout_core.model.priced import PricedCheckout
from checkout_core.money import Money
from checkout_core.testing.laws.basics import FIELDS, at_most, costs_of, equal, holds, summaries
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Cost
from checkout_core.testing.reference.published import published

GIVEN = {"line", "item", "option", "region", "requested_amount", "membership", "checkout", "store"}
"""Members of a price that only repeat what the caller gave."""
NOT_AMOUNTS = {"checkout", "store", "figures", "calculation_errors", "validators"}


def check_minor_units(priced: PricedCheckout) -> None:
    """Law 1 (R1): every published amount is a whole number of minor units, in one currency; nothing is a float.

    A unit price may be finer.
    """
    for path, value in published_values(priced):
        holds(not isinstance(value, float), f"{path}: {value!r} is a float")
        if isinstance(value, Money):
            holds(isinstance(value.amount, Decimal), f"{path}: {value.amount!r} is no Decimal")
            equal(f"{path}: currency", value.currency, priced.currency)
            may_be_finer = path.startswith("lines[") and path.endswith((".price", ".full_price", "_before_discounts"))
            is_whole = minor(value).denominator == 1
            holds(may_be_finer or is_whole, f"{path}: {value} is finer than the minor unit")


def published_values(priced: PricedCheckout) -> Iterator[tuple[str, object]]:
    """Everything the price says, with its path; what the caller gave (checkout, store, items, options) is left out."""
    names = [name for name in dir(type(priced)) if not name.startswith("_")]
    for name in sorted({*names} - NOT_AMOUNTS):
        yield from _values(name, getattr(priced, name))


def _values(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, tuple):
        for index, entry in enumerate(value):
            yield from _values(f"{path}[{index}]", entry)
    elif attrs.has(type(value)):
        for name in dir(type(value)):
            if not name.startswith("_") and name not in GIVEN and not callable(getattr(value, name)):
                yield from _values(f"{path}.{name}", getattr(value, name))
    else:
        yield path, value


def check_bounds(priced: PricedCheckout) -> None:
    """Law 5: 0 <= discount <= price, nothing is negative, no unit price rises, what is 100 % off is 0 in every leg."""
    figures = published(priced)
    for index, line in enumerate(figures.lines):
        at_most(f"lines[{index}]: unit prices", 0, line.price, line.before_discounts, line.full_price)
    for name, cost, discount in costs_of(figures):
        at_most(f"{name}: discount", 0, discount, cost.price)
        at_most(f"{name}: 0, before tax, after tax", 0, cost.before_tax, cost.after_tax)
        if discount == cost.price:
            _is_free(name, cost)
    for name, entry in summaries(figures):
        for field in FIELDS:
            at_most(f"{name}.{field}", 0, getattr(entry, field))
    if figures.summary.discount == figures.summary.subtotal + figures.summary.shipping:
        for name, entry in summaries(figures):
            equal(f"{name}: discount where everything is 100 % off", entry.discount, entry.subtotal + entry.shipping)


def _is_free(what: str, cost: Cost) -> None:
    for name, amount in (("before tax", cost.before_tax), ("after tax", cost.after_tax), ("tax", cost.levied.tax)):
        equal(f"{what}: 100 % off, {name}", amount, 0)
