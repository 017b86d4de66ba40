"""Corners of the toolbox: what a plausible slip of the engine would get wrong, each found by planting that slip."""

import pickle
import time
from datetime import timedelta
from decimal import Decimal

import attrs
import pytest
import samples
from quick import (
    MEMBER,
    any_of,
    carrier,
    column,
    coupon,
    customers,
    delivered,
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
from checkout_core.pricing.memo import at_place

OFFLINE = cc.PaymentOptionType.FULL_PAYMENT_OFFLINE
DEPOSIT = cc.PaymentOptionType.DEPOSIT_ONLINE
TRIAL = ("WEEK", 2)
NOTHING = ["0.00"] * 6
INSTANT = timedelta(microseconds=1)


def coupon_finding(price):
    """The code of what is wrong with the coupon."""
    return finding(price, "coupon_calculation_error")


def fires(trigger, *lines, **keywords):
    """Whether a rule with this trigger applies."""
    return bool(priced(*lines, rules=[rule("20", trigger=trigger)], **keywords).applied_discounts)


def fee(price=None, percent=None, code="fee", **fields):
    """A fee of so much, or of so many percent."""
    amount = price and cc.Money(price, "USD")
    return cc.AdditionalFee(code=code, name=code, price=amount, percentage=percent and Decimal(percent), **fields)


class TestRules:
    @pytest.mark.parametrize(
        ("entry", "line", "unit", "amount"),
        [(rule(money="2.505"), ("10", 2), "7.50", "5.00")],  # 7.495, not 10.00 - 2.51
    )
    def test_the_new_unit_price(self, entry, line, unit, amount):
        price = priced(line, rules=[entry])
        assert column(price, "price") == [unit]
        assert [str(discount.discount_rule.amount.amount) for discount in price.applied_discounts] == [amount]

    def test_a_finer_price_that_stays_is_rounded_once_a_line_still(self):
        """Conventions D5, D6: 10 % changes nothing of 0.006; the next takes off all of 3 x 0.006, which is 0.02."""
        price = priced(("0.006", 3), rules=[rule("10"), rule("100")])
        assert [str(entry.discount_rule.amount) for entry in price.applied_discounts] == ["USD 0.02"]

    def test_a_rule_that_lowers_a_unit_price_alone_is_told(self):
        """Convention D6: not listed, but the story says where 10.00 comes from."""
        price = priced(("10.004", 1), rules=[rule(fixed="9.999", name="Round")])
        assert price.applied_discounts == ()
        assert ("unit price", "rule Round") in [(step.stage, step.label) for step in cc.explain(price).steps]

    def test_the_lowest_of_lines_far_apart(self):
        """Convention D4: of lines 2 and 9, both at 10, the earlier."""
        lines = [("10" if number in {2, 9} else "20", 1) for number in range(1, 10)]
        price = priced(*lines, rules=[rule("20", lowest=True, scopes=[items("item-2", "item-9")])])
        assert column(price, "price")[1::7] == ["8.00", "10"]


@pytest.mark.parametrize(
    ("listed", "email"),
    [("Straße@example.com", "STRASSE@EXAMPLE.COM"), ("STRASSE@EXAMPLE.COM", "straße@example.com")],
)
class TestCaseFolding:
    """Whatever the case is Unicode's case folding: ß is ss (conventions C3, D2)."""

    def test_a_customer_is_listed(self, listed, email):
        assert fires(customers(listed), ("1", 1), info={"buyer_info": cc.BuyerInfo(email=email)})

    def test_uses_of_a_coupon_are_counted(self, listed, email):
        entry = coupon(percent="10", limit_per_customer=1, usage_by_customer={listed: 1})
        price = priced(("1", 1), coupon=entry, info={"buyer_info": cc.BuyerInfo(email=email)})
        assert coupon_finding(price) == "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED"

    def test_a_code(self, listed, email):
        code, held = listed.partition("@")[0], email.partition("@")[0]
        plain = priced(("1", 1), coupon=attrs.evolve(coupon(percent="10"), code=code))
        price = cc.price(attrs.evolve(plain.checkout, coupon_code=held), plain.store)
        assert coupon_finding(price) is None


def test_uses_under_several_spellings_are_added():
    """Convention C3: once and once are two."""
    uses = {"jane@example.com": 1, "Jane@Example.com": 1}
    entry = coupon(percent="10", limit_per_customer=2, usage_by_customer=uses)
    price = priced(("1", 1), coupon=entry, info={"buyer_info": cc.BuyerInfo(email="JANE@example.com")})
    assert coupon_finding(price) == "ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED"


class TestWhichFindingComesFirst:
    """Convention C3: the first check that fails is the finding, and nothing is taken off."""

    FAILING = (  # in the order of the checks
        ("ERROR_COUPON_IS_DISABLED", {"active": False}),
        ("ERROR_COUPON_IS_NOT_ACTIVE_YET", {"start_time": NOW + INSTANT}),
        ("ERROR_COUPON_HAS_EXPIRED", {"expiration_time": NOW}),
        ("ERROR_COUPON_USAGE_EXCEEDED", {"usage_limit": 1, "usage_count": 1}),
        ("ERROR_COUPON_LIMIT_PER_CUSTOMER_EXCEEDED", {"limit_per_customer": 1, "usage_by_customer": {"a@b": 1}}),
        ("MIN_SUBTOTAL_NOT_REACHED", {"minimum": "11"}),
        ("NOT_APPLICABLE_TO_SUBSCRIPTIONS", {}),
    )

    @pytest.mark.parametrize("first", range(len(FAILING)))
    def test_of_two(self, first):
        """Each check with each later one; of start and end no instant fails both."""
        code, fails = self.FAILING[first]
        for later_code, also_fails in self.FAILING[first:]:
            if {code, later_code} == {"ERROR_COUPON_IS_NOT_ACTIVE_YET", "ERROR_COUPON_HAS_EXPIRED"}:
                continue
            entry = coupon(percent="10", **{"minimum": "5"} | also_fails | fails)
            price = priced((subscription("10"), 1), coupon=entry, info={"buyer_info": cc.BuyerInfo(email="A@B")})
            assert coupon_finding(price) == code, later_code
            assert column(price, "discount") == ["0.00"]

    @pytest.mark.parametrize("fails", [fails for _, fails in FAILING[:5]], ids=[code for code, _ in FAILING[:5]])
    def test_a_minimum_that_is_reached_does_not_make_up_for_it(self, fails):
        """10 of 5, and the coupon still cannot be used."""
        entry = coupon(percent="10", minimum="5", **fails)
        price = priced(("10", 1), coupon=entry, info={"buyer_info": cc.BuyerInfo(email="A@B")})
        assert coupon_finding(price) is not None
        assert column(price, "discount") == ["0.00"]

    def test_without_a_found_line(self):
        """A coupon of the whole order reaches no line that is not found."""
        price = priced((None, 1), coupon=coupon(money="1", minimum="0"))
        assert coupon_finding(price) == "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"


class TestFinerThanACent:
    """Conventions C5, C6, C7, C12: exact unit prices compare and add up before anything is rounded."""

    @pytest.mark.parametrize(
        ("lines", "entry", "taken"),
        [
            ([("10", 3)], {"money": "0.333"}, ["1.00"]),  # 0.999
            ([("0.333", 3)], {"money": "1"}, ["1.00"]),
            ([("10.125", 1)], {"money": "15", "limited_to_one_item": True}, ["10.13"]),
            ([("10.125", 1), ("10.002", 1)], {"money": "1", "limited_to_one_item": True}, ["0.00", "1.00"]),
            ([("10.125", 1), ("11", 2)], {"groups": (2, 1)}, ["10.13", "0.00"]),
        ],
    )
    def test_off_units(self, lines, entry, taken):
        assert column(priced(*lines, coupon=coupon(**entry)), "discount") == taken


def test_a_group_that_is_not_full_frees_nothing_of_any_line():
    """Convention C12: of seven units, buy 1 get 3, the first group alone; the last unit is another line's."""
    price = priced(("10", 6), ("5", 1), coupon=coupon(groups=(1, 3)))
    assert column(price, "discount") == ["30.00", "0.00"]


def test_too_few_of_one_and_two():
    """Convention C12: two units are more than one, but three are asked for."""
    price = priced(("10", 2), coupon=coupon(groups=(1, 2)))
    assert coupon_finding(price) == "MIN_LINE_ITEM_QUANTITY_NOT_REACHED"


@pytest.mark.parametrize(
    ("scope", "entry", "taken"),
    [
        (cc.Scope(namespace="bookings", group=cc.ScopeGroup(name="service")), {"percent": "10"}, ["0.00", "0.80"]),
        (cc.Scope(namespace="bookings"), {"percent": "10"}, ["0.00", "0.80"]),
        (cc.Scope(namespace="bookings-2"), {"percent": "10"}, ["5.40", "2.40"]),
    ],
)
def test_bookings_are_limited_to_one_with_or_without_a_group(scope, entry, taken):
    """Convention C5."""
    lines = (item("9", coupon_scopes=[scope]), 6), (item("8", coupon_scopes=[scope]), 3)
    assert column(priced(*lines, coupon=coupon(**entry, scope=scope)), "discount") == taken


def test_limited_has_no_meaning_for_money_off_with_a_minimum():
    """Convention C8: once off all lines, in proportion."""
    price = priced(("30", 1), ("10", 1), coupon=coupon(money="4", minimum="0", limited_to_one_item=True))
    assert column(price, "discount") == ["3.00", "1.00"]


def test_a_cent_of_a_discount_is_listed():
    """Conventions C10, D6, D7: one minor unit is something."""
    price = priced(("0.01", 1), merchants=[merchant("0.01")])
    assert [len(entry.line_item_discounts) for entry in price.applied_discounts] == [1]


def test_ids_of_lines_in_upper_case():
    """Convention Q3: the line's own spelling does not matter either."""
    identity = "ABCDEF00-0000-0000-0000-000000000001"
    discount = cc.MerchantDiscount(amount=cc.Money(5, "USD"), line_item_ids=[identity.lower()])
    price = priced(("10", 1), ("10", 1, {"id": identity}), merchants=[discount])
    assert column(price, "discount") == ["0.00", "5.00"]
    assert not price.calculation_errors


def test_free_shipping_with_a_group():
    """Convention C13: type SHIPPING, and no line is named."""
    group = cc.Scope(namespace="stores", group=cc.ScopeGroup(name="collection"))
    applied = priced(("10", 1), shipping="4", coupon=coupon(free_shipping=True, scope=group)).applied_discounts[0]
    assert (applied.discount_type, applied.line_item_ids) == (cc.DiscountType.SHIPPING, ())


DOWN = cc.PricingPolicy(rounding=cc.Rounding.DOWN)


class TestEveryRoundingFollowsThePolicy:
    """Convention R3: one mode serves every rounding of a price."""

    @pytest.mark.parametrize(
        ("lines", "keywords", "prices", "discounts"),
        [
            ([("9.95", 1)], {"rules": [rule("10")]}, ["8.95"], ["0.00"]),  # 8.955
            ([("9.95", 1)], {"rules": [rule(money="1.005")]}, ["8.94"], ["0.00"]),  # 8.945
            ([("9.95", 1)], {"rules": [rule(fixed="7.999")]}, ["7.99"], ["0.00"]),
            ([("9.95", 1)], {"coupon": coupon(percent="10")}, ["9.95"], ["0.99"]),  # 0.995
            ([("9.95", 1)], {"coupon": coupon(money="1.009", minimum="0")}, ["9.95"], ["1.00"]),
            ([("9.95", 1)], {"coupon": coupon(money="1.009")}, ["9.95"], ["1.00"]),
            ([("9.95", 1)], {"coupon": coupon(fixed="8.001")}, ["9.95"], ["1.94"]),  # 1.949
            ([("9.999", 2)], {"coupon": coupon(groups=(1, 1))}, ["9.999"], ["9.99"]),
            ([("9.95", 1)], {"merchants": [merchant("1.009")]}, ["9.95"], ["1.00"]),
            ([("9.95", 1)], {"merchants": [merchant(percent="10")]}, ["9.95"], ["0.99"]),
        ],
    )
    def test_down(self, lines, keywords, prices, discounts):
        price = priced(*lines, policy=DOWN, **keywords)
        assert column(price, "price") == prices
        assert column(price, "discount") == discounts

    def test_down_of_charges(self):
        """Delivery, its charges, fees, and their taxes."""
        price = priced(
            ("9.99", 1),
            options=[delivery("5.009", charges=[("INSURANCE", "1.009")])],
            fees=[fee(percent="1.99", taxable=True)],
            taxes=[tax("0.199")],
            policy=DOWN,
        )
        # fee 0.1988 -> 0.19 and 1.00; taxes 1.98801 -> 1.98, 0.995 -> 0.99, 0.0378 -> 0.03, 0.199 -> 0.19
        assert six(price.summary) == ["9.99", "5.00", "1.19", "3.19", "0.00", "19.37"]

    def test_down_of_a_deposit(self):
        """2.999 of 9 + 0.99 tax: 2.99 now with 2.99 x 1 / 9.99 of the discount and 2.99 x 0.99 / 9.99 of the tax."""
        line = item("10", payment_option=DEPOSIT, deposit_amount=cc.Money("2.999", "USD"))
        price = priced((line, 1), coupon=coupon(money="1"), taxes=[tax("0.1101")], policy=DOWN)
        assert six(price.pay_now) == ["2.99", "0.00", "0.00", "0.29", "0.29", "2.99"]


def test_an_id_named_twice_is_told_as_it_was_spelt_first():
    """Convention M4: at its first place, so in its first spelling."""
    identity = "abcdef00-0000-0000-0000-000000000077"
    price = priced(
        (lesson("20"), 1), memberships=[membership()], member=MEMBER,
        selected=[pays("gold", 1, identity, identity.upper())],
    )  # fmt: skip
    (problem,) = price.calculation_errors.membership_error.application_error.data["errors"]
    assert problem["lineItemIds"] == (identity,)


class TestWhatIsDueWhen:
    """Conventions P2 to P4 where several things meet."""

    FREE = coupon(free_shipping=True)

    @pytest.mark.parametrize(
        ("line", "payment"),
        [
            (item("10"), "pay_now"),
            (item("10", payment_option=OFFLINE), "pay_later"),
            (subscription("10", trial=TRIAL), "pay_after_free_trial"),
        ],
    )
    def test_a_free_delivery(self, line, payment):
        """Its discount is due when it is (P1)."""
        price = priced((line, 1), shipping="4", coupon=self.FREE)
        assert six(getattr(price, payment)) == ["10.00", "4.00", "0.00", "0.00", "4.00", "10.00"]

    def test_a_trial_that_cannot_be_sold_does_not_draw_the_delivery(self):
        """Later, with the only line that can be."""
        lines = (subscription("30", trial=TRIAL, quantity_available=0), 1), (item("5", payment_option=OFFLINE), 1)
        price = priced(*lines, options=[delivery("4", charges=[("INSURANCE", "2")])])
        assert six(price.pay_later) == ["5.00", "4.00", "2.00", "0.00", "0.00", "11.00"]
        assert six(price.pay_after_free_trial) == ["30.00", "0.00", "0.00", "0.00", "0.00", "30.00"]

    def test_a_subscription_that_cannot_be_sold_is_due_now(self):
        """Convention L2: it keeps its price and counts."""
        price = priced((subscription("30", quantity_available=0), 1))
        assert str(price.pay_now.total) == "USD 30.00"

    def test_a_subscription_with_an_option_for_deposits_and_none(self):
        """Convention P3: now."""
        price = priced((subscription("30", payment_option=DEPOSIT), 1))
        assert str(price.pay_now.total) == "USD 30.00"

    @pytest.mark.parametrize(
        ("unit", "quantity", "deposit", "percent", "now", "later"),
        [
            ("10", 3, "0.333", None, ["1.00", "0.00", "1.00"], ["29.00", "0.00", "29.00"]),  # 0.999, once
            ("10", 1, "8", "50", ["10.00", "5.00", "5.00"], ["0.00", "0.00", "0.00"]),  # at most what is left
            ("10", 1, "8", "100", ["0.00", "0.00", "0.00"], ["10.00", "10.00", "0.00"]),  # nothing: all later
        ],
    )
    def test_a_deposit(self, unit, quantity, deposit, percent, now, later):
        """Convention P3: subtotal, discount, total."""
        line = item(unit, payment_option=DEPOSIT, deposit_amount=cc.Money(deposit, "USD"))
        price = priced((line, quantity), coupon=percent and coupon(percent=percent))
        for payment, expected in ((price.pay_now, now), (price.pay_later, later)):
            assert numbers([payment.subtotal, payment.discount, payment.total]) == expected


class TestMoreFees:
    def test_a_line_that_is_not_found_binds_no_fee(self):
        """Convention F1: though there is another line."""
        price = priced(("10", 1), (None, 1), fees=[fee("2", catalog_item_ids=["item-2"])])
        assert price.additional_fees == ()
        price = priced(("10", 1), (None, 1), fees=[fee("2", catalog_item_ids=["item-1", "item-2"])])
        assert price.additional_fees[0].line_item_ids == (guid(1),)

    def test_other_charges_where_no_line_is_found(self):
        """Convention S6: they are charged all the same, and rounded: 1.005 is 1.01."""
        price = priced((None, 1), options=[delivery("5", charges=[("INSURANCE", "1.005")])])
        assert six(price.summary) == ["0.00", "5.00", "1.01", "0.00", "0.00", "6.01"]


def test_an_instant_is_the_last_change_not_the_first():
    """Convention C2: the rule starts between the two."""
    plain = priced(("10", 1), rules=[rule("20", window=(NOW + INSTANT, None))])
    assert column(plain, "price") == ["10"]
    changed = attrs.evolve(plain.checkout, updated_date=NOW + INSTANT)
    assert column(cc.price(changed, plain.store), "price") == ["8.00"]


def test_one_cent_due_now_is_a_payment():
    """Convention P6."""
    assert priced(("0.01", 1)).payment_required is True


def test_one_left_of_two_is_some():
    """Convention L2: PARTIALLY_AVAILABLE down to the last one."""
    price = priced((item("10", quantity_available=1), 2))
    assert price.lines[0].availability.status is cc.ItemAvailabilityStatus.PARTIALLY_AVAILABLE


def test_the_full_price_of_a_line_that_a_membership_pays():
    """Convention M7: it stays, also where the catalog states none."""
    price = priced(
        (lesson("20", modifier_groups=extras("3")), 1), memberships=[membership()], member=MEMBER,
        selected=[pays("gold", 1)],
    )  # fmt: skip
    assert price.lines[0].full_price == cc.Money(23, "USD")


@pytest.mark.parametrize("stated", [None, 5, ["no function"], [lambda _: (), "no function"]])
def test_validators_must_be_functions(stated):
    """The error names the place."""
    with pytest.raises(cc.InvalidField, match=r"price\.validators"):
        priced(("10", 1), validators=stated)


class TestTaxInTotal:
    """Conventions T6, T7: each tax once over lines, then delivery, then fees."""

    TOTAL = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL)

    def test_over_everything(self):
        """1.05 + 1.05 + 1.05 at 10 % is 0.315: 0.32 in all, shared 0.105 each; what is not taxable bears none."""
        price = priced(
            ("1.05", 1), shipping="1.05", fees=[fee("1.05", taxable=True), fee("9", code="b")],
            taxes=[tax("0.1")], policy=self.TOTAL,
        )  # fmt: skip
        assert str(price.summary.tax) == "USD 0.32"
        assert str(price.lines[0].tax_details.total_tax) == "USD 0.11"
        assert str(price.shipping.cost.tax_details.total_tax) == "USD 0.11"
        assert numbers(entry.tax_details.total_tax for entry in price.additional_fees) == ["0.10", "0.00"]

    def test_delivery_goes_by_its_own_flag_and_by_what_is_left_of_it(self):
        """A tax for fees alone; a coupon that pays the delivery."""
        options = [delivery("5", charges=[("INSURANCE", "2")])]
        price = priced(("10", 1), options=options, taxes=[tax("0.1", applies_to_shipping=False)], policy=self.TOTAL)
        assert str(price.summary.tax) == "USD 1.20"
        price = priced(
            ("10", 1), shipping="5", taxes=[tax("0.1")], policy=self.TOTAL, coupon=coupon(free_shipping=True)
        )
        assert str(price.summary.tax) == "USD 1.00"

    def test_several_included_taxes(self):
        """10 holds 20 and 5 % of 125: 1.60 and 0.40."""
        price = priced(("10", 1), taxes=[tax("0.2"), tax("0.05", "City")], included=True, policy=self.TOTAL)
        assert numbers(part.tax for part in price.lines[0].tax_details.rate_breakdown) == ["1.60", "0.40"]

    def test_the_odd_cent_goes_to_the_largest_remainder(self):
        """10 % of 1.06 and 9.02: 0.106 and 0.902 are 1.01 in all; 0.6 of a cent is more than 0.2."""
        price = priced(("9.02", 1), ("1.06", 1), taxes=[tax("0.1")], policy=self.TOTAL)
        assert numbers(line.tax_details.total_tax for line in price.lines) == ["0.90", "0.11"]

    def test_in_the_order_of_the_table(self):
        """Convention T7: A fills the cent, though a line that bears B alone comes before; B finds no room."""
        taxes = [tax("1", "A", tax_group_ids=["both"]), tax("1", "B")]
        lines = (item("0", tax_group_id="other"), 1), (item("0.01", tax_group_id="both"), 1)
        policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding.TOTAL, rounding=cc.Rounding.UP)
        price = priced(*lines, taxes=taxes, included=True, policy=policy)
        parts = [
            [(part.name, str(part.tax.amount)) for part in line.tax_details.rate_breakdown] for line in price.lines
        ]
        assert parts == [[("B", "0.00")], [("A", "0.01"), ("B", "0.00")]]

    def test_the_parts_of_a_line_are_those_of_the_totals(self):
        """Convention T8: 3 x 0.03 / 3 of A, and of B 0.0075 in all, a cent for the first line."""
        price = priced(*[("0.05", 1)] * 3, taxes=[tax("0.2", "A"), tax("0.05", "B")], policy=self.TOTAL)
        parts = [numbers(part.tax for part in line.tax_details.rate_breakdown) for line in price.lines]
        assert parts == [["0.01", "0.01"], ["0.01", "0.00"], ["0.01", "0.00"]]

    def test_taxes_by_group_stand_in_the_order_of_the_table(self):
        """Convention T1: between those of everybody."""
        taxes = [tax("0.1", "first", tax_group_ids=["food"]), tax("0.2", "second")]
        price = priced((item("10", tax_group_id="food"), 1), taxes=taxes)
        assert [part.name for part in price.lines[0].tax_details.rate_breakdown] == ["first", "second"]

    def test_groups_do_not_multiply_taxes(self):
        """Of 100,000 groups, each with the taxes of everybody, those that are met are put together."""
        start = time.perf_counter()
        everybody = [tax("0.001", f"all {number}") for number in range(200)]
        groups = [
            tax("0.1", f"own {number}", tax_group_ids=[f"{number}-{i}" for i in range(1_000)]) for number in range(100)
        ]
        price = priced((item("10", tax_group_id="7-77"), 1), (item("10"), 1), taxes=[*groups, *everybody])
        counts = [len(line.tax_details.rate_breakdown) for line in price.lines]
        assert counts == [201, 200]
        assert time.perf_counter() - start < 10, "together they would take minutes"


