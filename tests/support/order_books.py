"""An order held against its books: what it was made of, how it stands, and whether it could become what it is."""

from bookkeeping_tables import ORDER_MOVES, PAYMENT_MOVES, REFUND_MOVES
from translation import FULL, shipping_info

import checkout_core as cc

MONEY, CARD, MEMBERSHIP = "money", "card", "membership"


def snapshot(order, basket, shop, figures, account, options):
    """The new order is what the buyer saw: whose it is, its amounts, how it is paid (N9 to N14)."""
    due = figures.pay_now_total_after_gift_card > 0
    is_renewed = any(line.known.get("subscription") for line in basket.lines)
    assert (order.id, order.checkout_id, order.currency.code) == (account.id, basket.id, shop.currency)
    assert order.created_date == order.updated_date == order.purchased_date == account.updated
    assert (order.payment_gateway_order_id is not None) == due
    assert order.subscription_id == (account.id if is_renewed else None)
    assert (order.save_payment_method, order.delay_capture) == (options.save_payment_method, options.delay_capture)
    assert order.billing_info == (FULL if basket.billing == "full" else order.billing_info)
    for summary, of in ((order.price_summary, figures.summary), (order.pay_now, figures.pay_now)):
        assert _units(summary.subtotal, summary.shipping, summary.tax, summary.discount, summary.total) == [
            of.subtotal,
            of.shipping,
            of.tax,
            of.discount,
            of.total,
        ]
        assert summary.total_additional_fees.minor_units == of.additional_fees
    assert order.tax_info.total_tax.minor_units == figures.summary.tax
    for line, held, priced in zip(order.line_items, basket.lines, figures.lines, strict=True):
        assert (line.id, line.quantity, line.quantity_available) == (
            held.id,
            held.quantity,
            shop.stock.get(held.item),
        )
        assert _units(
            line.line_item_price,
            line.total_discount,
            line.total_price_before_tax,
            line.total_price_after_tax,
            line.tax_info.tax_amount,
        ) == [
            priced.cost.price,
            priced.discount,
            priced.cost.before_tax,
            priced.cost.after_tax,
            priced.cost.levied.tax,
        ]
    assert (order.shipping_info is None) == (figures.shipping is None)
    if order.shipping_info is not None:
        cost, priced = order.shipping_info.cost, figures.shipping
        assert (order.shipping_info.carrier_id, order.shipping_info.code) == (priced.carrier_id, priced.code)
        assert _units(cost.price, cost.discount, cost.total_price_after_tax, cost.tax_info.tax_amount) == [
            priced.cost.price,
            priced.discount,
            priced.cost.after_tax,
            priced.cost.levied.tax,
        ]
    assert [(fee.code, *_units(fee.price, fee.price_after_tax)) for fee in order.additional_fees] == [
        (fee.code, fee.cost.price, fee.cost.after_tax) for fee in figures.fees
    ]
    sent_to = shipping_info(basket.place, basket.option)
    to = None if sent_to is None else sent_to.shipping_destination
    assert order.recipient_info == (to if to is not None else order.billing_info)


def _units(*moneys):
    return [amount.minor_units for amount in moneys]


def follows(before, order, account, tally):
    """The order is what its books say, could become that from what it was, and its sums close (N15 to N24)."""
    sums, balance = account.sums(), order.balance_summary
    names = ("balance", "paid", "pending", "authorized", "refunded", "pending_refund")
    assert {name: getattr(balance, name).minor_units for name in names} == {name: sums[name] for name in names}
    stands = (order.status.value, order.payment_status.value, order.fulfillment_status.value)
    says = (account.status, account.payment_status(), account.fulfillment())
    assert stands == says, f"stands {stands}, the books say {says}"
    assert order.updated_date == account.updated
    paid = {one.id.lower(): (one.amount.minor_units, one.status.value, _kind(one)) for one in order.payments}
    assert paid == {name: (one.amount, one.status, one.kind) for name, one in account.payments.items()}
    assert list(paid) == list(account.payments)
    given = {refund.id.lower(): _refund(refund) for refund in order.refunds}
    assert given == {name: _given(entry) for name, entry in account.refunds.items()}
    for line in order.line_items:
        _line(line, order.refunds, account)
    _moves(before, order, tally)
    _laws(order)
    tally.met.update([f"order: {stands[0]}", f"order payment: {stands[1]}", f"fulfillment: {stands[2]}"])
    tally.met.update(f"payment: {status} {kind}" for _, status, kind in paid.values())
    tally.met.update(f"refund: {refund.status.value}" for refund in order.refunds)
    if before is not None and before != order:
        tally.met.update(_sent_and_refunded(before, order, account))


def _kind(payment):
    if payment.regular_payment_details is not None:
        return MONEY
    return CARD if payment.giftcard_payment_details is not None else MEMBERSHIP


