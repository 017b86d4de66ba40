"""Every law of orders holds whatever has become of an order, and speaks for one that was doctored."""

import copy
import re
from decimal import Decimal
from typing import NamedTuple

import attrs
import pytest
from doctored import lying
from hypothesis import given
from placed import LATER, money, placed, record, refund
from quick import delivery, merchant, tax
from samples import guid

import checkout_core as cc
from checkout_core.testing import ORDER_LAWS, check_order
from checkout_core.testing.strategies.orders import orders


@given(orders())
def test_law_holds(order):
    """Every law holds, however the order was paid, sent, refunded or called off."""
    check_order(order)


def usd(amount):
    """Dollars."""
    return cc.Money(amount, "USD")


FEE = cc.AdditionalFee(code="fee", name="Fee", price=usd("1.00"), taxable=True)
BOUGHT = placed(
    ("10.00", 2),
    ("5.00", 1),
    taxes=[tax("0.08"), tax("0.02", "City")],
    options=[delivery("4.00")],
    fees=[FEE],
    merchants=[merchant("3.00")],
)
"""Total 29.70: lines 25.00, delivery 4.00, fee 1.00, tax 2.70, discount 3.00."""


def forged(noun, **fields):
    """The noun with other fields, whatever its class has against that."""
    copied = copy.copy(noun)
    for name, value in fields.items():
        object.__setattr__(copied, name, value)
    return copied


def of_line(order, **fields):
    """The order with another first line."""
    return forged(order, line_items=(forged(order.line_items[0], **fields), *order.line_items[1:]))


def of_summary(name, **amounts):
    """The order with other amounts in one of its summaries."""
    return forged(BOUGHT, **{name: attrs.evolve(getattr(BOUGHT, name), **amounts)})


def of_balance(order, **amounts):
    """The order with an account that says something else."""
    return lying(order, balance_summary=attrs.evolve(order.balance_summary, **amounts))


def of_discount(**fields):
    """The order with another applied discount."""
    return forged(BOUGHT, applied_discounts=(forged(BOUGHT.applied_discounts[0], **fields),))


def of_refund(**fields):
    """The order with another refund."""
    return forged(BACK, refunds=(forged(BACK.refunds[0], **fields),))


def of_part(amount, tax_):
    """The order with a refund of another amount, of it tax, that adds up."""
    refund_ = BACK.refunds[0]
    lines = (forged(refund_.lines[0], amount=usd(amount), tax=usd(tax_)),)
    given = (forged(refund_.payments[0], amount=usd(amount)),)
    return of_refund(lines=lines, payments=given, amount=usd(amount), tax=usd(tax_))


def of_payment(**fields):
    """The order with another first payment."""
    return forged(BACK, payments=(forged(BACK.payments[0], **fields), *BACK.payments[1:]))


TAX, PARTS = BOUGHT.line_items[0].tax_info, BOUGHT.applied_discounts[0].line_item_discounts
PAID = record(BOUGHT, money(71, "20.00"), money(72, "9.70"))
SENT = cc.fulfill_line_items(PAID, {guid(1): 1}, now=LATER)
BACK = refund(PAID, 80, {guid(1): cc.RefundLine(quantity=1, restock=True)})
VOID = record(BOUGHT, money(71, "5.00", "DECLINED"))


class Fault(NamedTuple):
    """A doctored order, the law that speaks of it, what it says, and which laws speak, too: the figure is theirs."""

    law: str
    order: cc.Order
    says: str
    also: tuple[str, ...] = ()


