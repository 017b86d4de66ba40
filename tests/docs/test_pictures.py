"""The pictures show what is, and so that it can be read."""

import operator
import re
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import checkout_core as cc
from checkout_core import wire

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "pictures"
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = ("layers", "payments", "way")


def drawn(name):
    """The picture's root."""
    return ET.fromstring((PICTURES / f"{name}.svg").read_bytes())  # noqa: S314  # our own


def texts(name):
    """What is written in it."""
    return [entry.text for entry in drawn(name).findall(f"{SVG}text")]


def contracts():
    """The import contracts."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_runs_off_the_sheet(name):
    """Neither boxes nor words."""
    root = drawn(name)
    width, height = float(root.get("width")), float(root.get("height"))
    for entry in root.findall(f"{SVG}rect"):
        assert float(entry.get("x", 0)) + float(entry.get("width")) <= width
        assert float(entry.get("y", 0)) + float(entry.get("height")) <= height
    for entry in root.findall(f"{SVG}text"):
        long = len(entry.text) * float(entry.get("font-size")) * 0.65
        left = float(entry.get("x")) - (long / 2 if entry.get("text-anchor") == "middle" else 0)
        assert left >= 0
        assert left + long <= width, entry.text


def test_the_layers():
    """Every layer and every package that only one may import stands in the picture and in the page's table."""
    [order] = [contract["layers"] for contract in contracts() if contract["type"] == "layers"]
    names = [name.strip("() ") for layer in order for name in layer.split("|")]
    table = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    assert [name for row in rows for name in re.findall(r"`(\w+)`", row)] == names[1:]
    entries = drawn("layers").findall(f"{SVG}text")
    assert [entry.text for entry in entries if entry.get("font-weight") == "bold"] == names
    beside = [word for entry in entries[2:] if entry.get("font-weight") != "bold" for word in entry.text.split(", ")]
    protected = [contract["protected_modules"] for contract in contracts() if contract["type"] == "protected"]
    assert sorted(beside) == sorted(module for modules in protected for module in modules)


def test_the_way():
    """Its nouns and functions exist."""
    for text in texts("way"):
        for name in text.removesuffix(" of the service").removesuffix(", …").split(", "):
            assert name == "JSON" or operator.attrgetter(name)(cc)


def test_the_payments():
    """What is due when comes to the whole, as wide as it is; the amounts are those of the example."""
    folder = ROOT / "docs" / "examples"
    store = wire.load_store(wire.parse((folder / "full_store.json").read_bytes())).value
    request = wire.load_request(wire.parse((folder / "full_request.json").read_bytes()), store.currency).value
    priced = cc.price(cc.create_from_request(store, request), store)
    shown = texts("payments")
    for name in ("priceSummary", "payNow", "payLater", "payAfterFreeTrial"):
        summary = (
            priced.summary
            if name == "priceSummary"
            else getattr(priced, re.sub("[A-Z]", lambda own: f"_{own[0].lower()}", name))
        )
        assert f"{name} {summary.total.amount}" in shown
    assert str(priced.gift_card.amount.amount) in shown
    assert f"payNowTotalAfterGiftCard {priced.pay_now_total_after_gift_card.amount}" in shown
    wide = {}
    for entry in drawn("payments").findall(f"{SVG}rect")[1:]:
        wide[entry.get("y")] = wide.get(entry.get("y"), 0) + float(entry.get("width"))
    whole, dues, now, _ = wide.values()
    assert whole == pytest.approx(dues, abs=1)
    assert now / whole == pytest.approx(float(priced.pay_now.total.amount / priced.summary.total.amount), abs=0.01)
