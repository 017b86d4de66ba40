"""What a drawn pair reaches, by name: the proof that the strategies still draw what they promise.

Here: settings, lines, taxes, delivery, fees, payments, findings. Discounts, memberships and subscriptions are in
`features_of_terms`.
"""

from collections.abc import Iterator
from fractions import Fraction

from features_of_terms import discounts, memberships, subscriptions

from checkout_core.currencies import exponent
from checkout_core.model.checkout import Checkout
from checkout_core.model.line_item import LineItem
from checkout_core.model.store import Store
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Levied, Line, ReferencePrice
from checkout_core.testing.strategies.basics import APP
from checkout_core.testing.strategies.buyer import item_of


def features(checkout: Checkout, store: Store, figures: ReferencePrice) -> set[str]:
    """Name everything that this price reaches; ``figures`` are the reference's."""
    return {
        *_settings(checkout, store),
        *_lines(checkout, store, figures),
        *memberships(checkout, figures),
        *discounts(checkout, store, figures),
        *_taxes(checkout, store, figures),
        *_shipping(checkout, store, figures),
        *_fees(store, figures),
        *_payments(figures),
        *_gift_card(store, figures),
        *subscriptions(checkout, store, figures),
        *_violations(store, figures),
        *(f"{member}: {code}" for member, codes in figures.findings for code in codes),
    }


def _settings(checkout: Checkout, store: Store) -> Iterator[str]:
    yield f"currency: {exponent(store.currency.code)} decimals"
    yield f"tax rounding: {store.policy.tax_rounding.value}"
    yield f"rounding: {store.policy.rounding.value}"
    yield f"prices include tax: {store.tax_included_in_price}"
    if store.conversion is not None:
        yield "conversion"
    if not checkout.line_items:
        yield "no lines"
    if len(checkout.line_items) == 1:
        yield "one line"


# --- lines and taxes --------------------------------------------------------------------------------------------------


def _lines(checkout: Checkout, store: Store, figures: ReferencePrice) -> Iterator[str]:
    for line, figure in zip(checkout.line_items, figures.lines, strict=True):
        yield f"line: {figure.status}"
        yield f"line: {figure.payment_option}"
        if figure.status != "NOT_FOUND":
            yield from _found_line(line, store, figure)


def _found_line(line: LineItem, store: Store, figure: Line) -> Iterator[str]:
    if Fraction(figure.price).denominator > 1:
        yield "line: price finer than the minor unit"
    if figure.price == 0:
        yield "line: price zero"
    if figure.full_price > figure.before_discounts:
        yield "line: full price above the price"
    if line.quantity > 1000:
        yield "line: quantity above 1000"
    if figure.cost.price > 10**12:
        yield "line: more than 10 to the 12th minor units"
    if line.taxable_address is not None:
        yield f"line: taxed at {line.taxable_address.address_type.value}"
    if 0 < figure.discount == figure.cost.price:
        yield "line: 100 % off"
    yield from _what_is_sold(line, store)


def _what_is_sold(line: LineItem, store: Store) -> Iterator[str]:
    if line.custom_item is not None:
        yield "line: custom"
    elif line.catalog_reference is not None and line.catalog_reference.app_id != APP:
        yield "line: of another app"
    over, item = line.catalog_override_fields, item_of(line, store)
    priced = [entry for group in (item.modifier_groups if item else ()) for entry in group.modifiers if entry.price]
    if over is not None and over.price is not None:
        yield "line: price overridden"
    if priced:
        yield "line: modifiers"
    if priced and over is not None and over.price is not None:
        yield "line: price overridden with modifiers"
    if any(entry.quantity > 1 for entry in priced):
        yield "line: modifiers more than once"
    if any(minor(entry.price).denominator > 1 for entry in priced):
        yield "line: modifiers finer than the minor unit"


def _taxes(checkout: Checkout, store: Store, figures: ReferencePrice) -> Iterator[str]:
    for line in figures.lines:
        if len(line.cost.levied.parts) > 1 and line.cost.levied.tax:
            yield "tax: several on a line"
        if 0 < len(line.cost.levied.parts) < len(store.taxes):
            yield "tax: some match, some do not"
        if line.discount and line.cost.levied.tax:
            yield "tax: on a discounted line"
        if line.price < line.before_discounts and line.cost.levied.tax:
            yield "tax: on a line that a rule lowered"
    if any(tax.tax_group_ids for tax in store.taxes) and figures.summary.tax:
        yield "tax: by group"
    if figures.shipping is not None and figures.shipping.cost.levied.tax:
        yield "tax: on shipping"
    if any(fee.cost.levied.tax for fee in figures.fees):
        yield "tax: on a fee"
    levied: list[Levied] = [line.cost.levied for line in figures.lines]
    if store.tax_included_in_price and any(entry.taxable == 0 and entry.tax for entry in levied):
        yield "tax: fills the whole included price"
    yield from _exempt(checkout, figures)


