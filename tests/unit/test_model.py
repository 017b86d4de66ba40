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
import sample_orders
import sample_plans
import samples
from attrs.exceptions import FrozenInstanceError

import checkout_core as cc
import checkout_core.model
from checkout_core.model import _limits, _rules
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.json_value import freeze
from checkout_core.model.scenario import Scenario

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
            if field.name not in {"_memo", "_validate", "_validators", "divide"}:
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
        priced.eligible_memberships,
        priced.invalid_memberships,
        priced.subscription_charges,
        *(charge.price_summary for charges in priced.subscription_charges for charge in charges.charges),
        priced.violations,
        priced.lines[0].tax_details,
        priced.lines[0].tax_details.rate_breakdown,
        priced.lines[0].tax_details.tax_breakdown,
        priced.lines[0].availability,
        error_of_every_kind(),
        cc.CartLine(samples.SHIRT, quantity=0),
        cc.checkout_events(None, checkout),
        cc.LIFECYCLE_CODES,
        cc.CHECKOUT_TRANSITIONS,
        sample_orders.full_order(),
        sample_orders.full_order().balance_summary,
        sample_orders.full_context(),
        sample_plans.full_plan_order(),
        sample_plans.full_plan_request(),
        sample_plans.full_plan_state(),
        sample_plans.full_plan_context(),
        cc.RefundLine(quantity=1),
        cc.order_rejections(priced, store, now=checkout.updated_date),
        Scenario(name="s", prices={"shirt": cc.Money("1", "USD")}, free_shipping_from={"standard": None}),
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


@pytest.mark.parametrize("text", [cc.TranslatableString, cc.ColorInfo])
def test_a_translation_that_repeats_the_text_is_none(text):
    """Both are published alike, so they are one value."""
    assert text(original="Red", translated="Red") == text(original="Red")
    assert text(original="Red", translated="Red").translated is None
    assert text(original="Red", translated="Rot").translated == "Rot"


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


def settings(**changes):
    """When a subscription is billed: every month unless changed."""
    return cc.SubscriptionSettings(**{"frequency": cc.SubscriptionFrequency.MONTH, **changes})


def trial(**changes):
    """A trial of a week, changed."""
    return cc.FreeTrialPeriod(**{"frequency": cc.SubscriptionFrequency.WEEK, **changes})


def modifier(**changes):
    """A valid modifier, changed."""
    return cc.Modifier(**{"id": "m", "label": "Cheese", "price": samples.usd("1"), **changes})


def modifier_group(**changes):
    """A valid group of modifiers, changed."""
    return cc.ModifierGroup(**{"id": "g", "name": "Toppings", "modifiers": [modifier()], **changes})


def catalog_item(**changes):
    """A valid item, changed."""
    return cc.CatalogItem(**{"price": samples.usd("10"), **changes})


def membership(**changes):
    """A valid membership, changed."""
    fields = {"id": "gold", "app_id": samples.APP, "name": "Gold", "member_id": samples.guid(1)}
    return cc.Membership(**{**fields, **changes})


def credits_(**changes):
    """Ten credits, of which three are left, changed."""
    return cc.Credits(**{"total": 10, "remaining": 3, **changes})


def selected(**changes):
    """A valid selection, changed."""
    return cc.SelectedMembership(**{"id": "gold", "app_id": samples.APP, "line_item_ids": [samples.guid(1)], **changes})


def selection(**changes):
    """An empty selection, changed."""
    return cc.SelectedMemberships(**changes)


def groups(**changes):
    """Buy 2 get 1, changed."""
    return cc.BuyXGetY(**{"x": 2, "y": 1, **changes})


def merchant_amount(**changes):
    """A merchant discount of 1, changed."""
    return cc.MerchantDiscount(**{"amount": samples.usd("1"), **changes})


def merchant_percentage(**changes):
    """A merchant discount of 10 %, changed."""
    return cc.MerchantDiscount(**{"percentage": Decimal(10), **changes})


def item_filter(**changes):
    """All items of an app, changed."""
    return cc.CatalogItemFilter(**{"catalog_app_id": samples.APP, **changes})


