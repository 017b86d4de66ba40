"""Run a recipe, but kill the process that first comes to a certain cart, as a machine does that is out of memory.

    die_once.py MARK CART RECIPE [ARGUMENT]...

The file MARK is made when that happens; then it does not happen again.
"""

import os
import runpy
import signal
import sys


def dying(sweep, mark, cart):
    """`sweep`, which dies once. Travels to workers by its code."""

    def price(batch, scenarios):
        if cart in batch.column("id").to_pylist():
            try:
                os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                pass
            else:
                os.kill(os.getpid(), signal.SIGKILL)
        return sweep(batch, scenarios)

    return price


if __name__ == "__main__":
    _, MARK, CART, RECIPE, *ARGUMENTS = sys.argv
    sys.argv = [RECIPE, *ARGUMENTS]
    main = runpy.run_path(RECIPE)["main"]
    main.__globals__["sweep"] = dying(main.__globals__["sweep"], MARK, CART)
    main()
