"""A price's lines, delivery, fees and tax as an order keeps them: the amounts that the buyer was shown."""

from __future__ import annotations

from collections.abc import Iterator

from checkout_core.errors import InvalidField
from checkout_core.model.catalog import CatalogItem
from checkout_core.model.fees import PricedFee
from checkout_core.model.order import OrderTax
from checkout_core.model.order_lines import (
    OrderAdditionalFee,
    OrderLineItem,
    OrderLogistics,
    OrderRegion,
    OrderShippingCost,
    OrderShippingInfo,
    OrderTaxInfo,
    SubscriptionInfo,
)
from checkout_core.model.payment_options import PaymentOptionType
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.priced_line import PricedLine
from checkout_core.model.tax import TaxBreakdown, TaxDetails
from checkout_core.money import total


def order_line(line: PricedLine, order_id: str, *, is_sent: bool) -> OrderLineItem:
    """The line as ordered; where nothing ``is_sent`` at all, it counts as fulfilled. Raises for a line not found."""
    item, held = line.item, line.line
    if item is None:
        raise InvalidField("order_line.line", line.id, "a line whose item is known")
    details = line.tax_details
    return OrderLineItem(
        id=line.id,
        product_name=item.product_name,
        catalog_reference=held.catalog_reference,
        quantity=line.quantity,
        quantity_available=item.quantity_available,
        total_discount=line.discount,
        description_lines=item.description_lines,
        image=item.media,
        physical_properties=item.physical_properties,
        item_type=item.item_type,
        fulfilled_quantity=0 if is_sent else line.quantity,
        price=line.price,
        price_before_discounts=line.price_before_discounts,
        line_item_price=line.line_item_price,
        total_price_before_tax=line.total_price_before_tax,
        total_price_after_tax=line.total_price_after_tax,
        payment_option=line.payment_option,
        deposit_amount=item.deposit_amount if line.payment_option is PaymentOptionType.DEPOSIT_ONLINE else None,
        tax_info=_tax_info(details, included=line.tax_included, tax_group_id=item.tax_group_id),
        subscription_info=_subscription(item, order_id),
        price_description=item.price_description,
        taxable_address=held.taxable_address,
        price_undetermined=item.price_undetermined,
        fixed_quantity=item.fixed_quantity,
        modifier_groups=item.modifier_groups,
        extended_fields=held.extended_fields,
    )


def _subscription(item: CatalogItem, order_id: str) -> SubscriptionInfo | None:
    """The subscription that the line starts, in its first cycle; it has the order's id."""
    info = item.subscription_option_info
    if info is None:
        return None
    return SubscriptionInfo(
        id=order_id, title=info.title, description=info.description, subscription_settings=info.subscription_settings
    )


def _tax_info(details: TaxDetails, *, included: bool, tax_group_id: str | None = None) -> OrderTaxInfo:
    return OrderTaxInfo(
        tax_amount=details.total_tax,
        taxable_amount=details.taxable_amount,
        tax_rate=details.tax_rate,
        tax_group_id=tax_group_id,
        tax_included_in_price=included,
        tax_breakdown=details.tax_breakdown,
    )


def order_shipping(priced: PricedCheckout) -> OrderShippingInfo | None:
    """The delivery as ordered; None where none is."""
    shipping = priced.shipping
    if shipping is None:
        return None
    option, cost = shipping.option, shipping.cost
    told = option.logistics
    held = priced.checkout.shipping_info
    logistics = OrderLogistics(
        shipping_destination=None if option.is_pickup or held is None else held.shipping_destination,
        pickup_details=None if told is None else told.pickup_details,
        delivery_time=None if told is None else told.delivery_time,
        instructions=None if told is None else told.instructions,
        delivery_time_slot=None if told is None else told.delivery_time_slot,
    )
    return OrderShippingInfo(
        carrier_id=shipping.carrier_id,
        code=option.code,
        title=option.title,
        logistics=logistics,
        cost=OrderShippingCost(
            price=cost.price,
            total_price_before_tax=cost.total_price_before_tax,
            total_price_after_tax=cost.total_price_after_tax,
            tax_info=_tax_info(cost.tax_details, included=priced.store.tax_included_in_price),
            discount=cost.total_discount,
        ),
        region=OrderRegion(name=shipping.region.name),
    )


def order_fee(fee: PricedFee, *, included: bool) -> OrderAdditionalFee:
    """The fee as charged."""
    return OrderAdditionalFee(
        code=fee.code,
        name=fee.name,
        price=fee.price,
        price_before_tax=fee.price_before_tax,
        price_after_tax=fee.price_after_tax,
        tax_info=_tax_info(fee.tax_details, included=included),
        provider_app_id=fee.provider_app_id,
        line_item_ids=fee.line_item_ids,
        source=fee.source,
    )


def order_tax(priced: PricedCheckout) -> OrderTax:
    """The tax of the whole order, tax by tax: what lines, delivery and fees bear of each, in the order they name it."""
    by_tax: dict[tuple[object, ...], list[TaxBreakdown]] = {}
    for part in _breakdowns(priced):
        key = (part.tax_name, part.tax_type, part.jurisdiction, part.jurisdiction_type, part.rate)
        by_tax.setdefault(key, []).append(part)
    return OrderTax(total_tax=priced.summary.tax, tax_breakdown=tuple(_together(parts) for parts in by_tax.values()))


def _breakdowns(priced: PricedCheckout) -> Iterator[TaxBreakdown]:
    """Every tax of every amount."""
    for line in priced.lines:
        yield from line.tax_details.tax_breakdown
    if priced.shipping is not None:
        yield from priced.shipping.cost.tax_details.tax_breakdown
    for fee in priced.additional_fees:
        yield from fee.tax_details.tax_breakdown


def _together(parts: list[TaxBreakdown]) -> TaxBreakdown:
    """One tax on several amounts."""
    first = parts[0]
    currency = first.tax_amount.currency
    return TaxBreakdown(
        jurisdiction=first.jurisdiction,
        jurisdiction_type=first.jurisdiction_type,
        non_taxable_amount=total((part.non_taxable_amount for part in parts), currency),
        taxable_amount=total((part.taxable_amount for part in parts), currency),
        rate=first.rate,
        tax_amount=total((part.tax_amount for part in parts), currency),
        tax_type=first.tax_type,
        tax_name=first.tax_name,
    )
