"""What is dumped loads as it was, in both dialects and every field; and no JSON whatever breaks a loader."""

import functools
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from published import half_said

import checkout_core as cc
from checkout_core import wire
from checkout_core.errors import InvalidDocument, InvalidField
from checkout_core.model import _limits as limits
from checkout_core.model import _numbers as numbers
from checkout_core.model._rules import Tagged
from checkout_core.model.triggers import MAX_TRIGGER_DEPTH
from checkout_core.testing.strategies.checkouts import checkouts, priced_inputs, stores

dialects = st.sampled_from(["velo", "rest"])
texts = st.text(st.characters(codec="utf-8"), max_size=6)
exact = st.integers(-(10**60), 10**60) | st.decimals(-(10**9), 10**9, places=5)
values = st.none() | st.booleans() | exact | texts
free_form = st.recursive(
    values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
guids = st.integers(1, 10**12 - 1).map("00000000-0000-0000-0000-{:012d}".format)
instants = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(lambda moment: moment.replace(tzinfo=UTC))
PATTERNS = {
    limits.GUID: guids,
    limits.EMAIL: st.sampled_from(["ann@example.com", "é@ü.example"]),
    limits.COUNTRY: st.sampled_from(["US", "DE"]),
}


def text(limit):
    """Text near the least length."""
    return st.text(st.characters(codec="utf-8"), min_size=limit.least, max_size=min(limit.most, limit.least + 8))


def number(limit):
    """Numbers of any scale that is allowed."""
    start = Decimal((0, (1,), -limit.scale)) if limit.above else limit.least
    return st.decimals(start, limit.most, places=limit.scale) | st.just(limit.most)


def amount(limit):
    """Dollars of any scale that is allowed."""
    units = st.integers(1 if limit.above else 0, limit.most * 10**limit.scale)
    return units.map(lambda parts: cc.Money(Decimal(parts).scaleb(-limit.scale), "USD"))


def entries(limit):
    """Few entries."""
    return st.lists(fitting(limit.entry), min_size=limit.least, max_size=min(limit.most, limit.least + 2))


def member(limit):
    """A noun of the model, or a member of an enumeration."""
    return nouns(limit.kind) if attrs.has(limit.kind) else st.sampled_from(limit.kind).filter(limit.fits)


BY_LIMIT: dict[type[Any], Callable[[Any], st.SearchStrategy[Any]]] = {
    limits.Pattern: lambda limit: PATTERNS[limit],
    limits.Text: text,
    numbers.Whole: lambda limit: st.integers(limit.least, limit.most),
    numbers.Number: number,
    numbers.Amount: amount,
    limits.Flag: lambda _: st.booleans(),
    limits.Instant: lambda _: instants,
    limits.Json: lambda limit: st.dictionaries(texts, free_form, max_size=3) if limit.object_only else free_form,
    limits.Either: lambda limit: fitting(limit.first) | fitting(limit.second),
    limits.Many: entries,
}


def fitting(limit):
    """Values that fit a limit, its edges among them."""
    return BY_LIMIT.get(type(limit), member)(limit)


@functools.cache
def nouns(kind):
    """Objects of an attrs class with any of its fields given."""
    return st.deferred(lambda: _nouns(kind))


ONE_OF = {
    cc.ItemType: [("preset", "custom")],
    cc.Coupon: [
        ("scope", "minimum_subtotal"),
        ("money_off_amount", "percent_off_rate", "fixed_price_amount", "buy_x_get_y", "free_shipping"),
    ],
    cc.AdditionalFee: [("price", "percentage")],
    cc.MerchantDiscount: [("amount", "percentage")],
}
IN_ORDER = {
    cc.Coupon: ("start_time", "expiration_time"),
    cc.ActiveTimeInfo: ("start", "end"),
    cc.SubtotalRange: ("from_", "to"),
    cc.ItemQuantityRange: ("from_", "to"),
    cc.Credits: ("remaining", "total"),
    cc.Checkout: ("created_date", "updated_date"),
}
"""Fields the second of which is not less than the first."""


@st.composite
def triggers(draw, levels=MAX_TRIGGER_DEPTH):
    """Triggers of any type, groups of two or three inside one another; the deepest are rare."""
    if levels == 1 or not draw(st.booleans()):
        types = st.sampled_from(["SUBTOTAL_RANGE", "ITEM_QUANTITY_RANGE", "CUSTOMER_ELIGIBILITY"])
        trigger_type = cc.TriggerType[draw(types)]
        name = trigger_type.value.lower()
        return cc.DiscountTrigger(
            trigger_type=trigger_type,
            **{name: draw(fitting(getattr(attrs.fields(cc.DiscountTrigger), name).validator))},
        )
    trigger_type = draw(st.sampled_from([cc.TriggerType.AND, cc.TriggerType.OR]))
    group = cc.TriggerGroup(triggers=[draw(triggers(levels - 1)), *draw(st.lists(triggers(1), min_size=1, max_size=2))])
    return cc.DiscountTrigger(trigger_type=trigger_type, **{f"{trigger_type.value.lower()}_": group})


OTHER = {
    (cc.Coupon, "usage_by_customer"): st.dictionaries(texts, st.integers(0, 10**9), max_size=2),
    (cc.Store, "catalog"): st.deferred(
        lambda: st.dictionaries(nouns(cc.CatalogReference), nouns(cc.CatalogItem), max_size=2)
    ),
    (cc.DiscountRule, "trigger"): triggers(),
    (cc.GiftCard, "balance"): st.builds(cc.Money, st.integers(0, 10**6), st.sampled_from(["USD", "JPY"])),
}


def _values_of(kind, field):
    """Values of one field."""
    if (kind, field.name) in OTHER:
        return OTHER[kind, field.name]
    return fitting(field.validator) if isinstance(field.validator, limits.Limit) else st.just("USD")  # a currency


@st.composite
def _nouns(draw, kind):
    fields = [field for field in attrs.fields(kind) if field.init]
    chosen = {}
    for field in fields:
        if field.default is attrs.NOTHING or draw(st.booleans()):
            chosen[field.name] = draw(_values_of(kind, field))
    for names in ONE_OF.get(kind, ()):
        name = draw(st.sampled_from(names))
        field = next(field for field in fields if field.name == name)
        for other in names:
            chosen.pop(other, None)
        chosen[name] = draw(fitting(field.validator))
    for rule in getattr(kind, "RULES", ()):
        if isinstance(rule, Tagged):
            for name in rule.fields.values():
                chosen.pop(name, None)
            name = rule.fields[chosen[rule.tag].value]
            chosen[name] = draw(fitting(getattr(attrs.fields(kind), name).validator))
    try:
        return kind(**_mended(kind, chosen))
    except InvalidField:
        assume(False)


def _mended(kind, chosen):
    """The fields, with the class's rules between them obeyed where chance would rarely obey them."""
    if kind in (cc.CatalogItem, cc.CatalogOverrideFields) and {"price", "full_price"} <= chosen.keys():
        chosen["full_price"] = chosen["full_price"] + chosen["price"]
        if not fitting_price(kind, chosen["full_price"]):
            del chosen["full_price"]
    _raise(kind, chosen)
    if kind is cc.VatId and "id" in chosen:
        chosen["type"] = cc.VatType.CPF
    if kind in (cc.LineItem, cc.LineRequest):
        if chosen.get("custom_item") is None:
            chosen.setdefault("catalog_reference", cc.CatalogReference("app", "item"))
        else:
            chosen.pop("catalog_override_fields", None)
    if kind in (cc.BuyerInfo, cc.CreatedBy):
        ids = [name for name in ("user_id", "member_id", "visitor_id", "app_id") if name in chosen]
        for name in ids[1:]:
            del chosen[name]
    return chosen


def _raise(kind, chosen):
    """Raise to its least what is too low beside another field."""
    first, second = IN_ORDER.get(kind, ("", ""))
    if {first, second} <= chosen.keys():
        chosen[second] = max(chosen[first], chosen[second])
    if "free_shipping" in chosen:
        chosen["free_shipping"] = True
    if kind is cc.SubscriptionSettings and chosen["frequency"] is cc.SubscriptionFrequency.DAY:
        chosen["interval"] = max(7, chosen.get("interval", 7))


def fitting_price(kind, amount):
    """Whether the sum of two prices may be a full price."""
    return attrs.fields(kind).full_price.validator.fits(amount)


def twice(dump, load, value, dialect):
    """Assert that the value survives, through text and back, and that the text stays the same."""
    text = wire.dumps(dump(value, dialect))
    loaded = load(wire.parse(text), strict=True)
    assert loaded == wire.Loaded(value, ())
    assert wire.dumps(dump(loaded.value, dialect)) == text
    assert load(dump(value, dialect), strict=True) == loaded


def load_request(document, **options):
    """A request in dollars."""
    return wire.load_request(document, "USD", **options)


class TestRoundTrip:
    @given(nouns(cc.Checkout), dialects)
    def test_checkouts_survive(self, checkout, dialect):
        """Every field of a checkout, at every depth."""
        twice(wire.dump_checkout, wire.load_checkout, checkout, dialect)

    @given(nouns(cc.CheckoutRequest), dialects)
    def test_requests_survive(self, request, dialect):
        """Every field of a request, whatever the order of its catalog and custom lines."""
        twice(wire.dump_request, load_request, request, dialect)

    @given(nouns(cc.Store), dialects)
    def test_stores_survive(self, store, dialect):
        """Every field of a store, and the order of its catalog."""
        twice(wire.dump_store, wire.load_store, store, dialect)
        assert list(wire.load_store(wire.dump_store(store)).value.catalog) == list(store.catalog)

    @given(st.data(), dialects)
    def test_what_is_priced_elsewhere_survives(self, data, dialect):
        """The stores and checkouts that all other properties are tested with."""
        store = data.draw(stores())
        twice(wire.dump_store, wire.load_store, store, dialect)
        twice(wire.dump_checkout, wire.load_checkout, data.draw(checkouts(store)), dialect)

    @given(priced_inputs(), dialects)
    def test_a_price_survives(self, inputs, dialect):
        """What was dumped and loaded has the same price, published in the same bytes."""
        checkout, store = inputs
        again = cc.price(
            wire.load_checkout(wire.dump_checkout(checkout, dialect)).value,
            wire.load_store(wire.dump_store(store, dialect)).value,
        )
        published = wire.dump_priced(cc.price(checkout, store), dialect=dialect)
        assert wire.dumps(wire.dump_priced(again, dialect=dialect)) == wire.dumps(published)

    @given(priced_inputs(), st.sampled_from(["en_US", "de_CH", "ar_EG", "ja_JP"]))
    def test_a_published_checkout_is_plain_json(self, inputs, locale):
        """No float, no Decimal, no object of ours; every amount in its four forms, every name with its translation."""
        document = wire.dump_priced(cc.price(*inputs), locale=locale)
        assert kinds(document) <= {dict, list, str, int, bool, type(None)}
        assert list(half_said(document)) == []
        assert wire.parse(wire.dumps(document)) == document


def priced_again(checkout, store, dialect):
    """Assert that the published form is read back to a checkout of the same price; give that checkout.

    Only the code of a gift card must be put beside what was published.
    """
    published = wire.dump_priced(cc.price(checkout, store), dialect=dialect)
    document = dict(published)
    if checkout.gift_card_code is not None:
        [problem] = problems_of(wire.load_checkout, document, strict=True)
        assert problem.path in {"$.giftCard", "$.calculationErrors.giftCardCalculationError"}
        document["giftCardCode"] = checkout.gift_card_code
    loaded = wire.load_checkout(wire.parse(wire.dumps(document)), strict=True)
    assert wire.is_checkout(document)
    assert loaded == wire.load_checkout(document)
    assert loaded.unknown == ()
    assert wire.dumps(wire.dump_priced(cc.price(loaded.value, store), dialect=dialect)) == wire.dumps(published)
    return loaded.value


class TestPublished:
    @given(priced_inputs(), dialects)
    def test_what_was_published_has_the_same_price(self, inputs, dialect):
        """Member by member and byte by byte, in the same store; and what is read back can be kept."""
        again = priced_again(*inputs, dialect)
        twice(wire.dump_checkout, wire.load_checkout, again, dialect)

    @given(nouns(cc.Checkout), dialects)
    def test_every_field_of_a_checkout_is_read_back(self, checkout, dialect):
        """Every field at every depth, in a store that knows nothing: twice the same."""
        store = cc.Store(currency="USD")
        again = priced_again(checkout, store, dialect)
        assert priced_again(again, store, dialect) == again


def kinds(document):
    """The classes of everything in a document."""
    inside = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    return {type(document)}.union(*map(kinds, inside))


KNOWN = sorted(
    {
        key
        for dump in (
            wire.dump_store(cc.Store(currency="USD")),
            {
                "lineItems",
                "customLineItems",
                "catalog",
                "coupons",
                "giftCards",
                "shipping",
                "options",
                "price",
                "_id",
                "id",
            },
            {"quantity", "catalogReference", "appId", "catalogItemId", "amount", "channelType", "checkoutInfo", "code"},
            {"buyerInfo", "shippingInfo", "customFields", "value", "itemType", "customLineItem", "balance", "taxes"},
            {"rate", "name", "createdDate", "_createdDate", "_updatedDate", "catalogOverrideFields", "paymentOption"},
            {
                "discountRules",
                "trigger",
                "triggerType",
                "and",
                "or",
                "triggers",
                "subtotalRange",
                "scopes",
                "from",
                "to",
            },
            {"discounts", "values", "discountType", "percentage", "memberships", "merchantDiscounts", "modifierGroups"},
            {"subscriptionOptionInfo", "subscriptionSettings", "frequency", "interval", "credits", "otherCharges"},
            {
                "priceSummary",
                "appliedDiscounts",
                "coupon",
                "merchantDiscount",
                "couponCode",
                "giftCardCode",
                "checkout",
            },
            {"calculationErrors", "couponCalculationError", "giftCardCalculationError", "selectedShippingOptionError"},
            {"applicationError", "data", "errors", "membershipError", "membershipOptions", "selectedMemberships"},
            {"giftCard", "obfuscatedCode", "requestedAmount", "selectedCarrierServiceOption", "availability"},
            {"quantityAvailable", "fullPrice", "priceBeforeDiscounts", "lineItemIds", "completed", "currency"},
        )
        for key in dump
    }
)
likely = (
    st.sampled_from(["USD", "WEB", "app", "10", "1e2", "", "2022-07-18T13:25:22Z", "PHYSICAL", "HALF_UP", "AND", "DAY"])
    | guids
)
anything = st.recursive(
    values | likely | st.floats() | st.just(Decimal("NaN")) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KNOWN) | st.text(max_size=3), inner, max_size=6)
    ),
    max_leaves=40,
)
loaders = pytest.mark.parametrize("load", [wire.load_store, wire.load_checkout, load_request])


