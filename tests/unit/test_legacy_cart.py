"""The conversion of Stores carts against the published tables, row by row: none is missing, each has a cart.

The tables stand here as the pages print them, with the path that a checkout really has beside it where theirs is wrong.
"""

import copy
import json
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import checkout_core as cc
from checkout_core import wire
from checkout_core.wire.legacy_cart import ADDRESS_ROWS, CART_ROWS, Change
from checkout_core.wire.legacy_cart.rows import REST_ONLY

DOCS = Path(__file__).parents[2] / "docs"
GUID = "c43190d2-eea3-493e-b6e8-f146850c6873"
WRONG = "wrong path"

OPTION = "shippingInfo.selectedCarrierServiceOption"
COUPON = {"appliedCoupon.code": "TEN", "totals.discount": 4, "appliedCoupon.discountValue": 4}
EURO = {"convertedCurrency.code": "EUR", "totals.subtotal": 10, "convertedTotals.subtotal": 20}
TYPE = "lineItems[i].lineItemType"
CPF = {"id": "111.444.777-35", "type": "CPF"}
SHOWN_CPF = {"_id": "111.444.777-35", "type": "CPF"}
PERSON = [("firstName", "Jane"), ("lastName", "Doe"), ("phone", "+1 555"), ("company", "Doe"), ("vatId", CPF)]


def row(source, target, value, shown=None, *, page=None, **extra):
    """A row: member of the cart, its place, a value, what stands there then; the page's path where that is wrong."""
    given = extra.pop("given", {})
    assert not extra
    return source, target if page is None else page, target, value, value if shown is None else shown, given


