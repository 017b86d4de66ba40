"""How often the strategies reach each feature of a price.

    python tests/support/print_features.py [DRAWS]

The draws are the same each time. A feature's name tells where it is looked for; see `features`.
"""

import sys
from collections import Counter

from drawn import sample
from features import features

from checkout_core.testing.reference.engine import reference_price

DRAWS = 800


def reached(draws=DRAWS):
    """How many of so many draws reach each feature, by the reference's figures."""
    return Counter(
        feature
        for checkout, store in sample(draws)
        for feature in features(checkout, store, reference_price(checkout, store))
    )


def table(counts):
    """The counts as text, rarest last."""
    return "\n".join(f"{count:6}  {feature}" for feature, count in counts.most_common())


if __name__ == "__main__":
    print(table(reached(int(sys.argv[1]) if len(sys.argv) > 1 else DRAWS)))
