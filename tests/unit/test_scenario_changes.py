"""Checkouts, stores and items in a scenario, field by field; every cent is worked out by hand."""

import copy
import pickle
from collections.abc import Mapping
from decimal import Decimal

import attrs
import pytest
from quick import carrier, column, coupon, delivery, extras, finding, item, numbers, priced, rule, tax
from samples import APP, usd

import checkout_core as cc
from checkout_core.model.scenario import Scenario
from checkout_core.whatif.changes import ChangedCatalog, checkout_in, item_in, store_in

DEPOSIT = cc.PaymentOptionType.DEPOSIT_ONLINE
TWO = priced(("10.00", 2), ("5.00", 1))
"""What most examples change: 25.00 in all."""


def after(base, **changes):
    """The price in a scenario with these changes."""
    scenario = Scenario(name="s", **changes)
    return cc.price(checkout_in(scenario, base.checkout, base.store), store_in(scenario, base.store))


def total(price):
    """The total as text in major units."""
    return str(price.summary.total.amount)


def overridden(price, currency="USD", **fields):
    """Fields of a line that states a price, or other things, itself."""
    stated = {name: cc.Money(value, currency) for name, value in (fields | {"price": price}).items() if value}
    return {"catalog_override_fields": cc.CatalogOverrideFields(**stated)}


def custom(price, currency="USD", **fields):
    """Fields of a line that describes its item itself."""
    return {"catalog_reference": None, "custom_item": item(price, currency, **fields)}


class TestNothing:
    def test_an_empty_scenario_makes_nothing_new(self):
        """Checkout and store are the very same objects."""
        assert store_in(Scenario(name="s"), TWO.store) is TWO.store
        assert checkout_in(Scenario(name="s"), TWO.checkout, TWO.store) is TWO.checkout

    def test_the_rest_stays(self):
        """What a scenario does not speak of is what it was, in the store and in the checkout."""
        base = priced(("10.00", 2), coupon=coupon(percent="10"), taxes=[tax("0.2")], card="5", shipping="4")
        scenario = Scenario(name="s", tax_included=True, quantity_factor=2)
        store, checkout = store_in(scenario, base.store), checkout_in(scenario, base.checkout, base.store)
        assert attrs.evolve(store, tax_included_in_price=False) == base.store
        (line,) = base.checkout.line_items
        assert attrs.evolve(checkout, line_items=[line]) == base.checkout
        assert checkout.line_items == (attrs.evolve(line, quantity=4),)


class TestQuantities:
    def test_the_factor_reaches_every_line(self):
        """6 x 10 + 3 x 5 = 75; a custom line and one that is not found as well."""
        assert total(after(TWO, quantity_factor=3)) == "75.00"
        lines = after(priced((None, 2), ("1.00", 1, custom("7.00"))), quantity_factor=4).lines
        assert [line.quantity for line in lines] == [8, 4]

    def test_stated_ones_go_before_the_factor(self):
        """7 x 10 + 3 x 5 = 85."""
        assert total(after(TWO, quantity_factor=3, quantities={"item-1": 7})) == "85.00"

    def test_every_line_of_the_item(self):
        """Whatever its options are, and no other: 4 + 4 + 1."""
        large = {"catalog_reference": cc.CatalogReference(APP, "item-1", {"size": "L"})}
        base = priced(("1.00", 2), (None, 3, large), ("1.00", 1))
        assert [line.quantity for line in after(base, quantities={"item-1": 4}).lines] == [4, 4, 1]

    def test_what_a_line_cannot_hold_is_refused(self):
        """100,000 are the most; stated ones are not multiplied."""
        base = priced(("1.00", 50_001))
        with pytest.raises(cc.InvalidField, match=r"LineItem.quantity: got 100002, allowed: a whole number"):
            after(base, quantity_factor=2)
        assert after(base, quantity_factor=2, quantities={"item-1": 100_000}).lines[0].quantity == 100_000


