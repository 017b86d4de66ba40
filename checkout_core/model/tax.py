"""Taxes: the merchant's table, and what a price says of tax. Source: ItemTaxFullDetails, TaxBreakdown, TaxSummary."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

import attrs

from checkout_core.allocation import allocate_units
from checkout_core.currencies import Currency
from checkout_core.model._converters import as_money, as_tuple
from checkout_core.model._limits import COUNTRY, A, Flag, Many, Text
from checkout_core.model._numbers import Computed, Number
from checkout_core.money import Money

RATE_SCALE = 6
"""Decimals of a tax rate; pricing computes in parts per million."""

RATE = Number(Decimal(0), Decimal(1), RATE_SCALE)
"""A tax rate as a fraction."""


class JurisdictionType(StrEnum):
    """Level of the authority that levies a tax."""

    UNDEFINED = "UNDEFINED"
    COUNTRY = "COUNTRY"
    STATE = "STATE"
    COUNTY = "COUNTY"
    CITY = "CITY"
    SPECIAL = "SPECIAL"


class TaxableAddressType(StrEnum):
    """Which address decides the tax of a line."""

    BUSINESS = "BUSINESS"
    BILLING = "BILLING"
    SHIPPING = "SHIPPING"


@attrs.frozen(kw_only=True)
class TaxableAddress:
    """A line's own choice of the address that decides its tax."""

    address_type: TaxableAddressType = attrs.field(validator=A(TaxableAddressType))


@attrs.frozen(kw_only=True)
class Tax:
    """One row of the merchant's tax table.

    ``rate`` is a fraction (``0.2`` is 20 %). Absent ``country`` or ``subdivision``: everywhere. ``tax_group_ids`` None
    means lines of every tax group; shipping and fees are governed by their own flags alone.
    """

    name: str = attrs.field(validator=Text(1, 100))
    rate: Decimal = attrs.field(validator=RATE)
    tax_type: str | None = attrs.field(default=None, validator=Text(0, 200))
    jurisdiction: str | None = attrs.field(default=None, validator=Text(0, 200))
    jurisdiction_type: JurisdictionType = attrs.field(default=JurisdictionType.UNDEFINED, validator=A(JurisdictionType))
    country: str | None = attrs.field(default=None, validator=COUNTRY)
    subdivision: str | None = attrs.field(default=None, validator=Text(1, 50))
    tax_group_ids: tuple[str, ...] | None = attrs.field(
        default=None, converter=attrs.converters.optional(as_tuple), validator=Many(Text(1, 100))
    )
    applies_to_shipping: bool = attrs.field(default=True, validator=Flag())
    applies_to_fees: bool = attrs.field(default=True, validator=Flag())

    ppm: int = attrs.field(init=False, eq=False, repr=False)
    """``rate`` in parts per million, exact. Derived."""

    def __attrs_post_init__(self) -> None:
        numerator, denominator = self.rate.as_integer_ratio()
        object.__setattr__(self, "ppm", numerator * 10**RATE_SCALE // denominator)


@attrs.frozen(kw_only=True)
class TaxRateBreakdown:
    """One rate of an amount's tax: name, rate as a fraction, tax."""

    name: str
    rate: Decimal
    tax: Money


@attrs.frozen(kw_only=True)
class TaxBreakdown:
    """One tax of an amount: who levies it, on what, at which rate (a fraction), how much."""

    jurisdiction: str | None = attrs.field(default=None, validator=Text(0, 200))
    jurisdiction_type: JurisdictionType = attrs.field(default=JurisdictionType.UNDEFINED, validator=A(JurisdictionType))
    non_taxable_amount: Money = attrs.field(converter=as_money, validator=Computed(negative=True))
    taxable_amount: Money = attrs.field(converter=as_money, validator=Computed(negative=True))
    rate: Decimal = attrs.field(validator=RATE)
    tax_amount: Money = attrs.field(converter=as_money, validator=Computed(negative=True))
    tax_type: str | None = attrs.field(default=None, validator=Text(0, 200))
    tax_name: str = attrs.field(validator=Text(0, 200))


@attrs.frozen(kw_only=True)
class TaxSummary:
    """Taxable amount and tax of all lines together (shipping and fees not among them, as documented)."""

    taxable_amount: Money
    total_tax: Money
    total_exempt: Money
    """What the checkout's tax exemption keeps from being taxable."""


@attrs.frozen
class TaxRates:
    """The taxes that one amount bears together, their positions in the store's table, and their summed rate (ppm)."""

    taxes: tuple[Tax, ...]
    positions: tuple[int, ...]
    ppm: int


NO_TAX = TaxRates((), (), 0)
"""What bears no tax."""


@attrs.frozen
class TaxDetails:
    """The tax of a line, of shipping or of a fee. Made of minor units; Money and breakdowns are made when read.

    The breakdowns' taxes add up to ``total_tax``, their rates to ``tax_rate``. ``taxable_amount`` and ``exempt_amount``
    add up to the amount before tax: one of them is zero.
    """

    _net: int
    _exempt: bool
    _tax: int
    _rates: TaxRates
    _parts: tuple[int, ...] | None
    currency: Currency

    @property
    def taxable_amount(self) -> Money:
        """What the tax is levied on: without the tax, where prices include it."""
        return Money.from_minor(0 if self._exempt else self._net, self.currency)

    @property
    def exempt_amount(self) -> Money:
        """What no tax is levied on: of a tax exempt checkout, or of a fee that is not taxable."""
        return Money.from_minor(self._net if self._exempt else 0, self.currency)

    @property
    def total_tax(self) -> Money:
        """The tax."""
        return Money.from_minor(self._tax, self.currency)

    @property
    def tax_rate(self) -> Decimal:
        """The summed rate, a fraction."""
        return Decimal(f"{self._rates.ppm}E-{RATE_SCALE}")

    @property
    def _taxes(self) -> tuple[tuple[Tax, Money], ...]:
        """Each tax with its part: as computed, else the tax allocated by rate (convention T8)."""
        parts = tax_by_rate(self._tax, self._rates) if self._parts is None else self._parts
        amounts = [Money.from_minor(part, self.currency) for part in parts]
        return tuple(zip(self._rates.taxes, amounts, strict=True))

    @property
    def rate_breakdown(self) -> tuple[TaxRateBreakdown, ...]:
        """The tax by rate."""
        return tuple(TaxRateBreakdown(name=tax.name, rate=tax.rate, tax=amount) for tax, amount in self._taxes)

    @property
    def tax_breakdown(self) -> tuple[TaxBreakdown, ...]:
        """The tax by tax, with who levies it."""
        return tuple(
            TaxBreakdown(
                jurisdiction=tax.jurisdiction,
                jurisdiction_type=tax.jurisdiction_type,
                non_taxable_amount=Money.from_minor(0, self.currency),
                taxable_amount=self.taxable_amount,
                rate=tax.rate,
                tax_amount=amount,
                tax_type=tax.tax_type,
                tax_name=tax.name,
            )
            for tax, amount in self._taxes
        )


def tax_by_rate(tax: int, rates: TaxRates) -> tuple[int, ...]:
    """One amount's tax allocated to its rates by largest remainder (convention T8)."""
    return tuple(allocate_units(tax, [entry.ppm for entry in rates.taxes]))
