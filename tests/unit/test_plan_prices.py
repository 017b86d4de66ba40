"""What plans cost: the documented amounts, coupons, fees, taxes, rounding, currencies. Conventions PP9 to PP13."""

import signal
from contextlib import contextmanager
from decimal import Decimal
from itertools import islice

import attrs
import pytest
from plan_books import a_coupon, a_plan, offline, online, utc
from quick import tax

import checkout_core as cc
from checkout_core import plans, wire

NOW = utc(2022, 7, 13)
MONTH = (1, "MONTH")
VAT = tax("0.21", "VAT")


@contextmanager
def in_time():
    """Fail what computes for seconds instead of waiting for it for ever; where there are no timers, wait."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, 2)
    try:
        yield
    except TimeoutError:
        pytest.fail("does not come to an end", pytrace=False)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def priced(plan, *coupons, taxes=(), included=False, rounding="HALF_UP"):
    """The pricing of an order of a plan in a store, with the one coupon if there is any."""
    store = cc.Store(
        currency=plan.currency,
        coupons=coupons,
        taxes=taxes,
        tax_included_in_price=included,
        policy=cc.PricingPolicy(rounding=cc.Rounding[rounding]),
    )
    return offline(plan, NOW, coupon="SAVE" if coupons else None, store=store).pricing


def told(pricing):
    """From which cycle on how many cost what: subtotal - discount + tax = total."""
    return [(span.cycle_from, span.number_of_cycles, account(span.price)) for span in pricing.prices]


def account(price):
    """The amounts of a price, as they close."""
    tax_ = 0 if price.tax is None else price.tax.amount.amount
    return f"{price.subtotal.amount} - {price.discount.amount} + {tax_} = {price.total.amount}"


def only(pricing):
    """The price of the first cycle."""
    return told(pricing)[0][2]


class TestExamples:
    """Amounts that the service's pages print."""

    def test_tax_that_is_included(self):
        """330 with 21 % in it."""
        pricing = priced(a_plan("330"), taxes=[VAT], included=True)
        assert only(pricing) == "272.73 - 0.00 + 57.27 = 330.00"
        found = pricing.prices[0].price.tax
        assert (found.name, found.included_in_price, found.rate) == ("VAT", True, Decimal(21))

    @pytest.mark.parametrize(
        ("price", "percent", "amounts"),
        [
            ("100", "50", "100.00 - 50.00 + 10.50 = 60.50"),
            ("15", "50", "15.00 - 7.50 + 1.58 = 9.08"),
            ("15", None, "15.00 - 0.00 + 3.15 = 18.15"),
        ],
    )
    def test_tax_that_is_added(self, price, percent, amounts):
        """21 %, on what the coupon leaves."""
        coupons = [] if percent is None else [a_coupon(percent)]
        pricing = priced(a_plan(price), *coupons, taxes=[VAT])
        assert told(pricing) == [(1, 1, amounts)]
        assert not pricing.prices[0].price.tax.included_in_price

    def test_the_first_half_off(self):
        """A coupon for one cycle of an endless plan: two prices, the last of them without a number of cycles."""
        pricing = priced(a_plan("15", every=MONTH), a_coupon("50"), taxes=[VAT])
        assert told(pricing) == [(1, 1, "15.00 - 7.50 + 1.58 = 9.08"), (2, None, "15.00 - 0.00 + 3.15 = 18.15")]
        assert [span.price.coupon and span.price.coupon.code for span in pricing.prices] == ["SAVE", None]


