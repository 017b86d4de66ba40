"""What was published is read back: the buyer's side of it, and words for what cannot be told from it."""

import contextlib
import time
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
import samples
from quick import (
    carrier,
    collections,
    coupon,
    delivered,
    delivery,
    extras,
    item,
    lesson,
    membership,
    merchant,
    pays,
    priced,
    rule,
    tax,
)
from samples import guid, usd

import checkout_core as cc
from checkout_core import wire
from checkout_core.errors import InvalidDocument

EXAMPLES = Path(__file__).parents[1] / "examples"
CARD = "SECRET-CARD-QXY1"


def again(price, dialect="velo", **members):
    """The checkout read back from what was published of this price; priced again it is the same to the byte."""
    published = wire.dump_priced(price, dialect=dialect)
    loaded = wire.load_checkout(wire.parse(wire.dumps(published | members)), strict=True)
    assert loaded.unknown == ()
    found = wire.dump_priced(cc.price(loaded.value, price.store), dialect=dialect)
    assert wire.dumps(found) == wire.dumps(published)
    return loaded.value


def published(price, **members):
    """What is published of the price, with members beside it or in place of its own."""
    return wire.dump_priced(price) | members


def wrong(document, **options):
    """What is wrong with a document, as (path, found, allowed)."""
    with pytest.raises(InvalidDocument) as caught:
        wire.load_checkout(document, **options)
    return [tuple(problem) for problem in caught.value.problems]


def places(document):
    """Every member and entry of a document as (container, key)."""
    for key, value in document.items() if isinstance(document, dict) else enumerate(document):
        yield document, key
        if isinstance(value, dict | list):
            yield from places(value)


def custom(price, **fields):
    """A line that describes its item itself, for `priced`."""
    return {"catalog_reference": None, "custom_item": item(price, **fields)}


class TestForms:
    @pytest.mark.parametrize("dialect", ["velo", "rest"])
    def test_a_checkout_is_told_from_a_request(self, dialect):
        """In both forms and both spellings."""
        checkout, store = samples.full_checkout(), samples.full_store()
        assert wire.is_checkout(wire.dump_checkout(checkout, dialect))
        assert wire.is_checkout(wire.dump_priced(cc.price(checkout, store), dialect=dialect))
        assert not wire.is_checkout(wire.dump_request(samples.full_request(), dialect))
        assert not wire.is_checkout({"priceSummary": None, "_createdDate": None})

    @pytest.mark.parametrize("mark", ["priceSummary", "createdDate", "_updatedDate", "completed", "orderId"])
    def test_one_mark_is_enough(self, mark):
        """Whatever its value: what is wrong with it is told by reading it."""
        assert wire.is_checkout({mark: False})
        assert wire.is_checkout({"checkout": {mark: False}})

    @pytest.mark.parametrize(
        "document",
        [None, [], "priceSummary", {}, {"checkout": 5}, {"checkout": {}}, {"checkout": {"completed": True}, "a": 1}],
    )
    def test_anything_else_is_none(self, document):
        """Nor does it raise."""
        assert not wire.is_checkout(document)

    @pytest.mark.parametrize("dialect", ["velo", "rest"])
    def test_the_full_sample_comes_back(self, dialect):
        """Nothing is lost but what the documents say: how it is spelt, and the URL that is never published."""
        checkout = samples.full_checkout()
        found = again(cc.price(checkout, samples.full_store()), dialect, giftCardCode=checkout.gift_card_code)
        lines = attrs.evolve(found, line_items=[])
        assert lines == attrs.evolve(checkout, line_items=[], coupon_code="SUMMERSALE10", override_checkout_url=None)
        assert [line for line in found.line_items if line.catalog_override_fields is None] == [
            line for line in checkout.line_items if line.catalog_override_fields is None
        ]

    def test_dates_and_completion_are_the_documents(self):
        """Coupon windows are read at the last change."""
        checkout = samples.full_checkout()
        later = datetime(2022, 7, 19, 1, 2, 3, 4, UTC)
        price = cc.price(
            attrs.evolve(checkout, updated_date=later, completed=True, order_id=guid(44), gift_card_code=None),
            samples.full_store(),
        )
        found = again(price)
        assert (found.created_date, found.updated_date) == (samples.NOW, later)
        assert (found.completed, found.order_id) == (True, guid(44))

    def test_what_is_computed_is_known(self):
        """It is not listed; what nobody knows is, at its place, and refused where reading is strict."""
        document = published(priced(("10", 1), coupon=coupon("1"), card="5"), giftCardCode="GIFTCARD", colour=1)
        document["lineItems"][0] |= {"shade": 1, "collectionIds": []}
        document["appliedDiscounts"][0]["coupon"]["tone"] = 1
        document["giftCard"]["hue"] = 1
        document["priceSummary"] = {"anything": "at all"}
        document["lineItems"][0]["taxDetails"] = 5
        paths = (
            "$.lineItems[0].shade",
            "$.lineItems[0].collectionIds",
            "$.appliedDiscounts[0].coupon.tone",
            "$.giftCard.hue",
            "$.colour",
        )
        assert wire.load_checkout(document).unknown == paths
        assert [path for path, _, _ in wrong(document, strict=True)] == list(paths)

    def test_a_kept_checkout_has_no_computed_members(self):
        """They are not understood there."""
        kept = wire.dump_checkout(samples.full_checkout()) | {"priceSummary": None, "payNow": {}}
        assert wire.load_checkout(kept).unknown == ("$.priceSummary", "$.payNow")

    def test_an_answer_of_the_service_is_read_inside(self):
        """Under ``checkout``, as some operations answer; places are those of the document."""
        document = published(priced(("10", 2)))
        assert wire.load_checkout({"checkout": document}) == wire.load_checkout(document)
        kept = wire.dump_checkout(samples.full_checkout())
        assert wire.load_checkout({"checkout": kept}).value == samples.full_checkout()
        document["lineItems"][0]["quantity"] = 0
        assert [path for path, _, _ in wrong({"checkout": document})] == ["$.checkout.lineItems[0].quantity"]
        assert wrong({"checkout": 5}) == [("$.checkout", "5", "an object")]

    def test_ids_of_lines_are_unique(self):
        """As in a kept checkout."""
        document = published(priced(("10", 1), ("5", 1)), channelType=5)
        document["lineItems"][1]["_id"] = guid(1)
        first, second = wrong(document)
        assert first == ("$.lineItems[1]._id", f'"{guid(1)}"', "an id that no other line has")
        assert second[0] == "$.channelType"

    def test_all_problems_are_told_at_once(self):
        """Of members that are read by themselves, and of those that must agree."""
        document = published(priced(("10", 1), coupon=coupon("1"), card="5"), couponCode="D", channelType=5)
        document["lineItems"][0]["quantity"] = 0
        assert [path for path, _, _ in wrong(document)] == [
            "$.lineItems[0].quantity",
            "$.channelType",
            "$.appliedDiscounts[0].coupon.code",
            "$.giftCard",
        ]


