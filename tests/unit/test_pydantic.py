"""Our values as fields of pydantic models."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated

import attrs
import moneyed
import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

import checkout_core as cc
from checkout_core import wire
from checkout_core.pydantic import AsJson

REFERENCE = cc.CatalogReference("215238eb-22a5-4c36-9e7b-e7c08025e04e", "shirt")
REQUEST = cc.CheckoutRequest(lines=[cc.LineRequest(REFERENCE, quantity=2)], channel_type=cc.ChannelType.WEB)
STORE = cc.Store(
    currency="USD",
    catalog={REFERENCE: cc.CatalogItem(product_name="Shirt", price=cc.Money("9.99", "USD"))},
)


class Payout(BaseModel):
    """A model of somebody else's."""

    amount: Annotated[cc.Money, AsJson()]
    fee: Annotated[cc.Money, AsJson()] | None = None
    currency: Annotated[cc.Currency, AsJson()] | None = None
    home: Annotated[cc.Address, AsJson("rest")] | None = None


class Inbox(BaseModel):
    """Documents in a model."""

    requests: list[Annotated[cc.CheckoutRequest, AsJson(currency="USD")]] = []
    store: Annotated[cc.Store, AsJson()] | None = None


def problems(kind, document):
    """What pydantic tells, each with its place."""
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(document)
    return [(error["loc"], error["msg"]) for error in caught.value.errors(include_context=False)]


def test_an_amount():
    """From JSON and from both kinds of Money; to JSON, or as it is."""
    payout = Payout.model_validate_json('{"amount": {"amount": "12.50", "currency": "EUR"}, "currency": "JPY"}')
    assert payout == Payout(amount=cc.Money("12.5", "EUR"), currency=cc.currency("JPY"))
    assert json.loads(payout.model_dump_json(exclude_none=True)) == {
        "amount": {"amount": "12.5", "currency": "EUR"},
        "currency": "JPY",
    }
    assert payout.model_dump()["amount"] is payout.amount
    plain = Payout(amount=moneyed.Money("0.10", "USD")).amount
    assert (type(plain), plain) == (cc.Money, cc.Money("0.1", "USD"))


@pytest.mark.parametrize(
    ("document", "problem"),
    [
        (12, ((), "found 12, allowed an object")),
        ({"amount": 12.5, "currency": "USD"}, (("amount",), "found a float; give a string or use parse, allowed ")),
        (
            {"amount": "1e999999999", "currency": "USD"},
            (("amount",), 'found "1e999999999", allowed a number of at most'),
        ),
        ({"amount": "1"}, (("currency",), "found nothing, allowed ")),
        ({"amount": "1", "currency": "DEM"}, (("currency",), 'found "DEM", allowed ')),
        ({"amount": "1", "currency": "USD", "unit": 1}, (("unit",), "found an unknown member, allowed one of ")),
        (moneyed.Money(Decimal("NaN"), "USD"), ((), "Value error, ")),
    ],
)
def test_what_is_no_amount(document, problem):
    """In the wire layer's words."""
    [(place, message)] = problems(Annotated[cc.Money, AsJson()], document)
    assert place == problem[0]
    assert message.startswith(problem[1])


def test_all_problems_at_their_places():
    """Within the model, in the document's own names."""
    line = {"quantity": 0, "catalogReference": {"appId": 7, "catalogItemId": "shirt"}}
    request = {"channelType": "WEB", "lineItems": [line]}
    with pytest.raises(ValidationError) as caught:
        Inbox.model_validate(
            {"requests": [wire.dump_request(REQUEST), request], "store": {"currency": 1, "odd key": 1}}
        )
    assert [error["loc"] for error in caught.value.errors()] == [
        ("requests", 1, "lineItems", 0, "quantity"),
        ("requests", 1, "lineItems", 0, "catalogReference", "appId"),
        ("store", "currency"),
        ("store", "odd key"),
    ]


def test_documents():
    """As the wire layer has them."""
    inbox = Inbox(requests=[REQUEST], store=STORE)
    assert inbox.model_dump(mode="json") == {
        "requests": [wire.dump_request(REQUEST)],
        "store": wire.dump_store(STORE),
    }
    assert Inbox.model_validate_json(inbox.model_dump_json()) == inbox


