"""What merchants take off, worked out by hand: every kind of coupon, discount rules, merchant discounts."""

import time
from datetime import timedelta
from decimal import Decimal

import attrs
import pytest
from quick import (
    MEMBER,
    STORES,
    all_of,
    any_of,
    collections,
    column,
    coupon,
    customers,
    delivery,
    extras,
    finding,
    item,
    items,
    lesson,
    membership,
    merchant,
    numbers,
    pays,
    priced,
    quantity_of,
    rule,
    six,
    subscription,
    subtotal_of,
    tax,
)
from samples import NOW, guid

import checkout_core as cc

USD0 = cc.Money(0, "USD")
INSTANT = timedelta(microseconds=1)


def coupon_finding(price):
    """The code of the coupon's finding; None where there is none."""
    return finding(price, "coupon_calculation_error")


def parts(applied):
    """What an applied discount takes off which line, by number."""
    return {int(part.id[-3:]): str(part.total_discount_amount.amount) for part in applied.line_item_discounts}


TRICKY_PENNIES = {
    # lines, keywords, discount of each line, six of the summary
    "3 x 3.33": ([("3.33", 3)], {}, ["0.00"], ["9.99", "0.00", "0.00", "0.00", "0.00", "9.99"]),
    # 4.9975 is rounded away from zero
    "19.99 less 25 %": (
        [("19.99", 1)],
        {"coupon": coupon(percent="25")},
        ["5.00"],
        ["19.99", "0.00", "0.00", "0.00", "5.00", "14.99"],
    ),
    # 9.99 x 0.2 / 1.2 = 1.665
    "9.99 with 20 % inside": (
        [("9.99", 1)],
        {"taxes": [tax("0.2")], "included": True},
        ["0.00"],
        ["9.99", "0.00", "0.00", "1.67", "0.00", "9.99"],
    ),
    # rounding the unit first would make 1.04
    "0.125 x 8": ([("0.125", 8)], {}, ["0.00"], ["1.00", "0.00", "0.00", "0.00", "0.00", "1.00"]),
    # 59.97 + 0.07: no stray cent of tax is left
    "everything off with tax inside": (
        [("19.99", 3), ("0.01", 7)],
        {"coupon": coupon(percent="100"), "taxes": [tax("0.19")], "included": True},
        ["59.97", "0.07"],
        ["60.04", "0.00", "0.00", "0.00", "60.04", "0.00"],
    ),
    "more off than there is": (
        [("3.33", 3), ("5", 1)],
        {"coupon": coupon(money="50", minimum="0"), "taxes": [tax("0.1")]},
        ["9.99", "5.00"],
        ["14.99", "0.00", "0.00", "0.00", "14.99", "0.00"],
    ),
    # units: 10 10 (10) | 10 6 (6)
    "buy 2 get 1 over two lines": (
        [("6", 2), ("10", 4)],
        {"coupon": coupon(groups=(2, 1))},
        ["6.00", "10.00"],
        ["52.00", "0.00", "0.00", "0.00", "16.00", "36.00"],
    ),
    # a third of ten each, the odd cent to the earliest
    "shared out over a line that costs nothing": (
        [("0", 5), ("40", 1), ("40", 1), ("40", 1)],
        {"coupon": coupon(money="10", minimum="0")},
        ["0.00", "3.34", "3.33", "3.33"],
        ["120.00", "0.00", "0.00", "0.00", "10.00", "110.00"],
    ),
    # 25 % of 999 is 249.75; 10 % of 749 is 74.9
    "yen": (
        [("333", 3)],
        {"currency": "JPY", "coupon": coupon(percent="25"), "taxes": [tax("0.1")]},
        ["250"],
        ["999", "0", "0", "75", "250", "824"],
    ),
    # 1.2345 -> 1.235; 10 % is 0.1235 -> 0.124; 5 % of 1.111 is 0.05555 -> 0.056
    "Kuwaiti dinar": (
        [("1.2345", 1)],
        {"currency": "KWD", "coupon": coupon(percent="10"), "taxes": [tax("0.05")]},
        ["0.124"],
        ["1.235", "0.000", "0.000", "0.056", "0.124", "1.167"],
    ),
}


@pytest.mark.parametrize(
    ("lines", "keywords", "discounts", "summary"), TRICKY_PENNIES.values(), ids=TRICKY_PENNIES.keys()
)
def test_tricky_pennies(lines, keywords, discounts, summary):
    """Conventions R2, C8, C9, C12, T3: where a cent is easily lost."""
    price = priced(*lines, **keywords)
    assert column(price, "discount") == discounts
    assert six(price.summary) == summary


class TestFixedPrice:
    """Convention C11: so much is what a unit costs then."""

    @pytest.mark.parametrize(
        ("lines", "fixed", "taken"),
        [
            ([("10", 3), ("7.50", 2)], "7", ["9.00", "1.00"]),  # 3 x 3 and 2 x 0.50
            ([("10", 1), ("7", 4), ("5", 2)], "7", ["3.00", "0.00", "0.00"]),  # nothing where it costs no more
            ([("10.125", 4)], "10", ["0.50"]),
            ([("10.125", 1)], "10", ["0.13"]),
            ([("10.004", 3)], "10", ["0.01"]),  # 0.012, rounded once
            ([("10", 2)], "7.995", ["4.01"]),  # the fixed price itself is as fine as it is
            ([("10", 2), ("0", 1)], "0", ["20.00", "0.00"]),
        ],
    )
    def test_each_unit_of_the_scope(self, lines, fixed, taken):
        """Round(max(0, P - F) x quantity) off each line."""
        assert column(priced(*lines, coupon=coupon(fixed=fixed)), "discount") == taken

    @pytest.mark.parametrize(
        ("lines", "taken"),
        [
            ([("12", 2), ("10", 3)], ["0.00", "3.00"]),
            ([("10", 1), ("10", 5)], ["3.00", "0.00"]),
            ([("12", 2), ("7.005", 3)], ["0.00", "0.01"]),
            ([("12", 2), ("0", 3)], ["5.00", "0.00"]),  # what costs nothing is not eligible (C4)
        ],
    )
    def test_limited_to_one_item(self, lines, taken):
        """One unit of the cheapest line."""
        price = priced(*lines, coupon=coupon(fixed="7", limited_to_one_item=True))
        assert column(price, "discount") == taken
        assert not price.calculation_errors

    @pytest.mark.parametrize("cheapest", ["7.004", "5"])
    def test_limited_to_an_item_that_costs_no_more(self, cheapest):
        """Convention C14: 0.004 rounds to nothing, 5 is below the price already; the cheapest stays the cheapest."""
        price = priced(("12", 2), (cheapest, 1), coupon=coupon(fixed="7", limited_to_one_item=True))
        assert column(price, "discount") == ["0.00", "0.00"]
        found = price.calculation_errors.coupon_calculation_error.application_error
        assert found.code == "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"

    def test_with_a_minimum_it_reaches_every_line(self):
        """Conventions C4, C11: also those outside the namespace."""
        lines = (item("10", coupon_scopes=[]), 1), ("9", 2)
        price = priced(*lines, coupon=coupon(fixed="8", minimum="28"))
        assert column(price, "discount") == ["2.00", "2.00"]
        assert price.applied_discounts[0].coupon.coupon_type is cc.CouponType.FIXED_PRICE

    def test_on_a_group_it_names_what_it_takes_something_off(self):
        """Convention C10: the line below the price is in the group, and nothing is taken off it."""
        group = cc.Scope(namespace="stores", group=cc.ScopeGroup(name="collection", entity_id="winter"))
        lines = [(item(price, coupon_scopes=[group]), 1) for price in ("9", "5", "8")]
        applied = priced(*lines, coupon=coupon(fixed="6", scope=group)).applied_discounts[0]
        assert applied.discount_type is cc.DiscountType.SPECIFIC_ITEMS
        assert applied.line_item_ids == (guid(1), guid(3))
        assert parts(applied) == {1: "3.00", 3: "2.00"}


