"""Chunks priced on Dask: the same totals in the same order, whoever is killed meanwhile, and nothing on standard error.

A chunk that is begun leaves a line in a file, its first cart and the process that works on it, so that the tests know
whom to kill, and can tell that work was lost and done again.
"""

import json
import os
import runpy
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import dask
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from distributed import LocalCluster, default_client

import checkout_core
from checkout_core import wire
from checkout_core.whatif.chunks import Rows, price_chunk
from checkout_core.whatif.dask import on_dask
from checkout_core.whatif.engines import AHEAD, EngineFailed
from checkout_core.whatif.schema import store_of

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
SCENARIOS_PATH = EXAMPLES / "what_if.toml"
SCENARIOS = wire.load_scenarios(wire.parse_toml(SCENARIOS_PATH.read_bytes()), "USD").value
CHUNKS, EACH = 16, 50
HERE = {"scheduler": None, "processes": 1}
CARTS = runpy.run_path(str(EXAMPLES / "make_carts.py"))["make_carts"](CHUNKS * EACH, seed=3)
STORE = store_of(CARTS.schema)


def pieces():
    """The carts in chunks."""
    return [Rows(first + 1, CARTS.slice(first, EACH)) for first in range(0, CARTS.num_rows, EACH)]


EXPECTED = [price_chunk(chunk, STORE, SCENARIOS) for chunk in pieces()]


def in_a_log(path, seconds):
    """`price_chunk`, but slow, and each chunk that is begun is a line of the file. Travels to workers by its code."""

    def slowly(chunk, store, scenarios):
        with open(path, "a", encoding="ascii") as log:  # noqa: PTH123  # imports would have to travel, too
            log.write(f"{chunk.first} {os.getpid()}\n")
        time.sleep(seconds)
        return price_chunk(chunk, store, scenarios)

    return slowly


def begun(path):
    """First cart and process of each chunk that was begun."""
    text = Path(path).read_text(encoding="ascii") if Path(path).exists() else ""
    return [tuple(map(int, line.split())) for line in text.splitlines()]


def same(outcomes):
    """Whether these are the outcomes of all chunks, each once, in order: carts, totals, failures."""
    return [(found.carts, found.failures, found.totals) for found in outcomes] == [
        (found.carts, found.failures, found.totals) for found in EXPECTED
    ]


@pytest.fixture(scope="module")
def cluster():
    """Two workers that are nobody's yet; their scheduler's address."""
    options = {"n_workers": 2, "threads_per_worker": 1, "memory_limit": None, "silence_logs": "CRITICAL"}
    quiet = {"dashboard_address": "127.0.0.1:0", "scheduler_kwargs": {"dashboard": False}}
    with LocalCluster(**options, **quiet) as started:
        yield started.scheduler_address


