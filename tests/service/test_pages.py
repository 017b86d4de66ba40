"""What the pages about the service show is what it is and does."""

import re
import shlex
import textwrap
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"
SERVICE = DOCS / "examples" / "service"
SHOWN = re.findall(r"^```py\n(.*?)^```$", (DOCS / "embedding.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("shown", SHOWN, ids=lambda shown: shown.split("\n")[0])
def test_the_page_shows_the_example(shown):
    """Word by word, wherever it is indented."""
    sources = [path.read_text(encoding="utf-8") for path in SERVICE.glob("*.py")]
    indented = [textwrap.indent(shown, " " * width) for width in (0, 4, 8, 12, 16)]
    assert any(text in source for text in indented for source in sources)


def test_the_commands_of_the_readme(client):
    """Each request is sent, and answered as the text says."""
    page = (SERVICE / "README.md").read_text(encoding="utf-8")
    statuses, checkout_id, created = [], "", {}
    for command in re.findall(r"^curl .*", page, re.MULTILINE):
        words = shlex.split(command)[1:]
        options = {word: words[place + 1] for place, word in enumerate(words) if word in {"-d", "-X"}}
        [address] = [word for word in words if word.startswith("$SHOP")]
        path = address.replace("$SHOP", "/ecom/v1").replace("$ID", checkout_id)
        response = client.request(options.get("-X", "POST"), path, content=options.get("-d"))
        statuses.append(response.status_code)
        checkout_id = checkout_id or response.json()["checkout"]["id"]
        if response.status_code == 428:
            code = response.json()["details"]["applicationError"]["code"]
            assert f"428, {code}." in page
        if "orderId" in response.json():
            created = response.json()
    assert statuses == [200, 200, 200, 200, 428, 200, 200, 409]
    assert response.json()["details"]["applicationError"]["data"] == created


def test_the_readme_names_every_route():
    """And no other."""
    source = (SERVICE / "app.py").read_text(encoding="utf-8")
    routes = re.findall(r'@(checkouts|orders)\.(get|post|patch)\("(.*?)"\)', source)
    table = (SERVICE / "README.md").read_text(encoding="utf-8").partition("| operation |")[2].partition("\n\n")[0]
    lines = [line.split("|")[1] for line in table.splitlines()[2:]]
    named = [re.sub("…", "POST /checkouts/{id}", route) for line in lines for route in re.findall(r"`(.*?)`", line)]
    paths = {re.sub(r"\{\w+\}", "{}", f"{method.upper()} /{prefix}{path}") for prefix, method, path in routes}
    assert {re.sub(r"\{\w+\}", "{}", route) for route in named} == paths
