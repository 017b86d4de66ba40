"""Draws the states of a checkout, an order and its parts from the tables of the code. Where they stand is said here."""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import hypot
from typing import Any, NamedTuple, Self
from xml.sax.saxutils import escape

from checkout_core.lifecycle.transitions import CHECKOUT_TRANSITIONS
from checkout_core.orders.transitions import ORDER_TRANSITIONS, PAYMENT_TRANSITIONS, REFUND_TRANSITIONS, Operation
from checkout_core.plans.transitions import PLAN_ORDER_TRANSITIONS

START = ""
"""The state before there is anything: a dot."""

Point = tuple[float, float]


class Row(NamedTuple):
    """The operation leads from the source to the target, all as text."""

    source: str
    operation: str
    target: str
    when: str = ""


class Way(NamedTuple):
    """How an arrow runs: past which points, how far beside the middle of its boxes, and where its label is (0 to 1)."""

    via: tuple[Point, ...] = ()
    leave: Point = (0, 0)
    arrive: Point = (0, 0)
    label: float = 0.5


class Diagram(NamedTuple):
    """Rows, and where the states stand (their middles) on a sheet of this size; arrows run straight unless said."""

    title: str
    rows: tuple[Row, ...]
    size: tuple[int, int]
    places: dict[str, Point]
    ways: dict[tuple[str, str], Way]
    about: str = "states and what leads from one to another"


def rows_of(table: Iterable[Any]) -> tuple[Row, ...]:
    """The rows of one of the code's tables."""
    return tuple(
        Row(str(row.source or START), str(row.operation), str(row.target), getattr(row, "when", "")) for row in table
    )


CREATED = Row(START, "create_checkout", "OPEN")
CREATE, SEND = Operation.CREATE_ORDER.value, Operation.FULFILL_LINE_ITEMS.value
REFUND, DECIDE = Operation.REFUND_ORDER.value, Operation.CHANGE_REFUND.value
FULFILLMENT = (
    Row(START, CREATE, "NOT_FULFILLED", "there is a delivery"),
    Row(START, CREATE, "FULFILLED", "there is no delivery"),
    Row("NOT_FULFILLED", SEND, "PARTIALLY_FULFILLED", "some units are sent"),
    Row("NOT_FULFILLED", SEND, "FULFILLED", "all units are sent"),
    Row("PARTIALLY_FULFILLED", SEND, "PARTIALLY_FULFILLED", "some units are left"),
    Row("PARTIALLY_FULFILLED", SEND, "FULFILLED", "the last units are sent"),
    Row("PARTIALLY_FULFILLED", REFUND, "FULFILLED", "the last units are refunded, never sent"),
    Row("FULFILLED", DECIDE, "PARTIALLY_FULFILLED", "such a refund has failed"),
)
"""This status is derived, so the code has no table of it; the tests of this folder hold it against what happens."""