class TestFreeShipping:
    """Convention C13: the price of the delivery option in force, and nothing off lines."""

    FREE = coupon(free_shipping=True)

    def test_with_tax_excluded(self):
        """Convention S7: delivery of 9.99 for nothing bears no tax; 20 % of 10 is 2."""
        price = priced(("10", 1), shipping="9.99", taxes=[tax("0.2")], coupon=self.FREE)
        # 10 + 9.99 + 2 - 9.99
        assert six(price.summary) == ["10.00", "9.99", "0.00", "2.00", "9.99", "12.00"]
        cost = price.shipping.cost
        assert numbers([cost.price, cost.total_discount, cost.total_price_before_tax]) == ["9.99", "9.99", "0.00"]
        assert numbers([cost.tax_details.total_tax, cost.total_price_after_tax]) == ["0.00", "0.00"]
        assert column(price, "discount") == ["0.00"]

    def test_with_tax_included(self):
        """10 / 1.2 x 0.2 = 1.67 is shown; what there is to pay is the line."""
        price = priced(("10", 1), shipping="9.99", taxes=[tax("0.2")], included=True, coupon=self.FREE)
        assert six(price.summary) == ["10.00", "9.99", "0.00", "1.67", "9.99", "10.00"]
        assert six(price.pay_now) == ["10.00", "9.99", "0.00", "1.67", "9.99", "10.00"]

    def test_it_is_a_discount_on_shipping(self):
        """Type SHIPPING, no lines, the amount that it really takes off."""
        applied = priced(("10", 1), shipping="4.995", coupon=self.FREE).applied_discounts
        assert [entry.discount_type for entry in applied] == [cc.DiscountType.SHIPPING]
        assert (applied[0].line_item_ids, applied[0].line_item_discounts) == ((), ())
        assert str(applied[0].coupon.amount) == "USD 5.00"  # the option costs 5.00: its price is rounded first
        assert applied[0].coupon.coupon_type is cc.CouponType.FREE_SHIPPING

    @pytest.mark.parametrize(
        "entry",
        [
            coupon(free_shipping=True, scope=None),
            coupon(free_shipping=True, scope=cc.Scope(namespace="events")),
            coupon(free_shipping=True, minimum="30"),
        ],
        ids=["neither scope nor minimum", "another scope", "minimum just reached"],
    )
    def test_scope_and_kind_of_lines_do_not_matter(self, entry):
        """Not even that all lines are subscriptions, which the coupon does not reach."""
        price = priced((subscription("30"), 1), shipping="4", coupon=entry)
        assert str(price.summary.discount) == "USD 4.00"
        assert str(price.summary.total) == "USD 30.00"
        assert not price.calculation_errors

    def test_without_an_option_it_is_a_finding(self):
        """Nothing selected, nothing to be taken off: the coupon stays with amount 0."""
        price = priced(("10", 1), coupon=self.FREE)
        assert coupon_finding(price) == "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"
        assert [entry.coupon.amount for entry in price.applied_discounts] == [USD0]

    def test_the_minimum_is_not_reached(self):
        """29.99 of 30: shipping is charged."""
        price = priced(("29.99", 1), shipping="4", coupon=coupon(free_shipping=True, minimum="30"))
        assert coupon_finding(price) == "MIN_SUBTOTAL_NOT_REACHED"
        assert six(price.summary) == ["29.99", "4.00", "0.00", "0.00", "0.00", "33.99"]

    @pytest.mark.parametrize(("cost", "taken"), [("5", "5.00"), ("0", "0.00")])
    def test_a_pickup_is_an_option_too(self, cost, taken):
        """A free one leaves nothing to take off, and that is no finding."""
        price = priced(("10", 1), options=[delivery(cost, pickup=True)], coupon=self.FREE)
        assert str(price.summary.discount) == f"USD {taken}"
        assert str(price.summary.total) == "USD 10.00"
        assert not price.calculation_errors

    def test_where_delivery_is_free_already(self):
        """Convention S5: free from 50, so there is nothing left for the coupon."""
        options = [delivery("5", free_from="50")]
        price = priced(("50", 1), options=options, coupon=self.FREE)
        assert six(price.summary) == ["50.00", "0.00", "0.00", "0.00", "0.00", "50.00"]
        assert not price.calculation_errors
        price = priced(("49.99", 1), options=options, coupon=self.FREE)
        assert six(price.summary) == ["49.99", "5.00", "0.00", "0.00", "5.00", "49.99"]

    def test_it_takes_the_price_of_the_option_that_stands_in(self):
        """Convention S3: the one asked for is gone."""
        options = [delivery("8", "express"), delivery("3", "slow")]
        price = priced(("10", 1), options=options, select="gone", coupon=self.FREE)
        assert str(price.summary.discount) == "USD 8.00"
        assert price.shipping.requested_shipping_option is False

    def test_other_charges_stay(self):
        """Convention S6: they are fees, not shipping."""
        options = [delivery("8", charges=[("INSURANCE", "1.25")])]
        price = priced(("10", 1), options=options, coupon=self.FREE)
        assert six(price.summary) == ["10.00", "8.00", "1.25", "0.00", "8.00", "11.25"]

    def test_a_merchant_discount_beside_it_takes_off_the_lines(self):
        """Each has its own applied discount; the line's is the merchant's."""
        price = priced(("10", 1), shipping="4", coupon=self.FREE, merchants=[merchant("3")])
        assert column(price, "discount") == ["3.00"]
        assert six(price.summary) == ["10.00", "4.00", "0.00", "0.00", "7.00", "7.00"]
        kinds = [entry.discount_type for entry in price.applied_discounts]
        assert kinds == [cc.DiscountType.SHIPPING, cc.DiscountType.GLOBAL]