CART = [
    row("id", "", "055e1808-b236-48dc-94d5-45288e06ef9c"),
    row("status", "", "INCOMPLETE"),
    row("weightUnit", "weightUnit", "LB"),
    row("buyerNote", "buyerNote", "Ring twice"),
    row("currency.code", "currency", "EUR"),
    row("currency.symbol", "", "$"),
    row("convertedCurrency.code", "conversionCurrency", "EUR", given=EURO),
    row("convertedCurrency.symbol", "", "EUR"),
    row("billingAddress.address", "billingInfo.address", {"city": "Oslo"}),
    *(
        row(
            f"billingAddress.contactDetails.{name}",
            f"billingInfo.contactDetails.{name}",
            value,
            SHOWN_CPF if value is CPF else value,
        )
        for name, value in PERSON
    ),
    row(
        "billingAddress.contactDetails.email", "buyerInfo.email", "jane@example.com", page="billingInfo.buyerInfo.email"
    ),
    row("appliedCoupon.couponId", "appliedDiscounts[i].coupon._id", GUID, given=COUPON),
    row("appliedCoupon.code", "appliedDiscounts[i].coupon.code", "SUMMER"),
    row("appliedCoupon.name", "appliedDiscounts[i].coupon.name", "Summer sale", given=COUPON),
    row(
        "appliedCoupon.discountValue",
        "appliedDiscounts[i].coupon.amount.amount",
        "3.50",
        given={"appliedCoupon.code": "A"},
    ),
    row(
        "appliedCoupon.convertedDiscountValue",
        "appliedDiscounts[i].coupon.amount.convertedAmount",
        "8.00",
        page="appliedDiscounts[i].coupon.convertedAmount",
        given=COUPON | EURO,
    ),
    row(
        "appliedCoupon.couponType",
        "appliedDiscounts[i].coupon.couponType",
        "moneyOff",
        "MoneyOff",
        page="",
        given=COUPON,
    ),
    row("totals.subtotal", "priceSummary.subtotal.amount", 10),
    row("totals.shipping", "priceSummary.shipping.amount", Decimal("4.20")),
    row("totals.tax", "priceSummary.tax.amount", Decimal("0.83")),
    row("totals.discount", "priceSummary.discount.amount", 2),
    row("totals.total", "priceSummary.total.amount", 10),
    row(
        "totals.weight",
        "lineItems[i].physicalProperties.weight x lineItems[i].quantity",
        6,
        given={"lineItems[i].weight": 3, "lineItems[i].quantity": 2},
    ),
    row("totals.quantity", "lineItems[i].quantity", 7, given={"lineItems[i].quantity": 7}),
    row("convertedTotals.subtotal", "priceSummary.subtotal.convertedAmount", 20, given=EURO),
    row("convertedTotals.shipping", "priceSummary.shipping.convertedAmount", 8, given=EURO | {"totals.shipping": 4}),
    row("convertedTotals.tax", "priceSummary.tax.convertedAmount", 2, given=EURO | {"totals.tax": 1}),
    row("convertedTotals.discount", "priceSummary.discount.convertedAmount", 6, given=EURO | {"totals.discount": 3}),
    row("convertedTotals.total", "priceSummary.total.convertedAmount", 20, given=EURO),
    row(
        "convertedTotals.weight",
        "lineItems[i].physicalProperties.weight x lineItems[i].quantity",
        3,
        given={"lineItems[i].weight": 3},
    ),
    row("convertedTotals.quantity", "lineItems[i].quantity", 1),
    row("shippingInfo.shippingRuleDetails.ruleId", "shippingInfo.region._id", GUID),
    row("shippingInfo.shippingRuleDetails.optionId", f"{OPTION}.code", "option-7", page=f"{OPTION}.title"),
    row("shippingInfo.shippingRuleDetails.deliveryOption", f"{OPTION}.title", "Post"),
    row(
        "shippingInfo.shippingRuleDetails.estimatedDeliveryTime",
        f"{OPTION}.logistics.deliveryTime",
        "2 days",
        page="shippingInfo.logistics.deliveryTime",
    ),
    row("shippingInfo.pickupDetails.pickupAddress", f"{OPTION}.logistics.pickupDetails.address", {"city": "Oslo"}),
    *(
        row(
            f"shippingInfo.pickupDetails.buyerDetails.{name}",
            f"shippingInfo.shippingDestination.contactDetails.{name}",
            value,
        )
        for name, value in PERSON[:2]
    ),
    row("shippingInfo.pickupDetails.buyerDetails.email", "buyerInfo.email", "jane@example.com"),
    row(
        "shippingInfo.pickupDetails.buyerDetails.phone",
        "shippingInfo.shippingDestination.contactDetails.phone",
        "+1 555",
    ),
    row(
        "shippingInfo.pickupDetails.pickupInstructions",
        f"{OPTION}.logistics.instructions",
        "Ring",
        page="shippingInfo.logistics.instructions",
    ),
    row("shippingInfo.shippingAddress.address", "shippingInfo.shippingDestination.address", {"city": "Oslo"}),
    row(
        "shippingInfo.shippingAddress.contactDetails",
        "shippingInfo.shippingDestination.contactDetails",
        {"firstName": "Jane"},
    ),
    row(
        "buyerInfo.id and buyerInfo.identityType: CONTACT",
        "buyerInfo.contactId",
        GUID,
        given={"buyerInfo.identityType": "CONTACT"},
    ),
    row(
        "buyerInfo.id and buyerInfo.identityType: VISITOR",
        "buyerInfo.visitorId",
        GUID,
        given={"buyerInfo.identityType": "VISITOR"},
    ),
    row(
        "buyerInfo.id and buyerInfo.identityType: MEMBER",
        "buyerInfo.memberId",
        GUID,
        given={"buyerInfo.identityType": "MEMBER"},
    ),
    row("buyerInfo.email", "buyerInfo.email", "jane@example.com"),
    row("buyerInfo.phone", "billingInfo.contactDetails.phone", "+1 555"),
    row("buyerInfo.firstName", "billingInfo.contactDetails.firstName", "Jane"),
    row("buyerInfo.lastName", "billingInfo.contactDetails.lastName", "Doe"),
    row("lineItems[i].id", "lineItems[i]._id", 47, "00000000-0000-0000-0000-000000000047"),
    row("lineItems[i].productId", "lineItems[i].catalogReference.catalogItemId", "shirt"),
    row("lineItems[i].name", "lineItems[i].productName.original", "Shirt"),
    row("lineItems[i].quantity", "lineItems[i].quantity", 3),
    row("lineItems[i].weight", "lineItems[i].physicalProperties.weight", Decimal("1.25")),
    row("lineItems[i].sku", "lineItems[i].physicalProperties.sku", "364115"),
    row(f"{TYPE}: PHYSICAL", "lineItems[i].itemType.preset", "PHYSICAL"),
    row(f"{TYPE}: DIGITAL", "lineItems[i].itemType.preset", "DIGITAL"),
    row(f"{TYPE}: CUSTOM_AMOUNT_ITEM", "lineItems[i].itemType.custom", "CUSTOM_AMOUNT_ITEM"),
    row("lineItems[i].notes", "lineItems[i].descriptionLines[i].plainText.original", "With a bow"),
    row(
        "lineItems[i].customTextFields",
        "lineItems[i].descriptionLines",
        [{"title": "Card", "value": "Hello"}],
        [
            {
                "name": {"original": "Card", "translated": "Card"},
                "plainText": {"original": "Hello", "translated": "Hello"},
            }
        ],
    ),
    row("lineItems[i].mediaItem.mediaType", "", "IMAGE"),
    row("lineItems[i].mediaItem.url", "lineItems[i].media.url", "https://example.com/a.jpg"),
    row("lineItems[i].mediaItem.width", "lineItems[i].media.width", 640),
    row("lineItems[i].mediaItem.height", "lineItems[i].media.height", 480),
    row(
        "lineItems[i].options",
        "lineItems[i].catalogReference.options",
        [{"option": "Size", "selection": "M"}],
        {"options": {"Size": "M"}},
        given={"lineItems[i].productId": "shirt"},
    ),
    row("lineItems[i].priceData.price", "lineItems[i].price.amount", "12.5"),
    row(
        "lineItems[i].priceData.totalPrice",
        "lineItems[i].price.amount x lineItems[i].quantity",
        30,
        given={"lineItems[i].quantity": 3},
    ),
    row("lineItems[i].convertedPriceData.price", "lineItems[i].price.convertedAmount", 20, given=EURO),
    row(
        "lineItems[i].convertedPriceData.totalPrice",
        "lineItems[i].price.convertedAmount x lineItems[i].quantity",
        20,
        given=EURO,
    ),
]
"""The cart table; of the REST edition the rows that the velo edition lacks."""