def test_included_tax_of_a_unit():
    """Conventions T3, T5: 1.00 a unit holds 0.1667 of 20 %: 3 x 0.17."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding.UNIT)
    price = priced(("1", 3), taxes=[tax("0.2")], included=True, policy=policy)
    assert str(price.summary.tax) == "USD 0.51"


def test_tax_of_units_that_is_added_may_exceed_what_is_left():
    """Convention T5: 0.02 for three is 0.0067 a unit, 100 % of it rounded 0.01, three times."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding.UNIT)
    price = priced(("0.01", 3), merchants=[merchant("0.01")], taxes=[tax("1")], policy=policy)
    assert six(price.summary) == ["0.03", "0.00", "0.00", "0.03", "0.01", "0.05"]


def test_an_option_that_is_not_free_yet_is_rounded_as_any():
    """Conventions S5, R1: 5.005 is 5.01, in force and on offer."""
    price = priced(("10", 1), options=[delivery("5.005", free_from="50")])
    assert str(price.summary.shipping) == "USD 5.01"
    assert str(price.carrier_service_options[0].shipping_options[0].price) == "USD 5.01"


def test_a_shippable_line_that_is_sold_out_decides_all_the_same():
    """Convention T2: any found line."""
    line = item("10", quantity_available=0, physical_properties=cc.PhysicalProperties(shippable=True))
    info = {"shipping_info": delivered(country="US")}
    assert str(priced((line, 1), taxes=[tax("0.1", country="US")], info=info).summary.tax) == "USD 1.00"


