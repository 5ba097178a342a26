"""Processes of our own beside this one, for work that would keep one processor busy while another rests."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context, parent_process
from threading import Thread


@contextmanager
def processes(number: int, module: str) -> Iterator[ProcessPoolExecutor]:
    """Processes that load a module at once, beside whatever this one does before it hands them work.

    What fails in one of them is raised where its result is asked for. At the end of the block, what has begun is
    finished, and what has not begun is left. None outlives this process, even one that is killed.

    Args:
        number: of processes.
        module: where the work is that they are handed.
    """
    # Not forked: a fork would inherit locks of DuckDB's and Dagster's threads.
    pool = ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=_begin)
    try:
        for _ in range(number):
            pool.submit(_load, module)
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal interrupts all processes; the first one ends the others
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    assert parent is not None, "in a process of the pool"
    parent.join()
    os._exit(1)


def _load(module: str) -> None:
    import_module(module)
