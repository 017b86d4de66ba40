"""Every law holds for every checkout that the strategies can think of, and speaks for a price that was doctored."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from doctored import PRICED
from hypothesis import given
from price_faults import EXEMPT, FAULTS, FREE, LATER_ON, ONLY_MERCHANT, PLAIN, TWO_FIT, WITHOUT_TRIAL

import checkout_core as cc
from checkout_core import testing
from checkout_core.pricing.engine import price
from checkout_core.testing import LAWS
from checkout_core.testing.laws.determinism import DETERMINISM, check_determinism
from checkout_core.testing.reference.published import published
from checkout_core.testing.strategies.checkouts import priced_inputs
from checkout_core.testing.strategies.corners import crowded_inputs, subtotals_at_the_edge


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@given(priced_input=priced_inputs() | crowded_inputs() | subtotals_at_the_edge())
def test_law_holds(law, priced_input: tuple[cc.Checkout, cc.Store]):
    """The law holds for the price of any checkout."""
    law(price(*priced_input))


# --- one figure changed -----------------------------------------------------------------------------------------------


OF_FIGURES = {law.__name__.removeprefix("check_"): law for law in LAWS if law not in DETERMINISM}
"""The laws that do not price anew; law 10, which does, speaks for every figure (`test_determinism`)."""


def words_of(law, priced_):
    """The first line of what the law says; None if it is silent."""
    try:
        law(priced_)
    except AssertionError as error:
        return re.sub(r"0{8}(?:-0{4}){3}-0*(?=[0-9])", "#", str(error).splitlines()[0])
    return None


@pytest.mark.parametrize("what", FAULTS)
def test_law_speaks_of_its_fault_and_no_unrelated_one_does(what):
    """The law says what is wrong, in these words; besides it only those that look at the same figure speak."""
    fault = FAULTS[what]
    said = {name: words_of(law, fault.price) for name, law in OF_FIGURES.items()}
    assert said[fault.law].startswith(fault.says)
    assert {name for name, words in said.items() if words} == {fault.law, *fault.also}


@pytest.mark.parametrize("what", FAULTS)
def test_pricing_anew_speaks_of_every_changed_figure(what):
    """Law 10 speaks wherever a figure is not what its checkout and store come to; else the fault is in these."""
    doctored_price = FAULTS[what].price
    again = published(price(doctored_price.checkout, doctored_price.store)) == published(doctored_price)
    assert words_of(check_determinism, doctored_price) == (None if again else "priced again, the price is another:")


def test_every_law_has_a_fault_that_is_its_own():
    """For each law there is a doctored price of which it alone speaks."""
    alone = {fault.law for fault in FAULTS.values() if not fault.also}
    assert alone == set(OF_FIGURES)


@pytest.mark.parametrize(
    "held",
    [PRICED, FREE, PLAIN, WITHOUT_TRIAL, ONLY_MERCHANT, LATER_ON, EXEMPT, TWO_FIT],
    ids=["rich", "free", "plain", "no trial", "merchant", "cycles", "exempt", "two memberships"],
)
def test_laws_hold_before_doctoring(held):
    """The prices that are doctored obey every law."""
    for law in LAWS:
        law(held)


HOME = Path(testing.__file__).parent
SOURCES = [path for folder in ("laws", "reference") for path in sorted(HOME.glob(f"{folder}/**/*.py"))]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_python_that_drops_assertions_drops_no_law(path):
    """There is no assert statement, which `python -O` strips: laws raise."""
    assert not [node.lineno for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Assert)]


def test_laws_and_reference_need_the_library_alone():
    """Nothing that the extra brings is imported with them, nor the wire layer."""
    code = (
        "import sys, checkout_core.testing as t; "
        "t.LAWS, t.ORDER_LAWS, t.check_scaling, t.check_split_line, t.reference_price; "
        "print([name for name in ('hypothesis', 'cattrs', 'iso4217') if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-O", "-c", code], check=True, capture_output=True, text=True)
    assert ran.stdout == "[]\n"
