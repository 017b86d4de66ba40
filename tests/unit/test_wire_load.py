"""Documents become the model's nouns: both dialects, exact numbers, every problem at its place, all at once."""

import decimal
import pickle
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import checkout_core as cc
from checkout_core import wire
from checkout_core.errors import InvalidDocument, UnknownCurrency

EXAMPLES = Path(__file__).parents[1] / "examples"
ID = "00000000-0000-0000-0000-00000000000{}".format
REFERENCE = {"appId": "app", "catalogItemId": "shirt"}
LINE: dict[str, Any] = {"quantity": 1, "catalogReference": REFERENCE}
CUSTOM: dict[str, Any] = {"price": "5", "itemType": "PHYSICAL"}
REQUEST: dict[str, Any] = {"channelType": "WEB", "lineItems": [LINE]}
ENTRY: dict[str, Any] = {"catalogReference": REFERENCE, "price": "10"}
COUPON: dict[str, Any] = {
    "_id": ID(1),
    "name": "n",
    "code": "SALE",
    "moneyOffAmount": "1",
    "scope": {"namespace": "stores"},
}
CARD: dict[str, Any] = {"code": "SECRETCODE", "balance": "1"}
CHECKOUT: dict[str, Any] = {
    "_id": ID(9),
    "currency": "USD",
    "channelType": "WEB",
    "_createdDate": "2022-07-18T13:25:22.141Z",
    "_updatedDate": "2022-07-18T13:25:22.141Z",
}
COUPON_KINDS = "moneyOffAmount, percentOffRate, fixedPriceAmount, buyXGetY, freeShipping"
SCOPE: dict[str, Any] = {"type": "CATALOG_ITEM", "catalogItemFilter": {"catalogAppId": "app"}}
DISCOUNT: dict[str, Any] = {
    "discountType": "PERCENTAGE",
    "specificItemsInfo": {"scopes": [SCOPE]},
    "percentage": "10",
}
RULE: dict[str, Any] = {"_id": ID(1), "name": "n", "discounts": {"values": [DISCOUNT]}}
LEAF: dict[str, Any] = {"triggerType": "SUBTOTAL_RANGE", "subtotalRange": {"scopes": [SCOPE], "from": "5"}}
MEMBERSHIP: dict[str, Any] = {"_id": "gold", "appId": ID(2), "name": "Gold", "memberId": ID(3)}
QUANTITY = "a whole number from 1 to 100000"
GUID = "a GUID such as 00000000-0000-0000-0000-000000000001"
PRICE = "an amount from 0 to 1000000000000000, at most 12 decimals"
INSTANT = "an ISO 8601 instant with Z or an offset and at most 6 decimals of a second"
CURRENCY = "an active ISO 4217 code in upper case, such as USD"
SECONDS = 10
"""Far more than any of this takes."""


def request(**members):
    """The request of these members beside the least ones."""
    return wire.load_request(REQUEST | members, "USD").value


def store(**members):
    """The store of these members."""
    return wire.load_store({"currency": "USD"} | members).value


def wrong(load, *arguments, **options):
    """What loading finds wrong, as (path, found, allowed)."""
    with pytest.raises(InvalidDocument) as caught:
        load(*arguments, **options)
    return [tuple(problem) for problem in caught.value.problems]


def wrong_request(**members):
    """What is wrong with the request of these members."""
    return wrong(request, **members)


def wrong_store(**members):
    """What is wrong with the store of these members."""
    return wrong(store, **members)


class TestExamples:
    def test_request_loads_in_full(self):
        """The published request has no member that is not understood."""
        loaded = wire.load_request(wire.parse((EXAMPLES / "request_full.json").read_bytes()), "USD")
        assert loaded.unknown == ()
        value = loaded.value
        assert [line.quantity for line in value.lines] == [3, 1, 1]
        assert value.lines[1].catalog_reference.options["customTextFields"] == {"birthday card": "Happy Birthday!"}
        assert value.now == datetime(2022, 7, 18, 13, 25, 22, 141_000, UTC)
        assert value.checkout_info.shipping_info.shipping_destination.address.postal_code == "10011"
        assert value.checkout_info.custom_fields[0].value == "12345"

    def test_store_loads_in_full(self):
        """The published store has no member that is not understood."""
        loaded = wire.load_store(wire.parse((EXAMPLES / "store.json").read_bytes()), strict=True)
        value = loaded.value
        assert [str(item.price) for item in value.catalog.values()] == ["USD 10.00", "USD 85.00"]
        assert value.coupons[0].money_off_amount == cc.Money(10, "USD")
        assert value.shipping[0].region.countries == ("US",)

    @pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*checkout*.json")), ids=lambda path: path.stem)
    def test_published_checkouts_load(self, path):
        """The buyer's side of a published checkout is read, and what is computed is known."""
        document = wire.parse(path.read_bytes())
        loaded = wire.load_checkout(document)
        assert [line.id for line in loaded.value.line_items] == [line["_id"] for line in document["lineItems"]]
        assert loaded.unknown == ()


class TestDialects:
    def test_both_spellings_load_alike(self):
        """``_id`` and ``id``, ``_createdDate`` and ``createdDate`` are one member each."""
        plain = {key.removeprefix("_"): value for key, value in CHECKOUT.items()}
        assert wire.load_checkout(plain) == wire.load_checkout(CHECKOUT)
        assert request(lineItems=[LINE | {"id": ID(1)}]) == request(lineItems=[LINE | {"_id": ID(1)}])

    def test_both_spellings_at_once_are_a_problem(self):
        """One value must win, and none has the right to; the later one is named."""
        assert wrong_request(lineItems=[LINE | {"_id": ID(1), "id": ID(1)}]) == [
            ("$.lineItems[0].id", f'"{ID(1)}"', "only one of _id and id")
        ]

    def test_problems_name_what_the_document_says(self):
        """The path has the document's own spelling."""
        assert wrong_request(lineItems=[LINE | {"id": 5}])[0][0] == "$.lineItems[0].id"
        assert wrong_request(lineItems=[LINE | {"_id": 5}])[0][0] == "$.lineItems[0]._id"