def _exempt(checkout: Checkout, figures: ReferencePrice) -> Iterator[str]:
    if figures.exempt:
        yield "exempt: lines"
        if (checkout.tax_exempt_group_id or "") != (checkout.tax_exempt_group_id or "").lower():
            yield "exempt: the group spelt in another case"
    if figures.shipping is not None and figures.shipping.cost.levied.exempt:
        yield "exempt: shipping"
    for fee in figures.fees:
        if fee.cost.levied.exempt:
            yield "exempt: a fee of an exempt checkout" if figures.exempt else "exempt: a fee that is not taxable"


# --- delivery and fees ------------------------------------------------------------------------------------------------


def _shipping(checkout: Checkout, store: Store, figures: ReferencePrice) -> Iterator[str]:
    force = figures.shipping
    if force is None and checkout.shipping_info is not None and store.shipping:
        yield "shipping: none though the store has carriers"
    if force is None:
        return
    yield f"shipping: requested {force.requested}"
    for carrier in store.shipping:
        for option in carrier.options:
            if (carrier.carrier_id, option.code) != (force.carrier_id, force.code):
                continue
            if option.is_pickup:
                yield "shipping: pickup"
            if option.free_from_subtotal is not None and minor(option.cost):
                yield f"shipping: {'free from' if force.cost.price == 0 else 'not yet free from'} a subtotal"
            if (
                option.free_from_subtotal is not None
                and 0 < minor(option.free_from_subtotal) == figures.summary.subtotal
            ):
                yield "shipping: a subtotal that is just enough"


def _fees(store: Store, figures: ReferencePrice) -> Iterator[str]:
    by_code = {fee.code: fee for fee in store.additional_fees}
    for fee in figures.fees:
        if fee.source == "SHIPPING":
            yield "fee: of a delivery option"
            if figures.shipping is not None and figures.shipping.cost.price == figures.shipping.discount:
                yield "fee: of a delivery option that costs nothing"
        else:
            yield "fee: percentage" if by_code[fee.code].percentage is not None else "fee: fixed"
        yield "fee: bound to lines" if fee.line_item_ids else "fee: whole checkout"


# --- payments and violations ------------------------------------------------------------------------------------------


def _payments(figures: ReferencePrice) -> Iterator[str]:
    now, later, after = figures.pay_now, figures.pay_later, figures.pay_after_free_trial
    if now.total and later.total:
        yield "payments: now and later"
    if now.total and later.total and after.total:
        yield "payments: now, later and after the trial"
    for line in figures.lines:
        if line.payment_option == "DEPOSIT_ONLINE" and 0 < now.total < line.cost.after_tax:
            yield "payments: a deposit"
    for name, payment in (("later", later), ("after the trial", after)):
        reached = {"shipping": payment.shipping, "fees": payment.additional_fees, "discount": payment.discount}
        yield from (f"payments: {what} {name}" for what, amount in reached.items() if amount)
    if now.discount and later.discount:
        yield "payments: discount now and later"
    if figures.payment_required and not now.total:
        yield "payments: required though nothing is due now"


def _gift_card(store: Store, figures: ReferencePrice) -> Iterator[str]:
    if figures.redeemed:
        yield f"gift card: redeemed, cap {store.policy.gift_card_cap.value}"
        if figures.redeemed > figures.pay_now.total:
            yield "gift card: pays more than is due now"
        if figures.total_after_gift_card == 0:
            yield "gift card: pays everything"


def _violations(store: Store, figures: ReferencePrice) -> Iterator[str]:
    if figures.violations:
        yield "violation: below the minimum"
    elif store.minimum_order_subtotal is not None and minor(store.minimum_order_subtotal):
        just = minor(store.minimum_order_subtotal) == figures.summary.subtotal
        yield "violation: none, just at the minimum" if just else "violation: none, above the minimum"
