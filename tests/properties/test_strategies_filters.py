"""Public strategies obey their filters, refuse bad arguments and shrink to little."""

import inspect
import random
import re
from pathlib import Path

import attrs
import pytest
from drawn import FEW, drawn, moneys_in
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import checkout_core as cc
from checkout_core import testing

SHRUNK = settings(database=None, phases=[Phase.generate, Phase.shrink], max_examples=1_000)
AT_CURRENCIES = [
    testing.additional_fees,
    testing.catalog_items,
    testing.checkouts,
    testing.coupons,
    testing.discount_rules,
    testing.line_items,
    testing.merchant_discounts,
    testing.moneys,
    testing.orders,
    testing.plan_orders,
    testing.plans,
    testing.priced_checkouts,
    testing.priced_inputs,
    testing.shipping_carriers,
    testing.stores,
]
"""Strategies that take currencies, but of gift cards: a card may be in a currency of its own."""


class TestFilters:
    @pytest.mark.parametrize("strategy", AT_CURRENCIES, ids=lambda strategy: strategy.__name__)
    def test_currencies(self, strategy):
        """One of the currencies is drawn, and nothing else; they may be given as codes and as currencies."""
        found = [{amount.currency.code for amount in moneys_in(value)} for value in drawn(strategy(currencies=["KWD"]))]
        assert all(codes <= {"KWD"} for codes in found)
        assert any(found)
        found = [moneys_in(value) for value in drawn(strategy(currencies=["CHF", cc.currency("CLF")]), count=40)]
        assert {amount.currency.code for amounts in found for amount in amounts} == {"CHF", "CLF"}

    @given(testing.checkouts(max_lines=1), testing.orders(max_lines=1))
    @FEW
    def test_max_lines(self, checkout, order):
        """No checkout and no order has more lines."""
        assert len(checkout.line_items) <= 1
        assert len(order.line_items) == 1

    @pytest.mark.parametrize("included", [True, False])
    def test_tax_included(self, included):
        """Prices include tax, or do not."""
        stores = [
            *drawn(testing.stores(tax_included=included)),
            *(priced.store for priced in drawn(testing.priced_checkouts(tax_included=included))),
        ]
        assert {store.tax_included_in_price for store in stores} == {included}
        assert {order.tax_included_in_prices for order in drawn(testing.orders(tax_included=included))} == {included}

    @given(st.data())
    @FEW
    def test_a_store(self, data):
        """Checkouts and lines are those of a buyer at this store."""
        store = data.draw(testing.stores())
        checkout, line = data.draw(testing.checkouts(store)), data.draw(testing.line_items(store))
        assert checkout.currency == store.currency
        assert {amount.currency for amount in (*moneys_in(checkout), *moneys_in(line))} <= {store.currency}
        cc.price(checkout, store)

    def test_fresh_orders(self):
        """They are as `create_order` makes them; others have been paid, sent, refunded or canceled."""
        assert all(
            not order.refunds and order.created_date == order.updated_date
            for order in drawn(testing.orders(fresh=True))
        )
        used = drawn(testing.orders(), count=60)
        assert any(order.refunds for order in used)
        assert any(order.payments for order in used)
        assert len({order.status for order in used}) > 2

    @given(testing.moneys(min_value="-1.005", max_value=2, currencies=["USD"]))
    def test_bounds_of_money(self, amount):
        """Both are included, as far as the minor unit reaches them."""
        assert cc.Money(-1, "USD") <= amount <= cc.Money(2, "USD")
        assert amount.minor_ratio[1] == 1

    @pytest.mark.parametrize("bound", ["min_value", "max_value"])
    def test_bounds_of_money_are_drawn(self, bound):
        """An amount at the bound is no rare thing."""
        assert any(amount == cc.Money(7, "JPY") for amount in drawn(testing.moneys(currencies=["JPY"], **{bound: 7})))

    def test_finer_money(self):
        """Up to three decimals more than the minor unit, if asked for."""
        amounts = drawn(testing.moneys(allow_finer=True), count=100)
        more = {-amount.amount.as_tuple().exponent - cc.exponent(amount.currency) for amount in amounts}
        assert more == {0, 1, 2, 3}


BAD = {
    "no currency": (testing.stores, {"currencies": []}, "currencies: got .*at least one"),
    "one text": (testing.moneys, {"currencies": "USD"}, "currencies: got 'USD', allowed: a sequence"),
    "a set": (testing.moneys, {"currencies": {"USD"}}, "currencies: got {'USD'}, allowed: a sequence"),
    "no code": (testing.coupons, {"currencies": ["USD", "usd"]}, r"currencies\[1\]: got 'usd', allowed: an active"),
    "a float": (testing.moneys, {"min_value": 0.5}, "min_value: got 0.5, allowed: a finite Decimal"),
    "beyond": (testing.moneys, {"max_value": 10**41}, "max_value: got 1000.*, from -1E[+]40 to 1E[+]40"),
    "crossed": (testing.moneys, {"min_value": 3, "max_value": 2}, "max_value: got 2, allowed: at least min_value, 3"),
    "between": (
        testing.moneys,
        {"min_value": "0.1", "max_value": "0.9", "currencies": ["JPY"]},
        "min_value, max_value: got 'nothing from 0.1 to 0.9', allowed: bounds with an amount of JPY of at most 0",
    ),
    "no lines": (testing.checkouts, {"max_lines": 0}, "max_lines: got 0, allowed: a whole number from 1 to 300"),
    "many lines": (testing.orders, {"max_lines": 301}, "max_lines: got 301"),
    "a flag": (testing.priced_inputs, {"max_lines": True}, "max_lines: got True"),
    "no flag": (
        testing.priced_checkouts,
        {"tax_included": "no"},
        "tax_included: got 'no', allowed: True, False, or None",
    ),
    "not fresh": (testing.orders, {"fresh": None}, "fresh: got None, allowed: True or False"),
    "no store": (testing.checkouts, {"store": "USD"}, "store: got 'USD', allowed: a Store"),
    "no line's store": (testing.line_items, {"store": "USD"}, "store: got 'USD', allowed: a Store"),
    "both": (
        testing.checkouts,
        {"store": cc.Store(currency="USD"), "currencies": ["USD"]},
        "currencies: got .*, allowed: nothing beside a store",
    ),
    "both for a line": (
        testing.line_items,
        {"store": cc.Store(currency="USD"), "currencies": ["USD"]},
        "currencies: got .*, allowed: nothing beside a store",
    ),
    "both taxes": (
        testing.checkouts,
        {"store": cc.Store(currency="USD"), "tax_included": True},
        "tax_included: got True, allowed: nothing beside a store",
    ),
}