class TestNumbers:
    @pytest.mark.parametrize("number", ["10", 10, "10.00", Decimal("1E+1"), "1e1", Decimal("10.000")])
    def test_any_scale_is_the_same_number(self, number):
        """JSON numbers and strings of numbers, however they are written."""
        assert store(catalog=[ENTRY | {"price": number}]) == store(catalog=[ENTRY])
        assert request(lineItems=[LINE | {"quantity": number}]).lines[0].quantity == 10

    def test_amounts_are_read_exactly(self):
        """No digit of a unit price is lost, and none comes from the caller's decimal context."""
        with decimal.localcontext(prec=3, rounding=decimal.ROUND_UP):
            item = next(iter(store(catalog=[ENTRY | {"price": "123456789.000000000001"}]).catalog.values()))
        assert item.price.amount == Decimal("123456789.000000000001")

    def test_a_price_may_be_an_object(self):
        """As the service publishes it; what follows from the amount is ignored, anything else is not."""
        price = {"amount": "10.0", "convertedAmount": "9", "formattedAmount": "", "formattedConvertedAmount": "x"}
        assert store(catalog=[ENTRY | {"price": price}]) == store(catalog=[ENTRY])
        loaded = wire.load_store({"currency": "USD", "catalog": [ENTRY | {"price": {"amount": 10, "tax": 1}}]})
        assert loaded.unknown == ("$.catalog[0].price.tax",)

    @pytest.mark.parametrize(
        "number", ["", " 1", "+1", "1.", ".5", "1,5", "0x1", "٣", "NaN", "1e101", "1" * 65, "-1", True, [1], "1e-13"]
    )
    def test_other_text_is_no_number(self, number):
        """What is no JSON number is refused, and what is out of range."""
        [(path, _, allowed)] = wrong_store(catalog=[ENTRY | {"price": number}])
        assert (path, allowed) == ("$.catalog[0].price", PRICE)

    def test_floats_are_refused_everywhere(self):
        """A float may not be what its text said."""
        words = "a float; give a string or use parse"
        found = wrong_request(
            giftCardRedeemAmount=1.5,
            couponCode=1.5,
            lineItems=[{"quantity": 1.0, "catalogReference": REFERENCE | {"options": {"a": [0.5]}}}],
        )
        assert [(path, what) for path, what, _ in found] == [
            ("$.lineItems[0].quantity", words),
            ("$.lineItems[0].catalogReference.options.a[0]", words),
            ("$.giftCardRedeemAmount", words),
            ("$.couponCode", words),
        ]

    @pytest.mark.parametrize("quantity", [0, -1, 10**9, "1.5", Decimal("NaN"), True, "", "x", {}])
    def test_quantities_are_whole_and_in_range(self, quantity):
        """From 1 to 100000."""
        [(path, _, allowed)] = wrong_request(lineItems=[LINE | {"quantity": quantity}])
        assert (path, allowed) == ("$.lineItems[0].quantity", QUANTITY)

    def test_numbers_too_long_to_write_are_told_by_their_size(self):
        """Python itself refuses to write them."""
        [(_, found, _)] = wrong_request(lineItems=[LINE | {"quantity": 10**5_000}])
        assert found == "<int of 16610 bits>"

    @pytest.mark.parametrize("rate", ["1.1", "0.0000001", Decimal("0E-999999"), Decimal("1E+999999"), "-0.1", None])
    def test_rates_are_fractions_of_six_decimals(self, rate):
        """From 0 to 1."""
        [(path, _, allowed)] = wrong_store(taxes=[{"name": "VAT", "rate": rate}])
        assert (path, allowed) == ("$.taxes[0].rate", "a decimal from 0 to 1, at most 6 decimals")