class TestCoupons:
    BASE = priced(("10.00", 2), coupon=coupon(percent="10"))

    def test_none(self):
        """2.00 come off; without a coupon nothing does, and none is held."""
        assert total(self.BASE) == "18.00"
        without = after(self.BASE, coupon="")
        assert (total(without), without.checkout.coupon_code) == ("20.00", None)

    def test_another_code(self):
        """Of the store's coupons, whatever the case; one that it has not is found, and takes off nothing."""
        held = priced(("10.00", 2), coupon=coupon(percent="10"))
        unheld = after(held, coupon="")
        assert str(after(unheld, coupon="c").summary.discount) == "USD 2.00"
        unknown = after(held, coupon="NOBODY'S")
        assert finding(unknown, "coupon_calculation_error") == "ERROR_COUPON_DOES_NOT_EXIST"
        assert total(unknown) == "20.00"

    def test_a_definition_in_place_of_one_with_its_code(self):
        """25 % off are 5.00; the store has one coupon still."""
        changed = after(self.BASE, coupon=attrs.evolve(coupon(percent="25"), code="c"))
        assert (total(changed), len(changed.store.coupons), changed.checkout.coupon_code) == ("15.00", 1, "c")

    def test_a_definition_beside_the_others(self):
        """3.00 off; the other coupon is there for whoever asks for it."""
        changed = after(self.BASE, coupon=attrs.evolve(coupon("3", minimum="0"), code="THREE"))
        assert (total(changed), [entry.code for entry in changed.store.coupons]) == ("17.00", ["C", "THREE"])


class TestPriceChange:
    @pytest.mark.parametrize(
        ("price", "currency", "change", "new"),
        [
            ("19.99", "USD", "-0.1", "17.99"),  # 17.991
            ("10.10", "USD", "0.05", "10.61"),  # 10.605
            ("10", "USD", "-0.333333", "6.67"),  # 6.66667
            ("0.01", "USD", "-0.5", "0.01"),  # 0.005
            ("10.00", "USD", "-1", "0.00"),
            ("10.00", "USD", "0", "10.00"),
            ("0.125", "USD", "-0.1", "0.113"),  # 0.1125: three decimals, as many as it had
            ("0.1250", "USD", "-0.1", "0.113"),  # a zero at the end is none
            ("0.000000000001", "USD", "1.5", "0.000000000003"),  # 0.0000000000025
            ("199", "JPY", "-0.1", "179"),  # 179.1
            ("1.5", "JPY", "-0.5", "0.8"),  # 0.75
            ("1.005", "KWD", "-0.5", "0.503"),  # 0.5025
            ("1.0001", "CLF", "-0.5", "0.5001"),  # 0.50005
        ],
    )
    def test_is_rounded_once(self, price, currency, change, new):
        """To minor units, or to the decimals that the price has where these are more; half up."""
        scenario = Scenario(name="s", price_change=Decimal(change))
        before = item(price, currency)
        changed = item_in(scenario, before, "item-1", cc.Rounding.HALF_UP.divider)
        assert changed == attrs.evolve(before, price=cc.Money(new, currency))

    def test_what_no_price_can_be_is_refused(self):
        """1,001 times 999,999,999,999.99 is more than 10^15."""
        with pytest.raises(cc.InvalidField, match=r"CatalogItem.price: got Money\('1000999999999989.99', 'USD'\)"):
            after(priced(("999999999999.99", 1)), price_change=Decimal(1000))

    @pytest.mark.parametrize(
        ("rounding", "new"),
        [("HALF_UP", "0.13"), ("HALF_EVEN", "0.12"), ("HALF_DOWN", "0.12"), ("UP", "0.13"), ("FLOOR", "0.12")],
    )
    def test_by_the_policy_in_force(self, rounding, new):
        """0.25 / 2 = 0.125: as the store rounds, or as the scenario says instead."""
        policy = cc.PricingPolicy(rounding=cc.Rounding[rounding])
        assert total(after(priced(("0.25", 1), policy=policy), price_change=Decimal("-0.5"))) == new
        assert total(after(priced(("0.25", 1)), price_change=Decimal("-0.5"), policy=policy)) == new

    def test_a_finer_price_is_rounded_with_the_quantity(self):
        """0.125 less 10 % is 0.113 a unit, ten of them 1.13, and not 10 x 0.11."""
        assert total(after(priced(("0.125", 10)), price_change=Decimal("-0.1"))) == "1.13"

    def test_modifiers_stay(self):
        """Half of 10.00 and 1.51 of extras are 6.51."""
        base = priced((item("10.00", modifier_groups=extras("1.51")), 1))
        assert total(after(base, price_change=Decimal("-0.5"))) == "6.51"

    def test_the_full_price_stays_where_it_is_above(self):
        """12.00 beside 9.00; gone beside 15.00."""
        before = item("10.00", full_price=usd("12"))
        divide = cc.Rounding.HALF_UP.divider
        less, same, more = (
            item_in(Scenario(name="s", price_change=Decimal(change)), before, "item-1", divide)
            for change in ("-0.1", "0.2", "0.5")
        )
        assert [(str(entry.price), entry.full_price) for entry in (less, same, more)] == [
            ("USD 9.00", usd("12")),
            ("USD 12.00", usd("12")),
            ("USD 15.00", None),
        ]

    def test_custom_lines(self):
        """They have a price of their own: 7.50 less 20 % is 6.00, twice."""
        base = priced((None, 2, custom("7.50")))
        assert column(after(base, price_change=Decimal("-0.2")), "line_item_price") == ["12.00"]

    def test_overridden_lines(self):
        """20.00 less a quarter is 15.00, whatever the catalog asks (100.00, of which 75.00 are left)."""
        same = {"catalog_reference": cc.CatalogReference(APP, "item-1")}
        base = priced(("100.00", 2, overridden("20.00")), (None, 1, same))
        assert column(after(base, price_change=Decimal("-0.25")), "line_item_price") == ["30.00", "75.00"]

    def test_lines_that_override_other_things(self):
        """They have the catalog's price: half of 100.00."""
        named = {"catalog_override_fields": cc.CatalogOverrideFields(product_name="Signed")}
        changed = after(priced(("100.00", 1, named)), price_change=Decimal("-0.5"))
        assert total(changed) == "50.00"
        assert changed.checkout.line_items[0].catalog_override_fields.price is None

    def test_overrides_keep_at_most_three_decimals(self):
        """As documented: of 1.001 CLF half is 0.5005, and 0.501 is told."""
        base = priced(("9", 1, overridden("1.001", "CLF")), currency="CLF")
        changed = checkout_in(Scenario(name="s", price_change=Decimal("-0.5")), base.checkout, base.store)
        assert changed.line_items[0].catalog_override_fields.price == cc.Money("0.501", "CLF")

    def test_the_full_price_of_an_override(self):
        """21.00 beside 18.00; gone beside 22.00."""
        base = priced(("100.00", 1, overridden("20.00", full_price="21.00")))
        less, more = (
            checkout_in(Scenario(name="s", price_change=Decimal(change)), base.checkout, base.store).line_items[0]
            for change in ("-0.1", "0.1")
        )
        assert less.catalog_override_fields.full_price == usd("21")
        assert more.catalog_override_fields.full_price is None

    def test_a_line_that_is_not_found_is_left(self):
        """It has no price, and what it overrides changes nothing."""
        base = priced((None, 1, overridden("20.00")))
        assert checkout_in(Scenario(name="s", price_change=Decimal("-0.1")), base.checkout, base.store) == base.checkout


