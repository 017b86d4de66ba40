"""Every checkout printed in the Wix documents, reproduced from a request and a store.

Inputs are what a buyer and a merchant state: unit prices, quantities, stock, the coupon's definition, the carrier's
cost. Everything else in the printed document must come out of the pricing.
"""

import json
import re
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

import checkout_core as cc

EXAMPLES = Path(__file__).parents[1] / "examples"

COUPON = {
    "_id": "fbb94b06-7447-4161-9c48-59bfcdc39e77",
    "code": "SUMMERSALE10",
    "name": "SUMMERSALE10",
    "scope": {"namespace": "stores"},
    "limitedToOneItem": True,
    "moneyOffAmount": "10",
}
"""Ten off one item of the stores: the definition behind every coupon in the documents."""

HELD = {"create_checkout_full", "get_checkout", "remove_line_items", "update_checkout"}
"""The documents whose checkout holds the coupon."""

CARRIED = ("buyerInfo", "createdBy", "billingInfo", "buyerNote", "customFields", "cartId")
STATED = (
    "productName", "url", "media", "descriptionLines", "physicalProperties", "couponScopes", "rootCatalogItemId",
    "paymentOption",
)  # fmt: skip


def printed(name):
    """The document's checkout."""
    document = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return document.get("checkout", document)


def inputs(name):
    """A request and a store from which the document must follow."""
    document = printed(name)
    catalog, lines = [], []
    for line in document["lineItems"]:
        reference = line["catalogReference"]
        lines.append({"_id": line["_id"], "quantity": line["quantity"], "catalogReference": reference})
        if "productName" in line:
            entry = {"catalogReference": reference, "price": line["price"]["amount"], "itemType": line["itemType"]}
            entry |= {member: line[member] for member in STATED if member in line}
            if "quantityAvailable" in line["availability"]:
                entry["quantityAvailable"] = line["availability"]["quantityAvailable"]
            catalog.append(entry)
    info = {member: document[member] for member in CARRIED if member in document}
    shipping = document["shippingInfo"]
    carriers = []
    if "shippingDestination" in shipping:
        info["shippingInfo"] = {"shippingDestination": shipping["shippingDestination"]}
        carriers = [
            {
                "carrierId": carrier["carrierId"],
                "region": shipping["region"] | {"countries": ["US"]},
                "options": [option | {"cost": "10"} for option in carrier["shippingOptions"]],
            }
            for carrier in shipping["carrierServiceOptions"]
        ]
        selected = shipping["selectedCarrierServiceOption"]
        info["shippingInfo"]["selectedCarrierServiceOption"] = {
            member: selected[member] for member in ("code", "carrierId")
        }
    request = {
        "checkoutId": document["_id"],
        "now": document["_createdDate"],
        "lineItems": lines,
        "channelType": document["channelType"],
        "checkoutInfo": info,
    } | ({"couponCode": "SUMMERSALE10"} if name in HELD else {})
    store = {"currency": document["currency"], "weightUnit": document["weightUnit"], "catalog": catalog}
    store |= {"coupons": [COUPON], "shipping": carriers}
    return request, store


def price(name):
    """The document's checkout, priced and published."""
    request, shop = inputs(name)
    store = cc.wire.load_store(shop, strict=True).value
    loaded = cc.wire.load_request(request, store.currency, strict=True).value
    return cc.wire.dump_priced(cc.price(cc.create_from_request(store, loaded), store))


def number(text):
    """The text as a number, if it is one."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def differences(expected, found, path="$"):
    """Where the printed document says something else; amounts compare as numbers."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            difference
            for key, value in expected.items()
            for difference in differences(value, found.get(key, "(nothing)"), f"{path}.{key}")
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        pairs = enumerate(zip(expected, found, strict=True))
        return [text for index, (a, b) in pairs for text in differences(a, b, f"{path}[{index}]")]
    if expected == found or (expected == "" and found == "0" and re.search(r"[aA]mount$", path)):
        return []
    if expected == "$0.00" and found == "" and path.startswith("$.lineItems[2]."):
        return []  # the documents print a line that is not found now with an empty text, now with a formatted zero
    same = isinstance(expected, str) and isinstance(found, str) and number(expected) is not None
    return [] if same and number(expected) == number(found) else [f"{path}: printed {expected!r}, got {found!r}"]


NAMES = sorted(path.stem for path in EXAMPLES.glob("*.json") if path.stem not in {"request_full", "store"})


