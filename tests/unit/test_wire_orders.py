"""Orders on the wire: members and their order, amounts, what follows from the payments, and what is refused."""

import copy
from decimal import Decimal

import attrs
import pytest
import sample_orders
from samples import guid, usd

import checkout_core as cc
from checkout_core import wire
from checkout_core.wire.orders import order_table
from checkout_core.wire.reader import table

ORDER = sample_orders.full_order()
DUMP = wire.dump_order(ORDER)

MEMBERS = """
_id number _createdDate _updatedDate purchasedDate lineItems buyerInfo status paymentStatus fulfillmentStatus
priceSummary balanceSummary billingInfo shippingInfo recipientInfo currency currencyConversionDetails weightUnit
buyerLanguage siteLanguage taxIncludedInPrices buyerNote taxInfo appliedDiscounts additionalFees customFields
channelInfo createdBy checkoutId purchaseFlowId activities archived attributionSource seenByAHuman
businessLocation tags imported
"""
LINE_MEMBERS = """
_id productName catalogReference quantity totalDiscount descriptionLines image physicalProperties itemType fulfillerId
refundQuantity restockQuantity price priceBeforeDiscounts lineItemPrice totalPriceBeforeTax totalPriceAfterTax
paymentOption depositAmount taxInfo digitalFile subscriptionInfo priceDescription locations taxableAddress
priceUndetermined fixedQuantity modifierGroups extendedFields
"""
"""The documented members, in the documented order."""


def document(**changes):
    """The full order's document, changed: members by path, such as ``payments__0__status``; `GONE` takes one away."""
    changed = copy.deepcopy(DUMP)
    for path, value in changes.items():
        *steps, last = [int(step) if step.isdigit() else step for step in path.split("__")]
        inside = changed
        for step in steps:
            inside = inside[step]
        if value is GONE:
            del inside[last]
        else:
            inside[last] = value
    return changed


GONE = object()


def load(given, **options):
    """The order of a document, read strictly."""
    return wire.load_order(given, **{"strict": True} | options).value


def problems(given, **options):
    """What is wrong with a document: path, what was found, what is allowed."""
    with pytest.raises(cc.InvalidDocument) as caught:
        load(given, **options)
    return [tuple(problem) for problem in caught.value.problems]


def problem(given, **options):
    """The one problem of a document."""
    [found] = problems(given, **options)
    return found