def problems_of(read, *arguments, **options):
    """What is found wrong; anything else that is raised fails the test."""
    try:
        read(*arguments, **options)
    except InvalidDocument as error:
        return error.problems
    return ()


class TestAnything:
    @loaders
    @given(st.dictionaries(st.sampled_from(KNOWN), anything, max_size=12) | anything, st.booleans())
    def test_any_json_loads_or_is_refused(self, load, document, strict):
        """With problems that have a place and words, and nothing else."""
        for problem in problems_of(load, document, strict=strict):
            assert problem.path.startswith("$")
            assert problem.found
            assert problem.allowed
            assert str(problem).encode()

    @given(st.data())
    def test_any_damage_is_refused_or_harmless(self, data):
        """A good document with any one value in another's place breaks no loader."""
        dump, load, kind = data.draw(
            st.sampled_from(
                [
                    (wire.dump_store, wire.load_store, cc.Store),
                    (wire.dump_checkout, wire.load_checkout, cc.Checkout),
                    (wire.dump_request, load_request, cc.CheckoutRequest),
                ]
            )
        )
        document = dump(data.draw(nouns(kind)))
        inside, key = data.draw(st.sampled_from(list(places(document))))
        inside[key] = data.draw(anything)
        assert all(problem.path.startswith("$") for problem in problems_of(load, document))

    @given(priced_inputs(), st.data())
    def test_any_damage_to_what_was_published_is_refused_or_harmless(self, inputs, data):
        """And what can still be read can be priced, where the currency has not changed."""
        checkout, store = inputs
        document = wire.dump_priced(cc.price(checkout, store)) | {"giftCardCode": checkout.gift_card_code}
        inside, key = data.draw(st.sampled_from(list(places(document))))
        inside[key] = data.draw(anything)
        problems = problems_of(wire.load_checkout, document)
        assert all(problem.path.startswith("$") for problem in problems)
        if not problems and document["currency"] == store.currency.code:
            wire.dump_priced(cc.price(wire.load_checkout(document).value, store))

    @given(st.text() | st.binary() | st.text('[]{}":,0.eE-\\u d8tn', max_size=40))
    def test_any_text_parses_or_is_refused(self, text):
        """And what is read is written and read again."""
        if not problems_of(wire.parse, text):
            document = wire.parse(text)
            assert wire.parse(wire.dumps(document)) == document


def places(document):
    """Every member and entry of a document as (container, key)."""
    entries = document.items() if isinstance(document, dict) else enumerate(document)
    for key, value in entries:
        yield document, key
        if isinstance(value, dict | list):
            yield from places(value)
