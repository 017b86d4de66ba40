"""Scenarios as documents: every member, every problem at its place, and back."""

from decimal import Decimal

import attrs
import pytest
from quick import coupon, rule
from samples import guid, usd

import checkout_core as cc
from checkout_core import wire
from checkout_core.errors import InvalidDocument
from checkout_core.model.scenario import Scenario
from checkout_core.whatif.grid import grid
from checkout_core.wire.scenarios import MAX_SCENARIOS

TEN = {"_id": guid(1), "name": "Ten", "code": "TEN", "minimumSubtotal": "0", "percentOffRate": "10"}
SCOPE = {"type": "CATALOG_ITEM", "catalogItemFilter": {"catalogAppId": "app"}}
DISCOUNT = {"discountType": "PERCENTAGE", "specificItemsInfo": {"scopes": [SCOPE]}, "percentage": "10"}
RULE = {"_id": guid(2), "name": "Rule", "discounts": {"values": [DISCOUNT]}}
FEE = {"code": "wrap", "name": "Wrap", "price": "3"}
DOCUMENT = {
    "name": "s",
    "quantityFactor": 2,
    "quantities": {"shirt": 3},
    "coupon": TEN,
    "priceChange": "-0.1",
    "prices": {"shirt": "9.99", "a mug": 5},
    "depositShare": "0.5",
    "discountRules": [RULE],
    "tax": {"VAT": "0.2"},
    "taxIncluded": True,
    "shipping": {"std": 5},
    "freeShippingFrom": {"std": None, "express": "never", "drone": 50},
    "fees": [FEE],
    "giftCardBalance": "25",
    "policy": {"rounding": "FLOOR"},
}
"""A scenario with every member."""
SCENARIO = Scenario(
    name="s",
    quantity_factor=2,
    quantities={"shirt": 3},
    coupon=cc.Coupon(id=guid(1), name="Ten", code="TEN", minimum_subtotal=usd("0"), percent_off_rate=Decimal(10)),
    price_change=Decimal("-0.1"),
    prices={"shirt": usd("9.99"), "a mug": usd("5")},
    deposit_share=Decimal("0.5"),
    discount_rules=[
        cc.DiscountRule(
            id=guid(2),
            name="Rule",
            discounts=cc.RuleDiscounts(
                values=[
                    cc.RuleDiscount(
                        discount_type=cc.RuleDiscountType.PERCENTAGE,
                        specific_items_info=cc.SpecificItemsInfo(
                            scopes=[
                                cc.RuleScope(
                                    type=cc.RuleScopeType.CATALOG_ITEM,
                                    catalog_item_filter=cc.CatalogItemFilter(catalog_app_id="app"),
                                )
                            ]
                        ),
                        percentage=Decimal(10),
                    )
                ]
            ),
        )
    ],
    tax={"VAT": Decimal("0.2")},
    tax_included=True,
    shipping={"std": usd("5")},
    free_shipping_from={"std": None, "express": None, "drone": usd("50")},
    fees=[cc.AdditionalFee(code="wrap", name="Wrap", price=usd("3"))],
    gift_card_balance=usd("25"),
    policy=cc.PricingPolicy(rounding=cc.Rounding.FLOOR),
)
"""What that document means."""
EURO = cc.RuleDiscount(
    discount_type=cc.RuleDiscountType.FIXED_PRICE,
    specific_items_info=rule("10").discount.specific_items_info,
    fixed_price=cc.Money(1, "EUR"),
)
EURO_RULE = attrs.evolve(rule("10"), discounts=cc.RuleDiscounts(values=[EURO]))
AMOUNT = "an amount from 0 to 1000000000000000, at most 12 decimals"


def loaded(*scenarios, **options):
    """The scenarios of these members, in dollars."""
    return wire.load_scenarios({"scenarios": list(scenarios)}, "USD", **options)


def wrong(read, *arguments, **options):
    """What reading finds wrong, as (path, found, allowed)."""
    with pytest.raises(InvalidDocument) as caught:
        read(*arguments, **options)
    return [tuple(problem) for problem in caught.value.problems]


