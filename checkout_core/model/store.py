"""The merchant's side: an immutable snapshot of catalog, coupons, taxes, delivery, fees, cards, settings and policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

import attrs

from checkout_core.currencies import Currency, currency
from checkout_core.errors import CurrencyMismatch, InvalidField
from checkout_core.model._converters import as_instant, as_money, as_tuple
from checkout_core.model._limits import GUID, A, Flag, Instant, Many, Text, untold
from checkout_core.model._numbers import Amount, Number
from checkout_core.model.catalog import CatalogItem, CatalogReference
from checkout_core.model.discount_rules import DiscountRule
from checkout_core.model.discounts import Coupon
from checkout_core.model.fees import AdditionalFee
from checkout_core.model.frozen_dict import FrozenDict
from checkout_core.model.gift_card import GiftCard
from checkout_core.model.memberships import MAX_MEMBERSHIPS, Membership
from checkout_core.model.parties import Address
from checkout_core.model.plan import Plan
from checkout_core.model.shipping import ShippingCarrier
from checkout_core.model.tax import Tax
from checkout_core.money import Money
from checkout_core.rounding import Rounding


class WeightUnit(StrEnum):
    """The site's unit of weight."""

    UNSPECIFIED_WEIGHT_UNIT = "UNSPECIFIED_WEIGHT_UNIT"
    KG = "KG"
    LB = "LB"


class TaxRounding(StrEnum):
    """Where tax is rounded: each line at its summed rate, each unit, or each tax over everything it is levied on."""

    LINE = "LINE"
    UNIT = "UNIT"
    TOTAL = "TOTAL"


class GiftCardCap(StrEnum):
    """How much a gift card may pay: up to the order's total, or only what is due now."""

    ORDER_TOTAL = "ORDER_TOTAL"
    PAY_NOW = "PAY_NOW"


_MAX_ENTRIES = 100_000
"""Most entries of a list of the store."""
MAX_RULES = 200
"""Most discount rules: with a coupon and 100 merchant discounts, no more than 320 are applied, as documented."""
_MAX_TAXES = 300
"""Most taxes of one place: each may be published with each line, so that they multiply."""
MAX_FEES = 90
"""Most fees: with ten other charges of a delivery option, no more than 100 are charged, as documented."""


def _list_of(kind: type[Any]) -> Many:
    return Many(A(kind), most=_MAX_ENTRIES)


@attrs.frozen(kw_only=True)
class PricingPolicy:
    """The choices that decide a cent: rounding mode, level of tax rounding, cap of the gift card."""

    rounding: Rounding = attrs.field(default=Rounding.HALF_UP, validator=A(Rounding))
    tax_rounding: TaxRounding = attrs.field(default=TaxRounding.LINE, validator=A(TaxRounding))
    gift_card_cap: GiftCardCap = attrs.field(default=GiftCardCap.ORDER_TOTAL, validator=A(GiftCardCap))

    divide: Callable[[int, int], int] = attrs.field(init=False, eq=False, repr=False)
    """The rounding as a plain function (numerator, denominator above zero) -> int. Derived."""

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "divide", self.rounding.divider)


@attrs.frozen(kw_only=True)
class Conversion:
    """The buyer's display currency and its rate: display amount = amount x rate."""

    currency: Currency = attrs.field(converter=currency)
    rate: Decimal = attrs.field(validator=Number(Decimal(0), Decimal(10**15), 15, above=True))


def as_catalog(items: Mapping[CatalogReference, CatalogItem]) -> Mapping[CatalogReference, CatalogItem]:
    """Converter: a dict is copied, so that later changes do not reach the store; any other mapping stays itself."""
    return FrozenDict(items) if isinstance(items, dict) else items


