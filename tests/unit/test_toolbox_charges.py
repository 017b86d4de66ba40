"""Subscriptions, delivery, fees, exemption and violations, worked out by hand."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from quick import (
    MEMBER,
    carrier,
    collections,
    column,
    coupon,
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
    rule,
    six,
    subscription,
    tax,
)
from samples import CARRIER, NOW, guid

import checkout_core as cc

OFFLINE = cc.PaymentOptionType.FULL_PAYMENT_OFFLINE
DEPOSIT = cc.PaymentOptionType.DEPOSIT_ONLINE
NOTHING = ["0.00"] * 6
TRIAL = ("WEEK", 2)
SECOND_CARRIER = guid(622)


def order_errors(price):
    """The codes of what keeps the checkout from becoming an order."""
    return [error.code for error in price.calculation_errors.order_validation_errors]


def charge(price):
    """The only charge of the only subscription."""
    (subscribed,) = price.subscription_charges
    (only,) = subscribed.charges
    return only


class TestTrials:
    """Conventions P2, P4, P6: with a free trial everything about the line is due after it."""

    def test_the_whole_line_is_due_after_the_trial(self):
        """2 x 30 less 10 % is 54, with 20 % tax 64.80; nothing now, and yet a payment is required."""
        price = priced(
            (subscription("30", trial=TRIAL), 2),
            taxes=[tax("0.2")],
            coupon=coupon(percent="10", applies_to_subscriptions=True),
        )
        assert six(price.pay_after_free_trial) == ["60.00", "0.00", "0.00", "10.80", "6.00", "64.80"]
        assert six(price.pay_now) == six(price.pay_later) == NOTHING
        assert six(price.summary) == six(price.pay_after_free_trial)
        assert price.payment_required is True

    @pytest.mark.parametrize(
        "payment",
        [
            {"payment_option": OFFLINE},
            {"payment_option": DEPOSIT, "deposit_amount": cc.Money(5, "USD")},
            {"payment_option": cc.PaymentOptionType.MEMBERSHIP},
        ],
        ids=["offline", "deposit", "membership"],
    )
    def test_whatever_its_payment_option(self, payment):
        """Not later, not in part."""
        price = priced((subscription("30", trial=TRIAL, **payment), 1))
        assert numbers([price.pay_now.total, price.pay_later.total, price.pay_after_free_trial.total]) == [
            "0.00", "0.00", "30.00"]  # fmt: skip

    def test_without_a_trial_it_is_due_now(self):
        """As any other line."""
        price = priced((subscription("30"), 1))
        assert str(price.pay_now.total) == "USD 30.00"
        assert six(price.pay_after_free_trial) == NOTHING

    @pytest.mark.parametrize(
        ("beside", "now", "later", "after"),
        [
            ([], "0.00", "0.00", "4.00"),
            ([("5", 1)], "4.00", "0.00", "0.00"),
            ([(item("5", payment_option=OFFLINE), 1)], "0.00", "0.00", "4.00"),
            ([(item("5", payment_option=DEPOSIT, deposit_amount=cc.Money(1, "USD")), 1)], "4.00", "0.00", "0.00"),
            ([(item("5", quantity_available=0), 1)], "0.00", "0.00", "4.00"),  # cannot be sold: does not decide
            ([(None, 1)], "0.00", "0.00", "4.00"),
        ],
    )
    def test_when_delivery_is_due(self, beside, now, later, after):
        """Now if anything is paid online, else after the trial."""
        price = priced((subscription("30", trial=TRIAL), 1), *beside, shipping="4")
        shipping = [price.pay_now.shipping, price.pay_later.shipping, price.pay_after_free_trial.shipping]
        assert numbers(shipping) == [now, later, after]

    def test_when_no_line_can_be_sold(self):
        """Nothing is due now where a trial comes first, in stock or not."""
        price = priced((subscription("30", trial=TRIAL, quantity_available=0), 1), shipping="4")
        assert str(price.pay_now.total) == "USD 0.00"
        assert str(price.pay_after_free_trial.total) == "USD 34.00"

    @pytest.mark.parametrize(
        ("cycles", "expected"),
        [
            (None, [(1, 1, "40.70", (3, 16)), (2, None, "33.00", (4, 16))]),
            (3, [(1, 1, "40.70", (3, 16)), (2, 2, "33.00", (4, 16))]),
            (1, [(1, 1, "40.70", (3, 16))]),
        ],
    )
    def test_delivery_and_fees_come_with_the_first_cycle(self, cycles, expected):
        """Convention U4: 30 + 3 tax a cycle, the first with 4 + 3 and 10 % of that: all that is due after the trial."""
        box = subscription("30", trial=("DAY", 15), cycles=cycles)
        fee = cc.AdditionalFee(code="bag", name="Bag", price=cc.Money(3, "USD"), taxable=True)
        now = datetime(2026, 3, 1, tzinfo=UTC)
        price = priced((box, 1), shipping="4", taxes=[tax("0.1")], fees=[fee], as_of=now)
        (charges,) = price.subscription_charges
        told = [
            (entry.cycle_from, entry.cycle_count, str(entry.price_summary.total.amount), entry.cycle_billing_date)
            for entry in charges.charges
        ]
        assert told == [(*row, datetime(2026, *date, tzinfo=UTC)) for *row, date in expected]
        assert charges.charges[0].price_summary == price.pay_after_free_trial
        assert str(price.pay_now.total) == "USD 0.00"

    def test_the_first_of_several_trials_bears_the_delivery(self):
        """10 + 4 and 20; the first cycles come to what is due after the trial."""
        boxes = [(subscription(price, trial=TRIAL), 1) for price in ("10", "20")]
        price = priced(*boxes, shipping="4")
        firsts = [charges.charges[0].price_summary.total for charges in price.subscription_charges]
        assert [str(first) for first in firsts] == ["USD 14.00", "USD 20.00"]
        assert sum(firsts[1:], firsts[0]) == price.pay_after_free_trial.total

    def test_the_tax_of_delivery_goes_with_it(self):
        """10 % of 30 and of 4."""
        price = priced((subscription("30", trial=TRIAL), 1), shipping="4", taxes=[tax("0.1")])
        assert six(price.pay_after_free_trial) == ["30.00", "4.00", "0.00", "3.40", "0.00", "37.40"]

    @pytest.mark.parametrize(
        ("line", "keywords", "required"),
        [
            (subscription("30", trial=TRIAL), {}, True),
            (subscription("0", trial=TRIAL), {}, False),
            (subscription("0", trial=TRIAL, save_payment_method=True), {}, True),
            # nothing to pay, but the next cycle's payment needs a card: measured before the discount
            (subscription("30"), {"coupon": coupon(percent="100", applies_to_subscriptions=True)}, True),
            (item("30"), {"coupon": coupon(percent="100")}, False),
            (item("30", payment_option=OFFLINE), {}, False),
            (item("30", payment_option=OFFLINE, save_payment_method=True), {}, True),
            (item("30"), {"card": "30"}, True),  # due now, whoever pays it
        ],
    )
    def test_payment_required(self, line, keywords, required):
        """Convention P6."""
        assert priced((line, 1), **keywords).payment_required is required


class TestSubscriptionCharges:
    """Conventions U3, U4, U5: what is charged after the order, and when first."""

    @pytest.mark.parametrize(
        ("settings", "first", "count"),
        [
            ({"cycles": 6}, 2, 5),
            ({"cycles": 2}, 2, 1),
            ({}, 2, None),
            ({"cycles": 6, "renews": True}, 2, None),
            ({"cycles": 1, "renews": True}, 2, None),
            ({"cycles": 6, "trial": TRIAL}, 1, 6),
            ({"cycles": 1, "trial": TRIAL}, 1, 1),
            ({"trial": TRIAL}, 1, None),
        ],
    )
    def test_from_which_cycle_and_how_many(self, settings, first, count):
        """The first cycle is the order itself, unless a trial comes first."""
        entry = charge(priced((subscription("30", **settings), 1)))
        assert (entry.cycle_from, entry.cycle_count) == (first, count)

    def test_nothing_where_no_cycle_is_left(self):
        """One cycle, and that is the order."""
        assert priced((subscription("30", cycles=1), 1)).subscription_charges == ()

    def test_nothing_without_a_subscription(self):
        """Nor for one that the catalog does not know."""
        assert priced(("30", 1), (None, 1)).subscription_charges == ()

    def test_what_a_cycle_costs(self):
        """The line as it is priced now: 2 x 30 less 10 % with 20 % tax; delivery and fees only once."""
        fee = cc.AdditionalFee(code="f", name="f", price=cc.Money(1, "USD"))
        price = priced(
            (subscription("30", title="Monthly box"), 2),
            taxes=[tax("0.2")],
            coupon=coupon(percent="10", applies_to_subscriptions=True),
            shipping="4",
            fees=[fee],
        )
        assert six(charge(price).price_summary) == ["60.00", "0.00", "0.00", "10.80", "6.00", "64.80"]
        (subscribed,) = price.subscription_charges
        assert (subscribed.line_item_ids, subscribed.description) == ((guid(1),), "Monthly box")

    def test_with_tax_included_it_is_not_added(self):
        """30 holds 5 of 20 %."""
        entry = charge(priced((subscription("30"), 1), taxes=[tax("0.2")], included=True))
        assert six(entry.price_summary) == ["30.00", "0.00", "0.00", "5.00", "0.00", "30.00"]

    def test_a_coupon_that_leaves_subscriptions_out_is_in_no_cycle(self):
        """Convention C4."""
        price = priced((subscription("30"), 1), coupon=coupon(percent="10"))
        assert six(charge(price).price_summary) == ["30.00", "0.00", "0.00", "0.00", "0.00", "30.00"]

    def test_a_rule_is_in_every_cycle(self):
        """It is inside the price."""
        price = priced((subscription("30"), 1), rules=[rule("50", only="SUBSCRIPTION")])
        assert six(charge(price).price_summary)[0] == "15.00"

    def test_each_subscription_in_the_order_of_lines(self):
        """Though several are a finding; one without cycles left is missing."""
        price = priced((subscription("30"), 1), ("5", 1), (subscription("6", cycles=1), 1), (subscription("7"), 1))
        assert [entry.line_item_ids for entry in price.subscription_charges] == [(guid(1),), (guid(4),)]

    @pytest.mark.parametrize(
        ("ordered", "settings", "billed"),
        [
            ((2023, 1, 31), {"frequency": "MONTH"}, (2023, 2, 28)),
            ((2024, 1, 31), {"frequency": "MONTH"}, (2024, 2, 29)),
            ((1900, 1, 31), {"frequency": "MONTH"}, (1900, 2, 28)),  # no leap year
            ((2023, 1, 31), {"frequency": "MONTH", "every": 3}, (2023, 4, 30)),
            ((2023, 10, 31), {"frequency": "MONTH", "every": 4}, (2024, 2, 29)),
            ((2023, 12, 15), {"frequency": "MONTH"}, (2024, 1, 15)),
            ((2023, 1, 15), {"frequency": "MONTH", "every": 24}, (2025, 1, 15)),
            ((2023, 11, 30), {"frequency": "MONTH", "every": 13}, (2024, 12, 30)),
            ((2024, 2, 29), {"frequency": "YEAR"}, (2025, 2, 28)),
            ((2024, 2, 29), {"frequency": "YEAR", "every": 4}, (2028, 2, 29)),
            ((2024, 2, 20), {"frequency": "WEEK", "every": 2}, (2024, 3, 5)),  # over 29 February
            ((2023, 2, 20), {"frequency": "WEEK", "every": 2}, (2023, 3, 6)),
            ((2023, 12, 28), {"frequency": "DAY", "every": 7}, (2024, 1, 4)),
            # the trial decides, not the cycle
            ((2023, 1, 31), {"frequency": "YEAR", "trial": ("DAY", 1)}, (2023, 2, 1)),
            ((2023, 1, 31), {"frequency": "WEEK", "trial": ("MONTH", 1)}, (2023, 2, 28)),
            ((2023, 1, 31), {"frequency": "WEEK", "every": 5, "trial": ("WEEK", 1)}, (2023, 2, 7)),
            ((2024, 2, 29), {"frequency": "WEEK", "trial": ("YEAR", 1)}, (2025, 2, 28)),
            # the end of the calendar
            ((9998, 12, 31), {"frequency": "YEAR"}, (9999, 12, 31)),
            ((9999, 1, 1), {"frequency": "YEAR"}, None),
            ((9999, 11, 30), {"frequency": "MONTH"}, (9999, 12, 30)),
            ((9999, 12, 1), {"frequency": "MONTH"}, None),
            ((9999, 12, 24), {"frequency": "WEEK"}, (9999, 12, 31)),
            ((9999, 12, 25), {"frequency": "WEEK"}, None),
            ((9999, 12, 25), {"frequency": "DAY", "every": 3650}, None),
            ((2023, 1, 1), {"frequency": "YEAR", "every": 3650}, (5673, 1, 1)),
        ],
    )
    def test_when_the_first_is_billed(self, ordered, settings, billed):
        """Months and years are clamped to the end of the month; the time of day stays."""
        at = datetime(*ordered, 13, 25, 22, 141_000, tzinfo=UTC)
        entry = charge(priced((subscription("30", **settings), 1), as_of=at))
        assert entry.cycle_billing_date == (billed and datetime(*billed, 13, 25, 22, 141_000, tzinfo=UTC))
        assert entry.cycle_count is None  # charged all the same

    def test_without_a_snapshot_it_counts_from_the_last_change(self):
        """Convention C2: 18 July, so 18 August."""
        assert charge(priced((subscription("30"), 1))).cycle_billing_date == NOW.replace(month=8)


class TestSubscriptionFindings:
    """Convention U2."""

    @pytest.mark.parametrize(
        ("lines", "keywords", "codes"),
        [
            ([subscription("30")], {}, []),
            ([subscription("30"), item("5")], {}, ["SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS"]),
            ([None, subscription("30")], {}, ["SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS"]),
            ([subscription("30"), subscription("30")], {}, ["SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS"]),
            ([subscription("0")], {}, ["SUBSCRIPTION_WITH_ZERO_TOTAL"]),
            ([subscription("0")], {"shipping": "1"}, []),
            ([subscription("30")], {"merchants": [merchant("30")]}, ["SUBSCRIPTION_WITH_ZERO_TOTAL"]),
            ([subscription("30")], {"card": "5"}, ["SUBSCRIPTION_WITH_GIFT_CARD"]),
            ([subscription("30")], {"info": {"gift_card_code": "NOSUCHCARD"}}, ["SUBSCRIPTION_WITH_GIFT_CARD"]),
            (
                [subscription("0"), item("0")],
                {"card": "5"},
                [
                    "SUBSCRIPTION_WITH_SEVERAL_LINE_ITEMS",
                    "SUBSCRIPTION_WITH_ZERO_TOTAL",
                    "SUBSCRIPTION_WITH_GIFT_CARD",
                ],
            ),
            ([item("0"), item("0")], {"card": "5"}, []),
            ([None, item("0")], {}, []),
        ],
    )
    def test_each(self, lines, keywords, codes):
        """In this order; the total is measured before the gift card."""
        assert order_errors(priced(*[(line, 1) for line in lines], **keywords)) == codes

    def test_a_gift_card_that_pays_everything_leaves_the_total(self):
        """``total`` is before the card: 30, so there is no ZERO_TOTAL."""
        price = priced((subscription("30"), 1), card="50")
        assert str(price.total_after_gift_card) == "USD 0.00"
        assert order_errors(price) == ["SUBSCRIPTION_WITH_GIFT_CARD"]


EUROPE = carrier(delivery("9"), delivery("20", "express"), number=1, countries=["DE", "FR"])
NEW_YORK = carrier(delivery("5"), delivery("0", "pickup", pickup=True), number=2, countries=["US"], subdivisions=["NY"])


class TestDelivery:
    """Conventions S1 to S7: who delivers where, what is in force, what it costs."""

    @pytest.mark.parametrize(
        ("country", "subdivision", "offered"),
        [
            ("DE", None, [(CARRIER, ["std", "express"])]),
            ("FR", "NY", [(CARRIER, ["std", "express"])]),
            ("US", "NY", [(SECOND_CARRIER, ["std", "pickup"])]),
            ("US", "CA", []),
            ("US", None, []),
            ("DE", "NY", [(CARRIER, ["std", "express"])]),
            (None, "NY", []),
        ],
    )
    def test_who_delivers_there(self, country, subdivision, offered):
        """Convention S1: country and, where the region names some, subdivision."""
        info = {"shipping_info": delivered(country=country, subdivision=subdivision)}
        price = priced(("10", 1), carriers=[EUROPE, NEW_YORK], info=info)
        found = [
            (entry.carrier_id, [option.option.code for option in entry.shipping_options])
            for entry in price.carrier_service_options
        ]
        assert found == offered
        assert price.shipping is None  # convention S2: nothing selected, nothing charged
        assert str(price.summary.shipping) == "USD 0.00"

    def test_without_an_address_nobody_does(self):
        """Convention S1: though one region is the whole world."""
        world = carrier(delivery("5"))
        price = priced(("10", 1), carriers=[world], info={"shipping_info": cc.ShippingInfo()})
        assert price.carrier_service_options == ()

    @pytest.mark.parametrize(
        ("code", "carrier_id", "cost", "requested"),
        [
            ("std", None, "9.00", True),  # both have it: the first
            ("std", CARRIER, "9.00", True),
            ("std", SECOND_CARRIER, "5.00", True),
            ("pickup", None, "0.00", True),
            ("pickup", SECOND_CARRIER, "0.00", True),
            ("pickup", CARRIER, "9.00", False),  # the other carrier's
            ("gone", None, "9.00", False),
            ("gone", SECOND_CARRIER, "9.00", False),  # the first of all, not of that carrier
            ("STD", None, "9.00", False),
        ],
    )
    def test_the_option_in_force(self, code, carrier_id, cost, requested):
        """Conventions S2 and S3: by code and, if given, carrier; else the first stands in."""
        second = carrier(*NEW_YORK.options, number=2)
        info = {"shipping_info": delivered(code, "DE", carrier_id=carrier_id)}
        price = priced(("10", 1), carriers=[EUROPE, second], info=info)
        assert str(price.summary.shipping) == f"USD {cost}"
        assert price.shipping.requested_shipping_option is requested
        assert price.calculation_errors.selected_shipping_option_error is None

    def test_nothing_is_offered_any_more(self):
        """Convention S3: nothing is charged, and the finding says so."""
        price = priced(("10", 1), carriers=[NEW_YORK], info={"shipping_info": delivered("std", "DE")})
        assert price.shipping is None
        assert finding(price, "selected_shipping_option_error") == "SELECTED_CARRIER_SERVICE_OPTION_NOT_FOUND"
        assert str(price.summary.total) == "USD 10.00"

    def test_a_carrier_without_options_offers_none(self):
        """The next carrier's first option stands in."""
        price = priced(("10", 1), carriers=[carrier(), carrier(delivery("7"), number=2)], select="gone")
        assert price.shipping.carrier_id == SECOND_CARRIER
        assert str(price.summary.shipping) == "USD 7.00"

    def test_a_pickup_is_delivery_that_may_cost_something(self):
        """Its price and tax are those of any option."""
        price = priced(("10", 1), options=[delivery("2", pickup=True)], taxes=[tax("0.1")])
        assert price.shipping.option.is_pickup
        assert six(price.summary) == ["10.00", "2.00", "0.00", "1.20", "0.00", "13.20"]

    @pytest.mark.parametrize(
        ("subtotal", "free_from", "cost"),
        [
            ("49.99", "50", "5.00"),
            ("50", "50", "0.00"),
            ("50.01", "50", "0.00"),
            ("49.995", "50", "0.00"),  # the line price is 50.00
            ("49.99", "49.991", "5.00"),
            ("50", "49.991", "0.00"),
            ("0", "0", "0.00"),
        ],
    )
    def test_free_from_a_subtotal(self, subtotal, free_from, cost):
        """Convention S5: once it is at least this, and the offer says so too."""
        price = priced((subtotal, 1), options=[delivery("5", free_from=free_from)])
        assert str(price.summary.shipping) == f"USD {cost}"
        assert str(price.carrier_service_options[0].shipping_options[0].price) == f"USD {cost}"

    def test_free_from_is_measured_after_rules_and_before_coupons(self):
        """Convention S5: 60 less a tenth is 54, less a half 27; free from 54."""
        options = [delivery("5", free_from="54")]
        price = priced(
            ("60", 1), options=options, rules=[rule("10")], coupon=coupon(percent="50"), merchants=[merchant("10")]
        )
        assert str(price.summary.shipping) == "USD 0.00"
        assert str(price.summary.total) == "USD 17.00"
        price = priced(("59.99", 1), options=options, rules=[rule("10")])  # 53.99
        assert str(price.summary.shipping) == "USD 5.00"

    def test_only_the_option_itself_is_free(self):
        """Each option has its own bound."""
        options = [delivery("5", free_from="50"), delivery("20", "express", free_from="100"), delivery("30", "air")]
        price = priced(("60", 1), options=options, select="express")
        offered = [entry.price for entry in price.carrier_service_options[0].shipping_options]
        assert numbers(offered) == ["0.00", "20.00", "30.00"]
        assert str(price.summary.shipping) == "USD 20.00"

    def test_other_charges_are_fees(self):
        """Convention S6: after the store's own, with source SHIPPING, taxed as fees are: 10 % of 1.25 and 2."""
        own = cc.AdditionalFee(code="own", name="Own", price=cc.Money(1, "USD"))
        options = [delivery("5", charges=[("INSURANCE", "1.25"), ("HANDLING_FEE", "2")])]
        price = priced(("10", 1), options=options, fees=[own], taxes=[tax("0.1")])
        shipping, plugin = cc.AdditionalFeeSource.SHIPPING, cc.AdditionalFeeSource.SERVICE_PLUGIN
        assert [(fee.code, fee.source) for fee in price.additional_fees] == [
            ("own", plugin), ("INSURANCE", shipping), ("HANDLING_FEE", shipping)]  # fmt: skip
        assert [fee.line_item_ids for fee in price.additional_fees] == [(), (), ()]
        # 0.125 is rounded to 0.13
        assert numbers(fee.tax_details.total_tax for fee in price.additional_fees) == ["0.00", "0.13", "0.20"]
        assert numbers(fee.price_after_tax for fee in price.additional_fees) == ["1.00", "1.38", "2.20"]
        # 1 of the line, 0.50 of delivery, 0.33 of fees
        assert six(price.summary) == ["10.00", "5.00", "4.25", "1.83", "0.00", "21.08"]

    def test_other_charges_follow_the_flag_for_fees(self):
        """Not that for shipping."""
        options = [delivery("5", charges=[("INSURANCE", "2")])]
        price = priced(("10", 1), options=options, taxes=[tax("0.1", applies_to_shipping=False)])
        assert str(price.summary.tax) == "USD 1.20"
        price = priced(("10", 1), options=options, taxes=[tax("0.1", applies_to_fees=False)])
        assert str(price.summary.tax) == "USD 1.50"

    def test_other_charges_of_the_option_in_force(self):
        """Not of the one asked for, not without one; and free delivery leaves them."""
        options = [
            delivery("5", charges=[("INSURANCE", "2")], free_from="10"),
            delivery("9", "b", charges=[("HANDLING_FEE", "3")]),
        ]
        price = priced(("10", 1), options=options, select="gone")
        assert six(price.summary) == ["10.00", "0.00", "2.00", "0.00", "0.00", "12.00"]
        price = priced(("10", 1), options=options, select="b")
        assert six(price.summary) == ["10.00", "9.00", "3.00", "0.00", "0.00", "22.00"]
        price = priced(("10", 1), options=options, info={"shipping_info": delivered()})
        assert six(price.summary) == ["10.00", "0.00", "0.00", "0.00", "0.00", "10.00"]

    def test_their_share_is_due_with_delivery(self):
        """Convention P4: later, as the only line is paid offline."""
        options = [delivery("5", charges=[("INSURANCE", "2")])]
        price = priced((item("10", payment_option=OFFLINE), 1), options=options)
        assert six(price.pay_later) == ["10.00", "5.00", "2.00", "0.00", "0.00", "17.00"]


