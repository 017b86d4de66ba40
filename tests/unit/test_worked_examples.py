"""Prices worked out by hand, with where they come from. "Published" are checkouts and orders in the Wix documents."""

from decimal import Decimal

import attrs
import pytest
from quick import column, coupon, item, numbers, priced, six, tax
from samples import guid

import checkout_core as cc

DEPOSIT = cc.PaymentOptionType.DEPOSIT_ONLINE
OFFLINE = cc.PaymentOptionType.FULL_PAYMENT_OFFLINE


class TestLineItems:
    """Unit price x quantity, rounded once."""

    @pytest.mark.parametrize(
        ("currency", "unit", "quantity", "line"),
        [
            ("USD", "3.33", 3, "9.99"),
            ("USD", "0.125", 8, "1.00"),
            ("USD", "0.125", 1, "0.13"),  # half away from zero
            ("USD", "0.333", 3, "1.00"),  # 0.999; rounding the unit first would give 0.99
            ("USD", "0.004", 100_000, "400.00"),
            ("JPY", "100", 3, "300"),
            ("JPY", "0.5", 3, "2"),
            ("KWD", "0.1255", 2, "0.251"),
            ("KWD", "0.0005", 1, "0.001"),
            ("CLF", "1.00005", 1, "1.0001"),
            ("USD", "1000000000000000", 100_000, "100000000000000000000.00"),
        ],
    )
    def test_a_line_is_rounded_once(self, currency, unit, quantity, line):
        """At the currency's own minor unit, after multiplying."""
        assert column(priced((unit, quantity), currency=currency), "line_item_price") == [line]

    def test_an_unknown_item_counts_nothing(self):
        """Published (createCheckout, full object): the third line is NOT_FOUND and missing from the sum."""
        price = priced(("10", 3), ("85", 1), (None, 1))
        assert price.lines[2].availability.status is cc.ItemAvailabilityStatus.NOT_FOUND
        assert column(price, "price") == ["10", "85", "0.00"]
        assert str(price.summary.subtotal) == "USD 115.00"
        assert not price.calculation_errors

    @pytest.mark.parametrize(
        ("left", "asked", "status"),
        [(None, 100_000, "AVAILABLE"), (5, 5, "AVAILABLE"), (4, 5, "PARTIALLY_AVAILABLE"), (0, 1, "NOT_AVAILABLE")],
    )
    def test_availability(self, left, asked, status):
        """Stock left against the quantity asked; no stock given is no limit. The price counts all the same."""
        price = priced((item("2", quantity_available=left), asked))
        assert price.lines[0].availability == cc.Availability(cc.ItemAvailabilityStatus[status], left)
        assert price.summary.subtotal == cc.Money(2 * asked, "USD")

    @pytest.mark.parametrize(
        ("price", "full_price", "shown"),
        [
            ("9", None, ["9", "9"]),  # the catalog's full price speaks of the catalog's price
            ("9", "12", ["9", "12"]),
            (None, "11", ["8", "11"]),
            (None, "7", ["8", "8"]),  # never below the price
            (None, None, ["8", "10"]),
        ],
    )
    def test_an_override_states_its_own_full_price(self, price, full_price, shown):
        """The catalog says 8, before its sale 10."""
        usual = priced((item("8", full_price=cc.Money("10", "USD")), 1))
        given = {"price": price, "full_price": full_price}
        fields = cc.CatalogOverrideFields(**{name: cc.Money(text, "USD") for name, text in given.items() if text})
        line = attrs.evolve(usual.checkout.line_items[0], catalog_override_fields=fields)
        changed = cc.price(attrs.evolve(usual.checkout, line_items=[line]), usual.store)
        assert [*column(changed, "price"), *column(changed, "full_price")] == shown

    def test_full_price_defaults_to_the_price(self):
        """The catalog's price before its sale, if it states one."""
        price = priced(("10", 1), (item("10", full_price=cc.Money("12", "USD")), 1))
        assert column(price, "full_price") == ["10", "12"]
        assert column(price, "price_before_discounts") == ["10", "10"]