class TestSingleValues:
    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("2022-07-18T13:25:22.141Z", datetime(2022, 7, 18, 13, 25, 22, 141_000, UTC)),
            ("2022-07-18T13:25:22Z", datetime(2022, 7, 18, 13, 25, 22, 0, UTC)),
            ("2022-07-18T13:25Z", datetime(2022, 7, 18, 13, 25, 0, 0, UTC)),
            ("2022-07-18T13:25:22.141592+02:00", datetime(2022, 7, 18, 11, 25, 22, 141_592, UTC)),
        ],
    )
    def test_instants_are_moments_in_utc(self, text, moment):
        """ISO 8601 with Z or an offset, up to microseconds."""
        value = request(now=text).now
        assert value == moment
        assert value.tzinfo is UTC

    @pytest.mark.parametrize(
        "text",
        [
            "2022-07-18",
            "2022-07-18T13:25:22",
            "2022-07-18T13:25:22.1415926Z",
            "2022-07-18 13:25:22Z",
            "2022-13-18T13:25:22Z",
            "2022-07-18T24:25:22Z",
            "2022-07-18T13:25:60Z",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            "2022-07-18T13:25:22+24:00",
            "2022-07-18T13:25:22.Z",
            "٢٠٢٢-07-18T13:25:22Z",
            "Z" * 1_000,
            1658150722,
            True,
        ],
    )
    def test_other_text_is_no_instant(self, text):
        """Without a zone, too fine, not on the calendar, outside the years 1 to 9999."""
        [(path, _, allowed)] = wrong_request(now=text)
        assert (path, allowed) == ("$.now", INSTANT)

    def test_enumerations_are_wire_values(self):
        """A member by its wire value, exactly spelt; UNSPECIFIED is no channel."""
        assert store(weightUnit="LB").weight_unit is cc.WeightUnit.LB
        assert store(policy={"rounding": "HALF_EVEN"}).policy.rounding is cc.Rounding.HALF_EVEN
        assert wrong_store(weightUnit="lb", policy={"taxRounding": "line"}) == [
            ("$.weightUnit", '"lb"', "one of UNSPECIFIED_WEIGHT_UNIT, KG, LB"),
            ("$.policy.taxRounding", '"line"', "one of LINE, UNIT, TOTAL"),
        ]
        [(path, found, allowed)] = wrong_request(channelType="UNSPECIFIED")
        assert (path, found) == ("$.channelType", '"UNSPECIFIED"')
        assert "UNSPECIFIED" not in allowed
        assert allowed.startswith("one of WEB, POS")

    @pytest.mark.parametrize("value", ["true", 1, 0, "", [], {}])
    def test_flags_are_true_or_false(self, value):
        """Nothing else counts as one of them."""
        [(path, _, allowed)] = wrong_store(taxIncludedInPrice=value)
        assert (path, allowed) == ("$.taxIncludedInPrice", "true or false")

    def test_text_is_text_that_can_be_written(self):
        """Not a number, not too long, no half of a surrogate pair."""
        assert wrong_request(couponCode=5) == [("$.couponCode", "5", "text of 0 to 1000 characters")]
        assert wrong_request(couponCode="x" * 1_001)[0][0] == "$.couponCode"
        assert wrong_request(couponCode="\ud800") == [("$.couponCode", '"\\ud800"', "text without lone surrogates")]

    def test_texts_with_translation_may_be_plain(self):
        """A string is an original without translation."""
        [item] = store(catalog=[ENTRY | {"productName": "Shirt"}]).catalog.values()
        assert item.product_name == cc.TranslatableString(original="Shirt")
        [item] = store(catalog=[ENTRY | {"productName": {"original": "Shirt", "translated": "Hemd"}}]).catalog.values()
        assert item.product_name == cc.TranslatableString(original="Shirt", translated="Hemd")
        assert wrong_store(catalog=[ENTRY | {"productName": ""}])[0][0] == "$.catalog[0].productName"
        assert wrong_store(catalog=[ENTRY | {"productName": {"original": ""}}])[0][0].endswith("productName.original")

    def test_item_types_may_be_bare_presets(self):
        """A preset as text or as an object, a kind of the caller's own as an object."""
        for value, preset, custom in (
            ("DIGITAL", cc.ItemTypePreset.DIGITAL, None),
            ({"preset": "DIGITAL"}, cc.ItemTypePreset.DIGITAL, None),
            ({"custom": "ticket"}, None, "ticket"),
        ):
            [item] = store(catalog=[ENTRY | {"itemType": value}]).catalog.values()
            assert item.item_type == cc.ItemType(preset=preset, custom=custom)
        presets = "one of UNRECOGNISED, PHYSICAL, DIGITAL, GIFT_CARD, SERVICE"
        assert wrong_store(catalog=[ENTRY | {"itemType": "ticket"}]) == [
            ("$.catalog[0].itemType", '"ticket"', f"{presets}, or an object with preset or custom")
        ]
        assert wrong_store(catalog=[ENTRY | {"itemType": {}}]) == [
            ("$.catalog[0].itemType", "none", "exactly one of preset, custom")
        ]

    def test_links_and_pictures_may_be_objects(self):
        """One string in one dialect, an object in the other."""
        [item] = store(catalog=[ENTRY | {"url": {"url": "u"}, "media": "m"}]).catalog.values()
        assert (item.url, item.media) == ({"url": "u"}, "m")
        assert wrong_store(catalog=[ENTRY | {"url": [1]}])[0][:2] == ("$.catalog[0].url", "an array of 1 entry")

    def test_null_stands_for_an_absent_member(self):
        """But not for a required one, nor as an entry of an array."""
        assert request(couponCode=None, checkoutInfo=None, options=None) == request()
        assert wrong_request(lineItems=[None, LINE | {"quantity": None}]) == [
            ("$.lineItems[0]", "null", "an object"),
            ("$.lineItems[1].quantity", "null", QUANTITY),
        ]
        assert request(checkoutInfo={"customFields": [{"value": None}]}).checkout_info.custom_fields[0].value is None

    def test_free_form_json_is_kept_exactly(self):
        """Catalog options and custom fields carry any JSON, 32 levels deep."""
        options = {"a": [1, Decimal("1.50"), None, {"b": True}], "c d": "é"}
        line = request(lineItems=[{"quantity": 1, "catalogReference": REFERENCE | {"options": options}}]).lines[0]
        assert line.catalog_reference.options == cc.JsonObject(
            {"a": (1, Decimal("1.50"), None, cc.JsonObject({"b": True})), "c d": "é"}
        )
        deep: list[Any] = []
        for _ in range(40):
            deep = [deep]
        [(path, found, allowed)] = wrong_request(checkoutInfo={"customFields": [{"value": deep}]})
        assert path == "$.checkoutInfo.customFields[0].value" + "[0]" * 33
        assert (found, allowed) == ("deeper nesting", "JSON of at most 32 levels")


class TestLines:
    def test_catalog_lines_come_before_custom_ones(self):
        """Whatever the order of the two arrays."""
        lines = wire.load_request({"customLineItems": [CUSTOM], **REQUEST}, "USD").value.lines
        assert [line.custom_item is None for line in lines] == [True, False]

    def test_catalog_lines_need_reference_and_quantity(self):
        """Both are named."""
        assert wrong_request(lineItems=[{}]) == [
            ("$.lineItems[0].catalogReference", "nothing", "an object"),
            ("$.lineItems[0].quantity", "nothing", QUANTITY),
        ]

    def test_custom_lines_need_price_and_item_type(self):
        """The quantity is 1 unless given; a price that is undetermined may be absent, and is 0."""
        [_, line] = request(customLineItems=[CUSTOM | {"priceUndetermined": True, "price": None}]).lines
        assert (line.quantity, line.custom_item.price) == (1, cc.Money(0, "USD"))
        found = wrong_request(customLineItems=[{}, {"quantity": 2, "priceUndetermined": False}])
        assert [(path, what) for path, what, _ in found] == [
            ("$.customLineItems[0].price", "nothing"),
            ("$.customLineItems[0].itemType", "nothing"),
            ("$.customLineItems[1].price", "nothing"),
            ("$.customLineItems[1].itemType", "nothing"),
        ]

    def test_custom_items_have_narrower_limits(self):
        """10 description lines, 100,000 in stock, 1,000 characters of consent; a catalog may state more."""
        item = {
            "descriptionLines": [{"name": "n"}] * 11,
            "quantityAvailable": 100_001,
            "consentRequiredPaymentPolicy": "c" * 1_001,
        }
        found = wrong_request(customLineItems=[CUSTOM | {"quantity": 1} | item])
        assert [(path, allowed) for path, _, allowed in found] == [
            ("$.customLineItems[0].descriptionLines", "an array of 0 to 10 entries"),
            ("$.customLineItems[0].quantityAvailable", "a whole number from 0 to 100000"),
            ("$.customLineItems[0].consentRequiredPaymentPolicy", "text of 1 to 1000 characters"),
        ]
        assert store(catalog=[ENTRY | item]).catalog

    def test_custom_lines_hold_members_of_line_and_item(self):
        """Inline, as documented."""
        line = CUSTOM | {"_id": ID(3), "quantity": 2, "productName": "Gift", "catalogReference": REFERENCE}
        line |= {"taxableAddress": {"addressType": "BUSINESS"}, "extendedFields": {"a": 1}, "fullPrice": 6}
        [_, read] = request(customLineItems=[line]).lines
        assert (read.id, read.quantity, read.extended_fields) == (ID(3), 2, {"a": 1})
        assert read.catalog_reference == cc.CatalogReference("app", "shirt")
        assert read.taxable_address.address_type is cc.TaxableAddressType.BUSINESS
        assert read.custom_item.full_price == cc.Money(6, "USD")

    def test_custom_lines_cannot_be_overridden(self):
        """They state their own fields."""
        line = CUSTOM | {"catalogOverrideFields": {"price": 1}}
        [(path, _, allowed)] = wrong_request(customLineItems=[line])
        assert path == "$.customLineItems[0].catalogOverrideFields"
        assert allowed == "none on a custom line, which states its own fields"

    @pytest.mark.parametrize("option", ["MEMBERSHIP", {"value": "MEMBERSHIP"}])
    def test_overriding_payment_option(self, option):
        """As the documented object, or bare."""
        line = LINE | {"catalogOverrideFields": {"paymentOption": option, "price": "1.5"}}
        fields = request(lineItems=[line]).lines[0].catalog_override_fields
        assert fields.payment_option is cc.PaymentOptionType.MEMBERSHIP
        assert fields.price == cc.Money("1.5", "USD")

    def test_lines_are_counted_together(self):
        """300 in each array, and 300 in both."""
        both = "1 to 300 entries in lineItems and customLineItems together"
        assert len(request(lineItems=[LINE] * 299, customLineItems=[CUSTOM]).lines) == 300
        assert wrong_request(lineItems=[LINE] * 300, customLineItems=[CUSTOM]) == [("$.lineItems", "301 entries", both)]
        assert wrong_request(lineItems=[]) == wrong_request(lineItems=None) == [("$.lineItems", "0 entries", both)]

    def test_ids_are_unique_across_arrays(self):
        """Every line whose id an earlier one has is named."""
        line, custom = LINE | {"_id": ID(1)}, CUSTOM | {"id": ID(1)}
        found = wrong_request(lineItems=[line, line], customLineItems=[custom])
        assert found == [
            (path, f'"{ID(1)}"', "an id that no other line has")
            for path in ("$.lineItems[1]._id", "$.customLineItems[0].id")
        ]

    def test_checkouts_mark_custom_lines(self):
        """In one array with the others."""
        lines = [LINE | {"_id": ID(1)}, CUSTOM | {"_id": ID(2), "customLineItem": True}]
        value = wire.load_checkout(CHECKOUT | {"lineItems": lines}, strict=True).value
        assert [line.custom_item is None for line in value.line_items] == [True, False]
        found = wrong(wire.load_checkout, CHECKOUT | {"lineItems": [LINE]})
        assert found == [("$.lineItems[0]._id", "nothing", GUID)]