def fee(price=None, percent=None, code="fee", **fields):
    """A fee of an amount or a percentage."""
    amount = price and cc.Money(price, "USD")
    return cc.AdditionalFee(code=code, name=code, price=amount, percentage=percent and Decimal(percent), **fields)


class TestFees:
    """Conventions F1 to F4, P4: which lines a fee belongs to, and with which it is due."""

    LINES = (
        ("10", 1),
        (item("20", payment_option=OFFLINE), 1),
        (subscription("30", trial=TRIAL), 1),
        (item("40", payment_option=DEPOSIT, deposit_amount=cc.Money(5, "USD")), 1),
    )

    @pytest.mark.parametrize(
        ("bound", "named", "due"),
        [
            (None, [], ["2.00", "0.00", "0.00"]),
            (["item-1"], [1], ["2.00", "0.00", "0.00"]),
            (["item-2"], [2], ["0.00", "2.00", "0.00"]),
            (["item-3"], [3], ["0.00", "0.00", "2.00"]),
            (["item-4"], [4], ["2.00", "0.00", "0.00"]),
            (["item-3", "item-2"], [2, 3], ["0.00", "2.00", "0.00"]),  # the first line, not the first id
            (["item-4", "item-3"], [3, 4], ["0.00", "0.00", "2.00"]),
        ],
    )
    def test_with_which_payment(self, bound, named, due):
        """Now, later, after the trial: as the first of its lines."""
        price = priced(*self.LINES, fees=[fee("2", catalog_item_ids=bound)])
        assert [int(identity[-3:]) for identity in price.additional_fees[0].line_item_ids] == named
        payments = (price.pay_now, price.pay_later, price.pay_after_free_trial)
        assert numbers(payment.additional_fees for payment in payments) == due

    def test_its_tax_goes_with_it(self):
        """10 % of 30 and of 2, all after the trial."""
        line = subscription("30", trial=TRIAL)
        price = priced((line, 1), fees=[fee("2", taxable=True, catalog_item_ids=["item-1"])], taxes=[tax("0.1")])
        assert six(price.pay_after_free_trial) == ["30.00", "0.00", "2.00", "3.20", "0.00", "35.20"]

    @pytest.mark.parametrize(
        ("bound", "amount"),
        [(None, "2.79"), (["item-1"], "0.27"), (["item-2"], "2.52"), (["item-1", "item-2"], "2.79")],
    )
    def test_a_percentage_of_what_discounts_leave(self, bound, amount):
        """3 % of 9 and of 84: a rule left 94 of the second's 100, the merchant then took 1 and 10."""
        price = priced(
            ("10", 1),
            ("100", 1),
            rules=[rule(money="6", scopes=[items("item-2")])],
            merchants=[merchant("1", lines=[1]), merchant("10", lines=[2])],
            fees=[fee(percent="3", catalog_item_ids=bound)],
        )
        assert numbers(entry.price for entry in price.additional_fees) == [amount]

    def test_once_however_many_lines(self):
        """Convention F1: two lines of the item, with different options."""
        lines = [
            ("10", 1),
            (None, 2, {"catalog_reference": cc.CatalogReference(items().catalog_item_filter.catalog_app_id, "item-1",
                                                                {"size": "L"})}),
        ]  # fmt: skip
        price = priced(*lines, fees=[fee("2", catalog_item_ids=["item-1"])])
        assert str(price.summary.additional_fees) == "USD 2.00"
        assert price.additional_fees[0].line_item_ids == (guid(1), guid(2))

    def test_a_custom_line_with_such_a_reference_counts(self):
        """Convention F1."""
        price = priced((None, 1, {"custom_item": item("10")}), fees=[fee("2", catalog_item_ids=["item-1"])])
        assert str(price.summary.additional_fees) == "USD 2.00"

    def test_an_unknown_item_pays_no_fee(self):
        """Convention F1: neither the fee bound to it nor that of the whole checkout."""
        price = priced((None, 1), fees=[fee("2", catalog_item_ids=["item-1"]), fee("3")])
        assert price.additional_fees == ()

    def test_without_lines_there_are_no_fees(self):
        """An empty checkout costs nothing."""
        assert six(priced(fees=[fee("3")]).summary) == NOTHING

    def test_included_tax(self):
        """Convention F4: a fee of 3 holds 0.50 of 20 %."""
        price = priced(("12", 1), fees=[fee("3", taxable=True)], taxes=[tax("0.2")], included=True)
        entry = price.additional_fees[0]
        assert numbers([entry.price, entry.price_before_tax, entry.price_after_tax]) == ["3.00", "2.50", "3.00"]
        assert six(price.summary) == ["12.00", "0.00", "3.00", "2.50", "0.00", "15.00"]

    def test_what_is_not_taxable_is_exempt(self):
        """Convention F3."""
        price = priced(("10", 1), fees=[fee("3"), fee("4", code="b", taxable=True)], taxes=[tax("0.1")])
        details = [entry.tax_details for entry in price.additional_fees]
        assert numbers(entry.exempt_amount for entry in details) == ["3.00", "0.00"]
        assert numbers(entry.taxable_amount for entry in details) == ["0.00", "4.00"]
        assert numbers(entry.total_tax for entry in details) == ["0.00", "0.40"]


