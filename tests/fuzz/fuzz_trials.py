"""What is done with an input, and what may come of it: a result that keeps the laws, or a documented refusal.

Whatever else happens is an escape: another exception, a warning, a law broken, a limit of time or of text exceeded.
"""

import warnings
from collections.abc import Callable
from time import thread_time
from typing import Any

import attrs
from fuzz_inputs import GOOD, Input
from fuzz_outcomes import LONGEST_PROBLEM, Trial, is_exact, within
from fuzz_seeds import Seed, published

import checkout_core as cc
from checkout_core import wire
from checkout_core.errors import InvalidDocument
from checkout_core.testing import audit

SECONDS, SECONDS_A_MIB = 5, 2
"""How long one input may take, of CPU time, and how much longer for each MiB: a sound one is read several times."""
LOCALE = "ar_EG"
"""One whose digits are other ones."""
ORDER_ID = "5b1f1f39-4e6b-4b2f-9f0d-0a6c1a0f4a11"

LOADERS: dict[str, Callable[..., wire.Loaded[Any]]] = {
    "store": wire.load_store,
    "request": wire.load_request,
    "checkout": wire.load_checkout,
    "published": wire.load_checkout,
    "order": wire.load_order,
}
DUMPERS: dict[str, Callable[..., dict[str, Any]]] = {
    "store": wire.dump_store,
    "request": wire.dump_request,
    "checkout": wire.dump_checkout,
    "published": wire.dump_checkout,
    "order": wire.dump_order,
}


def tried(item: Input) -> Trial:
    """Return what came of the input.

    Raises:
        Escape: for what must not happen; and whatever else escapes.
    """
    trial = Trial(item)
    seconds = SECONDS + SECONDS_A_MIB * len(item.data) // 2**20
    start = thread_time()
    with within(seconds), warnings.catch_warnings():
        warnings.simplefilter("error")
        _read(trial)
    trial.seconds = thread_time() - start
    trial.holds(f"at most {seconds} seconds", trial.seconds <= seconds)
    if item.kind == GOOD and item.target == item.seed.kind:
        trial.holds("a good document loads", "loaded" in trial.reached)
    return trial


# --- from text to an order --------------------------------------------------------------------------------------------


def _read(trial: Trial) -> None:
    """Parse and load; then go on with what was loaded."""
    item = trial.item
    try:
        document = wire.parse(item.data)
    except InvalidDocument as error:
        trial.refuses(error)
        return
    trial.reached.add("read")
    wire.is_checkout(document)
    if trial.is_thorough:
        trial.holds("what is read is exact", is_exact(document))
        trial.holds("what is written reads back", wire.parse(wire.dumps(document)) == document)
        _audit(trial, document)
    currency = (item.seed.store.currency,) if item.target == "request" else ()
    load, dump = LOADERS[item.target], DUMPERS[item.target]
    try:
        value = load(document, *currency, strict=item.strict).value
    except InvalidDocument as error:
        trial.ends("refused")
        trial.refuses(error)
        return
    trial.reached.add("loaded")
    trial.ends("loaded")
    again = load(wire.parse(wire.dumps(dump(value, dialect=trial.dialect))), *currency, strict=True)
    trial.holds("what is dumped loads as it was", again == wire.Loaded(value, ()))
    NEXT[item.target](trial, item.seed, value)


def _audit(trial: Trial, document: wire.JsonDocument) -> None:
    """Hold the document against the laws of published figures, as somebody else's."""
    try:
        findings = audit(document)
    except InvalidDocument as error:
        trial.refuses(error)
        return
    for finding in findings:
        text = str(finding)
        trial.longest_problem = max(trial.longest_problem, len(text))
        trial.holds("a finding has a JSON path", finding.path.startswith("$"))
        trial.holds("a finding is UTF-8 text of bounded length", len(text.encode()) <= 4 * LONGEST_PROBLEM)


def _store(trial: Trial, seed: Seed, store: cc.Store) -> None:
    if seed.checkout is not None:
        _price(trial, seed.checkout, store)