def test_a_subdivision_is_no_country():
    """Convention T1: a place of that name elsewhere."""
    info = {"shipping_info": delivered(country="NY", subdivision="X")}
    line = item("10", physical_properties=cc.PhysicalProperties(shippable=True))
    assert str(priced((line, 1), taxes=[tax("0.1", subdivision="NY")], info=info).summary.tax) == "USD 0.00"


def test_places_of_one_country_are_remembered_apart():
    """Two checkouts of one store: New York has its tax, California none."""
    line = item("10", physical_properties=cc.PhysicalProperties(shippable=True))
    plain = priced((line, 1), taxes=[tax("0.1", country="US", subdivision="NY")])
    for subdivision, levied in (("NY", "1.00"), ("CA", "0.00"), (None, "0.00"), ("NY", "1.00")):
        info = delivered(country="US", subdivision=subdivision)
        price = cc.price(attrs.evolve(plain.checkout, shipping_info=info), plain.store)
        assert str(price.summary.tax) == f"USD {levied}", subdivision


def test_what_a_store_remembers_is_bounded():
    """More places than are remembered: the store forgets, and prices the same."""
    plain = priced(("10", 1), taxes=[tax("0.1")], shipping="5")
    for number in range(3_000):
        info = delivered("std", subdivision=f"place {number}")
        assert cc.price(attrs.evolve(plain.checkout, shipping_info=info), plain.store).summary == plain.summary
    assert len(plain.store._memo) <= 2 * 1_024