class TestExemption:
    """Convention T9: a checkout of an exempt group bears no tax, and what would be taxable is exempt."""

    GROUP = "abcdef00-0000-0000-0000-000000000001"

    @pytest.mark.parametrize("included", [False, True])
    def test_every_amount_is_exempt(self, included):
        """10 - 1, delivery 5, fees 2 and 3: whole, whether prices include tax or not."""
        price = priced(
            ("10", 1),
            coupon=coupon(percent="10"),
            options=[delivery("5")],
            fees=[fee("2", taxable=True), fee("3", code="b")],
            taxes=[tax("0.2")],
            included=included,
            tax_exempt_groups=[self.GROUP],
            info={"tax_exempt_group_id": self.GROUP.upper()},
        )
        details = [
            price.lines[0].tax_details,
            price.shipping.cost.tax_details,
            *(entry.tax_details for entry in price.additional_fees),
        ]
        assert numbers(entry.exempt_amount for entry in details) == ["9.00", "5.00", "2.00", "3.00"]
        assert numbers(entry.taxable_amount for entry in details) == ["0.00"] * 4
        assert numbers(entry.total_tax for entry in details) == ["0.00"] * 4
        assert column(price, "total_price_before_tax") == column(price, "total_price_after_tax") == ["9.00"]
        summary = price.tax_summary
        assert numbers([summary.taxable_amount, summary.total_exempt, summary.total_tax]) == ["0.00", "9.00", "0.00"]
        assert six(price.summary) == ["10.00", "5.00", "5.00", "0.00", "1.00", "19.00"]

    def test_another_group_is_taxed(self):
        """Nothing is exempt."""
        price = priced(
            ("10", 1),
            taxes=[tax("0.2")],
            tax_exempt_groups=[self.GROUP],
            info={"tax_exempt_group_id": guid(1)},
        )
        details = price.lines[0].tax_details
        assert numbers([details.taxable_amount, details.exempt_amount, details.total_tax]) == ["10.00", "0.00", "2.00"]
        assert numbers([price.tax_summary.total_exempt, price.tax_summary.total_tax]) == ["0.00", "2.00"]