class TestStores:
    def test_catalog_is_keyed_by_reference(self):
        """A reference with options and one without are two entries."""
        entries = [ENTRY, ENTRY | {"catalogReference": REFERENCE | {"options": {"size": "M"}}, "price": "11"}]
        catalog = store(catalog=entries).catalog
        assert catalog[cc.CatalogReference("app", "shirt")].price == cc.Money(10, "USD")
        assert catalog[cc.CatalogReference("app", "shirt", {"size": "M"})].price == cc.Money(11, "USD")

    def test_what_must_be_unique_is(self):
        """Catalog references, coupon codes whatever their case, gift card codes, which are not repeated in words."""
        found = wrong_store(
            catalog=[ENTRY, ENTRY], coupons=[COUPON, COUPON | {"code": "sale"}], giftCards=[CARD, CARD, CARD]
        )
        card = ("text of 10 characters", "a code that no other gift card has")
        assert found == [
            ("$.catalog[1].catalogReference", "a reference given before", "a reference that no other entry has"),
            ("$.coupons[1].code", '"sale"', "a code that no other coupon has"),
            ("$.giftCards[1].code", *card),
            ("$.giftCards[2].code", *card),
        ]

    def test_a_place_has_few_taxes(self):
        """300 of one country and subdivision, and as many of another."""
        taxes = [{"name": "t", "rate": "0.1", "country": country} for country in ("US", "DE") for _ in range(300)]
        assert len(store(taxes=taxes).taxes) == 600
        allowed = "at most 300 taxes of one country and subdivision"
        assert wrong_store(taxes=[*taxes, taxes[0]]) == [("$.taxes[600]", "one more", allowed)]

    def test_gift_cards_have_their_own_currency(self):
        """By default the store's."""
        own, other = store(giftCards=[CARD, CARD | {"code": "ANOTHERONE", "currency": "JPY"}]).gift_cards
        assert (own.balance, other.balance) == (cc.Money(1, "USD"), cc.Money(1, "JPY"))
        assert wrong_store(giftCards=[CARD | {"currency": "jpy"}]) == [("$.giftCards[0].currency", '"jpy"', CURRENCY)]

    def test_secrets_are_not_repeated_in_problems(self):
        """A gift card's code is told by its length only."""
        assert wrong_store(giftCards=[CARD | {"code": "SECRET"}]) == [
            ("$.giftCards[0].code", "text of 6 characters", "text of 8 to 20 characters")
        ]
        [(path, found, _)] = wrong_request(giftCardCode="S" * 1_001)
        assert (path, found) == ("$.giftCardCode", "text of 1001 characters")

    def test_coupons_are_of_one_kind(self):
        """Two kinds, none, one that is not known, no reach: each is told at the coupon."""
        other = {key: value for key, value in COUPON.items() if key != "moneyOffAmount"}
        other = {**other, "code": "FREE", "freeGift": True}
        assert wrong_store(coupons=[COUPON, other]) == [
            ("$.coupons[1]", "none (not understood: freeGift)", f"exactly one of {COUPON_KINDS}")
        ]
        both = COUPON | {"percentOffRate": 5, "minimumSubtotal": "1", "freeShipping": False}
        assert wrong_store(coupons=[both]) == [
            ("$.coupons[0]", "scope, minimumSubtotal", "at most one of scope, minimumSubtotal"),
            ("$.coupons[0]", "moneyOffAmount, percentOffRate", f"exactly one of {COUPON_KINDS}"),
        ]
        assert wrong_store(coupons=[COUPON | {"scope": None}]) == [
            ("$.coupons[0]", "none", "at least one of scope, minimumSubtotal, freeShipping")
        ]

    @pytest.mark.parametrize(
        ("members", "kind"),
        [
            ({"fixedPriceAmount": "0"}, cc.CouponType.FIXED_PRICE),
            ({"buyXGetY": {"x": 2, "y": 1}}, cc.CouponType.BUY_X_GET_Y),
            ({"freeShipping": True, "scope": None}, cc.CouponType.FREE_SHIPPING),
        ],
    )
    def test_coupons_of_other_kinds(self, members, kind):
        """A price of its own, free units, free delivery; the last needs no reach."""
        [coupon] = store(coupons=[COUPON | {"moneyOffAmount": None} | members]).coupons
        assert coupon.coupon_type is kind

    def test_uses_by_customer_are_counts(self):
        """An object of whole numbers by email."""
        assert store(coupons=[COUPON | {"usageByCustomer": {"a@b": "2"}}]).coupons[0].usage_by_customer == {"a@b": 2}
        assert wrong_store(coupons=[COUPON | {"usageByCustomer": {"a@b": -1, "c": 1.5}}]) == [
            ('$.coupons[0].usageByCustomer["a@b"]', "-1", "a whole number from 0 to 1000000000"),
            (
                "$.coupons[0].usageByCustomer.c",
                "a float; give a string or use parse",
                "a whole number from 0 to 1000000000",
            ),
        ]

    def test_uses_by_customer_are_an_object(self):
        """And nothing else."""
        [(path, given, _)] = wrong_store(coupons=[COUPON | {"usageByCustomer": ["a@b"]}])
        assert (path, given) == ("$.coupons[0].usageByCustomer", "an array of 1 entry")

    def test_amounts_are_read_though_the_currency_is_not(self):
        """Their problems come with the currency's."""
        found = wrong(wire.load_store, {"currency": "usd", "catalog": [ENTRY | {"price": "x"}]})
        assert found == [("$.currency", '"usd"', CURRENCY), ("$.catalog[0].price", '"x"', PRICE)]
        assert wrong(wire.load_store, {}) == [("$.currency", "nothing", CURRENCY)]

    def test_rules_are_held_against_members_that_are_sound(self):
        """Whatever is wrong with the others: all problems at once."""
        coupon = {"_id": "x", "name": "n", "code": "C"}
        entries = [ENTRY | {"fullPrice": "9", "quantityAvailable": -1}, ENTRY, ENTRY | {"price": "x"}]
        assert [(path, allowed) for path, _, allowed in wrong_store(catalog=entries, coupons=[coupon])] == [
            ("$.catalog[0].quantityAvailable", "a whole number from 0 to 1000000000"),
            ("$.catalog[0].fullPrice", "at least the price, USD 10.00"),
            ("$.catalog[2].price", PRICE),
            ("$.catalog[1].catalogReference", "a reference that no other entry has"),
            ("$.catalog[2].catalogReference", "a reference that no other entry has"),
            ("$.coupons[0]._id", GUID),
            ("$.coupons[0]", "at least one of scope, minimumSubtotal, freeShipping"),
            ("$.coupons[0]", f"exactly one of {COUPON_KINDS}"),
        ]

    def test_true_is_not_one(self):
        """Options that differ in kind name different items."""
        options = [ENTRY | {"catalogReference": REFERENCE | {"options": {"x": value}}} for value in (1, True)]
        assert len(store(catalog=options).catalog) == 2

    def test_what_would_break_the_line_is_escaped(self):
        """A problem is one line whatever the document holds."""
        [(_, found, _)] = wrong_store(currency="a\u2028b\u0085c\x1b")
        assert found == r'"a\u2028b\u0085c\u001b"'

    def test_rules_between_members_name_the_member(self):
        """A sale price above the full price, a coupon that ends before it starts, two kinds of buyer."""
        window = {"startTime": "2022-01-02T00:00:00Z", "expirationTime": "2022-01-01T00:00:00Z"}
        assert wrong_store(catalog=[ENTRY | {"fullPrice": "9"}], coupons=[COUPON | window]) == [
            ("$.catalog[0].fullPrice", '"9"', "at least the price, USD 10.00"),
            (
                "$.coupons[0].expirationTime",
                '"2022-01-01T00:00:00Z"',
                "an instant not before startTime, 2022-01-02T00:00:00+00:00",
            ),
        ]
        buyer = {"visitorId": ID(1), "memberId": ID(2)}
        assert wrong_request(checkoutInfo={"buyerInfo": buyer}) == [
            ("$.checkoutInfo.buyerInfo", "visitorId, memberId", "at most one of visitorId, memberId")
        ]
        tax_id = {"billingInfo": {"contactDetails": {"vatId": {"_id": "1"}}}}
        assert wrong_request(checkoutInfo=tax_id) == [
            (
                "$.checkoutInfo.billingInfo.contactDetails.vatId.type",
                "nothing",
                "CPF or CNPJ where the id is given",
            )
        ]

    def test_checkout_dates_are_in_order(self):
        """A checkout is not changed before it is made."""
        early = CHECKOUT | {"_updatedDate": "2021-01-01T00:00:00Z"}
        assert wrong(wire.load_checkout, early) == [
            (
                "$._updatedDate",
                '"2021-01-01T00:00:00Z"',
                "an instant not before _createdDate, 2022-07-18T13:25:22.141000+00:00",
            )
        ]


