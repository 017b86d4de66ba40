"""Whether type checkers that infer nothing know the type of every public name of the installed package.

    VIRTUAL_ENV=… PATH=…/bin:$PATH python tests/typing/public.py    the environment that checkout_core is installed in

Needs basedpyright in the environment of ``python``. Exit code: 0 where all are known, 1 where some are not.
"""

import importlib
import json
import subprocess
import sys
import tempfile

MODULES = (
    "checkout_core",
    "checkout_core.plans",
    "checkout_core.pydantic",
    "checkout_core.testing",
    "checkout_core.whatif",
    "checkout_core.wire",
)


def public_names() -> set[str]:
    """Every public name, from the root."""
    return {f"{module}.{name}" for module in MODULES for name in importlib.import_module(module).__all__}


def unknown_names() -> list[str]:
    """Names of the package whose types are not known, or that checkers may see differently."""
    command = [
        sys.executable,
        "-m",
        "basedpyright",
        "--outputjson",
        "--ignoreexternal",
        "--verifytypes",
        "checkout_core",
    ]
    with tempfile.TemporaryDirectory() as folder:  # somewhere without the source
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    symbols = json.loads(done.stdout)["typeCompleteness"]["symbols"]
    if not symbols:
        sys.exit("checkout_core is not installed where VIRTUAL_ENV points")
    return [symbol["name"] for symbol in symbols if not symbol["isTypeKnown"] or symbol["isTypeAmbiguous"]]


def main() -> None:
    """Name the public ones."""
    wrong = sorted(public_names() & set(unknown_names()))
    if wrong:
        sys.exit("\n".join(f"not known to type checkers: {name}" for name in wrong))
    print(f"{len(public_names())} public names, each of a known type")


if __name__ == "__main__":
    main()