class TestTakesOffNothing:
    """Conventions C4, C14: a coupon takes something off, or says why not."""

    @pytest.mark.parametrize(
        ("lines", "given", "code"),
        [
            ([("10", 2)], {"fixed": "50"}, "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"),
            ([("0.01", 1)], {"percent": "1"}, "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"),  # 0.0001
            ([("0", 1)], {"money": "5"}, "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"),
            ([("0", 1)], {"money": "5", "minimum": "0"}, "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"),
            ([("0", 9)], {"groups": (1, 1)}, "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"),
            ([("10", 1), ("0", 9)], {"groups": (1, 1)}, "MIN_LINE_ITEM_QUANTITY_NOT_REACHED"),
            ([("0", 1), (subscription("9"), 1)], {"money": "5"}, "NOT_APPLICABLE_TO_SUBSCRIPTIONS"),
            ([("0", 1), (subscription("9"), 1)], {"money": "5", "minimum": "0"}, "NOT_APPLICABLE_TO_SUBSCRIPTIONS"),
        ],
    )
    def test_it_is_a_finding(self, lines, given, code):
        """With its code, and amount 0."""
        price = priced(*lines, coupon=coupon(**given))
        assert str(price.summary.discount) == "USD 0.00"
        assert price.calculation_errors.coupon_calculation_error.application_error.code == code
        assert str(price.applied_discounts[0].coupon.amount) == "USD 0.00"

    def test_a_class_paid_by_a_membership_is_not_the_cheapest(self):
        """50 % off one class: the membership pays the first, so it comes off the second."""
        bookings = cc.Scope(namespace="bookings")
        classes = (lesson("20", coupon_scopes=[bookings]), 1), (item("30", coupon_scopes=[bookings]), 1)
        held = {"memberships": [membership()], "member": MEMBER, "selected": [pays("gold", 1)]}
        price = priced(*classes, coupon=coupon(percent="50", scope=bookings), **held)
        assert column(price, "discount") == ["0.00", "15.00"]


class TestBuyXGetY:
    """Convention C12: of X + Y units, the last Y, dearest first, are free."""

    @pytest.mark.parametrize(
        ("groups", "lines", "taken"),
        [
            ((2, 1), [("10", 3)], ["10.00"]),
            ((2, 1), [("10", 5)], ["10.00"]),  # the second group is not full
            ((2, 1), [("10", 6)], ["20.00"]),
            ((2, 1), [("3", 1), ("10", 1), ("7", 1)], ["3.00", "0.00", "0.00"]),
            ((2, 1), [("6", 2), ("10", 4)], ["6.00", "10.00"]),  # 10 10 (10) | 10 6 (6)
            ((1, 1), [("4", 2), ("9", 1)], ["4.00", "0.00"]),  # 9 (4) | 4
            ((1, 2), [("10", 1), ("8", 1), ("6", 1), ("4", 1)], ["0.00", "8.00", "6.00", "0.00"]),  # 10 (8) (6) | 4
            (
                (1, 2),
                [("10", 5)],
                ["20.00"],
            ),  # 10 (10) (10) | 10 10: the second group is not full, so none of it is free
            ((2, 2), [("5", 3), ("2", 5)], ["5.00", "6.00"]),  # 5 5 (5) (2) | 2 2 (2) (2)
            ((2, 1), [("5", 2), ("5", 1)], ["0.00", "5.00"]),  # ties: the earlier line is in front
            ((2, 1), [("5", 1), ("5", 2)], ["0.00", "5.00"]),
            ((2, 1), [("0.333", 9)], ["1.00"]),  # 3 x 0.333 = 0.999, rounded once
            ((2, 1), [("0.005", 3)], ["0.01"]),
            ((2, 1), [("10", 3), ("0", 5)], ["10.00", "0.00"]),  # what costs nothing is no part of the offer (C4)
        ],
    )
    def test_which_units_are_free(self, groups, lines, taken):
        """The units stand in a row; the free ones are in brackets."""
        price = priced(*lines, coupon=coupon(groups=groups))
        assert column(price, "discount") == taken
        assert not price.calculation_errors

    @pytest.mark.parametrize(
        ("groups", "lines", "taken"),
        [
            ((2, 1), [("6", 2), ("10", 4)], ["6.00", "0.00"]),
            ((2, 1), [("5", 2), ("5", 4)], ["5.00", "0.00"]),  # ties: the earlier line
            ((2, 1), [("10.125", 3)], ["10.13"]),
            ((1, 3), [("7", 5)], ["7.00"]),
        ],
    )
    def test_limited_to_one_item(self, groups, lines, taken):
        """One unit of the cheapest line, however many groups there are."""
        price = priced(*lines, coupon=coupon(groups=groups, limited_to_one_item=True))
        assert column(price, "discount") == taken

    @pytest.mark.parametrize("limited", [False, True])
    def test_too_few(self, limited):
        """Two eligible units of three; the third is of another namespace."""
        lines = ("10", 1), (item("5", coupon_scopes=[]), 7), ("4", 1)
        price = priced(*lines, coupon=coupon(groups=(2, 1), limited_to_one_item=limited))
        assert coupon_finding(price) == "MIN_LINE_ITEM_QUANTITY_NOT_REACHED"
        assert column(price, "discount") == ["0.00", "0.00", "0.00"]
        assert price.applied_discounts[0].coupon.amount == USD0

    def test_the_minimum_is_asked_first(self):
        """Convention C3: below the minimum, and too few as well."""
        price = priced(("10", 1), coupon=coupon(groups=(2, 1), minimum="11"))
        assert coupon_finding(price) == "MIN_SUBTOTAL_NOT_REACHED"

    def test_thirty_million_units_take_no_time(self):
        """Units are not counted one by one: half of 100,000 of each of 300 lines, at 1 to 300 dollars."""
        lines = [(str(dollars), 100_000) for dollars in range(1, 301)]
        started = time.process_time()
        price = priced(*lines, coupon=coupon(groups=(1, 1)))
        # (1 + ... + 300) x 50,000 = 45,150 x 50,000
        assert str(price.summary.discount) == "USD 2257500000.00"
        assert time.process_time() - started < 2

    def test_bookings_are_limited_to_one(self):
        """Convention C5: whatever the flag."""
        scope = cc.Scope(namespace="bookings")
        lines = (item("9", coupon_scopes=[scope]), 6), (item("8", coupon_scopes=[scope]), 3)
        assert column(priced(*lines, coupon=coupon(groups=(2, 1), scope=scope)), "discount") == ["0.00", "8.00"]


