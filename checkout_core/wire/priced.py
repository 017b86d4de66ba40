"""The published form of a checkout: what the service answers, every computed amount in it.

Member names, nesting and order are those of the documented examples; the documented members that these are too old to
have follow. Nothing is computed here but the display amounts (conventions, Y1).
"""

from __future__ import annotations

from typing import Any, Final

from checkout_core.model.checkout import Checkout
from checkout_core.model.fees import PricedFee
from checkout_core.model.gift_card import RedeemedGiftCard
from checkout_core.model.memberships import FittingMembership
from checkout_core.model.price_summary import PriceSummary, SubscriptionCharge, SubscriptionCharges
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.wire.names import Dialect, check_dialect, spelling
from checkout_core.wire.numbers import plain
from checkout_core.wire.priced_discounts import applied_discount
from checkout_core.wire.priced_lines import priced_line
from checkout_core.wire.priced_shipping import shipping_info
from checkout_core.wire.published import Form, given
from checkout_core.wire.writer import instant


def dump_priced(priced: PricedCheckout, *, locale: str = "en_US", dialect: Dialect = "velo") -> dict[str, Any]:
    """Return the priced checkout as the service publishes it, JSON-ready.

    Each amount has four members: ``amount`` in the store's currency, ``convertedAmount`` in the buyer's, and both as
    text in ``locale``. Without a conversion the two are equal. A name is published with its translation, or twice
    where it has none. The gift card's code is shown obfuscated only.

    Raises:
        InvalidField: when ``locale`` names no known locale, or ``dialect`` no dialect.
    """
    check_dialect(dialect)
    form = Form(priced.store, locale, dialect)
    held = form.convert(priced.checkout)
    return given(
        {
            form.id: priced.checkout.id,
            "lineItems": [priced_line(line, form) for line in priced.lines],
            "billingInfo": held.get("billingInfo"),
            "shippingInfo": shipping_info(priced, form),
            "buyerNote": held.get("buyerNote"),
            "buyerInfo": held.get("buyerInfo"),
            **_conversion(priced.store),
            "priceSummary": _summary(priced.summary, form),
            "calculationErrors": form.convert(priced.calculation_errors),
            "appliedDiscounts": [applied_discount(discount, form) for discount in priced.applied_discounts],
            "customFields": held.get("customFields", []),
            **_settings(priced.store, priced.checkout, form),
            "payNow": _summary(priced.pay_now, form),
            "payLater": _summary(priced.pay_later, form),
            "payAfterFreeTrial": _summary(priced.pay_after_free_trial, form),
            "membershipOptions": _memberships(priced, form),
            "additionalFees": [_fee(fee, form) for fee in priced.additional_fees],
            **_totals(priced, form),
            "subscriptionCharges": [_charges(charges, form) for charges in priced.subscription_charges] or None,
            "violations": [violation.to_json(form.id) for violation in priced.violations],
            **{name: held.get(name) for name in _AS_HELD},
            "merchantDiscounts": form.stated(priced.checkout.merchant_discounts) or None,
        }
    )


_AS_HELD: Final = (
    "taxExemptGroupId",
    "customSettings",
    "customContentReference",
    "externalReference",
    "businessLocationId",
    "cartId",
    "purchaseFlowId",
    "orderId",
    "extendedFields",
)
"""Members of the checkout that are published as it holds them."""


def _settings(store: Store, checkout: Checkout, form: Form) -> dict[str, Any]:
    """What the site and the checkout's opening decided."""
    return {
        "weightUnit": store.weight_unit.value,
        "currency": store.currency.code,
        "channelType": checkout.channel_type.value,
        "siteLanguage": store.site_language,
        "buyerLanguage": checkout.buyer_language or store.site_language,
        "completed": checkout.completed,
        "taxIncludedInPrice": store.tax_included_in_price,
        "createdBy": form.convert(checkout.opened_by),
        spelling("created_date", form.dialect): instant(checkout.created_date),
        spelling("updated_date", form.dialect): instant(checkout.updated_date),
    }


