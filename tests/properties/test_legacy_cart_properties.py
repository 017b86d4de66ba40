"""Any Stores cart: nothing of it is lost unsaid, what it becomes can be read and priced again, and its totals close."""

import contextlib
import copy
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import checkout_core as cc
from checkout_core import wire
from checkout_core.testing import audit

FEWER = settings(max_examples=settings.default.max_examples // 2)

PERSON = ("firstName", "lastName", "phone", "company")
TOTALS = ("subtotal", "shipping", "tax", "discount", "total")
OPTION = "shippingInfo.selectedCarrierServiceOption"
ADDRESS = {
    "city": "address.city",
    "zipCode": "address.postalCode",
    "country": "address.country",
    "addressLine1": "address.addressLine1",
    "addressLine2": "address.addressLine2",
    "street.number": "address.streetAddress.number",
    "street.name": "address.streetAddress.name",
    "subdivision": "address.subdivision",
    "fullName.firstName": "contactDetails.firstName",
    "fullName.lastName": "contactDetails.lastName",
    "phone": "contactDetails.phone",
    "company": "contactDetails.company",
    "vatId.id": "contactDetails.vatId._id",
    "vatId.type": "contactDetails.vatId.type",
}
PLACES = {
    "billingAddress.address": "billingInfo",
    "shippingInfo.shippingAddress.address": "shippingInfo.shippingDestination",
    "shippingInfo.pickupDetails.pickupAddress": f"{OPTION}.logistics.pickupDetails",
}
AT = {
    **{name: name for name in ("weightUnit", "buyerNote", "buyerInfo.email")},
    "currency.code": "currency",
    "convertedCurrency.code": "conversionCurrency",
    **{f"billingAddress.contactDetails.{name}": f"billingInfo.contactDetails.{name}" for name in PERSON},
    "billingAddress.contactDetails.email": "buyerInfo.email",
    **{
        f"{place}.contactDetails.vatId.{name}": f"{around}.contactDetails.vatId.{shown}"
        for place, around in (
            ("billingAddress", "billingInfo"),
            ("shippingInfo.shippingAddress", "shippingInfo.shippingDestination"),
        )
        for name, shown in (("id", "_id"), ("type", "type"))
    },
    "appliedCoupon.couponId": "appliedDiscounts.coupon._id",
    "appliedCoupon.code": "appliedDiscounts.coupon.code",
    "appliedCoupon.name": "appliedDiscounts.coupon.name",
    "appliedCoupon.discountValue": "appliedDiscounts.coupon.amount.amount",
    "appliedCoupon.convertedDiscountValue": "appliedDiscounts.coupon.amount.convertedAmount",
    **{f"totals.{name}": f"priceSummary.{name}.amount" for name in TOTALS},
    **{f"convertedTotals.{name}": f"priceSummary.{name}.convertedAmount" for name in TOTALS},
    "shippingInfo.shippingRuleDetails.ruleId": "shippingInfo.region._id",
    "shippingInfo.shippingRuleDetails.optionId": f"{OPTION}.code",
    "shippingInfo.shippingRuleDetails.deliveryOption": f"{OPTION}.title",
    "shippingInfo.shippingRuleDetails.estimatedDeliveryTime": f"{OPTION}.logistics.deliveryTime",
    **{
        f"shippingInfo.pickupDetails.buyerDetails.{name}": f"shippingInfo.shippingDestination.contactDetails.{name}"
        for name in ("firstName", "lastName", "phone")
    },
    "shippingInfo.pickupDetails.buyerDetails.email": "buyerInfo.email",
    "shippingInfo.pickupDetails.pickupInstructions": f"{OPTION}.logistics.instructions",
    **{
        f"shippingInfo.shippingAddress.contactDetails.{name}": f"shippingInfo.shippingDestination.contactDetails.{name}"
        for name in PERSON
    },
    "shippingInfo.shippingAddress.contactDetails.email": "buyerInfo.email",
    **{f"buyerInfo.{name}": f"billingInfo.contactDetails.{name}" for name in PERSON[:3]},
    "productId": "catalogReference.catalogItemId",
    "name": "productName.original",
    "quantity": "quantity",
    "weight": "physicalProperties.weight",
    "sku": "physicalProperties.sku",
    "mediaItem.url": "media.url",
    "mediaItem.width": "media.width",
    "mediaItem.height": "media.height",
    "priceData.price": "price.amount",
    "convertedPriceData.price": "price.convertedAmount",
    **{f"{place}.email": "buyerInfo.email" for place in PLACES},
    **{f"{place}.{name}": f"{around}.{path}" for place, around in PLACES.items() for name, path in ADDRESS.items()},
}
"""Where each member of a cart, and of its lines, is to be found."""


def some(**members):
    """An object that may lack any of these members."""
    return st.fixed_dictionaries({}, optional=members)


words = st.sampled_from(["", "Jane", "Doe", "Oslo", "é", "x" * 20]) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1, max_size=20
)
emails = st.sampled_from(["jane@example.com", "shop@example.com", ""])
guids = st.integers(0, 9).map("00000000-0000-0000-0000-{:012d}".format)
amounts = st.integers(0, 30_000).map(lambda units: Decimal(units).scaleb(-2)) | st.sampled_from(
    ["0", "12.50", 7, Decimal("33.300000000000004"), "1E3", Decimal("0.125")]
)
prices = st.integers(0, 30_000).map(lambda units: Decimal(units).scaleb(-2)) | st.sampled_from(["9.99", 0, "0.125"])
numbered = dict.fromkeys(TOTALS, amounts)
vat_ids = st.sampled_from([{}, {"id": "", "type": "UNSPECIFIED"}, {"id": "1", "type": "CPF"}, {"type": "CNPJ"}])
person = {"firstName": words, "lastName": words, "phone": words, "company": words}
addresses = some(
    city=words,
    email=emails,
    zipCode=words,
    country=st.sampled_from(["US", "NO", ""]),
    addressLine1=words,
    addressLine2=words,
    street=some(number=words, name=words, apt=words),
    subdivision=words,
    fullName=some(firstName=words, lastName=words),
    phone=words,
    company=words,
    vatId=vat_ids,
    hint=words,
)
parties = some(address=addresses, contactDetails=some(**person, email=emails, vatId=vat_ids, fullName=words))


