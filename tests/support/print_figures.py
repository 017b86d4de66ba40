"""Price thirty pairs, the same each time, and print every figure: run in a process of its own by `test_determinism`."""

from figures import published
from strategies import sample

from checkout_core.pricing.engine import price

if __name__ == "__main__":
    for checkout, store in sample(30):
        priced = price(checkout, store)
        print(checkout, store)
        print(published(priced), priced.summary.total, priced.calculation_errors)
