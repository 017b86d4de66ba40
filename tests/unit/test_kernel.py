"""The kernel's parts: arithmetic against the exact one, guards, and that what was compiled is what stands there."""

import ast
import importlib
import inspect
import math
import pkgutil
import shutil
import sys
from collections import defaultdict
from decimal import Decimal
from functools import lru_cache
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pyarrow as pa
import pytest
from batches import priced_alike
from large import large_cart, large_scenario, large_shop
from quick import coupon, delivery, item, priced, tax

import checkout_core as cc
from checkout_core.allocation import allocate_units
from checkout_core.model.catalog import MAX_QUANTITY
from checkout_core.model.checkout import MAX_LINES
from checkout_core.model.figures import Sums
from checkout_core.model.scenario import Scenario
from checkout_core.pricing.tax import _shares
from checkout_core.whatif import batch as batch_module
from checkout_core.whatif import kernel
from checkout_core.whatif.batch import price_batch
from checkout_core.whatif.carts import carts_to_arrow
from checkout_core.whatif.kernel import allocation, checks, columns, compiled, line_items, rounding, summary
from checkout_core.whatif.kernel import sweep as kernel_sweep
from checkout_core.whatif.kernel import tax as kernel_tax
from checkout_core.whatif.schema import CARTS, store_of, with_store
from checkout_core.whatif.what_if import FIGURES

FOLDER = Path(kernel.__path__[0])
MODULES = [
    importlib.import_module(f"{kernel.__name__}.{entry.name}") for entry in pkgutil.iter_modules(kernel.__path__)
]


def in_python(function):
    """The function as it is written."""
    return getattr(function, "py_func", function)


@pytest.fixture
def not_compiled(monkeypatch):
    """Let the kernel run as it is written: a number that does not fit is a warning then, and so an error."""
    for module in (*MODULES, batch_module):
        for name, value in list(vars(module).items()):
            if hasattr(value, "py_func"):
                monkeypatch.setattr(module, name, value.py_func)


def ints(*numbers):
    """A column."""
    return np.array(numbers, np.int64)


# --- what is compiled -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(path.name for path in FOLDER.glob("*.py")))
def test_another_text_is_another_version(tmp_path, name):
    """A changed character in any file of the kernel: what was compiled before is not taken for it."""
    copy = tmp_path / "kernel"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    assert compiled.version_of(copy) == compiled.version_of(FOLDER) == compiled.VERSION
    with (copy / name).open("a", encoding="utf-8") as file:
        file.write(" ")
    assert compiled.version_of(copy) != compiled.VERSION
    (copy / name).unlink()
    assert compiled.version_of(copy) != compiled.VERSION


@pytest.mark.parametrize("function", [checks.find_problems, kernel_sweep.price_carts, kernel_sweep.sweep_totals])
def test_what_is_kept_bears_the_version(function):
    """Numba keeps compiled functions by their names; the version is a part of these."""
    assert in_python(function).__qualname__.endswith(f"_{compiled.VERSION}")


def test_the_kernel_depends_on_no_other_text():
    """Of other modules it takes names of roundings alone: their numbers stand in the kernel."""
    taken = {
        (node.module, name.name)
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module.startswith("checkout_core")
        for name in node.names
        if not node.module.startswith("checkout_core.whatif.kernel.")
    }
    assert taken == {("checkout_core.rounding", "Rounding"), ("checkout_core.model.store", "TaxRounding")}


def test_numbers_are_the_models():
    """What is written out in the kernel is what stands elsewhere."""
    assert list(rounding.MODES) == list(cc.Rounding)
    assert sorted(rounding.MODES.values()) == list(range(len(cc.Rounding)))
    assert {mode.value: number for mode, number in rounding.MODES.items()} == {
        name: number for name, number in vars(rounding).items() if name in cc.Rounding.__members__
    }
    assert {level.value: number for level, number in kernel_tax.LEVELS.items()} == {"LINE": 0, "UNIT": 1, "TOTAL": 2}
    assert set(kernel_tax.LEVELS) == set(cc.TaxRounding)
    assert (kernel_tax.LINE, kernel_tax.UNIT, kernel_tax.TOTAL) == (0, 1, 2)
    assert line_items.MAX_QUANTITY == MAX_QUANTITY
    assert checks.MAX_LINES == MAX_LINES
    assert len(Sums._fields) == summary.FIELDS
    assert Sums._fields[summary.TOTAL] == "total"
    assert len(FIGURES) == summary.FIGURE_COUNT
    assert FIGURES[summary.GIFT_CARD] == "gift_card"
    assert [FIGURES[place] for place in (0, summary.PAY_NOW, summary.PAY_LATER)] == [
        "subtotal",
        "pay_now_subtotal",
        "pay_later_subtotal",
    ]