DIAGRAMS = {
    "checkout": Diagram(
        "Checkout",
        (CREATED, *rows_of(CHECKOUT_TRANSITIONS)),
        (840, 230),
        {START: (40, 190), "OPEN": (280, 190), "COMPLETED": (670, 190)},
        {},
    ),
    "order": Diagram(
        "Order",
        rows_of(ORDER_TRANSITIONS),
        (1120, 700),
        {
            START: (560, 40),
            "INITIALIZED": (130, 210),
            "APPROVED": (920, 210),
            "PENDING": (560, 360),
            "REJECTED": (360, 540),
            "CANCELED": (920, 540),
        },
        {
            (START, "INITIALIZED"): Way(via=((270, 40),), arrive=(45, 0), label=0.3),
            (START, "APPROVED"): Way(via=((780, 40),), arrive=(-35, 0), label=0.3),
            ("INITIALIZED", "PENDING"): Way(leave=(40, 0), arrive=(-20, -10)),
            ("PENDING", "INITIALIZED"): Way(leave=(0, 8), via=((165, 368),), arrive=(35, 0)),
            ("INITIALIZED", "CANCELED"): Way(leave=(-20, 0), via=((110, 650), (920, 650))),
            ("PENDING", "REJECTED"): Way(via=((560, 540),), label=0.25),
            ("APPROVED", "CANCELED"): Way(via=((1050, 210), (1050, 540))),
        },
    ),
    "payment": Diagram(
        "Payment",
        rows_of(PAYMENT_TRANSITIONS),
        (1420, 780),
        {
            START: (50, 340),
            "APPROVED": (900, 110),
            "AUTHORIZED": (900, 340),
            "CANCELED": (900, 550),
            "DECLINED": (900, 730),
            "PENDING": (330, 210),
            "PENDING_MERCHANT": (330, 470),
            "VOIDED": (1290, 400),
            "PARTIALLY_REFUNDED": (1290, 110),
            "REFUNDED": (1290, 250),
        },
        {
            (START, "APPROVED"): Way(via=((50, 110),)),
            (START, "DECLINED"): Way(via=((50, 730),)),
            (START, "AUTHORIZED"): Way(label=0.44),
            ("PENDING", "PENDING_MERCHANT"): Way(label=0.38),
            ("PENDING", "AUTHORIZED"): Way(label=0.44),
            ("PENDING", "CANCELED"): Way(label=0.47),
            ("PENDING_MERCHANT", "AUTHORIZED"): Way(label=0.71),
            ("PENDING_MERCHANT", "APPROVED"): Way(label=0.47),
            ("PENDING_MERCHANT", "CANCELED"): Way(label=0.38),
            ("CANCELED", "APPROVED"): Way(via=((1000, 550), (1000, 160)), label=0.4),
        },
    ),
    "refund": Diagram(
        "Refund",
        rows_of(REFUND_TRANSITIONS),
        (760, 240),
        {START: (50, 120), "PENDING": (330, 120), "SUCCEEDED": (660, 50), "FAILED": (660, 190)},
        {(START, "SUCCEEDED"): Way(via=((50, 50),))},
    ),
    "plan_order": Diagram(
        "Order of a plan",
        rows_of(PLAN_ORDER_TRANSITIONS),
        (1240, 640),
        {
            START: (60, 330),
            "DRAFT": (380, 170),
            "PENDING": (380, 490),
            "ACTIVE": (740, 330),
            "PAUSED": (1130, 170),
            "ENDED": (1130, 330),
            "CANCELED": (1130, 490),
        },
        {
            (START, "DRAFT"): Way(via=((60, 170),)),
            (START, "PENDING"): Way(via=((60, 490),)),
            (START, "ACTIVE"): Way(label=0.15),
            ("DRAFT", "ENDED"): Way(via=((520, 170), (520, 60), (1010, 60), (1010, 290)), label=0.4),
            ("DRAFT", "PENDING"): Way(leave=(-20, 0), via=((270, 230), (270, 430)), arrive=(-30, 0), label=0.36),
            ("ACTIVE", "PAUSED"): Way(leave=(10, -10), arrive=(-10, -10), label=0.42),
            ("PAUSED", "ACTIVE"): Way(leave=(10, 10), arrive=(34, 2), label=0.42),
            ("PAUSED", "CANCELED"): Way(leave=(30, 0), via=((1200, 170), (1200, 490)), arrive=(20, 0)),
            ("PENDING", "CANCELED"): Way(via=((380, 600), (1130, 600))),
        },
    ),
    "fulfillment": Diagram(
        "Fulfilment status",
        FULFILLMENT,
        (1060, 310),
        {START: (40, 170), "NOT_FULFILLED": (270, 170), "PARTIALLY_FULFILLED": (610, 170), "FULFILLED": (970, 170)},
        {
            (START, "FULFILLED"): Way(via=((40, 30), (970, 30))),
            ("NOT_FULFILLED", "FULFILLED"): Way(via=((270, 280), (985, 280)), arrive=(15, 0)),
            ("FULFILLED", "PARTIALLY_FULFILLED"): Way(leave=(-15, 0), via=((955, 230), (610, 230))),
        },
    ),
}

BOX_HEIGHT, LINE, DOT = 34, 15, 7
STATE_WIDTH, LABEL_WIDTH = 7.9, 6.7
"""How wide a character of a state's name and of a label is."""


class Rect(NamedTuple):
    """A rectangle around its middle."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Self) -> bool:
        """Whether the two overlap."""
        wide, high = (self.width + other.width) / 2, (self.height + other.height) / 2
        return abs(self.x - other.x) < wide and abs(self.y - other.y) < high

    def edge(self, inside: Point, outside: Point) -> Point:
        """Where the line from a point inside to one outside leaves."""
        (x, y), (far_x, far_y) = inside, outside
        reach = []
        for own, middle, half, far in ((x, self.x, self.width / 2, far_x), (y, self.y, self.height / 2, far_y)):
            if far != own:
                reach.append((middle + (half if far > own else -half) - own) / (far - own))
        along = min([*reach, 1])
        return x + along * (far_x - x), y + along * (far_y - y)


class Arrow(NamedTuple):
    """A path with its label: the lines of text, and the room that they take."""

    path: str
    lines: tuple[str, ...]
    room: Rect


def boxes(diagram: Diagram) -> dict[str, Rect]:
    """The states' boxes, and the dot."""
    return {
        state: Rect(x, y, len(state) * STATE_WIDTH + 30, BOX_HEIGHT) if state else Rect(x, y, 2 * DOT, 2 * DOT)
        for state, (x, y) in diagram.places.items()
    }


