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


FINER, EURO = cc.Money("1.001", "USD"), cc.Money("1", "EUR")


def within(owner, path, amount):
    """The object with this amount at a path of names and places, all else as it is."""
    name, *rest = path
    inner = owner[name] if isinstance(name, int) else getattr(owner, name)
    changed = within(inner, rest, amount) if rest else amount
    if isinstance(name, int):
        return (*owner[:name], changed, *owner[name + 1 :])
    return attrs.evolve(owner, **{name: changed})


LATER_PAID = attrs.evolve(ORDER, pay_after_free_trial=ORDER.pay_now, payments=[money(71, "30")])
SUMMARY = ["subtotal", "shipping", "tax", "discount", "total", "total_additional_fees"]
COUNTED = [
    *((summary, name) for summary in ("price_summary", "pay_now", "pay_after_free_trial") for name in SUMMARY),
    ("tax_info", "total_tax"),
    ("line_items", 1, "line_item_price"),
    ("line_items", 1, "total_discount"),
    ("line_items", 1, "total_price_before_tax"),
    ("line_items", 1, "total_price_after_tax"),
    ("line_items", 0, "tax_info", "tax_amount"),
    ("shipping_info", "cost", "total_price_after_tax"),
    ("shipping_info", "cost", "tax_info", "tax_amount"),
    ("additional_fees", 0, "price_after_tax"),
    ("additional_fees", 0, "tax_info", "tax_amount"),
    ("payments", 0, "amount"),
]
"""Where the amounts are that are counted with."""


def named(path):
    """The path as errors say it."""
    return "Order" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


@pytest.mark.parametrize("path", COUNTED)
def test_amounts_that_are_counted_with_are_whole(path):
    """Of the minor unit, and in the order's currency."""
    with pytest.raises(cc.InvalidField) as caught:
        within(LATER_PAID, path, FINER)
    answer = (named(path), "USD 1.001", "whole minor units of USD")
    assert (caught.value.field, str(caught.value.given), caught.value.allowed) == answer
    with pytest.raises(cc.CurrencyMismatch) as mismatch:
        within(LATER_PAID, path, EURO)
    assert str(mismatch.value) == f"{named(path)}: EUR 1.00 is not in USD"


def test_unit_prices_may_be_finer():
    """They are not counted with."""
    assert within(ORDER, ("line_items", 0, "price"), FINER).line_items[0].price == FINER


def in_another(amount):
    """A refund of this amount of the delivery."""
    part, nothing = cc.RefundedPart(amount=amount, tax=amount - amount), amount - amount
    return attrs.evolve(
        refund(81, shipping=("1", "0")),
        amount=amount,
        tax=nothing,
        shipping=part,
        payments=[cc.RefundedPayment(payment_id=guid(71), amount=amount)],
    )


def test_refunds_are_in_the_orders_currency_and_whole():
    """As payments are."""
    with pytest.raises(cc.CurrencyMismatch, match=r"^Order\.refunds\[0\]\.amount: EUR 1\.00 is not in USD$"):
        holding(in_another(EURO))
    with pytest.raises(cc.InvalidField, match=r"^Order\.refunds\[0\]\.amount: .*whole minor units of USD$"):
        holding(in_another(FINER))