def _request(trial: Trial, seed: Seed, request: cc.CheckoutRequest) -> None:
    """Open the checkout that is asked for, or be told why not."""
    if request.now is None and seed.store.as_of is None:
        request = attrs.evolve(request, now=seed.checkout.updated_date)
    try:
        checkout = cc.create_from_request(seed.store, request)
    except cc.CheckoutRejected as error:
        trial.ends("rejected")
        trial.holds("a rejection has a code and a status", error.code and 400 <= error.status < 600)
        trial.holds("a rejection is JSON", wire.dumps(wire.dump_error(error).body))
        return
    trial.reached.add("opened")
    _price(trial, checkout, seed.store)


def _checkout(trial: Trial, seed: Seed, checkout: cc.Checkout) -> None:
    _price(trial, checkout, seed.store)


def _order(trial: Trial, _: Seed, order: cc.Order) -> None:
    """Call it off, or be told why not."""
    try:
        changed = cc.cancel_order(order, now=order.updated_date)
    except cc.OrderRejected as error:
        trial.ends("rejected")
        trial.holds("a rejection is JSON", wire.dumps(wire.dump_error(error).body))
        return
    trial.reached.add("changed")
    trial.holds("an order loads as it was", wire.load_order(wire.dump_order(changed), strict=True).value == changed)


NEXT: dict[str, Callable[[Trial, Seed, Any], None]] = {
    "store": _store,
    "request": _request,
    "checkout": _checkout,
    "published": _checkout,
    "order": _order,
}


def _price(trial: Trial, checkout: cc.Checkout, store: cc.Store) -> None:
    """Price, publish, read back; in other currencies there is no price."""
    try:
        priced = cc.price(checkout, store)
    except cc.CurrencyMismatch:
        trial.holds("a price in one currency", checkout.currency != store.currency)
        trial.ends("in another currency")
        return
    trial.reached.add("priced")
    trial.ends("with findings" if priced.calculation_errors else "without findings")
    total = priced.summary.total
    trial.holds("now, later and after a trial come to the total", _parts(priced) == total)
    text = wire.dumps(published(priced, trial.dialect))
    if trial.item.number % 3 == 0:
        again = cc.price(wire.load_checkout(wire.parse(text), strict=True).value, store)
        trial.holds("published again in the same bytes", wire.dumps(published(again, trial.dialect)) == text)
    if trial.is_thorough:
        trial.holds("what is published keeps the laws", not audit(wire.parse(text)))
        trial.holds("in another locale it is JSON, too", wire.dumps(wire.dump_priced(priced, locale=LOCALE)))
        trial.holds("a receipt is UTF-8 text", str(cc.explain(priced)).encode())
        trial.reached.add("explained")
    if trial.item.number % 2 == 0:
        _create(trial, priced, store)


def _parts(priced: cc.PricedCheckout) -> cc.Money:
    return priced.pay_now.total + priced.pay_later.total + priced.pay_after_free_trial.total


def _create(trial: Trial, priced: cc.PricedCheckout, store: cc.Store) -> None:
    """Make the order, or be told why not."""
    now = priced.checkout.updated_date
    reasons = cc.order_rejections(priced, store, now=now) if trial.is_thorough else None
    try:
        order = cc.create_order(priced, store, order_id=ORDER_ID, number="10001", now=now)
    except cc.OrderRejected as error:
        if reasons is not None:
            trial.holds("an order is refused for the first reason", reasons and reasons[0].code == error.code)
        trial.holds("a rejection is JSON", wire.dumps(wire.dump_error(error).body))
        return
    trial.reached.add("ordered")
    trial.ends("ordered")
    trial.holds("an order is made if nothing stands against it", not reasons)
    document = wire.parse(wire.dumps(wire.dump_order(order, dialect=trial.dialect)))
    trial.holds("an order loads as it was", wire.load_order(document, strict=True) == wire.Loaded(order, ()))
    if trial.is_thorough:
        trial.holds("an order keeps the laws", not audit(document))
