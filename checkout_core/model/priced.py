"""What `price` makes of a checkout and a store. Source: Checkout, LineItem, PriceSummary.

Inside, every amount is an int of minor units (`Figures`); Money is made when a property is read, so that pricing a
checkout pays only for arithmetic. A unit price alone may be finer than the minor unit: it is the item's own Money.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TypeAlias

import attrs

from checkout_core.currencies import Currency
from checkout_core.errors import InvalidField
from checkout_core.model._limits import A
from checkout_core.model.applied_discounts import applied_discounts
from checkout_core.model.calculation_errors import CalculationErrors
from checkout_core.model.checkout import Checkout
from checkout_core.model.discounts import AppliedDiscount
from checkout_core.model.fees import PricedFee
from checkout_core.model.figures import FeeFigures, Figures
from checkout_core.model.gift_card import RedeemedGiftCard, obfuscated
from checkout_core.model.memberships import FittingMembership
from checkout_core.model.notebook import priced_html
from checkout_core.model.price_summary import PriceSummary, SubscriptionCharge, SubscriptionCharges
from checkout_core.model.priced_line import PricedLine, legs
from checkout_core.model.shipping import CarrierServiceOption, OfferedOption, PricedShipping, ShippingCost
from checkout_core.model.store import Store
from checkout_core.model.tax import TaxDetails, TaxSummary
from checkout_core.model.violations import Severity, Violation
from checkout_core.money import Money

Validator: TypeAlias = "Callable[[PricedCheckout], Iterable[Violation]]"
"""A rule of the caller's own: looks at a price and states what it says against it."""


