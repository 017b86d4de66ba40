"""Writes the generated pages of this folder: `python docs/build.py`; with `--check` it only tells which are stale."""

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from checkout_core.lifecycle import LIFECYCLE_CODES
from checkout_core.model.refusals import RefusalCode
from checkout_core.orders.codes import OPERATION_CODES, ORDER_CODES
from checkout_core.plans.codes import PLAN_OPERATION_CODES, PLAN_ORDER_CODES

HERE = Path(__file__).parent
sys.path.append(str(HERE))  # the tests load this file by its path

from draw_pictures import PICTURES  # noqa: E402
from draw_states import DIAGRAMS, draw  # noqa: E402

MARK = "<!-- Written by docs/build.py: change that, not this. -->"


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    lines = [tuple(head), *(tuple(row) for row in rows)]
    lines.insert(1, ("---",) * len(lines[0]))
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def codes_table(codes: Iterable[RefusalCode]) -> str:
    """Codes with their status, in the order given."""
    rows = (
        (
            entry.code,
            entry.status,
            entry.description,
            re.sub(r"\{.*?\}", r"`\g<0>`", entry.data) or "none",
            "documented" if entry.documented else "this library",
        )
        for entry in codes
    )
    return table(("code", "status", "when", "data", "whose"), rows)


def codes_page() -> str:
    """Every code that something is refused with."""
    return f"""{MARK}
# Codes

What is refused is refused with a code, a status, words, and often data for a program. The service documents codes and
data; its words and which status belongs to which code it does not publish. So the words are this library's, and the
statuses are inferred from how often each occurs on the service's pages. Codes of *this library* are not the service's:
it has none for what they say. All of them come as `Rejected`: its `envelope()` is the service's error body.

## Why there is no order

In the order in which they are looked for: of several, `create_order` raises the first; `order_rejections` gives all
(N1 of the [conventions](conventions.md)).

{codes_table(ORDER_CODES)}

## Why an operation on an order is refused

{codes_table(OPERATION_CODES)}

## Why an operation on a checkout is refused

{codes_table(LIFECYCLE_CODES)}

## Why a plan is not ordered

In the order in which they are looked for; the first is raised (PP14 of the [conventions](conventions.md)). The service
spells some of its own in lower case.

{codes_table(PLAN_ORDER_CODES)}

## Why an operation on an order of a plan is refused

{codes_table(PLAN_OPERATION_CODES)}
"""


def states_of(name: str) -> str:
    """A diagram and its table."""
    rows = ((row.source or "*start*", f"`{row.operation}`", row.target, row.when) for row in DIAGRAMS[name].rows)
    words = f"{DIAGRAMS[name].title}: the table below says the same"
    return f"![{words}](states/{name}.svg)\n\n{table(('from', 'operation', 'to', 'when'), rows)}"


def states_page() -> str:
    """What leads from which state to which."""
    return f"""{MARK}
# States

What is not in these tables is refused ([codes](codes.md)). Operations are functions; those that only read, and so leave
all as it is, are not shown.

## Checkout

{states_of("checkout")}

## Order

INITIALIZED, PENDING and APPROVED follow from the payments: an order is APPROVED once what is due now is paid or
authorized, PENDING while it is not and a payment is pending (N17 of the [conventions](conventions.md)).

{states_of("order")}

## Payment

Payments by gift card and membership are never PENDING_MERCHANT, AUTHORIZED, PARTIALLY_REFUNDED or REFUNDED. When
`change_payment` makes the order REJECTED, its other payments end as with `cancel_order` (N19). The refund that leads to
PARTIALLY_REFUNDED or REFUNDED is one that has SUCCEEDED.

{states_of("payment")}

## Refund

{states_of("refund")}

## Order of a plan

`at` is the passing of time (PP7 of the [conventions](conventions.md)); every operation lets it pass first.

{states_of("plan_order")}

## Fulfilment status

This status is derived: it follows from how many units of each line have been sent, and how many were refunded before
they were (N24). So no operation asks it, and `fulfill_line_items` is refused by the order's status and by quantities
alone. Of refunds, the table shows those that change it.

{states_of("fulfillment")}
"""


PAGES: dict[str, Callable[[], str]] = {
    "codes.md": codes_page,
    "states.md": states_page,
    **{f"states/{name}.svg": partial(draw, diagram) for name, diagram in DIAGRAMS.items()},
    **{f"pictures/{name}.svg": picture for name, picture in PICTURES.items()},
}
"""The generated pages: the path from this folder, and the function that writes the text."""


def stale() -> list[str]:
    """The pages that do not say what their function says now."""
    paths = ((path, HERE / path, page) for path, page in PAGES.items())
    return [path for path, file, page in paths if not file.exists() or file.read_text(encoding="utf-8") != page()]


def main() -> None:
    """Write the pages that are stale, or with `--check` name them and exit with 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a page is stale")
    check = parser.parse_args().check
    pages = stale()
    for path in pages:
        print(f"docs/{path} {'is stale: run python docs/build.py' if check else 'written'}")
        if not check:
            (HERE / path).parent.mkdir(exist_ok=True)
            (HERE / path).write_text(PAGES[path](), encoding="utf-8", newline="\n")
    if check and pages:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