class TestPrices:
    def test_instead(self):
        """2 x 7.005 = 14.01, and 5.00 as before; beside a change of all others 2.50."""
        assert total(after(TWO, prices={"item-1": usd("7.005")})) == "19.01"
        assert total(after(TWO, prices={"item-1": usd("7.005")}, price_change=Decimal("-0.5"))) == "16.51"

    def test_of_every_entry_of_the_item(self):
        """With these options, with those, and without: 3 + 3 + 3."""
        catalog = {
            cc.CatalogReference(APP, "shirt", options): item(price)
            for options, price in ((None, "10"), ({"size": "M"}, "11"), ({"size": "L"}, "12"))
        }
        store = store_in(Scenario(name="s", prices={"shirt": usd("3")}), cc.Store(currency="USD", catalog=catalog))
        assert numbers(entry.price for entry in store.catalog.values()) == ["3", "3", "3"]

    def test_of_overridden_lines_too(self):
        """The catalog's price and the line's own are one then."""
        base = priced(("100.00", 2, overridden("20.00")), ("1.00", 1))
        assert total(after(base, prices={"item-1": usd("8.25")})) == "17.50"

    def test_not_of_custom_lines(self):
        """They are no catalog items."""
        base = priced(("10.00", 1), (None, 1, custom("7.00")))
        assert column(after(base, prices={"item-1": usd("1")}), "line_item_price") == ["1.00", "7.00"]

    def test_may_be_nothing(self):
        """Free is a price."""
        assert total(after(TWO, prices={"item-1": usd("0")})) == "5.00"


