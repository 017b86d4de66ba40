"""The nouns: frozen all the way down, hashable, and strict about what they hold."""

import copy
import importlib
import pickle
import pkgutil
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum

import attrs
import pytest
import samples
from attrs.exceptions import FrozenInstanceError

import checkout_core as cc
import checkout_core.model
from checkout_core.model import _limits, _rules
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.json_value import freeze

MODULES = [
    importlib.import_module(f"checkout_core.model.{module.name}")
    for module in pkgutil.iter_modules(checkout_core.model.__path__)
]
NOUNS = sorted(
    {
        thing
        for module in MODULES
        for thing in vars(module).values()
        if isinstance(thing, type) and attrs.has(thing) and thing.__module__.startswith("checkout_core.model.")
    },
    key=lambda noun: noun.__name__,
)
ATOMS = (str, int, bool, type(None), Decimal, datetime, Enum, cc.Money, cc.Currency, frozenset)


def parts(thing, seen):
    """Every object reachable from a noun."""
    if id(thing) in seen or isinstance(thing, ATOMS):
        return
    seen[id(thing)] = thing
    if attrs.has(type(thing)):
        for field in attrs.fields(type(thing)):
            if field.name not in {"_memo", "_validate", "divide"}:
                parts(getattr(thing, field.name), seen)
    elif isinstance(thing, FrozenDict):
        for key, value in thing.items():
            parts(key, seen)
            parts(value, seen)
    elif isinstance(thing, tuple):
        for value in thing:
            parts(value, seen)


def everything():
    """Every object reachable from a store, a request, a checkout, a price and its story that fill every field."""
    seen = {}
    store, checkout = samples.full_store(), samples.full_checkout()
    priced = cc.price(checkout, store)
    for root in (store, samples.full_request(), checkout, priced, cc.explain(priced), priced.calculation_errors):
        parts(root, seen)
    for value in (
        priced.lines,
        priced.summary,
        priced.applied_discounts,
        priced.shipping,
        priced.carrier_service_options,
        priced.additional_fees,
        priced.gift_card,
        priced.tax_summary,
        priced.lines[0].tax_details,
        priced.lines[0].tax_details.rate_breakdown,
        priced.lines[0].tax_details.tax_breakdown,
        priced.lines[0].availability,
        error_of_every_kind(),
    ):
        parts(value, seen)
    return list(seen.values())


def error_of_every_kind():
    """Calculation errors that fill every noun among them."""
    violation = cc.FieldViolation(field="f", description="d", violated_rule=cc.RuleType.OTHER, rule_name="r", data={})
    validation = cc.Details(validation_error=cc.ValidationError(field_violations=[violation]))
    from checkout_core.model.calculation_errors import SystemError as ServiceError

    return cc.CalculationErrors(
        carrier_errors=cc.CarrierErrors(errors=[cc.CarrierError(carrier_id=samples.CARRIER, error=validation)]),
        tax_calculation_error=cc.Details(system_error=ServiceError(error_code="X")),
        order_validation_errors=[cc.ApplicationError(code="C", description="d", data={"a": [1]})],
    )


THINGS = everything()


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
def test_no_field_of_a_noun_can_be_set_or_deleted(noun):
    """Setting, adding and deleting an attribute raise, for every noun of the model."""
    instance = noun.__new__(noun)
    for name in [*(field.name for field in attrs.fields(noun)), "brand_new"]:
        with pytest.raises(FrozenInstanceError):
            setattr(instance, name, 1)
        with pytest.raises(FrozenInstanceError):
            delattr(instance, name)


def test_the_samples_reach_every_noun():
    """The samples hold at least one of every noun, so that the tests below miss none."""
    limits = {noun for noun in NOUNS if issubclass(noun, _limits.Limit | _rules.Rule)}
    assert set(NOUNS) - limits - {type(thing) for thing in THINGS} == set()


def test_what_a_noun_holds_is_immutable_too():
    """No list, dict, set or other changeable thing is reachable from a noun."""
    for thing in THINGS:
        assert attrs.has(type(thing)) or isinstance(thing, tuple | FrozenDict), type(thing)


def test_equal_nouns_hash_equal_and_survive_copy_and_pickle():
    """Every reachable noun hashes, and its copy, deep copy and pickled twin equal it and hash alike."""
    for thing in THINGS:
        hash(thing)
        for twin in (copy.copy(thing), copy.deepcopy(thing)):
            assert twin == thing
            assert hash(twin) == hash(thing)
        if not isinstance(thing, cc.PricedCheckout):
            twin = pickle.loads(pickle.dumps(thing))
            assert twin == thing
            assert hash(twin) == hash(thing)


