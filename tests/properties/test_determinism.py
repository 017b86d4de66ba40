"""Law 10: a price depends on its two arguments, and on nothing else."""

import decimal
import os
import pickle
import subprocess
import sys
from collections.abc import Mapping

import attrs
import print_figures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from quick import priced

import checkout_core as cc
from checkout_core.pricing.engine import price
from checkout_core.testing import check_determinism, check_order_of_input, check_roundtrip
from checkout_core.testing.reference.published import published
from checkout_core.testing.strategies.checkouts import checkouts, priced_inputs, stores

NOBODY = "00000000-0000-0000-0000-00000000beef"
"""The id of no member and no app."""


@given(priced_inputs())
def test_same_input_gives_the_same_output(priced_input):
    """Two prices of the same checkout and store are equal, in every figure and in every finding."""
    first, second = price(*priced_input), price(*priced_input)
    check_determinism(first)
    assert first == second
    assert first.calculation_errors == second.calculation_errors


@given(st.data())
def test_what_a_store_remembers_changes_nothing(data):
    """A store that has priced other checkouts before gives the same price as a new one."""
    store = data.draw(stores())
    before, checkout = data.draw(checkouts(store)), data.draw(checkouts(store))
    price(before, store)
    assert published(price(checkout, store)) == published(price(checkout, attrs.evolve(store)))


@given(priced_inputs())
def test_hostile_decimal_context_changes_nothing(priced_input):
    """Four digits, rounding up and trapped inexactness in the caller's thread leave every figure as it is."""
    usual = published(price(*priced_input))
    checkout, store = priced_input
    hostile = decimal.Context(prec=4, rounding=decimal.ROUND_UP, traps=[decimal.Inexact, decimal.InvalidOperation])
    with decimal.localcontext(hostile):
        assert published(price(checkout, attrs.evolve(store))) == usual


@given(priced_inputs())
def test_hostile_decimal_context_changes_no_byte(priced_input):
    """The same holds for reading, writing and telling: JSON and receipt are the same bytes."""
    checkout, store = priced_input
    usual = print_figures.told(checkout, store)
    texts = [cc.wire.dumps(document) for document in (cc.wire.dump_checkout(checkout), cc.wire.dump_store(store))]
    hostile = decimal.Context(prec=4, rounding=decimal.ROUND_UP, traps=[decimal.Inexact, decimal.InvalidOperation])
    with decimal.localcontext(hostile):
        checkout = cc.wire.load_checkout(cc.wire.parse(texts[0])).value
        store = cc.wire.load_store(cc.wire.parse(texts[1])).value
        assert print_figures.told(checkout, store) == usual


@given(priced_inputs())
def test_order_of_unrelated_input_changes_nothing(priced_input):
    """Coupons, gift cards, tax exempt groups and catalog entries may come in any order; so may others' memberships."""
    check_order_of_input(price(*priced_input))


class Catalog(Mapping):
    """A catalog of one's own that sells at other prices when it is asked ``again``, or only when it is ``listed``."""

    def __init__(self, items, *, again=None, listed=None):
        self.items_, self.again, self.listed, self.asked = dict(items), again, listed, 0

    def __getitem__(self, reference):
        self.asked += 1
        known = self.items_[reference]
        return known if self.again is None or self.asked == 1 else attrs.evolve(known, price=self.again)

    def __iter__(self):
        return iter(self.items_)

    def __len__(self):
        return len(self.items_)

    def items(self):
        """The entries as they are told to whoever lists them."""
        return {key: attrs.evolve(item, price=self.listed or item.price) for key, item in self.items_.items()}.items()


def sold_by(**moods):
    """The price of a shirt in such a store."""
    plain = priced(("10.00", 1))
    return price(plain.checkout, attrs.evolve(plain.store, catalog=Catalog(plain.store.catalog, **moods)))


MORE = cc.Money("10.01", "USD")


