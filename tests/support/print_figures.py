"""Price thirty pairs, the same each time, and print all there is to say: run in a process of its own."""

import contextlib
import locale

from drawn import sample

import checkout_core as cc
from checkout_core.testing.reference.published import published


def told(checkout, store):
    """The price as JSON and as a receipt, and what it is made of as JSON."""
    wire, priced = cc.wire, cc.price(checkout, store)
    documents = (wire.dump_priced(priced), wire.dump_store(store), wire.dump_checkout(checkout))
    return "\n".join([*map(wire.dumps, documents), str(cc.explain(priced))])


if __name__ == "__main__":
    with contextlib.suppress(locale.Error):  # not every machine has the language that the test asks for
        locale.setlocale(locale.LC_ALL, "")
    for pair in sample(30):
        print(published(cc.price(*pair)))
        print(told(*pair))