class TestCoupon:
    def test_the_code_is_that_of_the_discount(self):
        """As the coupon's definition spells it."""
        price = priced(("10", 2), coupon=coupon("3"))
        assert again(price).coupon_code == "C"

    def test_an_unknown_code_is_that_of_the_finding(self):
        """Nothing else speaks of it."""
        price = priced(("10", 2), coupon=coupon("3"))
        price = cc.price(attrs.evolve(price.checkout, coupon_code="NOPE"), price.store)
        assert again(price).coupon_code == "NOPE"

    def test_a_finding_has_the_buyers_spelling(self):
        """A coupon that is known and takes off nothing is in both places; the finding would say it otherwise."""
        price = priced(("10", 2), coupon=coupon("3", minimum="50"))
        price = cc.price(attrs.evolve(price.checkout, coupon_code="c"), price.store)
        assert again(price).coupon_code == "c"

    def test_a_stated_code_wins_if_it_is_the_same(self):
        """Whatever its case; another one is refused with both places."""
        document = published(priced(("10", 2), coupon=coupon("3")))
        assert wire.load_checkout(document | {"couponCode": "c"}).value.coupon_code == "c"
        assert wrong(document | {"couponCode": "SALE"}) == [
            (
                "$.appliedDiscounts[0].coupon.code",
                '"C"',
                "the code at $.couponCode, whatever its case: a checkout holds one coupon",
            )
        ]

    def test_a_checkout_without_one_may_be_given_one(self):
        """Nothing contradicts it."""
        document = published(priced(("10", 2)), couponCode="SALE")
        assert wire.load_checkout(document).value.coupon_code == "SALE"

    def test_two_coupons_are_refused(self):
        """A checkout holds one."""
        document = published(priced(("10", 2), coupon=coupon("3")))
        other = {"coupon": {"code": "D"}}
        document["appliedDiscounts"] += [other, document["appliedDiscounts"][0]]
        [(path, found, _)] = wrong(document)
        assert (path, found) == ("$.appliedDiscounts[1].coupon.code", '"D"')

    @pytest.mark.parametrize("data", [{}, {"data": {}}, {"data": None}, {"data": {"couponCode": None}}])
    def test_a_code_that_is_not_told_is_asked_for(self, data):
        """A finding of somebody else's may lack it."""
        errors = {"couponCalculationError": {"applicationError": {"code": "X", "description": "", **data}}}
        document = published(priced(("10", 2)), calculationErrors=errors)
        assert wrong(document) == [
            (
                "$.calculationErrors.couponCalculationError",
                "a coupon without its code",
                "that with the code put into the checkout, as couponCode",
            )
        ]
        assert wire.load_checkout(document | {"couponCode": "SALE"}).value.coupon_code == "SALE"

    @pytest.mark.parametrize(
        ("applied", "path"),
        [
            (5, ""),
            ([5], "[0]"),
            ([{"coupon": "C"}], "[0].coupon"),
            ([{"coupon": {}}], "[0].coupon.code"),
            ([{"coupon": {"code": 5}}], "[0].coupon.code"),
            ([{"coupon": {"code": "x" * 21}}], "[0].coupon.code"),
            ([{}] * 1_001, ""),
        ],
    )
    def test_a_discount_that_cannot_be_read_is_refused(self, applied, path):
        """A coupon in it would be lost."""
        found = wrong(published(priced(("10", 2)), appliedDiscounts=applied))
        assert [place for place, _, _ in found] == ["$.appliedDiscounts" + path]

    @pytest.mark.parametrize(("data", "path"), [(5, ""), ({"couponCode": 5}, ".couponCode"), ({"couponCode": ""}, "")])
    def test_a_finding_that_cannot_be_read_is_refused(self, data, path):
        """Likewise."""
        errors = {"couponCalculationError": {"applicationError": {"code": "X", "description": "", "data": data}}}
        found = wrong(published(priced(("10", 2)), calculationErrors=errors))
        assert ("$.calculationErrors.couponCalculationError.applicationError.data" + path) in found[0][0]


