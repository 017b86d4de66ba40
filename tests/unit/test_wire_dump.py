"""The model's nouns become documents: what is kept, and what is published."""

import decimal
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import attrs
import pytest
import samples

import checkout_core as cc
from checkout_core import wire
from checkout_core.errors import CurrencyMismatch, InvalidField

EXAMPLES = Path(__file__).parents[1] / "examples"
ID = "00000000-0000-0000-0000-00000000000{}".format
NOW = datetime(2022, 7, 18, 13, 25, 22, 141_000, UTC)
SHIRT = cc.CatalogReference("app", "shirt")
CARD = "WXYZ-SECRET-CODE"


def example(name):
    """A published document."""
    return wire.parse((EXAMPLES / f"{name}.json").read_bytes())


def full():
    """The published request, priced at the published store."""
    store = wire.load_store(example("store")).value
    request = wire.load_request(example("request_full"), store.currency).value
    return cc.price(cc.create_from_request(store, request), store)


def store_of(**fields):
    """A store in dollars that sells shirts at 10 each, shippable."""
    shirt = cc.CatalogItem(
        price=cc.Money(10, "USD"),
        product_name="Shirt",
        physical_properties=cc.PhysicalProperties(shippable=True),
    )
    least: dict[str, Any] = {"currency": "USD", "catalog": {SHIRT: shirt}}
    return cc.Store(**least | fields)


def checkout_of(*lines, **fields):
    """A checkout in dollars of these lines, or of one shirt."""
    lines = lines or (cc.LineItem(id=ID(1), catalog_reference=SHIRT),)
    least: dict[str, Any] = {"id": ID(9), "currency": "USD", "channel_type": cc.ChannelType.WEB}
    return cc.Checkout(**least | {"line_items": lines, "created_date": NOW, "updated_date": NOW} | fields)


def published(store, checkout, **options):
    """The published form of this checkout at this store."""
    return wire.dump_priced(cc.price(checkout, store), **options)


def number(value):
    """A value of a published example; decimal strings as numbers."""
    try:
        return Decimal(value) if isinstance(value, str) else value
    except ArithmeticError:
        return value


def lacking(expected, given, path="$"):
    """The places of the expected document that the given one lacks, has otherwise, or has in another order."""
    if isinstance(expected, dict):
        if [name for name in given if name in expected] != list(expected):
            yield f"{path}: {list(given)}"
        for name in expected.keys() & given.keys():
            yield from lacking(expected[name], given[name], f"{path}.{name}")
    elif isinstance(expected, list):
        if len(expected) != len(given):
            yield f"{path}: {len(given)} entries"
        for index, (one, other) in enumerate(zip(expected, given, strict=False)):
            yield from lacking(one, other, f"{path}[{index}]")
    elif number(expected) != number(given):
        yield f"{path}: {given!r}, not {expected!r}"


def strings(document):
    """Every text of a document, keys included."""
    if isinstance(document, dict):
        for key, value in document.items():
            yield key
            yield from strings(value)
    elif isinstance(document, list):
        for entry in document:
            yield from strings(entry)
    elif isinstance(document, str):
        yield document