class TestCoupons:
    """What each kind takes off which line."""

    @pytest.mark.parametrize(
        ("lines", "taken"),
        [
            # Published: createCheckout full object, getCheckout, checkout webhook, removeLineItems
            ([("10", 3), ("85", 1)], ["10.00", "0.00"]),
            ([("85", 1), ("10", 1)], ["0.00", "10.00"]),
            ([("30", 1), ("10", 2)], ["0.00", "10.00"]),
            ([("10", 3)], ["10.00"]),
            # ties go to the earlier line; never more than the unit
            ([("10", 1), ("10", 5)], ["10.00", "0.00"]),
            ([("8", 2), ("9", 1)], ["8.00", "0.00"]),
        ],
    )
    def test_money_off_one_item(self, lines, taken):
        """10 off, limited to one item: one unit of the cheapest line."""
        price = priced(*lines, coupon=coupon(money="10", limited_to_one_item=True))
        assert column(price, "discount") == taken

    def test_money_off_each_item(self):
        """10 off a scope: every unit, and an item of 8 becomes free (coupon API, limitations)."""
        price = priced(("8", 3), ("25.50", 2), coupon=coupon(money="10"))
        assert column(price, "discount") == ["24.00", "20.00"]

    def test_money_off_the_order(self):
        """10 off over 100: once, in proportion, the odd cents to the largest remainders."""
        price = priced(("10", 3), ("85", 1), coupon=coupon(money="10", minimum="100"))
        assert column(price, "discount") == ["2.61", "7.39"]
        price = priced(("40", 1), ("40", 1), ("40", 1), coupon=coupon(money="10", minimum="100"))
        assert column(price, "discount") == ["3.34", "3.33", "3.33"]

    def test_money_off_more_than_the_order(self):
        """Capped at what there is to pay; the total is exactly zero."""
        price = priced(("3.33", 3), ("0", 1), ("5", 1), coupon=coupon(money="1000", minimum="0"))
        assert column(price, "discount") == ["9.99", "0.00", "5.00"]
        assert str(price.summary.total) == "USD 0.00"

    def test_percent_off_is_taken_of_the_sum(self):
        """Published (order 10108): 5 % of 70.00 and 146.25 is 10.81, as 3.50 and 7.31."""
        price = priced(("70", 1), ("146.25", 1), coupon=coupon(percent="5"))
        assert column(price, "discount") == ["3.50", "7.31"]
        assert str(price.summary.discount) == "USD 10.81"

    @pytest.mark.parametrize(
        ("unit", "percent", "taken"),
        [("19.99", "25", "5.00"), ("0.70", "10", "0.07"), ("0.05", "10", "0.01"), ("9.99", "100", "9.99")],
    )
    def test_percent_off_one_line(self, unit, percent, taken):
        """25 % of 19.99 is 4.9975, so 5.00: half away from zero, and 100 % is everything."""
        assert column(priced((unit, 1), coupon=coupon(percent=percent)), "discount") == [taken]

    def test_percent_off_one_item(self):
        """One unit of the cheapest line, of its exact price."""
        price = priced(("10.125", 4), ("20", 1), coupon=coupon(percent="50", limited_to_one_item=True))
        assert column(price, "discount") == ["5.06", "0.00"]

    def test_bookings_are_always_limited_to_one_item(self):
        """The coupon API says so, whatever the flag."""
        scope = cc.Scope(namespace="bookings")
        session = item("30", coupon_scopes=[scope])
        price = priced((session, 4), coupon=coupon(money="10", scope=scope))
        assert column(price, "discount") == ["10.00"]

    @pytest.mark.parametrize(
        ("scope", "taken"),
        [
            (("stores", None, None), ["1.00", "2.00"]),
            (("stores", "collection", None), ["1.00", "2.00"]),
            (("stores", "collection", "winter"), ["1.00", "0.00"]),
            (("stores", "product", "winter"), None),
            (("bookings", None, None), None),
        ],
    )
    def test_a_scope_reaches_what_is_inside_it(self, scope, taken):
        """Namespace, group and entity: equal where given."""

        def scoped(namespace, group, entity):
            return cc.Scope(namespace=namespace, group=group and cc.ScopeGroup(name=group, entity_id=entity))

        winter = item("10", coupon_scopes=[scoped("stores", "collection", "winter")])
        summer = item("20", coupon_scopes=[scoped("stores", "collection", "summer")])
        price = priced((winter, 1), (summer, 1), coupon=coupon(percent="10", scope=scoped(*scope)))
        if taken is None:
            error = price.calculation_errors.coupon_calculation_error.application_error
            assert error.code == "NOT_APPLICABLE_TO_SELECTED_LINE_ITEMS"
            assert column(price, "discount") == ["0.00", "0.00"]
            assert price.applied_discounts[0].coupon.amount == cc.Money(0, "USD")
        else:
            assert column(price, "discount") == taken

    def test_a_discount_on_a_group_names_its_lines(self):
        """SPECIFIC_ITEMS with the lines it reached; on a whole namespace GLOBAL and none."""
        group = cc.Scope(namespace="stores", group=cc.ScopeGroup(name="product", entity_id="a"))
        lines = (item("10", coupon_scopes=[group]), 1), ("20", 1)
        applied = priced(*lines, coupon=coupon(percent="10", scope=group)).applied_discounts[0]
        assert (applied.discount_type, applied.line_item_ids) == (cc.DiscountType.SPECIFIC_ITEMS, (guid(1),))
        applied = priced(*lines, coupon=coupon(percent="10")).applied_discounts[0]
        assert (applied.discount_type, applied.line_item_ids) == (cc.DiscountType.GLOBAL, ())
        assert [part.id for part in applied.line_item_discounts] == [guid(1), guid(2)]

    @pytest.mark.parametrize(("subtotal", "reached"), [("49.99", False), ("50", True), ("50.01", True)])
    def test_a_minimum_subtotal_is_inclusive(self, subtotal, reached):
        """Reached at exactly the minimum, measured before the coupon."""
        price = priced((subtotal, 1), coupon=coupon(money="1", minimum="50"))
        assert bool(price.summary.discount) is reached
        assert bool(price.calculation_errors) is not reached