class TestCoupons:
    """What is taken off which cycles."""

    @pytest.mark.parametrize(
        ("cycles", "discounted", "spans"),
        [
            (0, None, [(1, 1, "7.50"), (2, None, "10.00")]),
            (0, 3, [(1, 3, "7.50"), (4, None, "10.00")]),
            (0, 999, [(1, 999, "7.50"), (1000, None, "10.00")]),
            (6, 1, [(1, 1, "7.50"), (2, 5, "10.00")]),
            (6, 5, [(1, 5, "7.50"), (6, 1, "10.00")]),
            (6, 6, [(1, 6, "7.50")]),
            (6, 7, [(1, 6, "7.50")]),
            (1, None, [(1, 1, "7.50")]),
            (2000, 999, [(1, 999, "7.50"), (1000, 1001, "10.00")]),
        ],
    )
    def test_reach_the_first_cycles(self, cycles, discounted, spans):
        """So many as the coupon says, one if it does not; 0 cycles have no end."""
        pricing = priced(a_plan(every=MONTH, cycles=cycles), a_coupon("25", cycles=discounted))
        found = [(span.cycle_from, span.number_of_cycles, str(span.price.total.amount)) for span in pricing.prices]
        assert found == spans

    @pytest.mark.parametrize(("cycles", "number"), [(0, None), (6, 6), (2000, 2000)])
    @pytest.mark.parametrize("counted", [None, 2])
    def test_reach_all_cycles(self, cycles, number, counted):
        """One that applies to subscriptions, whatever it says of a number of cycles."""
        coupon = a_coupon("25", cycles=counted, applies_to_subscriptions=True)
        assert told(priced(a_plan(every=MONTH, cycles=cycles), coupon)) == [(1, number, "10.00 - 2.50 + 0 = 7.50")]

    @pytest.mark.parametrize("plan", [a_plan("10"), a_plan("10", lasts=MONTH)])
    def test_reach_a_single_payment(self, plan):
        """Which is one cycle, also for a coupon of several or of all."""
        for coupon in (a_coupon("25"), a_coupon("25", cycles=3), a_coupon("25", applies_to_subscriptions=True)):
            assert told(priced(plan, coupon)) == [(1, 1, "10.00 - 2.50 + 0 = 7.50")]

    @pytest.mark.parametrize(
        ("coupon", "amounts", "off"),
        [
            (a_coupon(money_off="3"), "10.00 - 3.00 + 1.47 = 8.47", "3.00"),
            (a_coupon(money_off="9.99"), "10.00 - 9.99 + 0.00 = 0.01", "9.99"),
            (a_coupon(money_off="10"), "10.00 - 10.00 + 0.00 = 0.00", "10.00"),
            (a_coupon(money_off="99"), "10.00 - 10.00 + 0.00 = 0.00", "10.00"),
            (a_coupon(money_off="0.005"), "10.00 - 0.01 + 2.10 = 12.09", "0.01"),
            (a_coupon("100"), "10.00 - 10.00 + 0.00 = 0.00", "10.00"),
            (a_coupon("33.333333"), "10.00 - 3.33 + 1.40 = 8.07", "3.33"),
            (a_coupon("0.000001"), "10.00 - 0.00 + 2.10 = 12.10", "0.00"),
        ],
    )
    def test_take_off_at_most_all(self, coupon, amounts, off):
        """And say how much it is."""
        pricing = priced(a_plan("10"), coupon, taxes=[VAT])
        assert only(pricing) == amounts
        assert pricing.prices[0].price.coupon == plans.PlanCoupon(
            code="SAVE", amount=cc.Money(off, "USD"), id=coupon.id
        )

    @pytest.mark.parametrize(
        ("coupon", "amounts", "off"),
        [
            (a_coupon(money_off="121"), "272.73 - 100.00 + 36.27 = 209.00", "121.00"),
            (a_coupon("50"), "272.73 - 136.37 + 28.64 = 165.00", "165.00"),
            (a_coupon("100"), "272.73 - 272.73 + 0.00 = 0.00", "330.00"),
            (a_coupon(money_off="0.01"), "272.73 - 0.01 + 57.27 = 329.99", "0.01"),
        ],
    )
    def test_take_off_the_tax_with_the_price(self, coupon, amounts, off):
        """Where the price includes it; what is told as discount does not."""
        pricing = priced(a_plan("330"), coupon, taxes=[VAT], included=True)
        assert only(pricing) == amounts
        assert pricing.prices[0].price.coupon.amount == cc.Money(off, "USD")

    def test_a_cycle_that_costs_nothing_is_one(self):
        """A subscription stays one; the first payment is that of the first cycle that costs something."""
        store = cc.Store(currency="USD", coupons=[a_coupon("100", cycles=2)])
        order = online(a_plan(every=MONTH, cycles=4), NOW, coupon="SAVE", store=store)
        assert order.pricing.subscription.cycle_count == 4
        assert (order.status, order.last_payment_status) == ("DRAFT", "UNPAID")
        assert [payment.cycle for payment in plans.payments(order)] == [3, 4]
        assert plans.at(order, NOW).next_payment.date == utc(2022, 9, 13)
        assert order.pricing.price_of(0) is order.pricing.price_of(5) is None

    def test_the_code_is_told_as_the_store_spells_it(self):
        """Whatever the buyer's case."""
        store = cc.Store(currency="USD", coupons=[a_coupon("10")])
        order = online(a_plan(), NOW, coupon="save", store=store)
        assert order.pricing.prices[0].price.coupon.code == "SAVE"