class TestSubscriptions:
    """Convention C4: a coupon reaches a subscription only if it says so."""

    @pytest.mark.parametrize(
        ("entry", "without", "with_"),
        [
            ({"percent": "10"}, ["1.00", "0.00"], ["1.00", "0.60"]),
            ({"percent": "10", "minimum": "0"}, ["1.00", "0.00"], ["1.00", "0.60"]),
            ({"money": "4"}, ["4.00", "0.00"], ["4.00", "4.00"]),
            ({"money": "4", "limited_to_one_item": True}, ["4.00", "0.00"], ["0.00", "4.00"]),
            ({"money": "8", "minimum": "16"}, ["8.00", "0.00"], ["5.00", "3.00"]),
            ({"fixed": "5"}, ["5.00", "0.00"], ["5.00", "1.00"]),
        ],
    )
    def test_with_a_line_beside_it(self, entry, without, with_):
        """A shirt for 10 and a box for 6 a month: the minimum counts both."""
        lines = ("10", 1), (subscription("6"), 1)
        assert column(priced(*lines, coupon=coupon(**entry)), "discount") == without
        assert column(priced(*lines, coupon=coupon(**entry, applies_to_subscriptions=True)), "discount") == with_

    @pytest.mark.parametrize(
        ("entry", "code"),
        [
            (coupon(percent="10"), "NOT_APPLICABLE_TO_SUBSCRIPTIONS"),
            (coupon(percent="10", minimum="5"), "NOT_APPLICABLE_TO_SUBSCRIPTIONS"),
            (coupon(groups=(2, 1)), "NOT_APPLICABLE_TO_SUBSCRIPTIONS"),
            (coupon(percent="10", applies_to_subscriptions=True), None),
            (coupon(percent="10", scope=cc.Scope(namespace="events")), "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"),
            (coupon(percent="10", minimum="7"), "MIN_SUBTOTAL_NOT_REACHED"),
        ],
    )
    def test_alone(self, entry, code):
        """Convention C3: that code only if nothing but the exclusion leaves no line."""
        assert coupon_finding(priced((subscription("6"), 1), coupon=entry)) == code

    def test_an_unknown_line_is_no_other_line(self):
        """The only line that is found is a subscription."""
        price = priced((None, 1), (subscription("6"), 1), coupon=coupon(percent="10", minimum="0"))
        assert coupon_finding(price) == "NOT_APPLICABLE_TO_SUBSCRIPTIONS"


def scope(namespace, name=None, entity=None):
    """A scope by its parts."""
    return cc.Scope(namespace=namespace, group=name and cc.ScopeGroup(name=name, entity_id=entity))


@pytest.mark.parametrize(
    ("namespace", "group"),
    [
        ("stores", "product"),
        ("stores", "collection"),
        ("bookings", "service"),
        ("events", "event"),
        ("events", "ticket"),
        ("pricingPlans", "plan"),
    ],
)
class TestScopes:
    """Convention C4: a line that has the coupon's scope or a narrower one."""

    def test_wider_ones_reach_the_entity(self, namespace, group):
        """The namespace, the group, and the entity itself: all of it is free."""
        thing = item("10", coupon_scopes=[scope(namespace, group, "a")])
        for reach in (scope(namespace), scope(namespace, group), scope(namespace, group, "a")):
            price = priced((thing, 1), ("3", 1), coupon=coupon(percent="100", scope=reach))
            assert numbers([price.lines[0].discount]) == ["10.00"], reach

    def test_others_do_not(self, namespace, group):
        """Another entity, another group with the same entity, another namespace with the same group."""
        thing = item("10", coupon_scopes=[scope(namespace, group, "a")])
        for reach in (scope(namespace, group, "b"), scope(namespace, "other", "a"), scope("other", group, "a")):
            price = priced((thing, 1), coupon=coupon(percent="100", scope=reach))
            assert coupon_finding(price) == "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS", reach

    def test_an_item_that_states_less_is_not_reached_by_more(self, namespace, group):
        """The item is only known to be in the namespace, or in the group."""
        entity = coupon(percent="100", scope=scope(namespace, group, "a"))
        for stated in (scope(namespace), scope(namespace, group)):
            price = priced((item("10", coupon_scopes=[stated]), 1), coupon=entity)
            assert coupon_finding(price) == "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS", stated

    def test_one_of_several_is_enough(self, namespace, group):
        """And it counts once."""
        thing = item("10", coupon_scopes=[scope("other"), scope(namespace, group, "a"), scope(namespace, group, "b")])
        price = priced((thing, 1), coupon=coupon(percent="10", scope=scope(namespace, group)))
        assert column(price, "discount") == ["1.00"]


class TestCouponAfterOthers:
    """A coupon sees what modifiers, memberships and rules have left."""

    def test_20_percent_and_20_percent_are_36(self):
        """Conventions D1, C9 (documented stacking): 100 -> 80 -> 64."""
        price = priced(("100", 1), rules=[rule("20")], coupon=coupon(percent="20"))
        assert column(price, "price_before_discounts") == ["100"]
        assert column(price, "price") == column(price, "line_item_price") == ["80.00"]
        assert column(price, "discount") == ["16.00"]
        assert six(price.summary) == ["80.00", "0.00", "0.00", "0.00", "16.00", "64.00"]
        by_rule, by_coupon = price.applied_discounts
        assert (str(by_rule.discount_rule.amount), str(by_coupon.coupon.amount)) == ("USD 20.00", "USD 16.00")

    def test_the_minimum_is_measured_after_rules(self):
        """Convention C3: the subtotal is 80."""
        rules = [rule("20")]
        assert coupon_finding(priced(("100", 1), rules=rules, coupon=coupon(percent="20", minimum="80"))) is None
        late = priced(("100", 1), rules=rules, coupon=coupon(percent="20", minimum="80.01"))
        assert coupon_finding(late) == "MIN_SUBTOTAL_NOT_REACHED"

    def test_the_cheapest_is_so_after_rules(self):
        """Convention C5: 12 less 5 is below 10."""
        price = priced(
            ("10", 1),
            ("12", 2),
            rules=[rule(money="5", scopes=[items("item-2")])],
            coupon=coupon(percent="50", limited_to_one_item=True),
        )
        assert column(price, "discount") == ["0.00", "3.50"]

    def test_a_fixed_price_and_free_units_too(self):
        """Conventions C11, C12: 10 -> 8, so 3 x 1 less at 7, or 8 less for one of three."""
        assert column(priced(("10", 3), rules=[rule("20")], coupon=coupon(fixed="7")), "discount") == ["3.00"]
        assert column(priced(("10", 3), rules=[rule("20")], coupon=coupon(groups=(2, 1))), "discount") == ["8.00"]
        assert column(priced(("10", 3), rules=[rule("20")], coupon=coupon(money="9")), "discount") == ["24.00"]

    @pytest.mark.parametrize(
        ("option", "taken", "total"),
        [
            ("MEMBERSHIP", ["0.60", "0.50"], "9.90"),  # 10 % of 2 x 3 and of 5
            ("MEMBERSHIP_ONLINE_WITH_OFFLINE_REMAINDER", ["0.60", "0.50"], "9.90"),
            ("MEMBERSHIP_OFFLINE", ["0.00", "0.50"], "4.50"),
        ],
    )
    def test_on_a_membership_line_with_modifiers(self, option, taken, total):
        """Convention M7: the membership pays the 20, the coupon sees the modifiers' 3."""
        price = priced(
            (lesson("20", option, modifier_groups=extras("3")), 2),
            ("5", 1),
            memberships=[membership()],
            member=MEMBER,
            selected=[pays("gold", 1)],
            coupon=coupon(percent="10"),
        )
        assert column(price, "discount") == taken
        assert str(price.summary.total) == f"USD {total}"

    def test_one_unit_of_the_cheapest_is_one_of_the_membership(self):
        """Convention C5: what is left of the lesson is 3, and that is less than 5."""
        price = priced(
            ("5", 1),
            (lesson("20", modifier_groups=extras("3")), 2),
            memberships=[membership()],
            member=MEMBER,
            selected=[pays("gold", 2)],
            coupon=coupon(money="10", limited_to_one_item=True),
        )
        assert column(price, "discount") == ["0.00", "3.00"]


