"""More quantity never lowers the line price."""

import attrs

from checkout_core.model.checkout import Checkout
from checkout_core.model.priced import PricedCheckout
from checkout_core.testing.laws.basics import at_most
from checkout_core.testing.laws.metamorphic.pairs import (
    chooses_the_cheapest,
    line_of,
    live_rules,
    measures,
    require,
    same_store,
)
from checkout_core.testing.reference.exact import minor


def with_quantity(checkout: Checkout, line_id: str, quantity: int) -> Checkout:
    """The checkout with so many units of this line."""
    place, line = line_of(checkout, line_id)
    lines = checkout.line_items
    changed = attrs.evolve(line, quantity=quantity)
    return attrs.evolve(checkout, line_items=(*lines[:place], changed, *lines[place + 1 :]))


def check_more_quantity(fewer: PricedCheckout, more: PricedCheckout) -> None:
    """More quantity of a line never lowers its price (unit price x quantity, before coupon and merchant discounts).

    For two prices in one store of checkouts that differ in the quantity of one line only. Refused are stores with a
    discount rule in force that

    - looks at a subtotal or at quantities: that more units are cheaper is what it is for (D2);
    - reaches the cheapest line only, if memberships are selected: with more units a membership may pay another line,
      and that changes which line is the cheapest (D4, M4).

    What memberships pay raises no question: they pay a line in full or not at all, and with more units the less (M4).
    """
    same_store(fewer, more)
    lines = zip(fewer.checkout.line_items, more.checkout.line_items, strict=False)
    changed = [(place, line, other) for place, (line, other) in enumerate(lines) if line != other]
    require(len(changed) == 1, f"{len(changed)} lines differ, where one should")
    place, line, other = changed[0]
    rebuilt = with_quantity(fewer.checkout, line.id, other.quantity)
    require(rebuilt == more.checkout, "the checkouts differ in more than the quantity of one line")
    require(line.quantity < other.quantity, f"{other.quantity} units are not more than {line.quantity}")
    rules = live_rules(fewer.checkout, fewer.store)
    looked_at = sorted(measures(rules) & {"SUBTOTAL_RANGE", "ITEM_QUANTITY_RANGE"})
    require(not looked_at, f"a discount rule looks at {' and '.join(looked_at)}")
    is_selected = bool(fewer.checkout.membership_options.selected_memberships.memberships)
    require(
        not (is_selected and chooses_the_cheapest(rules)),
        "a discount rule reaches the cheapest line, which a membership may pay or not",
    )
    prices = (minor(priced.lines[place].line_item_price) for priced in (fewer, more))
    at_most(f"lines[{place}]: price of {line.quantity} and of {other.quantity} units", *prices)
