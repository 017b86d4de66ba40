"""docs/clusters.md shows the recipes as they are; tests/clusters runs them."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize(("name", "kind"), [("spark", "DataFrame"), ("ray", "Dataset")])
def test_the_page_shows_the_recipe(name, kind):
    """A part of the file, word by word."""
    page = (DOCS / "clusters.md").read_text(encoding="utf-8")
    [shown] = re.findall(rf"^```python\n(def totals_of\(carts: {kind}.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert shown in (DOCS / "examples" / f"{name}_what_if.py").read_text(encoding="utf-8")