class TestRules:
    """Conventions D5 and D6: what a rule makes of a unit price."""

    @pytest.mark.parametrize(
        ("entry", "line", "unit", "amount"),
        [
            (rule("10"), ("9.99", 3), "8.99", "3.00"),  # 8.991 -> 8.99; 29.97 - 26.97
            (rule("10"), ("0.016", 3), "0.01", "0.02"),  # 0.0144 -> 0.01; 0.048 -> 0.05, less 0.03
            (rule("0.1"), ("0.05", 7), "0.05", None),  # 0.04995 rounds to what it was
            (rule("10"), ("0.006", 3), "0.006", None),  # 0.0054 -> 0.01 is not below: the price stays
            (rule("1"), ("0.125", 1), "0.12", "0.01"),  # 0.12375; 0.13 - 0.12
            (rule("100"), ("19.99", 2), "0.00", "39.98"),
            (rule(money="2.50"), ("10", 2), "7.50", "5.00"),
            (rule(money="2.50"), ("10.125", 2), "7.63", "4.99"),  # 7.625; 20.25 - 15.26
            (rule(money="25"), ("10", 2), "0.00", "20.00"),  # never below zero
            (rule(money="0.004"), ("10", 2), "10", None),  # 9.996 rounds to what it was
            (rule(fixed="7"), ("10", 2), "7.00", "6.00"),
            (rule(fixed="7"), ("7", 2), "7", None),
            (rule(fixed="7"), ("6.50", 2), "6.50", None),  # above the price: nothing
            (rule(fixed="6.995"), ("10", 2), "7.00", "6.00"),
            (rule(fixed="9.999"), ("10", 3), "10", None),  # 10.00 is not below
            (rule(fixed="9.999"), ("10.004", 3), "10.00", "0.01"),  # 30.012 -> 30.01, less 30.00
            (rule(fixed="0"), ("10", 2), "0.00", "20.00"),
            (rule("50"), ("0", 2), "0", None),
        ],
    )
    def test_the_new_unit_price(self, entry, line, unit, amount):
        """Rounded to the cent; if that is not below the price, the price stays. Unlisted where nothing is off."""
        price = priced(line, rules=[entry])
        assert column(price, "price") == [unit]
        assert column(price, "price_before_discounts") == [line[0]]
        applied = [str(discount.discount_rule.amount.amount) for discount in price.applied_discounts]
        assert applied == ([] if amount is None else [amount])

    def test_a_finer_price_may_change_and_the_line_may_not(self):
        """10.004 becomes 10.00, and one of it costs 10.00 either way: nothing is listed."""
        price = priced(("10.004", 1), rules=[rule(fixed="9.999")])
        assert (column(price, "price"), column(price, "price_before_discounts")) == (["10.00"], ["10.004"])
        assert price.applied_discounts == ()

    def test_what_is_published(self):
        """Convention D6: SPECIFIC_ITEMS and the lines, inside the prices, in no discount."""
        entry = rule("20", name="Spring", scopes=[items("item-1", "item-3", "item-4")])
        price = priced(("100", 1), ("50", 1), ("10", 2), ("0", 1), rules=[entry], taxes=[tax("0.1")])
        assert column(price, "line_item_price") == ["80.00", "50.00", "16.00", "0.00"]
        assert column(price, "discount") == ["0.00"] * 4
        assert column(price, "full_price") == ["100", "50", "10", "0"]
        # 146 and 10 % of it
        assert six(price.summary) == ["146.00", "0.00", "0.00", "14.60", "0.00", "160.60"]
        (applied,) = price.applied_discounts
        assert applied.discount_type is cc.DiscountType.SPECIFIC_ITEMS
        assert applied.line_item_ids == (guid(1), guid(3))
        assert parts(applied) == {1: "20.00", 3: "4.00"}
        assert (applied.discount_rule.name.original, str(applied.discount_rule.amount)) == ("Spring", "USD 24.00")
        assert (applied.coupon, applied.merchant_discount) == (None, None)

    def test_once_to_an_item(self):
        """Convention D1: a line in three of its scopes is still 10 % less."""
        scopes = [items("item-1"), items(), collections("winter", "sale")]
        price = priced((item("10", collection_ids=["winter", "sale"]), 1), rules=[rule("10", scopes=scopes)])
        assert column(price, "price") == ["9.00"]

    def test_the_order_matters(self):
        """Convention D1: each on what the last left."""
        tenth, five = rule("10"), rule(money="5")
        price = priced(("99.99", 1), rules=[tenth, five])
        assert column(price, "price") == ["84.99"]  # 89.991 -> 89.99, less 5
        assert [str(entry.discount_rule.amount) for entry in price.applied_discounts] == ["USD 10.00", "USD 5.00"]
        price = priced(("99.99", 1), rules=[five, tenth])
        assert column(price, "price") == ["85.49"]  # 94.99 -> 85.491
        assert [str(entry.discount_rule.amount) for entry in price.applied_discounts] == ["USD 5.00", "USD 9.50"]

    def test_modifiers_are_part_of_the_price(self):
        """Convention L6: (10 + 2 x 1.50) less 10 % is 11.70."""
        price = priced((item("10", modifier_groups=extras(("1.50", 2))), 2), rules=[rule("10")])
        assert column(price, "price_before_discounts") == ["13.00"]
        assert column(price, "full_price") == ["13.00"]
        assert column(price, "price") == ["11.70"]

    def test_a_membership_leaves_the_modifiers_to_it(self):
        """Conventions M7, D1: 10 % of 3 is 0.30 a unit; the unit price before discounts is the 3 as well."""
        price = priced(
            (lesson("20", modifier_groups=extras("3")), 2),
            memberships=[membership()],
            member=MEMBER,
            selected=[pays("gold", 1)],
            rules=[rule("10")],
        )
        line = price.lines[0]
        assert [line.price_before_discounts, line.price] == [cc.Money("3", "USD"), cc.Money("2.70", "USD")]
        assert str(price.summary.total) == "USD 5.40"

    def test_they_may_be_switched_off(self):
        """Convention D1: ``disabledDiscountRulesCalculation``."""
        for off, unit in ((True, "10"), (False, "8.00")):
            settings = cc.CustomSettings(disabled_discount_rules_calculation=off)
            price = priced(("10", 1), rules=[rule("20")], info={"custom_settings": settings})
            assert column(price, "price") == [unit]

    def test_inactive(self):
        """An inactive rule does nothing, and the next one is not held up by it."""
        price = priced(("10", 1), rules=[rule("20", active=False), rule("10")])
        assert column(price, "price") == ["9.00"]
        assert len(price.applied_discounts) == 1

    @pytest.mark.parametrize(
        ("after_start", "status"),
        [
            (-INSTANT, "PENDING"),
            (timedelta(0), "LIVE"),
            (timedelta(hours=1) - INSTANT, "LIVE"),
            (timedelta(hours=1), "EXPIRED"),
        ],
    )
    def test_its_time(self, after_start, status):
        """Convention D1: the start is included, the end is not."""
        entry = rule("20", window=(NOW, NOW + timedelta(hours=1)))
        at = NOW + after_start
        assert entry.status(at) is cc.DiscountRuleStatus[status]
        price = priced(("10", 1), rules=[entry], as_of=at)
        assert column(price, "price") == ["8.00" if status == "LIVE" else "10"]

    def test_without_a_snapshot_the_last_change_counts(self):
        """Convention C2: the checkout was changed at that very instant."""
        assert column(priced(("10", 1), rules=[rule("20", window=(NOW, None))]), "price") == ["8.00"]
        assert column(priced(("10", 1), rules=[rule("20", window=(None, NOW))]), "price") == ["10"]


