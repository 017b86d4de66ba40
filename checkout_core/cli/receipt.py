"""The receipt on the screen: a table on a terminal, plain text elsewhere."""

from __future__ import annotations

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checkout_core.model.explanation import Explanation, amount_text

NARROWEST = 60
"""Columns of a terminal below which plain text reads better than a table."""


def show_receipt(explanation: Explanation) -> None:
    """Print the explanation: as a table on a terminal that can show it, else as plain text in UTF-8."""
    console = Console()
    if sys.stdout.isatty() and console.width >= NARROWEST and console.encoding.startswith("utf"):
        console.print(receipt_table(explanation))
    else:
        sys.stdout.buffer.write(str(explanation).encode())


def receipt_table(explanation: Explanation) -> Table:
    """The explanation as a table, one section for each line, shipping, fee and total."""
    table = Table(title=explanation.title, title_justify="left", show_lines=False)
    table.add_column("what", overflow="fold")
    table.add_column("amount", justify="right", no_wrap=True)
    table.add_column("how", overflow="fold")
    subject = None
    for step in explanation.steps:
        if step.subject != subject:
            if subject is not None:
                table.add_section()
            subject = step.subject
            table.add_row(Text(subject, style="bold"), "", "")
        how = Text(step.formula)
        if step.note:
            how.append(f"\n{step.note}", style="dim")
        amount = "" if step.amount is None else amount_text(step.amount)
        strong = "bold" if step.label in {"total", "pay now", "to pay"} else ""
        table.add_row(Text(f"  {step.label}"), Text(amount, style=strong), how)
    return table