def pairs(first, second):
    """An array of objects of two texts; no two begin alike."""
    return st.dictionaries(words.filter(bool), words.filter(bool), max_size=3).map(
        lambda texts: [{first: name, second: text} for name, text in texts.items()]
    )


lines = st.fixed_dictionaries(
    {
        "quantity": st.integers(1, 5),
        "priceData": st.fixed_dictionaries({"price": prices}, optional={"totalPrice": amounts}),
    },
    optional={
        "productId": st.sampled_from(["shirt", "shoe"]),
        "name": words,
        "weight": st.sampled_from([0, 2, Decimal("0.7"), "1.25"]),
        "sku": words,
        "lineItemType": st.sampled_from(["PHYSICAL", "DIGITAL", "CUSTOM_AMOUNT_ITEM"]),
        "notes": words,
        "customTextFields": pairs("title", "value"),
        "mediaItem": some(
            mediaType=words, url=words, width=st.integers(0, 900), height=st.integers(0, 900), altText=words
        ),
        "options": pairs("option", "selection"),
        "convertedPriceData": some(price=amounts, totalPrice=amounts),
        "fulfillerId": st.none() | words,
    },
)


def with_ids(entries, ids):
    """The lines, some with an id."""
    return [entry if own is None else {**entry, "id": own} for entry, own in zip(entries, ids, strict=False)]


