"""What laws are told with: comparisons that name what they compare, and the amounts of a price by name.

They raise `AssertionError` themselves, since `python -O` strips the ``assert`` statement.
"""

from collections.abc import Iterator

from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.testing.reference.figures import Amount, Cost, ReferencePrice, Summary

FIELDS = ("subtotal", "shipping", "tax", "discount", "total", "additional_fees")
PAYMENTS = ("pay_now", "pay_later", "pay_after_free_trial")


def holds(truth: object, message: str) -> None:
    """Raise unless it is true."""
    if not truth:
        raise AssertionError(message)


def equal(what: str, stated: object, expected: object) -> None:
    """Raise unless both sides are the same."""
    if stated != expected:
        raise AssertionError(f"{what}: {shown(stated)} is not {shown(expected)}")


def at_most(what: str, *ascending: Amount) -> None:
    """Raise unless the values ascend (equal ones may follow each other)."""
    if sorted(ascending) != list(ascending):
        raise AssertionError(f"{what}: not {' <= '.join(map(str, ascending))}")


def shown(value: object) -> str:
    """The value as text; fractions in lists and tuples, too, as 7/2 and not as Fraction(7, 2)."""
    if isinstance(value, list | tuple):
        inner = ", ".join(shown(entry) for entry in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner})"
    return str(value)


def summaries(figures: ReferencePrice) -> Iterator[tuple[str, Summary]]:
    """The whole and its payments, by name."""
    for name in ("summary", *PAYMENTS):
        yield name, getattr(figures, name)


def costs_of(figures: ReferencePrice) -> Iterator[tuple[str, Cost, Amount]]:
    """Everything that bears tax, by name, with what is taken off it."""
    yield from ((f"lines[{index}]", line.cost, line.discount) for index, line in enumerate(figures.lines))
    yield from (("shipping", entry.cost, entry.discount) for entry in (figures.shipping,) if entry is not None)
    yield from ((f"fees[{index}]", fee.cost, 0) for index, fee in enumerate(figures.fees))


def has_trial(line: PricedLine) -> bool:
    """Whether the line is a subscription that starts with a free trial."""
    info = None if line.item is None else line.item.subscription_option_info
    return info is not None and info.subscription_settings.free_trial_period is not None


def is_exempt(priced: PricedCheckout) -> bool:
    """Whether the checkout is of one of the store's tax exempt groups."""
    group = priced.checkout.tax_exempt_group_id
    return group is not None and group.lower() in {entry.lower() for entry in priced.store.tax_exempt_groups}
