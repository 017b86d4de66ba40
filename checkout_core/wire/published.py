"""What all of the published form shares: amounts with their display texts, taxes, members that are left out."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from checkout_core.formatting import format_money
from checkout_core.model.store import Store
from checkout_core.model.tax import TaxDetails
from checkout_core.money import Money
from checkout_core.pricing.conversion import convert
from checkout_core.wire.names import Dialect, spelling
from checkout_core.wire.numbers import plain
from checkout_core.wire.writer import writer


class Form:
    """How one checkout is published: its store's conversion and rounding, a locale, a dialect."""

    __slots__ = ("_conversion", "_known", "_locale", "convert", "dialect", "id", "rounding")

    def __init__(self, store: Store, locale: str, dialect: Dialect) -> None:
        self._conversion = store.conversion
        self.rounding = store.policy.rounding
        self._locale = locale
        self._known: dict[Decimal, dict[str, str]] = {}
        self.dialect = dialect
        self.id = spelling("id", dialect)
        """What an id is called."""
        self.convert = writer(dialect).unstructure
        """Writes what has one form everywhere: addresses, contacts, findings, selections."""

    def money(self, amount: Money) -> dict[str, str]:
        """The amount in both currencies, as numbers and as text. An amount's text is made once a checkout."""
        known = self._known.get(amount.amount)
        if known is None:
            known = self._known[amount.amount] = self._four(amount)
        return dict(known)

    def _four(self, amount: Money) -> dict[str, str]:
        number, text = plain(amount.amount), format_money(amount, self._locale)
        if self._conversion is None:
            converted, converted_text = number, text
        else:
            display = convert(amount, self._conversion, self.rounding)
            converted, converted_text = plain(display.amount), format_money(display, self._locale)
        return {
            "amount": number,
            "convertedAmount": converted,
            "formattedAmount": text,
            "formattedConvertedAmount": converted_text,
        }

    def tax_details(self, details: TaxDetails) -> dict[str, Any]:
        """A line's, the delivery's or a fee's tax."""
        return {
            "taxableAmount": self.money(details.taxable_amount),
            "taxRate": plain(details.tax_rate),
            "totalTax": self.money(details.total_tax),
            "rateBreakdown": [
                {"name": part.name, "rate": plain(part.rate), "tax": self.money(part.tax)}
                for part in details.rate_breakdown
            ],
            "taxBreakdown": [
                given(
                    {
                        "jurisdiction": part.jurisdiction,
                        "jurisdictionType": part.jurisdiction_type.value,
                        "nonTaxableAmount": self.money(part.non_taxable_amount),
                        "taxableAmount": self.money(part.taxable_amount),
                        "rate": plain(part.rate),
                        "taxAmount": self.money(part.tax_amount),
                        "taxType": part.tax_type,
                        "taxName": part.tax_name,
                    }
                )
                for part in details.tax_breakdown
            ],
        }


def given(document: dict[str, Any]) -> dict[str, Any]:
    """The members that are there: those that are not None."""
    return {name: value for name, value in document.items() if value is not None}
