"""The reference pricing of tax, shipping and fees: rules T1 to T11, S1 to S7 and F1 to F4 of `docs/conventions.md`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction

from checkout_core.model.checkout import Checkout
from checkout_core.model.fees import AdditionalFee, AdditionalFeeSource
from checkout_core.model.parties import Address
from checkout_core.model.shipping import ShippingCarrier, ShippingOption
from checkout_core.model.store import Store
from checkout_core.model.tax import Tax
from checkout_core.testing.reference.exact import minor, rounded, shared_out
from checkout_core.testing.reference.figures import Cost, Levied, Offer, Shipping
from checkout_core.testing.reference.line_items import Row

Choice = tuple[ShippingCarrier, ShippingOption, bool] | str | None
"""Carrier, option, and whether it is the asked one; or the code of why there is none; or None: nothing was asked."""

# --- tax: T1 to T10 ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bearing:
    """T1, T9: what bears tax: an amount for so many units, the taxes it bears, and whether it is exempt instead."""

    amount: int
    units: int
    taxes: tuple[Tax, ...]
    exempt: bool


def is_exempt(checkout: Checkout, store: Store) -> bool:
    """T9, Q3: whether the checkout is of one of the store's tax exempt groups."""
    group = checkout.tax_exempt_group_id
    return group is not None and group.lower() in [exempt.lower() for exempt in store.tax_exempt_groups]


def matching(
    store: Store, checkout: Checkout, address: Address | None, which: Callable[[Tax], bool]
) -> tuple[Tax, ...]:
    """T1, T9: the taxes of the table, in order, that the address and ``which`` let through."""
    if is_exempt(checkout, store):
        return ()
    country, subdivision = (None, None) if address is None else (address.country, address.subdivision)
    return tuple(
        tax
        for tax in store.taxes
        if tax.country in (None, country) and tax.subdivision in (None, subdivision) and which(tax)
    )


def address_by_type(address_type: str, checkout: Checkout, store: Store) -> Address | None:
    """T2: the address of that type, if it is known."""
    if address_type == "BUSINESS":
        return store.business_address
    shipping = None if checkout.shipping_info is None else checkout.shipping_info.shipping_destination
    contact = checkout.billing_info if address_type == "BILLING" else shipping
    return None if contact is None else contact.address


def checkout_address_type(rows: list[Row]) -> str:
    """T2: the shipping address decides; the billing address if no found line is shippable."""
    return "SHIPPING" if any(row.shippable for row in rows) else "BILLING"


def line_bearing(row: Row, rows: list[Row], checkout: Checkout, store: Store) -> Bearing:
    """T1, T2: a line bears the taxes of its address and its tax group."""
    own = row.line.taxable_address
    address_type = checkout_address_type(rows) if own is None else own.address_type.value
    address = address_by_type(address_type, checkout, store)
    group = row.item.tax_group_id
    taxes = matching(store, checkout, address, lambda tax: tax.tax_group_ids is None or group in tax.tax_group_ids)
    return Bearing(row.discounted, row.quantity, taxes, is_exempt(checkout, store))


def exact_share(taxes: Iterable[Tax], of: Bearing, *, included: bool) -> Fraction:
    """T3: what these of its taxes would be of one unit of money, unrounded."""
    rate = sum((Fraction(tax.rate) for tax in taxes), Fraction(0))
    return rate / (1 + sum(Fraction(tax.rate) for tax in of.taxes)) if included else rate


def tax_parts(bearings: list[Bearing], store: Store) -> list[list[int]]:
    """T4 to T8: each bearer's tax, by tax."""
    if store.policy.tax_rounding.value == "TOTAL":
        return parts_of_totals(bearings, store)
    return [shared_out(tax_of(bearing, store), [Fraction(tax.rate) for tax in bearing.taxes]) for bearing in bearings]


def tax_of(bearing: Bearing, store: Store) -> int:
    """T4, T5, T7: the tax at the summed rate, rounded once for the whole or once for a unit."""
    included, mode = store.tax_included_in_price, store.policy.rounding
    exact = bearing.amount * exact_share(bearing.taxes, bearing, included=included)
    if store.policy.tax_rounding.value == "LINE":
        return rounded(exact, mode)
    tax = bearing.units * rounded(exact / bearing.units, mode)
    return min(tax, bearing.amount) if included else tax


def parts_of_totals(bearings: list[Bearing], store: Store) -> list[list[int]]:
    """T6, T7: each tax of the table is rounded once over everything that bears it, then handed back."""
    included = store.tax_included_in_price
    parts: list[dict[int, int]] = [{} for _ in bearings]
    for position, tax in enumerate(store.taxes):
        exact = [
            bearing.amount * exact_share([tax], bearing, included=included)
            if any(borne is tax for borne in bearing.taxes)
            else Fraction(0)
            for bearing in bearings
        ]
        total = rounded(sum(exact, Fraction(0)), store.policy.rounding)
        room = [bearing.amount - sum(part.values()) for bearing, part in zip(bearings, parts, strict=True)]
        for part, units in zip(parts, shared_out(total, exact, room if included else None), strict=True):
            part[position] = units
    return [
        [part[position] for position, tax in enumerate(store.taxes) if any(borne is tax for borne in bearing.taxes)]
        for bearing, part in zip(bearings, parts, strict=True)
    ]