class TestReading:
    def test_every_member(self):
        """Each in its place; the document's names are the class's, in the wire's spelling."""
        assert loaded(DOCUMENT, strict=True) == wire.Loaded((SCENARIO,), ())
        assert len(DOCUMENT) == len(attrs.fields(Scenario))

    def test_toml_says_the_same(self):
        """Numbers may stand without quotes: they are read exactly."""
        document = wire.parse_toml(b"""
            [[scenarios]]
            name = "less"
            priceChange = -0.1
            prices = { shirt = 9.99, "a mug" = 5 }
            freeShippingFrom.std = "never"

            [[scenarios]]
            name = "ten"
            [scenarios.coupon]
            _id = "00000000-0000-0000-0000-000000000001"
            name = "Ten"
            code = "TEN"
            minimumSubtotal = 0
            percentOffRate = 10
        """)
        assert wire.load_scenarios(document, "USD", strict=True).value == (
            Scenario(
                name="less",
                price_change=Decimal("-0.1"),
                prices={"shirt": usd("9.99"), "a mug": usd("5")},
                free_shipping_from={"std": None},
            ),
            Scenario(name="ten", coupon=SCENARIO.coupon),
        )

    @pytest.mark.parametrize("member", [name for name in DOCUMENT if name != "name"])
    def test_null_stands_for_an_absent_member(self, member):
        """It changes nothing."""
        assert loaded({"name": "s", member: None}).value == (Scenario(name="s"),)

    def test_what_is_empty_is_a_change(self):
        """No coupon, no rules, no fees, the policy's own defaults; nothing by name is none."""
        (scenario,) = loaded(
            {"name": "s", "coupon": "", "discountRules": [], "fees": [], "policy": {}, "tax": {}}
        ).value
        assert scenario.changes == {
            "coupon": "",
            "discount_rules": (),
            "fees": (),
            "policy": cc.PricingPolicy(),
        }

    def test_a_coupon_by_its_code(self):
        """Text; a text is never a definition."""
        assert loaded({"name": "s", "coupon": "TEN"}).value[0].coupon == "TEN"

    def test_amounts_are_in_the_currency(self):
        """Also those inside coupons and fees."""
        document = {"scenarios": [DOCUMENT]}
        (scenario,) = wire.load_scenarios(document, cc.currency("KWD")).value
        assert scenario.prices["a mug"] == cc.Money(5, "KWD")
        assert scenario.coupon.minimum_subtotal == scenario.free_shipping_from["drone"] * 0 == cc.Money(0, "KWD")
        assert scenario.fees[0].price == cc.Money(3, "KWD")
        with pytest.raises(cc.UnknownCurrency):
            wire.load_scenarios(document, "usd")

    def test_members_that_are_not_understood(self):
        """They are listed, or refused where that is asked; snake case is no spelling of the wire."""
        given = {"name": "s", "price_change": "-0.1", "coupon": TEN | {"colour": "red"}}
        paths = ("$.scenarios[0].price_change", "$.scenarios[0].coupon.colour")
        assert loaded(given).unknown == paths
        assert [path for path, *_ in wrong(loaded, given, strict=True)] == list(paths)
        assert wire.load_scenarios({"scenarios": [], "grids": 1}, "USD") == wire.Loaded((), ("$.grids",))

    def test_a_grid_may_stand_beside_or_instead(self):
        """It is known, and read by another function; one of the two there must be."""
        assert wire.load_scenarios({"scenarios": [{"name": "s"}], "grid": 5}, "USD").unknown == ()
        assert wire.load_scenarios({"grid": {}}, "USD", strict=True).value == ()
        for document in ({}, {"grid": None}):
            assert wrong(wire.load_scenarios, document, "USD") == [
                ("$.scenarios", "nothing", "an array of 0 to 10000 entries")
            ]


