"""Findings of an audit on the screen: a table on a terminal, a line each elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from checkout_core.cli.receipt import NARROWEST
from checkout_core.testing import Finding

WIDEST = 18
"""Columns that an amount is given, so that the places have room on a terminal of 80."""


def show_findings(name: str, findings: Sequence[Finding]) -> None:
    """Print the findings of one document: as a table on a terminal that can show it, else as plain text in UTF-8."""
    console = Console()
    if sys.stdout.isatty() and console.width >= NARROWEST and console.encoding.startswith("utf"):
        console.print(findings_table(name, findings))
    else:
        write_findings(name, findings)


def write_findings(name: str, findings: Sequence[Finding]) -> None:
    """Print the findings as plain text, a line each."""
    for finding in findings:
        write_line(f"{name}: {finding.path}: {finding.law}: found {finding.stated}, expected {finding.expected}")


def write_line(line: str) -> None:
    """A line on standard output, in UTF-8."""
    sys.stdout.buffer.write(f"{line}\n".encode())


def findings_table(name: str, findings: Sequence[Finding]) -> Table:
    """The findings as a table, one section for each law, with what it says."""
    table = Table(title=Text(name), title_justify="left", show_lines=False)
    table.add_column("where", overflow="fold", ratio=1)
    table.add_column("found", overflow="fold", max_width=WIDEST)
    table.add_column("expected", overflow="fold", max_width=WIDEST)
    law = None
    for finding in findings:
        if finding.law != law:
            if law is not None:
                table.add_section()
            law = finding.law
            table.add_row(Text(law, style="bold").append(f": {finding.description}", style="not bold dim"), "", "")
        table.add_row(Text(f"  {finding.path}"), Text(finding.stated), Text(finding.expected))
    return table