def nested(levels, inner=LEAF):
    """A trigger of so many levels, groups around the inner one."""
    for _ in range(levels - 1):
        inner = {"triggerType": "AND", "and": {"triggers": [inner, LEAF]}}
    return inner


class TestDiscountRules:
    def test_rules_have_scopes_and_triggers(self):
        """As documented, groups under ``and`` and ``or``, ends under ``from`` and ``to``."""
        filtered = {"type": "CUSTOM_FILTER", "customFilter": {"appId": "app", "params": {"collectionIds": ["winter"]}}}
        quantity = {"scopes": [SCOPE, filtered], "from": 2, "to": "3"}
        either = [{"triggerType": "ITEM_QUANTITY_RANGE", "itemQuantityRange": quantity}, nested(2)]
        [rule] = store(
            discountRules=[RULE | {"trigger": {"triggerType": "OR", "or": {"triggers": either}}}]
        ).discount_rules
        first, second = rule.trigger.or_.triggers
        assert (first.item_quantity_range.from_, first.item_quantity_range.to) == (2, 3)
        assert first.item_quantity_range.scopes[1].custom_filter.params.collection_ids == ("winter",)
        assert second.and_.triggers[0].subtotal_range.from_ == cc.Money(5, "USD")
        assert (rule.active, rule.settings, rule.discount.percentage) == (True, cc.DiscountRuleSettings(), 10)

    @pytest.mark.parametrize(
        ("discount", "found", "wanted"),
        [
            ({"fixedPrice": "1"}, "percentage, fixedPrice", "percentage, as discountType is PERCENTAGE"),
            ({"percentage": None}, "none", "percentage, as discountType is PERCENTAGE"),
            ({"discountType": "FIXED_AMOUNT"}, "percentage", "fixedAmount, as discountType is FIXED_AMOUNT"),
        ],
    )
    def test_the_type_names_the_member(self, discount, found, wanted):
        """The one that it names is given, and no other."""
        [problem] = wrong_store(discountRules=[RULE | {"discounts": {"values": [DISCOUNT | discount]}}])
        kinds = "exactly one of percentage, fixedAmount, fixedPrice"
        assert problem == ("$.discountRules[0].discounts.values[0]", found, f"{kinds}: {wanted}")

    def test_triggers_and_scopes_name_their_member_too(self):
        """In the names of the wire."""
        kinds = "exactly one of and, or, subtotalRange, itemQuantityRange, customerEligibility"
        scope = {"type": "CATALOG_ITEM", "customFilter": SCOPE["catalogItemFilter"]}
        scoped = LEAF | {"subtotalRange": {"scopes": [scope | {"customFilter": None}]}}
        triggers = [{"triggerType": "AND", "or": {"triggers": [LEAF, LEAF]}}, {"triggerType": "OR"}, scoped]
        rules = [RULE | {"_id": ID(number), "trigger": trigger} for number, trigger in enumerate(triggers)]
        assert wrong_store(discountRules=rules) == [
            ("$.discountRules[0].trigger", "or", f"{kinds}: and, as triggerType is AND"),
            ("$.discountRules[1].trigger", "none", f"{kinds}: or, as triggerType is OR"),
            (
                "$.discountRules[2].trigger.subtotalRange.scopes[0]",
                "none",
                "exactly one of catalogItemFilter, customFilter: catalogItemFilter, as type is CATALOG_ITEM",
            ),
        ]

    def test_ranges_and_times_are_in_order(self):
        """The problem stands at the later end."""
        amounts = {"scopes": [SCOPE], "from": "5", "to": "4.99"}
        counts = {"scopes": [SCOPE], "from": 5, "to": 4}
        rules = [
            RULE | {"trigger": LEAF | {"subtotalRange": amounts}},
            RULE | {"_id": ID(2), "trigger": {"triggerType": "ITEM_QUANTITY_RANGE", "itemQuantityRange": counts}},
            RULE | {"_id": ID(3), "activeTimeInfo": {"start": "2022-02-02T00:00Z", "end": "2022-01-01T00:00Z"}},
        ]
        assert wrong_store(discountRules=rules) == [
            ("$.discountRules[0].trigger.subtotalRange.to", '"4.99"', "at least from, USD 5.00"),
            ("$.discountRules[1].trigger.itemQuantityRange.to", "4", "at least from, 5"),
            (
                "$.discountRules[2].activeTimeInfo.end",
                '"2022-01-01T00:00Z"',
                "an instant not before start, 2022-02-02T00:00:00+00:00",
            ),
        ]

    @pytest.mark.parametrize("count", [0, 1, 6, 100_000])
    def test_groups_hold_two_to_five_triggers(self, count):
        """In the words of JSON, unread where there are too many."""
        trigger = {"triggerType": "AND", "and": {"triggers": [LEAF] * count}}
        assert wrong_store(discountRules=[RULE | {"trigger": trigger}]) == [
            ("$.discountRules[0].trigger.and.triggers", f"{count} entries", "an array of 2 to 5 entries")
        ]

    def test_groups_hold_as_many_as_the_model_allows(self):
        """Two and five pass both."""
        for count in (2, 5):
            trigger = {"triggerType": "OR", "or": {"triggers": [LEAF] * count}}
            [rule] = store(discountRules=[RULE | {"trigger": trigger}]).discount_rules
            assert len(rule.trigger.or_.triggers) == count

    def test_triggers_nest_five_levels(self):
        """The sixth is refused where it stands, and not looked into."""
        assert store(discountRules=[RULE | {"trigger": nested(5)}]).discount_rules[0].trigger.depth == 5
        inside = "$.discountRules[0].trigger" + ".and.triggers[0]" * 4 + ".and.triggers"
        problem = ("deeper nesting", "at most 5 levels of triggers")
        both = [(f"{inside}[{index}]", *problem) for index in (0, 1)]
        assert wrong_store(discountRules=[RULE | {"trigger": nested(6)}]) == both
        assert wrong_store(discountRules=[RULE | {"trigger": nested(7, {"triggerType": 5})}]) == both

    def test_hostile_nesting_ends(self):
        """Thousands of levels, or one that holds itself: a clear problem, in no time, without a deep stack."""
        start = time.perf_counter()
        cycle: dict[str, Any] = {"triggerType": "OR"}
        cycle["or"] = {"triggers": [cycle] * 5}
        for trigger in (nested(100_000), cycle):
            for path, found, allowed in wrong_store(discountRules=[RULE | {"trigger": trigger}]):
                assert path.count("triggers") == 5
                assert (found, allowed) == ("deeper nesting", "at most 5 levels of triggers")
        assert time.perf_counter() - start < SECONDS

    def test_rules_and_memberships_have_ids_of_their_own(self):
        """The later of two is refused at its id, in the document's spelling, whatever the case of GUIDs."""
        one, other = "aaaaaaaa-0000-4000-8000-000000000001", "AAAAAAAA-0000-4000-8000-000000000001"
        again = {key: value for key, value in RULE.items() if key != "_id"} | {"id": other}
        assert wrong_store(discountRules=[RULE | {"_id": one}, again, RULE]) == [
            ("$.discountRules[1].id", f'"{other}"', "an id that no other discount rule has")
        ]
        memberships = [
            MEMBERSHIP | {"appId": one},
            MEMBERSHIP | {"appId": other},
            MEMBERSHIP,
            MEMBERSHIP | {"_id": "Gold"},
            MEMBERSHIP | {"_id": "gold", "name": ""},
        ]
        assert [problem for problem in wrong_store(memberships=memberships) if problem[0].endswith("_id")] == [
            (f"$.memberships[{index}]._id", '"gold"', "an id that no other membership of its app has")
            for index in (1, 4)
        ]
        assert len(store(memberships=[MEMBERSHIP, MEMBERSHIP | {"appId": ID(4)}]).memberships) == 2


