"""Laws of refunds: whatever is refunded and sent in whatever steps, all closes to the cent and to the unit."""

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st
from placed import LATER, by_card, decide, money, placed, record, refund
from quick import delivery, merchant, tax

import checkout_core as cc

CURRENCIES = {"USD": 2, "JPY": 0, "KWD": 3}
RATES = st.sampled_from(["0.0825", "0", "0.2", "0.07", "0.333333", "1"])


def in_units(amount):
    """Money as minor units."""
    return amount.minor_units


@st.composite
def orders(draw):
    """A paid order: up to three lines, delivery, fees, a coupon or none, tax added or included, two payments."""
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    decimals = CURRENCIES[currency]

    def price(most=5_000):
        return str(Decimal(draw(st.integers(0, most))).scaleb(-decimals))

    fee = cc.AdditionalFee(code="fee", name="Fee", price=cc.Money(price(500), currency), taxable=draw(st.booleans()))
    order = placed(
        *[(price(), draw(st.integers(1, 7))) for _ in range(draw(st.integers(1, 3)))],
        currency=currency,
        taxes=[tax(draw(RATES), applies_to_shipping=draw(st.booleans()), applies_to_fees=True)],
        included=draw(st.booleans()),
        options=[delivery(price(500), currency=currency)],
        fees=[fee],
        merchants=draw(st.sampled_from([[], [merchant(percent="12.5")]])),
    )
    total = in_units(order.price_summary.total)
    assume(total)
    first = draw(st.integers(0, total))
    if first:
        by = draw(st.sampled_from([money, by_card]))
        order = record(order, by(71, cc.Money.from_minor(first, currency).amount, currency=currency))
    return paid_rest(order)


def paid_rest(order):
    """Pay what is left, if anything is."""
    balance = order.balance_summary.balance
    return record(order, money(72, balance.amount, currency=order.currency)) if balance else order


def given_back(order, payment):
    """What the refunds that count take from a payment, in minor units."""
    parts = [part for entry in order.refunds if entry.counts for part in entry.payments]
    return sum(in_units(part.amount) for part in parts if part.payment_id == payment.id)


def unsent_of(order, line):
    """The units of a line that were refunded: how many had been sent, and how many not."""
    parts = [part for entry in order.refunds if entry.counts for part in entry.lines if part.line_item_id == line.id]
    unsent = sum(part.unsent_quantity for part in parts)
    return sum(part.quantity for part in parts) - unsent, unsent


def line_left(order, line):
    """What is left to refund of a line by the refunds themselves: amount and tax in minor units, units."""
    parts = [part for entry in order.refunds if entry.counts for part in entry.lines if part.line_item_id == line.id]
    return (
        in_units(line.total_price_after_tax) - sum(in_units(part.amount) for part in parts),
        in_units(line.tax_info.tax_amount) - sum(in_units(part.tax) for part in parts),
        line.quantity - sum(part.quantity for part in parts),
    )


def part_left(order, name, amount):
    """What is left to refund of the delivery or the fees, in minor units."""
    parts = [getattr(entry, name) for entry in order.refunds if entry.counts]
    return in_units(amount) - sum(in_units(part.amount) for part in parts if part is not None)


def check(order):
    """What holds after every step."""
    account = order.balance_summary
    assert account.balance + account.paid + account.pending + account.authorized == order.price_summary.total
    assert account.refunded + account.pending_refund <= account.paid
    for entry in order.refunds:
        pieces = [*entry.lines, *(part for part in (entry.shipping, entry.additional_fees) if part is not None)]
        assert all(0 <= in_units(piece.tax) <= in_units(piece.amount) for piece in pieces)
        assert sum(in_units(piece.amount) for piece in pieces) == in_units(entry.amount)
        assert sum(in_units(piece.tax) for piece in pieces) == in_units(entry.tax)
        assert sum(in_units(piece.amount) for piece in entry.payments) == in_units(entry.amount)
    for payment in order.payments:
        assert given_back(order, payment) <= in_units(payment.amount)
    for line in order.line_items:
        amount, of_it_tax, units = line_left(order, line)
        assert 0 <= of_it_tax <= amount
        assert line.refund_quantity == line.quantity - units <= line.quantity
        returned, unsent = unsent_of(order, line)
        assert returned <= line.fulfilled_quantity <= line.quantity - unsent
    return order


def check_last(order):
    """What holds when the last step was a refund: it took money before cards, and sent units before others."""
    last = order.refunds[-1]
    means = {payment.id: payment for payment in order.payments}
    if not all(means[part.payment_id].is_regular for part in last.payments):
        held = [payment for payment in order.payments if payment.is_regular]
        assert all(given_back(order, payment) == in_units(payment.amount) for payment in held)
    lines = {line.id: line for line in order.line_items}
    for part in last.lines:
        if part.unsent_quantity:
            assert unsent_of(order, lines[part.line_item_id])[0] == lines[part.line_item_id].fulfilled_quantity
    return check(order)