class TestOnACluster:
    """What needs no killing, on one cluster."""

    @pytest.fixture
    def run(self, cluster):
        """Evaluate these texts there."""
        return lambda tasks: on_dask(eval, tasks, scheduler=cluster, processes=1)

    def test_totals_are_those_of_this_process(self, cluster, capfd):
        outcomes = on_dask(price_chunk, pieces(), STORE, SCENARIOS, scheduler=cluster, processes=1)
        assert same(outcomes)
        assert capfd.readouterr() == ("", "")

    def test_order_and_reading_ahead(self, run):
        """The last are done first, and no more than two for each worker are under way."""
        read = []

        def tasks():
            for number in range(8):
                read.append(number)
                yield f"(__import__('time').sleep({(8 - number) / 20}), {number})[1]"

        taken = []
        for result in run(tasks()):
            taken.append(result)
            assert len(read) <= len(taken) + 2 * AHEAD - 1
        assert taken == list(range(8))

    def test_nobody_elses_client_is_touched(self, run):
        (there,) = run(["__import__('os').getpid()"])
        assert there != os.getpid()
        with pytest.raises(ValueError, match="No clients found"):
            default_client()

    def test_an_error_of_the_function_is_that_error(self, run, capfd):
        results = run(["1", "1 / 0"])
        assert next(results) == 1
        with pytest.raises(ZeroDivisionError):
            next(results)
        assert capfd.readouterr() == ("", "")

    def test_an_error_of_the_reading_is_that_error(self, run):
        def broken():
            yield "1"
            raise OSError("no more")

        with pytest.raises(OSError, match="no more"):
            list(run(broken()))

    def test_a_large_chunk_is_no_reason_to_warn(self, run):
        (length,) = run([f"len('{'x' * 11_000_000}')"])
        assert length == 11_000_000

    def test_a_worker_without_the_library(self, run):
        with pytest.raises(EngineFailed, match=r"a worker cannot price: No module .*; install checkout-core\[dask\]"):
            list(run(["__import__('no_such_module')"]))

    def test_a_worker_with_another_version(self, run, monkeypatch):
        """Prices could be others there."""
        monkeypatch.setattr(checkout_core, "__version__", "99.0.0")
        with pytest.raises(EngineFailed, match=r"a worker has checkout_core \d.*, allowed: 99\.0\.0"):
            list(run(["1"]))

    @pytest.mark.parametrize(
        ("address", "words"),
        [
            ("nonsense", "missing port"),
            ("nonsense://x:1", "unknown address scheme"),
            ("tcp://127.0.0.1:x", "invalid literal"),
            ("tls://127.0.0.1:8786", "certificates"),
            ("", "missing port"),
        ],
    )
    def test_no_address(self, address, words):
        with pytest.raises(EngineFailed, match=words):
            next(on_dask(eval, ["1"], scheduler=address, processes=1))


class TestOnThisMachine:
    """Workers that the run starts and ends."""

    @pytest.fixture(autouse=True)
    def soon(self):
        """Dask looks for half a minute for a worker that is gone; here three seconds are enough."""
        with dask.config.set({"distributed.comm.timeouts.connect": "3s"}):
            yield

    def test_workers_are_killed(self, tmp_path, capfd):
        """One in the middle, its successor, then both at once: with them goes all that the cluster has computed."""
        log = tmp_path / "log"
        outcomes, killed = [], []
        tasks = on_dask(in_a_log(log, 0.2), pieces(), STORE, SCENARIOS, scheduler=None, processes=2)
        for number, outcome in enumerate(tasks, 1):
            outcomes.append(outcome)
            if number in {3, 6, 9}:
                at_work = {pid for _, pid in begun(log)[-4:] if psutil.pid_exists(pid)}
                for pid in [*at_work] if number == 9 else [*at_work][:1]:
                    os.kill(pid, signal.SIGKILL)
                    killed.append(pid)
        assert same(outcomes)
        assert len(killed) >= 3
        firsts = [first for first, _ in begun(log)]
        assert len(firsts) > CHUNKS == len({*firsts})
        assert capfd.readouterr() == ("", "")

    def test_a_chunk_that_kills_everybody(self, capfd):
        """Four workers are enough."""
        tasks = on_dask(eval, ["1", "__import__('os')._exit(1)", "2"], **HERE)
        with pytest.raises(EngineFailed, match="a chunk has lost 4 workers"):
            list(tasks)
        assert "Traceback" not in capfd.readouterr().err

    def test_who_stops_early_leaves_nobody_behind(self, capfd):
        tasks = on_dask(eval, ["__import__('os').getpid()", *["__import__('time').sleep(60)"] * 5], **HERE)
        worker = psutil.Process(next(tasks))
        listening = {end.laddr.ip for end in psutil.Process().net_connections() if end.status == psutil.CONN_LISTEN}
        assert listening == {"127.0.0.1"}
        tasks.close()
        assert psutil.wait_procs([worker], timeout=10)[1] == []
        assert capfd.readouterr() == ("", "")