class TestItems:
    def test_subscriptions(self):
        """Texts may be plain; a cycle of days has seven of them or more, a trial any number."""
        settings = {"frequency": "DAY", "interval": 7, "freeTrialPeriod": {"frequency": "DAY"}}
        info = {"title": "Weekly", "description": {"original": "o", "translated": "t"}}
        [item] = store(
            catalog=[ENTRY | {"subscriptionOptionInfo": info | {"subscriptionSettings": settings}}]
        ).catalog.values()
        read = item.subscription_option_info
        assert read.title == cc.TranslatableString(original="Weekly")
        assert read.description == cc.TranslatableString(original="o", translated="t")
        assert read.subscription_settings.free_trial_period.interval == 1
        for changes, found in (({"interval": 6}, "6"), ({"interval": None}, "nothing")):
            entry = ENTRY | {"subscriptionOptionInfo": {"subscriptionSettings": settings | changes}}
            [problem] = wrong_store(catalog=[entry])
            path = "$.catalog[0].subscriptionOptionInfo.subscriptionSettings.interval"
            assert problem == (path, found, "at least 7 where the frequency is DAY")

    def test_modifiers_in_the_catalog_and_on_custom_lines(self):
        """Groups of modifiers with prices in the document's currency."""
        groups = [{"_id": "g", "name": "Extras", "modifiers": [{"id": "m", "label": "Note", "price": 1}]}]
        [item] = store(catalog=[ENTRY | {"modifierGroups": groups}]).catalog.values()
        [_, line] = request(customLineItems=[CUSTOM | {"modifierGroups": groups}]).lines
        assert item.modifiers_total_price == line.custom_item.modifiers_total_price == cc.Money(1, "USD")
        groups[0]["modifiers"].append({"_id": "m", "quantity": 0, "price": "-1"})
        assert [path for path, _, _ in wrong_store(catalog=[ENTRY | {"modifierGroups": groups}])] == [
            f"$.catalog[0].modifierGroups[0].modifiers[1].{name}" for name in ("quantity", "price", "label")
        ]

    def test_credits_do_not_grow(self):
        """No more is left than there was."""
        wrongly = MEMBERSHIP | {"credits": {"total": 1, "remaining": 2}}
        assert wrong_store(memberships=[wrongly]) == [("$.memberships[0].credits.total", "1", "at least remaining, 2")]

    def test_merchant_discounts(self):
        """An amount or a percentage, in a request and in a kept checkout."""
        discounts = [{"amount": "2", "lineItemIds": [ID(1)]}, {"percentage": "2.5"}]
        expected = (
            cc.MerchantDiscount(amount=cc.Money(2, "USD"), line_item_ids=[ID(1)]),
            cc.MerchantDiscount(percentage=Decimal("2.5")),
        )
        assert request(checkoutInfo={"merchantDiscounts": discounts}).checkout_info.merchant_discounts == expected
        kept = wire.load_checkout(CHECKOUT | {"merchantDiscounts": discounts}, strict=True).value
        assert kept.merchant_discounts == expected
        found = wrong_request(checkoutInfo={"merchantDiscounts": [{}, discounts[0] | discounts[1], {"percentage": 0}]})
        assert found == [
            ("$.checkoutInfo.merchantDiscounts[0]", "none", "exactly one of amount, percentage"),
            ("$.checkoutInfo.merchantDiscounts[1]", "amount, percentage", "exactly one of amount, percentage"),
            ("$.checkoutInfo.merchantDiscounts[2].percentage", "0", "a decimal from 0.01 to 100, at most 6 decimals"),
        ]

    def test_zero_is_given(self):
        """A fee of 0 % has a percentage."""
        [fee] = store(additionalFees=[{"code": "c", "name": "n", "percentage": 0}]).additional_fees
        assert fee.percentage == 0