def test_a_price_survives_pickling():
    """A priced checkout comes back from a pickle with the same figures and findings."""
    priced = cc.price(samples.full_checkout(), samples.full_store())
    twin = pickle.loads(pickle.dumps(priced))
    assert twin == priced
    assert twin.calculation_errors == priced.calculation_errors
    assert twin.summary.total == priced.summary.total


class TestFrozenDict:
    """Free-form JSON and catalogs are dicts that cannot be changed."""

    @pytest.mark.parametrize(
        "change",
        [
            lambda d: d.__setitem__("a", 2),
            lambda d: d.__delitem__("a"),
            lambda d: d.__ior__({"b": 1}),
            lambda d: d.clear(),
            lambda d: d.pop("a"),
            lambda d: d.popitem(),
            lambda d: d.setdefault("b", 1),
            lambda d: d.update(b=1),
        ],
    )
    def test_every_change_is_refused(self, change):
        """All eight ways to change a dict raise TypeError and change nothing."""
        frozen = freeze({"a": 1})
        with pytest.raises(TypeError, match="a JsonObject cannot be changed"):
            change(frozen)
        assert frozen == {"a": 1}

    def test_freezing_reaches_every_level(self):
        """Arrays become tuples and objects frozen, at any depth."""
        frozen = freeze({"a": [{"b": [1, Decimal("2.50"), None, True]}]})
        assert frozen == {"a": ({"b": (1, Decimal("2.5"), None, True)},)}
        assert isinstance(frozen["a"][0], FrozenDict)
        assert isinstance(hash(frozen), int)

    @pytest.mark.parametrize(
        "value", [1.5, float("nan"), Decimal("NaN"), Decimal("Infinity"), b"x", object(), {1: 2}, [{"a": 0.1}]]
    )
    def test_what_json_cannot_say_exactly_is_refused(self, value):
        """Floats, NaN, bytes, objects and keys that are no text are refused."""
        with pytest.raises(cc.InvalidField):
            freeze(value)

    def test_nesting_is_bounded(self):
        """32 levels pass, 33 do not."""
        value = 1
        for _ in range(32):
            value = [value]
        freeze(value)
        with pytest.raises(cc.InvalidField, match="32 levels"):
            freeze([value])


def line(**changes):
    """A valid line, changed."""
    return cc.LineItem(**{"id": samples.guid(1), "quantity": 1, "catalog_reference": samples.SHIRT, **changes})


def coupon(**changes):
    """A valid coupon, changed."""
    fields = {"id": samples.guid(1), "name": "n", "code": "C", "scope": cc.Scope(namespace="stores")}
    return cc.Coupon(**{**fields, "percent_off_rate": Decimal(10), **changes})


def checkout(**changes):
    """A valid checkout, changed."""
    fields = {"id": samples.guid(1), "currency": "USD", "channel_type": cc.ChannelType.WEB}
    return cc.Checkout(**{**fields, "created_date": samples.NOW, "updated_date": samples.NOW, **changes})


EDGES = [
    # make, field, largest or last allowed value, first refused one
    (line, "quantity", 100_000, 100_001),
    (line, "quantity", 1, 0),
    (line, "quantity", 1, True),
    (line, "id", samples.guid(5), "5"),
    (checkout, "buyer_note", "n" * 1_000, "n" * 1_001),
    (checkout, "override_checkout_url", "u" * 1_000, "u" * 1_001),
    (checkout, "coupon_code", "c" * 20, "c" * 21),
    (checkout, "gift_card_code", "c" * 20, "c" * 21),
    (checkout, "gift_card_code", "c" * 8, "c" * 7),
    (checkout, "gift_card_redeem_amount", samples.usd("1.125"), samples.usd("1.1255")),
    (checkout, "gift_card_redeem_amount", samples.usd("1000000000000000"), samples.usd("1000000000000001")),
    (
        checkout,
        "line_items",
        [line(id=samples.guid(n)) for n in range(300)],
        [line(id=samples.guid(n)) for n in range(301)],
    ),
    (checkout, "channel_type", cc.ChannelType.POS, cc.ChannelType.UNSPECIFIED),
    (checkout, "channel_type", cc.ChannelType.POS, "POS"),
    (checkout, "created_date", samples.NOW, datetime(2022, 1, 1)),
    (coupon, "code", "c" * 20, "c" * 21),
    (coupon, "percent_off_rate", Decimal(100), Decimal("100.000001")),
    (coupon, "percent_off_rate", Decimal("0.000001"), Decimal(0)),
    (coupon, "percent_off_rate", Decimal("0.000001"), Decimal("0.0000001")),
    (coupon, "percent_off_rate", Decimal(10), Decimal("NaN")),
    (coupon, "usage_limit", 1, 0),
    (coupon, "usage_by_customer", {"a@b.c": 0}, {"a@b.c": -1}),
    (coupon, "expiration_time", datetime(2022, 7, 2, tzinfo=UTC), "2022"),
]