ADDRESS = [
    row("address.city", "address.city", "Oslo"),
    row("address.email", "buyerInfo.email", "jane@example.com"),
    row("address.zipCode", "address.postalCode", "0150"),
    row("address.country", "address.country", "NO"),
    row("address.addressLine1", "address.addressLine1", "Karl Johans gate 1", page="address.addressLine"),
    row("address.addressLine2", "address.addressLine2", "Door 4"),
    row("address.street", "address.streetAddress", {"number": "1", "name": "Karl Johans gate"}),
    row("address.subdivision", "address.subdivision", "NO-03"),
    row("address.fullName.firstName", "contactDetails.firstName", "Jane"),
    row("address.fullName.lastName", "contactDetails.lastName", "Doe"),
    row("address.phone", "contactDetails.phone", "+1 555"),
    row("address.company", "contactDetails.company", "Doe"),
    row("address.vatId", "contactDetails.vatId", CPF, SHOWN_CPF),
]
CORRECTED = {
    "billingAddress.contactDetails.email",
    "appliedCoupon.couponType",
    "appliedCoupon.convertedDiscountValue",
    "shippingInfo.shippingRuleDetails.optionId",
    "shippingInfo.shippingRuleDetails.estimatedDeliveryTime",
    "shippingInfo.pickupDetails.pickupInstructions",
    "address.addressLine1",
}
PLACES = {
    "billingAddress.address": "billingInfo",
    "shippingInfo.shippingAddress.address": "shippingInfo.shippingDestination",
    "shippingInfo.pickupDetails.pickupAddress": f"{OPTION}.logistics.pickupDetails",
}
"""Where addresses stand in a cart, and what is around them in a checkout."""


