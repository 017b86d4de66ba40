"""Draws the layers from the import contracts, the data's way, and the payments of one checkout from its price."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

from draw_states import Diagram, Row, Way, draw

import checkout_core as cc
from checkout_core import wire

HERE = Path(__file__).parent
MONO = 'font-family="DejaVu Sans Mono, Menlo, Consolas, monospace"'
SANS = 'font-family="DejaVu Sans, Helvetica, Arial, sans-serif"'


def sheet(width: int, height: int, title: str, parts: Iterator[str]) -> str:
    """A white sheet with these parts on it."""
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    back = f'<rect width="{width}" height="{height}" fill="#fff"/>'
    return "\n".join([f'{head} role="img" {SANS}>', f"<title>{escape(title)}</title>", back, *parts, "</svg>", ""])


def box(x: float, y: float, width: float, height: float, fill: str) -> str:
    """A rectangle with a thin border."""
    where = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
    return f'<rect {where} fill="{fill}" stroke="#234" stroke-width="1"/>'


def text(x: float, y: float, words: str, size: int = 12, style: str = "") -> str:
    """Words that begin at the point, unless the style says otherwise."""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="#111" {style}>{escape(words)}</text>'


# --- layers -----------------------------------------------------------------------------------------------------------

MIDDLE = 'text-anchor="middle"'
STEP, TALL, WIDE = 44, 32, 520
"""From layer to layer, and a layer's box."""


