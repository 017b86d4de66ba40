"""Documents that are no Stores cart: refused with everything that is wrong, each at its place, in bounded time."""

import time
from decimal import Decimal

import pytest

import checkout_core as cc
from checkout_core import wire

GUID = "c43190d2-eea3-493e-b6e8-f146850c6873"
NUMBER = "a decimal from 0 to 1000000000000000, at most 20 decimals"
DIGITS = "a number of at most 64 significant digits and an exponent of at most 100"
LINE = {"quantity": 1, "priceData": {"price": 10}}


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


def problems_of(document):
    """What is wrong: (path, found, allowed)."""
    with pytest.raises(cc.InvalidDocument) as caught:
        wire.convert_cart(document)
    return [(problem.path, problem.found, problem.allowed) for problem in caught.value.problems]


def paths_of(document):
    """Where something is wrong."""
    return [path for path, *_ in problems_of(document)]


def nested(levels, entry):
    """An entry inside so many arrays."""
    for _ in range(levels):
        entry = [entry]
    return entry


class TestRefused:
    """A cart that cannot be read: everything that is wrong, at its place."""

    def test_all_problems_at_once(self):
        """Each with its path in the cart, what was found and what is allowed."""
        cart = cart_with(
            {
                "currency.code": "DOLLAR",
                "billingAddress.address.country": "Norway",
                "shippingInfo.pickupDetails.pickupAddress.zipCode": 7,
                "lineItems[i].quantity": 0,
                "lineItems[i].lineItemType": "SERVICE",
                "lineItems[i].options": [{"option": "Size"}],
                "lineItems[i].priceData.price": "-1",
                "totals.tax": "many",
                "appliedCoupon.couponId": "ten",
                "billingAddress.contactDetails.vatId": {"id": "1"},
            }
        )
        with pytest.raises(cc.InvalidDocument) as caught:
            wire.convert_cart(cart)
        problems = {problem.path: (problem.found, problem.allowed) for problem in caught.value.problems}
        assert problems == {
            "$.currency.code": ('"DOLLAR"', "an active ISO 4217 code in upper case, such as USD"),
            "$.billingAddress.address.country": ('"Norway"', "a two-letter upper-case ISO 3166-1 country code"),
            "$.shippingInfo.pickupDetails.pickupAddress.zipCode": ("7", "text of 0 to 50 characters"),
            "$.lineItems[0].quantity": ("0", "a whole number from 1 to 100000"),
            "$.lineItems[0].lineItemType": ('"SERVICE"', "one of PHYSICAL, DIGITAL, CUSTOM_AMOUNT_ITEM"),
            "$.lineItems[0].options[0].selection": ("nothing", "text of 1 to 500 characters"),
            "$.lineItems[0].priceData.price": ('"-1"', "a decimal from 0 to 1000000000000000, at most 12 decimals"),
            "$.totals.tax": ('"many"', "a decimal from 0 to 1000000000000000, at most 20 decimals"),
            "$.appliedCoupon.couponId": ('"ten"', "a GUID such as 00000000-0000-0000-0000-000000000001"),
            "$.billingAddress.contactDetails.vatId.type": ("nothing", "CPF or CNPJ where the id is given"),
        }

    @pytest.mark.parametrize(
        ("cart", "path"),
        [
            ([], "$"),
            ({}, "$.currency"),
            ({"currency": {}}, "$.currency.code"),
            ({"currency": "USD"}, "$.currency"),
            ({"currency": {"code": "USD"}, "lineItems": {}}, "$.lineItems"),
            ({"currency": {"code": "USD"}, "lineItems": [7]}, "$.lineItems[0]"),
            ({"currency": {"code": "USD"}, "lineItems": [{"quantity": 1}]}, "$.lineItems[0].priceData"),
            (
                {"currency": {"code": "USD"}, "lineItems": [{"quantity": 1, "priceData": {}}]},
                "$.lineItems[0].priceData.price",
            ),
            ({"currency": {"code": "USD"}, "lineItems": [{"priceData": {"price": 1}}] * 301}, "$.lineItems"),
            ({"currency": {"code": "USD"}, "totals": {"tax": 0.1}}, "$.totals.tax"),
            ({"currency": {"code": "USD"}, "new": {"rate": 0.1}}, "$.new.rate"),
            ({"currency": {"code": "USD"}, "id": "a", "_id": "b"}, "$._id"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_what_is_missing_or_no_cart(self, cart, path):
        """At its place."""
        with pytest.raises(cc.InvalidDocument) as caught:
            wire.convert_cart(cart)
        assert [problem.path for problem in caught.value.problems] == [path]

    @pytest.mark.parametrize(
        ("path", "value", "found", "allowed"),
        [
            ("totals.tax", Decimal("NaN"), "NaN", NUMBER),
            ("totals.tax", "Infinity", '"Infinity"', NUMBER),
            ("totals.tax", float("nan"), "a float; give a string or use parse", NUMBER),
            ("totals.tax", 1.5, "a float; give a string or use parse", NUMBER),
            ("totals.tax", True, "true", NUMBER),
            ("totals.tax", [], "an array of 0 entries", NUMBER),
            ("totals.tax", "1E999999999", '"1E999999999"', NUMBER),
            ("totals.tax", Decimal("1E+99999"), "1E+99999", NUMBER),
            ("totals.tax", "1e-21", '"1e-21"', NUMBER),
            ("totals.tax", "-0.01", '"-0.01"', NUMBER),
            ("totals.tax", 10**15 + 1, "1000000000000001", NUMBER),
            ("totals.quantity", "1.5", '"1.5"', "a whole number from 0 to 30000000"),
            ("appliedCoupon.discountValue", -1, "-1", NUMBER),
            ("lineItems[i].quantity", -1, "-1", "a whole number from 1 to 100000"),
            ("lineItems[i].quantity", None, "null", "a whole number from 1 to 100000"),
            ("lineItems[i].id", 2**31, "2147483648", "a whole number from 0 to 2147483647"),
            ("lineItems[i].name", "x" * 201, '"' + "x" * 76 + "...", "text of 1 to 200 characters"),
            ("lineItems[i].weight", "-1", '"-1"', "a decimal from 0 to 1000000000, at most 6 decimals"),
            ("lineItems[i].options", {"Size": "M"}, "an object", "an array of 0 to 100 entries"),
            ("lineItems[i].mediaItem", "a.jpg", '"a.jpg"', "an object"),
            ("weightUnit", "STONE", '"STONE"', "one of UNSPECIFIED_WEIGHT_UNIT, KG, LB"),
            ("buyerInfo.identityType", "GUEST", '"GUEST"', "one of ADMIN, MEMBER, VISITOR, CONTACT"),
            ("buyerNote", "\ud800", '"\\ud800"', "text without lone surrogates"),
            ("new", "\ud800", '"\\ud800"', "text without lone surrogates"),
            ("new", Decimal("1E+101"), "1E+101", DIGITS),
        ],
        ids=lambda value: value if isinstance(value, str) and "." in value else "",
    )
    def test_wrong_values(self, path, value, found, allowed):
        """What was found, and what is allowed there."""
        [(place, *said)] = problems_of(cart_with({path: value}))
        assert place == "$." + path.replace("[i]", "[0]")
        assert said[1] == allowed
        assert said[0] == found

    def test_twice_the_same(self):
        """Ids of lines however they are written, options of a line, titles of its custom texts; all at once."""
        cart = cart_with({"lineItems[i].id": 4})
        line = cart["lineItems"][0]
        cart["lineItems"] += [
            {**line, "options": [{"option": "A", "selection": "B"}] * 2},
            {**line, "id": 5, "customTextFields": [{"title": "A", "value": "B"}] * 2},
            {**line, "id": "4"},
            {**LINE, "_id": Decimal("4.0")},
        ]
        assert sorted(paths_of(cart)) == [
            "$.lineItems[1].id",
            "$.lineItems[1].options[1].option",
            "$.lineItems[2].customTextFields[1].title",
            "$.lineItems[3].id",
            "$.lineItems[4]._id",
        ]

    def test_an_id_in_both_spellings(self):
        """One of them is enough, of cart, line and buyer."""
        line = {**LINE, "_id": 1, "id": 2}
        cart = {"_id": GUID, "id": GUID, "currency": {"code": "USD"}, "lineItems": [line]}
        assert paths_of(cart) == ["$.id", "$.lineItems[0].id"]

    def test_what_no_row_knows_is_read_too(self):
        """Where it is no JSON, that is told with everything else."""
        cart = cart_with({"buyerNote": 7, "totals.fees": 0.5, "lineItems[i].new": [float("nan")]})
        assert sorted(paths_of(cart)) == ["$.buyerNote", "$.lineItems[0].new[0]", "$.totals.fees"]

    @pytest.mark.parametrize(
        "text", ['{"currency": {"code": "USD"}, "currency": 1}', '{"totals": {"tax": NaN}}', "[" * 99]
    )
    def test_text_that_says_nothing_sure(self, text):
        """Repeated keys, numbers that are none, nesting without end: as everywhere."""
        with pytest.raises(cc.InvalidDocument):
            wire.parse(text)

    def test_a_line_that_describes_itself_is_short(self):
        """At most ten description lines, as everywhere; a product of the catalog may have twenty."""
        texts = [{"title": f"Text {number}", "value": "x"} for number in range(10)]
        members = {"lineItems[i].customTextFields": texts, "lineItems[i].notes": "y"}
        with pytest.raises(cc.InvalidDocument, match=r"customTextFields: found 11 entries with the notes"):
            wire.convert_cart(cart_with(members))
        document = wire.dump_priced(wire.convert_cart(cart_with(members | {"lineItems[i].productId": "shirt"})).priced)
        assert len(document["lineItems"][0]["descriptionLines"]) == 11


class TestBounds:
    """Hostile documents cost no more than their length."""

    @pytest.mark.parametrize(
        ("members", "paths"),
        [
            ({"lineItems": [LINE] * 100_000}, ["$.lineItems"]),
            ({"lineItems": [LINE] * 100_000, "x": 1, "totals": 7}, ["$.lineItems", "$.totals"]),
            ({"totals": {"tax": [1] * 1_000_000}, "x": 1}, ["$.totals.tax"]),
            ({"totals": {"tax": nested(100_000, 1)}, "x": 1}, ["$.totals.tax"]),
            ({"x": nested(100_000, 1)}, ["$.x" + "[0]" * 33]),
            ({"buyerInfo": nested(100_000, 1)}, ["$.buyerInfo"]),
            ({"totals": {f"{'.' * 150}{number}": 0.5 for number in range(20_000)}}, 10_000),
        ],
        ids=lambda _: "",
    )
    def test_refused_at_once(self, members, paths):
        """100,000 lines, values without end, 20,000 problems."""
        start = time.perf_counter()
        found = paths_of({"currency": {"code": "USD"}} | members)
        assert time.perf_counter() - start < 5
        assert paths in (found, len(found))

    def test_many_unknown_members(self):
        """Each of them is told."""
        document = cart_with({}) | {f"{'.[' * 90}{number}": number for number in range(5_000)}
        assert [gone.value for gone in wire.convert_cart(document).dropped] == list(range(5_000))
