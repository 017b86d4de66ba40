"""Modifiers, and lines paid by memberships: what fits, what pays, what is left to pay, what is wrong."""

from datetime import timedelta

import attrs
import pytest
from quick import (
    MEMBER,
    column,
    coupon,
    extras,
    finding,
    item,
    lesson,
    membership,
    merchant,
    numbers,
    pays,
    priced,
    six,
    subscription,
    tax,
)
from samples import APP, NOW, guid

import checkout_core as cc

MIXED = "abcdef00-0000-0000-0000-00000000000a"
THREE_OPTIONS = ["MEMBERSHIP", "MEMBERSHIP_OFFLINE", "MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER"]
ANOTHER_APP = guid(901)


def problems(price):
    """The problems of the membership finding: code, membership, lines by number."""
    details = price.calculation_errors.membership_error
    if details is None:
        return []
    entries = details.application_error.data["errors"]
    return [
        (entry["code"], entry.get("membershipId"), [int(identity[-3:]) for identity in entry["lineItemIds"]])
        for entry in entries
    ]


def fitting(entries):
    """Published memberships: name, lines by number, reason."""
    return [
        (entry.membership.id, [int(identity[-3:]) for identity in entry.line_item_ids], entry.reason)
        for entry in entries
    ]


def paid(*lines, memberships=None, selected=None, member=MEMBER, **keywords):
    """A price with the member logged in and, unless told otherwise, gold paying the first line."""
    return priced(
        *lines,
        memberships=[membership()] if memberships is None else memberships,
        member=member,
        selected=[pays("gold", 1)] if selected is None else selected,
        **keywords,
    )


class TestModifiers:
    """Convention L6: the price that an item states is without them; every unit price holds them."""

    def test_all_three_unit_prices_hold_them(self):
        """10 of 12, and 2 x 0.75 + 0.50 on top: 12 of 14; twice that is 24."""
        groups = extras(("0.75", 2), "0.50")
        price = priced((item("10", full_price=cc.Money(12, "USD"), modifier_groups=groups), 2))
        line = price.lines[0]
        assert [line.price, line.price_before_discounts] == [cc.Money(12, "USD")] * 2
        assert line.full_price == cc.Money(14, "USD")
        assert str(price.summary.subtotal) == "USD 24.00"

    def test_several_groups_and_modifiers_without_a_price(self):
        """1 + 2 + 3 x 0.333; a greeting card for nothing."""
        card = cc.ModifierGroup(id="cards", name="Cards", modifiers=[cc.Modifier(id="card", label="Card")])
        groups = [*extras("1"), *extras("2", ("0.333", 3)), card]
        price = priced((item("10", modifier_groups=groups), 1))
        assert column(price, "price") == ["13.999"]
        assert column(price, "line_item_price") == ["14.00"]

    def test_they_are_exact(self):
        """0.004 + 0.004 is 0.008 a unit, 0.024 for three; rounding either would lose it."""
        price = priced((item("0.004", modifier_groups=extras("0.004")), 3))
        assert column(price, "price") == ["0.008"]
        assert column(price, "line_item_price") == ["0.02"]

    def test_an_overriding_price_is_without_them_too(self):
        """Convention L4: 7 in place of 10, and 1.50 on top; full price 9 and 1.50."""
        fields = cc.CatalogOverrideFields(price=cc.Money(7, "USD"), full_price=cc.Money(9, "USD"))
        price = priced((item("10", modifier_groups=extras("1.50")), 2, {"catalog_override_fields": fields}))
        assert price.lines[0].price == cc.Money("8.50", "USD")
        assert price.lines[0].full_price == cc.Money("10.50", "USD")
        assert str(price.summary.subtotal) == "USD 17.00"

    def test_a_deposit_is_part_of_the_whole(self):
        """11 down on 10 with 2 of modifiers is no finding, 12.01 is."""
        option = cc.PaymentOptionType.DEPOSIT_ONLINE
        for deposit, codes in (("11", []), ("12", []), ("12.01", ["DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE"])):
            line = item(
                "10",
                modifier_groups=extras("2"),
                payment_option=option,
                deposit_amount=cc.Money(deposit, "USD"),
            )
            price = priced((line, 1))
            assert [error.code for error in price.calculation_errors.order_validation_errors] == codes
            assert str(price.pay_now.total) == f"USD {min(cc.Money(deposit, 'USD').amount, 12):.2f}"

    def test_they_belong_to_the_subtotal_of_a_coupon(self):
        """10 + 2 reaches 12; 50 % of it is 6."""
        price = priced((item("10", modifier_groups=extras("2")), 1), coupon=coupon(percent="50", minimum="12"))
        assert column(price, "discount") == ["6.00"]


