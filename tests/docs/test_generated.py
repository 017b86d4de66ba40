"""Generated pages say what the code says now."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

from checkout_core.lifecycle import LIFECYCLE_CODES
from checkout_core.orders.codes import OPERATION_CODES, ORDER_CODES

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture
def build(monkeypatch):
    """The script, as a module of its own."""
    monkeypatch.syspath_prepend(DOCS)
    spec = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run(build, monkeypatch, *arguments):
    """Call the script with these arguments; its exit code."""
    monkeypatch.setattr(sys, "argv", ["build.py", *arguments])
    try:
        build.main()
    except SystemExit as end:
        return end.code
    return 0


def test_no_page_is_stale(build):
    """If one is: run python docs/build.py."""
    assert build.stale() == []


def test_the_check_names_what_is_stale_and_writes_nothing(build, monkeypatch, capsys, tmp_path):
    """A page that is missing, and one that was changed; writing brings both back."""
    for path in build.PAGES:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_bytes((DOCS / path).read_bytes())
    monkeypatch.setattr(build, "HERE", tmp_path)
    assert (run(build, monkeypatch, "--check"), capsys.readouterr().out) == (0, "")
    page = tmp_path / "codes.md"
    for spoilt in (None, "# Codes\n"):
        page.unlink() if spoilt is None else page.write_text(spoilt, encoding="utf-8")
        assert run(build, monkeypatch, "--check") == 1
        assert capsys.readouterr().out == "docs/codes.md is stale: run python docs/build.py\n"
        assert page.exists() is (spoilt is not None)
        assert run(build, monkeypatch) == 0
        assert capsys.readouterr().out == "docs/codes.md written\n"
        assert page.read_bytes() == (DOCS / "codes.md").read_bytes()


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Why there is no order", ORDER_CODES),
        ("Why an operation on an order is refused", OPERATION_CODES),
        ("Why an operation on a checkout is refused", LIFECYCLE_CODES),
    ],
)
def test_each_table_has_every_code_in_order(title, codes):
    """With its status, and whose it is; the words make a table of five columns."""
    page = (DOCS / "codes.md").read_text(encoding="utf-8")
    section = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)[1]
    head, _, *rows = [line.strip("| ").split(" | ") for line in section.splitlines() if line.startswith("|")]
    assert head == ["code", "status", "when", "data", "whose"]
    whose = {True: "documented", False: "this library"}
    assert [(row[0], row[1], row[2], row[4]) for row in rows] == [
        (entry.code, str(entry.status), entry.description, whose[entry.documented]) for entry in codes
    ]
    assert all(len(row) == 5 for row in rows)
    assert len({entry.code for entry in codes}) == len(codes)


def test_the_conventions_lead_to_the_codes():
    """The table that N1 speaks of."""
    assert "](codes.md)" in (DOCS / "conventions.md").read_text(encoding="utf-8")
