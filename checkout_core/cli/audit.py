"""`checkout-core audit`: foreign checkouts and orders in, the laws that they break out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

import attrs
import click

from checkout_core.cli.findings import show_findings, write_findings, write_line
from checkout_core.cli.jsonl import numbered_lines, tracked
from checkout_core.cli.reading import Unreadable, named, read_bytes, say
from checkout_core.cli.shared import NO, print_json
from checkout_core.errors import InvalidDocument
from checkout_core.testing import Finding
from checkout_core.testing import audit as audit_document

UNREADABLE = 2
"""The exit code where something could not be read."""


@attrs.define
class _Tally:
    """What has come of the documents so far."""

    documents: int = 0
    unreadable: int = 0
    broken: int = 0
    findings: int = 0

    def __str__(self) -> str:
        """One line for people."""
        bad = f", {self.unreadable} unreadable" if self.unreadable else ""
        return f"documents: {self.documents}{bad}, with findings: {self.broken}, findings: {self.findings}"

    @property
    def code(self) -> int:
        """The exit code."""
        return UNREADABLE if self.unreadable else NO if self.broken else 0


@click.command(short_help="Hold the checkouts and orders of others against the laws.")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True)
@click.option("--jsonl", is_flag=True, help="Each FILE holds one document a line.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object for each document, on one line.")
def audit(paths: tuple[str, ...], *, jsonl: bool, as_json: bool) -> int:
    """Hold the checkout or order in each FILE against the laws of published prices. No store is needed.

    A document is what this program prints, what the service has answered, or anybody else's of that form: either
    dialect, amounts as objects or plain decimals. Members that are absent are not missed. "-" reads standard input.

    Prints the JSON path, the law, what is stated and what is expected; with --json an object for each document: file
    (and line, with --jsonl), and findings, or error where it cannot be read.

    \b
    checkout-core audit checkout.json order.json
    checkout-core audit answers.jsonl --jsonl --json > findings.jsonl

    Exit codes: 0 no findings, 1 findings, 2 something cannot be read (the rest is audited). The laws: docs/audit.md.
    """  # noqa: D301  # the backspace tells click to keep the lines
    if paths.count("-") > 1:
        raise click.UsageError("standard input can be read once only")
    tally = _Tally()
    for path in paths:
        try:
            _audit_lines(path, tally, as_json=as_json) if jsonl else _audit_file(path, tally, as_json=as_json)
        except Unreadable as error:  # the file itself
            tally.documents += 0 if jsonl else 1
            tally.unreadable += 1
            _tell_error(str(error), {"file": named(path)}, as_json=as_json)
    if not as_json:
        write_line(str(tally))
    return tally.code


def _audit_file(path: str, tally: _Tally, *, as_json: bool) -> None:
    findings = _findings(path, read_bytes(path))
    tally.documents += 1
    _count(findings, tally)
    if as_json:
        _print_findings({"file": named(path)}, findings)
    elif findings:
        show_findings(named(path), findings)


def _audit_lines(path: str, tally: _Tally, *, as_json: bool) -> None:
    """Audit one document a line; a line that cannot be read is said, and the rest go on."""
    with ExitStack() as stack:
        for number, text in tracked(numbered_lines(path, stack), stack, "audited"):
            tally.documents += 1
            where = f"{path}:{number}"
            place: dict[str, object] = {"file": named(path), "line": number}
            try:
                findings = _findings(where, text)
            except Unreadable as error:
                tally.unreadable += 1
                _tell_error(str(error), place, as_json=as_json)
                continue
            _count(findings, tally)
            if as_json:
                _print_findings(place, findings)
            else:
                write_findings(named(where), findings)


def _findings(where: str, text: bytes) -> tuple[Finding, ...]:
    """What the audit of a text finds. Raises `Unreadable` where it is no checkout and no order."""
    try:
        return audit_document(text)
    except InvalidDocument as error:
        raise Unreadable("\n".join(f"{named(where)}: {line}" for line in str(error).split("\n"))) from None


def _count(findings: Sequence[Finding], tally: _Tally) -> None:
    tally.broken += bool(findings)
    tally.findings += len(findings)


def _tell_error(message: str, place: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print_json({**place, "error": {"message": message}})
    else:
        say("\n".join(f"checkout-core: {line}" for line in message.split("\n")))


def _print_findings(place: dict[str, object], findings: Sequence[Finding]) -> None:
    print_json({**place, "findings": [attrs.asdict(finding) for finding in findings]})