class TestWhatFits:
    """Conventions M1, M2, M3: the buyer's memberships that fit a line, and whether they can pay it."""

    def test_eligible_with_its_lines(self):
        """Two lessons and a shirt; nothing needs to be selected for it."""
        price = paid((lesson("20"), 1), ("5", 1), (lesson("15", "MEMBERSHIP_OFFLINE"), 2), selected=())
        assert fitting(price.eligible_memberships) == [("gold", [1, 3], None)]
        assert price.invalid_memberships == ()

    @pytest.mark.parametrize(
        ("member", "buyer", "fits"),
        [
            (MIXED, cc.BuyerInfo(member_id=MIXED), True),
            (MIXED, cc.BuyerInfo(member_id=MIXED.upper()), True),
            (MIXED.upper(), cc.BuyerInfo(member_id=MIXED), True),
            (MIXED, cc.BuyerInfo(member_id=guid(1)), False),
            (MIXED, cc.BuyerInfo(visitor_id=MIXED), False),
            (MIXED, cc.BuyerInfo(contact_id=MIXED, email="jane@example.com"), False),
            (MIXED, None, False),
        ],
    )
    def test_it_must_be_the_buyers(self, member, buyer, fits):
        """Another member's, a visitor's and nobody's are not published at all, and pay nothing."""
        price = priced(
            (lesson("20"), 1),
            memberships=[membership(member=member)],
            selected=[pays("gold", 1)],
            info={"buyer_info": buyer},
        )
        assert bool(price.eligible_memberships) is fits
        assert price.invalid_memberships == ()
        assert problems(price) == ([] if fits else [("MEMBERSHIP_NOT_FOUND", "gold", [1])])
        assert str(price.summary.total) == ("USD 0.00" if fits else "USD 20.00")

    @pytest.mark.parametrize(
        ("roots", "line", "fits"),
        [
            (["yoga"], lesson("20"), True),
            (["pilates", "yoga"], lesson("20"), True),
            (["pilates"], lesson("20"), False),
            ([], lesson("20"), False),
            (["item-1"], lesson("20"), False),  # the item states another root
            (["item-1"], lesson("20", root_catalog_item_id=None), True),
            (["yoga"], lesson("20", root_catalog_item_id=None), False),
            (["yoga"], item("20", root_catalog_item_id="yoga"), False),  # not to be paid by a membership
            (["yoga"], lesson("20", "DEPOSIT_ONLINE"), False),
        ],
    )
    def test_by_the_root_of_the_item(self, roots, line, fits):
        """Or by the item itself, where it states no root."""
        price = paid((line, 1), memberships=[membership(roots=roots)])
        assert fitting(price.eligible_memberships) == ([("gold", [1], None)] if fits else [])
        if not fits:
            assert problems(price) == [("NOT_APPLICABLE_TO_LINE_ITEMS", "gold", [1])]

    def test_a_custom_line_fits_by_its_root_alone(self):
        """Without a reference and a root there is nothing to fit."""
        for root, fits in (("yoga", True), (None, False)):
            custom = {"catalog_reference": None, "custom_item": lesson("20", root_catalog_item_id=root)}
            assert bool(paid((None, 1, custom)).eligible_memberships) is fits

    def test_an_unknown_item_is_no_membership_line(self):
        """Convention L1: it takes part in nothing."""
        price = paid((None, 1), (lesson("20"), 1))
        assert fitting(price.eligible_memberships) == [("gold", [2], None)]
        assert problems(price) == [
            ("NOT_APPLICABLE_TO_LINE_ITEMS", "gold", [1]),
            ("MEMBERSHIP_NOT_FOUND", None, [2]),
        ]

    @pytest.mark.parametrize(
        ("later", "expired"),
        [(timedelta(microseconds=-1), False), (timedelta(0), True), (timedelta(days=1), True)],
    )
    def test_expired_from_that_instant_on(self, later, expired):
        """Convention M2: that instant included."""
        price = paid((lesson("20"), 1), memberships=[membership(expiration_date=NOW)], as_of=NOW + later)
        assert fitting(price.invalid_memberships) == ([("gold", [1], "EXPIRED")] if expired else [])
        assert fitting(price.eligible_memberships) == ([] if expired else [("gold", [1], None)])
        assert str(price.summary.total) == ("USD 20.00" if expired else "USD 0.00")
        assert problems(price) == ([("EXPIRED", "gold", [1])] if expired else [])

    @pytest.mark.parametrize(("left", "enough"), [(None, True), (3, True), (2, True), (1, False), (0, False)])
    def test_too_few_credits_for_any_of_its_lines(self, left, enough):
        """Three units, and two: with two credits it can pay the second in full."""
        price = paid((lesson("20"), 3), (lesson("20"), 2), memberships=[membership(left=left)], selected=())
        assert fitting(price.eligible_memberships) == ([("gold", [1, 2], None)] if enough else [])
        assert fitting(price.invalid_memberships) == ([] if enough else [("gold", [1, 2], "INSUFFICIENT_FUNDS")])

    def test_expired_is_said_before_too_few(self):
        """One reason each, in the store's order; what fits no line is left out."""
        price = paid(
            (lesson("20"), 3),
            memberships=[
                membership("old", left=0, expiration_date=NOW),
                membership("gold"),
                membership("poor", left=2),
                membership("swimming", roots=["swimming"]),
                membership("silver", left=3),
            ],
            selected=(),
        )
        assert fitting(price.invalid_memberships) == [("old", [1], "EXPIRED"), ("poor", [1], "INSUFFICIENT_FUNDS")]
        assert fitting(price.eligible_memberships) == [("gold", [1], None), ("silver", [1], None)]

    def test_what_is_selected_does_not_change_what_fits(self):
        """It is measured on what the store says is left, not on what this checkout uses up."""
        price = paid((lesson("20"), 2), memberships=[membership(left=2)])
        assert fitting(price.eligible_memberships) == [("gold", [1], None)]
        assert str(price.summary.total) == "USD 0.00"