FAULTS = {
    "a total that is too high": Fault(
        "order_totals",
        of_summary("price_summary", total=usd("29.71")),
        "price_summary.total: USD 29.71 is not USD 29.70",
        ("order_addition",),
    ),
    "a payment that does not add up": Fault(
        "order_totals", of_summary("pay_now", tax=usd("2.69")), "pay_now.total: USD 29.70 is not USD 29.69"
    ),
    "more due now than the whole": Fault(
        "order_totals",
        of_summary("pay_now", shipping=usd("4.01"), subtotal=usd("24.99")),
        "payments: shipping: not 0 <= 401 <= 400",
    ),
    "a subtotal of no lines": Fault(
        "order_addition",
        of_summary("price_summary", subtotal=usd("26.00"), discount=usd("4.00")),
        "subtotal: 2600 is not 2500",
        ("order_discounts",),
    ),
    "a shipping of no delivery": Fault(
        "order_addition",
        of_summary("price_summary", shipping=usd("4.01"), discount=usd("3.01")),
        "shipping: 401 is not 400",
        ("order_discounts",),
    ),
    "fees of no fee": Fault(
        "order_addition", forged(BOUGHT, additional_fees=()), "total_additional_fees: 100 is not 0"
    ),
    "a tax of nothing": Fault(
        "order_addition",
        forged(
            of_summary("price_summary", tax=usd("2.71"), total=usd("29.71")),
            tax_info=attrs.evolve(BOUGHT.tax_info, total_tax=usd("2.71")),
        ),
        "tax: 271 is not 270",
        ("order_taxes",),
    ),
    "lines that come to more than the total": Fault(
        "order_addition", of_line(BOUGHT, total_price_after_tax=usd("19.37")), "total: 2970 is not 2971"
    ),
    "a line whose tax is not added": Fault(
        "order_addition",
        of_line(BOUGHT, total_price_before_tax=usd("17.61")),
        "line_items[0]: before + tax: USD 19.37 is not USD 19.36",
    ),
    "a line whose tax is inside": Fault(
        "order_addition",
        of_line(BOUGHT, tax_info=attrs.evolve(TAX, tax_included_in_price=True)),
        "line_items[0]: tax included: True is not False",
    ),
    "taxes that are less than the tax": Fault(
        "order_taxes",
        of_line(BOUGHT, tax_info=attrs.evolve(TAX, tax_breakdown=TAX.tax_breakdown[:1])),
        "line_items[0]: taxes: 141 is not 176",
    ),
    "a rate of no tax": Fault(
        "order_taxes",
        of_line(BOUGHT, tax_info=attrs.evolve(TAX, tax_rate=Decimal("0.11"))),
        "line_items[0]: rates: 0.10 is not 0.11",
    ),
    "another tax in all": Fault(
        "order_taxes",
        forged(BOUGHT, tax_info=attrs.evolve(BOUGHT.tax_info, total_tax=usd("2.69"))),
        "tax_info.total_tax: USD 2.69 is not USD 2.70",
    ),
    "taxes that are less than all tax": Fault(
        "order_taxes",
        forged(BOUGHT, tax_info=attrs.evolve(BOUGHT.tax_info, tax_breakdown=BOUGHT.tax_info.tax_breakdown[:1])),
        "tax_info.tax_breakdown: 216 is not 270",
    ),
    "a discount that is not listed": Fault(
        "order_discounts", forged(BOUGHT, applied_discounts=()), "sum of applied discounts: 0 is not 300"
    ),
    "a discount off no line": Fault(
        "order_discounts",
        of_discount(line_item_discounts=[attrs.evolve(PARTS[0], id=guid(8)), PARTS[1]]),
        "applied_discounts[0]: lines that the order does not have: [#8] is not []",
    ),
    "a discount off one line twice": Fault(
        "order_discounts",
        of_discount(line_item_discounts=[PARTS[0], PARTS[0]]),
        "applied_discounts[0]: lines: 1 is not 2",
    ),
    "another sum of what is paid": Fault(
        "balance", of_balance(PAID, paid=usd("29.69")), "paid: 2969 is not 2970", ("payment_status",)
    ),
    "another sum of what is pending": Fault("balance", of_balance(PAID, pending=usd("0.01")), "pending: 1 is not 0"),
    "another sum of what is authorized": Fault(
        "balance", of_balance(PAID, authorized=usd("0.01")), "authorized: 1 is not 0"
    ),
    "another sum of what is refunded": Fault(
        "balance", of_balance(BACK, refunded=usd("9.67")), "refunded: 967 is not 968"
    ),
    "another sum of pending refunds": Fault(
        "balance", of_balance(PAID, pending_refund=usd("0.01")), "pending_refund: 1 is not 0"
    ),
    "a balance of nothing": Fault("balance", of_balance(PAID, balance=usd("0.01")), "balance: 1 is not 0"),
    "an order that is paid and says it is not": Fault(
        "payment_status", lying(PAID, payment_status=cc.PaymentStatus.NOT_PAID), "payment status: NOT_PAID is not PAID"
    ),
    "a refund that the status does not know": Fault(
        "payment_status",
        lying(BACK, payment_status=cc.PaymentStatus.PAID),
        "payment status: PAID is not PARTIALLY_REFUNDED",
    ),
    "a declined payment that nobody tells": Fault(
        "payment_status",
        lying(VOID, payment_status=cc.PaymentStatus.NOT_PAID),
        "payment status: NOT_PAID is not DECLINED",
    ),
    "more sent than ordered": Fault(
        "fulfillment", of_line(SENT, fulfilled_quantity=3), "line_items[0]: units left to send: not 0 <= -1"
    ),
    "sent in part and said to be done": Fault(
        "fulfillment",
        lying(SENT, fulfillment_status=cc.FulfillmentStatus.FULFILLED),
        "fulfillment status: FULFILLED is not PARTIALLY_FULFILLED",
    ),
    "a refund that is more than its parts": Fault(
        "refunds", of_refund(amount=usd("9.69")), "refunds[0]: parts: 968 is not 969"
    ),
    "a refund with another tax": Fault(
        "refunds", of_refund(tax=usd("0.89")), "refunds[0]: tax of the parts: 88 is not 89"
    ),
    "a refund that no payment gives": Fault("refunds", of_refund(payments=()), "refunds[0]: payments: 0 is not 968"),
    "a refund of more than the line": Fault(
        "refunds", of_part("19.37", "1.76"), "line_items[0]: refunded: not 0 <= 1937 <= 1936"
    ),
    "a refund of more tax than the line's": Fault(
        "refunds", of_part("19.36", "1.77"), "line_items[0]: refunded tax: not 0 <= 177 <= 176"
    ),
    "a refund that takes the net before the tax": Fault(
        "refunds", of_part("18.00", "0.00"), "line_items[0]: net left after refunds: not 0 <= -40"
    ),
    "units that nobody counted": Fault(
        "refunds", of_line(BACK, refund_quantity=0), "line_items[0]: units of refunds, refund_quantity: not 1 <= 0"
    ),
    "more restocked than refunded": Fault(
        "refunds", of_line(BACK, restock_quantity=2), "line_items[0]: units restocked, refunded: not 0 <= 2 <= 1"
    ),
    "a payment that gives back more than it brought": Fault(
        "refunds", of_payment(amount=usd("9.00")), "payments[0]: given back: not 0 <= 968 <= 900"
    ),
    "a payment that gave back and does not say so": Fault(
        "refunds",
        of_payment(status=cc.TransactionStatus.APPROVED),
        "payments[0].status: APPROVED is not PARTIALLY_REFUNDED",
    ),
}
"""By what is wrong. Ids are cut to their numbers in the words."""

