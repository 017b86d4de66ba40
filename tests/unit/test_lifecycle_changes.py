"""Operations on a checkout but those on its lines: what each changes, leaves, and takes for an argument."""

import inspect
from datetime import datetime, timedelta, timezone
from decimal import Decimal

import attrs
import pytest
import samples
from opened import CARD, LATER, OPERATIONS, card, changed_fields, completed, coupon, opened, refusal, shipped_to
from opened import store as changed_store
from samples import APP, NOW, guid, usd

import checkout_core as cc
from checkout_core.lifecycle import transitions

STORE = samples.full_store()
FULL = samples.full_checkout()
EARLIER = NOW - timedelta(days=1)

CHANGED = {
    "update_checkout": {"buyer_note"},
    "add_to_checkout": {"line_items"},
    "remove_line_items": {"line_items"},
    "update_line_items_quantity": {"line_items"},
    "remove_coupon": {"coupon_code"},
    "remove_gift_card": {"gift_card_code", "gift_card_redeem_amount"},
    "remove_override_checkout_url": {"override_checkout_url"},
    "mark_checkout_as_completed": {"completed"},
}
"""What the calls of `OPERATIONS` change besides the date."""


def updated(checkout=FULL, in_store=STORE, now=LATER, **changes):
    """The full checkout, updated."""
    return cc.update_checkout(checkout, in_store, now=now, **changes)


@pytest.mark.parametrize("name", OPERATIONS)
class TestEveryOperation:
    """What all operations have in common."""

    def test_it_changes_what_it_is_for_and_the_date(self, name):
        """Nothing else; the checkout that it was given stays as it was."""
        checkout = samples.full_checkout()
        after = OPERATIONS[name](checkout)
        assert changed_fields(checkout, after) == CHANGED[name] | {"updated_date"}
        assert after.updated_date == LATER
        assert checkout == FULL
        assert OPERATIONS[name](checkout) == after

    def test_the_last_change_never_moves_back(self, name):
        """An instant before the last change leaves the date; one in another zone is read as UTC."""
        assert OPERATIONS[name](FULL, EARLIER).updated_date == NOW
        assert OPERATIONS[name](FULL, NOW + timedelta(microseconds=1)).updated_date == NOW + timedelta(microseconds=1)
        east = LATER.astimezone(timezone(timedelta(hours=9)))
        assert OPERATIONS[name](FULL, east) == OPERATIONS[name](FULL, LATER)

    @pytest.mark.parametrize("now", [datetime(2022, 7, 18), None, "2022-07-18T00:00:00Z", 0])
    def test_the_instant_needs_a_time_zone(self, name, now):
        """A naive one, none at all and text are refused, completed or not."""
        for checkout in (FULL, completed()):
            with pytest.raises(cc.InvalidField) as caught:
                OPERATIONS[name](checkout, now)
            assert caught.value.field == f"{name}.now"

    @pytest.mark.parametrize("checkout", [None, "checkout", cc.price(FULL, STORE), cc.CheckoutInfo()])
    def test_a_checkout_is_a_checkout(self, name, checkout):
        """A priced one is none."""
        with pytest.raises(cc.InvalidField) as caught:
            OPERATIONS[name](checkout)
        assert caught.value.field == f"{name}.checkout"

    def test_the_table_of_transitions_decides(self, name, monkeypatch):
        """Without its row the operation is refused; a row to another state leads there."""
        others = tuple(row for row in cc.CHECKOUT_TRANSITIONS if row.operation != name)
        monkeypatch.setattr(transitions, "CHECKOUT_TRANSITIONS", others)
        assert refusal(lambda: OPERATIONS[name](FULL)).code == "CHECKOUT_IS_COMPLETE"
        state = cc.CheckoutState
        for target in state:
            row = cc.Transition(state.OPEN, name, target)
            monkeypatch.setattr(transitions, "CHECKOUT_TRANSITIONS", (*others, row))
            assert OPERATIONS[name](FULL).completed is (target is state.COMPLETED)