class TestTaxableAddress:
    """Convention T2: a line's own choice overrides the checkout's address."""

    TAXES = (
        tax("0.1", "US", country="US"),
        tax("0.2", "FR", country="FR"),
        tax("0.19", "DE", country="DE"),
        tax("0.01", "everywhere"),
    )

    def taxes_of(self, *choices, shippable=True, billing="FR", business="DE", shipping="US"):
        """The tax of a line of 100 for each choice of address."""
        properties = cc.PhysicalProperties(shippable=shippable)
        lines = [
            (item("100", physical_properties=properties), 1, {"taxable_address": choice and cc.TaxableAddress(
                address_type=cc.TaxableAddressType[choice])})
            for choice in choices
        ]  # fmt: skip
        bill = cc.AddressWithContact(address=cc.Address(country=billing))
        price = priced(
            *lines,
            taxes=self.TAXES,
            business_address=business and cc.Address(country=business),
            info={"shipping_info": delivered(country=shipping), "billing_info": bill if billing else None},
        )
        return numbers(line.tax_details.total_tax for line in price.lines)

    def test_each_line_by_itself(self):
        """To the US, billed in France, sold from Germany: 10, 20 and 19 %, and 1 % everywhere."""
        assert self.taxes_of(None, "BILLING", "BUSINESS", "SHIPPING") == ["11.00", "21.00", "20.00", "11.00"]

    def test_where_nothing_is_sent(self):
        """The bill decides, unless the line chooses otherwise."""
        taxes = self.taxes_of(None, "BILLING", "BUSINESS", "SHIPPING", shippable=False)
        assert taxes == ["21.00", "21.00", "20.00", "11.00"]

    def test_an_address_that_is_not_known(self):
        """Only what is levied everywhere."""
        assert self.taxes_of("BILLING", "BUSINESS", billing=None, business=None) == ["1.00", "1.00"]

    def test_delivery_and_fees_go_by_the_checkout(self):
        """The line is taxed in Germany, the delivery of 10 in the US at 11 %."""
        line = (
            item("100", physical_properties=cc.PhysicalProperties(shippable=True)),
            1,
            {"taxable_address": cc.TaxableAddress(address_type=cc.TaxableAddressType.BUSINESS)},
        )
        price = priced(line, taxes=self.TAXES, options=[delivery("10")], business_address=cc.Address(country="DE"))
        assert str(price.shipping.cost.tax_details.total_tax) == "USD 1.10"
        assert str(price.summary.tax) == "USD 21.10"