@pytest.mark.parametrize(("make", "field", "good", "bad"), EDGES)
def test_limits_hold_at_their_edge(make, field, good, bad):
    """The last allowed value passes; the next is refused, and the error names class, field and what is allowed."""
    make(**{field: good})
    with pytest.raises(cc.InvalidField) as caught:
        make(**{field: bad})
    owner = {line: "LineItem", coupon: "Coupon", checkout: "Checkout"}[make]
    assert caught.value.field.startswith(f"{owner}.{field}")
    assert caught.value.allowed


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (lambda: cc.CatalogItem(price="10"), "CatalogItem.price"),
        (lambda: cc.CatalogItem(price=10.5), "CatalogItem.price: got 10.5, allowed: Money from 0"),
        (lambda: checkout(channel_type="WEB"), "got 'WEB', allowed: a ChannelType, one of WEB, POS"),
        (lambda: coupon(percent_off_rate=25), "got 25, allowed: a Decimal above 0"),
        (lambda: cc.CatalogItem(price=samples.usd("-1")), "Money from 0 to 1000000000000000"),
        (lambda: samples.simple_item("2", full_price=samples.usd("1")), "at least the price"),
        (lambda: samples.simple_item("2", deposit_amount=samples.usd("0")), "above 0"),
        (lambda: samples.simple_item("2", deposit_amount=samples.usd("1000000000")), "999999999"),
        (lambda: samples.simple_item("2", deposit_amount=samples.usd("1.0001")), "at most 3 decimals"),
        (lambda: cc.CatalogOverrideFields(price=samples.usd("1.0001")), "at most 3 decimals"),
        (lambda: cc.CatalogOverrideFields(price=samples.usd("3"), full_price=samples.usd("2")), "at least the price"),
        (lambda: samples.simple_item("2", policies=[cc.Policy(content="x")] * 6), "0 to 5 entries"),
        (lambda: samples.simple_item("2", product_name="n" * 201), "1 to 200 characters"),
        (lambda: samples.simple_item("2", product_name=""), "1 to 1000 characters"),
        (lambda: cc.ItemType(), "exactly one of preset, custom"),
        (lambda: cc.ItemType(preset=cc.ItemTypePreset.DIGITAL, custom="x"), "exactly one of preset, custom"),
        (lambda: cc.LineItem(id=samples.guid(1), quantity=1), "a catalog_reference or a custom_item"),
        (lambda: line(catalog_reference=None, custom_item=samples.simple_item("1"),
                      catalog_override_fields=cc.CatalogOverrideFields()), "none on a custom line"),
        (lambda: line(custom_item=samples.simple_item("1", quantity_available=100_001)),
         "LineItem.custom_item.quantity_available: got 100001, allowed: a whole number from 0 to 100000"),
        (lambda: line(custom_item=samples.simple_item("1", consent_required_payment_policy="x" * 1_001)), "1 to 1000"),
        (lambda: line(custom_item=samples.simple_item("1", description_lines=[cc.DescriptionLine(name="n")] * 11)),
         "0 to 10 entries"),
        (lambda: coupon(minimum_subtotal=samples.usd("1")), "exactly one of scope, minimum_subtotal"),
        (lambda: coupon(money_off_amount=samples.usd("1")), "exactly one of money_off_amount, percent_off_rate"),
        (lambda: coupon(percent_off_rate=None), "exactly one of money_off_amount, percent_off_rate"),
        (lambda: coupon(start_time=samples.NOW, expiration_time=datetime(2022, 7, 1, tzinfo=UTC)), "not before"),
        (lambda: cc.AdditionalFee(code="c", name="n"), "exactly one of price, percentage"),
        (lambda: cc.VatId(id="1", type=cc.VatType.UNSPECIFIED), "CPF or CNPJ"),
        (lambda: cc.BuyerInfo(visitor_id=samples.guid(1), member_id=samples.guid(2)), "at most one of"),
        (lambda: cc.BuyerInfo(email="nobody"), "an email address"),
        (lambda: cc.Address(country="us"), "country code"),
        (lambda: cc.Tax(name="t", rate=Decimal("1.000001")), "from 0 to 1"),
        (lambda: cc.Tax(name="t", rate=Decimal("0.0000001")), "at most 6 decimals"),
        (lambda: cc.Conversion(currency="EUR", rate=Decimal(0)), "above 0"),
        (lambda: checkout(updated_date=datetime(2022, 7, 1, tzinfo=UTC)), "not before created_date"),
        (lambda: checkout(line_items=[line(), line()]), "an id that no other line has"),
        (lambda: checkout(line_items="abc"), "0 to 300 entries"),
        (lambda: checkout(line_items=[1]), r"line_items\[0\]: got 1, allowed: a LineItem"),
        (lambda: cc.CheckoutRequest(lines=[], channel_type=cc.ChannelType.WEB), "1 to 300 entries"),
        (lambda: cc.Store(currency="USD", coupons=[coupon(), coupon(code="c")]), "a code that no other entry has"),
        (lambda: cc.CalculationErrors(
            selected_shipping_option_error=error_of_every_kind().carrier_errors.errors[0].error,
            carrier_errors=error_of_every_kind().carrier_errors), "at most one of"),
        (lambda: cc.Details(), "exactly one of"),
        (lambda: cc.CustomField(), "value"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_refused_with_words(build, words):
    """The error says what is allowed; a missing required field is a TypeError."""
    with pytest.raises((cc.InvalidField, TypeError), match=words):
        build()


@pytest.mark.parametrize(
    "build",
    [
        lambda: samples.simple_item("2", full_price=cc.Money("3", "EUR")),
        lambda: samples.simple_item("2", deposit_amount=cc.Money("1", "EUR")),
        lambda: cc.Store(currency="EUR", coupons=[coupon(percent_off_rate=None, money_off_amount=samples.usd("1"))]),
        lambda: cc.Store(currency="EUR", additional_fees=samples.full_store().additional_fees),
        lambda: cc.Store(currency="EUR", shipping=samples.full_store().shipping),
        lambda: checkout(currency="EUR", gift_card_redeem_amount=samples.usd("1")),
        lambda: cc.price(checkout(), cc.Store(currency="EUR")),
        lambda: cc.price(checkout(line_items=[line()], currency="EUR"),
                         cc.Store(currency="EUR", catalog={samples.SHIRT: samples.simple_item("1")})),
    ],
)  # fmt: skip
def test_currencies_never_mix(build):
    """An amount in another currency than its surroundings is a `CurrencyMismatch`, wherever it stands."""
    with pytest.raises(cc.CurrencyMismatch):
        build()


def test_a_catalog_given_as_a_dict_is_copied():
    """Changing the caller's dict afterwards does not reach the store."""
    catalog = {samples.SHIRT: samples.simple_item("1")}
    store = cc.Store(currency="USD", catalog=catalog)
    catalog.clear()
    assert len(store.catalog) == 1


def test_an_instant_is_kept_in_utc():
    """Any time zone is converted; the instant stays the same."""
    from datetime import timedelta, timezone

    local = samples.NOW.astimezone(timezone(timedelta(hours=9)))
    assert checkout(created_date=local, updated_date=local).created_date == samples.NOW
    assert checkout(created_date=local, updated_date=local).created_date.tzinfo is UTC


def test_an_instant_beyond_the_calendar_is_refused():
    """The first instant of year 1 in a zone east of Greenwich does not exist in UTC."""
    from datetime import timedelta, timezone

    with pytest.raises(cc.InvalidField, match="years 1 to 9999"):
        checkout(created_date=datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9))))