class TestReachOfRules:
    """Conventions D3 and D4: which lines."""

    @pytest.mark.parametrize(
        ("scopes", "reached"),
        [
            ([items()], [1, 2, 3]),
            ([items("item-2")], [2]),
            ([items("item-3", "item-1")], [1, 3]),
            ([items(app="another")], []),
            ([items("item-1", app="another")], []),
            ([collections("winter")], [1, 3]),
            ([collections("sale", "none")], [3]),
            ([collections("winter", app="another")], []),
            ([collections("sale"), items("item-2")], [2, 3]),
            ([items("gone")], []),
        ],
    )
    def test_scopes(self, scopes, reached):
        """Line 1 is in winter, 3 in winter and sale; 4 has no reference, 5 is not found."""
        price = priced(
            (item("10", collection_ids=["winter"]), 1),
            ("10", 1),
            (item("10", collection_ids=["winter", "sale"]), 1),
            (None, 1, {"catalog_reference": None, "custom_item": item("10", collection_ids=["winter", "sale"])}),
            (None, 1),
            rules=[rule("20", scopes=scopes)],
        )
        named = [int(identity[-3:]) for entry in price.applied_discounts for identity in entry.line_item_ids]
        assert named == reached

    def test_a_custom_line_with_a_reference_is_where_that_says(self):
        """Convention D3: the reference decides."""
        line = (None, 1, {"custom_item": item("10", collection_ids=["winter"])})
        assert column(priced(line, rules=[rule("20", scopes=[items("item-1")])]), "price") == ["8.00"]
        assert column(priced(line, rules=[rule("20", scopes=[collections("winter")])]), "price") == ["8.00"]
        assert column(priced(line, rules=[rule("20", scopes=[items("item-2")])]), "price") == ["10"]

    def test_options_of_an_item_are_the_item(self):
        """A scope names items, not variants."""
        reference = cc.CatalogReference(items().catalog_item_filter.catalog_app_id, "item-1", {"size": "L"})
        line = (item("10"), 1, {"catalog_reference": reference})
        assert column(priced(line, rules=[rule("20", scopes=[items("item-1")])]), "price") == ["8.00"]

    @pytest.mark.parametrize(
        ("lines", "prices"),
        [
            ([("12", 1), ("10", 3), ("11", 1)], ["12", "8.00", "11"]),  # in all its quantity
            ([("10", 1), ("10", 2)], ["8.00", "10"]),  # ties: the earlier
            ([("10.004", 1), ("10.003", 1)], ["10.004", "8.00"]),  # 8.0024
            ([("0", 1), ("10", 1)], ["0", "10"]),  # the lowest costs nothing: nothing to take off
        ],
    )
    def test_only_the_lowest_priced(self, lines, prices):
        """20 % off the cheapest line."""
        assert column(priced(*lines, rules=[rule("20", lowest=True)]), "price") == prices

    def test_the_lowest_of_those_in_scope_at_that_moment(self):
        """12 less 5 is 7, the lowest of the two in scope when the second rule comes; 1 is not in its scope."""
        rules = [rule(money="5", scopes=[items("item-2")]), rule("50", lowest=True, scopes=[items("item-1", "item-2")])]
        assert column(priced(("10", 1), ("12", 1), ("1", 1), rules=rules), "price") == ["10", "3.50", "1"]

    @pytest.mark.parametrize(
        ("only", "prices"),
        [(None, ["9.00", "5.40"]), ("ONE_TIME_PURCHASE", ["9.00", "6"]), ("SUBSCRIPTION", ["10", "5.40"])],
    )
    def test_subscriptions_and_others(self, only, prices):
        """10 % off 10 once and 6 a month."""
        assert column(priced(("10", 1), (subscription("6"), 1), rules=[rule("10", only=only)]), "price") == prices

    def test_the_lowest_one_time_purchase(self):
        """Both settings: the subscription is cheaper, but does not count."""
        rules = [rule("10", only="ONE_TIME_PURCHASE", lowest=True)]
        assert column(priced(("12", 1), (subscription("6"), 1), ("10", 1), rules=rules), "price") == ["12", "6", "9.00"]


def fires(trigger, *lines, **keywords):
    """Whether a rule with this trigger changes the price of any line."""
    return bool(priced(*lines, rules=[rule("20", trigger=trigger)], **keywords).applied_discounts)