def name_of(source):
    """The member alone, without what another one must say."""
    return re.split(r" and |: ", source)[0]


def cart_with(members):
    """The least cart, with these members by their path."""
    cart = {"currency": {"code": "USD"}, "lineItems": [{"quantity": 1, "priceData": {"price": 10}}]}
    for path, value in members.items():
        node = cart
        *around, last = path.split(".")
        for step in around:
            node = node["lineItems"][0] if step == "lineItems[i]" else node.setdefault(step, {})
        node[last] = value
    return cart


def there(document, path):
    """What stands at a path of the checkout; of [i], in the first line, or the discount that has a coupon."""
    node = document
    for step in path.split("."):
        node = node.get(step.removesuffix("[i]")) if isinstance(node, dict) else None
        if step.endswith("[i]") and node is not None:
            node = next((entry for entry in node if step != "appliedDiscounts[i]" or "coupon" in entry), None)
    return node


def same(shown, expected):
    """Whether a value stands there; numbers are equal whatever their digits."""
    if isinstance(expected, Decimal | int) or (isinstance(shown, str) and re.fullmatch(r"[0-9.]+", str(expected))):
        return shown is not None and Decimal(shown) == Decimal(expected)
    return shown == expected


def converted(cart):
    """What has become of the cart, and the checkout as it is published."""
    result = wire.convert_cart(cart)
    return result, wire.dump_priced(result.priced)


class TestTable:
    """The code's rows are those of the pages, neither more nor less."""

    def test_every_row_in_the_order_of_the_page(self):
        """Member and condition, the published path, and the real one."""
        told = [(entry.source + condition(entry), entry.published, entry.target) for entry in CART_ROWS]
        assert told == [(source, page, target) for source, page, target, *_ in CART]
        assert [(entry.source, entry.published, entry.target) for entry in ADDRESS_ROWS] == [
            (source, page, target) for source, page, target, *_ in ADDRESS
        ]

    def test_how_many_there_are(self):
        """71 in the velo edition of the cart's page, 3 more in the REST edition, 13 of an address."""
        assert (len(CART), len(REST_ONLY), len(ADDRESS)) == (71 + 3, 3, 13)

    def test_the_wrong_paths_are_corrected(self):
        """Seven, each with a reason; all others are as published."""
        assert {entry.source for entry in (*CART_ROWS, *ADDRESS_ROWS) if entry.corrected} == CORRECTED
        assert all(entry.note for entry in (*CART_ROWS, *ADDRESS_ROWS) if entry.corrected)

    def test_what_is_dropped_says_why(self):
        """These have no place."""
        gone = {entry.source for entry in CART_ROWS if entry.change is Change.DROPPED}
        assert gone == {
            "id",
            "status",
            "currency.symbol",
            "convertedCurrency.symbol",
            "lineItems[i].mediaItem.mediaType",
        }
        assert all(entry.note and not entry.target for entry in CART_ROWS if entry.change is Change.DROPPED)

    @pytest.mark.parametrize(
        ("source", "change"),
        [
            ("buyerNote", "unchanged"),
            ("billingAddress.contactDetails.phone", "moved"),
            ("lineItems[i].name", "renamed"),
            ("totals.weight", "computed"),
            ("status", "dropped"),
        ],
    )
    def test_changes(self, source, change):
        """What becomes of a member is told in one word."""
        [entry] = [entry for entry in CART_ROWS if entry.source == source]
        assert entry.change == change


