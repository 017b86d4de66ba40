"""Pieces of files of carts, and what becomes of them: numbers, totals, and reasons where there are none."""

import json
import pickle
from decimal import Decimal
from pathlib import Path

import attrs
import pyarrow as pa
import pytest

import checkout_core as cc
from checkout_core import wire
from checkout_core.whatif import Scenario, carts_to_arrow
from checkout_core.whatif.chunks import (
    BYTES_EACH,
    LINES_EACH,
    Failure,
    Lines,
    Rows,
    chunks_of_lines,
    chunks_of_rows,
    price_chunk,
)
from checkout_core.whatif.schema import STORE_KEY

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
STORE = wire.load_store(wire.parse((EXAMPLES / "store.json").read_bytes())).value
REQUEST = json.loads((EXAMPLES / "request.json").read_text(encoding="utf-8"))
FREE, TWICE = Scenario(name="free", price_change=Decimal(-1)), Scenario(name="twice", quantity_factor=2)


def request(quantity, **members):
    """The example's request for so many of its first item, as a line."""
    first, *others = REQUEST["lineItems"]
    return json.dumps({**REQUEST, "lineItems": [{**first, "quantity": quantity}, *others], **members}).encode()


def checkout(quantity, **fields):
    """The checkout that this request makes, as a value."""
    asked = wire.load_request(wire.parse(request(quantity)), STORE.currency).value
    return attrs.evolve(cc.create_from_request(STORE, asked), **fields)


def dumped(quantity, **fields):
    """The same as a line."""
    return wire.dumps(wire.dump_checkout(checkout(quantity, **fields))).encode()


def total(quantity):
    """What it comes to, in cents, by `price`."""
    return cc.price(checkout(quantity), STORE).figures.summary.total


def outcome(*lines, store=STORE, scenarios=()):
    """What becomes of these lines, numbered from 1."""
    return price_chunk(Lines([*enumerate(lines, 1)]), store, scenarios)


