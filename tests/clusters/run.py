"""Run the recipes of docs/clusters.md on a Spark and a Ray of this machine, and compare with `sweep`, cart by cart.

    python tests/clusters/run.py [--environment FOLDER] [ARGUMENT OF PYTEST]...

Makes a virtual environment with what requirements.txt pins (about 1.5 GB), installs the project as it is now, and runs
the tests of this folder. Spark needs Java 17 or later. Exit code: that of pytest, or 2 where there is no such Java.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[1]
JAVA = 17
"""The oldest version of Java that Spark 4 runs on."""


def without_java() -> str | None:
    """Why Spark cannot run, in one line; None if it can."""
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin") if home else None)
    place = f"JAVA_HOME={home}" if home else "PATH"
    if found is None:
        return f"Spark needs Java {JAVA} or later: none on {place}"
    told = subprocess.run([found, "-version"], capture_output=True, text=True, check=False).stderr
    version = re.search(r'version "(\d+)', told)
    if version is None or int(version[1]) < JAVA:
        return f"Spark needs Java {JAVA} or later: {found} is {told.partition(chr(10))[0] or 'none'}"
    return None


def install(folder: Path) -> Path:
    """Bring the environment up to date; its interpreter."""
    python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    if not python.exists():
        venv.create(folder, with_pip=True)
    packages = ["--requirement", str(HERE / "requirements.txt"), f"{PROJECT}[batch]"]
    subprocess.run([python, "-m", "pip", "install", "--quiet", *packages], check=True)
    return python


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(
        description="Run the recipes for Spark and Ray, and compare cart by cart.", allow_abbrev=False
    )
    parser.add_argument("--environment", type=Path, default=HERE / ".venv", help="folder (tests/clusters/.venv)")
    given, arguments = parser.parse_known_args()
    missing = without_java()
    if missing is not None:
        print(missing, file=sys.stderr)
        return 2
    python = install(given.environment.resolve())
    # The settings of all other tests ask for packages that these do without.
    alone = ["--confcutdir", str(HERE), "--override-ini", "addopts=", "-p", "no:cacheprovider"]
    return subprocess.run(
        [python, "-m", "pytest", *alone, *(arguments or ["-v"]), HERE], cwd=PROJECT, check=False
    ).returncode


if __name__ == "__main__":
    sys.exit(main())
