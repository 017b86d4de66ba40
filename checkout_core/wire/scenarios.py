"""Scenarios of what-if as JSON or TOML: a list of them, and the choices whose product they may be."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any, Final

from checkout_core.currencies import Currency, currency
from checkout_core.errors import InvalidField
from checkout_core.model._converters import as_tuple
from checkout_core.model._limits import A, Many, Text
from checkout_core.model.scenario import RESERVED, Scenario, check_names
from checkout_core.money import Money
from checkout_core.wire.lines import check_currency
from checkout_core.wire.names import Dialect, check_dialect
from checkout_core.wire.reader import read_entries, reader, table
from checkout_core.wire.spot import BAD, Loaded, Spot, entries_of, member_of, one_each, read
from checkout_core.wire.tables import Hook, Member, Table, built, checked, passed_over
from checkout_core.wire.text import JsonDocument
from checkout_core.wire.writer import writer

MAX_SCENARIOS: Final = 10_000
"""Most scenarios of a document, and most values of a choice."""

_SCENARIOS: Final = Many(A(Scenario), 0, MAX_SCENARIOS)
_LABEL: Final = Text(1, 100)
_resolve = currency  # parameters named ``currency`` hide the function


def load_scenarios(
    document: JsonDocument, currency: str | Currency, *, strict: bool = False
) -> Loaded[tuple[Scenario, ...]]:
    """Return the scenarios that the document lists in ``scenarios``, its amounts in ``currency``.

    A document may have a ``grid`` instead, or as well, which `load_choices` reads. null stands for an absent member; in
    ``freeShippingFrom`` it means never, as the text "never" does. With ``strict`` members that are not understood are
    problems, else they are named in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
        UnknownCurrency: when ``currency`` is none.
    """
    return read(document, _resolve(currency), _read_document, strict=strict)


def load_choices(document: JsonDocument, currency: str | Currency, *, strict: bool = False) -> Loaded[dict[str, Any]]:
    """Return the choices that the document's ``grid`` states, as `checkout_core.whatif.grid.grid` takes them.

    By field of `Scenario` in Python's spelling: a list of values, or a dict from labels to them; null is None, which
    leaves the field as it is. Without a ``grid`` there are none. ``strict``: as of `load_scenarios`, within the grid.

    Raises:
        InvalidDocument: with everything that is wrong with the grid.
        UnknownCurrency: when ``currency`` is none.
    """
    return read(document, _resolve(currency), _read_grid, strict=strict)


def dump_scenarios(scenarios: Iterable[Scenario], dialect: Dialect = "velo") -> dict[str, Any]:
    """Return the scenarios as a JSON-ready dict, which `load_scenarios` reads back to equal ones.

    Raises:
        CurrencyMismatch: when their amounts are in several currencies: the document names none.
        InvalidField: for scenarios without a name of their own, and more than 10,000 of them.
    """
    check_dialect(dialect)
    given: object = as_tuple(scenarios)
    if not isinstance(given, tuple) or len(given) > MAX_SCENARIOS:
        found = f"{len(given)} entries" if isinstance(given, tuple) else given
        raise InvalidField("dump_scenarios.scenarios", found, f"at most {MAX_SCENARIOS} of Scenario")
    check_names(given, "dump_scenarios.scenarios")
    check_currency(amount for scenario in given for amount in _amounts(scenario) if amount is not None)
    return {"scenarios": [writer(dialect).unstructure(scenario) for scenario in given]}


@functools.cache
def scenario_table() -> Table:
    """The members of a scenario."""
    return table(Scenario).with_hook("discount_rules", _read_rules)


@functools.cache
def _document() -> Table:
    listed = Member("scenarios", _read_scenarios, Scenario, _SCENARIOS)
    return Table((listed, *passed_over("grid")))


@functools.cache
def _grid() -> Table:
    fields = (member for member in scenario_table().members if member.name != "name")
    return Table(Member(member.name, _choice_hook(member)) for member in fields)


def _read_document(spot: Spot) -> Any:
    """The scenarios; there must be some member that holds any."""
    other = isinstance(spot.value, dict) and spot.value.get("grid") is not None
    values = _document().with_required(scenarios=not other).fill(spot)
    return BAD if values is BAD else values.get("scenarios", ())


def _read_scenarios(spot: Spot, kind: Any) -> Any:
    """The scenarios; the later of two with one name, and one of the columns beside them, is refused."""
    scenarios = read_entries(spot, _read_scenario, kind)
    names = [member_of(entry, "name") for entry in entries_of(spot)]
    sound = one_each(names, "a name that no other scenario has")
    for place in names:
        if place.value in RESERVED:
            sound = place.refuse(f"another name: {', '.join(RESERVED)} are columns of the results") is not BAD
    return scenarios if sound else BAD


def _read_scenario(spot: Spot, kind: Any) -> Any:
    return built(spot, kind, scenario_table().fill(spot))


def _read_rules(spot: Spot, kind: Any) -> Any:
    """The discount rules; the later of two with one id, whatever its case, is refused, as a store would."""
    rules = reader().get_structure_hook(kind)(spot, kind)
    ids = (member_of(rule, "id") for rule in entries_of(spot))
    return rules if one_each(ids, "an id that no other discount rule has", str.lower) else BAD


def _read_grid(spot: Spot) -> Any:
    if not isinstance(spot.value, dict):
        return spot.refuse("an object")
    grid = spot.at("grid")
    return {} if grid.value is None else _grid().fill(grid)


def _choice_hook(member: Member) -> Hook:
    """Reads the values that a field may take: an array of them, or an object from labels to them."""

    def read_choice(spot: Spot, _: Any) -> Any:
        given = spot.value
        if not isinstance(given, dict | list | tuple):
            return spot.refuse("an array of values, or an object from labels to them")
        if not 1 <= len(given) <= MAX_SCENARIOS:
            return spot.refuse(f"1 to {MAX_SCENARIOS} values", f"{len(given)} values")
        labels = list(given) if isinstance(given, dict) else range(len(given))
        values = {label: _read_value(spot.at(label, member.limit), member) for label in labels}
        if any(value is BAD for value in values.values()):
            return BAD
        return values if isinstance(given, dict) else list(values.values())

    return read_choice


def _read_value(spot: Spot, member: Member) -> Any:
    """One of the values that a field may take; None for null."""
    if not isinstance(spot.key, int) and not _LABEL.fits(spot.key):
        return spot.refuse(f"{_LABEL.in_json} as the label", "another label")
    return None if spot.value is None else checked(spot, member.hook(spot, member.type))


def _amounts(scenario: Scenario) -> Iterator[Money | None]:
    """Every amount of the scenario."""
    yield from (*scenario.prices.values(), *scenario.shipping.values(), *scenario.free_shipping_from.values())
    yield scenario.gift_card_balance
    if not isinstance(scenario.coupon, str | None):
        yield from (scenario.coupon.minimum_subtotal, scenario.coupon.money_off_amount)
        yield scenario.coupon.fixed_price_amount
    for rule in scenario.discount_rules or ():
        yield from (amount for _, amount in rule.amounts())
    yield from (fee.price for fee in scenario.fees or ())