def test_the_table_of_transitions_is_this():
    """Every operation is possible while the checkout is open, and one of them when it is completed."""
    table = {(row.source.value, row.operation, row.target.value) for row in cc.CHECKOUT_TRANSITIONS}
    last = "mark_checkout_as_completed"
    expected = {("OPEN", name, "OPEN") for name in OPERATIONS if name != last}
    assert table == expected | {("OPEN", last, "COMPLETED"), ("COMPLETED", last, "COMPLETED")}
    assert len(table) == len(cc.CHECKOUT_TRANSITIONS)
    assert all(callable(getattr(cc, name)) for name in OPERATIONS)


WITH_A_STORE = {
    "update_checkout": lambda shop: cc.update_checkout(FULL, shop, now=LATER, buyer_note="x"),
    "add_to_checkout": lambda shop: cc.add_to_checkout(FULL, shop, [cc.LineRequest(samples.SHOE)], now=LATER),
    "update_line_items_quantity": lambda shop: cc.update_line_items_quantity(FULL, shop, {guid(2): 1}, now=LATER),
}


@pytest.mark.parametrize("name", WITH_A_STORE)
def test_a_store_is_the_checkouts(name):
    """Something else is refused by name, a store in another currency as a caller's bug."""
    with pytest.raises(cc.InvalidField) as caught:
        WITH_A_STORE[name](None)
    assert caught.value.field == f"{name}.store"
    with pytest.raises(cc.CurrencyMismatch):
        WITH_A_STORE[name](cc.Store(currency="EUR"))


def test_the_documented_arguments_are_keywords():
    """What comes after the first nouns is told by name."""
    for name in OPERATIONS:
        parameters = inspect.signature(getattr(cc, name)).parameters
        assert parameters["now"].kind is inspect.Parameter.KEYWORD_ONLY, name


NEW = {
    "billing_info": cc.AddressWithContact(address=samples.address("DE", "DE-BE")),
    "shipping_info": shipped_to(code="pickup").shipping_info,
    "buyer_note": "No hurry",
    "buyer_info": cc.BuyerInfo(email="john@example.com"),
    "tax_exempt_group_id": guid(88),
    "custom_fields": [cc.CustomField(value=1)],
    "merchant_discounts": [cc.MerchantDiscount(percentage=Decimal(1))],
    "membership_options": cc.MembershipOptions(
        selected_memberships=cc.SelectedMemberships(
            memberships=[cc.SelectedMembership(id="new", app_id=APP, line_item_ids=[guid(5)])]
        )
    ),
    "custom_content_reference": cc.CustomContentReference(app_id=APP, component_id=guid(99)),
    "business_location_id": guid(98),
    "extended_fields": {"namespaces": {"@app": {"colour": "blue"}}},
    "coupon_code": "TENTH",
    "gift_card_code": "GIFT-CARD-NEW1",
    "gift_card_redeem_amount": usd("7.125"),
    "override_checkout_url": "https://shop.example/other",
}
SHOP = changed_store(gift_cards=[cc.GiftCard(code="GIFT-CARD-NEW1", balance=usd("3")), *STORE.gift_cards])