def part_now(price, deposit, currency="USD", quantity=1, more=(), **fields):
    """A price of one line that is paid in two parts."""
    goods = item(price, currency, payment_option=DEPOSIT, deposit_amount=cc.Money(deposit, currency), **fields)
    return priced((goods, quantity, *more), currency=currency)


class TestDepositShare:
    def test_of_the_unit_price(self):
        """30 % of 100.00 are 30.00 now, and 70.00 later; 60.00 and 140.00 of two."""
        changed = after(part_now("100.00", "10.00", quantity=2), deposit_share=Decimal("0.3"))
        assert numbers((changed.pay_now.total, changed.pay_later.total)) == ["60.00", "140.00"]

    def test_of_the_new_unit_price(self):
        """Half of 100.00 is 50.00, 30 % of that 15.00; of a stated price of 80.00 they are 24.00."""
        base = part_now("100.00", "10.00")
        share = Decimal("0.3")
        assert str(after(base, deposit_share=share, price_change=Decimal("-0.5")).pay_now.total) == "USD 15.00"
        assert str(after(base, deposit_share=share, prices={"item-1": usd("80")}).pay_now.total) == "USD 24.00"

    def test_with_modifiers(self):
        """Half of 10.00 and 1.50 is 5.75."""
        base = part_now("10.00", "1.00", modifier_groups=extras("1.50"))
        assert str(after(base, deposit_share=Decimal("0.5")).pay_now.total) == "USD 5.75"

    @pytest.mark.parametrize(
        ("price", "currency", "share", "deposit"),
        [
            ("999", "JPY", "0.333333", "333"),  # 332.999667
            ("1", "JPY", "0.1", "1"),  # 0.1, but not nothing
            ("10.01", "USD", "0.5", "5.01"),  # 5.005
            ("0.125", "USD", "0.5", "0.06"),  # 0.0625: minor units, although the price is finer
            ("0.01", "USD", "0.1", "0.01"),  # 0.001
            ("1.005", "KWD", "0.5", "0.503"),  # 0.5025
            ("1.0003", "CLF", "0.5", "0.500"),  # 0.50015: a deposit has three decimals, as documented
            ("0.0004", "CLF", "0.5", "0.001"),  # 0.0002
        ],
    )
    def test_is_rounded_but_not_to_nothing(self, price, currency, share, deposit):
        """In currencies of 0, 2, 3 and 4 decimals."""
        goods = item(price, currency, payment_option=DEPOSIT, deposit_amount=cc.Money(9, currency))
        scenario = Scenario(name="s", deposit_share=Decimal(share))
        changed = item_in(scenario, goods, "item-1", cc.Rounding.HALF_UP.divider)
        assert changed == attrs.evolve(goods, deposit_amount=cc.Money(deposit, currency))

    def test_by_the_policy(self):
        """5.005 rounded down is 5.00."""
        policy = cc.PricingPolicy(rounding=cc.Rounding.DOWN)
        changed = after(part_now("10.01", "1.00"), deposit_share=Decimal("0.5"), policy=policy)
        assert str(changed.pay_now.total) == "USD 5.00"

    def test_items_without_a_deposit_stay_so(self):
        """A share makes none."""
        base = priced((item("10.00", payment_option=DEPOSIT), 1), ("5.00", 1))
        changed = after(base, deposit_share=Decimal("0.5"))
        assert numbers((changed.pay_now.total, changed.pay_later.total)) == ["15.00", "0.00"]

    def test_what_costs_nothing_keeps_its_deposit(self):
        """There is nothing to take a share of; nothing is asked."""
        changed = after(part_now("10.00", "2.00"), deposit_share=Decimal("0.5"), prices={"item-1": usd("0")})
        assert changed.lines[0].item.deposit_amount == usd("2")
        assert numbers((changed.pay_now.total, changed.pay_later.total)) == ["0.00", "0.00"]

    def test_custom_lines(self):
        """A quarter of 8.00."""
        goods = custom("8.00", payment_option=DEPOSIT, deposit_amount=usd("1"))
        assert str(after(priced((None, 1, goods)), deposit_share=Decimal("0.25")).pay_now.total) == "USD 2.00"

    def test_lines_that_override_price_and_deposit(self):
        """Half of 50.00, whatever the catalog asks; with a price change half of 25.00."""
        base = part_now("100.00", "10.00", more=[overridden("50.00", deposit_amount="5.00")])
        assert str(after(base, deposit_share=Decimal("0.5")).pay_now.total) == "USD 25.00"
        halved = after(base, deposit_share=Decimal("0.5"), price_change=Decimal("-0.5"))
        assert numbers((halved.pay_now.total, halved.pay_later.total)) == ["12.50", "12.50"]

    def test_lines_that_override_the_deposit_alone(self):
        """Half of the catalog's 100.00 less 10 %, and not half of the catalog's deposit."""
        base = part_now("100.00", "10.00", more=[overridden(None, deposit_amount="5.00")])
        changed = after(base, deposit_share=Decimal("0.5"), price_change=Decimal("-0.1"))
        assert str(changed.pay_now.total) == "USD 45.00"

    def test_a_price_change_alone_keeps_the_deposit(self):
        """10.00 of 50.00."""
        changed = after(part_now("100.00", "10.00"), price_change=Decimal("-0.5"))
        assert numbers((changed.pay_now.total, changed.pay_later.total)) == ["10.00", "40.00"]


