"""A comparison of scenarios as a picture, SVG or PNG. The only importer of matplotlib.

A scenario is a row: its name, by how much all carts together differ, and how the carts differ one by one. No row needs
a legend, so that a picture of ten scenarios reads as one of two does, also without colours.
"""

from __future__ import annotations

import textwrap
import warnings
from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import floor, log10
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import click
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from rich.cells import cell_len

from checkout_core.cli.reading import named
from checkout_core.currencies import Currency, exponent
from checkout_core.errors import InvalidField
from checkout_core.formatting import format_money
from checkout_core.model.scenario import BASELINE
from checkout_core.money import Money
from checkout_core.whatif.comparison import Comparison, Differences

FORMATS: Final = (".svg", ".png")
"""Endings of files of pictures."""

MOST_ROWS: Final = 40
"""Scenarios of a picture; the first ones."""

LESS: Final[dict[str, Any]] = {"facecolor": "#0072B2", "edgecolor": "#0072B2"}
"""Where buyers pay less: the blue of Okabe and Ito, dark on grey paper."""
MORE: Final[dict[str, Any]] = {"facecolor": "#E69F00", "edgecolor": "#7F5800", "hatch": "////"}
"""Where they pay more: their orange, light on grey paper, and hatched."""
MINUS: Final = "\N{MINUS SIGN}"
INK, PALE, RULE = "#222222", "#555555", "#DDDDDD"

STYLE: Final[dict[Any, Any]] = {
    "font.size": 9,
    "text.parse_math": False,  # a name may hold dollars
    "axes.unicode_minus": True,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "hatch.linewidth": 0.5,
    "svg.fonttype": "none",  # text stays text, to be searched and read aloud
    "svg.hashsalt": "checkout-core",  # the same ids each time
}

# Inches. Texts are laid out by the width of a letter, so that a picture does not depend on what can be measured.
NAMES, BARS, SHARES, CURVES, GAP, MARGIN = 2.0, 1.8, 1.15, 3.9, 0.2, 0.15
HEAD, FOOT, LEAST_ROW = 0.5, 0.7, 0.66
LETTER, LINE = 0.082, 0.16

LETTERS_A_LINE: Final = 24
LETTERS: Final = 144
"""Longer names lose their middle."""

MOST_NUMBERS: Final = 7
"""Intervals of an axis."""
TOP: Final = 0.88
"""The height of the highest curve, of its row."""
STEPS: Final = 400
"""Steps of a curve, in each direction: no finer than can be seen."""
BEYOND: Final = 100
"""Of so many carts that differ one may lie beyond the ends of the axis, so that the others can be seen."""


class Side(NamedTuple):
    """The carts that pay less, or those that pay more: by how much (minor units, above 0), and how many by that much.

    Each amount once, in rising order.
    """

    by: list[int]
    counts: list[int]

    @property
    def carts(self) -> int:
        """How many there are."""
        return sum(self.counts)

    def reached_by(self, carts: int) -> int:
        """The largest amount that at least so many of these carts reach."""
        at_least = accumulate(reversed(self.counts))
        return next((by for by, count in zip(reversed(self.by), at_least, strict=True) if count >= carts), 0)


def check_plot(path: str) -> None:
    """Raise `click.UsageError` unless the name says which kind of picture it is to be."""
    if Path(path).suffix not in FORMATS:
        raise click.UsageError(f"--plot {named(path)}: allowed is a name that ends in {' or '.join(FORMATS)}")


def plot_comparison(comparison: Comparison, path: str | Path, kind: str | None = None) -> None:
    """Draw the scenarios against the baseline and write the picture, the same bytes each time.

    ``kind`` is one of `FORMATS`; by default the path's suffix. Raises `InvalidField` for any other, and OSError.
    """
    suffix = Path(path).suffix if kind is None else kind
    if suffix not in FORMATS:
        raise InvalidField("plot_comparison.kind", suffix, " or ".join(FORMATS))
    names = [name for name in comparison.names if name != BASELINE]
    title = f"What if: {len(names):,} scenarios, {comparison.carts:,} carts"
    metadata: dict[str, Any] = {"Software": None} if suffix == ".png" else {"Date": None, "Title": title}
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()  # not what the user's own file says
        mpl.rcParams.update(STYLE)
        warnings.filterwarnings("ignore", message="Glyph .* missing")  # a box stands for it, and in SVG the letter
        figure = _drawn(comparison, names)
        figure.savefig(path, format=suffix[1:], dpi=200, metadata=metadata)