LOOSE_STORE: dict[str, Any] = {
    "currency": "USD",
    "bundles": [],
    "catalog": [ENTRY | {"modifiers": []}],
    "shipping": [
        {
            "carrierId": ID(1),
            "region": {"_id": ID(2), "name": "US", "odd key": 1},
            "options": [{"code": "c", "cost": 1, "freeFrom": "9"}],
        }
    ],
}
"""A store with members that are not understood."""


class TestUnknownMembers:
    def test_are_named_in_the_documents_order(self):
        """Not one is dropped silently."""
        assert wire.load_store(LOOSE_STORE).unknown == (
            "$.bundles",
            "$.catalog[0].modifiers",
            '$.shipping[0].region["odd key"]',
            "$.shipping[0].options[0].freeFrom",
        )

    def test_are_problems_when_strict(self):
        """Each with the names that are known there."""
        found = wrong(wire.load_store, LOOSE_STORE, strict=True)
        assert [path for path, _, _ in found] == list(wire.load_store(LOOSE_STORE).unknown)
        known = "one of code, title, cost, freeFromSubtotal, logistics, otherCharges"
        assert found[3][1:] == ("an unknown member", known)

    def test_keys_that_are_no_text_are_problems(self):
        """JSON has none."""
        assert wrong(wire.load_store, {"currency": "USD", 5: 1})[0][:2] == ("$[5]", "an unknown member")
        assert wrong_request(checkoutInfo={"extendedFields": {5: 1}})[0][0] == "$.checkoutInfo.extendedFields[5]"