class TestTaxes:
    BASE = priced(("10.00", 1), taxes=[tax("0.2", "VAT"), tax("0.1", "VAT", country="DE"), tax("0.05", "city")])

    def test_every_tax_of_the_name(self):
        """And no other: 0.08 + 0.05 of 10.00 are 1.30."""
        assert str(self.BASE.summary.tax) == "USD 2.50"
        changed = after(self.BASE, tax={"VAT": Decimal("0.08")})
        assert str(changed.summary.tax) == "USD 1.30"
        assert [str(entry.rate) for entry in changed.store.taxes] == ["0.08", "0.08", "0.05"]
        assert [entry.country for entry in changed.store.taxes] == [None, "DE", None]

    def test_inside_prices_or_not(self):
        """12.00 with 20 % inside hold 2.00; added they are 2.40."""
        base = priced(("12.00", 1), taxes=[tax("0.2")])
        assert (str(base.summary.tax), total(base)) == ("USD 2.40", "14.40")
        inside = after(base, tax_included=True)
        assert (str(inside.summary.tax), total(inside)) == ("USD 2.00", "12.00")
        assert total(after(inside, tax_included=False)) == "14.40"


class TestDelivery:
    def options(self):
        """20.00 of goods; two carriers know the option that is asked for."""
        first = carrier(delivery("4.00", free_from="50.00"), delivery("9.00", "fast"))
        return priced(("10.00", 2), carriers=[first, carrier(delivery("6.00"), number=2)])

    def test_the_cost(self):
        """Of every option with the code; when it is free stays."""
        changed = after(self.options(), shipping={"std": usd("2.50")})
        assert total(changed) == "22.50"
        options = [option for entry in changed.store.shipping for option in entry.options]
        assert numbers(option.cost for option in options) == ["2.50", "9.00", "2.50"]
        assert options[0].free_from_subtotal == usd("50")

    @pytest.mark.parametrize(("subtotal", "expected"), [("20.00", "20.00"), ("20.01", "24.00"), ("0", "20.00")])
    def test_free_from(self, subtotal, expected):
        """From just this subtotal on."""
        assert total(after(self.options(), free_shipping_from={"std": usd(subtotal)})) == expected

    def test_never_free(self):
        """30.00 of goods were free from 30.00 on."""
        base = priced(("10.00", 3), options=[delivery("4.00", free_from="30.00")])
        assert total(base) == "30.00"
        assert total(after(base, free_shipping_from={"std": None})) == "34.00"

    def test_both(self):
        """Another cost, and free of it at twice the quantity."""
        changes = {"shipping": {"std": usd("5")}, "free_shipping_from": {"std": usd("40")}}
        assert total(after(self.options(), **changes)) == "25.00"
        assert total(after(self.options(), quantity_factor=2, **changes)) == "40.00"