id_lists = st.lists(
    st.none() | st.integers(0, 2**31 - 1),
    min_size=4,
    max_size=4,
    unique_by=lambda own: object() if own is None else own,
)
carts = st.fixed_dictionaries(
    {"currency": st.fixed_dictionaries({"code": st.sampled_from(["USD", "EUR", "JPY"])}, optional={"symbol": words})},
    optional={
        "id": guids,
        "status": st.sampled_from(["INCOMPLETE", "COMPLETE"]),
        "weightUnit": st.sampled_from(["KG", "LB", "UNSPECIFIED_WEIGHT_UNIT"]),
        "buyerNote": words,
        "convertedCurrency": some(code=st.sampled_from(["USD", "EUR", "JPY"]), symbol=words),
        "billingAddress": parties,
        "appliedCoupon": some(
            couponId=guids,
            code=words,
            name=words,
            discountValue=amounts,
            convertedDiscountValue=amounts,
            couponType=st.sampled_from(["moneyOff", "PercentOff", "FreeShipping", "BuyXGetY", "new"]),
        ),
        "totals": some(**numbered, weight=amounts, quantity=st.integers(0, 20)),
        "convertedTotals": some(**numbered, weight=amounts, quantity=st.integers(0, 20)),
        "shippingInfo": some(
            shippingRuleDetails=some(ruleId=guids, optionId=words, deliveryOption=words, estimatedDeliveryTime=words),
            pickupDetails=some(
                pickupAddress=addresses,
                buyerDetails=some(firstName=words, lastName=words, email=emails, phone=words),
                pickupInstructions=words,
            ),
            shippingAddress=parties,
        ),
        "buyerInfo": some(
            id=guids,
            identityType=st.sampled_from(["ADMIN", "MEMBER", "VISITOR", "CONTACT"]),
            email=emails,
            phone=words,
            firstName=words,
            lastName=words,
        ),
        "lineItems": st.builds(with_ids, st.lists(lines, max_size=4), id_lists),
        "newMember": st.recursive(st.integers() | words, lambda inner: st.lists(inner) | some(a=inner), max_leaves=4),
    },
)


def leaves(value, path=()):
    """Every value of a document that says something, with its path."""
    if isinstance(value, dict | list):
        for key, entry in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(entry, (*path, key))
    elif value is not None and value != "":
        yield path, value


def in_words(path):
    """The path as a report writes it."""
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)


def looked_up(node, path):
    """What stands there; of discounts, in the one that has a coupon."""
    for name in path.split("."):
        node = node.get(name) if isinstance(node, dict) else None
        if name == "appliedDiscounts":
            node = next((entry for entry in node if "coupon" in entry), None)
    return node


def equal(shown, value):
    """Whether this is that value; numbers whatever their digits."""
    if shown == value:
        return True
    try:
        return Decimal(shown) == Decimal(value)
    except (ArithmeticError, TypeError, ValueError):
        return False


def summed(document, count):
    """The quantities of the lines, each times what is counted of it."""
    return sum(count(line) * line["quantity"] for line in document["lineItems"])


def weight(line):
    """Of one unit."""
    return Decimal(line.get("physicalProperties", {}).get("weight", 0))


def ids(document):
    """Of the buyer, by whose they are."""
    return {key: own for key, own in document.get("buyerInfo", {}).items() if key.endswith("Id")}


def kind_of_coupon(document):
    """In lower case."""
    return str(looked_up(document, "appliedDiscounts.coupon.couponType")).lower()


def weighs(document, value):
    """Whether the lines together do."""
    return summed(document, weight) == Decimal(value)


def counts(document, value):
    """Whether the lines together are so many."""
    return summed(document, lambda _: 1) == value


TOLD = {
    "totals.weight": weighs,
    "totals.quantity": counts,
    "convertedTotals.weight": weighs,
    "convertedTotals.quantity": counts,
    "appliedCoupon.couponType": lambda document, value: kind_of_coupon(document) == value.lower(),
    "buyerInfo.id": lambda document, value: value in ids(document).values(),
    "buyerInfo.identityType": lambda document, value: ids(document).keys() == {f"{value.lower()}Id"},
}
"""Members that do not stand at a place of their own: whether the checkout says it."""


def times_quantity(name):
    """Whether the line comes to a number: its price, or its unit price times the quantity."""
    return lambda line, _, value: (
        equal(line["lineItemPrice"][name], value) or Decimal(line["price"][name]) * line["quantity"] == Decimal(value)
    )


