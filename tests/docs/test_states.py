"""The diagrams show every row of the tables, nothing else, and so that it can be read."""

import contextlib
import importlib.util
import itertools
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from placed import FIRST, LATER, SECOND, decide, paid, placed, refund, units

import checkout_core as cc
from checkout_core import plans
from checkout_core.lifecycle.transitions import CHECKOUT_TRANSITIONS, CheckoutState
from checkout_core.model.order import FulfillmentStatus
from checkout_core.orders.transitions import ORDER_TRANSITIONS, PAYMENT_TRANSITIONS, REFUND_TRANSITIONS

DOCS = Path(__file__).parents[2] / "docs"
_spec = importlib.util.spec_from_file_location("docs_draw_states", DOCS / "draw_states.py")
drawing = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(drawing)

TABLES = {
    "checkout": (CHECKOUT_TRANSITIONS, CheckoutState),
    "order": (ORDER_TRANSITIONS, cc.OrderStatus),
    "payment": (PAYMENT_TRANSITIONS, cc.TransactionStatus),
    "refund": (REFUND_TRANSITIONS, cc.RefundStatus),
    "plan_order": (plans.PLAN_ORDER_TRANSITIONS, plans.PlanOrderStatus),
    "fulfillment": (drawing.FULFILLMENT, FulfillmentStatus),
}
every = pytest.mark.parametrize("name", TABLES)


def cells(name):
    """The rows of a table of the page."""
    page = (DOCS / "states.md").read_text(encoding="utf-8")
    lines = page.partition(f"](states/{name}.svg)")[2].strip().splitlines()
    rows = itertools.takewhile(lambda line: line.startswith("|"), lines)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in rows][2:]


def texts(name):
    """The texts of the picture: states are bold."""
    root = ET.fromstring((DOCS / "states" / f"{name}.svg").read_bytes())  # noqa: S314  # our own
    found = root.findall("{http://www.w3.org/2000/svg}text")
    states = [entry.text for entry in found if entry.get("font-weight") == "bold"]
    return states, [entry.text for entry in found if entry.get("font-weight") != "bold"]


@every
def test_the_table_has_every_row(name):
    """Of the code's table, with its words; checkouts are created, too."""
    table, _ = TABLES[name]
    rows = [
        [str(row.source or "*start*"), f"`{row.operation}`", str(row.target), getattr(row, "when", "")] for row in table
    ]
    if name == "checkout":
        rows.insert(0, ["*start*", "`create_checkout`", "OPEN", ""])
    assert cells(name) == rows


@every
def test_the_picture_has_every_state_and_every_arrow(name):
    """A label for each operation between two states, and no other text."""
    states, labels = texts(name)
    assert sorted(states) == sorted(TABLES[name][1])
    assert len(labels) == len({tuple(row[:3]) for row in cells(name)})
    assert set(labels) == {row[1].strip("`") for row in cells(name)}


@every
def test_every_operation_is_a_function(name):
    """Of the library, by this name."""
    home = plans if name == "plan_order" else cc
    assert all(callable(getattr(home, label)) for label in texts(name)[1])


@every
def test_nothing_overlaps(name):
    """Neither labels nor boxes; and all is on the sheet."""
    diagram = drawing.DIAGRAMS[name]
    width, height = diagram.size
    rooms = [*(arrow.room for arrow in drawing.arrows(diagram)), *drawing.boxes(diagram).values()]
    for one, other in itertools.combinations(rooms, 2):
        assert not one.meets(other)
    for room in rooms:
        assert room.width / 2 < room.x < width - room.width / 2
        assert room.height / 2 < room.y < height - room.height / 2


@every
def test_a_picture_needs_nothing_else(name):
    """One file on a white sheet, the same bytes each time."""
    diagram = drawing.DIAGRAMS[name]
    text = drawing.draw(diagram)
    assert text == drawing.draw(diagram)
    assert re.findall(r"(?:href|src)=|url\([^)]*\)", text) == ["url(#tip)"] * text.count("marker-end")
    assert f'<rect width="{diagram.size[0]}" height="{diagram.size[1]}" fill="#fff"/>' in text


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        (lambda diagram: {"places": diagram.places | {"LOST": (1, 1)}}, "LOST"),
        (
            lambda diagram: {"places": {name: place for name, place in diagram.places.items() if name != "FAILED"}},
            "FAILED",
        ),
        (lambda diagram: {"rows": (*diagram.rows, drawing.Row("PENDING", "change_refund", "NEW"))}, "NEW"),
        (lambda diagram: {"ways": {("FAILED", "PENDING"): drawing.Way()}}, "FAILED to PENDING"),
    ],
)
def test_what_does_not_fit_together_is_an_error(changes, wrong):
    """A state without a place, a place without a state, a way without an arrow."""
    diagram = drawing.DIAGRAMS["refund"]
    with pytest.raises(ValueError, match=f"^Refund: without a place, or without a row: {wrong}$"):
        drawing.draw(diagram._replace(**changes(diagram)))


def outcomes(order):
    """All that some steps make of an order of two lines, of two units each: the operation, and the order then."""
    sent = [{FIRST: 1}, {FIRST: 2}, {SECOND: 1}, {SECOND: 2}, {FIRST: 1, SECOND: 1}, {FIRST: 2, SECOND: 2}]
    back = [{FIRST: units(1)}, {FIRST: units(2)}, {SECOND: units(2)}, {FIRST: units(2), SECOND: units(2)}]
    calls = [
        *(("fulfill_line_items", cc.fulfill_line_items, (quantities,)) for quantities in sent),
        *(("refund_order", refund, (81, lines, "PENDING")) for lines in back),
        *(("change_refund", decide, (81, status)) for status in ("SUCCEEDED", "FAILED")),
    ]
    for operation, call, arguments in calls:
        with contextlib.suppress(cc.OrderRejected):
            yield operation, call(order, *arguments, now=LATER)


def test_the_fulfillment_rows_are_what_happens():
    """Sent and refunded in every way, with a delivery and without. Of refunds, those are shown that change it."""
    seen = {("", "create_order", placed(("10", 2)).fulfillment_status.value)}
    first = paid(placed(("10", 2), ("5", 2), shipping="1"))
    seen.add(("", "create_order", first.fulfillment_status.value))
    orders = [first]
    for _ in range(4):
        before, orders = orders, []
        for order in before:
            for operation, then in outcomes(order):
                if then not in orders:
                    orders.append(then)
                if operation == "fulfill_line_items" or then.fulfillment_status != order.fulfillment_status:
                    seen.add((order.fulfillment_status.value, operation, then.fulfillment_status.value))
    assert {tuple(row[:3]) for row in drawing.FULFILLMENT} == seen
