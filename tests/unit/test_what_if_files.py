"""Files of carts and of totals: exact amounts, damaged inputs, outputs that are whole or not there."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import checkout_core as cc
from checkout_core import wire
from checkout_core.cli import app
from checkout_core.cli.jsonl import numbered_lines
from checkout_core.cli.reading import MAX_BYTES
from checkout_core.whatif import carts_to_arrow
from checkout_core.whatif.chunks import LINES_EACH, TOTALS_EACH, Failure, Outcome, chunks_of_lines, price_chunk
from checkout_core.whatif.files import GROUP, CartFile, Failures, Totals
from checkout_core.whole_files import Unwritable, in_place_of

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
STORE_PATH = EXAMPLES / "store.json"
STORE = wire.load_store(wire.parse(STORE_PATH.read_bytes())).value
REQUEST = json.loads((EXAMPLES / "request.json").read_text(encoding="utf-8"))
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
UNITS = [0, 1, -1, 5, -99, 100, -100, 123_456_789, 2**63 - 1, -(2**63)]


def request(quantity):
    """The example's request for so many of its first item, as a line."""
    first, *others = REQUEST["lineItems"]
    return json.dumps({**REQUEST, "lineItems": [{**first, "quantity": quantity}, *others]}).encode()


def checkout(quantity):
    """The checkout that it makes."""
    return cc.create_from_request(STORE, wire.load_request(wire.parse(request(quantity)), STORE.currency).value)


