"""The reference pricing: slow, obvious, and independent of the library's own.

`reference_price(checkout, store)` follows `docs/conventions.md` rule by rule; the rules' numbers stand in the
docstrings. Amounts are in minor units: a `Fraction` until rounded, an int after that. It reads the nouns of
`checkout_core.model` and nothing else of the library, so that a mistake of the one is not a mistake of the other.

Here: payments, gift card, findings (P1 to P6, T11, G1, G2), and the whole. Lines and coupons are in `reference_goods`,
tax, shipping and fees in `reference_charges`.
"""

from collections.abc import Iterable
from dataclasses import fields, replace
from fractions import Fraction

from exact import minor, rounded
from figures import Amount, Cost, Fee, Figures, Findings, Levied, Line, Summary
from reference_charges import (
    bound_rows,
    chosen,
    cost_of,
    fee_bearing,
    fees_in_force,
    is_exempt,
    line_bearing,
    shipping_bearing,
    shipping_figures,
    tax_parts,
)
from reference_goods import (
    MEMBERSHIP,
    PAID_ONLINE,
    Row,
    coupon_figures,
    coupon_of,
    coupon_problem,
    discounts,
    found_rows,
)

from checkout_core.model.checkout import Checkout
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.store import Store

# --- totals and payments: P1 to P5, G1, G2 ----------------------------------------------------------------------------


def summary(
    *, included: bool, lines: Amount = 0, shipping: Amount = 0, tax: Amount, discount: Amount = 0, fees: Amount = 0
) -> Summary:
    """P1: the total of these."""
    total = lines + shipping + fees - discount + (0 if included else tax)
    return Summary(lines, shipping, tax, discount, total, fees)


def added(summaries: Iterable[Summary]) -> Summary:
    """The sum, field by field."""
    columns = list(summaries)
    return Summary(*(sum(getattr(entry, field.name) for entry in columns) for field in fields(Summary)))


def remainder(whole: Summary, part: Summary) -> Summary:
    """P5: what is left of each field."""
    return Summary(*(getattr(whole, field.name) - getattr(part, field.name) for field in fields(Summary)))


Payment = tuple[Summary, Summary]
"""The whole of something, and what of it is due now."""


def line_payment(row: Row, cost: Cost, store: Store) -> Payment:
    """P1: a line."""
    included = store.tax_included_in_price
    whole = summary(included=included, lines=row.line_price, tax=cost.levied.tax, discount=row.discount)
    return whole, line_now(row, whole, store)


def line_now(row: Row, whole: Summary, store: Store) -> Summary:
    """P2, P3: what of a line is due now."""
    nothing = added([])
    if row.payment_option not in PAID_ONLINE:
        return nothing
    if row.payment_option != "DEPOSIT_ONLINE" or row.deposit is None:
        return whole
    if whole.total == 0:
        return nothing
    mode, included = store.policy.rounding, store.tax_included_in_price
    due = min(rounded(row.deposit * row.line.quantity, mode), whole.total)
    discount = rounded(Fraction(whole.discount * due) / whole.total, mode)
    tax = rounded(Fraction(whole.tax * due) / whole.total, mode)
    lines = due + discount - (0 if included else tax)
    return summary(included=included, lines=lines, tax=tax, discount=discount)


def rest_is_now(rows: list[Row]) -> bool:
    """P4: whether shipping and the fees of the whole checkout are due now."""
    sold = [row for row in rows if row.status in {"AVAILABLE", "PARTIALLY_AVAILABLE"}]
    return not sold or any(row.payment_option in PAID_ONLINE for row in sold)


def shipping_payment(cost: Cost, rows: list[Row], store: Store) -> Payment:
    """P4: shipping."""
    whole = summary(included=store.tax_included_in_price, shipping=cost.price, tax=cost.levied.tax)
    return whole, whole if rest_is_now(rows) else added([])


def fee_payment(fee: AdditionalFee, cost: Cost, rows: list[Row], store: Store) -> Payment:
    """P4: a fee; one bound to lines goes with the first of them."""
    whole = summary(included=store.tax_included_in_price, fees=cost.price, tax=cost.levied.tax)
    bound = bound_rows(fee, rows)
    is_now = bound[0].payment_option in PAID_ONLINE if bound else rest_is_now(rows)
    return whole, whole if is_now else added([])


def gift_card_problem(card: GiftCard | None, store: Store) -> str | None:
    """G1: why the held card pays nothing."""
    if card is None:
        return "GIFT_CARD_NOT_FOUND"
    if card.status.value != "VALID":
        return f"GIFT_CARD_{card.status.value}"
    if minor(card.balance) < 1:
        return "GIFT_CARD_IS_EMPTY"
    return "GIFT_CARD_CURRENCY_MISMATCH" if card.balance.currency.code != store.currency.code else None


