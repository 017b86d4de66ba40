"""The audit of foreign checkouts and orders: it is silent about what we publish, and names each fault by its law."""

import contextlib
import copy
import json
import re
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
import sample_orders
import samples
from faults import FAULTS

import checkout_core as cc
from checkout_core import wire
from checkout_core.errors import InvalidDocument
from checkout_core.testing import Finding, audit
from checkout_core.testing.auditing import document as document_
from checkout_core.testing.auditing.audit import LAWS

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "tests" / "examples"
CHECKOUTS = sorted(
    path.name for path in EXAMPLES.glob("*.json") if path.name not in {"request_full.json", "store.json"}
)


def in_full(**changes):
    """The full checkout, published by the full store."""
    return wire.dump_priced(cc.price(samples.full_checkout(), attrs.evolve(samples.full_store(), **changes)))


SAMPLES = {
    "a checkout": in_full(),
    "a checkout whose prices include tax": in_full(tax_included_in_price=True, conversion=None),
    "an exempt checkout": in_full(tax_exempt_groups=[samples.guid(99)]),
    "an order": wire.dump_order(sample_orders.placed_order()),
    "an order that was paid, sent and refunded": wire.dump_order(sample_orders.used_order()),
}


def plainly(document):
    """The document with its amounts as plain decimals."""
    if isinstance(document, list):
        return [plainly(value) for value in document]
    if not isinstance(document, dict):
        return document
    return document["amount"] if "formattedAmount" in document else {k: plainly(v) for k, v in document.items()}


def laws_of(document):
    """Which laws the document breaks."""
    return {finding.law for finding in audit(document)}


def at(document, path):
    """What stands at a JSON path without fancy keys."""
    for name, index in re.findall(r"\.(\w+)|\[(\d+)\]", path):
        document = document[name or int(index)]
    return document


class TestClean:
    """What follows the laws."""

    @pytest.mark.parametrize("document", SAMPLES.values(), ids=SAMPLES)
    def test_what_we_publish_breaks_no_law(self, document):
        """As objects or as plain decimals, as a value or as text, bare or in an answer."""
        kind = "order" if "balanceSummary" in document else "checkout"
        for form in (document, plainly(document), wire.dumps(document), {kind: document}):
            assert audit(form) == ()

    @pytest.mark.parametrize("name", [name for name in CHECKOUTS if name != "update_checkout.json"])
    def test_a_printed_checkout_breaks_no_law(self, name):
        """The documents' own."""
        assert audit((EXAMPLES / name).read_bytes()) == ()

    def test_the_printed_contradiction_is_named_at_its_places(self):
        """A coupon takes off 10, and nothing is 10 less."""
        found = audit((EXAMPLES / "update_checkout.json").read_bytes())
        assert [(finding.path, finding.law, finding.stated, finding.expected) for finding in found] == [
            ("$.priceSummary.discount.amount", "applied-sum", "0", "10"),
            ("$.lineItems[0].discount.amount", "line-discounts", "0", "10"),
        ]

    def test_scales_and_kinds_of_numbers_do_not_matter(self):
        """10, "10", "10.00" and 1E+1 are one amount."""
        for subtotal in ("10", "10.00", 10, Decimal("1E+1"), {"amount": "10.0"}, {"amount": 10}):
            document = {"currency": "USD", "priceSummary": {"subtotal": subtotal, "shipping": 0, "tax": "0.0"}}
            document["priceSummary"] |= {"discount": None, "total": "9"}
            assert audit(document) == ()
            document["priceSummary"] |= {"discount": "0", "total": "10"}
            assert audit(document) == ()
            document["priceSummary"] |= {"total": "9"}
            assert laws_of(document) == {"total"}

    @pytest.mark.parametrize("name", SAMPLES)
    def test_what_is_absent_is_not_missed(self, name):
        """Without any one member of any object, or with null in its place, no law speaks; but for a few.

        Of every third member, where the same are left out of a fuller sample.
        """
        step = 1 if name in {"a checkout", "an order that was paid, sent and refunded"} else 3
        for place, path in enumerate([*members(plainly(SAMPLES[name]))][::step]):
            less = shallow(plainly(SAMPLES[name]), path, None if place % 2 else ABSENT)
            assert laws_of(less) <= NEEDS.get(path[-1], set()), path

    @pytest.mark.parametrize("name", ["amount", "convertedAmount", "formattedAmount", "formattedConvertedAmount"])
    def test_parts_of_amounts_are_not_missed(self, name):
        """Of all amounts at once."""
        assert audit(without(SAMPLES["a checkout"], name)) == ()


