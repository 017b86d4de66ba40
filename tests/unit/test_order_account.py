"""An order that contradicts itself is not built: each contradiction alone, from an order that holds."""

import attrs
import pytest
from placed import FIRST, LATER, SECOND, by_card, by_membership, money, placed
from quick import item, tax
from samples import guid, usd

import checkout_core as cc

WRAP = cc.AdditionalFee(code="wrap", name="Wrap", price=cc.Money("2", "USD"), taxable=True)
ORDER = placed(("10", 2), (item("5"), 1), shipping="3", taxes=[tax("0.1")], fees=[WRAP])
"""22.00, 5.50, delivery 3.30, fee 2.20: 33.00 with tax, 3.00 of it tax."""
PAID = money(71, "30", "PARTIALLY_REFUNDED")


def refund(number=81, *lines, shipping=None, fees=None, by=71, status="SUCCEEDED"):
    """A refund; lines as (id, amount, tax, units), delivery and fees as (amount, tax)."""
    parts = [
        cc.RefundedLine(line_item_id=own, amount=usd(amount), tax=usd(of_tax), quantity=units)
        for own, amount, of_tax, units in lines
    ]
    others = [given and cc.RefundedPart(amount=usd(given[0]), tax=usd(given[1])) for given in (shipping, fees)]
    every = [*parts, *(part for part in others if part is not None)]
    amount = cc.total((part.amount for part in every), "USD")
    return cc.Refund(
        id=guid(number),
        created_date=LATER,
        amount=amount,
        tax=cc.total((part.tax for part in every), "USD"),
        status=cc.RefundStatus[status],
        lines=parts,
        shipping=others[0],
        additional_fees=others[1],
        payments=[cc.RefundedPayment(payment_id=guid(by), amount=amount)],
    )


def holding(*refunds, payments=(PAID,), units=0, **changes):
    """The order with these payments and refunds; its first line counts so many units as refunded."""
    first, *others = ORDER.line_items
    lines = [attrs.evolve(first, refund_quantity=units), *others]
    return attrs.evolve(
        ORDER, status=cc.OrderStatus.APPROVED, payments=payments, refunds=refunds, **({"line_items": lines} | changes)
    )


ALL_OF_THE_FIRST = (FIRST, "22", "2", 2)


@pytest.mark.parametrize(
    ("refunds", "payments", "units"),
    [
        ([refund(81, ALL_OF_THE_FIRST)], [PAID], 2),
        ([refund(81, (FIRST, "22", "2", 0))], [PAID], 0),
        ([refund(81, (FIRST, "11", "1", 1)), refund(82, (FIRST, "11", "1", 1))], [PAID], 2),
        ([refund(81, shipping=("3.30", "0.30"), fees=("2.20", "0.20"))], [PAID], 0),
        ([refund(81, (SECOND, "5.50", "0.50", 0), status="PENDING")], [money(71, "30")], 0),
        ([refund(81, (FIRST, "22", "2", 0))], [money(71, "22", "REFUNDED"), money(72, "8")], 0),
        ([refund(81, ALL_OF_THE_FIRST, status="FAILED"), refund(82, ALL_OF_THE_FIRST)], [PAID], 2),
        ([refund(81, (FIRST, "1", "0", 0), by=79, status="FAILED")], [money(79, "9", "DECLINED")], 0),
        ([refund(81, ALL_OF_THE_FIRST)], [by_card(71, "30")], 2),
    ],
)
def test_what_holds(refunds, payments, units):
    """To the cent; a refund that failed does not count."""
    order = holding(*refunds, payments=payments, units=units)
    assert order.refunds == tuple(refunds)


TWICE = [refund(81, (FIRST, "11", "1", 0)), refund(82, (FIRST, "11.01", "1", 0))]


@pytest.mark.parametrize(
    ("refunds", "payments", "named", "given"),
    [
        ([refund(81, (guid(77), "1", "0", 0))], [PAID], "Order.refunds[0].lines", guid(77)),
        ([refund(81, (FIRST, "1", "0", 0), by=77)], [PAID], "Order.refunds[0].payments", guid(77)),
        ([refund(81, (FIRST, "1", "0", 0), by=72)], [PAID, by_membership(72)], "Order.refunds[0].payments", guid(72)),
        ([refund(81, (FIRST, "1", "0", 0))], [by_card(71, "30", "VOIDED"), money(72, "30")],
         "Order.refunds[0].payments", guid(71)),
        ([refund(81, (FIRST, "1", "0", 0))], [by_card(71, "0.99"), money(72, "30")], "Order.payments[0]", "USD 1.00"),
        ([refund(81, (FIRST, "1", "0", 0), by=72)], [PAID, money(72, "3", "DECLINED")], "Order.refunds[0].payments",
         guid(72)),
        ([refund(81, (FIRST, "1", "0", 0))], [money(71, "0.99", "REFUNDED"), money(72, "9")], "Order.payments[0]",
         "USD 1.00"),
        ([refund(81, (FIRST, "1", "0", 0), status="PENDING")], [money(71, "0.99"), money(72, "9")],
         "Order.payments[0]", "USD 1.00"),
        ([refund(81, (FIRST, "1", "0", 0))], [money(71, "30")], "Order.payments[0].status",
         "APPROVED and USD 1.00 refunded of USD 30.00"),
        ([refund(81, (FIRST, "1", "0", 0))], [money(71, "30", "REFUNDED")], "Order.payments[0].status",
         "REFUNDED and USD 1.00 refunded of USD 30.00"),
        ([refund(81, (FIRST, "1", "0", 0), status="PENDING")], [PAID], "Order.payments[0].status",
         "PARTIALLY_REFUNDED and USD 0.00 refunded of USD 30.00"),
        ([refund(81, (FIRST, "22", "2", 0))], [money(71, "22", "PARTIALLY_REFUNDED")], "Order.payments[0].status",
         "PARTIALLY_REFUNDED and USD 22.00 refunded of USD 22.00"),
        ([], [money(71, "30", "REFUNDED")], "Order.payments[0].status", "REFUNDED and USD 0.00 refunded of USD 30.00"),
        (TWICE, [PAID], "Order.refunds", f"USD 22.01, of it tax USD 2.00, of {FIRST}"),
        ([refund(81, (FIRST, "22", "2.01", 0))], [PAID], "Order.refunds",
         f"USD 22.00, of it tax USD 2.01, of {FIRST}"),
        ([refund(81, shipping=("3.31", "0"))], [PAID], "Order.refunds", "USD 3.31, of it tax USD 0.00, of shipping"),
        ([refund(81, fees=("1", "0.21"))], [PAID], "Order.refunds",
         "USD 1.00, of it tax USD 0.21, of additional_fees"),
        ([refund(81, (FIRST, "1", "0", 1))], [PAID], "Order.line_items[0].refund_quantity", 0),
        ([refund(81, (FIRST, "30.01", "0", 0))], [PAID], "Order.refunds", "USD 30.01 refunded, USD 30.00 paid"),
    ],
)  # fmt: skip
def test_what_contradicts_itself(refunds, payments, named, given):
    """Refused by place, with what was given."""
    with pytest.raises(cc.InvalidField) as caught:
        holding(*refunds, payments=payments)
    assert (caught.value.field, caught.value.given) == (named, given)