class TestAllAtOnce:
    def test_every_problem_of_a_document_is_reported(self):
        """In the document's order, whatever is wrong around it."""
        found = wrong_request(
            channelType=5,
            lineItems=[LINE | {"quantity": 0}, 5, {"quantity": "x", "catalogReference": {"appId": ""}}],
            couponCode=[],
            checkoutInfo={"buyerInfo": {"email": "x", "contactId": "y"}, "shippingInfo": [], "customFields": {}},
            checkoutId="z",
        )
        assert [(path, what) for path, what, _ in found] == [
            ("$.channelType", "5"),
            ("$.lineItems[0].quantity", "0"),
            ("$.lineItems[1]", "5"),
            ("$.lineItems[2].quantity", '"x"'),
            ("$.lineItems[2].catalogReference.appId", '""'),
            ("$.lineItems[2].catalogReference.catalogItemId", "nothing"),
            ("$.couponCode", "an array of 0 entries"),
            ("$.checkoutInfo.buyerInfo.email", '"x"'),
            ("$.checkoutInfo.buyerInfo.contactId", '"y"'),
            ("$.checkoutInfo.shippingInfo", "an array of 0 entries"),
            ("$.checkoutInfo.customFields", "an object"),
            ("$.checkoutId", '"z"'),
        ]

    def test_the_message_has_a_line_for_each(self):
        """As a person reads it."""
        with pytest.raises(InvalidDocument) as caught:
            request(lineItems=[LINE] * 3 + [LINE | {"quantity": 0}])
        assert str(caught.value) == f"$.lineItems[3].quantity: found 0, allowed {QUANTITY}"

    def test_the_error_survives_pickling(self):
        """A worker hands it to its parent with all problems."""
        with pytest.raises(InvalidDocument) as caught:
            request(lineItems=[5, 5])
        copy = pickle.loads(pickle.dumps(caught.value))
        assert copy.problems == caught.value.problems
        assert str(copy) == str(caught.value)
        assert isinstance(copy, cc.CheckoutCoreError)
        assert isinstance(copy, ValueError)

    @pytest.mark.parametrize("document", [None, True, 5, Decimal(5), "x", [], [REQUEST], 1.5, object()])
    @pytest.mark.parametrize(
        "load",
        [wire.load_store, wire.load_checkout, lambda document: wire.load_request(document, "USD")],
        ids=["store", "checkout", "request"],
    )
    def test_a_document_is_an_object(self, load, document):
        """Anything else is one problem."""
        [(path, _, allowed)] = wrong(load, document)
        assert (path, allowed) == ("$", "an object")

    def test_the_currency_of_a_request_is_the_callers(self):
        """An unknown one is no problem of the document."""
        with pytest.raises(UnknownCurrency):
            wire.load_request(REQUEST, "usd")


class TestHostile:
    def test_long_lists_are_refused_unread(self):
        """A hundred thousand lines are one problem each array, in no time."""
        start = time.perf_counter()
        found = wrong_request(lineItems=[5] * 100_000, customLineItems=[LINE | {"_id": ID(1)}] * 100_000)
        allowed = "an array of 0 to 300 entries"
        assert found == [(f"$.{name}", "100000 entries", allowed) for name in ("lineItems", "customLineItems")]
        found = wrong_store(coupons=[COUPON] * 100_001, giftCards=[CARD] * 100_001)
        assert [(path, what) for path, what, _ in found] == [
            ("$.coupons", "100001 entries"),
            ("$.giftCards", "100001 entries"),
        ]
        assert time.perf_counter() - start < SECONDS

    def test_reading_stops_at_ten_thousand_problems(self):
        """A catalog of nonsense keeps neither time nor memory."""
        start = time.perf_counter()
        found = wrong_store(catalog=[None] * 1_000_000)
        assert len(found) == 10_000
        assert time.perf_counter() - start < SECONDS

    def test_large_catalogs_load(self):
        """The catalog itself has no limit."""
        entries = [ENTRY | {"catalogReference": REFERENCE | {"catalogItemId": str(i)}} for i in range(5_000)]
        assert len(store(catalog=entries).catalog) == 5_000

    def test_cycles_end(self):
        """A dict that holds itself is too deep, not endless."""
        cycle: dict[str, Any] = {}
        cycle["a"] = cycle
        [(_, found, _)] = wrong_request(checkoutInfo={"extendedFields": cycle})
        assert found == "deeper nesting"

    def test_found_values_are_cut(self):
        """Neither a long text nor a long key makes a long message."""
        [(path, found, _)] = wrong_request(couponCode="x" * 10**6)
        assert (len(found), found[-3:]) == (80, "...")
        [path] = wire.load_request(REQUEST | {"k" * 10**6: 1}, "USD").unknown
        assert len(path) < 250

    def test_of_many_unknown_members_the_first_ten_are_listed(self):
        """Beside a missing member; the others are counted, and long names are cut."""
        [(_, found, _)] = wrong_store(taxes=[{"rate": "0.1"} | {f"k{i}": 1 for i in range(100_000)}])
        names = ", ".join(f"k{i}" for i in range(10))
        assert found == f"nothing (not understood: {names} and 99990 more)"
        [(_, found, _)] = wrong_store(taxes=[{"rate": "0.1", "k" * 10**6: 1}])
        assert found == f'nothing (not understood: ["{"k" * 75}...)'


@pytest.mark.parametrize(
    "instant",
    ["2022-01-01T00:00:00+00:60", "2022-01-01T00:00:00+00:99", "2022-01-01T24:00:00Z", "2022-01-01T00:60:00Z",
     "2022-01-01T00:00:60Z", "2022-01-01T00:00:00+24:00"],
)  # fmt: skip
def test_clocks_have_24_hours_of_60_minutes(instant):
    """An offset of 99 minutes is not another hour."""
    assert wrong(wire.load_store, {"currency": "USD", "asOf": instant})[0][0] == "$.asOf"


def test_ids_that_differ_in_case_only_are_one():
    """In each list of lines and across both; told with everything else that is wrong."""
    one, other = "aaaaaaaa-0000-4000-8000-000000000001", "AAAAAAAA-0000-4000-8000-000000000001"
    lines = [LINE | {"_id": one}, LINE | {"_id": other}]
    assert [path for path, _, _ in wrong_request(lineItems=lines, channelType="XX")] == [
        "$.channelType",
        "$.lineItems[1]._id",
    ]
    mixed = wrong_request(lineItems=lines[:1], customLineItems=[CUSTOM | {"_id": other}])
    assert [path for path, _, _ in mixed] == ["$.customLineItems[0]._id"]


def test_a_bad_count_stays_bad_whatever_follows():
    """Two counts by customer, the first of them wrong."""
    counts = {"a@example.com": "x", "b@example.com": 1}
    [(path, _, _)] = wrong_store(coupons=[COUPON | {"usageByCustomer": counts}])
    assert path == '$.coupons[0].usageByCustomer["a@example.com"]'


def test_two_unreadable_references_are_not_one():
    """Each is told for itself."""
    found = wrong_store(catalog=[ENTRY | {"catalogReference": {}}] * 2)
    assert {allowed for _, _, allowed in found} == {"text of 1 to 1000 characters", "text of 1 to 36 characters"}


def test_a_misspelt_member_is_named_where_one_is_missing():
    """The commonest mistake."""
    line = {"quantity": 1, "catalogReferense": REFERENCE}
    [(path, found, _)] = wrong(wire.load_request, {"channelType": "WEB", "lineItems": [line]}, "USD")
    assert path == "$.lineItems[0].catalogReference"
    assert found == "nothing (not understood: catalogReferense)"
