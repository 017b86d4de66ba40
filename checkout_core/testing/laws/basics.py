"""What laws are told with: comparisons that name what they compare, and the amounts of a price by name."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.testing.reference.figures import Amount, Cost, ReferencePrice, Summary

FIELDS = ("subtotal", "shipping", "tax", "discount", "total", "additional_fees")
PAYMENTS = ("pay_now", "pay_later", "pay_after_free_trial")


def equal(what: str, left: object, right: object) -> None:
    """Raise unless both sides are the same."""
    assert left == right, f"{what}: {left} is not {right}"


def at_most(what: str, *ascending: Amount) -> None:
    """Raise unless the values ascend (equal ones may follow each other)."""
    assert sorted(ascending) == list(ascending), f"{what}: not {' <= '.join(map(str, ascending))}"


def shares_fit(what: str, weights: Sequence[Amount], shares: Sequence[Amount]) -> None:
    """Raise unless each share is whole, within one unit of its ideal, 0 for weight 0, and monotone in the weight."""
    whole, weight = sum(shares), sum(weights)
    if weight == 0:
        equal(f"{what}: shares of no weight", whole, 0)
        return
    for index, share in enumerate(shares):
        ideal = Fraction(whole) * weights[index] / weight
        assert abs(share - ideal) < 1, f"{what}[{index}]: {share} is a unit or more from its ideal, {ideal}"
        assert share == int(share), f"{what}[{index}]: {share} is not whole"
    in_order = sorted(range(len(shares)), key=lambda index: (weights[index], shares[index]))
    at_most(f"{what}: by weight", *(shares[index] for index in in_order))
    # ties go to the earlier part
    for first, second in zip(range(len(shares)), range(1, len(shares)), strict=False):
        if weights[first] == weights[second]:
            at_most(f"{what}: equal weights {second} and {first}", shares[second], shares[first])


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
