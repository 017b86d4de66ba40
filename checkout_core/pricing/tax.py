"""Which taxes an amount bears, and how much they are. Conventions T1 to T9.

Rates are parts per million, amounts minor units; tax is never negative. An amount is net where prices exclude tax,
gross where they include it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from math import lcm
from operator import itemgetter

import attrs

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.checkout import Checkout
from checkout_core.model.figures import FeeFigures, ShippingFigures, make
from checkout_core.model.line_item import LineItem
from checkout_core.model.parties import Address
from checkout_core.model.store import Store, TaxRounding
from checkout_core.model.tax import NO_TAX, Tax, TaxableAddressType, TaxRates
from checkout_core.pricing.fees import Charge
from checkout_core.pricing.memo import at_place
from checkout_core.pricing.shipping import Selection
from checkout_core.rounding import Divide, half_up

# Bound once: looking a member up in its enumeration takes ten times as long in Python 3.11.
TOTAL, UNIT = TaxRounding.TOTAL, TaxRounding.UNIT

MILLION = 10**6
TWO_MILLION = 2 * MILLION


Levies = list[tuple[int, Tax]]
"""Taxes with their positions in the store's table, in its order."""


class GroupRates(dict[str | None, TaxRates]):
    """The taxes of each tax group. Those of a group with taxes of its own are put together when it is first met.

    All at once they would be as many as groups times the taxes that every group bears.
    """

    __slots__ = ("everywhere", "others", "own")

    def __init__(self, everywhere: Levies, own: Mapping[str, Levies]) -> None:
        self.everywhere: Levies = everywhere
        self.others: TaxRates = _rates(everywhere)
        self.own: Mapping[str, Levies] = own
        super().__init__({None: self.others})

    def __missing__(self, group: str | None) -> TaxRates:
        own = self.own.get(group) if group is not None else None
        if own is None:
            return self.others
        rates = self[group] = _rates(heapq.merge(self.everywhere, own, key=itemgetter(0)))
        return rates


@attrs.frozen
class TaxTable:
    """The taxes of one address: by the lines' tax group, for shipping, for fees."""

    by_group: GroupRates
    shipping: TaxRates
    fees: TaxRates


def tax_table(checkout: Checkout, store: Store, items: list[CatalogItem | None]) -> TaxTable:
    """The taxes at the checkout's taxable address; none for a tax exempt group (conventions T1, T2, T9)."""
    if not store.taxes or store.exempts(checkout.tax_exempt_group_id):
        return NO_TABLE
    return table_at(checkout.destination if _ships(items) else checkout.billing_address, store)


def line_rates(checkout: Checkout, store: Store, items: list[CatalogItem | None], table: TaxTable) -> list[TaxRates]:
    """Each line's taxes: by its group, at the checkout's address or the one the line chooses."""
    if table is NO_TABLE:
        return [NO_TAX] * len(items)
    by_group = table.by_group
    rates = [NO_TAX if item is None else by_group[item.tax_group_id] for item in items]
    for index in checkout.own_addresses:
        item = items[index]
        if item is not None:
            rates[index] = _own_table(checkout.line_items[index], checkout, store).by_group[item.tax_group_id]
    return rates


Levied = tuple[list[int], tuple[tuple[int, ...], ...] | None, ShippingFigures | None, tuple[FeeFigures, ...]]
"""The lines' taxes, their parts by tax where tax is rounded in total, and shipping and fees with theirs."""


def levy(
    quantities: tuple[int, ...],
    discounted: list[int],
    rates: list[TaxRates],
    selection: Selection | None,
    shipping_discount: int,
    charges: Sequence[Charge],
    table: TaxTable,
    store: Store,
) -> Levied:
    """Tax lines, shipping and fees by the policy's level of rounding (conventions T3 to T7, S7, F3)."""
    divide, included = store.policy.divide, store.tax_included_in_price
    level = store.policy.tax_rounding
    if level is TOTAL and table is not NO_TABLE:
        return _levy_in_total(
            discounted, rates, selection, shipping_discount, charges, table, divide, included=included
        )
    if level is UNIT:
        taxes = taxes_by_unit(discounted, quantities, rates, divide, included=included)
    else:
        taxes = taxes_each(discounted, rates, divide, included=included)
    shipping = None
    if selection is not None:
        rate = table.shipping
        base = MILLION + rate.ppm if included else MILLION  # `tax_of` written out, here and below
        tax = divide((selection.price - shipping_discount) * rate.ppm, base)
        shipping = make(ShippingFigures, (*selection, shipping_discount, tax, rate, None))
    fees = []
    for fee, bound, price in charges:
        rate = table.fees if fee.taxable else NO_TAX
        tax = divide(price * rate.ppm, MILLION + rate.ppm if included else MILLION)
        fees.append(make(FeeFigures, (fee, bound, price, tax, rate, None)))
    return taxes, None, shipping, tuple(fees)


def _levy_in_total(
    discounted: list[int],
    rates: list[TaxRates],
    selection: Selection | None,
    shipping_discount: int,
    charges: Sequence[Charge],
    table: TaxTable,
    divide: Divide,
    *,
    included: bool,
) -> Levied:
    """Each tax rounded once over lines, then shipping, then fees, and handed back to them (T6, T7)."""
    count = len(discounted)
    first_fee = count if selection is None else count + 1
    fee_rates = [table.fees if fee.taxable else NO_TAX for fee, _, _ in charges]
    delivery = [] if selection is None else [selection.price - shipping_discount]
    amounts = [*discounted, *delivery, *(price for _, _, price in charges)]
    every_rate = [*rates, *([] if selection is None else [table.shipping]), *fee_rates]
    parts = taxes_in_total(amounts, every_rate, divide, included=included)
    shipping = None
    if selection is not None:
        shipping = ShippingFigures(*selection, shipping_discount, sum(parts[count]), table.shipping, parts[count])
    columns = zip(charges, fee_rates, parts[first_fee:], strict=True)
    fees = tuple(FeeFigures(*charge, sum(part), rate, part) for charge, rate, part in columns)
    return [sum(part) for part in parts[:count]], tuple(parts[:count]), shipping, fees