NEEDS = {
    "selectedCarrierServiceOption": {"shipping", "tax-sum"},
    "lines": {"refund-sums"},
    "shipping": {"refund-sums"},
    "additionalFees": {"refund-sums"},
}
"""Members whose absence says something: that there is no delivery, or what a refund is not for."""
ABSENT = object()


def without(value, name):
    """The document without the member of this name, wherever it is."""
    if isinstance(value, dict):
        return {key: without(entry, name) for key, entry in value.items() if key != name}
    return [without(entry, name) for entry in value] if isinstance(value, list) else value


def members(value, path=()):
    """The places of all members that the audit looks at."""
    if isinstance(value, dict):
        for name, entry in value.items():
            if name not in {"calculationErrors", "catalogReference", "billingInfo", "membershipOptions", "buyerInfo"}:
                yield (*path, name)
                yield from members(entry, (*path, name))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from members(entry, (*path, index))


class TestFaults:
    """One figure is changed."""

    @pytest.mark.parametrize("name", FAULTS)
    def test_the_law_speaks_and_no_unrelated_one(self, name):
        """In every sample that has the figure."""
        fault, found = FAULTS[name], 0
        for sample in SAMPLES.values():
            document = copy.deepcopy(sample)
            if fault.plant(document):
                found += 1
                laws = laws_of(document)
                assert fault.law in laws
                assert laws <= {fault.law, *fault.also}
        assert found

    @pytest.mark.parametrize("name", FAULTS)
    def test_also_in_plain_decimals(self, name):
        """Nothing depends on the form of amounts but what is on display."""
        fault = FAULTS[name]
        for sample in SAMPLES.values():
            document, plain_one = copy.deepcopy(sample), plainly(sample)
            if fault.law not in {"converted", "formatted"} and fault.plant(document):
                assert fault.plant(plain_one)
                assert laws_of(plain_one) == laws_of(document)

    def test_every_law_has_a_fault(self):
        """And every fault a law."""
        assert {fault.law for fault in FAULTS.values()} == {law.id for law in LAWS}
        assert {law for fault in FAULTS.values() for law in fault.also} <= {law.id for law in LAWS}
        assert len({law.id for law in LAWS}) == len(LAWS)

    def test_a_finding_says_where_what_and_what_instead(self):
        """The path leads to the stated value."""
        document = copy.deepcopy(SAMPLES["a checkout"])
        assert FAULTS["another total"].plant(document)
        law = next(law for law in LAWS if law.id == "total")
        expected = Finding(
            path="$.priceSummary.total.amount", law="total", description=law.says, stated="199.6", expected="199.59"
        )
        assert expected in audit(document)
        for finding in audit(document):
            assert at(document, finding.path) == finding.stated

    @pytest.mark.parametrize(
        ("member", "value", "stated", "expected"),
        [
            ("lineItems", {"a": 1}, "an object", "an array"),
            ("currency", {"a": 1}, "an object", "text"),
            ("currency", cc.currency("USD"), "USD, a Currency", "text"),
            ("taxIncludedInPrice", [], "an array of 0 entries", "true or false"),
        ],
    )
    def test_what_is_of_another_kind_is_told_where_it_stands(self, member, value, stated, expected):
        """Not as an amount that is not there."""
        document = copy.deepcopy(SAMPLES["a checkout"]) | {member: value}
        told = [(finding.path, finding.stated, finding.expected) for finding in audit(document)]
        assert (f"$.{member}", stated, expected) in told

    def test_an_amount_is_in_the_currency_of_the_document(self):
        """Also where no other law looks at it."""
        line = {"price": {"amount": "1.10", "currency": "EUR"}, "quantity": 1, "lineItemPrice": {"amount": "1.1"}}
        [finding] = audit({"currency": "USD", "lineItems": [line]})
        assert (finding.path, finding.law) == ("$.lineItems[0].price.currency", "currency")
        assert (finding.stated, finding.expected) == ("EUR", "USD")

    def test_in_an_answer_paths_begin_at_the_answer(self):
        """They are places of the document that was given."""
        document = copy.deepcopy(SAMPLES["an order"])
        assert FAULTS["another balance"].plant(document)
        assert [finding.path for finding in audit({"order": document})] == ["$.order.balanceSummary.balance.amount"]


