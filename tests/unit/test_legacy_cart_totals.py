"""What a Stores cart's own amounts become, coupon, tax, conversion; and why the checkout has another number."""

from decimal import Decimal

import pytest

import checkout_core as cc
from checkout_core import wire

UNSOUND = "the cart's own totals do not add up"


def cart(*prices, **members):
    """A cart with a line for each price, and these members."""
    lines = [{"quantity": 1, "priceData": {"price": price}} for price in prices or ("115",)]
    return {"currency": {"code": "USD"}, "lineItems": lines} | members


def converted(document):
    """What has become of the cart, and the checkout as it is published."""
    result = wire.convert_cart(document)
    return result, wire.dump_priced(result.priced)


def summary(document):
    """The published sums, those of nothing left out."""
    found = {name: price["amount"] for name, price in document["priceSummary"].items()}
    return {name: amount for name, amount in found.items() if amount != "0"}


def assumed(result, start):
    """What was assumed at the places that begin so."""
    return {made.path: made.value for made in result.assumed if made.path.startswith(start)}


def priced_again(result, document):
    """The same price, of checkout and store read back from their documents."""
    checkout = wire.load_checkout(wire.parse(wire.dumps(document)), strict=True).value
    store = wire.load_store(wire.parse(wire.dumps(wire.dump_store(result.store))), strict=True).value
    return wire.dump_priced(cc.price(checkout, store))


class TestCoupons:
    """A coupon is held by its code, with terms that take off what the cart says."""

    @pytest.mark.parametrize(
        ("coupon", "totals", "kind", "terms"),
        [
            ({"discountValue": "4"}, {"discount": 4}, "MoneyOff", {"moneyOffAmount": "4"}),
            ({"couponType": "moneyOff", "discountValue": "4"}, {}, "MoneyOff", {"moneyOffAmount": "4"}),
            ({"couponType": "MoneyOff"}, {"discount": 4}, "MoneyOff", {"moneyOffAmount": "4"}),
            (
                {"couponType": "PercentOff", "discountValue": "11.50"},
                {"discount": "11.5"},
                "PercentOff",
                {"percentOffRate": "10"},
            ),
            ({"couponType": "percentOff", "discountValue": "9.79"}, {}, "PercentOff", {"percentOffRate": "8.51"}),
            ({"couponType": "PercentOff"}, {"discount": 115}, "PercentOff", {"percentOffRate": "100"}),
            (
                {"couponType": "FreeShipping", "discountValue": 5},
                {"shipping": 5, "discount": 5, "total": 115},
                "FreeShipping",
                {"freeShipping": True},
            ),
            ({"couponType": "FreeShipping", "discountValue": 0}, {}, "FreeShipping", {"freeShipping": True}),
        ],
    )
    def test_kinds(self, coupon, totals, kind, terms):
        """Money off, a percentage, free shipping: the kind stays, the terms are in the store, no number differs."""
        result, document = converted(cart(appliedCoupon={"code": "Ten", **coupon}, totals=totals))
        assert (result.dropped, result.differences) == ((), ())
        [discount] = document["appliedDiscounts"]
        assert (discount["coupon"]["code"], discount["coupon"]["couponType"]) == ("Ten", kind)
        [definition] = wire.dump_store(result.store)["coupons"]
        assert terms.items() <= definition.items()
        assert priced_again(result, document) == document

    def test_a_percentage_that_is_stated(self):
        """Some carts state it where the table has the amount; the report says so."""
        members = {"appliedCoupon": {"code": "Ten", "couponType": "PercentOff", "discountValue": "10"}}
        result, document = converted(cart(**members, totals={"discount": "11.50"}))
        assert summary(document) == {"subtotal": "115", "discount": "11.5", "total": "103.5"}
        assert result.store.coupons[0].percent_off_rate == 10
        [other] = result.differences
        assert (other.path, other.in_cart, other.in_checkout) == ("$.appliedCoupon.discountValue", "10", "11.5")

    def test_a_percentage_that_the_cart_does_not_state_is_assumed(self):
        """The shortest one that gives the amount."""
        members = {"appliedCoupon": {"code": "Ten", "couponType": "PercentOff", "discountValue": "11.50"}}
        place = "$.appliedDiscounts[0].coupon.amount"
        assert assumed(converted(cart(**members))[0], place) == {place: {"percentOffRate": "10"}}

    @pytest.mark.parametrize("kind", ["BuyXGetY", "FixedPrice", "something new"])
    def test_a_kind_whose_terms_the_cart_lacks(self, kind):
        """It takes off its amount as money, and the report says so."""
        members = {"appliedCoupon": {"code": "Ten", "couponType": kind, "discountValue": 4}}
        result, document = converted(cart(**members, totals={"discount": 4}))
        assert summary(document)["discount"] == "4"
        [gone] = result.dropped
        assert (gone.path, gone.value) == ("$.appliedCoupon.couponType", kind)
        assert gone.why == "the cart does not say the coupon's terms; it takes off its amount as MoneyOff"

    def test_a_percentage_too_fine(self):
        """No percentage of six decimals is a cent of so much: money off."""
        members = {"appliedCoupon": {"code": "Ten", "couponType": "PercentOff", "discountValue": "0.01"}}
        result, document = converted(cart("1000000000000", **members))
        assert summary(document)["discount"] == "0.01"
        assert [gone.path for gone in result.dropped] == ["$.appliedCoupon.couponType"]

    def test_free_shipping_that_takes_off_less(self):
        """It is no free shipping then."""
        members = {"appliedCoupon": {"code": "Ten", "couponType": "FreeShipping", "discountValue": 3}}
        result, document = converted(cart(**members, totals={"shipping": 5, "discount": 3}))
        assert summary(document) == {"subtotal": "115", "shipping": "5", "discount": "3", "total": "117"}
        assert [gone.path for gone in result.dropped] == ["$.appliedCoupon.couponType"]

    @pytest.mark.parametrize(
        ("kind", "value", "shipping"), [("MoneyOff", 4, 0), ("PercentOff", "5.75", 0), ("FreeShipping", 5, 5)]
    )
    def test_a_coupon_and_a_further_discount(self, kind, value, shipping):
        """What the totals take off beside the coupon is a discount of the merchant's."""
        members = {"appliedCoupon": {"code": "Ten", "couponType": kind, "discountValue": value}}
        totals = {"shipping": shipping, "discount": "9", "total": 106 + shipping}
        result, document = converted(cart(**members, totals=totals))
        assert (result.dropped, result.differences) == ((), ())
        assert len(document["appliedDiscounts"]) == 2
        rest = str(9 - Decimal(value))
        assert assumed(result, "$.merchantDiscounts") == {"$.merchantDiscounts[0].amount": rest}
        assert priced_again(result, document) == document

    @pytest.mark.parametrize("coupon", [None, {"couponId": "00000000-0000-0000-0000-000000000009"}])
    def test_a_discount_without_a_coupon(self, coupon):
        """All of it is the merchant's; a coupon without a code is none."""
        result, document = converted(cart(appliedCoupon=coupon, totals={"discount": 4, "total": 111}))
        assert result.differences == ()
        assert assumed(result, "$.merchantDiscounts") == {"$.merchantDiscounts[0].amount": "4"}
        assert result.store.coupons == ()
        assert priced_again(result, document) == document

    def test_a_coupon_that_takes_off_nothing(self):
        """It is held all the same; the price says why it reaches nothing."""
        members = {"appliedCoupon": {"code": "Ten", "discountValue": 4}, "totals": {"discount": 0}}
        result, document = converted(cart(**members))
        assert summary(document)["total"] == "115"
        assert document["appliedDiscounts"][0]["coupon"]["code"] == "Ten"
        assert "couponCalculationError" in document["calculationErrors"]
        assert [other.path for other in result.differences] == ["$.appliedCoupon.discountValue"]