class TestDump:
    """`dump_order`."""

    def test_members_stand_in_the_documented_order(self):
        """Those that are not documented stand between them."""
        documented = MEMBERS.split()
        assert [name for name in DUMP if name in documented] == documented
        line = LINE_MEMBERS.split()
        assert [name for name in DUMP["lineItems"][0] if name in line] == line
        assert list(DUMP["priceSummary"]) == ["subtotal", "shipping", "tax", "discount", "total", "totalAdditionalFees"]
        assert list(DUMP["balanceSummary"]) == ["balance", "paid", "refunded", "authorized", "pending", "pendingRefund"]

    @pytest.mark.parametrize(
        ("amount", "number", "text"),
        [("10.50", "10.5", "$10.50"), ("0", "0", "$0.00"), ("1000", "1000", "$1,000.00"), ("0.125", "0.125", "$0.125")],
    )
    def test_an_amount_is_a_number_and_a_text(self, amount, number, text):
        """Without trailing zeros; a unit price may be finer than the minor unit."""
        line = attrs.evolve(ORDER.line_items[0], price=usd(amount))
        order = attrs.evolve(ORDER, line_items=[line, *ORDER.line_items[1:]])
        found = wire.dump_order(order)["lineItems"][0]["price"]
        assert found == {"amount": number, "formattedAmount": text}
        assert load(wire.dump_order(order)) == order

    def test_the_text_is_in_the_locale(self):
        """The number is not."""
        total = wire.dump_order(ORDER, locale="de_DE")["priceSummary"]["total"]
        assert total == {"amount": "120.78", "formattedAmount": "120,78\N{NO-BREAK SPACE}$"}

    def test_a_balance_may_be_negative(self):
        """Where more was paid than is to be paid."""
        more = [attrs.evolve(payment, amount=payment.amount * 2) for payment in ORDER.payments]
        order = attrs.evolve(ORDER, payments=more)
        assert wire.dump_order(order)["balanceSummary"]["balance"] == {
            "amount": "-119.22",
            "formattedAmount": "-$119.22",
        }
        assert load(wire.dump_order(order)) == order

    def test_the_dialects_differ_in_ids_and_dates_only(self):
        """``_id`` and ``_createdDate`` on the one side, ``id`` and ``createdDate`` on the other."""

        def renamed(value):
            if isinstance(value, list):
                return [renamed(entry) for entry in value]
            if not isinstance(value, dict):
                return value
            return {name.removeprefix("_"): renamed(entry) for name, entry in value.items()}

        rest = wire.dump_order(ORDER, dialect="rest")
        assert "_id" not in wire.dumps(rest)
        assert wire.dumps(rest) == wire.dumps(renamed(DUMP))
        assert load(rest) == ORDER

    def test_a_text_has_its_translation_or_stands_twice(self):
        """As in a published checkout."""
        line = DUMP["lineItems"][0]
        assert line["productName"] == {"original": "Shirt", "translated": "Hemd"}
        assert line["descriptionLines"][0]["name"] == {"original": "Color", "translated": "Color"}
        assert line["descriptionLines"][0]["colorInfo"] == {
            "original": "Brown",
            "translated": "Braun",
            "code": "#783f04",
        }

    def test_what_is_empty_is_left_out_but_for_the_documented_arrays(self):
        """A small order."""
        line = attrs.evolve(ORDER.line_items[1], refund_quantity=0, restock_quantity=0, description_lines=[])
        empty = {"payments": [], "refunds": [], "applied_discounts": [], "additional_fees": [], "custom_fields": []}
        rest = {"activities": [], "archived": False, "buyer_note": None, "save_payment_method": False}
        small = wire.dump_order(attrs.evolve(ORDER, line_items=[line], **empty, **rest))
        for name in ("payments", "refunds", "appliedDiscounts", "additionalFees", "customFields"):
            assert small[name] == []
        assert small["archived"] is False
        assert small["lineItems"][0]["descriptionLines"] == []
        assert small["lineItems"][0]["refundQuantity"] == 0
        assert not {"activities", "buyerNote", "savePaymentMethod"} & small.keys()

    def test_what_says_how_is_written_even_if_it_says_the_usual(self):
        """The cycle of a subscription, whether a payment was made by hand, the kind of an authority."""
        info = attrs.evolve(ORDER.line_items[0].subscription_info, cycle_number=1)
        payment = attrs.evolve(ORDER.payments[2], regular_payment_details=cc.RegularPaymentDetails())
        city = attrs.evolve(ORDER.tax_info.tax_breakdown[0], jurisdiction_type=cc.JurisdictionType.UNDEFINED)
        usual = wire.dump_order(
            attrs.evolve(
                ORDER,
                line_items=[attrs.evolve(ORDER.line_items[0], subscription_info=info), *ORDER.line_items[1:]],
                payments=[*ORDER.payments[:2], payment],
                tax_info=attrs.evolve(ORDER.tax_info, tax_breakdown=[city]),
            )
        )
        assert usual["lineItems"][0]["subscriptionInfo"]["cycleNumber"] == 1
        assert usual["payments"][2]["regularPaymentDetails"] == {"offlinePayment": False}
        assert usual["taxInfo"]["taxBreakdown"][0]["jurisdictionType"] == "UNDEFINED"

    def test_the_gift_cards_code_is_nowhere(self):
        """Only its last letters are."""
        text = wire.dumps(DUMP)
        assert "GIFT-CARD-QXY1" not in text
        assert '"obfuscatedCode":"**********QXY1"' in text

    def test_an_amount_in_another_currency_is_a_bug(self):
        """The document names one currency only."""
        first, *others = ORDER.line_items
        first = attrs.evolve(first, price=cc.Money("1", "EUR"))
        with pytest.raises(cc.CurrencyMismatch, match=r"EUR 1\.00 is not in the currency of the order, USD"):
            wire.dump_order(attrs.evolve(ORDER, line_items=[first, *others]))

    @pytest.mark.parametrize("options", [{"locale": "xx_YY"}, {"dialect": "soap"}])
    def test_an_unknown_locale_or_dialect_is_refused(self, options):
        """By name."""
        with pytest.raises(cc.InvalidField, match=next(iter(options))):
            wire.dump_order(ORDER, **options)