@pytest.mark.parametrize("status", ["SUCCEEDED", "PENDING"])
def test_parts_of_refunds_are_whole(status):
    """Where two that are finer come to a whole amount, too."""
    half = {"tax": usd("0"), "amount": usd("0.005")}
    whole = refund(81, shipping=("0.01", "0"), status=status)
    lines = [cc.RefundedLine(line_item_id=own, **half) for own in (FIRST, SECOND)]
    with pytest.raises(cc.InvalidField, match=rf"^Order\.refunds\[0\]: {FIRST}\.amount: .*whole minor units of USD$"):
        holding(attrs.evolve(whole, shipping=None, lines=lines))
    lines = [
        cc.RefundedLine(line_item_id=FIRST, amount=usd("0.01"), tax=usd("0.005")),
        cc.RefundedLine(line_item_id=SECOND, amount=usd("0.01"), tax=usd("0.005")),
    ]
    two = refund(81, shipping=("0.02", "0.01"), status=status)
    with pytest.raises(cc.InvalidField, match=rf"^Order\.refunds\[0\]: {FIRST}\.tax: .*whole minor units of USD$"):
        holding(attrs.evolve(two, shipping=None, lines=lines))
    halves = [cc.RefundedPayment(payment_id=guid(own), amount=usd("0.005")) for own in (71, 72)]
    with pytest.raises(cc.InvalidField, match=r"^Order\.refunds\[0\]\.payments\.amount: .*whole minor units of USD$"):
        holding(attrs.evolve(whole, payments=halves), payments=[PAID, money(72, "3")])


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
    """Of a line, the delivery, the fees; the whole of it may be."""
    for path, most, more, part in (
        (("line_items", 0), "22.00", "22.01", FIRST),
        (("shipping_info", "cost"), "3.30", "3.31", "shipping"),
        (("additional_fees", 0), "2.20", "2.21", "additional_fees"),
    ):
        where = (*path, "tax_info", "tax_amount")
        assert within(ORDER, where, usd(most))
        with pytest.raises(cc.InvalidField, match=rf"^Order: got 'USD {more} tax in USD {most} of {part}'"):
            within(ORDER, where, usd(more))


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


def test_lines_may_count_more_than_the_refunds_here():
    """Others may have refunded before; no less."""
    whole = refund(81, ALL_OF_THE_FIRST)
    [line] = whole.lines
    one = attrs.evolve(whole, lines=[attrs.evolve(line, quantity=1, restock=True)])
    order = holding(one, line_items=first(refund_quantity=2, restock_quantity=2))
    assert (order.line_items[0].refund_quantity, order.line_items[0].restock_quantity) == (2, 2)


def test_a_failed_refund_counts_nothing():
    """Neither units, nor what comes back, nor what was never sent."""
    whole = refund(81, ALL_OF_THE_FIRST, status="FAILED")
    [line] = whole.lines
    failed = attrs.evolve(whole, lines=[attrs.evolve(line, restock=True, unsent_quantity=2)])
    order = holding(failed, payments=[money(71, "30")], line_items=first(fulfilled_quantity=2))
    assert order.refunds == (failed,)


def test_a_zero_refund_of_units():
    """Has no payments, and marks none."""
    nothing = attrs.evolve(refund(81, (FIRST, "0", "0", 2)), payments=[])
    order = holding(nothing, payments=[money(71, "30")], units=2)
    assert order.payment_status is cc.PaymentStatus.PARTIALLY_PAID
    with pytest.raises(cc.InvalidField) as caught:
        holding(nothing, payments=[money(71, "30")], units=1)
    assert caught.value.field == "Order.line_items[0].refund_quantity"


def test_no_more_units_unsent_than_refunded():
    """Of one part."""
    [line] = refund(81, ALL_OF_THE_FIRST).lines
    assert attrs.evolve(line, unsent_quantity=2).unsent_quantity == 2
    with pytest.raises(
        cc.InvalidField, match=r"^RefundedLine\.quantity: got '2', allowed: at least the unsent_quantity"
    ):
        attrs.evolve(line, unsent_quantity=3)


def test_unsent_units_of_several_refunds_add_up():
    """And, with those that were sent, come to no more than the line; the id in any case."""
    own = "abcdefab-0000-0000-0000-000000000001"
    half = [
        attrs.evolve(part, lines=[attrs.evolve(part.lines[0], unsent_quantity=1)])
        for part in (refund(81, (own, "11", "1", 1)), refund(82, (own.upper(), "11", "1", 1)))
    ]
    holds = holding(*half, line_items=first(id=own, refund_quantity=2, fulfilled_quantity=0))
    assert [part.lines[0].unsent_quantity for part in holds.refunds] == [1, 1]
    with pytest.raises(cc.InvalidField) as caught:
        holding(*half, line_items=first(id=own, refund_quantity=2, fulfilled_quantity=1))
    answer = ("Order.line_items[0].fulfilled_quantity", 1, "at most 0: the others were refunded before they were sent")
    assert (caught.value.field, caught.value.given, caught.value.allowed) == answer