class TestWhatIsLeftToPay:
    """Conventions M7 and P2: the modifiers, now or later, or nothing."""

    @pytest.mark.parametrize(
        ("option", "unit", "now", "later"),
        [
            ("MEMBERSHIP", "3.00", "6.60", "0.00"),
            ("MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER", "3.00", "0.00", "6.60"),
            ("MEMBERSHIP_OFFLINE", "0.00", "0.00", "0.00"),
        ],
    )
    def test_paid(self, option, unit, now, later):
        """Two lessons at 20 (of 25) with modifiers of 3, and 10 % tax: 6 + 0.60."""
        line = lesson("20", option, full_price=cc.Money(25, "USD"), modifier_groups=extras("3"))
        price = paid((line, 2), taxes=[tax("0.1")])
        assert column(price, "price") == [unit]
        assert column(price, "price_before_discounts") == [unit]
        assert price.lines[0].full_price == cc.Money(28, "USD")
        assert numbers([price.pay_now.total, price.pay_later.total]) == [now, later]
        assert not price.calculation_errors
        assert price.applied_discounts == ()

    @pytest.mark.parametrize(
        ("option", "now", "later"),
        [
            ("MEMBERSHIP", "46.00", "0.00"),
            ("MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER", "0.00", "46.00"),
            ("MEMBERSHIP_OFFLINE", "0.00", "46.00"),
        ],
    )
    def test_not_paid(self, option, now, later):
        """It keeps its price, 2 x 23, and is a finding."""
        price = paid((lesson("20", option, modifier_groups=extras("3")), 2), selected=())
        assert numbers([price.pay_now.total, price.pay_later.total]) == [now, later]
        assert problems(price) == [("MEMBERSHIP_NOT_FOUND", None, [1])]

    @pytest.mark.parametrize("option", THREE_OPTIONS)
    def test_without_modifiers_nothing_is_left(self, option):
        """And no payment is needed."""
        price = paid((lesson("20", option), 2))
        assert six(price.summary) == ["0.00"] * 6
        assert price.payment_required is False

    def test_modifiers_finer_than_a_cent(self):
        """3.125 a unit: 6.25 for two, and the unit price says so."""
        price = paid((lesson("20", modifier_groups=extras("3.125")), 2))
        assert column(price, "price") == ["3.125"]
        assert str(price.summary.total) == "USD 6.25"

    def test_an_overriding_payment_option(self):
        """Convention L4's fields: the merchant lets a membership pay what is usually paid by card."""
        fields = cc.CatalogOverrideFields(payment_option=cc.PaymentOptionType.MEMBERSHIP)
        line = item("20", root_catalog_item_id="yoga"), 1, {"catalog_override_fields": fields}
        price = paid(line)
        assert str(price.summary.total) == "USD 0.00"
        assert not price.calculation_errors

    @pytest.mark.parametrize(
        ("option", "now", "later"),
        [
            ("MEMBERSHIP", "4.00", "0.00"),
            ("MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER", "0.00", "4.00"),
            ("MEMBERSHIP_OFFLINE", "0.00", "4.00"),
        ],
    )
    def test_delivery_goes_by_the_option(self, option, now, later):
        """Convention P4: now with MEMBERSHIP, even where the line itself leaves nothing to pay."""
        price = paid((lesson("20", option), 1), shipping="4")
        assert numbers([price.pay_now.shipping, price.pay_later.shipping]) == [now, later]

    def test_merchant_discounts_see_the_modifiers(self):
        """Convention D7: 50 % of the 3, the unit price before discounts."""
        price = paid((lesson("20", modifier_groups=extras("3")), 2), merchants=[merchant(percent="50")])
        assert column(price, "discount") == ["3.00"]

    def test_the_subtotal_is_what_is_left(self):
        """Conventions C3, V1: 0 + 5 is below the minimum of 10."""
        price = paid((lesson("20"), 1), ("5", 1), minimum="10", coupon=coupon(money="1", minimum="5.01"))
        assert str(price.summary.subtotal) == "USD 5.00"
        assert len(price.blocking_violations) == 1
        assert finding(price, "coupon_calculation_error") == "MIN_SUBTOTAL_NOT_REACHED"