def rule_scope(**changes):
    """A scope of all items of an app, changed."""
    return cc.RuleScope(**{"type": cc.RuleScopeType.CATALOG_ITEM, "catalog_item_filter": item_filter(), **changes})


def specific(**changes):
    """What a rule reaches, changed."""
    return cc.SpecificItemsInfo(**{"scopes": [rule_scope()], **changes})


def rule_discount(**changes):
    """10 % off, changed."""
    fields = {"discount_type": cc.RuleDiscountType.PERCENTAGE, "percentage": Decimal(10)}
    return cc.RuleDiscount(**{**fields, "specific_items_info": specific(), **changes})


def money_rule(name, amount):
    """A rule of another discount than a percentage."""
    kind = cc.RuleDiscountType[name.upper()]
    discount = rule_discount(discount_type=kind, percentage=None, **{name: amount})
    return rule(discounts=cc.RuleDiscounts(values=[discount]))


def rule(**changes):
    """A valid rule, changed."""
    fields = {"id": samples.guid(1), "name": "n", "discounts": cc.RuleDiscounts(values=[rule_discount()])}
    return cc.DiscountRule(**{**fields, **changes})


def subtotal_range(**changes):
    """Any subtotal, changed."""
    return cc.SubtotalRange(**{"scopes": [rule_scope()], **changes})


def quantity_range(**changes):
    """Any quantity, changed."""
    return cc.ItemQuantityRange(**{"scopes": [rule_scope()], **changes})


def trigger(**changes):
    """A trigger of a quantity, changed."""
    fields = {"trigger_type": cc.TriggerType.ITEM_QUANTITY_RANGE, "item_quantity_range": quantity_range()}
    return cc.DiscountTrigger(**{**fields, **changes})


def trigger_group(**changes):
    """Two triggers together, changed."""
    return cc.TriggerGroup(**{"triggers": [trigger(), trigger()], **changes})


def nested(depth):
    """A trigger of so many levels, AND and OR in turn."""
    inner = trigger()
    for level in range(depth - 1):
        name = ("and_", "or_")[level % 2]
        group = cc.TriggerGroup(triggers=[trigger(), inner])
        inner = cc.DiscountTrigger(trigger_type=cc.TriggerType[name[:-1].upper()], **{name: group})
    return inner


def priced_trigger(name, amount):
    """A rule whose trigger holds an amount, three levels deep."""
    deep = cc.DiscountTrigger(
        trigger_type=cc.TriggerType.SUBTOTAL_RANGE, subtotal_range=subtotal_range(**{name: amount})
    )
    both = cc.DiscountTrigger(trigger_type=cc.TriggerType.OR, or_=cc.TriggerGroup(triggers=[trigger(), deep]))
    return rule(
        trigger=cc.DiscountTrigger(trigger_type=cc.TriggerType.AND, and_=cc.TriggerGroup(triggers=[both, trigger()]))
    )


def option(**changes):
    """A delivery option, changed."""
    return cc.ShippingOption(**{"code": "std", "cost": samples.usd("5"), **changes})


def charge(**changes):
    """An insurance, changed."""
    return cc.OtherCharge(**{"type": cc.ChargeType.INSURANCE, "price": samples.usd("1"), **changes})


def store(**changes):
    """An empty store in dollars, changed."""
    return cc.Store(**{"currency": "USD", **changes})


def store_in_euros(**changes):
    """A store whose own amounts would be in euros: one in dollars does not fit."""
    return cc.Store(currency="EUR", **changes)


def delivering(**changes):
    """A store in euros that delivers by an option, changed."""
    region = cc.ShippingRegion(id=samples.guid(1), name="all")
    options = [option(**{"cost": cc.Money(5, "EUR"), **changes})]
    return store_in_euros(shipping=[cc.ShippingCarrier(carrier_id=samples.CARRIER, region=region, options=options)])


def violation(**changes):
    """A valid violation, changed."""
    return cc.Violation(**{"severity": cc.Severity.ERROR, "description": "no", **changes})


def place(**changes):
    """A place of the merchant's, changed."""
    return cc.BusinessLocation(**{"id": samples.guid(1), **changes})


