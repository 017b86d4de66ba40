"""Scaling all amounts by a power of ten scales an exact price."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from typing import Any

import attrs

from checkout_core.model.checkout import Checkout
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.money import Money
from checkout_core.pricing.engine import price
from checkout_core.rounding import Rounding
from checkout_core.testing.laws.basics import costs_of, holds
from checkout_core.testing.laws.discounts import shared_out_over_lines
from checkout_core.testing.laws.metamorphic.pairs import require
from checkout_core.testing.reference.differences import differences
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Amount, Breach, Discount, Levied, ReferencePrice
from checkout_core.testing.reference.published import published


def scaled(checkout: Checkout, store: Store, power: int) -> tuple[Checkout, Store]:
    """The same with every amount of both, and the balances of gift cards, times 10^power, at least 10.

    Raises `InvalidField` (a `ValueError`) where an amount is then larger than the model allows.
    """
    if power < 1:
        raise ValueError(f"power: got {power}, allowed: from 1; scale the smaller one of the two")
    catalog = {reference: _times(item, 10**power) for reference, item in store.catalog.items()}
    return _times(checkout, 10**power), attrs.evolve(_times(store, 10**power), catalog=catalog)


def _times(noun: Any, factor: int) -> Any:
    """The noun with every amount in it so many times."""
    if isinstance(noun, Money):
        return noun * factor
    if isinstance(noun, tuple):
        return tuple(_times(entry, factor) for entry in noun)
    if not attrs.has(type(noun)):
        return noun
    held = {field.alias: getattr(noun, field.name) for field in attrs.fields(type(noun)) if field.init}
    changed = {name: _times(value, factor) for name, value in held.items()}
    return attrs.evolve(noun, **{name: value for name, value in changed.items() if value != held[name]})


# --- the law ----------------------------------------------------------------------------------------------------------


def check_scaling(priced: PricedCheckout, larger: PricedCheckout, power: int) -> None:
    """An exact price of amounts that are all 10^power as large is as much larger in every amount, and else the same.

    For a price in which nothing was rounded (`rounded_in`), and the price of what `scaled` made of its checkout and
    store. Others are refused: what was rounded is not scaled, but rounded elsewhere. Of violations that the caller's
    own validators state, nothing is said.
    """
    where = scaled(priced.checkout, priced.store, power)
    require(where == (larger.checkout, larger.store), "the second price is not that of what scaled makes of the first")
    inexact = rounded_in(priced)
    require(inexact is None, f"the price is not exact: {inexact}")
    expected, found = _figures(published(priced), 10**power), _figures(published(larger), 1)
    different = differences(expected, found)
    holds(not different, f"amounts times 10^{power}, and the price is not:\n" + "\n".join(different))


NO_AMOUNTS = {"rate", "key", "cycle_from", "cycle_count"}
"""Numbers among the figures that are no amounts: rates, percentages, cycles."""


def _figures(figure: Any, factor: int) -> Any:
    """The figures with every amount so many times."""
    if is_dataclass(figure) and not isinstance(figure, type):
        held = {field.name: getattr(figure, field.name) for field in fields(figure) if field.name not in NO_AMOUNTS}
        changes = {name: _figures(value, factor) for name, value in held.items()}
        if isinstance(figure, Discount | Levied):  # the amount of a part is its last entry
            changes["parts"] = tuple((*part[:-1], part[-1] * factor) for part in figure.parts)
        if isinstance(figure, Breach):
            changes["data"] = {name: Fraction(digits) * factor for name, digits in (figure.data or {}).items()}
        if isinstance(figure, ReferencePrice):
            changes["violations"] = tuple(_figures(own, factor) for own in figure.violations if _is_own(own))
        return replace(figure, **changes)
    if isinstance(figure, tuple):
        return tuple(_figures(entry, factor) for entry in figure)
    return figure * factor if isinstance(figure, Fraction | int) and not isinstance(figure, bool) else figure


def _is_own(breach: Breach) -> bool:
    return "minimumOrderSubtotal" in (breach.data or {})


# --- exact prices -----------------------------------------------------------------------------------------------------


def rounded_in(priced: PricedCheckout) -> str | None:
    """Where the price is not exact, or None: it is where no rounding and no sharing out had anything to do.

    What was rounded differs between rounding up and down, so both are asked. Beyond that taxes, shares of taxes and of
    discounts, and what is asked of a gift card must come out even.
    """
    modes = (Rounding.DOWN, Rounding.UP)
    down, up = (published(price(priced.checkout, _rounding(priced.store, mode))) for mode in modes)
    different = differences(down, up)
    return f"rounded down or up, {different[0]}" if different else next(_uneven(priced), None)


def _rounding(store: Store, mode: Rounding) -> Store:
    return attrs.evolve(store, policy=attrs.evolve(store.policy, rounding=mode))


def _uneven(priced: PricedCheckout) -> Iterator[str]:
    """What did not come out even and does not show in the rounding."""
    figures = published(priced)
    for name, cost, _ in costs_of(figures):
        levied = cost.levied
        if levied.tax != cost.before_tax * levied.rate:
            yield f"{name}: tax"
        if not _is_even([rate for _, rate, _ in levied.parts], [part for _, _, part in levied.parts]):
            yield f"{name}: taxes by rate"
    for what, weights, parts in shared_out_over_lines(priced, figures):
        if not _is_even(weights, parts):
            yield what
    cards = (card.balance for card in priced.store.gift_cards if card.code == priced.checkout.gift_card_code)
    for amount in (priced.checkout.gift_card_redeem_amount, *cards):
        if amount is not None and minor(amount).denominator != 1:
            yield f"gift card: {amount}"


def _is_even(weights: Sequence[Amount], parts: Sequence[Amount]) -> bool:
    """Whether every part is its exact share."""
    whole, total = sum(parts), sum(weights)
    return all(part * total == whole * weight for part, weight in zip(parts, weights, strict=True))
