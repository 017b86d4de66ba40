"""What the service does, whatever way it is asked: read, let the library decide, write.

What a checkout costs and whether an operation is possible is asked of `checkout_core`; `storage` keeps it. Here is what
both leave to a service: the clock, ids, and trying again where two clients write at once.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4  # noqa: TID251  # the library makes no ids

import attrs

import checkout_core as cc
from service.storage import Kept, Storage

ATTEMPTS = 200
"""How often a change is tried that others have been faster than."""

Operation = Callable[[cc.Checkout, cc.Store, datetime], cc.Checkout]


@attrs.frozen
class Shown:
    """A checkout as it is answered: at its price, and at its revision."""

    priced: cc.PricedCheckout
    revision: int


class Shop:
    """The operations on what is kept. A refusal of the library's goes through as it is."""

    def __init__(self, store: cc.Store, storage: Storage) -> None:
        self.store = store
        self.storage = storage

    def open(self, request: cc.CheckoutRequest) -> Shown:
        """Open a checkout. Its id and its instant are ours, whatever the request says of them."""
        store, now = self._now()
        request = attrs.evolve(request, checkout_id=_new_id(), now=now)
        priced = cc.price(cc.create_from_request(store, request), store)
        self.storage.add(priced)
        return Shown(priced, revision=1)

    def show(self, kept: Kept | None) -> Shown:
        """Price the checkout as of now, and note what the buyer sees."""
        kept = _found(kept)
        store, _ = self._now(kept)
        priced = cc.price(kept.checkout, store)
        if cc.SeenPrice.of(priced) != kept.seen:
            self.storage.see(kept, priced)
        return Shown(priced, kept.revision)

    def url(self, kept: Kept | None) -> str:
        """Return where the buyer finds the checkout."""
        return cc.get_checkout_url(_found(kept).checkout, self.store)

    def change(self, checkout_id: str, revision: int | None, operation: Operation) -> Shown:
        """Apply the operation to what is kept; again, where somebody else has changed that meanwhile."""
        for _ in range(ATTEMPTS):
            kept = self._to_change(checkout_id, revision)
            store, now = self._now(kept)
            priced = cc.price(operation(kept.checkout, store, now), store)
            if self.storage.replace(kept, priced):
                return Shown(priced, kept.revision + 1)
        raise _too_busy()

    def order(self, checkout_id: str, revision: int | None, options: cc.OrderOptions) -> cc.Order:
        """Make the order of the checkout. Who asks first gets it; the library refuses all others with its id."""
        order_id = _new_id()
        for _ in range(ATTEMPTS):
            kept = self._to_change(checkout_id, revision)
            earlier = self.storage.order_of(checkout_id)
            store, now = self._now(kept)
            order = cc.create_order(
                cc.price(kept.checkout, store),
                store,
                order_id=order_id,
                number=str(10_000 + kept.number),
                now=now,
                context=cc.OrderContext(
                    earlier_orders=[cc.EarlierOrder.of(earlier)] if earlier else [], seen=kept.seen
                ),
                options=options,
            )
            checkout = kept.checkout
            if order.status is cc.OrderStatus.APPROVED:  # nothing is left to pay
                checkout = cc.mark_checkout_as_completed(checkout, now=now, order_id=order_id)
            if self.storage.place(kept, order, cc.price(checkout, store)):
                return order
        raise _too_busy()

    def placed(self, order_id: str) -> cc.Order:
        """Return the order of this id."""
        order = self.storage.order(order_id)
        if order is None:
            raise cc.OrderRejected("NOT_FOUND", 404, "there is no such order")
        return order

    def _to_change(self, checkout_id: str, revision: int | None) -> Kept:
        """The checkout, if it is at the revision that the client names; one that names none takes any."""
        kept = _found(self.storage.checkout(checkout_id))
        if revision not in {None, kept.revision}:
            message = "somebody else has changed the checkout"
            raise cc.CheckoutRejected("REVISION_MISMATCH", 412, message, {"revision": kept.revision})
        return kept

    def _now(self, kept: Kept | None = None) -> tuple[cc.Store, datetime]:
        """The store as it is now, and the instant. Clocks of servers differ, but no checkout goes back in time."""
        now = datetime.now(UTC)  # noqa: TID251  # the library has no clock: this is where it gets its time from
        if kept is not None:
            now = max(now, kept.checkout.updated_date)
        return (self.store if self.store.as_of else attrs.evolve(self.store, as_of=now)), now


def _found(kept: Kept | None) -> Kept:
    if kept is None:
        raise cc.CheckoutRejected("NOT_FOUND", 404, "there is no such checkout")
    return kept


def _too_busy() -> cc.CheckoutRejected:
    return cc.CheckoutRejected("ABORTED", 409, "too many change the checkout at once; try again")


def _new_id() -> str:
    return str(uuid4())
