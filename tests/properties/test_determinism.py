"""Law 10: a price depends on its two arguments, and on nothing else."""

import decimal
import os
import pickle
import subprocess
import sys

import attrs
import print_figures
from figures import published
from hypothesis import given
from hypothesis import strategies as st
from strategies import checkouts, priced_inputs, stores

import checkout_core as cc
from checkout_core.pricing.engine import price


@given(priced_inputs())
def test_same_input_gives_the_same_output(priced_input):
    """Two prices of the same checkout and store are equal, in every figure and in every finding."""
    first, second = price(*priced_input), price(*priced_input)
    assert first == second
    assert published(first) == published(second)
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
    """Coupons, gift cards, tax exempt groups and catalog entries may come in any order."""
    checkout, store = priced_input
    reversed_store = attrs.evolve(
        store,
        coupons=store.coupons[::-1],
        gift_cards=store.gift_cards[::-1],
        tax_exempt_groups=store.tax_exempt_groups[::-1],
        catalog=dict(reversed(store.catalog.items())),
    )
    assert published(price(checkout, reversed_store)) == published(price(checkout, store))


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