class TestFees:
    """What is charged once."""

    def test_come_with_the_first_cycle(self):
        """Without tax and without discount; the others have a price of their own."""
        plan = a_plan("100", every=MONTH, cycles=12, fees=["15", "0.99"])
        pricing = priced(plan, a_coupon("50", cycles=3), taxes=[VAT])
        assert told(pricing) == [
            (1, 1, "100.00 - 50.00 + 10.50 = 76.49"),
            (2, 2, "100.00 - 50.00 + 10.50 = 60.50"),
            (4, 9, "100.00 - 0.00 + 21.00 = 121.00"),
        ]
        fees = [[(fee.name, str(fee.amount.amount)) for fee in span.price.fees] for span in pricing.prices]
        assert fees == [[("Fee 0", "15.00"), ("Fee 1", "0.99")], [], []]

    def test_come_with_a_single_payment(self):
        """And with tax in the price, which they do not bear."""
        assert told(priced(a_plan("330", fees=["5"]), taxes=[VAT], included=True)) == [
            (1, 1, "272.73 - 0.00 + 57.27 = 335.00")
        ]

    def test_are_rounded(self):
        """To the minor unit, each for itself."""
        assert only(priced(a_plan("1", fees=["0.125", "0.125"]))) == "1.00 - 0.00 + 0 = 1.26"
        assert only(priced(a_plan("1", fees=["0.125", "0.125"]), rounding="DOWN")) == "1.00 - 0.00 + 0 = 1.24"

    @pytest.mark.parametrize(("fee", "currency"), [("0.001", "USD"), ("0.4", "JPY")])
    def test_below_half_a_minor_unit_are_nothing(self, fee, currency):
        """And no reason not to order."""
        price = priced(a_plan("5", fees=[fee], currency=currency)).prices[0].price
        assert price.total == price.subtotal == cc.Money("5", currency)

    def test_make_a_plan_cost_something(self):
        """One without a price is no free one; it is paid once and goes on for nothing."""
        order = online(a_plan("0", every=MONTH, cycles=3, fees=["5"]), NOW)
        assert (order.status, order.pricing.subscription.cycle_count) == ("DRAFT", 3)
        assert [(payment.cycle, str(payment.price.total)) for payment in plans.payments(order)] == [(1, "USD 5.00")]
        paid = plans.record_payment(order, now=NOW)
        assert plans.at(paid, NOW).next_payment is None

    @pytest.mark.parametrize(
        ("plan", "coupon"),
        [
            (a_plan("0", every=MONTH, fees=["5"]), None),
            (a_plan("0.001", every=MONTH), None),
            (a_plan("10", every=MONTH), a_coupon("100", applies_to_subscriptions=True)),
        ],
        ids=["fees alone", "less than a cent", "a coupon for all of it"],
    )
    def test_what_costs_nothing_for_ever_has_no_next_payment(self, plan, coupon):
        """And telling so takes no time."""
        store = cc.Store(currency="USD", coupons=[coupon] if coupon else [])
        order = offline(plan, NOW, coupon=coupon and "SAVE", store=store)
        assert order.pricing.subscription is not None
        with in_time():
            assert plans.at(order, NOW).next_payment is None
            assert len(list(islice(plans.payments(order), 2))) == len(plan.fees)

    @pytest.mark.parametrize(
        ("cycles", "spans", "allowed"),
        [
            (0, [(1, 2)], "none: the order has endless cycles"),
            (6, [(1, 5)], "6, up to cycle 6"),
            (6, [(1, 2), (3, 5)], "4, up to cycle 6"),
            (6, [(1, 6), (7, 1)], "none: the order has 6 cycles"),
        ],
    )
    def test_prices_end_with_the_cycles(self, cycles, spans, allowed):
        """Else some cycle would cost nothing, without a word."""
        pricing = offline(a_plan("10", every=MONTH, cycles=cycles), NOW).pricing
        prices = [attrs.evolve(pricing.prices[0], cycle_from=first, number_of_cycles=number) for first, number in spans]
        place = rf"prices\[{len(spans) - 1}\]\.number_of_cycles: got {spans[-1][1]}, allowed: {allowed}"
        with pytest.raises(cc.InvalidField, match=place):
            attrs.evolve(pricing, prices=prices)


