"""The table from the Stores cart to the checkout, as data: each row of the published pages, and where it really leads.

Source: Stores Cart to eCommerce Checkout Conversion Table, Address Object Conversion Table. A path that is wrong there
stands beside the one that the documented checkout has; `CartRow.note` says why. Nothing of a cart is read but by a row.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import attrs


class Change(StrEnum):
    """What becomes of a member of the cart."""

    UNCHANGED = "unchanged"
    MOVED = "moved"
    RENAMED = "renamed"
    COMPUTED = "computed"
    DROPPED = "dropped"


@attrs.frozen
class CartRow:
    """One row: a member of the cart, where the page says it is, and where it is. An empty path: nowhere.

    ``when`` is the other member that decides, and what it must say: (path, value). ``[i]`` in a cart's path stands for
    each line; in ``appliedDiscounts[i]`` for the entry that has a coupon.
    """

    source: str
    published: str
    target: str
    change: Change
    note: str = ""
    when: tuple[str, str] | None = None

    @property
    def corrected(self) -> bool:
        """Whether the published path is wrong."""
        return self.published != self.target


def _row(source: str, target: str, note: str = "", when: tuple[str, str] | None = None, published: str = "") -> CartRow:
    """A row of a member that has a place; the published one is the same where none is given."""
    same_name = source.rpartition(".")[2] == target.rpartition(".")[2]
    change = Change.UNCHANGED if source == target else Change.MOVED if same_name else Change.RENAMED
    return CartRow(source, published or target, target, change, note, when)


def _computed(source: str, target: str, note: str = "", published: str = "") -> CartRow:
    return CartRow(source, published or target, target, Change.COMPUTED, note)


def _dropped(source: str, note: str) -> CartRow:
    return CartRow(source, "", "", Change.DROPPED, note)


_OPTION: Final = "shippingInfo.selectedCarrierServiceOption"
_PERSON: Final = ("firstName", "lastName", "phone", "company", "vatId")
_IDENTITY: Final = "buyerInfo.identityType"
_TYPE: Final = "lineItems[i].lineItemType"
_WEIGHT: Final = "lineItems[i].physicalProperties.weight x lineItems[i].quantity"
_AMOUNTS: Final = ("subtotal", "shipping", "tax", "discount", "total")
_ONE_MEDIA: Final = "an object, as in the REST dialect; a velo result has one text, which cannot hold every url"

CART_ROWS: Final = (
    _dropped("id", "a checkout has an id of its own; its cartId names an eCommerce cart"),
    _dropped("status", "a cart's status says nothing of the checkout made of it"),
    _row("weightUnit", "weightUnit"),
    _row("buyerNote", "buyerNote"),
    _row("currency.code", "currency"),
    _dropped("currency.symbol", "each amount has a formattedAmount instead"),
    _row("convertedCurrency.code", "conversionCurrency"),
    _dropped("convertedCurrency.symbol", "each amount has a formattedConvertedAmount instead"),
    _row("billingAddress.address", "billingInfo.address", "by the address table"),
    *(_row(f"billingAddress.contactDetails.{name}", f"billingInfo.contactDetails.{name}") for name in _PERSON),
    _row(
        "billingAddress.contactDetails.email",
        "buyerInfo.email",
        "billingInfo has no buyerInfo; the checkout has one",
        published="billingInfo.buyerInfo.email",
    ),
    _row("appliedCoupon.couponId", "appliedDiscounts[i].coupon._id"),
    _row("appliedCoupon.code", "appliedDiscounts[i].coupon.code"),
    _row("appliedCoupon.name", "appliedDiscounts[i].coupon.name"),
    _row("appliedCoupon.discountValue", "appliedDiscounts[i].coupon.amount.amount"),
    _row(
        "appliedCoupon.convertedDiscountValue",
        "appliedDiscounts[i].coupon.amount.convertedAmount",
        "a coupon's amounts are in its amount",
        published="appliedDiscounts[i].coupon.convertedAmount",
    ),
    CartRow(
        "appliedCoupon.couponType",
        "",
        "appliedDiscounts[i].coupon.couponType",
        Change.MOVED,
        "called no longer returned, and printed in every example; not carried where the cart lacks the terms",
    ),
    *(_row(f"totals.{name}", f"priceSummary.{name}.amount") for name in _AMOUNTS),
    _computed("totals.weight", _WEIGHT, "summed over the lines"),
    _computed("totals.quantity", "lineItems[i].quantity", "summed over the lines"),
    *(_row(f"convertedTotals.{name}", f"priceSummary.{name}.convertedAmount") for name in _AMOUNTS),
    _computed("convertedTotals.weight", _WEIGHT, "summed over the lines; weights are not converted"),
    _computed("convertedTotals.quantity", "lineItems[i].quantity", "summed over the lines"),
    _row("shippingInfo.shippingRuleDetails.ruleId", "shippingInfo.region._id"),
    _row(
        "shippingInfo.shippingRuleDetails.optionId",
        f"{_OPTION}.code",
        "an id is no title; the option is selected by its code",
        published=f"{_OPTION}.title",
    ),
    _row("shippingInfo.shippingRuleDetails.deliveryOption", f"{_OPTION}.title"),
    _row(
        "shippingInfo.shippingRuleDetails.estimatedDeliveryTime",
        f"{_OPTION}.logistics.deliveryTime",
        "shippingInfo has no logistics; the selected option has",
        published="shippingInfo.logistics.deliveryTime",
    ),
    _row(
        "shippingInfo.pickupDetails.pickupAddress",
        f"{_OPTION}.logistics.pickupDetails.address",
        "by the address table",
    ),
    *(
        _row(
            f"shippingInfo.pickupDetails.buyerDetails.{name}", f"shippingInfo.shippingDestination.contactDetails.{name}"
        )
        for name in ("firstName", "lastName")
    ),
    _row("shippingInfo.pickupDetails.buyerDetails.email", "buyerInfo.email"),
    _row("shippingInfo.pickupDetails.buyerDetails.phone", "shippingInfo.shippingDestination.contactDetails.phone"),
    _row(
        "shippingInfo.pickupDetails.pickupInstructions",
        f"{_OPTION}.logistics.instructions",
        "shippingInfo has no logistics; the selected option has",
        published="shippingInfo.logistics.instructions",
    ),
    _row("shippingInfo.shippingAddress.address", "shippingInfo.shippingDestination.address", "by the address table"),
    _row("shippingInfo.shippingAddress.contactDetails", "shippingInfo.shippingDestination.contactDetails"),
    _row("buyerInfo.id", "buyerInfo.contactId", when=(_IDENTITY, "CONTACT")),
    _row("buyerInfo.id", "buyerInfo.visitorId", when=(_IDENTITY, "VISITOR")),
    _row("buyerInfo.id", "buyerInfo.memberId", when=(_IDENTITY, "MEMBER")),
    _row("buyerInfo.email", "buyerInfo.email"),
    *(_row(f"buyerInfo.{name}", f"billingInfo.contactDetails.{name}") for name in ("phone", "firstName", "lastName")),
    _row("lineItems[i].id", "lineItems[i]._id", "a whole number becomes the last digits of a GUID"),
    _row("lineItems[i].productId", "lineItems[i].catalogReference.catalogItemId"),
    _row("lineItems[i].name", "lineItems[i].productName.original"),
    _row("lineItems[i].quantity", "lineItems[i].quantity"),
    *(_row(f"lineItems[i].{name}", f"lineItems[i].physicalProperties.{name}") for name in ("weight", "sku")),
    *(_row(_TYPE, "lineItems[i].itemType.preset", when=(_TYPE, name)) for name in ("PHYSICAL", "DIGITAL")),
    _row(
        _TYPE,
        "lineItems[i].itemType.custom",
        "and no catalogReference",
        when=(_TYPE, "CUSTOM_AMOUNT_ITEM"),
    ),
    _row("lineItems[i].notes", "lineItems[i].descriptionLines[i].plainText.original", "under the name Notes"),
    _row("lineItems[i].customTextFields", "lineItems[i].descriptionLines", "title is name, value is plainText"),
    _dropped("lineItems[i].mediaItem.mediaType", "the media of a line are always images"),
    *(
        _row(f"lineItems[i].mediaItem.{name}", f"lineItems[i].media.{name}", _ONE_MEDIA)
        for name in ("url", "width", "height")
    ),
    _row(
        "lineItems[i].options",
        "lineItems[i].catalogReference.options",
        "an object with options: selections by option, as Wix Stores takes them",
    ),
    _row("lineItems[i].priceData.price", "lineItems[i].price.amount"),
    _computed("lineItems[i].priceData.totalPrice", "lineItems[i].price.amount x lineItems[i].quantity"),
    _row("lineItems[i].convertedPriceData.price", "lineItems[i].price.convertedAmount"),
    _computed(
        "lineItems[i].convertedPriceData.totalPrice", "lineItems[i].price.convertedAmount x lineItems[i].quantity"
    ),
)
"""The cart: every row of the published table, in its order, and the rows that only its REST edition has."""

REST_ONLY: Final = frozenset(
    {"convertedCurrency.code", "convertedCurrency.symbol", "appliedCoupon.convertedDiscountValue"}
)
"""Rows that only the REST edition of the page has."""

ADDRESS_ROWS: Final = (
    _row("address.city", "address.city"),
    _row("address.email", "buyerInfo.email", "the only place of an email"),
    _row("address.zipCode", "address.postalCode"),
    _row("address.country", "address.country"),
    _row(
        "address.addressLine1",
        "address.addressLine1",
        "addressLine is the order's name in the REST dialect; a checkout, in every example, has addressLine1",
        published="address.addressLine",
    ),
    _row("address.addressLine2", "address.addressLine2"),
    _row("address.street", "address.streetAddress"),
    _row("address.subdivision", "address.subdivision"),
    _row("address.fullName.firstName", "contactDetails.firstName"),
    _row("address.fullName.lastName", "contactDetails.lastName"),
    *(_row(f"address.{name}", f"contactDetails.{name}") for name in ("phone", "company", "vatId")),
)
"""An address: every row of the published table."""

_LATER: Final = "not on the page: later carts spell it so"
LATER_ADDRESS_ROWS: Final = (
    _row("address.postalCode", "address.postalCode", _LATER),
    _row("address.addressLine", "address.addressLine1", _LATER),
    _row("address.streetAddress", "address.streetAddress", _LATER),
    _row("address.countryFullname", "address.countryFullname", _LATER),
    _row("address.subdivisionFullname", "address.subdivisionFullname", _LATER),
    _row("address.geocode.latitude", "address.location.latitude", _LATER),
    _row("address.geocode.longitude", "address.location.longitude", _LATER),
)
"""What addresses of later carts have under other names, on no page."""

CONTACT_ROWS: Final = (
    *(_row(f"contactDetails.{name}", f"contactDetails.{name}") for name in _PERSON),
    _row("contactDetails.email", "buyerInfo.email"),
)
"""The members of contact details, which the page moves as one."""
