"""The story of a price: one step for each amount, with its formula, rate and rounding."""

from __future__ import annotations

from typing import Any

import attrs

from checkout_core.money import Money


@attrs.frozen(kw_only=True)
class Step:
    """How one amount came about.

    ``subject`` is what it is an amount of (a line, shipping, a fee, the whole), ``label`` which amount, ``formula`` how
    it was computed, in numbers; ``note`` says what else a reader should know: the rounding, who got an odd cent.
    """

    stage: str
    subject: str
    label: str
    amount: Money | None
    formula: str
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the step as JSON-ready data; the amount as a decimal string in major units."""
        return {
            "stage": self.stage,
            "subject": self.subject,
            "label": self.label,
            "amount": None if self.amount is None else str(self.amount.amount),
            "formula": self.formula,
            "note": self.note,
        }


@attrs.frozen(kw_only=True)
class Explanation:
    """Every step of a price, in the order of a receipt. ``str`` is a receipt in plain text."""

    currency: str
    rounding: str
    tax_rounding: str
    tax_included: bool
    steps: tuple[Step, ...]

    @property
    def title(self) -> str:
        """What was priced by which policy, in a line."""
        tax = "prices include tax" if self.tax_included else "tax is added to prices"
        return f"Amounts in {self.currency}; {tax}; rounded {self.rounding}, tax by {self.tax_rounding}"

    def to_json(self) -> dict[str, Any]:
        """Return the explanation as JSON-ready data."""
        return {
            "currency": self.currency,
            "rounding": self.rounding,
            "taxRounding": self.tax_rounding,
            "taxIncludedInPrice": self.tax_included,
            "steps": [step.to_json() for step in self.steps],
        }

    def __str__(self) -> str:
        rows = [("" if step.amount is None else amount_text(step.amount), step) for step in self.steps]
        label_width = max((len(step.label) for _, step in rows), default=0)
        amount_width = max((len(text) for text, _ in rows), default=0)
        out = [self.title]
        subject = None
        for text, step in rows:
            if step.subject != subject:
                subject = step.subject
                out.extend(["", subject])
            note = f"  ({step.note})" if step.note else ""
            out.append(f"  {step.label:<{label_width}}  {text:>{amount_width}}  {step.formula}{note}".rstrip())
        return "\n".join(out) + "\n"


def amount_text(amount: Money) -> str:
    """The amount as digits with at least its currency's decimals, without the currency."""
    return str(amount).partition(" ")[2]