def test_a_request_in_another_currency():
    """It would be read back in the field's."""
    amount = cc.Money(1, "EUR")
    custom = cc.LineRequest(custom_item=cc.CatalogItem(product_name="Gift", price=amount))
    kind = Annotated[cc.CheckoutRequest, AsJson(currency="USD")]
    [(place, message)] = problems(kind, cc.CheckoutRequest(lines=[custom], channel_type=cc.ChannelType.WEB))
    assert place == ()
    assert "not in the currency of the document, USD" in message


def test_dialects():
    """The one that is named is written, both are read."""
    document = {"id": "AAAAAAAA-0000-4000-8000-000000000001", "type": "CPF"}
    vat_id = TypeAdapter(Annotated[cc.VatId, AsJson("rest")])
    value = vat_id.validate_python({"_id": document["id"], "type": "CPF"})
    assert value == vat_id.validate_python(document)
    assert vat_id.dump_python(value, mode="json") == document
    with pytest.raises(cc.InvalidField, match="'velo' or 'rest'"):
        AsJson("soap")


def test_members_that_are_not_understood():
    """They are errors, unless somebody says that they are not."""
    address = {"country": "US", "planet": "Earth"}
    assert problems(Annotated[cc.Address, AsJson()], address)[0][0] == ("planet",)
    lenient = TypeAdapter(Annotated[cc.Address, AsJson(strict=False)])
    assert lenient.validate_python(address) == cc.Address(country="US")


def test_prices_are_computed():
    """They are written, and come in only as what `price` made."""
    priced = cc.price(
        cc.create_from_request(attrs.evolve(STORE, as_of=datetime(2026, 1, 1, tzinfo=UTC)), REQUEST), STORE
    )
    adapter = TypeAdapter(Annotated[cc.PricedCheckout, AsJson("rest")])
    assert adapter.validate_python(priced) is priced
    written = adapter.dump_python(priced, mode="json")
    assert written == wire.dump_priced(priced, dialect="rest")
    [(_, message)] = problems(Annotated[cc.PricedCheckout, AsJson()], written)
    assert message == "found an object, allowed a PricedCheckout, which `price` makes"


@pytest.mark.parametrize(
    ("kind", "mark", "named"),
    [
        (cc.LineRequest, AsJson(), "AsJson: got .*LineRequest.*, allowed: a document, Money"),
        (int, AsJson(), "AsJson: got .*int.*, allowed: a document, Money"),
        (cc.CheckoutRequest, AsJson(), "AsJson.currency: got None"),
        (cc.Store, AsJson(currency="USD"), "AsJson.currency: got "),
    ],
)
def test_what_cannot_be_marked(kind, mark, named):
    """It is told where the model is defined."""
    with pytest.raises(cc.InvalidField, match=named):
        TypeAdapter(Annotated[kind, mark])


def test_schema():
    """Amounts and currencies in full; the rest by name."""
    schema = Payout.model_json_schema()["properties"]
    amount = Draft202012Validator(schema["amount"])
    assert amount.is_valid({"amount": "-12.50", "currency": "USD"})
    assert not amount.is_valid({"amount": 12.5, "currency": "USD"})
    assert not amount.is_valid({"amount": "12.5"})
    assert schema["home"]["anyOf"][0] == {"type": "object", "title": "Address"}


def test_a_decimal_in_free_form_json():
    """Pydantic would write text or a float for it, and another value would come back."""
    adapter = TypeAdapter(Annotated[cc.CustomField, AsJson()])
    field = cc.CustomField(title="Sizes", value={"sizes": [1, Decimal("0.10")]})
    with pytest.raises(PydanticSerializationError, match=r"\$\.value\.sizes\[1\] is a decimal number"):
        adapter.dump_json(field)


def test_without_pydantic():
    """The error says what brings it."""
    script = "import sys; sys.modules['pydantic'] = None; import checkout_core.pydantic"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr.splitlines()[-1] == (
        "ImportError: checkout_core.pydantic needs pydantic: pip install 'checkout-core[pydantic]'"
    )
