"""Faults to plant in published documents: one figure is changed, and the law that speaks of it must speak.

A fault is a function that changes a document in place and says whether it found a figure to change. Figures are changed
in both currencies, so that the amount stays the one that is shown.
"""

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from checkout_core.currencies import exponent
from checkout_core.wire.numbers import plain

Document = dict[str, Any]
Holder = dict[str, Any]
When = Callable[[Holder], bool]
NOBODY = "ffffffff-ffff-4fff-8fff-ffffffffffff"


class Fault(NamedTuple):
    """What is planted, the law that speaks, and the laws of the same figure that may speak, too."""

    law: str
    plant: Callable[[Document], bool]
    also: frozenset[str] = frozenset()


def holders(document: Any, *steps: str) -> Iterator[Holder]:
    """The objects at the end of these steps; "*" goes into every entry of an array."""
    if not steps:
        if isinstance(document, dict):
            yield document
    elif steps[0] == "*":
        for entry in document if isinstance(document, list) else ():
            yield from holders(entry, *steps[1:])
    elif isinstance(document, dict) and steps[0] in document:
        yield from holders(document[steps[0]], *steps[1:])


def amount_of(holder: Holder, name: str) -> Decimal | None:
    """The amount of this name, be it an object or plain; None where there is none."""
    value = holder.get(name)
    text = value.get("amount") if isinstance(value, dict) else value
    return Decimal(text) if text else None


def put(document: Document, holder: Holder, name: str, amount: Decimal) -> None:
    """Change an amount, in both currencies; its texts, which would say otherwise, go."""
    value = holder[name]
    if not isinstance(value, dict):
        holder[name] = plain(amount)
        return
    value["amount"] = plain(amount)
    value.pop("formattedAmount", None)
    value.pop("formattedConvertedAmount", None)
    if "convertedAmount" in value:
        info = document.get("conversionInfo")
        shown = amount if info is None else amount * Decimal(info["conversionRate"])
        unit = Decimal(1).scaleb(-exponent(document["conversionCurrency"]))
        value["convertedAmount"] = plain(shown if info is None else shown.quantize(unit, ROUND_HALF_UP))


def minor(document: Document) -> Decimal:
    """One minor unit."""
    return Decimal(1).scaleb(-exponent(document["currency"]))


def shift(path: str, units: Decimal | int = 1, when: When = bool) -> Callable[[Document], bool]:
    """Plants: the first amount at the path is so many minor units more."""
    *steps, name = path.split(".")

    def plant(document: Document) -> bool:
        for holder in holders(document, *steps):
            amount = amount_of(holder, name)
            if amount is not None and when(holder):
                put(document, holder, name, amount + units * minor(document))
                return True
        return False

    return plant


def turn(path: str, value: Callable[[Holder, Document], Any], when: When = bool) -> Callable[[Document], bool]:
    """Plants: the first member at the path is another value; amounts are Decimals."""
    *steps, name = path.split(".")

    def plant(document: Document) -> bool:
        for holder in holders(document, *steps):
            if name in holder and when(holder):
                planted = value(holder, document)
                if isinstance(planted, Decimal):
                    put(document, holder, name, planted)
                else:
                    holder[name] = planted
                return True
        return False

    return plant


def at_least(name: str, least: str) -> When:
    """Whether the amount of this name is at least this."""
    return lambda holder: (amount_of(holder, name) or Decimal(0)) >= Decimal(least)


def _in_another_currency(holder: Holder, _: Document) -> Holder:
    value = holder["total"]
    return {**(value if isinstance(value, dict) else {"amount": value}), "currency": "XTS"}


def _twice_the_id(document: Document) -> bool:
    lines = document["lineItems"]
    if len(lines) < 2:
        return False
    name = "_id" if "_id" in lines[0] else "id"
    lines[1][name] = lines[0][name].upper()
    return True


def _gone(line: Holder) -> bool:
    return line.get("availability", {}).get("status") == "NOT_FOUND"


def _dearer(line: Holder, document: Document) -> Decimal:
    """A unit price before discounts that is a few minor units higher."""
    return (amount_of(line, "priceBeforeDiscounts") or Decimal(0)) + 3 * minor(document)