class TestKinds:
    """What is refused whatever Python lets pass."""

    def test_halves_of_surrogate_pairs_are_refused_everywhere(self):
        """They could not be written again."""
        for build in (
            lambda: checkout(buyer_note="\ud800"),
            lambda: cc.CustomField(value="\ud800"),
            lambda: cc.CustomField(value={"\ud800": 1}),
        ):
            with pytest.raises(cc.InvalidField):
                build()

    @pytest.mark.parametrize(
        "number",
        [10**64, -(10**64), 10**5000, Decimal("1E+101"), Decimal("1E-101")],
        ids=["large", "small", "huge", "exponent", "negative exponent"],
    )
    def test_numbers_in_free_json_are_bounded(self, number):
        """What could not be read again cannot be held."""
        with pytest.raises(cc.InvalidField, match="64 digits"):
            cc.CustomField(value=number)

    def test_a_text_that_lies_about_its_length_is_measured(self):
        """A subclass of str with a length of its own."""

        class Short(str):
            __slots__ = ()

            def __len__(self):
                return 1

        with pytest.raises(cc.InvalidField):
            checkout(buyer_note=Short("n" * 2_000))

    def test_a_zone_that_tells_nonsense_is_refused(self):
        """It is no instant."""
        from datetime import tzinfo

        class Nonsense(tzinfo):
            def utcoffset(self, _when):
                return "soon"

        with pytest.raises(cc.InvalidField, match="an instant"):
            checkout(created_date=datetime(2022, 1, 1, tzinfo=Nonsense()))

    def test_a_catalog_holds_items_by_reference(self):
        """Keys and values of another kind are named."""
        with pytest.raises(cc.InvalidField, match="a CatalogReference"):
            cc.Store(currency="USD", catalog={"a": samples.simple_item("1")})
        with pytest.raises(cc.InvalidField, match="a CatalogItem"):
            cc.Store(currency="USD", catalog={samples.SHIRT: 1})

    @pytest.mark.parametrize(
        ("one", "other", "same"),
        [
            ({"v": True}, {"v": 1}, False),
            ({"v": 1}, {"v": Decimal("1.0")}, True),
            ({"v": 100}, {"v": Decimal("1E+2")}, True),
            ({"v": 0}, {"v": Decimal("0.00")}, True),
            ({"v": "1"}, {"v": 1}, False),
            ({"v": None}, {"v": "None"}, False),
            ({"v": None}, {}, False),
            ({"a": 1, "b": [1, {"c": 2}]}, {"b": (1, {"c": 2}), "a": 1}, True),
            ({"a": -5}, {"a": 5}, False),
            ({"a": 105}, {"a": 15}, False),
        ],
    )
    def test_references_are_one_if_their_options_mean_the_same(self, one, other, same):
        """Equal numbers are equal however they are written; true is no number; order does not matter."""
        first, second = (cc.CatalogReference("app", "item", options) for options in (one, other))
        assert (first == second) is same
        assert not same or hash(first) == hash(second)

    def test_free_json_is_equal_as_json_sees_it(self):
        """Wherever it is held: true is not 1, at any depth, and equal values hash alike."""
        for one, other, same in (
            ({"a": [True]}, {"a": [1]}, False),
            ({"a": {"b": 1}}, {"a": {"b": Decimal("1.0")}}, True),
        ):
            assert (freeze(one) == freeze(other)) is same
            assert (freeze(one) != freeze(other)) is not same
            first, second = (checkout(extended_fields=value) for value in (one, other))
            assert (first == second) is same
            assert not same or hash(first) == hash(second)
        assert cc.CustomField(value=True) != cc.CustomField(value=1)
        assert cc.CustomField(value=[1]) == cc.CustomField(value=[Decimal("1.0")])
        assert freeze({"a": 1}) == {"a": 1}
        assert freeze({"a": 1}) != {"a": 2}

    @pytest.mark.parametrize(
        "call",
        [
            lambda: cc.price(None, samples.full_store()),
            lambda: cc.price(samples.full_checkout(), None),
            lambda: cc.explain(None),
            lambda: cc.create_from_request(None, samples.full_request()),
            lambda: cc.create_from_request(samples.full_store(), None),
            lambda: cc.round_money(samples.usd("1"), "HALF_UP"),
            lambda: cc.format_money("1"),
            lambda: cc.allocate(1, [1]),
        ],
    )
    def test_an_argument_of_another_kind_is_named(self, call):
        """A caller's bug is an exception of the library's own."""
        with pytest.raises(cc.CheckoutCoreError):
            call()

    def test_py_moneyed_amounts_pass_every_door(self):
        """What an embedder has is taken."""
        import moneyed

        plain = moneyed.Money("10.00", "USD")
        assert cc.format_money(plain) == "$10.00"
        assert cc.split(plain, 3)[0] == samples.usd("3.34")
        assert cc.round_money(moneyed.Money("1.005", "USD")) == samples.usd("1.01")
        assert cc.CatalogItem(price=plain).price == samples.usd("10")
