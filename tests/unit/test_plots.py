"""Pictures of comparisons: the same bytes each time, every label there, and nothing that a name could break."""

import sys
import xml.etree.ElementTree as ET

import click
import matplotlib as mpl
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkout_core.cli import app, plots
from checkout_core.currencies import currency
from checkout_core.errors import InvalidField
from checkout_core.whatif import Comparison
from checkout_core.whatif.comparison import Differences

HEIGHTS = "Share of carts that pay at least so much"
TEXT = "{http://www.w3.org/2000/svg}text"


def compared(changes, code="USD", baseline=10_000):
    """A comparison of carts that cost ``baseline`` each; by name of a scenario, what each of them pays more."""
    comparison = Comparison(currency(code), changes)
    count = len(next(iter(changes.values()), ()))
    columns = {
        "id": pa.array(map(str, range(count)), pa.string()),
        "baseline": pa.array([baseline] * count, pa.int64()),
        **{name: pa.array([baseline + change for change in given], pa.int64()) for name, given in changes.items()},
        "scalar": pa.array([False] * count, pa.bool_()),
        "error": pa.nulls(count, pa.string()),
    }
    comparison.add(pa.record_batch(list(columns.values()), names=list(columns)))
    return comparison


def counted(values):
    """The differences as they are counted."""
    found = Differences()
    found.add(np.array(values, np.int64))
    return found


SMALL = {"10 % off": [-1_000, -250, 0, 0], "dearer": [5, 0, 300_000, 0], "as before": [0, 0, 0, 0]}


@pytest.fixture
def texts_of(tmp_path):
    """Draw, and give the texts of the picture in their order."""

    def draw(comparison):
        path = tmp_path / "picture.svg"
        plots.plot_comparison(comparison, path)
        return [element.text for element in ET.parse(path).iter(TEXT)]  # noqa: S314  # our own file

    return draw


class TestWords:
    """What can be read in the picture."""

    def test_every_scenario_with_its_amounts(self, texts_of):
        texts = texts_of(compared(SMALL))
        assert set(texts) >= {
            "10 % off",
            "−$12.50",
            "−3.12 %",
            "50.00 %",
            "$10.00",
            "dearer",
            "+$3,000.05",
            "+750.01 %",
            "$3,000.00",
            "as before",
            "$0.00",
            "0.00 %",
            "Difference of the total, USD",
            "less (left) or more (right), USD",
            "4 carts, baseline $400.00.",
        }
        assert texts.count("none") == 4  # nobody pays more, nobody less, and of the last neither
        assert "baseline" not in texts

    def test_another_currency(self, texts_of):
        texts = texts_of(compared({"a": [-1_500] * 3}, "KWD"))
        assert set(texts) >= {"−KWD4.500", "100.00 %", "KWD1.500", "Difference of the total, KWD"}

    def test_a_small_part_is_not_nothing(self, texts_of):
        """Of a million carts one pays a cent less."""
        texts = texts_of(compared({"a": [-1] + [0] * 1_000_000}))
        assert texts.count("< 0.01 %") == 1
        assert texts.count(f"> {plots.MINUS}0.01 %") == 1

    def test_carts_without_a_price(self, texts_of):
        comparison = compared(SMALL)
        comparison.errors = 1_234
        assert "1,234 without a price are left out." in texts_of(comparison)

    def test_no_baseline_to_compare_with(self, texts_of):
        """A percentage of nothing is not shown."""
        texts = texts_of(compared({"a": [5, 5]}, baseline=0))
        assert "+$0.10" in texts
        assert [text for text in texts if text.endswith(" %")] == ["100.00 %"]

    def test_many_scenarios(self, texts_of):
        names = [f"number {number}" for number in range(1, 101)]
        texts = texts_of(compared({name: [-number, number] for number, name in enumerate(names)}))
        assert [text for text in texts if text.startswith("number ")] == names[:40]
        assert "The first 40 of 100 scenarios." in texts

    @pytest.mark.parametrize(
        ("changes", "words"),
        [({}, "There is no scenario to compare."), ({"a": []}, "There is no cart with a price.")],
    )
    def test_nothing_to_draw(self, texts_of, changes, words):
        assert texts_of(compared(changes)) == [words]

    @pytest.mark.parametrize("units", [1, 99, 10**5, 10**9, 10**13, 2**61])
    def test_numbers_of_the_axes_have_room(self, texts_of, units):
        """However large or small the amounts are: as many numbers as fit, and two at least."""
        texts = texts_of(compared({"a": [-units]}, baseline=0))
        end = texts.index("Difference of the total, USD")
        for numbers, room in ((texts[:end], plots.BARS), (texts[end + 1 : texts.index(HEIGHTS)], plots.CURVES)):
            assert len(numbers) == 2 or sum(map(len, numbers)) * plots.LETTER < room
            assert len(set(numbers)) == len(numbers) >= 2
            assert numbers[-1].strip("0.") == ""