class TestUpdate:
    """`update_checkout` changes what is stated."""

    def test_it_knows_all_that_may_change(self):
        """The keys are those above."""
        assert cc.CheckoutChanges.__annotations__.keys() == NEW.keys()

    @pytest.mark.parametrize("name", NEW)
    def test_a_key_replaces_its_field_and_no_other(self, name):
        """As a whole, but for the buyer; with another gift card goes the amount that was asked of the old one."""
        after = updated(in_store=SHOP, **{name: NEW[name]})
        with_it = {"gift_card_redeem_amount"} if name == "gift_card_code" else set()
        assert changed_fields(FULL, after) == {name, "updated_date"} | with_it
        new = attrs.evolve(FULL.buyer_info, email="john@example.com") if name == "buyer_info" else NEW[name]
        assert getattr(after, name) == (tuple(new) if isinstance(new, list) else new)

    def test_all_keys_at_once(self):
        """Every one is taken over."""
        after = updated(in_store=SHOP, **NEW)
        assert changed_fields(FULL, after) == NEW.keys() | {"updated_date"}
        assert after.gift_card_redeem_amount == usd("7.125")

    REMOVABLE = sorted(NEW.keys() - {"buyer_info", "coupon_code", "gift_card_code", "override_checkout_url"})

    @pytest.mark.parametrize("name", REMOVABLE)
    def test_none_removes(self, name):
        """The field holds then what it holds where nothing is given at creation."""
        after = updated(**{name: None})
        assert changed_fields(FULL, after) == {name, "updated_date"}
        fields = {field.name: field.default for field in attrs.fields(cc.Checkout)}
        assert getattr(after, name) == fields[name]
        assert not getattr(after, name) or name == "membership_options"

    def test_values_that_are_held_already_are_a_change_all_the_same(self):
        """The date moves: somebody has written."""
        assert changed_fields(FULL, updated(buyer_note=FULL.buyer_note)) == {"updated_date"}

    @pytest.mark.parametrize("name", ["coupon_code", "gift_card_code", "override_checkout_url"])
    def test_what_has_a_removal_of_its_own_is_not_removed_by_none(self, name):
        """The message names it."""
        remover = {"gift_card_code": "remove_gift_card"}.get(name, f"remove_{name}").removesuffix("_code")
        with pytest.raises(cc.InvalidField, match=rf"{name} .*{remover}"):
            updated(**{name: None})
        assert callable(getattr(cc, remover))

    def test_an_empty_update_fails(self):
        """There must be a change."""
        with pytest.raises(cc.InvalidField, match=r"no change.*buyer_note.*override_checkout_url"):
            updated()

    @pytest.mark.parametrize(
        "name", sorted({field.name for field in attrs.fields(cc.Checkout) if field.init} - NEW.keys())
    )
    def test_every_other_field_of_a_checkout_is_refused_with_a_reason(self, name):
        """It is said at creation, never changes, or has an operation of its own."""
        with pytest.raises(cc.InvalidField) as caught:
            updated(**{name: getattr(FULL, name)})
        [reason] = caught.value.allowed.split("; ")[1:]
        assert reason.startswith(f"{name} ")
        assert "no field" not in reason

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("custom_settings", "at creation only"),
            ("external_reference", "at creation only"),
            ("channel_type", "at creation only"),
            ("buyer_language", "at creation only"),
            ("cart_id", "at creation only"),
            ("created_by", "at creation only"),
            ("line_items", "add_to_checkout, remove_line_items and update_line_items_quantity"),
            ("completed", "mark_checkout_as_completed"),
            ("colour", "no field"),
        ],
    )
    def test_the_reason_says_when_or_by_what(self, name, words):
        """And what an update can change."""
        with pytest.raises(cc.InvalidField, match=words) as caught:
            updated(**{name: None})
        assert all(key in caught.value.allowed for key in NEW)

    def test_all_wrong_names_are_told_at_once(self):
        """In the order of the call, with good ones among them; a completed checkout changes nothing about it."""
        for checkout in (FULL, completed()):
            with pytest.raises(cc.InvalidField) as caught:
                updated(checkout, colour="red", buyer_note="x", completed=True, coupon_code=None, cart_id=guid(1))
            assert caught.value.given == "colour, completed, coupon_code, cart_id"
            assert caught.value.field == "update_checkout"

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("billing_info", "here"),
            ("shipping_info", {}),
            ("buyer_note", 1),
            ("buyer_note", "x" * 1001),
            ("buyer_info", cc.CheckoutInfo()),
            ("tax_exempt_group_id", "group"),
            ("custom_fields", "abc"),
            ("custom_fields", [1]),
            ("merchant_discounts", [cc.MerchantDiscount(percentage=Decimal(1))] * 101),
            ("membership_options", ()),
            ("custom_content_reference", APP),
            ("business_location_id", 5),
            ("extended_fields", []),
            ("extended_fields", {"a": 1.5}),
            ("coupon_code", 10),
            ("gift_card_code", 12345678),
            ("gift_card_redeem_amount", Decimal(1)),
            ("gift_card_redeem_amount", usd("1.0001")),
            ("override_checkout_url", "x" * 1001),
            ("locks_hold", 1),
            ("locks_hold", None),
        ],
    )
    def test_what_no_checkout_may_hold_is_refused(self, name, value):
        """By name, whatever the state."""
        for checkout in (FULL, completed()):
            with pytest.raises(cc.InvalidField) as caught:
                updated(checkout, **({"buyer_note": "x"} | {name: value}))
            assert caught.value.field.startswith(f"update_checkout.{name}") or not caught.value.field

    @pytest.mark.parametrize(
        "value",
        [{"a": 1.5}, {"a": [{"b": float("nan")}]}, {1: "a"}, {"a": {1, 2}}, {"a": Decimal("Infinity")}, [], "x"],
    )
    def test_what_is_no_json_is_refused_by_the_fields_name(self, value):
        """Inside as well as outside; what is allowed is told."""
        for checkout in (FULL, completed()):
            with pytest.raises(cc.InvalidField) as caught:
                updated(checkout, extended_fields=value)
            assert caught.value.field == "update_checkout.extended_fields"
            assert "JSON" in caught.value.allowed

    def test_amounts_in_another_currency_are_a_callers_bug(self):
        """The gift card's and a merchant's."""
        with pytest.raises(cc.CurrencyMismatch):
            updated(gift_card_redeem_amount=cc.Money("1", "EUR"))
        with pytest.raises(cc.CurrencyMismatch):
            updated(merchant_discounts=[cc.MerchantDiscount(amount=cc.Money("1", "EUR"))])

    def test_a_py_moneyed_amount_and_a_generator_are_taken(self):
        """As at creation."""
        import moneyed

        fields = (cc.CustomField(value=number) for number in (1, 2))
        after = updated(gift_card_redeem_amount=moneyed.Money("1.5", "USD"), custom_fields=fields)
        assert after.gift_card_redeem_amount == usd("1.5")
        assert [field.value for field in after.custom_fields] == [1, 2]

    def test_what_is_held_is_not_asked_again(self):
        """Coupon, card and delivery that have turned bad are findings, no reason to refuse a note."""
        bad = cc.Store(currency="USD", catalog=STORE.catalog)
        after = updated(in_store=bad, buyer_note="x", gift_card_redeem_amount=usd("1"))
        errors = cc.price(after, bad).calculation_errors
        assert errors.coupon_calculation_error is not None
        assert errors.gift_card_calculation_error is not None
        assert errors.selected_shipping_option_error is not None

    def test_what_is_stated_is_asked_even_if_it_is_held(self):
        """Each by itself."""
        bad = cc.Store(currency="USD")
        for name in ("coupon_code", "gift_card_code", "shipping_info"):
            assert refusal(lambda name=name: updated(in_store=bad, **{name: getattr(FULL, name)})).status == 404

    def test_the_coupons_window_is_read_at_the_stores_instant_else_at_the_last_change(self):
        """One that expires five minutes after the creation has expired then, unless the store speaks of before."""
        expiring = coupon(expiration_time=LATER)
        assert updated(in_store=expiring, coupon_code="SUMMERSALE10").coupon_code == "SUMMERSALE10"
        timeless = attrs.evolve(expiring, as_of=None)
        assert updated(in_store=timeless, coupon_code="SUMMERSALE10", now=LATER - timedelta(seconds=1))
        assert refusal(lambda: updated(in_store=timeless, coupon_code="SUMMERSALE10")).code.endswith("EXPIRED")

    def test_a_coupon_is_held_against_the_buyer_that_the_update_leaves(self):
        """Jane has used it, John has not; an update that does not speak of the email leaves Jane's."""
        once = coupon(limit_per_customer=1)
        john, same = cc.BuyerInfo(email="john@example.com"), cc.BuyerInfo(open_access=True)
        for buyer in ({}, {"buyer_info": same}):
            error = refusal(lambda buyer=buyer: updated(in_store=once, coupon_code="SUMMERSALE10", **buyer))
            assert error.code.endswith("CUSTOMER_EXCEEDED")
        assert updated(in_store=once, coupon_code="SUMMERSALE10", buyer_info=john).buyer_info.email == john.email

    def test_the_amount_asked_of_a_card_goes_with_the_card(self):
        """The same code again keeps it, another forgets it, an amount in the same update stays."""
        assert updated(gift_card_code=CARD).gift_card_redeem_amount == usd("20")
        other = {"in_store": SHOP, "gift_card_code": "GIFT-CARD-NEW1"}
        assert updated(**other).gift_card_redeem_amount is None
        assert updated(**other, gift_card_redeem_amount=usd("2")).gift_card_redeem_amount == usd("2")

    def test_a_store_that_takes_no_payments_is_asked_at_creation_only(self):
        """An update goes on."""
        assert updated(in_store=changed_store(accepts_payments=False), buyer_note="x").buyer_note == "x"


