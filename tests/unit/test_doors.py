"""Amounts of py-moneyed pass every door, and are ours behind it."""

import typing
from decimal import Decimal

import attrs
import moneyed
import pytest
import samples
from placed import FIRST, paid, placed, refund

import checkout_core as cc
from checkout_core import plans, whatif

PLAIN = moneyed.Money("10.00", "USD")
OURS = cc.Money("10.00", "USD")


def kinds(annotation):
    """The types that an annotation is made of."""
    inner = (argument for argument in typing.get_args(annotation) if not isinstance(argument, list))
    return {annotation}.union(*map(kinds, inner))


def doors():
    """Every field of a public class that is checked, and holds amounts."""
    for module in (cc, plans, whatif):
        for kind in (getattr(module, name) for name in module.__all__):
            if isinstance(kind, type) and attrs.has(kind):
                hints = typing.get_type_hints(kind)
                for field in attrs.fields(kind):
                    if field.init and field.validator and cc.Money in kinds(hints[field.name]):
                        yield pytest.param(field, hints[field.name], id=f"{kind.__name__}.{field.name}")


@pytest.mark.parametrize(("field", "annotation"), {door.id: door for door in doors()}.values())
def test_fields(field, annotation):
    """An amount, or amounts by name; NaN gets through none of them."""
    by_name = typing.get_origin(annotation) is not None and str in kinds(annotation)
    given = {"standard": PLAIN} if by_name else PLAIN
    converted = field.converter(given)
    amount = converted["standard"] if by_name else converted
    assert (type(amount), amount) == (cc.Money, OURS)
    nan = moneyed.Money(Decimal("NaN"), "USD")
    with pytest.raises(cc.InvalidAmount):
        field.converter({"standard": nan} if by_name else nan)


def test_computed_classes_are_found():
    """The doors are not only those of the store."""
    names = {door.id for door in doors()}
    assert {"CatalogItem.price", "OrderPriceSummary.total", "PlanPrice.total", "Scenario.prices"} <= names
    assert len(names) > 70


@pytest.mark.parametrize(
    ("door", "passed"),
    [
        (lambda: cc.money(PLAIN), OURS),
        (lambda: cc.round_money(moneyed.Money("1.005", "USD")), cc.Money("1.01", "USD")),
        (lambda: cc.total([PLAIN, OURS], "USD"), cc.Money(20, "USD")),
        (lambda: cc.allocate(PLAIN, [1, 3])[1], cc.Money("7.50", "USD")),
        (lambda: cc.split(PLAIN, 3)[0], cc.Money("3.34", "USD")),
        (lambda: cc.format_money(PLAIN), "$10.00"),
        (lambda: OURS + PLAIN, cc.Money(20, "USD")),
        (lambda: PLAIN - OURS, cc.Money(0, "USD")),
    ],
)
def test_functions(door, passed):
    """What they return is ours."""
    result = door()
    assert (type(result), result) == (type(passed), passed)


def test_operations():
    """What they keep and pay back."""
    checkout = cc.update_checkout(
        samples.full_checkout(), samples.full_store(), now=samples.NOW, gift_card_redeem_amount=PLAIN
    )
    assert type(checkout.gift_card_redeem_amount) is cc.Money
    order = paid(placed(("10", 3), shipping="10"))
    [given] = refund(order, 81, {FIRST: cc.RefundLine(quantity=1, amount=PLAIN)}, shipping=PLAIN).refunds
    assert (type(given.amount), given.amount) == (cc.Money, cc.Money(20, "USD"))