class TestTax:
    """Which taxes, on what, rounded where."""

    def test_tax_is_rounded_per_line(self):
        """Published (order 10108, 4 %): 2.66 + 5.56 = 8.22, and 216.25 + 2 + 8.22 - 10.81 = 215.66."""
        taxes = [tax("0.04", applies_to_shipping=False)]
        price = priced(("70", 1), ("146.25", 1), coupon=coupon(percent="5"), taxes=taxes, shipping="2")
        assert numbers(line.tax_details.total_tax for line in price.lines) == ["2.66", "5.56"]
        assert column(price, "total_price_after_tax") == ["69.16", "144.50"]
        assert six(price.summary) == ["216.25", "2.00", "0.00", "8.22", "10.81", "215.66"]

    @pytest.mark.parametrize(
        ("gross", "rate", "net", "taken"),
        [
            ("330.00", "0.21", "272.73", "57.27"),  # published (pricing plans)
            ("9.99", "0.2", "8.32", "1.67"),  # 1.665: the tax is rounded, the net is what is left
            ("1.30", "0.083333", "1.20", "0.10"),
            ("0.01", "1", "0.00", "0.01"),
            ("0.00", "0.2", "0.00", "0.00"),
        ],
    )
    def test_included_tax_is_taken_out(self, gross, rate, net, taken):
        """Gross stays; net + tax = gross."""
        price = priced((gross, 1), taxes=[tax(rate)], included=True)
        line = price.lines[0]
        assert numbers([line.total_price_before_tax, line.tax_details.total_tax]) == [net, taken]
        assert numbers([line.total_price_after_tax, price.summary.total]) == [gross, gross]

    def test_everything_off_is_zero_in_every_leg(self):
        """100 % off with tax included: no stray cent in net, tax or total."""
        price = priced(("19.99", 3), ("0.01", 7), taxes=[tax("0.19")], included=True, coupon=coupon(percent="100"))
        for line in price.lines:
            assert not any([line.total_price_before_tax, line.tax_details.total_tax, line.total_price_after_tax])
        assert six(price.summary)[3:] == ["0.00", "60.04", "0.00"]

    def test_rates_add_and_the_parts_add_up(self):
        """One tax at the summed rate, shared out: 10 % of 0.15 is 0.015, so 0.02, as 0.01 and 0.01."""
        price = priced(("0.15", 1), taxes=[tax("0.06", "A"), tax("0.04", "B")])
        details = price.lines[0].tax_details
        assert str(details.tax_rate) == "0.100000"
        assert numbers(entry.tax for entry in details.rate_breakdown) == ["0.01", "0.01"]
        assert numbers(entry.tax_amount for entry in details.tax_breakdown) == ["0.01", "0.01"]

    @pytest.mark.parametrize(
        ("level", "expected"),
        [("LINE", ["0.22", "0.22", "0.22", "0.22"]), ("TOTAL", ["0.22", "0.22", "0.21", "0.21"])],
    )
    def test_four_times_2_50_at_8_625_percent(self, level, expected):
        """The line or total quarrel: 0.88 per line, 0.86 per order; TOTAL hands the 0.86 back to the lines."""
        policy = cc.PricingPolicy(tax_rounding=cc.TaxRounding[level])
        price = priced(*[("2.50", 1)] * 4, taxes=[tax("0.08625")], policy=policy)
        assert numbers(line.tax_details.total_tax for line in price.lines) == expected

    def test_tax_per_unit(self):
        """10 x 38.23 at 20 %: per unit 7.65 each, 76.50; per line 76.46."""
        unit = cc.PricingPolicy(tax_rounding=cc.TaxRounding.UNIT)
        assert str(priced(("38.23", 10), taxes=[tax("0.2")], policy=unit).summary.tax) == "USD 76.50"
        assert str(priced(("38.23", 10), taxes=[tax("0.2")]).summary.tax) == "USD 76.46"

    def test_included_tax_never_exceeds_its_amount(self):
        """Rounded per unit it could: ten for 0.06 at 900 % in all would be ten cents of tax."""
        taxes = [tax("1", f"T{number}") for number in range(9)]
        for level in cc.TaxRounding:
            price = priced(("0.006", 10), taxes=taxes, included=True, policy=cc.PricingPolicy(tax_rounding=level))
            line = price.lines[0]
            assert line.total_price_before_tax >= cc.Money(0, "USD"), level
            assert line.total_price_before_tax + line.tax_details.total_tax == cc.Money("0.06", "USD")

    def test_groups_and_address_decide(self):
        """A tax with groups reaches their lines; one with a country the checkouts shipped there."""
        book = item("10", tax_group_id="books", physical_properties=cc.PhysicalProperties(shippable=True))
        taxes = [tax("0.05", "books", tax_group_ids=["books"]), tax("0.1", "US", country="US"),
                 tax("0.2", "NY", country="US", subdivision="US-NY")]  # fmt: skip

        def to(country, subdivision):
            address = cc.Address(country=country, subdivision=subdivision)
            return {"shipping_info": cc.ShippingInfo(shipping_destination=cc.AddressWithContact(address=address))}

        def tax_to(*place):
            return numbers(
                line.tax_details.total_tax for line in priced((book, 1), ("10", 1), taxes=taxes, info=to(*place)).lines
            )

        assert tax_to("US", "US-NY") == ["3.50", "3.00"]
        assert tax_to("US", "US-CA") == ["1.50", "1.00"]
        assert tax_to("DE", None) == ["0.50", "0.00"]

    def test_nothing_shippable_is_taxed_where_the_bill_goes(self):
        """The billing address decides for downloads, even with a destination given."""
        address = cc.AddressWithContact(address=cc.Address(country="US"))
        taxes = [tax("0.1", country="US")]
        file = item(
            "10", item_type=cc.ItemTypePreset.DIGITAL, physical_properties=cc.PhysicalProperties(shippable=True)
        )
        assert priced((file, 1), taxes=taxes, info={"billing_info": address}).summary.tax == cc.Money(1, "USD")
        shipped = {"shipping_info": cc.ShippingInfo(shipping_destination=address)}
        assert priced((file, 1), taxes=taxes, info=shipped).summary.tax == cc.Money(0, "USD")

    def test_a_tax_that_names_a_group_twice_is_borne_once(self):
        """And many taxes of many groups make a table in bounded time."""
        book = item("10", tax_group_id="books")
        assert priced((book, 1), taxes=[tax("0.1", tax_group_ids=["books", "books"])]).summary.tax == cc.Money(1, "USD")
        groups = [f"g{number}" for number in range(300)]
        taxes = [tax("0.000001", f"t{number}", tax_group_ids=groups) for number in range(300)]
        assert str(priced((item("10000", tax_group_id="g7"), 1), taxes=taxes).summary.tax) == "USD 3.00"

    def test_an_exempt_group_pays_no_tax(self):
        """None at all: lines, shipping, fees."""
        fee = cc.AdditionalFee(code="f", name="f", price=cc.Money("1", "USD"), taxable=True)
        price = priced(("10", 1), taxes=[tax("0.1")], shipping="5", fees=[fee], tax_exempt_groups=[guid(7)],
                       info={"tax_exempt_group_id": guid(7)})  # fmt: skip
        assert six(price.summary) == ["10.00", "5.00", "1.00", "0.00", "0.00", "16.00"]

    def test_tax_summary_speaks_of_the_lines(self):
        """Shipping tax is in the price summary only."""
        price = priced(("10", 1), taxes=[tax("0.1")], shipping="5")
        assert numbers([price.tax_summary.taxable_amount, price.tax_summary.total_tax]) == ["10.00", "1.00"]
        assert str(price.summary.tax) == "USD 1.50"


