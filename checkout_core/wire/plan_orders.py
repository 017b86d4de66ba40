"""Orders of plans as documents, with ``pricing`` and the older ``priceDetails``, which says the same of one price."""

from __future__ import annotations

import copy
import functools
from typing import Any, Final

from checkout_core.currencies import Currency
from checkout_core.model._limits import A
from checkout_core.model.plan import MODELS
from checkout_core.model.plan_order import PlanOrder, PlanOrderPricing, first_gap, wrong_end
from checkout_core.model.plan_prices import PlanPrice, PlanPriceSpan
from checkout_core.wire.names import Dialect, check_dialect, spelling
from checkout_core.wire.reader import read_entries, table
from checkout_core.wire.scalars import known_currency, read_currency
from checkout_core.wire.spot import BAD, Loaded, Spot, member_of, read
from checkout_core.wire.stores import STAND_IN
from checkout_core.wire.tables import AnObject, CurrencyCode, Member, Table, built
from checkout_core.wire.text import JsonDocument
from checkout_core.wire.writer import ordered, writer

SPAN: Final = ("cycle_from", "number_of_cycles")
"""What of a span of prices stands in its ``duration``."""
DETAILS: Final = ("subtotal", "discount", "tax", "total", "coupon")
"""Members of ``priceDetails`` that are those of the first price."""


def load_plan_order(document: JsonDocument, *, strict: bool = False) -> Loaded[PlanOrder]:
    """Return the order of a plan that the document states; ``{"order": …}`` is read inside.

    Amounts are in the currency of the first price. A document that has only the older ``priceDetails`` has one price
    for all cycles; where it has both, they must say the same. null stands for an absent member. With ``strict`` members
    that are not understood are problems, else they are named in `Loaded.unknown`.

    Raises:
        InvalidDocument: with everything that is wrong.
    """
    return read(document, STAND_IN, read_plan_order, strict=strict)


def dump_plan_order(order: PlanOrder, dialect: Dialect = "velo") -> dict[str, Any]:
    """Return the order as the service publishes it, JSON-ready; `load_plan_order` reads it back to an equal order."""
    check_dialect(dialect)
    convert = writer(dialect).unstructure
    pricing = convert(order.pricing)
    spans = [_span(span, order.pricing.currency) for span in pricing["prices"]]
    document = {**convert(order), "pricing": {**pricing, "prices": spans}}
    priced = spans[0]["price"]
    details = {name: priced[name] for name in DETAILS if name in priced}
    details |= {"planPrice": document["planPrice"], "currency": priced["currency"]}
    details |= {name: pricing[name] for name in map(_wire, MODELS) if name in pricing}
    if order.free_trial_days is not None:
        details["freeTrialDays"] = order.free_trial_days
    return ordered({**document, "priceDetails": copy.deepcopy(details)}, PlanOrder, dialect)


def _span(span: dict[str, Any], currency: Currency) -> dict[str, Any]:
    """A span of prices as the wire nests it."""
    duration = {name: span[name] for name in map(_wire, SPAN) if name in span}
    return {"duration": duration, "price": {**span["price"], "currency": currency.code}}


def _wire(name: str) -> str:
    return spelling(name, "velo")


def _answered(document: JsonDocument) -> Any:
    """The order inside an answer of the service, else the document itself."""
    wrapped = isinstance(document, dict) and document.keys() == {"order"}
    return document["order"] if wrapped else document


def _currency(document: Any) -> Currency:
    """The currency that the first price names that names one, or the older details; else the stand-in."""
    spans = _at(document, "pricing", "prices")
    prices = [_at(span, "price") for span in spans] if isinstance(spans, list) else []
    for price in (*prices, _at(document, "priceDetails")):
        currency = known_currency(_at(price, "currency"))
        if currency is not None:
            return currency
    return STAND_IN