def outcome(units, first=1, ids=None):
    """What a chunk would come to: baseline in these minor units, and less half of them."""
    columns = {
        "id": pa.array(ids or [f"id-{number}" for number in range(len(units))], pa.string()),
        "baseline": pa.array(units, pa.int64()),
        "half off": pa.array([unit // 2 for unit in units], pa.int64()),
    }
    return Outcome([*range(first, first + len(units))], pa.record_batch(columns), [])


def written(path, currency, *outcomes, names=("half off",)):
    """Write the outcomes to a file."""
    with closing(Totals(path, path.suffix, cc.Currency(currency), names)) as totals:
        for found in outcomes:
            totals.write(found)
    return path


def rows_of(path):
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestTotals:
    @pytest.mark.parametrize(("currency", "places"), [("JPY", 0), ("USD", 2), ("KWD", 3), ("CLF", 4)])
    def test_amounts_are_exact(self, tmp_path, currency, places):
        """In both formats, with all their decimals, and no exponent."""
        expected = [Decimal(unit).scaleb(-places) for unit in UNITS]
        parquet = pq.read_table(written(tmp_path / "totals.parquet", currency, outcome(UNITS)))
        assert parquet.schema.field("baseline").type == pa.decimal128(38, places)
        assert parquet.column("baseline").to_pylist() == expected
        texts = [row["baseline"] for row in rows_of(written(tmp_path / "totals.csv", currency, outcome(UNITS)))]
        assert texts == [f"{value:.{places}f}" for value in expected]

    @pytest.mark.parametrize("kind", ["csv", "parquet"])
    def test_of_no_cart(self, tmp_path, kind):
        path = written(tmp_path / f"totals.{kind}", "USD")
        table = pq.read_table(path) if kind == "parquet" else None
        names = path.read_text(encoding="utf-8") if table is None else ",".join(table.schema.names)
        assert names.replace('"', "").strip() == "cart,id,baseline,half off"

    def test_one_file_however_the_chunks_are_cut(self, tmp_path):
        """Numbers go on, empty chunks are no rows, and row groups are large."""
        units = [*range(GROUP + 10)]
        whole = written(tmp_path / "whole.parquet", "USD", outcome(units))
        pieces = [outcome(units[start : start + 3000], start + 1) for start in range(0, len(units), 3000)]
        cut = written(tmp_path / "cut.parquet", "USD", outcome([]), *pieces)
        assert pq.read_table(cut).column("cart").equals(pq.read_table(whole).column("cart"))
        assert pq.read_table(cut).column("half off").equals(pq.read_table(whole).column("half off"))
        groups = pq.ParquetFile(cut).metadata
        assert (groups.num_rows, groups.num_row_groups) == (GROUP + 10, 1)

    def test_ids_and_names_that_csv_must_quote(self, tmp_path):
        ids = ['a,"b"', "new\nline", "ünï", "", None]
        found = outcome([1, 2, 3, 4, 5], ids=ids)
        renamed = found._replace(totals=found.totals.rename_columns(["id", "baseline", 'x,"y"']))
        rows = rows_of(written(tmp_path / "totals.csv", "USD", renamed, names=('x,"y"',)))
        assert [row["id"] for row in rows] == [*ids[:4], ""]
        assert [row['x,"y"'] for row in rows] == ["0.00", "0.01", "0.01", "0.02", "0.02"]

    @pytest.mark.parametrize("name", ["cart", "id"])
    def test_a_scenario_cannot_be_called_like_a_column(self, tmp_path, name):
        with pytest.raises(cc.InvalidField, match=rf"Scenario.name: got '{name}'"):
            Totals(tmp_path / "totals.csv", ".csv", cc.Currency("USD"), [name])
        assert list(tmp_path.iterdir()) == []

    @pytest.mark.parametrize("kind", [".csv", ".parquet"])
    def test_what_cannot_be_written_is_told(self, tmp_path, kind):
        with pytest.raises(Unwritable, match="totals: no such file or directory"):
            Totals(tmp_path / "nowhere" / "totals", kind, cc.Currency("USD"), [])

    @FULL
    @pytest.mark.parametrize("kind", [".csv", ".parquet"])
    def test_a_full_disk(self, kind):
        with pytest.raises(Unwritable, match="/dev/full: no space left"):
            written_to_full_disk(Path("/dev/full"), kind)


def written_to_full_disk(path, kind):
    """Write more than any buffer holds."""
    with closing(Totals(path, kind, cc.Currency("USD"), ["half off"])) as totals:
        for _ in range(10):
            totals.write(outcome([*range(GROUP)]))


class TestFailures:
    def test_reasons_of_many_lines_stay_together(self, tmp_path):
        path = tmp_path / "errors.csv"
        given = [Failure(3, None, 'one, "two"\nthree'), Failure(10**9, "id", "é")]
        with closing(Failures(path)) as failures:
            failures.write(given[:1])
            failures.write([])
            failures.write(given[1:])
        assert [tuple(row.values()) for row in rows_of(path)] == [
            (str(failure.cart), failure.id or "", failure.error) for failure in given
        ]

    def test_what_cannot_be_written_is_told(self, tmp_path):
        with pytest.raises(Unwritable, match="errors: no such file or directory"):
            Failures(tmp_path / "nowhere" / "errors")

    @FULL
    def test_a_full_disk(self):
        failures = Failures(Path("/dev/full"))
        failures.write([Failure(1, None, "x")])
        with pytest.raises(Unwritable, match="/dev/full: no space left"):
            failures.close()


def fail(path, error):
    """Write something, and no more."""
    path.write_text("new", encoding="utf-8")
    raise error


class TestInPlaceOf:
    def test_takes_its_place_at_the_end(self, tmp_path):
        path = tmp_path / "totals.csv"
        path.write_text("old", encoding="utf-8")
        with in_place_of(path) as unfinished:
            unfinished.write_text("new", encoding="utf-8")
            assert path.read_text(encoding="utf-8") == "old"
        assert path.read_text(encoding="utf-8") == "new"
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, GeneratorExit])
    def test_an_error_leaves_the_old_one(self, tmp_path, error):
        path = tmp_path / "totals.csv"
        path.write_text("old", encoding="utf-8")
        with pytest.raises(error), in_place_of(path) as unfinished:
            fail(unfinished, error)
        assert path.read_text(encoding="utf-8") == "old"
        assert list(tmp_path.iterdir()) == [path]

    def test_two_at_once_leave_one_of_them_whole(self, tmp_path):
        """Each writes to a name of its own; what comes later stays."""
        path = tmp_path / "totals.csv"
        with in_place_of(path) as first:
            first.write_text("first", encoding="utf-8")
            with in_place_of(path) as second:
                second.write_text("second", encoding="utf-8")
            assert path.read_text(encoding="utf-8") == "second"
        assert path.read_text(encoding="utf-8") == "first"
        assert list(tmp_path.iterdir()) == [path]

    @pytest.mark.skipif(sys.platform == "win32", reason="modes as POSIX has them")
    def test_the_mode_stays(self, tmp_path):
        path = tmp_path / "totals.csv"
        path.touch(mode=0o600)
        with in_place_of(path) as unfinished:
            unfinished.write_text("new", encoding="utf-8")
        assert path.stat().st_mode & 0o777 == 0o600

    def test_a_folder_is_refused_before_the_run(self, tmp_path):
        with pytest.raises(Unwritable, match="is a directory"), in_place_of(tmp_path):
            pytest.fail("the run has begun")

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
    def test_a_pipe_or_device_is_refused_and_stays(self, tmp_path):
        path = tmp_path / "totals.csv"
        os.mkfifo(path)
        with pytest.raises(Unwritable, match=r"totals\.csv: is a device or pipe"), in_place_of(path):
            pytest.fail("the run has begun")
        assert path.is_fifo()
        assert list(tmp_path.iterdir()) == [path]

    def test_a_link_is_followed(self, tmp_path):
        real, link = tmp_path / "real.csv", tmp_path / "totals.csv"
        real.write_text("old", encoding="utf-8")
        link.symlink_to(real)
        with in_place_of(link) as unfinished:
            unfinished.write_text("new", encoding="utf-8")
        assert link.is_symlink()
        assert real.read_text(encoding="utf-8") == "new"

    def test_what_is_not_there_cannot_take_its_place(self, tmp_path):
        with pytest.raises(Unwritable, match=r"totals\.csv: no such file"), in_place_of(tmp_path / "totals.csv"):
            pass