class TestShippingAndFees:
    """Their price, tax and totals."""

    def test_shipping_with_tax(self):
        """Excluded: added; included: inside."""
        cost = priced(("10", 1), taxes=[tax("0.2")], shipping="9.99").shipping.cost
        assert numbers([cost.total_price_before_tax, cost.tax_details.total_tax, cost.total_price_after_tax]) == [
            "9.99", "2.00", "11.99"]  # fmt: skip
        cost = priced(("10", 1), taxes=[tax("0.2")], shipping="9.99", included=True).shipping.cost
        assert numbers([cost.total_price_before_tax, cost.tax_details.total_tax, cost.total_price_after_tax]) == [
            "8.32", "1.67", "9.99"]  # fmt: skip

    def test_fees_fixed_and_percentage(self):
        """3 % of what is left after the coupon; a fee bound to an item goes by that line; unbound items none."""
        fees = [
            cc.AdditionalFee(code="a", name="a", percentage=Decimal(3)),
            cc.AdditionalFee(
                code="b", name="b", price=cc.Money("1.5", "USD"), taxable=True, catalog_item_ids=["item-2"]
            ),
            cc.AdditionalFee(code="c", name="c", price=cc.Money("9", "USD"), catalog_item_ids=["other"]),
        ]
        price = priced(("10", 1), ("85", 1), coupon=coupon(money="10", minimum="0"), taxes=[tax("0.1")], fees=fees)
        assert [fee.code for fee in price.additional_fees] == ["a", "b"]
        assert numbers(fee.price for fee in price.additional_fees) == ["2.55", "1.50"]
        assert numbers(fee.price_after_tax for fee in price.additional_fees) == ["2.55", "1.65"]
        assert price.additional_fees[1].line_item_ids == (guid(2),)
        assert six(price.summary) == ["95.00", "0.00", "4.05", "8.66", "10.00", "97.71"]