FINER = cc.Money("1.001", "USD")


@pytest.mark.parametrize(
    ("named", "changes"),
    [
        ("price_summary.total", {"price_summary": attrs.evolve(ORDER.price_summary, total=FINER)}),
        ("pay_now.total", {"pay_now": attrs.evolve(ORDER.pay_now, total=FINER)}),
        ("line_items[1].total_price_after_tax",
         {"line_items": [ORDER.line_items[0], attrs.evolve(ORDER.line_items[1], total_price_after_tax=FINER)]}),
        ("line_items[0].tax_info.tax_amount",
         {"line_items": [attrs.evolve(ORDER.line_items[0],
                                      tax_info=attrs.evolve(ORDER.line_items[0].tax_info, tax_amount=FINER))]}),
        ("payments[0].amount", {"payments": [money(71, "1.001")]}),
    ],
)  # fmt: skip
def test_amounts_that_are_counted_with_are_whole(named, changes):
    """Of the minor unit; only unit prices may be finer."""
    with pytest.raises(cc.InvalidField, match="whole minor units of USD") as caught:
        attrs.evolve(ORDER, **changes)
    assert caught.value.field == f"Order.{named}"
    first, *others = ORDER.line_items
    attrs.evolve(ORDER, line_items=[attrs.evolve(first, price=FINER), *others])


def first(**changes):
    """The order's lines, the first one changed."""
    line, *others = ORDER.line_items
    return [attrs.evolve(line, **changes), *others]


def test_no_more_is_due_now_than_in_all():
    """The cent between."""
    total = ORDER.price_summary.total
    more = attrs.evolve(ORDER.pay_now, total=total + usd("0.01"))
    with pytest.raises(cc.InvalidField, match=r"^Order\.pay_now\.total: .*allowed: at most the order's total"):
        attrs.evolve(ORDER, pay_now=more)
    assert attrs.evolve(ORDER, pay_now=attrs.evolve(more, total=total))


def test_no_more_tax_than_amount():
    """Of a line; the whole of it may be."""
    for tax_amount in ("22", "22.01"):
        lines = first(tax_info=attrs.evolve(ORDER.line_items[0].tax_info, tax_amount=usd(tax_amount)))
        if tax_amount == "22":
            assert attrs.evolve(ORDER, line_items=lines)
            continue
        with pytest.raises(cc.InvalidField, match=rf"USD 22\.01 tax in USD 22\.00 of {FIRST}"):
            attrs.evolve(ORDER, line_items=lines)


@pytest.mark.parametrize(
    ("restock", "unsent", "counts", "blamed"),
    [
        (True, 0, {"refund_quantity": 2, "restock_quantity": 2}, None),
        (True, 0, {"refund_quantity": 2, "restock_quantity": 1}, "restock_quantity"),
        (False, 0, {"refund_quantity": 2, "restock_quantity": 0}, None),
        (False, 0, {"refund_quantity": 1}, "refund_quantity"),
        (False, 2, {"refund_quantity": 2, "fulfilled_quantity": 0}, None),
        (False, 1, {"refund_quantity": 2, "fulfilled_quantity": 1}, None),
        (False, 1, {"refund_quantity": 2, "fulfilled_quantity": 2}, "fulfilled_quantity"),
    ],
)
def test_what_lines_count(restock, unsent, counts, blamed):
    """What refunds take back, and what was never sent."""
    [line] = refund(81, ALL_OF_THE_FIRST).lines
    line = attrs.evolve(line, restock=restock, unsent_quantity=unsent)
    refunds = [attrs.evolve(refund(81, ALL_OF_THE_FIRST), lines=[line])]
    if blamed is None:
        assert holding(*refunds, line_items=first(**counts))
        return
    with pytest.raises(cc.InvalidField) as caught:
        holding(*refunds, line_items=first(**counts))
    assert caught.value.field == f"Order.line_items[0].{blamed}"