class TestLoad:
    """`load_order`."""

    def test_a_plain_number_stands_for_an_amount(self):
        """As text or as a JSON number."""

        def plain(value):
            if isinstance(value, list):
                return [plain(entry) for entry in value]
            if not isinstance(value, dict):
                return value
            if value.keys() == {"amount", "formattedAmount"}:
                return Decimal(value["amount"]) if "." in value["amount"] else value["amount"]
            return {name: plain(entry) for name, entry in value.items()}

        assert load(plain(DUMP)) == ORDER

    @pytest.mark.parametrize("text", ["nonsense", None, 7, {}])
    def test_the_formatted_amount_is_passed_over(self, text):
        """Whatever it is; the members of a checkout's amount are known as well."""
        total = {"amount": "120.78", "formattedAmount": text, "convertedAmount": "1", "formattedConvertedAmount": "1"}
        assert load(document(priceSummary__total=total)) == ORDER

    def test_the_answer_of_the_service_is_read_inside(self):
        """Its places begin there."""
        assert load({"order": DUMP}) == ORDER
        assert problem({"order": document(number=7)}) == ("$.order.number", "7", "text of 1 to 50 characters")
        assert problem({"order": None}) == ("$.order", "null", "an object")

    def test_unknown_members_are_listed_or_refused(self):
        """At any depth, in the order of the document; an order of the service holds more than this library knows."""
        foreign = document(
            colour="red",
            lineItems__0__taxDetails={"taxRate": "0"},
            balanceSummary__chargeback="0",
            payments__0__receipt={},
        )
        unknown = [
            "$.lineItems[0].taxDetails",
            "$.balanceSummary.chargeback",
            "$.payments[0].receipt",
            "$.colour",
        ]
        assert wire.load_order(foreign) == wire.Loaded(ORDER, tuple(unknown))
        found = problems(foreign)
        assert [path for path, _, _ in found] == unknown
        assert {what for _, what, _ in found} == {"an unknown member"}

    @pytest.mark.parametrize("name", [member for member in ("_id", "number", *DUMP) if member in order_table().by_key])
    def test_what_must_be_given_is_said(self, name):
        """All other members may be absent, or null."""
        is_required = order_table().by_key[name].required
        without = document(**{name: GONE})
        if is_required:
            assert [(path, what) for path, what, _ in problems(without)] == [(f"$.{name}", "nothing")]
        elif name in {"payments", "refunds", "shippingInfo", "additionalFees"}:  # … but others then contradict
            assert problems(without)
        else:
            assert load(without) == load(document(**{name: None}))

    @pytest.mark.parametrize("member", table(cc.OrderLineItem).required, ids=lambda member: member.name)
    def test_what_a_line_must_have_is_said(self, member):
        """By its place."""
        [name] = [key for key, known in table(cc.OrderLineItem).by_key.items() if known == member and key in LINE]
        assert problem(document(**{f"lineItems__0__{name}": GONE}))[:2] == (f"$.lineItems[0].{name}", "nothing")

    @pytest.mark.parametrize(
        ("path", "value", "place"),
        [
            ("currency", "XYZ", "$.currency"),
            ("status", "PAID", "$.status"),
            ("lineItems", [], "$.lineItems"),
            ("lineItems__0__quantity", 0, "$.lineItems[0].quantity"),
            ("lineItems__0__fulfilledQuantity", 4, "$.lineItems[0].quantity"),
            ("lineItems__0__restockQuantity", 2, "$.lineItems[0].refundQuantity"),
            ("lineItems__1___id", guid(1), "$.lineItems[1]._id"),
            ("payments__1___id", guid(1), "$.payments[1]._id"),
            ("refunds__1___id", guid(81), "$.refunds[1]._id"),
            ("lineItems__0__price", "-1", "$.lineItems[0].price"),
            ("lineItems__0__price", {"amount": "-0.01"}, "$.lineItems[0].price.amount"),
            ("lineItems__0__price", "0.0000000000001", "$.lineItems[0].price"),
            ("priceSummary__total", "1e3x", "$.priceSummary.total"),
            ("priceSummary__total", {}, "$.priceSummary.total.amount"),
            ("priceSummary__total", 1.5, "$.priceSummary.total"),
            ("payments__0__amount", "0", "$.payments[0].amount"),
            ("payments__0__status", "REFUNDED", "$.payments[0].status"),
            ("payments__1__amount", "1", "$.payments[1].amount"),
            ("payments__2__giftcardPaymentDetails", {}, "$.payments[2]"),
            ("refunds__1__lines__0__unsentQuantity", 2, "$.refunds[1].lines[0].quantity"),
            ("lineItems__1__fulfilledQuantity", 1, "$.lineItems[1].fulfilledQuantity"),
            ("payNow__total", "120.79", "$.payNow.total"),
            ("refunds__0__amount", "1", "$.refunds[0].amount"),
            ("refunds__0__tax", "0", "$.refunds[0].tax"),
            ("refunds__0__payments__0__amount", "1", "$.refunds[0].payments"),
            ("refunds__0__shipping__amount", "1" * 64, "$.refunds[0]"),
            ("payments__2__amount", "9" * 64, "$"),
            ("shippingInfo__logistics__pickupDetails", {}, "$.shippingInfo.logistics"),
            ("_updatedDate", "2022-07-18T13:25:22Z", "$._updatedDate"),
            ("taxInfo__taxBreakdown__0__rate", "1.5", "$.taxInfo.taxBreakdown[0].rate"),
            ("channelInfo__type", "UNSPECIFIED", "$.channelInfo.type"),
            ("activities__0", "text", "$.activities[0]"),
        ],
    )
    def test_what_cannot_be_is_refused_at_its_place(self, path, value, place):
        """Values, and values that do not go together."""
        assert place in [where for where, _, _ in problems(document(**{path: value}))]

    def test_no_more_is_refunded_than_was_paid(self):
        """Payments that failed are none."""
        unpaid = document(payments__0__status="DECLINED", payments__2__status="DECLINED")
        assert problem(unpaid) == ("$.refunds", "USD 16.00 refunded, USD 0.00 paid", "no more refunded than was paid")

    def test_everything_wrong_is_told_at_once(self):
        """Three mistakes, three problems."""
        wrong = document(number=7, lineItems__0__quantity="x", payments__0__status="GONE")
        assert [path for path, _, _ in problems(wrong)] == [
            "$.number",
            "$.lineItems[0].quantity",
            "$.payments[0].status",
        ]

    @pytest.mark.parametrize("given", [None, 7, "order", [], {}])
    def test_no_order_at_all(self, given):
        """Something is said all the same."""
        assert problems(given)