def chosen(line, path, value):
    """Whether this is the name of an option, or what was selected of one."""
    options = line.get("catalogReference", {}).get("options", {}).get("options", {})
    return value in (options.keys() if path[-1] == "option" else options.values())


def described(line, path, value):
    """Whether this is the name, or the text, of a description line."""
    part = "name" if path[-1] == "title" else "plainText"
    return value in [entry[part]["original"] for entry in line["descriptionLines"]]


TOLD_IN_LINE = {
    "id": lambda line, _, value: line["_id"].endswith(f"-{value:012d}"),
    "lineItemType": lambda line, _, value: value in line["itemType"].values(),
    "options": chosen,
    "customTextFields": described,
    "notes": described,
    "priceData.totalPrice": times_quantity("amount"),
    "convertedPriceData.totalPrice": times_quantity("convertedAmount"),
}
"""The same for members of a line; also given the path inside it."""


def is_there(document, path, value):
    """Whether the checkout holds the value of this member of the cart."""
    line = None if path[0] != "lineItems" else document["lineItems"][path[1]]
    name = ".".join(map(str, path if line is None else path[2:]))
    if line is not None:
        told = TOLD_IN_LINE.get(name) or TOLD_IN_LINE.get(path[2])
        return equal(looked_up(line, AT.get(name, "no")), value) if told is None else told(line, path, value)
    told = TOLD.get(name)
    return equal(looked_up(document, AT.get(name, "no")), value) if told is None else told(document, value)


@FEWER
@given(carts)
def test_nothing_is_lost_unsaid(cart):
    """Each value of the cart stands at its place in the checkout, or the report tells it."""
    given_cart = copy.deepcopy(cart)
    result = wire.convert_cart(cart)
    document = wire.dump_priced(result.priced)
    told = {entry.path for entry in (*result.dropped, *result.differences)}
    for path, value in leaves(cart):
        told_of = any(in_words(path[:length]) in told for length in range(1, len(path) + 1))
        assert told_of or is_there(document, path, value), in_words(path)
    assert cart == given_cart


@FEWER
@given(carts)
def test_a_report_is_true(cart):
    """What is called dropped or different is in the cart, is told once, and is not in the checkout."""
    result = wire.convert_cart(cart)
    document = wire.dump_priced(result.priced)
    stated = dict(leaves(cart))
    by_path = {in_words(path): path for path in stated}
    paths = [entry.path for entry in (*result.dropped, *result.differences)]
    assert len(paths) == len(set(paths))
    for entry in result.differences:
        assert Decimal(entry.in_cart) == Decimal(stated[by_path[entry.path]])
        assert entry.in_checkout is None or Decimal(entry.in_checkout) != Decimal(entry.in_cart)
        assert not is_there(document, by_path[entry.path], stated[by_path[entry.path]])
    assert all(entry.why for entry in (*result.dropped, *result.differences, *result.assumed))


@FEWER
@given(carts, st.sampled_from(["velo", "rest"]))
def test_a_converted_checkout_is_as_good_as_any(cart, dialect):
    """It is read strictly, with its store; priced again it has the same bytes; no law of prices is broken."""
    result = wire.convert_cart(cart)
    document = wire.dump_priced(result.priced, dialect=dialect)
    checkout = wire.load_checkout(wire.parse(wire.dumps(document)), strict=True).value
    store = wire.load_store(wire.parse(wire.dumps(wire.dump_store(result.store, dialect))), strict=True).value
    assert wire.dumps(wire.dump_priced(cc.price(checkout, store), dialect=dialect)) == wire.dumps(document)
    assert audit(document) == ()


@FEWER
@given(carts)
def test_the_same_cart_gives_the_same_checkout(cart):
    """Also where its members stand in another order, but for the order in which unknown ones are told."""
    turned = {name: cart[name] for name in reversed(cart)}
    first, second = wire.convert_cart(cart), wire.convert_cart(turned)
    assert (first.priced, first.differences, first.assumed) == (second.priced, second.differences, second.assumed)
    assert sorted(first.dropped, key=str) == sorted(second.dropped, key=str)