def _refund(refund):
    """Status, parts, payments of a refund as the books have them; parts of nothing are left out."""
    parts = {line.line_item_id.lower(): (*_part(line), line.quantity, line.restock) for line in refund.lines}
    other = {"delivery": refund.shipping, "fees": refund.additional_fees}
    parts |= {name: (*_part(part), 0, False) for name, part in other.items() if part is not None}
    payments = {entry.payment_id.lower(): entry.amount.minor_units for entry in refund.payments}
    return (
        refund.status.value,
        {name: part[:3] for name, part in parts.items() if any(part[:3])},
        {name: share for name, share in payments.items() if share},
        refund.amount.minor_units,
        refund.tax.minor_units,
    )


def _part(part):
    return part.amount.minor_units, part.tax.minor_units


def _given(entry):
    parts = {name: part[:3] for name, part in entry.parts.items() if any(part[:3])}
    return entry.status, parts, entry.payments, entry.amount, sum(part[1] for part in entry.parts.values())


def _line(line, refunds, account):
    """The line's counts: sent, refunded, taken back."""
    name = line.id.lower()
    for refund in refunds:
        held = account.refunds[refund.id.lower()].unsent.get(name, 0)
        assert sum(entry.unsent_quantity for entry in _of_line([refund], name)) == held
    counted = [
        entry.parts[name] for entry in account.refunds.values() if entry.status != "FAILED" and name in entry.parts
    ]
    assert line.fulfilled_quantity == account.sent[name]
    assert line.refund_quantity == sum(part[2] for part in counted)
    assert line.restock_quantity == sum(part[3] for part in counted)


def _moves(before, order, tally):
    """Nothing became what it cannot become."""
    pairs = [("order", None if before is None else before.status, order.status, ORDER_MOVES)]
    for name, moves in (("payments", PAYMENT_MOVES), ("refunds", REFUND_MOVES)):
        old = {} if before is None else {entry.id: entry.status for entry in getattr(before, name)}
        pairs += [(name, old.get(entry.id), entry.status, moves) for entry in getattr(order, name)]
        assert set(old) <= {entry.id for entry in getattr(order, name)}, f"{name} vanished"
    for what, source, target, moves in pairs:
        if source != target:
            assert (source, target) in moves, f"{what}: {source} became {target}"
            tally.met[f"{what}: {source} to {target}"] += 1
    assert before is None or order.updated_date >= before.updated_date


def _laws(order):
    """Laws of every order: the account closes, no more goes back than came in, and taxes close with their parts."""
    balance = order.balance_summary
    whole = balance.balance + balance.paid + balance.pending + balance.authorized
    assert whole == order.price_summary.total
    assert balance.refunded + balance.pending_refund <= balance.paid
    going = [refund for refund in order.refunds if refund.status is not cc.RefundStatus.FAILED]
    for payment in order.payments:
        back = sum(
            entry.amount.minor_units
            for refund in going
            for entry in refund.payments
            if entry.payment_id.lower() == payment.id.lower()
        )
        assert back <= payment.amount.minor_units
    parts = [
        (line.total_price_after_tax, line.tax_info.tax_amount, _of_line(going, line.id)) for line in order.line_items
    ]
    if order.shipping_info is not None:
        cost = order.shipping_info.cost
        shares = [refund.shipping for refund in going if refund.shipping is not None]
        parts.append((cost.total_price_after_tax, cost.tax_info.tax_amount, shares))
    for whole_, tax, shares in parts:
        back = sum(share.amount.minor_units for share in shares)
        of_it = sum(share.tax.minor_units for share in shares)
        assert back <= whole_.minor_units
        assert of_it <= tax.minor_units
        assert back < whole_.minor_units or of_it == tax.minor_units, "tax is left of what has gone back"


def _of_line(refunds, name):
    return [line for refund in refunds for line in refund.lines if line.line_item_id.lower() == name.lower()]


def _sent_and_refunded(before, order, account):
    """N24: what of sending and refunding has met in this step."""
    if len(before.refunds) < len(order.refunds):
        entry = list(account.refunds.values())[-1]
        for name, unsent in entry.unsent.items():
            units = entry.parts[name][2]
            kind = "unsent" if unsent == units else "of both" if unsent else "sent"
            yield f"refunded units: {kind}{'' if entry.parts[name][0] else ' for nothing'}"
    elif before.refunds != order.refunds:
        failed = any(entry.status == "FAILED" and any(entry.unsent.values()) for entry in account.refunds.values())
        yield from ["refunded units: unsent, and failed"] if failed else []
    live = [entry for entry in account.refunds.values() if entry.status != "FAILED"]
    if any(any(entry.unsent.values()) for entry in live):
        sending = any(
            one.fulfilled_quantity < now.fulfilled_quantity
            for one, now in zip(before.line_items, order.line_items, strict=True)
        )
        yield f"{'sent' if sending else 'stands'} beside unsent units: {account.fulfillment()}"
