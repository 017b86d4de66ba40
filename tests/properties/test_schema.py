"""The JSON Schemas hold for what is dumped, and what they refuse, loading refuses."""

import functools
from random import Random

import pytest
import sample_orders
import sample_plans
import samples
from fuzz_documents import CHANGES, changed, written
from hypothesis import event, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import checkout_core as cc
from checkout_core import plans, wire
from checkout_core.testing import checkouts, orders, plan_orders, priced_checkouts, stores

DIALECTS = st.sampled_from(["velo", "rest"])


@functools.cache
def validator(name, dialect="velo"):
    """Checks documents of this name."""
    return Draft202012Validator(wire.schema(name, dialect))


def dumped(strategy, dump):
    """Documents of what is drawn, in both dialects."""
    return st.builds(dump, strategy, DIALECTS)


def answered(member, documents):
    """The same, by itself and as the service answers it."""
    return documents | documents.map(lambda document: {member: document})


KEPT = dumped(checkouts(), wire.dump_checkout)
PUBLISHED = dumped(priced_checkouts(), lambda priced, dialect: wire.dump_priced(priced, dialect=dialect))
DOCUMENTS = {
    "checkout": (answered("checkout", KEPT | PUBLISHED), wire.load_checkout),
    "store": (dumped(stores(), wire.dump_store), wire.load_store),
    "request": (
        dumped(st.from_type(cc.CheckoutRequest), wire.dump_request),
        lambda document: wire.load_request(document, "USD"),
    ),
    "order": (
        answered("order", dumped(orders(), lambda order, dialect: wire.dump_order(order, dialect=dialect))),
        wire.load_order,
    ),
    "plan-order": (answered("order", dumped(plan_orders(), wire.dump_plan_order)), wire.load_plan_order),
    "plan-request": (dumped(st.from_type(plans.PlanOrderRequest), wire.dump_plan_request), wire.load_plan_request),
}
FULL = {
    "checkout": wire.dump_checkout(samples.full_checkout()),
    "store": wire.dump_store(samples.full_store()),
    "request": wire.dump_request(samples.full_request()),
    "order": wire.dump_order(sample_orders.full_order()),
    "plan-order": wire.dump_plan_order(sample_plans.full_plan_order()),
    "plan-request": wire.dump_plan_request(sample_plans.full_plan_request()),
}
"""Documents with every member."""
every = pytest.mark.parametrize("name", DOCUMENTS)


def test_every_document_has_a_schema():
    """And every schema its documents here."""
    assert set(DOCUMENTS) == set(wire.SCHEMAS)


@every
@given(data=st.data(), dialect=DIALECTS)
def test_what_is_dumped_is_valid(name, data, dialect):
    """Whichever dialect the schema was asked for in."""
    document = data.draw(DOCUMENTS[name][0])
    assert not list(validator(name, dialect).iter_errors(document))


def refused_by(load, document):
    """Whether loading refuses the document."""
    try:
        load(document)
    except cc.InvalidDocument:
        return True
    return False


@every
@given(data=st.data())
def test_what_the_schema_refuses_is_refused(name, data):
    """One to three changes of a good document: a value, a name, an entry more, a member less."""
    documents, load = DOCUMENTS[name]
    kinds = data.draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3))
    text = wire.dumps(data.draw(documents))
    try:
        document = wire.parse(written(changed(text, Random(data.draw(st.integers(0, 2**32))), kinds)))
    except cc.InvalidDocument:
        event("not JSON that parse reads")
        return
    valid = validator(name).is_valid(document)
    event("valid" if valid else "refused")
    assert valid or refused_by(load, document)


STORE = {"currency": "USD", "taxes": [{"name": "Tax", "rate": "0.2"}]}


@pytest.mark.parametrize(
    ("name", "document", "path"),
    [
        ("store", {"taxes": STORE["taxes"]}, "$"),
        ("store", STORE | {"currency": "DEM"}, "$.currency"),
        ("store", STORE | {"taxes": [{"name": "Tax", "rate": "1.5x"}]}, "$.taxes[0].rate"),
        ("store", STORE | {"taxes": [{"name": "Tax", "rate": 2}]}, "$.taxes[0].rate"),
        ("store", STORE | {"coupons": {}}, "$.coupons"),
        ("request", {"channelType": "WEB", "lineItems": []}, "$"),
        ("request", {"channelType": "FAX", "lineItems": [{}]}, "$.channelType"),
    ],
)
def test_it_refuses(name, document, path):
    """A missing member, an unknown word, a number out of bounds: at its place; so does loading."""
    assert path in {error.json_path for error in validator(name).iter_errors(document)}
    assert refused_by(DOCUMENTS[name][1], document)


SEVERAL = 60
"""Changed documents of each name."""


@every
def test_most_of_what_loading_refuses_the_schema_refuses(name):
    """A schema that allowed everything would hold all but the last of the above."""
    load, text, rng = DOCUMENTS[name][1], wire.dumps(FULL[name]), Random(name)
    refused = told = 0
    for number in range(SEVERAL):
        kind = sorted(CHANGES)[number % len(CHANGES)]
        try:
            document = wire.parse(written(changed(text, rng, [kind])))
        except cc.InvalidDocument:
            continue
        if refused_by(load, document):
            refused += 1
            told += not validator(name).is_valid(document)
    assert refused > SEVERAL / 4
    assert told > refused / 2