def says(severity, *lines):
    """A validator that states one violation for the checkout, or one for each of these lines."""

    def validator(price):
        for line in lines or (None,):
            yield cc.Violation(
                severity=cc.Severity[severity],
                description=f"{price.summary.total} is too much",
                line_item_id=line and guid(line),
            )

    return validator


class TestViolations:
    """Conventions V1 and V2: what the merchant's rules say against a checkout."""

    @pytest.mark.parametrize(
        ("subtotal", "missing"),
        [("50", None), ("50.01", None), ("49.99", "0.01"), ("49.994", "0.01"), ("49.995", None), ("0", "50.00")],
    )
    def test_the_minimum(self, subtotal, missing):
        """At exactly 50 there is none; below it an ERROR with what is missing."""
        price = priced((subtotal, 1), minimum="50", shipping="100", taxes=[tax("0.5")])
        if missing is None:
            assert price.violations == price.blocking_violations == ()
        else:
            (violation,) = price.violations
            assert (violation.severity, violation.line_item_id) == (cc.Severity.ERROR, None)
            assert Decimal(violation.data["minimumOrderSubtotal"]) == 50
            assert Decimal(violation.data["remainingAmount"]) == Decimal(missing)
            assert price.blocking_violations == price.violations
        assert not price.calculation_errors  # it is no finding

    def test_the_minimum_is_measured_before_coupons_and_after_rules(self):
        """Convention V1: as coupon minimums are."""
        assert not priced(("50", 1), minimum="50", coupon=coupon(percent="50"), merchants=[merchant("9")]).violations
        assert priced(("50", 1), minimum="50", rules=[rule("1")]).violations

    def test_a_minimum_of_nothing(self):
        """An empty checkout reaches it."""
        assert priced(minimum="0").violations == ()

    def test_validators_are_plain_functions(self):
        """They see the price, in their order, after the minimum."""
        validators = [says("WARNING"), says("ERROR", 1, 2), lambda _price: ()]
        price = priced(("10", 1), ("10", 1), minimum="50", validators=validators)
        assert [(entry.severity.value, entry.line_item_id) for entry in price.violations] == [
            ("ERROR", None), ("WARNING", None), ("ERROR", guid(1)), ("ERROR", guid(2))]  # fmt: skip
        assert price.violations[1].description == "USD 20.00 is too much"

    @pytest.mark.parametrize(("severity", "blocking"), [("WARNING", 0), ("ERROR", 1)])
    def test_only_errors_block(self, severity, blocking):
        """A WARNING lets an order through."""
        price = priced(("10", 1), validators=[says(severity)])
        assert (len(price.violations), len(price.blocking_violations)) == (1, blocking)

    @pytest.mark.parametrize("stated", ["no", None, 1, {"severity": "ERROR"}, cc.Severity.ERROR])
    def test_anything_else_is_refused(self, stated):
        """The error names the validator."""
        price = priced(("10", 1), validators=[says("WARNING"), lambda _price: [stated]])
        with pytest.raises(cc.InvalidField, match=r"violations stated by <lambda>.*a Violation"):
            _ = price.violations

    def test_a_violation_of_no_line_is_refused(self):
        """A line that it names is one of the checkout's, whatever the case of its id."""
        with pytest.raises(cc.InvalidField, match="the id of a line"):
            _ = priced(("10", 1), validators=[says("ERROR", 2)]).violations

    def test_a_validators_own_exception_passes_through(self):
        """It is the caller's bug, and he shall see it."""

        def broken(_price):
            raise ZeroDivisionError("mine")

        price = priced(("10", 1), validators=[broken])
        for name in ("violations", "blocking_violations"):
            with pytest.raises(ZeroDivisionError, match="mine"):
                getattr(price, name)

    def test_price_never_calls_them(self):
        """Nor do amounts and findings; who asks for violations does, and once."""
        calls = []

        def counting(price):
            calls.append(price)
            return ()

        price = priced(("10", 1), validators=[counting])
        assert str(price.summary.total) == "USD 10.00"
        assert not price.calculation_errors
        assert calls == []
        assert price.violations == price.blocking_violations == ()
        assert calls == [price]

    def test_they_do_not_belong_to_the_price(self):
        """The same checkout in the same store is the same price, whoever looks at it."""
        assert priced(("10", 1), validators=[says("ERROR")]) == priced(("10", 1))