class TestPublished:
    def test_holds_every_member_and_value_of_the_example(self):
        """Names, nesting, order and values are those of the documented checkout."""
        assert list(lacking(example("create_checkout_full"), wire.dump_priced(full()))) == []

    def test_has_the_members_that_the_example_is_too_old_for(self):
        """Fees, totals after the gift card, tax summary, what must be paid."""
        document = wire.dump_priced(full())
        assert document.keys() - example("create_checkout_full").keys() == {
            "additionalFees",
            "payAfterFreeTrial",
            "payNowTotalAfterGiftCard",
            "paymentCurrency",
            "totalAfterGiftCard",
            "lineItemsSubtotal",
            "taxSummary",
            "paymentRequired",
            "violations",
        }
        assert document["additionalFees"] == document["violations"] == []
        assert document["priceSummary"]["additionalFees"]["formattedAmount"] == "$0.00"
        assert document["taxSummary"]["taxableAmount"]["amount"] == "105"
        assert document["paymentRequired"] is True

    def test_amounts_are_published_in_four_forms(self):
        """Numbers without trailing zeros, texts of the locale; without a conversion both currencies agree."""
        item = cc.CatalogItem(price=cc.Money("1234.125", "USD"), product_name="Fine")
        document = published(store_of(catalog={SHIRT: item}), checkout_of(), locale="de_DE")
        assert document["lineItems"][0]["price"] == {
            "amount": "1234.125",
            "convertedAmount": "1234.125",
            "formattedAmount": "1.234,125\N{NO-BREAK SPACE}$",
            "formattedConvertedAmount": "1.234,125\N{NO-BREAK SPACE}$",
        }

    def test_conversion_is_rounded_amount_by_amount(self):
        """Each amount times the rate, by the policy's rounding, to the decimals of the display currency."""
        conversion = cc.Conversion(currency="JPY", rate=Decimal("150.05"))
        store = store_of(conversion=conversion, policy=cc.PricingPolicy(rounding=cc.Rounding.DOWN))
        document = published(store, checkout_of())
        assert document["lineItems"][0]["price"] == {
            "amount": "10",
            "convertedAmount": "1500",
            "formattedAmount": "$10.00",
            "formattedConvertedAmount": "¥1,500",
        }
        assert document["conversionCurrency"] == "JPY"
        assert document["conversionInfo"] == {"siteCurrency": "USD", "conversionRate": "150.05"}
        up = attrs.evolve(store, policy=cc.PricingPolicy())
        assert published(up, checkout_of())["priceSummary"]["total"]["convertedAmount"] == "1501"

    def test_lines_that_are_not_found_have_no_amounts(self):
        """Zero unit prices with empty texts, and none of the computed amounts."""
        [line] = published(store_of(catalog={}), checkout_of())["lineItems"]
        zero = {"amount": "0", "convertedAmount": "0", "formattedAmount": "", "formattedConvertedAmount": ""}
        assert line["price"] == line["fullPrice"] == line["priceBeforeDiscounts"] == zero
        assert line["availability"] == {"status": "NOT_FOUND"}
        assert not line.keys() & {"lineItemPrice", "taxDetails", "discount", "itemType", "totalPriceAfterTax"}

    def test_taxes_are_broken_down(self):
        """By rate and by tax, for lines, delivery and fees."""
        tax = cc.Tax(name="VAT", rate=Decimal("0.0825"), jurisdiction="Texas", tax_type="sales")
        fee = cc.AdditionalFee(code="f", name="Wrapping", price=cc.Money(2, "USD"), taxable=True)
        document = published(store_of(taxes=[tax], additional_fees=[fee]), checkout_of())
        details = document["lineItems"][0]["taxDetails"]
        assert (details["taxRate"], details["totalTax"]["amount"]) == ("0.0825", "0.83")
        [rate], [breakdown] = details["rateBreakdown"], details["taxBreakdown"]
        assert (rate["name"], rate["rate"], rate["tax"]["amount"]) == ("VAT", "0.0825", "0.83")
        assert (breakdown["jurisdiction"], breakdown["jurisdictionType"]) == ("Texas", "UNDEFINED")
        assert (breakdown["taxName"], breakdown["taxType"], breakdown["taxAmount"]) == ("VAT", "sales", rate["tax"])
        [charged] = document["additionalFees"]
        assert charged["priceAfterTax"]["amount"] == "2.17"
        assert (charged["source"], charged["lineItemIds"]) == ("SERVICE_PLUGIN", [])
        assert document["priceSummary"]["additionalFees"]["amount"] == "2"

    @pytest.mark.parametrize("dialect", ["velo", "rest"])
    def test_the_gift_cards_code_is_nowhere(self, dialect):
        """Only its last four characters are published."""
        card = cc.GiftCard(code=CARD, balance=cc.Money(4, "USD"), app_id=samples.APP, external_id="e")
        checkout = checkout_of(gift_card_code=CARD, gift_card_redeem_amount=cc.Money("3.50", "USD"))
        document = published(store_of(gift_cards=[card]), checkout, dialect=dialect)
        assert document["giftCard"]["obfuscatedCode"] == "************CODE"
        assert document["giftCard"]["amount"]["amount"] == "3.5"
        assert document["giftCard"]["requestedAmount"]["amount"] == "3.5"
        assert (document["giftCard"]["appId"], document["giftCard"]["externalId"]) == (samples.APP, "e")
        assert document["totalAfterGiftCard"]["amount"] == document["payNowTotalAfterGiftCard"]["amount"] == "6.5"
        assert not any("SECRET" in text for text in strings(document))
        unknown = published(store_of(), checkout, dialect=dialect)
        assert "giftCard" not in unknown
        assert not any("SECRET" in text for text in strings(unknown))

    def test_discounts_name_their_lines(self):
        """A coupon for a product is SPECIFIC_ITEMS, and says what it took off which line."""
        scope = cc.Scope(namespace="stores", group=cc.ScopeGroup(name="product", entity_id="shirt"))
        item = cc.CatalogItem(price=cc.Money(10, "USD"), product_name="Shirt", coupon_scopes=[scope])
        coupon = cc.Coupon(id=ID(5), name="Sale", code="SALE", percent_off_rate=Decimal(15), scope=scope)
        store = store_of(catalog={SHIRT: item}, coupons=[coupon])
        [discount] = published(store, checkout_of(coupon_code="sale"))["appliedDiscounts"]
        assert (discount["discountType"], discount["lineItemIds"]) == ("SPECIFIC_ITEMS", [ID(1)])
        assert (discount["coupon"]["code"], discount["coupon"]["couponType"]) == ("SALE", "PercentOff")
        [part] = discount["lineItemDiscounts"]
        assert (part["_id"], part["totalDiscountAmount"]["amount"]) == (ID(1), "1.5")

    def test_what_is_found_wrong_is_published(self):
        """Beside the list that is always there."""
        errors = published(store_of(), checkout_of(coupon_code="NONE"))["calculationErrors"]
        assert list(errors) == ["couponCalculationError", "orderValidationErrors"]
        assert errors["couponCalculationError"]["applicationError"]["code"]

    def test_who_opened_it_is_the_buyer_unless_stated(self):
        """The checkout's own statement, else the buyer's member or visitor id, else nothing."""
        buyer = cc.BuyerInfo(visitor_id=ID(2))
        stated = cc.CreatedBy(app_id=ID(3))
        assert published(store_of(), checkout_of(buyer_info=buyer))["createdBy"] == {"visitorId": ID(2)}
        both = published(store_of(), checkout_of(buyer_info=buyer, created_by=stated))
        assert both["createdBy"] == {"appId": ID(3)}
        assert "createdBy" not in published(store_of(), checkout_of())

    def test_the_buyers_language_is_the_sites_unless_stated(self):
        """As documented."""
        assert published(store_of(site_language="de"), checkout_of())["buyerLanguage"] == "de"
        assert published(store_of(), checkout_of(buyer_language="fr"))["buyerLanguage"] == "fr"

    def test_items_show_what_the_catalog_states(self):
        """Custom lines are marked; deposits and policies are there where they are stated."""
        item = cc.CatalogItem(
            price=cc.Money(10, "USD"),
            product_name="Trip",
            item_type=cc.ItemType(custom="trip"),
            payment_option=cc.PaymentOptionType.DEPOSIT_ONLINE,
            deposit_amount=cc.Money("2.50", "USD"),
            members_only=True,
            policies=[cc.Policy(content="No refund")],
        )
        [line] = published(store_of(), checkout_of(cc.LineItem(id=ID(1), custom_item=item)))["lineItems"]
        assert line["customLineItem"] is True
        assert line["itemType"] == {"custom": "trip"}
        assert line["depositAmount"]["formattedAmount"] == "$2.50"
        assert (line["membersOnly"], line["policies"]) == (True, [{"content": "No refund"}])
        assert line["productName"] == {"original": "Trip", "translated": "Trip"}
        assert not line.keys() & {"catalogReference", "rootCatalogItemId", "fixedQuantity", "priceUndetermined"}

    def test_no_delivery_without_destination(self):
        """As in the documented example: only the empty list of options."""
        assert published(store_of(), checkout_of())["shippingInfo"] == {"carrierServiceOptions": []}

    def test_an_option_that_is_gone_is_replaced(self):
        """The first one offered is in force and says that it was not asked for."""
        region = cc.ShippingRegion(id=ID(6), name="all")
        option = cc.ShippingOption(code="slow", cost=cc.Money(3, "USD"), title="Slow")
        address = cc.AddressWithContact(address=cc.Address(country="US"))
        info = cc.ShippingInfo(
            shipping_destination=address,
            selected_carrier_service_option=cc.SelectedCarrierServiceOption(code="fast"),
        )
        store = store_of(shipping=[cc.ShippingCarrier(carrier_id=ID(7), region=region, options=[option])])
        document = published(store, checkout_of(shipping_info=info))["shippingInfo"]
        selected = document["selectedCarrierServiceOption"]
        assert (selected["code"], selected["requestedShippingOption"]) == ("slow", False)
        assert (selected["cost"]["price"]["amount"], selected["cost"]["totalDiscount"]["amount"]) == ("3", "0")
        assert document["region"] == {"_id": ID(6), "name": "all"}
        assert document["carrierServiceOptions"][0]["shippingOptions"][0]["title"] == "Slow"

    def test_dialects_differ_in_underscores_only(self):
        """``id`` and ``createdDate`` for ``_id`` and ``_createdDate``, at every depth."""
        velo, rest = wire.dump_priced(full()), wire.dump_priced(full(), dialect="rest")
        underscored = {text for text in strings(velo) if text.startswith("_")}
        assert underscored == {"_id", "_createdDate", "_updatedDate"}
        assert not any(text.startswith("_") for text in strings(rest))
        renamed = wire.dumps(velo).replace('"_id"', '"id"').replace('"_createdDate"', '"createdDate"')
        assert wire.dumps(rest) == renamed.replace('"_updatedDate"', '"updatedDate"')

    def test_the_same_price_gives_the_same_bytes(self):
        """And the document is plain JSON: text, whole numbers, flags, lists and dicts."""
        first, second = wire.dumps(wire.dump_priced(full())), wire.dumps(wire.dump_priced(full()))
        assert first == second
        assert json.loads(first) == wire.dump_priced(full())

    def test_the_callers_decimal_context_changes_nothing(self):
        """Neither a small precision nor another rounding, nor a trap on everything that is inexact."""
        conversion = cc.Conversion(currency="EUR", rate=Decimal("0.912345678901"))
        item = cc.CatalogItem(price=cc.Money("1234567.123456", "USD"))
        expected = wire.dumps(published(store_of(catalog={SHIRT: item}, conversion=conversion), checkout_of()))
        store_text = wire.dumps(wire.dump_store(store_of(catalog={SHIRT: item}, conversion=conversion)))
        traps = [decimal.Inexact, decimal.Rounded, decimal.FloatOperation]
        with decimal.localcontext(prec=2, rounding=decimal.ROUND_UP, Emax=2, Emin=-2, traps=traps):
            store = wire.load_store(wire.parse(store_text)).value
            assert wire.dumps(published(store, checkout_of())) == expected
            assert wire.dumps(wire.dump_store(store)) == store_text

    def test_documents_share_nothing(self):
        """Changing one place of a document changes no other."""
        document = wire.dump_priced(full())
        document["priceSummary"]["tax"]["amount"] = "changed"
        document["lineItems"][2]["price"]["amount"] = "changed"
        assert document["payLater"]["tax"]["amount"] == "0"
        assert document["lineItems"][2]["fullPrice"]["amount"] == "0"
        assert "changed" not in set(strings(wire.dump_priced(full())))

    def test_refuses_unknown_locales_and_dialects(self):
        """Both are the caller's to get right."""
        with pytest.raises(InvalidField, match="locale"):
            wire.dump_priced(full(), locale="xx_YY")
        dumps: tuple[Any, ...] = (wire.dump_priced, wire.dump_checkout, wire.dump_store, wire.dump_request)
        for dump in dumps:
            with pytest.raises(InvalidField, match="dialect"):
                dump(None, dialect="soap")