@pytest.mark.parametrize(
    ("law", "moods", "words"),
    [
        (check_determinism, {"again": MORE}, "priced again, the price is another"),
        (check_order_of_input, {"listed": MORE}, "with the store's lists turned round, the price is another"),
        (check_roundtrip, {"listed": MORE}, "after a way through JSON, the price is another"),
    ],
)
def test_moody_catalogs_are_told(law, moods, words):
    """A store that does not say the same each time breaks the law; the difference is told line by line."""
    law(sold_by())
    with pytest.raises(AssertionError, match=rf"^{words}:\nlines\[0\].price: expected 1001, got 1000\n"):
        law(sold_by(**moods))


@given(priced_inputs())
def test_a_way_through_json_changes_nothing(priced_input):
    """Checkout and store, dumped and loaded, are the same, and so is their price."""
    check_roundtrip(price(*priced_input))


@pytest.mark.parametrize("what", ["checkout", "store"])
def test_what_json_loses_is_told(what, monkeypatch):
    """A document that is loaded as something else breaks the law, whatever the price."""
    held = priced(("10.00", 1))
    other = {"checkout": {"buyer_note": "quick"}, "store": {"site_language": "de"}}[what]
    loaded = cc.wire.Loaded(attrs.evolve(getattr(held, what), **other), ())
    monkeypatch.setattr(cc.wire, f"load_{what}", lambda *_, **__: loaded)
    with pytest.raises(AssertionError, match=f"^the {what} is not the same after a way through JSON$"):
        check_roundtrip(held)


@given(priced_inputs())
def test_what_does_not_apply_changes_nothing(priced_input):
    """Rules that are switched off, items that nobody asks for and a stranger's membership may be there or not."""
    checkout, store = priced_input
    item = cc.CatalogItem(price=cc.Money(7, store.currency))
    fuller = attrs.evolve(
        store,
        catalog={**store.catalog, cc.CatalogReference(NOBODY, "unasked"): item},
        discount_rules=[switched_off(rule, number) for number, rule in enumerate(store.discount_rules)]
        + list(store.discount_rules),
        memberships=[*(stranger(entry) for entry in store.memberships), *store.memberships],
    )
    assert published(price(checkout, fuller)) == published(price(checkout, store))


def switched_off(rule, number):
    """The same rule, not active."""
    return attrs.evolve(rule, id=f"00000000-0000-0000-0000-0000000ff{number:03d}", active=False)


def stranger(membership):
    """The same membership of somebody else's."""
    return attrs.evolve(membership, id=f"{membership.id} too", member_id=NOBODY)


@given(priced_inputs())
def test_how_lines_are_named_changes_nothing(priced_input):
    """A merchant discount may name its lines in any order, in any case and more than once."""
    checkout, store = priced_input
    respelt = [
        attrs.evolve(entry, line_item_ids=[name.swapcase() for name in entry.line_item_ids[::-1]] * 2)
        for entry in checkout.merchant_discounts
    ]
    asked = attrs.evolve(checkout, merchant_discounts=respelt)
    assert published(price(asked, store)) == published(price(checkout, store))


@given(priced_inputs())
def test_pickled_input_gives_the_same_output(priced_input):
    """A checkout and a store that went through pickle, as on their way to a worker process, price the same."""
    assert published(price(*pickle.loads(pickle.dumps(priced_input)))) == published(price(*priced_input))


def printed(**environment: str) -> bytes:
    """What a new Python prints when it prices thirty pairs in this environment."""
    search_path = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.run(  # our own script
        [sys.executable, print_figures.__file__],
        env={**os.environ, "PYTHONPATH": search_path, "PYTHONIOENCODING": "utf-8", **environment},
        check=True,
        capture_output=True,
    ).stdout


def test_hash_seed_and_locale_change_nothing():
    """Another hash seed, language and time zone in another process: the same bytes."""
    plain = printed(PYTHONHASHSEED="0", LC_ALL="C", LANG="C", TZ="UTC")
    other = printed(PYTHONHASHSEED="4711", LC_ALL="tr_TR.UTF-8", LANG="de_DE.UTF-8", TZ="Asia/Tokyo")
    assert plain.count(b"Amounts in ") == 30
    assert plain == other
