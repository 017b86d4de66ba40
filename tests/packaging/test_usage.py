"""What type checkers refuse is refused at run time as well; what they cannot see is refused there alone.

A validator is called when `violations` is read, so what is no validator is refused then: tests of violations do that.
"""

import ast
from datetime import UTC, datetime
from pathlib import Path

import pytest
import samples
from pydantic import ValidationError

import checkout_core as cc

SOURCE = (Path(__file__).parents[1] / "typing" / "usage.py").read_text(encoding="utf-8")
FUNCTIONS = {node.name: node for node in ast.parse(SOURCE).body if isinstance(node, ast.FunctionDef)}
WRONG = [
    ast.unparse(statement)
    for statement in FUNCTIONS["wrong"].body
    if "type: ignore" in SOURCE.splitlines()[statement.lineno - 1] and "validators" not in ast.unparse(statement)
]
USD, EUR = cc.Money(1, "USD"), cc.Money(1, "EUR")


@pytest.fixture
def names():
    """What the statements may use."""
    known = {}
    exec(compile(SOURCE, "usage.py", "exec"), known)  # noqa: S102  # our own
    return known | {
        "checkout": samples.full_checkout(),
        "store": samples.full_store(),
        "now": datetime(2026, 1, 1, tzinfo=UTC),
    }


@pytest.mark.parametrize("statement", WRONG)
def test_what_is_wrong(statement, names):
    """Each line that checkers refuse."""
    with pytest.raises((TypeError, AttributeError, cc.CheckoutCoreError, ValidationError)):
        exec(statement, names)  # noqa: S102  # our own


@pytest.mark.parametrize(
    "literal",
    [
        lambda: cc.CatalogItem(price=USD, full_price=EUR),
        lambda: cc.CatalogItem(price=USD, deposit_amount=EUR),
        lambda: cc.CatalogOverrideFields(price=USD, deposit_amount=EUR),
        lambda: cc.Coupon(id=samples.guid(1), code="C", name="C", minimum_subtotal=USD, money_off_amount=EUR),
        lambda: cc.ShippingOption(code="c", cost=USD, free_from_subtotal=EUR),
        lambda: cc.SubtotalRange(scopes=samples.rule_scopes(), from_=USD, to=EUR),
        lambda: cc.total([USD, EUR], "USD"),
        lambda: cc.Store(currency="EUR", catalog={samples.SHIRT: cc.CatalogItem(price=USD)}),
        lambda: cc.Store(currency="EUR", minimum_order_subtotal=USD),
        lambda: cc.SeenPrice(subtotal=USD, total=EUR),
        lambda: USD + EUR,
        lambda: USD < EUR,
        lambda: sum([EUR], USD),
    ],
)
def test_mixed_currencies_in_one_literal(literal):
    """One type, so no checker can tell them apart: the value itself refuses."""
    with pytest.raises(cc.CurrencyMismatch):
        literal()