class TestProblems:
    @pytest.mark.parametrize(
        ("members", "problem"),
        [
            ({"name": None}, (".name", "null", "text of 1 to 2000 characters")),
            ({"name": "x" * 2001}, (".name", '"xxxx', "text of 1 to 2000 characters")),
            ({"quantityFactor": "1.5"}, (".quantityFactor", '"1.5"', "a whole number from 1 to 100000")),
            ({"quantities": {"shirt": 0}}, (".quantities.shirt", "0", "a whole number from 1 to 100000")),
            ({"quantities": {"": 1}}, ('.quantities[""]', "another key", "text of 1 to 36 characters as the key")),
            ({"quantities": {"\ud800": 1}}, ('.quantities["\\ud800"]', "another key", "text of 1 to 36")),
            ({"quantities": []}, (".quantities", "an array of 0 entries", "an object of at most 100000 members")),
            ({"coupon": "x" * 21}, (".coupon", '"xxxx', "text of 0 to 20 characters or a Coupon")),
            ({"coupon": 5}, (".coupon", "5", "text of 0 to 20 characters or a Coupon")),
            ({"coupon": TEN | {"code": ""}}, (".coupon.code", '""', "text of 1 to 20 characters")),
            (
                {"priceChange": -0.1},
                (".priceChange", "a float; give a string or use parse", "a decimal from -1 to 1000"),
            ),
            ({"priceChange": "-10 %"}, (".priceChange", '"-10 %"', "a decimal from -1 to 1000, at most 6 decimals")),
            ({"prices": {"shirt": None}}, (".prices.shirt", "null", AMOUNT)),
            ({"prices": {"shirt": "never"}}, (".prices.shirt", '"never"', AMOUNT)),
            ({"prices": {"shirt": 9.99}}, (".prices.shirt", "a float", AMOUNT)),
            ({"depositShare": 0}, (".depositShare", "0", "a decimal above 0, up to 1, at most 6 decimals")),
            ({"discountRules": {}}, (".discountRules", "an object", "an array of 0 to 200 entries")),
            ({"tax": {"VAT": 20}}, (".tax.VAT", "20", "a decimal from 0 to 1, at most 6 decimals")),
            ({"tax": {str(n): 0 for n in range(1_001)}}, (".tax", "1001 members", "an object of at most 1000 members")),
            ({"taxIncluded": "yes"}, (".taxIncluded", '"yes"', "true or false")),
            ({"shipping": {"std": -1}}, (".shipping.std", "-1", AMOUNT)),
            ({"freeShippingFrom": {"std": "Never"}}, (".freeShippingFrom.std", '"Never"', f"{AMOUNT} or null")),
            (
                {"fees": [FEE | {"percentage": 5}]},
                (".fees[0]", "price, percentage", "exactly one of"),
            ),
            (
                {"giftCardBalance": "1000000000"},
                (".giftCardBalance", '"1000000000"', "an amount from 0 to 999999999.99"),
            ),
            ({"policy": {"rounding": "half"}}, (".policy.rounding", '"half"', "one of HALF_UP, ")),
        ],
    )
    def test_are_told_at_their_place(self, members, problem):
        """What is there and what may be there."""
        [(path, found, allowed)] = wrong(loaded, {"name": "s", **members})
        assert path == f"$.scenarios[0]{problem[0]}"
        assert found.startswith(problem[1])
        assert allowed.startswith(problem[2])

    def test_are_told_all_at_once(self):
        """Of all scenarios, in their order."""
        problems = wrong(
            loaded,
            {"priceChange": "x", "tax": {"A": 2, "B": 3}},
            "no object",
            {"name": "s"},
            {"name": "t", "coupon": []},
        )
        assert [path for path, *_ in problems] == [
            "$.scenarios[0].priceChange",
            "$.scenarios[0].tax.A",
            "$.scenarios[0].tax.B",
            "$.scenarios[0].name",
            "$.scenarios[1]",
            "$.scenarios[3].coupon",
        ]

    def test_each_has_a_name_of_its_own(self):
        """The later of two is told, and the baseline's; also beside other problems."""
        problems = wrong(loaded, {"name": "a"}, {"name": "baseline"}, {"name": "a", "coupon": 5}, {"name": "A"})
        assert problems == [
            ("$.scenarios[2].coupon", "5", "text of 0 to 20 characters or a Coupon"),
            ("$.scenarios[2].name", '"a"', "a name that no other scenario has"),
            (
                "$.scenarios[1].name",
                '"baseline"',
                "another name: baseline, cart, id, scalar, error are columns of the results",
            ),
        ]

    def test_rules_have_ids_of_their_own(self):
        """As in a store, whatever the case; two scenarios may have the same rule."""
        rule_id = "abcdef00-0000-4000-8000-000000000001"
        twice = [RULE | {"_id": rule_id}, RULE | {"_id": rule_id.upper()}]
        assert wrong(loaded, {"name": "s", "discountRules": twice}) == [
            ("$.scenarios[0].discountRules[1]._id", f'"{rule_id.upper()}"', "an id that no other discount rule has")
        ]
        assert len(loaded({"name": "s", "discountRules": [RULE]}, {"name": "t", "discountRules": [RULE]}).value) == 2

    @pytest.mark.parametrize(
        ("document", "problem"),
        [
            ([], ("$", "an array of 0 entries", "an object")),
            ("scenarios", ("$", '"scenarios"', "an object")),
            ({"scenarios": {}}, ("$.scenarios", "an object", "an array of 0 to 10000 entries")),
            ({"scenarios": [{}] * 10_001}, ("$.scenarios", "10001 entries", "an array of 0 to 10000 entries")),
        ],
    )
    def test_of_the_document(self, document, problem):
        """It is an object with an array."""
        assert wrong(wire.load_scenarios, document, "USD") == [problem]