class TestCredits:
    """Conventions M2 and M4: one credit a unit, in the order of the selection, in full or not at all."""

    def test_over_several_lines(self):
        """Five left: 3 are paid, the next 3 are not, then 2 are."""
        price = paid(
            (lesson("20"), 3),
            (lesson("10"), 3),
            (lesson("5"), 2),
            memberships=[membership(left=5)],
            selected=[pays("gold", 1, 2, 3)],
        )
        assert column(price, "line_item_price") == ["0.00", "30.00", "0.00"]
        assert problems(price) == [("INSUFFICIENT_FUNDS", "gold", [2])]

    def test_in_the_order_of_the_ids(self):
        """The last line is named first."""
        price = paid(
            (lesson("20"), 3),
            (lesson("10"), 3),
            memberships=[membership(left=5)],
            selected=[pays("gold", 2, 1)],
        )
        assert column(price, "line_item_price") == ["60.00", "0.00"]
        assert problems(price) == [("INSUFFICIENT_FUNDS", "gold", [1])]

    def test_over_two_selections_of_the_same(self):
        """What the first has used is gone for the second."""
        price = paid(
            (lesson("20"), 3),
            (lesson("10"), 3),
            (lesson("5"), 2),
            memberships=[membership(left=5)],
            selected=[pays("gold", 1), pays("gold", 2, 3)],
        )
        assert column(price, "line_item_price") == ["0.00", "30.00", "0.00"]
        assert problems(price) == [("INSUFFICIENT_FUNDS", "gold", [2])]

    def test_two_memberships_share_the_lines(self):
        """Each has its own credits."""
        price = paid(
            (lesson("20"), 3),
            (lesson("10"), 3),
            memberships=[membership(left=3), membership("silver", left=3)],
            selected=[pays("silver", 2), pays("gold", 1)],
        )
        assert str(price.summary.total) == "USD 0.00"
        assert not price.calculation_errors

    @pytest.mark.parametrize(("left", "total"), [(4, "0.00"), (3, "80.00"), (0, "80.00"), (None, "0.00")])
    def test_exactly_enough(self, left, total):
        """Four units take four."""
        price = paid((lesson("20"), 4), memberships=[membership(left=left)])
        assert str(price.summary.total) == f"USD {total}"

    def test_an_id_named_twice_counts_once(self):
        """Also in another case: three credits are enough for three units, and it is no finding."""
        identity = "abcdef00-0000-0000-0000-000000000001"
        price = paid(
            (lesson("20"), 3, {"id": identity}),
            memberships=[membership(left=3)],
            selected=[pays("gold", identity, identity.upper(), identity)],
        )
        assert str(price.summary.total) == "USD 0.00"
        assert not price.calculation_errors

    def test_ids_match_whatever_their_case(self):
        """Of the line and of the app; not of the membership, whose id is a text of the app's own."""
        identity = "ABCDEF00-0000-0000-0000-000000000001"
        line = lesson("20"), 1, {"id": identity}
        assert not paid(line, selected=[pays("gold", identity.lower())]).calculation_errors
        assert not paid(line, selected=[pays("gold", identity, app=APP.upper())]).calculation_errors
        assert problems(paid(line, selected=[pays("GOLD", identity)]))[0][:2] == ("MEMBERSHIP_NOT_FOUND", "GOLD")

    def test_an_app_has_its_own_memberships(self):
        """The same id in another app is another membership."""
        memberships = [membership(left=0), membership(app_id=ANOTHER_APP, left=1)]
        price = paid((lesson("20"), 1), memberships=memberships, selected=[pays("gold", 1, app=ANOTHER_APP)])
        assert str(price.summary.total) == "USD 0.00"
        price = paid((lesson("20"), 1), memberships=memberships, selected=[pays("gold", 1)])
        assert problems(price) == [("INSUFFICIENT_FUNDS", "gold", [1])]