PRELOAD = """\
import os, time
from checkout_core.whatif import chunks

def slowly(chunk, store, scenarios, price_chunk=chunks.price_chunk):
    with open({log!r}, "a", encoding="ascii") as log:
        log.write(f"{{chunk.first}} {{os.getpid()}}\\n")
    time.sleep(0.1)
    return price_chunk(chunk, store, scenarios)

if chunks.price_chunk.__name__ == "price_chunk":  # Dask loads this twice
    chunks.price_chunk = slowly
"""


class TestAcrossMachines:
    """A scheduler and workers of their own, as `dask scheduler` and `dask worker` start them, and the command."""

    @pytest.fixture
    def dask(self, tmp_path):
        """Start a scheduler and two workers without nannies; address and processes."""
        with ExitStack() as stack:

            def start(name, *arguments):
                module = f"distributed.cli.dask_{name}"
                options = ("--no-dashboard", "--dashboard-address", "127.0.0.1:0", "--host", "127.0.0.1")
                process = subprocess.Popen(
                    [sys.executable, "-m", module, *arguments, *options],
                    stderr=subprocess.DEVNULL,
                )
                stack.callback(process.wait)
                stack.callback(process.kill)
                return process

            preload = tmp_path / "slow.py"
            preload.write_text(PRELOAD.format(log=str(tmp_path / "log")), encoding="utf-8")
            file = tmp_path / "scheduler.json"
            scheduler = start("scheduler", "--port", "0", "--scheduler-file", str(file))
            while not (file.exists() and file.read_text(encoding="utf-8").endswith("}")):
                time.sleep(0.05)
            address = json.loads(file.read_text(encoding="utf-8"))["address"]
            alone = ("--no-nanny", "--nthreads", "1", "--preload", str(preload), "--death-timeout", "20")
            yield address, scheduler, [start("worker", address, *alone) for _ in range(2)]

    @pytest.fixture
    def carts(self, tmp_path):
        """The carts as a file, a row group for each chunk."""
        path = tmp_path / "carts.parquet"
        pq.write_table(pa.Table.from_batches([CARTS]), path, row_group_size=EACH)
        return path

    @staticmethod
    def command(carts, out, *engine):
        """The command, running."""
        arguments = ["what-if", carts, "--scenarios", SCENARIOS_PATH, "--out", out, *engine]
        return subprocess.Popen(
            [sys.executable, "-m", "checkout_core", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    @staticmethod
    def output(program):
        """What it wrote; who hangs is killed, since the end of a `with` waits."""
        try:
            return program.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            program.kill()
            raise

    def test_a_worker_is_killed_and_then_the_scheduler(self, dask, carts, tmp_path):
        """The first run loses half of its machines and nothing else; the next one says that it cannot go on."""
        address, scheduler, workers = dask
        log = tmp_path / "log"
        with self.command(carts, tmp_path / "dask.csv", "--engine", "dask", "--scheduler", address) as program:
            while len({pid for _, pid in begun(log)}) < 2:
                time.sleep(0.02)
            workers[0].kill()
            out, err = self.output(program)
        assert program.returncode == 0, err
        with self.command(carts, tmp_path / "local.csv") as local:
            assert self.output(local) == (out, err)
        assert (tmp_path / "dask.csv").read_bytes() == (tmp_path / "local.csv").read_bytes()
        assert {first for first, _ in begun(log)} == {chunk.first for chunk in pieces()}
        assert len(begun(log)) > CHUNKS

        count = len(begun(log))
        with self.command(carts, tmp_path / "dask.csv", "--engine", "dask", "--scheduler", address) as program:
            while len(begun(log)) < count + 3:
                time.sleep(0.02)
            scheduler.kill()
            out, err = self.output(program)
        assert (program.returncode, out, err.count("\n")) == (2, "", 1)
        assert "connection" in err
        assert (tmp_path / "dask.csv").read_bytes() == (tmp_path / "local.csv").read_bytes()
        assert not list(tmp_path.glob("*.unfinished"))
