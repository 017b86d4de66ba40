"""Events: what two states of a checkout tell about what has happened between them."""

import pickle
from datetime import timedelta
from itertools import pairwise

import attrs
import pytest
import samples
from opened import CARD, LATER, completed, many, opened
from samples import APP, NOW, SHIRT, SHOE, guid, usd

import checkout_core as cc

STORE = samples.full_store()
FULL = samples.full_checkout()
BARE = opened()
HOLDING = opened(coupon_code="TENTH", gift_card_code=CARD)
STARRED = "**********QXY1"
LETTERS = "ABCDEF00-0000-0000-0000-00000000000A"


def told(before, after):
    """The events, each as its type and what it is about."""
    events = cc.checkout_events(before, after)
    about = ("line_item_id", "previous_quantity", "quantity", "coupon_code", "obfuscated_code")
    return [
        (event.type.value, *(value for name in about if (value := getattr(event, name)) is not None))
        for event in events
    ]


CHANGES = [
    # before, the change, what is told after UPDATED
    (BARE, {"buyer_note": "x"}, []),
    (BARE, {"updated_date": LATER}, []),
    (many(2), {"line_items": many(3).line_items}, [("LINE_ITEM_ADDED", guid(3), 1)]),
    (many(3), {"line_items": many(1).line_items},
     [("LINE_ITEM_REMOVED", guid(2), 1), ("LINE_ITEM_REMOVED", guid(3), 1)]),
    (many(3), {"line_items": many(3).line_items[::-1]}, []),
    (BARE, {"line_items": [attrs.evolve(BARE.line_items[0], quantity=7)]},
     [("LINE_ITEM_QUANTITY_UPDATED", guid(1), 2, 7)]),
    (BARE, {"line_items": [attrs.evolve(BARE.line_items[0], catalog_reference=SHIRT)]},
     [("LINE_ITEM_REMOVED", guid(1), 2), ("LINE_ITEM_ADDED", guid(1), 2)]),
    (opened(lines=[cc.LineRequest(SHOE, id=LETTERS)]),
     {"line_items": [cc.LineItem(id=LETTERS.lower(), catalog_reference=SHOE)]}, []),
    (BARE, {"coupon_code": "TENTH"}, [("COUPON_ADDED", "TENTH")]),
    (HOLDING, {"coupon_code": None}, [("COUPON_REMOVED", "TENTH")]),
    (HOLDING, {"coupon_code": "FIVE"}, [("COUPON_REMOVED", "TENTH"), ("COUPON_ADDED", "FIVE")]),
    (HOLDING, {"coupon_code": "tenth"}, []),
    (BARE, {"gift_card_code": CARD}, [("GIFT_CARD_ADDED", STARRED)]),
    (HOLDING, {"gift_card_code": None}, [("GIFT_CARD_REMOVED", STARRED)]),
    (HOLDING, {"gift_card_code": CARD.lower()},
     [("GIFT_CARD_REMOVED", STARRED), ("GIFT_CARD_ADDED", "**********qxy1")]),
    (HOLDING, {"gift_card_redeem_amount": usd("1")}, []),
    (BARE, {"completed": True}, [("COMPLETED",)]),
    (completed(), {"order_id": guid(3)}, []),
]  # fmt: skip


@pytest.mark.parametrize(("before", "changes", "expected"), CHANGES)
def test_each_change_is_told_by_its_events(before, changes, expected):
    """UPDATED comes with every difference; the rest says which it is."""
    assert told(before, attrs.evolve(before, **changes)) == [("UPDATED",), *expected]


def test_everything_at_once_is_told_in_the_fixed_order():
    """That of `CheckoutEventType`; lines removed as they stood, the others as they stand."""
    before = attrs.evolve(HOLDING, line_items=many(4).line_items)
    one, two, three, _ = before.line_items
    new = [cc.LineItem(id=guid(number), quantity=number, catalog_reference=SHIRT) for number in (9, 8)]
    lines = [new[0], attrs.evolve(three, quantity=5), new[1], attrs.evolve(one, quantity=4)]
    after = attrs.evolve(before, line_items=lines, coupon_code="FIVE", gift_card_code="ANOTHER-CARD", completed=True)
    assert told(before, after) == [
        ("UPDATED",),
        ("LINE_ITEM_REMOVED", two.id, 1),
        ("LINE_ITEM_REMOVED", guid(4), 1),
        ("LINE_ITEM_ADDED", guid(9), 9),
        ("LINE_ITEM_ADDED", guid(8), 8),
        ("LINE_ITEM_QUANTITY_UPDATED", guid(3), 1, 5),
        ("LINE_ITEM_QUANTITY_UPDATED", guid(1), 1, 4),
        ("COUPON_REMOVED", "TENTH"),
        ("COUPON_ADDED", "FIVE"),
        ("GIFT_CARD_REMOVED", STARRED),
        ("GIFT_CARD_ADDED", "********CARD"),
        ("COMPLETED",),
    ]
    order = list(cc.CheckoutEventType)
    places = [order.index(event.type) for event in cc.checkout_events(before, after)]
    assert places == sorted(places)


def test_a_creation_adds_all_that_the_checkout_begins_with():
    """CREATED in place of UPDATED."""
    lines = [("LINE_ITEM_ADDED", line.id, line.quantity) for line in FULL.line_items]
    codes = [("COUPON_ADDED", "summersale10"), ("GIFT_CARD_ADDED", STARRED)]
    assert told(None, FULL) == [("CREATED",), *lines, *codes]
    assert told(None, completed())[-1] == ("COMPLETED",)