WITHOUT_CODE = (
    "a gift card without its code, which is never published",
    "that with the code put into the checkout, as giftCardCode",
)


class TestGiftCard:
    def test_the_code_must_be_put_beside(self):
        """It is never published."""
        price = priced(("10", 2), card="5")
        assert wrong(published(price)) == [("$.giftCard", *WITHOUT_CODE)]
        assert again(price, giftCardCode="GIFTCARD").gift_card_code == "GIFTCARD"

    @pytest.mark.parametrize("code", ["GIFTXARD", "GIFTCARE", "XGIFTCARD", "MIFTCARDS"])
    def test_the_code_must_fit_what_is_shown(self, code):
        """Length and last four characters; the code is not repeated."""
        [(path, found, allowed)] = wrong(published(priced(("10", 2), card="5"), giftCardCode=code))
        assert (path, found) == ("$.giftCardCode", f"text of {len(code)} characters")
        assert allowed == "a code of 8 characters that ends as giftCard shows"

    def test_what_was_asked_for_comes_back(self):
        """As finely as it was stated; stating it once more must not contradict."""
        price = priced(("10", 2), card="50", info={"gift_card_redeem_amount": usd("3.125")})
        assert again(price, giftCardCode="GIFTCARD").gift_card_redeem_amount == usd("3.125")
        again(price, giftCardCode="GIFTCARD", giftCardRedeemAmount="3.1250")
        document = published(price, giftCardCode="GIFTCARD", giftCardRedeemAmount="4")
        assert wrong(document) == [("$.giftCardRedeemAmount", '"4"', "the requestedAmount of giftCard")]
        plain = published(priced(("10", 2), card="50"), giftCardCode="GIFTCARD", giftCardRedeemAmount="4")
        assert wire.load_checkout(plain).value.gift_card_redeem_amount == usd("4")

    def test_a_card_that_the_store_does_not_know_needs_its_code_too(self):
        """Only a finding tells of it."""
        price = priced(("10", 2), info={"gift_card_code": CARD})
        assert wrong(published(price)) == [("$.calculationErrors.giftCardCalculationError", *WITHOUT_CODE)]
        assert again(price, giftCardCode=CARD).gift_card_code == CARD

    def test_a_card_that_pays_nothing_is_told_once(self):
        """It is published, and there is a finding."""
        price = priced(("10", 2), card="0")
        assert [path for path, _, _ in wrong(published(price))] == ["$.giftCard"]
        again(price, giftCardCode="GIFTCARD")

    def test_a_checkout_without_one_may_be_given_one(self):
        """As with a coupon."""
        assert wire.load_checkout(published(priced(("10", 2)), giftCardCode=CARD)).value.gift_card_code == CARD

    @pytest.mark.parametrize(
        ("card", "path"),
        [
            (5, ""),
            ({"obfuscatedCode": 5}, ".obfuscatedCode"),
            ({"obfuscatedCode": "*" * 101}, ".obfuscatedCode"),
            ({"requestedAmount": -1}, ".requestedAmount"),
            ({"requestedAmount": {"amount": "0.0001"}}, ".requestedAmount.amount"),
        ],
    )
    def test_a_card_that_cannot_be_read_is_refused(self, card, path):
        """At its member."""
        found = wrong(published(priced(("10", 2)), giftCard=card, giftCardCode=CARD))
        assert found[0][0] == "$.giftCard" + path

    def test_a_card_without_its_obfuscated_code_fits_any(self):
        """There is nothing to hold it against."""
        document = published(priced(("10", 2)), giftCard={}, giftCardCode=CARD)
        assert wire.load_checkout(document).value.gift_card_code == CARD
        assert [path for path, _, _ in wrong(published(priced(("10", 2)), giftCard=5))] == ["$.giftCard"]