LINE = DUMP["lineItems"][0]


class TestDerived:
    """What follows from payments, refunds and lines."""

    @pytest.mark.parametrize(
        ("path", "value", "place", "found", "follows"),
        [
            ("paymentStatus", "PAID", "$.paymentStatus", "PAID", "PARTIALLY_REFUNDED"),
            ("fulfillmentStatus", "FULFILLED", "$.fulfillmentStatus", "FULFILLED", "PARTIALLY_FULFILLED"),
            ("balanceSummary__balance", "1", "$.balanceSummary.balance", "1", "0.78"),
            ("balanceSummary__balance", "-0.78", "$.balanceSummary.balance", "-0.78", "0.78"),
            ("balanceSummary__balance", {"amount": "0.781"}, "$.balanceSummary.balance", "0.781", "0.78"),
            ("balanceSummary__paid", {"amount": "20"}, "$.balanceSummary.paid", "20", "120"),
            ("balanceSummary__refunded", "0", "$.balanceSummary.refunded", "0", "11"),
            ("balanceSummary__authorized", "3", "$.balanceSummary.authorized", "3", "0"),
            ("balanceSummary__pending", "3", "$.balanceSummary.pending", "3", "0"),
            ("balanceSummary__pendingRefund", "3.50", "$.balanceSummary.pendingRefund", "3.5", "5"),
        ],
    )
    def test_a_contradiction_is_refused_with_both_values(self, path, value, place, found, follows):
        """What is stated, and what follows."""
        where, what, allowed = problem(document(**{path: value}))
        assert (where, what) == (place, found)
        assert allowed.startswith(f"{follows}, which follows from ")

    def test_contradictions_are_told_together(self):
        """One problem each."""
        wrong = document(paymentStatus="PAID", fulfillmentStatus="FULFILLED", balanceSummary__paid="1")
        assert [path for path, _, _ in problems(wrong)] == [
            "$.paymentStatus",
            "$.fulfillmentStatus",
            "$.balanceSummary.paid",
        ]

    def test_an_order_without_its_payments_says_what_is_missing(self):
        """The service keeps them apart, so its answer may well lack them."""
        where, _, allowed = problems(document(payments=GONE, refunds=GONE, lineItems__0__refundQuantity=1))[0]
        assert where == "$.paymentStatus"
        assert allowed == "NOT_PAID, which follows from payments and refunds, and the document states no payments"

    def test_all_of_it_may_be_absent(self):
        """Or null, or in part."""
        assert load(document(paymentStatus=GONE, fulfillmentStatus=GONE, balanceSummary=GONE)) == ORDER
        assert load(document(paymentStatus=None, fulfillmentStatus=None, balanceSummary=None)) == ORDER
        assert load(document(balanceSummary={"paid": "120"})) == ORDER
        assert load(document(balanceSummary={})) == ORDER

    @pytest.mark.parametrize(
        ("path", "value"),
        [("paymentStatus", "DONE"), ("fulfillmentStatus", 1), ("balanceSummary", "0"), ("balanceSummary__paid", "-1")],
    )
    def test_it_is_read_as_everything_else(self, path, value):
        """What it cannot be is refused."""
        assert problem(document(**{path: value}))[0] == "$." + path.replace("__", ".")

    def test_what_was_refunded_before_it_was_sent_is_not_sent_any_more(self):
        """The shoe was never sent, the two shirts of three were: the third is what is left."""
        assert DUMP["refunds"][1]["lines"][0]["unsentQuantity"] == 1
        sent = document(lineItems__0__fulfilledQuantity=3, lineItems__2__fulfilledQuantity=2)
        sent["fulfillmentStatus"] = "FULFILLED"
        assert load(sent).fulfillment_status is cc.FulfillmentStatus.FULFILLED
        sent["refunds"][1]["lines"][0]["unsentQuantity"] = 0
        where, found, allowed = problem(sent)
        assert (where, found) == ("$.fulfillmentStatus", "FULFILLED")
        follows = "follows from the fulfilledQuantity of the lines and the unsentQuantity of refunds"
        assert allowed == f"PARTIALLY_FULFILLED, which {follows}"

    def test_a_partial_fulfilment_is_written(self):
        """With what has been paid and refunded."""
        assert (DUMP["paymentStatus"], DUMP["fulfillmentStatus"]) == ("PARTIALLY_REFUNDED", "PARTIALLY_FULFILLED")
        assert {name: amount["amount"] for name, amount in DUMP["balanceSummary"].items()} == {
            "balance": "0.78",
            "paid": "120",
            "refunded": "11",
            "authorized": "0",
            "pending": "0",
            "pendingRefund": "5",
        }


