"""Operations in any order: the library and books written from the conventions alone never disagree."""

import pytest
from bookkeeping import STATUSES as OF_CHECKOUTS
from bookkeeping_orders import ORDER_MOVES, PAYMENT_MOVES, REFUND_MOVES
from bookkeeping_orders import STATUSES as OF_ORDERS
from bookkeeping_rejections import STATUSES as OF_CREATION
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from machine import Lifecycle, OrderLife
from print_steps import run, table

import checkout_core as cc

SCALE = 6, 10
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
}
"""How orders, payments and refunds can stand, and all that may become of them."""


@pytest.mark.parametrize("machine", [Lifecycle, OrderLife], ids=lambda machine: machine.__name__)
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
    tally = run(examples=300, steps=STEPS)
    print(table(tally))  # `-rP` shows it
    refusals = {*OF_CHECKOUTS, *OF_ORDERS, *OF_CREATION, "BUG"}
    assert set(tally.refusals) == refusals
    assert set(tally.met) == MET