REFUNDED = {
    "line_item_id": samples.guid(1),
    "quantity": 3,
    "unsent_quantity": 2,
    "amount": samples.usd("2"),
    "tax": samples.usd("2"),
}


def refunded_line(**changes):
    """Three units of a line that were refunded, two of them never sent, changed."""
    return cc.RefundedLine(**REFUNDED | changes)


def asked_back(**changes):
    """A line of which both units and an amount are asked back, changed."""
    return cc.RefundLine(**{"quantity": 1, "amount": samples.usd("1"), "restock": True, **changes})


def refund(**changes):
    """A unit that is taken back for nothing, by no payment, changed."""
    nothing = {"amount": samples.usd("0"), "tax": samples.usd("0")}
    line = cc.RefundedLine(line_item_id=samples.guid(1), quantity=1, **nothing)
    fields = {"id": samples.guid(2), "created_date": samples.NOW, "status": cc.RefundStatus.SUCCEEDED, **nothing}
    return cc.Refund(**fields | {"lines": [line], "payments": []} | changes)


def seen(**changes):
    """What a buyer saw, changed."""
    return cc.SeenPrice(**{"total": samples.usd("1"), **changes})


MIXED = "abcdef00-0000-0000-0000-00000000000a"
KINDS = "allowed: exactly one of money_off_amount, percent_off_rate, fixed_price_amount, buy_x_get_y, free_shipping"
GUIDS = [samples.guid(number) for number in range(301)]

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
    (coupon, "applies_to_subscriptions", True, "yes"),
    (groups, "x", 100_000, 100_001),
    (groups, "x", 1, 0),
    (groups, "y", 100_000, 100_001),
    (groups, "y", 1, 0),
    (merchant_amount, "amount", samples.usd("0.000000000001"), samples.usd("0")),
    (merchant_amount, "amount", samples.usd("1000000000000000"), samples.usd("1000000000000001")),
    (merchant_percentage, "percentage", Decimal("0.01"), Decimal("0.009999")),
    (merchant_percentage, "percentage", Decimal(100), Decimal("100.000001")),
    (merchant_percentage, "percentage", Decimal("1.000001"), Decimal("1.0000001")),
    (merchant_amount, "line_item_ids", GUIDS[:300], GUIDS),
    (merchant_amount, "line_item_ids", GUIDS[:1], ["1"]),
    (checkout, "merchant_discounts", [merchant_amount()] * 100, [merchant_amount()] * 101),
    (checkout, "merchant_discounts", [merchant_amount()], ["1"]),
    (selected, "line_item_ids", GUIDS[:300], GUIDS),
    (selected, "line_item_ids", GUIDS[:1], []),
    (selected, "id", "i" * 200, "i" * 201),
    (selected, "app_id", samples.APP, "app"),
    (selection, "memberships", [selected()] * 300, [selected()] * 301),
    (membership, "id", "i" * 200, "i" * 201),
    (membership, "name", "n" * 100, "n" * 101),
    (membership, "member_id", samples.guid(1), "jane"),
    (membership, "root_catalog_item_ids", ["i"] * 100_000, ["i"] * 100_001),
    (membership, "root_catalog_item_ids", ["i" * 36], ["i" * 37]),
    (membership, "expiration_date", samples.NOW, datetime(2022, 1, 1)),
    (membership, "additional_data", {"a": 1}, 1),
    (credits_, "total", 10**9, 10**9 + 1),
    (credits_, "remaining", 0, -1),
    (credits_, "remaining", 10, 11),
    (credits_, "total", 3, 2),
    (modifier, "quantity", 100_000, 100_001),
    (modifier, "quantity", 1, 0),
    (modifier, "price", samples.usd("0.125"), samples.usd("0.1255")),
    (modifier, "price", samples.usd("0"), samples.usd("-1")),
    (modifier, "label", "l" * 200, "l" * 201),
    (modifier, "details", "l" * 1_000, 1),
    (modifier_group, "modifiers", [modifier()] * 25, [modifier()] * 26),
    (modifier_group, "modifiers", [modifier()], []),
    (modifier_group, "name", "n" * 200, "n" * 201),
    (catalog_item, "modifier_groups", [modifier_group()] * 25, [modifier_group()] * 26),
    (catalog_item, "collection_ids", ["c" * 100], ["c" * 101]),
    (settings, "interval", 3_650, 3_651),
    (settings, "interval", 1, 0),
    (settings, "billing_cycles", 1_000_000, 1_000_001),
    (settings, "billing_cycles", 1, 0),
    (settings, "frequency", cc.SubscriptionFrequency.WEEK, cc.SubscriptionFrequency.DAY),  # every day
    (trial, "interval", 999, 1_000),
    (trial, "interval", 1, 0),
    (trial, "frequency", cc.SubscriptionFrequency.DAY, "DAY"),  # a trial may well be a day
    (item_filter, "catalog_item_ids", ["i"] * 50, ["i"] * 51),
    (item_filter, "catalog_item_ids", None, []),
    (specific, "scopes", [rule_scope()] * 50, [rule_scope()] * 51),
    (specific, "scopes", [rule_scope()], []),
    (subtotal_range, "scopes", [rule_scope()], []),
    (subtotal_range, "from_", samples.usd("1.0001"), samples.usd("1.00001")),
    (subtotal_range, "to", samples.usd("1.0001"), samples.usd("1.00001")),
    (quantity_range, "scopes", [rule_scope()], []),
    (quantity_range, "from_", 1, 0),
    (quantity_range, "to", 10**9, 10**9 + 1),
    (trigger_group, "triggers", [trigger()] * 5, [trigger()] * 6),
    (trigger_group, "triggers", [trigger()] * 2, [trigger()]),
    (trigger_group, "triggers", [trigger()] * 2, [trigger(), None]),
    (rule_discount, "percentage", Decimal("0.1"), Decimal("0.099999")),
    (rule_discount, "percentage", Decimal(100), Decimal("100.000001")),
    (rule, "name", "n" * 50, "n" * 51),
    (rule, "id", samples.guid(1), "rule"),
    (option, "other_charges", [charge()] * 10, [charge()] * 11),
    (option, "free_from_subtotal", samples.usd("0"), samples.usd("-1")),
    (charge, "price", samples.usd("0"), samples.usd("-1")),
    (charge, "details", "d" * 250, "d" * 251),
    (store, "minimum_order_subtotal", samples.usd("0"), samples.usd("-1")),
    (store, "discount_rules", [rule(id=one) for one in GUIDS[:200]], [rule(id=one) for one in GUIDS[:201]]),
    (violation, "description", "d" * 1_000, "d" * 1_001),
    (violation, "description", "d", ""),
    (violation, "line_item_id", samples.guid(1), "1"),
    (violation, "data", {"a": 1}, [1]),
    (violation, "severity", cc.Severity.WARNING, "WARNING"),
    (place, "id", samples.guid(1), "soho"),
    (place, "name", "n" * 250, "n" * 251),
    (place, "name", "", 7),
    (refunded_line, "quantity", 100_000, 100_001),
    (refunded_line, "quantity", 2, 1),  # of two units both were never sent
    (refunded_line, "unsent_quantity", 0, -1),
    (refunded_line, "unsent_quantity", 3, 4),
    (refunded_line, "restock", True, 1),
    (asked_back, "quantity", 1, 0),
    (asked_back, "quantity", 100_000, 100_001),
    (asked_back, "amount", samples.usd("0"), samples.usd("-0.01")),
    (refund, "payments", [], [cc.RefundedPayment(payment_id=samples.guid(1), amount=samples.usd("0.01"))]),
    (refund, "amount", samples.usd("0"), samples.usd("0.01")),
    (refund, "tax", samples.usd("0"), samples.usd("0.01")),
    *(
        (seen, name, samples.usd("0"), samples.usd("-0.01"))
        for name in ("pay_after_free_trial_total", "pay_now_total_after_gift_card", "total_after_gift_card")
    ),
]