class TestWriting:
    def test_every_member(self):
        """In the order of the class; amounts as text, never as null."""
        (written,) = wire.dump_scenarios([SCENARIO])["scenarios"]
        assert list(written) == list(DOCUMENT)
        assert written == DOCUMENT | {
            "coupon": TEN | {"active": True},
            "prices": {"shirt": "9.99", "a mug": "5"},
            "discountRules": [
                RULE | {"active": True, "discounts": {"values": [DISCOUNT | {"targetType": "SPECIFIC_ITEMS"}]}}
            ],
            "shipping": {"std": "5"},
            "freeShippingFrom": {"std": None, "express": None, "drone": "50"},
        }

    def test_what_changes_nothing_is_left_out(self):
        """A name is all that there must be; what is empty but given is written."""
        empty = Scenario(name="e", coupon="", discount_rules=(), fees=(), policy=cc.PricingPolicy(), tax_included=False)
        assert wire.dump_scenarios([Scenario(name="s"), empty]) == {
            "scenarios": [
                {"name": "s"},
                {"name": "e", "coupon": "", "discountRules": [], "taxIncluded": False, "fees": [], "policy": {}},
            ]
        }
        assert wire.dump_scenarios(()) == {"scenarios": []}

    @pytest.mark.parametrize("dialect", ["velo", "rest"])
    def test_is_read_back(self, dialect):
        """In both dialects, through text."""
        scenarios = (SCENARIO, Scenario(name="t", coupon="TEN"), Scenario(name="baseline "))
        document = wire.parse(wire.dumps(wire.dump_scenarios(iter(scenarios), dialect)))
        assert ("_id" in document["scenarios"][0]["coupon"]) is (dialect == "velo")
        assert wire.load_scenarios(document, "USD", strict=True).value == scenarios

    @pytest.mark.parametrize(
        "changes",
        [
            {"prices": {"a": cc.Money(1, "EUR")}},
            {"shipping": {"a": cc.Money(1, "EUR")}},
            {"free_shipping_from": {"a": None, "b": cc.Money(1, "EUR")}},
            {"gift_card_balance": cc.Money(1, "EUR")},
            {"coupon": coupon("1", minimum="0", currency="EUR")},
            {"coupon": coupon(fixed="1", currency="EUR")},
            {"fees": [cc.AdditionalFee(code="f", name="f", price=cc.Money(1, "EUR"))]},
            {"discount_rules": [EURO_RULE]},
        ],
    )
    def test_one_currency(self, changes):
        """The document names none: every amount must be in the same."""
        dollars = Scenario(name="s", gift_card_balance=usd("1"))
        with pytest.raises(cc.CurrencyMismatch, match="is not in the currency of the document, USD"):
            wire.dump_scenarios([dollars, Scenario(name="t", **changes)])
        wire.dump_scenarios([Scenario(name="t", **changes)])

    @pytest.mark.parametrize(
        ("scenarios", "options", "words"),
        [
            ("s", {}, "dump_scenarios.scenarios: got 's', allowed: at most 10000 of Scenario"),
            ([Scenario(name="s")] * (MAX_SCENARIOS + 1), {}, "dump_scenarios.scenarios: got '10001 entries'"),
            ([None], {}, r"dump_scenarios.scenarios\[0\]: got None, allowed: a Scenario"),
            ([Scenario(name="s")] * 2, {}, r"dump_scenarios.scenarios\[1\].name: got 's'"),
            ([Scenario(name="baseline")], {}, r"dump_scenarios.scenarios\[0\].name: got 'baseline'"),
            ([], {"dialect": "latin"}, "dialect: got 'latin'"),
        ],
    )
    def test_what_could_not_be_read_back_is_refused(self, scenarios, options, words):
        """Names that are not their own, too many, another dialect."""
        with pytest.raises(cc.InvalidField, match=words):
            wire.dump_scenarios(scenarios, **options)


