"""`checkout-core demo` and `checkout-core completion`: what a newcomer types first."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from checkout_core.cli import app

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
FILES = ("request.json", "store.json")
BASH = shutil.which("bash")


def run(*arguments):
    """The exit code."""
    return app.run([*map(str, arguments)])


class TestDemo:
    def test_explains_the_example(self, capfdbinary):
        """The same as the command on the files."""
        assert run("demo") == 0
        shown = capfdbinary.readouterr().out
        assert run("price", EXAMPLES / "request.json", "--store", EXAMPLES / "store.json", "--explain") == 0
        assert shown == capfdbinary.readouterr().out
        assert b"SUMMERSALE10" in shown

    def test_saves_its_files(self, capfdbinary, tmp_path):
        """They are those of the documentation, and can be priced."""
        folder = tmp_path / "new" / "example"
        assert run("demo", "--save", folder) == 0
        assert capfdbinary.readouterr().out.decode().split() == [str(folder / name) for name in FILES]
        for name in FILES:
            assert (folder / name).read_bytes() == (EXAMPLES / name).read_bytes()
        assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
        assert run("price", folder / "request.json", "--store", folder / "store.json") == 0

    def test_writes_over_nothing(self, capfdbinary, tmp_path):
        """One that is there stays, and no other is written."""
        (tmp_path / "store.json").write_text("mine", encoding="utf-8")
        assert run("demo", "--save", tmp_path) == 2
        assert "store.json is there already" in capfdbinary.readouterr().err.decode()
        assert [path.name for path in tmp_path.iterdir()] == ["store.json"]

    def test_a_place_that_is_no_folder(self, capfdbinary, tmp_path):
        """One line."""
        (tmp_path / "file").write_text("", encoding="utf-8")
        assert run("demo", "--save", tmp_path / "file" / "x") == 2
        assert capfdbinary.readouterr().err.decode().count("\n") == 1


class TestCompletion:
    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_prints_a_script(self, capfdbinary, shell):
        """That names the command and the variable."""
        assert run("completion", shell) == 0
        out = capfdbinary.readouterr().out.decode()
        assert "_CHECKOUT_CORE_COMPLETE" in out
        assert "checkout-core" in out

    def test_no_other_shell(self, capfdbinary):
        """It is told which."""
        assert run("completion", "cmd") == 2
        assert "'bash', 'zsh', 'fish'" in capfdbinary.readouterr().err.decode()

    @pytest.mark.parametrize(
        ("words", "expected"),
        [(["pr"], "price"), (["what-if", "--sto"], "--store"), (["price", "--dialect", "r"], "rest")],
    )
    def test_tells_what_could_come_next(self, words, expected):
        """As the scripts ask."""
        env = {
            **os.environ,
            "_CHECKOUT_CORE_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(["checkout-core", *words]),
            "COMP_CWORD": str(len(words)),
        }
        done = subprocess.run(
            [sys.executable, "-m", "checkout_core"], env=env, capture_output=True, text=True, check=True, timeout=60
        )
        assert done.stdout.splitlines() == [f"plain,{expected}"]

    @pytest.mark.skipif(BASH is None, reason="needs bash")
    def test_bash_takes_it(self, capfdbinary):
        """Without a complaint."""
        assert run("completion", "bash") == 0
        script = capfdbinary.readouterr().out
        done = subprocess.run([BASH, "-n"], input=script, capture_output=True, check=False, timeout=60)
        assert (done.returncode, done.stderr) == (0, b"")


class TestHelp:
    @pytest.mark.parametrize("command", sorted(app.app.commands))
    def test_every_command_shows_an_example(self, capfdbinary, command):
        """Of its own use."""
        assert run(command, "--help") == 0
        assert (
            f"checkout-core {command} "
            in capfdbinary.readouterr().out.decode().partition("Usage")[2].partition("\n")[2]
        )

    @pytest.mark.parametrize("command", sorted(app.app.commands))
    def test_the_list_tells_of_each_command_in_whole_words(self, capfd, command):
        """And the list begins with what a newcomer types."""
        assert run("--help") == 0
        told = capfd.readouterr().out
        assert "\n  checkout-core demo\n" in told
        [line] = [line for line in told.splitlines() if line.startswith(f"  {command} ")]
        assert line.endswith(".")
        assert not line.endswith("...")


@pytest.mark.parametrize("command", [["demo"], ["audit", EXAMPLES / "order.json"]])
def test_no_colours_where_nobody_sees_them(command):
    """Neither into a pipe, nor on a terminal that asks for none."""
    for extra in ({}, {"NO_COLOR": "1", "FORCE_COLOR": ""}):
        done = subprocess.run(
            [sys.executable, "-m", "checkout_core", *map(str, command)],
            env={**os.environ, **extra},
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert b"\x1b" not in done.stdout + done.stderr