class TestCustomLines:
    def test_every_field_of_the_item_comes_back(self):
        """Translations and the root id, which were defaults, are stated now."""
        fields = {"payment_option": cc.PaymentOptionType.DEPOSIT_ONLINE, "price_undetermined": True}
        full = attrs.evolve(samples.full_item(), **fields)
        line = {"catalog_reference": samples.SHIRT, "custom_item": full, "taxable_address": None}
        [found] = again(priced((None, 3, line))).line_items
        assert found.catalog_reference == samples.SHIRT
        texts = {"modifier_groups": (), "price_description": None, "description_lines": ()}  # translated now
        assert attrs.evolve(found.custom_item, **texts) == attrs.evolve(full, **texts)
        assert found.custom_item.price_description == cc.TranslatableString(
            original="per piece", translated="per piece"
        )
        assert found.custom_item.price == usd("10.125")
        assert found.custom_item.full_price == usd("12")
        assert found.custom_item.quantity_available == 30
        assert found.custom_item.collection_ids == ("winter",)

    def test_modifiers_and_rules_come_off_again(self):
        """The stated price is the one before both; a full price that is the price is left out."""
        groups = extras("0.125", ("2", 3))
        lines = (None, 2, custom("10.005", modifier_groups=groups) | {"catalog_reference": samples.SHIRT})
        price = priced(lines, rules=[rule("10")])
        assert str(price.lines[0].price) == "USD 14.52"
        [line] = again(price).line_items
        assert (line.custom_item.price, line.custom_item.full_price) == (usd("10.005"), None)
        sale = priced((None, 2, custom("10", full_price=usd("12.5"), modifier_groups=groups)))
        [line] = again(sale).line_items
        assert (line.custom_item.price, line.custom_item.full_price) == (usd("10"), usd("12.5"))

    def test_prices_beyond_the_bound_of_stated_ones(self):
        """With modifiers a published price may be larger than any stated one."""
        groups = extras(("1000000000000000", 100_000))
        [line] = again(priced((None, 1, custom("7", modifier_groups=groups)))).line_items
        assert line.custom_item.price == usd("7")

    def test_collections_are_published_for_rules(self):
        """For custom lines alone: those of other lines are the catalog's."""
        line = custom("10", collection_ids=["winter"]) | {"catalog_reference": samples.SHOE}
        price = priced(
            (item("5", collection_ids=["winter"]), 1),
            (None, 1, line),
            rules=[rule("10", scopes=[collections("winter")])],
        )
        assert "collectionIds" not in published(price)["lineItems"][0]
        assert published(price)["lineItems"][1]["collectionIds"] == ["winter"]
        assert again(price).line_items[1].custom_item.collection_ids == ("winter",)

    def test_stock_is_that_of_the_availability(self):
        """Absent: not bounded."""
        price = priced(
            (None, 5, custom("1", quantity_available=3)),
            (None, 5, custom("1")),
            (None, 1, custom("1", quantity_available=0)),
        )
        assert [line.custom_item.quantity_available for line in again(price).line_items] == [3, None, 0]
        document = published(price)
        document["lineItems"][0]["availability"] = {"status": "AVAILABLE", "quantityAvailable": 100_001}
        document["lineItems"][1]["availability"] = 5
        assert [path for path, _, _ in wrong(document)] == [
            "$.lineItems[0].availability.quantityAvailable",
            "$.lineItems[1].availability",
        ]

    @pytest.mark.parametrize("option", ["MEMBERSHIP", "MEMBERSHIP_OFFLINE"])
    def test_the_price_that_a_membership_pays_is_the_full_price(self, option):
        """It is not published, and changes nothing while the membership pays."""
        line = {
            "catalog_reference": None,
            "custom_item": lesson("15", option, full_price=usd("20"), modifier_groups=extras("2")),
        }
        price = priced(
            (None, 1, line), memberships=[membership()], member=guid(700), selected=[pays("gold", guid(1).upper())]
        )
        assert not price.calculation_errors
        [found] = again(price).line_items
        assert (found.custom_item.price, found.custom_item.full_price) == (usd("20"), None)
        plain = priced(
            (None, 1, line | {"custom_item": lesson("15", option)}),
            memberships=[membership()],
            member=guid(700),
            selected=[pays("gold", 1)],
        )
        assert again(plain).line_items[0].custom_item.price == usd("15")

    def test_a_line_that_no_membership_pays_keeps_its_price(self):
        """Also where it costs nothing but its modifiers: the membership error tells that it is not paid."""
        line = {
            "catalog_reference": None,
            "custom_item": lesson("0", full_price=usd("20"), modifier_groups=extras("2")),
        }
        for selected in ([], [pays("silver", 1)], [pays("silver", 1, 1), pays("bronze", 1)]):
            price = priced((None, 1, line), memberships=[membership()], member=guid(700), selected=selected)
            assert price.calculation_errors.membership_error is not None
            [found] = again(price).line_items
            assert (found.custom_item.price, found.custom_item.full_price) == (usd("0"), usd("20"))

    def test_lines_are_named_whatever_the_case(self):
        """As M4 says: in the selection, in the error and on the line."""
        name = "00000000-0000-0000-0000-00000000ABcd"
        line = {"id": name, "catalog_reference": None, "custom_item": lesson("15", full_price=usd("20"))}
        selected = [pays("silver", name.swapcase()), pays("gold", name.upper(), name.swapcase())]
        price = priced((None, 1, line), memberships=[membership()], member=guid(700), selected=selected)
        assert again(price).line_items[0].custom_item.price == usd("20")

    def test_one_selection_may_pay_what_another_does_not(self):
        """Selected twice and refused once is paid."""
        line = {"catalog_reference": None, "custom_item": lesson("15", full_price=usd("20"))}
        for selected in ([pays("silver", 1), pays("gold", 1)], [pays("gold", 1), pays("gold", 1)]):
            price = priced((None, 1, line), memberships=[membership()], member=guid(700), selected=selected)
            assert price.calculation_errors.membership_error is not None
            assert again(price).line_items[0].custom_item.price == usd("20")

    def test_a_price_that_is_published_though_a_membership_pays_is_taken(self):
        """Somebody else may publish it."""
        line = {"catalog_reference": None, "custom_item": lesson("15", full_price=usd("20"))}
        document = published(priced((None, 1, line), memberships=[membership()], member=guid(700)))
        options = {
            "selectedMemberships": {
                "memberships": [
                    wire.dump_priced(priced(("1", 1), selected=[pays("gold", 1)]))["membershipOptions"][
                        "selectedMemberships"
                    ]["memberships"][0]
                ]
            }
        }
        found = wire.load_checkout(document | {"membershipOptions": options, "calculationErrors": {}}).value
        assert found.line_items[0].custom_item.price == usd("15")

    def test_prices_of_somebody_else(self):
        """Without ``priceBeforeDiscounts`` the price is the price; without a full price there is none."""
        document = published(priced((None, 1, custom("10", full_price=usd("12")))))
        line = document["lineItems"][0]
        del line["priceBeforeDiscounts"]
        line["price"] = "9"
        assert wire.load_checkout(document).value.line_items[0].custom_item.price == usd("9")
        del line["fullPrice"]
        assert wire.load_checkout(document).value.line_items[0].custom_item.full_price is None
        line["fullPrice"] = "8.5"
        assert wrong(document) == [("$.lineItems[0].fullPrice", '"8.5"', "at least the price, USD 9.00")]
        del line["price"]
        assert [(path, found) for path, found, _ in wrong(document)] == [("$.lineItems[0].price", "nothing")]
        line |= {"priceUndetermined": True, "modifierGroups": published_groups("2"), "fullPrice": "3"}
        found = wire.load_checkout(document).value.line_items[0].custom_item
        assert (found.price, found.full_price) == (usd("0"), usd("1"))

    def test_a_price_below_its_modifiers_is_refused(self):
        """No stated price could be that."""
        document = published(priced((None, 1, custom("10"))))
        document["lineItems"][0] |= {"modifierGroups": published_groups("11")}
        allowed = "an amount from 0 to 1000000000000000, at most 12 decimals"
        assert wrong(document) == [("$.lineItems[0].price", "USD -1.00 without its modifiers", allowed)]
        document["lineItems"][0] |= {"price": "11", "priceBeforeDiscounts": "11", "fullPrice": "10.5"}
        assert wrong(document) == [("$.lineItems[0].fullPrice", "USD -0.50 without its modifiers", allowed)]
        document["lineItems"][0] |= {"priceBeforeDiscounts": "-1"}
        assert [path for path, _, _ in wrong(document)] == ["$.lineItems[0].priceBeforeDiscounts"]

    def test_a_price_of_too_many_digits_is_refused(self):
        """Without its modifiers it could not be held exactly."""
        document = published(priced((None, 1, custom("10"))))
        document["lineItems"][0] |= {"modifierGroups": published_groups("0.125"), "priceBeforeDiscounts": "9" * 64}
        [(path, found, _)] = wrong(document)
        assert (path, "64" in found) == ("$.lineItems[0]", True)

    def test_what_it_takes_to_be_a_custom_line(self):
        """A line without a reference must say that it is one; a custom item has no overrides."""
        document = published(priced((None, 1, custom("10"))))
        document["lineItems"][0] |= {"catalogOverrideFields": {"price": "5"}}
        assert [path for path, _, _ in wrong(document)] == ["$.lineItems[0].catalogOverrideFields"]
        document["lineItems"][0] |= {"customLineItem": False, "catalogOverrideFields": None}
        assert [path for path, _, _ in wrong(document)] == ["$.lineItems[0].catalogReference"]
        document["lineItems"] = [5]
        assert wrong(document) == [("$.lineItems[0]", "5", "an object")]