@pytest.mark.parametrize("name", [name for name in NAMES if name != "update_checkout"])
def test_every_printed_member_comes_out(name):
    """All members and values of the document, but the instant of its last change, which `price` does not set."""
    expected = printed(name)
    expected.pop("_updatedDate")
    assert differences(expected, price(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_printed_checkout_is_priced_again(name):
    """Read as it is printed and priced in the same store it is what the request made, last change and all."""
    _, shop = inputs(name)
    store = cc.wire.load_store(shop).value
    loaded = cc.wire.load_checkout(printed(name), strict=True).value
    found = cc.wire.dump_priced(cc.price(loaded, store))
    assert differences(price(name) | {"_updatedDate": printed(name)["_updatedDate"]}, found) == []


def test_the_one_that_contradicts_itself_is_put_right():
    """The result of updateCheckout holds a coupon of 10 and prints no discount; with it the total is 20."""
    found = price("update_checkout")
    assert found["priceSummary"]["discount"]["amount"] == "10"
    assert found["priceSummary"]["total"]["amount"] == "20"
    assert found["priceSummary"]["total"]["formattedAmount"] == "€20.00"
    assert found["lineItems"][0]["totalPriceAfterTax"]["amount"] == "20"
    wrong = {text.split(":")[0] for text in differences(printed("update_checkout"), found)}
    sums = {f"$.{summary}.{field}" for summary in ("priceSummary", "payNow") for field in ("discount", "total")}
    line = {f"$.lineItems[0].{field}" for field in ("discount", "totalPriceAfterTax", "totalPriceBeforeTax")}
    after = {"$.lineItems[0].taxDetails.taxableAmount", "$.payNowTotalAfterGiftCard"}
    forms = ("amount", "convertedAmount", "formattedAmount", "formattedConvertedAmount")
    assert wrong == {f"{place}.{form}" for place in sums | line | after for form in forms} | {"$._updatedDate"}


def test_the_documented_request_gives_the_documented_checkout():
    """``request_full.json`` in ``store.json`` is ``create_checkout_full.json``, member by member."""
    request, shop = ((EXAMPLES / f"{name}.json").read_bytes() for name in ("request_full", "store"))
    store = cc.wire.load_store(cc.wire.parse(shop), strict=True).value
    loaded = cc.wire.load_request(cc.wire.parse(request), store.currency, strict=True).value
    priced = cc.price(cc.create_from_request(store, loaded), store)
    assert differences(printed("create_checkout_full"), cc.wire.dump_priced(priced)) == []
    assert [str(line.discount) for line in priced.lines] == ["USD 10.00", "USD 0.00", "USD 0.00"]
    assert str(priced.summary.total) == str(priced.pay_now.total) == "USD 115.00"


def test_there_are_nine_printed_checkouts():
    """None of them is left out above."""
    assert len(NAMES) == 9


class TestOperations:
    """The documented operations, from the state before to the document that they resolve to, the last change too."""

    def before(self, name, **changes):
        """The checkout before the operation, its store, and the instant of the operation."""
        request, shop = inputs(name)
        card = {"code": "GIFT-CARD-QXY1", "balance": "25"}
        store = cc.wire.load_store(shop | {"giftCards": [card]}, strict=True).value
        loaded = cc.wire.load_request(request | changes, store.currency, strict=True).value
        now = datetime.fromisoformat(printed(name)["_updatedDate"])
        return cc.create_from_request(store, loaded), store, now

    def compare(self, name, checkout, store):
        """Where the document says something else than the operation's result."""
        return differences(printed(name), cc.wire.dump_priced(cc.price(checkout, store)))

    def test_add_to_checkout(self):
        """A second line, numbered by the library."""
        request, _ = inputs("add_to_checkout")
        first, second = request["lineItems"]
        checkout, store, now = self.before("add_to_checkout", lineItems=[first])
        reference = cc.CatalogReference(
            second["catalogReference"]["appId"],
            second["catalogReference"]["catalogItemId"],
            second["catalogReference"]["options"],
        )
        after = cc.add_to_checkout(checkout, store, [cc.LineRequest(reference)], now=now)
        assert self.compare("add_to_checkout", after, store) == []

    def test_remove_coupon(self):
        """The discount is gone."""
        checkout, store, now = self.before("remove_coupon", couponCode="SUMMERSALE10")
        assert self.compare("remove_coupon", checkout, store) != []
        assert self.compare("remove_coupon", cc.remove_coupon(checkout, now=now), store) == []

    def test_remove_gift_card(self):
        """The card pays nothing any more."""
        checkout, store, now = self.before("remove_gift_card", giftCardCode="GIFT-CARD-QXY1")
        assert cc.price(checkout, store).gift_card is not None
        assert self.compare("remove_gift_card", cc.remove_gift_card(checkout, now=now), store) == []

    def test_remove_line_items(self):
        """Lines 2 and 3 go; coupon and delivery stay."""
        request, shop = inputs("create_checkout_full")
        checkout, _, now = self.before("remove_line_items", lineItems=request["lineItems"])
        store = cc.wire.load_store(shop, strict=True).value
        gone = [line["_id"] for line in request["lineItems"][1:]]
        assert [own[-1] for own in gone] == ["2", "3"]
        after = cc.remove_line_items(checkout, gone, now=now)
        assert self.compare("remove_line_items", after, store) == []

    def test_update_line_items_quantity(self):
        """Ten in place of three, as a total."""
        request, _ = inputs("update_line_items_quantity")
        [line] = request["lineItems"]
        checkout, store, now = self.before("update_line_items_quantity", lineItems=[line | {"quantity": 3}])
        after = cc.update_line_items_quantity(checkout, store, {line["_id"]: 10}, now=now)
        assert self.compare("update_line_items_quantity", after, store) == []

    def test_update_checkout(self):
        """A note and a coupon; the result is the one that is priced above, at the printed instant."""
        request, _ = inputs("update_checkout")
        info = {name: value for name, value in request["checkoutInfo"].items() if name != "buyerNote"}
        checkout, store, now = self.before("update_checkout", checkoutInfo=info, couponCode=None)
        note = "Please gift wrap this order. Thanks!"
        after = cc.update_checkout(checkout, store, now=now, buyer_note=note, coupon_code="SUMMERSALE10")
        found = cc.wire.dump_priced(cc.price(after, store))
        assert found.pop("_updatedDate") == printed("update_checkout")["_updatedDate"]
        expected = price("update_checkout")
        expected.pop("_updatedDate")
        assert found == expected