class TestTax:
    """One rate that gives the cart's tax: the shortest there is."""

    @pytest.mark.parametrize(
        ("prices", "totals", "rate", "terms"),
        [
            (["100"], {"tax": "8.25"}, "0.0825", (True, "LINE", False)),
            (["100"], {"tax": "8.25", "total": "108.25"}, "0.0825", (True, "LINE", False)),
            (["119"], {"tax": "19", "subtotal": 119, "total": 119}, "0.19", (True, "LINE", True)),
            (["100"], {"shipping": 10, "tax": "8"}, "0.08", (False, "LINE", False)),
            (["100"], {"shipping": 10, "tax": "8.80"}, "0.08", (True, "LINE", False)),
            (["0.10"] * 3, {"tax": "0.01"}, "0.03", (True, "TOTAL", False)),
            (["100"], {"discount": 50, "tax": "5"}, "0.1", (True, "LINE", False)),
        ],
    )
    def test_rates(self, prices, totals, rate, terms):
        """Added or included; with the delivery's where the goods alone do not give it; rounded by lines or once."""
        result, document = converted(cart(*prices, totals=totals))
        assert result.differences == ()
        assert summary(document)["tax"] == wire.dumps(Decimal(totals["tax"]).normalize())
        on_delivery, rounding, included = terms
        assert assumed(result, "$.priceSummary.tax") == {
            "$.priceSummary.tax": {
                "rate": rate,
                "appliesToShipping": on_delivery,
                "rounding": rounding,
                "taxIncludedInPrice": included,
            }
        }
        assert priced_again(result, document) == document

    def test_no_tax(self):
        """The store has none then."""
        for totals in ({}, {"tax": 0, "total": 115}, {"tax": "0.004"}):
            result, _ = converted(cart(totals=totals))
            assert result.store.taxes == ()

    @pytest.mark.parametrize(
        ("prices", "tax", "nearest"), [(["115"], "200", "0"), (["0"], "2", "0"), (["5000000000000"], "0.01", "0")]
    )
    def test_a_tax_that_no_rate_gives(self, prices, tax, nearest):
        """The nearest is taken; the report has the difference."""
        result, document = converted(cart(*prices, totals={"tax": tax}))
        [other] = result.differences
        assert (other.path, other.in_cart, other.in_checkout) == ("$.totals.tax", tax, nearest)
        assert document["priceSummary"]["tax"]["amount"] == nearest