class TestPayments:
    """Now, later, gift card."""

    def test_a_deposit_is_due_to_the_cent(self):
        """3 x 20 with 5 each down and 10 % tax: 15.00 now, of it tax 1.36; 51.00 later."""
        line = item("20", payment_option=DEPOSIT, deposit_amount=cc.Money("5", "USD"))
        price = priced((line, 3), taxes=[tax("0.1")])
        assert six(price.pay_now) == ["13.64", "0.00", "0.00", "1.36", "0.00", "15.00"]
        assert six(price.pay_later) == ["46.36", "0.00", "0.00", "4.64", "0.00", "51.00"]

    def test_a_deposit_with_included_tax_and_discount(self):
        """Shown tax and discount fall in proportion, the total exactly at the deposit."""
        line = item("100", payment_option=DEPOSIT, deposit_amount=cc.Money("30", "USD"))
        price = priced((line, 1), taxes=[tax("0.2")], included=True, coupon=coupon(money="10"))
        assert six(price.pay_now) == ["33.33", "0.00", "0.00", "5.00", "3.33", "30.00"]
        assert six(price.pay_later) == ["66.67", "0.00", "0.00", "10.00", "6.67", "60.00"]

    def test_a_deposit_above_the_price_is_a_finding_and_all_is_due(self):
        """DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE; nothing is left for later."""
        line = item("20", payment_option=DEPOSIT, deposit_amount=cc.Money("25", "USD"))
        price = priced((line, 2))
        assert str(price.pay_now.total) == "USD 40.00"
        assert [error.code for error in price.calculation_errors.order_validation_errors] == [
            "DEPOSIT_AMOUNT_GREATER_THAN_UNIT_PRICE"]  # fmt: skip
        assert priced((item("20", payment_option=DEPOSIT), 2)).pay_now.total == cc.Money(40, "USD")

    def test_shipping_goes_with_the_first_payment(self):
        """Now if anything is paid online, later if nothing is."""
        offline = item("20", payment_option=OFFLINE)
        assert six(priced((offline, 1), ("5", 1), shipping="3").pay_later) == [
            "20.00", "0.00", "0.00", "0.00", "0.00", "20.00"]  # fmt: skip
        assert str(priced((offline, 1), shipping="3").pay_later.total) == "USD 23.00"
        assert str(priced((offline, 1), shipping="3").pay_now.total) == "USD 0.00"

    def test_a_bound_fee_goes_with_its_first_line(self):
        """The fee of an offline line is paid offline."""
        fee = cc.AdditionalFee(code="f", name="f", price=cc.Money("2", "USD"), catalog_item_ids=["item-1"])
        price = priced((item("20", payment_option=OFFLINE), 1), ("5", 1), fees=[fee])
        assert str(price.pay_later.additional_fees) == "USD 2.00"
        assert str(price.pay_now.total) == "USD 5.00"

    def test_a_fee_bound_to_two_lines_goes_with_the_first(self):
        """Whichever of them that is."""
        fee = cc.AdditionalFee(code="f", name="f", price=cc.Money("2", "USD"), catalog_item_ids=["item-1", "item-2"])
        offline = item("20", payment_option=OFFLINE), 1
        assert str(priced(offline, ("5", 1), fees=[fee]).pay_later.additional_fees) == "USD 2.00"
        assert str(priced(("5", 1), offline, fees=[fee]).pay_later.additional_fees) == "USD 0.00"

    @pytest.mark.parametrize(
        ("balance", "asked", "cap", "redeemed", "now_after", "total_after"),
        [
            ("50", None, "ORDER_TOTAL", "30.00", "0.00", "0.00"),
            ("25", None, "ORDER_TOTAL", "25.00", "0.00", "5.00"),
            ("5", None, "ORDER_TOTAL", "5.00", "5.00", "25.00"),
            ("50", "7.5", "ORDER_TOTAL", "7.50", "2.50", "22.50"),
            ("50", None, "PAY_NOW", "10.00", "0.00", "20.00"),
        ],
    )
    def test_a_gift_card_pays_the_least_of_three(self, balance, asked, cap, redeemed, now_after, total_after):
        """Balance, requested amount, order total (or what is due now): 10 now and 20 later are to be paid."""
        info = {} if asked is None else {"gift_card_redeem_amount": cc.Money(asked, "USD")}
        policy = cc.PricingPolicy(gift_card_cap=cc.GiftCardCap[cap])
        price = priced(("10", 1), (item("20", payment_option=OFFLINE), 1), card=balance, info=info, policy=policy)
        assert price.gift_card.obfuscated_code == "****CARD"
        amounts = [price.gift_card.amount, price.pay_now_total_after_gift_card, price.total_after_gift_card]
        assert numbers(amounts) == [redeemed, now_after, total_after]