def test_equal_checkouts_have_no_events():
    """Also two that were built apart; so a success that changes nothing tells nothing."""
    assert cc.checkout_events(FULL, samples.full_checkout()) == ()
    assert cc.checkout_events(BARE, cc.remove_coupon(BARE, now=LATER)) == ()


def test_operations_tell_their_events():
    """From the first to the last; all happened when the checkout was last changed."""
    steps = [BARE]
    steps.append(cc.add_to_checkout(BARE, STORE, [cc.LineRequest(SHIRT)], now=LATER))
    steps.append(cc.update_line_items_quantity(steps[-1], STORE, {guid(1): 5}, now=LATER + timedelta(1)))
    steps.append(cc.update_checkout(steps[-1], STORE, now=LATER + timedelta(2), coupon_code="TENTH"))
    steps.append(cc.remove_line_items(steps[-1], [guid(1)], now=NOW))
    steps.append(cc.mark_checkout_as_completed(steps[-1], now=LATER + timedelta(3)))
    found = [told(before, after)[1:] for before, after in pairwise(steps)]
    assert found == [
        [("LINE_ITEM_ADDED", guid(2), 1)],
        [("LINE_ITEM_QUANTITY_UPDATED", guid(1), 2, 5)],
        [("COUPON_ADDED", "TENTH")],
        [("LINE_ITEM_REMOVED", guid(1), 5)],
        [("COMPLETED",)],
    ]
    instants = [cc.checkout_events(before, after)[-1].at for before, after in pairwise(steps)]
    assert instants == [LATER + timedelta(days) for days in (0, 1, 2, 2, 3)]
    assert {event.checkout_id for event in cc.checkout_events(BARE, steps[-1])} == {guid(9)}


def test_lines_and_codes_can_be_followed_by_events_alone():
    """Added less removed is what the checkout holds, from the creation on."""
    steps = [None, FULL]
    steps.append(cc.add_to_checkout(FULL, STORE, [cc.LineRequest(SHOE, quantity=3)], now=LATER))
    steps.append(cc.update_line_items_quantity(steps[-1], STORE, {guid(2): 9}, now=LATER))
    steps.append(cc.remove_line_items(steps[-1], [guid(1), guid(42)], now=LATER))
    steps.append(cc.update_checkout(steps[-1], STORE, now=LATER, coupon_code="FIVE"))
    lines, coupon = {}, None
    for before, after in pairwise(steps):
        for event in cc.checkout_events(before, after):
            if event.type is cc.CheckoutEventType.LINE_ITEM_REMOVED:
                del lines[event.line_item_id]
            elif event.line_item_id is not None:
                lines[event.line_item_id] = event.quantity
            coupon = event.coupon_code or coupon
    assert lines == {line.id: line.quantity for line in steps[-1].line_items}
    assert coupon == "FIVE"


def test_two_checkouts_are_not_two_states_of_one():
    """Their ids differ; the case does not count."""
    with pytest.raises(cc.InvalidField) as caught:
        cc.checkout_events(FULL, BARE)
    assert (caught.value.field, caught.value.given) == ("checkout_events.after", guid(9))
    lower = attrs.evolve(BARE, id=LETTERS.lower())
    assert told(attrs.evolve(BARE, id=LETTERS), lower) == [("UPDATED",)]


@pytest.mark.parametrize(
    ("before", "after", "field"), [(FULL, None, "after"), (None, APP, "after"), (1, FULL, "before")]
)
def test_a_wrong_argument_is_named(before, after, field):
    """Only the state before may be missing."""
    with pytest.raises(cc.InvalidField) as caught:
        cc.checkout_events(before, after)
    assert caught.value.field == f"checkout_events.{field}"


def test_three_types_are_published_under_their_slugs():
    """The others are this library's."""
    slugs = {kind.value: kind.slug for kind in cc.CheckoutEventType if kind.slug is not None}
    assert slugs == {
        "CREATED": "wix.ecom.v1.checkout_created",
        "UPDATED": "wix.ecom.v1.checkout_updated",
        "COMPLETED": "wix.ecom.v1.checkout_completed",
    }


def test_a_gift_cards_code_is_in_no_event():
    """Neither in its fields nor in its text; an event survives a pickle."""
    for event in (*cc.checkout_events(None, FULL), *cc.checkout_events(FULL, cc.remove_gift_card(FULL, now=LATER))):
        assert CARD not in repr(event)
        assert CARD not in attrs.astuple(event)
        assert pickle.loads(pickle.dumps(event)) == event


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("type", "CREATED"),
        ("checkout_id", "1"),
        ("at", NOW.replace(tzinfo=None)),
        ("line_item_id", "1"),
        ("quantity", 0),
        ("previous_quantity", 100_001),
        ("coupon_code", ""),
        ("obfuscated_code", "1234567"),
    ],
)
def test_an_event_holds_what_a_checkout_holds(field, value):
    """The limits are those of the fields that it tells of."""
    fields = {"type": cc.CheckoutEventType.CREATED, "checkout_id": guid(1), "at": NOW}
    cc.CheckoutEvent(**fields)
    with pytest.raises(cc.InvalidField) as caught:
        cc.CheckoutEvent(**fields | {field: value})
    assert caught.value.field == f"CheckoutEvent.{field}"