class TestPage:
    """docs/legacy_cart.md has the tables, row by row."""

    PAGE = (DOCS / "legacy_cart.md").read_text(encoding="utf-8")

    def rows(self, heading):
        """The table under a heading, as it is printed."""
        section = self.PAGE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
        return [line for line in section.splitlines() if line.startswith("| `")]

    @pytest.mark.parametrize(("heading", "table"), [("The cart", CART_ROWS), ("An address", ADDRESS_ROWS)])
    def test_tables(self, heading, table):
        """A row each: member, the published path and the real one, what becomes of it and why."""
        assert self.rows(heading) == [
            f"| `{entry.source}`{condition(entry)} | {shown(entry.published)} | {shown(entry.target)} | "
            f"{entry.change}{entry.note and f': {entry.note}'} |"
            for entry in table
        ]

    def test_wrong_paths(self):
        """Each with its correction."""
        rows = [entry for entry in (*CART_ROWS, *ADDRESS_ROWS) if entry.corrected]
        assert self.rows("Paths that are wrong on the pages") == [
            f"| `{entry.source}` | {shown(entry.published)} | {shown(entry.target)} | {entry.note} |" for entry in rows
        ]


def shown(path):
    """A path in the page."""
    return f"`{path}`" if path else "–"


def condition(entry):
    """What the page says of another member."""
    if entry.when is None:
        return ""
    path, value = entry.when
    return f": {value}" if path == entry.source else f" and {path}: {value}"