def cost_of(price: int, bearing: Bearing, parts: list[int], store: Store) -> Cost:
    """T3, T9: the price, without and with its tax."""
    tax = sum(parts)
    before = bearing.amount - tax if store.tax_included_in_price else bearing.amount
    named = zip(bearing.taxes, parts, strict=True)
    levied = Levied(
        taxable=0 if bearing.exempt else before,
        exempt=before if bearing.exempt else 0,
        rate=sum((Fraction(entry.rate) for entry in bearing.taxes), Fraction(0)),
        tax=tax,
        parts=tuple((entry.name, Fraction(entry.rate), part) for entry, part in named),
    )
    return Cost(price=price, before_tax=before, after_tax=before + tax, levied=levied)


def tax_problem(rows: list[Row], checkout: Checkout, store: Store) -> str | None:
    """T11: taxes are due at the store's own address, whose country is not known."""
    choices = [row.line.taxable_address for row in rows]
    at_store = any(choice is not None and choice.address_type.value == "BUSINESS" for choice in choices)
    known = store.business_address is not None and store.business_address.country is not None
    missing = at_store and not known and store.taxes != () and not is_exempt(checkout, store)
    return "MISSING_BUSINESS_ADDRESS_COUNTRY" if missing else None


# --- shipping and fees: S1 to S7, F1 to F4 ----------------------------------------------------------------------------


def offered(checkout: Checkout, store: Store) -> list[tuple[ShippingCarrier, ShippingOption]]:
    """S1: the options of the carriers whose region covers the destination."""
    address = address_by_type("SHIPPING", checkout, store)
    if address is None:
        return []
    return [
        (carrier, option)
        for carrier in store.shipping
        if carrier.region.countries is None or address.country in carrier.region.countries
        if carrier.region.subdivisions is None or address.subdivision in carrier.region.subdivisions
        for option in carrier.options
    ]


def chosen(checkout: Checkout, store: Store) -> Choice:
    """S2, S3: the asked option, or the first one in its stead."""
    asked = None if checkout.shipping_info is None else checkout.shipping_info.selected_carrier_service_option
    if asked is None:
        return None
    options = offered(checkout, store)
    for carrier, option in options:
        if option.code == asked.code and (asked.carrier_id or carrier.carrier_id).lower() == carrier.carrier_id.lower():
            return carrier, option, True
    return (*options[0], False) if options else "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"


def option_price(option: ShippingOption, rows: list[Row], store: Store) -> int:
    """S5, R1: what the option costs: nothing once the subtotal is high enough."""
    subtotal = sum(row.line_price for row in rows)
    if option.free_from_subtotal is not None and subtotal >= minor(option.free_from_subtotal):
        return 0
    return rounded(minor(option.cost), store.policy.rounding)


def offers(rows: list[Row], checkout: Checkout, store: Store) -> list[Offer]:
    """S1, S5: what every option on offer would cost."""
    options = offered(checkout, store)
    return [Offer(carrier.carrier_id, option.code, option_price(option, rows, store)) for carrier, option in options]


def shipping_bearing(discounted: int, rows: list[Row], checkout: Checkout, store: Store) -> Bearing:
    """T1, S7: shipping, less its discount, bears the taxes of the checkout's address that apply to it."""
    address = address_by_type(checkout_address_type(rows), checkout, store)
    taxes = matching(store, checkout, address, lambda tax: tax.applies_to_shipping)
    return Bearing(discounted, 1, taxes, is_exempt(checkout, store))


def shipping_figures(option: Choice, discount: int, costs: list[Cost]) -> Shipping | None:
    """S2, S3: the option in force."""
    if not isinstance(option, tuple):
        return None
    carrier, chosen_option, requested = option
    return Shipping(carrier.carrier_id, chosen_option.code, requested, discount, costs[0])


def bound_rows(fee: AdditionalFee, rows: list[Row]) -> list[Row]:
    """F1: the found lines of the items that the fee is bound to."""
    ids = fee.catalog_item_ids
    references = [(row, row.line.catalog_reference) for row in rows]
    return [row for row, named in references if ids is not None and named and named.catalog_item_id in ids]


def fee_price(fee: AdditionalFee, rows: list[Row], store: Store) -> int:
    """F2: a fixed price, or a percentage of the discounted lines it is bound to, or of all."""
    if fee.price is not None:
        return rounded(minor(fee.price), store.policy.rounding)
    base = rows if fee.catalog_item_ids is None else bound_rows(fee, rows)
    rate = Fraction(0) if fee.percentage is None else Fraction(fee.percentage) / 100
    return rounded(rate * sum(row.discounted for row in base), store.policy.rounding)


def fees_in_force(rows: list[Row], option: Choice, store: Store) -> list[AdditionalFee]:
    """F1: a fee applies where a found line is, or one of those it is bound to. S6: the option's charges always."""
    fees = [fee for fee in store.additional_fees if (rows if fee.catalog_item_ids is None else bound_rows(fee, rows))]
    return [*fees, *charges_of(option)]


def charges_of(option: Choice) -> list[AdditionalFee]:
    """S6: the other charges of the option in force, as taxable fees of the whole checkout."""
    charges = option[1].other_charges if isinstance(option, tuple) else ()
    return [
        AdditionalFee(
            code=charge.type.value,
            name=charge.type.value,
            price=charge.price,
            taxable=True,
            source=AdditionalFeeSource.SHIPPING,
        )
        for charge in charges
    ]


def fee_bearing(fee: AdditionalFee, rows: list[Row], checkout: Checkout, store: Store) -> Bearing:
    """F3, T1, T9: a taxable fee bears the taxes of the checkout's address that apply to fees; others are exempt."""
    address = address_by_type(checkout_address_type(rows), checkout, store)
    taxes = matching(store, checkout, address, lambda tax: tax.applies_to_fees) if fee.taxable else ()
    return Bearing(fee_price(fee, rows, store), 1, taxes, not fee.taxable or is_exempt(checkout, store))
