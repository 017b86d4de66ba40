"""What a drawn pair reaches, by name: the proof that the strategies still draw what they promise."""

from collections.abc import Iterator
from fractions import Fraction

from exact import decimals, minor
from figures import Figures, Levied, Line

from checkout_core.model.checkout import Checkout
from checkout_core.model.line_item import LineItem
from checkout_core.model.store import Store


def features(checkout: Checkout, store: Store, figures: Figures) -> set[str]:
    """Name everything that this price reaches; ``figures`` are the reference's."""
    return {
        *_settings(checkout, store),
        *_lines(checkout, figures),
        *_coupon(checkout, store, figures),
        *_taxes(checkout, store, figures),
        *_charges(checkout, store, figures),
        *_payments(store, figures),
        *(f"finding: {code}" for _, codes in figures.findings for code in codes),
    }


def _settings(checkout: Checkout, store: Store) -> Iterator[str]:
    yield f"currency: {decimals(store.currency.code)} decimals"
    yield f"tax rounding: {store.policy.tax_rounding.value}"
    yield f"rounding: {store.policy.rounding.value}"
    yield f"prices include tax: {store.tax_included_in_price}"
    if store.conversion is not None:
        yield "conversion"
    if checkout.tax_exempt_group_id in store.tax_exempt_groups:
        yield "tax exempt"
    if checkout.membership_options.selected_memberships.memberships:
        yield "membership selected"
    if not checkout.line_items:
        yield "no lines"
    if len(checkout.line_items) == 1:
        yield "one line"


def _lines(checkout: Checkout, figures: Figures) -> Iterator[str]:
    for line, figure in zip(checkout.line_items, figures.lines, strict=True):
        yield f"line: {figure.status}"
        yield f"line: {figure.payment_option}"
        if figure.status != "NOT_FOUND":
            yield from _found_line(line, figure)


def _found_line(line: LineItem, figure: Line) -> Iterator[str]:
    if Fraction(figure.price).denominator > 1:
        yield "line: price finer than the minor unit"
    if figure.price == 0:
        yield "line: price zero"
    if figure.full_price > figure.price:
        yield "line: full price above the price"
    if line.quantity > 1000:
        yield "line: quantity above 1000"
    if figure.cost.price > 10**12:
        yield "line: more than 10 to the 12th minor units"
    if line.custom_item is not None:
        yield "line: custom"
    if line.catalog_override_fields is not None and line.catalog_override_fields.price is not None:
        yield "line: price overridden"
    if line.taxable_address is not None:
        yield f"line: taxed at {line.taxable_address.address_type.value}"
    if 0 < figure.discount == figure.cost.price:
        yield "line: 100 % off"


def _coupon(checkout: Checkout, store: Store, figures: Figures) -> Iterator[str]:
    if figures.coupon is None or figures.coupon.amount == 0:
        return
    (coupon,) = [entry for entry in store.coupons if entry.code.casefold() == str(checkout.coupon_code).casefold()]
    reach = "scope" if coupon.scope is not None else "minimum"
    limited = " limited" if coupon.limited_to_one_item else ""
    yield f"coupon: {coupon.coupon_type.value} {reach}{limited}"
    yield f"coupon: {figures.coupon.discount_type}"
    if checkout.coupon_code != coupon.code:
        yield "coupon: spelt in another case"
    if len(figures.coupon.parts) > 1:
        yield "coupon: several lines"
    if coupon.scope is not None and coupon.scope.namespace == "bookings":
        yield "coupon: bookings"
    if coupon.money_off_amount is not None and minor(coupon.money_off_amount) > figures.summary.subtotal:
        yield "coupon: more than the subtotal"
    if coupon.percent_off_rate == 100:
        yield "coupon: 100 %"


def _taxes(checkout: Checkout, store: Store, figures: Figures) -> Iterator[str]:
    for line in figures.lines:
        if len(line.cost.levied.parts) > 1 and line.cost.levied.tax:
            yield "tax: several on a line"
        if 0 < len(line.cost.levied.parts) < len(store.taxes):
            yield "tax: some match, some do not"
        if line.discount and line.cost.levied.tax:
            yield "tax: on a discounted line"
    if any(tax.tax_group_ids for tax in store.taxes) and figures.summary.tax:
        yield "tax: by group"
    if figures.shipping is not None and figures.shipping.cost.levied.tax:
        yield "tax: on shipping"
    if any(fee.cost.levied.tax for fee in figures.fees):
        yield "tax: on a fee"
    levied: list[Levied] = [line.cost.levied for line in figures.lines]
    if store.tax_included_in_price and any(entry.taxable == 0 and entry.tax for entry in levied):
        yield "tax: fills the whole included price"


def _charges(checkout: Checkout, store: Store, figures: Figures) -> Iterator[str]:
    if figures.shipping is not None:
        yield f"shipping: requested {figures.shipping.requested}"
    elif checkout.shipping_info is not None and store.shipping:
        yield "shipping: none though the store has carriers"
    by_code = {fee.code: fee for fee in store.additional_fees}
    for fee in figures.fees:
        yield "fee: percentage" if by_code[fee.code].percentage is not None else "fee: fixed"
        yield "fee: bound to lines" if fee.line_item_ids else "fee: whole checkout"


def _payments(store: Store, figures: Figures) -> Iterator[str]:
    now, later = figures.pay_now, figures.pay_later
    if now.total and later.total:
        yield "payments: now and later"
    for line in figures.lines:
        if line.payment_option == "DEPOSIT_ONLINE" and 0 < now.total < line.cost.after_tax:
            yield "payments: a deposit"
    if later.shipping:
        yield "payments: shipping later"
    if later.additional_fees:
        yield "payments: fees later"
    if now.discount and later.discount:
        yield "payments: discount now and later"
    if figures.redeemed:
        yield f"gift card: redeemed, cap {store.policy.gift_card_cap.value}"
        if figures.redeemed > now.total:
            yield "gift card: pays more than is due now"
        if figures.total_after_gift_card == 0:
            yield "gift card: pays everything"