LAWS = {law.__name__.removeprefix("check_"): law for law in ORDER_LAWS}


def words_of(law, order):
    """What the law says; None if it is silent."""
    try:
        law(order)
    except AssertionError as error:
        return re.sub(r"0{8}(?:-0{4}){3}-0*(?=[0-9])", "#", str(error))
    return None


@pytest.mark.parametrize("what", FAULTS)
def test_law_speaks_of_its_fault_and_no_unrelated_one_does(what):
    """The law says what is wrong, in these words; besides it only those that look at the same figure speak."""
    fault = FAULTS[what]
    said = {name: words_of(law, fault.order) for name, law in LAWS.items()}
    assert said[fault.law] == fault.says
    assert {name for name, words in said.items() if words} == {fault.law, *fault.also}
    with pytest.raises(AssertionError):
        check_order(fault.order)


def test_every_law_has_a_fault_that_is_its_own():
    """For each law there is a doctored order of which it alone speaks."""
    assert {fault.law for fault in FAULTS.values() if not fault.also} == set(LAWS)


@pytest.mark.parametrize("order", [BOUGHT, PAID, SENT, BACK, VOID], ids=["placed", "paid", "sent", "back", "void"])
def test_laws_hold_before_doctoring(order):
    """The orders that are doctored obey every law."""
    check_order(order)