class _Sheet:
    """A figure of so many rows, between heads and axes; columns are put side by side, from left to right."""

    def __init__(self, rows: int, row: float, width: float, notes: Sequence[str]) -> None:
        self.rows, self.row, self.width = rows, row, width
        self.foot = FOOT + LINE * len(notes)
        self.height = HEAD + rows * row + self.foot
        self.figure = Figure(figsize=(width, self.height))
        self.x = MARGIN
        for line, note in enumerate(reversed(notes), start=1):
            self._text(MARGIN / width, self.height - line * LINE, note, ha="left", color=PALE, fontsize=8)

    def texts(self, head: str, cells: Iterable[str], across: float, align: Literal["left", "right"]) -> None:
        """A column of texts."""
        x = (self.x if align == "left" else self.x + across) / self.width
        self.x += across
        self._text(x, HEAD / 2, head, ha=align, color=PALE)
        for place, cell in enumerate(cells):
            self._text(x, HEAD + (place + 0.5) * self.row, cell, ha=align)

    def axes(self, across: float, label: str) -> Axes:
        """A column of drawings: row n lies between n and n + 1, from the top."""
        whole, left = self.rows * self.row / self.height, (self.x + GAP) / self.width
        self.x += 2 * GAP + across
        axes = self.figure.add_axes((left, self.foot / self.height, across / self.width, whole))
        axes.set_ylim(self.rows, 0)
        axes.set_yticks([])
        axes.spines[["left", "right", "top"]].set_visible(False)
        for line in range(self.rows):
            axes.axhline(line, color=RULE, linewidth=0.5, zorder=0)
        axes.axvline(0, color=INK, linewidth=0.8, zorder=3)
        axes.grid(visible=True, axis="x", color=RULE, linewidth=0.5)
        axes.set_axisbelow(True)
        axes.set_xlabel(label)
        return axes

    def _text(self, x: float, down: float, text: str, **style: Any) -> None:
        self.figure.text(x, 1 - down / self.height, text, va="center", linespacing=1.3, **style)


def _drawn(comparison: Comparison, names: list[str]) -> Figure:
    if not names or not comparison.carts:
        figure = Figure(figsize=(6, 1.5))
        words = "There is no scenario to compare." if not names else "There is no cart with a price."
        figure.text(0.5, 0.5, words, ha="center", va="center")
        return figure
    shown = [comparison.differences[name] for name in names[:MOST_ROWS]]
    currency, code = comparison.currency, comparison.currency.code
    labels = [_label(name) for name in names[:MOST_ROWS]]
    sides = [_sides(found) for found in shown]
    sums = [_difference(found.sum, comparison) for found in shown]
    less, more = ([_share(side, comparison) for side in column] for column in zip(*sides, strict=True))
    across = [max(least, _width(cells)) for least, cells in ((0, sums), (SHARES, less), (SHARES, more))]
    row = max(LEAST_ROW, LINE * (1.5 + max(label.count("\n") for label in labels)))
    width = 2 * MARGIN + NAMES + BARS + CURVES + 4 * GAP + sum(across)
    sheet = _Sheet(len(shown), row, width, _notes(comparison, len(names)))
    sheet.texts("Scenario", labels, NAMES, "left")
    sheet.texts("All carts\ntogether", sums, across[0], "right")
    _draw_bars(sheet.axes(BARS, f"Difference of the total, {code}"), [found.sum for found in shown], currency)
    head = "Pay {}, half\nof them at least"
    sheet.texts(head.format("less"), less, across[1], "right")
    label = f"Share of carts that pay at least so much\nless (left) or more (right), {code}"
    _draw_curves(sheet.axes(CURVES, label), sides, currency)
    sheet.texts(head.format("more"), more, across[2], "left")
    return sheet.figure


def _draw_bars(axes: Axes, sums: Sequence[int], currency: Currency) -> None:
    """How much all carts together differ."""
    values = [_major(units, currency) for units in sums]
    for row, value in enumerate(values):
        axes.barh(row + 0.5, value, 0.4, linewidth=0.5, **(LESS if value < 0 else MORE))
    _scale(axes, min(0.0, *values), max(0.0, *values), BARS)


def _draw_curves(axes: Axes, sides: Sequence[tuple[Side, Side]], currency: Currency) -> None:
    """How many carts pay at least so much less, or more."""
    highest = max(side.carts for pair in sides for side in pair) or 1
    low, high = (max(map(_end, column)) for column in zip(*sides, strict=True))
    for row, pair in enumerate(sides):
        for side, sign, style in zip(pair, (-1, 1), (LESS, MORE), strict=True):
            if side.carts:
                amounts, carts = _curve(side, max(low, high), highest)
                across = [sign * _major(by, currency) for by in amounts]
                tops = [row + 1 - TOP * count / highest for count in carts]
                axes.fill_between(across, tops, row + 1, step="pre", linewidth=0.5, **style)
    _scale(axes, -_major(low, currency), _major(high, currency), CURVES)


