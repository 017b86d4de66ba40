"""Orders survive the wire whatever has become of them; and no JSON whatever breaks their loader."""

from decimal import Decimal

import sample_orders
from hypothesis import example, given
from hypothesis import strategies as st
from published import AMOUNTS

import checkout_core as cc
from checkout_core import wire
from checkout_core.errors import InvalidDocument
from checkout_core.testing.strategies.orders import used_orders

dialects = st.sampled_from(["velo", "rest"])
locales = st.sampled_from(["en_US", "de_CH", "ar_EG", "ja_JP"])
BIG = "9" * 64
ATOMS = [None, True, 0, -1, 10**60, Decimal("0.001"), Decimal("NaN"), 1.5, "", "x", "1", BIG, "USD", "JPY", "PAID"]
values = st.sampled_from(
    [*ATOMS, {}, [], [{}], [None], {"amount": BIG}, {"amount": "-1"}, {"amount": "0.0000000000001"}, {"amount": {}}]
)
PAIR = {"amount", "formattedAmount"}


def places(document):
    """Every member and entry of a document as (container, key)."""
    for key, value in document.items() if isinstance(document, dict) else enumerate(document):
        yield document, key
        if isinstance(value, dict | list):
            yield from places(value)


FULL = wire.dump_order(sample_orders.full_order())
KNOWN = sorted({key for inside, key in places(FULL) if isinstance(inside, dict)})
anything = st.recursive(
    values,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KNOWN), inner, max_size=6),
    max_leaves=20,
)


def problems_of(document, **options):
    """What is found wrong; anything else that is raised fails the test."""
    try:
        wire.load_order(document, **options)
    except InvalidDocument as error:
        return error.problems
    return ()


@example(sample_orders.full_order(), "rest", "de_CH")
@given(used_orders(), dialects, locales)
def test_orders_survive(order, dialect, locale):
    """Equal after a way through text, and the text is the same again."""
    text = wire.dumps(wire.dump_order(order, dialect=dialect, locale=locale))
    loaded = wire.load_order(wire.parse(text), strict=True)
    assert loaded == wire.Loaded(order, ())
    assert wire.dumps(wire.dump_order(loaded.value, dialect=dialect, locale=locale)) == text


@given(used_orders())
def test_an_order_is_told_in_full(order):
    """Every amount has two members, every text a translation, and there is no secret; what follows may be left out."""
    document = wire.dump_order(order)
    for inside, key in places(document):
        assert not isinstance(inside[key], float | Decimal)
        assert key not in AMOUNTS or not isinstance(inside[key], str) or inside.keys() == PAIR
        assert key != "original" or "translated" in inside
    assert "CARD-0" not in wire.dumps(document).upper()
    assert {name: document.pop(name) for name in ("paymentStatus", "fulfillmentStatus", "balanceSummary")}
    assert wire.load_order(document, strict=True).value == order


@given(used_orders(), st.data())
def test_any_damage_is_refused_or_harmless(order, data):
    """One value in another's place is refused with a place and words, or what was read can be dumped and read again."""
    document = wire.dump_order(order)
    inside, key = data.draw(st.sampled_from(list(places(document))))
    inside[key] = data.draw(values)
    problems = problems_of(document)
    assert all(problem.path.startswith("$") and problem.found and problem.allowed for problem in problems)
    if not problems:
        read = wire.load_order(document).value
        assert wire.load_order(wire.dump_order(read), strict=True).value == read


@given(st.dictionaries(st.sampled_from(KNOWN), anything, max_size=12) | anything, st.booleans())
def test_any_json_loads_or_is_refused(document, strict):
    """With problems that have a place and words, and nothing else; they can be told as the service tells them."""
    problems = problems_of(document, strict=strict)
    assert all(problem.path.startswith("$") and problem.found and problem.allowed for problem in problems)
    if problems:
        answer = wire.dump_error(cc.InvalidDocument(problems))
        assert answer.status == 400
        assert len(answer.body["details"]["validationError"]["fieldViolations"]) == len(problems)
        assert wire.parse(wire.dumps(answer.body)) == answer.body