def test_an_answer_is_made_once_for_each_question_and_place():
    """Places that the store does not name are one; what was asked about another question is not mixed in."""
    store = cc.Store(currency="USD", taxes=[tax("0.1", country="US"), tax("0.1", country="US", subdivision="US-NY")])
    asked = []

    def answer(_store, country, subdivision):
        asked.append((country, subdivision))
        return asked[-1]

    places = [("US", "US-NY"), ("US", "US-CA"), ("US", None), ("DE", "DE-BE"), ("DE", None), ("FR", "US-NY")]
    expected = [("US", "US-NY"), ("US", None), ("US", None), (None, None), (None, None), (None, "US-NY")]
    for question in ("one", "one", "other"):
        answers = [
            at_place(store, question, cc.Address(country=country, subdivision=subdivision), answer)
            for country, subdivision in places
        ]
        assert answers == expected
    assert at_place(store, "one", None, answer) == (None, None)
    assert asked == [("US", "US-NY"), ("US", None), (None, None), (None, "US-NY")] * 2


def test_a_store_forgets_once_it_remembers_too_much():
    """After 1,024 answers it begins again."""
    store = cc.Store(currency="USD", taxes=[tax("0.1", country="US")])
    sizes = []
    for number in range(1_026):
        at_place(store, "one", cc.Address(subdivision=f"place {number}"), lambda *_: "here")
        sizes.append(len(store._memo))
    assert (sizes[0], sizes[1], max(sizes)) == (2, 3, 1_024)
    assert sizes[1_022:] == [1_024, 2, 3, 4]