class TestConversion:
    """One rate that gives the converted amounts: the shortest there is."""

    def test_the_rate(self):
        """As few decimals as give all of them."""
        members = {"convertedCurrency": {"code": "EUR"}, "totals": {"subtotal": 115, "total": 115}}
        result, document = converted(cart(**members, convertedTotals={"subtotal": "106.08", "total": "106.08"}))
        assert result.differences == ()
        assert (document["conversionCurrency"], document["conversionInfo"]["conversionRate"]) == ("EUR", "0.9224")
        assert assumed(result, "$.conversionInfo") == {"$.conversionInfo.conversionRate": "0.9224"}
        assert priced_again(result, document) == document

    def test_currencies_of_other_minor_units(self):
        """Yen have none."""
        members = {"convertedCurrency": {"code": "JPY"}, "totals": {"total": 115}, "convertedTotals": {"total": 17250}}
        result, document = converted(cart(**members))
        assert result.differences == ()
        assert document["priceSummary"]["total"]["convertedAmount"] == "17250"

    def test_a_rate_too_fine(self):
        """A rate has at most 15 decimals; the nearest above is taken, and the report has the difference."""
        members = {"convertedCurrency": {"code": "EUR"}, "totals": {"subtotal": 10**15}}
        result, document = converted(cart(str(10**15), **members, convertedTotals={"subtotal": "123456789.12"}))
        assert document["conversionInfo"]["conversionRate"] == "0.00000012345679"
        assert [(other.in_cart, other.in_checkout) for other in result.differences] == [("123456789.12", "123456790")]

    def test_without_an_amount_in_both(self):
        """Nothing tells the rate, so the currency is dropped."""
        result, document = converted(cart(convertedCurrency={"code": "EUR"}, totals={"total": 115}))
        assert [gone.path for gone in result.dropped] == ["$.convertedCurrency.code"]
        assert document["conversionCurrency"] == "USD"


EUR = {"convertedCurrency": {"code": "EUR"}}
FREE = {"code": "Ten", "couponType": "FreeShipping"}
HALF = {**EUR, "totals": {"subtotal": 115}}