def redeemed_of(
    card: GiftCard | None, checkout: Checkout, store: Store, *, total: Amount, now: Amount
) -> Amount | None:
    """G1: what the card pays, rounded down; None without a card."""
    if card is None:
        return None
    if gift_card_problem(card, store) is not None:
        return 0
    cap = now if store.policy.gift_card_cap.value == "PAY_NOW" else total
    asked = checkout.gift_card_redeem_amount
    return min(cap, minor(card.balance) // 1, cap if asked is None else minor(asked) // 1)


# --- the whole --------------------------------------------------------------------------------------------------------


def reference_price(checkout: Checkout, store: Store) -> Figures:
    """Price the checkout by the conventions, one after the other."""
    rows = found_rows(checkout, store)
    coupon = coupon_of(checkout, store)
    problem = None if checkout.coupon_code is None else coupon_problem(coupon, rows, checkout, store)
    if coupon is not None and problem is None:
        off = discounts(coupon, rows, store)
        rows = [replace(row, discount=off.get(row.place, 0)) for row in rows]

    option = chosen(checkout, store)
    fees = fees_in_force(rows, store)
    of_lines = [line_bearing(row, rows, checkout, store) for row in rows]
    of_shipping = shipping_bearing(option, rows, checkout, store)
    of_fees = [fee_bearing(fee, rows, checkout, store) for fee in fees]
    prices = [row.line_price for row in rows] + [bearing.amount for bearing in of_shipping + of_fees]
    bearings = of_lines + of_shipping + of_fees
    costs = [cost_of(*column, store) for column in zip(prices, bearings, tax_parts(bearings, store), strict=True)]
    line_costs, rest = costs[: len(rows)], costs[len(rows) :]
    shipping_costs, fee_costs = rest[: len(of_shipping)], rest[len(of_shipping) :]

    payments = [
        *(line_payment(row, cost, store) for row, cost in zip(rows, line_costs, strict=True)),
        *(shipping_payment(cost, rows, store) for cost in shipping_costs),
        *(fee_payment(fee, cost, rows, store) for fee, cost in zip(fees, fee_costs, strict=True)),
    ]
    total, now = added(whole for whole, _ in payments), added(due for _, due in payments)
    card = next((card for card in store.gift_cards if card.code == checkout.gift_card_code), None)
    redeemed = redeemed_of(card, checkout, store, total=total.total, now=now.total)
    by_place = {row.place: line_figures(row, cost) for row, cost in zip(rows, line_costs, strict=True)}
    return Figures(
        lines=tuple(by_place.get(place, NOT_FOUND) for place in range(len(checkout.line_items))),
        coupon=None if coupon is None else coupon_figures(coupon, rows),
        shipping=shipping_figures(option, shipping_costs),
        fees=tuple(fee_figures(fee, cost, rows) for fee, cost in zip(fees, fee_costs, strict=True)),
        summary=total,
        pay_now=now,
        pay_later=remainder(total, now),
        pay_after_free_trial=added([]),
        line_items_subtotal=total.subtotal,
        redeemed=redeemed,
        pay_now_total_after_gift_card=max(0, now.total - (redeemed or 0)),
        total_after_gift_card=total.total - (redeemed or 0),
        taxable=sum(cost.levied.taxable for cost in line_costs),
        line_tax=sum(cost.levied.tax for cost in line_costs),
        payment_required=now.total > 0 or any(row.saves_payment_method for row in rows),
        findings=findings(
            coupon_calculation_error=[problem],
            gift_card_calculation_error=[gift_card_problem(card, store) if checkout.gift_card_code else None],
            membership_error=[membership_problem(rows, checkout)],
            order_validation_errors=[DEPOSIT_TOO_LARGE for row in rows if row.deposit_too_large],
            tax_calculation_error=[tax_problem(rows, checkout, store)],
            selected_shipping_option_error=[option if isinstance(option, str) else None],
        ),
    )


def line_figures(row: Row, cost: Cost) -> Line:
    """L2: a found line's figures."""
    return Line(row.status, row.payment_option, row.price, row.full_price, row.discount, cost)


NOT_FOUND = Line("NOT_FOUND", "FULL_PAYMENT_ONLINE", 0, 0, 0, Cost(0, 0, 0, Levied(0, Fraction(0), 0, ())))
"""L1: zero of everything."""

DEPOSIT_TOO_LARGE = "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE"
"""L5."""


def fee_figures(fee: AdditionalFee, cost: Cost, rows: list[Row]) -> Fee:
    """F1: a fee and the lines it is bound to."""
    return Fee(fee.code, tuple(row.line.id for row in bound_rows(fee, rows)), cost)


def membership_problem(rows: list[Row], checkout: Checkout) -> str | None:
    """P6: no membership can pay a line yet, whether a line asks for one or the buyer selects one."""
    asked = any(row.payment_option in MEMBERSHIP for row in rows)
    selected = checkout.membership_options.selected_memberships.memberships
    return "MEMBERSHIP_NOT_FOUND" if asked or selected else None


def tax_problem(rows: list[Row], checkout: Checkout, store: Store) -> str | None:
    """T11: taxes are due at the store's own address, whose country is not known."""
    choices = [row.line.taxable_address for row in rows]
    at_store = any(choice is not None and choice.address_type.value == "BUSINESS" for choice in choices)
    known = store.business_address is not None and store.business_address.country is not None
    missing = at_store and not known and store.taxes != () and not is_exempt(checkout, store)
    return "MISSING_BUSINESS_ADDRESS_COUNTRY" if missing else None


def findings(**members: list[str | None]) -> Findings:
    """What is wrong, by member of CalculationErrors; members without any finding are left out."""
    codes = ((name, tuple(code for code in found if code)) for name, found in members.items())
    return tuple((name, found) for name, found in sorted(codes) if found)