def buyer(text):
    """A buyer in short: ``c1 v2 m3 x@example.com open``; None for no words at all."""
    kinds = {"c": "contact_id", "v": "visitor_id", "m": "member_id"}
    fields = {}
    for word in text.split():
        if "@" in word:
            fields["email"] = word
        elif word in ("open", "shut"):
            fields["open_access"] = word == "open"
        else:
            fields[kinds[word[0]]] = guid(int(word[1:]))
    return cc.BuyerInfo(**fields) if fields else None


class TestBuyer:
    """The buyer is merged: what is stated replaces, what is not stays, and it is still the same buyer."""

    @pytest.mark.parametrize(
        ("held", "stated", "after"),
        [
            # nobody yet
            ("", "c1", "c1"),
            ("", "v2 a@example.com", "v2 a@example.com"),
            ("", "m3 open", "m3 open"),
            # the email and the open access are replaced, and nothing else with them
            ("c1 v2 a@example.com open", "b@example.com", "c1 v2 b@example.com open"),
            ("c1 m3 a@example.com", "b@example.com shut", "c1 m3 b@example.com shut"),
            ("a@example.com open", "shut", "a@example.com shut"),
            ("a@example.com shut", "open", "a@example.com open"),
            ("m3", "a@example.com", "m3 a@example.com"),
            # an id that was lacking is added
            ("a@example.com", "c1", "c1 a@example.com"),
            ("a@example.com", "v2", "v2 a@example.com"),
            ("a@example.com", "m3", "m3 a@example.com"),
            ("v2", "c1", "c1 v2"),
            ("c1", "v2", "c1 v2"),
            # what is stated again stays
            ("c1 v2 a@example.com", "c1 v2", "c1 v2 a@example.com"),
            ("c1 m3 a@example.com", "c1 m3", "c1 m3 a@example.com"),
            # a visitor becomes a member, and is no visitor any more
            ("v2", "m3", "m3"),
            ("c1 v2 a@example.com open", "m3", "c1 m3 a@example.com open"),
            ("c1 v2 a@example.com open", "c1 m3 b@example.com", "c1 m3 b@example.com open"),
        ],
    )
    def test_what_is_stated_replaces_and_the_rest_stays(self, held, stated, after):
        """Nothing but the buyer changes."""
        checkout = attrs.evolve(FULL, buyer_info=buyer(held))
        found = updated(checkout, buyer_info=buyer(stated))
        assert found.buyer_info == buyer(after)
        assert changed_fields(checkout, found) <= {"buyer_info", "updated_date"}

    @pytest.mark.parametrize(
        ("held", "stated", "blamed"),
        [
            ("c1", "c4", ["contactId"]),
            ("v2", "v4", ["visitorId"]),
            ("m3", "m4", ["memberId"]),
            ("m3", "v2", ["visitorId"]),
            ("m3", "v3", ["visitorId"]),
            ("c1 m3", "c4 m4", ["contactId", "memberId"]),
            ("c1 v2", "c4 v4", ["contactId", "visitorId"]),
            ("c1 m3", "c4 v2", ["contactId", "visitorId"]),
            # one that fits, or a change that is fine, excuses nothing
            ("c1 m3", "c1 m4", ["memberId"]),
            ("c1 m3", "c4 m3", ["contactId"]),
            ("c1 v2 a@example.com", "c4 m3 b@example.com", ["contactId"]),
        ],
    )
    def test_nobody_becomes_somebody_else(self, held, stated, blamed):
        """Every id that says so is named."""
        checkout = attrs.evolve(FULL, buyer_info=buyer(held))
        error = refusal(lambda: updated(checkout, buyer_info=buyer(stated)))
        words = "the buyer's email is replaced, not removed, and the buyer stays the same"
        assert (error.code, error.status, error.description, error.data) == ("INVALID_ARGUMENT", 400, words, None)
        assert [dict(violation) for violation in error.field_violations] == [
            {"field": f"buyerInfo.{name}", "description": words, "violatedRule": "FIELD_NOT_ALLOWED"} for name in blamed
        ]

    def test_the_case_of_an_id_does_not_make_another_buyer(self):
        """It is spelled then as it was said last."""
        low, high = "0000000a-0000-0000-0000-000000000003", "0000000A-0000-0000-0000-000000000003"
        for name in ("contact_id", "visitor_id", "member_id"):
            for held, stated in ((low, high), (high, low)):
                checkout = attrs.evolve(FULL, buyer_info=cc.BuyerInfo(**{name: held}))
                assert updated(checkout, buyer_info=cc.BuyerInfo(**{name: stated})).buyer_info == cc.BuyerInfo(
                    **{name: stated}
                )

    @pytest.mark.parametrize("held", ["a@example.com", "c1 m3 a@example.com open"])
    def test_none_would_lose_the_email(self, held):
        """Whatever else is held."""
        checkout = attrs.evolve(FULL, buyer_info=buyer(held))
        error = refusal(lambda: updated(checkout, buyer_info=None))
        [violation] = error.field_violations
        assert (error.code, error.status) == ("INVALID_ARGUMENT", 400)
        assert (violation["field"], violation["violatedRule"]) == ("buyerInfo.email", "REQUIRED_FIELD")

    @pytest.mark.parametrize("held", ["", "m3", "c1 v2 open"])
    def test_none_removes_nobody_without_an_email_either(self, held):
        """The person stays; that somebody has written shows."""
        checkout = attrs.evolve(FULL, buyer_info=buyer(held))
        after = updated(checkout, buyer_info=None)
        assert after.buyer_info == buyer(held)
        assert changed_fields(checkout, after) == {"updated_date"}

    def test_a_buyer_that_says_nothing_changes_nobody(self):
        """Also not the email."""
        assert changed_fields(FULL, updated(buyer_info=cc.BuyerInfo())) == {"updated_date"}