class TestTheRestOfTheStore:
    def test_discount_rules(self):
        """Instead of the store's: 10 % become 50 %, or nothing."""
        base = priced(("10.00", 2), rules=[rule("10")])
        assert total(base) == "18.00"
        assert total(after(base, discount_rules=[rule("50")])) == "10.00"
        assert total(after(base, discount_rules=[])) == "20.00"

    def test_fees(self):
        """Instead of the store's: 3.00 become 5 % of 20.00, or nothing."""
        base = priced(("10.00", 2), fees=[cc.AdditionalFee(code="wrap", name="Wrap", price=usd("3"))])
        service = cc.AdditionalFee(code="service", name="Service", percentage=Decimal(5))
        assert [total(entry) for entry in (base, after(base, fees=[service]), after(base, fees=()))] == [
            "23.00",
            "21.00",
            "20.00",
        ]

    def test_policy(self):
        """0.125 of tax rounded half up and down; the whole policy is another."""
        base = priced(("1.25", 1), taxes=[tax("0.1")])
        policy = cc.PricingPolicy(rounding=cc.Rounding.DOWN, gift_card_cap=cc.GiftCardCap.PAY_NOW)
        assert [str(entry.summary.tax) for entry in (base, after(base, policy=policy))] == ["USD 0.13", "USD 0.12"]
        assert after(base, policy=policy).store.policy == policy

    def test_gift_cards(self):
        """Every card in the store's currency holds so much; one in another currency holds what it held."""
        base = priced(("10.00", 2), card="5.00")
        yen = cc.GiftCard(code="YENCARD1", balance=cc.Money(900, "JPY"))
        base = cc.price(base.checkout, attrs.evolve(base.store, gift_cards=[*base.store.gift_cards, yen]))
        assert str(base.gift_card.amount) == "USD 5.00"
        changed = after(base, gift_card_balance=usd("12.345"))
        assert str(changed.gift_card.amount) == "USD 12.34"  # a card never pays more than it holds
        assert [card.balance for card in changed.store.gift_cards] == [usd("12.345"), cc.Money(900, "JPY")]

    def test_a_policy_rounds_what_the_scenario_changes(self):
        """Half of 0.25 by the new policy, 0.12, and 8 % of tax on it, 0.0096: 0.00 by the same."""
        base = priced(("0.25", 1), taxes=[tax("0.08")])
        changed = after(base, price_change=Decimal("-0.5"), policy=cc.PricingPolicy(rounding=cc.Rounding.DOWN))
        assert (total(changed), str(changed.summary.tax)) == ("0.12", "USD 0.00")


class Shelf(Mapping):
    """A caller's own catalog, which counts what it is asked."""

    def __init__(self, items):
        self.items_by_id = items
        self.asked = []

    def __getitem__(self, reference):
        self.asked.append(reference.catalog_item_id)
        return self.items_by_id[reference.catalog_item_id]

    def __iter__(self):
        return (cc.CatalogReference(APP, name) for name in self.items_by_id)

    def __len__(self):
        return len(self.items_by_id)


class TestNames:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"tax": {"VAT": Decimal(0), "Vat": Decimal(0)}}, "Scenario.tax: got 'Vat', allowed: a tax of the store"),
            ({"shipping": {"drone": usd("1")}}, "Scenario.shipping: got 'drone', allowed: an option of the store"),
            ({"free_shipping_from": {"drone": None}}, "Scenario.free_shipping_from: got 'drone'"),
            ({"prices": {"item-9": usd("1")}}, "Scenario.prices: got 'item-9', allowed: an item of the store"),
            ({"quantities": {"item-9": 1, "item-1": 2}}, "Scenario.quantities: got 'item-9'"),
        ],
    )
    def test_unknown_ones_are_refused(self, changes, words):
        """A slip of the pen would change nothing."""
        base = priced(("10.00", 1), taxes=[tax("0.2", "VAT")], shipping="4")
        with pytest.raises(cc.InvalidField, match=words):
            store_in(Scenario(name="s", **changes), base.store)

    def test_a_callers_own_catalog_is_not_searched(self):
        """It may be large, or somewhere else."""
        shelf = Shelf({"item-1": item("10.00")})
        store = cc.Store(currency="USD", catalog=shelf)
        store_in(Scenario(name="s", prices={"item-9": usd("1")}, quantities={"item-9": 2}), store)
        assert shelf.asked == []