def contracts() -> list[dict[str, object]]:
    """The import contracts that CI checks."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    listed: list[dict[str, object]] = project["tool"]["importlinter"]["contracts"]
    return listed


def layers() -> str:
    """The layers, highest first; beside each what nobody else may import."""
    [order] = [contract["layers"] for contract in contracts() if contract["type"] == "layers"]
    names = [[name.strip("() ") for name in layer.split("|")] for layer in order]  # type: ignore[attr-defined]
    own: dict[str, list[str]] = {}
    for contract in contracts():
        if contract["type"] == "protected":
            importer = contract["allowed_importers"][0].split(".")[1]  # type: ignore[index]
            own.setdefault(importer, []).extend(contract["protected_modules"])  # type: ignore[arg-type]
    return sheet(1080, STEP * len(names) + 40, "The layers; imports point downwards", _layers(names, own))


def _layers(names: list[list[str]], own: dict[str, list[str]]) -> Iterator[str]:
    yield text(20, 24, "imports point downwards", 12, 'font-style="italic"')
    yield text(WIDE + 40, 24, "only here are imported", 12, 'font-style="italic"')
    for index, layer in enumerate(names):
        top = 36 + STEP * index
        width = (WIDE - 8 * (len(layer) - 1)) / len(layer)
        for place, name in enumerate(layer):
            left = 20 + place * (width + 8)
            yield box(left, top, width, TALL, "#eaf1fb")
            yield text(left + width / 2, top + 21, name, 13, f'{MIDDLE} {MONO} font-weight="bold"')
        packages = [package for name in layer for package in own.get(name, ())]
        if packages:
            yield text(WIDE + 40, top + 21, ", ".join(packages), 12, MONO)


# --- way --------------------------------------------------------------------------------------------------------------

WAY = Diagram(
    "The way of the data",
    (
        Row("JSON", "wire.load_request", "CheckoutRequest"),
        Row("JSON", "wire.load_store", "Store"),
        Row("CheckoutRequest", "create_from_request", "Checkout"),
        Row("Store", "create_from_request", "Checkout"),
        Row("Store", "price", "PricedCheckout"),
        Row("Checkout", "price", "PricedCheckout"),
        Row("Checkout", "add_to_checkout, update_checkout, …", "Checkout"),
        Row("PricedCheckout", "validate", "CalculationErrors"),
        Row("PricedCheckout", "explain", "Explanation"),
        Row("PricedCheckout", "create_order", "Order"),
        Row("PricedCheckout", "wire.dump_priced", "JSON of the service"),
        Row("Order", "wire.dump_order", "JSON of the service"),
        Row("Order", "record_payment, refund_order, …", "Order"),
    ),
    (1080, 510),
    {
        "JSON": (70, 200),
        "CheckoutRequest": (330, 110),
        "Store": (330, 290),
        "Checkout": (620, 110),
        "PricedCheckout": (620, 290),
        "CalculationErrors": (330, 430),
        "Explanation": (620, 430),
        "Order": (930, 290),
        "JSON of the service": (930, 470),
    },
    {
        ("JSON", "CheckoutRequest"): Way(via=((70, 110),)),
        ("JSON", "Store"): Way(via=((70, 290),)),
        ("Store", "Checkout"): Way(leave=(20, 0), arrive=(-30, 0)),
        ("PricedCheckout", "CalculationErrors"): Way(leave=(-30, 0)),
        ("PricedCheckout", "JSON of the service"): Way(leave=(40, 0), arrive=(-40, 0)),
    },
    "nouns, and the functions that lead from one to another",
)

# --- payments ---------------------------------------------------------------------------------------------------------

SCALE, LEFT, BAR, ROOM = 4.4, 20, 36, 40
"""Pixels of a major unit, where the bars begin, how high they are, what an amount needs as text."""
PARTS = {"goods less discount": "#9ecae1", "delivery": "#fdd0a2", "fees": "#dadaeb", "tax": "#c7e9c0"}


class Payment(NamedTuple):
    """One of the payments: what it is called, its parts in the order of `PARTS`, and its total."""

    name: str
    parts: tuple[cc.Money, ...]
    total: cc.Money


def payment(name: str, summary: cc.PriceSummary) -> Payment:
    """The parts of a summary; what is discounted comes off the goods."""
    goods = summary.subtotal - summary.discount
    return Payment(name, (goods, summary.shipping, summary.additional_fees, summary.tax), summary.total)


def example() -> cc.PricedCheckout:
    """The full example, priced."""
    folder = HERE / "examples"
    store = wire.load_store(wire.parse((folder / "full_store.json").read_bytes())).value
    request = wire.load_request(wire.parse((folder / "full_request.json").read_bytes()), store.currency).value
    return cc.price(cc.create_from_request(store, request), store)


def payments() -> str:
    """What one checkout costs, above what of it is due when, above what the gift card leaves."""
    return sheet(960, 330, "What is due now, later and after the free trial", _payments(example()))


def _payments(priced: cc.PricedCheckout) -> Iterator[str]:
    whole = payment("priceSummary", priced.summary)
    dues = [
        payment("payNow", priced.pay_now),
        payment("payLater", priced.pay_later),
        payment("payAfterFreeTrial", priced.pay_after_free_trial),
    ]
    yield from _bars([whole], 30)
    yield from _bars(dues, 110)
    if priced.gift_card is None:
        raise ValueError("the example has no gift card")
    card, rest = _width(priced.gift_card.amount), _width(priced.pay_now_total_after_gift_card)
    yield text(LEFT, 184, "of payNow")
    yield box(LEFT, 190, card, BAR, "#fff2ae")
    yield text(LEFT + card / 2, 213, str(priced.gift_card.amount.amount), 12, MIDDLE)
    yield text(LEFT + card / 2, 244, "giftCard", 12, MIDDLE)
    yield box(LEFT + card, 190, rest, BAR, "#e5e5e5")
    after = f"payNowTotalAfterGiftCard {priced.pay_now_total_after_gift_card.amount}"
    yield text(LEFT + card + rest / 2, 213, after, 12, MIDDLE)
    for index, (name, fill) in enumerate(PARTS.items()):
        yield box(LEFT + 170 * index, 280, 16, 16, fill)
        yield text(LEFT + 24 + 170 * index, 293, name)


def _bars(dues: list[Payment], top: float) -> Iterator[str]:
    """Payments one after the other: together they are as wide as their sum."""
    left: float = LEFT
    for due in dues:
        yield text(left, top - 6, f"{due.name} {due.total.amount}", 12, 'font-weight="bold"')
        for amount, fill in zip(due.parts, PARTS.values(), strict=True):
            width = _width(amount)
            yield box(left, top, width, BAR, fill)
            if width > ROOM:
                yield text(left + width / 2, top + 23, str(amount.amount), 12, MIDDLE)
            left += width


def _width(amount: cc.Money) -> float:
    """How wide an amount is drawn."""
    return float(amount.amount) * SCALE


PICTURES = {"layers": layers, "payments": payments, "way": lambda: draw(WAY)}
"""The pictures by name."""