class TestBusinessLocation:
    """Where the order belongs."""

    def test_a_new_order_has_the_checkouts_place_without_a_name(self):
        """In either dialect; without one in the checkout there is none, and amounts are never converted."""
        order = sample_orders.placed_order()
        assert wire.dump_order(order)["businessLocation"] == {"_id": guid(14)}
        assert wire.dump_order(order, dialect="rest")["businessLocation"] == {"id": guid(14)}
        assert load(wire.dump_order(order)).business_location == cc.BusinessLocation(id=guid(14))
        assert "currencyConversionDetails" not in wire.dump_order(order)

    @pytest.mark.parametrize(
        ("value", "place"),
        [
            ({"name": "Soho"}, "$.businessLocation._id"),
            ({"_id": "soho"}, "$.businessLocation._id"),
            ({"_id": guid(1), "name": "x" * 251}, "$.businessLocation.name"),
            ("Soho", "$.businessLocation"),
        ],
    )
    def test_it_has_an_id_and_perhaps_a_name(self, value, place):
        """250 characters are not too many, none is not too few."""
        assert problem(document(businessLocation=value))[0] == place
        for name in ("", "x" * 250):
            found = load(document(businessLocation={"_id": guid(1), "name": name})).business_location
            assert found == cc.BusinessLocation(id=guid(1), name=name)


class TestCreated:
    """What createOrder answers."""

    def test_the_order_or_the_subscription(self):
        """Never both."""
        plain = attrs.evolve(ORDER, subscription_id=None, payment_gateway_order_id=None)
        assert wire.dump_created(plain) == {"orderId": ORDER.id}
        assert wire.dump_created(attrs.evolve(plain, subscription_id=guid(7))) == {"subscriptionId": guid(7)}

    def test_the_gateways_id_where_there_is_one(self):
        """Beside the one or the other."""
        assert wire.dump_created(ORDER) == {
            "subscriptionId": sample_orders.ORDER_ID,
            "paymentGatewayOrderId": sample_orders.GATEWAY_ID,
        }
        assert wire.dump_created(sample_orders.placed_order()) == {
            "orderId": sample_orders.ORDER_ID,
            "paymentGatewayOrderId": sample_orders.GATEWAY_ID,
        }
