"""The audit of foreign checkouts and orders: it is silent about what we publish, and names each fault by its law."""

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

    @pytest.mark.parametrize("document", SAMPLES.values(), ids=SAMPLES)
    def test_what_is_absent_is_not_missed(self, document):
        """Without any one member of any object, no law speaks that the rest does not break."""
        for path in members(document):
            less = copy.deepcopy(document)
            *way, name = path
            holder = less
            for key in way:
                holder = holder[key]
            del holder[name]
            assert laws_of(less) <= NEEDS.get(name, set()), path


NEEDS = {
    "shippingInfo": set(),
    "giftCard": {"after-gift-card"},
    "exemptAmount": {"taxable"},
    "payAfterFreeTrial": set(),
    "selectedCarrierServiceOption": {"shipping", "discount", "tax-sum"},
    "freeTrialPeriod": set(),
    "conversionInfo": set(),
    "pending": set(),
    "coupon": {"applied-sum", "line-discounts"},
    "merchantDiscount": {"applied-sum", "line-discounts"},
}
"""Members whose absence says something: that there is no card, no option, no discount, nothing exempt."""


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
            if fault.law != "converted" and fault.plant(document):
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


NAN, HUGE = Decimal("NaN"), 10**5000


class TestHostile:
    """Nothing but findings and `InvalidDocument`, in bounded time."""

    @pytest.mark.parametrize(
        "document",
        [None, True, 1, 1.5, [], [{}], {}, {"lineItems": []}, {"lineItems": [{"quantity": 1}]}, {"checkout": 1}, "",
         b"\xff", "{", "[]", '{"priceSummary": {"total": NaN}}', '{"priceSummary": {"total": 1e999999999}}', "[" * 9_999,
         '{"priceSummary": {}, "priceSummary": {}}', {"order": {"number": "1"}}],
    )  # fmt: skip
    def test_what_is_no_checkout_is_refused(self, document):
        """With a place and words."""
        with pytest.raises(InvalidDocument, match=r"^\$"):
            audit(document)

    def test_what_has_no_end_is_refused(self):
        """An object that holds itself, twice."""
        document = {"priceSummary": {}}
        document["a"] = document["b"] = [document, document]
        with pytest.raises(InvalidDocument, match="nesting"):
            audit(document)

    @pytest.mark.parametrize(
        "value",
        [NAN, Decimal("sNaN"), Decimal("Infinity"), Decimal("1e999999"), Decimal("1e100"), HUGE, 1.5, float("nan"), "x",
         "1e999999999", "9" * 10_000, "\ud800", True, [], {}, [[]], [None], {"amount": {}}, {"amount": NAN},
         {"amount": {"amount": 1}}, -1, "-0", Decimal("1e-100"), object()],
        ids=lambda value: type(value).__name__,
    )  # fmt: skip
    @pytest.mark.parametrize("sample", ["a checkout", "an order"])
    def test_any_value_anywhere_is_a_finding_or_nothing(self, sample, value):
        """At every place, one after the other."""
        for path in members(SAMPLES[sample]):
            document = shallow(SAMPLES[sample], path, value)
            try:
                found = audit(document)
            except InvalidDocument:
                continue
            assert all(isinstance(text, str) for finding in found for text in attrs.astuple(finding))

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
    """The document with another value at one place; the rest is shared."""
    if not path:
        return value
    same = copy.copy(document)
    same[path[0]] = shallow(document[path[0]], path[1:], value)
    return same


def test_importing_it_loads_nothing_heavy():
    """No Hypothesis, no terminal."""
    script = "import checkout_core.testing, sys; print({'hypothesis', 'rich', 'click'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "set()\n"


def test_the_page_lists_every_law():
    """In the order in which they speak, in the same words."""
    page = (ROOT / "docs" / "audit.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    assert [(row[0].strip("`"), row[1]) for row in rows] == [(law.id, law.says) for law in LAWS]
