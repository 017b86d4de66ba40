"""What `price` makes of a checkout and a store. Source: Checkout, LineItem, PriceSummary.

Inside, every amount is an int of minor units (`Figures`); Money is made when a property is read, so that pricing a
checkout pays only for arithmetic. A unit price alone may be finer than the minor unit: it is the item's own Money.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

import attrs

from checkout_core.model.calculation_errors import CalculationErrors
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import (
    AppliedCoupon,
    AppliedDiscount,
    Coupon,
    DiscountType,
    LineItemDiscount,
)
from checkout_core.model.fees import AdditionalFeeSource, PricedFee
from checkout_core.model.figures import FeeFigures, Figures, Sums
from checkout_core.model.gift_card import RedeemedGiftCard, obfuscated
from checkout_core.model.priced_line import PricedLine, legs
from checkout_core.model.shipping import (
    CarrierServiceOption,
    PricedShipping,
    ShippingCost,
)
from checkout_core.model.store import Store
from checkout_core.model.tax import (
    TaxDetails,
    TaxSummary,
)
from checkout_core.money import Currency, Money


@attrs.frozen
class PriceSummary:
    """Totals of the whole checkout or of one of its payments. ``total`` is after discounts and tax, before gift card.

    total = subtotal + shipping + additional_fees + tax - discount; where prices include tax it is shown, not added.
    """

    _sums: Sums
    currency: Currency

    @property
    def subtotal(self) -> Money:
        """All lines, before coupon and tax."""
        return Money.from_minor(self._sums.subtotal, self.currency)

    @property
    def shipping(self) -> Money:
        """Delivery, before discount and tax."""
        return Money.from_minor(self._sums.shipping, self.currency)

    @property
    def tax(self) -> Money:
        """Tax of lines, shipping and fees."""
        return Money.from_minor(self._sums.tax, self.currency)

    @property
    def discount(self) -> Money:
        """What discounts take off; subtracted, never negative."""
        return Money.from_minor(self._sums.discount, self.currency)

    @property
    def total(self) -> Money:
        """What is to be paid."""
        return Money.from_minor(self._sums.total, self.currency)

    @property
    def additional_fees(self) -> Money:
        """Fees, before tax where prices exclude it."""
        return Money.from_minor(self._sums.additional_fees, self.currency)


@attrs.frozen
class PricedCheckout:
    """A checkout and a store, priced: the same two always give the same cents."""

    checkout: Checkout
    store: Store
    figures: Figures = attrs.field(repr=False)
    """Every amount in minor units; the properties below say the same in Money."""
    _validate: Callable[[PricedCheckout, Store], CalculationErrors] = attrs.field(eq=False, repr=False)

    @property
    def currency(self) -> Currency:
        """The store's currency; every amount is in it."""
        return self.store.currency

    @cached_property
    def lines(self) -> tuple[PricedLine, ...]:
        """The lines, priced, in the checkout's order."""
        figures, currency, included = self.figures, self.store.currency, self.store.tax_included_in_price
        lines = self.checkout.line_items
        parts: tuple[tuple[int, ...] | None, ...] = figures.tax_parts or (None,) * len(lines)
        columns = zip(
            lines,
            figures.items,
            figures.line_prices,
            figures.discounts,
            figures.taxes,
            figures.rates,
            parts,
            strict=True,
        )
        return tuple(
            PricedLine(line, item, currency, price, discount, tax, rates, part, included)
            for line, item, price, discount, tax, rates, part in columns
        )

    @property
    def summary(self) -> PriceSummary:
        """The whole checkout."""
        return PriceSummary(self.figures.summary, self.store.currency)

    @property
    def pay_now(self) -> PriceSummary:
        """What must be paid to place the order."""
        return PriceSummary(self.figures.pay_now, self.store.currency)

    @property
    def pay_later(self) -> PriceSummary:
        """What remains to be paid after that."""
        return PriceSummary(self.figures.pay_later, self.store.currency)

    @property
    def pay_after_free_trial(self) -> PriceSummary:
        """What a subscription charges once its trial ends."""
        return PriceSummary(self.figures.pay_after_free_trial, self.store.currency)

    @property
    def line_items_subtotal(self) -> Money:
        """Sum of the lines, as in ``summary.subtotal``."""
        return self.summary.subtotal

    @property
    def applied_discounts(self) -> tuple[AppliedDiscount, ...]:
        """The held coupon with what it took off, if the store knows it."""
        coupon = self.figures.coupon
        if coupon is None or coupon.coupon is None:
            return ()
        return (self._applied(coupon.coupon, coupon.amount),)

    def _applied(self, coupon: Coupon, amount: int) -> AppliedDiscount:
        specific = coupon.scope is not None and coupon.scope.group is not None
        parts = tuple(
            LineItemDiscount(id=line.id, total_discount_amount=Money.from_minor(units, self.currency))
            for line, units in zip(self.checkout.line_items, self.figures.discounts, strict=True)
            if units
        )
        return AppliedDiscount(
            discount_type=DiscountType.SPECIFIC_ITEMS if specific else DiscountType.GLOBAL,
            line_item_ids=tuple(part.id for part in parts) if specific else (),
            coupon=AppliedCoupon(
                id=coupon.id,
                code=coupon.code,
                amount=Money.from_minor(amount, self.currency),
                name=coupon.name,
                coupon_type=coupon.coupon_type,
            ),
            line_item_discounts=parts,
        )

    @property
    def shipping(self) -> PricedShipping | None:
        """The delivery option in force with its cost; None where none is selected or none can be."""
        shipping = self.figures.shipping
        if shipping is None:
            return None
        net, gross = legs(shipping.price, shipping.tax, included=self.store.tax_included_in_price)
        details = TaxDetails(net, shipping.tax, shipping.rates, shipping.tax_parts, self.currency)
        cost = ShippingCost(
            price=Money.from_minor(shipping.price, self.currency),
            total_discount=Money.from_minor(0, self.currency),
            total_price_before_tax=Money.from_minor(net, self.currency),
            tax_details=details,
            total_price_after_tax=Money.from_minor(gross, self.currency),
        )
        return PricedShipping(
            carrier_id=shipping.carrier.carrier_id,
            option=shipping.option,
            region=shipping.carrier.region,
            cost=cost,
            requested_shipping_option=shipping.requested,
        )

    @property
    def carrier_service_options(self) -> tuple[CarrierServiceOption, ...]:
        """What the store's carriers offer to the destination; empty without one."""
        info = self.checkout.shipping_info
        destination = None if info is None else info.shipping_destination
        return tuple(
            CarrierServiceOption(carrier_id=carrier.carrier_id, shipping_options=carrier.options)
            for carrier in self.store.carriers_to(None if destination is None else destination.address)
        )

    @property
    def additional_fees(self) -> tuple[PricedFee, ...]:
        """The fees that are charged."""
        return tuple(self._priced_fee(figures) for figures in self.figures.fees)

    def _priced_fee(self, figures: FeeFigures) -> PricedFee:
        fee, currency = figures.fee, self.currency
        net, gross = legs(figures.price, figures.tax, included=self.store.tax_included_in_price)
        return PricedFee(
            code=fee.code,
            name=fee.name,
            translated_name=fee.translated_name,
            price=Money.from_minor(figures.price, currency),
            price_before_tax=Money.from_minor(net, currency),
            price_after_tax=Money.from_minor(gross, currency),
            tax_details=TaxDetails(net, figures.tax, figures.rates, figures.tax_parts, currency),
            provider_app_id=fee.provider_app_id,
            line_item_ids=tuple(self.checkout.line_items[index].id for index in figures.lines),
            source=AdditionalFeeSource.SERVICE_PLUGIN,
        )

    @property
    def gift_card(self) -> RedeemedGiftCard | None:
        """What is redeemed from the held gift card; None without a card the store knows."""
        figures = self.figures.gift_card
        if figures is None or figures.card is None:
            return None
        return RedeemedGiftCard(
            obfuscated_code=obfuscated(figures.card.code),
            amount=Money.from_minor(figures.redeemed, self.currency),
            requested_amount=self.checkout.gift_card_redeem_amount,
            app_id=figures.card.app_id,
            external_id=figures.card.external_id,
        )

    @property
    def _redeemed(self) -> int:
        return 0 if self.figures.gift_card is None else self.figures.gift_card.redeemed

    @property
    def pay_now_total_after_gift_card(self) -> Money:
        """What must be paid now beside the gift card; never below zero."""
        return Money.from_minor(max(0, self.figures.pay_now.total - self._redeemed), self.currency)

    @property
    def total_after_gift_card(self) -> Money:
        """The total less what the gift card pays."""
        return Money.from_minor(self.figures.summary.total - self._redeemed, self.currency)

    @property
    def tax_summary(self) -> TaxSummary:
        """Taxable amount and tax of the lines."""
        figures = self.figures
        tax = sum(figures.taxes)
        gross = sum(figures.line_prices) - sum(figures.discounts)
        net, _ = legs(gross, tax, included=self.store.tax_included_in_price)
        return TaxSummary(
            taxable_amount=Money.from_minor(net, self.currency),
            total_tax=Money.from_minor(tax, self.currency),
        )

    @property
    def payment_required(self) -> bool:
        """Whether placing the order takes a payment, or a payment method to be saved."""
        saved = any(item is not None and item.save_payment_method for item in self.figures.items)
        return self.figures.pay_now.total > 0 or saved

    @cached_property
    def calculation_errors(self) -> CalculationErrors:
        """What is wrong with this price: the same value as ``validate(priced, priced.store)``."""
        return self._validate(self, self.store)