def _sides(found: Differences) -> tuple[Side, Side]:
    """The carts that pay less, and those that pay more. Where bins are wide, the least that a bin may hold."""
    width = found.width
    less = [(1 - place * width - width, count) for place, count in found.counts.items() if place < 0]
    same = found.carts - found.better - found.worse
    above = {**found.counts, 0: found.counts.get(0, 0) - same}
    more = [(max(1, place * width), count) for place, count in above.items() if place >= 0 and count]
    return _side(less), _side(more)


def _side(entries: Iterable[tuple[int, int]]) -> Side:
    ordered = sorted(entries)
    return Side([by for by, _ in ordered], [count for _, count in ordered])


def _end(side: Side) -> int:
    """How far the axis must reach."""
    return side.reached_by(max(1, side.carts // BEYOND))


def _curve(side: Side, widest: int, highest: int) -> tuple[list[int], list[int]]:
    """Amounts, and how many carts differ by at least that much: from 0 on, falling.

    Steps too small to be seen are left out, and what lies beyond the ends of the axis is cut.
    """
    at_least = list(accumulate(reversed(side.counts)))[::-1]
    ends = {by * STEPS // widest: place for place, by in enumerate(side.by)}  # the last of those side by side
    last, cut = len(side.by) - 1, 2 * widest
    amounts, carts = [0], [side.carts]
    for place in ends.values():
        if (carts[-1] - at_least[place]) * STEPS >= highest or place in {0, last} or side.by[place] > cut:
            amounts.append(min(side.by[place], cut))
            carts.append(at_least[place])
        if side.by[place] > cut:
            break
    return amounts, carts


def _scale(axes: Axes, low: float, high: float, across: float) -> None:
    """Show the numbers from low to high, which have zero between them, and some room; write as many as fit."""
    room = 0.04 * (high - low) or 1
    low, high = low - room, high + room
    axes.set_xlim(low, high)
    for most in range(MOST_NUMBERS, 0, -1):
        numbers = [*map(float, MaxNLocator(most, steps=[1, 2, 5, 10]).tick_values(low, high))]
        places = max(0, -floor(log10(numbers[1] - numbers[0]) + 1e-9))
        shown = {number: f"{number:,.{places}f}" for number in numbers if low <= number <= high}
        if sum(len(text) + 1 for text in shown.values()) * LETTER < across:
            break
    axes.set_xticks(list(shown), [text.replace("-", MINUS) for text in shown.values()])


def _notes(comparison: Comparison, scenarios: int) -> list[str]:
    """What was compared, and what is not shown."""
    lines = [
        f"{comparison.carts:,} carts, baseline {_amount(comparison.baseline, comparison.currency)}.",
        f"Beyond the ends of the right axis: at most 1 in {BEYOND} of the carts that differ.",
    ]
    if comparison.errors:
        lines.append(f"{comparison.errors:,} without a price are left out.")
    if scenarios > MOST_ROWS:
        lines.append(f"The first {MOST_ROWS} of {scenarios:,} scenarios.")
    return lines


def _label(name: str) -> str:
    """The name in lines; what cannot be printed as its escape, and of a long one the beginning and the end."""
    text = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)
    if len(text) > LETTERS:
        text = f"{text[: LETTERS // 2]} … {text[-LETTERS // 2 :]}"
    wide = sum(1.6 if letter.isupper() else cell_len(letter) for letter in text)
    return textwrap.fill(text, max(1, int(LETTERS_A_LINE * len(text) / max(wide, len(text)))))


def _width(cells: Iterable[str]) -> float:
    """How wide a column of texts is."""
    return LETTER * max(len(line) for cell in cells for line in cell.split("\n"))


def _difference(units: int, comparison: Comparison) -> str:
    """By how much all carts together differ, and how much that is of all that they pay."""
    amount = _amount(units, comparison.currency, sign=True)
    return f"{amount}\n{_percent(units, comparison.baseline, sign=True)}" if comparison.baseline else amount


def _share(side: Side, comparison: Comparison) -> str:
    """How many carts these are, and what half of them reach."""
    if not side.carts:
        return "none"
    half = side.reached_by(-(-side.carts // 2))
    return f"{_percent(side.carts, comparison.carts)}\n{_amount(half, comparison.currency)}"


def _amount(units: int, currency: Currency, *, sign: bool = False) -> str:
    plus = "+" if sign and units > 0 else ""
    return plus + format_money(Money.from_minor(units, currency), "en_US").replace("-", MINUS)


def _major(units: int, currency: Currency) -> float:
    return float(units / 10 ** exponent(currency))


def _percent(part: int, whole: int, *, sign: bool = False) -> str:
    """A part of the whole in per cent, to two decimals."""
    if 0 < abs(part) * 10**4 < whole:
        return "< 0.01 %" if part > 0 else f"> {MINUS}0.01 %"
    plus = "+" if sign and part > 0 else ""
    return plus + f"{100 * part / whole:,.2f} %".replace("-", MINUS)
