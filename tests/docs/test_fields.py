"""The tables of docs/fields.md say what is published, and where it comes from."""

import re
from pathlib import Path

import attrs
import pytest
import samples
from published import as_stated

import checkout_core as cc
from checkout_core import wire
from checkout_core.wire.published_checkouts import published_checkout
from checkout_core.wire.published_lines import published_custom_line, published_line
from checkout_core.wire.tables import pass_over

CHECKOUT = """
_id lineItems billingInfo shippingInfo buyerNote buyerInfo currency conversionCurrency paymentCurrency
conversionInfo priceSummary payNow payLater payAfterFreeTrial payNowTotalAfterGiftCard totalAfterGiftCard
lineItemsSubtotal paymentRequired subscriptionCharges calculationErrors violations appliedDiscounts giftCard
additionalFees taxSummary taxIncludedInPrice taxExemptGroupId weightUnit channelType siteLanguage buyerLanguage
customFields membershipOptions completed orderId createdBy _createdDate _updatedDate cartId purchaseFlowId ecomId
customSettings customContentReference externalReference businessLocationId extendedFields
"""
LINE_ITEM = """
_id quantity catalogReference productName url price priceBeforeDiscounts fullPrice lineItemPrice discount
totalPriceBeforeTax totalPriceAfterTax taxDetails descriptionLines media availability physicalProperties
couponScopes itemType subscriptionOptionInfo paymentOption depositAmount serviceProperties rootCatalogItemId
priceDescription priceUndetermined fixedQuantity customLineItem membersOnly savePaymentMethod
consentRequiredPaymentPolicy policies modifierGroups modifiersTotalPrice catalogOverrideFields taxableAddress
deliveryProfileId taxGroupId shippingGroupId fulfillerId digitalFile inventoryAppId platformFee originalPrice
originalFullPrice priceBeforeDiscountsAndTax externalResourceId extendedFields
"""
"""The members of the documented Checkout and LineItem: no row of the tables may be missing."""
PAGE = (Path(__file__).parents[2] / "docs" / "fields.md").read_text(encoding="utf-8")
SECTIONS = {
    name: re.findall(r"^\| `(\w+)` \| (.*?) \| (.+) \|$", text, re.MULTILINE)
    for name, text in re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
}
OWN = {"Checkout": {"merchantDiscounts"}, "LineItem": {"collectionIds"}}
"""Members that are published and not documented; they are named below the table."""
UNPUBLISHED = {"overrideCheckoutUrl"}
"""What is stated and never published; it is named there, too."""
READ_IN_PART = {
    *("lineItems", "shippingInfo", "calculationErrors", "appliedDiscounts", "giftCard", "membershipOptions"),
}
"""Computed members that hold something of the buyer's side."""


def rows(section, what):
    """Names and sources of the members that are marked so."""
    return [(name, source) for name, mark, source in SECTIONS[section] if mark == what]


def carried(section):
    """Names of carried members, and whose and which member of the inputs each of them is."""
    for name, source in rows(section, "carried"):
        whose, place = re.match(r"the (.+?)'s `([\w.]+)`", source).groups()
        yield name, whose, place


def request():
    """The sample request, with a line that nothing overrides and one that describes its item in full."""
    full = samples.full_request()
    undetermined = attrs.evolve(samples.full_item(), price_undetermined=True)
    lines = [cc.LineRequest(samples.SHIRT), cc.LineRequest(custom_item=undetermined, id=samples.guid(43))]
    return attrs.evolve(full, lines=[*full.lines, *lines])


def kept():
    """What that request has become: an order, two hours later."""
    checkout = cc.create_from_request(samples.full_store(), request())
    later = checkout.created_date.replace(hour=15)
    return attrs.evolve(checkout, completed=True, order_id=samples.guid(44), updated_date=later)


def least():
    """A checkout with nothing that may be absent."""
    line = cc.LineItem(id=samples.guid(1), custom_item=cc.CatalogItem(price=samples.usd("1")))
    least = {"id": samples.guid(9), "currency": "USD", "channel_type": cc.ChannelType.WEB}
    return cc.Checkout(line_items=[line], created_date=samples.NOW, updated_date=samples.NOW, **least)


PRICES = [
    cc.price(kept(), samples.full_store()),
    cc.price(kept(), attrs.evolve(samples.full_store(), tax_exempt_groups=[samples.guid(99)])),
    cc.price(least(), cc.Store(currency="USD")),
]
"""Prices that together publish every member there is."""
INPUTS = {
    "request": wire.dump_request(request()),
    "kept checkout": wire.dump_checkout(kept()),
    "store": wire.dump_store(samples.full_store()),
}


def spelt(names, dialect):
    """The names as the dialect writes them."""
    return {name.removeprefix("_") if dialect == "rest" else name for name in names}