class TestFindings:
    """Conventions M5 and M6: one finding that names every problem with its lines."""

    @pytest.mark.parametrize("option", THREE_OPTIONS)
    def test_a_line_without_a_membership(self, option):
        """No selection names it."""
        price = priced((lesson("20"), 1), ("5", 1), (lesson("20", option), 1))
        assert finding(price, "membership_error") == "MEMBERSHIP_NOT_FOUND"
        assert problems(price) == [("MEMBERSHIP_NOT_FOUND", None, [1, 3])]

    @pytest.mark.parametrize(
        ("memberships", "selected", "expected"),
        [
            ([], [pays("gold", 1, 2)], [("MEMBERSHIP_NOT_FOUND", "gold", [1, 2])]),
            ([membership(member=guid(1))], [pays("gold", 1, 2)], [("MEMBERSHIP_NOT_FOUND", "gold", [1, 2])]),
            ([membership(expiration_date=NOW)], [pays("gold", 2, 1)], [("EXPIRED", "gold", [2, 1])]),
            # what is wrong with the membership names all its lines, what is wrong with a line that line
            (
                [membership(roots=["x"])],
                [pays("gold", 1, 2)],
                [("NOT_APPLICABLE_TO_LINE_ITEMS", "gold", [1]), ("NOT_APPLICABLE_TO_LINE_ITEMS", "gold", [2])],
            ),
            ([membership()], [pays("gold", 1, 2, 3)], [("NOT_APPLICABLE_TO_LINE_ITEMS", "gold", [3])]),
            ([membership()], [pays("gold", 1, 2, 77)], [("LINE_ITEM_NOT_FOUND", "gold", [77])]),
            (
                [membership(left=0)],
                [pays("gold", 1, 2)],
                [("INSUFFICIENT_FUNDS", "gold", [1]), ("INSUFFICIENT_FUNDS", "gold", [2])],
            ),
            ([membership()], [pays("gold", 1)], [("MEMBERSHIP_NOT_FOUND", None, [2])]),
            # two that want the same line: the first has it
            (
                [membership(), membership("silver")],
                [pays("gold", 1, 2), pays("silver", 2)],
                [("NOT_APPLICABLE_TO_LINE_ITEMS", "silver", [2])],
            ),
            # selections first, in their order, then lines that none named
            (
                [membership()],
                [pays("silver", 3), pays("gold", 1)],
                [("MEMBERSHIP_NOT_FOUND", "silver", [3]), ("MEMBERSHIP_NOT_FOUND", None, [2])],
            ),
        ],
    )
    def test_each_problem(self, memberships, selected, expected):
        """Two lessons and a shirt; the code is the first problem's."""
        price = paid((lesson("20"), 1), (lesson("10"), 1), ("5", 1), memberships=memberships, selected=selected)
        assert problems(price) == expected
        assert finding(price, "membership_error") == expected[0][0]

    @pytest.mark.parametrize(
        ("changes", "lines", "code"),
        [
            ({"member": guid(1), "expiration_date": NOW}, [77], "MEMBERSHIP_NOT_FOUND"),
            ({"expiration_date": NOW, "left": 0}, [77], "EXPIRED"),
            ({"expiration_date": NOW, "left": 0}, [2], "EXPIRED"),
            ({"left": 0}, [77], "LINE_ITEM_NOT_FOUND"),
            ({"left": 0}, [2], "NOT_APPLICABLE_TO_LINE_ITEMS"),
            ({"left": 0}, [1], "INSUFFICIENT_FUNDS"),
        ],
    )
    def test_which_is_said_where_several_are_true(self, changes, lines, code):
        """Convention M5: membership not found, expired, line not found, fits, already paid, credits."""
        price = paid((lesson("20"), 1), ("5", 1), memberships=[membership(**changes)], selected=[pays("gold", *lines)])
        assert finding(price, "membership_error") == code

    def test_paid_already_is_said_before_credits(self):
        """Silver has none left, but the line is gold's in any case."""
        price = paid(
            (lesson("20"), 1),
            memberships=[membership(), membership("silver", left=0)],
            selected=[pays("gold", 1), pays("silver", 1)],
        )
        assert problems(price) == [("NOT_APPLICABLE_TO_LINE_ITEMS", "silver", [1])]
        assert str(price.summary.total) == "USD 0.00"

    def test_what_the_first_cannot_pay_the_second_may(self):
        """The line is paid, and the selection that could not is still told."""
        price = paid(
            (lesson("20"), 2),
            memberships=[membership(left=1), membership("silver")],
            selected=[pays("gold", 1), pays("silver", 1)],
        )
        assert str(price.summary.total) == "USD 0.00"
        assert problems(price) == [("INSUFFICIENT_FUNDS", "gold", [1])]

    def test_several_problems_of_one_selection(self):
        """Lines 1 (too many units), 2 (no lesson) and 77 (no line) of one membership; 3 is paid."""
        price = paid(
            (lesson("20"), 2),
            ("5", 1),
            (lesson("20"), 1),
            memberships=[membership(left=1)],
            selected=[pays("gold", 1, 2, 77, 3)],
        )
        assert problems(price) == [
            ("INSUFFICIENT_FUNDS", "gold", [1]),
            ("NOT_APPLICABLE_TO_LINE_ITEMS", "gold", [2]),
            ("LINE_ITEM_NOT_FOUND", "gold", [77]),
        ]
        assert column(price, "line_item_price") == ["40.00", "5.00", "0.00"]

    def test_nothing_selected_and_nothing_to_be_paid_so(self):
        """Neither finding nor memberships, though the buyer has one."""
        price = paid(("5", 1), selected=())
        assert not price.calculation_errors
        assert (price.eligible_memberships, price.invalid_memberships) == ((), ())

    def test_a_paid_subscription_is_a_subscription_still(self):
        """Conventions U2, U4: nothing is left of its price, and that is a finding of its own."""
        option = cc.PaymentOptionType.MEMBERSHIP
        price = paid((subscription("20", payment_option=option, root_catalog_item_id="yoga"), 1))
        assert [error.code for error in price.calculation_errors.order_validation_errors] == [
            "SUBSCRIPTION_WITH_ZERO_TOTAL"
        ]

    def test_the_membership_itself_is_not_touched(self):
        """Pricing twice gives the same: credits are counted down in the price alone."""
        price = paid((lesson("20"), 2), memberships=[membership(left=2)])
        again = cc.price(price.checkout, price.store)
        assert again == price
        assert price.store.memberships[0].credits == cc.Credits(total=1_000_000, remaining=2)
        assert attrs.evolve(price.store, memberships=[]) != price.store
