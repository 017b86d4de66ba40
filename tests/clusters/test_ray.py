"""docs/examples/ray_what_if.py on a Ray of this machine: every cart once, with the totals that `sweep` says."""

import re
import sys
from pathlib import Path

import checkout_core

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"
RECIPE = DOCS / "examples" / "ray_what_if.py"
SEVERAL = ["--each", "300"]  # so there are several tasks


def test_every_cart_once(command, case, tmp_path):
    """The same cents as in this process, and errors are kept; the sums are printed; what is there is left alone."""
    recipe = [sys.executable, RECIPE, case.carts, case.scenarios, "totals", *SEVERAL]
    done = command(*recipe)
    assert (done.returncode, case.is_told(done.stdout)) == (0, True)
    assert case.check(tmp_path / "totals") > 2
    again = command(*recipe)
    assert again.returncode == 1
    assert "already exists" in again.stderr
    case.check(tmp_path / "totals")


def test_a_killed_worker_costs_a_second_try(command, case, tmp_path):
    """Other tasks are done by then; no cart is there twice."""
    [cart] = [*case.rows][2_000:2_001]
    done = command(
        sys.executable, HERE / "die_once.py", "mark", cart, RECIPE, case.carts, case.scenarios, "totals", *SEVERAL
    )
    assert (tmp_path / "mark").exists()
    assert (done.returncode, case.is_told(done.stdout)) == (0, True)
    case.check(tmp_path / "totals")


def test_a_scenario_that_does_not_fit(command, case, tmp_path):
    """Is refused before anything is read."""
    (tmp_path / "wrong.toml").write_text('[[scenarios]]\nname = "a slip"\ntax = { Texass = 0.05 }\n', encoding="utf-8")
    done = command(sys.executable, RECIPE, case.carts, "wrong.toml", "totals")
    assert done.returncode == 1
    assert "Texass" in done.stderr
    assert not (tmp_path / "totals").exists()


def test_workers_of_another_version(command, case, older, tmp_path):
    """Refuse to price."""
    done = command(sys.executable, older, RECIPE, case.carts, case.scenarios, "totals")
    assert done.returncode == 1
    assert f"a worker has checkout_core {checkout_core.__version__}, allowed: 0.0.1" in done.stderr
    assert not [*(tmp_path / "totals").glob("*.parquet")]


def test_the_page_shows_the_recipe():
    """Its block of code is a part of the file."""
    page = (DOCS / "clusters.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^```python\n(def totals_of\(carts: Dataset.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert shown in RECIPE.read_text(encoding="utf-8")