class TestRows:
    """Each row has a cart that exercises it."""

    @pytest.mark.parametrize("entry", CART, ids=lambda entry: entry[0])
    def test_a_member_of_the_cart(self, entry):
        """It stands where its row leads, and not where the page is wrong; or the report says why not."""
        source, page, target, value, shown, given = entry
        cart = cart_with({**given, name_of(source): value})
        result, document = converted(cart)
        path = "$." + name_of(source).replace("[i]", "[0]")
        told = {gone.path: gone for gone in result.dropped}
        if not target:
            assert told[path].value == value
            assert told[path].why
            return
        assert not [gone for gone in told if gone.startswith(path)]
        assert result.differences == ()
        if " x " in target:
            first, second = (Decimal(there(document, part)) for part in target.split(" x "))
            assert first * second == value
        else:
            assert same(there(document, target), shown)
        if page not in {target, ""} and page != f"{OPTION}.title":
            assert there(document, page) is None

    @pytest.mark.parametrize("place", PLACES)
    @pytest.mark.parametrize("entry", ADDRESS, ids=lambda entry: entry[0])
    def test_a_member_of_an_address(self, place, entry):
        """In each of the three addresses; a place of pickup is nobody's, which the report says."""
        source, page, target, value, shown, _ = entry
        path = f"{place}.{source.removeprefix('address.')}"
        result, document = converted(cart_with({path: value}))
        told = {gone.path: gone for gone in result.dropped}
        around = PLACES[place]
        full = target if target.startswith("buyerInfo") else f"{around}.{target}"
        if place.endswith("pickupAddress") and not target.startswith("address."):
            assert told[f"$.{path}"].value == value
            assert there(document, full) is None
        else:
            assert told == {}
            assert there(document, full) == shown
        assert page == target or there(document, f"{around}.{page}") is None

    @pytest.mark.parametrize("name", ["id", "_id"])
    def test_ids_in_both_spellings(self, name):
        """Of the cart, its lines, the buyer, and a VAT id."""
        line = {name: 47, "quantity": 1, "priceData": {"price": 10}}
        buyer = {name: GUID, "identityType": "MEMBER"}
        contact = {"vatId": {name: CPF["id"], "type": "CPF"}}
        cart = {name: GUID, "currency": {"code": "USD"}, "lineItems": [line], "buyerInfo": buyer}
        result, document = converted({**cart, "billingAddress": {"contactDetails": contact}})
        assert [gone.path for gone in result.dropped] == [f"$.{name}"]
        assert document["lineItems"][0]["_id"] == "00000000-0000-0000-0000-000000000047"
        assert document["buyerInfo"] == {"memberId": GUID}
        assert document["billingInfo"]["contactDetails"] == {"vatId": SHOWN_CPF}

    @pytest.mark.parametrize(
        ("kind", "shown", "sent"),
        [
            ("PHYSICAL", {"preset": "PHYSICAL"}, True),
            ("DIGITAL", {"preset": "DIGITAL"}, False),
            ("CUSTOM_AMOUNT_ITEM", {"custom": "CUSTOM_AMOUNT_ITEM"}, False),
        ],
    )
    def test_types_of_lines(self, kind, shown, sent):
        """What is sold, and whether it is sent; nothing of it is assumed."""
        result, document = converted(cart_with({TYPE: kind, "lineItems[i].weight": 1}))
        [line] = document["lineItems"]
        assert line["itemType"] == shown
        assert line["physicalProperties"] == {"weight": "1", "shippable": sent}
        assert "$.lineItems[0].itemType.preset" not in {made.path for made in result.assumed}

    @pytest.mark.parametrize("identity", ["CONTACT", "VISITOR", "MEMBER"])
    def test_only_one_id_of_the_buyer(self, identity):
        """The id goes to one member alone."""
        _, document = converted(cart_with({"buyerInfo.id": GUID, "buyerInfo.identityType": identity}))
        assert document["buyerInfo"] == {f"{identity.lower()}Id": GUID}

    def test_a_custom_amount_has_no_catalog_reference(self):
        """Its product and options have no place then."""
        options = [{"option": "Size", "selection": "M"}]
        members = {TYPE: "CUSTOM_AMOUNT_ITEM", "lineItems[i].productId": "shirt", "lineItems[i].options": options}
        result, document = converted(cart_with(members))
        assert "catalogReference" not in document["lineItems"][0]
        assert [gone.path for gone in result.dropped] == ["$.lineItems[0].productId", "$.lineItems[0].options"]

    def test_the_full_example_uses_every_member(self):
        """docs/examples/legacy_cart.json has every member of the tables, in every address."""
        cart = json.loads((DOCS / "examples" / "legacy_cart.json").read_text(encoding="utf-8"), parse_float=Decimal)

        def has(node, steps):
            if not steps:
                return node not in (None, "", [], {})
            name = steps[0].removesuffix("[i]")
            inner = node.get(name) if isinstance(node, dict) else None
            entries = inner if steps[0].endswith("[i]") and isinstance(inner, list) else [inner]
            return any(has(entry, steps[1:]) for entry in entries)

        wanted = {name_of(source) for source, *_ in CART}
        wanted |= {f"{place}.{source.removeprefix('address.')}" for place in PLACES for source, *_ in ADDRESS}
        assert {path for path in wanted if not has(cart, path.split("."))} == set()
        kinds = {line["lineItemType"] for line in cart["lineItems"]}
        assert kinds == {"PHYSICAL", "DIGITAL", "CUSTOM_AMOUNT_ITEM"}

    @pytest.mark.parametrize(
        ("member", "target", "value"),
        [
            ("postalCode", "address.postalCode", "0150"),
            ("addressLine", "address.addressLine1", "Karl Johans gate 1"),
            ("streetAddress", "address.streetAddress", {"number": "1"}),
            ("countryFullname", "address.countryFullname", "Norway"),
            ("subdivisionFullname", "address.subdivisionFullname", "Oslo"),
            ("geocode", "address.location", {"latitude": Decimal("59.9"), "longitude": Decimal("10.75")}),
        ],
    )
    def test_addresses_of_later_carts(self, member, target, value):
        """They spell some members as the checkout does."""
        result, document = converted(cart_with({f"billingAddress.address.{member}": value}))
        shown = there(document, f"billingInfo.{target}")
        expected = {name: str(part) for name, part in value.items()} if isinstance(value, dict) else value
        assert (result.dropped, shown) == ((), expected)


