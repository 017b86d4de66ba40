"""The whole of the reference pricing: the order of the stages, findings, and violations (V1).

`reference_price(checkout, store)` follows `docs/conventions.md` rule by rule; the rules' numbers stand in the
docstrings. The package says what to read first.
"""

from decimal import Decimal
from fractions import Fraction

from checkout_core.currencies import exponent
from checkout_core.model.checkout import Checkout
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.store import Store
from checkout_core.testing.reference.charges import (
    bound_rows,
    chosen,
    cost_of,
    fee_bearing,
    fees_in_force,
    line_bearing,
    offers,
    option_price,
    shipping_bearing,
    shipping_figures,
    tax_parts,
    tax_problem,
)
from checkout_core.testing.reference.coupons import (
    coupon_figures,
    coupon_of,
    coupon_off,
    coupon_problem,
    less,
    merchant_problem,
    with_merchant_discounts,
)
from checkout_core.testing.reference.discount_rules import ruled
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Breach, Cost, Discount, Fee, Findings, Levied, Line, ReferencePrice
from checkout_core.testing.reference.line_items import Row, found_rows
from checkout_core.testing.reference.memberships import fitting, payments, with_payments
from checkout_core.testing.reference.payment_split import (
    added,
    fee_payment,
    gift_card_problem,
    line_payment,
    payment_required,
    redeemed_of,
    shipping_payment,
)
from checkout_core.testing.reference.subscriptions import charges, subscription_problems


def reference_price(checkout: Checkout, store: Store) -> ReferencePrice:
    """Price the checkout by the conventions, one stage after the other; each sees what the ones before have left.

    Memberships (M) and discount rules (D1 to D6) change unit prices; coupon (C) and merchant discounts (D7) come off
    the lines; then delivery (S), fees (F), tax (T), payments (P), the gift card (G) and what comes later (U). Amounts
    are minor units.
    """
    stated = found_rows(checkout, store)
    paid, membership_problems = payments(stated, checkout, store)
    rows, applied = ruled(with_payments(stated, paid, store), checkout, store)
    option = chosen(checkout, store)
    delivery = [option_price(option[1], rows, store)] if isinstance(option, tuple) else []
    offered = offers(rows, checkout, store)
    rows, off_shipping, of_coupon, problem = with_coupon(rows, delivery, checkout, store)
    rows, of_merchant = with_merchant_discounts(rows, checkout, store)
    fees = fees_in_force(rows, option, store)
    line_costs, shipping_costs, fee_costs = taxed(rows, delivery, off_shipping, fees, checkout, store)

    due = [
        *(line_payment(row, cost, store) for row, cost in zip(rows, line_costs, strict=True)),
        *(shipping_payment(cost, off_shipping, rows, store) for cost in shipping_costs),
        *(fee_payment(bound_rows(fee, rows), cost, rows, store) for fee, cost in zip(fees, fee_costs, strict=True)),
    ]
    total, now = added(payment.whole for payment in due), added(payment.now for payment in due)
    after = added(payment.after_trial for payment in due)
    card = next((card for card in store.gift_cards if card.code == checkout.gift_card_code), None)
    redeemed = redeemed_of(card, checkout, store, total=total.total, now=now.total)
    held = fitting(stated, checkout, store)
    by_place = {row.place: line_figures(row, cost) for row, cost in zip(rows, line_costs, strict=True)}
    return ReferencePrice(
        lines=tuple(by_place.get(place, NOT_FOUND) for place in range(len(checkout.line_items))),
        discounts=(*applied, *of_coupon, *of_merchant),
        shipping=shipping_figures(option, off_shipping, shipping_costs),
        offers=tuple(offered),
        fees=tuple(fee_figures(fee, cost, rows) for fee, cost in zip(fees, fee_costs, strict=True)),
        summary=total,
        pay_now=now,
        pay_later=added(payment.later for payment in due),
        pay_after_free_trial=after,
        line_items_subtotal=total.subtotal,
        redeemed=redeemed,
        pay_now_total_after_gift_card=max(0, now.total - (redeemed or 0)),
        total_after_gift_card=total.total - (redeemed or 0),
        taxable=sum(cost.levied.taxable for cost in line_costs),
        exempt=sum(cost.levied.exempt for cost in line_costs),
        line_tax=sum(cost.levied.tax for cost in line_costs),
        payment_required=payment_required(rows, now),
        eligible_memberships=tuple(entry for entry in held if entry.reason is None),
        invalid_memberships=tuple(entry for entry in held if entry.reason is not None),
        membership_problems=tuple(membership_problems),
        subscription_charges=tuple(
            charges(rows, line_costs, added(payment.after_trial for payment in due), checkout, store)
        ),
        violations=tuple(below_minimum(rows, store)),
        findings=findings(
            coupon_calculation_error=[problem],
            gift_card_calculation_error=[gift_card_problem(card, store) if checkout.gift_card_code else None],
            membership_error=[problem.code for problem in membership_problems[:1]],
            discounts_calculation_error=[merchant_problem(checkout)],
            order_validation_errors=[
                *(DEPOSIT_TOO_LARGE for row in rows if row.deposit_too_large),
                *subscription_problems(rows, checkout, total=total.total),
            ],
            tax_calculation_error=[tax_problem(rows, checkout, store)],
            selected_shipping_option_error=[option if isinstance(option, str) else None],
        ),
    )