def test_an_amount_in_a_nested_trigger_is_named_with_its_place():
    """Where in the rule the other currency stands."""
    euros = cc.DiscountTrigger(
        trigger_type=cc.TriggerType.SUBTOTAL_RANGE,
        subtotal_range=cc.SubtotalRange(scopes=[items()], from_=cc.Money(1, "EUR")),
    )
    entry = rule("10", trigger=any_of(quantity_of(1), euros))
    with pytest.raises(
        cc.CurrencyMismatch, match=r"discount_rules\[0\]\.trigger\.or_\.triggers\[1\]\.subtotal_range\.from_"
    ):
        cc.Store(currency="USD", discount_rules=[entry])


@pytest.mark.parametrize("longest", ["name", "title", "description"])
def test_texts_of_a_membership_and_a_subscription(longest):
    """100, 150 and 500 characters; translated 100, 300 and 1,000."""
    original, translated = {"name": (100, 100), "title": (150, 300), "description": (500, 1_000)}[longest]

    def make(first, second):
        text = cc.TranslatableString(original="o" * first, translated="t" * second)
        if longest == "name":
            fields = {"id": "gold", "app_id": samples.APP, "member_id": samples.guid(1)}
            return cc.Membership(name=text, **fields)
        monthly = cc.SubscriptionSettings(frequency=cc.SubscriptionFrequency.MONTH)
        return cc.SubscriptionOptionInfo(subscription_settings=monthly, **{longest: text})

    make(original, translated)
    for first, second in ((original + 1, translated), (original, translated + 1)):
        with pytest.raises(cc.InvalidField):
            make(first, second)