def published_groups(price):
    """One modifier at this price, as it is published."""
    return published(priced((None, 1, custom("1", modifier_groups=extras(price)))))["lineItems"][0]["modifierGroups"]


class TestCatalogLines:
    def test_the_store_says_what_they_cost(self):
        """A dearer store makes a dearer price: nothing of the published item is read."""
        price = priced(("10", 2))
        checkout = again(price)
        [reference] = price.store.catalog
        dearer = attrs.evolve(price.store, catalog={reference: item("11")})
        assert str(cc.price(checkout, dearer).summary.total) == "USD 22.00"

    def test_overrides_come_back(self):
        """Their amounts are plain in both forms."""
        fields = samples.full_request().lines[0].catalog_override_fields
        [line] = again(priced(("10", 2, {"catalog_override_fields": fields}))).line_items
        assert line.catalog_override_fields.price == usd("20")
        assert attrs.evolve(line.catalog_override_fields, product_name=None, description_lines=None) == attrs.evolve(
            fields, product_name=None, description_lines=None
        )

    def test_lines_that_are_not_found(self):
        """They may be found in another store."""
        price = priced((None, 2))
        [line] = again(price).line_items
        assert (line.catalog_reference.catalog_item_id, line.quantity) == ("item-1", 2)


class TestMerchantDiscounts:
    def test_they_are_published_as_stated(self):
        """`appliedDiscounts` tells them in part: capped, and without lines that nothing was taken off."""
        discounts = [merchant("500.125", lines=[2, 7]), merchant(percent="2.5")]
        price = priced(("10", 1), ("5", 1), merchants=discounts)
        assert published(price)["merchantDiscounts"] == [
            {"amount": "500.125", "lineItemIds": [guid(2), guid(7)]},
            {"percentage": "2.5"},
        ]
        assert again(price).merchant_discounts == tuple(discounts)
        assert "merchantDiscounts" not in published(priced(("10", 1)))

    def test_without_them_what_is_applied_is_refused(self):
        """A document of somebody else's: how they came about is not told."""
        document = published(priced(("10", 1), merchants=[merchant("1"), merchant("2")]), merchantDiscounts=None)
        assert wrong(document) == [
            (
                "$.appliedDiscounts[0].merchantDiscount",
                "a merchant discount, of which only the effect is told",
                "that with the checkout's own discounts put into it, as merchantDiscounts",
            )
        ]
        assert wire.load_checkout(document | {"merchantDiscounts": []}).value.merchant_discounts == ()