# --- hostile documents ------------------------------------------------------------------------------------------------

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.decimals(allow_nan=False)
    | st.text(max_size=5)
    | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def spoilt_carts(draw):
    """A cart in which one value has been replaced by something else."""
    cart = copy.deepcopy(draw(carts))
    paths = [path for path, _ in leaves(cart)]
    node, path = cart, draw(st.sampled_from(paths))
    cut = draw(st.integers(1, len(path)))
    for key in path[: cut - 1]:
        node = node[key]
    node[path[cut - 1]] = draw(anything)
    return cart


@given(anything | spoilt_carts())
@example({"currency": {"code": "USD"}, "lineItems": [{"quantity": 100_000, "priceData": {"price": 10**15}}] * 300})
@example({"currency": {"code": "USD"}, "totals": dict.fromkeys(TOTALS, 10**15)})
def test_converted_or_refused(document):
    """Nothing else comes of any document."""
    with contextlib.suppress(cc.InvalidDocument):
        result = wire.convert_cart(document)
        wire.load_checkout(wire.parse(wire.dumps(wire.dump_priced(result.priced))), strict=True)


# --- totals -----------------------------------------------------------------------------------------------------------


@st.composite
def sound_carts(draw):
    """A cart whose totals follow from its lines, in cents, by one rate of tax that is rounded once."""
    goods = draw(st.lists(st.tuples(st.integers(0, 50_000), st.integers(1, 4)), min_size=1, max_size=4))
    subtotal = sum(price * quantity for price, quantity in goods)
    discount, shipping = draw(st.integers(0, subtotal)), draw(st.integers(0, 5_000))
    rate = Decimal(draw(st.integers(0, 2_500))).scaleb(-4)
    included = draw(st.booleans())
    taxable = subtotal - discount + (shipping if draw(st.booleans()) else 0)
    tax = int((taxable * rate / (1 + rate if included else 1)).quantize(Decimal(1), "ROUND_HALF_UP"))
    total = subtotal + shipping - discount + (0 if included else tax)
    euros = Decimal(draw(st.integers(1, 30_000))).scaleb(-4)
    amounts = {"subtotal": subtotal, "shipping": shipping, "tax": tax, "discount": discount, "total": total}
    totals = {name: Decimal(units).scaleb(-2) for name, units in amounts.items()}
    cart = {
        "currency": {"code": "USD"},
        "convertedCurrency": {"code": "EUR"},
        "lineItems": [
            {"quantity": quantity, "priceData": {"price": Decimal(price).scaleb(-2)}} for price, quantity in goods
        ],
        "totals": totals,
        "convertedTotals": {
            name: (value * euros).quantize(Decimal("0.01"), "ROUND_HALF_UP") for name, value in totals.items()
        },
    }
    if discount and draw(st.booleans()):
        worth = draw(st.integers(1, discount))
        kind = draw(st.sampled_from(["MoneyOff", "PercentOff", "BuyXGetY"]))
        cart["appliedCoupon"] = {
            "code": "SUMMER",
            "couponType": kind,
            "discountValue": str(Decimal(worth).scaleb(-2)),
        }
    return cart


@FEWER
@given(sound_carts())
def test_a_cart_that_adds_up_prices_to_its_own_totals(cart):
    """All five, in both currencies; so the report has no difference."""
    result = wire.convert_cart(cart)
    assert result.differences == ()
    summary = result.priced.summary
    assert {name: getattr(summary, name).amount for name in TOTALS} == cart["totals"]
    assert not result.priced.calculation_errors


@pytest.mark.parametrize("count", [300])
def test_a_large_cart_is_converted_soon(count):
    """Three hundred lines of one product that all say something else."""
    line = {"quantity": 1, "productId": "shirt", "notes": "x" * 600}
    cart = {
        "currency": {"code": "USD"},
        "lineItems": [{**line, "priceData": {"price": Decimal(number).scaleb(-2)}} for number in range(count)],
        "totals": {"tax": "5.17", "total": "999"},
    }
    assert len(wire.convert_cart(cart).checkout.line_items) == count
