"""Chunks priced in this process and in several: order, bounded reading ahead, what becomes of errors and kills.

The function that the processes are given is `eval`: they can find it, and a task says in a text what it does.
"""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

from checkout_core.whatif.engines import EngineFailed, in_order, in_processes

DIES = "__import__('os')._exit(3)"
PID = "__import__('os').getpid()"


def sleeping(seconds, result):
    """A task that takes so long."""
    return f"(__import__('time').sleep({seconds}), {result})[1]"


def counted(tasks, read):
    """The tasks, each put into the list when it is read."""
    for task in tasks:
        read.append(task)
        yield task


def alive(pid):
    """Whether the process is there and has not ended."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def gone(pids, seconds=10):
    """Whether all these processes have ended, now or soon."""
    end = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(map(alive, pids))


class TestInOrder:
    """Without processes: a promise is a number, and a result is said when it is asked for."""

    @pytest.mark.parametrize("ahead", [1, 2, 3, 7, 100])
    def test_order_and_how_many_are_under_way(self, ahead):
        under_way, most = set(), 0

        def submit(task):
            nonlocal most
            under_way.add(task)
            most = max(most, len(under_way))
            return task

        def result(task):
            under_way.remove(task)
            return task * 10

        assert list(in_order(submit, result, range(20), lambda: ahead)) == [number * 10 for number in range(20)]
        assert (most, under_way) == (min(ahead, 20), set())

    def test_a_slow_consumer_is_not_run_ahead_of(self):
        read = []
        results = in_order(lambda task: task, lambda task: task, counted(range(100), read), lambda: 4)
        for taken in range(1, 50):
            next(results)
            assert len(read) == taken + 3

    def test_more_workers_more_ahead_and_fewer_fewer(self):
        """As a cluster grows and shrinks."""
        read, ahead = [], []
        results = in_order(lambda task: task, lambda task: task, counted(range(9), read), lambda: ahead[-1])

        def take(allowed):
            ahead.append(allowed)
            return next(results), len(read)

        assert [take(allowed) for allowed in (1, 4, 4, 2, 2, 2, 9)] == [
            (0, 1),
            (1, 5),
            (2, 6),
            (3, 6),
            (4, 6),
            (5, 7),
            (6, 9),
        ]
        assert list(results) == [7, 8]

    def test_nothing(self):
        assert list(in_order(int, int, [], lambda: 1)) == []


class TestOneProcess:
    def test_is_this_one_and_waits_until_asked(self):
        read = []
        results = in_processes(eval, counted([PID, "1 + 1", "1 / 0"], read))
        assert read == []
        assert (next(results), next(results), len(read)) == (os.getpid(), 2, 2)
        with pytest.raises(ZeroDivisionError):
            next(results)


class TestProcesses:
    def test_order_is_kept_whoever_is_first(self):
        read = []
        tasks = [sleeping((7 - number) / 20, f"({number}, {PID})") for number in range(8)]
        results = in_processes(eval, counted(tasks, read), 2)
        taken = []
        for result in results:
            taken.append(result)
            assert len(read) <= len(taken) + 3  # two for each process, one of them taken
        assert [number for number, _ in taken] == list(range(8))
        pids = {pid for _, pid in taken}
        assert len(pids) == 2
        assert os.getpid() not in pids
        assert gone(pids)

    def test_an_error_of_the_function_is_that_error(self):
        results = in_processes(eval, ["1", "1 / 0", "2"], 2)
        assert next(results) == 1
        with pytest.raises(ZeroDivisionError):
            next(results)

    def test_an_error_of_the_reading_is_that_error(self):
        def broken():
            yield PID
            yield sleeping(60, "0")
            raise OSError("no more")

        start = time.monotonic()
        with pytest.raises(OSError, match="no more"):
            list(in_processes(eval, broken(), 2))
        assert time.monotonic() - start < 30

    def test_a_process_that_dies(self):
        """One line that says so, and what came before stands."""
        results = in_processes(eval, ["1", sleeping(0.5, DIES), "2", "3", "4"], 2)
        assert next(results) == 1
        with pytest.raises(EngineFailed, match="a process that was pricing is gone") as caught:
            list(results)
        assert "\n" not in str(caught.value)

    def test_who_stops_early_waits_for_nobody(self):
        results = in_processes(eval, [PID, *[sleeping(60, "0")] * 5], 2)
        pid, start = next(results), time.monotonic()
        results.close()
        assert time.monotonic() - start < 30
        assert gone([pid])


AWAKE = "import signal\nsignal.signal(signal.SIGINT, signal.default_int_handler)\n"
"""Programs that a shell starts in the background ignore Ctrl-C, and so do those that they start."""

SCRIPT = f"""\
import sys
from checkout_core.whatif.engines import in_processes
{AWAKE}
if __name__ == "__main__":
    tasks = [{sleeping(0.3, PID)!r}] * 2 + [{sleeping(60, "0")!r}] * 4
    try:
        for pid in in_processes(eval, tasks, 2):
            print(pid, flush=True)
    except KeyboardInterrupt:
        print("interrupted", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals as POSIX has them")
class TestSignals:
    @pytest.fixture
    def started(self, tmp_path):
        """A program whose two processes are at work; with their ids."""
        path = tmp_path / "program.py"
        path.write_text(SCRIPT, encoding="utf-8")
        program = subprocess.Popen(
            [sys.executable, str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        with program:
            yield program, {int(program.stdout.readline()) for _ in range(2)}
            program.kill()

    @pytest.mark.parametrize("everybody", [True, False])
    def test_ctrl_c(self, started, everybody):
        """A terminal sends it to all of them: one says so, the others end at once and without a word."""
        program, pids = started
        if everybody:
            os.killpg(program.pid, signal.SIGINT)
        else:
            program.send_signal(signal.SIGINT)
        out, err = program.communicate(timeout=30)
        assert (out, err, program.returncode) == ("interrupted\n", "", 0)
        assert gone(pids)

    @pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
    def test_no_process_outlives_the_one_that_started_it(self, started, name):
        (program, pids), number = started, getattr(signal, name)
        program.send_signal(number)
        assert program.wait(30) == -number
        assert gone(pids)

    def test_ctrl_c_while_processes_start(self, tmp_path):
        """It waits until they are there, and ends the run then."""
        path = tmp_path / "program.py"
        path.write_text(
            f"import os, threading\n{AWAKE}"
            "from checkout_core.whatif.engines import without_ctrl_c\n"
            "threading.Thread(target=threading.Event().wait, args=(5,), daemon=True).start()\n"
            "try:\n"
            "    with without_ctrl_c():\n"
            "        os.kill(os.getpid(), signal.SIGINT)\n"
            "        print('started', flush=True)\n"
            "    print('not reached')\n"
            "except KeyboardInterrupt:\n"
            "    print('interrupted')\n"
            "print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)\n"
            "print(signal.pthread_sigmask(signal.SIG_BLOCK, []))\n",
            encoding="utf-8",
        )
        done = subprocess.run([sys.executable, str(path)], capture_output=True, text=True, timeout=60, check=False)
        assert (done.stdout.split("\n"), done.stderr) == (["started", "interrupted", "True", "set()", ""], "")
