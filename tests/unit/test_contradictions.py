"""Answers of a service held against the library's: what counts as a difference, and how it is told."""

from decimal import Decimal

import pytest

import checkout_core as cc
from checkout_core.testing import contradictions
from checkout_core.wire import ErrorResponse

TOTAL = {"amount": "10.50", "formattedAmount": "$10.50"}
OURS = {"_id": "1", "currency": "USD", "priceSummary": {"total": TOTAL}, "giftCard": None, "lineItems": [{"_id": "a"}]}


def refusal(code, status=400):
    """An error with this code."""
    return ErrorResponse(status, cc.CheckoutRejected(code, status, "words").envelope())


@pytest.mark.parametrize(
    "theirs",
    [
        OURS,
        {"checkout": OURS},
        OURS | {"id": "2", "revision": 7},
        OURS | {"priceSummary": {"total": {"amount": Decimal("10.5")}}},
        OURS | {"priceSummary": {"total": {"amount": "10.5", "formattedAmount": "10,50 $"}}},
        OURS | {"priceSummary": {"total": "10.50"}},
        OURS | {"lineItems": [{"id": "a", "price": None}]},
        OURS | {"giftCard": {}, "violations": []},
        {name: value for name, value in OURS.items() if name != "giftCard"},
    ],
)
def test_the_same_in_other_words(theirs):
    """Other dialects, forms of numbers and texts, and what is left out or said beside, are no difference."""
    assert contradictions(OURS, theirs) == []


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        (OURS | {"currency": "EUR"}, '$.currency: "USD", and theirs "EUR"'),
        (OURS | {"lineItems": []}, "$.lineItems: an array of 1 entry (a), and theirs an array of 0 entries"),
        (OURS | {"lineItems": [{"id": "b"}]}, '$.lineItems[0].id: "a", and theirs "b"'),
        (OURS | {"lineItems": None}, "$.lineItems: an array of 1 entry, and theirs nothing"),
        (OURS | {"giftCard": {"amount": "1"}}, "$.giftCard: null, and theirs an object"),
        (OURS | {"priceSummary": {"total": {"amount": 10.5}}}, '$.priceSummary.total.amount: "10.50", and theirs 10.5'),
        (OURS | {"priceSummary": {"total": "10.49"}}, '$.priceSummary.total: "10.50", and theirs "10.49"'),
        (OURS | {"priceSummary": {}}, "$.priceSummary.total: an object, and theirs nothing"),
        (OURS | {"priceSummary": {"total": {}}}, '$.priceSummary.total.amount: "10.50", and theirs nothing'),
        (OURS | {"lineItems": [{}]}, '$.lineItems[0].id: "a", and theirs nothing'),
        (
            OURS | {"lineItems": [{"id": "a"}, {"_id": "b"}]},
            "$.lineItems: an array of 1 entry (a), and theirs an array of 2 entries (a, b)",
        ),
        (OURS | {"priceSummary": {"total": {"amount": True}}}, '$.priceSummary.total.amount: "10.50", and theirs true'),
        (refusal("NO"), "we do it, they refuse with NO"),
    ],
)
def test_a_difference_is_told(theirs, told):
    """Its place, what we say, what they say; a float is not the number that was meant."""
    assert contradictions(OURS, theirs) == [told]


def test_only_what_is_asked_is_compared():
    """Members may be named."""
    assert contradictions(OURS, OURS | {"currency": "EUR"}, ("priceSummary",)) == []
    assert contradictions(OURS, OURS | {"_id": "2"}, ("id",)) == ['$.id: "1", and theirs "2"']


def test_refusals_are_one_by_code_and_status():
    """The words are anybody's; a body without its status is enough."""
    assert contradictions(refusal("A"), refusal("A").body) == []
    assert contradictions(refusal("A"), refusal("A", 409)) == ["status: 400, and theirs 409"]
    assert contradictions(refusal("A"), refusal("B")) == ["we refuse with A, they refuse with B"]
    assert contradictions(refusal("A"), OURS) == ["we refuse with A, they do it"]


def test_violated_fields_are_compared_by_their_rules():
    """An error that blames fields has no code of its own."""
    fields = cc.CheckoutRejected("INVALID_ARGUMENT", 400, "words", None, ({"field": "a", "violatedRule": "REQUIRED"},))
    ours = ErrorResponse(400, fields.envelope())
    assert contradictions(ours, ours) == []
    assert contradictions(ours, refusal("A")) == ["we refuse with REQUIRED, they refuse with A"]