@attrs.frozen
class PricedCheckout:
    """A checkout and a store, priced: the same two always give the same cents."""

    checkout: Checkout
    store: Store
    figures: Figures = attrs.field(repr=False)
    """Every amount in minor units; the properties below say the same in Money."""
    _validate: Callable[[PricedCheckout, Store], CalculationErrors] = attrs.field(eq=False, repr=False)
    _validators: tuple[Validator, ...] = attrs.field(default=(), eq=False, repr=False)

    def _repr_html_(self) -> str:
        return priced_html(self)

    @property
    def validators(self) -> tuple[Validator, ...]:
        """Whom the price asks for violations: the library's own rules, then the caller's."""
        return self._validators

    @property
    def currency(self) -> Currency:
        """The store's currency; every amount is in it."""
        return self.store.currency

    @cached_property
    def lines(self) -> tuple[PricedLine, ...]:
        """The lines, priced, in the checkout's order."""
        figures, currency, included = self.figures, self.store.currency, self.store.tax_included_in_price
        lines, exempt = self.checkout.line_items, self._tax_exempt
        parts: tuple[tuple[int, ...] | None, ...] = figures.tax_parts or (None,) * len(lines)
        columns = zip(
            lines,
            figures.items,
            figures.unit_prices,
            figures.undiscounted or figures.unit_prices,
            figures.line_prices,
            figures.discounts,
            figures.taxes,
            figures.rates,
            parts,
            strict=True,
        )
        return tuple(
            PricedLine(line, item, currency, unit, before, price, discount, tax, rates, part, included, exempt)
            for line, item, unit, before, price, discount, tax, rates, part in columns
        )

    @property
    def _tax_exempt(self) -> bool:
        return self.store.exempts(self.checkout.tax_exempt_group_id)

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
        """Discount rules that took something off, the held coupon if the store knows it, merchant discounts."""
        return tuple(applied_discounts(self.checkout, self.figures, self.currency))

    @property
    def shipping(self) -> PricedShipping | None:
        """The delivery option in force with its cost; None where none is selected or none can be."""
        shipping = self.figures.shipping
        if shipping is None:
            return None
        discounted = shipping.price - shipping.discount
        net, gross = legs(discounted, shipping.tax, included=self.store.tax_included_in_price)
        details = TaxDetails(net, self._tax_exempt, shipping.tax, shipping.rates, shipping.tax_parts, self.currency)
        cost = ShippingCost(
            price=Money.from_minor(shipping.price, self.currency),
            total_discount=Money.from_minor(shipping.discount, self.currency),
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
        """What the store's carriers offer to the destination, at what it costs this checkout; empty without one."""
        subtotal, divide = self.figures.summary.subtotal, self.store.policy.divide
        return tuple(
            CarrierServiceOption(
                carrier_id=carrier.carrier_id,
                shipping_options=tuple(
                    OfferedOption(option=option, price=Money.from_minor(option.units(subtotal, divide), self.currency))
                    for option in carrier.options
                ),
            )
            for carrier in self.store.carriers_to(self.checkout.destination)
        )

    @property
    def additional_fees(self) -> tuple[PricedFee, ...]:
        """The fees that are charged."""
        return tuple(self._priced_fee(figures) for figures in self.figures.fees)

    def _priced_fee(self, figures: FeeFigures) -> PricedFee:
        fee, currency = figures.fee, self.currency
        exempt = self._tax_exempt or not fee.taxable
        net, gross = legs(figures.price, figures.tax, included=self.store.tax_included_in_price)
        return PricedFee(
            code=fee.code,
            name=fee.name,
            translated_name=fee.translated_name,
            price=Money.from_minor(figures.price, currency),
            price_before_tax=Money.from_minor(net, currency),
            price_after_tax=Money.from_minor(gross, currency),
            tax_details=TaxDetails(net, exempt, figures.tax, figures.rates, figures.tax_parts, currency),
            provider_app_id=fee.provider_app_id,
            line_item_ids=tuple(self.checkout.line_items[index].id for index in figures.lines),
            source=fee.source,
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
            taxable_amount=Money.from_minor(0 if self._tax_exempt else net, self.currency),
            total_tax=Money.from_minor(tax, self.currency),
            total_exempt=Money.from_minor(net if self._tax_exempt else 0, self.currency),
        )

    @property
    def payment_required(self) -> bool:
        """Whether placing the order takes a payment, or a payment method to be saved."""
        columns = zip(self.figures.items, self.figures.line_prices, strict=True)
        return self.figures.pay_now.total > 0 or any(
            item is not None and (item.save_payment_method or (item.is_subscription and price > 0))
            for item, price in columns
        )

    @property
    def subscription_charges(self) -> tuple[SubscriptionCharges, ...]:
        """What subscriptions charge after the order: for each of them, if any cycle is left."""
        lines = dict.fromkeys(row.line for row in self.figures.subscriptions)
        return tuple(self._charges(line) for line in lines)

    def _charges(self, line: int) -> SubscriptionCharges:
        item = self.figures.items[line]
        info = None if item is None else item.subscription_option_info
        title = None if info is None else info.title
        return SubscriptionCharges(
            line_item_ids=(self.checkout.line_items[line].id,),
            description=None if title is None else title.original,
            charges=tuple(
                SubscriptionCharge(
                    cycle_from=row.first,
                    cycle_count=row.cycles,
                    price_summary=PriceSummary(row.sums, self.currency),
                    cycle_billing_date=row.billing_date,
                )
                for row in self.figures.subscriptions
                if row.line == line
            ),
        )

    @property
    def eligible_memberships(self) -> tuple[FittingMembership, ...]:
        """The buyer's memberships that can pay a line, with the lines they fit."""
        return tuple(entry for entry in self._fitting_memberships if entry.reason is None)

    @property
    def invalid_memberships(self) -> tuple[FittingMembership, ...]:
        """The buyer's memberships that fit a line and cannot pay it, with the reason."""
        return tuple(entry for entry in self._fitting_memberships if entry.reason is not None)

    @property
    def _fitting_memberships(self) -> tuple[FittingMembership, ...]:
        return () if self.figures.memberships is None else self.figures.memberships.fitting

    @cached_property
    def violations(self) -> tuple[Violation, ...]:
        """What the merchant's rules say against the checkout: the minimum subtotal, then the caller's validators.

        Raises `InvalidField` where a validator states something else than violations, and whatever a validator raises.
        """
        found: list[Violation] = []
        for validator in self._validators:
            stated = validator(self)
            name = f"violations stated by {getattr(validator, '__name__', type(validator).__name__)}"
            A(Iterable).check(name, stated)
            for violation in stated:
                A(Violation).check(name, violation)
                known = violation.line_item_id is None or violation.line_item_id.lower() in self._line_ids
                if not known:
                    raise InvalidField(f"{name}: line_item_id", violation.line_item_id, "the id of a line")
                found.append(violation)
        return tuple(found)

    @property
    def _line_ids(self) -> frozenset[str]:
        return frozenset(line.id.lower() for line in self.checkout.line_items)

    @property
    def blocking_violations(self) -> tuple[Violation, ...]:
        """The violations of severity ERROR: with one of them there can be no order. A WARNING lets it through."""
        return tuple(violation for violation in self.violations if violation.severity is Severity.ERROR)

    @cached_property
    def calculation_errors(self) -> CalculationErrors:
        """What is wrong with this price: the same value as ``validate(priced, priced.store)``."""
        return self._validate(self, self.store)
