"""Price the pickled pairs of a file and print every figure: run in a process of its own by `test_determinism`."""

import pickle
import sys
from pathlib import Path

from figures import published

from checkout_core.pricing.engine import price

if __name__ == "__main__":
    for checkout, store in pickle.loads(Path(sys.argv[1]).read_bytes()):  # noqa: S301  # our own file
        priced = price(checkout, store)
        print(published(priced), priced.summary.total, priced.calculation_errors)