@pytest.mark.parametrize(("section", "names"), [("Checkout", CHECKOUT), ("LineItem", LINE_ITEM)])
def test_every_member_has_a_row(section, names):
    """Each once, in this order, with what is done with it and why or from where."""
    assert [name for name, _, _ in SECTIONS[section]] == names.split()
    assert {mark for _, mark, _ in SECTIONS[section]} == {"computed", "carried", "left out"}


@pytest.mark.parametrize("dialect", ["velo", "rest"])
def test_what_is_not_left_out_is_published(dialect):
    """Neither less nor more, in both dialects."""
    documents = [wire.dump_priced(price, dialect=dialect) for price in PRICES]
    checkout = {name for document in documents for name in document}
    line = {name for document in documents for entry in document["lineItems"] for name in entry}
    for section, published in (("Checkout", checkout), ("LineItem", line)):
        documented = spelt((name for name, mark, _ in SECTIONS[section] if mark != "left out"), dialect)
        assert published == documented | OWN[section]
        assert published.isdisjoint(spelt((name for name, _ in rows(section, "left out")), dialect))


def test_what_stands_below_the_table():
    """The page speaks of it, and the tables do not list it; one part of it the inputs state and nobody publishes."""
    below = OWN["Checkout"] | OWN["LineItem"] | UNPUBLISHED
    assert all(f"`{name}`" in PAGE for name in below)
    assert not below & {*CHECKOUT.split(), *LINE_ITEM.split()}
    assert INPUTS["request"].keys() & INPUTS["kept checkout"].keys() >= UNPUBLISHED
    assert not any(UNPUBLISHED & wire.dump_priced(price).keys() for price in PRICES)


def test_what_is_read_back():
    """Everything published is known; what is computed, and what the store says, is passed over."""
    passed = {key for key, member in published_checkout().by_key.items() if member.hook is pass_over}
    computed = {name for name, _ in rows("Checkout", "computed")}
    of_the_store = {name for name, whose, _ in carried("Checkout") if whose == "store"}
    assert passed == (computed - READ_IN_PART) | (of_the_store - {"currency"})
    for known, section in (
        (published_checkout(), "Checkout"),
        (published_line(), "LineItem"),
        (published_custom_line(undetermined=False), "LineItem"),
    ):
        documented = {name for name, mark, _ in SECTIONS[section] if mark != "left out"}
        assert documented <= known.by_key.keys()


@pytest.mark.parametrize(("name", "whose", "place"), list(carried("Checkout")))
def test_what_is_carried_is_what_was_stated(name, whose, place):
    """The published member has the value of the input that the table names."""
    value = INPUTS[whose]
    for step in place.split("."):
        value = value[step]
    assert as_stated(wire.dump_priced(PRICES[0])[name]) == as_stated(value)


def stated_lines():
    """For each published line of a found item: the line as it is kept, and its item as stated."""
    catalog = {wire.dumps(entry["catalogReference"]): entry for entry in INPUTS["store"]["catalog"]}
    for line in INPUTS["kept checkout"]["lineItems"]:
        reference = {name: value for name, value in line.get("catalogReference", {}).items() if name != "options"}
        item = line if "customLineItem" in line else catalog.get(wire.dumps(reference))
        if item is not None:
            stated = line.get("catalogOverrideFields", {})
            option = {"paymentOption": stated["paymentOption"]["value"]} if "paymentOption" in stated else {}
            image = {"media": stated["image"]} if "image" in stated else {}
            yield {"line": line, "item": {**item, **stated, **option, **image}}


@pytest.mark.parametrize(("name", "whose", "place"), list(carried("LineItem")))
def test_what_lines_carry_is_what_was_stated(name, whose, place):
    """Of every line, where its line or item states the member; and one of them does."""
    published = {line["_id"]: line for line in wire.dump_priced(PRICES[0])["lineItems"]}
    stated = [inputs for inputs in stated_lines() if place in inputs[whose]]
    assert stated
    for inputs in stated:
        given, found = inputs[whose][place], published[inputs["line"]["_id"]].get(name)
        assert as_stated(found) == as_stated(given) or (found is None and given is False)


def test_what_is_computed_is_not_just_carried():
    """No input states it as it is published: of lines, not every time."""
    document = as_stated(wire.dump_priced(PRICES[0]))
    for name, _ in rows("Checkout", "computed"):
        assert all(as_stated(stated[name]) != document[name] for stated in INPUTS.values() if name in stated)
    published = {line["_id"]: line for line in document["lineItems"]}
    for name, _ in rows("LineItem", "computed"):
        stated = [(published[inputs["line"]["_id"]], inputs["item"]) for inputs in stated_lines()]
        pairs = [(line[name], as_stated(item[name])) for line, item in stated if name in item]
        assert not pairs or any(found != given for found, given in pairs)