class TestShipping:
    OPTIONS = (delivery("10", "slow"), delivery("20", "fast"))

    def test_an_option_that_stands_in_stays_one(self):
        """It was not asked for, and is found now."""
        price = priced(("10", 1), options=self.OPTIONS, select="drone")
        found = again(price).shipping_info.selected_carrier_service_option
        assert (found.code, found.requested_shipping_option) == ("slow", False)
        other = attrs.evolve(price.store, shipping=[carrier(*reversed(self.OPTIONS))])
        shipping = cc.price(again(price), other).shipping
        assert (shipping.option.code, shipping.requested_shipping_option) == ("slow", False)

    def test_an_option_that_was_asked_for(self):
        """With its carrier, though only the code was given."""
        found = again(priced(("10", 1), options=self.OPTIONS, select="fast")).shipping_info
        assert found.selected_carrier_service_option == cc.SelectedCarrierServiceOption(
            code="fast", carrier_id=samples.CARRIER
        )

    @pytest.mark.parametrize("carrier_id", [None, samples.CARRIER])
    def test_an_option_that_is_not_in_force(self, carrier_id):
        """The finding tells which it was, where nothing is offered."""
        info = delivered("drone", carrier_id=carrier_id)
        found = again(priced(("10", 1), info={"shipping_info": info}))
        assert found.shipping_info == info

    @pytest.mark.parametrize("error", [{}, {"applicationError": {"code": "X", "description": ""}}, {"systemError": {}}])
    def test_an_option_that_is_not_told_is_asked_for(self, error):
        """A finding of somebody else's; an option that is published goes before it."""
        document = published(priced(("10", 1)), calculationErrors={"selectedShippingOptionError": error})
        assert wrong(document) == [
            (
                "$.calculationErrors.selectedShippingOptionError",
                "a delivery option without its code",
                "that with the option put into shippingInfo, as selectedCarrierServiceOption",
            )
        ]
        info = {"selectedCarrierServiceOption": {"code": "fast"}}
        error |= {"applicationError": {"code": "X", "description": "", "data": {"code": "slow"}}}
        for finding in ({}, error):
            document |= {"shippingInfo": info, "calculationErrors": {"selectedShippingOptionError": finding}}
            selected = wire.load_checkout(document).value.shipping_info.selected_carrier_service_option
            assert selected.code == "fast"

    @pytest.mark.parametrize(
        ("data", "path"), [(5, ""), ({}, ".code"), ({"code": 5}, ".code"), ({"code": ""}, ".code")]
    )
    def test_a_finding_that_cannot_be_read_is_refused(self, data, path):
        """At its place."""
        error = {"applicationError": {"code": "X", "description": "", "data": data}}
        document = published(priced(("10", 1)), calculationErrors={"selectedShippingOptionError": error})
        place = "$.calculationErrors.selectedShippingOptionError.applicationError.data"
        assert [found for found, _, _ in wrong(document)] == [place + path]

    def test_a_request_may_say_that_it_was_not_asked_for(self):
        """It is kept and priced so."""
        selected = {"code": "slow", "requestedShippingOption": False}
        info = {
            "shippingInfo": wire.dump_checkout(samples.full_checkout())["shippingInfo"]
            | {"selectedCarrierServiceOption": selected}
        }
        line = {"catalogReference": {"appId": "a", "catalogItemId": "i"}, "quantity": 1}
        document = {"lineItems": [line], "channelType": "WEB", "checkoutInfo": info, "now": "2022-07-18T13:25:22Z"}
        store = cc.Store(currency="USD", shipping=[carrier(*self.OPTIONS)])
        request = wire.load_request(document, "USD", strict=True).value
        checkout = cc.create_from_request(store, request)
        assert wire.load_checkout(wire.dump_checkout(checkout)).value == checkout
        assert cc.price(checkout, store).shipping.requested_shipping_option is False
        assert "in place of the option asked for" in str(cc.explain(cc.price(checkout, store)))

    def test_nothing_said_of_delivery(self):
        """There is always a list of options, here an empty one."""
        assert again(priced(("10", 1))).shipping_info is None


