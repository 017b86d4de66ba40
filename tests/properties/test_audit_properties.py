"""The audit is silent about whatever we publish, and a minor unit more or less in a sum does not escape it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

import checkout_core as cc
from checkout_core import wire
from checkout_core.currencies import exponent
from checkout_core.testing import audit
from checkout_core.testing.strategies.checkouts import priced_inputs
from checkout_core.testing.strategies.orders import used_orders

dialects = st.sampled_from(["velo", "rest"])
locales = st.sampled_from(["en_US", "de_CH", "ar_EG", "ja_JP", "hi_IN", "fa_IR", "my_MM", "mr_IN"])
FIELDS = ("subtotal", "shipping", "tax", "discount", "total", "additionalFees")
PAYMENTS = ("payNow", "payLater", "payAfterFreeTrial")
ACCOUNT = ("balance", "paid", "refunded", "authorized", "pending", "pendingRefund")


def plainly(document):
    """The document with its amounts as plain decimals."""
    if isinstance(document, list):
        return [plainly(value) for value in document]
    if not isinstance(document, dict):
        return document
    if "formattedAmount" in document:
        return Decimal(document["amount"])
    return {name: plainly(value) for name, value in document.items()}


def assert_clean(document):
    """No finding: as a value, as text, with plain amounts."""
    for form in (document, wire.dumps(document), plainly(document)):
        assert audit(form) == ()


def paths_of(document, *place, units):
    """Where the audit finds something if the amount at this place is so many minor units more."""
    *way, name = place
    holder = document
    for step in way:
        holder = holder[step]
    unit = Decimal(1).scaleb(-exponent(document["currency"]))
    holder[name] = {"amount": str(Decimal(holder[name]["amount"]) + units * unit)}
    return {finding.path for finding in audit(document)}


@given(priced_inputs(), dialects, locales)
def test_a_priced_checkout_breaks_no_law(inputs, dialect, locale):
    """Whatever the currency, the rounding, the discounts; in both dialects and any digits."""
    assert_clean(wire.dump_priced(cc.price(*inputs), dialect=dialect, locale=locale))


@given(used_orders(), dialects, locales)
def test_an_order_breaks_no_law(order, dialect, locale):
    """Whatever has become of it."""
    assert_clean(wire.dump_order(order, dialect=dialect, locale=locale))


@given(priced_inputs(), st.sampled_from(["priceSummary", *PAYMENTS]), st.sampled_from(FIELDS), st.sampled_from([-1, 1]))
def test_a_minor_unit_is_found_in_any_sum(inputs, summary, field, units):
    """At the summary: it is that of the payments no more."""
    found = paths_of(wire.dump_priced(cc.price(*inputs)), summary, field, units=units)
    assert found & {f"$.priceSummary.{field}.amount", f"$.{summary}.{field}.amount"}


@given(used_orders(), st.sampled_from(ACCOUNT), st.sampled_from([-1, 1]))
def test_a_minor_unit_is_found_in_any_account(order, field, units):
    """At its own place: payments and refunds say otherwise."""
    found = paths_of(wire.dump_order(order), "balanceSummary", field, units=units)
    assert f"$.balanceSummary.{field}.amount" in found