def test_one_kernel_for_all_columns():
    """Columns from Arrow cannot be written to, others can: for that Numba must not compile another kernel.

    It would be one for each mixture, half a minute each.
    """
    store, line = cc.Store(currency="USD"), {"quantity": 1, "price": 100}
    for more, beside in ({}, {}), ({"parts": 1, "deposit": 5}, {"gift_card": 7, "charges": [1]}), ({}, {"redeem": 1}):
        made = pa.RecordBatch.from_pylist([{"lines": [line | more]} | beside] * 3, with_store(CARTS, store))
        for piece in (made, made.slice(1, 1), made.slice(0, 0)):
            price_batch(piece, lines=True)
            price_batch(piece)
    for function in (checks.find_problems, kernel_sweep.price_carts):
        assert len(getattr(function, "signatures", [""])) == 1


def test_columns_are_made_alike():
    """Whatever the columns are, the kernel gets them in one piece, and as what cannot be written to."""
    made = columns.unwritable(columns.Carts(*(np.zeros(4, np.int64)[::2] for _ in columns.Carts._fields)))
    for column in made:
        assert column.tolist() == [0, 0]
        assert column.flags.c_contiguous
        assert column.flags.aligned
        assert not column.flags.writeable
    terms = columns.Terms(*([np.zeros((2, 3), order="F")] * (len(columns.Terms._fields) - 1)), 7)
    changed = columns.unwritable(terms)
    assert changed[-1] == 7
    assert changed[0].flags.c_contiguous
    assert terms[0].flags.writeable


# --- arithmetic -------------------------------------------------------------------------------------------------------

LARGEST = 2**60
RANDOM = Random(3)