class TestNames:
    """Names are the user's, and may hold anything."""

    @pytest.mark.parametrize(
        ("name", "shown"),
        [
            ("<b>&amp;</b>]]>--", ["<b>&amp;</b>]]>--"]),
            ("$x_1^2$ \\frac{1}{2}", ["$x_1^2$ \\frac{1}{2}"]),
            ("$", ["$"]),
            ("x" * 100, ["x" * 24] * 4 + ["x" * 4]),
            ("הנחה של 10 %", ["הנחה של 10 %"]),
            ("خصم على الكل", ["خصم على الكل"]),
            ("满五十减五满五十减五满五十减五", ["满五十减五满五十减五满五", "十减五"]),
            ("\N{WRAPPED PRESENT}", ["\N{WRAPPED PRESENT}"]),
            ("a\x00b\x1b[2J\u202ec", ["a\\x00b\\x1b[2J\\u202ec"]),
            ("one\ntwo", ["one\\ntwo"]),
            ("WWW " * 10, ["WWW WWW WWW WWW", "WWW WWW WWW WWW", "WWW WWW"]),
        ],
        ids=ascii,
    )
    def test_shown_as_they_are(self, texts_of, tmp_path, name, shown):
        """Markup and formulas are letters; what moves a cursor is its escape. Both kinds of picture are drawn."""
        comparison = compared({name: [-5, 5]})
        texts = texts_of(comparison)
        first = texts.index("Scenario") + 1
        assert texts[first : first + len(shown)] == shown
        plots.plot_comparison(comparison, tmp_path / "picture.png")

    def test_a_very_long_one_keeps_both_ends(self):
        label = plots._label("begin " + "a" * 1_000 + "end")
        assert label.startswith("begin a")
        assert label.replace("\n", "").endswith("aend")
        assert (len(label.splitlines()), "…" in label) == (7, True)

    def test_half_a_letter(self):
        assert plots._label("a\ud800") == "a\\ud800"

    @given(st.text(min_size=1, max_size=200))
    def test_lines_are_short(self, name):
        lines = plots._label(name).splitlines()
        assert all(len(line) <= plots.LETTERS_A_LINE for line in lines)
        assert len(lines) <= plots.LETTERS


