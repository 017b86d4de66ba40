"""docs/examples/spark_what_if.py on a Spark of this machine: every cart once, with the totals that `sweep` says."""

import re
from pathlib import Path

import checkout_core

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"
RECIPE = DOCS / "examples" / "spark_what_if.py"
MASTER = ["--master", "local[2,4]"]  # two at a time, four attempts each
OPTIONS = {
    "spark.ui.enabled": "false",
    "spark.sql.files.maxPartitionBytes": "16384",  # several tasks
    "spark.sql.execution.arrow.maxRecordsPerBatch": "150",  # several batches a task
    "spark.sql.session.timeZone": "America/New_York",
}
SUBMIT = ["spark-submit", *MASTER, *(word for option in OPTIONS.items() for word in ("--conf", "=".join(option)))]


def test_every_cart_once(command, case, tmp_path):
    """The same cents as in this process, and errors are kept; the sums are printed; what is there is left alone."""
    recipe = [*SUBMIT, RECIPE, case.carts, case.scenarios, "totals"]
    done = command(*recipe)
    assert (done.returncode, case.is_told(done.stdout)) == (0, True)
    assert case.check(tmp_path / "totals") > 2
    again = command(*recipe)
    assert again.returncode == 1
    assert "PATH_ALREADY_EXISTS" in again.stdout  # where spark-submit puts what the recipe says on standard error
    case.check(tmp_path / "totals")


def test_a_killed_worker_costs_a_second_try(command, case, tmp_path):
    """It had given out some of its task's batches already; none of their carts is there twice."""
    [cart] = [*case.rows][2_000:2_001]
    done = command(*SUBMIT, HERE / "die_once.py", "mark", cart, RECIPE, case.carts, case.scenarios, "totals")
    assert (tmp_path / "mark").exists()
    assert "Python worker exited unexpectedly" in done.stderr
    assert (done.returncode, case.is_told(done.stdout)) == (0, True)
    case.check(tmp_path / "totals")


def test_a_scenario_that_does_not_fit(command, case, tmp_path):
    """Is refused before anything is read."""
    (tmp_path / "wrong.toml").write_text('[[scenarios]]\nname = "a slip"\ntax = { Texass = 0.05 }\n', encoding="utf-8")
    done = command(*SUBMIT, RECIPE, case.carts, "wrong.toml", "totals")
    assert done.returncode == 1
    assert "Texass" in done.stdout
    assert not (tmp_path / "totals").exists()


def test_workers_of_another_version(command, case, older, tmp_path):
    """Refuse to price."""
    done = command(*SUBMIT, older, RECIPE, case.carts, case.scenarios, "totals")
    assert done.returncode == 1
    assert f"a worker has checkout_core {checkout_core.__version__}, allowed: 0.0.1" in done.stdout
    assert not [*(tmp_path / "totals").glob("*.parquet")]


def test_the_page_shows_the_recipe():
    """Its first block of code is a part of the file."""
    page = (DOCS / "clusters.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"^```python\n(def totals_of\(carts: DataFrame.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert shown in RECIPE.read_text(encoding="utf-8")
