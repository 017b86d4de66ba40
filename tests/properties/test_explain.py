"""The story of every price can be told, and its arithmetic holds."""

import re
from fractions import Fraction

from hypothesis import given
from strategies import crowded_inputs, deposits_above_the_price, priced_inputs

import checkout_core as cc

ARITHMETIC = re.compile(r"[0-9. x/+()%-]+")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?( %)?")


def value_of(formula):
    """What a formula of numbers comes to, exactly; None where there are words in it or digits were cut."""
    if not ARITHMETIC.fullmatch(formula):
        return None
    python = NUMBER.sub(_fraction, formula).replace("x", "*")
    return eval(python, {"Fraction": Fraction})  # noqa: S307  # nothing but numbers and + - * / ( )


def _fraction(found):
    number = found[0].removesuffix(" %")
    return f"(Fraction('{number}') / {100 if found[1] else 1})"


def check_story(checkout, store):
    """Every formula in numbers comes to its amount, exactly where no note speaks of rounding or shares."""
    priced = cc.price(checkout, store)
    unit = Fraction(1, 10 ** cc.exponent(store.currency))
    story = cc.explain(priced)
    assert str(story)
    for step in story.steps:
        value = None if step.amount is None else value_of(step.formula)
        if value is None:
            continue
        told = Fraction(step.amount.amount)
        if not step.note or step.note.startswith(("instead of", "only ", "out of stock", "without tax")):
            assert told == max(value, 0), step
        elif step.note.startswith("exactly") and "rounded" in step.note and "cut" not in step.note:
            off = abs(told - value)
            parts = int(step.formula.split(" x ")[0]) if "x (" in step.formula else 1
            assert off < unit * parts, step


@given(priced_inputs())
def test_every_formula_comes_to_its_amount(priced_input):
    """In any store and checkout."""
    check_story(*priced_input)


@given(crowded_inputs())
def test_every_formula_comes_to_its_amount_where_taxes_crowd(priced_input):
    """Where included tax finds no room."""
    check_story(*priced_input)


@given(deposits_above_the_price())
def test_every_formula_comes_to_its_amount_where_deposits_are_large(priced_input):
    """Where a deposit is more than the line."""
    check_story(*priced_input)