class TestTolerance:
    """What is left to who rounds."""

    @staticmethod
    def priced_line(price, quantity, line_price):
        """A line of dollars."""
        return {"currency": "USD", "lineItems": [{"price": price, "quantity": quantity, "lineItemPrice": line_price}]}

    @pytest.mark.parametrize("line_price", ["30.37", "30.38", "30.375"])
    def test_a_line_price_is_rounded_to_either_neighbour(self, line_price):
        """Or not at all, which only the law of whole units minds."""
        assert "line-price" not in laws_of(self.priced_line("10.125", 3, line_price))

    @pytest.mark.parametrize("line_price", ["30.36", "30.39", "30"])
    def test_but_not_further(self, line_price):
        """The two neighbours are named."""
        (finding,) = audit(self.priced_line("10.125", 3, line_price))
        assert (finding.law, finding.expected) == ("line-price", "30.37 or 30.38")

    @staticmethod
    def taxed(*taxes, rate="0.0825", quantity=1, currency="USD", included=False):
        """Lines of 10.00 each, of so many units, with these taxes."""
        lines = [
            {"quantity": quantity, "taxDetails": {"taxableAmount": "10", "taxRate": rate, "totalTax": tax}}
            for tax in taxes
        ]
        return {"currency": currency, "taxIncludedInPrice": included, "lineItems": lines, "priceSummary": {}}

    @pytest.mark.parametrize(
        ("taxes", "quantity", "is_fine"),
        [
            (["0.82"], 1, True),
            (["0.83"], 1, True),
            (["0.84"], 1, False),
            (["0.81"], 1, False),
            (["0.84"], 4, True),  # four times 0.21
            (["0.85"], 4, False),
            (["0.80"], 4, True),  # four times 0.20
            (["0.76"], 4, False),
            (["0.84", "0.81"], 1, True),  # 1.65, rounded once and shared out
            (["0.84", "0.84"], 1, False),
            (["0.86", "0.79"], 1, False),
        ],
    )
    def test_a_tax_may_be_rounded_once_by_unit_or_in_total(self, taxes, quantity, is_fine):
        """0.825 is exact."""
        assert laws_of(self.taxed(*taxes, quantity=quantity)) == (set() if is_fine else {"tax"})

    @pytest.mark.parametrize(("tax", "is_fine"), [("0.81", True), ("0.82", True), ("0.84", True), ("0.85", False)])
    def test_each_of_two_taxes_may_be_rounded(self, tax, is_fine):
        """0.4125 and 0.4125: each of them up or down."""
        document = self.taxed(tax)
        document["lineItems"][0]["taxDetails"]["taxBreakdown"] = [{"taxName": "a"}, {"taxName": "b"}]
        assert laws_of(document) == (set() if is_fine else {"tax"})

    def test_a_tax_on_a_part_of_the_price(self):
        """What exceeds 4 is taxed at 10 %; the breakdown says so."""
        part = {"taxableAmount": "6", "nonTaxableAmount": "4", "rate": "0.1", "taxAmount": "0.6"}
        details = {"taxableAmount": "6", "taxRate": "0.1", "totalTax": "0.6", "taxBreakdown": [part]}
        line = {"totalPriceBeforeTax": "10", "totalPriceAfterTax": "10.6", "taxDetails": details}
        document = {"currency": "USD", "taxIncludedInPrice": False, "lineItems": [line], "priceSummary": {}}
        assert audit(document) == ()
        part["nonTaxableAmount"] = "3"
        assert laws_of(document) == {"tax-bases"}
        details["totalTax"] = "1"
        assert "tax" in laws_of(document)

    def test_lines_of_which_some_include_their_tax(self):
        """The total is not held against the tax, which is added in part."""
        document = self.taxed("0.82", "0.82")
        document["lineItems"][0]["taxDetails"]["taxIncludedInPrice"] = True
        document["priceSummary"] = {"subtotal": 20, "shipping": 0, "tax": "1.64", "discount": 0, "total": "20.82"}
        assert "total" not in laws_of(document)

    def test_a_tax_inside_the_price(self):
        """Of 10 + 0.90: 0.9 is 9 % of what is left."""
        assert audit(self.taxed("0.9", rate="0.09", included=True)) == ()
        (finding,) = audit(self.taxed("0.92", rate="0.09", included=True))
        assert (finding.law, finding.expected) == ("tax", "0.9 or 0.91")

    def test_without_the_mode_of_tax_the_laws_that_need_it_are_silent(self):
        """Unless there is no tax."""
        document = self.taxed("5", rate="0.09")
        del document["taxIncludedInPrice"]
        document["priceSummary"] = {"subtotal": 10, "shipping": 0, "tax": 5, "discount": 0, "total": 99}
        assert audit(document) == ()
        document["priceSummary"]["tax"] = 0
        assert "total" in laws_of(document)

    def test_the_currency_says_what_a_minor_unit_is(self):
        """Yen have none, dinars of Kuwait three decimals; of an unknown code nothing is known."""
        for code, is_fine in (("JPY", False), ("USD", False), ("KWD", True)):
            assert (laws_of(self.taxed("0.825", currency=code)) == set()) is is_fine
        assert laws_of(self.taxed("0.825", currency="XYZ")) == {"readable"}

    def test_ids_of_discounts_are_one_whatever_their_case(self):
        """As everywhere."""
        document = copy.deepcopy(SAMPLES["a checkout"])
        for line in document["lineItems"]:
            line["_id"] = line["_id"].upper()
        assert audit(document) == ()