def _at(value: Any, *keys: str) -> Any:
    """What stands there; None where nothing does."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


@functools.cache
def _order_table() -> Table:
    pricing = Member("pricing", _read_pricing, PlanOrderPricing)
    return table(PlanOrder).changed(
        pricing, Member("price_details", lambda spot, _: _details_table().fill(spot), limit=AnObject())
    )


@functools.cache
def _pricing_table() -> Table:
    return table(PlanOrderPricing).with_hook("prices", _read_spans)


@functools.cache
def _span_table() -> Table:
    """A span on the wire: its duration and its price."""
    price = Member("price", lambda spot, _: _read_price(spot), PlanPrice, A(PlanPrice), required=True)
    duration = Member("duration", lambda spot, _: _duration_table().fill(spot), limit=AnObject(), required=True)
    return Table([duration, price])


@functools.cache
def _duration_table() -> Table:
    """The cycles of a span."""
    return Table(member for member in table(PlanPriceSpan).members if member.name in SPAN).with_required(
        cycle_from=True
    )


@functools.cache
def _price_table() -> Table:
    return table(PlanPrice).changed(_CURRENCY)


@functools.cache
def _details_table() -> Table:
    """The older flat form: a price, the model, the plan's price and the free days."""
    of_price = [member for member in _price_table().members if member.name in (*DETAILS, "currency")]
    of_pricing = [member for member in table(PlanOrderPricing).members if member.name in MODELS]
    of_order = [member for member in table(PlanOrder).members if member.name in ("plan_price", "free_trial_days")]
    return Table([*of_price, *of_pricing, *of_order]).with_required(plan_price=False)


_CURRENCY: Final = Member("currency", read_currency, limit=CurrencyCode(), required=True)


def _read_pricing(spot: Spot, _: Any) -> Any:
    values = _pricing_table().fill(spot)
    allowed = None if values is BAD else wrong_end(values.get("subscription"), values["prices"])
    if allowed is None:
        return built(spot, PlanOrderPricing, values)
    last = spot.at("prices").at(len(values["prices"]) - 1)
    return member_of(member_of(last, "duration"), "number_of_cycles").refuse(allowed)


def _read_spans(spot: Spot, _: Any) -> Any:
    """The spans; one that does not follow the one before it is refused where it says so."""
    spans = read_entries(spot, _read_span)
    gap = None if spans is BAD else first_gap(spans)
    if gap is None:
        return spans
    index, allowed = gap
    return member_of(member_of(spot.at(index), "duration"), "cycle_from").refuse(allowed)


def _read_span(spot: Spot, _: Any = None) -> Any:
    values = _span_table().fill(spot)
    return BAD if values is BAD else built(spot, PlanPriceSpan, {**values["duration"], "price": values["price"]})


def _read_price(spot: Spot) -> Any:
    values = _price_table().fill(spot)
    if values is BAD:
        return BAD
    return built(spot, PlanPrice, values) if _is_currency(spot, values) else BAD


def _is_currency(spot: Spot, values: dict[str, Any]) -> bool:
    """Whether the price is in the document's currency; its own name is taken out of the values."""
    own = values.pop("currency")
    if own == spot.reading.currency:
        return True
    return member_of(spot, "currency").refuse(f"{spot.reading.currency.code}, as in the first price") is not BAD


def read_plan_order(spot: Spot, _: Any = None) -> Any:
    """An order of a plan, its amounts in its own currency."""
    reading, before = spot.reading, spot.reading.currency
    answered = _answered(spot.value)
    reading.currency = _currency(answered)
    order = _read_order(spot if answered is spot.value else spot.at("order"))
    reading.currency = before
    return order


def _read_order(spot: Spot) -> Any:
    values = _order_table().fill(spot)
    if values is BAD:
        return BAD
    details, place = values.pop("price_details", None), member_of(spot, "price_details")
    if details is not None and not _is_currency(place, details):
        return BAD
    if "pricing" not in values:
        if details is None:
            return member_of(spot, "pricing").refuse("an object", "nothing")
        values["pricing"] = _pricing_of(place, details)
        if values["pricing"] is BAD:
            return BAD
        if "free_trial_days" in details:
            values.setdefault("free_trial_days", details["free_trial_days"])
    order = built(spot, PlanOrder, values)
    return order if order is BAD or details is None or _agrees(place, details, order) else BAD


def _pricing_of(spot: Spot, details: dict[str, Any]) -> Any:
    """The pricing that the older details state: one price for every cycle."""
    price = built(spot, PlanPrice, {name: details[name] for name in DETAILS if name in details})
    if price is BAD:
        return BAD
    models = {name: details[name] for name in MODELS if name in details}
    subscription = models.get("subscription")
    cycles = 1 if subscription is None else subscription.cycle_count or None
    spans = (PlanPriceSpan(number_of_cycles=cycles, price=price),)
    return built(spot, PlanOrderPricing, {**models, "prices": spans})


def _agrees(spot: Spot, details: dict[str, Any], order: PlanOrder) -> bool:
    """Whether the older details say what the order says; each member that does not is refused."""
    price, sound = order.pricing.prices[0].price, True
    for name, stated in details.items():
        owner = price if name in DETAILS else order.pricing if name in MODELS else order
        if stated != getattr(owner, name):
            sound = member_of(spot, name).refuse("what pricing, planPrice and freeTrialDays say") is not BAD
    return sound