def _is_ruled(document: Document) -> set[str]:
    """The ids of lines that a discount rule takes something off."""
    parts = (part for rule in holders(document, "appliedDiscounts", "*") if "discountRule" in rule
             for part in rule["lineItemDiscounts"])  # fmt: skip
    return {part.get("_id", part.get("id")) for part in parts}


def _before_a_rule(document: Document) -> bool:
    ruled = _is_ruled(document)
    is_ruled = lambda line: line.get("_id", line.get("id")) in ruled  # noqa: E731
    return turn("lineItems.*.priceBeforeDiscounts", _dearer, is_ruled)(document)


def _too_much(holder: Holder, document: Document) -> Decimal:
    """More than the line's price."""
    return (amount_of(holder, "lineItemPrice") or Decimal(0)) + minor(document)


def _other_status(_: Holder, document: Document) -> str:
    return "NOT_PAID" if amount_of(document["balanceSummary"], "paid") else "PAID"


def _is_decided(order: Holder) -> bool:
    decided = {"NOT_PAID", "PAID", "PARTIALLY_PAID", "PARTIALLY_REFUNDED", "FULLY_REFUNDED"}
    nothing_due = not amount_of(order["priceSummary"], "total")
    return order.get("paymentStatus") in decided and not nothing_due


def _a_dearer_modifier(document: Document) -> bool:
    """Of a line that says what they cost together: an order's does not."""
    lines = [line for line in document["lineItems"] if "modifiersTotalPrice" in line]
    return shift("lineItems.*.modifierGroups.*.modifiers.*.price")(document | {"lineItems": lines})


ON_OFFER = "shippingInfo.carrierServiceOptions.*.shippingOptions.*.cost.price"
DELIVERY = "shippingInfo.selectedCarrierServiceOption.cost"
FAR = 1_000_007
SUMS = frozenset({"total", "payments"})

