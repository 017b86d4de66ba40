"""Checkouts and orders in one SQLite file: a row each, the whole of it as JSON."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import attrs

import checkout_core as cc
from checkout_core import wire

SCHEMA = """
CREATE TABLE IF NOT EXISTS checkouts (
    number   INTEGER PRIMARY KEY AUTOINCREMENT,
    id       TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    document TEXT NOT NULL CHECK (json_valid(document)),
    seen     TEXT NOT NULL CHECK (json_valid(seen))
);
CREATE INDEX IF NOT EXISTS checkouts_by_cart ON checkouts (lower(json_extract(document, '$.cartId')));
CREATE TABLE IF NOT EXISTS orders (
    id          TEXT PRIMARY KEY,
    checkout_id TEXT NOT NULL UNIQUE REFERENCES checkouts (id),
    document    TEXT NOT NULL CHECK (json_valid(document))
);
"""
_SELECT = "SELECT number, revision, document, seen FROM checkouts"
PATIENCE = 30.0
"""How many seconds a writer waits for the others."""


@attrs.frozen
class Kept:
    """A checkout as it was read. Whoever writes it back says which revision they have seen."""

    number: int
    revision: int
    checkout: cc.Checkout
    seen: cc.SeenPrice
    """The amounts that the buyer was shown last."""


class Storage:
    """Reads and writes; knows nothing of prices and rules. Every call is a transaction of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with self._connected() as connection:
            connection.execute("PRAGMA journal_mode = WAL")  # readers do not wait for a writer
            connection.executescript(SCHEMA)

    # --- checkouts ----------------------------------------------------------------------------------------------------

    def add(self, priced: cc.PricedCheckout) -> None:
        """Keep a new checkout, at revision 1."""
        with self._writing() as connection:
            connection.execute(
                "INSERT INTO checkouts (id, revision, document, seen) VALUES (?, 1, ?, ?)",
                (priced.checkout.id, _text_of(priced.checkout), _text_of_seen(priced)),
            )

    def checkout(self, checkout_id: str) -> Kept | None:
        """Return the checkout of this id."""
        return self._kept(f"{_SELECT} WHERE id = ?", checkout_id)

    def checkout_of_cart(self, cart_id: str) -> Kept | None:
        """Return the last checkout that was opened for this cart."""
        last = "WHERE lower(json_extract(document, '$.cartId')) = ? ORDER BY number DESC LIMIT 1"
        return self._kept(f"{_SELECT} {last}", cart_id)

    def replace(self, kept: Kept, priced: cc.PricedCheckout) -> bool:
        """Keep the changed checkout, if nobody else has changed it since it was read; whether that was so."""
        with self._writing() as connection:
            return _replaced(connection, kept, priced)

    def see(self, kept: Kept, priced: cc.PricedCheckout) -> None:
        """Note what the buyer is shown. That is no change of the checkout."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE checkouts SET seen = ? WHERE id = ? AND revision = ?",
                (_text_of_seen(priced), kept.checkout.id, kept.revision),
            )

    # --- orders -------------------------------------------------------------------------------------------------------

    def place(self, kept: Kept, order: cc.Order, priced: cc.PricedCheckout) -> bool:
        """Keep the order, and the checkout as it leaves it: both, if nobody has changed the checkout, or neither."""
        with self._writing() as connection:
            if not _replaced(connection, kept, priced):
                return False
            connection.execute(
                "INSERT INTO orders (id, checkout_id, document) VALUES (?, ?, ?)",
                (order.id, kept.checkout.id, wire.dumps(wire.dump_order(order))),
            )
            return True

    def order(self, order_id: str) -> cc.Order | None:
        """Return the order of this id."""
        return self._order("SELECT document FROM orders WHERE id = ?", order_id)

    def order_of(self, checkout_id: str) -> cc.Order | None:
        """Return the order that this checkout has led to."""
        return self._order("SELECT document FROM orders WHERE checkout_id = ?", checkout_id)

    # --- how ----------------------------------------------------------------------------------------------------------

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection
        finally:
            connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that has the right to write from the start; it is undone where an exception leaves it."""
        with self._connected() as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    def _kept(self, query: str, own: str) -> Kept | None:
        row = self._row(query, own)
        if row is None:
            return None
        number, revision, document, seen = row
        checkout: cc.Checkout = _read(wire.load_checkout, document)
        amounts = {name: cc.Money(amount, checkout.currency) for name, amount in wire.parse(seen).items()}
        return Kept(number, revision, checkout, cc.SeenPrice(**amounts))

    def _order(self, query: str, own: str) -> cc.Order | None:
        row = self._row(query, own)
        return None if row is None else _read(wire.load_order, row[0])

    def _row(self, query: str, own: str) -> Any:
        """The first row, found by an id; the case of ids does not matter."""
        with self._connected() as connection:
            return connection.execute(query, (own.lower(),)).fetchone()


def _replaced(connection: sqlite3.Connection, kept: Kept, priced: cc.PricedCheckout) -> bool:
    """Compare and set: the row is written only at the revision that was read."""
    cursor = connection.execute(
        "UPDATE checkouts SET revision = revision + 1, document = ?, seen = ? WHERE id = ? AND revision = ?",
        (_text_of(priced.checkout), _text_of_seen(priced), kept.checkout.id, kept.revision),
    )
    return cursor.rowcount == 1


def _text_of(checkout: cc.Checkout) -> str:
    return wire.dumps(wire.dump_checkout(checkout))


def _text_of_seen(priced: cc.PricedCheckout) -> str:
    amounts = attrs.asdict(cc.SeenPrice.of(priced), recurse=False)
    return wire.dumps({name: money.amount for name, money in amounts.items()})


def _read(load: Any, text: str) -> Any:
    """What the row says. If it cannot be read that is our fault, and must not look like the client's."""
    try:
        return load(wire.parse(text)).value
    except cc.InvalidDocument as error:
        raise RuntimeError("a document that was kept cannot be read") from error
