"""A Stores cart becomes a checkout: by the published table, with what has no place told, and priced.

The Stores Cart API is the predecessor of the eCommerce one; `checkout_core.wire.legacy_cart.rows` is the table.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import attrs

from checkout_core.model.checkout import ChannelType, Checkout
from checkout_core.model.line_item import line_id
from checkout_core.model.priced import PricedCheckout
from checkout_core.model.store import Store
from checkout_core.wire.legacy_cart.lines import goods_of
from checkout_core.wire.legacy_cart.parts import Assumed, place
from checkout_core.wire.legacy_cart.reader import read_cart
from checkout_core.wire.legacy_cart.report import Difference, Dropped, differences_of, dropped_of
from checkout_core.wire.legacy_cart.store import Opening, draft_of
from checkout_core.wire.priced import dump_priced
from checkout_core.wire.spot import BAD, Spot, read
from checkout_core.wire.stores import STAND_IN
from checkout_core.wire.text import JsonDocument

NO_DATE: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""When the checkout was opened if nobody says: a cart has no date."""


@attrs.frozen
class Converted:
    """What has become of a cart: the checkout, priced in a store made of the cart, and the report."""

    priced: PricedCheckout
    dropped: tuple[Dropped, ...]
    """Members of the cart that the checkout does not hold."""
    differences: tuple[Difference, ...]
    """Numbers of the cart that the price does not come to. Empty: the checkout prices to the cart's own totals."""
    assumed: tuple[Assumed, ...]
    """What the cart does not say and had to be made up."""

    @property
    def checkout(self) -> Checkout:
        """The buyer's side."""
        return self.priced.checkout

    @property
    def store(self) -> Store:
        """The merchant's side, as far as the cart tells it."""
        return self.priced.store


def convert_cart(
    document: JsonDocument,
    *,
    checkout_id: str = line_id(1),
    now: datetime = NO_DATE,
    channel_type: ChannelType = ChannelType.WEB,
) -> Converted:
    """Return the checkout that a Stores cart becomes, as the published conversion table has it.

    Takes the cart, or the service's ``{"cart": …}``. null and empty text stand for an absent member. A member that the
    table does not know is no error: it is among `Converted.dropped`. ``now`` is when the checkout is opened.

    Raises:
        InvalidDocument: with everything that is wrong with the cart, each at its place.
        InvalidField: for a ``checkout_id``, ``now`` or ``channel_type`` that no checkout can have.
    """
    opening = Opening(checkout_id=checkout_id, now=now, channel_type=channel_type)
    converted: Converted = read(document, STAND_IN, lambda spot: _convert(spot, opening), strict=False).value
    return converted


def _convert(spot: Spot, opening: Opening) -> Any:
    cart = read_cart(spot)
    if cart is BAD or spot.reading.problems:
        return BAD
    placed = place(cart)
    currency = placed.values["currency"]
    goods = goods_of(cart, placed, currency)
    if goods is BAD:
        return BAD
    draft = draft_of(cart, placed, goods, currency, opening)
    priced = draft.priced()
    published = dump_priced(priced)
    return Converted(
        priced,
        tuple(dropped_of(cart, published)),
        tuple(differences_of(cart, published, currency)),
        draft.assumed,
    )