class TestTriggers:
    """Convention D2: when a rule applies."""

    @pytest.mark.parametrize(
        ("from_", "to", "subtotal", "applies"),
        [
            ("20", "30", "19.99", False),
            ("20", "30", "20", True),
            ("20", "30", "30", True),
            ("20", "30", "30.01", False),
            ("20", None, "19.99", False),
            ("20", None, "1000000", True),
            (None, "30", "0.03", True),
            (None, "30", "30.01", False),
            ("20", "20", "20", True),
            ("20.0025", None, "20", False),
            ("20.0025", None, "20.004", False),  # the line price is 20.00
            ("20.0025", None, "20.005", True),  # 20.01
        ],
    )
    def test_a_range_of_the_subtotal(self, from_, to, subtotal, applies):
        """Both ends are included, an absent one is open."""
        assert fires(subtotal_of(from_, to), (subtotal, 1)) is applies

    @pytest.mark.parametrize(
        ("from_", "to", "quantity", "applies"),
        [
            (2, 4, 1, False), (2, 4, 2, True), (2, 4, 4, True), (2, 4, 5, False), (2, None, 100_000, True),
            (None, 4, 1, True), (None, 4, 5, False), (3, 3, 3, True),
        ],
    )  # fmt: skip
    def test_a_range_of_the_quantity(self, from_, to, quantity, applies):
        """Both ends are included, an absent one is open."""
        assert fires(quantity_of(from_, to), ("1", quantity)) is applies

    def test_they_measure_the_lines_in_their_own_scopes(self):
        """Items 1 and 2 are measured: 2 x 10 + 5; the rule reaches everything."""
        lines = ("10", 2), ("5", 1), ("100", 50)
        scopes = items("item-1"), items("item-2")
        assert fires(subtotal_of("25", "25", *scopes), *lines)
        assert fires(quantity_of(3, 3, *scopes), *lines)
        assert not fires(quantity_of(3, 3, items("item-1")), *lines)
        assert fires(quantity_of(2, 2, items("item-1"), items("item-1")), *lines)

    def test_a_line_that_is_not_found_counts_nowhere(self):
        """And a custom line without a reference is in no scope."""
        custom = (None, 5, {"catalog_reference": None, "custom_item": item("10")})
        assert not fires(quantity_of(2), ("10", 1), (None, 7), custom)
        assert not fires(subtotal_of("11"), ("10", 1), (None, 7), custom)

    def test_they_measure_before_any_discount(self):
        """Two rules that halve: the second sees the 100 that its trigger asks for."""
        trigger = subtotal_of("100", "100")
        price = priced(("100", 1), rules=[rule("50"), rule("50", trigger=trigger)], coupon=coupon(percent="50"))
        assert column(price, "price") == ["25.00"]

    def test_modifiers_count_and_what_a_membership_pays_does_not(self):
        """Conventions L6, M7: 10 + 2; then 2 alone."""
        assert fires(subtotal_of("12", "12"), (item("10", modifier_groups=extras("2")), 1))
        paid = {"memberships": [membership()], "member": MEMBER, "selected": [pays("gold", 1)]}
        assert fires(subtotal_of("2", "2"), (lesson("10", modifier_groups=extras("2")), 1), **paid)

    @pytest.mark.parametrize(
        ("buyer", "applies"),
        [
            (None, False),
            (cc.BuyerInfo(member_id="ABCDEF00-0000-0000-0000-00000000000A"), True),
            (cc.BuyerInfo(member_id="abcdef00-0000-0000-0000-00000000000a"), True),
            (cc.BuyerInfo(member_id=guid(1)), False),
            (cc.BuyerInfo(visitor_id="abcdef00-0000-0000-0000-00000000000a"), False),
            (cc.BuyerInfo(contact_id="abcdef00-0000-0000-0000-00000000000a"), False),
            (cc.BuyerInfo(email="jane@example.com"), True),
            (cc.BuyerInfo(email="JANE@EXAMPLE.COM", member_id=guid(1)), True),
            (cc.BuyerInfo(email="joe@example.com"), False),
        ],
    )
    def test_a_customer(self, buyer, applies):
        """Listed by member id or by email, whatever the case."""
        trigger = customers("Jane@Example.com", members=["abcdef00-0000-0000-0000-00000000000A"])
        assert fires(trigger, ("1", 1), info={"buyer_info": buyer}) is applies

    def test_nobody_is_listed(self):
        """Then nobody is eligible."""
        assert not fires(customers(), ("1", 1), member=MEMBER)

    @pytest.mark.parametrize(
        ("cheap", "many", "known", "both", "one"),
        [
            (True, True, True, True, True),
            (True, True, False, False, True),
            (True, False, True, False, True),
            (False, False, True, False, True),
            (False, False, False, False, False),
        ],
    )
    def test_and_and_or(self, cheap, many, known, both, one):
        """AND: every one; OR: at least one."""
        triggers = (
            subtotal_of(to="100" if cheap else "19"),
            quantity_of(2 if many else 3),
            customers(members=[MEMBER if known else guid(1)]),
        )
        line = ("10", 2)
        assert fires(all_of(*triggers), line, member=MEMBER) is both
        assert fires(any_of(*triggers), line, member=MEMBER) is one

    def test_nested(self):
        """20 at least, and either five units or a customer who either is known or buys for 50 at most."""
        trigger = all_of(
            subtotal_of("20"),
            any_of(quantity_of(5), all_of(customers(members=[MEMBER]), any_of(subtotal_of(to="50"), quantity_of(4)))),
        )
        assert fires(trigger, ("4", 5))  # 20, five units
        assert not fires(trigger, ("3.99", 5))  # 19.95
        assert not fires(trigger, ("10", 2))
        assert fires(trigger, ("10", 2), member=MEMBER)
        assert fires(trigger, ("25", 2), member=MEMBER)  # 50
        assert not fires(trigger, ("25.01", 2), member=MEMBER)
        assert fires(trigger, ("25.01", 4), member=MEMBER)


