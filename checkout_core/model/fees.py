"""Additional fees: the merchant's definitions, and what a price charges. Source: AdditionalFee."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

import attrs

from checkout_core.model._converters import as_money, as_tuple
from checkout_core.model._limits import A, Flag, Many, Text
from checkout_core.model._numbers import Amount, Number
from checkout_core.model._rules import OneOf, Rule, follow_rules
from checkout_core.model.discounts import PERCENT_SCALE, ratio_of
from checkout_core.model.tax import TaxDetails
from checkout_core.money import Money


class AdditionalFeeSource(StrEnum):
    """Where a fee comes from."""

    UNKNOWN_ADDITIONAL_FEE_SOURCE = "UNKNOWN_ADDITIONAL_FEE_SOURCE"
    SERVICE_PLUGIN = "SERVICE_PLUGIN"
    ITEM = "ITEM"
    MANUAL = "MANUAL"
    SHIPPING = "SHIPPING"
    PLATFORM = "PLATFORM"


@attrs.frozen(kw_only=True)
class AdditionalFee:
    """A fee of the store: a fixed ``price`` (major units) or a ``percentage`` (``3`` is 3 %) of the discounted price.

    With ``catalog_item_ids`` the fee is bound to the lines of these items and is charged once if there is one;
    without, it is the whole checkout's.
    """

    code: str = attrs.field(validator=Text(1, 100))
    name: str = attrs.field(validator=Text(1, 50))
    translated_name: str | None = attrs.field(default=None, validator=Text(1, 50))
    price: Money | None = attrs.field(default=None, converter=attrs.converters.optional(as_money), validator=Amount())
    percentage: Decimal | None = attrs.field(default=None, validator=Number(Decimal(0), Decimal(100), PERCENT_SCALE))
    taxable: bool = attrs.field(default=False, validator=Flag())
    catalog_item_ids: tuple[str, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_tuple), validator=Many(Text(1, 36))
    )
    provider_app_id: str | None = attrs.field(default=None, validator=Text(1, 100))
    source: AdditionalFeeSource = attrs.field(
        default=AdditionalFeeSource.SERVICE_PLUGIN, validator=A(AdditionalFeeSource)
    )

    RULES: ClassVar[tuple[Rule, ...]] = (OneOf(("price", "percentage")),)

    ratio: tuple[int, int] = attrs.field(init=False, eq=False, repr=False)
    """Price in minor units, or percentage as a fraction of one: numerator and denominator. Derived."""

    def __attrs_post_init__(self) -> None:
        follow_rules(self)
        object.__setattr__(self, "ratio", ratio_of(self.price, self.percentage))


@attrs.frozen(kw_only=True)
class PricedFee:
    """A fee as charged: what is asked, without and with tax, and the lines it is bound to (empty: whole checkout)."""

    code: str
    name: str
    translated_name: str | None
    price: Money
    price_before_tax: Money
    price_after_tax: Money
    tax_details: TaxDetails
    provider_app_id: str | None
    line_item_ids: tuple[str, ...]
    source: AdditionalFeeSource