FAULTS = {
    "another currency beside an amount": Fault("currency", turn("priceSummary.total", _in_another_currency)),
    "an offer finer than a minor unit": Fault("whole-units", shift(ON_OFFER, Decimal("0.1"))),
    "a sum finer than a minor unit": Fault(
        "whole-units", shift("lineItemsSubtotal", Decimal("0.1")), frozenset({"subtotal"})
    ),
    "an offer below zero": Fault("not-negative", turn(ON_OFFER, lambda _, document: -minor(document))),
    "another amount on display": Fault(
        "converted",
        turn("payLater.total.convertedAmount", lambda holder, _: plain(Decimal(holder["amount"]) + FAR)),
        frozenset({"formatted"}),
    ),
    "another amount as text": Fault("formatted", turn("payNow.total.formattedAmount", lambda *_: "$1,234.50")),
    "another amount in other digits": Fault("formatted", turn("payNow.total.formattedAmount", lambda *_: "\u0661")),
    "an id twice": Fault(
        "unique-ids", _twice_the_id, frozenset({"discount-lines", "line-discounts", "rule-discounts", "refund-ids"})
    ),
    "no quantity": Fault("quantity", turn("lineItems.*.quantity", lambda *_: 0, _gone)),
    "half a unit": Fault(
        "quantity",
        turn("lineItems.*.quantity", lambda holder, _: holder["quantity"] + Decimal("0.5"), _gone),
    ),
    "more sent than ordered": Fault(
        "quantity",
        turn("lineItems.*.fulfilledQuantity", lambda holder, _: holder["quantity"] + 1),
        frozenset({"fulfillment-status"}),
    ),
    "a full price below the price": Fault(
        "unit-prices", turn("lineItems.*.fullPrice", lambda *_: Decimal(0), at_least("price", "1"))
    ),
    "a dearer modifier": Fault("modifiers", _a_dearer_modifier),
    "cheaper modifiers": Fault("modifiers", shift("lineItems.*.modifiersTotalPrice", -1)),
    "a lower unit price": Fault(
        "line-price",
        shift("lineItems.*.price", -2, lambda line: "lineItemPrice" in line and at_least("price", "9")(line)),
    ),
    "an item that is gone has a price": Fault(
        "not-found", turn("lineItems.*.fullPrice", lambda *_: Decimal(5), _gone)
    ),
    "more off a line than it costs": Fault(
        "discount-bounds",
        turn("lineItems.*.discount", _too_much, lambda line: "lineItemPrice" in line),
        frozenset({"before-tax", "discount", "line-discounts"}),
    ),
    "more before tax": Fault(
        "before-tax", shift(f"{DELIVERY}.totalPriceBeforeTax", 1), frozenset({"after-tax", "taxable"})
    ),
    "a fee with more before tax": Fault(
        "before-tax", shift("additionalFees.*.priceBeforeTax"), frozenset({"after-tax", "taxable"})
    ),
    "a line with more after tax": Fault("after-tax", shift("lineItems.*.totalPriceAfterTax")),
    "a delivery with more after tax": Fault("after-tax", shift(f"{DELIVERY}.totalPriceAfterTax")),
    "more that is taxable": Fault(
        "taxable", shift("lineItems.*.taxDetails.taxableAmount", FAR), frozenset({"tax", "tax-summary"})
    ),
    "something exempt": Fault(
        "taxable",
        turn("additionalFees.*.taxDetails.exemptAmount", lambda holder, document: (
            (amount_of(holder, "exemptAmount") or Decimal(0)) + minor(document)
        )),
    ),
    "more that one tax is levied on": Fault(
        "tax-bases", shift("lineItems.*.taxDetails.taxBreakdown.*.taxableAmount")
    ),
    "a part that is free of one tax": Fault(
        "tax-bases", shift("lineItems.*.taxInfo.taxBreakdown.*.nonTaxableAmount"), frozenset({"tax-info"})
    ),
    "another rate": Fault(
        "tax",
        turn("lineItems.*.taxDetails.taxRate", lambda holder, _: plain(Decimal(holder["taxRate"]) + 5),
             at_least("taxableAmount", "9")),
        frozenset({"tax-rates"}),
    ),
    "another rate of a part": Fault(
        "tax-rates",
        turn("lineItems.*.taxDetails.rateBreakdown.*.rate", lambda holder, _: plain(Decimal(holder["rate"]) / 2 + 1)),
    ),
    "another tax of a part": Fault("tax-parts", shift("lineItems.*.taxDetails.rateBreakdown.*.tax")),
    "another tax of a breakdown": Fault("tax-parts", shift("additionalFees.*.taxDetails.taxBreakdown.*.taxAmount")),
    "a rule that takes more": Fault("discount-parts", shift("appliedDiscounts.*.discountRule.amount")),
    "a part of a line that is none": Fault(
        "discount-lines",
        turn("appliedDiscounts.*.lineItemIds", lambda *_: [NOBODY], lambda holder: "discountRule" in holder),
    ),
    "a coupon that takes more": Fault(
        "applied-sum", shift("appliedDiscounts.*.coupon.amount"), frozenset({"discount-parts", "line-discounts"})
    ),
    "a line with more discount": Fault(
        "line-discounts",
        shift("lineItems.*.discount", when=lambda line: "lineItemPrice" in line),
        frozenset({"discount", "before-tax", "discount-bounds"}),
    ),
    "dearer before a rule": Fault("rule-discounts", _before_a_rule, frozenset({"unit-prices"})),
    "another sum of lines": Fault("subtotal", shift("lineItemsSubtotal")),
    "another subtotal": Fault("subtotal", shift("priceSummary.subtotal"), SUMS),
    "another shipping": Fault("shipping", shift("priceSummary.shipping"), SUMS),
    "other fees": Fault("fees", shift("priceSummary.additionalFees"), SUMS),
    "another discount": Fault("discount", shift("priceSummary.discount"), SUMS | {"applied-sum"}),
    "another tax": Fault("tax-sum", shift("priceSummary.tax"), SUMS),
    "another tax of the lines": Fault("tax-summary", shift("taxSummary.totalTax", FAR)),
    "another taxable amount of the lines": Fault("tax-summary", shift("taxSummary.taxableAmount", FAR)),
    "another total": Fault("total", shift("priceSummary.total"), SUMS | {"after-gift-card", "balance"}),
    "another total of a cycle": Fault("total", shift("subscriptionCharges.*.charges.*.priceSummary.total")),
    "more to pay later": Fault("payments", shift("payLater.total"), SUMS),
    "more fees after the trial": Fault("payments", shift("payAfterFreeTrial.additionalFees"), SUMS),
    "a gift card that pays more than is asked of it": Fault(
        "gift-card", turn("giftCard.requestedAmount", lambda *_: Decimal(0), at_least("amount", "0.001"))
    ),
    "more left after the gift card": Fault("after-gift-card", shift("totalAfterGiftCard")),
    "more left now after the gift card": Fault("after-gift-card", shift("payNowTotalAfterGiftCard")),
    "another balance": Fault("balance", shift("balanceSummary.balance")),
    "more refunded than paid": Fault(
        "refunds", turn("balanceSummary.refunded", lambda holder, document: (
            (amount_of(holder, "paid") or Decimal(0)) + minor(document)
        )), frozenset({"payment-status", "account"}),
    ),
    "another payment": Fault("account", shift("payments.*.amount", -1), frozenset({"refund-bounds"})),
    "more that is asked back": Fault("account", shift("balanceSummary.pendingRefund"), frozenset({"refunds"})),
    "a refund of less tax": Fault("refund-sums", shift("refunds.*.tax", -1)),
    "a refund that no payment gives": Fault("refund-sums", shift("refunds.*.payments.*.amount", -1)),
    "more refunded of the delivery than it cost": Fault(
        "refund-bounds",
        turn("refunds.*.shipping.amount", lambda *_: Decimal(FAR)),
        frozenset({"refund-sums"}),
    ),
    "more units refunded than the line says": Fault(
        "refund-bounds", turn("lineItems.*.refundQuantity", lambda *_: 0, lambda line: line["refundQuantity"] > 0),
        frozenset({"fulfillment-status"}),
    ),
    "a refund of no line": Fault("refund-ids", turn("refunds.*.lines.*.lineItemId", lambda *_: NOBODY)),
    "a refund by no payment": Fault("refund-ids", turn("refunds.*.payments.*.paymentId", lambda *_: NOBODY)),
    "another fulfillment status": Fault(
        "fulfillment-status",
        turn("fulfillmentStatus", lambda _, document: (
            "NOT_FULFILLED" if any(line["fulfilledQuantity"] for line in document["lineItems"])
            else "PARTIALLY_FULFILLED"
        )),
    ),
    "another tax of the order": Fault(
        "tax-info", shift("taxInfo.taxBreakdown.*.taxableAmount"),
    ),
    "another rate of the order": Fault(
        "tax-info", turn("taxInfo.taxBreakdown.*.rate", lambda holder, _: plain(Decimal(holder["rate"]) / 2 + 1)),
    ),
    "more to pay now than in all": Fault("payments", shift("payNow.shipping", FAR), frozenset({"total"})),
    "another payment status": Fault("payment-status", turn("paymentStatus", _other_status, _is_decided)),
    "an order with other fees": Fault("fees", shift("priceSummary.totalAdditionalFees"), SUMS),
    "an order with another tax": Fault("tax-sum", shift("taxInfo.totalTax"), frozenset({"tax-parts"})),
    "an ordered line with more discount": Fault(
        "line-discounts", shift("lineItems.*.totalDiscount"), frozenset({"discount", "before-tax", "discount-bounds"})
    ),
    "an ordered line with more tax": Fault(
        "tax-parts",
        shift("lineItems.*.taxInfo.taxAmount", FAR, lambda holder: bool(holder["taxBreakdown"])),
        frozenset({"tax", "tax-sum", "before-tax", "after-tax"}),
    ),
    "no number": Fault("readable", turn("payLater.total", lambda *_: "ten")),
    "a float": Fault("readable", turn("payNow.total", lambda *_: 10.5)),
    "a list that is none": Fault("readable", turn("additionalFees", lambda *_: "none")),
}  # fmt: skip
"""By name. Each finds its figure in one of the samples at least."""
