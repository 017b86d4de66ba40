"""The engines that `benchmarks/` times do the same job. No times here: a test machine is too busy for them."""

import importlib.util
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks"


def _load(name):
    """One of the benchmarks as a module."""
    spec = importlib.util.spec_from_file_location(name, FOLDER / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


bench = _load("bench_price")
STORE = bench.carts.make_store()
ENGINES = bench.cases(STORE)
each_checkout = pytest.mark.parametrize(
    ("variant", "size"), [pytest.param(*case, id=f"{case[0]}-{case[1]}") for case in ENGINES]
)


@each_checkout
def test_every_engine_gives_the_same_figures(variant, size):
    """Line by line, summaries, gift card."""
    assert bench.differences(ENGINES[variant, size]) == []


@each_checkout
def test_naive_amounts_before_and_after_tax_are_those_of_price(variant, size):
    """What the floor leaves out."""
    priced = ENGINES[variant, size]["price"]()
    result = ENGINES[variant, size]["naive"]()
    assert [(line.before_tax.amount, line.after_tax.amount) for line in result.lines] == [
        (line.total_price_before_tax.amount, line.total_price_after_tax.amount) for line in priced.lines
    ]


@each_checkout
def test_nothing_is_wrong_with_it(variant, size):
    """A checkout with findings would be a different job."""
    assert not ENGINES[variant, size]["price"]().calculation_errors


@each_checkout
def test_every_part_of_the_job_is_there(variant, size):
    """Discount, delivery, fee, tax, deposit, a gift card that pays a part, two rates from three lines on."""
    priced = ENGINES[variant, size]["price"]()
    summary = priced.summary
    parts = (summary.discount, summary.shipping, summary.additional_fees, summary.tax, priced.pay_later.total)
    assert all(parts)
    assert priced.gift_card.amount
    assert priced.gift_card.amount < summary.total
    assert size < 3 or {len(line.tax_details.rate_breakdown) for line in priced.lines} == {1, 2}


@each_checkout
def test_references_equal_the_catalogs_and_are_other_objects(variant, size):
    """As when they come from JSON: looking them up compares them."""
    kept = {reference: reference for reference in STORE.catalog}
    lines = ENGINES[variant, size]["price"]().checkout.line_items
    assert all(kept[line.catalog_reference] is not line.catalog_reference for line in lines)


def test_a_difference_is_told_with_both_figures():
    """And in which part of the price."""
    engines = dict(ENGINES["item coupon", 3])
    lines, *rest, redeemed = engines["floor"]()
    engines["floor"] = lambda: (lines, *rest, redeemed + 1)
    assert bench.differences(engines) == [f"gift card: price says {redeemed}, floor says {redeemed + 1}"]


def test_the_stages_make_the_price():
    """What is timed stage by stage is what `price` does."""
    from benchmarks import carts, stages

    store = carts.make_store()
    for code in carts.VARIANTS.values():
        timed = stages.stages(carts.make_checkout(10, code), store)
        assert timed["result objects"]() == timed["price"]()


@pytest.fixture(scope="module")
def batch():
    """The benchmark of many carts, two hundred checkouts, and the same as carts."""
    module = _load("bench_batch")
    codes = list(bench.carts.VARIANTS.values())
    checkouts = [bench.carts.make_checkout(module.LINES, codes[start % 2], start) for start in range(200)]
    return module, checkouts, module.carts_to_arrow(checkouts, STORE, documents=False)


class TestManyCarts:
    """`bench_batch.py`: the engines for many carts."""

    def test_every_engine_gives_the_same_figures(self, batch):
        """`price`, py-moneyed's operators, the kernel, and the kernel in all scenarios at once."""
        module, checkouts, sample = batch
        assert module.differences(checkouts, STORE, sample) == []

    def test_a_difference_is_told(self, batch):
        """Of the one cart that is another."""
        module, checkouts, sample = batch
        other = bench.carts.make_checkout(module.LINES, bench.carts.VARIANTS["item coupon"], 777)
        found = module.differences([*checkouts[:-1], other], STORE, sample)
        assert [text.partition(":")[0] for text in found] == ["cart 199"]

    def test_repeated(self, batch):
        """So many carts, the same again and again."""
        module, _, sample = batch
        many = module.repeated(sample, 450)
        assert many.num_rows == 450
        assert many.slice(200, 200).column("lines").to_pylist() == sample.column("lines").to_pylist()