def _conversion(store: Store) -> dict[str, Any]:
    """The display currency, its rate where it is another one, and the currency to pay in: always the store's."""
    conversion = store.conversion
    if conversion is None:
        return {"conversionCurrency": store.currency.code, "paymentCurrency": store.currency.code}
    rate = {"siteCurrency": store.currency.code, "conversionRate": plain(conversion.rate)}
    currencies = {"conversionCurrency": conversion.currency.code, "paymentCurrency": store.currency.code}
    return {**currencies, "conversionInfo": rate}


def _summary(summary: PriceSummary, form: Form) -> dict[str, Any]:
    return {
        "subtotal": form.money(summary.subtotal),
        "shipping": form.money(summary.shipping),
        "tax": form.money(summary.tax),
        "discount": form.money(summary.discount),
        "total": form.money(summary.total),
        "additionalFees": form.money(summary.additional_fees),
    }


def _charges(charges: SubscriptionCharges, form: Form) -> dict[str, Any]:
    """What a subscription charges after the order."""
    return given(
        {
            "lineItemIds": list(charges.line_item_ids),
            "description": charges.description,
            "charges": [_charge(charge, form) for charge in charges.charges],
        }
    )


def _charge(charge: SubscriptionCharge, form: Form) -> dict[str, Any]:
    date = charge.cycle_billing_date
    return given(
        {
            "cycleFrom": charge.cycle_from,
            "cycleCount": charge.cycle_count,
            "priceSummary": _summary(charge.price_summary, form),
            "cycleBillingDate": None if date is None else instant(date),
        }
    )


def _memberships(priced: PricedCheckout, form: Form) -> dict[str, Any]:
    """The buyer's memberships that fit a line, and those that were chosen."""
    return {
        "eligibleMemberships": [_membership(entry, form) for entry in priced.eligible_memberships],
        "invalidMemberships": [
            {"membership": _membership(entry, form), "reason": entry.reason} for entry in priced.invalid_memberships
        ],
        **form.convert(priced.checkout.membership_options),
    }


def _membership(entry: FittingMembership, form: Form) -> dict[str, Any]:
    """A membership as the buyer sees it: with the lines it fits, without what it could pay besides."""
    membership = entry.membership
    expires = membership.expiration_date
    return given(
        {
            form.id: membership.id,
            "appId": membership.app_id,
            "name": form.convert(membership.name),
            "lineItemIds": list(entry.line_item_ids),
            "credits": membership.credits and form.convert(membership.credits),
            "expirationDate": None if expires is None else instant(expires),
            "additionalData": form.convert(membership.additional_data),
        }
    )


def _totals(priced: PricedCheckout, form: Form) -> dict[str, Any]:
    """The totals beside the summaries."""
    tax, card = priced.tax_summary, priced.gift_card
    return {
        "payNowTotalAfterGiftCard": form.money(priced.pay_now_total_after_gift_card),
        "totalAfterGiftCard": form.money(priced.total_after_gift_card),
        "lineItemsSubtotal": form.money(priced.line_items_subtotal),
        "taxSummary": given(
            {
                "taxableAmount": form.money(tax.taxable_amount),
                "totalTax": form.money(tax.total_tax),
                "totalExempt": form.unless_zero(tax.total_exempt),
            }
        ),
        "paymentRequired": priced.payment_required,
        "giftCard": None if card is None else _gift_card(card, form),
    }


def _gift_card(card: RedeemedGiftCard, form: Form) -> dict[str, Any]:
    asked = card.requested_amount
    return given(
        {
            "obfuscatedCode": card.obfuscated_code,
            "amount": form.money(card.amount),
            "requestedAmount": None if asked is None else form.money(asked),
            "appId": card.app_id,
            "externalId": card.external_id,
        }
    )


def _fee(fee: PricedFee, form: Form) -> dict[str, Any]:
    return given(
        {
            "code": fee.code,
            "name": fee.name,
            "translatedName": fee.translated_name,
            "price": form.money(fee.price),
            "priceBeforeTax": form.money(fee.price_before_tax),
            "priceAfterTax": form.money(fee.price_after_tax),
            "taxDetails": form.tax_details(fee.tax_details),
            "providerAppId": fee.provider_app_id,
            "lineItemIds": list(fee.line_item_ids),
            "source": fee.source.value,
        }
    )