class TestTaxes:
    """Which taxes, and how they are told."""

    def test_none(self):
        """No tax is told where there is none."""
        assert priced(a_plan("15")).prices[0].price.tax is None
        assert told(priced(a_plan("15"))) == [(1, 1, "15.00 - 0.00 + 0 = 15.00")]

    def test_several_are_told_as_one(self):
        """With their names and rates together; rounded once: 0.26 and 0.26 would be 0.52."""
        price = priced(a_plan("10.00"), taxes=[tax("0.0255", "State"), tax("0.0255", "City")]).prices[0].price
        assert price.tax == plans.PlanTax(
            name="State, City", included_in_price=False, rate=Decimal("5.1"), amount=cc.Money("0.51", "USD")
        )

    @pytest.mark.parametrize(
        ("rate", "percent"),
        [("0.21", "21"), ("0.08875", "8.875"), ("0.000001", "0.0001"), ("1", "100"), ("0", "0")],
    )
    def test_the_rate_is_in_per_cent(self, rate, percent):
        """As text on the wire."""
        order = offline(a_plan("100"), NOW, store=cc.Store(currency="USD", taxes=[tax(rate)]))
        assert order.pricing.prices[0].price.tax.rate == Decimal(percent)
        stated = wire.dump_plan_order(order)["pricing"]["prices"][0]["price"]["tax"]
        assert stated["rate"] == percent

    @pytest.mark.parametrize(
        ("country", "subdivision", "expected"),
        [("US", "US-NY", "1, 2, 3"), ("US", "US-TX", "1, 2"), ("DE", None, "1"), ("DE", "US-NY", "1")],
    )
    def test_are_those_of_the_stores_address(self, country, subdivision, expected):
        """Everywhere, the country, the subdivision; and not those of a tax group."""
        taxes = [
            tax("0.01", "1"),
            tax("0.02", "2", country="US"),
            tax("0.03", "3", country="US", subdivision="US-NY"),
            tax("0.04", "4", tax_group_ids=["food"]),
        ]
        here = cc.Address(country=country, subdivision=subdivision)
        order = offline(a_plan(), NOW, store=cc.Store(currency="USD", taxes=taxes, business_address=here))
        assert order.pricing.prices[0].price.tax.name == expected

    def test_a_free_plan_bears_none(self):
        """And does not need to know where the store is."""
        price = priced(a_plan("0"), taxes=[tax("0.2", country="US")]).prices[0].price
        assert (price.tax, str(price.total)) == (None, "USD 0.00")