class TestCurrency:
    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"gift_card_balance": cc.Money(5, "EUR")}, "Scenario.gift_card_balance: EUR 5.00 is not in .*, USD"),
            ({"prices": {"item-1": cc.Money(5, "EUR")}}, r"Scenario.prices\['item-1'\]: EUR 5.00 is not in .*, USD"),
            ({"shipping": {"std": cc.Money(5, "EUR")}}, r"Scenario.shipping\['std'\]: EUR 5.00"),
            ({"free_shipping_from": {"std": cc.Money(5, "EUR")}}, r"Scenario.free_shipping_from\['std'\]: EUR 5.00"),
            ({"coupon": coupon("5", minimum="0", currency="EUR")}, "EUR 0.00 is not in the store's currency, USD"),
            ({"fees": [cc.AdditionalFee(code="f", name="f", price=cc.Money(5, "EUR"))]}, "EUR 5.00 is not in"),
        ],
    )
    def test_another_one_is_refused(self, changes, words):
        """For every amount of a scenario."""
        base = priced(("10.00", 1), shipping="4")
        with pytest.raises(cc.CurrencyMismatch, match=words):
            store_in(Scenario(name="s", **changes), base.store)


class TestCatalog:
    def test_a_callers_own_is_changed_as_it_is_asked(self):
        """10.00 less 10 %, three times; items are asked for when they are wanted, and once."""
        shelf = Shelf({"item-1": item("10.00"), "item-2": item("4.00")})
        store = cc.Store(currency="USD", catalog=shelf)
        changed = store_in(Scenario(name="s", price_change=Decimal("-0.1")), store)
        assert shelf.asked == []
        base = priced(("99.00", 3))
        assert total(cc.price(base.checkout, changed)) == "27.00"
        cc.price(base.checkout, changed)
        assert shelf.asked == ["item-1"]

    def test_options_fall_back_as_in_the_catalog(self):
        """An entry without options serves every option; 5 less 40 %."""
        large = {"catalog_reference": cc.CatalogReference(APP, "item-1", {"size": "L"})}
        base = priced(("5.00", 1, large))
        assert total(after(base, price_change=Decimal("-0.4"))) == "3.00"

    def test_is_a_mapping(self):
        """Of the same references, in the same order; what is not in the catalog is not in it."""
        first, second = TWO.store.catalog
        changed = store_in(Scenario(name="s", prices={"item-2": usd("1")}), TWO.store).catalog
        assert isinstance(changed, ChangedCatalog)
        assert (list(changed), len(changed)) == ([first, second], 2)
        assert changed[first] == TWO.store.catalog[first]
        assert changed[second].price == usd("1")
        gone = cc.CatalogReference(APP, "gone")
        assert gone not in changed
        assert changed.get(gone) is None
        with pytest.raises(KeyError):
            changed[gone]

    def test_survives_pickling_and_copying(self):
        """With what it changes, also after it was asked."""
        changed = store_in(Scenario(name="s", price_change=Decimal("-0.1")), TWO.store)
        cc.price(TWO.checkout, changed)
        for again in (pickle.loads(pickle.dumps(changed)), copy.deepcopy(changed)):
            assert type(again.catalog) is ChangedCatalog
            assert again == changed
            assert total(cc.price(TWO.checkout, again)) == "22.50"

    def test_a_scenario_after_another(self):
        """10 % less, and 10 % less of that: 2 x 8.10 + 4.05."""
        once = store_in(Scenario(name="s", price_change=Decimal("-0.1")), TWO.store)
        twice = store_in(Scenario(name="s", price_change=Decimal("-0.1")), once)
        assert total(cc.price(TWO.checkout, twice)) == "20.25"

    def test_a_changed_store_can_be_written_and_read(self):
        """As any other: its catalog holds the new prices."""
        changed = store_in(Scenario(name="s", prices={"item-1": usd("7")}), TWO.store)
        again = cc.wire.load_store(cc.wire.dump_store(changed), strict=True).value
        assert again == changed
        assert total(cc.price(TWO.checkout, again)) == "19.00"