class TestCartFile:
    BATCH = carts_to_arrow([checkout(number) for number in range(1, 31)], STORE)

    @pytest.fixture
    def carts(self, tmp_path):
        """Write the thirty carts, as asked; the path."""

        def write(batch=self.BATCH, name="carts.parquet", **options):
            pq.write_table(pa.Table.from_batches([batch]), tmp_path / name, **options)
            return str(tmp_path / name)

        return write

    @staticmethod
    def totals(path):
        """Number and total of each cart of the file."""
        file = CartFile(path)
        outcomes = [price_chunk(chunk, file.store() or STORE, ()) for chunk in file.chunks()]
        columns = [(found.carts, found.totals.column("baseline").to_pylist()) for found in outcomes]
        return [pair for carts, values in columns for pair in zip(carts, values, strict=True)]

    @property
    def expected(self):
        """What `price` says."""
        return [(number, cc.price(checkout(number), STORE).figures.summary.total) for number in range(1, 31)]

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"row_group_size": 7},
            {"row_group_size": 1},
            {"use_dictionary": False},
            {"compression": "zstd", "data_page_size": 100, "row_group_size": 20},
            {"store_schema": False},
        ],
        ids=str,
    )
    def test_however_it_was_written(self, carts, options):
        path = carts(**options)
        assert CartFile(path).count == 30
        assert self.totals(path) == self.expected

    def test_the_store_is_optional(self, carts):
        assert CartFile(carts()).store().currency == STORE.currency
        path = carts(self.BATCH.replace_schema_metadata())
        assert CartFile(path).store() is None
        assert self.totals(path) == self.expected

    def test_other_columns_are_not_read(self, carts):
        """Not even where they cannot be understood."""
        batch = self.BATCH.append_column("note", pa.array([b"\xff"] * 30))
        path = carts(batch)
        assert {name for chunk in CartFile(path).chunks() for name in chunk.batch.schema.names} == set(
            self.BATCH.schema.names
        )

    def test_large_rows_come_in_small_pieces(self, carts):
        """Eight MiB at most: thirty carts of one MiB each are at least four pieces."""
        place = self.BATCH.schema.get_field_index("checkout")
        documents = pa.array([f"{number:0{2**20}}" for number in range(30)])
        path = carts(self.BATCH.set_column(place, "checkout", documents), use_dictionary=False, compression="none")
        chunks = list(CartFile(path).chunks())
        assert max(chunk.batch.nbytes for chunk in chunks) <= 2**23
        assert [chunk.first for chunk in chunks] == [1, 8, 15, 22, 29]

    @pytest.mark.parametrize("count", [0, 1])
    def test_few_carts(self, carts, count):
        assert self.totals(carts(self.BATCH.slice(0, count))) == self.expected[:count]

    def test_no_carts(self, tmp_path):
        path = tmp_path / "carts.parquet"
        pq.write_table(pa.table({"id": ["1"], "lines": [1]}), path)
        with pytest.raises(cc.InvalidField, match=r"batch\.lines: got 'int64'"):
            self.totals(str(path))
        pq.write_table(pa.table({"other": ["1"]}), path)
        with pytest.raises(cc.InvalidField, match=r"batch\.lines: got None"):
            self.totals(str(path))

    def test_damaged(self, carts):
        """Where it is noticed: in the footer at once, in a page when it is read."""
        path = Path(carts(compression="none", row_group_size=15, use_dictionary=False))
        sound = path.read_bytes()
        path.write_bytes(sound[:-9] + b"\xff" + sound[-8:])
        with pytest.raises((cc.InvalidField, OSError)):
            CartFile(str(path))
        offset = pq.ParquetFile(carts(compression="none", row_group_size=15)).metadata.row_group(1).column(0)
        path.write_bytes(b"")
        broken = bytearray(Path(carts(compression="none", row_group_size=15)).read_bytes())
        begin = offset.dictionary_page_offset or offset.data_page_offset
        broken[begin : begin + 40] = b"\xff" * 40
        path.write_bytes(broken)
        chunks = CartFile(str(path)).chunks()
        assert next(chunks).first == 1
        with pytest.raises(cc.InvalidField, match="a Parquet file of carts"):
            next(chunks)

    def test_text_that_is_no_text(self, carts):
        place = self.BATCH.schema.get_field_index("id")
        ids = pa.array([b"\xff"] * 30, pa.binary())
        text = pa.Array.from_buffers(pa.string(), 30, ids.buffers())
        path = carts(self.BATCH.set_column(place, self.BATCH.schema.field(place), text))
        with pytest.raises(cc.InvalidField, match="a Parquet file of carts"):
            self.totals(path)