def with_coupon(
    rows: list[Row], delivery: list[int], checkout: Checkout, store: Store
) -> tuple[list[Row], int, list[Discount], str | None]:
    """C3, C13: the lines after the coupon, what it takes off delivery, what it took off in all, or what is wrong."""
    coupon = coupon_of(checkout, store)
    if checkout.coupon_code is None:
        return rows, 0, [], None
    problem = coupon_problem(coupon, rows, checkout, store, delivered=delivery != [])
    off = {} if coupon is None or problem is not None else coupon_off(coupon, rows, store)
    free = coupon is not None and problem is None and coupon.free_shipping
    off_shipping = sum(delivery) if free else 0
    held = [] if coupon is None else [coupon_figures(coupon, off, off_shipping, rows)]
    return less(rows, off), off_shipping, held, problem


def taxed(
    rows: list[Row], delivery: list[int], off_shipping: int, fees: list[AdditionalFee], checkout: Checkout, store: Store
) -> tuple[list[Cost], list[Cost], list[Cost]]:
    """T6: lines, shipping and fees with their taxes, in this order."""
    of_lines = [line_bearing(row, rows, checkout, store) for row in rows]
    of_shipping = [shipping_bearing(price - off_shipping, rows, checkout, store) for price in delivery]
    of_fees = [fee_bearing(fee, rows, checkout, store) for fee in fees]
    bearings = of_lines + of_shipping + of_fees
    prices = [row.line_price for row in rows] + delivery + [bearing.amount for bearing in of_fees]
    costs = [cost_of(*column, store) for column in zip(prices, bearings, tax_parts(bearings, store), strict=True)]
    first_fee = len(of_lines) + len(of_shipping)
    return costs[: len(of_lines)], costs[len(of_lines) : first_fee], costs[first_fee:]


def line_figures(row: Row, cost: Cost) -> Line:
    """L2: a found line's figures."""
    return Line(row.status, row.payment_option, row.price, row.before_discounts, row.full_price, row.discount, cost)


NOT_FOUND = Line("NOT_FOUND", "FULL_PAYMENT_ONLINE", 0, 0, 0, 0, Cost(0, 0, 0, Levied(0, 0, Fraction(0), 0, ())))
"""L1: zero of everything."""

DEPOSIT_TOO_LARGE = "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE"
"""L5."""


def fee_figures(fee: AdditionalFee, cost: Cost, rows: list[Row]) -> Fee:
    """F1: a fee and the lines it is bound to."""
    return Fee(fee.code, fee.source.value, tuple(row.line.id for row in bound_rows(fee, rows)), cost)


def findings(**members: list[str | None]) -> Findings:
    """What is wrong, by member of CalculationErrors; members without any finding are left out."""
    codes = ((name, tuple(code for code in found if code)) for name, found in members.items())
    return tuple((name, found) for name, found in sorted(codes) if found)


def below_minimum(rows: list[Row], store: Store) -> list[Breach]:
    """V1: an order that is worth too little, with what is missing."""
    least = store.minimum_order_subtotal
    missing = Fraction(0) if least is None else minor(least) - sum(row.line_price for row in rows)
    if least is None or missing <= 0:
        return []
    data = {"minimumOrderSubtotal": in_text(minor(least), store), "remainingAmount": in_text(missing, store)}
    return [Breach("ERROR", None, data)]


def in_text(amount: Fraction, store: Store) -> str:
    """V1: minor units as a number of major units, with as many decimals as it needs."""
    places = 0
    while (scaled := amount * Fraction(10) ** (places - exponent(store.currency.code))).denominator != 1:
        places += 1
    return f"{Decimal((0, tuple(map(int, str(scaled.numerator))), -places)):f}"