def test_a_region_of_no_country_covers_nothing():
    """Convention S1: an empty list is not an absent one."""
    region = cc.ShippingRegion(id=guid(1), name="nowhere", countries=[])
    assert not region.covers(cc.Address(country="US"))


def test_a_charge_becomes_a_fee_of_that_name():
    """Convention S6."""
    option = delivery("5", charges=[("HANDLING_FEE", "1"), ("INSURANCE", "1")])
    assert [(entry.code, entry.name) for entry in option.fees] == [
        ("HANDLING_FEE", "Handling fee"), ("INSURANCE", "Insurance")]  # fmt: skip


def test_credits_are_of_one_unit_at_least():
    """Also where none is left of them."""
    assert cc.Credits(total=1, remaining=0).total == 1
    with pytest.raises(cc.InvalidField, match=r"Credits\.total"):
        cc.Credits(total=0, remaining=0)


@pytest.mark.parametrize(
    "text",
    [
        "a < b and b > c, 3 <4",
        'see <a href="https://example.com/terms?x=1">the terms</a>',
        "see <a href='http://example.com'>the terms</a>",
    ],
)
def test_a_description_may_hold_links(text):
    """To web pages, in either quotes; and signs that are no markup."""
    assert cc.Violation(severity=cc.Severity.ERROR, description=text).description == text


@pytest.mark.parametrize(
    "text",
    [
        "<b>no</b>",
        "<SCRIPT>alert(1)</SCRIPT>",
        "<IMG SRC=x>",
        "<!-- no -->",
        "<?php ?>",
        "</b>",
        '<a href="javascript:alert(1)">no</a>',
        '<a href="ftp://example.com">no</a>',
        "<a href=\"https://example.com'>no</a>",
        '<a href="https://example.com" onclick="x()">no</a>',
        '<A HREF="https://example.com">no</A>',
        "<a href=https://example.com>no</a>",
    ],
)
def test_a_description_holds_no_other_markup(text):
    """It is shown on a page."""
    with pytest.raises(cc.InvalidField, match=r"Violation\.description.*no markup but"):
        cc.Violation(severity=cc.Severity.ERROR, description=text)


AT_STORE = {"taxable_address": cc.TaxableAddress(address_type=cc.TaxableAddressType.BUSINESS)}


@pytest.mark.parametrize(
    ("lines", "keywords", "found"),
    [
        ([("10", 1, AT_STORE)], {}, True),
        # an exempt checkout needs no address, nor does a line that is not found (T11)
        ([("10", 1, AT_STORE)], {"tax_exempt_groups": [guid(1)], "info": {"tax_exempt_group_id": guid(1)}}, False),
        ([(None, 1, AT_STORE), ("10", 1)], {}, False),
    ],
)
def test_who_needs_the_stores_address(lines, keywords, found):
    """Convention T11."""
    price = priced(*lines, taxes=[tax("0.1")], **keywords)
    assert bool(price.calculation_errors.tax_calculation_error) is found


def test_an_unknown_id_is_told_once():
    """Convention D8: one finding for all such ids, each of them once."""
    price = priced(("10", 1), merchants=[merchant("1", lines=[77, 5]), merchant("1", lines=[77])])
    error = price.calculation_errors.discounts_calculation_error.application_error
    assert error.data == {"lineItemIds": (guid(77), guid(5))}