def taxes_each(amounts: list[int], rates: list[TaxRates], divide: Divide, *, included: bool) -> list[int]:
    """Tax of each amount at its summed rate, rounded once (conventions T3, T4)."""
    if divide is half_up and not included:  # `tax_of` written out: the usual case, and a call a line is half its cost
        columns = zip(amounts, rates)  # noqa: B905  # of one length; the check costs as much as a line
        return [(2 * amount * rate.ppm + MILLION) // TWO_MILLION for amount, rate in columns]
    return [tax_of(amount, rate.ppm, divide, included=included) for amount, rate in zip(amounts, rates, strict=True)]


def tax_of(amount: int, ppm: int, divide: Divide, *, included: bool) -> int:
    """Tax of one amount, rounded once (convention T3)."""
    return divide(amount * ppm, MILLION + ppm if included else MILLION)


def taxes_by_unit(
    amounts: list[int], quantities: Sequence[int], rates: list[TaxRates], divide: Divide, *, included: bool
) -> list[int]:
    """Tax of one unit of each amount, rounded, times its quantity; included tax is cut at the amount (T5, T7)."""
    taxes: list[int] = []
    for amount, quantity, rate in zip(amounts, quantities, rates, strict=True):
        base = MILLION + rate.ppm if included else MILLION
        tax = quantity * divide(amount * rate.ppm, base * quantity)
        taxes.append(min(tax, amount) if included else tax)
    return taxes


def taxes_in_total(
    amounts: list[int], rates: list[TaxRates], divide: Divide, *, included: bool
) -> list[tuple[int, ...]]:
    """Tax of each amount by tax: every tax is rounded once over all amounts and shared out (T6, T7)."""
    parts = [[0] * len(rate.taxes) for rate in rates]
    rooms = list(amounts)
    for places in _places_by_tax(rates):
        bases = [MILLION + rates[row].ppm if included else MILLION for row, _ in places]
        common = lcm(*bases)
        weights = [
            amounts[row] * rates[row].taxes[slot].ppm * (common // base)
            for (row, slot), base in zip(places, bases, strict=True)
        ]
        units = divide(sum(weights), common)
        limits = [rooms[row] for row, _ in places] if included else [units] * len(places)
        for (row, slot), share in zip(places, _shares(units, weights, limits), strict=True):
            parts[row][slot] = share
            rooms[row] -= share
    return [tuple(row) for row in parts]


def _places_by_tax(rates: list[TaxRates]) -> list[list[tuple[int, int]]]:
    """For each tax that occurs, in the table's order: the rows that bear it and its place in each row."""
    places: dict[int, list[tuple[int, int]]] = {}
    for row, rate in enumerate(rates):
        for slot, position in enumerate(rate.positions):
            places.setdefault(position, []).append((row, slot))
    return [places[position] for position in sorted(places)]


def _shares(units: int, weights: list[int], limits: list[int]) -> list[int]:
    """Largest remainder, ties to the earlier, no share above its limit; what fits nowhere is not shared out."""
    whole = sum(weights)
    if not units or not whole:
        return [0] * len(weights)
    shares = [min(units * weight // whole, limit) for weight, limit in zip(weights, limits, strict=True)]
    left = units - sum(shares)
    order = sorted(range(len(weights)), key=lambda index: -(units * weights[index] % whole))
    while left:
        open_places = [index for index in order if shares[index] < limits[index]][:left]
        if not open_places:
            break
        for index in open_places:
            shares[index] += 1
        left -= len(open_places)
    return shares


def _ships(items: list[CatalogItem | None]) -> bool:
    for item in items:  # noqa: SIM110  # a generator is slower, and the first line usually decides
        if item is not None and item.is_shippable:
            return True
    return False


def _own_table(line: LineItem, checkout: Checkout, store: Store) -> TaxTable:
    kind = None if line.taxable_address is None else line.taxable_address.address_type
    if kind is TaxableAddressType.BUSINESS:
        return table_at(store.business_address, store)
    return table_at(checkout.billing_address if kind is TaxableAddressType.BILLING else checkout.destination, store)


def table_at(address: Address | None, store: Store) -> TaxTable:
    """The taxes of an address; without one, those of everywhere."""
    return at_place(store, "taxes", address, _make_table)


def _make_table(store: Store, country: str | None, subdivision: str | None) -> TaxTable:
    here = [
        (position, tax)
        for position, tax in enumerate(store.taxes)
        if tax.country in (None, country) and tax.subdivision in (None, subdivision)
    ]
    everywhere = [entry for entry in here if entry[1].tax_group_ids is None]
    own: dict[str, Levies] = {}
    for entry in here:
        for group in entry[1].tax_group_ids or ():
            own.setdefault(group, []).append(entry)
    return TaxTable(
        GroupRates(everywhere, own),
        _rates(entry for entry in here if entry[1].applies_to_shipping),
        _rates(entry for entry in here if entry[1].applies_to_fees),
    )


def _rates(levied: Iterable[tuple[int, Tax]]) -> TaxRates:
    """Taxes with their positions, as they are borne together; one that names a group twice is borne once."""
    by_position = dict(levied)
    return TaxRates(tuple(by_position.values()), tuple(by_position), sum(tax.ppm for tax in by_position.values()))


NO_TABLE = TaxTable(GroupRates([], {}), NO_TAX, NO_TAX)
