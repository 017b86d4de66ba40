"""Links of the pages and of the texts beside README.md: each leads to a file, and to a heading where it names one.

CI builds the site with warnings as errors, too. This finds most of the same in a second, and README.md is no page of
the site.
"""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
TEXTS = [*sorted(ROOT.glob("*.md")), *PAGES]
LINK = re.compile(r"\]\(([^()\s]+)\)")
RULE = re.compile(r"\[([A-Z]{1,2}\d+)\]\((?:\.\./)*conventions\.md#([\w-]+)\)")
OURS = re.compile(r"(?<!`)`((?:\.ci|benchmarks|checkout_core|docs|tests)/[\w./*-]+)`(?!`)")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:")
DEEPEST = 3
"""`myst_heading_anchors` of docs/conf.py."""


def prose(path):
    """The text without its code, where brackets are no links."""
    text = re.sub(r"^(`{3,}).*?^\1$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"(?<!`)`[^`\n]*\]\([^`\n]*`(?!`)", "", text)


def anchors(path):
    """The anchors of its headings, as GitHub and MyST make them."""
    found = []
    for heading in re.findall(rf"^#{{1,{DEEPEST}}} (.+)$", prose(path), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = plain = re.sub(r"[^\w\- ]", "", words.strip()).replace(" ", "-")
        again = 0
        while slug in found:
            again += 1
            slug = f"{plain}-{again}"
        found.append(slug)
    return found


def links(path):
    """The targets of its links that stay in this repository, as they are written."""
    return [target for target in LINK.findall(prose(path)) if not ELSEWHERE.match(target)]


def wrong_links(path, root=ROOT):
    """Its links that lead nowhere."""
    for link in links(path):
        place, _, anchor = link.partition("#")
        target = (path.parent / place).resolve() if place else path
        if not (target.is_file() and target.is_relative_to(root)):
            yield f"{link}: no such file"
        elif anchor and (target.suffix != ".md" or anchor not in anchors(target)):
            yield f"{link}: no such heading"


def contents():
    """The entries of the toctrees of docs/index.md, each with the pages that it names."""
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    for tree in re.findall(r"^```\{toctree\}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        for entry in re.findall(r"^[^:\n].*$", tree, re.MULTILINE):
            yield entry, sorted(DOCS.glob(f"{entry}.md"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path):
    """Files exist, headings too."""
    assert list(wrong_links(path)) == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_rules_are_where_the_links_say(path):
    """A link that is called R5 leads to the section of the conventions whose table has the row R5."""
    conventions = (DOCS / "conventions.md").read_text(encoding="utf-8")
    homes = {}
    for title, text in re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", conventions, re.MULTILINE | re.DOTALL):
        rows = re.findall(r"^\| ([A-Z]{1,2}\d+) \|", text, re.MULTILINE)
        homes |= dict.fromkeys(rows, title.lower().replace(" ", "-"))
    named = RULE.findall(prose(path))
    assert [(rule, anchor) for rule, anchor in named if homes.get(rule) != anchor] == []


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_that_are_named_exist(path):
    """Also where a name stands for several."""
    assert [name for name in OURS.findall(prose(path)) if not any(ROOT.glob(name))] == []


def test_links_are_found():
    """The checks above see what they are for."""
    assert "docs/conventions.md" in links(ROOT / "README.md")
    assert "tutorial.md" in links(DOCS / "index.md")
    assert "tests/unit/test_toolbox_*.py" in OURS.findall(prose(DOCS / "stability.md"))
    assert ("R5", "rounding") in RULE.findall(prose(DOCS / "why.md"))


def test_every_entry_of_the_contents_is_a_page():
    """No entry without a page."""
    assert [entry for entry, pages in contents() if not pages] == []


def test_every_page_is_in_the_contents_once():
    """But docs/index.md itself, which has them."""
    assert sorted(page for _, pages in contents() for page in pages) == [p for p in PAGES if p != DOCS / "index.md"]


def test_headings_become_anchors(tmp_path):
    """Punctuation goes, code and links are words, a heading that repeats is counted; comments in code are none."""
    page = tmp_path / "page.md"
    text = "# Why is my `total` …?\n## [A](b.md), B\n## Same\n```\n# no\n```\n## Same\n## Same\n#### Too deep\n"
    page.write_text(text, encoding="utf-8")
    assert anchors(page) == ["why-is-my-total-", "a-b", "same", "same-1", "same-2"]


def test_a_wrong_link_is_told(tmp_path):
    """A file that is missing, a heading that is missing, what lies outside; not one in code, nor one to the web."""
    page = tmp_path / "page.md"
    text = "# Title\n[a](#title) [b](gone.md) [c](page.md#gone) `[d](e.md)` [f](https://example.com/) [g](../x.md)\n"
    page.write_text(text, encoding="utf-8")
    assert list(wrong_links(page, tmp_path)) == [
        "gone.md: no such file",
        "page.md#gone: no such heading",
        "../x.md: no such file",
    ]