@attrs.frozen(kw_only=True)
class Store:
    """Everything the merchant decides, as of an instant.

    ``catalog`` is any mapping; an entry whose reference has no options serves every option of that item. ``as_of`` is
    the instant at which coupon windows are read; None: the checkout's last change. All amounts are in ``currency``,
    but a gift card's balance, which is in the card's own.
    """

    currency: Currency = attrs.field(converter=currency)
    tax_included_in_price: bool = attrs.field(default=False, validator=Flag())
    weight_unit: WeightUnit = attrs.field(default=WeightUnit.KG, validator=A(WeightUnit))
    site_language: str = attrs.field(default="en", validator=Text(2, 35))
    as_of: datetime | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_instant), validator=Instant()
    )
    conversion: Conversion | None = attrs.field(default=None, validator=A(Conversion))
    accepts_payments: bool = attrs.field(default=True, validator=Flag())
    payment_provider_connected: bool = attrs.field(default=True, validator=Flag())
    checkout_url: str | None = attrs.field(default=None, validator=Text(1, 1_000))
    minimum_order_subtotal: Money | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_money), validator=Amount()
    )
    policy: PricingPolicy = attrs.field(default=PricingPolicy(), validator=A(PricingPolicy))
    catalog: Mapping[CatalogReference, CatalogItem] = attrs.field(
        factory=FrozenDict,
        converter=as_catalog,
        validator=A(Mapping),
        repr=lambda items: f"<{len(items)} items>",
    )
    coupons: tuple[Coupon, ...] = attrs.field(default=(), converter=as_tuple, validator=_list_of(Coupon))
    discount_rules: tuple[DiscountRule, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(DiscountRule), most=MAX_RULES)
    )
    gift_cards: tuple[GiftCard, ...] = attrs.field(default=(), converter=as_tuple, validator=_list_of(GiftCard))
    taxes: tuple[Tax, ...] = attrs.field(default=(), converter=as_tuple, validator=_list_of(Tax))
    business_address: Address | None = attrs.field(default=None, validator=A(Address))
    tax_exempt_groups: tuple[str, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(GUID, most=_MAX_ENTRIES)
    )
    shipping: tuple[ShippingCarrier, ...] = attrs.field(
        default=(), converter=as_tuple, validator=_list_of(ShippingCarrier)
    )
    additional_fees: tuple[AdditionalFee, ...] = attrs.field(
        default=(), converter=as_tuple, validator=Many(A(AdditionalFee), most=MAX_FEES)
    )
    memberships: tuple[Membership, ...] = attrs.field(default=(), converter=as_tuple, validator=_list_of(Membership))
    plans: tuple[Plan, ...] = attrs.field(default=(), converter=as_tuple, validator=_list_of(Plan))
    _memo: dict[Any, Any] = attrs.field(init=False, eq=False, repr=False, factory=dict)
    """Answers that pricing remembers about this store, since it cannot change. Bounded; not part of the value."""

    def __attrs_post_init__(self) -> None:
        if isinstance(self.catalog, FrozenDict):
            for reference, item in self.catalog.items():
                A(CatalogReference).check("Store.catalog", reference)
                A(CatalogItem).check(f"Store.catalog[{reference.catalog_item_id!r}]", item)
                if item.currency is not self.currency and item.currency != self.currency:
                    message = (
                        f"Store.catalog[{reference.catalog_item_id!r}]: {item.price} is not in {self.currency.code}"
                    )
                    raise CurrencyMismatch(message)
        for name, amount in _amounts(self):
            if amount is not None and amount.currency != self.currency:
                message = f"Store.{name}: {amount} is not in the store's currency, {self.currency.code}"
                raise CurrencyMismatch(message)
        unique("Store.coupons", (coupon.code.casefold() for coupon in self.coupons))
        unique("Store.gift_cards", (card.code for card in self.gift_cards), secret=True)
        unique("Store.discount_rules", (rule.id.lower() for rule in self.discount_rules), "id")
        unique("Store.memberships", (membership.key for membership in self.memberships), "id")
        unique("Store.plans", (plan.id.lower() for plan in self.plans), "id")
        _few_each("Store.memberships", self.memberships)
        _few_at_each_place("Store.taxes", self.taxes)

    @cached_property
    def plain_items(self) -> Mapping[tuple[str, str] | None, CatalogItem]:
        """Items whose reference has no options, by app and item: quicker to find than by the reference itself.

        Empty where the catalog is a mapping of the caller's own, which alone knows its items.
        """
        if not isinstance(self.catalog, FrozenDict):
            return {}
        keyed = ((reference.plain_key, item) for reference, item in self.catalog.items())
        return {key: item for key, item in keyed if key is not None}

    @cached_property
    def places(self) -> frozenset[str]:
        """Every country and subdivision that a tax or a region names: all others are alike."""
        taxes = (place for tax in self.taxes for place in (tax.country, tax.subdivision))
        regions = (
            place
            for carrier in self.shipping
            for place in (*(carrier.region.countries or ()), *(carrier.region.subdivisions or ()))
        )
        return frozenset(place for place in (*taxes, *regions) if place is not None)

    @cached_property
    def coupons_by_code(self) -> Mapping[str, Coupon]:
        """Coupons by their code in lower case: codes match whatever their case."""
        return {coupon.code.casefold(): coupon for coupon in self.coupons}

    @cached_property
    def plans_by_id(self) -> Mapping[str, Plan]:
        """Plans by their id in lower case."""
        return {plan.id.lower(): plan for plan in self.plans}

    @cached_property
    def gift_cards_by_code(self) -> Mapping[str, GiftCard]:
        """Gift cards by their code, case and all."""
        return {card.code: card for card in self.gift_cards}

    @cached_property
    def memberships_by_key(self) -> Mapping[tuple[str, str], Membership]:
        """Memberships by app and id."""
        return {membership.key: membership for membership in self.memberships}

    @cached_property
    def memberships_by_member(self) -> Mapping[str, tuple[Membership, ...]]:
        """Memberships by the member's id in lower case, in the store's order."""
        members: dict[str, list[Membership]] = {}
        for membership in self.memberships:
            members.setdefault(membership.member_id.lower(), []).append(membership)
        return {member: tuple(memberships) for member, memberships in members.items()}

    def exempts(self, tax_exempt_group_id: str | None) -> bool:
        """Whether checkouts of this group pay no tax."""
        return tax_exempt_group_id is not None and tax_exempt_group_id.lower() in self._exempt

    @cached_property
    def _exempt(self) -> frozenset[str]:
        return frozenset(group.lower() for group in self.tax_exempt_groups)

    def carriers_to(self, address: Address | None) -> tuple[ShippingCarrier, ...]:
        """The carriers that deliver to the address, in the store's order; none without an address."""
        return () if address is None else tuple(entry for entry in self.shipping if entry.region.covers(address))


