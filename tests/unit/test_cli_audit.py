"""`checkout-core audit`: what is printed for people and for programs, exit codes, and files that cannot be read."""

import copy
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from rich.console import Console

from checkout_core.cli import app, findings
from checkout_core.testing import audit

EXAMPLES = Path(__file__).parents[1] / "examples"
GOOD, BAD = EXAMPLES / "get_checkout.json", EXAMPLES / "update_checkout.json"
FOUND = f"""\
{BAD}: $.priceSummary.discount.amount: applied-sum: found 0, expected 10
{BAD}: $.lineItems[0].discount.amount: line-discounts: found 0, expected 10
"""


@pytest.fixture
def run(capfdbinary, monkeypatch):
    """Run the command in this process; give exit code, output and error text."""

    def runner(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = app.run(["audit", *map(str, arguments)])
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in out + err
        return code, out.decode(), err.decode()

    return runner


@pytest.fixture
def file(tmp_path):
    """Write a file and give its path."""

    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def on_one_line(path):
    """A document as a line of JSONL."""
    return json.dumps(json.loads(path.read_text(encoding="utf-8"))).encode() + b"\n"


class TestFiles:
    """One document a file."""

    def test_a_document_without_findings(self, run):
        """One line, exit 0."""
        assert run(GOOD) == (0, "documents: 1, with findings: 0, findings: 0\n", "")

    def test_findings_are_lines_and_exit_1(self, run):
        """Without colours where standard output is no terminal; the same bytes each time."""
        expected = (1, f"{FOUND}documents: 1, with findings: 1, findings: 2\n", "")
        assert run(BAD) == expected
        assert run(BAD) == expected

    def test_several_files(self, run):
        """In their order, and one count."""
        assert run(GOOD, BAD, GOOD) == (1, f"{FOUND}documents: 3, with findings: 1, findings: 2\n", "")

    def test_standard_input(self, run):
        """Once."""
        code, out, err = run(GOOD, "-", stdin=BAD.read_bytes())
        assert (code, err) == (1, "")
        assert out.startswith("-: $.priceSummary.discount.amount: applied-sum: ")
        code, out, err = run("-", "-")
        assert (code, out) == (2, "")
        assert "standard input can be read once only" in err

    def test_json_for_programs(self, run):
        """One object a file, on one line: what the function gives, and nothing else."""
        code, out, err = run(GOOD, BAD, "--json")
        found = [attrs.asdict(finding) for finding in audit(BAD.read_bytes())]
        assert (code, err) == (1, "")
        assert [json.loads(line) for line in out.splitlines()] == [
            {"file": str(GOOD), "findings": []},
            {"file": str(BAD), "findings": found},
        ]
        assert found[0].keys() == {"path", "law", "description", "stated", "expected"}

    def test_an_order_in_an_answer(self, run, file):
        """Paths begin at the answer."""
        order = json.loads((EXAMPLES.parents[1] / "docs" / "examples" / "order.json").read_text(encoding="utf-8"))
        wrong = copy.deepcopy(order)
        wrong["balanceSummary"]["balance"]["amount"] = "1"
        assert run(file("order.json", json.dumps({"order": order}).encode()))[0] == 0
        code, out, _ = run(file("wrong.json", json.dumps({"order": wrong}).encode()))
        assert (code, "$.order.balanceSummary.balance.amount: balance: found 1, expected " in out) == (1, True)

    def test_what_cannot_be_printed_is_escaped(self, run, file):
        """In names of files, in keys and in values: nothing moves the cursor."""
        document = json.loads(GOOD.read_text(encoding="utf-8"))
        document["priceSummary"]["total"] = "\x1b[2J"
        path = file("a\x1b[2J\n.json", json.dumps(document).encode())
        _, out, _ = run(path)
        assert "\x1b" not in out
        assert "readable: found \\u001b[2J, expected a number" in out


class TestUnreadable:
    """Exit 2, a line on standard error; the rest is audited."""

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "$: found no JSON"),
            (b"\xff", "no UTF-8 at byte 0"),
            (b"[" * 100_000, "nesting deeper"),
            (b'{"priceSummary": {}, "priceSummary": {}}', "more than once"),
            (b'{"priceSummary": {"total": 1e999999999}}', "$.priceSummary.total: found 1e999999999"),
            (b'{"lineItems": [{"quantity": 1}]}', "a checkout or an order with its prices"),
            (b" " * (32 * 2**20 + 1), "larger than 32 MiB"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_no_document(self, run, file, content, words):
        """The line names file and place."""
        path = file("bad.json", content)
        code, out, err = run(path, BAD)
        assert (code, out) == (2, f"{FOUND}documents: 2, 1 unreadable, with findings: 1, findings: 2\n")
        assert err.startswith(f"checkout-core: {path}: ")
        assert words in err
        code, out, err = run(path, BAD, "--json")
        assert (code, err) == (2, "")
        first, second = map(json.loads, out.splitlines())
        assert first.keys() == {"file", "error"}
        assert words in first["error"]["message"]
        assert len(second["findings"]) == 2

    @pytest.mark.parametrize(
        ("path", "reason"), [("nowhere.json", "no such file or directory"), (EXAMPLES, "is a directory")]
    )
    @pytest.mark.parametrize("jsonl", [(), ("--jsonl",)])
    def test_no_file(self, run, path, reason, jsonl):
        """The line names it."""
        code, out, err = run(path, *jsonl)
        assert (code, err) == (2, f"checkout-core: {path}: {reason}\n")
        assert out == f"documents: {0 if jsonl else 1}, 1 unreadable, with findings: 0, findings: 0\n"

    def test_bad_usage_is_one_line(self, run):
        """Without a file, and with an option that there is not."""
        for arguments, words in (((), "Missing argument 'FILE...'"), ((GOOD, "--nope"), "No such option")):
            code, out, err = run(*arguments)
            assert (code, out, err.count("\n")) == (2, "", 1)
            assert words in err


class TestJsonl:
    """One document a line."""

    LINES = on_one_line(GOOD) + b"nonsense\n" + on_one_line(BAD)

    def test_a_bad_line_is_said_and_the_rest_go_on(self, run, file):
        """With its number."""
        path = file("answers.jsonl", self.LINES)
        code, out, err = run(path, "--jsonl")
        assert (code, out) == (
            2,
            FOUND.replace(str(BAD), f"{path}:3") + "documents: 3, 1 unreadable, with findings: 1, findings: 2\n",
        )
        assert err.startswith(f"checkout-core: {path}:2: $: found no JSON")
        assert err.count("\n") == 1

    def test_json_for_programs(self, run, file):
        """An object a line, in order."""
        path = file("answers.jsonl", self.LINES)
        code, out, err = run(path, "--jsonl", "--json")
        first, second, third = map(json.loads, out.splitlines())
        assert (code, err) == (2, "")
        assert first == {"file": str(path), "line": 1, "findings": []}
        assert (second["line"], "no JSON" in second["error"]["message"]) == (2, True)
        assert (third["line"], len(third["findings"])) == (3, 2)

    def test_standard_input_and_several_files(self, run, file):
        """Each counts its own lines."""
        path = file("answers.jsonl", on_one_line(BAD))
        code, out, err = run("-", path, "--jsonl", stdin=on_one_line(GOOD) * 2)
        assert (code, err) == (1, "")
        assert out.startswith(f"{path}:1: ")
        assert out.endswith("documents: 3, with findings: 1, findings: 2\n")

    def test_an_empty_file_holds_nothing(self, run, file):
        """Which is fine."""
        assert run(file("none.jsonl", b""), "--jsonl") == (0, "documents: 0, with findings: 0, findings: 0\n", "")


class TestTable:
    """What a person sees."""

    @pytest.mark.parametrize("width", [60, 80, 200])
    def test_every_finding_fits_and_is_shown(self, width):
        """Each law once with what it says; markup in names and values is only text."""
        document = json.loads(BAD.read_text(encoding="utf-8"))
        document["lineItems"] *= 2
        document["priceSummary"]["total"] = "[bold]ten[/bold]"
        found = audit(document)
        console = Console(width=width, record=True, file=io.StringIO())
        console.print(findings.findings_table("[red]answer.json", found))
        text = console.export_text()
        assert all(len(line) <= width for line in text.splitlines())
        joined = "".join(text.replace("\N{BOX DRAWINGS LIGHT VERTICAL}", " ").split())
        assert "[red]answer.json" in joined
        for finding in found:
            if width > 60:
                assert finding.path in text
            assert finding.law in joined
            assert finding.stated[:12].replace(" ", "") in joined

    @pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals on Windows")
    def test_on_a_terminal(self, file):
        """A table for files; with --jsonl how many are audited, and lines; plain text where it is too narrow."""
        code, seen = on_a_terminal(BAD)
        assert code == 1
        assert "\N{BOX DRAWINGS LIGHT VERTICAL}" in seen
        code, seen = on_a_terminal(BAD, COLUMNS="40")
        assert (code, "applied-sum: found 0, expected 10" in seen) == (1, True)
        code, seen = on_a_terminal(file("answers.jsonl", on_one_line(GOOD)), "--jsonl")
        assert (code, "audited, " in seen, "/s" in seen) == (0, True, True)


def on_a_terminal(*arguments, **environment):
    """What the command writes to a terminal, standard output and error together, and its exit code."""
    import pty

    main, side = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "checkout_core", "audit", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        stdout=side,
        stderr=side,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment},
    ) as process:
        os.close(side)
        written = b""
        try:
            while part := os.read(main, 65_536):
                written += part
        except OSError:
            pass  # the terminal's other end is closed
        os.close(main)
        return process.wait(timeout=60), written.decode()
