"""Chunks priced on a Dask cluster: the machines of a scheduler, or processes of this one. The only importer of Dask."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple, TypeVar

import dask
from distributed import CancelledError, Client, Future, KilledWorker, LocalCluster, Security
from distributed.comm.addressing import get_address_host_port
from distributed.utils import silence_logging_cmgr

import checkout_core
from checkout_core.whatif.engines import AHEAD, EngineFailed, in_order, without_ctrl_c

Task = TypeVar("Task")
Result = TypeVar("Result")


class _Work(NamedTuple):
    """What is done with every chunk, and the version of the library that says so."""

    function: Callable[..., Any]
    shared: tuple[Any, ...]
    version: str


def on_dask(
    function: Callable[..., Result], tasks: Iterable[Task], *shared: Any, scheduler: str | None, processes: int
) -> Iterator[Result]:
    """Yield ``function(task, *shared)`` for each task, in order; ``shared`` is sent to each worker once.

    ``scheduler`` is the address of a cluster; None starts one of so many processes here. At most two tasks for each
    thread of the workers are under way. The scheduler keeps what a result is made of until it is taken, so that a lost
    worker costs a second try and changes nothing. Raises `EngineFailed` where there is no cluster or it is lost, where
    a task has lost four workers, and where a worker has not this version of the library.
    """
    with ExitStack() as stack:
        for logger in ("distributed", "distributed.client"):
            stack.enter_context(silence_logging_cmgr("CRITICAL", logger))
        client = stack.enter_context(_cluster(scheduler, processes))
        # A task of its own and not scattered data: the scheduler makes it again where all copies are lost.
        work = client.submit(_Work, function, shared, checkout_core.__version__, pure=False)

        def submit(task: Task) -> Future[Result]:
            with _in_our_words(), dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 TiB"}):
                return client.submit(_run, work, task, pure=False, fifo_timeout="0 ms")  # first come, first served

        @_in_our_words()
        def ahead() -> int:
            threads = sum(client.nthreads().values())  # of the workers that are there now
            return AHEAD * max(1, int(threads))

        yield from in_order(submit, _in_our_words()(Future.result), tasks, ahead)


def _run(work: _Work, task: Any) -> Any:
    """What a worker does."""
    if work.version != checkout_core.__version__:
        raise EngineFailed(f"a worker has checkout_core {checkout_core.__version__}, allowed: {work.version}")
    return work.function(task, *work.shared)


@contextmanager
def _cluster(scheduler: str | None, processes: int) -> Iterator[Client]:
    """A connection to the cluster, or to one that is here as long as it is wanted."""
    with ExitStack() as stack:
        cluster: Any = scheduler
        if scheduler is None:
            with without_ctrl_c():
                cluster = stack.enter_context(_processes_here(processes))
        else:
            _check(scheduler)
        with _in_our_words():
            client = stack.enter_context(Client(cluster, set_as_default=False))
        yield client


def _processes_here(number: int) -> LocalCluster:
    """A cluster that only this machine can reach, without a limit of memory, a dashboard or a fixed port."""
    return LocalCluster(
        n_workers=number,
        threads_per_worker=1,
        memory_limit=None,
        dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        silence_logs="CRITICAL",
    )


def _check(scheduler: str) -> None:
    """Raise `EngineFailed` for what is no address: a `Client` of it would keep this process from ending."""
    try:
        get_address_host_port(scheduler)
    except ValueError as error:
        raise EngineFailed(f"{scheduler}: {error}") from None
    if scheduler.startswith("tls:") and Security().get_connection_args("client")["ssl_context"] is None:
        raise EngineFailed(f"{scheduler}: Dask knows no certificates (its setting distributed.comm.tls)")


@contextmanager
def _in_our_words() -> Iterator[None]:
    """Say in one line what is wrong with the cluster."""
    try:
        yield
    except KilledWorker as error:
        workers = error.allowed_failures + 1
        raise EngineFailed(
            f"a chunk has lost {workers} workers; they may have been killed for want of memory"
        ) from None
    except CancelledError:
        raise EngineFailed("the connection to the scheduler is lost") from None
    except ImportError as error:
        raise EngineFailed(f"a worker cannot price: {error}; install checkout-core[dask] there") from None
    except OSError as error:
        raise EngineFailed(f"no connection to the cluster: {error}") from None