class TestRemovals:
    """One coupon, one gift card, one URL, each with its own removal."""

    @pytest.mark.parametrize("name", ["remove_coupon", "remove_gift_card", "remove_override_checkout_url"])
    def test_nothing_to_remove_is_a_success(self, name):
        """The same checkout comes back, date and all; so it does the second time."""
        bare = opened()
        assert OPERATIONS[name](bare) is bare
        once = OPERATIONS[name](FULL)
        assert OPERATIONS[name](once, LATER + timedelta(days=1)) is once

    def test_an_amount_without_a_card_is_forgotten_too(self):
        """It would be asked of the next card."""
        checkout = opened(gift_card_redeem_amount=usd("5"))
        assert cc.remove_gift_card(checkout, now=LATER).gift_card_redeem_amount is None

    def test_locks_bind_only_where_asked(self):
        """By default the API is free; a lock of the one does not lock the other."""
        only_card = attrs.evolve(FULL, custom_settings=cc.CustomSettings(lock_gift_card=True))
        only_coupon = attrs.evolve(FULL, custom_settings=cc.CustomSettings(lock_coupon_code=True))
        assert cc.remove_coupon(only_card, now=LATER, locks_hold=True).coupon_code is None
        assert cc.remove_gift_card(only_coupon, now=LATER, locks_hold=True).gift_card_code is None
        assert updated(only_card, coupon_code="TENTH", locks_hold=True).coupon_code == "TENTH"
        assert updated(only_coupon, gift_card_code=CARD, locks_hold=True).gift_card_code == CARD
        assert updated(coupon_code="TENTH", gift_card_code=CARD).coupon_code == "TENTH"
        free = attrs.evolve(FULL, custom_settings=None)
        assert cc.remove_coupon(free, now=LATER, locks_hold=True).coupon_code is None

    def test_a_lock_holds_for_what_it_locks_alone(self):
        """A note is free; a locked field cannot be set where it is empty; there, removing is no change."""
        assert updated(buyer_note="x", locks_hold=True).buyer_note == "x"
        bare = attrs.evolve(FULL, coupon_code=None, gift_card_code=None, gift_card_redeem_amount=None)
        assert refusal(lambda: updated(bare, coupon_code="TENTH", locks_hold=True)).code == "COUPON_LOCKED"
        assert refusal(lambda: updated(bare, gift_card_code=CARD, locks_hold=True)).code == "GIFT_CARD_LOCKED"
        assert cc.remove_coupon(bare, now=LATER, locks_hold=True) is bare
        assert cc.remove_gift_card(bare, now=LATER, locks_hold=True) is bare

    @pytest.mark.parametrize("remove", [cc.remove_coupon, cc.remove_gift_card])
    def test_a_flag_is_a_flag(self, remove):
        """Nothing that is merely true."""
        with pytest.raises(cc.InvalidField, match="locks_hold"):
            remove(FULL, now=LATER, locks_hold="yes")