class TestKept:
    def test_the_published_request_comes_back(self):
        """Dumped as it was read, apart from the order of members."""
        document = example("request_full")
        assert wire.dump_request(wire.load_request(document, "USD").value) == document

    def test_numbers_are_normalised(self):
        """Amounts and rates as decimal strings without trailing zeros or exponent."""
        item = cc.CatalogItem(price=cc.Money("10.00", "USD"), full_price=cc.Money("100", "USD"))
        tax = cc.Tax(name="VAT", rate=Decimal("0.082500"))
        store = store_of(
            catalog={SHIRT: item}, taxes=[tax], conversion=cc.Conversion(currency="EUR", rate=Decimal("1E+1"))
        )
        document = wire.dump_store(store)
        assert (document["catalog"][0]["price"], document["catalog"][0]["fullPrice"]) == ("10", "100")
        assert (document["taxes"][0]["rate"], document["conversion"]["rate"]) == ("0.0825", "10")

    @pytest.mark.parametrize(
        ("microsecond", "text"),
        [(0, "2022-07-18T13:25:22.000Z"), (141_000, "2022-07-18T13:25:22.141Z"), (1, "2022-07-18T13:25:22.000001Z")],
    )
    def test_instants_have_milliseconds(self, microsecond, text):
        """Microseconds only where they are needed."""
        moment = NOW.replace(microsecond=microsecond)
        document = wire.dump_checkout(checkout_of(created_date=moment, updated_date=NOW.replace(second=30)))
        assert document["_createdDate"] == text

    def test_defaults_are_left_out(self):
        """The least checkout has its least members, in the documented order."""
        document = wire.dump_checkout(checkout_of())
        assert list(document) == [
            "_id",
            "lineItems",
            "currency",
            "channelType",
            "completed",
            "_createdDate",
            "_updatedDate",
        ]
        assert document["lineItems"] == [
            {"_id": ID(1), "quantity": 1, "catalogReference": {"catalogItemId": "shirt", "appId": "app"}}
        ]
        assert list(wire.dump_store(store_of(catalog={}))) == [
            "currency",
            "taxIncludedInPrice",
            "weightUnit",
            "siteLanguage",
        ]

    def test_kept_checkouts_hold_the_code_in_clear(self):
        """They are for keeping; publishing is another form."""
        document = wire.dump_checkout(checkout_of(gift_card_code=CARD, coupon_code="SALE"))
        assert (document["couponCode"], document["giftCardCode"]) == ("SALE", CARD)

    def test_custom_lines_are_marked_inline(self):
        """In a checkout; in a request they have an array of their own, unless that would change their order."""
        item = cc.CatalogItem(price=cc.Money(5, "USD"))
        custom = {"price": "5", "itemType": {"preset": "PHYSICAL"}}
        [line] = wire.dump_checkout(checkout_of(cc.LineItem(id=ID(1), custom_item=item)))["lineItems"]
        assert line == {"_id": ID(1), "quantity": 1, "customLineItem": True, **custom}
        first, second = cc.LineRequest(SHIRT), cc.LineRequest(custom_item=item)
        request = cc.CheckoutRequest(lines=[first, second], channel_type=cc.ChannelType.WEB)
        document = wire.dump_request(request)
        assert document["customLineItems"] == [{"quantity": 1, **custom}]
        mixed = wire.dump_request(attrs.evolve(request, lines=[second, first]))
        assert "customLineItems" not in mixed
        assert mixed["lineItems"][0] == {"quantity": 1, "customLineItem": True, **custom}
        assert wire.load_request(mixed, "USD").value.lines == (second, first)

    def test_amounts_in_another_currency_are_refused(self):
        """The document names its currency once, so it could not say them."""
        euro = cc.CatalogItem(price=cc.Money(5, "EUR"))
        with pytest.raises(CurrencyMismatch):
            wire.dump_store(store_of(catalog={SHIRT: euro}))
        with pytest.raises(CurrencyMismatch):
            wire.dump_checkout(checkout_of(cc.LineItem(id=ID(1), custom_item=euro)))
        lines = [
            cc.LineRequest(custom_item=euro),
            cc.LineRequest(SHIRT, catalog_override_fields=cc.CatalogOverrideFields(price=cc.Money(1, "USD"))),
        ]
        with pytest.raises(CurrencyMismatch):
            wire.dump_request(cc.CheckoutRequest(lines=lines, channel_type=cc.ChannelType.WEB))
