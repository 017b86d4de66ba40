"""docs/tutorial.md: what it tells to type into a shell. Its Python runs as the page."""

import re
import shlex
import tomllib
from pathlib import Path

from checkout_core.cli import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")


def test_the_shell(capfd):
    """An environment, the package with an extra that it has, and a command that works without a file."""
    [commands] = re.findall(r"^```bash\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    make, install, show = map(shlex.split, commands.splitlines())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert make == ["python3", "-m", "venv", ".venv"]
    assert install[:-1] == [".venv/bin/python", "-m", "pip", "install"]
    name, extra = re.fullmatch(r"([\w-]+)\[(\w+)\]", install[-1]).groups()
    assert name == project["name"]
    assert extra in project["optional-dependencies"]
    assert show[0] == ".venv/bin/checkout-core"
    assert app.run(show[1:]) == 0
    assert "to pay" in capfd.readouterr().out


def test_the_python_that_is_needed():
    """The oldest that the package takes."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    [oldest] = re.findall(r"^You need Python (\d\.\d+) or newer", PAGE, re.MULTILINE)
    assert project["requires-python"] == f">={oldest}"