class TestUrl:
    """Where the buyer finds the checkout."""

    def test_an_override_comes_first(self):
        """Completed or not, whatever the store says; removing it brings the store's back."""
        assert cc.get_checkout_url(FULL, STORE) == "https://shop.example/pay"
        assert cc.get_checkout_url(completed(), cc.Store(currency="USD")) == "https://shop.example/pay"
        standard = cc.remove_override_checkout_url(FULL, now=LATER)
        assert cc.get_checkout_url(standard, STORE) == f"https://shop.example/checkout/{guid(1000)}"

    @pytest.mark.parametrize(
        ("form", "url"),
        [
            ("https://a.example/{checkoutId}/x?c={checkoutId}", f"https://a.example/{guid(9)}/x?c={guid(9)}"),
            ("https://a.example/", "https://a.example/"),
            ("https://a.example/{other}", "https://a.example/{other}"),
        ],
    )
    def test_the_stores_url_has_the_id_in_it(self, form, url):
        """Wherever the placeholder stands; other braces stay; an empty override is none."""
        shop = changed_store(checkout_url=form)
        assert cc.get_checkout_url(opened(), shop) == url
        assert cc.get_checkout_url(opened(override_checkout_url=""), shop) == url

    def test_without_either_the_store_is_to_blame(self):
        """The field is named, as are arguments of another kind."""
        for arguments, field in (
            ((opened(), cc.Store(currency="USD")), "Store.checkout_url"),
            ((None, STORE), "get_checkout_url.checkout"),
            ((FULL, None), "get_checkout_url.store"),
        ):
            with pytest.raises(cc.InvalidField) as caught:
                cc.get_checkout_url(*arguments)
            assert caught.value.field == field