def _amounts(store: Store) -> Iterator[tuple[str, Money | None]]:
    """Every amount of the store that must be in its currency, with its place."""
    yield "minimum_order_subtotal", store.minimum_order_subtotal
    for index, coupon in enumerate(store.coupons):
        yield f"coupons[{index}].minimum_subtotal", coupon.minimum_subtotal
        yield f"coupons[{index}].money_off_amount", coupon.money_off_amount
        yield f"coupons[{index}].fixed_price_amount", coupon.fixed_price_amount
    for index, rule in enumerate(store.discount_rules):
        for place, amount in rule.amounts():
            yield f"discount_rules[{index}].{place}", amount
    for index, carrier in enumerate(store.shipping):
        for number, option in enumerate(carrier.options):
            place = f"shipping[{index}].options[{number}]"
            yield f"{place}.cost", option.cost
            yield f"{place}.free_from_subtotal", option.free_from_subtotal
            for entry, charge in enumerate(option.other_charges):
                yield f"{place}.other_charges[{entry}].price", charge.price
    for index, fee in enumerate(store.additional_fees):
        yield f"additional_fees[{index}].price", fee.price
    for index, plan in enumerate(store.plans):
        yield f"plans[{index}].pricing.price", plan.pricing.price


def unique(name: str, codes: Iterable[str | tuple[str, str]], field: str = "code", *, secret: bool = False) -> None:
    """Raise `InvalidField` if a code (or another field) occurs twice; a ``secret`` one is not repeated."""
    seen: set[str | tuple[str, str]] = set()
    for index, code in enumerate(codes):
        if code in seen:
            text = code if isinstance(code, str) else code[-1]
            allowed = f"{'an' if field == 'id' else 'a'} {field} that no other entry has"
            raise InvalidField(f"{name}[{index}].{field}", untold(text) if secret else text, allowed)
        seen.add(code)


def _few_each(name: str, memberships: Iterable[Membership]) -> None:
    """Raise `InvalidField` if a member has more memberships than a checkout may show."""
    counts: dict[str, int] = {}
    for index, membership in enumerate(memberships):
        member = membership.member_id.lower()
        counts[member] = counts.get(member, 0) + 1
        if counts[member] > MAX_MEMBERSHIPS:
            allowed = f"at most {MAX_MEMBERSHIPS} memberships of one member"
            raise InvalidField(f"{name}[{index}].member_id", membership.member_id, allowed)


def _few_at_each_place(name: str, taxes: Iterable[Tax]) -> None:
    """Raise `InvalidField` if there are more taxes of one place than a line may be published with."""
    counts: dict[tuple[str | None, str | None], int] = {}
    for index, tax in enumerate(taxes):
        place = tax.country, tax.subdivision
        counts[place] = counts.get(place, 0) + 1
        if counts[place] > _MAX_TAXES:
            allowed = f"at most {_MAX_TAXES} taxes of one country and subdivision"
            raise InvalidField(f"{name}[{index}]", "one more", allowed)
