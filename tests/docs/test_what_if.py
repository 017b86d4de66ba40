"""docs/what_if.md: what its commands print, its picture, and its table of fields. Its Python runs as the page."""

import importlib.util
import re
import shlex
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import attrs
import pytest

from checkout_core import wire
from checkout_core.cli import app
from checkout_core.whatif import Scenario

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "what_if.md").read_text(encoding="utf-8")
TEXT = "{http://www.w3.org/2000/svg}text"


def blocks(language):
    """The code blocks of the page in this language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def words_of(picture):
    """The texts of a picture: they are all that another version of matplotlib draws alike."""
    return sorted(element.text for element in ET.parse(picture).iter(TEXT))  # noqa: S314  # our own file


@pytest.fixture
def make_carts(monkeypatch):
    """The script as a command."""
    spec = importlib.util.spec_from_file_location("make_carts", DOCS / "examples" / "make_carts.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def main(*arguments):
        monkeypatch.setattr(sys, "argv", ["make_carts.py", *arguments])
        module.main()

    return main


def test_commands(make_carts, monkeypatch, tmp_path, capfdbinary):
    """They print what the page says, and draw its picture."""
    [commands], [output] = blocks("bash"), blocks("text")
    monkeypatch.chdir(tmp_path)
    make, compare = map(shlex.split, commands.splitlines())
    assert make[:2] == ["python", "docs/examples/make_carts.py"]
    make_carts(*make[2:])
    assert compare[0] == "checkout-core"
    assert app.run([str(DOCS.parent / word) if word.startswith("docs/") else word for word in compare[1:]]) == 0
    sys.stdout.flush()
    out, err = capfdbinary.readouterr()
    assert (out + err).decode() == output
    [picture] = re.findall(r"^!\[.*\]\((.*)\)$", PAGE, re.MULTILINE)
    assert words_of(tmp_path / "what_if.svg") == words_of(DOCS / picture)  # draw it again with the command


def test_the_file_begins_as_shown():
    """After its comment."""
    [shown] = blocks("toml")
    _, _, text = (DOCS / "examples" / "what_if.toml").read_text(encoding="utf-8").partition("\n\n")
    assert text.startswith(shown)


def test_every_field_has_its_row():
    """In the order of the fields, with its name in a file."""
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| ", PAGE, re.MULTILINE)
    fields = [field.name for field in attrs.fields(Scenario)]
    assert [field for field, _ in rows] == fields
    names = {name: re.sub(r"_(\w)", lambda letter: letter[1].upper(), name) for name in fields}
    assert dict(rows) == names
    document = {"scenarios": [{"name": "all of them", **{member: None for _, member in rows[1:]}}]}
    assert wire.load_scenarios(document, "USD").unknown == ()