class TestCompletion:
    """`mark_checkout_as_completed` can be said twice."""

    ORDER, OTHER = "0000000A-0000-0000-0000-000000000003", guid(4)

    def mark(self, checkout, **changes):
        """Marked, five minutes later."""
        return cc.mark_checkout_as_completed(checkout, now=LATER, **changes)

    def test_it_is_completed_with_or_without_an_order(self):
        """The order's id is kept as given."""
        assert changed_fields(FULL, self.mark(FULL)) == {"completed", "updated_date"}
        assert changed_fields(FULL, self.mark(FULL, order_id=self.ORDER)) == {"completed", "updated_date", "order_id"}
        assert self.mark(FULL, order_id=self.ORDER).order_id == self.ORDER

    def test_saying_it_again_changes_nothing(self):
        """The same checkout comes back, also for the order's id in another case."""
        done, with_order = completed(), completed(order_id=self.ORDER)
        assert self.mark(done) is done
        assert self.mark(with_order) is with_order
        assert self.mark(with_order, order_id=self.ORDER) is with_order
        assert self.mark(with_order, order_id=self.ORDER.lower()) is with_order

    def test_an_order_id_that_was_lacking_is_recorded(self):
        """The date moves."""
        assert changed_fields(completed(), self.mark(completed(), order_id=self.ORDER)) == {"order_id", "updated_date"}

    def test_another_order_is_refused(self):
        """A checkout becomes one order, whether it is paid or not."""
        for checkout in (completed(order_id=self.ORDER), attrs.evolve(FULL, order_id=self.ORDER)):
            error = refusal(lambda checkout=checkout: self.mark(checkout, order_id=self.OTHER))
            assert (error.code, error.data) == ("CHECKOUT_IS_COMPLETE", {"orderId": self.ORDER})

    def test_an_order_in_payment_is_kept(self):
        """A checkout that has its order's id already keeps it."""
        waiting = attrs.evolve(FULL, order_id=self.ORDER)
        assert self.mark(waiting).order_id == self.ORDER
        assert self.mark(waiting).completed

    def test_an_order_id_is_a_guid(self):
        """A number is none."""
        with pytest.raises(cc.InvalidField, match="order_id"):
            self.mark(FULL, order_id="10042")


def test_a_bad_card_in_the_store_does_not_matter_to_its_removal():
    """Removals look at no store."""
    broken = card(balance=usd("0"))
    assert cc.price(cc.remove_gift_card(FULL, now=LATER), broken).calculation_errors.gift_card_calculation_error is None