class TestMerchantDiscounts:
    """Conventions D7 and D8: what the merchant takes off this one checkout, after the coupon."""

    @pytest.mark.parametrize(
        ("lines", "discounts", "taken"),
        [
            ([("30", 1), ("70", 1)], [merchant("10")], ["3.00", "7.00"]),
            ([("40", 1), ("40", 1), ("40", 1)], [merchant("10")], ["3.34", "3.33", "3.33"]),
            ([("30", 1), ("70", 1)], [merchant(percent="10")], ["3.00", "7.00"]),
            ([("30", 1), ("70", 1)], [merchant("200")], ["30.00", "70.00"]),
            ([("0", 3), ("10", 1)], [merchant("5")], ["0.00", "5.00"]),  # nothing off what costs nothing
            ([("10", 1)], [merchant("0.005")], ["0.01"]),  # the amount is rounded
            ([("0.20", 1)], [merchant(percent="12.5")], ["0.03"]),  # 0.025
            ([("10.01", 1), ("10.01", 1)], [merchant(percent="2.5")], ["0.25", "0.25"]),  # 0.5005 once: 0.50
            ([("0.10", 1), ("0.10", 1)], [merchant(percent="5")], ["0.01", "0.00"]),  # 0.01 in all, not 0.005 twice
            ([("30", 1), ("70", 2), ("20", 1)], [merchant("5", lines=[2])], ["0.00", "5.00", "0.00"]),
            ([("30", 1), ("70", 1), ("20", 1)], [merchant("10", lines=[3, 1])], ["6.00", "0.00", "4.00"]),
            ([("30", 1), ("70", 1)], [merchant(percent="10", lines=[2])], ["0.00", "7.00"]),
            ([("30", 1), ("70", 1)], [merchant(percent="10", lines=[2, 2])], ["0.00", "7.00"]),
            ([("30", 1), ("70", 1)], [merchant("80", lines=[1])], ["30.00", "0.00"]),
        ],
    )
    def test_amounts_and_percentages(self, lines, discounts, taken):
        """Once off all lines named, or off all there are."""
        price = priced(*lines, merchants=discounts)
        assert column(price, "discount") == taken
        assert not price.calculation_errors

    def test_a_percentage_of_the_price_before_other_discounts(self):
        """100 -> 80 by rule, 8 by coupon; 10 % of the 100 is 10, and 62 is left."""
        price = priced(("100", 1), rules=[rule("20")], coupon=coupon(percent="10"), merchants=[merchant(percent="10")])
        assert column(price, "discount") == ["18.00"]
        assert six(price.summary) == ["80.00", "0.00", "0.00", "0.00", "18.00", "62.00"]
        by_rule, by_coupon, by_merchant = price.applied_discounts
        assert str(by_rule.discount_rule.amount) == "USD 20.00"
        assert (str(by_coupon.coupon.amount), parts(by_coupon)) == ("USD 8.00", {1: "8.00"})
        assert (str(by_merchant.merchant_discount.amount), parts(by_merchant)) == ("USD 10.00", {1: "10.00"})
        assert by_merchant.merchant_discount.percentage == Decimal(10)

    def test_a_percentage_takes_no_more_than_is_left(self):
        """60 % of 100 after 20 % by rule and half of the rest by coupon: 40 is left."""
        price = priced(("100", 1), rules=[rule("20")], coupon=coupon(percent="50"), merchants=[merchant(percent="60")])
        assert column(price, "discount") == ["80.00"]
        assert str(price.summary.total) == "USD 0.00"

    def test_shared_out_by_what_is_left(self):
        """The coupon took 5 of the first 10: 5 and 10 are left, so 3 is 1 and 2."""
        price = priced(
            ("10", 1),
            ("10", 1),
            coupon=coupon(money="5", limited_to_one_item=True),
            merchants=[merchant("3")],
        )
        assert column(price, "discount") == ["6.00", "2.00"]
        assert [parts(entry) for entry in price.applied_discounts] == [{1: "5.00"}, {1: "1.00", 2: "2.00"}]

    def test_until_nothing_is_left(self):
        """6, 3, the last 1, and 0: all are listed."""
        price = priced(("10", 1), merchants=[merchant("6"), merchant("3"), merchant("5"), merchant("2")])
        amounts = [str(entry.merchant_discount.amount.amount) for entry in price.applied_discounts]
        assert amounts == ["6.00", "3.00", "1.00", "0.00"]
        assert [parts(entry) for entry in price.applied_discounts] == [{1: "6.00"}, {1: "3.00"}, {1: "1.00"}, {}]
        assert str(price.summary.total) == "USD 0.00"

    def test_their_order_matters(self):
        """9 off the first line, then 6 off both: 1 and 10 are left, 0.55 and 5.45. The other way: 3 and 3, then 7."""
        named, both = merchant("9", lines=[1]), merchant("6")
        lines = ("10", 1), ("10", 1)
        assert column(priced(*lines, merchants=[named, both]), "discount") == ["9.55", "5.45"]
        assert column(priced(*lines, merchants=[both, named]), "discount") == ["10.00", "3.00"]

    @pytest.mark.parametrize(
        ("lines", "kind", "named"),
        [((), "GLOBAL", ()), ([1, 2], "SPECIFIC_ITEMS", (guid(2),)), ([1], "SPECIFIC_ITEMS", ())],
    )
    def test_what_is_published(self, lines, kind, named):
        """With named lines those that something is taken off; the first one costs nothing."""
        price = priced(("0", 1), ("10", 1), merchants=[merchant("4", lines=lines)])
        (applied,) = price.applied_discounts
        assert (applied.discount_type, applied.line_item_ids) == (cc.DiscountType[kind], named)
        assert applied.merchant_discount.percentage is None

    def test_before_tax(self):
        """10 % tax of 100 - 30."""
        price = priced(("100", 1), merchants=[merchant("30")], taxes=[tax("0.1")])
        assert six(price.summary) == ["100.00", "0.00", "0.00", "7.00", "30.00", "77.00"]

    def test_an_id_that_is_no_line(self):
        """Convention D8: a finding, and the lines that are there are still reached."""
        price = priced(("10", 1), ("20", 1), merchants=[merchant("5", lines=[2, 77])])
        assert finding(price, "discounts_calculation_error") == "LINE_ITEM_NOT_FOUND"
        assert column(price, "discount") == ["0.00", "5.00"]
        price = priced(("10", 1), merchants=[merchant("5", lines=[77])])
        assert finding(price, "discounts_calculation_error") == "LINE_ITEM_NOT_FOUND"
        assert column(price, "discount") == ["0.00"]
        assert [entry.merchant_discount.amount for entry in price.applied_discounts] == [USD0]

    def test_ids_match_whatever_their_case(self):
        """Convention Q3."""
        identity = "abcdef00-0000-0000-0000-000000000001"
        discount = cc.MerchantDiscount(amount=cc.Money(5, "USD"), line_item_ids=[identity.upper()])
        price = priced(("10", 1), ("10", 1, {"id": identity}), merchants=[discount])
        assert column(price, "discount") == ["0.00", "5.00"]
        assert not price.calculation_errors

    def test_a_line_whose_item_is_not_found(self):
        """It is a line of the checkout, so it is no finding; and there is nothing to take off."""
        price = priced((None, 1), ("10", 1), merchants=[merchant("5", lines=[1])])
        assert not price.calculation_errors
        assert column(price, "discount") == ["0.00", "0.00"]


def test_all_discounts_together():
    """Rule, coupon and two merchant discounts on two lines, cent by cent.

    Conventions D1, D7, C9. Units 9.99 and 5.01 less 15 %: 8.4915 -> 8.49 and 4.2585 -> 4.26. Lines 2 x 8.49 = 16.98 and
    3 x 4.26 = 12.78, together 29.76. Coupon 12.5 % of 29.76 = 3.72: shares 2.1225 and 1.5975, so 2.12 and 1.60. Left
    14.86 and 11.18. 5 % of 19.98 + 15.03 = 35.01 is 1.7505 -> 1.75: shares 0.99865 and 0.75135, so 1.00 and 0.75. Left
    13.86 and 10.43. Then 2 off the second line: 8.43.
    """
    price = priced(
        ("9.99", 2),
        ("5.01", 3),
        rules=[rule("15")],
        coupon=coupon(percent="12.5"),
        merchants=[merchant(percent="5"), merchant("2", lines=[2])],
    )
    assert column(price, "line_item_price") == ["16.98", "12.78"]
    assert [parts(entry) for entry in price.applied_discounts] == [
        {1: "3.00", 2: "2.25"},  # 19.98 - 16.98 and 15.03 - 12.78
        {1: "2.12", 2: "1.60"},
        {1: "1.00", 2: "0.75"},
        {2: "2.00"},
    ]
    assert column(price, "discount") == ["3.12", "4.35"]
    assert six(price.summary) == ["29.76", "0.00", "0.00", "0.00", "7.47", "22.29"]


def test_the_same_coupon_on_the_same_lines_is_the_same_value():
    """A price is a value: priced twice it is equal, and another coupon makes another."""
    one, other = (priced(("10", 3), coupon=coupon(groups=(2, 1))) for _ in range(2))
    assert one == other
    assert one != priced(("10", 3), coupon=attrs.evolve(coupon(groups=(2, 1)), scope=STORES, limited_to_one_item=True))