class TestOthers:
    """What other publishers may do, and what they may not."""

    @staticmethod
    def changed(sample, *path, to):
        """A sample with another value at one place."""
        return shallow(SAMPLES[sample], path, to)

    def test_empty_texts_and_nulls_are_absent(self):
        """The documents print both."""
        nothing = {"amount": "", "convertedAmount": "", "formattedAmount": "", "formattedConvertedAmount": ""}
        for value in ("", None, nothing):
            assert audit(self.changed("a checkout", "lineItemsSubtotal", to=value)) == ()
            assert audit(self.changed("a checkout", "payNow", "total", to=value)) == ()

    @pytest.mark.parametrize(
        ("amount", "text", "is_fine"),
        [
            ("10", "$10", True), ("10", "$10.00", True), ("10.0", "10.0 USD", True), ("1234.5", "$1,234.50", True),
            ("1234.5", "1 234,5 $", True), ("-3", "-$3.00", True), ("-3", "($3.00)", True), ("0", "Free", True),
            ("2.655", "$2.65", True), ("2.655", "$2.66", True), ("2.655", "$2.655", True), ("10", "\u0661\u0660", True),
            ("10", "", True), ("10", "$10.01", False), ("10", "$100", False), ("0", "$0.01", False),
            ("2.655", "$2.67", False), ("10", "\u0661\u0661", False), ("1e2", "100.00", True), ("10", "1" * 999, True),
        ],
    )  # fmt: skip
    def test_formatted_amounts_by_their_digits(self, amount, text, is_fine):
        """Of any language: what stands between and around them says nothing."""
        balance = {"amount": amount, "formattedAmount": text}
        document = {"currency": "USD", "priceSummary": {}, "balanceSummary": {"balance": balance}}
        found = [finding.path for finding in audit(document) if finding.law == "formatted"]
        assert found == ([] if is_fine else ["$.balanceSummary.balance.formattedAmount"])

    def test_conversions_that_are_not_told(self):
        """Without the currency on display an amount there says nothing; in one currency it is the same."""
        document = {"currency": "USD", "priceSummary": {"total": {"amount": "1", "convertedAmount": "2"}}}
        assert audit(document) == ()
        assert laws_of(document | {"conversionCurrency": "USD"}) == {"converted"}
        assert audit(document | {"conversionCurrency": "EUR"}) == ()
        assert laws_of(document | {"conversionCurrency": "EUR", "conversionInfo": {"conversionRate": 3}}) == {
            "converted"
        }

    def test_a_discount_of_an_unknown_kind(self):
        """Nothing is known of what it takes off."""
        document = copy.deepcopy(SAMPLES["a checkout"])
        document["appliedDiscounts"][2]["loyaltyReward"] = document["appliedDiscounts"][2].pop("coupon")
        assert audit(document) == ()

    def test_a_gift_card_that_is_not_stated(self):
        """The two amounts after it say the same of it."""
        document = copy.deepcopy(SAMPLES["a checkout"])
        assert document.pop("giftCard")
        assert audit(document) == ()
        for name in ("totalAfterGiftCard", "payNowTotalAfterGiftCard"):
            wrong = copy.deepcopy(document)
            assert FAULTS["more left after the gift card"].plant(wrong)
            assert laws_of(wrong) == {"after-gift-card"}
            del wrong[name]
            assert laws_of(wrong) == set()
            wrong = shallow(document, (name,), "10000")
            assert laws_of(wrong) == {"after-gift-card"}

    def test_modifiers(self):
        """Of one unit or of all; no less where one has no price."""
        line = {"quantity": 3, "price": "9", "modifiersTotalPrice": "5", "modifierGroups": [
            {"modifiers": [{"price": "2", "quantity": 2}, {"price": "1", "quantity": 1}]}]}  # fmt: skip
        document = {"currency": "USD", "lineItems": [line]}
        for total, is_fine in (("5", True), ("15", True), ("10", False), ("4.99", False)):
            line["modifiersTotalPrice"] = total
            assert (laws_of(document) == set()) is is_fine
        del line["modifierGroups"][0]["modifiers"][1]["price"]
        for total, is_fine in (("4", True), ("5", True), ("3.99", False)):
            line["modifiersTotalPrice"] = total
            assert (laws_of(document) == set()) is is_fine

    def test_what_a_membership_pays_may_show_what_it_would_cost(self):
        """No discount rule took it off."""
        line = {"_id": "1", "quantity": 1, "price": 0, "lineItemPrice": 0, "priceBeforeDiscounts": 15}
        document = {"currency": "USD", "lineItems": [line], "appliedDiscounts": []}
        assert laws_of(document) == {"rule-discounts"}
        line["paymentOption"] = "MEMBERSHIP"
        assert audit(document) == ()

    def test_an_order_of_nothing_may_be_paid_or_not(self):
        """Anything else of the account decides."""
        document = {"currency": "USD", "priceSummary": {"total": 0}, "balanceSummary": {"paid": 0, "balance": 0}}
        for status, is_fine in (("PAID", True), ("NOT_PAID", True), ("PENDING", True), ("PARTIALLY_PAID", False)):
            assert (laws_of(document | {"paymentStatus": status}) == set()) is is_fine

    @pytest.mark.parametrize(("balance", "is_fine"), [("-0.02", True), ("0.02", True), ("0", False)])
    def test_a_rounding_of_cash_is_counted_either_way(self, balance, is_fine):
        """The documents do not say which."""
        account = {"paid": "9.98", "balance": balance, "cashRoundingAdjustment": "-0.02"}
        document = {"currency": "USD", "priceSummary": {"total": "9.98"}, "balanceSummary": account}
        assert (laws_of(document) == set()) is is_fine

    @pytest.mark.parametrize(
        ("sent", "back", "fine"),
        [
            (0, 0, {"NOT_FULFILLED", "FULFILLED"}),  # what need not be sent is fulfilled
            (1, 0, {"PARTIALLY_FULFILLED"}),
            (1, 1, {"PARTIALLY_FULFILLED", "FULFILLED"}),  # whether the other one was sent before is not told
            (2, 0, {"FULFILLED"}),
        ],
    )
    def test_what_was_sent(self, sent, back, fine):
        """Of two units."""
        line = {"quantity": 2, "price": 1, "fulfilledQuantity": sent, "refundQuantity": back}
        for status in ("NOT_FULFILLED", "PARTIALLY_FULFILLED", "FULFILLED", "ON_HOLD"):
            document = {"currency": "USD", "lineItems": [line], "fulfillmentStatus": status}
            expected = set() if status in fine | {"ON_HOLD"} else {"fulfillment-status"}
            assert laws_of(document) == expected

    def test_payments_of_an_unknown_status_make_no_account(self):
        """They may have come in, or not."""
        used = "an order that was paid, sent and refunded"
        document = self.changed(used, "payments", 2, "status", to="CHARGED_BACK")
        assert audit(document) == ()
        assert audit(self.changed(used, "refunds", 0, "status", to="REVERSED")) == ()
        assert "account" in laws_of(self.changed(used, "payments", 2, "status", to="DECLINED"))

    def test_taxes_that_are_grouped_otherwise_are_not_compared(self):
        """Nor those of which one is not named."""
        document = copy.deepcopy(SAMPLES["an order"])
        document["taxInfo"]["taxBreakdown"] = [{"taxName": "all", "rate": "0.05", "taxableAmount": "1"}]
        assert audit(document) == ()


