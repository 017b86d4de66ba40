"""The commands of each day: `nox --list`; CONTRIBUTING.md tells more. Each uses the environment that nox runs in."""

import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "layers", "tests"]
nox.options.stop_on_first_error = True

PYTHONS = ("3.11", "3.12", "3.13")
"""Those of the classifiers."""


def run(session: nox.Session, module: str, *arguments: str, **environment: str) -> None:
    """Run a module of the environment, wherever its scripts lie."""
    session.run(sys.executable, "-m", module, *arguments, env=environment, external=True)


def script(session: nox.Session, path: str, *arguments: str) -> None:
    """Run a script of the repository with the environment's Python."""
    session.run(sys.executable, path, *arguments, external=True)


@nox.session
def tests(session: nox.Session) -> None:
    """The tests; more words go to pytest."""
    run(session, "pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Mend what ruff can mend, format, tell the rest."""
    run(session, "ruff", "check", "--fix", ".")
    run(session, "ruff", "format", ".")


@nox.session
def types(session: nox.Session) -> None:
    """Type checkers: mypy everywhere, pyright on tests/typing."""
    run(session, "mypy")
    run(session, "basedpyright", "-p", "tests/typing", "--pythonpath", sys.executable)


@nox.session
def layers(session: nox.Session) -> None:
    """Who may import whom."""
    session.run(str(Path(sys.executable).with_name("lint-imports")), external=True)


@nox.session
def pages(session: nox.Session) -> None:
    """Write what is generated, build the site into docs/_build."""
    script(session, "docs/build.py")
    run(session, "sphinx", "-q", "-W", "--keep-going", "-b", "html", "docs", "docs/_build")


@nox.session
def ci(session: nox.Session) -> None:
    """All that CI does, in a fresh environment."""
    session.run("bash", ".ci/run", external=True)


@nox.session
def coverage(session: nox.Session) -> None:
    """Lines and branches of the package that the tests reach."""
    run(session, "coverage", "run", "-m", "pytest", *session.posargs, NUMBA_DISABLE_JIT="1")
    run(session, "coverage", "combine", "--quiet")
    run(session, "coverage", "report")


@nox.session
def lowest(session: nox.Session) -> None:
    """The tests with the oldest dependencies."""
    session.run("bash", ".ci/lowest", external=True)


@nox.session
def pythons(session: nox.Session) -> None:
    """CI on each Python of the classifiers."""
    for version in PYTHONS:
        session.run("bash", ".ci/run", env={"PYTHON": f"python{version}"}, external=True)


@nox.session
def bench(session: nox.Session) -> None:
    """The hot path, in ratios."""
    script(session, "benchmarks/bench_price.py", *session.posargs)
    script(session, "benchmarks/bench_batch.py", *session.posargs)


@nox.session
def nightly(session: nox.Session) -> None:
    """The properties, three hundred times longer."""
    run(session, "pytest", "tests/properties", "tests/stateful", *session.posargs, HYPOTHESIS_PROFILE="nightly")


@nox.session
def mutation(session: nox.Session) -> None:
    """Whether the tests notice each small change of the code."""
    run(session, "mutmut", "run", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Whether reading survives broken JSON."""
    script(session, "tests/fuzz/run.py", *session.posargs)


@nox.session
def clusters(session: nox.Session) -> None:
    """The recipes for Spark and Ray."""
    script(session, "tests/clusters/run.py")
