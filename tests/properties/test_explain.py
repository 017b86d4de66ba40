"""The story of every price can be told, and its arithmetic holds."""

import re
from fractions import Fraction
from itertools import takewhile

from drawn import sample
from hypothesis import event, given

import checkout_core as cc
from checkout_core.testing.strategies.checkouts import crowded_inputs, deposits_above_the_price, priced_inputs

NAMES = re.compile(r"\b(?:subtotal|shipping|fees|tax|discount|lines|others|deposit|price|paid offline:) ")
TAIL = re.compile(r"(?:; tax .* is inside|, the tax of one: .*| for lines? .*|, once, shared out .*|, off .*)$")
ARITHMETIC = re.compile(r"[0-9. x/+()%-]+")
NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?( %)?")
UNROUNDED = ("instead of", "only ", "out of stock", "without tax", "with line", "nothing is paid online")


def value_of(formula):
    """What a formula comes to, exactly; None where it tells no arithmetic or digits were cut."""
    formula = NAMES.sub("", TAIL.sub("", formula)).replace(" % of ", " % x ")
    formula = formula.rpartition(": ")[2]
    if not ARITHMETIC.fullmatch(formula):
        return None
    python = NUMBER.sub(_fraction, formula).replace("x", "*")
    return eval(python, {"Fraction": Fraction})  # noqa: S307  # nothing but numbers and + - * / ( )


def _fraction(found):
    number = found[0].removesuffix(" %")
    return f"(Fraction('{number}') / {100 if found[1] else 1})"


def check_story(checkout, store):
    """Hold every formula that tells arithmetic against its amount; return how many were held and how many not."""
    priced = cc.price(checkout, store)
    unit = Fraction(1, 10 ** cc.exponent(store.currency))
    story = cc.explain(priced)
    assert str(story)
    held = 0
    for step in story.steps:
        value = None if step.amount is None or step.stage == "display" else value_of(step.formula)
        if value is None:
            continue
        held += 1
        told, note = Fraction(step.amount.amount), step.note
        if "by largest remainder" in note or "no room" in note:
            assert abs(told - value) < 2 * unit or ("no room" in note and store.tax_included_in_price), step
        elif "cut at" in note:
            assert told <= value, step
        elif "not below zero" in step.formula:
            assert told == max(value, 0), step
        elif "rounded" in note and "the tax of one" not in step.formula:
            assert told / unit == store.policy.rounding.divide(*(value / unit).as_integer_ratio()), step
        else:
            assert told == value or step.stage == "gift card", step
    check_totals(story.steps, store)
    return held, len(story.steps) - held


def check_totals(steps, store):
    """Where a tax is rounded in total, the exact parts that are listed come to the exact total that is told."""
    for place, total in enumerate(steps):
        if (total.stage, total.label) != ("tax", "total"):
            continue
        parts = takewhile(lambda step: step.label.startswith("  "), steps[place + 1 :])
        exact = [part.formula.rpartition(" = ")[2] for part in parts]
        if any("…" in text for text in exact):
            continue
        whole = sum(map(Fraction, exact)) * 10 ** cc.exponent(store.currency)
        rounded = Fraction(store.policy.rounding.divide(*whole.as_integer_ratio()))
        missing = "found no room" in total.note
        assert missing is store.tax_included_in_price or not missing, total
        told = Fraction(total.amount.amount) * 10 ** cc.exponent(store.currency)
        assert told == rounded or (missing and told < rounded), total


@given(priced_inputs())
def test_every_formula_comes_to_its_amount(priced_input):
    """In any store and checkout: exactly, or rounded as the policy says."""
    held, other = check_story(*priced_input)
    event(f"{held * 10 // (held + other) * 10} % of the steps held")


@given(crowded_inputs())
def test_every_formula_comes_to_its_amount_where_taxes_crowd(priced_input):
    """Where included tax finds no room."""
    check_story(*priced_input)


@given(deposits_above_the_price())
def test_every_formula_comes_to_its_amount_where_deposits_are_large(priced_input):
    """Where a deposit is more than the line."""
    check_story(*priced_input)


def test_most_steps_tell_arithmetic():
    """More than two thirds are held against their amount; the others speak in words or cut digits."""
    held, other = (sum(counts) for counts in zip(*(check_story(*pair) for pair in sample(200)), strict=True))
    assert held > 2 * other