class TestRounding:
    """To the minor unit, by the store's policy."""

    @pytest.mark.parametrize(
        ("rounding", "price", "added", "included"),
        [
            # 10.125; half off; 10 % of that
            ("HALF_UP", "10.13", "10.13 - 5.07 + 0.51 = 5.57", "9.21 - 4.61 + 0.46 = 5.06"),
            ("HALF_DOWN", "10.12", "10.12 - 5.06 + 0.51 = 5.57", "9.20 - 4.60 + 0.46 = 5.06"),
            ("HALF_EVEN", "10.12", "10.12 - 5.06 + 0.51 = 5.57", "9.20 - 4.60 + 0.46 = 5.06"),
            ("UP", "10.13", "10.13 - 5.07 + 0.51 = 5.57", "9.20 - 4.60 + 0.46 = 5.06"),
            ("DOWN", "10.12", "10.12 - 5.06 + 0.50 = 5.56", "9.20 - 4.60 + 0.46 = 5.06"),
            ("CEILING", "10.13", "10.13 - 5.07 + 0.51 = 5.57", "9.20 - 4.60 + 0.46 = 5.06"),
            ("FLOOR", "10.12", "10.12 - 5.06 + 0.50 = 5.56", "9.20 - 4.60 + 0.46 = 5.06"),
        ],
    )
    def test_every_policy(self, rounding, price, added, included):
        """Price, discount and tax, each once."""
        plan, taxes = a_plan("10.125"), [tax("0.1")]
        assert only(priced(plan, rounding=rounding)) == f"{price} - 0.00 + 0 = {price}"
        assert only(priced(plan, a_coupon("50"), taxes=taxes, rounding=rounding)) == added
        assert only(priced(plan, a_coupon("50"), taxes=taxes, included=True, rounding=rounding)) == included
        order = offline(plan, NOW)
        assert order.plan_price == cc.Money("10.125", "USD")

    @pytest.mark.parametrize(
        ("currency", "price", "amounts"),
        [
            ("JPY", "999", "999 - 333 + 67 = 733"),
            ("JPY", "0.5", "1 - 0 + 0 = 1"),
            ("KWD", "9.999", "9.999 - 3.333 + 0.667 = 7.333"),
            ("USD", "999999999999", "999999999999.00 - 333333329999.67 + 66666666999.93 = 733333336999.26"),
        ],
    )
    def test_every_currency(self, currency, price, amounts):
        """Has its own minor unit."""
        coupon = a_coupon("33.333333", currency=currency)
        assert only(priced(a_plan(price, currency=currency), coupon, taxes=[tax("0.1")])) == amounts


class TestFree:
    """What costs nothing is no subscription."""

    @pytest.mark.parametrize(
        ("plan", "duration", "unlimited"),
        [
            (a_plan("0", every=MONTH, cycles=12), (12, "MONTH"), False),
            (a_plan("0", every=(2, "WEEK"), cycles=3, trial=7), (6, "WEEK"), False),
            (a_plan("0", every=MONTH), None, True),
            (a_plan("0", lasts=(3, "DAY")), (3, "DAY"), False),
            (a_plan("0"), None, True),
        ],
    )
    def test_is_a_single_payment(self, plan, duration, unlimited):
        """For as long as all cycles together, or for ever; without free days."""
        order = online(plan, NOW)
        assert order.pricing.subscription is None
        found = order.pricing.single_payment_for_duration
        assert (found and (found.count, found.unit.value)) == duration
        assert order.pricing.single_payment_unlimited == unlimited
        assert (order.auto_renew_canceled, order.free_trial_days) == (None, None)
        assert told(order.pricing) == [(1, 1, "0.00 - 0.00 + 0 = 0.00")]
        assert list(plans.payments(order)) == []

    def test_lasts_as_long_as_a_plan_can(self):
        """The longest cycles, as many as there may be, as long as the calendar goes on."""
        order = online(a_plan("0", every=(1_000, "DAY"), cycles=2_000), NOW)
        assert (order.end_date - order.start_date).days == 2_000_000

    @pytest.mark.parametrize(("cycles", "end"), [(0, None), (5, utc(2022, 6, 30)), (12, utc(2023, 1, 31))])
    def test_ends_where_its_cycles_would(self, cycles, end):
        """Months of different lengths add up as on the calendar."""
        assert online(a_plan("0", every=MONTH, cycles=cycles), utc(2022, 1, 31)).end_date == end


class TestCurrencies:
    """A plan is ordered in its own store."""

    @pytest.mark.parametrize("coupon", [None, a_coupon(money_off="3"), a_coupon("10", minimum="1")])
    def test_a_plan_in_another_currency_is_refused(self, coupon):
        """Nobody's dollars are taken off euros."""
        store = cc.Store(currency="USD", coupons=[coupon] if coupon else [])
        for create in (online, offline):
            with pytest.raises((cc.CurrencyMismatch, cc.InvalidField)):
                create(a_plan("10", currency="EUR"), NOW, coupon=coupon and "SAVE", store=store)