class TestLines:
    @pytest.fixture
    def outcomes(self, tmp_path):
        """What becomes of the bytes as a file of lines."""

        def run(content):
            path = tmp_path / "carts.jsonl"
            path.write_bytes(content)
            with ExitStack() as stack:
                chunks = chunks_of_lines(numbered_lines(str(path), stack))
                return [price_chunk(chunk, STORE, ()) for chunk in chunks]

        return run

    @staticmethod
    def numbers(outcomes):
        """The carts that were priced, and those that were not."""
        return (
            [number for found in outcomes for number in found.carts],
            [failure.cart for found in outcomes for failure in found.failures],
        )

    @pytest.mark.parametrize("end", [b"\n", b"\r\n"])
    @pytest.mark.parametrize("last", [True, False])
    def test_ends_of_lines(self, outcomes, end, last):
        found = outcomes(end.join([request(1), b"", request(2), b"{}", request(3)]) + (end if last else b""))
        assert self.numbers(found) == ([1, 3, 5], [2, 4])

    def test_members_that_are_not_understood(self, outcomes):
        """They are told with the number of their line; of lines that fail the failure is enough."""
        odd = json.dumps({**json.loads(request(1)), "cuponCode": "X", "note": 1}).encode()
        [found] = outcomes(b"\n".join([request(1), odd, b"{}", json.dumps({"b": 1}).encode()]))
        assert found.unknown == [(2, "$.cuponCode"), (2, "$.note")]

    def test_the_more_scenarios_the_fewer_carts(self):
        """Totals of a chunk are bounded."""
        lines = [(number, b"x") for number in range(5_000)]
        for scenarios in (1, 999, 2_000, 10**7):
            sizes = {len(chunk.lines) for chunk in chunks_of_lines(lines, scenarios)}
            assert max(sizes) == max(1, min(LINES_EACH, TOTALS_EACH // (1 + scenarios)))

    def test_nothing(self, outcomes):
        assert outcomes(b"") == []

    def test_one_huge_line(self, outcomes):
        """It is longer than any document may be, and the one after it is read."""
        huge = b'{"x": "' + b"x" * (MAX_BYTES + 5) + b'"}'
        found = outcomes(b"\n".join([request(1), huge, request(2)]))
        assert self.numbers(found) == ([1, 3], [2])
        assert len(found[0].failures[0].error) < 200

    def test_more_than_one_chunk(self, outcomes):
        found = outcomes(b"\n".join([b"{}"] * LINES_EACH + [request(1)]))
        assert self.numbers(found) == ([LINES_EACH + 1], [*range(1, LINES_EACH + 1)])


class TestRuns:
    """The command: what stands on the disk while it runs, after it was stopped, and after the next run."""

    OLD = b"what the last run has left"

    @pytest.fixture
    def folder(self, tmp_path, monkeypatch, capfd):
        """A folder with carts, two of which have no price, and the files of an earlier run."""
        monkeypatch.chdir(tmp_path)
        lines = [request(number % 5 + 1) for number in range(2 * LINES_EACH)]
        lines[3], lines[LINES_EACH + 4] = b"no JSON", b"{}"
        Path("carts.jsonl").write_bytes(b"\n".join(lines))
        for name in ("totals.csv", "errors.csv"):
            Path(name).write_bytes(self.OLD)
        return tmp_path

    ARGUMENTS = (
        *("what-if", "-", "--jsonl", "--store", str(STORE_PATH), "--coupon", ""),
        *("--out", "totals.csv", "--errors", "errors.csv"),
    )

    def run(self):
        """The command on the whole file; what it has written."""
        code = app.run(
            [argument.replace("-", "carts.jsonl") if argument == "-" else argument for argument in self.ARGUMENTS]
        )
        assert code == 1
        assert sorted(path.name for path in Path().iterdir()) == ["carts.jsonl", "errors.csv", "totals.csv"]
        return Path("totals.csv").read_bytes(), Path("errors.csv").read_bytes()

    def test_killed_in_the_middle_and_started_again(self, folder):
        content = Path("carts.jsonl").read_bytes().splitlines(keepends=True)
        with subprocess.Popen(
            [sys.executable, "-m", "checkout_core", *self.ARGUMENTS],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        ) as program:
            program.stdin.write(b"".join(content[: LINES_EACH + 10]))
            program.stdin.flush()
            end = time.monotonic() + 60
            while not list(Path().glob("errors.csv.*.unfinished")) and time.monotonic() < end:
                time.sleep(0.02)
            program.send_signal(signal.SIGKILL)
            program.wait()
        left = list(Path().glob("*.csv.*.unfinished"))
        assert len(left) == 2
        for path in left:
            path.unlink()
        assert [Path(name).read_bytes() for name in ("totals.csv", "errors.csv")] == [self.OLD, self.OLD]
        first = self.run()
        assert first == self.run()
        totals, errors = map(rows_of, map(Path, ("totals.csv", "errors.csv")))
        assert len(totals) == 2 * LINES_EACH - 2
        assert [row["cart"] for row in errors] == ["4", str(LINES_EACH + 5)]

    def test_an_error_in_the_middle(self, folder, monkeypatch):
        """The reading fails after the first chunk was priced and written."""

        def broken(path, stack):
            yield from ((number, request(1)) for number in range(1, LINES_EACH + 2))
            raise cc.InvalidField("carts", 1, "more")

        monkeypatch.setattr("checkout_core.cli.what_if_carts.numbered_lines", broken)
        assert app.run(self.ARGUMENTS) == 2
        assert [Path(name).read_bytes() for name in ("totals.csv", "errors.csv")] == [self.OLD, self.OLD]
        assert sorted(path.name for path in folder.iterdir()) == ["carts.jsonl", "errors.csv", "totals.csv"]
