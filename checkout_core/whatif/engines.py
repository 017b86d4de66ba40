"""Where chunks are priced: in this process, or in several. Results keep their order."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from typing import Any, ClassVar, TypeVar

from checkout_core.errors import CheckoutCoreError

Task = TypeVar("Task")
Result = TypeVar("Result")
Promise = TypeVar("Promise")

AHEAD = 2
"""Chunks that are on their way for each process: enough to keep it busy, few enough to bound memory."""


class EngineFailed(CheckoutCoreError):
    """Processes or machines that were to price are lost, or cannot be reached. What was yielded before is right."""


def in_processes(function: Callable[[Task], Result], tasks: Iterable[Task], processes: int = 1) -> Iterator[Result]:
    """Yield the function's results in the order of the tasks, from so many processes; 1 is this one.

    At most two tasks for each process are under way. The function is sent to each process once. Raises `EngineFailed`
    where a process is killed.
    """
    if processes == 1:
        yield from map(function, tasks)
        return
    context = multiprocessing.get_context("spawn")  # a forked child of a program with threads may hang
    far_end, lifeline = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(processes, context, _Worker.begin, (far_end, pickle.dumps(function)))

    def submit(task: Task) -> Future[Result]:
        with without_ctrl_c():  # this may start a process
            return pool.submit(_Worker.run, task)

    try:
        yield from in_order(submit, Future.result, tasks, lambda: AHEAD * processes)
    except BrokenProcessPool:
        message = "a process that was pricing is gone; it may have been killed for want of memory"
        raise EngineFailed(message) from None
    finally:
        lifeline.close()
        pool.shutdown(cancel_futures=True)
        far_end.close()


def in_order(
    submit: Callable[[Task], Promise],
    result: Callable[[Promise], Result],
    tasks: Iterable[Task],
    ahead: Callable[[], int],
) -> Iterator[Result]:
    """Yield results in the order of the tasks, of which at most ``ahead()`` are under way or wait to be taken."""
    promises: deque[Promise] = deque()
    for task in tasks:
        promises.append(submit(task))
        while len(promises) >= ahead():
            yield result(promises.popleft())
    while promises:
        yield result(promises.popleft())


class _Worker:
    """What happens in a process of the pool."""

    _function: ClassVar[Callable[[Any], Any]]

    @classmethod
    def begin(cls, far_end: Connection, function: bytes) -> None:
        """Take the function. The process ends when the other end of the line is closed, or the process that held it."""
        threading.Thread(target=cls._end_with, args=(far_end,), daemon=True).start()
        cls._function = staticmethod(pickle.loads(function))  # noqa: S301  # by the process that has started this one

    @staticmethod
    def _end_with(far_end: Connection) -> None:
        wait([far_end])
        os._exit(0)

    @classmethod
    def run(cls, task: Any) -> Any:
        """The function's result."""
        return cls._function(task)


@contextmanager
def without_ctrl_c() -> Iterator[None]:
    """Let Ctrl-C wait. Processes that are started meanwhile never see it: it is for this one to end them."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # it is started with the first process, and would let Ctrl-C through again
    caught: list[int] = []
    handler = signal.getsignal(signal.SIGINT)
    waits = handler is not None and threading.current_thread() is threading.main_thread()
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # which processes inherit
    if waits:  # another thread may still take it for this one
        signal.signal(signal.SIGINT, lambda number, _: caught.append(number))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)  # first: as soon as the handler is back, it may raise
        if waits:
            signal.signal(signal.SIGINT, handler)
        if caught:
            signal.raise_signal(signal.SIGINT)