class TestChunksOfLines:
    def test_nothing(self):
        assert list(chunks_of_lines([])) == []

    def test_so_many_lines_each(self):
        lines = [(number, b"x") for number in range(1, 2 * LINES_EACH + 4)]
        chunks = list(chunks_of_lines(lines))
        assert [len(chunk.lines) for chunk in chunks] == [LINES_EACH, LINES_EACH, 3]
        assert [line for chunk in chunks for line in chunk.lines] == lines

    def test_a_chunk_ends_where_it_is_large(self):
        """Whatever comes next; a line is never cut."""
        half, whole = b"x" * (BYTES_EACH // 2), b"x" * BYTES_EACH
        sizes = [len(chunk.lines) for chunk in chunks_of_lines(enumerate([half, half, whole, b"", half, b"x", whole]))]
        assert sizes == [2, 1, 4]

    def test_is_read_as_far_as_asked(self):
        lines = iter([(number, b"x") for number in range(1, 3 * LINES_EACH)])
        next(chunks_of_lines(lines))
        assert next(lines) == (LINES_EACH + 1, b"x")


class TestChunksOfRows:
    def test_rows_are_numbered_from_one(self):
        batch = carts_to_arrow([checkout(number) for number in range(1, 6)], STORE)
        chunks = list(chunks_of_rows([batch.slice(0, 2), batch.slice(2, 0), batch.slice(2)]))
        assert [(chunk.first, chunk.batch.num_rows) for chunk in chunks] == [(1, 2), (3, 0), (3, 3)]

    def test_the_store_does_not_travel_with_every_chunk(self):
        batch = carts_to_arrow([checkout(1)], STORE)
        assert STORE_KEY in batch.schema.metadata
        (chunk,) = chunks_of_rows([batch])
        assert chunk.batch.schema.metadata is None
        assert chunk.batch.columns == batch.columns


class TestLines:
    def test_requests_and_checkouts_mixed(self):
        found = outcome(request(1), dumped(2), request(3), dumped(4), scenarios=(FREE, TWICE))
        assert (found.carts, found.failures) == ([1, 2, 3, 4], [])
        assert found.totals.column("baseline").to_pylist() == [total(number) for number in (1, 2, 3, 4)]
        assert found.totals.column("twice").to_pylist() == [
            cc.price(
                attrs.evolve(
                    checkout(number),
                    line_items=[attrs.evolve(line, quantity=2 * line.quantity) for line in checkout(number).line_items],
                ),
                STORE,
            ).figures.summary.total
            for number in (1, 2, 3, 4)
        ]
        assert found.totals.column("id").to_pylist()[1] == checkout(2).id

    def test_no_line_and_no_sound_line(self):
        """There are no totals, and they have their columns."""
        for lines in ([], [b""], [b"{}", b"no JSON"]):
            found = outcome(*lines, scenarios=(FREE,))
            assert (found.carts, found.totals.num_rows) == ([], 0)
            assert found.totals.schema.names == ["id", "baseline", "free", "scalar", "error"]
            assert [failure.cart for failure in found.failures] == [*range(1, len(lines) + 1)]

    @pytest.mark.parametrize(
        ("line", "place"),
        [
            (b"", "$"),
            (b"  ", "$"),
            (b"no JSON", "$"),
            (b"[]", "$"),
            (b"null", "$"),
            (b"{", "$"),
            (b"\xff\xfe", "$"),
            (b"\xef\xbb\xbf{}x", "$"),
            (b"[" * 100_000, "$"),
            (request(0), "$.lineItems[0].quantity"),
            (dumped(1).replace(b'"USD"', b'"EUR"'), "$.currency"),
            (request(1, now=None), "CheckoutRequest.now"),
            (request(1, couponCode=""), "COUPON"),
            (request(1, buyerInfo={"email": "\ud800"}), "$.buyerInfo"),
        ],
        ids=range(14),
    )
    def test_what_cannot_be_read_is_told(self, line, place):
        """And the others go on, with their numbers."""
        found = outcome(request(1), line, dumped(2), store=attrs.evolve(STORE, as_of=None))
        assert found.carts == [1, 3]
        assert found.totals.column("baseline").to_pylist() == [total(1), total(2)]
        (failure,) = found.failures
        assert (failure.cart, failure.id) == (2, None)
        assert place in failure.error, failure.error
        assert failure.error.encode()

    def test_what_cannot_be_priced_is_told(self):
        """A total that a column cannot hold; with the id that the line had."""
        reference = checkout(1).line_items[0].catalog_reference
        item = attrs.evolve(STORE.catalog[reference], price=cc.Money(10**15, "USD"))
        store = attrs.evolve(STORE, catalog={**STORE.catalog, reference: item})
        found = outcome(b"no JSON", dumped(100_000), store=store)
        unread, unpriced = found.failures
        assert (unread.cart, unpriced.cart, unpriced.id) == (1, 2, checkout(1).id)
        assert "minor units: a column holds no more" in unpriced.error
        assert found.totals.num_rows == 0

    def test_what_only_the_exact_engine_can_price(self):
        """Comes from the line's own checkout: nothing is looked up twice."""
        merchant = cc.MerchantDiscount(amount=cc.Money("1.00", "USD"))
        line = dumped(1, merchant_discounts=[merchant])
        found = outcome(line, request(1))
        assert found.totals.column("scalar").to_pylist() == [True, False]
        first, second = found.totals.column("baseline").to_pylist()
        assert second - first == 100


class TestRows:
    BATCH = carts_to_arrow([checkout(number) for number in range(1, 7)], STORE)

    def test_as_lines(self):
        lines = outcome(*[dumped(number) for number in range(1, 7)], scenarios=(FREE, TWICE))
        (chunk,) = chunks_of_rows([self.BATCH])
        rows = price_chunk(chunk, STORE, (FREE, TWICE))
        assert (rows.carts, rows.failures) == (lines.carts, lines.failures)
        assert rows.totals.equals(lines.totals)

    def test_numbers_go_on(self):
        outcomes = [price_chunk(Rows(first, self.BATCH.slice(first - 1, 2)), STORE, ()) for first in (1, 3, 5)]
        assert [found.carts for found in outcomes] == [[1, 2], [3, 4], [5, 6]]
        together = [value for found in outcomes for value in found.totals.column("baseline").to_pylist()]
        assert together == [total(number) for number in range(1, 7)]

    def test_a_cart_that_has_no_price(self):
        place = self.BATCH.schema.get_field_index("shipping")
        costs = pa.array([1000, -1, 1000, 1000, 1000, 1000])
        batch = self.BATCH.set_column(place, self.BATCH.schema.field(place), costs)
        found = price_chunk(Rows(11, batch), STORE, ())
        (failure,) = found.failures
        assert (failure.cart, failure.id, found.carts) == (12, checkout(2).id, [11, 13, 14, 15, 16])
        assert failure.error.startswith("shipping: ")


def test_chunks_and_outcomes_travel():
    """To other processes and back, as they are."""
    chunk = Lines([(1, request(1)), (2, b"no JSON")])
    assert pickle.loads(pickle.dumps(chunk)) == chunk
    found = price_chunk(chunk, STORE, (FREE,))
    back = pickle.loads(pickle.dumps(found))
    assert (back.carts, back.failures) == ([1], [Failure(2, None, found.failures[0].error)])
    assert back.totals.equals(found.totals)
