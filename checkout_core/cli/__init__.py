"""The command line: `checkout-core COMMAND`. Needs the extra ``cli`` (click and rich)."""

from __future__ import annotations

import sys

MISSING = "checkout-core: the command line needs click and rich: pip install 'checkout-core[cli]'"


def main() -> None:
    """Run the command line and exit: 0 fine, 1 the answer is no, 2 bad usage or unreadable input."""
    try:
        from checkout_core.cli.app import run
    except KeyboardInterrupt:
        sys.exit(130)
    except ModuleNotFoundError as error:
        if error.name not in {"click", "rich"}:
            raise
        print(MISSING, file=sys.stderr)
        sys.exit(2)
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        sys.exit(2)  # closed by the caller: there is nowhere to read from, to print to, or to say so
    sys.exit(run())