class TestEverythingAtOnce:
    """Long sums, cent by cent."""

    def test_a_shirt_a_lesson_and_a_box(self):
        """Conventions D1, C9, S5, S6, F2, T4, P2, P4.

        Shirts 2 x 20 with 25 % off by rule: 2 x 15 = 30. Lesson 50, paid at the door. Box 30 with a trial. Subtotal
        110, so the delivery of 5 is free from 110, with 1.50 insurance. Coupon 10 % of 80 (the box is left out): 3 and
        5. Service fee 2 % of 110 - 8: 2.04, not taxable. Tax 20 % of 27, 45, 30 and 1.50: 5.40, 9.00, 6.00 and 0.30.
        Total 110 + 1.50 + 2.04 + 20.70 - 8 = 126.24.
        """
        price = priced(
            (item("20", collection_ids=["sale"]), 2),
            (item("50", payment_option=OFFLINE), 1),
            (subscription("30", trial=TRIAL), 1),
            rules=[rule("25", scopes=[collections("sale")])],
            coupon=coupon(percent="10"),
            options=[delivery("5", free_from="110", charges=[("INSURANCE", "1.50")])],
            fees=[fee(percent="2")],
            taxes=[tax("0.2")],
        )
        assert column(price, "discount") == ["3.00", "5.00", "0.00"]
        assert six(price.summary) == ["110.00", "0.00", "3.54", "20.70", "8.00", "126.24"]
        # shirts 30 + 5.40 - 3, and the fees with the insurance's tax
        assert six(price.pay_now) == ["30.00", "0.00", "3.54", "5.70", "3.00", "36.24"]
        assert six(price.pay_later) == ["50.00", "0.00", "0.00", "9.00", "5.00", "54.00"]
        assert six(price.pay_after_free_trial) == ["30.00", "0.00", "0.00", "6.00", "0.00", "36.00"]