class TestConflicts:
    """Two members for one place: one stays, the other is told."""

    def test_the_unchanged_row_goes_first(self):
        """The buyer's own email, whatever stands before it in the table."""
        members = {"billingAddress.contactDetails.email": "bill@example.com", "buyerInfo.email": "jane@example.com"}
        result, document = converted(cart_with(members))
        assert document["buyerInfo"]["email"] == "jane@example.com"
        [gone] = result.dropped
        assert (gone.path, gone.value) == ("$.billingAddress.contactDetails.email", "bill@example.com")
        assert gone.why == 'the checkout has "jane@example.com" there, which another member says'

    def test_then_the_order_of_the_table(self):
        """Contact details before the buyer, and before names inside an old address."""
        members = {
            "buyerInfo.firstName": "Third",
            "billingAddress.address.fullName.firstName": "Fourth",
            "billingAddress.contactDetails.firstName": "First",
        }
        result, document = converted(cart_with(members))
        assert document["billingInfo"]["contactDetails"] == {"firstName": "First"}
        assert {gone.value for gone in result.dropped} == {"Third", "Fourth"}

    def test_the_same_said_twice_is_no_loss(self):
        """It stands there."""
        members = {"buyerInfo.firstName": "Jane", "billingAddress.contactDetails.firstName": "Jane"}
        assert converted(cart_with(members))[0].dropped == ()

    @pytest.mark.parametrize(
        "members",
        [
            {"buyerInfo.id": GUID},
            {"buyerInfo.identityType": "MEMBER"},
            {"buyerInfo.id": GUID, "buyerInfo.identityType": "ADMIN"},
        ],
    )
    def test_an_id_of_nobody(self, members):
        """The owner of the site is no buyer; an id alone, and a type alone, say nothing."""
        result, document = converted(cart_with(members))
        assert {gone.path for gone in result.dropped} == {f"$.{path}" for path in members}
        assert "buyerInfo" not in document

    def test_a_coupon_without_a_code(self):
        """A checkout holds coupons by their code."""
        members = {"appliedCoupon.couponId": GUID, "appliedCoupon.name": "Ten", "appliedCoupon.discountValue": 2}
        result, document = converted(cart_with(members))
        assert [gone.path for gone in result.dropped] == ["$.appliedCoupon.couponId", "$.appliedCoupon.name"]
        [other] = result.differences
        assert (other.path, other.in_cart, other.in_checkout) == ("$.appliedCoupon.discountValue", "2", None)
        assert document["appliedDiscounts"] == []

    @pytest.mark.parametrize("nothing", ["", None])
    def test_a_text_that_was_left_empty_says_nothing(self, nothing):
        """As null and empty text do elsewhere; its title must be one all the same."""
        cart = cart_with({"lineItems[i].productId": "shirt"})
        line = cart["lineItems"][0]
        line["customTextFields"] = [{"title": "Card", "value": "Hi"}, {"title": "Engraving", "value": nothing}]
        line["options"] = [{"option": "Size", "selection": "L"}, {"option": "Color", "selection": nothing}]
        result, document = converted(cart)
        shown = document["lineItems"][0]
        assert [text["name"]["original"] for text in shown["descriptionLines"] if "plainText" in text] == ["Card"]
        assert shown["catalogReference"]["options"]["options"] == {"Size": "L"}
        assert "Engraving" not in str(result.differences)
        line["customTextFields"][1]["title"] = ""
        with pytest.raises(cc.InvalidDocument, match=r"customTextFields\[1\]\.title"):
            wire.convert_cart(cart)

    def test_unknown_members_are_told_with_their_value(self):
        """In the order of the document, whole."""
        cart = cart_with({"appId": "x", "totals.fees": [1, {"a": None}], "lineItems[i].fulfillerId": "f"})
        cart["lineItems"][0]["customTextFields"] = [{"title": "A", "value": "B", "key": 7}]
        cart["billingAddress"] = {"address": {"street": {"name": "High Street", "apt": "4"}}}
        told = [(gone.path, gone.value) for gone in converted(cart)[0].dropped]
        assert sorted(told, key=str) == sorted(
            [
                ("$.lineItems[0].fulfillerId", "f"),
                ("$.lineItems[0].customTextFields[0].key", 7),
                ("$.appId", "x"),
                ("$.totals.fees", (1, {"a": None})),
                ("$.billingAddress.address.street.apt", "4"),
            ],
            key=str,
        )