class TestDifferences:
    """A number that the checkout does not come to is told with both numbers and the reason."""

    @pytest.mark.parametrize(
        ("members", "path", "numbers", "why"),
        [
            ({"totals": {"weight": 3}}, "totals.weight", "3 0", "the weights that the lines state come to this"),
            ({"totals": {"quantity": 3}}, "totals.quantity", "3 1", "the quantities of the lines come to this"),
            (
                {"convertedTotals": {"weight": 3}},
                "convertedTotals.weight",
                "3 0",
                "weights are not converted, and the lines' come to this",
            ),
            (
                {"convertedTotals": {"quantity": 3}},
                "convertedTotals.quantity",
                "3 1",
                "the quantities of the lines come to this",
            ),
            (
                {"totals": {"subtotal": 100}},
                "totals.subtotal",
                "100 115",
                "the prices and quantities of the lines come to this",
            ),
            (
                {"totals": {"subtotal": "115.001"}},
                "totals.subtotal",
                "115.001 115",
                "it is finer than the minor unit of USD",
            ),
            (
                {"totals": {"shipping": "1.005"}},
                "totals.shipping",
                "1.005 1.01",
                "it is finer than the minor unit of USD",
            ),
            (
                {"totals": {"tax": 500}},
                "totals.tax",
                "500 0",
                "no one rate of at most 100 % and 6 decimals gives the cart's tax",
            ),
            (
                {"totals": {"discount": 200}},
                "totals.discount",
                "200 115",
                "no more can be taken off than the lines cost",
            ),
            ({"totals": {"total": 100}}, "totals.total", "100 115", "follows from the lines and the other totals"),
            (
                {"totals": {"subtotal": 115, "tax": 500, "total": 615}},
                "totals.total",
                "615 115",
                "follows from the other totals",
            ),
            (
                {"totals": {"subtotal": 115, "shipping": 15, "discount": 120, "tax": "0.5", "total": 10}},
                "totals.total",
                "10 15",
                "follows from the other totals",  # the tax is inside the prices
            ),
            (
                {"totals": {"subtotal": 115, "tax": 5, "total": 100}},
                "totals.total",
                "100 120",
                f"{UNSOUND}: they come to 120 with the tax added, 115 with the tax inside the prices",
            ),
            (
                {"appliedCoupon": {"discountValue": 4}},
                "appliedCoupon.discountValue",
                "4 None",
                "a checkout holds a coupon by its code, and the cart has none",
            ),
            (
                {"appliedCoupon": {"code": "Ten", "discountValue": 200}},
                "appliedCoupon.discountValue",
                "200 115",
                "the coupon takes off this: no more than totals.discount, or than the lines cost",
            ),
            (
                {
                    "appliedCoupon": {"code": "Ten", "couponType": "PercentOff", "discountValue": 20},
                    "totals": {"discount": 23},
                },
                "appliedCoupon.discountValue",
                "20 23",
                "it is the percentage; by it so much is taken off",
            ),
            (
                {"appliedCoupon": {**FREE, "discountValue": 7}, "totals": {"shipping": 5, "discount": 5}},
                "appliedCoupon.discountValue",
                "7 5",
                "the coupon takes off what the delivery costs",
            ),
            (
                {"convertedTotals": {"subtotal": 106}},
                "convertedTotals.subtotal",
                "106 115",
                "the cart does not say in which currency it is, so nothing is converted",
            ),
            (
                {"convertedCurrency": {"code": "USD"}, "convertedTotals": {"subtotal": 106}},
                "convertedTotals.subtotal",
                "106 115",
                "the cart names its own currency as the one to convert to",
            ),
            (
                {**EUR, "convertedTotals": {"subtotal": 106}},
                "convertedTotals.subtotal",
                "106 115",
                "no amount above zero stands in both currencies, so that nothing tells the rate",
            ),
            (
                {**HALF, "convertedTotals": {"subtotal": "57.501"}},
                "convertedTotals.subtotal",
                "57.501 57.5",
                "it is finer than the minor unit of EUR",
            ),
            (
                {**EUR, "totals": {"subtotal": 115, "total": 115}, "convertedTotals": {"subtotal": 23, "total": 46}},
                "convertedTotals.subtotal",
                "23 46",
                "no one rate of at most 15 decimals gives all converted amounts of the cart",
            ),
            (
                {**EUR, "totals": {"subtotal": 115, "tax": 500}, "convertedTotals": {"subtotal": 115, "tax": 500}},
                "convertedTotals.tax",
                "500 0",
                "totals.tax is another, too",
            ),
        ],
    )
    def test_each_reason(self, members, path, numbers, why):
        """By a cart that meets it."""
        result, _ = converted(cart(**members))
        [other] = [other for other in result.differences if other.path == f"$.{path}"]
        assert f"{other.in_cart} {other.in_checkout}" == numbers
        assert other.why == why

    def test_prices_of_lines(self):
        """The price is the cart's; what it says of all units, and of another currency, may be another."""
        document = cart(**EUR)
        document["lineItems"][0] |= {
            "quantity": 2,
            "priceData": {"price": "10", "totalPrice": "21"},
            "convertedPriceData": {"price": "5", "totalPrice": "11"},
        }
        result, _ = converted(document)
        assert [(other.path, other.in_cart, other.in_checkout, other.why) for other in result.differences] == [
            (
                "$.lineItems[0].priceData.totalPrice",
                "21",
                "20",
                "the prices and quantities of the lines come to this",
            ),
            (
                "$.lineItems[0].convertedPriceData.totalPrice",
                "11",
                "10",
                "lineItems[0].priceData.totalPrice is another, too",
            ),
        ]

    def test_a_line_price_exact_or_rounded(self):
        """A unit price finer than a cent: all units cost one amount, which the cart may state in full."""
        document = cart()
        for total in ("0.38", "0.375"):
            document["lineItems"][0] = {"quantity": 3, "priceData": {"price": "0.125", "totalPrice": total}}
            assert converted(document)[0].differences == ()

    def test_a_cart_that_adds_up_has_none(self):
        """Tax added, tax included, delivery, discount, and the amounts of the other currency."""
        added = {"subtotal": 115, "shipping": "5.90", "tax": "10.58", "discount": 10, "total": "121.48", "quantity": 2}
        included = added | {"tax": "20.92", "total": "110.90"}
        for totals in (added, included):
            euros = {name: Decimal(value) / 2 for name, value in totals.items() if name != "quantity"}
            result, document = converted(cart("100", "15", **EUR, totals=totals, convertedTotals=euros))
            assert result.differences == ()
            assert document["taxIncludedInPrice"] is (totals is included)
            assert priced_again(result, document) == document