NAN, HUGE = Decimal("NaN"), 10**5000
HOSTILE = [
    *(NAN, Decimal("sNaN"), Decimal("Infinity"), Decimal("1e999999"), Decimal("1e100"), HUGE, 1.5, float("nan"), "x"),
    *("1e999999999", "9" * 10_000, "\ud800", True, [], {}, [[]], [None], {"amount": {}}, {"amount": NAN}, object()),
    *({"amount": {"amount": 1}}, -1, "-0", Decimal("1e-100"), "1e-100", {1: 2, None: {}}, (1, {"amount": "x"})),
]
"""What may stand anywhere."""
CENTRAL = [
    *(("currency",), ("lineItems",), ("priceSummary",), ("lineItems", 0), ("lineItems", 0, "quantity")),
    *(("lineItems", 0, "price"), ("lineItems", 0, "_id"), ("priceSummary", "total"), ("appliedDiscounts",)),
    *(("appliedDiscounts", 0), ("shippingInfo",), ("additionalFees",), ("payNow",)),
]
"""Places of every document that many laws look at."""


class TestHostile:
    """Nothing but findings and `InvalidDocument`, in bounded time."""

    @pytest.mark.parametrize(
        "document",
        [None, True, 1, 1.5, [], [{}], {}, {"lineItems": []}, {"lineItems": [{"quantity": 1}]}, {"checkout": 1}, "",
         b"\xff", "{", "[]", '{"priceSummary": {"total": NaN}}', '{"priceSummary": {"total": 1e999999999}}',
         "[" * 9_999, '{"priceSummary": {}, "priceSummary": {}}', {"order": {"number": "1"}}],
    )  # fmt: skip
    def test_what_is_no_checkout_is_refused(self, document):
        """With a place and words."""
        with pytest.raises(InvalidDocument, match=r"^\$"):
            audit(document)

    def test_what_no_text_could_hold_is_refused(self, monkeypatch):
        """One list at many places."""
        monkeypatch.setattr(document_, "MAX_VALUES", 10_000)
        entry = [1]
        for _ in range(60):
            entry = [entry, entry]
        with pytest.raises(InvalidDocument, match="more than 10000 values"):
            audit({"priceSummary": {}, "a": entry})

    def test_what_has_no_end_is_refused(self):
        """An object that holds itself, twice."""
        document = {"priceSummary": {}}
        document["a"] = document["b"] = [document, document]
        with pytest.raises(InvalidDocument, match="nesting"):
            audit(document)

    @pytest.mark.parametrize("sample", ["a checkout", "an order that was paid, sent and refunded"])
    def test_any_value_anywhere_is_a_finding_or_nothing(self, sample):
        """At every other place one of them; and half of them where much is expected, the other half next door."""
        full, plain = SAMPLES[sample], plainly(SAMPLES[sample])
        changes = [(plain, path, HOSTILE[number % len(HOSTILE)]) for number, path in enumerate(members(plain))][::2]
        changes += [(full, path, value) for place, path in enumerate(CENTRAL) for value in HOSTILE[place % 2 :: 2]]
        for document, path, value in changes:
            with contextlib.suppress(InvalidDocument):
                found = audit(shallow(document, path, value))
                assert all(isinstance(text, str) for finding in found for text in attrs.astuple(finding))

    def test_expected_amounts_are_told_in_bounds(self):
        """However large or fine the numbers that they follow from."""
        line = {"price": "9" * 60 + "e100", "quantity": 7, "lineItemPrice": "1e-100"}
        rate = {"conversionCurrency": "EUR", "conversionInfo": {"conversionRate": "1.23e-100"}}
        shown = {"amount": "1.1e-99", "convertedAmount": 1}
        for finding in audit({"currency": "USD", "lineItems": [line], "priceSummary": {"total": shown}} | rate):
            assert len(finding.expected) < 500

    def test_a_float_is_said_to_be_one(self):
        """The text of the document is exact; a float is not."""
        document = {
            "currency": "USD",
            "priceSummary": {"subtotal": 10.1, "shipping": 0, "tax": 0, "discount": 0, "total": 1},
        }
        (finding,) = audit(document)
        assert (finding.path, finding.law, finding.stated) == ("$.priceSummary.subtotal", "readable", "10.1")
        assert laws_of(json.dumps(document)) == {"total"}

    def test_many_lines_take_bounded_time_and_give_bounded_findings(self):
        """A hundred thousand lines, each wrong in several ways, each with taxes of its own."""
        line = SAMPLES["a checkout"]["lineItems"][0]
        lines = [
            {"_id": "x", "price": "1", "quantity": 2, "lineItemPrice": 1, "discount": 2, "totalPriceBeforeTax": "1e99",
             "taxDetails": {"taxableAmount": "1e-90", "taxRate": "1e80", "totalTax": 3,
                            "taxBreakdown": [{"taxName": str(number), "rate": 1, "taxAmount": 1}]}}
            for number in range(100_000)
        ]  # fmt: skip
        began = time.perf_counter()
        found = audit(SAMPLES["a checkout"] | {"lineItems": [*lines, line]})
        assert len(found) == 10_000
        assert time.perf_counter() - began < 60


def shallow(document, path, value):
    """The document with another value at one place, or `ABSENT`; the rest is shared."""
    if not path:
        return value
    same = copy.copy(document)
    if path[1:] == () and value is ABSENT:
        del same[path[0]]
        return same
    same[path[0]] = shallow(document[path[0]], path[1:], value)
    return same


def test_importing_it_loads_nothing_heavy():
    """No Hypothesis, no terminal."""
    script = (
        "import sys; from checkout_core.testing import Finding, audit;"
        " print({'hypothesis', 'rich', 'click'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "set()\n"


def test_the_page_lists_every_law():
    """In the order in which they speak, in the same words."""
    page = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    assert [(row[0].strip("`"), row[1]) for row in rows] == [(law.id, law.says) for law in LAWS]