class TestFiles:
    """Which files, and which bytes."""

    @pytest.mark.parametrize("suffix", plots.FORMATS)
    def test_the_same_bytes(self, tmp_path, suffix):
        """Each time, and whatever the user's own settings are; these are left as they were."""
        one, other = tmp_path / f"one{suffix}", tmp_path / f"other{suffix}"
        plots.plot_comparison(compared(SMALL), one)
        with mpl.rc_context({"font.size": 20, "text.color": "red", "svg.fonttype": "path", "text.usetex": True}):
            before = dict(mpl.rcParams)
            plots.plot_comparison(compared(SMALL), str(other))
            assert dict(mpl.rcParams) == before
        assert one.read_bytes() == other.read_bytes()

    def test_no_date(self, tmp_path):
        path = tmp_path / "picture.svg"
        plots.plot_comparison(compared(SMALL), path)
        text = path.read_text(encoding="utf-8")
        assert "<dc:date>" not in text
        assert "<title>What if: 3 scenarios, 4 carts</title>" in text

    def test_by_suffix_or_by_kind(self, tmp_path):
        beginnings = {".svg": b"<?xml", ".png": b"\x89PNG"}
        for suffix, beginning in beginnings.items():
            path = tmp_path / "picture.svg.unfinished"
            plots.plot_comparison(compared(SMALL), path, suffix)
            assert path.read_bytes().startswith(beginning)

    @pytest.mark.parametrize("name", ["picture.gif", "picture", ".svg", "picture.SVG"])
    def test_no_other_kinds(self, tmp_path, name):
        with pytest.raises(click.UsageError, match=r"--plot .*: allowed is a name that ends in \.svg or \.png"):
            plots.check_plot(name)
        with pytest.raises(InvalidField, match=r"plot_comparison\.kind: .* allowed: \.svg or \.png"):
            plots.plot_comparison(compared(SMALL), tmp_path / name)
        assert list(tmp_path.iterdir()) == []

    def test_without_matplotlib(self, monkeypatch, capfdbinary):
        """The command says what brings it, before it looks for the carts."""
        monkeypatch.setitem(sys.modules, "matplotlib", None)
        monkeypatch.delitem(sys.modules, "checkout_core.cli.plots")
        assert app.run(["what-if", "no.jsonl", "--store", "no.json", "--coupon", "", "--plot", "picture.svg"]) == 2
        out, err = capfdbinary.readouterr()
        assert out == b""
        assert err == b"checkout-core: --plot needs matplotlib: pip install 'checkout-core[plot]'\n"

    @pytest.mark.parametrize("name", ["picture.svg", "a.b/c.png"])
    def test_these_kinds(self, name):
        plots.check_plot(name)


class TestCurves:
    """How many carts pay at least so much less, or more: exact, but for what cannot be seen."""

    @given(st.lists(st.integers(-20, 20), min_size=1, max_size=50))
    def test_as_counting_them(self, values):
        less, more = plots._sides(counted(values))
        assert (less.carts, more.carts) == (sum(value < 0 for value in values), sum(value > 0 for value in values))
        for side, by in ((less, [-value for value in values]), (more, values)):
            ends, heights = plots._curve(side, max(1, *map(abs, values)), len(values))
            for end, below, height in zip(ends[1:], ends, heights[1:], strict=False):
                assert {sum(value >= amount for value in by) for amount in range(below + 1, end + 1)} == {height}
            for carts in range(1, side.carts + 1):
                assert side.reached_by(carts) == sorted(by, reverse=True)[carts - 1]

    def test_wide_bins(self):
        """No cart is lost or changes sides, and none is said to differ by more than it does."""
        values = [-9, -8, -1, 0, 0, 1, 3, 4, 11]
        found = counted(values)
        for _ in range(4):
            found._widen()
            less, more = plots._sides(found)
            assert (less.carts, more.carts) == (3, 4)
            for side, by in ((less, [9, 8, 1]), (more, [11, 4, 3, 1])):
                for carts, exact in enumerate(by, start=1):
                    assert exact - found.width < side.reached_by(carts) <= exact

    def test_bounded(self):
        """A million different amounts are no more than can be seen."""
        [less, _] = plots._sides(counted(range(-60_000, 0)))
        amounts, carts = plots._curve(less, 60_000, 60_000)
        assert (amounts[0], amounts[-1], carts[0], carts[-1]) == (0, 60_000, 60_000, 1)
        assert len(amounts) <= plots.STEPS + 2
        pairs = zip(amounts, carts, strict=True)
        assert all(abs(count - (60_000 - amount)) < 60_000 / plots.STEPS for amount, count in pairs)

    def test_beyond_the_axis(self):
        """One of a hundred and fifty is cut off, a fifth of them is not."""
        side, _ = plots._sides(counted([-1] * 149 + [-(10**9)]))
        assert plots._end(side) == 10**9
        side, _ = plots._sides(counted([-1] * 299 + [-(10**9)]))
        assert plots._end(side) == 1
        assert plots._curve(side, 1, 300) == ([0, 1, 2], [300, 300, 1])
