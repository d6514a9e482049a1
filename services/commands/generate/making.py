"""Making all stretches in order, in as many processes as there are to spare, holding only a few at a time."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from services.commands.generate.order import Order
from services.commands.generate.stretches import STRETCH, Stretch, feed_stretch, registry_stretch

AHEAD = 3
"""Stretches per process that may wait to be written."""
WORTH_IT = 4
"""Stretches from which on other processes are worth their start."""

Task = tuple[Callable[[Order, int], Stretch], Order, int]


def stretches(order: Order, *, jobs: int) -> Iterator[Stretch]:
    """Every stretch, the registry's first; the same whatever ``jobs`` is."""
    tasks = _tasks(order)
    if jobs == 1 or (order.licences + order.cases) // STRETCH < WORTH_IT:
        for make, wanted, start in tasks:
            yield make(wanted, start)
        return
    # fork: the workers need nothing but the code that is loaded already
    pool = ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork"), initializer=_ignore_interrupts)
    waiting: deque[Future[Stretch]] = deque()
    try:
        for make, wanted, start in tasks:
            waiting.append(pool.submit(make, wanted, start))
            if len(waiting) > AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _tasks(order: Order) -> Iterator[Task]:
    for start in range(0, order.licences, STRETCH):
        yield registry_stretch, order, start
    for start in range(0, order.cases, STRETCH):
        yield feed_stretch, order, start


def _ignore_interrupts() -> None:
    """Ctrl-C goes to the whole group; the parent decides."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