EDGES_ELSEWHERE = {
    (credits_, "remaining"): "Credits.",  # more left than there were: the total is told to be too small
    (refunded_line, "unsent_quantity"): "RefundedLine.",  # more unsent than refunded, likewise
    (settings, "frequency"): "SubscriptionSettings.interval",
}
"""What an error names where two fields do not go together."""


@pytest.mark.parametrize(("make", "field", "good", "bad"), EDGES)
def test_limits_hold_at_their_edge(make, field, good, bad):
    """The last allowed value passes; the next is refused, and the error names class, field and what is allowed."""
    make(**{field: good})
    with pytest.raises(cc.InvalidField) as caught:
        make(**{field: bad})
    assert caught.value.allowed
    assert caught.value.field.startswith(EDGES_ELSEWHERE.get((make, field), f"{type(make()).__name__}.{field}"))


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
        (lambda: coupon(minimum_subtotal=samples.usd("1")), "at most one of scope, minimum_subtotal"),
        (lambda: coupon(scope=None), "at least one of scope, minimum_subtotal, free_shipping"),
        (lambda: coupon(money_off_amount=samples.usd("1")), f"'money_off_amount, percent_off_rate', {KINDS}"),
        (lambda: coupon(fixed_price_amount=samples.usd("0")), f"'percent_off_rate, fixed_price_amount', {KINDS}"),
        (lambda: coupon(buy_x_get_y=groups()), f"'percent_off_rate, buy_x_get_y', {KINDS}"),
        (lambda: coupon(free_shipping=True), f"'percent_off_rate, free_shipping', {KINDS}"),
        (lambda: coupon(percent_off_rate=None), f"'none', {KINDS}"),
        (lambda: coupon(buy_x_get_y=(2, 1)), "Coupon.buy_x_get_y"),
        (lambda: cc.MerchantDiscount(), "exactly one of amount, percentage"),
        (lambda: merchant_amount(percentage=Decimal(1)), "exactly one of amount, percentage"),
        (lambda: credits_(remaining=11), "Credits.total: got '10', allowed: at least remaining, 11"),
        (lambda: settings(frequency=cc.SubscriptionFrequency.DAY, interval=6), "at least 7 where the frequency is DAY"),
        (lambda: rule_discount(percentage=None), "none.*percentage, as discount_type is PERCENTAGE"),
        (lambda: rule_discount(fixed_price=samples.usd("1")), "percentage, fixed_price.*discount_type is PERCENTAGE"),
        (lambda: rule_discount(discount_type=cc.RuleDiscountType.FIXED_PRICE), "fixed_price, as discount_type is F"),
        (lambda: money_rule("fixed_amount", samples.usd("0")), "RuleDiscount.fixed_amount.*above 0"),
        (lambda: cc.RuleDiscounts(values=[]), "1 to 1 entries"),
        (lambda: cc.RuleDiscounts(values=[rule_discount()] * 2), "1 to 1 entries"),
        (lambda: rule_scope(catalog_item_filter=None), "catalog_item_filter, as type is CATALOG_ITEM"),
        (lambda: rule_scope(type=cc.RuleScopeType.CUSTOM_FILTER), "custom_filter, as type is CUSTOM_FILTER"),
        (lambda: cc.Collections(collection_ids=[]), "1 to 1000 entries"),
        (lambda: cc.ActiveTimeInfo(start=samples.NOW, end=datetime(2022, 7, 1, tzinfo=UTC)), "not before start"),
        (lambda: subtotal_range(from_=samples.usd("2"), to=samples.usd("1.9999")), "SubtotalRange.to.*at least from_"),
        (lambda: quantity_range(from_=3, to=2), "ItemQuantityRange.to: got '2', allowed: at least from_, 3"),
        (lambda: trigger(item_quantity_range=None), "none.*item_quantity_range, as trigger_type is ITEM_QUANTITY"),
        (lambda: trigger(trigger_type=cc.TriggerType.AND), "and_, as trigger_type is AND"),
        (lambda: trigger(customer_eligibility=cc.CustomerEligibility()), "as trigger_type is ITEM_QUANTITY_RANGE"),
        (lambda: trigger(trigger_type=cc.TriggerType.OR, item_quantity_range=None, and_=trigger_group()),
         "or_, as trigger_type is OR"),
        (lambda: nested(6), "got '6 levels', allowed: at most 5 levels of triggers"),
        (lambda: cc.CustomerEligibility(emails=["nobody"]), r"emails\[0\].*an email address"),
        (lambda: cc.CustomerEligibility(member_ids=["1"]), r"member_ids\[0\].*a GUID"),
        (lambda: store(discount_rules=[rule(id=MIXED), rule(id=MIXED.upper())]),
         r"discount_rules\[1\]\.id.* id that no other entry has"),
        (lambda: store(memberships=[membership(), membership(app_id=samples.APP.upper())]),
         r"memberships\[1\]\.id: got 'gold', allowed: .* id that no other entry has"),
        (lambda: store(taxes=[cc.Tax(name="t", rate=Decimal(0), country="US")] * 301),
         r"taxes\[300\]: got 'one more', allowed: at most 300 taxes of one country and subdivision"),
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
        (lambda: cc.RefundLine(), "at least one of quantity, amount"),
        (lambda: cc.RefundLine(amount=samples.usd("1"), restock=True), "RefundLine.restock.*with the quantity"),
        (lambda: cc.RefundedLine(**REFUNDED | {"unsent_quantity": 4}), "at least the unsent_quantity, 4"),
        (lambda: cc.SeenPrice(), "pay_after_free_trial_total, pay_now_total_after_gift_card, total_after_gift_card"),
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
        lambda: catalog_item(modifier_groups=[modifier_group(modifiers=[modifier(price=cc.Money(1, "EUR"))])]),
        lambda: store_in_euros(minimum_order_subtotal=samples.usd("1")),
        lambda: store_in_euros(coupons=[coupon(scope=None, minimum_subtotal=samples.usd("1"))]),
        lambda: store_in_euros(coupons=[coupon(), coupon(code="D", percent_off_rate=None,
                                                         fixed_price_amount=samples.usd("1"))]),
        lambda: store_in_euros(discount_rules=[money_rule("fixed_amount", samples.usd("1"))]),
        lambda: store_in_euros(discount_rules=[money_rule("fixed_price", samples.usd("1"))]),
        lambda: store_in_euros(discount_rules=[priced_trigger("from_", samples.usd("1"))]),
        lambda: store_in_euros(discount_rules=[priced_trigger("to", samples.usd("1"))]),
        lambda: delivering(cost=samples.usd("1")),
        lambda: delivering(free_from_subtotal=samples.usd("1")),
        lambda: delivering(other_charges=[charge()]),
        lambda: checkout(currency="EUR", merchant_discounts=[merchant_percentage(), merchant_amount()]),
        lambda: cc.price(checkout(), cc.Store(currency="EUR")),
        lambda: cc.price(checkout(line_items=[line()], currency="EUR"),
                         cc.Store(currency="EUR", catalog={samples.SHIRT: samples.simple_item("1")})),
    ],
)  # fmt: skip
def test_currencies_never_mix(build):
    """An amount in another currency than its surroundings is a `CurrencyMismatch`, wherever it stands."""
    with pytest.raises(cc.CurrencyMismatch):
        build()