@pytest.mark.parametrize(
    "line",
    [
        (item("10", deposit_amount=cc.Money(12, "USD")), 1),  # no deposit is asked for (L5)
        (item("10", payment_option=OFFLINE, deposit_amount=cc.Money(12, "USD")), 1),
        (subscription("10"), 2),  # one line, whatever its quantity (U2)
        (subscription("10", trial=TRIAL), 1),  # the total counts, not what is due now
        (subscription("10", payment_option=OFFLINE), 1),
    ],
)
def test_what_is_no_finding(line):
    """Conventions L5, U2."""
    assert not priced(line).calculation_errors


def test_a_fee_without_and_with_its_tax():
    """3 with 20 % inside."""
    price = priced(("12", 1), fees=[fee("3", taxable=True)], taxes=[tax("0.2")], included=True)
    (entry,) = cc.wire.dump_priced(price)["additionalFees"]
    assert [entry[name]["amount"] for name in ("price", "priceBeforeTax", "priceAfterTax")] == ["3", "2.5", "3"]


def test_a_cycle_beyond_the_calendar_has_no_date():
    """Convention U5: it is charged, and nobody knows when."""
    price = priced((subscription("30"), 1), as_of=NOW.replace(year=9999, month=12))
    (charges,) = cc.wire.dump_priced(price)["subscriptionCharges"]
    assert "cycleBillingDate" not in charges["charges"][0]


@pytest.mark.parametrize(("dialect", "name"), [("velo", "_id"), ("rest", "id")])
def test_a_violation_of_a_line_names_it(dialect, name):
    """The id is called as in the rest of the dialect."""

    def too_many(price):
        yield cc.Violation(severity=cc.Severity.ERROR, description="no", line_item_id=price.lines[0].id)

    (said,) = cc.wire.dump_priced(priced(("10", 1), validators=[too_many]), dialect=dialect)["violations"]
    assert said["target"] == {"lineItem": {"name": "LINE_ITEM_DEFAULT", name: guid(1)}}


def test_what_a_plain_line_says_and_what_it_does_not():
    """No scopes are an empty list; that it is no custom line is not said."""
    lines = (item("10", coupon_scopes=[]), 1), (None, 1, {"custom_item": item("10", coupon_scopes=[])})
    plain, custom = cc.wire.dump_priced(priced(*lines))["lineItems"]
    assert plain["couponScopes"] == custom["couponScopes"] == []
    assert "customLineItem" not in plain
    assert custom["customLineItem"] is True


def test_a_checkout_may_come_back_alone():
    """As to a worker process that has the store already: its currency is an equal one, not the same object."""
    price = priced(("10", 1), coupon=coupon(percent="10"), card="3")
    assert price.gift_card.amount == cc.Money(3, "USD")
    assert cc.price(pickle.loads(pickle.dumps(price.checkout)), price.store) == price
    assert cc.price(price.checkout, pickle.loads(pickle.dumps(price.store))) == price


@pytest.mark.parametrize(
    ("price", "quantity", "off", "expected"),
    [
        ("10", 3, "1.005", "3.02"),  # 3.015
        ("0.005", 3, "1.005", "0.02"),  # 0.015: the price is less
        ("0.005", 3, "0.005", "0.02"),  # as much
        ("10", 3, "1.0033", "3.01"),  # 3.0099
    ],
)
def test_money_off_each_unit_is_rounded_once_a_line(price, quantity, off, expected):
    """Convention C7, where price or discount are finer than a cent."""
    assert column(priced((price, quantity), coupon=coupon(money=off)), "discount") == [expected]


@pytest.mark.parametrize("respelt", [str, str.upper, str.lower, str.swapcase])
def test_a_carrier_may_be_named_in_any_case(respelt):
    """Convention Q3: it is the same carrier, and its option the one asked for; another carrier's is not."""
    two = [carrier(delivery("5")), carrier(delivery("7"), number=2)]
    info = {"shipping_info": delivered("std", carrier_id=respelt(two[1].carrier_id))}
    price = priced(("10", 1), carriers=two, info=info)
    assert (price.summary.shipping, price.shipping.requested_shipping_option) == (cc.Money(7, "USD"), True)
    mixed = attrs.evolve(two[0], carrier_id=samples.CARRIER.upper())
    info = {"shipping_info": delivered("std", carrier_id=respelt(samples.CARRIER))}
    assert priced(("10", 1), carriers=[two[1], mixed], info=info).summary.shipping == cc.Money(5, "USD")


@pytest.mark.parametrize(
    ("trigger", "applies"),
    [
        (subtotal_of(None, "5", items("absent")), True),  # nothing in scope costs nothing, which is not above 5
        (subtotal_of(None, "10.005"), True),
        (subtotal_of(None, "9.995"), False),
        (subtotal_of("9.995"), True),
        (subtotal_of("10.005"), False),
        (subtotal_of("10", "10"), True),
        (subtotal_of("10.01", None), False),
        (subtotal_of(None, "9.99"), False),
    ],
)
def test_bounds_of_a_subtotal_are_exact(trigger, applies):
    """Of 10.00, where a bound is missing or finer than a cent; both ends are inside."""
    assert bool(priced(("10", 1), rules=[rule("10", trigger=trigger)]).figures.rules) is applies


def test_prices_past_a_floats_precision_are_ranked_exactly():
    """A cent, and less, decides which line is the cheapest."""
    prices = ("900719925474099.25", "900719925474099.245", "900719925474099.24")
    price = priced(*[(amount, 1) for amount in prices], coupon=coupon(money="1", limited_to_one_item=True))
    assert column(price, "discount") == ["0.00", "0.00", "1.00"]


