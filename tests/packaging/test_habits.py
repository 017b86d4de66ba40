"""What the project says of itself in several places is one thing."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
GUIDE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
TASKS = ast.parse((ROOT / "noxfile.py").read_text(encoding="utf-8"))


def sessions():
    """The tasks of noxfile.py, by their names."""
    functions = [node for node in TASKS.body if isinstance(node, ast.FunctionDef)]
    return {function.name: function for function in functions if function.decorator_list}


def test_every_task_is_explained():
    """In CONTRIBUTING.md, and it explains no other."""
    tables = "\n".join(line for line in GUIDE.splitlines() if line.startswith("|"))
    assert set(re.findall(r"^\| `nox -s (\w+)`", tables, re.MULTILINE)) == set(sessions())


def test_what_tasks_run_is_there():
    """Scripts by their path."""
    texts = [node.value for node in ast.walk(TASKS) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    paths = [text for text in texts if re.fullmatch(r"\.?[\w/]+/[\w.]+", text)]
    assert "docs/build.py" in paths
    assert [path for path in paths if not (ROOT / path).exists() and path != "docs/_build"] == []


@pytest.mark.parametrize("page", ["CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_of_the_root_pages(page):
    """They lead to files."""
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_pythons():
    """The classifiers name what `nox -s pythons` runs, the oldest is the one required."""
    classified = [entry.rpartition(" ")[2] for entry in PROJECT["classifiers"] if re.search(r":: 3\.\d+$", entry)]
    [tried] = [
        ast.literal_eval(node.value)
        for node in TASKS.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "PYTHONS"
    ]
    assert list(tried) == classified
    assert PROJECT["requires-python"] == f">={classified[0]}"


def test_the_changelog():
    """Has a place for what is new, and the version that is next."""
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (.*)$", log, re.MULTILINE)
    assert headings[0] == "[Unreleased]"
    assert PROJECT["version"] in log
    kinds = set(re.findall(r"^### (.*)$", log, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