class TestChoices:
    def test_values_and_labelled_values(self):
        """As `grid` takes them, by Python's names; null leaves the field as it is."""
        document = {
            "grid": {
                "coupon": ["", "TEN", None],
                "priceChange": {"a tenth less": "-0.1", "same": 0},
                "tax": [{"VAT": "0.07"}, {"VAT": "0.19"}],
                "freeShippingFrom": {"never": {"std": "never"}, "always": {"std": 0}},
                "discountRules": [[], [RULE]],
            }
        }
        choices = wire.load_choices(document, "USD", strict=True).value
        assert choices == {
            "coupon": ["", "TEN", None],
            "price_change": {"a tenth less": Decimal("-0.1"), "same": Decimal(0)},
            "tax": [{"VAT": Decimal("0.07")}, {"VAT": Decimal("0.19")}],
            "free_shipping_from": {"never": {"std": None}, "always": {"std": usd("0")}},
            "discount_rules": [(), SCENARIO.discount_rules],
        }
        found = grid(**choices)
        assert len(found) == 3 * 2 * 2 * 2 * 2
        assert found[0].name == (
            "coupon=none, price_change=a tenth less, tax=1, free_shipping_from=never, discount_rules=1"
        )

    def test_every_field_but_the_name(self):
        """Each of them may be a choice, by its spelling on the wire."""
        document = {"grid": {name: [value] for name, value in DOCUMENT.items() if name != "name"}}
        choices = wire.load_choices(document, "USD", strict=True).value
        assert {name: value for name, (value,) in choices.items()} == SCENARIO.changes
        assert wire.load_choices({"grid": {"name": ["s"]}}, "USD").unknown == ("$.grid.name",)

    @pytest.mark.parametrize("document", [{}, {"scenarios": [{}], "more": 1}, {"grid": None}, {"grid": {}}])
    def test_none(self, document):
        """What else the document holds is read by `load_scenarios`."""
        assert wire.load_choices(document, "USD", strict=True) == wire.Loaded({}, ())

    def test_toml(self):
        """A table of its own."""
        text = 'grid.coupon = ["", "TEN"]\n[grid.priceChange]\nless = -0.1\nmore = 0.1'
        assert wire.load_choices(wire.parse_toml(text), "USD").value == {
            "coupon": ["", "TEN"],
            "price_change": {"less": Decimal("-0.1"), "more": Decimal("0.1")},
        }

    @pytest.mark.parametrize(
        ("members", "problem"),
        [
            ({"coupon": "TEN"}, (".coupon", '"TEN"', "an array of values, or an object from labels to them")),
            ({"coupon": []}, (".coupon", "0 values", "1 to 10000 values")),
            ({"quantityFactor": [1] * 10_001}, (".quantityFactor", "10001 values", "1 to 10000 values")),
            ({"coupon": {}}, (".coupon", "0 values", "1 to 10000 values")),
            ({"coupon": {"": "TEN"}}, ('.coupon[""]', "another label", "text of 1 to 100 characters as the label")),
            ({"quantityFactor": [1, 0]}, (".quantityFactor[1]", "0", "a whole number from 1 to 100000")),
            ({"tax": {"VAT": "0.2"}}, (".tax.VAT", '"0.2"', "an object of at most 1000 members")),
            ({"tax": [{"VAT": 2}]}, (".tax[0].VAT", "2", "a decimal from 0 to 1, at most 6 decimals")),
            ({"discountRules": [RULE]}, (".discountRules[0]", "an object", "an array of 0 to 200 entries")),
            ({"fees": [[FEE, {}]]}, (".fees[0][1].code", "nothing", "text of 1 to 100 characters")),
        ],
    )
    def test_problems_are_told_at_their_place(self, members, problem):
        """In the grid; the first of them is shown here."""
        path, found, allowed = wrong(wire.load_choices, {"grid": members}, "USD")[0]
        assert (path, found, allowed) == (f"$.grid{problem[0]}", *problem[1:])

    def test_all_at_once(self):
        """Of all choices."""
        document = {"grid": {"coupon": 5, "tax": [{"A": 2, "B": 3}], "colour": []}}
        paths = [path for path, *_ in wrong(wire.load_choices, document, "USD", strict=True)]
        assert paths == ["$.grid.coupon", "$.grid.tax[0].A", "$.grid.tax[0].B", "$.grid.colour"]
        assert wrong(wire.load_choices, {"grid": []}, "USD") == [("$.grid", "an array of 0 entries", "an object")]
        assert wrong(wire.load_choices, [], "USD") == [("$", "an array of 0 entries", "an object")]