def ratios():
    """Small ratios with all their ties, and large ones just below, at and above a half."""
    yield from product(range(31), range(1, 13))
    for _ in range(300):
        denominator = RANDOM.randrange(1, 2 ** RANDOM.randrange(1, 60))
        whole = RANDOM.randrange(LARGEST // denominator)
        half = whole * denominator + denominator // 2
        yield from ((max(0, half + more), denominator) for more in (-1, 0, 1))
    yield from ((LARGEST - 1, 1), (LARGEST - 1, LARGEST - 1), (0, LARGEST - 1), (1, LARGEST - 1))


@pytest.mark.parametrize("mode", cc.Rounding)
def test_divide(mode):
    """As the exact rounding, in all of int64 that is divided, and no step of it overflows."""
    divide = in_python(rounding.divide)
    for numerator, denominator in ratios():
        got = divide(*ints(numerator, denominator), rounding.MODES[mode])
        assert got == mode.divide(numerator, denominator), (numerator, denominator)


@pytest.mark.parametrize(
    ("one", "other", "does"),
    [
        (0, 2**63 - 1, True),
        (1, LARGEST - 2**7, True),
        (1, LARGEST, False),
        (2**30, 2**30 - 1, True),
        (2**30, 2**30, False),
        (2**31, 2**29, False),
        (2**62, 2**62, False),
        (2**63 - 1, 1, False),
    ],
)
def test_fits(one, other, does):
    """Below 2 to the power of 60; products that are no int64 are not computed to find out."""
    assert in_python(rounding.fits)(*ints(one, other)) == does
    assert in_python(rounding.fits)(*ints(other, one)) == does


def shared(units, weights):
    """The kernel's shares."""
    share, rest = (np.full(len(weights) + 1, 77, np.int64) for _ in range(2))
    in_python(allocation.allocate)(units, sum(weights), len(weights), ints(*weights), share, rest)
    assert share[-1] == rest[-1] == 77  # what lies behind is another's
    return share[:-1].tolist()


@pytest.mark.usefixtures("not_compiled")
@pytest.mark.parametrize("left", [0, 1, 2, 59, 60, 61, 62, 199, 298, 299])
def test_allocate_many_units_left(left):
    """So many units are left over for 300 lines, found one by one or by where the rest begins; ties by place."""
    for weights in ([1] * 300, [1, 2] * 150, [2, 1, 1] * 100, RANDOM.choices(range(1, 50), k=300), [0, 3, 0] * 100):
        for units in (left, sum(weights) + left, 7 * sum(weights) + left):
            assert shared(units, weights) == allocate_units(units, weights), (units, weights)


@pytest.mark.usefixtures("not_compiled")
def test_allocate():
    """As the exact shares, from one row to 300, whatever the weights."""
    for _ in range(250):
        bits = RANDOM.randrange(1, 22)
        weights = [RANDOM.randrange(2**bits) for _ in range(RANDOM.choice((1, 2, 3, 10, 100, 300)))]
        weights[0] += 1
        units = RANDOM.randrange(min(2**30, LARGEST // sum(weights)))
        assert shared(units, weights) == allocate_units(units, weights), (units, weights)


def shared_within(units, weights, limits):
    """The kernel's shares of a tax, none above its limit."""
    columns_ = {name: np.zeros(len(weights), np.int64) for name in columns.Rows._fields}
    rows = columns.Rows(**columns_ | {"weight": ints(*weights), "limit": ints(*limits)})
    in_python(kernel_tax._share_out)(units, sum(weights), len(weights), rows)
    assert rows.weight.tolist() == weights
    assert rows.limit.tolist() == limits
    return rows.share.tolist()


@pytest.mark.usefixtures("not_compiled")
@pytest.mark.parametrize("most", [0, 1, 2, 5, 1_000])
def test_tax_is_shared_out_within_limits(most):
    """As the exact shares: what is above a limit goes to the next remainder, in several rounds, or to nobody."""
    rounds = set()
    for _ in range(150):
        count = RANDOM.choice((1, 2, 3, 8, 150))
        weights = [RANDOM.choice((0, 1, 1, 2, 5, RANDOM.randrange(10**6))) for _ in range(count)]
        weights[0] += 1
        units = RANDOM.choice((1, 2, count, 3 * count, RANDOM.randrange(1, 2_000)))
        ideal = [units * weight // sum(weights) for weight in weights]
        limits = [max(0, share + RANDOM.randrange(-most, most + 1)) for share in ideal]
        got = shared_within(units, weights, limits)
        assert got == _shares(units, weights, limits), (units, weights, limits)
        rounds.add(max(share - cut for share, cut in zip(got, ideal, strict=True)))
    assert most < 5 or max(rounds) > 2


@pytest.mark.usefixtures("not_compiled")
def test_many_units_of_a_tax_are_left_by_closed_rows():
    """More than 60 units are awarded while some rows, whose remainders are the largest, are closed."""
    weights = [RANDOM.randrange(1, 1_000) for _ in range(300)]
    for units in (15_000, 15_151, 9_999):
        limits = [units * weight // sum(weights) + (place % 3 != 0) for place, weight in enumerate(weights)]
        assert shared_within(units, weights, limits) == _shares(units, weights, limits)
    assert shared_within(80, [1] * 100 + [0] * 100, [0] * 100 + [80] * 100) == [0] * 100 + [1] * 80 + [0] * 20


def test_gcd():
    """As Python's."""
    for one, other in [(1, 1), (6, 4), (4, 6), (10**6, 1_190_000), (17, 289), (2**40, 3**20)]:
        assert in_python(kernel_tax.gcd)(*ints(one, other)) == math.gcd(one, other)


# --- guards -----------------------------------------------------------------------------------------------------------

TINY = "0.000000000001"
ONE_EACH = [item("1", "JPY", tax_group_id=group) for group in ("a", "b", "c")]


def goods(price, code="JPY", **fields):
    """An item that is paid by a deposit if it has one."""
    if "deposit" in fields:
        fields["deposit_amount"] = cc.Money(fields.pop("deposit"), code)
        fields["payment_option"] = cc.PaymentOptionType.DEPOSIT_ONLINE
    if "extra" in fields:
        extra = cc.Modifier(id="extra", label="extra", price=cc.Money(fields.pop("extra"), code), quantity=100)
        fields["modifier_groups"] = [cc.ModifierGroup(id="extras", name="extras", modifiers=[extra])]
    return item(price, code, **fields)


def large(*lines, code="JPY", change=None, **terms):
    """Checkout, store and scenario; lines as (item, quantity)."""
    result = priced(*lines, currency=code, **terms)
    return result.checkout, result.store, Scenario(name="large", **(change or {}))


def each(**what):
    """A coupon off each unit, in yen."""
    return coupon(currency="JPY", **what)


IN_TOTAL = {"policy": cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL), "included": True}
BY_GROUP = [
    tax("0.5"),
    tax("0.000001", tax_group_ids=["a"]),
    tax("0.000003", tax_group_ids=["b"]),
    tax("0.000007", tax_group_ids=["c"]),
]
LARGE_CARTS = [
    large(*[(goods("500000000000000"), 1_000)] * 3),
    large((goods("200000000000000", "CLF"), 1), code="CLF"),
    large((goods("1", "CLF", extra="2000000000000"), 1), code="CLF"),
    large((goods("1", "CLF"), 1), code="CLF", options=[delivery("200000000000000", currency="CLF")]),
    large(
        (goods("1", "KWD"), 1),
        code="KWD",
        options=[delivery("1", currency="KWD", charges=[("INSURANCE", "500000000000000")] * 10)],
    ),
    large((goods(TINY), 1), change={"prices": {"item-1": cc.Money("999999999", "JPY")}}),
    large((goods("1", extra="100000000000000"), 1), change={"prices": {"item-1": cc.Money("0.001", "JPY")}}),
    large((goods(TINY), 1), coupon=each(money=TINY)),
    large((goods(TINY), 1), coupon=each(money="1000000000")),
    large((goods("1000000000"), 100_000), coupon=each(fixed="0.000001")),
    large((goods(TINY), 1), (goods("1000000000"), 1), coupon=each(money="1", limited_to_one_item=True)),
    large((goods("1000000000"), 1), (goods(TINY), 1), coupon=each(money="1", limited_to_one_item=True)),
    large((goods(f"100000{TINY[1:]}", deposit="1"), 1), change={"deposit_share": Decimal("0.333333")}),
    large((goods(f"1{TINY[1:]}", deposit="100000"), 20)),
    large((goods("1000000000", deposit="999999999"), 1_000), coupon=each(percent="1")),
    large(*((entry, 1) for entry in ONE_EACH), taxes=BY_GROUP, **IN_TOTAL),
    large(
        (goods("800000000000", tax_group_id="a"), 1),
        (goods("800000000000", tax_group_id="b"), 1),
        taxes=[tax("0.000001"), tax("0.000002", tax_group_ids=["b"])],
        **IN_TOTAL,
    ),
]
"""Carts that are just too large in one place each; `large_shop` finds the other places."""


GUARDS = ("fits", "is_small")


def guards():
    """Where the kernel asks whether a number or a product fits: file, first and last place of the call."""
    for module in MODULES:
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GUARDS:
                yield module.__file__, node.lineno, node.col_offset, node.end_col_offset


@pytest.fixture
def answers(monkeypatch, not_compiled):
    """What each guard has answered so far."""
    given = defaultdict(set)

    @lru_cache
    def place(code, instruction):
        line, _, start, end = list(code.co_positions())[instruction // 2]
        return code.co_filename, line, start, end

    def noted(guard):
        def asked(*numbers):
            caller = sys._getframe(1)
            answer = bool(guard(*numbers))
            given[place(caller.f_code, caller.f_lasti)].add(answer)
            return answer

        return asked

    in_place = {name: noted(in_python(getattr(rounding, name))) for name in GUARDS}
    for module, name in product(MODULES, GUARDS):
        if hasattr(module, name):
            monkeypatch.setattr(module, name, in_place[name])
    return given


def test_every_guard_is_met_on_both_sides(answers):
    """Near the bound no step overflows, and every guard lets some numbers through and turns others away."""
    for number, (checkout, store, scenario) in enumerate(LARGE_CARTS):
        _, result = priced_alike([checkout], store, scenario)
        assert result.column("scalar").to_pylist() == [True], number
    line = {"quantity": 100_000, "price": 10**10, "parts": 10**12, "deposit": 10**10}  # finer than any model is
    made = pa.RecordBatch.from_pylist([{"lines": [line]}], with_store(CARTS, cc.Store(currency="CLF")))
    result = price_batch(made, Scenario(name="large", deposit_share=Decimal("0.333333")))
    assert "only the exact engine" in result.column("error")[0].as_py()
    for line in ({"price": 2**63 - 1, "modifiers": 1}, {"price": 1, "modifiers": 2**63 - 1}):
        made = pa.RecordBatch.from_pylist(
            [{"lines": [line | {"quantity": 1}]}], with_store(CARTS, cc.Store(currency="USD"))
        )
        assert "only the exact engine" in price_batch(made).column("error")[0].as_py()
    random = Random(11)
    for _ in range(250):
        store = large_shop(random)
        drawn = [large_cart(random, store) for _ in range(8)]
        sold = store_of(carts_to_arrow(drawn, store).schema)
        priced_alike(drawn, store, large_scenario(random, sold))
    known = set(guards())
    assert {guard for guard in known if answers[guard] != {True, False}} == set()
    assert set(answers) == known