def arrows(diagram: Diagram) -> Iterator[Arrow]:
    """One for each pair of states that operations lead from and to. Raises for what does not fit together."""
    labels: dict[tuple[str, str], list[str]] = {}
    for row in diagram.rows:
        lines = labels.setdefault((row.source, row.target), [])
        if row.operation not in lines:
            lines.append(row.operation)
    wrong = {state for pair in labels for state in pair} ^ diagram.places.keys()
    wrong |= {" to ".join(pair) for pair in diagram.ways.keys() - labels.keys()}
    if wrong:
        raise ValueError(f"{diagram.title}: without a place, or without a row: {', '.join(sorted(wrong))}")
    own = boxes(diagram)
    for (source, target), lines in labels.items():
        if source == target:
            yield _loop(own[source], tuple(lines))
        else:
            way = diagram.ways.get((source, target), Way())
            yield _line(own[source], own[target], way, tuple(lines))


def _room(x: float, y: float, lines: tuple[str, ...]) -> Rect:
    return Rect(x, y, max(map(len, lines)) * LABEL_WIDTH + 8, len(lines) * LINE + 2)


def _loop(box: Rect, lines: tuple[str, ...]) -> Arrow:
    """From the top of a box back to it, the label above."""
    top = box.y - box.height / 2
    path = f"M{box.x - 18:g} {top:g} C{box.x - 30:g} {top - 42:g} {box.x + 30:g} {top - 42:g} {box.x + 18:g} {top:g}"
    return Arrow(path, lines, _room(box.x, top - 33 - len(lines) * LINE / 2, lines))


def _line(source: Rect, target: Rect, way: Way, lines: tuple[str, ...]) -> Arrow:
    """Past the points of the way, with round corners; the label stands on it."""
    start = (source.x + way.leave[0], source.y + way.leave[1])
    end = (target.x + way.arrive[0], target.y + way.arrive[1])
    stops = [start, *way.via, end]
    points = [source.edge(start, stops[1]), *way.via, target.edge(end, stops[-2])]
    path = f"M{_text(points[0])}"
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path += f" L{_text(_towards(corner, before, 14))} Q{_text(corner)} {_text(_towards(corner, after, 14))}"
    path += f" L{_text(points[-1])}"
    return Arrow(path, lines, _room(*_along(points, way.label), lines))


def _text(point: Point) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"


def _towards(point: Point, other: Point, by: float) -> Point:
    """The point moved so far towards the other."""
    part = by / hypot(other[0] - point[0], other[1] - point[1])
    return point[0] + part * (other[0] - point[0]), point[1] + part * (other[1] - point[1])


def _along(points: list[Point], part: float) -> Point:
    """The point at this part of the whole length."""
    left = part * sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))
    for here, there in pairwise(points):
        length = hypot(there[0] - here[0], there[1] - here[1])
        if left <= length:
            return _towards(here, there, left)
        left -= length
    return points[-1]


HEAD = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    ' role="img" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace">'
)
TIP = (
    '<defs><marker id="tip" viewBox="0 0 10 8" refX="10" refY="4" markerWidth="10" markerHeight="8"'
    ' markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 L10 4 L0 8 z" fill="#444"/></marker></defs>'
)
LINE_DRAWN = '<path d="{}" fill="none" stroke="#444" stroke-width="1.3" marker-end="url(#tip)"/>'
NAME = 'text-anchor="middle" font-size="13" font-weight="bold" fill="#111"'
LABEL = 'text-anchor="middle" font-size="11" fill="#222"'


def draw(diagram: Diagram) -> str:
    """The diagram as SVG: the same bytes each time."""
    width, height = diagram.size
    every = list(arrows(diagram))
    parts = [
        HEAD.format(width=width, height=height),
        f"<title>{escape(diagram.title)}: {diagram.about}</title>",
        TIP,
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
        *(LINE_DRAWN.format(arrow.path) for arrow in every),
    ]
    for state, box in boxes(diagram).items():
        if not state:
            parts.append(f'<circle cx="{box.x:g}" cy="{box.y:g}" r="{DOT}" fill="#111"/>')
            continue
        name = f'<text x="{box.x:g}" y="{box.y + 4.5:g}" {NAME}>{escape(state)}</text>'
        parts += [f'<rect {_sides(box)} rx="9" fill="#eaf1fb" stroke="#234" stroke-width="1.5"/>', name]
    for arrow in every:
        parts.append(f'<rect {_sides(arrow.room)} fill="#fff"/>')
        top = arrow.room.y - arrow.room.height / 2
        for index, line in enumerate(arrow.lines):
            y = top + 12.5 + LINE * index
            parts.append(f'<text x="{arrow.room.x:.1f}" y="{y:.1f}" {LABEL}>{escape(line)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _sides(box: Rect) -> str:
    left, top = box.x - box.width / 2, box.y - box.height / 2
    return f'x="{left:.1f}" y="{top:.1f}" width="{box.width:.1f}" height="{box.height:.1f}"'