def amounts(document, path=()):
    """Every amount of a document: its path without positions, and its members. What a request states is plain."""
    if isinstance(document, list):
        for entry in document:
            yield from amounts(entry, path)
    elif isinstance(document, dict):
        if isinstance(document.get("amount"), str):
            yield ".".join(path), document
        for name, value in document.items():
            if name != "merchantDiscounts":
                yield from amounts(value, (*path, name))


class TestPresentment:
    """Convention Y1: every amount as number and text, in the store's currency and in the buyer's."""

    LOCALES = ("de_DE", "en_US", "ja_JP", "ar_EG", "hi_IN", "fr_CH")
    MEMBERS = ("amount", "convertedAmount", "formattedAmount", "formattedConvertedAmount")

    @pytest.fixture
    def price(self):
        """All tools at once: 8 of 10 by rule, 2 x 3 beside a membership, 30 after a trial; 1 USD is 140.5 JPY."""
        return priced(
            ("10", 1),
            (lesson("20", modifier_groups=extras("3")), 2),
            (subscription("30", trial=TRIAL), 1),
            memberships=[membership()],
            member=MEMBER,
            selected=[pays("gold", 2)],
            rules=[rule("20", scopes=[items("item-1")])],
            coupon=coupon(percent="10"),
            merchants=[merchant("1")],
            minimum="500",
            taxes=[tax("0.1")],
            options=[delivery("5", charges=[("INSURANCE", "1.5")], free_from="1000")],
            card="5",
            info={"gift_card_redeem_amount": cc.Money("4.5", "USD"), "gift_card_code": "GIFTCARD"},
            fees=[fee(percent="2")],
            conversion=cc.Conversion(currency="JPY", rate=Decimal("140.5")),
        )

    @pytest.mark.parametrize("locale", LOCALES)
    def test_every_amount_has_four_members(self, price, locale):
        """Whatever the locale, and none of them empty."""
        document = cc.wire.dump_priced(price, locale=locale)
        found = list(amounts(document))
        assert [(path, tuple(entry)) for path, entry in found if tuple(sorted(entry)) != self.MEMBERS] == []
        assert all(all(entry.values()) for _, entry in found)
        assert {
            "lineItems.price",
            "lineItems.priceBeforeDiscounts",
            "lineItems.modifierGroups.modifiers.price",
            "lineItems.modifiersTotalPrice",
            "appliedDiscounts.discountRule.amount",
            "appliedDiscounts.coupon.amount",
            "appliedDiscounts.merchantDiscount.amount",
            "appliedDiscounts.lineItemDiscounts.totalDiscountAmount",
            "shippingInfo.carrierServiceOptions.shippingOptions.cost.price",
            "shippingInfo.carrierServiceOptions.shippingOptions.cost.otherCharges.price",
            "shippingInfo.selectedCarrierServiceOption.cost.totalDiscount",
            "additionalFees.price",
            "additionalFees.taxDetails.exemptAmount",
            "priceSummary.total",
            "payNow.total",
            "payLater.total",
            "payAfterFreeTrial.total",
            "subscriptionCharges.charges.priceSummary.total",
            "giftCard.amount",
            "giftCard.requestedAmount",
            "payNowTotalAfterGiftCard",
            "totalAfterGiftCard",
            "lineItemsSubtotal",
            "taxSummary.totalTax",
        } <= {path for path, _ in found}

    def test_numbers_are_the_same_in_every_locale(self, price):
        """Only the texts differ."""
        documents = [cc.wire.dump_priced(price, locale=locale) for locale in self.LOCALES]
        plain = [
            [(path, entry["amount"], entry["convertedAmount"]) for path, entry in amounts(document)]
            for document in documents
        ]
        assert all(entries == plain[0] for entries in plain)
        texts = {document["priceSummary"]["subtotal"]["formattedAmount"] for document in documents}
        assert len(texts) >= 3  # some locales write dollars alike

    def test_each_amount_is_converted_by_itself(self, price):
        """8, 3, 1 and 44 dollars at 140.5: 1124, 421.5, 140.5 and 6182 yen."""
        document = cc.wire.dump_priced(price, locale="de_DE")
        line, lesson_line, _ = document["lineItems"]
        assert line["price"] == {
            "amount": "8",
            "convertedAmount": "1124",
            "formattedAmount": "8,00\xa0$",
            "formattedConvertedAmount": "1.124\xa0¥",
        }
        assert lesson_line["modifiersTotalPrice"]["convertedAmount"] == "422"
        assert document["appliedDiscounts"][2]["merchantDiscount"]["amount"]["convertedAmount"] == "141"
        assert document["priceSummary"]["subtotal"]["formattedConvertedAmount"] == "6.182\xa0¥"
        assert (document["conversionCurrency"], document["paymentCurrency"]) == ("JPY", "USD")

    def test_violations_and_memberships_are_said(self, price):
        """Convention V1: on OTHER_DEFAULT; 44 of 500 is 456 short."""
        document = cc.wire.dump_priced(price, locale="de_DE")
        (violation,) = document["violations"]
        assert (violation["severity"], violation["target"]) == ("ERROR", {"other": {"name": "OTHER_DEFAULT"}})
        assert Decimal(violation["data"]["remainingAmount"]) == 456
        (eligible,) = document["membershipOptions"]["eligibleMemberships"]
        assert (eligible["_id"], eligible["lineItemIds"]) == ("gold", [guid(2)])