@pytest.mark.parametrize(("strategy", "arguments", "words"), BAD.values(), ids=BAD)
def test_bad_arguments_are_refused(strategy, arguments, words):
    """At the call, with the argument's name, what was given and what is allowed."""
    with pytest.raises(cc.InvalidField, match=words):
        strategy(**arguments)


def test_the_page_lists_every_strategy_with_its_filters():
    """The table of docs/strategies.md: names as they are called, filters as they are spelt."""
    page = Path(__file__).parents[2] / "docs" / "strategies.md"
    rows = [line.split("|")[1:4:2] for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    told = {
        name: set(re.findall(r"`(\w+)`", filters)) for names, filters in rows for name in re.findall(r"`(\w+)\(", names)
    }
    shown = {name: getattr(testing, name) for name in testing.__all__}
    drawing = [name for name, home in testing._HOME_OF.items() if home.startswith("strategies.") and name != "for_type"]
    assert told == {
        name: {
            parameter.name
            for parameter in inspect.signature(shown[name]).parameters.values()
            if parameter.kind is parameter.KEYWORD_ONLY
        }
        for name in drawing
    }


# --- what they shrink to ----------------------------------------------------------------------------------------------


def changed(value):
    """The fields that are not at their defaults, but ids and times."""
    told = ("id", "created_date", "updated_date", "currency", "channel_type")
    fields = [field for field in attrs.fields(type(value)) if field.init and field.name not in told]
    return {field.name for field in fields if getattr(value, field.name) != field.default}


def plainest(strategy, wanted=lambda _: True):
    """What the strategy shrinks to; the search is the same each time (for one version of Hypothesis)."""
    return find(strategy, wanted, settings=SHRUNK, random=random.Random(0))


class TestShrinking:
    @pytest.mark.parametrize("strategy", [testing.checkouts(), st.from_type(cc.Checkout)], ids=["own", "by type"])
    def test_to_the_plainest_checkout(self, strategy):
        """One line of quantity 1 and nothing else."""
        checkout = plainest(strategy)
        assert changed(checkout) == {"line_items"}
        (line,) = checkout.line_items
        assert changed(line) == {"catalog_reference"}
        assert changed(line.catalog_reference) == {"app_id", "catalog_item_id"}
        assert checkout.currency == cc.currency("USD")

    def test_to_the_plainest_of_two_lines(self):
        """Two lines of quantity 1."""
        checkout = plainest(testing.checkouts(), lambda checkout: len(checkout.line_items) == 2)
        assert changed(checkout) == {"line_items"}
        assert [changed(line) for line in checkout.line_items] == [{"catalog_reference"}] * 2

    def test_to_the_plainest_with_a_coupon(self):
        """One line and the code."""
        checkout = plainest(testing.checkouts(), lambda checkout: checkout.coupon_code is not None)
        assert changed(checkout) == {"line_items", "coupon_code"}

    def test_to_the_plainest_store(self):
        """One item without a price, and whatever was asked for, in its plainest form."""
        store = plainest(testing.stores(), lambda store: bool(store.coupons))
        assert changed(store) == {"catalog", "coupons"}
        (coupon,) = store.coupons
        assert changed(coupon) >= {"name", "code", "minimum_subtotal", "percent_off_rate"}
        assert len(repr(coupon)) < 600

    def test_to_the_plainest_order(self):
        """One line of quantity 1 that costs nothing."""
        order = plainest(testing.orders())
        (line,) = order.line_items
        assert (line.quantity, order.payments, order.refunds, order.shipping_info) == (1, (), (), None)
        assert order.price_summary.total == cc.Money(0, "USD")

    def test_to_the_plainest_money(self):
        """Zero dollars, or what is nearest."""
        assert str(plainest(testing.moneys())) == "USD 0.00"
        assert str(plainest(testing.moneys(min_value=-9, max_value=-3))) == "USD -3.00"
        assert str(plainest(testing.moneys(currencies=["EUR"]), lambda amount: amount.amount > 5)) == "EUR 5.01"
        finer = testing.moneys(currencies=["EUR"], allow_finer=True)
        assert str(plainest(finer, lambda amount: amount.minor_ratio[1] > 1)) == "EUR 0.001"
