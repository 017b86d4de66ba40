"""The lines of the published form."""

from __future__ import annotations

from typing import Any, Final

from checkout_core.model.catalog import CatalogItem
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.priced_line import PricedLine
from checkout_core.wire.published import Form, given

DEPOSIT: Final = PaymentOptionType.DEPOSIT_ONLINE

NOT_FOUND_PRICE: Final = {
    "amount": "0",
    "convertedAmount": "0",
    "formattedAmount": "",
    "formattedConvertedAmount": "",
}
"""Each unit price of a line whose item the catalog does not know, as documented."""


def priced_line(line: PricedLine, form: Form) -> dict[str, Any]:
    """A line with its amounts. A line that is NOT_FOUND has zero unit prices and no other amounts."""
    held, overrides = form.convert(line.line), line.line.catalog_override_fields
    return given(
        {
            form.id: line.id,
            "quantity": line.quantity,
            "catalogReference": held.get("catalogReference"),
            **(_not_found() if line.item is None else _found(line, line.item, form)),
            "catalogOverrideFields": None if overrides is None else form.stated(overrides),
            "taxableAddress": held.get("taxableAddress"),
            "extendedFields": held.get("extendedFields"),
        }
    )


def _not_found() -> dict[str, Any]:
    return {
        "price": dict(NOT_FOUND_PRICE),
        "fullPrice": dict(NOT_FOUND_PRICE),
        "priceBeforeDiscounts": dict(NOT_FOUND_PRICE),
        "descriptionLines": [],
        "availability": {"status": "NOT_FOUND"},
        "couponScopes": [],
        "paymentOption": "FULL_PAYMENT_ONLINE",
    }


def _found(line: PricedLine, item: CatalogItem, form: Form) -> dict[str, Any]:
    shown = form.convert(item)
    availability, reference = line.availability, line.line.catalog_reference
    return {
        "productName": shown.get("productName"),
        "url": shown.get("url"),
        "price": form.money(line.price),
        "lineItemPrice": form.money(line.line_item_price),
        "fullPrice": form.money(line.full_price),
        "priceBeforeDiscounts": form.money(line.price_before_discounts),
        "totalPriceAfterTax": form.money(line.total_price_after_tax),
        "totalPriceBeforeTax": form.money(line.total_price_before_tax),
        "taxDetails": form.tax_details(line.tax_details),
        "discount": form.money(line.discount),
        "descriptionLines": shown.get("descriptionLines", []),
        "media": shown.get("media"),
        "availability": given(
            {"status": availability.status.value, "quantityAvailable": availability.quantity_available}
        ),
        "physicalProperties": shown.get("physicalProperties"),
        "couponScopes": shown.get("couponScopes", []),
        "itemType": shown["itemType"],
        "paymentOption": line.payment_option.value,
        "rootCatalogItemId": item.root_catalog_item_id or (reference and reference.catalog_item_id),
        "customLineItem": line.line.custom_item is not None or None,
        "depositAmount": shown.get("depositAmount") if line.payment_option is DEPOSIT else None,
        **{name: shown.get(name) for name in _AS_HELD},
        "modifiersTotalPrice": form.money(item.modifiers_total_price) if item.modifier_groups else None,
        "collectionIds": None if line.line.custom_item is None else shown.get("collectionIds"),
    }


_AS_HELD: Final = (
    "subscriptionOptionInfo",
    "modifierGroups",
    "priceDescription",
    "priceUndetermined",
    "fixedQuantity",
    "membersOnly",
    "savePaymentMethod",
    "serviceProperties",
    "consentRequiredPaymentPolicy",
    "policies",
    "taxGroupId",
    "deliveryProfileId",
)
"""Members of an item that are published as the catalog states them, and left out at their default."""
