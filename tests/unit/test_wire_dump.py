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
from published import as_stated, half_said

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


def full_sample(*, locale="en_US", validators=(), **changes):
    """The sample checkout, priced and published at the sample store with changes."""
    priced = cc.price(samples.full_checkout(), attrs.evolve(samples.full_store(), **changes), validators)
    return wire.dump_priced(priced, locale=locale)


class TestEveryNoun:
    """The sample store and checkout, which hold every noun."""

    @pytest.mark.parametrize("locale", ["en_US", "de_CH", "ar_EG", "hi_IN", "ja_JP"])
    def test_no_amount_is_bare_and_no_name_without_translation(self, locale):
        """In any locale, wherever they stand."""
        document = full_sample(locale=locale)
        assert list(half_said(document)) == []
        assert document["lineItems"][0]["modifierGroups"][0]["name"] == {"original": "Extras", "translated": "Zubehör"}
        [line] = document["lineItems"][0]["descriptionLines"]
        assert line["plainText"] == {"original": "Jane", "translated": "Jane"}

    def test_a_colour_is_translated_too(self):
        """Its code comes after both names."""
        colour = cc.DescriptionLine(name="Color", color_info=cc.ColorInfo(original="Brown", code="#783f04"))
        item = cc.CatalogItem(price=cc.Money(10, "USD"), description_lines=[colour])
        [line] = published(store_of(catalog={SHIRT: item}), checkout_of())["lineItems"]
        shown = {"original": "Brown", "translated": "Brown", "code": "#783f04"}
        assert list(line["descriptionLines"][0]["colorInfo"].items()) == list(shown.items())

    def test_discounts_name_their_source(self):
        """Exactly one of coupon, merchant discount and discount rule, in the order in which they took effect."""
        discounts = full_sample()["appliedDiscounts"]
        sources = ["discountRule", "discountRule", "coupon", "merchantDiscount", "merchantDiscount"]
        for discount, source in zip(discounts, sources, strict=True):
            assert list(discount) == ["discountType", "lineItemIds", source, "lineItemDiscounts"]
        rule, merchant = as_stated(discounts[0]["discountRule"]), as_stated(discounts[4]["merchantDiscount"])
        assert rule == {"_id": samples.guid(31), "name": {"original": "Winter"}, "amount": "6.45"}
        assert discounts[0]["discountRule"]["name"]["translated"] == "Winter"
        assert merchant == {"amount": "4.86", "percentage": "2.5"}
        assert as_stated(discounts[3]["merchantDiscount"]) == {"amount": "2"}

    def test_lines_say_what_rules_took_off_and_modifiers_added(self):
        """Unit prices hold modifiers; rules are inside the price, and outside the price before discounts."""
        line = as_stated(full_sample()["lineItems"][0])
        assert (line["price"], line["priceBeforeDiscounts"], line["fullPrice"]) == ("19.35", "21.5", "22.5")
        assert line["modifiersTotalPrice"] == "1.5"
        [group] = line["modifierGroups"]
        assert group["modifiers"] == [
            {
                "_id": "button",
                "quantity": 2,
                "label": {"original": "Spare button", "translated": "Ersatzknopf"},
                "details": {"original": "Horn"},
                "price": "0.75",
            },
            {"_id": "card", "quantity": 1, "label": {"original": "Greeting card"}},
        ]
        assert "collectionIds" not in line
        plain = full_sample()["lineItems"][1]
        assert not plain.keys() & {"modifierGroups", "modifiersTotalPrice", "subscriptionOptionInfo"}

    def test_overriding_amounts_are_plain(self):
        """What a merchant states for a line is published as stated: these amounts are documented to be decimals."""
        fields = full_sample()["lineItems"][0]["catalogOverrideFields"]
        assert (fields["price"], fields["depositAmount"]) == ("20", "5")

    def test_subscriptions_say_what_they_will_charge(self):
        """After the trial, without an end; with one where it does not renew."""
        document = full_sample()
        assert as_stated(document["payAfterFreeTrial"])["subtotal"] == "30"
        [charges] = document["subscriptionCharges"]
        assert (charges["lineItemIds"], charges["description"]) == ([samples.guid(6)], "Every other month")
        [charge] = charges["charges"]
        assert list(charge) == ["cycleFrom", "priceSummary", "cycleBillingDate"]
        assert (charge["cycleFrom"], charge["cycleBillingDate"]) == (1, "2022-08-01T13:25:22.141Z")
        assert as_stated(charge["priceSummary"])["shipping"] == "0"
        info = document["lineItems"][5]["subscriptionOptionInfo"]
        assert list(info["subscriptionSettings"]) == [
            "frequency",
            "interval",
            "autoRenewal",
            "billingCycles",
            "enableCustomerCancellation",
            "freeTrialPeriod",
        ]
        settings = cc.SubscriptionSettings(frequency=cc.SubscriptionFrequency.YEAR, billing_cycles=3)
        item = cc.CatalogItem(
            price=cc.Money(10, "USD"),
            subscription_option_info=cc.SubscriptionOptionInfo(subscription_settings=settings),
        )
        [charges] = published(store_of(catalog={SHIRT: item}), checkout_of())["subscriptionCharges"]
        assert "description" not in charges
        assert [(charge["cycleFrom"], charge["cycleCount"]) for charge in charges["charges"]] == [(2, 2)]
        assert "subscriptionCharges" not in published(store_of(), checkout_of())

    def test_memberships_are_told_with_the_lines_they_fit(self):
        """Those that can pay, those that cannot with the reason, and those that were chosen."""
        options = full_sample()["membershipOptions"]
        [gold], [trial] = options["eligibleMemberships"], options["invalidMemberships"]
        assert gold == {
            "_id": "gold",
            "appId": samples.APP,
            "name": {"original": "Gold", "translated": "Gold (Abo)"},
            "lineItemIds": [samples.guid(5)],
            "credits": {"total": 10, "remaining": 4},
            "expirationDate": "2023-01-01T00:00:00.000Z",
            "additionalData": {"plan": "yearly"},
        }
        assert (trial["reason"], trial["membership"]["name"]["translated"]) == ("EXPIRED", "Trial")
        assert not trial["membership"].keys() & {"credits", "additionalData", "memberId", "rootCatalogItemIds"}
        assert [chosen["_id"] for chosen in options["selectedMemberships"]["memberships"]] == ["gold", "silver"]

    def test_violations_have_a_target(self):
        """One line, or the checkout as a whole."""

        def no_shirts(_):
            return [cc.Violation(severity=cc.Severity.WARNING, description="no", line_item_id=samples.guid(1))]

        below, shirts = full_sample(validators=[no_shirts])["violations"]
        assert (below["severity"], below["target"]) == ("ERROR", {"other": {"name": "OTHER_DEFAULT"}})
        assert Decimal(below["data"]["minimumOrderSubtotal"]) == 1000
        assert shirts == {
            "severity": "WARNING",
            "target": {"lineItem": {"name": "LINE_ITEM_DEFAULT", "_id": samples.guid(1)}},
            "description": "no",
        }

    def test_options_say_what_they_would_cost(self):
        """Free from a subtotal on; what they charge beside is a fee once they are in force."""
        document = full_sample()["shippingInfo"]
        offer = document["carrierServiceOptions"][0]["shippingOptions"][0]
        assert as_stated(offer["cost"]) == {
            "price": "10",
            "otherCharges": [
                {"type": "HANDLING_FEE", "price": "1.5", "details": "Packed by hand."},
                {"type": "INSURANCE", "price": "1"},
            ],
        }
        assert document["selectedCarrierServiceOption"]["otherCharges"] == []
        assert "freeFromSubtotal" not in offer
        carrier = samples.full_store().shipping[0]
        option = attrs.evolve(carrier.options[0], free_from_subtotal=samples.usd("100"))
        free = full_sample(shipping=[attrs.evolve(carrier, options=[option])])
        assert free["shippingInfo"]["carrierServiceOptions"][0]["shippingOptions"][0]["cost"]["price"]["amount"] == "0"
        fees = [(fee["code"], fee["source"]) for fee in free["additionalFees"]]
        assert fees[0] == ("wrap", "ITEM")
        assert fees[2:] == [("HANDLING_FEE", "SHIPPING"), ("INSURANCE", "SHIPPING")]

    def test_a_free_delivery_says_its_discount(self):
        """In the cost of the option in force."""
        checkout = attrs.evolve(samples.full_checkout(), coupon_code="SHIPFREE")
        document = published(samples.full_store(), checkout)
        cost = as_stated(document["shippingInfo"]["selectedCarrierServiceOption"]["cost"])
        assert (cost["price"], cost["totalDiscount"], cost["totalPriceAfterTax"]) == ("10", "10", "0")
        shipping = next(entry for entry in document["appliedDiscounts"] if "coupon" in entry)
        assert (shipping["discountType"], shipping["lineItemDiscounts"]) == ("SHIPPING", [])

    def test_what_is_exempt_is_said_where_something_is(self):
        """Of fees without tax, and of everything where the checkout pays none."""
        document = full_sample()
        details = [fee["taxDetails"] for fee in document["additionalFees"]]
        assert ["exemptAmount" in entry for entry in details] == [False, True, False, False]
        assert not {"exemptAmount", "totalExempt"} & (
            document["lineItems"][0]["taxDetails"].keys() | document["taxSummary"].keys()
        )
        exempt = full_sample(tax_exempt_groups=[samples.guid(99)])
        line = exempt["lineItems"][0]
        assert line["taxDetails"]["exemptAmount"] == line["totalPriceAfterTax"]
        assert exempt["taxSummary"]["taxableAmount"]["amount"] == "0"
        assert exempt["taxSummary"]["totalExempt"] == document["taxSummary"]["taxableAmount"]


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

    def test_rules_are_written_as_documented(self):
        """Names, nesting and order; groups under ``and`` and ``or``."""
        [rule, _, _] = wire.dump_store(samples.full_store())["discountRules"]
        assert list(rule) == ["_id", "name", "active", "activeTimeInfo", "trigger", "discounts", "settings"]
        assert list(rule["trigger"]) == ["triggerType", "and"]
        subtotal, either = rule["trigger"]["and"]["triggers"]
        shoes, shirts = subtotal["subtotalRange"]["scopes"]
        assert (subtotal["subtotalRange"]["from"], subtotal["subtotalRange"]["to"]) == ("20", "2000")
        assert shoes == {
            "_id": "shoes",
            "type": "CATALOG_ITEM",
            "catalogItemFilter": {"catalogAppId": samples.APP, "catalogItemIds": ["shoe"]},
        }
        collections = {"appId": samples.APP, "params": {"collectionIds": ["winter"]}}
        assert shirts == {"type": "CUSTOM_FILTER", "customFilter": collections}
        assert list(either["or"]["triggers"][0]["itemQuantityRange"]) == ["scopes", "from", "to"]
        buyers = {"memberIds": [samples.guid(12)], "emails": ["jane@example.com"]}
        assert either["or"]["triggers"][1]["customerEligibility"] == buyers
        [discount] = rule["discounts"]["values"]
        assert list(discount) == ["discountType", "targetType", "specificItemsInfo", "percentage"]
        assert rule["settings"] == {
            "appliedSubjectType": "LOWEST_PRICED_ITEM",
            "purchaseType": "ONLY_ONE_TIME_PURCHASE",
        }

    @pytest.mark.parametrize("dialect", ["velo", "rest"])
    def test_every_noun_comes_back(self, dialect):
        """The sample store, request and checkout, which hold every noun, through text and back."""
        checks: tuple[Any, ...] = (
            (samples.full_store(), wire.dump_store, wire.load_store),
            (samples.full_checkout(), wire.dump_checkout, wire.load_checkout),
            (
                samples.full_request(),
                wire.dump_request,
                lambda text, **options: wire.load_request(text, "USD", **options),
            ),
        )
        for value, dump, load in checks:
            assert load(wire.parse(wire.dumps(dump(value, dialect))), strict=True) == wire.Loaded(value, ())

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
        info = cc.CheckoutInfo(merchant_discounts=[cc.MerchantDiscount(amount=cc.Money(1, "USD"))])
        with pytest.raises(CurrencyMismatch):
            wire.dump_request(attrs.evolve(samples.full_request(), lines=lines[:1], checkout_info=info))