def drawn_sending(draw, order):
    """Some of what is left to send, or the same order."""
    left = {line.id: line.quantity - line.fulfilled_quantity - unsent_of(order, line)[1] for line in order.line_items}
    sent = {own: draw(st.integers(0, units)) for own, units in left.items()}
    if not any(sent.values()):
        return order
    order = cc.fulfill_line_items(order, {own: units for own, units in sent.items() if units}, now=LATER)
    whole = "FULFILLED" if sent == left else "PARTIALLY_FULFILLED"
    assert order.fulfillment_status == whole
    return check(order)


def drawn_step(draw, order, number):
    """One refund of some of what is left, pending or not; or None if nothing was drawn."""
    asked = {}
    for line in order.line_items:
        amount, _, units = line_left(order, line)
        how = draw(st.sampled_from(["not", "units", "amount", "both"]))
        if how in {"units", "both"} and units:
            worth = cc.Money.from_minor(draw(st.integers(0, amount)), order.currency) if how == "both" else None
            quantity, restock = draw(st.integers(1, units)), draw(st.booleans())
            asked[line.id] = cc.RefundLine(quantity=quantity, amount=worth, restock=restock)
        elif how == "amount":
            asked[line.id] = cc.RefundLine(amount=cc.Money.from_minor(draw(st.integers(0, amount)), order.currency))
    rest = {
        name: cc.Money.from_minor(draw(st.integers(0, part_left(order, name, amount))), order.currency)
        for name, amount in charges(order).items()
    }
    try:
        return refund(order, number, asked, draw(st.sampled_from(["SUCCEEDED", "PENDING"])), **rest)
    except cc.OrderRejected as error:
        assert error.code == "NOTHING_TO_REFUND"  # noqa: PT017  # nothing else may be refused
        assert not any(part.quantity for part in asked.values())
        return None


def charges(order):
    """Delivery and fees with their tax, by the names that refunds have for them."""
    zero = cc.Money.from_minor(0, order.currency)
    return {
        "shipping": order.shipping_info.cost.total_price_after_tax,
        "additional_fees": sum((fee.price_after_tax for fee in order.additional_fees), zero),
    }


@given(orders(), st.data())
def test_all_that_is_refunded_closes(order, data):
    """Some steps as drawn, some of them failing; then all the rest: the parts add up to what was paid, and the tax."""
    check(order)
    for number in range(100, 100 + data.draw(st.integers(0, 5))):
        order = drawn_sending(data.draw, order)
        step = drawn_step(data.draw, order, number)
        if step is None:
            continue
        order = check_last(step)
        if order.refunds[-1].status is cc.RefundStatus.PENDING and data.draw(st.booleans()):
            order = check(decide(order, number, data.draw(st.sampled_from(["SUCCEEDED", "FAILED"]))))
    for entry in order.refunds:
        if entry.status is cc.RefundStatus.PENDING:
            order = check(decide(order, int(entry.id[-6:]), "SUCCEEDED"))
    by_line = {line.id: cc.Money.from_minor(line_left(order, line)[0], order.currency) for line in order.line_items}
    left = {
        name: cc.Money.from_minor(part_left(order, name, amount), order.currency)
        for name, amount in charges(order).items()
    }
    if any(by_line.values()) or any(left.values()):
        order = check_last(
            refund(order, 99, {own: cc.RefundLine(amount=amount) for own, amount in by_line.items()}, **left)
        )
    assert order.balance_summary.refunded == order.balance_summary.paid == order.price_summary.total
    assert order.payment_status is cc.PaymentStatus.FULLY_REFUNDED
    for payment in order.payments:
        assert payment.status == ("REFUNDED" if payment.is_regular else "APPROVED")
        assert given_back(order, payment) == in_units(payment.amount)
    counted = [entry for entry in order.refunds if entry.counts]
    assert sum(in_units(entry.tax) for entry in counted) == in_units(order.tax_info.total_tax)
    for line in order.line_items:
        assert line_left(order, line)[:2] == (0, 0)


@given(orders(), st.data())
def test_all_units_are_the_whole_line(order, data):
    """In whatever portions: amounts and taxes add up to the line's; equal portions are a minor unit apart at most."""
    line = data.draw(st.sampled_from(order.line_items))
    assume(line.total_price_after_tax)
    portions, left = [], line.quantity
    while left:
        portions.append(data.draw(st.integers(1, left)))
        left -= portions[-1]
    whole, of_it_tax = in_units(line.total_price_after_tax), in_units(line.tax_info.tax_amount)
    sent = []
    for number, portion in enumerate(portions, 100):
        order = refund(order, number, {line.id: cc.RefundLine(quantity=portion)})
        sent.append(order.refunds[-1])
        exact = Decimal(whole) * portion / line.quantity
        assert abs(in_units(sent[-1].amount) - exact) <= len(portions)
    assert sum(in_units(entry.amount) for entry in sent) == whole
    assert sum(in_units(entry.tax) for entry in sent) == of_it_tax
    if set(portions) == {1}:
        amounts = [in_units(entry.amount) for entry in sent]
        assert max(amounts) - min(amounts) <= 1
