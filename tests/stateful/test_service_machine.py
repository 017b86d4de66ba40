"""The machine for other people's services: honest ones pass, and each of a dozen faults is found and told."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import attrs
import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import run_state_machine_as_test
from samples import APP, guid

import checkout_core as cc
from checkout_core import wire
from checkout_core.testing import CheckoutMachine, Service

BRIEF = settings(
    max_examples=15,
    stateful_step_count=20,
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
BATCH = settings(BRIEF, max_examples=40, phases=[Phase.generate], derandomize=False)
MOST_BATCHES = 20


KIOSK = cc.Store(
    currency="USD",
    as_of=datetime(2026, 3, 1, tzinfo=UTC),
    catalog={
        cc.CatalogReference(APP, "book"): cc.CatalogItem(
            price=cc.Money("0.99", "USD"), physical_properties=cc.PhysicalProperties(shippable=True)
        )
    },
    shipping=[
        cc.ShippingCarrier(
            carrier_id=guid(2),
            region=cc.ShippingRegion(id=guid(2), name="everywhere"),
            options=[cc.ShippingOption(code="standard", title="Standard", cost=cc.Money("3", "USD"))],
        )
    ],
    coupons=[
        cc.Coupon(
            id=guid(1), name="Tenth", code="SUMMER", percent_off_rate=Decimal(10), minimum_subtotal=cc.Money(0, "USD")
        )
    ],
    gift_cards=[cc.GiftCard(code="CARD-0001", balance=cc.Money("0.50", "USD"))],
)
"""A store where most carts can be ordered as they are."""


def driving(service, **fields):
    """A machine that drives this kind of service."""
    return type("Machine", (CheckoutMachine,), {"start_service": lambda _, store: service(store), **fields})


def at_the_kiosk(service):
    """The same with one merchant, where orders come about quickly."""
    return driving(service, stores=lambda _: st.just(KIOSK), max_lines=1)


def plain(document):
    """The document as another service may write it: amounts are decimals, nothing is said of what is empty."""
    if isinstance(document, list):
        return [plain(entry) for entry in document]
    if not isinstance(document, dict):
        return document
    if "formattedAmount" in document:
        return Decimal(document["amount"])
    return {name: plain(value) for name, value in document.items() if value not in (None, [], {}, "")}


class Archive(Service):
    """A service that keeps text, reads it again for each request, and answers in the other dialect."""

    def _held(self, checkout):
        text = json.dumps(wire.dump_checkout(checkout))
        self.checkouts[checkout.id] = wire.load_checkout(wire.parse(text)).value
        priced = cc.price(self.checkouts[checkout.id], self.store)
        return {"checkout": wire.dump_priced(priced, dialect="rest")}

    def _kept(self, order):
        self.orders[order.id] = wire.load_order(wire.parse(wire.dumps(wire.dump_order(order)))).value
        return {"order": wire.dump_order(order, dialect="rest")}


class Terse(Service):
    """A service that answers with plain decimals and leaves out what is empty."""

    def _held(self, checkout):
        return plain(super()._held(checkout))

    def _kept(self, order):
        return plain(super()._kept(order))


@pytest.mark.parametrize("service", [Service, Archive, Terse], ids=lambda service: service.__name__)
def test_an_honest_service_passes(service):
    """Whatever form it keeps things in, and whichever dialect it answers in."""
    run_state_machine_as_test(driving(service), settings=BRIEF)


def test_it_runs_as_a_test_case():
    """As any state machine does."""
    case = CheckoutMachine.TestCase()
    case.settings = settings(BRIEF, max_examples=2)
    case.runTest()


def test_what_a_service_cannot_do_is_not_asked():
    """A service without orders is driven by what it has."""
    asked = set()

    class Narrow(Service):
        def __getattribute__(self, name):
            asked.add(name)
            return super().__getattribute__(name)

    run_state_machine_as_test(
        driving(Narrow, operations=frozenset({"create_checkout", "get_checkout"})), settings=BRIEF
    )
    assert asked & {name for name in vars(Service) if not name.startswith("_")} == {"create_checkout", "get_checkout"}


@pytest.mark.parametrize("operations", [{"create_checkout", "remove_copon"}, {"get_checkout"}])
def test_operations_that_would_test_nothing_are_refused(operations):
    """A misspelt one, or none that opens a checkout."""
    with pytest.raises(cc.InvalidField, match=r"remove_copon|no create_checkout"):
        driving(Service, operations=frozenset(operations))


def test_an_answer_of_another_kind_is_told():
    """Who forgets to return an answer is told so."""

    class Mute(Service):
        def create_checkout(self, request):
            super().create_checkout(request)

    with pytest.raises(cc.InvalidField, match="answer to create_checkout: got None"):
        run_state_machine_as_test(at_the_kiosk(Mute), settings=BATCH)


def test_merchants_are_those_that_are_asked_for():
    """Currencies, tax and size of carts."""
    stores, lines = [], []

    class Curious(CheckoutMachine):
        currencies = ("JPY",)
        tax_included = True
        max_lines = 1

        def compare(self, operation, ours, theirs):
            super().compare(operation, ours, theirs)
            if operation == "create_checkout" and isinstance(ours, dict):
                stores.append(self.ours.store)
                lines.append(len(ours["lineItems"]))

    run_state_machine_as_test(Curious, settings=BRIEF)
    assert {(store.currency.code, store.tax_included_in_price) for store in stores} == {("JPY", True)}
    assert set(lines) == {1}


# --- faults -----------------------------------------------------------------------------------------------------------


class CentShort(Service):
    """The total is a unit too low where there is a discount."""

    def _held(self, checkout):
        answer = super()._held(checkout)
        summary = answer["priceSummary"]
        if summary["discount"]["amount"] != "0":
            summary["total"]["amount"] = str(Decimal(summary["total"]["amount"]) - 1)
        return answer


class Forgetful(Service):
    """What is removed stays."""

    def remove_line_items(self, checkout_id, line_item_ids, *, now):
        return self.get_checkout(checkout_id)


class Sticky(Service):
    """The coupon that is taken back still counts."""

    def remove_coupon(self, checkout_id, *, now):
        return self.get_checkout(checkout_id)


class Generous(Service):
    """Gift cards are passed over."""

    def create_checkout(self, request):
        return super().create_checkout(attrs.evolve(request, gift_card_code=None, gift_card_redeem_amount=None))


class Twice(Service):
    """A checkout can be ordered as often as one likes."""

    def create_order(self, checkout_id, *, order_id, number, now):
        before, self.orders = self.orders, {}
        try:
            return super().create_order(checkout_id, order_id=order_id, number=number, now=now)
        finally:
            self.orders |= before


class Blunt(Service):
    """Whatever is wrong is a bad request of one kind."""

    def update_checkout(self, checkout_id, *, now, **changes):
        try:
            return super().update_checkout(checkout_id, now=now, **changes)
        except cc.CheckoutRejected as error:
            raise cc.CheckoutRejected("BAD_REQUEST", 400, "no") from error


class Careless(Service):
    """Units that are sent are not counted."""

    def fulfill_line_items(self, order_id, quantities, *, now):
        super().fulfill_line_items(order_id, quantities, now=now)
        self.orders[order_id] = attrs.evolve(
            self.orders[order_id],
            line_items=[attrs.evolve(line, fulfilled_quantity=0) for line in self.orders[order_id].line_items],
        )
        return wire.dump_order(self.orders[order_id])


class Lenient(Service):
    """The status is another than the documented one."""

    def cancel_order(self, order_id, *, now):
        try:
            return super().cancel_order(order_id, now=now)
        except cc.OrderRejected as error:
            answer = wire.dump_error(error)
            return attrs.evolve(answer, status=answer.status + 1)


class Silent(Service):
    """What is due later is not told."""

    def _held(self, checkout):
        answer = dict(super()._held(checkout))
        del answer["payLater"]
        return answer


FAULTY = {
    CentShort: "$.priceSummary.total.amount: ",
    Forgetful: "remove_line_items: ",
    Sticky: "remove_coupon: ",
    Generous: "create_checkout: ",
    Twice: "create_order: ",
    Blunt: "they refuse with BAD_REQUEST",
    Careless: "$.fulfillmentStatus: ",
    Lenient: "status: ",
    Silent: "$.payLater: an object, and theirs nothing",
}


def run_batches(machine):
    """Run it often for a short time: that differs more than a long run does."""
    for number in range(MOST_BATCHES):
        run_state_machine_as_test(seed(number)(machine), settings=BATCH)


@pytest.mark.parametrize("service", FAULTY, ids=lambda service: service.__name__)
def test_a_fault_is_found_and_told(service):
    """The error says which operation, which place, both values."""
    with pytest.raises(AssertionError, match="the library's answer, and the service's") as failure:
        run_batches(at_the_kiosk(service))
    assert FAULTY[service] in str(failure.value)
