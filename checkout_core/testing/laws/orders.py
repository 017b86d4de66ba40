"""The laws that every order obeys, whatever has become of it: sums, account, states, refunds (conventions N12 to N24).

Amounts are compared in minor units; a payment or a refund that failed does not count.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from checkout_core.model.order import FulfillmentStatus, Order, OrderPriceSummary
from checkout_core.model.order_lines import OrderTaxInfo
from checkout_core.model.order_payments import Payment
from checkout_core.model.order_refunds import RefundedLine, RefundedPart
from checkout_core.money import Money
from checkout_core.testing.laws.basics import at_most, equal
from checkout_core.testing.reference.exact import minor
from checkout_core.testing.reference.figures import Amount

HAS_COME = {"APPROVED", "REFUNDED", "PARTIALLY_REFUNDED"}
MAY_COME = {"PENDING", "PENDING_MERCHANT"}
FIELDS = ("subtotal", "shipping", "tax", "discount", "total", "total_additional_fees")

OrderCost = tuple[str, Money, Money, Money, Money, OrderTaxInfo]
"""Something that bears tax: its name, price, discount, price before and after tax, and its tax."""


def check_order(order: Order) -> None:
    """Hold an order against all laws of orders."""
    for law in ORDER_LAWS:
        law(order)


def _costs(order: Order) -> Iterator[OrderCost]:
    for index, line in enumerate(order.line_items):
        legs = line.total_price_before_tax, line.total_price_after_tax
        yield f"line_items[{index}]", line.line_item_price, line.total_discount, *legs, line.tax_info
    if order.shipping_info is not None:
        cost = order.shipping_info.cost
        legs = cost.total_price_before_tax, cost.total_price_after_tax
        yield "shipping_info.cost", cost.price, cost.discount, *legs, cost.tax_info
    for index, fee in enumerate(order.additional_fees):
        nothing = Money.from_minor(0, order.currency)
        yield f"additional_fees[{index}]", fee.price, nothing, fee.price_before_tax, fee.price_after_tax, fee.tax_info


def _summaries(order: Order) -> Iterator[tuple[str, OrderPriceSummary]]:
    for name in ("price_summary", "pay_now", "pay_after_free_trial"):
        summary = getattr(order, name)
        if summary is not None:
            yield name, summary


# --- the price that was agreed ----------------------------------------------------------------------------------------


def check_order_totals(order: Order) -> None:
    """Order law 1 (P1): total = subtotal + shipping + fees + tax - discount, without the tax that prices include.

    What was due when it was placed, and what after a free trial, are parts of the whole, field by field.
    """
    for name, entry in _summaries(order):
        tax = Money.from_minor(0, order.currency) if order.tax_included_in_prices else entry.tax
        parts = entry.subtotal + entry.shipping + entry.total_additional_fees + tax - entry.discount
        equal(f"{name}.total", entry.total, parts)
    for field in FIELDS:
        whole, *parts_of = (minor(getattr(summary, field)) for _, summary in _summaries(order))
        at_most(f"payments: {field}", 0, sum(parts_of), whole)


def check_order_addition(order: Order) -> None:
    """Order law 2: lines, delivery and fees add up to the summary, and price - discount + tax = after, for each."""
    costs, whole = list(_costs(order)), order.price_summary
    count = len(order.line_items)
    delivery = [cost for cost in costs if cost[0].startswith("shipping")]
    equal("subtotal", minor(whole.subtotal), sum(minor(price) for _, price, *_ in costs[:count]))
    equal("shipping", minor(whole.shipping), sum(minor(price) for _, price, *_ in delivery))
    fees = costs[count + len(delivery) :]
    equal("total_additional_fees", minor(whole.total_additional_fees), sum(minor(price) for _, price, *_ in fees))
    equal("discount", minor(whole.discount), sum(minor(discount) for _, _, discount, *_ in costs))
    equal("tax", minor(whole.tax), sum(minor(tax.tax_amount) for *_, tax in costs))
    equal("total", minor(whole.total), sum(minor(after) for *_, after, _ in costs))
    for name, price, discount, before, after, tax in costs:
        equal(f"{name}: before + tax", before + tax.tax_amount, after)
        equal(f"{name}: price - discount", price - discount, after if order.tax_included_in_prices else before)
        equal(f"{name}: tax included", tax.tax_included_in_price, order.tax_included_in_prices)


def check_order_taxes(order: Order) -> None:
    """Order law 3 (T8, N13): the taxes of a breakdown add up to the tax, its rates to the rate; so for the whole."""
    for name, _, _, _, _, tax in _costs(order):
        equal(f"{name}: taxes", _sum(entry.tax_amount for entry in tax.tax_breakdown), minor(tax.tax_amount))
        equal(f"{name}: rates", sum(entry.rate for entry in tax.tax_breakdown), tax.tax_rate)
    equal("tax_info.total_tax", order.tax_info.total_tax, order.price_summary.tax)
    taxes = _sum(entry.tax_amount for entry in order.tax_info.tax_breakdown)
    equal("tax_info.tax_breakdown", taxes, minor(order.tax_info.total_tax))


def check_order_discounts(order: Order) -> None:
    """Order law 4: coupon and merchant discounts add up to the discount; each names lines of the order, once."""
    ids = {line.id for line in order.line_items}
    sources = [(entry.coupon or entry.merchant_discount) for entry in order.applied_discounts]
    amounts = _sum(source.amount for source in sources if source is not None)
    equal("sum of applied discounts", amounts, minor(order.price_summary.discount))
    for index, entry in enumerate(order.applied_discounts):
        named = [part.id for part in entry.line_item_discounts]
        unknown = sorted({*named, *entry.line_item_ids} - ids)
        equal(f"applied_discounts[{index}]: lines that the order does not have", unknown, [])
        equal(f"applied_discounts[{index}]: lines", len(set(named)), len(named))


# --- the account ------------------------------------------------------------------------------------------------------


def _paid(order: Order, statuses: set[str]) -> Amount:
    return _sum(payment.amount for payment in order.payments if payment.status.value in statuses)


def check_balance(order: Order) -> None:
    """Order law 5 (N15): balance = total - paid - pending - authorized, as the payments stand; refunds <= paid."""
    account, total = order.balance_summary, minor(order.price_summary.total)
    equal("paid", minor(account.paid), _paid(order, HAS_COME))
    equal("pending", minor(account.pending), _paid(order, MAY_COME))
    equal("authorized", minor(account.authorized), _paid(order, {"AUTHORIZED"}))
    for name, status in (("refunded", "SUCCEEDED"), ("pending_refund", "PENDING")):
        gone = _sum(refund.amount for refund in order.refunds if refund.status.value == status)
        equal(name, minor(getattr(account, name)), gone)
    left = total - minor(account.paid) - minor(account.pending) - minor(account.authorized)
    equal("balance", minor(account.balance), left)
    at_most("refunded, paid", 0, minor(account.refunded) + minor(account.pending_refund), minor(account.paid))


def check_payment_status(order: Order) -> None:
    """Order law 6 (N16): the payment status follows: refunds first, then what has come, may come, came to nothing."""
    account = order.balance_summary
    statuses = [entry.status.value for entry in order.payments if entry.membership_payment_details is None]
    if account.refunded:
        expected = "FULLY_REFUNDED" if account.refunded == account.paid else "PARTIALLY_REFUNDED"
    elif account.paid == order.price_summary.total:
        expected = "PAID"
    elif account.paid:
        expected = "PARTIALLY_PAID"
    elif "PENDING" in statuses:
        expected = "PENDING"
    elif {"PENDING_MERCHANT", "AUTHORIZED"} & set(statuses):
        expected = "PENDING_MERCHANT"
    else:
        last = statuses[-1] if statuses else "NOT_PAID"
        expected = "CANCELED" if last == "VOIDED" else last
    equal("payment status", order.payment_status.value, expected)


def check_fulfillment(order: Order) -> None:
    """Order law 7 (N14, N24): sent are at most the units not refunded before; with nothing left to send, FULFILLED."""
    unsent = Counter[str]()
    for part in _refunded_lines(order):
        unsent[part.line_item_id.lower()] += part.unsent_quantity
    left = []
    for index, line in enumerate(order.line_items):
        left.append(line.quantity - line.fulfilled_quantity - unsent[line.id.lower()])
        at_most(f"line_items[{index}]: units left to send", 0, left[-1])
    is_sent = any(line.fulfilled_quantity for line in order.line_items)
    rest = FulfillmentStatus.PARTIALLY_FULFILLED if any(left) else FulfillmentStatus.FULFILLED
    expected = rest if is_sent else FulfillmentStatus.NOT_FULFILLED
    equal("fulfillment status", order.fulfillment_status.value, expected.value)


# --- refunds ----------------------------------------------------------------------------------------------------------


def check_refunds(order: Order) -> None:
    """Order law 8 (N20 to N22): no part gives back more than it came to, nor more tax, nor more units; each adds up.

    No payment gives back more than it brought, and a payment of money says by its status whether it gave any.
    """
    gone, of_tax = Counter[str](), Counter[str]()
    for index, refund in enumerate(order.refunds):
        parts = [part for _, part in refund.named_parts]
        equal(f"refunds[{index}]: parts", _sum(part.amount for part in parts), minor(refund.amount))
        equal(f"refunds[{index}]: tax of the parts", _sum(part.tax for part in parts), minor(refund.tax))
        equal(f"refunds[{index}]: payments", _sum(part.amount for part in refund.payments), minor(refund.amount))
    for name, part in _counted_parts(order):
        gone[name] += int(minor(part.amount))
        of_tax[name] += int(minor(part.tax))
    units = Counter[str]()
    for part in _refunded_lines(order):
        units[part.line_item_id.lower()] += part.quantity
    for what, name, amount, tax in _refundable(order):
        at_most(f"{what}: refunded", 0, gone[name], amount)
        at_most(f"{what}: refunded tax", 0, of_tax[name], tax)
        at_most(f"{what}: net left after refunds", 0, (amount - gone[name]) - (tax - of_tax[name]))
    for index, line in enumerate(order.line_items):
        at_most(f"line_items[{index}]: units of refunds, refund_quantity", units[line.id.lower()], line.refund_quantity)
        at_most(f"line_items[{index}]: units restocked, refunded", 0, line.restock_quantity, line.refund_quantity)
    for index, payment in enumerate(order.payments):
        _payment_is_refunded(f"payments[{index}]", order, payment)


def _refundable(order: Order) -> Iterator[tuple[str, str, Amount, Amount]]:
    """Every part: in words, by name, what it came to with its tax, and the tax."""
    for index, line in enumerate(order.line_items):
        amount, tax = minor(line.total_price_after_tax), minor(line.tax_info.tax_amount)
        yield f"line_items[{index}]", line.id.lower(), amount, tax
    for name in ("shipping", "additional_fees"):
        costs = [cost for cost in _costs(order) if cost[0].startswith(name)]
        yield name, name, _sum(after for *_, after, _ in costs), _sum(tax.tax_amount for *_, tax in costs)


def _payment_is_refunded(what: str, order: Order, payment: Payment) -> None:
    given = {
        status: _sum(
            part.amount
            for refund in order.refunds
            if refund.status.value == status
            for part in refund.payments
            if part.payment_id.lower() == payment.id.lower()
        )
        for status in ("SUCCEEDED", "PENDING")
    }
    amount = minor(payment.amount)
    at_most(f"{what}: given back", 0, sum(given.values()), amount if payment.status.value in HAS_COME else 0)
    if payment.regular_payment_details is not None and payment.status.value in HAS_COME:
        some = "REFUNDED" if given["SUCCEEDED"] == amount else "PARTIALLY_REFUNDED"
        equal(f"{what}.status", payment.status.value, some if given["SUCCEEDED"] else "APPROVED")


def _counted_parts(order: Order) -> Iterator[tuple[str, RefundedLine | RefundedPart]]:
    for refund in order.refunds:
        yield from refund.named_parts if refund.status.value != "FAILED" else ()


def _refunded_lines(order: Order) -> Iterator[RefundedLine]:
    return (part for _, part in _counted_parts(order) if isinstance(part, RefundedLine))


def _sum(moneys: Iterable[Money]) -> Amount:
    return sum(minor(amount) for amount in moneys)


ORDER_LAWS: tuple[Callable[[Order], None], ...] = (
    check_order_totals,
    check_order_addition,
    check_order_taxes,
    check_order_discounts,
    check_balance,
    check_payment_status,
    check_fulfillment,
    check_refunds,
)
"""The laws of orders, in order."""