def test_what_falls_later_has_all_its_discounts():
    """After a trial or offline: the line's own and that of the delivery, with prices that include tax and without."""
    terms = {"coupon": coupon(free_shipping=True), "merchants": [merchant("2")], "shipping": "5", "taxes": [tax("0.1")]}
    line = (subscription("30", trial=("DAY", 3)), 1)
    assert six(priced(line, **terms).pay_after_free_trial) == ["30.00", "5.00", "0.00", "2.80", "7.00", "30.80"]
    offline = (item("30", payment_option=OFFLINE), 1)
    assert six(priced(offline, **terms).pay_later) == ["30.00", "5.00", "0.00", "2.80", "7.00", "30.80"]
    within = six(priced(line, **terms, included=True).pay_after_free_trial)
    assert within == ["30.00", "5.00", "0.00", "2.55", "7.00", "28.00"]


@pytest.mark.parametrize(
    ("fields", "media", "full_price"),
    [
        ({}, "wix:image://own", "12.00"),
        ({"image": "wix:image://other"}, "wix:image://other", "12.00"),
        ({"price": cc.Money(9, "USD"), "full_price": cc.Money(9, "USD")}, "wix:image://own", "9.00"),
        ({"full_price": cc.Money("9.99", "USD")}, "wix:image://own", None),
        ({"price": cc.Money(9, "USD")}, "wix:image://own", None),
        ({"full_price": cc.Money(10, "USD")}, "wix:image://own", "10.00"),
    ],
)
def test_what_a_line_overrides(fields, media, full_price):
    """Convention L4: the picture, and a full price that is not below the price."""
    own = item("10", full_price=cc.Money(12, "USD"), media="wix:image://own")
    override = {"catalog_override_fields": cc.CatalogOverrideFields(**fields)} if fields else {}
    [line] = priced((own, 1, override)).lines
    assert line.item.media == media
    assert line.item.full_price == (full_price and cc.Money(full_price, "USD"))


@pytest.mark.parametrize("level", ["LINE", "UNIT", "TOTAL"])
def test_added_tax_may_be_more_than_the_amount(level):
    """Only included tax must find room (T7): twice 60 % of 1.00 are 1.20."""
    policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding[level])
    price = priced(("1", 1), taxes=[tax("0.6", "One"), tax("0.6", "Two")], policy=policy)
    assert price.summary.tax == cc.Money("1.20", "USD")


def test_first_cycles_beyond_the_calendar_have_no_date():
    """Convention U5, of a trial whose first cycle also pays the delivery, as the receipt tells it."""
    line = (subscription("30", "YEAR", cycles=3, trial=("DAY", 30)), 1)
    price = priced(line, as_of=NOW.replace(year=9999, month=12), options=[delivery("5")], select="std")
    told = [(step.label, step.note) for step in cc.explain(price).steps if step.stage == "subscription"]
    assert told == [("line 1 each cycle", "cycle 1"), ("line 1 each cycle", "cycles 2 to 3")]
    soon = priced(line, as_of=NOW.replace(year=9999, month=11, day=1), options=[delivery("5")], select="std")
    told = [(step.label, step.note) for step in cc.explain(soon).steps if step.stage == "subscription"]
    assert told == [
        ("line 1 each cycle", "cycle 1, the first on 9999-12-01"),
        ("line 1 each cycle", "cycles 2 to 3"),
    ]


@pytest.mark.parametrize(
    ("lines", "now", "later", "after"),
    [
        ([(None, 1), (item("10", payment_option=OFFLINE), 1)], "0.00", "15.00", "0.00"),
        ([(None, 1), (subscription("10", trial=TRIAL), 1)], "0.00", "0.00", "15.00"),
        ([(None, 1), (item("10"), 1)], "15.00", "0.00", "0.00"),
        ([(None, 1)], "5.00", "0.00", "0.00"),
    ],
)
def test_a_line_that_is_not_found_does_not_say_when_delivery_is_paid(lines, now, later, after):
    """Convention P4: the lines after it do."""
    price = priced(*lines, shipping="5")
    assert numbers((price.pay_now.total, price.pay_later.total, price.pay_after_free_trial.total)) == [
        now, later, after]  # fmt: skip


def test_a_fee_that_does_not_apply_leaves_those_after_it():
    """Conventions F1, F4: each is looked at by itself, in the store's order."""
    absent = attrs.evolve(fee("1"), code="absent", catalog_item_ids=["none"])
    last = attrs.evolve(fee("2"), code="last")
    price = priced(("10", 1), fees=[absent, last])
    assert [entry.code for entry in price.additional_fees] == ["last"]
    assert price.summary.additional_fees == cc.Money(2, "USD")


def test_nothing_is_offered_without_an_address():
    """Convention S1: not even by a carrier to the whole world; known to be nowhere is another matter."""
    selected = cc.SelectedCarrierServiceOption(code="std")
    price = priced(
        ("10", 1),
        options=[delivery("5")],
        info={"shipping_info": cc.ShippingInfo(selected_carrier_service_option=selected)},
    )
    assert (price.shipping, price.carrier_service_options) == (None, ())
    assert finding(price, "selected_shipping_option_error") == "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"


@pytest.mark.parametrize(("minimum", "found"), [("9.995", None), ("10", None), ("10.005", "MIN_SUBTOTAL_NOT_REACHED")])
def test_a_coupons_minimum_is_exact(minimum, found):
    """Convention C3, of 10.00, where the minimum is finer than a cent."""
    price = priced(("10", 1), coupon=coupon(money="1", minimum=minimum))
    assert coupon_finding(price) == found
    assert price.summary.discount == cc.Money(0 if found else 1, "USD")