class TestLines:
    """Lines and the catalog that they make."""

    def test_lines_without_an_id_get_free_numbers(self):
        """As everywhere: the number of their place, or the next that is free."""
        cart = cart_with({})
        line = cart["lineItems"][0]
        cart["lineItems"] = [line, {**line, "id": 1}, {**line, "id": 0}, line]
        result, document = converted(cart)
        tails = [int(entry["_id"][-12:]) for entry in document["lineItems"]]
        assert tails == [2, 1, 0, 4]
        assert {made.path for made in result.assumed} >= {"$.lineItems[0]._id", "$.lineItems[3]._id"}

    def test_two_lines_of_one_product(self):
        """Custom texts tell them apart in the catalog; if they say otherwise of one item, the later describes it."""
        cart = cart_with({"lineItems[i].productId": "shirt", "lineItems[i].name": "Shirt"})
        line = cart["lineItems"][0]
        text = {**line, "customTextFields": [{"title": "Card", "value": "Hi"}], "priceData": {"price": 11}}
        cart["lineItems"] = [line, text, copy.deepcopy(line), {**line, "priceData": {"price": 9}}]
        result, document = converted(cart)
        assert [entry.get("customLineItem") for entry in document["lineItems"]] == [None, None, None, True]
        assert [entry["price"]["amount"] for entry in document["lineItems"]] == ["10", "11", "10", "9"]
        assert {entry["catalogReference"]["catalogItemId"] for entry in document["lineItems"]} == {"shirt"}
        assert "$.lineItems[3].customLineItem" in {made.path for made in result.assumed}
        assert result.dropped == ()

    def test_a_pickup_by_somebody(self):
        """Nothing but who comes is known: an option that is a pickup is selected, and what it needs is told."""
        result, document = converted(cart_with({"shippingInfo.pickupDetails.buyerDetails.firstName": "Jane"}))
        assert result.dropped == ()
        assert result.checkout.shipping_info.selected_carrier_service_option.code == "shipping"
        [carrier] = result.store.shipping
        assert carrier.options[0].logistics.pickup_details is not None
        assert there(document, f"{OPTION}.carrierId") == carrier.carrier_id
        option = f"$.{OPTION}"
        assert [made.path for made in result.assumed if made.path.startswith("$.shippingInfo")] == [
            f"{option}.carrierId",
            f"{option}.code",
            "$.shippingInfo.region._id",
            "$.shippingInfo.shippingDestination.address",
        ]

    def test_an_address_is_no_delivery(self):
        """Without an option, a rule, a pickup or a cost none is selected, and none assumed."""
        result, _ = converted(cart_with({"shippingInfo.shippingAddress.address.city": "Oslo"}))
        assert result.checkout.shipping_info.selected_carrier_service_option is None
        assert result.store.shipping == ()

    def test_an_empty_cart(self):
        """Becomes an empty checkout."""
        result, document = converted({"currency": {"code": "USD"}})
        assert (document["lineItems"], result.dropped, result.differences) == ([], (), ())

    def test_an_answer_is_read_inside(self):
        """Paths begin at the answer."""
        result, _ = converted({"cart": cart_with({"status": "COMPLETE"})})
        assert [gone.path for gone in result.dropped] == ["$.cart.status"]

    def test_null_and_empty_text_are_nothing(self):
        """As older services write absent members."""
        members = {
            "buyerNote": "",
            "buyerInfo.email": "",
            "appliedCoupon": None,
            "status": None,
            "billingAddress.contactDetails.vatId.id": "",
        }
        result, document = converted(cart_with(members))
        assert (result.dropped, result.differences) == ((), ())
        assert "buyerNote" not in document

    def test_arguments(self):
        """The caller says what no cart does."""
        moment = datetime(2022, 7, 18, 13, 25, tzinfo=UTC)
        result = wire.convert_cart(cart_with({}), checkout_id=GUID, now=moment, channel_type=cc.ChannelType.POS)
        assert (result.checkout.id, result.checkout.created_date, result.checkout.channel_type) == (GUID, moment, "POS")
        for wrong in ({"checkout_id": "7"}, {"now": "today"}, {"channel_type": "WEB"}):
            with pytest.raises(cc.InvalidField):
                wire.convert_cart(cart_with({}), **wrong)