class TestSettings:
    def test_what_was_a_default_is_stated(self):
        """The opener is the buyer, the language the site's."""
        found = again(priced(("10", 1), member=guid(700), site_language="fr"))
        assert found.created_by == cc.CreatedBy(member_id=guid(700))
        assert found.buyer_language == "fr"

    def test_what_the_store_says_is_the_stores(self):
        """Another store's settings count, and its currency is the one that must agree."""
        price = priced(("10", 1), included=True, taxes=[tax("0.25")], site_language="fr")
        checkout = again(price)
        store = attrs.evolve(price.store, tax_included_in_price=False, site_language="de", weight_unit=cc.WeightUnit.LB)
        document = wire.dump_priced(cc.price(checkout, store))
        assert document["priceSummary"]["total"]["amount"] == "12.5"
        assert (document["siteLanguage"], document["weightUnit"]) == ("de", "LB")

    def test_a_currency_must_be_named(self):
        """The amounts of custom lines are in it."""
        document = published(priced((None, 1, custom("10"))))
        del document["currency"]
        assert [path for path, _, _ in wrong(document)] == ["$.currency"]


class TestHostile:
    VALUES = (5, "x", True, [], [[]], {}, {"a": 1}, [5], -1, 1.5, None)

    def test_any_value_in_any_place_is_refused_or_harmless(self):
        """Of the sample with every member; nothing but `InvalidDocument` is raised."""
        document = published(cc.price(samples.full_checkout(), samples.full_store()), giftCardCode="GIFT-CARD-QXY1")
        document["lineItems"] = document["lineItems"][2:3]  # the custom one; of the others less is read
        wire.load_checkout(document)
        for number, (inside, key) in enumerate(list(places(document))):
            kept = inside[key]
            inside[key] = self.VALUES[number % len(self.VALUES)]
            with contextlib.suppress(InvalidDocument):
                wire.load_checkout(document)
            inside[key] = kept

    @pytest.mark.parametrize("value", VALUES[:-1])
    def test_what_is_read_must_be_of_its_kind(self, value):
        """An empty object is a fine one now and then; null stands for an absent member."""
        document = published(priced(("10", 1)))
        for name in ("calculationErrors", "appliedDiscounts", "shippingInfo", "membershipOptions", "lineItems"):
            fits = isinstance(value, list) if name in {"appliedDiscounts", "lineItems"} else isinstance(value, dict)
            if not fits:
                assert [path for path, _, _ in wrong(document | {name: value})] == [f"$.{name}"]
        for name in (
            "couponCalculationError",
            "giftCardCalculationError",
            "selectedShippingOptionError",
            "membershipError",
        ):
            if not isinstance(value, dict):
                errors = {"calculationErrors": {name: value}}
                assert [path for path, _, _ in wrong(document | errors)] == [f"$.calculationErrors.{name}"]

    def test_long_and_deep_documents_take_no_time(self):
        """What is passed over is not looked at; what is read is bounded."""
        start = time.perf_counter()
        deep = []
        for _ in range(100_000):
            deep = [deep]
        many = [{"merchantDiscount": {}, "lineItemIds": [5]}] * 300_000
        errors = {"membershipError": {"applicationError": {"code": "", "description": "", "data": {"errors": many}}}}
        document = published(priced(("10", 1)), priceSummary=deep, additionalFees=many, appliedDiscounts=many)
        assert [path for path, _, _ in wrong(document)] == ["$.appliedDiscounts"]
        document["appliedDiscounts"] = []
        [(path, _, _)] = wrong(document | {"customFields": [{"value": deep}]})
        assert path.startswith("$.customFields[0].value[0]")
        document["lineItems"] = [{}] * 100_000
        assert wrong(document) == [("$.lineItems", "100000 entries", "an array of 0 to 300 entries")]
        document |= {"lineItems": [], "membershipOptions": {"selectedMemberships": {"memberships": many}}}
        assert [path for path, _, _ in wrong(document)] == ["$.membershipOptions.selectedMemberships.memberships"]
        assert wrong(published(priced(("10", 1)), calculationErrors=errors, channelType=5))[0][0] == "$.channelType"
        assert time.perf_counter() - start < 20
        while deep:
            deep = deep[0]  # taken apart here: the interpreter would recurse


class TestExamples:
    @pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
    def test_every_printed_checkout_loads_in_full(self, path):
        """Nothing in it is unknown; requests and stores are none."""
        document = wire.parse(path.read_bytes())
        assert wire.is_checkout(document) is (path.stem not in {"store", "request_full"})
        if wire.is_checkout(document):
            lines = document.get("checkout", document)["lineItems"]
            loaded = wire.load_checkout(document, strict=True)
            assert [line.id for line in loaded.value.line_items] == [line["_id"] for line in lines]
