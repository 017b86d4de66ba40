"""Operations in any order: the library and books written from the conventions alone never disagree."""

import pytest
from bookkeeping import STATUSES as OF_CHECKOUTS
from bookkeeping_rejections import STATUSES as OF_CREATION
from bookkeeping_tables import ORDER_MOVES, PAYMENT_MOVES, REFUND_MOVES
from bookkeeping_tables import STATUSES as OF_ORDERS
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from machine import Lifecycle, OrderLife, Parcels
from print_steps import run, table

import checkout_core as cc

SCALE = 4, 10
"""How many machines run for so many examples of the profile: a machine takes many steps."""
STEPS = 30

UNREACHED = {"UNSPECIFIED"}
"""A payment status that nothing leads to."""
MET = {
    *(f"order: {status}" for status in ("INITIALIZED", "PENDING", "APPROVED", "CANCELED", "REJECTED")),
    *(f"order payment: {status}" for status in {status.value for status in cc.PaymentStatus} - UNREACHED),
    *(f"fulfillment: {status}" for status in ("NOT_FULFILLED", "PARTIALLY_FULFILLED", "FULFILLED")),
    *(f"refund: {status}" for status in ("PENDING", "SUCCEEDED", "FAILED")),
    *(f"payment: {status} money" for status in {status.value for status in cc.TransactionStatus}),
    *(f"payment: {status} card" for status in ("APPROVED", "PENDING", "CANCELED", "DECLINED", "VOIDED")),
    *(f"payment: {status} membership" for status in ("APPROVED", "PENDING", "CANCELED", "DECLINED", "VOIDED")),
    *(f"order: {source} to {target}" for source, target in ORDER_MOVES),
    *(f"payments: {source} to {target}" for source, target in PAYMENT_MOVES),
    *(f"refunds: {source} to {target}" for source, target in REFUND_MOVES),
    *(f"changed: {what}" for what in ("amounts", "prices", "settings", "amounts and prices")),
    "REQUIRED_FIELD: buyerInfo.email",
    *(f"FIELD_NOT_ALLOWED: buyerInfo.{name}" for name in ("memberId", "visitorId", "contactId")),
    *(f"refunded units: {what}{worth}" for what in ("sent", "unsent", "of both") for worth in ("", " for nothing")),
    "refunded units: unsent, and failed",
    *(f"stands beside unsent units: {status}" for status in ("NOT_FULFILLED", "PARTIALLY_FULFILLED", "FULFILLED")),
    *(f"sent beside unsent units: {status}" for status in ("PARTIALLY_FULFILLED", "FULFILLED")),
}
"""How orders, payments and refunds can stand, all that may become of them, and what is easily missed."""
SELDOM = {
    f"changed: {what}" for what in ("amounts and settings", "prices and settings", "amounts and prices and settings")
}


@pytest.mark.parametrize("machine", [Lifecycle, OrderLife, Parcels], ids=lambda machine: machine.__name__)
def test_books_agree(machine):
    """Whatever is done, in whatever order: what comes of it, or why it is refused, is what the books say."""
    scaled = settings(
        max_examples=settings.default.max_examples * SCALE[0] // SCALE[1],
        stateful_step_count=STEPS,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=scaled)


def test_everything_is_met():
    """A fixed run meets every refusal, every status and every change from one to another."""
    tally = run(examples=150, steps=STEPS)
    print(table(tally))  # `-rP` shows it
    refusals = {*OF_CHECKOUTS, *OF_ORDERS, *OF_CREATION, "BUG"}
    assert set(tally.refusals) == refusals
    assert set(tally.met) - SELDOM == MET
