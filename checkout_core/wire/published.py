"""What all of the published form shares: amounts with their display texts, taxes, members that are left out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from checkout_core.formatting import format_money
from checkout_core.model.store import Store
from checkout_core.model.tax import TaxDetails
from checkout_core.money import Money
from checkout_core.pricing.conversion import convert
from checkout_core.wire.names import Dialect, spelling
from checkout_core.wire.numbers import plain
from checkout_core.wire.writer import publisher


class Form:
    """How one checkout is published: its store's conversion and rounding, a locale, a dialect."""

    __slots__ = ("_conversion", "_known", "_locale", "_write", "dialect", "id", "rounding")

    def __init__(self, store: Store, locale: str, dialect: Dialect) -> None:
        self._conversion = store.conversion
        self.rounding = store.policy.rounding
        self._locale = locale
        self._known: dict[Decimal, dict[str, str]] = {}
        self.dialect = dialect
        self.id = spelling("id", dialect)
        """What an id is called."""
        self._write = publisher(dialect).unstructure

    def convert(self, value: Any) -> Any:
        """What has one form everywhere (addresses, findings, selections, …), its amounts in both currencies."""
        return with_amounts(self._write(value), self.money)

    def stated(self, value: Any) -> Any:
        """The same where amounts are documented to be plain decimals."""
        return with_amounts(self._write(value), lambda amount: plain(amount.amount))

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

    def unless_zero(self, amount: Money) -> dict[str, str] | None:
        """The amount in both currencies, None where it is zero."""
        return self.money(amount) if amount.amount else None

    def tax_details(self, details: TaxDetails) -> dict[str, Any]:
        """A line's, the delivery's or a fee's tax. What is exempt is there where something is."""
        document = {
            "taxableAmount": self.money(details.taxable_amount),
            "exemptAmount": self.unless_zero(details.exempt_amount),
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
        return given(document)


def with_amounts(value: Any, written: Callable[[Money], Any]) -> Any:
    """The document with every Money in it written."""
    if isinstance(value, Money):
        return written(value)
    if isinstance(value, dict):
        return {name: with_amounts(entry, written) for name, entry in value.items()}
    return [with_amounts(entry, written) for entry in value] if isinstance(value, list) else value


def given(document: dict[str, Any]) -> dict[str, Any]:
    """The members that are there: those that are not None."""
    return {name: value for name, value in document.items() if value is not None}