class TestToolbox:
    """What the merchant's tools may be, where it is no error."""

    def test_one_app_or_another(self):
        """The same membership id in two apps is two memberships."""
        other = membership(app_id=samples.guid(1))
        assert store(memberships=[membership(), other, membership(id="GOLD")]).memberships[1] == other

    @pytest.mark.parametrize(
        "build",
        [
            lambda: cc.GiftCard(code="SECRET-2026-" + "X" * 40, balance=samples.usd("1")),
            lambda: checkout(gift_card_code="SECRET-2026-" + "X" * 40),
            lambda: store(gift_cards=[cc.GiftCard(code="SECRET-2026", balance=samples.usd("1"))] * 2),
        ],
    )
    def test_no_message_repeats_a_gift_cards_code(self, build):
        """Messages end in logs."""
        with pytest.raises(cc.InvalidField, match=r"got 'text of \d+ characters', allowed: ") as caught:
            build()
        assert "SECRET" not in str(caught.value)
        assert "SECRET" not in repr(caught.value.given)

    def test_a_member_has_300_memberships_at_most(self):
        """All that fit may be shown in a checkout."""
        many = [membership(id=f"m{number}") for number in range(301)]
        assert len(store(memberships=many[:300]).memberships) == 300
        with pytest.raises(cc.InvalidField, match=r"memberships\[300\]\.member_id: .* at most 300 memberships of one"):
            store(memberships=many)

    @pytest.mark.parametrize(
        ("fields", "kind"),
        [
            ({"percent_off_rate": Decimal(10)}, "PercentOff"),
            ({"money_off_amount": samples.usd("1")}, "MoneyOff"),
            ({"fixed_price_amount": samples.usd("0")}, "FixedPrice"),
            ({"buy_x_get_y": groups()}, "BuyXGetY"),
            ({"free_shipping": True}, "FreeShipping"),
            ({"free_shipping": True, "scope": None}, "FreeShipping"),
            ({"free_shipping": True, "scope": None, "minimum_subtotal": samples.usd("0")}, "FreeShipping"),
            ({"percent_off_rate": Decimal(10), "scope": None, "minimum_subtotal": samples.usd("0")}, "PercentOff"),
        ],
    )
    def test_the_kind_of_a_coupon_is_told_by_what_it_has(self, fields, kind):
        """A fixed price of zero is one, and free shipping may have neither scope nor minimum."""
        assert coupon(**{"percent_off_rate": None, **fields}).coupon_type.value == kind

    def test_triggers_may_be_five_deep(self):
        """AND in OR in AND in OR, and a quantity inside."""
        assert nested(5).depth == 5
        assert nested(1).depth == 1

    def test_a_range_may_be_one_value_or_open(self):
        """Both ends may be equal, and each may be absent."""
        assert subtotal_range(from_=samples.usd("1"), to=samples.usd("1")).from_ == samples.usd("1")
        assert quantity_range(from_=2, to=2).to == 2
        assert (quantity_range().from_, subtotal_range().to) == (None, None)

    def test_a_cycle_of_days_is_a_week_or_more(self):
        """Seven days pass; other units may be one."""
        assert settings(frequency=cc.SubscriptionFrequency.DAY, interval=7).interval == 7
        for frequency in ("WEEK", "MONTH", "YEAR"):
            assert settings(frequency=cc.SubscriptionFrequency[frequency]).interval == 1

    def test_amounts_in_the_stores_currency_pass(self):
        """Every place whose mismatch is refused above, in euros."""
        one = cc.Money(1, "EUR")
        rules = [
            money_rule("fixed_amount", one),
            attrs.evolve(money_rule("fixed_price", one), id=samples.guid(2)),
            attrs.evolve(priced_trigger("from_", one), id=samples.guid(3)),
            attrs.evolve(priced_trigger("to", one), id=samples.guid(4)),
        ]
        assert store_in_euros(minimum_order_subtotal=one, discount_rules=rules).discount_rules[3] == rules[3]
        made = delivering(free_from_subtotal=one, other_charges=[charge(price=one)])
        assert made.shipping[0].options[0].free_from_subtotal == one
        assert checkout(currency="EUR", merchant_discounts=[merchant_amount(amount=one)]).merchant_discounts

    def test_the_ends_of_a_range_are_in_one_currency(self):
        """Whatever the store's may be."""
        with pytest.raises(cc.CurrencyMismatch, match=r"SubtotalRange\.to: EUR 1\.00 is not in USD, as from_ is"):
            subtotal_range(from_=samples.usd("2"), to=cc.Money(1, "EUR"))


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


@pytest.mark.parametrize("name", [field.name for field in attrs.fields(cc.SeenPrice)])
def test_each_amount_that_was_seen_is_enough_alone(name):
    """The others were not shown, then."""
    shown = attrs.asdict(cc.SeenPrice(**{name: samples.usd("1")}), recurse=False)
    assert {key: value for key, value in shown.items() if value is not None} == {name: samples.usd("1")}
