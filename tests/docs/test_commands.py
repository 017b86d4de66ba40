"""The commands that the pages show run as they are written."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sample_plans import DOCUMENTED

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("**/*.md"))]
BASH = shutil.which("bash") or "bash"
ELSEWHERE = {
    "docs/what_if.md": "tests/docs/test_what_if.py",
    "docs/clusters.md": "tests/clusters",
    "docs/tutorial.md": "tests/docs/test_tutorial.py",
}
"""Pages whose commands are run by tests of their own."""


def commands():
    """The blocks with a command of ours, by their page."""
    for page in PAGES:
        name = page.relative_to(ROOT).as_posix()
        blocks = re.findall(r"^```bash\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
        for number, block in enumerate(block for block in blocks if "checkout-core " in block):
            if name not in ELSEWHERE:
                yield pytest.param(block.replace(".venv/bin/", ""), id=f"{name} {number}")


def in_a_folder(folder, block):
    """Run the block in a folder with the examples, as a reader would in a clone."""
    (folder / "docs").symlink_to(ROOT / "docs")
    scripts = Path(sys.executable).parent
    return subprocess.run(
        [BASH, "-euo", "pipefail", "-c", block],
        cwd=folder,
        env={**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize("block", [*commands()])
def test_it_runs(block, tmp_path):
    """Without an error."""
    if "carts.parquet" in block:
        make = f"{sys.executable} docs/examples/make_carts.py --carts 50 --seed 1 --out carts.parquet"
        block = f"{make}\ncp docs/examples/what_if.toml scenarios.toml\n{block}"
    done = in_a_folder(tmp_path, block)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout or any(path.stat().st_size for path in tmp_path.iterdir() if path.name != "docs")


def test_commands_are_found():
    """In the front door, and beside it."""
    pages = {entry.id.split()[0] for entry in commands()}
    assert {"README.md", "docs/plans.md", "docs/legacy_cart.md", "docs/schema.md"} <= pages


def test_the_plan_of_the_page_is_the_printed_order(tmp_path):
    """With its ids, member by member."""
    [block] = [entry.values[0] for entry in commands() if entry.id.startswith("docs/plans.md")]
    assert json.loads(in_a_folder(tmp_path, block).stdout) == DOCUMENTED
