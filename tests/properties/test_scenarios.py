"""Scenarios of drawn checkouts: their prices obey the laws, and are those of documents that were changed by hand."""

import copy
import decimal
import random
from collections import Counter
from decimal import Decimal

import attrs
import pytest
import samples
from drawn import drawn, moneys_in
from hypothesis import Phase, assume, find, given, settings
from hypothesis import strategies as st

import checkout_core as cc
from checkout_core import testing, wire
from checkout_core.errors import InvalidDocument
from checkout_core.iso4217 import EXPONENTS
from checkout_core.model.scenario import BASELINE, Scenario
from checkout_core.testing.strategies.by_type import AT
from checkout_core.testing.strategies.scenarios import FIELDS
from checkout_core.whatif.changes import checkout_in, store_in
from checkout_core.whatif.what_if import FIGURES, what_if

SOME = settings(max_examples=settings.default.max_examples * 2 // 5)
"""Two fifths of the profile's examples: each prices twice, or more often."""
SUMMARIES = {"": "summary", **{f"{name}_": name for name in ("pay_now", "pay_later", "pay_after_free_trial")}}


@st.composite
def cases(draw, **filters):
    """A checkout, its store, and a scenario of that store."""
    checkout, store = draw(testing.priced_inputs(max_lines=4))
    return checkout, store, draw(testing.scenarios(store, **filters))


def priced_in(scenario, checkout, store):
    """The price in the scenario; what states quantities and prices that no scenario knows may be too large for it."""
    try:
        return cc.price(checkout_in(scenario, checkout, store), store_in(scenario, store))
    except cc.InvalidField as error:
        assume(error.field not in TOO_LARGE)
        raise


TOO_LARGE = ("LineItem.quantity", "CatalogOverrideFields.price", "CatalogItem.price", "CatalogItem.deposit_amount")


# --- laws -------------------------------------------------------------------------------------------------------------


@given(testing.priced_inputs())
@SOME
def test_an_empty_scenario_changes_no_figure(pair):
    """Neither do the values that stand there already."""
    checkout, store = pair
    neutral = Scenario(
        name="neutral",
        quantity_factor=1,
        coupon=checkout.coupon_code or "",
        price_change=Decimal(0),
        discount_rules=store.discount_rules,
        tax_included=store.tax_included_in_price,
        fees=store.additional_fees,
        policy=store.policy,
    )
    for row in what_if(checkout, store, [Scenario(name="empty"), neutral]).rows():
        assert not any(row[f"{figure}_difference"] for figure in FIGURES)
    assert priced_in(neutral, checkout, store).figures == cc.price(checkout, store).figures


@given(cases())
@SOME
def test_every_scenario_obeys_the_laws(case):
    """The laws of prices know of no scenarios."""
    checkout, store, scenario = case
    priced = priced_in(scenario, checkout, store)
    for law in testing.LAWS:
        law(priced)


@given(cases())
@SOME
def test_differences_are_scenario_less_baseline(case):
    """In whole minor units, read off the published summaries."""
    checkout, store, scenario = case
    there = priced_in(scenario, checkout, store)
    baseline, changed = what_if(checkout, store, [scenario]).rows()
    assert (baseline["scenario"], changed["scenario"]) == (BASELINE, scenario.name)
    here, there = (dict(figures(price)) for price in (cc.price(checkout, store), there))
    assert set(here) == set(FIGURES)
    scale = 10 ** EXPONENTS[store.currency.code]
    for name in FIGURES:
        assert baseline[name] * scale == here[name]
        assert changed[name] * scale == there[name]
        assert changed[f"{name}_difference"] * scale == there[name] - here[name]
        assert baseline[f"{name}_difference"] == 0


def figures(price):
    """Each figure by the name of its column, in minor units."""
    for prefix, member in SUMMARIES.items():
        for field in ("subtotal", "shipping", "tax", "discount", "total", "additional_fees"):
            yield prefix + field, getattr(getattr(price, member), field).minor_units
    yield "gift_card", 0 if price.gift_card is None else price.gift_card.amount.minor_units


# --- by hand ----------------------------------------------------------------------------------------------------------

EXACT = decimal.Context(prec=200)
WHOLE = {
    "discountRules": "discountRules",
    "fees": "additionalFees",
    "policy": "policy",
    "taxIncluded": "taxIncludedInPrice",
}
"""What a scenario states instead of the store's: its member, and the store's."""


class ByHand:
    """The same changes, made in the JSON of a checkout and a store."""

    def __init__(self, scenario, checkout, store):
        self.scenario = scenario
        self.written = wire.dump_scenarios([scenario])["scenarios"][0]
        self.mode = f"ROUND_{(scenario.policy or store.policy).rounding.value}"
        self.exponent = EXPONENTS[store.currency.code]
        self.before = wire.dump_store(store)
        self.store = copy.deepcopy(self.before)
        self.checkout = wire.dump_checkout(checkout)
        self._change_store()
        for line in self.checkout.get("lineItems", ()):
            self._change_line(line)
        if scenario.coupon is not None:
            code = scenario.coupon if isinstance(scenario.coupon, str) else scenario.coupon.code
            self.checkout["couponCode"] = code or None

    def price(self):
        """The price of the documents."""
        return cc.price(wire.load_checkout(self.checkout).value, wire.load_store(self.store).value)

    def _change_store(self):
        for name, of_store in WHOLE.items():
            if name in self.written:
                self.store[of_store] = self.written[name]
        if isinstance(self.scenario.coupon, cc.Coupon):
            code = self.scenario.coupon.code.casefold()
            others = [entry for entry in self.store.get("coupons", ()) if entry["code"].casefold() != code]
            self.store["coupons"] = [*others, self.written["coupon"]]
        for row in self.store.get("taxes", ()):
            row["rate"] = self.written.get("tax", {}).get(row["name"], row["rate"])
        for card in self.store.get("giftCards", ()):
            if card["currency"] == self.store["currency"]:
                card["balance"] = self.written.get("giftCardBalance", card["balance"])
        for option in [entry for carrier in self.store.get("shipping", ()) for entry in carrier.get("options", ())]:
            option["cost"] = self.written.get("shipping", {}).get(option["code"], option["cost"])
            if option["code"] in self.written.get("freeShippingFrom", {}):
                option["freeFromSubtotal"] = self.written["freeShippingFrom"][option["code"]]
        for entry in self.store.get("catalog", ()):
            self._change_item(entry, entry["catalogReference"]["catalogItemId"])

    def _change_line(self, line):
        item_id = line.get("catalogReference", {}).get("catalogItemId")
        line["quantity"] *= self.written.get("quantityFactor", 1)
        if item_id in self.written.get("quantities", {}):
            line["quantity"] = self.written["quantities"][item_id]
        overrides = line.get("catalogOverrideFields")
        if line.get("customLineItem"):
            self._change_item(line, item_id)
        elif overrides is not None and (entry := self._entry(line["catalogReference"])) is not None:
            known = {name: entry[name] for name in ("modifierGroups", "price", "depositAmount") if name in entry}
            whole = {"modifierGroups": [], **known, **overrides}
            self._change_item(whole, item_id, most=3 if "price" in overrides else 12)
            stated = overrides.keys() | ({"depositAmount"} if "depositShare" in self.written else set())
            stated -= {"price"} if item_id in self.written.get("prices", {}) else set()
            line["catalogOverrideFields"] = {name: whole[name] for name in sorted(stated) if name in whole}
            if "fullPrice" in overrides and "price" not in stated:  # it stands by itself, whatever the catalog's price
                line["catalogOverrideFields"]["fullPrice"] = overrides["fullPrice"]

    def _entry(self, reference):
        """The catalog's entry for a reference, else for the item without options."""
        plain = {name: value for name, value in reference.items() if name != "options"}
        entries = self.before.get("catalog", ())
        found = [entry for wanted in (reference, plain) for entry in entries if entry["catalogReference"] == wanted]
        return found[0] if found else None

    def _change_item(self, item, item_id, most=12):
        old = item["price"]
        if item_id in self.written.get("prices", {}):
            item["price"] = self.written["prices"][item_id]
        elif "priceChange" in self.written:
            places = min(max(self.exponent, len(old.partition(".")[2])), most)
            item["price"] = self._share(Decimal(old), 1 + self.scenario.price_change, places)
        price = Decimal(item["price"])
        if "fullPrice" in item and Decimal(item["fullPrice"]) < price:
            del item["fullPrice"]
        modifiers = [modifier for group in item.get("modifierGroups", ()) for modifier in group["modifiers"]]
        unit = sum((Decimal(entry.get("price", 0)) * entry["quantity"] for entry in modifiers), price)
        if "depositAmount" in item and "depositShare" in self.written and unit:
            places = min(self.exponent, 3)
            share = self._share(unit, self.scenario.deposit_share, places)
            item["depositAmount"] = str(max(Decimal(share), Decimal(f"1E-{places}")))

    def _share(self, amount, part, places):
        exact = EXACT.multiply(amount, part)
        return f"{exact.quantize(Decimal(f'1E-{places}'), self.mode, EXACT):f}"


def hold_by_hand(checkout, store, scenario):
    """Assert that the price is that of the documents, byte for byte."""
    ours = priced_in(scenario, checkout, store)
    theirs = ByHand(scenario, checkout, store).price()
    assert wire.dumps(wire.dump_priced(ours)) == wire.dumps(wire.dump_priced(theirs))


@given(cases())
def test_a_scenario_is_what_was_changed_by_hand(case):
    """The same price of the documents with the same changes."""
    hold_by_hand(*case)


@pytest.mark.parametrize("fields", [["price_change"], ["deposit_share"], ["prices", "deposit_share"]], ids="+".join)
@given(st.data())
@SOME
def test_so_are_scenarios_of_prices_alone(fields, data):
    """What is rounded on the way."""
    hold_by_hand(*data.draw(cases(fields=fields)))


@pytest.mark.parametrize("stated", [None, "0.01"])
@pytest.mark.parametrize("stated_full", [None, "0.01", "0.02", "0.05"])
@pytest.mark.parametrize("full", [None, "0.00", "9.00"])
@pytest.mark.parametrize("change", [{"prices": {"mug": cc.Money("0.02", "USD")}}, {"price_change": Decimal("0.5")}])
def test_so_is_every_mixture_of_full_prices(stated, stated_full, full, change):
    """Prices and full prices of the catalog and of the line, below and above the scenario's."""
    usd = {"": None, **{text: cc.Money(text, "USD") for text in ("0.01", "0.02", "0.05", "0.00", "9.00")}}
    mug = cc.CatalogReference(samples.APP, "mug")
    item = cc.CatalogItem(product_name="Mug", price=usd["0.00"], full_price=usd[full or ""])
    store = cc.Store(currency="USD", catalog={mug: item})
    fields = cc.CatalogOverrideFields(price=usd[stated or ""], full_price=usd[stated_full or ""])
    request = cc.CheckoutRequest(
        now=samples.NOW,
        lines=[cc.LineRequest(mug, quantity=1, catalog_override_fields=fields)],
        channel_type=cc.ChannelType.WEB,
    )
    hold_by_hand(cc.create_from_request(store, request), store, Scenario(name="s", **change))


# --- documents --------------------------------------------------------------------------------------------------------


@given(testing.scenarios(), st.sampled_from(["velo", "rest"]))
@SOME
def test_what_is_dumped_loads_as_it_was(scenario, dialect):
    """Through text, strictly, and to the same text again."""
    currency = next(moneys_in(scenario), cc.Money(0, "USD")).currency
    text = wire.dumps(wire.dump_scenarios([scenario], dialect))
    loaded = wire.load_scenarios(wire.parse(text), currency, strict=True)
    assert loaded == wire.Loaded((scenario,))
    assert wire.dumps(wire.dump_scenarios(loaded.value, dialect)) == text


@given(testing.scenarios())
@SOME
def test_a_scenario_is_a_grid_of_one(scenario):
    """Its members, each with one choice."""
    currency = next(moneys_in(scenario), cc.Money(0, "USD")).currency
    (members,) = wire.dump_scenarios([scenario])["scenarios"]
    members.pop("name")
    choices = wire.load_choices({"grid": {name: [value] for name, value in members.items()}}, currency).value
    assert {name: value for name, (value,) in choices.items()} == scenario.changes


NAMES = ("scenarios", "grid", "name", "coupon", "prices", "tax", "freeShippingFrom", "fees", "discountRules", "policy")
LEAVES = st.none() | st.booleans() | st.integers() | st.decimals() | st.floats() | st.sampled_from(["never", "s", ""])
ANYTHING = st.recursive(
    LEAVES | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)
DOCUMENTS = st.dictionaries(
    st.sampled_from(NAMES[:2]),
    st.lists(st.dictionaries(st.sampled_from(NAMES), ANYTHING, max_size=5), max_size=3) | ANYTHING,
)


@given(DOCUMENTS | ANYTHING, st.booleans())
def test_any_json_loads_or_is_refused(document, strict):
    """With problems that have a place and words, and nothing else."""
    for load in (wire.load_scenarios, wire.load_choices):
        for problem in problems_of(load, document, strict=strict):
            assert problem.path.startswith("$")
            assert str(problem).encode()


def problems_of(load, document, **options):
    """What is found wrong; anything else that is raised fails the test."""
    try:
        load(document, "USD", **options)
    except InvalidDocument as error:
        return error.problems
    return ()


# --- the strategy -----------------------------------------------------------------------------------------------------


STORE = samples.full_store()


def plainest(strategy, wanted=lambda _: True):
    """What the strategy shrinks to; the search is the same each time."""
    search = settings(database=None, phases=[Phase.generate, Phase.shrink], max_examples=200)
    return find(strategy, wanted, settings=search, random=random.Random(0))


class TestStrategy:
    def test_every_field_is_drawn(self):
        """Each in a part of the draws, alone and beside others; none of them in some."""
        values = drawn(testing.scenarios(STORE), count=150)
        counts = Counter(field for value in values for field in value.changes)
        assert set(counts) == set(FIELDS) == {field.name for field in attrs.fields(Scenario)} - {"name"}
        assert {0, 1, 3} <= {len(value.changes) for value in values}
        assert len({value.name for value in values}) > 5

    @given(cases())
    @SOME
    def test_they_fit_the_store(self, case):
        """Every name is known, every amount in its currency, and every item can take the change."""
        _, store, scenario = case
        assert {amount.currency for amount in moneys_in(scenario)} <= {store.currency}
        changed = store_in(scenario, store)
        assert len(list(changed.catalog.values())) == len(store.catalog)

    @pytest.mark.parametrize("field", FIELDS)
    def test_each_field_by_itself(self, field):
        """Where it is asked for, nothing else is changed; it shrinks to a plain change of it."""
        chosen = testing.scenarios(STORE, fields=[field])
        assert set().union(*(value.changes for value in drawn(chosen))) == {field}
        scenario = plainest(chosen, lambda scenario: scenario.changes)
        assert scenario.name == "s"
        assert len(repr(scenario.changes[field])) <= 150

    def test_it_shrinks_to_no_change(self):
        """A name and nothing else."""
        assert plainest(testing.scenarios(STORE)) == Scenario(name="s")

    def test_currencies(self):
        """One of them is drawn; by type as well."""
        for chosen in (testing.scenarios(currencies=["KWD"]), AT[Scenario]("KWD")):
            found = [{amount.currency.code for amount in moneys_in(value)} for value in drawn(chosen)]
            assert all(codes <= {"KWD"} for codes in found)
            assert any(found)

    def test_an_empty_store(self):
        """It has no names; what needs none is drawn."""
        values = drawn(testing.scenarios(cc.Store(currency="JPY")), count=60)
        fields = {field for value in values for field in value.changes}
        assert fields == set(FIELDS) - {"quantities", "prices", "tax", "shipping", "free_shipping_from"}

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            ({"store": "USD"}, "store: got 'USD', allowed: a Store"),
            ({"store": cc.Store(currency="USD"), "currencies": ["USD"]}, "currencies: got .*, allowed: nothing beside"),
            ({"currencies": []}, "currencies: got .*at least one"),
            ({"fields": ["colour"]}, r"fields: got \['colour'\], allowed: some of quantity_factor, quantities"),
            ({"fields": ["name"]}, "fields: got"),
            ({"fields": []}, "fields: got"),
            ({"fields": "tax"}, "fields: got 'tax'"),
            ({"fields": 5}, "fields: got 5"),
        ],
    )
    def test_bad_arguments_are_refused(self, arguments, words):
        """At the call, with what is allowed."""
        with pytest.raises(cc.InvalidField, match=words):
            testing.scenarios(**arguments)
