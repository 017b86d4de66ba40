"""The reference of totals and payments: rules P1 to P6, G1 and G2 of `docs/conventions.md`."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from fractions import Fraction

from checkout_core.model.checkout import Checkout
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.store import Store
from checkout_core.testing.reference.exact import minor, rounded
from checkout_core.testing.reference.figures import Amount, Cost, Summary
from checkout_core.testing.reference.line_items import Row

PAID_ONLINE = {"FULL_PAYMENT_ONLINE", "MEMBERSHIP", "DEPOSIT_ONLINE"}


def summary(
    *, included: bool, lines: Amount = 0, shipping: Amount = 0, tax: Amount, discount: Amount = 0, fees: Amount = 0
) -> Summary:
    """P1: the total of these."""
    total = lines + shipping + fees - discount + (0 if included else tax)
    return Summary(lines, shipping, tax, discount, total, fees)


def added(summaries: Iterable[Summary]) -> Summary:
    """P5: the sum, field by field."""
    columns = list(summaries)
    return Summary(*(sum(getattr(entry, field.name) for entry in columns) for field in fields(Summary)))


def remainder(whole: Summary, part: Summary) -> Summary:
    """P5: what is left of each field."""
    return Summary(*(getattr(whole, field.name) - getattr(part, field.name) for field in fields(Summary)))


NOTHING = added([])


@dataclass(frozen=True)
class Payment:
    """P2, P5: the whole of something, and what of it is due now and after a trial; the rest is due later."""

    whole: Summary
    now: Summary = NOTHING
    after_trial: Summary = NOTHING

    @property
    def later(self) -> Summary:
        """P5: the rest."""
        return remainder(remainder(self.whole, self.now), self.after_trial)


def all_due(whole: Summary, when: str) -> Payment:
    """P2: everything now, after the trial, or later."""
    return {"now": Payment(whole, now=whole), "trial": Payment(whole, after_trial=whole), "later": Payment(whole)}[when]


def line_payment(row: Row, cost: Cost, store: Store) -> Payment:
    """P2, P3: a line."""
    included = store.tax_included_in_price
    whole = summary(included=included, lines=row.line_price, tax=cost.levied.tax, discount=row.discount)
    if row.payment_option == "DEPOSIT_ONLINE" and row.deposit is not None and not row.has_trial:
        return Payment(whole, now=deposit_now(row, row.deposit, whole, store))
    return all_due(whole, when_due(row))


def when_due(row: Row) -> str:
    """P2, P4: when a line, or what goes with it, is due, deposits aside."""
    if row.has_trial:
        return "trial"
    return "now" if row.payment_option in PAID_ONLINE else "later"


def deposit_now(row: Row, deposit: Fraction, whole: Summary, store: Store) -> Summary:
    """P3: what of a line with a deposit is due now."""
    if whole.total == 0:
        return NOTHING
    mode, included = store.policy.rounding, store.tax_included_in_price
    due = min(rounded(deposit * row.quantity, mode), whole.total)
    discount = rounded(Fraction(whole.discount * due) / whole.total, mode)
    tax = rounded(Fraction(whole.tax * due) / whole.total, mode)
    lines = due + discount - (0 if included else tax)
    return summary(included=included, lines=lines, tax=tax, discount=discount)


def when_rest_due(rows: list[Row]) -> str:
    """P4: when shipping and the fees of the whole checkout are due."""
    due = [when_due(row) for row in rows if row.status in {"AVAILABLE", "PARTIALLY_AVAILABLE"}]
    if not due:
        return "trial" if any(row.has_trial for row in rows) else "now"
    if "now" in due:
        return "now"
    return "trial" if "trial" in due else "later"


def shipping_payment(cost: Cost, discount: int, rows: list[Row], store: Store) -> Payment:
    """P4: shipping."""
    included = store.tax_included_in_price
    whole = summary(included=included, shipping=cost.price, tax=cost.levied.tax, discount=discount)
    return all_due(whole, when_rest_due(rows))


def fee_payment(bound: list[Row], cost: Cost, rows: list[Row], store: Store) -> Payment:
    """P4: a fee; one bound to lines goes with the first of them."""
    whole = summary(included=store.tax_included_in_price, fees=cost.price, tax=cost.levied.tax)
    return all_due(whole, when_due(bound[0]) if bound else when_rest_due(rows))


def payment_required(rows: list[Row], now: Summary) -> bool:
    """P6: something is due now, a payment method is to be saved, or a subscription costs something."""
    subscribed = any(row.subscription is not None and row.line_price > 0 for row in rows)
    return now.total > 0 or subscribed or any(row.saves_payment_method for row in rows)


# --- gift card --------------------------------------------------------------------------------------------------------


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
